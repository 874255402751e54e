// SPDX-License-Identifier: MIT
/* Files of PCI: /sys/bus/pci/rescan, and of each function who it is, its windows and switches. */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "device/pci.h"

/* ---- who it is ------------------------------------------------------------- */

#define ID_FILE(name, member, format)							\
static ssize_t name##_show(struct device *dev, struct device_attribute *attr, char *buf)	\
{											\
	return sysfs_emit(buf, format, to_pci_dev(dev)->member);			\
}											\
static DEVICE_ATTR_RO(name)

ID_FILE(vendor, vendor, "0x%04x\n");
ID_FILE(device, device, "0x%04x\n");
ID_FILE(subsystem_vendor, subsystem_vendor, "0x%04x\n");
ID_FILE(subsystem_device, subsystem_device, "0x%04x\n");
ID_FILE(revision, revision, "0x%02x\n");
ID_FILE(class, class, "0x%06x\n");
ID_FILE(irq, irq, "%u\n");

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const struct pci_dev *pdev = to_pci_dev(dev);
	const u8 class[] = { pdev->class >> 16, pdev->class >> 8, pdev->class };

	return sysfs_emit(buf, "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X\n", pdev->vendor,
			  pdev->device, pdev->subsystem_vendor, pdev->subsystem_device,
			  class[0], class[1], class[2]);
}
static DEVICE_ATTR_RO(modalias);

static ssize_t resource_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const struct resource *res = to_pci_dev(dev)->resource;
	const struct resource *const end = res + PCI_BRIDGE_RESOURCES;
	int len = 0;

	for (; res < end; res++)
		len += sysfs_emit_at(buf, len, "0x%016llx 0x%016llx 0x%016llx\n", (u64)res->start,
				     (u64)res->end, (u64)res->flags);
	return len;
}
static DEVICE_ATTR_RO(resource);

static ssize_t dma_mask_bits_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", fls64(to_pci_dev(dev)->dma_mask));
}
static DEVICE_ATTR_RO(dma_mask_bits);

static ssize_t consistent_dma_mask_bits_show(struct device *dev, struct device_attribute *attr,
					     char *buf)
{
	return sysfs_emit(buf, "%d\n", fls64(dev->coherent_dma_mask));
}
static DEVICE_ATTR_RO(consistent_dma_mask_bits);

static ssize_t power_state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", pci_power_name(to_pci_dev(dev)->current_state));
}
static DEVICE_ATTR_RO(power_state);

/* ---- switches -------------------------------------------------------------- */

static ssize_t enable_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", atomic_read(&to_pci_dev(dev)->enable_cnt));
}

/* By hand, a device is switched only while no driver has it. */
static int switch_by_hand(struct pci_dev *pdev, bool on)
{
	if (pdev->dev.driver)
		return -EBUSY;
	if (on)
		return pci_enable_device(pdev);
	if (!pci_is_enabled(pdev))
		return -EIO;
	pci_disable_device(pdev);
	return 0;
}

static ssize_t enable_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	unsigned long on;
	int err;

	if (kstrtoul(buf, 0, &on))
		return -EINVAL;
	scoped_guard(device, dev)
		err = switch_by_hand(to_pci_dev(dev), on);
	return err < 0 ? err : (ssize_t)count;
}
static DEVICE_ATTR_RW(enable);

static ssize_t driver_override_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const char *name;
	ssize_t len;

	device_lock(dev);
	name = to_pci_dev(dev)->driver_override;
	len = sysfs_emit(buf, "%s\n", name ? name : "(null)");
	device_unlock(dev);
	return len;
}

static ssize_t driver_override_store(struct device *dev, struct device_attribute *attr,
				     const char *buf, size_t count)
{
	int ret = driver_set_override(dev, &to_pci_dev(dev)->driver_override, buf, count);

	return ret ? ret : (ssize_t)count;
}
static DEVICE_ATTR_RW(driver_override);

static ssize_t msi_bus_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", !to_pci_dev(dev)->no_msi);
}

static ssize_t msi_bus_store(struct device *dev, struct device_attribute *attr, const char *buf,
			     size_t count)
{
	unsigned long val;

	if (kstrtoul(buf, 0, &val) < 0)
		return -EINVAL;
	to_pci_dev(dev)->no_msi = !val;
	return count;
}
static DEVICE_ATTR_RW(msi_bus);

