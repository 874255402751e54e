// SPDX-License-Identifier: MIT
/*
 * dma_map_single() and its like through an IOMMU: what the device reaches,
 * and from when to when. The DMA checker is off: the IOMMU stands alone.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "fake_iommu.h"

static char *new_page(void)
{
	return (char *)get_zeroed_page(GFP_KERNEL);
}

static void drop_page(char *page)
{
	free_page((unsigned long)page);
}

/* ---- one buffer ----------------------------------------------------------------- */

static void a_device_reaches_what_is_mapped_and_nothing_else(void **state)
{
	char *mem = new_page();
	dma_addr_t addr;

	assert_false(reads(master_a, virt_to_phys(mem), 4));
	addr = dma_map_single(master_a, mem, SZ_4K, DMA_TO_DEVICE);
	assert_false(dma_mapping_error(master_a, addr));
	assert_int_not_equal(addr, virt_to_phys(mem));
	assert_ptr_equal(fake_reach(master_a, addr, SZ_4K, MACHINE_READ), mem);
	assert_false(writes(master_a, addr, 4));
	assert_false(reads(master_a, addr - 1, 1));
	assert_false(reads(master_a, addr + SZ_4K, 1));
	assert_false(reads(master_b, addr, 4));
	assert_false(reads(master_a, virt_to_phys(mem), 4));
	dma_unmap_single(master_a, addr, SZ_4K, DMA_TO_DEVICE);
	assert_false(reads(master_a, addr, 4));
	drop_page(mem);
}

static void direction_is_permission(void **state)
{
	static const struct {
		enum dma_data_direction dir;
		bool read, write;
	} of[] = {
		{ DMA_TO_DEVICE, true, false },
		{ DMA_FROM_DEVICE, false, true },
		{ DMA_BIDIRECTIONAL, true, true },
	};
	char *mem = new_page();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(of); i++) {
		dma_addr_t addr = dma_map_single(master_a, mem, 16, of[i].dir);

		assert_int_equal(reads(master_a, addr, 16), of[i].read);
		assert_int_equal(writes(master_a, addr, 16), of[i].write);
		dma_unmap_single(master_a, addr, 16, of[i].dir);
	}
	drop_page(mem);
}

static void a_buffer_keeps_its_place_within_a_page(void **state)
{
	char *mem = (char *)__get_free_pages(GFP_KERNEL, 2);
	dma_addr_t addr = dma_map_single(master_a, mem + 0xabc, SZ_8K, DMA_BIDIRECTIONAL);

	assert_int_equal(addr & 0xfff, 0xabc);
	assert_ptr_equal(fake_reach(master_a, addr, SZ_8K, MACHINE_READ), mem + 0xabc);
	assert_ptr_equal(fake_reach(master_a, addr + 0x1544, 1, MACHINE_WRITE), mem + 0x2000);
	/* the third page is there as a whole, the fourth is not */
	assert_true(reads(master_a, addr + 0x2543, 1));
	assert_false(reads(master_a, addr + 0x2544, 1));
	dma_unmap_single(master_a, addr, SZ_8K, DMA_BIDIRECTIONAL);
	assert_false(reads(master_a, addr, 1) || reads(master_a, addr + 0x1544, 1));
	free_pages((unsigned long)mem, 2);
}

static void addresses_are_within_the_device_s_mask(void **state)
{
	char *mem = new_page();
	dma_addr_t addr;

	assert_int_equal(dma_set_mask(master_a, DMA_BIT_MASK(24)), 0);
	addr = dma_map_single(master_a, mem, 100, DMA_TO_DEVICE);
	assert_true(addr < SZ_16M);
	dma_unmap_single(master_a, addr, 100, DMA_TO_DEVICE);
	/* RAM lies where a mask of 24 bits never leads */
	assert_true(virt_to_phys(mem) > SZ_16M);
	assert_int_equal(dma_set_mask(master_a, DMA_BIT_MASK(64)), 0);
	addr = dma_map_single(master_a, mem, 100, DMA_TO_DEVICE);
	/* no further than the IOMMU's tables */
	assert_true(addr <= DMA_BIT_MASK(40));
	dma_unmap_single(master_a, addr, 100, DMA_TO_DEVICE);
	drop_page(mem);
}

