// SPDX-License-Identifier: MIT
/*
 * The channels of ISA DMA, as far as there is anything to them: who owns
 * which (/proc/dma), and what memory they reach. <asm/dma.h>.
 */
#include <linux/types.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>

#include <asm/dma.h>

#include "mapping/mapping.h"

#define CASCADE 4 /* leads to the first four: nobody else's */

DEFINE_SPINLOCK(dma_spin_lock);
EXPORT_SYMBOL(dma_spin_lock);

static const char *owner[MAX_DMA_CHANNELS];

int request_dma(unsigned int dmanr, const char *device_id)
{
	if (dmanr >= MAX_DMA_CHANNELS)
		return -EINVAL;
	if (cmpxchg(&owner[dmanr], NULL, device_id ? device_id : "(none)"))
		return -EBUSY;
	return 0;
}
EXPORT_SYMBOL(request_dma);

void free_dma(unsigned int dmanr)
{
	if (dmanr >= MAX_DMA_CHANNELS)
		pr_warn("Trying to free DMA%d\n", dmanr);
	else if (!xchg(&owner[dmanr], NULL))
		pr_warn("Trying to free free DMA%d\n", dmanr);
}
EXPORT_SYMBOL(free_dma);

unsigned long isa_dma_max_address(void)
{
	unsigned long last = min_t(unsigned long, max_pfn, PFN_DOWN(SZ_16M));

	if (!last || !pfn_valid(last - 1))
		return 0;
	return (unsigned long)phys_to_virt(PFN_PHYS(last - 1)) + PAGE_SIZE;
}
EXPORT_SYMBOL(isa_dma_max_address);

static int owners_show(struct seq_file *m, void *v)
{
	unsigned int i;

	for (i = 0; i < MAX_DMA_CHANNELS; i++) {
		const char *who = READ_ONCE(owner[i]);

		if (who)
			seq_printf(m, "%2u: %s\n", i, who);
	}
	return 0;
}

void isa_dma_start(void)
{
	owner[CASCADE] = "cascade";
	proc_create_single("dma", 0, NULL, owners_show);
}

void isa_dma_stop(void)
{
	unsigned int i;

	remove_proc_entry("dma", NULL);
	for (i = 0; i < MAX_DMA_CHANNELS; i++)
		owner[i] = NULL;
}
