// SPDX-License-Identifier: MIT
/*
 * The fiber executor. Every task is a fiber on one OS thread. Virtual CPUs
 * take turns on that thread: each has a fiber of its own that it is running
 * (a task, or its idle loop), and a preemption point may hand the thread to
 * another CPU, let this CPU take an interrupt, or preempt its task. Which of
 * these happens is drawn from the seed. Time is virtual: it moves as code is
 * charged for what it does, and jumps to the next event when every CPU is
 * idle. Interrupts run on the stack of what they interrupt, as on hardware.
 */
#include <linux/preempt.h>
#include <linux/sched.h>

#include "base/exec/sanitize.h"
#include "base/exec/switch.h"
#include "base/exec/task.h"
#include "base/host.h"

#define MAX_CPUS	64
#define NEVER		(~0ull)
#define NOW_NS		10	/* reading the clock: polling it must get somewhere */
#define DELAY_SLICE_NS	500
#define HUNG_CHECK_NS	10000000000ull

/* how many points from one decision to the next, at most; half of it on average */
#define FUSE_MAX	15
/* 1 decision in so many preempts the task, the others turn to another CPU */
#define ODDS_PREEMPT	4
/* 1 point in so many leaves a pending interrupt for later */
#define ODDS_IRQ_LATER	4

#define fast exec_fast

/**
 * struct vcpu - a virtual CPU
 * @pub: what the code that runs on it sees
 * @fiber: the fiber that runs on it: @idle or a task
 * @spin_word: the lock word it spins on, or NULL
 */
struct vcpu {
	struct exec_cpu pub;
	struct exec_task *fiber;
	struct exec_task idle;
	unsigned int *spin_word;
};

static struct {
	struct vcpu cpu[MAX_CPUS];
	unsigned int ncpus;
	struct vcpu *self;
	struct exec_task *main;
	unsigned long owner;		/* the one OS thread */

	exec_ns next_hung_check;
	struct exec_event_queue events;

	struct exec_task *run_head, *run_tail;
	unsigned int nrunnable;
	struct exec_irq *irq_head, **irq_tail;

	struct exec_task *ended;	/* to be reaped once its stack is left */
	char *spare_stacks;		/* linked through their lowest bytes */

	unsigned long long rng, fingerprint, switches, random;

	/* the watchdog's view, which another OS thread reads: atomic */
	const struct exec_task *running;
	unsigned int running_cpu;
	struct host_thread *watchdog;
	unsigned int watchdog_ms;
	unsigned int watchdog_stop;
} f;

/* the watchdog reads it from another OS thread */
static void point_count(void)
{
	__atomic_store_n(&fast.points, fast.points + 1, __ATOMIC_RELAXED);
}

/* ---- decisions --------------------------------------------------------- */

static unsigned long long xorshift(unsigned long long *state)
{
	unsigned long long x = *state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return x * 0x2545f4914f6cdd1dull;
}

/* spread a small seed over all bits (splitmix64) */
static unsigned long long seed_mix(unsigned long long x)
{
	x += 0x9e3779b97f4a7c15ull;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return (x ^ (x >> 31)) | 1;
}

static void fingerprint_add(unsigned long long what)
{
	f.fingerprint = (f.fingerprint ^ what ^ fast.clock) * 0x100000001b3ull;
}

/* ---- stacks and switching ---------------------------------------------- */

static char *stack_get(void)
{
	char *stack = f.spare_stacks;

	if (stack)
		f.spare_stacks = *(char **)stack;
	else
		stack = host_stack_map(FIBER_STACK_SIZE);
	if (!stack)
		host_panic("the host has no room for another stack");
	__asan_unpoison_memory_region(stack, FIBER_STACK_SIZE);
	return stack;
}

static void stack_put(char *stack)
{
	__asan_unpoison_memory_region(stack, FIBER_STACK_SIZE);
	*(char **)stack = f.spare_stacks;
	f.spare_stacks = stack;
}

static void reap_ended(void)
{
	struct exec_task *t = f.ended;

	if (!t)
		return;
	f.ended = NULL;
	stack_put(t->stack);
	t->stack = NULL;
	__tsan_destroy_fiber(t->tsan);
	t->tsan = NULL;
}

