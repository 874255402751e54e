// SPDX-License-Identifier: MIT
/*
 * iDMA 32-bit, Intel's variant of the DesignWare AHB DMA controller, as a PCI
 * function: what is different in it. Host side.
 */
#include <string.h>

#include "unit.h"

#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define ECAM		0x30000000u
#define WINDOW		0x40000000u
#define CONFIG(reg)	((1u << 15) + (reg))	/* of device 1 */

#define SAR		0x00
#define DAR		0x08
#define LLP		0x10
#define CTL		0x18
#define CTL_HI		0x1c
#define  DONE		0x20000u
#define CFG		0x40
#define  SUSP		0x100u
#define CFG_HI		0x44
#define RAW_TFR		0x2c0
#define RAW_ERR		0x2e0
#define DMA_CFG		0x398
#define CH_EN		0x3a0
#define PARTITION(i)	(0x400 + 4 * (i))

#define WORDS		0x22u		/* items of 4 bytes on both sides */
#define LLP_BOTH	0x18000000u

#define MEM		0x88000000u
#define SOURCE		(MEM + 0x100000u)
#define DESTINATION	(MEM + 0x800000u)

static char *ecam, *regs;

static const char board_text[] =
	"/dts-v1/;\n/memreserve/ 0x88000000 0x1000000;\n"
	"/ { #address-cells = <1>; #size-cells = <1>;\n"
	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x20000000>; };\n"
	"pic: pic { interrupt-controller; #interrupt-cells = <1>; #address-cells = <0>; };\n"
	"soc { #address-cells = <1>; #size-cells = <1>; ranges; interrupt-parent = <&pic>;\n"
	"pcie@30000000 { compatible = \"pci-host-ecam-generic\"; device_type = \"pci\";\n"
	"  reg = <0x30000000 0x100000>; bus-range = <0 0>; #address-cells = <3>; #size-cells = <2>;\n"
	"  #interrupt-cells = <1>; ranges = <0x02000000 0 0x40000000 0x40000000 0 0x10000000>;\n"
	"  interrupt-map-mask = <0xf800 0 0 7>; interrupt-map = <0x0800 0 0 1 &pic 70>;\n"
	"  dma@1,0 { compatible = \"pci8086,11a2\"; reg = <0x0800 0 0 0 0>; }; };\n"
	"}; };\n";

static uint32_t rd(unsigned int reg)
{
	return machine_mmio_read(regs + reg, 4);
}

static void wr(unsigned int reg, uint32_t value)
{
	machine_mmio_write(regs + reg, 4, value);
}

static int idma32_machine(void **state)
{
	struct machine_master *master;
	int node, err = machine_setup_dts(board_text);

	if (err)
		return err;
	ecam = machine_ioremap(ECAM, 0x100000);
	machine_mmio_write(ecam + CONFIG(0x10), 4, WINDOW);
	machine_mmio_write(ecam + CONFIG(0x04), 2, 0x6);	/* memory, bus master */
	regs = machine_ioremap(WINDOW, 0x1000);
	node = board_find_path(machine_board(), "/soc/pcie@30000000/dma@1,0");
	master = machine_master(node, "idma32");
	machine_checker_set(true);
	machine_grant(master, MEM, 0x1000000, MACHINE_READ | MACHINE_WRITE);
	wr(DMA_CFG, 1);
	return 0;
}

static int idma32_machine_end(void **state)
{
	machine_iounmap(regs);
	machine_iounmap(ecam);
	return machine_teardown(state);
}

static unsigned char *mem(uint32_t phys)
{
	return mm_virt(phys);
}

static void pattern(uint32_t phys, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		mem(phys)[i] = (i * 7 + (i >> 8)) | 1;
}

static void start(uint32_t src, uint32_t dst, uint32_t ctl, uint32_t bytes)
{
	wr(SAR, src);
	wr(DAR, dst);
	wr(CTL, ctl);
	wr(CTL_HI, bytes);
	wr(CH_EN, 0x101);
}

