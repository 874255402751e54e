// SPDX-License-Identifier: MIT
/*
 * dma-bufs as objects and files: export, descriptors, references, names,
 * ioctls. Who is attached and what is mapped is attach.c; what the CPU does
 * with the memory is cpu_access.c. Linux: drivers/dma-buf/dma-buf.c.
 */
#include <linux/anon_inodes.h>
#include <linux/bug.h>
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <uapi/linux/dma-buf.h>

#include "device/file_table.h"
#include "mapping/buf/buf.h"

static atomic64_t last_inode;

static struct dma_resv *own_resv(struct dma_buf *dmabuf)
{
	return (struct dma_resv *)(dmabuf + 1);
}

/* ---- the end ------------------------------------------------------------- */

static int dma_buf_file_release(struct inode *inode, struct file *file)
{
	struct dma_buf *dmabuf = file->private_data;

	/* an export that failed */
	if (!dmabuf)
		return 0;
	dma_buf_list_del(dmabuf);
	BUG_ON(dmabuf->vmapping_counter);
	/* a poll that waits has a reference to the file */
	BUG_ON(dmabuf->cb_in.active || dmabuf->cb_out.active);
	dma_buf_stats_teardown(dmabuf);
	dma_buf_unshare(dmabuf);
	dmabuf->ops->release(dmabuf);
	if (dmabuf->resv == own_resv(dmabuf))
		dma_resv_fini(dmabuf->resv);
	WARN_ON(!list_empty(&dmabuf->attachments));
	module_put(dmabuf->owner);
	kfree(dmabuf->name);
	kfree(dmabuf);
	return 0;
}

/* ---- file operations ------------------------------------------------------- */

/* the size never changes, so that an exporter need not look at it */
static bool vma_fits(const struct dma_buf *dmabuf, const struct vm_area_struct *vma,
		     unsigned long pgoff)
{
	return pgoff + vma_pages(vma) <= dmabuf->size >> PAGE_SHIFT;
}

int dma_buf_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct dma_buf *dmabuf = file->private_data;

	if (!dmabuf->ops->mmap || vma->vm_pgoff + vma_pages(vma) < vma->vm_pgoff ||
	    !vma_fits(dmabuf, vma, vma->vm_pgoff))
		return -EINVAL;
	return dmabuf->ops->mmap(dmabuf, vma);
}

int dma_buf_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma, unsigned long pgoff)
{
	if (WARN_ON(!dmabuf || !vma))
		return -EINVAL;
	if (!dmabuf->ops->mmap)
		return -EINVAL;
	if (pgoff + vma_pages(vma) < pgoff)
		return -EOVERFLOW;
	if (!vma_fits(dmabuf, vma, pgoff))
		return -EINVAL;
	vma_set_file(vma, dmabuf->file);
	vma->vm_pgoff = pgoff;
	return dmabuf->ops->mmap(dmabuf, vma);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_mmap, DMA_BUF);

/* tells the size, and no more: SEEK_END, and SEEK_SET so that one can seek back */
static loff_t dma_buf_llseek(struct file *file, loff_t offset, int whence)
{
	struct dma_buf *dmabuf = file->private_data;

	if ((whence != SEEK_END && whence != SEEK_SET) || offset)
		return -EINVAL;
	return whence == SEEK_END ? (loff_t)dmabuf->size : 0;
}

static long set_name(struct dma_buf *dmabuf, const char __user *text)
{
	char *name = strndup_user(text, DMA_BUF_NAME_LEN);
	const char *old;

	if (IS_ERR(name))
		return PTR_ERR(name);
	spin_lock(&dmabuf->name_lock);
	old = dmabuf->name;
	dmabuf->name = name;
	spin_unlock(&dmabuf->name_lock);
	kfree(old);
	return 0;
}

