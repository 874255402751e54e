// SPDX-License-Identifier: MIT
/*
 * From a device tree node's "dmas" entry to a channel: finds the controller
 * or the router that the entry points to, and lets it read the specifier.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/of_dma.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "dmaengine.h"
#include "engine/engine.h"

/* protects the list, and keeps what a translation function uses registered */
static DEFINE_MUTEX(of_dma_lock);
static LIST_HEAD(of_dma_list);

/* where to start among entries of one name, so that all get their share */
static atomic_t last_index;

/* ---- registration ------------------------------------------------------ */

/* The entry of a node, with the lock held. */
static struct of_dma *controller_at(const struct device_node *np)
{
	struct of_dma *entry;

	list_for_each_entry(entry, &of_dma_list, of_dma_controllers) {
		if (entry->of_node == np)
			return entry;
	}
	return NULL;
}

static struct of_dma *find_controller(const struct of_phandle_args *dma_spec)
{
	struct of_dma *found = controller_at(dma_spec->np);

	if (!found)
		pr_debug("%s: can't find DMA controller %pOF\n", __func__, dma_spec->np);
	return found;
}

static int add_controller(const struct of_dma *template)
{
	struct of_dma *ofdma;

	ofdma = kmemdup(template, sizeof(*template), GFP_KERNEL);
	if (!ofdma)
		return -ENOMEM;

	mutex_lock(&of_dma_lock);
	list_add_tail(&ofdma->of_dma_controllers, &of_dma_list);
	mutex_unlock(&of_dma_lock);
	return 0;
}

int of_dma_controller_register(struct device_node *np,
			       struct dma_chan *(*of_dma_xlate)
			       (struct of_phandle_args *, struct of_dma *),
			       void *data)
{
	struct of_dma ofdma = {
		.of_node = np,
		.of_dma_xlate = of_dma_xlate,
		.of_dma_data = data,
	};

	if (!np || !of_dma_xlate) {
		pr_err("%s: not enough information provided\n", __func__);
		return -EINVAL;
	}

	return add_controller(&ofdma);
}
EXPORT_SYMBOL_GPL(of_dma_controller_register);

void of_dma_controller_free(struct device_node *np)
{
	struct of_dma *gone;

	mutex_lock(&of_dma_lock);
	gone = controller_at(np);
	if (gone)
		list_del(&gone->of_dma_controllers);
	mutex_unlock(&of_dma_lock);
	kfree(gone);
}
EXPORT_SYMBOL_GPL(of_dma_controller_free);

/* ---- routers ----------------------------------------------------------- */

static void free_route(struct dma_router *router, void *route_data)
{
	if (router->route_free)
		router->route_free(router->dev, route_data);
}

/* the channel of the controller behind a router, as the rewritten specifier says */
static struct dma_chan *xlate_behind_router(struct of_phandle_args *dma_spec)
{
	struct of_dma *target = find_controller(dma_spec);

	if (!target)
		return ERR_PTR(-EPROBE_DEFER);
	return target->of_dma_xlate(dma_spec, target);
}

static struct dma_chan *of_dma_router_xlate(struct of_phandle_args *dma_spec,
					    struct of_dma *ofdma)
{
	struct of_phandle_args target_spec = *dma_spec;
	struct dma_chan *chan;
	void *route_data;
	int ret;

	route_data = ofdma->of_dma_route_allocate(&target_spec, ofdma);
	if (IS_ERR(route_data))
		return NULL;

	chan = xlate_behind_router(&target_spec);
	if (IS_ERR_OR_NULL(chan)) {
		free_route(ofdma->dma_router, route_data);
		goto put_target;
	}

	chan->router = ofdma->dma_router;
	chan->route_data = route_data;

	if (chan->device->device_router_config) {
		ret = chan->device->device_router_config(chan);
		if (ret) {
			/* frees the route as well */
			dma_release_channel(chan);
			chan = ERR_PTR(ret);
		}
	}

put_target:
	/* the router took a reference for the specifier that it made */
	of_node_put(target_spec.np);
	return chan;
}

int of_dma_router_register(struct device_node *np,
			   void *(*of_dma_route_allocate)
			   (struct of_phandle_args *, struct of_dma *),
			   struct dma_router *dma_router)
{
	struct of_dma ofdma = {
		.of_node = np,
		.of_dma_xlate = of_dma_router_xlate,
		.of_dma_route_allocate = of_dma_route_allocate,
		.dma_router = dma_router,
	};

	if (!np || !of_dma_route_allocate || !dma_router) {
		pr_err("%s: not enough information provided\n", __func__);
		return -EINVAL;
	}

	return add_controller(&ofdma);
}
EXPORT_SYMBOL_GPL(of_dma_router_register);

/* ---- requests ---------------------------------------------------------- */

