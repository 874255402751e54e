// SPDX-License-Identifier: MIT
/* The bus: what a device reaches, and what it is told where it reaches nothing. */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/exec/exec.h"
#include "base/mm.h"
#include "fake.h"

#define RAM  0x80000000ull
#define DMA  "dma@1000 { compatible = \"test,fake\"; reg = <0x1000 0x100>; };"
#define FIFO "fifo@2000 { compatible = \"test,fake\"; reg = <0x2000 0x100>; };"
#define SRAM "sram@30000000 { compatible = \"mmio-sram\"; reg = <0x30000000 0x2000>; };"

static struct dmae_model *dma;

static int start(void **state)
{
	fake_start(DMA FIFO SRAM
		   "uart@3000 { compatible = \"nobody,knows\"; reg = <0x3000 0x100>; };");
	dma = fake_named("dma@1000")->m;
	exec_hw_lock();
	return 0;
}

static int stop(void **state)
{
	exec_hw_unlock();
	return fake_stop(state);
}

/* ---- memory ------------------------------------------------------------ */

static void ram_is_read_and_written(void **state)
{
	char text[16] = "";

	assert_int_equal(dmae_bus_write(dma, RAM + 0x123, "hello", 6), DMAE_BUS_OKAY);
	assert_string_equal((char *)fake_ram(RAM + 0x123), "hello");
	assert_int_equal(dmae_bus_read(dma, RAM + 0x124, text, 5), DMAE_BUS_OKAY);
	assert_string_equal(text, "ello");
}

static void words_are_read_and_written(void **state)
{
	uint64_t value = 0x1122334455667788ull, back = 0;

	assert_int_equal(dmae_bus_write(dma, RAM + 8, &value, 8), DMAE_BUS_OKAY);
	assert_int_equal(dmae_bus_read(dma, RAM + 8, &back, 8), DMAE_BUS_OKAY);
	assert_true(value == back);
	back = 0;
	assert_int_equal(dmae_bus_read(dma, RAM + 12, &back, 4), DMAE_BUS_OKAY);
	assert_true(back == 0x11223344);
}

static void sram_is_memory(void **state)
{
	char text[8] = "";

	assert_int_equal(dmae_bus_write(dma, 0x30001ffa, "sram", 5), DMAE_BUS_OKAY);
	assert_int_equal(dmae_bus_copy(dma, 0x30000000, 0x30001ffa, 5, &(bool){ false }),
			 DMAE_BUS_OKAY);
	assert_int_equal(dmae_bus_read(dma, 0x30000000, text, 5), DMAE_BUS_OKAY);
	assert_string_equal(text, "sram");
	assert_true(dmae_bus_is_memory(dma, 0x30000000));
}

static void host_memory_has_its_own_address(void **state)
{
	char *heap = malloc(64);
	char text[8] = "";

	strcpy(heap, "heap");
	assert_int_equal(dmae_bus_read(dma, mm_phys(heap), text, 5), DMAE_BUS_OKAY);
	assert_string_equal(text, "heap");
	assert_int_equal(dmae_bus_write(dma, mm_phys(heap) + 1, "ello", 5), DMAE_BUS_OKAY);
	assert_string_equal(heap, "hello");
	assert_true(dmae_bus_is_memory(dma, mm_phys(heap)));
	free(heap);
}

static void nothing_answers_with_decerr(void **state)
{
	char data[64];

	assert_int_equal(dmae_bus_read(dma, 0x60000000, data, 64), DMAE_BUS_DECERR);
	assert_true(log_contains(
		"dma@1000: read of 64 bytes at 0x0000000060000000: nothing is there (DECERR)"));
	assert_int_equal(dmae_bus_write(dma, 0xffffffffffff0000ull, data, 4), DMAE_BUS_DECERR);
	assert_int_equal(dmae_bus_fill(dma, 0, 0, 1), DMAE_BUS_DECERR);
	assert_false(dmae_bus_is_memory(dma, 0x60000000));
}

