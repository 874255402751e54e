// SPDX-License-Identifier: MIT
/* Page tables for IOMMUs, as a driver of an IOMMU uses them, and as a walker finds them. */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/io-pgtable.h>
#include <linux/kthread.h>
#include <linux/sizes.h>

#include "mapping_fixture.h"

#define RW	(IOMMU_READ | IOMMU_WRITE | IOMMU_CACHE)
#define CONTIGUOUS	BIT_ULL(52)

static struct {
	unsigned int all, walks, pages;
	unsigned long iova;
	size_t size;
} flushed;

static void flush_all(void *cookie)
{
	flushed.all++;
}

static void flush_walk(unsigned long iova, size_t size, size_t granule, void *cookie)
{
	flushed.walks++;
	flushed.iova = iova;
	flushed.size = size;
}

static void add_page(struct iommu_iotlb_gather *gather, unsigned long iova, size_t granule,
		     void *cookie)
{
	flushed.pages++;
	flushed.iova = iova;
	flushed.size = granule;
}

static const struct iommu_flush_ops flush_ops = { flush_all, flush_walk, add_page };
static struct io_pgtable_cfg cfg;

static struct io_pgtable_ops *make(enum io_pgtable_fmt fmt, unsigned long sizes, unsigned int ias,
				   unsigned int oas)
{
	memset(&flushed, 0, sizeof(flushed));
	cfg = (struct io_pgtable_cfg){
		.pgsize_bitmap = sizes,
		.ias = ias,
		.oas = oas,
		.coherent_walk = true,
		.tlb = &flush_ops,
		.iommu_dev = dev,
	};
	return alloc_io_pgtable_ops(fmt, &cfg, NULL);
}

static struct io_pgtable_ops *make_4k(void)
{
	return make(ARM_64_LPAE_S1, SZ_4K | SZ_2M | SZ_1G, 48, 48);
}

static int map_n(struct io_pgtable_ops *ops, unsigned long iova, phys_addr_t phys, size_t size,
		 size_t count)
{
	size_t mapped = 0;
	int err = ops->map_pages(ops, iova, phys, size, count, RW, GFP_KERNEL, &mapped);

	assert_true(err || mapped == size * count);
	return err;
}

static size_t unmap_n(struct io_pgtable_ops *ops, unsigned long iova, size_t size, size_t count)
{
	return ops->unmap_pages(ops, iova, size, count, NULL);
}

/* the leaf of the last level for @iova, of tables with 4 KiB pages and four levels */
static u64 leaf_4k(unsigned long iova)
{
	u64 table = cfg.arm_lpae_s1_cfg.ttbr;
	unsigned int level;

	for (level = 0; level < 3; level++)
		table = ((u64 *)phys_to_virt(table))[iova >> (39 - 9 * level) & 511] &
			GENMASK_ULL(47, 12);
	return ((u64 *)phys_to_virt(table))[iova >> 12 & 511];
}

/* ---- every format and size ----------------------------------------------- */

