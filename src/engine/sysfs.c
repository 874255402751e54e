// SPDX-License-Identifier: MIT
/*
 * /sys/class/dma: a directory for each channel, with who uses it how much.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "engine/engine.h"

static struct dma_chan_dev *to_chan_dev(struct device *dev)
{
	return container_of(dev, struct dma_chan_dev, device);
}

/*
 * The sum of a counter over all CPUs; @member is its offset in struct
 * dma_chan_percpu.
 */
static ssize_t show_counter(struct device *dev, size_t member, char *buf)
{
	unsigned long count = 0;
	struct dma_chan *chan;
	int cpu, ret = -ENODEV;
	char *local;

	mutex_lock(&dma_list_mutex);
	chan = to_chan_dev(dev)->chan;
	if (chan) {
		for_each_possible_cpu(cpu) {
			local = (char *)per_cpu_ptr(chan->local, cpu);
			count += READ_ONCE(*(unsigned long *)(local + member));
		}
		ret = sysfs_emit(buf, "%lu\n", count);
	}
	mutex_unlock(&dma_list_mutex);

	return ret;
}

static ssize_t memcpy_count_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	return show_counter(dev, offsetof(struct dma_chan_percpu, memcpy_count),
			    buf);
}
static DEVICE_ATTR_RO(memcpy_count);

static ssize_t bytes_transferred_show(struct device *dev,
				      struct device_attribute *attr, char *buf)
{
	return show_counter(dev,
			    offsetof(struct dma_chan_percpu, bytes_transferred),
			    buf);
}
static DEVICE_ATTR_RO(bytes_transferred);

static ssize_t in_use_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct dma_chan *chan;
	int ret = -ENODEV;

	mutex_lock(&dma_list_mutex);
	chan = to_chan_dev(dev)->chan;
	if (chan)
		ret = sysfs_emit(buf, "%d\n", chan->client_count);
	mutex_unlock(&dma_list_mutex);

	return ret;
}
static DEVICE_ATTR_RO(in_use);

static struct attribute *dma_dev_attrs[] = {
	&dev_attr_memcpy_count.attr,
	&dev_attr_bytes_transferred.attr,
	&dev_attr_in_use.attr,
	NULL,
};
ATTRIBUTE_GROUPS(dma_dev);

static void chan_dev_release(struct device *dev)
{
	kfree(to_chan_dev(dev));
}

struct class dma_devclass = {
	.name = "dma",
	.dev_groups = dma_dev_groups,
	.dev_release = chan_dev_release,
};
