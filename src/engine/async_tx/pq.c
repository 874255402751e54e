// SPDX-License-Identifier: MIT
/*
 * P and Q of a stripe, the question whether they are right, and sums of
 * products (Q with other coefficients), by a channel or by the CPU. A channel
 * that takes fewer sources than there are continues from what P and Q hold.
 */
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/raid/pq.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/raid/arithmetic.h"
#include "base/raid/syndrome.h"
#include "engine/async_tx/async_tx.h"

#define CPU_BLOCKS	RAID_MAX_SOURCES

/* struct stripe - data blocks, P, Q; NULL data is zeroes, NULL P or Q is not wanted */
struct stripe {
	struct page **block;
	unsigned int *offs;
	int disks;
	size_t len;
};

static int index_of_p(const struct stripe *s)
{
	return s->disks - 2;
}

static void *block_of(const struct stripe *s, int i)
{
	return s->block[i] ? async_block(s->block[i], s->offs[i]) : NULL;
}

static bool aligned(struct dma_device *device, const struct stripe *s)
{
	int i;

	for (i = 0; i < s->disks; i++)
		if (!is_dma_pq_aligned(device, s->offs[i], 0, s->len))
			return false;
	return true;
}

static dma_addr_t map_block(struct device *dev, const struct stripe *s, int i,
			    enum dma_data_direction dir)
{
	return dma_map_page(dev, s->block[i], s->offs[i], s->len, dir);
}

/* the data blocks that are there, and their coefficients */
static void map_data(struct dmaengine_unmap_data *unmap, struct device *dev,
		     const struct stripe *s, u8 *coef)
{
	int i;

	unmap->len = s->len;
	for (i = 0; i < index_of_p(s); i++) {
		if (!s->block[i])
			continue;
		coef[unmap->to_cnt] = raid6_gfexp[i];
		unmap->addr[unmap->to_cnt++] = map_block(dev, s, i, DMA_TO_DEVICE);
	}
}

static unsigned long unwanted(const struct stripe *s)
{
	int p = index_of_p(s);

	return (s->block[p] ? 0 : DMA_PREP_PQ_DISABLE_P) |
	       (s->block[p + 1] ? 0 : DMA_PREP_PQ_DISABLE_Q);
}

/* ---- P and Q ----------------------------------------------------------------- */

/* both ways: where descriptors continue, P and Q are sources too */
static void map_results(struct dmaengine_unmap_data *unmap, struct device *dev,
			const struct stripe *s, dma_addr_t *pq)
{
	int at = unmap->to_cnt, i;

	for (i = 0; i < 2; i++) {
		bool wanted = s->block[index_of_p(s) + i];

		pq[i] = wanted ? map_block(dev, s, index_of_p(s) + i, DMA_BIDIRECTIONAL) : 0;
		if (wanted) {
			unmap->addr[at++] = pq[i];
			unmap->bidi_cnt++;
		}
	}
}

static struct dma_async_tx_descriptor *pq_by_channel(struct dma_chan *chan,
						     struct dmaengine_unmap_data *unmap,
						     const dma_addr_t *results, const u8 *coef,
						     unsigned long flags,
						     struct async_submit_ctl *submit)
{
	struct dma_async_tx_descriptor *tx = submit->depend_tx;
	int at, count;

	for (at = 0; at < unmap->to_cnt; at += count) {
		struct dma_device *device = chan->device;
		struct async_submit_ctl part;
		dma_addr_t pq[2];

		count = min(unmap->to_cnt - at, dma_maxpq(device, flags));
		part = async_part(submit, tx, at + count == unmap->to_cnt);
		do {
			/* theirs to change */
			memcpy(pq, results, sizeof(pq));
			tx = device->device_prep_dma_pq(chan, pq, unmap->addr + at, count,
							coef + at, unmap->len,
							flags | async_prep_flags(&part));
			if (!tx)
				async_make_room(chan, &part.depend_tx);
		} while (!tx);
		dma_set_unmap(tx, unmap);
		async_tx_submit(chan, tx, &part);
		flags |= DMA_PREP_CONTINUE;
	}
	submit->depend_tx = tx;
	return tx;
}

