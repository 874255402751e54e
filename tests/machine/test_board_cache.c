// SPDX-License-Identifier: MIT
/* What is kept of boards that were compiled: each in its place, no more than there are places. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/host.h"
#include "base/paths.h"
#include "machine/board_private.h"

static char *folder, *input;

static int setup(void **state)
{
	folder = path_temporary("/tmp");
	if (!folder)
		return -1;
	input = path_format("%s/input", folder);
	setenv("DMAE_CACHE", folder, 1);
	return host_file_write(input, "old", 3);
}

static int teardown(void **state)
{
	unsetenv("DMAE_CACHE");
	path_remove(folder);
	host_free(folder);
	host_free(input);
	return 0;
}

static void put(uint64_t key, const char *blob)
{
	struct board_inputs inputs = { .count = 0 };

	board_inputs_add(&inputs, input, strlen(input));
	board_cache_put(key, &inputs, blob, strlen(blob));
	board_inputs_free(&inputs);
}

static bool kept(uint64_t key, const char *blob)
{
	void *found;
	size_t len;

	if (!board_cache_get(key, &found, &len))
		return false;
	assert_int_equal(len, strlen(blob));
	assert_memory_equal(found, blob, len);
	host_free(found);
	return true;
}

static int count_one(const char *name, bool is_folder, void *arg)
{
	++*(int *)arg;
	return 0;
}

static int files_kept(void)
{
	char *boards = path_cache("boards");
	int count = 0;

	assert_int_equal(path_walk(boards, count_one, &count), 0);
	host_free(boards);
	return count;
}

static void a_board_is_kept_under_its_key(void **state)
{
	put(0x123456789abcdef0, "one");
	put(0x123456789abcdef1, "two");
	assert_true(kept(0x123456789abcdef0, "one"));
	assert_true(kept(0x123456789abcdef1, "two"));
	assert_false(kept(0x123456789abcdef2, "three"));
}

static void a_changed_input_makes_it_worthless(void **state)
{
	put(7, "one");
	assert_int_equal(host_file_write(input, "new", 3), 0);
	assert_false(kept(7, "one"));
	put(7, "two");
	assert_true(kept(7, "two"));
}

static void who_comes_to_a_taken_place_gets_it(void **state)
{
	put(1ull << 20, "one");
	put(1ull << 40, "two");
	assert_true(kept(1ull << 40, "two"));
	assert_false(kept(1ull << 20, "one"));
}

/* as when another process has just put its board there, and not yet its list */
static void a_blob_of_another_board_is_not_believed(void **state)
{
	char *path;

	put(7, "one");
	path = path_cache("boards/007.dtb");
	assert_int_equal(host_file_write(path, "two", 3), 0);
	host_free(path);
	assert_false(kept(7, "two"));
}

static void many_boards_take_no_more_than_the_places(void **state)
{
	uint64_t key;

	for (key = 0; key < 1500; key++)
		put(key * 0x9e3779b97f4a7c15, "board");
	assert_true(kept(1499 * 0x9e3779b97f4a7c15, "board"));
	assert_in_range(files_kept(), 2, 2 * 1024);
}

#define cache_test(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cache_test(a_board_is_kept_under_its_key),
		cache_test(a_changed_input_makes_it_worthless),
		cache_test(who_comes_to_a_taken_place_gets_it),
		cache_test(a_blob_of_another_board_is_not_believed),
		cache_test(many_boards_take_no_more_than_the_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
