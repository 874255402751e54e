// SPDX-License-Identifier: MIT
/*
 * The record of mappings: notes each when it is made, and strikes it off when
 * it ends. There is one record: the grants of the machine's DMA checker
 * (machine/grants.h), with what DMA-API debugging wants to know of each. This
 * file is the path that every mapping takes while the checker is on; what
 * does not fit is looked at in record_mismatch.c, the memory itself in
 * record_memory.c.
 */
#include <linux/types.h>
#include <linux/device.h>
#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/of.h>
#include <linux/scatterlist.h>

#include "mapping/mapping.h"
#include "mapping/record.h"
#include "mapping/record_debug.h"

/* ---- whose ----------------------------------------------------------------- */

static struct machine_master *master_find(struct device *dev)
{
	struct device *owner;

	/* what has no bus of its own speaks through its parent */
	for (owner = dev; !owner->of_node && !owner->bus && owner->parent;)
		owner = owner->parent;
	if (owner->of_node)
		return machine_master(owner->of_node->board_node,
				      dev_name(owner));
	return machine_master(-1, dev_name(owner));
}

struct machine_master *device_dma_master(struct device *dev)
{
	/* two tasks may be first: both find the same one */
	struct machine_master *master = smp_load_acquire(&dev->dma_master);

	if (!master) {
		master = master_find(dev);
		smp_store_release(&dev->dma_master, master);
	}
	return master;
}

unsigned int device_dma_mappings(struct device *dev)
{
	struct machine_master *master = smp_load_acquire(&dev->dma_master);

	return master ? machine_grants(master) : 0;
}

/* of two tasks that are first, one has made an owner for nothing */
const struct grant_owner *record_owner_new(struct device *dev)
{
	void *none = NULL, *owner = grant_owner_new(device_dma_master(dev), dev, dev_name(dev),
						    dev_driver_string(dev));

	if (__atomic_compare_exchange_n(&dev->dma_owner, &none, owner, false, __ATOMIC_ACQ_REL,
					__ATOMIC_ACQUIRE))
		return owner;
	return none;
}

/* ---- map ------------------------------------------------------------------- */

static const u8 check_of[] = {
	[GRANT_SINGLE] = GRANT_NOT_CHECKED,
	[GRANT_RESOURCE] = GRANT_NOT_CHECKED,
	[GRANT_PLAIN] = GRANT_CHECK_NOT_APPLICABLE,
};

static __always_inline u8 via_of(const struct map_request *req)
{
	if (unlikely(req->dev->dma_ops))
		return req->dev->iommu_group ? GRANT_IOMMU : GRANT_OPS;
	if (likely(req->addr == req->phys) || req->type == GRANT_RESOURCE)
		return GRANT_DIRECT;
	return phys_to_dma(req->dev, req->phys) == req->addr ? GRANT_DIRECT : GRANT_BOUNCE;
}

static __always_inline void grant_fill(struct grant *grant, const struct grant_owner *owner,
		       const struct map_request *req)
{
	grant->bus = req->addr;
	grant->len = req->size;
	grant->owner = owner;
	grant->caller = req->caller;
	grant->access = record_access_of[req->dir];
	grant->type = req->type;
	grant->check = check_of[req->type];
	grant->via = via_of(req);
	grant->in_line = false;
	grant->ents = req->ents;
	grant->mapped_ents = req->mapped;
	grant->phys = req->phys;
	grant->since = grants_now();
}

/* @req by value, all the way down: so it stays in registers as long as nothing is wrong */
static __always_inline void map_one(const struct map_request req, bool look)
{
	const struct grant_owner *owner = record_owner(req.dev);
	struct grant_table *table = owner->table;
	bool debug = record_debugging();
	unsigned int others = 0;
	struct grant *grant;
	bool dry;

	if (debug && look)
		record_check_memory(req.dev, req.phys, req.size);
	grants_lock(table);
	dry = !table->spare;
	grant = grant_take(table);
	grant_fill(grant, owner, &req);
	grant_insert(table, grant);
	/* registers are in no cache, though the kernel looks at them, too */
	if (debug && req.dir != DMA_TO_DEVICE && req.type != GRANT_RESOURCE)
		others = record_line_enter(grant);
	grants_unlock(table);
	if (unlikely(dry))
		record_pool_news();
	if (unlikely(others))
		record_say_overlap(req, others);
}

void __record_map(struct device *dev, phys_addr_t phys, dma_addr_t addr, size_t size,
		  unsigned long how, const void *caller)
{
	const struct map_request req = {
		.dev = dev, .phys = phys, .addr = addr, .size = size, .dir = how & 3,
		.type = how >> 2 & 7, .attrs = how >> 8, .caller = caller,
	};

	map_one(req, req.type == GRANT_SINGLE);
}

void __record_map_sg(struct device *dev, struct scatterlist *sgl, int nents, int mapped,
		     enum dma_data_direction dir, unsigned long attrs, const void *caller)
{
	struct map_request req = {
		.dev = dev, .type = GRANT_SG, .dir = dir, .attrs = attrs, .caller = caller,
		.ents = nents, .mapped = mapped,
	};
	struct scatterlist *sg;
	int i;

	if (record_debugging())
		for_each_sg(sgl, sg, nents, i)
			record_check_memory(dev, sg_phys(sg), sg->length);
	for_each_sg(sgl, sg, mapped, i) {
		if (sg_is_dma_bus_address(sg))
			continue;
		if (record_debugging())
			record_check_segment(dev, sg);
		req.phys = sg_phys(sg);
		req.addr = sg_dma_address(sg);
		req.size = sg_dma_len(sg);
		map_one(req, false);
	}
}

/* ---- unmap ----------------------------------------------------------------- */

