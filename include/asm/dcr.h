/* SPDX-License-Identifier: MIT */
/*
 * Device control registers of IBM's embedded PowerPCs. Here they are where a
 * "dcr-mmio-range" of the device tree puts them: a model decodes that range.
 * The registers that only the processor's own instructions reach do not
 * exist; an access says so once, and reads 0. src/device/dcr.c.
 */
#ifndef _ASM_DCR_H
#define _ASM_DCR_H

#include <linux/types.h>
#include <asm/io.h>
#include <asm/reg.h>

struct device_node;

typedef struct {
	void __iomem *token;
	unsigned int stride;
	unsigned int base;
} dcr_host_t;

#define DCR_MAP_OK(host)	((host).token != NULL)

/**
 * dcr_map() - reach @dcr_c registers of @dev from number @dcr_n on
 *
 * Its token is NULL where no node above @dev has a "dcr-mmio-range", with a
 * line that says so.
 */
dcr_host_t dcr_map(struct device_node *dev, unsigned int dcr_n, unsigned int dcr_c);
void dcr_unmap(dcr_host_t host, unsigned int dcr_c);
u32 dcr_read(dcr_host_t host, unsigned int dcr_n);
void dcr_write(dcr_host_t host, unsigned int dcr_n, u32 value);

/* the @index-th pair in "dcr-reg": first register, how many; 0: there is none */
unsigned int dcr_resource_start(const struct device_node *np, unsigned int index);
unsigned int dcr_resource_len(const struct device_node *np, unsigned int index);

/* ---- registers that only instructions reach ----------------------------- */

u32 dcr_native_read(unsigned int dcr);
void dcr_native_write(unsigned int dcr, u32 value);

#define mfdcr(rn)		dcr_native_read(rn)
#define mtdcr(rn, val)		dcr_native_write(rn, val)
/* through an address and a data register */
#define mfdcri(base, reg)						\
({									\
	mtdcr(DCRN_##base##_CONFIG_ADDR, reg);				\
	mfdcr(DCRN_##base##_CONFIG_DATA);				\
})
#define mtdcri(base, reg, data)						\
do {									\
	mtdcr(DCRN_##base##_CONFIG_ADDR, reg);				\
	mtdcr(DCRN_##base##_CONFIG_DATA, data);				\
} while (0)
#define dcri_clrset(base, reg, clr, set) \
	mtdcri(base, reg, (mfdcri(base, reg) & ~(clr)) | (set))

#endif
