/* SPDX-License-Identifier: MIT */
/*
 * PCI in the machine, between its files: the functions behind each host
 * bridge, their configuration space and windows. Everything changes under
 * the hardware lock.
 */
#ifndef DMAE_MACHINE_PCI_H
#define DMAE_MACHINE_PCI_H

#include "machine/machine_private.h"

/* a stretch of PCI's memory, and where the CPU reaches it */
struct pci_aperture {
	uint64_t cpu, bus, size;
};

struct pci_host {
	struct list_head link;
	struct list_head functions;
	int node;
	struct pci_aperture *apertures;
	unsigned int aperture_count;
	bool has_memory; /* a function has a window with memory */
};

/**
 * struct pci_function - the machine's part of a function
 * @config: configuration space; @writable and @clears say which bits a write changes, and which
 *	a written 1 clears; @initial is what a reset leaves
 * @pm, @msi, @msix, @express: where these capabilities are, or 0
 * @windows: by base address register; base ~0 while it lies in no aperture
 * @on_bus: where they lie on the bus
 * @memory_fd: of a window with memory, the file behind it
 * @levels: what the model holds up, by message; @up of them
 * @table, @pending: of MSI-X
 * @sending: a message is under way
 * @said_off: an access to windows that are off was reported
 */
struct pci_function {
	struct list_head link;
	struct dmae_model *model;
	const struct dmae_pci_function *is;
	struct pci_host *host;
	unsigned int devfn;
	uint8_t config[DMAE_PCI_CONFIG_SIZE];
	uint8_t writable[DMAE_PCI_CONFIG_SIZE];
	uint8_t clears[DMAE_PCI_CONFIG_SIZE];
	uint8_t initial[DMAE_PCI_CONFIG_SIZE];
	unsigned int pm, msi, msix, express;
	struct region windows[DMAE_PCI_BARS];
	uint64_t on_bus[DMAE_PCI_BARS];
	int memory_fd[DMAE_PCI_BARS];
	struct machine_line *pin;
	bool pin_up;
	bool *levels;
	unsigned int up;
	uint8_t *table;
	uint8_t *pending;
	uint32_t msi_pending;
	bool sending;
	bool said_off;
};

/* registers of configuration space, little-endian */
static inline uint32_t config_get(const uint8_t *config, unsigned int at, unsigned int width)
{
	uint32_t value = 0;

	while (width--)
		value = value << 8 | config[at + width];
	return value;
}

static inline void config_put(uint8_t *config, unsigned int at, unsigned int width, uint32_t value)
{
	for (; width; width--, value >>= 8)
		config[at++] = value;
}

/* pci_space.c */
/** pci_space_init() - lay out the configuration space of @f */
void pci_space_init(struct pci_function *f);
/** pci_reset() - as after power on; the model is told */
void pci_reset(struct pci_function *f);

/* pci_window.c */
/** pci_windows_update() - the base address registers of @f have changed */
void pci_windows_update(struct pci_function *f);
/** pci_awake() - it answers and may ask: neither asleep nor switched off, as @command says */
bool pci_awake(const struct pci_function *f, unsigned int command);

/* pci_message.c */
/** pci_messages_update() - what decides over messages or the pin has changed */
void pci_messages_update(struct pci_function *f);
void pci_messages_reset(struct pci_function *f);
uint64_t pci_table_read(struct pci_function *f, uint64_t offset, unsigned int width);
void pci_table_write(struct pci_function *f, uint64_t offset, unsigned int width, uint64_t value);
/** pci_in_table() - the machine answers at @offset of window @window, not the model */
bool pci_in_table(const struct pci_function *f, unsigned int window, uint64_t offset);

#endif
