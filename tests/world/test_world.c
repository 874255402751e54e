// SPDX-License-Identifier: MIT
/* <dmae/world.h> and <dmae/dma.h>: starting, stopping, and what they say when something is wrong. Host side. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <dmae/dma.h>

#include "unit.h"

static int count_one(const struct dmae_channel_info *info, void *arg)
{
	++*(unsigned int *)arg;
	return 0;
}

static unsigned int channels(void)
{
	unsigned int count = 0;

	assert_int_equal(dmae_channels(count_one, &count), 0);
	return count;
}

static void start(const struct dmae_world_params *p)
{
	if (dmae_world_start(p))
		fail_msg("%s", dmae_error());
}

static void assert_said(const char *text)
{
	if (strstr(dmae_error(), text) && !strchr(dmae_error(), '\n'))
		return;
	fail_msg("expected one line with \"%s\", got \"%s\"", text, dmae_error());
}

/* a test that fails must not take the others with it */
static int stop_what_is_left(void **state)
{
	if (dmae_world_running())
		dmae_world_stop();
	return 0;
}

#define world_test(fn) cmocka_unit_test_teardown(fn, stop_what_is_left)

/* ---- start and stop ------------------------------------------------------- */

static void a_world_starts_and_stops(void **state)
{
	struct dmae_world_params p = world_params(NULL);

	assert_false(dmae_world_running());
	start(&p);
	assert_true(dmae_world_running());
	assert_string_equal(dmae_error(), "");
	assert_int_equal(channels(), 4);
	assert_int_equal(dmae_world_stop(), 0);
	assert_false(dmae_world_running());
}

static void no_parameters_mean_the_default_machine(void **state)
{
	assert_int_equal(dmae_world_start(NULL), 0);
	assert_int_equal(channels(), 4);
	dmae_log_console(-1);
	assert_int_equal(dmae_world_stop(), 0);
}

static void a_second_world_is_refused_and_disturbs_nothing(void **state)
{
	struct dmae_world_params p = world_params(NULL), q = world_params("textbook");

	start(&p);
	assert_int_equal(dmae_world_start(&q), -EBUSY);
	assert_said("a world is running in this process already");
	assert_int_equal(channels(), 4);
	assert_string_equal(dmae_error(), "");
	assert_int_equal(dmae_world_stop(), 0);
}

static void worlds_follow_one_another(void **state)
{
	static const char *const boards[] = { NULL, "textbook", "default", "textbook" };
	size_t i;

	for (i = 0; i < 4; i++) {
		struct dmae_world_params p = world_params(boards[i]);

		start(&p);
		assert_int_equal(channels(), i % 2 ? 8 : 4);
		assert_int_equal(dmae_world_stop(), 0);
	}
}

static void the_executor_can_change_from_world_to_world(void **state)
{
	struct dmae_world_params p = world_params(NULL);
	int i;

	for (i = 0; i < 4; i++) {
		p.executor = i % 2 ? DMAE_FIBERS : DMAE_THREADS;
		start(&p);
		assert_int_equal(dmae_world_fingerprint() != 0, i % 2);
		assert_int_equal(dmae_world_stop(), 0);
	}
}

static void stopping_no_world_is_an_error(void **state)
{
	assert_int_equal(dmae_world_stop(), -ENODEV);
	assert_said("no world is running");
}

static int no_entry(const struct dmae_dirent *entry, void *arg)
{
	return 1;
}

static int no_node(const char *node, const char *compatible, void *arg)
{
	return 1;
}

static int no_task(void *arg)
{
	return 0;
}

static void without_a_world_every_call_says_so(void **state)
{
	size_t len;
	char *data;

#define NEEDS_A_WORLD(call) do {				\
		assert_int_equal(call, -ENODEV);		\
		assert_said("no world is running");		\
	} while (0)
	NEEDS_A_WORLD(dmae_file_read("/proc/modules", &data, &len));
	NEEDS_A_WORLD(dmae_file_write("/proc/modules", "x", 1));
	NEEDS_A_WORLD(dmae_dir_read("/", no_entry, NULL));
	NEEDS_A_WORLD(dmae_module_load("dmatest", NULL));
	NEEDS_A_WORLD(dmae_module_unload("dmatest"));
	NEEDS_A_WORLD(dmae_channels(count_one, NULL));
	NEEDS_A_WORLD(dmae_devices_unbound(no_node, NULL));
	assert_null(dmae_spawn(no_task, NULL, "none"));
	assert_said("no world is running");
	assert_null(dmae_copier_open(NULL));
	assert_said("no world is running");
	dmae_world_idle(1000000);
	assert_int_equal(dmae_world_now(), 0);
}

/* ---- parameters ----------------------------------------------------------- */

static void check_refused(const char *const *params, const char *text)
{
	struct dmae_world_params p = world_params(NULL);

	p.params = params;
	assert_int_equal(dmae_world_start(&p), -EINVAL);
	assert_said(text);
	assert_false(dmae_world_running());
	p.params = NULL;
	start(&p);
	assert_int_equal(channels(), 4);
	assert_int_equal(dmae_world_stop(), 0);
}

