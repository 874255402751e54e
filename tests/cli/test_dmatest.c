// SPDX-License-Identifier: MIT
/* The verb test: parameters, table, exit codes, interruption. Host side. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"

static void all_channels_and_operations_are_tested(void **state)
{
	static const char *const ops[] = { "copy", "xor", "pq" };
	struct result r = dmae("test", "iterations=20");
	char row[64];
	int chan, op;

	assert_done(r);
	for (chan = 0; chan < 4; chan++)
		for (op = 0; op < 3; op++) {
			snprintf(row, sizeof(row), "dma0chan%d-%s0: summary 20 tests, 0 failures", chan,
				 ops[op]);
			assert_has(r.err, row);
		}
	assert_int_equal(count_lines(r.out, "dma0chan"), 12);
	assert_has(r.out, "CHANNEL");
	assert_has(r.out, "\n240 tests, 0 failures\n");
}

static void fill_is_tested_instead_of_copy(void **state)
{
	struct result r = dmae("test", "--board", "textbook", "dmatest=1", "iterations=5");

	assert_done(r);
	assert_int_equal(count_lines(r.out, " set "), 8);
	assert_has(r.out, "\n40 tests, 0 failures\n");
}

static void the_log_is_that_of_the_kernel(void **state)
{
	struct result r = dmae("test", "--board", "textbook", "channel=dma0chan3", "iterations=7",
			       "verbose=1", "norandom=1");

	assert_done(r);
	assert_has(r.err, "dmatest: Added 1 threads using dma0chan3\n");
	assert_has(r.err, "dmatest: Started 1 threads using dma0chan3\n");
	assert_has(r.err, "dmatest: dma0chan3-copy0: result #7: 'test passed' with src_off=0x0 "
			  "dst_off=0x0 len=0x4000 (0)\n");
	assert_has(r.err, "dmatest: dma0chan3-copy0: summary 7 tests, 0 failures ");
	assert_has(r.err, " iops ");
	assert_has(r.err, " KB/s (0)\n");
}

static void channels_can_be_chosen(void **state)
{
	assert_int_equal(count_lines(dmae("test", "channel=dma0chan2", "iterations=2").out, "dma0chan"), 3);
	assert_int_equal(count_lines(dmae("test", "channel=dma0chan2", "channel=dma0chan0",
					  "iterations=2").out, "dma0chan"), 6);
	assert_int_equal(count_lines(dmae("test", "max_channels=1", "iterations=2").out, "dma0chan"), 3);
	assert_int_equal(count_lines(dmae("test", "device=soc:dma-engine", "iterations=2").out,
				     "dma0chan"), 12);
	assert_int_equal(count_lines(dmae("test", "threads_per_chan=3", "channel=dma0chan1",
					  "iterations=2").out, "dma0chan"), 9);
}

static void channels_that_cannot_be_had_are_refused(void **state)
{
	assert_refused(dmae("test", "channel=dma0chan77", "iterations=1"), "no such channel");
	assert_refused(dmae("test", "device=nothere", "iterations=1"), "nothing to test");
	assert_refused(dmae("test", "channel=dma0chan0", "iterations=1", "--board", "textbook",
			    "--module", "slavetest"), "no such channel, or it is busy");
}

static void unknown_parameters_are_refused_with_those_there_are(void **state)
{
	struct result r = dmae("test", "frobs=3");

	assert_refused(r, "no parameter 'frobs'");
	assert_has(r.err, "iterations");
	assert_refused(dmae("test", "5"), "expected parameter=value");
	assert_refused(dmae("test", "=5"), "expected parameter=value");
	assert_refused(dmae("test", "run=0", "iterations=1"), "no parameter 'run'");
}

static void values_that_are_none_are_refused(void **state)
{
	assert_refused(dmae("test", "iterations=many"), "'many' is not a value");
	assert_refused(dmae("test", "iterations=-1"), "'-1' is not a value");
	assert_refused(dmae("test", "iterations=99999999999"), "out of range");
	assert_refused(dmae("test", "noverify=maybe"), "'maybe' is not a value");
	assert_refused(dmae("test", "iterations="), "is not a value");
}

static void values_that_leave_nothing_to_test_are_refused(void **state)
{
	assert_refused(dmae("test", "iterations=1", "test_buf_size=0"), "buffer too small");
	assert_refused(dmae("test", "iterations=1", "transfer_size=16384"), "must be lower than");
	assert_refused(dmae("test", "iterations=1", "alignment=31"), "buffer too small");
	assert_refused(dmae("test", "iterations=1", "threads_per_chan=0"), "nothing to test");
	assert_refused(dmae("test", "iterations=1", "test_buf_size=4294967295"), "dmatest cannot run");
}

static void unusual_values_work(void **state)
{
	static const char *const values[] = {
		"polled=1", "xor_sources=0", "xor_sources=1000", "pq_sources=1", "pq_sources=500",
		"alignment=0", "alignment=12", "timeout=-1", "test_buf_size=1", "noverify=1",
		"transfer_size=16383",
	};
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_done(dmae("test", "--loglevel", "4", "iterations=3", values[i]));
	assert_done(dmae("test", "--board", "textbook", "polled=1", "threads_per_chan=3",
			 "iterations=10"));
}

/* no transfer ends in no time */
static void a_test_that_fails_exits_1(void **state)
{
	struct result r = dmae("test", "--board", "textbook", "--loglevel", "7", "timeout=0",
			       "iterations=2", "max_channels=1");

	assert_code(r, 1);
	assert_has(r.err, "dma0chan0-copy0: result #1: 'test timed out'");
	assert_has(r.out, "\n2 tests, 2 failures\n");
}