static void fiber_swap(struct exec_task *from, struct exec_task *to)
{
	f.switches++;
	__atomic_store_n(&f.running, to, __ATOMIC_RELAXED);
	__atomic_store_n(&f.running_cpu, f.self->pub.id, __ATOMIC_RELAXED);
	if (__builtin_expect(exec_trace != NULL, 0))
		exec_trace("switch", "cpu %u: %s/%d -> %s/%d", f.self->pub.id, from->task->comm,
			   from->task->pid, to->task->comm, to->task->pid);
	fingerprint_add((unsigned long long)f.self->pub.id << 32 ^
			(unsigned long long)(to->task != NULL) << 48 ^ f.switches);
	__sanitizer_start_switch_fiber(from->ended ? NULL : &from->fake_stack, to->stack,
				       to->stack_size);
	__tsan_switch_to_fiber(to->tsan, 0);
	exec_switch_stack(&from->sp, to->sp);
	__sanitizer_finish_switch_fiber(from->fake_stack, NULL, NULL);
	reap_ended();
}

static void idle_loop(void);

static void fiber_entry(void)
{
	struct exec_task *t = f.self->fiber;

	__sanitizer_finish_switch_fiber(NULL, NULL, NULL);
	reap_ended();
	if (t == &f.self->idle)
		idle_loop();
	t->entry(t);
	host_panic("a task returned from its entry");
}

static void fiber_prepare(struct exec_task *t)
{
	t->stack = stack_get();
	t->stack_size = FIBER_STACK_SIZE;
	t->tsan = __tsan_create_fiber(0);
	t->sp = exec_new_stack(t->stack + t->stack_size, fiber_entry);
}

/* ---- the run queue ----------------------------------------------------- */

static void run_queue_add(struct exec_task *t)
{
	if (t->queued)
		return;
	t->queued = true;
	t->next = NULL;
	if (f.run_tail)
		f.run_tail->next = t;
	else
		f.run_head = t;
	f.run_tail = t;
	f.nrunnable++;
}

/* mostly the first; now and then one of the next three */
static struct exec_task *run_queue_take(void)
{
	struct exec_task **link = &f.run_head, *prev = NULL, *t;
	unsigned int skip = 0;

	if (!f.run_head)
		return NULL;
	if (f.nrunnable > 1)
		skip = xorshift(&f.rng) >> 60;
	if (skip > 3 || skip >= f.nrunnable)
		skip = 0;
	while (skip--) {
		prev = *link;
		link = &(*link)->next;
	}
	t = *link;
	*link = t->next;
	if (f.run_tail == t)
		f.run_tail = prev;
	f.nrunnable--;
	t->queued = false;
	t->next = NULL;
	return t;
}

/* ---- events and interrupts --------------------------------------------- */

static void next_when_update(void)
{
	struct exec_event *first = event_queue_first(&f.events);

	fast.next_when = first ? first->when : NEVER;
}

/* fire what is due by now; while an event runs, the clock shows its time */
void fibers_events_fire(void)
{
	exec_ns now = fast.clock;

	fast.hw_depth++;
	while (fast.next_when <= now) {
		struct exec_event *event = event_queue_first(&f.events);

		event_queue_remove(&f.events, event);
		next_when_update();
		fast.clock = event->when;
		event->fn(event);
	}
	fast.hw_depth--;
	if (fast.clock < now)
		fast.clock = now;
}

static void clock_to(exec_ns when)
{
	if (when > fast.clock)
		fast.clock = when;
	if (fast.next_when <= fast.clock)
		fibers_events_fire();
}

static bool irq_takeable(const struct vcpu *v)
{
	return f.irq_head && !v->pub.irqs_off;
}

static bool irqs_take(void)
{
	bool taken = false;

	while (irq_takeable(f.self)) {
		struct exec_irq *irq = f.irq_head;

		taken = true;
		f.irq_head = irq->next;
		if (!f.irq_head)
			f.irq_tail = &f.irq_head;
		irq->next = NULL;
		irq->pending = false;
		irq->running = f.self->pub.id + 1;
		fingerprint_add(0x1000 + f.self->pub.id);
		exec_irq_run(irq);
		irq->running = 0;
		if (irq->pending) {
			*f.irq_tail = irq;
			f.irq_tail = &irq->next;
			fast.attention = true;
		}
	}
	return taken;
}

static bool softirqs_take(void)
{
	if (!softirq_any_pending() || irq_count() || f.self->pub.irqs_off)
		return false;
	softirq_run();
	return true;
}

/* ---- choosing who runs ------------------------------------------------- */

static bool vcpu_can_run(const struct vcpu *v)
{
	if (irq_takeable(v))
		return true;
	if (v->spin_word)
		return !*v->spin_word;
	/* an interrupt or softirq that came while it idled is not finished yet */
	if (v->fiber != &v->idle || v->pub.preempt_count)
		return true;
	return f.run_head || softirq_any_pending();
}

