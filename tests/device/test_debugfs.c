// SPDX-License-Identifier: MIT
/* debugfs and procfs: <linux/debugfs.h>, <linux/proc_fs.h>. */
#include <linux/debugfs.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

#include "device_fixture.h"

#define D "/sys/kernel/debug/"

static struct dentry *dir;

static int setup(void **state)
{
	dir = debugfs_create_dir("d", NULL);
	return PTR_ERR_OR_ZERO(dir);
}

static int teardown(void **state)
{
	debugfs_remove(dir);
	return 0;
}

static void numbers_are_shown_and_set(void **state)
{
	u8 a = 200;
	u32 b = 0xbeef;
	u64 c = ~0ull;
	unsigned long d = 5;
	atomic_t e = ATOMIC_INIT(-3);

	debugfs_create_u8("a", 0644, dir, &a);
	debugfs_create_x32("b", 0644, dir, &b);
	debugfs_create_u64("c", 0644, dir, &c);
	debugfs_create_xul("d", 0644, dir, &d);
	debugfs_create_atomic_t("e", 0644, dir, &e);
	assert_file(D "d/a", "200\n");
	assert_file(D "d/b", "0x0000beef\n");
	assert_file(D "d/c", "18446744073709551615\n");
	assert_file(D "d/d", "0x0000000000000005\n");
	assert_file(D "d/e", "-3\n");
	assert_int_equal(file_write(D "d/a", "0x11\n"), 0);
	assert_int_equal(a, 17);
	assert_int_equal(file_write(D "d/e", "-7"), 0);
	assert_int_equal(atomic_read(&e), -7);
	assert_int_equal(file_write(D "d/a", "many"), -EINVAL);
	assert_int_equal(a, 17);
}

static void a_bool_takes_the_usual_words(void **state)
{
	bool flag = false;

	debugfs_create_bool("flag", 0644, dir, &flag);
	assert_file(D "d/flag", "N\n");
	assert_int_equal(file_write(D "d/flag", "y\n"), 0);
	assert_true(flag);
	assert_file(D "d/flag", "Y\n");
	assert_int_equal(file_write(D "d/flag", "?"), -EINVAL);
}

static void memory_and_arrays_are_shown(void **state)
{
	struct debugfs_blob_wrapper blob = { .data = "bytes", .size = 5 };
	u32 values[] = { 1, 22, 333 };
	struct debugfs_u32_array array = { .array = values, .n_elements = 3 };
	char *str = "text";

	debugfs_create_blob("blob", 0444, dir, &blob);
	debugfs_create_u32_array("array", 0444, dir, &array);
	debugfs_create_str("str", 0444, dir, &str);
	assert_file(D "d/blob", "bytes");
	assert_file(D "d/array", "1 22 333\n");
	assert_file(D "d/str", "text\n");
	assert_int_equal(file_write(D "d/blob", "x"), -EACCES);
}

static int answer_get(void *data, u64 *val)
{
	*val = *(int *)data;
	return 0;
}

