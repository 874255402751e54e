/* SPDX-License-Identifier: MIT */
/* Simple wait queues: here the same as the others, under their own names. */
#ifndef _LINUX_SWAIT_H
#define _LINUX_SWAIT_H

#include <linux/wait.h>

struct swait_queue_head {
	struct wait_queue_head wq;
};

#define init_swait_queue_head(q)	init_waitqueue_head(&(q)->wq)
#define swake_up_one(q)			wake_up(&(q)->wq)
#define swake_up_all(q)			wake_up_all(&(q)->wq)
#define swait_active(q)			waitqueue_active(&(q)->wq)
#define swait_event_exclusive(q, condition)	wait_event((q).wq, condition)

#endif
