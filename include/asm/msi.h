/* SPDX-License-Identifier: MIT */
/* A message has no other parts here than an address and a number. */
#ifndef _ASM_MSI_H
#define _ASM_MSI_H

#include <linux/types.h>

typedef struct arch_msi_msg_addr_lo {
	u32 address_lo;
} __attribute__((packed)) arch_msi_msg_addr_lo_t;

typedef struct arch_msi_msg_addr_hi {
	u32 address_hi;
} __attribute__((packed)) arch_msi_msg_addr_hi_t;

typedef struct arch_msi_msg_data {
	u32 data;
} __attribute__((packed)) arch_msi_msg_data_t;

#endif