static ssize_t remove_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	unsigned long yes;

	if (kstrtoul(buf, 0, &yes))
		return -EINVAL;
	/* the file is its own device's: it leaves before the device does */
	if (!yes || !device_remove_file_self(dev, attr))
		return count;
	pci_stop_and_remove_bus_device_locked(to_pci_dev(dev));
	return count;
}
static DEVICE_ATTR_IGNORE_LOCKDEP(remove, 0220, NULL, remove_store);

static ssize_t rescan_all(const char *buf, size_t count)
{
	struct pci_bus *bus = NULL;
	unsigned long val;

	if (kstrtoul(buf, 0, &val) < 0)
		return -EINVAL;
	if (!val)
		return count;
	pci_lock_rescan_remove();
	while ((bus = pci_find_next_bus(bus)))
		pci_rescan_bus(bus);
	pci_unlock_rescan_remove();
	return count;
}

static ssize_t dev_rescan_store(struct device *dev, struct device_attribute *attr,
				const char *buf, size_t count)
{
	return rescan_all(buf, count);
}
static struct device_attribute dev_attr_dev_rescan = __ATTR(rescan, 0220, NULL, dev_rescan_store);

static ssize_t rescan_store(struct bus_type *bus, const char *buf, size_t count)
{
	return rescan_all(buf, count);
}
static BUS_ATTR_WO(rescan);

static ssize_t reset_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count)
{
	unsigned long val;
	int ret;

	if (kstrtoul(buf, 0, &val) < 0 || val != 1)
		return -EINVAL;
	ret = pci_reset_function(to_pci_dev(dev));
	return ret ? ret : (ssize_t)count;
}
static DEVICE_ATTR_WO(reset);

/* ---- configuration space --------------------------------------------------- */

static ssize_t config_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			   char *buf, loff_t off, size_t count)
{
	struct device *device = kobj_to_dev(kobj);
	struct pci_dev *dev = to_pci_dev(device);
	size_t at;
	u8 byte;

	if (off >= dev->cfg_size)
		return 0;
	count = min_t(size_t, count, dev->cfg_size - off);
	for (at = 0; at < count; at++) {
		pci_read_config_byte(dev, off + at, &byte);
		buf[at] = byte;
	}
	return count;
}

static ssize_t config_write(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			    char *buf, loff_t off, size_t count)
{
	struct device *device = kobj_to_dev(kobj);
	struct pci_dev *dev = to_pci_dev(device);
	size_t at;

	if (off >= dev->cfg_size)
		return 0;
	count = min_t(size_t, count, dev->cfg_size - off);
	for (at = 0; at < count; at++)
		pci_write_config_byte(dev, off + at, buf[at]);
	return count;
}
static BIN_ATTR_RW(config, PCI_CFG_SPACE_EXP_SIZE);

/* ---- all of them ----------------------------------------------------------- */

static struct attribute *dev_attrs[] = {
	&dev_attr_power_state.attr,
	&dev_attr_resource.attr,
	&dev_attr_vendor.attr,
	&dev_attr_device.attr,
	&dev_attr_subsystem_vendor.attr,
	&dev_attr_subsystem_device.attr,
	&dev_attr_revision.attr,
	&dev_attr_class.attr,
	&dev_attr_irq.attr,
	&dev_attr_modalias.attr,
	&dev_attr_dma_mask_bits.attr,
	&dev_attr_consistent_dma_mask_bits.attr,
	&dev_attr_enable.attr,
	&dev_attr_msi_bus.attr,
	&dev_attr_driver_override.attr,
	&dev_attr_remove.attr,
	&dev_attr_dev_rescan.attr,
	&dev_attr_reset.attr,
	NULL,
};

static struct bin_attribute *dev_bin_attrs[] = {
	&bin_attr_config,
	NULL,
};

static const struct attribute_group dev_group = {
	.attrs = dev_attrs,
	.bin_attrs = dev_bin_attrs,
};

const struct attribute_group *pci_dev_groups[] = {
	&dev_group,
	NULL,
};

static struct attribute *bus_attrs[] = {
	&bus_attr_rescan.attr,
	NULL,
};

static const struct attribute_group bus_group = {
	.attrs = bus_attrs,
};

const struct attribute_group *pci_bus_groups[] = {
	&bus_group,
	NULL,
};
