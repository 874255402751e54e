// SPDX-License-Identifier: MIT
/*
 * Tasklets: two lists (HI_SOFTIRQ, TASKLET_SOFTIRQ) that any CPU may work
 * off. A tasklet that is disabled when its turn comes is parked, in no list,
 * until tasklet_enable() schedules it again.
 */
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <asm/processor.h>

#include "base/defer/defer.h"

struct tasklet_list {
	struct tasklet_struct *first;
	struct tasklet_struct **last;
	unsigned int count;
	unsigned int softirq;
};

/*
 * @lock protects both lists, and every tasklet's @next and PARKED bit.
 * @waiters: how many tasks sleep in @wait for a tasklet to end; who ends one
 * need not take the wait queue's lock when there are none.
 */
static struct {
	raw_spinlock_t lock;
	struct tasklet_list normal;
	struct tasklet_list hi;
	unsigned int parked;
	wait_queue_head_t wait;
	atomic_t waiters;
} tasklets;

/* ---- the lists; callers hold the lock ------------------------------------ */

static void tasklet_list_init(struct tasklet_list *list, unsigned int softirq)
{
	list->first = NULL;
	list->last = &list->first;
	list->count = 0;
	list->softirq = softirq;
}

static void tasklet_append(struct tasklet_list *list, struct tasklet_struct *t)
{
	t->next = NULL;
	*list->last = t;
	list->last = &t->next;
	WRITE_ONCE(list->count, list->count + 1);
	raise_softirq_irqoff(list->softirq);
}

static struct tasklet_struct *tasklet_pop(struct tasklet_list *list)
{
	struct tasklet_struct *t = list->first;

	if (!t)
		return NULL;
	list->first = t->next;
	if (!list->first)
		list->last = &list->first;
	WRITE_ONCE(list->count, list->count - 1);
	t->next = NULL;
	return t;
}

static bool tasklet_unlist(struct tasklet_list *list, struct tasklet_struct *t)
{
	struct tasklet_struct **link = &list->first;

	for (; *link; link = &(*link)->next) {
		if (*link != t)
			continue;
		*link = t->next;
		if (list->last == &t->next)
			list->last = link;
		WRITE_ONCE(list->count, list->count - 1);
		t->next = NULL;
		return true;
	}
	return false;
}

static struct tasklet_list *tasklet_list_of(struct tasklet_struct *t)
{
	return test_bit(TASKLET_STATE_HI, &t->state) ? &tasklets.hi :
						       &tasklets.normal;
}

/* true if @t was parked, and no longer is */
static bool tasklet_unpark(struct tasklet_struct *t)
{
	if (!test_and_clear_bit(TASKLET_STATE_PARKED, &t->state))
		return false;
	tasklets.parked--;
	return true;
}

/* ---- scheduling ---------------------------------------------------------- */

static void tasklet_schedule_on(struct tasklet_list *list,
				struct tasklet_struct *t)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&tasklets.lock, flags);
	tasklet_append(list, t);
	raw_spin_unlock_irqrestore(&tasklets.lock, flags);
}

void __tasklet_schedule(struct tasklet_struct *t)
{
	clear_bit(TASKLET_STATE_HI, &t->state);
	tasklet_schedule_on(&tasklets.normal, t);
}
EXPORT_SYMBOL(__tasklet_schedule);

void __tasklet_hi_schedule(struct tasklet_struct *t)
{
	set_bit(TASKLET_STATE_HI, &t->state);
	tasklet_schedule_on(&tasklets.hi, t);
}
EXPORT_SYMBOL(__tasklet_hi_schedule);

/* ---- running ------------------------------------------------------------- */

/* true if @t is disabled, and now parked. enable looks under the same lock. */
static bool tasklet_park(struct tasklet_struct *t)
{
	bool disabled;

	raw_spin_lock_irq(&tasklets.lock);
	disabled = atomic_read(&t->count) != 0;
	if (disabled) {
		set_bit(TASKLET_STATE_PARKED, &t->state);
		tasklets.parked++;
	}
	raw_spin_unlock_irq(&tasklets.lock);
	return disabled;
}

static void tasklet_call(struct tasklet_struct *t)
{
	if (!test_and_clear_bit(TASKLET_STATE_SCHED, &t->state)) {
		WARN_ONCE(1, "tasklet SCHED state not set: %s %pS\n",
			  t->use_callback ? "callback" : "func",
			  t->use_callback ? (void *)t->callback :
					    (void *)t->func);
		return;
	}
	if (t->use_callback)
		t->callback(t);
	else
		t->func(t->data);
}

static void tasklet_run(struct tasklet_list *list, struct tasklet_struct *t)
{
	/* it runs on another CPU: its turn comes when that is over */
	if (!tasklet_trylock(t)) {
		raw_spin_lock_irq(&tasklets.lock);
		tasklet_append(list, t);
		raw_spin_unlock_irq(&tasklets.lock);
		return;
	}
	if (!atomic_read(&t->count) || !tasklet_park(t))
		tasklet_call(t);
	tasklet_unlock(t);
}

/*
 * those that were there at the start; what they schedule waits for the next
 * round, so that other softirqs have their turn
 */
static void tasklet_work_off(struct tasklet_list *list)
{
	unsigned int todo;

	for (todo = READ_ONCE(list->count); todo; todo--) {
		struct tasklet_struct *t;

		raw_spin_lock_irq(&tasklets.lock);
		t = tasklet_pop(list);
		raw_spin_unlock_irq(&tasklets.lock);
		if (!t)
			return;
		tasklet_run(list, t);
	}
}

