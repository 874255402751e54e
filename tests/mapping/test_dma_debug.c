// SPDX-License-Identifier: MIT
/*
 * DMA-API debugging: each text of Linux 6.1's kernel/dma/debug.c about a
 * mapping that is ended, synchronised or looked at in the wrong way, and
 * silence where the driver is right.
 */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

#include "mapping/record.h"

#include "debug_fixture.h"

typedef unsigned long long ull;

/* ---- right ------------------------------------------------------------------- */

static void a_right_driver_is_not_reported(void **state)
{
	char *mem = kmalloc(8192, GFP_KERNEL);
	struct scatterlist sg[2];
	dma_addr_t addr;
	void *coherent;

	addr = map(mem, 100, DMA_TO_DEVICE);
	dma_sync_single_for_cpu(dev, addr, 100, DMA_TO_DEVICE);
	dma_sync_single_for_device(dev, addr, 100, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, 100, DMA_TO_DEVICE);
	addr = map(mem, 4096, DMA_FROM_DEVICE);
	dma_sync_single_range_for_cpu(dev, addr, 64, 64, DMA_FROM_DEVICE);
	dma_sync_single_range_for_device(dev, addr, 64, 64, DMA_FROM_DEVICE);
	dma_unmap_single(dev, addr, 4096, DMA_FROM_DEVICE);
	addr = map(mem, 4096, DMA_BIDIRECTIONAL);
	dma_sync_single_for_cpu(dev, addr, 4096, DMA_FROM_DEVICE);
	dma_sync_single_for_device(dev, addr, 4096, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, 4096, DMA_BIDIRECTIONAL);
	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], mem, 1024);
	sg_set_buf(&sg[1], mem + 4096, 1024);
	assert_int_equal(dma_map_sg(dev, sg, 2, DMA_FROM_DEVICE), 2);
	dma_sync_sg_for_cpu(dev, sg, 2, DMA_FROM_DEVICE);
	dma_sync_sg_for_device(dev, sg, 2, DMA_FROM_DEVICE);
	dma_unmap_sg(dev, sg, 2, DMA_FROM_DEVICE);
	coherent = dma_alloc_coherent(dev, 5000, &addr, GFP_KERNEL);
	dma_sync_single_for_cpu(dev, addr, 5000, DMA_FROM_DEVICE);
	dma_free_coherent(dev, 5000, coherent, addr);
	coherent = dma_alloc_noncoherent(dev, 5000, &addr, DMA_FROM_DEVICE, GFP_KERNEL);
	dma_sync_single_for_cpu(dev, addr, 100, DMA_FROM_DEVICE);
	dma_free_noncoherent(dev, 5000, coherent, addr, DMA_FROM_DEVICE);
	addr = dma_map_resource(dev, 0x10000, 64, DMA_TO_DEVICE, 0);
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	dma_unmap_resource(dev, addr, 64, DMA_TO_DEVICE, 0);
	assert_false(log_contains("DMA-API"));
	assert_int_equal(errors(), 0);
	kfree(mem);
}

static void equal_mappings_are_checked_and_ended_in_their_order(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t a = map(mem, 64, DMA_TO_DEVICE);
	dma_addr_t b = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);

	/* the first was looked at; the second is looked at after the first has ended */
	dma_unmap_single(dev, a, 64, DMA_TO_DEVICE);
	assert_int_equal(dma_mapping_error(dev, b), 0);
	dma_unmap_single(dev, b, 64, DMA_TO_DEVICE);
	assert_int_equal(errors(), 0);
	kfree(mem);
}

static void a_mapping_that_failed_needs_no_more(void **state)
{
	dma_addr_t addr;

	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(32)), 0);
	addr = dma_map_resource(dev, 1ull << 40, 64, DMA_TO_DEVICE, 0);
	assert_int_equal(dma_mapping_error(dev, addr), -ENOMEM);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_int_equal(errors(), 0);
}

static void nothing_of_no_size_is_kept_like_any_mapping(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = map(mem, 0, DMA_TO_DEVICE);

	assert_int_equal(device_dma_mappings(dev), 1);
	dma_unmap_single(dev, addr, 0, DMA_TO_DEVICE);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_int_equal(errors(), 0);
	kfree(mem);
}

/* ---- unmap ------------------------------------------------------------------- */

static void unmap_of_an_error(void **state)
{
	dma_unmap_single(dev, DMA_MAPPING_ERROR, 64, DMA_TO_DEVICE);
	said("device driver tries to free an invalid DMA memory address");
}

