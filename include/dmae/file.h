/* SPDX-License-Identifier: MIT */
/*
 * The world's device files, for programs: what open(2), ioctl(2), mmap(2) and
 * their kin are to the files of a machine. Numbers and structures are Linux's
 * own, in headers that go with libc's:
 *
 *	#include <uapi/linux/dma-heap.h>
 *	#include <dmae/file.h>
 *
 *	struct dma_heap_allocation_data want = { .len = 65536, .fd_flags = O_RDWR | O_CLOEXEC };
 *	int heap = dmae_open("/dev/dma_heap/system", O_RDWR);
 *
 *	if (dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want))
 *		...
 *	mem = dmae_mmap(want.fd, 65536, 0);
 *
 * A descriptor is one of the process: it has a number like any other, can be
 * copied with dup(2), and sent to another process with SCM_RIGHTS. What the
 * other process can do with it by plain system calls depends on the file: a
 * dma-buf can be mapped with mmap(2) at offset 0, a sync_file waited for with
 * poll(2). Here, in the world that made it, use these functions. They are the
 * file's own operations, in the calling task, which may sleep. Where there is
 * nothing else to say, a negative error code comes back, and dmae_error() has
 * the line. Descriptors end with the world.
 */
#ifndef DMAE_FILE_H
#define DMAE_FILE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * dmae_open() - open a file of the world
 * @path: "/dev/dma_heap/system", or any file under /sys, /proc, /dev
 * @flags: O_RDONLY, O_WRONLY or O_RDWR, with O_NONBLOCK and O_CLOEXEC
 *
 * Return: a descriptor; -ENOENT, -EACCES, -EMFILE (no descriptors are left),
 * -ENODEV (no world), or what the driver says.
 */
int dmae_open(const char *path, int flags);
/**
 * dmae_close() - close a descriptor
 *
 * close(2) is survived: the world notices when the number is used again. A
 * descriptor that is not the world's is closed, too. Return: 0, -EBADF, or
 * -ENODEV (no world; its descriptors have been closed with it).
 */
int dmae_close(int fd);
/** dmae_read() - from where the last one ended. Return: bytes, 0 at the end, or an error code */
long dmae_read(int fd, void *buf, size_t len);
/** dmae_write() - Return: bytes that were taken, or a negative error code */
long dmae_write(int fd, const void *buf, size_t len);
/** dmae_lseek() - as lseek(2). Return: the new position, -ESPIPE, -EINVAL */
int64_t dmae_lseek(int fd, int64_t offset, int whence);
/**
 * dmae_ioctl() - as ioctl(2): one argument, a pointer or a long
 *
 * Return: what the driver does; -ENOTTY where the file has no such command.
 */
long dmae_ioctl(int fd, unsigned long cmd, ...);
/**
 * dmae_mmap() - map what the file shows from @offset on (bytes, a multiple of 4096)
 *
 * For reading, and for writing if the file was opened so. The mapping is real
 * and lasts until dmae_munmap(), whatever becomes of the descriptor. Return:
 * where it is, or for registers a cookie, which only readl() and its kin
 * understand; NULL with dmae_error().
 */
void *dmae_mmap(int fd, size_t len, uint64_t offset);
/** dmae_munmap() - end a mapping, whole. Return: 0, -EINVAL (there is none of that size) */
int dmae_munmap(void *mem, size_t len);
/**
 * dmae_file_poll() - wait until one of @events (POLLIN 1, POLLOUT 4, ...) is there, at most @timeout_ms
 * (negative: no limit)
 *
 * Return: those that are, POLLERR and POLLHUP among them; 0 when the time is
 * over; or a negative error code.
 */
int dmae_file_poll(int fd, unsigned int events, int timeout_ms);
/** struct dmae_pollfd - one descriptor of several; @fd negative: passed over */
struct dmae_pollfd {
	int fd;
	unsigned int events;
	unsigned int revents;	/* set */
};
/** dmae_file_poll_any() - the same for several. Return: how many have something, 0, or -EBADF */
int dmae_file_poll_any(struct dmae_pollfd *fds, unsigned int count, int timeout_ms);

#ifdef __cplusplus
}
#endif
#endif
