// SPDX-License-Identifier: MIT
/* Streaming mappings, direct and through dma_map_ops: <linux/dma-mapping.h>. */
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/gfp.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "bounce_fixture.h"

static void bus_address_is_the_physical_one(void **state)
{
	char *mem = kmalloc(300, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem + 10, 200, DMA_TO_DEVICE);

	assert_int_equal(dma_mapping_error(dev, addr), 0);
	assert_true(addr == virt_to_phys(mem) + 10);
	dma_unmap_single(dev, addr, 200, DMA_TO_DEVICE);
	kfree(mem);
}

static void pages_are_mapped_from_an_offset_on(void **state)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);
	dma_addr_t addr;

	addr = dma_map_page(dev, page, 5000, 100, DMA_FROM_DEVICE);
	assert_true(addr == page_to_phys(page) + 5000);
	dma_unmap_page(dev, addr, 100, DMA_FROM_DEVICE);
	__free_pages(page, 1);
}

static void scatterlist_is_mapped_entry_by_entry(void **state)
{
	char *mem = kmalloc(3000, GFP_KERNEL);
	struct scatterlist sg[3];
	unsigned int i;

	sg_init_table(sg, 3);
	for (i = 0; i < 3; i++)
		sg_set_buf(&sg[i], mem + 1000 * i, 100 + i);
	assert_int_equal(dma_map_sg(dev, sg, 3, DMA_BIDIRECTIONAL), 3);
	for (i = 0; i < 3; i++) {
		assert_true(sg_dma_address(&sg[i]) ==
			    virt_to_phys(mem) + 1000 * i);
		assert_int_equal(sg_dma_len(&sg[i]), 100 + i);
	}
	dma_sync_sg_for_cpu(dev, sg, 3, DMA_BIDIRECTIONAL);
	dma_sync_sg_for_device(dev, sg, 3, DMA_BIDIRECTIONAL);
	dma_unmap_sg(dev, sg, 3, DMA_BIDIRECTIONAL);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_false(log_contains("DMA-API"));
	kfree(mem);
}

static void table_is_mapped(void **state)
{
	struct scatterlist *sg;
	struct sg_table sgt;
	char *mem = kmalloc(4000, GFP_KERNEL);
	unsigned int i;

	assert_int_equal(sg_alloc_table(&sgt, 200, GFP_KERNEL), 0);
	for_each_sgtable_sg(&sgt, sg, i)
		sg_set_buf(sg, mem + 20 * i, 20);
	sgt.nents = 7;
	assert_int_equal(dma_map_sgtable(dev, &sgt, DMA_TO_DEVICE, 0), 0);
	assert_int_equal(sgt.nents, 200);
	for_each_sgtable_dma_sg(&sgt, sg, i)
		assert_true(sg_dma_address(sg) == virt_to_phys(mem) + 20 * i);
	dma_sync_sgtable_for_cpu(dev, &sgt, DMA_TO_DEVICE);
	dma_sync_sgtable_for_device(dev, &sgt, DMA_TO_DEVICE);
	dma_unmap_sgtable(dev, &sgt, DMA_TO_DEVICE, 0);
	assert_int_equal(device_dma_mappings(dev), 0);
	sg_free_table(&sgt);
	kfree(mem);
}

static void list_out_of_reach_is_not_mapped_at_all(void **state)
{
	char *near = kmalloc(100, GFP_KERNEL), *far = host_alloc(100);
	struct scatterlist sg[2];
	struct sg_table sgt = { .sgl = sg, .nents = 2, .orig_nents = 2 };

	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], near, 100);
	sg_set_buf(&sg[1], far, 100);
	assert_int_equal(dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 0);
	assert_int_equal(dma_map_sgtable(dev, &sgt, DMA_TO_DEVICE, 0), -EIO);
	assert_int_equal(device_dma_mappings(dev), 0);
	kfree(near);
	host_free(far);
}

static void registers_are_mapped_as_they_are(void **state)
{
	dma_addr_t addr;

	addr = dma_map_resource(dev, 0x40001000, 4, DMA_TO_DEVICE, 0);
	assert_true(addr == 0x40001000);
	dma_unmap_resource(dev, addr, 4, DMA_TO_DEVICE, 0);
	addr = dma_map_resource(dev, 0x140001000ull, 4, DMA_TO_DEVICE, 0);
	assert_int_equal(dma_mapping_error(dev, addr), -ENOMEM);
}