static void unmap_of_what_was_not_mapped(void **state)
{
	dma_unmap_single(dev, 0x1000, 64, DMA_TO_DEVICE);
	said("device driver tries to free DMA memory it has not allocated [device "
	     "address=0x0000000000001000] [size=64 bytes]");
}

static void unmap_a_second_time(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = map(mem, 64, DMA_TO_DEVICE);

	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	said("device driver tries to free DMA memory it has not allocated [device "
	     "address=0x%016llx] [size=64 bytes]", (ull)addr);
	/* and who was first */
	assert_true(log_contains("DMA-API: Unmapped before at:"));
	assert_true(log_contains(" unmap_a_second_time (mapping/test_dma_debug.c:"));
	kfree(mem);
}

static void unmap_with_another_size(void **state)
{
	char *mem = kmalloc(128, GFP_KERNEL);
	dma_addr_t addr = map(mem, 128, DMA_TO_DEVICE);

	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	said("device driver frees DMA memory with different size [device address=0x%016llx] [map "
	     "size=128 bytes] [unmap size=64 bytes]", (ull)addr);
	assert_true(log_contains("DMA-API: Mapped at:"));
	assert_int_equal(device_dma_mappings(dev), 0);
	kfree(mem);
}

static void unmap_with_a_size_of_another_class(void **state)
{
	char *mem = kmalloc(128, GFP_KERNEL);
	dma_addr_t addr = map(mem, 128, DMA_TO_DEVICE);

	dma_unmap_single(dev, addr, 1 << 20, DMA_TO_DEVICE);
	said("device driver frees DMA memory with different size [device address=0x%016llx] [map "
	     "size=128 bytes] [unmap size=1048576 bytes]", (ull)addr);
	kfree(mem);
}

static void unmap_with_another_function(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = map(mem, 64, DMA_TO_DEVICE);

	dma_unmap_resource(dev, addr, 64, DMA_TO_DEVICE, 0);
	said("device driver frees DMA memory with wrong function [device address=0x%016llx] "
	     "[size=64 bytes] [mapped as single] [unmapped as resource]", (ull)addr);
	kfree(mem);
}

static void unmap_of_coherent_memory(void **state)
{
	dma_addr_t addr;
	void *mem = dma_alloc_coherent(dev, 4096, &addr, GFP_KERNEL);

	dma_unmap_single(dev, addr, 4096, DMA_BIDIRECTIONAL);
	said("device driver frees DMA memory with wrong function [device address=0x%016llx] "
	     "[size=4096 bytes] [mapped as coherent] [unmapped as single]", (ull)addr);
	dma_free_coherent(dev, 4096, mem, addr);
	said("device driver tries to free DMA memory it has not allocated");
}

static void unmap_of_a_list_as_a_single_one(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	struct scatterlist sg;

	sg_init_one(&sg, mem, 64);
	assert_int_equal(dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 1);
	dma_unmap_single(dev, sg_dma_address(&sg), 64, DMA_TO_DEVICE);
	/* as 6.1 spells it */
	said("device driver frees DMA memory with wrong function [device address=0x%016llx] "
	     "[size=64 bytes] [mapped as scather-gather] [unmapped as single]",
	     (ull)sg_dma_address(&sg));
	kfree(mem);
}

static void free_of_pages_as_a_single_one(void **state)
{
	dma_addr_t addr;
	struct page *page = dma_alloc_pages(dev, 4096, &addr, DMA_FROM_DEVICE, GFP_KERNEL);

	dma_unmap_single(dev, addr, 4096, DMA_FROM_DEVICE);
	said("device driver frees DMA memory with wrong function [device address=0x%016llx] "
	     "[size=4096 bytes] [mapped as noncoherent] [unmapped as single]", (ull)addr);
	dma_free_pages(dev, 4096, page, addr, DMA_FROM_DEVICE);
}

/* the record is asked for itself: freeing at a wrong address would harm the allocator */
static void free_of_another_cpu_address(void **state)
{
	dma_addr_t addr;
	char *mem = dma_alloc_coherent(dev, 4096, &addr, GFP_KERNEL);
	phys_addr_t phys = virt_to_phys(mem);

	record_free(dev, mem + 64, addr, 4096);
	said("device driver frees DMA memory with different CPU address [device "
	     "address=0x%016llx] [size=4096 bytes] [cpu alloc address=0x%016llx] [cpu free "
	     "address=0x%016llx]", (ull)addr, (ull)phys, (ull)phys + 64);
	dma_free_coherent(dev, 4096, mem, addr);
}

