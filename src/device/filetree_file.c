// SPDX-License-Identifier: MIT
/*
 * Files that stay open: what a program in the world does with a device node.
 * Between two calls nobody is inside the file's operations, so that it can be
 * removed: calls after that fail, but for those of a character device, whose
 * driver decides.
 */
#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/sched.h>

#include "base/host.h"
#include "device/filetree.h"
#include "device/filetree_node.h"

#define O_NONBLOCK 00004000
#define MAX_POLLED 16

struct filetree_file {
	struct filetree_opened o;
	bool is_device;
};

int filetree_open(const char *path, unsigned int how, struct filetree_file **out)
{
	struct filetree_file *f = host_alloc(sizeof(*f));
	fmode_t mode =
		(how & FILETREE_READ ? FMODE_READ : 0) | (how & FILETREE_WRITE ? FMODE_WRITE : 0);
	int ret = filetree_open_path(path, mode, &f->o);

	if (ret) {
		host_free(f);
		return ret;
	}
	if (how & FILETREE_NONBLOCK)
		f->o.file.f_flags |= O_NONBLOCK;
	f->is_device = S_ISCHR(f->o.node->inode.i_mode);
	filetree_unuse(f->o.node, &f->o.user);
	*out = f;
	return 0;
}

void filetree_close(struct filetree_file *f)
{
	struct file *file = &f->o.file;

	if (file->f_op->flush)
		file->f_op->flush(file, NULL);
	if (file->f_op->release)
		file->f_op->release(&f->o.node->inode, file);
	fops_put(file->f_op);
	cdev_put(file->f_cdev);
	filetree_put(&f->o.node->dentry);
	host_free(f);
}

/* ---- calls ------------------------------------------------------------------- */

static int enter(struct filetree_file *f, struct filetree_user *user)
{
	if (f->is_device)
		return 0;
	return filetree_use(f->o.node, user) ? -ENODEV : 0;
}

static void leave(struct filetree_file *f, struct filetree_user *user)
{
	if (!f->is_device)
		filetree_unuse(f->o.node, user);
}

long filetree_file_read(struct filetree_file *f, void *buf, size_t len)
{
	struct file *file = &f->o.file;
	struct filetree_user user;
	long ret;

	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	ret = enter(f, &user);
	if (ret)
		return ret;
	ret = file->f_op->read ? file->f_op->read(file, buf, len, &file->f_pos) : -EINVAL;
	leave(f, &user);
	return ret;
}

long filetree_file_write(struct filetree_file *f, const void *buf, size_t len)
{
	struct file *file = &f->o.file;
	struct filetree_user user;
	long ret;

	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	ret = enter(f, &user);
	if (ret)
		return ret;
	ret = file->f_op->write ? file->f_op->write(file, buf, len, &file->f_pos) : -EINVAL;
	leave(f, &user);
	return ret;
}

long filetree_file_ioctl(struct filetree_file *f, unsigned int cmd, unsigned long arg)
{
	struct file *file = &f->o.file;
	struct filetree_user user;
	long ret = enter(f, &user);

	if (ret)
		return ret;
	ret = file->f_op->unlocked_ioctl ? file->f_op->unlocked_ioctl(file, cmd, arg) : -ENOTTY;
	leave(f, &user);
	return ret == -ENOIOCTLCMD ? -ENOTTY : ret;
}

/* ---- mapping ------------------------------------------------------------------- */

/* memory has its address; registers get a cookie, which lives as long as the world */
static void *mapped_pointer(const struct vm_area_struct *vma)
{
	phys_addr_t phys = (phys_addr_t)vma->mapped_pfn << PAGE_SHIFT;
	void *mem = page_address(pfn_to_page(vma->mapped_pfn));

	return mem ? mem : (void *)ioremap(phys, vma->mapped_size);
}

void *filetree_file_mmap(struct filetree_file *f, size_t len, unsigned long offset, int *err)
{
	struct file *file = &f->o.file;
	struct vm_area_struct vma = {
		.vm_end = PAGE_ALIGN(len),
		.vm_flags = VM_READ | VM_WRITE | VM_SHARED,
		.vm_pgoff = offset,
		.vm_file = file,
		.vm_mm = current->mm,
	};
	struct filetree_user user;
	void *mem = NULL;

	*err = len ? enter(f, &user) : -EINVAL;
	if (*err)
		return NULL;
	*err = file->f_op->mmap ? file->f_op->mmap(file, &vma) : -ENODEV;
	leave(f, &user);
	if (!*err && !vma.mapped_size)
		*err = -ENXIO; /* pages that come with faults cannot be shown */
	if (!*err) {
		mem = mapped_pointer(&vma);
		if (!mem)
			*err = -ENXIO;
	}
	return mem;
}

/* ---- polling -------------------------------------------------------------------- */

struct polled {
	wait_queue_head_t *head;
	struct wait_queue_entry entry;
};

struct poller {
	poll_table table;
	struct task_struct *task;
	struct polled on[MAX_POLLED];
	unsigned int n;
	bool woken;
};

static int poll_wake(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key)
{
	struct poller *p = entry->private;

	__atomic_store_n(&p->woken, true, __ATOMIC_RELEASE);
	return wake_up_state(p->task, mode);
}

static void poll_on(struct file *file, wait_queue_head_t *head, poll_table *table)
{
	struct poller *p = container_of(table, struct poller, table);
	struct polled *on;

	if (WARN_ON_ONCE(p->n == MAX_POLLED))
		return;
	on = &p->on[p->n++];
	on->head = head;
	init_waitqueue_func_entry(&on->entry, poll_wake);
	on->entry.private = p;
	add_wait_queue(head, &on->entry);
}

static void poll_off(struct poller *p)
{
	while (p->n) {
		p->n--;
		remove_wait_queue(p->on[p->n].head, &p->on[p->n].entry);
	}
}

int filetree_file_poll(struct filetree_file *f, unsigned int events, int timeout_ms)
{
	long left = timeout_ms < 0 ? MAX_SCHEDULE_TIMEOUT : (long)msecs_to_jiffies(timeout_ms);
	struct poller p = { .task = current };
	unsigned int got;

	init_poll_funcptr(&p.table, poll_on);
	p.table._key = events | POLLERR | POLLHUP;
	for (;;) {
		struct filetree_user user;
		int ret = enter(f, &user);

		if (ret) {
			got = POLLHUP | POLLERR;
			break;
		}
		got = vfs_poll(&f->o.file, &p.table) & p.table._key;
		leave(f, &user);
		p.table._qproc = NULL;
		if (got || !left)
			break;
		set_current_state(TASK_INTERRUPTIBLE);
		if (!__atomic_exchange_n(&p.woken, false, __ATOMIC_ACQ_REL))
			left = schedule_timeout(left);
		__set_current_state(TASK_RUNNING);
	}
	poll_off(&p);
	return got;
}
