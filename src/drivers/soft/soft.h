/* SPDX-License-Identifier: MIT */
/*
 * The software engine: a provider whose hardware is a thread per channel.
 *
 *	soft.c		the controller: probe, remove, translation
 *	channel.c	a channel: descriptors, worker, control
 *	prep.c		prep operations: what is asked for, into a descriptor
 *	run.c		the worker's part: descriptors carried out, piece by piece
 */
#ifndef SOFT_DMA_H
#define SOFT_DMA_H

#include <linux/dmaengine.h>
#include <linux/sizes.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "base/raid/arithmetic.h"
#include "virt-dma.h"

struct machine_master;
struct task_struct;

#define SOFT_MAX_CHANNELS	256
/* descriptors that a channel has from the start */
#define SOFT_DESCS		64
/* descriptors that may wait for their client's acknowledgement; then the oldest is recycled */
#define SOFT_MAX_UNACKED	1024
/* failed transfers that a channel remembers, the last so many */
#define SOFT_FAILED		64
/* bytes that the worker moves before it looks up: pause and terminate take effect here */
#define SOFT_PIECE		SZ_256K
/* what fits into a descriptor; more takes memory of its own */
#define SOFT_INLINE_SEGS	16

enum soft_op {
	SOFT_COPY,
	SOFT_FILL,
	SOFT_INTERLEAVED,
	SOFT_XOR,
	SOFT_XOR_VAL,
	SOFT_PQ,
	SOFT_PQ_VAL,
	SOFT_NOTHING,
};

/* A run of bytes to fill, or a chunk of an interleaved frame. */
struct soft_seg {
	dma_addr_t addr;
	size_t len;
	size_t src_gap;
	size_t dst_gap;
};

/**
 * struct soft_desc - a transfer
 * @vd: its place in the queue
 * @op: what to do
 * @flags: of the preparation
 * @total: bytes that it moves, as the residue counts
 * @done: bytes that it has moved; the worker writes, anyone reads
 * @terminated: given up while it ran (the channel's lock; the worker looks without)
 * @completed: its cookie is: what depends on it may run (the channel's lock)
 * @len: XOR, P+Q: bytes of each buffer
 * @src: copy: source; interleaved: first source; XOR, P+Q: the sources
 * @dst: copy, interleaved, XOR: destination; P+Q: P and Q
 * @nsrc: how many of @src
 * @coef: P+Q: coefficients
 * @result: checks: the client's, written by the worker
 * @value: fill: the byte
 * @segs: fill: the runs; interleaved: a frame
 * @nsegs: how many
 * @frames: interleaved: how many frames
 * @src_inc: interleaved: the source advances
 * @dst_inc: interleaved: the destination advances
 * @inline_segs: where @segs points, if they fit
 *
 * Of the channel's pool; constant from preparation on, where not said otherwise.
 */
struct soft_desc {
	struct virt_dma_desc vd;
	enum soft_op op;
	unsigned long flags;
	size_t total;
	size_t done;
	bool terminated;
	bool completed;

	size_t len;
	dma_addr_t src[RAID_MAX_SOURCES];
	dma_addr_t dst[2];
	unsigned int nsrc;
	unsigned char coef[RAID_MAX_SOURCES];
	enum sum_check_flags *result;

	int value;
	struct soft_seg *segs;
	unsigned int nsegs;
	size_t frames;
	bool src_inc;
	bool dst_inc;
	struct soft_seg inline_segs[SOFT_INLINE_SEGS];
};

/**
 * struct soft_chan - a channel
 * @vc: its queue
 * @soft: its controller
 * @worker: carries out transfers; there while the channel is in use
 * @work: where the worker sleeps
 * @quiet: where those sleep who wait for it
 * @scratch: the worker's, for P+Q
 * @busy: the worker moves bytes at this moment
 *
 * Under the queue's lock:
 * @active: the transfer that the worker has
 * @paused: the worker may not move bytes (it looks without the lock)
 * @free: descriptors to hand out
 * @unacked: completed ones whose client has not acknowledged them, oldest first
 * @nunacked: how many
 * @failed: cookies of transfers that failed, a ring
 * @nfailed: how many have failed
 */
struct soft_chan {
	struct virt_dma_chan vc;
	struct soft_dma *soft;
	struct task_struct *worker;
	struct wait_queue_head work;
	struct wait_queue_head quiet;
	struct raid_scratch *scratch;
	bool busy;

	struct soft_desc *active;
	bool paused;
	struct list_head free;
	struct list_head unacked;
	unsigned int nunacked;
	dma_cookie_t failed[SOFT_FAILED];
	unsigned int nfailed;
};

/**
 * struct soft_dma - the controller
 * @dma: what the framework sees
 * @master: what the machine's bus knows it as
 * @gone: its driver has let go of it: nothing may be prepared any more
 * @nchans: how many channels
 * @chans: the channels
 *
 * Lives until its last channel is released.
 */
struct soft_dma {
	struct dma_device dma;
	struct machine_master *master;
	bool gone;
	unsigned int nchans;
	struct soft_chan chans[];
};

static inline struct soft_chan *to_soft_chan(struct dma_chan *chan)
{
	return container_of(chan, struct soft_chan, vc.chan);
}

static inline struct soft_desc *to_soft_desc(struct virt_dma_desc *vd)
{
	return container_of(vd, struct soft_desc, vd);
}

/* channel.c */
void soft_chan_init(struct soft_chan *c, struct soft_dma *soft);
int soft_alloc_chan_resources(struct dma_chan *chan);
void soft_free_chan_resources(struct dma_chan *chan);
struct soft_desc *soft_desc_get(struct soft_chan *c, enum soft_op op,
				unsigned long flags);
/** soft_desc_put() - back into the pool without having been prepared */
void soft_desc_put(struct soft_desc *d);
int soft_pause(struct dma_chan *chan);
int soft_resume(struct dma_chan *chan);
int soft_terminate_all(struct dma_chan *chan);
void soft_synchronize(struct dma_chan *chan);
enum dma_status soft_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
			       struct dma_tx_state *state);
void soft_issue_pending(struct dma_chan *chan);

/* prep.c */
void soft_set_operations(struct dma_device *dma);

/* run.c */
/** soft_run() - carry out a transfer; process context. Return: how it ended (ABORTED: given up) */
enum dmaengine_tx_result soft_run(struct soft_chan *c, struct soft_desc *d);

#endif
