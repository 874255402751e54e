// SPDX-License-Identifier: MIT
/* Fences as descriptors: made, merged, asked, polled; and sw_sync, which makes fences for tests. */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/ioctl.h>
#include <linux/poll.h>
#include <linux/string.h>
#include <linux/sync_file.h>

#include <dmae/file.h>
#include <uapi/linux/sync_file.h>

#include "fence_fixture.h"
#include "processes.h"

/* what a program that uses sw_sync writes down for itself, as Linux has no header of it */
struct create_fence {
	__u32 value;
	char name[32];
	__s32 fence;
};
struct get_deadline {
	__u64 deadline_ns;
	__u32 pad;
	__s32 fence_fd;
};
#define CREATE_FENCE _IOWR('W', 0, struct create_fence)
#define INC	     _IOW('W', 1, __u32)
#define GET_DEADLINE _IOWR('W', 2, struct get_deadline)

static int timeline_open(void)
{
	int fd = dmae_open("/sys/kernel/debug/sync/sw_sync", O_RDWR);

	assert_true(fd >= 0);
	return fd;
}

static int point(int timeline, u32 value)
{
	struct create_fence arg = { .value = value };

	assert_int_equal(dmae_ioctl(timeline, CREATE_FENCE, &arg), 0);
	assert_true(arg.fence >= 0);
	return arg.fence;
}

static void inc(int timeline, u32 by)
{
	assert_int_equal(dmae_ioctl(timeline, INC, &by), 0);
}

static int merge(const char *name, int a, int b)
{
	struct sync_merge_data arg = { .fd2 = b };

	strscpy(arg.name, name, sizeof(arg.name));
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_MERGE, &arg), 0);
	return arg.fence;
}

static int status_of(int fd)
{
	struct sync_file_info info = { .num_fences = 0 };

	assert_int_equal(dmae_ioctl(fd, SYNC_IOC_FILE_INFO, &info), 0);
	return info.status;
}

/* a sync_file of a fence of ours; the caller has a reference to *@fence */
static int sync_fd(struct dma_fence **fence)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	struct sync_file *sync_file;

	*fence = fence_new();
	sync_file = sync_file_create(*fence);
	assert_non_null(sync_file);
	fd_install(fd, sync_file->file);
	return fd;
}

/* ---- a fence as a file ----------------------------------------------------------- */

static void a_descriptor_leads_to_its_fence(void **state)
{
	struct dma_fence *f, *found;
	int fd = sync_fd(&f);

	found = sync_file_get_fence(fd);
	assert_ptr_equal(found, f);
	dma_fence_put(found);
	assert_int_equal(dmae_close(fd), 0);
	assert_null(sync_file_get_fence(fd));
	dma_fence_signal(f);
	dma_fence_put(f);
	assert_int_equal(released(), 1);
}

static void what_is_no_sync_file_has_no_fence(void **state)
{
	int fd = timeline_open();

	assert_null(sync_file_get_fence(fd));
	assert_null(sync_file_get_fence(-1));
	assert_null(sync_file_get_fence(0));
	dmae_close(fd);
}

static void signalling_is_enabled_when_others_can_see_it(void **state)
{
	struct dma_fence *f = fence_new();
	struct sync_file *sync_file = sync_file_create(f);
	int fd = get_unused_fd_flags(O_CLOEXEC);

	assert_int_equal(atomic_read(&provider.enabled), 0);
	fd_install(fd, sync_file->file);
	assert_int_equal(atomic_read(&provider.enabled), 1);
	dmae_close(fd);
	dma_fence_signal(f);
	dma_fence_put(f);
}

static void a_file_may_have_two_descriptors(void **state)
{
	struct dma_fence *f = fence_new();
	struct sync_file *sync_file = sync_file_create(f);
	int a = get_unused_fd_flags(O_CLOEXEC), b = get_unused_fd_flags(O_CLOEXEC);

	fd_install(a, sync_file->file);
	get_file(sync_file->file);
	fd_install(b, sync_file->file);
	dmae_close(a);
	assert_int_equal(native_poll(b, 0), 0);
	dma_fence_signal(f);
	assert_int_equal(native_poll(b, 0), POLLIN);
	dmae_close(b);
	dma_fence_put(f);
	assert_int_equal(released(), 1);
}

static void a_file_that_was_never_installed_is_let_go(void **state)
{
	struct dma_fence *f = fence_new();
	struct sync_file *sync_file = sync_file_create(f);

	fput(sync_file->file);
	assert_int_equal(atomic_read(&provider.enabled), 0);
	dma_fence_put(f);
	assert_int_equal(released(), 1);
}

