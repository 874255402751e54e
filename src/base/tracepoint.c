// SPDX-License-Identifier: MIT
/*
 * Trace events become lines of text (<linux/trace_text.h>). Which events
 * there are is the drivers' business (<linux/tracepoint.h>), and where the
 * lines go src/world's.
 */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/trace_text.h>
#include <linux/tracepoint.h>

#include "base/tracepoint.h"

void (*tracepoint_trace)(const char *event, const char *fmt, ...);
EXPORT_SYMBOL_GPL(tracepoint_trace);

/* one line: a run of white space that holds a line end becomes a space, or nothing at an end */
static void join_lines(char *text)
{
	char *to = text;
	const char *from;
	bool broken;

	for (from = text; *from; from++) {
		broken = false;
		if (*from == '\n') {
			while (to > text && isspace(to[-1]))
				to--;
			while (isspace(from[1]))
				from++;
			broken = true;
		}
		if (!broken)
			*to++ = *from;
		else if (to > text && from[1])
			*to++ = ' ';
	}
	*to = '\0';
}

void trace_text_emit(const char *event, const char *fmt, ...)
{
	void (*trace)(const char *event, const char *fmt, ...) = READ_ONCE(tracepoint_trace);
	char line[TRACE_TEXT_MAX];
	va_list args;

	if (!trace)
		return;
	va_start(args, fmt);
	vscnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	join_lines(line);
	trace(event, "%s", line);
}
EXPORT_SYMBOL_GPL(trace_text_emit);

static __printf(2, 3) void append(struct trace_text *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	t->used += vscnprintf(t->text + t->used, sizeof(t->text) - t->used, fmt, args);
	va_end(args);
}

/* where the next piece begins, behind the end of the one before */
static const char *begin(struct trace_text *t)
{
	if (t->used && t->used < sizeof(t->text) - 1)
		t->used++;
	t->text[t->used] = '\0';
	return t->text + t->used;
}

const char *trace_text_symbol(struct trace_text *t, unsigned long value,
			      const struct trace_print_flags *names, size_t count)
{
	const char *start = begin(t);
	size_t i;

	for (i = 0; i < count; i++)
		if (names[i].mask == value)
			return names[i].name;
	append(t, "0x%lx", value);
	return start;
}
EXPORT_SYMBOL_GPL(trace_text_symbol);

const char *trace_text_flags(struct trace_text *t, unsigned long flags, const char *delim,
			     const struct trace_print_flags *names, size_t count)
{
	const char *start = begin(t);
	size_t i;

	for (i = 0; i < count && flags; i++) {
		if (!names[i].mask || (flags & names[i].mask) != names[i].mask)
			continue;
		append(t, "%s%s", *start ? delim : "", names[i].name);
		flags &= ~names[i].mask;
	}
	if (flags)
		append(t, "%s0x%lx", *start ? delim : "", flags);
	return start;
}
EXPORT_SYMBOL_GPL(trace_text_flags);

const char *trace_text_hex(struct trace_text *t, const void *data, size_t len, bool spaces)
{
	const char *start = begin(t);
	const u8 *byte = data;
	size_t i;

	for (i = 0; i < len; i++)
		append(t, "%s%02x", i && spaces ? " " : "", byte[i]);
	return start;
}
EXPORT_SYMBOL_GPL(trace_text_hex);

const char *trace_text_array(struct trace_text *t, const void *data, size_t count,
			     size_t element)
{
	const char *start = begin(t);
	size_t i;

	append(t, "{");
	for (i = 0; i < count; i++) {
		u64 value = 0;

		memcpy(&value, (const u8 *)data + i * element, min(element, sizeof(value)));
		append(t, "%s0x%llx", i ? "," : "", value);
	}
	append(t, "}");
	return start;
}
EXPORT_SYMBOL_GPL(trace_text_array);
