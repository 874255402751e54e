// SPDX-License-Identifier: MIT
/*
 * What mapping lets a device touch, seen from the device: every access goes
 * through machine_bus_pointer(), as the software engine's does.
 */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/host.h"
#include "mapping_fixture.h"

/* can the device do that to all of the range? */
static bool touches(dma_addr_t addr, size_t len, unsigned int access)
{
	uint64_t avail = 0;
	void *mem = machine_bus_pointer(device_dma_master(dev), addr, len,
					access, &avail);

	return mem && avail == len;
}

#define reads(addr, len)	touches(addr, len, MACHINE_READ)
#define writes(addr, len)	touches(addr, len, MACHINE_WRITE)

static void unmapped_memory_is_out_of_reach(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);

	assert_false(reads(virt_to_phys(mem), 64));
	assert_false(writes(virt_to_phys(mem), 64));
	kfree(mem);
}

static void device_reads_what_is_mapped_to_it(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);

	assert_true(reads(addr, 64));
	assert_true(reads(addr + 10, 54));
	assert_false(writes(addr, 1));
	assert_false(reads(addr + 64, 1));
	assert_false(reads(addr - 1, 1));
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	assert_false(reads(addr, 1));
	kfree(mem);
}

static void device_writes_what_is_mapped_from_it(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_FROM_DEVICE);

	assert_true(writes(addr, 64));
	assert_false(reads(addr, 1));
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	assert_false(writes(addr, 1));
	kfree(mem);
}

static void both_ways_is_both_ways(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_BIDIRECTIONAL);

	assert_true(writes(addr, 64));
	assert_true(reads(addr, 64));
	dma_unmap_single(dev, addr, 64, DMA_BIDIRECTIONAL);
	kfree(mem);
}

static void access_past_the_end_is_cut(void **state)
{
	char *mem = kmalloc(128, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 100, DMA_TO_DEVICE);
	uint64_t avail = 0;
	void *ptr = machine_bus_pointer(device_dma_master(dev), addr, 128,
					MACHINE_READ, &avail);

	assert_true(!ptr || avail <= 100);
	dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	kfree(mem);
}

static void pointer_leads_to_the_memory(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem + 3, 40, DMA_TO_DEVICE);
	uint64_t avail;

	assert_ptr_equal(machine_bus_pointer(device_dma_master(dev), addr + 1,
					     39, MACHINE_READ, &avail), mem + 4);
	dma_unmap_single(dev, addr, 40, DMA_TO_DEVICE);
	kfree(mem);
}

static void host_memory_is_reached_if_mapped(void **state)
{
	char *heap = host_alloc(100);
	dma_addr_t addr;

	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	assert_false(reads(virt_to_phys(heap), 100));
	addr = dma_map_single(dev, heap, 100, DMA_TO_DEVICE);
	assert_true(reads(addr, 100));
	dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	assert_false(reads(addr, 100));
	host_free(heap);
}

static void another_device_is_not_let_in(void **state)
{
	struct platform_device *other;
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);
	uint64_t avail;

	other = platform_device_register_simple("stranger", PLATFORM_DEVID_NONE,
						NULL, 0);
	assert_ptr_not_equal(device_dma_master(&other->dev),
			     device_dma_master(dev));
	assert_null(machine_bus_pointer(device_dma_master(&other->dev), addr, 64,
					MACHINE_READ, &avail));
	platform_device_unregister(other);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	kfree(mem);
}

static void class_device_speaks_through_its_parent(void **state)
{
	struct device child = { .parent = dev, .init_name = "dma0chan0" };

	assert_ptr_equal(device_dma_master(&child), device_dma_master(dev));
	assert_string_equal(machine_master_name(device_dma_master(dev)),
			    "maptest");
}

static void every_entry_of_a_list_is_reached(void **state)
{
	char *mem = kmalloc(3000, GFP_KERNEL);
	struct scatterlist sg[3];
	unsigned int i;

	sg_init_table(sg, 3);
	for (i = 0; i < 3; i++)
		sg_set_buf(&sg[i], mem + 1000 * i, 100);
	assert_int_equal(dma_map_sg(dev, sg, 3, DMA_FROM_DEVICE), 3);
	assert_int_equal(device_dma_mappings(dev), 3);
	for (i = 0; i < 3; i++) {
		assert_true(writes(sg_dma_address(&sg[i]), 100));
		assert_false(writes(sg_dma_address(&sg[i]) + 100, 1));
	}
	dma_unmap_sg(dev, sg, 3, DMA_FROM_DEVICE);
	for (i = 0; i < 3; i++)
		assert_false(writes(sg_dma_address(&sg[i]), 1));
	kfree(mem);
}

static void coherent_memory_is_reached_both_ways(void **state)
{
	dma_addr_t addr;
	void *mem = dma_alloc_coherent(dev, 100, &addr, GFP_KERNEL);

	assert_true(reads(addr, 100));
	assert_true(writes(addr, 100));
	assert_false(writes(addr + 100, 1));
	dma_free_coherent(dev, 100, mem, addr);
	assert_false(reads(addr, 1));
}

static void pool_blocks_are_reached_both_ways(void **state)
{
	struct dma_pool *pool = dma_pool_create("descs", dev, 32, 0, 0);
	dma_addr_t addr;
	void *mem = dma_pool_alloc(pool, GFP_KERNEL, &addr);

	assert_true(reads(addr, 32));
	assert_true(writes(addr, 32));
	dma_pool_free(pool, mem, addr);
	dma_pool_destroy(pool);
	assert_false(reads(addr, 32));
}

