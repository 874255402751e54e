// SPDX-License-Identifier: MIT
/*
 * The bus: how devices reach memory and registers. Kernel side; models call
 * dmae_bus_*(), providers that run on the CPU machine_bus_pointer().
 *
 * A device's address is translated for its master, decoded, and, where it is
 * RAM or host memory, compared with what the master was granted. SRAM and
 * registers need no grant: a device that has their address was given it by
 * its driver as a resource, not by a mapping of memory.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/mm.h"
#include "machine/cache_private.h"
#include "machine/machine_private.h"

/* where memory has a second copy, it is filled in pieces of so many bytes */
#define FILL_PIECE 512u

/** struct bus_target - what answers to an access: memory, or registers */
struct bus_target {
	char *mem;
	uint64_t len;	       /* contiguous bytes from there */
	struct region *region; /* registers */
	uint64_t phys;
	const char *why; /* an IOMMU refused */
};

static void bus_report(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		       const char *why)
{
	const char *how = dir == MACHINE_WRITE ? "write" : "read";

	machine_traced("bus-error", "%s: %s of %lu bytes at 0x%lx: %s", master->name, how, len, bus,
		       why);
	if (machine_may_say(&master->limit, master->name))
		pr_err("bus: %s: %s of %lu bytes at 0x%016lx: %s\n", master->name, how, len, bus,
		       why);
}

/*
 * translate and decode, without a look at grants and without a report; with @probe, an IOMMU
 * takes no notice either
 */
static enum dmae_bus bus_decode(struct machine_master *master, uint64_t bus, uint64_t len,
				unsigned int dir, bool probe, struct bus_target *t)
{
	enum dmae_bus response;
	struct region *region = NULL;
	uint64_t room;

	t->len = len;
	t->region = NULL;
	t->mem = NULL;
	t->why = NULL;
	if (unlikely(master->pci) && pci_master_fault(master->pci))
		return DMAE_BUS_SLVERR;
	if (unlikely(master->pci))
		region = pci_master_peer(master->pci, bus, &t->phys);
	if (likely(!region)) {
		response = master_translate(master, bus, dir, probe, &t->phys, &t->len, &t->why);
		if (unlikely(response))
			return response;
		region = decode_find(t->phys);
	}
	if (!region) {
		/* host memory; below 1 TiB, and where no pointer can lead, there is none */
		t->mem = mm_virt(t->phys);
		return t->mem ? DMAE_BUS_OKAY : DMAE_BUS_DECERR;
	}
	room = region->size - (t->phys - region->base);
	t->len = min(t->len, room);
	t->region = region;
	if (region->mem)
		t->mem = (char *)region->mem + (t->phys - region->base);
	return DMAE_BUS_OKAY;
}

static bool needs_grant(const struct bus_target *t)
{
	return t->mem && machine_checker && (!t->region || t->region->kind == REGION_RAM);
}

/* an access that leads nowhere; the checker knows more of an address that was never mapped */
static void bus_lost(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		     const struct bus_target *t)
{
	char text[128];

	bus_report(master, bus, len, dir, translation_text(master, t->why, text, sizeof(text)));
	if (t->why && machine_checker && !machine_granted(master, bus, 1, dir))
		checker_report(master, bus, len, dir, 0);
}

/* a PCI function needs leave to use the bus */
static bool bus_refused(struct machine_master *master, uint64_t bus, uint64_t len,
			unsigned int dir)
{
	const char *why = pci_master_fault(master->pci);

	if (why)
		bus_report(master, bus, len, dir, why);
	return why;
}

/* an access of @len bytes (or as many of them as lie in one piece), with every check and report */
static enum dmae_bus bus_resolve(struct machine_master *master, uint64_t bus, uint64_t len,
				 unsigned int dir, struct bus_target *t)
{
	enum dmae_bus response;
	uint64_t covered;

	if (unlikely(master->pci) && bus_refused(master, bus, len, dir))
		return DMAE_BUS_SLVERR;
	response = bus_decode(master, bus, len, dir, false, t);
	if (unlikely(response)) {
		bus_lost(master, bus, len, dir, t);
		return response;
	}
	if (!needs_grant(t))
		return DMAE_BUS_OKAY;
	covered = machine_granted(master, bus, t->len, dir);
	if (likely(covered == t->len))
		return DMAE_BUS_OKAY;
	checker_report(master, bus, len, dir, covered);
	return DMAE_BUS_SLVERR;
}

