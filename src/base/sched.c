// SPDX-License-Identifier: MIT
/*
 * Tasks: making, waking, ending them, and the reports about those that
 * cannot go on. How a task gets a CPU is the executor's business.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "base/base.h"
#include "base/defer/defer.h"
#include "base/exec/task.h"
#include "base/host.h"
#include "base/lib/lib.h"
#include "base/sched.h"

#define NS_PER_SEC	1000000000ull
#define HUNG_SECONDS	120
#define RETURN_NS	1000000		/* how long to wait for a task that is about to return ... */
#define RETURN_TRIES	1000		/* ... and how often */

/**
 * struct task - a task_struct with its executor's part
 *
 * Memory goes back to @free, never to the host while the world runs: a waker
 * may still be looking at a task that has ended.
 */
struct task {
	struct task_struct pub;
	struct exec_task exec;
	struct task *next_free;
	unsigned int done; /* futex word for task_join in threads; plain flag in fibers */
	bool adopted;
	bool left;			/* behind, when the world stopped */
	bool hung_reported;
	struct wait_queue_head ended;
};

/* @lock protects all of it */
static struct {
	struct host_mutex *lock;
	struct task *all;		/* through next_task */
	struct task *free;
	struct task *zombies;		/* ended, to be reaped */
	pid_t last_pid;
	exec_ns last_sleep_report;
	bool threads;
} sched;

static struct task *to_task(struct task_struct *t)
{
	return (struct task *)t;
}

int object_is_on_stack(const void *obj)
{
	return exec_on_stack(obj);
}
EXPORT_SYMBOL_GPL(object_is_on_stack);

struct exec_task *sched_exec_task(struct task_struct *t)
{
	return t->exec;
}

static void sched_lock(void)
{
	host_mutex_lock(sched.lock);
}

static void sched_unlock(void)
{
	host_mutex_unlock(sched.lock);
}

static struct task *task_new(const char *name, bool adopted)
{
	struct task *t;

	sched_lock();
	t = sched.free;
	if (t) {
		sched.free = t->next_free;
	} else {
		t = host_alloc(sizeof(*t));
		t->pub.next_task = sched.all ? &sched.all->pub : NULL;
		sched.all = t;
	}
	t->pub.pid = t->pub.tgid = ++sched.last_pid;
	t->adopted = adopted;
	sched_unlock();
	strscpy(t->pub.comm, name, sizeof(t->pub.comm));
	t->pub.exec = &t->exec;
	t->exec.task = &t->pub;
	refcount_set(&t->pub.usage, 1);
	init_waitqueue_head(&t->ended);
	return t;
}

static void task_release(struct task *t)
{
	struct task_struct *next;

	exec_task_reap(&t->exec);
	kthread_task_free(&t->pub);
	sched_lock();
	next = t->pub.next_task;
	memset(&t->pub, 0, sizeof(t->pub));
	t->pub.next_task = next;
	/* a late wake-up may still set the token: park() copes with one too many */
	memset(&t->exec, 0, sizeof(t->exec));
	t->done = 0;
	t->hung_reported = false;
	t->adopted = false;
	t->next_free = sched.free;
	sched.free = t;
	sched_unlock();
}

static void zombies_reap(void)
{
	struct task *t, *next;

	sched_lock();
	t = sched.zombies;
	sched.zombies = NULL;
	sched_unlock();
	for (; t; t = next) {
		next = t->next_free;
		task_release(t);
	}
}

struct task_struct *get_task_struct(struct task_struct *t)
{
	refcount_inc(&t->usage);
	return t;
}

void put_task_struct(struct task_struct *task)
{
	struct task *t = to_task(task);

	if (!refcount_dec_and_test(&task->usage))
		return;
	/* it may be the task itself that lets go, still on its own stack */
	sched_lock();
	t->next_free = sched.zombies;
	sched.zombies = t;
	sched_unlock();
}

/* ---- life -------------------------------------------------------------- */

static void task_check_end(struct task_struct *task)
{
	char label[32];

	if (task->rcu_nesting)
		pr_err("BUG: %s ends inside rcu_read_lock(), nested %d deep\n",
		       task_label(label, sizeof(label)), task->rcu_nesting);
	if (!preempt_count() && !irqs_disabled() && !task->mutexes_held)
		return;
	pr_err("BUG: %s ends with preempt_count 0x%08x, interrupts %s, %u mutexes held\n",
	       task_label(label, sizeof(label)), preempt_count(), irqs_disabled() ? "off" : "on",
	       task->mutexes_held);
	locks_report_held();
}

void task_exit(int code)
{
	struct task_struct *task = current;
	struct task *t = to_task(task);

	task->exit_code = code;
	task_check_end(task);
	task->flags |= PF_EXITING;
	__atomic_store_n(&t->done, 1, __ATOMIC_RELEASE);
	wake_up_all(&t->ended);
	put_task_struct(task);
	exec_task_exit(&t->exec);
}

