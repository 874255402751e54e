// SPDX-License-Identifier: MIT
/*
 * ARM long-descriptor page tables: map, unmap, look up. io_pgtable_lpae_init.c
 * makes them.
 *
 * Nobody locks: whoever calls keeps two calls from the same addresses, and
 * what they share, the tables above, is put in place by compare and exchange,
 * read so that what it points to is seen as it was then, and taken away only
 * with all that it maps. Sixteen pages in a row, or as many as the granule has
 * it, get the contiguous hint, by which one entry of a TLB stands for all of
 * them.
 */
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>

#include <asm/barrier.h>

#include "mapping/iommu/io_pgtable_lpae.h"

static size_t unmap_in(struct lpae *t, struct iommu_iotlb_gather *gather, unsigned long iova,
		       size_t size, size_t count, unsigned int level, u64 *table);

/* entries from @index on that lie in one page of tables */
static unsigned int entries_left(const struct lpae *t, unsigned int index)
{
	unsigned int per_table = 1u << lpae_stride(t);

	return per_table - (index & (per_table - 1));
}

static void entry_write(u64 *entry, u64 value)
{
	WRITE_ONCE(*entry, value);
}

/* ---- the table that was used last ------------------------------------- */

/*
 * What is mapped and unmapped in a row mostly lies in one table of the last level. Which addresses
 * it is for and where it is stand in one word, so that whoever reads it, without a lock, has both
 * of the same table. Such a table goes only when nobody works on its addresses.
 */
#define RECENT_TABLE	36	/* bits of a table's page frame number */

static u64 recent_of(const struct lpae *t, unsigned long iova, const u64 *table)
{
	u64 number = iova >> lpae_shift(t, LPAE_LAST - 1);

	return number << RECENT_TABLE | virt_to_phys(table) >> 12;
}

static u64 *recent_table(const struct lpae *t, unsigned long iova)
{
	u64 recent = smp_load_acquire(&t->recent), number = iova >> lpae_shift(t, LPAE_LAST - 1);
	u64 frame = recent & GENMASK_ULL(RECENT_TABLE - 1, 0);

	if (recent >> RECENT_TABLE != (number & GENMASK_ULL(63 - RECENT_TABLE, 0)) || !frame)
		return NULL;
	return phys_to_virt(frame << 12);
}

static void recent_forget(struct lpae *t, const u64 *table)
{
	u64 frame = READ_ONCE(t->recent) & GENMASK_ULL(RECENT_TABLE - 1, 0);

	if (frame == virt_to_phys(table) >> 12)
		WRITE_ONCE(t->recent, 0);
}

/* ---- the contiguous hint ----------------------------------------------- */

/* entries of level @level that the hint makes one; 0: there is none */
static unsigned int hint_entries(const struct lpae *t, unsigned int level)
{
	if (lpae_is_mali(t) || (level != LPAE_LAST && t->granule != 12) || level < 2)
		return 0;
	switch (t->granule) {
	case 12:
		return 16;
	case 14:
		return 128;
	default:
		return 32;
	}
}

/* the @count entries at @entry, number @index of their table, were written: set hints */
static void hints_set(const struct lpae *t, u64 *entry, unsigned int index, unsigned int count,
		      phys_addr_t phys, unsigned int level)
{
	unsigned int group = hint_entries(t, level), shift = lpae_shift(t, level), i, first;

	if (likely(!group || count < group))
		return;
	first = -index & (group - 1);
	if (first + group > count || (phys + ((u64)first << shift)) & (((u64)group << shift) - 1))
		return;
	for (i = first; i < first + (count - first) / group * group; i++)
		entry_write(&entry[i], entry[i] | LPAE_CONTIGUOUS);
}

/*
 * Before some of a group are taken out, all lose the hint. What a TLB holds of the group stays as
 * it was until the addresses that are unmapped are invalidated, which ends all of it.
 */
static void hints_clear(struct lpae *t, u64 *table, unsigned int index, unsigned int count,
			unsigned int level)
{
	unsigned int group = hint_entries(t, level), i, end;

	if (!group)
		return;
	end = round_up(index + count, group);
	for (i = round_down(index, group); i < end; i++) {
		u64 old = READ_ONCE(table[i]);

		/* not where somebody else takes another part of the group out */
		if (old & LPAE_CONTIGUOUS)
			cmpxchg64(&table[i], old, old & ~LPAE_CONTIGUOUS);
	}
	lpae_show(&t->iop.cfg, &table[round_down(index, group)], end - round_down(index, group));
}

