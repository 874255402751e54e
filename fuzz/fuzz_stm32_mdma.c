// SPDX-License-Identifier: MIT
/*
 * Fuzz target: whatever software writes to the registers of the STM32's MDMA,
 * DMA and DMAMUX, and to linked lists in memory, their models must neither
 * crash nor touch memory that was not granted, and clearing EN must bring
 * every channel to rest.
 *
 * The machine runs without a driver. An input is the contents of the granted
 * memory followed by a list of steps, see step(). Host side, for libFuzzer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define MEM	   0xc8000000u /* granted, between two stretches that are not */
#define MEM_SIZE   0x10000u
#define GUARD	   0x2000u
#define GUARD_BYTE 0xe7
#define STEPS_MAX  300

#define MDMA	       regs[0]
#define MDMA_GISR0     0x000
#define MDMA_CIFCR(x)  (0x44 + 0x40 * (x))
#define MDMA_CCR(x)    (0x4c + 0x40 * (x))
#define MDMA_CTCR(x)   (0x50 + 0x40 * (x))
#define MDMA_CBNDTR(x) (0x54 + 0x40 * (x))
#define MDMA_CSAR(x)   (0x58 + 0x40 * (x))
#define MDMA_CDAR(x)   (0x5c + 0x40 * (x))
#define MDMA_CLAR(x)   (0x64 + 0x40 * (x))
#define MDMA_EN	       0x1u
#define MDMA_IE	       0x3eu
#define MDMA_SWRQ      0x10000u
#define MDMA_SWRM      0x40000000u
#define CHANNELS       32
#define DMA_SCR(x)     (0x10 + 0x18 * (x))
#define STREAMS	       8

static const char dts[] =
	"/dts-v1/; /memreserve/ 0xc8000000 0x20000; / { #address-cells = <1>; #size-cells = <1>;"
	"memory@c0000000 { device_type = \"memory\"; reg = <0xc0000000 0x9000000>; };"
	"pic: pic { interrupt-controller; #interrupt-cells = <1>; };"
	"soc { #address-cells = <1>; #size-cells = <1>; ranges; interrupt-parent = <&pic>;"
	"mdma@58000000 { compatible = \"st,stm32h7-mdma\"; reg = <0x58000000 0x1000>;"
	"  interrupts = <122>; #dma-cells = <5>; };"
	"dma1: dma@48000000 { compatible = \"st,stm32-dma\"; reg = <0x48000000 0x400>;"
	"  interrupts = <11>, <12>, <13>, <14>, <15>, <16>, <17>, <47>; #dma-cells = <4>; };"
	"mux@48002000 { compatible = \"st,stm32h7-dmamux\"; reg = <0x48002000 0x400>;"
	"  interrupts = <102>; #dma-cells = <3>; dma-masters = <&dma1>; };"
	"}; };";

static const struct {
	const char *path;
	uint32_t base, size;
} blocks[] = {
	{ "/soc/mdma@58000000", 0x58000000, 0x1000 },
	{ "/soc/dma@48000000", 0x48000000, 0x400 },
	{ "/soc/mux@48002000", 0x48002000, 0x400 },
};
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
	fprintf(stderr, "fuzz_stm32_mdma: %s\n", what);
	abort();
}

/* once for all inputs: a board does not change */
static void load_board(void)
{
	char path[] = "/tmp/fuzz-stm32-XXXXXX.dts", err[512] = "";
	int fd = mkstemps(path, 4), ret;

	must(fd >= 0 && write(fd, dts, sizeof(dts) - 1) == sizeof(dts) - 1, "no temporary file");
	close(fd);
	ret = board_load(path, &board, err, sizeof(err));
	unlink(path);
	must(!ret, err);
}