static void pq_by_cpu(const struct stripe *s, struct async_submit_ctl *submit)
{
	bool go_on = submit->flags & ASYNC_TX_PQ_XOR_DST;
	void *p = block_of(s, index_of_p(s)), *q = block_of(s, index_of_p(s) + 1);
	void *data[CPU_BLOCKS];
	int at, i, count;

	for (at = 0; at < index_of_p(s); at += count) {
		count = min(index_of_p(s) - at, CPU_BLOCKS);
		for (i = 0; i < count; i++)
			data[i] = block_of(s, at + i);
		raid6_syndrome(p, q, data, count, at, s->len, go_on);
		go_on = true;
	}
	async_tx_sync_epilog(submit);
}

static bool channel_generates(struct dma_chan *chan, const struct stripe *s,
			      const struct async_submit_ctl *submit)
{
	struct dma_device *device = chan->device;

	/* no controller adds to a P and Q that are there already */
	if (submit->flags & ASYNC_TX_PQ_XOR_DST || !aligned(device, s))
		return false;
	return index_of_p(s) <= dma_maxpq(device, 0) || dma_maxpq(device, DMA_PREP_CONTINUE) > 0;
}

struct dma_async_tx_descriptor *async_gen_syndrome(struct page **blocks, unsigned int *offsets,
						   int src_cnt, size_t len,
						   struct async_submit_ctl *submit)
{
	const struct stripe s = { blocks, offsets, src_cnt, len };
	struct dma_chan *chan = __async_tx_find_channel(submit, DMA_PQ);
	struct dmaengine_unmap_data *unmap;
	struct dma_async_tx_descriptor *tx = NULL;

	BUG_ON(src_cnt > ASYNC_DISKS_MAX || src_cnt < 3 ||
	       !(blocks[src_cnt - 2] || blocks[src_cnt - 1]));
	unmap = async_unmap_get(chan, src_cnt);
	if (unmap && channel_generates(chan, &s, submit)) {
		u8 coef[ASYNC_DISKS_MAX];
		dma_addr_t pq[2];

		map_data(unmap, chan->device->dev, &s, coef);
		map_results(unmap, chan->device->dev, &s, pq);
		if (unmap->to_cnt)
			tx = pq_by_channel(chan, unmap, pq, coef, unwanted(&s), submit);
	}
	if (!tx) {
		async_tx_quiesce(&submit->depend_tx);
		pq_by_cpu(&s, submit);
	}
	dmaengine_unmap_put(unmap);
	return tx;
}
EXPORT_SYMBOL_GPL(async_gen_syndrome);

/* ---- the check ----------------------------------------------------------------- */

static struct dma_async_tx_descriptor *check_by_channel(struct dma_chan *chan,
							struct dmaengine_unmap_data *unmap,
							const struct stripe *s,
							enum sum_check_flags *pqres,
							struct async_submit_ctl *submit)
{
	struct dma_device *device = chan->device;
	struct dma_async_tx_descriptor *tx;
	u8 coef[ASYNC_DISKS_MAX];
	dma_addr_t pq[2];
	int sources, i;

	map_data(unmap, device->dev, s, coef);
	sources = unmap->to_cnt;
	for (i = 0; i < 2; i++) {
		pq[i] = 0;
		if (!s->block[index_of_p(s) + i])
			continue;
		pq[i] = map_block(device->dev, s, index_of_p(s) + i, DMA_TO_DEVICE);
		unmap->addr[unmap->to_cnt++] = pq[i];
	}
	while (!(tx = device->device_prep_dma_pq_val(chan, pq, unmap->addr, sources, coef, s->len,
						     pqres,
						     unwanted(s) | async_prep_flags(submit))))
		async_make_room(chan, &submit->depend_tx);
	dma_set_unmap(tx, unmap);
	async_tx_submit(chan, tx, submit);
	return tx;
}

/* compute P, then Q, into @spare, and compare */
static void check_by_cpu(const struct stripe *s, enum sum_check_flags *pqres, void *spare,
			 struct async_submit_ctl *submit)
{
	static const enum sum_check_flags wrong[] = { SUM_CHECK_P_RESULT, SUM_CHECK_Q_RESULT };
	void *data[CPU_BLOCKS], *there;
	int at, i, count, which;

