// SPDX-License-Identifier: MIT
/*
 * A thousand worlds in one process, each with a transfer that is verified:
 * nothing grows. What a sanitizer's own bookkeeping makes grow (resident
 * memory, the heap) is not measured under one; its leak checker looks then.
 * Host side.
 */
#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <dmae/dma.h>

#include "unit.h"

#define WORLDS	1000
#define WARM_UP	50	/* what is allocated once has been by then */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/** struct footprint - what this process has */
struct footprint {
	unsigned int threads, files, mappings;
	size_t heap, resident;
};

static unsigned int entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned int count = 0;

	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static unsigned int lines(const char *path)
{
	FILE *f = fopen(path, "r");
	unsigned int count = 0;
	int c;

	assert_non_null(f);
	while ((c = getc(f)) != EOF)
		count += c == '\n';
	fclose(f);
	return count;
}

static size_t resident(void)
{
	unsigned long total, pages;
	FILE *f = fopen("/proc/self/statm", "r");

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lu %lu", &total, &pages), 2);
	fclose(f);
	return pages * sysconf(_SC_PAGESIZE);
}

static struct footprint measure(void)
{
	struct footprint p = {
		.threads = entries("/proc/self/task"),
		.files = entries("/proc/self/fd"),
	};

	/* a sanitizer keeps what was freed, and maps memory of its own */
	if (!SANITIZED) {
		p.mappings = lines("/proc/self/maps");
		malloc_trim(0);
		p.heap = mallinfo2().uordblks;
		p.resident = resident();
	}
	return p;
}

static void live_once(const char *board, unsigned int seed)
{
	struct dmae_world_params p = world_params(board);
	unsigned char from[5000], to[5000] = { 0 };
	struct dmae_copier *copier;

	p.seed = seed;
	memset(from, seed | 1, sizeof(from));
	if (dmae_world_start(&p))
		fail_msg("world %u: %s", seed, dmae_error());
	copier = dmae_copier_open(NULL);
	assert_non_null(copier);
	assert_int_equal(dmae_copier_copy(copier, to, from, sizeof(from)), 0);
	assert_memory_equal(from, to, sizeof(from));
	dmae_copier_close(copier);
	assert_int_equal(dmae_world_stop(), 0);
}

static void live(const char *board)
{
	struct footprint before, after;
	unsigned int i;

	for (i = 0; i < WARM_UP; i++)
		live_once(board, i);
	before = measure();
	for (; i < WORLDS; i++)
		live_once(board, i);
	after = measure();
	assert_int_equal(after.threads, before.threads);
	assert_int_equal(after.files, before.files);
	/* an allocator may take or give back a stretch or two; a leak would be a thousand */
	assert_true(after.mappings <= before.mappings + 20);
	assert_true(after.heap <= before.heap + 64 * 1024);
	assert_true(after.resident <= before.resident + (4 << 20));
}

static void a_thousand_default_machines_leave_nothing(void **state)
{
	live(NULL);
}

static void a_thousand_textbook_boards_leave_nothing(void **state)
{
	live("textbook");
}

static void a_channel_that_is_still_held_is_named_and_released(void **state)
{
	struct dmae_world_params p = world_params(NULL);
	struct dmae_copier *copier;

	assert_int_equal(dmae_world_start(&p), 0);
	copier = dmae_copier_open(NULL);
	assert_non_null(copier);
	assert_int_equal(dmae_world_stop(), 0);
	assert_true(log_contains("dma0chan0 was never released by its client"));
	dmae_copier_close(copier);
	assert_int_equal(dmae_world_start(&p), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thousand_default_machines_leave_nothing),
		cmocka_unit_test(a_channel_that_is_still_held_is_named_and_released),
		cmocka_unit_test(a_thousand_textbook_boards_leave_nothing),
	};

	return cmocka_run_group_tests_name("thousand_worlds", tests, NULL, NULL);
}
