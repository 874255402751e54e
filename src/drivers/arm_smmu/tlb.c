// SPDX-License-Identifier: MIT
/*
 * ARM SMMU driver: invalidation of its TLB.
 *
 * Single pages are gathered while a range is unmapped and invalidated when it
 * is done: one by one if they are few, else with all of the address space,
 * which is one write. Either is followed by a sync, since before that nothing
 * is certain.
 */
#include <linux/delay.h>
#include <linux/dev_printk.h>
#include <linux/sizes.h>

#include "drivers/arm_smmu/arm_smmu.h"

#define SYNC_TIMEOUT_US	1000000
#define SYNC_SPINS	10
#define FEW_PAGES	8

/* ---- sync ---------------------------------------------------------------- */

static bool idle_soon(void __iomem *status)
{
	unsigned int spins = SYNC_SPINS;

	while (spins--) {
		if (!(readl_relaxed(status) & TLBSTATUS_ACTIVE))
			return true;
		cpu_relax();
	}
	return false;
}

static void wait_idle(struct smmu *smmu, void __iomem *status)
{
	unsigned int pause = 1;

	while (!idle_soon(status)) {
		udelay(pause);
		pause *= 2;
		if (pause >= SYNC_TIMEOUT_US) {
			dev_err_ratelimited(smmu->dev,
					    "TLB sync timed out -- SMMU may be deadlocked\n");
			return;
		}
	}
}

void arm_smmu_tlb_sync_global(struct smmu *smmu)
{
	unsigned long flags;

	spin_lock_irqsave(&smmu->sync_lock, flags);
	gr0_write(smmu, GR0_sTLBGSYNC, ~0);
	wait_idle(smmu, smmu->base + GR0_sTLBGSTATUS);
	spin_unlock_irqrestore(&smmu->sync_lock, flags);
}

/* the status is a context bank's own, and goes idle when whatever was asked of it is done */
static void sync_context(struct smmu_domain *d)
{
	char __iomem *bank = smmu_page(d->smmu, d->smmu->half + d->context);

	writel_relaxed(~0, bank + CB_TLBSYNC);
	wait_idle(d->smmu, bank + CB_TLBSTATUS);
}

/* ---- invalidation -------------------------------------------------------- */

static void invalidate_all(struct smmu_domain *d)
{
	/* entries that were taken out must be seen to be out */
	wmb();
	if (d->stage2)
		gr0_write(d->smmu, GR0_TLBIVMID, d->tag);
	else
		cb_write(d->smmu, d->context, CB_TLBIASID, d->tag);
}

static void invalidate_range(struct smmu_domain *d, unsigned long iova, size_t size,
			     size_t granule, bool leaves)
{
	unsigned int reg = leaves ? CB_TLBIVAL : CB_TLBIVA;
	u64 tag = (u64)d->tag << 48;
	unsigned long done;

	if (d->stage2) {
		reg = leaves ? CB_TLBIIPAS2L : CB_TLBIIPAS2;
		tag = 0;
	}
	wmb();
	for (done = 0; done < size; done += granule)
		cb_writeq(d->smmu, d->context, reg, ((iova + done) >> 12 & GENMASK_ULL(43, 0)) | tag);
}

static void flush_all(void *cookie)
{
	struct smmu_domain *d = cookie;

	invalidate_all(d);
	if (d->stage2)
		arm_smmu_tlb_sync_global(d->smmu);
	else
		sync_context(d);
}

static void flush_walk(unsigned long iova, size_t size, size_t granule, void *cookie)
{
	struct smmu_domain *d = cookie;

	if (size / granule > FEW_PAGES) {
		flush_all(d);
		return;
	}
	invalidate_range(d, iova, size, granule, false);
	sync_context(d);
}

static void add_page(struct iommu_iotlb_gather *gather, unsigned long iova, size_t granule,
		     void *cookie)
{
	struct smmu_domain *d = cookie;

	if (gather)
		iommu_iotlb_gather_add_page(&d->domain, gather, iova, granule);
	else
		invalidate_range(d, iova, granule, granule, true);
}

const struct iommu_flush_ops arm_smmu_s1_flush_ops = {
	.tlb_flush_all = flush_all,
	.tlb_flush_walk = flush_walk,
	.tlb_add_page = add_page,
};

const struct iommu_flush_ops arm_smmu_s2_flush_ops = {
	.tlb_flush_all = flush_all,
	.tlb_flush_walk = flush_walk,
	.tlb_add_page = add_page,
};

/* ---- for the core -------------------------------------------------------- */

void arm_smmu_flush_all(struct iommu_domain *domain)
{
	struct smmu_domain *d = to_smmu_domain(domain);

	if (d->ops)
		flush_all(d);
}

void arm_smmu_iotlb_sync(struct iommu_domain *domain, struct iommu_iotlb_gather *gather)
{
	struct smmu_domain *d = to_smmu_domain(domain);
	size_t size = gather->end - gather->start + 1;

	if (!d->ops)
		return;
	if (!gather->pgsize) {
		/* what was invalidated page by page */
		sync_context(d);
	} else if (size / gather->pgsize > FEW_PAGES) {
		flush_all(d);
	} else {
		invalidate_range(d, gather->start, size, gather->pgsize, true);
		sync_context(d);
	}
}
