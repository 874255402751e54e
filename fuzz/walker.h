/* SPDX-License-Identifier: MIT */
/*
 * What the fuzz targets of controllers that walk descriptors share: whatever
 * software writes to their registers and into memory, they must neither crash
 * nor touch memory that was not granted, and must come to rest.
 *
 * The machine runs without a driver. An input is the contents of the granted
 * memory followed by a list of steps, see walker_step(). A target includes
 * this once and describes its controller. Host side, for libFuzzer.
 */
#ifndef FUZZ_WALKER_H
#define FUZZ_WALKER_H

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
#define BLOCKS		4

/**
 * struct walker - what a target is about
 * @board: a board of the library
 * @blocks: register blocks that the steps reach, 4 KiB each, the controllers first
 * @masters: paths of the controllers
 * @prepare: before the first step
 * @start: channel @channel (0 to 7) of the first controller starts with what lies at @addr
 * @rest: stops everything and checks that it is quiet
 */
struct walker {
	const char *board;
	uint32_t blocks[BLOCKS];
	const char *masters[2];
	void (*prepare)(void);
	void (*start)(unsigned int channel, uint32_t addr);
	void (*rest)(void);
};

static const struct walker walker;

static struct board *board;
static char *regs[BLOCKS];
static unsigned char *memory;

static inline void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

static inline uint32_t reg_read(unsigned int block, unsigned int reg)
{
	return machine_mmio_read(regs[block] + reg, 4);
}

static inline void reg_write(unsigned int block, unsigned int reg, uint32_t value)
{
	machine_mmio_write(regs[block] + reg, 4, value);
}

/* What is left of the input. Once it has run dry, everything reads as zero. */
struct input {
	const uint8_t *data;
	size_t left;
};

static inline uint32_t take(struct input *in, unsigned int bytes)
{
	uint32_t value = 0;
	unsigned int i;

	for (i = 0; i < bytes && in->left; i++) {
		value |= (uint32_t)*in->data++ << 8 * i;
		in->left--;
	}
	return value;
}

static inline void walker_grant(const char *path)
{
	struct machine_master *master = machine_master(board_find_path(board, path), path);
	unsigned int i;

	machine_grant(master, MEM, MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
	/* its own among them: descriptors in registers, registers as data */
	for (i = 0; i < BLOCKS; i++)
		machine_grant(master, walker.blocks[i], 0x1000, MACHINE_READ | MACHINE_WRITE);
}

static inline void machine_up(void)
{
	static const struct exec_params params = { .kind = EXEC_FIBERS, .seed = 1 };
	char err[512] = "";
	unsigned int i;

	must(!board_load(walker.board, &board, err, sizeof(err)), err);
	must(!base_start(&params), "base_start() failed");
	must(!machine_start(board, err, sizeof(err)), err);
	must(!base_services_start(), "base_services_start() failed");
	for (i = 0; i < BLOCKS; i++)
		regs[i] = machine_ioremap(walker.blocks[i], 0x1000);
	memory = mm_virt(MEM);
	machine_checker_set(true);
	for (i = 0; i < 2 && walker.masters[i]; i++)
		walker_grant(walker.masters[i]);
}

static inline void machine_down(void)
{
	unsigned int i;

	for (i = 0; i < BLOCKS; i++)
		machine_iounmap(regs[i]);
	must(!base_services_stop(), "memory leaked");
	machine_stop();
	base_stop();
	board_free(board);
}

static inline void walker_step(struct input *in)
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
		walker.start(op >> 5, MEM + (where & 0x7fc));
		break;
	case 3:
		exec_idle(where * 4);
		break;
	}
}

static inline void check_guards(void)
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

	walker.prepare();
	for (steps = 0; in.left && steps < STEPS_MAX; steps++)
		walker_step(&in);
	exec_idle(200000);
	check_guards();
	walker.rest();
	machine_down();
	return 0;
}

#endif
