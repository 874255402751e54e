// SPDX-License-Identifier: MIT
/*
 * A device that does not see the CPU's caches, through the mapping functions:
 * who uses them as he should sees what he wants to see, and who forgets one
 * is told. The device's side is machine_bus_access(). Kernel side.
 */
#include <linux/completion.h>
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/dmapool.h>
#include <linux/kthread.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "base/boot_param.h"
#include "machine/cache.h"

#include "mapping_fixture.h"

#define SIZE 256

static struct machine_master *master;
static char *mem;

static int setup(void **state)
{
	int err = mapping_setup(state);

	if (err)
		return err;
	master = device_dma_master(dev);
	machine_master_set_coherent(master, false);
	dev->dma_coherent = false;
	mem = kmalloc(SIZE, GFP_KERNEL);
	memset(mem, 'm', SIZE);
	return 0;
}

static int teardown(void **state)
{
	kfree(mem);
	return mapping_teardown(state);
}

static void device_reads(dma_addr_t addr, const char *text)
{
	char data[SIZE] = "";

	assert_int_equal(machine_bus_access(master, addr, data, strlen(text), MACHINE_READ), 0);
	assert_string_equal(data, text);
}

static void device_writes(dma_addr_t addr, const char *text)
{
	assert_int_equal(
		machine_bus_access(master, addr, (void *)text, strlen(text), MACHINE_WRITE), 0);
}

static dma_addr_t map(enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(dev, mem, SIZE, dir);

	assert_false(dma_mapping_error(dev, addr));
	return addr;
}

static void nothing_was_told(void)
{
	assert_int_equal(log_count("DMA cache"), 0);
}

/* ---- as it should be ---------------------------------------------------- */

static void mapping_shows_the_device_what_the_cpu_wrote(void **state)
{
	dma_addr_t addr;

	strcpy(mem, "hello");
	addr = map(DMA_TO_DEVICE);
	device_reads(addr, "hello");
	dma_unmap_single(dev, addr, SIZE, DMA_TO_DEVICE);
	nothing_was_told();
}

static void unmapping_shows_the_cpu_what_the_device_wrote(void **state)
{
	dma_addr_t addr = map(DMA_FROM_DEVICE);

	device_writes(addr, "hello");
	dma_unmap_single(dev, addr, SIZE, DMA_FROM_DEVICE);
	assert_memory_equal(mem, "hellom", 6);
	nothing_was_told();
}

static void syncs_hand_a_buffer_to_and_fro(void **state)
{
	dma_addr_t addr = map(DMA_BIDIRECTIONAL);

	device_reads(addr, "mm");
	device_writes(addr, "dma");
	dma_sync_single_for_cpu(dev, addr, SIZE, DMA_BIDIRECTIONAL);
	assert_memory_equal(mem, "dma", 3);
	memcpy(mem, "cpu", 3);
	dma_sync_single_for_device(dev, addr, SIZE, DMA_BIDIRECTIONAL);
	device_reads(addr, "cpu");
	dma_unmap_single(dev, addr, SIZE, DMA_BIDIRECTIONAL);
	nothing_was_told();
}

static void a_part_of_a_buffer_is_synced_alone(void **state)
{
	dma_addr_t addr = map(DMA_FROM_DEVICE);

	device_writes(addr, "one");
	device_writes(addr + 128, "two");
	dma_sync_single_range_for_cpu(dev, addr, 128, 64, DMA_FROM_DEVICE);
	assert_memory_equal(mem + 128, "two", 3);
	dma_unmap_single(dev, addr, SIZE, DMA_FROM_DEVICE);
	assert_memory_equal(mem, "one", 3);
	nothing_was_told();
}

