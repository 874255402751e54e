// SPDX-License-Identifier: MIT
/*
 * DMA-API debugging: memory that no DMA should go to. Stacks, constants,
 * registers, vmalloc() memory, what was freed, lists that a device can't do.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/scatterlist.h>
#include <linux/vmalloc.h>

#include "base/host.h"

#include "debug_fixture.h"

/* a pointer is shown as a number that tells it from others: what stands before and after it */
#define said_at(before, after)							\
	do {									\
		said(before);							\
		assert_true(log_contains(after));				\
	} while (0)

/* memory of the process, which has addresses beyond 1 TiB */
static int wide_setup(void **state)
{
	int err = debug_setup(state);

	return err ? err : dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
}

static void map_and_end(void *mem, size_t size)
{
	dma_addr_t addr = map(mem, size, DMA_TO_DEVICE);

	dma_unmap_single(dev, addr, size, DMA_TO_DEVICE);
}

/* ---- memory that is right ------------------------------------------------------- */

static void heap_statics_and_ram_are_right(void **state)
{
	static char in_data[64];
	char *heap = host_alloc(4096), *ram = kmalloc(100000, GFP_KERNEL);
	struct page *pages = alloc_pages(GFP_KERNEL, 3);

	map_and_end(in_data, sizeof(in_data));
	map_and_end(heap, 4096);
	map_and_end(ram, 100000);
	map_and_end(ram + 50000, 100);
	map_and_end(page_address(pages + 5), 4096);
	map_and_end(page_address(ZERO_PAGE(0)), 4096);
	assert_int_equal(errors(), 0);
	__free_pages(pages, 3);
	kfree(ram);
	host_free(heap);
}

/* ---- stacks --------------------------------------------------------------------- */

static void a_buffer_on_the_stack(void **state)
{
	char buf[64] = "";

	map_and_end(buf, sizeof(buf));
	said("device driver maps memory from stack [addr=");
	assert_int_equal(errors(), 1);
}

static int on_a_stack_of_its_own(void *arg)
{
	char buf[64] = "";

	map_and_end(buf, sizeof(buf));
	return 0;
}

static void a_buffer_on_the_stack_of_another_task(void **state)
{
	struct task_struct *task = kthread_create(on_a_stack_of_its_own, NULL, "stacker");

	get_task_struct(task);
	wake_up_process(task);
	dmae_world_idle(50000000);
	kthread_stop(task);
	put_task_struct(task);
	said("device driver maps memory from stack [addr=");
	assert_int_equal(errors(), 1);
}

static void a_list_with_an_entry_on_the_stack(void **state)
{
	char buf[64] = "", *mem = kmalloc(64, GFP_KERNEL);
	struct scatterlist sg[2];

	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], mem, 64);
	sg_set_buf(&sg[1], buf, 64);
	assert_int_equal(dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 2);
	dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE);
	said("device driver maps memory from stack [addr=");
	kfree(mem);
}

static int vmap_stack_setup(void **state)
{
	static const char *const settings[] = { "vmap_stack=on", NULL };
	struct dmae_world_params params = world_params(NULL);

	params.params = settings;
	params.checker = DMAE_ON;
	if (dmae_world_start(&params))
		return -1;
	pdev = platform_device_register_simple("maptest", PLATFORM_DEVID_NONE, NULL, 0);
	dev = &pdev->dev;
	return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
}

static void a_buffer_on_a_stack_in_vmalloc_memory(void **state)
{
	char buf[64] = "";

	map_and_end(buf, sizeof(buf));
	said("device driver maps memory from stack [probable addr=");
}

/* ---- what is no memory, or nobody's ----------------------------------------------- */

static void constants_and_code(void **state)
{
	static const char text[] = "a constant";

	map_and_end((void *)text, sizeof(text));
	said_at("device driver maps memory from kernel text or rodata [addr=", "] [len=11]");
	map_and_end((void *)constants_and_code, 64);
	said_at("device driver maps memory from kernel text or rodata [addr=", "] [len=64]");
	assert_int_equal(errors(), 2);
}

