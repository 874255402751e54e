/* SPDX-License-Identifier: MIT */
/* A stable merge sort of a linked list. */
#ifndef _LINUX_LIST_SORT_H
#define _LINUX_LIST_SORT_H

#include <linux/types.h>

typedef int __attribute__((nonnull(2, 3))) (*list_cmp_func_t)(void *,
		const struct list_head *, const struct list_head *);

/* @cmp returns > 0 where @a comes after @b; equal entries keep their order */
void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp);

#endif
