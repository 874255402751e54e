/* SPDX-License-Identifier: MIT */
/*
 * Trace events. A driver's trace header describes each as TRACE_EVENT(); the
 * driver calls trace_<event>(), which costs a load and a branch while no
 * trace is written, and otherwise adds a line to the world's trace:
 *
 *	12.345678901 tegra_dma_isr dma0chan0: irq 5
 *
 * One source file of the module sets CREATE_TRACE_POINTS before it includes
 * the trace header, which then ends in <trace/define_trace.h>: that makes the
 * functions that the others call. src/base/tracepoint.c.
 */
#ifndef _LINUX_TRACEPOINT_H
#define _LINUX_TRACEPOINT_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/stringify.h>
#include <linux/types.h>

/* the trace; NULL: there is none (see src/base/tracepoint.h) */
extern void (*tracepoint_trace)(const char *event, const char *fmt, ...);

#define PARAMS(args...) args
#define TP_PROTO(args...) args
#define TP_ARGS(args...) args
#define TP_CONDITION(args...) args
#define TP_STRUCT__entry(args...) args
#define TP_fast_assign(args...) args

#define __DECLARE_TRACE(name, proto, args, cond)			\
	void __trace_##name(proto);					\
	static inline bool trace_##name##_enabled(void)			\
	{								\
		return unlikely(READ_ONCE(tracepoint_trace) != NULL);	\
	}								\
	static inline void trace_##name(proto)				\
	{								\
		if (trace_##name##_enabled() && (cond))			\
			__trace_##name(args);				\
	}

#define DECLARE_TRACE(name, proto, args) \
	__DECLARE_TRACE(name, PARAMS(proto), PARAMS(args), true)
#define DECLARE_TRACE_CONDITION(name, proto, args, cond) \
	__DECLARE_TRACE(name, PARAMS(proto), PARAMS(args), cond)

#define EXPORT_TRACEPOINT_SYMBOL(name) _Static_assert(1, #name)
#define EXPORT_TRACEPOINT_SYMBOL_GPL(name) _Static_assert(1, #name)
#define tracepoint_enabled(name) trace_##name##_enabled()

#endif

/*
 * Outside of the guard: a trace header may be read again, for declarations,
 * after <trace/define_trace.h> gave these names another meaning.
 */
#ifndef TRACE_EVENT
#define DECLARE_EVENT_CLASS(name, proto, args, tstruct, assign, print)
#define DEFINE_EVENT(template, name, proto, args) \
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#define DEFINE_EVENT_PRINT(template, name, proto, args, print) \
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#define DEFINE_EVENT_FN(template, name, proto, args, reg, unreg) \
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#define DEFINE_EVENT_CONDITION(template, name, proto, args, cond) \
	DECLARE_TRACE_CONDITION(name, PARAMS(proto), PARAMS(args), PARAMS(cond))
#define TRACE_EVENT(name, proto, args, tstruct, assign, print) \
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#define TRACE_EVENT_FN(name, proto, args, tstruct, assign, print, reg, unreg) \
	DECLARE_TRACE(name, PARAMS(proto), PARAMS(args))
#define TRACE_EVENT_CONDITION(name, proto, args, cond, tstruct, assign, print) \
	DECLARE_TRACE_CONDITION(name, PARAMS(proto), PARAMS(args), PARAMS(cond))
#define TRACE_DEFINE_ENUM(a)
#define TRACE_DEFINE_SIZEOF(a)
#endif
