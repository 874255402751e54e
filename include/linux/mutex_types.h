/* SPDX-License-Identifier: MIT */
/* struct mutex, as newer trees ask for it alone. */
#ifndef __LINUX_MUTEX_TYPES_H
#define __LINUX_MUTEX_TYPES_H

#include <linux/mutex.h>

#endif
