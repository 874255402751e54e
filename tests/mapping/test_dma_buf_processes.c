// SPDX-License-Identifier: MIT
/*
 * dma-bufs and fences between processes, by descriptors that are sent over a
 * socket: to a program that knows nothing of us, and to one with a world of
 * its own, whose DMA engine works on the same bytes.
 */
#include <linux/dma-buf.h>
#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/file.h>
#include <linux/poll.h>

#include "base/host.h"
#include "device/filetree.h"
#include "buf_copy.h"
#include "buf_fixture.h"
#include "processes.h"

#define LEN (300ul << 10)
#define SYSTEM "/dev/dma_heap/system"

enum word { READY = 1, DONE, GO };

static void start(void **state)
{
	assert_int_equal(world_setup(state), 0);
}

static void stop(void **state)
{
	assert_int_equal(world_teardown(state), 0);
}

/* ---- memory, to a program that knows nothing of us ------------------------------------------ */

static int plain_reader(void)
{
	int fd = process_receive_fd();
	unsigned char *mem;

	expect(fd >= 0);
	mem = native_mmap(fd, LEN);
	expect(mem != NULL);
	/* the mapping is enough */
	native_close(fd);
	expect(buf_differs(mem, LEN, 1) == LEN);
	memset(mem, 0x77, 4096);
	strcpy((char *)mem + LEN - 4096, "from the other process");
	process_tell(DONE);
	expect(process_hear() == GO);
	/* the maker has released it: it is ours as long as we have it */
	expect(!strcmp((char *)mem + LEN - 4096, "from the other process"));
	return 0;
}

static void a_program_maps_a_dma_buf_with_plain_mmap(void **state)
{
	int child = process_fork(plain_reader), fd;
	char *mem;

	start(state);
	fd = buf_alloc(SYSTEM, LEN);
	buf_fill(fd, LEN, 1);
	mem = dmae_mmap(fd, LEN, 0);
	process_send_fd(fd);
	assert_int_equal(process_hear(), DONE);
	assert_int_equal(mem[4095], 0x77);
	assert_string_equal(mem + LEN - 4096, "from the other process");
	dmae_munmap(mem, LEN);
	dmae_close(fd);
	process_tell(GO);
	stop(state);
	assert_int_equal(process_join(child), 0);
}

static int engine_output_reader(void)
{
	int fd = process_receive_fd();
	unsigned char *mem = native_mmap(fd, LEN);

	expect(mem != NULL);
	process_tell(READY);
	expect(process_hear() == DONE);
	expect(buf_differs(mem, LEN, 5) == LEN);
	return 0;
}

static void what_the_engine_writes_later_is_seen_there_too(void **state)
{
	int child = process_fork(engine_output_reader), from, to;

	start(state);
	from = buf_alloc(SYSTEM, LEN);
	to = buf_alloc(SYSTEM, LEN);
	process_send_fd(to);
	assert_int_equal(process_hear(), READY);
	buf_fill(from, LEN, 5);
	assert_int_equal(buf_copy(to, from), 0);
	process_tell(DONE);
	assert_int_equal(process_join(child), 0);
	dmae_close(from);
	dmae_close(to);
	stop(state);
}

static int bounded_reader(void)
{
	struct host_fd_id id;
	int fd = process_receive_fd();

	expect(!host_fd_id(fd, &id) && id.size == 8192);
	/* nobody can take the memory away from under the one who made it */
	expect(host_memfd_seals(fd) == (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW));
	return 0;
}

static void the_other_process_cannot_change_the_size(void **state)
{
	int child = process_fork(bounded_reader), fd;

	start(state);
	fd = buf_alloc(SYSTEM, 8192);
	process_send_fd(fd);
	assert_int_equal(process_join(child), 0);
	dmae_close(fd);
	stop(state);
}

static int read_only_reader(void)
{
	int fd = process_receive_fd();

	expect(native_mmap(fd, 8192) == NULL); /* for writing, too */
	return 0;
}