static void memory_beyond_the_mask_is_refused(void **state)
{
	char *heap = host_alloc(100);
	dma_addr_t addr = dma_map_single(dev, heap, 100, DMA_TO_DEVICE);

	assert_true(addr == DMA_MAPPING_ERROR);
	assert_int_equal(dma_mapping_error(dev, addr), -ENOMEM);
	assert_true(log_contains("overflow (mask ffffffff, bus limit 0)."));
	host_free(heap);
}

static void memory_beyond_the_mask_is_reached_with_a_wider_one(void **state)
{
	char *heap = host_alloc(100);
	dma_addr_t addr;

	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	addr = dma_map_single(dev, heap, 100, DMA_TO_DEVICE);
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	assert_true(addr == virt_to_phys(heap));
	dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	host_free(heap);
}

static void limit_of_the_bus_counts_as_well(void **state)
{
	char *mem = kmalloc(100, GFP_KERNEL);
	dma_addr_t addr;

	dev->bus_dma_limit = virt_to_phys(mem) + 50;
	addr = dma_map_single(dev, mem, 51, DMA_TO_DEVICE);
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	dma_unmap_single(dev, addr, 51, DMA_TO_DEVICE);
	addr = dma_map_single(dev, mem, 52, DMA_TO_DEVICE);
	assert_int_equal(dma_mapping_error(dev, addr), -ENOMEM);
	assert_true(log_contains("overflow (mask ffffffff, bus limit"));
	dev->bus_dma_limit = 0;
	kfree(mem);
}

static void overflow_is_said_once(void **state)
{
	char *heap = host_alloc(100);
	unsigned int i;

	for (i = 0; i < 3; i++)
		dma_map_single(dev, heap, 100, DMA_TO_DEVICE);
	assert_int_equal(log_count("overflow (mask"), 1);
	host_free(heap);
}

static void vmalloc_memory_is_refused(void **state)
{
	void *mem = vmalloc(100);

	assert_true(dma_map_single(dev, mem, 100, DMA_TO_DEVICE) ==
		    DMA_MAPPING_ERROR);
	assert_true(log_contains("rejecting DMA map of vmalloc memory"));
	vfree(mem);
}

static void null_is_reported(void **state)
{
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	assert_int_equal(dma_mapping_error(dev, dma_map_single(dev, NULL, 10, DMA_TO_DEVICE)),
			 -ENOMEM);
	assert_true(log_contains("device driver maps memory from invalid area [addr="));
}

static void device_without_a_mask_maps_nothing(void **state)
{
	u64 *mask = dev->dma_mask;
	char *mem = kmalloc(10, GFP_KERNEL);
	struct scatterlist sg;

	dev->dma_mask = NULL;
	sg_init_one(&sg, mem, 10);
	assert_true(dma_map_single(dev, mem, 10, DMA_TO_DEVICE) ==
		    DMA_MAPPING_ERROR);
	assert_int_equal(dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 0);
	assert_true(dma_map_resource(dev, 0x1000, 4, DMA_TO_DEVICE, 0) ==
		    DMA_MAPPING_ERROR);
	dev->dma_mask = mask;
	kfree(mem);
}

static void ranges_translate_there_and_back(void **state)
{
	char *mem = kmalloc(100, GFP_KERNEL);
	phys_addr_t ram = virt_to_phys(mem) & ~0xfffffffull;
	const struct bus_dma_region map[] = {
		{ .cpu_start = 0x1000, .dma_start = 0x1000, .size = 0x1000 },
		{ .cpu_start = ram, .dma_start = 0x10000000,
		  .size = 0x10000000, .offset = ram - 0x10000000 },
		{ 0 }
	};
	dma_addr_t addr;

	dev->dma_range_map = map;
	addr = dma_map_single(dev, mem, 100, DMA_TO_DEVICE);
	assert_true(addr == 0x10000000 + (virt_to_phys(mem) - ram));
	assert_true(dma_to_phys(dev, addr) == virt_to_phys(mem));
	dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	/* where the bus does not lead */
	assert_true(phys_to_dma(dev, 0x3000) == DMA_MAPPING_ERROR);
	assert_true(dma_to_phys(dev, 0x3000) == (phys_addr_t)-1);
	assert_true(dma_map_page(dev, pfn_to_page(3), 0, 4, DMA_TO_DEVICE) ==
		    DMA_MAPPING_ERROR);
	kfree(mem);
}

