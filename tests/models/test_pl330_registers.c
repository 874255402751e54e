// SPDX-License-Identifier: MIT
/* PL330: registers, interrupts, the debug instruction, configuration. Host side. */
#include "models/pl330_board.h"

static void identifies_itself(void **state)
{
	static const unsigned int pcell[] = { 0x0d, 0xf0, 0x05, 0xb1 };
	uint32_t id = 0;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		id |= rd(0xfe0 + 4 * i) << 8 * i;
		assert_int_equal(rd(0xff0 + 4 * i), pcell[i]);
	}
	assert_int_equal(id & 0xfffff, 0x41330);
}

static void says_how_it_was_configured(void **state)
{
	assert_int_equal(rd(CR(0)), 0x001e3071);
	assert_int_equal(rd(CR(1)), 0x74);
	assert_int_equal(rd(CR(2)), 0);
	assert_int_equal(rd(CR(3)), 0);
	assert_int_equal(rd(CR(4)), 0);
	assert_int_equal(rd(CRD), 0x07ff7f73);
}

static int small_machine(void **state)
{
	return pl330_machine_with("dma-channels = <2>; dma-requests = <0>; dmae,events = <3>; "
				  "dmae,mfifo-depth = <16>; dmae,data-width = <4>; "
				  "interrupts = <1>, <2>, <3>, <4>;");
}

static void is_configured_by_properties(void **state)
{
	assert_int_equal(rd(CR(0)), 1 << 4 | 2 << 17);
	assert_int_equal(rd(CRD) & 0x7, 2);
	assert_int_equal(rd(CRD) >> 20, 15);
	wr(INTEN, ~0u);
	assert_int_equal(rd(INTEN), 7);
	assert_int_equal(rd(CSR(2)), 0);
	debug(false, 0, 0xa0, 2, PROGRAM);
	assert_int_equal(rd(FTRD), OPERAND_INVALID | DBG_INSTR);
}

static void a_line_beyond_the_events_is_the_abort(void **state)
{
	go(0, OUTSIDE);
	until(0, FAULTING);
	assert_true(line_is_up(3));
	assert_false(line_is_up(0));
}

static int refused_machine(void **state)
{
	return pl330_machine_with("dma-channels = <9>;");
}

static void refuses_what_no_pl330_has(void **state)
{
	assert_null(machine_model_class(pl330.node));
	assert_true(log_contains("9 channels: a PL330 can have 1 to 8"));
}

static int combined_machine(void **state)
{
	return pl330_machine_with(EIGHT_BY_FOUR "interrupts = <5>;");
}

static void one_interrupt_is_a_combined_one(void **state)
{
	wr(INTEN, ~0u);
	sev(9);
	end();
	run();
	assert_true(line_is_up(0));
	wr(INTCLR, 1 << 9);
	assert_false(line_is_up(0));
	go(0, OUTSIDE);
	until(0, FAULTING);
	assert_true(line_is_up(0));
	kill_channel(0);
	assert_false(line_is_up(0));
}

static int two_line_machine(void **state)
{
	return pl330_machine_with(EIGHT_BY_FOUR "interrupts = <5>, <6>;");
}

static void two_interrupts_are_a_combined_one_and_the_abort(void **state)
{
	wr(INTEN, ~0u);
	sev(9);
	end();
	run();
	assert_true(line_is_up(0));
	assert_false(line_is_up(1));
	go(0, OUTSIDE);
	until(0, FAULTING);
	assert_true(line_is_up(1));
}

static void everything_rests_after_reset(void **state)
{
	unsigned int n;

	assert_int_equal(rd(DSR), 0);
	assert_int_equal(rd(INTEN), 0);
	assert_int_equal(rd(INT_EVENT_RIS), 0);
	assert_int_equal(rd(FSRD) | rd(FSRC) | rd(FTRD), 0);
	for (n = 0; n < 8; n++) {
		assert_int_equal(rd(CSR(n)), 0);
		assert_int_equal(rd(FTR(n)), 0);
		assert_int_equal(rd(CCR(n)), 0x00800200);
	}
}

