// SPDX-License-Identifier: MIT
/*
 * Modules that err while they are loaded, as their author sees it: a crash, a
 * parameter that is not there, a failing init, another library's module.
 * Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

static int setup(void **state)
{
	if (command_setup(state))
		return -1;
	setenv("DMAE_USR_SRC", "/nonexistent", 1);
	mkdir("cache", 0777);
	setenv("DMAE_CACHE", "cache", 1);
	return 0;
}

static int teardown(void **state)
{
	unsetenv("DMAE_USR_SRC");
	unsetenv("DMAE_CACHE");
	return command_teardown(state);
}

#define fault_test(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

static void build(const char *name, const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), "%s.c", name);
	write_file(path, text, strlen(text));
	assert_done(dmae("build", path));
}

/* a sanitizer has more to say about a crash, and an exit code of its own */
static struct result run_crash(const char *how, const char *executor)
{
	char line[128];

	snprintf(line, sizeof(line),
		 "dmae run --%s --module ./crash.so how=%s -- ls 2>&1 || "
		 "echo code $?",
		 executor, how);
	return shell(line);
}

static const char crash[] = "#include <linux/module.h>\n"
			    "static int how;\nmodule_param(how, int, 0444);\n"
			    "static noinline void crash_below(int *where)\n{\n"
			    "\tvoid (*nowhere)(void) = NULL;\n\n"
			    "\tif (how == 1)\n\t\tWRITE_ONCE(*where, 1);\n"
			    "\tif (how == 2)\n\t\tnowhere();\n"
			    "\tif (how == 3)\n\t\tBUG();\n"
			    "\tif (how == 4)\n\t\tpanic(\"told to\");\n"
			    "\tpr_info(\"alive\\n\");\n}\n"
			    "static int crash_init(void) { crash_below(NULL); return 0; }\n"
			    "module_init(crash_init);\n";

static void assert_crash(const char *how, const char *executor, const char *first,
			 const char *second)
{
	struct result r = run_crash(how, executor);

	assert_has(r.out, first);
	assert_has(r.out, second);
	assert_has(r.out, "code 1");
	assert_null(strstr(r.out, "alive"));
}

static void a_crash_in_init_is_named_and_ends_the_command(void **state)
{
	static const char *const executors[] = { "fibers", "threads" };
	int i;

	build("crash", crash);
	for (i = 0; i < 2; i++) {
		assert_crash("1", executors[i],
			     "BUG: kernel NULL pointer dereference, address: 0x0 (write)",
			     "RIP: crash_below+0x");
		assert_crash("1", executors[i], " [crash]\nCall Trace:\n crash_init+0x",
			     "during init of module crash; the world ends here");
		assert_crash("2", executors[i], "BUG: kernel NULL pointer dereference",
			     "RIP: crash_below+0x");
		assert_crash("3", executors[i], "kernel BUG at ", "/crash.c:13");
		assert_crash("4", executors[i], "Kernel panic - not syncing: told to", "");
	}
}

static void the_trace_is_whole_to_the_crash(void **state)
{
	build("crash", crash);
	assert_code(dmae("run", "--board", "textbook", "--trace", "trace", "--module", "./crash.so",
			 "how=4", "--", "ls"),
		    1);
	assert_non_null(read_file("trace", NULL));
	assert_true(strlen(read_file("trace", NULL)) > 1000);
}

static void a_parameter_that_is_not_there_is_reported(void **state)
{
	build("crash", crash);
	assert_refused(
		dmae("run", "--loglevel", "0", "--module", "./crash.so", "depth=1", "--", "ls"),
		"module ./crash.so has no parameter 'depth'");
	assert_refused(
		dmae("run", "--loglevel", "0", "--module", "./crash.so", "how=many", "--", "ls"),
		"./crash.so: bad parameter in \"how=many\"");
}

static void a_failing_init_leaves_nothing(void **state)
{
	struct result r;

	build("fails", "#include <linux/module.h>\n#include <linux/platform_device.h>\n"
		       "static int fails_init(void) { return -ENODEV; }\n"
		       "module_init(fails_init);\n");
	r = dmae_fed("insmod fails.so\nlsmod\nls /sys/module\n", "shell");
	assert_code(r, 2);
	assert_has(r.err, "dmae: fails.so: its init failed with error -19");
	assert_null(strstr(r.out, "fails"));
}

static void a_module_for_another_library_is_refused(void **state)
{
	build("old",
	      "#include <dmae/version.h>\n#undef DMAE_VERSION\n#define DMAE_VERSION \"0.0.1\"\n"
	      "#include <linux/module.h>\n");
	assert_refused(dmae("run", "--module", "./old.so", "--", "ls"),
		       "./old.so: built for libdmaengine 0.0.1, and this is ");
}

static void what_is_no_module_is_refused(void **state)
{
	write_file("text.so", "text", 4);
	assert_refused(dmae("run", "--module", "./text.so", "--", "ls"),
		       "./text.so: cannot be loaded");
	assert_refused(dmae("run", "--module", "nothere.so", "--", "ls"),
		       "nothere.so: cannot be loaded");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fault_test(a_crash_in_init_is_named_and_ends_the_command),
		fault_test(the_trace_is_whole_to_the_crash),
		fault_test(a_parameter_that_is_not_there_is_reported),
		fault_test(a_failing_init_leaves_nothing),
		fault_test(a_module_for_another_library_is_refused),
		fault_test(what_is_no_module_is_refused),
	};

	return cmocka_run_group_tests_name("module_faults", tests, NULL, NULL);
}
