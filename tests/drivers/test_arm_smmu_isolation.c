// SPDX-License-Identifier: MIT
/*
 * What a device behind an SMMU can reach: what is mapped for it, in the mapped
 * direction, while it is mapped, and nothing else. The DMA checker is off: it
 * is the hardware that refuses. Each test runs with stage 1 tables, strict and
 * lazy, with stage 2 tables, and with a walker that isn't coherent.
 */
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "smmu_fixture.h"

#define BUF_PAGES	8

static const char *const strict[] = { "iommu.strict=1", NULL };
static const char *const lazy[] = { "iommu.strict=0", NULL };
static const char *const stage2[] = { "iommu.strict=1", "arm_smmu.force_stage=2", NULL };

static bool is_lazy, is_stage2;
static char *buf;
static struct device *dev;

static int start_in(const char *walk, const char *const *params)
{
	int err = smmu_start(2, walk, params, 0);

	is_lazy = params == lazy;
	is_stage2 = params == stage2;
	dev = masters[0];
	if (!err && !dev)
		return -ENODEV;
	buf = err ? NULL : (char *)__get_free_pages(GFP_KERNEL, get_order(BUF_PAGES * PAGE_SIZE));
	if (buf)
		memset(buf, 0x5c, BUF_PAGES * PAGE_SIZE);
	return err ? err : buf ? 0 : -ENOMEM;
}

static int start_strict(void **state)
{
	return start_in("dma-coherent;", strict);
}

static int start_lazy(void **state)
{
	return start_in("dma-coherent;", lazy);
}

static int start_stage2(void **state)
{
	return start_in("dma-coherent;", stage2);
}

static int start_not_coherent(void **state)
{
	return start_in("", strict);
}

static int stop(void **state)
{
	free_pages((unsigned long)buf, get_order(BUF_PAGES * PAGE_SIZE));
	return smmu_stop(state);
}

/* nobody has written to the buffer */
static void assert_untouched(const void *mem, size_t len)
{
	const unsigned char *p = mem;
	size_t i;

	for (i = 0; i < len; i++)
		assert_int_equal(p[i], 0x5c);
}

/* in lazy mode, what was invalidated late is gone after this */
static void flushed(void)
{
	if (is_lazy)
		iommu_flush_iotlb_all(iommu_get_domain_for_dev(dev));
}

static dma_addr_t map(void *mem, size_t len, enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(dev, mem, len, dir);

	assert_false(dma_mapping_error(dev, addr));
	return addr;
}

/* ---- nothing is mapped --------------------------------------------------- */

static void before_anything_is_mapped_nothing_is_reached(void **state)
{
	static const u64 more[] = {
		0, 1, 0xfff, SZ_1M, 0x3fffffff, 0x40000000, 0x50000000, 0x50000020, 0x60000000,
		0x80000000, 0x9fffffff, 0xa0000000, 0xfffff000, 0xffffffff, 0x100000000ull,
		1ull << 40, (1ull << 48) - 1, 1ull << 48, 1ull << 63, ~0ull,
	};
	unsigned int i;

	assert_unreachable(0, virt_to_phys(buf));
	assert_unreachable(0, virt_to_phys(masters));
	for (i = 0; i < ARRAY_SIZE(more); i++)
		assert_unreachable(0, more[i]);
	assert_untouched(buf, BUF_PAGES * PAGE_SIZE);
}

/* ---- what is mapped, and its edges --------------------------------------- */

static void around_a_mapping_nothing_is_reached(void **state)
{
	dma_addr_t addr = map(buf + PAGE_SIZE, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);

	assert_reachable(0, addr);
	assert_reachable(0, addr + 2 * PAGE_SIZE - 1);
	assert_unreachable(0, addr - 1);
	assert_unreachable(0, addr - PAGE_SIZE);
	assert_unreachable(0, addr + 2 * PAGE_SIZE);
	assert_unreachable(0, addr + 3 * PAGE_SIZE);
	/* where it lies in memory is no address of the device's */
	assert_unreachable(0, virt_to_phys(buf + PAGE_SIZE));
	dma_unmap_single(dev, addr, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);
	assert_untouched(buf, BUF_PAGES * PAGE_SIZE);
}

