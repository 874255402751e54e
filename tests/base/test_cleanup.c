// SPDX-License-Identifier: MIT
/* What ends with its scope: <linux/cleanup.h> and the guards of the locks. */
#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "unit.h"

static DEFINE_MUTEX(mutex);
static DEFINE_SPINLOCK(spin);

static char ends[16];

DEFINE_FREE(note_end, char, strncat(ends, (char[]){ _T, '\0' }, sizeof(ends) - strlen(ends) - 1))

static void variables_end_in_reverse_order(void **state)
{
	ends[0] = '\0';
	{
		char a __free(note_end) = 'a';
		char b __free(note_end) = 'b';
	}
	assert_string_equal(ends, "ba");
}

/* the leak check of the teardown is half of these two tests */
static int *returned(bool keep)
{
	int *p __free(kfree) = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p || !keep)
		return NULL;
	return_ptr(p);
}

static void memory_is_freed_unless_it_is_returned(void **state)
{
	int *p = returned(true);

	assert_non_null(p);
	assert_int_equal(*p, 0);
	kfree(p);
	assert_null(returned(false));
}

static void a_pointer_taken_out_is_not_freed(void **state)
{
	void *taken;
	{
		void *p __free(kfree) = kmalloc(8, GFP_KERNEL);
		void *error __free(kfree) = ERR_PTR(-ENOMEM);

		taken = no_free_ptr(p);
		assert_null(p);
		assert_true(IS_ERR(error));
	}
	assert_non_null(taken);
	kfree(taken);
}

static int early_return(int what)
{
	guard(mutex)(&mutex);
	if (what)
		return mutex_is_locked(&mutex) ? what : 0;
	return -1;
}

static void a_guard_holds_its_lock_until_the_function_returns(void **state)
{
	assert_int_equal(early_return(5), 5);
	assert_false(mutex_is_locked(&mutex));
	assert_int_equal(early_return(0), -1);
	assert_false(mutex_is_locked(&mutex));
}

static int out_of_the_scope(void)
{
	scoped_guard(spinlock_irqsave, &spin) {
		if (!irqs_disabled() || !spin_is_locked(&spin))
			return -1;
		return 7;
	}
}

static void a_scope_is_left_by_return_and_by_its_end(void **state)
{
	int rounds = 0, breaks = 0;

	assert_int_equal(out_of_the_scope(), 7);
	assert_false(spin_is_locked(&spin));
	assert_false(irqs_disabled());
	scoped_guard(mutex, &mutex)
		rounds++;
	scoped_guard(mutex, &mutex) {
		if (++breaks)
			break;
		rounds++;
	}
	assert_int_equal(rounds, 1);
	assert_false(mutex_is_locked(&mutex));
}

static void scopes_nest(void **state)
{
	scoped_guard(mutex, &mutex) {
		scoped_guard(spinlock_irq, &spin) {
			assert_true(mutex_is_locked(&mutex));
			assert_true(irqs_disabled());
		}
		assert_false(irqs_disabled());
		assert_true(mutex_is_locked(&mutex));
	}
	assert_false(mutex_is_locked(&mutex));
}

static int try_it(void)
{
	scoped_cond_guard(spinlock_try, return -EBUSY, &spin)
		return spin_is_locked(&spin);
	return -1;
}

static void a_lock_that_is_held_fails_the_try(void **state)
{
	int rounds = 0;

	assert_int_equal(try_it(), 1);
	assert_false(spin_is_locked(&spin));
	spin_lock(&spin);
	assert_int_equal(try_it(), -EBUSY);
	scoped_guard(spinlock_try, &spin)
		rounds++;
	assert_int_equal(rounds, 0);
	assert_true(spin_is_locked(&spin));
	spin_unlock(&spin);
}

static void guards_without_a_lock_nest_with_what_they_guard(void **state)
{
	scoped_guard(preempt) {
		assert_true(preempt_count() > 0);
		scoped_guard(irqsave)
			assert_true(irqs_disabled());
		assert_false(irqs_disabled());
	}
	assert_int_equal(preempt_count(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(variables_end_in_reverse_order),
		cmocka_unit_test(memory_is_freed_unless_it_is_returned),
		cmocka_unit_test(a_pointer_taken_out_is_not_freed),
		cmocka_unit_test(a_guard_holds_its_lock_until_the_function_returns),
		cmocka_unit_test(a_scope_is_left_by_return_and_by_its_end),
		cmocka_unit_test(scopes_nest),
		cmocka_unit_test(a_lock_that_is_held_fails_the_try),
		cmocka_unit_test(guards_without_a_lock_nest_with_what_they_guard),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
