// SPDX-License-Identifier: MIT
/* Biased locks: what happens when another thread comes. */
#include <linux/types.h>

#include "base/biased_lock.h"
#include "base/host.h"

__thread unsigned long long biased_self = BIASED_UNNUMBERED;

/* so many times in a row, and the bias is worth a system call again */
#define ENOUGH	4096

static void word_take(struct biased_lock *lock)
{
	unsigned int spins = 0;

	while (__atomic_exchange_n(&lock->word, 1, __ATOMIC_ACQUIRE))
		while (__atomic_load_n(&lock->word, __ATOMIC_RELAXED))
			if (++spins > 200)
				host_thread_yield();
}

/* with @word: from now on the owner takes the long way, too */
static void bias_end(struct biased_lock *lock)
{
	unsigned int spins = 0;

	__atomic_store_n(&lock->owner, 0, __ATOMIC_RELAXED);
	asym_barrier_heavy();
	while (__atomic_load_n(&lock->held, __ATOMIC_ACQUIRE))
		if (++spins > 200)
			host_thread_yield();
}

static unsigned long long self_number(void)
{
	static unsigned long long last;

	if (biased_self == BIASED_UNNUMBERED)
		biased_self = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
	return biased_self;
}

enum biased biased_lock_slow(struct biased_lock *lock)
{
	const unsigned long long self = self_number();
	unsigned long long owner;

	word_take(lock);
	owner = __atomic_load_n(&lock->owner, __ATOMIC_RELAXED);
	if (owner && owner != self)
		bias_end(lock);
	if (lock->last != self) {
		/* the very first one gets the bias at once */
		lock->row = lock->last ? 0 : ENOUGH;
		lock->last = self;
	}
	if (asym_available && ++lock->row > ENOUGH)
		__atomic_store_n(&lock->owner, self, __ATOMIC_RELAXED);
	return BIASED_WORD;
}
