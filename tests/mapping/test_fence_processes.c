// SPDX-License-Identifier: MIT
/*
 * Fences and buffers between two processes. The parent is the test; the child
 * is another program, with a world of its own or without one.
 */
#include <linux/dma-buf.h>
#include <linux/dma-fence-array.h>
#include <linux/dma-resv.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/jiffies.h>
#include <linux/poll.h>
#include <linux/string.h>
#include <linux/sync_file.h>

#include <dmae/file.h>
#include <uapi/linux/dma-buf.h>
#include <uapi/linux/dma-heap.h>
#include <uapi/linux/sync_file.h>

#include "fence_fixture.h"
#include "processes.h"

#define READY 'r'
#define WAITS 'w'
#define DONE  'd'
#define SIZE  (64 * 1024)
#define MANY  50

/* ---- both ---------------------------------------------------------------------- */

static int export(struct dma_fence *fence)
{
	struct sync_file *sync_file = sync_file_create(fence);
	int fd = get_unused_fd_flags(O_CLOEXEC);

	if (!sync_file)
		return -1;
	fd_install(fd, sync_file->file);
	return fd;
}

static int allocate(void)
{
	struct dma_heap_allocation_data want = { .len = SIZE, .fd_flags = O_RDWR | O_CLOEXEC };
	int heap = dmae_open("/dev/dma_heap/system", O_RDWR);

	if (heap < 0 || dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want))
		return -1;
	dmae_close(heap);
	return want.fd;
}

/* ---- the child's parts -------------------------------------------------------------- */

static void child_begins(void)
{
	expect(!fence_setup(NULL));
}

static int child_ends(void)
{
	expect(!dmae_world_stop());
	return 0;
}

static int child_waits(void)
{
	struct dma_fence *fence;
	int fd;

	child_begins();
	fd = process_receive_fd();
	expect(fd >= 0);
	fence = sync_file_get_fence(fd);
	expect(fence);
	expect(dma_fence_get_status(fence) == 0);
	expect(!strcmp(fence->ops->get_driver_name(fence), "testdrv"));
	expect(!strcmp(fence->ops->get_timeline_name(fence), "queue"));
	expect(fence->seqno == 33);
	process_tell(WAITS);
	expect(dma_fence_wait(fence, false) == 0);
	expect(dma_fence_get_status(fence) == 1);
	expect(dma_fence_timestamp(fence) <= ktime_get());
	dma_fence_put(fence);
	native_close(fd);
	return child_ends();
}

