/* SPDX-License-Identifier: MIT */
/*
 * DMA-API debugging, between the files of the record of mappings: what
 * Linux's kernel/dma/debug.c reports, in its words. A grant says what a
 * mapping is; these files say what is wrong with it.
 */
#ifndef DMAE_MAPPING_RECORD_DEBUG_H
#define DMAE_MAPPING_RECORD_DEBUG_H

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/dma-direction.h>

#include "base/mm/alloc.h"
#include "mapping/record.h"

/* what the machine calls a direction */
static const u8 record_access_of[] = {
	[DMA_BIDIRECTIONAL] = MACHINE_READ | MACHINE_WRITE,
	[DMA_TO_DEVICE] = MACHINE_READ,
	[DMA_FROM_DEVICE] = MACHINE_WRITE,
	[DMA_NONE] = 0,
};

const struct grant_owner *record_owner_new(struct device *dev);

/* who @dev is in the record */
static inline const struct grant_owner *record_owner(struct device *dev)
{
	const struct grant_owner *owner = smp_load_acquire(&dev->dma_owner);

	return likely(owner) ? owner : record_owner_new(dev);
}

void record_line_leave(struct grant *grant);

/* @grant ends; under the table's lock */
static inline void record_strike(struct grant_table *table, struct grant *grant,
				 const void *caller)
{
	if (grant->in_line)
		record_line_leave(grant);
	grant_remove(table, grant, caller);
}

/* ---- record_mismatch.c ------------------------------------------------------- */

/**
 * record_unmap_mismatch() - @req ends no mapping exactly: end the one that it must mean, and say
 * what is wrong
 */
void record_unmap_mismatch(const struct grant_owner *owner, struct map_request req);
void record_sync_mismatch(const struct grant_owner *owner, const struct map_request *req,
			  bool to_cpu);
/** record_mapped_ents() - entries that the list was mapped as whose first is @req; 0: none such */
int record_mapped_ents(const struct map_request *req);
/** record_first_unchecked() - the oldest at @addr whose mapping error nobody looked at, or NULL;
 * under the table's lock */
struct grant *record_first_unchecked(const struct grant_owner *owner, dma_addr_t addr);

/* ---- record_memory.c --------------------------------------------------------- */

void record_check_host_memory(struct device *dev, phys_addr_t phys, size_t size);
void record_check_freed(struct device *dev, phys_addr_t phys, size_t size);
/** record_check_segment() - is an entry longer than the device says it can do? */
void record_check_segment(struct device *dev, struct scatterlist *sg);

/* is this memory that no DMA should go to? */
static inline void record_check_memory(struct device *dev, phys_addr_t phys, size_t size)
{
	const struct page *page = phys_to_page(phys);

	if (unlikely(!page_in_ram(page)))
		record_check_host_memory(dev, phys, size);
	else if (unlikely(!mm_seems_live(page, phys)))
		record_check_freed(dev, phys, size);
}

/* ---- record_lines.c ------------------------------------------------------------ */

/** record_line_enter() - Return: how many mappings begin in the same cache line already */
unsigned int record_line_enter(struct grant *grant);
void record_say_overlap(struct map_request req, unsigned int others);
void record_lines_reset(void);

/* ---- record_report.c ----------------------------------------------------------- */

/* the texts of the kernel for what a mapping is */
const char *record_type_name(const struct grant *grant);
const char *record_type_text(enum grant_type type);
const char *record_dir_name(unsigned int access);
const char *record_check_name(const struct grant *grant);

extern bool record_disabled;

/* debugging is on; else the record is kept for the bus alone */
static inline bool record_debugging(void)
{
	return likely(!READ_ONCE(record_disabled));
}

/** record_may_say() - an error of @dev is to be counted; true: and to be shown */
bool record_may_say(struct device *dev);
/** record_said() - what follows a report: where the memory was mapped, if that is known; and what
 * becomes of the next */
void record_said(const void *mapped_by);
const char *record_driver_of(struct device *dev);
const char *record_name_of(struct device *dev);

#define record_err(dev, mapped_by, fmt, ...)						\
	do {										\
		if (record_may_say(dev)) {						\
			WARN(1, "DMA-API: %s %s: " fmt, record_driver_of(dev),		\
			     record_name_of(dev), ##__VA_ARGS__);			\
			record_said(mapped_by);					\
		}									\
	} while (0)

extern unsigned int record_news;
void record_pool_tell(void);

/* the pool has grown since it was said last */
static inline void record_pool_news(void)
{
	if (unlikely(__atomic_load_n(&record_news, __ATOMIC_RELAXED)))
		record_pool_tell();
}

/* what /sys/kernel/debug/dma-api shows and sets */
extern u32 record_error_count, record_all_errors, record_num_errors;
ssize_t record_filter_text(char *buf, size_t size);
void record_filter_set(const char *text, size_t len);
void record_report_start(void);

/* ---- record_files.c, record_leaks.c --------------------------------------------- */

void record_files_start(void);
void record_files_stop(void);
int record_leaks_start(void);
void record_leaks_stop(void);

#endif
