/* SPDX-License-Identifier: MIT */
/* 64-bit register accesses as two of 32 bits, the lower half first. */
#ifndef _LINUX_IO_64_NONATOMIC_LO_HI_H
#define _LINUX_IO_64_NONATOMIC_LO_HI_H

#include <linux/io.h>

static inline u64 lo_hi_readq(const volatile void __iomem *addr)
{
	u32 low = readl(addr);
	u32 high = readl((const volatile u8 __iomem *)addr + 4);

	return low + ((u64)high << 32);
}

static inline void lo_hi_writeq(u64 val, volatile void __iomem *addr)
{
	writel(val, addr);
	writel(val >> 32, (volatile u8 __iomem *)addr + 4);
}

static inline u64 lo_hi_readq_relaxed(const volatile void __iomem *addr)
{
	return lo_hi_readq(addr);
}

static inline void lo_hi_writeq_relaxed(u64 val, volatile void __iomem *addr)
{
	lo_hi_writeq(val, addr);
}

#ifndef readq
#define readq lo_hi_readq
#endif

#ifndef writeq
#define writeq lo_hi_writeq
#endif

#ifndef readq_relaxed
#define readq_relaxed lo_hi_readq_relaxed
#endif

#ifndef writeq_relaxed
#define writeq_relaxed lo_hi_writeq_relaxed
#endif

#endif