static void an_access_over_the_end_of_memory_fails(void **state)
{
	char data[64] = { 0 };

	assert_int_equal(dmae_bus_write(dma, RAM + 0x1000000 - 32, data, 64), DMAE_BUS_DECERR);
	assert_int_equal(dmae_bus_write(dma, RAM + 0x1000000 - 32, data, 32), DMAE_BUS_OKAY);
}

static void no_bytes_are_no_access(void **state)
{
	bool read_failed = false;

	assert_int_equal(dmae_bus_read(dma, 0x60000000, NULL, 0), DMAE_BUS_OKAY);
	assert_int_equal(dmae_bus_copy(dma, 0x60000000, 0x60000000, 0, &read_failed),
			 DMAE_BUS_OKAY);
	assert_int_equal(dmae_bus_read_fixed(dma, 0x60000000, 4, NULL, 0), DMAE_BUS_OKAY);
}

static void copies_may_overlap(void **state)
{
	bool read_failed;
	char *ram = fake_ram(RAM);

	strcpy(ram, "0123456789");
	assert_int_equal(dmae_bus_copy(dma, RAM + 2, RAM, 8, &read_failed), DMAE_BUS_OKAY);
	assert_string_equal(ram, "0101234567");
}

static void a_copy_says_which_side_failed(void **state)
{
	bool read_failed = false;

	assert_int_equal(dmae_bus_copy(dma, RAM, 0x60000000, 8, &read_failed), DMAE_BUS_DECERR);
	assert_true(read_failed);
	assert_int_equal(dmae_bus_copy(dma, 0x60000000, RAM, 8, &read_failed), DMAE_BUS_DECERR);
	assert_false(read_failed);
}

static void a_whole_copy_is_made_or_nothing(void **state)
{
	char *ram = fake_ram(RAM);

	strcpy(ram, "0123456789");
	assert_true(dmae_bus_copy_whole(dma, RAM + 32, RAM, 11));
	assert_string_equal(ram + 32, "0123456789");
	assert_false(dmae_bus_copy_whole(dma, RAM, RAM + 0x1000000 - 8, 16));
	assert_false(dmae_bus_copy_whole(dma, RAM + 0x1000000 - 8, RAM, 16));
	assert_false(dmae_bus_copy_whole(dma, 0x60000000, RAM, 8));
	assert_string_equal(ram, "0123456789");
	assert_false(log_contains("bus:"));
}

static void room_ends_where_memory_does(void **state)
{
	assert_int_equal(dmae_bus_room(dma, RAM + 16, 64, true), 64);
	assert_int_equal(dmae_bus_room(dma, RAM + 0x1000000 - 8, 64, false), 8);
	assert_int_equal(dmae_bus_room(dma, 0x60000000, 64, false), 0);
	assert_false(log_contains("bus:"));
}

static void memory_is_filled(void **state)
{
	unsigned char *ram = fake_ram(RAM);
	unsigned int i;

	assert_int_equal(dmae_bus_fill(dma, RAM + 1, 0xa5, 1000), DMAE_BUS_OKAY);
	assert_int_equal(ram[0], 0);
	assert_int_equal(ram[1001], 0);
	for (i = 1; i <= 1000; i++)
		assert_int_equal(ram[i], 0xa5);
}

/* ---- registers --------------------------------------------------------- */

static void registers_take_single_accesses(void **state)
{
	struct fake *fifo = fake_named("fifo@2000");
	uint32_t value = 0x55aa;

	assert_int_equal(dmae_bus_write(dma, 0x2008, &value, 4), DMAE_BUS_OKAY);
	assert_int_equal(fifo->writes, 1);
	assert_int_equal(fifo->offset, 8);
	assert_int_equal(fifo->value, 0x55aa);
	value = 0;
	assert_int_equal(dmae_bus_read(dma, 0x2008, &value, 2), DMAE_BUS_OKAY);
	assert_int_equal(value, 0x55aa);
	assert_int_equal(fifo->width, 2);
	assert_false(dmae_bus_is_memory(dma, 0x2008));
}

