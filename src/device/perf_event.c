// SPDX-License-Identifier: MIT
/*
 * Performance events: PMUs and their devices under /sys/bus/event_source.
 * Nobody in a world opens an event but a kernel counter, which runs from its
 * creation to its release.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/idr.h>
#include <linux/perf_event.h>
#include <linux/slab.h>

#include "device/services.h"

/* @lock protects @all and @types */
static DEFINE_MUTEX(lock);
static LIST_HEAD(all);
static DEFINE_IDA(types);

static ssize_t type_show(struct device *dev, struct device_attribute *attr, char *page)
{
	struct pmu *pmu = dev_get_drvdata(dev);

	return sysfs_emit(page, "%d\n", pmu->type);
}
static DEVICE_ATTR_RO(type);

static struct attribute *pmu_dev_attrs[] = {
	&dev_attr_type.attr,
	NULL,
};
ATTRIBUTE_GROUPS(pmu_dev);

static struct bus_type pmu_bus = {
	.name = "event_source",
	.dev_groups = pmu_dev_groups,
};

static void pmu_dev_release(struct device *dev)
{
	kfree(dev);
}

static int pmu_dev_add(struct pmu *pmu)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int ret;

	if (!dev)
		return -ENOMEM;
	device_initialize(dev);
	dev->groups = pmu->attr_groups;
	dev->bus = &pmu_bus;
	dev->parent = pmu->parent;
	dev->release = pmu_dev_release;
	dev_set_drvdata(dev, pmu);
	ret = dev_set_name(dev, "%s", pmu->name);
	if (!ret)
		ret = device_add(dev);
	if (ret) {
		put_device(dev);
		return ret;
	}
	pmu->dev = dev;
	return 0;
}

int perf_pmu_register(struct pmu *pmu, const char *name, int type)
{
	int ret;

	if (WARN_ONCE(!name, "Can not register anonymous pmu.\n"))
		return -EINVAL;
	mutex_lock(&lock);
	pmu->name = name;
	if (type < 0)
		ret = ida_alloc_min(&types, PERF_TYPE_MAX, GFP_KERNEL);
	else
		ret = ida_alloc_range(&types, type, type, GFP_KERNEL);
	if (ret == -ENOSPC)
		ret = -EEXIST;
	if (ret >= 0) {
		pmu->type = ret;
		ret = pmu_dev_add(pmu);
		if (ret)
			ida_free(&types, pmu->type);
		else
			list_add_tail(&pmu->entry, &all);
	}
	mutex_unlock(&lock);
	return ret < 0 ? ret : 0;
}
EXPORT_SYMBOL_GPL(perf_pmu_register);

void perf_pmu_unregister(struct pmu *pmu)
{
	mutex_lock(&lock);
	list_del(&pmu->entry);
	device_del(pmu->dev);
	put_device(pmu->dev);
	ida_free(&types, pmu->type);
	mutex_unlock(&lock);
}
EXPORT_SYMBOL_GPL(perf_pmu_unregister);

/* CPUs stay, and so do the events on them */
void perf_pmu_migrate_context(struct pmu *pmu, int src_cpu, int dst_cpu)
{
}
EXPORT_SYMBOL_GPL(perf_pmu_migrate_context);

void perf_event_update_userpage(struct perf_event *event)
{
}
EXPORT_SYMBOL_GPL(perf_event_update_userpage);

ssize_t perf_event_sysfs_show(struct device *dev, struct device_attribute *attr, char *page)
{
	struct perf_pmu_events_attr *event = container_of(attr, struct perf_pmu_events_attr, attr);

	return event->event_str ? sprintf(page, "%s\n", event->event_str) : 0;
}
EXPORT_SYMBOL_GPL(perf_event_sysfs_show);

/* ---- kernel counters ----------------------------------------------------------- */

static int event_start(struct perf_event *event)
{
	struct pmu *pmu = event->pmu;
	int ret = pmu->event_init(event);

	if (ret)
		return ret;
	if (pmu->pmu_disable)
		pmu->pmu_disable(pmu);
	ret = pmu->add(event, PERF_EF_START);
	if (!ret)
		event->state = PERF_EVENT_STATE_ACTIVE;
	if (pmu->pmu_enable)
		pmu->pmu_enable(pmu);
	return ret;
}

static struct pmu *pmu_of_type(u32 type)
{
	struct pmu *pmu;

	list_for_each_entry(pmu, &all, entry)
		if ((u32)pmu->type == type)
			return pmu;
	return NULL;
}

struct perf_event *
perf_event_create_kernel_counter(struct perf_event_attr *attr, int cpu, struct task_struct *task,
				 void (*callback)(struct perf_event *, void *, struct pt_regs *),
				 void *context)
{
	struct perf_event *event = kzalloc(sizeof(*event), GFP_KERNEL);
	int ret = -ENOENT;

	if (!event)
		return ERR_PTR(-ENOMEM);
	event->attr = *attr;
	event->cpu = cpu;
	event->group_leader = event;
	event->state = PERF_EVENT_STATE_INACTIVE;
	INIT_LIST_HEAD(&event->event_entry);
	INIT_LIST_HEAD(&event->sibling_list);
	INIT_LIST_HEAD(&event->active_list);
	mutex_lock(&lock);
	event->pmu = pmu_of_type(attr->type);
	if (event->pmu)
		ret = event_start(event);
	mutex_unlock(&lock);
	if (!ret)
		return event;
	kfree(event);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_GPL(perf_event_create_kernel_counter);

u64 perf_event_read_value(struct perf_event *event, u64 *enabled, u64 *running)
{
	mutex_lock(&lock);
	if (event->pmu->read)
		event->pmu->read(event);
	mutex_unlock(&lock);
	*enabled = event->total_time_enabled;
	*running = event->total_time_running;
	return local64_read(&event->count);
}
EXPORT_SYMBOL_GPL(perf_event_read_value);

int perf_event_release_kernel(struct perf_event *event)
{
	mutex_lock(&lock);
	event->pmu->del(event, PERF_EF_UPDATE);
	mutex_unlock(&lock);
	kfree(event);
	return 0;
}
EXPORT_SYMBOL_GPL(perf_event_release_kernel);

/* ---------------------------------------------------------------------------------- */

int perf_start(void)
{
	INIT_LIST_HEAD(&all);
	return bus_register(&pmu_bus);
}

void perf_stop(void)
{
	struct pmu *pmu, *next;

	list_for_each_entry_safe(pmu, next, &all, entry) {
		pr_warn("perf: PMU %s was never unregistered\n", pmu->name);
		perf_pmu_unregister(pmu);
	}
	bus_unregister(&pmu_bus);
	ida_destroy(&types);
}