static void poll_of_the_host_works_on_it(void **state)
{
	struct dma_fence *f;
	int fd = sync_fd(&f), copy = native_dup(fd);

	assert_int_equal(native_poll(fd, 0), 0);
	assert_int_equal(dmae_file_poll(fd, POLLIN, 0), 0);
	dma_fence_signal(f);
	assert_int_equal(native_poll(fd, 0), POLLIN);
	assert_int_equal(native_poll(copy, 0), POLLIN);
	assert_int_equal(dmae_file_poll(fd, POLLIN, 0), POLLIN);
	native_close(copy);
	dmae_close(fd);
	dma_fence_put(f);
}

static void one_that_has_signalled_is_ready_at_once(void **state)
{
	struct dma_fence *stub = dma_fence_get_stub();
	struct sync_file *sync_file = sync_file_create(stub);
	int fd = get_unused_fd_flags(O_CLOEXEC);

	fd_install(fd, sync_file->file);
	assert_int_equal(native_poll(fd, 0), POLLIN);
	assert_int_equal(dmae_file_poll(fd, POLLIN, -1), POLLIN);
	dmae_close(fd);
	dma_fence_put(stub);
}

static void polling_waits_for_the_signal(void **state)
{
	struct dma_fence *f;
	struct later later;
	int fd = sync_fd(&f);

	later_start(&later, f, 3, 0);
	assert_int_equal(dmae_file_poll(fd, POLLIN, -1), POLLIN);
	later_end(&later);
	dmae_close(fd);
	dma_fence_put(f);
}

static void a_name_is_made_of_the_fence(void **state)
{
	struct dma_fence *f = fence_of(7, 9);
	struct sync_file *sync_file = sync_file_create(f);
	char name[32];

	assert_string_equal(sync_file_get_name(sync_file, name, sizeof(name)), "testdrv-queue7-9");
	fput(sync_file->file);
	dma_fence_put(f);
}

/* ---- asking ------------------------------------------------------------------------ */

static void a_file_tells_about_its_fences(void **state)
{
	struct sync_fence_info fences[2];
	struct sync_file_info info = { .num_fences = 2, .sync_fence_info = (unsigned long)fences };
	int t = timeline_open(), u = timeline_open(), a = point(t, 1), b = point(u, 1);
	int both = merge("both", a, b);

	inc(t, 1);
	assert_int_equal(dmae_ioctl(both, SYNC_IOC_FILE_INFO, &info), 0);
	assert_string_equal(info.name, "both");
	assert_int_equal(info.num_fences, 2);
	assert_int_equal(info.status, 0);
	assert_string_equal(fences[0].driver_name, "sw_sync");
	assert_int_equal(fences[0].status, 1);
	assert_true(fences[0].timestamp_ns > 0);
	assert_int_equal(fences[1].status, 0);
	assert_int_equal(fences[1].timestamp_ns, 0);

	info = (struct sync_file_info){ .num_fences = 1, .sync_fence_info = (unsigned long)fences };
	assert_int_equal(dmae_ioctl(both, SYNC_IOC_FILE_INFO, &info), -EINVAL);
	info.num_fences = 0;
	assert_int_equal(dmae_ioctl(both, SYNC_IOC_FILE_INFO, &info), 0);
	assert_int_equal(info.num_fences, 2);
}

static void wrong_questions_are_refused(void **state)
{
	struct sync_file_info info = { .flags = 1 };
	struct sync_merge_data data = { .pad = 1 };
	struct sync_set_deadline deadline = { .pad = 1 };
	int t = timeline_open(), a = point(t, 1);

	assert_int_equal(dmae_ioctl(a, SYNC_IOC_FILE_INFO, &info), -EINVAL);
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_FILE_INFO, NULL), -EFAULT);
	info = (struct sync_file_info){ .num_fences = 1 };
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_FILE_INFO, &info), -EFAULT);
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_MERGE, &data), -EINVAL);
	data = (struct sync_merge_data){ .fd2 = t };
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_MERGE, &data), -ENOENT);
	data.fd2 = -1;
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_MERGE, &data), -ENOENT);
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_MERGE, NULL), -EFAULT);
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_SET_DEADLINE, &deadline), -EINVAL);
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_SET_DEADLINE, NULL), -EFAULT);
	assert_int_equal(dmae_ioctl(a, _IO('>', 0), NULL), -ENOTTY);
	assert_int_equal(dmae_ioctl(t, _IO('W', 9), NULL), -ENOTTY);
	assert_int_equal(dmae_ioctl(t, CREATE_FENCE, NULL), -EFAULT);
	assert_int_equal(dmae_ioctl(t, INC, NULL), -EFAULT);
}

