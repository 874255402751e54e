// SPDX-License-Identifier: MIT
/*
 * ARM long-descriptor page tables: how they are made for what a configuration
 * asks, and what the IOMMU's registers have to say of them: translation
 * control, table base, memory attributes.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <asm/barrier.h>

#include "mapping/iommu/io_pgtable_lpae.h"

#define MAX_ADDR_BITS	52
#define MAX_CONCAT	16	/* tables of stage 2 that may stand side by side at the top */

/* cacheability and shareability of walks: TCR.IRGN0, ORGN0, SH0 */
#define TCR_RGN_NC	0
#define TCR_RGN_WBWA	1
#define TCR_SH_OUTER	2
#define TCR_SH_INNER	3

#define MALI_TRANSTAB_TABLE	  3
#define MALI_TRANSTAB_READ_INNER  4
#define MALI_TRANSTAB_SHARE_OUTER 16
#define MALI_MEMATTR	(0x88ull | 0x8dull << 8 | 0x88ull << 16)

/* ---- which sizes ------------------------------------------------------- */

/* the granule: the CPU's page if it may be, else the next smaller, else the next larger size */
static unsigned long granule_of(unsigned long sizes)
{
	unsigned long smaller = sizes & ~PAGE_MASK, larger = sizes & PAGE_MASK;

	if (sizes & PAGE_SIZE)
		return PAGE_SIZE;
	if (smaller)
		return 1ul << __fls(smaller);
	return larger ? 1ul << __ffs(larger) : 0;
}

static void restrict_sizes(struct io_pgtable_cfg *cfg)
{
	unsigned int bits = 48;

	switch (granule_of(cfg->pgsize_bitmap)) {
	case SZ_4K:
		cfg->pgsize_bitmap &= SZ_4K | SZ_2M | SZ_1G;
		break;
	case SZ_16K:
		cfg->pgsize_bitmap &= SZ_16K | SZ_32M;
		break;
	case SZ_64K:
		bits = 52;
		cfg->pgsize_bitmap &= SZ_64K | SZ_512M | (cfg->oas > 48 ? 1ul << 42 : 0);
		break;
	default:
		cfg->pgsize_bitmap = 0;
	}
	cfg->ias = min(cfg->ias, bits);
	cfg->oas = min(cfg->oas, bits);
}

static struct lpae *lpae_new(struct io_pgtable_cfg *cfg, enum io_pgtable_fmt fmt)
{
	unsigned int bits, levels;
	struct lpae *t;

	restrict_sizes(cfg);
	if (!(cfg->pgsize_bitmap & (SZ_4K | SZ_16K | SZ_64K)))
		return NULL;
	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return NULL;
	t->granule = __ffs(cfg->pgsize_bitmap);
	if (cfg->ias <= t->granule) {
		kfree(t);
		return NULL;
	}
	bits = cfg->ias - t->granule;
	levels = DIV_ROUND_UP(bits, lpae_stride(t));
	t->start = LPAE_LEVELS - levels;
	t->top_bits = bits - lpae_stride(t) * (levels - 1);
	t->iop.fmt = fmt;
	t->iop.ops = lpae_ops;
	return t;
}

/* the first table; on failure, @t is freed */
static bool top_alloc(struct lpae *t, struct io_pgtable_cfg *cfg)
{
	t->top = lpae_pages_alloc(cfg, sizeof(u64) << t->top_bits, GFP_KERNEL);
	if (!t->top)
		kfree(t);
	/* empty, for whoever is told where it is */
	wmb();
	return t->top;
}

static void lpae_free(struct io_pgtable *iop)
{
	struct lpae *t = container_of(iop, struct lpae, iop);

	lpae_tables_free(t, t->top, t->start);
	kfree(t);
}

/* ---- registers --------------------------------------------------------- */