static void tasklet_action(struct softirq_action *action)
{
	tasklet_work_off(&tasklets.normal);
}

static void tasklet_hi_action(struct softirq_action *action)
{
	tasklet_work_off(&tasklets.hi);
}

/* ---- waiting for the end ------------------------------------------------- */

void tasklet_unlock(struct tasklet_struct *t)
{
	clear_bit_unlock(TASKLET_STATE_RUN, &t->state);
	/* @t may be gone from here on */
	smp_mb();
	if (atomic_read(&tasklets.waiters))
		wake_up_all(&tasklets.wait);
}
EXPORT_SYMBOL_GPL(tasklet_unlock);

void tasklet_unlock_spin_wait(struct tasklet_struct *t)
{
	while (smp_load_acquire(&t->state) & BIT(TASKLET_STATE_RUN))
		cpu_relax();
	smp_mb();
}
EXPORT_SYMBOL(tasklet_unlock_spin_wait);

void tasklet_unlock_wait(struct tasklet_struct *t)
{
	might_sleep();
	atomic_inc(&tasklets.waiters);
	/* acquire: what the tasklet did is seen by who waited for it */
	wait_event(tasklets.wait, !(smp_load_acquire(&t->state) & BIT(TASKLET_STATE_RUN)));
	atomic_dec(&tasklets.waiters);
	smp_mb();
}
EXPORT_SYMBOL_GPL(tasklet_unlock_wait);

/* from an interrupt there is no waiting: only see to it that it will not run */
static void tasklet_kill_atomic(struct tasklet_struct *t)
{
	unsigned long flags;
	bool waiting;

	pr_notice("Attempt to kill tasklet from interrupt\n");
	raw_spin_lock_irqsave(&tasklets.lock, flags);
	waiting = tasklet_unlist(tasklet_list_of(t), t) || tasklet_unpark(t);
	raw_spin_unlock_irqrestore(&tasklets.lock, flags);
	if (waiting)
		clear_bit(TASKLET_STATE_SCHED, &t->state);
}

/* true once @t can no longer be scheduled, and is not waiting to run */
static bool tasklet_claim(struct tasklet_struct *t)
{
	unsigned long flags;
	bool parked;

	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		return true;
	raw_spin_lock_irqsave(&tasklets.lock, flags);
	parked = tasklet_unpark(t);
	raw_spin_unlock_irqrestore(&tasklets.lock, flags);
	if (parked)
		pr_warn("tasklet: killed one that is scheduled and disabled; Linux waits for it "
			"for ever\n");
	return parked;
}

void tasklet_kill(struct tasklet_struct *t)
{
	if (in_interrupt()) {
		tasklet_kill_atomic(t);
		return;
	}
	might_sleep();
	atomic_inc(&tasklets.waiters);
	wait_event(tasklets.wait, tasklet_claim(t));
	atomic_dec(&tasklets.waiters);
	tasklet_unlock_wait(t);
	clear_bit(TASKLET_STATE_SCHED, &t->state);
}
EXPORT_SYMBOL(tasklet_kill);

/* ---- setting up, enabling ------------------------------------------------ */

void tasklet_setup(struct tasklet_struct *t,
		   void (*callback)(struct tasklet_struct *t))
{
	*t = (struct tasklet_struct){
		.count = ATOMIC_INIT(0),
		.use_callback = true,
		.callback = callback,
	};
}
EXPORT_SYMBOL(tasklet_setup);

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data),
		  unsigned long data)
{
	*t = (struct tasklet_struct){
		.count = ATOMIC_INIT(0),
		.func = func,
		.data = data,
	};
}
EXPORT_SYMBOL(tasklet_init);

void tasklet_enable(struct tasklet_struct *t)
{
	unsigned long flags;
	int count;

	raw_spin_lock_irqsave(&tasklets.lock, flags);
	count = atomic_dec_return(&t->count);
	if (!count && tasklet_unpark(t))
		tasklet_append(tasklet_list_of(t), t);
	raw_spin_unlock_irqrestore(&tasklets.lock, flags);
	WARN_ONCE(count < 0, "tasklet: enabled more often than disabled: it never runs again\n");
}
EXPORT_SYMBOL(tasklet_enable);

/* ---- start and stop ------------------------------------------------------ */

void tasklet_core_start(void)
{
	raw_spin_lock_init(&tasklets.lock);
	tasklet_list_init(&tasklets.normal, TASKLET_SOFTIRQ);
	tasklet_list_init(&tasklets.hi, HI_SOFTIRQ);
	tasklets.parked = 0;
	init_waitqueue_head(&tasklets.wait);
	atomic_set(&tasklets.waiters, 0);
	open_softirq(TASKLET_SOFTIRQ, tasklet_action);
	open_softirq(HI_SOFTIRQ, tasklet_hi_action);
}

void tasklet_core_stop(void)
{
	unsigned int left;

	raw_spin_lock_irq(&tasklets.lock);
	left = tasklets.normal.count + tasklets.hi.count + tasklets.parked;
	tasklet_list_init(&tasklets.normal, TASKLET_SOFTIRQ);
	tasklet_list_init(&tasklets.hi, HI_SOFTIRQ);
	tasklets.parked = 0;
	raw_spin_unlock_irq(&tasklets.lock);
	if (left)
		pr_warn("tasklet: %u still scheduled when the world stopped\n",
			left);
}
