/* SPDX-License-Identifier: MIT */
/*
 * The fences of a buffer: who still writes it, who still reads it. To add one
 * the object is locked and a place reserved first, which may fail; adding
 * then can't. To look, it need not be locked: readers are protected by RCU.
 *
 *	dma_resv_lock(obj, ctx)			-EDEADLK: back off (linux/ww_mutex.h)
 *	dma_resv_reserve_fences(obj, 1)		-ENOMEM
 *	...start the hardware...
 *	dma_resv_add_fence(obj, fence, DMA_RESV_USAGE_WRITE)
 *	dma_resv_unlock(obj)
 *
 * src/mapping/fence/resv.c; Linux: drivers/dma-buf/dma-resv.c.
 */
#ifndef _LINUX_RESERVATION_H
#define _LINUX_RESERVATION_H

#include <linux/dma-fence.h>
#include <linux/rcupdate.h>
#include <linux/seqlock.h>
#include <linux/slab.h>
#include <linux/ww_mutex.h>

extern struct ww_class reservation_ww_class;

struct dma_resv_list;

/**
 * enum dma_resv_usage - what the operation does that a fence is the end of
 * @DMA_RESV_USAGE_KERNEL: moves or clears the memory: everybody waits for it
 * @DMA_RESV_USAGE_WRITE: writes
 * @DMA_RESV_USAGE_READ: reads
 * @DMA_RESV_USAGE_BOOKKEEP: nobody need wait who uses the contents
 *
 * Whoever asks for a usage gets the fences of those before it as well. A fence
 * that is added again may go up in this list, never down.
 */
enum dma_resv_usage {
	DMA_RESV_USAGE_KERNEL,
	DMA_RESV_USAGE_WRITE,
	DMA_RESV_USAGE_READ,
	DMA_RESV_USAGE_BOOKKEEP
};

/** struct dma_resv - @fences is replaced and changed under @lock, and read under RCU */
struct dma_resv {
	struct ww_mutex lock;
	struct dma_resv_list __rcu *fences;
};

/** dma_resv_usage_rw() - what to wait for before a write (all who read or write), or a read */
static inline enum dma_resv_usage dma_resv_usage_rw(bool write)
{
	return write ? DMA_RESV_USAGE_READ : DMA_RESV_USAGE_WRITE;
}

/**
 * struct dma_resv_iter - where a walk is; use the functions
 * @obj: what is walked
 * @usage: fences up to this usage
 * @fence: unlocked: the current one, a reference
 * @fence_usage: its usage
 * @index: its place + 1
 * @fences: the list that is walked
 * @num_fences: unlocked: how many it had
 * @is_restarted: the current fence is the first of a walk that began (again)
 */
struct dma_resv_iter {
	struct dma_resv *obj;
	enum dma_resv_usage usage;
	struct dma_fence *fence;
	enum dma_resv_usage fence_usage;
	unsigned int index;
	struct dma_resv_list *fences;
	unsigned int num_fences;
	bool is_restarted;
};

/** dma_resv_iter_first_unlocked() - the first fence that has not signalled; of @cursor's reference */
struct dma_fence *dma_resv_iter_first_unlocked(struct dma_resv_iter *cursor);
/** dma_resv_iter_next_unlocked() - the next; the first again, if the list has changed */
struct dma_fence *dma_resv_iter_next_unlocked(struct dma_resv_iter *cursor);
/** dma_resv_iter_first() - the first fence, signalled or not, of a locked object; no reference */
struct dma_fence *dma_resv_iter_first(struct dma_resv_iter *cursor);
/** dma_resv_iter_next() - the next */
struct dma_fence *dma_resv_iter_next(struct dma_resv_iter *cursor);

/** dma_resv_iter_is_restarted() - forget the fences before the current one: the walk began again */
static inline bool dma_resv_iter_is_restarted(struct dma_resv_iter *cursor)
{
	return cursor->is_restarted;
}

/** dma_resv_iter_usage() - the usage of the current fence */
static inline enum dma_resv_usage dma_resv_iter_usage(struct dma_resv_iter *cursor)
{
	return cursor->fence_usage;
}

/** dma_resv_iter_begin() - walk the fences of @obj up to @usage */
static inline void dma_resv_iter_begin(struct dma_resv_iter *cursor, struct dma_resv *obj,
				       enum dma_resv_usage usage)
{
	*cursor = (struct dma_resv_iter){ .usage = usage, .obj = obj };
}

/** dma_resv_iter_end() - the walk is over, wherever it is */
static inline void dma_resv_iter_end(struct dma_resv_iter *cursor)
{
	dma_fence_put(cursor->fence);
}

/* each fence of a locked object */
#define dma_resv_for_each_fence(cursor, obj, usage, fence)			\
	for (dma_resv_iter_begin(cursor, obj, usage), (fence) = dma_resv_iter_first(cursor); \
	     (fence); (fence) = dma_resv_iter_next(cursor))

/* each fence that has not signalled; between dma_resv_iter_begin() and _end() */
#define dma_resv_for_each_fence_unlocked(cursor, fence)				\
	for ((fence) = dma_resv_iter_first_unlocked(cursor); (fence);		\
	     (fence) = dma_resv_iter_next_unlocked(cursor))

