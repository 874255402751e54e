// SPDX-License-Identifier: MIT
/*
 * The drivers of the devices that are tested, one for each kind: they bind
 * as a real driver would, and hold the device's channels for as long as they
 * are bound. What the device itself needs is in kind_*.c.
 */
#include <linux/clk.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/property.h>

#include "clients/slavetest/slavetest.h"

/* in this order they find their devices and take channels */
static const struct peripheral_kind *const kinds[] = {
	&textbook_fifo_kind, &stm32_usart_kind, &stm32_spi_kind,
	&stm32_i2s_kind,     &stm32_sai_kind,	&stm32_hash_kind,
};

LIST_HEAD(peripherals);
static unsigned int next_index;

static struct dma_chan **channel_of(struct peripheral *p, const char *name)
{
	if (!strcmp(name, "rx"))
		return &p->rx;
	return !strcmp(name, "bridge") ? &p->bridge : &p->tx;
}

static void release_channels(void *arg)
{
	struct peripheral *p = arg;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(p->kind->channels) && p->kind->channels[i]; i++) {
		struct dma_chan **chan = channel_of(p, p->kind->channels[i]);

		/* a pair's receiver is its partner's */
		if (*chan && !(p->partner && chan == &p->rx))
			dma_release_channel(*chan);
		*chan = NULL;
	}
}

static int take_channel(struct peripheral *p, const char *name)
{
	struct dma_chan *chan = dma_request_chan(p->dev, name);

	if (IS_ERR(chan))
		return dev_err_probe(p->dev, PTR_ERR(chan), "no channel \"%s\"\n", name);
	*channel_of(p, name) = chan;
	return 0;
}

/* those that the tree gives it */
static int take_channels(struct peripheral *p)
{
	unsigned int i, count = 0;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(p->kind->channels) && p->kind->channels[i]; i++) {
		if (device_property_match_string(p->dev, "dma-names", p->kind->channels[i]) < 0)
			continue;
		err = take_channel(p, p->kind->channels[i]);
		if (err)
			break;
		count++;
	}
	if (err)
		release_channels(p);
	if (err || count)
		return err;
	dev_info(p->dev, "has no DMA channels: left alone\n");
	return -ENODEV;
}

int peripheral_renew(struct peripheral *p)
{
	int err;

	release_channels(p);
	err = take_channels(p);
	if (!err && p->partner) {
		release_channels(p->partner);
		err = take_channels(p->partner);
		p->rx = p->partner->rx;
	}
	return err;
}

static int set_clock(struct peripheral *p)
{
	struct clk *clk = devm_clk_get_optional_enabled(p->dev, NULL);

	if (IS_ERR(clk))
		return dev_err_probe(p->dev, PTR_ERR(clk), "no clock\n");
	p->rate_hz = clk ? clk_get_rate(clk) : 0;
	if (!p->rate_hz)
		p->rate_hz = p->kind->hz;
	return 0;
}

static const struct peripheral_kind *kind_of(struct device *dev)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (of_match_node(kinds[i]->ids, dev->of_node))
			return kinds[i];
	return NULL;
}

static int peripheral_init(struct peripheral *p, struct platform_device *pdev)
{
	struct resource *res;
	int err;

	p->dev = &pdev->dev;
	p->kind = kind_of(p->dev);
	mutex_init(&p->lock);
	p->regs = devm_platform_get_and_ioremap_resource(pdev, 0, &res);
	if (IS_ERR(p->regs))
		return PTR_ERR(p->regs);
	p->tx_phys = res->start + p->kind->tx_register;
	p->rx_phys = res->start + p->kind->rx_register;
	p->depth = p->kind->depth;
	p->max_burst = p->kind->max_burst;
	device_property_read_u32(p->dev, "dma-maxburst", &p->max_burst);
	err = set_clock(p);
	if (!err && p->kind->probe)
		err = p->kind->probe(p);
	if (!err)
		err = take_channels(p);
	return err ? err : devm_add_action_or_reset(p->dev, release_channels, p);
}

static int peripheral_probe(struct platform_device *pdev)
{
	struct peripheral *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	err = peripheral_init(p, pdev);
	if (err) {
		of_node_put(p->peer);
		return err;
	}
	p->index = next_index++;
	list_add_tail(&p->node, &peripherals);
	platform_set_drvdata(pdev, p);
	return 0;
}

static int peripheral_remove(struct platform_device *pdev)
{
	struct peripheral *p = platform_get_drvdata(pdev);

	list_del(&p->node);
	of_node_put(p->peer);
	return 0;
}

struct peripheral *peripheral_peer(struct peripheral *p)
{
	struct peripheral *other;

	list_for_each_entry(other, &peripherals, node)
		if (p->peer && other->dev->of_node == p->peer)
			return other;
	return NULL;
}

/* ---- pairs ------------------------------------------------------------- */

bool peripheral_is_subject(const struct peripheral *p)
{
	return !p->kind->pairs || p->tx;
}

void peripherals_pair(void)
{
	struct peripheral *p, *other;

	list_for_each_entry(p, &peripherals, node) {
		if (!p->kind->pairs || !p->tx || p->partner)
			continue;
		list_for_each_entry(other, &peripherals, node) {
			if (other->kind != p->kind || other->tx ||
			    other->dev->parent != p->dev->parent)
				continue;
			p->partner = other;
			p->rx = other->rx;
			p->rx_phys = other->rx_phys;
			break;
		}
	}
}

/* ---- drivers ----------------------------------------------------------- */

/* a SAI's blocks are devices only when somebody has taken the SAI */
static int sai_probe(struct platform_device *pdev)
{
	return devm_of_platform_populate(&pdev->dev);
}

static const struct of_device_id sai_parent_ids[] = {
	{ .compatible = "st,stm32h7-sai" },
	{ }
};

static struct platform_driver sai_parent_driver = {
	.probe = sai_probe,
	.driver = {
		.name = "slavetest-sai-parent",
		.of_match_table = sai_parent_ids,
		.suppress_bind_attrs = true,
	},
};

static struct platform_driver drivers[ARRAY_SIZE(kinds)];

static void unregister_first(unsigned int n)
{
	while (n--)
		platform_driver_unregister(&drivers[n]);
}

int peripheral_drivers_register(void)
{
	unsigned int i;
	int err;

	next_index = 0;
	INIT_LIST_HEAD(&peripherals);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		drivers[i] = (struct platform_driver){
			.probe = peripheral_probe,
			.remove = peripheral_remove,
			.driver = {
				.name = kinds[i]->name,
				.of_match_table = kinds[i]->ids,
				/* a test may be using the device: it goes with the module only */
				.suppress_bind_attrs = true,
			},
		};
		err = platform_driver_register(&drivers[i]);
		if (err) {
			unregister_first(i);
			return err;
		}
	}
	err = platform_driver_register(&sai_parent_driver);
	if (err)
		unregister_first(ARRAY_SIZE(kinds));
	return err;
}

void peripheral_drivers_unregister(void)
{
	platform_driver_unregister(&sai_parent_driver);
	unregister_first(ARRAY_SIZE(kinds));
}
