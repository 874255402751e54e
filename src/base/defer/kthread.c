// SPDX-License-Identifier: MIT
/*
 * Kernel threads: tasks that can be told to stop and to park. What a task is
 * and how it runs is src/base/sched.c's business.
 */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/printk.h>

#include "base/defer/defer.h"
#include "base/host.h"
#include "base/sched.h"

enum {
	KTHREAD_SHOULD_STOP,
	KTHREAD_SHOULD_PARK,
	KTHREAD_ENDED,
};

#define KTHREAD_NAME_LEN	64

/**
 * struct kthread - what makes a task a kernel thread
 * @flags: KTHREAD_* bits
 * @fn: its function
 * @data: for @fn
 * @task: the task; its last reference frees this
 * @parked: completed each time it parks, and for good when it ends
 */
struct kthread {
	unsigned long flags;
	int (*fn)(void *data);
	void *data;
	struct task_struct *task;
	struct completion parked;
};

/* NULL, with a warning, for a task that is no kernel thread */
static struct kthread *to_kthread(struct task_struct *k)
{
	WARN_ON(!k->kthread);
	return k->kthread;
}

static bool kthread_flag(struct task_struct *k, unsigned int bit)
{
	return k->kthread && test_bit(bit, &k->kthread->flags);
}

/* ---- inside the thread --------------------------------------------------- */

bool kthread_should_stop(void)
{
	return kthread_flag(current, KTHREAD_SHOULD_STOP);
}
EXPORT_SYMBOL(kthread_should_stop);

bool __kthread_should_park(struct task_struct *k)
{
	return kthread_flag(k, KTHREAD_SHOULD_PARK);
}
EXPORT_SYMBOL_GPL(__kthread_should_park);

bool kthread_should_park(void)
{
	return __kthread_should_park(current);
}
EXPORT_SYMBOL_GPL(kthread_should_park);

bool kthread_freezable_should_stop(bool *was_frozen)
{
	might_sleep();
	if (was_frozen)
		*was_frozen = false;
	return kthread_should_stop();
}
EXPORT_SYMBOL_GPL(kthread_freezable_should_stop);

void kthread_parkme(void)
{
	struct kthread *self = to_kthread(current);

	if (!self)
		return;
	for (;;) {
		set_current_state(TASK_PARKED);
		if (!test_bit(KTHREAD_SHOULD_PARK, &self->flags))
			break;
		complete(&self->parked);
		task_wait_begin("kthread_unpark()", NULL, NULL);
		schedule();
		task_wait_end();
	}
	__set_current_state(TASK_RUNNING);
}
EXPORT_SYMBOL_GPL(kthread_parkme);

/* the end of a thread's own part; what its task does next is to end */
static void kthread_ended(struct kthread *self)
{
	set_bit(KTHREAD_ENDED, &self->flags);
	complete_all(&self->parked);
	/* the reference of kthread_create(); the executor has its own */
	put_task_struct(self->task);
}

void kthread_exit(long result)
{
	struct kthread *self = to_kthread(current);

	if (self)
		kthread_ended(self);
	task_exit(result);
}
EXPORT_SYMBOL(kthread_exit);

void kthread_complete_and_exit(struct completion *comp, long code)
{
	if (comp)
		complete(comp);
	kthread_exit(code);
}
EXPORT_SYMBOL(kthread_complete_and_exit);

static int kthread_main(void *arg)
{
	struct kthread *self = arg;
	int ret = -EINTR;

	task_wait_end();
	if (!test_bit(KTHREAD_SHOULD_STOP, &self->flags)) {
		if (test_bit(KTHREAD_SHOULD_PARK, &self->flags))
			kthread_parkme();
		ret = self->fn(self->data);
	}
	kthread_ended(self);
	return ret;
}

/* ---- making one ---------------------------------------------------------- */

