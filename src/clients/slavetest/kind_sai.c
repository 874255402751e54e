// SPDX-License-Identifier: MIT
/*
 * Programming the SAI of STM32MP1 (RM0436): the block with a channel "tx"
 * plays as master, the one with "rx" records on the same clock.
 */
#include <linux/iopoll.h>
#include <linux/kernel.h>

#include "clients/slavetest/slavetest.h"

#define CR1		0x00
#define  CR1_MASTER_TX	0
#define  CR1_SLAVE_RX	3
#define  CR1_DS(w)	(((w) == 1 ? 2 : (w) == 2 ? 4 : 7) << 5)
#define  CR1_SYNC	(1 << 10)
#define  CR1_SAIEN	BIT(16)
#define  CR1_DMAEN	BIT(17)
#define  CR1_NODIV	BIT(19)
#define  CR1_MCKDIV(n)	((n) << 20)
#define CR2		0x04
#define  CR2_FTH(n)	(n)
#define  CR2_FFLUSH	BIT(3)
#define FRCR		0x08
#define SLOTR		0x0c
#define  SLOTR_STEREO	(1 << 8 | 3 << 16)
#define SR		0x14
#define  SR_OVRUDR	BIT(0)
#define  SR_FREQ	BIT(3)
#define CLRFR		0x18
#define DR		0x1c

#define FRAME_BITS	64
#define SAMPLE_RATE	96000

static void block_stop(u8 __iomem *regs)
{
	writel(readl(regs + CR1) & ~(CR1_SAIEN | CR1_DMAEN), regs + CR1);
}

static void sai_stop(struct peripheral *p)
{
	block_stop(p->regs);
	block_stop(p->partner->regs);
}

static void block_start(u8 __iomem *regs, u32 cr1, u32 cr2)
{
	writel(CR2_FFLUSH, regs + CR2);
	writel(~0u, regs + CLRFR);
	writel(cr2, regs + CR2);
	writel(FRAME_BITS - 1, regs + FRCR);
	writel(SLOTR_STEREO, regs + SLOTR);
	writel(cr1, regs + CR1);
	writel(cr1 | CR1_DMAEN, regs + CR1);
}

static void sai_start(struct peripheral *p, unsigned int width, unsigned int burst,
		      unsigned int len)
{
	unsigned int div = clamp(p->rate_hz / (SAMPLE_RATE * FRAME_BITS), 1ul, 63ul);

	p->byte_rate = max(1ul, p->rate_hz / (div * FRAME_BITS) * 2 * width);
	sai_stop(p);
	/* a request at half of the FIFO's eight entries, or for each one */
	block_start(p->partner->regs, CR1_SLAVE_RX | CR1_SYNC | CR1_DS(width),
		    CR2_FTH(burst > 1 ? 2 : 0));
	block_start(p->regs, CR1_MASTER_TX | CR1_DS(width) | CR1_NODIV | CR1_MCKDIV(div),
		    CR2_FTH(burst > 1 ? 2 : 4));
}

/* the slave first, and the first sample must be there when the clock starts */
static void sai_run(struct peripheral *p)
{
	u32 sr;

	readl_poll_timeout(p->regs + SR, sr, !(sr & SR_FREQ), 1, USEC_PER_SEC);
	writel(readl(p->partner->regs + CR1) | CR1_SAIEN, p->partner->regs + CR1);
	writel(readl(p->regs + CR1) | CR1_SAIEN, p->regs + CR1);
}

static u32 sai_errors(struct peripheral *p)
{
	return (readl(p->regs + SR) | readl(p->partner->regs + SR)) & SR_OVRUDR;
}

static const struct of_device_id sai_ids[] = {
	{ .compatible = "st,stm32-sai-sub-a" },
	{ .compatible = "st,stm32-sai-sub-b" },
	{ }
};

const struct peripheral_kind stm32_sai_kind = {
	.name = "slavetest-sai",
	.ids = sai_ids,
	.channels = { "tx", "rx" },
	.tx_register = DR,
	.rx_register = DR,
	.hz = 12288000,
	.widths = BIT(1) | BIT(2) | BIT(4),
	.max_burst = 4,
	.depth = 8,
	.pairs = true,
	.start = sai_start,
	.run = sai_run,
	.stop = sai_stop,
	.errors = sai_errors,
};
