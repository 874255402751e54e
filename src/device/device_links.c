// SPDX-License-Identifier: MIT
/*
 * Device links: a consumer that needs a supplier. A managed link makes the
 * consumer's probe wait for the supplier's, and unbinds the consumer before
 * the supplier; a stateless one only orders power. The power side of links
 * is pm_runtime.c's.
 *
 * A managed link's status, by what its two ends are doing:
 *
 *	DORMANT           the supplier has no driver
 *	AVAILABLE         it has, the consumer has none
 *	CONSUMER_PROBE    the consumer's driver is probing
 *	ACTIVE            both are bound
 *	SUPPLIER_UNBIND   the supplier is being unbound: no probe may begin
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/pm_runtime.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "base/host.h"
#include "device/core.h"

#define DL_MANAGED_FLAGS (DL_FLAG_AUTOREMOVE_CONSUMER | DL_FLAG_AUTOREMOVE_SUPPLIER | \
			  DL_FLAG_AUTOPROBE_CONSUMER | DL_FLAG_SYNC_STATE_ONLY | \
			  DL_FLAG_INFERRED | DL_FLAG_CYCLE)
#define DL_ADD_FLAGS (DL_MANAGED_FLAGS | DL_FLAG_STATELESS | DL_FLAG_PM_RUNTIME | \
		      DL_FLAG_RPM_ACTIVE)

/* Protects all links: the lists they are on, their status and flags, and dev->links.status */
static DEFINE_MUTEX(links_lock);

void device_links_init(struct device *dev)
{
	INIT_LIST_HEAD(&dev->links.consumers);
	INIT_LIST_HEAD(&dev->links.suppliers);
	INIT_LIST_HEAD(&dev->links.defer_sync);
	dev->links.status = DL_DEV_NO_DRIVER;
}

/* ---- dependence -------------------------------------------------------- */

static int dependent_locked(struct device *dev, void *target)
{
	struct device_link *link;
	int ret;

	if (dev == target)
		return 1;
	ret = device_for_each_child(dev, target, dependent_locked);
	if (ret)
		return ret;
	list_for_each_entry(link, &dev->links.consumers, s_node) {
		if ((link->flags & ~DL_FLAG_INFERRED) ==
		    (DL_FLAG_SYNC_STATE_ONLY | DL_FLAG_MANAGED))
			continue;
		if (link->consumer == target || dependent_locked(link->consumer, target))
			return 1;
	}
	return 0;
}

int device_is_dependent(struct device *dev, void *target)
{
	int ret;

	mutex_lock(&links_lock);
	ret = dependent_locked(dev, target);
	mutex_unlock(&links_lock);
	return ret;
}

/* ---- making and dropping ----------------------------------------------- */

static bool flags_valid(u32 flags)
{
	if (flags & ~DL_ADD_FLAGS)
		return false;
	if ((flags & DL_FLAG_STATELESS) && (flags & DL_MANAGED_FLAGS))
		return false;
	return !(flags & DL_FLAG_AUTOPROBE_CONSUMER) ||
	       !(flags & (DL_FLAG_AUTOREMOVE_CONSUMER | DL_FLAG_AUTOREMOVE_SUPPLIER));
}

static enum device_link_state first_status(struct device *consumer, struct device *supplier)
{
	switch (supplier->links.status) {
	case DL_DEV_PROBING:
		/* a consumer that is probing itself may finish before its supplier does */
		return consumer->links.status == DL_DEV_PROBING ? DL_STATE_CONSUMER_PROBE :
								  DL_STATE_DORMANT;
	case DL_DEV_DRIVER_BOUND:
		return consumer->links.status == DL_DEV_PROBING ? DL_STATE_CONSUMER_PROBE :
		       consumer->links.status == DL_DEV_DRIVER_BOUND ? DL_STATE_ACTIVE :
								       DL_STATE_AVAILABLE;
	case DL_DEV_UNBINDING:
		return DL_STATE_SUPPLIER_UNBIND;
	default:
		return DL_STATE_DORMANT;
	}
}

static void merge_runtime_pm(struct device_link *link, u32 flags)
{
	if (!(flags & DL_FLAG_PM_RUNTIME))
		return;
	if (!(link->flags & DL_FLAG_PM_RUNTIME)) {
		link->flags |= DL_FLAG_PM_RUNTIME;
		pm_runtime_new_link(link->consumer);
	}
	if (flags & DL_FLAG_RPM_ACTIVE)
		refcount_inc(&link->rpm_active);
}

