// SPDX-License-Identifier: MIT
/* Drivers of PCI functions: their ids, and those written to new_id; match, probe and remove. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/of_device.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "device/core.h"
#include "device/pci.h"

/* ---- ids ------------------------------------------------------------------- */

/** struct pci_dynid - an id that was written to new_id; on its driver's list */
struct pci_dynid {
	struct list_head node;
	struct pci_device_id id;
};

static bool any_or(u32 wanted, u32 is)
{
	return wanted == (u32)PCI_ANY_ID || wanted == is;
}

const struct pci_device_id *pci_match_one(const struct pci_device_id *id,
					  const struct pci_dev *dev)
{
	if (any_or(id->vendor, dev->vendor) && any_or(id->device, dev->device) &&
	    any_or(id->subvendor, dev->subsystem_vendor) &&
	    any_or(id->subdevice, dev->subsystem_device) &&
	    !((id->class ^ dev->class) & id->class_mask))
		return id;
	return NULL;
}

const struct pci_device_id *pci_match_id(const struct pci_device_id *ids, struct pci_dev *dev)
{
	for (; ids && (ids->vendor || ids->subvendor || ids->class_mask); ids++)
		if (pci_match_one(ids, dev))
			return ids;
	return NULL;
}
EXPORT_SYMBOL(pci_match_id);

/* what an override forces upon a driver that knows nothing of the function */
static const struct pci_device_id id_any = {
	.vendor = PCI_ANY_ID,
	.device = PCI_ANY_ID,
	.subvendor = PCI_ANY_ID,
	.subdevice = PCI_ANY_ID,
};

static const struct pci_device_id *match_dynamic(struct pci_driver *drv, struct pci_dev *dev)
{
	const struct pci_device_id *found = NULL;
	struct pci_dynid *dynid;

	spin_lock(&drv->dynids.lock);
	list_for_each_entry(dynid, &drv->dynids.list, node)
		if (!found && pci_match_one(&dynid->id, dev))
			found = &dynid->id;
	spin_unlock(&drv->dynids.lock);
	return found;
}

static const struct pci_device_id *match_function(struct pci_driver *drv, struct pci_dev *dev)
{
	const struct pci_device_id *found, *ids;

	if (dev->driver_override && strcmp(dev->driver_override, drv->name))
		return NULL;
	found = match_dynamic(drv, dev);
	if (found)
		return found;
	for (ids = drv->id_table; (found = pci_match_id(ids, dev)); ids = found + 1)
		if (!found->override_only || dev->driver_override)
			return found;
	return dev->driver_override ? &id_any : NULL;
}

int pci_add_dynid(struct pci_driver *drv, unsigned int vendor, unsigned int device,
		  unsigned int subvendor, unsigned int subdevice, unsigned int class,
		  unsigned int class_mask, unsigned long driver_data)
{
	struct pci_dynid *dynid = kzalloc(sizeof(*dynid), GFP_KERNEL);

	if (!dynid)
		return -ENOMEM;
	dynid->id.vendor = vendor;
	dynid->id.device = device;
	dynid->id.subvendor = subvendor;
	dynid->id.subdevice = subdevice;
	dynid->id.class = class;
	dynid->id.class_mask = class_mask;
	dynid->id.driver_data = driver_data;
	spin_lock(&drv->dynids.lock);
	list_add_tail(&dynid->node, &drv->dynids.list);
	spin_unlock(&drv->dynids.lock);
	return driver_attach(&drv->driver);
}
EXPORT_SYMBOL_GPL(pci_add_dynid);

static void free_dynids(struct pci_driver *drv)
{
	struct pci_dynid *dynid, *next;

	list_for_each_entry_safe(dynid, next, &drv->dynids.list, node) {
		list_del(&dynid->node);
		kfree(dynid);
	}
}

static ssize_t new_id_store(struct device_driver *driver, const char *buf, size_t count)
{
	u32 vendor, device, subvendor = PCI_ANY_ID, subdevice = PCI_ANY_ID, class = 0, mask = 0;
	unsigned long data = 0;
	int fields, ret;

	fields = sscanf(buf, "%x %x %x %x %x %x %lx", &vendor, &device, &subvendor, &subdevice,
			&class, &mask, &data);
	if (fields < 2)
		return -EINVAL;
	ret = pci_add_dynid(to_pci_driver(driver), vendor, device, subvendor, subdevice, class,
			    mask, data);
	return ret ? ret : (ssize_t)count;
}
static DRIVER_ATTR_WO(new_id);

static ssize_t remove_id_store(struct device_driver *driver, const char *buf, size_t count)
{
	struct pci_driver *drv = to_pci_driver(driver);
	struct pci_dynid *dynid, *next;
	u32 vendor, device;
	ssize_t ret = -ENODEV;

	if (sscanf(buf, "%x %x", &vendor, &device) < 2)
		return -EINVAL;
	spin_lock(&drv->dynids.lock);
	list_for_each_entry_safe(dynid, next, &drv->dynids.list, node) {
		if (dynid->id.vendor != vendor || dynid->id.device != device)
			continue;
		list_del(&dynid->node);
		kfree(dynid);
		ret = count;
		break;
	}
	spin_unlock(&drv->dynids.lock);
	return ret;
}
static DRIVER_ATTR_WO(remove_id);

