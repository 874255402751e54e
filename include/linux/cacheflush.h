/* SPDX-License-Identifier: MIT */
/* Cache maintenance: see <asm/cacheflush.h>. */
#ifndef _LINUX_CACHEFLUSH_H
#define _LINUX_CACHEFLUSH_H

#include <asm/cacheflush.h>

#endif
