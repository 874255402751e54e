// SPDX-License-Identifier: MIT
/* What a model is doing, in words. */
#include "unit.h"

#include <string.h>

#include "base/exec/exec.h"
#include "fake.h"

#define PAIR                                                                                  \
	"dma: dma@1000 { compatible = \"test,fake\"; reg = <0x1000 0x80>; interrupts = <4>; " \
	"#dma-cells = <1>; };"                                                                \
	"b@2000 { compatible = \"test,fake\"; reg = <0x2000 0x80>; dmas = <&dma 3>; "         \
	"dma-names = \"data\"; };"

static char text[16384];

static void collect(void *arg, const char *line)
{
	assert_ptr_equal(arg, text);
	assert_true(strlen(text) + strlen(line) + 2 < sizeof(text));
	strcat(strcat(text, line), "\n");
}

static bool describe(const char *path)
{
	text[0] = 0;
	return machine_describe(board_find_path(machine_board(), path), collect, text);
}

static void says(const char *what)
{
	if (!strstr(text, what))
		fail_msg("\"%s\" is not in:\n%s", what, text);
}

static void a_node_without_a_model_is_not_described(void **state)
{
	fake_start(PAIR);
	assert_false(describe("/pic"));
	assert_string_equal(text, "");
}

static void an_interrupt_has_its_level_and_count(void **state)
{
	fake_start(PAIR);
	assert_true(describe("/soc/dma@1000"));
	says("interrupt 0, line 4 of pic: low, raised 0 times, nobody listens\n");
	exec_hw_lock();
	dmae_irq_pulse(fake_named("dma@1000")->m, 0);
	dmae_irq_set(fake_named("dma@1000")->m, 0, true);
	exec_hw_unlock();
	describe("/soc/dma@1000");
	says("interrupt 0, line 4 of pic: high, raised 2 times");
}

static void a_request_names_who_holds_it(void **state)
{
	fake_start(PAIR);
	exec_hw_lock();
	dmae_request_set(&fake_named("b@2000")->request, true);
	exec_hw_unlock();
	describe("/soc/dma@1000");
	says("request input 3 is high: b@2000 line 3\n");
	exec_hw_lock();
	dmae_request_set(&fake_named("b@2000")->request, false);
	exec_hw_unlock();
	describe("/soc/dma@1000");
	assert_null(strstr(text, "request input"));
}

static void a_model_without_an_event_waits(void **state)
{
	fake_start(PAIR);
	describe("/soc/dma@1000");
	says("no event is pending");
	exec_hw_lock();
	dmae_event_after(&fake_named("dma@1000")->event, 1000000000);
	exec_hw_unlock();
	describe("/soc/dma@1000");
	says("an event is due in ");
	assert_null(strstr(text, "no event"));
}

#define PRINTED 200

static void many_lines(struct dmae_model *m, struct dmae_text *out)
{
	int i;

	for (i = 0; i < PRINTED; i++)
		dmae_text_line(out, "channel %d of %s is busy", i, dmae_model_name(m));
}

static int nothing(struct dmae_model *m)
{
	return 0;
}

static void a_class_adds_as_many_lines_as_it_likes(void **state)
{
	static const char *const compatible[] = { "test,talker", NULL };
	static struct dmae_model_class talker;
	unsigned int count = 0;
	const char *at;

	talker = (struct dmae_model_class){
		.name = "talker",
		.compatible = compatible,
		.create = nothing,
		.describe = many_lines,
	};
	assert_int_equal(dmae_model_register(&talker), 0);
	fake_start("a@1000 { compatible = \"test,talker\"; reg = <0x1000 0x80>; };");
	assert_true(describe("/soc/a@1000"));
	for (at = text; (at = strstr(at, "is busy")); at++)
		count++;
	dmae_model_unregister(&talker);
	assert_int_equal(count, PRINTED);
}

#define described(fn) cmocka_unit_test_teardown(fn, fake_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		described(a_node_without_a_model_is_not_described),
		described(an_interrupt_has_its_level_and_count),
		described(a_request_names_who_holds_it),
		described(a_model_without_an_event_waits),
		described(a_class_adds_as_many_lines_as_it_likes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
