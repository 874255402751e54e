/* SPDX-License-Identifier: MIT */
/*
 * The software engine: a provider whose hardware is the CPU.
 *
 *	soft.c		the controller: probe, remove, translation, parameters
 *	ring.c		a channel's descriptors: handed out, submitted, taken back
 *	prep.c		prep operations: what is asked for, into a descriptor
 *	channel.c	a channel's life: resources, issue, pause, terminate, status
 *	serve.c		carries out what is issued, and calls back
 *	copies.c	copies that need nothing but to be copied
 *	run.c		one descriptor, as far as a turn goes
 *	raid.c		the same for XOR and P+Q
 *	stripes.c	XOR and P+Q, shared between threads
 *	worker.c	the threads that serve channels
 *	place.c		which CPUs they run on
 *	split.c		large transfers, shared between threads
 *	together.c	the same for many small ones
 *	pace.c		whether that is faster
 *	poll.c		channels without a thread: whoever polls serves them
 *
 * A channel's descriptors lie in one array. Each is in the channel's hands
 * (free), in its client's (prepared), or at a position of the ring:
 *
 *	taken back	called back	carried out	issued	submitted
 *	@reclaimed  <=	@done	    <=	@head	    <=	@issued <= @submitted
 *
 * The client's side moves @submitted, @issued and @reclaimed under the
 * channel's lock; the serving side, one thread at a time, moves @head and
 * @done. Neither writes where the other writes: what goes to and fro between
 * two CPUs is half a line of the ring, for what is no plain copy a line of a
 * descriptor, and, once per batch, @issued and @done.
 */
#ifndef SOFT_DMA_H
#define SOFT_DMA_H

#include <linux/cache.h>
#include <linux/dmaengine.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "base/biased_lock.h"
#include "base/raid/arithmetic.h"
#include "dmaengine.h"
#include "drivers/soft/split.h"

struct machine_master;
struct task_struct;
struct soft_worker;

#define SOFT_MAX_CHANNELS	256
#define SOFT_MIN_RING		64
#define SOFT_DEFAULT_RING	1024
#define SOFT_MAX_RING		65536
/* failed transfers that a channel remembers, the last so many */
#define SOFT_FAILED		64
/* a turn: pause and terminate take effect after so many bytes of a transfer */
#define SOFT_PIECE		SZ_256K
/* what a byte costs in virtual time: about what a memory controller of 16 GB/s would take */
#define SOFT_BYTES_PER_NS	16
/* a batch, before its clients hear of it: so many transfers, or so many bytes */
#define SOFT_BATCH		64
#define SOFT_BATCH_BYTES	SZ_64K
/* what fits into a descriptor; more takes memory of its own */
#define SOFT_INLINE_SEGS	16

enum soft_op {
	SOFT_COPY,
	SOFT_FILL,
	SOFT_FILL_SEGS,
	SOFT_INTERLEAVED,
	SOFT_XOR,
	SOFT_XOR_VAL,
	SOFT_PQ,
	SOFT_PQ_VAL,
	SOFT_NOTHING,
};

/* the parameter share: what workers do together */
enum soft_share { SOFT_SHARE_AUTO, SOFT_SHARE_ALWAYS, SOFT_SHARE_NEVER };

enum soft_state {
	SOFT_FREE,
	SOFT_PREPARED,
	SOFT_QUEUED,	/* in the ring, or was, and has not been taken back */
	SOFT_SILENT,	/* the same, and nobody will ask for it when it has ended */
	SOFT_KEPT,	/* ended; its client has not acknowledged it */
};

/* a run of bytes to fill, or a chunk of an interleaved frame */
struct soft_seg {
	dma_addr_t addr;
	size_t len;
	size_t src_gap;
	size_t dst_gap;
};

/**
 * struct soft_args - what operations other than copies and fills need
 * @segs: fill: the runs; interleaved: a frame
 * @result: checks: the client's, written by the serving side
 * @dst: XOR: the destination; P+Q: P and Q
 * @coef: P+Q: coefficients
 * @src: XOR, P+Q: the sources
 * @frames: interleaved: how many frames
 * @src_inc: interleaved: the source advances
 * @dst_inc: interleaved: the destination advances
 * @inline_segs: where @segs points, if they fit
 *
 * A descriptor gets one when it needs one for the first time, and keeps it. Up to eight sources
 * need the first two lines only.
 */
