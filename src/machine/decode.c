// SPDX-License-Identifier: MIT
/*
 * Address decode: what answers at a physical address. Kernel side. RAM, SRAM
 * and the registers of models may not overlap. Registers that nobody models
 * may: in real trees, one such node often lies within another. They are only
 * looked at where nothing else answers.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/machine_private.h"

struct region_list {
	struct region *regions;
	unsigned int count, room;
};

/* sorted by address, none overlaps another */
static struct region_list solid;
/* in the order of the tree */
static struct region_list unmodelled;

static void region_add(struct region_list *list, const struct region *region)
{
	unsigned int i;

	if (list->count == list->room) {
		list->room = list->room ? 2 * list->room : 32;
		list->regions = host_realloc(list->regions, list->room * sizeof(*list->regions));
	}
	i = list->count++;
	if (list == &solid)
		for (; i && list->regions[i - 1].base > region->base; i--)
			list->regions[i] = list->regions[i - 1];
	list->regions[i] = *region;
}

void decode_add(const struct region *region)
{
	region_add(region->kind == REGION_UNMODELLED ? &unmodelled : &solid, region);
}

int decode_seal(const struct machine_err *err)
{
	unsigned int i;

	for (i = 1; i < solid.count; i++) {
		const struct region *a = &solid.regions[i - 1], *b = &solid.regions[i];

		if (b->base - a->base >= a->size)
			continue;
		return machine_refuse(
			err, -EINVAL, "%s: %s [0x%lx-0x%lx] and %s [0x%lx-0x%lx] overlap",
			board_name(machine_tree), board_node_name(machine_tree, a->node), a->base,
			a->base + a->size - 1, board_node_name(machine_tree, b->node), b->base,
			b->base + b->size - 1);
	}
	return 0;
}

void decode_stop(void)
{
	host_free(solid.regions);
	host_free(unmodelled.regions);
	memset(&solid, 0, sizeof(solid));
	memset(&unmodelled, 0, sizeof(unmodelled));
}

/* the smallest, so that a device is found within the bus or the syscon around it */
static struct region *find_unmodelled(uint64_t phys)
{
	struct region *best = NULL;
	unsigned int i;

	for (i = 0; i < unmodelled.count; i++) {
		struct region *r = &unmodelled.regions[i];

		if (phys - r->base < r->size && (!best || r->size < best->size))
			best = r;
	}
	return best;
}

struct region *decode_find(uint64_t phys)
{
	unsigned int low = 0, high = solid.count;

	while (low < high) {
		unsigned int mid = (low + high) / 2;
		struct region *r = &solid.regions[mid];

		if (phys < r->base)
			high = mid;
		else if (phys - r->base >= r->size)
			low = mid + 1;
		else
			return r->kind == REGION_PCI ? pci_decode(r->host, phys) : r;
	}
	return unmodelled.count ? find_unmodelled(phys) : NULL;
}

void decode_drop_model(struct dmae_model *model)
{
	unsigned int i;

	for (i = 0; i < solid.count; i++) {
		if (solid.regions[i].model != model)
			continue;
		solid.regions[i].model = NULL;
		solid.regions[i].kind = REGION_UNMODELLED;
	}
}

void decode_mention(struct region *region)
{
	struct region_list *lists[] = { &solid, &unmodelled };
	unsigned int i, k;

	if (region->said)
		return;
	pr_warn("machine: %s has no model: its registers read as 0, writes go nowhere\n",
		board_node_name(machine_tree, region->node));
	/* once for the device, not for each of its windows */
	for (k = 0; k < 2; k++)
		for (i = 0; i < lists[k]->count; i++)
			if (lists[k]->regions[i].node == region->node)
				lists[k]->regions[i].said = true;
}