static void an_access_that_begins_inside_ends_at_the_edge(void **state)
{
	dma_addr_t addr = map(buf, PAGE_SIZE, DMA_BIDIRECTIONAL);
	static char data[2 * PAGE_SIZE];

	memset(data, 0xee, sizeof(data));
	assert_int_equal(smmu_master_reach(0, addr, SZ_64K, true), PAGE_SIZE);
	assert_false(can_write(0, addr, data, sizeof(data)));
	assert_untouched(buf + PAGE_SIZE, (BUF_PAGES - 1) * PAGE_SIZE);
	dma_unmap_single(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
}

static void between_two_mappings_nothing_is_reached(void **state)
{
	dma_addr_t a = map(buf, PAGE_SIZE, DMA_BIDIRECTIONAL);
	dma_addr_t hole = map(buf + PAGE_SIZE, PAGE_SIZE, DMA_BIDIRECTIONAL);
	dma_addr_t b = map(buf + 2 * PAGE_SIZE, PAGE_SIZE, DMA_BIDIRECTIONAL);

	assert_reachable(0, hole);
	dma_unmap_single(dev, hole, PAGE_SIZE, DMA_BIDIRECTIONAL);
	flushed();
	assert_reachable(0, a);
	assert_reachable(0, b);
	assert_unreachable(0, hole);
	assert_unreachable(0, hole + PAGE_SIZE - 1);
	dma_unmap_single(dev, a, PAGE_SIZE, DMA_BIDIRECTIONAL);
	dma_unmap_single(dev, b, PAGE_SIZE, DMA_BIDIRECTIONAL);
	assert_untouched(buf, BUF_PAGES * PAGE_SIZE);
}

static void after_unmapping_nothing_is_reached(void **state)
{
	dma_addr_t addr = map(buf, BUF_PAGES * PAGE_SIZE, DMA_BIDIRECTIONAL);
	unsigned int i;

	for (i = 0; i < BUF_PAGES; i++)
		assert_reachable(0, addr + i * PAGE_SIZE);
	dma_unmap_single(dev, addr, BUF_PAGES * PAGE_SIZE, DMA_BIDIRECTIONAL);
	flushed();
	for (i = 0; i < BUF_PAGES; i++)
		assert_unreachable(0, addr + i * PAGE_SIZE);
	assert_untouched(buf, BUF_PAGES * PAGE_SIZE);
}

/* stage 1 tables know no page that can only be written */
static void in_the_wrong_direction_nothing_is_reached(void **state)
{
	dma_addr_t to = map(buf, PAGE_SIZE, DMA_TO_DEVICE);
	dma_addr_t from = map(buf + PAGE_SIZE, PAGE_SIZE, DMA_FROM_DEVICE);
	unsigned char byte = 0xee;

	assert_true(can_read(0, to, &byte, 1));
	assert_int_equal(byte, 0x5c);
	assert_false(can_write(0, to, "!", 1));
	assert_untouched(buf, PAGE_SIZE);

	byte = 0xee;
	assert_int_equal(can_read(0, from, &byte, 1), !is_stage2);
	assert_int_equal(byte, is_stage2 ? 0xee : 0x5c);
	assert_true(can_write(0, from, "!", 1));
	assert_int_equal(buf[PAGE_SIZE], '!');
	dma_unmap_single(dev, to, PAGE_SIZE, DMA_TO_DEVICE);
	dma_unmap_single(dev, from, PAGE_SIZE, DMA_FROM_DEVICE);
}

static void another_device_reaches_nothing(void **state)
{
	dma_addr_t addr = map(buf, PAGE_SIZE, DMA_BIDIRECTIONAL);

	assert_reachable(0, addr);
	assert_unreachable(1, addr);
	assert_reachable(0, addr);
	dma_unmap_single(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	assert_untouched(buf, BUF_PAGES * PAGE_SIZE);
}

/* ---- the end of a driver, and of a device -------------------------------- */

static void after_unbinding_nothing_is_reached(void **state)
{
	dma_addr_t addr = map(buf, PAGE_SIZE, DMA_BIDIRECTIONAL), coherent;
	void *mem = dmam_alloc_coherent(dev, PAGE_SIZE, &coherent, GFP_KERNEL);

	assert_non_null(mem);
	assert_reachable(0, addr);
	assert_reachable(0, coherent);
	dma_unmap_single(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	device_release_driver(dev);
	flushed();
	assert_unreachable(0, addr);
	assert_unreachable(0, coherent);
	assert_unreachable(0, virt_to_phys(buf));
	assert_int_equal(device_attach(dev), 1);
	/* and mapping goes on */
	addr = map(buf, PAGE_SIZE, DMA_BIDIRECTIONAL);
	assert_reachable(0, addr);
	dma_unmap_single(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	assert_untouched(buf, BUF_PAGES * PAGE_SIZE);
}

static void a_device_that_is_gone_reaches_nothing(void **state)
{
	struct platform_device *pdev = to_platform_device(masters[1]);
	dma_addr_t addr = dma_map_single(masters[1], buf, PAGE_SIZE, DMA_BIDIRECTIONAL);

	assert_reachable(1, addr);
	dma_unmap_single(masters[1], addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	platform_device_del(pdev);
	assert_unreachable(1, addr);
	assert_unreachable(1, virt_to_phys(buf));
	assert_int_equal(log_lines("Unexpected global fault") +
			 log_lines("Blocked unknown Stream ID") > 0, 1);
	platform_device_put(pdev);
	assert_untouched(buf, BUF_PAGES * PAGE_SIZE);
}

static void while_another_owns_the_device_it_reaches_nothing(void **state)
{
	struct iommu_group *group;
	int owner;

	device_release_driver(dev);
	group = iommu_group_get(dev);
	assert_non_null(group);
	assert_int_equal(iommu_group_claim_dma_owner(group, &owner), 0);
	assert_unreachable(0, virt_to_phys(buf));
	assert_unreachable(0, 0);
	iommu_group_release_dma_owner(group);
	iommu_group_put(group);
	assert_unreachable(0, virt_to_phys(buf));
	assert_int_equal(device_attach(dev), 1);
}

/* ---- at random ----------------------------------------------------------- */

#define SLOTS	16
#define ROUNDS	2000

struct slot {
	dma_addr_t addr;
	enum dma_data_direction dir;
	unsigned int pages;	/* 0: free */
	unsigned int first;	/* page of the buffer */
};

static bool slot_allows(const struct slot *slots, u64 addr, bool write)
{
	unsigned int i;

	for (i = 0; i < SLOTS; i++) {
		const struct slot *s = &slots[i];

		if (!s->pages || addr - s->addr >= s->pages * PAGE_SIZE)
			continue;
		return write ? s->dir != DMA_TO_DEVICE
			     : s->dir != DMA_FROM_DEVICE || !is_stage2;
	}
	return false;
}

/* an address that is, was or may be interesting */
static u64 some_address(struct rnd_state *rnd, const struct slot *slots)
{
	const struct slot *s = &slots[prandom_u32_state(rnd) % SLOTS];
	u32 r = prandom_u32_state(rnd);

	switch (r % 8) {
	case 0:
		return s->addr - 1 - r / 8 % PAGE_SIZE;
	case 1:
		return s->addr + s->pages * PAGE_SIZE + r / 8 % PAGE_SIZE;
	case 2:
		return virt_to_phys(buf) + r / 8 % (BUF_PAGES * PAGE_SIZE);
	case 3:
		return (u64)r << (prandom_u32_state(rnd) % 33);
	default:
		return s->addr + r / 8 % (4 * PAGE_SIZE);
	}
}

static void slot_change(struct rnd_state *rnd, struct slot *s)
{
	static const enum dma_data_direction dirs[] = { DMA_TO_DEVICE, DMA_FROM_DEVICE,
							DMA_BIDIRECTIONAL };
	if (s->pages) {
		dma_unmap_single(dev, s->addr, s->pages * PAGE_SIZE, s->dir);
		flushed();
		s->pages = 0;
		return;
	}
	s->dir = dirs[prandom_u32_state(rnd) % 3];
	s->first = prandom_u32_state(rnd) % (BUF_PAGES - 3);
	s->pages = 1 + prandom_u32_state(rnd) % 4;
	s->addr = map(buf + s->first * PAGE_SIZE, s->pages * PAGE_SIZE, s->dir);
}

static void at_random_addresses_the_mappings_decide(void **state)
{
	struct slot slots[SLOTS] = { };
	unsigned int i, refused = 0;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 4);
	for (i = 0; i < ROUNDS; i++) {
		u64 addr = some_address(&rnd, slots);
		bool write = prandom_u32_state(&rnd) & 1, may = slot_allows(slots, addr, write);
		unsigned char byte = 0x5c;

		assert_int_equal(write ? can_write(0, addr, &byte, 1)
				       : can_read(0, addr, &byte, 1), may);
		refused += !may;
		if (prandom_u32_state(&rnd) % 2)
			slot_change(&rnd, &slots[prandom_u32_state(&rnd) % SLOTS]);
	}
	assert_in_range(refused, ROUNDS / 10, ROUNDS);
	for (i = 0; i < SLOTS; i++)
		if (slots[i].pages)
			slot_change(&rnd, &slots[i]);
	assert_untouched(buf, BUF_PAGES * PAGE_SIZE);
}

/* ---- lazy mode's window -------------------------------------------------- */

/*
 * What the device has used lately it may use on after it is unmapped, until the queue of
 * invalidations is flushed. How long is measured and printed.
 */
static void lazy_mode_closes_its_window(void **state)
{
	u64 begin, window, unmaps = 0;
	dma_addr_t addr;
	char byte;

	addr = map(buf, PAGE_SIZE, DMA_TO_DEVICE);
	assert_reachable(0, addr);
	dma_unmap_single(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	begin = ktime_get_ns();
	while (!smmu_master_read(0, addr, &byte, 1))
		usleep_range(50, 100);
	window = ktime_get_ns() - begin;
	smmu_settle();
	print_message("lazy mode, idle: a page can be read for %llu us after it was unmapped\n",
		      window / 1000);
	/* the timer of the queue is set to 10 ms */
	if (!under_threads())
		assert_in_range(window, 1, 20 * NSEC_PER_MSEC);

	addr = map(buf, PAGE_SIZE, DMA_TO_DEVICE);
	assert_reachable(0, addr);
	dma_unmap_single(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	while (!smmu_master_read(0, addr, &byte, 1)) {
		dma_addr_t other = map(buf + PAGE_SIZE, PAGE_SIZE, DMA_TO_DEVICE);

		dma_unmap_single(dev, other, PAGE_SIZE, DMA_TO_DEVICE);
		unmaps++;
	}
	smmu_settle();
	print_message("lazy mode, busy: it can be read until %llu more pages were unmapped\n",
		      unmaps);
	assert_in_range(unmaps, 0, 256);
}

/* what it has not used since it was mapped it cannot use at all */
static void lazy_mode_has_no_window_for_what_was_not_used(void **state)
{
	dma_addr_t addr = map(buf, PAGE_SIZE, DMA_BIDIRECTIONAL);

	dma_unmap_single(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	assert_unreachable(0, addr);
	assert_untouched(buf, BUF_PAGES * PAGE_SIZE);
}

static void strict_mode_has_no_window(void **state)
{
	dma_addr_t addr = map(buf, PAGE_SIZE, DMA_BIDIRECTIONAL);

	assert_reachable(0, addr);
	dma_unmap_single(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	assert_unreachable(0, addr);
	print_message("strict mode: the first access after unmapping is refused\n");
	assert_untouched(buf, BUF_PAGES * PAGE_SIZE);
}

#define in(start, test) cmocka_unit_test_setup_teardown(test, start, stop)
#define everywhere(test) \
	in(start_strict, test), in(start_lazy, test), in(start_stage2, test), \
		in(start_not_coherent, test)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		everywhere(before_anything_is_mapped_nothing_is_reached),
		everywhere(around_a_mapping_nothing_is_reached),
		everywhere(an_access_that_begins_inside_ends_at_the_edge),
		everywhere(between_two_mappings_nothing_is_reached),
		everywhere(after_unmapping_nothing_is_reached),
		everywhere(in_the_wrong_direction_nothing_is_reached),
		everywhere(another_device_reaches_nothing),
		everywhere(after_unbinding_nothing_is_reached),
		everywhere(a_device_that_is_gone_reaches_nothing),
		everywhere(while_another_owns_the_device_it_reaches_nothing),
		everywhere(at_random_addresses_the_mappings_decide),
		in(start_lazy, lazy_mode_closes_its_window),
		in(start_lazy, lazy_mode_has_no_window_for_what_was_not_used),
		in(start_strict, strict_mode_has_no_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
