// SPDX-License-Identifier: MIT
/*
 * sw_sync: fences without hardware, for tests. Each opening of
 * /sys/kernel/debug/sync/sw_sync is a timeline, a counter that starts at 0; a
 * fence of it signals when the counter reaches its value. Closing the file
 * signals what is left with -ENOENT. Commands and layouts are Linux's.
 */
#include <linux/bitops.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/ioctl.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "mapping/fence/sync_file.h"

/* SW_SYNC_IOC_CREATE_FENCE: a sync_file for a new fence */
struct sw_sync_create_fence_data {
	__u32 value;   /* that the counter has to reach */
	char name[32]; /* unused */
	__s32 fence;   /* set to its descriptor */
};

/* SW_SYNC_GET_DEADLINE: the earliest that was set on a fence of the timeline */
struct sw_sync_get_deadline {
	__u64 deadline_ns; /* 0; set */
	__u32 pad;	   /* 0 */
	__s32 fence_fd;	   /* its descriptor */
};

#define SW_SYNC_IOC_MAGIC	 'W'
#define SW_SYNC_IOC_CREATE_FENCE _IOWR(SW_SYNC_IOC_MAGIC, 0, struct sw_sync_create_fence_data)
#define SW_SYNC_IOC_INC		 _IOW(SW_SYNC_IOC_MAGIC, 1, __u32)
#define SW_SYNC_GET_DEADLINE	 _IOWR(SW_SYNC_IOC_MAGIC, 2, struct sw_sync_get_deadline)

#define HAS_DEADLINE_BIT	 DMA_FENCE_FLAG_USER_BITS

/**
 * struct timeline - a reference for the open file, and one for each fence
 * @lock: protects @value and @points, and is the lock of the fences
 * @points: those that have not signalled, by value
 * @link: in the list of all
 */
struct timeline {
	struct kref kref;
	char name[32];
	u64 context;
	spinlock_t lock;
	int value;
	struct rb_root points;
	struct list_head link;
};

/** struct point - a fence of a timeline; @node is in its tree, or empty; @done on who signals it */
struct point {
	struct dma_fence base;
	struct rb_node node;
	struct list_head done;
	ktime_t deadline;
};

static LIST_HEAD(timelines);
static DEFINE_SPINLOCK(timelines_lock);

static struct timeline *timeline_of(struct dma_fence *fence)
{
	return container_of(fence->lock, struct timeline, lock);
}

static struct point *to_point(struct dma_fence *fence)
{
	return container_of(fence, struct point, base);
}

/* ---- timelines ---------------------------------------------------------------- */

static struct timeline *timeline_new(const char *name)
{
	struct timeline *t = kzalloc(sizeof(*t), GFP_KERNEL);
	unsigned long flags;

	if (!t)
		return NULL;
	kref_init(&t->kref);
	strscpy(t->name, name, sizeof(t->name));
	t->context = dma_fence_context_alloc(1);
	spin_lock_init(&t->lock);
	t->points = RB_ROOT;
	spin_lock_irqsave(&timelines_lock, flags);
	list_add_tail(&t->link, &timelines);
	spin_unlock_irqrestore(&timelines_lock, flags);
	return t;
}

static void timeline_free(struct kref *kref)
{
	struct timeline *t = container_of(kref, struct timeline, kref);
	unsigned long flags;

	spin_lock_irqsave(&timelines_lock, flags);
	list_del(&t->link);
	spin_unlock_irqrestore(&timelines_lock, flags);
	kfree(t);
}

static void timeline_put(struct timeline *t)
{
	kref_put(&t->kref, timeline_free);
}

/* ---- points as fences ------------------------------------------------------------ */

static const char *point_driver_name(struct dma_fence *fence)
{
	return "sw_sync";
}

static const char *point_timeline_name(struct dma_fence *fence)
{
	return timeline_of(fence)->name;
}

static bool point_signaled(struct dma_fence *fence)
{
	int value = READ_ONCE(timeline_of(fence)->value);

	return !__dma_fence_is_later(fence->seqno, value, fence->ops);
}

static void point_remove(struct timeline *t, struct point *pt)
{
	if (RB_EMPTY_NODE(&pt->node))
		return;
	rb_erase(&pt->node, &t->points);
	RB_CLEAR_NODE(&pt->node);
}

