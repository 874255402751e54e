// SPDX-License-Identifier: MIT
/* Bounce buffers of the default pool: <linux/swiotlb.h>, through <linux/dma-mapping.h>. */
#include <linux/dma-direct.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "bounce_fixture.h"

#define LARGEST (256u << 10)

static char *heap; /* memory that a device of 32 bits can't reach */

static int setup(void **state)
{
	int err = bounce_world(NULL, NULL);

	heap = host_alloc(2 * LARGEST);
	return err;
}

static int setup_forced(void **state)
{
	int err = bounce_world(NULL, PARAMS("swiotlb=force"));

	heap = host_alloc(2 * LARGEST);
	return err;
}

static int setup_small(void **state)
{
	int err = bounce_world(NULL, PARAMS("swiotlb=256,1"));

	heap = host_alloc(2 * LARGEST);
	return err;
}

static int teardown(void **state)
{
	host_free(heap);
	return mapping_teardown(state);
}

static dma_addr_t map(char *mem, size_t size, enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(dev, mem, size, dir);

	assert_int_equal(dma_mapping_error(dev, addr), 0);
	return addr;
}

/* ---- what bounces, and where to ---------------------------------------- */

static void heap_of_the_application_bounces(void **state)
{
	dma_addr_t addr;

	memset(heap, 'a', 100);
	addr = map(heap, 100, DMA_BIDIRECTIONAL);
	assert_true(is_swiotlb_buffer(dev, addr));
	assert_true(addr + 99 <= DMA_BIT_MASK(32));
	device_sees(addr, 'a', 100);
	device_sets(addr, 'b', 100);
	memory_is(heap, 'a', 100);
	dma_unmap_single(dev, addr, 100, DMA_BIDIRECTIONAL);
	memory_is(heap, 'b', 100);
	assert_int_equal(file_number(POOL "io_tlb_used"), 0);
}

static void memory_within_reach_does_not(void **state)
{
	char *mem = kmalloc(100, GFP_KERNEL);
	dma_addr_t addr = map(mem, 100, DMA_TO_DEVICE);

	assert_true(addr == virt_to_phys(mem));
	assert_int_equal(file_number(POOL "io_tlb_used"), 0);
	dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	kfree(mem);
}