static void offset_can_be_set_once(void **state)
{
	assert_int_equal(dma_direct_set_offset(dev, 0x80000000, 0x80000000, 100), 0);
	assert_null(dev->dma_range_map);
	assert_int_equal(dma_direct_set_offset(dev, 0x80000000, 0, 0x1000), 0);
	assert_true(phys_to_dma(dev, 0x80000010) == 0x10);
	assert_int_equal(dma_direct_set_offset(dev, 0x80000000, 0, 0x1000), -EINVAL);
	assert_true(log_contains("attempt to add DMA range to existing map"));
	kfree(dev->dma_range_map);
	dev->dma_range_map = NULL;
}

static void only_incoherent_devices_need_sync(void **state)
{
	dev->dma_coherent = true;
	assert_false(dma_need_sync(dev, 0x1000));
	dev->dma_coherent = false;
	assert_true(dma_need_sync(dev, 0x1000));
}

static void unmap_data_is_kept(void **state)
{
	struct {
		DEFINE_DMA_UNMAP_ADDR(addr);
		DEFINE_DMA_UNMAP_LEN(len);
	} unmap;

	dma_unmap_addr_set(&unmap, addr, 0x123456789ull);
	dma_unmap_len_set(&unmap, len, 42);
	assert_true(dma_unmap_addr(&unmap, addr) == 0x123456789ull);
	assert_int_equal(dma_unmap_len(&unmap, len), 42);
}

static void directions_are_three(void **state)
{
	assert_true(valid_dma_direction(DMA_BIDIRECTIONAL));
	assert_true(valid_dma_direction(DMA_TO_DEVICE));
	assert_true(valid_dma_direction(DMA_FROM_DEVICE));
	assert_false(valid_dma_direction(DMA_NONE));
	assert_false(valid_dma_direction(7));
}

/* ---- dma_map_ops ------------------------------------------------------- */

#define OPS_OFFSET 0x100000000ull

static struct {
	unsigned int calls;
	unsigned long attrs;
} ops_seen;

static dma_addr_t ops_map_page(struct device *d, struct page *page,
			       unsigned long offset, size_t size,
			       enum dma_data_direction dir, unsigned long attrs)
{
	ops_seen.calls++;
	ops_seen.attrs = attrs;
	return page_to_phys(page) + offset + OPS_OFFSET;
}

static void ops_unmap_page(struct device *d, dma_addr_t addr, size_t size,
			   enum dma_data_direction dir, unsigned long attrs)
{
	ops_seen.calls++;
	ops_seen.attrs = attrs;
}

/* everything in one entry, as an IOMMU merges */
static int ops_map_sg(struct device *d, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	ops_seen.calls++;
	sg_dma_address(sgl) = OPS_OFFSET;
	sg_dma_len(sgl) = 0;
	for_each_sg(sgl, sg, nents, i) {
		sg_dma_len(sgl) += sg->length;
		if (sg != sgl)
			sg_dma_len(sg) = 0;
	}
	return 1;
}

static void ops_unmap_sg(struct device *d, struct scatterlist *sgl, int nents,
			 enum dma_data_direction dir, unsigned long attrs)
{
	ops_seen.calls++;
}

static void ops_sync(struct device *d, dma_addr_t addr, size_t size,
		     enum dma_data_direction dir)
{
	ops_seen.calls++;
}

static const struct dma_map_ops test_ops = {
	.map_page = ops_map_page,
	.unmap_page = ops_unmap_page,
	.map_sg = ops_map_sg,
	.unmap_sg = ops_unmap_sg,
	.sync_single_for_cpu = ops_sync,
	.sync_single_for_device = ops_sync,
};

