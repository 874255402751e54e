// SPDX-License-Identifier: MIT
/* Reservation objects: fences by usage, reserved places, walks with and without the lock. */
#include <linux/dma-fence-array.h>
#include <linux/dma-resv.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/seq_file.h>

#include "fence_fixture.h"

static struct dma_resv resv;

static int resv_setup(void **state)
{
	int err = fence_setup(state);

	if (!err)
		dma_resv_init(&resv);
	return err;
}

static int resv_teardown(void **state)
{
	dma_resv_fini(&resv);
	return world_teardown(state);
}

/* adds a new fence; the caller has a reference, too */
static struct dma_fence *add(enum dma_resv_usage usage)
{
	struct dma_fence *f = fence_new();

	assert_int_equal(dma_resv_lock(&resv, NULL), 0);
	assert_int_equal(dma_resv_reserve_fences(&resv, 1), 0);
	dma_resv_add_fence(&resv, f, usage);
	dma_resv_unlock(&resv);
	return f;
}

static void done(struct dma_fence *f)
{
	dma_fence_signal(f);
	dma_fence_put(f);
}

static unsigned int count_unlocked(enum dma_resv_usage usage)
{
	struct dma_resv_iter cursor;
	struct dma_fence *f;
	unsigned int n = 0;

	dma_resv_iter_begin(&cursor, &resv, usage);
	dma_resv_for_each_fence_unlocked(&cursor, f)
	{
		n = dma_resv_iter_is_restarted(&cursor) ? 1 : n + 1;
		assert_true(dma_resv_iter_usage(&cursor) <= usage);
	}
	dma_resv_iter_end(&cursor);
	return n;
}

static unsigned int count_locked(enum dma_resv_usage usage)
{
	struct dma_resv_iter cursor;
	struct dma_fence *f;
	unsigned int n = 0;

	dma_resv_lock(&resv, NULL);
	dma_resv_for_each_fence(&cursor, &resv, usage, f)
	{
		assert_true(dma_resv_iter_is_restarted(&cursor) == !n);
		n++;
	}
	dma_resv_unlock(&resv);
	return n;
}

static void an_empty_object_has_signalled(void **state)
{
	struct dma_fence *f, **fences;
	unsigned int n;

	assert_true(dma_resv_test_signaled(&resv, DMA_RESV_USAGE_BOOKKEEP));
	assert_int_equal(dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_BOOKKEEP, false, 0), 1);
	assert_int_equal(dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_BOOKKEEP, false, 9), 9);
	assert_int_equal(dma_resv_get_fences(&resv, DMA_RESV_USAGE_BOOKKEEP, &n, &fences), 0);
	assert_int_equal(n, 0);
	assert_null(fences);
	assert_int_equal(dma_resv_get_singleton(&resv, DMA_RESV_USAGE_BOOKKEEP, &f), 0);
	assert_null(f);
	assert_int_equal(count_locked(DMA_RESV_USAGE_BOOKKEEP), 0);
}

static void who_asks_for_a_usage_gets_those_before_it(void **state)
{
	struct dma_fence *f[4];
	int usage;

	for (usage = DMA_RESV_USAGE_BOOKKEEP; usage >= DMA_RESV_USAGE_KERNEL; usage--)
		f[usage] = add(usage);
	for (usage = 0; usage < 4; usage++) {
		assert_int_equal(count_unlocked(usage), usage + 1);
		assert_int_equal(count_locked(usage), usage + 1);
		assert_false(dma_resv_test_signaled(&resv, usage));
	}
	/* a write waits for readers, a read for writers only */
	assert_int_equal(dma_resv_usage_rw(true), DMA_RESV_USAGE_READ);
	assert_int_equal(dma_resv_usage_rw(false), DMA_RESV_USAGE_WRITE);
	done(f[0]);
	done(f[1]);
	assert_true(dma_resv_test_signaled(&resv, DMA_RESV_USAGE_WRITE));
	assert_false(dma_resv_test_signaled(&resv, DMA_RESV_USAGE_READ));
	done(f[2]);
	done(f[3]);
}

