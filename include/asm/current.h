/* SPDX-License-Identifier: MIT */
/* The task that runs here, or that an interrupt has interrupted here. */
#ifndef _ASM_CURRENT_H
#define _ASM_CURRENT_H

#include <asm/context.h>

#define current (exec_cpu()->curr)

#endif
