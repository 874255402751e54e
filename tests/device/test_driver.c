// SPDX-License-Identifier: MIT
/* Buses, drivers and binding: <linux/device/bus.h>, <linux/device/driver.h>. */
#include <linux/device.h>
#include <linux/string.h>

#include "bus_fixture.h"

#define DRV "/sys/bus/toy/drivers/"

static void driver_then_device_binds(void **state)
{
	struct device *dev;

	assert_int_equal(driver_register(&toy_a), 0);
	dev = toy_device("a0");
	expect("+a0 ");
	assert_true(device_is_bound(dev));
	assert_ptr_equal(dev->driver, &toy_a);
	assert_string_equal(dev_driver_string(dev), "a");
	device_unregister(dev);
	expect("-a0 ");
	driver_unregister(&toy_a);
	expect("");
}

static void device_then_driver_binds(void **state)
{
	struct device *dev = toy_device("a0"), *other = toy_device("x0");

	assert_string_equal(dev_driver_string(dev), "toy");
	assert_int_equal(driver_register(&toy_a), 0);
	expect("+a0 ");
	assert_null(other->driver);
	driver_unregister(&toy_a);
	expect("-a0 ");
	assert_null(dev->driver);
	device_unregister(dev);
	device_unregister(other);
	expect("");
}

static void a_driver_is_unbound_from_its_newest_device_first(void **state)
{
	struct device *a0 = toy_device("a0"), *a1 = toy_device("a1");

	assert_int_equal(driver_register(&toy_a), 0);
	driver_unregister(&toy_a);
	expect("+a0 +a1 -a1 -a0 ");
	device_unregister(a0);
	device_unregister(a1);
}

static void sysfs_shows_who_is_bound_to_whom(void **state)
{
	struct device *dev = toy_device("a0");

	assert_link("/sys/bus/toy/devices/a0", "../../../devices/a0");
	assert_link("/sys/devices/a0/subsystem", "../../bus/toy");
	assert_int_equal(driver_register(&toy_a), 0);
	assert_link(DRV "a/a0", "../../../../devices/a0");
	assert_link("/sys/devices/a0/driver", "../../bus/toy/drivers/a");
	assert_file("/sys/devices/a0/uevent", "DRIVER=a\n");
	driver_unregister(&toy_a);
	assert_int_equal(file_type("/sys/devices/a0/driver"), 0);
	assert_int_equal(file_type(DRV "a"), 0);
	device_unregister(dev);
	assert_int_equal(file_type("/sys/bus/toy/devices/a0"), 0);
}

static void a_failed_probe_leaves_nothing_and_is_reported(void **state)
{
	struct device *dev = toy_device("a0");

	probe_result = -EIO;
	assert_int_equal(driver_register(&toy_a), 0);
	expect("!a0 ");
	assert_null(dev->driver);
	assert_false(device_is_bound(dev));
	assert_int_equal(file_type("/sys/devices/a0/driver"), 0);
	assert_true(log_contains("a: probe of a0 failed with error -5"));
	driver_unregister(&toy_a);
	expect("");
	device_unregister(dev);
}

static void a_rejecting_probe_is_not_reported(void **state)
{
	struct device *dev = toy_device("a7");

	probe_result = -ENODEV;
	assert_int_equal(driver_register(&toy_a), 0);
	expect("!a7 ");
	assert_false(log_contains("probe of a7 failed"));
	driver_unregister(&toy_a);
	device_unregister(dev);
}

static int fussy_probe(struct device *dev)
{
	event("?", dev);
	return -EIO;
}

static void the_next_driver_gets_its_chance(void **state)
{
	struct device_driver fussy = { .name = "a1", .bus = &toy_bus, .probe = fussy_probe };
	struct device *dev;

	assert_int_equal(driver_register(&fussy), 0);
	assert_int_equal(driver_register(&toy_a), 0);
	dev = toy_device("a11");
	expect("?a11 +a11 ");
	driver_unregister(&toy_a);
	driver_unregister(&fussy);
	device_unregister(dev);
	events[0] = '\0';
}

static void probe_failure_releases_managed_resources(void **state)
{
	struct device *dev = toy_device("a0");

	/* something left over from before a probe is a bug that stops it */
	assert_non_null(devm_kzalloc(dev, 10, GFP_KERNEL));
	assert_int_equal(driver_register(&toy_a), 0);
	expect("");
	assert_true(log_contains("Resources present before probing"));
	driver_unregister(&toy_a);
	device_unregister(dev);
}