static void nothing_and_too_much_cannot_be_mapped(void **state)
{
	char *mem = new_page();
	dma_addr_t addr = dma_map_single(master_a, mem, 0, DMA_TO_DEVICE);

	assert_true(dma_mapping_error(master_a, addr));
	addr = dma_map_page(master_a, virt_to_page(mem), 0, SIZE_MAX - 5, DMA_TO_DEVICE);
	assert_true(dma_mapping_error(master_a, addr));
	addr = dma_map_page(master_a, virt_to_page(mem), 0, 1ull << 45, DMA_TO_DEVICE);
	assert_true(dma_mapping_error(master_a, addr));
	assert_int_equal(fake.maps, 0);
	drop_page(mem);
}

static void the_application_s_heap_can_be_mapped(void **state)
{
	char *heap = host_alloc(SZ_64K);
	dma_addr_t addr = dma_map_single(master_a, heap + 5, SZ_32K, DMA_FROM_DEVICE);
	char *seen;

	assert_false(dma_mapping_error(master_a, addr));
	assert_true(addr <= DMA_BIT_MASK(36));
	seen = fake_reach(master_a, addr, SZ_32K, MACHINE_WRITE);
	assert_ptr_equal(seen, heap + 5);
	dma_unmap_single(master_a, addr, SZ_32K, DMA_FROM_DEVICE);
	host_free(heap);
}

static void registers_are_mapped_as_such(void **state)
{
	dma_addr_t addr = dma_map_resource(master_a, 0x45000040, 4, DMA_FROM_DEVICE, 0);

	assert_int_equal(addr & 0xfff, 0x40);
	assert_int_equal(iommu_iova_to_phys(iommu_get_dma_domain(master_a), addr), 0x45000040);
	dma_unmap_resource(master_a, addr, 4, DMA_FROM_DEVICE, 0);
	assert_int_equal(iommu_iova_to_phys(iommu_get_dma_domain(master_a), addr), 0);
}

static void a_device_says_how_it_is_mapped(void **state)
{
	assert_int_equal(dma_get_merge_boundary(master_a), SZ_4K - 1);
	assert_int_equal(dma_get_merge_boundary(master_free), 0);
	assert_int_equal(dma_opt_mapping_size(master_a), SZ_128K);
	assert_true(dma_max_mapping_size(master_a) == SIZE_MAX);
	assert_true(dma_pci_p2pdma_supported(master_a));
	assert_true(dma_can_mmap(master_a));
}

static void an_identity_domain_is_direct(void **state)
{
	char *mem = new_page();
	dma_addr_t addr = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE);

	assert_null(master_a->dma_ops);
	assert_int_equal(addr, virt_to_phys(mem));
	assert_true(reads(master_a, addr, 64));
	dma_unmap_single(master_a, addr, 64, DMA_TO_DEVICE);
	drop_page(mem);
}

static void an_unbound_device_reaches_nothing(void **state)
{
	char *mem = new_page();
	dma_addr_t addr = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE);

	dma_unmap_single(master_a, addr, 64, DMA_TO_DEVICE);
	device_release_driver(master_a);
	assert_null(master_a->dma_ops);
	assert_false(reads(master_a, addr, 64));
	assert_false(reads(master_a, virt_to_phys(mem), 64));
	drop_page(mem);
}

/* ---- invalidation --------------------------------------------------------------- */

static void strict_what_is_unmapped_is_gone_at_once(void **state)
{
	char *mem = new_page();
	dma_addr_t addr = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE);

	fake.remembers = true;
	assert_true(reads(master_a, addr, 64));
	dma_unmap_single(master_a, addr, 64, DMA_TO_DEVICE);
	assert_int_equal(fake.syncs, 1);
	assert_int_equal(fake.flushes, 0);
	assert_false(reads(master_a, addr, 64));
	/* and its address is the next one's */
	assert_int_equal(dma_map_single(master_a, mem, 64, DMA_TO_DEVICE), addr);
	dma_unmap_single(master_a, addr, 64, DMA_TO_DEVICE);
	drop_page(mem);
}

