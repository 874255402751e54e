// SPDX-License-Identifier: MIT
/* Platform devices from nodes: names, parents, resources, binding, and who has no driver. */
#include "firmware_fixture.h"

#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/of_device.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>

#include "base/host.h"
#include "device/filetree.h"

#define TREE BOARD(							\
	"	clk: osc { compatible = \"fixed-clock\"; #clock-cells = <0>; clock-frequency = <1000>; };\n" \
	"	soc {\n"						\
	"		compatible = \"simple-bus\";\n"			\
	"		#address-cells = <1>; #size-cells = <1>;\n"	\
	"		ranges = <0 0x40000000 0x100000>;\n"		\
	"		wires@0 { compatible = \"test,wires\"; reg = <0x0 0x100>, <0x2000 0x100>; interrupts = <10 4>; reg-names = \"ctl\", \"buf\"; };\n" \
	"		off@3000 { compatible = \"test,wires\"; reg = <0x3000 0x100>; status = \"disabled\"; };\n" \
	"		mfd@4000 { compatible = \"test,mfd\"; reg = <0x4000 0x100>; #address-cells = <1>; #size-cells = <0>; part@1 { compatible = \"test,part\"; reg = <1>; }; };\n" \
	"		nothing@5000 { reg = <0x5000 0x100>; };\n"	\
	"	};\n"							\
	"	widget { compatible = \"test,widget\"; };\n")

static struct device *device_of(const char *path)
{
	struct platform_device *pdev = of_find_device_by_node(node_at(path));

	assert_non_null(pdev);
	/* the tree keeps it while the test looks */
	put_device(&pdev->dev);
	return &pdev->dev;
}

static bool has_device(const char *path)
{
	struct platform_device *pdev = of_find_device_by_node(node_at(path));

	if (pdev)
		put_device(&pdev->dev);
	return pdev;
}

static void devices_are_named_after_their_address(void **state)
{
	board_up(TREE);
	firmware_populate();
	assert_string_equal(dev_name(device_of("/soc/wires@0")), "40000000.wires");
	assert_string_equal(dev_name(device_of("/soc")), "soc");
	assert_string_equal(dev_name(device_of("/widget")), "widget");
}

static void parent_is_the_bus(void **state)
{
	board_up(TREE);
	firmware_populate();
	assert_ptr_equal(device_of("/soc/wires@0")->parent, device_of("/soc"));
	assert_ptr_equal(device_of("/soc")->parent, &platform_bus);
	assert_ptr_equal(device_of("/soc")->of_node, node_at("/soc"));
	assert_ptr_equal(dev_fwnode(device_of("/soc")), of_fwnode_handle(node_at("/soc")));
}

static void some_nodes_have_no_device(void **state)
{
	board_up(TREE);
	firmware_populate();
	assert_false(has_device("/soc/off@3000"));
	assert_false(has_device("/soc/nothing@5000"));
	/* its parent is no simple bus: its driver may populate it */
	assert_false(has_device("/soc/mfd@4000/part@1"));
	/* the clock framework has it */
	assert_false(has_device("/osc"));
	assert_false(has_device("/memory@80000000"));
}

static void populating_twice_changes_nothing(void **state)
{
	struct device *dev;

	board_up(TREE);
	firmware_populate();
	dev = device_of("/soc/wires@0");
	firmware_populate();
	assert_ptr_equal(device_of("/soc/wires@0"), dev);
	assert_null(of_platform_device_create(node_at("/soc/wires@0"), NULL, NULL));
}

static void resources_come_from_reg(void **state)
{
	struct platform_device *pdev;
	struct resource *res;

	board_up(TREE);
	firmware_populate();
	pdev = to_platform_device(device_of("/soc/wires@0"));
	res = platform_get_resource(pdev, IORESOURCE_MEM, 1);
	assert_non_null(res);
	assert_true(res->start == 0x40002000);
	assert_ptr_equal(platform_get_resource_byname(pdev, IORESOURCE_MEM, "buf"), res);
	assert_null(platform_get_resource(pdev, IORESOURCE_MEM, 2));
	assert_true(platform_get_irq(pdev, 0) > 0);
	assert_int_equal(platform_irq_count(pdev), 1);
}

static void depopulate_takes_all_away(void **state)
{
	board_up(TREE);
	firmware_populate();
	firmware_depopulate();
	assert_false(has_device("/soc"));
	assert_false(has_device("/soc/wires@0"));
	firmware_populate();
	assert_true(has_device("/soc/wires@0"));
}