static bool hints_cut(const struct lpae *t, const u64 *table, unsigned int index,
		      unsigned int count, unsigned int level)
{
	unsigned int group = hint_entries(t, level);

	if (!group)
		return false;
	return (index & (group - 1) && table[index] & LPAE_CONTIGUOUS) ||
	       ((index + count) & (group - 1) && table[index + count - 1] & LPAE_CONTIGUOUS);
}

/* ---- mapping ----------------------------------------------------------- */

static u64 attributes_of(const struct lpae *t, int prot)
{
	if (lpae_is_stage1(t) || lpae_is_mali(t)) {
		if (prot & IOMMU_MMIO)
			return LPAE_ATTRINDX(LPAE_ATTR_DEVICE);
		return prot & IOMMU_CACHE ? LPAE_ATTRINDX(LPAE_ATTR_CACHE) : 0;
	}
	if (prot & IOMMU_MMIO)
		return LPAE_MEMATTR(0x1);
	return prot & IOMMU_CACHE ? LPAE_MEMATTR(0xf) : LPAE_MEMATTR(0x5);
}

static u64 permissions_of(const struct lpae *t, int prot)
{
	u64 entry = 0;

	if (!lpae_is_stage1(t))
		return (prot & IOMMU_READ ? LPAE_S2AP_READ : 0) |
		       (prot & IOMMU_WRITE ? LPAE_S2AP_WRITE : 0);
	/* in stage 1, there is no writing without reading */
	if (!(prot & IOMMU_WRITE))
		entry |= LPAE_AP_RDONLY;
	if (!(prot & IOMMU_PRIV))
		entry |= LPAE_AP_UNPRIV;
	return entry | LPAE_NG;
}

static u64 entry_of(const struct lpae *t, int prot)
{
	u64 entry = permissions_of(t, prot) | attributes_of(t, prot);

	entry |= prot & IOMMU_CACHE && !lpae_is_mali(t) ? LPAE_SH_INNER : LPAE_SH_OUTER;
	if (prot & IOMMU_NOEXEC)
		entry |= LPAE_XN;
	if (t->iop.cfg.quirks & IO_PGTABLE_QUIRK_ARM_NS)
		entry |= LPAE_NS;
	if (!lpae_is_mali(t))
		entry |= LPAE_AF;
	return entry;
}

static u64 leaf_type(const struct lpae *t, unsigned int level)
{
	return level == LPAE_LAST && !lpae_is_mali(t) ? LPAE_TABLE : LPAE_BLOCK;
}

static void leaves_write(struct lpae *t, u64 *entry, unsigned int index, unsigned int count,
			 phys_addr_t phys, u64 attributes, unsigned int level)
{
	u64 size = 1ull << lpae_shift(t, level);
	unsigned int i;

	attributes |= leaf_type(t, level);
	for (i = 0; i < count; i++)
		entry_write(&entry[i], attributes | lpae_address(phys + i * size));
	hints_set(t, entry, index, count, phys, level);
	lpae_show(&t->iop.cfg, entry, count);
}

/* @count leaves from entry @index of @table on, where nothing may be, but empty tables */
static int leaves_map(struct lpae *t, unsigned long iova, phys_addr_t phys, u64 attributes,
		      unsigned int level, unsigned int count, u64 *table, unsigned int index)
{
	size_t size = 1ull << lpae_shift(t, level);
	unsigned int i;

	for (i = 0; i < count; i++) {
		u64 old = READ_ONCE(table[index + i]);

		if (likely(!old))
			continue;
		if (WARN_ON(lpae_is_leaf(t, old, level)))
			return -EEXIST;
		/* a table, which goes, with what the walker knows of it */
		if (WARN_ON(unmap_in(t, NULL, iova + i * size, size, 1, level, table) != size))
			return -EINVAL;
	}
	leaves_write(t, &table[index], index, count, phys, attributes, level);
	return 0;
}

/* put @table where @old is; what stands there afterwards, if somebody else was faster */
static u64 table_install(struct lpae *t, u64 *entry, u64 old, u64 *table)
{
	struct io_pgtable_cfg *cfg = &t->iop.cfg;
	u64 new = lpae_address(virt_to_phys(table)) | LPAE_TABLE, found;

	if (cfg->quirks & IO_PGTABLE_QUIRK_ARM_NS)
		new |= LPAE_NSTABLE;
	found = cmpxchg64(entry, old, new);
	if (cfg->coherent_walk || found & LPAE_SW_SYNC)
		return found;
	/* whosever it is, the walker has to see it before we go on */
	lpae_show(cfg, entry, 1);
	if (found == old) {
		entry_write(entry, new | LPAE_SW_SYNC);
		/* no walker looks at that bit, but the machine tells of whatever one finds old */
		lpae_show(cfg, entry, 1);
	}
	return found;
}

