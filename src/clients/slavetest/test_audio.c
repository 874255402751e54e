// SPDX-License-Identifier: MIT
/*
 * A client as a sound card is one: a ring that plays and a ring that records,
 * at the same time and without a break. At each period's callback it asks
 * the driver where the transfer is, refills what was played and takes what
 * was recorded; what it records must be what it played.
 *
 * A driver may fold the callbacks of periods that end in quick succession
 * into one; it may not make up any, nor lose the last one. A CPU that comes
 * too late, which happens where time is real, hears what every sound server
 * hears: an xrun. It then tries again with longer periods.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/math64.h>

#include "clients/slavetest/slavetest.h"

#define PERIODS		8	/* of a ring */
#define PERIOD_NS	150000	/* at least: time enough for a tasklet */
#define TRIES		5	/* each with periods four times as long as the one before */

/**
 * struct stream - one of the two rings
 * @elapsed: periods that are over, by the residue
 * @wanted: as many make the test
 * @called: when the last callback came
 * @late: a whole ring may have gone by since the callback before: if
 *	something is wrong, that may be why
 */
struct stream {
	struct test *t;
	struct segments mem;
	struct transfer x;
	struct dma_chan *chan;
	unsigned int period;
	unsigned int elapsed, wanted;
	ktime_t called;
	bool late;
	struct completion finished;
};

bool can_stream(struct peripheral *p, char *why)
{
	struct dma_chan *chans[] = { p->tx, p->rx };
	unsigned int i;

	if (!can_slave(p, why))
		return false;
	if (!p->rx)
		return cannot(why, "nothing comes back from it");
	for (i = 0; i < ARRAY_SIZE(chans); i++) {
		if (!dma_has_cap(DMA_CYCLIC, chans[i]->device->cap_mask))
			return cannot(why, "the driver of %s has no DMA_CYCLIC",
				      dma_chan_name(chans[i]));
		if (residue_granularity(chans[i]) == DMA_RESIDUE_GRANULARITY_DESCRIPTOR)
			return cannot(why, "the driver of %s does not tell where a ring is",
				      dma_chan_name(chans[i]));
	}
	return true;
}

/* periods that have ended since the last callback, 1 if nobody can say */
static unsigned int periods_ended(struct stream *s)
{
	enum dma_status status;
	unsigned int residue = transfer_residue(&s->x, &status), at;

	at = (s->mem.len - residue % s->mem.len) / s->period;
	return (at + PERIODS - s->elapsed % PERIODS) % PERIODS;
}

static u8 *period_begin(struct stream *s, unsigned int n)
{
	unsigned int at = n % PERIODS * s->period;

	dma_sync_single_for_cpu(s->mem.mapped_for, sg_dma_address(s->mem.sgl) + at, s->period,
				s->mem.dir);
	return s->mem.mem + s->mem.seg[0].off + at;
}

static void period_end(struct stream *s, unsigned int n)
{
	dma_sync_single_for_device(s->mem.mapped_for,
				   sg_dma_address(s->mem.sgl) + n % PERIODS * s->period, s->period,
				   s->mem.dir);
}

/* what was played makes room for what comes a whole ring later */
static void refill(struct stream *s, unsigned int n)
{
	u8 *mem = period_begin(s, n);
	unsigned int i;

	for (i = 0; i < s->period; i++)
		mem[i] = stream_byte(s->t->seed, (n + PERIODS) * s->period + i);
	period_end(s, n);
}

static void take(struct stream *s, unsigned int n)
{
	const u8 *mem = period_begin(s, n);
	unsigned int i, wrong = 0;

	for (i = 0; i < s->period && !s->t->params->noverify; i++)
		wrong += mem[i] != stream_byte(s->t->seed, n * s->period + i);
	period_end(s, n);
	if (wrong)
		test_fail(s->t, "what was recorded is not what was played", n);
}

static void note_late(struct stream *s)
{
	ktime_t now = ktime_get(), before = s->called;

	s->called = now;
	if (ktime_to_ns(ktime_sub(now, before)) >= loop_time_ns(s->t, (PERIODS - 2) * s->period))
		s->late = true;
}

static void stream_called(struct transfer *x, void *arg)
{
	struct stream *s = arg;
	unsigned int ended;

	note_late(s);
	ended = periods_ended(s);
	while (ended--) {
		if (s->mem.dir == DMA_TO_DEVICE)
			refill(s, s->elapsed);
		else
			take(s, s->elapsed);
		s->elapsed++;
	}
	if (atomic_read(&x->callbacks) >= s->elapsed)
		test_fail(s->t, "more callbacks than periods", s->elapsed);
	if (s->elapsed >= s->wanted || s->t->why)
		complete(&s->finished);
}

