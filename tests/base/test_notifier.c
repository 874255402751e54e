// SPDX-License-Identifier: MIT
/* Notifier chains of all four kinds, and the chains that are built on them. */
#include <linux/cpu_pm.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/kdebug.h>
#include <linux/notifier.h>

#include "unit.h"

static char order[32];
static unsigned int told;

static int note(char c, int ret)
{
	order[told++] = c;
	order[told] = '\0';
	return ret;
}

static int say_a(struct notifier_block *nb, unsigned long action, void *data)
{
	return note('a', NOTIFY_OK);
}

static int say_b(struct notifier_block *nb, unsigned long action, void *data)
{
	return note('b', NOTIFY_DONE);
}

static int say_stop(struct notifier_block *nb, unsigned long action, void *data)
{
	/* on the way down it lets the others be told */
	return note('s', action == 1 ? notifier_from_errno(-EBUSY) : NOTIFY_OK);
}

static struct notifier_block a, b, stop;

static int setup(void **state)
{
	a = (struct notifier_block){ .notifier_call = say_a, .priority = 10 };
	b = (struct notifier_block){ .notifier_call = say_b, .priority = 0 };
	stop = (struct notifier_block){ .notifier_call = say_stop, .priority = 5 };
	told = 0;
	return base_setup(state);
}

static void callbacks_come_in_the_order_of_their_priority(void **state)
{
	static BLOCKING_NOTIFIER_HEAD(chain);

	assert_int_equal(blocking_notifier_chain_register(&chain, &b), 0);
	assert_int_equal(blocking_notifier_chain_register(&chain, &a), 0);
	assert_int_equal(blocking_notifier_call_chain(&chain, 0, NULL), NOTIFY_DONE);
	assert_string_equal(order, "ab");
	assert_int_equal(blocking_notifier_chain_unregister(&chain, &a), 0);
	assert_int_equal(blocking_notifier_chain_unregister(&chain, &a), -ENOENT);
	assert_int_equal(blocking_notifier_chain_unregister(&chain, &b), 0);
	assert_int_equal(blocking_notifier_call_chain(&chain, 0, NULL), NOTIFY_DONE);
	assert_string_equal(order, "ab");
}

static void one_may_stop_the_chain_with_an_error(void **state)
{
	static ATOMIC_NOTIFIER_HEAD(chain);
	int ret;

	atomic_notifier_chain_register(&chain, &a);
	atomic_notifier_chain_register(&chain, &b);
	atomic_notifier_chain_register(&chain, &stop);
	ret = atomic_notifier_call_chain(&chain, 1, NULL);
	assert_int_equal(notifier_to_errno(ret), -EBUSY);
	assert_string_equal(order, "as");
	atomic_notifier_chain_unregister(&chain, &stop);
	atomic_notifier_chain_unregister(&chain, &a);
	atomic_notifier_chain_unregister(&chain, &b);
	assert_true(atomic_notifier_call_chain_is_empty(&chain));
}

static void a_robust_chain_tells_those_who_agreed_that_it_failed(void **state)
{
	static RAW_NOTIFIER_HEAD(chain);

	raw_notifier_chain_register(&chain, &a);
	raw_notifier_chain_register(&chain, &stop);
	raw_notifier_chain_register(&chain, &b);
	raw_notifier_call_chain_robust(&chain, 1, 2, NULL);
	assert_string_equal(order, "asa");
	raw_notifier_chain_unregister(&chain, &a);
	raw_notifier_chain_unregister(&chain, &stop);
	raw_notifier_chain_unregister(&chain, &b);
}

static void registering_twice_is_refused(void **state)
{
	static BLOCKING_NOTIFIER_HEAD(chain);
	struct notifier_block same = { .notifier_call = say_b, .priority = 10 };

	assert_int_equal(blocking_notifier_chain_register(&chain, &a), 0);
	assert_int_equal(blocking_notifier_chain_register(&chain, &a), -EEXIST);
	assert_true(log_contains("already registered"));
	assert_int_equal(blocking_notifier_chain_register_unique_prio(&chain, &same), -EBUSY);
	blocking_notifier_chain_unregister(&chain, &a);
}

static void an_srcu_chain_is_called_and_torn_down(void **state)
{
	struct srcu_notifier_head chain;

	srcu_init_notifier_head(&chain);
	assert_int_equal(srcu_notifier_chain_register(&chain, &a), 0);
	assert_int_equal(srcu_notifier_call_chain(&chain, 0, NULL), NOTIFY_OK);
	assert_int_equal(srcu_notifier_chain_unregister(&chain, &a), 0);
	srcu_cleanup_notifier_head(&chain);
	assert_string_equal(order, "a");
}

static void cpu_pm_tells_of_power_lost_and_regained(void **state)
{
	assert_int_equal(cpu_pm_register_notifier(&a), 0);
	assert_int_equal(cpu_cluster_pm_enter(), 0);
	assert_int_equal(cpu_cluster_pm_exit(), 0);
	assert_int_equal(cpu_pm_unregister_notifier(&a), 0);
	assert_int_equal(cpu_cluster_pm_enter(), 0);
	assert_string_equal(order, "aa");
}

static void the_die_chain_is_called_by_notify_die(void **state)
{
	assert_int_equal(register_die_notifier(&a), 0);
	assert_int_equal(notify_die(DIE_NMI, "nmi", NULL, 0, 2, 0), NOTIFY_OK);
	assert_int_equal(unregister_die_notifier(&a), 0);
	assert_string_equal(order, "a");
}

/* ---- CPU hotplug ------------------------------------------------------------------------ */

static unsigned int online, offline;

static int cpu_up(unsigned int cpu)
{
	online++;
	return 0;
}

static int cpu_down(unsigned int cpu)
{
	offline++;
	return 0;
}

static int node_up(unsigned int cpu, struct hlist_node *node)
{
	online++;
	return cpu == 1 ? -ENODEV : 0;
}

static int node_down(unsigned int cpu, struct hlist_node *node)
{
	offline++;
	return 0;
}

static void a_hotplug_state_is_told_of_every_cpu_at_both_ends(void **state)
{
	int slot;

	online = offline = 0;
	slot = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "test:online", cpu_up, cpu_down);
	assert_true(slot >= CPUHP_AP_ONLINE_DYN);
	assert_int_equal(online, num_online_cpus());
	cpuhp_remove_state(slot);
	assert_int_equal(offline, num_online_cpus());
}

static void an_instance_that_fails_on_one_cpu_is_undone_on_the_others(void **state)
{
	struct hlist_node node;
	int slot;

	if (num_online_cpus() < 2)
		return;
	online = offline = 0;
	slot = cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN, "test:multi", node_up, node_down);
	assert_true(slot >= 0);
	assert_int_equal(cpuhp_state_add_instance(slot, &node), -ENODEV);
	assert_int_equal(online, 2);
	assert_int_equal(offline, 1);
	cpuhp_remove_multi_state(slot);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(callbacks_come_in_the_order_of_their_priority),
		T(one_may_stop_the_chain_with_an_error),
		T(a_robust_chain_tells_those_who_agreed_that_it_failed),
		T(registering_twice_is_refused),
		T(an_srcu_chain_is_called_and_torn_down),
		T(cpu_pm_tells_of_power_lost_and_regained),
		T(the_die_chain_is_called_by_notify_die),
		T(a_hotplug_state_is_told_of_every_cpu_at_both_ends),
		T(an_instance_that_fails_on_one_cpu_is_undone_on_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
