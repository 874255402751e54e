// SPDX-License-Identifier: MIT
/*
 * The default pool of bounce buffers: how large it is ("swiotlb=", or what
 * the machine has), where it lies (as low as there is room, so that devices
 * with few address lines reach it), and what debugfs tells of pools.
 */
#define pr_fmt(fmt) "software IO TLB: " fmt

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/cpumask.h>
#include <linux/ctype.h>
#include <linux/debugfs.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/of_address.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/swiotlb.h>

#include "base/boot_param.h"
#include "base/mm/alloc.h"
#include "device/device.h"
#include "mapping/bounce_slots.h"
#include "mapping/swiotlb_pool.h"

#define MIN_SLABS	((1ul << 20) >> IO_TLB_SHIFT)
#define LOW_LIMIT	(1ull << 32)
#define ISA_LIMIT	(1ull << 24)
/* of a pool, below what ISA devices reach */
#define ISA_BYTES	(1ul << 20)
/* the pool's places are looked at in such steps */
#define STEP		(1ul << 16)

struct io_tlb_mem io_tlb_default_mem;

/* what "swiotlb=" said, and what came of it */
static bool force_bounce;
static bool force_disable;
static unsigned long wanted_slabs; /* 0: as the machine has */
static unsigned long wanted_areas; /* 0: as there are CPUs */
/* for the default pool, where ISA devices reach the first of it, before others take the place */
static struct page *isa_place;

/* ---- the parameter ----------------------------------------------------- */

static void parameter_reset(void)
{
	force_bounce = false;
	force_disable = false;
	wanted_slabs = 0;
	wanted_areas = 0;
}

/* a number at *@text, if there is one; moves on, past a comma too */
static unsigned long number(const char **text)
{
	unsigned long value = 0;
	char *end = (char *)*text;

	if (isdigit(*end))
		value = simple_strtoul(end, &end, 0);
	if (*end == ',')
		end++;
	*text = end;
	return value;
}

static int set_swiotlb(const char *value)
{
	unsigned long slabs, areas;

	parameter_reset();
	if (!value)
		return 0;
	slabs = number(&value);
	areas = number(&value);
	if (slabs > ULONG_MAX >> (IO_TLB_SHIFT + 1) || areas > NR_CPUS)
		return -EINVAL;
	force_bounce = !strcmp(value, "force");
	force_disable = !strcmp(value, "noforce");
	if (*value && !force_bounce && !force_disable)
		return -EINVAL;
	if (!*value && !slabs && !areas)
		return -EINVAL;
	wanted_slabs = ALIGN(slabs, IO_TLB_SEGSIZE);
	wanted_areas = areas;
	return 0;
}

BOOT_PARAM(swiotlb, "swiotlb", "force|noforce|SLABS[,AREAS][,force]", set_swiotlb);

/* ---- debugfs ----------------------------------------------------------- */

