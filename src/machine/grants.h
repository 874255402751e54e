/* SPDX-License-Identifier: MIT */
/*
 * Grants: what each bus master may touch at this moment, one for every
 * mapping. It is one record for two readers: the bus asks where it lies and
 * which way it goes (checker.c), and the mapping room keeps with it what
 * DMA-API debugging wants to know (src/mapping/record.c, which is why the
 * short functions of its path are here). Kernel side.
 *
 * Grants come and go with every mapping and are asked for at every access, so
 * none of that may depend on how many there are. They are kept in a hash
 * table, by size class and start: a grant of a class is no longer than the
 * class's block, so one that covers an address starts in that address's block
 * or in the one before it. Looking is two buckets for each class in use. In a
 * bucket, the oldest comes first.
 */
#ifndef DMAE_MACHINE_GRANTS_H
#define DMAE_MACHINE_GRANTS_H

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/types.h>

#include "machine/machine.h"

/* how memory was mapped; GRANT_PLAIN: not by a mapping function */
enum grant_type {
	GRANT_SINGLE,
	GRANT_SG,
	GRANT_COHERENT,
	GRANT_RESOURCE,
	GRANT_NONCOHERENT,
	GRANT_PLAIN,
};

/* has the driver looked whether the mapping failed? */
enum grant_check {
	GRANT_CHECK_NOT_APPLICABLE,
	GRANT_NOT_CHECKED,
	GRANT_CHECKED,
};

/* which way a device's address leads to the memory */
enum grant_via { GRANT_DIRECT, GRANT_BOUNCE, GRANT_IOMMU, GRANT_OPS };

/**
 * struct grant_owner - a device that maps, as it was when it mapped first; lives as long as the
 * machine, so that what is said of a mapping can name a device that is gone
 */
struct grant_owner {
	struct grant_owner *next;
	struct machine_master *master;
	struct grant_table *table;
	const void *device;
	char name[64];
	char driver[64];
};

/**
 * struct grant - one mapping
 * @link: in its bucket; in a spare one, @link.next is the next spare one
 * @bus: device's address; @len bytes from there, 0 if nothing may be touched
 * @phys: the memory; of a plain grant 0
 * @owner: whose it is; NULL: a plain grant
 * @caller: who mapped it; NULL: nobody knows
 * @access: MACHINE_READ, MACHINE_WRITE
 * @class: its size class
 * @line: among those that begin in the same cache line (src/mapping/record_lines.c)
 * @ents: of a list: its entries as the caller gave them, and as they were mapped
 * @since: when, for grant_age()
 * @check: enum grant_check; @via: enum grant_via; @type: enum grant_type
 */
struct grant {
	struct list_head link;
	u64 bus, len;
	const struct grant_owner *owner;
	const void *caller;
	u8 access;
	u8 class;
	u8 type;
	u8 check;
	u8 via;
	bool in_line;
	int ents;
	int mapped_ents;
	u64 phys;
	struct hlist_node line;
	u64 since;
};

/** struct revoked - a grant that has ended, and who ended it */
struct revoked {
	u64 bus, len;
	unsigned int dir;
	const void *caller;
};

#define GRANT_CLASSES 8
#define GRANT_SMALLEST_SHIFT 12
#define GRANTS_AT_ONCE 32 /* what is allocated at a time */
#define REVOKED_KEPT 16	  /* a power of two */

/**
 * struct grant_table - what a master may touch
 * @lock: 0 or 1; protects all of it. Never held while anything is called that
 *	prints or may switch; it is no kernel lock, since models ask from no
 *	kernel context. The lock of a cache line comes after it.
 * @shared: other OS threads may look; in fibers nothing runs beside us
 * @hash_shift: makes of a hash the number of a bucket
 * @count: grants there are; @peak: the most so far
 * @used: how many grants there are of each size class
 * @hint: the grant that was found last, for reads and for writes
 * @latest: the grant that was made last: whose mapping error is looked at next.
 *	Like @hint, it may have ended, and be a spare one now
 * @revoked: the latest revocations, a ring
 */
struct grant_table {
	unsigned int lock;
	bool shared;
	unsigned int size; /* buckets; a power of two */
	unsigned int hash_shift;
	unsigned int count;
	unsigned int peak;
	unsigned int revocations;
	struct list_head *buckets;
	struct grant *spare;
	struct grant *latest;
	struct grant *hint[2];
	unsigned int used[GRANT_CLASSES];
	struct revoked revoked[REVOKED_KEPT];
	struct grant_chunk *chunks;
	struct grant_owner *owners;
	struct grant_owner self; /* whose plain grants are, in a copy */
};

/* blocks of 4 KiB, 64 KiB, ... ; the last class holds what is larger than all */
extern const unsigned char grant_class_shift[GRANT_CLASSES];

