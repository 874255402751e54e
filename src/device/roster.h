/* SPDX-License-Identifier: MIT */
/*
 * A list that may be walked while entries come and go: the devices of a bus,
 * the children of a device. An entry has a number, and they are kept in its
 * order, so that a walk goes on behind an entry that is no longer there.
 */
#ifndef DMAE_DEVICE_ROSTER_H
#define DMAE_DEVICE_ROSTER_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* @lock protects the list and the @on of its nodes */
struct roster {
	spinlock_t lock;
	struct list_head list;
	u64 last;
};

struct roster_node {
	struct list_head list;
	u64 number;
	bool on;
};

void roster_init(struct roster *r);
void roster_add(struct roster *r, struct roster_node *node);
/* false if it was not on it */
bool roster_del(struct roster *r, struct roster_node *node);
bool roster_empty(struct roster *r);

/*
 * The entry after (before) @node, NULL: the first (last); or NULL at the end.
 * @get is called for it under the lock. The caller keeps a reference to
 * @node meanwhile.
 */
struct roster_node *roster_next(struct roster *r, struct roster_node *node,
				void (*get)(struct roster_node *node));
struct roster_node *roster_prev(struct roster *r, struct roster_node *node,
				void (*get)(struct roster_node *node));

#endif
