// SPDX-License-Identifier: MIT
/*
 * The PLX DMA function, register by register, from configuration space on: a
 * second reading of the data book beside the model's. Host side.
 */
#include <string.h>

#include "unit.h"

#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define ECAM_BASE	0x30000000u
#define WINDOW		0x40000000u
#define WINDOW_SIZE	0x40000u
#define FUNCTION	(1u << 15) /* device 1 on bus 0 */

#define COMMAND		0x04
#define  MEMORY		2u
#define  MASTER		4u
#define BAR0		0x10

#define RING_ADDR	0x214
#define RING_ADDR_HI	0x218
#define RING_NEXT	0x21c
#define RING_COUNT	0x220
#define LAST_ADDR	0x224
#define LAST_SIZE	0x228
#define CTRL		0x238
#define  PAUSE		0x0001u
#define  ABORT		0x0002u
#define  WRITE_BACK	0x0004u
#define  START		0x0008u
#define  STOP_AT_END	0x0010u
#define  OFF_CHIP	0x0040u
#define  INVALID	0x0100u
#define  PAUSE_DONE	0x0200u
#define  ABORT_DONE	0x0400u
#define INTR_ENABLE	0x23c
#define INTR_STATUS	0x23e
#define  I_ERROR	0x01u
#define  I_INVALID	0x02u
#define  I_DONE		0x04u
#define IN_PROGRESS	0x40000000u

#define GO (WRITE_BACK | START | OFF_CHIP | INVALID | PAUSE_DONE | ABORT_DONE)

#define VALID		0x80000000u
#define INTERRUPT	0x40000000u
#define SUCCESS		0x40000000u
#define READ_FAILED	0x20000000u
#define WRITE_FAILED	0x10000000u

#define MEM		0x88000000u
#define RING(i)		(MEM + 16u * (i))
#define SOURCE		(MEM + 0x100000u)
#define DESTINATION	(MEM + 0x800000u)
#define NOWHERE		0x10000000u

static const char board_text[] =
	"/dts-v1/;\n/memreserve/ 0x88000000 0x1000000;\n"
	"/ { #address-cells = <1>; #size-cells = <1>;\n"
	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x20000000>; };\n"
	"pic: pic { interrupt-controller; #interrupt-cells = <1>; };\n"
	"pcie@30000000 { compatible = \"pci-host-ecam-generic\"; device_type = \"pci\";\n"
	"  reg = <0x30000000 0x100000>; #address-cells = <3>; #size-cells = <2>;\n"
	"  ranges = <0x02000000 0 0x40000000 0x40000000 0 0x10000000>;\n"
	"  #interrupt-cells = <1>; interrupt-map-mask = <0xf800 0 0 7>;\n"
	"  interrupt-map = <0x0800 0 0 1 &pic 7>;\n"
	"  dma@1,0 { compatible = \"pci10b5,87d0\"; reg = <0x0800 0 0 0 0>; }; }; };\n";

static char *config, *regs;
static struct machine_line *pin;

static uint32_t rd(unsigned int reg)
{
	return machine_mmio_read(regs + reg, 4);
}

static void wr(unsigned int reg, uint32_t value)
{
	machine_mmio_write(regs + reg, 4, value);
}

static uint32_t status(void)
{
	return machine_mmio_read(regs + INTR_STATUS, 2);
}

static void put32(uint32_t phys, uint32_t value)
{
	memcpy(mm_virt(phys), &value, 4);
}

static uint32_t get32(uint32_t phys)
{
	uint32_t value;

	memcpy(&value, mm_virt(phys), 4);
	return value;
}

static void pattern(uint32_t phys, uint32_t len)
{
	unsigned char *p = mm_virt(phys);
	uint32_t i;

	for (i = 0; i < len; i++)
		p[i] = i * 7 + (i >> 8) + 1;
}

static void descriptor(unsigned int i, uint32_t flags, uint32_t dst, uint32_t src, uint32_t len)
{
	put32(RING(i), flags | len);
	put32(RING(i) + 4, 0);
	put32(RING(i) + 8, dst);
	put32(RING(i) + 12, src);
}

