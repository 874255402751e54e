// SPDX-License-Identifier: MIT
/* Reserved memory of the tree: areas, memory of a device's own, regions that overlap. */
#include <linux/cma.h>

#include "area_fixture.h"
#include "base/mm/vma.h"

#define POOL_NODE							\
	"pool: pool@81000000 { compatible = \"shared-dma-pool\"; no-map; "	\
	"reg = <0x81000000 0x10000>; };"
#define AREA_NODE							\
	"area: area@82000000 { compatible = \"shared-dma-pool\"; reusable; "	\
	"reg = <0x82000000 0x400000>; };"

static void a_reusable_region_is_an_area_of_those_that_name_it(void **state)
{
	dma_addr_t addr;
	void *mem;

	area_world(AREA_BOARD(AREA_NODE, "memory-region = <&area>;"), NULL);
	assert_true(log_contains("Reserved memory: created CMA memory pool at "
				 "0x0000000082000000, size 4 MiB"));
	assert_true(log_contains("initialized node area@82000000, compatible id shared-dma-pool"));
	assert_null(dma_contiguous_default_area);
	assert_int_equal(of_reserved_mem_device_init(dev), 0);
	assert_true(log_contains("assigned reserved memory node area@82000000"));
	assert_ptr_equal(dev_get_cma_area(dev), dev->cma_area);
	/* one's own area serves single pages, too */
	mem = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);
	assert_true(addr >= 0x82000000 && addr < 0x82400000);
	assert_int_equal(file_number("/sys/kernel/debug/cma/area@82000000/used"), 1);
	dma_free_coherent(dev, PAGE_SIZE, mem, addr);
	of_reserved_mem_device_release(dev);
	assert_null(dev->cma_area);
	mem = dma_alloc_coherent(dev, SZ_64K, &addr, GFP_KERNEL);
	assert_true(addr < 0x82000000 || addr >= 0x82400000);
	dma_free_coherent(dev, SZ_64K, mem, addr);
	area_world_end();
}

static void one_is_the_default_unless_a_parameter_says_otherwise(void **state)
{
	static const char board[] = AREA_BOARD(
		"area: area@82000000 { compatible = \"shared-dma-pool\"; reusable; "
		"linux,cma-default; reg = <0x82000000 0x400000>; };", "");

	area_world(board, NULL);
	assert_int_equal(cma_get_base(dma_contiguous_default_area), 0x82000000);
	area_world_end();
	area_world(board, "cma=2M");
	assert_true(log_contains("Reserved memory: bypass area@82000000 node, using cmdline CMA "
				 "params instead"));
	assert_true(log_contains("node area@82000000 compatible matching fail"));
	assert_true(cma_get_base(dma_contiguous_default_area) != 0x82000000);
	area_world_end();
}

static void a_region_that_is_not_aligned_is_no_area(void **state)
{
	area_world(AREA_BOARD("area: area@82001000 { compatible = \"shared-dma-pool\"; reusable; "
			      "reg = <0x82001000 0x100000>; };", "memory-region = <&area>;"), NULL);
	assert_true(log_contains("Reserved memory: incorrect alignment of CMA region"));
	assert_int_equal(of_reserved_mem_device_init(dev), -EINVAL);
	area_world_end();
}

/* ---- memory of a device's own ------------------------------------------ */

static void a_region_is_all_the_memory_of_those_that_name_it(void **state)
{
	dma_addr_t addr, other;
	void *mem;

	area_world(AREA_BOARD(POOL_NODE, "memory-region = <&pool>;"), "cma=2M");
	assert_true(log_contains("Reserved memory: created DMA memory pool at "
				 "0x0000000081000000, size 0 MiB"));
	assert_int_equal(of_reserved_mem_device_init(dev), 0);
	mem = dma_alloc_coherent(dev, 3 * PAGE_SIZE, &addr, GFP_KERNEL);
	assert_int_equal(addr, 0x81000000);
	assert_null(memchr_inv(mem, 0, 3 * PAGE_SIZE));
	strcpy(mem, "own");
	device_writes(addr, "too", 4);
	assert_string_equal(mem, "too");
	assert_int_equal(device_dma_mappings(dev), 1);
	/* it is used up, and nothing else is used */
	assert_null(dma_alloc_coherent(dev, 0xf000, &other, GFP_KERNEL));
	dma_free_coherent(dev, 3 * PAGE_SIZE, mem, addr);
	mem = dma_alloc_coherent(dev, 0x10000, &addr, GFP_ATOMIC);
	assert_int_equal(addr, 0x81000000);
	assert_null(dma_alloc_coherent(dev, 1, &other, GFP_KERNEL));
	dma_free_coherent(dev, 0x10000, mem, addr);
	assert_int_equal(device_dma_mappings(dev), 0);
	assert_int_equal(of_reserved_mem_device_init(dev), -EBUSY);
	of_reserved_mem_device_release(dev);
	mem = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);
	assert_true(addr < 0x81000000 || addr >= 0x81010000);
	dma_free_coherent(dev, PAGE_SIZE, mem, addr);
	area_world_end();
}

