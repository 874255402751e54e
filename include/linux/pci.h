/* SPDX-License-Identifier: MIT */
/* What drivers of PCI functions include: the functions, and their way to memory. */
#ifndef LINUX_PCI_H
#define LINUX_PCI_H

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/pci_device.h>

#endif
