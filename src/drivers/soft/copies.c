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

void soft_copy_row(struct soft_chan *c, struct soft_row *row)
{
	const u64 end = row->end, ahead = row->ahead;
	size_t bytes = row->bytes;
	u64 pos;

	for (pos = row->pos; pos != end && bytes < row->most; pos++) {
		const struct soft_slot *s = soft_slot_at(c, pos);
		const size_t n = s->len;
		void *dst, *src;

		if (unlikely(!(s->desc & SOFT_SLOT_COPY) || n > row->largest ||
			     !find_places(s, &dst, &src)))
			break;
		bytes += n;
		row->large |= n >= COPY_SMALL;
		copy_one(c, pos, ahead, dst, src, n);
	}
	row->pos = pos;
	row->bytes = bytes;
}
