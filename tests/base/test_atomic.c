// SPDX-License-Identifier: MIT
/* Atomic counters, exchanges, reference counts; that they are atomic where several run at once. */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/kref.h>
#include <linux/limits.h>
#include <linux/refcount.h>
#include <linux/sched.h>

#include "base/sched.h"
#include "unit.h"

static void arithmetic_and_what_it_returns(void **state)
{
	atomic_t v = ATOMIC_INIT(5);

	atomic_add(3, &v);
	atomic_sub(1, &v);
	assert_int_equal(atomic_read(&v), 7);
	assert_int_equal(atomic_inc_return(&v), 8);
	assert_int_equal(atomic_fetch_add(2, &v), 8);
	assert_int_equal(atomic_sub_return(10, &v), 0);
	assert_true(atomic_inc_and_test(&(atomic_t)ATOMIC_INIT(-1)));
	assert_true(atomic_add_negative(-1, &v));
	assert_true(atomic_sub_and_test(-1, &v));
	atomic_set(&v, INT_MAX);
	assert_int_equal(atomic_inc_return(&v), INT_MIN);
}

static void bits_and_masks(void **state)
{
	atomic_t v = ATOMIC_INIT(0xf0);

	atomic_or(0x0f, &v);
	atomic_andnot(0x11, &v);
	assert_int_equal(atomic_fetch_xor(0xff, &v), 0xee);
	assert_int_equal(atomic_fetch_and(0x10, &v), 0x11);
	assert_int_equal(atomic_read(&v), 0x10);
}

static void wide_counters_use_all_their_bits(void **state)
{
	atomic64_t v = ATOMIC64_INIT(1LL << 40);
	atomic_long_t l = ATOMIC_LONG_INIT(-5);

	assert_true(atomic64_add_return(1, &v) == (1LL << 40) + 1);
	assert_true(atomic64_cmpxchg(&v, (1LL << 40) + 1, 7) == (1LL << 40) + 1);
	assert_int_equal(atomic64_read(&v), 7);
	assert_int_equal(atomic_long_inc_return(&l), -4);
}

static void conditional_forms_leave_the_rest_alone(void **state)
{
	atomic_t v = ATOMIC_INIT(0);

	assert_false(atomic_inc_not_zero(&v));
	assert_true(atomic_add_unless(&v, 1, 5));
	assert_true(atomic_inc_not_zero(&v));
	assert_int_equal(atomic_dec_if_positive(&v), 1);
	assert_int_equal(atomic_dec_if_positive(&v), 0);
	assert_int_equal(atomic_dec_if_positive(&v), -1);
	assert_int_equal(atomic_read(&v), 0);
	assert_true(atomic_dec_unless_positive(&v));
	assert_false(atomic_inc_unless_negative(&v));
	assert_int_equal(atomic_fetch_add_unless(&v, 1, -1), -1);
	assert_int_equal(atomic_read(&v), -1);
}

static void exchange_of_any_type(void **state)
{
	int x = 1, *p = &x, *q = NULL;
	u8 byte = 1;
	int old = 2;

	assert_int_equal(xchg(&byte, 9), 1);
	assert_ptr_equal(cmpxchg(&q, NULL, p), NULL);
	assert_ptr_equal(q, &x);
	assert_int_equal(cmpxchg(&x, 5, 6), 1);
	assert_false(try_cmpxchg(&x, &old, 3));
	assert_int_equal(old, 1);
	assert_true(try_cmpxchg(&x, &old, 3));
	assert_int_equal(x, 3);
	smp_store_release(&x, 4);
	assert_int_equal(smp_load_acquire(&x), 4);
}

#define TASKS 4
#define TURNS 2000

static atomic_t shared;
static refcount_t shared_ref = REFCOUNT_INIT(1);

static int count_up(void *arg)
{
	int i;

	for (i = 0; i < TURNS; i++) {
		atomic_inc(&shared);
		refcount_inc(&shared_ref);
		if (i % 100 == 0)
			cpu_relax();
	}
	return 0;
}

