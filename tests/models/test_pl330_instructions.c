// SPDX-License-Identifier: MIT
/* PL330: what each instruction does (DDI 0424, chapter 4). Host side. */
#include "models/pl330_board.h"

/* ---- registers ----------------------------------------------------------- */

static void dmamov_sets_sar_ccr_dar(void **state)
{
	mov_sar(0x11223344);
	mov_ccr(CCR_BOTH(2, 3));
	mov_dar(0xaabbccdd);
	end();
	run();
	assert_int_equal(rd(SAR(0)), 0x11223344);
	assert_int_equal(rd(CCR(0)), CCR_BOTH(2, 3));
	assert_int_equal(rd(DAR(0)), 0xaabbccdd);
}

static void dmaaddh_adds_a_halfword(void **state)
{
	mov_sar(0x1000);
	mov_dar(0xfffffffe);
	add16(0x54, 0xffff);
	add16(0x56, 3);
	end();
	run();
	assert_int_equal(rd(SAR(0)), 0x10fff);
	assert_int_equal(rd(DAR(0)), 1);
}

static void dmaadnh_subtracts(void **state)
{
	mov_sar(0x1000);
	mov_dar(0x20000);
	add16(0x5c, 0x10000 - 8);
	add16(0x5e, 0);
	end();
	run();
	assert_int_equal(rd(SAR(0)), 0x1000 - 8);
	assert_int_equal(rd(DAR(0)), 0x10000);
}

static void dmanop_and_barriers_do_nothing(void **state)
{
	nop();
	rmb();
	wmb();
	end();
	run();
	assert_int_equal(rd(CPC(0)), PROGRAM + 3);
}

/* ---- the end ------------------------------------------------------------- */

static void dmaend_stops(void **state)
{
	end();
	mov_sar(1);
	end();
	run();
	assert_int_equal(rd(SAR(0)), 0);
}

static void dmakill_in_a_program_stops(void **state)
{
	dmakill();
	mov_sar(1);
	end();
	run();
	assert_int_equal(rd(SAR(0)), 0);
}

/* ---- loops --------------------------------------------------------------- */

static void dmalp_repeats(void **state)
{
	uint32_t start;

	mov_sar(0);
	lp(0, 256);
	start = pl330.at;
	add16(0x54, 3);
	lpend(0, start, 0);
	end();
	run();
	assert_int_equal(rd(SAR(0)), 3 * 256);
	assert_int_equal(rd(LC0(0)), 0);
}

static void loops_nest(void **state)
{
	uint32_t outer, inner;

	mov_sar(0);
	mov_dar(0);
	lp(0, 10);
	outer = pl330.at;
	lp(1, 7);
	inner = pl330.at;
	add16(0x54, 1);
	lpend(1, inner, 0);
	add16(0x56, 1);
	lpend(0, outer, 0);
	end();
	run();
	assert_int_equal(rd(SAR(0)), 70);
	assert_int_equal(rd(DAR(0)), 10);
}

static void loop_counters_can_be_read(void **state)
{
	lp(0, 100);
	lp(1, 7);
	wfe(0);
	go(0, PROGRAM);
	until(0, WFE);
	assert_int_equal(rd(LC0(0)), 99);
	assert_int_equal(rd(LC1(0)), 6);
}

static void dmalpfe_never_ends(void **state)
{
	uint32_t start = pl330.at;

	nop();
	lpend_forever(0, start, 0);
	end();
	go(3, PROGRAM);
	exec_idle(5000000);
	assert_int_equal(status(3), EXECUTING);
	kill_channel(3);
	assert_int_equal(status(3), STOPPED);
}

static void an_endless_loop_that_changes_something_can_be_watched(void **state)
{
	uint32_t start = pl330.at, first;

	add16(0x54, 1);
	lpend_forever(1, start, 0);
	go(3, PROGRAM);
	exec_idle(10000);
	first = rd(SAR(3));
	exec_idle(1000000);
	assert_true(rd(SAR(3)) > first);
	kill_channel(3);
}

static void dmalpend_with_a_condition_is_a_nop_otherwise(void **state)
{
	uint32_t start;

	request(0, true);
	wfps(0);
	mov_sar(0);
	mov_dar(0);
	lp(0, 5);
	start = pl330.at;
	add16(0x54, 1);
	lpend(0, start, 3);
	lp(0, 5);
	start = pl330.at;
	add16(0x56, 1);
	lpend(0, start, 1);
	end();
	run();
	assert_int_equal(rd(SAR(0)), 1);
	assert_int_equal(rd(DAR(0)), 5);
}

