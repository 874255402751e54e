// SPDX-License-Identifier: MIT
/*
 * ARM SMMU driver: context banks: the registers of an address space, and the
 * tables that they point to.
 */
#include <linux/dev_printk.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>

#include "drivers/arm_smmu/arm_smmu.h"

/* ---- registers ----------------------------------------------------------- */

static void write_stage1(struct smmu *smmu, const struct smmu_domain *d)
{
	const struct io_pgtable_cfg *cfg = &d->tables;
	const typeof(cfg->arm_lpae_s1_cfg.tcr) *tcr = &cfg->arm_lpae_s1_cfg.tcr;
	u64 asid = FIELD_PREP(TTBR_ASID, d->tag), ttbr[2] = { asid, asid };
	bool upper = cfg->quirks & IO_PGTABLE_QUIRK_ARM_TTBR1;
	u32 value = FIELD_PREP(TCR_TG0, tcr->tg) | FIELD_PREP(TCR_SH0, tcr->sh) |
		    FIELD_PREP(TCR_ORGN0, tcr->orgn) | FIELD_PREP(TCR_IRGN0, tcr->irgn) |
		    FIELD_PREP(TCR_T0SZ, tcr->tsz);

	/* the other half has no tables */
	value = upper ? value << 16 | TCR_EPD0 : value | TCR_EPD1;
	ttbr[upper] |= cfg->arm_lpae_s1_cfg.ttbr;
	/* what TTBR's ASID field is depends on TCR2, so that comes first */
	cb_write(smmu, d->context, CB_TCR2,
		 FIELD_PREP(TCR2_PASIZE, tcr->ips) | TCR2_SEP_UPSTREAM | TCR2_AS);
	cb_write(smmu, d->context, CB_TCR, value);
	cb_writeq(smmu, d->context, CB_TTBR0, ttbr[0]);
	cb_writeq(smmu, d->context, CB_TTBR1, ttbr[1]);
	cb_write(smmu, d->context, CB_MAIR0, cfg->arm_lpae_s1_cfg.mair);
	cb_write(smmu, d->context, CB_MAIR1, cfg->arm_lpae_s1_cfg.mair >> 32);
}

static void write_stage2(struct smmu *smmu, const struct smmu_domain *d)
{
	const struct io_pgtable_cfg *cfg = &d->tables;
	const typeof(cfg->arm_lpae_s2_cfg.vtcr) *vtcr = &cfg->arm_lpae_s2_cfg.vtcr;

	cb_write(smmu, d->context, CB_TCR,
		 VTCR_RES1 | FIELD_PREP(VTCR_PS, vtcr->ps) | FIELD_PREP(TCR_TG0, vtcr->tg) |
			 FIELD_PREP(TCR_SH0, vtcr->sh) | FIELD_PREP(TCR_ORGN0, vtcr->orgn) |
			 FIELD_PREP(TCR_IRGN0, vtcr->irgn) | FIELD_PREP(VTCR_SL0, vtcr->sl) |
			 FIELD_PREP(TCR_T0SZ, vtcr->tsz));
	cb_writeq(smmu, d->context, CB_TTBR0, cfg->arm_lpae_s2_cfg.vttbr);
}

void arm_smmu_context_write(struct smmu *smmu, unsigned int context)
{
	const struct smmu_domain *d = smmu->owner[context];
	u32 sctlr = SCTLR_CFIE | SCTLR_CFRE | SCTLR_AFE | SCTLR_TRE | SCTLR_M;

	if (!d) {
		cb_write(smmu, context, CB_SCTLR, 0);
		return;
	}
	gr1_write(smmu, GR1_CBA2R(context), CBA2R_VA64);
	if (d->stage2) {
		gr1_write(smmu, GR1_CBAR(context),
			  FIELD_PREP(CBAR_TYPE, CBAR_TYPE_S2) | FIELD_PREP(CBAR_VMID, d->tag));
		write_stage2(smmu, d);
	} else {
		/* the weakest attributes, so that those of the tables count */
		gr1_write(smmu, GR1_CBAR(context),
			  FIELD_PREP(CBAR_TYPE, CBAR_TYPE_S1) | CBAR_S1_BPSHCFG_NSH |
				  CBAR_S1_MEMATTR_WB);
		write_stage1(smmu, d);
		sctlr |= SCTLR_S1_ASIDPNE;
	}
	cb_write(smmu, context, CB_SCTLR, sctlr);
}

