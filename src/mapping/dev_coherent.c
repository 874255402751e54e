// SPDX-License-Identifier: MIT
/*
 * Memory of a device's own: a region that all its coherent memory comes
 * from, and no other does. Declared by its driver, or by the tree (a
 * "shared-dma-pool"); one with "linux,dma-default" is for all devices that do
 * not see the CPU's caches. Called by coherent.c and direct_alloc.c.
 */
#include <linux/types.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "mapping/coherent.h"

/**
 * struct dma_coherent_mem - a region
 * @virt_base: where the CPU sees it
 * @device_base: where a device does, unless @through_ranges
 * @pfn_base: its first frame
 * @pages: of it
 * @bitmap: which are allocated; under @lock
 * @through_ranges: each device sees it through its bus's dma-ranges
 * @lock: protects @bitmap
 * @link: in the list of regions of the tree
 */
struct dma_coherent_mem {
	void *virt_base;
	dma_addr_t device_base;
	unsigned long pfn_base;
	unsigned int pages;
	unsigned long *bitmap;
	bool through_ranges;
	spinlock_t lock;
	struct list_head link;
};

/* of the tree: they stay until the world ends; under the lock of reserved memory */
static LIST_HEAD(regions);
static struct dma_coherent_mem *default_mem;
static struct reserved_mem *default_region;

/* ---- making a region --------------------------------------------------- */

/* nobody caches it: one copy for everybody */
static void uncached(struct dma_coherent_mem *mem, bool on)
{
	size_t size = (size_t)mem->pages << PAGE_SHIFT;

	if (!pfn_valid(mem->pfn_base))
		return;
	if (on)
		arch_dma_set_uncached(mem->virt_base, size);
	else
		arch_dma_clear_uncached(mem->virt_base, size);
}

/* RAM that is not reserved has other owners */
static bool is_others_ram(phys_addr_t phys, size_t size)
{
	unsigned long pfn = PFN_DOWN(phys), end = PFN_UP(phys + size);

	for (; pfn < end; pfn++)
		if (pfn_valid(pfn) && !PageReserved(pfn_to_page(pfn)))
			return true;
	return false;
}

static struct dma_coherent_mem *mem_make(phys_addr_t phys, dma_addr_t device_addr, size_t size,
					 bool through_ranges)
{
	struct dma_coherent_mem *mem;
	void *base;

	if (!(size >> PAGE_SHIFT))
		return ERR_PTR(-EINVAL);
	if (is_others_ram(phys, size)) {
		WARN(1, "memremap attempted on ram %pa size: %#lx\n", &phys, (unsigned long)size);
		return ERR_PTR(-EINVAL);
	}
	base = memremap(phys, size, MEMREMAP_WC);
	if (!base)
		return ERR_PTR(-EINVAL);
	mem = kzalloc(sizeof(*mem), GFP_KERNEL);
	if (mem)
		mem->bitmap = bitmap_zalloc(size >> PAGE_SHIFT, GFP_KERNEL);
	if (!mem || !mem->bitmap) {
		kfree(mem);
		memunmap(base);
		pr_err("Reserved memory: failed to init DMA memory pool at %pa, size %zd MiB\n",
		       &phys, size / SZ_1M);
		return ERR_PTR(-ENOMEM);
	}
	mem->virt_base = base;
	mem->device_base = device_addr;
	mem->pfn_base = PFN_DOWN(phys);
	mem->pages = size >> PAGE_SHIFT;
	mem->through_ranges = through_ranges;
	spin_lock_init(&mem->lock);
	INIT_LIST_HEAD(&mem->link);
	uncached(mem, true);
	return mem;
}

static void mem_free(struct dma_coherent_mem *mem)
{
	if (!mem)
		return;
	uncached(mem, false);
	memunmap(mem->virt_base);
	bitmap_free(mem->bitmap);
	kfree(mem);
}

static int mem_give(struct device *dev, struct dma_coherent_mem *mem)
{
	if (dev && !dev->dma_mem) {
		dev->dma_mem = mem;
		return 0;
	}
	return dev ? -EBUSY : -ENODEV;
}

int dma_declare_coherent_memory(struct device *dev, phys_addr_t phys_addr, dma_addr_t device_addr,
				size_t size)
{
	struct dma_coherent_mem *mem = mem_make(phys_addr, device_addr, size, false);
	int err;

	if (IS_ERR(mem))
		return PTR_ERR(mem);
	err = mem_give(dev, mem);
	if (err)
		mem_free(mem);
	return err;
}
EXPORT_SYMBOL_GPL(dma_declare_coherent_memory);

void dma_release_coherent_memory(struct device *dev)
{
	if (!dev)
		return;
	mem_free(dev->dma_mem);
	dev->dma_mem = NULL;
}
EXPORT_SYMBOL_GPL(dma_release_coherent_memory);

/* ---- allocating -------------------------------------------------------- */

static dma_addr_t device_base(struct device *dev, const struct dma_coherent_mem *mem)
{
	return mem->through_ranges ? phys_to_dma(dev, PFN_PHYS(mem->pfn_base)) : mem->device_base;
}

static void *mem_alloc(struct device *dev, struct dma_coherent_mem *mem, size_t size,
		       dma_addr_t *dma_handle)
{
	unsigned long flags;
	int page = -ENOMEM;
	char *virt;

	spin_lock_irqsave(&mem->lock, flags);
	if (size && size <= (size_t)mem->pages << PAGE_SHIFT)
		page = bitmap_find_free_region(mem->bitmap, mem->pages, get_order(size));
	spin_unlock_irqrestore(&mem->lock, flags);
	if (page < 0)
		return NULL;
	*dma_handle = device_base(dev, mem) + ((dma_addr_t)page << PAGE_SHIFT);
	virt = (char *)mem->virt_base + ((size_t)page << PAGE_SHIFT);
	memset(virt, 0, size);
	return virt;
}

