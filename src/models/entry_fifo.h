/* SPDX-License-Identifier: MIT */
/*
 * What peripheral models have in common: a FIFO behind a data register, and a
 * request line that stands for a number of its entries. Host side.
 */
#ifndef DMAE_MODELS_ENTRY_FIFO_H
#define DMAE_MODELS_ENTRY_FIFO_H

#include <dmae/model.h>

#define ENTRY_FIFO_MAX 32

/** struct entry_fifo - up to @size entries; the oldest one is at @head */
struct entry_fifo {
	uint32_t entry[ENTRY_FIFO_MAX];
	unsigned int head;
	unsigned int level;
	unsigned int size;
};

static inline unsigned int entry_fifo_room(const struct entry_fifo *f)
{
	return f->size > f->level ? f->size - f->level : 0;
}

/* There must be room. */
static inline void entry_fifo_put(struct entry_fifo *f, uint32_t value)
{
	f->entry[(f->head + f->level++) % ENTRY_FIFO_MAX] = value;
}

/* There must be an entry. */
static inline uint32_t entry_fifo_get(struct entry_fifo *f)
{
	uint32_t value = f->entry[f->head];

	f->head = (f->head + 1) % ENTRY_FIFO_MAX;
	f->level--;
	return value;
}

/**
 * struct entry_request - a request line, and for how many entries it still stands
 *
 * A request is made when a burst can be moved, and is up until that burst has
 * been moved, acknowledged, or become impossible. So a controller may sample
 * the line before each beat or only before a burst, and gets the same.
 */
struct entry_request {
	struct dmae_request line;
	unsigned int left;
};

/* @ready entries could be moved, @burst of them make a request; @on: requests are wanted */
static inline void entry_request_update(struct entry_request *r, bool on, unsigned int ready,
					unsigned int burst)
{
	if (!on || !ready)
		r->left = 0;
	else if (!r->left && ready >= burst)
		r->left = burst;
	dmae_request_set(&r->line, r->left);
}

/* @count entries were moved */
static inline void entry_request_moved(struct entry_request *r, unsigned int count)
{
	r->left -= count < r->left ? count : r->left;
}

#endif
