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
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/poison.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "base/mm/alloc.h"
#include "machine/machine.h"
#include "mapping/mapping.h"
#include "mapping/pool_frames.h"

/**
 * struct dma_pool - a pool; owned by who created it
 * @lock: protects the pages and their blocks
 * @partial: pages with a free block, the one that was freed to last first
 * @full: those without
 * @frames: pages by bus address
 * @last: the page of the last block that was freed
 * @size: bytes of a block
 * @allocation: bytes of a page of the pool
 * @blocks: in a page
 * @in_a_row: blocks between two boundaries
 * @boundary_shift: log2 of the boundary that no block crosses; a block of more than a page has none
 * @inverse: 2^32 / @size, rounded up: offsets in a page are so small that this divides them exactly
 * @offset: of each block in its page
 * @poison: free blocks are filled, so that a write to them is noticed
 * @dev: the device that accesses the blocks
 * @creator: who is named if a page leaks
 * @name: for messages
 * @pools: in the device's list, under pools_lock
 */
struct dma_pool {
	struct mm_lock lock;
	bool poison;
	unsigned int blocks;
	unsigned int in_a_row;
	unsigned int boundary_shift;
	u32 inverse;
	size_t size;
	size_t allocation;
	unsigned int *offset;
	struct dma_page *last;
	struct list_head partial;
	struct list_head full;
	struct pool_table *frames;
	struct device *dev;
	const void *creator;
	char name[32];
	struct list_head pools;
};

#define BLOCK_USED	0xffffffffu

/**
 * struct dma_page - a page of a pool; all of it under the pool's lock
 * @page_list: in one of the pool's lists
 * @vaddr: the memory
 * @dma: its bus address
 * @in_use: blocks handed out
 * @free: first free block; pool->blocks: none
 * @frame: the pages of memory that it has, in pool->frames
 * @next: of each block: BLOCK_USED, or the next free one
 */
struct dma_page {
	struct list_head page_list;
	char *vaddr;
	dma_addr_t dma;
	unsigned int in_use;
	unsigned int free;
	struct pool_frame *frame;
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
	mm_lock(&pool->lock);
	list_for_each_entry(page, &pool->partial, page_list) {
		(*pages)++;
		*used += page->in_use;
	}
	list_for_each_entry(page, &pool->full, page_list) {
		(*pages)++;
		*used += page->in_use;
	}
	mm_unlock(&pool->lock);
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

/* the block at @offset of a page, or pool->blocks if none starts there */
static unsigned int block_at(const struct dma_pool *pool, size_t offset)
{
	unsigned int row = (u64)offset >> pool->boundary_shift;
	unsigned int in_row = offset - ((size_t)row << pool->boundary_shift);
	unsigned int nth = (u64)in_row * pool->inverse >> 32;

	if (nth >= pool->in_a_row || in_row != nth * pool->size)
		return pool->blocks;
	return min(row * pool->in_a_row + nth, pool->blocks);
}

/* where the blocks of a page lie; false if memory is short */
static bool blocks_lay_out(struct dma_pool *pool, size_t boundary)
{
	unsigned int i;

	if (pool->allocation > PAGE_SIZE) {
		/* one block, of several pages */
		pool->boundary_shift = 63;
		pool->in_a_row = 1;
		pool->blocks = 1;
		pool->inverse = 0;
	} else {
		pool->boundary_shift = ilog2(boundary);
		pool->in_a_row = boundary / pool->size;
		pool->blocks = pool->allocation / boundary * pool->in_a_row;
		pool->inverse = DIV_ROUND_UP_ULL(1ull << 32, pool->size);
	}
	pool->offset = kmalloc_array(pool->blocks, sizeof(*pool->offset), GFP_KERNEL);
	for (i = 0; pool->offset && i < pool->blocks; i++)
		pool->offset[i] = i / pool->in_a_row * boundary + i % pool->in_a_row * pool->size;
	return pool->offset;
}

static void pool_page_forget(struct dma_page *page)
{
	kfree(page->frame);
	kfree(page);
}

static void pool_page_free(struct dma_pool *pool, struct dma_page *page)
{
	dma_free_coherent(pool->dev, pool->allocation, page->vaddr, page->dma);
	pool_page_forget(page);
}

/* what is known of a page, without memory for blocks */
static struct dma_page *pool_page_make(struct dma_pool *pool, gfp_t gfp)
{
	struct dma_page *page;
	unsigned int i;

	page = __kmalloc_node_track_caller(struct_size(page, next, pool->blocks),
					   gfp, NUMA_NO_NODE,
					   (unsigned long)pool->creator);
	if (!page)
		return NULL;
	page->frame = pool_frames_make(pool->allocation, gfp);
	if (!page->frame) {
		kfree(page);
		return NULL;
	}
	page->in_use = 0;
	page->free = 0;
	for (i = 0; i < pool->blocks; i++)
		page->next[i] = i + 1;
	return page;
}

static struct dma_page *pool_page_new(struct dma_pool *pool, gfp_t gfp)
{
	struct dma_page *page = pool_page_make(pool, gfp);

