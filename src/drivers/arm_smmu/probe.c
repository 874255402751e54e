// SPDX-License-Identifier: MIT
/*
 * ARM SMMU driver, for SMMUs of version 2: MMU-500 and those that are
 * compatible with "arm,smmu-v2". Here: what the hardware can do, reset, the
 * platform device. The binding is the kernel's (iommu/arm,smmu.yaml).
 *
 * It uses stream matching and tables of AArch64's format, one stage: the first
 * if there is one. Version 1, stream indexing, 16-bit streams, nested
 * translation, power domains and the old "mmu-masters" binding are not its.
 */
#include <linux/clk.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "drivers/arm_smmu/arm_smmu.h"

int arm_smmu_force_stage;
module_param_named(force_stage, arm_smmu_force_stage, int, 0444);
MODULE_PARM_DESC(force_stage, "Stage of translation to use: 1 or 2 (default 0: what there is)");

bool arm_smmu_disable_bypass = true;
module_param_named(disable_bypass, arm_smmu_disable_bypass, bool, 0444);
MODULE_PARM_DESC(disable_bypass, "Refuse accesses of devices that are attached to no domain, "
				 "rather than let them pass (default Y)");

static struct platform_driver arm_smmu_driver;

/* ---- reset --------------------------------------------------------------- */

/* MMU-500: bypassed streams may use the TLB; no prefetching (errata 841119, 826419) */
static void reset_mmu500(struct smmu *smmu)
{
	u32 acr = gr0_read(smmu, GR0_sACR);
	unsigned int i;

	/* from r2 on, ACTLR can be written only while this is clear */
	if (FIELD_GET(ID7_MAJOR, gr0_read(smmu, GR0_ID7)) >= 2)
		acr &= ~sACR_CACHE_LOCK;
	gr0_write(smmu, GR0_sACR, acr | sACR_SMTNMB_TLBEN | sACR_S2CRB_TLBEN);
	for (i = 0; i < smmu->contexts; i++)
		cb_write(smmu, i, CB_ACTLR, cb_read(smmu, i, CB_ACTLR) & ~ACTLR_CPRE);
}

static void arm_smmu_reset(struct smmu *smmu)
{
	u32 cr0;
	unsigned int i;

	gr0_write(smmu, GR0_sGFSR, gr0_read(smmu, GR0_sGFSR));
	for (i = 0; i < smmu->group_count; i++)
		arm_smmu_group_write(smmu, i);
	for (i = 0; i < smmu->contexts; i++) {
		arm_smmu_context_write(smmu, i);
		cb_write(smmu, i, CB_FSR, FSR_FAULT);
	}
	gr0_write(smmu, GR0_TLBIALLH, ~0);
	gr0_write(smmu, GR0_TLBIALLNSNH, ~0);

	cr0 = gr0_read(smmu, GR0_sCR0);
	/* faults are reported and answered with an error */
	cr0 |= sCR0_GFRE | sCR0_GFIE | sCR0_GCFGFRE | sCR0_GCFGFIE;
	/* invalidations of the CPUs are none of ours */
	cr0 |= sCR0_VMIDPNE | sCR0_PTM;
	cr0 &= ~(sCR0_CLIENTPD | sCR0_FB | sCR0_BSU | sCR0_USFCFG);
	if (arm_smmu_disable_bypass)
		cr0 |= sCR0_USFCFG;
	if (smmu->mmu500)
		reset_mmu500(smmu);
	arm_smmu_tlb_sync_global(smmu);
	gr0_write(smmu, GR0_sCR0, cr0);
}

/* which bits of a group's registers there are */
static void test_masks(struct smmu *smmu)
{
	u32 smr;

	gr0_write(smmu, GR0_SMR(0), FIELD_PREP(SMR_ID, smmu->stream_mask));
	smr = gr0_read(smmu, GR0_SMR(0));
	smmu->stream_mask = FIELD_GET(SMR_ID, smr);
	gr0_write(smmu, GR0_SMR(0), FIELD_PREP(SMR_MASK, smmu->stream_mask));
	smr = gr0_read(smmu, GR0_SMR(0));
	smmu->smr_mask = FIELD_GET(SMR_MASK, smr);
	arm_smmu_group_write(smmu, 0);
}

