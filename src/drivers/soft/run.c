// SPDX-License-Identifier: MIT
/*
 * One transfer, carried out as far as a turn goes; the next turn goes on
 * where it stopped. Memory is reached as any bus master reaches it, through
 * the machine's translation and checks.
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "base/copy/copy.h"
#include "drivers/soft/run.h"
#include "drivers/soft/split.h"

void *reach_by_bus(struct run *r, dma_addr_t addr, size_t *len, unsigned int dir)
{
	uint64_t avail = 0;
	void *mem = machine_bus_pointer(r->c->soft->master, addr, *len, dir, &avail);

	if (unlikely(!mem || !avail))
		return NULL;
	*len = min_t(uint64_t, *len, avail);
	return mem;
}

/* ---- copies and fills -------------------------------------------------- */

/* transfers of so many bytes are shared between workers, a window of so many at a time */
#define SPLIT_FROM	SZ_1M
#define SPLIT_WINDOW	SZ_8M
#define SPLIT_PIECE	SZ_256K

/**
 * struct copy_job - a window of a copy or a fill
 * @dst: where it begins
 * @src: likewise; NULL: a fill
 * @value: of the fill
 * @total: bytes of the whole transfer
 */
struct copy_job {
	struct soft_job job;
	char *dst;
	const char *src;
	int value;
	size_t total;
};

static void copy_part(struct soft_job *job, size_t at, size_t n, struct raid_scratch *scratch)
{
	struct copy_job *j = container_of(job, struct copy_job, job);

	if (j->src)
		copy_bytes(j->dst + at, j->src + at, n, j->total);
	else
		fill_bytes(j->dst + at, j->value, n, j->total);
}

/* how much of @left bytes may be shared at once; 0: it is not worth it */
static size_t split_room(struct run *r, size_t left)
{
	return left >= SPLIT_FROM && soft_split_possible(r->c) ? min_t(size_t, left, SPLIT_WINDOW) : 0;
}

static void run_together(struct run *r, void *dst, const void *src, int value, size_t n,
			 size_t total)
{
	struct copy_job j = {
		.job = { .work = copy_part, .kind = SOFT_KIND_COPY, .len = n, .piece = SPLIT_PIECE,
			 .bytes = n },
		.dst = dst, .src = src, .value = value, .total = total,
	};

	soft_split_run(r->c, &j.job);
	moved(r, n, r->budget);
}

/* all at once, with the other workers; false: this one goes on alone */
static bool copy_together(struct run *r, dma_addr_t dst, dma_addr_t src, size_t n, size_t total)
{
	void *in = machine_plain_pointer(src, n);
	void *out = machine_plain_pointer(dst, n);

	if (!in || !out || (src < dst ? dst - src : src - dst) < n)
		return false;
	run_together(r, out, in, 0, n, total);
	return true;
}

/* of @len bytes, from @from on; *@from moves */
static int copy_up(struct run *r, dma_addr_t dst, dma_addr_t src, size_t len, size_t *from)
{
	void *out, *in;
	size_t n;

	for (; *from < len; *from += n) {
		if (!r->budget)
			return SOFT_MORE;
		n = split_room(r, len - *from);
		if (n && copy_together(r, dst + *from, src + *from, n, len))
			continue;
		n = min(len - *from, r->budget);
		in = reach(r, src + *from, &n, MACHINE_READ);
		if (!in)
			return DMA_TRANS_READ_FAILED;
		out = reach(r, dst + *from, &n, MACHINE_WRITE);
		if (!out)
			return DMA_TRANS_WRITE_FAILED;
		copy_bytes(out, in, n, len);
		moved(r, n, n);
	}
	return DMA_TRANS_NOERROR;
}

/* the last of the *@n bytes at @addr that lie in one run: *@n becomes their number */
static void *reach_end(struct run *r, dma_addr_t addr, size_t *n, unsigned int dir)
{
	dma_addr_t end = addr + *n;
	size_t len = *n;
	void *mem;

	for (;;) {
		mem = reach(r, addr, &len, dir);
		if (!mem || addr + len == end)
			break;
		addr += len;
		len = end - addr;
	}
	*n = len;
	return mem;
}

/* the destination overlaps the end of the source, so the end goes first */
static int copy_down(struct run *r, dma_addr_t dst, dma_addr_t src, size_t len, size_t *from)
{
	char *in, *out;
	size_t n, m;

	for (; *from < len; *from += n) {
		size_t left = len - *from;

		if (!r->budget)
			return SOFT_MORE;
		n = min(left, r->budget);
		m = n;
		in = reach_end(r, src + left - n, &n, MACHINE_READ);
		if (!in)
			return DMA_TRANS_READ_FAILED;
		out = reach_end(r, dst + left - m, &m, MACHINE_WRITE);
		if (!out)
			return DMA_TRANS_WRITE_FAILED;

		if (n > m) {
			in += n - m;
			n = m;
		} else {
			out += m - n;
		}
		memmove(out, in, n);
		moved(r, n, n);
	}
	return DMA_TRANS_NOERROR;
}

