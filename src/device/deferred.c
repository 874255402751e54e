// SPDX-License-Identifier: MIT
/*
 * Deferred probes: devices whose drivers asked to be tried again later
 * (-EPROBE_DEFER). All of them are tried again whenever any device was
 * bound. Each keeps the reason that its driver gave (dev_err_probe()).
 */
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "device/core.h"
#include "device/device.h"

/* Protects both lists and the reasons. Devices on a list are there by their p->deferred. */
static DEFINE_MUTEX(deferred_mutex);
static LIST_HEAD(pending);	/* until the next trigger */
static LIST_HEAD(active);	/* being tried by the work */
static atomic_t trigger_count = ATOMIC_INIT(0);
static struct workqueue_struct *deferred_wq;
static struct work_struct deferred_work;
static struct dentry *devices_deferred;

static void deferred_work_fn(struct work_struct *work)
{
	struct device_private *p;
	struct device *dev;

	mutex_lock(&deferred_mutex);
	while (!list_empty(&active)) {
		p = list_first_entry(&active, struct device_private, deferred);
		dev = p->device;
		list_del_init(&p->deferred);
		get_device(dev);
		kfree(p->deferred_reason);
		p->deferred_reason = NULL;
		mutex_unlock(&deferred_mutex);

		dev_dbg(dev, "Retrying from deferred list\n");
		bus_probe_device(dev);

		mutex_lock(&deferred_mutex);
		put_device(dev);
	}
	mutex_unlock(&deferred_mutex);
}

void driver_deferred_probe_add(struct device *dev)
{
	if (!READ_ONCE(dev->can_match))
		return;
	mutex_lock(&deferred_mutex);
	if (list_empty(&dev->p->deferred)) {
		dev_dbg(dev, "Added to deferred list\n");
		list_add_tail(&dev->p->deferred, &pending);
	}
	mutex_unlock(&deferred_mutex);
}

void driver_deferred_probe_del(struct device *dev)
{
	mutex_lock(&deferred_mutex);
	if (!list_empty(&dev->p->deferred)) {
		dev_dbg(dev, "Removed from deferred list\n");
		list_del_init(&dev->p->deferred);
		kfree(dev->p->deferred_reason);
		dev->p->deferred_reason = NULL;
	}
	mutex_unlock(&deferred_mutex);
}

void driver_deferred_probe_trigger(void)
{
	if (!deferred_wq)
		return;
	mutex_lock(&deferred_mutex);
	atomic_inc(&trigger_count);
	list_splice_tail_init(&pending, &active);
	if (!list_empty(&active))
		queue_work(deferred_wq, &deferred_work);
	mutex_unlock(&deferred_mutex);
}

int driver_deferred_probe_count(void)
{
	return atomic_read(&trigger_count);
}

int driver_deferred_probe_check_state(struct device *dev)
{
	return -EPROBE_DEFER;
}

void wait_for_device_probe(void)
{
	if (!deferred_wq)
		return;
	do {
		flush_work(&deferred_work);
		wait_for_probes();
	} while (work_pending(&deferred_work));
}

/* ---- why --------------------------------------------------------------- */

void device_set_deferred_probe_reason(const struct device *dev, struct va_format *vaf)
{
	const char *drv = dev_driver_string(dev);
	char *reason;

	mutex_lock(&deferred_mutex);
	reason = kasprintf(GFP_KERNEL, "%s: %pV", drv, vaf);
	kfree(dev->p->deferred_reason);
	dev->p->deferred_reason = reason;
	mutex_unlock(&deferred_mutex);
}

static int deferred_devs_show(struct seq_file *s, void *v)
{
	struct device_private *curr;

	mutex_lock(&deferred_mutex);
	list_for_each_entry(curr, &pending, deferred)
		seq_printf(s, "%s\t%s", dev_name(curr->device),
			   curr->deferred_reason ? curr->deferred_reason : "\n");
	mutex_unlock(&deferred_mutex);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(deferred_devs);

unsigned int driver_deferred_probe_report(void)
{
	struct device_private *curr;
	unsigned int count = 0;

	mutex_lock(&deferred_mutex);
	list_for_each_entry(curr, &pending, deferred) {
		dev_info(curr->device, "deferred probe pending: %s",
			 curr->deferred_reason ? curr->deferred_reason : "(reason unknown)\n");
		count++;
	}
	mutex_unlock(&deferred_mutex);
	return count;
}

/* ---- start and stop ---------------------------------------------------- */

int deferred_start(void)
{
	INIT_LIST_HEAD(&pending);
	INIT_LIST_HEAD(&active);
	atomic_set(&trigger_count, 0);
	INIT_WORK(&deferred_work, deferred_work_fn);
	deferred_wq = alloc_workqueue("deferred_probe", 0, 0);
	if (!deferred_wq)
		return -ENOMEM;
	devices_deferred = debugfs_create_file("devices_deferred", 0444, NULL, NULL,
					       &deferred_devs_fops);
	return 0;
}

void deferred_stop(void)
{
	struct workqueue_struct *wq = deferred_wq;

	debugfs_remove(devices_deferred);
	devices_deferred = NULL;
	deferred_wq = NULL;
	if (wq)
		destroy_workqueue(wq);
}
