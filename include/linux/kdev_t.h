/* SPDX-License-Identifier: MIT */
/*
 * Device numbers: how a dev_t is cut into major and minor. Nothing in a
 * world opens a device node; the numbers only name devices in sysfs.
 */
#ifndef _LINUX_KDEV_T_H
#define _LINUX_KDEV_T_H

#include <linux/types.h>

#define MINORBITS	20
#define MINORMASK	((1U << MINORBITS) - 1)

#define MAJOR(dev)	((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev)	((unsigned int)((dev) & MINORMASK))
#define MKDEV(ma, mi)	(((ma) << MINORBITS) | (mi))

#define print_dev_t(buffer, dev)					\
	sprintf((buffer), "%u:%u\n", MAJOR(dev), MINOR(dev))

#define format_dev_t(buffer, dev)					\
	({								\
		sprintf((buffer), "%u:%u", MAJOR(dev), MINOR(dev));	\
		(buffer);						\
	})

#endif
