// SPDX-License-Identifier: MIT
/* Whole files, read and written at once. Host side. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/host.h"

static int file_fill(int fd, void **data, size_t *len)
{
	size_t room = 65536, n = 0;
	char *buf = host_alloc(room + 1);
	ssize_t got;

	for (;;) {
		got = read(fd, buf + n, room - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			got = -errno;
			host_free(buf);
			return got;
		}
		if (!got)
			break;
		n += got;
		if (n == room) {
			room *= 2;
			buf = host_realloc(buf, room + 1);
		}
	}
	buf[n] = '\0';
	*data = buf;
	*len = n;
	return 0;
}

int host_file_read(const char *path, void **data, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = file_fill(fd, data, len);
	close(fd);
	return err;
}

int host_file_write(const char *path, const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	const char *p = data;
	ssize_t n;
	int err = 0;

	if (fd < 0)
		return -errno;
	while (len) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err = -errno;
			break;
		}
		p += n;
		len -= n;
	}
	/* a full disk may tell only now */
	if (close(fd) && !err)
		err = -errno;
	return err;
}
