/* SPDX-License-Identifier: MIT */
/*
 * Interrupts as a driver sees them (src/device/irq.c), softirqs
 * (src/base/softirq.c) and tasklets (src/base/defer/tasklet.c).
 */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/cleanup.h>
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/hardirq.h>
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/workqueue.h>

/* ---- interrupts ---------------------------------------------------------- */

#define IRQF_TRIGGER_NONE	0x00000000
#define IRQF_TRIGGER_RISING	0x00000001
#define IRQF_TRIGGER_FALLING	0x00000002
#define IRQF_TRIGGER_HIGH	0x00000004
#define IRQF_TRIGGER_LOW	0x00000008
#define IRQF_TRIGGER_MASK	(IRQF_TRIGGER_HIGH | IRQF_TRIGGER_LOW | \
				 IRQF_TRIGGER_RISING | IRQF_TRIGGER_FALLING)
#define IRQF_TRIGGER_PROBE	0x00000010

#define IRQF_SHARED		0x00000080
#define IRQF_PROBE_SHARED	0x00000100
#define __IRQF_TIMER		0x00000200
#define IRQF_PERCPU		0x00000400
#define IRQF_NOBALANCING	0x00000800
#define IRQF_IRQPOLL		0x00001000
#define IRQF_ONESHOT		0x00002000
#define IRQF_NO_SUSPEND		0x00004000
#define IRQF_FORCE_RESUME	0x00008000
#define IRQF_NO_THREAD		0x00010000
#define IRQF_EARLY_RESUME	0x00020000
#define IRQF_COND_SUSPEND	0x00040000
#define IRQF_NO_AUTOEN		0x00080000
#define IRQF_NO_DEBUG		0x00100000
#define IRQF_TIMER		(__IRQF_TIMER | IRQF_NO_SUSPEND | IRQF_NO_THREAD)

/* what request_any_context_irq() returns on success */
enum {
	IRQC_IS_HARDIRQ = 0,
	IRQC_IS_NESTED,
};

/* the number of an interrupt that a device has no wire for */
#define IRQ_NOTCONNECTED	(1U << 31)

struct device;
struct proc_dir_entry;
struct seq_file;
struct task_struct;

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

/**
 * struct irqaction - one handler of an interrupt
 * @handler: runs in hardirq context
 * @dev_id: the caller's, and its name when the interrupt is shared
 * @percpu_dev_id: unused
 * @next: the next handler of a shared interrupt
 * @thread_fn: runs in @thread when @handler returned IRQ_WAKE_THREAD
 * @thread: the thread, if there is a @thread_fn
 * @secondary: unused
 * @irq: the interrupt
 * @flags: IRQF_*
 * @thread_flags: the thread's state; private
 * @thread_mask: the thread's bit among those of a shared interrupt; private
 * @name: who requested it
 * @dir: unused
 *
 * Owned by the interrupt core, protected by the interrupt's lock.
 */
struct irqaction {
	irq_handler_t handler;
	void *dev_id;
	void __percpu *percpu_dev_id;
	struct irqaction *next;
	irq_handler_t thread_fn;
	struct task_struct *thread;
	struct irqaction *secondary;
	unsigned int irq;
	unsigned int flags;
	unsigned long thread_flags;
	unsigned long thread_mask;
	const char *name;
	struct proc_dir_entry *dir;
};

irqreturn_t no_action(int cpl, void *dev_id);

int __must_check
request_threaded_irq(unsigned int irq, irq_handler_t handler,
		     irq_handler_t thread_fn, unsigned long flags,
		     const char *name, void *dev);
int __must_check
request_any_context_irq(unsigned int irq, irq_handler_t handler,
			unsigned long flags, const char *name, void *dev_id);

static inline int __must_check
request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
	    const char *name, void *dev)
{
	return request_threaded_irq(irq, handler, NULL, flags, name, dev);
}

/* the name that was given to request_irq(); NULL if there was none to free */
const void *free_irq(unsigned int irq, void *dev_id);