static void a_driver_is_registered_once(void **state)
{
	assert_int_equal(driver_register(&toy_a), 0);
	assert_int_equal(driver_register(&toy_a), -EBUSY);
	assert_true(log_contains("Driver 'a' is already registered, aborting..."));
	assert_ptr_equal(driver_find("a", &toy_bus), &toy_a);
	assert_null(driver_find("b", &toy_bus));
	driver_unregister(&toy_a);
	driver_unregister(&toy_a);
	assert_true(log_contains("Unexpected driver unregister!"));
}

static void a_driver_for_a_bus_that_is_not_there_is_refused(void **state)
{
	struct bus_type nowhere = { .name = "nowhere" };
	struct device_driver lost = { .name = "lost", .bus = &nowhere };

	assert_int_equal(driver_register(&lost), -EINVAL);
	assert_true(log_contains("Driver 'lost' was unable to register with bus_type 'nowhere'"));
}

static void bind_and_unbind_files_do_it_by_hand(void **state)
{
	struct device *dev = toy_device("a0"), *x = toy_device("x0");

	assert_int_equal(driver_register(&toy_a), 0);
	expect("+a0 ");
	assert_int_equal(file_write(DRV "a/unbind", "x0\n"), -ENODEV);
	assert_int_equal(file_write(DRV "a/unbind", "a0\n"), 0);
	expect("-a0 ");
	assert_int_equal(file_write(DRV "a/bind", "x0"), -ENODEV);
	assert_int_equal(file_write(DRV "a/bind", "nobody"), -ENODEV);
	assert_int_equal(file_write(DRV "a/bind", "a0\n"), 0);
	expect("+a0 ");
	assert_int_equal(file_write(DRV "a/bind", "a0"), -EBUSY);
	assert_int_equal(file_write(DRV "a/unbind", "a0"), 0);
	probe_result = -EPROBE_DEFER;
	assert_int_equal(file_write(DRV "a/bind", "a0"), -EAGAIN);
	driver_unregister(&toy_a);
	device_unregister(x);
	device_unregister(dev);
	events[0] = '\0';
}

static void bind_files_can_be_left_out(void **state)
{
	struct device_driver shy = { .name = "shy", .bus = &toy_bus, .suppress_bind_attrs = true };

	assert_int_equal(driver_register(&shy), 0);
	assert_int_equal(file_type(DRV "shy/uevent"), 'f');
	assert_int_equal(file_type(DRV "shy/bind"), 0);
	driver_unregister(&shy);
}

static void autoprobe_can_be_switched_off(void **state)
{
	struct device *dev;

	assert_file("/sys/bus/toy/drivers_autoprobe", "1\n");
	assert_int_equal(file_write("/sys/bus/toy/drivers_autoprobe", "0\n"), 0);
	assert_int_equal(driver_register(&toy_a), 0);
	dev = toy_device("a0");
	expect("");
	assert_int_equal(file_write("/sys/bus/toy/drivers_probe", "nobody"), -ENODEV);
	assert_int_equal(device_attach(dev), 1);
	expect("+a0 ");
	driver_unregister(&toy_a);
	device_unregister(dev);
	events[0] = '\0';
}

static ssize_t mood_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "fine\n");
}
static DEVICE_ATTR_RO(mood);
static struct attribute *mood_attrs[] = { &dev_attr_mood.attr, NULL };
ATTRIBUTE_GROUPS(mood);

static void a_drivers_device_groups_are_there_while_it_is_bound(void **state)
{
	struct device_driver moody = {
		.name = "a", .bus = &toy_bus, .probe = toy_probe, .remove = toy_remove,
		.dev_groups = mood_groups,
	};
	struct device *dev = toy_device("a0");

	assert_int_equal(driver_register(&moody), 0);
	assert_file("/sys/devices/a0/mood", "fine\n");
	device_release_driver(dev);
	assert_int_equal(file_type("/sys/devices/a0/mood"), 0);
	expect("+a0 -a0 ");
	assert_int_equal(device_reprobe(dev), 0);
	assert_int_equal(file_type("/sys/devices/a0/mood"), 'f');
	driver_unregister(&moody);
	device_unregister(dev);
	events[0] = '\0';
}