static void set_command(uint32_t bits)
{
	machine_mmio_write(config + COMMAND, 2, bits);
}

static int setup(void **state)
{
	struct board_ref ref = { .ncells = 1, .cells = { 7 } };
	struct machine_master *master;
	int err = machine_setup_dts(board_text);

	if (err)
		return err;
	config = (char *)machine_ioremap(ECAM_BASE, 0x100000) + FUNCTION;
	machine_mmio_write(config + BAR0, 4, WINDOW);
	set_command(MEMORY | MASTER);
	regs = machine_ioremap(WINDOW, WINDOW_SIZE);
	ref.node = board_find_path(machine_board(), "/pic");
	pin = machine_line(&ref);
	machine_checker_set(true);
	master = machine_master(board_find_path(machine_board(), "/pcie@30000000/dma@1,0"), "dma");
	machine_grant(master, MEM, 0x1000000, MACHINE_READ | MACHINE_WRITE);
	return regs ? 0 : -1;
}

static int teardown(void **state)
{
	machine_iounmap(regs);
	machine_iounmap(config - FUNCTION);
	return machine_teardown(state);
}

static void ring(unsigned int count)
{
	unsigned int i;

	for (i = 0; i <= count; i++)
		put32(RING(i), 0);
	wr(RING_ADDR, RING(0));
	wr(RING_ADDR_HI, 0);
	wr(RING_NEXT, RING(0));
	wr(RING_COUNT, count);
}

static void go(uint32_t more)
{
	unsigned int i;

	machine_mmio_write(regs + CTRL, 2, GO | more);
	for (i = 0; i < 100000 && rd(CTRL) & IN_PROGRESS; i++)
		exec_idle(1000);
	assert_false(rd(CTRL) & IN_PROGRESS);
}

/* ---- configuration space --------------------------------------------------------- */

static void says_who_it_is(void **state)
{
	assert_int_equal(machine_mmio_read(config, 4), 0x87d010b5);
	assert_int_equal(machine_mmio_read(config + 8, 4) >> 8, 0x088000);
	assert_int_equal(machine_mmio_read(config + 0xe, 1), 0);
	/* what isn't there reads as ones */
	assert_int_equal(machine_mmio_read(config + FUNCTION, 4), 0xffffffff);
}

static void its_window_is_as_large_as_it_says(void **state)
{
	machine_mmio_write(config + BAR0, 4, 0xffffffff);
	assert_int_equal(machine_mmio_read(config + BAR0, 4), 0xfffc0004);
	machine_mmio_write(config + BAR0, 4, WINDOW + 0x40000);
	/* it has moved away from where it was */
	assert_int_equal(rd(CTRL), 0xffffffff);
}

/* ---- the ring --------------------------------------------------------------------- */

static void copies_what_a_descriptor_says(void **state)
{
	ring(16);
	pattern(SOURCE, 4096);
	descriptor(0, VALID, DESTINATION + 3, SOURCE + 1, 1001);
	go(0);
	assert_memory_equal(mm_virt(DESTINATION + 3), mm_virt(SOURCE + 1), 1001);
	assert_int_equal(get32(RING(0)), SUCCESS | 1001);
	assert_int_equal(rd(RING_NEXT), RING(1));
	assert_int_equal(rd(LAST_ADDR), RING(0));
	assert_int_equal(rd(LAST_SIZE), 1001);
	assert_true(rd(CTRL) & INVALID);
}

static void goes_on_where_it_stopped(void **state)
{
	ring(16);
	pattern(SOURCE, 4096);
	descriptor(0, VALID, DESTINATION, SOURCE, 16);
	go(0);
	descriptor(1, VALID, DESTINATION + 16, SOURCE + 16, 16);
	descriptor(2, VALID, DESTINATION + 32, SOURCE + 32, 16);
	go(0);
	assert_memory_equal(mm_virt(DESTINATION), mm_virt(SOURCE), 48);
	assert_int_equal(rd(RING_NEXT), RING(3));
}

