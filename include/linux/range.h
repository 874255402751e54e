/* SPDX-License-Identifier: MIT */
/* A range of addresses, both ends included. */
#ifndef _LINUX_RANGE_H
#define _LINUX_RANGE_H

#include <linux/types.h>

struct range {
	u64 start;
	u64 end;
};

static inline u64 range_len(const struct range *range)
{
	/* 0 for all that a u64 can say */
	return 1 + range->end - range->start;
}

#endif
