// SPDX-License-Identifier: MIT
/* Memory behind a window of one PCI function that others use: <linux/pci-p2pdma.h>. */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/memremap.h>
#include <linux/pci-p2pdma.h>
#include <linux/scatterlist.h>
#include <linux/vmalloc.h>

#include "area_fixture.h"
#include "base/mm/vma.h"
#include "machine/cache.h"

#define FILES "/sys/bus/pci/devices/0000:00:03.0/p2pmem/"

/* two functions that master the bus, one with memory; @root is what stands for the root complex */
#define BOARD(root)                                                                       \
	"/dts-v1/;\n"                                                                     \
	"/ {\n"                                                                           \
	"	compatible = \"test,peers\";\n"                                                 \
	"	#address-cells = <1>;\n"                                                        \
	"	#size-cells = <1>;\n"                                                           \
	"	memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x2000000>; };\n" \
	"	pcie@30000000 {\n"                                                              \
	"		compatible = \"pci-host-ecam-generic\";\n"                                     \
	"		device_type = \"pci\";\n"                                                      \
	"		reg = <0x30000000 0x100000>;\n"                                                \
	"		bus-range = <0 0>;\n"                                                          \
	"		#address-cells = <3>;\n"                                                       \
	"		#size-cells = <2>;\n"                                                          \
	"		ranges = <0x02000000 0 0x40000000 0x40000000 0 0x10000000>,\n"                 \
	"			 <0x43000000 8 0x00000000 0x50000000 0 0x10000000>;\n"                        \
	"		" root "\n"                                                       \
	"		dma@1,0 { compatible = \"pci10b5,87d0\"; reg = <0x0800 0 0 0 0>; };\n"         \
	"		dma@2,0 { compatible = \"pci10b5,87d0\"; reg = <0x1000 0 0 0 0>; };\n"         \
	"		memory@3,0 { compatible = \"pci1af4,1110\"; reg = <0x1800 0 0 0 0>; };\n"      \
	"	};\n"                                                                           \
	"};\n"

#define CARRIES BOARD("host@0,0 { compatible = \"pci8086,2020\"; reg = <0 0 0 0 0>; };")

static struct pci_dev *provider, *client;
static int added;

static int provider_probe(struct pci_dev *function, const struct pci_device_id *id)
{
	int err = pcim_enable_device(function);

	if (err)
		return err;
	pci_set_master(function);
	provider = function;
	added = pci_p2pdma_add_resource(function, 2, SZ_64K, 0x4000);
	return 0;
}

static void provider_remove(struct pci_dev *function)
{
	provider = NULL;
}

static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1af4, 0x1110) }, {} };

static struct pci_driver driver = {
	.name = "test-provider",
	.id_table = ids,
	.probe = provider_probe,
	.remove = provider_remove,
};

static void up(const char *dts)
{
	area_world(dts, NULL);
	machine_checker_set(true);
	assert_int_equal(pci_register_driver(&driver), 0);
	client = pci_get_domain_bus_and_slot(0, 0, PCI_DEVFN(1, 0));
	assert_non_null(client);
	assert_int_equal(pci_enable_device(client), 0);
	pci_set_master(client);
	assert_int_equal(dma_set_mask_and_coherent(&client->dev, DMA_BIT_MASK(64)), 0);
}

static void down(void)
{
	pci_unregister_driver(&driver);
	pci_disable_device(client);
	pci_dev_put(client);
	area_world_end();
}

static void device_access(struct pci_dev *function, dma_addr_t addr, const void *data, size_t len,
			  unsigned int dir)
{
	assert_int_equal(
		machine_bus_access(device_dma_master(&function->dev), addr, (void *)data, len, dir),
		0);
}

/* ---- the provider ------------------------------------------------------ */

