// SPDX-License-Identifier: MIT
/*
 * Driver for TBDMAC, the textbook DMA controller (docs/textbook-dmac.md).
 *
 * A provider on virt-dma, written to be read: a transfer is a chain of the
 * controller's descriptors in coherent memory, one write to START sets it
 * going, one interrupt ends it, and the interrupt starts the next one.
 *
 * It uses what any driver in Linux may use and nothing else; its clients
 * reach it through <linux/dmaengine.h>.
 */
#include <linux/bitops.h>
#include <linux/clk.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_dma.h>
#include <linux/overflow.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include <linux/reset.h>
#include <linux/slab.h>

#include "dmaengine.h"
#include "virt-dma.h"

/* global registers */
#define TB_ID			0x000
#define   TB_ID_TBDMAC			0x5442
#define TB_CONFIG		0x004
#define   TB_CONFIG_CHANNELS		GENMASK(7, 0)
#define TB_CTRL			0x008
#define   TB_CTRL_ENABLE		BIT(0)
#define   TB_CTRL_RESET			BIT(1)
#define TB_INT			0x00c

/* a channel's registers */
#define TB_CHAN(n)		(0x100 + 0x40 * (n))
#define TB_START		0x00
#define TB_CHCTRL		0x04
#define   TB_CHCTRL_PAUSE		BIT(0)
#define   TB_CHCTRL_ABORT		BIT(1)
#define TB_STATUS		0x08
#define TB_INTEN		0x0c
#define   TB_EV_DONE			BIT(0)
#define   TB_EV_DESC			BIT(1)
#define   TB_EV_ERR			BIT(2)
#define   TB_EV_ALL			GENMASK(3, 0)
#define TB_ERROR		0x10
#define   TB_ERROR_CODE			GENMASK(3, 0)
#define   TB_ERROR_READ			6
#define   TB_ERROR_WRITE		7
#define TB_FAULT		0x14
#define TB_DESC			0x18
#define TB_BYTES		0x1c

/* a descriptor in memory */
#define TB_NEXT_LAST		BIT(0)
#define TB_TYPE_MEM2MEM		1
#define TB_TYPE_FILL		2
#define TB_TYPE_MEM2DEV		3
#define TB_TYPE_DEV2MEM		4
#define TB_TYPE_DEV2DEV		5
#define TB_SWIDTH(log2)		((u32)(log2) << 8)
#define TB_DWIDTH(log2)		((u32)(log2) << 10)
#define TB_BURST(beats)		(((u32)(beats) - 1) << 12)
#define TB_SREQ(req)		((u32)(req) << 16)
#define TB_DREQ(req)		((u32)(req) << 20)
#define TB_DESC_INT		BIT(24)

#define TB_MAX_CHANNELS		8
#define TB_MAX_BURST		16
#define TB_MAX_ROWS		0xffff
#define TB_MAX_LENGTH		0xfffffc	/* aligned for every width */
#define TB_MEM_ALIGN		4		/* memory to memory, fill */
#define TB_REQUESTS		16
#define TB_NO_REQUEST		0xff		/* as in the device tree */

#define TB_WIDTHS		(BIT(DMA_SLAVE_BUSWIDTH_1_BYTE) |	\
				 BIT(DMA_SLAVE_BUSWIDTH_2_BYTES) |	\
				 BIT(DMA_SLAVE_BUSWIDTH_4_BYTES))

struct textbook_lli {
	__le32 next;
	__le32 ctrl;
	__le32 src;
	__le32 dst;
	__le32 length;
	__le32 rows;
	__le32 src_stride;
	__le32 dst_stride;
};

/* One descriptor of the controller. */
struct textbook_seg {
	struct textbook_lli *lli;
	dma_addr_t addr;
	u32 len;			/* bytes, all rows */
};

/* A transfer. Built by a prep function, constant from then on. */
struct textbook_desc {
	struct virt_dma_desc vd;
	size_t len;
	bool cyclic;
	unsigned int nsegs;
	struct textbook_seg segs[];
};

/* A peripheral's register, mapped for the controller. */
struct textbook_port {
	phys_addr_t phys;
	dma_addr_t bus;
	size_t size;			/* 0: nothing is mapped */
};

struct textbook_chan {
	struct virt_dma_chan vc;
	struct textbook_dmac *dmac;
	u8 __iomem *regs;
	unsigned int id;

	/* the client's: set between its calls, which it does not let race */
	unsigned int request;		/* of the peripheral that asked for us */
	unsigned int partner;		/* of the other side, device to device */
	struct dma_slave_config config;
	struct textbook_port src;
	struct textbook_port dst;

	/* protected by vc.lock */
	bool live;			/* a client has us, and the controller is there */
	bool paused;
	struct textbook_desc *active;	/* what the controller works on */
	u64 failed; /* of the last 64 cookies, by cookie % 64; read without lock for "none" */
};

/* Allocated by probe; freed when the last client has let go of its channel. */
struct textbook_dmac {
	struct dma_device ddev;
	u8 __iomem *regs;
	struct clk *clk;
	struct reset_control *reset;
	struct dma_pool *pool;
	int irq;
	bool removed;			/* read under any channel's vc.lock */
	unsigned int nchans;
	struct textbook_chan chans[TB_MAX_CHANNELS];
};

static struct textbook_chan *to_textbook_chan(struct dma_chan *chan)
{
	return container_of(chan, struct textbook_chan, vc.chan);
}

static struct textbook_desc *to_textbook_desc(struct virt_dma_desc *vd)
{
	return container_of(vd, struct textbook_desc, vd);
}

static struct device *chan_dev(struct textbook_chan *chan)
{
	return chan->dmac->ddev.dev;
}

/* ---- transfers ---------------------------------------------------------- */

static void textbook_desc_free(struct virt_dma_desc *vd)
{
	struct textbook_desc *desc = to_textbook_desc(vd);
	struct dma_pool *pool = to_textbook_chan(vd->tx.chan)->dmac->pool;
	unsigned int i;

	for (i = 0; i < desc->nsegs; i++)
		dma_pool_free(pool, desc->segs[i].lli, desc->segs[i].addr);
	kfree(desc);
}

