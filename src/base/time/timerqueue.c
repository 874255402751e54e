// SPDX-License-Identifier: MIT
/*
 * A red-black tree ordered by expiry time, for timers and hrtimers.
 */
#include <linux/export.h>
#include <linux/timerqueue.h>

bool timerqueue_add(struct timerqueue_head *head, struct timerqueue_node *node)
{
	struct rb_node **link = &head->rb_root.rb_root.rb_node;
	struct rb_node *parent = NULL;
	bool first = true;

	while (*link) {
		struct timerqueue_node *other;

		parent = *link;
		other = rb_entry(parent, struct timerqueue_node, node);
		if (node->expires < other->expires) {
			link = &parent->rb_left;
		} else {
			link = &parent->rb_right;
			first = false;
		}
	}
	rb_link_node(&node->node, parent, link);
	rb_insert_color_cached(&node->node, &head->rb_root, first);
	return first;
}
EXPORT_SYMBOL_GPL(timerqueue_add);

bool timerqueue_del(struct timerqueue_head *head, struct timerqueue_node *node)
{
	rb_erase_cached(&node->node, &head->rb_root);
	RB_CLEAR_NODE(&node->node);
	return timerqueue_getnext(head) != NULL;
}
EXPORT_SYMBOL_GPL(timerqueue_del);

struct timerqueue_node *timerqueue_iterate_next(struct timerqueue_node *node)
{
	struct rb_node *next = node ? rb_next(&node->node) : NULL;

	return rb_entry_safe(next, struct timerqueue_node, node);
}
EXPORT_SYMBOL_GPL(timerqueue_iterate_next);
