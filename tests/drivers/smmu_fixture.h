/* SPDX-License-Identifier: MIT */
/*
 * What tests of the ARM SMMU's driver share: a driver for the masters, which
 * gives the test their devices, and accesses that wait until what they have
 * set off is over. Kernel side.
 */
#ifndef TESTS_SMMU_FIXTURE_H
#define TESTS_SMMU_FIXTURE_H

#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "unit.h"

#include "machine/machine.h"
#include "smmu_master.h"

static struct device *masters[SMMU_MASTERS];

static int master_probe(struct platform_device *pdev)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	unsigned int n = res->start >> 12 & 0xf;

	masters[n] = &pdev->dev;
	return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(48));
}

static int master_remove(struct platform_device *pdev)
{
	return 0;
}

static const struct of_device_id master_match[] = {
	{ .compatible = SMMU_MASTER_COMPATIBLE },
	{ }
};

static struct platform_driver master_driver = {
	.driver = { .name = "smmu-master", .of_match_table = master_match },
	.probe = master_probe,
	.remove = master_remove,
};

static inline int smmu_start(unsigned int count, const char *walk, const char *const *params,
			     int checker)
{
	int err = smmu_world_start(count, walk, params, checker);

	memset(masters, 0, sizeof(masters));
	return err ? err : platform_driver_register(&master_driver);
}

static inline int smmu_stop(void **state)
{
	platform_driver_unregister(&master_driver);
	return smmu_world_stop();
}

/* until the driver has seen to a fault, the SMMU refuses what else comes */
static inline void smmu_settle(void)
{
	unsigned int i;

	for (i = 0; !smmu_settled(); i++) {
		assert_true(i < 100000);
		usleep_range(10, 20);
	}
}

static inline bool can_read(unsigned int n, u64 addr, void *data, size_t len)
{
	int response = smmu_master_read(n, addr, data, len);

	smmu_settle();
	return !response;
}

static inline bool can_write(unsigned int n, u64 addr, const void *data, size_t len)
{
	int response = smmu_master_write(n, addr, data, len);

	smmu_settle();
	return !response;
}

/* nothing comes back, and nothing of what it writes arrives: addresses may be anything */
static inline void assert_unreachable(unsigned int n, u64 addr)
{
	unsigned char byte = 0xee;

	assert_false(can_read(n, addr, &byte, 1));
	assert_int_equal(byte, 0xee);
	assert_false(can_write(n, addr, &byte, 1));
}

static inline void assert_reachable(unsigned int n, u64 addr)
{
	unsigned char byte;

	assert_true(can_read(n, addr, &byte, 1));
}

/* how many lines of the log have @text in them */
static inline int smmu_count_line(uint64_t ns, int level, const char *text, void *arg)
{
	struct { const char *text; unsigned int lines; } *count = arg;

	count->lines += strstr(text, count->text) != NULL;
	return 0;
}

static inline unsigned int log_lines(const char *text)
{
	struct { const char *text; unsigned int lines; } count = { text, 0 };

	dmae_log_read(smmu_count_line, &count);
	return count.lines;
}

#endif
