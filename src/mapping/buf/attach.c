// SPDX-License-Identifier: MIT
/*
 * Devices that use a dma-buf: attaching, mapping, pinning, and what moves.
 *
 * Exporter and importer are each static or dynamic. Where they differ, the
 * buffer is pinned and mapped once, when the device is attached, and that
 * mapping is what every dma_buf_map_attachment() gives. Linux:
 * drivers/dma-buf/dma-buf.c.
 */
#include <linux/bug.h>
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

static struct sg_table *map_now(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	const struct dma_buf_ops *ops = attach->dmabuf->ops;
	struct sg_table *sgt = ops->map_dma_buf(attach, dir);
	long ret;

	if (!sgt)
		return ERR_PTR(-ENOMEM);
	if (IS_ERR(sgt) || dma_buf_attachment_is_dynamic(attach))
		return sgt;
	/* a static importer looks at no fences: moves and clears must be over */
	ret = dma_resv_wait_timeout(attach->dmabuf->resv, DMA_RESV_USAGE_KERNEL, true,
				    MAX_SCHEDULE_TIMEOUT);
	if (ret < 0) {
		ops->unmap_dma_buf(attach, sgt, dir);
		return ERR_PTR(ret);
	}
	return sgt;
}

/* an end that can move, or follow a move, works under the lock of the reservation */
static void assert_locked_if(struct dma_buf *dmabuf, bool dynamic)
{
	if (dynamic)
		dma_resv_assert_held(dmabuf->resv);
}

/* ---- attaching ------------------------------------------------------------- */

static int pin_and_map(struct dma_buf_attachment *attach)
{
	const struct dma_buf_ops *ops = attach->dmabuf->ops;
	struct sg_table *kept;
	int refused = ops->pin ? ops->pin(attach) : 0;

	if (refused)
		return refused;
	kept = map_now(attach, DMA_BIDIRECTIONAL);
	if (IS_ERR(kept)) {
		if (ops->pin)
			ops->unpin(attach);
		return PTR_ERR(kept);
	}
	attach->dir = DMA_BIDIRECTIONAL;
	attach->sgt = kept;
	return 0;
}

static void unmap_and_unpin(struct dma_buf_attachment *attach)
{
	const struct dma_buf_ops *ops = attach->dmabuf->ops;

	ops->unmap_dma_buf(attach, attach->sgt, attach->dir);
	if (ops->pin)
		ops->unpin(attach);
}

/* for the time of the attachment; a dynamic exporter has the lock held meanwhile */
static int map_for_good(struct dma_buf_attachment *attach)
{
	struct dma_buf *dmabuf = attach->dmabuf;
	int ret;

	if (!dma_buf_is_dynamic(dmabuf))
		return pin_and_map(attach);
	dma_resv_lock(dmabuf->resv, NULL);
	ret = pin_and_map(attach);
	dma_resv_unlock(dmabuf->resv);
	return ret;
}

static void unmap_for_good(struct dma_buf_attachment *attach)
{
	struct dma_buf *dmabuf = attach->dmabuf;

	if (!dma_buf_is_dynamic(dmabuf)) {
		unmap_and_unpin(attach);
		return;
	}
	dma_resv_lock(dmabuf->resv, NULL);
	unmap_and_unpin(attach);
	dma_resv_unlock(dmabuf->resv);
}

/* in the buffer's list, or not any more */
static void enlist(struct dma_buf_attachment *attach, bool on)
{
	struct dma_buf *dmabuf = attach->dmabuf;

	dma_resv_lock(dmabuf->resv, NULL);
	if (on)
		list_add(&attach->node, &dmabuf->attachments);
	else
		list_del(&attach->node);
	dma_resv_unlock(dmabuf->resv);
}

/* an attachment that the exporter agrees to, on no list yet; or an error pointer */
static struct dma_buf_attachment *attachment_new(struct dma_buf *dmabuf, struct device *dev,
						 const struct dma_buf_attach_ops *importer_ops,
						 void *importer_priv)
{
	struct dma_buf_attachment *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	int refused = 0;

	if (!fresh)
		return ERR_PTR(-ENOMEM);
	*fresh = (struct dma_buf_attachment){
		.dmabuf = dmabuf,
		.dev = dev,
		.peer2peer = importer_ops && importer_ops->allow_peer2peer,
		.importer_priv = importer_priv,
		.importer_ops = importer_ops,
	};
	if (dmabuf->ops->attach)
		refused = dmabuf->ops->attach(dmabuf, fresh);
	if (!refused)
		return fresh;
	kfree(fresh);
	return ERR_PTR(refused);
}

struct dma_buf_attachment *dma_buf_dynamic_attach(struct dma_buf *dmabuf, struct device *dev,
						  const struct dma_buf_attach_ops *importer_ops,
						  void *importer_priv)
{
	struct dma_buf_attachment *made;
	int err = 0;

	if (WARN_ON(!dmabuf || !dev) || WARN_ON(importer_ops && !importer_ops->move_notify))
		return ERR_PTR(-EINVAL);
	made = attachment_new(dmabuf, dev, importer_ops, importer_priv);
	if (IS_ERR(made))
		return made;
	enlist(made, true);
	if (dma_buf_is_dynamic(dmabuf) != dma_buf_attachment_is_dynamic(made))
		err = map_for_good(made);
	if (!err)
		return made;
	dma_buf_detach(dmabuf, made);
	return ERR_PTR(err);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_dynamic_attach, DMA_BUF);

