// SPDX-License-Identifier: MIT
/*
 * IOMMUs in front of bus masters: which one the tree puts there ("iommus", or
 * "iommu-map" of the host bridge above), and a small buffer of translations
 * for each master, as the ports of an IOMMU have. What a translation is, the
 * IOMMU's model says (dmae_model_class.translate). Kernel side; masters.c
 * asks.
 *
 * Looking in the buffer takes the buffer's lock and nothing else, and not even
 * that in fibers. Asking the IOMMU takes the hardware lock. A block counts
 * while its generation is the IOMMU's, so that forgetting all of them is one
 * addition.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "base/host.h"
#include "machine/machine_private.h"

#define BLOCKS	   64
#define BLOCK_UNIT 12 /* where a block is looked for: bits of the address from here on */

struct block {
	uint64_t from, size, to;
	unsigned int generation;
	unsigned int dirs; /* MACHINE_READ, MACHINE_WRITE */
	bool passed;
};

/**
 * struct master_iommu - a master's way through an IOMMU
 * @model: the IOMMU
 * @stream: what the master's accesses carry
 * @lock: 0 or 1; protects the blocks. Never held while anything is called.
 * @hint: where the last read, and the last write, was found
 */
struct master_iommu {
	struct dmae_model *model;
	uint32_t stream;
	unsigned int lock;
	unsigned int hint[2];
	struct block blocks[BLOCKS];
};

struct master_iommu translation_unwired;

/* ---- wiring ------------------------------------------------------------ */

/* the entry of an iommu-map for requester @rid: as an "iommus" entry */
static int map_entry(int bridge, uint32_t rid, struct board_ref *ref)
{
	const __be32 *map;
	uint32_t mask;
	int len, i;

	map = board_prop(machine_tree, bridge, "iommu-map", &len);
	if (len % 16)
		return -EINVAL;
	if (board_prop_u32(machine_tree, bridge, "iommu-map-mask", 0, &mask))
		rid &= mask;
	for (i = 0; i < len / 16; i++, map += 4) {
		uint32_t first = be32_to_cpu(map[0]), count = be32_to_cpu(map[3]);

		if (rid - first >= count)
			continue;
		ref->node = board_find_phandle(machine_tree, be32_to_cpu(map[1]));
		ref->ncells = 1;
		ref->cells[0] = be32_to_cpu(map[2]) + (rid - first);
		return ref->node < 0 ? -EINVAL : 0;
	}
	return -ENOENT;
}

/* which IOMMU stands before @node, with which specifier; -ENOENT: none */
static int iommu_of(int node, struct board_ref *ref)
{
	uint32_t where;
	int parent;

	if (board_prop(machine_tree, node, "iommus", NULL))
		return board_ref(machine_tree, node, "iommus", "#iommu-cells", 0, ref);
	parent = board_parent(machine_tree, node);
	if (parent < 0 || !board_prop(machine_tree, parent, "iommu-map", NULL) ||
	    !board_prop_u32(machine_tree, node, "reg", 0, &where))
		return -ENOENT;
	return map_entry(parent, where >> 8 & 0xffff, ref);
}

static struct master_iommu *wire(struct machine_master *master)
{
	struct master_iommu *iommu;
	struct dmae_model *model;
	struct board_ref ref;
	uint32_t stream;
	int err;

	if (master->node < 0 || !machine_tree)
		return NULL;
	err = iommu_of(master->node, &ref);
	if (err && err != -ENOENT)
		pr_err("machine: %s: its iommus lead nowhere (error %d): expected the phandle of "
		       "an IOMMU and as many cells as its #iommu-cells says\n",
		       master->name, err);
	if (err)
		return NULL;
	/* one that nobody models does nothing, and one does not stand before itself */
	model = ref.node == master->node ? NULL : models_find(ref.node);
	if (!model || !model->cls->translate)
		return NULL;
	if (model->cls->stream && model->cls->stream(model, ref.cells, ref.ncells, &stream)) {
		pr_err("machine: %s: %s has no such stream: its accesses are not translated\n",
		       master->name, model->name);
		return NULL;
	}
	iommu = host_alloc(sizeof(*iommu));
	iommu->model = model;
	iommu->stream = model->cls->stream ? stream : ref.cells[0];
	return iommu;
}

struct master_iommu *translation_wire(struct machine_master *master)
{
	exec_hw_lock();
	if (master->iommu == &translation_unwired)
		__atomic_store_n(&master->iommu, wire(master), __ATOMIC_RELEASE);
	exec_hw_unlock();
	return master->iommu;
}

void translation_unwire(struct machine_master *master)
{
	if (master->iommu && master->iommu != &translation_unwired)
		host_free(master->iommu);
	master->iommu = NULL;
}

void dmae_translation_changed(struct dmae_model *m)
{
	/* the hardware's side is one thread of control: nobody else writes */
	__atomic_store_n(&m->translations, m->translations + 1, __ATOMIC_RELEASE);
}

/* ---- the buffer -------------------------------------------------------- */