static ssize_t speed_show(struct device_driver *drv, char *buf)
{
	return sysfs_emit(buf, "%s is fast\n", drv->name);
}
static DRIVER_ATTR_RO(speed);

static ssize_t length_show(struct bus_type *bus, char *buf)
{
	return sysfs_emit(buf, "%s is long\n", bus->name);
}
static BUS_ATTR_RO(length);

static void drivers_and_buses_have_attributes(void **state)
{
	assert_int_equal(driver_register(&toy_a), 0);
	assert_int_equal(driver_create_file(&toy_a, &driver_attr_speed), 0);
	assert_file(DRV "a/speed", "a is fast\n");
	driver_remove_file(&toy_a, &driver_attr_speed);
	assert_int_equal(bus_create_file(&toy_bus, &bus_attr_length), 0);
	assert_file("/sys/bus/toy/length", "toy is long\n");
	bus_remove_file(&toy_bus, &bus_attr_length);
	driver_unregister(&toy_a);
}

static int note_device(struct device *dev, void *data)
{
	event("", dev);
	return data && !strcmp(dev_name(dev), data);
}

static int note_driver(struct device_driver *drv, void *data)
{
	strlcat(events, drv->name, sizeof(events));
	return 0;
}

static void walks_go_over_devices_and_drivers(void **state)
{
	struct device *a0 = toy_device("a0"), *b0 = toy_device("b0"), *a1 = toy_device("a1");
	struct device *found;

	assert_int_equal(driver_register(&toy_a), 0);
	assert_int_equal(driver_register(&toy_b), 0);
	expect("+a0 +a1 +b0 ");
	assert_int_equal(bus_for_each_dev(&toy_bus, NULL, "b0", note_device), 1);
	expect("a0 b0 ");
	bus_for_each_dev(&toy_bus, b0, NULL, note_device);
	expect("a1 ");
	assert_int_equal(driver_for_each_device(&toy_a, NULL, NULL, note_device), 0);
	expect("a0 a1 ");
	bus_for_each_drv(&toy_bus, NULL, NULL, note_driver);
	expect("ab");
	found = bus_find_device_by_name(&toy_bus, NULL, "a1");
	assert_ptr_equal(found, a1);
	put_device(found);
	found = driver_find_next_device(&toy_a, a0);
	assert_ptr_equal(found, a1);
	put_device(found);
	assert_null(driver_find_device_by_name(&toy_b, "a1"));
	driver_unregister(&toy_a);
	driver_unregister(&toy_b);
	device_unregister(a0);
	device_unregister(b0);
	device_unregister(a1);
	events[0] = '\0';
}

static void an_override_is_one_line(void **state)
{
	struct device *dev = toy_device("a0");
	const char *override = NULL;

	assert_int_equal(driver_set_override(dev, &override, "drv\n", 4), 0);
	assert_string_equal(override, "drv");
	assert_int_equal(driver_set_override(dev, &override, "\n", 1), 0);
	assert_null(override);
	assert_int_equal(driver_set_override(dev, &override, NULL, 0), -EINVAL);
	device_unregister(dev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TOY_TEST(driver_then_device_binds),
		TOY_TEST(device_then_driver_binds),
		TOY_TEST(a_driver_is_unbound_from_its_newest_device_first),
		TOY_TEST(sysfs_shows_who_is_bound_to_whom),
		TOY_TEST(a_failed_probe_leaves_nothing_and_is_reported),
		TOY_TEST(a_rejecting_probe_is_not_reported),
		TOY_TEST(the_next_driver_gets_its_chance),
		TOY_TEST(probe_failure_releases_managed_resources),
		TOY_TEST(a_driver_is_registered_once),
		TOY_TEST(a_driver_for_a_bus_that_is_not_there_is_refused),
		TOY_TEST(bind_and_unbind_files_do_it_by_hand),
		TOY_TEST(bind_files_can_be_left_out),
		TOY_TEST(autoprobe_can_be_switched_off),
		TOY_TEST(a_drivers_device_groups_are_there_while_it_is_bound),
		TOY_TEST(drivers_and_buses_have_attributes),
		TOY_TEST(walks_go_over_devices_and_drivers),
		TOY_TEST(an_override_is_one_line),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
