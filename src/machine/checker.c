// SPDX-License-Identifier: MIT
/*
 * The DMA checker: what each master may touch at this moment, and the report
 * when it touches something else. Kernel side. The mapping room grants and
 * revokes; the bus asks.
 *
 * Grants come and go with every mapping and are asked for at every access, so
 * none of that may depend on how many there are. They are kept in a hash
 * table, by size class and start: a grant of a class is no longer than the
 * class's block, so one that covers an address starts in that address's block
 * or in the one before it. Looking is two buckets for each class in use.
 *
 * The software's side grants while models ask, on other threads: each table
 * has a lock of its own, held for a few instructions and never while a model or
 * the log is called. It is no kernel lock, since models ask from no kernel
 * context.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/machine_private.h"

bool machine_checker;

/* blocks of 4 KiB, 64 KiB, ... ; the last class holds what is larger than all */
static const unsigned char class_shift[GRANT_CLASSES] = { 12, 16, 20, 24, 28, 32, 40, 63 };

void machine_checker_set(bool on)
{
	machine_checker = on;
}

/* ---- the table --------------------------------------------------------- */

static void table_lock(struct grant_table *table)
{
	unsigned int spins = 0;

	/* in fibers nothing runs beside us, and none of this is a preemption point */
	if (exec_kind() == EXEC_FIBERS)
		return;
	while (__atomic_exchange_n(&table->lock, 1, __ATOMIC_ACQUIRE))
		if (++spins > 100)
			host_thread_yield();
}

static void table_unlock(struct grant_table *table)
{
	if (exec_kind() == EXEC_FIBERS)
		return;
	__atomic_store_n(&table->lock, 0, __ATOMIC_RELEASE);
}

static unsigned int class_of(uint64_t len)
{
	unsigned int class = 0;

	while (class < GRANT_CLASSES - 1 && len > 1ull << class_shift[class])
		class ++;
	return class;
}

static struct hlist_head *bucket_of(struct grant_table *table, unsigned int class, uint64_t block)
{
	uint64_t key = (block * GRANT_CLASSES + class) * 0x9e3779b97f4a7c15ull;

	return &table->buckets[key >> (64 - table->bits)];
}

void grants_init(struct grant_table *table)
{
	table->bits = 6;
	table->buckets = host_alloc(sizeof(*table->buckets) << table->bits);
}

void grants_free(struct grant_table *table)
{
	struct hlist_node *next;
	struct grant *grant;
	unsigned int i;

	for (i = 0; i < 1u << table->bits; i++)
		hlist_for_each_entry_safe(grant, next, &table->buckets[i], link)
			host_free(grant);
	while ((grant = table->spare)) {
		table->spare = (struct grant *)grant->link.next;
		host_free(grant);
	}
	host_free(table->buckets);
}

static void table_grow(struct grant_table *table)
{
	struct hlist_head *old = table->buckets;
	unsigned int i, count = 1u << table->bits;
	struct hlist_node *next;
	struct grant *grant;

	table->bits++;
	table->buckets = host_alloc(sizeof(*table->buckets) << table->bits);
	for (i = 0; i < count; i++) {
		hlist_for_each_entry_safe(grant, next, &old[i], link) {
			unsigned int class = class_of(grant->len);

			hlist_del(&grant->link);
			hlist_add_head(&grant->link,
				       bucket_of(table, class, grant->bus >> class_shift[class]));
		}
	}
	host_free(old);
}

static struct grant *grant_exact(struct grant_table *table, struct hlist_head *bucket, uint64_t bus,
				 uint64_t len, unsigned int dir)
{
	struct grant *grant;

	hlist_for_each_entry(grant, bucket, link)
		if (grant->bus == bus && grant->len == len && grant->dir == dir)
			return grant;
	return NULL;
}

static struct grant *grant_new(struct grant_table *table)
{
	struct grant *grant = table->spare;

	if (grant)
		table->spare = (struct grant *)grant->link.next;
	else
		grant = host_alloc(sizeof(*grant));
	return grant;
}

void machine_grant_by(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		      const void *caller)
{
	struct grant_table *table = &master->grants;
	unsigned int class = class_of(len);
	struct hlist_head *bucket;
	struct grant *grant;

	table_lock(table);
	bucket = bucket_of(table, class, bus >> class_shift[class]);
	grant = grant_exact(table, bucket, bus, len, dir);
	table->total++;
	if (grant) {
		grant->count++;
		grant->caller = caller;
		goto out;
	}
	grant = grant_new(table);
	grant->bus = bus;
	grant->len = len;
	grant->dir = dir;
	grant->count = 1;
	grant->caller = caller;
	hlist_add_head(&grant->link, bucket);
	table->used[class]++;
	if (unlikely(++table->count > 1u << table->bits))
		table_grow(table);
out:
	table_unlock(table);
}

void machine_grant(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir)
{
	machine_grant_by(master, bus, len, dir, NULL);
}

