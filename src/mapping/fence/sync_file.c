// SPDX-License-Identifier: MIT
/*
 * Fences as files. What stands behind the descriptor in the host is a socket
 * that becomes readable when the fence signals (share.c), so that poll(2)
 * works on it, here and in other processes. What programs ask with ioctl() is
 * in sync_file_ioctl.c.
 */
#include <linux/anon_inodes.h>
#include <linux/dma-fence-unwrap.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/host.h"
#include "device/file_table.h"
#include "mapping/fence/share.h"
#include "mapping/fence/sync_file.h"

static const struct file_operations sync_file_fops;

static LIST_HEAD(files);
static DEFINE_SPINLOCK(lock); /* protects the list */

/* ---- making one ---------------------------------------------------------------- */

/* other processes may see it from now on */
static void sync_file_installed(struct file *file)
{
	struct sync_file *sync_file = file->private_data;

	fence_share_arm(sync_file->share);
}

/* takes over the reference to @fence, and @fd, which is what stands behind it in the host */
static struct sync_file *sync_file_new(struct dma_fence *fence, int fd)
{
	struct sync_file *sync_file = kzalloc(sizeof(*sync_file), GFP_KERNEL);
	unsigned long flags;

	if (!sync_file)
		goto err_fence;
	sync_file->file = anon_inode_getfile("sync_file", &sync_file_fops, sync_file, 0);
	if (IS_ERR(sync_file->file))
		goto err_free;
	sync_file->file->host_fd = fd;
	sync_file->fence = fence;
	init_waitqueue_head(&sync_file->wq);
	INIT_LIST_HEAD(&sync_file->cb.node);

	spin_lock_irqsave(&lock, flags);
	list_add_tail(&sync_file->sync_file_list, &files);
	spin_unlock_irqrestore(&lock, flags);
	return sync_file;

err_free:
	kfree(sync_file);
err_fence:
	dma_fence_put(fence);
	host_fd_close(fd);
	return NULL;
}

struct sync_file *sync_file_create(struct dma_fence *fence)
{
	struct fence_share *share;
	struct sync_file *sync_file;
	int fd;

	share = fence_share_new(fence, &fd);
	if (IS_ERR(share))
		return NULL;
	sync_file = sync_file_new(dma_fence_get(fence), fd);
	if (!sync_file) {
		fence_share_let_go(share);
		return NULL;
	}
	sync_file->share = share;
	sync_file->file->f_installed = sync_file_installed;
	return sync_file;
}
EXPORT_SYMBOL(sync_file_create);

/* a descriptor that another process's sync_file_create() has made: a file for that fence here */
static struct file *sync_file_adopt(int fd)
{
	struct dma_fence *fence = fence_foreign(fd);
	struct sync_file *sync_file;
	int copy;

	if (IS_ERR(fence)) {
		if (PTR_ERR(fence) != -EINVAL)
			pr_err("sync_file of another process: no fence can be made of it (error "
			       "%ld)\n",
			       PTR_ERR(fence));
		return NULL;
	}
	copy = host_fd_dup(fd);
	if (copy < 0) {
		pr_err("sync_file of another process: no descriptors are left (error %d)\n", copy);
		dma_fence_put(fence);
		return NULL;
	}
	sync_file = sync_file_new(fence, copy);
	return sync_file ? sync_file->file : NULL;
}

void sync_files_start(void)
{
	file_adopter_add(sync_file_adopt);
}

void sync_files_stop(void)
{
	file_adopter_del(sync_file_adopt);
}

struct sync_file *sync_file_merge(const char *name, struct sync_file *a, struct sync_file *b)
{
	struct dma_fence *fence = dma_fence_unwrap_merge(a->fence, b->fence);
	struct sync_file *sync_file;

	if (!fence)
		return NULL;
	sync_file = sync_file_create(fence);
	dma_fence_put(fence);
	if (sync_file)
		strscpy(sync_file->user_name, name, sizeof(sync_file->user_name));
	return sync_file;
}

