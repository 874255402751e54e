// SPDX-License-Identifier: MIT
/*
 * DMA-API debugging as its users see it: how many errors are shown, whose,
 * the files in debugfs, the kernel parameters, what a driver leaves behind,
 * and the list of all mappings.
 */
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/kernel.h>

#include "base/host.h"

#include "debug_fixture.h"

static void a_mistake(void)
{
	dma_unmap_single(dev, 0x1000, 64, DMA_TO_DEVICE);
}

static void write_file(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), DMA_API "%s", name);
	assert_int_equal(dmae_file_write(path, text, strlen(text)), 0);
}

/* a world with kernel parameters, and the device in it */
static void start_with(const char *first, const char *second)
{
	const char *const settings[] = { first, second, NULL };
	struct dmae_world_params params = world_params(NULL);

	params.params = settings;
	params.checker = DMAE_ON;
	assert_int_equal(dmae_world_start(&params), 0);
	pdev = platform_device_register_simple("maptest", PLATFORM_DEVID_NONE, NULL, 0);
	dev = &pdev->dev;
}

static void stop(void)
{
	platform_device_unregister(pdev);
	assert_int_equal(dmae_world_stop(), 0);
}

/* ---- how many are shown ------------------------------------------------------- */

static void one_error_is_shown_and_all_are_counted(void **state)
{
	a_mistake();
	a_mistake();
	a_mistake();
	assert_int_equal(log_count("tries to free DMA memory"), 1);
	assert_int_equal(log_count("the next errors are counted, but not shown"), 1);
	assert_int_equal(errors(), 3);
	assert_string_equal(shown("num_errors"), "0\n");
}

static void as_many_are_shown_as_are_asked_for(void **state)
{
	write_file("num_errors", "2\n");
	a_mistake();
	assert_string_equal(shown("num_errors"), "1\n");
	a_mistake();
	a_mistake();
	assert_int_equal(log_count("tries to free DMA memory"), 2);
}

static void all_are_shown_if_that_is_asked_for(void **state)
{
	unsigned int i;

	show_all_errors();
	for (i = 0; i < 20; i++)
		a_mistake();
	assert_int_equal(log_count("tries to free DMA memory"), 20);
	assert_string_equal(shown("num_errors"), "1\n");
	assert_int_equal(log_count("not shown"), 0);
}

static void a_report_looks_like_a_warning_of_the_kernel(void **state)
{
	a_mistake();
	assert_int_equal(log_count("------------[ cut here ]------------"), 1);
	assert_int_equal(log_count("WARNING: CPU: "), 1);
	assert_int_equal(log_count("---[ end trace 0000000000000000 ]---"), 1);
}

/* ---- whose are shown ----------------------------------------------------------- */

static int probe_nothing(struct platform_device *p)
{
	return 0;
}

static struct platform_driver maptest_driver = {
	.probe = probe_nothing,
	.driver = { .name = "maptest" },
};

static void the_filter_lets_one_driver_through(void **state)
{
	show_all_errors();
	write_file("driver_filter", "maptest more words\n");
	assert_string_equal(shown("driver_filter"), "maptest\n");
	assert_true(log_contains("DMA-API: enable driver filter for driver [maptest]"));
	a_mistake();
	assert_int_equal(log_count("tries to free DMA memory"), 0);
	assert_int_equal(platform_driver_register(&maptest_driver), 0);
	a_mistake();
	assert_int_equal(log_count("DMA-API: maptest maptest: device driver tries to free"), 1);
	platform_driver_unregister(&maptest_driver);
	assert_int_equal(errors(), 2);
}

static void the_filter_is_switched_off_by_what_is_no_name(void **state)
{
	show_all_errors();
	write_file("driver_filter", "other\n");
	a_mistake();
	write_file("driver_filter", "\n");
	assert_true(log_contains("DMA-API: switching off dma-debug driver filter"));
	assert_string_equal(shown("driver_filter"), "");
	a_mistake();
	assert_int_equal(log_count("tries to free DMA memory"), 1);
}

static void a_filter_may_be_a_kernel_parameter(void **state)
{
	start_with("dma_debug_driver=other", NULL);
	assert_true(log_contains("DMA-API: enable driver filter for driver [other]"));
	assert_string_equal(shown("driver_filter"), "other\n");
	a_mistake();
	assert_int_equal(log_count("tries to free DMA memory"), 0);
	stop();
	/* the next world has none */
	start_with(NULL, NULL);
	assert_string_equal(shown("driver_filter"), "");
	stop();
}

static void a_long_filter_is_cut(void **state)
{
	char name[200];

	memset(name, 'x', sizeof(name));
	name[199] = '\0';
	write_file("driver_filter", name);
	assert_int_equal(strlen(shown("driver_filter")), 64);
}

/* ---- off ------------------------------------------------------------------------- */

