// SPDX-License-Identifier: MIT
/*
 * Files of the tree that stay open: what a program in the world does with a
 * device node. What is called on an open file, of the tree or not, is in
 * file_calls.c.
 */
#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/fs.h>

#include "base/host.h"
#include "device/filetree.h"
#include "device/filetree_node.h"

/* the last reference has gone; the release operation has been called */
static void tree_file_free(struct file *file)
{
	struct filetree_opened *o = container_of(file, struct filetree_opened, file);

	cdev_put(file->f_cdev);
	filetree_put(&o->node->dentry);
	host_free(o);
}

int filetree_open(const char *path, unsigned int how, struct file **out)
{
	struct filetree_opened *o = host_alloc(sizeof(*o));
	fmode_t mode =
		(how & FILETREE_READ ? FMODE_READ : 0) | (how & FILETREE_WRITE ? FMODE_WRITE : 0);
	int ret = filetree_open_path(path, mode, o);

	if (ret) {
		host_free(o);
		return ret;
	}
	o->file.f_node = o->node;
	o->file.f_free = tree_file_free;
	if (how & FILETREE_NONBLOCK)
		o->file.f_flags |= O_NONBLOCK;
	filetree_unuse(o->node, &o->user);
	*out = &o->file;
	return 0;
}

void filetree_close(struct file *file)
{
	filp_close(file, NULL);
}