static void use_all_sizes(enum io_pgtable_fmt fmt, unsigned long sizes, unsigned int ias)
{
	struct io_pgtable_ops *ops = make(fmt, sizes, ias, 48);
	unsigned long iova, rest, smallest;

	assert_non_null(ops);
	assert_int_equal(cfg.pgsize_bitmap, sizes);
	smallest = 1ul << __ffs(sizes);
	assert_int_equal(ops->iova_to_phys(ops, 42), 0);
	for (rest = sizes, iova = 0; rest; rest &= rest - 1, iova += SZ_1G) {
		unsigned long size = 1ul << __ffs(rest);

		assert_int_equal(map_n(ops, iova, iova + SZ_1G, size, 1), 0);
		assert_int_equal(ops->iova_to_phys(ops, iova + 42), iova + SZ_1G + 42);
		assert_int_equal(ops->iova_to_phys(ops, iova + size - 1),
				 iova + SZ_1G + size - 1);
		assert_int_equal(ops->iova_to_phys(ops, iova + size), 0);
		/* it has to be unmapped first */
		assert_int_equal(map_n(ops, iova, 0, size, 1), -EEXIST);
		if (size == smallest)
			continue;
		/* a part of it, and something else in its place */
		assert_int_equal(unmap_n(ops, iova + smallest, smallest, 1), smallest);
		assert_int_equal(ops->iova_to_phys(ops, iova + smallest), 0);
		assert_int_equal(ops->iova_to_phys(ops, iova + 42), iova + SZ_1G + 42);
		assert_int_equal(ops->iova_to_phys(ops, iova + size - 1),
				 iova + SZ_1G + size - 1);
		assert_int_equal(map_n(ops, iova + smallest, SZ_4G, smallest, 1), 0);
		assert_int_equal(ops->iova_to_phys(ops, iova + smallest + 1), SZ_4G + 1);
		/* all of it, small pages and what hangs on them */
		assert_int_equal(unmap_n(ops, iova, size, 1), size);
		assert_int_equal(ops->iova_to_phys(ops, iova + smallest), 0);
		assert_int_equal(map_n(ops, iova, iova, size, 1), 0);
	}
	free_io_pgtable_ops(ops);
}

static void every_size_can_be_mapped_and_split(void **state)
{
	static const unsigned long sizes[] = { SZ_4K | SZ_2M | SZ_1G, SZ_16K | SZ_32M,
					       SZ_64K | SZ_512M };
	static const unsigned int ias[] = { 32, 36, 40, 42, 44, 48 };
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (k = 0; k < ARRAY_SIZE(ias); k++) {
			use_all_sizes(ARM_64_LPAE_S1, sizes[i], ias[k]);
			use_all_sizes(ARM_64_LPAE_S2, sizes[i], ias[k]);
		}
	}
}

static void the_cpus_page_is_preferred(void **state)
{
	unsigned long all = SZ_4K | SZ_64K | SZ_2M | SZ_512M | SZ_1G;

	free_io_pgtable_ops(make(ARM_64_LPAE_S1, all, 48, 48));
	assert_int_equal(cfg.pgsize_bitmap, SZ_4K | SZ_2M | SZ_1G);
	free_io_pgtable_ops(make(ARM_64_LPAE_S1, all & ~(unsigned long)SZ_4K, 48, 48));
	assert_int_equal(cfg.pgsize_bitmap, SZ_64K | SZ_512M);
}

static void addresses_of_52_bits_fit_in_64k_pages(void **state)
{
	struct io_pgtable_ops *ops = make(ARM_64_LPAE_S1, SZ_64K | SZ_512M, 48, 52);
	phys_addr_t high = 0xf123400000000ull;

	assert_int_equal(map_n(ops, SZ_64K, high, SZ_64K, 1), 0);
	assert_true(ops->iova_to_phys(ops, SZ_64K + 5) == high + 5);
	free_io_pgtable_ops(ops);
}

/* ---- what the registers are told ----------------------------------------- */

static void registers_say_where_and_how_large(void **state)
{
	struct io_pgtable_ops *ops = make_4k();

	assert_int_equal(cfg.arm_lpae_s1_cfg.tcr.tsz, 16);
	assert_int_equal(cfg.arm_lpae_s1_cfg.tcr.ips, 5);
	assert_int_equal(cfg.arm_lpae_s1_cfg.tcr.tg, 0);
	assert_int_equal(cfg.arm_lpae_s1_cfg.tcr.sh, 3);
	assert_int_equal(cfg.arm_lpae_s1_cfg.tcr.irgn, 1);
	assert_true(cfg.arm_lpae_s1_cfg.mair == 0xf404ff44);
	assert_int_equal(cfg.arm_lpae_s1_cfg.ttbr & 0xfff, 0);
	free_io_pgtable_ops(ops);
	ops = make(ARM_64_LPAE_S1, SZ_64K | SZ_512M, 42, 40);
	assert_int_equal(cfg.arm_lpae_s1_cfg.tcr.tsz, 22);
	assert_int_equal(cfg.arm_lpae_s1_cfg.tcr.ips, 2);
	assert_int_equal(cfg.arm_lpae_s1_cfg.tcr.tg, 1);
	free_io_pgtable_ops(ops);
}

