/* SPDX-License-Identifier: MIT */
/*
 * Where workers run. A worker and its client that share a CPU take turns, and
 * a channel does a third of what it could; the host may leave them like that
 * for a while, all the more as they wake each other. So clients say which CPU
 * they are on, and a worker that has been busy there for some turns goes
 * elsewhere, wherever the host then likes. One that has little to do stays: for
 * that, the client's CPU is the best place.
 */
#ifndef SOFT_DMA_PLACE_H
#define SOFT_DMA_PLACE_H

#include <linux/compiler.h>
#include <linux/types.h>

#include "base/host.h"

#define SOFT_NOWHERE	(-1)
/* so many turns without a rest on the client's CPU are too many */
#define SOFT_PLACE_TURNS	16

/**
 * struct soft_place - where a worker runs
 * @client: the host's CPU that its last client was on
 * @fixed: it stays where it is
 * @turns: how many it has had there without a rest
 * @moved: when it was moved the last time, in ns
 * @pause: how long it stays then
 */
struct soft_place {
	int client;
	bool fixed;
	unsigned int turns;
	u64 moved;
	u64 pause;
};

/** soft_place_begin() - the calling thread is worker @id */
void soft_place_begin(struct soft_place *p, unsigned int id);
/** soft_place_leave() - go to another CPU, unless that was tried a moment ago */
void soft_place_leave(struct soft_place *p);

/** soft_place_meet() - the calling thread is a client that has work for the worker */
static inline void soft_place_meet(struct soft_place *p)
{
	int cpu;

	if (READ_ONCE(p->fixed))
		return;
	cpu = host_cpu();
	if (unlikely(READ_ONCE(p->client) != cpu))
		WRITE_ONCE(p->client, cpu);
}

/** soft_place_rest() - it has nothing to do, or is elsewhere. Its client has the line, too */
static inline void soft_place_rest(struct soft_place *p)
{
	if (unlikely(p->turns))
		p->turns = 0;
}

/** soft_place_turn() - the calling thread is the worker, and has had something to do */
static inline void soft_place_turn(struct soft_place *p)
{
	if (p->fixed)
		return;
	if (likely(host_cpu() != READ_ONCE(p->client)))
		soft_place_rest(p);
	else if (++p->turns >= SOFT_PLACE_TURNS)
		soft_place_leave(p);
}

#endif
