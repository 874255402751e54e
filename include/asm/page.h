/* SPDX-License-Identifier: MIT */
/*
 * Pages and addresses. A page of RAM has a struct page; any other host
 * memory ("high memory": its physical address is its own address) has one
 * that can be computed and turned back, but never looked into. All of it is
 * arithmetic on the two numbers below, so it works for any pointer.
 */
#ifndef _ASM_PAGE_H
#define _ASM_PAGE_H

#include <linux/types.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

struct page;

typedef struct {
	unsigned long pgprot;
} pgprot_t;

#define pgprot_val(x)	((x).pgprot)
#define __pgprot(x)	((pgprot_t) { (x) })
#define PAGE_KERNEL	__pgprot(0)

/* ways to map memory that our memory does not distinguish */
#define pgprot_noncached(prot)		(prot)
#define pgprot_writecombine(prot)	(prot)
#define pgprot_dmacoherent(prot)	(prot)

/*
 * The first bank of RAM: what nearly every address lies in. Set by
 * mm_add_bank() (src/base/mm), read-only for everybody else.
 */
struct mm_first_bank {
	unsigned long virt;
	unsigned long size;
	phys_addr_t phys;
};
extern struct mm_first_bank mm_first_bank;

/* where the struct page of pfn 0 would be; that of a pfn in RAM exists */
extern unsigned long mm_vmemmap;

/* for addresses anywhere: mm_phys() and mm_virt() of src/base/mm.h */
phys_addr_t mm_phys_of(unsigned long addr);
void *mm_virt(uint64_t phys);

static inline phys_addr_t virt_to_phys(const volatile void *addr)
{
	unsigned long offset = (unsigned long)addr - mm_first_bank.virt;

	if (__builtin_expect(offset < mm_first_bank.size, 1))
		return mm_first_bank.phys + offset;
	return mm_phys_of((unsigned long)addr);
}

static inline void *phys_to_virt(phys_addr_t phys)
{
	phys_addr_t offset = phys - mm_first_bank.phys;

	if (__builtin_expect(offset < mm_first_bank.size, 1))
		return (void *)(mm_first_bank.virt + (unsigned long)offset);
	return mm_virt(phys);
}

#define __pa(x)		virt_to_phys((const volatile void *)(x))
#define __va(x)		phys_to_virt((phys_addr_t)(x))

/* log2(sizeof(struct page)): linux/mm_types.h checks it */
#define STRUCT_PAGE_SHIFT	6

#define pfn_to_page(pfn) \
	((struct page *)(mm_vmemmap + ((unsigned long)(pfn) << STRUCT_PAGE_SHIFT)))
#define page_to_pfn(page) \
	(((unsigned long)(page) - mm_vmemmap) >> STRUCT_PAGE_SHIFT)

#define page_to_phys(page)	((phys_addr_t)page_to_pfn(page) << PAGE_SHIFT)
#define phys_to_page(phys)	pfn_to_page((phys) >> PAGE_SHIFT)
#define virt_to_pfn(addr)	((unsigned long)(__pa(addr) >> PAGE_SHIFT))
#define virt_to_page(addr)	pfn_to_page(virt_to_pfn(addr))
#define page_to_virt(page)	__va(page_to_phys(page))
#define pfn_to_kaddr(pfn)	__va((phys_addr_t)(pfn) << PAGE_SHIFT)

/* every address that a process can have may be mapped for DMA, but for the null page */
#define virt_addr_valid(addr) \
	((unsigned long)(addr) - PAGE_SIZE < (1ul << 47) - PAGE_SIZE)

/* pfn_valid() - true if @pfn is RAM, so that its struct page may be used */
bool pfn_valid(unsigned long pfn);

/* get_order() - the smallest order whose block holds @size bytes */
static inline __attribute__((const)) int get_order(unsigned long size)
{
	if (!size)
		return 64 - PAGE_SHIFT;
	if (--size < PAGE_SIZE)
		return 0;
	return 64 - PAGE_SHIFT - __builtin_clzl(size);
}

#define clear_page(page)	__builtin_memset((page), 0, PAGE_SIZE)
#define copy_page(to, from)	__builtin_memcpy((to), (from), PAGE_SIZE)

#endif
