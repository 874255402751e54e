// SPDX-License-Identifier: MIT
/* What a device can reach: masks, limits, segment parameters. */
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/mm.h>
#include <linux/sizes.h>

#include "mapping_fixture.h"

static void new_device_has_32_bits(void **state)
{
	assert_true(dma_get_mask(dev) == DMA_BIT_MASK(32));
	assert_true(dev->coherent_dma_mask == DMA_BIT_MASK(32));
}

static void mask_of_n_bits(void **state)
{
	assert_true(DMA_BIT_MASK(1) == 1);
	assert_true(DMA_BIT_MASK(32) == 0xffffffffull);
	assert_true(DMA_BIT_MASK(64) == ~0ull);
}

static void both_masks_are_set_together(void **state)
{
	assert_int_equal(dma_set_mask_and_coherent(dev, DMA_BIT_MASK(40)), 0);
	assert_true(dma_get_mask(dev) == DMA_BIT_MASK(40));
	assert_true(dev->coherent_dma_mask == DMA_BIT_MASK(40));
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(36)), 0);
	assert_true(dev->coherent_dma_mask == DMA_BIT_MASK(40));
	assert_int_equal(dma_set_coherent_mask(dev, DMA_BIT_MASK(33)), 0);
	assert_true(dma_get_mask(dev) == DMA_BIT_MASK(36));
	assert_true(dev->coherent_dma_mask == DMA_BIT_MASK(33));
}

static void mask_that_reaches_no_memory_is_refused(void **state)
{
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(12)), -EIO);
	assert_int_equal(dma_set_coherent_mask(dev, DMA_BIT_MASK(12)), -EIO);
	assert_int_equal(dma_set_mask_and_coherent(dev, 0), -EIO);
	assert_true(dma_get_mask(dev) == DMA_BIT_MASK(32));
	assert_true(dev->coherent_dma_mask == DMA_BIT_MASK(32));
}

static void device_without_a_mask_is_refused(void **state)
{
	u64 *mask = dev->dma_mask;

	dev->dma_mask = NULL;
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(32)), -EIO);
	assert_int_equal(dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32)), -EIO);
	assert_true(dma_get_mask(dev) == DMA_BIT_MASK(32));
	assert_int_equal(dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(44)), 0);
	assert_ptr_equal(dev->dma_mask, &dev->coherent_dma_mask);
	assert_true(dma_get_mask(dev) == DMA_BIT_MASK(44));
	dev->dma_mask = mask;
}

static void required_mask_reaches_the_last_page(void **state)
{
	u64 mask = dma_get_required_mask(dev);
	u64 last = PFN_PHYS(max_pfn - 1);

	assert_true(mask >= last);
	assert_true(mask / 2 < last);
	assert_int_equal(mask & (mask + 1), 0);
}

static void device_is_limited_if_it_misses_memory(void **state)
{
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	assert_false(dma_addressing_limited(dev));
	dev->bus_dma_limit = PFN_PHYS(min_low_pfn) + SZ_1M;
	assert_true(dma_addressing_limited(dev));
	dev->bus_dma_limit = 0;
}

static void required_mask_is_a_bus_address(void **state)
{
	u64 ram = PFN_PHYS(min_low_pfn), size = PFN_PHYS(max_pfn) - ram;
	const struct bus_dma_region map[] = {
		{ .cpu_start = ram, .dma_start = 0, .size = size, .offset = ram },
		{ 0 }
	};

	dev->dma_range_map = map;
	assert_true(dma_get_required_mask(dev) >= size - PAGE_SIZE);
	assert_true(dma_get_required_mask(dev) / 2 < size);
}

static void segment_size_is_64k_until_said(void **state)
{
	struct device_dma_parameters *parms = dev->dma_parms;
	struct device_dma_parameters own = { 0 };

	dev->dma_parms = NULL;
	assert_int_equal(dma_get_max_seg_size(dev), SZ_64K);
	assert_int_equal(dma_set_max_seg_size(dev, SZ_1M), -EIO);
	dev->dma_parms = &own;
	assert_int_equal(dma_get_max_seg_size(dev), SZ_64K);
	assert_int_equal(dma_set_max_seg_size(dev, SZ_1M), 0);
	assert_int_equal(dma_get_max_seg_size(dev), SZ_1M);
	dev->dma_parms = parms;
}