static void registers_refuse_long_or_misaligned_accesses(void **state)
{
	char data[64] = { 0 };

	assert_int_equal(dmae_bus_write(dma, 0x2000, data, 16), DMAE_BUS_SLVERR);
	assert_int_equal(dmae_bus_write(dma, 0x2002, data, 4), DMAE_BUS_SLVERR);
	assert_int_equal(dmae_bus_read(dma, 0x2000, data, 3), DMAE_BUS_SLVERR);
	assert_int_equal(fake_named("fifo@2000")->writes, 0);
	assert_true(log_contains(
		"write of 16 bytes at 0x0000000000002000: registers take aligned accesses"));
}

static void a_device_reaches_its_own_registers(void **state)
{
	uint32_t value = 7;

	assert_int_equal(dmae_bus_write(dma, 0x1004, &value, 4), DMAE_BUS_OKAY);
	assert_int_equal(fake_named("dma@1000")->regs[1], 7);
}

static void a_fixed_address_is_a_fifo(void **state)
{
	struct fake *fifo = fake_named("fifo@2000");
	uint16_t data[4] = { 1, 2, 3, 4 }, back[4] = { 0 };

	assert_int_equal(dmae_bus_write_fixed(dma, 0x2010, 2, data, 4), DMAE_BUS_OKAY);
	assert_int_equal(fifo->writes, 4);
	assert_int_equal(fifo->offset, 0x10);
	assert_int_equal(fifo->value, 4);
	assert_int_equal(dmae_bus_read_fixed(dma, 0x2010, 2, back, 3), DMAE_BUS_OKAY);
	assert_int_equal(fifo->reads, 3);
	assert_int_equal(back[2], 4);
	assert_int_equal(back[3], 0);
}

static void a_fixed_address_in_memory_is_one_place(void **state)
{
	uint32_t data[3] = { 1, 2, 3 }, back[3] = { 0 };

	assert_int_equal(dmae_bus_write_fixed(dma, RAM, 4, data, 3), DMAE_BUS_OKAY);
	assert_int_equal(dmae_bus_read_fixed(dma, RAM, 4, back, 3), DMAE_BUS_OKAY);
	assert_int_equal(back[0], 3);
	assert_int_equal(back[2], 3);
	assert_int_equal(((uint32_t *)fake_ram(RAM))[1], 0);
}

static void a_copy_can_end_at_a_register(void **state)
{
	struct fake *fifo = fake_named("fifo@2000");
	uint32_t *ram = fake_ram(RAM);
	bool read_failed;

	ram[0] = 99;
	assert_int_equal(dmae_bus_copy(dma, 0x2000, RAM, 4, &read_failed), DMAE_BUS_OKAY);
	assert_int_equal(fifo->value, 99);
	assert_int_equal(dmae_bus_copy(dma, RAM + 4, 0x2000, 4, &read_failed), DMAE_BUS_OKAY);
	assert_int_equal(ram[1], 99);
	assert_int_equal(dmae_bus_copy(dma, 0x1000, 0x2000, 4, &read_failed), DMAE_BUS_OKAY);
	assert_int_equal(fake_named("dma@1000")->value, 99);
	assert_int_equal(dmae_bus_copy(dma, RAM, 0x2000, 64, &read_failed), DMAE_BUS_SLVERR);
	assert_true(read_failed);
}

static void unmodelled_registers_answer(void **state)
{
	uint32_t value = 5;

	assert_int_equal(dmae_bus_write(dma, 0x3000, &value, 4), DMAE_BUS_OKAY);
	assert_int_equal(dmae_bus_read(dma, 0x3000, &value, 4), DMAE_BUS_OKAY);
	assert_int_equal(value, 0);
	assert_true(log_contains("uart@3000 has no model"));
}

/* ---- providers on the CPU ---------------------------------------------- */

