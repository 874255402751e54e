/* SPDX-License-Identifier: MIT */
/*
 * Arrays of pointers with gaps, indexed by an unsigned long. Looking up takes
 * no lock (readers are protected by RCU); changes take the array's own lock,
 * in the form without underscores, or are made by its holder, in the form
 * with. An entry may be a pointer or a number (xa_mk_value()); three marks
 * may be set on each. src/base/lib/xarray.c. The advanced interface (xas_*)
 * and entries that cover several indices are not offered.
 */
#ifndef _LINUX_XARRAY_H
#define _LINUX_XARRAY_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>

typedef unsigned int __bitwise xa_mark_t;
#define XA_MARK_0		((__force xa_mark_t)0U)
#define XA_MARK_1		((__force xa_mark_t)1U)
#define XA_MARK_2		((__force xa_mark_t)2U)
#define XA_PRESENT		((__force xa_mark_t)8U)
#define XA_MARK_MAX		XA_MARK_2
#define XA_FREE_MARK		XA_MARK_0

enum xa_lock_type { XA_LOCK_IRQ = 1, XA_LOCK_BH = 2 };

#define XA_FLAGS_LOCK_IRQ	((__force gfp_t)XA_LOCK_IRQ)
#define XA_FLAGS_LOCK_BH	((__force gfp_t)XA_LOCK_BH)
#define XA_FLAGS_TRACK_FREE	((__force gfp_t)4U)
#define XA_FLAGS_ZERO_BUSY	((__force gfp_t)8U)
#define XA_FLAGS_ALLOC_WRAPPED	((__force gfp_t)16U)
#define XA_FLAGS_ACCOUNT	((__force gfp_t)32U)
#define XA_FLAGS_ALLOC		(XA_FLAGS_TRACK_FREE | (__force gfp_t)(1U << __GFP_BITS_SHIFT))
#define XA_FLAGS_ALLOC1		(XA_FLAGS_TRACK_FREE | XA_FLAGS_ZERO_BUSY)

/** struct xarray - @root is read under RCU and changed under @xa_lock */
struct xarray {
	spinlock_t xa_lock;
	gfp_t xa_flags;
	struct dmae_xa_node *root;
};

struct xa_limit {
	u32 max;
	u32 min;
};
#define XA_LIMIT(_min, _max)	((struct xa_limit){ .min = _min, .max = _max })
#define xa_limit_32b		XA_LIMIT(0, UINT_MAX)
#define xa_limit_31b		XA_LIMIT(0, INT_MAX)
#define xa_limit_16b		XA_LIMIT(0, USHRT_MAX)

#define XARRAY_INIT(name, flags) {					\
	.xa_lock = __SPIN_LOCK_UNLOCKED((name).xa_lock),		\
	.xa_flags = flags,						\
}
#define DEFINE_XARRAY_FLAGS(name, flags)	struct xarray name = XARRAY_INIT(name, flags)
#define DEFINE_XARRAY(name)		DEFINE_XARRAY_FLAGS(name, 0)
#define DEFINE_XARRAY_ALLOC(name)	DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC)
#define DEFINE_XARRAY_ALLOC1(name)	DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC1)

/* ---- numbers and tagged pointers as entries ----------------------------- */

static inline void *xa_mk_value(unsigned long v)
{
	WARN_ON((long)v < 0);
	return (void *)(v << 1 | 1);
}

static inline unsigned long xa_to_value(const void *entry)
{
	return (unsigned long)entry >> 1;
}

static inline bool xa_is_value(const void *entry)
{
	return (unsigned long)entry & 1;
}

static inline void *xa_tag_pointer(void *p, unsigned long tag)
{
	return (void *)((unsigned long)p | tag);
}

static inline void *xa_untag_pointer(void *entry)
{
	return (void *)((unsigned long)entry & ~3UL);
}

static inline unsigned int xa_pointer_tag(void *entry)
{
	return (unsigned long)entry & 3UL;
}

/* ---- the array's own entries: a reservation, and errors ------------------ */

#define XA_ZERO_ENTRY		((void *)(257UL << 2 | 2))

static inline bool xa_is_internal(const void *entry)
{
	return ((unsigned long)entry & 3) == 2;
}

static inline bool xa_is_zero(const void *entry)
{
	return unlikely(entry == XA_ZERO_ENTRY);
}

