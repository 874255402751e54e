/* SPDX-License-Identifier: MIT */
/*
 * DMA mapping: how a device gets to see memory.
 *
 *	coherent    dma_alloc_coherent()          both sides, for as long as it lives
 *	streaming   dma_map_single/page/sg()      the device's, from map to unmap,
 *	            dma_sync_*_for_cpu/device()   or handed back and forth in between
 *	registers   dma_map_resource()            e.g. another device's FIFO
 *
 * What comes out is a bus address: the physical address through the bus's
 * dma-ranges, or whatever the device's dma_map_ops (an IOMMU) make of it. An
 * address beyond the device's mask, or its bus's limit, can't be mapped.
 *
 * When the machine's DMA checker is on, a device can touch nothing but what
 * is mapped for it, in the mapped direction, while it is mapped.
 *
 * Behaviour is that of Linux 6.1, kernel/dma/mapping.c and direct.c.
 */
#ifndef _LINUX_DMA_MAPPING_H
#define _LINUX_DMA_MAPPING_H

#include <linux/cache.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/dma-direction.h>
#include <linux/scatterlist.h>
#include <linux/bug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>

/* attributes of a mapping: Documentation/core-api/dma-attributes.rst */
#define DMA_ATTR_WEAK_ORDERING		(1UL << 1)	/* accesses may pass one another */
#define DMA_ATTR_WRITE_COMBINE		(1UL << 2)	/* writes may be buffered */
#define DMA_ATTR_NO_KERNEL_MAPPING	(1UL << 4)	/* the CPU needs no address */
#define DMA_ATTR_SKIP_CPU_SYNC		(1UL << 5)	/* the caller synchronises by itself */
#define DMA_ATTR_FORCE_CONTIGUOUS	(1UL << 6)	/* physically in one piece */
#define DMA_ATTR_ALLOC_SINGLE_PAGES	(1UL << 7)	/* don't try for large pages */
#define DMA_ATTR_NO_WARN		(1UL << 8)	/* fail without a message */
#define DMA_ATTR_PRIVILEGED		(1UL << 9)	/* for privileged accesses */
#define DMA_ATTR_MMIO			(1UL << 10)	/* registers, not RAM (from 6.18) */

/* no bus address: what the mapping functions return on failure */
#define DMA_MAPPING_ERROR		(~(dma_addr_t)0)

/* a mask of n bits */
#define DMA_BIT_MASK(n)	(((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))

/* true: the machine's DMA checker keeps a record of mappings. Read-only. */
extern bool machine_checker;

/**
 * debug_dma_mapping_error() - the driver has looked whether a mapping failed
 * @dev: the device
 * @dma_addr: what it looked at
 *
 * For dma_mapping_error(). A driver that has not looked when the mapping ends
 * is reported.
 *
 * Context: Any.
 */
void debug_dma_mapping_error(struct device *dev, dma_addr_t dma_addr);

/**
 * debug_dma_map_single() - check memory that is about to be mapped by address
 * @dev: the device
 * @addr: the memory
 * @len: bytes
 *
 * Reports memory that has no page (NULL, an error pointer) and memory of vmalloc().
 *
 * Context: Any.
 */
void debug_dma_map_single(struct device *dev, const void *addr,
			  unsigned long len);

/**
 * dma_mapping_error() - did a mapping fail?
 * @dev: the device it was made for
 * @dma_addr: what the mapping function returned
 *
 * Context: Any.
 * Return: 0, or -ENOMEM if it did.
 */
static inline int dma_mapping_error(struct device *dev, dma_addr_t dma_addr)
{
	if (unlikely(machine_checker))
		debug_dma_mapping_error(dev, dma_addr);
	if (unlikely(dma_addr == DMA_MAPPING_ERROR))
		return -ENOMEM;
	return 0;
}

/**
 * dma_map_page_attrs() - map a part of a page, or of several in a row
 * @dev: the device; must have a dma_mask
 * @page: first page
 * @offset: bytes from its start
 * @size: bytes
 * @dir: direction; DMA_NONE is a bug
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 * Return: the bus address, or DMA_MAPPING_ERROR: out of the device's reach.
 */
dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page,
			      size_t offset, size_t size,
			      enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_unmap_page_attrs() - end a mapping of dma_map_page() or dma_map_single()
 * @dev: the device
 * @addr: its bus address
 * @size: bytes, as mapped
 * @dir: direction, as mapped
 * @attrs: DMA_ATTR_*
 *
 * Context: Any. A mapping that does not exist is reported.
 */
void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t size,
			  enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_map_sg_attrs() - map a scatterlist
 * @dev: the device; must have a dma_mask
 * @sg: first entry
 * @nents: entries
 * @dir: direction
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 * Return: how many entries carry a bus address now (at most @nents); 0 on
 * failure. dma_unmap_sg() takes @nents, not this.
 */
unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sg,
			      int nents, enum dma_data_direction dir,
			      unsigned long attrs);

/**
 * dma_unmap_sg_attrs() - end the mapping of a scatterlist
 * @dev: the device
 * @sg: first entry
 * @nents: entries, as given to dma_map_sg()
 * @dir: direction, as mapped
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 */
void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sg, int nents,
			enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_map_sgtable() - map a table
 * @dev: the device; must have a dma_mask
 * @sgt: the table; its nents becomes the number of mapped entries
 * @dir: direction
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 * Return: 0; -EINVAL (wrong use), -ENOMEM (try again later), -EIO (out of
 * reach), -EREMOTEIO (a peer's memory that the device can't reach).
 */
int dma_map_sgtable(struct device *dev, struct sg_table *sgt,
		    enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_map_resource() - map registers, e.g. another device's FIFO
 * @dev: the device
 * @phys_addr: their physical address; not RAM
 * @size: bytes
 * @dir: direction
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 * Return: the bus address, or DMA_MAPPING_ERROR.
 */
dma_addr_t dma_map_resource(struct device *dev, phys_addr_t phys_addr,
			    size_t size, enum dma_data_direction dir,
			    unsigned long attrs);

/**
 * dma_unmap_resource() - end a mapping of dma_map_resource()
 * @dev: the device
 * @addr: its bus address
 * @size: bytes, as mapped
 * @dir: direction, as mapped
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 */
void dma_unmap_resource(struct device *dev, dma_addr_t addr, size_t size,
			enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_sync_single_for_cpu() - the CPU wants to look at a mapped buffer
 * @dev: the device
 * @addr: bus address in a mapping
 * @size: bytes
 * @dir: direction of the mapping
 *
 * Context: Any.
 */
void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir);

/**
 * dma_sync_single_for_device() - the CPU is done with a mapped buffer
 * @dev: the device
 * @addr: bus address in a mapping
 * @size: bytes
 * @dir: direction of the mapping
 *
 * Context: Any.
 */
void dma_sync_single_for_device(struct device *dev, dma_addr_t addr,
				size_t size, enum dma_data_direction dir);

/**
 * dma_sync_sg_for_cpu() - the CPU wants to look at a mapped scatterlist
 * @dev: the device
 * @sg: first entry
 * @nelems: entries, as given to dma_map_sg()
 * @dir: direction of the mapping
 *
 * Context: Any.
 */
void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sg,
			 int nelems, enum dma_data_direction dir);

/**
 * dma_sync_sg_for_device() - the CPU is done with a mapped scatterlist
 * @dev: the device
 * @sg: first entry
 * @nelems: entries, as given to dma_map_sg()
 * @dir: direction of the mapping
 *
 * Context: Any.
 */
void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sg,
			    int nelems, enum dma_data_direction dir);

/**
 * dma_alloc_attrs() - coherent memory
 * @dev: the device; its coherent_dma_mask holds
 * @size: bytes; rounded up to pages, which are cleared
 * @dma_handle: set to the bus address
 * @flag: how to allocate; zones are chosen by the mask
 * @attrs: DMA_ATTR_*
 *
 * Context: As @flag allows.
 * Return: the memory (with DMA_ATTR_NO_KERNEL_MAPPING a cookie for
 * dma_free_attrs()), or NULL if the device can reach none that is free.
 */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle,
		      gfp_t flag, unsigned long attrs);

/**
 * dma_free_attrs() - give coherent memory back
 * @dev: the device
 * @size: bytes, as allocated
 * @cpu_addr: what dma_alloc_attrs() returned; NULL is allowed
 * @dma_handle: its bus address
 * @attrs: DMA_ATTR_*, as allocated
 *
 * Context: Interrupts enabled.
 */
void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr,
		    dma_addr_t dma_handle, unsigned long attrs);

/**
 * dmam_alloc_attrs() - coherent memory that is freed when the device loses its driver
 * @dev: the device
 * @size: bytes
 * @dma_handle: set to the bus address
 * @gfp: how to allocate
 * @attrs: DMA_ATTR_*
 *
 * Context: As @gfp allows.
 * Return: the memory, or NULL.
 */
void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle,
		       gfp_t gfp, unsigned long attrs);

/**
 * dmam_free_coherent() - free memory of dmam_alloc_coherent() earlier
 * @dev: the device
 * @size: bytes, as allocated
 * @vaddr: the memory
 * @dma_handle: its bus address
 *
 * Context: Process.
 */
void dmam_free_coherent(struct device *dev, size_t size, void *vaddr,
			dma_addr_t dma_handle);

