// SPDX-License-Identifier: MIT
/* PL330: the MFIFO and its limits, lock-up, and loops that are done as one copy. Host side. */
#include "models/pl330_board.h"

#define BURST 128u /* bytes of 16 beats on the 64-bit bus; the MFIFO holds eight of them */

/* ---- room ---------------------------------------------------------------- */

static void the_mfifo_can_be_filled_to_the_last_line(void **state)
{
	unsigned int i;

	pattern(SOURCE, 8 * BURST, 1);
	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	for (i = 0; i < 8; i++)
		op(LD);
	wfe(0);
	for (i = 0; i < 8; i++)
		op(ST);
	end();
	go(0, PROGRAM);
	until(0, WFE);
	assert_filled(DESTINATION, 0, BURST);
	debug(false, 0, 0x34, 0, 0);
	until(0, STOPPED);
	assert_copied(DESTINATION, SOURCE, 8 * BURST);
}

static void data_off_the_lines_needs_one_more(void **state)
{
	unsigned int i;

	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION + 4);
	for (i = 0; i < 8; i++)
		op(LD);
	run_into(MFIFO_ERR, PROGRAM + 18 + 7);
}

/* loads @bursts, waits for event @event, stores them */
static uint32_t hold(unsigned int bursts, unsigned int event, uint32_t dst)
{
	uint32_t start = pl330.at;
	unsigned int i;

	copy_setup(CCR_BOTH(3, 16), SOURCE, dst);
	for (i = 0; i < bursts; i++)
		op(LD);
	wfe(event);
	for (i = 0; i < bursts; i++)
		op(ST);
	end();
	return start;
}

/* channel @n has loaded two bursts, and there is no room for a third */
static void until_blocked(unsigned int n)
{
	unsigned int i;

	for (i = 0; i < 10000 && rd(SAR(n)) != SOURCE + 2 * BURST; i++)
		exec_idle(1000);
	exec_idle(100000);
	assert_int_equal(rd(SAR(n)), SOURCE + 2 * BURST);
	assert_int_equal(status(n), EXECUTING);
}

static void a_load_waits_for_room(void **state)
{
	uint32_t first = hold(6, 0, DESTINATION), second = hold(3, 1, DESTINATION + 0x1000);

	pattern(SOURCE, 8 * BURST, 1);
	go(0, first);
	until(0, WFE);
	go(1, second);
	until_blocked(1);
	debug(false, 0, 0x34, 0, 0);
	until(0, STOPPED);
	until(1, WFE);
	debug(false, 0, 0x34, 1 << 3, 0);
	until(1, STOPPED);
	assert_copied(DESTINATION, SOURCE, 6 * BURST);
	assert_copied(DESTINATION + 0x1000, SOURCE, 3 * BURST);
}

static void killing_makes_room(void **state)
{
	uint32_t first = hold(6, 0, DESTINATION), second = hold(3, 1, DESTINATION + 0x1000);

	go(0, first);
	until(0, WFE);
	go(1, second);
	until_blocked(1);
	kill_channel(0);
	until(1, WFE);
}

/* two channels that each hold what the other one needs */
static void embrace(void)
{
	uint32_t first, second;
	unsigned int i;

	first = pl330.at;
	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	for (i = 0; i < 4; i++)
		op(LD);
	wfe(0);
	op(LD);
	end();
	second = pl330.at;
	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	for (i = 0; i < 4; i++)
		op(LD);
	wfe(1);
	op(LD);
	end();
	go(0, first);
	go(1, second);
	until(0, WFE);
	until(1, WFE);
	debug(false, 0, 0x34, 0 << 3, 0);
	debug(false, 0, 0x34, 1 << 3, 0);
}

static void channels_that_block_one_another_lock_up(void **state)
{
	embrace();
	until(0, FAULTING);
	assert_int_equal(rd(FTR(0)) | rd(FTR(1)), LOCKUP_ERR);
	assert_true(rd(FSRC) & 1);
	assert_true(line_is_up(0));
}

static void the_watchdog_may_just_interrupt(void **state)
{
	unsigned int i;

	wr(WD, 1);
	assert_int_equal(rd(WD), 1);
	embrace();
	for (i = 0; i < 10000 && !line_is_up(0); i++)
		exec_idle(1000);
	assert_true(line_is_up(0));
	assert_int_equal(rd(FSRC), 0);
	assert_int_equal(status(0), EXECUTING);
	kill_channel(0);
	until(1, STOPPED);
	assert_false(line_is_up(0));
}

/* ---- loops --------------------------------------------------------------- */

/* DMALP outer { DMALP inner { LD ST } }: returns the bytes that it copies */
static uint32_t nested_copy(uint32_t ccr, uint32_t src, uint32_t dst, unsigned int outer,
			    unsigned int inner)
{
	uint32_t around, loop;

	copy_setup(ccr, src, dst);
	lp(0, outer);
	around = pl330.at;
	lp(1, inner);
	loop = pl330.at;
	op(LD);
	op(ST);
	lpend(1, loop, 0);
	lpend(0, around, 0);
	sev(0);
	end();
	return outer * inner * ((ccr >> 4 & 15) + 1) * (1u << (ccr >> 1 & 7));
}

static void a_loop_in_a_loop_copies(void **state)
{
	uint32_t len;

	pattern(SOURCE, 0x10000, 1);
	len = nested_copy(CCR_BOTH(3, 16), SOURCE, DESTINATION, 2, 256);
	assert_int_equal(len, 0x10000);
	run();
	assert_copied(DESTINATION, SOURCE, len);
	assert_filled(DESTINATION + len, 0, 64);
	assert_int_equal(rd(SAR(0)), SOURCE + len);
	assert_int_equal(rd(DAR(0)), DESTINATION + len);
	assert_int_equal(rd(LC0(0)) | rd(LC1(0)), 0);
}

