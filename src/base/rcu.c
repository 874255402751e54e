// SPDX-License-Identifier: MIT
/*
 * RCU and SRCU: one kind of grace period for both. Readers count themselves
 * in and out of one of two pairs of counters. A grace period waits until the
 * pair that new readers do not use is balanced, makes new readers use it, and
 * waits until the other is balanced: whoever began before has ended then. A
 * timer looks from tick to tick, and runs the callbacks (softirq context).
 *
 * RCU is one such domain, whose readers' state is in their task, so that they
 * nest, and so that sleeping among them can be reported.
 */
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/srcu.h>

#include "base/base.h"
#include "base/irq_work.h"
#include "base/lib/source_path.h"
#include "base/mm.h"
#include "base/rcu.h"
#include "base/sched.h"

/* what a grace period waits for */
enum { IDLE, OLD_PAIR, OTHER_PAIR };

/* an offset within an object instead of a function: free the object */
#define FREE_BELOW 4096

static DEFINE_SRCU(rcu);

/* ---- readers ------------------------------------------------------------- */

static int reader_begin(struct srcu_struct *ssp)
{
	int idx = __atomic_load_n(&ssp->idx, __ATOMIC_RELAXED) & 1;

	__atomic_fetch_add(&ssp->locks[idx], 1, __ATOMIC_SEQ_CST);
	return idx;
}

static void reader_end(struct srcu_struct *ssp, int idx)
{
	__atomic_fetch_add(&ssp->unlocks[idx], 1, __ATOMIC_SEQ_CST);
}

void __rcu_read_lock(void)
{
	struct task_struct *task = current;

	if (task && !task->rcu_nesting++)
		task->rcu_idx = reader_begin(&rcu);
}
EXPORT_SYMBOL_GPL(__rcu_read_lock);

void __rcu_read_unlock(void)
{
	struct task_struct *task = current;

	if (!task)
		return;
	if (!task->rcu_nesting) {
		WARN_ONCE(1, "rcu_read_unlock() without rcu_read_lock()\n");
		return;
	}
	if (!--task->rcu_nesting)
		reader_end(&rcu, task->rcu_idx);
}
EXPORT_SYMBOL_GPL(__rcu_read_unlock);

int rcu_preempt_depth(void)
{
	return current ? current->rcu_nesting : 0;
}
EXPORT_SYMBOL_GPL(rcu_preempt_depth);

/* without a task there is no world, and nobody to be protected from */
int rcu_read_lock_held(void)
{
	return !current || current->rcu_nesting;
}
EXPORT_SYMBOL_GPL(rcu_read_lock_held);

int rcu_read_lock_bh_held(void)
{
	return rcu_read_lock_held() && (!current || in_softirq() || irqs_disabled());
}
EXPORT_SYMBOL_GPL(rcu_read_lock_bh_held);

int rcu_read_lock_sched_held(void)
{
	return rcu_read_lock_held() && (!current || !preemptible());
}
EXPORT_SYMBOL_GPL(rcu_read_lock_sched_held);

int rcu_read_lock_any_held(void)
{
	return rcu_read_lock_held() || !preemptible();
}
EXPORT_SYMBOL_GPL(rcu_read_lock_any_held);

void lockdep_rcu_suspicious(const char *file, int line, const char *what)
{
	char label[32];

	pr_warn("=============================\n");
	pr_warn("WARNING: suspicious RCU usage\n");
	pr_warn("-----------------------------\n");
	pr_warn("%s:%d %s!\n", file, line, what);
	pr_warn("%s, rcu_read_lock() nesting %d\n", task_label(label, sizeof(label)),
		rcu_preempt_depth());
	locks_report_held();
}
EXPORT_SYMBOL_GPL(lockdep_rcu_suspicious);

/* ---- grace periods; the domain's lock is held ------------------------------ */

static bool pair_balanced(struct srcu_struct *ssp, unsigned int idx)
{
	unsigned long ended = __atomic_load_n(&ssp->unlocks[idx], __ATOMIC_SEQ_CST);

	/* in this order: a reader who is missed here began after us */
	return __atomic_load_n(&ssp->locks[idx], __ATOMIC_SEQ_CST) == ended;
}

static void period_begin(struct srcu_struct *ssp)
{
	ssp->waiting = ssp->next;
	ssp->waiting_tail = ssp->next ? ssp->next_tail : &ssp->waiting;
	ssp->next = NULL;
	ssp->next_tail = &ssp->next;
	WRITE_ONCE(ssp->seq, ssp->seq + 1);
	ssp->phase = OLD_PAIR;
	mod_timer(&ssp->timer, jiffies + 1);
}

