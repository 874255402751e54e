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

/* what is left of it when its exporter has let go */
static void dma_buf_free(struct dma_buf *dmabuf)
{
	struct module *owner = dmabuf->owner;
	struct dma_resv *own = own_resv(dmabuf);

	if (dmabuf->resv == own)
		dma_resv_fini(own);
	WARN_ON(!list_empty(&dmabuf->attachments));
	kfree(dmabuf->name);
	kfree(dmabuf);
	module_put(owner);
}

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
	dma_buf_free(dmabuf);
	return 0;
}

/* ---- file operations ------------------------------------------------------- */

/*
 * Why @vma can't show the pages from @pgoff on; 0: it can. The size never
 * changes, so that an exporter need not look at it.
 */
static int mmap_refused(const struct dma_buf *dmabuf, const struct vm_area_struct *vma,
			unsigned long pgoff)
{
	unsigned long end = pgoff + vma_pages(vma);
	bool wraps = end < pgoff;

	if (!dmabuf->ops->mmap || (!wraps && end > dmabuf->size >> PAGE_SHIFT))
		return -EINVAL;
	return wraps ? -EOVERFLOW : 0;
}

int dma_buf_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct dma_buf *dmabuf = file->private_data;

	/* to a program, a range that wraps is as wrong as any */
	return mmap_refused(dmabuf, vma, vma->vm_pgoff) ? -EINVAL : dmabuf->ops->mmap(dmabuf, vma);
}

int dma_buf_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma, unsigned long pgoff)
{
	int ret = WARN_ON(!dmabuf || !vma) ? -EINVAL : mmap_refused(dmabuf, vma, pgoff);

	if (ret)
		return ret;
	vma->vm_pgoff = pgoff;
	vma_set_file(vma, dmabuf->file);
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

static void dma_buf_show_fdinfo(struct seq_file *m, struct file *file)
{
	struct dma_buf *dmabuf = file->private_data;
	const char *name;

	/* the count without the reference of whoever asks */
	seq_printf(m, "size:\t%zu\ncount:\t%ld\nexp_name:\t%s\n", dmabuf->size,
		   file_count(file) - 1, dmabuf->exp_name);
	spin_lock(&dmabuf->name_lock);
	name = dmabuf->name;
	if (name)
		seq_printf(m, "name:\t%s\n", name);
	spin_unlock(&dmabuf->name_lock);
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

static const struct file_operations dma_buf_fops = {
	.unlocked_ioctl = dma_buf_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.show_fdinfo = dma_buf_show_fdinfo,
	.poll = dma_buf_poll,
	.llseek = dma_buf_llseek,
	.mmap = dma_buf_file_mmap,
	.release = dma_buf_file_release,
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
	*dmabuf = (struct dma_buf){
		.exp_name = info->exp_name,
		.owner = info->owner,
		.ops = info->ops,
		.priv = info->priv,
		.resv = info->resv,
		.size = info->size,
		.cb_in.poll = &dmabuf->poll,
		.cb_out.poll = &dmabuf->poll,
		.attachments = LIST_HEAD_INIT(dmabuf->attachments),
	};
	mutex_init(&dmabuf->lock);
	spin_lock_init(&dmabuf->name_lock);
	init_waitqueue_head(&dmabuf->poll);
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

/* the buffer and its file, on the list of all; or an error pointer */
static struct dma_buf *dma_buf_with_file(const struct dma_buf_export_info *info)
{
	struct file *file = dma_buf_getfile(info->size, info->flags);
	struct dma_buf *dmabuf;
	int err;

	if (IS_ERR(file))
		return ERR_CAST(file);
	dmabuf = dma_buf_new(info);
	err = dmabuf ? dma_buf_stats_setup(dmabuf, file) : -ENOMEM;
	if (!err) {
		dmabuf->file = file;
		file->private_data = dmabuf;
		dma_buf_list_add(dmabuf);
		return dmabuf;
	}
	if (dmabuf && dmabuf->resv == own_resv(dmabuf))
		dma_resv_fini(dmabuf->resv);
	kfree(dmabuf);
	/* its release finds no buffer */
	fput(file);
	return ERR_PTR(err);
}

struct dma_buf *dma_buf_export(const struct dma_buf_export_info *exp_info)
{
	struct module *owner = exp_info->owner;
	struct dma_buf *dmabuf;

	if (!export_valid(exp_info))
		return ERR_PTR(-EINVAL);
	if (!try_module_get(owner))
		return ERR_PTR(-ENOENT);
	dmabuf = dma_buf_with_file(exp_info);
	if (IS_ERR(dmabuf))
		module_put(owner);
	return dmabuf;
}
EXPORT_SYMBOL_NS_GPL(dma_buf_export, DMA_BUF);

/* ---- descriptors and references --------------------------------------------------- */

struct dma_buf *dma_buf_get(int fd)
{
	struct file *file = fget(fd);
	bool any = file;

	if (any && is_dma_buf_file(file))
		return file->private_data;
	if (any)
		fput(file);
	return ERR_PTR(any ? -EINVAL : -EBADF);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_get, DMA_BUF);

void dma_buf_put(struct dma_buf *dmabuf)
{
	if (!WARN_ON(!dmabuf || !dmabuf->file))
		fput(dmabuf->file);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_put, DMA_BUF);

int dma_buf_fd(struct dma_buf *dmabuf, int flags)
{
	struct file *file = dmabuf ? dmabuf->file : NULL;
	int fd = file ? dma_buf_share(dmabuf) : -EINVAL;

	if (!fd)
		fd = get_unused_fd_flags(flags);
	if (fd >= 0)
		fd_install(fd, file);
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