static void a_buffer_that_was_made_for_reading_is_not_written_elsewhere(void **state)
{
	struct dma_heap_allocation_data want = { .len = 8192, .fd_flags = O_RDONLY | O_CLOEXEC };
	int child = process_fork(read_only_reader), heap;

	start(state);
	heap = dmae_open(SYSTEM, O_RDWR);
	assert_int_equal(dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want), 0);
	process_send_fd(want.fd);
	assert_int_equal(process_join(child), 0);
	assert_null(native_mmap(want.fd, 8192));
	dmae_close(want.fd);
	dmae_close(heap);
	stop(state);
}

/* any exporter's memory, not only a heap's */
static int driver_memory_reader(void)
{
	int fd = process_receive_fd();
	char *mem = native_mmap(fd, BUF_PAGES * PAGE_SIZE);

	expect(mem != NULL);
	expect(!strcmp(mem + PAGE_SIZE, "a driver's"));
	strcpy(mem, "a program's");
	process_tell(DONE);
	return 0;
}

static void a_driver_s_own_buffer_is_shared(void **state)
{
	int child = process_fork(driver_memory_reader), fd;
	char *mem;

	assert_int_equal(mapping_setup(state), 0);
	fd = dma_buf_fd(export_with(&static_ops), 0);
	mem = page_address(calls.pages);
	strcpy(mem + PAGE_SIZE, "a driver's");
	process_send_fd(fd);
	assert_int_equal(process_hear(), DONE);
	assert_string_equal(mem, "a program's");
	assert_int_equal(process_join(child), 0);
	dmae_close(fd);
	assert_int_equal(mapping_teardown(state), 0);
}

/* ---- two worlds ------------------------------------------------------------------------------- */

/* nothing of the other process's stays */
static bool objects_left(const char *text)
{
	char *data = NULL;
	bool so;
	size_t len;

	if (filetree_read("/sys/kernel/debug/dma_buf/bufinfo", &data, &len))
		return false;
	so = strstr(data, text);
	host_free(data);
	return so;
}

static int second_world(void)
{
	int from, to, own;
	struct dma_buf *buf, *again;

	expect(!world_setup(NULL));
	from = process_receive_fd();
	to = process_receive_fd();
	buf = dma_buf_get(from);
	expect(!IS_ERR(buf) && buf->size == PAGE_ALIGN(LEN) && !strcmp(buf->exp_name, "system"));
	again = dma_buf_get(from);
	expect(again == buf);
	dma_buf_put(again);
	dma_buf_put(buf);
	/* our engine reads what the other process wrote, and writes what it will read */
	own = buf_alloc(SYSTEM, LEN);
	expect(!buf_copy(own, from));
	buf_check(own, LEN, 21);
	buf_fill(own, LEN, 22);
	expect(!buf_copy(to, own));
	process_tell(DONE);
	expect(process_hear() == GO);
	dmae_close(own);
	dmae_close(from);
	dmae_close(to);
	expect(objects_left("Total 0 objects, 0 bytes"));
	expect(!world_teardown(NULL));
	return 0;
}

static void the_engines_of_two_worlds_work_on_the_same_buffers(void **state)
{
	int child = process_fork(second_world), from, to, copy;

	start(state);
	from = buf_alloc(SYSTEM, LEN);
	to = buf_alloc(SYSTEM, LEN);
	copy = buf_alloc(SYSTEM, LEN);
	buf_fill(from, LEN, 21);
	process_send_fd(from);
	process_send_fd(to);
	assert_int_equal(process_hear(), DONE);
	buf_check(to, LEN, 22);
	assert_int_equal(buf_copy(copy, to), 0);
	buf_check(copy, LEN, 22);
	process_tell(GO);
	assert_int_equal(process_join(child), 0);
	dmae_close(from);
	dmae_close(to);
	dmae_close(copy);
	stop(state);
}

/* as in Linux, a device is not bound by what the descriptor was opened for */
static int read_only_world(void)
{
	int fd, own;

	expect(!world_setup(NULL));
	fd = process_receive_fd();
	expect(native_mmap(fd, 8192) == NULL);
	own = buf_alloc(SYSTEM, 8192);
	buf_fill(own, 8192, 61);
	expect(!buf_copy(fd, own));
	buf_check(fd, 8192, 61);
	dmae_close(fd);
	dmae_close(own);
	expect(!world_teardown(NULL));
	return 0;
}