static void settings_reach_their_modules(void **state)
{
	static const char *const params[] = { "soft_dma.channels=7", "dmatest.iterations=12",
					      "dmatest.norandom", NULL };
	struct dmae_world_params p = world_params(NULL);
	size_t len;
	char *text;

	p.params = params;
	start(&p);
	assert_int_equal(channels(), 7);
	assert_int_equal(dmae_module_load("dmatest", "max_channels=2"), 0);
	assert_int_equal(dmae_file_read("/sys/module/dmatest/parameters/iterations", &text, &len), 0);
	assert_string_equal(text, "12\n");
	dmae_free(text);
	assert_int_equal(dmae_file_read("/sys/module/dmatest/parameters/norandom", &text, &len), 0);
	assert_string_equal(text, "Y\n");
	dmae_free(text);
	assert_int_equal(dmae_world_stop(), 0);
	/* and are gone with their world */
	p.params = NULL;
	start(&p);
	assert_int_equal(channels(), 4);
	assert_int_equal(dmae_world_stop(), 0);
}

static void settings_of_nothing_are_refused(void **state)
{
	check_refused((const char *const[]){ "channels=3", NULL }, "expected module.name=value");
	check_refused((const char *const[]){ ".channels=3", NULL }, "expected module.name=value");
	check_refused((const char *const[]){ "channels=a.b", NULL }, "expected module.name=value");
	check_refused((const char *const[]){ "", NULL }, "expected module.name=value");
	check_refused((const char *const[]){ "nothere.channels=3", NULL }, "no built-in module nothere");
	check_refused((const char *const[]){ "soft_dma.channels=3", "soft_dma.frobs=3", NULL },
		      "soft_dma has no parameter frobs; it has:");
	check_refused((const char *const[]){ "dmatest.=3", NULL }, "dmatest has no parameter ");
}

static void values_that_are_none_are_refused(void **state)
{
	check_refused((const char *const[]){ "soft_dma.channels=many", NULL }, "module soft_dma: ");
	check_refused((const char *const[]){ "soft_dma.channels=", NULL }, "module soft_dma: ");
}

static void impossible_machines_are_refused(void **state)
{
	struct dmae_world_params p = world_params(NULL);

	p.cpus = 65;
	assert_int_equal(dmae_world_start(&p), -EINVAL);
	assert_said("cpus=65: at most 64");
	p = world_params(NULL);
	p.trace = "/nothere/trace";
	assert_int_equal(dmae_world_start(&p), -ENOENT);
	assert_said("trace file /nothere/trace: No such file");
	p = world_params("nothere");
	assert_int_equal(dmae_world_start(&p), -ENOENT);
	assert_said("no board \"nothere\": there are ");
	p = world_params(NULL);
	start(&p);
	assert_int_equal(dmae_world_stop(), 0);
}

/* ---- what runs ------------------------------------------------------------ */

static int add_up(void *arg)
{
	int *sum = arg;

	dmae_world_idle(1000);
	return *sum += 5;
}

static void tasks_run_and_are_joined(void **state)
{
	struct dmae_world_params p = world_params(NULL);
	struct dmae_task *tasks[20];
	int sums[20], i;

	start(&p);
	for (i = 0; i < 20; i++) {
		sums[i] = i;
		tasks[i] = dmae_spawn(add_up, &sums[i], i % 2 ? "adder" : NULL);
		assert_non_null(tasks[i]);
	}
	for (i = 0; i < 20; i++)
		assert_int_equal(dmae_join(tasks[i]), i + 5);
	assert_int_equal(dmae_world_stop(), 0);
}

static void time_passes_while_a_task_idles(void **state)
{
	struct dmae_world_params p = world_params("textbook");
	uint64_t before;

	start(&p);
	before = dmae_world_now();
	dmae_world_idle(3000000);
	assert_true(dmae_world_now() - before >= 3000000);
	if (!under_threads())
		assert_true(dmae_world_now() - before < 4000000);
	assert_int_equal(dmae_world_stop(), 0);
}

static uint64_t fingerprint_of(uint64_t seed)
{
	struct dmae_world_params p = world_params("textbook");
	char from[3000], to[3000] = "";
	struct dmae_copier *copier;

	memset(from, 'x', sizeof(from));
	p.seed = seed;
	p.executor = DMAE_FIBERS;
	start(&p);
	copier = dmae_copier_open(NULL);
	assert_non_null(copier);
	assert_int_equal(dmae_copier_copy(copier, to, from, sizeof(from)), 0);
	assert_memory_equal(from, to, sizeof(from));
	dmae_copier_close(copier);
	assert_int_equal(dmae_world_stop(), 0);
	return dmae_world_fingerprint();
}

static void equal_seeds_have_equal_fingerprints(void **state)
{
	assert_true(fingerprint_of(1) == fingerprint_of(1));
	assert_true(fingerprint_of(1) != fingerprint_of(2));
}