/* An empty transfer with room for @nsegs descriptors. */
static struct textbook_desc *textbook_desc_alloc(struct textbook_chan *chan,
						 size_t nsegs)
{
	struct textbook_desc *desc;

	if (!chan->live)
		return NULL;
	desc = kzalloc(struct_size(desc, segs, nsegs), GFP_NOWAIT);
	if (desc)
		desc->vd.tx.chan = &chan->vc.chan;
	return desc;
}

/* Appends a descriptor of @rows rows of @length bytes each. */
static struct textbook_lli *textbook_add(struct textbook_desc *desc, u32 ctrl,
					 dma_addr_t src, dma_addr_t dst,
					 u32 length, u32 rows)
{
	struct dma_pool *pool = to_textbook_chan(desc->vd.tx.chan)->dmac->pool;
	struct textbook_seg *seg = &desc->segs[desc->nsegs];
	struct textbook_lli *lli;

	lli = dma_pool_alloc(pool, GFP_NOWAIT, &seg->addr);
	if (!lli)
		return NULL;
	lli->next = 0;
	lli->ctrl = cpu_to_le32(ctrl);
	lli->src = cpu_to_le32(src);
	lli->dst = cpu_to_le32(dst);
	lli->length = cpu_to_le32(length);
	lli->rows = cpu_to_le32(rows);
	lli->src_stride = 0;
	lli->dst_stride = 0;
	seg->lli = lli;
	seg->len = length * rows;
	if (desc->nsegs)
		seg[-1].lli->next = cpu_to_le32(seg->addr);
	desc->nsegs++;
	desc->len += seg->len;
	return lli;
}

/*
 * Appends @len contiguous bytes in as many descriptors as it takes. A side
 * that is a peripheral's, or a fill's value, stays where it is. @last is
 * added to the control word of the last descriptor.
 */
static bool textbook_add_run(struct textbook_desc *desc, u32 ctrl, u32 last,
			     dma_addr_t src, bool src_moves,
			     dma_addr_t dst, bool dst_moves, size_t len)
{
	while (len) {
		u32 part = min_t(size_t, len, TB_MAX_LENGTH);

		len -= part;
		if (!textbook_add(desc, ctrl | (len ? 0 : last), src, dst, part, 1))
			return false;
		if (src_moves)
			src += part;
		if (dst_moves)
			dst += part;
	}
	return true;
}

/* Closes the chain, or the ring, and hands the transfer to virt-dma. */
static struct dma_async_tx_descriptor *
textbook_desc_finish(struct textbook_chan *chan, struct textbook_desc *desc,
		     unsigned long flags)
{
	struct textbook_lli *last = desc->segs[desc->nsegs - 1].lli;

	last->next = cpu_to_le32(desc->cyclic ? desc->segs[0].addr : TB_NEXT_LAST);
	return vchan_tx_prep(&chan->vc, &desc->vd, flags);
}

/* Is [@addr, @addr + @len) within reach, and aligned? If not, say so. */
static bool textbook_reachable(struct textbook_chan *chan, const char *what,
			       dma_addr_t addr, size_t len, size_t align)
{
	if (!len) {
		dev_err(chan_dev(chan), "chan%u: %s has no length\n", chan->id, what);
		return false;
	}
	if ((addr | len) & (align - 1)) {
		dev_err(chan_dev(chan),
			"chan%u: %s at %pad, %zu bytes: must be aligned to %zu\n",
			chan->id, what, &addr, len, align);
		return false;
	}
	if (addr > U32_MAX || len - 1 > U32_MAX - addr) {
		dev_err(chan_dev(chan),
			"chan%u: %s at %pad, %zu bytes: beyond the controller's 32 bits\n",
			chan->id, what, &addr, len);
		return false;
	}
	return true;
}

/* ---- the course of transfers -------------------------------------------- */

/* vc.lock is held. */
static void textbook_start_next(struct textbook_chan *chan)
{
	struct virt_dma_desc *vd = vchan_next_desc(&chan->vc);

	if (!vd || !chan->live) {
		chan->active = NULL;
		return;
	}
	list_del(&vd->node);
	chan->active = to_textbook_desc(vd);
	WRITE_ONCE(chan->failed, chan->failed & ~BIT_ULL(vd->tx.cookie % 64));
	vd->tx_result.result = DMA_TRANS_NOERROR;
	vd->tx_result.residue = 0;
	writel(chan->active->segs[0].addr, chan->regs + TB_START);
}

/*
 * How many bytes the active transfer has still to move. vc.lock is held, so
 * it does not end meanwhile as far as we are concerned; but one of its
 * descriptors may, between two register accesses.
 */
static size_t textbook_residue(struct textbook_chan *chan)
{
	struct textbook_desc *desc = chan->active;
	size_t residue = desc->len;
	u32 addr, bytes;
	unsigned int i;

	do {
		addr = readl(chan->regs + TB_DESC);
		bytes = readl(chan->regs + TB_BYTES);
	} while (desc->nsegs > 1 && readl(chan->regs + TB_DESC) != addr);

	for (i = 0; i < desc->nsegs && desc->segs[i].addr != addr; i++)
		residue -= desc->segs[i].len;
	return residue - bytes;
}

