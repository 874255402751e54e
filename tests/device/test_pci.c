// SPDX-License-Identifier: MIT
/* PCI functions: enumeration, windows, drivers, mastering, power, reset, files. */
#include "pci_fixture.h"

#include <linux/aer.h>
#include <linux/io.h>
#include <linux/slab.h>

/* ---- a driver -------------------------------------------------------------- */

static struct pci_dev *bound;
static int removed;
static void __iomem *mapped;
static int (*in_probe)(struct pci_dev *dev);

static int test_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	int ret = in_probe ? in_probe(dev) : 0;

	if (!ret)
		bound = dev;
	return ret;
}

static void test_remove(struct pci_dev *dev)
{
	bound = NULL;
	removed++;
}

static const struct pci_device_id plain_ids[] = {
	{ PCI_DEVICE(PCI_TEST_VENDOR, PCI_TEST_PLAIN) },
	{}
};

static struct pci_driver plain_driver = {
	.name = "test-plain",
	.id_table = plain_ids,
	.probe = test_probe,
	.remove = test_remove,
};

static const struct pci_device_id no_ids[] = { {} };

static struct pci_driver idle_driver = {
	.name = "test-idle",
	.id_table = no_ids,
	.probe = test_probe,
	.remove = test_remove,
};

static void up(int (*probe)(struct pci_dev *dev))
{
	bound = NULL;
	removed = 0;
	in_probe = probe;
	pci_board_up(PCI_BOARD);
}

/* ---- enumeration ----------------------------------------------------------- */

static void functions_of_the_tree_are_found(void **state)
{
	struct pci_dev *dev;

	up(NULL);
	dev = plain_function();
	assert_string_equal(pci_name(dev), "0000:00:01.0");
	assert_int_equal(dev->vendor, PCI_TEST_VENDOR);
	assert_int_equal(dev->device, PCI_TEST_PLAIN);
	assert_int_equal(dev->subsystem_vendor, 0x1af4);
	assert_int_equal(dev->class, 0x080100);
	assert_int_equal(dev->revision, 3);
	assert_true(dev->multifunction);
	assert_int_equal(express_function()->device, PCI_TEST_EXPRESS);
	assert_null(pci_get_domain_bus_and_slot(0, 0, PCI_DEVFN(2, 0)));
}

static void windows_are_sized_and_assigned(void **state)
{
	struct pci_dev *dev;

	up(NULL);
	dev = plain_function();
	assert_int_equal(pci_resource_len(dev, 0), 0x1000);
	assert_int_equal(pci_resource_len(dev, 1), 0);
	assert_int_equal(pci_resource_len(dev, 2), 0x10000);
	/* the largest comes first */
	assert_true(pci_resource_start(dev, 2) == 0x40000000);
	assert_true(pci_resource_flags(dev, 0) & IORESOURCE_MEM);
	assert_int_equal(pci_select_bars(dev, IORESOURCE_MEM), 5);
}

static void prefetchable_windows_are_kept_apart(void **state)
{
	struct pci_dev *dev;

	up(NULL);
	dev = express_function();
	assert_true(pci_resource_start(dev, 0) == 0x50000000);
	assert_true(pci_resource_flags(dev, 0) & IORESOURCE_PREFETCH);
	assert_true(pci_resource_start(dev, 4) >= 0x40000000);
	assert_true(pci_resource_start(dev, 4) < 0x50000000);
}

/* the CPU's addresses are not PCI's */
static void registers_hold_addresses_of_the_bus(void **state)
{
	struct pci_dev *dev;
	u32 low, high;

	up(NULL);
	dev = express_function();
	pci_read_config_dword(dev, PCI_BASE_ADDRESS_0, &low);
	pci_read_config_dword(dev, PCI_BASE_ADDRESS_1, &high);
	assert_int_equal(low & ~0xf, 0);
	assert_int_equal(high, 8);
	assert_true(pci_bus_address(dev, 0) == 0x800000000ull);
	assert_true(pci_bus_address(plain_function(), 2) == 0x10000000);
}

