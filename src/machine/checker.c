// SPDX-License-Identifier: MIT
/*
 * The DMA checker: what each master may touch at this moment, and the report
 * when it touches something else. Kernel side. The mapping room grants and
 * revokes; the bus asks.
 *
 * The software's side grants while models ask, on other threads: a table's
 * lock is held for a few instructions and never while a model or the log is
 * called.
 */
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/machine_private.h"

bool machine_checker;
EXPORT_SYMBOL(machine_checker);

void machine_checker_set(bool on)
{
	machine_checker = on;
}

/* ---- asking ------------------------------------------------------------ */

static bool grant_covers(const struct grant *grant, uint64_t bus, unsigned int dir)
{
	return bus - grant->bus < grant->len && (grant->access & dir) == dir;
}

/*
 * a grant that covers @bus in direction @dir, the one that reaches furthest of those in its class
 */
static struct grant *grant_at(struct grant_table *table, uint64_t bus, unsigned int dir)
{
	struct grant *grant, *best = NULL;
	unsigned int class, back;

	for (class = 0; class < GRANT_CLASSES; class ++) {
		uint64_t block = bus >> grant_class_shift[class];

		if (!table->used[class])
			continue;
		for (back = 0; back < 2 && back <= block; back++)
			list_for_each_entry(grant, grant_bucket(table, class, block - back), link)
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

	grants_lock(table);
	while (done < len) {
		struct grant *grant = table->hint[way];

		if (!grant || !grant_covers(grant, bus + done, dir))
			grant = grant_at(table, bus + done, dir);
		if (!grant)
			break;
		table->hint[way] = grant;
		done = grant->bus + grant->len - bus;
	}
	grants_unlock(table);
	return done < len ? done : len;
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

	for (i = 0; i < table->size; i++) {
		list_for_each_entry(grant, &table->buckets[i], link) {
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
	r->dir = near->access;
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

enum checker_found checker_mapping(struct machine_master *master, uint64_t bus, char *text,
				   size_t size)
{
	struct grant_table *table = &master->grants;
	enum checker_found found = CHECKER_NONE;
	struct refusal r = { .len = 0 };
	struct grant near;
	struct revoked gone;
	char who[192];

	text[0] = '\0';
	if (!machine_checker)
		return CHECKER_NONE;
	grants_lock(table);
	if (nearest(table, bus, &near) && !distance(&near, bus)) {
		found = CHECKER_MAPPED;
		refusal_from(&r, &near);
	} else if (just_revoked(table, bus, MACHINE_READ | MACHINE_WRITE, &gone)) {
		found = CHECKER_ENDED;
		r = (struct refusal){ .bus = gone.bus, .len = gone.len, .dir = gone.dir,
				      .caller = gone.caller };
	}
	grants_unlock(table);
	if (found)
		scnprintf(text, size, "; mapping [0x%llx-0x%llx] %s%s", (unsigned long long)r.bus,
			  (unsigned long long)(r.bus + r.len - 1), dir_text(r.dir),
			  by(found == CHECKER_MAPPED ? "mapped" : "unmapped", r.caller, who,
			     sizeof(who)));
	return found;
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
	grants_lock(table);
	find_refusal(table, bus, dir, covered, &r);
	grants_unlock(table);
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
