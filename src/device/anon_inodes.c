// SPDX-License-Identifier: MIT
/*
 * Files without a name in any tree. Each has an inode and a dentry of its
 * own, which end with it. For who hands out files: dma-bufs, fences.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/stat.h>
#include <linux/string.h>

struct anon_file {
	struct file file;
	struct inode inode;
	struct dentry dentry;
};

static void anon_file_free(struct file *file)
{
	kfree(container_of(file, struct anon_file, file));
}

/* O_RDONLY, O_WRONLY and O_RDWR are numbers, of which the mode's bits are one more */
static fmode_t mode_of(int flags)
{
	return (fmode_t)((flags + 1) & O_ACCMODE);
}

static struct file *anon_file_new(const char *name, const struct file_operations *fops, void *priv,
				  int flags)
{
	struct anon_file *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return ERR_PTR(-ENOMEM);
	a->inode.i_mode = S_IRUSR | S_IWUSR;
	a->dentry.d_name.name = (const unsigned char *)name;
	a->dentry.d_name.len = strlen(name);
	a->dentry.d_inode = &a->inode;
	a->file = (struct file) {
		.f_path.dentry = &a->dentry,
		.f_inode = &a->inode,
		.f_op = fops,
		.f_flags = flags & (O_ACCMODE | O_NONBLOCK),
		.f_mode = mode_of(flags) | FMODE_LSEEK | FMODE_OPENED,
		.f_count = ATOMIC_LONG_INIT(1),
		.host_fd = -1,
		.host_fd_inside = -1,
		.private_data = priv,
		.f_free = anon_file_free,
	};
	if (!fops->llseek)
		a->file.f_mode &= ~FMODE_LSEEK;
	return &a->file;
}

struct file *anon_inode_getfile(const char *name, const struct file_operations *fops, void *priv,
				int flags)
{
	struct file *file;

	if (!fops_get(fops))
		return ERR_PTR(-ENOENT);
	file = anon_file_new(name, fops, priv, flags);
	if (IS_ERR(file))
		fops_put(fops);
	return file;
}
EXPORT_SYMBOL_GPL(anon_inode_getfile);

struct file *anon_inode_getfile_secure(const char *name, const struct file_operations *fops,
				       void *priv, int flags, const struct inode *context_inode)
{
	return anon_inode_getfile(name, fops, priv, flags);
}
EXPORT_SYMBOL_GPL(anon_inode_getfile_secure);

int anon_inode_getfd(const char *name, const struct file_operations *fops, void *priv, int flags)
{
	struct file *file;
	int fd = get_unused_fd_flags(flags);

	if (fd < 0)
		return fd;
	file = anon_inode_getfile(name, fops, priv, flags);
	if (!IS_ERR(file)) {
		fd_install(fd, file);
		return fd;
	}
	put_unused_fd(fd);
	return PTR_ERR(file);
}
EXPORT_SYMBOL_GPL(anon_inode_getfd);