static void lazy_what_is_unmapped_is_gone_in_10_ms(void **state)
{
	char *mem = new_page();
	dma_addr_t addr = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE), other;

	fake.remembers = true;
	assert_true(reads(master_a, addr, 64));
	dma_unmap_single(master_a, addr, 64, DMA_TO_DEVICE);
	/* the hardware still knows it, so that its address is nobody's; real time may pass though */
	if (!under_threads()) {
		assert_int_equal(fake_count(&fake.flushes), 0);
		assert_true(reads(master_a, addr, 64));
		other = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE);
		assert_int_not_equal(other, addr);
		dma_unmap_single(master_a, other, 64, DMA_TO_DEVICE);
	}
	do {
		msleep(20);
	} while (!fake_count(&fake.flushes));
	assert_int_equal(fake.syncs, 0);
	assert_false(reads(master_a, addr, 64));
	drop_page(mem);
}

static void lazy_a_full_queue_is_flushed_as_one(void **state)
{
	char *mem = new_page();
	dma_addr_t addr;
	unsigned int i;

	for (i = 0; i < 255 * 4; i++) {
		addr = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE);
		assert_false(dma_mapping_error(master_a, addr));
		dma_unmap_single(master_a, addr, 64, DMA_TO_DEVICE);
	}
	assert_int_equal(fake.syncs, 0);
	/* by then, and perhaps by the timer besides; each CPU has a queue */
	assert_in_range(fake_count(&fake.flushes), 1, 200);
	drop_page(mem);
}

static void lazy_needs_an_iommu_that_can(void **state)
{
	char *mem = new_page();
	dma_addr_t addr = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE);

	assert_int_equal(iommu_get_dma_domain(master_a)->type, IOMMU_DOMAIN_DMA);
	dma_unmap_single(master_a, addr, 64, DMA_TO_DEVICE);
	assert_int_equal(fake.syncs, 1);
	drop_page(mem);
}

static int cannot_be_lazy(void **state)
{
	fake_reset();
	fake.no_flush = true;
	return fake_world((const char *const[]) { "iommu.strict=0", NULL });
}

/* ---- exhaustion ------------------------------------------------------------------- */

#define SPACE	4095	/* pages of 24 bits, but the first */

/* what waits comes back in 10 ms, or when the host lets the timer run */
static dma_addr_t map_patiently(struct page *page, size_t size)
{
	unsigned int tries = 0;
	dma_addr_t addr;

	do {
		addr = dma_map_page(master_a, page, 0, size, DMA_TO_DEVICE);
		if (addr == DMA_MAPPING_ERROR)
			msleep(10);
	} while (addr == DMA_MAPPING_ERROR && ++tries < 1000);
	return addr;
}

static void addresses_run_out_and_come_back(void **state)
{
	dma_addr_t *addr = kmalloc_array(SPACE, sizeof(*addr), GFP_KERNEL);
	char *mem = new_page();
	unsigned int round, i;

	dma_set_mask(master_a, DMA_BIT_MASK(24));
	for (round = 0; round < 3; round++) {
		for (i = 0; i < SPACE; i++) {
			addr[i] = map_patiently(virt_to_page(mem), 64);
			assert_false(dma_mapping_error(master_a, addr[i]));
		}
		assert_int_equal(dma_mapping_error(master_a, dma_map_single(master_a, mem, 64,
									     DMA_TO_DEVICE)),
				 -ENOMEM);
		for (i = 0; i < SPACE; i++)
			assert_true(reads(master_a, addr[i], 64));
		for (i = 0; i < SPACE; i++)
			dma_unmap_single(master_a, addr[i], 64, DMA_TO_DEVICE);
	}
	/* what waits in magazines is no loss for others */
	addr[0] = map_patiently(virt_to_page(mem), SZ_8M);
	assert_false(dma_mapping_error(master_a, addr[0]));
	dma_unmap_page(master_a, addr[0], SZ_8M, DMA_TO_DEVICE);
	drop_page(mem);
	kfree(addr);
}

