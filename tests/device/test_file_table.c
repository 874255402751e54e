// SPDX-License-Identifier: MIT
/* Open files and their descriptors: references, numbers, copies, what was closed behind our back. */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "base/sched.h"
#include "device/file_table.h"
#include "device_fixture.h"

static struct {
	unsigned int releases, flushes;
	bool released_in_atomic;
	wait_queue_head_t wait;
	int ready;
} thing;

static int thing_release(struct inode *inode, struct file *file)
{
	__atomic_fetch_add(&thing.releases, 1, __ATOMIC_RELAXED);
	if (!preemptible())
		thing.released_in_atomic = true;
	return 0;
}

static int thing_flush(struct file *file, void *id)
{
	__atomic_fetch_add(&thing.flushes, 1, __ATOMIC_RELAXED);
	return -EDQUOT;
}

static __poll_t thing_poll(struct file *file, poll_table *table)
{
	poll_wait(file, &thing.wait, table);
	return READ_ONCE(thing.ready) == (long)file->private_data ? EPOLLIN : 0;
}

static const struct file_operations fops = {
	.release = thing_release,
	.flush = thing_flush,
	.poll = thing_poll,
};

static int setup(void **state)
{
	memset(&thing, 0, sizeof(thing));
	init_waitqueue_head(&thing.wait);
	return core_setup(state);
}

static struct file *thing_new(long what)
{
	struct file *file = anon_inode_getfile("[thing]", &fops, (void *)what, O_RDWR);

	assert_false(IS_ERR(file));
	return file;
}

static int thing_fd(long what)
{
	int fd = anon_inode_getfd("[thing]", &fops, (void *)what, O_RDWR | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

/* ---- references ------------------------------------------------------------------- */

static void a_file_is_released_with_its_last_reference(void **state)
{
	struct file *file = thing_new(0);

	assert_int_equal(file_count(file), 1);
	get_file(file);
	fput(file);
	assert_int_equal(thing.releases, 0);
	fput(file);
	assert_int_equal(thing.releases, 1);
	/* only a descriptor that is closed is flushed */
	assert_int_equal(thing.flushes, 0);
}

static void the_last_reference_may_go_in_atomic_context(void **state)
{
	struct file *file = thing_new(0);
	DEFINE_SPINLOCK(lock);
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	fput(file);
	spin_unlock_irqrestore(&lock, flags);
	flush_scheduled_work();
	assert_int_equal(thing.releases, 1);
	assert_false(thing.released_in_atomic);
}

static void a_file_knows_how_it_was_opened(void **state)
{
	struct file *file = anon_inode_getfile("[thing]", &fops, NULL, O_WRONLY | O_NONBLOCK);

	assert_int_equal(file->f_mode & (FMODE_READ | FMODE_WRITE), FMODE_WRITE);
	assert_int_equal(file->f_flags, O_WRONLY | O_NONBLOCK);
	assert_string_equal(file_dentry(file)->d_name.name, "[thing]");
	assert_int_equal(file_call_read(file, NULL, 0), -EBADF);
	fput(file);
}

/* ---- numbers ------------------------------------------------------------------------ */

static void an_installed_file_is_found_by_its_number(void **state)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	struct file *file = thing_new(0), *found;

	assert_null(fget(fd));
	fd_install(fd, file);
	found = fget(fd);
	assert_ptr_equal(found, file);
	assert_int_equal(file_count(file), 2);
	fput(found);
	assert_int_equal(close_fd(fd), -EDQUOT); /* what flush says */
	assert_int_equal(thing.flushes, 1);
	assert_int_equal(thing.releases, 1);
	assert_int_equal(close_fd(fd), -EBADF);
	assert_null(fget(fd));
}

static void a_reserved_number_can_be_given_back(void **state)
{
	int fd = get_unused_fd_flags(0), again;

	put_unused_fd(fd);
	again = get_unused_fd_flags(0);
	assert_int_equal(again, fd);
	put_unused_fd(again);
}

static void two_numbers_can_lead_to_one_file(void **state)
{
	struct file *file = thing_new(0);
	int a = get_unused_fd_flags(0), b = get_unused_fd_flags(0);

	fd_install(a, get_file(file));
	fd_install(b, file);
	close_fd(a);
	assert_int_equal(thing.releases, 0);
	close_fd(b);
	assert_int_equal(thing.releases, 1);
}

static void a_copy_leads_to_the_same_file_and_outlives_the_number(void **state)
{
	int fd = thing_fd(0), copy = host_fd_dup(fd);
	struct file *file = fget(fd), *same = fget(copy);

	assert_ptr_equal(file, same);
	fput(same);
	assert_int_equal(close_fd(fd), 0);
	same = fget(copy);
	assert_ptr_equal(file, same);
	fput(same);
	fput(file);
	assert_int_equal(thing.releases, 0);
	close_fd(copy);
	assert_int_equal(thing.releases, 1);
}

static void a_number_that_was_closed_behind_our_back_leads_nowhere(void **state)
{
	int fd = thing_fd(0), other;

	host_fd_close(fd);
	assert_null(fget(fd));
	/* the host gives the number to somebody else */
	other = host_memfd("somebody else", 0, true);
	assert_int_equal(other, fd);
	assert_null(fget(fd));
	assert_int_equal(thing.releases, 0);
	assert_int_equal(files_reap(), 1);
	assert_int_equal(thing.releases, 1);
	assert_int_equal(files_reap(), 0);
	host_fd_close(other);
}

static void a_new_file_takes_a_number_that_was_closed_behind_our_back(void **state)
{
	int fd = thing_fd(1), again;
	struct file *file;

	host_fd_close(fd);
	again = thing_fd(2);
	assert_int_equal(again, fd);
	assert_int_equal(thing.releases, 1);
	file = fget(fd);
	assert_ptr_equal(file->private_data, (void *)2);
	fput(file);
	close_fd(fd);
}

static void what_was_closed_behind_our_back_is_released_after_a_while(void **state)
{
	int fd = thing_fd(0), other, i;

	host_fd_close(fd);
	other = host_memfd("somebody else", 0, true); /* its number is never ours again */
	for (i = 0; i < 100; i++)
		put_unused_fd(get_unused_fd_flags(0));
	assert_int_equal(thing.releases, 1);
	host_fd_close(other);
}

static void what_stands_behind_a_file_is_behind_its_number(void **state)
{
	struct file *file = thing_new(0);
	int fd = get_unused_fd_flags(O_CLOEXEC);
	struct host_fd_id behind, seen;

	file->host_fd = host_memfd("behind", 4096, true);
	assert_int_equal(host_fd_id(file->host_fd, &behind), 0);
	fd_install(fd, file);
	assert_int_equal(host_fd_id(fd, &seen), 0);
	assert_true(host_fd_same(&behind, &seen));
	assert_int_equal(seen.size, 4096);
	close_fd(fd);
	assert_int_equal(thing.releases, 1);
}

static void descriptors_end_with_the_core(void **state)
{
	int fd = thing_fd(0);
	struct host_fd_id id;

	files_close_all();
	assert_int_equal(thing.releases, 1);
	assert_int_equal(host_fd_id(fd, &id), -EBADF);
}

/* ---- many at once ---------------------------------------------------------------------------- */

static int open_and_close(void *what)
{
	int i;

	for (i = 0; i < 100; i++) {
		int fd = anon_inode_getfd("[thing]", &fops, what, O_RDWR), copy;
		struct file *file = fget(fd), *same;

		/* numbers are the process's: others take and give them all the time */
		if (!file || file->private_data != what)
			return 1;
		copy = host_fd_dup(fd);
		close_fd(fd);
		same = fget(copy);
		if (same != file)
			return 2;
		fput(same);
		fput(file);
		close_fd(copy);
	}
	return 0;
}

static void tasks_open_and_close_at_the_same_time(void **state)
{
	struct task_struct *t[4];
	unsigned long i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		t[i] = task_spawn(open_and_close, (void *)i, "opener");
		wake_up_process(t[i]);
	}
	for (i = 0; i < ARRAY_SIZE(t); i++) {
		assert_int_equal(task_join(t[i]), 0);
		put_task_struct(t[i]);
	}
	assert_int_equal(files_reap(), 0);
}

