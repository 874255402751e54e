// SPDX-License-Identifier: MIT
/*
 * Clients take channels for themselves, and release them: by name through
 * the device tree, ACPI or a controller's table, or by capability and
 * filter.
 */
#define pr_fmt(fmt) "dmaengine: " fmt

#include <linux/acpi.h>
#include <linux/acpi_dma.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/of_dma.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "dmaengine.h"
#include "engine/engine.h"

#define DMA_SLAVE_NAME	"slave"

/* ---- candidates; all under dma_list_mutex ------------------------------ */

/* the channels of a controller are all private or all public */
static bool is_held_publicly(struct dma_device *device)
{
	struct dma_chan *chan;

	if (device->chancnt <= 1 || dma_has_cap(DMA_PRIVATE, device->cap_mask))
		return false;

	list_for_each_entry(chan, &device->channels, device_node)
		if (chan->client_count)
			return true;
	return false;
}

static struct dma_chan *private_candidate(const dma_cap_mask_t *mask,
					  struct dma_device *device,
					  dma_filter_fn fn, void *fn_param)
{
	bool capable = !mask || bitmap_subset(mask->bits, device->cap_mask.bits, DMA_TX_TYPE_END);
	struct dma_chan *chan;

	if (!capable)
		dev_dbg(device->dev, "%s: wrong capabilities\n", __func__);
	if (!capable || is_held_publicly(device))
		return NULL;

	list_for_each_entry(chan, &device->channels, device_node) {
		if (!dma_chan_is_registered(chan))
			continue;
		if (chan->client_count)
			dev_dbg(device->dev, "%s: %s busy\n", __func__, dma_chan_name(chan));
		else if (fn && !fn(chan, fn_param))
			dev_dbg(device->dev, "%s: %s filter said false\n", __func__,
				dma_chan_name(chan));
		else
			return chan;
	}

	return NULL;
}

/* a channel that is held exclusively makes its whole controller private */
static int get_privately(struct dma_chan *chan)
{
	struct dma_device *device = chan->device;
	int err;

	dma_cap_set(DMA_PRIVATE, device->cap_mask);
	device->privatecnt++;

	err = dma_chan_get(chan);
	if (!err)
		return 0;

	dev_dbg(device->dev, "failed to get %s: (%d)\n",
		chan->dev ? dma_chan_name(chan) : "a channel", err);
	if (--device->privatecnt == 0)
		dma_cap_clear(DMA_PRIVATE, device->cap_mask);
	return err;
}

static struct dma_chan *find_candidate(struct dma_device *device,
				       const dma_cap_mask_t *mask,
				       dma_filter_fn fn, void *fn_param)
{
	struct dma_chan *chan = private_candidate(mask, device, fn, fn_param);
	int err;

	if (!chan)
		return ERR_PTR(-EPROBE_DEFER);

	err = get_privately(chan);
	if (!err)
		return chan;

	/* its module is going */
	if (err == -ENODEV)
		dma_device_retract(device);
	return ERR_PTR(err);
}

/* ---- by channel, by controller, by capability -------------------------- */

struct dma_chan *dma_get_slave_channel(struct dma_chan *chan)
{
	mutex_lock(&dma_list_mutex);
	if (chan->client_count || get_privately(chan))
		chan = NULL;
	mutex_unlock(&dma_list_mutex);

	return chan;
}
EXPORT_SYMBOL_GPL(dma_get_slave_channel);

struct dma_chan *dma_get_any_slave_channel(struct dma_device *device)
{
	const dma_cap_mask_t slaves = { .bits = { [BIT_WORD(DMA_SLAVE)] = BIT_MASK(DMA_SLAVE) } };
	struct dma_chan *found;

	mutex_lock(&dma_list_mutex);
	found = find_candidate(device, &slaves, NULL, NULL);
	mutex_unlock(&dma_list_mutex);

	return IS_ERR(found) ? NULL : found;
}
EXPORT_SYMBOL_GPL(dma_get_any_slave_channel);

/* The first channel of any device, or of the one at @np, that will do; or NULL. */
static struct dma_chan *find_anywhere(const dma_cap_mask_t *mask, dma_filter_fn fn,
				      void *fn_param, const struct device_node *np)
{
	struct dma_device *device, *next;

	for_each_dma_device_safe(device, next) {
		const struct device_node *node = device->dev->of_node;
		struct dma_chan *chan;

		if (np && node && node != np)
			continue;
		chan = find_candidate(device, mask, fn, fn_param);
		if (!IS_ERR(chan))
			return chan;
	}
	return NULL;
}

struct dma_chan *__dma_request_channel(const dma_cap_mask_t *mask,
				       dma_filter_fn fn, void *fn_param,
				       struct device_node *np)
{
	struct dma_chan *found;

	mutex_lock(&dma_list_mutex);
	found = find_anywhere(mask, fn, fn_param, np);
	mutex_unlock(&dma_list_mutex);

	if (found)
		pr_debug("%s: success (%s)\n", __func__, dma_chan_name(found));
	else
		pr_debug("%s: fail (none)\n", __func__);
	return found;
}
EXPORT_SYMBOL_GPL(__dma_request_channel);

struct dma_chan *dma_request_chan_by_mask(const dma_cap_mask_t *mask)
{
	struct dma_chan *chan;
	bool none;

	if (!mask)
		return ERR_PTR(-ENODEV);

	chan = __dma_request_channel(mask, NULL, NULL, NULL);
	if (chan)
		return chan;

