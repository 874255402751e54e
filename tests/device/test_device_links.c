// SPDX-License-Identifier: MIT
/* Consumers and suppliers: device_link_add() and what follows from it. */
#include <linux/device.h>
#include <linux/pm_runtime.h>

#include "bus_fixture.h"

static struct device *consumer, *supplier;

/* a0 is the consumer, b0 the supplier; no driver yet */
static int setup(void **state)
{
	int err = toy_setup(state);

	consumer = toy_device("a0");
	supplier = toy_device("b0");
	return err;
}

static int teardown(void **state)
{
	device_unregister(consumer);
	device_unregister(supplier);
	return toy_teardown(state);
}

static void a_consumer_waits_for_its_supplier(void **state)
{
	assert_non_null(device_link_add(consumer, supplier, 0));
	assert_int_equal(driver_register(&toy_a), 0);
	expect("");
	assert_file("/sys/kernel/debug/devices_deferred", "a0\ttoy: supplier b0 not ready\n");
	assert_int_equal(driver_register(&toy_b), 0);
	wait_for_device_probe();
	expect("+b0 +a0 ");
	driver_unregister(&toy_a);
	driver_unregister(&toy_b);
}

static void a_consumer_is_unbound_before_its_supplier(void **state)
{
	struct device_link *link = device_link_add(consumer, supplier, 0);

	assert_int_equal(driver_register(&toy_b), 0);
	assert_int_equal(driver_register(&toy_a), 0);
	expect("+b0 +a0 ");
	assert_int_equal(link->status, DL_STATE_ACTIVE);
	device_release_driver(supplier);
	expect("-a0 -b0 ");
	assert_int_equal(link->status, DL_STATE_DORMANT);
	driver_unregister(&toy_a);
	driver_unregister(&toy_b);
	expect("");
}

static void removing_a_supplier_takes_the_link_along(void **state)
{
	struct device *extra = toy_device("b7");

	assert_non_null(device_link_add(consumer, extra, 0));
	assert_int_equal(driver_register(&toy_b), 0);
	assert_int_equal(driver_register(&toy_a), 0);
	expect("+b0 +b7 +a0 ");
	device_unregister(extra);
	expect("-a0 -b7 ");
	/* nothing holds the consumer back any more */
	assert_int_equal(device_attach(consumer), 1);
	expect("+a0 ");
	driver_unregister(&toy_a);
	driver_unregister(&toy_b);
}

static int linking_probe(struct device *dev)
{
	event("+", dev);
	return device_link_add(dev, supplier, DL_FLAG_AUTOREMOVE_CONSUMER) ? 0 : -EINVAL;
}

static void a_link_made_in_probe_goes_when_the_consumer_is_unbound(void **state)
{
	struct device_driver linking = {
		.name = "a", .bus = &toy_bus, .probe = linking_probe, .remove = toy_remove,
	};

	assert_int_equal(driver_register(&toy_b), 0);
	assert_int_equal(driver_register(&linking), 0);
	assert_false(list_empty(&supplier->links.consumers));
	driver_unregister(&linking);
	assert_true(list_empty(&supplier->links.consumers));
	driver_unregister(&toy_b);
	expect("+b0 +a0 -a0 -b0 ");
}

static void a_failed_probe_gives_the_supplier_back(void **state)
{
	struct device_link *link = device_link_add(consumer, supplier, 0);

	assert_int_equal(driver_register(&toy_b), 0);
	probe_result = -EIO;
	assert_int_equal(driver_register(&toy_a), 0);
	expect("+b0 !a0 ");
	assert_int_equal(link->status, DL_STATE_AVAILABLE);
	driver_unregister(&toy_b);
	expect("-b0 ");
	assert_int_equal(link->status, DL_STATE_DORMANT);
	driver_unregister(&toy_a);
}

static void autoprobe_looks_for_the_consumers_driver(void **state)
{
	assert_int_equal(driver_register(&toy_b), 0);
	assert_int_equal(driver_register(&toy_a), 0);
	assert_non_null(device_link_add(consumer, supplier, DL_FLAG_AUTOPROBE_CONSUMER));
	device_release_driver(supplier);
	expect("+b0 +a0 -a0 -b0 ");
	assert_int_equal(device_attach(supplier), 1);
	wait_for_device_probe();
	expect("+b0 +a0 ");
	driver_unregister(&toy_a);
	driver_unregister(&toy_b);
}

