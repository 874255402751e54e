// SPDX-License-Identifier: MIT
/*
 * A channel's descriptors: an array of which none is ever given back to the
 * system while the channel is in use, and the ring through which they go to
 * the serving side. Everything here is the client's side.
 */
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/copy/copy.h"
#include "base/host.h"
#include "drivers/soft/soft.h"

/* how many descriptors ahead their lines are asked for */
#define AHEAD		12

static dma_cookie_t soft_tx_submit(struct dma_async_tx_descriptor *tx);
static int soft_tx_free(struct dma_async_tx_descriptor *tx);

/* ---- memory ------------------------------------------------------------ */

static void desc_init(struct soft_chan *c, struct soft_desc *d)
{
	dma_async_tx_descriptor_init(&d->tx, &c->chan);
	d->tx.tx_submit = soft_tx_submit;
	d->tx.desc_free = soft_tx_free;
	INIT_LIST_HEAD(&d->node);
}

int soft_ring_create(struct soft_chan *c)
{
	unsigned int size = soft_ring_size();

	c->descs = host_alloc_aligned(size * sizeof(*c->descs), SMP_CACHE_BYTES);
	c->ring = host_alloc_aligned(size * sizeof(*c->ring), SMP_CACHE_BYTES);
	c->spare = host_alloc_aligned(size * sizeof(*c->spare), SMP_CACHE_BYTES);
	c->mask = size - 1;
	c->nspare = 0;
	c->fresh = 0;
	c->nunacked = 0;
	INIT_LIST_HEAD(&c->unacked);
	c->submitted = c->reclaimed = c->issued = c->cancelled = c->done = c->head = c->called = 0;
	c->at.pos = ~0ull;
	c->nfailed = 0;
	return size;
}

static void forget_segs(struct soft_desc *d)
{
	if (d->args->segs != d->args->inline_segs)
		kfree(d->args->segs);
	d->args->segs = d->args->inline_segs;
}

void soft_ring_free(struct soft_chan *c)
{
	unsigned int i;

	for (i = 0; i < c->fresh; i++) {
		if (!c->descs[i].args)
			continue;
		forget_segs(&c->descs[i]);
		kfree(c->descs[i].args);
	}
	host_free(c->spare);
	host_free(c->ring);
	host_free(c->descs);
	c->ring = NULL;
	c->descs = NULL;
}

/* ---- taken back -------------------------------------------------------- */

/* under the lock */
static void desc_release(struct soft_chan *c, struct soft_desc *d)
{
	d->state = SOFT_FREE;
	c->spare[c->nspare++] = d;
}

/* an ended transfer: whose is its descriptor now? */
static void take_back(struct soft_chan *c, struct soft_desc *d, u64 pos)
{
	/* nobody wanted to hear of its end, but it failed */
	if (d->state == SOFT_SILENT) {
		desc_release(c, d);
		return;
	}
	/* its client has freed or submitted it again meanwhile, or will */
	if (d->state != SOFT_QUEUED || d->pos != pos || dmaengine_desc_test_reuse(&d->tx))
		return;
	if (async_tx_test_ack(&d->tx)) {
		desc_release(c, d);
		return;
	}
	d->state = SOFT_KEPT;
	list_add_tail(&d->node, &c->unacked);
	c->nunacked++;
}

/*
 * Descriptors that nobody will ask for are not looked at: what they hold is in
 * another CPU's cache.
 */
static void reclaim(struct soft_chan *c)
{
	u64 done = smp_load_acquire(&c->done), pos;

	for (pos = c->reclaimed; pos != done; pos++) {
		unsigned long desc = soft_slot_at(c, pos)->desc;
		struct soft_desc *d = (struct soft_desc *)(desc & ~SOFT_SLOT_FLAGS);

		if (likely(!(desc & SOFT_SLOT_NOTIFY)))
			c->spare[c->nspare++] = d;
		else
			take_back(c, d, pos);
	}
	c->reclaimed = done;
}

/* the oldest of those that wait for their client; it has to be quick, or must not need it */
static struct soft_desc *take_unacked(struct soft_chan *c)
{
	struct soft_desc *d = list_first_entry_or_null(&c->unacked, struct soft_desc, node);