static void a_second_world_s_engine_writes_what_its_program_may_only_read(void **state)
{
	struct dma_heap_allocation_data want = { .len = 8192, .fd_flags = O_RDONLY | O_CLOEXEC };
	int child = process_fork(read_only_world), heap;

	start(state);
	heap = dmae_open(SYSTEM, O_RDWR);
	assert_int_equal(dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want), 0);
	process_send_fd(want.fd);
	assert_int_equal(process_join(child), 0);
	buf_check(want.fd, 8192, 61);
	dmae_close(want.fd);
	dmae_close(heap);
	stop(state);
}

static int relay(void)
{
	int fd, ret;

	expect(!world_setup(NULL));
	fd = process_receive_fd();
	ret = buf_sync(fd, DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW);
	expect(!ret);
	process_send_fd(fd);
	dmae_close(fd);
	expect(process_hear() == GO);
	expect(!world_teardown(NULL));
	return 0;
}

static void a_descriptor_that_comes_back_is_the_same_buffer(void **state)
{
	int child = process_fork(relay), fd, back;
	struct dma_buf *buf, *same;

	start(state);
	fd = buf_alloc(SYSTEM, LEN);
	buf = dma_buf_get(fd);
	process_send_fd(fd);
	back = process_receive_fd();
	assert_int_not_equal(back, fd);
	same = dma_buf_get(back);
	assert_ptr_equal(same, buf);
	dma_buf_put(same);
	dma_buf_put(buf);
	process_tell(GO);
	assert_int_equal(process_join(child), 0);
	dmae_close(fd);
	buf_fill(back, LEN, 2);
	buf_check(back, LEN, 2);
	dmae_close(back);
	stop(state);
}

static int dying_maker(void)
{
	int fd;

	expect(!world_setup(NULL));
	fd = buf_alloc(SYSTEM, LEN);
	buf_fill(fd, LEN, 33);
	process_send_fd(fd);
	expect(process_hear() == GO);
	/* no farewell */
	return 7;
}

static void a_buffer_outlives_the_process_that_made_it(void **state)
{
	int child = process_fork(dying_maker), fd, own;

	start(state);
	fd = process_receive_fd();
	process_tell(GO);
	assert_int_equal(process_join(child), 7);
	own = buf_alloc(SYSTEM, LEN);
	assert_int_equal(buf_copy(own, fd), 0);
	buf_check(own, LEN, 33);
	dmae_close(own);
	dmae_close(fd);
	stop(state);
}

static void without_memory_a_foreign_buffer_is_refused_with_a_line(void **state)
{
	int big = host_memfd("dmabuf:elsewhere", 1ull << 40, true), small, fd;

	start(state);
	assert_int_equal(PTR_ERR(dma_buf_get(big)), -EBADF);
	assert_int_equal(log_count("of another process"), 0); /* it can be cut short */
	host_memfd_seal(big);
	assert_int_equal(PTR_ERR(dma_buf_get(big)), -EBADF);
	assert_int_equal(log_count("dma-buf elsewhere of another process: 1099511627776 bytes"), 1);
	small = host_memfd("dmabuf:elsewhere", 8192, true);
	host_memfd_seal(small);
	fd = buf_alloc(SYSTEM, 8192);
	buf_fill(fd, 8192, 3);
	assert_int_equal(buf_copy(small, fd), 0);
	buf_check(small, 8192, 3);
	dmae_close(fd);
	dmae_close(small);
	host_fd_close(big);
	stop(state);
}

/* ---- fences ------------------------------------------------------------------------------------ */

/* the other process's end of a fence that guards a buffer */
static int waiter(void)
{
	int buf, sync;
	unsigned char *mem;

	buf = process_receive_fd();
	sync = process_receive_fd();
	mem = native_mmap(buf, LEN);
	expect(!native_poll(sync, 0));
	expect(mem[0] == 0);
	process_tell(READY);
	expect(native_poll(sync, 30000));
	expect(buf_differs(mem, LEN, 44) == LEN);
	return 0;
}