static void tables_that_cannot_grow_cost_no_address(void **state)
{
	char *mem = new_page();
	dma_addr_t addr;
	unsigned int i;

	dma_set_mask(master_a, DMA_BIT_MASK(24));
	for (i = 0; i < 2 * SPACE; i++) {
		fake.fail_map_after = 0;
		addr = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE);
		assert_int_equal(dma_mapping_error(master_a, addr), -ENOMEM);
	}
	fake.fail_map_after = -1;
	addr = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE);
	assert_false(dma_mapping_error(master_a, addr));
	dma_unmap_single(master_a, addr, 64, DMA_TO_DEVICE);
	drop_page(mem);
}

/* ---- misuse ------------------------------------------------------------------------- */

static void unmapping_what_is_not_mapped_hurts_nobody(void **state)
{
	char *mem = new_page();
	dma_addr_t addr = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE), again;

	dma_unmap_single(master_a, 0x123000, 64, DMA_TO_DEVICE);
	assert_true(log_contains("WARNING"));
	assert_true(reads(master_a, addr, 64));
	dma_unmap_single(master_a, addr, 64, DMA_TO_DEVICE);
	dma_unmap_single(master_a, addr, 64, DMA_TO_DEVICE);
	/* the address is not handed out twice */
	addr = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE);
	again = dma_map_single(master_a, mem, 64, DMA_TO_DEVICE);
	assert_int_not_equal(addr, again);
	dma_unmap_single(master_a, again, 64, DMA_TO_DEVICE);
	/* more than was mapped */
	dma_unmap_single(master_a, addr, SZ_64K, DMA_TO_DEVICE);
	assert_false(reads(master_a, addr, 64));
	drop_page(mem);
}

/* ---- memory for devices -------------------------------------------------------------- */

static bool same_memory(struct device *dev, char *cpu, dma_addr_t addr, size_t size)
{
	size_t at;

	for (at = 0; at < size; at += SZ_4K) {
		char *seen = fake_reach(dev, addr + at, 8, MACHINE_WRITE);

		if (!seen)
			return false;
		*(u64 *)seen = 0x1122334455667788ull + at;
		if (*(u64 *)(cpu + at) != 0x1122334455667788ull + at)
			return false;
	}
	return true;
}

static void coherent_memory_is_in_a_row_for_both(void **state)
{
	const size_t size = SZ_1M + 100;
	dma_addr_t addr;
	char *mem = dma_alloc_coherent(master_a, size, &addr, GFP_KERNEL);
	size_t i;

	assert_non_null(mem);
	for (i = 0; i < size; i++)
		assert_int_equal(mem[i], 0);
	assert_true(same_memory(master_a, mem, addr, size));
	dma_free_coherent(master_a, size, mem, addr);
	assert_false(writes(master_a, addr, 1));
}

static void coherent_memory_needs_no_row_of_pages(void **state)
{
	const unsigned int count = 3000;
	struct page **held = kcalloc(count, sizeof(*held), GFP_KERNEL);
	unsigned int i;
	dma_addr_t addr;
	char *mem;

	/* every other page of a stretch is taken */
	for (i = 0; i < count; i++)
		held[i] = alloc_page(GFP_KERNEL);
	for (i = 0; i < count; i += 2)
		__free_page(held[i]);
	mem = dma_alloc_coherent(master_a, SZ_4M, &addr, GFP_KERNEL);
	assert_non_null(mem);
	assert_true(same_memory(master_a, mem, addr, SZ_4M));
	dma_free_coherent(master_a, SZ_4M, mem, addr);
	for (i = 1; i < count; i += 2)
		__free_page(held[i]);
	kfree(held);
}

static void callers_that_cannot_sleep_get_a_row_of_pages(void **state)
{
	dma_addr_t addr;
	char *mem = dma_alloc_coherent(master_a, SZ_16K, &addr, GFP_ATOMIC);

	assert_non_null(mem);
	assert_false(is_vmalloc_addr(mem));
	assert_true(same_memory(master_a, mem, addr, SZ_16K));
	dma_free_coherent(master_a, SZ_16K, mem, addr);
	mem = dma_alloc_attrs(master_a, SZ_16K, &addr, GFP_KERNEL, DMA_ATTR_FORCE_CONTIGUOUS);
	assert_non_null(mem);
	assert_true(same_memory(master_a, mem, addr, SZ_16K));
	dma_free_attrs(master_a, SZ_16K, mem, addr, DMA_ATTR_FORCE_CONTIGUOUS);
}