/* as memmove(): the destination ends up with what the source held */
static int copy(struct run *r, dma_addr_t dst, dma_addr_t src, size_t len, size_t *from)
{
	if (unlikely(dst > src && dst - src < len))
		return copy_down(r, dst, src, len, from);
	return copy_up(r, dst, src, len, from);
}

static int fill(struct run *r, dma_addr_t dst, int value, size_t len, size_t *from)
{
	void *out;
	size_t n;

	for (; *from < len; *from += n) {
		if (!r->budget)
			return SOFT_MORE;
		n = split_room(r, len - *from);
		out = n ? machine_plain_pointer(dst + *from, n) : NULL;
		if (out) {
			run_together(r, out, NULL, value, n, len);
			continue;
		}
		n = min(len - *from, r->budget);
		out = reach(r, dst + *from, &n, MACHINE_WRITE);
		if (!out)
			return DMA_TRANS_WRITE_FAILED;
		fill_bytes(out, value, n, len);
		moved(r, n, n);
	}
	return DMA_TRANS_NOERROR;
}

static int fill_segs(struct run *r)
{
	struct soft_progress *at = &r->c->at;
	struct soft_desc *d = r->d;
	int result;

	for (; at->seg < d->n; at->seg++, at->off = 0) {
		const struct soft_seg *seg = &d->args->segs[at->seg];

		result = fill(r, seg->addr, d->src, seg->len, &at->off);
		if (result != DMA_TRANS_NOERROR)
			return result;
	}
	return DMA_TRANS_NOERROR;
}

/* one frame, from the chunk on where the last turn stopped */
static int copy_frame(struct run *r)
{
	struct soft_progress *at = &r->c->at;
	const struct soft_args *a = r->d->args;
	int result;

	for (; at->seg < r->d->n; at->seg++, at->off = 0) {
		const struct soft_seg *seg = &a->segs[at->seg];

		result = copy(r, at->dst, at->src, seg->len, &at->off);
		if (result != DMA_TRANS_NOERROR)
			return result;
		/* a side that does not advance is at its start for every chunk */
		if (a->src_inc)
			at->src += seg->len + seg->src_gap;
		if (a->dst_inc)
			at->dst += seg->len + seg->dst_gap;
	}
	at->seg = 0;
	return DMA_TRANS_NOERROR;
}

static int copy_frames(struct run *r)
{
	struct soft_progress *at = &r->c->at;
	int result;

	for (; at->frame < r->d->args->frames; at->frame++) {
		result = copy_frame(r);
		if (result != DMA_TRANS_NOERROR)
			return result;
	}
	return DMA_TRANS_NOERROR;
}

/* ---- a transfer -------------------------------------------------------- */

static int carry_on(struct run *r)
{
	struct soft_progress *at = &r->c->at;
	struct soft_desc *d = r->d;

	switch (d->op) {
	case SOFT_COPY:
		return copy(r, d->dst, d->src, d->len, &at->off);
	case SOFT_FILL:
		return fill(r, d->dst, d->src, d->len, &at->off);
	case SOFT_FILL_SEGS:
		return fill_segs(r);
	case SOFT_INTERLEAVED:
		return copy_frames(r);
	case SOFT_NOTHING:
		return DMA_TRANS_NOERROR;
	default:
		return soft_raid(r);
	}
}

static void begin(struct soft_chan *c, struct soft_desc *d, u64 pos)
{
	struct soft_progress *at = &c->at;

	smp_store_release(&at->done, 0);
	at->frame = 0;
	at->seg = 0;
	at->off = 0;
	at->src = d->src;
	at->dst = d->dst;
	forget_result(d);
	/* after the above, for those who ask how far it has come */
	smp_store_release(&at->pos, pos);
}

/*
 * a copy that both sides hold in one run and that a turn has room for: nearly
 * all are. SOFT_MORE: it is none.
 */
static int copy_whole(struct run *r)
{
	struct soft_desc *d = r->d;
	size_t n = d->len;
	void *in, *out;

	if (d->op != SOFT_COPY || n > r->budget || (d->dst > d->src && d->dst - d->src < n))
		return SOFT_MORE;
	in = reach(r, d->src, &n, MACHINE_READ);
	if (unlikely(!in))
		return DMA_TRANS_READ_FAILED;
	if (n < d->len)
		return SOFT_MORE;
	out = reach(r, d->dst, &n, MACHINE_WRITE);
	if (unlikely(!out))
		return DMA_TRANS_WRITE_FAILED;
	if (n < d->len)
		return SOFT_MORE;
	copy_bytes(out, in, n, n);
	r->budget -= n;
	return DMA_TRANS_NOERROR;
}

int soft_run(struct soft_chan *c, struct soft_desc *d, u64 pos, size_t *budget)
{
	struct run r = { .c = c, .d = d, .budget = *budget };
	bool begun = c->at.pos == pos;
	int result = begun ? SOFT_MORE : copy_whole(&r);

	if (result == SOFT_MORE) {
		if (!begun)
			begin(c, d, pos);
		result = carry_on(&r);
	}
	*budget = r.budget;
	return result;
}