static long sync_cpu(struct dma_buf *dmabuf, const void __user *arg)
{
	static const enum dma_data_direction directions[] = {
		[DMA_BUF_SYNC_READ] = DMA_FROM_DEVICE,
		[DMA_BUF_SYNC_WRITE] = DMA_TO_DEVICE,
		[DMA_BUF_SYNC_RW] = DMA_BIDIRECTIONAL,
	};
	enum dma_data_direction dir;
	struct dma_buf_sync sync;

	if (copy_from_user(&sync, arg, sizeof(sync)))
		return -EFAULT;
	if (sync.flags & ~DMA_BUF_SYNC_VALID_FLAGS_MASK || !(sync.flags & DMA_BUF_SYNC_RW))
		return -EINVAL;
	dir = directions[sync.flags & DMA_BUF_SYNC_RW];
	return sync.flags & DMA_BUF_SYNC_END ? dma_buf_end_cpu_access(dmabuf, dir)
					     : dma_buf_begin_cpu_access(dmabuf, dir);
}

static long dma_buf_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct dma_buf *dmabuf = file->private_data;

	switch (cmd) {
	case DMA_BUF_IOCTL_SYNC:
		return sync_cpu(dmabuf, (const void __user *)arg);
	case DMA_BUF_SET_NAME_A:
	case DMA_BUF_SET_NAME_B:
		return set_name(dmabuf, (const char __user *)arg);
	case DMA_BUF_IOCTL_EXPORT_SYNC_FILE:
		return dma_buf_export_sync_file(dmabuf, (void __user *)arg);
	case DMA_BUF_IOCTL_IMPORT_SYNC_FILE:
		return dma_buf_import_sync_file(dmabuf, (const void __user *)arg);
	default:
		return -ENOTTY;
	}
}

static void dma_buf_show_fdinfo(struct seq_file *m, struct file *file)
{
	struct dma_buf *dmabuf = file->private_data;

	seq_printf(m, "size:\t%zu\n", dmabuf->size);
	/* without the reference of whoever asks */
	seq_printf(m, "count:\t%ld\n", file_count(file) - 1);
	seq_printf(m, "exp_name:\t%s\n", dmabuf->exp_name);
	spin_lock(&dmabuf->name_lock);
	if (dmabuf->name)
		seq_printf(m, "name:\t%s\n", dmabuf->name);
	spin_unlock(&dmabuf->name_lock);
}

static const struct file_operations dma_buf_fops = {
	.release = dma_buf_file_release,
	.mmap = dma_buf_file_mmap,
	.llseek = dma_buf_llseek,
	.poll = dma_buf_poll,
	.unlocked_ioctl = dma_buf_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.show_fdinfo = dma_buf_show_fdinfo,
};

bool is_dma_buf_file(const struct file *file)
{
	return file->f_op == &dma_buf_fops;
}

/* ---- export -------------------------------------------------------------------- */

static bool export_valid(const struct dma_buf_export_info *info)
{
	const struct dma_buf_ops *ops = info->ops;

	if (WARN_ON(!info->priv || !ops || !ops->map_dma_buf || !ops->unmap_dma_buf ||
		    !ops->release))
		return false;
	/* a mapping that is kept would keep the memory in its place */
	if (WARN_ON(ops->cache_sgt_mapping && (ops->pin || ops->unpin)))
		return false;
	return !WARN_ON(!ops->pin != !ops->unpin);
}

static struct dma_buf *dma_buf_new(const struct dma_buf_export_info *info)
{
	/* one byte more, so that no other reservation lies where its own would */
	size_t more = info->resv ? 1 : sizeof(struct dma_resv);
	struct dma_buf *dmabuf = kzalloc(sizeof(*dmabuf) + more, GFP_KERNEL);

	if (!dmabuf)
		return NULL;
	dmabuf->priv = info->priv;
	dmabuf->ops = info->ops;
	dmabuf->size = info->size;
	dmabuf->exp_name = info->exp_name;
	dmabuf->owner = info->owner;
	spin_lock_init(&dmabuf->name_lock);
	init_waitqueue_head(&dmabuf->poll);
	dmabuf->cb_in.poll = &dmabuf->poll;
	dmabuf->cb_out.poll = &dmabuf->poll;
	mutex_init(&dmabuf->lock);
	INIT_LIST_HEAD(&dmabuf->attachments);
	dmabuf->resv = info->resv;
	if (!dmabuf->resv) {
		dmabuf->resv = own_resv(dmabuf);
		dma_resv_init(dmabuf->resv);
	}
	return dmabuf;
}

