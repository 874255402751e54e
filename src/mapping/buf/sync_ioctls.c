// SPDX-License-Identifier: MIT
/*
 * Between the fences of a dma-buf and descriptors of fences: a program can
 * have what is in the reservation as a sync_file, and put a sync_file's
 * fences into it. Linux: drivers/dma-buf/dma-buf.c.
 */
#include <linux/dma-buf.h>
#include <linux/dma-fence.h>
#include <linux/dma-fence-unwrap.h>
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/sync_file.h>
#include <linux/uaccess.h>

#include <uapi/linux/dma-buf.h>

#include "mapping/buf/buf.h"

static bool flags_valid(u32 flags)
{
	return flags && !(flags & ~DMA_BUF_SYNC_RW);
}

/* all fences up to @usage as a sync_file; without any, one that has signalled */
static struct sync_file *sync_file_of(struct dma_resv *resv, enum dma_resv_usage usage)
{
	struct dma_fence *all = NULL;
	int err = dma_resv_get_singleton(resv, usage, &all);
	struct sync_file *made;

	if (err)
		return ERR_PTR(err);
	all = all ?: dma_fence_get_stub();
	made = sync_file_create(all);
	/* the file has a reference of its own */
	dma_fence_put(all);
	return made ?: ERR_PTR(-ENOMEM);
}

/* such a file becomes @fd, if the program at @user can be told so */
static int export_as(int fd, struct dma_buf *dmabuf, struct dma_buf_export_sync_file *arg,
		     void __user *user)
{
	enum dma_resv_usage usage = dma_resv_usage_rw(arg->flags & DMA_BUF_SYNC_WRITE);
	struct sync_file *made = sync_file_of(dmabuf->resv, usage);

	if (IS_ERR(made))
		return PTR_ERR(made);
	arg->fd = fd;
	if (!copy_to_user(user, arg, sizeof(*arg))) {
		fd_install(fd, made->file);
		return 0;
	}
	fput(made->file);
	return -EFAULT;
}

long dma_buf_export_sync_file(struct dma_buf *dmabuf, void __user *user)
{
	struct dma_buf_export_sync_file arg;
	int fd, err;

	if (copy_from_user(&arg, user, sizeof(arg)))
		return -EFAULT;
	if (!flags_valid(arg.flags))
		return -EINVAL;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	err = export_as(fd, dmabuf, &arg, user);
	if (err)
		put_unused_fd(fd);
	return err;
}

/* each of the fences that @fence is made of */
static int add_fences(struct dma_resv *resv, struct dma_fence *fence, enum dma_resv_usage usage)
{
	struct dma_fence_unwrap iter;
	unsigned int count = 0;
	struct dma_fence *f;
	int ret;

	dma_fence_unwrap_for_each(f, &iter, fence)
		count++;
	if (!count)
		return 0;
	dma_resv_lock(resv, NULL);
	ret = dma_resv_reserve_fences(resv, count);
	if (!ret)
		dma_fence_unwrap_for_each(f, &iter, fence)
			dma_resv_add_fence(resv, f, usage);
	dma_resv_unlock(resv);
	return ret;
}

long dma_buf_import_sync_file(struct dma_buf *dmabuf, const void __user *user)
{
	struct dma_buf_import_sync_file arg;
	enum dma_resv_usage usage;
	struct dma_fence *fence;
	int ret;

	if (copy_from_user(&arg, user, sizeof(arg)))
		return -EFAULT;
	if (!flags_valid(arg.flags))
		return -EINVAL;
	fence = sync_file_get_fence(arg.fd);
	if (!fence)
		return -EINVAL;
	usage = arg.flags & DMA_BUF_SYNC_WRITE ? DMA_RESV_USAGE_WRITE : DMA_RESV_USAGE_READ;
	ret = add_fences(dmabuf->resv, fence, usage);
	dma_fence_put(fence);
	return ret;
}
