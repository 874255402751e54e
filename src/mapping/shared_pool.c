// SPDX-License-Identifier: MIT
/*
 * Memory that is set aside for coherent memory when a world starts: the
 * tree's regions of the kind "shared-dma-pool", the default area of cma=, the
 * pools for callers that can't sleep. What becomes of each is in
 * contiguous.c, dev_coherent.c and atomic_pool.c.
 */
#include <linux/types.h>
#include <linux/dma-map-ops.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>

#include "device/of_reserved_mem.h"
#include "mapping/cma.h"
#include "mapping/coherent.h"

static int setup_region(struct reserved_mem *rmem, struct device_node *np)
{
	return of_property_read_bool(np, "reusable") ? contiguous_setup_region(rmem, np)
						     : dev_coherent_setup_region(rmem, np);
}

int coherent_start(void)
{
	of_reserved_mem_setup("shared-dma-pool", setup_region);
	of_reserved_mem_scan();
	dma_contiguous_reserve(0);
	dev_coherent_start();
	cma_files_start();
	return atomic_pools_start();
}

void coherent_stop(void)
{
	atomic_pools_stop();
	cma_files_stop();
	dev_coherent_stop();
	of_reserved_mem_setup("shared-dma-pool", NULL);
	contiguous_stop();
}
