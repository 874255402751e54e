// SPDX-License-Identifier: MIT
/*
 * ARM SMMU driver: what the IOMMU core calls: devices come and go, domains are
 * made, attached, mapped into.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/property.h>
#include <linux/slab.h>

#include "drivers/arm_smmu/arm_smmu.h"

/* where message interrupts may be mapped to, as on other systems with an SMMU */
#define MSI_IOVA_BASE	0x8000000
#define MSI_IOVA_LENGTH	0x100000

/* ---- domains ------------------------------------------------------------- */

static struct iommu_domain *domain_alloc(unsigned int type)
{
	struct smmu_domain *d;

	if (type != IOMMU_DOMAIN_UNMANAGED && type != IOMMU_DOMAIN_IDENTITY &&
	    type != IOMMU_DOMAIN_DMA && type != IOMMU_DOMAIN_DMA_FQ && type != IOMMU_DOMAIN_BLOCKED)
		return NULL;
	d = kzalloc(sizeof(*d), GFP_KERNEL);
	if (!d)
		return NULL;
	mutex_init(&d->lock);
	d->type = type == IOMMU_DOMAIN_IDENTITY ? SMMU_BYPASS
		  : type == IOMMU_DOMAIN_BLOCKED ? SMMU_FAULT
						 : SMMU_TRANSLATE;
	return &d->domain;
}

static void domain_free(struct iommu_domain *domain)
{
	struct smmu_domain *d = to_smmu_domain(domain);

	arm_smmu_domain_dissolve(d);
	kfree(d);
}

static int attach_dev(struct iommu_domain *domain, struct device *dev)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	struct smmu_master *master = dev_iommu_priv_get(dev);
	struct smmu_domain *d = to_smmu_domain(domain);
	int err;

	if (!fwspec || fwspec->ops != &arm_smmu_ops) {
		dev_err(dev, "cannot attach to SMMU, is it on the same bus?\n");
		return -ENXIO;
	}
	if (!master)
		return -ENODEV;
	err = arm_smmu_domain_finalise(d, master->smmu);
	if (err)
		return err;
	if (d->smmu != master->smmu) {
		dev_err(dev,
			"cannot attach to SMMU %s whilst already attached to domain on SMMU %s\n",
			dev_name(d->smmu->dev), dev_name(master->smmu->dev));
		return -EINVAL;
	}
	arm_smmu_master_route(dev, d);
	return 0;
}

static int set_quirks(struct iommu_domain *domain, unsigned long quirks)
{
	struct smmu_domain *d = to_smmu_domain(domain);
	int err = 0;

	mutex_lock(&d->lock);
	if (d->smmu)
		err = -EPERM;
	else
		d->tables.quirks = quirks;
	mutex_unlock(&d->lock);
	return err;
}

/* ---- mapping ------------------------------------------------------------- */

static int map_pages(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
		     size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped)
{
	struct io_pgtable_ops *ops = to_smmu_domain(domain)->ops;

	return ops ? ops->map_pages(ops, iova, paddr, pgsize, pgcount, prot, gfp, mapped)
		   : -ENODEV;
}

static size_t unmap_pages(struct iommu_domain *domain, unsigned long iova, size_t pgsize,
			  size_t pgcount, struct iommu_iotlb_gather *gather)
{
	struct io_pgtable_ops *ops = to_smmu_domain(domain)->ops;

	return ops ? ops->unmap_pages(ops, iova, pgsize, pgcount, gather) : 0;
}

static phys_addr_t iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	struct io_pgtable_ops *ops = to_smmu_domain(domain)->ops;

	return ops ? ops->iova_to_phys(ops, iova) : 0;
}

/* ---- devices ------------------------------------------------------------- */

static bool is_capable(struct device *dev, enum iommu_cap cap)
{
	struct smmu_master *master = dev_iommu_priv_get(dev);

	switch (cap) {
	case IOMMU_CAP_CACHE_COHERENCY:
		/* where walks are coherent, so is what comes out of it */
		return master->smmu->coherent || device_get_dma_attr(dev) == DEV_DMA_COHERENT;
	case IOMMU_CAP_NOEXEC:
	case IOMMU_CAP_DEFERRED_FLUSH:
		return true;
	default:
		return false;
	}
}

