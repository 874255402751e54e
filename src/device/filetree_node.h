/* SPDX-License-Identifier: MIT */
/* What a node of the file tree is made of: for filetree.c and filetree_use.c only. */
#ifndef DMAE_DEVICE_FILETREE_NODE_H
#define DMAE_DEVICE_FILETREE_NODE_H

#include <linux/container_of.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>

struct task_struct;

/*
 * @refs: one for being in the tree, one per child, per link to it, and per
 * user. Everything else that changes is under filetree_lock.
 */
struct filetree_node {
	struct dentry dentry;
	struct inode inode;
	char *name;
	refcount_t refs;
	bool removed;
	struct rb_node rb;			/* in the parent's children */
	struct rb_root children;		/* of a directory, by name */
	const struct file_operations *fops;	/* of a file */
	struct filetree_node *target;		/* of a link; or ... */
	char *text;				/* ... its text */
	void *owner;
	void (*owner_free)(void *owner);
	struct list_head users;			/* struct filetree_user */
	struct list_head doomed;		/* while filetree_remove() takes it away */
	struct list_head all;
};

/* a task inside a file's operations; on its stack */
struct filetree_user {
	struct list_head node;
	struct task_struct *task;
};

/* an open file, and what keeps its node from being removed under it */
struct filetree_opened {
	struct filetree_node *node;
	struct filetree_user user;
	const struct file_operations *fops;
	struct file file;
};

extern spinlock_t filetree_lock;

static inline struct filetree_node *to_node(struct dentry *dentry)
{
	return container_of(dentry, struct filetree_node, dentry);
}

struct filetree_node *filetree_find_locked(struct filetree_node *dir, const char *name,
					   size_t len);
/* -ENOENT if it was removed; filetree_remove() then waits for filetree_unuse() */
int filetree_use(struct filetree_node *node, struct filetree_user *user);
void filetree_unuse(struct filetree_node *node, struct filetree_user *user);
/* filetree_use.c: open and close, inside filetree_use() in between */
int filetree_open_path(const char *path, fmode_t mode, struct filetree_opened *o);
void filetree_close_opened(struct filetree_opened *o);

#endif
