/* SPDX-License-Identifier: MIT */
/* Trace events of test_tracepoint.c, as a driver describes them. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM trace_fixture

#if !defined(TESTS_TRACE_FIXTURE_H) || defined(TRACE_HEADER_MULTI_READ)
#define TESTS_TRACE_FIXTURE_H

#include <linux/tracepoint.h>
#include <linux/types.h>

TRACE_EVENT(fixture_done,
	TP_PROTO(const char *name, int cookie),
	TP_ARGS(name, cookie),
	TP_STRUCT__entry(
		__string(chan, name)
		__field(int, cookie)
		__array(u8, bytes, 4)
	),
	TP_fast_assign(
		__assign_str(chan, name);
		__entry->cookie = cookie;
		memset(__entry->bytes, cookie, sizeof(__entry->bytes));
	),
	TP_printk("%s: cookie %d bytes %s\n", __get_str(chan), __entry->cookie,
		  __print_hex(__entry->bytes, 4))
);

DECLARE_EVENT_CLASS(fixture_io,
	TP_PROTO(unsigned int reg, unsigned long bits),
	TP_ARGS(reg, bits),
	TP_STRUCT__entry(
		__field(unsigned int, reg)
		__field(unsigned long, bits)
	),
	TP_fast_assign(
		__entry->reg = reg;
		__entry->bits = bits;
	),
	TP_printk("\n  reg %s\n  bits %s\n",
		  __print_symbolic(__entry->reg, { 0, "CTRL" }, { 4, "STATUS" }),
		  __print_flags(__entry->bits, "|", { 1, "RUN" }, { 2, "IRQ" }))
);

DEFINE_EVENT(fixture_io, fixture_read,
	TP_PROTO(unsigned int reg, unsigned long bits),
	TP_ARGS(reg, bits)
);

DEFINE_EVENT(fixture_io, fixture_write,
	TP_PROTO(unsigned int reg, unsigned long bits),
	TP_ARGS(reg, bits)
);

TRACE_EVENT_CONDITION(fixture_odd,
	TP_PROTO(int value),
	TP_ARGS(value),
	TP_CONDITION(value & 1),
	TP_STRUCT__entry(
		__field(int, value)
		__dynamic_array(int, twice, 2)
	),
	TP_fast_assign(
		__entry->value = value;
		((int *)__get_dynamic_array(twice))[0] = 2 * value;
		((int *)__get_dynamic_array(twice))[1] = 2;
	),
	TP_printk("%d of %u bytes %s", __entry->value, __get_dynamic_array_len(twice),
		  __print_array(__get_dynamic_array(twice), 2, sizeof(int)))
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH ../../tests/base
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace_fixture
#include <trace/define_trace.h>
