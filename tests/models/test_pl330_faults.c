// SPDX-License-Identifier: MIT
/* PL330: what goes wrong, and what it says then (FTRD, FTRn, FSRD, FSRC, irq_abort). Host side. */
#include "models/pl330_board.h"

/* ---- instructions -------------------------------------------------------- */

static bool is_instruction(unsigned int byte)
{
	static const uint8_t all[] = { 0x00, 0x01, 0x04, 0x05, 0x07, 0x08, 0x09, 0x0b, 0x0c, 0x12,
				       0x13, 0x18, 0x20, 0x22, 0x25, 0x27, 0x28, 0x29, 0x2b, 0x2c,
				       0x2d, 0x2f, 0x30, 0x31, 0x32, 0x34, 0x35, 0x36, 0x38, 0x39,
				       0x3b, 0x3c, 0x3d, 0x3f, 0x54, 0x56, 0x5c, 0x5e, 0xbc };

	return memchr(all, byte, sizeof(all));
}

static void what_is_no_instruction_is_undefined(void **state)
{
	unsigned int byte;

	for (byte = 0; byte < 256; byte++) {
		if (is_instruction(byte))
			continue;
		pl330.at = PROGRAM;
		nop();
		op(byte);
		run_into(UNDEF_INSTR, PROGRAM + 1);
		kill_channel(0);
	}
}

static void dmago_is_undefined_for_a_channel(void **state)
{
	op2(0xa0, 1);
	op32(PROGRAM);
	run_into(UNDEF_INSTR, PROGRAM);
}

static void an_unknown_register_is_an_invalid_operand(void **state)
{
	mov(3, 0);
	run_into(OPERAND_INVALID, PROGRAM);
}

static void a_beat_wider_than_the_bus_is_an_invalid_operand(void **state)
{
	mov_ccr(CCR_BOTH(4, 1));
	run_into(OPERAND_INVALID, PROGRAM);
}

static void an_event_that_is_not_there_is_an_invalid_operand(void **state)
{
	sev(16);
	run_into(OPERAND_INVALID, PROGRAM);
	kill_channel(0);
	pl330.at = PROGRAM;
	wfe(31);
	run_into(OPERAND_INVALID, PROGRAM);
}

static void a_peripheral_that_is_not_there_is_an_invalid_operand(void **state)
{
	void (*const insns[])(unsigned int periph) = { wfps, wfpb, wfpp, flushp };
	unsigned int i;

	for (i = 0; i < 4; i++) {
		pl330.at = PROGRAM;
		insns[i](4);
		run_into(OPERAND_INVALID, PROGRAM);
		kill_channel(0);
	}
	request(0, true);
	pl330.at = PROGRAM;
	wfps(0);
	ldps(31);
	run_into(OPERAND_INVALID, PROGRAM + 2);
}

/* ---- fetching ------------------------------------------------------------ */

static void a_program_that_is_not_mapped_cannot_be_fetched(void **state)
{
	go(0, OUTSIDE);
	until(0, FAULTING);
	assert_int_equal(rd(FTR(0)), INSTR_FETCH_ERR);
	assert_int_equal(rd(CPC(0)), OUTSIDE);
	assert_true(log_contains("channel 0: instr_fetch_err, CPC 0x09000000"));
}

static void a_program_that_runs_out_of_its_mapping_faults_there(void **state)
{
	pl330.at = OUTSIDE - 3;
	nop();
	nop();
	op(0xbc);
	go(0, OUTSIDE - 3);
	until(0, FAULTING);
	assert_int_equal(rd(FTR(0)), INSTR_FETCH_ERR);
	assert_int_equal(rd(CPC(0)), OUTSIDE - 1);
}

static void nothing_can_be_fetched_where_nothing_is(void **state)
{
	go(0, 0xe0000000);
	until(0, FAULTING);
	assert_int_equal(rd(FTR(0)), INSTR_FETCH_ERR);
}

static void registers_are_no_place_for_a_program(void **state)
{
	go(0, PERIPH_DATA);
	until(0, FAULTING);
	assert_true(rd(FTR(0)) & (INSTR_FETCH_ERR | UNDEF_INSTR));
}

/* ---- data ---------------------------------------------------------------- */

static void a_read_that_is_refused_faults(void **state)
{
	copy_setup(CCR_BOTH(3, 16), OUTSIDE, DESTINATION);
	op(LD);
	op(ST);
	end();
	run_into(DATA_READ_ERR, PROGRAM + 18);
	assert_int_equal(rd(SAR(0)), OUTSIDE);
}

static void a_write_that_is_refused_faults(void **state)
{
	copy_setup(CCR_BOTH(3, 16), SOURCE, OUTSIDE);
	op(LD);
	op(ST);
	end();
	run_into(DATA_WRITE_ERR, PROGRAM + 19);
	assert_int_equal(rd(DAR(0)), OUTSIDE);
}

static void a_loop_stops_at_the_burst_that_is_refused(void **state)
{
	uint32_t loop, src = OUTSIDE - 10 * 128;

	pattern(src, 10 * 128, 5);
	copy_setup(CCR_BOTH(3, 16), src, DESTINATION);
	lp(1, 200);
	loop = pl330.at;
	op(LD);
	op(ST);
	lpend(1, loop, 0);
	end();
	run_into(DATA_READ_ERR, loop);
	assert_int_equal(rd(SAR(0)), OUTSIDE);
	assert_int_equal(rd(DAR(0)), DESTINATION + 10 * 128);
	assert_int_equal(rd(LC1(0)), 199 - 10);
	assert_copied(DESTINATION, src, 10 * 128);
}

