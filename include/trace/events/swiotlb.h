/* SPDX-License-Identifier: MIT */
/* A mapping that bounces, as a trace event; name and text are Linux's. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM swiotlb

#if !defined(_TRACE_SWIOTLB_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_SWIOTLB_H

#include <linux/swiotlb.h>
#include <linux/tracepoint.h>

/* how the line ends: everything of that device bounces, or only what it can't reach */
#define swiotlb_event_end(forced) ((forced) ? "FORCE" : "NORMAL")

TRACE_EVENT(swiotlb_bounced,
	TP_PROTO(struct device *dev, dma_addr_t dev_addr, size_t size),
	TP_ARGS(dev, dev_addr, size),
	TP_STRUCT__entry(
		__field(bool, force)
		__field(size_t, size)
		__field(dma_addr_t, dev_addr)
		__field(u64, dma_mask)
		__string(dev_name, dev_name(dev))
	),
	TP_fast_assign(
		__entry->force = is_swiotlb_force_bounce(dev);
		__entry->size = size;
		__entry->dev_addr = dev_addr;
		__entry->dma_mask = 0;
		if (dev->dma_mask)
			__entry->dma_mask = *dev->dma_mask;
	),
	TP_printk("dev_name: %s dma_mask=%llx dev_addr=%llx size=%zu %s",
		  __get_str(dev_name), __entry->dma_mask, (u64)__entry->dev_addr,
		  __entry->size, swiotlb_event_end(__entry->force))
);

#endif

#include <trace/define_trace.h>
