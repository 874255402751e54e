// SPDX-License-Identifier: MIT
/* Models: classes, lives, events, messages. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/exec/exec.h"
#include "board_text.h"
#include "fake.h"

#define DEV                                                                                      \
	"dev@1000 { compatible = \"test,other\", \"test,fake\"; reg = <0x1000 0x80>; numbers = " \
	"<1 2>; flag; };"

/* ---- classes ----------------------------------------------------------- */

static int other_result;
static unsigned int other_created, other_connected, other_destroyed;

static int other_create(struct dmae_model *m)
{
	unsigned int i;
	const char *bytes = dmae_model_state(m);

	for (i = 0; i < 64; i++)
		assert_int_equal(bytes[i], 0);
	other_created++;
	return other_result;
}

static int other_connect_result;

/* not in the model's state, so that a test can look at it afterwards */
static struct dmae_event other_event;
static unsigned int other_fired;

static void other_fire(struct dmae_model *m, struct dmae_event *event)
{
	other_fired++;
}

static int other_connect(struct dmae_model *m)
{
	other_connected++;
	dmae_event_init(&other_event, m, other_fire);
	dmae_event_after(&other_event, 200000);
	return other_connect_result;
}

static void other_destroy(struct dmae_model *m)
{
	other_destroyed++;
}

static const char *const other_compatible[] = { "test,other", NULL };

static const struct dmae_model_class other_class = {
	.name = "other",
	.compatible = other_compatible,
	.state_size = 64,
	.create = other_create,
	.connect = other_connect,
	.destroy = other_destroy,
};

static void other_start(int create, int connect)
{
	other_result = create;
	other_connect_result = connect;
	other_created = other_connected = other_destroyed = other_fired = 0;
	assert_int_equal(dmae_model_register(&other_class), 0);
	fake_start(DEV "dma: dma@2000 { compatible = \"test,fake\"; reg = <0x2000 0x80>; "
		       "#dma-cells = <1>; };");
}

static int other_stop(void **state)
{
	int ret = fake_stop(state);

	dmae_model_unregister(&other_class);
	return ret;
}

static const char *class_of(const char *path)
{
	return machine_model_class(board_find_path(machine_board(), path));
}

static void the_most_specific_compatible_decides(void **state)
{
	other_start(0, 0);
	assert_string_equal(class_of("/soc/dev@1000"), "other");
	assert_string_equal(class_of("/soc/dma@2000"), "fake");
	assert_null(class_of("/soc"));
	assert_int_equal(machine_models(), 2);
	assert_int_equal(other_created, 1);
	assert_int_equal(other_connected, 1);
}

static void the_next_compatible_is_taken_otherwise(void **state)
{
	fake_start(DEV);
	assert_string_equal(class_of("/soc/dev@1000"), "fake");
}

static void a_name_is_taken_once(void **state)
{
	static const struct dmae_model_class twin = { .name = "other",
						      .compatible = other_compatible };
	static const struct dmae_model_class nameless = { .compatible = other_compatible };
	const struct dmae_model_class *builtin = dmae_builtin_models[0];

	assert_int_equal(dmae_model_register(&other_class), 0);
	assert_int_equal(dmae_model_register(&twin), -EEXIST);
	assert_int_equal(dmae_model_register(&nameless), -EINVAL);
	if (builtin)
		assert_int_equal(dmae_model_register(builtin), -EEXIST);
	dmae_model_unregister(&other_class);
	assert_int_equal(dmae_model_register(&twin), 0);
	dmae_model_unregister(&twin);
	dmae_model_unregister(&twin);
}

static void a_board_is_asked_for_models_before_it_runs(void **state)
{
	struct board *with =
		text_board_ok(HEAD "dev { compatible = \"x,y\", \"test,fake\"; };" TAIL);
	struct board *without = text_board_ok(
		HEAD "dev { status = \"disabled\"; compatible = \"test,fake\"; };" TAIL);

	assert_false(machine_board_has_models(with));
	assert_int_equal(dmae_model_register(&fake_class), 0);
	assert_true(machine_board_has_models(with));
	assert_false(machine_board_has_models(without));
	dmae_model_unregister(&fake_class);
	board_free(with);
	board_free(without);
}

