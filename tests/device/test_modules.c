// SPDX-License-Identifier: MIT
/* Loading and unloading modules: src/device/modules.h, <linux/module.h>. */
#include <linux/module.h>
#include <linux/platform_device.h>

#include "device/modules.h"

#include "builtin_fixture.h"
#include "device_fixture.h"

#define SYS "/sys/module/toymod/"

DMAE_BUILTIN_MODULE_DECLARE(toymod)
static const struct builtin_module toymod = DMAE_BUILTIN_MODULE_ENTRY(toymod);

static char err[512];

static int setup(void **state)
{
	toymod_inits = toymod_exits = toymod_result = 0;
	err[0] = '\0';
	return 0;
}

static int load(const char *args)
{
	return module_load_builtin(&toymod, args, err, sizeof(err));
}

static int unload(const char *name)
{
	return module_unload(name, err, sizeof(err));
}

/* libc's, whose header is not for the kernel side */
char *getenv(const char *name);

/* path of a shared object that was built beside the tests */
static const char *built(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/tests/device/%s.so", getenv("DMAE_BUILD"), name);
	return path;
}

static int load_file(const char *name, const char *args)
{
	return module_load_file(built(name), args, err, sizeof(err));
}

/* ---- built in ---------------------------------------------------------- */

static void loads_once_and_unloads(void **state)
{
	assert_int_equal(load(NULL), 0);
	assert_int_equal(toymod_inits, 1);
	assert_true(module_loaded("toymod"));
	assert_ptr_equal(find_module("toymod"), toymod_this());
	assert_string_equal(module_name(toymod_this()), "toymod");
	assert_int_equal(load(NULL), -EEXIST);
	assert_non_null(strstr(err, "loaded already"));
	assert_int_equal(toymod_inits, 1);
	assert_int_equal(unload("toymod"), 0);
	assert_int_equal(toymod_exits, 1);
	assert_false(module_loaded("toymod"));
	assert_int_equal(unload("toymod"), -ENOENT);
	assert_string_equal(err, "module toymod is not loaded");
}

static void parameters_are_set_before_init_and_shown(void **state)
{
	assert_int_equal(load("depth=12 name=blue hidden"), 0);
	assert_int_equal(toymod_depth, 12);
	assert_file(SYS "parameters/depth", "12\n");
	assert_file(SYS "parameters/name", "blue\n");
	assert_int_equal(file_type(SYS "parameters/hidden"), 0);
	assert_int_equal(file_write(SYS "parameters/depth", "0x20\n"), 0);
	assert_int_equal(toymod_depth, 32);
	assert_int_equal(file_write(SYS "parameters/depth", "deep"), -EINVAL);
	assert_int_equal(file_write(SYS "parameters/name", "red"), -EACCES);
	assert_int_equal(unload("toymod"), 0);
}

static void every_load_starts_from_the_defaults(void **state)
{
	assert_int_equal(load("depth=12 name=blue"), 0);
	assert_int_equal(unload("toymod"), 0);
	assert_int_equal(load(""), 0);
	assert_file(SYS "parameters/depth", "7\n");
	assert_file(SYS "parameters/name", "default\n");
	assert_int_equal(unload("toymod"), 0);
	assert_string_equal(toymod_name, "default");
}

static void a_bad_value_stops_the_load(void **state)
{
	assert_int_equal(load("depth=1 depth=much"), -EINVAL);
	assert_true(log_contains("toymod: `much' invalid for parameter `depth'"));
	assert_non_null(strstr(err, "bad parameter"));
	assert_int_equal(toymod_inits, 0);
	assert_int_equal(toymod_depth, 7);
	assert_int_equal(file_type("/sys/module/toymod"), 0);
	assert_false(module_loaded("toymod"));
}

static void an_unknown_parameter_is_only_warned_of(void **state)
{
	assert_int_equal(load("colour=red"), 0);
	assert_true(log_contains("toymod: unknown parameter 'colour' ignored"));
	assert_int_equal(unload("toymod"), 0);
}

static void a_failing_init_leaves_nothing(void **state)
{
	toymod_result = -ENODEV;
	assert_int_equal(load("depth=3"), -ENODEV);
	assert_string_equal(err, "its init failed with error -19");
	assert_int_equal(toymod_exits, 0);
	assert_int_equal(file_type("/sys/module/toymod"), 0);
	assert_int_equal(toymod_depth, 7);
	toymod_result = 5;
	assert_int_equal(load(NULL), 0);
	assert_true(log_contains("suspiciously returned 5"));
	assert_int_equal(unload("toymod"), 0);
}

static void a_module_in_use_stays(void **state)
{
	struct module *mod;

	assert_int_equal(load(NULL), 0);
	mod = find_module("toymod");
	assert_int_equal(module_refcount(mod), 0);
	assert_true(try_module_get(mod));
	__module_get(mod);
	assert_file(SYS "refcnt", "2\n");
	assert_int_equal(unload("toymod"), -EWOULDBLOCK);
	assert_string_equal(err, "module toymod is in use by 2");
	assert_int_equal(module_unload_all(), 1);
	module_put(mod);
	module_put(mod);
	assert_int_equal(unload("toymod"), 0);
	assert_false(try_module_get(mod));
	assert_true(try_module_get(NULL));
	module_put(NULL);
}