/* does entry @index bear this name? then *@dma_spec holds a reference on its node */
static bool match_entry(struct device_node *np, const char *name, int index,
			struct of_phandle_args *dma_spec)
{
	const char *s;

	return !of_property_read_string_index(np, "dma-names", index, &s) &&
	       !strcmp(name, s) &&
	       !of_parse_phandle_with_args(np, "dmas", "#dma-cells", index,
					   dma_spec);
}

/* NULL: its controller has no channel for it, or there is no such controller: try the next entry */
static struct dma_chan *request_entry(struct of_phandle_args *dma_spec,
				      int *otherwise)
{
	struct dma_chan *chan = NULL;
	struct of_dma *ofdma;

	mutex_lock(&of_dma_lock);
	ofdma = find_controller(dma_spec);
	if (ofdma)
		chan = ofdma->of_dma_xlate(dma_spec, ofdma);
	else
		*otherwise = -EPROBE_DEFER;
	mutex_unlock(&of_dma_lock);

	return chan;
}

/* Goes once round the entries called @name, from a different one each time. */
static struct dma_chan *request_one_of(struct device_node *np, const char *name, int count)
{
	unsigned int start = atomic_inc_return(&last_index);
	struct dma_chan *chan = NULL;
	int otherwise = -ENODEV;
	int i;

	for (i = 0; i < count && !chan; i++) {
		struct of_phandle_args spec;

		if (match_entry(np, name, (start + i) % count, &spec)) {
			chan = request_entry(&spec, &otherwise);
			of_node_put(spec.np);
		}
	}
	return chan ?: ERR_PTR(otherwise);
}

struct dma_chan *of_dma_request_slave_channel(struct device_node *np,
					      const char *name)
{
	int names;

	if (!np || !name) {
		pr_err("%s: not enough information provided\n", __func__);
		return ERR_PTR(-ENODEV);
	}

	/* most devices have no DMA: that is nothing to talk about */
	if (!of_find_property(np, "dmas", NULL))
		return ERR_PTR(-ENODEV);

	names = of_property_count_strings(np, "dma-names");
	if (names > 0)
		return request_one_of(np, name, names);
	pr_err("%s: dma-names property of node '%pOF' missing or empty\n", __func__, np);
	return ERR_PTR(-ENODEV);
}
EXPORT_SYMBOL_GPL(of_dma_request_slave_channel);

/* ---- usual translations ------------------------------------------------ */

struct dma_chan *of_dma_simple_xlate(struct of_phandle_args *dma_spec,
				     struct of_dma *ofdma)
{
	const struct of_dma_filter_info *filter = ofdma->of_dma_data;

	/* the only cell is what the provider's filter looks for */
	if (dma_spec->args_count == 1 && filter && filter->filter_fn)
		return __dma_request_channel(&filter->dma_cap, filter->filter_fn,
					     dma_spec->args, dma_spec->np);
	return NULL;
}
EXPORT_SYMBOL_GPL(of_dma_simple_xlate);

struct dma_chan *of_dma_xlate_by_chan_id(struct of_phandle_args *dma_spec,
					 struct of_dma *ofdma)
{
	struct dma_device *device = ofdma->of_dma_data;
	struct dma_chan *chan;

	if (!device || dma_spec->args_count != 1)
		return NULL;

	list_for_each_entry(chan, &device->channels, device_node)
		if (chan->chan_id == dma_spec->args[0])
			return dma_get_slave_channel(chan);

	return NULL;
}
EXPORT_SYMBOL_GPL(of_dma_xlate_by_chan_id);

/* ---- left behind --------------------------------------------------------- */

void of_dma_driver_left(struct device *dev, bool permanent)
{
	struct of_dma *ofdma, *next;

	if (!dev->of_node)
		return;
	mutex_lock(&of_dma_lock);
	list_for_each_entry_safe(ofdma, next, &of_dma_list, of_dma_controllers) {
		if (ofdma->of_node != dev->of_node)
			continue;
		if (!permanent)
			pr_warn("%pOF: of_dma_controller_free() was not called\n",
				ofdma->of_node);
		list_del(&ofdma->of_dma_controllers);
		kfree(ofdma);
	}
	mutex_unlock(&of_dma_lock);
}

/* ---- start and stop ---------------------------------------------------- */

void of_dma_start(void)
{
	INIT_LIST_HEAD(&of_dma_list);
	atomic_set(&last_index, 0);
}

void of_dma_stop(void)
{
	struct of_dma *ofdma, *next;

	list_for_each_entry_safe(ofdma, next, &of_dma_list,
				 of_dma_controllers) {
		pr_warn("%pOF: of_dma_controller_free() was not called\n",
			ofdma->of_node);
		list_del(&ofdma->of_dma_controllers);
		kfree(ofdma);
	}
}