static void json_tells_the_same(void **state)
{
	struct result r = dmae("test", "--json", "iterations=3", "channel=dma0chan1");

	assert_done(r);
	assert_json(r.out);
	assert_int_equal(count_lines(r.out, "\"channel\": \"dma0chan1\""), 3);
	assert_int_equal(count_lines(r.out, "\"tests\": 3, \"failures\": 0"), 3);
	assert_has(r.out, "\"operation\": \"pq\"");
}

static void wait_for_text(const char *path, const char *text)
{
	struct timespec nap = { .tv_nsec = 10000000 };
	int i;

	for (i = 0; i < 6000; i++) {
		char *now = read_file(path, NULL);

		if (now && strstr(now, text))
			return;
		nanosleep(&nap, NULL);
	}
	fail_msg("%s never says \"%s\"", path, text);
}

static void check_interruption(const char *executor, int sig)
{
	pid_t pid = command_start((const char *[]){ command_dmae(), "test", "--board", "textbook",
						    executor, NULL });
	struct result r;

	wait_for_text("err", "Started 1 threads using dma0chan7");
	kill(pid, sig);
	r = command_end(pid);
	assert_done(r);
	assert_int_equal(count_lines(r.out, "dma0chan"), 8);
	assert_has(r.out, " tests, 0 failures\n");
	assert_has(r.err, "dma0chan7-copy0: summary ");
}

static void an_endless_test_ends_with_its_table_when_interrupted(void **state)
{
	check_interruption("--fibers", SIGINT);
	check_interruption("--threads", SIGINT);
	check_interruption("--fibers", SIGTERM);
}

/* ---- slavetest ----------------------------------------------------------- */

static void slavetest_tests_every_operation_of_every_device(void **state)
{
	struct result r = dmae("slavetest", "iterations=3");

	assert_done(r);
	assert_int_equal(count_lines(r.out, "40020000.fifo "), 9);
	assert_int_equal(count_lines(r.out, "40021000.fifo "), 9);
	assert_has(r.out, "DEVICE ");
	assert_has(r.out, "dev_to_dev      skipped: no channel leads to another device");
	assert_has(r.out, "\n51 tests, 0 failures\n");
	assert_has(r.err, "slavetest-0: dev_to_dev summary 3 tests, 0 failures");
	r = dmae("slavetest", "--json", "iterations=1", "device=40021000.fifo", "ops=pause,cyclic_rx");
	assert_done(r);
	assert_json(r.out);
	assert_int_equal(count_lines(r.out, "\"device\": \"40021000.fifo\""), 2);
}

