// SPDX-License-Identifier: MIT
/*
 * Host bridges and what is behind them: making functions from nodes, and
 * decoding the CPU's accesses to their windows. Kernel side.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pci_regs.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/pci.h"

/* a window that lies nowhere */
#define NOWHERE (~0ull)

static LIST_HEAD(hosts);

/* ---- host bridges ------------------------------------------------------ */

static bool is_host(int node)
{
	const char *type = board_prop_string(machine_tree, node, "device_type", 0);

	return type && !strcmp(type, "pci");
}

/* the bridge at @node, made at first use; its apertures become part of the address map */
static struct pci_host *host_of(int node)
{
	struct pci_aperture at;
	struct pci_host *host;
	unsigned int i;
	uint32_t flags;

	list_for_each_entry(host, &hosts, link)
		if (host->node == node)
			return host;
	host = host_alloc(sizeof(*host));
	host->node = node;
	INIT_LIST_HEAD(&host->functions);
	list_add_tail(&host->link, &hosts);
	for (i = 0; !board_pci_window(machine_tree, node, i, &flags, &at.bus, &at.cpu, &at.size);
	     i++) {
		struct region r = { .kind = REGION_PCI,
				    .base = at.cpu,
				    .size = at.size,
				    .node = node,
				    .host = host };

		if (!at.size)
			continue;
		decode_add(&r);
		host->apertures = host_realloc(host->apertures, (host->aperture_count + 1) *
								       sizeof(*host->apertures));
		host->apertures[host->aperture_count++] = at;
	}
	return host;
}

void pci_attach(struct dmae_model *m)
{
	if (is_host(m->node))
		m->pci_host = host_of(m->node);
}

/* ---- functions --------------------------------------------------------- */

static uint64_t least_size(const struct dmae_pci_bar *bar)
{
	return bar->flags & DMAE_PCI_BAR_MEMORY ? MACHINE_PAGE_SIZE : 16;
}

static bool sane(struct dmae_model *m)
{
	const struct dmae_pci_function *is = m->cls->pci;
	uint64_t table = is->msix_offset + (uint64_t)PCI_MSIX_ENTRY_SIZE * is->msix_vectors;
	unsigned int i;

	for (i = 0; i < DMAE_PCI_BARS; i++)
		if (is->bars[i].size & (is->bars[i].size - 1) ||
		    (is->bars[i].size && is->bars[i].size < least_size(&is->bars[i])))
			return false;
	if (is->msix_vectors &&
	    (is->msix_vectors > 2048 || is->msix_bar >= DMAE_PCI_BARS ||
	     (is->msix_offset | is->msix_pending_offset) & 7 ||
	     table > is->bars[is->msix_bar].size ||
	     is->msix_pending_offset + ALIGN(is->msix_vectors, 64) / 8 >
		     is->bars[is->msix_bar].size))
		return false;
	return is->pin <= 4 && is->msi_vectors <= 32 && !(is->msi_vectors & (is->msi_vectors - 1));
}

bool pci_wants(int node, const struct dmae_model_class *cls)
{
	int parent = board_parent(machine_tree, node);

	return cls && cls->pci && parent >= 0 && is_host(parent);
}

static bool taken(const struct pci_host *host, unsigned int devfn)
{
	const struct pci_function *f;

	list_for_each_entry(f, &host->functions, link)
		if (f->devfn == devfn)
			return true;
	return false;
}

/* why there can be no function, or NULL and its place on the bus */
static const char *fault_of(struct dmae_model *m, unsigned int *devfn)
{
	const void *reg;
	int len;

	reg = board_prop(machine_tree, m->node, "reg", &len);
	if (!reg || len < 4)
		return "a PCI function needs \"reg\" with its place on the bus";
	if (!sane(m))
		return "its model describes no possible PCI function";
	*devfn = be32_to_cpup(reg) >> 8 & 0xff;
	if (taken(host_of(board_parent(machine_tree, m->node)), *devfn))
		return "another PCI function has this place on the bus";
	return NULL;
}