	if (!d || (!async_tx_test_ack(&d->tx) && c->nunacked <= c->mask / 2))
		return NULL;
	list_del_init(&d->node);
	c->nunacked--;
	return d;
}

/* under the lock: there is no spare one */
static noinline struct soft_desc *make_spare(struct soft_chan *c)
{
	struct soft_desc *d;

	reclaim(c);
	if (likely(c->nspare))
		return c->spare[--c->nspare];
	d = take_unacked(c);
	if (d)
		return d;
	if (c->fresh > c->mask)
		return NULL;
	d = &c->descs[c->fresh++];
	desc_init(c, d);
	return d;
}

/* under the lock, when there are spare ones */
static __always_inline struct soft_desc *take_spare(struct soft_chan *c)
{
	const u32 n = --c->nspare;

	/* it takes a while until it is here */
	if (n >= AHEAD)
		prefetchw(c->spare[n - AHEAD]);
	return c->spare[n];
}

/* under the lock: whose it is now; false: nothing that its last user may have set is to be reset */
static __always_inline bool hand_out(struct soft_desc *d)
{
	bool dirty = d->state != SOFT_SILENT;

	d->state = SOFT_PREPARED;
	return dirty;
}

/* all that a client may have set, or others may have hung on it */
static noinline struct soft_desc *desc_clean(struct soft_desc *d)
{
	struct dma_async_tx_descriptor *tx = &d->tx;

	tx->callback = NULL;
	tx->callback_result = NULL;
	tx->unmap = NULL;
	tx->desc_metadata_mode = DESC_METADATA_NONE;
	txd_clear_parent(tx);
	txd_clear_next(tx);
	return d;
}

static __always_inline void desc_begin(struct soft_desc *d, enum soft_op op, unsigned long flags)
{
	struct dma_async_tx_descriptor *tx = &d->tx;

	d->op = op;
	d->kind = 0;
	tx->cookie = 0;
	tx->flags = flags;
	tx->callback_param = NULL;
	tx->submitted = false;
}

static __always_inline void desc_set_copy(struct soft_desc *d, dma_addr_t dst, dma_addr_t src,
					  size_t len)
{
	d->kind = likely(len <= U32_MAX) ? SOFT_SLOT_COPY : 0;
	d->src = src;
	d->dst = dst;
	d->len = len;
	d->total = len;
}

/* the usual case, without a call; NULL: it is another one */
static __always_inline struct soft_desc *get_quickly(struct soft_chan *c, bool *dirty)
{
	struct soft_desc *d;

	if (unlikely(READ_ONCE(c->soft->gone) || !biased_try(&c->lock)))
		return NULL;
	if (unlikely(!c->nspare)) {
		biased_leave(&c->lock);
		return NULL;
	}
	d = take_spare(c);
	*dirty = hand_out(d);
	biased_leave(&c->lock);
	return d;
}

static noinline struct soft_desc *get_slowly(struct soft_chan *c, enum soft_op op,
					     unsigned long flags)
{
	struct soft_desc *d;
	enum biased how;
	bool dirty;

	if (READ_ONCE(c->soft->gone))
		return NULL;
	how = biased_lock(&c->lock);
	d = c->nspare ? take_spare(c) : make_spare(c);
	dirty = d && hand_out(d);
	biased_unlock(&c->lock, how);
	if (!d)
		return NULL;
	desc_begin(d, op, flags);
	return dirty ? desc_clean(d) : d;
}

struct soft_desc *soft_desc_get(struct soft_chan *c, enum soft_op op, unsigned long flags)
{
	bool dirty;
	struct soft_desc *d = get_quickly(c, &dirty);

	if (unlikely(!d))
		return get_slowly(c, op, flags);
	desc_begin(d, op, flags);
	return unlikely(dirty) ? desc_clean(d) : d;
}

static noinline struct soft_desc *get_copy_slowly(struct soft_chan *c, dma_addr_t dst,
						  dma_addr_t src, size_t len, unsigned long flags)
{
	struct soft_desc *d = get_slowly(c, SOFT_COPY, flags);

	if (d)
		desc_set_copy(d, dst, src, len);
	return d;
}

