/* SPDX-License-Identifier: MIT */
/* Counting and joining macro arguments, which <linux/kernel.h> has here. */
#ifndef _LINUX_ARGS_H
#define _LINUX_ARGS_H

#include <linux/kernel.h>

#endif
