// SPDX-License-Identifier: MIT
/* The file tree: src/device/filetree.h. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "device_fixture.h"

static char stored[64];

static ssize_t text_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	const char *text = file_inode(file)->i_private;

	return simple_read_from_buffer(buf, count, ppos, text, strlen(text));
}

static ssize_t text_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	return simple_write_to_buffer(stored, sizeof(stored), ppos, buf, count);
}

static const struct file_operations text_fops = {
	.open = simple_open,
	.read = text_read,
	.write = text_write,
};

static struct dentry *dir;

static int setup(void **state)
{
	memset(stored, 0, sizeof(stored));
	dir = filetree_mkdir(filetree_root(), "t", 0755, NULL);
	return PTR_ERR_OR_ZERO(dir);
}

static int teardown(void **state)
{
	filetree_remove(dir);
	return 0;
}

static void a_file_reads_whole(void **state)
{
	filetree_mkfile(dir, "f", 0444, &text_fops, "hello\n", 0);
	assert_file("/t/f", "hello\n");
	assert_file("t//./f", "hello\n");
	assert_file("/t/../t/f", "hello\n");
}

static void a_long_file_reads_whole(void **state)
{
	size_t size = 300000, len;
	char *text = kmalloc(size + 1, GFP_KERNEL), *data;

	memset(text, 'x', size);
	text[size] = '\0';
	filetree_mkfile(dir, "f", 0444, &text_fops, text, 0);
	assert_int_equal(filetree_read("/t/f", &data, &len), 0);
	assert_int_equal(len, size);
	assert_memory_equal(data, text, size + 1);
	host_free(data);
	kfree(text);
}

static void writes_arrive(void **state)
{
	filetree_mkfile(dir, "f", 0644, &text_fops, "", 0);
	assert_int_equal(file_write("/t/f", "one two"), 0);
	assert_string_equal(stored, "one two");
}

static void a_file_that_takes_no_more_is_an_error(void **state)
{
	static const char big[100];

	filetree_mkfile(dir, "f", 0644, &text_fops, "", 0);
	assert_int_equal(filetree_write("/t/f", big, sizeof(big)), -EIO);
}

static void permissions_are_kept(void **state)
{
	filetree_mkfile(dir, "ro", 0444, &text_fops, "x", 0);
	filetree_mkfile(dir, "wo", 0200, &text_fops, "x", 0);
	assert_int_equal(file_write("/t/ro", "y"), -EACCES);
	assert_int_equal(file_read_error("/t/wo"), -EACCES);
	assert_int_equal(file_write("/t/wo", "y"), 0);
	assert_string_equal(stored, "y");
}

static void bad_paths_have_their_errors(void **state)
{
	filetree_mkfile(dir, "f", 0444, &text_fops, "x", 0);
	assert_int_equal(file_read_error("/t/nothing"), -ENOENT);
	assert_int_equal(file_read_error("/t/f/below"), -ENOTDIR);
	assert_int_equal(file_read_error("/t"), -EISDIR);
	assert_int_equal(file_write("/t", "x"), -EISDIR);
	assert_int_equal(filetree_list("/t/f", NULL, NULL), -ENOTDIR);
}

static void bad_names_are_refused(void **state)
{
	assert_int_equal(PTR_ERR(filetree_mkdir(dir, "a/b", 0755, NULL)), -EINVAL);
	assert_int_equal(PTR_ERR(filetree_mkdir(dir, "", 0755, NULL)), -EINVAL);
	assert_int_equal(PTR_ERR(filetree_mkdir(dir, "..", 0755, NULL)), -EINVAL);
	filetree_mkdir(dir, "a", 0755, NULL);
	assert_int_equal(PTR_ERR(filetree_mkdir(dir, "a", 0755, NULL)), -EEXIST);
}

static void links_lead_to_where_their_target_is(void **state)
{
	struct dentry *a = filetree_mkdir(dir, "a", 0755, NULL);
	struct dentry *b = filetree_mkdir(dir, "b", 0755, NULL);
	struct dentry *deep = filetree_mkdir(b, "deep", 0755, NULL);

	filetree_mkfile(deep, "f", 0444, &text_fops, "deep", 0);
	filetree_mklink(a, "l", deep);
	filetree_mklink(deep, "up", dir);
	filetree_mklink(dir, "here", deep);
	assert_link("/t/a/l", "../b/deep");
	assert_link("/t/b/deep/up", "../../../t");
	assert_link("/t/here", "b/deep");
	assert_file("/t/a/l/f", "deep");
	assert_file("/t/a/l/up/b/deep/f", "deep");
	assert_int_equal(filetree_move(deep, dir, "moved"), 0);
	assert_link("/t/a/l", "../moved");
	assert_file("/t/a/l/f", "deep");
	filetree_remove(deep);
	assert_int_equal(file_read_error("/t/a/l/f"), -ENOENT);
}

static void text_links_are_followed(void **state)
{
	filetree_mkfile(dir, "f", 0444, &text_fops, "x", 0);
	filetree_mktext(dir, "rel", "f");
	filetree_mktext(dir, "abs", "/t/f");
	filetree_mktext(dir, "broken", "../nothing");
	assert_link("/t/rel", "f");
	assert_file("/t/rel", "x");
	assert_file("/t/abs", "x");
	assert_int_equal(file_read_error("/t/broken"), -ENOENT);
	assert_int_equal(filetree_readlink("/t/f", stored, sizeof(stored)), -EINVAL);
	assert_int_equal(filetree_readlink("/t/abs", stored, 3), -ENAMETOOLONG);
}

static void a_loop_of_links_ends(void **state)
{
	filetree_mktext(dir, "a", "b");
	filetree_mktext(dir, "b", "a");
	assert_int_equal(file_read_error("/t/a"), -ELOOP);
}

static int collect(const struct filetree_entry *entry, void *arg)
{
	char *all = arg;

	strcat(all, entry->name);
	snprintf(all + strlen(all), 32, ":%c%o", entry->type, entry->mode);
	if (entry->target)
		snprintf(all + strlen(all), 32, ">%s", entry->target);
	strcat(all, " ");
	return strlen(all) > 200;
}

static void a_directory_lists_in_order(void **state)
{
	char all[256] = "";

	filetree_mkfile(dir, "zz", 0600, &text_fops, "", 0);
	filetree_mkdir(dir, "b", 0755, NULL);
	filetree_mktext(dir, "a", "b");
	assert_int_equal(filetree_list("/t", collect, all), 0);
	assert_string_equal(all, "a:l777>b b:d755 zz:f600 ");
}

static void moving_into_itself_is_refused(void **state)
{
	struct dentry *a = filetree_mkdir(dir, "a", 0755, NULL);
	struct dentry *b = filetree_mkdir(a, "b", 0755, NULL);

	assert_int_equal(filetree_move(a, b, "x"), -EINVAL);
	filetree_mkdir(dir, "x", 0755, NULL);
	assert_int_equal(filetree_move(b, dir, "x"), -EEXIST);
}

static void nothing_is_made_in_a_directory_that_is_gone(void **state)
{
	struct dentry *a = filetree_get(filetree_mkdir(dir, "a", 0755, NULL));

	filetree_remove(a);
	assert_true(filetree_removed(a));
	assert_int_equal(PTR_ERR(filetree_mkdir(a, "b", 0755, NULL)), -ENOENT);
	filetree_put(a);
}

/* a reader that is inside while its file is removed */
static struct completion inside, go_on;