static int sync_file_release(struct inode *inode, struct file *file)
{
	struct sync_file *sync_file = file->private_data;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	list_del(&sync_file->sync_file_list);
	spin_unlock_irqrestore(&lock, flags);
	/* ours first: then the share knows whether anybody else has one */
	host_fd_close(file->host_fd);
	file->host_fd = -1;
	if (sync_file->share)
		fence_share_let_go(sync_file->share);
	if (test_bit(POLL_ENABLED, &sync_file->flags))
		dma_fence_remove_callback(sync_file->fence, &sync_file->cb);
	dma_fence_put(sync_file->fence);
	kfree(sync_file);
	return 0;
}

/* ---- finding one ------------------------------------------------------------------ */

struct sync_file *sync_file_fdget(int fd)
{
	struct file *file = fget(fd);

	if (!file)
		return NULL;
	if (file->f_op == &sync_file_fops)
		return file->private_data;
	fput(file);
	return NULL;
}

struct dma_fence *sync_file_get_fence(int fd)
{
	struct sync_file *sync_file = sync_file_fdget(fd);
	struct dma_fence *fence;

	if (!sync_file)
		return NULL;
	fence = dma_fence_get(sync_file->fence);
	fput(sync_file->file);
	return fence;
}
EXPORT_SYMBOL(sync_file_get_fence);

char *sync_file_get_name(struct sync_file *sync_file, char *buf, int len)
{
	struct dma_fence *fence = sync_file->fence;

	if (sync_file->user_name[0])
		strscpy(buf, sync_file->user_name, len);
	else
		snprintf(buf, len, "%s-%s%llu-%lld", fence->ops->get_driver_name(fence),
			 fence->ops->get_timeline_name(fence), fence->context,
			 (long long)fence->seqno);
	return buf;
}
EXPORT_SYMBOL_GPL(sync_file_get_name);

/* ---- waiting -------------------------------------------------------------------------- */

static void sync_file_wake(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	wake_up_all(&container_of(cb, struct sync_file, cb)->wq);
}

static __poll_t sync_file_poll(struct file *file, poll_table *wait)
{
	struct sync_file *sync_file = file->private_data;

	poll_wait(file, &sync_file->wq, wait);
	if (!test_and_set_bit(POLL_ENABLED, &sync_file->flags) &&
	    dma_fence_add_callback(sync_file->fence, &sync_file->cb, sync_file_wake))
		wake_up_all(&sync_file->wq);
	return dma_fence_is_signaled(sync_file->fence) ? EPOLLIN : 0;
}

static const struct file_operations sync_file_fops = {
	.release = sync_file_release,
	.poll = sync_file_poll,
	.unlocked_ioctl = sync_file_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

/* ---- debugfs ------------------------------------------------------------------------------ */

static void sync_file_show(struct seq_file *s, struct sync_file *sync_file)
{
	struct dma_fence *fence;
	unsigned int i;
	char name[128];

	seq_printf(s, "%s: %s\n", sync_file_get_name(sync_file, name, sizeof(name)),
		   sync_debug_status(dma_fence_get_status(sync_file->fence)));
	dma_fence_array_for_each(fence, i, sync_file->fence)
	{
		unsigned long flags;

		spin_lock_irqsave(fence->lock, flags);
		sync_debug_fence(s, fence, true);
		spin_unlock_irqrestore(fence->lock, flags);
	}
	seq_putc(s, '\n');
}

/* a reference to the file after @prev in the list, whose reference is given back */
static struct sync_file *sync_file_after(struct sync_file *prev)
{
	struct sync_file *sync_file, *next = NULL;
	bool passed = !prev;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	list_for_each_entry(sync_file, &files, sync_file_list) {
		if (passed && atomic_long_inc_not_zero(&sync_file->file->f_count)) {
			next = sync_file;
			break;
		}
		passed |= sync_file == prev;
	}
	spin_unlock_irqrestore(&lock, flags);
	if (prev)
		fput(prev->file);
	return next;
}

void sync_files_show(struct seq_file *s)
{
	struct sync_file *sync_file = NULL;

	while ((sync_file = sync_file_after(sync_file)) != NULL)
		sync_file_show(s, sync_file);
}
