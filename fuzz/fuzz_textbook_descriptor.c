// SPDX-License-Identifier: MIT
/*
 * Fuzz target: whatever software writes to the textbook board's registers
 * and to descriptors in memory, its models must neither crash nor touch
 * memory that was not granted, and a reset must bring them to rest.
 *
 * The machine runs without a driver. An input is the contents of the granted
 * memory followed by a list of steps, see step(). Host side, for libFuzzer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define MEM		0x88000000u	/* granted, between two stretches that are not */
#define MEM_SIZE	0x10000u
#define GUARD		0x2000u
#define GUARD_BYTE	0xe7
#define STEPS_MAX	300

#define DMAC_CTRL	0x008
#define DMAC_INT	0x00c
#define DMAC_ACTIVE	0x010
#define CTRL_ENABLE	1u
#define CTRL_RESET	2u

static const uint32_t blocks[] = { 0x40000000, 0x40010000, 0x40020000, 0x40021000 };
#define BLOCKS (sizeof(blocks) / sizeof(blocks[0]))

static struct board *board;
static char *regs[BLOCKS];
static unsigned char *memory;

/* What is left of the input. Once it has run dry, everything reads as zero. */
struct input {
	const uint8_t *data;
	size_t left;
};

static uint32_t take(struct input *in, unsigned int bytes)
{
	uint32_t value = 0;
	unsigned int i;

	for (i = 0; i < bytes && in->left; i++) {
		value |= (uint32_t)*in->data++ << 8 * i;
		in->left--;
	}
	return value;
}

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_textbook_descriptor: %s\n", what);
	abort();
}

static void machine_up(void)
{
	static const struct exec_params params = { .kind = EXEC_FIBERS, .seed = 1 };
	struct machine_master *master;
	char err[512] = "";
	unsigned int i;

	must(!board_load("textbook", &board, err, sizeof(err)), err);
	must(!base_start(&params), "base_start() failed");
	must(!machine_start(board, err, sizeof(err)), err);
	must(!base_services_start(), "base_services_start() failed");
	for (i = 0; i < BLOCKS; i++)
		regs[i] = machine_ioremap(blocks[i], 0x1000);
	memory = mm_virt(MEM);
	master = machine_master(board_find_path(board, "/soc/dma-controller@40000000"), "dmac");
	machine_checker_set(true);
	machine_grant(master, MEM, MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
}

static void machine_down(void)
{
	unsigned int i;

	for (i = 0; i < BLOCKS; i++)
		machine_iounmap(regs[i]);
	must(!base_services_stop(), "memory leaked");
	machine_stop();
	base_stop();
	board_free(board);
}

static void step(struct input *in)
{
	static const unsigned int widths[] = { 1, 2, 4, 4, 4, 4, 4, 8 };
	uint32_t op = take(in, 1), where = take(in, 2);
	unsigned int width = widths[op >> 2 & 7];
	char *reg = regs[op >> 5 & 3] + (where & 0xfff & ~(width - 1));

	switch (op & 3) {
	case 0:
		machine_mmio_write(reg, width, take(in, 4));
		break;
	case 1:
		machine_mmio_read(reg, width);
		break;
	case 2:
		/* a channel starts with a descriptor that is aligned and there */
		machine_mmio_write(regs[0] + 0x100 + 0x40 * (op >> 5), 4,
				   MEM + (where & 0x7e0));
		break;
	case 3:
		exec_idle(where * 4);
		break;
	}
}

static void check_guards(void)
{
	unsigned int i;

	for (i = 0; i < GUARD; i++) {
		must(memory[-(long)GUARD + i] == GUARD_BYTE, "wrote below the granted memory");
		must(memory[MEM_SIZE + i] == GUARD_BYTE, "wrote above the granted memory");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	unsigned int steps, used;

	machine_up();
	memset(memory - GUARD, GUARD_BYTE, GUARD + MEM_SIZE + GUARD);
	used = take(&in, 2) & 0x7ff;
	used = used > in.left ? in.left : used;
	memcpy(memory, in.data, used);
	in.data += used;
	in.left -= used;

	machine_mmio_write(regs[0] + DMAC_CTRL, 4, CTRL_ENABLE);
	for (steps = 0; in.left && steps < STEPS_MAX; steps++)
		step(&in);
	exec_idle(200000);
	check_guards();

	machine_mmio_write(regs[0] + DMAC_CTRL, 4, CTRL_RESET);
	must(!machine_mmio_read(regs[0] + DMAC_ACTIVE, 4), "active after a reset");
	must(!machine_mmio_read(regs[0] + DMAC_INT, 4), "interrupt after a reset");
	machine_down();
	return 0;
}
