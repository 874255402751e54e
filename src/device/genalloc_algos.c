// SPDX-License-Identifier: MIT
/* Pools: the ways to find room in a chunk. Each is given the chunk's bits under its lock. */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/genalloc.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/rcupdate.h>

void gen_pool_set_algo(struct gen_pool *pool, genpool_algo_t algo, void *data)
{
	rcu_assign_pointer(pool->algo, algo ? algo : gen_pool_first_fit);
	pool->data = algo ? data : NULL;
}
EXPORT_SYMBOL(gen_pool_set_algo);

unsigned long gen_pool_first_fit(unsigned long *map, unsigned long size, unsigned long start,
				 unsigned int nr, void *data, struct gen_pool *pool,
				 unsigned long start_addr)
{
	return bitmap_find_next_zero_area(map, size, start, nr, 0);
}
EXPORT_SYMBOL(gen_pool_first_fit);

unsigned long gen_pool_first_fit_align(unsigned long *map, unsigned long size, unsigned long start,
				       unsigned int nr, void *data, struct gen_pool *pool,
				       unsigned long start_addr)
{
	struct genpool_data_align *want = data;
	unsigned long grain = 1ul << pool->min_alloc_order, mask, offset;

	/* the address counts, not the place in the chunk */
	mask = ((want->align + grain - 1) >> pool->min_alloc_order) - 1;
	offset = (start_addr & (want->align - 1)) >> pool->min_alloc_order;
	return bitmap_find_next_zero_area_off(map, size, start, nr, mask, offset);
}
EXPORT_SYMBOL(gen_pool_first_fit_align);

unsigned long gen_pool_first_fit_order_align(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr, void *data,
					     struct gen_pool *pool, unsigned long start_addr)
{
	return bitmap_find_next_zero_area(map, size, start, nr, roundup_pow_of_two(nr) - 1);
}
EXPORT_SYMBOL(gen_pool_first_fit_order_align);

unsigned long gen_pool_fixed_alloc(unsigned long *map, unsigned long size, unsigned long start,
				   unsigned int nr, void *data, struct gen_pool *pool,
				   unsigned long start_addr)
{
	struct genpool_data_fixed *want = data;
	unsigned long bit = want->offset >> pool->min_alloc_order;

	if (WARN_ON(want->offset & ((1ul << pool->min_alloc_order) - 1)))
		return size;
	return bitmap_find_next_zero_area(map, size, start + bit, nr, 0) == bit ? bit : size;
}
EXPORT_SYMBOL(gen_pool_fixed_alloc);

/* the smallest gap that is large enough */
unsigned long gen_pool_best_fit(unsigned long *map, unsigned long size, unsigned long start,
				unsigned int nr, void *data, struct gen_pool *pool,
				unsigned long start_addr)
{
	unsigned long best = size, best_len = size + 1, at;

	for (at = bitmap_find_next_zero_area(map, size, start, nr, 0); at < size;) {
		unsigned long end = find_next_bit(map, size, at + nr);

		if (end - at < best_len) {
			best = at;
			best_len = end - at;
			if (best_len == nr)
				break;
		}
		at = bitmap_find_next_zero_area(map, size, end + 1, nr, 0);
	}
	return best;
}
EXPORT_SYMBOL(gen_pool_best_fit);
