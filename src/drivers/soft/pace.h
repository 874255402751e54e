/* SPDX-License-Identifier: MIT */
/*
 * Is it faster to share large transfers between workers, or to move them
 * alone? Where one thread reaches what the memory gives, or where other
 * threads want the CPUs, alone. It is not guessed but seen: the other way is
 * tried now and then, more and more rarely while it stays the slower one.
 */
#ifndef SOFT_DMA_PACE_H
#define SOFT_DMA_PACE_H

#include <linux/types.h>

/* windows between two tries, at first and at most */
#define SOFT_PACE_TRY_FIRST	4
#define SOFT_PACE_TRY_LAST	65536
/* windows of a try: those who would help may have to wake up first */
#define SOFT_PACE_TRY		4

/**
 * struct soft_pace - what a channel has seen
 * @part: sharing is worth it if it gains one part in so many; half of that if it is in use
 * @rate: alone and shared: bytes per microsecond, a moving average; 0: not tried
 * @sharing: the way that is in use
 * @since: windows since the last try of the other one ended
 * @until: the next try begins when @since has come here
 */
struct soft_pace {
	u32 part;
	u32 rate[2];
	bool sharing;
	u32 since, until;
};

/** soft_pace_init() - begins with sharing */
void soft_pace_init(struct soft_pace *p, u32 part);
/** soft_pace_next() - true: share the next window */
bool soft_pace_next(const struct soft_pace *p);
/** soft_pace_note() - a window of @bytes took @ns; @shared is what soft_pace_next() said */
void soft_pace_note(struct soft_pace *p, bool shared, u64 bytes, u64 ns);

#endif
