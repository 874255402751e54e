/* SPDX-License-Identifier: MIT */
/* How many virtual CPUs a world can have. */
#ifndef _LINUX_THREADS_H
#define _LINUX_THREADS_H

#define NR_CPUS			64
#define CONFIG_NR_CPUS		NR_CPUS
#define PID_MAX_DEFAULT		0x8000

#endif