/* The controller has given up. vc.lock is held. */
static void textbook_fail(struct textbook_chan *chan)
{
	static const char *const reasons[] = {
		[1] = "could not fetch descriptor",
		[2] = "descriptor has a bad type",
		[3] = "descriptor has a bad width",
		[4] = "descriptor is not aligned",
		[5] = "descriptor has a bad length",
		[TB_ERROR_READ] = "read failed",
		[TB_ERROR_WRITE] = "write failed",
	};
	struct virt_dma_desc *vd = &chan->active->vd;
	u32 code = readl(chan->regs + TB_ERROR) & TB_ERROR_CODE;
	const char *reason = code < ARRAY_SIZE(reasons) ? reasons[code] : NULL;

	if (code == TB_ERROR_READ)
		vd->tx_result.result = DMA_TRANS_READ_FAILED;
	else if (code == TB_ERROR_WRITE)
		vd->tx_result.result = DMA_TRANS_WRITE_FAILED;
	else
		vd->tx_result.result = DMA_TRANS_ABORTED;
	vd->tx_result.residue = textbook_residue(chan);
	WRITE_ONCE(chan->failed, chan->failed | BIT_ULL(vd->tx.cookie % 64));
	dev_err(chan_dev(chan), "chan%u: %s at 0x%08x, %u bytes left\n", chan->id,
		reason ?: "unknown error", readl(chan->regs + TB_FAULT),
		vd->tx_result.residue);
}

static void textbook_chan_irq(struct textbook_chan *chan)
{
	u32 events;

	spin_lock(&chan->vc.lock);
	events = readl(chan->regs + TB_STATUS) & TB_EV_ALL;
	writel(events, chan->regs + TB_STATUS);
	if (!chan->active)
		goto out;
	if (events & TB_EV_ERR)
		textbook_fail(chan);
	if (events & (TB_EV_ERR | TB_EV_DONE)) {
		vchan_cookie_complete(&chan->active->vd);
		textbook_start_next(chan);
	} else if (events & TB_EV_DESC) {
		vchan_cyclic_callback(&chan->active->vd);
	}
out:
	spin_unlock(&chan->vc.lock);
}

static irqreturn_t textbook_irq(int irq, void *data)
{
	struct textbook_dmac *dmac = data;
	unsigned long pending = readl(dmac->regs + TB_INT);
	unsigned int i;

	if (!pending)
		return IRQ_NONE;
	for_each_set_bit(i, &pending, dmac->nchans)
		textbook_chan_irq(&dmac->chans[i]);
	return IRQ_HANDLED;
}

static void textbook_issue_pending(struct dma_chan *c)
{
	struct textbook_chan *chan = to_textbook_chan(c);
	unsigned long flags;

	spin_lock_irqsave(&chan->vc.lock, flags);
	if (vchan_issue_pending(&chan->vc) && !chan->active)
		textbook_start_next(chan);
	spin_unlock_irqrestore(&chan->vc.lock, flags);
}

/* vc.lock is held. */
static bool textbook_has_failed(struct textbook_chan *chan, dma_cookie_t cookie)
{
	u32 age = chan->vc.chan.completed_cookie - cookie;

	return age < 64 && chan->failed & BIT_ULL(cookie % 64);
}

static enum dma_status textbook_tx_status(struct dma_chan *c, dma_cookie_t cookie,
					  struct dma_tx_state *state)
{
	struct textbook_chan *chan = to_textbook_chan(c);
	enum dma_status status = dma_cookie_status(c, cookie, state);
	struct virt_dma_desc *vd;
	unsigned long flags;
	size_t residue = 0;

	if (status == DMA_COMPLETE && likely(!READ_ONCE(chan->failed)))
		return status;

	spin_lock_irqsave(&chan->vc.lock, flags);
	if (status == DMA_COMPLETE) {
		if (textbook_has_failed(chan, cookie))
			status = DMA_ERROR;
	} else if (chan->active && chan->active->vd.tx.cookie == cookie) {
		if (state)
			residue = textbook_residue(chan);
		if (chan->paused)
			status = DMA_PAUSED;
	} else {
		vd = vchan_find_desc(&chan->vc, cookie);
		if (vd)
			residue = to_textbook_desc(vd)->len;
	}
	spin_unlock_irqrestore(&chan->vc.lock, flags);
	dma_set_residue(state, residue);
	return status;
}

static int textbook_set_pause(struct dma_chan *c, bool pause)
{
	struct textbook_chan *chan = to_textbook_chan(c);
	unsigned long flags;

	spin_lock_irqsave(&chan->vc.lock, flags);
	if (chan->live) {
		writel(pause ? TB_CHCTRL_PAUSE : 0, chan->regs + TB_CHCTRL);
		chan->paused = pause;
	}
	spin_unlock_irqrestore(&chan->vc.lock, flags);
	return 0;
}

static int textbook_pause(struct dma_chan *c)
{
	return textbook_set_pause(c, true);
}

static int textbook_resume(struct dma_chan *c)
{
	return textbook_set_pause(c, false);
}

/*
 * Stops the channel and collects what it had to do on @head. The transfer
 * that was active, and those that were active at earlier terminations, stay
 * behind on desc_terminated: the tasklet may be running a cyclic callback of
 * theirs, and only synchronize knows when it is done. vc.lock is held.
 */
static void textbook_stop(struct textbook_chan *chan, struct list_head *head)
{
	LIST_HEAD(terminated);

	if (chan->live) {
		writel(TB_CHCTRL_ABORT, chan->regs + TB_CHCTRL);
		writel(TB_EV_ALL, chan->regs + TB_STATUS);
	}
	chan->paused = false;
	list_splice_init(&chan->vc.desc_terminated, &terminated);
	vchan_get_all_descriptors(&chan->vc, head);
	list_splice(&terminated, &chan->vc.desc_terminated);
	if (chan->active) {
		vchan_terminate_vdesc(&chan->active->vd);
		chan->active = NULL;
	}
}

static int textbook_terminate_all(struct dma_chan *c)
{
	struct textbook_chan *chan = to_textbook_chan(c);
	unsigned long flags;
	LIST_HEAD(head);

	spin_lock_irqsave(&chan->vc.lock, flags);
	textbook_stop(chan, &head);
	spin_unlock_irqrestore(&chan->vc.lock, flags);
	vchan_dma_desc_free_list(&chan->vc, &head);
	return 0;
}

static void textbook_synchronize(struct dma_chan *c)
{
	vchan_synchronize(&to_textbook_chan(c)->vc);
}

