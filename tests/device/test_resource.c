// SPDX-License-Identifier: MIT
/* Address ranges: claimed, nested, refused, released, printed. */
#include "firmware_fixture.h"

#include <linux/device.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>

#include "base/host.h"
#include "device/filetree.h"

#define TREE BOARD(WIRES_NODE("40000000"))

static void region_is_claimed_once(void **state)
{
	struct resource *res;

	board_up(TREE);
	res = request_mem_region(0x1000, 0x100, "mine");
	assert_non_null(res);
	assert_true(res->end == 0x10ff);
	assert_true(res->flags & IORESOURCE_BUSY);
	assert_null(request_mem_region(0x10ff, 1, "overlaps"));
	assert_null(request_mem_region(0x0f00, 0x200, "surrounds"));
	release_mem_region(0x1000, 0x100);
	assert_non_null(request_mem_region(0x10ff, 1, "now"));
	release_mem_region(0x10ff, 1);
}

static void releasing_what_is_not_claimed_is_reported(void **state)
{
	board_up(TREE);
	release_mem_region(0x5000, 0x10);
	assert_true(log_contains(
		"Trying to free nonexistent resource <0x0000000000005000-0x000000000000500f>"));
}

static void region_goes_below_what_contains_it(void **state)
{
	struct resource window = DEFINE_RES_MEM_NAMED(0x10000, 0x1000, "window");
	struct resource *res;

	board_up(TREE);
	assert_int_equal(insert_resource(&iomem_resource, &window), 0);
	res = request_mem_region(0x10100, 0x10, "inside");
	assert_non_null(res);
	assert_ptr_equal(res->parent, &window);
	release_mem_region(0x10100, 0x10);
	assert_int_equal(release_resource(&window), 0);
	assert_int_equal(release_resource(&window), -EINVAL);
}

static void inserting_takes_over_what_lies_within(void **state)
{
	struct resource small = DEFINE_RES_MEM_NAMED(0x10100, 0x10, "small");
	struct resource big = DEFINE_RES_MEM_NAMED(0x10000, 0x1000, "big");
	struct resource across = DEFINE_RES_MEM_NAMED(0x10800, 0x1000, "across");

	board_up(TREE);
	assert_int_equal(insert_resource(&iomem_resource, &small), 0);
	assert_int_equal(insert_resource(&iomem_resource, &big), 0);
	assert_ptr_equal(small.parent, &big);
	assert_int_equal(insert_resource(&iomem_resource, &across), -EBUSY);
	assert_int_equal(remove_resource(&big), 0);
	assert_ptr_equal(small.parent, &iomem_resource);
	assert_int_equal(release_resource(&small), 0);
}

static void request_resource_keeps_siblings_apart(void **state)
{
	struct resource a = DEFINE_RES_MEM(0x2000, 0x100);
	struct resource b = DEFINE_RES_MEM(0x2100, 0x100);
	struct resource c = DEFINE_RES_MEM(0x20ff, 2);

	board_up(TREE);
	assert_int_equal(request_resource(&iomem_resource, &b), 0);
	assert_int_equal(request_resource(&iomem_resource, &a), 0);
	assert_int_equal(request_resource(&iomem_resource, &c), -EBUSY);
	assert_ptr_equal(a.sibling, &b);
	assert_ptr_equal(lookup_resource(&iomem_resource, 0x2100), &b);
	assert_int_equal(adjust_resource(&a, 0x2000, 0x101), -EBUSY);
	assert_int_equal(adjust_resource(&a, 0x2000, 0x80), 0);
	assert_true(resource_size(&a) == 0x80);
	release_resource(&a);
	release_resource(&b);
}

