// SPDX-License-Identifier: MIT
/*
 * Addresses first, memory later: for users who know how much they will map
 * and fill it in piece by piece (dma_iova_*, from 6.17).
 *
 * The record of mappings has each piece; pieces may be taken away together.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>

#include "machine/machine.h"
#include "mapping/iommu/dma.h"
#include "mapping/mapping.h"

static const unsigned int access_of[] = {
	[DMA_BIDIRECTIONAL] = MACHINE_READ | MACHINE_WRITE,
	[DMA_TO_DEVICE] = MACHINE_READ,
	[DMA_FROM_DEVICE] = MACHINE_WRITE,
};

/* ---- what the device may touch --------------------------------------------------------- */

/* the first piece that lies within [@addr, @addr + @size) */
struct piece {
	u64 addr, size;
	u64 bus, len;
	unsigned int access;
};

static bool is_within(uint64_t bus, uint64_t len, unsigned int access, void *arg)
{
	struct piece *p = arg;

	if (bus < p->addr || bus - p->addr >= p->size || len > p->size - (bus - p->addr))
		return bus < p->addr;
	p->bus = bus;
	p->len = len;
	p->access = access;
	return false;
}

static void revoke_pieces(struct device *dev, dma_addr_t addr, size_t size)
{
	struct piece p = { .addr = addr, .size = size };

	if (!machine_checker)
		return;
	do {
		p.len = 0;
		machine_grant_walk(device_dma_master(dev), is_within, &p);
	} while (p.len && machine_revoke(device_dma_master(dev), p.bus, p.len, p.access));
}

static void grant_piece(struct device *dev, dma_addr_t addr, size_t size,
			enum dma_data_direction dir, const void *caller)
{
	if (machine_checker)
		machine_grant_by(device_dma_master(dev), addr, size, access_of[dir], caller);
}

/* ---- addresses ---------------------------------------------------------------------------- */

bool dma_iova_try_alloc(struct device *dev, struct dma_iova_state *state, phys_addr_t phys,
			size_t size)
{
	struct iova_domain *iovad;
	dma_addr_t addr;
	size_t offset;

	*state = (struct dma_iova_state) { 0 };
	if (!uses_iommu(dev))
		return false;
	if (WARN_ON_ONCE(!size) || WARN_ON_ONCE(size & DMA_IOVA_USE_SWIOTLB))
		return false;
	iovad = &dma_domain(dev)->iova_cookie->iovad;
	offset = iova_offset(iovad, phys);
	addr = space_take(dma_domain(dev), iova_align(iovad, size + offset), dma_get_mask(dev), dev);
	if (!addr)
		return false;
	state->addr = addr + offset;
	state->__size = size;
	return true;
}
EXPORT_SYMBOL_GPL(dma_iova_try_alloc);

void dma_iova_free(struct device *dev, struct dma_iova_state *state)
{
	struct iommu_dma_cookie *cookie;
	size_t offset;

	if (!uses_iommu(dev))
		return;
	cookie = dma_domain(dev)->iova_cookie;
	offset = iova_offset(&cookie->iovad, state->addr);
	space_give(cookie, state->addr - offset,
		   iova_align(&cookie->iovad, dma_iova_size(state) + offset));
}
EXPORT_SYMBOL_GPL(dma_iova_free);

/* ---- pieces --------------------------------------------------------------------------------- */

static int check_piece(struct device *dev, struct dma_iova_state *state, phys_addr_t phys,
		       size_t offset, size_t size)
{
	struct iova_domain *iovad = &dma_domain(dev)->iova_cookie->iovad;
	size_t pad = iova_offset(iovad, phys);

	/* only the first piece may begin, and only the last may end, within a page */
	if (WARN_ON_ONCE(pad && offset) ||
	    WARN_ON_ONCE(iova_offset(iovad, state->addr + offset) != pad))
		return -EIO;
	if (WARN_ON_ONCE(!size || offset + size < size || offset + size > dma_iova_size(state)))
		return -EINVAL;
	/* what nobody trusts the device with: the rest of these pages */
	if (bounces(dev) && iova_offset(iovad, phys | size))
		return -EOPNOTSUPP;
	return 0;
}