void dma_buf_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attach)
{
	if (WARN_ON(!dmabuf || !attach || attach->dmabuf != dmabuf))
		return;
	if (attach->sgt)
		unmap_for_good(attach);
	enlist(attach, false);
	if (dmabuf->ops->detach)
		dmabuf->ops->detach(dmabuf, attach);
	kfree(attach);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_detach, DMA_BUF);

struct dma_buf_attachment *dma_buf_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_dynamic_attach(dmabuf, dev, NULL, NULL);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_attach, DMA_BUF);

/* ---- pinning, moving ------------------------------------------------------------ */

/* the exporter's operations, for an importer that may pin: one that follows moves, with the lock */
static const struct dma_buf_ops *pin_ops(struct dma_buf_attachment *attach)
{
	WARN_ON(!dma_buf_attachment_is_dynamic(attach));
	assert_locked_if(attach->dmabuf, true);
	return attach->dmabuf->ops;
}

int dma_buf_pin(struct dma_buf_attachment *attach)
{
	const struct dma_buf_ops *ops = pin_ops(attach);

	return ops->pin ? ops->pin(attach) : 0;
}
EXPORT_SYMBOL_NS_GPL(dma_buf_pin, DMA_BUF);

void dma_buf_unpin(struct dma_buf_attachment *attach)
{
	const struct dma_buf_ops *ops = pin_ops(attach);

	if (ops->unpin)
		ops->unpin(attach);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_unpin, DMA_BUF);

void dma_buf_move_notify(struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *user;

	assert_locked_if(dmabuf, true);
	list_for_each_entry(user, &dmabuf->attachments, node) {
		const struct dma_buf_attach_ops *importer = user->importer_ops;

		if (importer)
			importer->move_notify(user);
	}
}
EXPORT_SYMBOL_NS_GPL(dma_buf_move_notify, DMA_BUF);

/* ---- mapping ---------------------------------------------------------------------- */

static void say_unaligned(const struct sg_table *sgt)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_dma_sg(sgt, sg, i)
		if (!PAGE_ALIGNED(sg_dma_address(sg)) || !PAGE_ALIGNED(sg_dma_len(sg)))
			pr_debug("dma_buf_map_attachment: addr %llx or len %x is not page aligned!\n",
				 (unsigned long long)sg_dma_address(sg), sg_dma_len(sg));
}

/* what every call that maps or unmaps begins with */
static bool usable(const struct dma_buf_attachment *attach)
{
	might_sleep();
	return !WARN_ON(!attach || !attach->dmabuf);
}

/* the mapping that is there already; NULL: none is; -EBUSY: it is for the other direction */
static struct sg_table *kept_for(const struct dma_buf_attachment *attach,
				 enum dma_data_direction direction)
{
	bool fits = attach->dir == DMA_BIDIRECTIONAL || attach->dir == direction;

	return !attach->sgt || fits ? attach->sgt : ERR_PTR(-EBUSY);
}

struct sg_table *dma_buf_map_attachment(struct dma_buf_attachment *attach,
					enum dma_data_direction direction)
{
	struct dma_buf *dmabuf;
	struct sg_table *sgt;

	if (!usable(attach))
		return ERR_PTR(-EINVAL);
	dmabuf = attach->dmabuf;
	assert_locked_if(dmabuf, dma_buf_attachment_is_dynamic(attach));
	sgt = kept_for(attach, direction);
	if (sgt)
		return sgt;
	assert_locked_if(dmabuf, dma_buf_is_dynamic(dmabuf));
	sgt = map_now(attach, direction);
	if (IS_ERR(sgt))
		return sgt;
	if (dmabuf->ops->cache_sgt_mapping) {
		attach->dir = direction;
		attach->sgt = sgt;
	}
	say_unaligned(sgt);
	return sgt;
}
EXPORT_SYMBOL_NS_GPL(dma_buf_map_attachment, DMA_BUF);

void dma_buf_unmap_attachment(struct dma_buf_attachment *attach, struct sg_table *sgt,
			      enum dma_data_direction direction)
{
	struct dma_buf *dmabuf;

	if (!usable(attach) || WARN_ON(!sgt))
		return;
	dmabuf = attach->dmabuf;
	assert_locked_if(dmabuf, dma_buf_attachment_is_dynamic(attach));
	/* what is kept stays until the end of the attachment */
	if (sgt != attach->sgt) {
		assert_locked_if(dmabuf, dma_buf_is_dynamic(dmabuf));
		dmabuf->ops->unmap_dma_buf(attach, sgt, direction);
	}
}
EXPORT_SYMBOL_NS_GPL(dma_buf_unmap_attachment, DMA_BUF);

struct sg_table *dma_buf_map_attachment_unlocked(struct dma_buf_attachment *attach,
						 enum dma_data_direction direction)
{
	struct sg_table *sgt = ERR_PTR(-EINVAL);

	if (usable(attach)) {
		dma_resv_lock(attach->dmabuf->resv, NULL);
		sgt = dma_buf_map_attachment(attach, direction);
		dma_resv_unlock(attach->dmabuf->resv);
	}
	return sgt;
}
EXPORT_SYMBOL_NS_GPL(dma_buf_map_attachment_unlocked, DMA_BUF);

void dma_buf_unmap_attachment_unlocked(struct dma_buf_attachment *attach, struct sg_table *sgt,
				       enum dma_data_direction direction)
{
	if (!usable(attach) || WARN_ON(!sgt))
		return;
	dma_resv_lock(attach->dmabuf->resv, NULL);
	dma_buf_unmap_attachment(attach, sgt, direction);
	dma_resv_unlock(attach->dmabuf->resv);
}
EXPORT_SYMBOL_NS_GPL(dma_buf_unmap_attachment_unlocked, DMA_BUF);
