/* SPDX-License-Identifier: MIT */
/*
 * Fences: "the device is done with it". A fence is made unsignalled, signals
 * once, and stays so; whoever needs the result waits for it or leaves a
 * callback. Who makes a fence promises that it signals in reasonable time,
 * whatever happens; nothing on the way there may wait for a fence, lock a
 * struct dma_resv, or allocate memory that it has to wait for (see
 * dma_fence_begin_signalling()).
 *
 *	made		dma_fence_init()		the provider, one reference
 *	waited for	dma_fence_wait(), dma_fence_add_callback()
 *	signalled	dma_fence_signal()		any context
 *	let go		dma_fence_put()			the last one frees it after RCU
 *
 * The fences of a context (a queue of some engine) signal in the order of
 * their sequence numbers. src/mapping/fence/; Linux: drivers/dma-buf/dma-fence.c.
 */
#ifndef __LINUX_DMA_FENCE_H
#define __LINUX_DMA_FENCE_H

#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/wait.h>
#include <asm/processor.h>

struct dma_fence;
struct dma_fence_ops;
struct dma_fence_cb;
struct seq_file;

/**
 * struct dma_fence - embedded in the provider's own, freed after an RCU grace period
 * @lock: the provider's, taken with interrupts off; protects @cb_list
 * @ops: the provider's
 * @cb_list: callbacks, until it signals
 * @timestamp: when it signalled; from then until it is freed
 * @rcu: while it is being freed
 * @context: of dma_fence_context_alloc()
 * @seqno: grows within a context
 * @flags: atomic: DMA_FENCE_FLAG_*
 * @refcount: references
 * @error: 0 or a negative error code, set before it signals
 */
struct dma_fence {
	spinlock_t *lock;
	const struct dma_fence_ops *ops;
	union {
		struct list_head cb_list;
		ktime_t timestamp;
		struct rcu_head rcu;
	};
	u64 context;
	u64 seqno;
	unsigned long flags;
	struct kref refcount;
	int error;
};

/**
 * enum dma_fence_flag_bits - bits of dma_fence.flags
 * @DMA_FENCE_FLAG_SIGNALED_BIT: it has signalled
 * @DMA_FENCE_FLAG_TIMESTAMP_BIT: and @timestamp says when
 * @DMA_FENCE_FLAG_ENABLE_SIGNAL_BIT: its provider was asked to signal it as soon as it can
 * @DMA_FENCE_FLAG_USER_BITS: from here on the provider's own
 */
enum dma_fence_flag_bits {
	DMA_FENCE_FLAG_SIGNALED_BIT,
	DMA_FENCE_FLAG_TIMESTAMP_BIT,
	DMA_FENCE_FLAG_ENABLE_SIGNAL_BIT,
	DMA_FENCE_FLAG_USER_BITS,
};

/* called once, when @fence signals, under its lock: any context, interrupts off */
typedef void (*dma_fence_func_t)(struct dma_fence *fence, struct dma_fence_cb *cb);

/** struct dma_fence_cb - whom to call; embedded in the caller's, kept until called or removed */
struct dma_fence_cb {
	struct list_head node;
	dma_fence_func_t func;
};

/**
 * struct dma_fence_ops - what a provider does
 * @use_64bit_seqno: compare all 64 bits of sequence numbers, not the low 32 as a circle
 * @get_driver_name: mandatory
 * @get_timeline_name: of the context; mandatory
 * @enable_signaling: somebody waits: see to it that it signals. Called once, under the lock,
 *	in process or atomic context. False: it has signalled, or never will otherwise, and is
 *	signalled by the caller. Missing: the fence always signals by itself
 * @signaled: look whether it is done, without waiting; may say false for a while. With or
 *	without the lock
 * @wait: another way to wait than dma_fence_default_wait()
 * @release: the last reference is gone; any context. Missing: dma_fence_free()
 * @fence_value_str: text for debugfs: the fence
 * @timeline_value_str: text for debugfs: where its context is now
 * @set_deadline: somebody hopes that it signals by then (CLOCK_MONOTONIC); any context, often
 */
struct dma_fence_ops {
	bool use_64bit_seqno;
	const char *(*get_driver_name)(struct dma_fence *fence);
	const char *(*get_timeline_name)(struct dma_fence *fence);
	bool (*enable_signaling)(struct dma_fence *fence);
	bool (*signaled)(struct dma_fence *fence);
	signed long (*wait)(struct dma_fence *fence, bool intr, signed long timeout);
	void (*release)(struct dma_fence *fence);
	void (*fence_value_str)(struct dma_fence *fence, char *str, int size);
	void (*timeline_value_str)(struct dma_fence *fence, char *str, int size);
	void (*set_deadline)(struct dma_fence *fence, ktime_t deadline);
};

/**
 * dma_fence_init() - make a fence of zeroed or used memory
 * @fence: the memory
 * @ops: the provider
 * @lock: a spinlock of the provider's that lives as long as the fence; taken with interrupts off
 * @context: of dma_fence_context_alloc()
 * @seqno: its place in the context
 *
 * Any context. The caller has the one reference. No @lock, or an @ops that
 * lacks a mandatory operation, is a BUG().
 */
