// SPDX-License-Identifier: MIT
/* Modules that were compiled for different kernel versions, in one world: <linux/version.h>. */
#include <linux/platform_device.h>
#include <linux/version.h>

#include "device/modules.h"

#include "device_fixture.h"
#include "version_driver.h"

/* libc's, whose header is not for the kernel side */
char *getenv(const char *name);

static const struct {
	const char *name;
	unsigned int version;
} modules[] = {
	{ "version_6_1", KERNEL_VERSION(6, 1, 0) },
	{ "version_6_6_new", KERNEL_VERSION(6, 6, 0) },
	{ "version_6_12", KERNEL_VERSION(6, 12, 0) },
	{ "version_6_12_new", KERNEL_VERSION(6, 12, 0) },
	{ "version_6_16", KERNEL_VERSION(6, 16, 0) },
};

static char err[512];

static int load(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/tests/device/%s.so", getenv("DMAE_BUILD"), name);
	return module_load_file(path, NULL, err, sizeof(err));
}

static void load_all(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modules); i++)
		assert_int_equal(load(modules[i].name), 0);
}

static void unload_all(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modules); i++)
		assert_int_equal(module_unload(modules[i].name, err, sizeof(err)), 0);
}

/* the driver keeps its counts in the device's own copy of the platform data */
static void every_version_is_probed_and_removed_through_its_own_slot(void **state)
{
	struct platform_device *devices[ARRAY_SIZE(modules)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modules); i++) {
		struct version_counts zero = { 0 };

		devices[i] = platform_device_register_data(NULL, modules[i].name,
							   PLATFORM_DEVID_NONE, &zero,
							   sizeof(zero));
		assert_false(IS_ERR(devices[i]));
	}
	load_all();
	unload_all();
	for (i = 0; i < ARRAY_SIZE(modules); i++) {
		struct version_counts *counts = dev_get_platdata(&devices[i]->dev);

		assert_string_equal(counts->name, modules[i].name);
		assert_int_equal(counts->version, modules[i].version);
		assert_int_equal(counts->probed, 1);
		assert_int_equal(counts->removed, 1);
		platform_device_unregister(devices[i]);
	}
	assert_false(log_contains("non-zero value"));
}

static void a_bus_and_a_class_may_be_in_read_only_memory(void **state)
{
	load_all();
	assert_int_equal(file_type("/sys/bus/version_6_1/drivers"), 'd');
	assert_int_equal(file_type("/sys/bus/version_6_12/drivers"), 'd');
	assert_int_equal(file_type("/sys/class/version_6_12"), 'd');
	assert_link("/sys/class/version_6_12/version_6_12",
		    "../../devices/virtual/version_6_12/version_6_12");
	assert_int_equal(file_type("/sys/class/version_6_16_made"), 'd');
	unload_all();
	assert_int_equal(file_type("/sys/bus/version_6_12"), 0);
	assert_int_equal(file_type("/sys/class/version_6_12"), 0);
	assert_int_equal(file_type("/sys/class/version_6_16_made"), 0);
}

static int note_version(const struct module_info *info, void *arg)
{
	unsigned int *versions = arg;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modules); i++)
		if (!strcmp(info->name, modules[i].name))
			versions[i] = info->kernel;
	return 0;
}

static void a_module_knows_what_it_was_compiled_for(void **state)
{
	unsigned int versions[ARRAY_SIZE(modules)] = { 0 };
	size_t i;

	load_all();
	module_walk(note_version, versions);
	for (i = 0; i < ARRAY_SIZE(modules); i++)
		assert_int_equal(versions[i], modules[i].version);
	unload_all();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_version_is_probed_and_removed_through_its_own_slot),
		cmocka_unit_test(a_bus_and_a_class_may_be_in_read_only_memory),
		cmocka_unit_test(a_module_knows_what_it_was_compiled_for),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
