/* SPDX-License-Identifier: MIT */
/*
 * Driver for ARM SMMUs of version 2: what its files share. Registers are
 * named as in the SMMU architecture specification (ARM IHI 0062D).
 *
 *	stream mapping group	which streams, and what becomes of them
 *	context bank		one address space: tables, faults, an interrupt
 *	smmu_domain		an IOMMU domain: at first nothing; with its first
 *				device, a context bank and tables
 */
#ifndef DMAE_DRIVERS_ARM_SMMU_H
#define DMAE_DRIVERS_ARM_SMMU_H

#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/io.h>
#include <linux/io-64-nonatomic-hi-lo.h>
#include <linux/io-pgtable.h>
#include <linux/iommu.h>
#include <linux/irqreturn.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct clk_bulk_data;

/* ---- global registers, first page --------------------------------------- */

#define GR0_sCR0		0x000
#define   sCR0_VMID16EN			BIT(31)
#define   sCR0_BSU			GENMASK(15, 14)
#define   sCR0_FB			BIT(13)
#define   sCR0_PTM			BIT(12)
#define   sCR0_VMIDPNE			BIT(11)
#define   sCR0_USFCFG			BIT(10)
#define   sCR0_GCFGFIE			BIT(5)
#define   sCR0_GCFGFRE			BIT(4)
#define   sCR0_GFIE			BIT(2)
#define   sCR0_GFRE			BIT(1)
#define   sCR0_CLIENTPD			BIT(0)
#define GR0_sACR		0x010
#define   sACR_CACHE_LOCK		BIT(26)	/* MMU-500 */
#define   sACR_S2CRB_TLBEN		BIT(10)
#define   sACR_SMTNMB_TLBEN		BIT(8)
#define GR0_ID0			0x020
#define   ID0_S1TS			BIT(30)
#define   ID0_S2TS			BIT(29)
#define   ID0_NTS			BIT(28)
#define   ID0_SMS			BIT(27)
#define   ID0_CTTW			BIT(14)
#define   ID0_NUMSIDB			GENMASK(12, 9)
#define   ID0_NUMSMRG			GENMASK(7, 0)
#define GR0_ID1			0x024
#define   ID1_PAGESIZE			BIT(31)
#define   ID1_NUMPAGENDXB		GENMASK(30, 28)
#define   ID1_NUMS2CB			GENMASK(23, 16)
#define   ID1_NUMCB			GENMASK(7, 0)
#define GR0_ID2			0x028
#define   ID2_PTFS_64K			BIT(14)
#define   ID2_PTFS_16K			BIT(13)
#define   ID2_PTFS_4K			BIT(12)
#define   ID2_UBS			GENMASK(11, 8)
#define   ID2_OAS			GENMASK(7, 4)
#define   ID2_IAS			GENMASK(3, 0)
#define GR0_ID7			0x03c
#define   ID7_MAJOR			GENMASK(7, 4)
#define GR0_sGFSR		0x048
#define   sGFSR_USF			BIT(1)
#define GR0_sGFSYNR0		0x050
#define GR0_sGFSYNR1		0x054
#define GR0_sGFSYNR2		0x058
#define GR0_TLBIVMID		0x064
#define GR0_TLBIALLNSNH		0x068
#define GR0_TLBIALLH		0x06c
#define GR0_sTLBGSYNC		0x070
#define GR0_sTLBGSTATUS		0x074
#define GR0_SMR(n)		(0x800 + 4 * (n))
#define   SMR_VALID			BIT(31)
#define   SMR_MASK			GENMASK(31, 16)
#define   SMR_ID			GENMASK(15, 0)
#define GR0_S2CR(n)		(0xc00 + 4 * (n))
#define   S2CR_TYPE			GENMASK(17, 16)
#define   S2CR_CBNDX			GENMASK(7, 0)

/* ---- global registers, second page -------------------------------------- */

#define GR1_CBAR(n)		(0x000 + 4 * (n))
#define   CBAR_TYPE			GENMASK(17, 16)
#define   CBAR_TYPE_S2			0
#define   CBAR_TYPE_S1			1	/* stage 2 passes */
#define   CBAR_S1_MEMATTR_WB		(0xf << 12)
#define   CBAR_S1_BPSHCFG_NSH		(3 << 8)
#define   CBAR_VMID			GENMASK(7, 0)
#define GR1_CBFRSYNRA(n)	(0x400 + 4 * (n))
#define GR1_CBA2R(n)		(0x800 + 4 * (n))
#define   CBA2R_VA64			BIT(0)

/* ---- a context bank ------------------------------------------------------ */

