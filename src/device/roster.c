// SPDX-License-Identifier: MIT
/* The driver core's lists that are walked while they change; see roster.h. */
#include "device/roster.h"

void roster_init(struct roster *r)
{
	spin_lock_init(&r->lock);
	INIT_LIST_HEAD(&r->list);
	r->last = 0;
}

void roster_add(struct roster *r, struct roster_node *node)
{
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	node->number = ++r->last;
	node->on = true;
	list_add_tail(&node->list, &r->list);
	spin_unlock_irqrestore(&r->lock, flags);
}

bool roster_del(struct roster *r, struct roster_node *node)
{
	unsigned long flags;
	bool on;

	spin_lock_irqsave(&r->lock, flags);
	on = node->on;
	if (on)
		list_del(&node->list);
	node->on = false;
	spin_unlock_irqrestore(&r->lock, flags);
	return on;
}

bool roster_empty(struct roster *r)
{
	unsigned long flags;
	bool empty;

	spin_lock_irqsave(&r->lock, flags);
	empty = list_empty(&r->list);
	spin_unlock_irqrestore(&r->lock, flags);
	return empty;
}

struct roster_node *roster_next(struct roster *r, struct roster_node *node,
				void (*get)(struct roster_node *node))
{
	struct roster_node *found = NULL, *at;
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	if (node && node->on) {
		if (!list_is_last(&node->list, &r->list))
			found = list_next_entry(node, list);
	} else {
		list_for_each_entry(at, &r->list, list) {
			if (!node || at->number > node->number) {
				found = at;
				break;
			}
		}
	}
	if (found)
		get(found);
	spin_unlock_irqrestore(&r->lock, flags);
	return found;
}

struct roster_node *roster_prev(struct roster *r, struct roster_node *node,
				void (*get)(struct roster_node *node))
{
	struct roster_node *found = NULL, *at;
	unsigned long flags;

	spin_lock_irqsave(&r->lock, flags);
	if (node && node->on) {
		if (!list_is_first(&node->list, &r->list))
			found = list_prev_entry(node, list);
	} else {
		list_for_each_entry_reverse(at, &r->list, list) {
			if (!node || at->number < node->number) {
				found = at;
				break;
			}
		}
	}
	if (found)
		get(found);
	spin_unlock_irqrestore(&r->lock, flags);
	return found;
}
