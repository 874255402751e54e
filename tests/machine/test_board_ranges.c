// SPDX-License-Identifier: MIT
/* Addresses of a board, for the CPU and for devices. */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "board_text.h"

static int reg(const char *dts, const char *path, unsigned int index, uint64_t *addr,
	       uint64_t *size)
{
	struct board *board = text_board_ok(dts);
	int ret = board_reg(board, board_find_path(board, path), index, addr, size);

	board_free(board);
	return ret;
}

static struct board_range seen[16];

static int dma(const char *dts, const char *path, unsigned int max)
{
	struct board *board = text_board_ok(dts);
	int ret = board_dma_ranges(board, board_find_path(board, path), seen, max);

	board_free(board);
	return ret;
}

static void reg_goes_through_every_level(void **state)
{
	const char *dts = HEAD
		"soc { #address-cells = <1>; #size-cells = <1>; ranges = <0 0x40000000 0x100000>;"
		"bus@10000 { #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x10000 "
		"0x1000>, <0x5000 0x20000 0x1000>;"
		"dev@10 { reg = <0x10 0x20>, <0x5004 0x8>; }; }; };" TAIL;
	uint64_t addr, size;

	assert_int_equal(reg(dts, "/soc/bus@10000/dev@10", 0, &addr, &size), 0);
	assert_int_equal(addr, 0x40010010);
	assert_int_equal(size, 0x20);
	assert_int_equal(reg(dts, "/soc/bus@10000/dev@10", 1, &addr, &size), 0);
	assert_int_equal(addr, 0x40020004);
	assert_int_equal(reg(dts, "/soc/bus@10000/dev@10", 2, &addr, &size), -ENOENT);
}

static void empty_ranges_are_one_to_one(void **state)
{
	const char *dts = HEAD "soc { #address-cells = <2>; #size-cells = <1>; ranges;"
			       "dev { reg = <0x1 0x2000 0x20>; }; };" TAIL;
	uint64_t addr, size;

	assert_int_equal(reg(dts, "/soc/dev", 0, &addr, &size), 0);
	assert_int_equal(addr, 0x100002000);
}

static void no_ranges_means_no_address(void **state)
{
	uint64_t addr, size;

	assert_int_equal(
		reg(HEAD
		    "bus { #address-cells = <1>; #size-cells = <1>; dev { reg = <1 1>; }; };" TAIL,
		    "/bus/dev", 0, &addr, &size),
		-ENXIO);
	assert_int_equal(
		reg(HEAD
		    "i2c { #address-cells = <1>; #size-cells = <0>; dev { reg = <0x50>; }; };" TAIL,
		    "/i2c/dev", 0, &addr, &size),
		-ENXIO);
	assert_int_equal(
		reg(HEAD "bus { #address-cells = <1>; #size-cells = <1>; ranges = <0 0x1000 0x10>;"
			 "dev { reg = <0x20 1>; }; };" TAIL,
		    "/bus/dev", 0, &addr, &size),
		-ENXIO);
}

static void cells_are_inherited_as_in_linux(void **state)
{
	uint64_t addr, size;

	assert_int_equal(reg(HEAD "soc { ranges; dev { reg = <0x1000 0x10>; }; };" TAIL, "/soc/dev",
			     0, &addr, &size),
			 0);
	assert_int_equal(addr, 0x1000);
}

static void pci_ranges_match_the_space(void **state)
{
	const char *dts = HEAD
		"pci { device_type = \"pci\"; #address-cells = <3>; #size-cells = <2>;"
		"ranges = <0x01000000 0 0 0x1000 0 0x100>, <0x02000000 0 0 0x50000000 0 0x1000>;"
		"mem { reg = <0x02000000 0 0x10 0 4>; }; mem64 { reg = <0x03000000 0 0x14 0 4>; };"
		"io { reg = <0x01000000 0 0x10 0 4>; }; };" TAIL;
	uint64_t addr, size;

	assert_int_equal(reg(dts, "/pci/mem", 0, &addr, &size), 0);
	assert_int_equal(addr, 0x50000010);
	assert_int_equal(reg(dts, "/pci/mem64", 0, &addr, &size), 0);
	assert_int_equal(addr, 0x50000014);
	assert_int_equal(reg(dts, "/pci/io", 0, &addr, &size), 0);
	assert_int_equal(addr, 0x1010);
}

