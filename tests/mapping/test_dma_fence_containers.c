// SPDX-License-Identifier: MIT
/* Fences that stand for others: arrays, chains, and what unwraps and merges them. */
#include <linux/dma-fence-array.h>
#include <linux/dma-fence-chain.h>
#include <linux/dma-fence-unwrap.h>
#include <linux/errno.h>

#include "fence_fixture.h"

/* ---- arrays ------------------------------------------------------------------ */

/* an array of @n new fences; the caller has a reference to each in @f */
static struct dma_fence_array *array_of(struct dma_fence **f, unsigned int n, bool any)
{
	struct dma_fence **fences = kmalloc_array(n, sizeof(*fences), GFP_KERNEL);
	struct dma_fence_array *array;
	unsigned int i;

	for (i = 0; i < n; i++) {
		f[i] = fence_new();
		fences[i] = dma_fence_get(f[i]);
	}
	array = dma_fence_array_create(n, fences, dma_fence_context_alloc(1), 1, any);
	assert_non_null(array);
	return array;
}

static void put_all(struct dma_fence **f, unsigned int n)
{
	while (n--) {
		dma_fence_signal(f[n]);
		dma_fence_put(f[n]);
	}
}

static void an_array_signals_with_its_last_fence(void **state)
{
	struct dma_fence *f[3];
	struct dma_fence_array *array = array_of(f, 3, false);

	assert_true(dma_fence_is_array(&array->base));
	assert_true(dma_fence_is_container(&array->base));
	dma_fence_enable_sw_signaling(&array->base);
	dma_fence_signal(f[2]);
	dma_fence_signal(f[0]);
	assert_false(dma_fence_is_signaled(&array->base));
	dma_fence_signal(f[1]);
	assert_int_equal(dma_fence_wait(&array->base, false), 0);
	assert_int_equal(dma_fence_get_status(&array->base), 1);
	dma_fence_put(&array->base);
	put_all(f, 3);
	assert_int_equal(released(), 3);
}

static void an_array_that_nobody_waits_for_can_be_asked(void **state)
{
	struct dma_fence *f[2];
	struct dma_fence_array *array = array_of(f, 2, false);

	assert_false(dma_fence_is_signaled(&array->base));
	dma_fence_signal(f[0]);
	assert_false(dma_fence_is_signaled(&array->base));
	dma_fence_signal(f[1]);
	assert_true(dma_fence_is_signaled(&array->base));
	assert_int_equal(array->base.error, 0);
	dma_fence_put(&array->base);
	put_all(f, 2);
}

static void an_array_of_any_signals_with_its_first_fence(void **state)
{
	struct dma_fence *f[3];
	struct dma_fence_array *array = array_of(f, 3, true);
	struct later later;

	later_start(&later, f[1], 2, 0);
	assert_int_equal(dma_fence_wait(&array->base, false), 0);
	later_end(&later);
	/* the others still have callbacks of the array */
	dma_fence_put(&array->base);
	put_all(f, 3);
	assert_int_equal(released(), 3);
}

static void an_array_of_signalled_fences_has_signalled(void **state)
{
	struct dma_fence *f[2];
	struct dma_fence_array *array = array_of(f, 2, false);

	dma_fence_signal(f[0]);
	dma_fence_signal(f[1]);
	assert_int_equal(dma_fence_wait_timeout(&array->base, false, 1), 1);
	dma_fence_put(&array->base);
	put_all(f, 2);
}

static void the_first_error_is_the_arrays(void **state)
{
	struct dma_fence *f[3];
	struct dma_fence_array *array = array_of(f, 3, false);

	dma_fence_enable_sw_signaling(&array->base);
	dma_fence_signal(f[0]);
	dma_fence_set_error(f[1], -EIO);
	dma_fence_signal(f[1]);
	dma_fence_set_error(f[2], -EINVAL);
	dma_fence_signal(f[2]);
	dma_fence_wait(&array->base, false);
	assert_int_equal(dma_fence_get_status(&array->base), -EIO);
	dma_fence_put(&array->base);
	put_all(f, 3);
}