/**
 * dma_get_sgtable_attrs() - describe coherent memory by a table
 * @dev: the device
 * @sgt: the table; free it with sg_free_table()
 * @cpu_addr: the memory
 * @dma_addr: its bus address
 * @size: bytes
 * @attrs: DMA_ATTR_*
 *
 * Context: Process; may sleep.
 * Return: 0, -ENOMEM, -ENXIO (the device's dma_map_ops can't).
 */
int dma_get_sgtable_attrs(struct device *dev, struct sg_table *sgt,
			  void *cpu_addr, dma_addr_t dma_addr, size_t size,
			  unsigned long attrs);

/**
 * dma_mmap_attrs() - show coherent memory to a program
 * @dev: the device
 * @vma: the program's mapping: what its vm_pgoff and size say is shown of the memory
 * @cpu_addr: the memory
 * @dma_addr: its bus address
 * @size: bytes
 * @attrs: DMA_ATTR_*
 *
 * Context: Process.
 * Return: 0; -ENXIO: it asks for more than there is; what remap_pfn_range() or
 * the device's dma_map_ops return.
 */
int dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma,
		   void *cpu_addr, dma_addr_t dma_addr, size_t size,
		   unsigned long attrs);

/**
 * dma_can_mmap() - can coherent memory be shown to a program?
 * @dev: the device
 *
 * Context: Any.
 * Return: true if mapping is direct, or the device's dma_map_ops can.
 */
bool dma_can_mmap(struct device *dev);

/**
 * dma_pci_p2pdma_supported() - can the device's mapping reach peers' memory?
 * @dev: the device
 *
 * Context: Any.
 * Return: true if it is direct, or if its dma_map_ops say so.
 */
bool dma_pci_p2pdma_supported(struct device *dev);

/**
 * dma_set_mask() - say which bus addresses a device can put out
 * @dev: the device; must have a dma_mask
 * @mask: e.g. DMA_BIT_MASK(32)
 *
 * Context: Process.
 * Return: 0; -EIO if no memory could be reached, or without a dma_mask.
 */
int dma_set_mask(struct device *dev, u64 mask);

/**
 * dma_set_coherent_mask() - the same for coherent memory
 * @dev: the device
 * @mask: e.g. DMA_BIT_MASK(32)
 *
 * Context: Process.
 * Return: 0; -EIO if no memory could be reached.
 */
int dma_set_coherent_mask(struct device *dev, u64 mask);

/**
 * dma_get_required_mask() - the smallest mask that reaches all RAM
 * @dev: the device
 *
 * Context: Any.
 * Return: the mask.
 */
u64 dma_get_required_mask(struct device *dev);

/**
 * dma_max_mapping_size() - the largest buffer that can be mapped
 * @dev: the device
 *
 * Context: Any.
 * Return: bytes.
 */
size_t dma_max_mapping_size(struct device *dev);

/**
 * dma_opt_mapping_size() - the largest buffer that maps without loss of speed
 * @dev: the device
 *
 * Context: Any.
 * Return: bytes.
 */
size_t dma_opt_mapping_size(struct device *dev);

/**
 * dma_need_sync() - do the dma_sync functions do anything for a mapping?
 * @dev: the device
 * @dma_addr: its bus address
 *
 * Context: Any.
 * Return: true unless the device is coherent and directly mapped.
 */
bool dma_need_sync(struct device *dev, dma_addr_t dma_addr);

/**
 * dma_get_merge_boundary() - where an IOMMU could merge entries of a scatterlist
 * @dev: the device
 *
 * Context: Any.
 * Return: the boundary's mask, or 0: never.
 */
unsigned long dma_get_merge_boundary(struct device *dev);

/**
 * dma_alloc_noncontiguous() - memory for a device, perhaps in pieces
 * @dev: the device
 * @size: bytes
 * @dir: direction
 * @gfp: how to allocate
 * @attrs: DMA_ATTR_ALLOC_SINGLE_PAGES or 0
 *
 * Context: As @gfp allows.
 * Return: a table that is mapped already (one entry where the mapping is
 * direct), or NULL.
 */
struct sg_table *dma_alloc_noncontiguous(struct device *dev, size_t size,
					 enum dma_data_direction dir, gfp_t gfp,
					 unsigned long attrs);

/**
 * dma_free_noncontiguous() - free memory of dma_alloc_noncontiguous()
 * @dev: the device
 * @size: bytes, as allocated
 * @sgt: its table
 * @dir: direction, as allocated
 *
 * Context: Process.
 */
void dma_free_noncontiguous(struct device *dev, size_t size,
			    struct sg_table *sgt, enum dma_data_direction dir);

/**
 * dma_vmap_noncontiguous() - memory of dma_alloc_noncontiguous() in a row
 * @dev: the device
 * @size: bytes, as allocated
 * @sgt: its table
 *
 * Pieces that are apart are seen at a second address, as by vmap().
 *
 * Context: Process.
 * Return: the address; NULL: there are no addresses left.
 */