static void a_narrower_mask_makes_ram_bounce(void **state)
{
	char *mem = kmalloc(100, GFP_KERNEL);
	dma_addr_t addr;

	/* the pool begins below what it puts out of reach */
	*dev->dma_mask = virt_to_phys(mem) + 50;
	if (virt_to_phys(mem) > io_tlb_default_mem.start + LARGEST) {
		addr = map(mem, 100, DMA_TO_DEVICE);
		assert_true(addr + 99 <= *dev->dma_mask);
		dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	} else {
		assert_true(dma_map_single(dev, mem, 100, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	}
	kfree(mem);
}

static void slots_are_those_that_the_device_reaches(void **state)
{
	u64 limit = io_tlb_default_mem.start + 8 * IO_TLB_SIZE - 1;
	dma_addr_t addr[4];
	unsigned int i;

	*dev->dma_mask = limit;
	for (i = 0; i < 4; i++) {
		addr[i] = map(heap, 3000, DMA_TO_DEVICE);
		assert_true(addr[i] + 2999 <= limit);
	}
	assert_true(dma_map_single(dev, heap, 1, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	assert_true(log_contains("swiotlb buffer is full (sz: 1 bytes)"));
	for (i = 0; i < 4; i++)
		dma_unmap_single(dev, addr[i], 3000, DMA_TO_DEVICE);
}

static void a_pool_out_of_reach_is_said_once(void **state)
{
	*dev->dma_mask = DMA_BIT_MASK(30);
	assert_true(dma_map_single(dev, heap, 1, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	assert_true(dma_map_single(dev, heap, 1, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	assert_int_equal(log_count("swiotlb addr "), 1);
	assert_true(log_contains("+1 overflow (mask 3fffffff, bus limit 0)."));
	assert_int_equal(file_number(POOL "io_tlb_used"), 0);
}

static void the_limit_of_the_bus_counts_as_well(void **state)
{
	char *mem = kmalloc(100, GFP_KERNEL);
	dma_addr_t addr;

	dev->bus_dma_limit = io_tlb_default_mem.end - 1;
	addr = map(heap, 100, DMA_TO_DEVICE);
	assert_true(addr + 99 < io_tlb_default_mem.end);
	dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	dev->bus_dma_limit = 0;
	kfree(mem);
}

static void ranges_of_the_bus_translate_the_pool(void **state)
{
	const struct bus_dma_region map_of_bus[] = {
		{ .cpu_start = io_tlb_default_mem.start, .dma_start = 0x1000000,
		  .size = io_tlb_default_mem.end - io_tlb_default_mem.start,
		  .offset = io_tlb_default_mem.start - 0x1000000 },
		{ 0 }
	};
	dma_addr_t addr;

	dev->dma_range_map = map_of_bus;
	memset(heap, 'x', 100);
	addr = map(heap, 100, DMA_FROM_DEVICE);
	assert_true(addr >= 0x1000000 && addr < 0x1000000 + map_of_bus[0].size);
	memset(phys_to_virt(dma_to_phys(dev, addr)), 'y', 100);
	dma_sync_single_for_cpu(dev, addr, 100, DMA_FROM_DEVICE);
	memory_is(heap, 'y', 100);
	dma_unmap_single(dev, addr, 100, DMA_FROM_DEVICE);
	assert_int_equal(file_number(POOL "io_tlb_used"), 0);
}

static void everything_bounces_when_forced(void **state)
{
	char *mem = kmalloc(100, GFP_KERNEL);
	dma_addr_t addr;

	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	memset(mem, 1, 100);
	addr = map(mem, 100, DMA_TO_DEVICE);
	assert_true(addr != virt_to_phys(mem));
	assert_true(is_swiotlb_buffer(dev, addr));
	device_sees(addr, 1, 100);
	dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	kfree(mem);
}

/* ---- copies ------------------------------------------------------------ */

enum { MAP = 1, SYNC_CPU = 2, SYNC_DEVICE = 4, UNMAP = 8 };

/*
 * Memory and slot are given different contents before each step; what they
 * are after it says whether and which way it copied.
 */
static unsigned int copies(enum dma_data_direction dir, unsigned long attrs, bool to_slot)
{
	unsigned int done = 0;
	dma_addr_t addr;
	char *slot;

	memset(heap, 'm', 64);
	addr = dma_map_single_attrs(dev, heap, 64, dir, attrs);
	slot = phys_to_virt(dma_to_phys(dev, addr));
	if (*slot == 'm' && to_slot)
		done |= MAP;
	memset(slot, 's', 64);
	dma_sync_single_for_cpu(dev, addr, 64, dir);
	if (to_slot ? *slot == 'm' : *heap == 's')
		done |= SYNC_CPU;
	memset(heap, 'm', 64);
	memset(slot, 's', 64);
	dma_sync_single_for_device(dev, addr, 64, dir);
	if (to_slot ? *slot == 'm' : *heap == 's')
		done |= SYNC_DEVICE;
	memset(heap, 'm', 64);
	memset(slot, 's', 64);
	dma_unmap_single_attrs(dev, addr, 64, dir, attrs);
	if (to_slot ? *slot == 'm' : *heap == 's')
		done |= UNMAP;
	return done;
}

static void data_is_copied_to_the_device_when_linux_does(void **state)
{
	assert_int_equal(copies(DMA_TO_DEVICE, 0, true), MAP | SYNC_DEVICE);
	assert_int_equal(copies(DMA_BIDIRECTIONAL, 0, true), MAP | SYNC_DEVICE);
	/* so that what the device doesn't write is what was there */
	assert_int_equal(copies(DMA_FROM_DEVICE, 0, true), MAP);
	assert_int_equal(copies(DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC, true), MAP);
}

static void data_is_copied_back_when_linux_does(void **state)
{
	assert_int_equal(copies(DMA_TO_DEVICE, 0, false), 0);
	assert_int_equal(copies(DMA_BIDIRECTIONAL, 0, false), SYNC_CPU | UNMAP);
	assert_int_equal(copies(DMA_FROM_DEVICE, 0, false), SYNC_CPU | UNMAP);
	assert_int_equal(copies(DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC, false), SYNC_CPU);
}

static void a_part_is_synchronised_alone(void **state)
{
	dma_addr_t addr;

	memset(heap, 'm', 10000);
	addr = map(heap, 10000, DMA_BIDIRECTIONAL);
	device_sets(addr, 's', 10000);
	dma_sync_single_range_for_cpu(dev, addr, 2047, 3000, DMA_BIDIRECTIONAL);
	memory_is(heap, 'm', 2047);
	memory_is(heap + 2047, 's', 3000);
	memory_is(heap + 5047, 'm', 10000 - 5047);
	memset(heap, 'n', 10000);
	dma_sync_single_range_for_device(dev, addr, 9999, 1, DMA_BIDIRECTIONAL);
	device_sees(addr, 's', 9999);
	device_sees(addr + 9999, 'n', 1);
	dma_unmap_single_attrs(dev, addr, 10000, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);
	memory_is(heap, 'n', 10000);
}

static void a_sync_beyond_the_mapping_copies_what_there_is(void **state)
{
	dma_addr_t addr;

	memset(heap, 'm', 300);
	addr = map(heap, 100, DMA_FROM_DEVICE);
	device_sets(addr, 's', 100);
	swiotlb_sync_single_for_cpu(dev, dma_to_phys(dev, addr), 300, DMA_FROM_DEVICE);
	memory_is(heap, 's', 100);
	memory_is(heap + 100, 'm', 200);
	assert_true(log_contains("Buffer overflow detected. Allocation size: 100. Mapping size: "
				 "300."));
	swiotlb_sync_single_for_cpu(dev, dma_to_phys(dev, addr) + 150, 10, DMA_FROM_DEVICE);
	assert_true(log_contains("Buffer overflow detected. Allocation size: 100. Mapping size: "
				 "10+150."));
	dma_unmap_single(dev, addr, 100, DMA_FROM_DEVICE);
}

static void a_sync_before_the_mapping_is_reported(void **state)
{
	dma_addr_t addr;
	char *mem = PTR_ALIGN(heap, PAGE_SIZE) + 512;

	dma_set_min_align_mask(dev, 4095);
	memset(mem, 'm', 100);
	addr = map(mem, 100, DMA_FROM_DEVICE);
	swiotlb_sync_single_for_cpu(dev, dma_to_phys(dev, addr) - 12, 10, DMA_FROM_DEVICE);
	assert_true(log_contains("Access before mapping start detected. orig offset 512, requested "
				 "offset 500."));
	memory_is(mem, 'm', 100);
	dma_unmap_single(dev, addr, 100, DMA_FROM_DEVICE);
}

static void a_sync_of_a_free_slot_does_nothing(void **state)
{
	swiotlb_sync_single_for_cpu(dev, io_tlb_default_mem.start + 100000, 10, DMA_FROM_DEVICE);
	swiotlb_tbl_unmap_single(dev, io_tlb_default_mem.start + 100000, 10, DMA_FROM_DEVICE, 0);
	assert_true(log_contains("is not in use"));
	assert_int_equal(file_number(POOL "io_tlb_used"), 0);
}

static void only_what_bounces_needs_sync(void **state)
{
	char *mem = kmalloc(100, GFP_KERNEL);
	dma_addr_t near = map(mem, 100, DMA_TO_DEVICE), far = map(heap, 100, DMA_TO_DEVICE);

	dev->dma_coherent = true;
	assert_false(dma_need_sync(dev, near));
	assert_true(dma_need_sync(dev, far));
	dma_unmap_single(dev, near, 100, DMA_TO_DEVICE);
	dma_unmap_single(dev, far, 100, DMA_TO_DEVICE);
	kfree(mem);
}

/* ---- slots ------------------------------------------------------------- */

static void a_page_and_more_starts_at_a_page(void **state)
{
	dma_addr_t small = map(heap, 10, DMA_TO_DEVICE);
	dma_addr_t page = map(heap + 5, PAGE_SIZE, DMA_TO_DEVICE);

	assert_int_equal(page & ~PAGE_MASK, 0);
	assert_int_equal(small & (IO_TLB_SIZE - 1), 0);
	dma_unmap_single(dev, small, 10, DMA_TO_DEVICE);
	dma_unmap_single(dev, page, PAGE_SIZE, DMA_TO_DEVICE);
}

static void low_bits_that_the_device_needs_are_kept(void **state)
{
	static const unsigned int masks[] = { 0xf, 0x7ff, 0xfff, 0x1fff, 0xffff };
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		dma_set_min_align_mask(dev, masks[i]);
		for (k = 0; k < 40; k++) {
			char *mem = heap + k * 1237;
			dma_addr_t addr = map(mem, 3000, DMA_BIDIRECTIONAL);

			assert_int_equal(addr & masks[i], virt_to_phys(mem) & masks[i]);
			device_sets(addr, k, 3000);
			dma_sync_single_range_for_cpu(dev, addr, 2048, 952, DMA_BIDIRECTIONAL);
			memory_is(mem + 2048, k, 952);
			dma_unmap_single(dev, addr, 3000, DMA_BIDIRECTIONAL);
			memory_is(mem, k, 3000);
		}
	}
	assert_int_equal(file_number(POOL "io_tlb_used"), 0);
	assert_false(log_contains("detected"));
}

static void no_mapping_crosses_the_segment_boundary(void **state)
{
	dma_addr_t addr[200];
	unsigned int i;

	dma_set_seg_boundary(dev, 0x3fff);
	for (i = 0; i < ARRAY_SIZE(addr); i++) {
		addr[i] = map(heap, 6144, DMA_TO_DEVICE);
		assert_true((addr[i] & 0x3fff) + 6144 <= 0x4000);
	}
	for (i = 0; i < ARRAY_SIZE(addr); i++)
		dma_unmap_single(dev, addr[i], 6144, DMA_TO_DEVICE);
	/* larger than that fits nowhere */
	assert_true(dma_map_single(dev, heap, 0x4001, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
}

static void more_room_than_the_mapping_is_aligned_as_asked(void **state)
{
	phys_addr_t addr[3];
	unsigned int i;

	memset(heap, 'q', 100);
	for (i = 0; i < 3; i++) {
		addr[i] = swiotlb_tbl_map_single(dev, virt_to_phys(heap), 100, 0x4000, 0x3fff,
						 DMA_BIDIRECTIONAL, 0);
		assert_int_equal(addr[i] & 0x3fff, 0);
		memory_is(phys_to_virt(addr[i]), 'q', 100);
	}
	assert_int_equal(file_number(POOL "io_tlb_used"), 3 * 8);
	for (i = 0; i < 3; i++)
		swiotlb_tbl_unmap_single(dev, addr[i], 100, DMA_BIDIRECTIONAL, 0);
	assert_true(swiotlb_tbl_map_single(dev, virt_to_phys(heap), 101, 100, 0, DMA_TO_DEVICE, 0) ==
		    (phys_addr_t)DMA_MAPPING_ERROR);
	assert_true(log_contains("Invalid sizes (mapping: 101 bytes, alloc: 100 bytes)"));
}

static void the_largest_mapping_is_the_one_that_is_named(void **state)
{
	size_t most = dma_max_mapping_size(dev);
	dma_addr_t addr;

	assert_int_equal(most, LARGEST);
	memset(heap, 'z', most);
	addr = map(heap, most, DMA_BIDIRECTIONAL);
	device_sees(addr, 'z', most);
	device_sets(addr, 'y', most);
	dma_unmap_single(dev, addr, most, DMA_BIDIRECTIONAL);
	memory_is(heap, 'y', most);
	assert_true(dma_map_single(dev, heap, most + 1, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	assert_true(log_contains("swiotlb buffer is full (sz: 262145 bytes)"));

	dma_set_min_align_mask(dev, 4095);
	most = dma_max_mapping_size(dev);
	assert_int_equal(most, LARGEST - 4096);
	addr = map(PTR_ALIGN(heap, PAGE_SIZE) + 4095, most, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, most, DMA_TO_DEVICE);
	assert_true(dma_opt_mapping_size(dev) == most);
}

static void what_reaches_everything_has_no_largest(void **state)
{
	dev->bus_dma_limit = 0;
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(64)), 0);
	assert_true(dma_max_mapping_size(dev) == SIZE_MAX);
}

static void nothing_is_too_little_to_bounce(void **state)
{
	assert_true(dma_map_single(dev, heap, 0, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	assert_true(log_contains("a mapping of no bytes can't bounce"));
	assert_true(dma_map_page(dev, pfn_to_page(3), 0, 4, DMA_TO_DEVICE) != DMA_MAPPING_ERROR);
	*dev->dma_mask = 1;
	assert_true(dma_map_page(dev, pfn_to_page(3), 0, 4, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	assert_true(log_contains("no memory at 0x0000000000003000 can bounce"));
	*dev->dma_mask = DMA_BIT_MASK(32);
	dma_unmap_page(dev, 0x3000, 4, DMA_TO_DEVICE);
}

/* ---- a full pool ------------------------------------------------------- */

static void a_full_pool_is_told_and_recovers(void **state)
{
	dma_addr_t addr[256];
	unsigned int i, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < 256; i++)
			addr[i] = map(heap + i, IO_TLB_SIZE, DMA_TO_DEVICE);
		assert_int_equal(file_number(POOL "io_tlb_used"), 256);
		assert_true(dma_map_single(dev, heap, 7, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
		assert_true(log_contains("swiotlb buffer is full (sz: 7 bytes), total 256 (slots), "
					 "used 256 (slots)"));
		/* each of them alone makes room again */
		for (i = 0; i < 256; i++) {
			dma_unmap_single(dev, addr[i], IO_TLB_SIZE, DMA_TO_DEVICE);
			addr[i] = map(heap + i, IO_TLB_SIZE, DMA_TO_DEVICE);
		}
		for (i = 0; i < 256; i++)
			dma_unmap_single(dev, addr[i], IO_TLB_SIZE, DMA_TO_DEVICE);
		assert_int_equal(file_number(POOL "io_tlb_used"), 0);
	}
	assert_int_equal(file_number(POOL "io_tlb_nslabs"), 256);
	assert_int_equal(file_number(POOL "io_tlb_used_hiwater"), 256);
	assert_int_equal(filetree_write(POOL "io_tlb_used_hiwater", "0", 1), 0);
	assert_int_equal(file_number(POOL "io_tlb_used_hiwater"), 0);
	assert_int_equal(filetree_write(POOL "io_tlb_used_hiwater", "5", 1), -EINVAL);
}

static void a_fragmented_pool_serves_what_fits(void **state)
{
	dma_addr_t addr[256];
	unsigned int i;

	for (i = 0; i < 256; i++)
		addr[i] = map(heap, IO_TLB_SIZE, DMA_TO_DEVICE);
	for (i = 0; i < 256; i++)
		if (!((addr[i] >> IO_TLB_SHIFT) & 1))
			dma_unmap_single(dev, addr[i], IO_TLB_SIZE, DMA_TO_DEVICE);
	assert_true(dma_map_single(dev, heap, IO_TLB_SIZE + 1, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	for (i = 0; i < 256; i++)
		if (!((addr[i] >> IO_TLB_SHIFT) & 1))
			addr[i] = map(heap, IO_TLB_SIZE, DMA_TO_DEVICE);
	for (i = 0; i < 256; i++)
		dma_unmap_single(dev, addr[i], IO_TLB_SIZE, DMA_TO_DEVICE);
}

static void nobody_hears_of_a_full_pool_who_does_not_want_to(void **state)
{
	dma_addr_t addr = map(heap, LARGEST, DMA_TO_DEVICE), other;

	other = map(heap, LARGEST, DMA_TO_DEVICE);
	assert_true(dma_map_single_attrs(dev, heap, 7, DMA_TO_DEVICE, DMA_ATTR_NO_WARN) ==
		    DMA_MAPPING_ERROR);
	assert_false(log_contains("swiotlb buffer is full"));
	dma_unmap_single(dev, addr, LARGEST, DMA_TO_DEVICE);
	dma_unmap_single(dev, other, LARGEST, DMA_TO_DEVICE);
}

static void a_list_that_does_not_fit_is_not_mapped_at_all(void **state)
{
	struct scatterlist sg[3];
	unsigned int i;

	sg_init_table(sg, 3);
	for (i = 0; i < 3; i++)
		sg_set_buf(&sg[i], heap, LARGEST);
	memset(heap, 'm', LARGEST);
	assert_int_equal(dma_map_sg(dev, sg, 3, DMA_FROM_DEVICE), 0);
	assert_int_equal(file_number(POOL "io_tlb_used"), 0);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_int_equal(dma_map_sg(dev, sg, 2, DMA_FROM_DEVICE), 2);
	assert_int_equal(file_number(POOL "io_tlb_used"), 256);
	dma_unmap_sg(dev, sg, 2, DMA_FROM_DEVICE);
	assert_int_equal(file_number(POOL "io_tlb_used"), 0);
}

static void a_list_bounces_where_it_must(void **state)
{
	char *near = kmalloc(5000, GFP_KERNEL);
	struct scatterlist sg[2];

	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], near, 5000);
	sg_set_buf(&sg[1], heap, 5000);
	memset(near, 1, 5000);
	memset(heap, 2, 5000);
	assert_int_equal(dma_map_sg(dev, sg, 2, DMA_BIDIRECTIONAL), 2);
	assert_true(sg_dma_address(&sg[0]) == virt_to_phys(near));
	assert_true(is_swiotlb_buffer(dev, sg_dma_address(&sg[1])));
	device_sees(sg_dma_address(&sg[1]), 2, 5000);
	device_sets(sg_dma_address(&sg[1]), 3, 5000);
	dma_sync_sg_for_cpu(dev, sg, 2, DMA_BIDIRECTIONAL);
	memory_is(heap, 3, 5000);
	memset(heap, 4, 5000);
	dma_sync_sg_for_device(dev, sg, 2, DMA_BIDIRECTIONAL);
	device_sees(sg_dma_address(&sg[1]), 4, 5000);
	device_sets(sg_dma_address(&sg[1]), 5, 5000);
	dma_unmap_sg(dev, sg, 2, DMA_BIDIRECTIONAL);
	memory_is(heap, 5, 5000);
	memory_is(near, 1, 5000);
	kfree(near);
}

static void a_device_reaches_no_slot_but_its_own(void **state)
{
	dma_addr_t addr = map(heap, 100, DMA_TO_DEVICE);
	uint64_t avail;

	assert_null(machine_bus_pointer(device_dma_master(dev), addr, 10, MACHINE_WRITE, &avail));
	assert_null(machine_bus_pointer(device_dma_master(dev), addr + IO_TLB_SIZE, 10,
					MACHINE_READ, &avail));
	dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	assert_null(machine_bus_pointer(device_dma_master(dev), addr, 10, MACHINE_READ, &avail));
}

#define test_with(start, test) cmocka_unit_test_setup_teardown(test, start, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_with(setup, heap_of_the_application_bounces),
		test_with(setup, memory_within_reach_does_not),
		test_with(setup, a_narrower_mask_makes_ram_bounce),
		test_with(setup, slots_are_those_that_the_device_reaches),
		test_with(setup, a_pool_out_of_reach_is_said_once),
		test_with(setup, the_limit_of_the_bus_counts_as_well),
		test_with(setup, ranges_of_the_bus_translate_the_pool),
		test_with(setup_forced, everything_bounces_when_forced),
		test_with(setup, data_is_copied_to_the_device_when_linux_does),
		test_with(setup, data_is_copied_back_when_linux_does),
		test_with(setup, a_part_is_synchronised_alone),
		test_with(setup, a_sync_beyond_the_mapping_copies_what_there_is),
		test_with(setup, a_sync_before_the_mapping_is_reported),
		test_with(setup, a_sync_of_a_free_slot_does_nothing),
		test_with(setup, only_what_bounces_needs_sync),
		test_with(setup, a_page_and_more_starts_at_a_page),
		test_with(setup, low_bits_that_the_device_needs_are_kept),
		test_with(setup, no_mapping_crosses_the_segment_boundary),
		test_with(setup, more_room_than_the_mapping_is_aligned_as_asked),
		test_with(setup, the_largest_mapping_is_the_one_that_is_named),
		test_with(setup, what_reaches_everything_has_no_largest),
		test_with(setup, nothing_is_too_little_to_bounce),
		test_with(setup_small, a_full_pool_is_told_and_recovers),
		test_with(setup_small, a_fragmented_pool_serves_what_fits),
		test_with(setup_small, nobody_hears_of_a_full_pool_who_does_not_want_to),
		test_with(setup_small, a_list_that_does_not_fit_is_not_mapped_at_all),
		test_with(setup, a_list_bounces_where_it_must),
		test_with(setup, a_device_reaches_no_slot_but_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
