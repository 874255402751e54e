// SPDX-License-Identifier: MIT
/* The verb bench: what it prints and refuses. How fast anything is, no test says. Host side. */
#include <string.h>

#include "cli/command.h"

/* as short as a measurement can be */
#define SHORT "rounds=2", "ms=1", "dpdk="

static void every_benchmark_prints_its_table(void **state)
{
	struct result r = dmae("bench", "sizes=64,4K", "batch=1,8", "channels=1,2", SHORT);

	assert_done(r);
	assert_has(r.out, "; 2 rounds\n");
	assert_has(r.out, "copies, one channel, batches of 32, cold pool (GB/s");
	assert_has(r.out, "copies, one channel, 32 under way");
	assert_has(r.out, "copies, one channel, by batch");
	assert_has(r.out, "copies, by channels");
	assert_has(r.out, "16 MiB copies, all CPUs");
	assert_has(r.out, "XOR and P+Q");
	assert_has(r.out, "one copy, from its preparation to its callback");
	assert_has(r.out, "prepare, submit and issue");
	assert_has(r.out, "an idle world with 64 channels in use");
}

static void rates_come_with_the_cpu_time_they_cost(void **state)
{
	struct result r = dmae("bench", "copy", "sizes=64K", SHORT);

	assert_done(r);
	assert_int_equal(count_lines(r.out, "CPU time, ms per GB"), 1);
	assert_int_equal(count_lines(r.out, "64K "), 2);
}

static void json_has_every_round(void **state)
{
	struct result r = dmae("bench", "copy", "latency", "sizes=64,1M", "--json", SHORT);

	assert_done(r);
	assert_json(r.out);
	assert_has(r.out, "{\"machine\": \"");
	assert_has(r.out, "\"name\": \"copy\", \"unit\": \"GB/s\"");
	assert_has(r.out, "\"row\": \"1M\", \"column\": \"polled\", \"median\": ");
	assert_has(r.out, "\"column\": \"workers p99.9\"");
	assert_has(r.out, "\"cpu_s_per_gb\": ");
}

static void a_plot_is_drawn_for_each_table(void **state)
{
	char *svg;

	assert_done(dmae("bench", "copy", "batch", "sizes=64,4K", "batch=1,4", "svg=here", SHORT));
	assert_true(nothing_but("here-copy.svg", "here-batch.svg", NULL));
	svg = read_file("here-copy.svg", NULL);
	assert_has(svg, "<svg xmlns=");
	assert_has(svg, "polled");
	assert_has(svg, "</svg>");
}

static void the_engine_takes_what_is_appended(void **state)
{
	assert_done(dmae("bench", "submit", "batch=4", "--append", "soft_dma.ring=64", SHORT));
	assert_code(dmae("bench", "submit", "batch=4", "--append", "soft_dma.ring=63", SHORT), 2);
}

static void what_the_engine_cannot_do_is_told(void **state)
{
	struct result r = dmae("bench", "submit", "batch=128", "--append", "soft_dma.ring=64", SHORT);

	assert_code(r, 2);
	assert_has(r.err, "batch: more than the channel has descriptors");
}

static void what_makes_no_sense_is_refused(void **state)
{
	assert_refused(dmae("bench", "speed"), "no benchmark 'speed'; there are: copy warm");
	assert_refused(dmae("bench", "size=64"), "no parameter 'size'; there are: sizes batch");
	assert_refused(dmae("bench", "sizes=0"), "sizes=0: expected up to 32 sizes from 1 to 1024M");
	assert_refused(dmae("bench", "sizes=64,"), "sizes=64,: expected");
	assert_refused(dmae("bench", "sizes=2G"), "sizes=2G: expected");
	assert_refused(dmae("bench", "batch=1025"), "numbers from 1 to 1024");
	assert_refused(dmae("bench", "rounds=1,2"), "expected one number");
	assert_refused(dmae("bench", "copy", "--board", "zynq-zc702"), "--board");
	assert_refused(dmae("bench", "copy", "--fibers"), "--fibers");
}

static void a_plot_that_cannot_be_written_is_an_error(void **state)
{
	struct result r = dmae("bench", "submit", "batch=1", "svg=no/such/folder", SHORT);

	assert_code(r, 2);
	assert_has(r.err, "no/such/folder-submit.svg");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(every_benchmark_prints_its_table),
		cli_test(rates_come_with_the_cpu_time_they_cost),
		cli_test(json_has_every_round),
		cli_test(a_plot_is_drawn_for_each_table),
		cli_test(the_engine_takes_what_is_appended),
		cli_test(what_the_engine_cannot_do_is_told),
		cli_test(what_makes_no_sense_is_refused),
		cli_test(a_plot_that_cannot_be_written_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
