// SPDX-License-Identifier: MIT
/*
 * DMA pools: pages of coherent memory cut into blocks. Which blocks are free
 * is kept outside of them, so that a device that writes to a free block
 * breaks nothing; while the DMA checker is on, it is found out as well.
 */
#include <linux/types.h>
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/poison.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "machine/machine.h"
#include "mapping/mapping.h"

/**
 * struct dma_pool - a pool; owned by who created it
 * @page_list: its pages, newest first; under @lock
 * @lock: protects the pages and their blocks
 * @dev: the device that accesses the blocks
 * @size: bytes of a block
 * @allocation: bytes of a page of the pool
 * @boundary: what no block crosses
 * @blocks: in a page
 * @poison: free blocks are filled, so that a write to them is noticed
 * @creator: who is named if a page leaks
 * @name: for messages
 * @pools: in the device's list, under pools_lock
 */
struct dma_pool {
	struct list_head page_list;
	spinlock_t lock;
	struct device *dev;
	size_t size;
	size_t allocation;
	size_t boundary;
	unsigned int blocks;
	bool poison;
	const void *creator;
	char name[32];
	struct list_head pools;
};

#define BLOCK_USED	0xffffffffu

/**
 * struct dma_page - a page of a pool; all of it under the pool's lock
 * @page_list: in the pool's list
 * @vaddr: the memory
 * @dma: its bus address
 * @in_use: blocks handed out
 * @free: first free block; pool->blocks: none
 * @next: of each block: BLOCK_USED, or the next free one
 */
struct dma_page {
	struct list_head page_list;
	char *vaddr;
	dma_addr_t dma;
	unsigned int in_use;
	unsigned int free;
	unsigned int next[];
};

static DEFINE_MUTEX(pools_lock);	/* every dev->dma_pools */
static DEFINE_MUTEX(pools_reg_lock);	/* and the "pools" attribute goes with it */

/* ---- the "pools" attribute --------------------------------------------- */

static void pool_count(struct dma_pool *pool, unsigned int *pages,
		       unsigned int *used)
{
	struct dma_page *page;

	*pages = 0;
	*used = 0;
	spin_lock_irq(&pool->lock);
	list_for_each_entry(page, &pool->page_list, page_list) {
		(*pages)++;
		*used += page->in_use;
	}
	spin_unlock_irq(&pool->lock);
}

static ssize_t pools_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	struct dma_pool *pool;
	int len;

	len = sysfs_emit(buf, "poolinfo - 0.1\n");
	mutex_lock(&pools_lock);
	list_for_each_entry(pool, &dev->dma_pools, pools) {
		unsigned int pages, used;

		pool_count(pool, &pages, &used);
		len += sysfs_emit_at(buf, len, "%-16s %4u %4zu %4zu %2u\n",
				     pool->name, used,
				     (size_t)pages * pool->blocks, pool->size,
				     pages);
	}
	mutex_unlock(&pools_lock);
	return len;
}

static DEVICE_ATTR_RO(pools);

static int pool_publish(struct dma_pool *pool)
{
	struct device *dev = pool->dev;
	bool first;
	int err = 0;

	mutex_lock(&pools_reg_lock);
	mutex_lock(&pools_lock);
	first = list_empty(&dev->dma_pools);
	list_add(&pool->pools, &dev->dma_pools);
	mutex_unlock(&pools_lock);
	if (first)
		err = device_create_file(dev, &dev_attr_pools);
	if (err) {
		mutex_lock(&pools_lock);
		list_del(&pool->pools);
		mutex_unlock(&pools_lock);
	}
	mutex_unlock(&pools_reg_lock);
	return err;
}

static void pool_withdraw(struct dma_pool *pool)
{
	bool last;

	mutex_lock(&pools_reg_lock);
	mutex_lock(&pools_lock);
	list_del(&pool->pools);
	last = list_empty(&pool->dev->dma_pools);
	mutex_unlock(&pools_lock);
	if (last)
		device_remove_file(pool->dev, &dev_attr_pools);
	mutex_unlock(&pools_reg_lock);
}

/* ---- blocks ------------------------------------------------------------ */

static size_t block_offset(const struct dma_pool *pool, unsigned int block)
{
	unsigned int in_a_row = pool->boundary / pool->size;

	return block / in_a_row * pool->boundary +
	       block % in_a_row * pool->size;
}