/* true when the grace period is over */
static bool period_advance(struct srcu_struct *ssp)
{
	if (ssp->phase == OLD_PAIR) {
		if (!pair_balanced(ssp, (ssp->idx + 1) & 1))
			return false;
		__atomic_store_n(&ssp->idx, ssp->idx + 1, __ATOMIC_SEQ_CST);
		ssp->phase = OTHER_PAIR;
	}
	if (!pair_balanced(ssp, (ssp->idx + 1) & 1))
		return false;
	ssp->phase = IDLE;
	WRITE_ONCE(ssp->seq, ssp->seq + 1);
	return true;
}

/* ---- callbacks ------------------------------------------------------------- */

static void callback_run(struct rcu_head *head)
{
	unsigned long offset = (unsigned long)head->func;

	if (offset < FREE_BELOW)
		kvfree((char *)head - offset);
	else
		head->func(head);
}

void dmae_srcu_poll(struct timer_list *timer)
{
	struct srcu_struct *ssp = from_timer(ssp, timer, timer);
	struct rcu_head *head = NULL, *next;
	unsigned long flags;
	unsigned int depth = preempt_count();

	raw_spin_lock_irqsave(&ssp->lock, flags);
	if (ssp->phase != IDLE) {
		if (period_advance(ssp)) {
			head = ssp->waiting;
			ssp->waiting = NULL;
			ssp->waiting_tail = &ssp->waiting;
			if (ssp->next)
				period_begin(ssp);
		} else {
			mod_timer(&ssp->timer, jiffies + 1);
		}
	}
	raw_spin_unlock_irqrestore(&ssp->lock, flags);
	for (; head; head = next) {
		/* @head may be gone once it ran, and with the last one the domain */
		next = head->next;
		__atomic_fetch_sub(&ssp->callbacks, 1, __ATOMIC_RELEASE);
		callback_run(head);
		WARN_ONCE(depth != preempt_count(), "RCU callback leaks preempt_count\n");
	}
}

static void callback_queue(struct srcu_struct *ssp, struct rcu_head *head, rcu_callback_t func)
{
	unsigned long flags;

	head->func = func;
	head->next = NULL;
	raw_spin_lock_irqsave(&ssp->lock, flags);
	__atomic_fetch_add(&ssp->callbacks, 1, __ATOMIC_RELAXED);
	*ssp->next_tail = head;
	ssp->next_tail = &head->next;
	if (ssp->phase == IDLE)
		period_begin(ssp);
	raw_spin_unlock_irqrestore(&ssp->lock, flags);
}

struct waiter {
	struct rcu_head head;
	struct completion done;
};

static void waiter_wake(struct rcu_head *head)
{
	complete(&container_of(head, struct waiter, head)->done);
}

/* callbacks run in the order in which they were queued: this one comes after all others */
static void period_wait(struct srcu_struct *ssp)
{
	struct waiter waiter;

	might_sleep();
	init_completion(&waiter.done);
	callback_queue(ssp, &waiter.head, waiter_wake);
	wait_for_completion(&waiter.done);
}

/* ---- RCU --------------------------------------------------------------------- */

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	callback_queue(&rcu, head, func);
}
EXPORT_SYMBOL_GPL(call_rcu);

void dmae_kvfree_rcu(struct rcu_head *head, unsigned long offset)
{
	callback_queue(&rcu, head, (rcu_callback_t)offset);
}
EXPORT_SYMBOL_GPL(dmae_kvfree_rcu);

void dmae_kvfree_rcu_sleep(void *ptr)
{
	if (!ptr)
		return;
	synchronize_rcu();
	kvfree(ptr);
}
EXPORT_SYMBOL_GPL(dmae_kvfree_rcu_sleep);

void synchronize_rcu(void)
{
	RCU_LOCKDEP_WARN(rcu_preempt_depth(),
			 "Illegal synchronize_rcu() in RCU read-side critical section");
	if (rcu_preempt_depth())
		return; /* it would wait for itself */
	irq_works_sync();
	period_wait(&rcu);
}
EXPORT_SYMBOL_GPL(synchronize_rcu);

void synchronize_rcu_expedited(void)
{
	synchronize_rcu();
}
EXPORT_SYMBOL_GPL(synchronize_rcu_expedited);

