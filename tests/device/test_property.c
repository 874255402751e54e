// SPDX-License-Identifier: MIT
/* Properties of devices: from the device tree, from software nodes, from both. */
#include "firmware_fixture.h"

#include <linux/device.h>
#include <linux/of_irq.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/property.h>

#define TREE BOARD(							\
	"	ref: ref { #x-cells = <1>; };\n"			\
	"	dev@1000 {\n"						\
	"		compatible = \"t,d\"; reg = <0x1000 0x10>;\n"	\
	"		flag; number = <42>; numbers = <1 2 3>; names = \"a\", \"b\";\n" \
	"		xs = <&ref 7>; interrupts = <5 4>; interrupt-names = \"only\";\n" \
	"		child@1 { value = <1>; };\n"			\
	"		child@2 { value = <2>; status = \"disabled\"; };\n" \
	"		other { };\n"					\
	"	};\n")

static struct device *dev;

static void tree_up(void)
{
	struct platform_device *pdev;

	board_up(TREE);
	firmware_populate();
	pdev = of_find_device_by_node(node_at("/dev@1000"));
	assert_non_null(pdev);
	dev = &pdev->dev;
	put_device(dev);
}

static void device_reads_its_nodes_properties(void **state)
{
	const char *name;
	u32 all[3];
	u32 number;

	tree_up();
	assert_true(device_property_read_bool(dev, "flag"));
	assert_false(device_property_present(dev, "none"));
	assert_int_equal(device_property_read_u32(dev, "number", &number), 0);
	assert_int_equal(number, 42);
	assert_int_equal(device_property_read_u32_array(dev, "numbers", all, 3), 0);
	assert_int_equal(all[2], 3);
	assert_int_equal(device_property_count_u32(dev, "numbers"), 3);
	assert_int_equal(device_property_read_string(dev, "names", &name), 0);
	assert_string_equal(name, "a");
	assert_int_equal(device_property_match_string(dev, "names", "b"), 1);
	assert_int_equal(device_property_match_string(dev, "names", "c"), -ENODATA);
	assert_int_equal(device_property_string_array_count(dev, "names"), 2);
}

static void errors_are_the_device_trees(void **state)
{
	u32 all[4];

	tree_up();
	assert_int_equal(device_property_read_u32(dev, "none", all), -EINVAL);
	assert_int_equal(device_property_read_u32_array(dev, "numbers", all, 4), -EOVERFLOW);
}

static void children_that_are_available_are_visited(void **state)
{
	struct fwnode_handle *child;
	u32 sum = 0;
	int count = 0;

	tree_up();
	device_for_each_child_node(dev, child) {
		u32 value = 0;

		fwnode_property_read_u32(child, "value", &value);
		sum += value;
		count++;
	}
	assert_int_equal(count, 2);
	assert_int_equal(sum, 1);
	assert_int_equal(device_get_child_node_count(dev), 2);
	child = device_get_named_child_node(dev, "other");
	assert_non_null(child);
	assert_string_equal(fwnode_get_name(child), "other");
	assert_ptr_equal(fwnode_get_parent(child), dev_fwnode(dev));
}

static void references_are_followed(void **state)
{
	struct fwnode_reference_args args;

	tree_up();
	assert_int_equal(fwnode_property_get_reference_args(dev_fwnode(dev), "xs", "#x-cells", 0, 0,
							    &args), 0);
	assert_ptr_equal(to_of_node(args.fwnode), node_at("/ref"));
	assert_int_equal(args.nargs, 1);
	assert_int_equal(args.args[0], 7);
}

static void interrupts_are_found_through_the_node(void **state)
{
	tree_up();
	assert_int_equal(fwnode_irq_get(dev_fwnode(dev), 0), of_irq_get(dev->of_node, 0));
	assert_int_equal(fwnode_irq_get_byname(dev_fwnode(dev), "only"),
			 of_irq_get(dev->of_node, 0));
	assert_true(fwnode_irq_get(dev_fwnode(dev), 1) < 0);
	assert_true(fwnode_irq_get_byname(dev_fwnode(dev), "none") < 0);
}

