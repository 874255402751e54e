// SPDX-License-Identifier: MIT
/*
 * Calls that fit no mapping exactly: which mapping they must mean, and what
 * is wrong with them, in the words of Linux's kernel/dma/debug.c and in its
 * order. Called by record.c when it has found no mapping that fits.
 */
#include <linux/list.h>
#include <linux/printk.h>

#include "base/host.h"
#include "mapping/record_debug.h"

typedef unsigned long long ull;

/* ---- which mapping is meant -------------------------------------------------- */

/**
 * struct search - the mapping that fits a call best
 * @exact: it begins at the address; else it contains all of the range
 * @count: how many come into question
 * @level: how many things are right of the best of them; 4: all
 */
struct search {
	const struct grant_owner *owner;
	const struct map_request *req;
	bool exact;
	unsigned int count;
	int level;
	struct grant *best;
};

static bool in_question(const struct search *s, const struct grant *grant)
{
	const struct map_request *req = s->req;

	if (grant->owner != s->owner)
		return false;
	if (s->exact)
		return grant->bus == req->addr;
	return grant->bus <= req->addr && req->addr - grant->bus <= grant->len &&
	       grant->len - (req->addr - grant->bus) >= req->size;
}

static void consider(struct search *s, struct grant *grant)
{
	const struct map_request *req = s->req;
	int level;

	if (!in_question(s, grant))
		return;
	s->count++;
	level = (grant->len == req->size) + (grant->type == req->type) +
		(grant->access == record_access_of[req->dir]) + (grant->ents == req->ents);
	if (!s->best || level > s->level) {
		s->best = grant;
		s->level = level;
	}
}

/* under the table's lock */
static void search(struct search *s)
{
	struct grant_table *table = s->owner->table;
	unsigned int class, back;
	struct grant *grant;

	for (class = 0; class < GRANT_CLASSES; class ++) {
		u64 block = s->req->addr >> grant_class_shift[class];

		if (!table->used[class])
			continue;
		for (back = 0; back < (s->exact ? 1 : 2) && back <= block; back++)
			list_for_each_entry(grant, grant_bucket(table, class, block - back), link)
				consider(s, grant);
	}
}

/* among several that begin there, one that fits wholly, or nobody knows which */
static struct grant *find_exact(const struct grant_owner *owner, const struct map_request *req)
{
	struct search s = { .owner = owner, .req = req, .exact = true };

	search(&s);
	return s.level == 4 || s.count == 1 ? s.best : NULL;
}

int record_mapped_ents(const struct map_request *req)
{
	const struct grant_owner *owner = record_owner(req->dev);
	struct grant *grant;
	int mapped;

	grants_lock(owner->table);
	grant = find_exact(owner, req);
	mapped = grant ? grant->mapped_ents : 0;
	grants_unlock(owner->table);
	return mapped;
}

struct grant *record_first_unchecked(const struct grant_owner *owner, dma_addr_t addr)
{
	struct grant_table *table = owner->table;
	unsigned int class;
	struct grant *grant;

	for (class = 0; class < GRANT_CLASSES; class ++) {
		if (!table->used[class])
			continue;
		list_for_each_entry(grant, grant_bucket_at(table, class, addr), link)
			if (grant->bus == addr && grant->owner == owner &&
			    grant->check == GRANT_NOT_CHECKED)
				return grant;
	}
	return NULL;
}

/* ---- unmap ------------------------------------------------------------------- */

/* who ended a mapping at this address not long ago; under the table's lock */
static bool ended_by(const struct grant_table *table, dma_addr_t addr, const void **caller)
{
	unsigned int i;

	for (i = 1; i <= REVOKED_KEPT && i <= table->revocations; i++) {
		const struct revoked *r = &table->revoked[(table->revocations - i) % REVOKED_KEPT];

		if (r->bus == addr && r->caller) {
			*caller = r->caller;
			return true;
		}
	}
	return false;
}

static void say_not_mapped(const struct map_request *req, const void *ended)
{
	char place[160];

	if (req->addr == DMA_MAPPING_ERROR) {
		record_err(req->dev, NULL,
			   "device driver tries to free an invalid DMA memory address\n");
		return;
	}
	if (!record_may_say(req->dev))
		return;
	WARN(1, "DMA-API: %s %s: device driver tries to free DMA memory it has not allocated "
	     "[device address=0x%016llx] [size=%llu bytes]\n", record_driver_of(req->dev),
	     record_name_of(req->dev), (ull)req->addr, (ull)req->size);
	if (ended)
		pr_warn("DMA-API: Unmapped before at:\n %s\n",
			host_place(ended, place, sizeof(place)));
	record_said(NULL);
}

/* the right function, with what was allocated? */
static void check_function(const struct map_request *req, const struct grant *grant)
{
	if (req->type != grant->type)
		record_err(req->dev, grant->caller,
			   "device driver frees DMA memory with wrong function [device "
			   "address=0x%016llx] [size=%llu bytes] [mapped as %s] [unmapped as %s]\n",
			   (ull)req->addr, (ull)req->size, record_type_name(grant),
			   record_type_text(req->type));
	else if ((grant->type == GRANT_COHERENT || grant->type == GRANT_NONCOHERENT) &&
		 req->phys != grant->phys)
		record_err(req->dev, grant->caller,
			   "device driver frees DMA memory with different CPU address [device "
			   "address=0x%016llx] [size=%llu bytes] [cpu alloc address=0x%016llx] "
			   "[cpu free address=0x%016llx]", (ull)req->addr, (ull)req->size,
			   (ull)grant->phys, (ull)req->phys);
}

