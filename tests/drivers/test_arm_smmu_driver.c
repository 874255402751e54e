// SPDX-License-Identifier: MIT
/* The ARM SMMU's driver: domains, faults, and what it does when it has no more. */
#include <linux/sizes.h>
#include <linux/slab.h>

#include "smmu_fixture.h"

static const char *const strict[] = { "iommu.strict=1", NULL };
static const char *const passthrough[] = { "iommu.passthrough=1", NULL };
static const char *const open_door[] = { "arm_smmu.disable_bypass=0", NULL };

static struct device *dev;

static int start_with(unsigned int count, const char *const *params)
{
	int err = smmu_start(count, "dma-coherent;", params, 1);

	dev = masters[0];
	return err;
}

static int start_strict(void **state)
{
	return start_with(2, strict);
}

static int start_passthrough(void **state)
{
	return start_with(2, passthrough);
}

static int start_open(void **state)
{
	return start_with(2, open_door);
}

static int start_many(void **state)
{
	return start_with(SMMU_MASTERS, strict);
}

/* without the DMA checker: what is mapped past the DMA API is none of its business */
static int start_bare(void **state)
{
	int err = smmu_start(2, "dma-coherent;", strict, 0);

	dev = masters[0];
	return err;
}

/* ---- what it finds ------------------------------------------------------- */

static void says_what_it_found(void **state)
{
	static const char *const lines[] = {
		"arm-smmu 50000000.iommu: probing hardware configuration...",
		"arm-smmu 50000000.iommu: SMMUv2 with:",
		"arm-smmu 50000000.iommu: \tstage 1 translation",
		"arm-smmu 50000000.iommu: \tstage 2 translation",
		"arm-smmu 50000000.iommu: \tcoherent table walk",
		"arm-smmu 50000000.iommu: \tstream matching with 32 register groups",
		"arm-smmu 50000000.iommu: \t4 context banks (0 stage-2 only)",
		"arm-smmu 50000000.iommu: \tSupported page sizes: 0x62215000",
		"arm-smmu 50000000.iommu: \tStage-1: 48-bit VA -> 48-bit IPA",
		"arm-smmu 50000000.iommu: \tStage-2: 48-bit IPA -> 48-bit PA",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		assert_int_equal(log_lines(lines[i]), 1);
}

static void each_device_has_a_group_of_its_own(void **state)
{
	struct iommu_group *a = iommu_group_get(masters[0]), *b = iommu_group_get(masters[1]);

	assert_non_null(a);
	assert_non_null(b);
	assert_ptr_not_equal(a, b);
	iommu_group_put(a);
	iommu_group_put(b);
}

static void knows_what_it_can_do(void **state)
{
	assert_true(device_iommu_capable(dev, IOMMU_CAP_CACHE_COHERENCY));
	assert_true(device_iommu_capable(dev, IOMMU_CAP_NOEXEC));
	assert_false(device_iommu_capable(dev, IOMMU_CAP_DIRTY_TRACKING));
}

/* ---- faults -------------------------------------------------------------- */

static void a_fault_is_told_in_linuxs_words(void **state)
{
	char byte;

	assert_false(can_read(0, 0x1000, &byte, 1));
	assert_int_equal(log_lines("arm-smmu 50000000.iommu: Unhandled context fault: fsr=0x402, "
				   "iova=0x00001000, fsynr=0x0, cbfrsynra=0x11, cb=0"), 1);
	assert_false(can_write(1, 0x123456789000, &byte, 1));
	assert_int_equal(log_lines("Unhandled context fault: fsr=0x402, iova=0x123456789000, "
				   "fsynr=0x10010, cbfrsynra=0x12, cb=1"), 1);
	/* hardware's side of it, and the checker's */
	assert_int_equal(log_lines("bus: 60000000.master: read of 1 bytes at 0x0000000000001000: "
				   "translation fault (iommu@50000000, stream 0x11)"), 1);
	assert_true(log_lines("DMA checker: 60000000.master: read of 1 bytes at "
			      "0x0000000000001000 is not mapped") >= 1);
}

static struct { unsigned int count; unsigned long iova; int flags; void *token; } told;

static int on_fault(struct iommu_domain *domain, struct device *who, unsigned long iova, int flags,
		    void *token)
{
	told.count++;
	told.iova = iova;
	told.flags = flags;
	told.token = token;
	return 0;
}

static void a_fault_goes_to_whoever_wants_it(void **state)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(dev);
	char byte = 0;

	memset(&told, 0, sizeof(told));
	iommu_set_fault_handler(domain, on_fault, &told);
	assert_false(can_read(0, 0x5008, &byte, 1));
	assert_int_equal(told.count, 1);
	assert_int_equal(told.iova, 0x5008);
	assert_int_equal(told.flags, IOMMU_FAULT_READ);
	assert_ptr_equal(told.token, &told);
	assert_false(can_write(0, 0x6000, &byte, 1));
	assert_int_equal(told.flags, IOMMU_FAULT_WRITE);
	assert_int_equal(log_lines("Unhandled context fault"), 0);
	iommu_set_fault_handler(domain, NULL, NULL);
}

