// SPDX-License-Identifier: MIT
/* Attributes, groups and links: <linux/sysfs.h>. */
#include <linux/gfp.h>
#include <linux/kobject.h>
#include <linux/slab.h>

#include "device_fixture.h"

static struct kobject *kobj;
static char last[PAGE_SIZE + 1];
static size_t last_len;

static ssize_t value_show(struct kobject *k, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", attr->attr.name);
}

static ssize_t value_store(struct kobject *k, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	last_len = count;
	memcpy(last, buf, count + 1);
	return last[0] == '!' ? -ERANGE : (ssize_t)count;
}

static struct kobj_attribute value = __ATTR_RW(value);
static struct kobj_attribute other = __ATTR(other, 0444, value_show, NULL);
static struct kobj_attribute third = __ATTR(third, 0200, NULL, value_store);

static int setup(void **state)
{
	kobj = kobject_create_and_add("k", NULL);
	last[0] = '\0';
	return kobj ? 0 : -ENOMEM;
}

static int teardown(void **state)
{
	kobject_put(kobj);
	return 0;
}

static void an_attribute_shows_and_stores(void **state)
{
	assert_int_equal(sysfs_create_file(kobj, &value.attr), 0);
	assert_file("/sys/k/value", "value\n");
	assert_int_equal(file_write("/sys/k/value", "17\n"), 0);
	assert_string_equal(last, "17\n");
	assert_int_equal(file_write("/sys/k/value", "!"), -ERANGE);
	sysfs_remove_file(kobj, &value.attr);
	assert_int_equal(file_type("/sys/k/value"), 0);
}

static void a_file_without_permission_is_refused(void **state)
{
	assert_int_equal(sysfs_create_file(kobj, &other.attr), 0);
	assert_int_equal(sysfs_create_file(kobj, &third.attr), 0);
	assert_int_equal(file_write("/sys/k/other", "1"), -EACCES);
	assert_int_equal(file_read_error("/sys/k/third"), -EACCES);
}

static void chmod_changes_permission(void **state)
{
	assert_int_equal(sysfs_create_file(kobj, &value.attr), 0);
	assert_int_equal(sysfs_chmod_file(kobj, &value.attr, 0444), 0);
	assert_int_equal(file_write("/sys/k/value", "1"), -EACCES);
	assert_int_equal(sysfs_chmod_file(kobj, &other.attr, 0444), -ENOENT);
}

static void a_duplicate_is_refused_and_reported(void **state)
{
	assert_int_equal(sysfs_create_file(kobj, &value.attr), 0);
	assert_int_equal(sysfs_create_file(kobj, &value.attr), -EEXIST);
	assert_true(log_contains("cannot create duplicate filename '/k/value'"));
}

static ssize_t long_show(struct kobject *k, struct kobj_attribute *attr, char *buf)
{
	memset(buf, 'x', PAGE_SIZE);
	return PAGE_SIZE;
}

static void a_show_that_overfills_its_page_is_cut_and_reported(void **state)
{
	static struct kobj_attribute attr = __ATTR(full, 0444, long_show, NULL);
	char *data;
	size_t len;

	assert_int_equal(sysfs_create_file(kobj, &attr.attr), 0);
	assert_int_equal(filetree_read("/sys/k/full", &data, &len), 0);
	assert_int_equal(len, PAGE_SIZE - 1);
	assert_true(log_contains("returned bad count"));
	host_free(data);
}

static void a_write_beyond_a_page_comes_in_pieces(void **state)
{
	char *big = kzalloc(PAGE_SIZE + 8, GFP_KERNEL);

	memset(big, 'y', PAGE_SIZE + 7);
	assert_int_equal(sysfs_create_file(kobj, &value.attr), 0);
	assert_int_equal(file_write("/sys/k/value", big), 0);
	assert_int_equal(last_len, 7);
	kfree(big);
}

static void emit_stops_at_the_page(void **state)
{
	char *page = (char *)get_zeroed_page(GFP_KERNEL);

	assert_int_equal(sysfs_emit(page, "%d", 42), 2);
	assert_int_equal(sysfs_emit_at(page, 2, "-%s", "x"), 2);
	assert_string_equal(page, "42-x");
	assert_int_equal(sysfs_emit_at(page, PAGE_SIZE - 3, "%s", "abcdef"), 2);
	assert_string_equal(page + PAGE_SIZE - 3, "ab");
	assert_int_equal(sysfs_emit(page + 1, "x"), 0);
	assert_int_equal(sysfs_emit_at(page, PAGE_SIZE, "x"), 0);
	assert_true(log_contains("invalid sysfs_emit"));
	free_page((unsigned long)page);
}

static struct attribute *group_attrs[] = { &value.attr, &other.attr, NULL };
static bool hide_other;

static umode_t visible(struct kobject *k, struct attribute *attr, int n)
{
	if (attr == &other.attr)
		return hide_other ? 0 : 0400;
	return attr->mode;
}

static const struct attribute_group named = {
	.name = "set",
	.attrs = group_attrs,
	.is_visible = visible,
};