#define CB_SCTLR		0x000
#define   SCTLR_S1_ASIDPNE		BIT(12)
#define   SCTLR_CFIE			BIT(6)
#define   SCTLR_CFRE			BIT(5)
#define   SCTLR_AFE			BIT(2)
#define   SCTLR_TRE			BIT(1)
#define   SCTLR_M			BIT(0)
#define CB_ACTLR		0x004
#define   ACTLR_CPRE			BIT(1)	/* MMU-500: prefetch */
#define CB_TCR2			0x010
#define   TCR2_SEP_UPSTREAM		(7 << 15)
#define   TCR2_AS			BIT(4)
#define   TCR2_PASIZE			GENMASK(3, 0)
#define CB_TTBR0		0x020
#define CB_TTBR1		0x028
#define   TTBR_ASID			GENMASK_ULL(63, 48)
#define CB_TCR			0x030
#define   TCR_EPD1			BIT(23)
#define   TCR_EPD0			BIT(7)
#define   TCR_TG0			GENMASK(15, 14)
#define   TCR_SH0			GENMASK(13, 12)
#define   TCR_ORGN0			GENMASK(11, 10)
#define   TCR_IRGN0			GENMASK(9, 8)
#define   TCR_T0SZ			GENMASK(5, 0)
#define   VTCR_RES1			BIT(31)
#define   VTCR_PS			GENMASK(18, 16)
#define   VTCR_SL0			GENMASK(7, 6)
#define CB_MAIR0		0x038
#define CB_MAIR1		0x03c
#define CB_FSR			0x058
#define   FSR_FAULT			(BIT(31) | BIT(30) | GENMASK(8, 1))
#define CB_FAR			0x060
#define CB_FSYNR0		0x068
#define   FSYNR0_WNR			BIT(4)
#define CB_TLBIVA		0x600
#define CB_TLBIASID		0x610
#define CB_TLBIVAL		0x620
#define CB_TLBIIPAS2		0x630
#define CB_TLBIIPAS2L		0x638
#define CB_TLBSYNC		0x7f0
#define CB_TLBSTATUS		0x7f4
#define   TLBSTATUS_ACTIVE		BIT(0)

#define SMMU_MAX_CONTEXTS	128

/* what becomes of a group's streams: S2CR.TYPE */
enum smmu_stream_type { SMMU_TRANSLATE, SMMU_BYPASS, SMMU_FAULT };

/**
 * struct smmu_group - a stream mapping group
 * @id: the streams that it is for: those that are @id but for the bits of
 * @mask: this
 * @users: entries of "iommus" that it serves; 0: it is free, and not valid
 * @type: what becomes of them
 * @context: which context bank translates
 * @iommu_group: of the devices behind it, or NULL
 */
struct smmu_group {
	u16 id, mask;
	unsigned int users;
	enum smmu_stream_type type;
	u8 context;
	struct iommu_group *iommu_group;
};

/**
 * struct smmu - one SMMU
 * @dev: its device
 * @base: its registers
 * @page_shift: log2 of the bytes of a page of them
 * @half: pages before the first context bank's
 * @mmu500: is an MMU-500, which wants some bits of its own set
 * @coherent: walks see the CPU's caches
 * @stage1: has stage 1
 * @stage2: has stage 2
 * @groups: all stream mapping groups
 * @group_count: how many they are
 * @group_lock: protects them
 * @stream_mask: bits that a stream has
 * @smr_mask: bits that a group's mask has
 * @contexts: number of context banks
 * @s2_contexts: the first so many of them are for stage 2 only
 * @context_map: those that are in use
 * @owner: whose they are
 * @irqs: a context bank's interrupt
 * @va_bits: of an address that comes in
 * @ipa_bits: of one between the stages
 * @pa_bits: of one that goes out
 * @page_sizes: that tables can have, a bit for each
 * @clks: its clocks
 * @clk_count: how many
 * @sync_lock: one global TLB sync at a time
 * @iommu: the core's part
 */
struct smmu {
	struct device *dev;
	char __iomem *base;
	unsigned int page_shift, half;
	bool mmu500, coherent, stage1, stage2;

	struct smmu_group *groups;
	unsigned int group_count;
	struct mutex group_lock;
	u16 stream_mask, smr_mask;

	unsigned int contexts, s2_contexts;
	DECLARE_BITMAP(context_map, SMMU_MAX_CONTEXTS);
	struct smmu_domain *owner[SMMU_MAX_CONTEXTS];
	int irqs[SMMU_MAX_CONTEXTS];

	unsigned int va_bits, ipa_bits, pa_bits;
	unsigned long page_sizes;

	struct clk_bulk_data *clks;
	int clk_count;

	spinlock_t sync_lock;
	struct iommu_device iommu;
};

