// SPDX-License-Identifier: MIT
/*
 * Signalling sections of tasks, and the report of what must not be waited
 * for in them: memory and reservation locks always, since the kernel lets
 * whoever has these wait for fences; a mutex if one of its class was held
 * while a fence was waited for. Marked by dma_fence_begin_signalling(); asked
 * by the allocator (<linux/sched/mm.h>), dma_resv_lock() and the mutexes.
 */
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "base/lib/lib.h"
#include "base/lock_class.h"
#include "base/sched.h"
#include "base/signalling.h"

#define MAX_REPORTED 8

/* what was reported in this world: once each, as lockdep would */
static const char *reported[MAX_REPORTED];

bool signalling_begin(void)
{
	/* atomic sections can't wait for anything, and nest */
	if (!current || current->signalling || in_atomic())
		return true;
	current->signalling = true;
	return false;
}

void signalling_end(void)
{
	current->signalling = false;
}

void signalling_reset(void)
{
	memset(reported, 0, sizeof(reported));
}

/* ---- mutexes, by class ------------------------------------------------------ */

void signalling_locks(struct mutex *lock)
{
	if (lock_class_mark(&lock->wait_lock, LOCK_IN_SIGNALLING) & LOCK_HELD_WAITING)
		dmae_signalling_waits(lock->name);
}

void signalling_waits(void)
{
	struct task_struct *task = current;
	unsigned int i;

	if (!task || !task->mutexes_held)
		return;
	for (i = 0; i < TASK_HELD_MUTEXES; i++) {
		struct mutex *lock = task->held_mutexes[i];

		if (lock &&
		    lock_class_mark(&lock->wait_lock, LOCK_HELD_WAITING) & LOCK_IN_SIGNALLING)
			dmae_signalling_waits(lock->name);
	}
}

/* ---- the report --------------------------------------------------------------- */

static bool report_first(const char *what)
{
	unsigned int i;

	for (i = 0; i < MAX_REPORTED; i++) {
		const char *none = NULL;

		if (__atomic_compare_exchange_n(&reported[i], &none, what, false, __ATOMIC_RELAXED,
						__ATOMIC_RELAXED))
			return true;
		if (!strcmp(none, what))
			return false;
	}
	return false;
}

/* lockdep's headline, by which scripts find the report */
static void report_headline(void)
{
	static const char headline[] = "WARNING: possible circular locking dependency detected";
	char line[sizeof(headline)] = "";

	pr_warn("%s\n", (char *)memset(line, '=', sizeof(line) - 1));
	pr_warn("%s\n", headline);
	pr_warn("%s\n", (char *)memset(line, '-', sizeof(line) - 1));
}

void dmae_signalling_waits(const char *what)
{
	char label[32];

	if (!report_first(what))
		return;
	report_headline();
	pr_warn("%s closes the circle:\n", task_label(label, sizeof(label)));
	pr_warn(" (%s) is wanted between dma_fence_begin_signalling() and _end_signalling(),\n",
		what);
	pr_warn(" (dma_fence_map), which is a wait for a fence, comes while (%s) is held.\n", what);
	dump_calls(KERN_WARNING, 1);
}
EXPORT_SYMBOL_GPL(dmae_signalling_waits);