static void task_entry(struct exec_task *exec)
{
	struct task_struct *task = exec->task;

	schedule();	/* until somebody wakes it for the first time */
	task_exit(task->fn(task->arg));
}

struct task_struct *task_spawn(int (*fn)(void *arg), void *arg, const char *name)
{
	struct task *t;
	int err;

	zombies_reap();
	t = task_new(name, false);
	t->pub.fn = fn;
	t->pub.arg = arg;
	t->pub.flags = PF_KTHREAD;
	t->pub.__state = TASK_UNINTERRUPTIBLE;
	t->pub.wait_what = "first wake-up";
	t->exec.entry = task_entry;
	refcount_set(&t->pub.usage, 2);		/* the caller's, its own */
	err = exec_task_start(&t->exec);
	if (!err)
		return &t->pub;
	pr_err("sched: no thread for task %s: error %d\n", name, err);
	refcount_set(&t->pub.usage, 1);
	put_task_struct(&t->pub);
	return ERR_PTR(-ENOMEM);
}

int task_join(struct task_struct *task)
{
	struct task *t = to_task(task);

	wait_event(t->ended, __atomic_load_n(&t->done, __ATOMIC_ACQUIRE));
	return task->exit_code;
}

struct exec_task *sched_new_adopted(const char *name)
{
	return &task_new(name, true)->exec;
}

void sched_release_adopted(struct exec_task *exec)
{
	struct task *t;

	if (!exec->task)
		return;
	t = to_task(exec->task);
	exec->task = NULL;
	if (exec == &t->exec)
		put_task_struct(&t->pub);
	else
		host_free(t);
}

/* an idle loop's task is in no list: it never sleeps */
void sched_adopt(struct exec_task *exec, struct exec_cpu *cpu, const char *name)
{
	struct task *t = host_alloc(sizeof(*t));

	strscpy(t->pub.comm, name, sizeof(t->pub.comm));
	t->pub.exec = exec;
	exec->task = &t->pub;
	cpu->curr = &t->pub;
}

/* ---- sleeping and waking ----------------------------------------------- */

static void report_atomic_schedule(void)
{
	char label[32];

	pr_err("BUG: scheduling while atomic: %s/0x%08x\n", task_label(label, sizeof(label)),
	       preempt_count());
	locks_report_held();
}

void schedule(void)
{
	struct task_struct *task = current;

	if (unlikely(preempt_count() || irqs_disabled()))
		report_atomic_schedule();
	if (unlikely(task->rcu_nesting) && task_state_read(task) != TASK_RUNNING)
		WARN_ONCE(1, "Voluntary context switch within RCU read-side critical section!\n");
	if (task_state_read(task) == TASK_RUNNING) {
		exec_yield();
		return;
	}
	while (task_state_read(task) != TASK_RUNNING)
		exec_park();
	to_task(task)->hung_reported = false;
}

void io_schedule(void)
{
	schedule();
}

void yield(void)
{
	set_current_state(TASK_RUNNING);
	exec_yield();
}

int _cond_resched(void)
{
	__might_sleep(__FILE__, __LINE__);
	exec_point();
	return 0;
}

