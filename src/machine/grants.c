// SPDX-License-Identifier: MIT
/*
 * The tables of grants (grants.h): how they grow, where their entries come
 * from, plain grants, and looking at all of them. Kernel side. Who asks
 * whether an access is granted is checker.c.
 */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/machine_private.h"

const unsigned char grant_class_shift[GRANT_CLASSES] = {
	GRANT_SMALLEST_SHIFT, 16, 20, 24, 28, 32, 40, 63,
};
const u64 *grants_clock;

/** struct grant_chunk - grants that were allocated at once */
struct grant_chunk {
	struct grant_chunk *next;
	struct grant grants[GRANTS_AT_ONCE];
};

/*
 * @total: grants there may be without a word; @taken: those in chunks; both atomic. @started: a
 * tick count and the world's time then.
 */
static struct {
	unsigned int total, most, taken;
	void (*grown)(unsigned int total, bool refused);
	u64 started_ticks;
	exec_ns started;
} pool;

void grants_wait(struct grant_table *table)
{
	unsigned int spins = 0;

	do {
		if (++spins > 100)
			host_thread_yield();
	} while (__atomic_exchange_n(&table->lock, 1, __ATOMIC_ACQUIRE));
}

/* ---- tables ------------------------------------------------------------ */

static void buckets_new(struct grant_table *table, unsigned int bits)
{
	unsigned int i;

	table->size = 1u << bits;
	table->hash_shift = 64 - bits;
	table->buckets = host_alloc(table->size * sizeof(*table->buckets));
	for (i = 0; i < table->size; i++)
		INIT_LIST_HEAD(&table->buckets[i]);
}

void grants_init(struct grant_table *table)
{
	table->shared = exec_kind() != EXEC_FIBERS;
	buckets_new(table, 6);
}

void grants_free(struct grant_table *table)
{
	struct grant_chunk *chunk;
	struct grant_owner *owner;

	while ((chunk = table->chunks)) {
		table->chunks = chunk->next;
		host_free(chunk);
	}
	while ((owner = table->owners)) {
		table->owners = owner->next;
		host_free(owner);
	}
	host_free(table->buckets);
}

void grants_grow(struct grant_table *table)
{
	struct list_head *old = table->buckets;
	unsigned int i, count = table->size;
	struct grant *grant, *next;

	buckets_new(table, 64 - table->hash_shift + 1);
	for (i = 0; i < count; i++)
		list_for_each_entry_safe(grant, next, &old[i], link)
			list_add_tail(&grant->link,
				      grant_bucket_at(table, grant->class, grant->bus));
	host_free(old);
}

/* ---- where grants come from ------------------------------------------------ */

static void pool_take(void)
{
	unsigned int taken = __atomic_add_fetch(&pool.taken, GRANTS_AT_ONCE, __ATOMIC_RELAXED);
	unsigned int total;

	if (taken <= __atomic_load_n(&pool.total, __ATOMIC_RELAXED) || !pool.grown)
		return;
	total = __atomic_load_n(&pool.total, __ATOMIC_RELAXED);
	if (total + GRANTS_AT_ONCE > pool.most)
		pool.grown(total, true);
	else
		pool.grown(__atomic_add_fetch(&pool.total, GRANTS_AT_ONCE, __ATOMIC_RELAXED),
			   false);
}

void grants_refill(struct grant_table *table)
{
	struct grant_chunk *chunk = host_alloc(sizeof(*chunk));
	unsigned int i;

	chunk->next = table->chunks;
	table->chunks = chunk;
	for (i = GRANTS_AT_ONCE; i--;) {
		chunk->grants[i].link.next = (struct list_head *)table->spare;
		table->spare = &chunk->grants[i];
	}
	pool_take();
}

void grants_pool_set(unsigned int count, unsigned int most,
		     void (*grown)(unsigned int total, bool refused))
{
	pool.total = count;
	pool.most = most;
	pool.grown = grown;
}

static void add_in_use(struct machine_master *master, void *arg)
{
	struct grants_pool *sum = arg;

	sum->in_use += __atomic_load_n(&master->grants.count, __ATOMIC_RELAXED);
	sum->peak += __atomic_load_n(&master->grants.peak, __ATOMIC_RELAXED);
}

void grants_pool_read(struct grants_pool *sum)
{
	*sum = (struct grants_pool){ .total = __atomic_load_n(&pool.total, __ATOMIC_RELAXED) };
	masters_each(add_in_use, sum);
}

void grants_start(void)
{
	memset(&pool, 0, sizeof(pool));
	grants_clock = exec_clock();
	pool.started_ticks = grants_now();
	pool.started = exec_stamp();
}

