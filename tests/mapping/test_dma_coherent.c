// SPDX-License-Identifier: MIT
/* Memory allocated for a device: coherent, by pages, in pieces, managed. */
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/mm.h"
#include "base/mm/vma.h"
#include "mapping_fixture.h"

static void memory_is_cleared_and_shared(void **state)
{
	dma_addr_t addr;
	char *mem = dma_alloc_coherent(dev, 5000, &addr, GFP_KERNEL);

	assert_non_null(mem);
	assert_true(addr == virt_to_phys(mem));
	assert_null(memchr_inv(mem, 0, 8192));
	memset(mem, 0xff, 8192);
	dma_free_coherent(dev, 5000, mem, addr);
	mem = dma_alloc_coherent(dev, 5000, &addr, GFP_ATOMIC);
	assert_null(memchr_inv(mem, 0, 8192));
	dma_free_coherent(dev, 5000, mem, addr);
	assert_int_equal(device_dma_mappings(dev), 0);
}

static void memory_is_aligned_to_its_size(void **state)
{
	size_t size;

	for (size = 1; size <= SZ_1M; size = size * 3 + 1) {
		dma_addr_t addr;
		void *mem = dma_alloc_coherent(dev, size, &addr, GFP_KERNEL);

		assert_non_null(mem);
		assert_int_equal(addr % (PAGE_SIZE << get_order(size)), 0);
		dma_free_coherent(dev, size, mem, addr);
	}
}

static void memory_takes_whole_pages_and_no_more(void **state)
{
	size_t before = mm_used();
	dma_addr_t addr;
	void *mem = dma_alloc_coherent(dev, 5 * PAGE_SIZE + 1, &addr, GFP_KERNEL);

	assert_int_equal(mm_used() - before, 6 * PAGE_SIZE);
	dma_free_coherent(dev, 5 * PAGE_SIZE + 1, mem, addr);
	assert_int_equal(mm_used(), before);
}

static void memory_larger_than_a_page_block_is_in_one_piece(void **state)
{
	size_t size = 5 * SZ_1M;
	dma_addr_t addr;
	char *mem = dma_alloc_coherent(dev, size, &addr, GFP_KERNEL);

	assert_non_null(mem);
	assert_true(virt_to_phys(mem + size - 1) == addr + size - 1);
	dma_free_coherent(dev, size, mem, addr);
}

static void memory_is_within_the_mask(void **state)
{
	u64 limit = PFN_PHYS(min_low_pfn) + SZ_2M - 1;
	dma_addr_t addr;
	void *mem;

	dev->coherent_dma_mask = limit;
	mem = dma_alloc_coherent(dev, SZ_64K, &addr, GFP_KERNEL);
	assert_non_null(mem);
	assert_true(addr + SZ_64K - 1 <= limit);
	dma_free_coherent(dev, SZ_64K, mem, addr);
	dev->coherent_dma_mask = DMA_BIT_MASK(32);
}

static void memory_is_within_the_limit_of_the_bus(void **state)
{
	u64 limit = PFN_PHYS(min_low_pfn) + SZ_1M - 1;
	dma_addr_t addr;
	void *mem;

	dev->bus_dma_limit = limit;
	mem = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);
	assert_non_null(mem);
	assert_true(addr + PAGE_SIZE - 1 <= limit);
	dma_free_coherent(dev, PAGE_SIZE, mem, addr);
	assert_null(dma_alloc_coherent(dev, SZ_2M, &addr, GFP_KERNEL));
	dev->bus_dma_limit = 0;
}

static void mask_without_memory_fails_with_a_line(void **state)
{
	dma_addr_t addr;

	dev->coherent_dma_mask = 0xfff;
	assert_null(dma_alloc_attrs(dev, 100, &addr, GFP_KERNEL, DMA_ATTR_NO_WARN));
	assert_null(dma_alloc_coherent(dev, 100, &addr, GFP_KERNEL | __GFP_NOWARN));
	assert_int_equal(log_count("coherent allocation of"), 0);
	assert_null(dma_alloc_coherent(dev, 100, &addr, GFP_KERNEL));
	assert_true(
		log_contains("coherent allocation of 4096 bytes failed (mask fff, bus limit 0)"));
	dev->coherent_dma_mask = DMA_BIT_MASK(32);
}

static void bus_that_sees_a_part_gets_that_part(void **state)
{
	u64 part = PFN_PHYS(min_low_pfn) + SZ_2M;
	const struct bus_dma_region map[] = {
		{ .cpu_start = part, .dma_start = 0, .size = SZ_1M,
		  .offset = part },
		{ 0 }
	};
	dma_addr_t addr;
	void *mem;

	dev->dma_range_map = map;
	mem = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);
	assert_non_null(mem);
	assert_true(addr < SZ_1M);
	assert_true(virt_to_phys(mem) == part + addr);
	dma_free_coherent(dev, PAGE_SIZE, mem, addr);
	assert_null(dma_alloc_coherent(dev, SZ_2M, &addr, GFP_KERNEL));
}

