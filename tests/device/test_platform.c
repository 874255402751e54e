// SPDX-License-Identifier: MIT
/*
 * The platform bus: <linux/platform_device.h>. Devices of the device tree are in
 * test_of_platform.c.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mod_devicetable.h>
#include <linux/platform_device.h>
#include <linux/property.h>

#include "device_fixture.h"

#define DEVS "/sys/devices/platform/"

static struct platform_device *probed;
static int probes, removes, probe_result;

static int note_probe(struct platform_device *pdev)
{
	probes++;
	probed = pdev;
	return probe_result;
}

static int note_remove(struct platform_device *pdev)
{
	removes++;
	return 0;
}

static void note_remove_new(struct platform_device *pdev)
{
	removes += 10;
}

static struct platform_driver drv = {
	.probe = note_probe,
	.remove = note_remove,
	.driver = { .name = "widget" },
};

static int setup(void **state)
{
	probes = removes = probe_result = 0;
	probed = NULL;
	return 0;
}

static void names_follow_the_id(void **state)
{
	struct platform_device *none = platform_device_register_simple("w", PLATFORM_DEVID_NONE,
								       NULL, 0);
	struct platform_device *seven = platform_device_register_simple("w", 7, NULL, 0);
	struct platform_device *a = platform_device_register_simple("w", PLATFORM_DEVID_AUTO,
								    NULL, 0);
	struct platform_device *b = platform_device_register_simple("w", PLATFORM_DEVID_AUTO,
								    NULL, 0);

	assert_string_equal(dev_name(&none->dev), "w");
	assert_string_equal(dev_name(&seven->dev), "w.7");
	assert_string_equal(dev_name(&a->dev), "w.0.auto");
	assert_string_equal(dev_name(&b->dev), "w.1.auto");
	platform_device_unregister(a);
	a = platform_device_register_simple("w", PLATFORM_DEVID_AUTO, NULL, 0);
	assert_string_equal(dev_name(&a->dev), "w.0.auto");
	assert_int_equal(PTR_ERR(platform_device_register_simple("w", 7, NULL, 0)), -EEXIST);
	platform_device_unregister(a);
	platform_device_unregister(b);
	platform_device_unregister(none);
	platform_device_unregister(seven);
}

static void a_device_and_a_driver_of_one_name_meet(void **state)
{
	struct platform_device *pdev = platform_device_register_simple("widget", 0, NULL, 0);

	assert_link("/sys/bus/platform/devices/widget.0",
		    "../../../devices/platform/widget.0");
	assert_int_equal(platform_driver_register(&drv), 0);
	assert_ptr_equal(probed, pdev);
	assert_true(dev_is_platform(&pdev->dev));
	assert_link(DEVS "widget.0/driver", "../../../bus/platform/drivers/widget");
	assert_file(DEVS "widget.0/modalias", "platform:widget\n");
	assert_file(DEVS "widget.0/uevent", "DRIVER=widget\nMODALIAS=platform:widget\n");
	platform_driver_unregister(&drv);
	assert_int_equal(removes, 1);
	platform_device_unregister(pdev);
}

static void remove_new_is_preferred(void **state)
{
	struct platform_driver newer = {
		.probe = note_probe, .remove_new = note_remove_new,
		.driver = { .name = "widget" },
	};
	struct platform_device *pdev = platform_device_register_simple("widget", 0, NULL, 0);

	assert_int_equal(platform_driver_register(&newer), 0);
	platform_device_unregister(pdev);
	assert_int_equal(removes, 10);
	platform_driver_unregister(&newer);
}

static int bad_remove(struct platform_device *pdev)
{
	return -EBUSY;
}

static void a_remove_that_fails_is_reported_and_ignored(void **state)
{
	struct platform_driver bad = { .remove = bad_remove, .driver = { .name = "widget" } };
	struct platform_device *pdev = platform_device_register_simple("widget", 0, NULL, 0);

	assert_int_equal(platform_driver_register(&bad), 0);
	platform_driver_unregister(&bad);
	assert_null(pdev->dev.driver);
	assert_true(log_contains("remove callback returned a non-zero value"));
	platform_device_unregister(pdev);
}

static void the_id_table_says_which_it_is(void **state)
{
	static const struct platform_device_id ids[] = {
		{ "one", 1 }, { "two", 2 }, { }
	};
	struct platform_driver many = {
		.probe = note_probe, .id_table = ids, .driver = { .name = "many" },
	};
	struct platform_device *two = platform_device_register_simple("two", 0, NULL, 0);
	struct platform_device *three = platform_device_register_simple("three", 0, NULL, 0);

	assert_int_equal(platform_driver_register(&many), 0);
	assert_int_equal(probes, 1);
	assert_ptr_equal(probed, two);
	assert_int_equal(platform_get_device_id(two)->driver_data, 2);
	platform_driver_unregister(&many);
	platform_device_unregister(two);
	platform_device_unregister(three);
}

static void an_override_beats_the_name(void **state)
{
	struct platform_device *pdev = platform_device_register_simple("gadget", 0, NULL, 0);

	assert_int_equal(platform_driver_register(&drv), 0);
	assert_int_equal(probes, 0);
	assert_file(DEVS "gadget.0/driver_override", "(null)\n");
	assert_int_equal(file_write(DEVS "gadget.0/driver_override", "widget\n"), 0);
	assert_file(DEVS "gadget.0/driver_override", "widget\n");
	assert_int_equal(file_write("/sys/bus/platform/drivers/widget/bind", "gadget.0"), 0);
	assert_ptr_equal(probed, pdev);
	platform_driver_unregister(&drv);
	platform_device_unregister(pdev);
}

static void resources_are_found_by_number_and_name(void **state)
{
	const struct resource res[] = {
		DEFINE_RES_MEM_NAMED(0x1000, 0x100, "regs"),
		DEFINE_RES_IRQ_NAMED(40, "done"),
		DEFINE_RES_MEM_NAMED(0x2000, 0x100, "fifo"),
		DEFINE_RES_IRQ(41),
	};
	struct platform_device *pdev = platform_device_register_simple("r", 0, res, 4);
	struct resource *fifo;

	fifo = platform_get_resource(pdev, IORESOURCE_MEM, 1);
	assert_int_equal(fifo->start, 0x2000);
	assert_ptr_equal(platform_get_resource_byname(pdev, IORESOURCE_MEM, "fifo"), fifo);
	assert_null(platform_get_resource(pdev, IORESOURCE_MEM, 2));
	assert_null(platform_get_resource_byname(pdev, IORESOURCE_IRQ, "fifo"));
	assert_ptr_equal(platform_get_mem_or_io(pdev, 1), fifo);
	assert_int_equal(platform_get_irq(pdev, 0), 40);
	assert_int_equal(platform_get_irq_byname(pdev, "done"), 40);
	assert_int_equal(platform_irq_count(pdev), 2);
	assert_int_equal(platform_get_irq_optional(pdev, 2), -ENXIO);
	assert_false(log_contains("IRQ index 2 not found"));
	assert_int_equal(platform_get_irq(pdev, 2), -ENXIO);
	assert_true(log_contains("error -ENXIO: IRQ index 2 not found"));
	assert_int_equal(platform_get_irq_byname(pdev, "nope"), -ENXIO);
	assert_true(log_contains("IRQ nope not found"));
	platform_device_unregister(pdev);
}

static void registers_that_overlap_are_refused(void **state)
{
	const struct resource res = DEFINE_RES_MEM(0x5000, 0x100);
	const struct resource across = DEFINE_RES_MEM(0x5080, 0x100);
	struct platform_device *pdev = platform_device_register_simple("r", 0, &res, 1);

	assert_int_equal(PTR_ERR(platform_device_register_simple("r", 1, &across, 1)), -EBUSY);
	assert_true(log_contains("failed to claim resource 0"));
	platform_device_unregister(pdev);
	pdev = platform_device_register_simple("r", 1, &across, 1);
	assert_false(IS_ERR(pdev));
	platform_device_unregister(pdev);
}

static void registers_that_are_not_there_are_an_error(void **state)
{
	struct platform_device *pdev = platform_device_register_simple("r", 0, NULL, 0);
	struct resource *res = (void *)1;
	void __iomem *regs = devm_platform_get_and_ioremap_resource(pdev, 0, &res);

	assert_true(IS_ERR(regs));
	assert_null(res);
	assert_int_equal(PTR_ERR(regs), -EINVAL);
	assert_true(IS_ERR(devm_platform_ioremap_resource_byname(pdev, "regs")));
	platform_device_unregister(pdev);
}

static void platform_data_is_a_copy(void **state)
{
	int value = 5;
	struct platform_device *pdev = platform_device_register_data(NULL, "d", 0, &value,
								     sizeof(value));
	int *copy = dev_get_platdata(&pdev->dev);

	assert_ptr_not_equal(copy, &value);
	assert_int_equal(*copy, 5);
	platform_device_unregister(pdev);
}

static void everything_comes_in_one_go(void **state)
{
	static const struct property_entry props[] = {
		PROPERTY_ENTRY_U32("depth", 12), { }
	};
	struct platform_device_info info = {
		.name = "full", .id = 3, .dma_mask = DMA_BIT_MASK(40), .properties = props,
	};
	struct platform_device *pdev = platform_device_register_full(&info);
	u32 depth;

	assert_false(IS_ERR(pdev));
	assert_true(*pdev->dev.dma_mask == DMA_BIT_MASK(40));
	assert_true(pdev->dev.coherent_dma_mask == DMA_BIT_MASK(40));
	assert_int_equal(device_property_read_u32(&pdev->dev, "depth", &depth), 0);
	assert_int_equal(depth, 12);
	platform_device_unregister(pdev);
}

static void the_dma_mask_is_32_bits_at_first(void **state)
{
	struct platform_device *pdev = platform_device_register_simple("d", 0, NULL, 0);

	assert_true(*pdev->dev.dma_mask == DMA_BIT_MASK(32));
	assert_true(pdev->dev.coherent_dma_mask == DMA_BIT_MASK(32));
	assert_ptr_equal(pdev->dev.dma_parms, &pdev->dma_parms);
	platform_device_unregister(pdev);
}

static void driver_data_goes_when_the_driver_does(void **state)
{
	struct platform_device *pdev = platform_device_register_simple("widget", 0, NULL, 0);

	assert_int_equal(platform_driver_register(&drv), 0);
	platform_set_drvdata(pdev, &probes);
	assert_ptr_equal(platform_get_drvdata(pdev), &probes);
	platform_driver_unregister(&drv);
	assert_null(platform_get_drvdata(pdev));
	platform_device_unregister(pdev);
}

static void driver_probe_wants_a_device_now(void **state)
{
	struct platform_driver once = { .driver = { .name = "once" } };
	struct platform_device *pdev, *late;

	assert_int_equal(platform_driver_probe(&once, note_probe), -ENODEV);
	assert_int_equal(file_type("/sys/bus/platform/drivers/once"), 0);
	pdev = platform_device_register_simple("once", 0, NULL, 0);
	assert_int_equal(platform_driver_probe(&once, note_probe), 0);
	assert_int_equal(probes, 1);
	late = platform_device_register_simple("once", 1, NULL, 0);
	assert_null(late->dev.driver);
	assert_int_equal(file_type("/sys/bus/platform/drivers/once/bind"), 0);
	platform_driver_unregister(&once);
	platform_device_unregister(pdev);
	platform_device_unregister(late);
}

static void a_driver_that_cannot_defer_fails(void **state)
{
	struct platform_driver never = {
		.probe = note_probe, .prevent_deferred_probe = true,
		.driver = { .name = "widget" },
	};
	struct platform_device *pdev = platform_device_register_simple("widget", 0, NULL, 0);

	probe_result = -EPROBE_DEFER;
	assert_int_equal(platform_driver_register(&never), 0);
	assert_true(log_contains("probe deferral not supported"));
	assert_file("/sys/kernel/debug/devices_deferred", "");
	platform_driver_unregister(&never);
	platform_device_unregister(pdev);
}

static void a_bundle_is_a_device_and_its_driver(void **state)
{
	struct platform_driver pair = { .driver = { .name = "pair" } };
	struct platform_device *pdev = platform_create_bundle(&pair, note_probe, NULL, 0, NULL, 0);

	assert_false(IS_ERR(pdev));
	assert_ptr_equal(probed, pdev);
	platform_device_unregister(pdev);
	platform_driver_unregister(&pair);
	probe_result = -EIO;
	assert_int_equal(PTR_ERR(platform_create_bundle(&pair, note_probe, NULL, 0, NULL, 0)),
			 -ENODEV);
	assert_int_equal(file_type(DEVS "pair"), 0);
}

static void drivers_register_all_or_none(void **state)
{
	struct platform_driver a = { .driver = { .name = "pa" } };
	struct platform_driver b = { .driver = { .name = "pa" } };
	struct platform_driver *const both[] = { &a, &b };

	assert_int_equal(platform_register_drivers(both, 2), -EBUSY);
	assert_int_equal(file_type("/sys/bus/platform/drivers/pa"), 0);
	b.driver.name = "pb";
	assert_int_equal(platform_register_drivers(both, 2), 0);
	platform_unregister_drivers(both, 2);
}

#define T(name) cmocka_unit_test_setup(name, setup)

/* resources and interrupts need what core_start() does not start */
static int platform_core_setup(void **state)
{
	int err = machine_setup_dts("/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;"
				    " memory@80000000 { device_type = \"memory\";"
				    " reg = <0x80000000 0x1000000>; }; };");

	return err ? err : device_start();
}

static int platform_core_teardown(void **state)
{
	device_stop();
	return machine_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(names_follow_the_id),
		T(a_device_and_a_driver_of_one_name_meet),
		T(remove_new_is_preferred),
		T(a_remove_that_fails_is_reported_and_ignored),
		T(the_id_table_says_which_it_is),
		T(an_override_beats_the_name),
		T(resources_are_found_by_number_and_name),
		T(registers_that_overlap_are_refused),
		T(registers_that_are_not_there_are_an_error),
		T(platform_data_is_a_copy),
		T(everything_comes_in_one_go),
		T(the_dma_mask_is_32_bits_at_first),
		T(driver_data_goes_when_the_driver_does),
		T(driver_probe_wants_a_device_now),
		T(a_driver_that_cannot_defer_fails),
		T(a_bundle_is_a_device_and_its_driver),
		T(drivers_register_all_or_none),
	};

	return cmocka_run_group_tests(tests, platform_core_setup, platform_core_teardown);
}