void rcu_barrier(void)
{
	irq_works_sync();
	period_wait(&rcu);
}
EXPORT_SYMBOL_GPL(rcu_barrier);

/* the value of rcu.seq, which is odd while a grace period runs, after the next whole one */
unsigned long get_state_synchronize_rcu(void)
{
	smp_mb();
	return (READ_ONCE(rcu.seq) + 3) & ~1ul;
}
EXPORT_SYMBOL_GPL(get_state_synchronize_rcu);

unsigned long start_poll_synchronize_rcu(void)
{
	unsigned long state = get_state_synchronize_rcu();
	struct rcu_head *head = kzalloc(sizeof(*head), GFP_ATOMIC);

	if (head)
		dmae_kvfree_rcu(head, 0);
	return state;
}
EXPORT_SYMBOL_GPL(start_poll_synchronize_rcu);

bool poll_state_synchronize_rcu(unsigned long oldstate)
{
	bool over = (long)(READ_ONCE(rcu.seq) - oldstate) >= 0;

	smp_mb();
	return over;
}
EXPORT_SYMBOL_GPL(poll_state_synchronize_rcu);

void cond_synchronize_rcu(unsigned long oldstate)
{
	if (!poll_state_synchronize_rcu(oldstate))
		synchronize_rcu();
}
EXPORT_SYMBOL_GPL(cond_synchronize_rcu);

/* ---- SRCU -------------------------------------------------------------------- */

static void domain_init(struct srcu_struct *ssp)
{
	memset(ssp, 0, sizeof(*ssp));
	raw_spin_lock_init(&ssp->lock);
	ssp->waiting_tail = &ssp->waiting;
	ssp->next_tail = &ssp->next;
	timer_setup(&ssp->timer, dmae_srcu_poll, 0);
}

int init_srcu_struct(struct srcu_struct *ssp)
{
	domain_init(ssp);
	return 0;
}
EXPORT_SYMBOL_GPL(init_srcu_struct);

void cleanup_srcu_struct(struct srcu_struct *ssp)
{
	if (WARN_ON(!pair_balanced(ssp, 0) || !pair_balanced(ssp, 1)))
		return; /* leaks a timer at worst */
	if (WARN_ON(__atomic_load_n(&ssp->callbacks, __ATOMIC_ACQUIRE)))
		return;
	timer_delete_sync(&ssp->timer);
}
EXPORT_SYMBOL_GPL(cleanup_srcu_struct);

int srcu_read_lock(struct srcu_struct *ssp)
{
	return reader_begin(ssp);
}
EXPORT_SYMBOL_GPL(srcu_read_lock);

void srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	WARN_ON_ONCE(idx & ~1);
	reader_end(ssp, idx & 1);
}
EXPORT_SYMBOL_GPL(srcu_read_unlock);

/* somebody's, at least: readers of a domain are not told apart */
int srcu_read_lock_held(const struct srcu_struct *ssp)
{
	struct srcu_struct *domain = (struct srcu_struct *)ssp;

	return !pair_balanced(domain, 0) || !pair_balanced(domain, 1);
}
EXPORT_SYMBOL_GPL(srcu_read_lock_held);

void call_srcu(struct srcu_struct *ssp, struct rcu_head *head, rcu_callback_t func)
{
	callback_queue(ssp, head, func);
}
EXPORT_SYMBOL_GPL(call_srcu);

void synchronize_srcu(struct srcu_struct *ssp)
{
	period_wait(ssp);
}
EXPORT_SYMBOL_GPL(synchronize_srcu);

void synchronize_srcu_expedited(struct srcu_struct *ssp)
{
	period_wait(ssp);
}
EXPORT_SYMBOL_GPL(synchronize_srcu_expedited);

void srcu_barrier(struct srcu_struct *ssp)
{
	period_wait(ssp);
}
EXPORT_SYMBOL_GPL(srcu_barrier);

/* ---- start and stop ------------------------------------------------------------ */

void rcu_start(void)
{
	domain_init(&rcu);
}

void rcu_stop(void)
{
	/* a reader who never ended would keep us here for ever */
	if (!pair_balanced(&rcu, 0) || !pair_balanced(&rcu, 1)) {
		pr_err("BUG: rcu_read_lock() without rcu_read_unlock() at the end of the world\n");
		timer_delete_sync(&rcu.timer);
		return;
	}
	if (__atomic_load_n(&rcu.callbacks, __ATOMIC_ACQUIRE))
		rcu_barrier();
	timer_delete_sync(&rcu.timer);
}
