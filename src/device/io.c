// SPDX-License-Identifier: MIT
/*
 * Register accesses and their mapping. Every access is a preemption point,
 * because that is where another CPU may come between. What a cookie leads to
 * is the machine's business (src/machine/mmio.c); a pointer to memory is
 * accessed as such.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/exec/exec.h"
#include "machine/machine.h"

static inline bool is_cookie(const volatile void *addr)
{
	return (unsigned long)addr - (unsigned long)machine_mmio_base <
	       MACHINE_MMIO_SIZE;
}

#define MMIO_ACCESS(bits)						\
u##bits mmio_read##bits(const volatile void __iomem *addr)		\
{									\
	u##bits value = machine_mmio_read((const void *)addr, bits / 8);\
									\
	exec_point();							\
	return value;							\
}									\
EXPORT_SYMBOL(mmio_read##bits);						\
									\
void mmio_write##bits(u##bits value, volatile void __iomem *addr)	\
{									\
	machine_mmio_write_by((void *)addr, bits / 8, value,		\
			      __builtin_return_address(0));		\
	exec_point();							\
}									\
EXPORT_SYMBOL(mmio_write##bits)

MMIO_ACCESS(8);
MMIO_ACCESS(16);
MMIO_ACCESS(32);
MMIO_ACCESS(64);

/* the same register again and again: a FIFO */
#define MMIO_REPEAT(suffix, bits)					\
void reads##suffix(const volatile void __iomem *addr, void *buffer,	\
		   unsigned int count)					\
{									\
	u8 *to = buffer;						\
									\
	for (; count--; to += sizeof(u##bits)) {			\
		u##bits value = mmio_read##bits(addr);			\
									\
		memcpy(to, &value, sizeof(value));			\
	}								\
}									\
EXPORT_SYMBOL(reads##suffix);						\
									\
void writes##suffix(volatile void __iomem *addr, const void *buffer,	\
		    unsigned int count)					\
{									\
	const u8 *from = buffer;					\
									\
	for (; count--; from += sizeof(u##bits)) {			\
		u##bits value;						\
									\
		memcpy(&value, from, sizeof(value));			\
		mmio_write##bits(value, addr);				\
	}								\
}									\
EXPORT_SYMBOL(writes##suffix)

MMIO_REPEAT(b, 8);
MMIO_REPEAT(w, 16);
MMIO_REPEAT(l, 32);
MMIO_REPEAT(q, 64);

/* ---- copies ---------------------------------------------------------------- */

/* how wide the next access of a copy may be: aligned words where possible */
static bool word_at(const volatile void *addr, size_t left)
{
	return left >= 8 && !((unsigned long)addr & 7);
}

void memcpy_fromio(void *dst, const volatile void __iomem *src, size_t count)
{
	const volatile u8 *from = (const volatile u8 *)src;
	u8 *to = dst;

	if (!is_cookie(src)) {
		memcpy(dst, (const void *)src, count);
		return;
	}
	while (count) {
		if (word_at(from, count)) {
			u64 value = mmio_read64(from);

			memcpy(to, &value, 8);
			from += 8;
			to += 8;
			count -= 8;
		} else {
			*to++ = mmio_read8(from++);
			count--;
		}
	}
}
EXPORT_SYMBOL(memcpy_fromio);

void memcpy_toio(volatile void __iomem *dst, const void *src, size_t count)
{
	volatile u8 *to = (volatile u8 *)dst;
	const u8 *from = src;

	if (!is_cookie(dst)) {
		memcpy((void *)dst, src, count);
		return;
	}
	while (count) {
		if (word_at(to, count)) {
			u64 value;

			memcpy(&value, from, 8);
			mmio_write64(value, to);
			to += 8;
			from += 8;
			count -= 8;
		} else {
			mmio_write8(*from++, to++);
			count--;
		}
	}
}
EXPORT_SYMBOL(memcpy_toio);

void memset_io(volatile void __iomem *dst, int value, size_t count)
{
	volatile u8 *to = (volatile u8 *)dst;
	u64 word = (u8)value * 0x0101010101010101ull;

	if (!is_cookie(dst)) {
		memset((void *)dst, value, count);
		return;
	}
	while (count) {
		if (word_at(to, count)) {
			mmio_write64(word, to);
			to += 8;
			count -= 8;
		} else {
			mmio_write8(value, to++);
			count--;
		}
	}
}
EXPORT_SYMBOL(memset_io);

void __iowrite32_copy(void __iomem *to, const void *from, size_t count)
{
	const u32 *src = from;
	size_t i;

	for (i = 0; i < count; i++)
		mmio_write32(src[i], (u8 *)to + i * 4);
}
EXPORT_SYMBOL_GPL(__iowrite32_copy);

void __ioread32_copy(void *to, const void __iomem *from, size_t count)
{
	u32 *dst = to;
	size_t i;

	for (i = 0; i < count; i++)
		dst[i] = mmio_read32((const u8 *)from + i * 4);
}
EXPORT_SYMBOL_GPL(__ioread32_copy);

void __iowrite64_copy(void __iomem *to, const void *from, size_t count)
{
	const u64 *src = from;
	size_t i;

	for (i = 0; i < count; i++)
		mmio_write64(src[i], (u8 *)to + i * 8);
}
EXPORT_SYMBOL_GPL(__iowrite64_copy);

/* a portal sees the words of a command at rising addresses, the last one last */
void iosubmit_cmds512(void __iomem *dst, const void *src, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		__iowrite64_copy(dst, (const u8 *)src + 64 * i, 8);
}
EXPORT_SYMBOL_GPL(iosubmit_cmds512);

int enqcmds(void __iomem *dst, const void *src)
{
	iosubmit_cmds512(dst, src, 1);
	return 0;
}
EXPORT_SYMBOL_GPL(enqcmds);

/* ---- mapping ----------------------------------------------------------------- */

void __iomem *ioremap(phys_addr_t phys, size_t size)
{
	void *cookie;

	if (!size || phys + size - 1 < phys)
		return NULL;
	cookie = machine_ioremap(phys, size);
	if (!cookie)
		pr_warn("ioremap: nothing at 0x%llx-0x%llx\n",
			(unsigned long long)phys,
			(unsigned long long)phys + size - 1);
	return cookie;
}
EXPORT_SYMBOL(ioremap);

/* posted and non-posted writes are the same here */
void __iomem *ioremap_np(phys_addr_t phys, size_t size)
{
	return ioremap(phys, size);
}
EXPORT_SYMBOL(ioremap_np);

void iounmap(volatile void __iomem *addr)
{
	if (is_cookie(addr))
		machine_iounmap((void *)addr);
}
EXPORT_SYMBOL(iounmap);

void *memremap(resource_size_t offset, size_t size, unsigned long flags)
{
	void *mem;

	if (!flags)
		return NULL;
	mem = ioremap(offset, size);
	if (!mem || !is_cookie(mem))
		return mem;
	pr_warn("memremap: registers at 0x%llx, not memory; use ioremap()\n",
		(unsigned long long)offset);
	iounmap(mem);
	return NULL;
}
EXPORT_SYMBOL(memremap);

void memunmap(void *addr)
{
	iounmap(addr);
}
EXPORT_SYMBOL(memunmap);