static void mappings_of_the_same_memory_count(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t a = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);
	dma_addr_t b = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);
	dma_addr_t c = dma_map_single(dev, mem + 16, 16, DMA_FROM_DEVICE);

	assert_int_equal(device_dma_mappings(dev), 3);
	dma_unmap_single(dev, a, 64, DMA_TO_DEVICE);
	assert_true(reads(b, 64));
	assert_true(writes(c, 16));
	dma_unmap_single(dev, b, 64, DMA_TO_DEVICE);
	assert_false(reads(b, 64));
	dma_unmap_single(dev, c, 16, DMA_FROM_DEVICE);
	assert_int_equal(device_dma_mappings(dev), 0);
	kfree(mem);
}

static void sync_leaves_the_mapping(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_FROM_DEVICE);

	assert_int_equal(dma_mapping_error(dev, addr), 0);
	dma_sync_single_for_cpu(dev, addr, 64, DMA_FROM_DEVICE);
	dma_sync_single_range_for_device(dev, addr, 8, 16, DMA_FROM_DEVICE);
	assert_true(writes(addr, 64));
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	assert_false(log_contains("DMA-API"));
	kfree(mem);
}

/* ---- mistakes ---------------------------------------------------------- */

static void unmap_of_nothing_is_reported(void **state)
{
	dma_unmap_single(dev, 0x1000, 64, DMA_TO_DEVICE);
	assert_true(log_contains("maptest: device driver tries to free DMA memory it has not "
				 "allocated [device address=0x0000000000001000] [size=64 bytes]"));
}

static void unmap_of_an_error_is_reported(void **state)
{
	dma_unmap_single(dev, DMA_MAPPING_ERROR, 64, DMA_TO_DEVICE);
	assert_true(log_contains("device driver tries to free an invalid DMA memory address"));
}

static void second_unmap_is_reported(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);

	assert_int_equal(dma_mapping_error(dev, addr), 0);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	assert_false(log_contains("DMA-API"));
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	assert_true(log_contains("DMA memory it has not allocated"));
	kfree(mem);
}

static void unmap_of_another_size_is_reported(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);

	dma_unmap_single(dev, addr, 32, DMA_TO_DEVICE);
	assert_true(log_contains("device driver frees DMA memory with different size"));
	assert_true(log_contains("[map size=64 bytes] [unmap size=32 bytes]"));
	/* it is gone all the same */
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_false(reads(addr, 1));
	kfree(mem);
}

static void unmap_in_another_direction_is_reported(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);

	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	assert_true(log_contains("device driver frees DMA memory with different direction"));
	assert_true(log_contains("[mapped with DMA_TO_DEVICE] [unmapped with DMA_FROM_DEVICE]"));
	assert_int_equal(device_dma_mappings(dev), 0);
	kfree(mem);
}

static void sync_of_nothing_is_reported(void **state)
{
	dma_sync_single_for_cpu(dev, 0x1000, 64, DMA_FROM_DEVICE);
	assert_true(log_contains("device driver tries to sync DMA memory it has not allocated "
				 "[device address=0x0000000000001000] [size=64 bytes]"));
}

static void sync_past_the_end_is_reported(void **state)
{
	char *mem = kmalloc(128, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_FROM_DEVICE);

	dma_sync_single_range_for_cpu(dev, addr, 32, 64, DMA_FROM_DEVICE);
	assert_true(log_contains("device driver syncs DMA memory outside allocated range"));
	assert_true(log_contains("[allocation size=64 bytes] [sync offset+size=96]"));
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	kfree(mem);
}

static void sync_in_another_direction_is_reported(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);

	dma_sync_single_for_device(dev, addr, 64, DMA_FROM_DEVICE);
	assert_true(log_contains("[mapped with DMA_TO_DEVICE] [synced with DMA_FROM_DEVICE]"));
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	kfree(mem);
}

static void part_of_a_two_way_mapping_may_be_synced_one_way(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_BIDIRECTIONAL);

	dma_sync_single_for_cpu(dev, addr, 64, DMA_FROM_DEVICE);
	dma_sync_single_for_device(dev, addr, 64, DMA_TO_DEVICE);
	assert_false(log_contains("DMA-API"));
	dma_unmap_single(dev, addr, 64, DMA_BIDIRECTIONAL);
	kfree(mem);
}

static void refused_access_says_who_and_where(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);

	assert_false(writes(addr, 64));
	assert_true(log_contains("maptest"));
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	kfree(mem);
}

static void without_the_checker_nothing_is_recorded(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr;

	machine_checker_set(false);
	addr = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_true(writes(addr, 64));
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	assert_false(log_contains("DMA-API"));
	kfree(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_device(unmapped_memory_is_out_of_reach),
		with_device(device_reads_what_is_mapped_to_it),
		with_device(device_writes_what_is_mapped_from_it),
		with_device(both_ways_is_both_ways),
		with_device(access_past_the_end_is_cut),
		with_device(pointer_leads_to_the_memory),
		with_device(host_memory_is_reached_if_mapped),
		with_device(another_device_is_not_let_in),
		with_device(class_device_speaks_through_its_parent),
		with_device(every_entry_of_a_list_is_reached),
		with_device(coherent_memory_is_reached_both_ways),
		with_device(pool_blocks_are_reached_both_ways),
		with_device(mappings_of_the_same_memory_count),
		with_device(sync_leaves_the_mapping),
		with_device(unmap_of_nothing_is_reported),
		with_device(unmap_of_an_error_is_reported),
		with_device(second_unmap_is_reported),
		with_device(unmap_of_another_size_is_reported),
		with_device(unmap_in_another_direction_is_reported),
		with_device(sync_of_nothing_is_reported),
		with_device(sync_past_the_end_is_reported),
		with_device(sync_in_another_direction_is_reported),
		with_device(part_of_a_two_way_mapping_may_be_synced_one_way),
		with_device(refused_access_says_who_and_where),
		with_device(without_the_checker_nothing_is_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
