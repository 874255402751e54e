/* SPDX-License-Identifier: MIT */
/*
 * "Only the first time" in a world: a site remembers in which world it ran,
 * so that the next world in the same process starts with all sites fresh.
 */
#ifndef _LINUX_ONCE_LITE_H
#define _LINUX_ONCE_LITE_H

#include <linux/compiler.h>
#include <linux/types.h>

/* never 0; another value in each world */
extern unsigned int once_epoch;

/* true once per world and per @site, an unsigned int of static duration */
#define ONCE_FIRST(site) \
	(READ_ONCE(site) != once_epoch && \
	 __atomic_exchange_n(&(site), once_epoch, __ATOMIC_RELAXED) != once_epoch)

#define DO_ONCE_LITE_IF(condition, func, ...) ({	\
	static unsigned int __already_done;		\
	bool __ret_do_once = !!(condition);		\
	if (unlikely(__ret_do_once && ONCE_FIRST(__already_done))) \
		func(__VA_ARGS__);			\
	unlikely(__ret_do_once); })
#define DO_ONCE_LITE(func, ...) DO_ONCE_LITE_IF(true, func, ##__VA_ARGS__)

#endif
