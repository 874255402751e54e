// SPDX-License-Identifier: MIT
/*
 * debugfs: /sys/kernel/debug. Directories, files with a driver's own
 * operations, links. The ready-made files (one number, a register block, ...)
 * are debugfs_files.c's.
 */
#define pr_fmt(fmt) "debugfs: " fmt

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kobject.h>
#include <linux/printk.h>

#include "device/debugfs.h"
#include "device/filetree.h"

static struct dentry *debug;

bool debugfs_initialized(void)
{
	return debug != NULL;
}

/* every failure of a creator passes here: what comes out is safe to pass on */
static struct dentry *created(struct dentry *dentry, const char *what, const char *name,
			      struct dentry *parent)
{
	char buf[256];

	if (PTR_ERR(dentry) == -EEXIST)
		pr_err("%s '%s' with parent '%s' already present!\n", what, name,
		       parent == debug ? "/" : (const char *)parent->d_name.name);
	else if (IS_ERR(dentry))
		pr_err("%s '%s' cannot be made in '%s': error %ld\n", what, name,
		       filetree_path(parent, buf, sizeof(buf)), PTR_ERR(dentry));
	return dentry;
}

struct dentry *debugfs_create_dir(const char *name, struct dentry *parent)
{
	if (!debug)
		return ERR_PTR(-EPERM);
	if (IS_ERR(parent))
		return parent;
	if (!parent)
		parent = debug;
	return created(filetree_mkdir(parent, name, 0755, NULL), "Directory", name, parent);
}

/* a file with no operations reads as empty and takes whatever is written */
static ssize_t nothing_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	return 0;
}

static ssize_t nothing_write(struct file *file, const char __user *buf, size_t count,
			     loff_t *ppos)
{
	return count;
}

static const struct file_operations nothing_fops = {
	.open = simple_open,
	.read = nothing_read,
	.write = nothing_write,
	.llseek = noop_llseek,
};

static struct dentry *make_file(const char *name, umode_t mode, struct dentry *parent, void *data,
				const struct file_operations *fops, loff_t size)
{
	if (!debug)
		return ERR_PTR(-EPERM);
	if (IS_ERR(parent))
		return parent;
	if (!parent)
		parent = debug;
	return created(filetree_mkfile(parent, name, mode, fops ? fops : &nothing_fops, data,
				       size),
		       "File", name, parent);
}

struct dentry *debugfs_create_file(const char *name, umode_t mode, struct dentry *parent,
				   void *data, const struct file_operations *fops)
{
	return make_file(name, mode, parent, data, fops, 0);
}

/* removal waits for those inside any file, so "unsafe" ones are as safe */
struct dentry *debugfs_create_file_unsafe(const char *name, umode_t mode, struct dentry *parent,
					  void *data, const struct file_operations *fops)
{
	return make_file(name, mode, parent, data, fops, 0);
}

void debugfs_create_file_size(const char *name, umode_t mode, struct dentry *parent, void *data,
			      const struct file_operations *fops, loff_t file_size)
{
	make_file(name, mode, parent, data, fops, file_size);
}

struct dentry *debugfs_create_symlink(const char *name, struct dentry *parent, const char *dest)
{
	if (!debug)
		return ERR_PTR(-EPERM);
	if (IS_ERR(parent))
		return parent;
	if (!parent)
		parent = debug;
	return created(filetree_mktext(parent, name, dest), "Link", name, parent);
}

struct dentry *debugfs_lookup(const char *name, struct dentry *parent)
{
	if (!debug || IS_ERR_OR_NULL(name) || IS_ERR(parent))
		return NULL;
	return filetree_child(parent ? parent : debug, name);
}

void dput(struct dentry *dentry)
{
	if (!IS_ERR_OR_NULL(dentry))
		filetree_put(dentry);
}

void debugfs_remove(struct dentry *dentry)
{
	if (IS_ERR_OR_NULL(dentry) || !debug)
		return;
	filetree_remove(dentry);
}

void debugfs_lookup_and_remove(const char *name, struct dentry *parent)
{
	struct dentry *dentry = debugfs_lookup(name, parent);

	debugfs_remove(dentry);
	dput(dentry);
}

struct dentry *debugfs_rename(struct dentry *old_dir, struct dentry *old_dentry,
			      struct dentry *new_dir, const char *new_name)
{
	int ret;

	if (IS_ERR(old_dir))
		return old_dir;
	if (IS_ERR(new_dir))
		return new_dir;
	if (IS_ERR_OR_NULL(old_dentry))
		return old_dentry;
	ret = filetree_move(old_dentry, new_dir ? new_dir : debug, new_name);
	return ret ? ERR_PTR(ret) : old_dentry;
}

const struct file_operations *debugfs_real_fops(const struct file *filp)
{
	return filetree_fops(file_dentry(filp));
}

/* whoever is inside the file's operations holds it already */
int debugfs_file_get(struct dentry *dentry)
{
	return filetree_removed(dentry) ? -EIO : 0;
}

void debugfs_file_put(struct dentry *dentry)
{
}

int debugfs_start(void)
{
	struct dentry *dir = filetree_mkdir(kernel_kobj->sd, "debug", 0700, NULL);

	if (IS_ERR(dir))
		return PTR_ERR(dir);
	debug = dir;
	return 0;
}

void debugfs_stop(void)
{
	filetree_remove(debug);
	debug = NULL;
}
