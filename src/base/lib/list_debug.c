// SPDX-License-Identifier: MIT
/*
 * What is wrong with a list that was found broken, in a warning whose call
 * trace names the code that found it: <linux/list.h>.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/list.h>

bool __list_add_report(struct list_head *entry, struct list_head *prev, struct list_head *next)
{
	if (entry == prev || entry == next)
		WARN(1, "list_add double add: the new entry is next to itself\n");
	else if (next->prev != prev)
		WARN(1, "list_add corruption. next->prev should be prev, but is not\n");
	else
		WARN(1, "list_add corruption. prev->next should be next, but is not\n");
	return false;
}
EXPORT_SYMBOL(__list_add_report);

bool __list_del_entry_report(struct list_head *entry)
{
	if (!entry->next || !entry->prev)
		WARN(1, "list_del corruption, %s is NULL: the entry was in no list\n",
		     entry->next ? "prev" : "next");
	else if (entry->next == LIST_POISON1 || entry->prev == LIST_POISON2)
		WARN(1, "list_del corruption, %s: the entry was deleted before\n",
		     entry->next == LIST_POISON1 ? "next is LIST_POISON1" : "prev is LIST_POISON2");
	else if (entry->prev->next != entry)
		WARN(1, "list_del corruption. prev->next should be the entry, but is not\n");
	else
		WARN(1, "list_del corruption. next->prev should be the entry, but is not\n");
	return false;
}
EXPORT_SYMBOL(__list_del_entry_report);
