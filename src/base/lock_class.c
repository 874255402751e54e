// SPDX-License-Identifier: MIT
/*
 * Lock classes. A lock that an interrupt (or a softirq) takes must never be
 * held elsewhere with interrupts (or softirqs) on: one CPU could wait for
 * itself. Whether it did happen in this run is chance; that it can happen
 * shows in how the locks of a class are used, so that is what is recorded.
 */
#include <linux/bug.h>
#include <linux/hardirq.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "base/base.h"
#include "base/host.h"
#include "base/lock_class.h"
#include "base/sched.h"

#define MAX_CLASSES	4096
#define HASH_SIZE	1024

enum {
	IN_HARDIRQ = 1,		/* taken by an interrupt handler */
	HARDIRQ_ON = 2,		/* taken with interrupts on */
	IN_SOFTIRQ = 4,		/* taken by a softirq */
	SOFTIRQ_ON = 8,		/* taken with softirqs on */
	REPORTED = 16,
	READ_SHIFT = 8,		/* the same, of a rwlock that was taken to read */
};

struct lock_class {
	const void *key;
	unsigned int usage;	/* atomic: bits above */
	unsigned int next;	/* in the hash chain */
};

/* @lock protects the table; class 0 stands for "no room for more classes" */
static struct {
	struct lock_class class[MAX_CLASSES];
	unsigned int hash[HASH_SIZE];
	unsigned int count;
	unsigned int epoch;
	struct host_mutex *lock;
} classes;

void locks_start(void)
{
	memset(&classes, 0, sizeof(classes));
	classes.count = 1;
	classes.epoch = (exec_epoch & 0xffff) + 1;
	classes.lock = host_mutex_new(false);
}

void locks_stop(void)
{
	host_mutex_free(classes.lock);
	classes.lock = NULL;
	classes.epoch = 0;
}

static unsigned int class_find(const void *key)
{
	unsigned int slot = ((unsigned long)key >> 3) % HASH_SIZE, i;

	host_mutex_lock(classes.lock);
	for (i = classes.hash[slot]; i; i = classes.class[i].next)
		if (classes.class[i].key == key)
			break;
	if (!i && classes.count < MAX_CLASSES) {
		i = classes.count++;
		classes.class[i].key = key;
		classes.class[i].next = classes.hash[slot];
		classes.hash[slot] = i;
	}
	host_mutex_unlock(classes.lock);
	return i;
}

static unsigned int class_of(struct raw_spinlock *lock)
{
	unsigned int id = __atomic_load_n(&lock->class_id, __ATOMIC_RELAXED);

	if (id >> 16 != (classes.epoch & 0xffff)) {
		id = class_find(lock->key ? (const void *)lock->key : (const void *)lock);
		id |= classes.epoch << 16;
		__atomic_store_n(&lock->class_id, id, __ATOMIC_RELAXED);
	}
	return id & 0xffff;
}

static void report(struct raw_spinlock *lock, const char *now, const char *before)
{
	char label[32];

	pr_warn("================================\n");
	pr_warn("WARNING: inconsistent lock state\n");
	pr_warn("--------------------------------\n");
	pr_warn("inconsistent {%s} -> {%s} usage.\n", before, now);
	pr_warn("%s [HC%u:SC%u:HE%u:SE%u] takes:\n", task_label(label, sizeof(label)),
		!!hardirq_count(), !!in_serving_softirq(), !irqs_disabled(), !softirq_count());
	pr_warn("(&%s), which can deadlock: %s\n", lock->name,
		before[0] == 'I' || now[0] == 'I' ? "the interrupt may come while the lock is held "
						    "on its CPU; use the irqsave or bh form"
						  : "the lock is used in both contexts");
}

static unsigned int usage_here(void)
{
	unsigned int count = preempt_count();

	if (count & HARDIRQ_MASK)
		return IN_HARDIRQ;
	if (count & SOFTIRQ_OFFSET)
		return IN_SOFTIRQ | (irqs_disabled() ? 0 : HARDIRQ_ON);
	if (irqs_disabled())
		return 0;
	return HARDIRQ_ON | (count & SOFTIRQ_MASK ? 0 : SOFTIRQ_ON);
}

/*
 * Readers do not keep one another out: what deadlocks is a writer that an
 * interrupt's reader interrupts, or a reader that an interrupt's writer does.
 */
void lock_class_use_rw(struct raw_spinlock *lock, bool writes)
{
	unsigned int here = usage_here() << (writes ? 0 : READ_SHIFT), before, all;
	struct lock_class *class;

	if (!classes.epoch)
		return;
	class = &classes.class[class_of(lock)];
	before = __atomic_fetch_or(&class->usage, here, __ATOMIC_RELAXED);
	if ((before & here) == here || before & REPORTED || class == &classes.class[0])
		return;
	all = before | here;
	if ((all & IN_HARDIRQ && all & (HARDIRQ_ON | HARDIRQ_ON << READ_SHIFT)) ||
	    (all & IN_HARDIRQ << READ_SHIFT && all & HARDIRQ_ON)) {
		__atomic_or_fetch(&class->usage, REPORTED, __ATOMIC_RELAXED);
		report(lock, writes ? "HARDIRQ-W" : "HARDIRQ-R", "HARDIRQ-ON and IN-HARDIRQ");
	} else if ((all & IN_SOFTIRQ && all & (SOFTIRQ_ON | SOFTIRQ_ON << READ_SHIFT)) ||
		   (all & IN_SOFTIRQ << READ_SHIFT && all & SOFTIRQ_ON)) {
		__atomic_or_fetch(&class->usage, REPORTED, __ATOMIC_RELAXED);
		report(lock, writes ? "SOFTIRQ-W" : "SOFTIRQ-R", "SOFTIRQ-ON and IN-SOFTIRQ");
	}
}

void lock_class_use(struct raw_spinlock *lock)
{
	unsigned int here = usage_here(), before, all;
	struct lock_class *class;

	if (!classes.epoch)
		return;
	class = &classes.class[class_of(lock)];
	before = __atomic_load_n(&class->usage, __ATOMIC_RELAXED);
	if ((before & here) == here || class == &classes.class[0])
		return;
	before = __atomic_fetch_or(&class->usage, here, __ATOMIC_RELAXED);
	all = before | here;
	if (before & REPORTED)
		return;
	if (all & IN_HARDIRQ && all & HARDIRQ_ON) {
		__atomic_or_fetch(&class->usage, REPORTED, __ATOMIC_RELAXED);
		report(lock, here & IN_HARDIRQ ? "IN-HARDIRQ-W" : "HARDIRQ-ON-W",
		       here & IN_HARDIRQ ? "HARDIRQ-ON-W" : "IN-HARDIRQ-W");
	} else if (all & IN_SOFTIRQ && all & SOFTIRQ_ON) {
		__atomic_or_fetch(&class->usage, REPORTED, __ATOMIC_RELAXED);
		report(lock, here & IN_SOFTIRQ ? "IN-SOFTIRQ-W" : "SOFTIRQ-ON-W",
		       here & IN_SOFTIRQ ? "SOFTIRQ-ON-W" : "IN-SOFTIRQ-W");
	}
}

unsigned int lock_class_mark(struct raw_spinlock *lock, unsigned int bit)
{
	unsigned int id = classes.epoch ? class_of(lock) : 0;

	/* class 0 is many that have no room of their own */
	return id ? __atomic_or_fetch(&classes.class[id].usage, bit, __ATOMIC_RELAXED) : 0;
}
