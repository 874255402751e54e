// SPDX-License-Identifier: MIT
/* Devices and classes: <linux/device.h>, <linux/device/class.h>. */
#include <linux/device.h>
#include <linux/kdev_t.h>
#include <linux/slab.h>

#include "device_fixture.h"

static int released;

static void count_release(struct device *dev)
{
	released++;
	kfree(dev);
}

static struct device *make(const char *name, struct device *parent)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	device_initialize(dev);
	dev->release = count_release;
	dev->parent = parent;
	dev_set_name(dev, "%s", name);
	return dev;
}

static void lives_until_the_last_reference(void **state)
{
	struct device *dev = make("one", NULL);

	released = 0;
	assert_int_equal(device_add(dev), 0);
	assert_true(device_is_registered(dev));
	assert_int_equal(file_type("/sys/devices/one"), 'd');
	get_device(dev);
	device_unregister(dev);
	assert_int_equal(released, 0);
	assert_false(device_is_registered(dev));
	assert_int_equal(file_type("/sys/devices/one"), 0);
	put_device(dev);
	assert_int_equal(released, 1);
}

static void without_a_name_it_is_refused(void **state)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	dev->release = count_release;
	assert_int_equal(device_register(dev), -EINVAL);
	put_device(dev);
}

static void init_name_becomes_the_name(void **state)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	dev->init_name = "initial";
	dev->release = count_release;
	assert_string_equal(dev_name(dev), "initial");
	assert_int_equal(device_register(dev), 0);
	assert_null(dev->init_name);
	assert_string_equal(dev_name(dev), "initial");
	device_unregister(dev);
}

static void a_twin_is_refused_and_leaves_the_first_alone(void **state)
{
	struct device *first = make("twin", NULL), *second = make("twin", NULL);

	assert_int_equal(device_add(first), 0);
	assert_int_equal(device_add(second), -EEXIST);
	put_device(second);
	assert_int_equal(file_type("/sys/devices/twin/uevent"), 'f');
	device_unregister(first);
}

static void a_device_without_release_is_reported(void **state)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	dev->init_name = "broken";
	assert_int_equal(device_register(dev), 0);
	device_unregister(dev);
	assert_true(log_contains("Device 'broken' does not have a release() function"));
	kfree(dev);
}

static int append_name(struct device *dev, void *data)
{
	strcat(data, dev_name(dev));
	return 0;
}

static int is_b(struct device *dev, void *data)
{
	return !strcmp(dev_name(dev), "b");
}

static void children_are_walked_in_both_directions(void **state)
{
	struct device *parent = make("parent", NULL), *kids[3], *found;
	static const char *const names[] = { "a", "b", "c" };
	char seen[8] = "";
	int i;

	released = 0;
	assert_int_equal(device_add(parent), 0);
	for (i = 0; i < 3; i++) {
		kids[i] = make(names[i], parent);
		assert_int_equal(device_add(kids[i]), 0);
	}
	assert_int_equal(file_type("/sys/devices/parent/b"), 'd');
	device_for_each_child(parent, seen, append_name);
	device_for_each_child_reverse(parent, seen, append_name);
	assert_string_equal(seen, "abccba");
	found = device_find_child(parent, NULL, is_b);
	assert_ptr_equal(found, kids[1]);
	put_device(found);
	found = device_find_child_by_name(parent, "c");
	assert_ptr_equal(found, kids[2]);
	put_device(found);
	assert_null(device_find_child_by_name(parent, "x"));
	for (i = 0; i < 3; i++)
		device_unregister(kids[i]);
	assert_null(device_find_any_child(parent));
	device_unregister(parent);
	assert_int_equal(released, 4);
}

static int unregister_it(struct device *dev, void *data)
{
	strcat(data, dev_name(dev));
	device_unregister(dev);
	return 0;
}

static void a_walk_survives_the_removal_of_what_it_is_at(void **state)
{
	struct device *parent = make("parent", NULL);
	char seen[8] = "";

	assert_int_equal(device_add(parent), 0);
	assert_int_equal(device_add(make("a", parent)), 0);
	assert_int_equal(device_add(make("b", parent)), 0);
	assert_int_equal(device_add(make("c", parent)), 0);
	device_for_each_child(parent, seen, unregister_it);
	assert_string_equal(seen, "abc");
	device_unregister(parent);
}

/* ---- attributes -------------------------------------------------------- */

static ssize_t colour_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", (char *)dev_get_drvdata(dev));
}
static DEVICE_ATTR_RO(colour);

static int number = 5;
static bool truth;
static unsigned long wide = 0x10;
static DEVICE_INT_ATTR(number, 0644, number);
static DEVICE_BOOL_ATTR(truth, 0644, truth);
static DEVICE_ULONG_ATTR(wide, 0644, wide);

