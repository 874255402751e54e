// SPDX-License-Identifier: MIT
/*
 * The thread executor. Every task is an OS thread, time is real. Three more
 * threads carry what no task does: one fires hardware events, one takes
 * interrupts, one runs softirqs. An OS thread is a CPU of its own, so
 * switching interrupts off means nothing more than a mark that the checks
 * read: exclusion comes from the locks.
 */
#include <asm/processor.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/threads.h>

#include "base/exec/task.h"
#include "base/host.h"

#define SPINS_BEFORE_SLEEP 200
#define HW_YIELDS 100

/*
 * @lock protects the event queue and the interrupt queue. The hardware lock
 * is taken before it, never after.
 */
static struct {
	exec_ns epoch_ns;
	unsigned int ncpus;
	struct host_mutex *lock;
	struct host_mutex *hw; /* the hardware lock; its holder may take it again (hw_depth) */
	unsigned int hw_waiters;	/* atomic: who wants it */
	struct host_cond *hw_wake;	/* the event thread: new first event, stop */
	struct host_cond *irq_wake;	/* the interrupt thread */
	struct host_cond *irq_idle;	/* those who wait in irq_sync */
	struct exec_event_queue events;
	struct exec_irq *irq_head, **irq_tail;
	unsigned int softirq_word;	/* 1: look at the pending softirqs */
	bool stopping;
	struct host_thread *hw_thread, *irq_thread, *softirq_thread;
	unsigned int next_cpu;
} th;

static __thread unsigned int hw_depth;
static __thread bool on_irq_thread;

/* ---- CPUs -------------------------------------------------------------- */

static void cpu_init(struct exec_cpu *cpu)
{
	cpu->id = __atomic_fetch_add(&th.next_cpu, 1, __ATOMIC_RELAXED) % th.ncpus;
	cpu->epoch = exec_epoch;
}

static void foreign_exit(void *arg)
{
	struct exec_task *t = arg;

	/* the world that adopted this thread may be gone, and its memory with it */
	if (exec_ops == &threads_ops && exec_self_cpu && exec_self_cpu->epoch == exec_epoch)
		sched_release_adopted(t);
	exec_self_cpu = NULL;
}

static struct exec_cpu *attach_as(const char *name)
{
	struct exec_task *t = sched_new_adopted(name);

	cpu_init(&t->cpu);
	t->cpu.curr = t->task;
	t->cpu.foreign = true;
	exec_self_cpu = &t->cpu;
	return &t->cpu;
}

static struct exec_cpu *threads_attach(void)
{
	struct exec_cpu *cpu = attach_as("thread");

	host_thread_on_exit(foreign_exit, sched_exec_task(cpu->curr));
	return cpu;
}

/* ---- time -------------------------------------------------------------- */

static exec_ns threads_now(void)
{
	return host_now_ns() - th.epoch_ns;
}

static void threads_delay(exec_ns ns)
{
	exec_ns end = threads_now() + ns;

	while (threads_now() < end)
		cpu_pause();
}

/* ---- events ------------------------------------------------------------ */

static void threads_event_at(struct exec_event *event, exec_ns when)
{
	host_mutex_lock(th.lock);
	event_queue_add(&th.events, event, when);
	if (event_queue_first(&th.events) == event)
		host_cond_broadcast(th.hw_wake);
	host_mutex_unlock(th.lock);
}

static bool threads_event_cancel(struct exec_event *event)
{
	bool pending;

	/* an event runs under the hardware lock: having it means it does not run */
	exec_hw_lock();
	host_mutex_lock(th.lock);
	pending = event_queue_remove(&th.events, event);
	host_mutex_unlock(th.lock);
	exec_hw_unlock();
	return pending;
}

static struct exec_event *event_take_due(void)
{
	struct exec_event *first;

	host_mutex_lock(th.lock);
	first = event_queue_first(&th.events);
	if (first && first->when <= threads_now())
		event_queue_remove(&th.events, first);
	else
		first = NULL;
	host_mutex_unlock(th.lock);
	return first;
}

/*
 * Models that fall behind real time always have something due: between two
 * events whoever waits for the hardware gets in.
 */
static void hw_let_others_in(void)
{
	int i;

	for (i = 0; i < HW_YIELDS && __atomic_load_n(&th.hw_waiters, __ATOMIC_RELAXED); i++)
		host_thread_yield();
}

