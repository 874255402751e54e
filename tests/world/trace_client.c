// SPDX-License-Identifier: MIT
/* What test_trace.c has a look at: a copy that works, and one that ends in a bus error. Kernel side. */
#include "world/both_engines.h"
#include "world/trace_client.h"

void copy_that_works(void)
{
	struct dma_chan *chan = any_chan();

	copy_works(chan);
	dma_release_channel(chan);
}

void copy_that_fails(void)
{
	struct dma_chan *chan = any_chan();
	struct buffer dst = buffer_new(chan, 64, DMA_FROM_DEVICE);
	struct buffer src = { .dma = 0x12340000, .len = 64 };
	struct transfer t;

	transfer_submit(&t, chan, prep_copy(chan, &dst, &src));
	assert_int_equal(transfer_end(&t), DMA_ERROR);
	buffer_free(&dst);
	dma_release_channel(chan);
}
