// SPDX-License-Identifier: MIT
/*
 * Prep operations of the software engine: check what is asked for, and note
 * it in a descriptor. Any context; nothing is allocated but for scatterlists
 * and frames that don't fit.
 */
#include <linux/overflow.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "drivers/soft/soft.h"

/* one line for what the framework cannot have checked */
#define refuse(chan, fmt, ...) ({					\
	dev_err_ratelimited(&(chan)->dev->device, fmt "\n", ##__VA_ARGS__); \
	NULL;								\
})

static struct dma_async_tx_descriptor *
soft_prep_interrupt(struct dma_chan *chan, unsigned long flags)
{
	struct soft_desc *d = soft_desc_get(to_soft_chan(chan), SOFT_NOTHING, flags);

	if (!d)
		return NULL;
	d->total = 0;
	return &d->tx;
}

static struct dma_async_tx_descriptor *
soft_prep_memcpy(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src,
		 size_t len, unsigned long flags)
{
	struct soft_desc *d;

	if (unlikely(!len))
		return refuse(chan, "memcpy: nothing to copy");
	d = soft_desc_get_copy(to_soft_chan(chan), dst, src, len, flags);
	return likely(d) ? &d->tx : NULL;
}

/* ---- fills ------------------------------------------------------------- */

/* room for @n segments */
static bool reserve_segs(struct soft_desc *d, size_t n)
{
	struct soft_args *a = d->args;

	d->n = n;
	if (n <= SOFT_INLINE_SEGS)
		return true;

	a->segs = kmalloc_array(n, sizeof(*a->segs), GFP_NOWAIT);
	if (a->segs)
		return true;
	a->segs = a->inline_segs;
	return false;
}

static struct dma_async_tx_descriptor *
soft_prep_memset(struct dma_chan *chan, dma_addr_t dest, int value, size_t len,
		 unsigned long flags)
{
	struct soft_desc *d;

	if (unlikely(!len))
		return refuse(chan, "memset: nothing to fill");

	d = soft_desc_get(to_soft_chan(chan), SOFT_FILL, flags);
	if (unlikely(!d))
		return NULL;

	d->src = (u8)value;
	d->dst = dest;
	d->len = len;
	d->total = len;
	return &d->tx;
}

static struct dma_async_tx_descriptor *
soft_prep_memset_sg(struct dma_chan *chan, struct scatterlist *sgl,
		    unsigned int nents, int value, unsigned long flags)
{
	struct scatterlist *sg;
	struct soft_desc *d;
	unsigned int i;

	if (!sgl || !nents)
		return refuse(chan, "memset_sg: no entries");

	d = soft_desc_get_args(to_soft_chan(chan), SOFT_FILL_SEGS, flags);
	if (!d)
		return NULL;
	if (!reserve_segs(d, nents))
		goto err_put;

	d->src = (u8)value;
	d->total = 0;
	for_each_sg(sgl, sg, nents, i) {
		d->args->segs[i].addr = sg_dma_address(sg);
		d->args->segs[i].len = sg_dma_len(sg);
		d->total += sg_dma_len(sg);
	}
	if (!d->total) {
		refuse(chan, "memset_sg: nothing to fill");
		goto err_put;
	}
	return &d->tx;

err_put:
	soft_desc_put(d);
	return NULL;
}

/* ---- interleaved ------------------------------------------------------- */

/* bytes of a frame; 0: a chunk is empty, or the sum too large */
static size_t frame_bytes(const struct dma_interleaved_template *xt)
{
	size_t i, sum = 0;

	for (i = 0; i < xt->frame_size; i++)
		if (!xt->sgl[i].size ||
		    check_add_overflow(sum, xt->sgl[i].size, &sum))
			return 0;
	return sum;
}

/* NULL, or what is wrong with it */
static const char *check_interleaved(const struct dma_interleaved_template *xt,
				     unsigned long flags, size_t *total)
{
	if (xt->dir != DMA_MEM_TO_MEM)
		return "memory to memory only";
	if (flags & DMA_PREP_REPEAT)
		return "it cannot repeat";
	if (!xt->numf || !xt->frame_size)
		return "no frames, or no chunks";
	if (!frame_bytes(xt))
		return "an empty chunk, or too many bytes";
	if (check_mul_overflow(frame_bytes(xt), xt->numf, total))
		return "too many bytes";
	return NULL;
}

static struct dma_async_tx_descriptor *
soft_prep_interleaved(struct dma_chan *chan,
		      struct dma_interleaved_template *xt, unsigned long flags)
{
	size_t i, total = 0;
	const char *wrong = check_interleaved(xt, flags, &total);
	struct soft_args *a;
	struct soft_desc *d;

	if (wrong)
		return refuse(chan, "interleaved: %s", wrong);

	d = soft_desc_get_args(to_soft_chan(chan), SOFT_INTERLEAVED, flags);
	if (!d)
		return NULL;
	if (!reserve_segs(d, xt->frame_size)) {
		soft_desc_put(d);
		return NULL;
	}

	a = d->args;
	for (i = 0; i < xt->frame_size; i++) {
		a->segs[i].len = xt->sgl[i].size;
		a->segs[i].src_gap = dmaengine_get_src_icg(xt, &xt->sgl[i]);
		a->segs[i].dst_gap = dmaengine_get_dst_icg(xt, &xt->sgl[i]);
	}
	a->src_inc = xt->src_inc;
	a->dst_inc = xt->dst_inc;
	a->frames = xt->numf;
	d->src = xt->src_start;
	d->dst = xt->dst_start;
	d->total = total;
	return &d->tx;
}

/* ---- XOR and P+Q ------------------------------------------------------- */

