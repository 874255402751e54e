/* SPDX-License-Identifier: MIT */
/* Descriptors: all of <linux/file.h>. A process has one table, which is the host's. */
#ifndef _LINUX_FDTABLE_H
#define _LINUX_FDTABLE_H

#include <linux/file.h>
#include <linux/fs.h>

#endif