static void coherent_memory_has_a_table(void **state)
{
	struct sg_table sgt;
	struct scatterlist *sg;
	size_t total = 0;
	dma_addr_t addr;
	char *mem = dma_alloc_coherent(master_a, SZ_64K, &addr, GFP_KERNEL);
	int i;

	assert_int_equal(dma_get_sgtable(master_a, &sgt, mem, addr, SZ_64K), 0);
	mem[0] = 42;
	assert_int_equal(*(char *)sg_virt(sgt.sgl), 42);
	for_each_sgtable_sg(&sgt, sg, i)
		total += sg->length;
	assert_int_equal(total, SZ_64K);
	sg_free_table(&sgt);
	dma_free_coherent(master_a, SZ_64K, mem, addr);
}

static void memory_in_pieces_is_one_range_for_the_device(void **state)
{
	struct sg_table *sgt = dma_alloc_noncontiguous(master_a, SZ_1M, DMA_BIDIRECTIONAL,
						       GFP_KERNEL, DMA_ATTR_ALLOC_SINGLE_PAGES);
	char *mem;

	assert_non_null(sgt);
	assert_int_equal(sgt->nents, 1);
	assert_int_equal(sg_dma_len(sgt->sgl), SZ_1M);
	mem = dma_vmap_noncontiguous(master_a, SZ_1M, sgt);
	assert_non_null(mem);
	assert_true(same_memory(master_a, mem, sg_dma_address(sgt->sgl), SZ_1M));
	dma_vunmap_noncontiguous(master_a, mem);
	dma_free_noncontiguous(master_a, SZ_1M, sgt, DMA_BIDIRECTIONAL);
}

static void pages_for_streaming_are_mapped(void **state)
{
	dma_addr_t addr;
	struct page *page = dma_alloc_pages(master_a, SZ_16K, &addr, DMA_BIDIRECTIONAL, GFP_KERNEL);

	assert_non_null(page);
	assert_true(same_memory(master_a, page_address(page), addr, SZ_16K));
	dma_free_pages(master_a, SZ_16K, page, addr, DMA_BIDIRECTIONAL);
	assert_false(reads(master_a, addr, 1));
}

static void memory_that_cannot_be_mapped_is_not_lost(void **state)
{
	dma_addr_t addr;

	fake.fail_map_after = 0;
	assert_null(dma_alloc_coherent(master_a, SZ_64K, &addr, GFP_KERNEL));
	assert_null(dma_alloc_coherent(master_a, SZ_64K, &addr, GFP_ATOMIC));
	assert_null(dma_alloc_noncontiguous(master_a, SZ_64K, DMA_TO_DEVICE, GFP_KERNEL, 0));
	assert_null(dma_alloc_pages(master_a, SZ_64K, &addr, DMA_TO_DEVICE, GFP_KERNEL));
	fake.fail_map_after = -1;
	assert_null(dma_alloc_coherent(master_a, 0, &addr, GFP_KERNEL));
	assert_null(dma_alloc_coherent(master_a, SZ_1G, &addr, GFP_KERNEL));
}

/* ---- addresses first ------------------------------------------------------------------- */

static void pieces_are_linked_into_addresses_taken_before(void **state)
{
	struct dma_iova_state iova;
	char *a = new_page(), *b = new_page();

	assert_true(dma_iova_try_alloc(master_a, &iova, virt_to_phys(a) + 0x800, SZ_8K));
	assert_true(dma_use_iova(&iova));
	assert_int_equal(iova.addr & 0xfff, 0x800);
	assert_int_equal(dma_iova_size(&iova), SZ_8K);
	assert_int_equal(dma_iova_link(master_a, &iova, virt_to_phys(a) + 0x800, 0, 0x800,
				       DMA_TO_DEVICE, 0), 0);
	assert_int_equal(dma_iova_link(master_a, &iova, virt_to_phys(b), 0x800, SZ_4K,
				       DMA_TO_DEVICE, 0), 0);
	fake.sync_maps = 0;
	assert_int_equal(dma_iova_sync(master_a, &iova, 0, 0x1800), 0);
	assert_int_equal(fake.sync_maps, 1);
	assert_ptr_equal(fake_reach(master_a, iova.addr, 0x800, MACHINE_READ), a + 0x800);
	assert_ptr_equal(fake_reach(master_a, iova.addr + 0x800, SZ_4K, MACHINE_READ), b);
	assert_false(writes(master_a, iova.addr, 1));
	assert_false(reads(master_a, iova.addr + 0x1800, 1));
	dma_iova_unlink(master_a, &iova, 0x800, SZ_4K, DMA_TO_DEVICE, 0);
	assert_false(reads(master_a, iova.addr + 0x800, 1));
	assert_true(reads(master_a, iova.addr, 1));
	dma_iova_destroy(master_a, &iova, 0x800, DMA_TO_DEVICE, 0);
	assert_false(reads(master_a, iova.addr, 1));
	drop_page(a);
	drop_page(b);
}

