// SPDX-License-Identifier: MIT
/*
 * Spinlocks. Taking and releasing one is a preemption point on the outside
 * of the section, never inside. Misuse is reported in the kernel's words
 * (kernel/locking/spinlock_debug.c) and survived: a lock taken twice on one
 * CPU nests, a release by a stranger is ignored.
 */
#include <linux/bug.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "base/base.h"
#include "base/exec/task.h"
#include "base/lock_class.h"
#include "base/sched.h"

static void spin_bug(struct raw_spinlock *lock, const char *what)
{
	char label[32];

	pr_emerg("BUG: spinlock %s on CPU#%u, %s\n", what, exec_cpu()->id,
		 task_label(label, sizeof(label)));
	pr_emerg(" lock: %s, .owner_cpu: %d\n", lock->name ? lock->name : "(unnamed)",
		 lock->owner ? (int)lock->owner->id : -1);
	locks_report_held();
}

void locks_report_held(void)
{
	struct exec_cpu *cpu = exec_cpu();
	char label[32];
	unsigned int i;

	if (!cpu->nheld)
		return;
	pr_err("%u lock%s held by %s:\n", cpu->nheld, cpu->nheld == 1 ? "" : "s",
	       task_label(label, sizeof(label)));
	for (i = 0; i < cpu->nheld && i < EXEC_HELD_LOCKS; i++)
		pr_err(" #%u: (&%s)\n", i, cpu->held[i]->name ? cpu->held[i]->name : "unnamed");
}

static void held_push(struct exec_cpu *cpu, struct raw_spinlock *lock)
{
	if (cpu->nheld < EXEC_HELD_LOCKS)
		cpu->held[cpu->nheld] = lock;
	cpu->nheld++;
}

static bool held_pop(struct exec_cpu *cpu, struct raw_spinlock *lock)
{
	unsigned int i = cpu->nheld;

	if (i > EXEC_HELD_LOCKS) {
		cpu->nheld--;
		return true;
	}
	while (i--) {
		if (cpu->held[i] != lock)
			continue;
		cpu->nheld--;
		for (; i < cpu->nheld; i++)
			cpu->held[i] = cpu->held[i + 1];
		return true;
	}
	return false;
}

static struct exec_cpu *lock_owner(const struct raw_spinlock *lock)
{
	return __atomic_load_n(&lock->owner, __ATOMIC_RELAXED);
}

static void spin_acquired(struct exec_cpu *cpu, struct raw_spinlock *lock)
{
	__atomic_store_n(&lock->owner, cpu, __ATOMIC_RELAXED);
	held_push(cpu, lock);
}

static bool spin_try(struct raw_spinlock *lock)
{
	unsigned int unlocked = 0;

	if (exec_fast.fibers) {
		/* one OS thread: nobody comes between */
		if (lock->word)
			return false;
		lock->word = 1;
		return true;
	}
	return __atomic_compare_exchange_n(&lock->word, &unlocked, 1, false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

static void spin_acquire(struct raw_spinlock *lock)
{
	struct exec_cpu *cpu = exec_cpu();

	lock_class_use(lock);
	if (likely(spin_try(lock))) {
		spin_acquired(cpu, lock);
		return;
	}
	if (lock_owner(lock) == cpu) {
		spin_bug(lock, "recursion");
		held_push(cpu, lock);
		return;
	}
	if (exec_ops)
		exec_ops->spin(&lock->word);
	spin_acquired(exec_cpu(), lock);
}

/* false: it was not ours to release */
static bool spin_release(struct raw_spinlock *lock)
{
	struct exec_cpu *cpu = exec_cpu();
	unsigned int i;

	if (!held_pop(cpu, lock)) {
		spin_bug(lock, __atomic_load_n(&lock->word, __ATOMIC_RELAXED) ? "wrong owner"
									      : "already unlocked");
		return false;
	}
	for (i = cpu->nheld; i-- && i < EXEC_HELD_LOCKS;)
		if (cpu->held[i] == lock)
			return true;	/* taken twice, released once */
	__atomic_store_n(&lock->owner, NULL, __ATOMIC_RELAXED);
	if (exec_fast.fibers) {
		lock->word = 0;
		return true;
	}
	if (__atomic_exchange_n(&lock->word, 0, __ATOMIC_RELEASE) == 2 && exec_ops)
		exec_ops->unspin(&lock->word);
	return true;
}

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name, const struct lock_class_key *key)
{
	lock->word = 0;
	lock->class_id = 0;
	lock->owner = NULL;
	lock->name = name[0] == '&' ? name + 1 : name;
	lock->key = key;
}

bool dmae_spin_held(const struct raw_spinlock *lock)
{
	return lock_owner(lock) == exec_cpu();
}

void _raw_spin_lock(raw_spinlock_t *lock)
{
	exec_point();
	preempt_count_add(1);
	spin_acquire(lock);
}

void _raw_spin_lock_bh(raw_spinlock_t *lock)
{
	exec_point();
	preempt_count_add(SOFTIRQ_DISABLE_OFFSET + 1);
	spin_acquire(lock);
}

void _raw_spin_lock_irq(raw_spinlock_t *lock)
{
	exec_point();
	dmae_local_irq_disable();
	preempt_count_add(1);
	spin_acquire(lock);
}

unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	unsigned long flags;

	exec_point();
	local_irq_save(flags);
	preempt_count_add(1);
	spin_acquire(lock);
	return flags;
}

int _raw_spin_trylock(raw_spinlock_t *lock)
{
	preempt_count_add(1);
	if (spin_try(lock)) {
		spin_acquired(exec_cpu(), lock);
		return 1;
	}
	preempt_count_sub(1);
	exec_point();
	return 0;
}

int _raw_spin_trylock_bh(raw_spinlock_t *lock)
{
	local_bh_disable();
	if (_raw_spin_trylock(lock))
		return 1;
	local_bh_enable();
	return 0;
}

void _raw_spin_unlock(raw_spinlock_t *lock)
{
	if (spin_release(lock))
		preempt_count_sub(1);
	exec_point();
}

void _raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	if (!spin_release(lock))
		return;
	preempt_count_sub(1);
	local_bh_enable();
}

void _raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	if (spin_release(lock))
		preempt_count_sub(1);
	dmae_local_irq_enable();
}

void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	if (spin_release(lock))
		preempt_count_sub(1);
	if (!flags)
		dmae_local_irq_enable();
}