static void slavetest_tests_every_kind_of_peripheral(void **state)
{
	struct result r = dmae("slavetest", "--board", "peripherals", "iterations=2");

	assert_done(r);
	assert_has(r.out, "\n66 tests, 0 failures\n");
	assert_int_equal(count_lines(r.out, "40020000.serial "), 9);
	assert_int_equal(count_lines(r.out, "40021000.spi "), 9);
	assert_int_equal(count_lines(r.out, "40022000.audio-controller "), 9);
	assert_int_equal(count_lines(r.out, "40023004.audio-controller "), 9);
	assert_int_equal(count_lines(r.out, "40024000.hash "), 9);
}

static void slavetest_counts_ten_thousand_periods(void **state)
{
	struct result r = dmae("slavetest", "--board", "peripherals", "iterations=1", "periods=10000",
			       "ops=cyclic_rx,cyclic_tx,audio", "device=40021000.spi", "verbose=1");

	assert_done(r);
	assert_has(r.out, "\n3 tests, 0 failures\n");
	assert_has(r.err, "with 10000 callbacks, recorded 10000 with 10000");
}

static void slavetest_refuses_what_it_cannot_do(void **state)
{
	assert_refused(dmae("slavetest", "iterations=1", "width=3"), "width=3: must be 1, 2 or 4");
	assert_refused(dmae("slavetest", "iterations=1", "burst=65"), "burst=65: must be from 1 to 64");
	assert_refused(dmae("slavetest", "iterations=1", "test_buf_size=0"), "must be from 1");
	assert_refused(dmae("slavetest", "iterations=1", "timeout=0"), "timeout=0: must be");
	assert_refused(dmae("slavetest", "iterations=1", "ops=pause,dance"), "no operation 'dance'");
	assert_refused(dmae("slavetest", "iterations=1", "device=nothere"), "nothing to test: no device");
	assert_refused(dmae("slavetest", "--board", "default", "iterations=1"), "nothing to test");
	assert_refused(dmae("slavetest", "frobs=1"), "no parameter 'frobs'");
}

static void slavetest_takes_every_width_and_burst(void **state)
{
	static const char *const values[] = { "width=1", "width=2", "width=4", "burst=1", "burst=64",
					      "test_buf_size=1", "test_buf_size=20000", "norandom=1",
					      "noverify=1" };
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_done(dmae("slavetest", "--loglevel", "5", "iterations=2", values[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(all_channels_and_operations_are_tested),
		cli_test(fill_is_tested_instead_of_copy),
		cli_test(the_log_is_that_of_the_kernel),
		cli_test(channels_can_be_chosen),
		cli_test(channels_that_cannot_be_had_are_refused),
		cli_test(unknown_parameters_are_refused_with_those_there_are),
		cli_test(values_that_are_none_are_refused),
		cli_test(values_that_leave_nothing_to_test_are_refused),
		cli_test(unusual_values_work),
		cli_test(a_test_that_fails_exits_1),
		cli_test(json_tells_the_same),
		cli_test(an_endless_test_ends_with_its_table_when_interrupted),
		cli_test(slavetest_tests_every_operation_of_every_device),
		cli_test(slavetest_tests_every_kind_of_peripheral),
		cli_test(slavetest_counts_ten_thousand_periods),
		cli_test(slavetest_refuses_what_it_cannot_do),
		cli_test(slavetest_takes_every_width_and_burst),
	};

	return cmocka_run_group_tests_name("cli_dmatest", tests, NULL, NULL);
}
