// SPDX-License-Identifier: MIT
/* Register maps over registers and over a driver's own functions; system controllers. */
#include "firmware_fixture.h"

#include <linux/clk-provider.h>
#include <linux/mfd/syscon.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/regmap.h>

#define TREE                                                                                \
	BOARD("	sys: syscon@1000 { compatible = \"test,wires\", \"syscon\"; reg = <0x1000 " \
	      "0x100>; };\n"                                                                \
	      "	dark: syscon@2000 { compatible = \"test,dark\", \"syscon\"; reg = <0x2000 " \
	      "0x100>; };\n"                                                                \
	      "	plain@3000 { compatible = \"test,plain\"; reg = <0x3000 0x100>; };\n"       \
	      "	user { compatible = \"test,user\"; gpr = <&sys>; with-args = <&dark 4 5>; };\n")

static int setup(void **state)
{
	board_up(TREE);
	return 0;
}

static int teardown(void **state)
{
	device_stop();
	return machine_teardown(state);
}

/* ---- over a driver's functions --------------------------------------------------- */

static unsigned int hw[64];
static unsigned int hw_reads, hw_writes;

static int hw_read(void *context, unsigned int reg, unsigned int *val)
{
	hw_reads++;
	*val = hw[reg / 4];
	return 0;
}

static int hw_write(void *context, unsigned int reg, unsigned int val)
{
	hw_writes++;
	hw[reg / 4] = val;
	return 0;
}

static bool only_below_0x80(struct device *dev, unsigned int reg)
{
	return reg < 0x80;
}

static bool only_0x10(struct device *dev, unsigned int reg)
{
	return reg == 0x10;
}

static struct regmap_config config(void)
{
	return (struct regmap_config){
		.reg_bits = 32,
		.val_bits = 32,
		.reg_stride = 4,
		.max_register = 0xfc,
		.reg_read = hw_read,
		.reg_write = hw_write,
	};
}

static struct regmap *map_of(struct regmap_config c)
{
	struct regmap *map = regmap_init(NULL, NULL, NULL, &c);

	assert_false(IS_ERR(map));
	memset(hw, 0, sizeof(hw));
	hw_reads = hw_writes = 0;
	return map;
}

static void registers_are_read_written_and_updated(void **state)
{
	struct regmap *map = map_of(config());
	unsigned int val;
	bool change;

	assert_int_equal(regmap_write(map, 8, 0x1234), 0);
	assert_int_equal(regmap_read(map, 8, &val), 0);
	assert_int_equal(val, 0x1234);
	assert_int_equal(regmap_update_bits_check(map, 8, 0xff, 0x56, &change), 0);
	assert_true(change);
	assert_int_equal(hw[2], 0x1256);
	hw_writes = 0;
	assert_int_equal(regmap_update_bits_check(map, 8, 0xff, 0x56, &change), 0);
	assert_false(change);
	assert_int_equal(hw_writes, 0);
	assert_int_equal(regmap_write_bits(map, 8, 0xff, 0x56), 0);
	assert_int_equal(hw_writes, 1);
	assert_int_equal(regmap_set_bits(map, 8, BIT(31)), 0);
	assert_int_equal(regmap_test_bits(map, 8, BIT(31)), 1);
	assert_int_equal(regmap_clear_bits(map, 8, BIT(31)), 0);
	assert_int_equal(regmap_test_bits(map, 8, BIT(31)), 0);
	regmap_exit(map);
}

static void what_the_config_forbids_is_refused(void **state)
{
	struct regmap_config c = config();
	struct regmap *map;
	unsigned int val;

	c.writeable_reg = only_below_0x80;
	map = map_of(c);
	assert_int_equal(regmap_write(map, 0x80, 1), -EIO);
	assert_int_equal(regmap_write(map, 0x100, 1), -EIO);
	assert_int_equal(regmap_write(map, 2, 1), -EINVAL);
	assert_int_equal(regmap_read(map, 3, &val), -EINVAL);
	assert_int_equal(regmap_read(map, 0x80, &val), 0);
	assert_int_equal(regmap_read(map, 0x100, &val), -EIO);
	regmap_exit(map);
}