bool machine_bus_is_plain(const struct machine_master *master)
{
	/* an IOMMU that nobody has looked for yet is found by the first access that is not plain */
	return !machine_checker && !master->iommu && !master->noncoherent && !master->translate &&
	       !master->range_count && !master->pci;
}

void *machine_bus_pointer(struct machine_master *master, uint64_t bus, uint64_t len,
			  unsigned int dir, uint64_t *avail)
{
	struct bus_target t;

	if (bus_decode(master, bus, len, dir, false, &t)) {
		bus_lost(master, bus, len, dir, &t);
		return NULL;
	}
	if (!t.mem) {
		bus_report(master, bus, len, dir, "a register, where memory is needed");
		return NULL;
	}
	if (needs_grant(&t)) {
		uint64_t covered = machine_granted(master, bus, t.len, dir);

		if (!covered && len) {
			checker_report(master, bus, len, dir, 0);
			return NULL;
		}
		t.len = covered;
	}
	*avail = t.len;
	return t.mem;
}

/* ---- moving data ------------------------------------------------------- */

/*
 * Words of a descriptor or a status block are looked at by the CPU while the
 * device writes them: an aligned word goes over the bus in one piece.
 */
static void move(void *dst, const void *src, size_t len)
{
	if (len == 4 && !(((unsigned long)dst | (unsigned long)src) & 3))
		__atomic_store_n((uint32_t *)dst,
				 __atomic_load_n((const uint32_t *)src, __ATOMIC_RELAXED),
				 __ATOMIC_RELEASE);
	else if (len == 8 && !(((unsigned long)dst | (unsigned long)src) & 7))
		__atomic_store_n((uint64_t *)dst,
				 __atomic_load_n((const uint64_t *)src, __ATOMIC_RELAXED),
				 __ATOMIC_RELEASE);
	else
		memmove(dst, src, len);
}

/* memory has a second copy for masters that do not see the CPU's caches; SRAM is not cached */
static bool bus_cached(const struct bus_target *t)
{
	return !t->region || t->region->kind == REGION_RAM;
}

static struct cache_end bus_end(uint64_t bus, const struct bus_target *t)
{
	return (struct cache_end){ .bus = bus, .phys = t->phys, .cpu = (u8 *)t->mem,
				   .cached = bus_cached(t) };
}

static void bus_load(struct machine_master *master, uint64_t bus, const struct bus_target *t,
		     void *data, size_t len)
{
	if (likely(!master->noncoherent) || !bus_cached(t)) {
		move(data, t->mem, len);
	} else {
		struct cache_end from = bus_end(bus, t);

		cache_read(master, &from, data, len);
	}
}

static void bus_store(struct machine_master *master, uint64_t bus, const struct bus_target *t,
		      const void *data, size_t len)
{
	if (likely(!master->noncoherent) || !bus_cached(t)) {
		move(t->mem, data, len);
	} else {
		struct cache_end to = bus_end(bus, t);

		cache_write(master, &to, data, len);
	}
}

static uint64_t load(const void *data, size_t len)
{
	uint64_t value = 0;

	memcpy(&value, data, len);
	return value;
}

/* one access to a register; @bus is for the report */
static enum dmae_bus bus_register(struct machine_master *master, uint64_t bus,
				  const struct bus_target *t, unsigned int dir, void *data,
				  size_t len)
{
	uint64_t value;

	if (!mmio_access_ok(t->phys, len) || t->len < len) {
		bus_report(master, bus, len, dir,
			   "registers take aligned accesses of 1, 2, 4 or 8 bytes (SLVERR)");
		return DMAE_BUS_SLVERR;
	}
	if (dir == MACHINE_WRITE) {
		mmio_region_write(t->region, t->phys, len, load(data, len));
	} else {
		value = mmio_region_read(t->region, t->phys, len);
		memcpy(data, &value, len);
	}
	return DMAE_BUS_OKAY;
}