static void buffer_lock(struct master_iommu *iommu)
{
	unsigned int spins = 0;

	/* in fibers nothing runs beside us, and none of this is a preemption point */
	if (exec_kind() == EXEC_FIBERS)
		return;
	while (__atomic_exchange_n(&iommu->lock, 1, __ATOMIC_ACQUIRE))
		if (++spins > 100)
			host_thread_yield();
}

static void buffer_unlock(struct master_iommu *iommu)
{
	if (exec_kind() == EXEC_FIBERS)
		return;
	__atomic_store_n(&iommu->lock, 0, __ATOMIC_RELEASE);
}

static bool block_fits(const struct block *b, uint64_t bus, unsigned int dir,
		       unsigned int generation)
{
	return bus - b->from < b->size && b->generation == generation && (b->dirs & dir) == dir;
}

static bool buffer_find(struct master_iommu *iommu, uint64_t bus, unsigned int dir,
			unsigned int generation, struct block *found)
{
	unsigned int way = dir == MACHINE_WRITE, slot = (bus >> BLOCK_UNIT) % BLOCKS;
	const struct block *b;
	bool fits;

	buffer_lock(iommu);
	b = &iommu->blocks[iommu->hint[way]];
	fits = block_fits(b, bus, dir, generation);
	if (!fits) {
		b = &iommu->blocks[slot];
		fits = block_fits(b, bus, dir, generation);
		iommu->hint[way] = fits ? slot : iommu->hint[way];
	}
	if (fits)
		*found = *b;
	buffer_unlock(iommu);
	return fits;
}

static void buffer_keep(struct master_iommu *iommu, uint64_t bus, unsigned int dir,
			const struct block *b)
{
	unsigned int slot = (bus >> BLOCK_UNIT) % BLOCKS;

	buffer_lock(iommu);
	iommu->blocks[slot] = *b;
	iommu->hint[dir == MACHINE_WRITE] = slot;
	buffer_unlock(iommu);
}

/* ---- asking ------------------------------------------------------------ */

static enum dmae_bus ask(struct master_iommu *iommu, uint64_t bus, unsigned int dir, bool probe,
			 struct dmae_translation *t)
{
	struct dmae_model *m = iommu->model;
	enum dmae_bus response;

	if (m->dead)
		return DMAE_BUS_DECERR;
	if (m->translating) {
		t->why = "the IOMMU's own access comes back to it";
		return DMAE_BUS_DECERR;
	}
	m->translating = true;
	response = m->cls->translate(m, iommu->stream, bus, dir == MACHINE_WRITE, probe, t);
	m->translating = false;
	return response;
}

/* the block that @bus lies in, out of the buffer or from the IOMMU */
static enum dmae_bus block_at(struct master_iommu *iommu, uint64_t bus, unsigned int dir,
			      bool probe, struct block *b, const char **why)
{
	struct dmae_translation t = { .why = NULL };
	enum dmae_bus response;

	if (likely(buffer_find(iommu, bus, dir,
			       __atomic_load_n(&iommu->model->translations, __ATOMIC_ACQUIRE), b)))
		return DMAE_BUS_OKAY;
	exec_hw_lock();
	b->generation = iommu->model->translations;
	response = ask(iommu, bus, dir, probe, &t);
	if (!response) {
		b->from = t.from;
		b->size = t.size;
		b->to = t.to;
		b->passed = t.passed;
		b->dirs = (t.read ? MACHINE_READ : 0) | (t.write ? MACHINE_WRITE : 0);
		if (block_fits(b, bus, dir, b->generation))
			buffer_keep(iommu, bus, dir, b);
		else
			response = DMAE_BUS_DECERR;
	}
	exec_hw_unlock();
	*why = t.why;
	return response;
}

enum dmae_bus translation_find(struct master_iommu *iommu, uint64_t bus, unsigned int dir,
			       bool probe, struct translation_run *run)
{
	enum dmae_bus response;
	const char *ignored;
	struct block b;
	uint64_t len;

	response = block_at(iommu, bus, dir, probe, &b, &run->why);
	if (response)
		return response;
	run->passed = b.passed;
	run->phys = b.to + (bus - b.from);
	len = b.size - (bus - b.from);
	/* as long as the next page goes on where this one ends, it is one run */
	while (len < run->len && !b.passed && bus + len > bus &&
	       !block_at(iommu, bus + len, dir, true, &b, &ignored) && !b.passed &&
	       b.to + (bus + len - b.from) == run->phys + len)
		len += b.size - (bus + len - b.from);
	run->len = min(run->len, len);
	return DMAE_BUS_OKAY;
}

const char *translation_text(const struct machine_master *master, const char *why, char *buf,
			     size_t size)
{
	const struct master_iommu *iommu = master->iommu;

	if (!why || !iommu || iommu == &translation_unwired)
		return "nothing is there (DECERR)";
	scnprintf(buf, size, "%s (%s, stream 0x%x)", why, iommu->model->name, iommu->stream);
	return buf;
}