/* the table that @entry leads to; made if there is none */
static int table_below(struct lpae *t, u64 *entry, unsigned int level, gfp_t gfp, u64 **below)
{
	struct io_pgtable_cfg *cfg = &t->iop.cfg;
	size_t size = 1ul << t->granule;
	u64 found = smp_load_acquire(entry);

	if (unlikely(!found)) {
		*below = lpae_pages_alloc(cfg, size, gfp);
		if (!*below)
			return -ENOMEM;
		found = table_install(t, entry, 0, *below);
		if (!found)
			return 0;
		lpae_pages_free(cfg, *below, size);
	} else if (!cfg->coherent_walk && !(found & LPAE_SW_SYNC)) {
		lpae_show(cfg, entry, 1);
	}
	if (WARN_ON(lpae_is_leaf(t, found, level)))
		return -EEXIST;
	*below = lpae_table(t, found);
	return 0;
}

/* true if @iova is none that these tables are for: bits above those of an input address */
static bool beyond(const struct lpae *t, unsigned long iova)
{
	long above = (s64)iova >> t->iop.cfg.ias;

	return t->iop.cfg.quirks & IO_PGTABLE_QUIRK_ARM_TTBR1 ? ~above : above;
}

static bool size_ok(const struct lpae *t, size_t size)
{
	return size && (size & t->iop.cfg.pgsize_bitmap) == size;
}

static int lpae_map_pages(struct io_pgtable_ops *ops, unsigned long iova, phys_addr_t paddr,
			  size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped)
{
	struct lpae *t = lpae_of(ops);
	unsigned int level = t->start, index, count;
	u64 *table = t->top, *recent;
	int err;

	if (WARN_ON(!size_ok(t, pgsize)))
		return -EINVAL;
	if (WARN_ON(beyond(t, iova) || paddr >> t->iop.cfg.oas))
		return -ERANGE;
	if (!(prot & (IOMMU_READ | IOMMU_WRITE)))
		return -EINVAL;
	recent = pgsize == 1ul << t->granule ? recent_table(t, iova) : NULL;
	if (likely(recent)) {
		table = recent;
		level = LPAE_LAST;
	}
	for (; pgsize != 1ull << lpae_shift(t, level); level++) {
		if (WARN_ON(level == LPAE_LAST))
			return -EINVAL;
		err = table_below(t, &table[lpae_index(t, iova, level)], level, gfp, &table);
		if (err)
			return err;
		if (level + 1 == LPAE_LAST)
			smp_store_release(&t->recent, recent_of(t, iova, table));
	}
	index = lpae_index(t, iova, level);
	count = min_t(size_t, pgcount, entries_left(t, index));
	err = leaves_map(t, iova, paddr, entry_of(t, prot), level, count, table, index);
	if (!err && mapped)
		*mapped += count * pgsize;
	/* whoever tells the device comes after the entries */
	wmb();
	return err;
}

static int lpae_map(struct io_pgtable_ops *ops, unsigned long iova, phys_addr_t paddr, size_t size,
		    int prot, gfp_t gfp)
{
	return lpae_map_pages(ops, iova, paddr, size, 1, prot, gfp, NULL);
}

/* ---- unmapping --------------------------------------------------------- */

void lpae_tables_free(struct lpae *t, u64 *table, unsigned int level)
{
	unsigned int bits = level == t->start ? t->top_bits : lpae_stride(t), i;

	for (i = 0; level < LPAE_LAST && i < 1u << bits; i++)
		if (table[i] && !lpae_is_leaf(t, table[i], level))
			lpae_tables_free(t, lpae_table(t, table[i]), level + 1);
	recent_forget(t, table);
	lpae_pages_free(&t->iop.cfg, table, sizeof(u64) << bits);
}

/* entries @index to @index + @count of @table end; returns how many there were */
static unsigned int leaves_unmap(struct lpae *t, struct iommu_iotlb_gather *gather,
				 unsigned long iova, size_t size, unsigned int count,
				 unsigned int level, u64 *table, unsigned int index)
{
	unsigned int i;

	if (unlikely(hints_cut(t, table, index, count, level)))
		hints_clear(t, table, index, count, level);
	for (i = 0; i < count; i++, iova += size) {
		u64 *entry = &table[index + i], old = READ_ONCE(*entry);

		if (WARN_ON(!old))
			break;
		entry_write(entry, 0);
		lpae_show(&t->iop.cfg, entry, 1);
		if (!lpae_is_leaf(t, old, level)) {
			io_pgtable_tlb_flush_walk(&t->iop, iova, size, 1ul << t->granule);
			lpae_tables_free(t, lpae_table(t, old), level + 1);
		} else if (!iommu_iotlb_gather_queued(gather)) {
			io_pgtable_tlb_add_page(&t->iop, gather, iova, size);
		}
	}
	return i;
}

