// SPDX-License-Identifier: MIT
/* Addresses of nodes: through ranges up to the CPU, and memory as devices see it. */
#include "firmware_fixture.h"

#include <linux/bus_dma_region.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/of_address.h>
#include <linux/of_device.h>
#include <linux/of_platform.h>
#include <linux/slab.h>

#define TREE                                                                                       \
	BOARD("	soc {\n"                                                                           \
	      "		compatible = \"simple-bus\";\n"                                                   \
	      "		#address-cells = <1>; #size-cells = <1>;\n"                                       \
	      "		ranges = <0x0 0x40000000 0x10000>, <0x20000 0x50000000 0x1000>;\n"                \
	      "		dev@1000 { compatible = \"t,d\"; reg = <0x1000 0x100>, <0x20000 0x10>, "          \
	      "<0x30000 0x10>; reg-names = \"ctl\", \"data\"; };\n"                                \
	      "		inner@8000 {\n"                                                                   \
	      "			compatible = \"simple-bus\";\n"                                                  \
	      "			reg = <0x8000 0x100>;\n"                                                         \
	      "			#address-cells = <2>; #size-cells = <1>;\n"                                      \
	      "			ranges = <1 0x0 0x8000 0x1000>;\n"                                               \
	      "			leaf@100000020 { reg = <1 0x20 0x8>; };\n"                                       \
	      "			out@200000000 { reg = <2 0x0 0x8>; };\n"                                         \
	      "		};\n"                                                                             \
	      "	};\n"                                                                              \
	      "	same { #address-cells = <1>; #size-cells = <1>; ranges; d@60000000 { reg = "       \
	      "<0x60000000 0x20>; }; };\n"                                                         \
	      "	opaque { #address-cells = <1>; #size-cells = <0>; d@5 { reg = <5>; }; };\n"        \
	      "	isa { compatible = \"isa\"; #address-cells = <2>; #size-cells = <1>; ranges = <1 " \
	      "0x0 0x70000000 0x1000>; rtc@170 { reg = <1 0x70 0x2>; }; };\n")

static void reg_goes_through_ranges(void **state)
{
	struct resource res;

	board_up(TREE);
	assert_int_equal(of_address_to_resource(node_at("/soc/dev@1000"), 0, &res), 0);
	assert_true(res.start == 0x40001000);
	assert_true(res.end == 0x400010ff);
	assert_true(res.flags == IORESOURCE_MEM);
	assert_string_equal(res.name, "ctl");
	assert_int_equal(of_address_to_resource(node_at("/soc/dev@1000"), 1, &res), 0);
	assert_true(res.start == 0x50000000);
	assert_string_equal(res.name, "data");
}

static void address_outside_of_ranges_is_einval(void **state)
{
	struct resource res;

	board_up(TREE);
	assert_int_equal(of_address_to_resource(node_at("/soc/dev@1000"), 2, &res), -EINVAL);
	assert_int_equal(of_address_to_resource(node_at("/soc/dev@1000"), 3, &res), -EINVAL);
	assert_int_equal(of_address_to_resource(node_at("/soc/inner@8000/out@200000000"), 0, &res),
			 -EINVAL);
}

static void ranges_of_every_bus_apply(void **state)
{
	struct resource res;

	board_up(TREE);
	assert_int_equal(of_address_to_resource(node_at("/soc/inner@8000/leaf@100000020"), 0, &res),
			 0);
	assert_true(res.start == 0x40008020);
	assert_string_equal(res.name, "leaf@100000020");
}

static void empty_ranges_change_nothing(void **state)
{
	struct resource res;

	board_up(TREE);
	assert_int_equal(of_address_to_resource(node_at("/same/d@60000000"), 0, &res), 0);
	assert_true(res.start == 0x60000000);
}

static void bus_without_ranges_is_opaque(void **state)
{
	struct device_node *np;
	const __be32 *reg;

	board_up(TREE);
	np = node_at("/opaque/d@5");
	reg = of_get_address(np, 0, NULL, NULL);
	assert_non_null(reg);
	assert_true(of_translate_address(np, reg) == OF_BAD_ADDR);
}

static void isa_addresses_have_a_space(void **state)
{
	unsigned int flags;
	u64 size;

	board_up(TREE);
	assert_non_null(of_get_address(node_at("/isa/rtc@170"), 0, &size, &flags));
	assert_int_equal(flags, IORESOURCE_IO);
	assert_true(size == 2);
}

static void cells_are_the_parents(void **state)
{
	board_up(TREE);
	assert_int_equal(of_n_addr_cells(node_at("/soc/inner@8000/leaf@100000020")), 2);
	assert_int_equal(of_n_size_cells(node_at("/opaque/d@5")), 0);
	assert_int_equal(of_n_addr_cells(of_root), 1);
}

static void range_parser_joins_what_continues(void **state)
{
	struct of_range_parser parser;
	struct of_range range;
	int count = 0;

	board_up(BOARD("	bus { #address-cells = <1>; #size-cells = <1>; ranges = <0 0x1000 "
		       "0x100>, <0x100 0x1100 0x100>, <0x300 0x5000 0x10>; };\n"));
	assert_int_equal(of_range_parser_init(&parser, node_at("/bus")), 0);
	for_each_of_range(&parser, &range) {
		if (!count++) {
			assert_true(range.bus_addr == 0);
			assert_true(range.cpu_addr == 0x1000);
			assert_true(range.size == 0x200);
		}
	}
	assert_int_equal(count, 2);
	assert_int_equal(of_range_parser_init(&parser, of_root), -ENOENT);
}