static void a_pointer_is_where_the_memory_is(void **state)
{
	struct machine_master *soft = machine_master(-1, "soft");
	uint64_t avail;
	char heap[64];

	assert_ptr_equal(machine_bus_pointer(soft, RAM + 16, 100, MACHINE_READ, &avail),
			 fake_ram(RAM + 16));
	assert_int_equal(avail, 100);
	assert_ptr_equal(machine_bus_pointer(soft, RAM + 0xfffff0, 100, MACHINE_READ, &avail),
			 fake_ram(RAM + 0xfffff0));
	assert_int_equal(avail, 16);
	assert_ptr_equal(machine_bus_pointer(soft, mm_phys(heap), 64, MACHINE_WRITE, &avail), heap);
	assert_int_equal(avail, 64);
	assert_null(machine_bus_pointer(soft, 0x60000000, 4, MACHINE_READ, &avail));
	assert_null(machine_bus_pointer(soft, 0x2000, 4, MACHINE_READ, &avail));
	assert_true(log_contains(
		"soft: read of 4 bytes at 0x0000000000002000: a register, where memory is needed"));
}

static void masters_are_made_once_and_can_be_renamed(void **state)
{
	struct machine_master *a = machine_master(-1, "soft");
	int node = board_find_path(machine_board(), "/soc/dma@1000");

	assert_ptr_equal(machine_master(-1, "soft"), a);
	assert_ptr_not_equal(machine_master(-1, "other"), a);
	assert_string_equal(machine_master_name(machine_master(node, "x")), "dma@1000");
	machine_master_rename(machine_master(node, "x"), "1000.dma");
	dmae_bus_fill(dma, 0x60000000, 0, 1);
	assert_true(log_contains("bus: 1000.dma: write of 1 bytes"));
}

/* ---- translation ------------------------------------------------------- */

static int swap_pages(struct machine_master *master, uint64_t bus, unsigned int dir, uint64_t *phys,
		      uint64_t *len, void *arg)
{
	uint64_t room = 0x1000 - (bus & 0xfff);

	assert_ptr_equal(arg, &dma);
	if (bus >= 0x2000)
		return -EFAULT;
	*phys = RAM + (bus ^ 0x1000);
	if (*len > room)
		*len = room;
	return 0;
}

static void an_iommu_can_scatter_an_access(void **state)
{
	struct machine_master *master =
		machine_master(board_find_path(machine_board(), "/soc/dma@1000"), "x");
	char *ram = fake_ram(RAM), data[32] = "";
	bool read_failed;

	machine_set_translation(master, swap_pages, &dma);
	assert_int_equal(dmae_bus_write(dma, 0xffc, "abcdefgh", 8), DMAE_BUS_OKAY);
	assert_memory_equal(ram + 0x1ffc, "abcd", 4);
	assert_memory_equal(ram, "efgh", 4);
	assert_int_equal(dmae_bus_copy(dma, 0x10, 0xffc, 8, &read_failed), DMAE_BUS_OKAY);
	assert_memory_equal(ram + 0x1010, "abcdefgh", 8);
	assert_int_equal(dmae_bus_read(dma, 0x1ffc, data, 8), DMAE_BUS_DECERR);
	machine_set_translation(master, NULL, NULL);
	assert_int_equal(dmae_bus_read(dma, RAM + 0x1010, data, 8), DMAE_BUS_OKAY);
	assert_memory_equal(data, "abcdefgh", 8);
}

