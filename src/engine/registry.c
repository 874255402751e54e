// SPDX-License-Identifier: MIT
/*
 * The registry: controllers and channels come and go. Checks a provider's
 * claims once, so that nobody need check them again, and names its channels.
 * Who holds a channel is channel.c's business.
 *
 * A controller is on dma_device_list from registration to unregistration.
 * Its reference count starts at one, for its registration; each channel that
 * is in use holds another, so it may outlive its place on the list.
 */
#define pr_fmt(fmt) "dmaengine: " fmt

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "engine/engine.h"

DEFINE_MUTEX(dma_list_mutex);
LIST_HEAD(dma_device_list);
LIST_HEAD(dma_departed_list);
static DEFINE_IDA(dma_ida);

/* ---- a list that can be read without the mutex ------------------------- */

/*
 * dma_issue_pending_all() may be called in atomic context, so it walks the
 * list without the mutex: it counts itself in list_walkers, and whoever
 * takes a controller off the list waits for that to be zero before the
 * controller may go. Walkers follow only the next pointers.
 */
static atomic_t list_walkers;

static void dma_device_publish(struct dma_device *device)
{
	struct list_head *node = &device->global_node;
	struct list_head *last = dma_device_list.prev;

	node->next = &dma_device_list;
	node->prev = last;
	dma_device_list.prev = node;
	smp_store_release(&last->next, node);
}

void dma_device_retract(struct dma_device *device)
{
	struct list_head *node = &device->global_node;

	/* a walker may still stand on it, so it keeps its next pointer */
	if (!node->prev)
		return;
	node->next->prev = node->prev;
	smp_store_release(&node->prev->next, node->next);
	node->prev = NULL;
}

static void wait_for_walkers(void)
{
	smp_mb();
	while (atomic_read_acquire(&list_walkers))
		schedule_timeout_uninterruptible(1);
}

static void issue_pending(struct dma_device *device)
{
	struct dma_chan *chan;

	if (dma_has_cap(DMA_PRIVATE, device->cap_mask))
		return;

	list_for_each_entry(chan, &device->channels, device_node)
		if (chan->client_count)
			device->device_issue_pending(chan);
}

void dma_issue_pending_all(void)
{
	struct list_head *node;

	atomic_inc(&list_walkers);
	smp_mb__after_atomic();

	for (node = smp_load_acquire(&dma_device_list.next);
	     node != &dma_device_list; node = smp_load_acquire(&node->next))
		issue_pending(list_entry(node, struct dma_device, global_node));

	smp_mb__before_atomic();
	atomic_dec(&list_walkers);
}
EXPORT_SYMBOL(dma_issue_pending_all);

/* ---- channels ---------------------------------------------------------- */

bool dma_chan_is_registered(const struct dma_chan *chan)
{
	return chan->dev && chan->dev->chan;
}

void dma_chan_forget(struct dma_chan *chan)
{
	put_device(&chan->dev->device);
	chan->dev = NULL;
	free_percpu(chan->local);
	chan->local = NULL;
}

static int add_chan_device(struct dma_device *device, struct dma_chan *chan, const char *name)
{
	struct device *dev = &chan->dev->device;
	int rc;

	dev->class = &dma_devclass;
	dev->parent = device->dev;
	chan->dev->chan = chan;
	chan->dev->dev_id = device->dev_id;

	device_initialize(dev);
	if (name)
		rc = dev_set_name(dev, "%s", name);
	else
		rc = dev_set_name(dev, "dma%dchan%d", device->dev_id, chan->chan_id);
	if (!rc)
		rc = device_add(dev);
	if (rc) {
		put_device(dev);
		return rc;
	}

	/* ours: a client's channel keeps its name until it is released */
	get_device(dev);
	return 0;
}

/* Its number, and the device that stands for it in sysfs. */
static int number_and_show(struct dma_device *device, struct dma_chan *chan, const char *name)
{
	int err, id = ida_alloc(&device->chan_ida, GFP_KERNEL);

	chan->chan_id = id;
	if (id < 0) {
		pr_err("__dma_async_device_channel_register: unable to alloc ida for chan: %d\n",
		       id);
		return id;
	}
	chan->dev = kzalloc(sizeof(*chan->dev), GFP_KERNEL);
	err = chan->dev ? add_chan_device(device, chan, name) : -ENOMEM;
	if (err) {
		chan->dev = NULL;
		ida_free(&device->chan_ida, chan->chan_id);
	}
	return err;
}

