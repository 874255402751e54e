/* SPDX-License-Identifier: MIT */
/*
 * Asynchronous copies, XOR and RAID-6 arithmetic on pages: carried out by a
 * channel that can, or by the CPU where none is. An operation may depend on
 * the one before it, on whatever channel that runs; the CPU waits for what it
 * depends on. Behaviour as in Linux's crypto/async_tx; here it is
 * src/engine/async_tx.
 *
 * Context of all calls: any in which a provider's prep operations may be
 * called. Where the CPU has to wait for a dependency, it polls.
 */
#ifndef _ASYNC_TX_H_
#define _ASYNC_TX_H_

#include <linux/atomic.h>
#include <linux/dmaengine.h>
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define __async_inline

struct page;

/**
 * struct dma_chan_ref - a channel on a client's list of channels
 * @chan: the channel
 * @node: place on the list
 * @rcu: for removal from it
 * @count: how often it is listed
 */
struct dma_chan_ref {
	struct dma_chan *chan;
	struct list_head node;
	struct rcu_head rcu;
	atomic_t count;
};

/**
 * enum async_tx_flags - how an async_*() call is meant
 * @ASYNC_TX_XOR_ZERO_DST: XOR: the destination is not a source. Without it or
 *	@ASYNC_TX_XOR_DROP_DST, the CPU's way takes what the destination holds
 *	as one more source.
 * @ASYNC_TX_XOR_DROP_DST: XOR: the destination is the first of the sources
 * @ASYNC_TX_ACK: nothing will depend on this operation: its descriptor may go
 *	as soon as it is done
 * @ASYNC_TX_FENCE: the operation that depends on this one reads its result
 * @ASYNC_TX_PQ_XOR_DST: P+Q: add to what P and Q hold
 */
enum async_tx_flags {
	ASYNC_TX_XOR_ZERO_DST = (1 << 0),
	ASYNC_TX_XOR_DROP_DST = (1 << 1),
	ASYNC_TX_ACK = (1 << 2),
	ASYNC_TX_FENCE = (1 << 3),
	ASYNC_TX_PQ_XOR_DST = (1 << 4),
};

/**
 * struct async_submit_ctl - what goes with an operation
 * @flags: see enum async_tx_flags
 * @depend_tx: runs before it, not acknowledged yet; or NULL. The call
 *	acknowledges it.
 * @cb_fn: called when it is done; or NULL
 * @cb_param: for @cb_fn
 * @scribble: Linux translates addresses there; not needed here, NULL will do
 */
struct async_submit_ctl {
	enum async_tx_flags flags;
	struct dma_async_tx_descriptor *depend_tx;
	dma_async_tx_callback cb_fn;
	void *cb_param;
	void *scribble;
};

/* an entry of a scribble area */
typedef union {
	unsigned long addr;
	struct page *page;
	dma_addr_t dma;
} addr_conv_t;

#define async_tx_issue_pending_all dma_issue_pending_all

/**
 * async_tx_issue_pending() - let the channel of @tx start what it has
 * @tx: what an async_*() call returned; NULL: nothing to do
 */
static inline void async_tx_issue_pending(struct dma_async_tx_descriptor *tx)
{
	if (tx)
		tx->chan->device->device_issue_pending(tx->chan);
}

/**
 * __async_tx_find_channel() - a channel for an operation
 * @submit: the channel of its dependency is preferred
 * @tx_type: the operation
 *
 * Return: a public channel (see dmaengine_get()), or NULL: let the CPU do it.
 */
struct dma_chan *__async_tx_find_channel(struct async_submit_ctl *submit,
					 enum dma_transaction_type tx_type);
#define async_tx_find_channel(dep, type, dst, dst_count, src, src_count, len) \
	__async_tx_find_channel(dep, type)

/** async_tx_sync_epilog() - the CPU has done the operation: call back */
static inline void async_tx_sync_epilog(struct async_submit_ctl *submit)
{
	if (submit->cb_fn)
		submit->cb_fn(submit->cb_param);
}

/** init_async_submit() - fill @args in; see struct async_submit_ctl */
static inline void init_async_submit(struct async_submit_ctl *args, enum async_tx_flags flags,
				     struct dma_async_tx_descriptor *tx,
				     dma_async_tx_callback cb_fn, void *cb_param,
				     addr_conv_t *scribble)
{
	*args = (struct async_submit_ctl){
		.flags = flags,
		.depend_tx = tx,
		.cb_fn = cb_fn,
		.cb_param = cb_param,
		.scribble = scribble,
	};
}

/**
 * async_tx_submit() - queue a prepared descriptor behind what it depends on
 * @chan: its channel
 * @tx: the descriptor
 * @submit: dependency, callback and flags
 */
void async_tx_submit(struct dma_chan *chan, struct dma_async_tx_descriptor *tx,
		     struct async_submit_ctl *submit);

/**
 * async_memcpy() - copy between two pages
 * @dest: destination page
 * @src: source page
 * @dest_offset: byte in @dest
 * @src_offset: byte in @src
 * @len: bytes; may go on into the pages that follow
 * @submit: see there
 *
 * Return: the descriptor, on which another operation may depend; NULL: the CPU
 * has done it, and called back.
 */
struct dma_async_tx_descriptor *async_memcpy(struct page *dest, struct page *src,
					     unsigned int dest_offset, unsigned int src_offset,
					     size_t len, struct async_submit_ctl *submit);

