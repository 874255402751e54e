// SPDX-License-Identifier: MIT
/* Messages about devices: <linux/dev_printk.h>. */
#include <linux/device.h>
#include <linux/dynamic_debug.h>

#include "bus_fixture.h"

static struct device *dev;

static int setup(void **state)
{
	int err = toy_setup(state);

	dev = toy_device("a0");
	return err;
}

static int teardown(void **state)
{
	device_unregister(dev);
	return toy_teardown(state);
}

struct line {
	const char *text;
	int level;
	int count;
};

static int match_line(uint64_t ns, int level, const char *text, void *arg)
{
	struct line *line = arg;

	if (strstr(text, line->text)) {
		line->level = level;
		line->count++;
	}
	return 0;
}

static struct line find(const char *text)
{
	struct line line = { .text = text, .level = -1 };

	dmae_log_read(match_line, &line);
	return line;
}

static void the_prefix_is_driver_and_device(void **state)
{
	dev_info(dev, "unbound %d\n", 1);
	assert_true(log_contains("toy a0: unbound 1"));
	assert_int_equal(driver_register(&toy_a), 0);
	dev_info(dev, "bound\n");
	assert_true(log_contains("a a0: bound"));
	driver_unregister(&toy_a);
	dev_info((struct device *)NULL, "nobody\n");
	assert_true(log_contains("(NULL device *): nobody"));
}

static void every_level_has_its_function(void **state)
{
	dev_emerg(dev, "L0\n");
	dev_alert(dev, "L1\n");
	dev_crit(dev, "L2\n");
	dev_err(dev, "L3\n");
	dev_warn(dev, "L4\n");
	dev_notice(dev, "L5\n");
	dev_info(dev, "L6\n");
	dev_printk(KERN_ERR, dev, "printk\n");
	assert_int_equal(find("L0").level, 0);
	assert_int_equal(find("L1").level, 1);
	assert_int_equal(find("L2").level, 2);
	assert_int_equal(find("L3").level, 3);
	assert_int_equal(find("L4").level, 4);
	assert_int_equal(find("L5").level, 5);
	assert_int_equal(find("L6").level, 6);
	assert_int_equal(find("toy a0: printk").level, 3);
}

static void once_is_once(void **state)
{
	int i;

	for (i = 0; i < 3; i++)
		dev_warn_once(dev, "only once\n");
	assert_int_equal(find("only once").count, 1);
}

static void ratelimited_messages_end(void **state)
{
	int i;

	for (i = 0; i < 50; i++)
		dev_err_ratelimited(dev, "flood\n");
	assert_int_equal(find("flood").count, 10);
}

static void say_debug(void)
{
	dev_dbg(dev, "whisper %d\n", 5);
}

static void debug_messages_are_off_until_asked_for(void **state)
{
	say_debug();
	assert_false(log_contains("whisper"));
	assert_int_equal(ddebug_add_module(__start___dyndbg, __stop___dyndbg, "test"), 0);
	assert_int_equal(file_write("/proc/dynamic_debug/control", "func say_debug +p"), 0);
	say_debug();
	assert_true(log_contains("toy a0: whisper 5"));
	assert_int_equal(find("whisper").level, 7);
	assert_int_equal(file_write("/proc/dynamic_debug/control", "func say_debug +f"), 0);
	say_debug();
	assert_true(log_contains("say_debug: toy a0: whisper 5") ||
		    log_contains("say_debug:toy a0: whisper 5"));
	assert_int_equal(file_write("/proc/dynamic_debug/control", "func say_debug -pf"), 0);
	ddebug_remove_module("test");
}

static void err_probe_names_the_error(void **state)
{
	assert_int_equal(dev_err_probe(dev, -EIO, "broken %s\n", "wire"), -EIO);
	assert_true(log_contains("toy a0: error -EIO: broken wire"));
	assert_int_equal(find("broken wire").level, 3);
	assert_int_equal(dev_warn_probe(dev, -EINVAL, "odd\n"), -EINVAL);
	assert_int_equal(find("error -EINVAL: odd").level, 4);
	assert_int_equal(dev_err_probe(dev, -ENOMEM, "no room\n"), -ENOMEM);
	assert_false(log_contains("no room"));
	assert_int_equal(PTR_ERR(dev_err_ptr_probe(dev, -ENXIO, "gone\n")), -ENXIO);
}

static void warn_shows_the_device(void **state)
{
	dev_WARN(dev, "wrong %d\n", 3);
	assert_true(log_contains("toy a0: wrong 3"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_prefix_is_driver_and_device),
		T(every_level_has_its_function),
		T(once_is_once),
		T(ratelimited_messages_end),
		T(debug_messages_are_off_until_asked_for),
		T(err_probe_names_the_error),
		T(warn_shows_the_device),
	};

	return cmocka_run_group_tests(tests, core_setup, core_teardown);
}