struct soft_args {
	struct soft_seg *segs;
	enum sum_check_flags *result;
	dma_addr_t dst[2];
	unsigned char coef[RAID_MAX_SOURCES];
	dma_addr_t src[RAID_MAX_SOURCES];
	size_t frames;
	bool src_inc;
	bool dst_inc;
	struct soft_seg inline_segs[SOFT_INLINE_SEGS];
};

/**
 * struct soft_desc - a transfer
 * @op: what to do
 * @state: whose it is (the channel's lock)
 * @result: how it ended; written by the serving side where it did not end well. Meaningless where
 *	nobody hears of the end
 * @kind: what it is to the ring: SOFT_SLOT_COPY, or 0
 * @n: sources, or segments
 * @flags: XOR, P+Q: of the preparation
 * @len: bytes of each buffer
 * @total: bytes that it moves, as the residue counts
 * @src: copy, interleaved: source; fill: the byte
 * @dst: copy, fill, interleaved: destination
 * @args: for other operations
 * @pos: its position in the ring, the last one that it had, if it is SOFT_QUEUED (the channel's lock)
 * @tx: the client's view of it
 * @residue: what was left, where it did not end well
 * @node: among those that were not acknowledged
 *
 * The first line is all that is read of most of them when they are carried out, and nothing of a
 * plain copy: see struct soft_slot.
 */
struct soft_desc {
	u8 op;
	u8 state;
	u8 result;
	u8 kind;
	u32 n;
	u32 flags;
	size_t len;
	size_t total;
	dma_addr_t src;
	dma_addr_t dst;
	struct soft_args *args;
	u64 pos;

	struct dma_async_tx_descriptor tx ____cacheline_aligned;
	u32 residue;
	struct list_head node;
} ____cacheline_aligned;

/* below the alignment of a descriptor */
#define SOFT_SLOT_COPY		1ul	/* a copy, and all of it is in the slot */
#define SOFT_SLOT_NOTIFY	2ul	/* its client hears of its end: @tx must be looked at */
#define SOFT_SLOT_FLAGS		3ul

/**
 * struct soft_slot - a place in the ring
 * @dst: copies: destination
 * @src: copies: source
 * @len: copies: bytes
 * @cookie: of the transfer, which its descriptor may have lost already
 * @desc: its descriptor, and SOFT_SLOT_COPY, SOFT_SLOT_NOTIFY
 *
 * What the serving side needs of a copy goes through the ring, two copies to a cache line, one line
 * after the other: the descriptor stays in the cache of the CPU that prepared it. Written by the
 * client's side; where a transfer fails, the serving side adds that somebody has to hear of it.
 */
struct soft_slot {
	dma_addr_t dst, src;
	u32 len;
	dma_cookie_t cookie;
	unsigned long desc;
};

/**
 * struct soft_progress - how far the transfer at @head has come
 * @pos: which transfer this is about; another: the one at @head has not begun
 * @done: bytes
 * @frame: interleaved: whole frames
 * @seg: chunks of the frame, or runs, that are done
 * @off: bytes of the next one
 * @src: interleaved: where it goes on
 * @dst: interleaved: where it goes on
 */
struct soft_progress {
	u64 pos;
	size_t done;
	size_t frame;
	u32 seg;
	size_t off;
	dma_addr_t src;
	dma_addr_t dst;
};

/**
 * struct soft_chan - a channel
 * @chan: what the framework sees
 * @soft: its controller
 * @worker: who serves it; NULL: whoever polls
 * @descs: all descriptors; there while the channel is in use
 * @ring: positions, modulo @mask + 1
 * @mask: see there
 *
 * The client's side, under @lock:
 * @spare: descriptors to hand out, last one first
 * @nspare: how many
 * @fresh: from here on descriptors were never handed out
 * @unacked: ended, but not acknowledged by their client, oldest first
 * @nunacked: how many
 * @submitted: positions below are taken
 * @reclaimed: positions below are forgotten
 * @failed: cookies of transfers that failed, a ring
 * @nfailed: how many have failed
 *
 * Written by the client's side, read by the serving side:
 * @issued: positions below may be carried out
 * @cancelled: positions below are given up
 * @paused: nothing may be moved
 * @waiting: tasks that wait in @quiet
 *
 * The serving side's:
 * @head: positions below have been carried out
 * @busy: bytes are being moved at this moment
 * @plain: nothing is between the channel and memory, for now
 * @at: the transfer at @head
 * @done: positions below are finished with: their descriptors can be taken back
 * @called: the callbacks of positions below have returned
 * @scratch: for P+Q
 * @copies: counted since they were last told to the framework
 * @bytes: of these copies
 *
 * @split: a window of the transfer at @head
 *
 * @serving: somebody is serving: there are no workers to tell who (@turn)
 * @backup_armed: it will look
 * @backup_head: @head when it was armed: it serves if nobody has meanwhile
 * @backup: serves a polled channel that nobody polls
 */