static void null_may_be_freed(void **state)
{
	dma_free_coherent(dev, 100, NULL, 0);
	assert_false(log_contains("DMA-API"));
}

static void free_with_interrupts_off_is_reported(void **state)
{
	unsigned long flags;
	dma_addr_t addr;
	void *mem = dma_alloc_coherent(dev, 100, &addr, GFP_KERNEL);

	local_irq_save(flags);
	dma_free_coherent(dev, 100, mem, addr);
	local_irq_restore(flags);
	assert_true(log_contains("WARNING"));
}

static void memory_without_an_address_is_a_page(void **state)
{
	dma_addr_t addr;
	void *cookie = dma_alloc_attrs(dev, PAGE_SIZE, &addr, GFP_KERNEL,
				       DMA_ATTR_NO_KERNEL_MAPPING);

	assert_true(page_to_phys((struct page *)cookie) == addr);
	dma_free_attrs(dev, PAGE_SIZE, cookie, addr, DMA_ATTR_NO_KERNEL_MAPPING);
}

static void write_combined_memory_is_memory(void **state)
{
	dma_addr_t addr;
	char *mem = dma_alloc_wc(dev, 100, &addr, GFP_KERNEL);

	memset(mem, 1, 100);
	dma_free_wc(dev, 100, mem, addr);
	assert_int_equal(device_dma_mappings(dev), 0);
}

static void pages_are_mapped_for_streaming(void **state)
{
	dma_addr_t addr;
	struct page *page = dma_alloc_pages(dev, 9000, &addr, DMA_FROM_DEVICE,
					    GFP_KERNEL);
	char *mem;

	assert_true(page_to_phys(page) == addr);
	assert_null(memchr_inv(page_address(page), 0, 3 * PAGE_SIZE));
	dma_sync_single_for_cpu(dev, addr, 9000, DMA_FROM_DEVICE);
	dma_free_pages(dev, 9000, page, addr, DMA_FROM_DEVICE);

	mem = dma_alloc_noncoherent(dev, 100, &addr, DMA_TO_DEVICE, GFP_KERNEL);
	assert_true(virt_to_phys(mem) == addr);
	dma_free_noncoherent(dev, 100, mem, addr, DMA_TO_DEVICE);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_false(log_contains("DMA-API"));
}

static void pieces_are_one_piece_where_mapping_is_direct(void **state)
{
	struct sg_table *sgt = dma_alloc_noncontiguous(dev, 10000, DMA_TO_DEVICE,
						       GFP_KERNEL, 0);
	char *mem;

	assert_non_null(sgt);
	assert_int_equal(sgt->nents, 1);
	assert_int_equal(sg_dma_len(sgt->sgl), 3 * PAGE_SIZE);
	mem = dma_vmap_noncontiguous(dev, 10000, sgt);
	assert_ptr_equal(mem, sg_virt(sgt->sgl));
	memset(mem, 1, 10000);
	dma_vunmap_noncontiguous(dev, mem);
	dma_free_noncontiguous(dev, 10000, sgt, DMA_TO_DEVICE);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_false(log_contains("DMA-API"));
}

static void memory_is_described_by_a_table(void **state)
{
	struct sg_table sgt;
	dma_addr_t addr;
	void *mem = dma_alloc_coherent(dev, 5000, &addr, GFP_KERNEL);

	assert_int_equal(dma_get_sgtable(dev, &sgt, mem, addr, 5000), 0);
	assert_int_equal(sgt.orig_nents, 1);
	assert_ptr_equal(sg_virt(sgt.sgl), mem);
	assert_int_equal(sgt.sgl->length, 8192);
	sg_free_table(&sgt);
	dma_free_coherent(dev, 5000, mem, addr);
}

/* ---- shown to a program ------------------------------------------------- */

static struct {
	char *mem;
	dma_addr_t addr;
	struct page *page;
	struct sg_table *sgt;
} show;

static int map_coherent(struct file *file, struct vm_area_struct *vma)
{
	return dma_mmap_coherent(dev, vma, show.mem, show.addr, 3 * PAGE_SIZE);
}

static int map_wc(struct file *file, struct vm_area_struct *vma)
{
	return dma_mmap_wc(dev, vma, show.mem, show.addr, 3 * PAGE_SIZE);
}

static int map_pages(struct file *file, struct vm_area_struct *vma)
{
	return dma_mmap_pages(dev, vma, 3 * PAGE_SIZE, show.page);
}

