// SPDX-License-Identifier: MIT
/*
 * Copies one after the other, as long as they need nothing but to be copied:
 * what comes some copies later is asked for meanwhile.
 */
#include <linux/prefetch.h>

#include "base/copy/copy.h"
#include "drivers/soft/soft.h"
#include "machine/machine.h"

/* a descriptor's line is asked for so many descriptors before it is read */
#define AHEAD		8

/* the one that comes after @pos at the right distance, if it is below @end */
static __always_inline struct copy_next look_ahead(struct soft_chan *c, u64 pos, u64 end,
						   size_t n)
{
	const struct soft_desc *d;
	struct copy_next next;

	pos += copy_distance(n);
	if (pos + AHEAD < end)
		prefetch(soft_desc_at(c, pos + AHEAD));
	if (pos >= end)
		return (struct copy_next){ 0 };
	d = soft_desc_at(c, pos);
	next.src = machine_plain_pointer(d->src, d->len);
	next.dst = machine_plain_pointer(d->dst, d->len);
	next.n = d->op == SOFT_COPY && next.src && next.dst ? d->len : 0;
	return next;
}

void soft_copy_row(struct soft_chan *c, struct soft_row *row)
{
	for (; row->pos != row->end && row->bytes < row->most; row->pos++) {
		const struct soft_desc *d = soft_desc_at(c, row->pos);
		struct copy_next next;
		void *in, *out;

		if (unlikely(d->op != SOFT_COPY || d->len > row->largest))
			break;
		in = machine_plain_pointer(d->src, d->len);
		out = machine_plain_pointer(d->dst, d->len);
		if (unlikely(!in || !out))
			break;
		next = look_ahead(c, row->pos, row->ahead, d->len);
		copy_followed(out, in, d->len, &next);
		row->bytes += d->len;
	}
}
