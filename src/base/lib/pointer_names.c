// SPDX-License-Identifier: MIT
/*
 * Numbers for pointers, in the order in which the pointers are first printed:
 * the log shows which are the same, but never an address of the host, and
 * equal runs show equal numbers. Used by %p.
 */
#include <linux/hash.h>
#include <linux/types.h>

#include "base/host.h"
#include "base/lib/lib.h"
#include "base/lib/pointer_names.h"

struct pointer_number {
	const void *ptr;
	u64 number;
};

/* open addressing, never more than half full; its lock protects it */
static struct {
	struct host_mutex *lock;
	struct pointer_number *slots;
	unsigned int bits;
	u64 count;
} names;

static struct pointer_number *names_slot(const void *ptr)
{
	size_t mask = (1UL << names.bits) - 1;
	size_t i = hash_ptr(ptr, names.bits);

	while (names.slots[i].ptr && names.slots[i].ptr != ptr)
		i = (i + 1) & mask;
	return &names.slots[i];
}

static void names_grow(void)
{
	struct pointer_number *old = names.slots;
	size_t i, size = 1UL << names.bits;

	names.bits++;
	names.slots = host_alloc(sizeof(*old) << names.bits);
	for (i = 0; i < size; i++)
		if (old[i].ptr)
			*names_slot(old[i].ptr) = old[i];
	host_free(old);
}

bool pointer_name(const void *ptr, u64 *number)
{
	struct pointer_number *slot;

	if (!names.lock)
		return false;
	host_mutex_lock(names.lock);
	slot = names_slot(ptr);
	if (!slot->ptr) {
		slot->ptr = ptr;
		slot->number = ++names.count;
	}
	*number = slot->number;
	if (names.count > 1ULL << (names.bits - 1))
		names_grow();
	host_mutex_unlock(names.lock);
	return true;
}

int pointer_names_start(void)
{
	names.bits = 6;
	names.count = 0;
	names.slots = host_alloc(sizeof(*names.slots) << names.bits);
	names.lock = host_mutex_new(false);
	return 0;
}

void pointer_names_stop(void)
{
	host_mutex_free(names.lock);
	names.lock = NULL;
	host_free(names.slots);
	names.slots = NULL;
}