static void a_container_in_an_array_is_reported(void **state)
{
	struct dma_fence *f[1], **fences = kmalloc(sizeof(*fences), GFP_KERNEL);
	struct dma_fence_array *inner = array_of(f, 1, false), *outer;

	fences[0] = &inner->base;
	outer = dma_fence_array_create(1, fences, dma_fence_context_alloc(1), 1, false);
	assert_true(log_contains("WARNING:"));
	dma_fence_put(&outer->base);
	put_all(f, 1);
}

static void an_array_is_walked(void **state)
{
	struct dma_fence *f[3], *each;
	struct dma_fence_array *array = array_of(f, 3, false);
	unsigned int i, n = 0;

	dma_fence_array_for_each(each, i, &array->base) assert_ptr_equal(each, f[n++]);
	assert_int_equal(n, 3);
	n = 0;
	dma_fence_array_for_each(each, i, f[1])
	{
		assert_ptr_equal(each, f[1]);
		n++;
	}
	assert_int_equal(n, 1);
	assert_null(dma_fence_array_first(NULL));
	assert_null(to_dma_fence_array(f[0]));
	assert_false(dma_fence_match_context(&array->base, f[0]->context));
	assert_true(dma_fence_match_context(f[0], f[0]->context));
	dma_fence_put(&array->base);
	put_all(f, 3);
}

static void a_deadline_reaches_all_of_an_array(void **state)
{
	struct dma_fence *f[2];
	struct dma_fence_array *array = array_of(f, 2, false);

	dma_fence_set_deadline(&array->base, 5);
	assert_int_equal(provider.deadline, 5);
	dma_fence_put(&array->base);
	put_all(f, 2);
}

/* ---- chains --------------------------------------------------------------------- */

#define CHAIN 5

/* a chain of CHAIN new fences with seqnos 1..CHAIN; the caller has a reference to each in @f */
static struct dma_fence *chain_of(struct dma_fence **f)
{
	struct dma_fence *last = NULL;
	unsigned int i;

	for (i = 0; i < CHAIN; i++) {
		struct dma_fence_chain *chain = dma_fence_chain_alloc();

		f[i] = fence_new();
		dma_fence_chain_init(chain, last, dma_fence_get(f[i]), i + 1);
		last = &chain->base;
	}
	return last;
}

static unsigned int chain_length(struct dma_fence *head)
{
	struct dma_fence *iter;
	unsigned int n = 0;

	dma_fence_chain_for_each(iter, head) n++;
	return n;
}

static void a_chain_signals_when_all_have(void **state)
{
	struct dma_fence *f[CHAIN], *last = chain_of(f);
	unsigned int i;

	assert_true(dma_fence_is_chain(last));
	assert_int_equal(chain_length(last), CHAIN);
	dma_fence_enable_sw_signaling(last);
	for (i = CHAIN; i-- > 1;)
		dma_fence_signal(f[i]);
	assert_false(dma_fence_is_signaled(last));
	dma_fence_signal(f[0]);
	assert_int_equal(dma_fence_wait(last, false), 0);
	dma_fence_put(last);
	put_all(f, CHAIN);
	assert_int_equal(released(), CHAIN);
}

static void a_wait_for_a_chain_goes_from_fence_to_fence(void **state)
{
	struct dma_fence *f[CHAIN], *last = chain_of(f);
	struct later later[CHAIN];
	unsigned int i;

	for (i = 0; i < CHAIN; i++)
		later_start(&later[i], f[i], 2 * (CHAIN - i), 0);
	assert_int_equal(dma_fence_wait(last, false), 0);
	for (i = 0; i < CHAIN; i++) {
		assert_true(dma_fence_is_signaled(f[i]));
		later_end(&later[i]);
	}
	dma_fence_put(last);
	put_all(f, CHAIN);
}

static void a_walk_drops_what_has_signalled(void **state)
{
	struct dma_fence *f[CHAIN], *last = chain_of(f);

	dma_fence_signal(f[1]);
	dma_fence_signal(f[2]);
	assert_int_equal(chain_length(last), CHAIN - 2);
	assert_int_equal(chain_length(last), CHAIN - 2);
	dma_fence_put(f[1]);
	dma_fence_put(f[2]);
	f[1] = f[2] = NULL;
	/* the chain let go of the two */
	assert_int_equal(released(), 2);
	dma_fence_put(last);
	put_all(f, CHAIN);
}