static void finish(void)
{
	unsigned int i;

	for (i = 0; i < 100000 && rd(CH_EN); i++)
		exec_idle(1000);
	assert_int_equal(rd(CH_EN), 0);
	assert_int_equal(rd(RAW_ERR), 0);
	assert_int_equal(rd(RAW_TFR), 1);
}

static void is_the_function_that_the_driver_looks_for(void **state)
{
	assert_int_equal(machine_mmio_read(ecam + CONFIG(0), 4), 0x11a28086);
	assert_int_equal(rd(0x3f8), 0x44571110);
}

static void blocks_are_counted_in_bytes(void **state)
{
	pattern(SOURCE, 4096);
	start(SOURCE, DESTINATION, WORDS, 1001);
	finish();
	assert_memory_equal(mem(DESTINATION), mem(SOURCE), 1001);
	assert_int_equal(mem(DESTINATION)[1001], 0);
	assert_int_equal(rd(CTL_HI) & 0x1ffff, 1001);
	assert_int_equal(rd(SAR), SOURCE + 1001);
}

static void addresses_need_no_alignment(void **state)
{
	pattern(SOURCE, 4096);
	start(SOURCE + 1, DESTINATION + 3, WORDS, 100);
	finish();
	assert_memory_equal(mem(DESTINATION + 3), mem(SOURCE + 1), 100);
	assert_int_equal(mem(DESTINATION)[2], 0);
	assert_int_equal(mem(DESTINATION)[103], 0);
}

static void a_block_has_up_to_131071_bytes(void **state)
{
	pattern(SOURCE, 0x20000);
	wr(CTL_HI, 0xffffffff);
	assert_int_equal(rd(CTL_HI), 0x3ffff);
	start(SOURCE, DESTINATION, WORDS, 131071);
	finish();
	assert_memory_equal(mem(DESTINATION), mem(SOURCE), 131071);
	assert_int_equal(mem(DESTINATION)[131071], 0);
}

static void put32(uint32_t phys, uint32_t value)
{
	memcpy(mem(phys), &value, 4);
}

static void tells_in_the_list_what_is_done(void **state)
{
	uint32_t done;

	pattern(SOURCE, 64);
	put32(MEM, SOURCE);
	put32(MEM + 4, DESTINATION);
	put32(MEM + 8, 0);
	put32(MEM + 12, WORDS);
	put32(MEM + 16, 63);
	wr(LLP, MEM);
	start(0, 0, LLP_BOTH, 0);
	finish();
	assert_memory_equal(mem(DESTINATION), mem(SOURCE), 63);
	memcpy(&done, mem(MEM + 16), 4);
	assert_int_equal(done, DONE | 63);
}

static void keeps_its_own_registers(void **state)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		wr(PARTITION(i), 0x4000040 + i);
	for (i = 0; i < 4; i++)
		assert_int_equal(rd(PARTITION(i)), 0x4000040 + i);
	wr(CFG, 3);
	assert_int_equal(rd(CFG) & 3, 3);
	wr(CFG_HI, 0xffffffff);
	assert_int_equal(rd(CFG_HI), 0xffffffff);
}

static void nothing_moves_before_it_masters_the_bus(void **state)
{
	machine_mmio_write(ecam + CONFIG(0x04), 2, 0x2);
	start(SOURCE, DESTINATION, WORDS, 64);
	exec_idle(under_threads() ? 10000000 : 100000);
	assert_int_equal(rd(CH_EN), 0);
	assert_int_equal(rd(RAW_ERR), 1);
	assert_int_equal(rd(RAW_TFR), 0);
}

#define idma32_test(f) \
	cmocka_unit_test_setup_teardown(f, idma32_machine, idma32_machine_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		idma32_test(is_the_function_that_the_driver_looks_for),
		idma32_test(blocks_are_counted_in_bytes),
		idma32_test(addresses_need_no_alignment),
		idma32_test(a_block_has_up_to_131071_bytes),
		idma32_test(tells_in_the_list_what_is_done),
		idma32_test(keeps_its_own_registers),
		idma32_test(nothing_moves_before_it_masters_the_bus),
	};

	return cmocka_run_group_tests_name("idma32", tests, NULL, NULL);
}
