/* SPDX-License-Identifier: MIT */
/* What a task may do: everything, as there is nobody else in a world. */
#ifndef _LINUX_CAPABILITY_H
#define _LINUX_CAPABILITY_H

#include <linux/types.h>

#define CAP_DAC_OVERRIDE	1
#define CAP_NET_ADMIN		12
#define CAP_IPC_LOCK		14
#define CAP_SYS_MODULE		16
#define CAP_SYS_RAWIO		17
#define CAP_SYS_ADMIN		21
#define CAP_SYS_NICE		23
#define CAP_SYS_RESOURCE	24

static inline bool capable(int cap)
{
	return true;
}

static inline bool perfmon_capable(void)
{
	return true;
}

#endif