static void memory_behind_a_window_is_offered(void **state)
{
	u64 start;
	char *mem;

	up(CARRIES);
	assert_int_equal(added, 0);
	start = pci_resource_start(provider, 2) + 0x4000;
	assert_true(log_contains("added peer-to-peer DMA memory 0x50"));
	assert_int_equal(file_number(FILES "size"), SZ_64K);
	assert_int_equal(file_number(FILES "published"), 0);
	mem = pci_alloc_p2pmem(provider, 3 * PAGE_SIZE);
	assert_non_null(mem);
	assert_int_equal(file_number(FILES "available"), SZ_64K - 4 * PAGE_SIZE + PAGE_SIZE);
	/* it has a physical address, a page that is none of RAM's, and an address on the bus */
	assert_true(virt_to_phys(mem) >= start && virt_to_phys(mem) < start + SZ_64K);
	assert_true(is_pci_p2pdma_page(virt_to_page(mem)));
	assert_false(is_pci_p2pdma_page(pfn_to_page(min_low_pfn)));
	assert_ptr_equal(page_address(virt_to_page(mem)), mem);
	assert_int_equal(pci_p2pmem_virt_to_bus(provider, mem),
			 virt_to_phys(mem) - 0x50000000 + 0x800000000ull);
	assert_int_equal(pci_p2pmem_virt_to_bus(provider, &start), 0);
	assert_int_equal(pci_p2pmem_virt_to_bus(provider, NULL), 0);
	memset(mem, 5, 3 * PAGE_SIZE);
	pci_free_p2pmem(provider, mem, 3 * PAGE_SIZE);
	assert_int_equal(file_number(FILES "available"), SZ_64K);
	down();
}

static void what_is_no_window_of_memory_is_refused(void **state)
{
	up(CARRIES);
	assert_int_equal(pci_p2pdma_add_resource(provider, 1, 0, 0), -EINVAL);
	assert_int_equal(pci_p2pdma_add_resource(provider, 2, 0, SZ_1M), -EINVAL);
	assert_int_equal(pci_p2pdma_add_resource(provider, 2, SZ_1M, PAGE_SIZE), -EINVAL);
	assert_int_equal(pci_p2pdma_add_resource(provider, 2, PAGE_SIZE, 100), -EINVAL);
	/* it is offered already */
	assert_int_equal(pci_p2pdma_add_resource(provider, 2, 0, 0), -EINVAL);
	/* registers */
	assert_int_equal(pci_p2pdma_add_resource(client, 0, 0, 0), -ENXIO);
	assert_int_equal(pci_p2pdma_add_resource(provider, 2, PAGE_SIZE, SZ_128K), 0);
	assert_int_equal(file_number(FILES "size"), SZ_64K + PAGE_SIZE);
	down();
}

static void memory_that_is_used_up_is_refused_and_comes_back(void **state)
{
	void *got[16];
	unsigned int i;

	up(CARRIES);
	for (i = 0; i < 16; i++)
		assert_non_null(got[i] = pci_alloc_p2pmem(provider, PAGE_SIZE));
	assert_null(pci_alloc_p2pmem(provider, PAGE_SIZE));
	assert_null(pci_alloc_p2pmem(client, PAGE_SIZE));
	for (i = 0; i < 16; i++)
		pci_free_p2pmem(provider, got[i], PAGE_SIZE);
	assert_non_null(got[0] = pci_alloc_p2pmem(provider, SZ_64K));
	assert_null(pci_alloc_p2pmem(provider, 1));
	pci_free_p2pmem(provider, got[0], SZ_64K);
	down();
}

static void providers_are_found_when_they_are_published(void **state)
{
	struct device *both[2];
	struct pci_dev *found;

	up(CARRIES);
	assert_null(pci_p2pmem_find(&client->dev));
	pci_p2pmem_publish(provider, true);
	assert_true(pci_has_p2pmem(provider));
	assert_false(pci_has_p2pmem(client));
	found = pci_p2pmem_find(&client->dev);
	assert_ptr_equal(found, provider);
	pci_dev_put(found);
	both[0] = &client->dev;
	both[1] = &provider->dev;
	found = pci_p2pmem_find_many(both, 2);
	assert_ptr_equal(found, provider);
	pci_dev_put(found);
	pci_p2pmem_publish(provider, false);
	assert_null(pci_p2pmem_find(&client->dev));
	down();
}

/* ---- distance ---------------------------------------------------------- */

