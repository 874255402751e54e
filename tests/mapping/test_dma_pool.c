// SPDX-License-Identifier: MIT
/* DMA pools: <linux/dmapool.h>. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/mm.h"
#include "mapping_fixture.h"

#define MANY 300

static void blocks_are_aligned_and_apart(void **state)
{
	struct dma_pool *pool = dma_pool_create("test", dev, 40, 32, 0);
	static char *mem[MANY];
	dma_addr_t addr[MANY];
	unsigned int i;

	assert_non_null(pool);
	for (i = 0; i < MANY; i++) {
		mem[i] = dma_pool_alloc(pool, GFP_KERNEL, &addr[i]);
		assert_non_null(mem[i]);
		assert_int_equal(addr[i] % 32, 0);
		assert_true(addr[i] == virt_to_phys(mem[i]));
		memset(mem[i], i & 0xff, 40);
	}
	for (i = 0; i < MANY; i++) {
		assert_null(memchr_inv(mem[i], i & 0xff, 40));
		dma_pool_free(pool, mem[i], addr[i]);
	}
	dma_pool_destroy(pool);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_false(log_contains("dma_pool"));
}

static void no_block_crosses_the_boundary(void **state)
{
	static const size_t sizes[] = { 4, 60, 64, 100, 1000, 1024 };
	unsigned int n, i;

	for (n = 0; n < ARRAY_SIZE(sizes); n++) {
		struct dma_pool *pool = dma_pool_create("test", dev, sizes[n],
							4, 1024);
		void *mem[MANY];
		dma_addr_t addr[MANY];

		assert_non_null(pool);
		for (i = 0; i < 50; i++) {
			mem[i] = dma_pool_alloc(pool, GFP_KERNEL, &addr[i]);
			assert_int_equal(addr[i] / 1024,
					 (addr[i] + sizes[n] - 1) / 1024);
		}
		while (i--)
			dma_pool_free(pool, mem[i], addr[i]);
		dma_pool_destroy(pool);
	}
}

static void a_page_is_used_to_its_last_block(void **state)
{
	struct dma_pool *pool = dma_pool_create("test", dev, 64, 64, 0);
	void *mem[64];
	dma_addr_t addr[64], low = ~0ull, high = 0;
	unsigned int i;

	for (i = 0; i < 64; i++) {
		mem[i] = dma_pool_alloc(pool, GFP_KERNEL, &addr[i]);
		low = min(low, addr[i]);
		high = max(high, addr[i]);
	}
	assert_int_equal(high - low, 63 * 64);
	for (i = 0; i < 64; i++)
		dma_pool_free(pool, mem[i], addr[i]);
	dma_pool_destroy(pool);
}

static void blocks_may_be_larger_than_a_page(void **state)
{
	struct dma_pool *pool = dma_pool_create("test", dev, 5000, 0, 0);
	dma_addr_t addr[2];
	void *a = dma_pool_alloc(pool, GFP_KERNEL, &addr[0]);
	void *b = dma_pool_alloc(pool, GFP_KERNEL, &addr[1]);

	memset(a, 1, 5000);
	memset(b, 2, 5000);
	assert_null(memchr_inv(a, 1, 5000));
	dma_pool_free(pool, a, addr[0]);
	dma_pool_free(pool, b, addr[1]);
	dma_pool_destroy(pool);
}

static void freed_block_is_the_next_one(void **state)
{
	struct dma_pool *pool = dma_pool_create("test", dev, 64, 0, 0);
	dma_addr_t addr, again;
	void *mem = dma_pool_alloc(pool, GFP_KERNEL, &addr);

	dma_pool_free(pool, mem, addr);
	assert_ptr_equal(dma_pool_alloc(pool, GFP_KERNEL, &again), mem);
	assert_true(again == addr);
	dma_pool_free(pool, mem, addr);
	dma_pool_destroy(pool);
}

static void cleared_block_is_zero(void **state)
{
	struct dma_pool *pool = dma_pool_create("test", dev, 64, 0, 0);
	dma_addr_t addr;
	void *mem = dma_pool_alloc(pool, GFP_KERNEL, &addr);

	memset(mem, 0xff, 64);
	dma_pool_free(pool, mem, addr);
	mem = dma_pool_zalloc(pool, GFP_ATOMIC, &addr);
	assert_null(memchr_inv(mem, 0, 64));
	dma_pool_free(pool, mem, addr);
	dma_pool_destroy(pool);
}

static void parameters_out_of_range_are_refused(void **state)
{
	assert_null(dma_pool_create("test", dev, 0, 4, 0));
	assert_null(dma_pool_create("test", dev, 64, 3, 0));
	assert_null(dma_pool_create("test", dev, 64, 4, 32));
	assert_null(dma_pool_create("test", dev, 64, 4, 100));
	dma_pool_destroy(NULL);
}

static void double_free_is_reported_and_ignored(void **state)
{
	struct dma_pool *pool = dma_pool_create("descs", dev, 64, 0, 0);
	dma_addr_t addr, a, b;
	void *mem = dma_pool_alloc(pool, GFP_KERNEL, &addr), *x, *y;

	dma_pool_free(pool, mem, addr);
	dma_pool_free(pool, mem, addr);
	assert_true(log_contains("dma_pool_free descs, dma"));
	assert_true(log_contains("already free"));
	x = dma_pool_alloc(pool, GFP_KERNEL, &a);
	y = dma_pool_alloc(pool, GFP_KERNEL, &b);
	assert_ptr_not_equal(x, y);
	dma_pool_free(pool, x, a);
	dma_pool_free(pool, y, b);
	dma_pool_destroy(pool);
}

static void free_of_what_is_no_block_is_reported(void **state)
{
	struct dma_pool *pool = dma_pool_create("descs", dev, 64, 0, 0);
	dma_addr_t addr;
	char *mem = dma_pool_alloc(pool, GFP_KERNEL, &addr);

	dma_pool_free(pool, mem, 0x10);
	assert_int_equal(log_count("(bad dma)"), 1);
	dma_pool_free(pool, mem + 4, addr + 4);
	assert_int_equal(log_count("(bad dma)"), 2);
	dma_pool_free(pool, mem + 4, addr);
	assert_int_equal(log_count("(bad vaddr)"), 1);
	dma_pool_free(pool, mem, addr);
	dma_pool_destroy(pool);
}

static void write_to_a_free_block_is_noticed(void **state)
{
	struct dma_pool *pool = dma_pool_create("descs", dev, 64, 0, 0);
	dma_addr_t addr;
	char *mem = dma_pool_alloc(pool, GFP_KERNEL, &addr);

	dma_pool_free(pool, mem, addr);
	mem[20] = 1;
	mem = dma_pool_alloc(pool, GFP_KERNEL, &addr);
	assert_true(log_contains("(corrupted): byte 20 was written after the block was freed"));
	dma_pool_free(pool, mem, addr);
	dma_pool_destroy(pool);
}

static void pool_destroyed_with_blocks_in_use_is_reported(void **state)
{
	struct dma_pool *pool = dma_pool_create("descs", dev, 64, 0, 0);
	dma_addr_t addr;
	char *mem = dma_pool_alloc(pool, GFP_KERNEL, &addr);

	dma_pool_destroy(pool);
	assert_true(log_contains("dma_pool_destroy descs,"));
	assert_true(log_contains("busy (1 of 64 blocks in use)"));
	/* the page is left alone: clean up behind the test */
	dma_free_coherent(dev, PAGE_SIZE, (void *)((unsigned long)mem & PAGE_MASK),
			  addr & PAGE_MASK);
	assert_int_equal(device_dma_mappings(dev), 0);
}