static struct vcpu *vcpu_other(void)
{
	unsigned int first, i;

	if (f.ncpus == 1)
		return NULL;
	first = f.ncpus == 2 ? !f.self->pub.id : xorshift(&f.rng) % f.ncpus;
	for (i = 0; i < f.ncpus; i++) {
		struct vcpu *v = &f.cpu[(first + i) % f.ncpus];

		if (v != f.self && vcpu_can_run(v))
			return v;
	}
	return NULL;
}

static void vcpu_switch(struct vcpu *to)
{
	struct exec_task *from = f.self->fiber;

	f.self = to;
	exec_self_cpu = &to->pub;
	fiber_swap(from, to->fiber);
}

/* the current task leaves its CPU; another task or the idle loop takes over */
static void vcpu_give_up(struct exec_task *t)
{
	struct vcpu *v = f.self;
	struct exec_task *next = run_queue_take();

	if (next == t)
		return;
	if (!next)
		next = &v->idle;
	/* only a task that broke the rules has anything to save */
	t->has_saved = v->pub.preempt_count || v->pub.irqs_off || v->pub.nheld;
	if (t->has_saved) {
		t->saved = v->pub;
		v->pub.preempt_count = 0;
		v->pub.irqs_off = false;
		v->pub.nheld = 0;
	}
	v->fiber = next;
	v->pub.curr = next->task;
	fiber_swap(t, next);
	v = f.self;
	if (t->has_saved) {
		unsigned int id = v->pub.id;

		t->has_saved = false;
		t->saved.curr = v->pub.curr;
		v->pub = t->saved;
		v->pub.id = id;
	}
}

static bool on_idle_fiber(void)
{
	return f.self->fiber == &f.self->idle;
}

static void preempt_current(void)
{
	struct exec_task *t = f.self->fiber;

	run_queue_add(t);
	vcpu_give_up(t);
}

static void idle_jump(void)
{
	if (fast.next_when == NEVER)
		sched_everything_blocked(
			"nothing can run, and no timer or hardware event is pending");
	clock_to(fast.next_when);
	if (fast.clock >= f.next_hung_check) {
		f.next_hung_check = fast.clock + HUNG_CHECK_NS;
		sched_report_hung(fast.clock);
	}
}

static void idle_loop(void)
{
	for (;;) {
		struct exec_task *next;
		struct vcpu *other;

		point_count();
		irqs_take();
		softirqs_take();
		next = run_queue_take();
		if (next) {
			f.self->fiber = next;
			f.self->pub.curr = next->task;
			fiber_swap(&f.self->idle, next);
			continue;
		}
		other = vcpu_other();
		if (other)
			vcpu_switch(other);
		else
			idle_jump();
	}
}

static void check_owner(void)
{
	if (host_thread_id() != f.owner)
		host_panic("a second OS thread called into a world of fibers; only the thread that "
			   "started it may (use the thread executor: --threads, DMAE_THREADS)");
}

/* ---- the operations ---------------------------------------------------- */

static exec_ns fibers_now(void)
{
	if (!fast.hw_depth)
		fast.clock += NOW_NS;
	return fast.clock;
}

static exec_ns fibers_stamp(void)
{
	return fast.clock;
}

static void look_for_work(unsigned long long dice)
{
	if (irq_takeable(f.self) && dice % ODDS_IRQ_LATER)
		irqs_take();
	softirqs_take();
	fast.attention = f.irq_head || softirq_any_pending();
}

static void decide(unsigned long long dice)
{
	struct vcpu *other;

	if ((dice >> 8) % ODDS_PREEMPT) {
		other = vcpu_other();
		if (other)
			vcpu_switch(other);
	} else if (f.run_head && preemptible() && !on_idle_fiber()) {
		preempt_current();
	}
}

void fibers_point_slow(void)
{
	unsigned long long dice = xorshift(&f.rng);
	bool burnt = !fast.fuse;

	/* before anything that has points of its own */
	if (burnt)
		fast.fuse = 1 + (dice >> 32) % FUSE_MAX;
	if (fast.next_when <= fast.clock)
		fibers_events_fire();
	if (fast.attention)
		look_for_work(dice);
	if (burnt)
		decide(dice);
}