static void allocation_finds_an_aligned_gap(void **state)
{
	struct resource root = DEFINE_RES_MEM_NAMED(0x1000, 0x1000, "root");
	struct resource used = DEFINE_RES_MEM(0x1010, 0x10);
	struct resource new = { .name = "new", .flags = IORESOURCE_MEM };
	struct resource big = { .name = "big", .flags = IORESOURCE_MEM };

	board_up(TREE);
	assert_int_equal(request_resource(&root, &used), 0);
	assert_int_equal(allocate_resource(&root, &new, 0x40, 0, -1, 0x100, NULL, NULL), 0);
	assert_true(new.start == 0x1100);
	assert_int_equal(allocate_resource(&root, &big, 0x1000, 0, -1, 1, NULL, NULL), -EBUSY);
}

static void resources_print_as_the_kernel_prints_them(void **state)
{
	struct resource mem = DEFINE_RES_MEM(0x40000000, 0x1000);
	struct resource irq = DEFINE_RES_IRQ(5);
	struct resource io = DEFINE_RES_IO(0x3f8, 8);
	char text[80];

	board_up(TREE);
	snprintf(text, sizeof(text), "%pR", &mem);
	assert_string_equal(text, "[mem 0x40000000-0x40000fff]");
	snprintf(text, sizeof(text), "%pr", &mem);
	assert_string_equal(text, "[mem 0x40000000-0x40000fff flags 0x200]");
	snprintf(text, sizeof(text), "%pR", &irq);
	assert_string_equal(text, "[irq 5]");
	snprintf(text, sizeof(text), "%pR", &io);
	assert_string_equal(text, "[io 0x03f8-0x03ff]");
}

static void proc_iomem_shows_ram_and_regions(void **state)
{
	char *text = NULL;
	size_t len;

	board_up(TREE);
	assert_non_null(request_mem_region(0x40000000, 0x100, "40000000.wires"));
	assert_int_equal(filetree_read("/proc/iomem", &text, &len), 0);
	assert_non_null(strstr(text, "40000000-400000ff : 40000000.wires\n"));
	assert_non_null(strstr(text, "80000000-80ffffff : System RAM\n"));
	host_free(text);
	release_mem_region(0x40000000, 0x100);
}

/* ---- managed --------------------------------------------------------------------- */

static int probe_result;

static int greedy_probe(struct platform_device *pdev)
{
	struct resource irq = DEFINE_RES_IRQ(1);
	struct resource *res = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	void __iomem *regs;

	assert_int_equal(PTR_ERR(devm_ioremap_resource(&pdev->dev, NULL)), -EINVAL);
	assert_int_equal(PTR_ERR(devm_ioremap_resource(&pdev->dev, &irq)), -EINVAL);
	regs = devm_ioremap_resource(&pdev->dev, res);
	probe_result = PTR_ERR_OR_ZERO(regs);
	if (!probe_result)
		assert_int_equal(PTR_ERR(devm_ioremap_resource(&pdev->dev, res)), -EBUSY);
	return probe_result;
}

static const struct of_device_id greedy_ids[] = { { .compatible = WIRES_COMPATIBLE }, {} };

static struct platform_driver greedy_driver = {
	.probe = greedy_probe,
	.driver = { .name = "greedy", .of_match_table = greedy_ids },
};

static void managed_region_goes_with_the_driver(void **state)
{
	board_up(TREE);
	firmware_populate();
	assert_int_equal(platform_driver_register(&greedy_driver), 0);
	assert_int_equal(probe_result, 0);
	assert_true(log_contains("greedy 40000000.wires: invalid resource"));
	assert_true(log_contains("can't request region for resource [mem 0x40000000-0x400000ff]"));
	assert_null(request_mem_region(0x40000000, 4, "taken"));
	platform_driver_unregister(&greedy_driver);
	assert_non_null(request_mem_region(0x40000000, 4, "free again"));
	release_mem_region(0x40000000, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(region_is_claimed_once),
		board_test(releasing_what_is_not_claimed_is_reported),
		board_test(region_goes_below_what_contains_it),
		board_test(inserting_takes_over_what_lies_within),
		board_test(request_resource_keeps_siblings_apart),
		board_test(allocation_finds_an_aligned_gap),
		board_test(resources_print_as_the_kernel_prints_them),
		board_test(proc_iomem_shows_ram_and_regions),
		board_test(managed_region_goes_with_the_driver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