/* ---- loads and stores ---------------------------------------------------- */

static void dmald_and_dmast_move_a_burst(void **state)
{
	pattern(SOURCE, 256, 1);
	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	op(LD);
	op(ST);
	end();
	run();
	assert_copied(DESTINATION, SOURCE, 128);
	assert_filled(DESTINATION + 128, 0, 8);
	assert_int_equal(rd(SAR(0)), SOURCE + 128);
	assert_int_equal(rd(DAR(0)), DESTINATION + 128);
}

static void sizes_of_source_and_destination_may_differ(void **state)
{
	pattern(SOURCE, 64, 1);
	copy_setup(CCR_INC | CCR_SRC(3, 4) | CCR_DST(0, 16), SOURCE, DESTINATION);
	op(LD);
	op(ST);
	op(ST);
	end();
	run();
	assert_copied(DESTINATION, SOURCE, 32);
	assert_filled(DESTINATION + 32, 0, 8);
}

static void an_unaligned_burst_ends_at_the_boundary(void **state)
{
	pattern(SOURCE, 64, 1);
	copy_setup(CCR_INC | CCR_SRC(3, 2) | CCR_DST(0, 13), SOURCE + 3, DESTINATION);
	op(LD);
	op(ST);
	end();
	run();
	assert_int_equal(rd(SAR(0)), SOURCE + 16);
	assert_copied(DESTINATION, SOURCE + 3, 13);
	assert_filled(DESTINATION + 13, 0, 8);
}

static void an_unaligned_destination_ends_at_the_boundary(void **state)
{
	pattern(SOURCE, 64, 1);
	copy_setup(CCR_INC | CCR_SRC(0, 15) | CCR_DST(3, 2), SOURCE, DESTINATION + 1);
	op(LD);
	op(ST);
	end();
	run();
	assert_int_equal(rd(DAR(0)), DESTINATION + 16);
	assert_copied(DESTINATION + 1, SOURCE, 15);
	assert_filled(DESTINATION, 0, 1);
}

static void a_fixed_source_is_read_again_and_again(void **state)
{
	pattern(SOURCE, 64, 1);
	copy_setup(1u << 14 | CCR_SRC(2, 4) | CCR_DST(2, 4), SOURCE, DESTINATION);
	op(LD);
	op(ST);
	end();
	run();
	assert_int_equal(rd(SAR(0)), SOURCE);
	assert_copied(DESTINATION + 12, SOURCE, 4);
	assert_copied(DESTINATION, SOURCE, 4);
}

static void a_fixed_destination_is_written_again_and_again(void **state)
{
	pattern(SOURCE, 64, 1);
	copy_setup(1u | CCR_SRC(2, 4) | CCR_DST(2, 4), SOURCE, DESTINATION);
	op(LD);
	op(ST);
	end();
	run();
	assert_int_equal(rd(DAR(0)), DESTINATION);
	assert_copied(DESTINATION, SOURCE + 12, 4);
	assert_filled(DESTINATION + 4, 0, 12);
}

static void dmastz_stores_zeros(void **state)
{
	memset(mem(DESTINATION), 0xff, 64);
	copy_setup(CCR_BOTH(2, 4), SOURCE, DESTINATION + 8);
	op(STZ);
	end();
	run();
	assert_filled(DESTINATION, 0xff, 8);
	assert_filled(DESTINATION + 8, 0, 16);
	assert_filled(DESTINATION + 24, 0xff, 8);
	assert_int_equal(rd(DAR(0)), DESTINATION + 24);
}

static void endian_swap_turns_groups_around(void **state)
{
	unsigned int log2, i;

	pattern(SOURCE, 64, 1);
	for (log2 = 1; log2 <= 4; log2++) {
		unsigned int mask = (1u << log2) - 1;

		pl330.at = PROGRAM;
		copy_setup(CCR_BOTH(3, 4) | CCR_SWAP(log2), SOURCE, DESTINATION);
		op(LD);
		op(ST);
		end();
		run();
		for (i = 0; i < 32; i++)
			assert_int_equal(mem(DESTINATION)[i], mem(SOURCE)[i ^ mask]);
	}
}

static void loads_go_ahead_of_stores(void **state)
{
	unsigned int i;

	pattern(SOURCE, 1024, 1);
	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	for (i = 0; i < 8; i++)
		op(LD);
	for (i = 0; i < 8; i++)
		op(ST);
	end();
	run();
	assert_copied(DESTINATION, SOURCE, 1024);
}