static int answer_set(void *data, u64 val)
{
	if (val > 100)
		return -ERANGE;
	*(int *)data = val;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(answer_fops, answer_get, answer_set, "<%llu>\n");
DEFINE_SIMPLE_ATTRIBUTE(readonly_fops, answer_get, NULL, "%llu\n");

static void an_attribute_calls_its_functions(void **state)
{
	int answer = 42;

	debugfs_create_file("answer", 0644, dir, &answer, &answer_fops);
	debugfs_create_file("readonly", 0644, dir, &answer, &readonly_fops);
	assert_file(D "d/answer", "<42>\n");
	assert_int_equal(file_write(D "d/answer", "43"), 0);
	assert_int_equal(answer, 43);
	assert_int_equal(file_write(D "d/answer", "101"), -ERANGE);
	assert_int_equal(file_write(D "d/readonly", "1"), -EACCES);
}

static void error_pointers_pass_through(void **state)
{
	struct dentry *bad = debugfs_create_dir("d", NULL);

	assert_int_equal(PTR_ERR(bad), -EEXIST);
	assert_true(log_contains("debugfs: Directory 'd' with parent '/' already present!"));
	assert_ptr_equal(debugfs_create_dir("x", bad), bad);
	assert_ptr_equal(debugfs_create_file("x", 0444, bad, NULL, NULL), bad);
	debugfs_create_u32("x", 0444, bad, NULL);
	debugfs_remove(bad);
	debugfs_remove(NULL);
	assert_null(debugfs_lookup("x", bad));
}

static void lookup_finds_and_remove_takes_the_subtree(void **state)
{
	struct dentry *sub = debugfs_create_dir("sub", dir), *found;
	u32 v = 1;

	debugfs_create_u32("v", 0444, sub, &v);
	found = debugfs_lookup("sub", dir);
	assert_ptr_equal(found, sub);
	dput(found);
	assert_null(debugfs_lookup("other", dir));
	debugfs_lookup_and_remove("sub", dir);
	assert_int_equal(file_type(D "d/sub/v"), 0);
	assert_int_equal(file_type(D "d/sub"), 0);
	assert_true(debugfs_initialized());
}

static void rename_and_symlink_work(void **state)
{
	struct dentry *sub = debugfs_create_dir("sub", dir);

	assert_ptr_equal(debugfs_rename(dir, sub, dir, "new"), sub);
	assert_int_equal(file_type(D "d/new"), 'd');
	debugfs_create_symlink("l", dir, "new");
	assert_link(D "d/l", "new");
	assert_int_equal(PTR_ERR(debugfs_rename(dir, sub, dir, "l")), -EEXIST);
}

static int seqfile_show(struct seq_file *s, void *data)
{
	seq_printf(s, "%s\n", dev_name(s->private));
	return 0;
}

static void a_devm_seqfile_knows_its_device(void **state)
{
	struct device *dev = root_device_register("rootdev");

	debugfs_create_devm_seqfile(dev, "who", dir, seqfile_show);
	assert_file(D "d/who", "rootdev\n");
	debugfs_lookup_and_remove("who", dir);
	root_device_unregister(dev);
}

/* ---- procfs ------------------------------------------------------------ */

static int single_show(struct seq_file *m, void *v)
{
	seq_printf(m, "data %s\n", (char *)m->private);
	return 0;
}

static void proc_single_shows_its_data(void **state)
{
	struct proc_dir_entry *sub = proc_mkdir("sub", NULL);

	assert_non_null(proc_create_single_data("one", 0444, sub, single_show, "A"));
	assert_file("/proc/sub/one", "data A\n");
	assert_null(proc_create_single_data("one", 0444, sub, single_show, "B"));
	assert_true(log_contains("proc_dir_entry 'sub/one' already registered"));
	remove_proc_entry("one", sub);
	assert_int_equal(file_type("/proc/sub/one"), 0);
	proc_remove(sub);
	assert_int_equal(file_type("/proc/sub"), 0);
	remove_proc_entry("sub", NULL);
	assert_true(log_contains("name 'sub'"));
}

static ssize_t parent_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	const char *own = pde_data(file_inode(file));
	const char *parents = proc_get_parent_data(file_inode(file));
	char text[32];

	return simple_read_from_buffer(buf, count, ppos, text,
				       scnprintf(text, sizeof(text), "%s/%s", parents, own));
}

static const struct proc_ops parent_ops = { .proc_read = parent_read };

static void proc_entries_know_their_parents_data(void **state)
{
	struct proc_dir_entry *sub = proc_mkdir_data("sub", 0555, NULL, "P");

	assert_non_null(proc_create_data("f", 0444, sub, &parent_ops, "own"));
	assert_non_null(proc_symlink("l", sub, "f"));
	assert_file("/proc/sub/l", "P/own");
	proc_remove(sub);
}

static void dynamic_debug_is_controlled_by_a_file(void **state)
{
	assert_int_equal(file_type("/proc/dynamic_debug/control"), 'f');
	assert_int_equal(file_write(D "dynamic_debug/control", "file bus.c +p"), 0);
	assert_int_equal(file_write(D "dynamic_debug/control", "file bus.c -p"), 0);
	assert_int_equal(file_write("/proc/dynamic_debug/control", "nonsense"), -EINVAL);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(numbers_are_shown_and_set),
		T(a_bool_takes_the_usual_words),
		T(memory_and_arrays_are_shown),
		T(an_attribute_calls_its_functions),
		T(error_pointers_pass_through),
		T(lookup_finds_and_remove_takes_the_subtree),
		T(rename_and_symlink_work),
		T(a_devm_seqfile_knows_its_device),
		T(proc_single_shows_its_data),
		T(proc_entries_know_their_parents_data),
		T(dynamic_debug_is_controlled_by_a_file),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