static void the_longest_loop_of_bytes_copies(void **state)
{
	uint32_t len;

	pattern(SOURCE, 0x10000, 3);
	len = nested_copy(CCR_BOTH(0, 1), SOURCE + 1, DESTINATION + 3, 255, 256);
	run();
	assert_copied(DESTINATION + 3, SOURCE + 1, len);
	assert_filled(DESTINATION + 3 + len, 0, 64);
}

static void unrolled_loops_copy(void **state)
{
	uint32_t loop;
	unsigned int i;

	pattern(SOURCE, 0x10000, 3);
	copy_setup(CCR_BOTH(2, 4), SOURCE, DESTINATION);
	lp(1, 100);
	loop = pl330.at;
	for (i = 0; i < 5; i++) {
		op(LD);
		rmb();
		op(ST);
		wmb();
	}
	lpend(1, loop, 0);
	end();
	run();
	assert_copied(DESTINATION, SOURCE, 100 * 5 * 16);
	assert_filled(DESTINATION + 100 * 5 * 16, 0, 64);
}

static void overlapping_bursts_repeat_what_they_wrote(void **state)
{
	unsigned int i;

	pattern(SOURCE, 0x1000, 3);
	nested_copy(CCR_BOTH(3, 1), SOURCE, SOURCE + 8, 2, 100);
	run();
	for (i = 0; i < 200; i++)
		assert_memory_equal(mem(SOURCE) + 8 * (i + 1), mem(SOURCE), 8);
}

static void a_copy_downwards_may_overlap(void **state)
{
	static unsigned char before[0x2000];

	pattern(SOURCE, 0x2000, 3);
	memcpy(before, mem(SOURCE), sizeof(before));
	nested_copy(CCR_BOTH(3, 16), SOURCE + 8, SOURCE, 2, 16);
	run();
	assert_memory_equal(mem(SOURCE), before + 8, 32 * BURST);
}

static unsigned long long sunk_ns;

static void sink(struct machine_line *line, bool level)
{
	if (level)
		sunk_ns = dmae_now_ns();
}

/* how long the program at PROGRAM takes until its event 0 */
static unsigned long long time_of_program(void)
{
	unsigned long long start;
	struct board_ref ref;

	assert_int_equal(board_interrupt(machine_board(), pl330.node, 1, &ref), 0);
	machine_line(&ref)->sink = sink;
	wr(INTEN, 1);
	start = dmae_now_ns();
	run();
	wr(INTCLR, 1);
	machine_line(&ref)->sink = NULL;
	return sunk_ns - start;
}

static void one_by_one_takes_as_long_as_at_once(void **state)
{
	unsigned long long at_once, one_by_one;

	nested_copy(CCR_BOTH(3, 2), SOURCE, DESTINATION, 7, 33);
	at_once = time_of_program();
	pl330.at = PROGRAM;
	nested_copy(CCR_BOTH(3, 2), SOURCE, SOURCE + 16, 7, 33);
	one_by_one = time_of_program();
	if (!under_threads())
		assert_int_equal(at_once, one_by_one);
}

/* looked at or killed at any moment, a loop has done whole bursts, and its registers say which */
static void a_loop_can_be_stopped_anywhere(void **state)
{
	unsigned int turn;

	pattern(SOURCE, 0x10000, 3);
	srand(1);
	for (turn = 0; turn < 200; turn++) {
		unsigned int outer = 1 + rand() % 20, inner = 1 + rand() % 40, log2 = rand() % 4;
		unsigned int beats = 1 + rand() % 16, bytes = beats << log2;
		uint32_t src = SOURCE + (rand() % 64 << log2), dst = DESTINATION + (rand() % 64 << log2);
		uint32_t len, moved, loaded, left;

		pl330.at = PROGRAM;
		memset(mem(DESTINATION), 0, 0x20000);
		len = nested_copy(CCR_BOTH(log2, beats), src, dst, outer, inner);
		if (len > 0xf000)
			continue;
		go(0, PROGRAM);
		exec_idle(rand() % 20000);
		if (rand() % 2)
			rd(DAR(0));
		if (rand() % 4)
			kill_channel(0);
		else
			until(0, STOPPED);
		moved = rd(DAR(0)) - dst;
		loaded = rd(SAR(0)) - src;
		assert_int_equal(rd(FTR(0)), 0);
		assert_int_equal(moved % bytes, 0);
		assert_true(moved <= len && loaded >= moved && loaded - moved <= bytes);
		assert_copied(dst, src, moved);
		assert_filled(dst + moved, 0, 256);
		left = rd(LC0(0)) * inner + rd(LC1(0));
		assert_true(moved == 0 || left * bytes <= len - moved);
		assert_true(moved == 0 || (left + 1 + inner) * bytes >= len - moved);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		pl330_test(the_mfifo_can_be_filled_to_the_last_line),
		pl330_test(data_off_the_lines_needs_one_more),
		pl330_test(a_load_waits_for_room),
		pl330_test(killing_makes_room),
		pl330_test(channels_that_block_one_another_lock_up),
		pl330_test(the_watchdog_may_just_interrupt),
		pl330_test(a_loop_in_a_loop_copies),
		pl330_test(the_longest_loop_of_bytes_copies),
		pl330_test(unrolled_loops_copy),
		pl330_test(overlapping_bursts_repeat_what_they_wrote),
		pl330_test(a_copy_downwards_may_overlap),
		pl330_test(one_by_one_takes_as_long_as_at_once),
		pl330_test(a_loop_can_be_stopped_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