void grants_stop(void)
{
	memset(&pool, 0, sizeof(pool));
	grants_clock = NULL;
}

/* ticks of the processor tick evenly: what they are worth follows from all that went by */
u64 grant_age(const struct grant *grant)
{
	u64 ticks = grants_now() - grant->since, all = grants_now() - pool.started_ticks;

	if (grants_clock)
		return ticks;
	return all ? (double)ticks / all * (exec_stamp() - pool.started) : 0;
}

/* ---- owners ---------------------------------------------------------------- */

struct grant_table *grants_of(struct machine_master *master)
{
	return &master->grants;
}

struct grant_owner *grant_owner_new(struct machine_master *master, const void *device,
				    const char *name, const char *driver)
{
	struct grant_owner *owner = host_alloc(sizeof(*owner));

	owner->master = master;
	owner->table = &master->grants;
	owner->device = device;
	strscpy(owner->name, name, sizeof(owner->name));
	strscpy(owner->driver, driver, sizeof(owner->driver));
	grants_lock(owner->table);
	owner->next = master->grants.owners;
	master->grants.owners = owner;
	grants_unlock(owner->table);
	return owner;
}

/* ---- plain grants ---------------------------------------------------------- */

void machine_grant_by(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		      const void *caller)
{
	struct grant_table *table = &master->grants;
	struct grant *grant;

	grants_lock(table);
	grant = grant_take(table);
	*grant = (struct grant){
		.bus = bus,
		.len = len,
		.access = dir,
		.type = GRANT_PLAIN,
		.caller = caller,
		.since = grants_now(),
	};
	grant_insert(table, grant);
	grants_unlock(table);
}

void machine_grant(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir)
{
	machine_grant_by(master, bus, len, dir, NULL);
}

static struct grant *grant_exact(struct grant_table *table, uint64_t bus, uint64_t len,
				 unsigned int dir)
{
	struct list_head *bucket = grant_bucket_at(table, grant_class_of(len), bus);
	struct grant *grant;

	list_for_each_entry(grant, bucket, link)
		if (grant->bus == bus && grant->len == len && grant->access == dir &&
		    !grant->in_line)
			return grant;
	return NULL;
}

bool machine_revoke_by(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		       const void *caller)
{
	struct grant_table *table = &master->grants;
	struct grant *grant;

	grants_lock(table);
	grant = grant_exact(table, bus, len, dir);
	if (grant)
		grant_remove(table, grant, caller);
	grants_unlock(table);
	return grant;
}

bool machine_revoke(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir)
{
	return machine_revoke_by(master, bus, len, dir, NULL);
}

unsigned int machine_grants(const struct machine_master *master)
{
	return __atomic_load_n(&master->grants.count, __ATOMIC_RELAXED);
}

/* ---- all of them ------------------------------------------------------------- */

/** struct grant_list - copies, since whoever looks at them may do anything */
struct grant_list {
	struct grant *all;
	size_t count;
};

static void copy_table(struct machine_master *master, void *arg)
{
	struct grant_table *table = &master->grants;
	struct grant_list *list = arg;
	struct grant *grant;
	unsigned int i;

	grants_lock(table);
	list->all = host_realloc(list->all, (list->count + table->count + 1) * sizeof(*grant));
	strscpy(table->self.name, master->name, sizeof(table->self.name));
	for (i = 0; i < table->size; i++)
		list_for_each_entry(grant, &table->buckets[i], link) {
			struct grant *copy = &list->all[list->count++];

			*copy = *grant;
			if (!copy->owner)
				copy->owner = &table->self;
		}
	grants_unlock(table);
}

size_t grants_copy(struct grant **copies)
{
	struct grant_list list = { .all = NULL };

	masters_each(copy_table, &list);
	*copies = list.all;
	return list.count;
}

static int address_order(const void *a, const void *b)
{
	const struct grant *x = a, *y = b;

	if (x->bus != y->bus)
		return x->bus < y->bus ? -1 : 1;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return (int)x->access - (int)y->access;
}

void machine_grant_walk(struct machine_master *master,
			bool (*fn)(uint64_t bus, uint64_t len, unsigned int dir, void *arg),
			void *arg)
{
	struct grant_list list = { .all = NULL };
	size_t i;

	copy_table(master, &list);
	sort(list.all, list.count, sizeof(*list.all), address_order, NULL);
	for (i = 0; i < list.count; i++)
		if (!fn(list.all[i].bus, list.all[i].len, list.all[i].access, arg))
			break;
	host_free(list.all);
}
