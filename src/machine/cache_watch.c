// SPDX-License-Identifier: MIT
/*
 * Who looks at what the cache hides: a page that a device wrote to is made
 * inaccessible until it is synchronised. Whoever touches it before is let
 * through, and if that was where the device had written, a line says who it
 * was: a dma_sync_*_for_cpu() is missing there. Kernel side; cache.c calls it.
 *
 * It costs some system calls for a page and a signal for each look, so it
 * samples: the first pages that a device writes to are watched, then one in
 * many. Only the machine's own RAM is; other memory is the program's. It is
 * off unless cache_watch=on, as dmae says: a program may have its own mind
 * about SIGSEGV.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/boot_param.h"
#include "base/host.h"
#include "base/mm.h"
#include "machine/cache_private.h"

#define FIRST	    256
#define THEN_ONE_IN 256
#define FRAMES	    8
#define FAULTS	    100

bool cache_watch_pending;

static bool watch_on;

/* the look that is to be told of; taken by who sets @taken, read when it is pending */
static struct {
	bool taken;
	bool write;
	struct machine_master *master;
	u64 bus;
	void *pc[FRAMES];
	int count;
} look;

static int set_watch(const char *value)
{
	if (value && strcmp(value, "on") && strcmp(value, "off"))
		return -EINVAL;
	watch_on = value && !strcmp(value, "on");
	return 0;
}
BOOT_PARAM(cache_watch, "cache_watch", "on|off", set_watch);

void cache_unwatch(struct cache_page *page, u8 *cpu)
{
	if (likely(!page->watched))
		return;
	page->watched = false;
	host_protect(cpu, MACHINE_PAGE_SIZE, true);
}

/* from the instruction at @pc on; what lies above it is the signal's */
static void take_calls(void *pc)
{
	void *frames[2 * FRAMES];
	int n = host_backtrace(frames, 2 * FRAMES), i = 0;

	while (i < n && frames[i] != pc)
		i++;
	look.count = 0;
	/* as if it were a call */
	look.pc[look.count++] = (char *)pc + 1;
	for (i++; i < n && look.count < FRAMES; i++)
		look.pc[look.count++] = frames[i];
}

/* what was given up by who mapped it may be written to by who has it now */
static bool worth_telling(const struct cache_page *page, unsigned int offset, bool write)
{
	if (!page->copy || !page->writer || !cache_lines_unseen(page, offset))
		return false;
	return !write || machine_granted(page->writer, page->writer_bus + offset, 1, MACHINE_WRITE);
}

/* in a signal handler, on top of whatever touched the page */
static bool watch_fault(void *addr, bool write, void *pc)
{
	u64 phys = mm_phys(addr);
	unsigned int offset = phys % MACHINE_PAGE_SIZE;
	struct cache_page *page = mm_is_ram(phys) ? cache_find(phys) : NULL;
	bool watched, again;

	if (!page)
		return false;
	cache_lock(page);
	watched = page->watched;
	again = !watched && page->faults;
	if (again)
		page->faults--;
	cache_unwatch(page, (u8 *)addr - offset);
	if (watched && worth_telling(page, offset, write) &&
	    !__atomic_exchange_n(&look.taken, true, __ATOMIC_ACQUIRE)) {
		look.write = write;
		look.master = page->writer;
		look.bus = page->writer_bus + offset;
		take_calls(pc);
		__atomic_store_n(&cache_watch_pending, true, __ATOMIC_RELEASE);
	}
	cache_unlock(page);
	/* somebody on another CPU may just have opened it; if not, it is not our fault */
	return watched || again;
}

/* the first look at a stack loads what looks at stacks: not in a signal handler */
static void get_ready(void)
{
	static bool ready;
	void *frame;

	if (!__atomic_exchange_n(&ready, true, __ATOMIC_RELAXED))
		host_backtrace(&frame, 1);
}

void cache_watch(struct cache_page *page, u8 *cpu, u64 phys)
{
	unsigned int n;

	if (likely(!watch_on) || page->watched || !mm_is_ram(phys))
		return;
	n = page->writer->watched++;
	if (n >= FIRST && n % THEN_ONE_IN)
		return;
	page->watched = true;
	page->faults = FAULTS;
	get_ready();
	/* somebody may have put a handler of his own in our place */
	host_fault_first(watch_fault);
	host_protect(cpu, MACHINE_PAGE_SIZE, false);
}

/* the first caller of whom it is known where he is: memcmp() is nobody's driver */
static const void *who_looked(void)
{
	char place[192];
	int i;

	for (i = 0; i < look.count; i++)
		if (strchr(host_place(look.pc[i], place, sizeof(place)), '('))
			return look.pc[i];
	return look.pc[0];
}

void cache_watch_tell(void)
{
	if (!__atomic_exchange_n(&cache_watch_pending, false, __ATOMIC_ACQUIRE))
		return;
	cache_tell_look(look.master, look.bus, look.write, who_looked());
	__atomic_store_n(&look.taken, false, __ATOMIC_RELEASE);
}

void cache_watch_stop(void)
{
	cache_watch_told();
	host_fault_first(NULL);
}