/* the block at @offset of a page, or pool->blocks if none starts there */
static unsigned int block_at(const struct dma_pool *pool, size_t offset)
{
	unsigned int in_a_row = pool->boundary / pool->size;
	unsigned int block = offset / pool->boundary * in_a_row +
			     offset % pool->boundary / pool->size;

	if (block >= pool->blocks || block_offset(pool, block) != offset)
		return pool->blocks;
	return block;
}

static unsigned int blocks_in(const struct dma_pool *pool)
{
	return pool->allocation / pool->boundary *
	       (pool->boundary / pool->size) +
	       pool->allocation % pool->boundary / pool->size;
}

static struct dma_page *pool_page_new(struct dma_pool *pool, gfp_t gfp)
{
	struct dma_page *page;
	unsigned int i;

	page = __kmalloc_node_track_caller(struct_size(page, next, pool->blocks),
					   gfp, NUMA_NO_NODE,
					   (unsigned long)pool->creator);
	if (!page)
		return NULL;
	page->vaddr = dma_alloc_for(pool->dev, pool->allocation, &page->dma,
				    gfp, gfp & __GFP_NOWARN ?
				    DMA_ATTR_NO_WARN : 0, pool->creator);
	if (!page->vaddr) {
		kfree(page);
		return NULL;
	}
	if (pool->poison)
		memset(page->vaddr, POOL_POISON_FREED, pool->allocation);
	page->in_use = 0;
	page->free = 0;
	for (i = 0; i < pool->blocks; i++)
		page->next[i] = i + 1;
	return page;
}

static void pool_page_free(struct dma_pool *pool, struct dma_page *page)
{
	dma_free_coherent(pool->dev, pool->allocation, page->vaddr, page->dma);
	kfree(page);
}

/* ---- pools ------------------------------------------------------------- */

static struct dma_pool *pool_create(const char *name, struct device *dev,
				    size_t size, size_t align, size_t boundary,
				    const void *creator)
{
	struct dma_pool *pool;

	if (!align)
		align = 1;
	if ((align & (align - 1)) || !size || size > INT_MAX)
		return NULL;
	size = ALIGN(max_t(size_t, size, 4), align);
	if (boundary && (boundary < size || (boundary & (boundary - 1))))
		return NULL;

	pool = __kmalloc_node_track_caller(sizeof(*pool), GFP_KERNEL,
					   NUMA_NO_NODE, (unsigned long)creator);
	if (!pool)
		return NULL;
	memset(pool, 0, sizeof(*pool));
	strscpy(pool->name, name, sizeof(pool->name));
	INIT_LIST_HEAD(&pool->page_list);
	INIT_LIST_HEAD(&pool->pools);
	spin_lock_init(&pool->lock);
	pool->dev = dev;
	pool->size = size;
	pool->allocation = max_t(size_t, size, PAGE_SIZE);
	/* coherent memory is aligned to its size: no larger boundary lies in it */
	pool->boundary = boundary ? min(boundary, pool->allocation) :
				    pool->allocation;
	pool->blocks = blocks_in(pool);
	pool->poison = machine_checker;
	pool->creator = creator;
	if (pool_publish(pool)) {
		kfree(pool);
		return NULL;
	}
	return pool;
}

struct dma_pool *dma_pool_create(const char *name, struct device *dev,
				 size_t size, size_t align, size_t allocation)
{
	return pool_create(name, dev, size, align, allocation,
			   __builtin_return_address(0));
}
EXPORT_SYMBOL(dma_pool_create);

void dma_pool_destroy(struct dma_pool *pool)
{
	struct dma_page *page, *next;

	if (unlikely(!pool))
		return;
	pool_withdraw(pool);
	list_for_each_entry_safe(page, next, &pool->page_list, page_list) {
		list_del(&page->page_list);
		if (!page->in_use) {
			pool_page_free(pool, page);
			continue;
		}
		/* somebody, or the device, may still use it: it is left alone */
		dev_err(pool->dev, "%s %s, %pad busy (%u of %u blocks in use)\n",
			__func__, pool->name, &page->dma, page->in_use,
			pool->blocks);
		kfree(page);
	}
	kfree(pool);
}
EXPORT_SYMBOL(dma_pool_destroy);

static struct dma_page *page_with_room(struct dma_pool *pool)
{
	struct dma_page *page;

