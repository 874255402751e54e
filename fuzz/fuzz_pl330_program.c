// SPDX-License-Identifier: MIT
/*
 * Fuzz target: whatever program software gives to a PL330, and whatever it
 * writes to its registers meanwhile, the model must neither crash nor hang nor
 * touch memory that was not granted, and DMAKILL must bring it to rest.
 *
 * The machine runs without a driver. An input is the contents of the granted
 * memory, where programs lie, followed by a list of steps, see step(). Half of
 * the memory's bytes become instructions that a PL330 has, so that programs
 * get somewhere. Host side, for libFuzzer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dmae/world.h>

#include "base/base.h"
#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define MEM		0x8000000u	/* granted, between two stretches that are not */
#define MEM_SIZE	0x4000u
#define GUARD		0x2000u
#define GUARD_BYTE	0xe7
#define PROGRAMS	0x400u	/* from the start of MEM */
#define PROGRAM_BYTES	0x100u
#define STEPS_MAX	200
#define CHANNELS	8

#define PL330		0xf8003000u
#define INTMIS		0x028
#define FSRC		0x034
#define CSR(n)		(0x100 + 8 * (n))
#define DBGCMD		0xd04
#define DBGINST0	0xd08
#define DBGINST1	0xd0c

static const char machine_text[] =
	"/dts-v1/;\n/memreserve/ 0x7fe0000 0x40000;\n"
	"/ { #address-cells = <1>; #size-cells = <1>;\n"
	"memory@7f00000 { device_type = \"memory\"; reg = <0x7f00000 0x200000>; };\n"
	"intc: intc { interrupt-controller; #interrupt-cells = <1>; };\n"
	"dma@f8003000 { compatible = \"arm,pl330\"; reg = <0xf8003000 0x1000>; "
	"interrupt-parent = <&intc>; interrupts = <1>; #dma-cells = <1>; "
	"dmae,events-ns = <0x55>; dmae,peripherals-ns = <0x33>; }; };\n";

static struct board *board;
static char *regs;
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
	fprintf(stderr, "fuzz_pl330_program: %s\n", what);
	abort();
}

static void board_once(void)
{
	char path[] = "/tmp/fuzz-pl330-XXXXXX.dts", err[512] = "";
	int fd;

	if (board)
		return;
	fd = mkstemps(path, 4);
	must(fd >= 0 && write(fd, machine_text, sizeof(machine_text) - 1) > 0, "no room in /tmp");
	close(fd);
	must(!board_load(path, &board, err, sizeof(err)), err);
	unlink(path);
}

static void machine_up(void)
{
	static const struct exec_params params = { .kind = EXEC_FIBERS, .seed = 1 };
	struct machine_master *master;
	char err[512] = "";

	must(!base_start(&params), "base_start() failed");
	dmae_log_console(-1);
	must(!machine_start(board, err, sizeof(err)), err);
	must(!base_services_start(), "base_services_start() failed");
	regs = machine_ioremap(PL330, 0x1000);
	memory = mm_virt(MEM);
	master = machine_master(board_find_path(board, "/dma@f8003000"), "dma");
	machine_checker_set(true);
	machine_grant(master, MEM, MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
}

static void machine_down(void)
{
	machine_iounmap(regs);
	must(!base_services_stop(), "memory leaked");
	machine_stop();
	base_stop();
}

static void debug(uint32_t inst0, uint32_t inst1)
{
	machine_mmio_write(regs + DBGINST0, 4, inst0);
	machine_mmio_write(regs + DBGINST1, 4, inst1);
	machine_mmio_write(regs + DBGCMD, 4, 0);
}

static void step(struct input *in)
{
	static const unsigned int widths[] = { 4, 4, 4, 4, 4, 1, 2, 8 };
	uint32_t op = take(in, 1), where = take(in, 2);
	unsigned int width = widths[op >> 3 & 7];
	char *reg = regs + (where & 0xfff & ~(width - 1));

	switch (op & 7) {
	case 0:
		machine_mmio_write(reg, width, take(in, 4));
		break;
	case 1:
	case 2:
		machine_mmio_read(reg, width);
		break;
	case 3:
	case 4:
		/* DMAGO, secure or not, into the granted memory */
		where &= (op & 7) == 3 ? PROGRAMS - PROGRAM_BYTES : MEM_SIZE - 1;
		debug((op & 8 ? 0xa2u : 0xa0u) << 16 | (op >> 4 & 7) << 24, MEM + where);
		break;
	case 5:
		debug(1 | (op >> 4 & 7) << 8 | 0x01 << 16, 0);
		break;
	case 6:
		debug(0x34 << 16 | (where & 0xff) << 24, 0);
		break;
	case 7:
		exec_idle(where);
		break;
	}
}

/* a byte of a program: many are made one that begins an instruction */
static uint8_t likely(uint8_t raw, uint8_t before)
{
	static const uint8_t insns[] = { 0x04, 0x05, 0x07, 0x08, 0x09, 0x0b, 0x0c, 0x12,
					 0x18, 0x20, 0x22, 0x25, 0x28, 0x29, 0x2c, 0x31,
					 0x34, 0x35, 0x36, 0x38, 0x3c, 0x3d, 0x54, 0x56,
					 0x5c, 0xbc, 0x04, 0x08, 0x38, 0x3c, 0x20, 0x22 };

	return before & 0x80 ? insns[raw % sizeof(insns)] : raw & 0x7f;
}

static void mov(unsigned char *at, unsigned int reg, uint32_t value)
{
	at[0] = 0xbc;
	at[1] = reg;
	memcpy(at + 2, &value, 4);
}

/* programs begin with addresses that mostly lead into the granted memory */
static void begin_programs(struct input *in)
{
	unsigned int at;

	for (at = 0; at < PROGRAMS; at += PROGRAM_BYTES) {
		mov(memory + at, 0, MEM + take(in, 2));
		mov(memory + at + 6, 2, MEM + take(in, 2));
		mov(memory + at + 12, 1, take(in, 4) & 0xfffd7ff7);
	}
}

static void fill_memory(struct input *in)
{
	unsigned int used = take(in, 2) & 0x7ff, i;

	used = used > in->left ? in->left : used;
	for (i = 0; i + 1 < used; i += 2)
		memory[i / 2] = likely(in->data[i], in->data[i + 1]);
	in->data += used;
	in->left -= used;
	begin_programs(in);
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
	unsigned int steps, n;

	board_once();
	machine_up();
	memset(memory - GUARD, GUARD_BYTE, GUARD + MEM_SIZE + GUARD);
	memset(memory, 0, MEM_SIZE);
	fill_memory(&in);
	for (steps = 0; in.left && steps < STEPS_MAX; steps++)
		step(&in);
	exec_idle(200000);
	check_guards();

	for (n = 0; n < CHANNELS; n++)
		debug(1 | n << 8 | 0x01 << 16, 0);
	debug(0x01 << 16, 0);
	exec_idle(1000);
	for (n = 0; n < CHANNELS; n++)
		must(!(machine_mmio_read(regs + CSR(n), 4) & 0xf), "active after DMAKILL");
	must(!machine_mmio_read(regs + FSRC, 4), "faulting after DMAKILL");
	machine_down();
	return 0;
}
