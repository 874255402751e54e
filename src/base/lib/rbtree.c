// SPDX-License-Identifier: MIT
/*
 * Red-black trees: <linux/rbtree.h>, and those whose nodes know their
 * subtree, <linux/rbtree_augmented.h>. The rules are the usual ones: the root
 * is black, a red node has black children, and every path from a node to a
 * leaf has the same number of black nodes. Insertion and removal follow
 * Cormen et al., "Introduction to Algorithms", with NULL for black leaves.
 */
#include <linux/export.h>
#include <linux/rbtree.h>
#include <linux/rbtree_augmented.h>

/* what a node knows of its subtree is moved along when it turns; NULL: nothing */
typedef void (*rotate_fn)(struct rb_node *old, struct rb_node *new);

#define RB_RED 0
#define RB_BLACK 1

static bool is_black(const struct rb_node *node)
{
	return !node || (node->__rb_parent_color & RB_BLACK);
}

static void set_black(struct rb_node *node)
{
	node->__rb_parent_color |= RB_BLACK;
}

static void set_red(struct rb_node *node)
{
	node->__rb_parent_color &= ~(unsigned long)RB_BLACK;
}

static void set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->__rb_parent_color = (unsigned long)parent |
				  (node->__rb_parent_color & RB_BLACK);
}

/* the pointer that leads to @node */
static struct rb_node **link_to(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *parent = rb_parent(node);

	if (!parent)
		return &root->rb_node;
	return parent->rb_left == node ? &parent->rb_left : &parent->rb_right;
}

/* @node's place goes to @by, a child of it or a stranger, or NULL */
static void put_in_place_of(struct rb_node *node, struct rb_node *by,
			    struct rb_root *root)
{
	*link_to(node, root) = by;
	if (by)
		set_parent(by, rb_parent(node));
}

static void rotate_left(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *up = node->rb_right;

	node->rb_right = up->rb_left;
	if (up->rb_left)
		set_parent(up->rb_left, node);
	put_in_place_of(node, up, root);
	up->rb_left = node;
	set_parent(node, up);
}

static void rotate_right(struct rb_node *node, struct rb_root *root)
{
	struct rb_node *up = node->rb_left;

	node->rb_left = up->rb_right;
	if (up->rb_right)
		set_parent(up->rb_right, node);
	put_in_place_of(node, up, root);
	up->rb_right = node;
	set_parent(node, up);
}

static __always_inline void rotate(struct rb_node *node, bool left, struct rb_root *root,
				   rotate_fn tell)
{
	if (left)
		rotate_left(node, root);
	else
		rotate_right(node, root);
	if (tell)
		tell(node, rb_parent(node));
}

static __always_inline void insert_color(struct rb_node *node, struct rb_root *root, rotate_fn tell)
{
	struct rb_node *parent, *grand, *uncle;

	set_red(node);
	while ((parent = rb_parent(node)) && !is_black(parent)) {
		bool left;

		/* a red parent is no root, so there is a grandparent */
		grand = rb_parent(parent);
		left = parent == grand->rb_left;
		uncle = left ? grand->rb_right : grand->rb_left;
		if (!is_black(uncle)) {
			set_black(parent);
			set_black(uncle);
			set_red(grand);
			node = grand;
			continue;
		}
		if (node == (left ? parent->rb_right : parent->rb_left)) {
			rotate(parent, left, root, tell);
			parent = node;
		}
		set_black(parent);
		set_red(grand);
		rotate(grand, !left, root, tell);
		break;
	}
	set_black(root->rb_node);
}

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
	insert_color(node, root, NULL);
}
EXPORT_SYMBOL(rb_insert_color);

void __rb_insert_augmented(struct rb_node *node, struct rb_root *root,
			   void (*augment_rotate)(struct rb_node *old, struct rb_node *new))
{
	insert_color(node, root, augment_rotate);
}
EXPORT_SYMBOL(__rb_insert_augmented);

/* paths through @node (a child of @parent, perhaps NULL) lack one black node */
static __always_inline void erase_color(struct rb_node *node, struct rb_node *parent,
					struct rb_root *root, rotate_fn tell)
{
	while (parent && is_black(node)) {
		bool left = node == parent->rb_left;
		struct rb_node *sibling = left ? parent->rb_right :
						 parent->rb_left;
		struct rb_node *near, *far;

		if (!is_black(sibling)) {
			set_black(sibling);
			set_red(parent);
			rotate(parent, left, root, tell);
			sibling = left ? parent->rb_right : parent->rb_left;
		}
		near = left ? sibling->rb_left : sibling->rb_right;
		far = left ? sibling->rb_right : sibling->rb_left;
		if (is_black(near) && is_black(far)) {
			set_red(sibling);
			node = parent;
			parent = rb_parent(node);
			continue;
		}
		if (is_black(far)) {
			set_black(near);
			set_red(sibling);
			rotate(sibling, !left, root, tell);
			far = sibling;
			sibling = near;
		}
		if (is_black(parent))
			set_black(sibling);
		else
			set_red(sibling);
		set_black(parent);
		set_black(far);
		rotate(parent, left, root, tell);
		return;
	}
	if (node)
		set_black(node);
}