struct soft_chan {
	struct dma_chan chan;

	struct soft_dma *soft ____cacheline_aligned;
	struct soft_worker *worker;
	struct soft_desc *descs;
	struct soft_slot *ring;
	u32 mask;

	struct biased_lock lock ____cacheline_aligned;
	struct soft_desc **spare;
	u32 nspare;
	u32 fresh;
	u32 nunacked;
	struct list_head unacked;
	u64 submitted;
	u64 reclaimed;
	dma_cookie_t failed[SOFT_FAILED];
	unsigned int nfailed;

	u64 issued ____cacheline_aligned;
	u64 cancelled;
	bool paused;
	atomic_t waiting;
	struct wait_queue_head quiet;

	u64 done ____cacheline_aligned;
	u64 head;
	u64 called;
	bool busy;
	bool plain;
	struct soft_progress at;
	struct raid_scratch *scratch;
	unsigned long copies, bytes;
	struct soft_split split;

	struct biased_lock turn ____cacheline_aligned;
	bool serving;
	bool backup_armed;
	u64 backup_head;
	struct timer_list backup;
} ____cacheline_aligned;

/**
 * struct soft_dma - the controller
 * @dma: what the framework sees
 * @master: what the machine's bus knows it as
 * @node: in the list of controllers that are polled
 * @gone: its driver has let go of it: nothing may be prepared any more
 * @polled: it has no workers
 * @workers: those it has
 * @nworkers: how many
 * @users: channels in use (@mutex)
 * @mutex: one channel comes or goes at a time
 * @nchans: how many channels
 * @chans: the channels
 *
 * Lives until its last channel is released.
 */
struct soft_dma {
	struct dma_device dma;
	struct machine_master *master;
	struct list_head node;
	bool gone;
	bool polled;
	struct soft_worker *workers;
	unsigned int nworkers;
	unsigned int users;
	struct mutex mutex;
	unsigned int nchans;
	struct soft_chan chans[];
};

static inline struct soft_chan *to_soft_chan(struct dma_chan *chan)
{
	return container_of(chan, struct soft_chan, chan);
}

static inline struct soft_desc *to_soft_desc(struct dma_async_tx_descriptor *tx)
{
	return container_of(tx, struct soft_desc, tx);
}

static inline struct soft_slot *soft_slot_at(struct soft_chan *c, u64 pos)
{
	return &c->ring[pos & c->mask];
}

static inline struct soft_desc *soft_desc_at(struct soft_chan *c, u64 pos)
{
	return (struct soft_desc *)(READ_ONCE(soft_slot_at(c, pos)->desc) & ~SOFT_SLOT_FLAGS);
}

/* soft.c */
/** soft_ring_size() - how many descriptors a channel has, a power of two */
unsigned int soft_ring_size(void);
/** soft_share() - whether workers share what one channel has to do */
enum soft_share soft_share(void);
/** soft_spin_ns() - how long a worker looks for work before it sleeps */
unsigned long long soft_spin_ns(void);

/* ring.c */
int soft_ring_create(struct soft_chan *c);
void soft_ring_free(struct soft_chan *c);
/** soft_desc_get() - a descriptor to fill in; NULL: all are in use */
struct soft_desc *soft_desc_get(struct soft_chan *c, enum soft_op op, unsigned long flags);
/** soft_desc_get_copy() - the same for a copy, filled in */
struct soft_desc *soft_desc_get_copy(struct soft_chan *c, dma_addr_t dst, dma_addr_t src,
				     size_t len, unsigned long flags);
/** soft_desc_get_args() - the same with @args */
struct soft_desc *soft_desc_get_args(struct soft_chan *c, enum soft_op op, unsigned long flags);
/** soft_desc_put() - back without having been prepared */
void soft_desc_put(struct soft_desc *d);
/** soft_ring_cancel() - give up all that is prepared, submitted or issued */
void soft_ring_cancel(struct soft_chan *c);
void soft_note_failure(struct soft_chan *c, dma_cookie_t cookie);
bool soft_has_failed(struct soft_chan *c, dma_cookie_t cookie);
/** soft_find_residue() - bytes left of a transfer; -1: it is not queued */
long long soft_find_residue(struct soft_chan *c, dma_cookie_t cookie);

