/* SPDX-License-Identifier: MIT */
/*
 * Power management: the operations that a driver offers and the state that
 * a device carries. Runtime power management works (<linux/pm_runtime.h>);
 * a world is never suspended as a whole, so the system sleep operations are
 * there to be named, and called by pm_runtime_force_suspend()'s users only.
 */
#ifndef _LINUX_PM_H
#define _LINUX_PM_H

#include <linux/types.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct device;
struct dev_pm_qos;
struct pm_domain_data;
struct wake_irq;
struct wakeup_source;

extern const char power_group_name[];

typedef struct pm_message {
	int event;
} pm_message_t;

struct dev_pm_ops {
	int (*prepare)(struct device *dev);
	void (*complete)(struct device *dev);
	int (*suspend)(struct device *dev);
	int (*resume)(struct device *dev);
	int (*freeze)(struct device *dev);
	int (*thaw)(struct device *dev);
	int (*poweroff)(struct device *dev);
	int (*restore)(struct device *dev);
	int (*suspend_late)(struct device *dev);
	int (*resume_early)(struct device *dev);
	int (*freeze_late)(struct device *dev);
	int (*thaw_early)(struct device *dev);
	int (*poweroff_late)(struct device *dev);
	int (*restore_early)(struct device *dev);
	int (*suspend_noirq)(struct device *dev);
	int (*resume_noirq)(struct device *dev);
	int (*freeze_noirq)(struct device *dev);
	int (*thaw_noirq)(struct device *dev);
	int (*poweroff_noirq)(struct device *dev);
	int (*restore_noirq)(struct device *dev);
	int (*runtime_suspend)(struct device *dev);
	int (*runtime_resume)(struct device *dev);
	int (*runtime_idle)(struct device *dev);
};

#define pm_ptr(_ptr) (_ptr)
#define pm_sleep_ptr(_ptr) (_ptr)

#define SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)	\
	.suspend = pm_sleep_ptr(suspend_fn),		\
	.resume = pm_sleep_ptr(resume_fn),		\
	.freeze = pm_sleep_ptr(suspend_fn),		\
	.thaw = pm_sleep_ptr(resume_fn),		\
	.poweroff = pm_sleep_ptr(suspend_fn),		\
	.restore = pm_sleep_ptr(resume_fn),

#define LATE_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)	\
	.suspend_late = pm_sleep_ptr(suspend_fn),	\
	.resume_early = pm_sleep_ptr(resume_fn),	\
	.freeze_late = pm_sleep_ptr(suspend_fn),	\
	.thaw_early = pm_sleep_ptr(resume_fn),		\
	.poweroff_late = pm_sleep_ptr(suspend_fn),	\
	.restore_early = pm_sleep_ptr(resume_fn),

#define NOIRQ_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn) \
	.suspend_noirq = pm_sleep_ptr(suspend_fn),	\
	.resume_noirq = pm_sleep_ptr(resume_fn),	\
	.freeze_noirq = pm_sleep_ptr(suspend_fn),	\
	.thaw_noirq = pm_sleep_ptr(resume_fn),		\
	.poweroff_noirq = pm_sleep_ptr(suspend_fn),	\
	.restore_noirq = pm_sleep_ptr(resume_fn),

#define RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)	\
	.runtime_suspend = suspend_fn,			\
	.runtime_resume = resume_fn,			\
	.runtime_idle = idle_fn,

#define SET_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn) \
	SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)
#define SET_LATE_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn) \
	LATE_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)
#define SET_NOIRQ_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn) \
	NOIRQ_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)
#define SET_RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn) \
	RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)

#define _DEFINE_DEV_PM_OPS(name, suspend_fn, resume_fn, runtime_suspend_fn,	\
			   runtime_resume_fn, idle_fn)				\
const struct dev_pm_ops name = {						\
	SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)				\
	RUNTIME_PM_OPS(runtime_suspend_fn, runtime_resume_fn, idle_fn)		\
}

