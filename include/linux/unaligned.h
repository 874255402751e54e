/* SPDX-License-Identifier: MIT */
/* What <asm/unaligned.h> is called from 6.12 on. */
#ifndef _LINUX_UNALIGNED_H
#define _LINUX_UNALIGNED_H

#include <asm/unaligned.h>

#endif
