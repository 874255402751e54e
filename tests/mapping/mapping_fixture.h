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

#define with_device(test) \
	cmocka_unit_test_setup_teardown(test, mapping_setup, mapping_teardown)

#endif
