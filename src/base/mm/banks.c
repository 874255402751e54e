// SPDX-License-Identifier: MIT
/*
 * Banks of RAM and addresses: which pointer is which physical address, and
 * where the struct pages lie. Starts and stops memory management; the
 * allocators themselves are pages.c, slab.c and vmalloc.c. Called by the
 * machine, which owns the memory of the banks.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/mm/alloc.h"
#include "base/mm/vma.h"

/*
 * Physical addresses below 1 TiB are the machine's; host memory that lies
 * there gets bit 47 set, which no address of a process has on x86-64, and
 * none below this limit has elsewhere.
 */
#define MACHINE_LIMIT	(1ull << 40)
#define LOW_HOST_BIT	(1ull << 47)
#define ADDRESS_LIMIT	(1ull << 48)

#define MAX_BANKS	16
#define MAX_RESERVED	64

static struct mm_bank banks[MAX_BANKS];
static unsigned int nr_banks;

/* of devices; an empty one has no size. Added and removed by one task at a time */
#define MAX_DEVICE_MEMORY	16
static struct mm_bank device_memory[MAX_DEVICE_MEMORY];
static unsigned int nr_device_memory;	/* used so far */

static struct {
	unsigned long pfn;
	unsigned long nr;
} reserved[MAX_RESERVED];
static unsigned int nr_reserved;

static void *vmemmap_mem;
static size_t vmemmap_size;

struct mm_first_bank mm_first_bank;
unsigned long mm_vmemmap;
unsigned long mm_pages_start;
unsigned long mm_pages_size;
unsigned long min_low_pfn;
unsigned long max_low_pfn;
unsigned long max_pfn;
EXPORT_SYMBOL(mm_first_bank);
EXPORT_SYMBOL(mm_vmemmap);
EXPORT_SYMBOL(mm_pages_start);
EXPORT_SYMBOL(mm_pages_size);
EXPORT_SYMBOL(max_pfn);

void mm_lock_wait(struct mm_lock *lock)
{
	unsigned int spins = 0;

	do {
		while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED))
			if (++spins % 256 == 0)
				host_thread_yield();
	} while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE));
}

static const struct mm_bank *bank_of_phys(u64 phys)
{
	unsigned int i;

	for (i = 0; i < nr_banks; i++)
		if (phys - banks[i].phys < banks[i].size)
			return &banks[i];
	return NULL;
}

const struct mm_bank *mm_bank_of_pfn(unsigned long pfn)
{
	return bank_of_phys((u64)pfn << PAGE_SHIFT);
}

phys_addr_t mm_phys_of(unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < nr_banks; i++)
		if (addr - (unsigned long)banks[i].mem < banks[i].size)
			return banks[i].phys +
			       (addr - (unsigned long)banks[i].mem);
	for (i = 0; i < nr_device_memory; i++)
		if (addr - (unsigned long)device_memory[i].mem < device_memory[i].size)
			return device_memory[i].phys +
			       (addr - (unsigned long)device_memory[i].mem);
	return addr < MACHINE_LIMIT ? addr | LOW_HOST_BIT : addr;
}
EXPORT_SYMBOL(mm_phys_of);

uint64_t mm_phys(const void *mem)
{
	return mm_phys_of((unsigned long)mem);
}
EXPORT_SYMBOL(mm_phys);

void *mm_virt(uint64_t phys)
{
	const struct mm_bank *bank = bank_of_phys(phys);
	unsigned int i;

	if (bank)
		return bank->mem + (phys - bank->phys);
	for (i = 0; i < nr_device_memory; i++)
		if (phys - device_memory[i].phys < device_memory[i].size)
			return device_memory[i].mem + (phys - device_memory[i].phys);
	if (phys < MACHINE_LIMIT || phys >= ADDRESS_LIMIT)
		return NULL;
	if ((phys & LOW_HOST_BIT) && (phys & ~LOW_HOST_BIT) < MACHINE_LIMIT)
		phys &= ~LOW_HOST_BIT;
	return (void *)(unsigned long)phys;
}
EXPORT_SYMBOL(mm_virt);

int mm_add_device_memory(uint64_t phys, uint64_t size, void *mem)
{
	unsigned int i;

	for (i = 0; i < MAX_DEVICE_MEMORY; i++) {
		if (device_memory[i].size)
			continue;
		device_memory[i] = (struct mm_bank) { phys, size, mem };
		nr_device_memory = max(nr_device_memory, i + 1);
		return 0;
	}
	return -ENOSPC;
}

void mm_remove_device_memory(uint64_t phys)
{
	unsigned int i;

	for (i = 0; i < nr_device_memory; i++)
		if (device_memory[i].size && device_memory[i].phys == phys)
			device_memory[i].size = 0;
}

bool mm_is_ram(uint64_t phys)
{
	return bank_of_phys(phys) != NULL;
}

bool pfn_valid(unsigned long pfn)
{
	return mm_bank_of_pfn(pfn) != NULL;
}
EXPORT_SYMBOL(pfn_valid);

unsigned long totalram_pages(void)
{
	unsigned long pages = 0;
	unsigned int i;

	for (i = 0; i < nr_banks; i++)
		pages += banks[i].size >> PAGE_SHIFT;
	return pages;
}
EXPORT_SYMBOL(totalram_pages);

