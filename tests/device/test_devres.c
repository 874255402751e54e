// SPDX-License-Identifier: MIT
/* Managed resources: devres_*(), devm_*(). */
#include <linux/device.h>
#include <linux/gfp.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "base/mm.h"
#include "bus_fixture.h"

static struct device *dev;

static int setup(void **state)
{
	dev = root_device_register("owner");
	events[0] = '\0';
	return PTR_ERR_OR_ZERO(dev);
}

static int teardown(void **state)
{
	root_device_unregister(dev);
	return 0;
}

static void note(struct device *d, void *res)
{
	strlcat(events, res, sizeof(events));
}

static void *add(const char *text)
{
	char *res = devres_alloc(note, 8, GFP_KERNEL);

	strcpy(res, text);
	devres_add(dev, res);
	return res;
}

static int same_text(struct device *d, void *res, void *text)
{
	return !strcmp(res, text);
}

static void released_last_first_with_the_device(void **state)
{
	struct device *own = root_device_register("own");

	swap(own, dev);
	add("a");
	add("b");
	add("c");
	swap(own, dev);
	root_device_unregister(own);
	expect("cba");
}

static void released_when_the_driver_is_unbound(void **state)
{
	struct device *toy;

	assert_int_equal(toy_setup(NULL), 0);
	assert_int_equal(driver_register(&toy_a), 0);
	toy = toy_device("a0");
	swap(toy, dev);
	add("x");
	swap(toy, dev);
	device_release_driver(toy);
	expect("+a0 -a0 x");
	driver_unregister(&toy_a);
	device_unregister(toy);
	toy_teardown(NULL);
}

static void find_get_remove_destroy(void **state)
{
	char *a = add("a"), *b = add("b"), *again;

	assert_ptr_equal(devres_find(dev, note, same_text, "a"), a);
	assert_ptr_equal(devres_find(dev, note, NULL, NULL), b);
	assert_null(devres_find(dev, note, same_text, "x"));
	again = devres_alloc(note, 8, GFP_KERNEL);
	strcpy(again, "a");
	assert_ptr_equal(devres_get(dev, again, same_text, "a"), a);
	assert_ptr_equal(devres_remove(dev, note, same_text, "a"), a);
	devres_free(a);
	assert_int_equal(devres_destroy(dev, note, same_text, "a"), -ENOENT);
	assert_int_equal(devres_destroy(dev, note, same_text, "b"), 0);
	expect("");
	add("c");
	assert_int_equal(devres_release(dev, note, same_text, "c"), 0);
	expect("c");
	assert_int_equal(devres_release(dev, note, same_text, "c"), -ENOENT);
}

static void groups_release_what_is_in_them(void **state)
{
	void *outer, *inner;

	add("0");
	outer = devres_open_group(dev, NULL, GFP_KERNEL);
	add("1");
	inner = devres_open_group(dev, NULL, GFP_KERNEL);
	add("2");
	devres_close_group(dev, inner);
	add("3");
	devres_close_group(dev, outer);
	add("4");
	assert_int_equal(devres_release_group(dev, inner), 1);
	expect("2");
	assert_int_equal(devres_release_group(dev, outer), 2);
	expect("31");
	assert_ptr_not_equal(devres_find(dev, note, same_text, "0"), NULL);
	assert_ptr_not_equal(devres_find(dev, note, same_text, "4"), NULL);
	devres_release(dev, note, same_text, "0");
	devres_release(dev, note, same_text, "4");
	expect("04");
}

static void an_open_group_ends_at_the_end(void **state)
{
	int id;

	assert_ptr_equal(devres_open_group(dev, &id, GFP_KERNEL), &id);
	add("1");
	add("2");
	assert_int_equal(devres_release_group(dev, NULL), 2);
	expect("21");
	assert_ptr_equal(devres_open_group(dev, &id, GFP_KERNEL), &id);
	add("3");
	devres_remove_group(dev, &id);
	devres_release(dev, note, same_text, "3");
	expect("3");
}

static void overlapping_groups_survive_one_another(void **state)
{
	void *a = devres_open_group(dev, NULL, GFP_KERNEL), *b;

	add("1");
	b = devres_open_group(dev, NULL, GFP_KERNEL);
	add("2");
	devres_close_group(dev, a);
	add("3");
	devres_close_group(dev, b);
	assert_int_equal(devres_release_group(dev, a), 2);
	expect("21");
	assert_int_equal(devres_release_group(dev, b), 1);
	expect("3");
}