/* ---- preparing transfers between memories -------------------------------- */

static struct dma_async_tx_descriptor *
textbook_prep_memcpy(struct dma_chan *c, dma_addr_t dst, dma_addr_t src,
		     size_t len, unsigned long flags)
{
	struct textbook_chan *chan = to_textbook_chan(c);
	struct textbook_desc *desc;

	if (!textbook_reachable(chan, "memcpy source", src, len, TB_MEM_ALIGN) ||
	    !textbook_reachable(chan, "memcpy destination", dst, len, TB_MEM_ALIGN))
		return NULL;
	desc = textbook_desc_alloc(chan, DIV_ROUND_UP(len, TB_MAX_LENGTH));
	if (!desc)
		return NULL;
	if (!textbook_add_run(desc, TB_TYPE_MEM2MEM, 0, src, true, dst, true, len)) {
		textbook_desc_free(&desc->vd);
		return NULL;
	}
	return textbook_desc_finish(chan, desc, flags);
}

static struct dma_async_tx_descriptor *
textbook_prep_memset(struct dma_chan *c, dma_addr_t dst, int value, size_t len,
		     unsigned long flags)
{
	struct textbook_chan *chan = to_textbook_chan(c);
	struct textbook_desc *desc;

	if (!textbook_reachable(chan, "memset destination", dst, len, TB_MEM_ALIGN))
		return NULL;
	desc = textbook_desc_alloc(chan, DIV_ROUND_UP(len, TB_MAX_LENGTH));
	if (!desc)
		return NULL;
	if (!textbook_add_run(desc, TB_TYPE_FILL, 0, value & 0xff, false, dst, true,
			      len)) {
		textbook_desc_free(&desc->vd);
		return NULL;
	}
	return textbook_desc_finish(chan, desc, flags);
}

/* ---- preparing transfers to and from peripherals ------------------------- */

/* How one direction of the slave configuration looks to the controller. */
struct textbook_slave {
	u32 ctrl;
	u32 grain;		/* bytes that everything is a multiple of */
	bool mem_src, mem_dst;	/* which sides are memory */
};

static u32 textbook_burst(u32 maxburst)
{
	return clamp_t(u32, maxburst, 1, TB_MAX_BURST);
}

static bool textbook_port_usable(struct textbook_chan *chan, const char *what,
				 const struct textbook_port *port,
				 enum dma_slave_buswidth width, unsigned int request)
{
	if (!port->size || !width) {
		dev_err(chan_dev(chan), "chan%u: no %s address and width configured\n",
			chan->id, what);
		return false;
	}
	if (request >= TB_REQUESTS) {
		dev_err(chan_dev(chan), "chan%u: no request line for the %s\n",
			chan->id, what);
		return false;
	}
	if (port->bus & (width - 1)) {
		dev_err(chan_dev(chan), "chan%u: %s address %pad: must be aligned to %u\n",
			chan->id, what, &port->bus, width);
		return false;
	}
	return true;
}

static bool textbook_slave(struct textbook_chan *chan,
			   enum dma_transfer_direction direction,
			   struct textbook_slave *slave)
{
	const struct dma_slave_config *cfg = &chan->config;
	u32 src_width = cfg->src_addr_width, dst_width = cfg->dst_addr_width;
	u32 src_burst = textbook_burst(cfg->src_maxburst);
	u32 dst_burst = textbook_burst(cfg->dst_maxburst);
	unsigned int dst_request = chan->request;
	u32 burst = 0;

	memset(slave, 0, sizeof(*slave));
	switch (direction) {
	case DMA_MEM_TO_DEV:
		slave->mem_src = true;
		slave->ctrl = TB_TYPE_MEM2DEV;
		slave->grain = dst_width;
		burst = dst_burst;
		break;
	case DMA_DEV_TO_MEM:
		slave->mem_dst = true;
		slave->ctrl = TB_TYPE_DEV2MEM;
		slave->grain = src_width;
		burst = src_burst;
		break;
	case DMA_DEV_TO_DEV:
		slave->ctrl = TB_TYPE_DEV2DEV;
		slave->grain = max(src_width, dst_width);
		dst_request = chan->partner;
		break;
	default:
		dev_err(chan_dev(chan), "chan%u: direction %d is none of a peripheral's\n",
			chan->id, direction);
		return false;
	}
	if (!slave->mem_src) {
		if (!textbook_port_usable(chan, "source", &chan->src, src_width,
					  chan->request))
			return false;
		slave->ctrl |= TB_SWIDTH(ilog2(src_width)) | TB_SREQ(chan->request);
	}
	if (!slave->mem_dst) {
		if (!textbook_port_usable(chan, "destination", &chan->dst, dst_width,
					  dst_request))
			return false;
		slave->ctrl |= TB_DWIDTH(ilog2(dst_width)) | TB_DREQ(dst_request);
	}
	if (!burst) {
		burst = min(src_width * src_burst, dst_width * dst_burst) / slave->grain;
		burst = textbook_burst(burst);
	}
	slave->ctrl |= TB_BURST(burst);
	return true;
}

/* Appends @len bytes of memory at @mem, whichever side it is on. */
static bool textbook_add_slave(struct textbook_chan *chan,
			       struct textbook_desc *desc,
			       const struct textbook_slave *slave,
			       dma_addr_t mem, size_t len, u32 last)
{
	return textbook_add_run(desc, slave->ctrl, last,
				slave->mem_src ? mem : chan->src.bus, slave->mem_src,
				slave->mem_dst ? mem : chan->dst.bus, slave->mem_dst,
				len);
}

