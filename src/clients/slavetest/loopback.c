// SPDX-License-Identifier: MIT
/*
 * The driver of loopback peripherals: any device whose node says so
 * (dmae,loopback) and whose data registers the tree gives. Holds the
 * device's channels for as long as it is bound.
 */
#include <linux/clk.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/property.h>

#include "clients/slavetest/slavetest.h"

LIST_HEAD(loopbacks);
static unsigned int next_index;

static void release_channel(void *chan)
{
	dma_release_channel(chan);
}

static int take_channel(struct loopback *lb, const char *name, struct dma_chan **chan)
{
	*chan = dma_request_chan(lb->dev, name);
	if (IS_ERR(*chan))
		return dev_err_probe(lb->dev, PTR_ERR(*chan), "no channel \"%s\"\n", name);
	return devm_add_action_or_reset(lb->dev, release_channel, *chan);
}

static int read_tree(struct loopback *lb, phys_addr_t base)
{
	struct device *dev = lb->dev;
	u32 tx, rx;

	if (!device_property_read_bool(dev, "dmae,loopback"))
		return dev_err_probe(dev, -ENODEV, "not a loopback: no property dmae,loopback\n");
	if (device_property_read_u32(dev, "dmae,tx-register", &tx) ||
	    device_property_read_u32(dev, "dmae,rx-register", &rx) ||
	    device_property_read_u32(dev, "dmae,fifo-depth", &lb->depth) ||
	    device_property_read_u32(dev, "dmae,byte-rate", &lb->byte_rate) || !lb->byte_rate)
		return dev_err_probe(dev, -EINVAL,
				     "needs dmae,tx-register, dmae,rx-register, dmae,fifo-depth and dmae,byte-rate\n");
	lb->tx_phys = base + tx;
	lb->rx_phys = base + rx;
	lb->peer = of_parse_phandle(dev->of_node, "dmae,peer", 0);
	return 0;
}

static int take_channels(struct loopback *lb)
{
	int err;

	err = take_channel(lb, "tx", &lb->tx);
	if (!err)
		err = take_channel(lb, "rx", &lb->rx);
	if (!err && lb->peer && device_property_match_string(lb->dev, "dma-names", "bridge") >= 0)
		err = take_channel(lb, "bridge", &lb->bridge);
	return err;
}

static int loopback_probe(struct platform_device *pdev)
{
	struct resource *res;
	struct loopback *lb;
	int err;

	lb = devm_kzalloc(&pdev->dev, sizeof(*lb), GFP_KERNEL);
	if (!lb)
		return -ENOMEM;
	lb->dev = &pdev->dev;
	mutex_init(&lb->lock);
	lb->regs = devm_platform_get_and_ioremap_resource(pdev, 0, &res);
	if (IS_ERR(lb->regs))
		return PTR_ERR(lb->regs);
	lb->clk = devm_clk_get_enabled(&pdev->dev, NULL);
	if (IS_ERR(lb->clk))
		return dev_err_probe(&pdev->dev, PTR_ERR(lb->clk), "no clock\n");
	lb->rate_hz = clk_get_rate(lb->clk);
	err = read_tree(lb, res->start);
	if (!err)
		err = take_channels(lb);
	if (err) {
		of_node_put(lb->peer);
		return err;
	}
	lb->index = next_index++;
	list_add_tail(&lb->node, &loopbacks);
	platform_set_drvdata(pdev, lb);
	return 0;
}

static int loopback_remove(struct platform_device *pdev)
{
	struct loopback *lb = platform_get_drvdata(pdev);

	list_del(&lb->node);
	of_node_put(lb->peer);
	return 0;
}

struct loopback *loopback_peer(struct loopback *lb)
{
	struct loopback *other;

	list_for_each_entry(other, &loopbacks, node)
		if (other->dev->of_node == lb->peer)
			return other;
	return NULL;
}

static const struct of_device_id loopback_ids[] = {
	{ .compatible = "dmae,textbook-fifo" },
	{ }
};
MODULE_DEVICE_TABLE(of, loopback_ids);

static struct platform_driver loopback_driver = {
	.probe = loopback_probe,
	.remove = loopback_remove,
	.driver = {
		.name = "slavetest",
		.of_match_table = loopback_ids,
		/* a test may be using the device: it goes with the module only */
		.suppress_bind_attrs = true,
	},
};

int loopback_driver_register(void)
{
	next_index = 0;
	INIT_LIST_HEAD(&loopbacks);
	return platform_driver_register(&loopback_driver);
}

void loopback_driver_unregister(void)
{
	platform_driver_unregister(&loopback_driver);
}