static void segment_boundary_is_none_until_said(void **state)
{
	struct device_dma_parameters *parms = dev->dma_parms;
	struct device_dma_parameters own = { 0 };

	dev->dma_parms = NULL;
	assert_true(dma_get_seg_boundary(dev) == ULONG_MAX);
	assert_int_equal(dma_set_seg_boundary(dev, 0xffff), -EIO);
	dev->dma_parms = &own;
	assert_int_equal(dma_set_seg_boundary(dev, 0xffff), 0);
	assert_int_equal(dma_get_seg_boundary(dev), 0xffff);
	assert_int_equal(dma_get_seg_boundary_nr_pages(dev, PAGE_SHIFT), 16);
	assert_int_equal(dma_get_seg_boundary_nr_pages(NULL, PAGE_SHIFT), 1 << 20);
	dev->dma_parms = parms;
}

static void alignment_is_none_until_said(void **state)
{
	struct device_dma_parameters *parms = dev->dma_parms;
	struct device_dma_parameters own = { 0 };

	dev->dma_parms = NULL;
	assert_int_equal(dma_get_min_align_mask(dev), 0);
	assert_int_equal(dma_set_min_align_mask(dev, 0xfff), -EIO);
	dev->dma_parms = &own;
	assert_int_equal(dma_set_min_align_mask(dev, 0xfff), 0);
	assert_int_equal(dma_get_min_align_mask(dev), 0xfff);
	dev->dma_parms = parms;
}

static void direct_mapping_has_no_largest_size(void **state)
{
	/* unless a device can't reach the application's own memory, which bounces */
	assert_int_equal(dma_max_mapping_size(dev), 256 << 10);
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	assert_true(dma_max_mapping_size(dev) == SIZE_MAX);
	assert_true(dma_opt_mapping_size(dev) == SIZE_MAX);
	assert_int_equal(dma_get_merge_boundary(dev), 0);
	assert_true(dma_pci_p2pdma_supported(dev));
	assert_true(dma_get_cache_alignment() >= 1);
}

static int ops_supported(struct device *d, u64 mask)
{
	return mask >= DMA_BIT_MASK(30);
}

static u64 ops_required(struct device *d)
{
	return DMA_BIT_MASK(30);
}

static size_t ops_max(struct device *d)
{
	return SZ_256K;
}

static size_t ops_opt(void)
{
	return SZ_128K;
}

static unsigned long ops_boundary(struct device *d)
{
	return 0xfff;
}

static const struct dma_map_ops limited_ops = {
	.flags = DMA_F_PCI_P2PDMA_SUPPORTED,
	.dma_supported = ops_supported,
	.get_required_mask = ops_required,
	.max_mapping_size = ops_max,
	.opt_mapping_size = ops_opt,
	.get_merge_boundary = ops_boundary,
};
static const struct dma_map_ops silent_ops;

static void operations_of_a_device_decide(void **state)
{
	set_dma_ops(dev, &limited_ops);
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(29)), -EIO);
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(30)), 0);
	assert_true(dma_get_required_mask(dev) == DMA_BIT_MASK(30));
	assert_false(dma_addressing_limited(dev));
	assert_int_equal(dma_max_mapping_size(dev), SZ_256K);
	assert_int_equal(dma_opt_mapping_size(dev), SZ_128K);
	assert_int_equal(dma_get_merge_boundary(dev), 0xfff);
	assert_true(dma_pci_p2pdma_supported(dev));

	set_dma_ops(dev, &silent_ops);
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(8)), 0);
	assert_true(dma_get_required_mask(dev) == DMA_BIT_MASK(32));
	assert_false(dma_pci_p2pdma_supported(dev));
	set_dma_ops(dev, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_device(new_device_has_32_bits),
		with_device(mask_of_n_bits),
		with_device(both_masks_are_set_together),
		with_device(mask_that_reaches_no_memory_is_refused),
		with_device(device_without_a_mask_is_refused),
		with_device(required_mask_reaches_the_last_page),
		with_device(device_is_limited_if_it_misses_memory),
		with_device(required_mask_is_a_bus_address),
		with_device(segment_size_is_64k_until_said),
		with_device(segment_boundary_is_none_until_said),
		with_device(alignment_is_none_until_said),
		with_device(direct_mapping_has_no_largest_size),
		with_device(operations_of_a_device_decide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
