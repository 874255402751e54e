// SPDX-License-Identifier: MIT
/*
 * Mappings that go with a transfer: counted, so that whoever is last (the
 * client, or a descriptor's completion) unmaps them. Made by clients such as
 * async_tx and dmatest; dropped by providers through dma_descriptor_unmap().
 */
#define pr_fmt(fmt) "dmaengine: " fmt

#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "engine/engine.h"

/* one cache for each usual number of addresses, the smallest first */
struct unmap_pool {
	const char *name;
	unsigned int size;
	struct kmem_cache *cache;
};

static struct unmap_pool unmap_pools[] = {
	{ "dmaengine-unmap-2", 2 },
	{ "dmaengine-unmap-16", 16 },
	{ "dmaengine-unmap-128", 128 },
	{ "dmaengine-unmap-256", 256 },
};

static struct unmap_pool *unmap_pool(int nr)
{
	unsigned int i;

	for (i = 0; nr > 0 && i < ARRAY_SIZE(unmap_pools); i++)
		if (nr <= unmap_pools[i].size)
			return &unmap_pools[i];
	return NULL;
}

void unmap_stop(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(unmap_pools); i++) {
		kmem_cache_destroy(unmap_pools[i].cache);
		unmap_pools[i].cache = NULL;
	}
}

int unmap_start(void)
{
	struct dmaengine_unmap_data *unmap;
	struct unmap_pool *pool;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(unmap_pools); i++) {
		pool = &unmap_pools[i];
		pool->cache = kmem_cache_create(pool->name,
						struct_size(unmap, addr, pool->size),
						0, SLAB_HWCACHE_ALIGN, NULL);
		if (!pool->cache) {
			unmap_stop();
			return -ENOMEM;
		}
	}
	return 0;
}

struct dmaengine_unmap_data *
dmaengine_get_unmap_data(struct device *dev, int nr, gfp_t flags)
{
	struct unmap_pool *pool = unmap_pool(nr);
	struct dmaengine_unmap_data *unmap;

	if (!pool) {
		pr_err("%s: %d addresses: 1 to %u are possible\n", __func__, nr,
		       unmap_pools[ARRAY_SIZE(unmap_pools) - 1].size);
		return NULL;
	}

	unmap = kmem_cache_alloc(pool->cache, flags);
	if (!unmap)
		return NULL;

	memset(unmap, 0, sizeof(*unmap));
	kref_init(&unmap->kref);
	unmap->dev = dev;
	unmap->map_cnt = nr;
	return unmap;
}
EXPORT_SYMBOL(dmaengine_get_unmap_data);

static void unmap_release(struct kref *kref)
{
	struct dmaengine_unmap_data *unmap =
		container_of(kref, struct dmaengine_unmap_data, kref);
	const dma_addr_t *addr = unmap->addr;
	unsigned int i;

	for (i = 0; i < unmap->to_cnt; i++)
		dma_unmap_page(unmap->dev, *addr++, unmap->len, DMA_TO_DEVICE);
	for (i = 0; i < unmap->from_cnt; i++)
		dma_unmap_page(unmap->dev, *addr++, unmap->len,
			       DMA_FROM_DEVICE);
	for (i = 0; i < unmap->bidi_cnt; i++, addr++)
		if (*addr)
			dma_unmap_page(unmap->dev, *addr, unmap->len,
				       DMA_BIDIRECTIONAL);

	kmem_cache_free(unmap_pool(unmap->map_cnt)->cache, unmap);
}

void dmaengine_unmap_put(struct dmaengine_unmap_data *unmap)
{
	if (unmap)
		kref_put(&unmap->kref, unmap_release);
}
EXPORT_SYMBOL_GPL(dmaengine_unmap_put);