static inline bool xa_is_err(const void *entry)
{
	return unlikely(xa_is_internal(entry) &&
			(unsigned long)entry >= ((unsigned long)-MAX_ERRNO << 2 | 2));
}

static inline int xa_err(void *entry)
{
	return xa_is_err(entry) ? (long)entry >> 2 : 0;
}

/* ---- one entry ----------------------------------------------------------- */

static inline void xa_init_flags(struct xarray *xa, gfp_t flags)
{
	spin_lock_init(&xa->xa_lock);
	xa->xa_flags = flags;
	xa->root = NULL;
}

static inline void xa_init(struct xarray *xa)
{
	xa_init_flags(xa, 0);
}

#define xa_trylock(xa)		spin_trylock(&(xa)->xa_lock)
#define xa_lock(xa)		spin_lock(&(xa)->xa_lock)
#define xa_unlock(xa)		spin_unlock(&(xa)->xa_lock)
#define xa_lock_bh(xa)		spin_lock_bh(&(xa)->xa_lock)
#define xa_unlock_bh(xa)	spin_unlock_bh(&(xa)->xa_lock)
#define xa_lock_irq(xa)		spin_lock_irq(&(xa)->xa_lock)
#define xa_unlock_irq(xa)	spin_unlock_irq(&(xa)->xa_lock)
#define xa_lock_irqsave(xa, flags)	spin_lock_irqsave(&(xa)->xa_lock, flags)
#define xa_unlock_irqrestore(xa, flags)	spin_unlock_irqrestore(&(xa)->xa_lock, flags)
#define xa_lock_nested(xa, subclass)	xa_lock(xa)

/** xa_load() - what is at @index, or NULL. Any context. */
void *xa_load(struct xarray *xa, unsigned long index);
/**
 * xa_store() - Return: what was there before; an xa_err() of -EINVAL (@entry cannot be stored),
 * -ENOMEM
 */
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_erase(struct xarray *xa, unsigned long index);
bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
/** xa_find() - the first entry at or after *@index, up to @max, which has the mark @filter */
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter);
void xa_destroy(struct xarray *xa);
bool xa_marked(const struct xarray *xa, xa_mark_t mark);

static inline bool xa_empty(const struct xarray *xa)
{
	return !__atomic_load_n(&xa->root, __ATOMIC_RELAXED);
}

/* with the lock held; @gfp may let go of it meanwhile in Linux, never here */
void *__xa_erase(struct xarray *xa, unsigned long index);
void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp);
int __must_check __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
int __must_check __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
			    gfp_t gfp);
int __must_check __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
				   u32 *next, gfp_t gfp);
void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);

#define __XA_LOCKED(type, lock, unlock, xa, call)			\
	({								\
		type __ret;						\
		lock(xa);						\
		__ret = call;						\
		unlock(xa);						\
		__ret;							\
	})

static inline void *xa_store_bh(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	return __XA_LOCKED(void *, xa_lock_bh, xa_unlock_bh, xa, __xa_store(xa, index, entry, gfp));
}

static inline void *xa_store_irq(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	return __XA_LOCKED(void *, xa_lock_irq, xa_unlock_irq, xa,
			   __xa_store(xa, index, entry, gfp));
}

static inline void *xa_erase_bh(struct xarray *xa, unsigned long index)
{
	return __XA_LOCKED(void *, xa_lock_bh, xa_unlock_bh, xa, __xa_erase(xa, index));
}

static inline void *xa_erase_irq(struct xarray *xa, unsigned long index)
{
	return __XA_LOCKED(void *, xa_lock_irq, xa_unlock_irq, xa, __xa_erase(xa, index));
}

/** xa_cmpxchg() - store if @old is there. Return: what was there */
static inline void *xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry,
			       gfp_t gfp)
{
	return __XA_LOCKED(void *, xa_lock, xa_unlock, xa, __xa_cmpxchg(xa, index, old, entry, gfp));
}

static inline void *xa_cmpxchg_bh(struct xarray *xa, unsigned long index, void *old, void *entry,
				  gfp_t gfp)
{
	return __XA_LOCKED(void *, xa_lock_bh, xa_unlock_bh, xa,
			   __xa_cmpxchg(xa, index, old, entry, gfp));
}

static inline void *xa_cmpxchg_irq(struct xarray *xa, unsigned long index, void *old, void *entry,
				   gfp_t gfp)
{
	return __XA_LOCKED(void *, xa_lock_irq, xa_unlock_irq, xa,
			   __xa_cmpxchg(xa, index, old, entry, gfp));
}

