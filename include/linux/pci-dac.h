/* SPDX-License-Identifier: MIT */
/*
 * Double-address-cycle mapping: the PCI calls of Linux 2.6 for devices that
 * put out 64 bits of address and want pages wherever they lie. They left
 * Linux with 2.6.24; new code sets a 64-bit mask and uses
 * <linux/dma-mapping.h>, on which these are built (src/mapping/pci_dac.c).
 *
 * A mapping lasts until the driver leaves the device: nobody releases one.
 */
#ifndef _LINUX_PCI_DAC_H
#define _LINUX_PCI_DAC_H

#include <linux/pci.h>

typedef u64 dma64_addr_t;

/* directions, as PCI drivers called them */
#ifndef PCI_DMA_BIDIRECTIONAL
#define PCI_DMA_BIDIRECTIONAL	0
#define PCI_DMA_TODEVICE	1
#define PCI_DMA_FROMDEVICE	2
#define PCI_DMA_NONE		3
#endif

/**
 * pci_dac_dma_supported() - would a device reach memory with this mask?
 * @pdev: the device
 * @mask: addresses that it can put out; more than 32 bits
 *
 * Context: Process.
 * Return: 1 or 0.
 */
int pci_dac_dma_supported(struct pci_dev *pdev, u64 mask);

/**
 * pci_dac_set_dma_mask() - this device puts out such addresses
 * @pdev: the device
 * @mask: more than 32 bits
 *
 * Context: Process.
 * Return: 0; -EIO: it can't be: use 32 bits and pci_map_page().
 */
int pci_dac_set_dma_mask(struct pci_dev *pdev, u64 mask);

/**
 * pci_dac_page_to_dma() - map a page
 * @pdev: the device
 * @page: the page
 * @offset: where in the page
 * @direction: PCI_DMA_*
 *
 * Context: Process.
 * Return: the device's address of that place, or DMA_MAPPING_ERROR.
 */
dma64_addr_t pci_dac_page_to_dma(struct pci_dev *pdev, struct page *page, unsigned long offset,
				 int direction);

/**
 * pci_dac_dma_to_page() - and back
 * @pdev: the device
 * @dma_addr: what pci_dac_page_to_dma() returned
 *
 * Context: Process.
 * Return: the page; NULL if it is no such address.
 */
struct page *pci_dac_dma_to_page(struct pci_dev *pdev, dma64_addr_t dma_addr);

/**
 * pci_dac_dma_to_offset() - where in its page an address lies
 * @pdev: the device
 * @dma_addr: what pci_dac_page_to_dma() returned
 *
 * Context: Any.
 * Return: bytes.
 */
unsigned long pci_dac_dma_to_offset(struct pci_dev *pdev, dma64_addr_t dma_addr);

/**
 * pci_dac_dma_sync_single_for_cpu() - the CPU wants to look at it
 * @pdev: the device
 * @dma_addr: from where
 * @len: bytes, in one page
 * @direction: as mapped
 *
 * Context: Any.
 */
void pci_dac_dma_sync_single_for_cpu(struct pci_dev *pdev, dma64_addr_t dma_addr, size_t len,
				     int direction);

/**
 * pci_dac_dma_sync_single_for_device() - the CPU is done with it
 * @pdev: the device
 * @dma_addr: from where
 * @len: bytes, in one page
 * @direction: as mapped
 *
 * Context: Any.
 */
void pci_dac_dma_sync_single_for_device(struct pci_dev *pdev, dma64_addr_t dma_addr, size_t len,
					int direction);

#endif
