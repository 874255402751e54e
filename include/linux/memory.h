/* SPDX-License-Identifier: MIT */
/* Memory that comes and goes: in a world it never does, so its callbacks are never called. */
#ifndef _LINUX_MEMORY_H_
#define _LINUX_MEMORY_H_

#include <linux/mmzone.h>
#include <linux/mutex.h>
#include <linux/notifier.h>

#define MEM_ONLINE		(1 << 0)
#define MEM_GOING_OFFLINE	(1 << 1)
#define MEM_OFFLINE		(1 << 2)
#define MEM_GOING_ONLINE	(1 << 3)
#define MEM_CANCEL_ONLINE	(1 << 4)
#define MEM_CANCEL_OFFLINE	(1 << 5)

struct memory_notify {
	unsigned long start_pfn;
	unsigned long nr_pages;
	int status_change_nid_normal;
	int status_change_nid;
};

/* as a kernel without memory hotplug */
static inline int register_memory_notifier(struct notifier_block *nb)
{
	return 0;
}

static inline void unregister_memory_notifier(struct notifier_block *nb)
{
}

static inline int memory_notify(unsigned long val, void *v)
{
	return 0;
}

#define hotplug_memory_notifier(fn, pri)	({ (void)(fn); 0; })

#endif
