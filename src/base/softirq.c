// SPDX-License-Identifier: MIT
/*
 * Interrupt context: entering and leaving it, local interrupts and bottom
 * halves, and softirqs. Which CPU or thread does it is the executor's choice.
 */
#include <linux/bug.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "base/base.h"
#include "base/exec/task.h"

#define MAX_SOFTIRQ_RESTART 10

static struct softirq_action softirq_vec[NR_SOFTIRQS];
static unsigned int softirq_pending;	/* a bit for each; atomic */

/* runs under way, counted apart before and after the latest flip of the phase; atomic */
static unsigned int softirq_phase, softirq_running[2];

const char *const softirq_to_name[NR_SOFTIRQS] = {
	"HI",	    "TIMER",   "NET_TX", "NET_RX",  "BLOCK",
	"IRQ_POLL", "TASKLET", "SCHED",	 "HRTIMER", "RCU",
};

void softirq_stop(void)
{
	unsigned int i;

	for (i = 0; i < NR_SOFTIRQS; i++)
		softirq_vec[i].action = NULL;
	softirq_pending = 0;
	softirq_phase = 0;
	softirq_running[0] = softirq_running[1] = 0;
}

void open_softirq(int nr, void (*action)(struct softirq_action *))
{
	softirq_vec[nr].action = action;
}

bool softirq_any_pending(void)
{
	return __atomic_load_n(&softirq_pending, __ATOMIC_ACQUIRE);
}

unsigned int local_softirq_pending(void)
{
	return __atomic_load_n(&softirq_pending, __ATOMIC_ACQUIRE);
}

void raise_softirq_irqoff(unsigned int nr)
{
	__atomic_or_fetch(&softirq_pending, 1u << nr, __ATOMIC_ACQ_REL);
	if (exec_ops)
		exec_ops->softirq_raised();
}

void raise_softirq(unsigned int nr)
{
	raise_softirq_irqoff(nr);
}

static void softirq_run_one(unsigned int nr)
{
	unsigned int before = preempt_count(), held = exec_cpu()->nheld, after;

	softirq_vec[nr].action(&softirq_vec[nr]);
	after = preempt_count();
	if (after == before && exec_cpu()->nheld == held && !irqs_disabled())
		return;
	pr_err("huh, entered softirq %u %s with preempt_count %08x, exited with %08x?\n", nr,
	       softirq_to_name[nr], before, after);
	locks_report_held();
	exec_cpu()->preempt_count = before;
	exec_cpu()->nheld = held;
	exec_cpu()->irqs_off = false;
}

void softirq_run(void)
{
	unsigned int phase = __atomic_load_n(&softirq_phase, __ATOMIC_ACQUIRE) & 1;
	int restarts = MAX_SOFTIRQ_RESTART;
	unsigned int todo, nr;

	__atomic_add_fetch(&softirq_running[phase], 1, __ATOMIC_ACQ_REL);
	preempt_count_add(SOFTIRQ_OFFSET);
	while (restarts-- && (todo = __atomic_exchange_n(&softirq_pending, 0, __ATOMIC_ACQ_REL)))
		for (nr = 0; nr < NR_SOFTIRQS; nr++)
			if (todo & 1u << nr && softirq_vec[nr].action)
				softirq_run_one(nr);
	preempt_count_sub(SOFTIRQ_OFFSET);
	__atomic_sub_fetch(&softirq_running[phase], 1, __ATOMIC_ACQ_REL);
}

void softirq_barrier(void)
{
	unsigned int phase = __atomic_fetch_add(&softirq_phase, 1, __ATOMIC_ACQ_REL) & 1;

	might_sleep();
	while (__atomic_load_n(&softirq_running[phase], __ATOMIC_ACQUIRE))
		schedule_timeout_uninterruptible(1);
}

/* with fibers, the CPU that lets softirqs in again runs them, as in the kernel */
static void softirq_run_here(void)
{
	if (exec_kind() == EXEC_FIBERS && softirq_any_pending() && !in_interrupt() &&
	    !irqs_disabled())
		softirq_run();
}

void irq_enter(void)
{
	preempt_count_add(HARDIRQ_OFFSET);
}

void irq_exit(void)
{
	preempt_count_sub(HARDIRQ_OFFSET);
	softirq_run_here();
}

void exec_irq_run(struct exec_irq *irq)
{
	struct exec_cpu *cpu = exec_cpu();
	unsigned int before = cpu->preempt_count, held = cpu->nheld;

	if (unlikely(exec_trace != NULL))
		exec_trace("irq", "cpu %u: %s", cpu->id, irq->name);
	irq_enter();
	cpu->irqs_off = true;
	irq->fn(irq);
	cpu = exec_cpu();
	if (cpu->preempt_count != before + HARDIRQ_OFFSET || cpu->nheld != held) {
		pr_err("BUG: interrupt %s returned with preempt_count %08x and %u locks held, "
		       "entered with %08x and %u\n",
		       irq->name, cpu->preempt_count, cpu->nheld, before + HARDIRQ_OFFSET, held);
		locks_report_held();
		cpu->preempt_count = before + HARDIRQ_OFFSET;
		cpu->nheld = held;
	}
	cpu->irqs_off = false;
	irq_exit();
}

void dmae_local_irq_enable(void)
{
	exec_cpu()->irqs_off = false;
	exec_point();
}

void _local_bh_enable(void)
{
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET);
}

void local_bh_enable(void)
{
	WARN_ON_ONCE(in_hardirq() || irqs_disabled());
	preempt_count_sub(SOFTIRQ_DISABLE_OFFSET);
	softirq_run_here();
	exec_point();
}
