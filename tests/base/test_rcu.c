// SPDX-License-Identifier: MIT
/* RCU and SRCU: that a grace period waits for the readers that were there, and for no others. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/workqueue.h>

#include "base/exec/exec.h"
#include "team.h"

#define TURNS 300
#define LIVE  0x11223344u
#define DEAD  0xdeadbeefu

/* ---- readers and one who replaces ------------------------------------------- */

struct thing {
	unsigned int magic;
	struct rcu_head rcu;
};

static struct {
	struct thing *thing;
	int stop;
	atomic_t broken, reads;
} shared;

static int reader(void *arg)
{
	while (!__atomic_load_n(&shared.stop, __ATOMIC_RELAXED)) {
		struct thing *t;

		rcu_read_lock();
		t = rcu_dereference(shared.thing);
		exec_point();
		if (READ_ONCE(t->magic) != LIVE)
			atomic_inc(&shared.broken);
		exec_point();
		if (READ_ONCE(t->magic) != LIVE)
			atomic_inc(&shared.broken);
		rcu_read_unlock();
		atomic_inc(&shared.reads);
		cond_resched();
		yield();
	}
	return 0;
}

static struct thing *thing_new(void)
{
	struct thing *t = kmalloc(sizeof(*t), GFP_KERNEL);

	t->magic = LIVE;
	return t;
}

static void thing_free(struct thing *t)
{
	WRITE_ONCE(t->magic, DEAD);
	kfree(t);
}

static void thing_free_rcu(struct rcu_head *head)
{
	thing_free(container_of(head, struct thing, rcu));
}

static void shared_start(void)
{
	memset(&shared, 0, sizeof(shared));
	shared.thing = thing_new();
	team_start(reader, NULL);
}

static void shared_end(void)
{
	/* on a busy host the readers may not have come to it yet */
	while (!atomic_read(&shared.reads))
		yield();
	__atomic_store_n(&shared.stop, 1, __ATOMIC_RELAXED);
	team_end();
	rcu_barrier();
	kfree(shared.thing);
	assert_int_equal(atomic_read(&shared.broken), 0);
}

static void what_a_reader_holds_is_not_freed_by_synchronize_rcu(void **state)
{
	int i;

	shared_start();
	for (i = 0; i < TURNS / 10; i++) {
		struct thing *old = shared.thing;

		rcu_assign_pointer(shared.thing, thing_new());
		synchronize_rcu();
		thing_free(old);
	}
	shared_end();
}

static void what_a_reader_holds_is_not_freed_by_call_rcu(void **state)
{
	int i;

	shared_start();
	for (i = 0; i < TURNS; i++) {
		struct thing *old = shared.thing;

		rcu_assign_pointer(shared.thing, thing_new());
		call_rcu(&old->rcu, thing_free_rcu);
		yield();
	}
	shared_end();
}

static void kfree_rcu_frees_what_its_head_lies_in(void **state)
{
	struct thing *t = thing_new();
	unsigned int *bare = kmalloc(sizeof(*bare), GFP_KERNEL);

	/* what is left is reported when the test is torn down */
	kfree_rcu(t, rcu);
	t = NULL;
	kfree_rcu(t, rcu);
	kfree_rcu_mightsleep(bare);
	rcu_barrier();
}

/* ---- the order of things -------------------------------------------------------- */

static struct {
	struct completion inside, leave;
	int left;
} slow;

static int slow_reader(void *arg)
{
	int i;

	rcu_read_lock();
	complete(&slow.inside);
	for (i = 0; i < 50; i++)
		udelay(100);
	__atomic_store_n(&slow.left, 1, __ATOMIC_RELEASE);
	rcu_read_unlock();
	return 0;
}

static void synchronize_rcu_returns_after_a_reader_that_was_inside(void **state)
{
	struct task_struct *t;

	init_completion(&slow.inside);
	slow.left = 0;
	t = task_spawn(slow_reader, NULL, "slow");
	wake_up_process(t);
	wait_for_completion(&slow.inside);
	synchronize_rcu();
	assert_true(__atomic_load_n(&slow.left, __ATOMIC_ACQUIRE));
	task_join(t);
	put_task_struct(t);
}

