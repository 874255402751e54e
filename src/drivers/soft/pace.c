// SPDX-License-Identifier: MIT
/* Which way of moving large transfers is the faster one, seen rather than guessed. */
#include <linux/kernel.h>

#include "drivers/soft/pace.h"

void soft_pace_init(struct soft_pace *p, u32 part)
{
	*p = (struct soft_pace){ .part = part, .sharing = true, .until = SOFT_PACE_TRY_FIRST };
}

bool soft_pace_next(const struct soft_pace *p)
{
	return p->since >= p->until ? !p->sharing : p->sharing;
}

static u32 rate_of(u64 bytes, u64 ns)
{
	return min_t(u64, bytes * 1000 / (ns ? ns : 1), U32_MAX / 32);
}

/* sharing takes more CPU time: it has to be worth it, and a little more so for a start */
static bool sharing_pays(const struct soft_pace *p)
{
	u32 alone = p->rate[0], shared = p->rate[1];

	if (!alone || !shared)
		return p->sharing;
	return shared > alone + alone / p->part / (p->sharing ? 2 : 1);
}

/*
 * a window of a try: true: the try is over. Those who would help may have to wake up first; who
 * goes on alone is as fast as it gets at once.
 */
static bool try_ends(struct soft_pace *p, u32 rate)
{
	bool hopeless = rate < p->rate[p->sharing] / 4;
	bool slower = p->sharing && rate < p->rate[1];

	if (!hopeless && !slower && p->since < p->until + SOFT_PACE_TRY)
		return false;
	p->since = 0;
	p->until = min(p->until * (hopeless ? 8 : 2), (u32)SOFT_PACE_TRY_LAST);
	return true;
}

void soft_pace_note(struct soft_pace *p, bool shared, u64 bytes, u64 ns)
{
	u32 now = rate_of(bytes, ns), *rate = &p->rate[shared];

	*rate = *rate ? *rate - *rate / 4 + now / 4 : now;
	if (++p->since > p->until && !try_ends(p, now))
		return;
	if (sharing_pays(p) != p->sharing) {
		p->sharing = !p->sharing;
		p->since = 0;
		p->until = SOFT_PACE_TRY_FIRST;
	}
}
