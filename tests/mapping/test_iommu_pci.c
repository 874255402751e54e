// SPDX-License-Identifier: MIT
/* PCI functions behind an IOMMU: streams by number, messages, those that nobody trusts. */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/iommu.h>
#include <linux/msi.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/swiotlb.h>

#include "../device/pci_fixture.h"
#include "../engine/board_text.h"

#define DOORBELL	0x8020040

/* functions 1.0 and 1.1 are streams 0x108 and 0x109 */
#define TREE PCI_BOARD_WITH("msi-parent = <&v2m>; iommu-map = <0 &smmu 0x100 0x100>; dma-coherent;\n") \
	"/ {\n"								\
	"	smmu: iommu@9100000 {\n"				\
	"		compatible = \"arm,mmu-500\";\n"		\
	"		reg = <0x9100000 0x10000>;\n"			\
	"		#global-interrupts = <1>;\n"			\
	"		interrupts = <0 40 4>, <0 41 4>, <0 42 4>, <0 43 4>, <0 44 4>;\n" \
	"		#iommu-cells = <1>;\n"				\
	"		dma-coherent;\n"				\
	"	};\n"							\
	"};\n"

static struct pci_dev *plain, *express;
static char __iomem *regs;

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int err = pci_enable_device(pdev);

	if (err)
		return err;
	pci_set_master(pdev);
	return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
}

static void remove(struct pci_dev *pdev)
{
	pci_disable_device(pdev);
}

static const struct pci_device_id ids[] = {
	{ PCI_DEVICE(PCI_TEST_VENDOR, PCI_TEST_PLAIN) },
	{ PCI_DEVICE(PCI_TEST_VENDOR, PCI_TEST_EXPRESS) },
	{}
};

static struct pci_driver driver = {
	.name = "pci-test", .id_table = ids, .probe = probe, .remove = remove,
};

static int start(const char *const *params)
{
	struct dmae_world_params p;
	int err;

	model_pci_register();
	p = world_params(board_text(TREE));
	p.params = params;
	err = dmae_world_start(&p);
	if (!err)
		err = pci_register_driver(&driver);
	if (err)
		return err;
	wait_for_device_probe();
	plain = plain_function();
	express = express_function();
	regs = pci_iomap(express, 0, 0);
	return regs ? 0 : -1;
}

static int setup(void **state)
{
	return start((const char *const[]) { "swiotlb=noforce", NULL });
}

static int setup_forcedac(void **state)
{
	return start((const char *const[]) { "swiotlb=noforce", "iommu.forcedac=1", NULL });
}

static int setup_pool(void **state)
{
	return start((const char *const[]) { "swiotlb=1024,force", NULL });
}

static int teardown(void **state)
{
	int err;

	pci_iounmap(express, regs);
	pci_unregister_driver(&driver);
	err = dmae_world_stop();
	model_pci_unregister();
	board_text_forget();
	return err;
}

/* the function copies within memory; true: both addresses let it */
static bool copies(dma_addr_t dst, dma_addr_t src, u32 len)
{
	writeq(src, regs + PCI_TEST_SRC);
	writeq(dst, regs + PCI_TEST_DST);
	writel(len, regs + PCI_TEST_LEN);
	writel(1, regs + PCI_TEST_START);
	return !readl(regs + PCI_TEST_START);
}

static void streams_are_numbers_through_the_bridge_s_map(void **state)
{
	assert_int_equal(dev_iommu_fwspec_get(&plain->dev)->ids[0] & 0xffff, 0x108);
	assert_int_equal(dev_iommu_fwspec_get(&express->dev)->ids[0] & 0xffff, 0x109);
	assert_non_null(express->dev.dma_ops);
}