/* ---- lives ------------------------------------------------------------- */

static void every_model_is_destroyed_once(void **state)
{
	other_start(0, 0);
	assert_int_equal(machine_teardown(state), 0);
	assert_int_equal(other_destroyed, 1);
}

static void a_model_that_fails_leaves_the_others(void **state)
{
	void *regs;

	other_start(-EINVAL, 0);
	assert_int_equal(machine_models(), 1);
	assert_null(class_of("/soc/dev@1000"));
	assert_true(log_contains(
		"dev@1000: its model (other) failed to start (error -22): it is not modelled"));
	assert_int_equal(other_connected, 0);
	regs = machine_ioremap(0x1000, 0x80);
	assert_non_null(regs);
	assert_int_equal(machine_mmio_read(regs, 4), 0);
	assert_int_equal(machine_teardown(state), 0);
	assert_int_equal(other_destroyed, 0);
}

static void a_model_that_fails_to_connect_is_destroyed(void **state)
{
	other_start(0, -ENODEV);
	assert_int_equal(machine_models(), 1);
	assert_int_equal(other_destroyed, 1);
	assert_true(log_contains("dev@1000: its model (other) failed to connect"));
	assert_int_equal(machine_teardown(state), 0);
	assert_int_equal(other_destroyed, 1);
}

static void a_second_machine_is_refused(void **state)
{
	char err[128];

	fake_start(DEV);
	assert_int_equal(machine_start(machine_board(), err, sizeof(err)), -EBUSY);
	assert_int_equal(machine_models(), 1);
}

static void a_model_reads_its_node(void **state)
{
	struct dmae_model *m;
	int len;

	fake_start(DEV);
	m = fake_named("dev@1000")->m;
	assert_string_equal(dmae_model_name(m), "dev@1000");
	assert_int_equal(dmae_model_prop_u32(m, "numbers", 9), 1);
	assert_int_equal(dmae_model_prop_u32(m, "nothing", 9), 9);
	assert_true(dmae_model_prop_bool(m, "flag"));
	assert_false(dmae_model_prop_bool(m, "nothing"));
	assert_non_null(dmae_model_prop(m, "numbers", &len));
	assert_int_equal(len, 8);
	assert_int_equal(dmae_model_window_base(m, 0), 0x1000);
	assert_int_equal(dmae_model_window_size(m, 0), 0x80);
	assert_int_equal(dmae_model_window_size(m, 1), 0);
}

/* ---- events ------------------------------------------------------------ */

/* models count on the hardware's side */
static unsigned int count_now(const unsigned int *count)
{
	unsigned int now;

	exec_hw_lock();
	now = *count;
	exec_hw_unlock();
	return now;
}

static void wait_for(const unsigned int *count, unsigned int wanted)
{
	unsigned int i;

	for (i = 0; i < 2000 && count_now(count) < wanted; i++)
		exec_idle(1000000);
	assert_int_equal(count_now(count), wanted);
}

static void an_event_comes_at_its_time(void **state)
{
	struct fake *fake;
	uint64_t at;

	fake_start(DEV);
	fake = fake_named("dev@1000");
	exec_hw_lock();
	at = dmae_now_ns() + 5000;
	dmae_event_after(&fake->event, 5000);
	assert_true(dmae_event_pending(&fake->event));
	exec_hw_unlock();
	wait_for(&fake->fired, 1);
	assert_false(dmae_event_pending(&fake->event));
	if (under_threads())
		assert_true(fake->fired_at >= at);
	else
		assert_int_equal(fake->fired_at, at);
}

static void a_cancelled_event_does_not_come(void **state)
{
	struct fake *fake;

	fake_start(DEV);
	fake = fake_named("dev@1000");
	exec_hw_lock();
	dmae_event_after(&fake->event, 100000);
	dmae_event_cancel(&fake->event);
	assert_false(dmae_event_pending(&fake->event));
	dmae_event_cancel(&fake->event);
	exec_hw_unlock();
	exec_idle(2000000);
	assert_int_equal(fake->fired, 0);
}

