// SPDX-License-Identifier: MIT
/*
 * Fuzz target: descriptors and registers of the textbook controller, with its
 * router and FIFOs. Host side, for libFuzzer.
 */
#include "walker.h"

#define DMAC_CTRL	0x008
#define DMAC_INT	0x00c
#define DMAC_ACTIVE	0x010
#define CTRL_ENABLE	1u
#define CTRL_RESET	2u
#define CH_START(n)	(0x100u + 0x40u * (n))
#define DESC_ALIGN	0x1fu

static void prepare(void)
{
	reg_write(0, DMAC_CTRL, CTRL_ENABLE);
}

static void start(unsigned int channel, uint32_t addr)
{
	reg_write(0, CH_START(channel), addr & ~DESC_ALIGN);
}

static void rest(void)
{
	reg_write(0, DMAC_CTRL, CTRL_RESET);
	must(!reg_read(0, DMAC_ACTIVE), "active after a reset");
	must(!reg_read(0, DMAC_INT), "interrupt after a reset");
}

static const struct walker walker = {
	.board = "textbook",
	.blocks = { 0x40000000, 0x40010000, 0x40020000, 0x40021000 },
	.masters = { "/soc/dma-controller@40000000" },
	.prepare = prepare,
	.start = start,
	.rest = rest,
};
