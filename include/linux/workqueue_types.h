/* SPDX-License-Identifier: MIT */
/* struct work_struct, as newer trees ask for it alone. */
#ifndef _LINUX_WORKQUEUE_TYPES_H
#define _LINUX_WORKQUEUE_TYPES_H

#include <linux/workqueue.h>

#endif
