/* SPDX-License-Identifier: MIT */
/*
 * Fixture of the bounce buffers' tests: worlds with kernel parameters or a
 * board of their own, and a device that accesses memory. Kernel side.
 */
#ifndef TESTS_MAPPING_BOUNCE_FIXTURE_H
#define TESTS_MAPPING_BOUNCE_FIXTURE_H

#include <linux/swiotlb.h>

#include "base/host.h"
#include "device/filetree.h"
#include "mapping_fixture.h"

/* a world of @board (NULL: the default one) with kernel parameters; @dev is in it, 32 bits wide */
static inline int bounce_world(const char *board, const char *const *params)
{
	struct dmae_world_params p = world_params(board);
	int err;

	p.params = params;
	err = dmae_world_start(&p);
	if (err)
		return err;
	machine_checker_set(true);
	pdev = platform_device_register_simple("bouncer", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	dev = &pdev->dev;
	return 0;
}

#define PARAMS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* what the device finds at an address: the same way, with the same checks, as an engine's */
static inline void device_reads(dma_addr_t addr, void *to, size_t len)
{
	uint64_t avail;
	void *at = machine_bus_pointer(device_dma_master(dev), addr, len, MACHINE_READ, &avail);

	assert_non_null(at);
	assert_int_equal(avail, len);
	memcpy(to, at, len);
}

static inline void device_writes(dma_addr_t addr, const void *from, size_t len)
{
	uint64_t avail;
	void *at = machine_bus_pointer(device_dma_master(dev), addr, len, MACHINE_WRITE, &avail);

	assert_non_null(at);
	assert_int_equal(avail, len);
	memcpy(at, from, len);
}

static inline void device_sets(dma_addr_t addr, char value, size_t len)
{
	uint64_t avail;
	void *at = machine_bus_pointer(device_dma_master(dev), addr, len, MACHINE_WRITE, &avail);

	assert_non_null(at);
	memset(at, value, len);
}

/* the device finds @value in all of [@addr, @addr + @len) */
static inline void device_sees(dma_addr_t addr, char value, size_t len)
{
	uint64_t avail;
	const char *at = machine_bus_pointer(device_dma_master(dev), addr, len, MACHINE_READ,
					     &avail);
	size_t i;

	assert_non_null(at);
	for (i = 0; i < len; i++)
		if (at[i] != value)
			fail_msg("byte %zu is %d, not %d", i, at[i], value);
}

static inline void memory_is(const char *mem, char value, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (mem[i] != value)
			fail_msg("byte %zu is %d, not %d", i, mem[i], value);
}

/* a number in a file */
static inline unsigned long file_number(const char *path)
{
	unsigned long value;
	char *text = NULL;
	size_t len;

	assert_int_equal(filetree_read(path, &text, &len), 0);
	assert_int_equal(kstrtoul(text, 10, &value), 0);
	host_free(text);
	return value;
}

#define POOL "/sys/kernel/debug/swiotlb/"

#endif
