// SPDX-License-Identifier: MIT
/*
 * Mappings of files into the process. The pages of a mapping are RAM that
 * is seen at a second address (host_ram_alias()), so that a driver and the
 * program share the very bytes. Registers can't be seen so: they are noted,
 * and whoever made the mapping has to find another way to them.
 *
 * There are no page faults: a mapping is filled when it is made.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "base/mm/alloc.h"
#include "base/mm/vma.h"

/**
 * struct vma - a mapping; in the list until it ends
 * @slots: what each page shows: SLOT_NONE, or slot_of(); its owner's alone
 * @tell: of vma_frames(): called instead of showing a page
 */
struct vma {
	struct vm_area_struct area;
	struct list_head link;
	unsigned long *slots;
	void (*release)(struct file *file);
	int (*tell)(void *arg, unsigned long index, unsigned long pfn);
	void *tell_arg;
};

#define SLOT_NONE	 0ul
#define SLOT_REF	 1ul /* the mapping has a reference to the page */
#define SLOT_FRAME(slot) (((slot) >> 1) - 1)

/* protects the list */
static struct mm_lock lock;
static LIST_HEAD(vmas);

static unsigned long slot_of(unsigned long pfn, unsigned long ref)
{
	return (pfn + 1) << 1 | ref;
}

/* ---- filling ----------------------------------------------------------- */

/* [@addr, @addr + @size) as whole pages of a mapping of ours */
static bool vma_holds(const struct vm_area_struct *area, unsigned long addr, unsigned long size)
{
	return area->shown && PAGE_ALIGNED(addr) && PAGE_ALIGNED(size) && size &&
	       addr >= area->vm_start && addr < area->vm_end && size <= area->vm_end - addr;
}

/* how many of @nr pages from @pfn on lie in a row in our memory; *@mem: where, NULL if nowhere */
static unsigned long frames_run(unsigned long pfn, unsigned long nr, char **mem)
{
	unsigned long run = 1;

	*mem = mm_virt(PFN_PHYS(pfn));
	while (*mem && run < nr && mm_virt(PFN_PHYS(pfn + run)) == *mem + run * PAGE_SIZE)
		run++;
	return run;
}

static int show_frames(const struct vma *vma, unsigned long addr, unsigned long pfn,
		       unsigned long nr)
{
	bool writable = vma->area.vm_flags & VM_WRITE;

	while (nr) {
		char *mem;
		unsigned long run = frames_run(pfn, nr, &mem);
		int err = mem ? host_ram_alias((void *)addr, mem, run * PAGE_SIZE, writable) : 0;

		if (err)
			return err;
		addr += run * PAGE_SIZE;
		pfn += run;
		nr -= run;
	}
	return 0;
}

static int tell_frames(const struct vma *vma, unsigned long index, unsigned long pfn,
		       unsigned long nr)
{
	unsigned long i;
	int ret = 0;

	for (i = 0; i < nr && !ret; i++)
		ret = vma->tell(vma->tell_arg, index + i, pfn + i);
	return ret;
}

/* @nr pages from @pfn on come to @addr. -EBUSY: something is there */
static int vma_fill(struct vma *vma, unsigned long addr, unsigned long pfn, unsigned long nr,
		    unsigned long ref)
{
	unsigned long first = (addr - vma->area.vm_start) >> PAGE_SHIFT, i;
	int err;

	for (i = 0; i < nr; i++)
		if (vma->slots[first + i] != SLOT_NONE)
			return -EBUSY;
	err = vma->tell ? tell_frames(vma, first, pfn, nr) : show_frames(vma, addr, pfn, nr);
	if (err) {
		if (!vma->tell)
			host_ram_unalias((void *)addr, nr * PAGE_SIZE);
		return err;
	}
	for (i = 0; i < nr; i++) {
		vma->slots[first + i] = slot_of(pfn + i, ref);
		if (ref)
			get_page(pfn_to_page(pfn + i));
	}
	return 0;
}