static void addresses_without_pieces_can_be_given_back(void **state)
{
	struct dma_iova_state iova, other;
	unsigned int i;

	for (i = 0; i < 10000; i++) {
		assert_true(dma_iova_try_alloc(master_a, &iova, 0, SZ_1G));
		if (i % 2)
			dma_iova_free(master_a, &iova);
		else
			dma_iova_destroy(master_a, &iova, 0, DMA_TO_DEVICE, 0);
	}
	assert_false(dma_iova_try_alloc(master_free, &other, 0, SZ_4K));
	assert_false(dma_use_iova(&other));
	assert_int_equal(dma_iova_link(master_free, &other, 0x80000000, 0, SZ_4K, DMA_TO_DEVICE, 0),
			 -EOPNOTSUPP);
	dma_iova_free(master_free, &other);
}

static void pieces_that_do_not_fit_are_refused(void **state)
{
	struct dma_iova_state iova;
	char *mem = new_page();
	phys_addr_t phys = virt_to_phys(mem);

	assert_true(dma_iova_try_alloc(master_a, &iova, 0, SZ_8K));
	assert_int_equal(dma_iova_link(master_a, &iova, phys, SZ_4K, SZ_8K, DMA_TO_DEVICE, 0),
			 -EINVAL);
	assert_int_equal(dma_iova_link(master_a, &iova, phys + 8, SZ_4K, 8, DMA_TO_DEVICE, 0), -EIO);
	assert_int_equal(dma_iova_link(master_a, &iova, phys, 0, SZ_4K, DMA_TO_DEVICE, 0), 0);
	assert_int_equal(dma_iova_link(master_a, &iova, phys, 0, SZ_4K, DMA_TO_DEVICE, 0), -EEXIST);
	dma_iova_destroy(master_a, &iova, SZ_4K, DMA_TO_DEVICE, 0);
	drop_page(mem);
}

static void the_checker_knows_pieces(void **state)
{
	struct dma_iova_state iova;
	char *mem = new_page();

	machine_checker_set(true);
	assert_true(dma_iova_try_alloc(master_a, &iova, 0, SZ_16K));
	assert_int_equal(dma_iova_link(master_a, &iova, virt_to_phys(mem), 0, SZ_4K,
				       DMA_TO_DEVICE, 0), 0);
	assert_int_equal(dma_iova_link(master_a, &iova, virt_to_phys(mem), SZ_4K, 16,
				       DMA_TO_DEVICE, 0), 0);
	assert_true(reads(master_a, iova.addr, SZ_4K));
	assert_true(reads(master_a, iova.addr + SZ_4K, 16));
	/* the IOMMU lets it see the page, the checker no more than what was linked */
	assert_false(reads(master_a, iova.addr + SZ_4K + 16, 1));
	dma_iova_destroy(master_a, &iova, SZ_4K + 16, DMA_TO_DEVICE, 0);
	assert_int_equal(machine_grants(device_dma_master(master_a)), 0);
	machine_checker_set(false);
	drop_page(mem);
}

/* ---- many at once ----------------------------------------------------------------------- */

#define WORKERS	4

static atomic_t wrong;