static void unmap_of_a_list_with_another_count(void **state)
{
	char *mem = kmalloc(8192, GFP_KERNEL);
	struct scatterlist sg[2];

	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], mem, 64);
	sg_set_buf(&sg[1], mem + 4096, 64);
	assert_int_equal(dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 2);
	dma_unmap_sg(dev, sg, 1, DMA_TO_DEVICE);
	said("device driver frees DMA sg list with different entry count [map count=2] [unmap "
	     "count=1]");
	assert_int_equal(device_dma_mappings(dev), 1);
	dma_unmap_sg(dev, &sg[1], 1, DMA_TO_DEVICE);
	assert_int_equal(device_dma_mappings(dev), 0);
	kfree(mem);
}

static void unmap_in_another_direction(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = map(mem, 64, DMA_TO_DEVICE);

	dma_unmap_single(dev, addr, 64, DMA_BIDIRECTIONAL);
	said("device driver frees DMA memory with different direction [device "
	     "address=0x%016llx] [size=64 bytes] [mapped with DMA_TO_DEVICE] [unmapped with "
	     "DMA_BIDIRECTIONAL]", (ull)addr);
	kfree(mem);
}

static void unmap_of_an_address_that_nobody_checked(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 64, DMA_TO_DEVICE);

	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	said("device driver failed to check map error[device address=0x%016llx] [size=64 bytes] "
	     "[mapped as single]", (ull)addr);
	assert_int_equal(device_dma_mappings(dev), 0);
	kfree(mem);
}

static void unmap_of_registers_that_nobody_checked(void **state)
{
	dma_addr_t addr = dma_map_resource(dev, 0x10000, 64, DMA_TO_DEVICE, 0);

	dma_unmap_resource(dev, addr, 64, DMA_TO_DEVICE, 0);
	said("device driver failed to check map error[device address=0x0000000000010000] [size=64 "
	     "bytes] [mapped as resource]");
}

static void everything_wrong_at_once_is_all_said(void **state)
{
	char *mem = kmalloc(128, GFP_KERNEL);
	dma_addr_t addr = dma_map_single(dev, mem, 128, DMA_TO_DEVICE);

	dma_unmap_resource(dev, addr, 64, DMA_FROM_DEVICE, 0);
	said("device driver frees DMA memory with different size");
	said("device driver frees DMA memory with wrong function");
	said("device driver frees DMA memory with different direction");
	said("device driver failed to check map error");
	assert_int_equal(errors(), 4);
	kfree(mem);
}

static void another_device_has_not_mapped_it(void **state)
{
	struct platform_device *other;
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = map(mem, 64, DMA_TO_DEVICE);

	other = platform_device_register_simple("stranger", PLATFORM_DEVID_NONE, NULL, 0);
	dma_unmap_single(&other->dev, addr, 64, DMA_TO_DEVICE);
	assert_true(log_contains("DMA-API: platform stranger: device driver tries to free DMA "
				 "memory it has not allocated"));
	platform_device_unregister(other);
	assert_int_equal(device_dma_mappings(dev), 1);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	kfree(mem);
}

static void of_several_at_an_address_the_one_that_fits_ends(void **state)
{
	char *mem = kmalloc(8192, GFP_KERNEL);
	dma_addr_t a = map(mem, 64, DMA_TO_DEVICE), b = map(mem, 8192, DMA_TO_DEVICE);

	/* neither has this size: which one is meant, nobody knows */
	dma_unmap_single(dev, a, 128, DMA_TO_DEVICE);
	said("device driver tries to free DMA memory it has not allocated");
	dma_unmap_single(dev, b, 8192, DMA_TO_DEVICE);
	dma_unmap_single(dev, a, 64, DMA_TO_DEVICE);
	assert_int_equal(errors(), 1);
	kfree(mem);
}

/* ---- sync -------------------------------------------------------------------- */

static void sync_of_what_was_not_mapped(void **state)
{
	dma_sync_single_for_cpu(dev, 0x1000, 64, DMA_FROM_DEVICE);
	said("device driver tries to sync DMA memory it has not allocated [device "
	     "address=0x0000000000001000] [size=64 bytes]");
}

static void sync_past_the_end(void **state)
{
	char *mem = kmalloc(128, GFP_KERNEL);
	dma_addr_t addr = map(mem, 64, DMA_FROM_DEVICE);

	dma_sync_single_range_for_cpu(dev, addr, 32, 64, DMA_FROM_DEVICE);
	said("device driver tries to sync DMA memory it has not allocated [device "
	     "address=0x%016llx] [size=64 bytes]", (ull)addr + 32);
	/* the kernel has a text for this, too */
	said("device driver syncs DMA memory outside allocated range [device address=0x%016llx] "
	     "[allocation size=64 bytes] [sync offset+size=96]", (ull)addr);
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	kfree(mem);
}