/* The link has to last as long as the longest of the requests needs it. */
static void merge_lifetime(struct device_link *link, u32 flags)
{
	const u32 both = DL_FLAG_AUTOREMOVE_CONSUMER | DL_FLAG_AUTOREMOVE_SUPPLIER;

	if (!(flags & both))
		link->flags &= ~both;
	else if ((flags & DL_FLAG_AUTOREMOVE_SUPPLIER) &&
		 (link->flags & DL_FLAG_AUTOREMOVE_CONSUMER))
		link->flags = (link->flags & ~both) | DL_FLAG_AUTOREMOVE_SUPPLIER;
}

/* a second request for a link that exists adds its wishes to the first's */
static struct device_link *merge_locked(struct device_link *link, u32 flags)
{
	merge_runtime_pm(link, flags);
	if (flags & DL_FLAG_STATELESS) {
		link->flags |= DL_FLAG_STATELESS;
		kref_get(&link->kref);
		return link;
	}
	merge_lifetime(link, flags);
	if (!(link->flags & DL_FLAG_MANAGED)) {
		link->flags |= DL_FLAG_MANAGED;
		link->status = first_status(link->consumer, link->supplier);
		kref_get(&link->kref);
	}
	/* one full request makes it a full link */
	if (!(flags & DL_FLAG_SYNC_STATE_ONLY))
		link->flags &= ~DL_FLAG_SYNC_STATE_ONLY;
	return link;
}

static struct device_link *find_locked(struct device *consumer, struct device *supplier)
{
	struct device_link *link;

	list_for_each_entry(link, &supplier->links.consumers, s_node)
		if (link->consumer == consumer)
			return link;
	return NULL;
}

static struct device_link *new_link_locked(struct device *consumer, struct device *supplier,
					   u32 flags)
{
	struct device_link *link = kzalloc(sizeof(*link), GFP_KERNEL);

	if (!link)
		return NULL;
	refcount_set(&link->rpm_active, 1);
	link->supplier = get_device(supplier);
	link->consumer = get_device(consumer);
	INIT_LIST_HEAD(&link->s_node);
	INIT_LIST_HEAD(&link->c_node);
	link->flags = flags;
	kref_init(&link->kref);
	if (flags & DL_FLAG_PM_RUNTIME) {
		if (flags & DL_FLAG_RPM_ACTIVE)
			refcount_inc(&link->rpm_active);
		pm_runtime_new_link(consumer);
	}
	link->status = flags & DL_FLAG_STATELESS ? DL_STATE_NONE :
						   first_status(consumer, supplier);
	list_add_tail(&link->s_node, &supplier->links.consumers);
	list_add_tail(&link->c_node, &consumer->links.suppliers);
	return link;
}

struct device_link *device_link_add(struct device *consumer, struct device *supplier, u32 flags)
{
	bool active = (flags & DL_FLAG_PM_RUNTIME) && (flags & DL_FLAG_RPM_ACTIVE);
	struct device_link *link = NULL;
	bool probing = false;

	if (!consumer || !supplier || consumer == supplier || !flags_valid(flags))
		return NULL;
	if (active && pm_runtime_get_sync(supplier) < 0) {
		pm_runtime_put_noidle(supplier);
		return NULL;
	}
	if (!(flags & DL_FLAG_STATELESS))
		flags |= DL_FLAG_MANAGED;
	if (flags & DL_FLAG_AUTOREMOVE_SUPPLIER)
		flags &= ~DL_FLAG_AUTOREMOVE_CONSUMER;

	mutex_lock(&links_lock);
	/* what depends on the supplier must not be what it depends on */
	if (!(flags & DL_FLAG_SYNC_STATE_ONLY) && dependent_locked(consumer, supplier))
		goto out;
	link = find_locked(consumer, supplier);
	if (link) {
		merge_locked(link, flags);
		goto out;
	}
	link = new_link_locked(consumer, supplier, flags);
	if (link) {
		probing = link->status == DL_STATE_CONSUMER_PROBE;
		dev_dbg(consumer, "Linked as a consumer to %s\n", dev_name(supplier));
	}
out:
	mutex_unlock(&links_lock);
	/* a consumer that links from its probe expects the supplier to run */
	if (probing && (flags & DL_FLAG_PM_RUNTIME))
		pm_runtime_resume(supplier);
	if (active && !link)
		pm_runtime_put(supplier);
	return link;
}

static void link_free(struct device_link *link)
{
	put_device(link->consumer);
	put_device(link->supplier);
	kfree(link);
}

/* the last reference is gone, or one of the devices: the link goes, under the lock */
static void link_release(struct kref *kref)
{
	struct device_link *link = container_of(kref, struct device_link, kref);

	dev_dbg(link->consumer, "Dropping the link to %s\n", dev_name(link->supplier));
	pm_runtime_drop_link(link);
	list_del(&link->s_node);
	list_del(&link->c_node);
	link->dead = true;
	if (!link->pins)
		link_free(link);
}

