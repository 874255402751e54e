// SPDX-License-Identifier: MIT
/*
 * A driver's mistake is found, and the report names the function and the
 * line. Each driver of this folder has one classic mistake, on the line that
 * says so; a client that makes none drives it, in up to twenty orders of
 * events. Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"

#define SEEDS 20

/* the line of a driver's source that is marked as the mistake */
static unsigned int mistake_line(const char *driver)
{
	const char *source = getenv("DMAE_SOURCE");
	char path[4096], line[512];
	unsigned int n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/bugs/%s.c", source ? source : ".", driver);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		n++;
		if (!strstr(line, "/* the mistake */"))
			continue;
		fclose(f);
		return n;
	}
	fclose(f);
	fail_msg("%s has no mistake", path);
	return 0;
}

/* what it says goes to a file: a sanitizer's words are what we look for, not a fault of ours */
static struct result drive(const char *driver, unsigned int seed, const char *options)
{
	const char *build = getenv("DMAE_BUILD");
	char line[8192];
	struct result r;
	size_t len;

	snprintf(line, sizeof(line),
		 "printf 'rmmod textbook_dmac\\ninsmod %s/tests/bugs/bug_%s.so\\ninsmod "
		 "%s/tests/bugs/bug_client.so\\n' | "
		 "dmae shell --board textbook --seed %u %s 2>report",
		 build, driver, build, seed, options);
	r = shell(line);
	r.err = read_file("report", &len);
	assert_non_null(r.err);
	return r;
}

/* a line that has the function's name and the place in its file */
static bool names(const char *report, const char *function, const char *driver, unsigned int line)
{
	char place[128];
	const char *at, *start, *end;

	snprintf(place, sizeof(place), "%s.c:%u", driver, line);
	for (at = report; (at = strstr(at, place)); at++) {
		char text[1024];

		if (at[strlen(place)] >= '0' && at[strlen(place)] <= '9')
			continue;
		for (start = at; start > report && start[-1] != '\n'; start--)
			;
		end = strchr(at, '\n');
		snprintf(text, sizeof(text), "%.*s", (int)(end ? end - start : 1000), start);
		if (strstr(text, function))
			return true;
	}
	return false;
}

/* @lines: what is found may be noticed so many lines behind the mistake */
static void found_with(const char *options, const char *driver, const char *function,
		       unsigned int lines, const char *words)
{
	unsigned int line = mistake_line(driver), seed, i;

	for (seed = 0; seed < SEEDS; seed++) {
		struct result r = drive(driver, seed, options);

		for (i = 0; i <= lines; i++)
			if (names(r.err, function, driver, line + i) &&
			    (strstr(r.err, words) || strstr(r.err, "AddressSanitizer")))
				return;
	}
	fail_msg("%s: nothing about %s() at line %u in %u seeds", driver, function, line, SEEDS);
}

static void found_in(const char *driver, const char *function, unsigned int lines,
		     const char *words)
{
	found_with("", driver, function, lines, words);
}

static void a_descriptor_used_after_it_was_freed(void **state)
{
	found_in("use_after_free", "use_after_free_complete", 0, "use-after-free");
}

static void dma_into_an_unmapped_buffer(void **state)
{
	found_in("unmapped", "unmapped_start", 0, "is not mapped");
}

static void a_wrong_direction(void **state)
{
	found_in("wrong_direction", "wrong_direction_prep", 0, "which is write-only");
}

static void a_list_walked_while_its_lock_was_dropped(void **state)
{
	found_in("lock_dropped", "lock_dropped_complete", 3, "list_del corruption");
}

static void sleeping_in_prep(void **state)
{
	found_in("sleeping_prep", "sleeping_prep", 0, "sleeping function called");
}

#define APART "--append dma_coherent=off"

static void a_descriptor_that_is_left_in_the_cache(void **state)
{
	found_with(APART, "unflushed", "unflushed_prep", 0,
		   "dma_sync_single_for_device() is missing");
}

static void a_buffer_that_is_looked_at_too_early(void **state)
{
	found_with(APART, "early_look", "early_look_complete", 0,
		   "dma_sync_single_for_cpu() or dma_unmap_single() is missing");
}

static void nothing_is_wrong_with(const char *driver, const char *options)
{
	unsigned int seed;

	for (seed = 0; seed < SEEDS; seed++) {
		struct result r = drive(driver, seed, options);

		assert_int_equal(r.code, 0);
		assert_null(strstr(r.err, "BUG"));
		assert_null(strstr(r.err, "WARNING"));
		assert_null(strstr(r.err, "checker"));
		assert_null(strstr(r.err, "DMA cache"));
		assert_null(strstr(r.err, "DMA-API"));
		assert_has(r.err, "client: done");
	}
}

static void nothing_is_found_where_nothing_is_wrong(void **state)
{
	nothing_is_wrong_with("correct", "");
	nothing_is_wrong_with("correct", APART);
	nothing_is_wrong_with("flushed", APART);
	nothing_is_wrong_with("flushed", APART " --append cache_evict=50");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cli_test(a_descriptor_used_after_it_was_freed),
		cli_test(dma_into_an_unmapped_buffer),
		cli_test(a_wrong_direction),
		cli_test(a_list_walked_while_its_lock_was_dropped),
		cli_test(sleeping_in_prep),
		cli_test(a_descriptor_that_is_left_in_the_cache),
		cli_test(a_buffer_that_is_looked_at_too_early),
		cli_test(nothing_is_found_where_nothing_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
