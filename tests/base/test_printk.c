// SPDX-License-Identifier: MIT
/* The kernel log: levels, lines, continuation, the ring, the console. */
#define pr_fmt(fmt) "tst: " fmt

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "base/exec/exec.h"
#include "base/lib/lib.h"
#include "base/sched.h"
#include "forked.h"
#include "unit.h"

struct wanted {
	int level;
	const char *text;
};

struct expectation {
	const struct wanted *next, *end;
	bool wrong;
};

static int compare_line(uint64_t ns, int level, const char *text,
			void *arg)
{
	struct expectation *e = arg;

	if (e->next == e->end || level != e->next->level ||
	    strcmp(text, e->next->text)) {
		print_error("log has <%d> \"%s\"\n", level, text);
		e->wrong = true;
		return 1;
	}
	e->next++;
	return 0;
}

static void expect_log(const struct wanted *want, size_t count)
{
	struct expectation e = { want, want + count };

	printk_log_walk(compare_line, &e);
	assert_false(e.wrong);
	assert_ptr_equal(e.next, e.end);
}

#define EXPECT_LOG(...) do {					\
	const struct wanted want_[] = { __VA_ARGS__ };		\
	expect_log(want_, ARRAY_SIZE(want_));			\
} while (0)

static void every_message_has_its_level(void **state)
{
	pr_emerg("0\n");
	pr_err("3\n");
	pr_warn("4\n");
	pr_info("6\n");
	printk("default\n");
	printk(KERN_DEBUG "7\n");
	EXPECT_LOG({ 0, "tst: 0" }, { 3, "tst: 3" }, { 4, "tst: 4" },
		   { 6, "tst: 6" }, { 4, "default" }, { 7, "7" });
}

static void continuation_joins_the_line(void **state)
{
	pr_info("one");
	pr_cont(" two");
	pr_cont(" three\n");
	pr_cont("alone\n");
	EXPECT_LOG({ 6, "tst: one two three" }, { 4, "alone" });
}

static void new_message_ends_an_open_line(void **state)
{
	pr_info("open");
	pr_err("next\n");
	pr_cont("late\n");
	EXPECT_LOG({ 6, "tst: open" }, { 3, "tst: next" }, { 4, "late" });
}

static void lines_of_one_message_are_read_one_by_one(void **state)
{
	pr_notice("a\nb\n\nc\n");
	EXPECT_LOG({ 5, "tst: a" }, { 5, "b" }, { 5, "" }, { 5, "c" });
}

static void empty_message_is_an_empty_line(void **state)
{
	printk("\n");
	EXPECT_LOG({ 4, "" });
}

static int emit(int level, const struct dev_printk_info *info,
		const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk_emit(0, level, info, fmt, args);
	va_end(args);
	return len;
}

static void emitted_level_wins_over_the_text(void **state)
{
	struct dev_printk_info info = { .device = "+platform:dma0" };

	assert_int_equal(emit(LOGLEVEL_ERR, &info, KERN_INFO "dev %d", 7), 5);
	assert_int_equal(emit(LOGLEVEL_ERR, NULL, "next\n"), 4);
	EXPECT_LOG({ 3, "dev 7" }, { 3, "next" });
}

static void long_messages_are_cut(void **state)
{
	char text[3000];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	printk("%s\n", text);
	text[1023] = '\0';
	EXPECT_LOG({ 4, text });
}

static int oldest_line(uint64_t ns, int level, const char *text,
		       void *arg)
{
	if (!*(int *)arg)
		assert_int_equal(sscanf(text, "message %d", (int *)arg), 1);
	else
		++*(int *)arg;
	return 0;
}

static void oldest_messages_make_room(void **state)
{
	int i, last = 0;

	for (i = 1; i <= 60000; i++)
		printk("message %d %.*s\n", i, i % 50,
		       "..................................................");
	/* the oldest kept one, then one more for each line to the end */
	printk_log_walk(oldest_line, &last);
	assert_int_equal(last, 60000);
	last = 0;
	printk_log_clear();
	printk_log_walk(oldest_line, &last);
	assert_int_equal(last, 0);
}

static int keep_time(uint64_t ns, int level, const char *text,
		     void *arg)
{
	*(unsigned long long *)arg = ns;
	return 0;
}

static void messages_bear_the_time_of_the_world(void **state)
{
	unsigned long long before = exec_now(), ns = 0;

	exec_idle(1000000);
	pr_info("later\n");
	printk_log_walk(keep_time, &ns);
	assert_in_range(ns, before + 1000000, exec_now());
}

static int print_more(uint64_t ns, int level, const char *text,
		      void *arg)
{
	pr_info("printed while reading\n");
	++*(int *)arg;
	return 0;
}