int remap_pfn_range(struct vm_area_struct *area, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot)
{
	int err;

	size = PAGE_ALIGN(size);
	if (!vma_holds(area, addr, size))
		return -EINVAL;
	err = vma_fill(area->shown, addr, pfn, size >> PAGE_SHIFT, 0);
	if (err)
		return err == -EBUSY ? -EINVAL : err;
	vm_flags_set(area, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	return 0;
}
EXPORT_SYMBOL(remap_pfn_range);

int vm_iomap_memory(struct vm_area_struct *area, phys_addr_t start, unsigned long len)
{
	unsigned long pages, want = vma_pages(area);

	if (start + len < start)
		return -EINVAL;
	pages = PFN_UP(offset_in_page(start) + len);
	if (area->vm_pgoff > pages || want > pages - area->vm_pgoff)
		return -EINVAL;
	return remap_pfn_range(area, area->vm_start, PFN_DOWN(start) + area->vm_pgoff,
			       want << PAGE_SHIFT, area->vm_page_prot);
}
EXPORT_SYMBOL(vm_iomap_memory);

int vm_insert_page(struct vm_area_struct *area, unsigned long addr, struct page *page)
{
	if (!vma_holds(area, addr, PAGE_SIZE))
		return -EFAULT;
	if (!page_count(page) || PageSlab(page))
		return -EINVAL;
	vm_flags_set(area, VM_MIXEDMAP);
	return vma_fill(area->shown, addr, page_to_pfn(page), 1, SLOT_REF);
}
EXPORT_SYMBOL(vm_insert_page);

int vm_insert_pages(struct vm_area_struct *area, unsigned long addr, struct page **pages,
		    unsigned long *num)
{
	int err = 0;

	for (; *num && !err; addr += PAGE_SIZE) {
		err = vm_insert_page(area, addr, *pages++);
		*num -= !err;
	}
	return err;
}
EXPORT_SYMBOL(vm_insert_pages);

static int map_pages(struct vm_area_struct *area, struct page **pages, unsigned long num,
		     unsigned long offset)
{
	unsigned long count = vma_pages(area);

	if (offset >= num || count > num - offset)
		return -ENXIO;
	return vm_insert_pages(area, area->vm_start, pages + offset, &count);
}

int vm_map_pages(struct vm_area_struct *area, struct page **pages, unsigned long num)
{
	return map_pages(area, pages, num, area->vm_pgoff);
}
EXPORT_SYMBOL(vm_map_pages);

int vm_map_pages_zero(struct vm_area_struct *area, struct page **pages, unsigned long num)
{
	return map_pages(area, pages, num, 0);
}
EXPORT_SYMBOL(vm_map_pages_zero);

int remap_vmalloc_range(struct vm_area_struct *area, void *addr, unsigned long pgoff)
{
	struct vm_struct *mem = find_vm_area(addr);
	unsigned long at = area->vm_start;
	unsigned long size;
	char *from;
	int err = 0;

	if (!PAGE_ALIGNED(addr) || !mem || !(mem->flags & (VM_USERMAP | VM_DMA_COHERENT)))
		return -EINVAL;
	size = get_vm_area_size(mem);
	if (pgoff >= size >> PAGE_SHIFT || vma_pages(area) > (size >> PAGE_SHIFT) - pgoff)
		return -EINVAL;
	from = (char *)addr + (pgoff << PAGE_SHIFT);
	for (; at < area->vm_end && !err; at += PAGE_SIZE, from += PAGE_SIZE)
		err = vm_insert_page(area, at, vmalloc_to_page(from));
	vm_flags_set(area, VM_DONTEXPAND | VM_DONTDUMP);
	return err;
}
EXPORT_SYMBOL(remap_vmalloc_range);

/* ---- for fault handlers ------------------------------------------------ */

static vm_fault_t fault_result(int err)
{
	/* one that is there already is as good */
	if (!err || err == -EBUSY)
		return VM_FAULT_NOPAGE;
	return vmf_error(err);
}

vm_fault_t vmf_insert_pfn_prot(struct vm_area_struct *area, unsigned long addr, unsigned long pfn,
			       pgprot_t pgprot)
{
	if (!vma_holds(area, addr, PAGE_SIZE))
		return VM_FAULT_SIGBUS;
	return fault_result(vma_fill(area->shown, addr, pfn, 1, 0));
}
EXPORT_SYMBOL(vmf_insert_pfn_prot);

vm_fault_t vmf_insert_pfn(struct vm_area_struct *area, unsigned long addr, unsigned long pfn)
{
	return vmf_insert_pfn_prot(area, addr, pfn, area->vm_page_prot);
}
EXPORT_SYMBOL(vmf_insert_pfn);

vm_fault_t vmf_insert_page(struct vm_area_struct *area, unsigned long addr, struct page *page)
{
	return fault_result(vm_insert_page(area, addr, page));
}
EXPORT_SYMBOL(vmf_insert_page);

static void fault_in(struct vma *vma, unsigned long index)
{
	struct vm_area_struct *area = &vma->area;
	unsigned long addr = area->vm_start + (index << PAGE_SHIFT);
	struct vm_fault fault = {
		.vma = area,
		.gfp_mask = GFP_KERNEL,
		.pgoff = area->vm_pgoff + index,
		.address = addr,
		.real_address = addr,
		.flags = FAULT_FLAG_USER | (area->vm_flags & VM_WRITE ? FAULT_FLAG_WRITE : 0),
	};
	vm_fault_t ret = area->vm_ops->fault(&fault);

	if ((ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE)) || !fault.page)
		return;
	/* the handler's reference becomes the mapping's */
	vma_fill(vma, addr, page_to_pfn(fault.page), 1, SLOT_REF);
	put_page(fault.page);
}