static int check_streams(struct device *dev, const struct smmu *smmu)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	unsigned int i;

	for (i = 0; i < fwspec->num_ids; i++) {
		u16 id = FIELD_GET(SMR_ID, fwspec->ids[i]);
		u16 mask = FIELD_GET(SMR_MASK, fwspec->ids[i]);

		if (id & ~smmu->stream_mask) {
			dev_err(dev, "stream ID 0x%x out of range for SMMU (0x%x)\n", id,
				smmu->stream_mask);
			return -EINVAL;
		}
		if (mask & ~smmu->smr_mask) {
			dev_err(dev, "SMR mask 0x%x out of range for SMMU (0x%x)\n", mask,
				smmu->smr_mask);
			return -EINVAL;
		}
	}
	return 0;
}

static struct smmu_master *master_new(struct device *dev, struct smmu *smmu)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	struct smmu_master *master;
	unsigned int i;

	master = kzalloc(struct_size(master, group, fwspec->num_ids), GFP_KERNEL);
	if (!master)
		return NULL;
	master->smmu = smmu;
	for (i = 0; i < fwspec->num_ids; i++)
		master->group[i] = -1;
	return master;
}

static struct iommu_device *probe_device(struct device *dev)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	struct smmu_master *master;
	struct smmu *smmu;
	int err;

	if (!fwspec || fwspec->ops != &arm_smmu_ops)
		return ERR_PTR(-ENODEV);
	smmu = arm_smmu_by_fwnode(fwspec->iommu_fwnode);
	if (!smmu)
		return ERR_PTR(dev_err_probe(dev, -EPROBE_DEFER,
					     "smmu dev has not bound yet\n"));
	err = check_streams(dev, smmu);
	if (err)
		goto err_free_fwspec;
	err = -ENOMEM;
	master = master_new(dev, smmu);
	if (!master)
		goto err_free_fwspec;
	dev_iommu_priv_set(dev, master);
	err = arm_smmu_master_claim(dev);
	if (err)
		goto err_free_master;
	device_link_add(dev, smmu->dev, DL_FLAG_PM_RUNTIME | DL_FLAG_AUTOREMOVE_SUPPLIER);
	return &smmu->iommu;

err_free_master:
	dev_iommu_priv_set(dev, NULL);
	kfree(master);
err_free_fwspec:
	iommu_fwspec_free(dev);
	return ERR_PTR(err);
}

static void release_device(struct device *dev)
{
	struct smmu_master *master = dev_iommu_priv_get(dev);

	arm_smmu_master_drop(dev);
	dev_iommu_priv_set(dev, NULL);
	kfree(master);
}

/* a stream's number, and a mask of the bits that do not matter, in the cell or for all devices */
static int of_xlate(struct device *dev, struct of_phandle_args *args)
{
	u32 mask, spec = 0;

	if (args->args_count > 0)
		spec |= FIELD_PREP(SMR_ID, args->args[0]);
	if (args->args_count > 1)
		spec |= FIELD_PREP(SMR_MASK, args->args[1]);
	else if (!of_property_read_u32(args->np, "stream-match-mask", &mask))
		spec |= FIELD_PREP(SMR_MASK, mask);
	return iommu_fwspec_add_ids(dev, &spec, 1);
}

static void get_resv_regions(struct device *dev, struct list_head *head)
{
	struct iommu_resv_region *region;

	region = iommu_alloc_resv_region(MSI_IOVA_BASE, MSI_IOVA_LENGTH,
					 IOMMU_WRITE | IOMMU_NOEXEC | IOMMU_MMIO,
					 IOMMU_RESV_SW_MSI, GFP_KERNEL);
	if (!region)
		return;
	list_add_tail(&region->list, head);
	of_iommu_get_resv_regions(dev, head);
}

static const struct iommu_domain_ops domain_ops = {
	.attach_dev = attach_dev,
	.map_pages = map_pages,
	.unmap_pages = unmap_pages,
	.flush_iotlb_all = arm_smmu_flush_all,
	.iotlb_sync = arm_smmu_iotlb_sync,
	.iova_to_phys = iova_to_phys,
	.set_pgtable_quirks = set_quirks,
	.free = domain_free,
};

const struct iommu_ops arm_smmu_ops = {
	.capable = is_capable,
	.domain_alloc = domain_alloc,
	.probe_device = probe_device,
	.release_device = release_device,
	.device_group = arm_smmu_device_group,
	.of_xlate = of_xlate,
	.get_resv_regions = get_resv_regions,
	.pgsize_bitmap = -1UL, /* fewer, once a device is attached */
	.owner = THIS_MODULE,
	.default_domain_ops = &domain_ops,
};