/* ---- a domain's first device, and its end -------------------------------- */

static int context_claim(struct smmu *smmu, unsigned int first)
{
	unsigned long n;

	do {
		n = find_next_zero_bit(smmu->context_map, smmu->contexts, first);
		if (n >= smmu->contexts)
			return -ENOSPC;
	} while (test_and_set_bit(n, smmu->context_map));
	return n;
}

static int make_tables(struct smmu_domain *d, struct smmu *smmu)
{
	struct iommu_domain *domain = &d->domain;
	unsigned long quirks = d->tables.quirks;

	d->tables = (struct io_pgtable_cfg){
		.quirks = quirks,
		.pgsize_bitmap = smmu->page_sizes,
		.ias = d->stage2 ? smmu->ipa_bits : smmu->va_bits,
		.oas = d->stage2 ? smmu->pa_bits : smmu->ipa_bits,
		.coherent_walk = smmu->coherent,
		.tlb = d->stage2 ? &arm_smmu_s2_flush_ops : &arm_smmu_s1_flush_ops,
		.iommu_dev = smmu->dev,
	};
	d->ops = alloc_io_pgtable_ops(d->stage2 ? ARM_64_LPAE_S2 : ARM_64_LPAE_S1, &d->tables, d);
	if (!d->ops)
		return -ENOMEM;
	domain->pgsize_bitmap = d->tables.pgsize_bitmap;
	if (quirks & IO_PGTABLE_QUIRK_ARM_TTBR1) {
		domain->geometry.aperture_start = ~0ul << d->tables.ias;
		domain->geometry.aperture_end = ~0ul;
	} else {
		domain->geometry.aperture_end = (1ul << d->tables.ias) - 1;
	}
	domain->geometry.force_aperture = true;
	return 0;
}

static int context_setup(struct smmu_domain *d, struct smmu *smmu)
{
	int n, err;

	d->stage2 = !smmu->stage1;
	n = context_claim(smmu, d->stage2 ? 0 : smmu->s2_contexts);
	if (n < 0) {
		dev_err(smmu->dev, "no free context bank: all %u are in use\n", smmu->contexts);
		return n;
	}
	d->context = n;
	/* VMID 0 is that of all contexts that have only stage 1 */
	d->tag = d->stage2 ? n + 1 : n;
	d->smmu = smmu;
	err = make_tables(d, smmu);
	if (err) {
		d->smmu = NULL;
		clear_bit(n, smmu->context_map);
		return err;
	}
	smmu->owner[n] = d;
	arm_smmu_context_write(smmu, n);
	/* last, so that the handler finds everything in place */
	err = devm_request_irq(smmu->dev, smmu->irqs[n], arm_smmu_context_fault, IRQF_SHARED,
			       "arm-smmu-context-fault", &d->domain);
	if (err) {
		dev_err(smmu->dev, "failed to request context IRQ %d (%u)\n", n, smmu->irqs[n]);
		smmu->owner[n] = NULL;
		arm_smmu_context_write(smmu, n);
		free_io_pgtable_ops(d->ops);
		d->ops = NULL;
		d->smmu = NULL;
		clear_bit(n, smmu->context_map);
	}
	return err;
}

int arm_smmu_domain_finalise(struct smmu_domain *d, struct smmu *smmu)
{
	int err = 0;

	mutex_lock(&d->lock);
	if (!d->smmu && d->type == SMMU_TRANSLATE)
		err = context_setup(d, smmu);
	else if (!d->smmu)
		d->smmu = smmu;
	mutex_unlock(&d->lock);
	return err;
}

void arm_smmu_domain_dissolve(struct smmu_domain *d)
{
	struct smmu *smmu = d->smmu;

	if (!d->ops)
		return;
	smmu->owner[d->context] = NULL;
	arm_smmu_context_write(smmu, d->context);
	devm_free_irq(smmu->dev, smmu->irqs[d->context], &d->domain);
	free_io_pgtable_ops(d->ops);
	clear_bit(d->context, smmu->context_map);
}