static void every_entry_of_a_list_is_synced(void **state)
{
	struct scatterlist sg[2];
	char *more = kmalloc(SIZE, GFP_KERNEL);

	memset(more, 'm', SIZE);
	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], mem, SIZE);
	sg_set_buf(&sg[1], more, SIZE);
	assert_int_equal(dma_map_sg(dev, sg, 2, DMA_BIDIRECTIONAL), 2);
	device_reads(sg_dma_address(&sg[1]), "mmm");
	device_writes(sg_dma_address(&sg[1]), "dma");
	dma_sync_sg_for_cpu(dev, sg, 2, DMA_BIDIRECTIONAL);
	assert_memory_equal(more, "dma", 3);
	memcpy(more, "cpu", 3);
	dma_sync_sg_for_device(dev, sg, 2, DMA_BIDIRECTIONAL);
	device_reads(sg_dma_address(&sg[1]), "cpu");
	device_writes(sg_dma_address(&sg[0]), "last");
	dma_unmap_sg(dev, sg, 2, DMA_BIDIRECTIONAL);
	assert_memory_equal(mem, "last", 4);
	kfree(more);
	nothing_was_told();
}

static void coherent_memory_needs_no_sync(void **state)
{
	dma_addr_t addr;
	char *ring = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);

	assert_int_equal(ring[0], 0);
	strcpy(ring, "cpu");
	device_reads(addr, "cpu");
	device_writes(addr, "dma");
	assert_string_equal(ring, "dma");
	dma_free_coherent(dev, PAGE_SIZE, ring, addr);
	nothing_was_told();
}

static void coherent_memory_for_those_who_cant_sleep_needs_no_sync(void **state)
{
	dma_addr_t addr;
	char *ring = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_ATOMIC);

	assert_non_null(ring);
	strcpy(ring, "cpu");
	device_reads(addr, "cpu");
	device_writes(addr, "dma");
	assert_string_equal(ring, "dma");
	dma_free_coherent(dev, PAGE_SIZE, ring, addr);
	nothing_was_told();
}

/* the same page, for somebody else: the allocator gives it out again soon */
static char *page_again(const char *wanted, struct page **taken, unsigned int n)
{
	char *at = NULL;
	unsigned int i;

	for (i = 0; i < n; i++) {
		taken[i] = at == wanted ? NULL : alloc_page(GFP_KERNEL);
		if (taken[i])
			at = page_address(taken[i]);
	}
	return at == wanted ? at : NULL;
}

static void freed_coherent_memory_is_cached_again(void **state)
{
	struct page *taken[64];
	char *ring, *page;
	dma_addr_t addr;
	unsigned int i;

	ring = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);
	page = phys_to_virt(dma_to_phys(dev, addr));
	dma_free_coherent(dev, PAGE_SIZE, ring, addr);
	page = page_again(page, taken, ARRAY_SIZE(taken));
	assert_non_null(page);
	machine_grant(master, addr, PAGE_SIZE, MACHINE_READ);
	memset(page, 0, 64);
	arch_sync_dma_for_device(virt_to_phys(page), 64, DMA_TO_DEVICE);
	strcpy(page, "cpu");
	device_reads(addr, "");
	machine_revoke(master, addr, PAGE_SIZE, MACHINE_READ);
	for (i = 0; i < ARRAY_SIZE(taken); i++)
		if (taken[i])
			__free_page(taken[i]);
}

static void objects_of_a_pool_need_no_sync(void **state)
{
	struct dma_pool *pool = dma_pool_create("descs", dev, 32, 32, 0);
	dma_addr_t a, b;
	char *first = dma_pool_alloc(pool, GFP_KERNEL, &a);
	char *second = dma_pool_zalloc(pool, GFP_KERNEL, &b);

	strcpy(first, "first");
	strcpy(second, "second");
	device_reads(a, "first");
	device_writes(b, "dma");
	assert_memory_equal(second, "dmaond", 6);
	dma_pool_free(pool, first, a);
	dma_pool_free(pool, second, b);
	dma_pool_destroy(pool);
	nothing_was_told();
}

