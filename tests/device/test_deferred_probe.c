// SPDX-License-Identifier: MIT
/* Probes that are tried again: -EPROBE_DEFER, dev_err_probe(), devices_deferred. */
#include <linux/device.h>

#include "bus_fixture.h"

#define FILE "/sys/kernel/debug/devices_deferred"

static bool resource_there;

static int needy_probe(struct device *dev)
{
	if (!resource_there) {
		event("~", dev);
		return dev_err_probe(dev, -EPROBE_DEFER, "no %s yet\n", "clock");
	}
	event("+", dev);
	return 0;
}

static struct device_driver needy = {
	.name = "n", .bus = &toy_bus, .probe = needy_probe, .remove = toy_remove,
};

static int provider_probe(struct device *dev)
{
	resource_there = true;
	event("+", dev);
	return 0;
}

static struct device_driver provider = {
	.name = "p", .bus = &toy_bus, .probe = provider_probe, .remove = toy_remove,
};

static int setup(void **state)
{
	resource_there = false;
	return toy_setup(state);
}

static void is_tried_again_when_something_was_bound(void **state)
{
	struct device *n = toy_device("n0"), *p = toy_device("p0");

	assert_int_equal(driver_register(&needy), 0);
	expect("~n0 ");
	assert_null(n->driver);
	assert_int_equal(driver_register(&provider), 0);
	wait_for_device_probe();
	expect("+p0 +n0 ");
	assert_ptr_equal(n->driver, &needy);
	driver_unregister(&needy);
	driver_unregister(&provider);
	device_unregister(n);
	device_unregister(p);
	events[0] = '\0';
}

static void the_reason_is_kept_until_it_is_bound(void **state)
{
	struct device *n = toy_device("n0"), *p = toy_device("p0");

	assert_int_equal(driver_register(&needy), 0);
	assert_file(FILE, "n0\tn: no clock yet\n");
	assert_int_equal(driver_deferred_probe_report(), 1);
	assert_true(log_contains("n0: deferred probe pending: n: no clock yet"));
	/* and nothing louder than that was said */
	assert_false(log_contains("error -EPROBE_DEFER"));
	assert_int_equal(driver_register(&provider), 0);
	wait_for_device_probe();
	assert_file(FILE, "");
	assert_int_equal(driver_deferred_probe_report(), 0);
	driver_unregister(&needy);
	driver_unregister(&provider);
	device_unregister(n);
	device_unregister(p);
	events[0] = '\0';
}

static int ready;

/* device k can only be bound after k others were */
static int chain_probe(struct device *dev)
{
	if (ready < dev_name(dev)[1] - '0')
		return -EPROBE_DEFER;
	ready++;
	event("+", dev);
	return 0;
}

static void a_chain_unrolls_in_any_order(void **state)
{
	struct device_driver chain = { .name = "c", .bus = &toy_bus, .probe = chain_probe };
	struct device *d[6];
	int i;

	ready = 0;
	for (i = 5; i >= 0; i--) {
		char name[4];

		snprintf(name, sizeof(name), "c%d", i);
		d[i] = toy_device(name);
	}
	assert_int_equal(driver_register(&chain), 0);
	wait_for_device_probe();
	expect("+c0 +c1 +c2 +c3 +c4 +c5 ");
	driver_unregister(&chain);
	for (i = 0; i < 6; i++)
		device_unregister(d[i]);
}

static void a_removed_device_is_not_tried_again(void **state)
{
	struct device *n = toy_device("n0"), *p = toy_device("p0");

	assert_int_equal(driver_register(&needy), 0);
	expect("~n0 ");
	device_unregister(n);
	assert_file(FILE, "");
	assert_int_equal(driver_register(&provider), 0);
	wait_for_device_probe();
	expect("+p0 ");
	driver_unregister(&provider);
	driver_unregister(&needy);
	device_unregister(p);
	events[0] = '\0';
}

static int deferring_match(struct device *dev, struct device_driver *drv)
{
	return resource_there ? 1 : -EPROBE_DEFER;
}

static void a_match_may_defer_too(void **state)
{
	struct bus_type bus = { .name = "later", .match = deferring_match };
	struct device_driver drv = { .name = "any", .bus = &bus, .probe = toy_probe };
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL), *p;

	assert_int_equal(bus_register(&bus), 0);
	assert_int_equal(driver_register(&drv), 0);
	dev->bus = &bus;
	dev->release = toy_release;
	dev->init_name = "l0";
	assert_int_equal(device_register(dev), 0);
	expect("");
	assert_file(FILE, "l0\t\n");
	p = toy_device("p0");
	assert_int_equal(driver_register(&provider), 0);
	wait_for_device_probe();
	expect("+p0 +l0 ");
	driver_unregister(&provider);
	device_unregister(p);
	driver_unregister(&drv);
	device_unregister(dev);
	bus_unregister(&bus);
	events[0] = '\0';
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, toy_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(is_tried_again_when_something_was_bound),
		T(the_reason_is_kept_until_it_is_bound),
		T(a_chain_unrolls_in_any_order),
		T(a_removed_device_is_not_tried_again),
		T(a_match_may_defer_too),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
