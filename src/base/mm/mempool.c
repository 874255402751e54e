// SPDX-License-Identifier: MIT
/*
 * Memory pools: elements that were set aside, for the time when the allocator
 * has none. Freed elements go to the reserve first.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/sched.h>

/* how long to wait before the allocator is asked again */
#define RETRY_JIFFIES (5 * HZ)

void mempool_exit(mempool_t *pool)
{
	while (pool->curr_nr)
		pool->free(pool->elements[--pool->curr_nr], pool->pool_data);
	kfree(pool->elements);
	pool->elements = NULL;
}
EXPORT_SYMBOL(mempool_exit);

int mempool_init_node(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		      mempool_free_t *free_fn, void *pool_data, gfp_t gfp_mask, int node_id)
{
	spin_lock_init(&pool->lock);
	init_waitqueue_head(&pool->wait);
	pool->min_nr = min_nr;
	pool->curr_nr = 0;
	pool->pool_data = pool_data;
	pool->alloc = alloc_fn;
	pool->free = free_fn;
	pool->elements = kmalloc_array(min_nr ? min_nr : 1, sizeof(void *), gfp_mask);
	if (!pool->elements)
		return -ENOMEM;
	while (pool->curr_nr < min_nr) {
		void *element = alloc_fn(gfp_mask, pool_data);

		if (!element) {
			mempool_exit(pool);
			return -ENOMEM;
		}
		pool->elements[pool->curr_nr++] = element;
	}
	return 0;
}
EXPORT_SYMBOL(mempool_init_node);

int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
		 void *pool_data)
{
	return mempool_init_node(pool, min_nr, alloc_fn, free_fn, pool_data, GFP_KERNEL,
				 NUMA_NO_NODE);
}
EXPORT_SYMBOL(mempool_init);

mempool_t *mempool_create_node(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			       void *pool_data, gfp_t gfp_mask, int nid)
{
	mempool_t *pool = kzalloc(sizeof(*pool), gfp_mask);

	if (!pool)
		return NULL;
	if (mempool_init_node(pool, min_nr, alloc_fn, free_fn, pool_data, gfp_mask, nid)) {
		kfree(pool);
		return NULL;
	}
	return pool;
}
EXPORT_SYMBOL(mempool_create_node);

mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			  void *pool_data)
{
	return mempool_create_node(min_nr, alloc_fn, free_fn, pool_data, GFP_KERNEL, NUMA_NO_NODE);
}
EXPORT_SYMBOL(mempool_create);

void mempool_destroy(mempool_t *pool)
{
	if (!pool)
		return;
	mempool_exit(pool);
	kfree(pool);
}
EXPORT_SYMBOL(mempool_destroy);

/* ---- using -------------------------------------------------------------------- */

static void *reserve_take(mempool_t *pool)
{
	unsigned long flags;
	void *element = NULL;

	spin_lock_irqsave(&pool->lock, flags);
	if (pool->curr_nr) {
		element = pool->elements[pool->curr_nr - 1];
		WRITE_ONCE(pool->curr_nr, pool->curr_nr - 1);
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	return element;
}

/* false: the reserve is full */
static bool reserve_put(mempool_t *pool, void *element)
{
	unsigned long flags;
	bool taken;

	spin_lock_irqsave(&pool->lock, flags);
	taken = pool->curr_nr < pool->min_nr;
	if (taken) {
		pool->elements[pool->curr_nr] = element;
		WRITE_ONCE(pool->curr_nr, pool->curr_nr + 1);
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	return taken;
}

static void wait_for_element(mempool_t *pool)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&pool->wait, &wait, TASK_UNINTERRUPTIBLE);
	if (!READ_ONCE(pool->curr_nr))
		schedule_timeout(RETRY_JIFFIES);
	finish_wait(&pool->wait, &wait);
}

void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask)
{
	bool may_sleep = gfpflags_allow_blocking(gfp_mask);
	void *element;

	WARN_ON_ONCE(gfp_mask & __GFP_ZERO);
	might_sleep_if(may_sleep);
	gfp_mask |= __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN;
	for (;;) {
		element = pool->alloc(gfp_mask, pool->pool_data);
		if (!element)
			element = reserve_take(pool);
		if (element || !may_sleep)
			return element;
		wait_for_element(pool);
	}
}
EXPORT_SYMBOL(mempool_alloc);

void mempool_free(void *element, mempool_t *pool)
{
	if (!element)
		return;
	if (reserve_put(pool, element))
		wake_up(&pool->wait);
	else
		pool->free(element, pool->pool_data);
}
EXPORT_SYMBOL(mempool_free);

int mempool_resize(mempool_t *pool, int new_min_nr)
{
	void **elements = kmalloc_array(new_min_nr, sizeof(void *), GFP_KERNEL), **old;
	void *element;

	might_sleep();
	if (!elements || new_min_nr <= 0) {
		kfree(elements);
		return new_min_nr <= 0 ? -EINVAL : -ENOMEM;
	}
	while (READ_ONCE(pool->curr_nr) > new_min_nr && (element = reserve_take(pool)))
		pool->free(element, pool->pool_data);
	spin_lock_irq(&pool->lock);
	old = pool->elements;
	memcpy(elements, old, pool->curr_nr * sizeof(void *));
	pool->elements = elements;
	pool->min_nr = new_min_nr;
	spin_unlock_irq(&pool->lock);
	kfree(old);
	while (READ_ONCE(pool->curr_nr) < new_min_nr) {
		element = pool->alloc(GFP_KERNEL, pool->pool_data);
		if (!element)
			break;
		if (!reserve_put(pool, element))
			pool->free(element, pool->pool_data);
	}
	return 0;
}
EXPORT_SYMBOL(mempool_resize);

/* ---- three kinds of elements ------------------------------------------------------ */

void *mempool_alloc_slab(gfp_t gfp_mask, void *pool_data)
{
	return kmem_cache_alloc(pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_alloc_slab);

void mempool_free_slab(void *element, void *pool_data)
{
	kmem_cache_free(pool_data, element);
}
EXPORT_SYMBOL(mempool_free_slab);

void *mempool_kmalloc(gfp_t gfp_mask, void *pool_data)
{
	return kmalloc((size_t)pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_kmalloc);

void mempool_kfree(void *element, void *pool_data)
{
	kfree(element);
}
EXPORT_SYMBOL(mempool_kfree);

void *mempool_alloc_pages(gfp_t gfp_mask, void *pool_data)
{
	return alloc_pages(gfp_mask, (long)pool_data);
}
EXPORT_SYMBOL(mempool_alloc_pages);

void mempool_free_pages(void *element, void *pool_data)
{
	__free_pages(element, (long)pool_data);
}
EXPORT_SYMBOL(mempool_free_pages);