/** xa_insert() - store where nothing is. Return: 0, -EBUSY, -ENOMEM, -EINVAL */
static inline int __must_check xa_insert(struct xarray *xa, unsigned long index, void *entry,
					 gfp_t gfp)
{
	return __XA_LOCKED(int, xa_lock, xa_unlock, xa, __xa_insert(xa, index, entry, gfp));
}

static inline int __must_check xa_insert_bh(struct xarray *xa, unsigned long index, void *entry,
					    gfp_t gfp)
{
	return __XA_LOCKED(int, xa_lock_bh, xa_unlock_bh, xa, __xa_insert(xa, index, entry, gfp));
}

static inline int __must_check xa_insert_irq(struct xarray *xa, unsigned long index, void *entry,
					     gfp_t gfp)
{
	return __XA_LOCKED(int, xa_lock_irq, xa_unlock_irq, xa, __xa_insert(xa, index, entry, gfp));
}

/**
 * xa_alloc() - store at a free index within @limit, which goes to *@id. Return: 0, -EBUSY, -ENOMEM
 */
static inline int __must_check xa_alloc(struct xarray *xa, u32 *id, void *entry,
					struct xa_limit limit, gfp_t gfp)
{
	return __XA_LOCKED(int, xa_lock, xa_unlock, xa, __xa_alloc(xa, id, entry, limit, gfp));
}

static inline int __must_check xa_alloc_bh(struct xarray *xa, u32 *id, void *entry,
					   struct xa_limit limit, gfp_t gfp)
{
	return __XA_LOCKED(int, xa_lock_bh, xa_unlock_bh, xa, __xa_alloc(xa, id, entry, limit, gfp));
}

static inline int __must_check xa_alloc_irq(struct xarray *xa, u32 *id, void *entry,
					    struct xa_limit limit, gfp_t gfp)
{
	return __XA_LOCKED(int, xa_lock_irq, xa_unlock_irq, xa,
			   __xa_alloc(xa, id, entry, limit, gfp));
}

/** xa_alloc_cyclic() - as xa_alloc(), from *@next on. Return: 1 if it began anew, 0, or an error */
static inline int xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
				  u32 *next, gfp_t gfp)
{
	return __XA_LOCKED(int, xa_lock, xa_unlock, xa,
			   __xa_alloc_cyclic(xa, id, entry, limit, next, gfp));
}

static inline int xa_alloc_cyclic_bh(struct xarray *xa, u32 *id, void *entry,
				     struct xa_limit limit, u32 *next, gfp_t gfp)
{
	return __XA_LOCKED(int, xa_lock_bh, xa_unlock_bh, xa,
			   __xa_alloc_cyclic(xa, id, entry, limit, next, gfp));
}

static inline int xa_alloc_cyclic_irq(struct xarray *xa, u32 *id, void *entry,
				      struct xa_limit limit, u32 *next, gfp_t gfp)
{
	return __XA_LOCKED(int, xa_lock_irq, xa_unlock_irq, xa,
			   __xa_alloc_cyclic(xa, id, entry, limit, next, gfp));
}

/** xa_reserve() - make sure that a store at @index will find memory; it reads as NULL */
static inline int __must_check xa_reserve(struct xarray *xa, unsigned long index, gfp_t gfp)
{
	return xa_err(xa_cmpxchg(xa, index, NULL, XA_ZERO_ENTRY, gfp));
}

static inline void xa_release(struct xarray *xa, unsigned long index)
{
	xa_cmpxchg(xa, index, XA_ZERO_ENTRY, NULL, 0);
}

/* ---- all of them ----------------------------------------------------------- */

#define xa_for_each_range(xa, index, entry, start, last)		\
	for (index = start, entry = xa_find(xa, &index, last, XA_PRESENT); entry; \
	     entry = xa_find_after(xa, &index, last, XA_PRESENT))
#define xa_for_each_start(xa, index, entry, start)			\
	xa_for_each_range(xa, index, entry, start, ULONG_MAX)
#define xa_for_each(xa, index, entry)	xa_for_each_start(xa, index, entry, 0)
#define xa_for_each_marked(xa, index, entry, filter)			\
	for (index = 0, entry = xa_find(xa, &index, ULONG_MAX, filter); entry; \
	     entry = xa_find_after(xa, &index, ULONG_MAX, filter))

#endif
