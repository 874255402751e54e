// SPDX-License-Identifier: MIT
/*
 * Lazy invalidation. What is unmapped is gone from the tables at once, but
 * the IOMMU may remember it for a while: its addresses wait here, a ring for
 * each CPU, until one invalidation of everything has made them safe to hand
 * out again. That is done when a ring is full, and 10 ms after the first
 * address came to wait.
 *
 * @started and @finished count invalidations. What came to wait while
 * @started was n is safe once @finished is above n: an invalidation that began
 * later has ended.
 */
#define pr_fmt(fmt) "iommu: " fmt

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/timer.h>

#include "base/mm/alloc.h"
#include "mapping/iommu/dma.h"
#include "mapping/iommu/iova.h"

#define QUEUE_SIZE		256
#define QUEUE_TIMEOUT_MS	10
/* that many are given back under one lock */
#define BATCH			64

struct waiting {
	dma_addr_t addr;
	size_t size;
	u64 started;
	struct list_head freelist;	/* pages of tables that are not needed; next NULL: none */
};

/*
 * Of one CPU; @lock protects the ring, of which [@head, @tail) is in use. It is
 * an allocator's lock: nothing that could switch is called under it.
 */
struct flush_queue {
	struct mm_lock lock;
	unsigned int head, tail;
	struct waiting ring[QUEUE_SIZE];
};

/* @queue: by CPU, each made when it is first needed; @running: the timer will fire */
struct flush_queues {
	struct iommu_domain *domain;
	atomic64_t started;
	atomic64_t finished;
	struct timer_list timer;
	atomic_t running;
	struct flush_queue *queue[];
};

static unsigned int next_of(unsigned int i)
{
	return (i + 1) % QUEUE_SIZE;
}

static void flush(struct flush_queues *queues)
{
	atomic64_inc(&queues->started);
	queues->domain->ops->flush_iotlb_all(queues->domain);
	atomic64_inc(&queues->finished);
}

/* ---- out of a ring ------------------------------------------------------------------ */

static void free_pages_of(struct list_head *list)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, list, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

/* ranges of one size that are safe; *@tables gets what was kept for them. 0: no more */
static unsigned int take_safe(struct flush_queues *queues, struct flush_queue *q,
			      unsigned long *pfns, size_t *size, struct list_head *tables)
{
	u64 finished = atomic64_read(&queues->finished);
	unsigned int shift = iova_shift(&queues->domain->iova_cookie->iovad), count = 0;
	struct waiting *w;

	mm_lock(&q->lock);
	for (; q->head != q->tail && count < BATCH; q->head = next_of(q->head)) {
		w = &q->ring[q->head];
		if (w->started >= finished || (count && w->size != *size))
			break;
		*size = w->size;
		pfns[count++] = w->addr >> shift;
		if (unlikely(w->freelist.next))
			list_splice(&w->freelist, tables);
		w->freelist.next = NULL;
	}
	mm_unlock(&q->lock);
	*size >>= shift;
	return count;
}

static void give_safe(struct flush_queues *queues, struct flush_queue *q)
{
	struct iova_domain *iovad = &queues->domain->iova_cookie->iovad;
	unsigned long pfns[BATCH];
	LIST_HEAD(tables);
	unsigned int count;
	size_t size = 0;

	while ((count = take_safe(queues, q, pfns, &size, &tables)))
		iova_free_many(iovad, pfns, count, size);
	free_pages_of(&tables);
}

static void flush_timeout(struct timer_list *timer)
{
	struct flush_queues *queues = from_timer(queues, timer, timer);
	struct flush_queue *q;
	unsigned int cpu;

	atomic_set(&queues->running, 0);
	flush(queues);
	for_each_possible_cpu(cpu) {
		q = smp_load_acquire(&queues->queue[cpu]);
		if (q)
			give_safe(queues, q);
	}
}

/* ---- into a ring ----------------------------------------------------------------------- */

static struct flush_queue *make_queue(struct flush_queues *queues, unsigned int cpu)
{
	struct flush_queue *q = kzalloc(sizeof(*q), GFP_ATOMIC | __GFP_NOWARN), *first;

	if (!q)
		return NULL;
	first = cmpxchg(&queues->queue[cpu], NULL, q);
	if (!first)
		return q;
	kfree(q);
	return first;
}

static void start_timer(struct flush_queues *queues)
{
	if (!atomic_read(&queues->running) && !atomic_xchg(&queues->running, 1))
		mod_timer(&queues->timer, jiffies + msecs_to_jiffies(QUEUE_TIMEOUT_MS));
}

/*
 * The tables have changed before the count of invalidations is read, so that
 * one that began later sees the change. Taking the lock is as good on x86.
 */
static void order_tables(void)
{
#ifndef __x86_64__
	smp_mb();
#endif
}

/* false: the ring is full */
static bool enqueue(struct flush_queues *queues, struct flush_queue *q, dma_addr_t addr,
		    size_t size, struct list_head *freelist)
{
	struct waiting *w;
	bool room;

	mm_lock(&q->lock);
	room = next_of(q->tail) != q->head;
	if (likely(room)) {
		order_tables();
		w = &q->ring[q->tail];
		w->addr = addr;
		w->size = size;
		w->started = atomic64_read(&queues->started);
		if (unlikely(!list_empty(freelist))) {
			INIT_LIST_HEAD(&w->freelist);
			list_splice(freelist, &w->freelist);
		}
		q->tail = next_of(q->tail);
	}
	mm_unlock(&q->lock);
	return room;
}

void flush_queue_add(struct iommu_dma_cookie *cookie, dma_addr_t addr, size_t size,
		     struct list_head *freelist)
{
	struct flush_queues *queues = smp_load_acquire(&cookie->queues);
	unsigned int cpu = raw_smp_processor_id();
	struct flush_queue *q = smp_load_acquire(&queues->queue[cpu]);

	if (unlikely(!q))
		q = make_queue(queues, cpu);
	if (unlikely(!q)) {
		/* nowhere to wait */
		flush(queues);
		free_pages_of(freelist);
		space_give(cookie, addr, size);
		return;
	}
	while (unlikely(!enqueue(queues, q, addr, size, freelist))) {
		flush(queues);
		give_safe(queues, q);
	}
	start_timer(queues);
}

/* ---- life ----------------------------------------------------------------------------- */

int iommu_dma_init_fq(struct iommu_domain *domain)
{
	struct iommu_dma_cookie *cookie = domain->iova_cookie;
	struct flush_queues *queues;

	if (cookie->queues)
		return 0;
	if (!domain->ops->flush_iotlb_all)
		return -EINVAL;
	queues = kzalloc(struct_size(queues, queue, nr_cpu_ids), GFP_KERNEL);
	if (!queues) {
		pr_warn("iova flush queue initialization failed\n");
		return -ENOMEM;
	}
	queues->domain = domain;
	timer_setup(&queues->timer, flush_timeout, 0);
	smp_store_release(&cookie->queues, queues);
	return 0;
}

void flush_queues_free(struct iommu_dma_cookie *cookie)
{
	struct flush_queues *queues = cookie->queues;
	unsigned int cpu;

	if (!queues)
		return;
	del_timer_sync(&queues->timer);
	for_each_possible_cpu(cpu) {
		struct flush_queue *q = queues->queue[cpu];

		/* the addresses go with their domain */
		for (; q && q->head != q->tail; q->head = next_of(q->head))
			if (q->ring[q->head].freelist.next)
				free_pages_of(&q->ring[q->head].freelist);
		kfree(q);
	}
	kfree(queues);
	cookie->queues = NULL;
}
