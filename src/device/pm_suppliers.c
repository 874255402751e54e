// SPDX-License-Identifier: MIT
/*
 * Runtime power management across device links: suppliers run while a
 * consumer does. A link's rpm_active counts, above 1, the consumer's claims
 * on its supplier's usage count.
 */
#include <linux/atomic.h>
#include <linux/refcount.h>

#include "device/core.h"
#include "device/pm.h"

static int get_supplier(struct device_link *link)
{
	int ret;

	if (!(link->flags & DL_FLAG_PM_RUNTIME))
		return 0;
	ret = pm_runtime_get_sync(link->supplier);
	/* a supplier without runtime PM is always there */
	if (ret < 0 && ret != -EACCES) {
		pm_runtime_put_noidle(link->supplier);
		return ret;
	}
	refcount_inc(&link->rpm_active);
	return 0;
}

int rpm_get_suppliers(struct device *dev)
{
	return device_links_for_suppliers(dev, get_supplier);
}

void pm_runtime_release_supplier(struct device_link *link)
{
	/* the last count stands for the link itself */
	while (refcount_dec_not_one(&link->rpm_active))
		pm_runtime_put_noidle(link->supplier);
}

static int put_supplier(struct device_link *link)
{
	if (link->flags & DL_FLAG_PM_RUNTIME)
		pm_runtime_release_supplier(link);
	return 0;
}

static int put_supplier_idle(struct device_link *link)
{
	put_supplier(link);
	if (link->flags & DL_FLAG_PM_RUNTIME)
		pm_request_idle(link->supplier);
	return 0;
}

void rpm_put_suppliers(struct device *dev, bool try_to_suspend)
{
	device_links_for_suppliers(dev, try_to_suspend ? put_supplier_idle : put_supplier);
}

static int request_idle(struct device_link *link)
{
	if (link->flags & DL_FLAG_PM_RUNTIME)
		pm_request_idle(link->supplier);
	return 0;
}

void rpm_suspend_suppliers(struct device *dev)
{
	device_links_for_suppliers(dev, request_idle);
}

/* ---- around a probe ---------------------------------------------------- */

static int preactivate(struct device_link *link)
{
	if (link->flags & DL_FLAG_PM_RUNTIME) {
		link->supplier_preactivated = true;
		pm_runtime_get_sync(link->supplier);
	}
	return 0;
}

static int undo_preactivate(struct device_link *link)
{
	if (link->supplier_preactivated) {
		link->supplier_preactivated = false;
		pm_runtime_put(link->supplier);
	}
	return 0;
}

void pm_runtime_get_suppliers(struct device *dev)
{
	device_links_for_suppliers(dev, preactivate);
}

void pm_runtime_put_suppliers(struct device *dev)
{
	device_links_for_suppliers(dev, undo_preactivate);
}

/* ---- links come and go ------------------------------------------------- */

void pm_runtime_new_link(struct device *dev)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->power.lock, flags);
	dev->power.links_count++;
	spin_unlock_irqrestore(&dev->power.lock, flags);
}

static void count_link_off(struct device *consumer)
{
	guard(spinlock_irqsave)(&consumer->power.lock);
	WARN_ON(!consumer->power.links_count);
	consumer->power.links_count--;
}

void pm_runtime_drop_link(struct device_link *link)
{
	struct device *supplier = link->supplier;

	if (!(link->flags & DL_FLAG_PM_RUNTIME))
		return;
	count_link_off(link->consumer);
	pm_runtime_release_supplier(link);
	if (link->supplier_preactivated) {
		pm_runtime_put_noidle(supplier);
		link->supplier_preactivated = false;
	}
	pm_request_idle(supplier);
}
