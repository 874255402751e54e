/* SPDX-License-Identifier: MIT */
/* Binary search: the C library's has the kernel's meaning. */
#ifndef _LINUX_BSEARCH_H
#define _LINUX_BSEARCH_H

#include <linux/types.h>

extern void *bsearch(const void *key, const void *base, size_t num,
		     size_t size, cmp_func_t cmp);

static __always_inline void *
__inline_bsearch(const void *key, const void *base, size_t num, size_t size,
		 cmp_func_t cmp)
{
	const char *low = base;

	while (num > 0) {
		const char *pivot = low + (num >> 1) * size;
		int result = cmp(key, pivot);

		if (result == 0)
			return (void *)pivot;
		if (result > 0) {
			low = pivot + size;
			num--;
		}
		num >>= 1;
	}
	return NULL;
}

#endif
