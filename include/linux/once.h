/* SPDX-License-Identifier: MIT */
/* DO_ONCE(): call a function the first time that a place is reached. */
#ifndef _LINUX_ONCE_H
#define _LINUX_ONCE_H

#include <linux/once_lite.h>
#include <linux/types.h>

/* true if @func was called this time */
#define DO_ONCE(func, ...) ({				\
	static unsigned int __do_once_site;		\
	bool __do_once_first = ONCE_FIRST(__do_once_site); \
	if (__do_once_first)				\
		func(__VA_ARGS__);			\
	__do_once_first; })
#define DO_ONCE_SLEEPABLE(func, ...) DO_ONCE(func, ##__VA_ARGS__)

#define get_random_once(buf, nbytes) DO_ONCE(get_random_bytes, (buf), (nbytes))

#endif