static void malformed_ranges_are_refused(void **state)
{
	struct board *board;

	assert_int_equal(
		text_board(HEAD
			   "b { #address-cells = <1>; #size-cells = <1>; ranges = <1 2>; };" TAIL,
			   &board),
		-EINVAL);
	assert_non_null(strstr(text_err(), "/b: malformed \"ranges\""));
	assert_int_equal(text_board(HEAD "b { #address-cells = <1>; #size-cells = <1>; dma-ranges "
					 "= <1 2 3 4>; };" TAIL,
				    &board),
			 -EINVAL);
	assert_non_null(strstr(text_err(), "/b: malformed \"dma-ranges\""));
}

/* ---- dma-ranges -------------------------------------------------------- */

static void no_dma_ranges_is_one_to_one(void **state)
{
	assert_int_equal(dma(HEAD "soc { ranges; dev { }; };" TAIL, "/soc/dev", 16), 0);
	assert_int_equal(dma(HEAD "soc { ranges; dma-ranges; dev { }; };" TAIL, "/soc/dev", 16), 0);
}

static void dma_ranges_of_the_bus_are_read(void **state)
{
	const char *dts = HEAD "soc { #address-cells = <1>; #size-cells = <1>; ranges;"
			       "dma-ranges = <0 0x80000000 0x800000>, <0x40000000 0x80800000 "
			       "0x400000>; dev { }; };" TAIL;

	assert_int_equal(dma(dts, "/soc/dev", 16), 2);
	assert_int_equal(seen[0].bus, 0);
	assert_int_equal(seen[0].cpu, 0x80000000);
	assert_int_equal(seen[0].size, 0x800000);
	assert_int_equal(seen[1].bus, 0x40000000);
	assert_int_equal(seen[1].cpu, 0x80800000);
	assert_int_equal(dma(dts, "/soc/dev", 1), -ENOSPC);
	/* the bus itself sits on the root, which translates nothing */
	assert_int_equal(dma(dts, "/soc", 16), 0);
}

static void dma_ranges_of_all_levels_are_combined(void **state)
{
	const char *dts =
		HEAD "soc { #address-cells = <1>; #size-cells = <1>; ranges;"
		     "dma-ranges = <0x10000000 0x80000000 0x1000>, <0x10001000 0x90000000 0x1000>;"
		     "bus { #address-cells = <1>; #size-cells = <1>; ranges;"
		     "dma-ranges = <0 0x10000800 0x1000>; dev { }; }; };" TAIL;

	/* a stretch that the level above cuts in two */
	assert_int_equal(dma(dts, "/soc/bus/dev", 16), 2);
	assert_int_equal(seen[0].bus, 0);
	assert_int_equal(seen[0].cpu, 0x80000800);
	assert_int_equal(seen[0].size, 0x800);
	assert_int_equal(seen[1].bus, 0x800);
	assert_int_equal(seen[1].cpu, 0x90000000);
	assert_int_equal(seen[1].size, 0x800);
}

static void empty_level_below_passes_on(void **state)
{
	const char *dts = HEAD
		"soc { #address-cells = <1>; #size-cells = <1>; ranges;"
		"dma-ranges = <0 0x80000000 0x1000>; bus { ranges; dma-ranges; dev { }; }; };" TAIL;

	assert_int_equal(dma(dts, "/soc/bus/dev", 16), 1);
	assert_int_equal(seen[0].cpu, 0x80000000);
}

