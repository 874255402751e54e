// SPDX-License-Identifier: MIT
/* Interrupt lines: what models pull, what a controller sees. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/exec/exec.h"
#include "fake.h"

#define TWO                                                                                   \
	"a@1000 { compatible = \"test,fake\"; reg = <0x1000 0x80>; interrupts = <4>, <5>; };" \
	"b@2000 { compatible = \"test,fake\"; reg = <0x2000 0x80>; interrupts = <5>; };"

static unsigned int calls;
static bool last_level;

static void sink(struct machine_line *line, bool level)
{
	assert_ptr_equal(line->sink_data, &calls);
	calls++;
	last_level = level;
}

static struct machine_line *line_of(const char *path, unsigned int index)
{
	struct board_ref ref;
	struct machine_line *line;

	assert_int_equal(board_interrupt(machine_board(), board_find_path(machine_board(), path),
					 index, &ref),
			 0);
	line = machine_line(&ref);
	line->sink = sink;
	line->sink_data = &calls;
	calls = 0;
	return line;
}

static void set(const char *name, unsigned int index, bool level)
{
	exec_hw_lock();
	dmae_irq_set(fake_named(name)->m, index, level);
	exec_hw_unlock();
}

static void a_line_follows_its_model(void **state)
{
	struct machine_line *line;

	fake_start(TWO);
	line = line_of("/soc/a@1000", 0);
	set("a@1000", 0, true);
	assert_int_equal(calls, 1);
	assert_true(last_level);
	assert_int_equal(line->asserted, 1);
	set("a@1000", 0, true);
	assert_int_equal(calls, 1);
	set("a@1000", 0, false);
	assert_int_equal(calls, 2);
	assert_false(last_level);
	assert_int_equal(line->edges, 1);
}

static void a_shared_line_is_up_while_anyone_holds_it(void **state)
{
	struct machine_line *line;

	fake_start(TWO);
	line = line_of("/soc/b@2000", 0);
	assert_ptr_equal(line, line_of("/soc/a@1000", 1));
	set("a@1000", 1, true);
	set("b@2000", 0, true);
	assert_int_equal(calls, 1);
	assert_int_equal(line->asserted, 2);
	set("a@1000", 1, false);
	assert_int_equal(calls, 1);
	set("b@2000", 0, false);
	assert_int_equal(calls, 2);
	assert_int_equal(line->asserted, 0);
}

static void each_specifier_has_its_own_line(void **state)
{
	struct machine_line *line;

	fake_start(TWO);
	line = line_of("/soc/a@1000", 0);
	assert_ptr_not_equal(line, line_of("/soc/a@1000", 1));
	line = line_of("/soc/a@1000", 0);
	set("a@1000", 1, true);
	assert_int_equal(line->asserted, 0);
}

static void a_pulse_is_one_edge(void **state)
{
	struct machine_line *line;

	fake_start(TWO);
	line = line_of("/soc/a@1000", 0);
	exec_hw_lock();
	dmae_irq_pulse(fake_named("a@1000")->m, 0);
	exec_hw_unlock();
	assert_int_equal(calls, 2);
	assert_int_equal(line->edges, 1);
	assert_int_equal(line->asserted, 0);
}

static void an_interrupt_that_is_not_there_does_nothing(void **state)
{
	fake_start(TWO);
	set("a@1000", 2, true);
	set("b@2000", 1000, true);
	exec_hw_lock();
	dmae_irq_pulse(fake_named("b@2000")->m, 1);
	exec_hw_unlock();
}

static char traced[128];

static void __attribute__((format(printf, 2, 3))) trace(const char *event, const char *fmt, ...)
{
	va_list args;

	if (strcmp(event, "irq"))
		return;
	va_start(args, fmt);
	vsnprintf(traced, sizeof(traced), fmt, args);
	va_end(args);
}

static void level_changes_are_traced(void **state)
{
	fake_start(TWO);
	machine_trace = trace;
	set("a@1000", 0, true);
	machine_trace = NULL;
	assert_string_equal(traced, "a@1000: line 4 of pic goes high");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_line_follows_its_model, fake_stop),
		cmocka_unit_test_teardown(a_shared_line_is_up_while_anyone_holds_it, fake_stop),
		cmocka_unit_test_teardown(each_specifier_has_its_own_line, fake_stop),
		cmocka_unit_test_teardown(a_pulse_is_one_edge, fake_stop),
		cmocka_unit_test_teardown(an_interrupt_that_is_not_there_does_nothing, fake_stop),
		cmocka_unit_test_teardown(level_changes_are_traced, fake_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
