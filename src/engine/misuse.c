// SPDX-License-Identifier: MIT
/*
 * Calls that are refused, and one line that says what was wrong and what
 * would be right. Called by the inline functions of <linux/dmaengine.h>, on
 * their unlikely paths.
 */
#define pr_fmt(fmt) "dmaengine: " fmt

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "dmaengine.h"
#include "engine/engine.h"

static const char *const misuse_text[] = {
	[DMAENGINE_MISUSE_RELEASED] =
		"the channel has no client (released, or never requested)",
	[DMAENGINE_MISUSE_NO_OPERATION] =
		"the controller does not have this operation",
	[DMAENGINE_MISUSE_ZERO_LENGTH] =
		"nothing to move: the length is zero",
	[DMAENGINE_MISUSE_PARTIAL_PERIOD] =
		"the ring is not a whole number of periods",
	[DMAENGINE_MISUSE_RESUBMITTED] =
		"the descriptor is queued or running already",
	[DMAENGINE_MISUSE_FREED] =
		"the descriptor was terminated or has completed; prepare another",
	[DMAENGINE_MISUSE_IN_CALLBACK] =
		("called from a completion callback of this channel, for which it would wait; "
		 "use dmaengine_terminate_async()"),
	[DMAENGINE_MISUSE_ATOMIC] =
		"called in atomic context, but may sleep; use dmaengine_terminate_async()",
};

void dmaengine_report_misuse(struct dma_chan *chan, enum dmaengine_misuse what,
			     const char *call)
{
	if (test_and_set_bit(what, &chan->misuse))
		return;

	if (chan->dev)
		dev_err(&chan->dev->device, "%s: %s\n", call,
			misuse_text[what]);
	else
		pr_err("a channel that was removed: %s: %s\n", call,
		       misuse_text[what]);
}
EXPORT_SYMBOL_GPL(dmaengine_report_misuse);

int dmaengine_may_wait(struct dma_chan *chan, const char *call)
{
	if (unlikely(READ_ONCE(chan->callback_context) == dmaengine_context())) {
		dmaengine_report_misuse(chan, DMAENGINE_MISUSE_IN_CALLBACK,
					call);
		return -EDEADLK;
	}

	if (unlikely(in_atomic() || irqs_disabled())) {
		dmaengine_report_misuse(chan, DMAENGINE_MISUSE_ATOMIC, call);
		return -EDEADLK;
	}

	might_sleep();
	return 0;
}
EXPORT_SYMBOL_GPL(dmaengine_may_wait);
