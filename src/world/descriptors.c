// SPDX-License-Identifier: MIT
/* The world's files held open, for programs: <dmae/file.h>. */
#include <linux/errno.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/stdarg.h>

#include <dmae/file.h>

#include "base/host.h"
#include "base/mm/vma.h"
#include "device/file_table.h"
#include "device/filetree.h"
#include "world/world.h"

/* with a reference; NULL with an error line */
static struct file *file_of(int fd, const char *call, int *err)
{
	struct file *file = NULL;

	*err = world_check_running();
	if (*err)
		return NULL;
	file = fget(fd);
	if (!file)
		*err = world_error(-EBADF, "%s: %d is not a descriptor of this world", call, fd);
	return file;
}

static unsigned int how_of(int flags)
{
	static const unsigned int modes[] = {
		[O_RDONLY] = FILETREE_READ,
		[O_WRONLY] = FILETREE_WRITE,
		[O_RDWR] = FILETREE_READ | FILETREE_WRITE,
		[O_ACCMODE] = 0,
	};

	return modes[flags & O_ACCMODE] | (flags & O_NONBLOCK ? FILETREE_NONBLOCK : 0);
}

int dmae_open(const char *path, int flags)
{
	struct file *file;
	int err = world_check_running(), fd;

	if (err)
		return err;
	fd = get_unused_fd_flags(flags);
	if (fd < 0)
		return world_error(fd, "%s: the process has no descriptors left (error %d)", path,
				   fd);
	err = filetree_open(path, how_of(flags), &file);
	if (err) {
		put_unused_fd(fd);
		return world_path_error(path, err);
	}
	fd_install(fd, file);
	return world_ok(fd);
}

int dmae_close(int fd)
{
	int err = world_check_running();

	if (err)
		return err;
	err = close_fd(fd);
	if (err == -EBADF)
		return world_error(err, "dmae_close: %d is not an open descriptor", fd);
	return world_ok(err);
}

long dmae_read(int fd, void *buf, size_t len)
{
	struct file *file;
	int err;
	long ret;

	file = file_of(fd, "dmae_read", &err);
	if (!file)
		return err;
	ret = file_call_read(file, buf, len);
	fput(file);
	return ret;
}

long dmae_write(int fd, const void *buf, size_t len)
{
	struct file *file;
	int err;
	long ret;

	file = file_of(fd, "dmae_write", &err);
	if (!file)
		return err;
	ret = file_call_write(file, buf, len);
	fput(file);
	return ret;
}

int64_t dmae_lseek(int fd, int64_t offset, int whence)
{
	struct file *file;
	int64_t ret;
	int err;

	file = file_of(fd, "dmae_lseek", &err);
	if (!file)
		return err;
	ret = file_call_seek(file, offset, whence);
	fput(file);
	return ret;
}

long dmae_ioctl(int fd, unsigned long cmd, ...)
{
	struct file *file;
	unsigned long arg;
	va_list args;
	int err;
	long ret;

	va_start(args, cmd);
	arg = va_arg(args, unsigned long);
	va_end(args);
	file = file_of(fd, "dmae_ioctl", &err);
	if (!file)
		return err;
	ret = file_call_ioctl(file, cmd, arg);
	fput(file);
	return ret;
}

void *dmae_mmap(int fd, size_t len, uint64_t offset)
{
	struct file *file;
	unsigned long prot;
	void *mem = NULL;
	int err;

	file = file_of(fd, "dmae_mmap", &err);
	if (!file)
		return NULL;
	prot = file->f_mode & FMODE_WRITE ? VM_READ | VM_WRITE : VM_READ;
	err = offset % PAGE_SIZE ? -EINVAL
				 : file_call_mmap(file, len, offset / PAGE_SIZE, prot, &mem);
	fput(file);
	if (!err) {
		world_ok(0);
		return mem;
	}
	if (offset % PAGE_SIZE)
		world_error(err, "dmae_mmap: offset %llu is not a multiple of %lu",
			    (unsigned long long)offset, PAGE_SIZE);
	else
		world_error(err, "dmae_mmap: %zu bytes from %llu on: the driver refuses (error %d)",
			    len, (unsigned long long)offset, err);
	return NULL;
}

int dmae_munmap(void *mem, size_t len)
{
	int err = world_check_running();

	if (err)
		return err;
	err = vma_unmap(mem, len);
	if (err)
		return world_error(err, "dmae_munmap: no mapping of %zu bytes is there", len);
	return world_ok(0);
}

/* ---- polling ------------------------------------------------------------------ */

int dmae_file_poll(int fd, unsigned int events, int timeout_ms)
{
	struct file *file;
	int err, got;

	file = file_of(fd, "dmae_file_poll", &err);
	if (!file)
		return err;
	got = file_call_poll(file, events, timeout_ms);
	fput(file);
	return got;
}

int dmae_file_poll_any(struct dmae_pollfd *fds, unsigned int count, int timeout_ms)
{
	struct file_polled *files = host_alloc(count * sizeof(*files));
	unsigned int i;
	int ret = 0;

	for (i = 0; i < count && !ret; i++) {
		files[i].events = fds[i].events;
		if (fds[i].fd >= 0)
			files[i].file = file_of(fds[i].fd, "dmae_file_poll_any", &ret);
	}
	if (!ret)
		ret = file_call_poll_all(files, count, timeout_ms);
	for (i = 0; i < count; i++) {
		fds[i].revents = files[i].got;
		if (files[i].file)
			fput(files[i].file);
	}
	host_free(files);
	return ret;
}