static void an_event_can_be_moved(void **state)
{
	struct fake *fake;

	fake_start(DEV);
	fake = fake_named("dev@1000");
	exec_hw_lock();
	dmae_event_after(&fake->event, 3600000000000ull);
	dmae_event_after(&fake->event, 1000);
	exec_hw_unlock();
	wait_for(&fake->fired, 1);
	exec_idle(1000000);
	assert_int_equal(fake->fired, 1);
}

static void the_events_of_a_model_end_with_it(void **state)
{
	/* the one that lives on shows that there is something to end */
	other_start(0, 0);
	wait_for(&other_fired, 1);
	assert_int_equal(machine_teardown(state), 0);
	dmae_model_unregister(&other_class);

	other_start(0, -ENODEV);
	exec_hw_lock();
	assert_false(dmae_event_pending(&other_event));
	exec_hw_unlock();
	exec_idle(2000000);
	assert_int_equal(other_fired, 0);
}

static void a_pending_event_ends_with_its_machine(void **state)
{
	struct fake *fake;

	fake_start(DEV);
	fake = fake_named("dev@1000");
	exec_hw_lock();
	dmae_event_after(&fake->event, ~0ull);
	exec_hw_unlock();
	/* a sanitizer would see it fire or be cancelled later */
	assert_int_equal(machine_teardown(state), 0);
}

/* ---- messages ---------------------------------------------------------- */

static void messages_bear_the_models_name_and_are_limited(void **state)
{
	struct fake *fake;
	unsigned int i;

	fake_start(DEV);
	fake = fake_named("dev@1000");
	exec_hw_lock();
	for (i = 0; i < 100; i++)
		dmae_model_error(fake->m, "bad descriptor at 0x%llx\n", 0x80001000ull + i);
	exec_hw_unlock();
	assert_true(log_contains("dev@1000: bad descriptor at 0x80001000"));
	assert_int_equal(fake_log_count("bad descriptor"), 10);
}

static void what_was_left_out_is_counted(void **state)
{
	struct fake *fake;
	unsigned int i;

	need_virtual_time();
	fake_start(DEV);
	fake = fake_named("dev@1000");
	for (i = 0; i < 17; i++)
		dmae_model_warn(fake->m, "again");
	exec_idle(6000000000ull);
	dmae_model_warn(fake->m, "again");
	assert_true(log_contains("dev@1000: 7 more reports were left out"));
}

/* ---- a thousand machines ----------------------------------------------- */

static void machines_come_and_go(void **state)
{
	unsigned int i;

	for (i = 0; i < 100; i++) {
		fake_start(DEV);
		machine_mmio_write(machine_ioremap(0x1000, 0x80), 4, i);
		assert_int_equal(fake_named("dev@1000")->value, i);
		assert_int_equal(machine_teardown(state), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_most_specific_compatible_decides, other_stop),
		cmocka_unit_test_teardown(the_next_compatible_is_taken_otherwise, fake_stop),
		cmocka_unit_test(a_name_is_taken_once),
		cmocka_unit_test(a_board_is_asked_for_models_before_it_runs),
		cmocka_unit_test_teardown(every_model_is_destroyed_once, other_stop),
		cmocka_unit_test_teardown(a_model_that_fails_leaves_the_others, other_stop),
		cmocka_unit_test_teardown(a_model_that_fails_to_connect_is_destroyed, other_stop),
		cmocka_unit_test_teardown(a_second_machine_is_refused, fake_stop),
		cmocka_unit_test_teardown(a_model_reads_its_node, fake_stop),
		cmocka_unit_test_teardown(an_event_comes_at_its_time, fake_stop),
		cmocka_unit_test_teardown(a_cancelled_event_does_not_come, fake_stop),
		cmocka_unit_test_teardown(an_event_can_be_moved, fake_stop),
		cmocka_unit_test_teardown(the_events_of_a_model_end_with_it, other_stop),
		cmocka_unit_test_teardown(a_pending_event_ends_with_its_machine, fake_stop),
		cmocka_unit_test_teardown(messages_bear_the_models_name_and_are_limited, fake_stop),
		cmocka_unit_test_teardown(what_was_left_out_is_counted, fake_stop),
		cmocka_unit_test_teardown(machines_come_and_go, fake_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
