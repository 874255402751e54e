// SPDX-License-Identifier: MIT
/*
 * Mappings that outlive a driver: counted when it has left the device, one of
 * them shown. Buses tell when that is (dma_debug_add_bus()).
 */
#include <linux/amba/bus.h>
#include <linux/device.h>
#include <linux/dma-map-ops.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/host.h"
#include "mapping/record_debug.h"

/** struct watch - a bus that is listened to */
struct watch {
	struct notifier_block nb;
	const struct bus_type *bus;
	struct list_head link;
};

static LIST_HEAD(watches);

/* how many are left of @dev; *@last: one of them */
static int left_of(struct device *dev, struct grant *last)
{
	const struct grant_owner *owner = smp_load_acquire(&dev->dma_owner);
	struct grant *list;
	size_t total, i;
	int count = 0;

	if (!owner || !machine_grants(owner->master))
		return 0;
	total = grants_copy(&list);
	for (i = 0; i < total; i++) {
		if (list[i].owner != owner)
			continue;
		/* the last of those that are oldest where addresses are equal, as in the kernel */
		if (!count++ || list[i].bus >= last->bus)
			*last = list[i];
	}
	host_free(list);
	return count;
}

static void say_leaks(struct device *dev)
{
	struct grant last;
	int count = left_of(dev, &last);

	if (count)
		record_err(dev, last.caller,
			   "device driver has pending DMA allocations while released from device "
			   "[count=%d]\nOne of leaked entries details: [device "
			   "address=0x%016llx] [size=%llu bytes] [mapped with %s] [mapped as "
			   "%s]\n", count, last.bus, last.len, record_dir_name(last.access),
			   record_type_name(&last));
}

/* another driver: from now on what is mapped is its */
static void note_driver(struct device *dev)
{
	struct grant_owner *owner = smp_load_acquire(&dev->dma_owner);

	if (!owner)
		return;
	grants_lock(owner->table);
	strscpy(owner->driver, dev_driver_string(dev), sizeof(owner->driver));
	grants_unlock(owner->table);
}

static int device_changed(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action == BUS_NOTIFY_UNBOUND_DRIVER && machine_checker && record_debugging())
		say_leaks(data);
	else if (action == BUS_NOTIFY_BIND_DRIVER)
		note_driver(data);
	return 0;
}

void dma_debug_add_bus(const struct bus_type *bus)
{
	struct watch *watch;

	if (!record_debugging())
		return;
	watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch) {
		pr_err("DMA-API: dma_debug_add_bus: out of memory\n");
		return;
	}
	watch->nb.notifier_call = device_changed;
	watch->bus = bus;
	if (bus_register_notifier(bus, &watch->nb)) {
		kfree(watch);
		return;
	}
	list_add_tail(&watch->link, &watches);
}

int record_leaks_start(void)
{
	dma_debug_add_bus(&platform_bus_type);
	dma_debug_add_bus(&amba_bustype);
	dma_debug_add_bus(&pci_bus_type);
	return 0;
}

void record_leaks_stop(void)
{
	struct watch *watch, *next;

	list_for_each_entry_safe(watch, next, &watches, link) {
		bus_unregister_notifier(watch->bus, &watch->nb);
		list_del(&watch->link);
		kfree(watch);
	}
}
