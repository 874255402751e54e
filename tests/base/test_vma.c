// SPDX-License-Identifier: MIT
/* Mappings into the process: what drivers put there (<linux/mm.h>), and who makes them (vma.h). */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "base/mm/vma.h"
#include "mm_fixture.h"
#include "unit.h"

#define COUNT 4

static struct page *pages[COUNT];
static void *area_mem;
static int (*on_mmap)(struct vm_area_struct *vma);
static unsigned int closed, released, faults;

static int file_mmap(struct file *file, struct vm_area_struct *vma)
{
	assert_ptr_equal(vma->vm_file, file);
	return on_mmap(vma);
}

static void file_release(struct file *file)
{
	released++;
}

static void op_close(struct vm_area_struct *vma)
{
	closed++;
}

/* the mapping asks for @nr pages, from page @pgoff of the file on */
static int map(unsigned long nr, unsigned long pgoff, int (*fn)(struct vm_area_struct *vma),
	       char **mem)
{
	struct vma_request r = {
		.file = (struct file *)&pages,
		.size = nr * PAGE_SIZE,
		.pgoff = pgoff,
		.flags = VM_READ | VM_WRITE | VM_SHARED,
		.mmap = file_mmap,
		.release = file_release,
	};

	on_mmap = fn;
	*mem = NULL;
	return vma_map(&r, (void **)mem);
}

static int setup(void **state)
{
	unsigned int i;
	int err = mm_setup(state);

	closed = released = faults = 0;
	/* not in a row */
	for (i = 0; i < COUNT && !err; i++)
		pages[COUNT - 1 - i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
	return err;
}

static int teardown(void **state)
{
	unsigned int i;

	for (i = 0; i < COUNT; i++) {
		assert_int_equal(page_count(pages[i]), 1);
		__free_page(pages[i]);
	}
	return mm_teardown(state);
}

/* ---- a range of frames ------------------------------------------------- */

static int remap_one(struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(pages[0]), PAGE_SIZE,
			       vma->vm_page_prot);
}

static void a_program_and_a_driver_see_the_same_bytes(void **state)
{
	struct vm_area_struct *vma;
	char *mem;

	assert_int_equal(map(1, 0, remap_one, &mem), 0);
	strcpy(mem, "from the program");
	assert_string_equal(page_address(pages[0]), "from the program");
	strcpy(page_address(pages[0]), "from the driver");
	assert_string_equal(mem, "from the driver");
	vma = vma_lookup(NULL, (unsigned long)mem + 10);
	assert_int_equal(vma->vm_start, mem);
	assert_int_equal(vma->vm_flags & (VM_PFNMAP | VM_IO | VM_DONTEXPAND),
			 VM_PFNMAP | VM_IO | VM_DONTEXPAND);
	assert_int_equal(vma_frame_at(mem), page_to_pfn(pages[0]));
	assert_int_equal(vma_unmap(mem, PAGE_SIZE), 0);
	assert_int_equal(released, 1);
	assert_null(vma_lookup(NULL, (unsigned long)mem));
	assert_int_equal(vma_frame_at(mem), ~0ul);
}

static int remap_badly(struct vm_area_struct *vma)
{
	unsigned long pfn = page_to_pfn(pages[0]);
	static char heap[PAGE_SIZE] __aligned(PAGE_SIZE);

	assert_int_equal(remap_pfn_range(vma, vma->vm_start, pfn, 3 * PAGE_SIZE, vma->vm_page_prot),
			 -EINVAL);
	assert_int_equal(remap_pfn_range(vma, vma->vm_start + 1, pfn, PAGE_SIZE, vma->vm_page_prot),
			 -EINVAL);
	assert_int_equal(
		remap_pfn_range(vma, vma->vm_start - PAGE_SIZE, pfn, PAGE_SIZE, vma->vm_page_prot),
		-EINVAL);
	assert_int_equal(remap_pfn_range(vma, vma->vm_start, pfn, 0, vma->vm_page_prot), -EINVAL);
	assert_int_equal(remap_pfn_range(vma, vma->vm_start, virt_to_pfn(heap), PAGE_SIZE,
					 vma->vm_page_prot),
			 -EFAULT);
	assert_int_equal(remap_one(vma), 0);
	/* something is there already */
	assert_int_equal(remap_one(vma), -EINVAL);
	return -ENXIO;
}