/* prep.c */
void soft_set_operations(struct dma_device *dma);

/* channel.c */
void soft_chan_init(struct soft_chan *c, struct soft_dma *soft);
int soft_alloc_chan_resources(struct dma_chan *chan);
void soft_free_chan_resources(struct dma_chan *chan);
int soft_pause(struct dma_chan *chan);
int soft_resume(struct dma_chan *chan);
int soft_terminate_all(struct dma_chan *chan);
void soft_synchronize(struct dma_chan *chan);
enum dma_status soft_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
			       struct dma_tx_state *state);
void soft_issue_pending(struct dma_chan *chan);

/* serve.c */
/**
 * soft_serve() - a batch, or a turn of a long transfer, and the callbacks; by one thread at a time
 * Return: false if there was nothing to do.
 */
bool soft_serve(struct soft_chan *c);
/** soft_carry_out() - the first half of it, less than @budget bytes; true if anything was done */
bool soft_carry_out(struct soft_chan *c, size_t *budget);
/** soft_finish() - the second half: calls back for what was carried out. How many have ended */
unsigned int soft_finish(struct soft_chan *c);
/** soft_finish_silent() - the same up to the first whose client hears of it */
void soft_finish_silent(struct soft_chan *c);
/** soft_has_work() - true if soft_serve() would do something */
bool soft_has_work(struct soft_chan *c);

/* copies.c */
/**
 * struct soft_row - copies one after the other
 * @pos: the first; in the end, behind the last that was moved
 * @end: none from here on; many workers move more
 * @ahead: those below this are asked for ahead of time
 * @most: after so many bytes it is enough; many workers move more
 * @largest: one with more bytes has to go the usual way
 * @bytes: what was moved is added
 * @large: some may have been streamed: copy_settle() before anybody hears of them
 */
struct soft_row {
	u64 pos, end, ahead;
	size_t most, largest;
	size_t bytes;
	bool large;
};
/** soft_copy_row() - as far as there are such that need nothing else; the channel is plain */
void soft_copy_row(struct soft_chan *c, struct soft_row *row);

/* run.c */
/* the turn is over, the transfer is not */
#define SOFT_MORE	(-1)
/**
 * soft_run() - carry on with a transfer
 * @pos: its position
 * @budget: bytes that may still be moved in this turn; less what was moved
 *
 * Return: how it ended (enum dmaengine_tx_result), or SOFT_MORE.
 */
int soft_run(struct soft_chan *c, struct soft_desc *d, u64 pos, size_t *budget);

/* worker.c */
void soft_workers_create(struct soft_dma *soft, unsigned int n);
void soft_workers_free(struct soft_dma *soft);
/** soft_workers_help() - somebody has opened a window: wake those who sleep */
void soft_workers_help(struct soft_dma *soft);
/** soft_worker_attach() - let a worker serve the channel; process context */
int soft_worker_attach(struct soft_chan *c);
/** soft_worker_detach() - nobody serves it when this returns */
void soft_worker_detach(struct soft_chan *c);
/** soft_worker_kick() - there is work: wake the worker if it sleeps */
void soft_worker_kick(struct soft_chan *c);

/* together.c */
/** soft_copy_many() - soft_copy_row() by all workers that have time, as far as that is faster */
void soft_copy_many(struct soft_chan *c, struct soft_row *row);

/* stripes.c */
/**
 * soft_stripes_run() - XORs and P+Qs by all workers that have time, as many as can be done at once
 * @pos: the first, which has not begun
 * @end: none from here on
 * @bytes: set to those of all their buffers
 *
 * Return: how many, all of which have ended well; 0: there is nothing to share.
 */
unsigned int soft_stripes_run(struct soft_chan *c, u64 pos, u64 end, size_t *bytes);

/* poll.c */
void soft_poll_register(struct soft_dma *soft);
void soft_poll_unregister(struct soft_dma *soft);
void soft_poll_init(struct soft_chan *c);
/** soft_poll_stop() - the channel goes: nobody serves it when this returns */
void soft_poll_stop(struct soft_chan *c);
/** soft_poll_issued() - carry small transfers out at once */
void soft_poll_issued(struct soft_chan *c);
/** soft_poll_chan() - serve; how many transfers ended */
unsigned int soft_poll_chan(struct soft_chan *c);

#endif
