// SPDX-License-Identifier: MIT
/* The measured loops that need the kernel's API. */
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "base/exec/exec.h"
#include "base/host.h"
#include "base/sched.h"
#include "kernel_side.h"

static double per_turn(unsigned long long start, unsigned long turns)
{
	return (double)(host_now_ns() - start) / turns;
}

static int yielder(void *arg)
{
	unsigned long i, turns = *(unsigned long *)arg;

	for (i = 0; i < turns; i++)
		yield();
	return 0;
}

double bench_fiber_switch(unsigned long turns)
{
	struct task_struct *t[2];
	unsigned long long start, switches;
	int i;

	for (i = 0; i < 2; i++)
		t[i] = task_spawn(yielder, &turns, "yielder");
	switches = exec_switches();
	start = host_now_ns();
	for (i = 0; i < 2; i++)
		wake_up_process(t[i]);
	for (i = 0; i < 2; i++) {
		task_join(t[i]);
		put_task_struct(t[i]);
	}
	return per_turn(start, exec_switches() - switches);
}

double bench_readl(unsigned long long phys, unsigned long turns)
{
	void __iomem *reg = ioremap(phys, 4);
	unsigned long long start;
	unsigned long i;

	if (!reg)
		return 0;
	start = host_now_ns();
	for (i = 0; i < turns; i++)
		readl(reg);
	iounmap(reg);
	return per_turn(start, turns);
}

static struct device *first_device(struct dma_chan **chan)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	*chan = dma_request_channel(mask, NULL, NULL);
	return *chan ? dmaengine_get_dma_device(*chan) : NULL;
}

double bench_map(unsigned long turns)
{
	struct dma_chan *chan;
	struct device *dev = first_device(&chan);
	void *page = kmalloc(4096, GFP_KERNEL);
	unsigned long long start;
	unsigned long i;
	double ns;

	start = host_now_ns();
	for (i = 0; dev && page && i < turns; i++) {
		dma_addr_t addr = dma_map_single(dev, page, 4096, DMA_TO_DEVICE);

		if (dma_mapping_error(dev, addr))
			break;
		dma_unmap_single(dev, addr, 4096, DMA_TO_DEVICE);
	}
	ns = per_turn(start, i);
	kfree(page);
	if (chan)
		dma_release_channel(chan);
	return ns;
}

double bench_spinlock(unsigned long turns)
{
	unsigned long long start = host_now_ns();
	DEFINE_SPINLOCK(lock);
	unsigned long i, flags;

	for (i = 0; i < turns; i++) {
		spin_lock_irqsave(&lock, flags);
		spin_unlock_irqrestore(&lock, flags);
	}
	return per_turn(start, turns);
}

double bench_kmalloc(unsigned long turns)
{
	unsigned long long start = host_now_ns();
	unsigned long i;

	for (i = 0; i < turns; i++)
		kfree(kmalloc(256, GFP_KERNEL));
	return per_turn(start, turns);
}
