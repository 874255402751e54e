/* SPDX-License-Identifier: MIT */
/*
 * Advanced error reporting of PCI Express: drivers switch it on and clear
 * what was logged. No root port collects errors here. src/device/pci_enable.c.
 */
#ifndef _AER_H_
#define _AER_H_

#include <linux/errno.h>
#include <linux/types.h>

#define AER_NONFATAL	0
#define AER_FATAL	1
#define AER_CORRECTABLE	2
#define DPC_FATAL	3

struct pci_dev;

/* -EIO: the function has no such capability */
int pci_enable_pcie_error_reporting(struct pci_dev *dev);
int pci_disable_pcie_error_reporting(struct pci_dev *dev);
int pci_aer_clear_nonfatal_status(struct pci_dev *dev);

#endif
