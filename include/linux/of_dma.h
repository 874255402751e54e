/* SPDX-License-Identifier: MIT */
/*
 * DMA channels in the device tree: a controller or a router registers the
 * node that "dmas" properties point to, and how to read a specifier.
 */
#ifndef __LINUX_OF_DMA_H
#define __LINUX_OF_DMA_H

#include <linux/of.h>
#include <linux/dmaengine.h>

struct device_node;

/**
 * struct of_dma - a controller or a router that the device tree can name
 * @of_dma_controllers: framework only: entry in the list of them all
 * @of_node: its node
 * @of_dma_xlate: the channel for a specifier, requested for the caller; NULL
 *	or an ERR_PTR() where there is none
 * @of_dma_route_allocate: routers: makes a route and rewrites the specifier
 *	into the controller's, with a reference on that controller's node;
 *	returns data for &dma_router.route_free, or an ERR_PTR()
 * @dma_router: routers: the router
 * @of_dma_data: controllers: what was given at registration
 *
 * The framework owns it and hands it to the two functions.
 */
struct of_dma {
	struct list_head of_dma_controllers;
	struct device_node *of_node;
	struct dma_chan *(*of_dma_xlate)(struct of_phandle_args *dma_spec,
					 struct of_dma *ofdma);
	void *(*of_dma_route_allocate)(struct of_phandle_args *dma_spec,
				       struct of_dma *ofdma);
	struct dma_router *dma_router;
	void *of_dma_data;
};

/**
 * struct of_dma_filter_info - what of_dma_simple_xlate() needs
 * @dma_cap: capabilities that the channel must have
 * @filter_fn: picks it; its argument points to the specifier's cell (u32)
 */
struct of_dma_filter_info {
	dma_cap_mask_t dma_cap;
	dma_filter_fn filter_fn;
};

/**
 * of_dma_controller_register() - let "dmas" entries lead to a controller
 * @np: its node; must stay until of_dma_controller_free()
 * @of_dma_xlate: turns a specifier into a channel. Called in process
 *	context with a mutex of the framework held: may request a channel,
 *	may not register or free controllers.
 * @data: &of_dma.of_dma_data; the caller's
 *
 * Context: Process.
 * Return: 0; -EINVAL: node or function missing (one line in the log);
 * -ENOMEM.
 * Source: Linux drivers/dma/of-dma.c.
 */
int of_dma_controller_register(struct device_node *np,
			       struct dma_chan *(*of_dma_xlate)
			       (struct of_phandle_args *, struct of_dma *),
			       void *data);

/**
 * of_dma_controller_free() - undo of_dma_controller_register() or of_dma_router_register()
 * @np: the node; nothing happens if it is not registered
 *
 * Context: Process.
 * Source: Linux drivers/dma/of-dma.c.
 */
void of_dma_controller_free(struct device_node *np);

/**
 * of_dma_router_register() - let "dmas" entries lead through a router
 * @np: its node; must stay until of_dma_router_free()
 * @of_dma_route_allocate: makes a route; see &struct of_dma
 * @dma_router: the router; the caller's
 *
 * Context: Process.
 * Return: 0; -EINVAL: an argument is missing (one line in the log); -ENOMEM.
 * Source: Linux drivers/dma/of-dma.c.
 */
int of_dma_router_register(struct device_node *np,
			   void *(*of_dma_route_allocate)
			   (struct of_phandle_args *, struct of_dma *),
			   struct dma_router *dma_router);

#define of_dma_router_free of_dma_controller_free

/**
 * of_dma_request_slave_channel() - the channel that a node calls @name
 * @np: the client's node
 * @name: the name, as in "dma-names"
 *
 * Where several entries bear the name, they are tried in turn. Clients call
 * dma_request_chan().
 *
 * Context: Process.
 * Return: the channel, the caller's; ERR_PTR(): -ENODEV: no such entry, or no
 * channel behind it; -EPROBE_DEFER: its controller is not registered yet; or
 * what the controller's function says.
 * Source: Linux drivers/dma/of-dma.c.
 */
struct dma_chan *of_dma_request_slave_channel(struct device_node *np,
					      const char *name);

/**
 * of_dma_simple_xlate() - one cell, given to a filter
 * @dma_spec: the specifier
 * @ofdma: &of_dma.of_dma_data is a &struct of_dma_filter_info
 *
 * Context: As &of_dma.of_dma_xlate.
 * Return: the channel, requested; NULL: none, or there is not exactly one cell.
 * Source: Linux drivers/dma/of-dma.c.
 */
struct dma_chan *of_dma_simple_xlate(struct of_phandle_args *dma_spec,
				     struct of_dma *ofdma);

/**
 * of_dma_xlate_by_chan_id() - one cell, the channel's number
 * @dma_spec: the specifier
 * @ofdma: &of_dma.of_dma_data is the &struct dma_device
 *
 * Context: As &of_dma.of_dma_xlate.
 * Return: the channel, requested; NULL: there is none with that number, it is
 * busy, or there is not exactly one cell.
 * Source: Linux drivers/dma/of-dma.c.
 */
struct dma_chan *of_dma_xlate_by_chan_id(struct of_phandle_args *dma_spec,
					 struct of_dma *ofdma);

#endif
