// SPDX-License-Identifier: MIT
/* Trace events of drivers: <linux/tracepoint.h>, <trace/define_trace.h>. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "base/tracepoint.h"

#define CREATE_TRACE_POINTS
#include "trace_fixture.h"

#include "unit.h"

static char seen[512];

static __printf(2, 3) void note(const char *event, const char *fmt, ...)
{
	va_list args;
	size_t n = strlen(seen);

	n += scnprintf(seen + n, sizeof(seen) - n, "%s: ", event);
	va_start(args, fmt);
	n += vscnprintf(seen + n, sizeof(seen) - n, fmt, args);
	va_end(args);
	scnprintf(seen + n, sizeof(seen) - n, ";");
}

static int setup(void **state)
{
	seen[0] = '\0';
	tracepoint_trace = note;
	return 0;
}

static int teardown(void **state)
{
	tracepoint_trace = NULL;
	return 0;
}

static void an_event_is_a_line_of_the_trace(void **state)
{
	trace_fixture_done("dma0chan0", 7);
	assert_string_equal(seen, "fixture_done: dma0chan0: cookie 7 bytes 07 07 07 07;");
}

static void events_of_a_class_have_their_own_names(void **state)
{
	trace_fixture_read(4, 3);
	trace_fixture_write(8, 9);
	assert_string_equal(seen, "fixture_read: reg STATUS bits RUN|IRQ;"
				  "fixture_write: reg 0x8 bits RUN|0x8;");
}

static void a_missing_string_is_told(void **state)
{
	trace_fixture_done(NULL, 1);
	assert_string_equal(seen, "fixture_done: (null): cookie 1 bytes 01 01 01 01;");
}

static void a_condition_chooses(void **state)
{
	trace_fixture_odd(2);
	trace_fixture_odd(3);
	assert_string_equal(seen, "fixture_odd: 3 of 8 bytes {0x6,0x2};");
}

static void nothing_is_evaluated_without_a_trace(void **state)
{
	tracepoint_trace = NULL;
	assert_false(trace_fixture_done_enabled());
	trace_fixture_done((const char *)1, 1);
	assert_string_equal(seen, "");
	tracepoint_trace = note;
	assert_true(trace_fixture_done_enabled());
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_event_is_a_line_of_the_trace),
		T(events_of_a_class_have_their_own_names),
		T(a_missing_string_is_told),
		T(a_condition_chooses),
		T(nothing_is_evaluated_without_a_trace),
	};

	return cmocka_run_group_tests(tests, base_setup, base_teardown);
}
