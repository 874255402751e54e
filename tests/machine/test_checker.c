// SPDX-License-Identifier: MIT
/* The DMA checker: a device touches what is mapped for it, that way, while it is mapped. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/exec/exec.h"
#include "base/host.h"
#include "base/mm.h"
#include "fake.h"

#define RAM 0x80000000ull

static struct dmae_model *dma;
static struct machine_master *master;
static char data[8192];

static int start(void **state)
{
	fake_start("dma@1000 { compatible = \"test,fake\"; reg = <0x1000 0x100>; };"
		   "sram@30000000 { compatible = \"mmio-sram\"; reg = <0x30000000 0x2000>; };");
	dma = fake_named("dma@1000")->m;
	master = machine_master(board_find_path(machine_board(), "/soc/dma@1000"), "dma@1000");
	machine_master_rename(master, "1000.dma");
	machine_checker_set(true);
	exec_hw_lock();
	return 0;
}

static int stop(void **state)
{
	exec_hw_unlock();
	return fake_stop(state);
}

static enum dmae_bus rd(uint64_t bus, size_t len)
{
	return dmae_bus_read(dma, bus, data, len);
}

static enum dmae_bus wr(uint64_t bus, size_t len)
{
	return dmae_bus_write(dma, bus, data, len);
}

static void said(const char *line)
{
	if (!log_contains(line))
		fail_msg("the log does not say \"%s\"", line);
}

/* ---- what is allowed --------------------------------------------------- */

static void a_grant_allows_its_range_and_direction(void **state)
{
	machine_grant(master, RAM, 64, MACHINE_READ);
	machine_grant(master, RAM + 0x1000, 64, MACHINE_WRITE);
	machine_grant(master, RAM + 0x2000, 64, MACHINE_READ | MACHINE_WRITE);
	assert_int_equal(rd(RAM, 64), DMAE_BUS_OKAY);
	assert_int_equal(wr(RAM, 64), DMAE_BUS_SLVERR);
	assert_int_equal(wr(RAM + 0x1000, 64), DMAE_BUS_OKAY);
	assert_int_equal(rd(RAM + 0x1000, 64), DMAE_BUS_SLVERR);
	assert_int_equal(rd(RAM + 0x2010, 8), DMAE_BUS_OKAY);
	assert_int_equal(wr(RAM + 0x203f, 1), DMAE_BUS_OKAY);
	assert_int_equal(rd(RAM + 0x2040, 1), DMAE_BUS_SLVERR);
	assert_int_equal(rd(RAM + 0x1fff, 1), DMAE_BUS_SLVERR);
}

static void a_refused_write_changes_nothing(void **state)
{
	char *ram = fake_ram(RAM);

	machine_grant(master, RAM, 32, MACHINE_WRITE);
	memset(data, 0xff, 64);
	assert_int_equal(wr(RAM, 64), DMAE_BUS_SLVERR);
	assert_int_equal(ram[0], 0);
	assert_int_equal(ram[32], 0);
}

static void adjacent_grants_cover_an_access(void **state)
{
	machine_grant(master, RAM, 0x800, MACHINE_READ);
	machine_grant(master, RAM + 0x800, 0x1800, MACHINE_READ | MACHINE_WRITE);
	machine_grant(master, RAM + 0x2000, 0x10, MACHINE_READ);
	assert_int_equal(rd(RAM + 0x7ff, 2), DMAE_BUS_OKAY);
	assert_int_equal(rd(RAM + 0x10, 0x2000), DMAE_BUS_OKAY);
	assert_int_equal(rd(RAM + 0x11, 0x2000), DMAE_BUS_SLVERR);
	assert_int_equal(wr(RAM + 0x7ff, 2), DMAE_BUS_SLVERR);
}

static void grants_nest_and_overlap(void **state)
{
	machine_grant(master, RAM, 0x100000, MACHINE_READ);
	machine_grant(master, RAM + 0x5000, 64, MACHINE_WRITE);
	machine_grant(master, RAM + 0x5020, 64, MACHINE_WRITE);
	assert_int_equal(rd(RAM + 0x5000, 64), DMAE_BUS_OKAY);
	assert_int_equal(wr(RAM + 0x5000, 0x60), DMAE_BUS_OKAY);
	assert_true(machine_revoke(master, RAM, 0x100000, MACHINE_READ));
	assert_int_equal(rd(RAM + 0x5000, 64), DMAE_BUS_SLVERR);
	assert_true(machine_revoke(master, RAM + 0x5000, 64, MACHINE_WRITE));
	assert_int_equal(wr(RAM + 0x5020, 64), DMAE_BUS_OKAY);
	assert_int_equal(wr(RAM + 0x5018, 16), DMAE_BUS_SLVERR);
}