void *dma_vmap_noncontiguous(struct device *dev, size_t size,
			     struct sg_table *sgt);

/**
 * dma_vunmap_noncontiguous() - end the use of dma_vmap_noncontiguous()
 * @dev: the device
 * @vaddr: what it returned
 *
 * Context: Process.
 */
void dma_vunmap_noncontiguous(struct device *dev, void *vaddr);

/**
 * dma_mmap_noncontiguous() - show such memory to a program
 * @dev: the device
 * @vma: the program's mapping
 * @size: bytes
 * @sgt: its table
 *
 * Context: Process.
 * Return: 0; -ENXIO: it asks for more than there is.
 */
int dma_mmap_noncontiguous(struct device *dev, struct vm_area_struct *vma,
			   size_t size, struct sg_table *sgt);

/**
 * dma_alloc_pages() - pages for a device, mapped for streaming
 * @dev: the device; its coherent_dma_mask holds
 * @size: bytes; rounded up to pages, which are cleared
 * @dma_handle: set to the bus address
 * @dir: direction
 * @gfp: how to allocate; no zones
 *
 * The owner changes by dma_sync_single_for_cpu() and _for_device().
 *
 * Context: As @gfp allows.
 * Return: the first page, or NULL.
 */
struct page *dma_alloc_pages(struct device *dev, size_t size,
			     dma_addr_t *dma_handle,
			     enum dma_data_direction dir, gfp_t gfp);

/**
 * dma_free_pages() - free pages of dma_alloc_pages()
 * @dev: the device
 * @size: bytes, as allocated
 * @page: the first page
 * @dma_handle: its bus address
 * @dir: direction, as allocated
 *
 * Context: Any.
 */
void dma_free_pages(struct device *dev, size_t size, struct page *page,
		    dma_addr_t dma_handle, enum dma_data_direction dir);

/**
 * dma_mmap_pages() - show such pages to a program
 * @dev: the device
 * @vma: the program's mapping
 * @size: bytes
 * @page: the first page
 *
 * Context: Process.
 * Return: 0; -ENXIO: it asks for more than there is.
 */
int dma_mmap_pages(struct device *dev, struct vm_area_struct *vma,
		   size_t size, struct page *page);

/**
 * dma_alloc_noncoherent() - dma_alloc_pages() by address
 * @dev: the device
 * @size: bytes
 * @dma_handle: set to the bus address
 * @dir: direction
 * @gfp: how to allocate
 *
 * Context: As @gfp allows.
 * Return: the memory, or NULL.
 */
static inline void *dma_alloc_noncoherent(struct device *dev, size_t size,
					  dma_addr_t *dma_handle,
					  enum dma_data_direction dir, gfp_t gfp)
{
	struct page *page = dma_alloc_pages(dev, size, dma_handle, dir, gfp);

	return page ? page_address(page) : NULL;
}

/**
 * dma_free_noncoherent() - free memory of dma_alloc_noncoherent()
 * @dev: the device
 * @size: bytes, as allocated
 * @vaddr: the memory
 * @dma_handle: its bus address
 * @dir: direction, as allocated
 *
 * Context: Any.
 */
static inline void dma_free_noncoherent(struct device *dev, size_t size,
					void *vaddr, dma_addr_t dma_handle,
					enum dma_data_direction dir)
{
	dma_free_pages(dev, size, virt_to_page(vaddr), dma_handle, dir);
}

/* says that memory of vmalloc() was to be mapped; returns DMA_MAPPING_ERROR */
dma_addr_t __dma_reject_vmalloc(struct device *dev);

/**
 * dma_map_single_attrs() - map memory by address
 * @dev: the device; must have a dma_mask
 * @ptr: the memory; not from vmalloc()
 * @size: bytes
 * @dir: direction; DMA_NONE is a bug
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 * Return: the bus address, or DMA_MAPPING_ERROR.
 */
static inline dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr,
					      size_t size,
					      enum dma_data_direction dir,
					      unsigned long attrs)
{
	if (unlikely(is_vmalloc_addr(ptr)))
		return __dma_reject_vmalloc(dev);
	if (unlikely(!virt_addr_valid(ptr))) {
		debug_dma_map_single(dev, ptr, size);
		return DMA_MAPPING_ERROR;
	}
	return dma_map_page_attrs(dev, virt_to_page(ptr), offset_in_page(ptr),
				  size, dir, attrs);
}

/**
 * dma_unmap_single_attrs() - end a mapping of dma_map_single()
 * @dev: the device
 * @addr: its bus address
 * @size: bytes, as mapped
 * @dir: direction, as mapped
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 */
static inline void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr,
					  size_t size,
					  enum dma_data_direction dir,
					  unsigned long attrs)
{
	dma_unmap_page_attrs(dev, addr, size, dir, attrs);
}