static __always_inline bool fits(const struct grant *grant, const struct grant_owner *owner,
				 const struct map_request *req)
{
	return grant->bus == req->addr && grant->len == req->size &&
	       grant->access == record_access_of[req->dir] && grant->type == req->type &&
	       grant->ents == req->ents && grant->owner == owner;
}

/* the mapping that @req ends, if it is exactly so, the oldest of equal ones; under the lock */
static __always_inline struct grant *grant_matching(struct grant_table *table,
						    const struct grant_owner *owner,
						    const struct map_request *req)
{
	struct grant *grant = table->latest;
	struct list_head *bucket;

	/* one that nobody has checked may be the newer of two */
	if (likely(grant && grant->check != GRANT_NOT_CHECKED && fits(grant, owner, req)))
		return grant;
	bucket = grant_bucket_at(table, grant_class_of(req->size), req->addr);
	list_for_each_entry(grant, bucket, link)
		if (fits(grant, owner, req))
			return grant;
	return NULL;
}

/* nothing is wrong with how the mapping ends */
static __always_inline bool ends_well(const struct grant *grant, const struct map_request *req)
{
	if (unlikely(grant->check == GRANT_NOT_CHECKED))
		return false;
	/* what the CPU calls it is known of what was allocated */
	return !req->phys || grant->phys == req->phys || req->type == GRANT_SG;
}

static __always_inline void unmap_one(const struct map_request req)
{
	const struct grant_owner *owner = record_owner(req.dev);
	struct grant_table *table = owner->table;
	bool debug = record_debugging();
	struct grant *grant;

	grants_lock(table);
	grant = grant_matching(table, owner, &req);
	if (likely(grant && (!debug || ends_well(grant, &req)))) {
		record_strike(table, grant, req.caller);
		grants_unlock(table);
		return;
	}
	grants_unlock(table);
	record_unmap_mismatch(owner, req);
}

void __record_unmap(struct device *dev, phys_addr_t phys, dma_addr_t addr, size_t size,
		    unsigned long how, const void *caller)
{
	const struct map_request req = {
		.dev = dev, .phys = phys, .addr = addr, .size = size, .dir = how & 3,
		.type = how >> 2 & 7, .caller = caller,
	};

	unmap_one(req);
}

void __record_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
		       enum dma_data_direction dir, const void *caller)
{
	struct map_request req = {
		.dev = dev, .type = GRANT_SG, .dir = dir, .ents = nents, .caller = caller,
	};
	int mapped = nents, i;
	struct scatterlist *sg;

	for_each_sg(sgl, sg, nents, i) {
		/* a merged list has fewer mapped entries than entries */
		if (i >= mapped)
			break;
		if (sg_is_dma_bus_address(sg))
			continue;
		req.phys = sg_phys(sg);
		req.addr = sg_dma_address(sg);
		req.size = sg_dma_len(sg);
		if (!i)
			mapped = record_mapped_ents(&req) ?: nents;
		unmap_one(req);
	}
}

phys_addr_t record_phys_of(struct device *dev, const void *virt, dma_addr_t addr)
{
	const struct page *page = virt;

	if (page_in_ram(page) || !virt_addr_valid(virt))
		return dma_to_phys(dev, addr);
	if (is_vmalloc_addr(virt))
		return page_to_phys(vmalloc_to_page(virt)) + offset_in_page(virt);
	return virt_to_phys(virt);
}

/* ---- sync ------------------------------------------------------------------ */

void __record_sync(const struct map_request *req, bool to_cpu)
{
	const struct grant_owner *owner = record_owner(req->dev);
	struct grant_table *table = owner->table;
	u8 access = record_access_of[req->dir];
	struct list_head *bucket;
	struct grant *grant;

	if (!record_debugging())
		return;
	grants_lock(table);
	/* not before: whoever makes the table larger gives the old one back */
	bucket = grant_bucket_at(table, grant_class_of(req->size), req->addr);
	list_for_each_entry(grant, bucket, link)
		if (grant->bus == req->addr && grant->len == req->size &&
		    grant->access == access && grant->owner == owner &&
		    (!req->ents || grant->ents == req->ents)) {
			grants_unlock(table);
			return;
		}
	grants_unlock(table);
	record_sync_mismatch(owner, req, to_cpu);
}

void __record_sync_sg(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, bool to_cpu)
{
	struct map_request req = { .dev = dev, .type = GRANT_SG, .dir = dir, .ents = nents };
	int mapped = 0, i;
	struct scatterlist *sg;

	if (!record_debugging())
		return;
	for_each_sg(sgl, sg, nents, i) {
		req.phys = sg_phys(sg);
		req.addr = sg_dma_address(sg);
		req.size = sg_dma_len(sg);
		if (!i)
			mapped = record_mapped_ents(&req) ?: 1;
		if (i >= mapped)
			break;
		if (!sg_is_dma_bus_address(sg))
			__record_sync(&req, to_cpu);
	}
}

/* ---- did it fail? ------------------------------------------------------------ */

void debug_dma_mapping_error(struct device *dev, dma_addr_t dma_addr)
{
	const struct grant_owner *owner;
	struct grant *grant;

	if (!machine_checker || !dev || dma_addr == DMA_MAPPING_ERROR)
		return;
	owner = record_owner(dev);
	grants_lock(owner->table);
	grant = owner->table->latest;
	if (unlikely(!grant || grant->bus != dma_addr || grant->check != GRANT_NOT_CHECKED ||
		     grant->owner != owner))
		grant = record_first_unchecked(owner, dma_addr);
	if (likely(grant))
		grant->check = GRANT_CHECKED;
	grants_unlock(owner->table);
}
EXPORT_SYMBOL(debug_dma_mapping_error);