static void debugging_may_be_switched_off(void **state)
{
	char *mem;
	dma_addr_t addr;

	start_with("dma_debug=off", NULL);
	assert_true(log_contains("DMA-API: debugging disabled on kernel command line"));
	assert_string_equal(shown("disabled"), "Y\n");
	a_mistake();
	assert_int_equal(errors(), 0);
	/* the bus still knows what is mapped, and mistakes end it as ever */
	mem = kmalloc(64, GFP_KERNEL);
	addr = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);
	assert_int_equal(device_dma_mappings(dev), 1);
	dma_unmap_single(dev, addr, 32, DMA_FROM_DEVICE);
	assert_int_equal(device_dma_mappings(dev), 0);
	kfree(mem);
	stop();
}

static void what_is_no_value_is_refused(void **state)
{
	const char *const settings[] = { "dma_debug_entries=many", NULL };
	struct dmae_world_params params = world_params(NULL);

	params.params = settings;
	assert_int_equal(dmae_world_start(&params), -EINVAL);
	assert_non_null(strstr(dmae_error(), "dma_debug_entries"));
}

/* ---- entries --------------------------------------------------------------------- */

static void entries_are_counted(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t a, b;

	assert_string_equal(shown("nr_total_entries"), "65536\n");
	assert_string_equal(shown("num_free_entries"), "65536\n");
	a = map(mem, 64, DMA_TO_DEVICE);
	b = map(mem, 32, DMA_TO_DEVICE);
	assert_string_equal(shown("num_free_entries"), "65534\n");
	dma_unmap_single(dev, a, 64, DMA_TO_DEVICE);
	dma_unmap_single(dev, b, 32, DMA_TO_DEVICE);
	assert_string_equal(shown("num_free_entries"), "65536\n");
	assert_string_equal(shown("min_free_entries"), "65534\n");
	assert_string_equal(shown("disabled"), "N\n");
	kfree(mem);
}

/* @count mappings of one buffer are made and ended */
static void map_many(unsigned int count)
{
	char *mem = kmalloc(4096, GFP_KERNEL);
	dma_addr_t addr = 0;
	unsigned int i;

	for (i = 0; i < count; i++)
		addr = map(mem, 64, DMA_TO_DEVICE);
	for (i = 0; i < count; i++)
		dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	kfree(mem);
}

static void the_pool_grows_when_it_is_empty(void **state)
{
	start_with("dma_debug_entries=64", NULL);
	assert_true(log_contains("DMA-API: preallocated 64 debug entries"));
	assert_true(log_contains("DMA-API: debugging enabled by kernel config"));
	map_many(200);
	assert_true(log_contains("DMA-API: dma_debug_entry pool grown to 128 (200%)"));
	assert_true(log_contains("DMA-API: dma_debug_entry pool grown to 192 (300%)"));
	assert_false(log_contains("pool grown to 96"));
	assert_string_equal(shown("nr_total_entries"), "224\n");
	assert_string_equal(shown("num_free_entries"), "224\n");
	assert_int_equal(errors(), 0);
	stop();
}

static void more_entries_than_there_is_memory(void **state)
{
	start_with("dma_debug_entries=2000000000", NULL);
	assert_true(log_contains("DMA-API: 2000000000 debug entries requested but only "));
	stop();
}

/* ---- the list ---------------------------------------------------------------------- */

static void the_list_has_every_mapping(void **state)
{
	char *mem = kmalloc(4096, GFP_KERNEL), line[256];
	dma_addr_t addr = dma_map_single(dev, mem, 100, DMA_FROM_DEVICE), handle;
	void *coherent = dma_alloc_coherent(dev, 4096, &handle, GFP_KERNEL);

	snprintf(line, sizeof(line), "maptest platform single idx %llu P=%llx N=%llx D=%llx L=64 "
		 "DMA_FROM_DEVICE dma map error not checked\n", (addr >> 13) & 16383, addr,
		 addr >> 12, addr);
	assert_non_null(strstr(shown("dump"), line));
	snprintf(line, sizeof(line), "maptest platform coherent idx %llu P=%llx N=%llx D=%llx "
		 "L=1000 DMA_BIDIRECTIONAL dma map error check not applicable\n",
		 (handle >> 13) & 16383, handle, handle >> 12, handle);
	assert_non_null(strstr(shown("dump"), line));
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	assert_non_null(strstr(shown("dump"), "dma map error checked"));
	debug_dma_dump_mappings(dev);
	snprintf(line, sizeof(line), "platform maptest: single idx %llu P=%llx N=%llx D=%llx L=64 "
		 "DMA_FROM_DEVICE dma map error checked", (addr >> 13) & 16383, addr, addr >> 12,
		 addr);
	assert_true(log_contains(line));
	dma_unmap_single(dev, addr, 100, DMA_FROM_DEVICE);
	dma_free_coherent(dev, 4096, coherent, handle);
	assert_string_equal(shown("dump"), "");
	kfree(mem);
}

static void the_list_outlives_a_device(void **state)
{
	struct platform_device *other;
	char *mem = kmalloc(64, GFP_KERNEL);

	other = platform_device_register_simple("gone", PLATFORM_DEVID_NONE, NULL, 0);
	dma_map_single(&other->dev, mem, 64, DMA_TO_DEVICE);
	platform_device_unregister(other);
	assert_non_null(strstr(shown("dump"), "gone platform single"));
	kfree(mem);
}

