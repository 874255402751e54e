/* SPDX-License-Identifier: MIT */
/* Interrupt numbers: 1 to NR_IRQS - 1; 0 means "none". */
#ifndef _ASM_IRQ_H
#define _ASM_IRQ_H

#define NR_IRQS		4096
#define NR_IRQS_LEGACY	0

#endif
