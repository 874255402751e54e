// SPDX-License-Identifier: MIT
/*
 * Interrupts of PCI functions: the pin, MSI, and MSI-X with its table.
 * Kernel side. A message is a write to memory like any other of the function.
 */
#include <linux/kernel.h>
#include <linux/pci_regs.h>
#include <linux/string.h>

#include "base/host.h"
#include "machine/pci.h"

static uint32_t command(const struct pci_function *f)
{
	return config_get(f->config, PCI_COMMAND, 2);
}

static uint32_t msi_flags(const struct pci_function *f)
{
	return f->msi ? config_get(f->config, f->msi + PCI_MSI_FLAGS, 2) : 0;
}

static uint32_t msix_flags(const struct pci_function *f)
{
	return f->msix ? config_get(f->config, f->msix + PCI_MSIX_FLAGS, 2) : 0;
}

/* ---- sending ----------------------------------------------------------- */

static void send(struct pci_function *f, uint64_t address, uint32_t data)
{
	machine_traced("irq", "%s: message 0x%x to 0x%lx", f->model->name, data, address);
	if (f->sending) {
		dmae_model_error(f->model, "message 0x%x to 0x%lx: a message caused it: dropped",
				 data, address);
		return;
	}
	f->sending = true;
	dmae_bus_write(f->model, address, &data, sizeof(data));
	f->sending = false;
}

static unsigned int msi_allocated(const struct pci_function *f)
{
	return 1u << ((msi_flags(f) & PCI_MSI_FLAGS_QSIZE) >> 4);
}

static void msi_send(struct pci_function *f, unsigned int index)
{
	unsigned int at = f->msi, vector = index % msi_allocated(f);
	uint32_t data = config_get(f->config, at + PCI_MSI_DATA_64, 2);
	uint64_t address = config_get(f->config, at + PCI_MSI_ADDRESS_LO, 4) |
			   (uint64_t)config_get(f->config, at + PCI_MSI_ADDRESS_HI, 4) << 32;

	if (f->is->msi_maskable &&
	    config_get(f->config, at + PCI_MSI_MASK_64, 4) & 1u << vector) {
		f->msi_pending |= 1u << vector;
		config_put(f->config, at + PCI_MSI_PENDING_64, 4, f->msi_pending);
		return;
	}
	send(f, address, (data & ~(msi_allocated(f) - 1)) | vector);
}

static uint8_t *entry(struct pci_function *f, unsigned int index)
{
	return f->table + PCI_MSIX_ENTRY_SIZE * (index % f->is->msix_vectors);
}