static void proc_modules_lists_them(void **state)
{
	assert_int_equal(load(NULL), 0);
	assert_file("/proc/modules", "toymod 0 0 - Live 0x0000000000000000\n");
	assert_file(SYS "initstate", "live\n");
	assert_int_equal(file_type(SYS "version"), 0);
	assert_int_equal(unload("toymod"), 0);
	assert_file("/proc/modules", "");
}

static int note_info(const struct module_info *info, void *arg)
{
	snprintf(arg, 100, "%s %s %s %d %d", info->name, info->state, info->description,
		 info->users, info->builtin);
	return 0;
}

static int note_param(const char *name, const char *type, const char *description, void *arg)
{
	char *text = arg;

	snprintf(text + strlen(text), 60, "%s:%s:%s ", name, type, description);
	return 0;
}

static void walks_tell_about_modules_and_their_parameters(void **state)
{
	char text[200] = "";

	assert_int_equal(load(NULL), 0);
	module_walk(note_info, text);
	assert_string_equal(text, "toymod Live a toy 0 1");
	assert_int_equal(unload("toymod"), 0);
	text[0] = '\0';
	module_param_walk(&toymod, note_param, text);
	assert_non_null(strstr(text, "depth:int:how deep "));
	assert_non_null(strstr(text, "name:charp: "));
}

static void what_is_loaded_goes_with_the_core(void **state)
{
	assert_int_equal(load("depth=9"), 0);
	assert_true(try_module_get(find_module("toymod")));
	core_stop();
	assert_int_equal(toymod_exits, 1);
	assert_int_equal(toymod_depth, 7);
	assert_int_equal(core_start(), 0);
	assert_int_equal(load(NULL), 0);
	assert_int_equal(unload("toymod"), 0);
}

/* ---- shared objects ------------------------------------------------------ */

static void a_file_loads_with_its_parameters_and_driver(void **state)
{
	struct platform_device *pdev = platform_device_register_simple("fixture", 0, NULL, 0);

	assert_int_equal(load_file("module_fixture", "text=\"two words\" values=1,2"), 0);
	assert_file("/sys/module/module_fixture/parameters/text", "two words\n");
	assert_file("/sys/module/module_fixture/parameters/values", "1,2\n");
	assert_file("/sys/module/module_fixture/version", "1.2\n");
	assert_true(log_contains("fixture fixture.0: hello from module_fixture"));
	assert_link("/sys/bus/platform/drivers/fixture/module",
		    "../../../../module/module_fixture");
	assert_link("/sys/module/module_fixture/drivers/platform:fixture",
		    "../../../bus/platform/drivers/fixture");
	assert_int_equal(load_file("module_fixture", NULL), -EEXIST);
	assert_int_equal(unload("module_fixture"), 0);
	assert_null(pdev->dev.driver);
	assert_int_equal(file_type("/sys/module/module_fixture"), 0);
	/* a fresh load has fresh data */
	assert_int_equal(load_file("module_fixture", NULL), 0);
	assert_file("/sys/module/module_fixture/parameters/text", "compiled\n");
	assert_int_equal(unload("module_fixture"), 0);
	platform_device_unregister(pdev);
}

static void a_failing_file_leaves_nothing(void **state)
{
	assert_int_equal(load_file("module_fixture", "fail=-12"), -ENOMEM);
	assert_non_null(strstr(err, "module_fixture.so: its init failed with error -12"));
	assert_int_equal(file_type("/sys/module/module_fixture"), 0);
	assert_int_equal(load_file("module_fixture", "values=1,2,3,4"), -EINVAL);
	assert_true(log_contains("values: can only take 3 arguments"));
	assert_int_equal(file_type("/sys/bus/platform/drivers/fixture"), 0);
}

static void debug_messages_of_a_file_are_switched_on_at_load(void **state)
{
	assert_int_equal(load_file("module_fixture", NULL), 0);
	assert_false(log_contains("fixture init"));
	assert_int_equal(unload("module_fixture"), 0);
	assert_int_equal(load_file("module_fixture", "dyndbg=+p"), 0);
	assert_true(log_contains("fixture init"));
	assert_int_equal(unload("module_fixture"), 0);
}

static void a_module_without_init_is_a_module(void **state)
{
	assert_int_equal(load_file("module_empty", NULL), 0);
	assert_true(module_loaded("module-empty"));
	assert_int_equal(unload("module_empty"), 0);
}

static void what_is_no_module_is_refused(void **state)
{
	assert_int_equal(load_file("no_such_file", NULL), -ENOEXEC);
	assert_non_null(strstr(err, "no_such_file.so"));
	assert_int_equal(load_file("not_a_module", NULL), -ENOEXEC);
	assert_non_null(strstr(err, "not_a_module.so: not a module"));
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(loads_once_and_unloads),
		T(parameters_are_set_before_init_and_shown),
		T(every_load_starts_from_the_defaults),
		T(a_bad_value_stops_the_load),
		T(an_unknown_parameter_is_only_warned_of),
		T(a_failing_init_leaves_nothing),
		T(a_module_in_use_stays),
		T(proc_modules_lists_them),
		T(walks_tell_about_modules_and_their_parameters),
		T(what_is_loaded_goes_with_the_core),
		T(a_file_loads_with_its_parameters_and_driver),
		T(a_failing_file_leaves_nothing),
		T(debug_messages_of_a_file_are_switched_on_at_load),
		T(a_module_without_init_is_a_module),
		T(what_is_no_module_is_refused),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