static void stage_2_begins_with_tables_in_a_row(void **state)
{
	struct io_pgtable_ops *ops = make(ARM_64_LPAE_S2, SZ_4K | SZ_2M | SZ_1G, 40, 40);

	/* two tables of level 1, instead of one of level 0 with two entries */
	assert_int_equal(cfg.arm_lpae_s2_cfg.vtcr.sl, 1);
	assert_int_equal(cfg.arm_lpae_s2_cfg.vtcr.tsz, 24);
	assert_int_equal(cfg.arm_lpae_s2_cfg.vttbr & 0x1fff, 0);
	assert_int_equal(map_n(ops, 1ul << 39, SZ_2G, SZ_1G, 1), 0);
	assert_int_equal(ops->iova_to_phys(ops, (1ul << 39) + 7), SZ_2G + 7);
	assert_true(((u64 *)phys_to_virt(cfg.arm_lpae_s2_cfg.vttbr))[512] & 1);
	free_io_pgtable_ops(ops);
}

static void what_a_format_does_not_have_is_refused(void **state)
{
	assert_null(make(ARM_V7S, SZ_4K, 32, 32));
	assert_null(make(IO_PGTABLE_NUM_FMTS, SZ_4K, 32, 32));
	assert_null(make(ARM_64_LPAE_S1, SZ_1M, 48, 48));
	assert_null(make(ARM_64_LPAE_S1, 0, 48, 48));
	assert_null(make(ARM_64_LPAE_S1, SZ_4K, 48, 41));
	assert_null(make(ARM_64_LPAE_S1, SZ_4K, 12, 48));
	assert_null(make(ARM_32_LPAE_S1, SZ_4K, 40, 40));
	assert_null(make(ARM_MALI_LPAE, SZ_4K, 48, 48));
	cfg.quirks = IO_PGTABLE_QUIRK_ARM_MTK_EXT;
	cfg.ias = cfg.oas = 48;
	assert_null(alloc_io_pgtable_ops(ARM_64_LPAE_S1, &cfg, NULL));
	free_io_pgtable_ops(NULL);
}

static void the_other_formats_map(void **state)
{
	static const enum io_pgtable_fmt fmts[] = { ARM_32_LPAE_S1, ARM_32_LPAE_S2, ARM_MALI_LPAE };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fmts); i++) {
		struct io_pgtable_ops *ops = make(fmts[i], SZ_4K | SZ_2M | SZ_1G, 32, 40);

		assert_non_null(ops);
		assert_int_equal(map_n(ops, SZ_4K, SZ_2G, SZ_4K, 3), 0);
		assert_int_equal(map_n(ops, SZ_2M, SZ_1G, SZ_2M, 2), 0);
		assert_int_equal(ops->iova_to_phys(ops, SZ_4K * 3 + 1), SZ_2G + SZ_8K + 1);
		assert_int_equal(ops->iova_to_phys(ops, SZ_4M), SZ_1G + SZ_2M);
		assert_int_equal(unmap_n(ops, SZ_4K, SZ_4K, 3), 3 * SZ_4K);
		free_io_pgtable_ops(ops);
	}
}

