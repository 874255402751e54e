// SPDX-License-Identifier: MIT
/*
 * Numbers without a pointer: <linux/idr.h>. A tree of blocks of bits; a block
 * goes away with its last number, so that an unused ida holds no memory.
 */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/idr.h>

#include "base/host.h"

#define IDA_BITS 512

struct ida_block {
	struct rb_node node;		/* in ida->blocks, by @index */
	unsigned int index;		/* first number / IDA_BITS */
	DECLARE_BITMAP(used, IDA_BITS);
};

static struct ida_block *ida_block(struct rb_node *node)
{
	return rb_entry(node, struct ida_block, node);
}

static bool ida_less(struct rb_node *a, const struct rb_node *b)
{
	return ida_block(a)->index < ida_block((struct rb_node *)b)->index;
}

static int ida_cmp(const void *key, const struct rb_node *node)
{
	unsigned int index = *(const unsigned int *)key;
	const struct ida_block *block = ida_block((struct rb_node *)node);

	return index < block->index ? -1 : index > block->index;
}

static struct ida_block *ida_find(struct ida *ida, unsigned int index)
{
	struct rb_node *node = rb_find(&index, &ida->blocks, ida_cmp);

	return node ? ida_block(node) : NULL;
}

static struct ida_block *ida_add(struct ida *ida, unsigned int index)
{
	struct ida_block *block = host_alloc(sizeof(*block));

	block->index = index;
	rb_add(&block->node, &ida->blocks, ida_less);
	return block;
}

static void ida_drop(struct ida *ida, struct ida_block *block)
{
	rb_erase(&block->node, &ida->blocks);
	host_free(block);
}

static int ida_take(struct ida *ida, unsigned int min, unsigned int max)
{
	unsigned int id = min;

	while (id <= max) {
		unsigned int index = id / IDA_BITS, bit;
		struct ida_block *block = ida_find(ida, index);

		if (!block)
			block = ida_add(ida, index);
		bit = find_next_zero_bit(block->used, IDA_BITS, id % IDA_BITS);
		if (bit < IDA_BITS) {
			id = index * IDA_BITS + bit;
			if (id > max)
				break;
			__set_bit(bit, block->used);
			return id;
		}
		id = (index + 1) * IDA_BITS;
	}
	return -ENOSPC;
}

int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max,
		    gfp_t gfp)
{
	unsigned long flags;
	int id;

	if ((int)min < 0)
		return -ENOSPC;
	if ((int)max < 0)
		max = INT_MAX;
	spin_lock_irqsave(&ida->lock, flags);
	id = ida_take(ida, min, max);
	spin_unlock_irqrestore(&ida->lock, flags);
	return id;
}
EXPORT_SYMBOL(ida_alloc_range);

void ida_free(struct ida *ida, unsigned int id)
{
	struct ida_block *block;
	unsigned long flags;
	bool was = false;

	if ((int)id < 0)
		return;
	spin_lock_irqsave(&ida->lock, flags);
	block = ida_find(ida, id / IDA_BITS);
	if (block) {
		was = __test_and_clear_bit(id % IDA_BITS, block->used);
		if (bitmap_empty(block->used, IDA_BITS))
			ida_drop(ida, block);
	}
	spin_unlock_irqrestore(&ida->lock, flags);
	WARN(!was, "ida_free called for id=%d which is not allocated.\n", id);
}
EXPORT_SYMBOL(ida_free);

void ida_destroy(struct ida *ida)
{
	struct rb_node *node;
	unsigned long flags;

	spin_lock_irqsave(&ida->lock, flags);
	while ((node = rb_first(&ida->blocks)))
		ida_drop(ida, ida_block(node));
	spin_unlock_irqrestore(&ida->lock, flags);
}
EXPORT_SYMBOL(ida_destroy);