static void cycles_and_nonsense_are_refused(void **state)
{
	assert_non_null(device_link_add(consumer, supplier, 0));
	assert_null(device_link_add(supplier, consumer, 0));
	assert_null(device_link_add(consumer, consumer, 0));
	assert_null(device_link_add(NULL, supplier, 0));
	assert_null(device_link_add(consumer, supplier, 1u << 31));
	assert_null(device_link_add(consumer, supplier,
				    DL_FLAG_STATELESS | DL_FLAG_AUTOREMOVE_CONSUMER));
	assert_int_equal(device_is_dependent(supplier, consumer), 1);
	assert_int_equal(device_is_dependent(consumer, supplier), 0);
}

static void a_stateless_link_counts_its_makers(void **state)
{
	struct device_link *link = device_link_add(consumer, supplier, DL_FLAG_STATELESS);

	assert_ptr_equal(device_link_add(consumer, supplier, DL_FLAG_STATELESS), link);
	/* it orders nothing */
	assert_int_equal(driver_register(&toy_a), 0);
	expect("+a0 ");
	device_link_del(link);
	assert_false(list_empty(&supplier->links.consumers));
	device_link_remove(consumer, supplier);
	assert_true(list_empty(&supplier->links.consumers));
	driver_unregister(&toy_a);
}

static void a_managed_link_is_not_deleted_by_hand(void **state)
{
	struct device_link *link = device_link_add(consumer, supplier, 0);

	device_link_del(link);
	assert_true(log_contains("Unable to drop a managed device link reference"));
	assert_false(list_empty(&supplier->links.consumers));
}

/* ---- power ------------------------------------------------------------- */

static int note_suspend(struct device *dev)
{
	event("s", dev);
	return 0;
}

static int note_resume(struct device *dev)
{
	event("r", dev);
	return 0;
}

static const struct dev_pm_ops note_ops = {
	SET_RUNTIME_PM_OPS(note_suspend, note_resume, NULL)
};

static void a_supplier_runs_while_its_consumer_does(void **state)
{
	struct dev_pm_domain domain = { .ops = note_ops };
	struct device_link *link;

	consumer->pm_domain = &domain;
	supplier->pm_domain = &domain;
	pm_runtime_enable(consumer);
	pm_runtime_enable(supplier);
	link = device_link_add(consumer, supplier, DL_FLAG_STATELESS | DL_FLAG_PM_RUNTIME);
	assert_int_equal(pm_runtime_get_sync(consumer), 0);
	expect("rb0 ra0 ");
	assert_int_equal(pm_runtime_suspend(supplier), -EAGAIN);
	assert_int_equal(pm_runtime_put_sync(consumer), 0);
	pm_runtime_barrier(supplier);
	assert_int_equal(pm_runtime_suspend(supplier) >= 0, true);
	expect("sa0 sb0 ");
	device_link_del(link);
	assert_int_equal(pm_runtime_get_sync(consumer), 0);
	expect("ra0 ");
	pm_runtime_put_sync(consumer);
	pm_runtime_disable(consumer);
	pm_runtime_disable(supplier);
	consumer->pm_domain = NULL;
	supplier->pm_domain = NULL;
}

static void an_active_link_resumes_its_supplier_at_once(void **state)
{
	struct device_link *link;

	pm_runtime_enable(supplier);
	link = device_link_add(consumer, supplier,
			       DL_FLAG_STATELESS | DL_FLAG_PM_RUNTIME | DL_FLAG_RPM_ACTIVE);
	assert_true(pm_runtime_active(supplier));
	assert_int_equal(atomic_read(&supplier->power.usage_count), 1);
	device_link_del(link);
	assert_int_equal(atomic_read(&supplier->power.usage_count), 0);
	pm_runtime_disable(supplier);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_consumer_waits_for_its_supplier),
		T(a_consumer_is_unbound_before_its_supplier),
		T(removing_a_supplier_takes_the_link_along),
		T(a_link_made_in_probe_goes_when_the_consumer_is_unbound),
		T(a_failed_probe_gives_the_supplier_back),
		T(autoprobe_looks_for_the_consumers_driver),
		T(cycles_and_nonsense_are_refused),
		T(a_stateless_link_counts_its_makers),
		T(a_managed_link_is_not_deleted_by_hand),
		T(a_supplier_runs_while_its_consumer_does),
		T(an_active_link_resumes_its_supplier_at_once),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