static void point_release(struct dma_fence *fence)
{
	struct timeline *t = timeline_of(fence);
	unsigned long flags;

	spin_lock_irqsave(&t->lock, flags);
	point_remove(t, to_point(fence));
	spin_unlock_irqrestore(&t->lock, flags);
	timeline_put(t);
	dma_fence_free(fence);
}

static void point_value_str(struct dma_fence *fence, char *str, int size)
{
	snprintf(str, size, "%lld", (long long)fence->seqno);
}

static void point_timeline_value_str(struct dma_fence *fence, char *str, int size)
{
	snprintf(str, size, "%d", READ_ONCE(timeline_of(fence)->value));
}

static void point_set_deadline(struct dma_fence *fence, ktime_t deadline)
{
	struct point *pt = to_point(fence);
	unsigned long flags;

	spin_lock_irqsave(fence->lock, flags);
	if (!test_and_set_bit(HAS_DEADLINE_BIT, &fence->flags) ||
	    ktime_before(deadline, pt->deadline))
		pt->deadline = deadline;
	spin_unlock_irqrestore(fence->lock, flags);
}

static const struct dma_fence_ops point_ops = {
	.get_driver_name = point_driver_name,
	.get_timeline_name = point_timeline_name,
	.signaled = point_signaled,
	.release = point_release,
	.fence_value_str = point_value_str,
	.timeline_value_str = point_timeline_value_str,
	.set_deadline = point_set_deadline,
};

/* with the lock held: into the tree; or the point that is there for the same value */
static struct point *point_insert(struct timeline *t, struct point *pt)
{
	struct rb_node **link = &t->points.rb_node, *parent = NULL;

	while (*link) {
		struct point *other = rb_entry(*link, struct point, node);
		int cmp = (int)((u32)pt->base.seqno - (u32)other->base.seqno);

		/* one that is being released stays until it has got the lock */
		if (!cmp && dma_fence_get_rcu(&other->base))
			return other;
		parent = *link;
		link = cmp > 0 ? &parent->rb_right : &parent->rb_left;
	}
	rb_link_node(&pt->node, parent, link);
	rb_insert_color(&pt->node, &t->points);
	return pt;
}

static struct point *point_new(struct timeline *t, u32 value)
{
	struct point *pt = kzalloc(sizeof(*pt), GFP_KERNEL), *there = pt;
	unsigned long flags;

	if (!pt)
		return NULL;
	kref_get(&t->kref);
	dma_fence_init(&pt->base, &point_ops, &t->lock, t->context, value);
	RB_CLEAR_NODE(&pt->node);

	spin_lock_irqsave(&t->lock, flags);
	if (!dma_fence_is_signaled_locked(&pt->base))
		there = point_insert(t, pt);
	spin_unlock_irqrestore(&t->lock, flags);
	if (there != pt)
		dma_fence_put(&pt->base);
	return there;
}

/* ---- the counter ------------------------------------------------------------------- */

/*
 * The fences that have come due (or all), in order. They are put after the
 * lock is released, which their release takes.
 */
static void timeline_signal(struct timeline *t, unsigned int inc, int error)
{
	struct point *pt, *next;
	struct rb_node *node;
	unsigned long flags;
	LIST_HEAD(done);

	spin_lock_irqsave(&t->lock, flags);
	WRITE_ONCE(t->value, (int)((u32)t->value + inc));
	for (node = rb_first(&t->points); node; node = rb_first(&t->points)) {
		pt = rb_entry(node, struct point, node);
		if (!error && !point_signaled(&pt->base))
			break;
		point_remove(t, pt);
		/* one that is being released waits for the lock, and nobody waits for it */
		if (!dma_fence_get_rcu(&pt->base))
			continue;
		list_add_tail(&pt->done, &done);
		if (error && !test_bit(DMA_FENCE_FLAG_SIGNALED_BIT, &pt->base.flags))
			dma_fence_set_error(&pt->base, error);
		dma_fence_signal_locked(&pt->base);
	}
	spin_unlock_irqrestore(&t->lock, flags);
	list_for_each_entry_safe(pt, next, &done, done)
		dma_fence_put(&pt->base);
}

/* ---- the file -------------------------------------------------------------------------- */

