// SPDX-License-Identifier: MIT
/*
 * References on channels: the first one has the provider allocate what the
 * channel needs, the last one has it freed. And the table of public
 * channels, from which dma_find_channel() picks one per operation and CPU.
 *
 * A channel's references keep its provider's module and its controller.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kref.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/percpu.h>

#include "engine/engine.h"

long dmaengine_ref_count;

/* ---- the table --------------------------------------------------------- */

/*
 * One per CPU: the public channel for each operation. Written under
 * dma_list_mutex, read without.
 */
struct dma_chan_table {
	struct dma_chan *chan[DMA_TX_TYPE_END];
};

static struct dma_chan_table __percpu *channel_table;

int channel_start(void)
{
	channel_table = alloc_percpu(struct dma_chan_table);
	return channel_table ? 0 : -ENOMEM;
}

void channel_stop(void)
{
	free_percpu(channel_table);
	channel_table = NULL;
}

/* what a channel may have, but is not an operation that one looks for */
static bool is_operation(enum dma_transaction_type cap)
{
	return cap != DMA_INTERRUPT && cap != DMA_PRIVATE && cap != DMA_SLAVE;
}

struct dma_chan *dma_find_channel(enum dma_transaction_type tx_type)
{
	if (tx_type >= DMA_TX_TYPE_END || !channel_table)
		return NULL;

	return this_cpu_read(channel_table->chan[tx_type]);
}
EXPORT_SYMBOL(dma_find_channel);

static bool is_public(struct dma_device *device)
{
	return !dma_has_cap(DMA_PRIVATE, device->cap_mask);
}

/* the channel with @cap that is in the table least often, counted one up */
static struct dma_chan *min_chan(enum dma_transaction_type cap)
{
	struct dma_chan *chan, *min = NULL;
	struct dma_device *device;

	for_each_dma_device(device) {
		if (!dma_has_cap(cap, device->cap_mask) || !is_public(device))
			continue;

		list_for_each_entry(chan, &device->channels, device_node) {
			if (!chan->client_count ||
			    !dma_chan_is_registered(chan))
				continue;
			if (!min || chan->table_count < min->table_count)
				min = chan;
		}
	}

	if (min)
		min->table_count++;
	return min;
}

static void forget_distribution(void)
{
	struct dma_device *device;
	struct dma_chan *chan;

	for_each_dma_device(device)
		list_for_each_entry(chan, &device->channels, device_node)
			chan->table_count = 0;
}

/* every CPU gets a channel of its own for each operation, as far as they go */
void dma_channel_rebalance(void)
{
	struct dma_chan *chan;
	int cap, cpu;

	lockdep_assert_held(&dma_list_mutex);
	forget_distribution();

	for (cap = 0; cap < DMA_TX_TYPE_END; cap++)
		for_each_possible_cpu(cpu) {
			chan = NULL;
			if (dmaengine_ref_count && is_operation(cap) &&
			    cpu_online(cpu))
				chan = min_chan(cap);
			WRITE_ONCE(per_cpu_ptr(channel_table, cpu)->chan[cap],
				   chan);
		}
}

/* ---- references -------------------------------------------------------- */

void dma_device_put(struct dma_device *device)
{
	lockdep_assert_held(&dma_list_mutex);
	kref_put(&device->ref, dma_chan_cleanup);
}

/* a public channel has one reference for each dmaengine_get() */
static void balance_ref_count(struct dma_chan *chan)
{
	while (chan->client_count < dmaengine_ref_count) {
		__module_get(chan->device->owner);
		chan->client_count++;
	}
}

static int first_get(struct dma_chan *chan)
{
	struct dma_device *device = chan->device;
	struct module *owner = device->owner;
	int ret = -ENODEV;

	if (!dma_chan_is_registered(chan) || !try_module_get(owner))
		return -ENODEV;

	if (!kref_get_unless_zero(&device->ref))
		goto err_put_module;

	chan->misuse = 0;
	if (device->device_alloc_chan_resources) {
		ret = device->device_alloc_chan_resources(chan);
		if (ret < 0)
			goto err_put_device;
	}

	chan->client_count++;
	return 0;

err_put_device:
	dma_device_put(device);
err_put_module:
	module_put(owner);
	return ret;
}

