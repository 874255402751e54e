// SPDX-License-Identifier: MIT
/* Red-black trees: order, and the rules that keep them flat. */
#include <linux/prandom.h>
#include <linux/rbtree.h>

#include "unit.h"

#define NODES 500

struct thing {
	struct rb_node node;
	int key;
};

static struct thing things[NODES];
static struct rb_root tree;
static struct rnd_state rnd;

static struct thing *thing(const struct rb_node *node)
{
	return rb_entry((struct rb_node *)node, struct thing, node);
}

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return thing(a)->key < thing(b)->key;
}

static int cmp_key(const void *key, const struct rb_node *node)
{
	return *(const int *)key - thing(node)->key;
}

static int cmp_node(struct rb_node *a, const struct rb_node *b)
{
	return thing(a)->key - thing(b)->key;
}

static bool is_red(const struct rb_node *node)
{
	return node && !(node->__rb_parent_color & 1);
}

/* number of black nodes on every path below @node; fails where a rule is broken */
static int black_height(const struct rb_node *node)
{
	int left, right;

	if (!node)
		return 1;
	if (is_red(node)) {
		assert_false(is_red(node->rb_left));
		assert_false(is_red(node->rb_right));
	}
	if (node->rb_left)
		assert_ptr_equal(rb_parent(node->rb_left), node);
	if (node->rb_right)
		assert_ptr_equal(rb_parent(node->rb_right), node);
	left = black_height(node->rb_left);
	right = black_height(node->rb_right);
	assert_int_equal(left, right);
	return left + !is_red(node);
}

static void check(int count)
{
	struct rb_node *node;
	int seen = 0, last = -1;

	assert_false(is_red(tree.rb_node));
	black_height(tree.rb_node);
	for (node = rb_first(&tree); node; node = rb_next(node)) {
		assert_true(thing(node)->key >= last);
		last = thing(node)->key;
		seen++;
	}
	assert_int_equal(seen, count);
	for (node = rb_last(&tree); node; node = rb_prev(node))
		seen--;
	assert_int_equal(seen, 0);
}

static void fill(int range)
{
	int i;

	prandom_seed_state(&rnd, 42);
	tree = RB_ROOT;
	for (i = 0; i < NODES; i++) {
		things[i].key = prandom_u32_state(&rnd) % range;
		rb_add(&things[i].node, &tree, less);
	}
}

static void stays_balanced_while_growing(void **state)
{
	int i;

	tree = RB_ROOT;
	for (i = 0; i < NODES; i++) {
		things[i].key = i;
		rb_add(&things[i].node, &tree, less);
		check(i + 1);
	}
}

static void stays_balanced_while_shrinking(void **state)
{
	int i, left = NODES;

	fill(1000);
	check(NODES);
	for (i = 0; i < NODES; i++) {
		int at = (i * 7 + 3) % NODES;

		rb_erase(&things[at].node, &tree);
		check(--left);
	}
	assert_true(RB_EMPTY_ROOT(&tree));
}

static void equal_keys_keep_their_order(void **state)
{
	struct rb_node *node;
	int key = 3, count = 0;

	/* added in the order of their addresses */
	fill(10);
	rb_for_each(node, &key, &tree, cmp_key) {
		struct rb_node *next = rb_next(node);

		if (next && thing(next)->key == key)
			assert_true(thing(node) < thing(next));
		count++;
	}
	assert_true(count > 10);
}

static void find_and_find_add(void **state)
{
	struct thing other = { .key = 17 };
	int i, key;

	tree = RB_ROOT;
	things[200].key = 0;
	for (i = 0; i < 100; i++) {
		things[i].key = i * 2;
		assert_null(rb_find_add(&things[i].node, &tree, cmp_node));
	}
	key = 40;
	assert_ptr_equal(rb_find(&key, &tree, cmp_key), &things[20].node);
	key = 41;
	assert_null(rb_find(&key, &tree, cmp_key));
	assert_null(rb_find_add(&other.node, &tree, cmp_node));
	assert_ptr_equal(rb_find_add(&things[200].node, &tree, cmp_node),
			 &things[0].node);
}

static void replaced_node_has_its_place(void **state)
{
	struct thing other;

	fill(1000);
	other.key = things[7].key;
	rb_replace_node(&things[7].node, &other.node, &tree);
	check(NODES);
	rb_erase(&other.node, &tree);
	check(NODES - 1);
}

static void leftmost_is_cached(void **state)
{
	struct rb_root_cached cached = RB_ROOT_CACHED;
	int i;

	for (i = 0; i < 50; i++) {
		things[i].key = (i * 31) % 50;
		rb_add_cached(&things[i].node, &cached, less);
		assert_ptr_equal(rb_first_cached(&cached),
				 rb_first(&cached.rb_root));
	}
	for (i = 0; i < 50; i++) {
		assert_int_equal(thing(rb_first_cached(&cached))->key, i);
		rb_erase_cached(rb_first_cached(&cached), &cached);
	}
	assert_null(rb_first_cached(&cached));
}

static void postorder_visits_children_first(void **state)
{
	struct thing *pos, *next;
	int count = 0;

	fill(1000);
	rbtree_postorder_for_each_entry_safe(pos, next, &tree, node) {
		/* a child that was not visited yet would still have its key */
		if (pos->node.rb_left)
			assert_int_equal(thing(pos->node.rb_left)->key, -1);
		if (pos->node.rb_right)
			assert_int_equal(thing(pos->node.rb_right)->key, -1);
		pos->key = -1;
		count++;
	}
	assert_int_equal(count, NODES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_balanced_while_growing),
		cmocka_unit_test(stays_balanced_while_shrinking),
		cmocka_unit_test(equal_keys_keep_their_order),
		cmocka_unit_test(find_and_find_add),
		cmocka_unit_test(replaced_node_has_its_place),
		cmocka_unit_test(leftmost_is_cached),
		cmocka_unit_test(postorder_visits_children_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