static void a_nested_reader_ends_with_the_outermost_unlock(void **state)
{
	unsigned long before;

	rcu_read_lock();
	rcu_read_lock();
	assert_int_equal(rcu_preempt_depth(), 2);
	before = start_poll_synchronize_rcu();
	rcu_read_unlock();
	mdelay(50);
	assert_true(rcu_read_lock_held());
	assert_false(poll_state_synchronize_rcu(before));
	rcu_read_unlock();
	assert_false(rcu_read_lock_held());
	cond_synchronize_rcu(before);
	assert_true(poll_state_synchronize_rcu(before));
}

struct note {
	struct rcu_head rcu;
	unsigned int order;
	bool in_softirq;
};
static unsigned int notes_run;

static void note_run(struct rcu_head *head)
{
	struct note *n = container_of(head, struct note, rcu);

	n->order = ++notes_run;
	n->in_softirq = in_serving_softirq();
}

static void callbacks_run_in_order_in_softirq_context(void **state)
{
	struct note notes[5];
	unsigned int i;

	notes_run = 0;
	for (i = 0; i < 5; i++)
		call_rcu(&notes[i].rcu, note_run);
	rcu_barrier();
	for (i = 0; i < 5; i++) {
		assert_int_equal(notes[i].order, i + 1);
		assert_true(notes[i].in_softirq);
	}
}

static struct note again_second;

static void again_run(struct rcu_head *head)
{
	note_run(head);
	call_rcu(&again_second.rcu, note_run);
}

static void a_callback_may_queue_another(void **state)
{
	struct note first;

	notes_run = 0;
	call_rcu(&first.rcu, again_run);
	rcu_barrier();
	rcu_barrier();
	assert_int_equal(first.order, 1);
	assert_int_equal(again_second.order, 2);
}

static struct note left;

static void what_is_pending_at_the_end_is_run(void **state)
{
	assert_int_equal(base_setup(state), 0);
	notes_run = 0;
	left.order = 0;
	call_rcu(&left.rcu, note_run);
	assert_int_equal(base_teardown(state), 0);
	assert_int_equal(left.order, 1);
}

/* ---- lists ---------------------------------------------------------------------------- */

struct entry {
	struct list_head list;
	unsigned int magic;
	struct rcu_head rcu;
};
static LIST_HEAD(entries);

static int lister(void *arg)
{
	while (!__atomic_load_n(&shared.stop, __ATOMIC_RELAXED)) {
		struct entry *e;

		rcu_read_lock();
		list_for_each_entry_rcu(e, &entries, list)
		{
			if (READ_ONCE(e->magic) != LIVE)
				atomic_inc(&shared.broken);
			exec_point();
		}
		rcu_read_unlock();
		atomic_inc(&shared.reads);
		yield();
	}
	return 0;
}

static void entry_free(struct rcu_head *head)
{
	struct entry *e = container_of(head, struct entry, rcu);

	WRITE_ONCE(e->magic, DEAD);
	kfree(e);
}

static void a_list_is_walked_while_it_changes(void **state)
{
	struct entry *e;
	int i;

	memset(&shared, 0, sizeof(shared));
	INIT_LIST_HEAD(&entries);
	team_start(lister, NULL);
	for (i = 0; i < TURNS; i++) {
		e = kmalloc(sizeof(*e), GFP_KERNEL);
		e->magic = LIVE;
		list_add_tail_rcu(&e->list, &entries);
		yield();
		if (i < 3)
			continue;
		e = list_first_entry(&entries, struct entry, list);
		list_del_rcu(&e->list);
		call_rcu(&e->rcu, entry_free);
	}
	__atomic_store_n(&shared.stop, 1, __ATOMIC_RELAXED);
	team_end();
	while (!list_empty(&entries)) {
		e = list_first_entry(&entries, struct entry, list);
		list_del(&e->list);
		kfree(e);
	}
	rcu_barrier();
	assert_int_equal(atomic_read(&shared.broken), 0);
}