static void machine_up(void)
{
	static const struct exec_params params = { .kind = EXEC_FIBERS, .seed = 1 };
	char err[512] = "";
	unsigned int i;

	if (!board)
		load_board();
	must(!base_start(&params), "base_start() failed");
	must(!machine_start(board, err, sizeof(err)), err);
	must(!base_services_start(), "base_services_start() failed");
	machine_checker_set(true);
	memory = mm_virt(MEM);
	for (i = 0; i < BLOCKS; i++) {
		regs[i] = machine_ioremap(blocks[i].base, blocks[i].size);
		machine_grant(machine_master(board_find_path(board, blocks[i].path), "fuzz"), MEM,
			      MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
	}
}

static void machine_down(void)
{
	unsigned int i;

	for (i = 0; i < BLOCKS; i++)
		machine_iounmap(regs[i]);
	must(!base_services_stop(), "memory leaked");
	machine_stop();
	base_stop();
}

static void reg_write(char *base, unsigned int reg, uint32_t value)
{
	machine_mmio_write(base + reg, 4, value);
}

/* A channel starts with a configuration, and a list, that is in memory. */
static void start_list(struct input *in, uint32_t where)
{
	unsigned int x = where & (CHANNELS - 1);
	uint32_t link = MEM + (where >> 5 & 0x7f8);

	reg_write(MDMA, MDMA_CTCR(x), take(in, 4) | MDMA_SWRM);
	reg_write(MDMA, MDMA_CBNDTR(x), take(in, 2));
	reg_write(MDMA, MDMA_CSAR(x), MEM + (take(in, 2) & 0x7fff));
	reg_write(MDMA, MDMA_CDAR(x), MEM + 0x8000 + (take(in, 2) & 0x7fff));
	reg_write(MDMA, MDMA_CLAR(x), link);
	reg_write(MDMA, MDMA_CCR(x), MDMA_EN | MDMA_IE);
	reg_write(MDMA, MDMA_CCR(x), MDMA_EN | MDMA_IE | MDMA_SWRQ);
}

static void step(struct input *in)
{
	static const unsigned int widths[] = { 1, 2, 4, 4, 4, 4, 4, 8 };
	uint32_t op = take(in, 1), where = take(in, 2);
	unsigned int width = widths[op >> 2 & 7], block = (op >> 5) % (BLOCKS + 1) % BLOCKS;
	char *reg = regs[block] + (where & (blocks[block].size - 1) & ~(width - 1));

	switch (op & 3) {
	case 0:
		machine_mmio_write(reg, width, take(in, 4));
		break;
	case 1:
		machine_mmio_read(reg, width);
		break;
	case 2:
		start_list(in, where);
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

/* EN is cleared everywhere; after a while nothing may move, or interrupt, any more. */
static void bring_to_rest(void)
{
	unsigned int x, tries;
	uint32_t busy = 1;

	/* one may still write to the registers of another */
	for (tries = 0; busy && tries < 64; tries++) {
		for (x = 0; x < CHANNELS; x++)
			reg_write(MDMA, MDMA_CCR(x), 0);
		for (x = 0; x < STREAMS; x++)
			reg_write(regs[1], DMA_SCR(x), 0);
		exec_idle(100000);
		busy = 0;
		for (x = 0; x < CHANNELS; x++)
			busy |= machine_mmio_read(MDMA + MDMA_CCR(x), 4) & MDMA_EN;
		for (x = 0; x < STREAMS; x++)
			busy |= machine_mmio_read(regs[1] + DMA_SCR(x), 4) & 1;
	}
	must(!busy, "a channel does not stop");
	for (x = 0; x < CHANNELS; x++)
		reg_write(MDMA, MDMA_CIFCR(x), 0x1f);
	must(!machine_mmio_read(MDMA + MDMA_GISR0, 4), "interrupts that cannot be cleared");
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

	for (steps = 0; in.left && steps < STEPS_MAX; steps++)
		step(&in);
	exec_idle(200000);
	check_guards();
	bring_to_rest();
	check_guards();
	machine_down();
	return 0;
}