/**
 * dma_sync_single_range_for_cpu() - dma_sync_single_for_cpu() for a part of a mapping
 * @dev: the device
 * @addr: bus address of the mapping
 * @offset: bytes from there
 * @size: bytes
 * @dir: direction of the mapping
 *
 * Context: Any.
 */
static inline void dma_sync_single_range_for_cpu(struct device *dev,
						 dma_addr_t addr,
						 unsigned long offset,
						 size_t size,
						 enum dma_data_direction dir)
{
	dma_sync_single_for_cpu(dev, addr + offset, size, dir);
}

/**
 * dma_sync_single_range_for_device() - dma_sync_single_for_device() for a part of a mapping
 * @dev: the device
 * @addr: bus address of the mapping
 * @offset: bytes from there
 * @size: bytes
 * @dir: direction of the mapping
 *
 * Context: Any.
 */
static inline void dma_sync_single_range_for_device(struct device *dev,
						    dma_addr_t addr,
						    unsigned long offset,
						    size_t size,
						    enum dma_data_direction dir)
{
	dma_sync_single_for_device(dev, addr + offset, size, dir);
}

/**
 * dma_unmap_sgtable() - end the mapping of a table
 * @dev: the device
 * @sgt: the table
 * @dir: direction, as mapped
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 */
static inline void dma_unmap_sgtable(struct device *dev, struct sg_table *sgt,
				     enum dma_data_direction dir,
				     unsigned long attrs)
{
	dma_unmap_sg_attrs(dev, sgt->sgl, sgt->orig_nents, dir, attrs);
}

/**
 * dma_sync_sgtable_for_cpu() - the CPU wants to look at a mapped table
 * @dev: the device
 * @sgt: the table
 * @dir: direction of the mapping
 *
 * Context: Any.
 */
static inline void dma_sync_sgtable_for_cpu(struct device *dev,
					    struct sg_table *sgt,
					    enum dma_data_direction dir)
{
	dma_sync_sg_for_cpu(dev, sgt->sgl, sgt->orig_nents, dir);
}

/**
 * dma_sync_sgtable_for_device() - the CPU is done with a mapped table
 * @dev: the device
 * @sgt: the table
 * @dir: direction of the mapping
 *
 * Context: Any.
 */
static inline void dma_sync_sgtable_for_device(struct device *dev,
					       struct sg_table *sgt,
					       enum dma_data_direction dir)
{
	dma_sync_sg_for_device(dev, sgt->sgl, sgt->orig_nents, dir);
}

#define dma_map_single(d, a, s, r) dma_map_single_attrs(d, a, s, r, 0)
#define dma_unmap_single(d, a, s, r) dma_unmap_single_attrs(d, a, s, r, 0)
#define dma_map_sg(d, s, n, r) dma_map_sg_attrs(d, s, n, r, 0)
#define dma_unmap_sg(d, s, n, r) dma_unmap_sg_attrs(d, s, n, r, 0)
#define dma_map_page(d, p, o, s, r) dma_map_page_attrs(d, p, o, s, r, 0)
#define dma_unmap_page(d, a, s, r) dma_unmap_page_attrs(d, a, s, r, 0)
/**
 * dma_map_phys() - map memory, or with DMA_ATTR_MMIO registers, by physical address
 * @dev: the device
 * @phys: the physical address
 * @size: bytes
 * @dir: direction
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 * Return: the bus address, or DMA_MAPPING_ERROR.
 * Source: Linux 6.18 include/linux/dma-mapping.h.
 */
static inline dma_addr_t dma_map_phys(struct device *dev, phys_addr_t phys, size_t size,
				      enum dma_data_direction dir, unsigned long attrs)
{
	if (attrs & DMA_ATTR_MMIO)
		return dma_map_resource(dev, phys, size, dir, attrs & ~DMA_ATTR_MMIO);
	return dma_map_page_attrs(dev, phys_to_page(phys), offset_in_page(phys), size, dir,
				  attrs);
}

/**
 * dma_unmap_phys() - end a mapping of dma_map_phys()
 * @dev: the device
 * @addr: its bus address
 * @size: bytes, as mapped
 * @dir: direction, as mapped
 * @attrs: DMA_ATTR_*, as mapped
 *
 * Context: Any.
 */
static inline void dma_unmap_phys(struct device *dev, dma_addr_t addr, size_t size,
				  enum dma_data_direction dir, unsigned long attrs)
{
	if (attrs & DMA_ATTR_MMIO)
		dma_unmap_resource(dev, addr, size, dir, attrs & ~DMA_ATTR_MMIO);
	else
		dma_unmap_page_attrs(dev, addr, size, dir, attrs);
}

