// SPDX-License-Identifier: MIT
/* Classic mistake 1: the completion tasklet frees a descriptor, then looks at its callback. */
#include "small_dma.h"

static void use_after_free_complete(struct small_chan *c)
{
	struct small_desc *d, *next;
	LIST_HEAD(done);

	spin_lock_irq(&c->lock);
	list_splice_init(&c->done, &done);
	spin_unlock_irq(&c->lock);
	list_for_each_entry_safe(d, next, &done, node) {
		list_del(&d->node);
		small_free(c, d);
		dmaengine_desc_get_callback_invoke(&d->txd, NULL); /* the mistake */
	}
}

const struct small_ops small_ops = {
	.name = "use_after_free",
	.complete = use_after_free_complete,
};
