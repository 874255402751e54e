/* SPDX-License-Identifier: MIT */
/*
 * Open files and their descriptors, beyond what <linux/file.h> has: for
 * src/world, which offers them to programs, and for who makes files.
 */
#ifndef DMAE_DEVICE_FILE_TABLE_H
#define DMAE_DEVICE_FILE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct file;

int file_table_start(void);
void file_table_stop(void);
/** files_close_all() - as a process that ends: every descriptor is closed. Process context */
void files_close_all(void);
/**
 * files_reap() - notice descriptors that the program has closed behind our back. Return: how many.
 * Process context
 */
unsigned int files_reap(void);

/**
 * file_adopter_add() - ask @adopt about descriptors that are none of this world's
 *
 * It makes a file of one that it knows (of another process's world), with one
 * reference, or returns NULL. Process context.
 */
void file_adopter_add(struct file *(*adopt)(int fd));
void file_adopter_del(struct file *(*adopt)(int fd));

/* ---- calls on an open file, by whoever has a reference; file_calls.c. Process context ---- */

/** file_call_read() - Return: bytes, 0 at the end, -EBADF (not open for it), -ENODEV (removed), ... */
long file_call_read(struct file *file, void *buf, size_t len);
long file_call_write(struct file *file, const void *buf, size_t len);
/** file_call_ioctl() - -ENOTTY where the file has no such call */
long file_call_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
/** file_call_seek() - Return: the new position, -ESPIPE, -EINVAL */
long long file_call_seek(struct file *file, long long offset, int whence);
/**
 * file_call_mmap() - map what the file shows from page @offset on into the process
 * @prot: VM_READ, VM_WRITE
 * @addr: set to where it is: to be ended with vma_unmap(); for registers, a
 *	cookie for readl(), which lives as long as the world
 *
 * Return: 0, -ENODEV (nothing can be mapped), -EINVAL, -EACCES, -ENOMEM, ...
 */
int file_call_mmap(struct file *file, size_t len, unsigned long offset, unsigned long prot, void **addr);
/**
 * file_call_poll() - POLL* bits of @events that are there within @timeout_ms (negative: no limit)
 *
 * POLLERR and POLLHUP are reported whether asked for or not.
 */
int file_call_poll(struct file *file, unsigned int events, int timeout_ms);
/** one file of several that are polled together; @file NULL: passed over */
struct file_polled {
	struct file *file;
	unsigned int events;
	unsigned int got;
};
/** file_call_poll_all() - the same for several. Return: how many have something in @got */
int file_call_poll_all(struct file_polled *files, unsigned int count, int timeout_ms);

#endif
