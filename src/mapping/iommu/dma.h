/* SPDX-License-Identifier: MIT */
/*
 * The DMA API over IOMMUs, between its files: the addresses of a domain
 * (dma_space.c), what waits for an invalidation (flush_queue.c), and the
 * operations themselves (dma.c, dma_sg.c, dma_alloc.c, dma_iova.c).
 */
#ifndef DMAE_MAPPING_IOMMU_DMA_H
#define DMAE_MAPPING_IOMMU_DMA_H

#include <linux/dma-map-ops.h>
#include <linux/iova.h>
#include <linux/kconfig.h>
#include <linux/pci.h>
#include <linux/swiotlb.h>

#include "mapping/iommu/iommu.h"

struct flush_queues;

enum iommu_dma_cookie_type {
	IOMMU_DMA_IOVA_COOKIE,	/* a domain of the DMA API's */
	IOMMU_DMA_MSI_COOKIE,	/* somebody manages it; only messages are ours */
};

/**
 * struct iommu_dma_cookie - what the DMA API keeps of a domain
 * @type: whose the domain is
 * @iovad: which addresses are taken; its granule is 0 until the first device came
 * @msi_iova: IOMMU_DMA_MSI_COOKIE: the next free address
 * @msi_page_list: where message interrupts go (msi.c)
 * @queues: what is unmapped and waits; NULL: strict. Read without a lock.
 * @mutex: for the first device
 */
struct iommu_dma_cookie {
	enum iommu_dma_cookie_type type;
	struct iova_domain iovad;
	dma_addr_t msi_iova;
	struct list_head msi_page_list;
	struct flush_queues *queues;
	struct mutex mutex;
};

/* ---- dma_space.c ------------------------------------------------------------------ */

/**
 * space_take() - addresses for @size bytes, a multiple of the granule
 * @limit: the device's mask
 * Return: the first; 0: there are none left that the device could use
 */
dma_addr_t space_take(struct iommu_domain *domain, size_t size, u64 limit, struct device *dev);
/** space_give() - they can be used again at once */
void space_give(struct iommu_dma_cookie *cookie, dma_addr_t addr, size_t size);

/* ---- flush_queue.c ----------------------------------------------------------------- */

/** flush_queue_add() - space_give(), once the IOMMU knows nothing of them any more */
void flush_queue_add(struct iommu_dma_cookie *cookie, dma_addr_t addr, size_t size,
		     struct list_head *freelist);
void flush_queues_free(struct iommu_dma_cookie *cookie);

/* ---- msi.c -------------------------------------------------------------------------- */
int msi_pages_reserve(struct iommu_dma_cookie *cookie, phys_addr_t start, phys_addr_t end);
void msi_pages_free(struct iommu_dma_cookie *cookie);

/* ---- dma.c -------------------------------------------------------------------------- */

/** prot_of() - IOMMU_READ, IOMMU_WRITE, ... for a mapping */
int prot_of(enum dma_data_direction dir, bool coherent, unsigned long attrs);
/** map_range() - physical memory, of any alignment: where the device sees it, or an error */
dma_addr_t map_range(struct device *dev, phys_addr_t phys, size_t size, int prot, u64 mask);
/** unmap_range() - and back; reports what is not mapped */
void unmap_range(struct device *dev, dma_addr_t addr, size_t size);
/** unmap_pages_only() - the same, but the addresses stay taken; both are whole pages */
void unmap_pages_only(struct iommu_domain *domain, dma_addr_t addr, size_t size,
		      struct iommu_iotlb_gather *gather);

dma_addr_t iommu_dma_map_page(struct device *dev, struct page *page, unsigned long offset,
			      size_t size, enum dma_data_direction dir, unsigned long attrs);
void iommu_dma_unmap_page(struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, unsigned long attrs);
void iommu_dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
				   enum dma_data_direction dir);
void iommu_dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				      enum dma_data_direction dir);
/** bounces() - do unaligned buffers of @dev go through bounce buffers? Nobody trusts it. */
static inline bool bounces(struct device *dev)
{
	return unlikely(dev->bus == &pci_bus_type) && to_pci_dev(dev)->untrusted;
}

/* ---- dma_sg.c ------------------------------------------------------------------------ */
int iommu_dma_map_sg(struct device *dev, struct scatterlist *sg, int nents,
		     enum dma_data_direction dir, unsigned long attrs);
void iommu_dma_unmap_sg(struct device *dev, struct scatterlist *sg, int nents,
			enum dma_data_direction dir, unsigned long attrs);
void iommu_dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sg, int nents,
			       enum dma_data_direction dir);
void iommu_dma_sync_sg_for_device(struct device *dev, struct scatterlist *sg, int nents,
				  enum dma_data_direction dir);

/* ---- dma_alloc.c ---------------------------------------------------------------------- */
void *iommu_dma_alloc(struct device *dev, size_t size, dma_addr_t *handle, gfp_t gfp,
		      unsigned long attrs);
void iommu_dma_free(struct device *dev, size_t size, void *cpu_addr, dma_addr_t handle,
		    unsigned long attrs);
struct sg_table *iommu_dma_alloc_noncontiguous(struct device *dev, size_t size,
					       enum dma_data_direction dir, gfp_t gfp,
					       unsigned long attrs);
void iommu_dma_free_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt,
				  enum dma_data_direction dir);
int iommu_dma_mmap(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		   dma_addr_t dma_addr, size_t size, unsigned long attrs);
int iommu_dma_get_sgtable(struct device *dev, struct sg_table *sgt, void *cpu_addr,
			  dma_addr_t dma_addr, size_t size, unsigned long attrs);

/* the operations of a device that is in a domain of the DMA API's (dma_ops.c) */
extern const struct dma_map_ops iommu_dma_ops;

static inline bool uses_iommu(struct device *dev)
{
	return dev->dma_ops == &iommu_dma_ops;
}

#endif