static ssize_t slow_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	char *text = file_inode(file)->i_private;

	if (!*ppos) {
		complete(&inside);
		wait_for_completion(&go_on);
		msleep(1);
	}
	return simple_read_from_buffer(buf, count, ppos, text, strlen(text));
}

static const struct file_operations slow_fops = { .read = slow_read };

static int reader(void *result)
{
	char *data;
	size_t len;
	int err = filetree_read("/t/slow", &data, &len);

	if (!err) {
		strcpy(result, data);
		host_free(data);
	}
	return err;
}

static void removal_waits_for_a_reader_inside(void **state)
{
	char *text = kstrdup("alive", GFP_KERNEL), result[16] = "";
	struct task_struct *task;
	struct dentry *f;

	init_completion(&inside);
	init_completion(&go_on);
	f = filetree_mkfile(dir, "slow", 0444, &slow_fops, text, 0);
	task = kthread_run(reader, result, "reader");
	get_task_struct(task);
	wait_for_completion(&inside);
	complete(&go_on);
	filetree_remove(f);
	/* nobody can look at it any more */
	memset(text, 'X', 5);
	kfree(text);
	assert_int_equal(kthread_stop(task), 0);
	assert_string_equal(result, "alive");
	put_task_struct(task);
	assert_int_equal(file_type("/t/slow"), 0);
}

static ssize_t suicidal_write(struct file *file, const char __user *buf, size_t count,
			      loff_t *ppos)
{
	filetree_remove(file_dentry(file));
	return count;
}

static const struct file_operations suicidal_fops = { .write = suicidal_write };

static void a_file_may_remove_itself(void **state)
{
	filetree_mkfile(dir, "f", 0200, &suicidal_fops, NULL, 0);
	assert_int_equal(file_write("/t/f", "x"), 0);
	assert_int_equal(file_type("/t/f"), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_file_reads_whole),
		T(a_long_file_reads_whole),
		T(writes_arrive),
		T(a_file_that_takes_no_more_is_an_error),
		T(permissions_are_kept),
		T(bad_paths_have_their_errors),
		T(bad_names_are_refused),
		T(links_lead_to_where_their_target_is),
		T(text_links_are_followed),
		T(a_loop_of_links_ends),
		T(a_directory_lists_in_order),
		T(moving_into_itself_is_refused),
		T(nothing_is_made_in_a_directory_that_is_gone),
		T(removal_waits_for_a_reader_inside),
		T(a_file_may_remove_itself),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