static int __dma_async_device_channel_register(struct dma_device *device,
					       struct dma_chan *chan, const char *name)
{
	int err;

	chan->callback_context = NULL;
	chan->client_count = 0;
	chan->misuse = 0;

	chan->local = alloc_percpu(typeof(*chan->local));
	if (!chan->local)
		return -ENOMEM;
	err = number_and_show(device, chan, name);
	if (err) {
		free_percpu(chan->local);
		chan->local = NULL;
		return err;
	}
	device->chancnt++;
	return 0;
}

int dma_async_device_channel_register_named(struct dma_device *device, struct dma_chan *chan,
					    const char *name)
{
	int rc = __dma_async_device_channel_register(device, chan, name);

	if (rc)
		return rc;

	mutex_lock(&dma_list_mutex);
	/* those who called dmaengine_get() want this one too */
	if (dmaengine_ref_count &&
	    !dma_has_cap(DMA_PRIVATE, device->cap_mask)) {
		rc = dma_chan_get(chan);
		if (rc)
			dev_dbg(device->dev, "%s: failed to get %s: (%d)\n",
				__func__, dma_chan_name(chan), rc);
	}
	dma_channel_rebalance();
	mutex_unlock(&dma_list_mutex);
	return 0;
}
EXPORT_SYMBOL_GPL(dma_async_device_channel_register_named);

int dma_async_device_channel_register(struct dma_device *device,
				      struct dma_chan *chan)
{
	return dma_async_device_channel_register_named(device, chan, NULL);
}
EXPORT_SYMBOL_GPL(dma_async_device_channel_register);

/* The channel is gone for everybody but its users; returns its device with a reference. */
static struct device *withdraw_channel(struct dma_device *device, struct dma_chan *chan)
{
	struct device *dev;

	mutex_lock(&dma_list_mutex);
	dev = get_device(&chan->dev->device);
	chan->dev->chan = NULL;
	device->chancnt--;
	if (!chan->client_count)
		dma_chan_forget(chan);
	mutex_unlock(&dma_list_mutex);
	return dev;
}

static void __dma_async_device_channel_unregister(struct dma_device *device,
						  struct dma_chan *chan)
{
	struct device *dev;
	int id = chan->chan_id;

	if (!dma_chan_is_registered(chan))
		return;

	WARN_ONCE(!device->device_release && chan->client_count,
		  "%s called while %d clients hold a reference\n",
		  __func__, chan->client_count);

	dev = withdraw_channel(device, chan);
	ida_free(&device->chan_ida, id);
	device_unregister(dev);
	put_device(dev);
}

void dma_async_device_channel_unregister(struct dma_device *device,
					 struct dma_chan *chan)
{
	__dma_async_device_channel_unregister(device, chan);

	mutex_lock(&dma_list_mutex);
	dma_channel_rebalance();
	/*
	 * What dmaengine_get() holds of it is dropped here: the provider
	 * takes it off its list now, so dmaengine_put() will not see it.
	 */
	if (!dma_has_cap(DMA_PRIVATE, device->cap_mask))
		while (chan->client_count)
			dma_chan_put(chan);
	mutex_unlock(&dma_list_mutex);
}
EXPORT_SYMBOL_GPL(dma_async_device_channel_unregister);

/* ---- controllers: checks ----------------------------------------------- */

static int check_operation(struct dma_device *device,
			   enum dma_transaction_type cap, bool defined,
			   const char *name)
{
	if (!dma_has_cap(cap, device->cap_mask) || defined)
		return 0;

	dev_err(device->dev,
		"Device claims capability %s, but op is not defined\n", name);
	return -EIO;
}

