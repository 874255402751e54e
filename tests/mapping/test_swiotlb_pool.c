// SPDX-License-Identifier: MIT
/* Where pools of bounce buffers come from: "swiotlb=", the machine, restricted-dma-pool. */
#include <linux/bus_dma_region.h>
#include <linux/dma-direct.h>
#include <linux/dmapool.h>
#include <linux/of.h>
#include <linux/of_device.h>
#include <linux/of_platform.h>
#include <linux/slab.h>

#include "../engine/board_text.h"
#include "bounce_fixture.h"

static char *heap;

static int setup(void **state)
{
	heap = host_alloc(1 << 20);
	return 0;
}

static int teardown(void **state)
{
	host_free(heap);
	board_text_forget();
	if (dmae_world_running())
		return dmae_world_stop();
	return 0;
}

static void world(const char *board, const char *const *params)
{
	assert_int_equal(bounce_world(board, params), 0);
}

static void world_end(void)
{
	assert_int_equal(mapping_teardown(NULL), 0);
}

/* ---- the parameter ----------------------------------------------------- */

static void the_pool_has_64_mib_unless_told_otherwise(void **state)
{
	world(NULL, NULL);
	assert_int_equal(file_number(POOL "io_tlb_nslabs"), 32768);
	assert_int_equal(swiotlb_size_or_default(), IO_TLB_DEFAULT_SIZE);
	assert_int_equal(swiotlb_max_segment(), IO_TLB_DEFAULT_SIZE);
	assert_true(io_tlb_default_mem.end <= 1ull << 32);
	/* the lowest 16 MiB are for those who ask for them */
	assert_true(io_tlb_default_mem.start >= 0x81000000);
	assert_false(is_swiotlb_force_bounce(dev));
	world_end();
}

static void its_size_is_given_in_slots(void **state)
{
	world(NULL, PARAMS("swiotlb=1000"));
	assert_int_equal(file_number(POOL "io_tlb_nslabs"), 1024);
	world_end();
	world(NULL, PARAMS("swiotlb=0x400,4"));
	assert_int_equal(file_number(POOL "io_tlb_nslabs"), 1024);
	assert_int_equal(io_tlb_default_mem.nareas, 4);
	world_end();
	world(NULL, PARAMS("swiotlb=256,8,force"));
	assert_int_equal(file_number(POOL "io_tlb_nslabs"), 256);
	/* no more areas than segments */
	assert_int_equal(io_tlb_default_mem.nareas, 2);
	assert_true(is_swiotlb_force_bounce(dev));
	assert_true(log_contains("software IO TLB: mapped [mem 0x"));
	world_end();
	/* and the next world has what is usual */
	world(NULL, NULL);
	assert_int_equal(file_number(POOL "io_tlb_nslabs"), 32768);
	assert_false(is_swiotlb_force_bounce(dev));
	world_end();
}

static void without_a_pool_nothing_bounces(void **state)
{
	dma_addr_t addr;

	world(NULL, PARAMS("swiotlb=noforce"));
	assert_false(is_swiotlb_active(dev));
	addr = dma_map_single(dev, heap, 100, DMA_TO_DEVICE);
	assert_int_equal(dma_mapping_error(dev, addr), -ENOMEM);
	assert_true(log_contains("overflow (mask ffffffff, bus limit 0)."));
	assert_true(swiotlb_tbl_map_single(dev, virt_to_phys(heap), 10, 10, 0, DMA_TO_DEVICE, 0) ==
		    (phys_addr_t)DMA_MAPPING_ERROR);
	assert_true(log_contains("Can not allocate SWIOTLB buffer earlier"));
	assert_true(dma_max_mapping_size(dev) == SIZE_MAX);
	assert_int_equal(swiotlb_max_segment(), 0);
	swiotlb_print_info();
	assert_true(log_contains("software IO TLB: No low mem"));
	world_end();
}

static void values_that_are_none_are_refused(void **state)
{
	static const char *const bad[] = { "swiotlb=many", "swiotlb=", "swiotlb", "swiotlb=force,1",
					   "swiotlb=12,9999", "swiotlb=0xffffffffffffffff",
					   "swiotlb=512,forced" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(bounce_world(NULL, PARAMS(bad[i])), -EINVAL);
		assert_non_null(strstr(dmae_error(), "swiotlb"));
		assert_false(dmae_world_running());
	}
}

