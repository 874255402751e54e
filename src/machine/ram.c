// SPDX-License-Identifier: MIT
/*
 * Memory of the machine: the banks that the tree's memory nodes name, and
 * SRAM (mmio-sram nodes), all in one memfd. Banks go to the page allocator,
 * less what is reserved; SRAM is only on the bus. Kernel side.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "base/mm.h"
#include "machine/machine_private.h"

static void *ram_mem;
static size_t ram_size;
static int ram_fd;

static bool node_is_memory(int node)
{
	const char *type = board_prop_string(machine_tree, node, "device_type", 0);

	return type && !strcmp(type, "memory");
}

/* the kind of memory that @node is, if any */
static bool node_memory(int node, enum region_kind *kind)
{
	if (!board_usable(machine_tree, node))
		return false;
	if (node_is_memory(node))
		*kind = REGION_RAM;
	else if (board_compatible(machine_tree, node, "mmio-sram"))
		*kind = REGION_SRAM;
	else
		return false;
	return true;
}

/* whole pages only, as the page allocator counts; SRAM may be smaller than one */
static bool ram_trim(enum region_kind kind, uint64_t *base, uint64_t *size)
{
	uint64_t end = *base + *size;

	if (kind == REGION_RAM) {
		*base = (*base + MACHINE_PAGE_SIZE - 1) & ~(MACHINE_PAGE_SIZE - 1);
		end &= ~(MACHINE_PAGE_SIZE - 1);
	}
	*size = end > *base ? end - *base : 0;
	return *size;
}

/* calls @fn for each stretch of memory, with its place in the arena; returns the arena's size */
static size_t ram_walk(void (*fn)(const struct region *region, size_t at))
{
	enum region_kind kind;
	size_t at = 0;
	int node, i;

	for (node = board_root(machine_tree); node >= 0; node = board_next(machine_tree, node)) {
		if (!node_memory(node, &kind))
			continue;
		for (i = 0; i < board_reg_count(machine_tree, node); i++) {
			struct region r = { .kind = kind, .node = node };

			if (board_reg(machine_tree, node, i, &r.base, &r.size) ||
			    !ram_trim(kind, &r.base, &r.size))
				continue;
			/* at the same place within its page as in the machine */
			at += r.base & (MACHINE_PAGE_SIZE - 1);
			if (fn)
				fn(&r, at);
			at = (at + r.size + MACHINE_PAGE_SIZE - 1) & ~(MACHINE_PAGE_SIZE - 1);
		}
	}
	return at;
}

static void ram_add_region(const struct region *region, size_t at)
{
	struct region r = *region;

	r.mem = (char *)ram_mem + at;
	decode_add(&r);
}

/* found by ram_measure() */
static uint64_t ram_bytes;
static struct region ram_high; /* one that lies too high, if its size is not 0 */

static void ram_measure(const struct region *region, size_t at)
{
	if (region->kind == REGION_RAM)
		ram_bytes += region->size;
	if (region->base >= MACHINE_HOST_FIRST || region->size > MACHINE_HOST_FIRST - region->base)
		ram_high = *region;
}

int ram_start(const struct machine_err *err)
{
	size_t size;
	int ret;

	ram_bytes = 0;
	ram_high.size = 0;
	size = ram_walk(ram_measure);
	if (ram_high.size)
		return machine_refuse(err, -EINVAL,
				      "%s: %s [0x%lx-0x%lx] reaches above 2^40, where host memory "
				      "has its addresses",
				      board_name(machine_tree),
				      board_node_name(machine_tree, ram_high.node), ram_high.base,
				      ram_high.base + ram_high.size - 1);
	if (!ram_bytes)
		return machine_refuse(err, -EINVAL,
				      "%s: the memory nodes have not one whole page of %lu bytes",
				      board_name(machine_tree), MACHINE_PAGE_SIZE);
	ret = host_ram_map(size, &ram_mem, &ram_fd);
	if (ret)
		return machine_refuse(err, ret, "%s: the host refuses %zu MiB of memory (error %d)",
				      board_name(machine_tree), size >> 20, ret);
	ram_size = size;
	ram_walk(ram_add_region);
	return 0;
}

static int ram_bank_err;

struct machine_plain machine_plain;

static void ram_add_bank(const struct region *region, size_t at)
{
	if (region->kind == REGION_RAM && !machine_plain.size)
		machine_plain = (struct machine_plain){ region->base, region->size,
							(char *)ram_mem + at };
	if (region->kind == REGION_RAM && !ram_bank_err)
		ram_bank_err = mm_add_bank(region->base, region->size, (char *)ram_mem + at);
}

static void ram_reserve(void)
{
	int node = board_find_path(machine_tree, "/reserved-memory"), i;
	uint64_t base, size;

	for (i = 0; board_memreserve(machine_tree, i, &base, &size); i++)
		mm_reserve(base, size);
	if (node < 0)
		return;
	for (node = board_first_child(machine_tree, node); node >= 0;
	     node = board_next_child(machine_tree, node)) {
		if (!board_usable(machine_tree, node))
			continue;
		for (i = 0; !board_reg(machine_tree, node, i, &base, &size); i++)
			mm_reserve(base, size);
	}
}

int ram_give(const struct machine_err *err)
{
	ram_bank_err = 0;
	ram_walk(ram_add_bank);
	if (ram_bank_err)
		return machine_refuse(err, ram_bank_err,
				      "%s: the page allocator refuses a bank (error %d)",
				      board_name(machine_tree), ram_bank_err);
	ram_reserve();
	return 0;
}

void ram_stop(void)
{
	if (ram_size)
		host_ram_unmap(ram_mem, ram_size, ram_fd);
	ram_mem = NULL;
	ram_size = 0;
	machine_plain.size = 0;
}
