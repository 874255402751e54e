// SPDX-License-Identifier: MIT
/*
 * ARM SMMU driver: faults. A context fault goes to whoever has asked to be
 * told, else to the log; the log's texts are Linux's, since people search for
 * them.
 */
#include <linux/dev_printk.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/ratelimit.h>

#include "drivers/arm_smmu/arm_smmu.h"

irqreturn_t arm_smmu_context_fault(int irq, void *data)
{
	struct iommu_domain *domain = data;
	struct smmu_domain *d = to_smmu_domain(domain);
	u32 fsr, fsynr, frsynra;
	unsigned long iova;
	int err;

	fsr = cb_read(d->smmu, d->context, CB_FSR);
	if (!(fsr & FSR_FAULT))
		return IRQ_NONE;
	fsynr = cb_read(d->smmu, d->context, CB_FSYNR0);
	iova = cb_readq(d->smmu, d->context, CB_FAR);
	frsynra = gr1_read(d->smmu, GR1_CBFRSYNRA(d->context));

	err = report_iommu_fault(domain, NULL, iova,
				 fsynr & FSYNR0_WNR ? IOMMU_FAULT_WRITE : IOMMU_FAULT_READ);
	if (err == -ENOSYS)
		dev_err_ratelimited(d->smmu->dev,
				    "Unhandled context fault: fsr=0x%x, iova=0x%08lx, "
				    "fsynr=0x%x, cbfrsynra=0x%x, cb=%d\n",
				    fsr, iova, fsynr, frsynra, d->context);
	/* accesses of the context are refused until this */
	cb_write(d->smmu, d->context, CB_FSR, fsr);
	return IRQ_HANDLED;
}

/* of no context: @status is GFSR, @syndrome are GFSYNR0 to 2 */
static void log_global(struct device *dev, u32 status, const u32 *syndrome)
{
	if (!(status & sGFSR_USF))
		dev_err(dev, "Unexpected global fault, this could be serious\n");
	else
		dev_err(dev,
			"Blocked unknown Stream ID 0x%hx; boot with "
			"\"arm-smmu.disable_bypass=0\" to allow, but this may have "
			"security implications\n",
			(u16)syndrome[1]);
	dev_err(dev, "\tGFSR 0x%08x, GFSYNR0 0x%08x, GFSYNR1 0x%08x, GFSYNR2 0x%08x\n", status,
		syndrome[0], syndrome[1], syndrome[2]);
}

irqreturn_t arm_smmu_global_fault(int irq, void *data)
{
	static DEFINE_RATELIMIT_STATE(limit, DEFAULT_RATELIMIT_INTERVAL,
				      DEFAULT_RATELIMIT_BURST);
	struct smmu *smmu = data;
	u32 status = gr0_read(smmu, GR0_sGFSR);
	u32 syndrome[3];

	syndrome[0] = gr0_read(smmu, GR0_sGFSYNR0);
	syndrome[1] = gr0_read(smmu, GR0_sGFSYNR1);
	syndrome[2] = gr0_read(smmu, GR0_sGFSYNR2);
	if (!status)
		return IRQ_NONE;
	if (__ratelimit(&limit))
		log_global(smmu->dev, status, syndrome);
	gr0_write(smmu, GR0_sGFSR, status);
	return IRQ_HANDLED;
}
