// SPDX-License-Identifier: MIT
/* The PCI calls of old for 64 bits of address: <linux/pci-dac.h>. */
#include <linux/gfp.h>
#include <linux/pci-dac.h>

#include "machine/machine.h"
#include "mapping/mapping.h"
#include "unit.h"

static struct pci_dev *found;
/* a page of the application's */
static char heap[PAGE_SIZE] __aligned(PAGE_SIZE);

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	if (!found)
		found = pdev;
	return 0;
}

static const struct pci_device_id ids[] = { { PCI_DEVICE(0x10b5, 0x87d0) }, { 0 } };
static struct pci_driver driver = { .name = "dac", .id_table = ids, .probe = probe };

static int setup(void **state)
{
	struct dmae_world_params p = world_params("pcie");
	int err;

	p.checker = DMAE_ON;
	err = dmae_world_start(&p);
	if (err)
		return err;
	found = NULL;
	err = pci_register_driver(&driver);
	if (err || !found)
		return -1;
	pci_set_master(found);
	return 0;
}

static int teardown(void **state)
{
	pci_unregister_driver(&driver);
	return dmae_world_stop();
}

static void *reach(dma64_addr_t addr, unsigned int len, unsigned int dir)
{
	uint64_t avail;
	void *mem = machine_bus_pointer(device_dma_master(&found->dev), addr, len, dir, &avail);

	return mem && avail == len ? mem : NULL;
}

static void a_high_page_is_mapped_where_it_lies(void **state)
{
	struct page *page = virt_to_page(heap);
	dma64_addr_t addr;

	assert_int_equal(pci_dac_set_dma_mask(found, DMA_BIT_MASK(64)), 0);
	addr = pci_dac_page_to_dma(found, page, 100, PCI_DMA_TODEVICE);
	assert_true(addr == virt_to_phys(heap) + 100);
	assert_ptr_equal(reach(addr, 200, MACHINE_READ), heap + 100);
	assert_null(reach(addr, 200, MACHINE_WRITE));
	assert_ptr_equal(pci_dac_dma_to_page(found, addr), page);
	assert_int_equal(pci_dac_dma_to_offset(found, addr), 100);
	assert_null(pci_dac_dma_to_page(found, addr + PAGE_SIZE));
}

static void a_page_is_mapped_once_in_each_direction(void **state)
{
	struct page *page = alloc_pages(GFP_KERNEL, 0);
	unsigned int i;

	for (i = 0; i < 10; i++)
		assert_true(pci_dac_page_to_dma(found, page, i, PCI_DMA_FROMDEVICE) ==
			    page_to_phys(page) + i);
	assert_int_equal(device_dma_mappings(&found->dev), 1);
	pci_dac_page_to_dma(found, page, 0, PCI_DMA_TODEVICE);
	assert_int_equal(device_dma_mappings(&found->dev), 2);
	/* nobody releases them, but they end with the driver */
	pci_unregister_driver(&driver);
	assert_int_equal(device_dma_mappings(&found->dev), 0);
	assert_false(log_contains("DMA-API: "));
	__free_pages(page, 0);
	found = NULL;
	assert_int_equal(pci_register_driver(&driver), 0);
}

static void what_is_out_of_reach_bounces_and_is_synchronised(void **state)
{
	dma64_addr_t addr;
	char *slot;

	memset(heap, 'm', PAGE_SIZE);
	addr = pci_dac_page_to_dma(found, virt_to_page(heap), 0, PCI_DMA_BIDIRECTIONAL);
	assert_true(addr <= DMA_BIT_MASK(32));
	slot = reach(addr, PAGE_SIZE, MACHINE_WRITE);
	assert_non_null(slot);
	assert_int_equal(slot[10], 'm');
	slot[10] = 's';
	pci_dac_dma_sync_single_for_cpu(found, addr + 10, 1, PCI_DMA_BIDIRECTIONAL);
	assert_int_equal(heap[10], 's');
	heap[11] = 'c';
	pci_dac_dma_sync_single_for_device(found, addr + 11, 1, PCI_DMA_BIDIRECTIONAL);
	assert_int_equal(slot[11], 'c');
	assert_ptr_equal(pci_dac_dma_to_page(found, addr + 11), virt_to_page(heap));
}

static void masks_of_32_bits_are_refused(void **state)
{
	assert_int_equal(pci_dac_dma_supported(found, DMA_BIT_MASK(32)), 0);
	assert_int_equal(pci_dac_dma_supported(found, DMA_BIT_MASK(64)), 1);
	assert_int_equal(pci_dac_set_dma_mask(found, DMA_BIT_MASK(32)), -EIO);
	assert_int_equal(pci_dac_set_dma_mask(found, DMA_BIT_MASK(40)), 0);
	assert_true(dma_get_mask(&found->dev) == DMA_BIT_MASK(40));
}

static void no_direction_and_no_page_of_it_are_refused(void **state)
{
	struct page *page = alloc_pages(GFP_KERNEL, 0);

	assert_true(pci_dac_page_to_dma(found, page, 0, PCI_DMA_NONE) == DMA_MAPPING_ERROR);
	assert_true(pci_dac_page_to_dma(found, page, PAGE_SIZE, PCI_DMA_TODEVICE) ==
		    DMA_MAPPING_ERROR);
	assert_null(pci_dac_dma_to_page(found, 0x1234));
	__free_pages(page, 0);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_high_page_is_mapped_where_it_lies),
		test(a_page_is_mapped_once_in_each_direction),
		test(what_is_out_of_reach_bounces_and_is_synchronised),
		test(masks_of_32_bits_are_refused),
		test(no_direction_and_no_page_of_it_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