int __must_check
devm_request_threaded_irq(struct device *dev, unsigned int irq,
			  irq_handler_t handler, irq_handler_t thread_fn,
			  unsigned long irqflags, const char *devname,
			  void *dev_id);
int __must_check
devm_request_any_context_irq(struct device *dev, unsigned int irq,
			     irq_handler_t handler, unsigned long irqflags,
			     const char *devname, void *dev_id);

static inline int __must_check
devm_request_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
		 unsigned long irqflags, const char *devname, void *dev_id)
{
	return devm_request_threaded_irq(dev, irq, handler, NULL, irqflags,
					 devname, dev_id);
}

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);

bool irq_has_action(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
bool disable_hardirq(unsigned int irq);
void disable_irq(unsigned int irq);
void enable_irq(unsigned int irq);
void irq_wake_thread(unsigned int irq, void *dev_id);
void synchronize_irq(unsigned int irq);
bool synchronize_hardirq(unsigned int irq);
int irq_inject_interrupt(unsigned int irq);

struct irq_affinity_notify {
	unsigned int irq;
	struct kref kref;
	struct work_struct work;
	void (*notify)(struct irq_affinity_notify *notify,
		       const cpumask_t *mask);
	void (*release)(struct kref *ref);
};

#define IRQ_AFFINITY_MAX_SETS	4

struct irq_affinity {
	unsigned int pre_vectors;
	unsigned int post_vectors;
	unsigned int nr_sets;
	unsigned int set_size[IRQ_AFFINITY_MAX_SETS];
	void (*calc_sets)(struct irq_affinity *affd, unsigned int nvecs);
	void *priv;
};

struct irq_affinity_desc {
	struct cpumask mask;
	unsigned int is_managed : 1;
};

int irq_set_affinity(unsigned int irq, const struct cpumask *cpumask);
int irq_force_affinity(unsigned int irq, const struct cpumask *cpumask);
int irq_can_set_affinity(unsigned int irq);
int __irq_apply_affinity_hint(unsigned int irq, const struct cpumask *m,
			      bool setaffinity);
int irq_set_affinity_notifier(unsigned int irq,
			      struct irq_affinity_notify *notify);

static inline int irq_update_affinity_hint(unsigned int irq,
					   const struct cpumask *m)
{
	return __irq_apply_affinity_hint(irq, m, false);
}

static inline int irq_set_affinity_and_hint(unsigned int irq,
					    const struct cpumask *m)
{
	return __irq_apply_affinity_hint(irq, m, true);
}

static inline int irq_set_affinity_hint(unsigned int irq,
					const struct cpumask *m)
{
	return irq_set_affinity_and_hint(irq, m);
}

int irq_set_irq_wake(unsigned int irq, unsigned int on);

static inline int enable_irq_wake(unsigned int irq)
{
	return irq_set_irq_wake(irq, 1);
}

static inline int disable_irq_wake(unsigned int irq)
{
	return irq_set_irq_wake(irq, 0);
}

enum irqchip_irq_state {
	IRQCHIP_STATE_PENDING,
	IRQCHIP_STATE_ACTIVE,
	IRQCHIP_STATE_MASKED,
	IRQCHIP_STATE_LINE_LEVEL,
};

int irq_get_irqchip_state(unsigned int irq, enum irqchip_irq_state which,
			  bool *state);
int irq_set_irqchip_state(unsigned int irq, enum irqchip_irq_state which,
			  bool state);

#define force_irqthreads()	(false)
#define hard_irq_disable()	do { } while (0)

int show_interrupts(struct seq_file *p, void *v);

/* ---- softirqs ------------------------------------------------------------ */

enum {
	HI_SOFTIRQ = 0,
	TIMER_SOFTIRQ,
	NET_TX_SOFTIRQ,
	NET_RX_SOFTIRQ,
	BLOCK_SOFTIRQ,
	IRQ_POLL_SOFTIRQ,
	TASKLET_SOFTIRQ,
	SCHED_SOFTIRQ,
	HRTIMER_SOFTIRQ,
	RCU_SOFTIRQ,

	NR_SOFTIRQS
};

extern const char *const softirq_to_name[NR_SOFTIRQS];

struct softirq_action {
	void (*action)(struct softirq_action *action);
};

void open_softirq(int nr, void (*action)(struct softirq_action *action));
/* any context */
void raise_softirq(unsigned int nr);
/* the same, with interrupts off already */
void raise_softirq_irqoff(unsigned int nr);
void __raise_softirq_irqoff(unsigned int nr);
unsigned int local_softirq_pending(void);

/* ---- tasklets ------------------------------------------------------------ */

/**
 * struct tasklet_struct - a function that runs soon, in softirq context
 * @next: private: in the list of scheduled tasklets
 * @state: TASKLET_STATE_* bits
 * @count: how often it is disabled; it runs while this is 0
 * @use_callback: @callback is set, not @func
 * @func: what to run, the old way
 * @callback: what to run
 * @data: for @func
 *
 * The caller owns it. It never runs on two CPUs at once; scheduled while it
 * runs, it runs again.
 */
struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state;
	atomic_t count;
	bool use_callback;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *t);
	};
	unsigned long data;
};

