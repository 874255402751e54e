// SPDX-License-Identifier: MIT
/*
 * Reader/writer spinlocks. As with spinlocks, the preemption points are on the
 * outside of the section. Nobody is handed the lock: whoever finds it free
 * first has it. Misuse is reported and survived.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <asm/processor.h>

#include "base/base.h"
#include "base/exec/task.h"
#include "base/host.h"
#include "base/lock_class.h"
#include "base/sched.h"

#define WRITER		   (-1)
#define SPINS_BEFORE_YIELD 64

void __rwlock_init(rwlock_t *lock, const char *name, const struct lock_class_key *key)
{
	lock->count = 0;
	__raw_spin_lock_init(&lock->lock, name, key);
}
EXPORT_SYMBOL(__rwlock_init);

static void rwlock_bug(rwlock_t *lock, const char *what)
{
	char label[32];

	pr_emerg("BUG: rwlock %s on CPU#%u, %s, %s\n", what, exec_cpu()->id,
		 task_label(label, sizeof(label)), lock->lock.name ? lock->lock.name : "(unnamed)");
	locks_report_held();
}

/* one more turn of a loop that waits for another CPU */
static void spin(unsigned int *turns)
{
	cpu_relax();
	if (!exec_fast.fibers && ++*turns % SPINS_BEFORE_YIELD == 0)
		host_thread_yield();
}

static bool try_read(rwlock_t *lock)
{
	int count = __atomic_load_n(&lock->count, __ATOMIC_RELAXED);

	while (count != WRITER)
		if (__atomic_compare_exchange_n(&lock->count, &count, count + 1, false,
						__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return true;
	return false;
}

static bool try_write(rwlock_t *lock)
{
	int unlocked = 0;

	return __atomic_compare_exchange_n(&lock->count, &unlocked, WRITER, false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

static bool is_mine(rwlock_t *lock)
{
	return __atomic_load_n(&lock->lock.owner, __ATOMIC_RELAXED) == exec_cpu();
}

static void read_acquire(rwlock_t *lock)
{
	unsigned int turns = 0;

	lock_class_use_rw(&lock->lock, false);
	while (!try_read(lock)) {
		if (is_mine(lock)) {
			rwlock_bug(lock, "recursion (read inside write)");
			return;
		}
		spin(&turns);
	}
}

static void write_acquire(rwlock_t *lock)
{
	unsigned int turns = 0;

	lock_class_use_rw(&lock->lock, true);
	while (!try_write(lock)) {
		if (is_mine(lock)) {
			rwlock_bug(lock, "recursion");
			return;
		}
		spin(&turns);
	}
	__atomic_store_n(&lock->lock.owner, exec_cpu(), __ATOMIC_RELAXED);
}

static void read_release(rwlock_t *lock)
{
	if (__atomic_load_n(&lock->count, __ATOMIC_RELAXED) <= 0)
		rwlock_bug(lock, "is released by a reader that does not hold it");
	else
		__atomic_fetch_sub(&lock->count, 1, __ATOMIC_RELEASE);
}

static void write_release(rwlock_t *lock)
{
	if (!is_mine(lock)) {
		rwlock_bug(lock, "wrong owner");
		return;
	}
	__atomic_store_n(&lock->lock.owner, NULL, __ATOMIC_RELAXED);
	__atomic_store_n(&lock->count, 0, __ATOMIC_RELEASE);
}

/* ---- the same six forms for both sides ------------------------------------- */

#define RWLOCK_FORMS(side)                                                        \
	void _raw_##side##_lock(rwlock_t *lock)                                   \
	{                                                                         \
		exec_point();                                                     \
		preempt_count_add(1);                                             \
		side##_acquire(lock);                                             \
	}                                                                         \
	EXPORT_SYMBOL(_raw_##side##_lock);                                        \
	void _raw_##side##_lock_bh(rwlock_t *lock)                                \
	{                                                                         \
		exec_point();                                                     \
		preempt_count_add(SOFTIRQ_DISABLE_OFFSET + 1);                    \
		side##_acquire(lock);                                             \
	}                                                                         \
	EXPORT_SYMBOL(_raw_##side##_lock_bh);                                     \
	void _raw_##side##_lock_irq(rwlock_t *lock)                               \
	{                                                                         \
		exec_point();                                                     \
		local_irq_disable();                                              \
		preempt_count_add(1);                                             \
		side##_acquire(lock);                                             \
	}                                                                         \
	EXPORT_SYMBOL(_raw_##side##_lock_irq);                                    \
	unsigned long _raw_##side##_lock_irqsave(rwlock_t *lock)                  \
	{                                                                         \
		unsigned long flags;                                              \
                                                                                  \
		exec_point();                                                     \
		local_irq_save(flags);                                            \
		preempt_count_add(1);                                             \
		side##_acquire(lock);                                             \
		return flags;                                                     \
	}                                                                         \
	EXPORT_SYMBOL(_raw_##side##_lock_irqsave);                                \
	int _raw_##side##_trylock(rwlock_t *lock)                                 \
	{                                                                         \
		preempt_count_add(1);                                             \
		if (try_##side(lock)) {                                           \
			side##_taken(lock);                                       \
			return 1;                                                 \
		}                                                                 \
		preempt_count_sub(1);                                             \
		exec_point();                                                     \
		return 0;                                                         \
	}                                                                         \
	EXPORT_SYMBOL(_raw_##side##_trylock);                                     \
	void _raw_##side##_unlock(rwlock_t *lock)                                 \
	{                                                                         \
		side##_release(lock);                                             \
		preempt_count_sub(1);                                             \
		exec_point();                                                     \
	}                                                                         \
	EXPORT_SYMBOL(_raw_##side##_unlock);                                      \
	void _raw_##side##_unlock_bh(rwlock_t *lock)                              \
	{                                                                         \
		side##_release(lock);                                             \
		preempt_count_sub(1);                                             \
		local_bh_enable();                                                \
	}                                                                         \
	EXPORT_SYMBOL(_raw_##side##_unlock_bh);                                   \
	void _raw_##side##_unlock_irq(rwlock_t *lock)                             \
	{                                                                         \
		side##_release(lock);                                             \
		preempt_count_sub(1);                                             \
		local_irq_enable();                                               \
	}                                                                         \
	EXPORT_SYMBOL(_raw_##side##_unlock_irq);                                  \
	void _raw_##side##_unlock_irqrestore(rwlock_t *lock, unsigned long flags) \
	{                                                                         \
		side##_release(lock);                                             \
		preempt_count_sub(1);                                             \
		local_irq_restore(flags);                                         \
	}                                                                         \
	EXPORT_SYMBOL(_raw_##side##_unlock_irqrestore)

static void read_taken(rwlock_t *lock)
{
}

static void write_taken(rwlock_t *lock)
{
	__atomic_store_n(&lock->lock.owner, exec_cpu(), __ATOMIC_RELAXED);
}

RWLOCK_FORMS(read);
RWLOCK_FORMS(write);
