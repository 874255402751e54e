/* SPDX-License-Identifier: MIT */
/*
 * Lists that are walked by RCU readers while one writer, who holds the list's
 * lock, changes them. An entry that was taken off still leads on.
 */
#ifndef _LINUX_RCULIST_H
#define _LINUX_RCULIST_H

#include <linux/list.h>
#include <linux/poison.h>
#include <linux/rcupdate.h>

#define list_next_rcu(list)	(*((struct list_head **)(&(list)->next)))
#define list_tail_rcu(head)	(*((struct list_head **)(&(head)->prev)))

static inline void INIT_LIST_HEAD_RCU(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

static inline void __list_add_rcu(struct list_head *entry, struct list_head *prev,
				  struct list_head *next)
{
	entry->next = next;
	entry->prev = prev;
	rcu_assign_pointer(list_next_rcu(prev), entry);
	next->prev = entry;
}

static inline void list_add_rcu(struct list_head *entry, struct list_head *head)
{
	__list_add_rcu(entry, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *entry, struct list_head *head)
{
	__list_add_rcu(entry, head->prev, head);
}

static inline void list_del_rcu(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	smp_store_release(&entry->prev->next, entry->next);
	entry->prev = LIST_POISON2;
}

static inline void list_bidir_del_rcu(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	smp_store_release(&entry->prev->next, entry->next);
}

static inline void list_replace_rcu(struct list_head *old, struct list_head *entry)
{
	entry->next = old->next;
	entry->prev = old->prev;
	rcu_assign_pointer(list_next_rcu(entry->prev), entry);
	entry->next->prev = entry;
	old->prev = LIST_POISON2;
}

/* @list goes into @head at once; @sync waits until nobody walks @list any more */
static inline void __list_splice_init_rcu(struct list_head *list, struct list_head *prev,
					  struct list_head *next, void (*sync)(void))
{
	struct list_head *const first = list->next;
	struct list_head *const last = list->prev;

	/* no reader may still be on its way back to @list when its entries go elsewhere */
	INIT_LIST_HEAD_RCU(list);
	sync();
	__list_join(last, next);
	first->prev = prev;
	rcu_assign_pointer(list_next_rcu(prev), first);
}

static inline void list_splice_init_rcu(struct list_head *list, struct list_head *head,
					void (*sync)(void))
{
	if (!list_empty(list))
		__list_splice_init_rcu(list, head, head->next, sync);
}

static inline void list_splice_tail_init_rcu(struct list_head *list, struct list_head *head,
					     void (*sync)(void))
{
	if (!list_empty(list))
		__list_splice_init_rcu(list, head->prev, head, sync);
}

#define list_entry_rcu(ptr, type, member)				\
	container_of(__atomic_load_n(&(ptr), __ATOMIC_ACQUIRE), type, member)

#define list_first_or_null_rcu(ptr, type, member)			\
	({								\
		struct list_head *__head = (ptr);			\
		struct list_head *__first = __atomic_load_n(&__head->next, __ATOMIC_ACQUIRE); \
		__first != __head ? container_of(__first, type, member) : NULL; \
	})

#define list_next_or_null_rcu(head, ptr, type, member)			\
	({								\
		struct list_head *__next = __atomic_load_n(&(ptr)->next, __ATOMIC_ACQUIRE); \
		__next != (head) ? container_of(__next, type, member) : NULL; \
	})

/* @cond: what else protects the walk, for the check */
#define __list_check_rcu(dummy, cond, extra...)				\
	({								\
		RCU_LOCKDEP_WARN(!(cond) && !rcu_read_lock_any_held(),	\
				 "RCU-list traversed in non-reader section!!"); \
	})

#define list_for_each_rcu(pos, head)					\
	for (pos = rcu_dereference_raw((head)->next); pos != (head);	\
	     pos = rcu_dereference_raw(pos->next))

#define list_for_each_entry_rcu(pos, head, member, cond...)		\
	for (__list_check_rcu(dummy, ## cond, 0),			\
	     pos = list_entry_rcu((head)->next, typeof(*pos), member);	\
	     &pos->member != (head);					\
	     pos = list_entry_rcu(pos->member.next, typeof(*pos), member))

#define list_for_each_entry_srcu(pos, head, member, cond)		\
	for (RCU_LOCKDEP_WARN_EXPR(cond),				\
	     pos = list_entry_rcu((head)->next, typeof(*pos), member);	\
	     &pos->member != (head);					\
	     pos = list_entry_rcu(pos->member.next, typeof(*pos), member))
#define RCU_LOCKDEP_WARN_EXPR(cond)					\
	({ RCU_LOCKDEP_WARN(!(cond), "RCU-list traversed without holding the required lock!!"); })

#define list_for_each_entry_lockless(pos, head, member)			\
	for (pos = list_entry_rcu((head)->next, typeof(*pos), member);	\
	     &pos->member != (head);					\
	     pos = list_entry_rcu(pos->member.next, typeof(*pos), member))

#define list_for_each_entry_continue_rcu(pos, head, member)		\
	for (pos = list_entry_rcu(pos->member.next, typeof(*pos), member); \
	     &pos->member != (head);					\
	     pos = list_entry_rcu(pos->member.next, typeof(*pos), member))

#define list_for_each_entry_from_rcu(pos, head, member)			\
	for (; &(pos)->member != (head);				\
	     pos = list_entry_rcu(pos->member.next, typeof(*(pos)), member))

/* ---- lists with one pointer in the head -------------------------------- */

#define hlist_first_rcu(head)	(*((struct hlist_node **)(&(head)->first)))
#define hlist_next_rcu(node)	(*((struct hlist_node **)(&(node)->next)))
#define hlist_pprev_rcu(node)	(*((struct hlist_node **)((node)->pprev)))

static inline void hlist_del_rcu(struct hlist_node *n)
{
	if (n->next)
		n->next->pprev = n->pprev;
	smp_store_release(n->pprev, n->next);
	n->pprev = LIST_POISON2;
}

static inline void hlist_del_init_rcu(struct hlist_node *n)
{
	if (!n->pprev)
		return;
	if (n->next)
		n->next->pprev = n->pprev;
	smp_store_release(n->pprev, n->next);
	n->pprev = NULL;
}

static inline void hlist_replace_rcu(struct hlist_node *old, struct hlist_node *entry)
{
	entry->next = old->next;
	entry->pprev = old->pprev;
	rcu_assign_pointer(*entry->pprev, entry);
	if (entry->next)
		entry->next->pprev = &entry->next;
	old->pprev = LIST_POISON2;
}

static inline void hlist_add_head_rcu(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *first = h->first;

	n->next = first;
	n->pprev = &h->first;
	rcu_assign_pointer(hlist_first_rcu(h), n);
	if (first)
		first->pprev = &n->next;
}

static inline void hlist_add_before_rcu(struct hlist_node *n, struct hlist_node *next)
{
	n->pprev = next->pprev;
	n->next = next;
	rcu_assign_pointer(hlist_pprev_rcu(n), n);
	next->pprev = &n->next;
}

static inline void hlist_add_behind_rcu(struct hlist_node *n, struct hlist_node *prev)
{
	struct hlist_node *rest = prev->next;

	/* complete before a reader can see it */
	n->pprev = &prev->next;
	n->next = rest;
	rcu_assign_pointer(hlist_next_rcu(prev), n);
	if (rest)
		rest->pprev = &n->next;
}

static inline void hlist_add_tail_rcu(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *last = h->first;

	if (!last) {
		hlist_add_head_rcu(n, h);
		return;
	}
	while (last->next)
		last = last->next;
	hlist_add_behind_rcu(n, last);
}

#define __hlist_for_each_rcu(pos, head)					\
	for (pos = rcu_dereference_raw(hlist_first_rcu(head)); pos;	\
	     pos = rcu_dereference_raw(hlist_next_rcu(pos)))

#define __hlist_entry_or_null(ptr, type, member)			\
	({								\
		struct hlist_node *__node = (ptr);			\
		__node ? container_of(__node, type, member) : NULL;	\
	})

#define hlist_for_each_entry_rcu(pos, head, member, cond...)		\
	for (__list_check_rcu(dummy, ## cond, 0),			\
	     pos = __hlist_entry_or_null(rcu_dereference_raw(hlist_first_rcu(head)), \
					 typeof(*(pos)), member);	\
	     pos;							\
	     pos = __hlist_entry_or_null(rcu_dereference_raw(hlist_next_rcu(&(pos)->member)), \
					 typeof(*(pos)), member))

#define hlist_for_each_entry_rcu_notrace(pos, head, member)		\
	for (pos = __hlist_entry_or_null(rcu_dereference_raw(hlist_first_rcu(head)), \
					 typeof(*(pos)), member);	\
	     pos;							\
	     pos = __hlist_entry_or_null(rcu_dereference_raw(hlist_next_rcu(&(pos)->member)), \
					 typeof(*(pos)), member))

#define hlist_for_each_entry_rcu_bh(pos, head, member)			\
	hlist_for_each_entry_rcu_notrace(pos, head, member)

#endif