static void no_address_at_all(void **state)
{
	dma_addr_t addr = dma_map_single(dev, NULL, 64, DMA_TO_DEVICE);

	assert_int_equal(dma_mapping_error(dev, addr), -ENOMEM);
	said_at("device driver maps memory from invalid area [addr=", "] [len=64]");
	assert_int_equal(device_dma_mappings(dev), 0);
}

static void an_error_pointer(void **state)
{
	dma_addr_t addr = dma_map_single(dev, ERR_PTR(-ENOMEM), 64, DMA_TO_DEVICE);

	assert_int_equal(dma_mapping_error(dev, addr), -ENOMEM);
	said_at("device driver maps memory from invalid area [addr=", "] [len=64]");
}

static void vmalloc_memory(void **state)
{
	char *mem = vmalloc(8192);
	dma_addr_t addr = dma_map_single(dev, mem, 8192, DMA_TO_DEVICE);

	assert_int_equal(dma_mapping_error(dev, addr), -ENOMEM);
	assert_true(log_contains("platform maptest: rejecting DMA map of vmalloc memory"));
	/* what looks at the memory itself says it, too */
	debug_dma_map_single(dev, mem, 8192);
	said_at("device driver maps memory from vmalloc area [addr=", "] [len=8192]");
	vfree(mem);
}

static void an_object_that_was_freed(void **state)
{
	char *mem = kmalloc(64, GFP_KERNEL);

	kfree(mem);
	map_and_end(mem, 64);
	said_at("device driver maps memory from freed page [addr=", "] [len=64]");
	assert_true(log_contains("DMA-API: Freed at:"));
	assert_true(log_contains(" an_object_that_was_freed (mapping/test_dma_debug_memory.c:"));
}

static void a_page_that_was_freed(void **state)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);
	char *mem = page_address(page + 1);

	__free_pages(page, 2);
	map_and_end(mem, 4096);
	said_at("device driver maps memory from freed page [addr=", "] [len=4096]");
}

/* ---- lists ------------------------------------------------------------------------ */

static void an_entry_longer_than_the_device_can_do(void **state)
{
	char *mem = kmalloc(131072, GFP_KERNEL);
	struct scatterlist sg;

	sg_init_one(&sg, mem, 131072);
	assert_int_equal(dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 1);
	said("mapping sg segment longer than device claims to support [len=131072] [max=65536]");
	dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE);
	kfree(mem);
}

static void an_entry_across_a_boundary(void **state)
{
	static struct device_dma_parameters parms;
	char *mem = (char *)__get_free_pages(GFP_KERNEL, 1);
	unsigned long long start = virt_to_phys(mem) + 4000;
	struct scatterlist sg;

	parms = (struct device_dma_parameters){ .max_segment_size = 65536,
						.segment_boundary_mask = 4095 };
	dev->dma_parms = &parms;
	sg_init_one(&sg, mem + 4000, 200);
	assert_int_equal(dma_map_sg(dev, &sg, 1, DMA_TO_DEVICE), 1);
	said("mapping sg segment across boundary [start=0x%016llx] [end=0x%016llx] "
	     "[boundary=0x0000000000000fff]", start, start + 199);
	dma_unmap_sg(dev, &sg, 1, DMA_TO_DEVICE);
	dev->dma_parms = NULL;
	free_pages((unsigned long)mem, 1);
}

#define wide(test) cmocka_unit_test_setup_teardown(test, wide_setup, mapping_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		wide(heap_statics_and_ram_are_right),
		wide(a_buffer_on_the_stack),
		wide(a_buffer_on_the_stack_of_another_task),
		wide(a_list_with_an_entry_on_the_stack),
		cmocka_unit_test_setup_teardown(a_buffer_on_a_stack_in_vmalloc_memory,
						vmap_stack_setup, mapping_teardown),
		wide(constants_and_code),
		wide(no_address_at_all),
		wide(an_error_pointer),
		wide(vmalloc_memory),
		wide(an_object_that_was_freed),
		wide(a_page_that_was_freed),
		wide(an_entry_longer_than_the_device_can_do),
		wide(an_entry_across_a_boundary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