static void the_upper_half_is_for_ttbr1(void **state)
{
	struct io_pgtable_ops *ops;

	cfg = (struct io_pgtable_cfg){ .pgsize_bitmap = SZ_4K, .ias = 48, .oas = 48,
				       .quirks = IO_PGTABLE_QUIRK_ARM_TTBR1,
				       .coherent_walk = true, .iommu_dev = dev };
	ops = alloc_io_pgtable_ops(ARM_64_LPAE_S1, &cfg, NULL);
	assert_non_null(ops);
	assert_int_equal(cfg.arm_lpae_s1_cfg.tcr.tg, 2);
	assert_int_equal(map_n(ops, -SZ_1M, SZ_2G, SZ_4K, 1), 0);
	assert_int_equal(ops->iova_to_phys(ops, -SZ_1M), SZ_2G);
	assert_int_equal(map_n(ops, SZ_1M, SZ_2G, SZ_4K, 1), -ERANGE);
	free_io_pgtable_ops(ops);
}

/* ---- errors -------------------------------------------------------------- */

static void nonsense_is_refused(void **state)
{
	struct io_pgtable_ops *ops = make(ARM_64_LPAE_S1, SZ_4K | SZ_2M, 40, 40);

	assert_int_equal(map_n(ops, 0, 0, SZ_8K, 1), -EINVAL);
	assert_int_equal(map_n(ops, 0, 0, 0, 1), -EINVAL);
	assert_int_equal(map_n(ops, 0, 0, SZ_1G, 1), -EINVAL);
	assert_int_equal(map_n(ops, 1ul << 40, 0, SZ_4K, 1), -ERANGE);
	assert_int_equal(map_n(ops, 0, 1ull << 40, SZ_4K, 1), -ERANGE);
	assert_int_equal(ops->map(ops, 0, 0, SZ_4K, 0, GFP_KERNEL), -EINVAL);
	assert_int_equal(unmap_n(ops, 0, SZ_4K, 1), 0);
	assert_int_equal(unmap_n(ops, 0, SZ_4K, 0), 0);
	assert_int_equal(unmap_n(ops, 0, SZ_8K, 1), 0);
	assert_int_equal(unmap_n(ops, 1ul << 40, SZ_4K, 1), 0);
	assert_int_equal(ops->iova_to_phys(ops, 1ul << 40), 0);
	free_io_pgtable_ops(ops);
}

static void a_run_ends_with_its_table(void **state)
{
	struct io_pgtable_ops *ops = make_4k();
	size_t mapped = 0;

	assert_int_equal(ops->map_pages(ops, SZ_2M - SZ_4K, SZ_2G, SZ_4K, 4, RW, GFP_KERNEL,
					&mapped), 0);
	assert_int_equal(mapped, SZ_4K);
	assert_int_equal(ops->map_pages(ops, SZ_2M, SZ_2G, SZ_4K, 3, RW, GFP_KERNEL, &mapped), 0);
	assert_int_equal(mapped, 4 * SZ_4K);
	assert_int_equal(unmap_n(ops, SZ_2M - SZ_4K, SZ_4K, 4), SZ_4K);
	assert_int_equal(unmap_n(ops, SZ_2M, SZ_4K, 3), 3 * SZ_4K);
	free_io_pgtable_ops(ops);
}

/* ---- invalidation -------------------------------------------------------- */

static void each_page_that_goes_is_told(void **state)
{
	struct iommu_iotlb_gather gather;
	struct io_pgtable_ops *ops = make_4k();

	assert_int_equal(map_n(ops, SZ_64K, SZ_2G, SZ_4K, 3), 0);
	assert_int_equal(unmap_n(ops, SZ_64K, SZ_4K, 3), 3 * SZ_4K);
	assert_int_equal(flushed.pages, 3);
	assert_int_equal(flushed.iova, SZ_64K + SZ_8K);
	/* where all goes later, nothing is told */
	assert_int_equal(map_n(ops, SZ_64K, SZ_2G, SZ_4K, 1), 0);
	iommu_iotlb_gather_init(&gather);
	gather.queued = true;
	assert_int_equal(ops->unmap(ops, SZ_64K, SZ_4K, &gather), SZ_4K);
	assert_int_equal(flushed.pages, 3);
	free_io_pgtable_ops(ops);
	assert_int_equal(flushed.all, 1);
}