static bool mem_holds(const struct dma_coherent_mem *mem, const void *vaddr, size_t size)
{
	size_t all, at;

	if (!mem)
		return false;
	all = (size_t)mem->pages << PAGE_SHIFT;
	at = (const char *)vaddr - (const char *)mem->virt_base;
	return at < all && size <= all - at;
}

static int mem_release(struct dma_coherent_mem *mem, int order, void *vaddr)
{
	unsigned long flags;

	if (!mem_holds(mem, vaddr, 1))
		return 0;
	spin_lock_irqsave(&mem->lock, flags);
	bitmap_release_region(mem->bitmap, ((char *)vaddr - (char *)mem->virt_base) >> PAGE_SHIFT,
			      order);
	spin_unlock_irqrestore(&mem->lock, flags);
	return 1;
}

static int mem_mmap(struct dma_coherent_mem *mem, struct vm_area_struct *vma, void *vaddr,
		    size_t size, int *ret)
{
	unsigned long pages = PAGE_ALIGN(size) >> PAGE_SHIFT, pfn;

	if (!mem_holds(mem, vaddr, size))
		return 0;
	*ret = -ENXIO;
	if (vma->vm_pgoff < pages && vma_pages(vma) <= pages - vma->vm_pgoff) {
		pfn = mem->pfn_base + (((char *)vaddr - (char *)mem->virt_base) >> PAGE_SHIFT);
		*ret = remap_pfn_range(vma, vma->vm_start, pfn + vma->vm_pgoff,
				       vma_pages(vma) << PAGE_SHIFT, vma->vm_page_prot);
	}
	return 1;
}

int dma_alloc_from_dev_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle,
				void **ret)
{
	if (!dev || !dev->dma_mem)
		return 0;
	*ret = mem_alloc(dev, dev->dma_mem, size, dma_handle);
	return 1;
}

int dma_release_from_dev_coherent(struct device *dev, int order, void *vaddr)
{
	return dev ? mem_release(dev->dma_mem, order, vaddr) : 0;
}

int dma_mmap_from_dev_coherent(struct device *dev, struct vm_area_struct *vma, void *vaddr,
			       size_t size, int *ret)
{
	return dev ? mem_mmap(dev->dma_mem, vma, vaddr, size, ret) : 0;
}

bool dev_coherent_holds(struct device *dev, const void *vaddr)
{
	return mem_holds(dev->dma_mem, vaddr, 1);
}

/* ---- one for all ------------------------------------------------------- */

void *dma_alloc_from_global_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle)
{
	return default_mem ? mem_alloc(dev, default_mem, size, dma_handle) : NULL;
}

int dma_release_from_global_coherent(int order, void *vaddr)
{
	return mem_release(default_mem, order, vaddr);
}

int dma_mmap_from_global_coherent(struct vm_area_struct *vma, void *vaddr, size_t size, int *ret)
{
	return mem_mmap(default_mem, vma, vaddr, size, ret);
}

int dma_init_global_coherent(phys_addr_t phys_addr, size_t size)
{
	struct dma_coherent_mem *mem = mem_make(phys_addr, phys_addr, size, true);

	if (IS_ERR(mem))
		return PTR_ERR(mem);
	default_mem = mem;
	pr_info("DMA: default coherent area is set\n");
	return 0;
}

bool dev_coherent_has_global(void)
{
	return default_mem;
}

/* ---- regions of the tree ----------------------------------------------- */

/* made for the first device that is given it */
static struct dma_coherent_mem *region_mem(struct reserved_mem *rmem)
{
	struct dma_coherent_mem *fresh;

	if (rmem->priv)
		return rmem->priv;
	fresh = mem_make(rmem->base, rmem->base, rmem->size, true);
	if (!IS_ERR(fresh)) {
		list_add(&fresh->link, &regions);
		rmem->priv = fresh;
	}
	return fresh;
}

static int region_give(struct reserved_mem *rmem, struct device *dev)
{
	struct dma_coherent_mem *mem = region_mem(rmem);
	u64 reach = min_not_zero(dev->coherent_dma_mask, dev->bus_dma_limit);

	if (IS_ERR(mem))
		return PTR_ERR(mem);
	if (reach < mem->device_base + rmem->size - 1)
		dev_warn(dev, "reserved memory is beyond device's set DMA address range\n");
	return mem_give(dev, mem);
}

static void region_take(struct reserved_mem *rmem, struct device *dev)
{
	dev->dma_mem = NULL;
}

static const struct reserved_mem_ops region_ops = {
	.device_init = region_give,
	.device_release = region_take,
};

int dev_coherent_setup_region(struct reserved_mem *rmem, struct device_node *np)
{
	if (of_property_read_bool(np, "linux,dma-default")) {
		WARN(default_region, "Reserved memory: region for default DMA coherent area is "
				     "redefined\n");
		default_region = rmem;
	}
	pr_info("Reserved memory: created DMA memory pool at %pa, size %ld MiB\n", &rmem->base,
		(long)(rmem->size >> 20));
	rmem->ops = &region_ops;
	return 0;
}

void dev_coherent_start(void)
{
	if (default_region)
		dma_init_global_coherent(default_region->base, default_region->size);
}

void dev_coherent_stop(void)
{
	struct dma_coherent_mem *mem, *next;

	list_for_each_entry_safe(mem, next, &regions, link)
		mem_free(mem);
	INIT_LIST_HEAD(&regions);
	mem_free(default_mem);
	default_mem = NULL;
	default_region = NULL;
}
