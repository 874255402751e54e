// SPDX-License-Identifier: MIT
/*
 * Who sees the CPU's caches: what the tree says of a device, and what the
 * kernel parameter dma_coherent= makes of it. Kernel side. The driver core
 * and the bus ask here, so that both believe the same.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/boot_param.h"
#include "machine/cache_private.h"

/*
 * dma_coherent=on: who is not "dma-noncoherent" is; =tree: only who is
 * "dma-coherent" is, as on ARM; =off: nobody, whatever the tree says
 */
static enum { COHERENT_ON, COHERENT_TREE, COHERENT_OFF } coherence;

static int set_coherence(const char *value)
{
	static const char *const names[] = { "on", "tree", "off" };
	unsigned int i;

	if (!value) {
		coherence = COHERENT_ON;
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(value, names[i]))
			continue;
		coherence = i;
		return 0;
	}
	return -EINVAL;
}
BOOT_PARAM(dma_coherent, "dma_coherent", "on|tree|off", set_coherence);

bool machine_coherent(int node)
{
	bool hardware = node >= 0 && machine_tree && models_find(node);

	if (!machine_tree)
		return true;
	if (coherence == COHERENT_OFF)
		return !hardware;
	return board_dma_coherent(machine_tree, node, coherence == COHERENT_ON || !hardware);
}

bool machine_master_coherent(const struct machine_master *master)
{
	return !master->noncoherent;
}

void machine_master_set_coherent(struct machine_master *master, bool coherent)
{
	exec_hw_lock();
	master->noncoherent = !coherent;
	exec_hw_unlock();
}
