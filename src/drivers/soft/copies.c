// SPDX-License-Identifier: MIT
/*
 * Copies one after the other, as long as they need nothing but to be copied:
 * what comes some copies later is asked for meanwhile.
 */
#include <linux/prefetch.h>

#include "base/copy/copy.h"
#include "drivers/soft/soft.h"
#include "machine/machine.h"

/* a slot is asked for so many slots before it is read */
#define AHEAD		8

/* the one that comes after @pos at the right distance, if it is below @end */
static __always_inline struct copy_next look_ahead(struct soft_chan *c, u64 pos, u64 end,
						   size_t n)
{
	const struct soft_slot *s;
	struct copy_next next;

	pos += copy_distance(n);
	if (pos + AHEAD < end)
		prefetch(soft_slot_at(c, pos + AHEAD));
	if (pos >= end)
		return copy_nothing;
	s = soft_slot_at(c, pos);
	next.src = machine_plain_pointer(s->src, s->len);
	next.dst = machine_plain_pointer(s->dst, s->len);
	next.n = s->desc & SOFT_SLOT_COPY && next.src && next.dst ? s->len : 0;
	return next;
}

void soft_copy_row(struct soft_chan *c, struct soft_row *row)
{
	for (; row->pos != row->end && row->bytes < row->most; row->pos++) {
		const struct soft_slot *s = soft_slot_at(c, row->pos);
		const size_t len = s->len;
		struct copy_next next;
		void *in, *out;

		if (unlikely(!(s->desc & SOFT_SLOT_COPY) || len > row->largest))
			break;
		in = machine_plain_pointer(s->src, len);
		out = machine_plain_pointer(s->dst, len);
		if (unlikely(!in || !out))
			break;
		next = look_ahead(c, row->pos, row->ahead, len);
		copy_followed(out, in, len, &next);
		row->bytes += len;
	}
}