static void distances_count_the_ports_between(void **state)
{
	struct device *both[2];

	up(CARRIES);
	assert_int_equal(pci_p2pdma_distance(provider, &provider->dev, true), 0);
	assert_int_equal(pci_p2pdma_distance(provider, &client->dev, true), 2);
	both[0] = &client->dev;
	both[1] = &provider->dev;
	assert_int_equal(pci_p2pdma_distance_many(provider, both, 2, true), 2);
	assert_int_equal(pci_p2pdma_distance_many(provider, both, 0, true), -1);
	assert_int_equal(pci_p2pdma_distance(provider, dev, false), -1);
	assert_false(log_contains("cannot be used"));
	assert_int_equal(pci_p2pdma_distance(provider, dev, true), -1);
	assert_true(log_contains("cannot be used for peer-to-peer DMA as it is not a PCI device"));
	down();
}

static void a_root_complex_that_is_not_known_is_in_the_way(void **state)
{
	up(BOARD("host@0,0 { compatible = \"pci10b5,87d0\"; reg = <0 0 0 0 0>; };"));
	assert_int_equal(pci_p2pdma_distance(provider, &client->dev, true), -1);
	assert_true(log_contains("Host bridge not in P2PDMA whitelist: 10b5:87d0"));
	assert_true(log_contains("cannot be used for peer-to-peer DMA as the client and provider "
				 "(0000:00:03.0) do not share an upstream bridge or whitelisted "
				 "host bridge"));
	pci_p2pmem_publish(provider, true);
	assert_null(pci_p2pmem_find(&client->dev));
	down();
}

/* ---- mapping ----------------------------------------------------------- */

static void a_peer_reads_and_writes_it_through_the_root_complex(void **state)
{
	struct scatterlist *sgl;
	unsigned int nents;
	char text[8] = "";
	char *mem;

	up(CARRIES);
	assert_true(dma_pci_p2pdma_supported(&client->dev));
	sgl = pci_p2pmem_alloc_sgl(provider, &nents, PAGE_SIZE);
	mem = sg_virt(sgl);
	strcpy(mem, "hello");
	assert_int_equal(dma_map_sg(&client->dev, sgl, nents, DMA_BIDIRECTIONAL), 1);
	assert_int_equal(sg_dma_address(sgl), virt_to_phys(mem));
	assert_false(sg_is_dma_bus_address(sgl));
	device_access(client, sg_dma_address(sgl), text, 6, MACHINE_READ);
	assert_string_equal(text, "hello");
	device_access(client, sg_dma_address(sgl) + 100, "peer", 5, MACHINE_WRITE);
	assert_string_equal(mem + 100, "peer");
	dma_unmap_sg(&client->dev, sgl, nents, DMA_BIDIRECTIONAL);
	pci_p2pmem_free_sgl(provider, sgl);
	assert_int_equal(file_number(FILES "available"), SZ_64K);
	down();
}

static void its_owner_uses_the_address_on_the_bus(void **state)
{
	struct scatterlist *sgl;
	unsigned int nents;
	char text[8] = "";

	up(BOARD(""));
	sgl = pci_p2pmem_alloc_sgl(provider, &nents, PAGE_SIZE);
	strcpy(sg_virt(sgl), "own");
	assert_int_equal(dma_map_sg(&provider->dev, sgl, nents, DMA_TO_DEVICE), 1);
	assert_true(sg_is_dma_bus_address(sgl));
	assert_int_equal(sg_dma_address(sgl), pci_p2pmem_virt_to_bus(provider, sg_virt(sgl)));
	device_access(provider, sg_dma_address(sgl), text, 4, MACHINE_READ);
	assert_string_equal(text, "own");
	dma_unmap_sg(&provider->dev, sgl, nents, DMA_TO_DEVICE);
	assert_false(sg_is_dma_bus_address(sgl));
	pci_p2pmem_free_sgl(provider, sgl);
	down();
}

static void who_cannot_reach_it_is_told_so(void **state)
{
	struct scatterlist two[2], *sgl;
	struct sg_table table = { .sgl = two, .nents = 2, .orig_nents = 2 };
	unsigned int nents;

	up(BOARD(""));
	sgl = pci_p2pmem_alloc_sgl(provider, &nents, PAGE_SIZE);
	sg_init_table(two, 2);
	sg_set_page(&two[0], pfn_to_page(max_pfn - 1), PAGE_SIZE, 0);
	sg_set_page(&two[1], sg_page(sgl), PAGE_SIZE, 0);
	assert_int_equal(dma_map_sgtable(&client->dev, &table, DMA_TO_DEVICE, 0), -EREMOTEIO);
	assert_int_equal(dma_map_sg(dev, sgl, 1, DMA_TO_DEVICE), 0);
	assert_int_equal(device_dma_mappings(&client->dev), 0);
	pci_p2pmem_free_sgl(provider, sgl);
	down();
}