static struct attribute *pci_drv_attrs[] = {
	&driver_attr_new_id.attr,
	&driver_attr_remove_id.attr,
	NULL,
};
ATTRIBUTE_GROUPS(pci_drv);

/* ---- binding --------------------------------------------------------------- */

static int pci_bus_match(struct device *dev, struct device_driver *drv)
{
	return match_function(to_pci_driver(drv), to_pci_dev(dev)) != NULL;
}

static int call_probe(struct pci_driver *drv, struct pci_dev *dev, const struct pci_device_id *id)
{
	int ret;

	/* a driver that manages power drops this count in its probe, and takes it in its remove */
	pm_runtime_get_sync(&dev->dev);
	dev->driver = drv;
	ret = drv->probe(dev, id);
	if (!ret)
		return 0;
	if (ret < 0) {
		dev->driver = NULL;
		pm_runtime_put_sync(&dev->dev);
		return ret;
	}
	pci_warn(dev, "Driver probe function unexpectedly returned %d\n", ret);
	return 0;
}

static int pci_device_probe(struct device *device)
{
	struct pci_dev *dev = to_pci_dev(device);
	struct pci_driver *drv = to_pci_driver(device->driver);
	const struct pci_device_id *id = match_function(drv, dev);
	int irq;

	irq = pci_pin_irq(dev);
	dev->irq = irq;
	pci_write_config_byte(dev, PCI_INTERRUPT_LINE, irq);
	if (dev->driver || !drv->probe)
		return 0;
	return id ? call_probe(drv, dev, id) : -ENODEV;
}

static void pci_device_remove(struct device *device)
{
	struct pci_dev *dev = to_pci_dev(device);
	struct pci_driver *drv = dev->driver;

	if (drv) {
		if (drv->remove) {
			pm_runtime_get_sync(device);
			drv->remove(dev);
			pm_runtime_put_noidle(device);
		}
		dev->driver = NULL;
	}
	pm_runtime_put_sync(device);
	/* a driver may have left it in any state */
	if (dev->current_state == PCI_D0)
		dev->current_state = PCI_UNKNOWN;
}

static void pci_device_shutdown(struct device *device)
{
	struct pci_dev *dev = to_pci_dev(device);

	pm_runtime_resume(device);
	if (dev->driver && dev->driver->shutdown)
		dev->driver->shutdown(dev);
	pci_clear_master(dev);
}

static int pci_uevent(struct device *device, struct kobj_uevent_env *env)
{
	struct pci_dev *dev = to_pci_dev(device);

	if (add_uevent_var(env, "PCI_CLASS=%04X", dev->class) ||
	    add_uevent_var(env, "PCI_ID=%04X:%04X", dev->vendor, dev->device) ||
	    add_uevent_var(env, "PCI_SUBSYS_ID=%04X:%04X", dev->subsystem_vendor,
			   dev->subsystem_device) ||
	    add_uevent_var(env, "PCI_SLOT_NAME=%s", pci_name(dev)))
		return -ENOMEM;
	return 0;
}

static int pci_dma_configure(struct device *dev)
{
	return device_dma_configure(dev, to_pci_driver(dev->driver)->driver_managed_dma);
}

static void pci_dma_cleanup(struct device *dev)
{
	device_dma_cleanup(dev, to_pci_driver(dev->driver)->driver_managed_dma);
}

struct bus_type pci_bus_type = {
	.name = "pci",
	.match = pci_bus_match,
	.uevent = pci_uevent,
	.probe = pci_device_probe,
	.remove = pci_device_remove,
	.shutdown = pci_device_shutdown,
	.dma_configure = pci_dma_configure,
	.dma_cleanup = pci_dma_cleanup,
	.dev_groups = pci_dev_groups,
	.bus_groups = pci_bus_groups,
	.drv_groups = pci_drv_groups,
	.pm = &pci_dev_pm_ops,
};
EXPORT_SYMBOL(pci_bus_type);

/* ---- drivers --------------------------------------------------------------- */

int __pci_register_driver(struct pci_driver *drv, struct module *owner, const char *mod_name)
{
	struct device_driver *core = &drv->driver;

	INIT_LIST_HEAD(&drv->dynids.list);
	spin_lock_init(&drv->dynids.lock);
	core->bus = &pci_bus_type;
	core->name = drv->name;
	core->owner = owner;
	core->mod_name = mod_name;
	core->groups = drv->groups;
	core->dev_groups = drv->dev_groups;
	return driver_register(core);
}
EXPORT_SYMBOL(__pci_register_driver);

void pci_unregister_driver(struct pci_driver *drv)
{
	driver_unregister(&drv->driver);
	free_dynids(drv);
}
EXPORT_SYMBOL(pci_unregister_driver);

struct pci_driver *pci_dev_driver(const struct pci_dev *dev)
{
	return dev->driver;
}
EXPORT_SYMBOL(pci_dev_driver);