static void a_function_copies_what_is_mapped_and_nothing_else(void **state)
{
	char *mem = (char *)__get_free_page(GFP_KERNEL | __GFP_ZERO);
	char *to = (char *)__get_free_page(GFP_KERNEL | __GFP_ZERO);
	dma_addr_t src = dma_map_single(&express->dev, mem, 64, DMA_TO_DEVICE);
	dma_addr_t dst = dma_map_single(&express->dev, to, 64, DMA_FROM_DEVICE);

	strcpy(mem, "through the IOMMU");
	assert_true(copies(dst, src, 64));
	assert_string_equal(to, "through the IOMMU");
	assert_false(copies(src, dst, 64));
	assert_false(copies(virt_to_phys(to), virt_to_phys(mem), 64));
	dma_unmap_single(&express->dev, dst, 64, DMA_FROM_DEVICE);
	assert_false(copies(dst, src, 64));
	dma_unmap_single(&express->dev, src, 64, DMA_TO_DEVICE);
	free_page((unsigned long)mem);
	free_page((unsigned long)to);
}

static void addresses_of_32_bits_are_preferred(void **state)
{
	char *mem = (char *)__get_free_page(GFP_KERNEL);
	dma_addr_t addr = dma_map_single(&express->dev, mem, 64, DMA_TO_DEVICE);

	assert_true(addr < 1ull << 32);
	dma_unmap_single(&express->dev, addr, 64, DMA_TO_DEVICE);
	free_page((unsigned long)mem);
}

static void or_not(void **state)
{
	char *mem = (char *)__get_free_page(GFP_KERNEL);
	dma_addr_t addr = dma_map_single(&express->dev, mem, 64, DMA_TO_DEVICE);

	assert_true(addr >= 1ull << 32);
	dma_unmap_single(&express->dev, addr, 64, DMA_TO_DEVICE);
	free_page((unsigned long)mem);
}

static void windows_of_the_bridge_are_no_memory(void **state)
{
	char *mem = (char *)__get_free_page(GFP_KERNEL);
	dma_addr_t addr;

	/* PCI's addresses from 0x10000000 to 0x1fffffff are functions' registers */
	assert_int_equal(dma_set_mask(&express->dev, DMA_BIT_MASK(29)), 0);
	addr = dma_map_single(&express->dev, mem, 64, DMA_TO_DEVICE);
	assert_true(addr < 0x10000000);
	dma_unmap_single(&express->dev, addr, 64, DMA_TO_DEVICE);
	free_page((unsigned long)mem);
}

static atomic_t count;

static irqreturn_t counted(int irq, void *data)
{
	atomic_inc(&count);
	return IRQ_HANDLED;
}

static void messages_find_their_way(void **state)
{
	struct msi_desc *desc;
	u64 address;
	int irq;

	atomic_set(&count, 0);
	assert_int_equal(pci_alloc_irq_vectors(express, 2, 2, PCI_IRQ_MSIX), 2);
	irq = pci_irq_vector(express, 1);
	desc = irq_get_msi_desc(irq);
	address = (u64)desc->msg.address_hi << 32 | desc->msg.address_lo;
	assert_int_not_equal(address, DOORBELL);
	assert_int_equal(address & 0xfff, DOORBELL & 0xfff);
	assert_int_equal(iommu_iova_to_phys(iommu_get_domain_for_dev(&express->dev), address),
			 DOORBELL);
	assert_int_equal(request_irq(irq, counted, 0, "test", NULL), 0);
	writel(1, regs + PCI_TEST_PULSE);
	msleep(5);
	assert_int_equal(atomic_read(&count), 1);
	free_irq(irq, NULL);
	pci_free_irq_vectors(express);
}

/* ---- nobody trusts it --------------------------------------------------------------- */

static phys_addr_t behind(dma_addr_t addr)
{
	return iommu_iova_to_phys(iommu_get_dma_domain(&express->dev), addr);
}