struct task_struct *kthread_create_on_node(int (*threadfn)(void *data),
					   void *data, int node,
					   const char namefmt[], ...)
{
	char name[KTHREAD_NAME_LEN];
	struct kthread *kthread = host_alloc(sizeof(*kthread));
	struct task_struct *task;
	va_list args;

	va_start(args, namefmt);
	vsnprintf(name, sizeof(name), namefmt, args);
	va_end(args);

	kthread->fn = threadfn;
	kthread->data = data;
	init_completion(&kthread->parked);
	task = task_spawn(kthread_main, kthread, name);
	if (IS_ERR(task)) {
		host_free(kthread);
		return task;
	}
	/* it does not run before it is woken, so nobody looks yet */
	kthread->task = task;
	task->kthread = kthread;
	task->flags |= PF_KTHREAD;
	return task;
}
EXPORT_SYMBOL(kthread_create_on_node);

struct task_struct *kthread_create_on_cpu(int (*threadfn)(void *data),
					  void *data, unsigned int cpu,
					  const char *namefmt)
{
	char name[KTHREAD_NAME_LEN];

	/* the caller's format has one place, for the CPU's number */
	snprintf(name, sizeof(name), namefmt, cpu);
	return kthread_create_on_node(threadfn, data, NUMA_NO_NODE, "%s", name);
}
EXPORT_SYMBOL(kthread_create_on_cpu);

void kthread_task_free(struct task_struct *task)
{
	host_free(task->kthread);
	task->kthread = NULL;
}

/* any virtual CPU may run any task: binding is only checked */
void kthread_bind(struct task_struct *k, unsigned int cpu)
{
	WARN_ON(!cpu_possible(cpu));
}
EXPORT_SYMBOL(kthread_bind);

void kthread_bind_mask(struct task_struct *k, const struct cpumask *mask)
{
	WARN_ON(cpumask_empty(mask));
}
EXPORT_SYMBOL(kthread_bind_mask);

void *kthread_func(struct task_struct *k)
{
	return k->kthread ? (void *)k->kthread->fn : NULL;
}
EXPORT_SYMBOL_GPL(kthread_func);

void *kthread_data(struct task_struct *k)
{
	struct kthread *kthread = to_kthread(k);

	return kthread ? kthread->data : NULL;
}
EXPORT_SYMBOL_GPL(kthread_data);

/* ---- from outside -------------------------------------------------------- */

void kthread_unpark(struct task_struct *k)
{
	struct kthread *kthread = to_kthread(k);

	if (!kthread)
		return;
	clear_bit(KTHREAD_SHOULD_PARK, &kthread->flags);
	wake_up_state(k, TASK_PARKED);
}
EXPORT_SYMBOL_GPL(kthread_unpark);

int kthread_park(struct task_struct *k)
{
	struct kthread *kthread = to_kthread(k);

	if (!kthread || test_bit(KTHREAD_ENDED, &kthread->flags))
		return -ENOSYS;
	if (WARN_ON_ONCE(test_bit(KTHREAD_SHOULD_PARK, &kthread->flags)))
		return -EBUSY;

	set_bit(KTHREAD_SHOULD_PARK, &kthread->flags);
	if (k == current)
		return 0;
	wake_up_process(k);
	wait_for_completion(&kthread->parked);
	return test_bit(KTHREAD_ENDED, &kthread->flags) ? -ENOSYS : 0;
}
EXPORT_SYMBOL_GPL(kthread_park);

int kthread_stop(struct task_struct *k)
{
	struct kthread *kthread = to_kthread(k);
	int ret;

	if (!kthread)
		return -EINVAL;
	if (k == current) {
		WARN(1, "kthread: %s waits for its own end in kthread_stop()\n",
		     k->comm);
		return -EDEADLK;
	}
	might_sleep();
	get_task_struct(k);
	set_bit(KTHREAD_SHOULD_STOP, &kthread->flags);
	kthread_unpark(k);
	wake_up_process(k);
	ret = task_join(k);
	put_task_struct(k);
	return ret;
}
EXPORT_SYMBOL(kthread_stop);