static int map_pieces(struct file *file, struct vm_area_struct *vma)
{
	return dma_mmap_noncontiguous(dev, vma, 3 * PAGE_SIZE, show.sgt);
}

/* @nr pages from @pgoff on, as @fn maps them; a negative error code, or 0 if @mem is seen there */
static int shown(int (*fn)(struct file *file, struct vm_area_struct *vma), unsigned long nr,
		 unsigned long pgoff, char *mem)
{
	struct vma_request r = { .size = nr * PAGE_SIZE, .pgoff = pgoff, .mmap = fn,
				 .flags = VM_READ | VM_WRITE | VM_SHARED };
	void *at;
	int err = vma_map(&r, &at);

	if (err)
		return err;
	strcpy(at, "by the program");
	assert_string_equal(mem + pgoff * PAGE_SIZE, "by the program");
	mem[(pgoff + nr) * PAGE_SIZE - 1] = 99;
	assert_int_equal(((char *)at)[nr * PAGE_SIZE - 1], 99);
	return vma_unmap(at, 0);
}

static void memory_is_shown_to_a_program(void **state)
{
	assert_true(dma_can_mmap(dev));
	show.mem = dma_alloc_coherent(dev, 3 * PAGE_SIZE, &show.addr, GFP_KERNEL);
	assert_int_equal(shown(map_coherent, 3, 0, show.mem), 0);
	assert_int_equal(shown(map_coherent, 1, 2, show.mem), 0);
	assert_int_equal(shown(map_wc, 2, 1, show.mem), 0);
	assert_int_equal(shown(map_coherent, 3, 1, show.mem), -ENXIO);
	assert_int_equal(shown(map_coherent, 1, 3, show.mem), -ENXIO);
	dma_free_coherent(dev, 3 * PAGE_SIZE, show.mem, show.addr);

	show.page = dma_alloc_pages(dev, 3 * PAGE_SIZE, &show.addr, DMA_TO_DEVICE, GFP_KERNEL);
	assert_int_equal(shown(map_pages, 2, 1, page_address(show.page)), 0);
	assert_int_equal(shown(map_pages, 4, 0, page_address(show.page)), -ENXIO);
	dma_free_pages(dev, 3 * PAGE_SIZE, show.page, show.addr, DMA_TO_DEVICE);

	show.sgt = dma_alloc_noncontiguous(dev, 3 * PAGE_SIZE, DMA_TO_DEVICE, GFP_KERNEL, 0);
	assert_int_equal(shown(map_pieces, 3, 0, sg_virt(show.sgt->sgl)), 0);
	assert_int_equal(shown(map_pieces, 1, 3, sg_virt(show.sgt->sgl)), -ENXIO);
	dma_free_noncontiguous(dev, 3 * PAGE_SIZE, show.sgt, DMA_TO_DEVICE);
}

static void a_structure_that_is_no_mapping_is_refused(void **state)
{
	struct vm_area_struct vma = { 0 };

	assert_int_equal(dma_mmap_coherent(dev, &vma, NULL, 0, 100), -EINVAL);
	assert_int_equal(dma_mmap_pages(dev, &vma, 100, NULL), -EINVAL);
}

/* ---- in pieces ---------------------------------------------------------- */

static struct page *piece[3];

/* an implementation whose memory is made of pages that are apart */
static struct sg_table *alloc_pieces(struct device *d, size_t size, enum dma_data_direction dir,
				     gfp_t gfp, unsigned long attrs)
{
	struct dma_sgt_handle *sh = kzalloc(sizeof(*sh), gfp);
	unsigned int i;

	sh->pages = kmalloc_array(3, sizeof(*sh->pages), gfp);
	for (i = 0; i < 3; i++)
		sh->pages[i] = piece[i];
	assert_int_equal(sg_alloc_table_from_pages(&sh->sgt, sh->pages, 3, 0, size, gfp), 0);
	sg_dma_address(sh->sgt.sgl) = 0x100000;
	sg_dma_len(sh->sgt.sgl) = size;
	return &sh->sgt;
}

static void free_pieces(struct device *d, size_t size, struct sg_table *sgt,
			enum dma_data_direction dir)
{
	struct dma_sgt_handle *sh = sgt_handle(sgt);

	sg_free_table(sgt);
	kfree(sh->pages);
	kfree(sh);
}

static const struct dma_map_ops pieces_ops = {
	.alloc_noncontiguous = alloc_pieces,
	.free_noncontiguous = free_pieces,
};