/* From device to device, the scatterlist says only how much. */
static struct dma_async_tx_descriptor *
textbook_prep_slave_sg(struct dma_chan *c, struct scatterlist *sgl,
		       unsigned int sg_len, enum dma_transfer_direction direction,
		       unsigned long flags, void *context)
{
	struct textbook_chan *chan = to_textbook_chan(c);
	struct textbook_slave slave;
	struct textbook_desc *desc;
	struct scatterlist *sg;
	size_t nsegs = 0;
	unsigned int i;

	if (!sg_len || !textbook_slave(chan, direction, &slave))
		return NULL;
	for_each_sg(sgl, sg, sg_len, i) {
		dma_addr_t mem = slave.mem_src || slave.mem_dst ? sg_dma_address(sg) : 0;

		if (!textbook_reachable(chan, "scatterlist entry", mem, sg_dma_len(sg),
					slave.grain))
			return NULL;
		nsegs += DIV_ROUND_UP(sg_dma_len(sg), TB_MAX_LENGTH);
	}
	desc = textbook_desc_alloc(chan, nsegs);
	if (!desc)
		return NULL;
	for_each_sg(sgl, sg, sg_len, i)
		if (!textbook_add_slave(chan, desc, &slave, sg_dma_address(sg),
					sg_dma_len(sg), 0))
			goto err_free_desc;
	return textbook_desc_finish(chan, desc, flags);

err_free_desc:
	textbook_desc_free(&desc->vd);
	return NULL;
}

/* Without DMA_PREP_INTERRUPT the ring turns in silence. */
static struct dma_async_tx_descriptor *
textbook_prep_cyclic(struct dma_chan *c, dma_addr_t buf, size_t buf_len,
		     size_t period_len, enum dma_transfer_direction direction,
		     unsigned long flags)
{
	u32 period_end = flags & DMA_PREP_INTERRUPT ? TB_DESC_INT : 0;
	struct textbook_chan *chan = to_textbook_chan(c);
	struct textbook_slave slave;
	struct textbook_desc *desc;
	size_t pos;

	if (!textbook_slave(chan, direction, &slave) ||
	    !textbook_reachable(chan, "cyclic buffer", buf, buf_len, slave.grain) ||
	    !textbook_reachable(chan, "cyclic period", 0, period_len, slave.grain))
		return NULL;
	if (buf_len % period_len) {
		dev_err(chan_dev(chan),
			"chan%u: cyclic buffer of %zu bytes: not a multiple of its period, %zu\n",
			chan->id, buf_len, period_len);
		return NULL;
	}
	desc = textbook_desc_alloc(chan, buf_len / period_len *
				   DIV_ROUND_UP(period_len, TB_MAX_LENGTH));
	if (!desc)
		return NULL;
	desc->cyclic = true;
	for (pos = 0; pos < buf_len; pos += period_len)
		if (!textbook_add_slave(chan, desc, &slave, buf + pos, period_len,
					period_end))
			goto err_free_desc;
	return textbook_desc_finish(chan, desc, flags);

err_free_desc:
	textbook_desc_free(&desc->vd);
	return NULL;
}

/* ---- preparing interleaved transfers -------------------------------------- */

static bool textbook_interleaved_slave(struct textbook_chan *chan,
				       struct dma_interleaved_template *xt,
				       struct textbook_slave *slave)
{
	if (xt->dir == DMA_MEM_TO_MEM) {
		*slave = (struct textbook_slave) {
			.ctrl = TB_TYPE_MEM2MEM,
			.grain = TB_MEM_ALIGN,
			.mem_src = true,
			.mem_dst = true,
		};
	} else if (!textbook_slave(chan, xt->dir, slave)) {
		return false;
	}
	if (xt->src_inc == slave->mem_src && xt->dst_inc == slave->mem_dst)
		return true;
	dev_err(chan_dev(chan),
		"chan%u: interleaved: memory advances and a peripheral stays; src_inc, dst_inc say "
		"otherwise\n",
		chan->id);
	return false;
}

/* from the start of a frame to the start of the next */
static size_t textbook_pitch(struct dma_interleaved_template *xt, bool src)
{
	size_t pitch = 0, i;

	for (i = 0; i < xt->frame_size; i++)
		pitch += xt->sgl[i].size +
			 (src ? dmaengine_get_src_icg(xt, &xt->sgl[i]) :
				dmaengine_get_dst_icg(xt, &xt->sgl[i]));
	return pitch;
}

/* Every chunk of @frames frames that begin at @src and @dst. */
static bool textbook_add_frames(struct textbook_chan *chan,
				struct textbook_desc *desc,
				struct dma_interleaved_template *xt,
				const struct textbook_slave *slave,
				dma_addr_t src, dma_addr_t dst, size_t frames)
{
	size_t src_pitch = textbook_pitch(xt, true), dst_pitch = textbook_pitch(xt, false);
	struct textbook_lli *lli;
	size_t i;

	for (i = 0; i < xt->frame_size; i++) {
		struct data_chunk *chunk = &xt->sgl[i];

		lli = textbook_add(desc, slave->ctrl,
				   slave->mem_src ? src : chan->src.bus,
				   slave->mem_dst ? dst : chan->dst.bus,
				   chunk->size, frames);
		if (!lli)
			return false;
		lli->src_stride = cpu_to_le32(src_pitch);
		lli->dst_stride = cpu_to_le32(dst_pitch);
		src += chunk->size + dmaengine_get_src_icg(xt, chunk);
		dst += chunk->size + dmaengine_get_dst_icg(xt, chunk);
	}
	return true;
}

