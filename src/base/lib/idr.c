// SPDX-License-Identifier: MIT
/*
 * Numbers with a pointer each: <linux/idr.h>. A tree of blocks of 64; a block
 * goes away with its last number. The caller's lock protects an idr.
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/idr.h>
#include <linux/limits.h>

#include "base/host.h"

#define IDR_SLOTS BITS_PER_LONG

struct idr_block {
	struct rb_node node;		/* in idr->blocks, by @index */
	unsigned long index;		/* first number / IDR_SLOTS */
	unsigned long used;		/* a used slot may hold NULL */
	void *slot[IDR_SLOTS];
};

static struct idr_block *idr_block(const struct rb_node *node)
{
	return rb_entry((struct rb_node *)node, struct idr_block, node);
}

static bool idr_less(struct rb_node *a, const struct rb_node *b)
{
	return idr_block(a)->index < idr_block(b)->index;
}

static int idr_cmp(const void *key, const struct rb_node *node)
{
	unsigned long index = *(const unsigned long *)key;

	return index < idr_block(node)->index ? -1 :
	       index > idr_block(node)->index;
}

static struct idr_block *idr_block_at(const struct idr *idr,
				      unsigned long index)
{
	struct rb_node *node = rb_find(&index, &idr->blocks, idr_cmp);

	return node ? idr_block(node) : NULL;
}

/* the block of @index or the first one above it */
static struct idr_block *idr_block_from(const struct idr *idr,
					unsigned long index)
{
	struct rb_node *node = idr->blocks.rb_node, *best = NULL;

	while (node) {
		if (idr_block(node)->index < index) {
			node = node->rb_right;
		} else {
			best = node;
			node = node->rb_left;
		}
	}
	return best ? idr_block(best) : NULL;
}

static struct idr_block *idr_block_add(struct idr *idr, unsigned long index)
{
	struct idr_block *block = host_alloc(sizeof(*block));

	block->index = index;
	rb_add(&block->node, &idr->blocks, idr_less);
	return block;
}

int idr_alloc_u32(struct idr *idr, void *ptr, u32 *id, unsigned long max,
		  gfp_t gfp)
{
	unsigned long base = idr->idr_base;
	unsigned long at = *id < base ? 0 : *id - base;

	while (at + base <= max) {
		unsigned long index = at / IDR_SLOTS, bit;
		struct idr_block *block = idr_block_at(idr, index);
		unsigned long used = block ? block->used : 0;

		bit = find_next_zero_bit(&used, IDR_SLOTS, at % IDR_SLOTS);
		if (bit == IDR_SLOTS) {
			at = (index + 1) * IDR_SLOTS;
			continue;
		}
		at = index * IDR_SLOTS + bit;
		if (at + base > max)
			break;
		if (!block)
			block = idr_block_add(idr, index);
		block->used |= BIT(bit);
		block->slot[bit] = ptr;
		*id = at + base;
		return 0;
	}
	return -ENOSPC;
}
EXPORT_SYMBOL(idr_alloc_u32);

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	u32 id = start;
	int err;

	if (WARN_ON_ONCE(start < 0))
		return -EINVAL;
	err = idr_alloc_u32(idr, ptr, &id, end > 0 ? end - 1 : INT_MAX, gfp);
	return err ? err : (int)id;
}
EXPORT_SYMBOL(idr_alloc);

int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end,
		     gfp_t gfp)
{
	u32 id = idr->idr_next;
	unsigned long max = end > 0 ? end - 1 : INT_MAX;
	int err;

	if ((int)id < start)
		id = start;
	err = idr_alloc_u32(idr, ptr, &id, max, gfp);
	if (err == -ENOSPC && id > (u32)start) {
		id = start;
		err = idr_alloc_u32(idr, ptr, &id, max, gfp);
	}
	if (err)
		return err;
	idr->idr_next = id + 1;
	return id;
}
EXPORT_SYMBOL(idr_alloc_cyclic);

/* the block and slot of @id, if it is in use */
static struct idr_block *idr_locate(const struct idr *idr, unsigned long id,
				    unsigned int *slot)
{
	struct idr_block *block;

	id -= idr->idr_base;
	*slot = id % IDR_SLOTS;
	block = idr_block_at(idr, id / IDR_SLOTS);
	return block && (block->used & BIT(*slot)) ? block : NULL;
}

void *idr_remove(struct idr *idr, unsigned long id)
{
	unsigned int slot;
	struct idr_block *block = idr_locate(idr, id, &slot);
	void *ptr;

	if (!block)
		return NULL;
	ptr = block->slot[slot];
	block->slot[slot] = NULL;
	block->used &= ~BIT(slot);
	if (!block->used) {
		rb_erase(&block->node, &idr->blocks);
		host_free(block);
	}
	return ptr;
}
EXPORT_SYMBOL(idr_remove);

void *idr_find(const struct idr *idr, unsigned long id)
{
	unsigned int slot;
	struct idr_block *block = idr_locate(idr, id, &slot);

	return block ? block->slot[slot] : NULL;
}
EXPORT_SYMBOL(idr_find);

void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	unsigned int slot;
	struct idr_block *block = idr_locate(idr, id, &slot);
	void *old;

	if (!block)
		return ERR_PTR(-ENOENT);
	old = block->slot[slot];
	block->slot[slot] = ptr;
	return old;
}
EXPORT_SYMBOL(idr_replace);

/* the first entry at or above *@nextid that is not NULL; *@nextid becomes its number */
void *idr_get_next_ul(struct idr *idr, unsigned long *nextid)
{
	unsigned long base = idr->idr_base;
	unsigned long at = *nextid < base ? 0 : *nextid - base;
	struct idr_block *block;

	while ((block = idr_block_from(idr, at / IDR_SLOTS))) {
		if (block->index > at / IDR_SLOTS)
			at = block->index * IDR_SLOTS;
		do {
			void *ptr = block->slot[at % IDR_SLOTS];

			if (ptr) {
				*nextid = at + base;
				return ptr;
			}
		} while (++at % IDR_SLOTS);
	}
	return NULL;
}
EXPORT_SYMBOL(idr_get_next_ul);

void *idr_get_next(struct idr *idr, int *nextid)
{
	unsigned long id = *nextid;
	void *ptr = idr_get_next_ul(idr, &id);

	if (WARN_ON_ONCE(id > INT_MAX))
		return NULL;
	*nextid = id;
	return ptr;
}
EXPORT_SYMBOL(idr_get_next);

/* until @fn returns nonzero, which is returned then */
int idr_for_each(const struct idr *idr,
		 int (*fn)(int id, void *p, void *data), void *data)
{
	unsigned long id = 0;
	void *ptr;

	while ((ptr = idr_get_next_ul((struct idr *)idr, &id))) {
		int stop = fn(id, ptr, data);

		if (stop)
			return stop;
		id++;
	}
	return 0;
}
EXPORT_SYMBOL(idr_for_each);

void idr_destroy(struct idr *idr)
{
	struct rb_node *node;

	while ((node = rb_first(&idr->blocks))) {
		rb_erase(node, &idr->blocks);
		host_free(idr_block(node));
	}
}
EXPORT_SYMBOL(idr_destroy);
