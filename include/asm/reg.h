/* SPDX-License-Identifier: MIT */
/*
 * What PowerPC drivers have from their processor: special purpose registers,
 * by which a few tell one chip from another (this is none of theirs: they
 * read as 0), and bits by mask.
 */
#ifndef _ASM_REG_H
#define _ASM_REG_H

#include <linux/prefetch.h>
#include <asm/barrier.h>

#define SPRN_PVR	0x11f	/* processor version */
#define SPRN_SVR	0x11e	/* system version */

#define mfspr(rn)	((void)(rn), 0ul)
#define isync()	mb()
#define PVR_VER(pvr)	(((pvr) >> 16) & 0xffff)
#define PVR_REV(pvr)	((pvr) & 0xffff)
#define pvr_version_is(pvr)	(PVR_VER(mfspr(SPRN_PVR)) == (pvr))

/* atomic, as set_bit() and clear_bit() are */
static inline void set_bits(unsigned long mask, volatile unsigned long *addr)
{
	__atomic_fetch_or(addr, mask, __ATOMIC_RELAXED);
}

static inline void clear_bits(unsigned long mask, volatile unsigned long *addr)
{
	__atomic_fetch_and(addr, ~mask, __ATOMIC_RELAXED);
}

#endif