/* maps its own pages, several at a time, and looks whether the device sees them */
static int work(void *done)
{
	dma_addr_t addr[8] = { 0 };
	unsigned int i, turn;
	char *mem = (char *)__get_free_pages(GFP_KERNEL, 3);

	for (turn = 0; turn < 3000; turn++) {
		i = get_random_u32() % 8;
		if (!addr[i]) {
			addr[i] = dma_map_single(master_a, mem + i * SZ_4K, SZ_4K, DMA_TO_DEVICE);
			if (fake_reach(master_a, addr[i], SZ_4K, MACHINE_READ) != mem + i * SZ_4K)
				atomic_inc(&wrong);
			continue;
		}
		if (fake_reach(master_a, addr[i], SZ_4K, MACHINE_READ) != mem + i * SZ_4K)
			atomic_inc(&wrong);
		dma_unmap_single(master_a, addr[i], SZ_4K, DMA_TO_DEVICE);
		addr[i] = 0;
	}
	for (i = 0; i < 8; i++)
		if (addr[i])
			dma_unmap_single(master_a, addr[i], SZ_4K, DMA_TO_DEVICE);
	free_pages((unsigned long)mem, 3);
	complete(done);
	return 0;
}

static void no_address_is_two_workers_at_once(void **state)
{
	struct completion done[WORKERS];
	unsigned int i;

	atomic_set(&wrong, 0);
	for (i = 0; i < WORKERS; i++) {
		init_completion(&done[i]);
		kthread_run(work, &done[i], "worker/%u", i);
	}
	for (i = 0; i < WORKERS; i++)
		wait_for_completion(&done[i]);
	assert_int_equal(atomic_read(&wrong), 0);
	assert_int_equal(fake.faults, 0);
	assert_false(log_contains("WARNING"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_world(fake_strict, a_device_reaches_what_is_mapped_and_nothing_else),
		with_world(fake_lazy, direction_is_permission),
		with_world(fake_strict, direction_is_permission),
		with_world(fake_strict, a_buffer_keeps_its_place_within_a_page),
		with_world(fake_strict, addresses_are_within_the_device_s_mask),
		with_world(fake_strict, nothing_and_too_much_cannot_be_mapped),
		with_world(fake_strict, the_application_s_heap_can_be_mapped),
		with_world(fake_strict, registers_are_mapped_as_such),
		with_world(fake_strict, a_device_says_how_it_is_mapped),
		with_world(fake_identity, an_identity_domain_is_direct),
		with_world(fake_strict, an_unbound_device_reaches_nothing),
		with_world(fake_strict, strict_what_is_unmapped_is_gone_at_once),
		with_world(fake_lazy, lazy_what_is_unmapped_is_gone_in_10_ms),
		with_world(fake_lazy, lazy_a_full_queue_is_flushed_as_one),
		with_world(cannot_be_lazy, lazy_needs_an_iommu_that_can),
		with_world(fake_strict, addresses_run_out_and_come_back),
		with_world(fake_lazy, addresses_run_out_and_come_back),
		with_world(fake_strict, tables_that_cannot_grow_cost_no_address),
		with_world(fake_strict, unmapping_what_is_not_mapped_hurts_nobody),
		with_world(fake_strict, coherent_memory_is_in_a_row_for_both),
		with_world(fake_lazy, coherent_memory_is_in_a_row_for_both),
		with_world(fake_strict, coherent_memory_needs_no_row_of_pages),
		with_world(fake_strict, callers_that_cannot_sleep_get_a_row_of_pages),
		with_world(fake_strict, coherent_memory_has_a_table),
		with_world(fake_strict, memory_in_pieces_is_one_range_for_the_device),
		with_world(fake_strict, pages_for_streaming_are_mapped),
		with_world(fake_strict, memory_that_cannot_be_mapped_is_not_lost),
		with_world(fake_strict, pieces_are_linked_into_addresses_taken_before),
		with_world(fake_lazy, pieces_are_linked_into_addresses_taken_before),
		with_world(fake_strict, addresses_without_pieces_can_be_given_back),
		with_world(fake_strict, pieces_that_do_not_fit_are_refused),
		with_world(fake_strict, the_checker_knows_pieces),
		with_world(fake_strict, no_address_is_two_workers_at_once),
		with_world(fake_lazy, no_address_is_two_workers_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