/* unlink the last of its kind; it goes on the pile of spare ones */
static void grant_end(struct grant_table *table, struct grant *grant, unsigned int class,
		      const void *caller)
{
	struct revoked *revoked = &table->revoked[table->revocations++ % REVOKED_KEPT];
	unsigned int i;

	revoked->bus = grant->bus;
	revoked->len = grant->len;
	revoked->dir = grant->dir;
	revoked->caller = caller;
	for (i = 0; i < 2; i++)
		if (table->hint[i] == grant)
			table->hint[i] = NULL;
	hlist_del(&grant->link);
	grant->link.next = (struct hlist_node *)table->spare;
	table->spare = grant;
	table->used[class]--;
	table->count--;
}

bool machine_revoke_by(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		       const void *caller)
{
	struct grant_table *table = &master->grants;
	unsigned int class = class_of(len);
	struct grant *grant;

	table_lock(table);
	grant = grant_exact(table, bucket_of(table, class, bus >> class_shift[class]), bus, len,
			    dir);
	if (grant) {
		table->total--;
		if (!--grant->count)
			grant_end(table, grant, class, caller);
	}
	table_unlock(table);
	return grant;
}

bool machine_revoke(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir)
{
	return machine_revoke_by(master, bus, len, dir, NULL);
}

unsigned int machine_grants(const struct machine_master *master)
{
	return __atomic_load_n(&master->grants.total, __ATOMIC_RELAXED);
}

/* ---- asking ------------------------------------------------------------ */

static bool grant_covers(const struct grant *grant, uint64_t bus, unsigned int dir)
{
	return bus - grant->bus < grant->len && (grant->dir & dir) == dir;
}

/*
 * a grant that covers @bus in direction @dir, the one that reaches furthest of those in its class
 */
static struct grant *grant_at(struct grant_table *table, uint64_t bus, unsigned int dir)
{
	struct grant *grant, *best = NULL;
	unsigned int class, back;

	for (class = 0; class < GRANT_CLASSES; class ++) {
		uint64_t block = bus >> class_shift[class];

		if (!table->used[class])
			continue;
		for (back = 0; back < 2 && back <= block; back++)
			hlist_for_each_entry(grant, bucket_of(table, class, block - back), link)
				if (grant_covers(grant, bus, dir) &&
				    (!best || grant->bus + grant->len > best->bus + best->len))
					best = grant;
		if (best)
			break;
	}
	return best;
}

uint64_t machine_granted(struct machine_master *master, uint64_t bus, uint64_t len,
			 unsigned int dir)
{
	struct grant_table *table = &master->grants;
	unsigned int way = dir == MACHINE_WRITE;
	uint64_t done = 0;

	table_lock(table);
	while (done < len) {
		struct grant *grant = table->hint[way];

		if (!grant || !grant_covers(grant, bus + done, dir))
			grant = grant_at(table, bus + done, dir);
		if (!grant)
			break;
		table->hint[way] = grant;
		done = grant->bus + grant->len - bus;
	}
	table_unlock(table);
	return done < len ? done : len;
}

/* ---- in order of address ----------------------------------------------- */

static int range_order(const void *a, const void *b)
{
	const struct revoked *x = a, *y = b;

	if (x->bus != y->bus)
		return x->bus < y->bus ? -1 : 1;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return (int)x->dir - (int)y->dir;
}

void machine_grant_walk(struct machine_master *master,
			bool (*fn)(uint64_t bus, uint64_t len, unsigned int dir, void *arg),
			void *arg)
{
	struct grant_table *table = &master->grants;
	unsigned int i, n = 0, total;
	struct revoked *list;
	struct grant *grant;

	/* a copy, since @fn may do anything */
	table_lock(table);
	total = table->total;
	list = host_alloc((total + 1) * sizeof(*list));
	for (i = 0; i < 1u << table->bits; i++) {
		hlist_for_each_entry(grant, &table->buckets[i], link) {
			unsigned int again;

			for (again = 0; again < grant->count; again++) {
				list[n].bus = grant->bus;
				list[n].len = grant->len;
				list[n++].dir = grant->dir;
			}
		}
	}
	table_unlock(table);
	sort(list, n, sizeof(*list), range_order, NULL);
	for (i = 0; i < n; i++)
		if (!fn(list[i].bus, list[i].len, list[i].dir, arg))
			break;
	host_free(list);
}

/* ---- reports ----------------------------------------------------------- */

static const char *dir_text(unsigned int dir)
{
	switch (dir) {
	case MACHINE_READ:
		return "read-only (DMA_TO_DEVICE)";
	case MACHINE_WRITE:
		return "write-only (DMA_FROM_DEVICE)";
	default:
		return "read-write (DMA_BIDIRECTIONAL)";
	}
}

static uint64_t distance(const struct grant *grant, uint64_t bus)
{
	if (bus < grant->bus)
		return grant->bus - bus;
	if (bus - grant->bus < grant->len)
		return 0;
	return bus - (grant->bus + grant->len) + 1;
}