static void a_later_fence_of_a_context_takes_the_place(void **state)
{
	struct dma_fence *f1 = fence_of(50, 1), *f2 = fence_of(50, 2), *f3 = fence_of(50, 3);

	dma_resv_lock(&resv, NULL);
	dma_resv_reserve_fences(&resv, 3);
	dma_resv_add_fence(&resv, f1, DMA_RESV_USAGE_READ);
	dma_resv_add_fence(&resv, f2, DMA_RESV_USAGE_READ);
	dma_resv_unlock(&resv);
	assert_int_equal(count_locked(DMA_RESV_USAGE_BOOKKEEP), 1);
	dma_resv_lock(&resv, NULL);
	dma_resv_reserve_fences(&resv, 2);
	/* up in the list of usages, in its place; never down: another place */
	dma_resv_add_fence(&resv, f2, DMA_RESV_USAGE_WRITE);
	dma_resv_add_fence(&resv, f3, DMA_RESV_USAGE_BOOKKEEP);
	dma_resv_unlock(&resv);
	assert_int_equal(count_locked(DMA_RESV_USAGE_WRITE), 1);
	assert_int_equal(count_locked(DMA_RESV_USAGE_BOOKKEEP), 2);
	done(f1);
	done(f2);
	done(f3);
}

static void signalled_fences_make_room(void **state)
{
	struct dma_fence *f;
	unsigned int i;

	for (i = 0; i < 100; i++) {
		f = add(DMA_RESV_USAGE_WRITE);
		done(f);
	}
	assert_int_equal(count_unlocked(DMA_RESV_USAGE_BOOKKEEP), 0);
	assert_true(released() >= 90);
	assert_true(count_locked(DMA_RESV_USAGE_BOOKKEEP) < 10);
}

static void many_fences_find_a_place(void **state)
{
	struct dma_fence *f[100];
	unsigned int i;

	for (i = 0; i < 100; i++)
		f[i] = add(i % 4);
	assert_int_equal(count_unlocked(DMA_RESV_USAGE_BOOKKEEP), 100);
	assert_int_equal(count_locked(DMA_RESV_USAGE_WRITE), 50);
	for (i = 0; i < 100; i++)
		done(f[i]);
}

static void a_place_that_was_not_reserved_is_reported_and_made(void **state)
{
	struct dma_fence *f[6];
	unsigned int i;

	/* what was reserved is lost with the lock */
	dma_resv_lock(&resv, NULL);
	dma_resv_reserve_fences(&resv, 4);
	dma_resv_unlock(&resv);
	dma_resv_lock(&resv, NULL);
	for (i = 0; i < 6; i++) {
		f[i] = fence_new();
		dma_resv_add_fence(&resv, f[i], DMA_RESV_USAGE_READ);
	}
	dma_resv_unlock(&resv);
	assert_true(log_contains("dma_resv_add_fence() without dma_resv_reserve_fences()"));
	assert_int_equal(count_unlocked(DMA_RESV_USAGE_READ), 6);
	for (i = 0; i < 6; i++)
		done(f[i]);
}

static void reserving_nothing_is_refused(void **state)
{
	dma_resv_lock(&resv, NULL);
	assert_int_equal(dma_resv_reserve_fences(&resv, 0), -EINVAL);
	dma_resv_unlock(&resv);
}

static void reserving_too_much_says_enomem_and_recovers(void **state)
{
	struct dma_fence *f = add(DMA_RESV_USAGE_WRITE);

	dma_resv_lock(&resv, NULL);
	assert_int_equal(dma_resv_reserve_fences(&resv, 1u << 30), -ENOMEM);
	assert_int_equal(dma_resv_reserve_fences(&resv, ~0u), -ENOMEM);
	assert_int_equal(dma_resv_reserve_fences(&resv, 8), 0);
	dma_resv_unlock(&resv);
	assert_int_equal(count_unlocked(DMA_RESV_USAGE_WRITE), 1);
	done(f);
}

static void adding_without_the_lock_is_reported(void **state)
{
	struct dma_fence *f = fence_new();

	dma_resv_lock(&resv, NULL);
	dma_resv_reserve_fences(&resv, 1);
	dma_resv_add_fence(&resv, f, DMA_RESV_USAGE_READ);
	dma_resv_unlock(&resv);
	dma_resv_add_fence(&resv, f, DMA_RESV_USAGE_READ);
	assert_true(log_contains("WARNING:"));
	done(f);
}

