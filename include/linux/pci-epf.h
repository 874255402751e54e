/* SPDX-License-Identifier: MIT */
/*
 * Endpoint functions, which a machine that is itself a PCI device has: none
 * here. What drivers want of this header are the names of the base address
 * registers, which <linux/pci_device.h> has.
 */
#ifndef __LINUX_PCI_EPF_H
#define __LINUX_PCI_EPF_H

#include <linux/device.h>
#include <linux/mod_devicetable.h>
#include <linux/pci.h>

#endif
