// SPDX-License-Identifier: MIT
/*
 * Page tables for IOMMUs: which formats there are, and their life. Drivers of
 * IOMMUs call it. The formats are in io_pgtable_lpae*.c.
 */
#include <linux/export.h>
#include <linux/io-pgtable.h>
#include <linux/kernel.h>

static const struct io_pgtable_init_fns *const formats[IO_PGTABLE_NUM_FMTS] = {
	[ARM_64_LPAE_S1] = &io_pgtable_arm_64_lpae_s1_init_fns,
	[ARM_32_LPAE_S1] = &io_pgtable_arm_32_lpae_s1_init_fns,
	[ARM_MALI_LPAE] = &io_pgtable_arm_mali_lpae_init_fns,
	[ARM_64_LPAE_S2] = &io_pgtable_arm_64_lpae_s2_init_fns,
	[ARM_32_LPAE_S2] = &io_pgtable_arm_32_lpae_s2_init_fns,
};

/* NULL for what is no format, and for formats that are not made */
static const struct io_pgtable_init_fns *format_of(unsigned int number)
{
	return number < ARRAY_SIZE(formats) ? formats[number] : NULL;
}

/* ---- changes ----------------------------------------------------------------- */

/* of tables that nobody wants to hear about: a test's, or those of a walker without a TLB */
static const struct iommu_flush_ops silent;

static const struct iommu_flush_ops *listener(const struct io_pgtable *tables)
{
	return tables->cfg.tlb ?: &silent;
}

void io_pgtable_tlb_flush_walk(struct io_pgtable *iop, unsigned long iova, size_t size,
			       size_t granule)
{
	const struct iommu_flush_ops *to = listener(iop);

	if (to->tlb_flush_walk)
		to->tlb_flush_walk(iova, size, granule, iop->cookie);
}
EXPORT_SYMBOL_GPL(io_pgtable_tlb_flush_walk);

void io_pgtable_tlb_add_page(struct io_pgtable *iop, struct iommu_iotlb_gather *gather,
			     unsigned long iova, size_t granule)
{
	const struct iommu_flush_ops *to = listener(iop);

	if (to->tlb_add_page)
		to->tlb_add_page(gather, iova, granule, iop->cookie);
}
EXPORT_SYMBOL_GPL(io_pgtable_tlb_add_page);

void io_pgtable_tlb_flush_all(struct io_pgtable *iop)
{
	const struct iommu_flush_ops *to = listener(iop);

	if (to->tlb_flush_all)
		to->tlb_flush_all(iop->cookie);
}
EXPORT_SYMBOL_GPL(io_pgtable_tlb_flush_all);

/* ---- life -------------------------------------------------------------------- */

struct io_pgtable_ops *alloc_io_pgtable_ops(enum io_pgtable_fmt fmt, struct io_pgtable_cfg *cfg,
					    void *cookie)
{
	const struct io_pgtable_init_fns *format = format_of(fmt);
	struct io_pgtable *tables = format ? format->alloc(cfg, cookie) : NULL;

	if (tables) {
		/* by now it says what was made, not what was wanted */
		tables->cfg = *cfg;
		tables->cookie = cookie;
		tables->fmt = fmt;
	}
	return tables ? &tables->ops : NULL;
}
EXPORT_SYMBOL_GPL(alloc_io_pgtable_ops);

void free_io_pgtable_ops(struct io_pgtable_ops *ops)
{
	struct io_pgtable *tables = ops ? io_pgtable_ops_to_pgtable(ops) : NULL;

	if (tables) {
		io_pgtable_tlb_flush_all(tables);
		format_of(tables->fmt)->free(tables);
	}
}
EXPORT_SYMBOL_GPL(free_io_pgtable_ops);
