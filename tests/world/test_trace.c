// SPDX-License-Identifier: MIT
/* The trace file: what is in it, and in which order. Host side. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"
#include "world/trace_client.h"

static char path[] = "/tmp/dmae-trace-XXXXXX";
static char text[1 << 20];

static int make_file(void **state)
{
	int fd;

	strcpy(path, "/tmp/dmae-trace-XXXXXX");
	fd = mkstemp(path);
	close(fd);
	return fd < 0 ? -1 : 0;
}

static int remove_file(void **state)
{
	if (dmae_world_running())
		dmae_world_stop();
	return unlink(path);
}

static void start(const char *board)
{
	struct dmae_world_params p = world_params(board);

	p.trace = path;
	p.checker = DMAE_ON;
	if (dmae_world_start(&p))
		fail_msg("%s", dmae_error());
}

/* the file of a world that has stopped */
static const char *stop(void)
{
	FILE *f;
	size_t len;

	assert_int_equal(dmae_world_stop(), 0);
	f = fopen(path, "r");
	assert_non_null(f);
	len = fread(text, 1, sizeof(text) - 1, f);
	text[len] = '\0';
	fclose(f);
	return text;
}

/* @what is in @trace; returns what follows it */
static const char *has(const char *trace, const char *what)
{
	const char *at = strstr(trace, what);

	if (!at)
		fail_msg("the trace has no \"%s\" here:\n%.2000s", what, trace);
	return at + strlen(what);
}

/* programmed, run, interrupted, acknowledged: in this order */
static void a_transfer_is_seen_from_register_to_interrupt(void **state)
{
	const char *trace;

	start("textbook");
	copy_that_works();
	trace = stop();
	trace = has(trace, " mmio dma-controller@40000000+0x0 read32 0x5442");
	trace = has(trace, " mmio dma-controller@40000000+0x");
	trace = has(trace, " irq dma-controller@40000000: line 16 of interrupt-controller@3fff0000 goes high\n");
	trace = has(trace, " irq cpu ");
	trace = has(trace, " mmio dma-controller@40000000+0x");
	has(trace, " irq dma-controller@40000000: line 16 of interrupt-controller@3fff0000 goes low\n");
}

static void a_bus_error_is_seen(void **state)
{
	const char *trace;

	start("textbook");
	copy_that_fails();
	trace = stop();
	has(trace, " bus-error 40000000.dma-controller: read of 64 bytes at 0x12340000");
}

static void request_lines_are_seen_through_the_router(void **state)
{
	const char *trace;
	char *done;
	size_t len;

	start("textbook");
	assert_int_equal(dmae_module_load("slavetest", "iterations=1 ops=slave_sg device=40020000.fifo"), 0);
	assert_int_equal(dmae_file_write("/sys/module/slavetest/parameters/run", "1", 1), 0);
	assert_int_equal(dmae_file_read("/sys/module/slavetest/parameters/wait", &done, &len), 0);
	dmae_free(done);
	trace = stop();
	trace = has(trace, " request dma-router@40010000: input 0 goes high (fifo@40020000 line 0)\n");
	has(trace, " request dma-controller@40000000: input ");
}

static void every_line_has_a_time_and_time_does_not_go_back(void **state)
{
	unsigned long long now, last = 0, seconds, ns;
	unsigned int lines = 0;
	const char *line;
	char event[32];

	start("textbook");
	copy_that_works();
	for (line = stop(); *line; line = strchr(line, '\n') + 1) {
		assert_int_equal(sscanf(line, "%llu.%9llu %31s ", &seconds, &ns, event), 3);
		now = seconds * 1000000000 + ns;
		/* threads stamp their lines before they queue up to write them */
		if (!under_threads())
			assert_true(now >= last);
		last = now;
		lines++;
	}
	assert_true(lines > 20);
}

static void fibers_show_their_switches(void **state)
{
	const char *trace;

	start(NULL);
	copy_that_works();
	trace = stop();
	assert_int_equal(strstr(trace, " switch cpu ") != NULL, !under_threads());
}

static void a_file_that_is_full_is_told(void **state)
{
	struct dmae_world_params p = world_params("textbook");

	p.trace = "/dev/full";
	assert_int_equal(dmae_world_start(&p), 0);
	assert_int_equal(dmae_world_stop(), -EIO);
	assert_string_equal(dmae_error(), "the trace file could not be written whole");
	assert_false(dmae_world_running());
	start(NULL);
	stop();
}

/* nobody writes into the file of a world that is gone */
static void the_next_world_has_no_trace(void **state)
{
	struct dmae_world_params p = world_params("textbook");
	size_t len;

	start("textbook");
	len = strlen(stop());
	assert_int_equal(dmae_world_start(&p), 0);
	copy_that_works();
	assert_int_equal(strlen(stop()), len);
}

int main(void)
{
#define trace_test(fn) cmocka_unit_test_setup_teardown(fn, make_file, remove_file)
	const struct CMUnitTest tests[] = {
		trace_test(a_transfer_is_seen_from_register_to_interrupt),
		trace_test(a_bus_error_is_seen),
		trace_test(request_lines_are_seen_through_the_router),
		trace_test(every_line_has_a_time_and_time_does_not_go_back),
		trace_test(fibers_show_their_switches),
		trace_test(a_file_that_is_full_is_told),
		trace_test(the_next_world_has_no_trace),
	};

	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