int dma_chan_get(struct dma_chan *chan)
{
	int ret;

	lockdep_assert_held(&dma_list_mutex);

	if (chan->client_count) {
		__module_get(chan->device->owner);
		chan->client_count++;
		return 0;
	}

	ret = first_get(chan);
	if (ret)
		return ret;

	if (is_public(chan->device))
		balance_ref_count(chan);
	return 0;
}

static void free_resources(struct dma_chan *chan)
{
	struct dma_device *device = chan->device;

	if (!device->device_free_chan_resources)
		return;

	/* nothing of what was terminated runs any more */
	if (device->device_synchronize)
		device->device_synchronize(chan);
	device->device_free_chan_resources(chan);
}

static void free_route(struct dma_chan *chan)
{
	if (!chan->router || !chan->router->route_free)
		return;

	chan->router->route_free(chan->router->dev, chan->route_data);
	chan->router = NULL;
	chan->route_data = NULL;
}

void dma_chan_put(struct dma_chan *chan)
{
	struct dma_device *device = chan->device;
	struct module *owner = device->owner;

	lockdep_assert_held(&dma_list_mutex);

	if (!chan->client_count)
		return;

	chan->client_count--;
	if (!chan->client_count)
		free_resources(chan);

	free_route(chan);

	if (!chan->client_count) {
		if (!dma_chan_is_registered(chan))
			dma_chan_forget(chan);
		/* the controller, and the channel in it, may go with this */
		dma_device_put(device);
	}
	module_put(owner);
}

/* ---- public users ------------------------------------------------------ */

static void get_channels(struct dma_device *device)
{
	struct dma_chan *chan;
	int err;

	list_for_each_entry(chan, &device->channels, device_node) {
		err = dma_chan_get(chan);
		if (err == -ENODEV) {
			/* its module is going */
			dma_device_retract(device);
			return;
		}
		if (err)
			dev_dbg(device->dev, "%s: failed to get %s: (%d)\n",
				"dmaengine_get", dma_chan_name(chan), err);
	}
}

void dmaengine_get(void)
{
	struct dma_device *device, *next;

	mutex_lock(&dma_list_mutex);
	dmaengine_ref_count++;

	for_each_dma_device_safe(device, next)
		if (is_public(device))
			get_channels(device);

	if (dmaengine_ref_count == 1)
		dma_channel_rebalance();
	mutex_unlock(&dma_list_mutex);
}
EXPORT_SYMBOL(dmaengine_get);

/*
 * Drop what is above the number of dmaengine_get() calls that are left. The
 * controller stays until the caller lets go of it.
 */
static void put_channels(struct dma_device *device)
{
	struct dma_chan *chan;

	kref_get(&device->ref);
	list_for_each_entry(chan, &device->channels, device_node)
		if (chan->client_count > dmaengine_ref_count)
			dma_chan_put(chan);
	dma_device_put(device);
}

void dmaengine_put(void)
{
	struct dma_device *device, *next;

	mutex_lock(&dma_list_mutex);
	if (WARN_ONCE(!dmaengine_ref_count,
		      "dmaengine_put() without dmaengine_get()\n"))
		goto unlock;

	dmaengine_ref_count--;
	if (!dmaengine_ref_count)
		dma_channel_rebalance();

	for_each_dma_device_safe(device, next)
		if (is_public(device))
			put_channels(device);
	list_for_each_entry_safe(device, next, &dma_departed_list, global_node)
		put_channels(device);
unlock:
	mutex_unlock(&dma_list_mutex);
}
EXPORT_SYMBOL(dmaengine_put);