static void a_pool_can_come_late_and_go(void **state)
{
	dma_addr_t addr;

	world(NULL, PARAMS("swiotlb=256"));
	swiotlb_exit();
	assert_false(is_swiotlb_active(dev));
	assert_true(dma_map_single(dev, heap, 10, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	assert_int_equal(swiotlb_init_late(2 << 20, GFP_KERNEL, NULL), 0);
	assert_int_equal(file_number(POOL "io_tlb_nslabs"), 1024);
	addr = dma_map_single(dev, heap, 10, DMA_TO_DEVICE);
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	dma_unmap_single(dev, addr, 10, DMA_TO_DEVICE);
	world_end();
}

static int refuse_large(void *tlb, unsigned long nslabs)
{
	return nslabs > 1024 ? -ENOMEM : 0;
}

static void a_pool_that_cant_be_prepared_is_halved(void **state)
{
	world(NULL, PARAMS("swiotlb=4096"));
	swiotlb_exit();
	swiotlb_init_remap(true, SWIOTLB_VERBOSE, refuse_large);
	assert_int_equal(io_tlb_default_mem.nslabs, 1024);
	assert_true(log_contains("SWIOTLB bounce buffer size adjusted 4096 -> 1024 slabs"));
	world_end();
}

/* ---- the machine ------------------------------------------------------- */

#define BOARD(cells, memory, rest)							\
	"/dts-v1/;\n"									\
	"/ {\n"										\
	"	compatible = \"test,board\";\n"						\
	"	#address-cells = <" cells ">;\n"					\
	"	#size-cells = <" cells ">;\n"						\
	"	memory@0 { device_type = \"memory\"; reg = <" memory ">; };\n"		\
	rest										\
	"};\n"

static void a_small_machine_has_a_small_pool(void **state)
{
	world(board_text(BOARD("1", "0x20000000 0x400000", "")), NULL);
	assert_int_equal(io_tlb_default_mem.nslabs << IO_TLB_SHIFT, 512 << 10);
	world_end();
	world(board_text(BOARD("1", "0x20000000 0x100000", "")), NULL);
	assert_int_equal(io_tlb_default_mem.nslabs << IO_TLB_SHIFT, 256 << 10);
	world_end();
}

static void a_pool_larger_than_ram_is_halved_until_it_fits(void **state)
{
	world(board_text(BOARD("1", "0x20000000 0x1000000", "")), PARAMS("swiotlb=65536"));
	assert_true(log_contains("Failed to allocate 134217728 bytes tlb structure"));
	assert_true(io_tlb_default_mem.nslabs << IO_TLB_SHIFT >= 4 << 20);
	assert_true(log_contains("SWIOTLB bounce buffer size adjusted 65536 -> "));
	world_end();
}

static void devices_of_24_bits_find_a_part_of_it_in_reach(void **state)
{
	dma_addr_t addr;
	char *mem;

	world(board_text(BOARD("1", "0 0x10000000", "")), NULL);
	assert_int_equal(dma_set_mask_and_coherent(dev, DMA_BIT_MASK(24)), 0);
	memset(heap, 'i', 5000);
	addr = dma_map_single(dev, heap, 5000, DMA_BIDIRECTIONAL);
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	assert_true(addr + 4999 < 1 << 24);
	device_sees(addr, 'i', 5000);
	dma_unmap_single(dev, addr, 5000, DMA_BIDIRECTIONAL);
	/* RAM above, too */
	do
		mem = kmalloc(4096, GFP_KERNEL);
	while (mem && virt_to_phys(mem) < 1 << 24);
	assert_non_null(mem);
	addr = dma_map_single(dev, mem, 4096, DMA_TO_DEVICE);
	assert_true(addr + 4095 < 1 << 24);
	dma_unmap_single(dev, addr, 4096, DMA_TO_DEVICE);
	mapping_teardown(NULL);
}

static void a_30_bit_controller_reaches_the_pool_below_its_ram(void **state)
{
	dma_addr_t addr;

	world(board_text(BOARD("1", "0 0xc0000000", "")), NULL);
	assert_int_equal(dma_set_mask_and_coherent(dev, DMA_BIT_MASK(30)), 0);
	assert_true(io_tlb_default_mem.end <= 1ull << 30);
	addr = dma_map_single(dev, heap, 1 << 16, DMA_TO_DEVICE);
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	assert_true(addr + (1 << 16) <= 1ull << 30);
	dma_unmap_single(dev, addr, 1 << 16, DMA_TO_DEVICE);
	addr = dma_map_page(dev, pfn_to_page(0x80000), 0, 4096, DMA_FROM_DEVICE);
	assert_int_equal(dma_mapping_error(dev, addr), 0);
	assert_true(addr + 4096 <= 1ull << 30);
	dma_unmap_page(dev, addr, 4096, DMA_FROM_DEVICE);
	world_end();
}

static void a_machine_with_high_ram_only_has_its_pool_there(void **state)
{
	world(board_text(BOARD("2", "8 0 0 0x8000000", "")), NULL);
	assert_int_equal(io_tlb_default_mem.start, 0x801000000ull);
	assert_int_equal(dma_set_mask(dev, DMA_BIT_MASK(36)), 0);
	dma_unmap_single(dev, dma_map_single(dev, heap, 10, DMA_TO_DEVICE), 10, DMA_TO_DEVICE);
	assert_false(log_contains("overflow"));
	world_end();
}

/* ---- restricted-dma-pool ----------------------------------------------- */

#define RESTRICTED(pool, more)								\
	BOARD("1", "0x80000000 0x10000000",						\
	"	reserved-memory {\n"							\
	"		#address-cells = <1>;\n"					\
	"		#size-cells = <1>;\n"						\
	"		ranges;\n"							\
	"		pool: wifi@84000000 {\n"					\
	"			compatible = \"restricted-dma-pool\";\n"		\
	"			" pool "\n"						\
	"		};\n"								\
	"	};\n"									\
	"	soc {\n"								\
	"		compatible = \"simple-bus\";\n"					\
	"		#address-cells = <1>;\n"					\
	"		#size-cells = <1>;\n"						\
	"		ranges;\n"							\
	"		device@40000000 { compatible = \"test,wifi\"; reg = <0x40000000 0x1000>;\n" \
	"			memory-region = <&pool>; " more "};\n"			\
	"		device@50000000 { compatible = \"test,wifi\"; reg = <0x50000000 0x1000>;\n" \
	"			memory-region = <&pool>; };\n"				\
	"	};\n")

static struct device *wifi[2];

static int wifi_probe(struct platform_device *p)
{
	wifi[p->dev.of_node->full_name[7] == '5'] = &p->dev;
	return 0;
}

static const struct of_device_id wifi_match[] = { { .compatible = "test,wifi" }, {} };
static struct platform_driver wifi_driver = {
	.probe = wifi_probe,
	.driver = { .name = "wifi", .of_match_table = wifi_match },
};

static void restricted_world(const char *text)
{
	memset(wifi, 0, sizeof(wifi));
	world(board_text(text), NULL);
	assert_int_equal(platform_driver_register(&wifi_driver), 0);
	assert_non_null(wifi[0]);
	assert_non_null(wifi[1]);
}

static void restricted_end(void)
{
	platform_driver_unregister(&wifi_driver);
	world_end();
}

static void all_of_a_restricted_devices_dma_is_in_its_pool(void **state)
{
	char *mem, *coherent;
	dma_addr_t addr;

	restricted_world(RESTRICTED("reg = <0x84000000 0x400000>;", ""));
	assert_true(log_contains("Reserved memory: created restricted DMA pool at "
				 "0x0000000084000000, size 4 MiB"));
	assert_true(log_contains("assigned reserved memory node wifi@84000000"));
	mem = kmalloc(100, GFP_KERNEL);
	memset(mem, 'w', 100);
	addr = dma_map_single(wifi[0], mem, 100, DMA_BIDIRECTIONAL);
	assert_true(addr - 0x84000000 < 0x400000);
	memory_is(phys_to_virt(addr), 'w', 100);
	dma_unmap_single(wifi[0], addr, 100, DMA_BIDIRECTIONAL);

	coherent = dma_alloc_coherent(wifi[0], 10000, &addr, GFP_KERNEL);
	assert_non_null(coherent);
	assert_true(addr - 0x84000000 < 0x400000);
	memory_is(coherent, 0, 10000);
	assert_int_equal(file_number(POOL "wifi@84000000/io_tlb_used"), 6);
	dma_free_coherent(wifi[0], 10000, coherent, addr);
	assert_int_equal(file_number(POOL "wifi@84000000/io_tlb_used"), 0);
	assert_int_equal(file_number(POOL "io_tlb_used"), 0);
	kfree(mem);
	restricted_end();
}

static void devices_may_share_a_restricted_pool(void **state)
{
	dma_addr_t a, b;

	restricted_world(RESTRICTED("reg = <0x84000000 0x400000>;", ""));
	assert_ptr_equal(wifi[0]->dma_io_tlb_mem, wifi[1]->dma_io_tlb_mem);
	assert_int_equal(log_count("created restricted DMA pool"), 1);
	a = dma_map_single(wifi[0], heap, 100, DMA_TO_DEVICE);
	b = dma_map_single(wifi[1], heap, 100, DMA_TO_DEVICE);
	assert_true(a != b);
	assert_int_equal(file_number(POOL "wifi@84000000/io_tlb_used"), 2);
	dma_unmap_single(wifi[0], a, 100, DMA_TO_DEVICE);
	dma_unmap_single(wifi[1], b, 100, DMA_TO_DEVICE);
	restricted_end();
}

static void a_driver_that_binds_again_finds_the_pool(void **state)
{
	unsigned int i;

	restricted_world(RESTRICTED("reg = <0x84000000 0x400000>;", ""));
	for (i = 0; i < 3; i++) {
		platform_driver_unregister(&wifi_driver);
		assert_int_equal(platform_driver_register(&wifi_driver), 0);
		assert_true(is_swiotlb_for_alloc(wifi[0]));
	}
	assert_int_equal(log_count("assigned reserved memory node"), 2);
	restricted_end();
}

static void a_full_restricted_pool_fails_coherent_memory_too(void **state)
{
	void *mem[64];
	dma_addr_t addr[64];
	unsigned int i, got = 0;

	restricted_world(RESTRICTED("reg = <0x84000000 0x40000>;", ""));
	for (i = 0; i < 64; i++) {
		mem[i] = dma_alloc_coherent(wifi[0], PAGE_SIZE, &addr[i], GFP_KERNEL | __GFP_NOWARN);
		got += mem[i] != NULL;
	}
	assert_int_equal(got, 64);
	assert_null(dma_alloc_coherent(wifi[0], PAGE_SIZE, &addr[0], GFP_KERNEL | __GFP_NOWARN));
	assert_true(dma_map_single(wifi[0], heap, 1, DMA_TO_DEVICE) == DMA_MAPPING_ERROR);
	assert_true(log_contains("swiotlb buffer is full (sz: 1 bytes), total 128 (slots), used 128 "
				 "(slots)"));
	addr[0] = phys_to_dma(wifi[0], virt_to_phys(mem[0]));
	for (i = 0; i < 64; i++)
		dma_free_coherent(wifi[0], PAGE_SIZE, mem[i], addr[i]);
	dma_unmap_single(wifi[0], dma_map_single(wifi[0], heap, 1, DMA_TO_DEVICE), 1,
			 DMA_TO_DEVICE);
	assert_int_equal(file_number(POOL "wifi@84000000/io_tlb_used"), 0);
	restricted_end();
}

static void a_region_that_is_no_pool_is_refused(void **state)
{
	static const char *const bad[] = {
		RESTRICTED("reg = <0x84000000 0x400000>; no-map;", ""),
		RESTRICTED("reg = <0x84000000 0x400000>; reusable;", ""),
		RESTRICTED("reg = <0x84000000 0x400>;", ""),
		RESTRICTED("reg = <0x74000000 0x400000>;", ""),
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		restricted_world(bad[i]);
		assert_true(log_contains("failed to initialise \"restricted-dma-pool\" memory node"));
		assert_ptr_equal(wifi[0]->dma_io_tlb_mem, &io_tlb_default_mem);
		restricted_end();
	}
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_pool_has_64_mib_unless_told_otherwise),
		test(its_size_is_given_in_slots),
		test(without_a_pool_nothing_bounces),
		test(values_that_are_none_are_refused),
		test(a_pool_can_come_late_and_go),
		test(a_pool_that_cant_be_prepared_is_halved),
		test(a_small_machine_has_a_small_pool),
		test(a_pool_larger_than_ram_is_halved_until_it_fits),
		test(devices_of_24_bits_find_a_part_of_it_in_reach),
		test(a_30_bit_controller_reaches_the_pool_below_its_ram),
		test(a_machine_with_high_ram_only_has_its_pool_there),
		test(all_of_a_restricted_devices_dma_is_in_its_pool),
		test(devices_may_share_a_restricted_pool),
		test(a_driver_that_binds_again_finds_the_pool),
		test(a_full_restricted_pool_fails_coherent_memory_too),
		test(a_region_that_is_no_pool_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