static void what_does_not_fit_is_refused(void **state)
{
	struct vm_area_struct loose = { .vm_start = PAGE_SIZE, .vm_end = 2 * PAGE_SIZE };
	char *mem;

	assert_int_equal(map(2, 0, remap_badly, &mem), -ENXIO);
	assert_int_equal(released, 0);
	assert_null(mem);
	assert_int_equal(map(0, 0, remap_one, &mem), -EINVAL);
	/* a structure that stands for no range of the process shows nothing */
	assert_int_equal(remap_one(&loose), -EINVAL);
	assert_int_equal(vm_insert_page(&loose, loose.vm_start, pages[0]), -EFAULT);
}

static int iomap(struct vm_area_struct *vma)
{
	return vm_iomap_memory(vma, MM_BANK_PHYS + MM_BANK_SIZE - 3 * PAGE_SIZE, 3 * PAGE_SIZE);
}

static void memory_is_mapped_by_offset(void **state)
{
	char *mem, *end = (char *)mm_bank_mem + MM_BANK_SIZE;

	mm_reserve(MM_BANK_PHYS + MM_BANK_SIZE - 3 * PAGE_SIZE, 3 * PAGE_SIZE);
	assert_int_equal(map(2, 1, iomap, &mem), 0);
	end[-1] = 77;
	assert_int_equal(mem[2 * PAGE_SIZE - 1], 77);
	assert_int_equal(vma_unmap(mem, 0), 0);
	assert_int_equal(map(3, 1, iomap, &mem), -EINVAL);
	assert_int_equal(map(1, 4, iomap, &mem), -EINVAL);
}

/* ---- pages ------------------------------------------------------------- */

static int insert_all(struct vm_area_struct *vma)
{
	return vm_map_pages(vma, pages, COUNT);
}

static void pages_are_kept_while_they_are_shown(void **state)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO), *own = pages[1];
	size_t used = mm_used();
	char *mem;

	pages[1] = page;
	assert_int_equal(map(2, 1, insert_all, &mem), 0);
	assert_int_equal(page_count(page), 2);
	__free_page(page);
	assert_int_equal(mm_used(), used);
	strcpy(mem, "still there");
	assert_string_equal(page_address(page), "still there");
	assert_int_equal(vma_unmap(mem, 2 * PAGE_SIZE), 0);
	assert_int_equal(mm_used(), used - PAGE_SIZE);
	pages[1] = own;
}

static void more_pages_than_there_are_is_refused(void **state)
{
	char *mem;

	assert_int_equal(map(COUNT, 1, insert_all, &mem), -ENXIO);
	assert_int_equal(map(1, COUNT, insert_all, &mem), -ENXIO);
	assert_int_equal(map(COUNT, 0, insert_all, &mem), 0);
	assert_int_equal(vma_unmap(mem, PAGE_SIZE), -EINVAL);
	assert_int_equal(vma_unmap(mem + PAGE_SIZE, 0), -EINVAL);
	assert_int_equal(vma_unmap(mem, 0), 0);
	assert_int_equal(vma_unmap(mem, 0), -EINVAL);
}

static int insert_some(struct vm_area_struct *vma)
{
	unsigned long at = vma->vm_start, num = 2;
	void *object = kmalloc(16, GFP_KERNEL);

	assert_int_equal(vm_insert_page(vma, at + 1, pages[0]), -EFAULT);
	assert_int_equal(vm_insert_page(vma, vma->vm_end, pages[0]), -EFAULT);
	assert_int_equal(vm_insert_page(vma, at, virt_to_page(object)), -EINVAL);
	kfree(object);
	assert_int_equal(vm_insert_page(vma, at, pages[0]), 0);
	assert_int_equal(vm_insert_page(vma, at, pages[1]), -EBUSY);
	assert_int_equal(vmf_insert_page(vma, at, pages[1]), VM_FAULT_NOPAGE);
	assert_int_equal(vmf_insert_page(vma, vma->vm_end, pages[1]), VM_FAULT_SIGBUS);
	/* the second of these is there already */
	assert_int_equal(vm_insert_page(vma, at + 2 * PAGE_SIZE, pages[2]), 0);
	assert_int_equal(vm_insert_pages(vma, at + PAGE_SIZE, pages, &num), -EBUSY);
	assert_int_equal(num, 1);
	return 0;
}