static void functions_are_found_by_what_they_are(void **state)
{
	struct pci_dev *dev;

	up(NULL);
	dev = pci_get_device(PCI_TEST_VENDOR, PCI_ANY_ID, NULL);
	assert_ptr_equal(dev, plain_function());
	dev = pci_get_device(PCI_TEST_VENDOR, PCI_ANY_ID, dev);
	assert_ptr_equal(dev, express_function());
	assert_null(pci_get_device(PCI_TEST_VENDOR, PCI_ANY_ID, dev));
	dev = pci_get_class(0x080100, NULL);
	assert_ptr_equal(dev, plain_function());
	pci_dev_put(dev);
	assert_true(pci_dev_present(plain_ids));
}

/* the rest of the machine goes on without them */
static void functions_that_cannot_be_are_left_out(void **state)
{
	bound = NULL;
	pci_board_up(PCI_BOARD_WITH("dma@placeless { compatible = \"test,pci-plain\"; };\n"
				    "dma@first { compatible = \"test,pci-plain\"; reg = <0x1000 0 0 0 0>; };\n"
				    "dma@second { compatible = \"test,pci-plain\"; reg = <0x1000 0 0 0 0>; };\n"));
	assert_true(log_contains("dma@placeless: a PCI function needs \"reg\""));
	assert_true(log_contains("dma@second: another PCI function has this place"));
	assert_int_equal(function_at(PCI_DEVFN(2, 0))->device, PCI_TEST_PLAIN);
	assert_non_null(plain_function());
}

/* ---- capabilities ---------------------------------------------------------- */

static void capabilities_are_found(void **state)
{
	struct pci_dev *plain, *express;
	u16 at;
	u32 word;

	up(NULL);
	plain = plain_function();
	express = express_function();
	assert_true(pci_find_capability(plain, PCI_CAP_ID_PM));
	assert_true(pci_find_capability(plain, PCI_CAP_ID_MSI));
	assert_false(pci_find_capability(plain, PCI_CAP_ID_MSIX));
	assert_false(pci_is_pcie(plain));
	assert_false(pci_find_ext_capability(plain, PCI_EXT_CAP_ID_ERR));
	assert_int_equal(plain->cfg_size, 256);

	assert_true(pci_is_pcie(express));
	assert_int_equal(pci_pcie_type(express), PCI_EXP_TYPE_ENDPOINT);
	assert_int_equal(express->cfg_size, 4096);
	assert_int_equal(express->aer_cap, 0x100);
	at = pci_find_vsec_capability(express, PCI_TEST_VENDOR, PCI_TEST_VSEC);
	assert_true(at);
	assert_false(pci_find_vsec_capability(express, PCI_TEST_VENDOR, 7));
	assert_false(pci_find_vsec_capability(express, 0x8086, PCI_TEST_VSEC));
	pci_write_config_dword(express, at + 8, 5);
	pci_write_config_dword(express, at + 12, 6);
	pci_read_config_dword(express, at + 8, &word);
	assert_int_equal(word, 0x11111111);
	pci_read_config_dword(express, at + 12, &word);
	assert_int_equal(word, 6);
}

static void error_reporting_needs_its_capability(void **state)
{
	struct pci_dev *dev;
	u16 ctl;

	up(NULL);
	assert_int_equal(pci_enable_pcie_error_reporting(plain_function()), -EIO);
	dev = express_function();
	assert_int_equal(pci_enable_pcie_error_reporting(dev), 0);
	pcie_capability_read_word(dev, PCI_EXP_DEVCTL, &ctl);
	assert_int_equal(ctl & 0xf, 0xf);
	assert_int_equal(pci_disable_pcie_error_reporting(dev), 0);
	pcie_capability_read_word(dev, PCI_EXP_DEVCTL, &ctl);
	assert_int_equal(ctl & 0xf, 0);
	assert_int_equal(pcie_set_readrq(dev, 1024), 0);
	assert_int_equal(pcie_get_readrq(dev), 1024);
	assert_int_equal(pcie_set_readrq(dev, 1000), -EINVAL);
	assert_int_equal(pcie_set_mps(dev, 4096), -EINVAL);
}

