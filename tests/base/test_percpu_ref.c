// SPDX-License-Identifier: MIT
/* References that are killed once, and per-CPU variables. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/percpu-refcount.h>
#include <linux/percpu.h>

#include "team.h"

#define TURNS 400

static struct {
	struct percpu_ref ref;
	struct completion released, confirmed;
	atomic_t got, early;
	int killed;
} s;

static void release(struct percpu_ref *ref)
{
	if (!percpu_ref_is_dying(ref))
		atomic_inc(&s.early);
	complete(&s.released);
}

static void confirm(struct percpu_ref *ref)
{
	complete(&s.confirmed);
}

static int setup(void **state)
{
	int err = base_setup(state);

	memset(&s, 0, sizeof(s));
	init_completion(&s.released);
	init_completion(&s.confirmed);
	return err ? err : percpu_ref_init(&s.ref, release, 0, GFP_KERNEL);
}

static int user(void *arg)
{
	int i;

	for (i = 0; i < TURNS; i++) {
		if (percpu_ref_tryget_live(&s.ref)) {
			atomic_inc(&s.got);
			yield();
			percpu_ref_put(&s.ref);
		}
		yield();
	}
	return 0;
}

static void a_killed_reference_is_released_after_its_last_user(void **state)
{
	team_start(user, NULL);
	while (!atomic_read(&s.got))
		yield();
	percpu_ref_kill_and_confirm(&s.ref, confirm);
	wait_for_completion(&s.released);
	assert_true(completion_done(&s.confirmed));
	assert_true(percpu_ref_is_zero(&s.ref));
	assert_false(percpu_ref_tryget_live(&s.ref));
	assert_false(percpu_ref_tryget(&s.ref));
	team_end();
	assert_int_equal(atomic_read(&s.early), 0);
	percpu_ref_exit(&s.ref);
}

static void a_user_keeps_a_killed_reference(void **state)
{
	percpu_ref_get(&s.ref);
	percpu_ref_kill_and_confirm(&s.ref, confirm);
	wait_for_completion(&s.confirmed);
	assert_false(percpu_ref_tryget_live(&s.ref));
	assert_true(percpu_ref_tryget(&s.ref));
	percpu_ref_put(&s.ref);
	rcu_barrier();
	assert_false(completion_done(&s.released));
	percpu_ref_put(&s.ref);
	wait_for_completion(&s.released);
	percpu_ref_exit(&s.ref);
}

static void a_released_reference_starts_anew(void **state)
{
	percpu_ref_exit(&s.ref);
	assert_int_equal(percpu_ref_init(&s.ref, release, PERCPU_REF_ALLOW_REINIT, GFP_KERNEL), 0);
	percpu_ref_kill(&s.ref);
	wait_for_completion(&s.released);
	percpu_ref_reinit(&s.ref);
	assert_true(percpu_ref_tryget_live(&s.ref));
	percpu_ref_put(&s.ref);
	reinit_completion(&s.released);
	percpu_ref_kill(&s.ref);
	wait_for_completion(&s.released);
	percpu_ref_exit(&s.ref);
}

static void an_atomic_reference_is_released_by_its_last_put(void **state)
{
	percpu_ref_exit(&s.ref);
	assert_int_equal(percpu_ref_init(&s.ref, release, PERCPU_REF_INIT_ATOMIC, GFP_KERNEL), 0);
	percpu_ref_get_many(&s.ref, 3);
	percpu_ref_put_many(&s.ref, 3);
	assert_false(percpu_ref_is_zero(&s.ref));
	percpu_ref_kill(&s.ref);
	assert_true(completion_done(&s.released));
	rcu_barrier();
	percpu_ref_exit(&s.ref);
}

/* ---- per-CPU variables -------------------------------------------------------------- */

static DEFINE_PER_CPU(u64, seeded) = 7;
static DEFINE_PER_CPU(u32, zero);

static void every_cpu_has_the_initial_value_and_then_its_own(void **state)
{
	unsigned int cpu;

	percpu_ref_kill(&s.ref);
	wait_for_completion(&s.released);
	for_each_possible_cpu(cpu)
		assert_int_equal(per_cpu(seeded, cpu), 7);
	for_each_possible_cpu(cpu)
		per_cpu(seeded, cpu) = 100 + cpu;
	for_each_possible_cpu(cpu)
		assert_int_equal(per_cpu(seeded, cpu), 100 + cpu);
	per_cpu(seeded, 0) = 7;
	this_cpu_add(zero, 5);
	assert_int_equal(this_cpu_read(zero), 5);
	this_cpu_write(zero, 0);
}

static void allocated_and_declared_ones_are_used_alike(void **state)
{
	u32 __percpu *p = alloc_percpu(u32);
	unsigned int cpu;

	percpu_ref_kill(&s.ref);
	wait_for_completion(&s.released);
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(p, cpu) = cpu;
	for_each_possible_cpu(cpu)
		assert_int_equal(*per_cpu_ptr(p, cpu), cpu);
	free_percpu(p);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_killed_reference_is_released_after_its_last_user),
		T(a_user_keeps_a_killed_reference),
		T(a_released_reference_starts_anew),
		T(an_atomic_reference_is_released_by_its_last_put),
		T(every_cpu_has_the_initial_value_and_then_its_own),
		T(allocated_and_declared_ones_are_used_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