	list_for_each_entry(page, &pool->page_list, page_list)
		if (page->free < pool->blocks)
			return page;
	return NULL;
}

/* bytes of a free block that are not what they were filled with */
static size_t first_changed_byte(const struct dma_pool *pool,
				 const unsigned char *block)
{
	size_t i;

	for (i = 0; i < pool->size; i++)
		if (block[i] != POOL_POISON_FREED)
			break;
	return i;
}

void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags,
		     dma_addr_t *handle)
{
	struct dma_page *page;
	unsigned long flags;
	unsigned int block;
	size_t changed = 0;
	char *mem;

	might_alloc(mem_flags);
	spin_lock_irqsave(&pool->lock, flags);
	page = page_with_room(pool);
	if (!page) {
		spin_unlock_irqrestore(&pool->lock, flags);
		page = pool_page_new(pool, mem_flags & ~__GFP_ZERO);
		if (!page)
			return NULL;
		spin_lock_irqsave(&pool->lock, flags);
		list_add(&page->page_list, &pool->page_list);
	}
	block = page->free;
	page->free = page->next[block];
	page->next[block] = BLOCK_USED;
	page->in_use++;
	mem = page->vaddr + block_offset(pool, block);
	*handle = page->dma + block_offset(pool, block);
	spin_unlock_irqrestore(&pool->lock, flags);

	if (pool->poison) {
		changed = first_changed_byte(pool, (unsigned char *)mem);
		if (changed < pool->size)
			dev_err(pool->dev,
				"%s %s, %pad (corrupted): byte %zu was written after the block was "
				"freed\n",
				__func__, pool->name, handle, changed);
		memset(mem, POOL_POISON_ALLOCATED, pool->size);
	}
	if (mem_flags & __GFP_ZERO)
		memset(mem, 0, pool->size);
	return mem;
}
EXPORT_SYMBOL(dma_pool_alloc);

static struct dma_page *page_of_dma(struct dma_pool *pool, dma_addr_t dma)
{
	struct dma_page *page;

	list_for_each_entry(page, &pool->page_list, page_list)
		if (dma - page->dma < pool->allocation)
			return page;
	return NULL;
}

/* what is wrong with a block that is given back; NULL if nothing is. Under the lock */
static const char *block_put(struct dma_pool *pool, char *vaddr, dma_addr_t dma)
{
	struct dma_page *page = page_of_dma(pool, dma);
	unsigned int block;

	if (!page)
		return "(bad dma)";
	block = block_at(pool, dma - page->dma);
	if (block == pool->blocks)
		return "(bad dma)";
	if (vaddr != page->vaddr + (dma - page->dma))
		return "(bad vaddr)";
	if (page->next[block] != BLOCK_USED)
		return "already free";
	if (pool->poison)
		memset(vaddr, POOL_POISON_FREED, pool->size);
	page->next[block] = page->free;
	page->free = block;
	page->in_use--;
	return NULL;
}

void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr)
{
	const char *wrong;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	wrong = block_put(pool, vaddr, addr);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (wrong)
		dev_err(pool->dev, "%s %s, dma %pad %s\n", __func__, pool->name,
			&addr, wrong);
}
EXPORT_SYMBOL(dma_pool_free);

/* ---- destroyed by devres ----------------------------------------------- */

static void dmam_pool_release(struct device *dev, void *res)
{
	dma_pool_destroy(*(struct dma_pool **)res);
}

static int dmam_pool_match(struct device *dev, void *res, void *match_data)
{
	return *(struct dma_pool **)res == match_data;
}

struct dma_pool *dmam_pool_create(const char *name, struct device *dev,
				  size_t size, size_t align, size_t allocation)
{
	struct dma_pool **owned = devres_alloc(dmam_pool_release, sizeof(*owned), GFP_KERNEL);

	if (!owned)
		return NULL;
	*owned = pool_create(name, dev, size, align, allocation, __builtin_return_address(0));
	if (!*owned) {
		devres_free(owned);
		return NULL;
	}
	devres_add(dev, owned);
	return *owned;
}
EXPORT_SYMBOL(dmam_pool_create);

void dmam_pool_destroy(struct dma_pool *pool)
{
	struct device *dev = pool->dev;

	WARN_ON(devres_release(dev, dmam_pool_release, dmam_pool_match, pool));
}
EXPORT_SYMBOL(dmam_pool_destroy);
