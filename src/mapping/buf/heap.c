// SPDX-License-Identifier: MIT
/*
 * Heaps: a node under /dev/dma_heap each, of which programs get dma-bufs.
 * What kinds there are is system_heap.c's and cma_heap.c's business. Linux:
 * drivers/dma-buf/dma-heap.c.
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <uapi/linux/dma-heap.h>

#include "device/file_table.h"
#include "mapping/buf/buf.h"

#define DEVNAME		"dma_heap"
#define NUM_HEAP_MINORS	128

struct dma_heap {
	const char *name;
	const struct dma_heap_ops *ops;
	void *priv;
	unsigned int minor;
	struct list_head list;
	struct cdev heap_cdev;
};

/* protects the list */
static DEFINE_MUTEX(lock);
static LIST_HEAD(heaps);
static DEFINE_IDA(minors);
static dev_t first_devt;
static struct class *heap_class;

void *dma_heap_get_drvdata(struct dma_heap *heap)
{
	return heap->priv;
}
EXPORT_SYMBOL_GPL(dma_heap_get_drvdata);

const char *dma_heap_get_name(struct dma_heap *heap)
{
	return heap->name;
}
EXPORT_SYMBOL_GPL(dma_heap_get_name);

/* ---- what programs ask ---------------------------------------------------------- */

static int heap_open(struct inode *inode, struct file *file)
{
	struct dma_heap *heap = container_of(inode->i_cdev, struct dma_heap, heap_cdev);

	file->private_data = heap;
	return nonseekable_open(inode, file);
}

static struct dma_buf *allocate(struct dma_heap *heap, size_t len,
				const struct dma_heap_allocation_data *want)
{
	struct dma_buf *dmabuf;

	dmabuf = heap->ops->allocate(heap, len, want->fd_flags, want->heap_flags);
	/* what a program has closed with close(2) may still hold memory */
	if (dmabuf == ERR_PTR(-ENOMEM) && files_reap())
		dmabuf = heap->ops->allocate(heap, len, want->fd_flags, want->heap_flags);
	return dmabuf;
}

/* the dma-buf, and a number for it in @want->fd */
static struct dma_buf *allocate_for(struct dma_heap *heap, struct dma_heap_allocation_data *want)
{
	size_t len = PAGE_ALIGN(want->len);
	struct dma_buf *dmabuf;
	int fd;

	if (want->fd || want->fd_flags & ~DMA_HEAP_VALID_FD_FLAGS ||
	    want->heap_flags & ~DMA_HEAP_VALID_HEAP_FLAGS || !len)
		return ERR_PTR(-EINVAL);
	dmabuf = allocate(heap, len, want);
	if (IS_ERR(dmabuf))
		return dmabuf;
	fd = dma_buf_share(dmabuf);
	if (!fd)
		fd = get_unused_fd_flags(want->fd_flags);
	if (fd < 0) {
		dma_buf_put(dmabuf);
		return ERR_PTR(fd);
	}
	want->fd = fd;
	return dmabuf;
}

/* a program's idea of the structure may be shorter or longer than ours: the rest is 0 */
static long heap_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const unsigned int size = _IOC_SIZE(cmd);
	struct dma_heap_allocation_data want = { 0 };
	unsigned int in = cmd & IOC_IN ? min_t(unsigned int, size, sizeof(want)) : 0;
	unsigned int out = cmd & IOC_OUT ? min_t(unsigned int, size, sizeof(want)) : 0;
	struct dma_buf *dmabuf;

	if (_IOC_NR(cmd) != _IOC_NR(DMA_HEAP_IOCTL_ALLOC))
		return -EINVAL;
	if (copy_from_user(&want, (const void __user *)arg, in))
		return -EFAULT;
	dmabuf = allocate_for(file->private_data, &want);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	if (copy_to_user((void __user *)arg, &want, out)) {
		put_unused_fd(want.fd);
		dma_buf_put(dmabuf);
		return -EFAULT;
	}
	dma_buf_fd_install(dmabuf, want.fd);
	return 0;
}

static const struct file_operations heap_fops = {
	.open = heap_open,
	.unlocked_ioctl = heap_ioctl,
	.compat_ioctl = heap_ioctl,
};

