// SPDX-License-Identifier: MIT
/* Linked lists of all three kinds, and their sort. */
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/list_sort.h>
#include <linux/llist.h>

#include "unit.h"

struct item {
	int key, order;
	struct list_head node;
	struct hlist_node hash;
	struct llist_node lock_less;
};

static struct item items[100];

static void fill(struct list_head *head, int count)
{
	int i;

	INIT_LIST_HEAD(head);
	for (i = 0; i < count; i++) {
		items[i].key = i;
		list_add_tail(&items[i].node, head);
	}
}

/* the keys in @head are the digits of @want */
static void expect_keys(struct list_head *head, const char *want)
{
	struct item *item;

	list_for_each_entry(item, head, node) {
		assert_true(*want);
		assert_int_equal(item->key, *want - '0');
		want++;
	}
	assert_int_equal(*want, '\0');
	/* and back again */
	list_for_each_entry_reverse(item, head, node)
		assert_int_equal(item->key, *--want - '0');
}

static void add_move_and_delete(void **state)
{
	LIST_HEAD(head);

	fill(&head, 4);
	expect_keys(&head, "0123");
	list_move(&items[2].node, &head);
	expect_keys(&head, "2013");
	list_move_tail(&items[2].node, &head);
	expect_keys(&head, "0132");
	list_del(&items[1].node);
	assert_ptr_equal(items[1].node.next, LIST_POISON1);
	expect_keys(&head, "032");
	list_del_init(&items[3].node);
	assert_true(list_empty(&items[3].node));
	list_rotate_left(&head);
	expect_keys(&head, "20");
	list_swap(&items[0].node, &items[2].node);
	expect_keys(&head, "02");
}

static void removal_while_walking(void **state)
{
	struct item *item, *next;
	LIST_HEAD(head);

	fill(&head, 9);
	list_for_each_entry_safe(item, next, &head, node)
		if (item->key % 2)
			list_del(&item->node);
	expect_keys(&head, "02468");
}

static void splice_and_cut(void **state)
{
	LIST_HEAD(head);
	LIST_HEAD(part);

	fill(&head, 6);
	list_cut_position(&part, &head, &items[1].node);
	expect_keys(&part, "01");
	expect_keys(&head, "2345");
	list_splice_tail_init(&part, &head);
	assert_true(list_empty(&part));
	expect_keys(&head, "234501");
	list_cut_before(&part, &head, &items[5].node);
	expect_keys(&part, "234");
	list_splice(&part, &head);
	expect_keys(&head, "234501");
	list_bulk_move_tail(&head, &items[2].node, &items[4].node);
	expect_keys(&head, "501234");
}

static void ends_are_known(void **state)
{
	LIST_HEAD(head);

	assert_null(list_first_entry_or_null(&head, struct item, node));
	fill(&head, 1);
	assert_true(list_is_singular(&head));
	fill(&head, 3);
	assert_ptr_equal(list_first_entry(&head, struct item, node), &items[0]);
	assert_ptr_equal(list_last_entry(&head, struct item, node), &items[2]);
	assert_true(list_is_last(&items[2].node, &head));
	assert_ptr_equal(list_next_entry(&items[0], node), &items[1]);
	assert_int_equal(list_count_nodes(&head), 3);
}

static int by_key(void *priv, const struct list_head *a,
		  const struct list_head *b)
{
	++*(int *)priv;
	return list_entry(a, struct item, node)->key -
	       list_entry(b, struct item, node)->key;
}

static void sort_is_stable(void **state)
{
	struct item *item, *last = NULL;
	int i, compared = 0, count = 0;
	LIST_HEAD(head);

	for (i = 0; i < 100; i++) {
		items[i].key = (i * 37) % 10;
		items[i].order = i;
		list_add_tail(&items[i].node, &head);
	}
	list_sort(&compared, &head, by_key);
	list_for_each_entry(item, &head, node) {
		if (last)
			assert_true(last->key < item->key ||
				    (last->key == item->key &&
				     last->order < item->order));
		last = item;
		count++;
	}
	assert_int_equal(count, 100);
	assert_in_range(compared, 99, 700);
}

static void hash_tables_find_what_was_added(void **state)
{
	DECLARE_HASHTABLE(table, 3);
	struct hlist_node *next;
	struct item *item;
	int i, found, bucket;

	hash_init(table);
	assert_true(hash_empty(table));
	for (i = 0; i < 50; i++) {
		items[i].key = i;
		hash_add(table, &items[i].hash, items[i].key);
	}
	for (i = 0; i < 50; i++) {
		found = 0;
		hash_for_each_possible(table, item, hash, i)
			found += item->key == i;
		assert_int_equal(found, 1);
	}
	found = 0;
	hash_for_each_safe(table, bucket, next, item, hash) {
		hash_del(&item->hash);
		found++;
	}
	assert_int_equal(found, 50);
	assert_true(hash_empty(table));
	assert_false(hash_hashed(&items[0].hash));
}

static void lockless_list_hands_over_everything(void **state)
{
	struct llist_node *all;
	struct item *item;
	LLIST_HEAD(head);
	int i, key;

	assert_true(llist_add(&items[0].lock_less, &head));
	items[0].key = 0;
	for (i = 1; i < 5; i++) {
		items[i].key = i;
		assert_false(llist_add(&items[i].lock_less, &head));
	}
	assert_ptr_equal(llist_del_first(&head), &items[4].lock_less);
	all = llist_reverse_order(llist_del_all(&head));
	assert_true(llist_empty(&head));
	key = 0;
	llist_for_each_entry(item, all, lock_less)
		assert_int_equal(item->key, key++);
	assert_int_equal(key, 4);
}

static void broken_lists_are_reported_and_left_alone(void **state)
{
	LIST_HEAD(head);

	fill(&head, 3);
	list_del(&items[1].node);
	list_del(&items[1].node);
	assert_true(log_contains("list_del corruption, next is LIST_POISON1"));
	list_add(&items[2].node, items[2].node.prev);
	assert_true(log_contains("list_add double add"));
	expect_keys(&head, "02");
	/* the calls that led there, with their lines */
	assert_true(log_contains(" broken_lists_are_reported_and_left_alone (base/test_list.c:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(add_move_and_delete),
		cmocka_unit_test(removal_while_walking),
		cmocka_unit_test(splice_and_cut),
		cmocka_unit_test(ends_are_known),
		cmocka_unit_test(sort_is_stable),
		cmocka_unit_test(hash_tables_find_what_was_added),
		cmocka_unit_test(lockless_list_hands_over_everything),
		cmocka_unit_test_setup_teardown(broken_lists_are_reported_and_left_alone, base_setup,
						base_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
