// SPDX-License-Identifier: MIT
/*
 * Fuzz target: the registers of an ARM SMMU, and tables that are anything.
 * Whatever stands there, accesses of the master behind it end, those that are
 * refused change nothing, looking raises no fault, and the interrupts are what
 * the registers say. Host side, for libFuzzer.
 *
 * An input is the contents of the memory that tables may lie in, then a list
 * of steps. Accesses write what was read at the same place, since a table may
 * lead to any memory; addresses that come out of it have 40 bits at most, and
 * the checker refuses those above that pass, for there lies the fuzzer itself.
 */
#include <dmae/model.h>
#include <dmae/world.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define SMMU_BASE 0x50000000u
#define SMMU_SIZE 0x10000u
#define CONTEXTS  2u
#define MEM	  0x88000000u
#define MEM_SIZE  0x10000u
#define STEPS_MAX 400

#define sCR0	  0x000
#define sGFSR	  0x048
#define SMR	  0x800
#define S2CR	  0xc00
#define CB(n)	  (0x8000 + 0x1000 * (n))
#define CB_TCR2	  0x010
#define CB_TTBR0  0x020
#define CB_TCR	  0x030
#define CB_FSR	  0x058
#define CBAR	  0x1000
#define FAULTS	  0xc00001feu
#define PS_MASK	  0x00070000u
#define PS_40	  0x00020000u

static const char dts[] =
	"/dts-v1/;\n/memreserve/ 0x88000000 0x10000;\n"
	"/ { #address-cells = <1>; #size-cells = <1>;\n"
	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x10000000>; };\n"
	"pic: pic { interrupt-controller; #interrupt-cells = <1>; };\n"
	"soc { #address-cells = <1>; #size-cells = <1>; ranges; interrupt-parent = <&pic>;\n"
	"smmu: iommu@50000000 { compatible = \"arm,mmu-500\"; reg = <0x50000000 0x10000>;\n"
	"#iommu-cells = <1>; #global-interrupts = <1>; interrupts = <1>, <2>, <3>; };\n"
	"master@60000000 { compatible = \"fuzz,master\"; reg = <0x60000000 0x1000>;\n"
	"iommus = <&smmu 1>; }; }; };\n";

static struct board *board;
static struct dmae_model *master;
static char *regs;
static unsigned char *memory;

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

static int master_create(struct dmae_model *m)
{
	master = m;
	return 0;
}

static const char *const master_compatible[] = { "fuzz,master", NULL };

static const struct dmae_model_class master_class = {
	.name = "fuzz-master",
	.compatible = master_compatible,
	.state_size = 8,
	.create = master_create,
};

static void board_make(void)
{
	char path[] = "/tmp/dmae-fuzz-XXXXXX.dts", err[512] = "";
	int fd = mkstemps(path, 4);

	must(fd >= 0 && write(fd, dts, sizeof(dts) - 1) == sizeof(dts) - 1, "no temporary file");
	close(fd);
	must(!board_load(path, &board, err, sizeof(err)), err);
	unlink(path);
	must(!dmae_model_register(&master_class), "the master's class is refused");
}

static void open_to(const char *path)
{
	machine_grant(machine_master(board_find_path(board, path), path), 0, 1ull << 40,
		      MACHINE_READ | MACHINE_WRITE);
}

static void machine_up(void)
{
	static const struct exec_params params = { .kind = EXEC_FIBERS, .seed = 1 };
	char err[512] = "";

	if (!board)
		board_make();
	must(!base_start(&params), "base_start() failed");
	/* each refusal is told, and there are many */
	dmae_log_console(-1);
	must(!machine_start(board, err, sizeof(err)), err);
	must(!base_services_start(), "base_services_start() failed");
	regs = machine_ioremap(SMMU_BASE, SMMU_SIZE);
	memory = mm_virt(MEM);
	machine_checker_set(true);
	open_to("/soc/iommu@50000000");
	open_to("/soc/master@60000000");
}

static void machine_down(void)
{
	machine_iounmap(regs);
	must(!base_services_stop(), "memory leaked");
	machine_stop();
	base_stop();
}

/* What is left of the input. Once it has run dry, everything reads as zero. */
struct input {
	const uint8_t *data;
	size_t left;
};

static uint64_t take(struct input *in, unsigned int bytes)
{
	uint64_t value = 0;
	unsigned int i;

	for (i = 0; i < bytes && in->left; i++) {
		value |= (uint64_t)*in->data++ << 8 * i;
		in->left--;
	}
	return value;
}

static uint32_t reg_read(unsigned int reg)
{
	return machine_mmio_read(regs + reg, 4);
}

static void reg_write(unsigned int reg, unsigned int width, uint64_t value)
{
	unsigned int page = reg & 0xfff & ~7u;

	if (reg >= CB(0) && page == (CB_TCR2 & ~7u))
		value = (value & ~7ull) | 2;
	if (reg >= CB(0) && page == CB_TCR)
		value = (value & ~(uint64_t)PS_MASK) | PS_40;
	machine_mmio_write(regs + (reg & ~(width - 1)), width, value);
}