/* ---- leaks -------------------------------------------------------------------------- */

static char *leaked;
static dma_addr_t leaked_addr;

static int probe_leaky(struct platform_device *p)
{
	leaked = kmalloc(64, GFP_KERNEL);
	leaked_addr = map(leaked, 64, DMA_TO_DEVICE);
	return 0;
}

static struct platform_driver leaky_driver = {
	.probe = probe_leaky,
	.driver = { .name = "maptest" },
};

static void what_a_driver_leaves_mapped(void **state)
{
	char line[256];

	show_all_errors();
	assert_int_equal(platform_driver_register(&leaky_driver), 0);
	platform_driver_unregister(&leaky_driver);
	/* the driver has left already: the bus names the device */
	said("device driver has pending DMA allocations while released from device [count=1]");
	snprintf(line, sizeof(line), "One of leaked entries details: [device address=0x%016llx] "
		 "[size=64 bytes] [mapped with DMA_TO_DEVICE] [mapped as single]", leaked_addr);
	assert_true(log_contains(line));
	assert_true(log_contains("DMA-API: Mapped at:"));
	dma_unmap_single(dev, leaked_addr, 64, DMA_TO_DEVICE);
	kfree(leaked);
}

static int probe_managed(struct platform_device *p)
{
	dma_addr_t addr;

	return dmam_alloc_coherent(&p->dev, 4096, &addr, GFP_KERNEL) ? 0 : -ENOMEM;
}

static struct platform_driver managed_driver = {
	.probe = probe_managed,
	.driver = { .name = "maptest" },
};

static void what_the_core_frees_is_no_leak(void **state)
{
	assert_int_equal(platform_driver_register(&managed_driver), 0);
	assert_int_equal(device_dma_mappings(dev), 1);
	platform_driver_unregister(&managed_driver);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_int_equal(errors(), 0);
}

/* ---- for programs -------------------------------------------------------------------- */

static struct dmae_mapping_info seen[4];

static int see(const struct dmae_mapping_info *info, void *arg)
{
	unsigned int *count = arg;

	if (*count < ARRAY_SIZE(seen))
		seen[*count] = *info;
	(*count)++;
	return 0;
}

static void programs_are_told_what_is_mapped(void **state)
{
	char *mem = kmalloc(4096, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 100, DMA_FROM_DEVICE);
	unsigned int count = 0;

	dmae_world_idle(2000000);
	assert_int_equal(dmae_mappings(see, &count), 0);
	assert_int_equal(count, 1);
	assert_string_equal(seen[0].device, "maptest");
	assert_string_equal(seen[0].driver, "platform");
	assert_string_equal(seen[0].kind, "single");
	assert_string_equal(seen[0].direction, "from-device");
	assert_string_equal(seen[0].via, "direct");
	assert_non_null(strstr(seen[0].caller, "programs_are_told_what_is_mapped"));
	assert_true(seen[0].address == addr && seen[0].memory == virt_to_phys(mem));
	assert_int_equal(seen[0].size, 100);
	assert_in_range(seen[0].age_ns, 1900000, 60000000000ull);
	assert_true(seen[0].unchecked);
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	dma_unmap_single(dev, addr, 100, DMA_FROM_DEVICE);
	count = 0;
	assert_int_equal(dmae_mappings(see, &count), 0);
	assert_int_equal(count, 0);
	kfree(mem);
}

static void without_the_checker_programs_are_told_why(void **state)
{
	unsigned int count = 0;

	machine_checker_set(false);
	assert_int_equal(dmae_mappings(see, &count), -EOPNOTSUPP);
	assert_non_null(strstr(dmae_error(), "the DMA checker is off"));
	assert_string_equal(shown("disabled"), "Y\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_device(one_error_is_shown_and_all_are_counted),
		with_device(as_many_are_shown_as_are_asked_for),
		with_device(all_are_shown_if_that_is_asked_for),
		with_device(a_report_looks_like_a_warning_of_the_kernel),
		with_device(the_filter_lets_one_driver_through),
		with_device(the_filter_is_switched_off_by_what_is_no_name),
		cmocka_unit_test(a_filter_may_be_a_kernel_parameter),
		with_device(a_long_filter_is_cut),
		cmocka_unit_test(debugging_may_be_switched_off),
		cmocka_unit_test(what_is_no_value_is_refused),
		with_device(entries_are_counted),
		cmocka_unit_test(the_pool_grows_when_it_is_empty),
		cmocka_unit_test(more_entries_than_there_is_memory),
		with_device(the_list_has_every_mapping),
		with_device(the_list_outlives_a_device),
		with_device(what_a_driver_leaves_mapped),
		with_device(what_the_core_frees_is_no_leak),
		with_device(programs_are_told_what_is_mapped),
		with_device(without_the_checker_programs_are_told_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