static void an_equal_grant_is_revoked_on_its_own(void **state)
{
	machine_grant(master, RAM, 64, MACHINE_READ);
	machine_grant(master, RAM, 64, MACHINE_READ);
	assert_int_equal(machine_grants(master), 2);
	assert_true(machine_revoke(master, RAM, 64, MACHINE_READ));
	assert_int_equal(rd(RAM, 64), DMAE_BUS_OKAY);
	assert_true(machine_revoke(master, RAM, 64, MACHINE_READ));
	assert_int_equal(rd(RAM, 64), DMAE_BUS_SLVERR);
	assert_false(machine_revoke(master, RAM, 64, MACHINE_READ));
	assert_int_equal(machine_grants(master), 0);
}

static void a_revocation_has_to_match(void **state)
{
	machine_grant(master, RAM, 64, MACHINE_READ);
	assert_false(machine_revoke(master, RAM, 63, MACHINE_READ));
	assert_false(machine_revoke(master, RAM + 1, 64, MACHINE_READ));
	assert_false(machine_revoke(master, RAM, 64, MACHINE_WRITE));
	assert_int_equal(rd(RAM, 64), DMAE_BUS_OKAY);
}

static void each_device_has_its_own_grants(void **state)
{
	machine_grant(machine_master(-1, "other"), RAM, 64, MACHINE_READ);
	assert_int_equal(rd(RAM, 64), DMAE_BUS_SLVERR);
}

static void grants_of_every_size_are_found_anywhere_inside(void **state)
{
	unsigned int shift;

	for (shift = 0; shift <= 24; shift++) {
		uint64_t len = 1ull << shift, base = RAM + 0x1000000 - len;

		machine_grant(master, base, len, MACHINE_READ);
		assert_int_equal(rd(base, 1), DMAE_BUS_OKAY);
		assert_int_equal(rd(base + len / 2, 1), DMAE_BUS_OKAY);
		assert_int_equal(rd(base + len - 1, 1), DMAE_BUS_OKAY);
		assert_true(machine_revoke(master, base, len, MACHINE_READ));
		assert_int_equal(rd(base + len - 1, 1), DMAE_BUS_SLVERR);
	}
}

/* the last byte first: whatever was found before would be remembered */
static void grants_are_found_across_every_boundary(void **state)
{
	unsigned int shift;

	for (shift = 1; shift <= 22; shift++) {
		uint64_t len = 1ull << shift, base = RAM + 0x800000 - len / 2;

		machine_grant(master, base, len, MACHINE_READ);
		assert_int_equal(rd(base + len - 1, 1), DMAE_BUS_OKAY);
		assert_int_equal(rd(base, 1), DMAE_BUS_OKAY);
		assert_true(machine_revoke(master, base, len, MACHINE_READ));
	}
}

static void host_memory_needs_a_grant(void **state)
{
	char *heap = calloc(1, 64);

	assert_int_equal(wr(mm_phys(heap), 64), DMAE_BUS_SLVERR);
	machine_grant(master, mm_phys(heap), 64, MACHINE_WRITE);
	assert_int_equal(wr(mm_phys(heap), 64), DMAE_BUS_OKAY);
	free(heap);
}

static void registers_and_sram_need_none(void **state)
{
	assert_int_equal(wr(0x1000, 4), DMAE_BUS_OKAY);
	assert_int_equal(wr(0x30000000, 64), DMAE_BUS_OKAY);
}

static void a_checker_that_is_off_allows_everything(void **state)
{
	machine_checker_set(false);
	assert_int_equal(wr(RAM, 64), DMAE_BUS_OKAY);
	machine_checker_set(true);
	assert_int_equal(wr(RAM, 64), DMAE_BUS_SLVERR);
}

static void a_pointer_reaches_as_far_as_the_grants(void **state)
{
	uint64_t avail;

	machine_grant(master, RAM, 64, MACHINE_READ);
	machine_grant(master, RAM + 64, 64, MACHINE_READ);
	assert_ptr_equal(machine_bus_pointer(master, RAM + 16, 4096, MACHINE_READ, &avail),
			 fake_ram(RAM + 16));
	assert_int_equal(avail, 112);
	assert_null(machine_bus_pointer(master, RAM + 128, 16, MACHINE_READ, &avail));
	assert_null(machine_bus_pointer(master, RAM, 16, MACHINE_WRITE, &avail));
}

