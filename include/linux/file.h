/* SPDX-License-Identifier: MIT */
/*
 * Files by descriptor. A descriptor is a real one of the process: it has the
 * host's number, can be sent to another process, and is found again here by
 * what stands behind it, so that a program's own close(2) or dup(2) does no
 * harm. src/device/file_table.c; applications use <dmae/file.h>.
 */
#ifndef _LINUX_FILE_H
#define _LINUX_FILE_H

#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/types.h>

struct file;

/**
 * get_unused_fd_flags() - reserve a number
 * @flags: O_CLOEXEC, or 0
 *
 * Process context. Return: the number, to be given to fd_install() or
 * put_unused_fd(); -EMFILE or -ENFILE (no descriptors are left).
 */
int get_unused_fd_flags(unsigned int flags);
void put_unused_fd(unsigned int fd);
/**
 * fd_install() - from now on, @fd is @file, whose reference it takes over
 *
 * What other processes see behind the number is @file->host_fd, or, where
 * that is -1, an empty memfd. Process context.
 */
void fd_install(unsigned int fd, struct file *file);
/** fget() - the file behind @fd, with a reference; NULL: none, or not one of this world's */
struct file *fget(unsigned int fd);
#define fget_raw(fd) fget(fd)
/** fput() - the last one releases the file: at once where that may sleep, else in a work item */
void fput(struct file *file);
void __fput_sync(struct file *file);
/** close_fd() - as close(2). Return: 0, -EBADF, or what the file's flush operation returned */
int close_fd(unsigned int fd);

struct fd {
	struct file *file;
	unsigned int flags;
};
#define FDPUT_FPUT	1

static inline struct fd fdget(unsigned int fd)
{
	struct file *file = fget(fd);

	return (struct fd){ file, file ? FDPUT_FPUT : 0 };
}

static inline void fdput(struct fd fd)
{
	if (fd.flags & FDPUT_FPUT)
		fput(fd.file);
}

/* of later kernels, where struct fd hides its members */
#define fd_file(f)	((f).file)
#define fd_empty(f)	(!(f).file)

DEFINE_CLASS(fd, struct fd, fdput(_T), fdget(fd), int fd)
DEFINE_FREE(fput, struct file *, if (!IS_ERR_OR_NULL(_T)) fput(_T))
DEFINE_CLASS(get_unused_fd, int, if (_T >= 0) put_unused_fd(_T), get_unused_fd_flags(flags),
	     unsigned int flags)

#endif
