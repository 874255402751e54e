/* SPDX-License-Identifier: MIT */
/* The life of a fence, as trace events; names and texts are Linux's. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dma_fence

#if !defined(_TRACE_DMA_FENCE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_DMA_FENCE_H

#include <linux/dma-fence.h>
#include <linux/tracepoint.h>

/* all of them tell the same of the one fence that they are about */
DECLARE_EVENT_CLASS(dma_fence, TP_PROTO(struct dma_fence *fence), TP_ARGS(fence),
	TP_STRUCT__entry(
		__field(unsigned int, seqno)
		__field(unsigned int, context)
		__string(timeline, fence->ops->get_timeline_name(fence))
		__string(driver, fence->ops->get_driver_name(fence))
	),
	TP_fast_assign(
		/* of each the low half, as the texts say */
		__entry->seqno = lower_32_bits(fence->seqno);
		__entry->context = lower_32_bits(fence->context);
		__assign_str(timeline);
		__assign_str(driver);
	),
	TP_printk("driver=%s timeline=%s context=%u seqno=%u", __get_str(driver),
		  __get_str(timeline), __entry->context, __entry->seqno)
);

#define DMA_FENCE_EVENT(name) \
	DEFINE_EVENT(dma_fence, name, TP_PROTO(struct dma_fence *fence), TP_ARGS(fence))

/* made; handed to who waits for it */
DMA_FENCE_EVENT(dma_fence_init);
DMA_FENCE_EVENT(dma_fence_emit);
/* waited for */
DMA_FENCE_EVENT(dma_fence_wait_start);
DMA_FENCE_EVENT(dma_fence_enable_signal);
DMA_FENCE_EVENT(dma_fence_wait_end);
/* over */
DMA_FENCE_EVENT(dma_fence_signaled);
DMA_FENCE_EVENT(dma_fence_destroy);

#undef DMA_FENCE_EVENT

#endif

#include <trace/define_trace.h>
