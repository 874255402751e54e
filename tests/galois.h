/* SPDX-License-Identifier: MIT */
/* GF(2^8) as RAID-6 has it (polynomial 0x11d), a bit at a time: what faster ways are tested against. */
#ifndef TESTS_GALOIS_H
#define TESTS_GALOIS_H

#include <linux/types.h>

/** galois_product() - @a times @b */
static inline u8 galois_product(u8 a, u8 b)
{
	u8 sum = 0;

	for (; b; b >>= 1) {
		if (b & 1)
			sum ^= a;
		a = a << 1 ^ (a & 0x80 ? 0x1d : 0);
	}
	return sum;
}

#endif
