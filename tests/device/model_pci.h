/* SPDX-License-Identifier: MIT */
/*
 * PCI functions for the tests of src/device, each a small DMA engine: one with
 * a pin and MSI, one of PCI Express with MSI-X; and a platform device that
 * sends messages. Plain C; the models are in model_pci.c, on the host's side.
 */
#ifndef TESTS_MODEL_PCI_H
#define TESTS_MODEL_PCI_H

#define PCI_TEST_VENDOR		0x1d0f
#define PCI_TEST_PLAIN		0x0001	/* a pin, 4 messages of MSI; windows 0 and 2 */
#define PCI_TEST_EXPRESS	0x0002	/* MSI-X with 8 entries; windows 0, of 64 bits, and 4 */
#define PCI_TEST_VSEC		0x0042

/* window 0, of 4 KiB */
#define PCI_TEST_SRC	0x00	/* 8 bytes */
#define PCI_TEST_DST	0x08	/* 8 bytes */
#define PCI_TEST_LEN	0x10
#define PCI_TEST_START	0x14	/* write: copy now; read: the bus response */
#define PCI_TEST_PULSE	0x18	/* write n: message n, or the pin goes up and down */
#define PCI_TEST_LEVEL	0x1c	/* bit i: level of message i */
#define PCI_TEST_RESETS	0x20	/* how often it was reset */
#define PCI_TEST_WORD	0x24	/* a word to write and read; 0 after reset */

/* the platform device */
#define MSI_TEST_ADDR(i)	((i) * 16)	/* 8 bytes */
#define MSI_TEST_DATA(i)	((i) * 16 + 8)
#define MSI_TEST_FIRE		0x80	/* write i: send message i */

void model_pci_register(void);
void model_pci_unregister(void);

#endif
