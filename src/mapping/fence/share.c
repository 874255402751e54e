// SPDX-License-Identifier: MIT
/*
 * A fence of ours that others wait for. Its callback sends one message into
 * a socket pair, of which other processes have the far end. When the last
 * descriptor of it in this process is closed while others still have theirs,
 * the share stays, alone, until the fence signals, or until nobody is left
 * who could hear it (looked for when descriptors run out).
 */
#include <linux/atomic.h>
#include <linux/dma-fence.h>
#include <linux/err.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "base/host.h"
#include "base/host_signal.h"
#include "mapping/fence/share.h"

/* bits of fence_share.state; whoever sets the second of them sees to the end */
enum { SHARE_TOLD = 1, SHARE_ALONE = 2 };

/**
 * struct fence_share - in @shares from the start to the end
 * @sender: our end of the pair
 * @state: SHARE_TOLD: the message was sent; SHARE_ALONE: it is no file's any more
 * @armed: the callback was given to the fence
 */
struct fence_share {
	struct dma_fence *fence;
	struct dma_fence_cb cb;
	struct irq_work end;
	struct list_head link;
	atomic_t state;
	int sender;
	bool armed;
};

static LIST_HEAD(shares);
static DEFINE_SPINLOCK(lock); /* protects the list; taken before a fence's lock */

/* ---- the end --------------------------------------------------------------------- */

static void share_free(struct fence_share *share)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	list_del(&share->link);
	spin_unlock_irqrestore(&lock, flags);
	host_fd_close(share->sender);
	dma_fence_put(share->fence);
	kfree(share);
}

static void share_end(struct irq_work *work)
{
	share_free(container_of(work, struct fence_share, end));
}

/* shares that are no file's, and that nobody hears (or all of them): without telling anybody */
static unsigned int shares_reap(bool all)
{
	struct fence_share *share, *next;
	unsigned int n = 0;
	unsigned long flags;
	LIST_HEAD(gone);

	spin_lock_irqsave(&lock, flags);
	list_for_each_entry_safe(share, next, &shares, link) {
		if (!(atomic_read(&share->state) & SHARE_ALONE))
			continue;
		if (!all && !host_signal_unheard(share->sender))
			continue;
		/* else it is told by now, and on its way */
		if (dma_fence_remove_callback(share->fence, &share->cb))
			list_move(&share->link, &gone);
	}
	spin_unlock_irqrestore(&lock, flags);
	list_for_each_entry_safe(share, next, &gone, link) {
		share_free(share);
		n++;
	}
	return n;
}

void fence_share_let_go(struct fence_share *share)
{
	if (share->armed && host_signal_unheard(share->sender))
		dma_fence_remove_callback(share->fence, &share->cb);
	else if (share->armed && !(atomic_fetch_or(SHARE_ALONE, &share->state) & SHARE_TOLD))
		return;
	share_free(share);
}

void fence_shares_stop(void)
{
	shares_reap(true);
}

/* ---- telling ----------------------------------------------------------------------- */

/* under the fence's lock, which must not go with the share: so that ends elsewhere */
static void share_tell(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct fence_share *share = container_of(cb, struct fence_share, cb);

	int error = READ_ONCE(fence->error);

	host_signal_send(share->sender, error < 0 ? error : 1);
	if (atomic_fetch_or(SHARE_TOLD, &share->state) & SHARE_ALONE)
		irq_work_queue(&share->end);
}

void fence_share_arm(struct fence_share *share)
{
	/* a file may get a second descriptor */
	if (xchg(&share->armed, true))
		return;
	if (dma_fence_add_callback(share->fence, &share->cb, share_tell))
		share_tell(share->fence, &share->cb);
}

static int share_pair(struct dma_fence *fence, int *sender, int *fd)
{
	char text[64];
	int err;

	snprintf(text, sizeof(text), "%.20s\n%.20s\n%llu", fence->ops->get_driver_name(fence),
		 fence->ops->get_timeline_name(fence), fence->seqno);
	err = host_signal_pair(text, sender, fd);
	if ((err == -EMFILE || err == -ENFILE) && shares_reap(false))
		err = host_signal_pair(text, sender, fd);
	return err;
}

struct fence_share *fence_share_new(struct dma_fence *fence, int *fd)
{
	struct fence_share *share = kzalloc(sizeof(*share), GFP_KERNEL);
	unsigned long flags;
	int err;

	if (!share)
		return ERR_PTR(-ENOMEM);
	err = share_pair(fence, &share->sender, fd);
	if (err) {
		kfree(share);
		return ERR_PTR(err);
	}
	share->fence = dma_fence_get(fence);
	init_irq_work(&share->end, share_end);
	spin_lock_irqsave(&lock, flags);
	list_add_tail(&share->link, &shares);
	spin_unlock_irqrestore(&lock, flags);
	return share;
}