/* a buffer of the heap with a fence that says that it is being written */
static int buffer_in_use(struct dma_fence **fence)
{
	int fd = buf_alloc(SYSTEM, LEN);
	struct dma_buf *buf = dma_buf_get(fd);

	*fence = hand_fence();
	add_fence(buf, *fence, DMA_RESV_USAGE_WRITE);
	dma_buf_put(buf);
	return fd;
}

static int sync_of(int fd)
{
	struct dma_buf_export_sync_file arg = { .flags = DMA_BUF_SYNC_READ };

	assert_int_equal(dmae_ioctl(fd, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &arg), 0);
	return arg.fd;
}

static void write_and_signal(int to, struct dma_fence *fence, unsigned int seed)
{
	int from = buf_alloc(SYSTEM, LEN);

	buf_fill(from, LEN, seed);
	assert_int_equal(buf_copy(to, from), 0);
	dma_fence_signal(fence);
	dma_fence_put(fence);
	dmae_close(from);
}

static void a_program_waits_for_a_buffer_s_fence_with_plain_poll(void **state)
{
	int child = process_fork(waiter), fd, sync;
	struct dma_fence *fence;

	start(state);
	fd = buffer_in_use(&fence);
	sync = sync_of(fd);
	process_send_fd(fd);
	process_send_fd(sync);
	assert_int_equal(process_hear(), READY);
	write_and_signal(fd, fence, 44);
	assert_int_equal(process_join(child), 0);
	dmae_close(sync);
	dmae_close(fd);
	stop(state);
}

/* the fence becomes one of the buffer in the second world, whose CPU access waits for it */
static int waiting_world(void)
{
	struct dma_buf_import_sync_file arg = { .flags = DMA_BUF_SYNC_WRITE };
	unsigned char *mem;
	int buf, own;

	expect(!world_setup(NULL));
	buf = process_receive_fd();
	arg.fd = process_receive_fd();
	expect(!dmae_ioctl(buf, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &arg));
	dmae_close(arg.fd);
	expect(!dmae_file_poll(buf, POLLIN, 0));
	process_tell(READY);
	mem = dmae_mmap(buf, LEN, 0);
	expect(!buf_sync(buf, DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ));
	expect(buf_differs(mem, LEN, 45) == LEN);
	expect(!buf_sync(buf, DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ));
	dmae_munmap(mem, LEN);
	own = buf_alloc(SYSTEM, LEN);
	expect(!buf_copy(own, buf));
	buf_check(own, LEN, 45);
	dmae_close(own);
	dmae_close(buf);
	expect(!world_teardown(NULL));
	return 0;
}

static void a_second_world_waits_for_the_fence_of_the_first(void **state)
{
	int child = process_fork(waiting_world), fd, sync;
	struct dma_fence *fence;

	start(state);
	fd = buffer_in_use(&fence);
	sync = sync_of(fd);
	process_send_fd(fd);
	process_send_fd(sync);
	dmae_close(sync);
	assert_int_equal(process_hear(), READY);
	write_and_signal(fd, fence, 45);
	assert_int_equal(process_join(child), 0);
	dmae_close(fd);
	stop(state);
}

/* as a test that fails in the middle leaves it */
static int end_world(void **state)
{
	if (dmae_world_running())
		dmae_world_stop();
	return 0;
}

#define two_processes(fn) cmocka_unit_test_teardown(fn, end_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		two_processes(a_program_maps_a_dma_buf_with_plain_mmap),
		two_processes(what_the_engine_writes_later_is_seen_there_too),
		two_processes(the_other_process_cannot_change_the_size),
		two_processes(a_buffer_that_was_made_for_reading_is_not_written_elsewhere),
		two_processes(a_driver_s_own_buffer_is_shared),
		two_processes(the_engines_of_two_worlds_work_on_the_same_buffers),
		two_processes(a_second_world_s_engine_writes_what_its_program_may_only_read),
		two_processes(a_descriptor_that_comes_back_is_the_same_buffer),
		two_processes(a_buffer_outlives_the_process_that_made_it),
		two_processes(without_memory_a_foreign_buffer_is_refused_with_a_line),
		two_processes(a_program_waits_for_a_buffer_s_fence_with_plain_poll),
		two_processes(a_second_world_waits_for_the_fence_of_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