static void several_registers_are_moved_at_once(void **state)
{
	static const struct reg_sequence seq[] = { REG_SEQ0(0, 1), REG_SEQ(4, 2, 10),
						   REG_SEQ0(8, 3) };
	struct regmap *map = map_of(config());
	u32 out[3];

	assert_int_equal(regmap_multi_reg_write(map, seq, 3), 0);
	assert_int_equal(regmap_bulk_read(map, 0, out, 3), 0);
	assert_int_equal(out[2], 3);
	out[0] = 7;
	assert_int_equal(regmap_bulk_write(map, 0x20, out, 3), 0);
	assert_int_equal(hw[8], 7);
	assert_int_equal(hw[10], 3);
	assert_int_equal(regmap_raw_write(map, 0x20, out, 3), -EINVAL);
	assert_int_equal(regmap_noinc_write(map, 0x30, out, sizeof(out)), 0);
	assert_int_equal(hw[12], 3);
	assert_int_equal(hw[13], 0);
	regmap_exit(map);
}

static void check_cache(enum regcache_type type)
{
	static const struct reg_default defaults[] = { { 0, 0x11 }, { 4, 0x22 } };
	struct regmap_config c = config();
	struct regmap *map;
	unsigned int val;

	c.cache_type = type;
	c.volatile_reg = only_0x10;
	c.reg_defaults = defaults;
	c.num_reg_defaults = ARRAY_SIZE(defaults);
	map = map_of(c);
	assert_int_equal(regmap_read(map, 4, &val), 0);
	assert_int_equal(val, 0x22);
	assert_int_equal(regmap_write(map, 8, 0x33), 0);
	assert_int_equal(regmap_read(map, 8, &val), 0);
	assert_int_equal(val, 0x33);
	assert_int_equal(hw_reads, 0);
	assert_int_equal(regmap_read(map, 0x10, &val), 0);
	assert_int_equal(hw_reads, 1);
	/* the hardware loses its power: writes go to the cache, and to it when it is back */
	regcache_cache_only(map, true);
	regcache_mark_dirty(map);
	memset(hw, 0, sizeof(hw));
	assert_int_equal(regmap_write(map, 0xc, 0x44), 0);
	assert_int_equal(regmap_write(map, 0x10, 1), -EBUSY);
	assert_int_equal(hw[3], 0);
	regcache_cache_only(map, false);
	hw_writes = 0;
	assert_int_equal(regcache_sync(map), 0);
	assert_int_equal(hw[2], 0x33);
	assert_int_equal(hw[3], 0x44);
	assert_int_equal(hw[0], 0); /* the hardware has its default */
	regmap_exit(map);
}

static void a_cache_answers_reads_and_restores_the_hardware(void **state)
{
	check_cache(REGCACHE_RBTREE);
	check_cache(REGCACHE_MAPLE);
}

static void a_flat_cache_answers_reads(void **state)
{
	struct regmap_config c = config();
	struct regmap *map;
	unsigned int val;

	c.cache_type = REGCACHE_FLAT;
	map = map_of(c);
	assert_int_equal(regmap_write(map, 0xfc, 5), 0);
	assert_int_equal(regmap_read(map, 0xfc, &val), 0);
	assert_int_equal(val, 5);
	assert_int_equal(hw_reads, 0);
	regmap_exit(map);
}

static void a_field_is_some_bits_of_a_register(void **state)
{
	struct regmap *map = map_of(config());
	struct reg_field where = REG_FIELD(0x14, 4, 7), many = REG_FIELD_ID(0x20, 0, 3, 2, 8);
	struct regmap_field *f = regmap_field_alloc(map, where), *g = regmap_field_alloc(map, many);
	unsigned int val;

	hw[5] = 0xffff;
	assert_int_equal(regmap_field_write(f, 0xa), 0);
	assert_int_equal(hw[5], 0xffaf);
	assert_int_equal(regmap_field_read(f, &val), 0);
	assert_int_equal(val, 0xa);
	assert_int_equal(regmap_fields_write(g, 1, 3), 0);
	assert_int_equal(hw[10], 3);
	assert_int_equal(regmap_fields_write(g, 2, 3), -EINVAL);
	regmap_field_free(f);
	regmap_field_free(g);
	regmap_exit(map);
}