static void data_that_is_not_stored_is_dropped(void **state)
{
	pattern(SOURCE, 256, 1);
	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	op(LD);
	op(LD);
	op(ST);
	end();
	run();
	assert_copied(DESTINATION, SOURCE, 128);
	/* and the next program begins with an empty queue */
	pl330.at = PROGRAM;
	mov_dar(DESTINATION);
	op(ST);
	end();
	go(0, PROGRAM);
	until(0, FAULTING);
	assert_int_equal(rd(FTR(0)), ST_DATA_UNAVAILABLE);
}

static void device_registers_take_beats(void **state)
{
	unsigned int i;

	pattern(SOURCE, 64, 1);
	copy_setup(1u | CCR_SRC(0, 16) | CCR_DST(0, 16), SOURCE, PERIPH_DATA);
	op(LD);
	op(ST);
	end();
	run();
	assert_int_equal(pl330.periph->writes, 16);
	assert_int_equal(pl330.periph->width, 1);
	for (i = 0; i < 16; i++)
		assert_int_equal(pl330.periph->data[i], mem(SOURCE)[i]);
}

static void registers_at_increasing_addresses_take_beats(void **state)
{
	copy_setup(CCR_BOTH(2, 8), PERIPH_DATA, DESTINATION);
	op(LD);
	op(ST);
	end();
	run();
	assert_int_equal(pl330.periph->reads, 8);
	assert_int_equal(pl330.periph->width, 4);
	assert_int_equal(mem(DESTINATION)[28], 8);
}

/* ---- events -------------------------------------------------------------- */

static void dmawfe_waits_for_dmasev(void **state)
{
	uint32_t waits, sends;

	waits = pl330.at;
	wfe(7);
	end();
	sends = pl330.at;
	sev(7);
	end();
	go(2, waits);
	until(2, WFE);
	go(1, sends);
	until(2, STOPPED);
	until(1, STOPPED);
	assert_int_equal(rd(INT_EVENT_RIS), 0);
}

static void an_event_is_kept_for_who_comes_later(void **state)
{
	uint32_t waits;

	sev(7);
	end();
	run();
	waits = pl330.at;
	wfe(7);
	wfe(7);
	end();
	go(2, waits);
	until(2, WFE);
	assert_int_equal(rd(CPC(2)), waits + 2);
	assert_int_equal(rd(INT_EVENT_RIS), 0);
}

static void an_event_wakes_all_who_wait(void **state)
{
	uint32_t sends;
	unsigned int n;

	wfe(7);
	end();
	sends = pl330.at;
	sev(7);
	end();
	for (n = 1; n < 8; n++) {
		go(n, PROGRAM);
		until(n, WFE);
	}
	go(0, sends);
	for (n = 1; n < 8; n++)
		until(n, STOPPED);
}

static void an_interrupt_wakes_nobody(void **state)
{
	uint32_t sends;

	wfe(7);
	end();
	sends = pl330.at;
	sev(7);
	end();
	go(1, PROGRAM);
	until(1, WFE);
	wr(INTEN, 1 << 7);
	run_at(sends);
	assert_int_equal(status(1), WFE);
	assert_int_equal(rd(INTMIS), 1 << 7);
}

/* ---- the instruction cache ----------------------------------------------- */

static void a_program_is_read_anew_when_it_is_started(void **state)
{
	mov_sar(1);
	end();
	run();
	pl330.at = PROGRAM;
	mov_sar(2);
	end();
	run();
	assert_int_equal(rd(SAR(0)), 2);
}

static void dmawfe_invalid_drops_what_was_fetched(void **state)
{
	uint32_t patch;

	wfe_invalid(0);
	patch = pl330.at;
	mov_sar(1);
	end();
	go(0, PROGRAM);
	until(0, WFE);
	pl330.at = patch;
	mov_sar(2);
	debug(false, 0, 0x34, 0, 0);
	until(0, STOPPED);
	assert_int_equal(rd(SAR(0)), 2);
}

static void a_program_may_be_longer_than_the_cache(void **state)
{
	unsigned int i;

	mov_sar(0);
	for (i = 0; i < 1000; i++)
		add16(0x54, 1);
	end();
	run();
	assert_int_equal(rd(SAR(0)), 1000);
}

static void a_program_may_end_where_the_mapping_does(void **state)
{
	pl330.at = OUTSIDE - 7;
	mov_sar(5);
	end();
	run_at(OUTSIDE - 7);
	assert_int_equal(rd(SAR(0)), 5);
}

