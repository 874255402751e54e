/* SPDX-License-Identifier: MIT */
/* Waiting until a file can be read or written. src/device/file_ops.c offers the asking side. */
#ifndef _LINUX_POLL_H
#define _LINUX_POLL_H

#include <linux/fs.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define POLLIN		0x0001
#define POLLPRI		0x0002
#define POLLOUT		0x0004
#define POLLERR		0x0008
#define POLLHUP		0x0010
#define POLLNVAL	0x0020
#define POLLRDNORM	0x0040
#define POLLRDBAND	0x0080
#define POLLWRNORM	0x0100
#define POLLWRBAND	0x0200

#define EPOLLIN		((__force __poll_t)POLLIN)
#define EPOLLPRI	((__force __poll_t)POLLPRI)
#define EPOLLOUT	((__force __poll_t)POLLOUT)
#define EPOLLERR	((__force __poll_t)POLLERR)
#define EPOLLHUP	((__force __poll_t)POLLHUP)
#define EPOLLNVAL	((__force __poll_t)POLLNVAL)
#define EPOLLRDNORM	((__force __poll_t)POLLRDNORM)
#define EPOLLRDBAND	((__force __poll_t)POLLRDBAND)
#define EPOLLWRNORM	((__force __poll_t)POLLWRNORM)
#define EPOLLWRBAND	((__force __poll_t)POLLWRBAND)
#define DEFAULT_POLLMASK	(EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM)

struct poll_table_struct;
typedef void (*poll_queue_proc)(struct file *file, wait_queue_head_t *wait,
				struct poll_table_struct *table);

/** struct poll_table_struct - @_qproc is told each wait queue that a change will wake */
typedef struct poll_table_struct {
	poll_queue_proc _qproc;
	__poll_t _key;
} poll_table;

static inline void poll_wait(struct file *filp, wait_queue_head_t *wait_address, poll_table *p)
{
	if (p && p->_qproc && wait_address)
		p->_qproc(filp, wait_address, p);
}

static inline void init_poll_funcptr(poll_table *pt, poll_queue_proc qproc)
{
	pt->_qproc = qproc;
	pt->_key = ~(__poll_t)0;
}

static inline bool poll_does_not_wait(const poll_table *p)
{
	return !p || !p->_qproc;
}

static inline __poll_t poll_requested_events(const poll_table *p)
{
	return p ? p->_key : ~(__poll_t)0;
}

static inline bool file_can_poll(struct file *file)
{
	return file->f_op->poll;
}

static inline __poll_t vfs_poll(struct file *file, struct poll_table_struct *pt)
{
	return file->f_op->poll ? file->f_op->poll(file, pt) : DEFAULT_POLLMASK;
}

#endif
