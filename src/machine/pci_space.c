// SPDX-License-Identifier: MIT
/*
 * Configuration space of PCI functions: its layout, what a write does, and
 * reset. Kernel side. The numbers are those of the PCI Local Bus 3.0 and the
 * PCI Express 3.1 specifications.
 */
#include <linux/kernel.h>
#include <linux/pci_regs.h>
#include <linux/string.h>

#include "machine/pci.h"

/* where capabilities of the machine's are put; others follow */
#define AT_PM		0x40
#define AT_MSI		0x50
#define AT_MSIX		0x70
#define AT_EXPRESS	0x80
#define AT_OTHERS	0xc0
#define AT_AER		0x100

#define COMMAND_BITS                                                                             \
	(PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INVALIDATE | PCI_COMMAND_PARITY | \
	 PCI_COMMAND_SERR | PCI_COMMAND_INTX_DISABLE)
#define STATUS_ERRORS 0xf900

/* struct layout - a configuration space in the making: the last of each list, the next free byte */
struct layout {
	struct pci_function *f;
	unsigned int last, last_extended, free, free_extended;
};

static void put(struct pci_function *f, unsigned int at, unsigned int width, uint32_t value,
		uint32_t writable)
{
	config_put(f->config, at, width, value);
	config_put(f->writable, at, width, writable);
}

/* ---- capabilities ------------------------------------------------------ */

static void link_capability(struct layout *l, unsigned int at, unsigned int id)
{
	config_put(l->f->config, l->last, 1, at);
	config_put(l->f->config, at, 2, id);
	l->last = at + PCI_CAP_LIST_NEXT;
}

static void link_extended(struct layout *l, unsigned int at, unsigned int id, unsigned int version)
{
	if (l->last_extended)
		config_put(l->f->config, l->last_extended + 2, 2,
			   config_get(l->f->config, l->last_extended + 2, 2) | at << 4);
	config_put(l->f->config, at, 4, id | version << 16);
	l->last_extended = at;
}

static void add_power_management(struct layout *l)
{
	struct pci_function *f = l->f;

	f->pm = AT_PM;
	link_capability(l, f->pm, PCI_CAP_ID_PM);
	put(f, f->pm + PCI_PM_PMC, 2, 3 | PCI_PM_CAP_PME_D0 | PCI_PM_CAP_PME_D3hot, 0);
	put(f, f->pm + PCI_PM_CTRL, 2, 0, PCI_PM_CTRL_STATE_MASK | PCI_PM_CTRL_PME_ENABLE);
	config_put(f->clears, f->pm + PCI_PM_CTRL, 2, PCI_PM_CTRL_PME_STATUS);
}

static void add_msi(struct layout *l)
{
	struct pci_function *f = l->f;
	unsigned int log = ilog2(f->is->msi_vectors);
	uint32_t all = f->is->msi_vectors == 32 ? ~0u : (1u << f->is->msi_vectors) - 1;

	f->msi = AT_MSI;
	link_capability(l, f->msi, PCI_CAP_ID_MSI);
	put(f, f->msi + PCI_MSI_FLAGS, 2,
	    log << 1 | PCI_MSI_FLAGS_64BIT | (f->is->msi_maskable ? PCI_MSI_FLAGS_MASKBIT : 0),
	    PCI_MSI_FLAGS_ENABLE | PCI_MSI_FLAGS_QSIZE);
	put(f, f->msi + PCI_MSI_ADDRESS_LO, 4, 0, ~3u);
	put(f, f->msi + PCI_MSI_ADDRESS_HI, 4, 0, ~0u);
	put(f, f->msi + PCI_MSI_DATA_64, 2, 0, 0xffff);
	if (f->is->msi_maskable)
		put(f, f->msi + PCI_MSI_MASK_64, 4, 0, all);
}