	if (!page)
		return NULL;
	page->vaddr = dma_alloc_for(pool->dev, pool->allocation, &page->dma,
				    gfp, gfp & __GFP_NOWARN ?
				    DMA_ATTR_NO_WARN : 0, pool->creator);
	if (!page->vaddr) {
		pool_page_forget(page);
		return NULL;
	}
	if (pool->poison)
		memset(page->vaddr, POOL_POISON_FREED, pool->allocation);
	return page;
}

/* ---- pools ------------------------------------------------------------- */

static void pool_free(struct dma_pool *pool)
{
	kfree(pool->frames);
	kfree(pool->offset);
	kfree(pool);
}

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
	INIT_LIST_HEAD(&pool->partial);
	INIT_LIST_HEAD(&pool->full);
	INIT_LIST_HEAD(&pool->pools);
	pool->dev = dev;
	pool->size = size;
	pool->allocation = max_t(size_t, size, PAGE_SIZE);
	/* coherent memory is aligned to its size: no larger boundary lies in it */
	if (!boundary || boundary > pool->allocation)
		boundary = pool->allocation;
	pool->poison = machine_checker;
	pool->creator = creator;
	pool->frames = pool_table_make(POOL_TABLE_LISTS, GFP_KERNEL);
	if (pool->frames && blocks_lay_out(pool, boundary) && !pool_publish(pool))
		return pool;
	pool_free(pool);
	return NULL;
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
	list_splice(&pool->full, &pool->partial);
	list_for_each_entry_safe(page, next, &pool->partial, page_list) {
		list_del(&page->page_list);
		if (!page->in_use) {
			pool_page_free(pool, page);
			continue;
		}
		/* somebody, or the device, may still use it: it is left alone */
		dev_err(pool->dev, "%s %s, %pad busy (%u of %u blocks in use)\n",
			__func__, pool->name, &page->dma, page->in_use,
			pool->blocks);
		pool_page_forget(page);
	}
	pool_free(pool);
}
EXPORT_SYMBOL(dma_pool_destroy);

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

/* many pages want a larger table; without memory for one they are in longer lists */
static void pool_widen(struct dma_pool *pool, gfp_t gfp)
{
	struct pool_table *table;
	unsigned int lists;

	mm_lock(&pool->lock);
	lists = pool_table_wanted(pool->frames);
	mm_unlock(&pool->lock);
	table = lists ? pool_table_make(lists, gfp) : NULL;
	if (!table)
		return;
	mm_lock(&pool->lock);
	/* somebody else may have been here */
	if (pool_table_wanted(pool->frames) == lists) {
		pool_table_move(table, pool->frames);
		swap(table, pool->frames);
	}
	mm_unlock(&pool->lock);
	kfree(table);
}

/* a new page joins; false if memory is short. Not under the lock: it may sleep */
static bool pool_grow(struct dma_pool *pool, gfp_t gfp)
{
	struct dma_page *page = pool_page_new(pool, gfp);

	if (!page)
		return false;
	mm_lock(&pool->lock);
	pool_frames_add(pool->frames, page->frame, page->dma, pool->allocation, page);
	list_add(&page->page_list, &pool->partial);
	mm_unlock(&pool->lock);
	pool_widen(pool, gfp);
	return true;
}

/* a free block of the first page that has one; NULL if none has. Under the lock */
static char *block_get(struct dma_pool *pool, dma_addr_t *handle)
{
	struct dma_page *page = list_first_entry_or_null(&pool->partial, struct dma_page,
							 page_list);
	unsigned int block, offset;

	if (unlikely(!page))
		return NULL;
	block = page->free;
	offset = pool->offset[block];
	page->free = page->next[block];
	page->next[block] = BLOCK_USED;
	page->in_use++;
	if (page->free == pool->blocks)
		list_move(&page->page_list, &pool->full);
	*handle = page->dma + offset;
	return page->vaddr + offset;
}

/* what was not to be written is looked at; what nobody may rely on is written */
static void block_check(struct dma_pool *pool, char *mem, const dma_addr_t *handle)
{
	size_t changed = first_changed_byte(pool, (unsigned char *)mem);

	if (changed < pool->size)
		dev_err(pool->dev,
			"dma_pool_alloc %s, %pad (corrupted): byte %zu was written after the block was "
			"freed\n",
			pool->name, handle, changed);
	memset(mem, POOL_POISON_ALLOCATED, pool->size);
}

void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags,
		     dma_addr_t *handle)
{
	char *mem;

	might_alloc(mem_flags);
	for (;;) {
		mm_lock(&pool->lock);
		mem = block_get(pool, handle);
		mm_unlock(&pool->lock);
		if (likely(mem))
			break;
		if (!pool_grow(pool, mem_flags & ~__GFP_ZERO))
			return NULL;
	}
	if (unlikely(pool->poison))
		block_check(pool, mem, handle);
	if (mem_flags & __GFP_ZERO)
		memset(mem, 0, pool->size);
	return mem;
}
EXPORT_SYMBOL(dma_pool_alloc);

static struct dma_page *page_of_dma(struct dma_pool *pool, dma_addr_t dma)
{
	struct dma_page *page = pool->last;

	if (page && dma - page->dma < pool->allocation)
		return page;
	page = pool_frames_find(pool->frames, dma);
	if (!page || dma - page->dma >= pool->allocation)
		return NULL;
	pool->last = page;
	return page;
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
	if (page->free == pool->blocks)
		list_move(&page->page_list, &pool->partial);
	page->next[block] = page->free;
	page->free = block;
	page->in_use--;
	return NULL;
}

void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr)
{
	const char *wrong;

	mm_lock(&pool->lock);
	wrong = block_put(pool, vaddr, addr);
	mm_unlock(&pool->lock);
	if (unlikely(wrong))
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