static void a_region_out_of_reach_is_told(void **state)
{
	area_world(AREA_BOARD(POOL_NODE, "memory-region = <&pool>;"), NULL);
	dev->coherent_dma_mask = 0x80ffffff;
	assert_int_equal(of_reserved_mem_device_init(dev), 0);
	assert_true(log_contains("reserved memory is beyond device's set DMA address range"));
	of_reserved_mem_device_release(dev);
	area_world_end();
}

static void memory_of_a_device_can_be_declared(void **state)
{
	dma_addr_t addr;
	char *mem;

	area_world(AREA_BOARD("", ""), NULL);
	assert_int_equal(dma_declare_coherent_memory(dev, 0x10000000, 0x4000, 0x4000), 0);
	assert_int_equal(dma_declare_coherent_memory(dev, 0x10000000, 0x4000, 0x4000), -EBUSY);
	mem = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);
	assert_int_equal(addr, 0x4000);
	memset(mem, 1, PAGE_SIZE);
	dma_free_coherent(dev, PAGE_SIZE, mem, addr);
	dma_release_coherent_memory(dev);
	assert_null(dev->dma_mem);
	area_world_end();
}

static void what_is_no_memory_or_others_cannot_be_declared(void **state)
{
	area_world(AREA_BOARD("", ""), NULL);
	assert_int_equal(dma_declare_coherent_memory(dev, 0x10000000, 0, 0), -EINVAL);
	assert_int_equal(dma_declare_coherent_memory(dev, 0x20000000, 0, 0x1000), -EINVAL);
	assert_int_equal(dma_declare_coherent_memory(dev, 0x80000000, 0x80000000, 0x1000), -EINVAL);
	assert_true(log_contains("memremap attempted on ram 0x0000000080000000 size: 0x1000"));
	assert_int_equal(dma_declare_coherent_memory(NULL, 0x10000000, 0, 0x1000), -ENODEV);
	area_world_end();
}

static char *shared;
static dma_addr_t shared_addr;

static int map_shared(struct file *file, struct vm_area_struct *vma)
{
	return dma_mmap_coherent(dev, vma, shared, shared_addr, 4 * PAGE_SIZE);
}

static void it_is_shown_to_a_program(void **state)
{
	struct vma_request r = { .size = 2 * PAGE_SIZE, .pgoff = 1, .mmap = map_shared,
				 .flags = VM_READ | VM_WRITE | VM_SHARED };
	void *at;

	area_world(AREA_BOARD(POOL_NODE, "memory-region = <&pool>;"), NULL);
	assert_int_equal(of_reserved_mem_device_init(dev), 0);
	shared = dma_alloc_coherent(dev, 4 * PAGE_SIZE, &shared_addr, GFP_KERNEL);
	assert_int_equal(vma_map(&r, &at), 0);
	strcpy(at, "page one");
	assert_string_equal(shared + PAGE_SIZE, "page one");
	assert_int_equal(vma_unmap(at, 0), 0);
	r.pgoff = 3;
	assert_int_equal(vma_map(&r, &at), -ENXIO);
	dma_free_coherent(dev, 4 * PAGE_SIZE, shared, shared_addr);
	of_reserved_mem_device_release(dev);
	area_world_end();
}

static void one_region_serves_all_that_see_no_caches(void **state)
{
	dma_addr_t addr;
	void *mem;

	area_world(AREA_BOARD("pool@81000000 { compatible = \"shared-dma-pool\"; no-map; "
			      "linux,dma-default; reg = <0x81000000 0x10000>; };", ""), NULL);
	assert_true(log_contains("DMA: default coherent area is set"));
	mem = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);
	assert_true(addr < 0x81000000 || addr >= 0x81010000);
	dma_free_coherent(dev, PAGE_SIZE, mem, addr);
	dev->dma_coherent = false;
	mem = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);
	assert_int_equal(addr, 0x81000000);
	dma_free_coherent(dev, PAGE_SIZE, mem, addr);
	assert_null(dma_alloc_coherent(dev, 0x20000, &addr, GFP_KERNEL));
	area_world_end();
}

