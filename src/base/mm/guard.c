// SPDX-License-Identifier: MIT
/*
 * Guarded objects: some of what modules allocate gets pages of its own, with
 * a page behind it that nobody may touch, and when it is freed nobody may
 * touch it either, for a while. A use after free or a read beyond the end is
 * then caught at the very instruction that does it, in an ordinary build.
 * What Linux calls KFENCE, and reported in its words.
 *
 * It samples: each call site's first allocations are guarded, then one in
 * many. The library's own code is not looked at, nor is anything in a build
 * with a sanitizer, which sees it all. slab.c asks here.
 */
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/time64.h>

#include "base/exec/exec.h"
#include "base/lib/caller.h"
#include "base/lib/lib.h"
#include "base/mm.h"
#include "base/mm/alloc.h"

#define SITES		1024	/* a power of two */
#define FIRST		16	/* allocations of a site that are guarded for sure */
#define THEN_ONE_IN	2048
#define LIVE_MAX	256
#define FREED_MAX	128	/* kept out of use after they were freed */
#define FRAMES		8

/** struct guard_trace - who did something, and when */
struct guard_trace {
	void *pc[FRAMES];
	int count, pid, cpu;
	exec_ns at;
};

/** struct guard - what is known of one guarded object, live or freed not long ago */
struct guard {
	struct list_head link;	/* in live or freed */
	struct slab *slab;	/* NULL: it was freed */
	struct page *page;
	const char *cache;
	char *object;
	size_t size;
	unsigned int number;
	bool reported;
	struct guard_trace alloc, free;
};

/** struct guard_fault - an access that was caught, to be told as soon as the log may be used */
struct guard_fault {
	bool write;
	char *addr;
	struct guard guard;
	struct guard_trace trace;
};

bool guard_pending;

static struct {
	bool on;
	struct mm_lock lock;
	unsigned short sites[SITES];
	struct list_head live, freed;
	unsigned int nlive, nfreed, number;
	struct guard_fault fault;
	const void *told[16];
	unsigned int ntold;
} guards = {
	.live = LIST_HEAD_INIT(guards.live),
	.freed = LIST_HEAD_INIT(guards.freed),
};

/* the library's own code: from its first byte to the end of its text */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char etext[] __attribute__((visibility("hidden")));

/* ---- who is guarded ---------------------------------------------------- */

bool guard_wanted(const void *caller)
{
	unsigned short *site, n;

	if (likely(!guards.on) || ((const char *)caller >= __ehdr_start && (const char *)caller < etext))
		return false;
	site = &guards.sites[((unsigned long)caller * 0x9e3779b97f4a7c15ul) >> 54];
	n = (*site)++;
	if (n >= FIRST + THEN_ONE_IN)
		*site = FIRST + 1;
	return n < FIRST || n == FIRST + THEN_ONE_IN;
}

/* from the call that returns to @caller on; what lies above it is ours */
static void trace_take(struct guard_trace *t, const void *caller)
{
	void *pc[2 * FRAMES];
	int count = host_backtrace(pc, 2 * FRAMES), i;

	for (i = 0; i < count && pc[i] != caller; i++)
		;
	t->count = min(count - i, FRAMES);
	memcpy(t->pc, pc + i, t->count * sizeof(*pc));
	t->pid = caller_pid();
	t->cpu = caller_cpu();
	t->at = exec_now();
}

/* ---- life -------------------------------------------------------------- */

static void guard_forget(struct guard *g)
{
	list_del(&g->link);
	host_protect(page_address(g->page), 2 * PAGE_SIZE, true);
	mm_block_free(g->page, NULL);
	host_free(g);
}

/* on the list of @s, like any other slab without a free object */
static struct slab *slab_of_one(struct kmem_cache *s, struct guard *g, const void *caller)
{
	struct slab *slab = host_alloc(struct_size(slab, object, 1));

	slab->cache = s;
	slab->base = g->object;
	slab->guard = g;
	slab->free = OBJECT_NONE;
	slab->fresh = 1;
	slab->inuse = 1;
	slab->object[0].caller = caller;
	slab->object[0].size = g->size;
	slab->object[0].next = OBJECT_LIVE;
	g->page->slab = slab;
	page_flag_set(g->page, PG_slab);
	return slab;
}

