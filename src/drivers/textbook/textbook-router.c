// SPDX-License-Identifier: MIT
/*
 * Driver for TBRTR, the textbook request router (docs/textbook-dmac.md,
 * part II). A client whose "dmas" entry names the router gets a free output
 * of it, which is a request input of the controller behind it, and the
 * entry is passed on to that controller in these terms.
 *
 * It can't be unbound: channels that go through it keep pointing to it.
 */
#include <linux/bitmap.h>
#include <linux/dmaengine.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/of_dma.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#define TR_ID			0x000
#define   TR_ID_TBRTR			0x5452
#define TR_CONFIG		0x004
#define   TR_CONFIG_INPUTS(config)	((config) & 0xff)
#define   TR_CONFIG_OUTPUTS(config)	((config) >> 8 & 0xff)
#define TR_MUX(output)		(0x100 + 4 * (output))
#define   TR_MUX_ENABLE			BIT(31)

#define TR_MAX_OUTPUTS		32
#define TR_NO_REQUEST		0xff	/* no partner, as in the device tree */

struct router {
	struct dma_router dma_router;
	u8 __iomem *regs;
	unsigned int inputs;
	unsigned int outputs;
	struct mutex lock;
	DECLARE_BITMAP(used, TR_MAX_OUTPUTS);	/* protected by lock */
};

/* What a routed channel holds: one output, or two from device to device. */
struct route {
	unsigned int output[2];
	unsigned int count;
};

static void router_disconnect(struct router *router, struct route *route)
{
	mutex_lock(&router->lock);
	while (route->count) {
		unsigned int output = route->output[--route->count];

		writel(0, router->regs + TR_MUX(output));
		clear_bit(output, router->used);
	}
	mutex_unlock(&router->lock);
}

/* Return: the output that now carries @input, or a negative error code */
static int router_connect(struct router *router, struct route *route,
			  unsigned int input)
{
	struct device *dev = router->dma_router.dev;
	unsigned int output;

	if (input >= router->inputs) {
		dev_err(dev, "dmas: request %u: must be 0 to %u\n", input,
			router->inputs - 1);
		return -EINVAL;
	}
	mutex_lock(&router->lock);
	output = find_first_zero_bit(router->used, router->outputs);
	if (output < router->outputs) {
		set_bit(output, router->used);
		route->output[route->count++] = output;
		writel(TR_MUX_ENABLE | input, router->regs + TR_MUX(output));
	}
	mutex_unlock(&router->lock);
	if (output < router->outputs)
		return output;
	dev_err(dev, "all %u outputs are in use\n", router->outputs);
	return -EBUSY;
}

static void router_route_free(struct device *dev, void *route_data)
{
	router_disconnect(dev_get_drvdata(dev), route_data);
	kfree(route_data);
	module_put(THIS_MODULE);
}

/* Turns the cells of @spec from our inputs into the controller's. */
static int router_translate(struct router *router, struct route *route,
			    struct of_phandle_args *spec)
{
	int i, output;

	if (spec->args_count < 1 || spec->args_count > 2) {
		dev_err(router->dma_router.dev, "dmas: %d cells: must be 1 or 2\n",
			spec->args_count);
		return -EINVAL;
	}
	for (i = 0; i < spec->args_count; i++) {
		if (i && spec->args[i] == TR_NO_REQUEST)
			continue;
		output = router_connect(router, route, spec->args[i]);
		if (output < 0)
			return output;
		spec->args[i] = output;
	}
	return 0;
}

static void *router_route_allocate(struct of_phandle_args *spec, struct of_dma *ofdma)
{
	struct platform_device *pdev = of_find_device_by_node(ofdma->of_node);
	struct router *router = platform_get_drvdata(pdev);
	struct route *route;
	int ret;

	route = kzalloc(sizeof(*route), GFP_KERNEL);
	if (!route) {
		ret = -ENOMEM;
		goto err_put_device;
	}
	ret = router_translate(router, route, spec);
	if (ret)
		goto err_free_route;
	/* whoever has called us drops this reference */
	spec->np = of_parse_phandle(ofdma->of_node, "dma-masters", 0);
	if (!spec->np) {
		dev_err(&pdev->dev, "dma-masters leads to no controller\n");
		ret = -EINVAL;
		goto err_free_route;
	}
	put_device(&pdev->dev);
	/* whoever has a route needs this driver to give it back */
	__module_get(THIS_MODULE);
	return route;

err_free_route:
	router_disconnect(router, route);
	kfree(route);
err_put_device:
	put_device(&pdev->dev);
	return ERR_PTR(ret);
}

static int router_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct router *router;
	unsigned int i;
	u32 config;

	router = devm_kzalloc(dev, sizeof(*router), GFP_KERNEL);
	if (!router)
		return -ENOMEM;
	router->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(router->regs))
		return PTR_ERR(router->regs);
	if (readl(router->regs + TR_ID) >> 16 != TR_ID_TBRTR) {
		dev_err(dev, "ID is 0x%08x: not a TBRTR\n", readl(router->regs + TR_ID));
		return -ENODEV;
	}
	config = readl(router->regs + TR_CONFIG);
	router->inputs = TR_CONFIG_INPUTS(config);
	router->outputs = min_t(u32, TR_CONFIG_OUTPUTS(config), TR_MAX_OUTPUTS);
	for (i = 0; i < router->outputs; i++)
		writel(0, router->regs + TR_MUX(i));
	mutex_init(&router->lock);
	router->dma_router.dev = dev;
	router->dma_router.route_free = router_route_free;
	platform_set_drvdata(pdev, router);
	return of_dma_router_register(dev->of_node, router_route_allocate,
				      &router->dma_router);
}

static int router_remove(struct platform_device *pdev)
{
	of_dma_controller_free(pdev->dev.of_node);
	return 0;
}

static const struct of_device_id router_of_match[] = {
	{ .compatible = "dmae,textbook-router" },
	{ }
};
MODULE_DEVICE_TABLE(of, router_of_match);

static struct platform_driver router_driver = {
	.probe = router_probe,
	.remove = router_remove,
	.driver = {
		.name = "textbook-router",
		.of_match_table = router_of_match,
		.suppress_bind_attrs = true,
	},
};
module_platform_driver(router_driver);

MODULE_DESCRIPTION("TBRTR, the textbook DMA request router");
MODULE_LICENSE("Dual MIT/GPL");
