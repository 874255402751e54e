// SPDX-License-Identifier: MIT
/*
 * Fuzz target: descriptors and registers of the DMA controller of PXA and
 * MMP2. Host side, for libFuzzer.
 */
#include "walker.h"

#define DCSR(n)		(4u * (n))
#define  RUN		0x80000000u
#define  EVENTS		0x00000007u
#define DINT		0x0f0
#define DRCMR(line)	(0x100u + 4 * (line))
#define  MAPVLD		0x80u
#define DDADR(n)	(0x200u + 16 * (n))

static void prepare(void)
{
	reg_write(0, DRCMR(14), MAPVLD | 0);
	reg_write(0, DRCMR(13), MAPVLD | 1);
}

static void start(unsigned int channel, uint32_t addr)
{
	reg_write(0, DDADR(channel), addr);
	reg_write(0, DCSR(channel), RUN);
}

static void rest(void)
{
	unsigned int n;

	for (n = 0; n < 16; n++) {
		reg_write(0, DCSR(n), EVENTS);
		must(!(reg_read(0, DCSR(n)) & RUN), "a channel runs though it was stopped");
	}
	must(!reg_read(0, DINT), "interrupt though all are cleared");
}

static const struct walker walker = {
	.board = "pxa",
	.blocks = { 0x40000000, 0x41000000, 0x41700000, 0x40001000 },
	.masters = { "/soc/dma-controller@40000000" },
	.prepare = prepare,
	.start = start,
	.rest = rest,
};