void *guard_alloc(struct kmem_cache *s, gfp_t gfp, size_t size, const void *caller)
{
	size_t align = is_power_of_2(size) ? size : ARCH_KMALLOC_MINALIGN;
	struct guard *g;
	struct page *page;

	guard_flush();
	if (size > PAGE_SIZE || guards.nlive >= LIVE_MAX)
		return NULL;
	align = max_t(size_t, align, ARCH_KMALLOC_MINALIGN);
	page = mm_block_alloc(2, (gfp & ~(__GFP_ZERO | __GFP_COMP)) | __GFP_NOWARN, NULL, NULL);
	if (!page)
		return NULL;
	g = host_alloc(sizeof(*g));
	g->page = page;
	g->size = size;
	g->cache = s->name;
	g->object = (char *)page_address(page) + ALIGN_DOWN(PAGE_SIZE - size, align);
	g->slab = slab_of_one(s, g, caller);
	trace_take(&g->alloc, caller);
	host_protect((char *)page_address(page) + PAGE_SIZE, PAGE_SIZE, false);

	mm_lock(&s->lock);
	list_add(&g->slab->link, &s->full);
	s->live++;
	s->live_bytes += size;
	mm_unlock(&s->lock);
	mm_lock(&guards.lock);
	g->number = guards.number++;
	list_add(&g->link, &guards.live);
	guards.nlive++;
	mm_unlock(&guards.lock);
	memset(g->object, gfp & __GFP_ZERO ? 0 : 0x5a, size);
	return g->object;
}

void guard_free(struct slab *slab, const void *caller)
{
	struct guard *g = slab->guard, *oldest = NULL;
	struct kmem_cache *s = slab->cache;

	mm_lock(&s->lock);
	list_del(&slab->link);
	s->live--;
	s->live_bytes -= slab->object[0].size;
	mm_unlock(&s->lock);
	trace_take(&g->free, caller);
	g->slab = NULL;
	page_flag_clear(g->page, PG_slab);
	page_flag_set(g->page, PG_freed);
	g->page->slab = NULL;
	host_free(slab);
	host_protect(page_address(g->page), 2 * PAGE_SIZE, false);

	mm_lock(&guards.lock);
	list_move_tail(&g->link, &guards.freed);
	guards.nlive--;
	if (++guards.nfreed > FREED_MAX) {
		guards.nfreed--;
		oldest = list_first_entry(&guards.freed, struct guard, link);
		list_del_init(&oldest->link);
	}
	mm_unlock(&guards.lock);
	if (oldest)
		guard_forget(oldest);
	guard_flush();
}

void guard_drop(struct slab *slab)
{
	struct guard *g = slab->guard;

	page_flag_clear(g->page, PG_slab);
	g->page->slab = NULL;
	host_free(slab);
	guards.nlive--;
	guard_forget(g);
}

const void *guard_freed_by(const struct page *page)
{
	const void *who = NULL;
	struct guard *g;

	mm_lock(&guards.lock);
	list_for_each_entry(g, &guards.freed, link)
		if (g->page == page && g->free.count)
			who = g->free.pc[0];
	mm_unlock(&guards.lock);
	return who;
}

/* ---- faults ------------------------------------------------------------ */

static struct guard *guard_at(const char *addr)
{
	struct list_head *lists[] = { &guards.live, &guards.freed };
	struct guard *g;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		list_for_each_entry(g, lists[i], link)
			if (addr >= (char *)page_address(g->page) &&
			    addr < (char *)page_address(g->page) + 2 * PAGE_SIZE)
				return g;
	return NULL;
}

/* each mistake is told once, or at least not by one that was told just now */
static bool first_from(const void *pc)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(guards.told); i++)
		if (guards.told[i] == pc)
			return false;
	guards.told[guards.ntold++ % ARRAY_SIZE(guards.told)] = pc;
	return true;
}