/* ---- what it can do ------------------------------------------------------ */

static unsigned int bits_of(unsigned int code)
{
	static const unsigned char bits[] = { 32, 36, 40, 42, 44, 48 };

	return bits[min_t(unsigned int, code, ARRAY_SIZE(bits) - 1)];
}

static int probe_stages(struct smmu *smmu, u32 id)
{
	bool coherent = id & ID0_CTTW;

	if (arm_smmu_force_stage == 1)
		id &= ~(ID0_S2TS | ID0_NTS);
	else if (arm_smmu_force_stage == 2)
		id &= ~(ID0_S1TS | ID0_NTS);
	smmu->stage1 = id & ID0_S1TS;
	smmu->stage2 = id & ID0_S2TS;
	if (smmu->stage1)
		dev_notice(smmu->dev, "\tstage 1 translation\n");
	if (smmu->stage2)
		dev_notice(smmu->dev, "\tstage 2 translation\n");
	if (id & ID0_NTS)
		dev_notice(smmu->dev, "\tnested translation\n");
	if (!smmu->stage1 && !smmu->stage2) {
		dev_err(smmu->dev, "\tno translation support!\n");
		return -ENODEV;
	}
	/* the tree has the last word, since the DMA API goes by it, too */
	if (smmu->coherent || coherent)
		dev_notice(smmu->dev, "\t%scoherent table walk\n", smmu->coherent ? "" : "non-");
	if (smmu->coherent != coherent)
		dev_notice(smmu->dev, "\t(IDR0.CTTW overridden by FW configuration)\n");
	return 0;
}

static int probe_groups(struct smmu *smmu, u32 id)
{
	unsigned int i;

	smmu->stream_mask = (1 << FIELD_GET(ID0_NUMSIDB, id)) - 1;
	smmu->group_count = FIELD_GET(ID0_NUMSMRG, id);
	if (!(id & ID0_SMS)) {
		dev_err(smmu->dev, "\tit indexes streams: expected stream matching\n");
		return -ENODEV;
	}
	if (!smmu->group_count) {
		dev_err(smmu->dev, "stream-matching supported, but no SMRs present!\n");
		return -ENODEV;
	}
	dev_notice(smmu->dev, "\tstream matching with %u register groups\n", smmu->group_count);
	smmu->groups = devm_kcalloc(smmu->dev, smmu->group_count, sizeof(*smmu->groups),
				    GFP_KERNEL);
	if (!smmu->groups)
		return -ENOMEM;
	for (i = 0; i < smmu->group_count; i++)
		smmu->groups[i].type = arm_smmu_idle_type();
	return 0;
}

static int probe_contexts(struct smmu *smmu, u32 id, resource_size_t size)
{
	resource_size_t should;

	smmu->page_shift = id & ID1_PAGESIZE ? 16 : 12;
	smmu->half = 1 << (FIELD_GET(ID1_NUMPAGENDXB, id) + 1);
	should = (resource_size_t)smmu->half * 2 << smmu->page_shift;
	if (size != should)
		dev_warn(smmu->dev,
			 "SMMU address space size (0x%llx) differs from mapped region size "
			 "(0x%llx)!\n",
			 (unsigned long long)should, (unsigned long long)size);
	smmu->s2_contexts = FIELD_GET(ID1_NUMS2CB, id);
	smmu->contexts = FIELD_GET(ID1_NUMCB, id);
	if (smmu->s2_contexts > smmu->contexts) {
		dev_err(smmu->dev, "impossible number of S2 context banks!\n");
		return -ENODEV;
	}
	if (smmu->contexts > SMMU_MAX_CONTEXTS)
		smmu->contexts = SMMU_MAX_CONTEXTS;
	dev_notice(smmu->dev, "\t%u context banks (%u stage-2 only)\n", smmu->contexts,
		   smmu->s2_contexts);
	return 0;
}

