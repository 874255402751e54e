/* SPDX-License-Identifier: MIT */
/*
 * How a trace event becomes text: what <trace/define_trace.h> expands to.
 * src/base/tracepoint.c.
 */
#ifndef _LINUX_TRACE_TEXT_H
#define _LINUX_TRACE_TEXT_H

#include <linux/compiler.h>
#include <linux/types.h>

#define TRACE_TEXT_MAX 1024

/* room for what the __print_*() of one event make; later pieces follow earlier ones */
struct trace_text {
	size_t used;
	char text[TRACE_TEXT_MAX];
};

struct trace_print_flags {
	unsigned long mask;
	const char *name;
};

/** trace_text_emit() - a line of the trace; line ends within it become spaces */
__printf(2, 3) void trace_text_emit(const char *event, const char *fmt, ...);

/* each returns its text: the name of a value, the names of bits, bytes or numbers */
const char *trace_text_symbol(struct trace_text *t, unsigned long value,
			      const struct trace_print_flags *names, size_t count);
const char *trace_text_flags(struct trace_text *t, unsigned long flags, const char *delim,
			     const struct trace_print_flags *names, size_t count);
const char *trace_text_hex(struct trace_text *t, const void *data, size_t len, bool spaces);
const char *trace_text_array(struct trace_text *t, const void *data, size_t count,
			     size_t element);

#endif
