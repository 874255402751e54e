// SPDX-License-Identifier: MIT
/* Fences of a dma-buf: the CPU waits for them, polling does, and they come and go as sync_files. */
#include <linux/file.h>
#include <linux/poll.h>
#include <linux/sync_file.h>

#include "base/host.h"
#include "device/filetree.h"
#include "buf_fixture.h"

static void reading_waits_for_who_writes(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_fence *reads = hand_fence(), *writes = hand_fence();
	struct task_struct *t;

	add_fence(buf, reads, DMA_RESV_USAGE_READ);
	assert_int_equal(dma_buf_begin_cpu_access(buf, DMA_FROM_DEVICE), 0);
	assert_int_equal(dma_buf_end_cpu_access(buf, DMA_FROM_DEVICE), 0);
	add_fence(buf, writes, DMA_RESV_USAGE_WRITE);
	t = signaller(writes);
	assert_int_equal(dma_buf_begin_cpu_access(buf, DMA_FROM_DEVICE), 0);
	assert_true(dma_fence_is_signaled(writes));
	assert_false(dma_fence_is_signaled(reads));
	dma_fence_signal(reads);
	join(t);
	dma_fence_put(reads);
	dma_fence_put(writes);
	dma_buf_put(buf);
}

static void writing_waits_for_everybody(void **state)
{
	static const enum dma_data_direction dirs[] = { DMA_TO_DEVICE, DMA_BIDIRECTIONAL };
	struct dma_buf *buf = export_with(&static_ops);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		struct dma_fence *reads = hand_fence();
		struct task_struct *t;

		add_fence(buf, reads, DMA_RESV_USAGE_READ);
		t = signaller(reads);
		assert_int_equal(dma_buf_begin_cpu_access(buf, dirs[i]), 0);
		assert_true(dma_fence_is_signaled(reads));
		dma_buf_end_cpu_access(buf, dirs[i]);
		join(t);
		dma_fence_put(reads);
	}
	dma_buf_put(buf);
}

static void an_idle_buffer_can_be_read_and_written(void **state)
{
	int fd = dma_buf_fd(export_with(&static_ops), 0);

	assert_int_equal(dmae_file_poll(fd, POLLIN | POLLOUT, 0), POLLIN | POLLOUT);
	assert_int_equal(dmae_file_poll(fd, POLLIN, -1), POLLIN);
	assert_int_equal(dmae_file_poll(fd, POLLPRI, 0), 0);
	dmae_close(fd);
}

static void polling_tells_reading_from_writing(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_fence *reads = hand_fence();
	int fd = dma_buf_fd(buf, 0);

	add_fence(buf, reads, DMA_RESV_USAGE_READ);
	assert_int_equal(dmae_file_poll(fd, POLLIN | POLLOUT, 0), POLLIN);
	assert_int_equal(dmae_file_poll(fd, POLLOUT, 3), 0);
	dma_fence_signal(reads);
	assert_int_equal(dmae_file_poll(fd, POLLIN | POLLOUT, 0), POLLIN | POLLOUT);
	dma_fence_put(reads);
	dmae_close(fd);
}

static void polling_is_woken_by_a_fence(void **state)
{
	static const struct {
		enum dma_resv_usage usage;
		unsigned int event;
	} cases[] = { { DMA_RESV_USAGE_WRITE, POLLIN }, { DMA_RESV_USAGE_READ, POLLOUT } };
	struct dma_buf *buf = export_with(&static_ops);
	int fd = dma_buf_fd(buf, 0);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct dma_fence *fence = hand_fence();
		struct task_struct *t;

		add_fence(buf, fence, cases[i].usage);
		t = signaller(fence);
		assert_int_equal(dmae_file_poll(fd, cases[i].event, -1), cases[i].event);
		assert_true(dma_fence_is_signaled(fence));
		join(t);
		dma_fence_put(fence);
	}
	dmae_close(fd);
}

static void a_poll_that_was_given_up_holds_the_buffer_until_its_fence_signals(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_fence *writes = hand_fence();
	int fd = dma_buf_fd(buf, 0);

	add_fence(buf, writes, DMA_RESV_USAGE_WRITE);
	assert_int_equal(dmae_file_poll(fd, POLLIN, 0), 0);
	dmae_close(fd);
	assert_int_equal(calls.release, 0);
	dma_fence_signal(writes);
	flush_scheduled_work();
	assert_int_equal(calls.release, 1);
	dma_fence_put(writes);
}

/* ---- sync_files ------------------------------------------------------------------------------- */

