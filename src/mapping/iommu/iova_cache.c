// SPDX-License-Identifier: MIT
/*
 * Magazines: small address ranges that were freed wait here, by size, for
 * the next who wants one. Each CPU has two magazines of a size, full ones
 * beyond that go to a depot that all share (Bonwick and Adams, "Magazines
 * and Vmem", 2001). What does not fit any more goes back to the tree.
 *
 * A magazine is made when the first range goes into it. The locks here are
 * the allocators' (base/mm/alloc.h): nothing that could switch is called
 * under them, above all not the tree, whose lock is a kernel lock.
 */
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/iova.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "base/mm/alloc.h"
#include "mapping/iommu/iova.h"

/* sizes that wait: 1, 2, 4, ... 32 pages */
#define SIZES		6
/* a magazine is 1 KiB */
#define MAGAZINE_PFNS	127
#define DEPOT_MAGAZINES	32

struct magazine {
	unsigned long size;
	unsigned long pfns[MAGAZINE_PFNS];
};

/* of one CPU and one size; @lock, since an id may be shared, and others empty them */
struct cpu_magazines {
	struct mm_lock lock;
	struct magazine *loaded;
	struct magazine *prev;
} ____cacheline_aligned;

/**
 * struct iova_rcache - the magazines of one size
 * @lock: protects the depot; taken inside of a CPU's lock
 * @depot_size: how many are in @depot
 * @depot: full magazines
 * @cpu: by CPU
 */
struct iova_rcache {
	struct mm_lock lock;
	unsigned int depot_size;
	struct magazine *depot[DEPOT_MAGAZINES];
	struct cpu_magazines *cpu;
};

unsigned long iova_rcache_range(void)
{
	return PAGE_SIZE << (SIZES - 1);
}

static bool can_pop(const struct magazine *mag)
{
	return mag && mag->size;
}

static bool can_push(const struct magazine *mag)
{
	return mag && mag->size < MAGAZINE_PFNS;
}

/* the range that was freed last, of those not above @limit; 0: none */
static unsigned long magazine_pop(struct magazine *mag, unsigned long limit)
{
	unsigned long *at = mag->pfns + mag->size, found;

	while (at > mag->pfns) {
		if (*--at > limit)
			continue;
		found = *at;
		*at = mag->pfns[--mag->size];
		return found;
	}
	return 0;
}

/* what a magazine has goes back to the tree; no lock is held */
static void magazine_drop(struct magazine *mag, struct iova_domain *iovad)
{
	if (!mag)
		return;
	iova_free_pfns(iovad, mag->pfns, mag->size);
	kfree(mag);
}

/* ---- one size ------------------------------------------------------------ */

static struct magazine *depot_take(struct iova_rcache *rcache)
{
	struct magazine *mag = NULL;

	mm_lock(&rcache->lock);
	if (rcache->depot_size)
		mag = rcache->depot[--rcache->depot_size];
	mm_unlock(&rcache->lock);
	return mag;
}

/* false: it is full */
static bool depot_put(struct iova_rcache *rcache, struct magazine *mag)
{
	bool room;

	mm_lock(&rcache->lock);
	room = rcache->depot_size < DEPOT_MAGAZINES;
	if (room)
		rcache->depot[rcache->depot_size++] = mag;
	mm_unlock(&rcache->lock);
	return room;
}

/* a magazine with something in it is loaded, or false; under the CPU's lock */
static bool load_filled(struct iova_rcache *rcache, struct cpu_magazines *cpu)
{
	struct magazine *mag;

	if (can_pop(cpu->prev)) {
		swap(cpu->loaded, cpu->prev);
		return true;
	}
	mag = depot_take(rcache);
	if (!mag)
		return false;
	kfree(cpu->loaded);
	cpu->loaded = mag;
	return true;
}

/*
 * A magazine with a place left is loaded, or false. *@surplus: a full one
 * that the caller has to drop. Under the CPU's lock.
 */
static bool load_unfilled(struct iova_rcache *rcache, struct cpu_magazines *cpu,
			  struct magazine **surplus)
{
	struct magazine *new;

	if (can_push(cpu->prev)) {
		swap(cpu->loaded, cpu->prev);
		return true;
	}
	new = kmalloc(sizeof(*new), GFP_ATOMIC | __GFP_NOWARN);
	if (!new)
		return false;
	new->size = 0;
	if (!cpu->prev)
		cpu->prev = cpu->loaded;
	else if (!depot_put(rcache, cpu->loaded))
		*surplus = cpu->loaded;
	cpu->loaded = new;
	return true;
}

static unsigned long rcache_get(struct iova_rcache *rcache, unsigned long limit)
{
	struct cpu_magazines *cpu = &rcache->cpu[raw_smp_processor_id()];
	unsigned long pfn = 0;

	mm_lock(&cpu->lock);
	if (likely(can_pop(cpu->loaded)) || load_filled(rcache, cpu))
		pfn = magazine_pop(cpu->loaded, limit);
	mm_unlock(&cpu->lock);
	return pfn;
}