/*
 * Mapping in two steps, from 6.16: space at first, memory piece by piece. It
 * takes an IOMMU; without one dma_iova_try_alloc() says no, and the driver
 * maps each piece by itself. Where pieces meet, pages of the IOMMU do, too.
 */
struct dma_iova_state {
	dma_addr_t addr;
	u64 __size;
};

/* a bit of __size: parts of it are bounced */
#define DMA_IOVA_USE_SWIOTLB	(1ULL << 63)

/**
 * dma_use_iova() - is there space from dma_iova_try_alloc()?
 * @state: as it left it
 *
 * Context: Any.
 * Return: true if there is.
 * Source: Linux 6.16 include/linux/dma-mapping.h.
 */
static inline bool dma_use_iova(struct dma_iova_state *state)
{
	return state->__size != 0;
}

/** dma_iova_size() - bytes of the space */
static inline size_t dma_iova_size(struct dma_iova_state *state)
{
	return state->__size & ~DMA_IOVA_USE_SWIOTLB;
}

/**
 * dma_iova_try_alloc() - space for a mapping in pieces
 * @dev: the device
 * @state: set up to be empty
 * @phys: first physical address that will be mapped, or 0: at the start of a page
 * @size: bytes
 *
 * Context: Any.
 * Return: false: there is no IOMMU, or no space is left; map each piece with dma_map_phys().
 * Source: Linux 6.16 include/linux/dma-mapping.h.
 */
bool dma_iova_try_alloc(struct device *dev, struct dma_iova_state *state, phys_addr_t phys,
			size_t size);

/**
 * dma_iova_free() - give space back into which nothing was mapped
 * @dev: the device
 * @state: the space
 *
 * Context: Any.
 * Source: Linux 6.16 include/linux/dma-mapping.h.
 */
void dma_iova_free(struct device *dev, struct dma_iova_state *state);

/**
 * dma_iova_destroy() - end all mappings in the space, and give it back
 * @dev: the device
 * @state: the space
 * @mapped_len: bytes that were mapped
 * @dir: direction, as mapped
 * @attrs: DMA_ATTR_*, as mapped
 *
 * Context: Any.
 * Source: Linux 6.16 include/linux/dma-mapping.h.
 */