/* ---- time and company ---------------------------------------------------- */

static void channels_run_beside_one_another(void **state)
{
	uint32_t start[8], loop;
	unsigned int n;

	for (n = 0; n < 8; n++) {
		start[n] = pl330.at;
		pattern(SOURCE + 0x2000 * n, 0x2000, n);
		copy_setup(CCR_BOTH(3, 16), SOURCE + 0x2000 * n, DESTINATION + 0x2000 * n);
		lp(0, 64);
		loop = pl330.at;
		op(LD);
		op(ST);
		lpend(0, loop, 0);
		end();
	}
	for (n = 0; n < 8; n++)
		go(n, start[n]);
	for (n = 0; n < 8; n++)
		until(n, STOPPED);
	assert_copied(DESTINATION, SOURCE, 8 * 0x2000);
}

static void killing_leaves_what_was_not_yet_moved(void **state)
{
	uint32_t loop, moved;

	pattern(SOURCE, 0x8000, 1);
	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	lp(0, 256);
	loop = pl330.at;
	op(LD);
	op(ST);
	lpend(0, loop, 0);
	end();
	go(0, PROGRAM);
	exec_idle(under_threads() ? 0 : 20000);
	kill_channel(0);
	moved = rd(DAR(0)) - DESTINATION;
	if (!under_threads()) {
		assert_true(moved > 0 && moved < 0x8000);
		assert_int_equal(moved % 128, 0);
	}
	assert_copied(DESTINATION, SOURCE, moved);
	assert_filled(DESTINATION + moved, 0, 0x8000 - moved);
}

static void progress_can_be_read(void **state)
{
	uint32_t loop, last = SOURCE, now, polls = 0;

	pattern(SOURCE, 0x8000, 1);
	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	lp(0, 256);
	loop = pl330.at;
	op(LD);
	op(ST);
	lpend(0, loop, 0);
	end();
	go(0, PROGRAM);
	while (status(0) != STOPPED && polls++ < 1000000) {
		now = rd(SAR(0));
		assert_in_range(now, last, SOURCE + 0x8000);
		assert_copied(DESTINATION, SOURCE, rd(DAR(0)) - DESTINATION);
		last = now;
		exec_idle(1000);
	}
	assert_int_equal(status(0), STOPPED);
	assert_copied(DESTINATION, SOURCE, 0x8000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		pl330_test(dmamov_sets_sar_ccr_dar),
		pl330_test(dmaaddh_adds_a_halfword),
		pl330_test(dmaadnh_subtracts),
		pl330_test(dmanop_and_barriers_do_nothing),
		pl330_test(dmaend_stops),
		pl330_test(dmakill_in_a_program_stops),
		pl330_test(dmalp_repeats),
		pl330_test(loops_nest),
		pl330_test(loop_counters_can_be_read),
		pl330_test(dmalpfe_never_ends),
		pl330_test(an_endless_loop_that_changes_something_can_be_watched),
		pl330_test(dmalpend_with_a_condition_is_a_nop_otherwise),
		pl330_test(dmald_and_dmast_move_a_burst),
		pl330_test(sizes_of_source_and_destination_may_differ),
		pl330_test(an_unaligned_burst_ends_at_the_boundary),
		pl330_test(an_unaligned_destination_ends_at_the_boundary),
		pl330_test(a_fixed_source_is_read_again_and_again),
		pl330_test(a_fixed_destination_is_written_again_and_again),
		pl330_test(dmastz_stores_zeros),
		pl330_test(endian_swap_turns_groups_around),
		pl330_test(loads_go_ahead_of_stores),
		pl330_test(data_that_is_not_stored_is_dropped),
		pl330_test(device_registers_take_beats),
		pl330_test(registers_at_increasing_addresses_take_beats),
		pl330_test(dmawfe_waits_for_dmasev),
		pl330_test(an_event_is_kept_for_who_comes_later),
		pl330_test(an_event_wakes_all_who_wait),
		pl330_test(an_interrupt_wakes_nobody),
		pl330_test(a_program_is_read_anew_when_it_is_started),
		pl330_test(dmawfe_invalid_drops_what_was_fetched),
		pl330_test(a_program_may_be_longer_than_the_cache),
		pl330_test(a_program_may_end_where_the_mapping_does),
		pl330_test(channels_run_beside_one_another),
		pl330_test(killing_leaves_what_was_not_yet_moved),
		pl330_test(progress_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
