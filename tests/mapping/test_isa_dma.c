// SPDX-License-Identifier: MIT
/* What is left of ISA: <asm/dma.h>, virt_to_bus(), memory below 16 MiB, and unmapping without state. */
#include <linux/kconfig.h>
#undef CONFIG_NEED_DMA_MAP_STATE
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include <asm/dma.h>

#include "../engine/board_text.h"
#include "base/host.h"
#include "device/filetree.h"
#include "unit.h"

static void file_says(const char *path, const char *text)
{
	char *data = NULL;
	size_t len;

	assert_int_equal(filetree_read(path, &data, &len), 0);
	assert_string_equal(data, text);
	host_free(data);
}

static void a_channel_has_one_owner(void **state)
{
	file_says("/proc/dma", " 4: cascade\n");
	assert_int_equal(request_dma(1, "sound"), 0);
	assert_int_equal(request_dma(1, "floppy"), -EBUSY);
	assert_int_equal(request_dma(4, "floppy"), -EBUSY);
	assert_int_equal(request_dma(8, "floppy"), -EINVAL);
	assert_int_equal(request_dma(2, "floppy"), 0);
	file_says("/proc/dma", " 1: sound\n 2: floppy\n 4: cascade\n");
	free_dma(1);
	assert_int_equal(request_dma(1, "floppy"), 0);
	free_dma(1);
	free_dma(1);
	assert_true(log_contains("Trying to free free DMA1"));
	free_dma(8);
	assert_true(log_contains("Trying to free DMA8"));
}

static void the_controllers_lock_is_taken_and_released(void **state)
{
	unsigned long flags = claim_dma_lock();

	assert_true(spin_is_locked(&dma_spin_lock));
	release_dma_lock(flags);
	assert_false(spin_is_locked(&dma_spin_lock));
}

static void cards_reach_what_lies_below_16_mib(void **state)
{
	struct dmae_world_params p;

	/* the default machine's RAM lies higher */
	assert_int_equal(MAX_DMA_ADDRESS, 0);
	assert_int_equal(dmae_world_stop(), 0);
	p = world_params(board_text("/dts-v1/;\n"
				    "/ {\n"
				    "	compatible = \"test,isa\";\n"
				    "	#address-cells = <1>;\n"
				    "	#size-cells = <1>;\n"
				    "	memory@0 { device_type = \"memory\"; reg = <0 0x4000000>; };\n"
				    "};\n"));
	assert_int_equal(dmae_world_start(&p), 0);
	assert_int_equal(MAX_DMA_ADDRESS, (unsigned long)phys_to_virt(SZ_16M));
	assert_true(virt_to_phys((void *)(MAX_DMA_ADDRESS - 1)) == ISA_DMA_THRESHOLD);
}

static void memory_for_them_is_asked_for_by_name(void **state)
{
	void *mem = kmalloc(1000, GFP_KERNEL | GFP_DMA);

	assert_non_null(mem);
	kfree(mem);
}

static void a_bus_address_of_old_is_the_physical_one(void **state)
{
	char *mem = kmalloc(10, GFP_KERNEL);

	assert_true(virt_to_bus(mem) == virt_to_phys(mem));
	assert_ptr_equal(bus_to_virt(virt_to_bus(mem)), mem);
	kfree(mem);
}

static void without_unmap_state_there_is_none(void **state)
{
	struct {
		int other;
		DEFINE_DMA_UNMAP_ADDR(addr);
		DEFINE_DMA_UNMAP_LEN(len);
	} unmap = { 1 };

	assert_int_equal(sizeof(unmap), sizeof(int));
	dma_unmap_addr_set(&unmap, addr, 5);
	dma_unmap_len_set(&unmap, len, 6);
	assert_int_equal(dma_unmap_addr(&unmap, addr), 0);
	assert_int_equal(dma_unmap_len(&unmap, len), 0);
	assert_int_equal(unmap.other, 1);
}

static int teardown(void **state)
{
	board_text_forget();
	return world_teardown(state);
}

#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_channel_has_one_owner),
		test(the_controllers_lock_is_taken_and_released),
		test(cards_reach_what_lies_below_16_mib),
		test(memory_for_them_is_asked_for_by_name),
		test(a_bus_address_of_old_is_the_physical_one),
		test(without_unmap_state_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