static void add_msix(struct layout *l)
{
	struct pci_function *f = l->f;

	f->msix = AT_MSIX;
	link_capability(l, f->msix, PCI_CAP_ID_MSIX);
	put(f, f->msix + PCI_MSIX_FLAGS, 2, f->is->msix_vectors - 1,
	    PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
	put(f, f->msix + PCI_MSIX_TABLE, 4, f->is->msix_offset | f->is->msix_bar, 0);
	put(f, f->msix + PCI_MSIX_PBA, 4, f->is->msix_pending_offset | f->is->msix_bar, 0);
}

/* an endpoint on a link of 16 lanes at 8 GT/s */
static void add_express(struct layout *l)
{
	struct pci_function *f = l->f;

	f->express = AT_EXPRESS;
	link_capability(l, f->express, PCI_CAP_ID_EXP);
	put(f, f->express + PCI_EXP_FLAGS, 2, 2 | PCI_EXP_TYPE_ENDPOINT << 4, 0);
	put(f, f->express + PCI_EXP_DEVCAP, 4, 1 | PCI_EXP_DEVCAP_RBER | PCI_EXP_DEVCAP_FLR, 0);
	put(f, f->express + PCI_EXP_DEVCTL, 2,
	    PCI_EXP_DEVCTL_RELAX_EN | PCI_EXP_DEVCTL_NOSNOOP_EN | PCI_EXP_DEVCTL_READRQ_512B,
	    0x7fff);
	config_put(f->clears, f->express + PCI_EXP_DEVSTA, 2, 0xf);
	put(f, f->express + PCI_EXP_LNKCAP, 4, PCI_EXP_LNKCAP_SLS_8_0GB | 16 << 4, 0);
	put(f, f->express + PCI_EXP_LNKCTL, 2, 0, 0x1fb);
	put(f, f->express + PCI_EXP_LNKSTA, 2, PCI_EXP_LNKSTA_CLS_8_0GB | 16 << 4, 0);
	put(f, f->express + PCI_EXP_DEVCTL2, 2, 0, 0x7fff);
	put(f, f->express + PCI_EXP_LNKCTL2, 2, 3, 0xf);
}

static void add_error_reporting(struct layout *l)
{
	struct pci_function *f = l->f;

	link_extended(l, AT_AER, PCI_EXT_CAP_ID_ERR, 2);
	config_put(f->clears, AT_AER + PCI_ERR_UNCOR_STATUS, 4, 0x07fff030);
	put(f, AT_AER + PCI_ERR_UNCOR_MASK, 4, 0, 0x07fff030);
	put(f, AT_AER + PCI_ERR_UNCOR_SEVER, 4, 0x00462030, 0x07fff030);
	config_put(f->clears, AT_AER + PCI_ERR_COR_STATUS, 4, 0x0000f1c1);
	put(f, AT_AER + PCI_ERR_COR_MASK, 4, 0x2000, 0x0000f1c1);
	l->free_extended = AT_AER + 0x48;
}

static void add_other(struct layout *l, const struct dmae_pci_capability *c)
{
	unsigned int header = c->extended ? 4 : 2;
	unsigned int *at = c->extended ? &l->free_extended : &l->free;
	unsigned int end = c->extended ? DMAE_PCI_CONFIG_SIZE : PCI_CFG_SPACE_SIZE;

	if ((c->extended && !l->f->is->express) || *at + header + c->size > end) {
		dmae_model_error(l->f->model, "no room in configuration space for capability 0x%x",
				 c->id);
		return;
	}
	if (c->extended)
		link_extended(l, *at, c->id, c->version);
	else
		link_capability(l, *at, c->id);
	memcpy(l->f->config + *at + header, c->body, c->size);
	if (c->writable)
		memcpy(l->f->writable + *at + header, c->writable, c->size);
	*at = ALIGN(*at + header + c->size, 4);
}

/* ---- the whole --------------------------------------------------------- */

static void put_windows(struct pci_function *f)
{
	unsigned int i;

	for (i = 0; i < DMAE_PCI_BARS; i++) {
		const struct dmae_pci_bar *bar = &f->is->bars[i];
		unsigned int at = PCI_BASE_ADDRESS_0 + 4 * i;
		uint64_t mask = -bar->size;
		uint32_t kind = 0;

		if (!bar->size)
			continue;
		if (bar->flags & DMAE_PCI_BAR_64)
			kind |= PCI_BASE_ADDRESS_MEM_TYPE_64;
		if (bar->flags & DMAE_PCI_BAR_PREFETCH)
			kind |= PCI_BASE_ADDRESS_MEM_PREFETCH;
		put(f, at, 4, kind, mask);
		if (bar->flags & DMAE_PCI_BAR_64 && i + 1 < DMAE_PCI_BARS) {
			put(f, at + 4, 4, 0, mask >> 32);
			i++;
		}
	}
}

static void put_header(struct pci_function *f)
{
	put(f, PCI_VENDOR_ID, 2, f->is->vendor, 0);
	put(f, PCI_DEVICE_ID, 2, f->is->device, 0);
	put(f, PCI_COMMAND, 2, 0, COMMAND_BITS);
	put(f, PCI_STATUS, 2, PCI_STATUS_CAP_LIST, 0);
	config_put(f->clears, PCI_STATUS, 2, STATUS_ERRORS);
	put(f, PCI_CLASS_REVISION, 4, f->is->class_code << 8 | f->is->revision, 0);
	put(f, PCI_CACHE_LINE_SIZE, 1, 0, 0xff);
	put(f, PCI_LATENCY_TIMER, 1, 0, f->is->express ? 0 : 0xf8);
	put_windows(f);
	put(f, PCI_SUBSYSTEM_VENDOR_ID, 2, f->is->subsystem_vendor, 0);
	put(f, PCI_SUBSYSTEM_ID, 2, f->is->subsystem, 0);
	put(f, PCI_INTERRUPT_LINE, 1, 0xff, 0xff);
	put(f, PCI_INTERRUPT_PIN, 1, f->is->pin, 0);
}

void pci_space_init(struct pci_function *f)
{
	struct layout l = { .f = f,
			    .last = PCI_CAPABILITY_LIST,
			    .free = AT_OTHERS,
			    .free_extended = AT_AER };
	unsigned int i;

	put_header(f);
	if (!f->is->no_power_management)
		add_power_management(&l);
	if (f->is->msi_vectors)
		add_msi(&l);
	if (f->is->msix_vectors)
		add_msix(&l);
	if (f->is->express)
		add_express(&l);
	if (f->is->express && f->is->error_reporting)
		add_error_reporting(&l);
	for (i = 0; i < f->is->capability_count; i++)
		add_other(&l, &f->is->capabilities[i]);
	memcpy(f->initial, f->config, sizeof(f->initial));
}

void pci_reset(struct pci_function *f)
{
	memcpy(f->config, f->initial, sizeof(f->config));
	pci_messages_reset(f);
	pci_windows_update(f);
	pci_messages_update(f);
	if (f->is->reset)
		f->is->reset(f->model);
}

/* ---- accesses ---------------------------------------------------------- */

static bool touches(unsigned int offset, unsigned int width, unsigned int at, unsigned int size)
{
	return at && offset < at + size && at < offset + width;
}

static void write_bytes(struct pci_function *f, unsigned int at, unsigned int width,
			uint32_t value)
{
	for (; width; width--, at++, value >>= 8) {
		f->config[at] = (f->config[at] & ~f->writable[at]) | (value & f->writable[at]);
		f->config[at] &= ~(value & f->clears[at]);
	}
}

static unsigned int power_state(const struct pci_function *f)
{
	return f->pm ? config_get(f->config, f->pm + PCI_PM_CTRL, 2) & PCI_PM_CTRL_STATE_MASK : 0;
}

static void config_write(struct pci_function *f, unsigned int at, unsigned int width,
			 uint32_t value)
{
	unsigned int before = power_state(f);
	bool flr = touches(at, width, f->express ? f->express + PCI_EXP_DEVCTL : 0, 2) &&
		   value << 8 * (at - f->express - PCI_EXP_DEVCTL) & PCI_EXP_DEVCTL_BCR_FLR;

	write_bytes(f, at, width, value);
	/* asleep with its supply on, it keeps nothing */
	if (flr || (before == 3 && !power_state(f))) {
		pci_reset(f);
		return;
	}
	if (touches(at, width, PCI_BASE_ADDRESS_0, 24))
		pci_windows_update(f);
	pci_messages_update(f);
	if (at >= AT_OTHERS && f->is->config_written)
		f->is->config_written(f->model, at, width);
}

static struct pci_function *function_at(struct dmae_model *host, unsigned int bus,
					unsigned int devfn)
{
	struct pci_function *f;

	if (bus || !host->pci_host)
		return NULL;
	list_for_each_entry(f, &host->pci_host->functions, link)
		if (f->devfn == devfn && !f->model->dead)
			return f;
	return NULL;
}

static bool config_ok(const struct pci_function *f, unsigned int offset, unsigned int width)
{
	return (width == 1 || width == 2 || width == 4) && !(offset & (width - 1)) &&
	       offset < (f->is->express ? DMAE_PCI_CONFIG_SIZE : PCI_CFG_SPACE_SIZE);
}

uint32_t dmae_pci_host_read(struct dmae_model *m, unsigned int bus, unsigned int devfn,
			    unsigned int offset, unsigned int width)
{
	struct pci_function *f = function_at(m, bus, devfn);

	if (!f || !config_ok(f, offset, width))
		return ~0u;
	return config_get(f->config, offset, width);
}

void dmae_pci_host_write(struct dmae_model *m, unsigned int bus, unsigned int devfn,
			 unsigned int offset, unsigned int width, uint32_t value)
{
	struct pci_function *f = function_at(m, bus, devfn);

	if (f && config_ok(f, offset, width))
		config_write(f, offset, width, value);
}

uint8_t *dmae_pci_config(struct dmae_model *m)
{
	return m->pci ? m->pci->config : NULL;
}

unsigned int dmae_pci_find(struct dmae_model *m, unsigned int id, bool extended)
{
	const uint8_t *config = dmae_pci_config(m);
	unsigned int at, hops;

	if (!config)
		return 0;
	at = extended ? AT_AER : config[PCI_CAPABILITY_LIST];
	for (hops = 0; at && hops < 64; hops++) {
		if (config_get(config, at, extended ? 2 : 1) == id)
			return at;
		at = extended ? config_get(config, at + 2, 2) >> 4 : config[at + 1];
	}
	return 0;
}
