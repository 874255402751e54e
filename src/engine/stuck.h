/* SPDX-License-Identifier: MIT */
/* For clients whose patience is over: why a transfer does not end. */
#ifndef DMAE_ENGINE_STUCK_H
#define DMAE_ENGINE_STUCK_H

struct dma_chan;

/**
 * dmaengine_report_stuck() - a transfer on @chan does not end: say in the log how things stand
 * @chan: a channel that the caller holds
 *
 * Lines at level "warning": the channel's cookies and client, then for its
 * controller, its router and its peripheral what machine_describe() knows.
 *
 * Context: may sleep.
 */
void dmaengine_report_stuck(struct dma_chan *chan);

#endif
