// SPDX-License-Identifier: MIT
/* Text files made record by record: <linux/seq_file.h>. */
#include <linux/debugfs.h>
#include <linux/list.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "device_fixture.h"

#define D "/sys/kernel/debug/"

/* ---- an iterator over numbers -------------------------------------------- */

static unsigned int records, width, started, stopped;

static void *number_start(struct seq_file *m, loff_t *pos)
{
	started++;
	return *pos < records ? pos : NULL;
}

static void *number_next(struct seq_file *m, void *v, loff_t *pos)
{
	++*pos;
	return *pos < records ? pos : NULL;
}

static void number_stop(struct seq_file *m, void *v)
{
	stopped++;
}

static int number_show(struct seq_file *m, void *v)
{
	loff_t n = *(loff_t *)v;
	unsigned int i;

	if (n == 13)
		return SEQ_SKIP;
	seq_printf(m, "%04ld", n);
	for (i = 0; i < width; i++)
		seq_putc(m, '.');
	seq_putc(m, '\n');
	return n == 999 ? -EIO : 0;
}

static const struct seq_operations number_sops = {
	.start = number_start,
	.next = number_next,
	.stop = number_stop,
	.show = number_show,
};
DEFINE_SEQ_ATTRIBUTE(number);

static void read_numbers(unsigned int count, unsigned int dots)
{
	char *data, *at, line[8];
	unsigned int i;
	size_t len;

	records = count;
	width = dots;
	started = stopped = 0;
	assert_int_equal(filetree_read(D "numbers", &data, &len), 0);
	at = data;
	for (i = 0; i < count; i++) {
		if (i == 13)
			continue;
		snprintf(line, sizeof(line), "%04u", i);
		assert_memory_equal(at, line, 4);
		at += 4 + dots;
		assert_int_equal(*at++, '\n');
	}
	assert_ptr_equal(at, data + len);
	assert_true(started > 0);
	assert_int_equal(started, stopped);
	host_free(data);
}

static void every_record_comes_once_and_skipped_ones_do_not(void **state)
{
	struct dentry *f = debugfs_create_file("numbers", 0444, NULL, NULL, &number_fops);

	read_numbers(0, 0);
	read_numbers(1, 0);
	read_numbers(20, 10);
	read_numbers(900, 100);
	debugfs_remove(f);
}

static void a_record_larger_than_the_buffer_makes_it_grow(void **state)
{
	struct dentry *f = debugfs_create_file("numbers", 0444, NULL, NULL, &number_fops);

	read_numbers(3, 5000);
	read_numbers(3, 70000);
	debugfs_remove(f);
}

static void an_error_of_a_record_ends_the_read(void **state)
{
	struct dentry *f = debugfs_create_file("numbers", 0444, NULL, NULL, &number_fops);

	records = 1500;
	width = 0;
	started = stopped = 0;
	assert_int_equal(file_read_error(D "numbers"), -EIO);
	assert_int_equal(started, stopped);
	debugfs_remove(f);
}

/* ---- single ------------------------------------------------------------ */