static void vmemmap_drop(void)
{
	if (vmemmap_mem)
		host_unreserve(vmemmap_mem, vmemmap_size);
	vmemmap_mem = NULL;
	vmemmap_size = 0;
	mm_vmemmap = 0;
	mm_pages_start = 0;
	mm_pages_size = 0;
}

/*
 * Struct pages for everything from the lowest to the highest page of RAM,
 * paid for when touched. Their array is placed so that the struct page of
 * pfn 0 would be at mm_vmemmap.
 */
static int vmemmap_place(void)
{
	unsigned int i;
	size_t size;

	min_low_pfn = ~0ul;
	max_pfn = 0;
	for (i = 0; i < nr_banks; i++) {
		min_low_pfn = min_t(unsigned long, min_low_pfn,
				    banks[i].phys >> PAGE_SHIFT);
		max_pfn = max_t(unsigned long, max_pfn,
				(banks[i].phys + banks[i].size) >> PAGE_SHIFT);
	}
	max_low_pfn = max_pfn;

	vmemmap_drop();
	size = (max_pfn - min_low_pfn) << STRUCT_PAGE_SHIFT;
	vmemmap_size = PAGE_ALIGN(size);
	vmemmap_mem = host_commit_lazily(vmemmap_size);
	if (!vmemmap_mem) {
		host_printf("mm: no room for the struct pages of %lu MiB\n",
			    (max_pfn - min_low_pfn) >> (20 - PAGE_SHIFT));
		return -ENOMEM;
	}
	mm_pages_start = (unsigned long)vmemmap_mem;
	mm_pages_size = size;
	mm_vmemmap = mm_pages_start - (min_low_pfn << STRUCT_PAGE_SHIFT);
	return 0;
}

static int bank_check(u64 phys, u64 size, const void *mem)
{
	unsigned int i;

	if (!size || !mem || !PAGE_ALIGNED(phys) || !PAGE_ALIGNED(size) ||
	    !PAGE_ALIGNED(mem))
		return -EINVAL;
	if (phys >= MACHINE_LIMIT || size > MACHINE_LIMIT - phys)
		return -ERANGE;
	if (nr_banks == MAX_BANKS)
		return -ENOSPC;
	for (i = 0; i < nr_banks; i++)
		if (phys < banks[i].phys + banks[i].size &&
		    banks[i].phys < phys + size)
			return -EEXIST;
	/* the struct pages will move */
	if (mm_pages_live())
		return -EBUSY;
	return 0;
}

int mm_add_bank(uint64_t phys, uint64_t size, void *mem)
{
	unsigned int i;
	int err;

	err = bank_check(phys, size, mem);
	if (err)
		return err;

	banks[nr_banks++] = (struct mm_bank) { phys, size, mem };
	err = vmemmap_place();
	if (err) {
		nr_banks--;
		if (nr_banks)
			vmemmap_place();
		return err;
	}
	mm_first_bank = (struct mm_first_bank) {
		.virt = (unsigned long)banks[0].mem,
		.size = banks[0].size,
		.phys = banks[0].phys,
	};

	mm_pages_reset();
	for (i = 0; i < nr_banks; i++)
		mm_pages_open(&banks[i]);
	for (i = 0; i < nr_reserved; i++)
		mm_pages_withhold(reserved[i].pfn, reserved[i].nr);
	return 0;
}

void mm_reserve(uint64_t phys, uint64_t size)
{
	unsigned long pfn = phys >> PAGE_SHIFT;
	unsigned long end = PAGE_ALIGN(phys + size) >> PAGE_SHIFT;

	if (!size)
		return;
	if (nr_reserved == MAX_RESERVED) {
		pr_err("mm: more than %u reserved ranges: %#llx is left in use\n",
		       MAX_RESERVED, (unsigned long long)phys);
		return;
	}
	reserved[nr_reserved].pfn = pfn;
	reserved[nr_reserved++].nr = end - pfn;
	if (nr_banks && !mm_pages_withhold(pfn, end - pfn))
		pr_err("mm: a part of the reserved range at %#llx is allocated already\n",
		       (unsigned long long)phys);
}

size_t mm_used(void)
{
	return slab_used() + kmalloc_used() + vmalloc_used() +
	       ((mm_pages_live() - slab_pages() - guard_pages()) << PAGE_SHIFT);
}

unsigned int mm_stop(void)
{
	unsigned int leaked;

	/* before the modules went, the world ended those that it knew of */
	vma_stop();
	mm_zero_page_stop();
	leaked = slab_stop();
	leaked += kmalloc_stop();
	leaked += vmalloc_stop();
	guard_stop();
	leaked += mm_pages_leaked();
	leaks_report();

	mm_pages_reset();
	vmemmap_drop();
	nr_banks = 0;
	nr_device_memory = 0;
	memset(device_memory, 0, sizeof(device_memory));
	nr_reserved = 0;
	mm_first_bank = (struct mm_first_bank) { 0 };
	min_low_pfn = 0;
	max_low_pfn = 0;
	max_pfn = 0;
	return leaked;
}
