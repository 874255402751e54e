// SPDX-License-Identifier: MIT
/*
 * Classic mistake 2: the destination is a bounce buffer that came from
 * kmalloc(); its physical address is given to the device without a mapping.
 */
#include "small_dma.h"

static void unmapped_start(struct small_chan *c, struct small_desc *d)
{
	d->hw->dst = virt_to_phys(c->bounce);
	writel(d->hw_addr, c->regs + CH_START); /* the mistake */
}

const struct small_ops small_ops = {
	.name = "unmapped",
	.start = unmapped_start,
};