/* we wait for another CPU, an interrupt or the hardware: let it come about */
static void wait_a_little(const char *why)
{
	struct vcpu *other;

	point_count();
	if (irqs_take() || softirqs_take())
		return;
	other = vcpu_other();
	if (other) {
		clock_to(fast.clock + EXEC_POINT_NS);
		vcpu_switch(other);
	} else if (f.run_head && preemptible() && !on_idle_fiber()) {
		preempt_current();
	} else if (fast.next_when != NEVER) {
		clock_to(fast.next_when);
	} else {
		sched_everything_blocked(why);
	}
}

static void fibers_delay(exec_ns ns)
{
	exec_ns end = fast.clock + ns;

	if (fast.hw_depth)
		return;
	while (fast.clock < end) {
		struct vcpu *other = vcpu_other();
		exec_ns step = end - fast.clock;

		point_count();
		if (other && step > DELAY_SLICE_NS)
			step = DELAY_SLICE_NS;
		if (fast.next_when < fast.clock + step)
			step = fast.next_when > fast.clock ? fast.next_when - fast.clock : 0;
		clock_to(fast.clock + step);
		irqs_take();
		softirqs_take();
		other = vcpu_other();
		if (other)
			vcpu_switch(other);
	}
}

static int fibers_task_start(struct exec_task *t)
{
	fiber_prepare(t);
	run_queue_add(t);
	return 0;
}

static void __attribute__((noreturn)) fibers_task_exit(struct exec_task *t)
{
	t->ended = true;
	f.ended = t;
	vcpu_give_up(t);
	host_panic("an ended task ran again");
}

static void fibers_task_reap(struct exec_task *t)
{
	/* the stack of one that ended went when the next fiber ran */
	if (t->stack && t != f.main && !t->ended) {
		stack_put(t->stack);
		t->stack = NULL;
		__tsan_destroy_fiber(t->tsan);
	}
}

static void fibers_park(void)
{
	struct exec_task *t = f.self->fiber;

	if (fast.hw_depth)
		host_panic("the hardware's side (a model, an event) tried to sleep");
	if (on_idle_fiber())
		host_panic("an interrupt on an idle CPU tried to sleep");
	t->parked_at = fast.clock;
	while (!t->token) {
		t->parked = true;
		vcpu_give_up(t);
	}
	t->parked = false;
	t->token = false;
}

static void fibers_unpark(struct exec_task *t)
{
	t->token = true;
	if (t->parked) {
		t->parked = false;
		run_queue_add(t);
	}
}

static void fibers_yield(void)
{
	exec_point();
	if (f.run_head && preemptible() && !on_idle_fiber())
		preempt_current();
}

static void fibers_spin(unsigned int *word)
{
	while (*word) {
		f.self->spin_word = word;
		wait_a_little("a CPU spins on a lock that nobody can release");
		f.self->spin_word = NULL;
	}
	*word = 1;
}

static void fibers_unspin(unsigned int *word)
{
}

static void fibers_event_at(struct exec_event *event, exec_ns when)
{
	event_queue_add(&f.events, event, when > fast.clock ? when : fast.clock);
	next_when_update();
}

static bool fibers_event_cancel(struct exec_event *event)
{
	bool pending = event_queue_remove(&f.events, event);

	next_when_update();
	return pending;
}

static void fibers_irq_raise(struct exec_irq *irq)
{
	if (irq->pending)
		return;
	irq->pending = true;
	irq->next = NULL;
	if (irq->running)
		return;		/* queued again when it has run */
	*f.irq_tail = irq;
	f.irq_tail = &irq->next;
	fast.attention = true;
}

static void fibers_irq_sync(struct exec_irq *irq)
{
	while ((irq->running && irq->running != (int)f.self->pub.id + 1) ||
	       (irq->pending && !irq->running && preemptible()))
		wait_a_little("an interrupt handler never ends");
}

static void fibers_softirq_raised(void)
{
	fast.attention = true;
}

static struct exec_cpu *fibers_attach(void)
{
	check_owner();
	return &f.self->pub;
}

/* ---- the watchdog ------------------------------------------------------ */

/*
 * A host thread of its own: nothing else could notice a fiber that never
 * comes to a preemption point. It only reports; a debugger may be the reason.
 */
static void watchdog_run(void *arg)
{
	unsigned long long seen = 0;
	bool reported = false;

	while (!__atomic_load_n(&f.watchdog_stop, __ATOMIC_ACQUIRE)) {
		const struct exec_task *running;
		unsigned long long points;

		host_futex_wait(&f.watchdog_stop, 0, host_now_ns() + f.watchdog_ms * 1000000ull);
		points = __atomic_load_n(&fast.points, __ATOMIC_RELAXED);
		running = __atomic_load_n(&f.running, __ATOMIC_RELAXED);
		if (points != seen) {
			seen = points;
			reported = false;
			continue;
		}
		/* the application's own code is free to compute for as long as it likes */
		if (reported || running == f.main ||
		    __atomic_load_n(&f.watchdog_stop, __ATOMIC_ACQUIRE))
			continue;
		reported = true;
		sched_report_stuck(running, __atomic_load_n(&f.running_cpu, __ATOMIC_RELAXED),
				   f.watchdog_ms);
	}
}