static __always_inline void erase(struct rb_node *node, struct rb_root *root,
				  const struct rb_augment_callbacks *augment)
{
	struct rb_node *child, *parent, *next;
	bool black;

	if (!node->rb_left || !node->rb_right) {
		child = node->rb_left ? node->rb_left : node->rb_right;
		parent = rb_parent(node);
		black = is_black(node);
		put_in_place_of(node, child, root);
		if (augment && parent)
			augment->propagate(parent, NULL);
	} else {
		/* the next node takes this one's place and colour */
		next = node->rb_right;
		while (next->rb_left)
			next = next->rb_left;
		child = next->rb_right;
		black = is_black(next);
		parent = rb_parent(next);
		if (parent == node) {
			parent = next;
		} else {
			put_in_place_of(next, child, root);
			next->rb_right = node->rb_right;
			set_parent(next->rb_right, next);
		}
		*link_to(node, root) = next;
		next->__rb_parent_color = node->__rb_parent_color;
		next->rb_left = node->rb_left;
		set_parent(next->rb_left, next);
		if (augment) {
			/* from where @next was up to where it is now, and on from there */
			augment->copy(node, next);
			if (parent != next)
				augment->propagate(parent, next);
			augment->propagate(next, NULL);
		}
	}
	if (black)
		erase_color(child, parent, root, augment ? augment->rotate : NULL);
}

void rb_erase(struct rb_node *node, struct rb_root *root)
{
	erase(node, root, NULL);
}
EXPORT_SYMBOL(rb_erase);

void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
			const struct rb_augment_callbacks *augment)
{
	erase(node, root, augment);
}
EXPORT_SYMBOL(rb_erase_augmented);

void rb_replace_node(struct rb_node *victim, struct rb_node *node,
		     struct rb_root *root)
{
	struct rb_node **link = link_to(victim, root);

	*node = *victim;
	if (node->rb_left)
		set_parent(node->rb_left, node);
	if (node->rb_right)
		set_parent(node->rb_right, node);
	*link = node;
}
EXPORT_SYMBOL(rb_replace_node);

struct rb_node *rb_first(const struct rb_root *root)
{
	struct rb_node *node = root->rb_node;

	while (node && node->rb_left)
		node = node->rb_left;
	return node;
}
EXPORT_SYMBOL(rb_first);

struct rb_node *rb_last(const struct rb_root *root)
{
	struct rb_node *node = root->rb_node;

	while (node && node->rb_right)
		node = node->rb_right;
	return node;
}
EXPORT_SYMBOL(rb_last);

struct rb_node *rb_next(const struct rb_node *node)
{
	const struct rb_node *at = node, *up;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (node->rb_right) {
		for (at = node->rb_right; at->rb_left; )
			at = at->rb_left;
		return (struct rb_node *)at;
	}
	/* up, until we come from the left */
	for (up = rb_parent(at); up && at == up->rb_right; up = rb_parent(at))
		at = up;
	return (struct rb_node *)up;
}
EXPORT_SYMBOL(rb_next);

struct rb_node *rb_prev(const struct rb_node *node)
{
	const struct rb_node *at = node, *up;

	if (RB_EMPTY_NODE(node))
		return NULL;
	if (node->rb_left) {
		for (at = node->rb_left; at->rb_right; )
			at = at->rb_right;
		return (struct rb_node *)at;
	}
	/* up, until we come from the right */
	for (up = rb_parent(at); up && at == up->rb_left; up = rb_parent(at))
		at = up;
	return (struct rb_node *)up;
}
EXPORT_SYMBOL(rb_prev);

static struct rb_node *leftmost_leaf(const struct rb_node *node)
{
	const struct rb_node *child = node;

	while (child) {
		node = child;
		child = node->rb_left ?: node->rb_right;
	}
	return (struct rb_node *)node;
}

struct rb_node *rb_first_postorder(const struct rb_root *root)
{
	return root->rb_node ? leftmost_leaf(root->rb_node) : NULL;
}
EXPORT_SYMBOL(rb_first_postorder);

struct rb_node *rb_next_postorder(const struct rb_node *node)
{
	struct rb_node *parent;

	if (!node)
		return NULL;
	parent = rb_parent(node);
	if (parent && node == parent->rb_left && parent->rb_right)
		return leftmost_leaf(parent->rb_right);
	return parent;
}
EXPORT_SYMBOL(rb_next_postorder);
