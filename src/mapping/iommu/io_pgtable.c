// SPDX-License-Identifier: MIT
/*
 * Page tables for IOMMUs: which formats there are, and their life. Drivers of
 * IOMMUs call it. The formats are in io_pgtable_lpae*.c.
 */
#include <linux/export.h>
#include <linux/io-pgtable.h>
#include <linux/kernel.h>

static const struct io_pgtable_init_fns *const formats[IO_PGTABLE_NUM_FMTS] = {
	[ARM_32_LPAE_S1] = &io_pgtable_arm_32_lpae_s1_init_fns,
	[ARM_32_LPAE_S2] = &io_pgtable_arm_32_lpae_s2_init_fns,
	[ARM_64_LPAE_S1] = &io_pgtable_arm_64_lpae_s1_init_fns,
	[ARM_64_LPAE_S2] = &io_pgtable_arm_64_lpae_s2_init_fns,
	[ARM_MALI_LPAE] = &io_pgtable_arm_mali_lpae_init_fns,
};

struct io_pgtable_ops *alloc_io_pgtable_ops(enum io_pgtable_fmt fmt, struct io_pgtable_cfg *cfg,
					    void *cookie)
{
	struct io_pgtable *iop;

	if (fmt >= IO_PGTABLE_NUM_FMTS || !formats[fmt])
		return NULL;
	iop = formats[fmt]->alloc(cfg, cookie);
	if (!iop)
		return NULL;
	iop->fmt = fmt;
	iop->cookie = cookie;
	iop->cfg = *cfg;
	return &iop->ops;
}
EXPORT_SYMBOL_GPL(alloc_io_pgtable_ops);

void free_io_pgtable_ops(struct io_pgtable_ops *ops)
{
	struct io_pgtable *iop;

	if (!ops)
		return;
	iop = io_pgtable_ops_to_pgtable(ops);
	io_pgtable_tlb_flush_all(iop);
	formats[iop->fmt]->free(iop);
}
EXPORT_SYMBOL_GPL(free_io_pgtable_ops);