/* memory of its own, which the CPU and other masters see like any other */
static bool memory_new(struct pci_function *f)
{
	unsigned int i;
	void *mem;

	for (i = 0; i < DMAE_PCI_BARS; i++) {
		if (!f->windows[i].size || !(f->is->bars[i].flags & DMAE_PCI_BAR_MEMORY))
			continue;
		if (host_ram_map(f->windows[i].size, &mem, &f->memory_fd[i]))
			return false;
		f->windows[i].mem = mem;
		f->host->has_memory = true;
	}
	return true;
}

void *dmae_pci_memory(struct dmae_model *m, unsigned int bar)
{
	return m->pci && bar < DMAE_PCI_BARS ? m->pci->windows[bar].mem : NULL;
}

void pci_function_new(struct dmae_model *m)
{
	struct pci_function *f, *other;
	unsigned int i, devfn = 0;
	const char *fault = fault_of(m, &devfn);

	if (fault) {
		pr_err("machine: %s: %s: it is not modelled\n", m->name, fault);
		m->dead = true;
		return;
	}
	f = host_alloc(sizeof(*f));
	f->model = m;
	f->is = m->cls->pci;
	f->host = host_of(board_parent(machine_tree, m->node));
	f->devfn = devfn;
	m->pci = f;
	m->windows = host_alloc(DMAE_PCI_BARS * sizeof(*m->windows));
	m->window_count = DMAE_PCI_BARS;
	for (i = 0; i < DMAE_PCI_BARS; i++) {
		f->windows[i].kind = REGION_BAR;
		f->windows[i].base = NOWHERE;
		f->windows[i].size = f->is->bars[i].size;
		f->windows[i].model = m;
		f->windows[i].window = i;
		f->windows[i].node = m->node;
		m->windows[i].size = f->is->bars[i].size;
	}
	if (!memory_new(f)) {
		pr_err("machine: %s: the host refuses the memory behind its windows: it is not "
		       "modelled\n", m->name);
		m->dead = true;
	}
	pci_space_init(f);
	list_for_each_entry(other, &f->host->functions, link) {
		if (other->devfn >> 3 != f->devfn >> 3)
			continue;
		f->config[PCI_HEADER_TYPE] |= PCI_HEADER_TYPE_MFD;
		f->initial[PCI_HEADER_TYPE] |= PCI_HEADER_TYPE_MFD;
		other->config[PCI_HEADER_TYPE] |= PCI_HEADER_TYPE_MFD;
		other->initial[PCI_HEADER_TYPE] |= PCI_HEADER_TYPE_MFD;
	}
	list_add_tail(&f->link, &f->host->functions);
}

void pci_function_free(struct pci_function *f)
{
	unsigned int i;

	for (i = 0; i < DMAE_PCI_BARS; i++)
		if (f->windows[i].mem)
			host_ram_unmap(f->windows[i].mem, f->windows[i].size, f->memory_fd[i]);
	list_del(&f->link);
	host_free(f->levels);
	host_free(f->table);
	host_free(f->pending);
	host_free(f);
}

void pci_stop(void)
{
	struct pci_host *host;

	while ((host = list_first_entry_or_null(&hosts, struct pci_host, link))) {
		list_del(&host->link);
		host_free(host->apertures);
		host_free(host);
	}
}

/* ---- windows ----------------------------------------------------------- */

static uint64_t cpu_address(const struct pci_host *host, uint64_t bus, uint64_t size)
{
	unsigned int i;

	for (i = 0; i < host->aperture_count; i++) {
		const struct pci_aperture *a = &host->apertures[i];

		if (bus >= a->bus && bus - a->bus < a->size && a->size - (bus - a->bus) >= size)
			return a->cpu + (bus - a->bus);
	}
	return NOWHERE;
}

