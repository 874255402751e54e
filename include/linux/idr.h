/* SPDX-License-Identifier: MIT */
/*
 * Small numbers for things: an ida gives out numbers, an idr numbers with a
 * pointer each. An ida has its own lock and may be used from any context of
 * the software side; the caller's lock protects an idr.
 */
#ifndef __IDR_H__
#define __IDR_H__

#include <linux/gfp.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/xarray.h>

struct idr {
	struct rb_root blocks;		/* private: of struct idr_block */
	unsigned int idr_base;
	unsigned int idr_next;
};

#define IDR_INIT_BASE(name, base) { \
	.blocks = { NULL }, .idr_base = (base), .idr_next = 0 }
#define IDR_INIT(name) IDR_INIT_BASE(name, 0)
#define DEFINE_IDR(name) struct idr name = IDR_INIT(name)

/* an allocation under a lock cannot fail here, so nothing needs to be set aside */
static inline void idr_preload(gfp_t gfp_mask)
{
}

static inline void idr_preload_end(void)
{
}

/**
 * idr_alloc() - lowest free id in [@start, @end) (@end <= 0: no limit) for
 * @ptr; -ENOSPC if there is none
 */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
int __must_check idr_alloc_u32(struct idr *idr, void *ptr, u32 *id,
			       unsigned long max, gfp_t gfp);
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end,
		     gfp_t gfp);
void *idr_remove(struct idr *idr, unsigned long id);
void *idr_find(const struct idr *idr, unsigned long id);
int idr_for_each(const struct idr *idr,
		 int (*fn)(int id, void *p, void *data), void *data);
void *idr_get_next(struct idr *idr, int *nextid);
void *idr_get_next_ul(struct idr *idr, unsigned long *nextid);
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);
void idr_destroy(struct idr *idr);

static inline void idr_init_base(struct idr *idr, int base)
{
	idr->blocks = RB_ROOT;
	idr->idr_base = base;
	idr->idr_next = 0;
}

static inline void idr_init(struct idr *idr)
{
	idr_init_base(idr, 0);
}

static inline bool idr_is_empty(const struct idr *idr)
{
	return RB_EMPTY_ROOT(&idr->blocks);
}

static inline unsigned int idr_get_cursor(const struct idr *idr)
{
	return READ_ONCE(idr->idr_next);
}

static inline void idr_set_cursor(struct idr *idr, unsigned int val)
{
	WRITE_ONCE(idr->idr_next, val);
}

#define idr_for_each_entry(idr, entry, id) \
	for (id = 0; ((entry) = idr_get_next(idr, &(id))) != NULL; id += 1U)
#define idr_for_each_entry_ul(idr, entry, tmp, id)			\
	for (tmp = 0, id = 0;						\
	     ((entry) = tmp <= id ?					\
			idr_get_next_ul(idr, &(id)) : NULL) != NULL;	\
	     tmp = id, ++id)
#define idr_for_each_entry_continue(idr, entry, id)			\
	for ((entry) = idr_get_next((idr), &(id)); entry;		\
	     ++id, (entry) = idr_get_next((idr), &(id)))

struct ida {
	spinlock_t lock;
	struct rb_root blocks;		/* private: of struct ida_block */
};

#define IDA_INIT(name) { \
	.lock = __SPIN_LOCK_UNLOCKED((name).lock), .blocks = { NULL } }
#define DEFINE_IDA(name) struct ida name = IDA_INIT(name)

/** ida_alloc_range() - lowest free number in [@min, @max]; -ENOSPC if there is none */
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max,
		    gfp_t gfp);
void ida_free(struct ida *ida, unsigned int id);
void ida_destroy(struct ida *ida);

static inline int ida_alloc(struct ida *ida, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, ~0, gfp);
}

static inline int ida_alloc_min(struct ida *ida, unsigned int min, gfp_t gfp)
{
	return ida_alloc_range(ida, min, ~0, gfp);
}

static inline int ida_alloc_max(struct ida *ida, unsigned int max, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, max, gfp);
}

static inline void ida_init(struct ida *ida)
{
	spin_lock_init(&ida->lock);
	ida->blocks = RB_ROOT;
}

static inline bool ida_is_empty(const struct ida *ida)
{
	return RB_EMPTY_ROOT(&ida->blocks);
}

#define ida_simple_get(ida, start, end, gfp) \
	ida_alloc_range(ida, start, (end) - 1, gfp)
#define ida_simple_remove(ida, id) ida_free(ida, id)

#endif
