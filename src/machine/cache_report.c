// SPDX-License-Identifier: MIT
/*
 * What is said where memory that is not coherent was used without its
 * synchronisation: which device, which mapping, which call is missing. Kernel
 * side; cache.c calls it, with no lock held.
 */
#include <linux/kernel.h>
#include <linux/printk.h>

#include "base/host.h"
#include "machine/cache_private.h"

/**
 * struct mistake - a line of the log
 * @bytes: of which it speaks
 * @bus: what @master calls the first of them
 * @what: the middle of the sentence, behind their number and address
 */
struct mistake {
	struct machine_master *master;
	const struct cache_bytes *bytes;
	u64 bus;
	const char *what;
};

static void tell(const struct mistake *m)
{
	const void *writer = models_written_by(m->master);
	unsigned long long bus = m->bus, count = m->bytes->count;
	char mapping[320], who[192];
	bool say = machine_may_say(&m->master->limit, m->master->name);

	if (!say && !machine_trace)
		return;
	checker_mapping(m->master, m->bus, mapping, sizeof(mapping));
	machine_traced("cache", "%s: %llu bytes at 0x%llx %s%s", m->master->name, count, bus,
		       m->what, mapping);
	if (!say)
		return;
	pr_err("DMA cache: %s: %llu bytes at 0x%016llx %s%s\n", m->master->name, count, bus,
	       m->what, mapping);
	if (writer)
		pr_err("DMA cache: %s: its registers were last written by %s\n", m->master->name,
		       host_place(writer, who, sizeof(who)));
}

static void tell_of_writer(const struct cache_trouble *t, const struct cache_bytes *bytes,
			   const char *what)
{
	struct mistake m = {
		.master = t->writer,
		.bytes = bytes,
		.bus = t->writer_bus + (bytes->first - t->writer_phys),
		.what = what,
	};

	if (bytes->count && t->writer)
		tell(&m);
}

/* a line came back over what a device wrote */
static void tell_buried(const struct cache_trouble *t)
{
	if (t->shared.count)
		tell_of_writer(t, &t->shared,
			       "that it wrote are lost: the CPU wrote to what else is in their "
			       "cache line; dma_get_cache_alignment() is what to align the buffer "
			       "to");
	else
		tell_of_writer(t, &t->buried,
			       "that it wrote are lost: the CPU wrote there, too, before "
			       "dma_sync_single_for_cpu() or dma_unmap_single()");
}

void cache_tell_look(struct machine_master *master, u64 bus, bool write, const void *by)
{
	char mapping[320], who[192];

	if (!machine_may_say(&master->limit, master->name))
		return;
	checker_mapping(master, bus, mapping, sizeof(mapping));
	pr_err("DMA cache: %s: what it wrote to 0x%016llx was %s by %s: dma_sync_single_for_cpu() "
	       "or dma_unmap_single() is missing%s\n",
	       master->name, (unsigned long long)bus,
	       write ? "overwritten in the cache" : "looked for in an old cache line",
	       host_place(by, who, sizeof(who)), mapping);
}

void cache_tell_sync(const struct cache_trouble *t)
{
	tell_buried(t);
	tell_of_writer(t, &t->dropped,
		       "that the CPU wrote are lost: it wrote them before "
		       "dma_sync_single_for_cpu() or dma_unmap_single() made it see the device's");
}

void cache_tell_access(struct machine_master *master, u64 bus, u64 phys,
		       const struct cache_trouble *t)
{
	struct mistake stale = {
		.master = master,
		.bytes = &t->stale,
		.bus = bus + (t->stale.first - phys),
		.what = "that it read are old: the CPU wrote new ones and nobody cleaned its "
			"cache; dma_sync_single_for_device() is missing",
	};

	if (t->stale.count)
		tell(&stale);
	tell_buried(t);
}
