/* SPDX-License-Identifier: MIT */
/*
 * The world's one file tree: /sys, /sys/kernel/debug, /proc and /dev. This
 * header has both sides of it: how sysfs.c, debugfs.c and procfs.c put
 * nodes into it, and how the command (through src/world) looks at them.
 *
 * A node is a struct dentry; whoever holds a reference may look at it, even
 * when it was removed meanwhile. Removing a file waits until nobody is inside
 * its operations any more, so that after it the data behind may be freed.
 */
#ifndef DMAE_DEVICE_FILETREE_H
#define DMAE_DEVICE_FILETREE_H

#include <stdbool.h>
#include <stddef.h>

struct dentry;
struct file;
struct file_operations;

int filetree_start(void);
void filetree_stop(void);

/* ---- building; process context ----------------------------------------- */

/** filetree_root() - "/" */
struct dentry *filetree_root(void);
/**
 * filetree_mkdir() - a directory in @parent; an error pointer: -EEXIST, -ENOTDIR, -ENOENT (@parent
 * was removed), -EINVAL (a name that cannot be one)
 */
struct dentry *filetree_mkdir(struct dentry *parent, const char *name, unsigned short mode,
			      void *data);
/** filetree_mkfile() - a file; @data is its inode's i_private; @size: what stat would say */
struct dentry *filetree_mkfile(struct dentry *parent, const char *name, unsigned short mode,
			       const struct file_operations *fops, void *data, long size);
/** filetree_mklink() - a link to a node, whose text follows both ends wherever they are */
struct dentry *filetree_mklink(struct dentry *parent, const char *name, struct dentry *target);
/** filetree_mktext() - a link with a text of its own */
struct dentry *filetree_mktext(struct dentry *parent, const char *name, const char *text);
/** filetree_remove() - a node and all below it; waits for those inside (but for the caller itself)
 */
void filetree_remove(struct dentry *node);
/** filetree_move() - to another directory and name; -EEXIST, -EINVAL (into itself) */
int filetree_move(struct dentry *node, struct dentry *parent, const char *name);
void filetree_chmod(struct dentry *node, unsigned short mode);
/** filetree_child() - with a reference, or NULL */
struct dentry *filetree_child(struct dentry *parent, const char *name);

struct dentry *filetree_get(struct dentry *node);
void filetree_put(struct dentry *node);
bool filetree_is_dir(const struct dentry *node);
/** filetree_removed() - true once filetree_remove() was called on it or on a directory above */
bool filetree_removed(const struct dentry *node);
/** filetree_path() - the absolute path of @node into @buf, its tail if that is too small */
const char *filetree_path(const struct dentry *node, char *buf, size_t size);
const struct file_operations *filetree_fops(const struct dentry *node);
/** filetree_owner() - what the front end that made @node remembers about it */
void *filetree_owner(const struct dentry *node);
/** filetree_set_owner() - @free, if set, is called with @owner when the node's memory goes */
void filetree_set_owner(struct dentry *node, void *owner, void (*free)(void *owner));

/* ---- using, by path; links are followed; process context ---------------- */

struct filetree_entry {
	const char *name;
	char type;		/* 'd', 'f', 'l' */
	unsigned int mode;
	const char *target;	/* of a link */
};

/**
 * filetree_read() - a whole file
 * @data: set to host_alloc()ed memory with a NUL behind @len bytes
 *
 * Return: 0, -ENOENT, -ENOTDIR, -ELOOP, -EISDIR, -EACCES (not readable), or
 * what the file's operations return.
 */
int filetree_read(const char *path, char **data, size_t *len);
/**
 * filetree_write() - all of @data, as echo would; errors as above, -EACCES if not writable, -EIO
 * if it takes nothing
 */
int filetree_write(const char *path, const char *data, size_t len);
/**
 * filetree_list() - @fn for each entry by name until it returns nonzero, which is returned; 0; or
 * -ENOENT, -ENOTDIR, ...
 */
int filetree_list(const char *path, int (*fn)(const struct filetree_entry *entry, void *arg),
		  void *arg);
/**
 * filetree_readlink() - the text of a link, which is not followed; -EINVAL if it is none,
 * -ENAMETOOLONG
 */
int filetree_readlink(const char *path, char *buf, size_t size);
/**
 * filetree_stat() - of the node that @path leads to; @follow: if it is a link, of what that leads
 * to
 */
int filetree_stat(const char *path, bool follow, char *type, unsigned int *mode);

/* ---- files that stay open, as a program has them; filetree_file.c ------- */

/* how to open: bits */
#define FILETREE_READ		1u
#define FILETREE_WRITE		2u
#define FILETREE_NONBLOCK	4u

/**
 * filetree_open() - errors as for filetree_read(), and what open() of the file returns
 * @file: set to the file, with one reference; file_table.h has what can be done with it
 */
int filetree_open(const char *path, unsigned int how, struct file **file);
/** filetree_close() - as close(2) */
void filetree_close(struct file *file);

#endif