static int sw_sync_open(struct inode *inode, struct file *file)
{
	file->private_data = timeline_new(current->comm);
	return file->private_data ? 0 : -ENOMEM;
}

static int sw_sync_release(struct inode *inode, struct file *file)
{
	struct timeline *t = file->private_data;

	timeline_signal(t, 0, -ENOENT);
	timeline_put(t);
	return 0;
}

static long create_fence(struct timeline *t, int fd, void __user *arg)
{
	struct sw_sync_create_fence_data data;
	struct sync_file *sync_file;
	struct point *pt;

	if (copy_from_user(&data, arg, sizeof(data)))
		return -EFAULT;
	pt = point_new(t, data.value);
	if (!pt)
		return -ENOMEM;
	sync_file = sync_file_create(&pt->base);
	dma_fence_put(&pt->base);
	if (!sync_file)
		return -ENOMEM;
	data.fence = fd;
	if (copy_to_user(arg, &data, sizeof(data))) {
		fput(sync_file->file);
		return -EFAULT;
	}
	fd_install(fd, sync_file->file);
	return 0;
}

static long ioctl_create_fence(struct timeline *t, void __user *arg)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	long err;

	if (fd < 0)
		return fd;
	err = create_fence(t, fd, arg);
	if (err)
		put_unused_fd(fd);
	return err;
}

static long ioctl_inc(struct timeline *t, void __user *arg)
{
	u32 value;

	if (copy_from_user(&value, arg, sizeof(value)))
		return -EFAULT;
	/* in steps in which the circle of values still has a direction */
	for (; value > INT_MAX; value -= INT_MAX)
		timeline_signal(t, INT_MAX, 0);
	timeline_signal(t, value, 0);
	return 0;
}

static long point_get_deadline(struct dma_fence *fence, u64 *deadline)
{
	unsigned long flags;
	long err = -ENOENT;

	if (fence->ops != &point_ops)
		return -EINVAL;
	spin_lock_irqsave(fence->lock, flags);
	if (test_bit(HAS_DEADLINE_BIT, &fence->flags)) {
		*deadline = ktime_to_ns(to_point(fence)->deadline);
		err = 0;
	}
	spin_unlock_irqrestore(fence->lock, flags);
	return err;
}

static long ioctl_get_deadline(void __user *arg)
{
	struct sw_sync_get_deadline data;
	struct dma_fence *fence;
	u64 deadline = 0;
	long err;

	if (copy_from_user(&data, arg, sizeof(data)))
		return -EFAULT;
	if (data.deadline_ns || data.pad)
		return -EINVAL;
	fence = sync_file_get_fence(data.fence_fd);
	if (!fence)
		return -EINVAL;
	err = point_get_deadline(fence, &deadline);
	dma_fence_put(fence);
	if (err)
		return err;
	data.deadline_ns = deadline;
	return copy_to_user(arg, &data, sizeof(data)) ? -EFAULT : 0;
}

static long sw_sync_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct timeline *t = file->private_data;

	switch (cmd) {
	case SW_SYNC_IOC_CREATE_FENCE:
		return ioctl_create_fence(t, (void __user *)arg);
	case SW_SYNC_IOC_INC:
		return ioctl_inc(t, (void __user *)arg);
	case SW_SYNC_GET_DEADLINE:
		return ioctl_get_deadline((void __user *)arg);
	default:
		return -ENOTTY;
	}
}

const struct file_operations sw_sync_fops = {
	.open = sw_sync_open,
	.release = sw_sync_release,
	.unlocked_ioctl = sw_sync_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

/* ---- debugfs ------------------------------------------------------------------------------- */

void sw_sync_show(struct seq_file *s)
{
	struct timeline *t;
	struct rb_node *node;
	unsigned long flags;

	spin_lock_irqsave(&timelines_lock, flags);
	list_for_each_entry(t, &timelines, link) {
		spin_lock(&t->lock);
		seq_printf(s, "%s: %d\n", t->name, t->value);
		for (node = rb_first(&t->points); node; node = rb_next(node))
			sync_debug_fence(s, &rb_entry(node, struct point, node)->base, false);
		spin_unlock(&t->lock);
		seq_putc(s, '\n');
	}
	spin_unlock_irqrestore(&timelines_lock, flags);
}