/* how many of @pfns have been put */
static unsigned int rcache_put(struct iova_domain *iovad, struct iova_rcache *rcache,
			       const unsigned long *pfns, unsigned int count)
{
	struct cpu_magazines *cpu = &rcache->cpu[raw_smp_processor_id()];
	struct magazine *surplus = NULL;
	unsigned int put = 0;

	mm_lock(&cpu->lock);
	while (put < count && !surplus &&
	       (likely(can_push(cpu->loaded)) || load_unfilled(rcache, cpu, &surplus)))
		cpu->loaded->pfns[cpu->loaded->size++] = pfns[put++];
	mm_unlock(&cpu->lock);
	magazine_drop(surplus, iovad);
	return put;
}

/* ---- all sizes ------------------------------------------------------------ */

int iova_domain_init_rcaches(struct iova_domain *iovad)
{
	unsigned int size;

	iovad->rcaches = kcalloc(SIZES, sizeof(*iovad->rcaches), GFP_KERNEL);
	if (!iovad->rcaches)
		return -ENOMEM;
	for (size = 0; size < SIZES; size++) {
		struct iova_rcache *rcache = &iovad->rcaches[size];

		rcache->cpu = kcalloc(nr_cpu_ids, sizeof(*rcache->cpu), GFP_KERNEL);
		if (!rcache->cpu) {
			iova_rcaches_free(iovad);
			return -ENOMEM;
		}
	}
	return 0;
}
EXPORT_SYMBOL_GPL(iova_domain_init_rcaches);

static void rcache_free(struct iova_rcache *rcache)
{
	unsigned int cpu;

	for (cpu = 0; rcache->cpu && cpu < nr_cpu_ids; cpu++) {
		kfree(rcache->cpu[cpu].loaded);
		kfree(rcache->cpu[cpu].prev);
	}
	kfree(rcache->cpu);
	while (rcache->depot_size)
		kfree(rcache->depot[--rcache->depot_size]);
}

void iova_rcaches_free(struct iova_domain *iovad)
{
	unsigned int size;

	if (!iovad->rcaches)
		return;
	for (size = 0; size < SIZES; size++)
		rcache_free(&iovad->rcaches[size]);
	kfree(iovad->rcaches);
	iovad->rcaches = NULL;
}

static void cpu_flush(struct cpu_magazines *of, struct iova_domain *iovad)
{
	struct magazine *loaded, *prev;

	mm_lock(&of->lock);
	loaded = of->loaded;
	prev = of->prev;
	of->loaded = NULL;
	of->prev = NULL;
	mm_unlock(&of->lock);
	magazine_drop(loaded, iovad);
	magazine_drop(prev, iovad);
}

/* everything that waits goes back to the tree, whose CPU and size ever it is of */
static void rcaches_flush(struct iova_domain *iovad)
{
	struct magazine *mag;
	unsigned int size, cpu;

	for (size = 0; size < SIZES; size++) {
		for_each_possible_cpu(cpu)
			cpu_flush(&iovad->rcaches[size].cpu[cpu], iovad);
		while ((mag = depot_take(&iovad->rcaches[size])))
			magazine_drop(mag, iovad);
	}
}

static struct iova_rcache *rcache_of(struct iova_domain *iovad, unsigned long size)
{
	unsigned int order = order_base_2(size);

	return order < SIZES && iovad->rcaches ? &iovad->rcaches[order] : NULL;
}

static unsigned long alloc_from_tree(struct iova_domain *iovad, unsigned long size,
				     unsigned long limit_pfn, bool flush_rcache)
{
	struct iova *iova = alloc_iova(iovad, size, limit_pfn, true);

	if (!iova && flush_rcache && iovad->rcaches) {
		rcaches_flush(iovad);
		iova = alloc_iova(iovad, size, limit_pfn, true);
	}
	return iova ? iova->pfn_lo : 0;
}

unsigned long alloc_iova_fast(struct iova_domain *iovad, unsigned long size,
			      unsigned long limit_pfn, bool flush_rcache)
{
	struct iova_rcache *rcache;
	unsigned long pfn;

	if (unlikely(!size))
		return 0;
	rcache = rcache_of(iovad, size);
	if (likely(rcache)) {
		/* what waits under one size must be of that size, whoever takes it next */
		size = roundup_pow_of_two(size);
		pfn = limit_pfn + 1 >= size ? rcache_get(rcache, limit_pfn + 1 - size) : 0;
		if (likely(pfn))
			return pfn;
	}
	return alloc_from_tree(iovad, size, limit_pfn, flush_rcache);
}
EXPORT_SYMBOL_GPL(alloc_iova_fast);

void iova_free_many(struct iova_domain *iovad, const unsigned long *pfns, unsigned int count,
		    unsigned long size)
{
	struct iova_rcache *rcache = rcache_of(iovad, size);
	unsigned int done = 0, put;

	while (rcache && done < count) {
		put = rcache_put(iovad, rcache, pfns + done, count - done);
		if (unlikely(!put))
			break;
		done += put;
	}
	for (; done < count; done++)
		free_iova(iovad, pfns[done]);
}

void free_iova_fast(struct iova_domain *iovad, unsigned long pfn, unsigned long size)
{
	iova_free_many(iovad, &pfn, 1, size);
}
EXPORT_SYMBOL_GPL(free_iova_fast);