#define dma_resv_held(obj) lockdep_is_held(&(obj)->lock.base)
#define dma_resv_assert_held(obj) lockdep_assert_held(&(obj)->lock.base)

/** dma_resv_reset_max_fences() - reserved places are lost, as unlocking does, so that who relied on
 * them is found */
void dma_resv_reset_max_fences(struct dma_resv *obj);

/** dma_resv_locking_ctx() - the transaction that it is locked in, NULL: none */
static inline struct ww_acquire_ctx *dma_resv_locking_ctx(struct dma_resv *obj)
{
	return READ_ONCE(obj->lock.ctx);
}

/** dma_resv_is_locked() - by anybody */
static inline bool dma_resv_is_locked(struct dma_resv *obj)
{
	return ww_mutex_is_locked(&obj->lock);
}

/** dma_resv_trylock() - lock it if nobody has it. Return: true if it did */
static inline bool __must_check dma_resv_trylock(struct dma_resv *obj)
{
	return ww_mutex_trylock(&obj->lock, NULL);
}

/** dma_resv_lock() - lock it to change it: ww_mutex_lock(), which says what it returns */
static inline int dma_resv_lock(struct dma_resv *obj, struct ww_acquire_ctx *ctx)
{
	might_wait_for("reservation_ww_class_mutex");
	return ww_mutex_lock(&obj->lock, ctx);
}

/** dma_resv_lock_interruptible() - the same; a signal may end the wait */
static inline int dma_resv_lock_interruptible(struct dma_resv *obj, struct ww_acquire_ctx *ctx)
{
	might_wait_for("reservation_ww_class_mutex");
	return ww_mutex_lock_interruptible(&obj->lock, ctx);
}

/** dma_resv_unlock() - the change is done */
static inline void dma_resv_unlock(struct dma_resv *obj)
{
	dma_resv_reset_max_fences(obj);
	ww_mutex_unlock(&obj->lock);
}

/** dma_resv_lock_slow_interruptible() - dma_resv_lock_slow(). Return: 0 */
static inline int dma_resv_lock_slow_interruptible(struct dma_resv *obj, struct ww_acquire_ctx *ctx)
{
	return ww_mutex_lock_slow_interruptible(&obj->lock, ctx);
}

/** dma_resv_lock_slow() - after -EDEADLK, when @ctx holds nothing: wait for @obj */
static inline void dma_resv_lock_slow(struct dma_resv *obj, struct ww_acquire_ctx *ctx)
{
	ww_mutex_lock_slow(&obj->lock, ctx);
}

/** dma_resv_init() - an object without fences */
void dma_resv_init(struct dma_resv *obj);
/** dma_resv_fini() - let go of its fences; nobody else may know it any more */
void dma_resv_fini(struct dma_resv *obj);
/**
 * dma_resv_reserve_fences() - make sure that the next @num_fences additions find a place
 *
 * Locked. Return: 0; -EINVAL for none at all; -ENOMEM. Lost by dma_resv_unlock().
 */
int dma_resv_reserve_fences(struct dma_resv *obj, unsigned int num_fences);
/**
 * dma_resv_add_fence() - the buffer is in use until @fence signals
 * @obj: locked, with a place reserved
 * @fence: no array and no chain; gets a reference. Takes the place of an earlier fence of its context
 * @usage: how
 */
void dma_resv_add_fence(struct dma_resv *obj, struct dma_fence *fence, enum dma_resv_usage usage);
/** dma_resv_replace_fences() - @fence in place of all of @context, which it signals after. Locked */
void dma_resv_replace_fences(struct dma_resv *obj, u64 context, struct dma_fence *fence,
			     enum dma_resv_usage usage);
/**
 * dma_resv_get_fences() - all fences up to @usage that have not signalled
 * @num_fences: gets their number
 * @fences: gets an array of references, to be put and kfree()d; NULL if there are none
 *
 * Process context. Return: 0 or -ENOMEM.
 */
int dma_resv_get_fences(struct dma_resv *obj, enum dma_resv_usage usage, unsigned int *num_fences,
			struct dma_fence ***fences);
/** dma_resv_get_singleton() - the same as one fence (NULL: none) with a reference. 0 or -ENOMEM */
int dma_resv_get_singleton(struct dma_resv *obj, enum dma_resv_usage usage,
			   struct dma_fence **fence);
/** dma_resv_copy_fences() - @dst, which is locked, gets the fences of @src. Return: 0 or -ENOMEM */
int dma_resv_copy_fences(struct dma_resv *dst, struct dma_resv *src);
/**
 * dma_resv_wait_timeout() - sleep until all fences up to @usage have signalled
 *
 * Process context; locked or not. Return: as dma_fence_wait_timeout().
 */
long dma_resv_wait_timeout(struct dma_resv *obj, enum dma_resv_usage usage, bool intr,
			   unsigned long timeout);
/** dma_resv_set_deadline() - dma_fence_set_deadline() of all fences up to @usage */
void dma_resv_set_deadline(struct dma_resv *obj, enum dma_resv_usage usage, ktime_t deadline);
/** dma_resv_test_signaled() - have all fences up to @usage signalled? */
bool dma_resv_test_signaled(struct dma_resv *obj, enum dma_resv_usage usage);
/** dma_resv_describe() - a line of @seq for each fence of a locked object */
void dma_resv_describe(struct dma_resv *obj, struct seq_file *seq);

#endif
