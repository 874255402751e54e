// SPDX-License-Identifier: MIT
/*
 * procfs: /proc. An entry is a node of the file tree whose operations are
 * made from the entry's proc_ops, seq_operations or show(). What the library
 * itself has there is in proc_files.c.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

#include "base/host.h"
#include "device/filetree.h"
#include "device/procfs.h"

static struct dentry *proc;

/*
 * A file's operations and what they are made of; as long as its node lives. Directories: only
 * @data.
 */
struct entry {
	struct file_operations fops;
	struct dentry *node;
	void *data;
	const struct seq_operations *seq_ops;
	unsigned int state_size;
	int (*show)(struct seq_file *m, void *v);
};

/* an entry is its node: the opaque type only keeps it from being mistaken for one of debugfs */
static struct dentry *node_of(struct proc_dir_entry *de)
{
	return de ? (struct dentry *)de : proc;
}

static struct proc_dir_entry *entry_of(struct dentry *node)
{
	return (struct proc_dir_entry *)node;
}

static struct entry *inode_entry(const struct inode *inode)
{
	return inode->i_private;
}

void *pde_data(const struct inode *inode)
{
	return inode_entry(inode)->data;
}

void *proc_get_parent_data(const struct inode *inode)
{
	struct entry *parent = filetree_owner(inode_entry(inode)->node->d_parent);

	return parent ? parent->data : NULL;
}

/* ---- making ------------------------------------------------------------ */

static struct proc_dir_entry *created(struct dentry *node, const char *name,
				      struct proc_dir_entry *parent, struct entry *entry)
{
	if (!IS_ERR(node)) {
		if (entry)
			entry->node = node;
		filetree_set_owner(node, entry, host_free);
		return entry_of(node);
	}
	if (PTR_ERR(node) == -EEXIST)
		WARN(1, "proc_dir_entry '%s/%s' already registered\n",
		     parent ? (const char *)node_of(parent)->d_name.name : "", name);
	host_free(entry);
	return NULL;
}

static struct proc_dir_entry *make_file(const char *name, umode_t mode,
					struct proc_dir_entry *parent, struct entry *entry)
{
	if (!proc) {
		host_free(entry);
		return NULL;
	}
	return created(filetree_mkfile(node_of(parent), name, mode ? mode : 0444, &entry->fops,
				       entry, 0),
		       name, parent, entry);
}

struct proc_dir_entry *proc_create_data(const char *name, umode_t mode,
					struct proc_dir_entry *parent,
					const struct proc_ops *proc_ops, void *data)
{
	struct entry *entry = host_alloc(sizeof(*entry));

	entry->data = data;
	entry->fops = (struct file_operations){
		.open = proc_ops->proc_open,
		.read = proc_ops->proc_read,
		.write = proc_ops->proc_write,
		.llseek = proc_ops->proc_lseek,
		.release = proc_ops->proc_release,
	};
	return make_file(name, mode, parent, entry);
}

struct proc_dir_entry *proc_create(const char *name, umode_t mode, struct proc_dir_entry *parent,
				   const struct proc_ops *proc_ops)
{
	return proc_create_data(name, mode, parent, proc_ops, NULL);
}

static int seq_entry_open(struct inode *inode, struct file *file)
{
	struct entry *entry = inode_entry(inode);

	if (entry->state_size)
		return seq_open_private(file, entry->seq_ops, entry->state_size);
	return seq_open(file, entry->seq_ops);
}

static int seq_entry_release(struct inode *inode, struct file *file)
{
	if (inode_entry(inode)->state_size)
		return seq_release_private(inode, file);
	return seq_release(inode, file);
}

struct proc_dir_entry *proc_create_seq_private(const char *name, umode_t mode,
					       struct proc_dir_entry *parent,
					       const struct seq_operations *ops,
					       unsigned int state_size, void *data)
{
	struct entry *entry = host_alloc(sizeof(*entry));

	entry->data = data;
	entry->seq_ops = ops;
	entry->state_size = state_size;
	entry->fops = (struct file_operations){
		.open = seq_entry_open,
		.read = seq_read,
		.llseek = seq_lseek,
		.release = seq_entry_release,
	};
	return make_file(name, mode, parent, entry);
}

static int single_entry_open(struct inode *inode, struct file *file)
{
	struct entry *entry = inode_entry(inode);

	return single_open(file, entry->show, entry->data);
}

struct proc_dir_entry *proc_create_single_data(const char *name, umode_t mode,
					       struct proc_dir_entry *parent,
					       int (*show)(struct seq_file *, void *), void *data)
{
	struct entry *entry = host_alloc(sizeof(*entry));

	entry->data = data;
	entry->show = show;
	entry->fops = (struct file_operations){
		.open = single_entry_open,
		.read = seq_read,
		.llseek = seq_lseek,
		.release = single_release,
	};
	return make_file(name, mode, parent, entry);
}

struct proc_dir_entry *proc_mkdir_data(const char *name, umode_t mode,
				       struct proc_dir_entry *parent, void *data)
{
	struct entry *entry;

	if (!proc)
		return NULL;
	entry = host_alloc(sizeof(*entry));
	entry->data = data;
	return created(filetree_mkdir(node_of(parent), name, mode ? mode : 0555, entry), name,
		       parent, entry);
}

struct proc_dir_entry *proc_mkdir_mode(const char *name, umode_t mode,
				       struct proc_dir_entry *parent)
{
	return proc_mkdir_data(name, mode, parent, NULL);
}

struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent)
{
	return proc_mkdir_data(name, 0, parent, NULL);
}

struct proc_dir_entry *proc_symlink(const char *name, struct proc_dir_entry *parent,
				    const char *dest)
{
	if (!proc)
		return NULL;
	return created(filetree_mktext(node_of(parent), name, dest), name, parent, NULL);
}

void proc_set_size(struct proc_dir_entry *de, loff_t size)
{
	i_size_write(d_inode(node_of(de)), size);
}

/* ---- removing ---------------------------------------------------------- */

void proc_remove(struct proc_dir_entry *de)
{
	if (de)
		filetree_remove(node_of(de));
}

int remove_proc_subtree(const char *name, struct proc_dir_entry *parent)
{
	struct dentry *node = proc ? filetree_child(node_of(parent), name) : NULL;

	if (!node)
		return -ENOENT;
	filetree_remove(node);
	filetree_put(node);
	return 0;
}

void remove_proc_entry(const char *name, struct proc_dir_entry *parent)
{
	if (remove_proc_subtree(name, parent))
		WARN(1, "name '%s'\n", name);
}

/* ---- start and stop ---------------------------------------------------- */

int procfs_start(void)
{
	struct dentry *dir = filetree_mkdir(filetree_root(), "proc", 0555, NULL);

	if (IS_ERR(dir))
		return PTR_ERR(dir);
	proc = dir;
	return 0;
}

void procfs_stop(void)
{
	filetree_remove(proc);
	proc = NULL;
}
