// SPDX-License-Identifier: MIT
/* The shared memory device: its registers, and its memory as the CPU and peers see it. Host side. */
#include <string.h>

#include "unit.h"

#include "base/mm.h"
#include "machine/board.h"
#include "machine/cache.h"
#include "machine/machine.h"

#define ECAM_BASE 0x30000000u
#define PEER	  (1u << 15) /* device 1 on bus 0 */
#define FUNCTION  (3u << 15)

#define ID	  0x00
#define COMMAND	  0x04
#define MEMORY	  2u
#define MASTER	  4u
#define CLASS	  0x08
#define BAR0	  0x10
#define BAR2	  0x18

#define REGISTERS 0x40000000u
#define WINDOW	  0x50000000u /* as the CPU sees it */
#define ON_BUS	  0x800000000ull
#define SIZE	  0x100000u

static const char board_text[] =
	"/dts-v1/;\n"
	"/ { #address-cells = <1>; #size-cells = <1>;\n"
	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x1000000>; };\n"
	"pcie@30000000 { compatible = \"pci-host-ecam-generic\"; device_type = \"pci\";\n"
	"  reg = <0x30000000 0x100000>; #address-cells = <3>; #size-cells = <2>;\n"
	"  ranges = <0x02000000 0 0x40000000 0x40000000 0 0x10000000>,\n"
	"           <0x43000000 8 0 0x50000000 0 0x10000000>;\n"
	"  dma@1,0 { compatible = \"pci10b5,87d0\"; reg = <0x0800 0 0 0 0>; };\n"
	"  memory@3,0 { compatible = \"pci1af4,1110\"; reg = <0x1800 0 0 0 0>; }; }; };\n";

static char *ecam;

static uint32_t config(unsigned int function, unsigned int at)
{
	return machine_mmio_read(ecam + function + at, 4);
}

static void set_config(unsigned int function, unsigned int at, uint32_t value)
{
	machine_mmio_write(ecam + function + at, 4, value);
}

static int setup(void **state)
{
	int err = machine_setup_dts(board_text);

	if (err)
		return err;
	ecam = machine_ioremap(ECAM_BASE, 0x100000);
	set_config(FUNCTION, BAR0, REGISTERS);
	set_config(FUNCTION, BAR2, (uint32_t)ON_BUS);
	set_config(FUNCTION, BAR2 + 4, ON_BUS >> 32);
	set_config(FUNCTION, COMMAND, MEMORY);
	set_config(PEER, COMMAND, MEMORY | MASTER);
	machine_checker_set(true);
	return 0;
}

static int teardown(void **state)
{
	machine_iounmap(ecam);
	return machine_teardown(state);
}

static int peer(uint64_t addr, void *data, size_t len, unsigned int dir)
{
	int node = board_find_path(machine_board(), "/pcie@30000000/dma@1,0");

	return machine_bus_access(machine_master(node, "peer"), addr, data, len, dir);
}

static void it_says_who_it_is(void **state)
{
	assert_int_equal(config(FUNCTION, ID), 0x11101af4);
	assert_int_equal(config(FUNCTION, CLASS), 0x05000001);
	/* a prefetchable window of 1 MiB with 64 bits of address */
	set_config(FUNCTION, BAR2, ~0u);
	assert_int_equal(config(FUNCTION, BAR2), (uint32_t)-SIZE | 0xc);
}

static void registers_of_the_plain_device(void **state)
{
	char *regs = machine_ioremap(REGISTERS, 256);

	machine_mmio_write(regs, 4, 0x1234);
	assert_int_equal(machine_mmio_read(regs, 4), 0x1234);
	assert_int_equal(machine_mmio_read(regs + 4, 4), 0);
	/* without a server it is the first and only one, and nobody is rung for */
	assert_int_equal(machine_mmio_read(regs + 8, 4), 0);
	machine_mmio_write(regs + 12, 4, 1u << 16);
	machine_iounmap(regs);
}

static void the_cpu_sees_its_memory(void **state)
{
	char *mem = machine_ioremap(WINDOW, SIZE);

	assert_non_null(mem);
	assert_int_equal(mem[SIZE - 1], 0);
	memset(mem, 0x5a, SIZE);
	assert_int_equal(machine_mmio_read(mem + 64, 4), 0x5a5a5a5a);
	assert_ptr_equal(machine_ioremap(WINDOW + 100, 1), mem + 100);
	assert_null(machine_ioremap(WINDOW + SIZE - 1, 2));
}

static void a_peer_sees_it_through_the_bridge_and_on_the_bus(void **state)
{
	char *mem = machine_ioremap(WINDOW, SIZE), text[8] = "";

	strcpy(mem + 10, "there");
	assert_int_equal(peer(WINDOW + 10, text, 6, MACHINE_READ), 0);
	assert_string_equal(text, "there");
	assert_int_equal(peer(ON_BUS + 20, "peer", 5, MACHINE_WRITE), 0);
	assert_string_equal(mem + 20, "peer");
	/* across its end there is nothing */
	assert_int_not_equal(peer(ON_BUS + SIZE - 2, text, 4, MACHINE_READ), 0);
}

static void what_is_off_does_not_answer(void **state)
{
	char byte;

	assert_int_equal(peer(ON_BUS, &byte, 1, MACHINE_READ), 0);
	set_config(FUNCTION, COMMAND, 0);
	assert_int_not_equal(peer(ON_BUS, &byte, 1, MACHINE_READ), 0);
	assert_int_not_equal(peer(WINDOW, &byte, 1, MACHINE_READ), 0);
	set_config(FUNCTION, COMMAND, MEMORY);
	assert_int_equal(peer(WINDOW, &byte, 1, MACHINE_READ), 0);
}

static void memory_moves_with_its_window(void **state)
{
	char *mem = machine_ioremap(WINDOW, SIZE), byte = 0;

	mem[5] = 42;
	set_config(FUNCTION, BAR2, (uint32_t)ON_BUS + SIZE);
	assert_int_equal(peer(WINDOW + SIZE + 5, &byte, 1, MACHINE_READ), 0);
	assert_int_equal(byte, 42);
	assert_int_not_equal(peer(WINDOW + 5, &byte, 1, MACHINE_READ), 0);
}

#define model_test(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(it_says_who_it_is),
		model_test(registers_of_the_plain_device),
		model_test(the_cpu_sees_its_memory),
		model_test(a_peer_sees_it_through_the_bridge_and_on_the_bus),
		model_test(what_is_off_does_not_answer),
		model_test(memory_moves_with_its_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