static void managed_pool_goes_with_the_device(void **state)
{
	struct dma_pool *pool = dmam_pool_create("mine", dev, 64, 0, 0);

	assert_non_null(pool);
	dmam_pool_destroy(pool);
	/* left to the device: the fixture reports a leak if it stays */
	assert_non_null(dmam_pool_create("mine", dev, 64, 0, 0));
	assert_null(dmam_pool_create("mine", dev, 0, 0, 0));
}

static void pools_are_listed_in_sysfs(void **state)
{
	struct dma_pool *pool = dma_pool_create("descs", dev, 64, 0, 0);
	struct dma_pool *other = dma_pool_create("rings", dev, 2048, 0, 0);
	dma_addr_t addr;
	void *mem = dma_pool_alloc(pool, GFP_KERNEL, &addr);
	char *text;
	size_t len;

	assert_int_equal(dmae_file_read("/sys/devices/platform/maptest/pools",
					&text, &len), 0);
	assert_string_equal(text, "poolinfo - 0.1\n"
			    "rings               0    0 2048  0\n"
			    "descs               1   64   64  1\n");
	dmae_free(text);
	dma_pool_free(pool, mem, addr);
	dma_pool_destroy(pool);
	dma_pool_destroy(other);
	assert_true(dmae_file_read("/sys/devices/platform/maptest/pools",
				   &text, &len) < 0);
}

