/* SPDX-License-Identifier: MIT */
/*
 * A bus for tests: a device and a driver match if the driver's name is the
 * device's up to the first digit. What happens to them is written down in
 * events ("+a0" probed, "-a0" removed, "!a0" probe failed).
 */
#ifndef TESTS_BUS_FIXTURE_H
#define TESTS_BUS_FIXTURE_H

#include <linux/device.h>
#include <linux/slab.h>

#include "device_fixture.h"

static char events[512];
static int probe_result;

static inline void event(const char *what, struct device *dev)
{
	strlcat(events, what, sizeof(events));
	strlcat(events, dev_name(dev), sizeof(events));
	strlcat(events, " ", sizeof(events));
}

static inline void expect(const char *text)
{
	assert_string_equal(events, text);
	events[0] = '\0';
}

static inline int toy_match(struct device *dev, struct device_driver *drv)
{
	size_t len = strlen(drv->name);

	return !strncmp(dev_name(dev), drv->name, len) && strspn(dev_name(dev) + len, "0123456789");
}

static struct bus_type toy_bus = { .name = "toy", .match = toy_match };

static inline int toy_probe(struct device *dev)
{
	event(probe_result ? "!" : "+", dev);
	return probe_result;
}

static inline int toy_remove(struct device *dev)
{
	event("-", dev);
	return 0;
}

static struct device_driver toy_a __maybe_unused = {
	.name = "a", .bus = &toy_bus, .probe = toy_probe, .remove = toy_remove,
};
static struct device_driver toy_b __maybe_unused = {
	.name = "b", .bus = &toy_bus, .probe = toy_probe, .remove = toy_remove,
};

static inline void toy_release(struct device *dev)
{
	kfree(dev);
}

/* on the bus, with the caller's reference being the registration's */
static inline struct device *toy_device(const char *name)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	device_initialize(dev);
	dev->bus = &toy_bus;
	dev->release = toy_release;
	dev_set_name(dev, "%s", name);
	assert_int_equal(device_add(dev), 0);
	return dev;
}

static inline int toy_setup(void **state)
{
	events[0] = '\0';
	probe_result = 0;
	return bus_register(&toy_bus);
}

static inline int toy_teardown(void **state)
{
	bus_unregister(&toy_bus);
	return 0;
}

#define TOY_TEST(name) cmocka_unit_test_setup_teardown(name, toy_setup, toy_teardown)

#endif
