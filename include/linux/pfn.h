/* SPDX-License-Identifier: MIT */
/* Page frame numbers and physical addresses. */
#ifndef _LINUX_PFN_H
#define _LINUX_PFN_H

#include <linux/types.h>
#include <asm/page.h>

typedef struct {
	u64 val;
} pfn_t;

#define PFN_ALIGN(x)	(((unsigned long)(x) + (PAGE_SIZE - 1)) & PAGE_MASK)
#define PFN_UP(x)	(((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x)	((x) >> PAGE_SHIFT)
#define PFN_PHYS(x)	((phys_addr_t)(x) << PAGE_SHIFT)
#define __phys_to_pfn(x)	PHYS_PFN(x)
#define __pfn_to_phys(x)	PFN_PHYS(x)
#define PHYS_PFN(x)	((unsigned long)((x) >> PAGE_SHIFT))

#endif