static void put_locked(struct device_link *link)
{
	bool stateless = link->flags & DL_FLAG_STATELESS;

	if (WARN(!stateless && device_is_registered(link->consumer),
		 "Unable to drop a managed device link reference\n"))
		return;
	if (stateless)
		kref_put(&link->kref, link_release);
	else
		link_release(&link->kref);
}

void device_link_del(struct device_link *link)
{
	mutex_lock(&links_lock);
	put_locked(link);
	mutex_unlock(&links_lock);
}

void device_link_remove(void *consumer, struct device *supplier)
{
	struct device_link *link;

	if (WARN_ON(consumer == supplier))
		return;
	mutex_lock(&links_lock);
	link = find_locked(consumer, supplier);
	if (link)
		put_locked(link);
	mutex_unlock(&links_lock);
}

static void drop_managed_locked(struct device_link *link)
{
	link->flags &= ~DL_FLAG_MANAGED;
	link->status = DL_STATE_NONE;
	kref_put(&link->kref, link_release);
}

void device_links_purge(struct device *dev)
{
	struct device_link *link, *next;

	mutex_lock(&links_lock);
	list_for_each_entry_safe_reverse(link, next, &dev->links.suppliers, c_node) {
		WARN_ON(link->status == DL_STATE_ACTIVE);
		link_release(&link->kref);
	}
	list_for_each_entry_safe_reverse(link, next, &dev->links.consumers, s_node) {
		WARN_ON(link->status != DL_STATE_DORMANT && link->status != DL_STATE_NONE);
		link_release(&link->kref);
	}
	mutex_unlock(&links_lock);
}

/* ---- probe and unbind move the states ----------------------------------- */

static void unclaim_suppliers_locked(struct device *dev)
{
	struct device_link *link;

	list_for_each_entry(link, &dev->links.suppliers, c_node)
		if (link->status == DL_STATE_CONSUMER_PROBE)
			link->status = link->supplier->links.status == DL_DEV_DRIVER_BOUND ?
				       DL_STATE_AVAILABLE : DL_STATE_DORMANT;
}

int device_links_check_suppliers(struct device *dev)
{
	struct device_link *link;
	int ret = 0;

	mutex_lock(&links_lock);
	list_for_each_entry(link, &dev->links.suppliers, c_node) {
		if (!(link->flags & DL_FLAG_MANAGED) || (link->flags & DL_FLAG_SYNC_STATE_ONLY))
			continue;
		if (link->status != DL_STATE_AVAILABLE) {
			unclaim_suppliers_locked(dev);
			ret = dev_err_probe(dev, -EPROBE_DEFER, "supplier %s not ready\n",
					    dev_name(link->supplier));
			break;
		}
		link->status = DL_STATE_CONSUMER_PROBE;
	}
	dev->links.status = ret ? dev->links.status : DL_DEV_PROBING;
	mutex_unlock(&links_lock);
	return ret;
}

/* A consumer may bind now; one that linked to us while we were probing is ahead of us. */
static void offer_to_consumer(struct device_link *link)
{
	if (link->status == DL_STATE_CONSUMER_PROBE || link->status == DL_STATE_ACTIVE)
		return;
	WARN_ON(link->status != DL_STATE_DORMANT);
	link->status = DL_STATE_AVAILABLE;
	if (link->flags & DL_FLAG_AUTOPROBE_CONSUMER)
		driver_deferred_probe_add(link->consumer);
}

static void use_supplier(struct device_link *link)
{
	if (link->flags & DL_FLAG_SYNC_STATE_ONLY) {
		drop_managed_locked(link);
		return;
	}
	WARN_ON(link->status != DL_STATE_CONSUMER_PROBE);
	link->status = DL_STATE_ACTIVE;
}

void device_links_driver_bound(struct device *dev)
{
	struct device_link *link, *next;

	guard(mutex)(&links_lock);
	list_for_each_entry(link, &dev->links.consumers, s_node) {
		if (link->flags & DL_FLAG_MANAGED)
			offer_to_consumer(link);
	}
	list_for_each_entry_safe(link, next, &dev->links.suppliers, c_node) {
		if (link->flags & DL_FLAG_MANAGED)
			use_supplier(link);
	}
	dev->links.status = DL_DEV_DRIVER_BOUND;
}