static void pieces_are_put_in_a_row(void **state)
{
	struct page *all[6];
	unsigned int i;
	char *row;

	for (i = 0; i < 6; i++)
		all[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
	for (i = 0; i < 3; i++)
		piece[i] = all[5 - 2 * i];
	set_dma_ops(dev, &pieces_ops);
	show.sgt = dma_alloc_noncontiguous(dev, 3 * PAGE_SIZE, DMA_FROM_DEVICE, GFP_KERNEL, 0);
	assert_int_equal(show.sgt->nents, 1);
	row = dma_vmap_noncontiguous(dev, 3 * PAGE_SIZE, show.sgt);
	assert_non_null(row);
	memset(row, 7, 3 * PAGE_SIZE);
	for (i = 0; i < 3; i++)
		assert_null(memchr_inv(page_address(piece[i]), 7, PAGE_SIZE));
	assert_int_equal(shown(map_pieces, 2, 1, row), 0);
	assert_int_equal(shown(map_pieces, 3, 1, row), -ENXIO);
	dma_vunmap_noncontiguous(dev, row);
	dma_free_noncontiguous(dev, 3 * PAGE_SIZE, show.sgt, DMA_FROM_DEVICE);
	set_dma_ops(dev, NULL);
	for (i = 0; i < 6; i++)
		__free_page(all[i]);
	assert_int_equal(device_dma_mappings(dev), 0);
}

static void pages_are_remapped_for_an_implementation(void **state)
{
	struct page *block = alloc_pages(GFP_KERNEL, 1), *apart[] = { block + 1, block };
	char *row = dma_common_pages_remap(apart, 2 * PAGE_SIZE, PAGE_KERNEL, NULL), *second;

	row[0] = 1;
	row[PAGE_SIZE] = 2;
	assert_int_equal(*(char *)page_address(block), 2);
	assert_ptr_equal(dma_common_find_pages(row), apart);
	assert_null(dma_common_find_pages(page_address(block)));
	second = dma_common_contiguous_remap(block, 2 * PAGE_SIZE, PAGE_KERNEL, NULL);
	assert_int_equal(second[0], 2);
	assert_null(dma_common_find_pages(second));
	dma_common_free_remap(second, 2 * PAGE_SIZE);
	dma_common_free_remap(row, 2 * PAGE_SIZE);
	dma_common_free_remap(row, 2 * PAGE_SIZE);
	assert_true(log_contains("trying to free invalid coherent area"));
	__free_pages(block, 1);
}

/* ---- sizes -------------------------------------------------------------- */

static void sizes_that_overflow_are_refused(void **state)
{
	dma_addr_t addr;

	assert_null(dma_alloc_coherent(dev, SIZE_MAX, &addr, GFP_KERNEL));
	assert_null(dma_alloc_coherent(dev, SIZE_MAX - PAGE_SIZE, &addr,
				       GFP_KERNEL | __GFP_NOWARN));
	assert_null(dma_alloc_coherent(dev, 1ull << 50, &addr, GFP_KERNEL | __GFP_NOWARN));
	assert_null(dma_alloc_coherent(dev, 0, &addr, GFP_KERNEL));
	assert_null(dma_alloc_pages(dev, SIZE_MAX, &addr, DMA_TO_DEVICE, GFP_KERNEL));
	assert_int_equal(device_dma_mappings(dev), 0);
}

static void managed_memory_goes_with_the_device(void **state)
{
	size_t before = mm_used();
	dma_addr_t addr;
	void *mem = dmam_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);

	assert_non_null(mem);
	dmam_free_coherent(dev, PAGE_SIZE, mem, addr);
	assert_int_equal(mm_used(), before);
	/* left to the device: the fixture reports a leak if it stays */
	assert_non_null(dmam_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_device(memory_is_cleared_and_shared),
		with_device(memory_is_aligned_to_its_size),
		with_device(memory_takes_whole_pages_and_no_more),
		with_device(memory_larger_than_a_page_block_is_in_one_piece),
		with_device(memory_is_within_the_mask),
		with_device(memory_is_within_the_limit_of_the_bus),
		with_device(mask_without_memory_fails_with_a_line),
		with_device(bus_that_sees_a_part_gets_that_part),
		with_device(null_may_be_freed),
		with_device(free_with_interrupts_off_is_reported),
		with_device(memory_without_an_address_is_a_page),
		with_device(write_combined_memory_is_memory),
		with_device(pages_are_mapped_for_streaming),
		with_device(pieces_are_one_piece_where_mapping_is_direct),
		with_device(memory_is_described_by_a_table),
		with_device(memory_is_shown_to_a_program),
		with_device(a_structure_that_is_no_mapping_is_refused),
		with_device(pieces_are_put_in_a_row),
		with_device(pages_are_remapped_for_an_implementation),
		with_device(sizes_that_overflow_are_refused),
		with_device(managed_memory_goes_with_the_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