static void operations_of_a_device_are_used(void **state)
{
	char *mem = kmalloc(100, GFP_KERNEL);
	dma_addr_t addr;

	memset(&ops_seen, 0, sizeof(ops_seen));
	set_dma_ops(dev, &test_ops);
	assert_ptr_equal(get_dma_ops(dev), &test_ops);
	addr = dma_map_single_attrs(dev, mem, 100, DMA_TO_DEVICE,
				    DMA_ATTR_WEAK_ORDERING);
	assert_true(addr == virt_to_phys(mem) + OPS_OFFSET);
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	assert_int_equal(ops_seen.attrs, DMA_ATTR_WEAK_ORDERING);
	assert_true(dma_need_sync(dev, addr));
	dma_sync_single_for_cpu(dev, addr, 100, DMA_TO_DEVICE);
	dma_sync_single_range_for_device(dev, addr, 10, 20, DMA_TO_DEVICE);
	dma_unmap_single_attrs(dev, addr, 100, DMA_TO_DEVICE,
			       DMA_ATTR_SKIP_CPU_SYNC);
	assert_int_equal(ops_seen.attrs, DMA_ATTR_SKIP_CPU_SYNC);
	assert_int_equal(ops_seen.calls, 4);
	/* what they can't do fails */
	assert_true(dma_map_resource(dev, 0x1000, 4, DMA_TO_DEVICE, 0) ==
		    DMA_MAPPING_ERROR);
	assert_null(dma_alloc_coherent(dev, 100, &addr, GFP_KERNEL));
	assert_false(log_contains("DMA-API"));
	set_dma_ops(dev, NULL);
	kfree(mem);
}

static void merged_list_is_recorded_as_the_device_sees_it(void **state)
{
	char *mem = kmalloc(300, GFP_KERNEL);
	struct scatterlist sg[3];
	unsigned int i;

	set_dma_ops(dev, &test_ops);
	sg_init_table(sg, 3);
	for (i = 0; i < 3; i++)
		sg_set_buf(&sg[i], mem + 100 * i, 100);
	assert_int_equal(dma_map_sg(dev, sg, 3, DMA_TO_DEVICE), 1);
	assert_int_equal(device_dma_mappings(dev), 1);
	dma_unmap_sg(dev, sg, 3, DMA_TO_DEVICE);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_false(log_contains("DMA-API"));
	set_dma_ops(dev, NULL);
	kfree(mem);
}

static void device_that_does_no_dma_maps_nothing(void **state)
{
	char *mem = kmalloc(10, GFP_KERNEL);
	struct scatterlist sg;

	set_dma_ops(dev, &dma_dummy_ops);
	sg_init_one(&sg, mem, 10);
	assert_true(dma_map_single(dev, mem, 10, DMA_TO_DEVICE) ==
		    DMA_MAPPING_ERROR);
	assert_int_equal(dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 0);
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(32)), -EIO);
	set_dma_ops(dev, NULL);
	kfree(mem);
}

/* without bounce buffers, what is out of reach is */
static int setup_without_bounce(void **state)
{
	return bounce_world(NULL, PARAMS("swiotlb=noforce"));
}

#define without_bounce(test) \
	cmocka_unit_test_setup_teardown(test, setup_without_bounce, mapping_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_device(bus_address_is_the_physical_one),
		with_device(pages_are_mapped_from_an_offset_on),
		with_device(scatterlist_is_mapped_entry_by_entry),
		with_device(table_is_mapped),
		without_bounce(list_out_of_reach_is_not_mapped_at_all),
		with_device(registers_are_mapped_as_they_are),
		without_bounce(memory_beyond_the_mask_is_refused),
		with_device(memory_beyond_the_mask_is_reached_with_a_wider_one),
		without_bounce(limit_of_the_bus_counts_as_well),
		without_bounce(overflow_is_said_once),
		with_device(vmalloc_memory_is_refused),
		with_device(null_is_reported),
		with_device(device_without_a_mask_maps_nothing),
		with_device(ranges_translate_there_and_back),
		with_device(offset_can_be_set_once),
		with_device(only_incoherent_devices_need_sync),
		with_device(unmap_data_is_kept),
		with_device(directions_are_three),
		with_device(operations_of_a_device_are_used),
		with_device(merged_list_is_recorded_as_the_device_sees_it),
		with_device(device_that_does_no_dma_maps_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