void dma_fence_init(struct dma_fence *fence, const struct dma_fence_ops *ops, spinlock_t *lock,
		    u64 context, u64 seqno);

/** dma_fence_release() - what dma_fence_put() does with the last reference; not for others */
void dma_fence_release(struct kref *kref);
/** dma_fence_free() - the end of a release(): kfree_rcu() of a fence that is alone in its memory */
void dma_fence_free(struct dma_fence *fence);
/** dma_fence_describe() - "driver timeline seq 1 unsignalled" as a line of @seq */
void dma_fence_describe(struct dma_fence *fence, struct seq_file *seq);

/** dma_fence_get() - another reference; NULL is fine. Return: @fence */
static inline struct dma_fence *dma_fence_get(struct dma_fence *fence)
{
	if (fence)
		kref_get(&fence->refcount);
	return fence;
}

/** dma_fence_get_rcu() - a reference under rcu_read_lock(). Return: @fence, NULL if it was too late */
static inline struct dma_fence *dma_fence_get_rcu(struct dma_fence *fence)
{
	return kref_get_unless_zero(&fence->refcount) ? fence : NULL;
}

/** dma_fence_put() - give a reference back; NULL is fine. Any context. */
static inline void dma_fence_put(struct dma_fence *fence)
{
	if (fence)
		kref_put(&fence->refcount, dma_fence_release);
}

/**
 * dma_fence_get_rcu_safe() - a reference to what *@fencep is, now
 * @fencep: changes under us; what it held may be freed and its memory be another fence
 *
 * Under rcu_read_lock(). Return: the fence, or NULL if *@fencep is.
 */
struct dma_fence *dma_fence_get_rcu_safe(struct dma_fence __rcu **fencep);

/**
 * dma_fence_begin_signalling() - from here on the way leads to dma_fence_signal()
 *
 * What deadlocks there is reported in lockdep's words: waiting for a fence,
 * locking a struct dma_resv, an allocation that may wait for memory, and a
 * lock that was held somewhere while a fence was waited for. Nests. Any context.
 *
 * Return: a cookie for dma_fence_end_signalling().
 */
bool dma_fence_begin_signalling(void);
/** dma_fence_end_signalling() - the end of that, in the same task */
void dma_fence_end_signalling(bool cookie);
/* a fence may be waited for here: reported inside of such a section */
void __dma_fence_might_wait(void);

/**
 * dma_fence_signal() - the fence is done: run its callbacks, wake who waits
 * @fence: the fence; of the caller's reference
 *
 * Any context; allocates nothing. Return: 0; -EINVAL if it had signalled, or is NULL.
 */
int dma_fence_signal(struct dma_fence *fence);
/** dma_fence_signal_locked() - the same with the fence's lock held. Return: 0 or -EINVAL */
int dma_fence_signal_locked(struct dma_fence *fence);
/** dma_fence_signal_timestamp() - the same, and it was done at @timestamp. Return: 0 or -EINVAL */
int dma_fence_signal_timestamp(struct dma_fence *fence, ktime_t timestamp);
/** dma_fence_signal_timestamp_locked() - both. Return: 0 or -EINVAL */
int dma_fence_signal_timestamp_locked(struct dma_fence *fence, ktime_t timestamp);
/** dma_fence_default_wait() - how to wait for a fence whose provider knows no better way */
signed long dma_fence_default_wait(struct dma_fence *fence, bool intr, signed long timeout);
/**
 * dma_fence_add_callback() - call @func when @fence signals
 * @fence: the caller keeps a reference until then
 * @cb: initialised here
 * @func: called under the fence's lock, in any context
 *
 * Any context. Return: 0; -ENOENT if it has signalled, and @func is not
 * called; -EINVAL without a fence or a function.
 */
int dma_fence_add_callback(struct dma_fence *fence, struct dma_fence_cb *cb,
			   dma_fence_func_t func);
/**
 * dma_fence_remove_callback() - it need not be called any more
 *
 * Any context. Return: true if it was removed; false if it was called. In
 * either case it does not run when this returns.
 */
bool dma_fence_remove_callback(struct dma_fence *fence, struct dma_fence_cb *cb);
/** dma_fence_enable_sw_signaling() - have the provider signal @fence as soon as it can */
void dma_fence_enable_sw_signaling(struct dma_fence *fence);

/** dma_fence_is_signaled_locked() - has it signalled? asks the provider. Under the fence's lock */
static inline bool dma_fence_is_signaled_locked(struct dma_fence *fence)
{
	if (test_bit_acquire(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags))
		return true;
	if (!fence->ops->signaled || !fence->ops->signaled(fence))
		return false;
	dma_fence_signal_locked(fence);
	return true;
}