static void thousands_of_grants_are_kept_apart(void **state)
{
	unsigned int i;

	/* every other 64 bytes, granted in one order and revoked in another */
	for (i = 0; i < 8192; i++)
		machine_grant(master, RAM + 128 * (i * 4099ull % 8192), 64, MACHINE_READ);
	assert_int_equal(machine_grants(master), 8192);
	for (i = 0; i < 8192; i += 7) {
		assert_int_equal(rd(RAM + 128ull * i, 64), DMAE_BUS_OKAY);
		assert_int_equal(rd(RAM + 128ull * i + 64, 1), DMAE_BUS_SLVERR);
	}
	for (i = 0; i < 8192; i++)
		assert_true(
			machine_revoke(master, RAM + 128 * (i * 5ull % 8192), 64, MACHINE_READ));
	assert_int_equal(machine_grants(master), 0);
}

/* ---- the order of a walk ----------------------------------------------- */

static uint64_t walked[8];
static unsigned int walked_count;

static bool note(uint64_t bus, uint64_t len, unsigned int dir, void *arg)
{
	walked[walked_count++] = bus;
	return walked_count < *(unsigned int *)arg;
}

static void grants_are_walked_in_order_of_address(void **state)
{
	unsigned int limit = 8;

	machine_grant(master, RAM + 0x3000, 64, MACHINE_READ);
	machine_grant(master, RAM, 0x100000, MACHINE_READ);
	machine_grant(master, RAM + 0x1000, 64, MACHINE_READ);
	machine_grant(master, RAM + 0x1000, 64, MACHINE_READ);
	walked_count = 0;
	machine_grant_walk(master, note, &limit);
	assert_int_equal(walked_count, 4);
	assert_true(walked[0] == RAM && walked[1] == RAM + 0x1000 && walked[2] == RAM + 0x1000 &&
		    walked[3] == RAM + 0x3000);
	limit = 2;
	walked_count = 0;
	machine_grant_walk(master, note, &limit);
	assert_int_equal(walked_count, 2);
}

/* ---- what is said ------------------------------------------------------ */

static void an_unmapped_access_names_the_nearest_mapping(void **state)
{
	machine_grant(master, RAM + 0x2000, 0x40, MACHINE_READ);
	machine_grant(master, RAM + 0x9000, 0x40, MACHINE_WRITE);
	wr(RAM + 0x2040, 64);
	said("DMA checker: 1000.dma: write of 64 bytes at 0x0000000080002040 is not mapped; "
	     "nearest mapping [0x80002000-0x8000203f] read-only (DMA_TO_DEVICE)");
	rd(RAM + 0x8ff0, 4);
	said("DMA checker: 1000.dma: read of 4 bytes at 0x0000000080008ff0 is not mapped; nearest "
	     "mapping [0x80009000-0x8000903f] write-only (DMA_FROM_DEVICE)");
}

static void a_device_without_mappings_is_told_so(void **state)
{
	rd(RAM, 16);
	said("DMA checker: 1000.dma: read of 16 bytes at 0x0000000080000000 is not mapped; the "
	     "device has no mapping at all");
}

static void a_wrong_direction_is_named(void **state)
{
	machine_grant(master, RAM, 64, MACHINE_READ);
	wr(RAM + 16, 16);
	said("DMA checker: 1000.dma: write of 16 bytes at 0x0000000080000010 is in mapping "
	     "[0x80000000-0x8000003f], which is read-only (DMA_TO_DEVICE)");
}

static void an_overrun_is_measured(void **state)
{
	machine_grant(master, RAM, 64, MACHINE_WRITE);
	wr(RAM + 32, 64);
	said("DMA checker: 1000.dma: write of 64 bytes at 0x0000000080000020 goes 32 bytes beyond "
	     "the end of mapping [0x80000000-0x8000003f] write-only (DMA_FROM_DEVICE)");
}

static void a_late_access_names_the_mapping_that_ended(void **state)
{
	machine_grant(master, RAM, 64, MACHINE_WRITE);
	machine_grant(master, RAM + 0x1000, 64, MACHINE_WRITE);
	machine_revoke(master, RAM, 64, MACHINE_WRITE);
	wr(RAM, 64);
	said("DMA checker: 1000.dma: write of 64 bytes at 0x0000000080000000 was unmapped just "
	     "now: mapping [0x80000000-0x8000003f] write-only (DMA_FROM_DEVICE) has ended");
}