/*
 * A part of the block at @entry ends: a table of level @level takes its place that maps the rest.
 * Of somebody else who does the same at the same time, the table is used.
 */
static size_t block_split(struct lpae *t, struct iommu_iotlb_gather *gather, unsigned long iova,
			  size_t size, size_t count, unsigned int level, u64 *entry, u64 block)
{
	unsigned int entries = 1u << lpae_stride(t), first = lpae_index(t, iova, level), i;
	u64 *table = lpae_pages_alloc(&t->iop.cfg, 1ul << t->granule, GFP_ATOMIC);
	bool here = size == 1ull << lpae_shift(t, level);
	u64 found;

	if (!table)
		return 0;
	leaves_write(t, table, 0, entries, lpae_phys(t, block), block & LPAE_ATTRIBUTES, level);
	count = here ? min_t(size_t, count, entries_left(t, first)) : count;
	if (here) {
		hints_clear(t, table, first, count, level);
		for (i = first; i < first + count; i++)
			table[i] = 0;
		lpae_show(&t->iop.cfg, table, entries);
	}
	found = table_install(t, entry, block, table);
	if (found != block) {
		lpae_pages_free(&t->iop.cfg, table, 1ul << t->granule);
		if ((found & LPAE_TYPE) != LPAE_TABLE)
			return 0;
		table = lpae_table(t, found);
	} else if (here) {
		for (i = 0; i < count; i++)
			io_pgtable_tlb_add_page(&t->iop, gather, iova + i * size, size);
		return count * size;
	}
	return unmap_in(t, gather, iova, size, count, level, table);
}

static size_t unmap_in(struct lpae *t, struct iommu_iotlb_gather *gather, unsigned long iova,
		       size_t size, size_t count, unsigned int level, u64 *table)
{
	for (;; level++) {
		unsigned int index = lpae_index(t, iova, level);
		u64 entry = smp_load_acquire(&table[index]);

		if (WARN_ON(!entry))
			return 0;
		if (size == 1ull << lpae_shift(t, level)) {
			count = min_t(size_t, count, entries_left(t, index));
			return size * leaves_unmap(t, gather, iova, size, count, level, table,
						   index);
		}
		if (WARN_ON(level == LPAE_LAST))
			return 0;
		if (lpae_is_leaf(t, entry, level))
			return block_split(t, gather, iova, size, count, level + 1, &table[index],
					   entry);
		table = lpae_table(t, entry);
	}
}

static size_t lpae_unmap_pages(struct io_pgtable_ops *ops, unsigned long iova, size_t pgsize,
			       size_t pgcount, struct iommu_iotlb_gather *gather)
{
	struct lpae *t = lpae_of(ops);
	unsigned int index;
	u64 *recent;

	if (WARN_ON(!size_ok(t, pgsize) || !pgcount || beyond(t, iova)))
		return 0;
	recent = pgsize == 1ul << t->granule ? recent_table(t, iova) : NULL;
	if (likely(recent)) {
		index = lpae_index(t, iova, LPAE_LAST);
		pgcount = min_t(size_t, pgcount, entries_left(t, index));
		return pgsize * leaves_unmap(t, gather, iova, pgsize, pgcount, LPAE_LAST, recent,
					     index);
	}
	return unmap_in(t, gather, iova, pgsize, pgcount, t->start, t->top);
}

static size_t lpae_unmap(struct io_pgtable_ops *ops, unsigned long iova, size_t size,
			 struct iommu_iotlb_gather *gather)
{
	return lpae_unmap_pages(ops, iova, size, 1, gather);
}

/* ---- looking up -------------------------------------------------------- */

static phys_addr_t lpae_iova_to_phys(struct io_pgtable_ops *ops, unsigned long iova)
{
	struct lpae *t = lpae_of(ops);
	u64 *table = t->top;
	unsigned int level;

	if (beyond(t, iova))
		return 0;
	for (level = t->start; level < LPAE_LEVELS; level++) {
		u64 entry = smp_load_acquire(&table[lpae_index(t, iova, level)]);

		if (!entry)
			return 0;
		if (lpae_is_leaf(t, entry, level))
			return lpae_phys(t, entry) | (iova & ((1ull << lpae_shift(t, level)) - 1));
		table = lpae_table(t, entry);
	}
	return 0;
}

const struct io_pgtable_ops lpae_ops = {
	.map = lpae_map,
	.map_pages = lpae_map_pages,
	.unmap = lpae_unmap,
	.unmap_pages = lpae_unmap_pages,
	.iova_to_phys = lpae_iova_to_phys,
};
