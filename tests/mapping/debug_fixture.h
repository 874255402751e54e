/* SPDX-License-Identifier: MIT */
/* What the tests of DMA-API debugging share: all errors are shown, and looked for by their text. */
#ifndef TESTS_MAPPING_DEBUG_FIXTURE_H
#define TESTS_MAPPING_DEBUG_FIXTURE_H

#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "mapping_fixture.h"

#define DMA_API "/sys/kernel/debug/dma-api/"

static inline void show_all_errors(void)
{
	assert_int_equal(dmae_file_write(DMA_API "all_errors", "1\n", 2), 0);
}

static inline int debug_setup(void **state)
{
	int err = mapping_setup(state);

	if (!err)
		show_all_errors();
	return err;
}

/* the contents of a file of DMA-API debugging */
static inline const char *shown(const char *name)
{
	static char text[16384];
	char path[128], *data;
	size_t len;

	snprintf(path, sizeof(path), DMA_API "%s", name);
	assert_int_equal(dmae_file_read(path, &data, &len), 0);
	snprintf(text, sizeof(text), "%.*s", (int)len, data);
	dmae_free(data);
	return text;
}

static inline unsigned int errors(void)
{
	unsigned int count = 0;

	sscanf(shown("error_count"), "%u", &count);
	return count;
}

/* the log has this line of dma-debug, of the device under test */
static inline void said_of(const char *driver, const char *text)
{
	char line[512];

	snprintf(line, sizeof(line), "DMA-API: %s maptest: %s", driver, text);
	if (!log_contains(line))
		fail_msg("the log does not say \"%s\"", line);
}

#define said(...)								\
	do {									\
		char _text[448];						\
										\
		snprintf(_text, sizeof(_text), __VA_ARGS__);			\
		said_of("platform", _text);					\
	} while (0)

/* memory that is mapped, and looked at, as a driver should */
static inline dma_addr_t map(void *mem, size_t size, enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(dev, mem, size, dir);

	assert_int_equal(dma_mapping_error(dev, addr), 0);
	return addr;
}

#define debugged(test) \
	cmocka_unit_test_setup_teardown(test, debug_setup, mapping_teardown)

#endif
