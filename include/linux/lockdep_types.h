/* SPDX-License-Identifier: MIT */
/* The types of <linux/lockdep.h> that lock structures need. */
#ifndef _LINUX_LOCKDEP_TYPES_H
#define _LINUX_LOCKDEP_TYPES_H

#include <stdbool.h>

/** struct lock_class_key - its address names a class */
struct lock_class_key {
	char unused;
};

struct lockdep_map {
	const char *name;
};

#endif
