// SPDX-License-Identifier: MIT
/*
 * Bitmaps of tags. Words are changed atomically and searched from a hint on;
 * a queue's waiters spread over several wait queues, of which each freed bit
 * wakes the next.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/log2.h>
#include <linux/sbitmap.h>
#include <linux/slab.h>

int sbitmap_init_node(struct sbitmap *sb, unsigned int depth, int shift, gfp_t flags, int node,
		      bool round_robin, bool alloc_hint)
{
	if (shift < 0) {
		/* at least four words, so that not everybody works on the same */
		shift = ilog2(BITS_PER_LONG);
		while (depth >= 4 && 4u << shift > depth)
			shift--;
	}
	if (1ul << shift > BITS_PER_LONG)
		return -EINVAL;
	sb->shift = shift;
	sb->depth = depth;
	sb->map_nr = DIV_ROUND_UP(depth, 1u << shift);
	sb->round_robin = round_robin;
	sb->hint = 0;
	sb->map = NULL;
	if (!depth)
		return 0;
	sb->map = kcalloc_node(sb->map_nr, sizeof(*sb->map), flags, node);
	return sb->map ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_GPL(sbitmap_init_node);

void sbitmap_free(struct sbitmap *sb)
{
	kfree(sb->map);
	sb->map = NULL;
}

void sbitmap_resize(struct sbitmap *sb, unsigned int depth)
{
	sb->depth = depth;
	sb->map_nr = DIV_ROUND_UP(depth, 1u << sb->shift);
}
EXPORT_SYMBOL_GPL(sbitmap_resize);

static unsigned int word_depth(const struct sbitmap *sb, unsigned int index)
{
	return min(sb->depth - (index << sb->shift), 1u << sb->shift);
}

/* a bit below @depth of @word, from @from on, that was clear and is set now; or -1 */
static int word_get(unsigned long *word, unsigned int depth, unsigned int from)
{
	unsigned long now;
	unsigned int bit;

	for (;;) {
		now = READ_ONCE(*word);
		bit = find_next_zero_bit(&now, depth, from);
		if (bit >= depth)
			return -1;
		if (!test_and_set_bit_lock(bit, word))
			return bit;
	}
}

static int get(struct sbitmap *sb, unsigned int shallow)
{
	unsigned int hint = READ_ONCE(sb->hint), first, i;
	int bit;

	if (!sb->depth)
		return -1;
	if (hint >= sb->depth)
		hint = 0;
	first = hint >> sb->shift;
	/* the hint's word from the hint on, then all words from their start, its own last */
	for (i = 0; i <= sb->map_nr; i++) {
		unsigned int index = (first + i) % sb->map_nr;

		bit = word_get(&sb->map[index].word, min(word_depth(sb, index), shallow),
			       i ? 0 : SB_NR_TO_BIT(sb, hint));
		if (bit < 0)
			continue;
		bit += index << sb->shift;
		if (sb->round_robin || (unsigned int)bit == hint)
			WRITE_ONCE(sb->hint, bit + 1);
		return bit;
	}
	return -1;
}

int sbitmap_get(struct sbitmap *sb)
{
	return get(sb, UINT_MAX);
}
EXPORT_SYMBOL_GPL(sbitmap_get);

int sbitmap_get_shallow(struct sbitmap *sb, unsigned long shallow_depth)
{
	return get(sb, shallow_depth);
}
EXPORT_SYMBOL_GPL(sbitmap_get_shallow);

bool sbitmap_any_bit_set(const struct sbitmap *sb)
{
	unsigned int i;

	for (i = 0; i < sb->map_nr; i++)
		if (READ_ONCE(sb->map[i].word))
			return true;
	return false;
}
EXPORT_SYMBOL_GPL(sbitmap_any_bit_set);

unsigned int sbitmap_weight(const struct sbitmap *sb)
{
	unsigned int i, weight = 0;

	for (i = 0; i < sb->map_nr; i++)
		weight += __builtin_popcountl(READ_ONCE(sb->map[i].word));
	return weight;
}
EXPORT_SYMBOL_GPL(sbitmap_weight);

void sbitmap_for_each_set(struct sbitmap *sb, sb_for_each_fn fn, void *data)
{
	unsigned int nr;

	for (nr = 0; nr < sb->depth; nr++)
		if (sbitmap_test_bit(sb, nr) && !fn(sb, nr, data))
			return;
}
EXPORT_SYMBOL_GPL(sbitmap_for_each_set);

/* ---- queues ------------------------------------------------------------------- */

static unsigned int wake_batch_for(unsigned int depth)
{
	return clamp_t(unsigned int, depth / SBQ_WAIT_QUEUES, 1, SBQ_WAKE_BATCH);
}

static int alloc_wait_queues(struct sbitmap_queue *sbq, gfp_t flags, int node)
{
	struct sbq_wait_state *ws;

	sbq->ws = kcalloc_node(SBQ_WAIT_QUEUES, sizeof(*sbq->ws), flags, node);
	if (!sbq->ws)
		return -ENOMEM;
	for (ws = sbq->ws; ws < sbq->ws + SBQ_WAIT_QUEUES; ws++)
		init_waitqueue_head(&ws->wait);
	return 0;
}

