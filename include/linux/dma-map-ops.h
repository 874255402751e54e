/* SPDX-License-Identifier: MIT */
/*
 * The seam below DMA mapping: how an IOMMU, a bus or a bounce buffer maps
 * for its devices. A device whose dma_ops is NULL is mapped directly. Not
 * for drivers that only use <linux/dma-mapping.h>.
 */
#ifndef _LINUX_DMA_MAP_OPS_H
#define _LINUX_DMA_MAP_OPS_H

#include <linux/dma-mapping.h>
#include <asm/dma-mapping.h>

/* dma_map_ops.flags: map_sg() takes pages of PCI peers */
#define DMA_F_PCI_P2PDMA_SUPPORTED	(1 << 0)

/**
 * struct dma_map_ops - a way to map
 * @flags: DMA_F_*
 * @alloc: dma_alloc_attrs()
 * @free: dma_free_attrs()
 * @alloc_pages: dma_alloc_pages()
 * @free_pages: dma_free_pages()
 * @alloc_noncontiguous: dma_alloc_noncontiguous(); its table is that of a
 *	struct dma_sgt_handle
 * @free_noncontiguous: dma_free_noncontiguous()
 * @mmap: dma_mmap_attrs()
 * @get_sgtable: dma_get_sgtable_attrs()
 * @map_page: dma_map_page_attrs(), dma_map_single_attrs()
 * @unmap_page: and back
 * @map_sg: dma_map_sg_attrs(): entries mapped, or a negative error code
 * @unmap_sg: and back
 * @map_resource: dma_map_resource()
 * @unmap_resource: and back
 * @sync_single_for_cpu: as named
 * @sync_single_for_device: as named
 * @sync_sg_for_cpu: as named
 * @sync_sg_for_device: as named
 * @cache_sync: not called
 * @dma_supported: is a mask acceptable? 1 or 0
 * @get_required_mask: dma_get_required_mask()
 * @max_mapping_size: dma_max_mapping_size()
 * @opt_mapping_size: dma_opt_mapping_size()
 * @get_merge_boundary: dma_get_merge_boundary()
 */
struct dma_map_ops {
	unsigned int flags;

	void *(*alloc)(struct device *dev, size_t size, dma_addr_t *dma_handle,
		       gfp_t gfp, unsigned long attrs);
	void (*free)(struct device *dev, size_t size, void *vaddr,
		     dma_addr_t dma_handle, unsigned long attrs);
	struct page *(*alloc_pages)(struct device *dev, size_t size,
				    dma_addr_t *dma_handle,
				    enum dma_data_direction dir, gfp_t gfp);
	void (*free_pages)(struct device *dev, size_t size, struct page *vaddr,
			   dma_addr_t dma_handle, enum dma_data_direction dir);
	struct sg_table *(*alloc_noncontiguous)(struct device *dev, size_t size,
						enum dma_data_direction dir,
						gfp_t gfp, unsigned long attrs);
	void (*free_noncontiguous)(struct device *dev, size_t size,
				   struct sg_table *sgt,
				   enum dma_data_direction dir);
	int (*mmap)(struct device *dev, struct vm_area_struct *vma,
		    void *cpu_addr, dma_addr_t dma_addr, size_t size,
		    unsigned long attrs);
	int (*get_sgtable)(struct device *dev, struct sg_table *sgt,
			   void *cpu_addr, dma_addr_t dma_addr, size_t size,
			   unsigned long attrs);

	dma_addr_t (*map_page)(struct device *dev, struct page *page,
			       unsigned long offset, size_t size,
			       enum dma_data_direction dir, unsigned long attrs);
	void (*unmap_page)(struct device *dev, dma_addr_t dma_handle,
			   size_t size, enum dma_data_direction dir,
			   unsigned long attrs);
	int (*map_sg)(struct device *dev, struct scatterlist *sg, int nents,
		      enum dma_data_direction dir, unsigned long attrs);
	void (*unmap_sg)(struct device *dev, struct scatterlist *sg, int nents,
			 enum dma_data_direction dir, unsigned long attrs);
	dma_addr_t (*map_resource)(struct device *dev, phys_addr_t phys_addr,
				   size_t size, enum dma_data_direction dir,
				   unsigned long attrs);
	void (*unmap_resource)(struct device *dev, dma_addr_t dma_handle,
			       size_t size, enum dma_data_direction dir,
			       unsigned long attrs);
	void (*sync_single_for_cpu)(struct device *dev, dma_addr_t dma_handle,
				    size_t size, enum dma_data_direction dir);
	void (*sync_single_for_device)(struct device *dev,
				       dma_addr_t dma_handle, size_t size,
				       enum dma_data_direction dir);
	void (*sync_sg_for_cpu)(struct device *dev, struct scatterlist *sg,
				int nents, enum dma_data_direction dir);
	void (*sync_sg_for_device)(struct device *dev, struct scatterlist *sg,
				   int nents, enum dma_data_direction dir);
	void (*cache_sync)(struct device *dev, void *vaddr, size_t size,
			   enum dma_data_direction direction);
	int (*dma_supported)(struct device *dev, u64 mask);
	u64 (*get_required_mask)(struct device *dev);
	size_t (*max_mapping_size)(struct device *dev);
	size_t (*opt_mapping_size)(void);
	unsigned long (*get_merge_boundary)(struct device *dev);
};

static inline const struct dma_map_ops *get_dma_ops(struct device *dev)
{
	if (dev->dma_ops)
		return dev->dma_ops;
	return get_arch_dma_ops(dev->bus);
}

static inline void set_dma_ops(struct device *dev,
			       const struct dma_map_ops *dma_ops)
{
	dev->dma_ops = dma_ops;
}

/* what alloc_noncontiguous() returns a table of */
struct dma_sgt_handle {
	struct sg_table sgt;
	struct page **pages;
};

#define sgt_handle(table)	container_of((table), struct dma_sgt_handle, sgt)

/* true if the device sees the CPU's caches: nothing to synchronise */
static inline bool dev_is_dma_coherent(struct device *dev)
{
	return dev->dma_coherent;
}

/* pages for implementations whose memory is directly mapped below them */
struct page *dma_common_alloc_pages(struct device *dev, size_t size,
				    dma_addr_t *dma_handle,
				    enum dma_data_direction dir, gfp_t gfp);
void dma_common_free_pages(struct device *dev, size_t size, struct page *page,
			   dma_addr_t dma_handle, enum dma_data_direction dir);
int dma_common_get_sgtable(struct device *dev, struct sg_table *sgt,
			   void *cpu_addr, dma_addr_t dma_addr, size_t size,
			   unsigned long attrs);
int dma_common_mmap(struct device *dev, struct vm_area_struct *vma,
		    void *cpu_addr, dma_addr_t dma_addr, size_t size,
		    unsigned long attrs);

/* a uniform offset between bus and physical addresses, where no dma-ranges says so */
int dma_direct_set_offset(struct device *dev, phys_addr_t cpu_start,
			  dma_addr_t dma_start, u64 size);

/* operations under which nothing can be mapped: for devices that do no DMA */
extern const struct dma_map_ops dma_dummy_ops;

#endif