static void goes_round(void **state)
{
	unsigned int i;

	ring(4);
	pattern(SOURCE, 4096);
	for (i = 0; i < 6; i++) {
		descriptor(i % 4, VALID, DESTINATION + 16 * i, SOURCE + 16 * i, 16);
		go(0);
	}
	assert_memory_equal(mm_virt(DESTINATION), mm_virt(SOURCE), 96);
	assert_int_equal(rd(RING_NEXT), RING(2));
}

static void stops_at_the_end_if_told_to(void **state)
{
	unsigned int i;

	ring(4);
	for (i = 0; i < 4; i++)
		descriptor(i, VALID, DESTINATION, SOURCE, 16);
	go(STOP_AT_END);
	assert_false(rd(CTRL) & INVALID);
	assert_int_equal(rd(RING_NEXT), RING(0));
}

static void leaves_descriptors_alone_without_write_back(void **state)
{
	ring(4);
	descriptor(0, VALID, DESTINATION, SOURCE, 16);
	descriptor(1, 0, 0, 0, 0);
	machine_mmio_write(regs + CTRL, 2, START | OFF_CHIP);
	exec_idle(100000);
	assert_int_equal(get32(RING(0)), VALID | 16);
	assert_int_equal(rd(RING_NEXT), RING(1));
}

/* ---- interrupts --------------------------------------------------------------------- */

static void interrupts_when_a_descriptor_asks(void **state)
{
	ring(16);
	descriptor(0, VALID, DESTINATION, SOURCE, 16);
	go(0);
	assert_int_equal(status() & I_DONE, 0);
	assert_false(pin->asserted);
	descriptor(1, VALID | INTERRUPT, DESTINATION, SOURCE, 16);
	go(0);
	assert_int_equal(status() & I_DONE, I_DONE);
	assert_true(pin->asserted);
	machine_mmio_write(regs + INTR_STATUS, 2, I_DONE);
	assert_false(pin->asserted);
}

static void other_interrupts_are_enabled_one_by_one(void **state)
{
	ring(16);
	go(0);
	assert_int_equal(status(), I_INVALID);
	assert_false(pin->asserted);
	machine_mmio_write(regs + INTR_ENABLE, 2, I_INVALID);
	assert_true(pin->asserted);
	machine_mmio_write(regs + INTR_STATUS, 2, I_INVALID);
	assert_false(pin->asserted);
}

/* ---- stopping ------------------------------------------------------------------------ */

static void pauses_between_descriptors(void **state)
{
	ring(16);
	pattern(SOURCE, 0x100000);
	descriptor(0, VALID, DESTINATION, SOURCE, 0x80000);
	descriptor(1, VALID, DESTINATION, SOURCE, 16);
	machine_mmio_write(regs + CTRL, 2, GO);
	exec_idle(2000);
	assert_true(rd(CTRL) & IN_PROGRESS);
	machine_mmio_write(regs + CTRL, 2, PAUSE | WRITE_BACK | OFF_CHIP);
	assert_false(rd(CTRL) & PAUSE_DONE);
	exec_idle(1000000);
	assert_true(rd(CTRL) & PAUSE_DONE);
	assert_int_equal(get32(RING(0)), SUCCESS | 0x80000);
	assert_int_equal(get32(RING(1)), VALID | 16);
	go(0);
	assert_int_equal(get32(RING(1)), SUCCESS | 16);
}

static void an_idle_channel_is_paused_at_once(void **state)
{
	ring(16);
	machine_mmio_write(regs + CTRL, 2, PAUSE);
	assert_true(rd(CTRL) & PAUSE_DONE);
	machine_mmio_write(regs + CTRL, 2, PAUSE_DONE);
	assert_int_equal(rd(CTRL), 0);
}

static void an_abort_leaves_the_descriptor(void **state)
{
	ring(16);
	descriptor(0, VALID, DESTINATION, SOURCE, 0x80000);
	machine_mmio_write(regs + CTRL, 2, GO);
	exec_idle(2000);
	machine_mmio_write(regs + CTRL, 2, ABORT);
	assert_true(rd(CTRL) & ABORT_DONE);
	assert_false(rd(CTRL) & IN_PROGRESS);
	assert_int_equal(get32(RING(0)), VALID | 0x80000);
}

