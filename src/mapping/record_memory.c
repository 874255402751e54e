// SPDX-License-Identifier: MIT
/*
 * Memory that no DMA should go to: a stack, code and constants, registers,
 * what was freed. Looked at when it is mapped; it is mapped all the same, as
 * the kernel does, since debugging must not change what a driver sees.
 */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/scatterlist.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>

#include "base/boot_param.h"
#include "base/host.h"
#include "base/mm.h"
#include "mapping/record_debug.h"

/* whether reports are those of a kernel whose stacks are in vmalloc memory */
static bool vmap_stack;

static int set_vmap_stack(const char *value)
{
	if (!value || !strcmp(value, "off")) {
		vmap_stack = false;
		return 0;
	}
	if (value[0] && strcmp(value, "on"))
		return -EINVAL;
	vmap_stack = true;
	return 0;
}
BOOT_PARAM(vmap_stack, "vmap_stack", "on|off", set_vmap_stack);

static bool is_register(const void *addr)
{
	return machine_mmio_base &&
	       (unsigned long)addr - (unsigned long)machine_mmio_base < MACHINE_MMIO_SIZE;
}

/* memory of the process that is not the machine's RAM: most of it is a heap, and right */
void record_check_host_memory(struct device *dev, phys_addr_t phys, size_t size)
{
	void *addr = mm_virt(phys);

	if (!addr || is_register(addr))
		record_err(dev, NULL, "device driver maps memory from invalid area [addr=%p] "
			   "[len=%lu]\n", addr, (unsigned long)size);
	else if (object_is_on_stack(addr) && vmap_stack)
		record_err(dev, NULL, "device driver maps memory from stack [probable addr=%p]\n",
			   addr);
	else if (object_is_on_stack(addr))
		record_err(dev, NULL, "device driver maps memory from stack [addr=%p]\n", addr);
	else if (host_is_constant(addr, size))
		record_err(dev, NULL, "device driver maps memory from kernel text or rodata "
			   "[addr=%p] [len=%lu]\n", addr, (unsigned long)size);
}

/* RAM that may be nobody's: the kernel does not look, so that there is no text of its own */
void record_check_freed(struct device *dev, phys_addr_t phys, size_t size)
{
	const void *freed_by;
	char place[160];

	if (!mm_is_freed(phys, &freed_by) || !record_may_say(dev))
		return;
	WARN(1, "DMA-API: %s %s: device driver maps memory from freed page [addr=%p] [len=%lu]\n",
	     record_driver_of(dev), record_name_of(dev), mm_virt(phys), (unsigned long)size);
	if (freed_by)
		pr_warn("DMA-API: Freed at:\n %s\n", host_place(freed_by, place, sizeof(place)));
	record_said(NULL);
}

void record_check_segment(struct device *dev, struct scatterlist *sg)
{
	u64 start = sg_dma_address(sg), end = start + sg_dma_len(sg) - 1;
	u64 boundary = dma_get_seg_boundary(dev);
	unsigned int most = dma_get_max_seg_size(dev);

	if (sg->length > most)
		record_err(dev, NULL, "mapping sg segment longer than device claims to support "
			   "[len=%u] [max=%u]\n", sg->length, most);
	if ((start ^ end) & ~boundary)
		record_err(dev, NULL, "mapping sg segment across boundary [start=0x%016llx] "
			   "[end=0x%016llx] [boundary=0x%016llx]\n", (unsigned long long)start,
			   (unsigned long long)end, (unsigned long long)boundary);
}

void debug_dma_map_single(struct device *dev, const void *addr,
			  unsigned long len)
{
	if (!record_debugging())
		return;
	if (!virt_addr_valid(addr))
		record_err(dev, NULL, "device driver maps memory from invalid area [addr=%p] "
			   "[len=%lu]\n", addr, len);
	if (is_vmalloc_addr(addr))
		record_err(dev, NULL, "device driver maps memory from vmalloc area [addr=%p] "
			   "[len=%lu]\n", addr, len);
}
EXPORT_SYMBOL(debug_dma_map_single);
