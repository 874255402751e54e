// SPDX-License-Identifier: MIT
/* /dev/udmabuf and descriptors from a program's side: sealing rules, lists, limits. Host side. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <uapi/linux/dma-buf.h>
#include <uapi/linux/dma-heap.h>
#include <uapi/linux/udmabuf.h>

#include <dmae/file.h>

#include "unit.h"

#define PAGE 4096u

static int udmabuf;

static int setup(void **state)
{
	int err = world_setup(state);

	if (err)
		return err;
	udmabuf = dmae_open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	return udmabuf < 0 ? udmabuf : 0;
}

static int teardown(void **state)
{
	dmae_close(udmabuf);
	return world_teardown(state);
}

static int memfd(unsigned int pages, int seals)
{
	int fd = memfd_create("program's", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, pages * PAGE), 0);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
	return fd;
}

static long create(int fd, uint64_t offset, uint64_t size)
{
	struct udmabuf_create arg = { .memfd = fd, .flags = UDMABUF_FLAGS_CLOEXEC,
				      .offset = offset, .size = size };

	return dmae_ioctl(udmabuf, UDMABUF_CREATE, &arg);
}

/* ---- what comes out ----------------------------------------------------------------- */

static void a_memfd_s_bytes_are_the_buffer_s(void **state)
{
	int fd = memfd(4, F_SEAL_SHRINK), buf;
	char *mine = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), *seen;

	strcpy(mine + PAGE, "before");
	buf = create(fd, PAGE, 2 * PAGE);
	assert_true(buf >= 0);
	seen = dmae_mmap(buf, 2 * PAGE, 0);
	assert_string_equal(seen, "before");
	strcpy(mine + 2 * PAGE, "by the program");
	assert_string_equal(seen + PAGE, "by the program");
	strcpy(seen, "by the device");
	assert_string_equal(mine + PAGE, "by the device");
	/* the program's descriptor and mapping may go */
	close(fd);
	munmap(mine, 4 * PAGE);
	assert_string_equal(seen, "by the device");
	dmae_munmap(seen, 2 * PAGE);
	assert_int_equal(dmae_close(buf), 0);
}

static void a_list_puts_pieces_in_their_order(void **state)
{
	int a = memfd(64, F_SEAL_SHRINK), b = memfd(2, F_SEAL_SHRINK), buf;
	const struct udmabuf_create_item items[] = {
		{ .memfd = b, .offset = PAGE, .size = PAGE },
		{ .memfd = a, .offset = 0, .size = 0 },
		{ .memfd = a, .offset = 2 * PAGE, .size = 40 * PAGE },
		{ .memfd = b, .offset = 0, .size = PAGE },
	};
	struct udmabuf_create_list *arg = malloc(sizeof(*arg) + sizeof(items));
	char *seen, text[32];
	unsigned int i;

	arg->flags = UDMABUF_FLAGS_CLOEXEC;
	arg->count = 4;
	memcpy(arg->list, items, sizeof(items));
	for (i = 0; i < 64; i++) {
		snprintf(text, sizeof(text), "a%u", i);
		assert_int_equal(pwrite(a, text, sizeof(text), i * PAGE), sizeof(text));
	}
	assert_int_equal(pwrite(b, "b0", 3, 0), 3);
	assert_int_equal(pwrite(b, "b1", 3, PAGE), 3);
	buf = dmae_ioctl(udmabuf, UDMABUF_CREATE_LIST, arg);
	free(arg);
	assert_true(buf >= 0);
	assert_int_equal(dmae_lseek(buf, 0, SEEK_END), 42 * PAGE);
	seen = dmae_mmap(buf, 42 * PAGE, 0);
	assert_string_equal(seen, "b1");
	for (i = 0; i < 40; i++) {
		snprintf(text, sizeof(text), "a%u", i + 2);
		assert_string_equal(seen + (i + 1) * PAGE, text);
	}
	assert_string_equal(seen + 41 * PAGE, "b0");
	dmae_munmap(seen, 42 * PAGE);
	dmae_close(buf);
	close(a);
	close(b);
}

static void a_buffer_that_is_a_memfd_from_its_start_can_be_mapped_by_plain_mmap(void **state)
{
	int fd = memfd(2, F_SEAL_SHRINK), buf = create(fd, 0, 2 * PAGE);
	char *seen = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, buf, 0);

	assert_true(seen != MAP_FAILED);
	assert_int_equal(pwrite(fd, "same", 5, PAGE), 5);
	assert_string_equal(seen + PAGE, "same");
	munmap(seen, 2 * PAGE);
	dmae_close(buf);
	close(fd);
}

