// SPDX-License-Identifier: MIT
/* Stripes on the CPU, against arithmetic a bit at a time. */
#include <linux/kernel.h>
#include <linux/raid/pq.h>
#include <linux/raid/xor.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "galois.h"
#include "unit.h"

#define DISKS_MAX 72
#define BYTES 777 /* neither a whole number of vectors nor of words */

static u8 *block[DISKS_MAX], *copy[DISKS_MAX];

static int setup(void **state)
{
	int i;

	if (world_setup(state))
		return -1;
	for (i = 0; i < DISKS_MAX; i++) {
		block[i] = kmalloc(BYTES, GFP_KERNEL);
		copy[i] = kmalloc(BYTES, GFP_KERNEL);
		get_random_bytes(block[i], BYTES);
	}
	return 0;
}

static int teardown(void **state)
{
	int i;

	for (i = 0; i < DISKS_MAX; i++) {
		kfree(block[i]);
		kfree(copy[i]);
	}
	return world_teardown(state);
}

static void keep(int disks)
{
	int i;

	for (i = 0; i < disks; i++)
		memcpy(copy[i], block[i], BYTES);
}

static void same(int disks)
{
	int i;

	for (i = 0; i < disks; i++)
		assert_memory_equal(block[i], copy[i], BYTES);
}

static void check_stripe(int disks)
{
	int i, at;

	for (at = 0; at < BYTES; at++) {
		u8 p = 0, q = 0, power = 1;

		for (i = 0; i < disks - 2; i++) {
			p ^= block[i][at];
			q ^= galois_product(power, block[i][at]);
			power = galois_product(power, 2);
		}
		assert_int_equal(block[disks - 2][at], p);
		assert_int_equal(block[disks - 1][at], q);
	}
}

static void tables_are_those_of_the_field(void **state)
{
	int a, b;

	for (a = 0; a < 256; a++)
		for (b = 0; b < 256; b++)
			assert_int_equal(raid6_gfmul[a][b], galois_product(a, b));
	for (a = 0; a < 255; a++) {
		assert_int_equal(raid6_gflog[raid6_gfexp[a]], a);
		assert_int_equal(raid6_gfexp[a + 1], a == 254 ? 0 : galois_product(raid6_gfexp[a], 2));
	}
	for (a = 1; a < 256; a++)
		assert_int_equal(galois_product(a, raid6_gfinv[a]), 1);
	for (a = 1; a < 255; a++)
		assert_int_equal(galois_product(raid6_gfexi[a], raid6_gfexp[a] ^ 1), 1);
	assert_int_equal(raid6_vgfmul[7][3] ^ raid6_vgfmul[7][16 + 5], galois_product(7, 0x53));
}

static void a_syndrome_has_any_width(void **state)
{
	static const int widths[] = { 3, 4, 5, 8, 33, 34, 35, 36, 66, DISKS_MAX };
	int i;

	for (i = 0; i < ARRAY_SIZE(widths); i++) {
		raid6_call.gen_syndrome(widths[i], BYTES, (void **)block);
		check_stripe(widths[i]);
	}
}

static void zero_blocks_count_as_zeroes(void **state)
{
	void *ptrs[6];
	int i;

	memset(block[1], 0, BYTES);
	for (i = 0; i < 6; i++)
		ptrs[i] = i == 1 ? (void *)raid6_empty_zero_page : block[i];
	raid6_call.gen_syndrome(6, BYTES, ptrs);
	check_stripe(6);
}

static void a_block_that_changes_is_added(void **state)
{
	raid6_call.gen_syndrome(8, BYTES, (void **)block);
	/* take the old blocks out, put the new ones in */
	raid6_call.xor_syndrome(8, 2, 3, BYTES, (void **)block);
	get_random_bytes(block[2], BYTES);
	get_random_bytes(block[3], BYTES);
	raid6_call.xor_syndrome(8, 2, 3, BYTES, (void **)block);
	check_stripe(8);
}

static void any_two_blocks_can_be_lost(void **state)
{
	static const int widths[] = { 4, 5, 9, 40 };
	int i, a, b;

	for (i = 0; i < ARRAY_SIZE(widths); i++) {
		raid6_call.gen_syndrome(widths[i], BYTES, (void **)block);
		keep(widths[i]);
		for (a = 0; a < widths[i]; a++)
			for (b = a + 1; b < widths[i]; b++) {
				memset(block[a], 0x55, BYTES);
				memset(block[b], 0xaa, BYTES);
				raid6_dual_recov(widths[i], BYTES, (a + b) % 2 ? a : b,
						 (a + b) % 2 ? b : a, (void **)block);
				same(widths[i]);
			}
	}
}

static void xor_takes_the_destination_as_a_source(void **state)
{
	unsigned int count;
	int i, at;

	for (count = 1; count <= MAX_XOR_BLOCKS; count++) {
		keep(1);
		xor_blocks(count, BYTES, block[0], (void **)block + 1);
		for (at = 0; at < BYTES; at++) {
			for (i = 1; i <= count; i++)
				copy[0][at] ^= block[i][at];
			assert_int_equal(block[0][at], copy[0][at]);
		}
	}
}

#define raid_test(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		raid_test(tables_are_those_of_the_field),
		raid_test(a_syndrome_has_any_width),
		raid_test(zero_blocks_count_as_zeroes),
		raid_test(a_block_that_changes_is_added),
		raid_test(any_two_blocks_can_be_lost),
		raid_test(xor_takes_the_destination_as_a_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
