// SPDX-License-Identifier: MIT
/*
 * The DMA engine reads and writes dma-bufs: the software engine, and a
 * modelled controller, between heaps and memfds.
 */
#include <uapi/linux/udmabuf.h>

#include "base/host.h"
#include "buf_copy.h"
#include "overlay_path.h"

#define KIB 1024ul
#define SYSTEM "/dev/dma_heap/system"

static void a_buffer_is_copied_to_another(void **state)
{
	static const size_t sizes[] = { 4 * KIB, 12 * KIB, 68 * KIB, 260 * KIB };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		int from = buf_alloc(SYSTEM, sizes[i]), to = buf_alloc(SYSTEM, sizes[i]);

		assert_true(from >= 0 && to >= 0);
		buf_fill(from, sizes[i], i);
		assert_int_equal(buf_copy(to, from), 0);
		buf_check(to, sizes[i], i);
		buf_check(from, sizes[i], i);
		dmae_close(from);
		dmae_close(to);
	}
}

static void a_large_buffer_is_copied(void **state)
{
	int from = buf_alloc(SYSTEM, 3333 * KIB), to = buf_alloc(SYSTEM, 3333 * KIB);

	buf_fill(from, 3336 * KIB, 8);
	assert_int_equal(buf_copy(to, from), 0);
	buf_check(to, 3336 * KIB, 8);
	dmae_close(from);
	dmae_close(to);
}

/* as in Linux: the heap's pieces of 1 MiB are more than a bounce buffer takes */
static void a_piece_that_is_too_large_to_be_bounced_is_refused(void **state)
{
	int from = buf_alloc(SYSTEM, 1024 * KIB), to = buf_alloc(SYSTEM, 64 * KIB);

	assert_int_equal(buf_copy(to, from), -EIO);
	dmae_close(from);
	from = buf_alloc(SYSTEM, 64 * KIB);
	buf_fill(from, 64 * KIB, 6);
	assert_int_equal(buf_copy(to, from), 0);
	buf_check(to, 64 * KIB, 6);
	dmae_close(from);
	dmae_close(to);
}

static void a_copy_follows_the_program_s_writes(void **state)
{
	int from = buf_alloc(SYSTEM, 16 * KIB), to = buf_alloc(SYSTEM, 16 * KIB);
	unsigned int round;

	for (round = 0; round < 5; round++) {
		buf_fill(from, 16 * KIB, 100 + round);
		assert_int_equal(buf_copy(to, from), 0);
		buf_check(to, 16 * KIB, 100 + round);
	}
	dmae_close(from);
	dmae_close(to);
}

static int memfd_buffer(int memfd, size_t len)
{
	struct udmabuf_create arg = { .memfd = memfd, .size = len,
				      .flags = UDMABUF_FLAGS_CLOEXEC };
	int dev = dmae_open("/dev/udmabuf", O_RDWR), fd;

	fd = dmae_ioctl(dev, UDMABUF_CREATE, &arg);
	dmae_close(dev);
	return fd;
}

static void a_program_s_memfd_is_copied_from_and_to(void **state)
{
	int memfd = host_memfd("program", 64 * KIB, true), u, heap = buf_alloc(SYSTEM, 64 * KIB);
	int back;

	host_memfd_seal(memfd);
	u = memfd_buffer(memfd, 64 * KIB);
	assert_true(u >= 0);
	buf_fill(u, 64 * KIB, 3);
	assert_int_equal(buf_copy(heap, u), 0);
	buf_check(heap, 64 * KIB, 3);
	buf_fill(heap, 64 * KIB, 4);
	assert_int_equal(buf_copy(u, heap), 0);
	dmae_close(u);
	/* it is in the memfd, whatever becomes of the dma-buf */
	back = memfd_buffer(memfd, 64 * KIB);
	buf_check(back, 64 * KIB, 4);
	dmae_close(back);
	dmae_close(heap);
	host_fd_close(memfd);
}

/* mapped all the time: only the program's SYNC ioctls say who has the memory */
static void a_mapping_that_stays_is_synchronised_by_the_program(void **state)
{
	int from = buf_alloc(SYSTEM, 100 * KIB), to = buf_alloc(SYSTEM, 100 * KIB);
	struct buf_mapped src = { .buf = NULL }, dst = { .buf = NULL };
	struct dma_chan *chan;
	dma_cap_mask_t mask;
	unsigned int round;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_chan_by_mask(&mask);
	assert_false(IS_ERR(chan));
	assert_int_equal(buf_map(&src, from, chan->device->dev, DMA_TO_DEVICE), 0);
	assert_int_equal(buf_map(&dst, to, chan->device->dev, DMA_FROM_DEVICE), 0);
	for (round = 0; round < 4; round++) {
		buf_fill(from, 100 * KIB, 50 + round);
		assert_int_equal(buf_copy_mapped(chan, &dst, &src), 0);
		buf_check(to, 100 * KIB, 50 + round);
	}
	buf_unmap(&src);
	buf_unmap(&dst);
	dma_release_channel(chan);
	dmae_close(from);
	dmae_close(to);
}

