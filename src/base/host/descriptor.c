// SPDX-License-Identifier: MIT
/*
 * Descriptors of the process: memfds, copies, and which of them are the same
 * file. What they mean to the world is decided above. Host side.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/host.h"

int host_memfd(const char *name, unsigned long long size, bool cloexec)
{
	int fd = memfd_create(name, MFD_ALLOW_SEALING | (cloexec ? MFD_CLOEXEC : 0)), err;

	if (fd < 0)
		return -errno;
	if (size && ftruncate(fd, size)) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

void host_memfd_seal(int fd)
{
	fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
}

int host_memfd_seals(int fd)
{
	int seals = fcntl(fd, F_GET_SEALS);

	return seals < 0 ? -errno : seals;
}

int host_fd_id(int fd, struct host_fd_id *id)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	*id = (struct host_fd_id) { st.st_dev, st.st_ino, st.st_size };
	return 0;
}

bool host_fd_same(const struct host_fd_id *a, const struct host_fd_id *b)
{
	return a->dev == b->dev && a->ino == b->ino;
}

int host_fd_over(int from, int onto)
{
	int flags = fcntl(onto, F_GETFD);

	if (flags < 0)
		return -errno;
	if (dup3(from, onto, flags & FD_CLOEXEC ? O_CLOEXEC : 0) < 0)
		return -errno;
	return 0;
}

int host_fd_dup(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);

	return copy < 0 ? -errno : copy;
}

int host_fd_reopen(int fd, int mode)
{
	char path[64];
	int again;

	host_snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	again = open(path, mode | O_CLOEXEC);
	return again < 0 ? -errno : again;
}

int host_fd_mode(int fd)
{
	return fcntl(fd, F_GETFL) & O_ACCMODE;
}

int host_fd_close(int fd)
{
	/* after an error, too, the number is free: closing again might hit somebody else's */
	return close(fd) ? -errno : 0;
}

int host_fd_name(int fd, char *buf, size_t size)
{
	char path[64];
	ssize_t n;

	host_snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, buf, size - 1);
	if (n < 0)
		return -errno;
	buf[n] = '\0';
	return 0;
}

/* how many descriptors the process has room for now: all that are open have smaller numbers */
static int fd_room(void)
{
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	char text[1024];
	const char *line;
	ssize_t n = -1;

	if (fd >= 0) {
		n = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	if (n <= 0)
		return sysconf(_SC_OPEN_MAX);
	text[n] = '\0';
	line = strstr(text, "\nFDSize:");
	return line ? atoi(line + 8) : sysconf(_SC_OPEN_MAX);
}

/*
 * Not through libc: most of these numbers are somebody else's, who may be
 * closing them, and a sanitizer would take a look at them for a race.
 */
static bool fd_is(int fd, const struct host_fd_id *id)
{
	struct stat st;

	return !syscall(SYS_fstat, fd, &st) && st.st_dev == id->dev && st.st_ino == id->ino;
}

int host_fd_other(const struct host_fd_id *id, bool (*known)(int fd, void *arg), void *arg)
{
	int room = fd_room(), fd;

	for (fd = 0; fd < room; fd++)
		if (fd_is(fd, id) && !known(fd, arg))
			return fd;
	return -1;
}