static void counts_of_many_tasks_add_up(void **state)
{
	struct task_struct *tasks[TASKS];
	int i;

	atomic_set(&shared, 0);
	for (i = 0; i < TASKS; i++) {
		tasks[i] = task_spawn(count_up, NULL, "counter");
		assert_false(IS_ERR(tasks[i]));
		wake_up_process(tasks[i]);
	}
	for (i = 0; i < TASKS; i++) {
		task_join(tasks[i]);
		put_task_struct(tasks[i]);
	}
	assert_int_equal(atomic_read(&shared), TASKS * TURNS);
	assert_int_equal(refcount_read(&shared_ref), TASKS * TURNS + 1);
}

static void refcount_drops_to_zero_once(void **state)
{
	refcount_t r = REFCOUNT_INIT(2);

	assert_false(refcount_dec_and_test(&r));
	assert_false(refcount_dec_not_one(&r));
	assert_true(refcount_dec_if_one(&r));
	assert_false(refcount_inc_not_zero(&r));
	assert_int_equal(refcount_read(&r), 0);
}

static void refcount_use_after_free_saturates(void **state)
{
	refcount_t r = REFCOUNT_INIT(0);

	refcount_inc(&r);
	assert_true(log_contains("refcount_t: addition on 0; use-after-free."));
	assert_int_equal((int)refcount_read(&r), REFCOUNT_SATURATED);
	/* stuck: the object is never freed */
	assert_false(refcount_dec_and_test(&r));
	assert_true(refcount_dec_not_one(&r));
}

static void refcount_underflow_is_reported(void **state)
{
	refcount_t r = REFCOUNT_INIT(0);

	assert_false(refcount_dec_and_test(&r));
	assert_true(log_contains("refcount_t: underflow; use-after-free."));
}

static void refcount_overflow_saturates(void **state)
{
	refcount_t r = REFCOUNT_INIT(INT_MAX);

	refcount_inc(&r);
	assert_true(log_contains("refcount_t: saturated; leaking memory."));
	assert_int_equal((int)refcount_read(&r), REFCOUNT_SATURATED);
}

static void plain_decrement_to_zero_is_a_leak(void **state)
{
	refcount_t r = REFCOUNT_INIT(1);

	refcount_dec(&r);
	assert_true(log_contains("refcount_t: decrement hit 0; leaking memory."));
}

static void last_reference_takes_the_lock(void **state)
{
	refcount_t r = REFCOUNT_INIT(2);
	DEFINE_SPINLOCK(lock);

	assert_false(refcount_dec_and_lock(&r, &lock));
	assert_true(refcount_dec_and_lock(&r, &lock));
	assert_true(spin_is_locked(&lock));
	spin_unlock(&lock);
}

static struct kref *released;

static void release(struct kref *kref)
{
	released = kref;
}

static void kref_releases_with_the_last_put(void **state)
{
	struct kref kref;

	released = NULL;
	kref_init(&kref);
	kref_get(&kref);
	assert_int_equal(kref_put(&kref, release), 0);
	assert_null(released);
	assert_int_equal(kref_put(&kref, release), 1);
	assert_ptr_equal(released, &kref);
	assert_false(kref_get_unless_zero(&kref));
}

int main(void)
{
#define IN_BASE(test) \
	cmocka_unit_test_setup_teardown(test, base_setup, base_teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arithmetic_and_what_it_returns),
		cmocka_unit_test(bits_and_masks),
		cmocka_unit_test(wide_counters_use_all_their_bits),
		cmocka_unit_test(conditional_forms_leave_the_rest_alone),
		cmocka_unit_test(exchange_of_any_type),
		IN_BASE(counts_of_many_tasks_add_up),
		cmocka_unit_test(refcount_drops_to_zero_once),
		IN_BASE(refcount_use_after_free_saturates),
		IN_BASE(refcount_underflow_is_reported),
		IN_BASE(refcount_overflow_saturates),
		IN_BASE(plain_decrement_to_zero_is_a_leak),
		IN_BASE(last_reference_takes_the_lock),
		cmocka_unit_test(kref_releases_with_the_last_put),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
