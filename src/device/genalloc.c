// SPDX-License-Identifier: MIT
/*
 * Pools: chunks of addresses with a bit for each grain. Finding room is the
 * business of the pool's algorithm (genalloc_algos.c); an on-chip RAM's pool is
 * in sram.c.
 */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/genalloc.h>
#include <linux/log2.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "base/host.h"

static size_t chunk_size(const struct gen_pool_chunk *chunk)
{
	return chunk->end_addr - chunk->start_addr + 1;
}

static unsigned long grains_of(const struct gen_pool *pool, size_t size)
{
	return (size + (1ul << pool->min_alloc_order) - 1) >> pool->min_alloc_order;
}

/* ---- pools and chunks ---------------------------------------------------------- */

struct gen_pool *gen_pool_create(int min_alloc_order, int nid)
{
	struct gen_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (pool) {
		pool->algo = gen_pool_first_fit;
		pool->min_alloc_order = min_alloc_order;
		INIT_LIST_HEAD(&pool->chunks);
		spin_lock_init(&pool->lock);
	}
	return pool;
}
EXPORT_SYMBOL(gen_pool_create);

int gen_pool_add_owner(struct gen_pool *pool, unsigned long virt, phys_addr_t phys, size_t size,
		       int nid, void *owner)
{
	unsigned long nbits = size >> pool->min_alloc_order;
	struct gen_pool_chunk *chunk;

	chunk = vzalloc(sizeof(*chunk) + BITS_TO_LONGS(nbits) * sizeof(long));
	if (!chunk)
		return -ENOMEM;
	chunk->phys_addr = phys;
	chunk->start_addr = virt;
	chunk->end_addr = virt + size - 1;
	chunk->owner = owner;
	spin_lock_init(&chunk->lock);
	atomic_long_set(&chunk->avail, size);
	spin_lock(&pool->lock);
	list_add_rcu(&chunk->next_chunk, &pool->chunks);
	spin_unlock(&pool->lock);
	return 0;
}
EXPORT_SYMBOL(gen_pool_add_owner);

void gen_pool_destroy(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk, *next;

	list_for_each_entry_safe(chunk, next, &pool->chunks, next_chunk) {
		unsigned long nbits = chunk_size(chunk) >> pool->min_alloc_order;

		WARN(find_first_bit(chunk->bits, nbits) < nbits,
		     "gen_pool %s is destroyed while %zu bytes of it are in use\n",
		     pool->name ? pool->name : "(unnamed)",
		     chunk_size(chunk) - (size_t)atomic_long_read(&chunk->avail));
		list_del(&chunk->next_chunk);
		vfree(chunk);
	}
	kfree_const(pool->name);
	kfree(pool);
}
EXPORT_SYMBOL(gen_pool_destroy);

/* the chunk that has all of [@start, @start + @size), or NULL; under rcu_read_lock() */
static struct gen_pool_chunk *chunk_of(struct gen_pool *pool, unsigned long start, size_t size)
{
	struct gen_pool_chunk *chunk;

	list_for_each_entry_rcu(chunk, &pool->chunks,
				next_chunk) if (start >= chunk->start_addr &&
						start <= chunk->end_addr &&
						size - 1 <= chunk->end_addr - start) return chunk;
	return NULL;
}

phys_addr_t gen_pool_virt_to_phys(struct gen_pool *pool, unsigned long addr)
{
	struct gen_pool_chunk *chunk;
	phys_addr_t phys = -1;

	rcu_read_lock();
	chunk = chunk_of(pool, addr, 1);
	if (chunk)
		phys = chunk->phys_addr + (addr - chunk->start_addr);
	rcu_read_unlock();
	return phys;
}
EXPORT_SYMBOL(gen_pool_virt_to_phys);

/* ---- taking and giving back -------------------------------------------------------- */

