/* SPDX-License-Identifier: MIT */
/* A turn of a transfer, between the files that carry it out: run.c, raid.c. */
#ifndef SOFT_DMA_RUN_H
#define SOFT_DMA_RUN_H

#include <linux/minmax.h>

#include "drivers/soft/soft.h"
#include "machine/machine.h"

/**
 * struct run - a turn
 * @c: the channel
 * @d: the descriptor
 * @budget: bytes left in it
 */
struct run {
	struct soft_chan *c;
	struct soft_desc *d;
	size_t budget;
};

/* @len bytes of the transfer are done, for which @touched bytes were read and written */
static inline void moved(struct run *r, size_t len, size_t touched)
{
	smp_store_release(&r->c->at.done, r->c->at.done + len);
	r->budget -= min(touched, r->budget);
}

/* checks only add what does not hold */
static inline void forget_result(const struct soft_desc *d)
{
	if (d->op == SOFT_XOR_VAL || d->op == SOFT_PQ_VAL)
		*d->args->result = 0;
}

/** reach_by_bus() - reach() where the machine has to be asked */
void *reach_by_bus(struct run *r, dma_addr_t addr, size_t *len, unsigned int dir);

/* where a bus address lies in our memory; *@len shrinks to what lies there in one run */
static __always_inline void *reach(struct run *r, dma_addr_t addr, size_t *len, unsigned int dir)
{
	void *mem = likely(r->c->plain) ? machine_plain_pointer(addr, *len) : NULL;

	return likely(mem) ? mem : reach_by_bus(r, addr, len, dir);
}

/* raid.c */
/** soft_raid() - XOR, P+Q and their checks; as soft_run() */
int soft_raid(struct run *r);

#endif