int sbitmap_queue_init_node(struct sbitmap_queue *sbq, unsigned int depth, int shift,
			    bool round_robin, gfp_t flags, int node)
{
	int err = sbitmap_init_node(&sbq->sb, depth, shift, flags, node, round_robin, true);

	if (err)
		return err;
	err = alloc_wait_queues(sbq, flags, node);
	if (err) {
		sbitmap_free(&sbq->sb);
		return err;
	}
	atomic_set(&sbq->ws_active, 0);
	atomic_set(&sbq->wake_index, 0);
	sbq->wake_batch = wake_batch_for(depth);
	/* nobody has asked for less than all of it */
	sbq->min_shallow_depth = UINT_MAX;
	return 0;
}
EXPORT_SYMBOL_GPL(sbitmap_queue_init_node);

void sbitmap_queue_resize(struct sbitmap_queue *sbq, unsigned int depth)
{
	sbq->wake_batch = wake_batch_for(depth);
	sbitmap_resize(&sbq->sb, depth);
}
EXPORT_SYMBOL_GPL(sbitmap_queue_resize);

void sbitmap_queue_recalculate_wake_batch(struct sbitmap_queue *sbq, unsigned int users)
{
	sbq->wake_batch = wake_batch_for(DIV_ROUND_UP(sbq->sb.depth, users ? users : 1));
}
EXPORT_SYMBOL_GPL(sbitmap_queue_recalculate_wake_batch);

void sbitmap_queue_min_shallow_depth(struct sbitmap_queue *sbq, unsigned int min_shallow_depth)
{
	sbq->min_shallow_depth = min_shallow_depth;
}
EXPORT_SYMBOL_GPL(sbitmap_queue_min_shallow_depth);

int __sbitmap_queue_get(struct sbitmap_queue *sbq)
{
	return sbitmap_get(&sbq->sb);
}
EXPORT_SYMBOL_GPL(__sbitmap_queue_get);

int sbitmap_queue_get_shallow(struct sbitmap_queue *sbq, unsigned int shallow_depth)
{
	WARN_ON_ONCE(shallow_depth < sbq->min_shallow_depth && sbq->min_shallow_depth != UINT_MAX);
	return sbitmap_get_shallow(&sbq->sb, shallow_depth);
}
EXPORT_SYMBOL_GPL(sbitmap_queue_get_shallow);

/* @nr bits became free: wake as many, going around the queues that somebody waits in */
void sbitmap_queue_wake_up(struct sbitmap_queue *sbq, int nr)
{
	unsigned int i;

	/* pairs with the waiter, who counts itself and then tries once more */
	smp_mb();
	if (!atomic_read(&sbq->ws_active))
		return;
	for (i = 0; i < SBQ_WAIT_QUEUES; i++) {
		struct sbq_wait_state *ws = sbq_wait_ptr(sbq, &sbq->wake_index);

		if (!waitqueue_active(&ws->wait))
			continue;
		wake_up_nr(&ws->wait, nr);
		return;
	}
}
EXPORT_SYMBOL_GPL(sbitmap_queue_wake_up);

void sbitmap_queue_wake_all(struct sbitmap_queue *sbq)
{
	unsigned int i;

	for (i = 0; i < SBQ_WAIT_QUEUES; i++)
		wake_up_all(&sbq->ws[i].wait);
}
EXPORT_SYMBOL_GPL(sbitmap_queue_wake_all);

void sbitmap_queue_clear(struct sbitmap_queue *sbq, unsigned int nr, unsigned int cpu)
{
	sbitmap_put(&sbq->sb, nr);
	sbitmap_queue_wake_up(sbq, 1);
}
EXPORT_SYMBOL_GPL(sbitmap_queue_clear);

void sbitmap_add_wait_queue(struct sbitmap_queue *sbq, struct sbq_wait_state *ws,
			    struct sbq_wait *sbq_wait)
{
	if (sbq_wait->sbq)
		return;
	sbq_wait->sbq = sbq;
	atomic_inc(&sbq->ws_active);
	add_wait_queue(&ws->wait, &sbq_wait->wait);
}
EXPORT_SYMBOL_GPL(sbitmap_add_wait_queue);

void sbitmap_del_wait_queue(struct sbq_wait *sbq_wait)
{
	list_del_init(&sbq_wait->wait.entry);
	if (!sbq_wait->sbq)
		return;
	atomic_dec(&sbq_wait->sbq->ws_active);
	sbq_wait->sbq = NULL;
}
EXPORT_SYMBOL_GPL(sbitmap_del_wait_queue);

void sbitmap_prepare_to_wait(struct sbitmap_queue *sbq, struct sbq_wait_state *ws,
			     struct sbq_wait *sbq_wait, int state)
{
	bool counted = sbq_wait->sbq;

	if (!counted) {
		sbq_wait->sbq = sbq;
		atomic_inc(&sbq->ws_active);
	}
	prepare_to_wait_exclusive(&ws->wait, &sbq_wait->wait, state);
}
EXPORT_SYMBOL_GPL(sbitmap_prepare_to_wait);

void sbitmap_finish_wait(struct sbitmap_queue *sbq, struct sbq_wait_state *ws,
			 struct sbq_wait *sbq_wait)
{
	finish_wait(&ws->wait, &sbq_wait->wait);
	if (!sbq_wait->sbq)
		return;
	atomic_dec(&sbq->ws_active);
	sbq_wait->sbq = NULL;
}
EXPORT_SYMBOL_GPL(sbitmap_finish_wait);
