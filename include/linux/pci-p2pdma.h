/* SPDX-License-Identifier: MIT */
/*
 * DMA between PCI peers: memory behind a BAR of one (the provider) that
 * others (the clients) read and write without a detour through RAM.
 * src/mapping/p2pdma.c.
 *
 *	provider: pci_p2pdma_add_resource(), pci_p2pmem_publish()
 *	client:   pci_p2pmem_find(), pci_alloc_p2pmem(), dma_map_sg()
 */
#ifndef _LINUX_PCI_P2PDMA_H
#define _LINUX_PCI_P2PDMA_H

#include <linux/pci.h>

struct scatterlist;

/**
 * pci_p2pdma_add_resource() - offer memory behind a BAR
 * @pdev: the provider
 * @bar: which
 * @size: bytes; 0: all from @offset on
 * @offset: where in the BAR
 *
 * Context: process. Return: 0; -EINVAL (no memory BAR, or not that large), -ENOMEM, -ENXIO (there
 * are registers, not memory). Unbinding the provider's driver ends it.
 */
int pci_p2pdma_add_resource(struct pci_dev *pdev, int bar, size_t size, u64 offset);

/**
 * pci_p2pdma_distance_many() - how far the clients are from a provider
 * @verbose: say what is in the way
 *
 * Return: the sum over them: 0: the provider itself, 2 to the switch port above both and back,
 * ...; -1: one of them can't reach it.
 */
int pci_p2pdma_distance_many(struct pci_dev *provider, struct device **clients, int num_clients,
			     bool verbose);
bool pci_has_p2pmem(struct pci_dev *pdev);
/** pci_p2pmem_find_many() - the published provider nearest to all, with a reference; or NULL */
struct pci_dev *pci_p2pmem_find_many(struct device **clients, int num_clients);
/** pci_alloc_p2pmem() - whole pages of a provider's memory, or NULL */
void *pci_alloc_p2pmem(struct pci_dev *pdev, size_t size);
void pci_free_p2pmem(struct pci_dev *pdev, void *addr, size_t size);
/** pci_p2pmem_virt_to_bus() - its address on the PCI bus; 0: it is not the provider's */
pci_bus_addr_t pci_p2pmem_virt_to_bus(struct pci_dev *pdev, void *addr);
/** pci_p2pmem_alloc_sgl() - @length bytes as a list of *@nents entries, or NULL */
struct scatterlist *pci_p2pmem_alloc_sgl(struct pci_dev *pdev, unsigned int *nents, u32 length);
void pci_p2pmem_free_sgl(struct pci_dev *pdev, struct scatterlist *sgl);
/** pci_p2pmem_publish() - let pci_p2pmem_find() see it, or not */
void pci_p2pmem_publish(struct pci_dev *pdev, bool publish);

/**
 * pci_p2pdma_enable_store() - for a driver's attribute: which provider, if any
 * @page: a PCI device's address ("0000:01:00.0"), or a boolean: any, none
 * @p2p_dev: set to the provider, with a reference, or NULL
 * @use_p2pdma: set to whether
 *
 * Return: 0; -ENODEV: no such device; -EINVAL: neither.
 */
int pci_p2pdma_enable_store(const char *page, struct pci_dev **p2p_dev, bool *use_p2pdma);
ssize_t pci_p2pdma_enable_show(char *page, struct pci_dev *p2p_dev, bool use_p2pdma);

/* the same for one client */
static inline struct pci_dev *pci_p2pmem_find(struct device *client)
{
	return pci_p2pmem_find_many(&client, 1);
}

static inline int pci_p2pdma_distance(struct pci_dev *provider, struct device *client,
				      bool verbose)
{
	return pci_p2pdma_distance_many(provider, &client, 1, verbose);
}

#endif