static struct soft_desc *raid_desc(struct dma_chan *chan, enum soft_op op,
				   dma_addr_t *src, unsigned int src_cnt,
				   size_t len, unsigned long flags)
{
	struct soft_desc *d;

	if (unlikely(!len))
		return refuse(chan, "XOR, P+Q: no bytes");
	if (unlikely(!src_cnt || src_cnt > RAID_MAX_SOURCES))
		return refuse(chan, "XOR, P+Q: %u sources: 1 to %u are possible",
			      src_cnt, RAID_MAX_SOURCES);

	d = soft_desc_get_args(to_soft_chan(chan), op, flags);
	if (unlikely(!d))
		return NULL;

	memcpy(d->args->src, src, src_cnt * sizeof(*src));
	d->flags = flags;
	d->n = src_cnt;
	d->len = len;
	d->total = len;
	return d;
}

static struct dma_async_tx_descriptor *
soft_prep_xor(struct dma_chan *chan, dma_addr_t dst, dma_addr_t *src,
	      unsigned int src_cnt, size_t len, unsigned long flags)
{
	struct soft_desc *d = raid_desc(chan, SOFT_XOR, src, src_cnt, len,
					flags);

	if (!d)
		return NULL;
	d->args->dst[0] = dst;
	return &d->tx;
}

static struct dma_async_tx_descriptor *
soft_prep_xor_val(struct dma_chan *chan, dma_addr_t *src, unsigned int src_cnt,
		  size_t len, enum sum_check_flags *result, unsigned long flags)
{
	struct soft_desc *d = raid_desc(chan, SOFT_XOR_VAL, src, src_cnt, len,
					flags);

	if (!d)
		return NULL;
	/* the worker only adds what does not hold */
	*result = 0;
	d->args->result = result;
	return &d->tx;
}

static struct soft_desc *pq_desc(struct dma_chan *chan, enum soft_op op,
				 dma_addr_t *pq, dma_addr_t *src,
				 unsigned int src_cnt, const unsigned char *scf,
				 size_t len, unsigned long flags)
{
	const unsigned long none = DMA_PREP_PQ_DISABLE_P | DMA_PREP_PQ_DISABLE_Q;
	struct soft_desc *d;

	if ((flags & none) == none)
		return refuse(chan, "P+Q: both P and Q are disabled");

	d = raid_desc(chan, op, src, src_cnt, len, flags);
	if (!d)
		return NULL;

	d->args->dst[0] = pq[0];
	d->args->dst[1] = pq[1];
	if (!(flags & DMA_PREP_PQ_DISABLE_Q))
		memcpy(d->args->coef, scf, src_cnt);
	return d;
}

static struct dma_async_tx_descriptor *
soft_prep_pq(struct dma_chan *chan, dma_addr_t *dst, dma_addr_t *src,
	     unsigned int src_cnt, const unsigned char *scf, size_t len,
	     unsigned long flags)
{
	struct soft_desc *d = pq_desc(chan, SOFT_PQ, dst, src, src_cnt, scf,
				      len, flags);

	return d ? &d->tx : NULL;
}

static struct dma_async_tx_descriptor *
soft_prep_pq_val(struct dma_chan *chan, dma_addr_t *pq, dma_addr_t *src,
		 unsigned int src_cnt, const unsigned char *scf, size_t len,
		 enum sum_check_flags *pqres, unsigned long flags)
{
	struct soft_desc *d = pq_desc(chan, SOFT_PQ_VAL, pq, src, src_cnt, scf,
				      len, flags);

	if (!d)
		return NULL;
	*pqres = 0;
	d->args->result = pqres;
	return &d->tx;
}

/* ---- what the controller can do ---------------------------------------- */

void soft_set_operations(struct dma_device *dma)
{
	dma_cap_set(DMA_MEMCPY, dma->cap_mask);
	dma_cap_set(DMA_MEMSET, dma->cap_mask);
	dma_cap_set(DMA_MEMSET_SG, dma->cap_mask);
	dma_cap_set(DMA_XOR, dma->cap_mask);
	dma_cap_set(DMA_XOR_VAL, dma->cap_mask);
	dma_cap_set(DMA_PQ, dma->cap_mask);
	dma_cap_set(DMA_PQ_VAL, dma->cap_mask);
	dma_cap_set(DMA_INTERLEAVE, dma->cap_mask);
	dma_cap_set(DMA_INTERRUPT, dma->cap_mask);

	dma->max_xor = RAID_MAX_SOURCES;
	dma_set_maxpq(dma, RAID_MAX_SOURCES, 1);
	dma->directions = BIT(DMA_MEM_TO_MEM);
	dma->residue_granularity = DMA_RESIDUE_GRANULARITY_BURST;
	dma->descriptor_reuse = true;

	dma->device_alloc_chan_resources = soft_alloc_chan_resources;
	dma->device_free_chan_resources = soft_free_chan_resources;
	dma->device_prep_dma_memcpy = soft_prep_memcpy;
	dma->device_prep_dma_memset = soft_prep_memset;
	dma->device_prep_dma_memset_sg = soft_prep_memset_sg;
	dma->device_prep_dma_xor = soft_prep_xor;
	dma->device_prep_dma_xor_val = soft_prep_xor_val;
	dma->device_prep_dma_pq = soft_prep_pq;
	dma->device_prep_dma_pq_val = soft_prep_pq_val;
	dma->device_prep_dma_interrupt = soft_prep_interrupt;
	dma->device_prep_interleaved_dma = soft_prep_interleaved;
	dma->device_pause = soft_pause;
	dma->device_resume = soft_resume;
	dma->device_terminate_all = soft_terminate_all;
	dma->device_synchronize = soft_synchronize;
	dma->device_tx_status = soft_tx_status;
	dma->device_issue_pending = soft_issue_pending;
}
