// SPDX-License-Identifier: MIT
/* What programs ask of a sync_file: merge two, say how it is, set a deadline. */
#include <linux/dma-fence-unwrap.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <uapi/linux/sync_file.h>

#include "mapping/fence/sync_file.h"

/* ---- SYNC_IOC_MERGE ------------------------------------------------------------------ */

static long merge_into(int fd, struct sync_file *a, void __user *arg)
{
	struct sync_merge_data data;
	struct sync_file *b, *merged;

	if (copy_from_user(&data, arg, sizeof(data)))
		return -EFAULT;
	if (data.flags || data.pad)
		return -EINVAL;
	b = sync_file_fdget(data.fd2);
	if (!b)
		return -ENOENT;
	data.name[sizeof(data.name) - 1] = '\0';
	merged = sync_file_merge(data.name, a, b);
	fput(b->file);
	if (!merged)
		return -ENOMEM;
	data.fence = fd;
	if (copy_to_user(arg, &data, sizeof(data))) {
		fput(merged->file);
		return -EFAULT;
	}
	fd_install(fd, merged->file);
	return 0;
}

static long ioctl_merge(struct sync_file *sync_file, void __user *arg)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	long err;

	if (fd < 0)
		return fd;
	err = merge_into(fd, sync_file, arg);
	if (err)
		put_unused_fd(fd);
	return err;
}

/* ---- SYNC_IOC_FILE_INFO ---------------------------------------------------------------- */

static int fill_fence_info(struct dma_fence *fence, struct sync_fence_info *info)
{
	const struct dma_fence_ops *ops = fence->ops;
	const int status = dma_fence_get_status(fence);

	info->status = status;
	info->timestamp_ns = status ? ktime_to_ns(dma_fence_timestamp(fence)) : 0;
	strscpy(info->driver_name, ops->get_driver_name(fence), sizeof(info->driver_name));
	strscpy(info->obj_name, ops->get_timeline_name(fence), sizeof(info->obj_name));
	return status;
}

static unsigned int count_fences(struct sync_file *sync_file)
{
	struct dma_fence_unwrap cursor;
	struct dma_fence *fence;
	unsigned int n = 0;

	dma_fence_unwrap_for_each(fence, &cursor, sync_file->fence) n++;
	return n;
}

/* as many as there were when they were counted: there may be fewer by now. An error wins, then 0 */
static long fill_all(struct sync_file *sync_file, struct sync_file_info *info, unsigned int num)
{
	struct sync_fence_info *fences = kcalloc(num, sizeof(*fences), GFP_KERNEL);
	struct dma_fence_unwrap cursor;
	struct dma_fence *fence;
	unsigned int n = 0;
	long err = 0;

	if (!fences)
		return -ENOMEM;
	info->status = 1;
	dma_fence_unwrap_for_each(fence, &cursor, sync_file->fence)
	{
		int status = n < num ? fill_fence_info(fence, &fences[n++]) : 1;

		if (info->status > 0)
			info->status = status;
	}
	if (copy_to_user(u64_to_user_ptr(info->sync_fence_info), fences, n * sizeof(*fences)))
		err = -EFAULT;
	info->num_fences = n;
	kfree(fences);
	return err;
}

static long ioctl_file_info(struct sync_file *sync_file, void __user *arg)
{
	unsigned int num = count_fences(sync_file);
	struct sync_file_info info;
	long err = 0;

	if (copy_from_user(&info, arg, sizeof(info)))
		return -EFAULT;
	if (info.flags || info.pad)
		return -EINVAL;
	if (!info.num_fences) {
		info.status = dma_fence_get_status(sync_file->fence);
		info.num_fences = num;
	} else if (info.num_fences < num) {
		err = -EINVAL;
	} else {
		err = fill_all(sync_file, &info, num);
	}
	if (err)
		return err;
	sync_file_get_name(sync_file, info.name, sizeof(info.name));
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

/* ---- SYNC_IOC_SET_DEADLINE ---------------------------------------------------------------- */

static long ioctl_set_deadline(struct sync_file *sync_file, void __user *arg)
{
	struct sync_set_deadline data;

	if (copy_from_user(&data, arg, sizeof(data)))
		return -EFAULT;
	if (data.pad)
		return -EINVAL;
	dma_fence_set_deadline(sync_file->fence, ns_to_ktime(data.deadline_ns));
	return 0;
}

long sync_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *data = (void __user *)arg;
	struct sync_file *ours = file->private_data;

	if (cmd == SYNC_IOC_FILE_INFO)
		return ioctl_file_info(ours, data);
	if (cmd == SYNC_IOC_MERGE)
		return ioctl_merge(ours, data);
	if (cmd == SYNC_IOC_SET_DEADLINE)
		return ioctl_set_deadline(ours, data);
	return -ENOTTY;
}