int wake_up_state(struct task_struct *task, unsigned int state)
{
	unsigned int old = task_state_read(task);

	do {
		if (!(old & state))
			return 0;
	} while (!__atomic_compare_exchange_n(&task->__state, &old, TASK_RUNNING, false,
					      __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	exec_unpark(&to_task(task)->exec);
	exec_point();
	return 1;
}

int wake_up_process(struct task_struct *task)
{
	return wake_up_state(task, TASK_NORMAL);
}

int default_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags,
			  void *key)
{
	return wake_up_state(wq_entry->private, mode);
}

unsigned long long sched_clock(void)
{
	return exec_now();
}

/* ---- reports ----------------------------------------------------------- */

const char *task_label(char *buf, unsigned int size)
{
	snprintf(buf, size, "%s/%d", current ? current->comm : "nobody",
		 current ? current->pid : 0);
	return buf;
}

void __might_sleep(const char *file, int line)
{
	struct exec_cpu *cpu = exec_cpu();
	exec_ns now;

	if (likely(!cpu->preempt_count && !cpu->irqs_off && !(cpu->curr && cpu->curr->rcu_nesting)))
		return;
	now = exec_now();
	if (sched.last_sleep_report && now < sched.last_sleep_report + NS_PER_SEC)
		return;
	sched.last_sleep_report = now ? now : 1;
	pr_err("BUG: sleeping function called from invalid context at %s:%d\n", file, line);
	pr_err("in_atomic(): %d, irqs_disabled(): %d, non_block: 0, pid: %d, name: %s\n",
	       in_atomic(), irqs_disabled(), current ? current->pid : 0,
	       current ? current->comm : "none");
	if (current && current->rcu_nesting)
		pr_err("RCU nest depth: %d, expected: 0\n", current->rcu_nesting);
	locks_report_held();
	dump_calls(KERN_ERR, 1);
}

bool task_is_atomic(void)
{
	return in_atomic() || irqs_disabled();
}

void task_leave_atomic(void)
{
	locks_report_held();
	exec_cpu()->nheld = 0;
	preempt_count() = 0;
	local_irq_enable();
}

void task_wait_begin(const char *what, const char *name, const void *at)
{
	struct task_struct *task = current;

	task->wait_what = what;
	task->wait_name = name;
	task->wait_at = at;
}

void task_wait_end(void)
{
	current->wait_what = NULL;
}

static void task_report(struct task_struct *task, const char *how)
{
	char where[128];

	pr_err("INFO: task %s:%d %s.\n", task->comm, task->pid, how);
	if (!task->wait_what)
		return;
	pr_err("  waits for: %s%s%s%s%s\n", task->wait_what, task->wait_name ? " " : "",
	       task->wait_name ? task->wait_name : "", task->wait_at ? ", at " : "",
	       task->wait_at ? host_place(task->wait_at, where, sizeof(where)) : "");
}

void tasks_report(void)
{
	struct task_struct *task;

	for (task = sched.all ? &sched.all->pub : NULL; task; task = task->next_task)
		if (task->pid && task_state_read(task) != TASK_RUNNING)
			task_report(task, "is blocked");
}

void sched_everything_blocked(const char *why)
{
	char label[32];

	pr_emerg("BUG: everything is blocked: %s\n", why);
	pr_emerg("running: %s\n", task_label(label, sizeof(label)));
	locks_report_held();
	tasks_report();
	host_panic("everything is blocked: %s", why);
}

void sched_report_stuck(const struct exec_task *t, unsigned int cpu, unsigned int ms)
{
	struct task_struct *task = t->task;

	host_printf("watchdog: BUG: soft lockup - CPU#%u stuck for %us! [%s:%d] "
		    "(it never comes to a lock, a register access, cpu_relax() or a sleep)\n",
		    cpu, (ms + 999) / 1000, task ? task->comm : "?", task ? task->pid : 0);
}

void sched_report_hung(exec_ns now)
{
	struct task_struct *task;

	for (task = sched.all ? &sched.all->pub : NULL; task; task = task->next_task) {
		struct task *t = to_task(task);
		unsigned int state = task_state_read(task);

		if (!task->pid || t->hung_reported || !(state & TASK_UNINTERRUPTIBLE) ||
		    state & TASK_NOLOAD || now < t->exec.parked_at + HUNG_SECONDS * NS_PER_SEC)
			continue;
		t->hung_reported = true;
		task_report(task, "blocked for more than 120 seconds");
	}
}

/* ---- start and stop ---------------------------------------------------- */

int sched_start(bool threads)
{
	memset(&sched, 0, sizeof(sched));
	sched.threads = threads;
	sched.lock = host_mutex_new(false);
	return 0;
}

static bool task_is_done(const struct task *t)
{
	return __atomic_load_n(&t->done, __ATOMIC_ACQUIRE);
}

static bool task_is_left(const struct task *t)
{
	bool left;

	/* the executor's own threads may only now be adopted */
	sched_lock();
	left = t->pub.pid && !t->adopted && !task_is_done(t);
	sched_unlock();
	return left;
}

/* those that are in the list now; their links do not change any more */
static struct task_struct *tasks_first(void)
{
	struct task *first;

	sched_lock();
	first = sched.all;
	sched_unlock();
	return first ? &first->pub : NULL;
}

/* its function has told somebody that it is over, and has but to return */
static void task_let_return(struct task *t)
{
	int i;

	for (i = 0; i < RETURN_TRIES && task_is_left(t) &&
		    task_state_read(&t->pub) == TASK_RUNNING; i++)
		exec_idle(RETURN_NS);
}

/* a task that has ended may still be on its way out, on its own stack */
static void tasks_let_out(void)
{
	struct task_struct *task;

	for (task = tasks_first(); task; task = task->next_task) {
		struct task *t = to_task(task);

		task_let_return(t);
		if (!task_is_done(t))
			continue;
		if (sched.threads)
			exec_task_reap(&t->exec);
		while (!sched.threads && !t->exec.ended)
			exec_yield();
	}
	zombies_reap();
}

void sched_stop(void)
{
	struct task_struct *task;

	tasks_let_out();
	for (task = tasks_first(); task; task = task->next_task) {
		struct task *t = to_task(task);

		if (!task_is_left(t))
			continue;
		task_report(task, "was left behind: whoever made it must stop it");
		t->left = true;
		if (exec_kind() == EXEC_FIBERS)
			exec_task_reap(&t->exec);
	}
}

/*
 * After the executor has stopped: nobody runs but threads that were left
 * behind, whose memory must stay.
 */
void sched_free(void)
{
	bool threads = sched.threads;
	struct task *t, *next;

	for (t = sched.all; t; t = next) {
		next = t->pub.next_task ? to_task(t->pub.next_task) : NULL;
		if (threads && t->left)
			continue;
		kthread_task_free(&t->pub);
		host_free(t);
	}
	host_mutex_free(sched.lock);
	memset(&sched, 0, sizeof(sched));
}
