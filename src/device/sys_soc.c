// SPDX-License-Identifier: MIT
/*
 * The chip: devices on the "soc" bus with attributes that say what it is, and
 * the question whether a driver's patterns fit. A chip's own driver registers
 * it; until one does, what the board's root node says is known.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/glob.h>
#include <linux/idr.h>
#include <linux/of.h>
#include <linux/slab.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/sys_soc.h>
#include <linux/sysfs.h>

#include "device/services.h"

static DEFINE_IDA(soc_ida);

struct soc_device {
	struct device dev;
	struct soc_device_attribute *attr;
	int number;
};

static struct bus_type soc_bus_type = {
	.name = "soc",
};

static struct soc_device *to_soc(struct device *dev)
{
	return container_of(dev, struct soc_device, dev);
}

/* ---- attributes --------------------------------------------------------------- */

#define SOC_ATTRIBUTE(_name)                                                                      \
	static ssize_t _name##_show(struct device *dev, struct device_attribute *attr, char *buf) \
	{                                                                                         \
		return sysfs_emit(buf, "%s\n", to_soc(dev)->attr->_name);                         \
	}                                                                                         \
	static DEVICE_ATTR_RO(_name)

SOC_ATTRIBUTE(machine);
SOC_ATTRIBUTE(family);
SOC_ATTRIBUTE(serial_number);
SOC_ATTRIBUTE(soc_id);
SOC_ATTRIBUTE(revision);

static umode_t attribute_mode(struct kobject *kobj, struct attribute *attr, int index)
{
	const struct soc_device_attribute *a = to_soc(kobj_to_dev(kobj))->attr;

	if ((attr == &dev_attr_machine.attr && a->machine) ||
	    (attr == &dev_attr_family.attr && a->family) ||
	    (attr == &dev_attr_revision.attr && a->revision) ||
	    (attr == &dev_attr_serial_number.attr && a->serial_number) ||
	    (attr == &dev_attr_soc_id.attr && a->soc_id))
		return attr->mode;
	return 0;
}

static struct attribute *soc_attr[] = {
	&dev_attr_machine.attr, &dev_attr_family.attr,	 &dev_attr_serial_number.attr,
	&dev_attr_soc_id.attr,	&dev_attr_revision.attr, NULL,
};

static const struct attribute_group soc_attr_group = {
	.attrs = soc_attr,
	.is_visible = attribute_mode,
};

/* ---- registering -------------------------------------------------------------- */

static void soc_release(struct device *dev)
{
	struct soc_device *soc = to_soc(dev);

	ida_free(&soc_ida, soc->number);
	kfree(dev->groups);
	kfree(soc);
}

struct soc_device *soc_device_register(struct soc_device_attribute *attr)
{
	const struct attribute_group **groups;
	struct soc_device *soc;
	int ret;

	soc = kzalloc(sizeof(*soc), GFP_KERNEL);
	groups = kcalloc(3, sizeof(*groups), GFP_KERNEL);
	ret = soc && groups ? ida_alloc(&soc_ida, GFP_KERNEL) : -ENOMEM;
	if (ret < 0) {
		kfree(groups);
		kfree(soc);
		return ERR_PTR(ret);
	}
	groups[0] = &soc_attr_group;
	groups[1] = attr->custom_attr_group;
	soc->number = ret;
	soc->attr = attr;
	soc->dev.bus = &soc_bus_type;
	soc->dev.groups = groups;
	soc->dev.release = soc_release;
	dev_set_name(&soc->dev, "soc%d", soc->number);
	ret = device_register(&soc->dev);
	if (ret) {
		put_device(&soc->dev);
		return ERR_PTR(ret);
	}
	return soc;
}
EXPORT_SYMBOL_GPL(soc_device_register);

void soc_device_unregister(struct soc_device *soc_dev)
{
	device_unregister(&soc_dev->dev);
}
EXPORT_SYMBOL_GPL(soc_device_unregister);

struct device *soc_device_to_device(struct soc_device *soc)
{
	return &soc->dev;
}
EXPORT_SYMBOL_GPL(soc_device_to_device);

/* ---- matching -------------------------------------------------------------------- */

static bool fits(const char *pattern, const char *is)
{
	return !pattern || (is && glob_match(pattern, is));
}

static bool attributes_fit(const struct soc_device_attribute *attr,
			   const struct soc_device_attribute *match)
{
	return fits(match->machine, attr->machine) && fits(match->family, attr->family) &&
	       fits(match->revision, attr->revision) && fits(match->soc_id, attr->soc_id);
}

static int soc_fits(struct device *dev, void *data)
{
	return attributes_fit(to_soc(dev)->attr, data);
}

const struct soc_device_attribute *soc_device_match(const struct soc_device_attribute *matches)
{
	if (!matches)
		return NULL;
	for (; matches->machine || matches->family || matches->revision || matches->soc_id;
	     matches++)
		if (bus_for_each_dev(&soc_bus_type, NULL, (void *)matches, soc_fits))
			return matches;
	return NULL;
}
EXPORT_SYMBOL_GPL(soc_device_match);

/* ---- start and stop ----------------------------------------------------------------- */

int soc_start(void)
{
	return bus_register(&soc_bus_type);
}

void soc_stop(void)
{
	bus_unregister(&soc_bus_type);
	ida_destroy(&soc_ida);
}
