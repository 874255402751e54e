// SPDX-License-Identifier: MIT
/* Programming the loopback peripheral TBFIFO (docs/textbook-dmac.md, part III). */
#include <linux/clk.h>
#include <linux/kernel.h>
#include <linux/log2.h>

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

void fifo_start(struct loopback *lb, unsigned int width, unsigned int burst)
{
	writel(CTRL_TXFLUSH | CTRL_RXFLUSH, lb->regs + FIFO_CTRL);
	writel(STATUS_ERRORS, lb->regs + FIFO_STATUS);
	writel(burst | burst << 16, lb->regs + FIFO_WATERMARK);
	writel(max(1ul, lb->rate_hz / lb->byte_rate), lb->regs + FIFO_DIV);
	writel(CTRL_ENABLE | CTRL_TXREQ | CTRL_RXREQ | CTRL_RXTO | CTRL_FLOW | CTRL_WIDTH(ilog2(width)),
	       lb->regs + FIFO_CTRL);
}

void fifo_stop(struct loopback *lb)
{
	writel(CTRL_TXFLUSH | CTRL_RXFLUSH, lb->regs + FIFO_CTRL);
}

u32 fifo_errors(struct loopback *lb)
{
	return readl(lb->regs + FIFO_STATUS) & STATUS_ERRORS;
}