/* ---- channels ------------------------------------------------------------- */

static int note_last(const struct dmae_channel_info *info, void *arg)
{
	struct dmae_channel_info *last = arg;

	*last = *info;
	return !strcmp(info->name, "dma0chan2") ? 42 : 0;
}

static void channels_are_walked_until_told_to_stop(void **state)
{
	struct dmae_world_params p = world_params("textbook");
	struct dmae_channel_info info;
	struct dmae_copier *copier;

	start(&p);
	copier = dmae_copier_open("dma0chan2");
	assert_non_null(copier);
	assert_string_equal(dmae_copier_channel(copier), "dma0chan2");
	assert_int_equal(dmae_channels(note_last, &info), 42);
	assert_string_equal(info.name, "dma0chan2");
	assert_string_equal(info.device, "40000000.dma-controller");
	assert_string_equal(info.driver, "textbook-dmac");
	assert_string_equal(info.client, "in-use");
	assert_string_equal(info.router, "");
	assert_int_equal(info.clients, 1);
	assert_null(dmae_copier_open("dma0chan2"));
	assert_said("dma0chan2 is busy: in-use has it");
	assert_null(dmae_copier_open("dma9chan2"));
	assert_said("no channel dma9chan2");
	dmae_copier_close(copier);
	assert_int_equal(dmae_world_stop(), 0);
}

static void any_memory_is_copied(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 5, 4096, 70001, 9000003 };
	static unsigned char from[9000008], to[9000008];
	struct dmae_world_params p;
	struct dmae_copier *copier;
	size_t i, j, board;

	for (j = 0; j < sizeof(from); j++)
		from[j] = j * 7 + (j >> 9);
	for (board = 0; board < 2; board++) {
		p = world_params(board ? "textbook" : NULL);
		start(&p);
		copier = dmae_copier_open(NULL);
		assert_non_null(copier);
		for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			memset(to, 0xee, sizeof(to));
			assert_int_equal(dmae_copier_copy(copier, to + 3, from + 1, sizes[i]), 0);
			assert_memory_equal(to + 3, from + 1, sizes[i]);
			assert_int_equal(to[2], 0xee);
			assert_int_equal(to[3 + sizes[i]], 0xee);
		}
		assert_true(dmae_copier_descriptors(copier) > 6);
		dmae_copier_close(copier);
		assert_int_equal(dmae_world_stop(), 0);
	}
}

/* ---- files and the log ----------------------------------------------------- */

static void files_say_what_is_wrong_with_them(void **state)
{
	struct dmae_world_params p = world_params(NULL);
	size_t len;
	char *data;

	start(&p);
	assert_int_equal(dmae_file_read("/sys/nothere", &data, &len), -ENOENT);
	assert_said("/sys/nothere: no such file or directory");
	assert_int_equal(dmae_file_read("/sys", &data, &len), -EISDIR);
	assert_said("/sys: is a directory");
	assert_int_equal(dmae_file_write("/proc/modules", "x", 1), -EACCES);
	assert_said("/proc/modules: permission denied");
	assert_int_equal(dmae_dir_read("/proc/modules", no_entry, NULL), -ENOTDIR);
	assert_said("/proc/modules: not a directory");
	assert_int_equal(dmae_dir_read("/", no_entry, NULL), 1);
	assert_string_equal(dmae_error(), "");
	assert_int_equal(dmae_world_stop(), 0);
}

static int has_line(uint64_t ns, int level, const char *text, void *arg)
{
	return strstr(text, arg) ? level + 1 : 0;
}

static void the_log_is_the_worlds_own(void **state)
{
	struct dmae_world_params p = world_params("textbook");

	start(&p);
	assert_int_equal(dmae_log_read(has_line, "40000000.dma-controller: 8 channels"), 7);
	assert_int_equal(dmae_world_stop(), 0);
	p = world_params(NULL);
	start(&p);
	assert_int_equal(dmae_log_read(has_line, "40000000.dma-controller: 8 channels"), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(a_world_starts_and_stops),
		world_test(no_parameters_mean_the_default_machine),
		world_test(a_second_world_is_refused_and_disturbs_nothing),
		world_test(worlds_follow_one_another),
		world_test(the_executor_can_change_from_world_to_world),
		world_test(stopping_no_world_is_an_error),
		world_test(without_a_world_every_call_says_so),
		world_test(settings_reach_their_modules),
		world_test(settings_of_nothing_are_refused),
		world_test(values_that_are_none_are_refused),
		world_test(impossible_machines_are_refused),
		world_test(tasks_run_and_are_joined),
		world_test(time_passes_while_a_task_idles),
		world_test(equal_seeds_have_equal_fingerprints),
		world_test(channels_are_walked_until_told_to_stop),
		world_test(any_memory_is_copied),
		world_test(files_say_what_is_wrong_with_them),
		world_test(the_log_is_the_worlds_own),
	};

	return cmocka_run_group_tests_name("world", tests, NULL, NULL);
}