/* ---- SRCU ------------------------------------------------------------------------------ */

DEFINE_STATIC_SRCU(domain);

static int sleeping_reader(void *arg)
{
	int idx = srcu_read_lock(&domain);

	complete(&slow.inside);
	msleep(20);
	__atomic_store_n(&slow.left, 1, __ATOMIC_RELEASE);
	srcu_read_unlock(&domain, idx);
	return 0;
}

static void an_srcu_reader_may_sleep_and_is_waited_for(void **state)
{
	struct task_struct *t;

	init_completion(&slow.inside);
	slow.left = 0;
	t = task_spawn(sleeping_reader, NULL, "sleeper");
	wake_up_process(t);
	wait_for_completion(&slow.inside);
	synchronize_srcu(&domain);
	assert_true(__atomic_load_n(&slow.left, __ATOMIC_ACQUIRE));
	task_join(t);
	put_task_struct(t);
	assert_false(log_contains("BUG:"));
}

static void one_domain_does_not_wait_for_another(void **state)
{
	struct srcu_struct other;
	int idx = srcu_read_lock(&domain);

	assert_int_equal(init_srcu_struct(&other), 0);
	synchronize_srcu(&other); /* returns */
	synchronize_rcu();
	srcu_read_unlock(&domain, idx);
	synchronize_srcu(&domain);
	cleanup_srcu_struct(&other);
}

static struct rcu_work rwork;
static unsigned int works;

static void work_fn(struct work_struct *work)
{
	WRITE_ONCE(works, works + (to_rcu_work(work) == &rwork));
}

static void work_is_queued_after_a_grace_period(void **state)
{
	works = 0;
	INIT_RCU_WORK(&rwork, work_fn);
	rcu_read_lock();
	assert_true(queue_rcu_work(system_wq, &rwork));
	assert_false(queue_rcu_work(system_wq, &rwork));
	mdelay(20);
	assert_int_equal(READ_ONCE(works), 0);
	rcu_read_unlock();
	flush_rcu_work(&rwork);
	assert_int_equal(works, 1);
	assert_true(queue_rcu_work(system_wq, &rwork));
	flush_rcu_work(&rwork);
	assert_int_equal(works, 2);
}

/* ---- misuse is named -------------------------------------------------------------------- */

static void sleeping_inside_a_reader_is_reported(void **state)
{
	rcu_read_lock();
	might_sleep();
	rcu_read_unlock();
	assert_true(log_contains("sleeping function called from invalid context"));
	assert_true(log_contains("RCU nest depth: 1, expected: 0"));
}

static void a_dereference_outside_of_a_reader_is_reported(void **state)
{
	struct thing *t = NULL;

	(void)rcu_dereference(t);
	assert_true(log_contains("suspicious RCU usage"));
	assert_true(log_contains("suspicious rcu_dereference_check() usage"));
}

static void an_unlock_too_many_is_reported(void **state)
{
	rcu_read_unlock();
	assert_true(log_contains("rcu_read_unlock() without rcu_read_lock()"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, base_setup, base_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_a_reader_holds_is_not_freed_by_synchronize_rcu),
		T(what_a_reader_holds_is_not_freed_by_call_rcu),
		T(kfree_rcu_frees_what_its_head_lies_in),
		T(synchronize_rcu_returns_after_a_reader_that_was_inside),
		T(a_nested_reader_ends_with_the_outermost_unlock),
		T(callbacks_run_in_order_in_softirq_context),
		T(a_callback_may_queue_another),
		cmocka_unit_test(what_is_pending_at_the_end_is_run),
		T(a_list_is_walked_while_it_changes),
		T(an_srcu_reader_may_sleep_and_is_waited_for),
		T(one_domain_does_not_wait_for_another),
		T(work_is_queued_after_a_grace_period),
		T(sleeping_inside_a_reader_is_reported),
		T(a_dereference_outside_of_a_reader_is_reported),
		T(an_unlock_too_many_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