static void a_table_that_goes_is_told(void **state)
{
	struct io_pgtable_ops *ops = make_4k();

	assert_int_equal(map_n(ops, SZ_2M, SZ_2G, SZ_4K, 1), 0);
	assert_int_equal(unmap_n(ops, SZ_2M, SZ_4K, 1), SZ_4K);
	/* a block takes the place of the table, which is empty */
	assert_int_equal(map_n(ops, SZ_2M, SZ_1G, SZ_2M, 1), 0);
	assert_int_equal(flushed.walks, 1);
	assert_int_equal(flushed.iova, SZ_2M);
	assert_int_equal(flushed.size, SZ_2M);
	assert_int_equal(ops->iova_to_phys(ops, SZ_2M + SZ_4K), SZ_1G + SZ_4K);
	/* and small pages again, in a table that is new */
	assert_int_equal(unmap_n(ops, SZ_2M, SZ_2M, 1), SZ_2M);
	assert_int_equal(map_n(ops, SZ_2M, SZ_2G, SZ_4K, 1), 0);
	assert_int_equal(ops->iova_to_phys(ops, SZ_2M), SZ_2G);
	assert_int_equal(ops->iova_to_phys(ops, SZ_2M + SZ_4K), 0);
	free_io_pgtable_ops(ops);
}

/* ---- the contiguous hint ------------------------------------------------- */

static unsigned int hints(unsigned long iova, unsigned int pages)
{
	unsigned int i, n = 0;

	for (i = 0; i < pages; i++)
		n += !!(leaf_4k(iova + i * SZ_4K) & CONTIGUOUS);
	return n;
}

static void sixteen_aligned_pages_get_the_hint(void **state)
{
	struct io_pgtable_ops *ops = make_4k();

	assert_int_equal(map_n(ops, SZ_1M, SZ_2G, SZ_4K, 16), 0);
	assert_int_equal(hints(SZ_1M, 16), 16);
	/* one before and one after the group have none */
	assert_int_equal(map_n(ops, SZ_1M + SZ_128K - SZ_4K, SZ_2G + SZ_128K - SZ_4K, SZ_4K, 18), 0);
	assert_int_equal(hints(SZ_1M + SZ_128K - SZ_4K, 18), 16);
	assert_false(leaf_4k(SZ_1M + SZ_128K - SZ_4K) & CONTIGUOUS);
	assert_false(leaf_4k(SZ_1M + SZ_128K + SZ_64K) & CONTIGUOUS);
	free_io_pgtable_ops(ops);
}

static void pages_that_are_not_aligned_alike_get_no_hint(void **state)
{
	struct io_pgtable_ops *ops = make_4k();

	assert_int_equal(map_n(ops, SZ_1M, SZ_2G + SZ_4K, SZ_4K, 32), 0);
	assert_int_equal(hints(SZ_1M, 32), 0);
	assert_int_equal(map_n(ops, SZ_4M, SZ_2G, SZ_4K, 15), 0);
	assert_int_equal(hints(SZ_4M, 15), 0);
	free_io_pgtable_ops(ops);
}

static void a_group_that_loses_a_page_loses_the_hint(void **state)
{
	struct io_pgtable_ops *ops = make_4k();

	assert_int_equal(map_n(ops, SZ_1M, SZ_2G, SZ_4K, 32), 0);
	assert_int_equal(hints(SZ_1M, 32), 32);
	assert_int_equal(unmap_n(ops, SZ_1M + SZ_8K, SZ_4K, 1), SZ_4K);
	assert_int_equal(hints(SZ_1M, 16), 0);
	assert_int_equal(hints(SZ_1M + SZ_64K, 16), 16);
	assert_int_equal(ops->iova_to_phys(ops, SZ_1M + SZ_4K), SZ_2G + SZ_4K);
	assert_int_equal(ops->iova_to_phys(ops, SZ_1M + SZ_8K), 0);
	free_io_pgtable_ops(ops);
}

/* ---- permissions --------------------------------------------------------- */