static void two_buffers_can_show_one_memfd(void **state)
{
	int fd = memfd(2, F_SEAL_SHRINK), a = create(fd, 0, 2 * PAGE), b = create(fd, PAGE, PAGE);
	char *in_a = dmae_mmap(a, 2 * PAGE, 0), *in_b = dmae_mmap(b, PAGE, 0);

	strcpy(in_a + PAGE, "shared");
	assert_string_equal(in_b, "shared");
	dmae_munmap(in_a, 2 * PAGE);
	dmae_munmap(in_b, PAGE);
	dmae_close(a);
	dmae_close(b);
	close(fd);
}

/* ---- what is refused ------------------------------------------------------------------- */

static void a_memfd_must_not_shrink_and_must_be_writable(void **state)
{
	int none = memfd(1, 0), grow = memfd(1, F_SEAL_GROW);
	int write_sealed = memfd(1, F_SEAL_SHRINK | F_SEAL_WRITE);
	int future = memfd(1, F_SEAL_SHRINK | F_SEAL_FUTURE_WRITE);
	int unsealable = memfd_create("without seals", MFD_CLOEXEC);
	int fds[] = { none, grow, write_sealed, future, unsealable };
	unsigned int i;

	assert_int_equal(ftruncate(unsealable, PAGE), 0);
	for (i = 0; i < 5; i++) {
		assert_int_equal(create(fds[i], 0, PAGE), -EINVAL);
		close(fds[i]);
	}
}

static void only_a_memfd_will_do(void **state)
{
	int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	assert_int_equal(create(file, 0, PAGE), -EBADFD);
	assert_int_equal(create(-1, 0, PAGE), -EBADFD);
	assert_int_equal(create(udmabuf, 0, PAGE), -EBADFD);
	close(file);
}

static void sizes_are_whole_pages_within_the_memfd(void **state)
{
	int fd = memfd(2, F_SEAL_SHRINK);

	assert_int_equal(create(fd, 0, 0), -EINVAL);
	assert_int_equal(create(fd, 1, PAGE), -EINVAL);
	assert_int_equal(create(fd, 0, PAGE + 1), -EINVAL);
	assert_int_equal(create(fd, 0, 3 * PAGE), -EINVAL);
	assert_int_equal(create(fd, 2 * PAGE, PAGE), -EINVAL);
	assert_int_equal(create(fd, -(uint64_t)PAGE, 2 * PAGE), -EINVAL);
	assert_int_equal(create(fd, 0, (uint64_t)-PAGE), -EINVAL);
	close(fd);
}

static void bad_calls_are_refused(void **state)
{
	struct udmabuf_create_list head = { .count = 0 };

	assert_int_equal(dmae_ioctl(udmabuf, UDMABUF_CREATE, NULL), -EFAULT);
	assert_int_equal(dmae_ioctl(udmabuf, UDMABUF_CREATE_LIST, NULL), -EFAULT);
	assert_int_equal(dmae_ioctl(udmabuf, UDMABUF_CREATE_LIST, &head), -EINVAL);
	head.count = 1025;
	assert_int_equal(dmae_ioctl(udmabuf, UDMABUF_CREATE_LIST, &head), -EINVAL);
	head.count = UINT32_MAX;
	assert_int_equal(dmae_ioctl(udmabuf, UDMABUF_CREATE_LIST, &head), -EINVAL);
	assert_int_equal(dmae_ioctl(udmabuf, 0x7542, NULL), -ENOTTY);
}

/* ---- limits ----------------------------------------------------------------------------- */

#define PARAM "/sys/module/udmabuf/parameters/"

static void the_limits_are_module_parameters(void **state)
{
	int fd = memfd(512, F_SEAL_SHRINK), buf;
	char *text;
	size_t len;

	assert_int_equal(dmae_file_read(PARAM "list_limit", &text, &len), 0);
	assert_string_equal(text, "1024\n");
	dmae_free(text);
	assert_int_equal(dmae_file_read(PARAM "size_limit_mb", &text, &len), 0);
	assert_string_equal(text, "64\n");
	dmae_free(text);
	assert_int_equal(dmae_file_write(PARAM "size_limit_mb", "1", 1), 0);
	assert_int_equal(create(fd, 0, 257 * PAGE), -EINVAL);
	buf = create(fd, 0, 256 * PAGE);
	assert_true(buf >= 0);
	dmae_close(buf);
	assert_int_equal(dmae_file_write(PARAM "size_limit_mb", "2", 1), 0);
	buf = create(fd, 0, 257 * PAGE);
	assert_true(buf >= 0);
	dmae_close(buf);
	close(fd);
}

/* so few descriptors that they can be used up */
static void limit_descriptors(struct rlimit *old)
{
	struct rlimit few;

	getrlimit(RLIMIT_NOFILE, old);
	few = *old;
	few.rlim_cur = 64;
	setrlimit(RLIMIT_NOFILE, &few);
}