static void act(void *data)
{
	strlcat(events, data, sizeof(events));
}

static void actions_run_or_are_taken_back(void **state)
{
	assert_int_equal(devm_add_action(dev, act, "1"), 0);
	assert_int_equal(devm_add_action_or_reset(dev, act, "2"), 0);
	devm_remove_action(dev, act, "1");
	expect("");
	devm_release_action(dev, act, "2");
	expect("2");
	devm_remove_action(dev, act, "2");
	assert_true(log_contains("WARNING"));
}

static void memory_goes_with_the_device(void **state)
{
	struct device *own = root_device_register("own");
	size_t before = mm_used();
	char *mem = devm_kzalloc(own, 100, GFP_KERNEL);
	u32 *array = devm_kcalloc(own, 10, sizeof(u32), GFP_KERNEL);

	assert_non_null(mem);
	assert_int_equal(mem[99], 0);
	assert_int_equal(array[9], 0);
	assert_null(devm_kmalloc_array(own, SIZE_MAX, 16, GFP_KERNEL));
	assert_string_equal(devm_kasprintf(own, GFP_KERNEL, "%s-%d", "x", 5), "x-5");
	assert_string_equal(devm_kstrdup(own, "text", GFP_KERNEL), "text");
	assert_string_equal(devm_kstrdup_const(own, "text", GFP_KERNEL), "text");
	assert_null(devm_kstrdup(own, NULL, GFP_KERNEL));
	assert_string_equal(devm_kmemdup(own, "dup", 4, GFP_KERNEL), "dup");
	devm_kfree(own, mem);
	devm_kfree(own, NULL);
	assert_ptr_equal(devm_kzalloc(own, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	assert_true(mm_used() > before);
	root_device_unregister(own);
	assert_true(mm_used() < before);
}

static void krealloc_keeps_the_contents_and_the_manager(void **state)
{
	char *mem = devm_kmalloc(dev, 10, GFP_KERNEL), *more;

	strcpy(mem, "contents");
	assert_ptr_equal(devm_krealloc(dev, mem, 5, GFP_KERNEL), mem);
	more = devm_krealloc(dev, mem, 5000, GFP_KERNEL);
	assert_string_equal(more, "contents");
	devm_kfree(dev, more);
	assert_null(devm_krealloc(dev, events, 10, GFP_KERNEL));
	assert_true(log_contains("WARNING"));
}

static void freeing_what_is_not_managed_is_reported(void **state)
{
	char *mem = kmalloc(8, GFP_KERNEL);

	devm_kfree(dev, mem);
	assert_true(log_contains("devres_memory.c"));
	kfree(mem);
}

static void pages_and_percpu_data_go_too(void **state)
{
	unsigned long page = devm_get_free_pages(dev, GFP_KERNEL | __GFP_ZERO, 1);
	int __percpu *counter = devm_alloc_percpu(dev, int);

	assert_true(page);
	assert_int_equal(((char *)page)[8191], 0);
	assert_non_null(counter);
	devm_free_pages(dev, page);
	devm_free_percpu(dev, counter);
	assert_true(devm_get_free_pages(dev, GFP_KERNEL, 0));
	assert_non_null(devm_alloc_percpu(dev, u64));
}

static struct attribute *no_attrs[] = { NULL };
static const struct attribute_group mark = { .name = "mark", .attrs = no_attrs };

static void groups_of_files_are_removed(void **state)
{
	assert_int_equal(devm_device_add_group(dev, &mark), 0);
	assert_int_equal(file_type("/sys/devices/owner/mark"), 'd');
	devm_device_remove_group(dev, &mark);
	assert_int_equal(file_type("/sys/devices/owner/mark"), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(released_last_first_with_the_device),
		T(released_when_the_driver_is_unbound),
		T(find_get_remove_destroy),
		T(groups_release_what_is_in_them),
		T(an_open_group_ends_at_the_end),
		T(overlapping_groups_survive_one_another),
		T(actions_run_or_are_taken_back),
		T(memory_goes_with_the_device),
		T(krealloc_keeps_the_contents_and_the_manager),
		T(freeing_what_is_not_managed_is_reported),
		T(pages_and_percpu_data_go_too),
		T(groups_of_files_are_removed),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