static void an_untrusted_function_gets_whole_pages_only(void **state)
{
	char *mem = (char *)__get_free_page(GFP_KERNEL | __GFP_ZERO);
	dma_addr_t addr;

	express->untrusted = 1;
	strcpy(mem + 0x100, "for the device");
	strcpy(mem + 0x200, "a secret");
	addr = dma_map_single(&express->dev, mem + 0x100, 32, DMA_BIDIRECTIONAL);
	assert_false(dma_mapping_error(&express->dev, addr));
	assert_true(is_swiotlb_buffer(&express->dev, behind(addr)));
	assert_string_equal(phys_to_virt(behind(addr)), "for the device");
	/* what else is in that page is nobody's */
	assert_null(memchr(phys_to_virt(behind(addr & PAGE_MASK) + 32), 's', PAGE_SIZE - 64));
	/* and the other way, by sync and at the end */
	strcpy(phys_to_virt(behind(addr)), "from it");
	dma_sync_single_for_cpu(&express->dev, addr, 32, DMA_BIDIRECTIONAL);
	assert_string_equal(mem + 0x100, "from it");
	strcpy(mem + 0x100, "to it");
	dma_sync_single_for_device(&express->dev, addr, 32, DMA_BIDIRECTIONAL);
	assert_string_equal(phys_to_virt(behind(addr)), "to it");
	strcpy(phys_to_virt(behind(addr)), "the end");
	dma_unmap_single(&express->dev, addr, 32, DMA_BIDIRECTIONAL);
	assert_string_equal(mem + 0x100, "the end");
	assert_string_equal(mem + 0x200, "a secret");
	/* a page of its own it may have */
	addr = dma_map_single(&express->dev, mem, PAGE_SIZE, DMA_TO_DEVICE);
	assert_int_equal(behind(addr), virt_to_phys(mem));
	dma_unmap_single(&express->dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	assert_true(dma_max_mapping_size(&express->dev) < SIZE_MAX);
	free_page((unsigned long)mem);
}

static void its_scatterlists_go_piece_by_piece(void **state)
{
	char *mem = (char *)__get_free_page(GFP_KERNEL | __GFP_ZERO);
	struct scatterlist sg[2];

	express->untrusted = 1;
	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], mem, 100);
	sg_set_buf(&sg[1], mem + 200, 100);
	memset(mem, 'x', 300);
	assert_int_equal(dma_map_sg(&express->dev, sg, 2, DMA_FROM_DEVICE), 2);
	memset(phys_to_virt(behind(sg_dma_address(&sg[0]))), 'a', 100);
	memset(phys_to_virt(behind(sg_dma_address(&sg[1]))), 'b', 100);
	dma_unmap_sg(&express->dev, sg, 2, DMA_FROM_DEVICE);
	assert_true(mem[0] == 'a' && mem[99] == 'a' && mem[100] == 'x' && mem[199] == 'x');
	assert_true(mem[200] == 'b' && mem[299] == 'b');
	free_page((unsigned long)mem);
}

static void without_a_pool_it_cannot_be_mapped(void **state)
{
	char *mem = (char *)__get_free_page(GFP_KERNEL);
	dma_addr_t addr;

	express->untrusted = 1;
	addr = dma_map_single(&express->dev, mem + 1, 10, DMA_TO_DEVICE);
	assert_true(dma_mapping_error(&express->dev, addr));
	assert_true(log_contains("DMA bounce buffers are inactive, unable to map unaligned "
				 "transaction."));
	free_page((unsigned long)mem);
}

#define function_test(start, test)	cmocka_unit_test_setup_teardown(test, start, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		function_test(setup, streams_are_numbers_through_the_bridge_s_map),
		function_test(setup, a_function_copies_what_is_mapped_and_nothing_else),
		function_test(setup, addresses_of_32_bits_are_preferred),
		function_test(setup_forcedac, or_not),
		function_test(setup, windows_of_the_bridge_are_no_memory),
		function_test(setup, messages_find_their_way),
		function_test(setup_pool, an_untrusted_function_gets_whole_pages_only),
		function_test(setup_pool, its_scatterlists_go_piece_by_piece),
		function_test(setup, without_a_pool_it_cannot_be_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
