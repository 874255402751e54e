/* SPDX-License-Identifier: MIT */
/*
 * Large transfers, shared between the workers of a controller: the one whose
 * transfer it is opens a window of it, everybody who has nothing better to do
 * takes pieces of the window, and it is closed when all are done. While that
 * is slower than to be alone with it (pace.h), nobody else is let in.
 */
#ifndef SOFT_DMA_SPLIT_H
#define SOFT_DMA_SPLIT_H

#include <linux/atomic.h>
#include <linux/types.h>

#include "drivers/soft/pace.h"

struct raid_scratch;
struct soft_chan;

/* what sharing costs and gains is seen for each kind on its own */
enum soft_kind { SOFT_KIND_COPY, SOFT_KIND_MANY, SOFT_KIND_XOR, SOFT_KIND_PQ, SOFT_KINDS };

/**
 * struct soft_job - work of which any part can be done by anybody
 * @work: do the @n units at @at; by several threads at once, each with @scratch of its own
 * @kind: what it is
 * @len: units
 * @piece: units that one takes at a time
 * @bytes: that are moved in all
 */
struct soft_job {
	void (*work)(struct soft_job *job, size_t at, size_t n, struct raid_scratch *scratch);
	enum soft_kind kind;
	size_t len;
	size_t piece;
	size_t bytes;
};

/**
 * struct soft_split - a channel's window
 * @job: what is to be done; constant while it is @open, or while anybody is @inside
 * @len: of it, for those who look without being inside
 * @pace: what is faster
 * @ended: when the last one ended, in ns
 * @rows: of short copies that one worker has moved alone
 * @open: pieces may be taken
 * @inside: how many workers of other channels are at it
 * @taken: units that somebody has taken on
 * @done: units that are done
 */
struct soft_split {
	struct soft_job *job;
	size_t len;
	struct soft_pace pace[SOFT_KINDS];
	u64 ended;
	unsigned int rows;
	bool open;
	atomic_t inside;
	atomic64_t taken ____cacheline_aligned;
	atomic64_t done;
};

void soft_split_init(struct soft_split *s);
/** soft_split_possible() - the channel's controller has workers that could help, and plain memory */
bool soft_split_possible(const struct soft_chan *c);
/** soft_split_shares() - the next window of this kind should be shared */
bool soft_split_shares(const struct soft_chan *c, enum soft_kind kind);
/** soft_split_note() - a window that began at @start, in ns, has ended just now */
void soft_split_note(struct soft_chan *c, enum soft_kind kind, bool shared, size_t bytes,
		     u64 start);
/** soft_split_run() - do all of it, with all who have time, or alone; it is done on return */
void soft_split_run(struct soft_chan *c, struct soft_job *job);
/** soft_split_wanted() - true if the channel has a window with pieces to take */
bool soft_split_wanted(struct soft_chan *c);
/** soft_split_help() - take pieces of the channel's window; true if there was one */
bool soft_split_help(struct soft_chan *c, struct raid_scratch *scratch);

#endif