static int big_show(struct seq_file *m, void *v)
{
	int i;

	for (i = 0; i < *(int *)m->private; i++)
		seq_puts(m, "0123456789abcdef");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(big);

static void a_single_file_grows_until_it_fits(void **state)
{
	int n = 10000;
	struct dentry *f = debugfs_create_file("big", 0444, NULL, &n, &big_fops);
	char *data;
	size_t len;

	assert_int_equal(filetree_read(D "big", &data, &len), 0);
	assert_int_equal(len, 160000);
	assert_memory_equal(data + len - 4, "cdef", 4);
	host_free(data);
	n = 0;
	assert_file(D "big", "");
	debugfs_remove(f);
}

/* ---- printing ---------------------------------------------------------- */

static struct seq_file *with_buffer(size_t size)
{
	struct seq_file *m = kzalloc(sizeof(*m), GFP_KERNEL);

	m->buf = kzalloc(size, GFP_KERNEL);
	m->size = size;
	return m;
}

static void check(struct seq_file *m, const char *text)
{
	assert_int_equal(m->count, strlen(text));
	assert_memory_equal(m->buf, text, m->count);
	kfree(m->buf);
	kfree(m);
}

static void numbers_and_characters_are_printed(void **state)
{
	struct seq_file *m = with_buffer(200);

	seq_putc(m, 'a');
	seq_puts(m, "bc");
	seq_put_decimal_ull(m, " ", 12);
	seq_put_decimal_ull_width(m, NULL, 7, 4);
	seq_put_decimal_ll(m, ",", -5);
	seq_put_hex_ll(m, " 0x", 0xab, 4);
	seq_write(m, "!", 1);
	check(m, "abc 12   7,-5 0x00ab!");
}

static void padding_reaches_the_column(void **state)
{
	struct seq_file *m = with_buffer(64);

	seq_setwidth(m, 6);
	seq_puts(m, "ab");
	seq_pad(m, '|');
	check(m, "ab    |");
}

static void escapes_are_octal(void **state)
{
	struct seq_file *m = with_buffer(64);

	seq_escape(m, "a b\n", " \n");
	check(m, "a\\040b\\012");
}

static void hex_dump_has_lines_and_offsets(void **state)
{
	struct seq_file *m = with_buffer(256);

	seq_hex_dump(m, "> ", DUMP_PREFIX_OFFSET, 16, 1, "0123456789ABCDEFG", 17, false);
	check(m, "> 00000000: 30 31 32 33 34 35 36 37 38 39 41 42 43 44 45 46\n> 00000010: 47\n");
}

static void overflow_is_seen(void **state)
{
	struct seq_file *m = with_buffer(8);

	seq_puts(m, "1234567");
	assert_false(seq_has_overflowed(m));
	seq_putc(m, '8');
	assert_true(seq_has_overflowed(m));
	kfree(m->buf);
	kfree(m);
}

/* ---- lists ------------------------------------------------------------- */

static void lists_are_walked_by_position(void **state)
{
	LIST_HEAD(head);
	struct list_head a, b;
	loff_t pos = 0;

	list_add_tail(&a, &head);
	list_add_tail(&b, &head);
	assert_ptr_equal(seq_list_start(&head, 0), &a);
	assert_ptr_equal(seq_list_start(&head, 1), &b);
	assert_null(seq_list_start(&head, 2));
	assert_ptr_equal(seq_list_start_head(&head, 0), &head);
	assert_ptr_equal(seq_list_start_head(&head, 1), &a);
	assert_ptr_equal(seq_list_next(&a, &head, &pos), &b);
	assert_null(seq_list_next(&b, &head, &pos));
	assert_int_equal(pos, 2);
}

/* ---- seeking ----------------------------------------------------------- */

static void seeking_makes_the_text_before(void **state)
{
	struct inode inode = {};
	struct file file = { .f_inode = &inode };
	char buf[8] = "";

	records = 5;
	width = 0;
	assert_int_equal(seq_open(&file, &number_sops), 0);
	assert_int_equal(seq_lseek(&file, 10, SEEK_SET), 10);
	assert_int_equal(seq_read(&file, buf, 5, &file.f_pos), 5);
	assert_string_equal(buf, "0002\n");
	assert_int_equal(seq_lseek(&file, 1000, SEEK_SET), -EINVAL);
	assert_int_equal(seq_lseek(&file, 0, SEEK_END), -EINVAL);
	seq_release(&inode, &file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_record_comes_once_and_skipped_ones_do_not),
		cmocka_unit_test(a_record_larger_than_the_buffer_makes_it_grow),
		cmocka_unit_test(an_error_of_a_record_ends_the_read),
		cmocka_unit_test(a_single_file_grows_until_it_fits),
		cmocka_unit_test(numbers_and_characters_are_printed),
		cmocka_unit_test(padding_reaches_the_column),
		cmocka_unit_test(escapes_are_octal),
		cmocka_unit_test(hex_dump_has_lines_and_offsets),
		cmocka_unit_test(overflow_is_seen),
		cmocka_unit_test(lists_are_walked_by_position),
		cmocka_unit_test(seeking_makes_the_text_before),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