static void pages_for_streaming_do(void **state)
{
	dma_addr_t addr;
	struct page *page = dma_alloc_pages(dev, PAGE_SIZE, &addr, DMA_BIDIRECTIONAL, GFP_KERNEL);
	char *at = page_address(page);

	strcpy(at, "cpu");
	dma_sync_single_for_device(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	device_reads(addr, "cpu");
	device_writes(addr, "dma");
	dma_sync_single_for_cpu(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	assert_string_equal(at, "dma");
	dma_free_pages(dev, PAGE_SIZE, page, addr, DMA_BIDIRECTIONAL);
	nothing_was_told();
}

static void only_such_devices_need_sync(void **state)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	assert_true(dma_need_sync(dev, addr));
	dev->dma_coherent = true;
	assert_false(dma_need_sync(dev, addr));
	dma_unmap_single(dev, addr, SIZE, DMA_TO_DEVICE);
}

/* ---- mistakes ----------------------------------------------------------- */

static void a_forgotten_sync_for_the_device_is_told(void **state)
{
	dma_addr_t addr = map(DMA_TO_DEVICE);

	strcpy(mem, "new");
	device_reads(addr, "mmm");
	assert_int_equal(log_count("maptest: 3 bytes at"), 1);
	assert_int_equal(log_count("that it read are old: the CPU wrote new ones and nobody "
				   "cleaned its cache; dma_sync_single_for_device() is missing; "
				   "mapping ["),
			 1);
	dma_sync_single_for_device(dev, addr, SIZE, DMA_TO_DEVICE);
	device_reads(addr, "new");
	dma_unmap_single(dev, addr, SIZE, DMA_TO_DEVICE);
}

/* who looks too early is seen where that is switched on */
static void a_forgotten_sync_for_the_cpu_is_told(void **state)
{
	dma_addr_t addr = map(DMA_FROM_DEVICE);
	char why[64];

	assert_int_equal(boot_param_set("cache_watch=on", why, sizeof(why)), 0);
	device_writes(addr, "first");
	assert_int_equal(*(volatile char *)mem, 'm');
	dma_unmap_single(dev, addr, SIZE, DMA_FROM_DEVICE);
	assert_memory_equal(mem, "first", 5);
	assert_int_equal(log_count("maptest: what it wrote to 0x"), 1);
	assert_int_equal(
		log_count("looked for in an old cache line by "
			  "a_forgotten_sync_for_the_cpu_is_told (mapping/test_noncoherent.c"),
		1);
}

static void leaving_the_caches_alone_has_its_price(void **state)
{
	dma_addr_t addr =
		dma_map_single_attrs(dev, mem, SIZE, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);
	char data[3];

	assert_int_equal(machine_bus_access(master, addr, data, 3, MACHINE_READ), 0);
	assert_int_equal(log_count("that it read are old"), 1);
	dma_sync_single_for_device(dev, addr, SIZE, DMA_BIDIRECTIONAL);
	device_writes(addr, "dma");
	dma_unmap_single_attrs(dev, addr, SIZE, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);
	assert_int_equal(mem[0], 'm');
}

static void writing_to_a_buffer_that_the_device_has_is_lost(void **state)
{
	dma_addr_t addr = map(DMA_FROM_DEVICE);

	mem[200] = 'c';
	device_writes(addr, "dma");
	dma_unmap_single(dev, addr, SIZE, DMA_FROM_DEVICE);
	assert_int_equal(mem[200], 'm');
	assert_int_equal(log_count("1 bytes at"), 1);
	assert_int_equal(log_count("that the CPU wrote are lost"), 1);
}

static void a_buffer_that_shares_a_line_suffers(void **state)
{
	/* half a line is the buffer, what is behind it somebody else's */
	dma_addr_t addr = dma_map_single(dev, mem, 32, DMA_FROM_DEVICE);

	device_writes(addr, "abc");
	mem[32] = 'n';
	dma_unmap_single(dev, addr, 32, DMA_FROM_DEVICE);
	assert_int_equal(mem[0], 'm');
	assert_int_equal(mem[32], 'n');
	assert_int_equal(log_count("dma_get_cache_alignment() is what to align the buffer to"), 1);
	assert_int_equal(log_count("maptest: 3 bytes at"), 1);
}

/* ---- alignment ---------------------------------------------------------- */

static void objects_of_kmalloc_share_no_line(void **state)
{
	static const gfp_t zones[] = { GFP_KERNEL, GFP_KERNEL | GFP_DMA };
	size_t size;
	u8 *a, *b;
	int i;

	assert_int_equal(dma_get_cache_alignment(), MACHINE_CACHE_LINE);
	assert_int_equal(dma_get_cache_alignment(), ARCH_DMA_MINALIGN);
	for (i = 0; i < ARRAY_SIZE(zones); i++) {
		for (size = 1; size <= 3 * PAGE_SIZE; size += size < 300 ? 1 : 61) {
			a = kmalloc(size, zones[i]);
			b = kmalloc(size, zones[i]);
			assert_int_equal((unsigned long)a % MACHINE_CACHE_LINE, 0);
			assert_int_equal((unsigned long)b % MACHINE_CACHE_LINE, 0);
			assert_true(ALIGN((unsigned long)a + size, MACHINE_CACHE_LINE) <=
					    (unsigned long)b ||
				    ALIGN((unsigned long)b + size, MACHINE_CACHE_LINE) <=
					    (unsigned long)a);
			a = krealloc(a, size + 100, zones[i]);
			assert_int_equal((unsigned long)a % MACHINE_CACHE_LINE, 0);
			kfree(a);
			kfree(b);
		}
	}
}

static void what_devres_allocates_shares_no_line_either(void **state)
{
	u8 *mine = devm_kmalloc(dev, 5, GFP_KERNEL);

	assert_int_equal((unsigned long)mine % MACHINE_CACHE_LINE, 0);
	devm_kfree(dev, mine);
}

/* ---- on another CPU ----------------------------------------------------- */

/**
 * struct neighbour - a task that counts in the byte behind a buffer, all the time
 * @lost: how often it did not find what it had written
 */
struct neighbour {
	volatile u8 *byte;
	unsigned int rounds, lost;
	struct completion done;
};

static int neighbour_counts(void *arg)
{
	struct neighbour *n = arg;
	u8 value = *n->byte;
	unsigned int i;

	for (i = 0; i < n->rounds; i++) {
		if (*n->byte != value) {
			n->lost++;
			value = *n->byte;
		}
		*n->byte = ++value;
		if (!(i % 16))
			cond_resched();
	}
	complete(&n->done);
	return 0;
}

static void a_neighbour_on_another_cpu_loses_nothing(void **state)
{
	struct neighbour n = { .byte = (u8 *)mem + 48, .rounds = 20000 };

	init_completion(&n.done);
	assert_false(IS_ERR(kthread_run(neighbour_counts, &n, "neighbour")));
	while (!try_wait_for_completion(&n.done)) {
		dma_addr_t addr = dma_map_single(dev, mem, 48, DMA_FROM_DEVICE);

		device_writes(addr, "dma");
		dma_unmap_single(dev, addr, 48, DMA_FROM_DEVICE);
		cond_resched();
	}
	assert_int_equal(n.lost, 0);
}

#define apart_test(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		apart_test(mapping_shows_the_device_what_the_cpu_wrote),
		apart_test(unmapping_shows_the_cpu_what_the_device_wrote),
		apart_test(syncs_hand_a_buffer_to_and_fro),
		apart_test(a_part_of_a_buffer_is_synced_alone),
		apart_test(every_entry_of_a_list_is_synced),
		apart_test(coherent_memory_needs_no_sync),
		apart_test(coherent_memory_for_those_who_cant_sleep_needs_no_sync),
		apart_test(freed_coherent_memory_is_cached_again),
		apart_test(objects_of_a_pool_need_no_sync),
		apart_test(pages_for_streaming_do),
		apart_test(only_such_devices_need_sync),
		apart_test(a_forgotten_sync_for_the_device_is_told),
		apart_test(a_forgotten_sync_for_the_cpu_is_told),
		apart_test(leaving_the_caches_alone_has_its_price),
		apart_test(writing_to_a_buffer_that_the_device_has_is_lost),
		apart_test(a_buffer_that_shares_a_line_suffers),
		apart_test(objects_of_kmalloc_share_no_line),
		apart_test(what_devres_allocates_shares_no_line_either),
		apart_test(a_neighbour_on_another_cpu_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
