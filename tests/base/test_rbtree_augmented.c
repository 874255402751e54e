// SPDX-License-Identifier: MIT
/* Trees whose nodes know the largest value of their subtree, however they were balanced. */
#include <linux/minmax.h>
#include <linux/random.h>
#include <linux/rbtree_augmented.h>
#include <linux/string.h>

#include "unit.h"

#define NODES 200

struct item {
	struct rb_node node;
	unsigned int key;
	unsigned int value;
	unsigned int most;
	bool in;
};

static struct item items[NODES];
static struct rb_root root;

static unsigned int most_of(const struct rb_node *rb)
{
	return rb ? rb_entry(rb, struct item, node)->most : 0;
}

static bool compute(struct item *item, bool exit)
{
	unsigned int most = max3(item->value, most_of(item->node.rb_left),
				 most_of(item->node.rb_right));

	if (exit && most == item->most)
		return true;
	item->most = most;
	return false;
}

RB_DECLARE_CALLBACKS(static, callbacks, struct item, node, most, compute);

static void insert(struct item *item)
{
	struct rb_node **link = &root.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		link = item->key < rb_entry(parent, struct item, node)->key ? &parent->rb_left
									   : &parent->rb_right;
	}
	item->most = item->value;
	item->in = true;
	rb_link_node(&item->node, parent, link);
	if (parent)
		callbacks_propagate(parent, NULL);
	rb_insert_augmented(&item->node, &root, &callbacks);
}

static void erase(struct item *item)
{
	rb_erase_augmented(&item->node, &root, &callbacks);
	item->in = false;
}

/* the largest value below @rb, looked at one by one */
static unsigned int check(const struct rb_node *rb)
{
	const struct item *item;
	unsigned int most;

	if (!rb)
		return 0;
	item = rb_entry(rb, struct item, node);
	most = max3(item->value, check(rb->rb_left), check(rb->rb_right));
	assert_int_equal(item->most, most);
	return most;
}

static void every_node_knows_the_most_of_its_subtree(void **state)
{
	unsigned int step, i;

	root = RB_ROOT;
	memset(items, 0, sizeof(items));
	for (step = 0; step < 20000; step++) {
		i = get_random_u32() % NODES;
		if (items[i].in) {
			erase(&items[i]);
		} else {
			items[i].key = get_random_u32();
			items[i].value = get_random_u32() % 1000;
			insert(&items[i]);
		}
		if (!(step % 16))
			check(root.rb_node);
	}
	for (i = 0; i < NODES; i++)
		if (items[i].in)
			erase(&items[i]);
	assert_true(RB_EMPTY_ROOT(&root));
}

static void a_value_that_changes_is_passed_upwards(void **state)
{
	unsigned int i;

	root = RB_ROOT;
	for (i = 0; i < NODES; i++) {
		items[i].key = i;
		items[i].value = i;
		insert(&items[i]);
	}
	items[17].value = 5000;
	callbacks_propagate(&items[17].node, NULL);
	assert_int_equal(check(root.rb_node), 5000);
	items[17].value = 0;
	callbacks_propagate(&items[17].node, NULL);
	assert_int_equal(check(root.rb_node), NODES - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_node_knows_the_most_of_its_subtree,
						base_setup, base_teardown),
		cmocka_unit_test(a_value_that_changes_is_passed_upwards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