static int probe_sizes(struct smmu *smmu, u32 id)
{
	smmu->ipa_bits = bits_of(FIELD_GET(ID2_IAS, id));
	smmu->pa_bits = bits_of(FIELD_GET(ID2_OAS, id));
	smmu->va_bits = bits_of(FIELD_GET(ID2_UBS, id));
	if (dma_set_mask_and_coherent(smmu->dev, DMA_BIT_MASK(smmu->pa_bits)))
		dev_warn(smmu->dev, "failed to set DMA mask for table walker\n");
	if (id & ID2_PTFS_4K)
		smmu->page_sizes |= SZ_4K | SZ_2M | SZ_1G;
	if (id & ID2_PTFS_16K)
		smmu->page_sizes |= SZ_16K | SZ_32M;
	if (id & ID2_PTFS_64K)
		smmu->page_sizes |= SZ_64K | SZ_512M;
	if (!smmu->page_sizes) {
		dev_err(smmu->dev, "\tno tables of AArch64's format\n");
		return -ENODEV;
	}
	dev_notice(smmu->dev, "\tSupported page sizes: 0x%08lx\n", smmu->page_sizes);
	if (smmu->stage1)
		dev_notice(smmu->dev, "\tStage-1: %u-bit VA -> %u-bit IPA\n", smmu->va_bits,
			   smmu->ipa_bits);
	if (smmu->stage2)
		dev_notice(smmu->dev, "\tStage-2: %u-bit IPA -> %u-bit PA\n", smmu->ipa_bits,
			   smmu->pa_bits);
	return 0;
}

static int probe_hardware(struct smmu *smmu, resource_size_t size)
{
	u32 id0 = gr0_read(smmu, GR0_ID0);
	int err;

	dev_notice(smmu->dev, "probing hardware configuration...\n");
	dev_notice(smmu->dev, "SMMUv2 with:\n");
	err = probe_stages(smmu, id0);
	if (!err)
		err = probe_groups(smmu, id0);
	if (!err)
		err = probe_contexts(smmu, gr0_read(smmu, GR0_ID1), size);
	if (!err)
		err = probe_sizes(smmu, gr0_read(smmu, GR0_ID2));
	return err;
}

/* ---- the platform device ------------------------------------------------- */

struct smmu *arm_smmu_by_fwnode(struct fwnode_handle *fwnode)
{
	struct device *found = driver_find_device_by_fwnode(&arm_smmu_driver.driver, fwnode);
	struct smmu *smmu = found ? dev_get_drvdata(found) : NULL;

	put_device(found);
	return smmu;
}

/* global interrupts come first, then one for each context bank */
static int request_irqs(struct platform_device *pdev, struct smmu *smmu)
{
	int total = platform_irq_count(pdev), irq, err;
	u32 globals, i;

	if (of_property_read_u32(pdev->dev.of_node, "#global-interrupts", &globals))
		return dev_err_probe(smmu->dev, -ENODEV,
				     "missing #global-interrupts property\n");
	if (total <= (int)globals)
		return dev_err_probe(smmu->dev, -ENODEV,
				     "found %d interrupts but expected at least %d\n", total,
				     globals + 1);
	if (total - globals < smmu->contexts) {
		dev_err(smmu->dev, "found only %d context irq(s) but %d required\n",
			total - globals, smmu->contexts);
		return -ENODEV;
	}
	for (i = 0; i < globals + smmu->contexts; i++) {
		irq = platform_get_irq(pdev, i);
		if (irq < 0)
			return irq;
		if (i >= globals) {
			smmu->irqs[i - globals] = irq;
			continue;
		}
		err = devm_request_irq(smmu->dev, irq, arm_smmu_global_fault, IRQF_SHARED,
				       "arm-smmu global fault", smmu);
		if (err)
			return dev_err_probe(smmu->dev, err,
					     "failed to request global IRQ %d (%u)\n", i, irq);
	}
	return 0;
}

static void clocks_off(void *data)
{
	struct smmu *smmu = data;

	clk_bulk_disable_unprepare(smmu->clk_count, smmu->clks);
}