/*
 * In a signal handler, on top of whatever made the access: takes note, and
 * lets it pass from now on, as Linux does.
 */
static bool guard_fault(void *addr, bool write, void *pc)
{
	struct guard_fault *f = &guards.fault;
	struct guard *g = guard_at(addr);

	if (!g || g->reported)
		return false;
	g->reported = true;
	host_protect(page_address(g->page), 2 * PAGE_SIZE, true);
	if (guard_pending || !first_from(pc))
		return true;
	trace_take(&f->trace, pc);
	if (!f->trace.count)
		f->trace.count = 1;
	f->trace.pc[0] = (char *)pc + 1;	/* as if it were a call */
	f->guard = *g;
	f->write = write;
	f->addr = addr;
	WRITE_ONCE(guard_pending, true);
	return true;
}

/* ---- reports ----------------------------------------------------------- */

/* the log; or, where the process is about to end in a signal handler, the console */
static bool dying;

static __printf(1, 2) void say(const char *fmt, ...)
{
	char text[512];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (dying)
		host_console(text, len);
	else
		pr_err("%s", text);
}

static void say_trace(const struct guard_trace *t)
{
	char text[256];
	int i;

	for (i = 0; i < t->count; i++)
		say(" %s\n", host_place(t->pc[i], text, sizeof(text)));
}

static void say_event(const char *what, const struct guard_trace *t)
{
	say("\n");
	say("%s by task %d on cpu %d at %llu.%06llus:\n", what, t->pid, t->cpu,
	    t->at / NSEC_PER_SEC, t->at % NSEC_PER_SEC / NSEC_PER_USEC);
	say_trace(t);
}

static void say_object(const struct guard *g)
{
	say("\n");
	say("kfence-#%u: size=%zu, cache=%s\n", g->number, g->size, g->cache);
	say_event("allocated", &g->alloc);
	if (!g->slab)
		say_event("freed", &g->free);
}

#define RULE "==================================================================\n"

void guard_report(void)
{
	struct guard_fault f = guards.fault;
	const struct guard *g = &f.guard;
	const char *what = g->slab ? "out-of-bounds" : "use-after-free";
	const char *way = f.write ? "write" : "read";
	char text[256];

	WRITE_ONCE(guard_pending, false);
	say(RULE);
	say("BUG: KFENCE: %s %s in %s\n", what, way,
	    host_place(f.trace.pc[0], text, sizeof(text)));
	say("\n");
	say("%s %s at byte %ld of %zu (in kfence-#%u):\n", what, way, (long)(f.addr - g->object),
	    g->size, g->number);
	say_trace(&f.trace);
	say_object(g);
	say(RULE);
	add_taint(TAINT_BAD_PAGE, LOCKDEP_STILL_OK);
}

static void guard_last_word(void)
{
	dying = true;
	if (guard_pending)
		guard_report();
	dying = false;
}

bool guard_double_free(const void *object, const void *caller)
{
	const struct guard *g = guard_at(object);
	char text[256];

	if (!g || g->slab || object != g->object)
		return false;
	say(RULE);
	say("BUG: KFENCE: invalid free in %s\n", host_place(caller, text, sizeof(text)));
	say("\n");
	say("invalid free of an object that is free already (in kfence-#%u):\n", g->number);
	dump_calls(KERN_ERR, 2);
	say_object(g);
	say(RULE);
	return true;
}

/* ---- start and stop ---------------------------------------------------- */

void mm_guard(bool on)
{
	guards.on = on && !MM_ASAN && !MM_TSAN;
	memset(guards.sites, 0, sizeof(guards.sites));
	host_fault_filter(guards.on ? guard_fault : NULL, guard_last_word);
}

void guard_stop(void)
{
	struct guard *g, *next;

	guard_flush();
	mm_guard(false);
	list_for_each_entry_safe(g, next, &guards.freed, link)
		guard_forget(g);
	guards.nfreed = 0;
	guards.number = 0;
	memset(guards.told, 0, sizeof(guards.told));
}

unsigned long guard_pages(void)
{
	return 2ul * (guards.nlive + guards.nfreed);
}