static void sync_in_another_direction(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = map(mem, 64, DMA_TO_DEVICE);

	dma_sync_single_for_device(dev, addr, 64, DMA_BIDIRECTIONAL);
	said("device driver syncs DMA memory with different direction [device address=0x%016llx] "
	     "[size=64 bytes] [mapped with DMA_TO_DEVICE] [synced with DMA_BIDIRECTIONAL]",
	     (ull)addr);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	kfree(mem);
}

static void sync_for_the_cpu_of_what_the_device_reads(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = map(mem, 64, DMA_TO_DEVICE);

	dma_sync_single_for_cpu(dev, addr, 64, DMA_FROM_DEVICE);
	said("device driver syncs device read-only DMA memory for cpu [device address=0x%016llx] "
	     "[size=64 bytes] [mapped with DMA_TO_DEVICE] [synced with DMA_FROM_DEVICE]",
	     (ull)addr);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	kfree(mem);
}

static void sync_for_the_device_of_what_it_writes(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);
	dma_addr_t addr = map(mem, 64, DMA_FROM_DEVICE);

	dma_sync_single_for_device(dev, addr, 64, DMA_TO_DEVICE);
	said("device driver syncs device write-only DMA memory to device [device "
	     "address=0x%016llx] [size=64 bytes] [mapped with DMA_FROM_DEVICE] [synced with "
	     "DMA_TO_DEVICE]", (ull)addr);
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	kfree(mem);
}

static void sync_of_a_list_with_another_count(void **state)
{
	char *mem = kmalloc(8192, GFP_KERNEL);
	struct scatterlist sg[2];

	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], mem, 64);
	sg_set_buf(&sg[1], mem + 4096, 64);
	assert_int_equal(dma_map_sg(dev, sg, 2, DMA_FROM_DEVICE), 2);
	dma_sync_sg_for_cpu(dev, sg, 1, DMA_FROM_DEVICE);
	said("device driver syncs DMA sg list with different entry count [map count=2] [sync "
	     "count=1]");
	dma_unmap_sg(dev, sg, 2, DMA_FROM_DEVICE);
	assert_int_equal(errors(), 1);
	kfree(mem);
}

static void sync_of_a_part_that_two_mappings_have_fits_either(void **state)
{
	char *mem = kmalloc(4096, GFP_KERNEL);
	dma_addr_t out = map(mem, 4096, DMA_TO_DEVICE), in = map(mem, 4096, DMA_FROM_DEVICE);

	dma_sync_single_range_for_cpu(dev, in, 64, 64, DMA_FROM_DEVICE);
	dma_sync_single_range_for_device(dev, out, 64, 64, DMA_TO_DEVICE);
	assert_int_equal(errors(), 0);
	dma_unmap_single(dev, in, 4096, DMA_FROM_DEVICE);
	dma_unmap_single(dev, out, 4096, DMA_TO_DEVICE);
	kfree(mem);
}

/* ---- cache lines ---------------------------------------------------------------- */

static void two_mappings_of_a_cache_line(void **state)
{
	char *mem = kmalloc(4096, GFP_KERNEL);
	dma_addr_t a = map(mem, 16, DMA_FROM_DEVICE), b = map(mem + 32, 16, DMA_BIDIRECTIONAL);

	said("cacheline tracking EEXIST, overlapping mappings aren't supported");
	assert_int_equal(errors(), 1);
	dma_unmap_single(dev, a, 16, DMA_FROM_DEVICE);
	dma_unmap_single(dev, b, 16, DMA_BIDIRECTIONAL);
	/* when both have gone, the line is free */
	a = map(mem, 16, DMA_FROM_DEVICE);
	dma_unmap_single(dev, a, 16, DMA_FROM_DEVICE);
	assert_int_equal(errors(), 1);
	kfree(mem);
}

static void a_cache_line_that_devices_only_read_may_be_shared(void **state)
{
	char *mem = kmalloc(4096, GFP_KERNEL);
	dma_addr_t a = map(mem, 16, DMA_TO_DEVICE), b = map(mem + 16, 16, DMA_TO_DEVICE);
	dma_addr_t c = map(mem + 32, 16, DMA_FROM_DEVICE);

	assert_int_equal(errors(), 0);
	dma_unmap_single(dev, a, 16, DMA_TO_DEVICE);
	dma_unmap_single(dev, b, 16, DMA_TO_DEVICE);
	dma_unmap_single(dev, c, 16, DMA_FROM_DEVICE);
	kfree(mem);
}