/* ---- merging --------------------------------------------------------------------------- */

static void a_merged_file_signals_with_the_last(void **state)
{
	int t = timeline_open(), u = timeline_open(), a = point(t, 1), b = point(u, 2);
	int both = merge("both", a, b);

	inc(t, 1);
	assert_int_equal(status_of(both), 0);
	assert_int_equal(native_poll(both, 0), 0);
	inc(u, 2);
	assert_int_equal(dmae_file_poll(both, POLLIN, -1), POLLIN);
	assert_int_equal(status_of(both), 1);
	assert_int_equal(status_of(a), 1);
}

static void a_file_merged_with_itself_is_the_same(void **state)
{
	int t = timeline_open(), a = point(t, 1), twice = merge("twice", a, a);
	struct sync_file_info info = { .num_fences = 0 };

	assert_int_equal(dmae_ioctl(twice, SYNC_IOC_FILE_INFO, &info), 0);
	assert_int_equal(info.num_fences, 1);
	dmae_close(a);
	inc(t, 1);
	assert_int_equal(status_of(twice), 1);
}

static void an_error_shows_in_the_merged_file(void **state)
{
	struct dma_fence *f;
	int t = timeline_open(), a = point(t, 1), b = sync_fd(&f), both = merge("both", a, b);

	dma_fence_set_error(f, -EIO);
	dma_fence_signal(f);
	inc(t, 1);
	assert_int_equal(dmae_file_poll(both, POLLIN, -1), POLLIN);
	assert_int_equal(status_of(both), -EIO);
	dma_fence_put(f);
}

/* ---- sw_sync ------------------------------------------------------------------------------ */

static void a_point_signals_when_the_counter_is_there(void **state)
{
	int t = timeline_open(), a = point(t, 0), b = point(t, 1), c = point(t, 7);

	assert_int_equal(status_of(a), 1);
	assert_int_equal(status_of(b), 0);
	inc(t, 1);
	assert_int_equal(status_of(b), 1);
	inc(t, 5);
	assert_int_equal(status_of(c), 0);
	inc(t, 1);
	assert_int_equal(status_of(c), 1);
}

static void points_of_a_value_are_one_fence(void **state)
{
	int t = timeline_open(), a = point(t, 3), b = point(t, 3);
	struct dma_fence *fa = sync_file_get_fence(a), *fb = sync_file_get_fence(b);

	assert_ptr_equal(fa, fb);
	dma_fence_put(fa);
	dma_fence_put(fb);
	dmae_close(a);
	inc(t, 3);
	assert_int_equal(status_of(b), 1);
}

static void the_counter_goes_round(void **state)
{
	int t = timeline_open(), a;

	inc(t, 0xfffffffe);
	a = point(t, 2);
	assert_int_equal(status_of(a), 0);
	inc(t, 4);
	assert_int_equal(status_of(a), 1);
}

static void closing_a_timeline_ends_its_points(void **state)
{
	int t = timeline_open(), a = point(t, 1), b = point(t, 2);

	inc(t, 1);
	dmae_close(t);
	assert_int_equal(status_of(a), 1);
	assert_int_equal(status_of(b), -ENOENT);
	assert_int_equal(native_poll(b, 0), POLLIN);
}

static void the_earliest_deadline_is_kept(void **state)
{
	struct sync_set_deadline set = { .deadline_ns = 5000 };
	struct get_deadline get = { .deadline_ns = 0 };
	int t = timeline_open(), u = timeline_open(), a = point(t, 1), both;

	get.fence_fd = a;
	assert_int_equal(dmae_ioctl(t, GET_DEADLINE, &get), -ENOENT);
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_SET_DEADLINE, &set), 0);
	set.deadline_ns = 7000;
	assert_int_equal(dmae_ioctl(a, SYNC_IOC_SET_DEADLINE, &set), 0);
	assert_int_equal(dmae_ioctl(t, GET_DEADLINE, &get), 0);
	assert_int_equal(get.deadline_ns, 5000);
	/* through an array, too */
	both = merge("both", a, point(u, 1));
	set.deadline_ns = 3000;
	assert_int_equal(dmae_ioctl(both, SYNC_IOC_SET_DEADLINE, &set), 0);
	get.deadline_ns = 0;
	assert_int_equal(dmae_ioctl(t, GET_DEADLINE, &get), 0);
	assert_int_equal(get.deadline_ns, 3000);
	assert_int_equal(dmae_ioctl(t, GET_DEADLINE, &get), -EINVAL);
	get = (struct get_deadline){ .fence_fd = both };
	assert_int_equal(dmae_ioctl(t, GET_DEADLINE, &get), -EINVAL);
	get.fence_fd = t;
	assert_int_equal(dmae_ioctl(t, GET_DEADLINE, &get), -EINVAL);
}