static struct attribute *dev_attrs[] = {
	&dev_attr_colour.attr,
	&dev_attr_number.attr.attr,
	&dev_attr_truth.attr.attr,
	&dev_attr_wide.attr.attr,
	NULL,
};
ATTRIBUTE_GROUPS(dev);

static void groups_are_files_of_the_device(void **state)
{
	struct device *dev = make("painted", NULL);

	dev->groups = dev_groups;
	dev_set_drvdata(dev, "blue");
	assert_int_equal(device_add(dev), 0);
	assert_file("/sys/devices/painted/colour", "blue\n");
	assert_file("/sys/devices/painted/number", "5\n");
	assert_int_equal(file_write("/sys/devices/painted/number", "-6\n"), 0);
	assert_int_equal(number, -6);
	assert_int_equal(file_write("/sys/devices/painted/truth", "1\n"), 0);
	assert_file("/sys/devices/painted/truth", "1\n");
	assert_file("/sys/devices/painted/wide", "10\n");
	assert_int_equal(file_write("/sys/devices/painted/number", "six"), -EINVAL);
	device_unregister(dev);
}

static void an_attribute_that_promises_too_much_is_reported(void **state)
{
	static struct device_attribute liar = __ATTR(liar, 0644, colour_show, NULL);
	struct device *dev = make("d", NULL);

	assert_int_equal(device_add(dev), 0);
	assert_int_equal(device_create_file(dev, &liar), 0);
	assert_true(log_contains("Attribute liar: write permission without 'store'"));
	assert_int_equal(file_write("/sys/devices/d/liar", "1"), -EIO);
	device_remove_file(dev, &liar);
	device_unregister(dev);
}

static ssize_t suicide_store(struct device *dev, struct device_attribute *attr, const char *buf,
			     size_t count)
{
	return device_remove_file_self(dev, attr) ? (ssize_t)count : -ENODEV;
}
static DEVICE_ATTR_WO(suicide);

static void an_attribute_may_remove_itself(void **state)
{
	struct device *dev = make("d", NULL);

	assert_int_equal(device_add(dev), 0);
	assert_int_equal(device_create_file(dev, &dev_attr_suicide), 0);
	assert_int_equal(file_write("/sys/devices/d/suicide", "1"), 0);
	assert_int_equal(file_type("/sys/devices/d/suicide"), 0);
	device_unregister(dev);
}

/* ---- classes ----------------------------------------------------------- */

static void a_device_of_a_class_is_linked_from_it(void **state)
{
	struct class *cls = class_create(NULL, "colours");
	struct device *parent = make("parent", NULL), *dev, *found;

	assert_int_equal(device_add(parent), 0);
	dev = device_create_with_groups(cls, parent, MKDEV(10, 3), "red", dev_groups, "c%d", 0);
	assert_false(IS_ERR(dev));
	assert_link("/sys/class/colours/c0", "../../devices/parent/colours/c0");
	assert_file("/sys/class/colours/c0/colour", "red\n");
	assert_file("/sys/class/colours/c0/dev", "10:3\n");
	assert_link("/sys/class/colours/c0/subsystem", "../../../../class/colours");
	assert_link("/sys/class/colours/c0/device", "../../../parent");
	assert_link("/sys/dev/char/10:3", "../../devices/parent/colours/c0");
	assert_file("/sys/class/colours/c0/uevent", "MAJOR=10\nMINOR=3\nDEVNAME=c0\n");
	found = class_find_device_by_name(cls, "c0");
	assert_ptr_equal(found, dev);
	put_device(found);
	device_destroy(cls, MKDEV(10, 3));
	assert_int_equal(file_type("/sys/devices/parent/colours"), 0);
	assert_int_equal(file_type("/sys/dev/char/10:3"), 0);
	device_unregister(parent);
	class_destroy(cls);
	assert_int_equal(file_type("/sys/class/colours"), 0);
}

static void without_a_parent_it_is_virtual(void **state)
{
	struct class *cls = class_create(NULL, "colours");
	struct device *a = device_create(cls, NULL, MKDEV(0, 0), NULL, "a");
	struct device *b = device_create(cls, NULL, MKDEV(0, 0), NULL, "b");

	assert_link("/sys/class/colours/a", "../../devices/virtual/colours/a");
	device_unregister(a);
	assert_int_equal(file_type("/sys/devices/virtual/colours/b"), 'd');
	device_unregister(b);
	assert_int_equal(file_type("/sys/devices/virtual/colours"), 0);
	class_destroy(cls);
}

static int append_dev(struct device *dev, void *data)
{
	strcat(data, dev_name(dev));
	return !strcmp(dev_name(dev), "b");
}

static int added, removed;

static int intf_add(struct device *dev, struct class_interface *intf)
{
	added++;
	return 0;
}

static void intf_remove(struct device *dev, struct class_interface *intf)
{
	removed++;
}