/* ---- descriptors of others ------------------------------------------------------------- */

static int adopted_fd = -1;

static struct file *adopt(int fd)
{
	return fd == adopted_fd ? thing_new(7) : NULL;
}

static void a_descriptor_of_another_process_is_adopted_once(void **state)
{
	struct file *file, *again;

	adopted_fd = host_memfd("of another process", 4096, true);
	assert_null(fget(adopted_fd));
	file_adopter_add(adopt);
	file = fget(adopted_fd);
	assert_non_null(file);
	again = fget(adopted_fd);
	assert_ptr_equal(file, again);
	fput(again);
	fput(file);
	assert_int_equal(thing.releases, 0);
	close_fd(adopted_fd);
	assert_int_equal(thing.releases, 1);
	file_adopter_del(adopt);
}

/* ---- polling ------------------------------------------------------------------------------ */

static int make_ready(void *what)
{
	schedule_timeout_uninterruptible(2);
	WRITE_ONCE(thing.ready, (long)what);
	wake_up(&thing.wait);
	return 0;
}

static void several_files_are_polled_together(void **state)
{
	struct file_polled files[3] = { { .file = thing_new(1), .events = POLLIN },
					{ .file = NULL },
					{ .file = thing_new(2), .events = POLLIN } };
	struct task_struct *t;

	assert_int_equal(file_call_poll_all(files, 3, 0), 0);
	assert_int_equal(file_call_poll_all(files, 3, 5), 0);
	t = task_spawn(make_ready, (void *)2, "ready");
	wake_up_process(t);
	assert_int_equal(file_call_poll_all(files, 3, -1), 1);
	assert_int_equal(files[0].got, 0);
	assert_int_equal(files[2].got, POLLIN);
	task_join(t);
	put_task_struct(t);
	fput(files[0].file);
	fput(files[2].file);
}

#define table_test(fn) cmocka_unit_test_setup_teardown(fn, setup, core_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		table_test(a_file_is_released_with_its_last_reference),
		table_test(the_last_reference_may_go_in_atomic_context),
		table_test(a_file_knows_how_it_was_opened),
		table_test(an_installed_file_is_found_by_its_number),
		table_test(a_reserved_number_can_be_given_back),
		table_test(two_numbers_can_lead_to_one_file),
		table_test(a_copy_leads_to_the_same_file_and_outlives_the_number),
		table_test(a_number_that_was_closed_behind_our_back_leads_nowhere),
		table_test(a_new_file_takes_a_number_that_was_closed_behind_our_back),
		table_test(what_was_closed_behind_our_back_is_released_after_a_while),
		table_test(what_stands_behind_a_file_is_behind_its_number),
		table_test(descriptors_end_with_the_core),
		table_test(tasks_open_and_close_at_the_same_time),
		table_test(a_descriptor_of_another_process_is_adopted_once),
		table_test(several_files_are_polled_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
