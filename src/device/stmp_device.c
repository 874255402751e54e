// SPDX-License-Identifier: MIT
/*
 * Freescale's STMP blocks: the reset that all of them share. Each has a
 * control register, with three more beside it that set, clear and toggle bits.
 */
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/printk.h>

#define SET	0x4
#define CLR	0x8
#define CLKGATE BIT(30)
#define SFTRST	BIT(31)
#define TRIES	0x400

int stmp_reset_block(void __iomem *reset_addr);

static void __iomem *at(void __iomem *base, unsigned int offset)
{
	return (u8 __iomem *)base + offset;
}

static int poll(void __iomem *reg, u32 bit, bool want)
{
	int i;

	for (i = 0; i < TRIES; i++)
		if (!!(readl(reg) & bit) == want)
			return 0;
	return -ETIMEDOUT;
}

static int clear(void __iomem *reg, u32 bit)
{
	writel(bit, at(reg, CLR));
	udelay(1);
	return poll(reg, bit, false);
}

/* out of reset, into it (which gates the clock of its own accord), and out again */
int stmp_reset_block(void __iomem *reset_addr)
{
	int ret = clear(reset_addr, SFTRST);

	if (!ret) {
		writel(CLKGATE, at(reset_addr, CLR));
		writel(SFTRST, at(reset_addr, SET));
		udelay(1);
		ret = poll(reset_addr, CLKGATE, true);
	}
	if (!ret)
		ret = clear(reset_addr, SFTRST);
	if (!ret)
		ret = clear(reset_addr, CLKGATE);
	if (ret)
		pr_err("%s(%p): module reset timeout\n", __func__, reset_addr);
	return ret;
}
EXPORT_SYMBOL(stmp_reset_block);
