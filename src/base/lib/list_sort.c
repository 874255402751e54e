// SPDX-License-Identifier: MIT
/* A stable merge sort of a linked list, bottom up: no recursion, no memory. */
#include <linux/export.h>
#include <linux/list.h>
#include <linux/list_sort.h>

/* chains are singly linked by @next; where equal, @a's entries come first */
static struct list_head *merge(void *priv, list_cmp_func_t cmp,
			       struct list_head *a, struct list_head *b)
{
	struct list_head *first, **tail = &first;

	while (a && b) {
		struct list_head **less = cmp(priv, a, b) <= 0 ? &a : &b;

		*tail = *less;
		tail = &(*less)->next;
		*less = (*less)->next;
	}
	*tail = a ? a : b;
	return first;
}

void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp)
{
	/* runs[i] is NULL or a sorted chain of 2^i entries */
	struct list_head *runs[64] = { NULL };
	struct list_head *pos, *next, *chain, *prev;
	unsigned int i;

	if (list_empty(head) || list_is_singular(head))
		return;
	head->prev->next = NULL;
	for (pos = head->next; pos; pos = next) {
		next = pos->next;
		pos->next = NULL;
		chain = pos;
		for (i = 0; runs[i]; i++) {
			chain = merge(priv, cmp, runs[i], chain);
			runs[i] = NULL;
		}
		runs[i] = chain;
	}
	chain = NULL;
	for (i = 0; i < 64; i++)
		if (runs[i])
			chain = merge(priv, cmp, runs[i], chain);

	prev = head;
	for (pos = chain; pos; pos = pos->next) {
		prev->next = pos;
		pos->prev = prev;
		prev = pos;
	}
	prev->next = head;
	head->prev = prev;
}
EXPORT_SYMBOL(list_sort);