static void reports_are_limited_but_each_device_has_its_first(void **state)
{
	struct machine_master *other = machine_master(-1, "other");
	uint64_t avail;
	unsigned int i;

	for (i = 0; i < 1000; i++)
		rd(RAM, 16);
	assert_int_equal(fake_log_count("DMA checker: 1000.dma"), 10);
	machine_bus_pointer(other, RAM, 16, MACHINE_READ, &avail);
	assert_int_equal(fake_log_count("DMA checker: other"), 1);
}

/* ---- many at once ------------------------------------------------------ */

#define CHURNS 200000

static unsigned int churn_failed, churn_ready;

static void churn(void *arg)
{
	unsigned int me = (unsigned long)arg, i;

	/* all at once, or there is nothing to see */
	__atomic_fetch_add(&churn_ready, 1, __ATOMIC_RELAXED);
	while (__atomic_load_n(&churn_ready, __ATOMIC_RELAXED) < 4)
		host_thread_yield();
	for (i = 0; i < CHURNS; i++) {
		uint64_t bus = RAM + 0x100000ull * me + 64 * (i % 512);

		machine_grant(master, bus, 64, MACHINE_READ);
		if (!machine_revoke(master, bus, 64, MACHINE_READ))
			__atomic_fetch_add(&churn_failed, 1, __ATOMIC_RELAXED);
	}
}

static void grants_come_and_go_while_others_ask(void **state)
{
	struct host_thread *threads[4];
	unsigned long i;

	if (!under_threads())
		skip_because("in fibers, one thread is all there is");
	churn_failed = churn_ready = 0;
	machine_grant(master, RAM, 64, MACHINE_READ);
	for (i = 0; i < 4; i++)
		assert_int_equal(host_thread_start(&threads[i], churn, (void *)(i + 1), "churn"),
				 0);
	for (i = 0; i < 2000; i++)
		assert_int_equal(rd(RAM, 64), DMAE_BUS_OKAY);
	for (i = 0; i < 4; i++)
		host_thread_join(threads[i]);
	assert_int_equal(churn_failed, 0);
	assert_int_equal(machine_grants(master), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_grant_allows_its_range_and_direction, start,
						stop),
		cmocka_unit_test_setup_teardown(a_refused_write_changes_nothing, start, stop),
		cmocka_unit_test_setup_teardown(adjacent_grants_cover_an_access, start, stop),
		cmocka_unit_test_setup_teardown(grants_nest_and_overlap, start, stop),
		cmocka_unit_test_setup_teardown(an_equal_grant_is_revoked_on_its_own, start, stop),
		cmocka_unit_test_setup_teardown(a_revocation_has_to_match, start, stop),
		cmocka_unit_test_setup_teardown(each_device_has_its_own_grants, start, stop),
		cmocka_unit_test_setup_teardown(grants_of_every_size_are_found_anywhere_inside,
						start, stop),
		cmocka_unit_test_setup_teardown(grants_are_found_across_every_boundary, start,
						stop),
		cmocka_unit_test_setup_teardown(host_memory_needs_a_grant, start, stop),
		cmocka_unit_test_setup_teardown(registers_and_sram_need_none, start, stop),
		cmocka_unit_test_setup_teardown(a_checker_that_is_off_allows_everything, start,
						stop),
		cmocka_unit_test_setup_teardown(a_pointer_reaches_as_far_as_the_grants, start,
						stop),
		cmocka_unit_test_setup_teardown(thousands_of_grants_are_kept_apart, start, stop),
		cmocka_unit_test_setup_teardown(grants_are_walked_in_order_of_address, start, stop),
		cmocka_unit_test_setup_teardown(an_unmapped_access_names_the_nearest_mapping, start,
						stop),
		cmocka_unit_test_setup_teardown(a_device_without_mappings_is_told_so, start, stop),
		cmocka_unit_test_setup_teardown(a_wrong_direction_is_named, start, stop),
		cmocka_unit_test_setup_teardown(an_overrun_is_measured, start, stop),
		cmocka_unit_test_setup_teardown(a_late_access_names_the_mapping_that_ended, start,
						stop),
		cmocka_unit_test_setup_teardown(reports_are_limited_but_each_device_has_its_first,
						start, stop),
		cmocka_unit_test_setup_teardown(grants_come_and_go_while_others_ask, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