static void the_node_for_a_number_is_found(void **state)
{
	struct dma_fence *f[CHAIN], *last = chain_of(f), *found = dma_fence_get(last);

	assert_int_equal(dma_fence_chain_find_seqno(&found, 3), 0);
	assert_int_equal(found->seqno, 3);
	assert_ptr_equal(dma_fence_chain_contained(found), f[2]);
	dma_fence_put(found);

	found = dma_fence_get(last);
	assert_int_equal(dma_fence_chain_find_seqno(&found, CHAIN + 1), -EINVAL);
	assert_ptr_equal(found, last);
	assert_int_equal(dma_fence_chain_find_seqno(&found, 0), 0);
	assert_ptr_equal(found, last);
	/* its own fence has signalled: what is left of it is the node before */
	dma_fence_signal(f[2]);
	assert_int_equal(dma_fence_chain_find_seqno(&found, 3), 0);
	assert_int_equal(found->seqno, 2);
	dma_fence_put(found);
	found = f[0];
	assert_int_equal(dma_fence_chain_find_seqno(&found, 1), -EINVAL);
	dma_fence_put(last);
	put_all(f, CHAIN);
}

static void a_number_that_goes_back_begins_a_timeline(void **state)
{
	struct dma_fence *f[CHAIN], *last = chain_of(f), *g = fence_new();
	struct dma_fence_chain *chain = dma_fence_chain_alloc();

	dma_fence_chain_init(chain, last, dma_fence_get(g), 2);
	assert_true(chain->base.context != last->context);
	assert_int_equal(chain->base.seqno, CHAIN);
	assert_int_equal(chain->prev_seqno, 0);
	dma_fence_put(&chain->base);
	put_all(f, CHAIN);
	put_all(&g, 1);
}

static void an_unused_node_is_freed(void **state)
{
	dma_fence_chain_free(dma_fence_chain_alloc());
}

static void a_long_chain_goes_without_recursion(void **state)
{
	struct dma_fence *last = NULL;
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		struct dma_fence_chain *chain = dma_fence_chain_alloc();

		dma_fence_chain_init(chain, last, dma_fence_get_stub(), i + 1);
		last = &chain->base;
	}
	dma_fence_put(last);
	synchronize_rcu();
}

static void a_deadline_reaches_all_of_a_chain(void **state)
{
	struct dma_fence *f[CHAIN], *last = chain_of(f);

	dma_fence_set_deadline(last, 9);
	assert_int_equal(provider.deadline, 9);
	dma_fence_put(last);
	put_all(f, CHAIN);
}

static int walk_chain(void *arg)
{
	int i;

	for (i = 0; i < 50; i++)
		chain_length(arg);
	return 0;
}

static void several_may_walk_while_fences_signal(void **state)
{
	struct dma_fence *f[CHAIN], *last;
	struct task_struct *walkers[2];
	unsigned int turn, i;

	for (turn = 0; turn < 50; turn++) {
		last = chain_of(f);
		for (i = 0; i < 2; i++) {
			walkers[i] = task_spawn(walk_chain, last, "walker");
			wake_up_process(walkers[i]);
		}
		for (i = 0; i < CHAIN; i++)
			dma_fence_signal(f[i]);
		assert_int_equal(dma_fence_wait(last, false), 0);
		for (i = 0; i < 2; i++) {
			task_join(walkers[i]);
			put_task_struct(walkers[i]);
		}
		dma_fence_put(last);
		put_all(f, CHAIN);
	}
	assert_int_equal(released(), 50 * CHAIN);
}

/* ---- unwrapping and merging ---------------------------------------------------------- */

static unsigned int unwrapped(struct dma_fence *head)
{
	struct dma_fence_unwrap cursor;
	struct dma_fence *fence;
	unsigned int n = 0;

	dma_fence_unwrap_for_each(fence, &cursor, head)
	{
		assert_false(dma_fence_is_container(fence));
		n++;
	}
	return n;
}