struct soft_desc *soft_desc_get_copy(struct soft_chan *c, dma_addr_t dst, dma_addr_t src,
				     size_t len, unsigned long flags)
{
	bool dirty;
	struct soft_desc *d = get_quickly(c, &dirty);

	if (unlikely(!d))
		return get_copy_slowly(c, dst, src, len, flags);
	desc_begin(d, SOFT_COPY, flags);
	desc_set_copy(d, dst, src, len);
	return unlikely(dirty) ? desc_clean(d) : d;
}

struct soft_desc *soft_desc_get_args(struct soft_chan *c, enum soft_op op, unsigned long flags)
{
	struct soft_desc *d = soft_desc_get(c, op, flags);

	if (!d)
		return NULL;
	if (!d->args) {
		d->args = kmalloc(sizeof(*d->args), GFP_NOWAIT);
		if (!d->args) {
			soft_desc_put(d);
			return NULL;
		}
		d->args->segs = d->args->inline_segs;
	}
	forget_segs(d);
	return d;
}

void soft_desc_put(struct soft_desc *d)
{
	struct soft_chan *c = to_soft_chan(d->tx.chan);
	enum biased how = biased_lock(&c->lock);

	desc_release(c, d);
	biased_unlock(&c->lock, how);
}

/* ---- submitted --------------------------------------------------------- */

/* what the serving side must look at @tx for; a client may acknowledge it meanwhile */
static inline bool must_notify(const struct dma_async_tx_descriptor *tx)
{
	enum dma_ctrl_flags flags = READ_ONCE(tx->flags);

	return (unsigned long)tx->callback | (unsigned long)tx->callback_result |
	       (unsigned long)tx->unmap | ((flags & (DMA_CTRL_ACK | DMA_CTRL_REUSE)) ^ DMA_CTRL_ACK);
}

/* under the lock: it has been submitted, whatever became of it */
static bool is_queued(const struct soft_desc *d)
{
	return d->state == SOFT_QUEUED || d->state == SOFT_SILENT;
}

/* under the lock: is it one that can be submitted? A reusable one is again when it has ended. */
static inline bool may_submit(struct soft_chan *c, struct soft_desc *d)
{
	if (likely(d->state == SOFT_PREPARED))
		return true;
	return d->state == SOFT_QUEUED && dmaengine_desc_test_reuse(&d->tx) &&
	       d->pos < smp_load_acquire(&c->done);
}

static bool is_under_way(struct soft_chan *c, const struct soft_desc *d)
{
	enum biased how = biased_lock(&c->lock);
	u64 pos = smp_load_acquire(&c->done), end = c->submitted;

	while (pos != end && soft_desc_at(c, pos) != d)
		pos++;
	biased_unlock(&c->lock, how);
	return pos != end;
}

static noinline dma_cookie_t refuse_submit(struct soft_chan *c, struct soft_desc *d)
{
	bool queued = is_under_way(c, d);

	dmaengine_report_misuse(&c->chan, queued ? DMAENGINE_MISUSE_RESUBMITTED :
				DMAENGINE_MISUSE_FREED, "dmaengine_submit");
	return queued ? -EBUSY : -EINVAL;
}

/* under the lock, when there is a place */
static __always_inline dma_cookie_t queue(struct soft_chan *c, struct soft_desc *d)
{
	const unsigned long desc = (unsigned long)d | d->kind;
	const bool notify = must_notify(&d->tx);
	const u64 pos = c->submitted;
	struct soft_slot *slot = soft_slot_at(c, pos);
	dma_cookie_t cookie = dma_cookie_assign(&d->tx);

	slot->dst = d->dst;
	slot->src = d->src;
	slot->len = d->len;
	slot->cookie = cookie;
	/* who polls has nobody that looks ahead for long enough */
	if (!c->worker && d->kind && d->len <= COPY_QUICK)
		copy_ask_for(&(struct copy_next){ (void *)d->dst, (void *)d->src, d->len }, COPY_QUICK);
	if (notify) {
		slot->desc = desc | SOFT_SLOT_NOTIFY;
		d->state = SOFT_QUEUED;
		d->result = DMA_TRANS_NOERROR;
		d->pos = pos;
	} else {
		slot->desc = desc;
		d->state = SOFT_SILENT;
	}
	WRITE_ONCE(c->submitted, pos + 1);
	return cookie;
}

static inline bool has_place(const struct soft_chan *c)
{
	return c->submitted - c->reclaimed <= c->mask;
}