static int clocks_on(struct smmu *smmu)
{
	int err = devm_clk_bulk_get_all(smmu->dev, &smmu->clks);

	if (err < 0) {
		dev_err(smmu->dev, "failed to get clocks %d\n", err);
		return err;
	}
	smmu->clk_count = err;
	err = clk_bulk_prepare_enable(smmu->clk_count, smmu->clks);
	if (err)
		return err;
	return devm_add_action_or_reset(smmu->dev, clocks_off, smmu);
}

static int arm_smmu_register(struct smmu *smmu, phys_addr_t base)
{
	int err = iommu_device_sysfs_add(&smmu->iommu, smmu->dev, NULL, "smmu.%pa", &base);

	if (err) {
		dev_err(smmu->dev, "Failed to register iommu in sysfs\n");
		return err;
	}
	err = iommu_device_register(&smmu->iommu, &arm_smmu_ops, smmu->dev);
	if (err) {
		dev_err(smmu->dev, "Failed to register iommu\n");
		iommu_device_sysfs_remove(&smmu->iommu);
	}
	return err;
}

/* what is known before a register is read */
static struct smmu *smmu_new(struct platform_device *pdev, struct resource **registers)
{
	struct device_node *np = pdev->dev.of_node;
	struct smmu *made = devm_kzalloc(&pdev->dev, sizeof(*made), GFP_KERNEL);

	if (!made)
		return ERR_PTR(-ENOMEM);
	spin_lock_init(&made->sync_lock);
	mutex_init(&made->group_lock);
	made->dev = &pdev->dev;
	made->coherent = of_dma_is_coherent(np);
	made->mmu500 = of_device_is_compatible(np, "arm,mmu-500");
	made->base = devm_platform_get_and_ioremap_resource(pdev, 0, registers);
	return IS_ERR(made->base) ? ERR_CAST(made->base) : made;
}

static int arm_smmu_probe(struct platform_device *pdev)
{
	struct resource *registers;
	struct smmu *smmu = smmu_new(pdev, &registers);
	int err;

	if (IS_ERR(smmu))
		return PTR_ERR(smmu);
	err = clocks_on(smmu);
	if (!err)
		err = probe_hardware(smmu, resource_size(registers));
	if (!err)
		err = request_irqs(pdev, smmu);
	if (err)
		return err;
	/* from here on it translates, and devices may come */
	arm_smmu_reset(smmu);
	test_masks(smmu);
	platform_set_drvdata(pdev, smmu);
	err = arm_smmu_register(smmu, registers->start);
	if (err)
		gr0_write(smmu, GR0_sCR0, sCR0_CLIENTPD);
	return err;
}

static void arm_smmu_shutdown(struct platform_device *pdev)
{
	struct smmu *smmu = platform_get_drvdata(pdev);

	if (!bitmap_empty(smmu->context_map, SMMU_MAX_CONTEXTS))
		dev_notice(&pdev->dev, "disabling translation\n");
	gr0_write(smmu, GR0_sCR0, sCR0_CLIENTPD);
}

static int arm_smmu_remove(struct platform_device *pdev)
{
	struct smmu *smmu = platform_get_drvdata(pdev);

	iommu_device_unregister(&smmu->iommu);
	iommu_device_sysfs_remove(&smmu->iommu);
	arm_smmu_shutdown(pdev);
	return 0;
}

static const struct of_device_id arm_smmu_of_match[] = {
	{ .compatible = "arm,mmu-500" },
	{ .compatible = "arm,smmu-v2" },
	{ }
};
MODULE_DEVICE_TABLE(of, arm_smmu_of_match);

static struct platform_driver arm_smmu_driver = {
	.driver = {
		.name = "arm-smmu",
		.of_match_table = arm_smmu_of_match,
		.suppress_bind_attrs = true,
	},
	.probe = arm_smmu_probe,
	.remove = arm_smmu_remove,
	.shutdown = arm_smmu_shutdown,
};
module_platform_driver(arm_smmu_driver);

MODULE_DESCRIPTION("ARM SMMU version 2");
MODULE_LICENSE("GPL");