static void a_storm_of_faults_does_not_fill_the_log(void **state)
{
	unsigned int i;
	char byte;

	for (i = 0; i < 200; i++)
		assert_false(can_read(0, 0x1000 + i * 0x1000, &byte, 1));
	assert_in_range(log_lines("Unhandled context fault"), 1, 20);
}

/* ---- domains ------------------------------------------------------------- */

static void an_identity_domain_lets_pass(void **state)
{
	char *buf = (char *)__get_free_page(GFP_KERNEL), byte;
	dma_addr_t addr = dma_map_single(dev, buf, PAGE_SIZE, DMA_TO_DEVICE);

	assert_int_equal(addr, virt_to_phys(buf));
	assert_true(can_read(0, addr, &byte, 1));
	dma_unmap_single(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	/* what keeps the device out now is the checker */
	assert_false(can_read(0, addr, &byte, 1));
	assert_int_equal(log_lines("context fault"), 0);
	free_page((unsigned long)buf);
}

static void an_unknown_stream_passes_if_the_door_is_open(void **state)
{
	char *buf = (char *)__get_free_page(GFP_KERNEL), byte;
	struct platform_device *pdev = to_platform_device(masters[1]);

	machine_checker_set(false);
	platform_device_del(pdev);
	assert_true(can_read(1, virt_to_phys(buf), &byte, 1));
	machine_checker_set(true);
	platform_device_put(pdev);
	free_page((unsigned long)buf);
}

static struct iommu_domain *own_domain(void)
{
	struct iommu_domain *domain;

	device_release_driver(dev);
	domain = iommu_domain_alloc(&platform_bus_type);
	assert_non_null(domain);
	assert_int_equal(iommu_attach_device(domain, dev), 0);
	return domain;
}

static void own_domain_end(struct iommu_domain *domain)
{
	iommu_detach_device(domain, dev);
	iommu_domain_free(domain);
	assert_int_equal(device_attach(dev), 1);
}

static void a_domain_of_ones_own_maps_what_one_says(void **state)
{
	struct iommu_domain *domain = own_domain();
	char *buf = (char *)__get_free_pages(GFP_KERNEL, 1), byte = 0;
	u64 base = 0x80000000;

	strcpy(buf + PAGE_SIZE, "hello");
	assert_int_equal(iommu_map(domain, SZ_1M, virt_to_phys(buf), 2 * PAGE_SIZE, IOMMU_READ), 0);
	assert_int_equal(iommu_iova_to_phys(domain, SZ_1M + PAGE_SIZE + 1),
			 virt_to_phys(buf) + PAGE_SIZE + 1);
	assert_true(can_read(0, SZ_1M + PAGE_SIZE, &byte, 1));
	assert_int_equal(byte, 'h');
	assert_false(can_write(0, SZ_1M, &byte, 1));
	/* blocks of 2 MiB and 1 GiB */
	assert_int_equal(iommu_map(domain, SZ_4M, base, SZ_2M, IOMMU_READ), 0);
	assert_int_equal(iommu_map(domain, SZ_1G, base, SZ_1G, IOMMU_READ), 0);
	assert_true(can_read(0, SZ_1G + (virt_to_phys(buf) + PAGE_SIZE - base), &byte, 1));
	assert_int_equal(byte, 'h');
	assert_int_equal(smmu_master_reach(0, SZ_4M, SZ_1G, 0), SZ_2M);
	own_domain_end(domain);
	free_pages((unsigned long)buf, 1);
}

static void a_block_can_lose_a_page(void **state)
{
	struct iommu_domain *domain = own_domain();
	char byte;

	assert_int_equal(iommu_map(domain, SZ_2M, 0x80000000, SZ_2M, IOMMU_READ), 0);
	/* looking fills the TLB as reading does, and much of this is nobody's memory */
	assert_int_equal(smmu_master_reach(0, SZ_2M, SZ_4M, 0), SZ_2M);
	assert_int_equal(iommu_unmap(domain, SZ_2M + SZ_64K, PAGE_SIZE), PAGE_SIZE);
	assert_false(can_read(0, SZ_2M + SZ_64K, &byte, 1));
	assert_int_equal(smmu_master_reach(0, SZ_2M, SZ_4M, 0), SZ_64K);
	assert_int_equal(smmu_master_reach(0, SZ_2M + SZ_64K + PAGE_SIZE, SZ_4M, 0),
			 SZ_2M - SZ_64K - PAGE_SIZE);
	assert_int_equal(iommu_unmap(domain, SZ_2M, SZ_64K), SZ_64K);
	assert_false(can_read(0, SZ_2M, &byte, 1));
	own_domain_end(domain);
}

static void many_pages_go_in_one_invalidation(void **state)
{
	struct iommu_domain *domain = own_domain();
	unsigned int i;
	char byte;

	assert_int_equal(iommu_map(domain, SZ_1M, 0x80000000 + PAGE_SIZE, 100 * PAGE_SIZE,
				   IOMMU_READ), 0);
	assert_int_equal(smmu_master_reach(0, SZ_1M, SZ_1M, 0), 100 * PAGE_SIZE);
	assert_int_equal(iommu_unmap(domain, SZ_1M, 100 * PAGE_SIZE), 100 * PAGE_SIZE);
	for (i = 0; i < 100; i++)
		assert_false(can_read(0, SZ_1M + i * PAGE_SIZE, &byte, 1));
	own_domain_end(domain);
}

/* ---- exhaustion ---------------------------------------------------------- */

/* the fifth device finds no context bank, and is refused; when another goes, there is one */
static void a_device_too_many_gets_no_context_bank(void **state)
{
	unsigned int i, bound = 0;
	struct iommu_domain *domain;
	char *buf = (char *)__get_free_page(GFP_KERNEL), byte;

	for (i = 0; i < SMMU_MASTERS; i++) {
		dma_addr_t addr;

		if (!masters[i])
			continue;
		addr = dma_map_single(masters[i], buf, PAGE_SIZE, DMA_TO_DEVICE);
		if (dma_mapping_error(masters[i], addr))
			continue;
		if (iommu_get_domain_for_dev(masters[i]) && can_read(i, addr, &byte, 1))
			bound++;
		dma_unmap_single(masters[i], addr, PAGE_SIZE, DMA_TO_DEVICE);
	}
	assert_int_equal(bound, SMMU_CONTEXTS);
	assert_int_equal(log_lines("arm-smmu 50000000.iommu: no free context bank: all 4 are in use"),
			 1);
	/* nor does one who wants a domain of his own */
	device_release_driver(dev);
	domain = iommu_domain_alloc(&platform_bus_type);
	assert_non_null(domain);
	assert_int_equal(iommu_attach_device(domain, dev), -ENOSPC);
	iommu_domain_free(domain);
	assert_int_equal(device_attach(dev), 1);
	free_page((unsigned long)buf);
}

#define in(start, test) cmocka_unit_test_setup_teardown(test, start, smmu_stop)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		in(start_strict, says_what_it_found),
		in(start_strict, each_device_has_a_group_of_its_own),
		in(start_strict, knows_what_it_can_do),
		in(start_strict, a_fault_is_told_in_linuxs_words),
		in(start_strict, a_fault_goes_to_whoever_wants_it),
		in(start_strict, a_storm_of_faults_does_not_fill_the_log),
		in(start_passthrough, an_identity_domain_lets_pass),
		in(start_open, an_unknown_stream_passes_if_the_door_is_open),
		in(start_bare, a_domain_of_ones_own_maps_what_one_says),
		in(start_bare, a_block_can_lose_a_page),
		in(start_bare, many_pages_go_in_one_invalidation),
		in(start_many, a_device_too_many_gets_no_context_bank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