static void no_driver_locked(struct device *dev)
{
	struct device_link *link, *next;

	list_for_each_entry_safe_reverse(link, next, &dev->links.suppliers, c_node) {
		if (!(link->flags & DL_FLAG_MANAGED))
			continue;
		if (link->flags & DL_FLAG_AUTOREMOVE_CONSUMER) {
			drop_managed_locked(link);
			continue;
		}
		if (link->status != DL_STATE_CONSUMER_PROBE && link->status != DL_STATE_ACTIVE)
			continue;
		link->status = link->supplier->links.status == DL_DEV_DRIVER_BOUND ?
			       DL_STATE_AVAILABLE : DL_STATE_DORMANT;
	}
	dev->links.status = DL_DEV_NO_DRIVER;
}

void device_links_no_driver(struct device *dev)
{
	struct device_link *link;

	mutex_lock(&links_lock);
	list_for_each_entry(link, &dev->links.consumers, s_node)
		if ((link->flags & DL_FLAG_MANAGED) &&
		    (link->status == DL_STATE_CONSUMER_PROBE || link->status == DL_STATE_ACTIVE))
			link->status = DL_STATE_DORMANT;
	no_driver_locked(dev);
	mutex_unlock(&links_lock);
}

void device_links_driver_cleanup(struct device *dev)
{
	struct device_link *link, *next;

	mutex_lock(&links_lock);
	list_for_each_entry_safe(link, next, &dev->links.consumers, s_node) {
		if (!(link->flags & DL_FLAG_MANAGED))
			continue;
		WARN_ON(link->flags & DL_FLAG_AUTOREMOVE_CONSUMER);
		WARN_ON(link->status != DL_STATE_SUPPLIER_UNBIND);
		link->status = DL_STATE_DORMANT;
		if (link->flags & DL_FLAG_AUTOREMOVE_SUPPLIER)
			drop_managed_locked(link);
	}
	no_driver_locked(dev);
	mutex_unlock(&links_lock);
}

bool device_links_busy(struct device *dev)
{
	struct device_link *link;
	bool busy = false;

	mutex_lock(&links_lock);
	list_for_each_entry(link, &dev->links.consumers, s_node) {
		if (!(link->flags & DL_FLAG_MANAGED))
			continue;
		if (link->status == DL_STATE_CONSUMER_PROBE || link->status == DL_STATE_ACTIVE) {
			busy = true;
			break;
		}
		link->status = DL_STATE_SUPPLIER_UNBIND;
	}
	dev->links.status = DL_DEV_UNBINDING;
	mutex_unlock(&links_lock);
	return busy;
}

/*
 * one consumer that has to be unbound first, with a reference, or NULL; *@probing: one is busy
 * probing
 */
static struct device *next_bound_consumer(struct device *dev, bool *probing)
{
	struct device *consumer = NULL;
	struct device_link *link;

	*probing = false;
	mutex_lock(&links_lock);
	list_for_each_entry(link, &dev->links.consumers, s_node) {
		enum device_link_state status = link->status;

		if (!(link->flags & DL_FLAG_MANAGED) || (link->flags & DL_FLAG_SYNC_STATE_ONLY))
			continue;
		if (status == DL_STATE_CONSUMER_PROBE) {
			*probing = true;
			break;
		}
		link->status = DL_STATE_SUPPLIER_UNBIND;
		if (status == DL_STATE_ACTIVE) {
			consumer = get_device(link->consumer);
			break;
		}
	}
	mutex_unlock(&links_lock);
	return consumer;
}

void device_links_unbind_consumers(struct device *dev)
{
	struct device *consumer;
	bool probing;

	for (;;) {
		consumer = next_bound_consumer(dev, &probing);
		if (consumer) {
			device_release_driver_internal(consumer, NULL, consumer->parent);
			put_device(consumer);
		} else if (probing) {
			wait_for_device_probe();
		} else {
			return;
		}
	}
}

/* ---- for power management ----------------------------------------------- */

static void unpin(struct device_link *link)
{
	mutex_lock(&links_lock);
	if (!--link->pins && link->dead)
		link_free(link);
	mutex_unlock(&links_lock);
}

int device_links_for_suppliers(struct device *dev, int (*fn)(struct device_link *link))
{
	struct device_link **links, *link;
	unsigned int n = 0, i = 0;
	int ret = 0;

	mutex_lock(&links_lock);
	list_for_each_entry(link, &dev->links.suppliers, c_node)
		n++;
	links = n ? host_alloc(n * sizeof(*links)) : NULL;
	list_for_each_entry(link, &dev->links.suppliers, c_node) {
		link->pins++;
		links[i++] = link;
	}
	mutex_unlock(&links_lock);
	for (i = 0; i < n; i++) {
		if (!ret)
			ret = fn(links[i]);
		unpin(links[i]);
	}
	host_free(links);
	return ret;
}