static void populate(struct vma *vma)
{
	unsigned long i;

	if (!vma->area.vm_ops || !vma->area.vm_ops->fault)
		return;
	for (i = 0; i < vma_pages(&vma->area); i++)
		if (vma->slots[i] == SLOT_NONE)
			fault_in(vma, i);
}

/* ---- emptying ---------------------------------------------------------- */

static void vma_clear(struct vma *vma, unsigned long first, unsigned long nr)
{
	unsigned long i;

	if (!vma->tell)
		host_ram_unalias((void *)(vma->area.vm_start + (first << PAGE_SHIFT)),
				 nr << PAGE_SHIFT);
	for (i = first; i < first + nr; i++) {
		unsigned long slot = vma->slots[i];

		vma->slots[i] = SLOT_NONE;
		if (slot & SLOT_REF)
			put_page(pfn_to_page(SLOT_FRAME(slot)));
	}
}

void zap_vma_ptes(struct vm_area_struct *area, unsigned long address, unsigned long size)
{
	if (!vma_holds(area, address, size) || !(area->vm_flags & VM_PFNMAP))
		return;
	vma_clear(area->shown, (address - area->vm_start) >> PAGE_SHIFT, size >> PAGE_SHIFT);
}
EXPORT_SYMBOL_GPL(zap_vma_ptes);

/* ---- making and ending ------------------------------------------------- */

static void vma_free(struct vma *vma)
{
	size_t size = vma->area.vm_end - vma->area.vm_start;

	vma_clear(vma, 0, size >> PAGE_SHIFT);
	host_unreserve((void *)vma->area.vm_start, size);
	host_free(vma->slots);
	host_free(vma);
}

static struct vma *vma_new(const struct vma_request *r)
{
	size_t size = PAGE_ALIGN(r->size);
	void *at = host_reserve(size);
	struct vma *vma;