static void pages_go_where_nothing_is(void **state)
{
	char *mem;

	assert_int_equal(map(3, 0, insert_some, &mem), 0);
	assert_int_equal(vma_frame_at(mem + PAGE_SIZE), page_to_pfn(pages[0]));
	assert_int_equal(page_count(pages[0]), 3);
	assert_int_equal(vma_unmap(mem, 0), 0);
}

static int show_vmalloc(struct vm_area_struct *vma)
{
	return remap_vmalloc_range(vma, area_mem, vma->vm_pgoff);
}

static void areas_of_vmalloc_user_are_shown(void **state)
{
	char *mem, *area;

	area = area_mem = vmalloc_user(3 * PAGE_SIZE);
	assert_int_equal(map(2, 1, show_vmalloc, &mem), 0);
	strcpy(mem + PAGE_SIZE, "end");
	assert_string_equal(area + 2 * PAGE_SIZE, "end");
	assert_int_equal(vma_unmap(mem, 0), 0);
	assert_int_equal(map(3, 1, show_vmalloc, &mem), -EINVAL);
	assert_int_equal(map(1, 3, show_vmalloc, &mem), -EINVAL);
	vfree(area_mem);
	area_mem = vmalloc(PAGE_SIZE);
	assert_int_equal(map(1, 0, show_vmalloc, &mem), -EINVAL);
	vfree(area_mem);
}

/* ---- faults ------------------------------------------------------------ */

static vm_fault_t op_fault(struct vm_fault *vmf)
{
	faults++;
	assert_int_equal(vmf->address,
			 vmf->vma->vm_start + ((vmf->pgoff - vmf->vma->vm_pgoff) << PAGE_SHIFT));
	switch (vmf->pgoff) {
	case 0:
		get_page(pages[0]);
		vmf->page = pages[0];
		return 0;
	case 1:
		return vmf_insert_pfn(vmf->vma, vmf->address, page_to_pfn(pages[1]));
	case 2:
		return VM_FAULT_SIGBUS;
	default:
		return vmf_error(-ENOMEM);
	}
}

static const struct vm_operations_struct ops = { .fault = op_fault, .close = op_close };

static int by_fault(struct vm_area_struct *vma)
{
	vma->vm_ops = &ops;
	return 0;
}

static void faults_fill_a_mapping_when_it_is_made(void **state)
{
	char *mem;

	assert_int_equal(map(4, 0, by_fault, &mem), 0);
	assert_int_equal(faults, 4);
	mem[0] = 1;
	mem[PAGE_SIZE] = 2;
	assert_int_equal(*(char *)page_address(pages[0]), 1);
	assert_int_equal(*(char *)page_address(pages[1]), 2);
	assert_int_equal(page_count(pages[0]), 2);
	assert_int_equal(vma_frame_at(mem + 2 * PAGE_SIZE), ~0ul);
	assert_int_equal(vma_unmap(mem, 0), 0);
	assert_int_equal(closed, 1);
	assert_int_equal(released, 1);
}

/* ---- taking away ------------------------------------------------------- */

static int remap_three(struct vm_area_struct *vma)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < 3 && !err; i++)
		err = remap_pfn_range(vma, vma->vm_start + i * PAGE_SIZE, page_to_pfn(pages[i]),
				      PAGE_SIZE, vma->vm_page_prot);
	return err;
}

