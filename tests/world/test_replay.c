// SPDX-License-Identifier: MIT
/* Equal seeds give equal runs, to the last byte of the log; different seeds different ones. Host side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

/** struct run - what a run left behind */
struct run {
	char *log;
	size_t len;
	uint64_t fingerprint;
	bool failed;
};

static int append(uint64_t ns, int level, const char *text, void *arg)
{
	struct run *r = arg;
	char line[1200];
	int n = snprintf(line, sizeof(line), "%llu %d %s\n", (unsigned long long)ns, level, text);

	r->log = realloc(r->log, r->len + n + 1);
	assert_non_null(r->log);
	memcpy(r->log + r->len, line, n + 1);
	r->len += n;
	return 0;
}

static void set(const char *name, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/module/dmatest/parameters/%s", name);
	assert_int_equal(dmae_file_write(path, value, strlen(value)), 0);
}

static struct run run_dmatest(uint64_t seed, const char *iterations)
{
	struct dmae_world_params p = world_params("textbook");
	struct run r = { .log = NULL };
	char *text;
	size_t len;

	p.executor = DMAE_FIBERS;
	p.seed = seed;
	assert_int_equal(dmae_world_start(&p), 0);
	assert_int_equal(dmae_module_load("dmatest", NULL), 0);
	set("iterations", iterations);
	set("run", "1");
	assert_int_equal(dmae_file_read("/sys/module/dmatest/parameters/wait", &text, &len), 0);
	dmae_free(text);
	assert_int_equal(dmae_module_unload("dmatest"), 0);
	dmae_log_read(append, &r);
	r.failed = !strstr(r.log, " 0 failures") || strstr(r.log, "result #");
	r.fingerprint = dmae_world_fingerprint();
	assert_int_equal(dmae_world_stop(), 0);
	return r;
}

static void equal_seeds_give_equal_logs(void **state)
{
	uint64_t seed;

	for (seed = 5; seed < 9; seed++) {
		struct run a = run_dmatest(seed, "50"), b = run_dmatest(seed, "50");

		assert_int_equal(a.len, b.len);
		assert_string_equal(a.log, b.log);
		assert_true(a.fingerprint == b.fingerprint);
		free(a.log);
		free(b.log);
	}
}

static void a_hundred_seeds_give_fifty_interleavings_and_no_failure(void **state)
{
	uint64_t seen[100];
	unsigned int n = 0, i, seed;

	for (seed = 0; seed < 100; seed++) {
		struct run r = run_dmatest(seed, "3");

		assert_false(r.failed);
		for (i = 0; i < n && seen[i] != r.fingerprint; i++)
			;
		if (i == n)
			seen[n++] = r.fingerprint;
		free(r.log);
	}
	assert_true(n >= 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_seeds_give_equal_logs),
		cmocka_unit_test(a_hundred_seeds_give_fifty_interleavings_and_no_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
