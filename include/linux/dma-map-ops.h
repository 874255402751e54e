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

/**
 * arch_sync_dma_for_device() - caches, before a device that does not see them accesses memory
 * @paddr: physical address
 * @size: bytes
 * @dir: direction of the mapping
 *
 * Context: Any.
 * Source: Linux 6.1 include/linux/dma-map-ops.h.
 */
void arch_sync_dma_for_device(phys_addr_t paddr, size_t size, enum dma_data_direction dir);

/**
 * arch_sync_dma_for_cpu() - caches, after it did, before the CPU looks
 * @paddr: physical address
 * @size: bytes
 * @dir: direction of the mapping
 *
 * Context: Any.
 * Source: Linux 6.1 include/linux/dma-map-ops.h.
 */
void arch_sync_dma_for_cpu(phys_addr_t paddr, size_t size, enum dma_data_direction dir);

/**
 * arch_dma_prep_coherent() - nothing of these pages is in a cache any more: they become coherent
 * @page: the first
 * @size: bytes
 *
 * Context: Any.
 * Source: Linux 6.1 include/linux/dma-map-ops.h.
 */
void arch_dma_prep_coherent(struct page *page, size_t size);

/**
 * arch_dma_set_uncached() - from now on the CPU does not cache these pages: one copy for everybody
 * @addr: the first page, as kernel memory
 * @size: bytes; whole pages. After arch_dma_prep_coherent().
 *
 * Context: Any.
 * Return: where the CPU uses them: @addr.
 * Source: Linux 6.1 include/linux/dma-map-ops.h.
 */
void *arch_dma_set_uncached(void *addr, size_t size);

/**
 * arch_dma_clear_uncached() - cached again: before the pages are given back
 * @addr: as for arch_dma_set_uncached()
 * @size: as there
 *
 * Context: Any.
 * Source: Linux 6.1 include/linux/dma-map-ops.h.
 */
void arch_dma_clear_uncached(void *addr, size_t size);

/* no cache of ours needs more than the addresses, nor a note that a page is clean */
static inline void arch_sync_dma_for_cpu_all(void)
{
}

static inline void arch_dma_mark_clean(phys_addr_t paddr, size_t size)
{
}

/* ---- contiguous memory areas (src/mapping/contiguous.c) ----------------- */

struct cma;

/* the area of kernel parameter cma=, or of the tree's linux,cma-default; NULL: there is none */
extern struct cma *dma_contiguous_default_area;

static inline struct cma *dev_get_cma_area(struct device *dev)
{
	if (dev && dev->cma_area)
		return dev->cma_area;
	return dma_contiguous_default_area;
}

/** dma_contiguous_reserve() - set the default area aside, if there is one; below @addr_limit */
void dma_contiguous_reserve(phys_addr_t addr_limit);
/**
 * dma_contiguous_reserve_area() - set an area aside
 * @size: bytes
 * @base: where, or where from; 0: anywhere
 * @limit: below which address; 0: anywhere
 * @res_cma: set to the area
 * @fixed: at @base exactly
 *
 * Return: 0; what cma_declare_contiguous() returns.
 */
int dma_contiguous_reserve_area(phys_addr_t size, phys_addr_t base, phys_addr_t limit,
				struct cma **res_cma, bool fixed);
/** dma_alloc_from_contiguous() - @count pages of the device's area or the default one; or NULL */
struct page *dma_alloc_from_contiguous(struct device *dev, size_t count, unsigned int order,
				       bool no_warn);
/** dma_release_from_contiguous() - false: the pages are not of that area */
bool dma_release_from_contiguous(struct device *dev, struct page *pages, int count);
/**
 * dma_alloc_contiguous() - @size bytes (whole pages) of an area, where that is worth it
 *
 * Context: as @gfp allows; an area is used by callers that may sleep only.
 * Return: NULL: take ordinary pages.
 */
struct page *dma_alloc_contiguous(struct device *dev, size_t size, gfp_t gfp);
/** dma_free_contiguous() - give back what came from an area or from the page allocator */
void dma_free_contiguous(struct device *dev, struct page *page, size_t size);

static inline void dma_contiguous_early_fixup(phys_addr_t base, unsigned long size)
{
}

/* ---- memory of a device's own (src/mapping/dev_coherent.c) --------------- */

/**
 * dma_declare_coherent_memory() - from now on, coherent memory of @dev comes from there and from
 * nowhere else
 * @phys_addr: RAM that is reserved, or memory of a device
 * @device_addr: where the device sees it
 * @size: bytes
 *
 * Context: process. Return: 0; -EINVAL (no size, or no memory there), -ENOMEM, -EBUSY (it has
 * some), -ENODEV.
 */
