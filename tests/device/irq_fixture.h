/* SPDX-License-Identifier: MIT */
/*
 * A board with the device of model_wires.h, its registers and interrupts: for the tests of
 * interrupts.
 */
#ifndef TESTS_IRQ_FIXTURE_H
#define TESTS_IRQ_FIXTURE_H

#include "firmware_fixture.h"

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/of_irq.h>

static u8 __iomem *regs;
static unsigned int irq_level, irq_edge, irq_both, irq_shared;

static inline void wires_up(void)
{
	struct device_node *np;

	board_up(BOARD(WIRES_NODE("40000000")));
	regs = ioremap(0x40000000, 0x100);
	assert_non_null(regs);
	np = node_at("/wires@40000000");
	irq_level = of_irq_get(np, 0);
	irq_edge = of_irq_get(np, 1);
	irq_both = of_irq_get(np, 2);
	irq_shared = of_irq_get(np, 3);
}

static inline void set_lines(u32 levels)
{
	writel(levels, regs + WIRES_LEVEL);
}

static inline void pulse(u32 index)
{
	writel(index, regs + WIRES_PULSE);
}

/* an interrupt may take its time: on another CPU, or in another thread */
#define wait_until(condition)						\
	do {								\
		int __tries = 2000;					\
									\
		while (!(condition) && __tries--)			\
			msleep(1);					\
		assert_true(condition);					\
	} while (0)

/* long enough that what may come has come */
static inline void settle(void)
{
	msleep(20);
}

#endif