/* @data is only written to where @dir is MACHINE_READ */
static enum dmae_bus bus_move(struct machine_master *master, uint64_t bus, void *data, size_t len,
			      unsigned int dir)
{
	enum dmae_bus response;
	struct bus_target t;
	char *at = data;

	while (len) {
		response = bus_resolve(master, bus, len, dir, &t);
		if (response)
			return response;
		if (!t.mem)
			return bus_register(master, bus, &t, dir, at, len);
		if (dir == MACHINE_WRITE)
			bus_store(master, bus, &t, at, t.len);
		else
			bus_load(master, bus, &t, at, t.len);
		bus += t.len;
		at += t.len;
		len -= t.len;
	}
	return DMAE_BUS_OKAY;
}

int machine_bus_access(struct machine_master *master, uint64_t bus, void *data, size_t len,
		       unsigned int dir)
{
	enum dmae_bus response;

	exec_hw_lock();
	response = bus_move(master, bus, data, len, dir);
	exec_hw_unlock();
	if (response)
		return response == DMAE_BUS_DECERR ? -ENXIO : -EACCES;
	return 0;
}

enum dmae_bus dmae_bus_read(struct dmae_model *m, uint64_t addr, void *data, size_t len)
{
	return bus_move(m->master, addr, data, len, MACHINE_READ);
}

enum dmae_bus dmae_bus_write(struct dmae_model *m, uint64_t addr, const void *data, size_t len)
{
	return bus_move(m->master, addr, (void *)data, len, MACHINE_WRITE);
}

/* ---- fixed addresses --------------------------------------------------- */

static enum dmae_bus bus_fixed(struct machine_master *master, uint64_t bus, unsigned int width,
			       void *data, size_t count, unsigned int dir)
{
	enum dmae_bus response;
	struct bus_target t;
	char *at = data;

	if (!count)
		return DMAE_BUS_OKAY;
	response = bus_resolve(master, bus, width, dir, &t);
	if (response)
		return response;
	for (; count; count--, at += width) {
		if (!t.mem)
			response = bus_register(master, bus, &t, dir, at, width);
		else
			response = bus_move(master, bus, at, width, dir);
		if (response)
			return response;
	}
	return DMAE_BUS_OKAY;
}

enum dmae_bus dmae_bus_read_fixed(struct dmae_model *m, uint64_t addr, unsigned int width,
				  void *data, size_t count)
{
	return bus_fixed(m->master, addr, width, data, count, MACHINE_READ);
}

enum dmae_bus dmae_bus_write_fixed(struct dmae_model *m, uint64_t addr, unsigned int width,
				   const void *data, size_t count)
{
	return bus_fixed(m->master, addr, width, (void *)data, count, MACHINE_WRITE);
}

/* ---- memory to memory -------------------------------------------------- */

static void copy_memory(struct machine_master *master, uint64_t dst, const struct bus_target *to,
			uint64_t src, const struct bus_target *from, size_t len)
{
	if (likely(!master->noncoherent)) {
		move(to->mem, from->mem, len);
	} else {
		struct cache_end out = bus_end(dst, to), in = bus_end(src, from);

		cache_copy(master, &out, &in, len);
	}
}

enum dmae_bus dmae_bus_copy(struct dmae_model *m, uint64_t dst, uint64_t src, size_t len,
			    bool *read_failed)
{
	struct machine_master *master = m->master;
	enum dmae_bus response;
	struct bus_target from, to;
	uint64_t buffer;
	size_t n;

	while (len) {
		*read_failed = true;
		response = bus_resolve(master, src, len, MACHINE_READ, &from);
		if (response)
			return response;
		if (!from.mem) {
			/* registers at one end: one access, through a buffer */
			response = len > sizeof(buffer) ? DMAE_BUS_SLVERR
							: bus_register(master, src, &from,
								       MACHINE_READ, &buffer, len);
			if (response)
				return response;
			*read_failed = false;
			return bus_move(master, dst, &buffer, len, MACHINE_WRITE);
		}
		*read_failed = false;
		response = bus_resolve(master, dst, len, MACHINE_WRITE, &to);
		if (response)
			return response;
		n = min((uint64_t)len, from.len);
		if (!to.mem) {
			if (n <= sizeof(buffer))
				bus_load(master, src, &from, &buffer, n);
			return bus_register(master, dst, &to, MACHINE_WRITE, &buffer, n);
		}
		n = min(n, to.len);
		copy_memory(master, dst, &to, src, &from, n);
		dst += n;
		src += n;
		len -= n;
	}
	return DMAE_BUS_OKAY;
}

