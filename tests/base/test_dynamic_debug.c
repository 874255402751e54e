// SPDX-License-Identifier: MIT
/* Debug messages: off at first, switched on by what a command says, listed for the control file. */
#include <linux/dynamic_debug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/lib/lib.h"
#include "unit.h"

static int first_line, second_line;

static void say_first(void)
{
	first_line = __LINE__ + 1;
	pr_debug("first %d\n", 1);
}

static void say_second(void)
{
	second_line = __LINE__ + 1;
	pr_debug("second \"quoted\"\n");
}

static void say_bytes(void)
{
	print_hex_dump_debug("bytes ", DUMP_PREFIX_NONE, 16, 1, "\x01\x02", 2,
			     false);
}

static int command(const char *text)
{
	char buf[256];

	strscpy(buf, text, sizeof(buf));
	return ddebug_exec_queries(buf, NULL);
}

/* true if the sites that are on are just those named */
static bool says(bool first, bool second)
{
	printk_log_clear();
	say_first();
	say_second();
	return log_contains("first 1") == first &&
	       log_contains("second \"quoted\"") == second;
}

static int setup(void **state)
{
	int err = base_setup(state);

	if (!err)
		err = ddebug_add_module(__start___dyndbg, __stop___dyndbg,
					"tester");
	say_first();
	say_second();
	return err;
}

static void silent_until_switched_on(void **state)
{
	assert_true(says(false, false));
	assert_true(command("module tester +p") >= 3);
	assert_true(says(true, true));
	assert_true(command("module tester -p") >= 3);
	assert_true(says(false, false));
}

static void selected_by_function(void **state)
{
	assert_int_equal(command("func say_first +p"), 1);
	assert_true(says(true, false));
	assert_int_equal(command("file test_dynamic_debug.c func say_* =_"), 3);
	assert_true(says(false, false));
}

static void selected_by_file_and_line(void **state)
{
	char text[128];

	scnprintf(text, sizeof(text), "file test_dynamic_debug.c line %d +p",
		  second_line);
	assert_int_equal(command(text), 1);
	assert_true(says(false, true));
	command("file test_dynamic_debug.c -p");
	scnprintf(text, sizeof(text), "file *dynamic_debug.c:%d-%d +p",
		  first_line, first_line + 1);
	assert_int_equal(command(text), 1);
	assert_true(says(true, false));
	command("file test_dynamic_debug.c -p");
	assert_int_equal(command("file test_dynamic_debug.c:say_second +p"), 1);
	assert_true(says(false, true));
	assert_int_equal(command("file other.c +p"), 0);
}

static void selected_by_format(void **state)
{
	assert_int_equal(command("format \"first \" +p"), 1);
	assert_true(says(true, false));
	assert_int_equal(command("format irst =_"), 1);
	assert_int_equal(command("format ^irst +p"), 0);
	assert_int_equal(command("format ^second +p"), 1);
	assert_true(says(false, true));
}

static void prefixes_are_asked_for(void **state)
{
	char want[128];

	command("func say_first +pmfl");
	say_first();
	scnprintf(want, sizeof(want), "test:say_first:%d: first 1", first_line);
	assert_true(log_contains(want));
	printk_log_clear();
	command("func say_first =pt");
	say_first();
	assert_true(log_contains("] first 1"));
}

static void commands_are_separated(void **state)
{
	assert_int_equal(command("func say_first +p; func say_second +p\n"), 2);
	assert_true(says(true, true));
	/* a wrong one does not stop the next */
	assert_int_equal(command("nonsense x +p; module tester -p"), -EINVAL);
	assert_true(says(false, false));
	assert_int_equal(command("# a comment\n"), 0);
}

static void wrong_commands_are_explained(void **state)
{
	static const struct {
		const char *command, *words;
	} wrong[] = {
		{ "func say_first", "dyndbg: bad flag-op s" },
		{ "func say_first +x", "dyndbg: unknown flag 'x'" },
		{ "colour red +p", "dyndbg: unknown keyword \"colour\"" },
		{ "func +p", "dyndbg: expecting pairs of match-spec <value>" },
		{ "format \"x +p", "dyndbg: unclosed quote: x +p" },
		{ "line x +p", "dyndbg: bad line-number: x" },
		{ "line 9-3 +p", "dyndbg: last-line:3 < 1st-line:9" },
		{ "func a func b +p",
		  "dyndbg: match-spec:func val:a overridden by b" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		printk_log_clear();
		assert_int_equal(command(wrong[i].command), -EINVAL);
		assert_true(log_contains(wrong[i].words));
	}
	assert_true(says(false, false));
}

static int find_line(const char *line, void *arg)
{
	return strstr(line, arg) != NULL;
}

static void control_file_lists_every_site(void **state)
{
	char want[256];

	command("func say_second +pf");
	scnprintf(want, sizeof(want), "%s:%d [tester]say_second =pf "
		  "\"second \\\"quoted\\\"\\n\"\n", "test_dynamic_debug.c",
		  second_line);
	assert_int_equal(ddebug_walk(find_line, want), 1);
	assert_int_equal(ddebug_walk(find_line, "[tester]say_first =_"), 1);
	assert_int_equal(ddebug_walk(find_line, "no such site"), 0);
}

static void hex_dumps_are_sites_too(void **state)
{
	say_bytes();
	assert_false(log_contains("bytes"));
	assert_int_equal(command("format bytes +p"), 1);
	say_bytes();
	assert_true(log_contains("bytes 01 02"));
}

static void module_parameter_is_a_command(void **state)
{
	char query[] = "func say_first +p";

	assert_int_equal(ddebug_dyndbg_module_param_cb("other", NULL, "tester"),
			 -ENOENT);
	assert_int_equal(ddebug_dyndbg_module_param_cb("dyndbg", query,
						       "tester"), 0);
	assert_true(says(true, false));
	assert_int_equal(ddebug_dyndbg_module_param_cb("dyndbg", NULL, "other"),
			 0);
	assert_true(says(true, false));
	assert_int_equal(ddebug_dyndbg_module_param_cb("dyndbg", NULL, "tester"),
			 0);
	assert_true(says(true, true));
}

static void removed_module_is_silent_and_unlisted(void **state)
{
	command("module tester +p");
	assert_int_equal(ddebug_remove_module("tester"), 0);
	assert_int_equal(ddebug_remove_module("tester"), -ENOENT);
	assert_true(says(false, false));
	assert_int_equal(ddebug_walk(find_line, "[tester]"), 0);
}

static void next_world_starts_silent(void **state)
{
	command("module tester +p");
	assert_int_equal(base_teardown(state), 0);
	assert_int_equal(setup(state), 0);
	assert_true(says(false, false));
}

int main(void)
{
#define WITH_SITES(test) \
	cmocka_unit_test_setup_teardown(test, setup, base_teardown)
	const struct CMUnitTest tests[] = {
		WITH_SITES(silent_until_switched_on),
		WITH_SITES(selected_by_function),
		WITH_SITES(selected_by_file_and_line),
		WITH_SITES(selected_by_format),
		WITH_SITES(prefixes_are_asked_for),
		WITH_SITES(commands_are_separated),
		WITH_SITES(wrong_commands_are_explained),
		WITH_SITES(control_file_lists_every_site),
		WITH_SITES(hex_dumps_are_sites_too),
		WITH_SITES(module_parameter_is_a_command),
		WITH_SITES(removed_module_is_silent_and_unlisted),
		WITH_SITES(next_world_starts_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
