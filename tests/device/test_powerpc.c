// SPDX-License-Identifier: MIT
/* What drivers of PowerPC systems have: device control registers, bus clocks, in_be32() and its kin. */
#include "firmware_fixture.h"

#include <linux/io.h>
#include <linux/property.h>

#include <asm/dcr.h>
#include <asm/mpc5xxx.h>

/* DCR number n of the bus is at 0x40000000 + 4 * n: numbers 16 to 31 are the model's window */
#define DCR_BOARD BOARD(						\
	"soc { #address-cells = <1>; #size-cells = <1>; ranges;\n"	\
	"	bus-frequency = <66000000>;\n"				\
	WIRES_NODE("40000000")						\
	"	dcrs: dcr-bus { dcr-controller;\n"			\
	"		dcr-mmio-range = <0x40000000 0x100>;\n"		\
	"		dcr-mmio-stride = <4>; };\n"			\
	"	part { slow { bus-frequency = <33000000>; }; fast { }; };\n" \
	"};\n"								\
	"mq: mq { dcr-parent = <&dcrs>; dcr-reg = <0x10 8 0x18 4>; };\n" \
	"lost { dcr-reg = <0x10 8>; };\n")

static void resources_are_pairs_of_dcr_reg(void **state)
{
	struct device_node *np;

	board_up(DCR_BOARD);
	np = node_at("/mq");
	assert_int_equal(dcr_resource_start(np, 0), 0x10);
	assert_int_equal(dcr_resource_len(np, 0), 8);
	assert_int_equal(dcr_resource_start(np, 1), 0x18);
	assert_int_equal(dcr_resource_len(np, 1), 4);
	assert_int_equal(dcr_resource_start(np, 2), 0);
	assert_int_equal(dcr_resource_len(of_root, 0), 0);
}

static void mapped_registers_are_big_endian_words_at_their_stride(void **state)
{
	struct device_node *np;
	u8 __iomem *regs;
	dcr_host_t host;

	board_up(DCR_BOARD);
	np = node_at("/mq");
	host = dcr_map(np, dcr_resource_start(np, 0), dcr_resource_len(np, 0));
	assert_true(DCR_MAP_OK(host));
	regs = ioremap(0x40000000, 0x100);
	dcr_write(host, 2, 0x12345678);
	assert_int_equal(ioread32(regs + WIRES_DATA + 8), 0x78563412);
	out_be32((u32 __iomem *)(regs + WIRES_DATA + 4), 0xaabbccdd);
	assert_int_equal(dcr_read(host, 1), 0xaabbccdd);
	iounmap(regs);
	dcr_unmap(host, 8);
}

static void what_no_range_leads_to_is_refused(void **state)
{
	board_up(DCR_BOARD);
	assert_false(DCR_MAP_OK(dcr_map(node_at("/lost"), 0x10, 8)));
	assert_true(log_contains("/lost: no dcr-controller above it has a dcr-mmio-range"));
	assert_int_equal(dcr_native_read(0xe), 0);
	assert_true(log_contains("device control register 0xe: there are none"));
}

static void the_bus_clock_is_the_nearest_one_above(void **state)
{
	struct device_node *np;

	board_up(DCR_BOARD);
	np = node_at("/soc/part/slow");
	assert_int_equal(mpc5xxx_fwnode_get_bus_frequency(of_fwnode_handle(np)), 33000000);
	np = node_at("/soc/part/fast");
	assert_int_equal(mpc5xxx_fwnode_get_bus_frequency(of_fwnode_handle(np)), 66000000);
	np = node_at("/mq");
	assert_int_equal(mpc5xxx_fwnode_get_bus_frequency(of_fwnode_handle(np)), 0);
}

static void bits_of_a_register_are_cleared_and_set(void **state)
{
	u32 __iomem *reg;

	board_up(DCR_BOARD);
	reg = ioremap(0x40000000 + WIRES_DATA, 8);
	out_be32(reg, 0xff00ff00);
	clrsetbits_be32(reg, 0x0f000000, 0x000000f0);
	assert_int_equal(in_be32(reg), 0xf000fff0);
	assert_int_equal(in_le32(reg), 0xf0ff00f0);
	out_8((u8 __iomem *)reg, 0x11);
	assert_int_equal(in_8((u8 __iomem *)reg), 0x11);
	out_be16((u16 __iomem *)reg, 0x1234);
	assert_int_equal(in_le16((u16 __iomem *)reg), 0x3412);
	iounmap(reg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(resources_are_pairs_of_dcr_reg),
		board_test(mapped_registers_are_big_endian_words_at_their_stride),
		board_test(what_no_range_leads_to_is_refused),
		board_test(the_bus_clock_is_the_nearest_one_above),
		board_test(bits_of_a_register_are_cleared_and_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
