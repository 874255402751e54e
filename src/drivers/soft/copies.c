// SPDX-License-Identifier: MIT
/*
 * Copies one after the other, as long as they need nothing but to be copied:
 * what comes some copies later is asked for meanwhile.
 */
#include <linux/prefetch.h>
#include <linux/string.h>

#include "base/copy/copy.h"
#include "drivers/soft/soft.h"
#include "machine/machine.h"

/* a slot is asked for so many slots before it is read */
#define AHEAD		8

static __always_inline bool find_places(const struct soft_slot *s, void **dst, void **src)
{
	if (likely(machine_is_host(s->src) && machine_is_host(s->dst))) {
		*src = (void *)s->src;
		*dst = (void *)s->dst;
		return true;
	}
	*src = machine_plain_pointer(s->src, s->len);
	*dst = machine_plain_pointer(s->dst, s->len);
	return *src && *dst;
}

/* the one at @pos, if that is below @end and it is a copy like these; the slots behind it are asked for */
static __always_inline struct copy_next look_ahead(struct soft_chan *c, u64 pos, u64 end)
{
	const struct soft_slot *s = soft_slot_at(c, pos);
	void *dst, *src;

	if (pos + AHEAD < end)
		prefetch(soft_slot_at(c, pos + AHEAD));
	if (pos >= end || !(s->desc & SOFT_SLOT_COPY) || !find_places(s, &dst, &src))
		return (struct copy_next){ 0 };
	return (struct copy_next){ dst, src, s->len };
}

static __always_inline void copy_one(struct soft_chan *c, u64 pos, u64 end, void *dst,
				     const void *src, size_t n)
{
	struct copy_next next;

	if (n < COPY_SMALL) {
		next = look_ahead(c, pos + COPY_DISTANCE_SMALL, end);
		copy_ask_for(&next, COPY_SMALL);
		memmove(dst, src, n);
	} else {
		next = look_ahead(c, pos + copy_distance(n), end);
		copy_large(dst, src, n, n, &next);
	}
}

static __always_inline void ask_for_small(const struct soft_slot *ring, u64 pos, u64 end, u64 mask)
{
	const struct soft_slot *s = &ring[pos & mask];
	const struct copy_next next = { (void *)s->dst, (void *)s->src, s->len };

	copy_ask_for(&next, COPY_QUICK);
	if (pos + AHEAD < end)
		prefetch(&ring[(pos + AHEAD) & mask]);
}

/*
 * The same, quickly, as far as they are small and in the application's own memory. The one to ask
 * for is taken to be such a copy, too, for it is not read. For channels that are polled that was
 * done when they were submitted.
 */
static __always_inline void copy_small_ones(struct soft_chan *c, struct soft_row *row,
					    const size_t small)
{
	const u64 end = row->end, ahead = c->worker ? row->ahead : 0, mask = c->mask;
	const struct soft_slot *const ring = c->ring;
	size_t bytes = row->bytes;
	u64 pos;

	for (pos = row->pos; pos != end && bytes < row->most; pos++) {
		const struct soft_slot *s = &ring[pos & mask];
		const size_t n = s->len;

		if (!(s->desc & SOFT_SLOT_COPY) || n >= small || !machine_is_host(s->src) ||
		    !machine_is_host(s->dst))
			break;
		if (pos + COPY_DISTANCE_SMALL < ahead)
			ask_for_small(ring, pos + COPY_DISTANCE_SMALL, ahead, mask);
		bytes += n;
		memmove((void *)s->dst, (void *)s->src, n);
	}
	row->pos = pos;
	row->bytes = bytes;
}

/* any copy that needs nothing else; false: there is none */
static __always_inline bool copy_next(struct soft_chan *c, struct soft_row *row)
{
	const struct soft_slot *s = soft_slot_at(c, row->pos);
	const size_t n = s->len;
	void *dst, *src;

	if (unlikely(!(s->desc & SOFT_SLOT_COPY) || n > row->largest ||
		     !find_places(s, &dst, &src)))
		return false;
	row->bytes += n;
	row->large |= n >= COPY_SMALL;
	copy_one(c, row->pos, row->ahead, dst, src, n);
	row->pos++;
	return true;
}

void soft_copy_row(struct soft_chan *c, struct soft_row *row)
{
	/* those that are polled were asked for when they were submitted */
	const size_t small = c->worker ? READ_ONCE(copy_plain_below) : COPY_QUICK;

	while (row->pos != row->end && row->bytes < row->most) {
		const u64 before = row->pos;

		if (soft_slot_at(c, before)->len < small)
			copy_small_ones(c, row, small);
		if (row->pos == before && !copy_next(c, row))
			break;
	}
}
