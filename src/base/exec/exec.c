// SPDX-License-Identifier: MIT
/*
 * The executor seam: one executor at a time behind the functions of exec.h.
 * Without a world the calls that lock-free code makes (points, charges) do
 * nothing, so that the library's data structures can be used on their own.
 */
#include "base/exec/task.h"
#include "base/host.h"

const struct exec_ops *exec_ops;
struct exec_fast exec_fast;
void (*exec_trace)(const char *event, const char *fmt, ...);
unsigned long long exec_epoch = 1;
__thread struct exec_cpu *exec_self_cpu __attribute__((tls_model("initial-exec")));
static __thread struct exec_cpu outside_cpu;

int exec_start(const struct exec_params *params)
{
	const struct exec_ops *ops = params->kind == EXEC_FIBERS ? &fibers_ops : &threads_ops;
	int err;

	exec_epoch++;
	exec_ops = ops;
	err = ops->start(params);
	if (err) {
		exec_ops = NULL;
		exec_epoch++;
	}
	return err;
}

void exec_stop(void)
{
	exec_ops->stop();
	exec_ops = NULL;
	exec_epoch++;
	exec_self_cpu = NULL;
}

bool exec_running(void)
{
	return exec_ops;
}

enum exec_kind exec_kind(void)
{
	return exec_ops ? exec_ops->kind : EXEC_THREADS;
}

struct exec_cpu *exec_cpu_attach(void)
{
	struct exec_cpu *cpu;

	if (exec_ops) {
		cpu = exec_ops->attach();
	} else {
		cpu = &outside_cpu;
		cpu->epoch = exec_epoch;
	}
	exec_self_cpu = cpu;
	return cpu;
}

exec_ns exec_now(void)
{
	return exec_ops ? exec_ops->now() : 0;
}

exec_ns exec_stamp(void)
{
	return exec_ops ? exec_ops->stamp() : 0;
}

bool exec_on_stack(const void *addr)
{
	const struct exec_task *t;

	if (!exec_fast.fibers)
		return host_on_own_stack(addr);
	/* an interrupt runs on the stack of what it interrupts */
	t = sched_exec_task(exec_cpu()->curr);
	return (const char *)addr >= t->stack && (const char *)addr < t->stack + t->stack_size;
}

const unsigned long long *exec_clock(void)
{
	return exec_fast.fibers ? &exec_fast.clock : NULL;
}

void exec_charge(exec_ns ns)
{
	struct exec_fast *x = &exec_fast;

	if (!x->fibers || x->hw_depth)
		return;
	x->clock += ns;
	if (__builtin_expect(x->next_when <= x->clock, 0))
		fibers_events_fire();
}

void exec_point(void)
{
	struct exec_fast *x = &exec_fast;

	if (!x->fibers || x->hw_depth)
		return;		/* threads are preempted by the host, models never */
	__atomic_store_n(&x->points, x->points + 1, __ATOMIC_RELAXED);
	x->clock += EXEC_POINT_NS;
	if (__builtin_expect(!--x->fuse || x->attention || x->next_when <= x->clock, 0))
		fibers_point_slow();
}

void exec_delay(exec_ns ns)
{
	if (exec_ops)
		exec_ops->delay(ns);
}

int exec_task_start(struct exec_task *t)
{
	return exec_ops->task_start(t);
}

void exec_task_exit(struct exec_task *t)
{
	exec_ops->task_exit(t);
}

void exec_task_reap(struct exec_task *t)
{
	exec_ops->task_reap(t);
}

void exec_park(void)
{
	exec_ops->park();
}

void exec_unpark(struct exec_task *t)
{
	if (exec_ops)
		exec_ops->unpark(t);
}

void exec_yield(void)
{
	if (exec_ops)
		exec_ops->yield();
}

/* a sleeper's alarm; it lives on the sleeper's stack */
struct exec_alarm {
	struct exec_event event;
	struct exec_task *sleeper;
	bool rung;
};

static void alarm_ring(struct exec_event *event)
{
	struct exec_alarm *alarm = (struct exec_alarm *)event;
	struct exec_task *sleeper = alarm->sleeper;

	__atomic_store_n(&alarm->rung, true, __ATOMIC_RELEASE);
	exec_unpark(sleeper);
}

void exec_idle(exec_ns ns)
{
	struct exec_alarm alarm = { .sleeper = sched_exec_task(exec_cpu()->curr) };

	exec_event_init(&alarm.event, alarm_ring);
	exec_event_at(&alarm.event, exec_now() + ns);
	while (!__atomic_load_n(&alarm.rung, __ATOMIC_ACQUIRE))
		exec_park();
	/* alarm_ring() may still be on its way out of our memory */
	exec_event_cancel(&alarm.event);
}

void exec_event_init(struct exec_event *event, void (*fn)(struct exec_event *))
{
	event->fn = fn;
	event->when = 0;
	event->order = 0;
	event->slot = 0;
}

void exec_event_at(struct exec_event *event, exec_ns when)
{
	if (exec_ops)
		exec_ops->event_at(event, when);
}

bool exec_event_cancel(struct exec_event *event)
{
	return exec_ops ? exec_ops->event_cancel(event) : false;
}

bool exec_event_pending(const struct exec_event *event)
{
	return __atomic_load_n(&event->slot, __ATOMIC_ACQUIRE);
}

void exec_hw_lock(void)
{
	if (exec_fast.fibers)
		exec_fast.hw_depth++;
	else if (exec_ops)
		exec_ops->hw_lock();
}

void exec_hw_unlock(void)
{
	if (exec_fast.fibers)
		exec_fast.hw_depth--;
	else if (exec_ops)
		exec_ops->hw_unlock();
}

void exec_irq_init(struct exec_irq *irq, const char *name, void (*fn)(struct exec_irq *))
{
	irq->fn = fn;
	irq->name = name;
	irq->next = NULL;
	irq->pending = false;
	irq->running = 0;
}

void exec_irq_raise(struct exec_irq *irq)
{
	if (exec_ops)
		exec_ops->irq_raise(irq);
}

void exec_irq_sync(struct exec_irq *irq)
{
	if (exec_ops)
		exec_ops->irq_sync(irq);
}
