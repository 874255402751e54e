// SPDX-License-Identifier: MIT
/*
 * Fuzz target: control blocks and registers of the BCM2835's DMA controller.
 * Host side, for libFuzzer.
 */
#include "walker.h"

#define CS(n)		(0x100u * (n))
#define  ACTIVE		0x1u
#define  RESET		0x80000000u
#define CONBLK_AD(n)	(0x100u * (n) + 0x04)

static void prepare(void)
{
}

/* a full channel, or one of the lite ones */
static void start(unsigned int channel, uint32_t addr)
{
	channel *= 2;
	reg_write(0, CONBLK_AD(channel), addr);
	reg_write(0, CS(channel), ACTIVE);
}

static void rest(void)
{
	unsigned int n;

	for (n = 0; n < 15; n++) {
		reg_write(0, CS(n), RESET);
		must(!reg_read(0, CS(n)), "a channel is not idle after a reset");
		must(!reg_read(0, CONBLK_AD(n)), "a control block after a reset");
	}
}

static const struct walker walker = {
	.board = "bcm2835",
	.blocks = { 0x7e007000, 0x7e203000, 0x7e204000, 0x7e007000 },
	.masters = { "/soc/dma@7e007000" },
	.prepare = prepare,
	.start = start,
	.rest = rest,
};