static void read_only_registers_stay(void **state)
{
	static const unsigned int regs[] = { DSR, DPC, INT_EVENT_RIS, INTMIS, FSRD, FSRC, FTRD,
					     FTR(0), CSR(0), CPC(0), SAR(0), DAR(0), CCR(0), LC0(0),
					     LC1(0), CR(0), CRD, 0xfe0 };
	unsigned int i;

	for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		uint32_t before = rd(regs[i]);

		wr(regs[i], ~before);
		assert_int_equal(rd(regs[i]), before);
	}
}

static void refuses_accesses_other_than_words(void **state)
{
	assert_int_equal(machine_mmio_read(pl330.regs + 0xfe0, 1), 0);
	machine_mmio_write(pl330.regs + INTEN, 1, 0xff);
	assert_int_equal(rd(INTEN), 0);
	assert_true(log_contains("registers are 32 bits wide"));
}

static void an_enabled_event_is_an_interrupt(void **state)
{
	wr(INTEN, 1 << 3);
	sev(3);
	end();
	run();
	assert_int_equal(rd(INTMIS), 1 << 3);
	assert_int_equal(rd(INT_EVENT_RIS), 1 << 3);
	assert_true(line_is_up(4));
	assert_false(line_is_up(3));
	wr(INTCLR, 1 << 3);
	assert_int_equal(rd(INTMIS), 0);
	assert_false(line_is_up(4));
}

static void an_event_that_is_not_enabled_is_none(void **state)
{
	sev(3);
	end();
	run();
	assert_int_equal(rd(INTMIS), 0);
	assert_int_equal(rd(INT_EVENT_RIS), 1 << 3);
	assert_false(line_is_up(4));
	wr(INTCLR, 1 << 3);
	assert_int_equal(rd(INT_EVENT_RIS), 1 << 3);
}

static void disabling_lowers_the_line(void **state)
{
	wr(INTEN, 1 << 3);
	sev(3);
	end();
	run();
	wr(INTEN, 0);
	assert_false(line_is_up(4));
	assert_int_equal(rd(INTMIS), 0);
}

static void who_sees_the_interrupt_finds_the_channel_stopped(void **state)
{
	unsigned int i;

	wr(INTEN, 1);
	sev(0);
	end();
	go(0, PROGRAM);
	for (i = 0; i < 10000 && !rd(INTMIS); i++)
		exec_idle(10);
	assert_int_equal(rd(INTMIS), 1);
	assert_int_equal(status(0), STOPPED);
}

static void debug_starts_each_channel(void **state)
{
	unsigned int n;

	wfe(15);
	for (n = 0; n < 8; n++) {
		go(n, PROGRAM);
		until(n, WFE);
		assert_int_equal(rd(CSR(n)) >> 4 & 0x1f, 15);
		assert_int_equal(rd(CPC(n)), PROGRAM);
	}
}

static void debug_kills_a_channel(void **state)
{
	wfe(1);
	end();
	go(5, PROGRAM);
	until(5, WFE);
	kill_channel(5);
	assert_int_equal(status(5), STOPPED);
}

static void debug_sends_an_event(void **state)
{
	wfe(1);
	end();
	go(5, PROGRAM);
	until(5, WFE);
	debug(false, 0, 0x34, 1 << 3, 0);
	until(5, STOPPED);
	assert_int_equal(rd(INT_EVENT_RIS), 0);
	wr(INTEN, 4);
	debug(true, 5, 0x34, 2 << 3, 0);
	assert_int_equal(rd(INTMIS), 4);
}