/* signals a fence that the child waits for, in this way */
static void signal_for(int (*child)(void), int error, bool close_first)
{
	int pid = process_fork(child), fd;
	struct dma_fence *fence;

	assert_int_equal(fence_setup(NULL), 0);
	fence = fence_of(dma_fence_context_alloc(1), 33);
	fd = export(fence);
	assert_true(fd >= 0);
	process_send_fd(fd);
	assert_int_equal(process_hear(), WAITS);
	if (close_first)
		assert_int_equal(dmae_close(fd), 0);
	schedule_timeout_uninterruptible(3);
	if (error)
		dma_fence_set_error(fence, error);
	dma_fence_signal(fence);
	dma_fence_put(fence);
	assert_int_equal(process_join(pid), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

static void a_fence_is_waited_for_in_another_process(void **state)
{
	signal_for(child_waits, 0, false);
}

static void a_descriptor_that_was_given_away_may_be_closed(void **state)
{
	signal_for(child_waits, 0, true);
}

static int child_gets_eio(void)
{
	struct dma_fence *fence;
	int fd;

	child_begins();
	fd = process_receive_fd();
	fence = sync_file_get_fence(fd);
	process_tell(WAITS);
	expect(dma_fence_wait(fence, false) == 0);
	expect(dma_fence_get_status(fence) == -EIO);
	dma_fence_put(fence);
	dmae_close(fd);
	return child_ends();
}

static void an_error_comes_along(void **state)
{
	signal_for(child_gets_eio, -EIO, false);
}

/* no world, nothing of ours: a program with a descriptor */
static int child_polls(void)
{
	int fd = process_receive_fd();

	expect(fd >= 0);
	expect(native_poll(fd, 0) == 0);
	process_tell(WAITS);
	expect(native_poll(fd, 60000) & POLLIN);
	return 0;
}

static void a_plain_program_polls_it(void **state)
{
	signal_for(child_polls, 0, false);
}

static int child_polls_and_asks(void)
{
	struct sync_fence_info one;
	struct sync_file_info info = { .num_fences = 1, .sync_fence_info = (unsigned long)&one };
	int fd;

	child_begins();
	fd = process_receive_fd();
	expect(!dmae_ioctl(fd, SYNC_IOC_FILE_INFO, &info));
	expect(info.status == 0 && info.num_fences == 1);
	expect(!strcmp(one.driver_name, "testdrv"));
	expect(dmae_file_poll(fd, POLLIN, 0) == 0);
	process_tell(WAITS);
	expect(dmae_file_poll(fd, POLLIN, -1) == POLLIN);
	expect(!dmae_ioctl(fd, SYNC_IOC_FILE_INFO, &info));
	expect(info.status == 1);
	dmae_close(fd);
	return child_ends();
}

static void another_world_uses_the_descriptor_as_its_own(void **state)
{
	signal_for(child_polls_and_asks, 0, false);
}

/* with one of its own, as one */
static int child_merges(void)
{
	struct sync_merge_data data = { .name = "both" };
	struct dma_fence *own, *both;
	int fd;

	child_begins();
	fd = process_receive_fd();
	own = fence_new();
	data.fd2 = export(own);
	expect(!dmae_ioctl(fd, SYNC_IOC_MERGE, &data));
	both = sync_file_get_fence(data.fence);
	expect(dma_fence_is_array(both));
	process_tell(WAITS);
	dma_fence_signal(own);
	expect(dma_fence_wait(both, false) == 0);
	expect(dma_fence_get_status(both) == 1);
	dma_fence_put(both);
	dma_fence_put(own);
	return child_ends();
}

static void another_world_merges_it_with_its_own(void **state)
{
	signal_for(child_merges, 0, false);
}

/* ---- the exporter ends ------------------------------------------------------------------ */

static int child_exports_and_dies(void)
{
	child_begins();
	process_send_fd(export(fence_new()));
	expect(process_hear() == WAITS);
	return 7; /* without a word to anybody */
}

static int child_exports_and_stops(void)
{
	struct dma_fence *fence;

	child_begins();
	fence = fence_new();
	process_send_fd(export(fence));
	expect(process_hear() == WAITS);
	dma_fence_put(fence);
	dmae_world_stop();
	return 7;
}

static void wait_for_one_that_ends(int (*child)(void))
{
	int pid = process_fork(child), fd;
	struct dma_fence *fence;

	assert_int_equal(fence_setup(NULL), 0);
	fd = process_receive_fd();
	fence = sync_file_get_fence(fd);
	assert_non_null(fence);
	assert_int_equal(dma_fence_wait_timeout(fence, false, 2), 0);
	process_tell(WAITS);
	assert_int_equal(dma_fence_wait(fence, false), 0);
	assert_int_equal(dma_fence_get_status(fence), -EOWNERDEAD);
	dma_fence_put(fence);
	dmae_close(fd);
	assert_int_equal(process_join(pid), 7);
	assert_int_equal(dmae_world_stop(), 0);
}

static void the_death_of_the_exporter_is_an_error(void **state)
{
	wait_for_one_that_ends(child_exports_and_dies);
}

static void the_end_of_the_exporters_world_is_an_error(void **state)
{
	wait_for_one_that_ends(child_exports_and_stops);
}

static int child_exports_and_stays(void)
{
	child_begins();
	process_send_fd(export(fence_new()));
	process_hear();
	return 0;
}

static void the_end_of_the_own_world_ends_what_waits(void **state)
{
	int pid = process_fork(child_exports_and_stays), fd;
	struct dma_fence *fence;

	assert_int_equal(fence_setup(NULL), 0);
	fd = process_receive_fd();
	fence = sync_file_get_fence(fd);
	dma_fence_enable_sw_signaling(fence);
	dma_fence_put(fence);
	dmae_close(fd);
	/* a fence that is waited for is nobody's leak */
	assert_int_equal(dmae_world_stop(), 0);
	process_tell(DONE);
	assert_int_equal(process_join(pid), 0);
}

/* ---- many --------------------------------------------------------------------------------- */

static int child_waits_for_many(void)
{
	struct dma_fence *fences[MANY];
	int i, fd;

	child_begins();
	for (i = 0; i < MANY; i++) {
		fd = process_receive_fd();
		fences[i] = sync_file_get_fence(fd);
		expect(fences[i]);
		expect(sync_file_get_fence(fd) == fences[i]);
		dma_fence_put(fences[i]);
		dma_fence_enable_sw_signaling(fences[i]);
		dmae_close(fd);
	}
	process_tell(WAITS);
	for (i = 0; i < MANY; i++) {
		expect(dma_fence_wait(fences[i], false) == 0);
		dma_fence_put(fences[i]);
	}
	return child_ends();
}

static void many_fences_come_through(void **state)
{
	int pid = process_fork(child_waits_for_many), i, fd;
	struct dma_fence *fences[MANY];

	assert_int_equal(fence_setup(NULL), 0);
	for (i = 0; i < MANY; i++) {
		fences[i] = fence_new();
		fd = export(fences[i]);
		process_send_fd(fd);
		dmae_close(fd);
	}
	assert_int_equal(process_hear(), WAITS);
	for (i = MANY; i--;) {
		dma_fence_signal(fences[i]);
		dma_fence_put(fences[i]);
	}
	assert_int_equal(process_join(pid), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

/* ---- a buffer and its fence ------------------------------------------------------------------ */

static bool all_are(const u8 *mem, u8 byte)
{
	size_t i;

	for (i = 0; i < SIZE; i++)
		if (mem[i] != byte)
			return false;
	return true;
}

/* waits for the fence, reads what was written before it signalled, writes an answer */
static int child_answers(void)
{
	struct dma_fence *fence;
	int buffer, sync;
	u8 *mem;

	child_begins();
	buffer = process_receive_fd();
	sync = process_receive_fd();
	mem = native_mmap(buffer, SIZE);
	expect(mem);
	expect(all_are(mem, 0));
	fence = sync_file_get_fence(sync);
	process_tell(WAITS);
	expect(dma_fence_wait(fence, false) == 0);
	expect(all_are(mem, 0x5a));
	memset(mem, 0xa5, SIZE);
	process_tell(DONE);
	native_munmap(mem, SIZE);
	dma_fence_put(fence);
	native_close(buffer);
	native_close(sync);
	return child_ends();
}

/* the fence goes into the buffer, and out of it as a sync_file */
static int sync_fd_of(int buffer, struct dma_fence *fence)
{
	struct dma_buf_export_sync_file arg = { .flags = DMA_BUF_SYNC_READ };
	struct dma_buf *dmabuf = dma_buf_get(buffer);

	dma_resv_lock(dmabuf->resv, NULL);
	assert_int_equal(dma_resv_reserve_fences(dmabuf->resv, 1), 0);
	dma_resv_add_fence(dmabuf->resv, fence, DMA_RESV_USAGE_WRITE);
	dma_resv_unlock(dmabuf->resv);
	dma_buf_put(dmabuf);
	assert_int_equal(dmae_ioctl(buffer, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &arg), 0);
	return arg.fd;
}

static void a_buffer_is_shared_and_its_fence_waited_for(void **state)
{
	int pid = process_fork(child_answers), buffer, sync;
	struct dma_fence *fence;
	u8 *mem;

	assert_int_equal(fence_setup(NULL), 0);
	buffer = allocate();
	assert_true(buffer >= 0);
	mem = dmae_mmap(buffer, SIZE, 0);
	assert_non_null(mem);
	fence = fence_new();
	sync = sync_fd_of(buffer, fence);
	process_send_fd(buffer);
	process_send_fd(sync);
	assert_int_equal(process_hear(), WAITS);
	memset(mem, 0x5a, SIZE);
	dma_fence_signal(fence);
	assert_int_equal(process_hear(), DONE);
	assert_true(all_are(mem, 0xa5));
	dma_fence_put(fence);
	assert_int_equal(dmae_munmap(mem, SIZE), 0);
	dmae_close(buffer);
	dmae_close(sync);
	assert_int_equal(process_join(pid), 0);
	assert_int_equal(dmae_world_stop(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fence_is_waited_for_in_another_process),
		cmocka_unit_test(a_descriptor_that_was_given_away_may_be_closed),
		cmocka_unit_test(an_error_comes_along),
		cmocka_unit_test(a_plain_program_polls_it),
		cmocka_unit_test(another_world_uses_the_descriptor_as_its_own),
		cmocka_unit_test(another_world_merges_it_with_its_own),
		cmocka_unit_test(the_death_of_the_exporter_is_an_error),
		cmocka_unit_test(the_end_of_the_exporters_world_is_an_error),
		cmocka_unit_test(the_end_of_the_own_world_ends_what_waits),
		cmocka_unit_test(many_fences_come_through),
		cmocka_unit_test(a_buffer_is_shared_and_its_fence_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
