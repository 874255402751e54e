// SPDX-License-Identifier: MIT
/* The measured loops of the mapping benchmark. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/dmapool.h>
#include <linux/gfp.h>
#include <linux/printk.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/host.h"
#include "mapping_kernel.h"

static struct dma_chan *chan;

static struct device *bench_device(void)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_channel(mask, NULL, NULL);
	return chan ? dmaengine_get_dma_device(chan) : NULL;
}

static double per_turn(unsigned long long start, unsigned long turns)
{
	return (double)(host_now_ns() - start) / turns;
}

static void *bench_pages(size_t size)
{
	return (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, get_order(size));
}

double mapping_held(size_t size, unsigned int depth, unsigned long turns)
{
	struct device *dev = bench_device();
	char *mem = bench_pages(size * depth);
	dma_addr_t *addr = kcalloc(depth, sizeof(*addr), GFP_KERNEL);
	unsigned long i, done = 0;
	unsigned long long start;
	double ns = -1;

	if (!dev || !mem || !addr)
		goto out;
	for (i = 0; i < depth; i++)
		addr[i] = dma_map_single(dev, mem + i * size, size, DMA_TO_DEVICE);
	start = host_now_ns();
	for (i = 0; done < turns; done++) {
		if (dma_mapping_error(dev, addr[i]))
			break;
		dma_unmap_single(dev, addr[i], size, DMA_TO_DEVICE);
		addr[i] = dma_map_single(dev, mem + i * size, size, DMA_TO_DEVICE);
		if (++i == depth)
			i = 0;
	}
	ns = done == turns ? per_turn(start, turns) : -1;
	for (i = 0; i < depth; i++)
		if (!dma_mapping_error(dev, addr[i]))
			dma_unmap_single(dev, addr[i], size, DMA_TO_DEVICE);
out:
	kfree(addr);
	if (mem)
		free_pages((unsigned long)mem, get_order(size * depth));
	if (chan)
		dma_release_channel(chan);
	return ns;
}

double mapping_page(size_t size, unsigned long turns)
{
	return mapping_held(size, 1, turns);
}

double mapping_sg(unsigned int pages, unsigned long turns)
{
	struct device *dev = bench_device();
	struct sg_table table;
	struct scatterlist *sg;
	unsigned long long start;
	unsigned long t;
	unsigned int i;
	double ns = -1;

	if (!dev || sg_alloc_table(&table, pages, GFP_KERNEL))
		goto out;
	/* every other page is given back, so that no two of the list lie side by side */
	for_each_sg(table.sgl, sg, pages, i) {
		struct page *mine = alloc_page(GFP_KERNEL), *between = alloc_page(GFP_KERNEL);

		sg_set_page(sg, mine, PAGE_SIZE, 0);
		__free_page(between);
	}
	start = host_now_ns();
	for (t = 0; t < turns; t++) {
		if (dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0))
			break;
		dma_unmap_sgtable(dev, &table, DMA_TO_DEVICE, 0);
	}
	ns = t == turns ? per_turn(start, turns) : -1;
	for_each_sg(table.sgl, sg, pages, i)
		__free_page(sg_page(sg));
	sg_free_table(&table);
out:
	if (chan)
		dma_release_channel(chan);
	return ns;
}

/* the program's memory, as much as it likes */
static void *walk_pages(size_t size)
{
	void *mem = host_commit_lazily(size);

	return mem ? memset(mem, 1, size) : NULL;
}

/* two copies a turn: out at the map, in at the unmap */
double mapping_bounce(size_t size, size_t walk, unsigned long turns)
{
	struct device *dev = bench_device();
	char *mem = walk_pages(walk);
	unsigned long long start;
	unsigned long i;
	size_t at = 0;
	double ns = -1;

	if (!dev || !mem)
		goto out;
	/* at first for nothing: what is there only when it is touched is there then */
	for (i = 0, start = 0; i <= turns; i++) {
		dma_addr_t addr = dma_map_single(dev, mem + at, size, DMA_BIDIRECTIONAL);

		if (dma_mapping_error(dev, addr))
			break;
		dma_unmap_single(dev, addr, size, DMA_BIDIRECTIONAL);
		at = at + size < walk ? at + size : 0;
		if (!i)
			start = host_now_ns();
	}
	ns = i > turns ? per_turn(start, turns) / size / 2 : -1;
out:
	if (mem)
		host_unreserve(mem, walk);
	if (chan)
		dma_release_channel(chan);
	return ns;
}

double mapping_copy(size_t size, size_t walk, unsigned long turns)
{
	char *mem = walk_pages(walk), *place = bench_pages(size);
	unsigned long long start;
	unsigned long i;
	size_t at = 0;
	double ns = -1;

	start = host_now_ns();
	for (i = 0; mem && place && i < turns; i++) {
		memcpy(place, mem + at, size);
		barrier();
		memcpy(mem + at, place, size);
		barrier();
		at = at + size < walk ? at + size : 0;
	}
	if (i == turns)
		ns = per_turn(start, turns) / size / 2;
	if (mem)
		host_unreserve(mem, walk);
	if (place)
		free_pages((unsigned long)place, get_order(size));
	return ns;
}

double mapping_pool(size_t size, unsigned long turns)
{
	struct device *dev = bench_device();
	struct dma_pool *pool = dev ? dma_pool_create("bench", dev, size, 64, 0) : NULL;
	unsigned long long start;
	dma_addr_t addr;
	unsigned long i;
	double ns = -1;

	if (!pool)
		goto out;
	start = host_now_ns();
	for (i = 0; i < turns; i++) {
		void *mem = dma_pool_alloc(pool, GFP_KERNEL, &addr);

		if (!mem)
			break;
		dma_pool_free(pool, mem, addr);
	}
	ns = i == turns ? per_turn(start, turns) : -1;
	dma_pool_destroy(pool);
out:
	if (chan)
		dma_release_channel(chan);
	return ns;
}

double mapping_coherent(size_t size, unsigned long turns)
{
	struct device *dev = bench_device();
	unsigned long long start = host_now_ns();
	dma_addr_t addr;
	unsigned long i;
	double ns = -1;

	for (i = 0; dev && i < turns; i++) {
		void *mem = dma_alloc_coherent(dev, size, &addr, GFP_KERNEL);

		if (!mem)
			break;
		dma_free_coherent(dev, size, mem, addr);
	}
	if (i == turns)
		ns = per_turn(start, turns);
	if (chan)
		dma_release_channel(chan);
	return ns;
}