	*pqres = 0;
	for (which = 0; which < 2; which++) {
		there = block_of(s, index_of_p(s) + which);
		if (!there)
			continue;
		for (at = 0; at < index_of_p(s); at += count) {
			count = min(index_of_p(s) - at, CPU_BLOCKS);
			for (i = 0; i < count; i++)
				data[i] = block_of(s, at + i);
			raid6_syndrome(which ? NULL : spare, which ? spare : NULL, data, count, at,
				       s->len, at > 0);
		}
		if (memcmp(there, spare, s->len))
			*pqres |= wrong[which];
	}
	async_tx_sync_epilog(submit);
}

struct dma_async_tx_descriptor *async_syndrome_val(struct page **blocks, unsigned int *offsets,
						   int src_cnt, size_t len,
						   enum sum_check_flags *pqres,
						   struct page *spare, unsigned int s_off,
						   struct async_submit_ctl *submit)
{
	const struct stripe s = { blocks, offsets, src_cnt, len };
	struct dma_chan *chan = __async_tx_find_channel(submit, DMA_PQ_VAL);
	struct dmaengine_unmap_data *unmap;
	struct dma_async_tx_descriptor *tx = NULL;

	BUG_ON(src_cnt < 4 || src_cnt > ASYNC_DISKS_MAX);
	unmap = async_unmap_get(chan, src_cnt);
	if (unmap && src_cnt <= dma_maxpq(chan->device, 0) && aligned(chan->device, &s)) {
		tx = check_by_channel(chan, unmap, &s, pqres, submit);
	} else {
		BUG_ON(!spare);
		async_tx_quiesce(&submit->depend_tx);
		check_by_cpu(&s, pqres, async_block(spare, s_off), submit);
	}
	dmaengine_unmap_put(unmap);
	return tx;
}
EXPORT_SYMBOL_GPL(async_syndrome_val);

/* ---- sums of products ---------------------------------------------------------- */

/* a sum of products is a Q without a P */
static struct dma_async_tx_descriptor *sum_by_channel(struct dma_chan *chan,
						      struct dmaengine_unmap_data *unmap,
						      const u8 *coef,
						      struct async_submit_ctl *submit)
{
	dma_addr_t pq[2] = { 0, unmap->addr[unmap->to_cnt] };
	struct dma_async_tx_descriptor *tx;

	tx = chan->device->device_prep_dma_pq(chan, pq, unmap->addr, unmap->to_cnt, coef,
					      unmap->len,
					      DMA_PREP_PQ_DISABLE_P | async_prep_flags(submit));
	if (!tx)
		return NULL;
	dma_set_unmap(tx, unmap);
	async_tx_submit(chan, tx, submit);
	return tx;
}

struct dma_async_tx_descriptor *async_sum(struct page *dest, unsigned int offset,
					  struct page **src, unsigned int *src_offset,
					  const u8 *coef, int count, size_t len,
					  struct async_submit_ctl *submit)
{
	struct dma_chan *chan = __async_tx_find_channel(submit, DMA_PQ);
	struct dmaengine_unmap_data *unmap = async_unmap_get(chan, count + 1);
	struct dma_async_tx_descriptor *tx = NULL;
	const void *blocks[2];
	int i;

	if (unmap) {
		struct device *dev = chan->device->dev;

		unmap->len = len;
		for (i = 0; i < count; i++)
			unmap->addr[unmap->to_cnt++] =
				dma_map_page(dev, src[i], src_offset[i], len, DMA_TO_DEVICE);
		unmap->addr[count] = dma_map_page(dev, dest, offset, len, DMA_BIDIRECTIONAL);
		unmap->bidi_cnt = 1;
		tx = sum_by_channel(chan, unmap, coef, submit);
	}
	dmaengine_unmap_put(unmap);
	if (tx)
		return tx;

	async_tx_quiesce(&submit->depend_tx);
	for (i = 0; i < count; i++)
		blocks[i] = async_block(src[i], src_offset[i]);
	raid6_sum(async_block(dest, offset), blocks, coef, count, len);
	async_tx_sync_epilog(submit);
	return NULL;
}