int dma_iova_link(struct device *dev, struct dma_iova_state *state, phys_addr_t phys,
		  size_t offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	bool mmio = attrs & DMA_ATTR_MMIO, coherent = dev_is_dma_coherent(dev) && !mmio;
	dma_addr_t addr = state->addr + offset;
	struct iova_domain *iovad;
	size_t pad;
	int ret;

	if (!uses_iommu(dev))
		return -EOPNOTSUPP;
	ret = check_piece(dev, state, phys, offset, size);
	if (ret)
		return ret;
	if (!coherent && !mmio && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		arch_sync_dma_for_device(phys, size, dir);
	iovad = &dma_domain(dev)->iova_cookie->iovad;
	pad = iova_offset(iovad, phys);
	ret = domain_map(dma_domain(dev), addr - pad, phys - pad, iova_align(iovad, size + pad),
			 prot_of(dir, coherent, attrs) | (mmio ? IOMMU_MMIO : 0), GFP_ATOMIC);
	if (!ret)
		grant_piece(dev, addr, size, dir, __builtin_return_address(0));
	return ret;
}
EXPORT_SYMBOL_GPL(dma_iova_link);

int dma_iova_sync(struct device *dev, struct dma_iova_state *state, size_t offset, size_t size)
{
	dma_addr_t addr = state->addr + offset;
	struct iommu_domain *domain;
	struct iova_domain *iovad;
	size_t pad;

	if (!uses_iommu(dev))
		return -EOPNOTSUPP;
	domain = dma_domain(dev);
	iovad = &domain->iova_cookie->iovad;
	pad = iova_offset(iovad, addr);
	if (domain->ops->iotlb_sync_map)
		domain->ops->iotlb_sync_map(domain, addr - pad, iova_align(iovad, size + pad));
	return 0;
}
EXPORT_SYMBOL_GPL(dma_iova_sync);

/* the CPU sees what the device has written; pages of a mapping may lie anywhere */
static void sync_pages_for_cpu(struct iommu_domain *domain, dma_addr_t addr, size_t size,
			       enum dma_data_direction dir)
{
	size_t page = domain->iova_cookie->iovad.granule;
	phys_addr_t phys;
	size_t len;

	for (; size; addr += len, size -= len) {
		len = min(size, page - (size_t)(addr & (page - 1)));
		phys = iommu_iova_to_phys(domain, addr);
		if (WARN_ON(!phys))
			return;
		arch_sync_dma_for_cpu(phys, len, dir);
	}
}

static void unlink(struct device *dev, struct dma_iova_state *state, size_t offset, size_t size,
		   enum dma_data_direction dir, unsigned long attrs, bool free)
{
	struct iommu_domain *domain = dma_domain(dev);
	struct iommu_dma_cookie *cookie = domain->iova_cookie;
	dma_addr_t addr = state->addr + offset;
	size_t pad = iova_offset(&cookie->iovad, addr);
	size_t whole = iova_align(&cookie->iovad, size + pad);
	struct iommu_iotlb_gather gather;

	revoke_pieces(dev, addr, size);
	if (!dev_is_dma_coherent(dev) && !(attrs & (DMA_ATTR_SKIP_CPU_SYNC | DMA_ATTR_MMIO)))
		sync_pages_for_cpu(domain, addr, size, dir);
	iommu_iotlb_gather_init(&gather);
	/* addresses that stay taken may be linked again at once */
	gather.queued = free && READ_ONCE(cookie->queues);
	unmap_pages_only(domain, addr - pad, whole, &gather);
	if (!free)
		return;
	addr = state->addr - iova_offset(&cookie->iovad, state->addr);
	whole = iova_align(&cookie->iovad,
			   dma_iova_size(state) + iova_offset(&cookie->iovad, state->addr));
	if (gather.queued)
		flush_queue_add(cookie, addr, whole, &gather.freelist);
	else
		space_give(cookie, addr, whole);
}

void dma_iova_unlink(struct device *dev, struct dma_iova_state *state, size_t offset, size_t size,
		     enum dma_data_direction dir, unsigned long attrs)
{
	if (uses_iommu(dev))
		unlink(dev, state, offset, size, dir, attrs, false);
}
EXPORT_SYMBOL_GPL(dma_iova_unlink);

void dma_iova_destroy(struct device *dev, struct dma_iova_state *state, size_t mapped_len,
		      enum dma_data_direction dir, unsigned long attrs)
{
	/* the first piece may have failed already */
	if (mapped_len && uses_iommu(dev))
		unlink(dev, state, 0, mapped_len, dir, attrs, true);
	else
		dma_iova_free(dev, state);
}
EXPORT_SYMBOL_GPL(dma_iova_destroy);
