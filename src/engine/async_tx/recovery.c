// SPDX-License-Identifier: MIT
/*
 * RAID-6 recovery as a chain of operations, each of which a channel or the
 * CPU carries out. The arithmetic is that of src/base/raid/recovery.c: the
 * lost blocks first hold the syndromes of what is left.
 */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/raid/pq.h>
#include <linux/string.h>

#include "base/raid/syndrome.h"
#include "engine/async_tx/async_tx.h"

/**
 * struct recovery - a recovery under way
 * @block: the stripe's pages, the caller's array
 * @offs: byte in each
 * @disks: data blocks and two
 * @len: bytes of a block
 * @submit: what the last step gets
 * @tx: the latest step, on which the next depends; NULL: it is done
 */
struct recovery {
	struct page **block;
	unsigned int *offs;
	int disks;
	size_t len;
	struct async_submit_ctl *submit;
	struct dma_async_tx_descriptor *tx;
};

static struct async_submit_ctl step(const struct recovery *r, enum async_tx_flags flags, bool last)
{
	struct async_submit_ctl ctl = async_part(r->submit, r->tx, last);

	ctl.flags |= flags;
	return ctl;
}

static void copy(struct recovery *r, int dest, int src)
{
	struct async_submit_ctl ctl = step(r, 0, false);

	r->tx = async_memcpy(r->block[dest], r->block[src], r->offs[dest], r->offs[src], r->len,
			     &ctl);
}

/* block @dest becomes itself XOR block @src */
static void add(struct recovery *r, int dest, int src, bool last)
{
	struct async_submit_ctl ctl = step(r, ASYNC_TX_XOR_DROP_DST, last);
	struct page *pages[] = { r->block[dest], r->block[src] };
	unsigned int offs[] = { r->offs[dest], r->offs[src] };

	r->tx = async_xor_offs(pages[0], offs[0], pages, offs, 2, r->len, &ctl);
}

/* block @dest becomes block @a times @coef[0], and block @b (if any) times @coef[1] */
static void sum(struct recovery *r, int dest, int a, int b, const u8 *coef)
{
	struct async_submit_ctl ctl = step(r, 0, false);
	struct page *pages[] = { r->block[a], b < 0 ? NULL : r->block[b] };
	unsigned int offs[] = { r->offs[a], b < 0 ? 0 : r->offs[b] };

	r->tx = async_sum(r->block[dest], r->offs[dest], pages, offs, coef, b < 0 ? 1 : 2, r->len,
			  &ctl);
}

/* blocks @p and @q become the syndromes of the data without @lost_a and @lost_b */
static void partial_syndrome(struct recovery *r, int p, int q, int lost_a, int lost_b)
{
	int disks = r->disks, good = -1, count = 0, i;
	struct async_submit_ctl ctl;
	struct page *block[ASYNC_DISKS_MAX];
	unsigned int offs[ASYNC_DISKS_MAX];

	memcpy(block, r->block, disks * sizeof(*block));
	memcpy(offs, r->offs, disks * sizeof(*offs));
	block[lost_a] = block[lost_b] = NULL;
	for (i = 0; i < disks - 2; i++)
		if (block[i]) {
			good = i;
			count++;
		}
	if (count == 1) {
		/* not every controller computes P and Q of a single block */
		copy(r, p, good);
		sum(r, q, good, -1, &raid6_gfexp[good]);
		return;
	}
	block[disks - 2] = r->block[p];
	offs[disks - 2] = r->offs[p];
	block[disks - 1] = r->block[q];
	offs[disks - 1] = r->offs[q];
	ctl = step(r, 0, false);
	r->tx = async_gen_syndrome(block, offs, disks, r->len, &ctl);
}

/* how many data blocks are left that are not zeroes */
static int survivors(const struct recovery *r, int lost_a, int lost_b)
{
	int i, count = 0;

	for (i = 0; i < r->disks - 2; i++)
		count += r->block[i] && i != lost_a && i != lost_b;
	return count;
}

static struct dma_async_tx_descriptor *recover_two(struct recovery *r, int a, int b)
{
	const u8 coef[] = {
		raid6_gfexi[b - a],
		raid6_gfinv[raid6_gfexp[a] ^ raid6_gfexp[b]],
	};
	int p = r->disks - 2, q = r->disks - 1;

	if (survivors(r, a, b)) {
		partial_syndrome(r, a, b, a, b);
		add(r, a, p, false);
		add(r, b, q, false);
		sum(r, b, a, b, coef);
		add(r, a, b, true);
	} else {
		/* P and Q are the syndromes of the lost blocks alone */
		sum(r, b, p, q, coef);
		copy(r, a, p);
		add(r, a, b, true);
	}
	return r->tx;
}

static struct dma_async_tx_descriptor *recover_with_p(struct recovery *r, int a)
{
	int p = r->disks - 2, q = r->disks - 1;

	partial_syndrome(r, p, a, a, a);
	add(r, a, q, false);
	sum(r, a, a, -1, &raid6_gfinv[raid6_gfexp[a]]);
	add(r, p, a, true);
	return r->tx;
}

/* ---- by the CPU ------------------------------------------------------------------ */

/* @b < 0: one data block and P are lost */
static void recover_by_cpu(struct recovery *r, int a, int b)
{
	void *ptrs[ASYNC_DISKS_MAX];
	int i;

	async_tx_quiesce(&r->submit->depend_tx);
	for (i = 0; i < r->disks; i++)
		ptrs[i] = r->block[i] ? async_block(r->block[i], r->offs[i]) :
					(void *)raid6_empty_zero_page;
	if (b < 0)
		raid6_datap_recov(r->disks, r->len, a, ptrs);
	else
		raid6_2data_recov(r->disks, r->len, a, b, ptrs);
	async_tx_sync_epilog(r->submit);
}

struct dma_async_tx_descriptor *async_raid6_2data_recov(int src_num, size_t bytes, int faila,
							int failb, struct page **ptrs,
							unsigned int *offs,
							struct async_submit_ctl *submit)
{
	struct recovery r = { ptrs, offs, src_num, bytes, submit, submit->depend_tx };
	int a = min(faila, failb), b = max(faila, failb);

	BUG_ON(a == b || b >= src_num - 2 || src_num > ASYNC_DISKS_MAX);
	if (async_dma_find_channel(DMA_PQ))
		return recover_two(&r, a, b);
	recover_by_cpu(&r, a, b);
	return NULL;
}
EXPORT_SYMBOL_GPL(async_raid6_2data_recov);

struct dma_async_tx_descriptor *async_raid6_datap_recov(int src_num, size_t bytes, int faila,
							struct page **ptrs, unsigned int *offs,
							struct async_submit_ctl *submit)
{
	struct recovery r = { ptrs, offs, src_num, bytes, submit, submit->depend_tx };

	BUG_ON(faila >= src_num - 2 || src_num > ASYNC_DISKS_MAX);
	if (async_dma_find_channel(DMA_PQ) && survivors(&r, faila, faila))
		return recover_with_p(&r, faila);
	recover_by_cpu(&r, faila, -1);
	return NULL;
}
EXPORT_SYMBOL_GPL(async_raid6_datap_recov);
