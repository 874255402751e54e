// SPDX-License-Identifier: MIT
/*
 * The annotations of code that leads to a fence's signal: what a waiter may
 * hold must not be wanted there (src/base/signalling.c).
 */
#include <linux/dma-fence.h>
#include <linux/export.h>

#include "base/signalling.h"

bool dma_fence_begin_signalling(void)
{
	return signalling_begin();
}
EXPORT_SYMBOL(dma_fence_begin_signalling);

void dma_fence_end_signalling(bool cookie)
{
	if (!cookie)
		signalling_end();
}
EXPORT_SYMBOL(dma_fence_end_signalling);

/* a section may wait for the fences that its own depends on: what counts is what it holds */
void __dma_fence_might_wait(void)
{
	signalling_waits();
}
EXPORT_SYMBOL(__dma_fence_might_wait);