/* ---- faults ----------------------------------------------------------------------------- */

static void a_failed_read_or_write_is_written_back(void **state)
{
	ring(16);
	descriptor(0, VALID, DESTINATION, NOWHERE, 16);
	descriptor(1, VALID, NOWHERE, SOURCE, 16);
	go(0);
	assert_int_equal(get32(RING(0)), READ_FAILED);
	assert_int_equal(get32(RING(1)), WRITE_FAILED);
	assert_int_equal(status() & I_ERROR, I_ERROR);
}

static void a_ring_that_leads_nowhere_stops_it(void **state)
{
	ring(16);
	wr(RING_ADDR, NOWHERE);
	wr(RING_NEXT, NOWHERE);
	go(0);
	assert_int_equal(status(), I_ERROR);
	assert_true(log_contains("cannot be read"));
}

static void without_the_bus_it_does_nothing(void **state)
{
	ring(16);
	descriptor(0, VALID, DESTINATION, SOURCE, 16);
	set_command(MEMORY);
	go(0);
	assert_int_equal(get32(RING(0)), VALID | 16);
	assert_int_equal(status(), I_ERROR);
	assert_true(log_contains("no bus master"));
}

static void modes_that_are_not_modelled_are_reported(void **state)
{
	ring(16);
	machine_mmio_write(regs + CTRL, 2, START | 0x20);
	assert_false(rd(CTRL) & IN_PROGRESS);
	assert_true(log_contains("only a ring off chip"));
	wr(RING_COUNT, 0);
	machine_mmio_write(regs + CTRL, 2, GO);
	assert_false(rd(CTRL) & IN_PROGRESS);
}

/* whatever is written where: no access leads out of the model, or on for ever */
static void survives_any_access(void **state)
{
	static const unsigned int widths[] = { 1, 2, 4, 8 };
	uint64_t x = 88172645463325252ull;
	unsigned int i;

	for (i = 0; i < 40000; i++) {
		unsigned int width, offset;
		uint32_t value;

		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		width = widths[x & 3];
		value = x >> 32;
		/* addresses that mean something come up often */
		if (x & 16)
			value = (x & 32 ? WINDOW : x & 64 ? ECAM_BASE + FUNCTION : MEM) + (value & 0x2ff);
		offset = (x >> 8 & (x & 4 ? 0xff : 0x2ff)) & ~(width - 1);
		if (x & 4)
			machine_mmio_write(config + offset, width > 4 ? 4 : width, value);
		else
			machine_mmio_write(regs + offset, width, value);
		if (!(x & 0xf00)) {
			set_command(MEMORY | MASTER);
			machine_mmio_write(config + BAR0, 4, WINDOW);
			machine_mmio_write(config + BAR0 + 4, 4, 0);
			ring(4);
			descriptor(0, VALID | INTERRUPT, value, SOURCE, value & 0xff);
			machine_mmio_write(regs + CTRL, 2, GO);
			exec_idle(5000);
		}
	}
	set_command(0);
	exec_idle(1000000);
	assert_int_equal(machine_mmio_read(config, 4), 0x87d010b5);
}

#define plx_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		plx_test(says_who_it_is),
		plx_test(its_window_is_as_large_as_it_says),
		plx_test(copies_what_a_descriptor_says),
		plx_test(goes_on_where_it_stopped),
		plx_test(goes_round),
		plx_test(stops_at_the_end_if_told_to),
		plx_test(leaves_descriptors_alone_without_write_back),
		plx_test(interrupts_when_a_descriptor_asks),
		plx_test(other_interrupts_are_enabled_one_by_one),
		plx_test(pauses_between_descriptors),
		plx_test(an_idle_channel_is_paused_at_once),
		plx_test(an_abort_leaves_the_descriptor),
		plx_test(a_failed_read_or_write_is_written_back),
		plx_test(a_ring_that_leads_nowhere_stops_it),
		plx_test(without_the_bus_it_does_nothing),
		plx_test(modes_that_are_not_modelled_are_reported),
		plx_test(survives_any_access),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