/* ---- contiguous ------------------------------------------------------------------------- */

static int setup_with(const char *board, const char *param)
{
	const char *params[] = { param, NULL };
	struct dmae_world_params p = world_params(board);

	p.params = params;
	return dmae_world_start(&p);
}

static int cma_setup(void **state)
{
	return setup_with(NULL, "cma=16M");
}

static void the_reserved_heap_gives_one_run_of_addresses(void **state)
{
	int fd = buf_alloc("/dev/dma_heap/reserved", 3 << 20), to = buf_alloc(SYSTEM, 3 << 20);
	struct dma_buf *buf;

	assert_true(fd >= 0);
	buf = dma_buf_get(fd);
	assert_string_equal(buf->exp_name, "reserved");
	dma_buf_put(buf);
	buf_fill(fd, 3 << 20, 9);
	assert_int_equal(buf_copy(to, fd), 0);
	buf_check(to, 3 << 20, 9);
	dmae_close(fd);
	dmae_close(to);
}

static void the_reserved_heap_runs_out_and_recovers(void **state)
{
	int fds[32], n = 0, fd;

	while ((fd = buf_alloc("/dev/dma_heap/reserved", 1 << 20)) >= 0 && n < 32)
		fds[n++] = fd;
	assert_int_equal(fd, -ENOMEM);
	assert_int_equal(n, 16);
	dmae_close(fds[7]);
	fds[7] = buf_alloc("/dev/dma_heap/reserved", 1 << 20);
	assert_true(fds[7] >= 0);
	assert_int_equal(buf_alloc("/dev/dma_heap/reserved", 1ul << 40), -ENOMEM);
	while (n)
		dmae_close(fds[--n]);
	fd = buf_alloc("/dev/dma_heap/reserved", 16 << 20);
	assert_true(fd >= 0);
	dmae_close(fd);
}

static void without_an_area_there_is_no_reserved_heap(void **state)
{
	assert_int_equal(dmae_open("/dev/dma_heap/reserved", O_RDWR), -ENOENT);
}

#define with_soft_engine(fn) cmocka_unit_test_setup_teardown(fn, world_setup, world_teardown)
#define with_controller(fn) cmocka_unit_test_setup_teardown(fn, textbook_setup, world_teardown)
#define with_cma(fn) cmocka_unit_test_setup_teardown(fn, cma_setup, world_teardown)

/* the same where memory is bounced, and where the controller does not see the CPU's caches */

static int soft_bounced(void **state)
{
	return setup_with(NULL, "swiotlb=force");
}

static int controller_bounced(void **state)
{
	return setup_with("textbook", "swiotlb=force");
}

static int controller_incoherent(void **state)
{
	return setup_with("textbook", "dma_coherent=off");
}

static int soft_behind_smmu(void **state)
{
	const char *overlays[] = { overlay_path("default-smmu.dtso"), NULL };
	struct dmae_world_params p = world_params(NULL);

	p.overlays = overlays;
	return dmae_world_start(&p);
}

#define in_world(setup)									\
	cmocka_unit_test_setup_teardown(a_buffer_is_copied_to_another, setup, world_teardown), \
	cmocka_unit_test_setup_teardown(a_copy_follows_the_program_s_writes, setup,	\
					world_teardown),				\
	cmocka_unit_test_setup_teardown(a_mapping_that_stays_is_synchronised_by_the_program, \
					setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_world(world_setup),
		in_world(textbook_setup),
		in_world(soft_bounced),
		in_world(controller_bounced),
		in_world(controller_incoherent),
		in_world(soft_behind_smmu),
		with_soft_engine(a_large_buffer_is_copied),
		with_controller(a_large_buffer_is_copied),
		cmocka_unit_test_setup_teardown(a_piece_that_is_too_large_to_be_bounced_is_refused,
						soft_bounced, world_teardown),
		with_soft_engine(a_program_s_memfd_is_copied_from_and_to),
		with_controller(a_program_s_memfd_is_copied_from_and_to),
		with_cma(the_reserved_heap_gives_one_run_of_addresses),
		with_cma(the_reserved_heap_runs_out_and_recovers),
		with_soft_engine(without_an_area_there_is_no_reserved_heap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