static void a_container_is_reported(void **state)
{
	struct dma_fence **fences = kmalloc(sizeof(*fences), GFP_KERNEL);
	struct dma_fence_array *array;

	fences[0] = fence_new();
	dma_fence_signal(fences[0]);
	array = dma_fence_array_create(1, fences, 1000, 1, false);
	dma_resv_lock(&resv, NULL);
	dma_resv_reserve_fences(&resv, 1);
	dma_resv_add_fence(&resv, &array->base, DMA_RESV_USAGE_READ);
	dma_resv_unlock(&resv);
	assert_true(log_contains("WARNING:"));
	dma_fence_put(&array->base);
}

static void all_of_a_context_are_replaced(void **state)
{
	struct dma_fence *a = fence_of(70, 1), *b = fence_of(71, 1), *c = fence_of(72, 1);
	struct dma_fence **fences;
	unsigned int n;

	dma_resv_lock(&resv, NULL);
	dma_resv_reserve_fences(&resv, 2);
	dma_resv_add_fence(&resv, a, DMA_RESV_USAGE_BOOKKEEP);
	dma_resv_add_fence(&resv, b, DMA_RESV_USAGE_READ);
	dma_resv_replace_fences(&resv, 70, c, DMA_RESV_USAGE_WRITE);
	dma_resv_unlock(&resv);
	assert_int_equal(dma_resv_get_fences(&resv, DMA_RESV_USAGE_WRITE, &n, &fences), 0);
	assert_int_equal(n, 1);
	assert_ptr_equal(fences[0], c);
	dma_fence_put(fences[0]);
	kfree(fences);
	done(a);
	done(b);
	done(c);
}

static void fences_are_copied(void **state)
{
	struct dma_fence *f = add(DMA_RESV_USAGE_WRITE), *g = add(DMA_RESV_USAGE_READ);
	struct dma_resv copy;

	dma_resv_init(&copy);
	dma_resv_lock(&copy, NULL);
	assert_int_equal(dma_resv_copy_fences(&copy, &resv), 0);
	dma_resv_unlock(&copy);
	assert_false(dma_resv_test_signaled(&copy, DMA_RESV_USAGE_WRITE));
	done(f);
	assert_true(dma_resv_test_signaled(&copy, DMA_RESV_USAGE_WRITE));
	assert_false(dma_resv_test_signaled(&copy, DMA_RESV_USAGE_READ));
	done(g);
	dma_resv_fini(&copy);
}

static void one_fence_stands_for_all(void **state)
{
	struct dma_fence *f = add(DMA_RESV_USAGE_WRITE), *g, *one;

	assert_int_equal(dma_resv_get_singleton(&resv, DMA_RESV_USAGE_WRITE, &one), 0);
	assert_ptr_equal(one, f);
	dma_fence_put(one);
	g = add(DMA_RESV_USAGE_READ);
	assert_int_equal(dma_resv_get_singleton(&resv, DMA_RESV_USAGE_READ, &one), 0);
	assert_int_equal(to_dma_fence_array(one)->num_fences, 2);
	done(f);
	assert_false(dma_fence_is_signaled(one));
	done(g);
	assert_int_equal(dma_fence_wait(one, false), 0);
	dma_fence_put(one);
}

static void a_wait_is_for_all_up_to_a_usage(void **state)
{
	struct dma_fence *w = add(DMA_RESV_USAGE_WRITE), *r = add(DMA_RESV_USAGE_READ);
	struct later later;

	assert_int_equal(dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_READ, false, 0), 0);
	later_start(&later, w, 2, 0);
	assert_true(dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_WRITE, false, 10 * HZ) > 0);
	later_end(&later);
	assert_int_equal(dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_READ, false, 2), 0);
	later_start(&later, r, 2, 0);
	assert_true(dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_READ, true, MAX_SCHEDULE_TIMEOUT) >
		    0);
	later_end(&later);
	dma_fence_put(w);
	dma_fence_put(r);
}

static void a_deadline_reaches_all_up_to_a_usage(void **state)
{
	struct dma_fence *r = add(DMA_RESV_USAGE_READ);

	dma_resv_set_deadline(&resv, DMA_RESV_USAGE_WRITE, 100);
	assert_int_equal(provider.deadline, 0);
	dma_resv_set_deadline(&resv, DMA_RESV_USAGE_READ, 100);
	assert_int_equal(provider.deadline, 100);
	done(r);
}