static void events_fire_due(void)
{
	struct exec_event *event;

	do {
		exec_hw_lock();
		event = event_take_due();
		if (event)
			event->fn(event);
		exec_hw_unlock();
		hw_let_others_in();
	} while (event);
}

static void hw_thread_run(void *arg)
{
	attach_as("hardware");
	host_mutex_lock(th.lock);
	while (!th.stopping) {
		struct exec_event *first = event_queue_first(&th.events);

		if (!first) {
			host_cond_wait(th.hw_wake, th.lock, 0);
		} else if (first->when > threads_now()) {
			host_cond_wait(th.hw_wake, th.lock, th.epoch_ns + first->when);
		} else {
			host_mutex_unlock(th.lock);
			events_fire_due();
			host_mutex_lock(th.lock);
		}
	}
	host_mutex_unlock(th.lock);
}

static void threads_hw_lock(void)
{
	/* counting who waits costs as much as the lock: only where somebody does */
	if (!hw_depth && !host_mutex_trylock(th.hw)) {
		__atomic_add_fetch(&th.hw_waiters, 1, __ATOMIC_RELAXED);
		host_mutex_lock(th.hw);
		__atomic_sub_fetch(&th.hw_waiters, 1, __ATOMIC_RELAXED);
	}
	hw_depth++;
}

static void threads_hw_unlock(void)
{
	if (!--hw_depth)
		host_mutex_unlock(th.hw);
}

/* ---- interrupts -------------------------------------------------------- */

static void irq_queue_add(struct exec_irq *irq)
{
	irq->next = NULL;
	*th.irq_tail = irq;
	th.irq_tail = &irq->next;
}

static void threads_irq_raise(struct exec_irq *irq)
{
	host_mutex_lock(th.lock);
	if (!irq->pending) {
		irq->pending = true;
		if (!irq->running) {
			irq_queue_add(irq);
			host_cond_broadcast(th.irq_wake);
		}
	}
	host_mutex_unlock(th.lock);
}

static void irq_take_first(void)
{
	struct exec_irq *irq = th.irq_head;

	th.irq_head = irq->next;
	if (!th.irq_head)
		th.irq_tail = &th.irq_head;
	irq->pending = false;
	irq->running = 1;
	host_mutex_unlock(th.lock);
	exec_irq_run(irq);
	host_mutex_lock(th.lock);
	irq->running = 0;
	if (irq->pending)
		irq_queue_add(irq);
	host_cond_broadcast(th.irq_idle);
}

static void irq_thread_run(void *arg)
{
	attach_as("interrupts");
	on_irq_thread = true;
	host_mutex_lock(th.lock);
	while (!th.stopping) {
		if (th.irq_head)
			irq_take_first();
		else
			host_cond_wait(th.irq_wake, th.lock, 0);
	}
	host_mutex_unlock(th.lock);
}

static void threads_irq_sync(struct exec_irq *irq)
{
	if (on_irq_thread)
		return;		/* a handler cannot wait for itself or for those behind it */
	host_mutex_lock(th.lock);
	while (irq->running || irq->pending)
		host_cond_wait(th.irq_idle, th.lock, 0);
	host_mutex_unlock(th.lock);
}

/* ---- softirqs ---------------------------------------------------------- */

static void threads_softirq_raised(void)
{
	if (__atomic_exchange_n(&th.softirq_word, 1, __ATOMIC_ACQ_REL) == 0)
		host_futex_wake(&th.softirq_word, 1);
}

static void softirq_thread_run(void *arg)
{
	attach_as("ksoftirqd");
	for (;;) {
		if (__atomic_exchange_n(&th.softirq_word, 0, __ATOMIC_ACQ_REL)) {
			while (softirq_any_pending())
				softirq_run();
			continue;
		}
		if (__atomic_load_n(&th.stopping, __ATOMIC_ACQUIRE))
			return;
		host_futex_wait(&th.softirq_word, 0, 0);
	}
}

/* ---- tasks ------------------------------------------------------------- */

static void task_thread_run(void *arg)
{
	struct exec_task *t = arg;

	cpu_init(&t->cpu);
	t->cpu.curr = t->task;
	exec_self_cpu = &t->cpu;
	t->entry(t);
}

static int threads_task_start(struct exec_task *t)
{
	return host_thread_start(&t->thread, task_thread_run, t, t->task ? t->task->comm : "task");
}

static void __attribute__((noreturn)) threads_task_exit(struct exec_task *t)
{
	host_thread_exit();
}