void pci_windows_update(struct pci_function *f)
{
	unsigned int i;

	for (i = 0; i < DMAE_PCI_BARS; i++) {
		unsigned int at = PCI_BASE_ADDRESS_0 + 4 * i;
		uint64_t bus;

		if (!f->windows[i].size)
			continue;
		bus = config_get(f->config, at, 4) & PCI_BASE_ADDRESS_MEM_MASK;
		if (f->is->bars[i].flags & DMAE_PCI_BAR_64 && i + 1 < DMAE_PCI_BARS)
			bus |= (uint64_t)config_get(f->config, at + 4, 4) << 32;
		else
			bus &= 0xffffffff;
		f->on_bus[i] = bus;
		f->windows[i].base = cpu_address(f->host, bus, f->windows[i].size);
		f->model->windows[i].base = f->windows[i].base == NOWHERE ? 0 : f->windows[i].base;
	}
}

/* memory answers by itself, where registers ask whether they may */
static bool answers(const struct pci_function *f, unsigned int i)
{
	return f->windows[i].base != NOWHERE && !f->model->dead &&
	       (!f->windows[i].mem || pci_awake(f, PCI_COMMAND_MEMORY));
}

struct region *pci_master_peer(const struct pci_function *f, uint64_t bus, uint64_t *phys)
{
	struct pci_function *peer;
	unsigned int i;

	if (!f->host->has_memory)
		return NULL;
	list_for_each_entry(peer, &f->host->functions, link)
		for (i = 0; i < DMAE_PCI_BARS; i++) {
			if (!peer->windows[i].mem ||
			    bus - peer->on_bus[i] >= peer->windows[i].size || !answers(peer, i))
				continue;
			*phys = peer->windows[i].base + (bus - peer->on_bus[i]);
			return &peer->windows[i];
		}
	return NULL;
}

struct region *pci_decode(const struct pci_host *host, uint64_t phys)
{
	struct pci_function *f;
	unsigned int i;

	list_for_each_entry(f, &host->functions, link)
		for (i = 0; i < DMAE_PCI_BARS; i++)
			if (phys - f->windows[i].base < f->windows[i].size && answers(f, i))
				return &f->windows[i];
	return NULL;
}

bool pci_awake(const struct pci_function *f, unsigned int command)
{
	if (f->pm && config_get(f->config, f->pm + PCI_PM_CTRL, 2) & PCI_PM_CTRL_STATE_MASK)
		return false;
	return config_get(f->config, PCI_COMMAND, 2) & command;
}

const char *pci_master_fault(const struct pci_function *f)
{
	if (pci_awake(f, PCI_COMMAND_MASTER))
		return NULL;
	return pci_awake(f, ~0u) || !f->pm ?
		       "it is no bus master: pci_set_master() comes first (SLVERR)" :
		       "it is asleep, or switched off, and masters no bus (SLVERR)";
}

static bool window_on(struct pci_function *f, const struct region *region, uint64_t offset)
{
	if (pci_awake(f, PCI_COMMAND_MEMORY))
		return true;
	if (!f->said_off)
		pr_err("machine: %s: access to window %u + 0x%lx, which is off: "
		       "pci_enable_device() and full power come first\n",
		       f->model->name, region->window, offset);
	f->said_off = true;
	return false;
}

uint64_t pci_window_read(struct region *region, uint64_t offset, unsigned int width)
{
	struct dmae_model *m = region->model;

	if (!window_on(m->pci, region, offset))
		return ~0ull;
	if (pci_in_table(m->pci, region->window, offset))
		return pci_table_read(m->pci, offset, width);
	return m->cls->read ? m->cls->read(m, region->window, offset, width) : 0;
}

void pci_window_write(struct region *region, uint64_t offset, unsigned int width, uint64_t value)
{
	struct dmae_model *m = region->model;

	if (!window_on(m->pci, region, offset))
		return;
	if (pci_in_table(m->pci, region->window, offset))
		pci_table_write(m->pci, offset, width, value);
	else if (m->cls->write)
		m->cls->write(m, region->window, offset, width, value);
}
