// SPDX-License-Identifier: MIT
/*
 * Fuzz target: linked lists and registers of DesignWare AHB DMA controllers,
 * one with multi-block transfers and one without. Host side, for libFuzzer.
 */
#include "walker.h"

#define LLP(n)		(0x58u * (n) + 0x10)
#define CTL(n)		(0x58u * (n) + 0x18)
#define  LLP_BOTH	0x18000000u
#define MASK(irq)	(0x310 + 8 * (irq))
#define  MASK_ALL	0xff00u		/* write enables, and no bit */
#define STATUS_INT	0x360
#define DMA_CFG		0x398
#define CH_EN		0x3a0

static void prepare(void)
{
	reg_write(0, DMA_CFG, 1);
	reg_write(1, DMA_CFG, 1);
}

static void start(unsigned int channel, uint32_t addr)
{
	reg_write(0, LLP(channel), addr);
	reg_write(0, CTL(channel), LLP_BOTH);
	reg_write(0, CH_EN, 0x101u << channel);
}

static void rest(void)
{
	unsigned int i, irq;

	for (i = 0; i < 2; i++) {
		reg_write(i, DMA_CFG, 0);
		must(!reg_read(i, CH_EN), "a channel runs in a controller that is off");
		for (irq = 0; irq < 5; irq++)
			reg_write(i, MASK(irq), MASK_ALL);
		must(!reg_read(i, STATUS_INT), "interrupt though all are masked");
	}
}

static const struct walker walker = {
	.board = "dw",
	.blocks = { 0xea800000, 0xeb001000, 0xe0020000, 0xe0021000 },
	.masters = { "/soc/dma-controller@ea800000", "/soc/dma-controller@eb001000" },
	.prepare = prepare,
	.start = start,
	.rest = rest,
};