static void all_that_is_inside_is_found(void **state)
{
	struct dma_fence *f[3], *g = fence_new();
	struct dma_fence_array *array = array_of(f, 3, false);
	struct dma_fence_chain *first = dma_fence_chain_alloc(), *second = dma_fence_chain_alloc();

	/* a chain may hold an array */
	dma_fence_chain_init(first, NULL, &array->base, 1);
	dma_fence_chain_init(second, &first->base, dma_fence_get(g), 2);
	assert_int_equal(unwrapped(&second->base), 4);
	assert_int_equal(unwrapped(g), 1);
	assert_int_equal(unwrapped(NULL), 0);
	dma_fence_put(&second->base);
	put_all(f, 3);
	put_all(&g, 1);
}

static void merging_keeps_the_latest_of_each_context(void **state)
{
	struct dma_fence *a1 = fence_of(100, 1), *a2 = fence_of(100, 2), *b = fence_of(101, 1);
	struct dma_fence *merged = dma_fence_unwrap_merge(a1, b, a2, NULL);
	struct dma_fence_array *array = to_dma_fence_array(merged);

	assert_non_null(array);
	assert_int_equal(array->num_fences, 2);
	assert_ptr_equal(array->fences[0], a2);
	assert_ptr_equal(array->fences[1], b);
	dma_fence_put(merged);
	put_all(&a1, 1);
	put_all(&a2, 1);
	put_all(&b, 1);
	assert_int_equal(released(), 3);
}

static void merging_one_that_is_left_gives_itself(void **state)
{
	struct dma_fence *a = fence_new(), *b = fence_new(), *merged;

	dma_fence_signal(a);
	merged = dma_fence_unwrap_merge(a, b);
	assert_ptr_equal(merged, b);
	dma_fence_put(merged);
	put_all(&a, 1);
	put_all(&b, 1);
}

static void merging_signalled_fences_gives_a_stub_of_the_last_time(void **state)
{
	struct dma_fence *a = fence_new(), *b = fence_new(), *merged;

	dma_fence_signal_timestamp(a, 200);
	dma_fence_signal_timestamp(b, 100);
	merged = dma_fence_unwrap_merge(a, b);
	assert_true(dma_fence_is_signaled(merged));
	assert_int_equal(dma_fence_timestamp(merged), 200);
	dma_fence_put(merged);
	put_all(&a, 1);
	put_all(&b, 1);
}

static void merging_flattens(void **state)
{
	struct dma_fence *f[3], *g[CHAIN], *last = chain_of(g), *merged;
	struct dma_fence_array *array = array_of(f, 3, false);

	merged = dma_fence_unwrap_merge(&array->base, last);
	assert_int_equal(to_dma_fence_array(merged)->num_fences, 3 + CHAIN);
	assert_int_equal(unwrapped(merged), 3 + CHAIN);
	dma_fence_put(merged);
	dma_fence_put(&array->base);
	dma_fence_put(last);
	put_all(f, 3);
	put_all(g, CHAIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_fences(an_array_signals_with_its_last_fence),
		with_fences(an_array_that_nobody_waits_for_can_be_asked),
		with_fences(an_array_of_any_signals_with_its_first_fence),
		with_fences(an_array_of_signalled_fences_has_signalled),
		with_fences(the_first_error_is_the_arrays),
		with_fences(a_container_in_an_array_is_reported),
		with_fences(an_array_is_walked),
		with_fences(a_deadline_reaches_all_of_an_array),
		with_fences(a_chain_signals_when_all_have),
		with_fences(a_wait_for_a_chain_goes_from_fence_to_fence),
		with_fences(a_walk_drops_what_has_signalled),
		with_fences(the_node_for_a_number_is_found),
		with_fences(a_number_that_goes_back_begins_a_timeline),
		with_fences(an_unused_node_is_freed),
		with_fences(a_long_chain_goes_without_recursion),
		with_fences(a_deadline_reaches_all_of_a_chain),
		with_fences(several_may_walk_while_fences_signal),
		with_fences(all_that_is_inside_is_found),
		with_fences(merging_keeps_the_latest_of_each_context),
		with_fences(merging_one_that_is_left_gives_itself),
		with_fences(merging_signalled_fences_gives_a_stub_of_the_last_time),
		with_fences(merging_flattens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
