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

/* what the streams of a domain's devices do; false: no such domains here */
static bool route_of(unsigned int type, enum smmu_stream_type *route)
{
	switch (type) {
	case IOMMU_DOMAIN_DMA:
	case IOMMU_DOMAIN_DMA_FQ:
	case IOMMU_DOMAIN_UNMANAGED:
		*route = SMMU_TRANSLATE;
		return true;
	case IOMMU_DOMAIN_IDENTITY:
		*route = SMMU_BYPASS;
		return true;
	case IOMMU_DOMAIN_BLOCKED:
		*route = SMMU_FAULT;
		return true;
	}
	return false;
}

static struct iommu_domain *domain_alloc(unsigned int type)
{
	struct smmu_domain *made;
	enum smmu_stream_type route;

	if (!route_of(type, &route))
		return NULL;
	made = kzalloc(sizeof(*made), GFP_KERNEL);
	if (!made)
		return NULL;
	mutex_init(&made->lock);
	made->type = route;
	return &made->domain;
}

static void domain_free(struct iommu_domain *domain)
{
	struct smmu_domain *d = to_smmu_domain(domain);

	arm_smmu_domain_dissolve(d);
	kfree(d);
}

/* the device's streams, if they are an SMMU's */
static struct iommu_fwspec *streams_of(struct device *dev)
{
	struct iommu_fwspec *streams = dev_iommu_fwspec_get(dev);

	return streams && streams->ops == &arm_smmu_ops ? streams : NULL;
}

static int attach_dev(struct iommu_domain *domain, struct device *dev)
{
	struct smmu_domain *d = to_smmu_domain(domain);
	struct smmu_master *master;
	int err;

	if (!streams_of(dev)) {
		dev_err(dev, "cannot attach to SMMU, is it on the same bus?\n");
		return -ENXIO;
	}
	master = dev_iommu_priv_get(dev);
	err = master ? arm_smmu_domain_finalise(d, master->smmu) : -ENODEV;
	if (err)
		return err;
	if (d->smmu == master->smmu) {
		arm_smmu_master_route(dev, d);
		return 0;
	}
	dev_err(dev, "cannot attach to SMMU %s whilst already attached to domain on SMMU %s\n",
		dev_name(d->smmu->dev), dev_name(master->smmu->dev));
	return -EINVAL;
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

static bool in_range(struct device *dev, const char *what, u16 value, u16 bits)
{
	if (!(value & ~bits))
		return true;
	dev_err(dev, "%s 0x%x out of range for SMMU (0x%x)\n", what, value, bits);
	return false;
}

static bool streams_fit(struct device *dev, const struct smmu *smmu)
{
	const struct iommu_fwspec *streams = dev_iommu_fwspec_get(dev);
	const u32 *at, *end = streams->ids + streams->num_ids;

	for (at = streams->ids; at < end; at++)
		if (!in_range(dev, "stream ID", FIELD_GET(SMR_ID, *at), smmu->stream_mask) ||
		    !in_range(dev, "SMR mask", FIELD_GET(SMR_MASK, *at), smmu->smr_mask))
			return false;
	return true;
}

static struct smmu_master *master_new(struct smmu *smmu, unsigned int streams)
{
	struct smmu_master *made = kzalloc(struct_size(made, group, streams), GFP_KERNEL);

	if (made) {
		made->smmu = smmu;
		while (streams--)
			made->group[streams] = -1;
	}
	return made;
}

/* the device gets a master of the SMMU's, with groups for its streams */
static int adopt(struct device *dev, struct smmu *smmu)
{
	struct smmu_master *master;
	int err;

	if (!streams_fit(dev, smmu))
		return -EINVAL;
	master = master_new(smmu, dev_iommu_fwspec_get(dev)->num_ids);
	if (!master)
		return -ENOMEM;
	dev_iommu_priv_set(dev, master);
	err = arm_smmu_master_claim(dev);
	if (err) {
		dev_iommu_priv_set(dev, NULL);
		kfree(master);
	}
	return err;
}

static struct iommu_device *probe_device(struct device *dev)
{
	struct iommu_fwspec *streams = streams_of(dev);
	struct smmu *smmu;
	int err;

	if (!streams)
		return ERR_PTR(-ENODEV);
	smmu = arm_smmu_by_fwnode(streams->iommu_fwnode);
	if (!smmu) {
		err = dev_err_probe(dev, -EPROBE_DEFER, "smmu dev has not bound yet\n");
		return ERR_PTR(err);
	}
	err = adopt(dev, smmu);
	if (err) {
		iommu_fwspec_free(dev);
		return ERR_PTR(err);
	}
	/* the SMMU is awake whenever the device is */
	device_link_add(dev, smmu->dev, DL_FLAG_AUTOREMOVE_SUPPLIER | DL_FLAG_PM_RUNTIME);
	return &smmu->iommu;
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
	u32 id = args->args_count >= 1 ? args->args[0] : 0, mask = 0, stream;

	if (args->args_count >= 2)
		mask = args->args[1];
	else
		of_property_read_u32(args->np, "stream-match-mask", &mask);
	stream = FIELD_PREP(SMR_MASK, mask) | FIELD_PREP(SMR_ID, id);
	return iommu_fwspec_add_ids(dev, &stream, 1);
}

static void get_resv_regions(struct device *dev, struct list_head *head)
{
	const int prot = IOMMU_MMIO | IOMMU_NOEXEC | IOMMU_WRITE;
	struct iommu_resv_region *window;

	window = iommu_alloc_resv_region(MSI_IOVA_BASE, MSI_IOVA_LENGTH, prot,
					 IOMMU_RESV_SW_MSI, GFP_KERNEL);
	if (window) {
		list_add_tail(&window->list, head);
		of_iommu_get_resv_regions(dev, head);
	}
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
