/* SPDX-License-Identifier: MIT */
/* Files without a name in any tree, such as a dma-buf's or a fence's. src/device/anon_inodes.c. */
#ifndef _LINUX_ANON_INODES_H
#define _LINUX_ANON_INODES_H

#include <linux/types.h>

struct file;
struct file_operations;
struct inode;

/**
 * anon_inode_getfile() - an open file
 * @name: what a list of files calls it; it must live as long as the file does
 * @fops: its operations; their module stays while the file is open
 * @priv: its private_data
 * @flags: O_RDONLY, O_WRONLY or O_RDWR, and O_NONBLOCK
 *
 * Nothing of the host stands behind it: f_op's owner may set host_fd before
 * the file is installed. Return: the file with one reference, or an error
 * pointer: -ENOENT (the module is going), -ENOMEM. Process context.
 */
struct file *anon_inode_getfile(const char *name, const struct file_operations *fops, void *priv,
				int flags);
/** anon_inode_getfile_secure() - the same: every file here has an inode of its own */
struct file *anon_inode_getfile_secure(const char *name, const struct file_operations *fops,
				       void *priv, int flags, const struct inode *context_inode);
/** anon_inode_getfd() - such a file, installed. Return: its number, or a negative error code */
int anon_inode_getfd(const char *name, const struct file_operations *fops, void *priv, int flags);

#endif
