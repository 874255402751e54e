// SPDX-License-Identifier: MIT
/* iosys_map: the same accesses of memory and of registers. */
#include <linux/io.h>
#include <linux/iosys-map.h>
#include <linux/string.h>

#include "unit.h"

struct layout {
	u8 byte;
	u16 half;
	u32 word;
	u64 quad;
};

static void numbers(struct iosys_map *map)
{
	iosys_map_wr(map, 0, u8, 0x12);
	iosys_map_wr(map, 2, u16, 0x3456);
	iosys_map_wr(map, 4, u32, 0x789abcde);
	iosys_map_wr(map, 8, u64, 0x1122334455667788ull);
	assert_int_equal(iosys_map_rd(map, 0, u8), 0x12);
	assert_int_equal(iosys_map_rd(map, 2, u16), 0x3456);
	assert_int_equal(iosys_map_rd(map, 4, u32), 0x789abcde);
	assert_true(iosys_map_rd(map, 8, u64) == 0x1122334455667788ull);
	iosys_map_wr_field(map, 16, struct layout, word, 77);
	assert_int_equal(iosys_map_rd_field(map, 16, struct layout, word), 77);
	assert_int_equal(iosys_map_rd(map, 16 + offsetof(struct layout, word), u32), 77);
}

static void bytes(struct iosys_map *map)
{
	struct iosys_map further = IOSYS_MAP_INIT_OFFSET(map, 4);
	char text[8];

	iosys_map_memset(map, 0, 'x', 16);
	iosys_map_memcpy_to(map, 4, "abcd", 4);
	iosys_map_memcpy_from(text, map, 2, 8);
	assert_memory_equal(text, "xxabcdxx", 8);
	iosys_map_memcpy_from(text, &further, 0, 4);
	assert_memory_equal(text, "abcd", 4);
	iosys_map_incr(&further, 4);
	iosys_map_memcpy_from(text, &further, 0, 4);
	assert_memory_equal(text, "xxxx", 4);
	assert_false(iosys_map_is_equal(map, &further));
}

static void memory_is_accessed_as_memory(void **state)
{
	u64 mem[8];
	struct iosys_map map = IOSYS_MAP_INIT_VADDR(mem);

	numbers(&map);
	bytes(&map);
	assert_int_equal(((u8 *)mem)[4], 'a');
}

/* registers that keep what is written: RAM, reached as if it were a device's */
static void registers_are_accessed_as_registers(void **state)
{
	u64 mem[8];
	struct iosys_map map = IOSYS_MAP_INIT_VADDR_IOMEM((void __iomem *)mem);

	numbers(&map);
	bytes(&map);
}

static void a_cleared_map_is_null(void **state)
{
	u64 mem[1];
	struct iosys_map map = IOSYS_MAP_INIT_VADDR(mem), other;

	assert_true(iosys_map_is_set(&map));
	assert_false(iosys_map_is_null(&map));
	iosys_map_set_vaddr(&other, mem);
	assert_true(iosys_map_is_equal(&map, &other));
	iosys_map_set_vaddr_iomem(&other, (void __iomem *)mem);
	assert_false(iosys_map_is_equal(&map, &other));
	iosys_map_clear(&other);
	assert_true(iosys_map_is_null(&other));
	assert_false(other.is_iomem);
}

#define with_world(test) cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_world(memory_is_accessed_as_memory),
		with_world(registers_are_accessed_as_registers),
		with_world(a_cleared_map_is_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