static void permissions_stand_in_the_entries(void **state)
{
	struct io_pgtable_ops *ops = make_4k();

	assert_int_equal(ops->map(ops, 0, SZ_2G, SZ_4K, IOMMU_READ, GFP_KERNEL), 0);
	assert_int_equal(leaf_4k(0) & 0xfff, 0x3 | 1 << 6 | 1 << 7 | 2 << 8 | 1 << 10 | 1 << 11);
	assert_int_equal(ops->map(ops, SZ_4K, SZ_2G, SZ_4K, RW | IOMMU_PRIV, GFP_KERNEL), 0);
	assert_int_equal(leaf_4k(SZ_4K) & 0xfff, 0x3 | 1 << 2 | 3 << 8 | 1 << 10 | 1 << 11);
	assert_int_equal(ops->map(ops, SZ_8K, SZ_2G, SZ_4K, IOMMU_WRITE | IOMMU_MMIO | IOMMU_NOEXEC,
				  GFP_KERNEL), 0);
	assert_int_equal(leaf_4k(SZ_8K) & 0xfff,
			 0x3 | 2 << 2 | 1 << 6 | 2 << 8 | 1 << 10 | 1 << 11);
	assert_true(leaf_4k(SZ_8K) & 1ull << 54);
	free_io_pgtable_ops(ops);
}

/* ---- many at once -------------------------------------------------------- */

#define WORKERS	4
#define EACH	200

static struct io_pgtable_ops *shared;
static atomic_t workers_done;

/* pages of all workers alternate, so that they share every table */
static int worker(void *arg)
{
	unsigned long n = (unsigned long)arg, i;
	int bad = 0;

	for (i = 0; i < EACH; i++)
		bad += !!map_n(shared, (i * WORKERS + n) << 16, (i + 1) << 21, SZ_4K, 16);
	for (i = 0; i < EACH; i += 2)
		bad += unmap_n(shared, (i * WORKERS + n) << 16, SZ_4K, 16) != 16 * SZ_4K;
	atomic_inc(&workers_done);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return bad;
}

static void many_may_map_at_once(void **state)
{
	struct task_struct *tasks[WORKERS];
	unsigned long n, i;

	shared = make_4k();
	/* what is counted here is counted by one at a time */
	io_pgtable_ops_to_pgtable(shared)->cfg.tlb = NULL;
	atomic_set(&workers_done, 0);
	for (n = 0; n < WORKERS; n++)
		tasks[n] = kthread_run(worker, (void *)n, "map-%lu", n);
	while (atomic_read(&workers_done) < WORKERS)
		msleep(1);
	for (n = 0; n < WORKERS; n++)
		assert_int_equal(kthread_stop(tasks[n]), 0);
	for (n = 0; n < WORKERS; n++)
		for (i = 0; i < EACH; i++)
			assert_int_equal(shared->iova_to_phys(shared, (i * WORKERS + n) << 16),
					 i % 2 ? (i + 1) << 21 : 0);
	free_io_pgtable_ops(shared);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_device(every_size_can_be_mapped_and_split),
		with_device(the_cpus_page_is_preferred),
		with_device(addresses_of_52_bits_fit_in_64k_pages),
		with_device(registers_say_where_and_how_large),
		with_device(stage_2_begins_with_tables_in_a_row),
		with_device(what_a_format_does_not_have_is_refused),
		with_device(the_other_formats_map),
		with_device(the_upper_half_is_for_ttbr1),
		with_device(nonsense_is_refused),
		with_device(a_run_ends_with_its_table),
		with_device(each_page_that_goes_is_told),
		with_device(a_table_that_goes_is_told),
		with_device(sixteen_aligned_pages_get_the_hint),
		with_device(pages_that_are_not_aligned_alike_get_no_hint),
		with_device(a_group_that_loses_a_page_loses_the_hint),
		with_device(permissions_stand_in_the_entries),
		with_device(many_may_map_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