/* the code of an output size, as in TCR.IPS and VTCR.PS; -EINVAL: there is no such size */
static int size_code(unsigned int bits)
{
	static const unsigned char sizes[] = { 32, 36, 40, 42, 44, 48, 52 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		if (sizes[i] == bits)
			return i;
	return -EINVAL;
}

/* TCR.TG0 (and VTCR.TG0), or TG1, which has other numbers for the same */
static unsigned int granule_code(const struct lpae *t, bool tg1)
{
	switch (t->granule) {
	case 12:
		return tg1 ? 2 : 0;
	case 14:
		return tg1 ? 1 : 2;
	default:
		return tg1 ? 3 : 1;
	}
}

static struct io_pgtable *lpae_s1_alloc(struct io_pgtable_cfg *cfg, enum io_pgtable_fmt fmt)
{
	typeof(cfg->arm_lpae_s1_cfg.tcr) *tcr = &cfg->arm_lpae_s1_cfg.tcr;
	bool outer = cfg->quirks & IO_PGTABLE_QUIRK_ARM_OUTER_WBWA;
	struct lpae *t;
	int code;

	if (cfg->quirks & ~(IO_PGTABLE_QUIRK_ARM_NS | IO_PGTABLE_QUIRK_ARM_TTBR1 |
			    IO_PGTABLE_QUIRK_ARM_OUTER_WBWA))
		return NULL;
	if (cfg->coherent_walk && outer)
		return NULL;
	t = lpae_new(cfg, fmt);
	if (!t)
		return NULL;
	code = size_code(cfg->oas);
	if (code < 0) {
		kfree(t);
		return NULL;
	}
	tcr->sh = cfg->coherent_walk ? TCR_SH_INNER : TCR_SH_OUTER;
	tcr->irgn = cfg->coherent_walk ? TCR_RGN_WBWA : TCR_RGN_NC;
	tcr->orgn = cfg->coherent_walk || outer ? TCR_RGN_WBWA : TCR_RGN_NC;
	tcr->tg = granule_code(t, cfg->quirks & IO_PGTABLE_QUIRK_ARM_TTBR1);
	tcr->ips = code;
	tcr->tsz = 64 - cfg->ias;
	cfg->arm_lpae_s1_cfg.mair = LPAE_MAIR;
	if (!top_alloc(t, cfg))
		return NULL;
	cfg->arm_lpae_s1_cfg.ttbr = virt_to_phys(t->top);
	return &t->iop;
}

/* stage 2 may begin one level lower, with up to sixteen tables in a row */
static void concatenate(struct lpae *t)
{
	if (t->start == 0 && 1u << t->top_bits <= MAX_CONCAT) {
		t->top_bits += lpae_stride(t);
		t->start++;
	}
}

static struct io_pgtable *lpae_s2_alloc(struct io_pgtable_cfg *cfg, enum io_pgtable_fmt fmt)
{
	typeof(cfg->arm_lpae_s2_cfg.vtcr) *vtcr = &cfg->arm_lpae_s2_cfg.vtcr;
	struct lpae *t;
	int code;

	if (cfg->quirks)
		return NULL;
	t = lpae_new(cfg, fmt);
	if (!t)
		return NULL;
	code = size_code(cfg->oas);
	if (code < 0) {
		kfree(t);
		return NULL;
	}
	concatenate(t);
	vtcr->sh = cfg->coherent_walk ? TCR_SH_INNER : TCR_SH_OUTER;
	vtcr->irgn = cfg->coherent_walk ? TCR_RGN_WBWA : TCR_RGN_NC;
	vtcr->orgn = vtcr->irgn;
	vtcr->tg = granule_code(t, false);
	vtcr->ps = code;
	vtcr->tsz = 64 - cfg->ias;
	/* 4 KiB: level 2 is 0, level 1 is 1, level 0 is 2; others: one less */
	vtcr->sl = (t->granule == 12 ? 2 : 3) - t->start;
	if (!top_alloc(t, cfg))
		return NULL;
	cfg->arm_lpae_s2_cfg.vttbr = virt_to_phys(t->top);
	return &t->iop;
}

/* ---- formats ----------------------------------------------------------- */

static struct io_pgtable *arm_64_s1_alloc(struct io_pgtable_cfg *cfg, void *cookie)
{
	return lpae_s1_alloc(cfg, ARM_64_LPAE_S1);
}

static struct io_pgtable *arm_64_s2_alloc(struct io_pgtable_cfg *cfg, void *cookie)
{
	return lpae_s2_alloc(cfg, ARM_64_LPAE_S2);
}

/* formats of AArch32's descriptors: output addresses of 40 bits, one granule */
static bool fits_aarch32(struct io_pgtable_cfg *cfg, unsigned int most_ias)
{
	if (cfg->ias > most_ias || cfg->oas > 40)
		return false;
	cfg->pgsize_bitmap &= SZ_4K | SZ_2M | SZ_1G;
	return true;
}

static struct io_pgtable *arm_32_s1_alloc(struct io_pgtable_cfg *cfg, void *cookie)
{
	return fits_aarch32(cfg, 32) ? lpae_s1_alloc(cfg, ARM_32_LPAE_S1) : NULL;
}

static struct io_pgtable *arm_32_s2_alloc(struct io_pgtable_cfg *cfg, void *cookie)
{
	return fits_aarch32(cfg, 40) ? lpae_s2_alloc(cfg, ARM_32_LPAE_S2) : NULL;
}

/* always four levels, whatever the size of an address */
static struct io_pgtable *mali_alloc(struct io_pgtable_cfg *cfg, void *cookie)
{
	struct lpae *t;

	if (cfg->quirks || !fits_aarch32(cfg, 48))
		return NULL;
	t = lpae_new(cfg, ARM_MALI_LPAE);
	if (!t)
		return NULL;
	if (t->start > 0) {
		t->start = 0;
		t->top_bits = lpae_stride(t);
	}
	if (!top_alloc(t, cfg))
		return NULL;
	cfg->arm_mali_lpae_cfg.memattr = MALI_MEMATTR;
	cfg->arm_mali_lpae_cfg.transtab = virt_to_phys(t->top) | MALI_TRANSTAB_TABLE |
					  MALI_TRANSTAB_READ_INNER;
	if (cfg->coherent_walk)
		cfg->arm_mali_lpae_cfg.transtab |= MALI_TRANSTAB_SHARE_OUTER;
	return &t->iop;
}

struct io_pgtable_init_fns io_pgtable_arm_64_lpae_s1_init_fns = { arm_64_s1_alloc, lpae_free };
struct io_pgtable_init_fns io_pgtable_arm_64_lpae_s2_init_fns = { arm_64_s2_alloc, lpae_free };
struct io_pgtable_init_fns io_pgtable_arm_32_lpae_s1_init_fns = { arm_32_s1_alloc, lpae_free };
struct io_pgtable_init_fns io_pgtable_arm_32_lpae_s2_init_fns = { arm_32_s2_alloc, lpae_free };
struct io_pgtable_init_fns io_pgtable_arm_mali_lpae_init_fns = { mali_alloc, lpae_free };
