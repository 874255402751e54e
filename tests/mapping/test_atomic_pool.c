// SPDX-License-Identifier: MIT
/* Uncached memory for callers that can't sleep: pools, how they grow and run dry. */
#include <linux/workqueue.h>

#include "area_fixture.h"
#include "machine/cache.h"
#include "mapping/coherent.h"

#define SIZE_FILE "/sys/kernel/debug/dma_pools/pool_size_kernel"
#define PLAIN	  AREA_BOARD("", "")

static void there_is_none_where_all_see_the_caches(void **state)
{
	void *mem;

	area_world(PLAIN, NULL);
	assert_false(atomic_pools_are_there());
	assert_null(dma_alloc_from_pool(dev, PAGE_SIZE, &mem, GFP_ATOMIC, NULL));
	assert_true(log_contains("Failed to get suitable pool for bouncer"));
	assert_false(dma_free_from_pool(dev, page_address(pfn_to_page(min_low_pfn)), PAGE_SIZE));
	area_world_end();
}

static void a_parameter_makes_one(void **state)
{
	area_world(PLAIN, "coherent_pool=64K");
	assert_true(
		log_contains("DMA: preallocated 64 KiB GFP_KERNEL pool for atomic allocations"));
	assert_int_equal(file_number(SIZE_FILE), 0x10000);
	area_world_end();
}

static void a_machine_with_devices_that_see_none_has_one(void **state)
{
	struct dmae_world_params p = world_params("textbook");

	p.params = PARAMS("dma_coherent=off");
	assert_int_equal(dmae_world_start(&p), 0);
	assert_true(
		log_contains("DMA: preallocated 128 KiB GFP_KERNEL pool for atomic allocations"));
	assert_int_equal(dmae_world_stop(), 0);
}

static void what_is_no_size_is_refused(void **state)
{
	struct dmae_world_params p = world_params(NULL);

	p.params = PARAMS("coherent_pool=lots");
	assert_int_equal(dmae_world_start(&p), -EINVAL);
}

/* ---- a device that does not see the caches ------------------------------ */

static void pool_world(const char *param)
{
	area_world(PLAIN, param);
	machine_master_set_coherent(device_dma_master(dev), false);
	dev->dma_coherent = false;
}

static void access(dma_addr_t addr, const void *data, size_t len, unsigned int dir)
{
	assert_int_equal(machine_bus_access(device_dma_master(dev), addr, (void *)data, len, dir),
			 0);
}

/* both sides see what the other wrote, with no sync */
static void is_shared(char *mem, dma_addr_t addr)
{
	char text[8] = "";

	strcpy(mem, "cpu");
	access(addr, text, 4, MACHINE_READ);
	assert_string_equal(text, "cpu");
	access(addr, "device", 7, MACHINE_WRITE);
	assert_string_equal(mem, "device");
}

static void who_cannot_wait_gets_memory_of_the_pool(void **state)
{
	dma_addr_t addr, other;
	char *mem, *waits;

	pool_world("coherent_pool=64K");
	mem = dma_alloc_coherent(dev, 2 * PAGE_SIZE, &addr, GFP_ATOMIC);
	assert_non_null(mem);
	assert_null(memchr_inv(mem, 0, 2 * PAGE_SIZE));
	is_shared(mem, addr);
	/* who can does not take it away from those who can't */
	waits = dma_alloc_coherent(dev, PAGE_SIZE, &other, GFP_KERNEL);
	assert_false(dma_free_from_pool(dev, waits, PAGE_SIZE));
	is_shared(waits, other);
	dma_free_coherent(dev, PAGE_SIZE, waits, other);
	dma_free_coherent(dev, 2 * PAGE_SIZE, mem, addr);
	assert_int_equal(device_dma_mappings(dev), 0);
	/* what was uncached is cleared when it comes again */
	mem = dma_alloc_coherent(dev, 2 * PAGE_SIZE, &addr, GFP_ATOMIC);
	assert_null(memchr_inv(mem, 0, 2 * PAGE_SIZE));
	dma_free_coherent(dev, 2 * PAGE_SIZE, mem, addr);
	area_world_end();
}

static void a_pool_that_runs_low_grows(void **state)
{
	dma_addr_t addr;
	char *mem;

	pool_world("coherent_pool=64K");
	mem = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_ATOMIC);
	flush_scheduled_work();
	assert_int_equal(file_number(SIZE_FILE), 0x20000);
	dma_free_coherent(dev, PAGE_SIZE, mem, addr);
	area_world_end();
}

static void a_pool_that_is_empty_says_so_and_recovers(void **state)
{
	static struct {
		void *mem;
		dma_addr_t addr;
	} got[64];
	unsigned int n = 0;
	dma_addr_t addr;
	void *mem;

	pool_world("coherent_pool=64K");
	/* nobody has the time to let it grow */
	preempt_disable();
	while ((mem = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_ATOMIC | __GFP_NOWARN))) {
		got[n].mem = mem;
		got[n++].addr = addr;
		if (n == 64)
			break;
	}
	preempt_enable();
	if (n < 64) {
		assert_false(log_contains("DMA pool exhausted"));
		mem = dma_alloc_coherent(dev, SZ_1M, &addr, GFP_ATOMIC);
		assert_null(mem);
		assert_true(log_contains("DMA pool exhausted for bouncer"));
	}
	while (n--)
		dma_free_coherent(dev, PAGE_SIZE, got[n].mem, got[n].addr);
	mem = dma_alloc_coherent(dev, SZ_64K, &addr, GFP_ATOMIC);
	assert_non_null(mem);
	dma_free_coherent(dev, SZ_64K, mem, addr);
	area_world_end();
}

static bool never(struct device *d, phys_addr_t phys, size_t size)
{
	return false;
}

static void memory_out_of_reach_is_not_taken(void **state)
{
	void *mem;

	pool_world("coherent_pool=64K");
	assert_null(dma_alloc_from_pool(dev, PAGE_SIZE, &mem, __GFP_NOWARN, never));
	assert_non_null(dma_alloc_from_pool(dev, SZ_64K, &mem, 0, NULL));
	assert_true(dma_free_from_pool(dev, mem, SZ_64K));
	area_world_end();
}

static void memory_that_stays_is_told(void **state)
{
	void *mem;

	pool_world("coherent_pool=64K");
	assert_non_null(dma_alloc_from_pool(dev, 3 * PAGE_SIZE, &mem, 0, NULL));
	atomic_pools_stop();
	assert_true(log_contains("DMA: 12288 bytes of the GFP_KERNEL pool for atomic allocations "
				 "were not freed"));
	area_world_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		area_test(there_is_none_where_all_see_the_caches),
		area_test(a_parameter_makes_one),
		area_test(a_machine_with_devices_that_see_none_has_one),
		area_test(what_is_no_size_is_refused),
		area_test(who_cannot_wait_gets_memory_of_the_pool),
		area_test(a_pool_that_runs_low_grows),
		area_test(a_pool_that_is_empty_says_so_and_recovers),
		area_test(memory_out_of_reach_is_not_taken),
		area_test(memory_that_stays_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
