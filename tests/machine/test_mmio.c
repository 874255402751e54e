// SPDX-License-Identifier: MIT
/* Registers, as the software's side reaches them. */
#include "unit.h"

#include <string.h>

#include "fake.h"

#define DEV                                                                                \
	"dev@40000000 { compatible = \"test,fake\"; reg = <0x40000000 0x80>, <0x40001000 " \
	"0x2000>; };"

static void reads_reach_the_model(void **state)
{
	struct fake *fake;
	char *regs;

	fake_start(DEV);
	fake = fake_named("dev@40000000");
	regs = machine_ioremap(0x40000000, 0x80);
	assert_non_null(regs);
	fake->regs[2] = 0x1234;
	assert_int_equal(machine_mmio_read(regs + 8, 4), 0x1234);
	assert_int_equal(fake->offset, 8);
	assert_int_equal(fake->width, 4);
	assert_int_equal(fake->window, 0);
	assert_int_equal(fake->reads, 1);
}

static void writes_reach_the_model(void **state)
{
	struct fake *fake;
	char *regs;

	fake_start(DEV);
	fake = fake_named("dev@40000000");
	regs = machine_ioremap(0x40000000, 0x80);
	machine_mmio_write(regs + 6, 2, 0x7788);
	assert_int_equal(fake->value, 0x7788);
	assert_int_equal(fake->offset, 6);
	assert_int_equal(fake->width, 2);
	machine_mmio_write(regs + 0x10, 8, 0x1122334455667788ull);
	assert_true(fake->value == 0x1122334455667788ull);
}

static void values_are_cut_to_the_width(void **state)
{
	struct fake *fake;
	char *regs;

	fake_start(DEV);
	fake = fake_named("dev@40000000");
	regs = machine_ioremap(0x40000000, 0x80);
	fake->regs[0] = 0x11223344;
	assert_int_equal(machine_mmio_read(regs, 1), 0x44);
	assert_int_equal(machine_mmio_read(regs, 2), 0x3344);
	assert_int_equal(machine_mmio_read(regs, 4), 0x11223344);
	assert_true(machine_mmio_read(regs, 8) == 0xabcdef0011223344ull);
	machine_mmio_write(regs, 1, 0x99887766);
	assert_int_equal(fake->value, 0x66);
}

static void windows_are_told_apart(void **state)
{
	struct fake *fake;
	char *regs, *middle;

	fake_start(DEV);
	fake = fake_named("dev@40000000");
	regs = machine_ioremap(0x40001000, 0x2000);
	machine_mmio_read(regs + 0x1ffc, 4);
	assert_int_equal(fake->window, 1);
	assert_int_equal(fake->offset, 0x1ffc);
	/* a mapping that starts inside of a window, in its second page */
	middle = machine_ioremap(0x40002010, 4);
	assert_ptr_not_equal(middle, regs + 0x1010);
	assert_int_equal((unsigned long)middle & 0xfff, 0x010);
	machine_mmio_read(middle + 4, 4);
	assert_int_equal(fake->offset, 0x1014);
}

static void access_beyond_the_window_is_reported_once(void **state)
{
	struct fake *fake;
	char *regs;

	fake_start(DEV);
	fake = fake_named("dev@40000000");
	regs = machine_ioremap(0x40000000, 0x1000);
	assert_int_equal(machine_mmio_read(regs + 0x80, 4), 0xffffffff);
	assert_int_equal(machine_mmio_read(regs + 0x84, 1), 0xff);
	machine_mmio_write(regs + 0x80, 4, 1);
	assert_int_equal(fake->reads + fake->writes, 0);
	assert_int_equal(
		fake_log_count(
			"read of 4 bytes at dev@40000000 + 0x80, beyond its window of 0x80 bytes"),
		1);
	assert_int_equal(fake_log_count("beyond its window"), 1);
}

static void access_over_the_end_of_the_window_is_refused(void **state)
{
	char *regs;

	fake_start(DEV);
	regs = machine_ioremap(0x40000000, 0x80);
	assert_true(machine_mmio_read(regs + 0x78, 8) != ~0ull);
	assert_int_equal(machine_mmio_read(regs + 0x7c, 4), 0);
	assert_true(machine_mmio_read(regs + 0x7c, 8) == ~0ull);
	assert_int_equal(fake_log_count("misaligned read of 8 bytes at 0x4000007c (dev@40000000)"),
			 1);
}

static void misaligned_access_is_refused(void **state)
{
	struct fake *fake;
	char *regs;

	fake_start(DEV);
	fake = fake_named("dev@40000000");
	regs = machine_ioremap(0x40000000, 0x80);
	assert_int_equal(machine_mmio_read(regs + 2, 4), 0xffffffff);
	machine_mmio_write(regs + 1, 2, 5);
	assert_int_equal(fake->reads + fake->writes, 0);
	assert_int_equal(
		fake_log_count("misaligned read of 4 bytes at 0x40000002 (dev@40000000): refused"),
		1);
}

