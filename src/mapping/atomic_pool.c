// SPDX-License-Identifier: MIT
/*
 * Uncached memory for callers that can't sleep: pools that are set aside
 * while they can, and grown in the background when they run low. There are
 * none in a machine whose devices all see the CPU's caches: there, such
 * callers take ordinary pages. Used by direct_alloc.c and by IOMMUs.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/cma.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/dma-map-ops.h>
#include <linux/genalloc.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "base/boot_param.h"
#include "base/mm/alloc.h"
#include "machine/cache.h"
#include "machine/machine.h"
#include "mapping/coherent.h"

/** struct atomic_pool - memory of a zone */
struct atomic_pool {
	const char *gfp_name;
	const char *file;
	gfp_t zone;
	struct gen_pool *pool; /* NULL: there is no such memory */
	unsigned long size;
};

enum { POOL_KERNEL, POOL_DMA32, POOL_DMA, POOLS };

static struct atomic_pool pools[POOLS] = {
	[POOL_KERNEL] = { "GFP_KERNEL", "pool_size_kernel", 0 },
	[POOL_DMA32] = { "GFP_KERNEL|GFP_DMA32", "pool_size_dma32", GFP_DMA32 },
	[POOL_DMA] = { "GFP_KERNEL|GFP_DMA", "pool_size_dma", GFP_DMA },
};

static size_t param_size; /* coherent_pool=; 0: as much as suits the machine */
static size_t least;	  /* grow when less than this is left */
static struct dentry *folder;

static int set_coherent_pool(const char *value)
{
	char *end;

	param_size = value ? memparse(value, &end) : 0;
	return value && (end == value || *end) ? -EINVAL : 0;
}

BOOT_PARAM(coherent_pool, "coherent_pool", "SIZE, e.g. 256K", set_coherent_pool);

/* ---- growing ----------------------------------------------------------- */

static struct page *pages_for(const struct atomic_pool *p, unsigned int order)
{
	struct cma *cma = dma_contiguous_default_area;
	struct page *page = NULL;

	if (cma && !p->zone)
		page = dma_alloc_from_contiguous(NULL, 1ul << order, order, true);
	return page ? page
		    : mm_block_alloc(1ul << order, GFP_KERNEL | p->zone | __GFP_NOWARN, NULL,
				     __builtin_return_address(0));
}

static int pool_grow(struct atomic_pool *p, size_t size)
{
	int order = min(get_order(size), MAX_ORDER - 1);
	struct page *page = NULL;
	void *mem;
	int err;

	while (!page && order >= 0)
		page = pages_for(p, order--);
	if (!page)
		return -ENOMEM;
	size = PAGE_SIZE << (order + 1);
	arch_dma_prep_coherent(page, size);
	mem = arch_dma_set_uncached(page_address(page), size);
	err = gen_pool_add_virt(p->pool, (unsigned long)mem, page_to_phys(page), size,
				NUMA_NO_NODE);
	if (err) {
		arch_dma_clear_uncached(mem, size);
		dma_free_contiguous(NULL, page, size);
		return err;
	}
	p->size += size;
	return 0;
}

static void grow_work(struct work_struct *work)
{
	unsigned int i;

	for (i = 0; i < POOLS; i++)
		if (pools[i].pool && gen_pool_avail(pools[i].pool) < least)
			pool_grow(&pools[i], gen_pool_size(pools[i].pool));
}

static DECLARE_WORK(growing, grow_work);

/* ---- start and stop ---------------------------------------------------- */

static int pool_open(struct atomic_pool *p)
{
	int err;

	p->pool = gen_pool_create(PAGE_SHIFT, NUMA_NO_NODE);
	if (!p->pool)
		return -ENOMEM;
	gen_pool_set_algo(p->pool, gen_pool_first_fit_order_align, NULL);
	err = pool_grow(p, least);
	if (err) {
		gen_pool_destroy(p->pool);
		p->pool = NULL;
		pr_err("DMA: failed to allocate %zu KiB %s pool for atomic allocation\n",
		       least >> 10, p->gfp_name);
		return err;
	}
	pr_info("DMA: preallocated %zu KiB %s pool for atomic allocations\n",
		gen_pool_size(p->pool) >> 10, p->gfp_name);
	return 0;
}

static size_t default_size(void)
{
	unsigned long pages = totalram_pages() / (SZ_1G / SZ_128K);

	return max_t(size_t, min_t(size_t, pages, MAX_ORDER_NR_PAGES) << PAGE_SHIFT, SZ_128K);
}

/* is there memory of a zone that GFP_KERNEL would not come from first? */
static bool zone_is_there(enum zone_type zone)
{
	if (zone == ZONE_DMA)
		return min_low_pfn < PHYS_PFN(SZ_16M);
	return min_low_pfn < PHYS_PFN(SZ_4G) && max_pfn > PHYS_PFN(SZ_4G);
}

