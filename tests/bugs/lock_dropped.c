// SPDX-License-Identifier: MIT
/*
 * Classic mistake 4: the list of completed descriptors is walked, and the lock
 * dropped for each callback. What the walk will look at next may be gone
 * when the callback returns: it may terminate the channel.
 */
#include "small_dma.h"

static void lock_dropped_complete(struct small_chan *c)
{
	struct dmaengine_desc_callback cb;
	struct small_desc *d, *next;

	spin_lock_irq(&c->lock);
	list_for_each_entry_safe(d, next, &c->done, node) { /* the mistake */
		dmaengine_desc_get_callback(&d->txd, &cb);
		list_del(&d->node);
		small_free(c, d);
		spin_unlock_irq(&c->lock);
		dmaengine_desc_callback_invoke(&cb, NULL);
		spin_lock_irq(&c->lock);
	}
	spin_unlock_irq(&c->lock);
}

const struct small_ops small_ops = {
	.name = "lock_dropped",
	.complete = lock_dropped_complete,
};