	mutex_lock(&dma_list_mutex);
	none = list_empty(&dma_device_list);
	mutex_unlock(&dma_list_mutex);

	return ERR_PTR(none ? -EPROBE_DEFER : -ENODEV);
}
EXPORT_SYMBOL_GPL(dma_request_chan_by_mask);

/* ---- by name ----------------------------------------------------------- */

static const struct dma_slave_map *dma_filter_match(struct dma_device *device,
						    const char *name,
						    struct device *dev)
{
	const struct dma_slave_map *map = device->filter.map;
	int i;

	for (i = 0; i < device->filter.mapcnt; i++, map++)
		if (!strcmp(map->devname, dev_name(dev)) &&
		    !strcmp(map->slave, name))
			return map;

	return NULL;
}

/* @chan is what the other ways have led to: NULL or an ERR_PTR() */
static struct dma_chan *request_by_table(struct device *dev, const char *name,
					 struct dma_chan *chan)
{
	const struct dma_slave_map *map;
	struct dma_device *device, *next;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_SLAVE, mask);

	mutex_lock(&dma_list_mutex);
	for_each_dma_device_safe(device, next) {
		map = dma_filter_match(device, name, dev);
		if (!map)
			continue;

		chan = find_candidate(device, &mask, device->filter.fn,
				      map->param);
		if (!IS_ERR(chan))
			break;
	}
	mutex_unlock(&dma_list_mutex);

	return chan ?: ERR_PTR(-EPROBE_DEFER);
}

static struct dma_chan *request_by_name(struct device *dev, const char *name)
{
	struct dma_chan *chan = NULL;

	if (dev->of_node)
		chan = of_dma_request_slave_channel(dev->of_node, name);

	if (has_acpi_companion(dev) && !chan)
		chan = acpi_dma_request_slave_chan_by_name(dev, name);

	if (PTR_ERR(chan) == -EPROBE_DEFER || !IS_ERR_OR_NULL(chan))
		return chan;

	return request_by_table(dev, name, chan);
}

static void try_link(struct device *dev, struct kobject *from, struct kobject *to,
		     const char *name)
{
	if (sysfs_create_link(from, to, name))
		dev_warn(dev, "Cannot create DMA %s symlink\n", name);
}

static void link_to_client(struct dma_chan *chan, struct device *dev,
			   const char *name)
{
	struct kobject *channel = &chan->dev->device.kobj;

	/* without memory for the names, the channel works, but says less */
	chan->dbg_client_name = kasprintf(GFP_KERNEL, "%s:%s", dev_name(dev), name);
	chan->name = kasprintf(GFP_KERNEL, "dma:%s", name);
	if (chan->name) {
		chan->slave = dev;
		try_link(dev, channel, &dev->kobj, DMA_SLAVE_NAME);
		try_link(dev, &dev->kobj, channel, chan->name);
	}
}

static void unlink_slave(struct dma_chan *chan)
{
	/* a channel that was unregistered has taken its link along */
	if (dma_chan_is_registered(chan))
		sysfs_remove_link(&chan->dev->device.kobj, DMA_SLAVE_NAME);
	sysfs_remove_link(&chan->slave->kobj, chan->name);
	kfree(chan->name);
	chan->slave = NULL;
	chan->name = NULL;
}

static void unlink_from_client(struct dma_chan *chan)
{
	if (chan->slave)
		unlink_slave(chan);
	kfree(chan->dbg_client_name);
	chan->dbg_client_name = NULL;
}

struct dma_chan *dma_request_chan(struct device *dev, const char *name)
{
	struct dma_chan *chan;

	if (!dev || !name) {
		pr_err("%s: needs a device and a name\n", __func__);
		return ERR_PTR(-EINVAL);
	}

	chan = request_by_name(dev, name);
	if (!IS_ERR(chan))
		link_to_client(chan, dev, name);

	return chan;
}
EXPORT_SYMBOL_GPL(dma_request_chan);

static void dmaenginem_release_channel(void *chan)
{
	dma_release_channel(chan);
}

struct dma_chan *devm_dma_request_chan(struct device *dev, const char *name)
{
	struct dma_chan *chan = dma_request_chan(dev, name);
	int ret;

	if (IS_ERR(chan))
		return chan;

	ret = devm_add_action_or_reset(dev, dmaenginem_release_channel, chan);
	return ret ? ERR_PTR(ret) : chan;
}
EXPORT_SYMBOL_GPL(devm_dma_request_chan);

/* ---- release ----------------------------------------------------------- */

void dma_release_channel(struct dma_chan *chan)
{
	struct dma_device *device;

	if (IS_ERR_OR_NULL(chan)) {
		pr_err("%s: not a channel\n", __func__);
		return;
	}
	if (dmaengine_may_wait(chan, __func__))
		return;

	mutex_lock(&dma_list_mutex);
	device = chan->device;
	if (WARN_ONCE(chan->client_count != 1,
		      "chan reference count %d != 1\n", chan->client_count) &&
	    !chan->client_count)
		goto unlock;

	/* the last exclusive channel makes the controller public again */
	if (device->privatecnt && --device->privatecnt == 0 &&
	    dma_chan_is_registered(chan))
		dma_cap_clear(DMA_PRIVATE, device->cap_mask);

	unlink_from_client(chan);
	dma_chan_put(chan);
unlock:
	mutex_unlock(&dma_list_mutex);
}
EXPORT_SYMBOL_GPL(dma_release_channel);
