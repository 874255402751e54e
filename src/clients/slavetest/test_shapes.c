// SPDX-License-Identifier: MIT
/* Interleaved copies in memory, and transfers from device to device. */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "clients/slavetest/slavetest.h"

#define GUARD 0xa5

/* ---- interleaved ------------------------------------------------------- */

/** struct shape - rows of @row bytes, @src_gap and @dst_gap apart */
struct shape {
	unsigned int rows, row, src_gap, dst_gap;
	unsigned int src_size, dst_size;
	u8 *src, *dst;
	dma_addr_t src_dma, dst_dma;
};

static bool same_controller(struct dma_chan *chan, void *device)
{
	return chan->device == device;
}

static struct dma_chan *interleaving_channel(struct peripheral *p)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_INTERLEAVE, mask);
	return dma_request_channel(mask, same_controller, p->tx->device);
}

bool can_interleave(struct peripheral *p, char *why)
{
	if (!dma_has_cap(DMA_INTERLEAVE, p->tx->device->cap_mask))
		return cannot(why, "the driver of %s has no DMA_INTERLEAVE", dma_chan_name(p->tx));
	return true;
}

static void choose_shape(struct test *t, struct shape *s)
{
	unsigned int align = 1u << t->p->tx->device->copy_align;

	s->rows = 1 + test_random(16);
	s->row = align * (1 + test_random(64));
	s->src_gap = align * test_random(16);
	s->dst_gap = align * test_random(16);
	s->src_size = s->rows * (s->row + s->src_gap);
	s->dst_size = s->rows * (s->row + s->dst_gap);
}

static unsigned int shape_wrong(const struct shape *s, u32 seed)
{
	unsigned int wrong = 0, i, j;

	for (i = 0; i < s->rows; i++) {
		const u8 *dst = s->dst + i * (s->row + s->dst_gap);
		unsigned int at = i * (s->row + s->src_gap);

		for (j = 0; j < s->row; j++)
			wrong += dst[j] != stream_byte(seed, at + j);
		for (; j < s->row + s->dst_gap; j++)
			wrong += dst[j] != GUARD;
	}
	return wrong;
}

static int run_shape(struct test *t, struct shape *s, struct dma_chan *chan)
{
	struct dma_interleaved_template *xt;
	struct transfer x = { .called = NULL };
	int err;

	xt = kzalloc(struct_size(xt, sgl, 1), GFP_KERNEL);
	if (!xt)
		return test_fail(t, "no memory", -ENOMEM);
	xt->dir = DMA_MEM_TO_MEM;
	xt->src_start = s->src_dma;
	xt->dst_start = s->dst_dma;
	xt->src_inc = xt->dst_inc = true;
	xt->src_sgl = s->src_gap != 0;
	xt->dst_sgl = s->dst_gap != 0;
	xt->numf = s->rows;
	xt->frame_size = 1;
	xt->sgl[0].size = s->row;
	xt->sgl[0].src_icg = s->src_gap;
	xt->sgl[0].dst_icg = s->dst_gap;
	err = transfer_submit(t, &x, chan,
			      dmaengine_prep_interleaved_dma(chan, xt, DMA_PREP_INTERRUPT | DMA_CTRL_ACK), 1);
	if (!err) {
		transfer_issue(&x);
		err = transfer_wait(t, &x, false);
		terminate_channel(chan);
	}
	kfree(xt);
	return err;
}

static int map_and_run(struct test *t, struct shape *s, struct dma_chan *chan)
{
	struct device *dev = dmaengine_get_dma_device(chan);
	int err;

	s->src_dma = dma_map_single(dev, s->src, s->src_size, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, s->src_dma))
		return test_fail(t, "mapping error", -ENOMEM);
	s->dst_dma = dma_map_single(dev, s->dst, s->dst_size, DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, s->dst_dma)) {
		err = test_fail(t, "mapping error", -ENOMEM);
	} else {
		err = run_shape(t, s, chan);
		dma_unmap_single(dev, s->dst_dma, s->dst_size, DMA_FROM_DEVICE);
	}
	dma_unmap_single(dev, s->src_dma, s->src_size, DMA_TO_DEVICE);
	return err;
}

int test_interleaved(struct test *t)
{
	struct dma_chan *chan = interleaving_channel(t->p);
	unsigned int i, wrong;
	struct shape s;
	int err;

	if (!chan)
		return -EOPNOTSUPP;	/* all are busy */
	choose_shape(t, &s);
	s.src = kmalloc(s.src_size, GFP_KERNEL);
	s.dst = kmalloc(s.dst_size, GFP_KERNEL);
	if (s.src && s.dst) {
		for (i = 0; i < s.src_size; i++)
			s.src[i] = stream_byte(t->seed, i);
		memset(s.dst, GUARD, s.dst_size);
		err = map_and_run(t, &s, chan);
		wrong = err || t->params->noverify ? 0 : shape_wrong(&s, t->seed);
		if (wrong)
			err = test_fail(t, "data error", wrong);
		t->bytes += s.rows * s.row;
	} else {
		err = test_fail(t, "no memory", -ENOMEM);
	}
	kfree(s.dst);
	kfree(s.src);
	dma_release_channel(chan);
	return err;
}

