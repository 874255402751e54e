/* SPDX-License-Identifier: MIT */
/* Inside of the fences: what their files ask of one another. */
#ifndef DMAE_MAPPING_FENCE_H
#define DMAE_MAPPING_FENCE_H

#include <linux/dma-fence.h>

struct dma_resv_list;

/** fence_start() - contexts count from 1, nothing is shared, debugfs has its files */
int fence_start(void);
/** fence_stop() - gives up what was shared: who still waits in another process gets an error */
void fence_stop(void);

/** fence_contexts_reset() - contexts count from 1 */
void fence_contexts_reset(void);
/** fence_stub_stop() - the stub is made anew in the next world */
void fence_stub_stop(void);

#endif