static void registers_without_a_model_read_as_zero(void **state)
{
	char *regs;

	fake_start("uart@50000000 { compatible = \"nobody,knows\"; reg = <0x50000000 0x100>, "
		   "<0x50010000 0x100>; };");
	regs = machine_ioremap(0x50000000, 0x100);
	assert_non_null(regs);
	machine_mmio_write(regs, 4, 0x55);
	assert_int_equal(machine_mmio_read(regs, 4), 0);
	assert_int_equal(machine_mmio_read(machine_ioremap(0x50010000, 4), 4), 0);
	assert_int_equal(fake_log_count("uart@50000000 has no model"), 1);
}

static void a_device_inside_another_is_found_first(void **state)
{
	fake_start("syscon@50000000 { reg = <0x50000000 0x1000>; };"
		   "phy@50000100 { reg = <0x50000100 0x10>; };");
	machine_mmio_read(machine_ioremap(0x50000100, 4), 4);
	assert_true(log_contains("phy@50000100 has no model"));
	assert_false(log_contains("syscon@50000000 has no model"));
}

static void disabled_devices_are_not_there(void **state)
{
	fake_start("dev@40000000 { status = \"disabled\"; compatible = \"test,fake\"; reg = "
		   "<0x40000000 0x80>; };");
	assert_null(machine_ioremap(0x40000000, 0x80));
	assert_int_equal(machine_models(), 0);
}

static void nothing_can_be_mapped_where_nothing_is(void **state)
{
	fake_start(DEV);
	assert_null(machine_ioremap(0x60000000, 4));
	assert_null(machine_ioremap(0x40000000, 0));
	assert_null(machine_ioremap(0x7f0000000000ull, 4));
}

static void ram_maps_as_itself(void **state)
{
	char *ram;

	fake_start("sram@30000000 { compatible = \"mmio-sram\"; reg = <0x30000000 0x800>; };");
	ram = machine_ioremap(0x80000000, 0x1000000);
	assert_non_null(ram);
	memset(ram, 0x5a, 0x1000000);
	assert_ptr_equal(machine_ioremap(0x80001000, 16), ram + 0x1000);
	assert_int_equal(machine_mmio_read(ram + 3, 1), 0x5a);
	machine_mmio_write(ram + 8, 4, 0x01020304);
	assert_int_equal(*(uint32_t *)(ram + 8), 0x01020304);
	machine_iounmap(ram);
	assert_null(machine_ioremap(0x80fff000, 0x2000));
	assert_non_null(machine_ioremap(0x30000000, 0x800));
	assert_null(machine_ioremap(0x30000000, 0x801));
}

static void any_pointer_is_memory(void **state)
{
	uint64_t mem = 0x1122334455667788ull;

	assert_true(machine_mmio_read(&mem, 8) == mem);
	machine_mmio_write(&mem, 2, 0xffff);
	assert_true(mem == 0x112233445566ffffull);
	fake_start(DEV);
	assert_int_equal(machine_mmio_read(&mem, 2), 0xffff);
	machine_mmio_write(&mem, 1, 0);
	assert_int_equal(machine_mmio_read(&mem, 4), 0x5566ff00);
}

static void an_unmapped_cookie_is_noticed(void **state)
{
	struct fake *fake;
	char *regs, *again;

	fake_start(DEV);
	fake = fake_named("dev@40000000");
	regs = machine_ioremap(0x40000000, 0x80);
	machine_iounmap(regs);
	/* even if something is mapped afterwards */
	again = machine_ioremap(0x40000000, 0x80);
	assert_int_equal(machine_mmio_read(regs, 4), 0xffffffff);
	machine_mmio_write(regs, 4, 1);
	assert_int_equal(fake->reads + fake->writes, 0);
	assert_true(log_contains("read of an MMIO address that is not mapped (any more)"));
	machine_iounmap(regs);
	assert_true(log_contains("iounmap() of an address that is not mapped"));
	machine_mmio_read(again, 4);
	assert_int_equal(fake->reads, 1);
}

static void a_mapping_over_two_devices_reaches_both(void **state)
{
	char *regs;

	fake_start("a@40000000 { compatible = \"test,fake\"; reg = <0x40000000 0x100>; };"
		   "b@40000800 { compatible = \"test,fake\"; reg = <0x40000800 0x100>; };");
	regs = machine_ioremap(0x40000000, 0x1000);
	machine_mmio_write(regs, 4, 1);
	machine_mmio_write(regs + 0x804, 4, 2);
	assert_int_equal(fake_named("a@40000000")->writes, 1);
	assert_int_equal(fake_named("b@40000800")->writes, 1);
	assert_int_equal(fake_named("b@40000800")->offset, 4);
	assert_int_equal(machine_mmio_read(regs + 0x400, 4), 0xffffffff);
}