static void missing_level_above_is_one_to_one(void **state)
{
	const char *dts =
		HEAD "soc { ranges; bus { #address-cells = <1>; #size-cells = <1>; ranges;"
		     "dma-ranges = <0 0x80000000 0x1000>; dev { }; }; };" TAIL;

	assert_int_equal(dma(dts, "/soc/bus/dev", 16), 1);
	assert_int_equal(seen[0].cpu, 0x80000000);
}

static void adjacent_pieces_are_one_range(void **state)
{
	const char *dts = HEAD
		"soc { #address-cells = <1>; #size-cells = <1>; ranges;"
		"dma-ranges = <0 0x80000000 0x1000>, <0x1000 0x80001000 0x1000>; dev { }; };" TAIL;

	assert_int_equal(dma(dts, "/soc/dev", 16), 1);
	assert_int_equal(seen[0].size, 0x2000);
}

static void whole_address_space_is_a_range(void **state)
{
	const char *dts = HEAD
		"soc { #address-cells = <2>; #size-cells = <2>; ranges;"
		"dma-ranges = <0 0 0 1 0>; bus { #address-cells = <2>; #size-cells = <2>; ranges;"
		"dma-ranges = <0 0 0 0 0x1 0>; dev { }; }; };" TAIL;

	assert_int_equal(dma(dts, "/soc/bus/dev", 16), 1);
	assert_int_equal(seen[0].size, 0x100000000);
}

static void ranges_that_miss_each_other_are_an_error(void **state)
{
	const char *dts = HEAD "soc { #address-cells = <1>; #size-cells = <1>; ranges;"
			       "dma-ranges = <0x1000 0x80000000 0x1000>; bus { #address-cells = "
			       "<1>; #size-cells = <1>; ranges;"
			       "dma-ranges = <0 0x5000 0x1000>; dev { }; }; };" TAIL;

	assert_int_equal(dma(dts, "/soc/bus/dev", 16), -EINVAL);
}

static void dma_mem_interconnect_is_the_way_to_memory(void **state)
{
	const char *dts = HEAD
		"mbus: mbus { #interconnect-cells = <1>; #address-cells = <1>; #size-cells = <1>;"
		"dma-ranges = <0 0x80000000 0x1000>; };"
		"soc { ranges; dev { interconnects = <&mbus 5>; interconnect-names = \"dma-mem\"; "
		"}; };" TAIL;

	assert_int_equal(dma(dts, "/soc/dev", 16), 1);
	assert_int_equal(seen[0].cpu, 0x80000000);
}

static void coherence_is_inherited(void **state)
{
	struct board *board = text_board_ok(
		HEAD "soc { dma-coherent; a { }; b { dma-noncoherent; }; }; c { };" TAIL);

	assert_true(board_dma_coherent(board, board_find_path(board, "/soc/a"), false));
	assert_false(board_dma_coherent(board, board_find_path(board, "/soc/b"), true));
	assert_false(board_dma_coherent(board, board_find_path(board, "/c"), false));
	assert_true(board_dma_coherent(board, board_find_path(board, "/c"), true));
	board_free(board);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reg_goes_through_every_level),
		cmocka_unit_test(empty_ranges_are_one_to_one),
		cmocka_unit_test(no_ranges_means_no_address),
		cmocka_unit_test(cells_are_inherited_as_in_linux),
		cmocka_unit_test(pci_ranges_match_the_space),
		cmocka_unit_test(malformed_ranges_are_refused),
		cmocka_unit_test(no_dma_ranges_is_one_to_one),
		cmocka_unit_test(dma_ranges_of_the_bus_are_read),
		cmocka_unit_test(dma_ranges_of_all_levels_are_combined),
		cmocka_unit_test(empty_level_below_passes_on),
		cmocka_unit_test(missing_level_above_is_one_to_one),
		cmocka_unit_test(adjacent_pieces_are_one_range),
		cmocka_unit_test(whole_address_space_is_a_range),
		cmocka_unit_test(ranges_that_miss_each_other_are_an_error),
		cmocka_unit_test(dma_mem_interconnect_is_the_way_to_memory),
		cmocka_unit_test(coherence_is_inherited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