static void kinds_of_node_are_told_apart(void **state)
{
	tree_up();
	assert_true(is_of_node(dev_fwnode(dev)));
	assert_false(is_software_node(dev_fwnode(dev)));
	assert_false(is_of_node(NULL));
	assert_false(is_of_node(ERR_PTR(-ENODEV)));
	assert_null(to_software_node(dev_fwnode(dev)));
}

/* ---- software nodes ---------------------------------------------------------- */

static const u16 halves[] = { 5, 6 };
static const char *const texts[] = { "x", "y" };
static const struct property_entry entries[] = {
	PROPERTY_ENTRY_U32("speed", 9600),
	PROPERTY_ENTRY_U16_ARRAY("halves", halves),
	PROPERTY_ENTRY_STRING("label", "soft"),
	PROPERTY_ENTRY_STRING_ARRAY("texts", texts),
	PROPERTY_ENTRY_BOOL("wakeup"),
	PROPERTY_ENTRY_U32("number", 1),
	{}
};

static void check_entries(struct device *d)
{
	const char *label;
	u16 h[2];
	u32 speed;

	assert_int_equal(device_property_read_u32(d, "speed", &speed), 0);
	assert_int_equal(speed, 9600);
	assert_int_equal(device_property_read_u16_array(d, "halves", h, 2), 0);
	assert_int_equal(h[1], 6);
	assert_int_equal(device_property_count_u16(d, "halves"), 2);
	assert_int_equal(device_property_read_string(d, "label", &label), 0);
	assert_string_equal(label, "soft");
	assert_int_equal(device_property_match_string(d, "texts", "y"), 1);
	assert_true(device_property_read_bool(d, "wakeup"));
	assert_int_equal(device_property_read_u16_array(d, "halves", h, 3), -EOVERFLOW);
}

static void platform_device_info_carries_properties(void **state)
{
	struct platform_device_info info = {
		.name = "soft",
		.id = PLATFORM_DEVID_NONE,
		.properties = entries,
	};
	struct platform_device *pdev;

	board_up(TREE);
	pdev = platform_device_register_full(&info);
	assert_false(IS_ERR(pdev));
	check_entries(&pdev->dev);
	assert_true(is_software_node(dev_fwnode(&pdev->dev)));
	platform_device_unregister(pdev);
}

static void software_node_adds_to_the_tree_node(void **state)
{
	u32 number;

	tree_up();
	assert_int_equal(device_create_managed_software_node(dev, entries, NULL), 0);
	check_entries(dev);
	/* what both have is the tree's */
	assert_int_equal(device_property_read_u32(dev, "number", &number), 0);
	assert_int_equal(number, 42);
}

static const struct software_node parent = { .name = "parent" };
static const struct property_entry child_entries[] = {
	PROPERTY_ENTRY_REF("link", &parent, 3, 4),
	{}
};
static const struct software_node child = { "child", &parent, child_entries };

static void registered_software_node_is_found(void **state)
{
	struct fwnode_reference_args args;
	struct fwnode_handle *fwnode;

	board_up(TREE);
	assert_int_equal(software_node_register(&child), -EINVAL);
	assert_int_equal(software_node_register(&parent), 0);
	assert_int_equal(software_node_register(&parent), -EEXIST);
	assert_int_equal(software_node_register(&child), 0);
	fwnode = fwnode_get_named_child_node(software_node_fwnode(&parent), "child");
	assert_ptr_equal(fwnode, software_node_fwnode(&child));
	fwnode_handle_put(fwnode);
	assert_int_equal(fwnode_property_get_reference_args(software_node_fwnode(&child), "link",
							    NULL, 2, 0, &args), 0);
	assert_ptr_equal(args.fwnode, software_node_fwnode(&parent));
	assert_int_equal(args.args[1], 4);
	fwnode_handle_put(args.fwnode);
	software_node_unregister(&child);
	software_node_unregister(&parent);
	assert_null(software_node_fwnode(&parent));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(device_reads_its_nodes_properties),
		board_test(errors_are_the_device_trees),
		board_test(children_that_are_available_are_visited),
		board_test(references_are_followed),
		board_test(interrupts_are_found_through_the_node),
		board_test(kinds_of_node_are_told_apart),
		board_test(platform_device_info_carries_properties),
		board_test(software_node_adds_to_the_tree_node),
		board_test(registered_software_node_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