static unsigned long chunk_take(struct gen_pool *pool, struct gen_pool_chunk *chunk, size_t size,
				genpool_algo_t algo, void *data)
{
	unsigned long nbits = grains_of(pool, size), addr = 0, bit, end, flags;

	end = chunk_size(chunk) >> pool->min_alloc_order;
	spin_lock_irqsave(&chunk->lock, flags);
	bit = algo(chunk->bits, end, 0, nbits, data, pool, chunk->start_addr);
	if (bit < end && bit + nbits <= end) {
		bitmap_set(chunk->bits, bit, nbits);
		atomic_long_sub(nbits << pool->min_alloc_order, &chunk->avail);
		addr = chunk->start_addr + (bit << pool->min_alloc_order);
	}
	spin_unlock_irqrestore(&chunk->lock, flags);
	return addr;
}

unsigned long gen_pool_alloc_algo_owner(struct gen_pool *pool, size_t size, genpool_algo_t algo,
					void *data, void **owner)
{
	struct gen_pool_chunk *chunk;
	unsigned long addr = 0;

	if (owner)
		*owner = NULL;
	if (!size)
		return 0;
	rcu_read_lock();
	list_for_each_entry_rcu(chunk, &pool->chunks, next_chunk)
	{
		if (size > (size_t)atomic_long_read(&chunk->avail))
			continue;
		addr = chunk_take(pool, chunk, size, algo, data);
		if (!addr)
			continue;
		if (owner)
			*owner = chunk->owner;
		break;
	}
	rcu_read_unlock();
	return addr;
}
EXPORT_SYMBOL(gen_pool_alloc_algo_owner);

static bool chunk_give(struct gen_pool *pool, struct gen_pool_chunk *chunk, unsigned long addr,
		       size_t size)
{
	unsigned long bit = (addr - chunk->start_addr) >> pool->min_alloc_order;
	unsigned long nbits = grains_of(pool, size), flags;
	bool taken;

	spin_lock_irqsave(&chunk->lock, flags);
	taken = find_next_zero_bit(chunk->bits, bit + nbits, bit) >= bit + nbits;
	if (taken) {
		bitmap_clear(chunk->bits, bit, nbits);
		atomic_long_add(nbits << pool->min_alloc_order, &chunk->avail);
	}
	spin_unlock_irqrestore(&chunk->lock, flags);
	return taken;
}

void gen_pool_free_owner(struct gen_pool *pool, unsigned long addr, size_t size, void **owner)
{
	struct gen_pool_chunk *chunk;

	if (owner)
		*owner = NULL;
	rcu_read_lock();
	chunk = chunk_of(pool, addr, size);
	if (WARN(!chunk, "gen_pool_free: what is given back is not in the pool\n"))
		goto out;
	if (WARN(!chunk_give(pool, chunk, addr, size),
		 "gen_pool_free: %zu bytes are given back that were not taken\n", size))
		goto out;
	if (owner)
		*owner = chunk->owner;
out:
	rcu_read_unlock();
}
EXPORT_SYMBOL(gen_pool_free_owner);

/* ---- with a bus address -------------------------------------------------------------- */

void *gen_pool_dma_alloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			      genpool_algo_t algo, void *data)
{
	unsigned long addr;

	if (!pool)
		return NULL;
	addr = gen_pool_alloc_algo(pool, size, algo, data);
	if (addr && dma)
		*dma = gen_pool_virt_to_phys(pool, addr);
	return (void *)addr;
}
EXPORT_SYMBOL(gen_pool_dma_alloc_algo);

void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	return pool ? gen_pool_dma_alloc_algo(pool, size, dma, pool->algo, pool->data) : NULL;
}
EXPORT_SYMBOL(gen_pool_dma_alloc);

void *gen_pool_dma_alloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align)
{
	struct genpool_data_align data = { .align = align };

	return gen_pool_dma_alloc_algo(pool, size, dma, gen_pool_first_fit_align, &data);
}
EXPORT_SYMBOL(gen_pool_dma_alloc_align);

static void *zeroed(void *mem, size_t size)
{
	if (mem)
		memset(mem, 0, size);
	return mem;
}

void *gen_pool_dma_zalloc(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	return zeroed(gen_pool_dma_alloc(pool, size, dma), size);
}
EXPORT_SYMBOL(gen_pool_dma_zalloc);