static bool textbook_frames_valid(struct textbook_chan *chan,
				  struct dma_interleaved_template *xt,
				  const struct textbook_slave *slave)
{
	size_t src_pitch = textbook_pitch(xt, true), dst_pitch = textbook_pitch(xt, false);
	u64 src_len, dst_len;
	size_t i;

	for (i = 0; i < xt->frame_size; i++) {
		struct data_chunk *chunk = &xt->sgl[i];
		size_t all = chunk->size | dmaengine_get_src_icg(xt, chunk) |
			     dmaengine_get_dst_icg(xt, chunk);

		if (chunk->size && chunk->size <= TB_MAX_LENGTH &&
		    !(all & (slave->grain - 1)))
			continue;
		dev_err(chan_dev(chan),
			"chan%u: interleaved chunk of %zu bytes: must be 1 to %u, gaps too in "
			"multiples of %u\n",
			chan->id, chunk->size, TB_MAX_LENGTH, slave->grain);
		return false;
	}
	if (check_mul_overflow((u64)src_pitch, (u64)xt->numf, &src_len) ||
	    check_mul_overflow((u64)dst_pitch, (u64)xt->numf, &dst_len))
		src_len = dst_len = U64_MAX & ~63ull;
	return textbook_reachable(chan, "interleaved source",
				  slave->mem_src ? xt->src_start : 0, src_len,
				  slave->grain) &&
	       textbook_reachable(chan, "interleaved destination",
				  slave->mem_dst ? xt->dst_start : 0, dst_len,
				  slave->grain);
}

/*
 * A chunk becomes one descriptor with a row per frame. A peripheral must get
 * the chunks in their order, though: there, where a frame has several, each
 * frame gets its own descriptors.
 */
static struct dma_async_tx_descriptor *
textbook_prep_interleaved(struct dma_chan *c, struct dma_interleaved_template *xt,
			  unsigned long flags)
{
	struct textbook_chan *chan = to_textbook_chan(c);
	struct textbook_slave slave;
	struct textbook_desc *desc;
	size_t frames, done, step;
	size_t src_pitch, dst_pitch;

	if (!xt->numf || !xt->frame_size) {
		dev_err(chan_dev(chan), "chan%u: interleaved template has no frames\n",
			chan->id);
		return NULL;
	}
	if (!textbook_interleaved_slave(chan, xt, &slave) ||
	    !textbook_frames_valid(chan, xt, &slave))
		return NULL;
	src_pitch = textbook_pitch(xt, true);
	dst_pitch = textbook_pitch(xt, false);
	step = xt->dir == DMA_MEM_TO_MEM || xt->frame_size == 1 ? TB_MAX_ROWS : 1;
	desc = textbook_desc_alloc(chan, DIV_ROUND_UP(xt->numf, step) * xt->frame_size);
	if (!desc)
		return NULL;
	for (done = 0; done < xt->numf; done += frames) {
		frames = min(xt->numf - done, step);
		if (!textbook_add_frames(chan, desc, xt, &slave,
					 xt->src_start + done * src_pitch,
					 xt->dst_start + done * dst_pitch, frames))
			goto err_free_desc;
	}
	return textbook_desc_finish(chan, desc, flags);

err_free_desc:
	textbook_desc_free(&desc->vd);
	return NULL;
}

/* ---- channels -------------------------------------------------------------- */

static void textbook_port_unmap(struct textbook_chan *chan, struct textbook_port *port,
				enum dma_data_direction dir)
{
	if (port->size)
		dma_unmap_resource(chan_dev(chan), port->bus, port->size, dir, 0);
	port->size = 0;
}

/* @dir is the controller's: what it reads goes "to" it. */
static int textbook_port_map(struct textbook_chan *chan, struct textbook_port *port,
			     phys_addr_t phys, size_t width, enum dma_data_direction dir)
{
	dma_addr_t bus;

	if (port->size && port->phys == phys && port->size == width)
		return 0;
	textbook_port_unmap(chan, port, dir);
	if (!phys || !width)
		return 0;
	bus = dma_map_resource(chan_dev(chan), phys, width, dir, 0);
	if (dma_mapping_error(chan_dev(chan), bus)) {
		dev_err(chan_dev(chan), "chan%u: cannot reach a register at %pap\n",
			chan->id, &phys);
		return -EIO;
	}
	port->phys = phys;
	port->bus = bus;
	port->size = width;
	return 0;
}

static bool textbook_width_valid(struct textbook_chan *chan, u32 width)
{
	if (!width || (width < BITS_PER_LONG && TB_WIDTHS & BIT(width)))
		return true;
	dev_err(chan_dev(chan), "chan%u: register width %u: must be 1, 2 or 4 bytes\n",
		chan->id, width);
	return false;
}

static int textbook_config(struct dma_chan *c, struct dma_slave_config *config)
{
	struct textbook_chan *chan = to_textbook_chan(c);
	int ret;

	if (!textbook_width_valid(chan, config->src_addr_width) ||
	    !textbook_width_valid(chan, config->dst_addr_width))
		return -EINVAL;
	ret = textbook_port_map(chan, &chan->src, config->src_addr,
				config->src_addr_width, DMA_TO_DEVICE);
	if (ret)
		return ret;
	ret = textbook_port_map(chan, &chan->dst, config->dst_addr,
				config->dst_addr_width, DMA_FROM_DEVICE);
	if (ret)
		return ret;
	chan->config = *config;
	return 0;
}

static int textbook_alloc_chan_resources(struct dma_chan *c)
{
	struct textbook_chan *chan = to_textbook_chan(c);
	struct textbook_dmac *dmac = chan->dmac;
	unsigned long flags;
	int ret;

	ret = pm_runtime_resume_and_get(dmac->ddev.dev);
	if (ret < 0)
		return ret;
	spin_lock_irqsave(&chan->vc.lock, flags);
	chan->live = !dmac->removed;
	if (chan->live)
		writel(TB_EV_DONE | TB_EV_DESC | TB_EV_ERR, chan->regs + TB_INTEN);
	spin_unlock_irqrestore(&chan->vc.lock, flags);
	if (!chan->live) {
		pm_runtime_put(dmac->ddev.dev);
		return -ENODEV;
	}
	return 0;
}

/* The channel ends its work, if it had not been told to before. */
static bool textbook_chan_off(struct textbook_chan *chan)
{
	unsigned long flags;
	LIST_HEAD(head);
	bool was_live;

	spin_lock_irqsave(&chan->vc.lock, flags);
	was_live = chan->live;
	textbook_stop(chan, &head);
	if (was_live)
		writel(0, chan->regs + TB_INTEN);
	chan->live = false;
	spin_unlock_irqrestore(&chan->vc.lock, flags);

	vchan_dma_desc_free_list(&chan->vc, &head);
	vchan_synchronize(&chan->vc);
	vchan_free_chan_resources(&chan->vc);
	if (was_live) {
		textbook_port_unmap(chan, &chan->src, DMA_TO_DEVICE);
		textbook_port_unmap(chan, &chan->dst, DMA_FROM_DEVICE);
	}
	return was_live;
}

