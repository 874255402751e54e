/* SPDX-License-Identifier: MIT */
/* The type of a flow handler: what an interrupt controller runs when a line fires. */
#ifndef _LINUX_IRQHANDLER_H
#define _LINUX_IRQHANDLER_H

#include <linux/types.h>

struct irq_desc;

typedef void (*irq_flow_handler_t)(struct irq_desc *desc);

#endif