enum {
	TASKLET_STATE_SCHED,	/* waits to run */
	TASKLET_STATE_RUN,	/* is running */
	TASKLET_STATE_PARKED,	/* private: scheduled, but disabled: in no list */
	TASKLET_STATE_HI,	/* private: was scheduled by tasklet_hi_schedule() */
};

#define DECLARE_TASKLET(name, _callback)		\
	struct tasklet_struct name = {			\
		.count = ATOMIC_INIT(0),		\
		.callback = _callback,			\
		.use_callback = true,			\
	}

#define DECLARE_TASKLET_DISABLED(name, _callback)	\
	struct tasklet_struct name = {			\
		.count = ATOMIC_INIT(1),		\
		.callback = _callback,			\
		.use_callback = true,			\
	}

#define DECLARE_TASKLET_OLD(name, _func)		\
	struct tasklet_struct name = {			\
		.count = ATOMIC_INIT(0),		\
		.func = _func,				\
	}

#define DECLARE_TASKLET_DISABLED_OLD(name, _func)	\
	struct tasklet_struct name = {			\
		.count = ATOMIC_INIT(1),		\
		.func = _func,				\
	}

#define from_tasklet(var, callback_tasklet, tasklet_fieldname) \
	container_of(callback_tasklet, typeof(*var), tasklet_fieldname)

void tasklet_setup(struct tasklet_struct *t,
		   void (*callback)(struct tasklet_struct *t));
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data),
		  unsigned long data);
/* sleeps until it neither waits to run nor runs */
void tasklet_kill(struct tasklet_struct *t);

void __tasklet_schedule(struct tasklet_struct *t);
void __tasklet_hi_schedule(struct tasklet_struct *t);

static inline void tasklet_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_schedule(t);
}

static inline void tasklet_hi_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		__tasklet_hi_schedule(t);
}

static inline int tasklet_trylock(struct tasklet_struct *t)
{
	return !test_and_set_bit(TASKLET_STATE_RUN, &t->state);
}

void tasklet_unlock(struct tasklet_struct *t);
/* until it no longer runs: sleeping, or spinning */
void tasklet_unlock_wait(struct tasklet_struct *t);
void tasklet_unlock_spin_wait(struct tasklet_struct *t);

static inline void tasklet_disable_nosync(struct tasklet_struct *t)
{
	atomic_inc(&t->count);
	smp_mb__after_atomic();
}

static inline void tasklet_disable_in_atomic(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	tasklet_unlock_spin_wait(t);
}

static inline void tasklet_disable(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	tasklet_unlock_wait(t);
}

void tasklet_enable(struct tasklet_struct *t);

DEFINE_LOCK_GUARD_1(disable_irq, int, disable_irq(*_T->lock), enable_irq(*_T->lock))

#endif