void dma_iova_destroy(struct device *dev, struct dma_iova_state *state, size_t mapped_len,
		      enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_iova_link() - map a piece into the space
 * @dev: the device
 * @state: the space
 * @phys: physical address
 * @offset: where in the space
 * @size: bytes
 * @dir: direction
 * @attrs: DMA_ATTR_*
 *
 * Context: Any.
 * Return: 0; -EOPNOTSUPP: no IOMMU, or the piece would have to be bounced; -EIO: it does not
 * begin at a page's start, and is not the first; -EINVAL: it is not within the space; or what
 * iommu_map() fails with.
 * Source: Linux 6.16 include/linux/dma-mapping.h.
 */
int dma_iova_link(struct device *dev, struct dma_iova_state *state, phys_addr_t phys,
		  size_t offset, size_t size, enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_iova_sync() - what was mapped is complete: the device may use it
 * @dev: the device
 * @state: the space
 * @offset: where in the space
 * @size: bytes
 *
 * Context: Any.
 * Return: 0; -EOPNOTSUPP: no IOMMU.
 * Source: Linux 6.16 include/linux/dma-mapping.h.
 */
int dma_iova_sync(struct device *dev, struct dma_iova_state *state, size_t offset, size_t size);

/**
 * dma_iova_unlink() - end the mapping of a piece
 * @dev: the device
 * @state: the space
 * @offset: where in the space
 * @size: bytes
 * @dir: direction, as mapped
 * @attrs: DMA_ATTR_*, as mapped
 *
 * Context: Any.
 * Source: Linux 6.16 include/linux/dma-mapping.h.
 */
void dma_iova_unlink(struct device *dev, struct dma_iova_state *state, size_t offset, size_t size,
		     enum dma_data_direction dir, unsigned long attrs);

#define dma_get_sgtable(d, t, v, h, s) dma_get_sgtable_attrs(d, t, v, h, s, 0)
#define dma_mmap_coherent(d, v, c, h, s) dma_mmap_attrs(d, v, c, h, s, 0)

/**
 * dma_alloc_coherent() - memory that the CPU and a device share
 * @dev: the device; its coherent_dma_mask holds
 * @size: bytes; rounded up to pages, which are cleared
 * @dma_handle: set to the bus address
 * @gfp: how to allocate
 *
 * Context: As @gfp allows.
 * Return: the memory, or NULL.
 */
static inline void *dma_alloc_coherent(struct device *dev, size_t size,
				       dma_addr_t *dma_handle, gfp_t gfp)
{
	return dma_alloc_attrs(dev, size, dma_handle, gfp,
			       (gfp & __GFP_NOWARN) ? DMA_ATTR_NO_WARN : 0);
}

/**
 * dma_free_coherent() - give such memory back
 * @dev: the device
 * @size: bytes, as allocated
 * @cpu_addr: the memory; NULL is allowed
 * @dma_handle: its bus address
 *
 * Context: Interrupts enabled.
 */
static inline void dma_free_coherent(struct device *dev, size_t size,
				     void *cpu_addr, dma_addr_t dma_handle)
{
	dma_free_attrs(dev, size, cpu_addr, dma_handle, 0);
}

/**
 * dma_get_mask() - which bus addresses a device can put out
 * @dev: the device
 *
 * Context: Any.
 * Return: its mask, or 32 bits if none is set.
 */
static inline u64 dma_get_mask(struct device *dev)
{
	if (dev->dma_mask && *dev->dma_mask)
		return *dev->dma_mask;
	return DMA_BIT_MASK(32);
}

/**
 * dma_set_mask_and_coherent() - one mask for streaming and coherent memory
 * @dev: the device; must have a dma_mask
 * @mask: e.g. DMA_BIT_MASK(64)
 *
 * Context: Process.
 * Return: 0; -EIO if no memory could be reached, or without a dma_mask.
 */
static inline int dma_set_mask_and_coherent(struct device *dev, u64 mask)
{
	int rc = dma_set_mask(dev, mask);

	/* what streaming accepts, coherent accepts */
	if (rc == 0)
		dma_set_coherent_mask(dev, mask);
	return rc;
}

/**
 * dma_coerce_mask_and_coherent() - the same for a device that nobody gave a dma_mask
 * @dev: the device; its dma_mask becomes its coherent_dma_mask
 * @mask: e.g. DMA_BIT_MASK(32)
 *
 * Context: Process.
 * Return: 0; -EIO if no memory could be reached.
 */
static inline int dma_coerce_mask_and_coherent(struct device *dev, u64 mask)
{
	dev->dma_mask = &dev->coherent_dma_mask;
	return dma_set_mask_and_coherent(dev, mask);
}

/**
 * dma_addressing_limited() - is there RAM that a device can't reach?
 * @dev: the device
 *
 * Context: Any.
 * Return: true if its mask or its bus's limit is less than all RAM needs.
 */
static inline bool dma_addressing_limited(struct device *dev)
{
	return min_not_zero(dma_get_mask(dev), dev->bus_dma_limit) <
	       dma_get_required_mask(dev);
}

/**
 * dma_get_max_seg_size() - the longest scatterlist entry that a device takes
 * @dev: the device
 *
 * Context: Any.
 * Return: bytes; 64 KiB if nobody has said.
 */
static inline unsigned int dma_get_max_seg_size(struct device *dev)
{
	if (dev->dma_parms && dev->dma_parms->max_segment_size)
		return dev->dma_parms->max_segment_size;
	return SZ_64K;
}

/**
 * dma_set_max_seg_size() - say what the longest entry is
 * @dev: the device
 * @size: bytes
 *
 * Context: Any.
 * Return: 0; -EIO if the device has no dma_parms.
 */
static inline int dma_set_max_seg_size(struct device *dev, unsigned int size)
{
	if (!dev->dma_parms)
		return -EIO;
	dev->dma_parms->max_segment_size = size;
	return 0;
}

/**
 * dma_get_seg_boundary() - the boundary that no scatterlist entry may cross
 * @dev: the device
 *
 * Context: Any.
 * Return: its mask; all bits if nobody has said.
 */
static inline unsigned long dma_get_seg_boundary(struct device *dev)
{
	if (dev->dma_parms && dev->dma_parms->segment_boundary_mask)
		return dev->dma_parms->segment_boundary_mask;
	return ULONG_MAX;
}

/**
 * dma_get_seg_boundary_nr_pages() - that boundary in pages
 * @dev: the device; NULL: 4 GiB is assumed
 * @page_shift: log2 of the page size
 *
 * Context: Any.
 * Return: pages.
 */
static inline unsigned long dma_get_seg_boundary_nr_pages(struct device *dev,
							  unsigned int page_shift)
{
	if (!dev)
		return (U32_MAX >> page_shift) + 1;
	return (dma_get_seg_boundary(dev) >> page_shift) + 1;
}

/**
 * dma_set_seg_boundary() - say what that boundary is
 * @dev: the device
 * @mask: its mask
 *
 * Context: Any.
 * Return: 0; -EIO if the device has no dma_parms.
 */
static inline int dma_set_seg_boundary(struct device *dev, unsigned long mask)
{
	if (!dev->dma_parms)
		return -EIO;
	dev->dma_parms->segment_boundary_mask = mask;
	return 0;
}

/**
 * dma_get_min_align_mask() - which low bits of an address mapping must keep
 * @dev: the device
 *
 * Context: Any.
 * Return: the mask; 0 if nobody has said.
 */
static inline unsigned int dma_get_min_align_mask(struct device *dev)
{
	if (dev->dma_parms)
		return dev->dma_parms->min_align_mask;
	return 0;
}

/**
 * dma_set_min_align_mask() - say which they are
 * @dev: the device
 * @min_align_mask: the mask
 *
 * Context: Any.
 * Return: 0; -EIO, with a warning, if the device has no dma_parms.
 */
static inline int dma_set_min_align_mask(struct device *dev,
					 unsigned int min_align_mask)
{
	if (WARN_ON_ONCE(!dev->dma_parms))
		return -EIO;
	dev->dma_parms->min_align_mask = min_align_mask;
	return 0;
}

/**
 * dma_get_cache_alignment() - what to align buffers to that share no cache line
 *
 * Context: Any.
 * Return: bytes.
 */
static inline int dma_get_cache_alignment(void)
{
	return ARCH_DMA_MINALIGN;
}

/**
 * dmam_alloc_coherent() - coherent memory that is freed when the device loses its driver
 * @dev: the device
 * @size: bytes
 * @dma_handle: set to the bus address
 * @gfp: how to allocate
 *
 * Context: As @gfp allows.
 * Return: the memory, or NULL.
 */
static inline void *dmam_alloc_coherent(struct device *dev, size_t size,
					dma_addr_t *dma_handle, gfp_t gfp)
{
	return dmam_alloc_attrs(dev, size, dma_handle, gfp,
				(gfp & __GFP_NOWARN) ? DMA_ATTR_NO_WARN : 0);
}

/**
 * dma_alloc_wc() - coherent memory whose writes may be combined
 * @dev: the device
 * @size: bytes
 * @dma_addr: set to the bus address
 * @gfp: how to allocate
 *
 * Context: As @gfp allows.
 * Return: the memory, or NULL.
 */
static inline void *dma_alloc_wc(struct device *dev, size_t size,
				 dma_addr_t *dma_addr, gfp_t gfp)
{
	unsigned long attrs = DMA_ATTR_WRITE_COMBINE;

	if (gfp & __GFP_NOWARN)
		attrs |= DMA_ATTR_NO_WARN;
	return dma_alloc_attrs(dev, size, dma_addr, gfp, attrs);
}

/**
 * dma_free_wc() - give such memory back
 * @dev: the device
 * @size: bytes, as allocated
 * @cpu_addr: the memory
 * @dma_addr: its bus address
 *
 * Context: Interrupts enabled.
 */
static inline void dma_free_wc(struct device *dev, size_t size, void *cpu_addr,
			       dma_addr_t dma_addr)
{
	dma_free_attrs(dev, size, cpu_addr, dma_addr, DMA_ATTR_WRITE_COMBINE);
}

/**
 * dma_mmap_wc() - show such memory to a program
 * @dev: the device
 * @vma: the program's mapping
 * @cpu_addr: the memory
 * @dma_addr: its bus address
 * @size: bytes
 *
 * Context: Process.
 * Return: as dma_mmap_attrs().
 */
static inline int dma_mmap_wc(struct device *dev, struct vm_area_struct *vma,
			      void *cpu_addr, dma_addr_t dma_addr, size_t size)
{
	return dma_mmap_attrs(dev, vma, cpu_addr, dma_addr, size,
			      DMA_ATTR_WRITE_COMBINE);
}

/*
 * Room in a driver's structure for what it needs to unmap again: none in a
 * configuration in which nothing needs it, where what is read is 0.
 */
#ifdef CONFIG_NEED_DMA_MAP_STATE
#define DEFINE_DMA_UNMAP_ADDR(ADDR_NAME)	dma_addr_t ADDR_NAME
#define DEFINE_DMA_UNMAP_LEN(LEN_NAME)		__u32 LEN_NAME
#define dma_unmap_addr(PTR, ADDR_NAME)		((PTR)->ADDR_NAME)
#define dma_unmap_addr_set(PTR, ADDR_NAME, VAL)	(((PTR)->ADDR_NAME) = (VAL))
#define dma_unmap_len(PTR, LEN_NAME)		((PTR)->LEN_NAME)
#define dma_unmap_len_set(PTR, LEN_NAME, VAL)	(((PTR)->LEN_NAME) = (VAL))
#else
#define DEFINE_DMA_UNMAP_ADDR(ADDR_NAME)
#define DEFINE_DMA_UNMAP_LEN(LEN_NAME)
#define dma_unmap_addr(PTR, ADDR_NAME)		(0)
#define dma_unmap_addr_set(PTR, ADDR_NAME, VAL)	do { } while (0)
#define dma_unmap_len(PTR, LEN_NAME)		(0)
#define dma_unmap_len_set(PTR, LEN_NAME, VAL)	do { } while (0)
#endif

#endif
