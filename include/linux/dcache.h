/* SPDX-License-Identifier: MIT */
/*
 * A name in the world's file tree, as far as drivers look into it. The tree
 * itself is src/device/filetree.c, which owns every struct dentry.
 */
#ifndef _LINUX_DCACHE_H
#define _LINUX_DCACHE_H

#include <linux/types.h>

struct inode;

struct qstr {
	const unsigned char *name;
	unsigned int len;
};

/* @d_name, @d_parent and @d_inode do not change while the dentry lives */
struct dentry {
	struct qstr d_name;
	struct dentry *d_parent;
	struct inode *d_inode;
};

struct path {
	struct dentry *dentry;
};

static inline struct inode *d_inode(const struct dentry *dentry)
{
	return dentry->d_inode;
}

#endif