static void a_part_may_be_taken_away_and_come_again(void **state)
{
	struct vm_area_struct *vma;
	char *mem;

	assert_int_equal(map(3, 0, remap_three, &mem), 0);
	vma = vma_lookup(NULL, (unsigned long)mem);
	zap_vma_ptes(vma, vma->vm_start + PAGE_SIZE, PAGE_SIZE);
	assert_int_equal(vma_frame_at(mem + PAGE_SIZE), ~0ul);
	assert_int_equal(vma_frame_at(mem), page_to_pfn(pages[0]));
	assert_int_equal(vmf_insert_pfn(vma, vma->vm_start + PAGE_SIZE, page_to_pfn(pages[3])),
			 VM_FAULT_NOPAGE);
	mem[PAGE_SIZE] = 33;
	assert_int_equal(*(char *)page_address(pages[3]), 33);
	assert_int_equal(vma_unmap(mem, 0), 0);
}

static void mappings_end_with_the_world(void **state)
{
	char *a, *b;

	assert_int_equal(map(4, 0, by_fault, &a), 0);
	assert_int_equal(map(1, 0, remap_one, &b), 0);
	assert_int_equal(find_vma(NULL, 0)->vm_start, min((unsigned long)a, (unsigned long)b));
	assert_int_equal(vma_stop(), 2);
	assert_int_equal(closed, 1);
	assert_int_equal(released, 2);
	assert_null(find_vma(NULL, 0));
}

/* ---- which frames, without a mapping ----------------------------------- */

static unsigned long told[8];
static unsigned int ntold;

static int tell(void *arg, unsigned long index, unsigned long pfn)
{
	told[index] = pfn;
	return ++ntold == (uintptr_t)arg ? -E2BIG : 0;
}

static int frames(unsigned long nr, int (*fn)(struct vm_area_struct *vma), unsigned long most)
{
	struct vma_request r = { .size = nr * PAGE_SIZE,
				 .mmap = file_mmap,
				 .flags = VM_READ | VM_WRITE | VM_SHARED };

	on_mmap = fn;
	ntold = 0;
	return vma_frames(&r, tell, (void *)most);
}

static void frames_are_told_without_a_mapping(void **state)
{
	assert_int_equal(frames(3, remap_three, 0), 0);
	assert_int_equal(ntold, 3);
	assert_int_equal(told[2], page_to_pfn(pages[2]));
	assert_int_equal(frames(2, by_fault, 0), 0);
	assert_int_equal(told[1], page_to_pfn(pages[1]));
	assert_int_equal(closed, 1);
	assert_int_equal(frames(3, remap_three, 2), -E2BIG);
	assert_int_equal(frames(1, iomap, 0), 0);
	assert_int_equal(frames(4, iomap, 0), -EINVAL);
}

static void a_mapping_follows_its_pages_into_another_file(void **state)
{
	char *mem, *other, *page = page_address(pages[0]);
	int fd;

	assert_int_equal(map(1, 0, remap_one, &mem), 0);
	assert_int_equal(host_ram_map(PAGE_SIZE, (void **)&other, &fd), 0);
	assert_int_equal(host_ram_replace(page, PAGE_SIZE, fd, 0, true), 0);
	strcpy(other, "seen in both");
	assert_string_equal(mem, "seen in both");
	assert_int_equal(host_ram_restore(page, PAGE_SIZE, true), 0);
	strcpy(mem, "and back");
	assert_string_equal(page, "and back");
	host_ram_unmap(other, PAGE_SIZE, fd);
	assert_int_equal(vma_unmap(mem, 0), 0);
}

#define with_pages(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_pages(a_program_and_a_driver_see_the_same_bytes),
		with_pages(what_does_not_fit_is_refused),
		with_pages(memory_is_mapped_by_offset),
		with_pages(pages_are_kept_while_they_are_shown),
		with_pages(more_pages_than_there_are_is_refused),
		with_pages(pages_go_where_nothing_is),
		with_pages(areas_of_vmalloc_user_are_shown),
		with_pages(faults_fill_a_mapping_when_it_is_made),
		with_pages(a_part_may_be_taken_away_and_come_again),
		with_pages(mappings_end_with_the_world),
		with_pages(frames_are_told_without_a_mapping),
		with_pages(a_mapping_follows_its_pages_into_another_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