/* ---- windows, mastering ---------------------------------------------------- */

static void a_window_leads_to_the_registers(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs, *other;

	up(NULL);
	dev = plain_function();
	assert_int_equal(pci_enable_device(dev), 0);
	assert_int_equal(pci_request_regions(dev, "test"), 0);
	assert_int_equal(pci_request_regions(dev, "test"), -EBUSY);
	regs = pci_iomap(dev, 0, 0);
	other = pci_ioremap_bar(dev, 2);
	assert_non_null(regs);
	assert_non_null(other);
	writel(0x12345678, regs + PCI_TEST_WORD);
	assert_int_equal(readl(regs + PCI_TEST_WORD), 0x12345678);
	assert_int_equal(readl(other + 0x1234), 0xabcd1234);
	assert_null(pci_iomap(dev, 1, 0));
	pci_iounmap(dev, regs);
	iounmap(other);
	pci_release_regions(dev);
	pci_disable_device(dev);
}

static void a_window_that_is_off_reads_as_ones(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs;

	up(NULL);
	dev = plain_function();
	regs = pci_iomap(dev, 0, 0);
	assert_int_equal(readl(regs + PCI_TEST_WORD), ~0u);
	assert_true(log_contains("pci_enable_device()"));
	pci_iounmap(dev, regs);
}

static u32 copy(char __iomem *regs, void *dst, const void *src, u32 len)
{
	writeq(virt_to_phys((void *)src), regs + PCI_TEST_SRC);
	writeq(virt_to_phys(dst), regs + PCI_TEST_DST);
	writel(len, regs + PCI_TEST_LEN);
	writel(1, regs + PCI_TEST_START);
	return readl(regs + PCI_TEST_START);
}

static void who_is_no_bus_master_is_refused(void **state)
{
	char *src, *dst;
	struct pci_dev *dev;
	char __iomem *regs;

	up(NULL);
	dev = plain_function();
	src = kzalloc(64, GFP_KERNEL);
	dst = kzalloc(64, GFP_KERNEL);
	strcpy(src, "over the bus");
	assert_int_equal(pci_enable_device(dev), 0);
	regs = pci_iomap(dev, 0, 0);
	assert_int_not_equal(copy(regs, dst, src, 64), 0);
	assert_true(log_contains("pci_set_master()"));
	assert_string_equal(dst, "");
	pci_set_master(dev);
	assert_int_equal(copy(regs, dst, src, 64), 0);
	assert_string_equal(dst, "over the bus");
	pci_clear_master(dev);
	assert_int_not_equal(copy(regs, dst, src, 64), 0);
	pci_iounmap(dev, regs);
	pci_disable_device(dev);
	kfree(src);
	kfree(dst);
}

/* ---- drivers --------------------------------------------------------------- */

static void a_driver_is_bound_by_its_ids(void **state)
{
	up(NULL);
	assert_int_equal(pci_register_driver(&plain_driver), 0);
	assert_ptr_equal(bound, plain_function());
	assert_ptr_equal(pci_dev_driver(bound), &plain_driver);
	assert_true(bound->irq > 0);
	assert_link(PLAIN "driver", "../../../../../bus/pci/drivers/test-plain");
	pci_unregister_driver(&plain_driver);
	assert_null(bound);
	assert_int_equal(removed, 1);
}

static int fail_probe(struct pci_dev *dev)
{
	return -EIO;
}

static void a_failed_probe_binds_nothing(void **state)
{
	up(fail_probe);
	assert_int_equal(pci_register_driver(&plain_driver), 0);
	assert_null(bound);
	assert_null(plain_function()->driver);
	pci_unregister_driver(&plain_driver);
	assert_int_equal(removed, 0);
}