void grants_init(struct grant_table *table);
void grants_free(struct grant_table *table);

/** grants_of() - the table of @master */
struct grant_table *grants_of(struct machine_master *master);
/** grant_owner_new() - in @master's table; names are copied */
struct grant_owner *grant_owner_new(struct machine_master *master, const void *device,
				    const char *name, const char *driver);

/**
 * grants_copy() - every grant of every master, in the order of masters and of buckets; all have
 * an owner, plain ones one without a device
 * @list: for host_free()
 * Return: how many
 */
size_t grants_copy(struct grant **list);
/** grant_age() - nanoseconds of the world's time since @grant was made */
u64 grant_age(const struct grant *grant);

/** struct grants_pool - how many grants there are in all; see grants_pool_read() */
struct grants_pool {
	unsigned int total, in_use, peak;
};

/**
 * grants_pool_set() - how many grants the machine has from its start, and at most
 * @grown: called when there are more; it may only take note. NULL: nobody is told
 *
 * What lies beyond @most is served all the same: the bus must know it.
 */
void grants_pool_set(unsigned int count, unsigned int most,
		     void (*grown)(unsigned int total, bool refused));
void grants_pool_read(struct grants_pool *pool);

/* ---- the path of every mapping ------------------------------------------ */

void grants_wait(struct grant_table *table);
void grants_grow(struct grant_table *table);
void grants_refill(struct grant_table *table);

static inline void grants_lock(struct grant_table *table)
{
	if (table->shared && unlikely(__atomic_exchange_n(&table->lock, 1, __ATOMIC_ACQUIRE)))
		grants_wait(table);
}

static inline void grants_unlock(struct grant_table *table)
{
	if (table->shared)
		__atomic_store_n(&table->lock, 0, __ATOMIC_RELEASE);
}

static inline unsigned int grant_class_of(u64 len)
{
	unsigned int class = 0;

	if (likely(len <= 1ull << GRANT_SMALLEST_SHIFT))
		return 0;
	while (class < GRANT_CLASSES - 1 && len > 1ull << grant_class_shift[class])
		class ++;
	return class;
}

static inline struct list_head *grant_bucket(struct grant_table *table, unsigned int class,
					     u64 block)
{
	u64 key = (block * GRANT_CLASSES + class) * 0x9e3779b97f4a7c15ull;

	return &table->buckets[key >> table->hash_shift];
}

/* the bucket of grants of @class that start in the block of @bus */
static inline struct list_head *grant_bucket_at(struct grant_table *table, unsigned int class,
						u64 bus)
{
	return grant_bucket(table, class, bus >> grant_class_shift[class]);
}

/* a grant to be filled in and given to grant_insert(); under the lock, as all below */
static inline struct grant *grant_take(struct grant_table *table)
{
	struct grant *grant;

	if (unlikely(!table->spare))
		grants_refill(table);
	grant = table->spare;
	table->spare = (struct grant *)grant->link.next;
	return grant;
}

static inline void grant_insert(struct grant_table *table, struct grant *grant)
{
	unsigned int class = grant_class_of(grant->len), count = table->count + 1;

	grant->class = class;
	list_add_tail(&grant->link, grant_bucket_at(table, class, grant->bus));
	table->used[class]++;
	table->latest = grant;
	__atomic_store_n(&table->count, count, __ATOMIC_RELAXED);
	if (unlikely(count > table->peak))
		__atomic_store_n(&table->peak, count, __ATOMIC_RELAXED);
	if (unlikely(count > table->size))
		grants_grow(table);
}

static inline void grant_remove(struct grant_table *table, struct grant *grant, const void *caller)
{
	struct revoked *revoked = &table->revoked[table->revocations++ % REVOKED_KEPT];

	revoked->bus = grant->bus;
	revoked->len = grant->len;
	revoked->dir = grant->access;
	revoked->caller = caller;
	/* whoever remembers it finds nothing in it */
	grant->bus = ~0ull;
	grant->len = 0;
	grant->check = GRANT_CHECK_NOT_APPLICABLE;
	__list_del(grant->link.prev, grant->link.next);
	grant->link.next = (struct list_head *)table->spare;
	table->spare = grant;
	table->used[grant->class]--;
	__atomic_store_n(&table->count, table->count - 1, __ATOMIC_RELAXED);
}

/* the world's time, as cheap as it is to be had: see grant_age() */
extern const u64 *grants_clock;

static inline u64 grants_now(void)
{
	if (likely(grants_clock))
		return *grants_clock;
#if defined(__x86_64__)
	return __builtin_ia32_rdtsc();
#else
	{
		u64 ticks;

		__asm__ __volatile__("mrs %0, cntvct_el0" : "=r"(ticks));
		return ticks;
	}
#endif
}

#endif