static void dma_ranges_move_what_a_device_sees(void **state)
{
	char heap[8], data[8] = "";

	fake_start("bus { #address-cells = <1>; #size-cells = <1>; ranges;"
		   "dma-ranges = <0 0x80000000 0x1000>, <0x1000 0x80008000 0x1000>;"
		   "dev@4000 { compatible = \"test,fake\"; reg = <0x4000 0x100>; }; };");
	exec_hw_lock();
	dma = fake_named("dev@4000")->m;
	assert_int_equal(dmae_bus_write(dma, 0xffe, "wxyz", 4), DMAE_BUS_OKAY);
	assert_memory_equal(fake_ram(RAM + 0xffe), "wx", 2);
	assert_memory_equal(fake_ram(RAM + 0x8000), "yz", 2);
	assert_int_equal(dmae_bus_read(dma, 0x2000, data, 4), DMAE_BUS_DECERR);
	assert_int_equal(dmae_bus_read(dma, RAM, data, 4), DMAE_BUS_DECERR);
	/* high memory is out of reach */
	assert_int_equal(dmae_bus_read(dma, mm_phys(heap), data, 4), DMAE_BUS_DECERR);
	exec_hw_unlock();
}

static void two_banks_side_by_side_are_one_stretch(void **state)
{
	char text[8] = "";

	dmae_model_register(&fake_class);
	assert_int_equal(
		machine_setup_dts(
			"/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;"
			"memory@90000000 { device_type = \"memory\"; reg = <0x90000000 0x800000>; "
			"};"
			"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x8000000>,"
			"<0x88000000 0x8000000>; };"
			"dma@1000 { compatible = \"test,fake\"; reg = <0x1000 0x100>; }; };"),
		0);
	exec_hw_lock();
	dma = fake_named("dma@1000")->m;
	assert_int_equal(dmae_bus_write(dma, 0x8ffffffe, "abcd", 4), DMAE_BUS_OKAY);
	assert_int_equal(dmae_bus_read(dma, 0x8ffffffe, text, 4), DMAE_BUS_OKAY);
	assert_string_equal(text, "abcd");
	assert_memory_equal(fake_ram(0x90000000), "cd", 2);
	exec_hw_unlock();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ram_is_read_and_written, start, stop),
		cmocka_unit_test_setup_teardown(words_are_read_and_written, start, stop),
		cmocka_unit_test_setup_teardown(sram_is_memory, start, stop),
		cmocka_unit_test_setup_teardown(host_memory_has_its_own_address, start, stop),
		cmocka_unit_test_setup_teardown(nothing_answers_with_decerr, start, stop),
		cmocka_unit_test_setup_teardown(an_access_over_the_end_of_memory_fails, start,
						stop),
		cmocka_unit_test_setup_teardown(no_bytes_are_no_access, start, stop),
		cmocka_unit_test_setup_teardown(copies_may_overlap, start, stop),
		cmocka_unit_test_setup_teardown(a_copy_says_which_side_failed, start, stop),
		cmocka_unit_test_setup_teardown(a_whole_copy_is_made_or_nothing, start, stop),
		cmocka_unit_test_setup_teardown(room_ends_where_memory_does, start, stop),
		cmocka_unit_test_setup_teardown(memory_is_filled, start, stop),
		cmocka_unit_test_setup_teardown(registers_take_single_accesses, start, stop),
		cmocka_unit_test_setup_teardown(registers_refuse_long_or_misaligned_accesses, start,
						stop),
		cmocka_unit_test_setup_teardown(a_device_reaches_its_own_registers, start, stop),
		cmocka_unit_test_setup_teardown(a_fixed_address_is_a_fifo, start, stop),
		cmocka_unit_test_setup_teardown(a_fixed_address_in_memory_is_one_place, start,
						stop),
		cmocka_unit_test_setup_teardown(a_copy_can_end_at_a_register, start, stop),
		cmocka_unit_test_setup_teardown(unmodelled_registers_answer, start, stop),
		cmocka_unit_test_setup_teardown(a_pointer_is_where_the_memory_is, start, stop),
		cmocka_unit_test_setup_teardown(masters_are_made_once_and_can_be_renamed, start,
						stop),
		cmocka_unit_test_setup_teardown(an_iommu_can_scatter_an_access, start, stop),
		cmocka_unit_test_teardown(dma_ranges_move_what_a_device_sees, fake_stop),
		cmocka_unit_test_teardown(two_banks_side_by_side_are_one_stretch, fake_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