#define EXPORT_DEV_PM_OPS(name) const struct dev_pm_ops name
#define EXPORT_GPL_DEV_PM_OPS(name) const struct dev_pm_ops name
#define EXPORT_NS_DEV_PM_OPS(name, ns) const struct dev_pm_ops name
#define EXPORT_NS_GPL_DEV_PM_OPS(name, ns) const struct dev_pm_ops name

#define DEFINE_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn) \
	_DEFINE_DEV_PM_OPS(name, suspend_fn, resume_fn, NULL, NULL, NULL)

#define EXPORT_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn) \
	EXPORT_DEV_PM_OPS(name) = { SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn) }
#define EXPORT_GPL_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn) \
	EXPORT_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)
#define EXPORT_NS_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn, ns) \
	EXPORT_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)
#define EXPORT_NS_GPL_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn, ns) \
	EXPORT_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)

#define SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)		\
const struct dev_pm_ops __maybe_unused name = {			\
	SET_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)		\
}

#define UNIVERSAL_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn)	\
const struct dev_pm_ops __maybe_unused name = {				\
	SET_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)			\
	SET_RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)		\
}

#define PM_EVENT_INVALID	(-1)
#define PM_EVENT_ON		0x0000
#define PM_EVENT_FREEZE		0x0001
#define PM_EVENT_SUSPEND	0x0002
#define PM_EVENT_HIBERNATE	0x0004
#define PM_EVENT_QUIESCE	0x0008
#define PM_EVENT_RESUME		0x0010
#define PM_EVENT_THAW		0x0020
#define PM_EVENT_RESTORE	0x0040
#define PM_EVENT_RECOVER	0x0080
#define PM_EVENT_USER		0x0100
#define PM_EVENT_REMOTE		0x0200
#define PM_EVENT_AUTO		0x0400
#define PM_EVENT_PRETHAW	PM_EVENT_QUIESCE

#define PM_EVENT_SLEEP		(PM_EVENT_SUSPEND | PM_EVENT_HIBERNATE)
#define PM_EVENT_USER_SUSPEND	(PM_EVENT_USER | PM_EVENT_SUSPEND)
#define PM_EVENT_USER_RESUME	(PM_EVENT_USER | PM_EVENT_RESUME)
#define PM_EVENT_REMOTE_RESUME	(PM_EVENT_REMOTE | PM_EVENT_RESUME)
#define PM_EVENT_AUTO_SUSPEND	(PM_EVENT_AUTO | PM_EVENT_SUSPEND)
#define PM_EVENT_AUTO_RESUME	(PM_EVENT_AUTO | PM_EVENT_RESUME)

#define PMSG_INVALID	((struct pm_message){ .event = PM_EVENT_INVALID, })
#define PMSG_ON		((struct pm_message){ .event = PM_EVENT_ON, })
#define PMSG_FREEZE	((struct pm_message){ .event = PM_EVENT_FREEZE, })
#define PMSG_QUIESCE	((struct pm_message){ .event = PM_EVENT_QUIESCE, })
#define PMSG_SUSPEND	((struct pm_message){ .event = PM_EVENT_SUSPEND, })
#define PMSG_HIBERNATE	((struct pm_message){ .event = PM_EVENT_HIBERNATE, })
#define PMSG_RESUME	((struct pm_message){ .event = PM_EVENT_RESUME, })
#define PMSG_THAW	((struct pm_message){ .event = PM_EVENT_THAW, })
#define PMSG_RESTORE	((struct pm_message){ .event = PM_EVENT_RESTORE, })
#define PMSG_RECOVER	((struct pm_message){ .event = PM_EVENT_RECOVER, })

#define PMSG_IS_AUTO(msg) (((msg).event & PM_EVENT_AUTO) != 0)

enum rpm_status {
	RPM_INVALID = -1,
	RPM_ACTIVE = 0,
	RPM_RESUMING,
	RPM_SUSPENDED,
	RPM_SUSPENDING,
};

