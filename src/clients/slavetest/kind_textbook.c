// SPDX-License-Identifier: MIT
/* Programming the loopback peripheral TBFIFO (docs/textbook-dmac.md, part III). */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/of.h>
#include <linux/property.h>

#include "clients/slavetest/slavetest.h"

#define FIFO_CTRL	0x08
#define FIFO_STATUS	0x0c
#define FIFO_WATERMARK	0x14
#define FIFO_DIV	0x18

#define CTRL_ENABLE	BIT(0)
#define CTRL_TXREQ	BIT(1)
#define CTRL_RXREQ	BIT(2)
#define CTRL_RXTO	BIT(3)
#define CTRL_FLOW	BIT(4)
#define CTRL_WIDTH(n)	((n) << 8)
#define CTRL_TXFLUSH	BIT(16)
#define CTRL_RXFLUSH	BIT(17)

#define STATUS_ERRORS	(BIT(8) | BIT(9) | BIT(10))

static int fifo_probe(struct peripheral *p)
{
	struct device *dev = p->dev;
	u32 tx, rx;

	if (!device_property_read_bool(dev, "dmae,loopback"))
		return dev_err_probe(dev, -ENODEV, "not a loopback: no property dmae,loopback\n");
	if (device_property_read_u32(dev, "dmae,tx-register", &tx) ||
	    device_property_read_u32(dev, "dmae,rx-register", &rx) ||
	    device_property_read_u32(dev, "dmae,fifo-depth", &p->depth) ||
	    device_property_read_u32(dev, "dmae,byte-rate", &p->byte_rate) || !p->byte_rate)
		return dev_err_probe(dev, -EINVAL,
				     "needs dmae,tx-register, dmae,rx-register, dmae,fifo-depth and dmae,byte-rate\n");
	p->tx_phys += tx;
	p->rx_phys += rx;
	p->max_burst = p->depth / 2;
	p->peer = of_parse_phandle(dev->of_node, "dmae,peer", 0);
	return 0;
}

static void fifo_start(struct peripheral *p, unsigned int width, unsigned int burst,
		       unsigned int len)
{
	writel(CTRL_TXFLUSH | CTRL_RXFLUSH, p->regs + FIFO_CTRL);
	writel(STATUS_ERRORS, p->regs + FIFO_STATUS);
	writel(burst | burst << 16, p->regs + FIFO_WATERMARK);
	writel(max(1ul, p->rate_hz / p->byte_rate), p->regs + FIFO_DIV);
	writel(CTRL_ENABLE | CTRL_TXREQ | CTRL_RXREQ | CTRL_RXTO | CTRL_FLOW |
	       CTRL_WIDTH(ilog2(width)), p->regs + FIFO_CTRL);
}

static void fifo_stop(struct peripheral *p)
{
	writel(CTRL_TXFLUSH | CTRL_RXFLUSH, p->regs + FIFO_CTRL);
}

static u32 fifo_errors(struct peripheral *p)
{
	return readl(p->regs + FIFO_STATUS) & STATUS_ERRORS;
}

static const struct of_device_id fifo_ids[] = {
	{ .compatible = "dmae,textbook-fifo" },
	{ }
};

const struct peripheral_kind textbook_fifo_kind = {
	.name = "slavetest",
	.ids = fifo_ids,
	.channels = { "tx", "rx", "bridge" },
	.hz = 100000000,
	.widths = BIT(1) | BIT(2) | BIT(4),
	.waits = true,
	.remainders = true,
	.probe = fifo_probe,
	.start = fifo_start,
	.stop = fifo_stop,
	.errors = fifo_errors,
};