static void iomap_reaches_the_model(void **state)
{
	u8 __iomem *regs;

	board_up(BOARD(WIRES_NODE("40000000")));
	regs = of_iomap(node_at("/wires@40000000"), 0);
	assert_non_null(regs);
	writel(0x1234, regs + WIRES_DATA);
	assert_int_equal(readl(regs + WIRES_DATA), 0x1234);
	iounmap(regs);
	assert_null(of_iomap(node_at("/wires@40000000"), 1));
}

static void request_and_map_refuses_what_is_taken(void **state)
{
	struct device_node *np;
	u8 __iomem *regs;

	board_up(BOARD(WIRES_NODE("40000000")));
	np = node_at("/wires@40000000");
	regs = of_io_request_and_map(np, 0, "first");
	assert_false(IS_ERR(regs));
	assert_int_equal(PTR_ERR(of_io_request_and_map(np, 0, "second")), -EBUSY);
	assert_int_equal(PTR_ERR(of_io_request_and_map(np, 1, "third")), -EINVAL);
	iounmap(regs);
	release_mem_region(0x40000000, 0x100);
}

/* ---- DMA -------------------------------------------------------------------- */

#define DMA_TREE BOARD(							\
	"	low {\n"						\
	"		compatible = \"simple-bus\";\n"			\
	"		#address-cells = <1>; #size-cells = <1>; ranges;\n" \
	"		dma-ranges = <0x0 0x80000000 0x10000000>;\n"	\
	"		dma-coherent;\n"				\
	"		dev@1000 { compatible = \"t,d\"; reg = <0x1000 0x10>; };\n" \
	"		stubborn@2000 { compatible = \"t,d\"; reg = <0x2000 0x10>; dma-noncoherent; };\n" \
	"	};\n"							\
	"	plain@9000 { compatible = \"t,d\"; reg = <0x9000 0x10>; };\n")

static void dma_ranges_become_a_map(void **state)
{
	const struct bus_dma_region *map = NULL;

	board_up(DMA_TREE);
	assert_int_equal(of_dma_get_range(node_at("/low/dev@1000"), &map), 0);
	assert_true(map[0].cpu_start == 0x80000000);
	assert_true(map[0].dma_start == 0);
	assert_true(map[0].size == 0x10000000);
	assert_true(map[0].offset == 0x80000000);
	assert_true(map[1].size == 0);
	kfree(map);
	assert_int_equal(of_dma_get_range(node_at("/plain@9000"), &map), -ENODEV);
}

static void coherence_is_inherited(void **state)
{
	board_up(DMA_TREE);
	assert_true(of_dma_is_coherent(node_at("/low/dev@1000")));
	assert_false(of_dma_is_coherent(node_at("/low/stubborn@2000")));
	/* what the tree leaves open is so, unless a kernel parameter says otherwise */
	assert_true(of_dma_is_coherent(node_at("/plain@9000")));
}

static void dma_configure_limits_a_device_to_its_bus(void **state)
{
	struct platform_device *pdev;
	struct device *dev;

	board_up(DMA_TREE);
	firmware_populate();
	pdev = of_find_device_by_node(node_at("/low/dev@1000"));
	assert_non_null(pdev);
	dev = &pdev->dev;
	assert_int_equal(of_dma_configure(dev, dev->of_node, true), 0);
	assert_non_null(dev->dma_range_map);
	assert_true(dev->bus_dma_limit == 0x0fffffff);
	assert_true(*dev->dma_mask == 0x0fffffff);
	assert_true(dev->coherent_dma_mask == 0x0fffffff);
	assert_true(dev->dma_coherent);
	put_device(dev);
}

static void dma_configure_without_ranges_keeps_32_bits(void **state)
{
	struct platform_device *pdev;

	board_up(DMA_TREE);
	firmware_populate();
	pdev = of_find_device_by_node(node_at("/plain@9000"));
	assert_int_equal(of_dma_configure(&pdev->dev, pdev->dev.of_node, true), 0);
	assert_null(pdev->dev.dma_range_map);
	assert_true(pdev->dev.bus_dma_limit == 0);
	assert_true(pdev->dev.coherent_dma_mask == 0xffffffffull);
	assert_true(pdev->dev.dma_coherent);
	put_device(&pdev->dev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(reg_goes_through_ranges),
		board_test(address_outside_of_ranges_is_einval),
		board_test(ranges_of_every_bus_apply),
		board_test(empty_ranges_change_nothing),
		board_test(bus_without_ranges_is_opaque),
		board_test(isa_addresses_have_a_space),
		board_test(cells_are_the_parents),
		board_test(range_parser_joins_what_continues),
		board_test(iomap_reaches_the_model),
		board_test(request_and_map_refuses_what_is_taken),
		board_test(dma_ranges_become_a_map),
		board_test(coherence_is_inherited),
		board_test(dma_configure_limits_a_device_to_its_bus),
		board_test(dma_configure_without_ranges_keeps_32_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
