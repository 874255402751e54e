// SPDX-License-Identifier: MIT
/* The verb shell: commands from a pipe and from a file, what is refused, exit codes. Host side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

static struct result script(const char *text)
{
	return dmae_fed(text, "shell", "--board", "textbook", "--loglevel", "0");
}

static void commands_come_from_a_pipe_or_a_file(void **state)
{
	static const char text[] = "# a comment\n\n  cat /sys/class/dma/dma0chan0/in_use\necho 'a  b'  c # d\n";
	struct result r = script(text);

	assert_done(r);
	assert_string_equal(r.out, "0\na  b c\n");
	write_file("commands", text, strlen(text));
	assert_string_equal(dmae("shell", "commands").out, r.out);
	assert_refused(dmae("shell", "nothere"), "shell: nothere: No such file");
	/* the last line need not end */
	assert_string_equal(script("echo x").out, "x\n");
	assert_done(script(""));
}

static void every_command_that_help_lists_is_there(void **state)
{
	struct result help = script("help\n");
	char *line, *next;
	char name[32], text[64];

	assert_done(help);
	for (line = help.out; *line; line = next) {
		next = strchr(line, '\n') + 1;
		assert_int_equal(sscanf(line, " %31s", name), 1);
		if (!strcmp(name, "test"))
			continue;	/* it has no end */
		snprintf(text, sizeof(text), "%s\n", name);
		assert_null(strstr(script(text).err, "unknown command"));
	}
	assert_has(help.out, "insmod");
	assert_has(help.out, "summary");
}

static void modules_come_and_go(void **state)
{
	struct result r = script("insmod slavetest width=2\n"
				 "lsmod\n"
				 "cat /sys/module/slavetest/parameters/width\n"
				 "summary\n"
				 "rmmod slavetest\n"
				 "summary\n"
				 "lsmod\n");

	assert_done(r);
	assert_int_equal(count_lines(r.out, "slavetest 0 0 - Live"), 1);
	assert_int_equal(count_lines(r.out, "textbook_dmac 0 5 - Live"), 1);
	assert_int_equal(count_lines(r.out, "textbook_dmac 0 0 - Live"), 1);
	assert_has(r.out, "\n2\n");
	assert_int_equal(count_lines(r.out, "40020000.fifo:tx (via router: 40010000.dma-router)"), 1);
}

static void devices_bind_when_their_controller_comes(void **state)
{
	struct result r = script("rmmod textbook_router\n"
				 "rmmod textbook_dmac\n"
				 "insmod slavetest\n"
				 "summary\n"
				 "insmod textbook_dmac\n"
				 "insmod textbook_router\n"
				 "summary\n");

	assert_done(r);
	assert_int_equal(count_lines(r.out, "number of channels: 8"), 1);
	assert_int_equal(count_lines(r.out, "fifo:"), 5);
}

static void modules_that_cannot_come_or_go_are_refused(void **state)
{
	write_file("garbage.so", "garbage\n", 8);
	assert_refused(script("insmod ./garbage.so\n"), "garbage.so: cannot be loaded");
	assert_refused(script("insmod nothere.so\n"), "nothere.so");
	assert_refused(script("insmod\n"), "insmod: which file?");
	assert_refused(script("insmod slavetest frobs=1\n"), "no parameter 'frobs'");
	assert_refused(script("insmod soft_dma\n"), "is loaded already");
	assert_refused(script("rmmod nothere\n"), "module nothere is not loaded");
	assert_refused(script("rmmod\n"), "rmmod: which module?");
	assert_refused(script("insmod slavetest\nrmmod textbook_dmac\n"),
		       "module textbook_dmac is in use by 5");
	assert_refused(script("insmod slavetest\nrmmod textbook_router\n"),
		       "module textbook_router is in use by 4");
}

static void files_are_written(void **state)
{
	struct result r = script("insmod slavetest\n"
				 "echo 2 > /sys/module/slavetest/parameters/iterations\n"
				 "cat /sys/module/slavetest/parameters/iterations\n"
				 "rmmod slavetest\n"
				 "insmod slavetest\n"
				 "cat /sys/module/slavetest/parameters/iterations\n");

	assert_done(r);
	assert_string_equal(r.out, "2\n100\n");
	assert_refused(script("echo 5 > /sys/class/dma/dma0chan0/memcpy_count\n"), "permission denied");
	assert_refused(script("echo 5 > /nothere\n"), "no such file");
	assert_refused(script("echo 5 > /sys\n"), "is a directory");
	assert_refused(script("echo 5 >\n"), "expected one path");
	assert_refused(script("echo 5 > a b\n"), "expected one path");
	assert_refused(script("insmod slavetest\necho x > /sys/module/slavetest/parameters/width\n"),
		       "invalid value");
}

