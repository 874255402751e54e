/* SPDX-License-Identifier: MIT */
/* Byte order: see <asm/byteorder.h>. */
#ifndef _LINUX_BYTEORDER_GENERIC_H
#define _LINUX_BYTEORDER_GENERIC_H

#include <asm/byteorder.h>

#endif