static struct file *dma_buf_getfile(size_t size, int flags)
{
	struct file *file = anon_inode_getfile("dmabuf", &dma_buf_fops, NULL,
					       flags & (O_ACCMODE | O_NONBLOCK));

	if (!IS_ERR(file)) {
		i_size_write(file_inode(file), size);
		file_inode(file)->i_ino = atomic64_inc_return(&last_inode);
	}
	return file;
}

struct dma_buf *dma_buf_export(const struct dma_buf_export_info *exp_info)
{
	struct dma_buf *dmabuf;
	struct file *file;
	int ret;

	if (!export_valid(exp_info))
		return ERR_PTR(-EINVAL);
	if (!try_module_get(exp_info->owner))
		return ERR_PTR(-ENOENT);
	file = dma_buf_getfile(exp_info->size, exp_info->flags);
	if (IS_ERR(file)) {
		ret = PTR_ERR(file);
		goto err_module;
	}
	dmabuf = dma_buf_new(exp_info);
	ret = dmabuf ? dma_buf_stats_setup(dmabuf, file) : -ENOMEM;
	if (ret)
		goto err_dmabuf;
	file->private_data = dmabuf;
	dmabuf->file = file;
	dma_buf_list_add(dmabuf);
	return dmabuf;

err_dmabuf:
	if (dmabuf && !exp_info->resv)
		dma_resv_fini(dmabuf->resv);
	kfree(dmabuf);
	fput(file);
err_module:
	module_put(exp_info->owner);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_export, DMA_BUF);

/* ---- descriptors and references --------------------------------------------------- */

int dma_buf_fd(struct dma_buf *dmabuf, int flags)
{
	int fd, ret;

	if (!dmabuf || !dmabuf->file)
		return -EINVAL;
	ret = dma_buf_share(dmabuf);
	if (ret)
		return ret;
	fd = get_unused_fd_flags(flags);
	if (fd < 0)
		return fd;
	fd_install(fd, dmabuf->file);
	return fd;
}
EXPORT_SYMBOL_NS_GPL(dma_buf_fd, DMA_BUF);

void dma_buf_fd_install(struct dma_buf *dmabuf, int fd)
{
	/* too late to fail: without a file of the host, it works in this process */
	if (dma_buf_share(dmabuf))
		pr_warn("dma-buf %s: no descriptor is left by which other processes could map it\n",
			dmabuf->exp_name);
	fd_install(fd, dmabuf->file);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_fd_install, DMA_BUF);

struct dma_buf *dma_buf_get(int fd)
{
	struct file *file = fget(fd);

	if (!file)
		return ERR_PTR(-EBADF);
	if (!is_dma_buf_file(file)) {
		fput(file);
		return ERR_PTR(-EINVAL);
	}
	return file->private_data;
}
EXPORT_SYMBOL_NS_GPL(dma_buf_get, DMA_BUF);

void dma_buf_put(struct dma_buf *dmabuf)
{
	if (WARN_ON(!dmabuf || !dmabuf->file))
		return;
	fput(dmabuf->file);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_put, DMA_BUF);

/* ---- the room ------------------------------------------------------------------------ */

int dma_bufs_start(void)
{
	int ret;

	atomic64_set(&last_inode, 0);
	ret = dma_buf_stats_start();
	if (ret)
		return ret;
	ret = dma_buf_list_start();
	if (ret)
		goto err_stats;
	ret = heaps_start();
	if (ret)
		goto err_list;
	file_adopter_add(dma_buf_adopt);
	return 0;

err_list:
	dma_buf_list_stop();
err_stats:
	dma_buf_stats_stop();
	return ret;
}

void dma_bufs_stop(void)
{
	file_adopter_del(dma_buf_adopt);
	heaps_stop();
	dma_buf_list_stop();
	dma_buf_stats_stop();
}