static void an_object_describes_itself(void **state)
{
	struct dma_fence *f = add(DMA_RESV_USAGE_WRITE), *b = add(DMA_RESV_USAGE_BOOKKEEP);
	char text[256];
	struct seq_file seq = { .buf = text, .size = sizeof(text) };

	dma_resv_lock(&resv, NULL);
	dma_resv_describe(&resv, &seq);
	dma_resv_unlock(&resv);
	text[seq.count] = '\0';
	assert_string_equal(text, "\twrite fence:testdrv queue seq 1 unsignalled\n");
	done(f);
	done(b);
}

static void locks_are_those_of_a_class(void **state)
{
	struct ww_acquire_ctx ctx;

	ww_acquire_init(&ctx, &reservation_ww_class);
	assert_int_equal(dma_resv_lock(&resv, &ctx), 0);
	assert_true(dma_resv_is_locked(&resv));
	assert_ptr_equal(dma_resv_locking_ctx(&resv), &ctx);
	assert_false(dma_resv_trylock(&resv));
	assert_int_equal(dma_resv_lock_interruptible(&resv, &ctx), -EALREADY);
	dma_resv_unlock(&resv);
	ww_acquire_fini(&ctx);
	assert_null(dma_resv_locking_ctx(&resv));
	assert_true(dma_resv_trylock(&resv));
	dma_resv_unlock(&resv);
}

static void locking_in_a_signalling_section_is_reported(void **state)
{
	bool cookie = dma_fence_begin_signalling();

	dma_resv_lock(&resv, NULL);
	dma_resv_unlock(&resv);
	dma_fence_end_signalling(cookie);
	assert_true(log_contains("WARNING: possible circular locking dependency detected"));
	assert_true(log_contains("(reservation_ww_class_mutex)"));
}

/* ---- readers meet writers --------------------------------------------------------------- */

static bool stop;

static int read_fences(void *arg)
{
	struct dma_fence **fences;
	unsigned int n;

	while (!READ_ONCE(stop)) {
		count_unlocked(DMA_RESV_USAGE_BOOKKEEP);
		assert_int_equal(dma_resv_get_fences(&resv, DMA_RESV_USAGE_READ, &n, &fences), 0);
		while (n)
			dma_fence_put(fences[--n]);
		kfree(fences);
		cond_resched();
	}
	return 0;
}

static int write_fences(void *arg)
{
	struct dma_fence *f[8];
	int turn, i;

	for (turn = 0; turn < 60; turn++) {
		for (i = 0; i < 8; i++)
			f[i] = add(i % 4);
		for (i = 0; i < 8; i++)
			done(f[i]);
	}
	return 0;
}

static void walks_without_the_lock_meet_changes(void **state)
{
	struct task_struct *reader = task_spawn(read_fences, NULL, "reader");
	struct task_struct *writers[2];
	int i;

	WRITE_ONCE(stop, false);
	wake_up_process(reader);
	for (i = 0; i < 2; i++) {
		writers[i] = task_spawn(write_fences, NULL, "writer");
		wake_up_process(writers[i]);
	}
	for (i = 0; i < 2; i++) {
		task_join(writers[i]);
		put_task_struct(writers[i]);
	}
	WRITE_ONCE(stop, true);
	task_join(reader);
	put_task_struct(reader);
	assert_true(dma_resv_test_signaled(&resv, DMA_RESV_USAGE_BOOKKEEP));
}

#define with_resv(test) cmocka_unit_test_setup_teardown(test, resv_setup, resv_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_resv(an_empty_object_has_signalled),
		with_resv(who_asks_for_a_usage_gets_those_before_it),
		with_resv(a_later_fence_of_a_context_takes_the_place),
		with_resv(signalled_fences_make_room),
		with_resv(many_fences_find_a_place),
		with_resv(a_place_that_was_not_reserved_is_reported_and_made),
		with_resv(reserving_nothing_is_refused),
		with_resv(reserving_too_much_says_enomem_and_recovers),
		with_resv(adding_without_the_lock_is_reported),
		with_resv(a_container_is_reported),
		with_resv(all_of_a_context_are_replaced),
		with_resv(fences_are_copied),
		with_resv(one_fence_stands_for_all),
		with_resv(a_wait_is_for_all_up_to_a_usage),
		with_resv(a_deadline_reaches_all_up_to_a_usage),
		with_resv(an_object_describes_itself),
		with_resv(locks_are_those_of_a_class),
		with_resv(locking_in_a_signalling_section_is_reported),
		with_resv(walks_without_the_lock_meet_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