static int used_get(void *data, u64 *val)
{
	*val = slots_used(data);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(fops_io_tlb_used, used_get, NULL, "%llu\n");

static int hiwater_get(void *data, u64 *val)
{
	struct io_tlb_mem *mem = data;

	*val = atomic_long_read(&mem->used_hiwater);
	return 0;
}

static int hiwater_set(void *data, u64 val)
{
	struct io_tlb_mem *mem = data;

	/* only to begin anew */
	if (val)
		return -EINVAL;
	atomic_long_set(&mem->used_hiwater, 0);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(fops_io_tlb_hiwater, hiwater_get, hiwater_set, "%llu\n");

static void pool_publish(struct io_tlb_mem *mem, const char *name)
{
	struct dentry *dir = debugfs_create_dir(name, io_tlb_default_mem.debugfs);

	mem->debugfs = dir;
	if (mem->nslabs) {
		debugfs_create_file("io_tlb_used_hiwater", 0600, dir, mem, &fops_io_tlb_hiwater);
		debugfs_create_file("io_tlb_used", 0400, dir, mem, &fops_io_tlb_used);
		debugfs_create_ulong("io_tlb_nslabs", 0400, dir, &mem->nslabs);
	}
}

/* ---- a pool ------------------------------------------------------------ */

int swiotlb_pool_open(struct io_tlb_mem *mem, const char *name)
{
	int err;

	mem->end = mem->start + ((phys_addr_t)mem->nslabs << IO_TLB_SHIFT);
	mem->vaddr = phys_to_virt(mem->start);
	err = slots_create(mem);
	if (!err)
		pool_publish(mem, name);
	return err;
}

void swiotlb_pool_close(struct io_tlb_mem *mem)
{
	slots_destroy(mem);
	debugfs_remove(mem->debugfs);
	mem->debugfs = NULL;
}

/* ---- the default one's size -------------------------------------------- */

/* not more than an eighth of RAM, unless it was asked for */
static unsigned long default_slabs(void)
{
	unsigned long eighth = totalram_pages() << PAGE_SHIFT >> 3 >> IO_TLB_SHIFT;
	unsigned long slabs = IO_TLB_DEFAULT_SIZE >> IO_TLB_SHIFT;

	if (wanted_slabs)
		return wanted_slabs;
	return min(slabs, max_t(unsigned long, rounddown_pow_of_two(eighth | 1), IO_TLB_SEGSIZE));
}

unsigned long swiotlb_size_or_default(void)
{
	return default_slabs() << IO_TLB_SHIFT;
}

void swiotlb_adjust_size(unsigned long size)
{
	if (wanted_slabs)
		return;
	wanted_slabs = ALIGN(ALIGN(size, IO_TLB_SIZE) >> IO_TLB_SHIFT, IO_TLB_SEGSIZE);
	pr_info("SWIOTLB bounce buffer size adjusted to %luMB\n",
		wanted_slabs << IO_TLB_SHIFT >> 20);
}

static unsigned int areas_for(unsigned long slabs)
{
	unsigned long areas = wanted_areas ? wanted_areas : num_possible_cpus();

	areas = roundup_pow_of_two(areas);
	while (areas > 1 && areas * IO_TLB_SEGSIZE > slabs)
		areas >>= 1;
	return areas;
}

/* ---- and its place ----------------------------------------------------- */

/* where the lowest @bytes below @limit are free, from @first on; NULL: nowhere */
static struct page *place_from(u64 first, u64 limit, unsigned long bytes)
{
	u64 at;

	for (at = first; at + bytes <= limit && at < PFN_PHYS(max_pfn); at += STEP) {
		struct page *page = mm_block_at(PFN_DOWN(at), bytes >> PAGE_SHIFT,
						__builtin_return_address(0));

		if (page)
			return page;
	}
	return NULL;
}

/* where the pool should end: all devices should reach it. A machine may have no RAM below that */
static u64 pool_limit(u64 ram, unsigned int flags)
{
	u64 seen = of_dma_get_max_cpu_address(NULL), limit = LOW_LIMIT;

	if (seen < limit)
		limit = seen + 1;
	return (flags & SWIOTLB_ANY) || ram >= limit ? PFN_PHYS(max_pfn) : limit;
}

/*
 * The lowest 16 MiB are left to those who ask for them by name, but for one
 * where ISA devices reach them. A machine that is small has no choice.
 */
static struct page *pool_place(unsigned long bytes, unsigned int flags)
{
	u64 ram = ALIGN(PFN_PHYS(min_low_pfn), STEP), limit = pool_limit(ram, flags);
	struct page *page = isa_place;

	isa_place = NULL;
	if (page && page->block_pages == bytes >> PAGE_SHIFT)
		return page;
	if (page)
		mm_block_free(page, __builtin_return_address(0));
	page = place_from(ram + ISA_LIMIT, limit, bytes);
	return page ? page : place_from(ram, limit, bytes);
}

void swiotlb_reserve(void)
{
	const u64 at = ISA_LIMIT - ISA_BYTES;

	if (!force_disable && PFN_PHYS(min_low_pfn) <= at)
		isa_place = mm_block_at(PFN_DOWN(at),
					PAGE_ALIGN(default_slabs() << IO_TLB_SHIFT) >> PAGE_SHIFT,
					__builtin_return_address(0));
}

void swiotlb_unreserve(void)
{
	if (isa_place)
		mm_block_free(isa_place, __builtin_return_address(0));
	isa_place = NULL;
}

static struct page *pool_memory(unsigned long *slabs, unsigned int flags,
				int (*remap)(void *tlb, unsigned long nslabs))
{
	const unsigned long least = min(*slabs, MIN_SLABS);

	for (;;) {
		unsigned long bytes = PAGE_ALIGN(*slabs << IO_TLB_SHIFT);
		struct page *page = pool_place(bytes, flags);

		if (!page)
			pr_warn("%s: Failed to allocate %zu bytes tlb structure\n", __func__,
				(size_t)bytes);
		if (page && (!remap || remap(page_address(page), *slabs) >= 0))
			return page;
		if (page) {
			pr_warn("%s: Failed to remap %zu bytes\n", __func__, (size_t)bytes);
			mm_block_free(page, __builtin_return_address(0));
		}
		if (*slabs <= least)
			return NULL;
		*slabs = ALIGN(*slabs >> 1, IO_TLB_SEGSIZE);
	}
}

static int default_open(struct page *page, unsigned long slabs, unsigned int flags)
{
	struct io_tlb_mem *mem = &io_tlb_default_mem;
	int err;

	mem->pages = page;
	mem->start = page_to_phys(page);
	mem->nslabs = slabs;
	mem->nareas = areas_for(slabs);
	mem->force_bounce = force_bounce || (flags & SWIOTLB_FORCE);
	err = swiotlb_pool_open(mem, "swiotlb");
	if (err) {
		mm_block_free(page, __builtin_return_address(0));
		memset(mem, 0, sizeof(*mem));
	}
	return err;
}

void swiotlb_init_remap(bool addressing_limited, unsigned int flags,
			int (*remap)(void *tlb, unsigned long nslabs))
{
	unsigned long wanted = default_slabs(), slabs = wanted;
	struct page *page;

	if ((!addressing_limited && !force_bounce) || force_disable || io_tlb_default_mem.nslabs)
		return;
	page = pool_memory(&slabs, flags, remap);
	if (!page)
		return;
	if (slabs != wanted)
		pr_info("SWIOTLB bounce buffer size adjusted %lu -> %lu slabs\n", wanted, slabs);
	if (default_open(page, slabs, flags))
		pr_warn("%s: Failed to allocate %zu bytes align=0x%lx\n", __func__,
			slabs * sizeof(struct io_tlb_mapping), PAGE_SIZE);
	else if (flags & SWIOTLB_VERBOSE)
		swiotlb_print_info();
}

void swiotlb_init(bool addressing_limited, unsigned int flags)
{
	swiotlb_init_remap(addressing_limited, flags, NULL);
}

int swiotlb_init_late(size_t size, gfp_t gfp_mask, int (*remap)(void *tlb, unsigned long nslabs))
{
	unsigned long slabs = ALIGN(size >> IO_TLB_SHIFT, IO_TLB_SEGSIZE);
	struct page *page = NULL;
	int err;

	if (force_disable || io_tlb_default_mem.nslabs)
		return 0;
	for (; slabs >= MIN_SLABS; slabs = ALIGN(slabs >> 1, IO_TLB_SEGSIZE)) {
		page = alloc_contig_pages(PAGE_ALIGN(slabs << IO_TLB_SHIFT) >> PAGE_SHIFT,
					  gfp_mask | __GFP_NOWARN, NUMA_NO_NODE, NULL);
		if (page)
			break;
	}
	if (!page)
		return -ENOMEM;
	if (slabs < size >> IO_TLB_SHIFT)
		pr_warn("only able to allocate %ld MB\n", slabs << IO_TLB_SHIFT >> 20);
	err = remap ? remap(page_address(page), slabs) : 0;
	if (err) {
		mm_block_free(page, __builtin_return_address(0));
		return err;
	}
	io_tlb_default_mem.late_alloc = true;
	err = default_open(page, slabs, 0);
	if (!err)
		swiotlb_print_info();
	return err;
}
EXPORT_SYMBOL_GPL(swiotlb_init_late);

static void default_close(void)
{
	struct io_tlb_mem *mem = &io_tlb_default_mem;

	if (mem->nslabs) {
		swiotlb_pool_close(mem);
		mm_block_free(mem->pages, __builtin_return_address(0));
	}
	memset(mem, 0, sizeof(*mem));
}

void swiotlb_exit(void)
{
	if (force_bounce || !io_tlb_default_mem.nslabs)
		return;
	pr_info("tearing down default memory pool\n");
	default_close();
}

void swiotlb_print_info(void)
{
	const struct io_tlb_mem *mem = &io_tlb_default_mem;
	phys_addr_t last = mem->end - 1;

	if (!mem->nslabs)
		pr_warn("No low mem\n");
	else
		pr_info("mapped [mem %pa-%pa] (%luMB)\n", &mem->start, &last,
			mem->nslabs << IO_TLB_SHIFT >> 20);
}

unsigned int swiotlb_max_segment(void)
{
	return rounddown(io_tlb_default_mem.nslabs << IO_TLB_SHIFT, PAGE_SIZE);
}
EXPORT_SYMBOL_GPL(swiotlb_max_segment);

/* ---- with the world ---------------------------------------------------- */

void swiotlb_start(void)
{
	/* there is always memory that some device can't reach: the application's own heap */
	swiotlb_init(true, force_bounce ? SWIOTLB_VERBOSE : 0);
	device_bounce_pool = &io_tlb_default_mem;
}

void swiotlb_stop(void)
{
	device_bounce_pool = NULL;
	swiotlb_unreserve();
	default_close();
}
