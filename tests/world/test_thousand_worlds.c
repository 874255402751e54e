// SPDX-License-Identifier: MIT
/* A thousand times: start a world, transfer, stop. Nothing may grow. Host side. */
#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dmae/dma.h>

#include "unit.h"

#define WARM_UP	50
#define LEN	10000

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ROUNDS	100	/* every world costs a sanitizer ten times as much */
#define SANITIZED 1
#else
#define ROUNDS	1000
#define SANITIZED 0
#endif

static unsigned int entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static unsigned long mappings(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	unsigned long n = 0;
	int c;

	assert_non_null(f);
	while ((c = fgetc(f)) != EOF)
		n += c == '\n';
	fclose(f);
	return n;
}

static void live_once(const char *board, unsigned int round)
{
	static unsigned char src[LEN], dst[LEN];
	struct dmae_world_params p = world_params(board);
	struct dmae_copier *copier;
	unsigned int i;

	p.seed = round;
	assert_int_equal(dmae_world_start(&p), 0);
	for (i = 0; i < LEN; i++)
		src[i] = i * 7 + round;
	memset(dst, 0, LEN);
	copier = dmae_copier_open(NULL);
	assert_non_null(copier);
	assert_int_equal(dmae_copier_copy(copier, dst, src, LEN), 0);
	assert_memory_equal(dst, src, LEN);
	dmae_copier_close(copier);
	assert_int_equal(dmae_world_stop(), 0);
}

static void live_often(const char *board)
{
	unsigned int threads, files, round;
	unsigned long maps, heap;

	for (round = 0; round < WARM_UP; round++)
		live_once(board, round);
	threads = entries("/proc/self/task");
	files = entries("/proc/self/fd");
	maps = mappings();
	heap = mallinfo2().uordblks;
	for (; round < ROUNDS; round++)
		live_once(board, round);
	assert_int_equal(entries("/proc/self/task"), threads);
	assert_int_equal(entries("/proc/self/fd"), files);
	if (SANITIZED)
		return;		/* its shadow and its quarantine are no growth of ours */
	/* the allocator's own arenas settle a little later than the first rounds */
	assert_true(mappings() <= maps + 8);
	assert_true(mallinfo2().uordblks <= heap + 65536);
}

static void a_thousand_default_worlds_leave_nothing(void **state)
{
	live_often(NULL);
}

static void a_thousand_textbook_worlds_leave_nothing(void **state)
{
	live_often("textbook");
}

static void a_world_that_is_stopped_with_a_channel_held_says_so(void **state)
{
	struct dmae_world_params p = world_params(NULL);
	struct dmae_copier *copier;

	assert_int_equal(dmae_world_start(&p), 0);
	copier = dmae_copier_open(NULL);
	assert_non_null(copier);
	assert_int_equal(dmae_world_stop(), 0);
	assert_false(dmae_world_running());
	assert_true(log_contains("dma0chan0 was never released by its client"));
	dmae_copier_close(copier);
	assert_int_equal(dmae_world_start(&p), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thousand_default_worlds_leave_nothing),
		cmocka_unit_test(a_thousand_textbook_worlds_leave_nothing),
		cmocka_unit_test(a_world_that_is_stopped_with_a_channel_held_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
