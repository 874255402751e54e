// SPDX-License-Identifier: MIT
/*
 * Copies one after the other, as long as they need nothing but to be copied:
 * what comes some copies later is asked for meanwhile.
 */
#include <linux/cache.h>
#include <linux/prefetch.h>
#include <linux/string.h>

#include "base/copy/copy.h"
#include "drivers/soft/soft.h"
#include "machine/machine.h"

/* a slot is asked for so many slots before it is read */
#define AHEAD		8

/* true: the slot is issued, and the one behind it is asked for */
static __always_inline bool look_ahead(struct soft_chan *c, u64 pos, u64 end)
{
	if (pos + AHEAD < end)
		prefetch(soft_slot_at(c, pos + AHEAD));
	return pos < end;
}

static __always_inline bool find_places(const struct soft_slot *s, void **dst, void **src)
{
	*src = machine_plain_pointer(s->src, s->len);
	*dst = machine_plain_pointer(s->dst, s->len);
	return *src && *dst;
}

/* what comes after @pos at the right distance, if it is below @end */
static __always_inline void copy_one_large(struct soft_chan *c, u64 pos, u64 end, void *dst,
					   void *src, size_t n)
{
	const struct soft_slot *s;
	struct copy_next next = { 0 };
	void *to, *from;

	pos += copy_distance(n);
	if (look_ahead(c, pos, end)) {
		s = soft_slot_at(c, pos);
		if (s->desc & SOFT_SLOT_COPY && find_places(s, &to, &from))
			next = (struct copy_next){ to, from, s->len };
	}
	copy_large(dst, src, n, n, &next);
}

static __always_inline void copy_one_small(struct soft_chan *c, u64 pos, u64 end, void *dst,
					   void *src, size_t n)
{
	const struct soft_slot *s;
	void *to, *from;
	size_t at;

	pos += COPY_DISTANCE_SMALL;
	if (look_ahead(c, pos, end)) {
		s = soft_slot_at(c, pos);
		if (likely(s->desc & SOFT_SLOT_COPY && find_places(s, &to, &from)))
			for (at = 0; at < s->len && at < COPY_SMALL; at += SMP_CACHE_BYTES) {
				prefetch((char *)from + at);
				prefetchw((char *)to + at);
			}
	}
	memmove(dst, src, n);
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
		if (n < COPY_SMALL) {
			copy_one_small(c, pos, ahead, dst, src, n);
		} else {
			copy_one_large(c, pos, ahead, dst, src, n);
			row->large = true;
		}
	}
	row->pos = pos;
	row->bytes = bytes;
}
