/* SPDX-License-Identifier: MIT */
/* A provider on virt-dma, driven by hand: one channel, descriptors from kmalloc, counted. */
#ifndef TESTS_ENGINE_FAKE_VCHAN_H
#define TESTS_ENGINE_FAKE_VCHAN_H

#include "fake_dma.h"
#include "virt-dma.h"

struct fake_vchan {
	struct dma_device dma;
	struct virt_dma_chan vc;
	struct virt_dma_desc *running;
	unsigned int live;	/* descriptors that are not freed */
};

/** fake_vchan_setup() - registered, and its channel requested */
struct dma_chan *fake_vchan_setup(struct fake_vchan *f);
void fake_vchan_teardown(struct fake_vchan *f);
/** fake_vchan_start() - take the next descriptor off the queue; false if there is none */
bool fake_vchan_start(struct fake_vchan *f);
/** fake_vchan_end() - the running one ends so; returns when its callback has returned */
void fake_vchan_end(struct fake_vchan *f, enum dmaengine_tx_result result, u32 residue);
/** fake_vchan_period() - a period of the running one has ended; returns when its callback has */
void fake_vchan_period(struct fake_vchan *f);
/** fake_vchan_settle() - wait for the tasklet */
void fake_vchan_settle(struct fake_vchan *f);

#endif