static void a_test_starts_from_the_defaults_each_time(void **state)
{
	struct result r = script("test channel=dma0chan1 iterations=2 norandom=1\n"
				 "test iterations=3\n");

	assert_done(r);
	assert_has(r.out, "\n2 tests, 0 failures\n");
	assert_has(r.out, "\n24 tests, 0 failures\n");
}

static void a_test_module_that_is_loaded_is_used(void **state)
{
	struct result r = script("insmod slavetest ops=pause\nslavetest iterations=2\nlsmod\n");

	assert_done(r);
	assert_has(r.out, "\n4 tests, 0 failures\n");
	assert_has(r.out, "slavetest 0 0 - Live");
}

static void insmod_with_wait_returns_when_the_test_has_ended(void **state)
{
	struct result r = script("insmod dmatest iterations=4 run=1 wait=1\n"
				 "cat /sys/kernel/debug/dmatest/results\n");

	assert_done(r);
	assert_int_equal(count_lines(r.out, " copy 4 0 "), 8);
	assert_int_equal(count_lines(r.out, " done"), 8);
}

static void controllers_can_be_unbound_while_in_use(void **state)
{
	struct result r = script("insmod slavetest\n"
				 "echo 40000000.dma-controller > /sys/bus/platform/drivers/textbook-dmac/unbind\n"
				 "ls\n"
				 "echo 40000000.dma-controller > /sys/bus/platform/drivers/textbook-dmac/bind\n"
				 "summary\n"
				 "rmmod slavetest\n"
				 "slavetest iterations=1\n");

	assert_done(r);
	assert_has(r.out, "no DMA channels on this board\n");
	assert_has(r.out, " tests, 0 failures\n");
}

static void dmesg_prints_the_log_with_times(void **state)
{
	struct result r = script("sleep 2.5\ninsmod dmatest iterations=1 run=1 wait=1\ndmesg\n");

	assert_done(r);
	assert_has(r.out, "[    0.0000");
	assert_has(r.out, "] textbook-dmac 40000000.dma-controller: 8 channels\n");
	assert_has(r.out, "[    2.500");
	assert_refused(script("sleep x\n"), "'x' is not a number of seconds");
	assert_refused(script("sleep -1\n"), "is not a number of seconds");
}

static void files_are_copied(void **state)
{
	random_file("source", 77777);
	assert_has(script("copy source target\n").out, "copied 77777 bytes");
	assert_true(same_contents("source", "target"));
	assert_refused(script("copy nothere target\n"), "nothere: cannot be read");
}

static void unknown_commands_are_refused(void **state)
{
	assert_refused(script("frobnicate 1 2\n"), "unknown command 'frobnicate' (help lists them)");
	assert_refused(script("echo 'x\n"), "a quote that is not closed");
}

/* what a script's caller learns */
static void the_worst_line_decides_the_exit_code(void **state)
{
	struct result r = script("frobnicate\necho still here\n");

	assert_code(r, 2);
	assert_string_equal(r.out, "still here\n");
	assert_code(script("frobnicate\nexit\n"), 2);
	assert_code(script("frobnicate\nexit 0\n"), 0);
	r = script("exit 3\necho not here\n");
	assert_code(r, 3);
	assert_string_equal(r.out, "");
	assert_code(script("test timeout=0 iterations=1 max_channels=1\n"), 1);
	assert_refused(script("exit x\n"), "'x' is not a code");
	assert_refused(script("exit 256\n"), "'256' is not a code");
	assert_refused(script("exit 1 2\n"), "at most one code");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(commands_come_from_a_pipe_or_a_file),
		cli_test(every_command_that_help_lists_is_there),
		cli_test(modules_come_and_go),
		cli_test(devices_bind_when_their_controller_comes),
		cli_test(modules_that_cannot_come_or_go_are_refused),
		cli_test(files_are_written),
		cli_test(a_test_starts_from_the_defaults_each_time),
		cli_test(a_test_module_that_is_loaded_is_used),
		cli_test(insmod_with_wait_returns_when_the_test_has_ended),
		cli_test(controllers_can_be_unbound_while_in_use),
		cli_test(dmesg_prints_the_log_with_times),
		cli_test(files_are_copied),
		cli_test(unknown_commands_are_refused),
		cli_test(the_worst_line_decides_the_exit_code),
	};

	return cmocka_run_group_tests_name("cli_shell", tests, NULL, NULL);
}