static void threads_task_reap(struct exec_task *t)
{
	if (t->thread)
		host_thread_join(t->thread);
	t->thread = NULL;
}

static void threads_park(void)
{
	struct exec_task *t = sched_exec_task(exec_cpu()->curr);

	if (hw_depth)
		host_panic("the hardware's side (a model, an event) tried to sleep");
	t->parked_at = threads_now();
	while (!__atomic_exchange_n(&t->word, 0, __ATOMIC_ACQ_REL))
		host_futex_wait(&t->word, 0, 0);
}

static void threads_unpark(struct exec_task *t)
{
	if (__atomic_exchange_n(&t->word, 1, __ATOMIC_ACQ_REL) == 0)
		host_futex_wake(&t->word, 1);
}

static void threads_yield(void)
{
	host_thread_yield();
}

static void threads_spin(unsigned int *word)
{
	int i;

	for (i = 0; i < SPINS_BEFORE_SLEEP; i++) {
		unsigned int unlocked = 0;

		if (__atomic_compare_exchange_n(word, &unlocked, 1, false, __ATOMIC_ACQUIRE,
						__ATOMIC_RELAXED))
			return;
		cpu_pause();
	}
	while (__atomic_exchange_n(word, 2, __ATOMIC_ACQUIRE))
		host_futex_wait(word, 2, 0);
}

static void threads_unspin(unsigned int *word)
{
	host_futex_wake(word, 1);
}

/* ---- start and stop ---------------------------------------------------- */

static int start_threads(void)
{
	int err;

	err = host_thread_start(&th.hw_thread, hw_thread_run, NULL, "dmae-hardware");
	if (!err)
		err = host_thread_start(&th.irq_thread, irq_thread_run, NULL, "dmae-irq");
	if (!err)
		err = host_thread_start(&th.softirq_thread, softirq_thread_run, NULL,
					"dmae-softirq");
	return err;
}

static void stop_thread(struct host_thread **thread)
{
	if (*thread)
		host_thread_join(*thread);
	*thread = NULL;
}

static void threads_stop(void)
{
	host_mutex_lock(th.lock);
	__atomic_store_n(&th.stopping, true, __ATOMIC_RELEASE);
	host_cond_broadcast(th.hw_wake);
	host_cond_broadcast(th.irq_wake);
	host_mutex_unlock(th.lock);
	threads_softirq_raised();
	stop_thread(&th.hw_thread);
	stop_thread(&th.irq_thread);
	stop_thread(&th.softirq_thread);
	event_queue_free(&th.events);
	host_cond_free(th.hw_wake);
	host_cond_free(th.irq_wake);
	host_cond_free(th.irq_idle);
	host_mutex_free(th.lock);
	host_mutex_free(th.hw);
}

static int threads_start(const struct exec_params *params)
{
	int err;

	__builtin_memset(&th, 0, sizeof(th));
	th.epoch_ns = host_now_ns();
	th.ncpus = params->cpus ? params->cpus : host_cpus();
	if (th.ncpus > NR_CPUS)
		th.ncpus = NR_CPUS;
	th.irq_tail = &th.irq_head;
	th.lock = host_mutex_new(false);
	th.hw = host_mutex_new(false);
	th.hw_wake = host_cond_new();
	th.irq_wake = host_cond_new();
	th.irq_idle = host_cond_new();
	/* the caller's thread is CPU 0 and the first task, as in fibers */
	attach_as("main");
	err = start_threads();
	if (err)
		threads_stop();
	return err;
}

unsigned int threads_cpus(void)
{
	return th.ncpus;
}

const struct exec_ops threads_ops = {
	.kind = EXEC_THREADS,
	.start = threads_start,
	.stop = threads_stop,
	.now = threads_now,
	.stamp = threads_now,
	.delay = threads_delay,
	.task_start = threads_task_start,
	.task_exit = threads_task_exit,
	.task_reap = threads_task_reap,
	.park = threads_park,
	.unpark = threads_unpark,
	.yield = threads_yield,
	.spin = threads_spin,
	.unspin = threads_unspin,
	.event_at = threads_event_at,
	.event_cancel = threads_event_cancel,
	.hw_lock = threads_hw_lock,
	.hw_unlock = threads_hw_unlock,
	.irq_raise = threads_irq_raise,
	.irq_sync = threads_irq_sync,
	.softirq_raised = threads_softirq_raised,
	.attach = threads_attach,
};