static void descriptors_run_out_and_come_back(void **state)
{
	int heap = dmae_open("/dev/dma_heap/system", O_RDWR | O_CLOEXEC), fds[64], n = 0;
	struct rlimit old;
	long ret;

	limit_descriptors(&old);
	for (;;) {
		struct dma_heap_allocation_data want = { .len = PAGE, .fd_flags = O_RDWR };

		ret = dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want);
		if (ret)
			break;
		fds[n++] = want.fd;
	}
	assert_int_equal(ret, -EMFILE);
	/* a dma-buf takes two: one may be left */
	while ((ret = dmae_open("/dev/udmabuf", O_RDWR)) >= 0)
		fds[n++] = ret;
	assert_int_equal(ret, -EMFILE);
	assert_non_null(strstr(dmae_error(), "the process has no descriptors left"));
	assert_true(n > 8);
	while (n)
		assert_int_equal(dmae_close(fds[--n]), 0);
	fds[0] = dmae_open("/dev/udmabuf", O_RDWR);
	assert_true(fds[0] >= 0);
	dmae_close(fds[0]);
	setrlimit(RLIMIT_NOFILE, &old);
	dmae_close(heap);
}

static void descriptors_that_were_closed_by_plain_close_are_found_again(void **state)
{
	int heap = dmae_open("/dev/dma_heap/system", O_RDWR | O_CLOEXEC), i;
	struct rlimit old;

	limit_descriptors(&old);
	/* each has one descriptor of its own inside, too */
	for (i = 0; i < 200; i++) {
		struct dma_heap_allocation_data want = { .len = PAGE, .fd_flags = O_RDWR };

		assert_int_equal(dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want), 0);
		close(want.fd);
	}
	setrlimit(RLIMIT_NOFILE, &old);
	dmae_close(heap);
}

static void descriptors_are_closed_on_exec_where_that_is_asked_for(void **state)
{
	int plain = dmae_open("/dev/udmabuf", O_RDWR);

	assert_int_equal(fcntl(udmabuf, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(plain, F_GETFD), 0);
	dmae_close(plain);
}

static void calls_on_what_is_not_ours_say_so(void **state)
{
	char byte;

	assert_int_equal(dmae_read(0, &byte, 1), -EBADF);
	assert_non_null(strstr(dmae_error(), "0 is not a descriptor of this world"));
	assert_int_equal(dmae_write(-1, &byte, 1), -EBADF);
	assert_int_equal(dmae_ioctl(0, UDMABUF_CREATE, NULL), -EBADF);
	assert_int_equal(dmae_file_poll(0, 1, 0), -EBADF);
	assert_int_equal(dmae_lseek(0, 0, SEEK_SET), -EBADF);
	assert_null(dmae_mmap(0, PAGE, 0));
	assert_int_equal(dmae_close(-1), -EBADF);
	assert_int_equal(dmae_munmap(&byte, 1), -EINVAL);
	assert_int_equal(dmae_open("/dev/none", O_RDWR), -ENOENT);
	assert_non_null(strstr(dmae_error(), "/dev/none: no such file or directory"));
}

static void without_a_world_there_are_no_files(void **state)
{
	assert_int_equal(dmae_open("/dev/udmabuf", O_RDWR), -ENODEV);
	assert_int_equal(dmae_close(0), -ENODEV);
	assert_int_equal(fcntl(0, F_GETFD) < 0, 0); /* it is still open */
	assert_int_equal(dmae_ioctl(0, UDMABUF_CREATE, NULL), -ENODEV);
	assert_null(dmae_mmap(0, PAGE, 0));
}

static void files_are_polled_together(void **state)
{
	struct dmae_pollfd fds[] = { { .fd = -1 }, { .fd = udmabuf, .events = 1 } };

	assert_int_equal(dmae_file_poll_any(fds, 2, 0), 1);
	assert_int_equal(fds[0].revents, 0);
	assert_int_equal(fds[1].revents, 1);
	fds[0].fd = 0;
	assert_int_equal(dmae_file_poll_any(fds, 2, 0), -EBADF);
}

#define with_world(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_world(a_memfd_s_bytes_are_the_buffer_s),
		with_world(a_list_puts_pieces_in_their_order),
		with_world(a_buffer_that_is_a_memfd_from_its_start_can_be_mapped_by_plain_mmap),
		with_world(two_buffers_can_show_one_memfd),
		with_world(a_memfd_must_not_shrink_and_must_be_writable),
		with_world(only_a_memfd_will_do),
		with_world(sizes_are_whole_pages_within_the_memfd),
		with_world(bad_calls_are_refused),
		with_world(the_limits_are_module_parameters),
		with_world(descriptors_run_out_and_come_back),
		with_world(descriptors_that_were_closed_by_plain_close_are_found_again),
		with_world(descriptors_are_closed_on_exec_where_that_is_asked_for),
		with_world(calls_on_what_is_not_ours_say_so),
		cmocka_unit_test(without_a_world_there_are_no_files),
		with_world(files_are_polled_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