static void ids_can_be_added_and_taken_away(void **state)
{
	up(NULL);
	assert_int_equal(pci_register_driver(&idle_driver), 0);
	assert_null(bound);
	assert_int_equal(file_write("/sys/bus/pci/drivers/test-idle/new_id", "1d0f 0002\n"), 0);
	assert_ptr_equal(bound, express_function());
	assert_int_equal(file_write("/sys/bus/pci/drivers/test-idle/remove_id", "1d0f 0002\n"), 0);
	assert_int_equal(file_write("/sys/bus/pci/drivers/test-idle/remove_id", "1d0f 0002\n"),
			 -ENODEV);
	assert_int_equal(file_write("/sys/bus/pci/drivers/test-idle/new_id", "1d0f\n"), -EINVAL);
	pci_unregister_driver(&idle_driver);
	assert_null(bound);
}

static void an_override_names_the_only_driver(void **state)
{
	up(NULL);
	assert_int_equal(file_write(PLAIN "driver_override", "test-idle\n"), 0);
	assert_int_equal(pci_register_driver(&plain_driver), 0);
	assert_null(bound);
	assert_int_equal(pci_register_driver(&idle_driver), 0);
	assert_ptr_equal(bound, plain_function());
	pci_unregister_driver(&idle_driver);
	pci_unregister_driver(&plain_driver);
}

static int managed_probe(struct pci_dev *dev)
{
	int ret = pcim_enable_device(dev);

	if (!ret)
		ret = pcim_iomap_regions(dev, 1, "test");
	if (ret)
		return ret;
	pci_set_master(dev);
	mapped = pcim_iomap_table(dev)[0];
	return 0;
}

static void what_is_managed_is_undone(void **state)
{
	struct pci_dev *dev;
	u16 command;

	up(managed_probe);
	dev = plain_function();
	assert_int_equal(pci_register_driver(&plain_driver), 0);
	assert_non_null(mapped);
	writel(7, (char __iomem *)mapped + PCI_TEST_WORD);
	assert_int_equal(readl((char __iomem *)mapped + PCI_TEST_WORD), 7);
	assert_true(pci_is_enabled(dev));
	assert_int_equal(pci_request_region(dev, 0, "again"), -EBUSY);
	pci_unregister_driver(&plain_driver);
	assert_false(pci_is_enabled(dev));
	pci_read_config_word(dev, PCI_COMMAND, &command);
	assert_false(command & PCI_COMMAND_MASTER);
	assert_int_equal(pci_request_region(dev, 0, "again"), 0);
	pci_release_region(dev, 0);
}

/* ---- power and reset ------------------------------------------------------- */

static void sleep_forgets_what_was_not_saved(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs;
	u16 command;

	up(NULL);
	dev = plain_function();
	assert_int_equal(pci_enable_device(dev), 0);
	pci_set_master(dev);
	regs = pci_iomap(dev, 0, 0);
	writel(9, regs + PCI_TEST_WORD);
	pci_save_state(dev);
	assert_int_equal(pci_set_power_state(dev, PCI_D3hot), 0);
	assert_int_equal(readl(regs + PCI_TEST_WORD), ~0u);
	assert_file(PLAIN "power_state", "D3hot\n");
	assert_int_equal(pci_set_power_state(dev, PCI_D0), 0);
	pci_read_config_word(dev, PCI_COMMAND, &command);
	assert_int_equal(command, 0);
	pci_restore_state(dev);
	pci_read_config_word(dev, PCI_COMMAND, &command);
	assert_true(command & PCI_COMMAND_MASTER);
	assert_int_equal(readl(regs + PCI_TEST_WORD), 0);
	assert_int_equal(readl(regs + PCI_TEST_RESETS), 1);
	assert_int_equal(pci_set_power_state(dev, PCI_D1), -EIO);
	pci_iounmap(dev, regs);
	pci_disable_device(dev);
}

static void waking_must_be_allowed(void **state)
{
	struct pci_dev *dev;

	up(NULL);
	dev = plain_function();
	assert_true(pci_pme_capable(dev, PCI_D3hot));
	assert_false(pci_pme_capable(dev, PCI_D1));
	assert_int_equal(pci_wake_from_d3(dev, true), -EINVAL);
	device_set_wakeup_enable(&dev->dev, true);
	assert_int_equal(pci_wake_from_d3(dev, true), 0);
	assert_int_equal(pci_wake_from_d3(dev, false), 0);
}