/* @len bytes in one piece that the master may touch; without a report */
static bool bus_whole(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		      struct bus_target *t)
{
	if (bus_decode(master, bus, len, dir, true, t) || !t->mem || t->len < len)
		return false;
	return !needs_grant(t) || machine_granted(master, bus, len, dir) == len;
}

bool dmae_bus_copy_whole(struct dmae_model *m, uint64_t dst, uint64_t src, size_t len)
{
	struct bus_target from, to;

	if (!bus_whole(m->master, src, len, MACHINE_READ, &from) ||
	    !bus_whole(m->master, dst, len, MACHINE_WRITE, &to))
		return false;
	copy_memory(m->master, dst, &to, src, &from, len);
	return true;
}

static void bus_set(struct machine_master *master, uint64_t bus, const struct bus_target *t,
		    uint8_t value)
{
	struct bus_target to = *t;
	char piece[FILL_PIECE];
	uint64_t done, n;

	if (likely(!master->noncoherent) || !bus_cached(t)) {
		memset(t->mem, value, t->len);
		return;
	}
	memset(piece, value, sizeof(piece));
	for (done = 0; done < t->len; done += n) {
		n = min(t->len - done, (uint64_t)FILL_PIECE);
		to.mem = t->mem + done;
		to.phys = t->phys + done;
		bus_store(master, bus + done, &to, piece, n);
	}
}

enum dmae_bus dmae_bus_fill(struct dmae_model *m, uint64_t dst, uint8_t value, size_t len)
{
	enum dmae_bus response;
	struct bus_target t;

	while (len) {
		uint64_t same = value * 0x0101010101010101ull;

		response = bus_resolve(m->master, dst, len, MACHINE_WRITE, &t);
		if (response)
			return response;
		if (!t.mem)
			return bus_register(m->master, dst, &t, MACHINE_WRITE, &same, len);
		bus_set(m->master, dst, &t, value);
		dst += t.len;
		len -= t.len;
	}
	return DMAE_BUS_OKAY;
}

size_t dmae_bus_reach(struct dmae_model *m, uint64_t addr, size_t len, bool write)
{
	unsigned int dir = write ? MACHINE_WRITE : MACHINE_READ;
	size_t done = 0;

	while (done < len) {
		struct bus_target t;
		uint64_t piece;

		if (bus_decode(m->master, addr + done, len - done, dir, true, &t) || !t.len)
			break;
		piece = t.len;
		if (needs_grant(&t))
			piece = machine_granted(m->master, addr + done, t.len, dir);
		done += piece;
		if (piece < t.len)
			break;
	}
	return done;
}

bool dmae_bus_is_memory(struct dmae_model *m, uint64_t addr)
{
	struct bus_target t;

	/* an IOMMU may let it be written only */
	return (!bus_decode(m->master, addr, 1, MACHINE_READ, true, &t) ||
		!bus_decode(m->master, addr, 1, MACHINE_WRITE, true, &t)) &&
	       t.mem;
}

size_t dmae_bus_room(struct dmae_model *m, uint64_t addr, size_t len, bool write)
{
	unsigned int dir = write ? MACHINE_WRITE : MACHINE_READ;
	struct bus_target t;

	if (bus_decode(m->master, addr, len, dir, true, &t) || !t.mem)
		return 0;
	return needs_grant(&t) ? machine_granted(m->master, addr, t.len, dir) : t.len;
}