#define CHECK_OPERATION(device, cap, op) \
	check_operation(device, cap, !!(device)->op, #cap)

static int check_operations(struct dma_device *device)
{
	int rc;

	rc = CHECK_OPERATION(device, DMA_MEMCPY, device_prep_dma_memcpy) ?:
	     CHECK_OPERATION(device, DMA_XOR, device_prep_dma_xor) ?:
	     CHECK_OPERATION(device, DMA_XOR_VAL, device_prep_dma_xor_val) ?:
	     CHECK_OPERATION(device, DMA_PQ, device_prep_dma_pq) ?:
	     CHECK_OPERATION(device, DMA_PQ_VAL, device_prep_dma_pq_val) ?:
	     CHECK_OPERATION(device, DMA_MEMSET, device_prep_dma_memset) ?:
	     CHECK_OPERATION(device, DMA_INTERRUPT, device_prep_dma_interrupt) ?:
	     CHECK_OPERATION(device, DMA_CYCLIC, device_prep_dma_cyclic) ?:
	     CHECK_OPERATION(device, DMA_INTERLEAVE, device_prep_interleaved_dma);
	if (rc)
		return rc;

	if (!device->device_tx_status) {
		dev_err(device->dev, "Device tx_status is not defined\n");
		return -EIO;
	}

	if (!device->device_issue_pending) {
		dev_err(device->dev, "Device issue_pending is not defined\n");
		return -EIO;
	}

	if (!device->device_release)
		dev_dbg(device->dev, "WARN: Device release is not defined so it is not safe to "
				     "unbind this driver while in use\n");

	return 0;
}

/* a chain of async_tx operations never has to leave such a controller */
static bool device_has_all_tx_types(struct dma_device *device)
{
	return dma_has_cap(DMA_INTERRUPT, device->cap_mask) &&
	       dma_has_cap(DMA_MEMCPY, device->cap_mask) &&
	       dma_has_cap(DMA_XOR, device->cap_mask) &&
	       dma_has_cap(DMA_XOR_VAL, device->cap_mask) &&
	       dma_has_cap(DMA_PQ, device->cap_mask) &&
	       dma_has_cap(DMA_PQ_VAL, device->cap_mask);
}

/* ---- controllers: come ------------------------------------------------- */

/* who called dmaengine_get() gets the channels of a new public controller; under dma_list_mutex */
static int get_public_channels(struct dma_device *device)
{
	struct dma_chan *chan;

	if (!dmaengine_ref_count || dma_has_cap(DMA_PRIVATE, device->cap_mask))
		return 0;

	list_for_each_entry(chan, &device->channels, device_node)
		/* only the first one can fail so: then the module is going */
		if (dma_chan_get(chan) == -ENODEV)
			return -ENODEV;
	return 0;
}

static int publish(struct dma_device *device)
{
	int rc;

	mutex_lock(&dma_list_mutex);
	rc = get_public_channels(device);
	if (!rc) {
		dma_device_publish(device);
		/* one more than its private channels: it stays private */
		if (dma_has_cap(DMA_PRIVATE, device->cap_mask))
			device->privatecnt++;
		dma_channel_rebalance();
	}
	mutex_unlock(&dma_list_mutex);
	return rc;
}

int dma_async_device_register(struct dma_device *device)
{
	struct dma_chan *chan;
	int rc;

	if (!device)
		return -ENODEV;

	if (!device->dev) {
		pr_err("DMAdevice must have dev\n");
		return -EIO;
	}

	rc = check_operations(device);
	if (rc)
		return rc;

	device->owner = device->dev->driver ? device->dev->driver->owner : NULL;
	kref_init(&device->ref);
	device->global_node.prev = NULL;
	device->chancnt = 0;

	if (device_has_all_tx_types(device))
		dma_cap_set(DMA_ASYNC_TX, device->cap_mask);

	device->dev_id = ida_alloc(&dma_ida, GFP_KERNEL);
	if (device->dev_id < 0)
		return device->dev_id;

	ida_init(&device->chan_ida);

	list_for_each_entry(chan, &device->channels, device_node) {
		rc = __dma_async_device_channel_register(device, chan, NULL);
		if (rc)
			goto err_unregister_channels;
	}

	rc = publish(device);
	if (rc)
		goto err_unregister_channels;

	if (!device->chancnt)
		dev_info(device->dev, "DMA controller dma%d has no channels\n",
			 device->dev_id);

	dmaengine_debug_register(device);
	return 0;

err_unregister_channels:
	list_for_each_entry(chan, &device->channels, device_node)
		__dma_async_device_channel_unregister(device, chan);
	ida_destroy(&device->chan_ida);
	ida_free(&dma_ida, device->dev_id);
	return rc;
}
EXPORT_SYMBOL(dma_async_device_register);

/* ---- controllers: go --------------------------------------------------- */

static bool is_in_use(struct dma_device *device)
{
	struct dma_chan *chan;

	list_for_each_entry(chan, &device->channels, device_node)
		if (chan->client_count)
			return true;
	return false;
}

void dma_async_device_unregister(struct dma_device *device)
{
	struct dma_chan *chan, *next;
	bool public;

	dmaengine_debug_unregister(device);

	mutex_lock(&dma_list_mutex);
	public = !dma_has_cap(DMA_PRIVATE, device->cap_mask);
	dma_device_retract(device);
	/* private: its channels will not be in dma_find_channel()'s table */
	dma_cap_set(DMA_PRIVATE, device->cap_mask);
	dma_channel_rebalance();
	mutex_unlock(&dma_list_mutex);
	wait_for_walkers();

	list_for_each_entry_safe(chan, next, &device->channels, device_node)
		__dma_async_device_channel_unregister(device, chan);

	mutex_lock(&dma_list_mutex);
	/* dmaengine_put() drops the references that dmaengine_get() took */
	if (public && is_in_use(device))
		list_add_tail(&device->global_node, &dma_departed_list);
	ida_free(&dma_ida, device->dev_id);
	dma_device_put(device);
	mutex_unlock(&dma_list_mutex);
}
EXPORT_SYMBOL(dma_async_device_unregister);

void dma_chan_cleanup(struct kref *kref)
{
	struct dma_device *device = container_of(kref, struct dma_device, ref);

	/* on the list of those that went, or on none */
	if (device->global_node.prev)
		list_del(&device->global_node);
	ida_destroy(&device->chan_ida);

	if (device->device_release)
		device->device_release(device);
}
EXPORT_SYMBOL_GPL(dma_chan_cleanup);

/* ---- controllers: managed ---------------------------------------------- */

static void dmam_device_release(struct device *dev, void *res)
{
	dma_async_device_unregister(*(struct dma_device **)res);
}

int dmaenginem_async_device_register(struct dma_device *device)
{
	struct dma_device **res;
	int ret;

	res = devres_alloc(dmam_device_release, sizeof(*res), GFP_KERNEL);
	if (!res)
		return -ENOMEM;

	ret = dma_async_device_register(device);
	if (ret) {
		devres_free(res);
		return ret;
	}

	*res = device;
	devres_add(device->dev, res);
	return 0;
}
EXPORT_SYMBOL(dmaenginem_async_device_register);

/* ---- controllers: left behind ------------------------------------------- */

static int is_managed(struct device *dev, void *res, void *device)
{
	return *(struct dma_device **)res == device;
}

static struct dma_device *device_left_by(struct device *dev)
{
	struct dma_device *device;

	for_each_dma_device(device)
		if (device->dev == dev &&
		    !devres_find(dev, dmam_device_release, is_managed, device))
			return device;
	return NULL;
}

void registry_driver_left(struct device *dev, bool permanent)
{
	struct dma_device *device;

	while ((device = device_left_by(dev))) {
		if (!permanent)
			pr_warn("dma%d was not unregistered\n", device->dev_id);
		dma_async_device_unregister(device);
	}
}

/* ---- start and stop ---------------------------------------------------- */

void registry_start(void)
{
	INIT_LIST_HEAD(&dma_device_list);
	INIT_LIST_HEAD(&dma_departed_list);
	atomic_set(&list_walkers, 0);
	dmaengine_ref_count = 0;
}

static void report_left(struct list_head *list, const char *what)
{
	struct dma_device *device, *next;

	list_for_each_entry_safe(device, next, list, global_node) {
		pr_warn("dma%d %s\n", device->dev_id, what);
		list_del(&device->global_node);
		device->global_node.prev = NULL;
	}
}

void registry_stop(void)
{
	mutex_lock(&dma_list_mutex);
	if (dmaengine_ref_count)
		pr_warn("%ld dmaengine_get() without dmaengine_put()\n",
			dmaengine_ref_count);
	report_left(&dma_device_list, "was not unregistered");
	report_left(&dma_departed_list, "is still in use");
	dmaengine_ref_count = 0;
	mutex_unlock(&dma_list_mutex);
	ida_destroy(&dma_ida);
}