static void a_reset_leaves_the_windows(void **state)
{
	struct pci_dev *dev;
	char __iomem *regs;

	up(NULL);
	dev = express_function();
	assert_int_equal(pci_enable_device(dev), 0);
	regs = pci_iomap(dev, 0, 0);
	writel(9, regs + PCI_TEST_WORD);
	assert_int_equal(file_write(EXPRESS "reset", "1\n"), 0);
	assert_int_equal(readl(regs + PCI_TEST_WORD), 0);
	assert_int_equal(readl(regs + PCI_TEST_RESETS), 1);
	pci_iounmap(dev, regs);
	pci_disable_device(dev);
}

/* ---- files ----------------------------------------------------------------- */

static void functions_are_in_sysfs(void **state)
{
	up(NULL);
	assert_file(PLAIN "vendor", "0x1d0f\n");
	assert_file(PLAIN "device", "0x0001\n");
	assert_file(PLAIN "class", "0x080100\n");
	assert_file(PLAIN "modalias",
		    "pci:v00001D0Fd00000001sv00001AF4sd00001100bc08sc01i00\n");
	assert_file(PLAIN "enable", "0\n");
	assert_int_equal(file_write(PLAIN "enable", "1\n"), 0);
	assert_file(PLAIN "enable", "1\n");
	assert_int_equal(file_write(PLAIN "enable", "0\n"), 0);
	assert_int_equal(file_write(PLAIN "enable", "0\n"), -EIO);
	assert_link("/sys/bus/pci/devices/0000:00:01.0",
		    "../../../devices/platform/30000000.pcie/pci0000:00/0000:00:01.0");
}

static void configuration_space_is_a_file(void **state)
{
	char *data = NULL;
	size_t len;

	up(NULL);
	assert_int_equal(filetree_read(EXPRESS "config", &data, &len), 0);
	assert_int_equal(len, 4096);
	assert_int_equal((u8)data[0], 0x0f);
	assert_int_equal((u8)data[1], 0x1d);
	host_free(data);
}

static void functions_can_be_removed_and_found_again(void **state)
{
	up(NULL);
	assert_int_equal(pci_register_driver(&plain_driver), 0);
	assert_non_null(bound);
	assert_int_equal(file_write(PLAIN "remove", "1\n"), 0);
	assert_null(bound);
	assert_int_equal(file_type(PLAIN), 0);
	assert_null(pci_get_domain_bus_and_slot(0, 0, PCI_DEVFN(1, 0)));
	assert_int_equal(file_write("/sys/bus/pci/rescan", "1\n"), 0);
	assert_non_null(bound);
	assert_ptr_equal(bound, plain_function());
	assert_true(pci_resource_start(bound, 2) == 0x40000000);
	pci_unregister_driver(&plain_driver);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		pci_test(functions_of_the_tree_are_found),
		pci_test(windows_are_sized_and_assigned),
		pci_test(prefetchable_windows_are_kept_apart),
		pci_test(registers_hold_addresses_of_the_bus),
		pci_test(functions_are_found_by_what_they_are),
		pci_test(functions_that_cannot_be_are_left_out),
		pci_test(capabilities_are_found),
		pci_test(error_reporting_needs_its_capability),
		pci_test(a_window_leads_to_the_registers),
		pci_test(a_window_that_is_off_reads_as_ones),
		pci_test(who_is_no_bus_master_is_refused),
		pci_test(a_driver_is_bound_by_its_ids),
		pci_test(a_failed_probe_binds_nothing),
		pci_test(ids_can_be_added_and_taken_away),
		pci_test(an_override_names_the_only_driver),
		pci_test(what_is_managed_is_undone),
		pci_test(sleep_forgets_what_was_not_saved),
		pci_test(waking_must_be_allowed),
		pci_test(a_reset_leaves_the_windows),
		pci_test(functions_are_in_sysfs),
		pci_test(configuration_space_is_a_file),
		pci_test(functions_can_be_removed_and_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
