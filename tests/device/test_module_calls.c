// SPDX-License-Identifier: MIT
/* Modules of several starts and ends, and those without an end: src/device/modules.c. */
#include <linux/module.h>
#include <linux/platform_device.h>

#include "base/lib/lib.h"
#include "device/modules.h"

#include "device_fixture.h"

/* libc's, whose header is not for the kernel side */
char *getenv(const char *name);

static char err[512];

static int load(const char *name, const char *args)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/tests/device/%s.so", getenv("DMAE_BUILD"), name);
	return module_load_file(path, args, err, sizeof(err));
}

static int unload(const char *name)
{
	return module_unload(name, err, sizeof(err));
}

static int note(uint64_t ns, int level, const char *text, void *arg)
{
	char *all = arg;

	if (!strncmp(text, "module_calls: ", 14))
		snprintf(all + strlen(all), 40, "%s,", text + 14);
	return 0;
}

static int setup(void **state)
{
	printk_log_clear();
	return 0;
}

static void starts_by_level_and_ends_in_reverse(void **state)
{
	char order[200] = "";

	assert_int_equal(load("module_calls", NULL), 0);
	assert_int_equal(unload("module_calls"), 0);
	printk_log_walk(note, order);
	assert_string_equal(order, "arch,driver,late,second exit,first exit,");
}

static void one_part_that_fails_does_not_stop_the_others(void **state)
{
	char order[200] = "";

	assert_int_equal(load("module_calls", "fail_arch=-19"), 0);
	assert_int_equal(file_type("/sys/bus/platform/drivers/module_calls"), 'd');
	assert_int_equal(unload("module_calls"), 0);
	printk_log_walk(note, order);
	assert_string_equal(order, "arch,driver,late,second exit,first exit,");
}

static void a_module_all_of_whose_parts_fail_is_not_loaded(void **state)
{
	assert_int_equal(load("module_calls", "fail_all=-12 fail_arch=-19"), -ENODEV);
	assert_non_null(strstr(err, "its init failed with error -19"));
	assert_false(module_loaded("module_calls"));
}

static void what_was_meant_to_be_built_in_goes_with_the_world(void **state)
{
	struct platform_device *pdev =
		platform_device_register_simple("module_builtin", PLATFORM_DEVID_NONE, NULL, 0);

	assert_int_equal(load("module_builtin", NULL), 0);
	assert_non_null(pdev->dev.driver);
	assert_int_equal(unload("module_builtin"), -EBUSY);
	assert_non_null(strstr(err, "has no exit function"));
	modules_stop();
	assert_null(pdev->dev.driver);
	assert_int_equal(file_type("/sys/bus/platform/drivers/module_builtin"), 0);
	platform_device_unregister(pdev);
	core_stop();
	assert_int_equal(core_start(), 0);
	assert_int_equal(load("module_builtin", NULL), 0);
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(starts_by_level_and_ends_in_reverse),
		T(one_part_that_fails_does_not_stop_the_others),
		T(a_module_all_of_whose_parts_fail_is_not_loaded),
		T(what_was_meant_to_be_built_in_goes_with_the_world),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