/* ---- regions without an address ---------------------------------------- */

static void a_region_without_an_address_gets_one(void **state)
{
	struct reserved_mem *rmem;
	struct device_node *np;

	area_world(AREA_BOARD("pool: pool { compatible = \"shared-dma-pool\"; reusable; "
			      "size = <0x400000>; alloc-ranges = <0x83000000 0x1000000>; };",
			      "memory-region = <&pool>;"), NULL);
	np = of_parse_phandle(dev->of_node, "memory-region", 0);
	rmem = of_reserved_mem_lookup(np);
	of_node_put(np);
	assert_non_null(rmem);
	assert_true(rmem->base >= 0x83000000 && rmem->base + rmem->size <= 0x84000000);
	assert_int_equal(rmem->base % SZ_2M, 0);
	assert_int_equal(of_reserved_mem_device_init(dev), 0);
	assert_int_equal(cma_get_base(dev->cma_area), rmem->base);
	of_reserved_mem_device_release(dev);
	area_world_end();
}

static void a_region_that_fits_nowhere_is_told(void **state)
{
	area_world(AREA_BOARD("pool: pool { compatible = \"shared-dma-pool\"; no-map; "
			      "size = <0x8000000>; };", "memory-region = <&pool>;"), NULL);
	assert_true(log_contains("failed to allocate memory for node 'pool': size 128 MiB"));
	assert_int_equal(of_reserved_mem_device_init(dev), -EINVAL);
	area_world_end();
}

static void properties_of_the_wrong_length_are_told(void **state)
{
	area_world(AREA_BOARD("a { size = <0 0x1000>; };"
			      "b { size = <0x1000>; alignment = <0 0x1000>; };"
			      "c { size = <0x1000>; alloc-ranges = <0x80000000>; };", ""), NULL);
	assert_true(log_contains("invalid size property in 'a' node."));
	assert_true(log_contains("invalid alignment property in 'b' node."));
	assert_true(log_contains("invalid alloc-ranges property in 'c', skipping node."));
	area_world_end();
}

/* ---- regions that overlap ---------------------------------------------- */

static void regions_that_overlap_are_told(void **state)
{
	area_world(AREA_BOARD("one@81000000 { no-map; reg = <0x81000000 0x20000>; };"
			      "two@81010000 { no-map; reg = <0x81010000 0x20000>; };"
			      "three@81030000 { no-map; reg = <0x81030000 0x10000>; };", ""), NULL);
	assert_true(log_contains("OVERLAP DETECTED!"));
	assert_true(log_contains("one@81000000 (0x0000000081000000--0x0000000081020000) overlaps "
				 "with two@81010000 (0x0000000081010000--0x0000000081030000)"));
	assert_int_equal(log_count("overlaps with"), 1);
	area_world_end();
}

static void memory_of_an_area_is_no_device_own(void **state)
{
	area_world(AREA_BOARD(AREA_NODE
			      "pool: pool@82100000 { compatible = \"shared-dma-pool\"; no-map; "
			      "reg = <0x82100000 0x10000>; };", "memory-region = <&pool>;"), NULL);
	assert_true(log_contains("OVERLAP DETECTED!"));
	assert_int_equal(of_reserved_mem_device_init(dev), -EINVAL);
	area_world_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		area_test(a_reusable_region_is_an_area_of_those_that_name_it),
		area_test(one_is_the_default_unless_a_parameter_says_otherwise),
		area_test(a_region_that_is_not_aligned_is_no_area),
		area_test(a_region_is_all_the_memory_of_those_that_name_it),
		area_test(a_region_out_of_reach_is_told),
		area_test(memory_of_a_device_can_be_declared),
		area_test(what_is_no_memory_or_others_cannot_be_declared),
		area_test(it_is_shown_to_a_program),
		area_test(one_region_serves_all_that_see_no_caches),
		area_test(a_region_without_an_address_gets_one),
		area_test(a_region_that_fits_nowhere_is_told),
		area_test(properties_of_the_wrong_length_are_told),
		area_test(regions_that_overlap_are_told),
		area_test(memory_of_an_area_is_no_device_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