static void a_named_group_is_a_directory(void **state)
{
	unsigned int mode;
	char type;

	hide_other = false;
	assert_int_equal(sysfs_create_group(kobj, &named), 0);
	assert_file("/sys/k/set/value", "value\n");
	assert_int_equal(filetree_stat("/sys/k/set/other", true, &type, &mode), 0);
	assert_int_equal(mode, 0400);
	hide_other = true;
	assert_int_equal(sysfs_update_group(kobj, &named), 0);
	assert_int_equal(file_type("/sys/k/set/other"), 0);
	assert_int_equal(sysfs_create_group(kobj, &named), -EEXIST);
	sysfs_remove_group(kobj, &named);
	assert_int_equal(file_type("/sys/k/set"), 0);
	sysfs_remove_group(kobj, &named);
	assert_true(log_contains("sysfs group 'set' not found for kobject 'k'"));
}

static void a_group_may_grow_and_shrink(void **state)
{
	static struct attribute *more_attrs[] = { &third.attr, NULL };
	static const struct attribute_group more = { .name = "set", .attrs = more_attrs };

	hide_other = false;
	assert_int_equal(sysfs_create_group(kobj, &named), 0);
	assert_int_equal(sysfs_merge_group(kobj, &more), 0);
	assert_int_equal(file_type("/sys/k/set/third"), 'f');
	sysfs_unmerge_group(kobj, &more);
	assert_int_equal(file_type("/sys/k/set/third"), 0);
	assert_int_equal(sysfs_add_file_to_group(kobj, &third.attr, "set"), 0);
	sysfs_remove_file_from_group(kobj, &third.attr, "set");
	assert_int_equal(sysfs_add_file_to_group(kobj, &third.attr, "no"), -ENOENT);
	sysfs_remove_group(kobj, &named);
}

static void groups_come_all_or_none(void **state)
{
	static struct attribute *again[] = { &value.attr, NULL };
	static const struct attribute_group first = { .attrs = group_attrs };
	static const struct attribute_group second = { .attrs = again };
	static const struct attribute_group *groups[] = { &first, &second, NULL };

	assert_int_equal(sysfs_create_groups(kobj, groups), -EEXIST);
	assert_int_equal(file_type("/sys/k/value"), 0);
	assert_int_equal(file_type("/sys/k/other"), 0);
	assert_int_equal(sysfs_create_groups(kobj, NULL), 0);
}

static ssize_t bin_read(struct file *file, struct kobject *k, struct bin_attribute *attr,
			char *buf, loff_t pos, size_t count)
{
	memcpy(buf, (char *)attr->private + pos, count);
	return count;
}

static ssize_t bin_write(struct file *file, struct kobject *k, struct bin_attribute *attr,
			 char *buf, loff_t pos, size_t count)
{
	memcpy((char *)attr->private + pos, buf, count);
	return count;
}

static void a_binary_attribute_moves_bytes_up_to_its_size(void **state)
{
	static BIN_ATTR(blob, 0644, bin_read, bin_write, 3 * PAGE_SIZE);
	char *mem = kzalloc(3 * PAGE_SIZE, GFP_KERNEL), *data;
	size_t len;

	bin_attr_blob.private = mem;
	memset(mem + PAGE_SIZE, 1, PAGE_SIZE);
	assert_int_equal(sysfs_create_bin_file(kobj, &bin_attr_blob), 0);
	assert_int_equal(filetree_read("/sys/k/blob", &data, &len), 0);
	assert_int_equal(len, 3 * PAGE_SIZE);
	assert_memory_equal(data, mem, len);
	memset(data, 7, len);
	assert_int_equal(filetree_write("/sys/k/blob", data, len), 0);
	assert_memory_equal(data, mem, len);
	data = host_realloc(data, len + 1);
	assert_int_equal(filetree_write("/sys/k/blob", data, len + 1), -EFBIG);
	host_free(data);
	sysfs_remove_bin_file(kobj, &bin_attr_blob);
	kfree(mem);
}

static void a_link_needs_a_target_that_is_there(void **state)
{
	struct kobject *target = kobject_create_and_add("target", kobj);

	assert_int_equal(sysfs_create_link(kobj, target, "l"), 0);
	assert_link("/sys/k/l", "target");
	assert_int_equal(sysfs_create_link_nowarn(kobj, target, "l"), -EEXIST);
	assert_int_equal(sysfs_rename_link(kobj, target, "l", "m"), 0);
	assert_int_equal(file_type("/sys/k/m"), 'l');
	sysfs_remove_link(kobj, "m");
	kobject_del(target);
	assert_int_equal(sysfs_create_link(kobj, target, "l"), -ENOENT);
	kobject_put(target);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_attribute_shows_and_stores),
		T(a_file_without_permission_is_refused),
		T(chmod_changes_permission),
		T(a_duplicate_is_refused_and_reported),
		T(a_show_that_overfills_its_page_is_cut_and_reported),
		T(a_write_beyond_a_page_comes_in_pieces),
		T(emit_stops_at_the_page),
		T(a_named_group_is_a_directory),
		T(a_group_may_grow_and_shrink),
		T(groups_come_all_or_none),
		T(a_binary_attribute_moves_bytes_up_to_its_size),
		T(a_link_needs_a_target_that_is_there),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
