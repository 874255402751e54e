/* SPDX-License-Identifier: MIT */
/* CPUs as things that may come and go; in a world they stay. */
#ifndef _LINUX_CPU_H_
#define _LINUX_CPU_H_

#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/smp.h>

static inline void cpus_read_lock(void)
{
}

static inline void cpus_read_unlock(void)
{
}

static inline int cpus_read_trylock(void)
{
	return true;
}

#define get_online_cpus()	cpus_read_lock()
#define put_online_cpus()	cpus_read_unlock()

#endif