static void debug_refuses_other_instructions(void **state)
{
	debug(false, 0, 0x18, 0, 0);
	assert_int_equal(rd(DSR) & 0xf, FAULTING);
	assert_int_equal(rd(FSRD), 1);
	assert_int_equal(rd(FTRD), UNDEF_INSTR | DBG_INSTR);
	assert_true(line_is_up(0));
	kill_manager();
	assert_int_equal(rd(FSRD), 0);
	assert_int_equal(rd(FTRD), 0);
	assert_false(line_is_up(0));
	debug(true, 1, 0x04, 0, 0);
	assert_int_equal(rd(FSRC), 2);
	assert_int_equal(rd(FTR(1)), UNDEF_INSTR | DBG_INSTR);
}

static void debug_go_is_the_managers(void **state)
{
	debug(true, 1, 0xa0, 2, PROGRAM);
	assert_int_equal(rd(FTR(1)), UNDEF_INSTR | DBG_INSTR);
	assert_int_equal(status(2), STOPPED);
}

static void a_faulting_manager_starts_nothing(void **state)
{
	wfe(0);
	debug(false, 0, 0x18, 0, 0);
	go(0, PROGRAM);
	assert_int_equal(status(0), STOPPED);
	kill_manager();
	go(0, PROGRAM);
	until(0, WFE);
}

static void a_channel_that_runs_is_not_started_again(void **state)
{
	wfe(0);
	end();
	go(0, PROGRAM);
	until(0, WFE);
	go(0, OUTSIDE);
	assert_int_equal(status(0), WFE);
	assert_int_equal(rd(FSRD), 0);
}

static void commands_other_than_execute_do_nothing(void **state)
{
	wr(DBGINST0, 0xa0 << 16);
	wr(DBGINST1, PROGRAM);
	wr(DBGCMD, 1);
	assert_int_equal(status(0), STOPPED);
}

static int boot_machine(void **state)
{
	return pl330_machine_with(EIGHT_BY_FOUR ALL_LINES "dmae,boot-addr = <0x08000000>;");
}

/* the memory is all zero when it boots, and zero is DMAEND */
static void boots_from_memory(void **state)
{
	exec_idle(100000);
	assert_int_equal(rd(CR(0)) & 2, 2);
	assert_int_equal(rd(CR(2)), PROGRAM);
	assert_int_equal(rd(DPC), PROGRAM);
	assert_int_equal(rd(DSR) & 0xf, STOPPED);
	assert_int_equal(rd(FSRD), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		pl330_test(identifies_itself),
		pl330_test(says_how_it_was_configured),
		cmocka_unit_test_setup_teardown(is_configured_by_properties, small_machine,
						pl330_machine_end),
		cmocka_unit_test_setup_teardown(a_line_beyond_the_events_is_the_abort,
						small_machine, pl330_machine_end),
		cmocka_unit_test_setup_teardown(refuses_what_no_pl330_has, refused_machine,
						pl330_machine_end),
		cmocka_unit_test_setup_teardown(one_interrupt_is_a_combined_one, combined_machine,
						pl330_machine_end),
		cmocka_unit_test_setup_teardown(two_interrupts_are_a_combined_one_and_the_abort,
						two_line_machine, pl330_machine_end),
		pl330_test(everything_rests_after_reset),
		pl330_test(read_only_registers_stay),
		pl330_test(refuses_accesses_other_than_words),
		pl330_test(an_enabled_event_is_an_interrupt),
		pl330_test(an_event_that_is_not_enabled_is_none),
		pl330_test(disabling_lowers_the_line),
		pl330_test(who_sees_the_interrupt_finds_the_channel_stopped),
		pl330_test(debug_starts_each_channel),
		pl330_test(debug_kills_a_channel),
		pl330_test(debug_sends_an_event),
		pl330_test(debug_refuses_other_instructions),
		pl330_test(debug_go_is_the_managers),
		pl330_test(a_faulting_manager_starts_nothing),
		pl330_test(a_channel_that_runs_is_not_started_again),
		pl330_test(commands_other_than_execute_do_nothing),
		cmocka_unit_test_setup_teardown(boots_from_memory, boot_machine,
						pl330_machine_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