void *gen_pool_dma_zalloc_algo(struct gen_pool *pool, size_t size, dma_addr_t *dma,
			       genpool_algo_t algo, void *data)
{
	return zeroed(gen_pool_dma_alloc_algo(pool, size, dma, algo, data), size);
}
EXPORT_SYMBOL(gen_pool_dma_zalloc_algo);

void *gen_pool_dma_zalloc_align(struct gen_pool *pool, size_t size, dma_addr_t *dma, int align)
{
	return zeroed(gen_pool_dma_alloc_align(pool, size, dma, align), size);
}
EXPORT_SYMBOL(gen_pool_dma_zalloc_align);

/* ---- questions --------------------------------------------------------------------------- */

void gen_pool_for_each_chunk(struct gen_pool *pool,
			     void (*fn)(struct gen_pool *pool, struct gen_pool_chunk *chunk,
					void *data),
			     void *data)
{
	struct gen_pool_chunk *chunk;

	rcu_read_lock();
	list_for_each_entry_rcu(chunk, &pool->chunks, next_chunk) fn(pool, chunk, data);
	rcu_read_unlock();
}
EXPORT_SYMBOL(gen_pool_for_each_chunk);

static void add_avail(struct gen_pool *pool, struct gen_pool_chunk *chunk, void *data)
{
	*(size_t *)data += atomic_long_read(&chunk->avail);
}

static void add_size(struct gen_pool *pool, struct gen_pool_chunk *chunk, void *data)
{
	*(size_t *)data += chunk_size(chunk);
}

size_t gen_pool_avail(struct gen_pool *pool)
{
	size_t avail = 0;

	gen_pool_for_each_chunk(pool, add_avail, &avail);
	return avail;
}
EXPORT_SYMBOL_GPL(gen_pool_avail);

size_t gen_pool_size(struct gen_pool *pool)
{
	size_t size = 0;

	gen_pool_for_each_chunk(pool, add_size, &size);
	return size;
}
EXPORT_SYMBOL_GPL(gen_pool_size);

bool gen_pool_has_addr(struct gen_pool *pool, unsigned long start, size_t size)
{
	bool has;

	rcu_read_lock();
	has = chunk_of(pool, start, size);
	rcu_read_unlock();
	return has;
}
EXPORT_SYMBOL(gen_pool_has_addr);

/* ---- a device's pools ---------------------------------------------------------------------- */

static void devm_gen_pool_release(struct device *dev, void *res)
{
	gen_pool_destroy(*(struct gen_pool **)res);
}

static int devm_gen_pool_match(struct device *dev, void *res, void *data)
{
	struct gen_pool *pool = *(struct gen_pool **)res;

	return data ? pool->name && !strcmp(pool->name, data) : !pool->name;
}

struct gen_pool *gen_pool_get(struct device *dev, const char *name)
{
	struct gen_pool **ptr =
		devres_find(dev, devm_gen_pool_release, devm_gen_pool_match, (void *)name);

	return ptr ? *ptr : NULL;
}
EXPORT_SYMBOL_GPL(gen_pool_get);

struct gen_pool *devm_gen_pool_create(struct device *dev, int min_alloc_order, int nid,
				      const char *name)
{
	struct gen_pool **ptr, *pool;

	if (gen_pool_get(dev, name))
		return ERR_PTR(-EINVAL);
	ptr = devres_alloc(devm_gen_pool_release, sizeof(*ptr), GFP_KERNEL);
	pool = ptr ? gen_pool_create(min_alloc_order, nid) : NULL;
	if (!pool) {
		devres_free(ptr);
		return ERR_PTR(-ENOMEM);
	}
	if (name) {
		pool->name = kstrdup_const(name, GFP_KERNEL);
		if (!pool->name) {
			gen_pool_destroy(pool);
			devres_free(ptr);
			return ERR_PTR(-ENOMEM);
		}
	}
	*ptr = pool;
	devres_add(dev, ptr);
	return pool;
}
EXPORT_SYMBOL(devm_gen_pool_create);
