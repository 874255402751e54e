// SPDX-License-Identifier: MIT
/*
 * What a program does with an open file: read, write, ioctl, seek, map, poll.
 * Between two calls nobody is inside the file's operations, so that a file of
 * the tree can be removed: calls after that fail, but for those of a character
 * device, whose driver decides. Called by src/world.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/sched.h>

#include "base/host.h"
#include "base/mm/vma.h"
#include "device/file_table.h"
#include "device/filetree_node.h"

/* ---- being inside ------------------------------------------------------------ */

static bool may_go(const struct file *file)
{
	return file->f_node && !S_ISCHR(file->f_inode->i_mode);
}

static int enter(struct file *file, struct filetree_user *user)
{
	return may_go(file) && filetree_use(file->f_node, user) ? -ENODEV : 0;
}

static void leave(struct file *file, struct filetree_user *user)
{
	if (may_go(file))
		filetree_unuse(file->f_node, user);
}

/* ---- reading, writing, asking -------------------------------------------------- */

long file_call_read(struct file *file, void *buf, size_t len)
{
	struct filetree_user user;
	long ret;

	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	ret = enter(file, &user);
	if (ret)
		return ret;
	ret = file->f_op->read ? file->f_op->read(file, buf, len, &file->f_pos) : -EINVAL;
	leave(file, &user);
	return ret;
}

long file_call_write(struct file *file, const void *buf, size_t len)
{
	struct filetree_user user;
	long ret;

	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	ret = enter(file, &user);
	if (ret)
		return ret;
	ret = file->f_op->write ? file->f_op->write(file, buf, len, &file->f_pos) : -EINVAL;
	leave(file, &user);
	return ret;
}

long file_call_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct filetree_user user;
	long ret = enter(file, &user);

	if (ret)
		return ret;
	ret = file->f_op->unlocked_ioctl ? file->f_op->unlocked_ioctl(file, cmd, arg) : -ENOTTY;
	leave(file, &user);
	return ret == -ENOIOCTLCMD ? -ENOTTY : ret;
}

long long file_call_seek(struct file *file, long long offset, int whence)
{
	struct filetree_user user;
	long long ret;

	if (!(file->f_mode & FMODE_LSEEK) || !file->f_op->llseek)
		return -ESPIPE;
	ret = enter(file, &user);
	if (ret)
		return ret;
	ret = file->f_op->llseek(file, offset, whence);
	leave(file, &user);
	return ret;
}

/* ---- mapping ------------------------------------------------------------------- */

static int call_mmap(struct file *file, struct vm_area_struct *vma)
{
	return file->f_op->mmap(file, vma);
}

/* registers are not memory that can be shown: who maps them gets what readl() takes */
static int registers_instead(void **addr, size_t len)
{
	unsigned long pfn = vma_frame_at(*addr);
	void __iomem *cookie;

	if (pfn == ~0ul || page_address(pfn_to_page(pfn)))
		return 0;
	vma_unmap(*addr, 0);
	cookie = ioremap(PFN_PHYS(pfn), len);
	*addr = (void *)cookie;
	return cookie ? 0 : -ENXIO;
}

int file_call_mmap(struct file *file, size_t len, unsigned long offset, unsigned long prot, void **addr)
{
	struct vma_request request = {
		.file = file,
		.size = len,
		.pgoff = offset,
		.flags = prot | VM_SHARED | VM_MAYSHARE | VM_MAYREAD,
		.mmap = call_mmap,
		.release = fput,
	};
	struct filetree_user user;
	int ret;

	if (!len)
		return -EINVAL;
	/* as in every shared mapping: what may be written must have been opened for it */
	if (!(file->f_mode & FMODE_READ) || (prot & VM_WRITE && !(file->f_mode & FMODE_WRITE)))
		return -EACCES;
	if (file->f_mode & FMODE_WRITE)
		request.flags |= VM_MAYWRITE;
	if (!file->f_op->mmap)
		return -ENODEV;
	ret = enter(file, &user);
	if (ret)
		return ret;
	get_file(file);
	ret = vma_map(&request, addr);
	leave(file, &user);
	if (ret) {
		fput(file);
		return ret;
	}
	return registers_instead(addr, len);
}

/* ---- polling -------------------------------------------------------------------- */

/* a wait queue that a poller is on */
struct watched {
	wait_queue_head_t *head;
	struct wait_queue_entry entry;
	struct watched *next;
};

struct poller {
	poll_table table;
	struct task_struct *task;
	struct watched *on;
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
	struct watched *w = host_alloc(sizeof(*w));

	w->head = head;
	init_waitqueue_func_entry(&w->entry, poll_wake);
	w->entry.private = p;
	w->next = p->on;
	p->on = w;
	add_wait_queue(head, &w->entry);
}

static void poll_off(struct poller *p)
{
	struct watched *w, *next;

	for (w = p->on; w; w = next) {
		next = w->next;
		remove_wait_queue(w->head, &w->entry);
		host_free(w);
	}
}

static unsigned int poll_one(struct file *file, unsigned int events, poll_table *table)
{
	struct filetree_user user;
	unsigned int got;

	table->_key = events | POLLERR | POLLHUP;
	if (enter(file, &user))
		return POLLERR | POLLHUP;
	got = vfs_poll(file, table) & table->_key;
	leave(file, &user);
	return got;
}

/* how many have something; after the first round, nobody is waited on any more */
static int poll_round(struct file_polled *files, unsigned int count, struct poller *p)
{
	unsigned int i;
	int ready = 0;

	for (i = 0; i < count; i++) {
		if (!files[i].file)
			continue;
		files[i].got = poll_one(files[i].file, files[i].events, &p->table);
		if (files[i].got)
			ready++;
		/* with an answer there is no need to be woken */
		if (ready)
			p->table._qproc = NULL;
	}
	p->table._qproc = NULL;
	return ready;
}

int file_call_poll_all(struct file_polled *files, unsigned int count, int timeout_ms)
{
	long left = timeout_ms < 0 ? MAX_SCHEDULE_TIMEOUT : (long)msecs_to_jiffies(timeout_ms);
	struct poller p = { .task = current };
	int ready;

	init_poll_funcptr(&p.table, left ? poll_on : NULL);
	for (;;) {
		ready = poll_round(files, count, &p);
		if (ready || !left)
			break;
		set_current_state(TASK_INTERRUPTIBLE);
		if (!__atomic_exchange_n(&p.woken, false, __ATOMIC_ACQ_REL))
			left = schedule_timeout(left);
		__set_current_state(TASK_RUNNING);
	}
	poll_off(&p);
	return ready;
}

int file_call_poll(struct file *file, unsigned int events, int timeout_ms)
{
	struct file_polled one = { .file = file, .events = events };

	file_call_poll_all(&one, 1, timeout_ms);
	return one.got;
}
