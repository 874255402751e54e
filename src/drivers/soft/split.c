// SPDX-License-Identifier: MIT
/* Windows of large transfers that workers share: split.h. */
#include <linux/minmax.h>

#include "base/copy/copy.h"
#include "base/exec/task.h"
#include "base/host.h"
#include "drivers/soft/soft.h"

/*
 * What sharing must gain: it costs CPU time, but who submits large transfers
 * wants all that the memory gives. Whoever submits many small ones needs a
 * CPU for that.
 */
static const u32 parts[SOFT_KINDS] = {
	[SOFT_KIND_COPY] = 32, [SOFT_KIND_MANY] = 8, [SOFT_KIND_XOR] = 16, [SOFT_KIND_PQ] = 16,
};

void soft_split_init(struct soft_split *s)
{
	unsigned int kind;

	for (kind = 0; kind < SOFT_KINDS; kind++)
		soft_pace_init(&s->pace[kind], parts[kind]);
}

bool soft_split_possible(const struct soft_chan *c)
{
	return !exec_fast.fibers && !c->soft->polled && c->soft->nworkers > 1 && c->plain &&
	       soft_share() != SOFT_SHARE_NEVER;
}

/* takes pieces until none are left; true: it got one */
static bool work_on(struct soft_split *s, struct raid_scratch *scratch)
{
	struct soft_job *job = s->job;
	bool did = false;
	size_t at, n;

	while ((at = atomic64_fetch_add(job->piece, &s->taken)) < job->len) {
		n = min(job->len - at, job->piece);
		job->work(job, at, n, scratch);
		copy_settle();
		atomic64_add(n, &s->done);
		did = true;
	}
	return did;
}

static void run_shared(struct soft_chan *c, struct soft_job *job)
{
	struct soft_split *s = &c->split;

	s->job = job;
	WRITE_ONCE(s->len, job->len);
	atomic64_set(&s->taken, 0);
	atomic64_set(&s->done, 0);
	smp_store_release(&s->open, true);
	soft_workers_help(c->soft);
	work_on(s, c->scratch);
	while (atomic64_read_acquire(&s->done) < job->len)
		cpu_pause();
	/* with soft_split_help(): it sees that the window is closed, or this sees it inside */
	WRITE_ONCE(s->open, false);
	smp_mb();
	while (atomic_read_acquire(&s->inside))
		cpu_pause();
}

bool soft_split_shares(const struct soft_chan *c, enum soft_kind kind)
{
	return soft_share() == SOFT_SHARE_ALWAYS || soft_pace_next(&c->split.pace[kind]);
}

/*
 * A window takes as long as it takes, and as long as it was waited for: a
 * client that gets no CPU because others help keeps the channel waiting. One
 * that has nothing to do for the channel does so, too, which must not hide the
 * rest.
 */
void soft_split_note(struct soft_chan *c, enum soft_kind kind, bool shared, size_t bytes, u64 start)
{
	struct soft_split *s = &c->split;
	u64 now = host_now_ns(), all = now - s->ended;

	s->ended = now;
	soft_pace_note(&s->pace[kind], shared, bytes, min(all, 4 * (now - start)));
}

void soft_split_run(struct soft_chan *c, struct soft_job *job)
{
	bool share = soft_split_shares(c, job->kind);
	u64 start = host_now_ns();

	if (share)
		run_shared(c, job);
	else
		job->work(job, 0, job->len, c->scratch);
	soft_split_note(c, job->kind, share, job->bytes, start);
}

bool soft_split_wanted(struct soft_chan *c)
{
	struct soft_split *s = &c->split;

	return READ_ONCE(s->open) && atomic64_read(&s->taken) < READ_ONCE(s->len);
}

bool soft_split_help(struct soft_chan *c, struct raid_scratch *scratch)
{
	struct soft_split *s = &c->split;
	bool did;

	if (!soft_split_wanted(c))
		return false;
	atomic_inc(&s->inside);
	smp_mb();
	did = smp_load_acquire(&s->open) && work_on(s, scratch);
	atomic_dec_return_release(&s->inside);
	return did;
}
