/* SPDX-License-Identifier: MIT */
/* Device numbers that are fixed. */
#ifndef _LINUX_MAJOR_H
#define _LINUX_MAJOR_H

#define MEM_MAJOR	1
#define MISC_MAJOR	10

#endif
