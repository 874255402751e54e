/* SPDX-License-Identifier: MIT */
/*
 * Register accesses. A cookie from ioremap() leads to a model's registers;
 * each access is a preemption point and takes its time on the bus. Whoever
 * dereferences a cookie is told so. src/device/io.c.
 */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/byteorder.h>
#include <asm/page.h>

/* one access of the given width; ordered like every other of ours */
u8 mmio_read8(const volatile void __iomem *addr);
u16 mmio_read16(const volatile void __iomem *addr);
u32 mmio_read32(const volatile void __iomem *addr);
u64 mmio_read64(const volatile void __iomem *addr);
void mmio_write8(u8 value, volatile void __iomem *addr);
void mmio_write16(u16 value, volatile void __iomem *addr);
void mmio_write32(u32 value, volatile void __iomem *addr);
void mmio_write64(u64 value, volatile void __iomem *addr);

#define __MMIO_ACCESSORS(suffix, bits)					\
static inline u##bits read##suffix(const volatile void __iomem *addr)	\
{									\
	return mmio_read##bits(addr);					\
}									\
static inline void write##suffix(u##bits value,			\
				 volatile void __iomem *addr)		\
{									\
	mmio_write##bits(value, addr);					\
}									\
static inline u##bits							\
read##suffix##_relaxed(const volatile void __iomem *addr)		\
{									\
	return mmio_read##bits(addr);					\
}									\
static inline void write##suffix##_relaxed(u##bits value,		\
					   volatile void __iomem *addr)	\
{									\
	mmio_write##bits(value, addr);					\
}									\
static inline u##bits __raw_read##suffix(const volatile void __iomem *addr) \
{									\
	return mmio_read##bits(addr);					\
}									\
static inline void __raw_write##suffix(u##bits value,			\
				       volatile void __iomem *addr)	\
{									\
	mmio_write##bits(value, addr);					\
}									\
void reads##suffix(const volatile void __iomem *addr, void *buffer,	\
		   unsigned int count);					\
void writes##suffix(volatile void __iomem *addr, const void *buffer,	\
		    unsigned int count);

__MMIO_ACCESSORS(b, 8)
__MMIO_ACCESSORS(w, 16)
__MMIO_ACCESSORS(l, 32)
__MMIO_ACCESSORS(q, 64)
#undef __MMIO_ACCESSORS

/* drivers ask with #ifdef whether an accessor exists */
#define readb readb
#define readw readw
#define readl readl
#define readq readq
#define writeb writeb
#define writew writew
#define writel writel
#define writeq writeq
#define readb_relaxed readb_relaxed
#define readw_relaxed readw_relaxed
#define readl_relaxed readl_relaxed
#define readq_relaxed readq_relaxed
#define writeb_relaxed writeb_relaxed
#define writew_relaxed writew_relaxed
#define writel_relaxed writel_relaxed
#define writeq_relaxed writeq_relaxed

#define __IOREAD_ACCESSORS(bits)					\
static inline u##bits ioread##bits(const volatile void __iomem *addr)	\
{									\
	return mmio_read##bits(addr);					\
}									\
static inline void iowrite##bits(u##bits value,			\
				 volatile void __iomem *addr)		\
{									\
	mmio_write##bits(value, addr);					\
}
__IOREAD_ACCESSORS(8)
__IOREAD_ACCESSORS(16)
__IOREAD_ACCESSORS(32)
__IOREAD_ACCESSORS(64)
#undef __IOREAD_ACCESSORS

#define ioread64 ioread64
#define iowrite64 iowrite64

#define __IOREAD_BE(bits)						\
static inline u##bits ioread##bits##be(const volatile void __iomem *addr) \
{									\
	return be##bits##_to_cpu((__force __be##bits)mmio_read##bits(addr)); \
}									\
static inline void iowrite##bits##be(u##bits value,			\
				     volatile void __iomem *addr)	\
{									\
	mmio_write##bits((__force u##bits)cpu_to_be##bits(value), addr);\
}
__IOREAD_BE(16)
__IOREAD_BE(32)
__IOREAD_BE(64)
#undef __IOREAD_BE

#define ioread8_rep(addr, dst, count)	readsb(addr, dst, count)
#define ioread16_rep(addr, dst, count)	readsw(addr, dst, count)
#define ioread32_rep(addr, dst, count)	readsl(addr, dst, count)
#define ioread64_rep(addr, dst, count)	readsq(addr, dst, count)
#define iowrite8_rep(addr, src, count)	writesb(addr, src, count)
#define iowrite16_rep(addr, src, count)	writesw(addr, src, count)
#define iowrite32_rep(addr, src, count)	writesl(addr, src, count)
#define iowrite64_rep(addr, src, count)	writesq(addr, src, count)

void memcpy_fromio(void *dst, const volatile void __iomem *src, size_t count);
void memcpy_toio(volatile void __iomem *dst, const void *src, size_t count);
void memset_io(volatile void __iomem *dst, int value, size_t count);

/**
 * ioremap() - a cookie for the registers at @phys
 *
 * Return: NULL where there is nothing at @phys, with a line that says so.
 */
void __iomem *ioremap(phys_addr_t phys, size_t size);
void __iomem *ioremap_np(phys_addr_t phys, size_t size);
void iounmap(volatile void __iomem *addr);

#define ioremap ioremap
#define ioremap_wc ioremap
#define ioremap_wt ioremap
#define ioremap_uc ioremap
#define ioremap_cache ioremap
#define ioremap_np ioremap_np
#define iounmap iounmap

#define mmiowb()	barrier()
#define __iormb(...)	rmb()
#define __iowmb()	wmb()

/* ---- by the names that powerpc gives them ------------------------------ */

static inline u8 in_8(const volatile u8 __iomem *addr)
{
	return mmio_read8(addr);
}

static inline void out_8(volatile u8 __iomem *addr, u8 value)
{
	mmio_write8(value, addr);
}

#define __IN_OUT(bits)							\
static inline u##bits in_le##bits(const volatile u##bits __iomem *addr)	\
{									\
	return mmio_read##bits(addr);					\
}									\
static inline void out_le##bits(volatile u##bits __iomem *addr, u##bits value) \
{									\
	mmio_write##bits(value, addr);					\
}									\
static inline u##bits in_be##bits(const volatile u##bits __iomem *addr)	\
{									\
	return ioread##bits##be(addr);					\
}									\
static inline void out_be##bits(volatile u##bits __iomem *addr, u##bits value) \
{									\
	iowrite##bits##be(value, addr);					\
}
__IN_OUT(16)
__IN_OUT(32)
__IN_OUT(64)
#undef __IN_OUT

#define __clrsetbits(type, addr, clear, set) \
	out_##type((addr), (in_##type(addr) & ~(clear)) | (set))
#define clrsetbits_8(addr, clear, set)		__clrsetbits(8, addr, clear, set)
#define clrsetbits_le16(addr, clear, set)	__clrsetbits(le16, addr, clear, set)
#define clrsetbits_le32(addr, clear, set)	__clrsetbits(le32, addr, clear, set)
#define clrsetbits_be16(addr, clear, set)	__clrsetbits(be16, addr, clear, set)
#define clrsetbits_be32(addr, clear, set)	__clrsetbits(be32, addr, clear, set)
#define eieio()		mb()
#define iosync()	mb()

static inline unsigned long virt_to_bus(const volatile void *addr)
{
	return virt_to_phys((void *)addr);
}

static inline void *bus_to_virt(unsigned long addr)
{
	return phys_to_virt(addr);
}

#endif