static noinline dma_cookie_t submit_slowly(struct soft_chan *c, struct soft_desc *d)
{
	enum biased how = biased_lock(&c->lock);
	dma_cookie_t cookie;

	if (unlikely(!may_submit(c, d))) {
		biased_unlock(&c->lock, how);
		return refuse_submit(c, d);
	}
	/* reused ones may go round without anybody preparing another */
	if (unlikely(!has_place(c)))
		reclaim(c);
	cookie = queue(c, d);
	biased_unlock(&c->lock, how);
	return cookie;
}

/* the usual case makes no call */
static dma_cookie_t soft_tx_submit(struct dma_async_tx_descriptor *tx)
{
	struct soft_chan *c = to_soft_chan(tx->chan);
	struct soft_desc *d = to_soft_desc(tx);
	dma_cookie_t cookie;

	if (unlikely(!biased_try(&c->lock)))
		return submit_slowly(c, d);
	if (unlikely(d->state != SOFT_PREPARED || !has_place(c))) {
		biased_leave(&c->lock);
		return submit_slowly(c, d);
	}
	cookie = queue(c, d);
	biased_leave(&c->lock);
	return cookie;
}

/* desc_free of reusable ones */
static int soft_tx_free(struct dma_async_tx_descriptor *tx)
{
	struct soft_chan *c = to_soft_chan(tx->chan);
	struct soft_desc *d = to_soft_desc(tx);
	enum biased how = biased_lock(&c->lock);
	bool mine = may_submit(c, d), queued = is_queued(d);

	if (mine)
		desc_release(c, d);
	biased_unlock(&c->lock, how);
	if (mine)
		return 0;
	dmaengine_report_misuse(tx->chan, queued ? DMAENGINE_MISUSE_RESUBMITTED :
				DMAENGINE_MISUSE_FREED, "dmaengine_desc_free");
	return -EBUSY;
}

void soft_ring_cancel(struct soft_chan *c)
{
	enum biased how = biased_lock(&c->lock);
	unsigned int i;

	for (i = 0; i < c->fresh; i++)
		if (c->descs[i].state == SOFT_PREPARED)
			desc_release(c, &c->descs[i]);
	WRITE_ONCE(c->paused, false);
	/* in this order: what is issued by this must be seen to be given up */
	smp_store_release(&c->cancelled, c->submitted);
	smp_store_release(&c->issued, c->submitted);
	biased_unlock(&c->lock, how);
}

/* ---- cookies ----------------------------------------------------------- */

void soft_note_failure(struct soft_chan *c, dma_cookie_t cookie)
{
	enum biased how = biased_lock(&c->lock);

	c->failed[c->nfailed % SOFT_FAILED] = cookie;
	WRITE_ONCE(c->nfailed, c->nfailed + 1);
	biased_unlock(&c->lock, how);
}

bool soft_has_failed(struct soft_chan *c, dma_cookie_t cookie)
{
	unsigned int i, n;
	enum biased how;
	bool ret = false;

	if (likely(!READ_ONCE(c->nfailed)))
		return false;

	how = biased_lock(&c->lock);
	n = min(c->nfailed, (unsigned int)SOFT_FAILED);
	for (i = 0; i < n && !ret; i++)
		ret = c->failed[i] == cookie;
	biased_unlock(&c->lock, how);
	return ret;
}

/* bytes that the transfer at @pos has moved; all of them, if it has ended meanwhile */
static size_t bytes_done(struct soft_chan *c, const struct soft_desc *d, u64 pos)
{
	size_t done = 0;

	if (smp_load_acquire(&c->at.pos) == pos)
		done = smp_load_acquire(&c->at.done);
	return smp_load_acquire(&c->head) > pos ? d->total : done;
}

long long soft_find_residue(struct soft_chan *c, dma_cookie_t cookie)
{
	enum biased how = biased_lock(&c->lock);
	long long left = -1;
	struct soft_desc *d;
	u64 pos;

	for (pos = max(READ_ONCE(c->head), c->cancelled); pos < c->submitted; pos++) {
		if (soft_slot_at(c, pos)->cookie != cookie)
			continue;
		d = soft_desc_at(c, pos);
		left = d->total - bytes_done(c, d, pos);
		break;
	}
	biased_unlock(&c->lock, how);
	return left;
}
