/* SPDX-License-Identifier: MIT */
/*
 * Performance events, for drivers that count something. A PMU is registered,
 * and is a device under /sys/bus/event_source with its attributes; there is no
 * perf_event_open() in a world, so that nothing is ever counted, except by
 * perf_event_create_kernel_counter(). src/device/perf_event.c.
 */
#ifndef _LINUX_PERF_EVENT_H
#define _LINUX_PERF_EVENT_H

#include <linux/percpu-refcount.h>
#include <linux/atomic.h>
#include <linux/cpuhotplug.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <asm/local64.h>

#define PERF_TYPE_MAX			6

#define PERF_EF_START			0x01
#define PERF_EF_RELOAD			0x02
#define PERF_EF_UPDATE			0x04

#define PERF_HES_STOPPED		0x01
#define PERF_HES_UPTODATE		0x02
#define PERF_HES_ARCH			0x04

#define PERF_PMU_CAP_NO_INTERRUPT	0x0001
#define PERF_PMU_CAP_NO_NMI		0x0002
#define PERF_PMU_CAP_EXCLUSIVE		0x0010
#define PERF_PMU_CAP_NO_EXCLUDE		0x0080

#define PERF_ATTACH_CONTEXT		0x01
#define PERF_ATTACH_GROUP		0x02
#define PERF_ATTACH_TASK		0x04

enum perf_event_state {
	PERF_EVENT_STATE_DEAD = -4,
	PERF_EVENT_STATE_EXIT = -3,
	PERF_EVENT_STATE_ERROR = -2,
	PERF_EVENT_STATE_OFF = -1,
	PERF_EVENT_STATE_INACTIVE = 0,
	PERF_EVENT_STATE_ACTIVE = 1,
};

enum perf_event_task_context {
	perf_invalid_context = -1,
	perf_hw_context = 0,
	perf_sw_context,
	perf_nr_task_contexts,
};

struct perf_event_attr {
	__u32 type;
	__u32 size;
	__u64 config;
	union {
		__u64 sample_period;
		__u64 sample_freq;
	};
	__u64 sample_type;
	__u64 read_format;
	__u64 disabled : 1,
	      inherit : 1,
	      pinned : 1,
	      exclusive : 1,
	      exclude_user : 1,
	      exclude_kernel : 1,
	      exclude_hv : 1,
	      exclude_idle : 1,
	      exclude_host : 1,
	      exclude_guest : 1;
	__u64 config1;
	__u64 config2;
};

struct hw_perf_event {
	u64 config;
	u64 last_tag;
	unsigned long config_base;
	unsigned long event_base;
	int idx;
	int last_cpu;
	int flags;
	int state;
	local64_t prev_count;
	u64 sample_period;
	local64_t period_left;
};

struct perf_event;
struct pt_regs;
struct task_struct;

enum perf_pmu_scope {
	PERF_PMU_SCOPE_NONE = 0,
	PERF_PMU_SCOPE_CORE,
	PERF_PMU_SCOPE_DIE,
	PERF_PMU_SCOPE_CLUSTER,
	PERF_PMU_SCOPE_PKG,
	PERF_PMU_SCOPE_SYS_WIDE,
	PERF_PMU_MAX_SCOPE,
};

struct pmu {
	struct list_head entry;
	struct module *module;
	struct device *dev;
	struct device *parent;
	const struct attribute_group **attr_groups;
	const struct attribute_group **attr_update;
	const char *name;
	int type;
	unsigned int scope;
	int capabilities;
	int task_ctx_nr;
	void (*pmu_enable)(struct pmu *pmu);
	void (*pmu_disable)(struct pmu *pmu);
	int (*event_init)(struct perf_event *event);
	int (*add)(struct perf_event *event, int flags);
	void (*del)(struct perf_event *event, int flags);
	void (*start)(struct perf_event *event, int flags);
	void (*stop)(struct perf_event *event, int flags);
	void (*read)(struct perf_event *event);
	void (*start_txn)(struct pmu *pmu, unsigned int txn_flags);
	int (*commit_txn)(struct pmu *pmu);
	void (*cancel_txn)(struct pmu *pmu);
	int (*event_idx)(struct perf_event *event);
};

struct perf_event {
	struct list_head event_entry;
	struct list_head sibling_list;
	struct list_head active_list;
	int nr_siblings;
	struct perf_event *group_leader;
	struct pmu *pmu;
	void *pmu_private;
	enum perf_event_state state;
	unsigned int attach_state;
	local64_t count;
	u64 total_time_enabled;
	u64 total_time_running;
	struct perf_event_attr attr;
	struct hw_perf_event hw;
	struct perf_event *parent;
	int oncpu;
	int cpu;
};

#define for_each_sibling_event(sibling, event)				\
	if ((event)->group_leader == (event))				\
		list_for_each_entry((sibling), &(event)->sibling_list, sibling_list)

/** perf_pmu_register() - @type: -1: a free one. Return: 0, -EEXIST, -ENOMEM, ... */
int perf_pmu_register(struct pmu *pmu, const char *name, int type);
void perf_pmu_unregister(struct pmu *pmu);
void perf_pmu_migrate_context(struct pmu *pmu, int src_cpu, int dst_cpu);
void perf_event_update_userpage(struct perf_event *event);

/**
 * perf_event_create_kernel_counter() - a counter of the PMU whose type @attr has; -ENOENT: none has
 */
struct perf_event *
perf_event_create_kernel_counter(struct perf_event_attr *attr, int cpu, struct task_struct *task,
				 void (*callback)(struct perf_event *, void *, struct pt_regs *),
				 void *context);
int perf_event_release_kernel(struct perf_event *event);
u64 perf_event_read_value(struct perf_event *event, u64 *enabled, u64 *running);

static inline bool is_sampling_event(struct perf_event *event)
{
	return event->attr.sample_period != 0;
}

static inline bool is_software_event(const struct perf_event *event)
{
	return false;
}

struct perf_pmu_events_attr {
	struct device_attribute attr;
	u64 id;
	const char *event_str;
};

ssize_t perf_event_sysfs_show(struct device *dev, struct device_attribute *attr, char *page);

#define PMU_FORMAT_ATTR(_name, _format)					\
	static ssize_t _name##_show(struct device *dev, struct device_attribute *attr, char *page) \
	{								\
		return sprintf(page, _format "\n");			\
	}								\
	static struct device_attribute format_attr_##_name = __ATTR_RO(_name)

#endif