/**
 * async_xor_offs() - the XOR of blocks
 * @dest: destination page
 * @offset: byte in @dest
 * @src_list: source pages; a NULL entry is left out
 * @src_offset: byte in each source; NULL: @offset in all
 * @src_cnt: entries of @src_list, 2 or more
 * @len: bytes of a block
 * @submit: see there; ASYNC_TX_XOR_ZERO_DST or _DROP_DST says what @dest is
 *
 * Return: as async_memcpy().
 */
struct dma_async_tx_descriptor *async_xor_offs(struct page *dest, unsigned int offset,
					       struct page **src_list, unsigned int *src_offset,
					       int src_cnt, size_t len,
					       struct async_submit_ctl *submit);
/** async_xor() - async_xor_offs() with one offset for all */
struct dma_async_tx_descriptor *async_xor(struct page *dest, struct page **src_list,
					  unsigned int offset, int src_cnt, size_t len,
					  struct async_submit_ctl *submit);

/**
 * async_xor_val_offs() - is the XOR of blocks zero?
 * @dest: the first of the sources; the CPU's way leaves the XOR there
 * @offset: byte in @dest
 * @src_list: source pages, @dest first
 * @src_offset: byte in each source; NULL: @offset in all
 * @src_cnt: entries of @src_list, 2 or more
 * @len: bytes of a block
 * @result: SUM_CHECK_P_RESULT is set if it is not zero, when the operation is
 *	done. The caller's; starts at 0.
 * @submit: see there
 *
 * Return: as async_memcpy().
 */
struct dma_async_tx_descriptor *async_xor_val_offs(struct page *dest, unsigned int offset,
						   struct page **src_list,
						   unsigned int *src_offset, int src_cnt,
						   size_t len, enum sum_check_flags *result,
						   struct async_submit_ctl *submit);
/** async_xor_val() - async_xor_val_offs() with one offset for all */
struct dma_async_tx_descriptor *async_xor_val(struct page *dest, struct page **src_list,
					      unsigned int offset, int src_cnt, size_t len,
					      enum sum_check_flags *result,
					      struct async_submit_ctl *submit);

/**
 * async_trigger_callback() - call back when a dependency is done
 * @submit: dependency and callback
 *
 * Return: an interrupt descriptor of the dependency's channel; NULL: the CPU
 * has waited, and called back.
 */
struct dma_async_tx_descriptor *async_trigger_callback(struct async_submit_ctl *submit);

/**
 * async_gen_syndrome() - P and Q of a RAID-6 stripe
 * @blocks: @src_cnt - 2 data pages (NULL: zeroes), then P, then Q (one of the
 *	two may be NULL: not wanted)
 * @offsets: byte in each page
 * @src_cnt: data pages and two: 3 to 257
 * @len: bytes of a block
 * @submit: see there; ASYNC_TX_PQ_XOR_DST adds to P and Q
 *
 * Return: as async_memcpy().
 */
struct dma_async_tx_descriptor *async_gen_syndrome(struct page **blocks, unsigned int *offsets,
						   int src_cnt, size_t len,
						   struct async_submit_ctl *submit);

/**
 * async_syndrome_val() - are P and Q of a stripe right?
 * @blocks: as async_gen_syndrome()
 * @offsets: byte in each page
 * @src_cnt: data pages and two: 4 to 257
 * @len: bytes of a block
 * @pqres: SUM_CHECK_P_RESULT and _Q_RESULT are set where they are not. Starts at 0.
 * @spare: room for a computed P or Q where the CPU checks
 * @s_off: byte in @spare
 * @submit: see there
 *
 * Return: as async_memcpy().
 */
struct dma_async_tx_descriptor *async_syndrome_val(struct page **blocks, unsigned int *offsets,
						   int src_cnt, size_t len,
						   enum sum_check_flags *pqres,
						   struct page *spare, unsigned int s_off,
						   struct async_submit_ctl *submit);

/**
 * async_raid6_2data_recov() - two data blocks of a stripe are lost
 * @src_num: data pages and two
 * @bytes: of a block
 * @faila: index of one lost block
 * @failb: index of the other
 * @ptrs: as async_gen_syndrome(); the lost pages receive what they held
 * @offs: byte in each page
 * @submit: see there
 *
 * Return: as async_memcpy().
 */
struct dma_async_tx_descriptor *async_raid6_2data_recov(int src_num, size_t bytes, int faila,
							int failb, struct page **ptrs,
							unsigned int *offs,
							struct async_submit_ctl *submit);

/**
 * async_raid6_datap_recov() - a data block and P of a stripe are lost
 * @src_num: data pages and two
 * @bytes: of a block
 * @faila: index of the lost data block
 * @ptrs: as async_gen_syndrome(); the lost pages receive what they held
 * @offs: byte in each page
 * @submit: see there
 *
 * Return: as async_memcpy().
 */
struct dma_async_tx_descriptor *async_raid6_datap_recov(int src_num, size_t bytes, int faila,
							struct page **ptrs, unsigned int *offs,
							struct async_submit_ctl *submit);

/**
 * async_tx_quiesce() - wait for an operation, and acknowledge it
 * @tx: what an async_*() call returned, not acknowledged; set to NULL
 */
void async_tx_quiesce(struct dma_async_tx_descriptor **tx);

#endif