static bool entry_masked(struct pci_function *f, unsigned int index)
{
	return msix_flags(f) & PCI_MSIX_FLAGS_MASKALL ||
	       entry(f, index)[PCI_MSIX_ENTRY_VECTOR_CTRL] & PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

static void msix_send(struct pci_function *f, unsigned int index)
{
	const uint8_t *e = entry(f, index);

	index %= f->is->msix_vectors;
	if (entry_masked(f, index)) {
		f->pending[index / 8] |= 1u << index % 8;
		return;
	}
	f->pending[index / 8] &= ~(1u << index % 8);
	send(f,
	     config_get(e, PCI_MSIX_ENTRY_LOWER_ADDR, 4) |
		     (uint64_t)config_get(e, PCI_MSIX_ENTRY_UPPER_ADDR, 4) << 32,
	     config_get(e, PCI_MSIX_ENTRY_DATA, 4));
}

/* ---- what was held back, and the pin ----------------------------------- */

static void send_pending(struct pci_function *f)
{
	unsigned int i;

	if (msix_flags(f) & PCI_MSIX_FLAGS_ENABLE) {
		for (i = 0; i < f->is->msix_vectors; i++)
			if (f->pending[i / 8] & 1u << i % 8 && !entry_masked(f, i))
				msix_send(f, i);
	} else if (msi_flags(f) & PCI_MSI_FLAGS_ENABLE && f->msi_pending) {
		uint32_t ready = f->msi_pending &
				 ~config_get(f->config, f->msi + PCI_MSI_MASK_64, 4);

		f->msi_pending &= ~ready;
		config_put(f->config, f->msi + PCI_MSI_PENDING_64, 4, f->msi_pending);
		for (i = 0; i < 32; i++)
			if (ready & 1u << i)
				msi_send(f, i);
	}
}

void pci_messages_update(struct pci_function *f)
{
	bool messages = msix_flags(f) & PCI_MSIX_FLAGS_ENABLE ||
			msi_flags(f) & PCI_MSI_FLAGS_ENABLE;
	bool wanted = f->up && !messages;
	bool up = wanted && !(command(f) & PCI_COMMAND_INTX_DISABLE);
	uint32_t status = config_get(f->config, PCI_STATUS, 2) & ~PCI_STATUS_INTERRUPT;

	config_put(f->config, PCI_STATUS, 2, status | (wanted ? PCI_STATUS_INTERRUPT : 0));
	if (f->pin && f->pin_up != up) {
		f->pin_up = up;
		line_set(f->pin, up, f->model->name);
	}
	send_pending(f);
}

void pci_irq_set(struct pci_function *f, unsigned int index, bool level)
{
	if (f->levels[index] == level)
		return;
	f->levels[index] = level;
	f->up += level ? 1 : -1;
	if (level && msix_flags(f) & PCI_MSIX_FLAGS_ENABLE)
		msix_send(f, index);
	else if (level && msi_flags(f) & PCI_MSI_FLAGS_ENABLE)
		msi_send(f, index);
	else
		pci_messages_update(f);
}

unsigned int dmae_pci_messages(struct dmae_model *m)
{
	if (!m->pci)
		return 0;
	if (msix_flags(m->pci) & PCI_MSIX_FLAGS_ENABLE)
		return m->pci->is->msix_vectors;
	return msi_flags(m->pci) & PCI_MSI_FLAGS_ENABLE ? msi_allocated(m->pci) : 0;
}

/* ---- the table of MSI-X ------------------------------------------------ */

bool pci_in_table(const struct pci_function *f, unsigned int window, uint64_t offset)
{
	const struct dmae_pci_function *is = f->is;

	return f->msix && window == is->msix_bar &&
	       (offset - is->msix_offset < PCI_MSIX_ENTRY_SIZE * is->msix_vectors ||
		offset - is->msix_pending_offset < ALIGN(is->msix_vectors, 64) / 8);
}

uint64_t pci_table_read(struct pci_function *f, uint64_t offset, unsigned int width)
{
	const struct dmae_pci_function *is = f->is;
	uint64_t value = 0;

	if (offset - is->msix_offset < PCI_MSIX_ENTRY_SIZE * is->msix_vectors)
		memcpy(&value, f->table + (offset - is->msix_offset), width);
	else
		memcpy(&value, f->pending + (offset - is->msix_pending_offset), width);
	return value;
}

void pci_table_write(struct pci_function *f, uint64_t offset, unsigned int width, uint64_t value)
{
	const struct dmae_pci_function *is = f->is;

	if (offset - is->msix_offset >= PCI_MSIX_ENTRY_SIZE * is->msix_vectors)
		return;
	memcpy(f->table + (offset - is->msix_offset), &value, width);
	send_pending(f);
}

/* ---- life -------------------------------------------------------------- */

void pci_messages_reset(struct pci_function *f)
{
	unsigned int i;

	f->msi_pending = 0;
	if (!f->msix)
		return;
	memset(f->table, 0, PCI_MSIX_ENTRY_SIZE * f->is->msix_vectors);
	memset(f->pending, 0, ALIGN(f->is->msix_vectors, 64) / 8);
	for (i = 0; i < f->is->msix_vectors; i++)
		entry(f, i)[PCI_MSIX_ENTRY_VECTOR_CTRL] = PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

void pci_messages_init(struct pci_function *f)
{
	struct dmae_model *m = f->model;
	struct board_ref ref;

	m->irq_count = max3(1u, f->is->msi_vectors, f->is->msix_vectors);
	m->irqs = host_alloc(m->irq_count * sizeof(*m->irqs));
	f->levels = host_alloc(m->irq_count * sizeof(*f->levels));
	if (f->msix) {
		f->table = host_alloc(PCI_MSIX_ENTRY_SIZE * f->is->msix_vectors);
		f->pending = host_alloc(ALIGN(f->is->msix_vectors, 64) / 8);
	}
	pci_messages_reset(f);
	if (f->is->pin && !board_pci_interrupt(machine_tree, m->node, f->is->pin, &ref))
		f->pin = machine_line(&ref);
}
