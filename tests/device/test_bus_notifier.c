// SPDX-License-Identifier: MIT
/* Listeners of a bus: what they are told when devices and drivers come and go. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/notifier.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "unit.h"

static unsigned long heard[16];
static unsigned int count;

/* only of the device of the test */
static int listen(struct notifier_block *nb, unsigned long event, void *data)
{
	struct device *dev = data;

	if (!strcmp(dev_name(dev), "watched") && count < ARRAY_SIZE(heard))
		heard[count++] = event;
	return NOTIFY_OK;
}

static struct notifier_block block = { .notifier_call = listen };

static int probe_result;

static int probe(struct platform_device *pdev)
{
	return probe_result;
}

static struct platform_driver driver = {
	.probe = probe,
	.driver = { .name = "watched" },
};

static int setup(void **state)
{
	int err = world_setup(state);

	count = 0;
	probe_result = 0;
	return err ? err : bus_register_notifier(&platform_bus_type, &block);
}

static int teardown(void **state)
{
	bus_unregister_notifier(&platform_bus_type, &block);
	return world_teardown(state);
}

static void assert_heard(const unsigned long *events, unsigned int n)
{
	unsigned int i;

	assert_int_equal(count, n);
	for (i = 0; i < n; i++)
		assert_int_equal(heard[i], events[i]);
}

#define expect(...)								\
	do {									\
		static const unsigned long _events[] = { __VA_ARGS__ };		\
										\
		assert_heard(_events, ARRAY_SIZE(_events));			\
	} while (0)

static void a_device_comes_and_goes(void **state)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("watched", PLATFORM_DEVID_NONE, NULL, 0);
	platform_device_unregister(pdev);
	expect(BUS_NOTIFY_ADD_DEVICE, BUS_NOTIFY_DEL_DEVICE, BUS_NOTIFY_REMOVED_DEVICE);
}

static void a_driver_comes_and_goes(void **state)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple("watched", PLATFORM_DEVID_NONE, NULL, 0);
	count = 0;
	assert_int_equal(platform_driver_register(&driver), 0);
	platform_driver_unregister(&driver);
	expect(BUS_NOTIFY_BIND_DRIVER, BUS_NOTIFY_BOUND_DRIVER, BUS_NOTIFY_UNBIND_DRIVER,
	       BUS_NOTIFY_UNBOUND_DRIVER);
	platform_device_unregister(pdev);
}

static void a_driver_that_refuses_is_not_bound(void **state)
{
	struct platform_device *pdev;

	probe_result = -ENODEV;
	pdev = platform_device_register_simple("watched", PLATFORM_DEVID_NONE, NULL, 0);
	count = 0;
	assert_int_equal(platform_driver_register(&driver), 0);
	expect(BUS_NOTIFY_BIND_DRIVER, BUS_NOTIFY_DRIVER_NOT_BOUND);
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
}

static void a_listener_is_registered_once(void **state)
{
	static const struct bus_type unknown = { .name = "unknown" };

	assert_int_equal(bus_register_notifier(&platform_bus_type, &block), -EEXIST);
	assert_int_equal(bus_register_notifier(&unknown, &block), -EINVAL);
	assert_int_equal(bus_unregister_notifier(&unknown, &block), -EINVAL);
}

#define watched(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		watched(a_device_comes_and_goes),
		watched(a_driver_comes_and_goes),
		watched(a_driver_that_refuses_is_not_bound),
		watched(a_listener_is_registered_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
