/* SPDX-License-Identifier: MIT */
/* 64-bit register accesses as two of 32 bits, the upper half first. */
#ifndef _LINUX_IO_64_NONATOMIC_HI_LO_H
#define _LINUX_IO_64_NONATOMIC_HI_LO_H

#include <linux/io.h>

static inline u64 hi_lo_readq(const volatile void __iomem *addr)
{
	u32 high = readl((const volatile u8 __iomem *)addr + 4);
	u32 low = readl(addr);

	return low + ((u64)high << 32);
}

static inline void hi_lo_writeq(u64 val, volatile void __iomem *addr)
{
	writel(val >> 32, (volatile u8 __iomem *)addr + 4);
	writel(val, addr);
}

static inline u64 hi_lo_readq_relaxed(const volatile void __iomem *addr)
{
	return hi_lo_readq(addr);
}

static inline void hi_lo_writeq_relaxed(u64 val, volatile void __iomem *addr)
{
	hi_lo_writeq(val, addr);
}

#ifndef readq
#define readq hi_lo_readq
#endif

#ifndef writeq
#define writeq hi_lo_writeq
#endif

#ifndef readq_relaxed
#define readq_relaxed hi_lo_readq_relaxed
#endif

#ifndef writeq_relaxed
#define writeq_relaxed hi_lo_writeq_relaxed
#endif

#endif
