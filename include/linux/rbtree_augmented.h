/* SPDX-License-Identifier: MIT */
/*
 * Red-black trees whose nodes know something about their whole subtree, such
 * as the largest value in it. The user says how to compute it from a node and
 * its children; the library keeps it right as it balances. Before it inserts,
 * the user has brought the path from the new node's parent to the root up to
 * date (propagate).
 */
#ifndef _LINUX_RBTREE_AUGMENTED_H
#define _LINUX_RBTREE_AUGMENTED_H

#include <linux/compiler.h>
#include <linux/rbtree.h>

/**
 * struct rb_augment_callbacks - how to keep it right
 * @propagate: from a node upwards until nothing changes, or to @stop
 * @copy: a node takes another's place
 * @rotate: @old has become a child of @new
 */
struct rb_augment_callbacks {
	void (*propagate)(struct rb_node *node, struct rb_node *stop);
	void (*copy)(struct rb_node *old, struct rb_node *new);
	void (*rotate)(struct rb_node *old, struct rb_node *new);
};

void __rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			   void (*augment_rotate)(struct rb_node *old, struct rb_node *new));
void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment);

static inline void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
				       const struct rb_augment_callbacks *augment)
{
	__rb_insert_augmented(node, root, augment->rotate);
}

/*
 * RB_DECLARE_CALLBACKS() - @name, for structures @type with their node in @field and the value of
 * the subtree in @value. @compute(node, exit) computes it anew; true: @exit was set, and it has
 * not changed.
 */
#define RB_DECLARE_CALLBACKS(storage, name, type, field, value, compute)			\
static inline void name##_propagate(struct rb_node *rb, struct rb_node *stop)			\
{												\
	while (rb != stop && !compute(rb_entry(rb, type, field), true))				\
		rb = rb_parent(rb);								\
}												\
static inline void name##_copy(struct rb_node *old, struct rb_node *new)			\
{												\
	rb_entry(new, type, field)->value = rb_entry(old, type, field)->value;			\
}												\
static void name##_rotate(struct rb_node *old, struct rb_node *new)				\
{												\
	name##_copy(old, new);									\
	compute(rb_entry(old, type, field), false);						\
}												\
storage const struct rb_augment_callbacks name = {						\
	.propagate = name##_propagate,								\
	.copy = name##_copy,									\
	.rotate = name##_rotate,								\
}

#endif