static void nothing_is_written_beyond_a_mapping(void **state)
{
	uint32_t loop, dst = OUTSIDE - 1000;

	pattern(SOURCE, 0x8000, 5);
	copy_setup(CCR_BOTH(2, 16), SOURCE, dst);
	lp(0, 100);
	loop = pl330.at;
	op(LD);
	op(ST);
	lpend(0, loop, 0);
	end();
	run_into(DATA_WRITE_ERR, loop + 1);
	assert_copied(dst, SOURCE, 1000 / 64 * 64);
	assert_filled(OUTSIDE, 0, 64);
}

static void a_store_without_data_faults(void **state)
{
	copy_setup(CCR_BOTH(3, 1), SOURCE, DESTINATION);
	op(LD);
	op(ST);
	op(ST);
	run_into(ST_DATA_UNAVAILABLE, PROGRAM + 20);
}

static void a_load_larger_than_the_mfifo_faults(void **state)
{
	unsigned int i;

	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	for (i = 0; i < 9; i++)
		op(LD);
	run_into(MFIFO_ERR, PROGRAM + 18 + 8);
}

/* ---- the manager --------------------------------------------------------- */

static int boot_machine(void **state)
{
	return pl330_machine_with(EIGHT_BY_FOUR ALL_LINES "dmae,boot-addr = <0xe0000000>;");
}

static void a_manager_that_cannot_boot_faults(void **state)
{
	exec_idle(1000000);
	assert_int_equal(rd(DSR) & 0xf, FAULTING);
	assert_int_equal(rd(FSRD), 1);
	assert_int_equal(rd(FTRD), INSTR_FETCH_ERR);
	assert_int_equal(rd(DPC), 0xe0000000);
	assert_true(line_is_up(0));
	kill_manager();
	assert_int_equal(rd(DSR) & 0xf, STOPPED);
	assert_false(line_is_up(0));
}

static void a_debug_event_that_is_not_there_is_an_invalid_operand(void **state)
{
	debug(false, 0, 0x34, 16 << 3, 0);
	assert_int_equal(rd(FTRD), OPERAND_INVALID | DBG_INSTR);
}

/* ---- afterwards ---------------------------------------------------------- */

static void killing_clears_a_fault(void **state)
{
	op(0xff);
	run_into(UNDEF_INSTR, PROGRAM);
	kill_channel(0);
	assert_int_equal(status(0), STOPPED);
	assert_int_equal(rd(FTR(0)), 0);
	assert_int_equal(rd(FSRC), 0);
	assert_false(line_is_up(0));
	pl330.at = PROGRAM;
	end();
	run();
}

static void a_faulting_channel_can_only_be_killed(void **state)
{
	op(0xff);
	run_into(UNDEF_INSTR, PROGRAM);
	go(0, PROGRAM);
	debug(true, 0, 0x34, 0, 0);
	assert_int_equal(status(0), FAULTING);
	assert_int_equal(rd(FTR(0)), UNDEF_INSTR);
	assert_int_equal(rd(INT_EVENT_RIS), 0);
}

static void other_channels_go_on(void **state)
{
	uint32_t good = pl330.at, bad;

	pattern(SOURCE, 128, 1);
	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	wfe(0);
	op(LD);
	op(ST);
	end();
	bad = pl330.at;
	op(0xff);
	go(1, good);
	until(1, WFE);
	go(0, bad);
	until(0, FAULTING);
	debug(false, 0, 0x34, 0, 0);
	until(1, STOPPED);
	assert_copied(DESTINATION, SOURCE, 128);
	assert_int_equal(rd(FSRC), 1);
}

static void a_fault_frees_the_mfifo(void **state)
{
	unsigned int i;

	copy_setup(CCR_BOTH(3, 16), SOURCE, DESTINATION);
	for (i = 0; i < 8; i++)
		op(LD);
	op(0xff);
	run_into(UNDEF_INSTR, PROGRAM + 26);
	go(1, PROGRAM);
	until(1, FAULTING);
	assert_int_equal(rd(FTR(1)), UNDEF_INSTR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		pl330_test(what_is_no_instruction_is_undefined),
		pl330_test(dmago_is_undefined_for_a_channel),
		pl330_test(an_unknown_register_is_an_invalid_operand),
		pl330_test(a_beat_wider_than_the_bus_is_an_invalid_operand),
		pl330_test(an_event_that_is_not_there_is_an_invalid_operand),
		pl330_test(a_peripheral_that_is_not_there_is_an_invalid_operand),
		pl330_test(a_program_that_is_not_mapped_cannot_be_fetched),
		pl330_test(a_program_that_runs_out_of_its_mapping_faults_there),
		pl330_test(nothing_can_be_fetched_where_nothing_is),
		pl330_test(registers_are_no_place_for_a_program),
		pl330_test(a_read_that_is_refused_faults),
		pl330_test(a_write_that_is_refused_faults),
		pl330_test(a_loop_stops_at_the_burst_that_is_refused),
		pl330_test(nothing_is_written_beyond_a_mapping),
		pl330_test(a_store_without_data_faults),
		pl330_test(a_load_larger_than_the_mfifo_faults),
		cmocka_unit_test_setup_teardown(a_manager_that_cannot_boot_faults, boot_machine,
						pl330_machine_end),
		pl330_test(a_debug_event_that_is_not_there_is_an_invalid_operand),
		pl330_test(killing_clears_a_fault),
		pl330_test(a_faulting_channel_can_only_be_killed),
		pl330_test(other_channels_go_on),
		pl330_test(a_fault_frees_the_mfifo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
