/* SPDX-License-Identifier: MIT */
/*
 * ARM long-descriptor page tables, between the files that make them: what an
 * entry looks like, and how an address is taken apart. The format is that of
 * the ARMv8-A architecture (ARM DDI 0487, "The AArch64 Virtual Memory System
 * Architecture").
 */
#ifndef DMAE_MAPPING_IO_PGTABLE_LPAE_H
#define DMAE_MAPPING_IO_PGTABLE_LPAE_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/io-pgtable.h>
#include <linux/log2.h>

#define LPAE_LEVELS	4
#define LPAE_LAST	(LPAE_LEVELS - 1)

#define LPAE_VALID	BIT_ULL(0)
#define LPAE_TYPE	GENMASK_ULL(1, 0)
#define LPAE_BLOCK	1ull
#define LPAE_TABLE	3ull		/* and a page, in the last level */
#define LPAE_NS		BIT_ULL(5)
#define LPAE_AP_UNPRIV	BIT_ULL(6)	/* stage 1 */
#define LPAE_AP_RDONLY	BIT_ULL(7)
#define LPAE_S2AP_READ	BIT_ULL(6)	/* stage 2 */
#define LPAE_S2AP_WRITE	BIT_ULL(7)
#define LPAE_SH_OUTER	(2ull << 8)
#define LPAE_SH_INNER	(3ull << 8)
#define LPAE_AF		BIT_ULL(10)
#define LPAE_NG		BIT_ULL(11)
#define LPAE_CONTIGUOUS	BIT_ULL(52)
#define LPAE_XN		(3ull << 53)
#define LPAE_SW_SYNC	BIT_ULL(55)	/* ours: a walker that is not coherent can see it */
#define LPAE_NSTABLE	BIT_ULL(63)
#define LPAE_ADDRESS	GENMASK_ULL(47, 12)

#define LPAE_ATTRINDX(n) ((u64)(n) << 2)	/* stage 1 and Mali */
#define LPAE_MEMATTR(n)	 ((u64)(n) << 2)	/* stage 2 */

/* what an entry keeps when a block is split: all but its address, type and hint */
#define LPAE_ATTRIBUTES	(GENMASK_ULL(11, 2) | LPAE_XN)

/* memory attributes by index, and what a MAIR register says of each */
enum lpae_attribute { LPAE_ATTR_NC, LPAE_ATTR_CACHE, LPAE_ATTR_DEVICE, LPAE_ATTR_OUTER_CACHE };
#define LPAE_MAIR (0x44ull | 0xffull << 8 | 0x04ull << 16 | 0xf4ull << 24)

/**
 * struct lpae - one set of tables
 * @iop: as alloc_io_pgtable_ops() hands it out
 * @top: the first table
 * @granule: log2 of the bytes of a table and of the smallest page
 * @start: level of the first table
 * @top_bits: log2 of its entries
 * @recent: the table of the last level that was used last: see recent_table()
 */
struct lpae {
	struct io_pgtable iop;
	u64 *top;
	unsigned int granule;
	unsigned int start;
	unsigned int top_bits;
	u64 recent;
};

static inline struct lpae *lpae_of(struct io_pgtable_ops *ops)
{
	struct io_pgtable *iop = io_pgtable_ops_to_pgtable(ops);

	return container_of(iop, struct lpae, iop);
}

/* log2 of the entries of a table below the first */
static inline unsigned int lpae_stride(const struct lpae *t)
{
	return t->granule - ilog2(sizeof(u64));
}

/* log2 of the bytes that an entry of level @level maps */
static inline unsigned int lpae_shift(const struct lpae *t, unsigned int level)
{
	return t->granule + lpae_stride(t) * (LPAE_LAST - level);
}

/* number of the entry for @iova in its table of level @level */
static inline unsigned int lpae_index(const struct lpae *t, unsigned long iova,
				      unsigned int level)
{
	unsigned int bits = level == t->start ? t->top_bits : lpae_stride(t);

	return iova >> lpae_shift(t, level) & ((1u << bits) - 1);
}

static inline bool lpae_is_mali(const struct lpae *t)
{
	return t->iop.fmt == ARM_MALI_LPAE;
}

static inline bool lpae_is_stage1(const struct lpae *t)
{
	return t->iop.fmt == ARM_64_LPAE_S1 || t->iop.fmt == ARM_32_LPAE_S1;
}

/* Mali calls every leaf a block */
static inline bool lpae_is_leaf(const struct lpae *t, u64 entry, unsigned int level)
{
	if (level == LPAE_LAST && !lpae_is_mali(t))
		return (entry & LPAE_TYPE) == LPAE_TABLE;
	return (entry & LPAE_TYPE) == LPAE_BLOCK;
}

/* with 64 KiB pages, bits 51 to 48 of an address stand in bits 15 to 12 */
static inline u64 lpae_address(phys_addr_t phys)
{
	return (phys | phys >> 36) & LPAE_ADDRESS;
}

static inline phys_addr_t lpae_phys(const struct lpae *t, u64 entry)
{
	u64 phys = entry & LPAE_ADDRESS;

	if (t->granule < 16)
		return phys;
	return (phys | phys << 36) & LPAE_ADDRESS << 4;
}

static inline u64 *lpae_table(const struct lpae *t, u64 entry)
{
	return phys_to_virt(lpae_phys(t, entry));
}

/* io_pgtable_lpae_memory.c */
void *lpae_pages_alloc(struct io_pgtable_cfg *cfg, size_t size, gfp_t gfp);
void lpae_pages_free(struct io_pgtable_cfg *cfg, void *pages, size_t size);
void lpae_sync(struct io_pgtable_cfg *cfg, u64 *entry, unsigned int count);

/* let the walker see @count entries that were written */
static inline void lpae_show(struct io_pgtable_cfg *cfg, u64 *entry, unsigned int count)
{
	if (unlikely(!cfg->coherent_walk))
		lpae_sync(cfg, entry, count);
}

/* io_pgtable_lpae.c */
extern const struct io_pgtable_ops lpae_ops;
/** lpae_tables_free() - @table of level @level and all that hang on it */
void lpae_tables_free(struct lpae *t, u64 *table, unsigned int level);

#endif