enum rpm_request {
	RPM_REQ_NONE = 0,
	RPM_REQ_IDLE,
	RPM_REQ_SUSPEND,
	RPM_REQ_AUTOSUSPEND,
	RPM_REQ_RESUME,
};

struct pm_subsys_data {
	spinlock_t lock;
	unsigned int refcount;
};

#define DPM_FLAG_NO_DIRECT_COMPLETE	(1UL << 0)
#define DPM_FLAG_SMART_PREPARE		(1UL << 1)
#define DPM_FLAG_SMART_SUSPEND		(1UL << 2)
#define DPM_FLAG_MAY_SKIP_RESUME	(1UL << 3)

/*
 * A device's power state, owned by the device. @lock protects everything
 * from @suspend_timer on but the atomic counters; a status of RESUMING or
 * SUSPENDING means that a callback runs, and @wait_queue is woken after it.
 * What is also read without the lock is no bit field, and goes through
 * READ_ONCE() and WRITE_ONCE().
 */
struct dev_pm_info {
	pm_message_t power_state;
	unsigned int can_wakeup:1;
	unsigned int should_wakeup:1;
	unsigned int async_suspend:1;
	bool in_dpm_list:1;
	bool is_prepared:1;
	bool is_suspended:1;
	bool is_noirq_suspended:1;
	bool is_late_suspended:1;
	bool no_pm:1;
	bool early_init:1;
	bool direct_complete:1;
	bool syscore:1;
	bool wakeup_path:1;
	u32 driver_flags;
	spinlock_t lock;
	struct wakeup_source *wakeup;
	struct hrtimer suspend_timer;
	u64 timer_expires;
	struct work_struct work;
	wait_queue_head_t wait_queue;
	struct wake_irq *wakeirq;
	atomic_t usage_count;
	atomic_t child_count;
	unsigned int disable_depth;
	bool idle_notification;
	bool request_pending;
	bool deferred_resume;
	bool needs_force_resume;
	bool runtime_auto;
	bool ignore_children;
	bool no_callbacks;
	bool irq_safe;
	bool use_autosuspend;
	bool timer_autosuspends;
	unsigned int links_count;
	enum rpm_request request;
	enum rpm_status runtime_status;
	enum rpm_status last_status;
	int runtime_error;
	int autosuspend_delay;
	u64 last_busy;
	u64 active_time;
	u64 suspended_time;
	u64 accounting_timestamp;
	struct pm_subsys_data *subsys_data;
	void (*set_latency_tolerance)(struct device *dev, s32 tolerance);
	struct dev_pm_qos *qos;
};

/* callbacks that stand in for the bus's and the driver's own */
struct dev_pm_domain {
	struct dev_pm_ops ops;
	int (*start)(struct device *dev);
	void (*detach)(struct device *dev, bool power_off);
	int (*activate)(struct device *dev);
	void (*sync)(struct device *dev);
	void (*dismiss)(struct device *dev);
};

/* call the driver's own operation of that name, or return 0 without one */
int pm_generic_prepare(struct device *dev);
int pm_generic_suspend(struct device *dev);
int pm_generic_suspend_late(struct device *dev);
int pm_generic_suspend_noirq(struct device *dev);
int pm_generic_resume(struct device *dev);
int pm_generic_resume_early(struct device *dev);
int pm_generic_resume_noirq(struct device *dev);
int pm_generic_freeze(struct device *dev);
int pm_generic_thaw(struct device *dev);
int pm_generic_poweroff(struct device *dev);
int pm_generic_restore(struct device *dev);
void pm_generic_complete(struct device *dev);

enum dpm_order {
	DPM_ORDER_NONE,
	DPM_ORDER_DEV_AFTER_PARENT,
	DPM_ORDER_PARENT_BEFORE_DEV,
	DPM_ORDER_DEV_LAST,
};

#endif
