/* SPDX-License-Identifier: MIT */
/* Variable arguments: the compiler's. */
#ifndef _LINUX_STDARG_H
#define _LINUX_STDARG_H

#include <stdarg.h>

#endif
