// SPDX-License-Identifier: MIT
/* Which way of moving large transfers is the faster one, seen rather than guessed. */
#include <linux/kernel.h>

#include "drivers/soft/pace.h"

void soft_pace_init(struct soft_pace *p)
{
	*p = (struct soft_pace){ .sharing = true, .until = SOFT_PACE_TRY_FIRST };
}

bool soft_pace_next(const struct soft_pace *p)
{
	return p->since == p->until ? !p->sharing : p->sharing;
}

static void average(u32 *rate, u64 bytes, u64 ns)
{
	u32 now = min_t(u64, bytes * 1000 / (ns ? ns : 1), U32_MAX / 4);

	*rate = *rate ? *rate - *rate / 4 + now / 4 : now;
}

void soft_pace_note(struct soft_pace *p, bool shared, u64 bytes, u64 ns)
{
	u32 used, other;

	average(&p->rate[shared], bytes, ns);
	if (shared == p->sharing) {
		p->since++;
	} else {
		p->since = 0;
		p->until = min(p->until * 2, (u32)SOFT_PACE_TRY_LAST);
	}

	/* a little more is no reason: it may be chance */
	used = p->rate[p->sharing];
	other = p->rate[!p->sharing];
	if (other > used + used / 16) {
		p->sharing = !p->sharing;
		p->since = 0;
		p->until = SOFT_PACE_TRY_FIRST;
	}
}