/* ---- start and stop ---------------------------------------------------- */

static void vcpu_init(struct vcpu *v, unsigned int id)
{
	v->pub.id = id;
	v->pub.epoch = exec_epoch;
	sched_adopt(&v->idle, &v->pub, "swapper");
	fiber_prepare(&v->idle);
	v->fiber = &v->idle;
}

static int fibers_start(const struct exec_params *params)
{
	unsigned int i;
	int err;

	__builtin_memset(&f, 0, sizeof(f));
	__builtin_memset(&fast, 0, sizeof(fast));
	fast.fibers = true;
	fast.fuse = 1;
	f.ncpus = params->cpus ? params->cpus : 2;
	if (f.ncpus > MAX_CPUS)
		f.ncpus = MAX_CPUS;
	f.owner = host_thread_id();
	fast.next_when = NEVER;
	f.next_hung_check = HUNG_CHECK_NS;
	f.irq_tail = &f.irq_head;
	f.rng = seed_mix(params->seed);
	f.random = seed_mix(params->seed ^ 0x5deece66dull);
	f.fingerprint = 0xcbf29ce484222325ull;
	f.watchdog_ms = params->watchdog_ms ? params->watchdog_ms : 10000;
	for (i = 0; i < f.ncpus; i++)
		vcpu_init(&f.cpu[i], i);
	f.self = &f.cpu[0];
	exec_self_cpu = &f.self->pub;
	f.main = sched_new_adopted("main");
	host_stack_bounds((void **)&f.main->stack, &f.main->stack_size);
	f.main->tsan = __tsan_get_current_fiber();
	f.self->fiber = f.main;
	f.running = f.main;
	f.self->pub.curr = f.main->task;
	err = host_thread_start(&f.watchdog, watchdog_run, NULL, "dmae-watchdog");
	if (err)
		host_printf("libdmaengine: no watchdog (error %d)\n", err);
	return 0;
}

static void fibers_stop(void)
{
	unsigned int i;

	if (f.watchdog) {
		__atomic_store_n(&f.watchdog_stop, 1, __ATOMIC_RELEASE);
		host_futex_wake(&f.watchdog_stop, 1);
		host_thread_join(f.watchdog);
	}
	for (i = 0; i < f.ncpus; i++) {
		stack_put(f.cpu[i].idle.stack);
		__tsan_destroy_fiber(f.cpu[i].idle.tsan);
		sched_release_adopted(&f.cpu[i].idle);
	}
	f.main->stack = NULL;
	event_queue_free(&f.events);
	fast.fibers = false;
	while (f.spare_stacks)
		host_stack_unmap(stack_get(), FIBER_STACK_SIZE);
	f.self = NULL;
}

unsigned int exec_cpus(void)
{
	return exec_ops == &fibers_ops ? f.ncpus : threads_cpus();
}

unsigned long long exec_random(void)
{
	unsigned long long value;

	if (exec_ops == &fibers_ops)
		return xorshift(&f.random);
	host_random(&value, sizeof(value));
	return value;
}

unsigned long long exec_fingerprint(void)
{
	return exec_ops == &fibers_ops ? f.fingerprint : 0;
}

unsigned long long exec_switches(void)
{
	return exec_ops == &fibers_ops ? f.switches : 0;
}

const struct exec_ops fibers_ops = {
	.kind = EXEC_FIBERS,
	.start = fibers_start,
	.stop = fibers_stop,
	.now = fibers_now,
	.stamp = fibers_stamp,
	.delay = fibers_delay,
	.task_start = fibers_task_start,
	.task_exit = fibers_task_exit,
	.task_reap = fibers_task_reap,
	.park = fibers_park,
	.unpark = fibers_unpark,
	.yield = fibers_yield,
	.spin = fibers_spin,
	.unspin = fibers_unspin,
	.event_at = fibers_event_at,
	.event_cancel = fibers_event_cancel,
	.irq_raise = fibers_irq_raise,
	.irq_sync = fibers_irq_sync,
	.softirq_raised = fibers_softirq_raised,
	.attach = fibers_attach,
};