/** dma_fence_is_signaled() - has it signalled? asks the provider, and does not make it. Any context */
static inline bool dma_fence_is_signaled(struct dma_fence *fence)
{
	if (test_bit_acquire(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags))
		return true;
	if (!fence->ops->signaled || !fence->ops->signaled(fence))
		return false;
	dma_fence_signal(fence);
	return true;
}

/** __dma_fence_is_later() - is @f1 after @f2 in the context of fences with @ops? */
static inline bool __dma_fence_is_later(u64 f1, u64 f2, const struct dma_fence_ops *ops)
{
	return ops->use_64bit_seqno ? f1 > f2 : (s32)((u32)f1 - (u32)f2) > 0;
}

/** dma_fence_is_later() - does @f1 signal after @f2, of the same context? */
static inline bool dma_fence_is_later(struct dma_fence *f1, struct dma_fence *f2)
{
	return !WARN_ON(f1->context != f2->context) &&
	       __dma_fence_is_later(f1->seqno, f2->seqno, f1->ops);
}

/** dma_fence_later() - that of two fences of a context which signals last, NULL if it has */
struct dma_fence *dma_fence_later(struct dma_fence *f1, struct dma_fence *f2);

/** dma_fence_is_later_or_same() - the same, or are they one? */
static inline bool dma_fence_is_later_or_same(struct dma_fence *f1, struct dma_fence *f2)
{
	return f1 == f2 || dma_fence_is_later(f1, f2);
}

/** dma_fence_get_status_locked() - Return: 0 not signalled, 1 signalled, or its error */
int dma_fence_get_status_locked(struct dma_fence *fence);
/** dma_fence_get_status() - the same without the fence's lock. Any context */
int dma_fence_get_status(struct dma_fence *fence);

/** dma_fence_set_error() - it will signal with @error, a negative code; before dma_fence_signal() */
static inline void dma_fence_set_error(struct dma_fence *fence, int error)
{
	bool too_late = test_bit(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags);
	bool is_error = error < 0 && error >= -MAX_ERRNO;

	WARN_ON(too_late);
	WARN_ON(!is_error);
	fence->error = error;
}

/** dma_fence_timestamp() - when a signalled fence signalled (CLOCK_MONOTONIC) */
ktime_t dma_fence_timestamp(struct dma_fence *fence);

/**
 * dma_fence_wait_timeout() - sleep until a fence signals
 * @fence: of the caller's reference
 * @intr: a signal may end it
 * @timeout: jiffies, MAX_SCHEDULE_TIMEOUT for ever, 0 to look only
 *
 * Process context. Return: what is left of @timeout, at least 1; 0 when it
 * passed; -ERESTARTSYS on a signal; -EINVAL if @timeout is negative.
 */
signed long dma_fence_wait_timeout(struct dma_fence *fence, bool intr, signed long timeout);
/**
 * dma_fence_wait_any_timeout() - sleep until one of @count fences signals
 * @idx: NULL, or gets the place of one that has, where the result is positive
 *
 * Process context. Return: as dma_fence_wait_timeout(); -EINVAL without
 * fences; -ENOMEM.
 */
signed long dma_fence_wait_any_timeout(struct dma_fence **fences, u32 count, bool intr,
				       signed long timeout, u32 *idx);

/** dma_fence_wait() - sleep until @fence signals. Return: 0, or -ERESTARTSYS on a signal */
static inline signed long dma_fence_wait(struct dma_fence *fence, bool intr)
{
	return min(dma_fence_wait_timeout(fence, intr, MAX_SCHEDULE_TIMEOUT), 0L);
}

/** dma_fence_set_deadline() - tell the provider by when @fence is wanted (CLOCK_MONOTONIC) */
void dma_fence_set_deadline(struct dma_fence *fence, ktime_t deadline);

/** dma_fence_get_stub() - a reference to the fence that has always been signalled */
struct dma_fence *dma_fence_get_stub(void);
/** dma_fence_allocate_private_stub() - a fence that signalled at @timestamp. NULL: no memory */
struct dma_fence *dma_fence_allocate_private_stub(ktime_t timestamp);
/** dma_fence_context_alloc() - the first of @num contexts that nobody has. Any context */
u64 dma_fence_context_alloc(unsigned int num);

/* ---- what kind it is; <linux/dma-fence-chain.h>, <linux/dma-fence-array.h> -------------- */

extern const struct dma_fence_ops dma_fence_chain_ops;
extern const struct dma_fence_ops dma_fence_array_ops;

/** dma_fence_is_chain() - is it the base of a struct dma_fence_chain? */
static inline bool dma_fence_is_chain(struct dma_fence *fence)
{
	return fence->ops == &dma_fence_chain_ops;
}

/** dma_fence_is_array() - is it the base of a struct dma_fence_array? */
static inline bool dma_fence_is_array(struct dma_fence *fence)
{
	return fence->ops == &dma_fence_array_ops;
}

/** dma_fence_is_container() - does it stand for other fences? */
static inline bool dma_fence_is_container(struct dma_fence *fence)
{
	return dma_fence_is_chain(fence) || dma_fence_is_array(fence);
}

#endif
