/* SPDX-License-Identifier: MIT */
/* Formatted text, which <linux/kernel.h> has here. */
#ifndef _LINUX_KERNEL_SPRINTF_H_
#define _LINUX_KERNEL_SPRINTF_H_

#include <linux/kernel.h>

#endif