/* what reset leaves could lead anywhere, too */
static void limit_outputs(void)
{
	unsigned int i;

	for (i = 0; i < CONTEXTS; i++) {
		reg_write(CB(i) + CB_TCR2, 4, 0);
		reg_write(CB(i) + CB_TCR, 4, 25);
		machine_mmio_write(regs + CB(i) + CB_TTBR0, 8, MEM);
	}
	reg_write(S2CR, 4, 0);
	reg_write(SMR, 4, 0x80000001);
	reg_write(sCR0, 4, 0x406);
}

static unsigned int irq(unsigned int index)
{
	struct board_ref ref;

	must(!board_interrupt(board, board_find_path(board, "/soc/iommu@50000000"), index, &ref),
	     "an interrupt is missing");
	return machine_line(&ref)->asserted;
}

static void check_interrupts(void)
{
	unsigned int i;

	must(irq(0) == (reg_read(sGFSR) & 0x800001ff && reg_read(sCR0) & 0x24), "global interrupt");
	for (i = 0; i < CONTEXTS; i++)
		must(irq(1 + i) == (reg_read(CB(i) + CB_FSR) & FAULTS && reg_read(CB(i)) & 0x40),
		     "context interrupt");
}

/* looking raises nothing; and as far as it sees, an access gets */
static void look(uint64_t addr, size_t len, bool write)
{
	uint32_t before[CONTEXTS + 1], i;
	unsigned char buf[64];
	size_t room;

	for (i = 0; i < CONTEXTS; i++)
		before[i] = reg_read(CB(i) + CB_FSR);
	before[CONTEXTS] = reg_read(sGFSR);
	room = dmae_bus_room(master, addr, len, write);
	must(room <= len, "more room than was asked for");
	must(dmae_bus_reach(master, addr, len, write) >= room, "reaches less far than there is room");
	for (i = 0; i < CONTEXTS; i++)
		must(before[i] == reg_read(CB(i) + CB_FSR), "looking raised a fault");
	must(before[CONTEXTS] == reg_read(sGFSR), "looking raised a global fault");
	if (room && !write)
		must(!dmae_bus_read(master, addr, buf, room < 64 ? room : 64),
		     "where there is room, a read fails");
}

static void master_access(uint64_t addr, size_t len)
{
	unsigned char buf[64];

	len = len % sizeof(buf) + 1;
	if (dmae_bus_is_memory(master, addr) && !dmae_bus_read(master, addr, buf, len))
		dmae_bus_write(master, addr, buf, len);
	else
		dmae_bus_read(master, addr, buf, 4);
}

static uint64_t take_address(struct input *in)
{
	static const unsigned char shifts[] = { 0, 12, 16, 21, 25, 30, 39, 48 };
	uint64_t how = take(in, 1), value = take(in, 2) << shifts[how & 7];

	return (how & 0x40 ? ~value : value) + (how & 0x80 ? take(in, 2) : 0);
}

static void step(struct input *in)
{
	static const unsigned int widths[] = { 4, 8, 4, 1 };
	uint64_t op = take(in, 1), addr, where;

	switch (op & 7) {
	case 0:
	case 1:
		where = take(in, 2);
		/* mostly where registers are */
		where = op & 8 ? where : CB(op >> 4 & 1) + (where & 0x7ff);
		reg_write(where & ~3u, widths[op >> 6], take(in, 4) | take(in, 4) << 32);
		break;
	case 2:
		reg_write(op & 8 ? CBAR + 4 * (op >> 4 & 1) : SMR + 4 * (op >> 4 & 0xf), 4,
			  take(in, 4));
		break;
	case 3:
		/* an entry of a table, or something like it */
		where = take(in, 2) & (MEM_SIZE - 8);
		addr = op & 8 ? MEM + (take(in, 1) << 12) : take_address(in);
		addr |= take(in, 2);
		memcpy(memory + where, &addr, sizeof(addr));
		break;
	case 4:
	case 5:
		addr = take_address(in);
		master_access(addr, op >> 3);
		break;
	case 6:
		addr = take_address(in);
		look(addr, take(in, 2), op & 8);
		break;
	case 7:
		machine_mmio_read(regs + (take(in, 2) & (SMMU_SIZE - 1) & ~7u), widths[op >> 6]);
		break;
	}
	check_interrupts();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	unsigned int steps, used;

	machine_up();
	exec_hw_lock();
	memset(memory, 0, MEM_SIZE);
	used = take(&in, 2) & 0x7ff;
	used = used > in.left ? in.left : used;
	memcpy(memory, in.data, used);
	in.data += used;
	in.left -= used;
	limit_outputs();
	for (steps = 0; in.left && steps < STEPS_MAX; steps++)
		step(&in);
	exec_hw_unlock();
	machine_down();
	return 0;
}