static void memory_that_is_switched_off_is_not_there(void **state)
{
	char *mem, byte;

	up(CARRIES);
	mem = pci_alloc_p2pmem(provider, PAGE_SIZE);
	pci_write_config_word(provider, PCI_COMMAND, PCI_COMMAND_MASTER);
	assert_int_not_equal(machine_bus_access(device_dma_master(&client->dev), virt_to_phys(mem),
						&byte, 1, MACHINE_READ),
			     0);
	pci_write_config_word(provider, PCI_COMMAND, PCI_COMMAND_MASTER | PCI_COMMAND_MEMORY);
	device_access(client, virt_to_phys(mem), &byte, 1, MACHINE_READ);
	pci_free_p2pmem(provider, mem, PAGE_SIZE);
	down();
}

/* ---- the end ----------------------------------------------------------- */

static void *kept;
static bool gone;

static int unbinder(void *data)
{
	device_release_driver(&((struct pci_dev *)data)->dev);
	WRITE_ONCE(gone, true);
	return 0;
}

static void a_provider_that_goes_waits_for_its_users(void **state)
{
	struct pci_dev *function;
	struct task_struct *task;

	up(CARRIES);
	function = provider;
	gone = false;
	kept = pci_alloc_p2pmem(function, PAGE_SIZE);
	task = kthread_run(unbinder, function, "unbinder");
	msleep(20);
	assert_false(READ_ONCE(gone));
	assert_null(pci_alloc_p2pmem(function, PAGE_SIZE));
	*(char *)kept = 1;
	pci_free_p2pmem(function, kept, PAGE_SIZE);
	while (!READ_ONCE(gone))
		msleep(1);
	kthread_stop(task);
	down();
}

/* ---- for a driver's attribute ------------------------------------------ */

static void an_attribute_names_a_provider(void **state)
{
	struct pci_dev *p2p;
	char text[64];
	bool use;

	up(CARRIES);
	assert_int_equal(pci_p2pdma_enable_store("0000:00:03.0", &p2p, &use), -ENODEV);
	assert_true(log_contains("PCI device has no peer-to-peer memory: 0000:00:03.0"));
	pci_p2pmem_publish(provider, true);
	assert_int_equal(pci_p2pdma_enable_store("0000:00:03.0", &p2p, &use), 0);
	assert_ptr_equal(p2p, provider);
	pci_p2pdma_enable_show(text, p2p, use);
	assert_string_equal(text, "0000:00:03.0\n");
	pci_dev_put(p2p);
	assert_int_equal(pci_p2pdma_enable_store("1\n", &p2p, &use), 0);
	assert_true(use && !p2p);
	pci_p2pdma_enable_show(text, p2p, use);
	assert_string_equal(text, "1\n");
	assert_int_equal(pci_p2pdma_enable_store("no", &p2p, &use), 0);
	assert_false(use);
	pci_p2pdma_enable_show(text, provider, false);
	assert_string_equal(text, "0\n");
	assert_int_equal(pci_p2pdma_enable_store("0000:00:1f.0\n", &p2p, &use), -ENODEV);
	assert_true(log_contains("No such PCI device: 0000:00:1f.0"));
	down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		area_test(memory_behind_a_window_is_offered),
		area_test(what_is_no_window_of_memory_is_refused),
		area_test(memory_that_is_used_up_is_refused_and_comes_back),
		area_test(providers_are_found_when_they_are_published),
		area_test(distances_count_the_ports_between),
		area_test(a_root_complex_that_is_not_known_is_in_the_way),
		area_test(a_peer_reads_and_writes_it_through_the_root_complex),
		area_test(its_owner_uses_the_address_on_the_bus),
		area_test(who_cannot_reach_it_is_told_so),
		area_test(memory_that_is_switched_off_is_not_there),
		area_test(a_provider_that_goes_waits_for_its_users),
		area_test(an_attribute_names_a_provider),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