static void what_cannot_be_done_is_refused_with_a_line(void **state)
{
	struct regmap_config c = config();

	c.reg_read = NULL;
	c.reg_write = NULL;
	assert_int_equal(PTR_ERR(regmap_init(NULL, NULL, NULL, &c)), -EOPNOTSUPP);
	assert_true(log_contains("only maps with reg_read() and reg_write()"));
	c = config();
	c.val_bits = 24;
	assert_int_equal(PTR_ERR(regmap_init_mmio(NULL, NULL, &c)), -EINVAL);
	assert_true(log_contains("registers of 24 bits over MMIO"));
}

/* ---- system controllers --------------------------------------------------------------- */

static void a_syscon_is_one_map_over_the_model_s_registers(void **state)
{
	struct device_node *user = of_find_compatible_node(NULL, NULL, "test,user");
	struct regmap *map = syscon_regmap_lookup_by_phandle(user, "gpr");
	unsigned int val;

	assert_false(IS_ERR(map));
	assert_ptr_equal(syscon_regmap_lookup_by_compatible("test,wires"), map);
	assert_int_equal(regmap_get_max_register(map), 0xfc);
	/* the model's first register: what it drives its lines with */
	assert_int_equal(regmap_write(map, 0, 0), 0);
	assert_int_equal(regmap_read(map, 0, &val), 0);
	assert_int_equal(val, 0);
	assert_int_equal(regmap_read(map, 0x100, &val), -EIO);
	of_node_put(user);
}

static void a_syscon_that_nobody_models_reads_as_zero_and_says_so(void **state)
{
	struct regmap *map = syscon_regmap_lookup_by_compatible("test,dark");
	unsigned int val = 5;

	assert_false(IS_ERR(map));
	assert_int_equal(regmap_update_bits(map, 4, 0xff, 0x12), 0);
	assert_int_equal(regmap_read(map, 4, &val), 0);
	assert_int_equal(val, 0);
	assert_true(log_contains("syscon@2000"));
}

static void a_phandle_s_arguments_come_with_the_map(void **state)
{
	struct device_node *user = of_find_compatible_node(NULL, NULL, "test,user");
	unsigned int args[2];

	assert_false(IS_ERR(syscon_regmap_lookup_by_phandle_args(user, "with-args", 2, args)));
	assert_int_equal(args[0], 4);
	assert_int_equal(args[1], 5);
	assert_null(syscon_regmap_lookup_by_phandle_optional(user, "nothing"));
	assert_int_equal(PTR_ERR(syscon_regmap_lookup_by_phandle(user, "nothing")), -ENODEV);
	of_node_put(user);
}

static void a_node_that_is_no_syscon_is_refused(void **state)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, "test,plain");

	assert_int_equal(PTR_ERR(syscon_node_to_regmap(np)), -EINVAL);
	assert_false(IS_ERR(device_node_to_regmap(np)));
	of_node_put(np);
	assert_int_equal(PTR_ERR(syscon_regmap_lookup_by_compatible("test,none")), -ENODEV);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(registers_are_read_written_and_updated),
		T(what_the_config_forbids_is_refused),
		T(several_registers_are_moved_at_once),
		T(a_cache_answers_reads_and_restores_the_hardware),
		T(a_flat_cache_answers_reads),
		T(a_field_is_some_bits_of_a_register),
		T(what_cannot_be_done_is_refused_with_a_line),
		T(a_syscon_is_one_map_over_the_model_s_registers),
		T(a_syscon_that_nobody_models_reads_as_zero_and_says_so),
		T(a_phandle_s_arguments_come_with_the_map),
		T(a_node_that_is_no_syscon_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
