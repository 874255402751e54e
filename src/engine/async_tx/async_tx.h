/* SPDX-License-Identifier: MIT */
/*
 * Between the files of async_tx.
 *
 *	async_tx.c	channels, submission, dependencies
 *	memcpy.c	copies
 *	xor.c		XOR and its check
 *	pq.c		P+Q and its check, sums of products
 *	recovery.c	RAID-6 recovery, out of the others
 */
#ifndef DMAE_ENGINE_ASYNC_TX_H
#define DMAE_ENGINE_ASYNC_TX_H

#include <linux/async_tx.h>
#include <linux/mm.h>
#include <linux/types.h>

/* data blocks, P and Q of the widest stripe */
#define ASYNC_DISKS_MAX 257

/** async_prep_flags() - flags of a descriptor that @submit goes with */
static inline unsigned long async_prep_flags(const struct async_submit_ctl *submit)
{
	return (submit->cb_fn ? DMA_PREP_INTERRUPT : 0) |
	       (submit->flags & ASYNC_TX_FENCE ? DMA_PREP_FENCE : 0);
}

/**
 * async_part() - what goes with one of several descriptors for one operation
 * @whole: what goes with the operation
 * @depend_tx: the descriptor before it
 * @last: whether no other follows: only that one calls back and may go at once
 */
static inline struct async_submit_ctl async_part(const struct async_submit_ctl *whole,
						 struct dma_async_tx_descriptor *depend_tx,
						 bool last)
{
	struct async_submit_ctl part = *whole;

	part.depend_tx = depend_tx;
	if (!last) {
		part.flags = (part.flags & ~ASYNC_TX_ACK) | ASYNC_TX_FENCE;
		part.cb_fn = NULL;
		part.cb_param = NULL;
	}
	return part;
}

/**
 * async_make_room() - a provider is out of descriptors: let it work on those it has
 * @chan: its channel
 * @depend_tx: what was submitted last; waited for, and NULL then
 */
void async_make_room(struct dma_chan *chan, struct dma_async_tx_descriptor **depend_tx);

/** async_unmap_get() - room for @count mappings for @chan; NULL without a channel, too */
struct dmaengine_unmap_data *async_unmap_get(struct dma_chan *chan, int count);

/** async_block() - where a block lies in our memory */
static inline void *async_block(struct page *page, unsigned int offset)
{
	return (char *)page_address(page) + offset;
}

/**
 * async_sum() - a block becomes the sum of products of blocks with coefficients
 * @dest: page of the result; may be one of the sources
 * @offset: byte in @dest
 * @src: one or two source pages
 * @src_offset: byte in each
 * @coef: what each is multiplied by
 * @count: of @src
 * @len: bytes of a block
 * @submit: as for the operations of <linux/async_tx.h>
 */
struct dma_async_tx_descriptor *async_sum(struct page *dest, unsigned int offset,
					  struct page **src, unsigned int *src_offset,
					  const u8 *coef, int count, size_t len,
					  struct async_submit_ctl *submit);

#endif
