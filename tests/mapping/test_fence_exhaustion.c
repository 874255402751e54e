// SPDX-License-Identifier: MIT
/*
 * Fences when the machine has no memory left: each call says what it is
 * documented to say, what there was goes on, and all works again after.
 */
#include <linux/dma-fence-array.h>
#include <linux/dma-fence-chain.h>
#include <linux/dma-fence-unwrap.h>
#include <linux/dma-resv.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/sync_file.h>

#include "fence_fixture.h"

/* everything that is taken, in lists: the first word of each is the next */
#define SIZES 64
static void *pages, *objects[SIZES]; /* of 8 bytes, 40, 72, ... */

static void take_all(void)
{
	void *mem;
	size_t i;

	while ((mem = (void *)__get_free_page(GFP_KERNEL | __GFP_NOWARN)) != NULL) {
		*(void **)mem = pages;
		pages = mem;
	}
	for (i = 0; i < SIZES; i++) {
		while ((mem = kmalloc(8 + 32 * i, GFP_KERNEL | __GFP_NOWARN)) != NULL) {
			*(void **)mem = objects[i];
			objects[i] = mem;
		}
	}
}

static void give_all_back(void)
{
	void *next;
	size_t i;

	for (; pages; pages = next) {
		next = *(void **)pages;
		free_page((unsigned long)pages);
	}
	for (i = 0; i < SIZES; i++) {
		for (; objects[i]; objects[i] = next) {
			next = *(void **)objects[i];
			kfree(objects[i]);
		}
	}
}

static void without_memory_nothing_is_lost(void **state)
{
	struct dma_fence *a = fence_new(), *b = fence_new(), *list[] = { a, b }, *one, **fences;
	struct dma_resv resv, empty;
	struct later later;
	unsigned int n;
	u32 idx;

	dma_resv_init(&resv);
	dma_resv_init(&empty);
	dma_resv_lock(&resv, NULL);
	assert_int_equal(dma_resv_reserve_fences(&resv, 2), 0);
	dma_resv_add_fence(&resv, a, DMA_RESV_USAGE_WRITE);
	dma_resv_add_fence(&resv, b, DMA_RESV_USAGE_READ);
	dma_resv_unlock(&resv);
	later_start(&later, a, 3, 0);
	schedule_timeout_uninterruptible(1); /* it has its stack and so on */

	take_all();
	assert_null(dma_fence_allocate_private_stub(1));
	assert_null(dma_fence_array_alloc(2));
	assert_null(dma_fence_array_create(2, list, 1, 1, false));
	assert_null(dma_fence_chain_alloc());
	assert_null(dma_fence_unwrap_merge(a, b));
	assert_null(sync_file_create(a));
	assert_int_equal(dma_fence_wait_any_timeout(list, 2, false, 1, &idx), -ENOMEM);
	assert_int_equal(dma_resv_get_fences(&resv, DMA_RESV_USAGE_READ, &n, &fences), -ENOMEM);
	assert_null(fences);
	assert_int_equal(dma_resv_get_singleton(&resv, DMA_RESV_USAGE_READ, &one), -ENOMEM);
	dma_resv_lock(&empty, NULL);
	assert_int_equal(dma_resv_reserve_fences(&empty, 1), -ENOMEM);
	assert_int_equal(dma_resv_copy_fences(&empty, &resv), -ENOMEM);
	dma_resv_unlock(&empty);
	/* what needs no memory works */
	assert_false(dma_resv_test_signaled(&resv, DMA_RESV_USAGE_READ));
	assert_int_equal(dma_fence_wait(a, false), 0);
	assert_int_equal(dma_fence_signal(b), 0);
	assert_true(dma_resv_test_signaled(&resv, DMA_RESV_USAGE_READ));
	later_end(&later);
	give_all_back();

	dma_resv_lock(&empty, NULL);
	assert_int_equal(dma_resv_reserve_fences(&empty, 1), 0);
	dma_resv_unlock(&empty);
	one = dma_fence_unwrap_merge(a, b);
	assert_non_null(one);
	dma_fence_put(one);
	dma_resv_fini(&empty);
	dma_resv_fini(&resv);
	dma_fence_put(a);
	dma_fence_put(b);
	assert_int_equal(released(), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_fences(without_memory_nothing_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
