/* SPDX-License-Identifier: MIT */
/* XOR and P+Q, between the files that carry them out: raid.c (one, alone), stripes.c (shared). */
#ifndef SOFT_DMA_RAID_H
#define SOFT_DMA_RAID_H

#include "drivers/soft/run.h"

/**
 * struct places - the buffers of an XOR or a P+Q, at one place
 * @src: sources
 * @dst: destinations; NULL: not wanted
 * @len: bytes of each, as far as all of them lie in one run
 */
struct places {
	const void *src[RAID_MAX_SOURCES];
	void *dst[2];
	size_t len;
};

/** raid_reach() - where @at->len bytes lie at @pos; less of them, where a run ends: DMA_TRANS_* */
int raid_reach(struct run *r, struct places *at, size_t pos);
/** raid_find() - the same for all of it, where the channel is plain; false: raid_reach() knows */
bool raid_find(const struct soft_desc *d, struct places *at);
/** raid_compute() - do it there; checks: what is wrong */
enum sum_check_flags raid_compute(const struct soft_desc *d, const struct places *at,
				  struct raid_scratch *scratch);

/* bytes of all buffers together, about */
static inline size_t raid_touched(const struct soft_desc *d, size_t len)
{
	return len * (d->n + 2);
}

/* stripes.c */
/** stripe_window() - bytes of each buffer that are shared at once, of @left; 0: it is done alone */
size_t stripe_window(const struct run *r, size_t left);
/** stripe_run() - do it with all who have time; false: it has to be done alone */
bool stripe_run(struct soft_chan *c, const struct soft_desc *d, const struct places *at);

#endif