static void who_synchronises_himself_may_overlap(void **state)
{
	char *mem = kmalloc(4096, GFP_KERNEL);
	dma_addr_t a = map(mem, 16, DMA_FROM_DEVICE), b;

	b = dma_map_single_attrs(dev, mem, 16, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	assert_int_equal(dma_mapping_error(dev, b), 0);
	assert_int_equal(errors(), 0);
	dma_unmap_single(dev, a, 16, DMA_FROM_DEVICE);
	dma_unmap_single(dev, b, 16, DMA_FROM_DEVICE);
	kfree(mem);
}

static void many_mappings_of_a_cache_line(void **state)
{
	char *mem = kmalloc(4096, GFP_KERNEL), line[128];
	dma_addr_t addr[10];
	int i;

	for (i = 0; i < 10; i++) {
		addr[i] = dma_map_single_attrs(dev, mem, 16, DMA_FROM_DEVICE,
					       DMA_ATTR_SKIP_CPU_SYNC);
		assert_int_equal(dma_mapping_error(dev, addr[i]), 0);
	}
	snprintf(line, sizeof(line),
		 "DMA-API: exceeded 7 overlapping mappings of cacheline 0x%016llx",
		 (ull)virt_to_phys(mem) / 64);
	assert_true(log_contains(line));
	assert_int_equal(log_count("overlapping mappings of cacheline"), 1);
	for (i = 0; i < 10; i++)
		dma_unmap_single(dev, addr[i], 16, DMA_FROM_DEVICE);
	assert_int_equal(errors(), 0);
	kfree(mem);
}

static void lines_are_of_memory_whoever_maps_it(void **state)
{
	char *mem = kmalloc(4096, GFP_KERNEL);
	struct platform_device *other;
	dma_addr_t a = map(mem, 16, DMA_FROM_DEVICE), b;

	other = platform_device_register_simple("stranger", PLATFORM_DEVID_NONE, NULL, 0);
	b = dma_map_single(&other->dev, mem, 16, DMA_FROM_DEVICE);
	assert_int_equal(dma_mapping_error(&other->dev, b), 0);
	assert_true(log_contains("DMA-API: platform stranger: cacheline tracking EEXIST"));
	dma_unmap_single(&other->dev, b, 16, DMA_FROM_DEVICE);
	platform_device_unregister(other);
	dma_unmap_single(dev, a, 16, DMA_FROM_DEVICE);
	kfree(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		debugged(a_right_driver_is_not_reported),
		debugged(equal_mappings_are_checked_and_ended_in_their_order),
		debugged(a_mapping_that_failed_needs_no_more),
		debugged(nothing_of_no_size_is_kept_like_any_mapping),
		debugged(unmap_of_an_error),
		debugged(unmap_of_what_was_not_mapped),
		debugged(unmap_a_second_time),
		debugged(unmap_with_another_size),
		debugged(unmap_with_a_size_of_another_class),
		debugged(unmap_with_another_function),
		debugged(unmap_of_coherent_memory),
		debugged(unmap_of_a_list_as_a_single_one),
		debugged(free_of_pages_as_a_single_one),
		debugged(free_of_another_cpu_address),
		debugged(unmap_of_a_list_with_another_count),
		debugged(unmap_in_another_direction),
		debugged(unmap_of_an_address_that_nobody_checked),
		debugged(unmap_of_registers_that_nobody_checked),
		debugged(everything_wrong_at_once_is_all_said),
		debugged(another_device_has_not_mapped_it),
		debugged(of_several_at_an_address_the_one_that_fits_ends),
		debugged(sync_of_what_was_not_mapped),
		debugged(sync_past_the_end),
		debugged(sync_in_another_direction),
		debugged(sync_for_the_cpu_of_what_the_device_reads),
		debugged(sync_for_the_device_of_what_it_writes),
		debugged(sync_of_a_list_with_another_count),
		debugged(sync_of_a_part_that_two_mappings_have_fits_either),
		debugged(two_mappings_of_a_cache_line),
		debugged(a_cache_line_that_devices_only_read_may_be_shared),
		debugged(who_synchronises_himself_may_overlap),
		debugged(many_mappings_of_a_cache_line),
		debugged(lines_are_of_memory_whoever_maps_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
