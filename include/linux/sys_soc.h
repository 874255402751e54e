/* SPDX-License-Identifier: MIT */
/* Systems on a chip: what the chip is, under /sys/devices and /sys/bus/soc. */
#ifndef __SOC_BUS_H
#define __SOC_BUS_H

#include <linux/device.h>

struct soc_device_attribute {
	const char *machine;
	const char *family;
	const char *revision;
	const char *serial_number;
	const char *soc_id;
	const void *data;
	const struct attribute_group *custom_attr_group;
};

struct soc_device *soc_device_register(struct soc_device_attribute *soc_plat_dev_attr);
void soc_device_unregister(struct soc_device *soc_dev);
struct device *soc_device_to_device(struct soc_device *soc);
/**
 * soc_device_match() - the first of @matches (patterns, until an empty one) that the chip fits, or
 * NULL
 */
const struct soc_device_attribute *soc_device_match(const struct soc_device_attribute *matches);

#endif
