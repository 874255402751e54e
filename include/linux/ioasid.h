/* SPDX-License-Identifier: MIT */
/* Numbers of I/O address spaces. Nobody hands them out where there is no IOMMU. */
#ifndef __LINUX_IOASID_H
#define __LINUX_IOASID_H

#include <linux/types.h>

#define INVALID_IOASID	((ioasid_t)-1)
typedef unsigned int ioasid_t;

#endif