static void a_block_finds_its_page_among_many(void **state)
{
	struct dma_pool *pool = dma_pool_create("many", dev, 500, 0, 0);
	static struct { void *mem; dma_addr_t addr; } block[3000];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(block); i++) {
		block[i].mem = dma_pool_alloc(pool, GFP_KERNEL, &block[i].addr);
		assert_non_null(block[i].mem);
		memset(block[i].mem, i, 500);
	}
	for (i = 0; i < ARRAY_SIZE(block); i++) {
		unsigned int nr = i * 1009 % ARRAY_SIZE(block);

		assert_int_equal(*(u8 *)block[nr].mem, (u8)nr);
		assert_int_equal(((u8 *)block[nr].mem)[499], (u8)nr);
		dma_pool_free(pool, block[nr].mem, block[nr].addr);
	}
	assert_false(log_contains("dma_pool_free"));
	dma_pool_free(pool, block[0].mem, block[0].addr);
	assert_true(log_contains("already free"));
	dma_pool_free(pool, block[0].mem, 0x12345000);
	assert_true(log_contains("(bad dma)"));
	dma_pool_destroy(pool);
	assert_false(log_contains("busy"));
}

static void blocks_of_several_pages_have_one_each(void **state)
{
	struct dma_pool *pool = dma_pool_create("large", dev, 10000, 64, 16384);
	dma_addr_t a, b;
	char *mem = dma_pool_zalloc(pool, GFP_KERNEL, &a), *other;

	assert_non_null(mem);
	other = dma_pool_alloc(pool, GFP_KERNEL, &b);
	assert_non_null(other);
	assert_true(a + 10000 <= b || b + 10000 <= a);
	dma_pool_free(pool, mem + 4096, a + 4096);
	assert_true(log_contains("(bad dma)"));
	dma_pool_free(pool, mem, a);
	dma_pool_free(pool, other, b);
	dma_pool_destroy(pool);
	assert_false(log_contains("busy"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_device(blocks_are_aligned_and_apart),
		with_device(no_block_crosses_the_boundary),
		with_device(a_page_is_used_to_its_last_block),
		with_device(blocks_may_be_larger_than_a_page),
		with_device(freed_block_is_the_next_one),
		with_device(cleared_block_is_zero),
		with_device(parameters_out_of_range_are_refused),
		with_device(double_free_is_reported_and_ignored),
		with_device(free_of_what_is_no_block_is_reported),
		with_device(write_to_a_free_block_is_noticed),
		with_device(pool_destroyed_with_blocks_in_use_is_reported),
		with_device(managed_pool_goes_with_the_device),
		with_device(pools_are_listed_in_sysfs),
		with_device(a_block_finds_its_page_among_many),
		with_device(blocks_of_several_pages_have_one_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