static void auxdata_gives_another_name(void **state)
{
	static int data;
	struct of_dev_auxdata aux[] = {
		OF_DEV_AUXDATA("test,wires", 0x40000000, "special", &data),
		{}
	};

	board_up(TREE);
	assert_int_equal(of_platform_default_populate(NULL, aux, NULL), 0);
	assert_string_equal(dev_name(device_of("/soc/wires@0")), "special");
	assert_ptr_equal(dev_get_platdata(device_of("/soc/wires@0")), &data);
}

/* ---- drivers -------------------------------------------------------------------- */

static const char *probed_as;
static u8 __iomem *probed_regs;

static int wires_probe(struct platform_device *pdev)
{
	probed_as = of_device_get_match_data(&pdev->dev);
	probed_regs = devm_platform_ioremap_resource(pdev, 0);
	return PTR_ERR_OR_ZERO(probed_regs);
}

static int mfd_probe(struct platform_device *pdev)
{
	return devm_of_platform_populate(&pdev->dev);
}

static const struct of_device_id wires_ids[] = {
	{ .compatible = "test,wires", .data = "wires data" },
	{}
};

static const struct of_device_id mfd_ids[] = { { .compatible = "test,mfd" }, {} };

static struct platform_driver wires_driver = {
	.probe = wires_probe,
	.driver = { .name = "wires", .of_match_table = wires_ids },
};

static struct platform_driver mfd_driver = {
	.probe = mfd_probe,
	.driver = { .name = "mfd", .of_match_table = mfd_ids },
};

static void driver_binds_to_its_node(void **state)
{
	board_up(TREE);
	firmware_populate();
	probed_as = NULL;
	assert_int_equal(platform_driver_register(&wires_driver), 0);
	assert_non_null(probed_as);
	assert_string_equal(probed_as, "wires data");
	writel(5, probed_regs + WIRES_DATA);
	assert_int_equal(readl(probed_regs + WIRES_DATA), 5);
	platform_driver_unregister(&wires_driver);
}

static void parent_driver_populates_its_children(void **state)
{
	board_up(TREE);
	firmware_populate();
	assert_int_equal(platform_driver_register(&mfd_driver), 0);
	assert_true(has_device("/soc/mfd@4000/part@1"));
	assert_ptr_equal(device_of("/soc/mfd@4000/part@1")->parent, device_of("/soc/mfd@4000"));
	assert_string_equal(dev_name(device_of("/soc/mfd@4000/part@1")),
			    "40004000.mfd:part@1");
	platform_driver_unregister(&mfd_driver);
	assert_false(has_device("/soc/mfd@4000/part@1"));
}

static unsigned int seen_widget;

static bool see_unbound(struct device_node *np, const char *compatible, void *arg)
{
	if (np == node_at("/widget")) {
		assert_string_equal(compatible, "test,widget");
		seen_widget++;
	}
	return true;
}

static void nodes_without_a_driver_are_listed(void **state)
{
	unsigned int before;

	board_up(TREE);
	firmware_populate();
	seen_widget = 0;
	before = of_platform_report_unbound(see_unbound, NULL);
	assert_int_equal(seen_widget, 1);
	/* wires, mfd, widget; neither the bus nor the interrupt controller */
	assert_int_equal(before, 3);
	assert_int_equal(platform_driver_register(&wires_driver), 0);
	assert_int_equal(of_platform_report_unbound(NULL, NULL), 2);
	platform_driver_unregister(&wires_driver);
}

static void driver_is_expected_until_it_is_bound(void **state)
{
	board_up(TREE);
	assert_false(of_driver_expected(node_at("/soc/wires@0")));
	assert_int_equal(platform_driver_register(&wires_driver), 0);
	assert_true(of_driver_expected(node_at("/soc/wires@0")));
	assert_false(of_driver_expected(node_at("/soc/off@3000")));
	firmware_populate();
	assert_false(of_driver_expected(node_at("/soc/wires@0")));
	platform_driver_unregister(&wires_driver);
}

static void tree_is_under_sys_firmware(void **state)
{
	char *data = NULL;
	size_t len;

	board_up(TREE);
	assert_int_equal(filetree_read("/sys/firmware/devicetree/base/soc/compatible", &data, &len),
			 0);
	assert_int_equal(len, sizeof("simple-bus"));
	assert_string_equal(data, "simple-bus");
	host_free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(devices_are_named_after_their_address),
		board_test(parent_is_the_bus),
		board_test(some_nodes_have_no_device),
		board_test(populating_twice_changes_nothing),
		board_test(resources_come_from_reg),
		board_test(depopulate_takes_all_away),
		board_test(auxdata_gives_another_name),
		board_test(driver_binds_to_its_node),
		board_test(parent_driver_populates_its_children),
		board_test(nodes_without_a_driver_are_listed),
		board_test(driver_is_expected_until_it_is_bound),
		board_test(tree_is_under_sys_firmware),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
