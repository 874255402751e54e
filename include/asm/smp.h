/* SPDX-License-Identifier: MIT */
/* CPUs as the interrupt hardware numbers them. */
#ifndef _ASM_SMP_H
#define _ASM_SMP_H

#include <asm/cpufeature.h>

#define cpu_physical_id(cpu)	((int)(cpu))

#endif