int dma_declare_coherent_memory(struct device *dev, phys_addr_t phys_addr,
				dma_addr_t device_addr, size_t size);
void dma_release_coherent_memory(struct device *dev);
/** dma_alloc_from_dev_coherent() - 1: *@ret is the answer, NULL too; 0: @dev has no such memory */
int dma_alloc_from_dev_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle,
				void **ret);
int dma_release_from_dev_coherent(struct device *dev, int order, void *vaddr);
int dma_mmap_from_dev_coherent(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
			       size_t size, int *ret);

/* the same for all devices that do not see the CPU's caches: the tree's linux,dma-default */
void *dma_alloc_from_global_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle);
int dma_release_from_global_coherent(int order, void *vaddr);
int dma_mmap_from_global_coherent(struct vm_area_struct *vma, void *cpu_addr, size_t size,
				  int *ret);
int dma_init_global_coherent(phys_addr_t phys_addr, size_t size);

/* ---- for callers that can't sleep (src/mapping/atomic_pool.c) ------------ */

/**
 * dma_alloc_from_pool() - uncached memory from a pool that was set aside
 * @size: bytes, whole pages
 * @cpu_addr: set to where it is, cleared
 * @gfp: GFP_DMA, GFP_DMA32: the zone; __GFP_NOWARN
 * @phys_addr_ok: can the device use it? NULL: any will do
 *
 * Context: any. Return: the first page; NULL, with a warning.
 */
struct page *dma_alloc_from_pool(struct device *dev, size_t size, void **cpu_addr, gfp_t gfp,
				 bool (*phys_addr_ok)(struct device *, phys_addr_t, size_t));
/** dma_free_from_pool() - false: it is not of a pool */
bool dma_free_from_pool(struct device *dev, void *start, size_t size);

/* ---- pages in a row (src/mapping/remap.c) -------------------------------- */

/** dma_common_find_pages() - the pages behind an address of the next two; NULL: none */
struct page **dma_common_find_pages(void *cpu_addr);
/** dma_common_pages_remap() - put pages in a row; @pages must last as long. Context: process */
void *dma_common_pages_remap(struct page **pages, size_t size, pgprot_t prot, const void *caller);
/** dma_common_contiguous_remap() - a second address for pages in a row. Context: process */
void *dma_common_contiguous_remap(struct page *page, size_t size, pgprot_t prot,
				  const void *caller);
void dma_common_free_remap(void *cpu_addr, size_t size);

/** dma_pgprot() - how memory of dma_alloc_attrs() is mapped: our memory makes no difference */
pgprot_t dma_pgprot(struct device *dev, pgprot_t prot, unsigned long attrs);

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

/* ---- memory of PCI peers (src/mapping/p2pdma_map.c) ---------------------- */

/* how a peer's memory is reached */
enum pci_p2pdma_map_type {
	PCI_P2PDMA_MAP_UNKNOWN = 0,
	PCI_P2PDMA_MAP_NOT_SUPPORTED,		/* not at all: map_sg fails with -EREMOTEIO */
	PCI_P2PDMA_MAP_BUS_ADDR,		/* through a switch, by its address on the bus */
	PCI_P2PDMA_MAP_THRU_HOST_BRIDGE,	/* through the host bridge, as any other memory */
};

/* what pci_p2pdma_map_segment() remembers from entry to entry; all zero at first */
struct pci_p2pdma_map_state {
	struct dev_pagemap *pgmap;
	int map;
	u64 bus_off;
};

/**
 * pci_p2pdma_map_segment() - an entry of a list whose page is_pci_p2pdma_page()
 * @state: of this list
 * @dev: the device that will use it
 * @sg: the entry; given its bus address where the result is PCI_P2PDMA_MAP_BUS_ADDR
 *
 * Context: any. Source: Linux 6.1 drivers/pci/p2pdma.c.
 */
enum pci_p2pdma_map_type pci_p2pdma_map_segment(struct pci_p2pdma_map_state *state,
						struct device *dev, struct scatterlist *sg);

/**
 * dma_debug_add_bus() - report the mappings that drivers of a bus leave behind
 * @bus: a registered bus; platform, AMBA and PCI are looked after already
 *
 * Context: Process.
 * Source: Linux 6.1 include/linux/dma-map-ops.h.
 */
void dma_debug_add_bus(const struct bus_type *bus);

/**
 * debug_dma_dump_mappings() - the mappings of a device, into the log
 * @dev: the device; NULL: of every one
 *
 * Context: Any.
 * Source: Linux 6.1 include/linux/dma-map-ops.h.
 */
void debug_dma_dump_mappings(struct device *dev);

#endif