/**
 * struct smmu_domain - an address space
 * @domain: the core's part
 * @lock: protects @smmu until it is set
 * @smmu: the one that it is of; NULL before the first device
 * @type: what becomes of its devices' streams
 * @stage2: its tables are stage 2's
 * @context: its context bank
 * @tag: ASID or VMID that its TLB entries are told by
 * @ops: its tables
 * @tables: what is to be written to the context bank
 */
struct smmu_domain {
	struct iommu_domain domain;
	struct mutex lock;
	struct smmu *smmu;
	enum smmu_stream_type type;
	bool stage2;
	u8 context;
	u16 tag;
	struct io_pgtable_ops *ops;
	struct io_pgtable_cfg tables;
};

/**
 * struct smmu_master - a device behind an SMMU
 * @smmu: which
 * @group: the stream mapping group of each of its streams; -1: none
 */
struct smmu_master {
	struct smmu *smmu;
	int group[];
};

static inline struct smmu_domain *to_smmu_domain(struct iommu_domain *domain)
{
	return container_of(domain, struct smmu_domain, domain);
}

/* ---- registers: of a page of them ---------------------------------------- */

static inline char __iomem *smmu_page(struct smmu *smmu, unsigned int page)
{
	return smmu->base + ((unsigned long)page << smmu->page_shift);
}

static inline u32 gr0_read(struct smmu *smmu, unsigned int reg)
{
	return readl_relaxed(smmu->base + reg);
}

static inline void gr0_write(struct smmu *smmu, unsigned int reg, u32 value)
{
	writel_relaxed(value, smmu->base + reg);
}

static inline u32 gr1_read(struct smmu *smmu, unsigned int reg)
{
	return readl_relaxed(smmu_page(smmu, 1) + reg);
}

static inline void gr1_write(struct smmu *smmu, unsigned int reg, u32 value)
{
	writel_relaxed(value, smmu_page(smmu, 1) + reg);
}

static inline u32 cb_read(struct smmu *smmu, unsigned int context, unsigned int reg)
{
	return readl_relaxed(smmu_page(smmu, smmu->half + context) + reg);
}

static inline u64 cb_readq(struct smmu *smmu, unsigned int context, unsigned int reg)
{
	return readq_relaxed(smmu_page(smmu, smmu->half + context) + reg);
}

static inline void cb_write(struct smmu *smmu, unsigned int context, unsigned int reg, u32 value)
{
	writel_relaxed(value, smmu_page(smmu, smmu->half + context) + reg);
}

static inline void cb_writeq(struct smmu *smmu, unsigned int context, unsigned int reg, u64 value)
{
	writeq_relaxed(value, smmu_page(smmu, smmu->half + context) + reg);
}

/* probe.c: what the user wants */
extern int arm_smmu_force_stage;
extern bool arm_smmu_disable_bypass;

/* tlb.c */
extern const struct iommu_flush_ops arm_smmu_s1_flush_ops;
extern const struct iommu_flush_ops arm_smmu_s2_flush_ops;
void arm_smmu_tlb_sync_global(struct smmu *smmu);
void arm_smmu_flush_all(struct iommu_domain *domain);
void arm_smmu_iotlb_sync(struct iommu_domain *domain, struct iommu_iotlb_gather *gather);

/* context.c */
/** arm_smmu_context_write() - context bank @context as its owner wants it; off, if it has none */
void arm_smmu_context_write(struct smmu *smmu, unsigned int context);
/** arm_smmu_domain_finalise() - give a domain a context bank and tables, if it has none yet */
int arm_smmu_domain_finalise(struct smmu_domain *d, struct smmu *smmu);
void arm_smmu_domain_dissolve(struct smmu_domain *d);

/* fault.c */
irqreturn_t arm_smmu_context_fault(int irq, void *data);
irqreturn_t arm_smmu_global_fault(int irq, void *data);

/* stream.c */
enum smmu_stream_type arm_smmu_idle_type(void);
/** arm_smmu_group_write() - the registers of group @n */
void arm_smmu_group_write(struct smmu *smmu, unsigned int n);
/** arm_smmu_master_claim() - find groups for the streams of @dev; 0, -EINVAL, -ENOSPC */
int arm_smmu_master_claim(struct device *dev);
void arm_smmu_master_drop(struct device *dev);
/** arm_smmu_master_route() - let the streams of @dev go the way of @d */
void arm_smmu_master_route(struct device *dev, const struct smmu_domain *d);
struct iommu_group *arm_smmu_device_group(struct device *dev);

/* ops.c */
extern const struct iommu_ops arm_smmu_ops;
/* probe.c: the SMMU of a node, once its driver is bound; or NULL */
struct smmu *arm_smmu_by_fwnode(struct fwnode_handle *fwnode);

#endif