/* ---- device to device -------------------------------------------------- */

bool can_bridge(struct peripheral *p, char *why)
{
	struct dma_slave_caps caps;

	if (p->tx && !dma_get_slave_caps(p->tx, &caps) && !(caps.directions & BIT(DMA_DEV_TO_DEV)))
		return cannot(why, "the driver of %s has no DMA_DEV_TO_DEV", dma_chan_name(p->tx));
	if (!p->bridge || !peripheral_peer(p))
		return cannot(why, "no channel leads to another device");
	return true;
}

static int configure_bridge(struct test *t, struct peripheral *peer)
{
	struct dma_slave_config config = {
		.direction = DMA_DEV_TO_DEV,
		.src_addr = t->p->rx_phys,
		.dst_addr = peer->tx_phys,
		.src_addr_width = t->width,
		.dst_addr_width = t->width,
		.src_maxburst = t->burst,
		.dst_maxburst = t->burst,
	};
	int err = dmaengine_slave_config(t->p->bridge, &config);

	return err ? test_fail(t, "bridge config error", err) : 0;
}

static int start_bridge(struct test *t, struct transfer *x, unsigned int len)
{
	struct scatterlist sg;
	int err;

	/* neither side is memory: the list only says how much */
	sg_init_table(&sg, 1);
	sg_dma_address(&sg) = 0;
	sg_dma_len(&sg) = len;
	err = transfer_submit(t, x, t->p->bridge,
			      dmaengine_prep_slave_sg(t->p->bridge, &sg, 1, DMA_DEV_TO_DEV,
						      DMA_PREP_INTERRUPT | DMA_CTRL_ACK), 1);
	if (!err)
		transfer_issue(x);
	return err;
}

/* memory → our tx → our rx → the peer's tx → the peer's rx → memory */
static int run_bridge(struct test *t, struct peripheral *peer, struct segments *out,
		      struct segments *in)
{
	struct transfer tx = { .called = NULL }, over = tx, rx = tx;
	int err;

	err = configure_tx(t, t->p->tx, t->p);
	if (!err)
		err = configure_rx(t, peer->rx, peer);
	if (!err)
		err = configure_bridge(t, peer);
	if (!err)
		err = transfer_submit(t, &rx, peer->rx,
				      dmaengine_prep_slave_sg(peer->rx, in->sgl, in->count, DMA_DEV_TO_MEM,
							      DMA_PREP_INTERRUPT | DMA_CTRL_ACK), 1);
	if (!err) {
		transfer_issue(&rx);
		err = start_bridge(t, &over, out->len);
	}
	if (!err)
		err = transfer_submit(t, &tx, t->p->tx,
				      dmaengine_prep_slave_sg(t->p->tx, out->sgl, out->count, DMA_MEM_TO_DEV,
							      DMA_PREP_INTERRUPT | DMA_CTRL_ACK), 1);
	if (!err) {
		transfer_issue(&tx);
		err = transfer_wait(t, &tx, false);
	}
	if (!err)
		err = transfer_wait(t, &over, false);
	if (!err)
		err = transfer_wait(t, &rx, false);
	terminate_channel(t->p->tx);
	terminate_channel(t->p->bridge);
	terminate_channel(peer->rx);
	return err;
}

static int bridge_with(struct test *t, struct peripheral *peer)
{
	struct segments out = { .mem = NULL }, in = { .mem = NULL };
	unsigned int wrong;
	int err;

	err = segments_init(&out, t->len, 1, t->width, false);
	if (!err)
		err = segments_init(&in, t->len, MAX_SEGMENTS, t->width, !t->params->norandom);
	if (!err) {
		segments_fill(&out, t->seed);
		err = segments_map(&out, dmaengine_get_dma_device(t->p->tx), DMA_TO_DEVICE);
	}
	if (!err)
		err = segments_map(&in, dmaengine_get_dma_device(peer->rx), DMA_FROM_DEVICE);
	if (err) {
		test_fail(t, "no memory", err);
	} else {
		t->p->kind->start(t->p, t->width, t->burst, t->len);
		peer->kind->start(peer, t->width, t->burst, t->len);
		err = run_bridge(t, peer, &out, &in);
		peer->kind->stop(peer);
		t->p->kind->stop(t->p);
	}
	if (!err) {
		t->bytes += t->len;
		segments_unmap(&in);
		wrong = t->params->noverify ? 0 : segments_wrong(&in, t->seed, t->len, 0);
		err = wrong ? test_fail(t, "data error", wrong) : 0;
	}
	segments_free(&out);
	segments_free(&in);
	return err;
}

int test_dev_to_dev(struct test *t)
{
	struct peripheral *peer = peripheral_peer(t->p);
	int err;

	/* our own lock is held; locks are taken in the order of the devices */
	if (peer->index < t->p->index) {
		mutex_unlock(&t->p->lock);
		mutex_lock(&peer->lock);
		mutex_lock(&t->p->lock);
	} else {
		mutex_lock(&peer->lock);
	}
	err = bridge_with(t, peer);
	mutex_unlock(&peer->lock);
	return err;
}