	if (!at)
		return NULL;
	vma = host_alloc(sizeof(*vma));
	vma->slots = host_alloc((size >> PAGE_SHIFT) * sizeof(*vma->slots));
	vma->release = r->release;
	vma->area = (struct vm_area_struct){
		.vm_start = (unsigned long)at,
		.vm_end = (unsigned long)at + size,
		.vm_mm = current->mm,
		.vm_flags = r->flags | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | VM_MAYSHARE,
		.vm_pgoff = r->pgoff,
		.vm_file = r->file,
		.shown = vma,
	};
	return vma;
}

int vma_map(const struct vma_request *request, void **addr)
{
	struct vma *vma;
	int err;

	if (!request->size || PAGE_ALIGN(request->size) < request->size)
		return -EINVAL;
	vma = vma_new(request);
	if (!vma)
		return -ENOMEM;
	err = request->mmap(request->file, &vma->area);
	if (err) {
		vma_free(vma);
		return err;
	}
	populate(vma);
	mm_lock(&lock);
	list_add(&vma->link, &vmas);
	mm_unlock(&lock);
	*addr = (void *)vma->area.vm_start;
	return 0;
}

static void vma_end(struct vma *vma)
{
	struct vm_area_struct *area = &vma->area;

	if (area->vm_ops && area->vm_ops->close)
		area->vm_ops->close(area);
	if (vma->release)
		vma->release(area->vm_file);
	vma_free(vma);
}

int vma_unmap(void *addr, size_t size)
{
	struct vma *vma, *found = NULL;

	mm_lock(&lock);
	list_for_each_entry(vma, &vmas, link) {
		if (vma->area.vm_start != (unsigned long)addr ||
		    (size && PAGE_ALIGN(size) != vma->area.vm_end - vma->area.vm_start))
			continue;
		found = vma;
		list_del(&vma->link);
		break;
	}
	mm_unlock(&lock);
	if (!found)
		return -EINVAL;
	vma_end(found);
	return 0;
}

int vma_frames(const struct vma_request *request,
	       int (*frame)(void *arg, unsigned long index, unsigned long pfn), void *arg)
{
	struct vma *vma;
	int err;

	if (!request->size || PAGE_ALIGN(request->size) < request->size)
		return -EINVAL;
	vma = vma_new(request);
	if (!vma)
		return -ENOMEM;
	vma->tell = frame;
	vma->tell_arg = arg;
	err = request->mmap(request->file, &vma->area);
	if (err) {
		vma_free(vma);
		return err;
	}
	populate(vma);
	vma_end(vma);
	return 0;
}

/* ---- looking up -------------------------------------------------------- */

/* the lowest mapping that ends behind @addr; with the lock */
static struct vma *first_behind(unsigned long addr)
{
	struct vma *vma, *first = NULL;

	list_for_each_entry(vma, &vmas, link)
		if (vma->area.vm_end > addr &&
		    (!first || vma->area.vm_start < first->area.vm_start))
			first = vma;
	return first;
}

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vma *vma;

	mm_lock(&lock);
	vma = first_behind(addr);
	mm_unlock(&lock);
	return vma ? &vma->area : NULL;
}
EXPORT_SYMBOL(find_vma);

struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *area = find_vma(mm, addr);

	return area && addr >= area->vm_start ? area : NULL;
}
EXPORT_SYMBOL(vma_lookup);

unsigned long vma_frame_at(const void *addr)
{
	struct vm_area_struct *area = vma_lookup(NULL, (unsigned long)addr);
	unsigned long slot;

	if (!area)
		return ~0ul;
	slot = area->shown->slots[((unsigned long)addr - area->vm_start) >> PAGE_SHIFT];
	return slot == SLOT_NONE ? ~0ul : SLOT_FRAME(slot);
}

unsigned int vma_stop(void)
{
	unsigned int ended = 0;

	for (;; ended++) {
		struct vma *vma;

		mm_lock(&lock);
		vma = list_first_entry_or_null(&vmas, struct vma, link);
		if (vma)
			list_del(&vma->link);
		mm_unlock(&lock);
		if (!vma)
			return ended;
		vma_end(vma);
	}
}