static int stream_open(struct test *t, struct stream *s, struct dma_chan *chan,
		       enum dma_transfer_direction dir)
{
	bool plays = dir == DMA_MEM_TO_DEV;
	struct dma_async_tx_descriptor *d;
	int err;

	s->t = t;
	s->chan = chan;
	init_completion(&s->finished);
	err = segments_init(&s->mem, s->period * PERIODS, 1, t->width, false);
	if (!err && plays)
		segments_fill(&s->mem, t->seed);
	if (!err)
		err = segments_map(&s->mem, dmaengine_get_dma_device(chan),
				   plays ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
	if (err)
		return test_fail(t, "no memory", err);
	err = plays ? configure_tx(t, chan, t->p) : configure_rx(t, chan, t->p);
	if (err)
		return err;
	s->x.called = stream_called;
	s->x.arg = s;
	d = dmaengine_prep_dma_cyclic(chan, sg_dma_address(s->mem.sgl), s->mem.len, s->period, dir,
				      DMA_PREP_INTERRUPT);
	err = transfer_submit(t, &s->x, chan, d, 0);
	s->called = ktime_get();
	if (!err)
		transfer_issue(&s->x);
	return err;
}

static int stream_wait(struct test *t, struct stream *s)
{
	unsigned long limit = msecs_to_jiffies(t->params->timeout);
	unsigned int before = 0;

	/* however long it takes, as long as it gets on */
	while (!wait_for_completion_timeout(&s->finished, limit)) {
		if (s->elapsed == before)
			return test_fail(t, "stream stands still", s->elapsed);
		before = s->elapsed;
	}
	return t->why ? -EIO : 0;
}

static int run_streams(struct test *t, struct stream *play, struct stream *record)
{
	int err;

	t->p->kind->start(t->p, t->width, t->burst, 0);
	err = stream_open(t, record, t->p->rx, DMA_DEV_TO_MEM);
	if (!err)
		err = stream_open(t, play, t->p->tx, DMA_MEM_TO_DEV);
	if (!err && t->p->kind->run)
		t->p->kind->run(t->p);
	if (!err)
		err = stream_wait(t, play);
	if (!err)
		err = stream_wait(t, record);
	if (!err && t->p->kind->errors(t->p))
		err = test_fail(t, "overrun or underrun", t->p->kind->errors(t->p));
	terminate_channel(t->p->tx);
	terminate_channel(t->p->rx);
	t->p->kind->stop(t->p);
	if (!err || (!play->late && !record->late))
		return err;
	if (t->params->verbose)
		pr_info("%s: audio: '%s' (%ld) and a late callback: again, with longer periods\n",
			dev_name(t->p->dev), t->why ? t->why : "error", t->why ? t->data : err);
	t->why = NULL;
	return -EPIPE;
}

/* -EPIPE: an xrun */
static int try_streams(struct test *t, unsigned int scale)
{
	struct stream play = { .wanted = t->params->periods }, record;
	unsigned int unit = t->width * t->burst;
	int err;

	if (!play.wanted)
		play.wanted = PERIODS + test_random(2 * PERIODS);
	/* byte_rate is the device's own when it has been started once */
	t->p->kind->start(t->p, t->width, t->burst, 0);
	play.period = div_u64((u64)t->p->byte_rate * PERIOD_NS * scale, NSEC_PER_SEC);
	play.period = roundup(clamp(play.period, 2 * unit, 65536u / PERIODS), unit);
	record = play;
	err = run_streams(t, &play, &record);
	if (!err)
		t->bytes += 2ull * play.wanted * play.period;
	if (!err && t->params->verbose)
		pr_info("%s: audio: played %u periods of %u bytes with %d callbacks, recorded %u with %d\n",
			dev_name(t->p->dev), play.elapsed, play.period,
			atomic_read(&play.x.callbacks), record.elapsed,
			atomic_read(&record.x.callbacks));
	segments_free(&play.mem);
	segments_free(&record.mem);
	return err;
}

int test_audio(struct test *t)
{
	unsigned int try;
	int err = -EPIPE;

	for (try = 0; try < TRIES && err == -EPIPE; try++)
		err = try_streams(t, 1u << 2 * try);
	return err == -EPIPE ? test_fail(t, "xrun: callbacks come too late", 0) : err;
}
