// SPDX-License-Identifier: MIT
/*
 * Bus masters: who a device is on the bus, and how its addresses become
 * physical ones. Kernel side. What it may touch is checker.c's subject.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/cache.h"
#include "machine/machine_private.h"

#define RANGES_MAX 4096

static LIST_HEAD(masters);

static void master_read_ranges(struct machine_master *master)
{
	unsigned int room;
	int count;

	for (room = 16; room <= RANGES_MAX; room *= 4) {
		master->ranges = host_realloc(master->ranges, room * sizeof(*master->ranges));
		count = board_dma_ranges(machine_tree, master->node, master->ranges, room);
		if (count != -ENOSPC)
			break;
	}
	if (count < 0)
		pr_err("machine: %s: its dma-ranges lead nowhere (error %d): it reaches no "
		       "memory\n",
		       master->name, count);
	master->range_count = count > 0 ? count : 0;
	if (count < 0)
		master->range_count = 1; /* the one below, which is empty */
	if (count <= 0)
		memset(master->ranges, 0, sizeof(*master->ranges));
}

static struct machine_master *master_find(int node, const char *name)
{
	struct machine_master *master;

	list_for_each_entry(master, &masters, link)
		if (node >= 0 ? master->node == node
			      : master->node < 0 && !strcmp(master->name, name))
			return master;
	return NULL;
}

static struct machine_master *master_new(int node, const char *name)
{
	struct machine_master *master = host_alloc(sizeof(*master));

	master->node = node < 0 ? -1 : node;
	strscpy(master->name, name, sizeof(master->name));
	grants_init(&master->grants);
	master->noncoherent = !machine_coherent(node);
	master->iommu = &translation_unwired;
	if (node >= 0 && machine_tree)
		master_read_ranges(master);
	list_add_tail(&master->link, &masters);
	return master;
}

struct machine_master *machine_master(int node, const char *name)
{
	struct machine_master *master;

	exec_hw_lock();
	master = master_find(node, name);
	if (!master)
		master = master_new(node, name);
	exec_hw_unlock();
	return master;
}

const char *machine_master_name(const struct machine_master *master)
{
	return master->name;
}

void machine_master_rename(struct machine_master *master, const char *name)
{
	exec_hw_lock();
	strscpy(master->name, name, sizeof(master->name));
	exec_hw_unlock();
}

void masters_each(void (*fn)(struct machine_master *master, void *arg), void *arg)
{
	struct machine_master *master;

	exec_hw_lock();
	list_for_each_entry(master, &masters, link)
		fn(master, arg);
	exec_hw_unlock();
}

void masters_stop(void)
{
	struct machine_master *master, *next;

	list_for_each_entry_safe(master, next, &masters, link) {
		grants_free(&master->grants);
		translation_unwire(master);
		host_free(master->ranges);
		host_free(master);
	}
	INIT_LIST_HEAD(&masters);
}

void machine_set_translation(struct machine_master *master,
			     int (*translate)(struct machine_master *master, uint64_t bus,
					      unsigned int dir, uint64_t *phys, uint64_t *len,
					      void *arg),
			     void *arg)
{
	exec_hw_lock();
	master->translate = translate;
	master->translate_arg = arg;
	exec_hw_unlock();
}

/* what the bus does with an address: dma-ranges */
static enum dmae_bus through_ranges(struct machine_master *master, uint64_t bus, uint64_t *phys,
				    uint64_t *len)
{
	const struct board_range *r;

	if (!master->range_count) {
		*phys = bus;
		return DMAE_BUS_OKAY;
	}
	for (r = master->ranges; r < master->ranges + master->range_count; r++) {
		if (bus - r->bus >= r->size)
			continue;
		*phys = r->cpu + (bus - r->bus);
		if (*len > r->size - (bus - r->bus))
			*len = r->size - (bus - r->bus);
		return DMAE_BUS_OKAY;
	}
	return DMAE_BUS_DECERR;
}

enum dmae_bus master_translate(struct machine_master *master, uint64_t bus, unsigned int dir,
			       bool probe, uint64_t *phys, uint64_t *len, const char **why)
{
	struct master_iommu *iommu = __atomic_load_n(&master->iommu, __ATOMIC_ACQUIRE);
	struct translation_run run = { .len = *len };
	enum dmae_bus response;

	*why = NULL;
	if (unlikely(master->translate)) {
		if (master->translate(master, bus, dir, phys, &run.len, master->translate_arg) ||
		    !run.len)
			return DMAE_BUS_DECERR;
		*len = min(*len, run.len);
		return DMAE_BUS_OKAY;
	}
	if (unlikely(iommu == &translation_unwired))
		iommu = translation_wire(master);
	if (!iommu)
		return through_ranges(master, bus, phys, len);
	response = translation_find(iommu, bus, dir, probe, &run);
	*why = run.why;
	if (response)
		return response;
	*len = run.len;
	if (run.passed)
		return through_ranges(master, bus, phys, len);
	*phys = run.phys;
	return DMAE_BUS_OKAY;
}
