/* SPDX-License-Identifier: MIT */
/*
 * A lock for short sections that are nearly always entered by one and the
 * same thread, and that costs that thread next to nothing: no atomic
 * operation, no cache line that another CPU has. The first to take it owns
 * the bias; who else comes takes the bias away (a system call) and it is a
 * plain lock, until one thread has taken it many times in a row.
 *
 * The section is no preemption point, sleeps nowhere, calls nothing that
 * might, and does not nest. Any context. With fibers, where one OS thread
 * runs everything, it is nothing at all.
 */
#ifndef DMAE_BASE_BIASED_LOCK_H
#define DMAE_BASE_BIASED_LOCK_H

#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/context.h>

#include "base/asym.h"
#include "base/exec/task.h"

/**
 * struct biased_lock - zeroed: free, and nobody's
 * @owner: number of the thread that has the bias, 0: none has; changed under @word only
 * @held: the owner is inside
 * @word: 1: somebody who is not the owner is inside, or tries
 * @last: who took @word last; under @word
 * @row: how many times in a row; under @word
 *
 * Where the host cannot make all threads pass a barrier (asym_available), nobody ever gets the bias.
 */
struct biased_lock {
	unsigned long long owner;
	unsigned int held;
	unsigned int word;
	unsigned long long last;
	unsigned int row;
};

#define BIASED_UNNUMBERED	(~0ull)

/* the number of this thread, which no other one has had or will have; or that it has none yet */
extern __thread unsigned long long biased_self __attribute__((tls_model("initial-exec")));

/* what biased_lock() did, for biased_unlock() */
enum biased { BIASED_NOTHING, BIASED_OWNER, BIASED_WORD };

enum biased biased_lock_slow(struct biased_lock *lock);

/**
 * biased_try() - what biased_lock() comes to nearly always, without a call
 * Return: true: inside, leave by biased_leave(). false: nothing has happened.
 */
static __always_inline bool biased_try(struct biased_lock *lock)
{
	const unsigned long long self = biased_self;

	if (unlikely(__atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != self))
		return false;
	__atomic_store_n(&lock->held, 1, __ATOMIC_RELAXED);
	/* the light side of asym_barrier_heavy() */
	barrier();
	if (likely(__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) == self))
		return true;
	__atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
	return false;
}

static __always_inline void biased_leave(struct biased_lock *lock)
{
	__atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

static __always_inline enum biased biased_lock(struct biased_lock *lock)
{
	if (exec_fast.fibers)
		return BIASED_NOTHING;
	return likely(biased_try(lock)) ? BIASED_OWNER : biased_lock_slow(lock);
}

static __always_inline void biased_unlock(struct biased_lock *lock, enum biased how)
{
	if (how == BIASED_OWNER)
		biased_leave(lock);
	else if (how == BIASED_WORD)
		__atomic_store_n(&lock->word, 0, __ATOMIC_RELEASE);
}

#endif
