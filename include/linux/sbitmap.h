/* SPDX-License-Identifier: MIT */
/*
 * Scalable bitmaps: tags that are taken and given back from many places at
 * once, and queues of those who wait for one. src/base/lib/sbitmap.c.
 */
#ifndef __LINUX_SCALE_BITMAP_H
#define __LINUX_SCALE_BITMAP_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/cache.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <linux/wait.h>

/** struct sbitmap_word - atomically changed bits, on a cache line of its own */
struct sbitmap_word {
	unsigned long word;
} ____cacheline_aligned_in_smp;

/**
 * struct sbitmap - @depth bits in @map_nr words of 1 << @shift bits each
 * @round_robin: a freed bit is not the next to be given out
 * @hint: where the search begins
 */
struct sbitmap {
	unsigned int depth;
	unsigned int shift;
	unsigned int map_nr;
	bool round_robin;
	unsigned int hint;
	struct sbitmap_word *map;
};

#define SBQ_WAIT_QUEUES	8
#define SBQ_WAKE_BATCH	8

struct sbq_wait_state {
	wait_queue_head_t wait;
} ____cacheline_aligned_in_smp;

/**
 * struct sbitmap_queue - a bitmap whose users may wait for a bit
 * @ws: SBQ_WAIT_QUEUES wait queues that waiters spread over
 * @wake_index: the queue that the next freed bit wakes
 */
struct sbitmap_queue {
	struct sbitmap sb;
	unsigned int wake_batch;
	atomic_t wake_index;
	struct sbq_wait_state *ws;
	atomic_t ws_active;
	unsigned int min_shallow_depth;
};

struct sbq_wait {
	struct sbitmap_queue *sbq;
	struct wait_queue_entry wait;
};

#define DEFINE_SBQ_WAIT(name)						\
	struct sbq_wait name = {					\
		.sbq = NULL,						\
		.wait = {						\
			.private = current,				\
			.func = autoremove_wake_function,		\
			.entry = LIST_HEAD_INIT((name).wait.entry),	\
		}							\
	}

int sbitmap_init_node(struct sbitmap *sb, unsigned int depth, int shift, gfp_t flags, int node,
		      bool round_robin, bool alloc_hint);
void sbitmap_free(struct sbitmap *sb);
void sbitmap_resize(struct sbitmap *sb, unsigned int depth);
/** sbitmap_get() - Return: a bit that was free and is taken now, or -1. Any context. */
int sbitmap_get(struct sbitmap *sb);
int sbitmap_get_shallow(struct sbitmap *sb, unsigned long shallow_depth);
bool sbitmap_any_bit_set(const struct sbitmap *sb);
unsigned int sbitmap_weight(const struct sbitmap *sb);

typedef bool (*sb_for_each_fn)(struct sbitmap *, unsigned int, void *);
void sbitmap_for_each_set(struct sbitmap *sb, sb_for_each_fn fn, void *data);

#define SB_NR_TO_INDEX(sb, bitnr)	((bitnr) >> (sb)->shift)
#define SB_NR_TO_BIT(sb, bitnr)		((bitnr) & ((1U << (sb)->shift) - 1U))

static inline unsigned long *__sbitmap_word(struct sbitmap *sb, unsigned int bitnr)
{
	return &sb->map[SB_NR_TO_INDEX(sb, bitnr)].word;
}

static inline void sbitmap_set_bit(struct sbitmap *sb, unsigned int bitnr)
{
	set_bit(SB_NR_TO_BIT(sb, bitnr), __sbitmap_word(sb, bitnr));
}

static inline void sbitmap_clear_bit(struct sbitmap *sb, unsigned int bitnr)
{
	clear_bit(SB_NR_TO_BIT(sb, bitnr), __sbitmap_word(sb, bitnr));
}

static inline void sbitmap_put(struct sbitmap *sb, unsigned int bitnr)
{
	clear_bit_unlock(SB_NR_TO_BIT(sb, bitnr), __sbitmap_word(sb, bitnr));
	if (!sb->round_robin)
		WRITE_ONCE(sb->hint, bitnr);
}

static inline int sbitmap_test_bit(struct sbitmap *sb, unsigned int bitnr)
{
	return test_bit(SB_NR_TO_BIT(sb, bitnr), __sbitmap_word(sb, bitnr));
}

int sbitmap_queue_init_node(struct sbitmap_queue *sbq, unsigned int depth, int shift,
			    bool round_robin, gfp_t flags, int node);
void sbitmap_queue_resize(struct sbitmap_queue *sbq, unsigned int depth);
void sbitmap_queue_recalculate_wake_batch(struct sbitmap_queue *sbq, unsigned int users);
void sbitmap_queue_min_shallow_depth(struct sbitmap_queue *sbq, unsigned int min_shallow_depth);
int __sbitmap_queue_get(struct sbitmap_queue *sbq);
int sbitmap_queue_get_shallow(struct sbitmap_queue *sbq, unsigned int shallow_depth);
/** sbitmap_queue_clear() - give @nr back and wake who waits; @cpu is where it was used */
void sbitmap_queue_clear(struct sbitmap_queue *sbq, unsigned int nr, unsigned int cpu);
void sbitmap_queue_wake_all(struct sbitmap_queue *sbq);
void sbitmap_queue_wake_up(struct sbitmap_queue *sbq, int nr);

void sbitmap_add_wait_queue(struct sbitmap_queue *sbq, struct sbq_wait_state *ws,
			    struct sbq_wait *sbq_wait);
void sbitmap_del_wait_queue(struct sbq_wait *sbq_wait);
void sbitmap_prepare_to_wait(struct sbitmap_queue *sbq, struct sbq_wait_state *ws,
			     struct sbq_wait *sbq_wait, int state);
void sbitmap_finish_wait(struct sbitmap_queue *sbq, struct sbq_wait_state *ws,
			 struct sbq_wait *sbq_wait);

static inline int sbitmap_queue_get(struct sbitmap_queue *sbq, unsigned int *cpu)
{
	*cpu = raw_smp_processor_id();
	return __sbitmap_queue_get(sbq);
}

static inline void sbitmap_queue_free(struct sbitmap_queue *sbq)
{
	kfree(sbq->ws);
	sbitmap_free(&sbq->sb);
}

static inline struct sbq_wait_state *sbq_wait_ptr(struct sbitmap_queue *sbq, atomic_t *wait_index)
{
	return &sbq->ws[(unsigned int)atomic_inc_return(wait_index) % SBQ_WAIT_QUEUES];
}

#endif
