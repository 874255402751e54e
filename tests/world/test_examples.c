// SPDX-License-Identifier: MIT
/* The examples work: each is run as its own page says. Host side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "unit.h"

static char output[65536];

/* exit status of the command; its standard output and error are in @output */
static int run(const char *fmt, const char *a, const char *b)
{
	char command[2048];
	size_t len;
	FILE *pipe;
	int status;

	snprintf(command, sizeof(command), fmt, a, b);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	len = fread(output, 1, sizeof(output) - 1, pipe);
	output[len] = '\0';
	status = pclose(pipe);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		print_message("%s\n%s\n", command, output);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *build(void)
{
	return getenv("DMAE_BUILD");
}

static void the_client_sends_its_bytes(void **state)
{
	assert_int_equal(run("'%s'/examples/client 2>&1", build(), NULL), 0);
	/* 0 + 1 + ... + 255 */
	assert_non_null(strstr(output, "sent 256 bytes through dma0chan0, their sum is 32640"));
}

static void the_provider_passes_dmatest(void **state)
{
	assert_int_equal(run("'%s' run --module '%s'/examples/memcpy-provider.so -- "
			     "test channel=dma1chan0 iterations=50 2>&1",
			     getenv("DMAE"), build()), 0);
	assert_non_null(strstr(output, "summary 50 tests, 0 failures"));
}

static void the_model_works_with_its_driver(void **state)
{
	assert_int_equal(run("'%s'/examples/adder '%s'/examples/model/adder.dts 2>&1", build(),
			     getenv("DMAE_SOURCE")), 0);
	assert_non_null(strstr(output, "adder 50000000.adder: the sum of 1 to 100 is 5050"));
	assert_non_null(strstr(output, "the adder works"));
}

static void two_processes_share_a_buffer(void **state)
{
	/* 2^20 ones, but for the text and its end */
	assert_int_equal(run("'%s'/examples/share 2>&1", build(), NULL), 0);
	assert_non_null(strstr(output, "process 1: filled through dma0chan0"));
	assert_non_null(strstr(output, "process 2: the buffer says \"written by the DMA engine\", "
				       "its bytes add up to 1050839"));
}

static void an_event_loop_hears_of_its_copies(void **state)
{
	assert_int_equal(run("'%s'/examples/event-loop 2>&1", build(), NULL), 0);
	assert_non_null(strstr(output, "8 copies of 2097152 bytes are over"));
	assert_non_null(strstr(output, "the memory is the same"));
}

static void a_stripe_survives_two_disks(void **state)
{
	assert_int_equal(run("'%s'/examples/raid6 2>&1", build(), NULL), 0);
	assert_non_null(strstr(output, "disks 1 and 4 were lost, and hold what they held"));
	assert_non_null(strstr(output, "disks 0 and 5 were lost, and hold what they held"));
}

static void a_window_is_blitted(void **state)
{
	assert_int_equal(run("'%s'/examples/blit 2>&1", build(), NULL), 0);
	assert_non_null(strstr(output, "..............................\\/\\/\\/\\/\\/\\/\\/\\/\\/\\/\\/\\/.........."));
}

static void a_ring_is_read_behind_the_controller(void **state)
{
	assert_int_equal(run("'%s'/examples/ring 2>&1", build(), NULL), 0);
	assert_non_null(strstr(output, "bytes through a ring of 1024, each the next of the one before"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_client_sends_its_bytes),
		cmocka_unit_test(the_provider_passes_dmatest),
		cmocka_unit_test(the_model_works_with_its_driver),
		cmocka_unit_test(two_processes_share_a_buffer),
		cmocka_unit_test(an_event_loop_hears_of_its_copies),
		cmocka_unit_test(a_stripe_survives_two_disks),
		cmocka_unit_test(a_window_is_blitted),
		cmocka_unit_test(a_ring_is_read_behind_the_controller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