/* the grant closest to @bus; of several that contain it, the smallest */
static bool nearest(struct grant_table *table, uint64_t bus, struct grant *copy)
{
	const struct grant *best = NULL;
	struct grant *grant;
	unsigned int i;

	for (i = 0; i < 1u << table->bits; i++) {
		hlist_for_each_entry(grant, &table->buckets[i], link) {
			uint64_t d = distance(grant, bus), b = best ? distance(best, bus) : 0;

			if (!best || d < b ||
			    (d == b && (grant->len < best->len ||
					(grant->len == best->len && grant->bus < best->bus))))
				best = grant;
		}
	}
	if (best)
		*copy = *best;
	return best;
}

static bool just_revoked(const struct grant_table *table, uint64_t bus, unsigned int dir,
			 struct revoked *copy)
{
	unsigned int i;

	for (i = 1; i <= REVOKED_KEPT && i <= table->revocations; i++) {
		const struct revoked *r = &table->revoked[(table->revocations - i) % REVOKED_KEPT];

		if (bus - r->bus < r->len && r->dir & dir) {
			*copy = *r;
			return true;
		}
	}
	return false;
}

/* ", mapped by foo_probe (foo.c:12)", or nothing where nobody knows */
static const char *by(const char *what, const void *caller, char *buf, size_t size)
{
	char place[160];

	buf[0] = '\0';
	if (caller)
		scnprintf(buf, size, ", %s by %s", what, host_place(caller, place, sizeof(place)));
	return buf;
}

/** struct refusal - why an access was refused: what was found under the table's lock */
struct refusal {
	enum { REFUSED_END, REFUSED_WAY, REFUSED_GONE, REFUSED_FAR, REFUSED_NONE } why;
	uint64_t bus, len;
	unsigned int dir;
	const void *caller;
};

static void refusal_from(struct refusal *r, const struct grant *near)
{
	r->bus = near->bus;
	r->len = near->len;
	r->dir = near->dir;
	r->caller = near->caller;
}

static void find_refusal(struct grant_table *table, uint64_t bus, unsigned int dir,
			 uint64_t covered, struct refusal *r)
{
	struct revoked gone;
	struct grant near = { .len = 0 };
	bool any = nearest(table, covered ? bus + covered - 1 : bus, &near);

	r->why = any ? REFUSED_FAR : REFUSED_NONE;
	refusal_from(r, &near);
	if (any && covered) {
		/* the grant that the access ran out of holds the last byte that was allowed */
		r->why = REFUSED_END;
	} else if (any && !distance(&near, bus)) {
		r->why = REFUSED_WAY;
	} else if (just_revoked(table, bus, dir, &gone)) {
		r->why = REFUSED_GONE;
		r->bus = gone.bus;
		r->len = gone.len;
		r->dir = gone.dir;
		r->caller = gone.caller;
	}
}

/* the rest of a sentence */
static void explain(const struct refusal *r, uint64_t beyond, char *text, size_t size)
{
	unsigned long long first = r->bus, last = r->bus + r->len - 1;
	const char *dir = dir_text(r->dir);
	char who[192];

	switch (r->why) {
	case REFUSED_END:
		scnprintf(text, size,
			  "goes %llu bytes beyond the end of mapping [0x%llx-0x%llx] %s%s",
			  (unsigned long long)beyond, first, last, dir,
			  by("mapped", r->caller, who, sizeof(who)));
		break;
	case REFUSED_WAY:
		scnprintf(text, size, "is in mapping [0x%llx-0x%llx], which is %s%s", first, last,
			  dir, by("mapped", r->caller, who, sizeof(who)));
		break;
	case REFUSED_GONE:
		scnprintf(text, size,
			  "was unmapped just now: mapping [0x%llx-0x%llx] %s has ended%s", first,
			  last, dir, by("unmapped", r->caller, who, sizeof(who)));
		break;
	case REFUSED_FAR:
		scnprintf(text, size, "is not mapped; nearest mapping [0x%llx-0x%llx] %s%s", first,
			  last, dir, by("mapped", r->caller, who, sizeof(who)));
		break;
	default:
		scnprintf(text, size, "is not mapped; the device has no mapping at all");
		break;
	}
}

void checker_report(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		    uint64_t covered)
{
	struct grant_table *table = &master->grants;
	const char *how = dir == MACHINE_WRITE ? "write" : "read";
	const void *writer = models_written_by(master);
	char why[384], who[192];
	struct refusal r;

	bool say = machine_may_say(&master->limit, master->name);

	if (!say && !machine_trace)
		return;
	table_lock(table);
	find_refusal(table, bus, dir, covered, &r);
	table_unlock(table);
	explain(&r, len - covered, why, sizeof(why));
	machine_traced("bus-error", "%s: %s of %lu bytes at 0x%lx %s", master->name, how, len, bus,
		       why);
	if (!say)
		return;
	pr_err("DMA checker: %s: %s of %lu bytes at 0x%016lx %s\n", master->name, how, len, bus,
	       why);
	if (writer)
		pr_err("DMA checker: %s: its registers were last written by %s\n", master->name,
		       host_place(writer, who, sizeof(who)));
}