static void textbook_free_chan_resources(struct dma_chan *c)
{
	struct textbook_chan *chan = to_textbook_chan(c);

	if (textbook_chan_off(chan))
		pm_runtime_put(chan_dev(chan));
	chan->request = TB_NO_REQUEST;
	chan->partner = TB_NO_REQUEST;
	memset(&chan->config, 0, sizeof(chan->config));
}

/* A specifier: the client's request input, and perhaps its partner's. */
static struct dma_chan *textbook_xlate(struct of_phandle_args *spec,
				       struct of_dma *ofdma)
{
	struct textbook_dmac *dmac = ofdma->of_dma_data;
	unsigned int request = spec->args[0];
	unsigned int partner = spec->args_count > 1 ? spec->args[1] : TB_NO_REQUEST;
	struct textbook_chan *chan;
	struct dma_chan *c;

	if (spec->args_count < 1 || request >= TB_REQUESTS ||
	    (partner >= TB_REQUESTS && partner != TB_NO_REQUEST)) {
		dev_err(dmac->ddev.dev,
			"dmas: request %u, partner %u: requests are 0 to %u, no partner is 0x%x\n",
			request, partner, TB_REQUESTS - 1, TB_NO_REQUEST);
		return ERR_PTR(-EINVAL);
	}
	c = dma_get_any_slave_channel(&dmac->ddev);
	if (!c)
		return ERR_PTR(-EBUSY);
	chan = to_textbook_chan(c);
	chan->request = request;
	chan->partner = partner;
	return c;
}

/* ---- the controller --------------------------------------------------------- */

static int textbook_runtime_resume(struct device *dev)
{
	struct textbook_dmac *dmac = dev_get_drvdata(dev);
	int ret;

	ret = clk_prepare_enable(dmac->clk);
	if (ret)
		return ret;
	writel(TB_CTRL_ENABLE, dmac->regs + TB_CTRL);
	return 0;
}

static int textbook_runtime_suspend(struct device *dev)
{
	struct textbook_dmac *dmac = dev_get_drvdata(dev);

	writel(0, dmac->regs + TB_CTRL);
	clk_disable_unprepare(dmac->clk);
	return 0;
}

static int textbook_get_resources(struct platform_device *pdev,
				  struct textbook_dmac *dmac)
{
	struct device *dev = &pdev->dev;

	dmac->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(dmac->regs))
		return PTR_ERR(dmac->regs);
	dmac->clk = devm_clk_get(dev, NULL);
	if (IS_ERR(dmac->clk))
		return dev_err_probe(dev, PTR_ERR(dmac->clk), "no clock\n");
	dmac->reset = devm_reset_control_get_optional_exclusive(dev, NULL);
	if (IS_ERR(dmac->reset))
		return dev_err_probe(dev, PTR_ERR(dmac->reset), "no reset line\n");
	dmac->irq = platform_get_irq(pdev, 0);
	return dmac->irq < 0 ? dmac->irq : 0;
}

/* The controller is powered: is it ours, and how large is it? */
static int textbook_identify(struct textbook_dmac *dmac, struct device *dev)
{
	u32 id = readl(dmac->regs + TB_ID), ours;

	if (id >> 16 != TB_ID_TBDMAC) {
		dev_err(dev, "ID is 0x%08x: not a TBDMAC\n", id);
		return -ENODEV;
	}
	dmac->nchans = readl(dmac->regs + TB_CONFIG) & TB_CONFIG_CHANNELS;
	if (!dmac->nchans || dmac->nchans > TB_MAX_CHANNELS) {
		dev_err(dev, "%u channels: must be 1 to %u\n", dmac->nchans,
			TB_MAX_CHANNELS);
		return -EINVAL;
	}
	/* the tree may leave channels to somebody else; it cannot add any */
	if (!of_property_read_u32(dev->of_node, "dma-channels", &ours)) {
		if (!ours || ours > dmac->nchans) {
			dev_err(dev, "dma-channels is %u: must be 1 to %u\n", ours,
				dmac->nchans);
			return -EINVAL;
		}
		dmac->nchans = ours;
	}
	writel(TB_CTRL_RESET, dmac->regs + TB_CTRL);
	writel(TB_CTRL_ENABLE, dmac->regs + TB_CTRL);
	return 0;
}

static void textbook_release(struct dma_device *ddev)
{
	kfree(container_of(ddev, struct textbook_dmac, ddev));
}