/* ---- adding ------------------------------------------------------------------------ */

static bool name_taken(const char *name)
{
	struct dma_heap *h;

	list_for_each_entry(h, &heaps, list)
		if (!strcmp(h->name, name))
			return true;
	return false;
}

static dev_t heap_devt(const struct dma_heap *heap)
{
	return MKDEV(MAJOR(first_devt), heap->minor);
}

static int heap_add_node(struct dma_heap *heap)
{
	struct device *dev;
	int ret;

	cdev_init(&heap->heap_cdev, &heap_fops);
	ret = cdev_add(&heap->heap_cdev, heap_devt(heap), 1);
	if (ret < 0) {
		pr_err("dma_heap: Unable to add char device\n");
		return ret;
	}
	dev = device_create(heap_class, NULL, heap_devt(heap), NULL, "%s", heap->name);
	if (IS_ERR(dev)) {
		pr_err("dma_heap: Unable to create device\n");
		cdev_del(&heap->heap_cdev);
		return PTR_ERR(dev);
	}
	return 0;
}

static int heap_add(struct dma_heap *heap)
{
	int ret;

	if (name_taken(heap->name)) {
		pr_err("dma_heap: Already registered heap named %s\n", heap->name);
		return -EINVAL;
	}
	ret = ida_alloc_max(&minors, NUM_HEAP_MINORS - 1, GFP_KERNEL);
	if (ret < 0) {
		pr_err("dma_heap: Unable to get minor number for heap\n");
		return ret == -ENOSPC ? -EBUSY : ret;
	}
	heap->minor = ret;
	ret = heap_add_node(heap);
	if (ret) {
		ida_free(&minors, heap->minor);
		return ret;
	}
	list_add(&heap->list, &heaps);
	return 0;
}

/* NULL: nothing is */
static const char *what_is_wrong(const struct dma_heap_export_info *info)
{
	if (!info->name || !*info->name)
		return "without a name";
	return info->ops && info->ops->allocate ? NULL : "with invalid ops struct";
}

struct dma_heap *dma_heap_add(const struct dma_heap_export_info *exp_info)
{
	const char *wrong = what_is_wrong(exp_info);
	struct dma_heap *fresh;
	int err = -ENOMEM;

	if (wrong) {
		pr_err("dma_heap: Cannot add heap %s\n", wrong);
		return ERR_PTR(-EINVAL);
	}
	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	if (fresh) {
		fresh->priv = exp_info->priv;
		fresh->ops = exp_info->ops;
		fresh->name = exp_info->name;
		mutex_lock(&lock);
		err = heap_add(fresh);
		mutex_unlock(&lock);
	}
	if (!err)
		return fresh;
	kfree(fresh);
	return ERR_PTR(err);
}
EXPORT_SYMBOL_GPL(dma_heap_add);

/* ---- the room ------------------------------------------------------------------------- */

static char *heap_devnode(__const_since(6, 2) struct device *dev, umode_t *mode)
{
	return kasprintf(GFP_KERNEL, "dma_heap/%s", dev_name(dev));
}

int heaps_start(void)
{
	int ret;

	INIT_LIST_HEAD(&heaps);
	ret = alloc_chrdev_region(&first_devt, 0, NUM_HEAP_MINORS, DEVNAME);
	if (ret)
		return ret;
	heap_class = class_create(NULL, DEVNAME);
	if (IS_ERR(heap_class)) {
		unregister_chrdev_region(first_devt, NUM_HEAP_MINORS);
		return PTR_ERR(heap_class);
	}
	heap_class->devnode = heap_devnode;
	ret = system_heap_start();
	if (!ret)
		ret = cma_heap_start();
	if (ret)
		heaps_stop();
	return ret;
}

void heaps_stop(void)
{
	struct dma_heap *heap, *next;

	list_for_each_entry_safe(heap, next, &heaps, list) {
		device_destroy(heap_class, heap_devt(heap));
		cdev_del(&heap->heap_cdev);
		kfree(heap);
	}
	INIT_LIST_HEAD(&heaps);
	ida_destroy(&minors);
	class_destroy(heap_class);
	unregister_chrdev_region(first_devt, NUM_HEAP_MINORS);
}