static void check_end(const struct map_request *req, const struct grant *grant)
{
	if (req->size != grant->len)
		record_err(req->dev, grant->caller,
			   "device driver frees DMA memory with different size [device "
			   "address=0x%016llx] [map size=%llu bytes] [unmap size=%llu bytes]\n",
			   (ull)req->addr, (ull)grant->len, (ull)req->size);
	check_function(req, grant);
	if (req->ents && req->type == GRANT_SG && req->ents != grant->ents)
		record_err(req->dev, grant->caller,
			   "device driver frees DMA sg list with different entry count [map "
			   "count=%d] [unmap count=%d]\n", grant->ents, req->ents);
	if (record_access_of[req->dir] != grant->access)
		record_err(req->dev, grant->caller,
			   "device driver frees DMA memory with different direction [device "
			   "address=0x%016llx] [size=%llu bytes] [mapped with %s] [unmapped with "
			   "%s]\n", (ull)req->addr, (ull)req->size, record_dir_name(grant->access),
			   record_dir_name(record_access_of[req->dir]));
	if (grant->check == GRANT_NOT_CHECKED)
		record_err(req->dev, grant->caller,
			   "device driver failed to check map error[device address=0x%016llx] "
			   "[size=%llu bytes] [mapped as %s]", (ull)req->addr, (ull)req->size,
			   record_type_name(grant));
}

void record_unmap_mismatch(const struct grant_owner *owner, struct map_request req)
{
	struct grant_table *table = owner->table;
	const void *ended = NULL;
	struct grant *grant, copy;

	grants_lock(table);
	grant = find_exact(owner, &req);
	if (grant) {
		copy = *grant;
		record_strike(table, grant, req.caller);
	} else {
		ended_by(table, req.addr, &ended);
	}
	grants_unlock(table);
	if (!record_debugging())
		return;
	if (grant)
		check_end(&req, &copy);
	else
		say_not_mapped(&req, ended);
}

/* ---- sync -------------------------------------------------------------------- */

/* the call would be right if the mapping were longer: say which */
static void say_beyond(const struct map_request *req, const struct grant *near)
{
	pr_warn("DMA-API: %s %s: device driver syncs DMA memory outside allocated range [device "
		"address=0x%016llx] [allocation size=%llu bytes] [sync offset+size=%llu]\n",
		record_driver_of(req->dev), record_name_of(req->dev), (ull)near->bus,
		(ull)near->len, (ull)(req->addr - near->bus + req->size));
}

static void say_sync_of_nothing(const struct map_request *req, const struct grant *near)
{
	if (!record_may_say(req->dev))
		return;
	WARN(1, "DMA-API: %s %s: device driver tries to sync DMA memory it has not allocated "
	     "[device address=0x%016llx] [size=%llu bytes]\n", record_driver_of(req->dev),
	     record_name_of(req->dev), (ull)req->addr, (ull)req->size);
	if (near)
		say_beyond(req, near);
	record_said(near ? near->caller : NULL);
}

#define sync_err(req, grant, what)							\
	record_err((req)->dev, (grant)->caller, what " [device address=0x%016llx] "	\
		   "[size=%llu bytes] [mapped with %s] [synced with %s]\n",		\
		   (ull)(req)->addr, (ull)(grant)->len, record_dir_name((grant)->access),	\
		   record_dir_name(record_access_of[(req)->dir]))

static void check_sync(const struct map_request *req, const struct grant *grant, bool to_cpu)
{
	/* of memory that goes both ways, each way may be synchronised by itself */
	if (grant->access == (MACHINE_READ | MACHINE_WRITE))
		return;
	if (grant->access != record_access_of[req->dir])
		sync_err(req, grant, "device driver syncs DMA memory with different direction");
	if (to_cpu && grant->access != MACHINE_WRITE && req->dir != DMA_TO_DEVICE)
		sync_err(req, grant, "device driver syncs device read-only DMA memory for cpu");
	if (!to_cpu && grant->access != MACHINE_READ && req->dir != DMA_FROM_DEVICE)
		sync_err(req, grant, "device driver syncs device write-only DMA memory to device");
	if (req->ents && req->type == GRANT_SG && req->ents != grant->ents)
		record_err(req->dev, grant->caller,
			   "device driver syncs DMA sg list with different entry count [map "
			   "count=%d] [sync count=%d]\n", grant->ents, req->ents);
}

void record_sync_mismatch(const struct grant_owner *owner, const struct map_request *req,
			  bool to_cpu)
{
	struct map_request first = *req;
	struct search whole = { .owner = owner, .req = req };
	struct search begun = { .owner = owner, .req = &first };
	struct grant copy, *found;

	first.size = 1;
	grants_lock(owner->table);
	search(&whole);
	if (!whole.best)
		search(&begun);
	found = whole.best ?: begun.best;
	if (found)
		copy = *found;
	grants_unlock(owner->table);
	if (whole.best)
		check_sync(req, &copy, to_cpu);
	else
		say_sync_of_nothing(req, found ? &copy : NULL);
}
