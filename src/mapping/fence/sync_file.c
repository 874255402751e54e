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

/* with its file, and nothing in it yet */
static struct sync_file *sync_file_alloc(void)
{
	struct sync_file *made = kzalloc(sizeof(*made), GFP_KERNEL);
	struct file *file;

	if (!made)
		return NULL;
	INIT_LIST_HEAD(&made->cb.node);
	init_waitqueue_head(&made->wq);
	file = anon_inode_getfile("sync_file", &sync_file_fops, made, 0);
	if (IS_ERR(file)) {
		kfree(made);
		return NULL;
	}
	made->file = file;
	return made;
}

/* takes over the reference to @fence, and @fd, which is what stands behind it in the host */
static struct sync_file *sync_file_new(struct dma_fence *fence, int fd)
{
	struct sync_file *made = sync_file_alloc();

	if (!made) {
		dma_fence_put(fence);
		host_fd_close(fd);
		return NULL;
	}
	made->fence = fence;
	made->file->host_fd = fd;

	guard(spinlock_irqsave)(&lock);
	list_add_tail(&made->sync_file_list, &files);
	return made;
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
	struct dma_fence *both = dma_fence_unwrap_merge(a->fence, b->fence);
	struct sync_file *merged = both ? sync_file_create(both) : NULL;

	dma_fence_put(both);
	if (merged)
		strscpy(merged->user_name, name, sizeof(merged->user_name));
	return merged;
}

static void sync_file_unlist(struct sync_file *sync_file)
{
	guard(spinlock_irqsave)(&lock);
	list_del(&sync_file->sync_file_list);
}

static int sync_file_release(struct inode *inode, struct file *file)
{
	struct sync_file *sync_file = file->private_data;
	struct dma_fence *fence = sync_file->fence;

	sync_file_unlist(sync_file);
	/* ours first: then the share knows whether anybody else has one */
	host_fd_close(file->host_fd);
	file->host_fd = -1;
	if (sync_file->share)
		fence_share_let_go(sync_file->share);
	if (test_bit(POLL_ENABLED, &sync_file->flags))
		dma_fence_remove_callback(fence, &sync_file->cb);
	kfree(sync_file);
	dma_fence_put(fence);
	return 0;
}

/* ---- finding one ------------------------------------------------------------------ */

struct sync_file *sync_file_fdget(int fd)
{
	struct file *file = fget(fd);

	if (file && file->f_op == &sync_file_fops)
		return file->private_data;
	if (file)
		fput(file);
	return NULL;
}

struct dma_fence *sync_file_get_fence(int fd)
{
	struct sync_file *from = sync_file_fdget(fd);
	struct dma_fence *fence = NULL;

	if (from) {
		fence = dma_fence_get(from->fence);
		fput(from->file);
	}
	return fence;
}
EXPORT_SYMBOL(sync_file_get_fence);

/* who was given no name is called after its fence */
static void name_after_fence(struct dma_fence *fence, char *buf, int len)
{
	const struct dma_fence_ops *ops = fence->ops;

	snprintf(buf, len, "%s-%s%llu-%lld", ops->get_driver_name(fence),
		 ops->get_timeline_name(fence), fence->context, (long long)fence->seqno);
}

char *sync_file_get_name(struct sync_file *sync_file, char *buf, int len)
{
	const char *given = sync_file->user_name;

	if (*given)
		strscpy(buf, given, len);
	else
		name_after_fence(sync_file->fence, buf, len);
	return buf;
}
EXPORT_SYMBOL_GPL(sync_file_get_name);

/* ---- waiting -------------------------------------------------------------------------- */

static void sync_file_wake(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	wake_up_all(&container_of(cb, struct sync_file, cb)->wq);
}

/* the fence's callback is left with the first poll, as most files are never polled */
static void sync_file_watch(struct sync_file *sync_file)
{
	if (test_and_set_bit(POLL_ENABLED, &sync_file->flags))
		return;
	if (dma_fence_add_callback(sync_file->fence, &sync_file->cb, sync_file_wake))
		wake_up_all(&sync_file->wq);
}

static __poll_t sync_file_poll(struct file *file, poll_table *wait)
{
	struct sync_file *polled = file->private_data;

	poll_wait(file, &polled->wq, wait);
	sync_file_watch(polled);
	return dma_fence_is_signaled(polled->fence) ? EPOLLIN : 0;
}

static const struct file_operations sync_file_fops = {
	.unlocked_ioctl = sync_file_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.poll = sync_file_poll,
	.release = sync_file_release,
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