static bool info_has(const char *text)
{
	char *data;
	size_t len;
	bool has;

	assert_int_equal(dmae_file_read("/sys/kernel/debug/sync/info", &data, &len), 0);
	has = strstr(data, text);
	dmae_free(data);
	return has;
}

static void debugfs_lists_timelines_and_files(void **state)
{
	int t = timeline_open(), a = point(t, 5), b;
	struct dma_fence *f;

	assert_true(info_has("objs:\n--------------\n"));
	assert_true(info_has(": 0\n  fence active: 5 / 0\n"));
	assert_true(info_has("fences:\n--------------\n"));
	inc(t, 5);
	assert_true(info_has("_fence signaled@"));
	b = sync_fd(&f);
	assert_true(info_has("testdrv-queue"));
	assert_true(info_has("  queue_fence active\n"));
	dmae_close(a);
	dmae_close(b);
	dma_fence_signal(f);
	dma_fence_put(f);
	assert_false(info_has("testdrv-queue"));
}

/* ---- nothing left --------------------------------------------------------------------------- */

static void without_descriptors_it_says_so_and_recovers(void **state)
{
	struct create_fence arg = { .value = 1 };
	struct dma_fence *f = fence_new();
	int t = timeline_open(), fds[64], filled[64];
	unsigned int n = 0, m = 0;
	long err;

	native_fd_limit(30);
	while (!(err = dmae_ioctl(t, CREATE_FENCE, &arg)) && n < ARRAY_SIZE(fds))
		fds[n++] = arg.fence;
	/* no number for the file, or no socket behind it */
	assert_true(err == -EMFILE || err == -ENOMEM);
	assert_true(n > 3);
	while (m < ARRAY_SIZE(filled) && (filled[m] = native_dup(0)) >= 0)
		m++;
	assert_null(sync_file_create(f));
	native_fd_limit(0);
	while (m)
		native_close(filled[--m]);
	while (n)
		assert_int_equal(dmae_close(fds[--n]), 0);
	arg.value = 2;
	assert_int_equal(dmae_ioctl(t, CREATE_FENCE, &arg), 0);
	inc(t, 2);
	assert_int_equal(status_of(arg.fence), 1);
	dma_fence_put(f);
}

static void closed_files_leave_nothing(void **state)
{
	unsigned int before, i;
	int t = timeline_open();

	before = native_fds_open();
	for (i = 0; i < 500; i++) {
		int a = point(t, i + 1), b = point(t, i + 1), both = merge("", a, b);

		if (i % 2)
			inc(t, 2);
		assert_int_equal(dmae_close(both), 0);
		assert_int_equal(dmae_close(a), 0);
		assert_int_equal(dmae_close(b), 0);
	}
	assert_int_equal(native_fds_open(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_fences(a_descriptor_leads_to_its_fence),
		with_fences(what_is_no_sync_file_has_no_fence),
		with_fences(signalling_is_enabled_when_others_can_see_it),
		with_fences(a_file_may_have_two_descriptors),
		with_fences(a_file_that_was_never_installed_is_let_go),
		with_fences(poll_of_the_host_works_on_it),
		with_fences(one_that_has_signalled_is_ready_at_once),
		with_fences(polling_waits_for_the_signal),
		with_fences(a_name_is_made_of_the_fence),
		with_fences(a_file_tells_about_its_fences),
		with_fences(wrong_questions_are_refused),
		with_fences(a_merged_file_signals_with_the_last),
		with_fences(a_file_merged_with_itself_is_the_same),
		with_fences(an_error_shows_in_the_merged_file),
		with_fences(a_point_signals_when_the_counter_is_there),
		with_fences(points_of_a_value_are_one_fence),
		with_fences(the_counter_goes_round),
		with_fences(closing_a_timeline_ends_its_points),
		with_fences(the_earliest_deadline_is_kept),
		with_fences(debugfs_lists_timelines_and_files),
		with_fences(without_descriptors_it_says_so_and_recovers),
		with_fences(closed_files_leave_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