static int export_sync(int fd, unsigned int flags)
{
	struct dma_buf_export_sync_file arg = { .flags = flags, .fd = -1 };
	long ret = dmae_ioctl(fd, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &arg);

	return ret ? ret : arg.fd;
}

static void a_sync_file_of_a_buffer_waits_for_its_fences(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_fence *reads = hand_fence();
	int fd = dma_buf_fd(buf, 0), read_sync, write_sync;

	add_fence(buf, reads, DMA_RESV_USAGE_READ);
	read_sync = export_sync(fd, DMA_BUF_SYNC_READ);
	write_sync = export_sync(fd, DMA_BUF_SYNC_WRITE);
	assert_true(read_sync >= 0 && write_sync >= 0);
	/* whoever reads need not wait for who reads */
	assert_int_equal(dmae_file_poll(read_sync, POLLIN, 0), POLLIN);
	assert_int_equal(dmae_file_poll(write_sync, POLLIN, 0), 0);
	dma_fence_signal(reads);
	assert_int_equal(dmae_file_poll(write_sync, POLLIN, -1), POLLIN);
	dmae_close(read_sync);
	dmae_close(write_sync);
	dma_fence_put(reads);
	dmae_close(fd);
}

static void a_sync_file_s_fences_become_the_buffer_s(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_fence *fence = hand_fence();
	struct dma_buf_import_sync_file arg = { .flags = DMA_BUF_SYNC_WRITE };
	struct sync_file *sync = sync_file_create(fence);
	int fd = dma_buf_fd(buf, 0);

	arg.fd = get_unused_fd_flags(O_CLOEXEC);
	fd_install(arg.fd, sync->file);
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &arg), 0);
	dmae_close(arg.fd);
	assert_int_equal(dmae_file_poll(fd, POLLIN, 0), 0);
	dma_fence_signal(fence);
	assert_int_equal(dmae_file_poll(fd, POLLIN, 0), POLLIN);
	dma_fence_put(fence);
	dmae_close(fd);
	flush_scheduled_work();
	assert_int_equal(calls.release, 1);
}

static void a_fence_that_is_imported_for_reading_lets_others_read(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_fence *fence = hand_fence();
	struct dma_buf_import_sync_file arg = { .flags = DMA_BUF_SYNC_READ };
	struct sync_file *sync = sync_file_create(fence);
	int fd = dma_buf_fd(buf, 0);

	arg.fd = get_unused_fd_flags(O_CLOEXEC);
	fd_install(arg.fd, sync->file);
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &arg), 0);
	assert_int_equal(dmae_file_poll(fd, POLLIN | POLLOUT, 0), POLLIN);
	dma_fence_signal(fence);
	dmae_close(arg.fd);
	dma_fence_put(fence);
	dmae_close(fd);
}

static void bad_sync_requests_are_refused(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_buf_import_sync_file arg = { .flags = DMA_BUF_SYNC_WRITE };
	int fd = dma_buf_fd(buf, 0);

	assert_int_equal(export_sync(fd, 0), -EINVAL);
	assert_int_equal(export_sync(fd, 4), -EINVAL);
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, NULL), -EFAULT);
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, NULL), -EFAULT);
	arg.fd = fd; /* not a sync_file */
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &arg), -EINVAL);
	arg.fd = -1;
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &arg), -EINVAL);
	arg.flags = 0;
	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &arg), -EINVAL);
	dmae_close(fd);
}

static void bufinfo_shows_the_fences(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_fence *writes = hand_fence();
	char *data = NULL;
	size_t len;

	add_fence(buf, writes, DMA_RESV_USAGE_WRITE);
	assert_int_equal(filetree_read("/sys/kernel/debug/dma_buf/bufinfo", &data, &len), 0);
	assert_non_null(strstr(data, "\twrite fence:hand hand seq 1 unsignalled\n"));
	host_free(data);
	dma_fence_signal(writes);
	dma_fence_put(writes);
	dma_buf_put(buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_device(reading_waits_for_who_writes),
		with_device(writing_waits_for_everybody),
		with_device(an_idle_buffer_can_be_read_and_written),
		with_device(polling_tells_reading_from_writing),
		with_device(polling_is_woken_by_a_fence),
		with_device(a_poll_that_was_given_up_holds_the_buffer_until_its_fence_signals),
		with_device(a_sync_file_of_a_buffer_waits_for_its_fences),
		with_device(a_sync_file_s_fences_become_the_buffer_s),
		with_device(a_fence_that_is_imported_for_reading_lets_others_read),
		with_device(bad_sync_requests_are_refused),
		with_device(bufinfo_shows_the_fences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
