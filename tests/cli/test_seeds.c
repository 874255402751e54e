// SPDX-License-Identifier: MIT
/*
 * Equal seeds give equal runs, to the last byte of the log; different seeds
 * give different interleavings. An interleaving is the order in which the
 * contexts ran, as the trace has it, whatever the times. Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

static void equal_seeds_give_equal_logs(void **state)
{
	struct result a = dmae("test", "--board", "textbook", "--seed", "7", "iterations=200");
	struct result b = dmae("test", "--board", "textbook", "--seed", "7", "iterations=200");

	assert_done(a);
	assert_done(b);
	assert_has(a.err, "dma0chan7-copy0: summary 200 tests, 0 failures");
	assert_string_equal(a.err, b.err);
}

static void equal_seeds_give_equal_traces(void **state)
{
	assert_done(dmae("slavetest", "--seed", "11", "--trace", "a", "iterations=2"));
	assert_done(dmae("slavetest", "--seed", "11", "--trace", "b", "iterations=2"));
	assert_true(same_contents("a", "b"));
	assert_done(dmae("slavetest", "--seed", "12", "--trace", "b", "iterations=2"));
	assert_false(same_contents("a", "b"));
}

static void equal_seeds_give_equal_runs_of_the_software_engine(void **state)
{
	struct result a = dmae("test", "--fibers", "--seed", "7", "iterations=50");
	struct result b = dmae("test", "--fibers", "--seed", "7", "iterations=50");

	assert_done(a);
	assert_string_equal(a.err, b.err);
	assert_string_not_equal(dmae("test", "--fibers", "--seed", "8", "iterations=50").err, a.err);
}

static unsigned long long interleaving(const char *trace)
{
	unsigned long long hash = 0xcbf29ce484222325ull;

	for (; *trace; trace += strcspn(trace, "\n"), trace += *trace == '\n') {
		const char *event = strchr(trace, ' ');

		if (!event || strncmp(event, " switch ", 8))
			continue;
		for (; *event && *event != '\n'; event++)
			hash = (hash ^ (unsigned char)*event) * 0x100000001b3ull;
	}
	return hash;
}

static void a_hundred_seeds_give_many_interleavings(void **state)
{
	unsigned long long seen[100];
	unsigned int distinct = 0, seed, i;
	char text[16];

	for (seed = 0; seed < 100; seed++) {
		snprintf(text, sizeof(text), "%u", seed);
		assert_done(dmae("test", "--board", "textbook", "--seed", text, "--loglevel", "4",
				 "--trace", "trace", "iterations=3"));
		seen[seed] = interleaving(read_file("trace", NULL));
		for (i = 0; i < seed && seen[i] != seen[seed]; i++)
			;
		distinct += i == seed;
	}
	assert_in_range(distinct, 50, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(equal_seeds_give_equal_logs),
		cli_test(equal_seeds_give_equal_traces),
		cli_test(equal_seeds_give_equal_runs_of_the_software_engine),
		cli_test(a_hundred_seeds_give_many_interleavings),
	};

	return cmocka_run_group_tests_name("cli_seeds", tests, NULL, NULL);
}