static void file_add(struct atomic_pool *p)
{
	debugfs_create_ulong(p->file, 0400, folder, &p->size);
}

static void look_at(int node, const char *name, void *uncoherent)
{
	if (!machine_coherent(node))
		*(bool *)uncoherent = true;
}

/* devices that do not see the caches */
static bool machine_has_uncoherent(void)
{
	bool uncoherent = false;

	machine_each_model(look_at, &uncoherent);
	return uncoherent;
}

bool atomic_pools_are_there(void)
{
	return pools[POOL_KERNEL].pool;
}

int atomic_pools_start(void)
{
	unsigned int i;

	if (!param_size && !machine_has_uncoherent())
		return 0;
	least = param_size ? param_size : default_size();
	pool_open(&pools[POOL_KERNEL]);
	if (zone_is_there(ZONE_DMA32))
		pool_open(&pools[POOL_DMA32]);
	if (zone_is_there(ZONE_DMA))
		pool_open(&pools[POOL_DMA]);
	folder = debugfs_create_dir("dma_pools", NULL);
	for (i = 0; i < POOLS; i++)
		file_add(&pools[i]);
	return 0;
}

static void chunk_free(struct gen_pool *pool, struct gen_pool_chunk *chunk, void *data)
{
	size_t size = chunk->end_addr - chunk->start_addr + 1;

	arch_dma_clear_uncached((void *)chunk->start_addr, size);
	dma_free_contiguous(NULL, virt_to_page(chunk->start_addr), size);
}

void atomic_pools_stop(void)
{
	unsigned int i;

	cancel_work_sync(&growing);
	debugfs_remove(folder);
	folder = NULL;
	for (i = 0; i < POOLS; i++) {
		if (!pools[i].pool)
			continue;
		if (gen_pool_avail(pools[i].pool) != gen_pool_size(pools[i].pool))
			pr_err("DMA: %zu bytes of the %s pool for atomic allocations were not "
			       "freed\n",
			       gen_pool_size(pools[i].pool) - gen_pool_avail(pools[i].pool),
			       pools[i].gfp_name);
		gen_pool_for_each_chunk(pools[i].pool, chunk_free, NULL);
		gen_pool_destroy(pools[i].pool);
		pools[i].pool = NULL;
		pools[i].size = 0;
	}
}

/* ---- allocating -------------------------------------------------------- */

/* the pool of the zone that was asked for, then the narrower ones */
static unsigned int first_pool(gfp_t gfp)
{
	if (gfp & GFP_DMA)
		return pools[POOL_DMA].pool ? POOL_DMA : POOL_KERNEL;
	if (gfp & GFP_DMA32)
		return pools[POOL_DMA32].pool ? POOL_DMA32 : POOL_KERNEL;
	return POOL_KERNEL;
}

static struct page *alloc_from(struct atomic_pool *p, struct device *dev, size_t size,
			       void **cpu_addr,
			       bool (*phys_addr_ok)(struct device *, phys_addr_t, size_t))
{
	unsigned long addr = gen_pool_alloc(p->pool, size);
	phys_addr_t phys;

	if (!addr)
		return NULL;
	phys = gen_pool_virt_to_phys(p->pool, addr);
	if (phys_addr_ok && !phys_addr_ok(dev, phys, size)) {
		gen_pool_free(p->pool, addr, size);
		return NULL;
	}
	if (gen_pool_avail(p->pool) < least)
		schedule_work(&growing);
	*cpu_addr = (void *)addr;
	memset(*cpu_addr, 0, size);
	return phys_to_page(phys);
}

struct page *dma_alloc_from_pool(struct device *dev, size_t size, void **cpu_addr, gfp_t gfp,
				 bool (*phys_addr_ok)(struct device *, phys_addr_t, size_t))
{
	bool found = false;
	struct page *page;
	unsigned int i;

	for (i = first_pool(gfp); i < POOLS; i++) {
		if (!pools[i].pool)
			continue;
		found = true;
		page = alloc_from(&pools[i], dev, size, cpu_addr, phys_addr_ok);
		if (page)
			return page;
	}
	if (!found)
		WARN(true, "Failed to get suitable pool for %s\n", dev_name(dev));
	else if (!(gfp & __GFP_NOWARN))
		WARN(true, "DMA pool exhausted for %s\n", dev_name(dev));
	return NULL;
}

bool dma_free_from_pool(struct device *dev, void *start, size_t size)
{
	unsigned int i;

	for (i = 0; i < POOLS; i++) {
		if (!pools[i].pool || !gen_pool_has_addr(pools[i].pool, (unsigned long)start, size))
			continue;
		gen_pool_free(pools[i].pool, (unsigned long)start, size);
		return true;
	}
	return false;
}