static void thousands_of_mappings_come_and_go(void **state)
{
	unsigned int i;
	char *regs;

	fake_start(DEV);
	for (i = 0; i < 20000; i++) {
		regs = machine_ioremap(0x40001000, 0x2000);
		machine_mmio_write(regs + 4, 4, i);
		machine_iounmap(regs);
	}
	assert_int_equal(fake_named("dev@40000000")->value, 19999);
}

/* 4 GiB of cookies: after they have all been used, they are used again */
static void cookies_are_used_again_in_the_end(void **state)
{
	char *keep, *regs;
	unsigned int i;

	fake_start("dev@40000000 { compatible = \"test,fake\"; reg = <0x40000000 0x80>; };"
		   "big@50000000 { reg = <0x50000000 0x10000000>; };");
	keep = machine_ioremap(0x40000000, 0x80);
	for (i = 0; i < 40; i++) {
		regs = machine_ioremap(0x50000000, 0x10000000);
		assert_non_null(regs);
		machine_iounmap(regs);
	}
	machine_mmio_write(keep, 4, 77);
	assert_int_equal(fake_named("dev@40000000")->value, 77);
}

static void a_register_access_takes_time(void **state)
{
	uint64_t before;
	char *regs;

	need_virtual_time();
	fake_start(DEV);
	regs = machine_ioremap(0x40000000, 0x80);
	before = dmae_now_ns();
	machine_mmio_read(regs, 4);
	assert_in_range(dmae_now_ns() - before, 100, 1000);
}

/* ---- boards that cannot be --------------------------------------------- */

#define BOARD(nodes)                                             \
	"/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;" \
	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x1000000>; };" nodes "};"

static void overlapping_models_are_named(void **state)
{
	const char *line = fake_start_err(
		BOARD("a@1000 { compatible = \"test,fake\"; reg = <0x1000 0x100>; };"
		      "b@10ff { compatible = \"test,fake\"; reg = <0x10ff 0x10>; };"));

	assert_non_null(strstr(line, "a@1000 [0x1000-0x10ff] and b@10ff [0x10ff-0x110e] overlap"));
}

static void a_model_over_ram_is_named(void **state)
{
	const char *line = fake_start_err(
		BOARD("a@80ffff00 { compatible = \"test,fake\"; reg = <0x80ffff00 0x200>; };"));

	assert_non_null(strstr(line, "memory@80000000 [0x80000000-0x80ffffff] and a@80ffff00"));
}

static void memory_twice_is_named(void **state)
{
	const char *line = fake_start_err(BOARD("memory@80800000 { device_type = \"memory\";"
						"reg = <0x80800000 0x1000000>; };"));

	assert_non_null(
		strstr(line, "memory@80000000 [0x80000000-0x80ffffff] and memory@80800000"));
}

static void less_than_a_page_is_no_memory(void **state)
{
	const char *line = fake_start_err(
		"/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;"
		"memory@80000010 { device_type = \"memory\"; reg = <0x80000010 0x1000>; }; };");

	assert_non_null(strstr(line, "not one whole page"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(reads_reach_the_model, fake_stop),
		cmocka_unit_test_teardown(writes_reach_the_model, fake_stop),
		cmocka_unit_test_teardown(values_are_cut_to_the_width, fake_stop),
		cmocka_unit_test_teardown(windows_are_told_apart, fake_stop),
		cmocka_unit_test_teardown(access_beyond_the_window_is_reported_once, fake_stop),
		cmocka_unit_test_teardown(access_over_the_end_of_the_window_is_refused, fake_stop),
		cmocka_unit_test_teardown(misaligned_access_is_refused, fake_stop),
		cmocka_unit_test_teardown(registers_without_a_model_read_as_zero, fake_stop),
		cmocka_unit_test_teardown(a_device_inside_another_is_found_first, fake_stop),
		cmocka_unit_test_teardown(disabled_devices_are_not_there, fake_stop),
		cmocka_unit_test_teardown(nothing_can_be_mapped_where_nothing_is, fake_stop),
		cmocka_unit_test_teardown(ram_maps_as_itself, fake_stop),
		cmocka_unit_test_teardown(any_pointer_is_memory, fake_stop),
		cmocka_unit_test_teardown(an_unmapped_cookie_is_noticed, fake_stop),
		cmocka_unit_test_teardown(a_mapping_over_two_devices_reaches_both, fake_stop),
		cmocka_unit_test_teardown(thousands_of_mappings_come_and_go, fake_stop),
		cmocka_unit_test_teardown(cookies_are_used_again_in_the_end, fake_stop),
		cmocka_unit_test_teardown(a_register_access_takes_time, fake_stop),
		cmocka_unit_test_teardown(overlapping_models_are_named, fake_stop),
		cmocka_unit_test_teardown(a_model_over_ram_is_named, fake_stop),
		cmocka_unit_test_teardown(memory_twice_is_named, fake_stop),
		cmocka_unit_test_teardown(less_than_a_page_is_no_memory, fake_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