static void textbook_init_ddev(struct textbook_dmac *dmac, struct device *dev)
{
	struct dma_device *ddev = &dmac->ddev;
	unsigned int i;

	dma_cap_set(DMA_PRIVATE, ddev->cap_mask);
	dma_cap_set(DMA_MEMCPY, ddev->cap_mask);
	dma_cap_set(DMA_MEMSET, ddev->cap_mask);
	dma_cap_set(DMA_SLAVE, ddev->cap_mask);
	dma_cap_set(DMA_CYCLIC, ddev->cap_mask);
	dma_cap_set(DMA_INTERLEAVE, ddev->cap_mask);

	ddev->dev = dev;
	ddev->copy_align = DMAENGINE_ALIGN_4_BYTES;
	ddev->fill_align = DMAENGINE_ALIGN_4_BYTES;
	ddev->src_addr_widths = TB_WIDTHS;
	ddev->dst_addr_widths = TB_WIDTHS;
	ddev->directions = BIT(DMA_MEM_TO_MEM) | BIT(DMA_MEM_TO_DEV) |
			   BIT(DMA_DEV_TO_MEM) | BIT(DMA_DEV_TO_DEV);
	ddev->min_burst = 1;
	ddev->max_burst = TB_MAX_BURST;
	ddev->residue_granularity = DMA_RESIDUE_GRANULARITY_BURST;
	ddev->descriptor_reuse = true;

	ddev->device_alloc_chan_resources = textbook_alloc_chan_resources;
	ddev->device_free_chan_resources = textbook_free_chan_resources;
	ddev->device_prep_dma_memcpy = textbook_prep_memcpy;
	ddev->device_prep_dma_memset = textbook_prep_memset;
	ddev->device_prep_slave_sg = textbook_prep_slave_sg;
	ddev->device_prep_dma_cyclic = textbook_prep_cyclic;
	ddev->device_prep_interleaved_dma = textbook_prep_interleaved;
	ddev->device_config = textbook_config;
	ddev->device_pause = textbook_pause;
	ddev->device_resume = textbook_resume;
	ddev->device_terminate_all = textbook_terminate_all;
	ddev->device_synchronize = textbook_synchronize;
	ddev->device_tx_status = textbook_tx_status;
	ddev->device_issue_pending = textbook_issue_pending;
	ddev->device_release = textbook_release;

	INIT_LIST_HEAD(&ddev->channels);
	for (i = 0; i < dmac->nchans; i++) {
		struct textbook_chan *chan = &dmac->chans[i];

		chan->dmac = dmac;
		chan->id = i;
		chan->regs = dmac->regs + TB_CHAN(i);
		chan->request = TB_NO_REQUEST;
		chan->partner = TB_NO_REQUEST;
		chan->vc.desc_free = textbook_desc_free;
		vchan_init(&chan->vc, ddev);
	}
}

static void textbook_power_off(struct textbook_dmac *dmac, struct device *dev)
{
	pm_runtime_disable(dev);
	if (!pm_runtime_status_suspended(dev))
		textbook_runtime_suspend(dev);
	pm_runtime_set_suspended(dev);
	reset_control_assert(dmac->reset);
}

/*
 * The part of removal that a probe which failed late needs as well. When the
 * last client has gone, which may be now, @dmac is freed.
 */
static void textbook_shut_down(struct textbook_dmac *dmac)
{
	struct device *dev = dmac->ddev.dev;
	unsigned int i;

	dmac->removed = true;
	for (i = 0; i < dmac->nchans; i++)
		if (textbook_chan_off(&dmac->chans[i]))
			pm_runtime_put_noidle(dev);
	devm_free_irq(dev, dmac->irq, dmac);
	for (i = 0; i < dmac->nchans; i++)
		tasklet_kill(&dmac->chans[i].vc.task);
	dma_pool_destroy(dmac->pool);
	textbook_power_off(dmac, dev);
	dma_async_device_unregister(&dmac->ddev);
}

static int textbook_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct textbook_dmac *dmac;
	int ret;

	dmac = kzalloc(sizeof(*dmac), GFP_KERNEL);
	if (!dmac)
		return -ENOMEM;
	ret = textbook_get_resources(pdev, dmac);
	if (ret)
		goto err_free_dmac;
	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));
	if (ret)
		goto err_free_dmac;
	dma_set_max_seg_size(dev, TB_MAX_LENGTH);
	dmac->pool = dma_pool_create(dev_name(dev), dev, sizeof(struct textbook_lli),
				     sizeof(struct textbook_lli), 0);
	if (!dmac->pool) {
		ret = -ENOMEM;
		goto err_free_dmac;
	}

	platform_set_drvdata(pdev, dmac);
	ret = reset_control_deassert(dmac->reset);
	if (ret)
		goto err_destroy_pool;
	pm_runtime_enable(dev);
	ret = pm_runtime_resume_and_get(dev);
	if (ret < 0)
		goto err_power_off;
	ret = textbook_identify(dmac, dev);
	if (ret)
		goto err_put_pm;
	textbook_init_ddev(dmac, dev);
	ret = devm_request_irq(dev, dmac->irq, textbook_irq, 0, dev_name(dev), dmac);
	if (ret) {
		dev_err(dev, "no interrupt: %d\n", ret);
		goto err_put_pm;
	}
	ret = dma_async_device_register(&dmac->ddev);
	if (ret)
		goto err_free_irq;
	ret = of_dma_controller_register(dev->of_node, textbook_xlate, dmac);
	if (ret) {
		pm_runtime_put_noidle(dev);
		textbook_shut_down(dmac);
		return ret;
	}
	pm_runtime_put(dev);
	dev_info(dev, "%u channels\n", dmac->nchans);
	return 0;

err_free_irq:
	devm_free_irq(dev, dmac->irq, dmac);
err_put_pm:
	pm_runtime_put_noidle(dev);
err_power_off:
	textbook_power_off(dmac, dev);
err_destroy_pool:
	dma_pool_destroy(dmac->pool);
err_free_dmac:
	kfree(dmac);
	return ret;
}

static int textbook_remove(struct platform_device *pdev)
{
	of_dma_controller_free(pdev->dev.of_node);
	textbook_shut_down(platform_get_drvdata(pdev));
	return 0;
}

static const struct dev_pm_ops textbook_pm_ops = {
	SET_RUNTIME_PM_OPS(textbook_runtime_suspend, textbook_runtime_resume, NULL)
};

static const struct of_device_id textbook_of_match[] = {
	{ .compatible = "dmae,textbook-dmac" },
	{ }
};
MODULE_DEVICE_TABLE(of, textbook_of_match);

static struct platform_driver textbook_driver = {
	.probe = textbook_probe,
	.remove = textbook_remove,
	.driver = {
		.name = "textbook-dmac",
		.of_match_table = textbook_of_match,
		.pm = &textbook_pm_ops,
	},
};
module_platform_driver(textbook_driver);

MODULE_DESCRIPTION("TBDMAC, the textbook DMA controller");
MODULE_LICENSE("Dual MIT/GPL");