static void a_class_is_walked_and_watched(void **state)
{
	static struct class cls = { .name = "static" };
	struct class_interface intf = {
		.class = &cls, .add_dev = intf_add, .remove_dev = intf_remove,
	};
	struct device *a, *b, *c;
	char seen[8] = "";

	added = removed = 0;
	assert_int_equal(class_register(&cls), 0);
	a = device_create(&cls, NULL, 0, NULL, "a");
	assert_int_equal(class_interface_register(&intf), 0);
	b = device_create(&cls, NULL, 0, NULL, "b");
	c = device_create(&cls, NULL, 0, NULL, "c");
	assert_int_equal(added, 3);
	assert_int_equal(class_for_each_device(&cls, NULL, seen, append_dev), 1);
	assert_string_equal(seen, "ab");
	class_for_each_device(&cls, b, seen, append_dev);
	assert_string_equal(seen, "abc");
	device_unregister(b);
	assert_int_equal(removed, 1);
	class_interface_unregister(&intf);
	assert_int_equal(removed, 3);
	device_unregister(a);
	device_unregister(c);
	class_unregister(&cls);
	assert_int_equal(file_type("/sys/class/static"), 0);
}

static ssize_t version_show(struct class *class, struct class_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s 1\n", class->name);
}

static void a_class_has_attributes(void **state)
{
	static CLASS_ATTR_RO(version);
	static CLASS_ATTR_STRING(motto, 0444, "onward");
	struct class *cls = class_create(NULL, "c");

	assert_int_equal(class_create_file(cls, &class_attr_version), 0);
	assert_int_equal(class_create_file(cls, &class_attr_motto.attr), 0);
	assert_file("/sys/class/c/version", "c 1\n");
	assert_file("/sys/class/c/motto", "onward\n");
	class_remove_file(cls, &class_attr_version);
	class_destroy(cls);
}

static void the_same_class_twice_is_refused(void **state)
{
	struct class *cls = class_create(NULL, "c");

	assert_int_equal(PTR_ERR(class_create(NULL, "c")), -EEXIST);
	class_destroy(cls);
}

/* ---- more of a device's life --------------------------------------------- */

static void a_root_device_has_no_parent(void **state)
{
	struct device *root = root_device_register("root");

	assert_false(IS_ERR(root));
	assert_int_equal(file_type("/sys/devices/root"), 'd');
	root_device_unregister(root);
	assert_int_equal(file_type("/sys/devices/root"), 0);
}

static void rename_and_move(void **state)
{
	struct device *a = make("a", NULL), *b = make("b", NULL), *x = make("x", a);

	assert_int_equal(device_add(a), 0);
	assert_int_equal(device_add(b), 0);
	assert_int_equal(device_add(x), 0);
	assert_int_equal(device_rename(x, "y"), 0);
	assert_int_equal(file_type("/sys/devices/a/y"), 'd');
	assert_int_equal(device_move(x, b, DPM_ORDER_NONE), 0);
	assert_int_equal(file_type("/sys/devices/b/y"), 'd');
	assert_ptr_equal(x->parent, b);
	assert_null(device_find_any_child(a));
	device_unregister(x);
	device_unregister(a);
	device_unregister(b);
}

static void every_device_has_a_power_directory(void **state)
{
	struct device *dev = make("d", NULL), *without = make("e", NULL);

	device_set_pm_not_required(without);
	assert_int_equal(device_add(dev), 0);
	assert_int_equal(device_add(without), 0);
	assert_file("/sys/devices/d/power/runtime_status", "unsupported\n");
	assert_int_equal(file_type("/sys/devices/e/power"), 0);
	device_unregister(without);
	device_unregister(dev);
}

static void starts_and_stops_a_hundred_times(void **state)
{
	int i;

	for (i = 0; i < 100; i++) {
		core_stop();
		assert_int_equal(core_start(), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lives_until_the_last_reference),
		cmocka_unit_test(without_a_name_it_is_refused),
		cmocka_unit_test(init_name_becomes_the_name),
		cmocka_unit_test(a_twin_is_refused_and_leaves_the_first_alone),
		cmocka_unit_test(a_device_without_release_is_reported),
		cmocka_unit_test(children_are_walked_in_both_directions),
		cmocka_unit_test(a_walk_survives_the_removal_of_what_it_is_at),
		cmocka_unit_test(groups_are_files_of_the_device),
		cmocka_unit_test(an_attribute_that_promises_too_much_is_reported),
		cmocka_unit_test(an_attribute_may_remove_itself),
		cmocka_unit_test(a_device_of_a_class_is_linked_from_it),
		cmocka_unit_test(without_a_parent_it_is_virtual),
		cmocka_unit_test(a_class_is_walked_and_watched),
		cmocka_unit_test(a_class_has_attributes),
		cmocka_unit_test(the_same_class_twice_is_refused),
		cmocka_unit_test(a_root_device_has_no_parent),
		cmocka_unit_test(rename_and_move),
		cmocka_unit_test(every_device_has_a_power_directory),
		cmocka_unit_test(starts_and_stops_a_hundred_times),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