static void readers_may_print(void **state)
{
	int seen = 0;

	pr_info("one\n");
	pr_info("two\n");
	assert_int_equal(printk_log_walk(print_more, &seen), 0);
	assert_int_equal(seen, 2);
}

static void walk_stops_where_it_is_told(void **state)
{
	struct expectation e = { NULL, NULL };

	pr_info("one\n");
	assert_int_equal(printk_log_walk(compare_line, &e), 1);
}

static int print_lines(void *arg)
{
	int i;

	for (i = 0; i < 200; i++) {
		pr_info("task %ld line", (long)arg);
		pr_cont(" %d", i);
		pr_cont(" end\n");
		if (i % 16 == 0)
			cond_resched();
	}
	return 0;
}

static int whole_line(uint64_t ns, int level, const char *text,
		      void *arg)
{
	int *counts = arg, task, line, end = 0;

	if (sscanf(text, "tst: task %d line %d end%n", &task, &line, &end) == 2 &&
	    end)
		counts[task]++;
	return 0;
}

static void tasks_do_not_continue_each_others_lines(void **state)
{
	struct task_struct *tasks[3];
	int counts[3] = { 0 };
	long i;

	for (i = 0; i < 3; i++) {
		tasks[i] = task_spawn(print_lines, (void *)i, "printer");
		assert_false(IS_ERR(tasks[i]));
		wake_up_process(tasks[i]);
	}
	for (i = 0; i < 3; i++) {
		task_join(tasks[i]);
		put_task_struct(tasks[i]);
	}
	printk_log_walk(whole_line, counts);
	/* in fibers nothing preempts within a line */
	if (!under_threads())
		for (i = 0; i < 3; i++)
			assert_int_equal(counts[i], 200);
	assert_true(counts[0] + counts[1] + counts[2] > 0);
}

static void once_is_once_per_world(void **state)
{
	int world, i;

	for (world = 0; world < 2; world++) {
		for (i = 0; i < 3; i++)
			pr_info_once("only once\n");
		EXPECT_LOG({ 6, "tst: only once" });
		assert_int_equal(base_teardown(state), 0);
		assert_int_equal(base_setup(state), 0);
	}
}

static void log_outlives_its_world(void **state)
{
	pr_info("last words\n");
	assert_int_equal(base_teardown(state), 0);
	EXPECT_LOG({ 6, "tst: last words" });
	assert_int_equal(base_setup(state), 0);
	EXPECT_LOG();
}

static void hex_dump_goes_to_the_log(void **state)
{
	static const u8 bytes[] = "0123456789abcdefXYZ";

	print_hex_dump(KERN_INFO, "desc ", DUMP_PREFIX_OFFSET, 16, 4, bytes,
		       20, false);
	EXPECT_LOG({ 6, "desc 00000000: 33323130 37363534 62613938 66656463" },
		   { 6, "desc 00000010: 005a5958" });
}

static void print_and_die(void)
{
	console_loglevel = 5;
	pr_info("not for the console\n");
	pr_warn("begin");
	pr_cont(" end\n");
	printk_time = true;
	pr_warn("timed\n");
	panic("because");
}

static void console_shows_what_is_important(void **state)
{
	assert_true(forked_dies_saying(print_and_die, "tst: begin end\n"));
	assert_true(forked_dies_saying(print_and_die, "] tst: timed\n"));
	assert_false(forked_dies_saying(print_and_die, "not for the console"));
	assert_true(forked_dies_saying(print_and_die,
				       "Kernel panic - not syncing: because"));
}

int main(void)
{
#define IN_BASE(test) \
	cmocka_unit_test_setup_teardown(test, base_setup, base_teardown)
	const struct CMUnitTest tests[] = {
		IN_BASE(every_message_has_its_level),
		IN_BASE(continuation_joins_the_line),
		IN_BASE(new_message_ends_an_open_line),
		IN_BASE(lines_of_one_message_are_read_one_by_one),
		IN_BASE(empty_message_is_an_empty_line),
		IN_BASE(emitted_level_wins_over_the_text),
		IN_BASE(long_messages_are_cut),
		IN_BASE(oldest_messages_make_room),
		IN_BASE(messages_bear_the_time_of_the_world),
		IN_BASE(readers_may_print),
		IN_BASE(walk_stops_where_it_is_told),
		IN_BASE(tasks_do_not_continue_each_others_lines),
		IN_BASE(once_is_once_per_world),
		IN_BASE(log_outlives_its_world),
		IN_BASE(hex_dump_goes_to_the_log),
		cmocka_unit_test(console_shows_what_is_important),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
