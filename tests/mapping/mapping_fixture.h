/* SPDX-License-Identifier: MIT */
/*
 * Fixture of the mapping tests: a world with the checker on, and a device in
 * it that is in no device tree. Kernel side.
 */
#ifndef TESTS_MAPPING_FIXTURE_H
#define TESTS_MAPPING_FIXTURE_H

#include <linux/err.h>
#include <linux/dma-mapping.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "machine/machine.h"
#include "mapping/mapping.h"

#include "unit.h"

static struct platform_device *pdev;
static struct device *dev;

static inline int mapping_setup(void **state)
{
	int err = world_setup(state);

	if (err)
		return err;
	machine_checker_set(true);
	pdev = platform_device_register_simple("maptest", PLATFORM_DEVID_NONE,
					       NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	dev = &pdev->dev;
	return 0;
}

static inline int mapping_teardown(void **state)
{
	/* ranges of a test are its own */
	dev->dma_range_map = NULL;
	platform_device_unregister(pdev);
	return world_teardown(state);
}

static inline int log_count_line(uint64_t ns, int level, const char *text,
				 void *arg)
{
	struct { const char *text; unsigned int lines; } *count = arg;

	count->lines += strstr(text, count->text) != NULL;
	return 0;
}

/* how many lines of the log have @text in them */
static inline unsigned int log_count(const char *text)
{
	struct { const char *text; unsigned int lines; } count = { text, 0 };

	dmae_log_read(log_count_line, &count);
	return count.lines;
}

#define with_device(test) \
	cmocka_unit_test_setup_teardown(test, mapping_setup, mapping_teardown)

#endif
