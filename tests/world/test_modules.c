// SPDX-License-Identifier: MIT
/*
 * Modules as an application has them: dmae_module_load() and what comes of it
 * in the running world. What a module is made of is tested in
 * tests/device/test_modules.c. Host side.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dmae/dma.h>

#include "unit.h"

static const char *provider(void)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/examples/memcpy-provider.so", getenv("DMAE_BUILD"));
	return path;
}

static void assert_said(const char *text)
{
	if (!strstr(dmae_error(), text) || strchr(dmae_error(), '\n'))
		fail_msg("expected one line with \"%s\", got \"%s\"", text, dmae_error());
}

static int is_named(const struct dmae_channel_info *info, void *name)
{
	return !strcmp(info->name, name);
}

static bool has_channel(const char *name)
{
	return dmae_channels(is_named, (void *)name) == 1;
}

static const char *text_of(const char *path)
{
	static char copy[4096];
	char *text;
	size_t len;

	if (dmae_file_read(path, &text, &len))
		return "(no such file)";
	snprintf(copy, sizeof(copy), "%s", text);
	dmae_free(text);
	return copy;
}

static void a_provider_brings_its_channel_and_takes_it_away(void **state)
{
	int round;

	for (round = 0; round < 3; round++) {
		assert_false(has_channel("dma1chan0"));
		assert_int_equal(dmae_module_load(provider(), NULL), 0);
		assert_true(has_channel("dma1chan0"));
		assert_string_equal(text_of("/sys/class/dma/dma1chan0/in_use"), "0\n");
		assert_int_equal(dmae_module_unload("memcpy_provider"), 0);
	}
	assert_false(has_channel("dma1chan0"));
}

static void a_provider_in_use_stays(void **state)
{
	char from[1000], to[1000] = "";
	struct dmae_copier *copier;

	memset(from, 'm', sizeof(from));
	assert_int_equal(dmae_module_load(provider(), ""), 0);
	copier = dmae_copier_open("dma1chan0");
	assert_non_null(copier);
	assert_int_equal(dmae_module_unload("memcpy_provider"), -EWOULDBLOCK);
	assert_said("module memcpy_provider is in use by 1");
	assert_int_equal(dmae_copier_copy(copier, to, from, sizeof(from)), 0);
	assert_memory_equal(from, to, sizeof(from));
	dmae_copier_close(copier);
	assert_int_equal(dmae_module_unload("memcpy_provider"), 0);
}

static void a_module_is_loaded_once(void **state)
{
	assert_int_equal(dmae_module_load(provider(), NULL), 0);
	assert_int_equal(dmae_module_load(provider(), NULL), -EEXIST);
	assert_said("is loaded already as memcpy_provider");
	assert_int_equal(dmae_module_load("soft_dma", NULL), -EEXIST);
	assert_said("module soft_dma: is loaded already");
	assert_true(has_channel("dma1chan0"));
}

static void what_is_no_module_is_refused(void **state)
{
	assert_int_equal(dmae_module_load("/nothere/x.so", NULL), -ENOEXEC);
	assert_said("/nothere/x.so: cannot be loaded");
	assert_int_equal(dmae_module_load("/proc/self/maps", NULL), -ENOEXEC);
	assert_said("/proc/self/maps: cannot be loaded");
	assert_int_equal(dmae_module_load("", NULL), -ENOEXEC);
	assert_said("cannot be loaded");
	assert_int_equal(dmae_module_unload("nothere"), -ENOENT);
	assert_said("module nothere is not loaded");
}

static void bad_values_leave_nothing_loaded(void **state)
{
	assert_int_equal(dmae_module_load("dmatest", "iterations=5 timeout=soon"), -EINVAL);
	assert_said("module dmatest: bad parameter in \"iterations=5 timeout=soon\"");
	assert_string_equal(text_of("/sys/module/dmatest/initstate"), "(no such file)");
	assert_int_equal(dmae_module_load("dmatest", NULL), 0);
	assert_string_equal(text_of("/sys/module/dmatest/parameters/iterations"), "0\n");
	assert_string_equal(text_of("/sys/module/dmatest/initstate"), "live\n");
}

/* parameters that do something, and have no storage that the loader knows */
static void a_load_that_failed_is_forgotten(void **state)
{
	assert_int_equal(dmae_module_load("dmatest", "channel=dma0chan1 run=1 wait=1 iterations=x"),
			 -EINVAL);
	assert_int_equal(dmae_module_load("dmatest", "iterations=1"), 0);
	assert_string_equal(text_of("/sys/module/dmatest/parameters/run"), "N\n");
	assert_string_equal(text_of("/sys/module/dmatest/parameters/channel"), "\n");
	assert_int_equal(dmae_module_load("slavetest", "run=1 width=3"), -EINVAL);
	assert_int_equal(dmae_module_load("slavetest", NULL), 0);
	assert_string_equal(text_of("/sys/module/slavetest/parameters/run"), "N\n");
}

static void a_module_that_is_still_loaded_goes_with_its_world(void **state)
{
	struct dmae_world_params p = world_params(NULL);
	int round;

	for (round = 0; round < 3; round++) {
		assert_int_equal(dmae_module_load(provider(), NULL), 0);
		assert_int_equal(dmae_module_load("dmatest", "max_channels=1 run=1"), 0);
		dmae_world_idle(1000000);
		assert_int_equal(dmae_world_stop(), 0);
		assert_int_equal(dmae_world_start(&p), 0);
		assert_false(has_channel("dma1chan0"));
		assert_string_equal(text_of("/proc/modules"),
				    "udmabuf 0 0 - Live 0x0000000000000000\n"
				    "textbook_router 0 0 - Live 0x0000000000000000\n"
				    "textbook_dmac 0 0 - Live 0x0000000000000000\n"
				    "soft_dma 0 0 - Live 0x0000000000000000\n"
				    "arm_smmu 0 0 - Live 0x0000000000000000\n");
	}
}

static void dmatest_runs_on_a_channel_that_a_module_brought(void **state)
{
	char line[80];
	int i;

	assert_int_equal(dmae_module_load(provider(), NULL), 0);
	assert_int_equal(dmae_module_load("dmatest", "iterations=20 threads_per_chan=4 "
						     "channel=dma1chan0 run=1 wait=1"), 0);
	for (i = 0; i < 4; i++) {
		snprintf(line, sizeof(line), "dma1chan0-copy%d: summary 20 tests, 0 failures", i);
		assert_true(log_contains(line));
	}
	assert_int_equal(dmae_module_unload("memcpy_provider"), -EWOULDBLOCK);
	assert_int_equal(dmae_module_unload("dmatest"), 0);
	assert_int_equal(dmae_module_unload("memcpy_provider"), 0);
}

int main(void)
{
#define module_test(fn) cmocka_unit_test_setup_teardown(fn, world_setup, world_teardown)
	const struct CMUnitTest tests[] = {
		module_test(a_provider_brings_its_channel_and_takes_it_away),
		module_test(a_provider_in_use_stays),
		module_test(a_module_is_loaded_once),
		module_test(what_is_no_module_is_refused),
		module_test(bad_values_leave_nothing_loaded),
		module_test(a_load_that_failed_is_forgotten),
		module_test(a_module_that_is_still_loaded_goes_with_its_world),
		module_test(dmatest_runs_on_a_channel_that_a_module_brought),
	};

	return cmocka_run_group_tests_name("world_modules", tests, NULL, NULL);
}
