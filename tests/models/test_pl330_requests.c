// SPDX-License-Identifier: MIT
/* PL330: peripherals: DMAWFP, DMALDP, DMASTP, DMAFLUSHP, and who may use what. Host side. */
#include "models/pl330_board.h"

#define TO_PERIPH(size_log2, len) (1u | CCR_SRC(size_log2, len) | CCR_DST(size_log2, len))
#define FROM_PERIPH(size_log2, len) (1u << 14 | CCR_SRC(size_log2, len) | CCR_DST(size_log2, len))

static void dmawfp_waits_for_a_request(void **state)
{
	wfps(2);
	end();
	go(1, PROGRAM);
	until(1, WFP);
	assert_int_equal(rd(CSR(1)) >> 4 & 0x1f, 2);
	assert_int_equal(rd(CSR(1)) >> 14 & 3, 0);
	assert_int_equal(rd(CPC(1)), PROGRAM);
	request(1, true);
	exec_idle(10000);
	assert_int_equal(status(1), WFP);
	request(2, true);
	until(1, STOPPED);
}

static void csr_tells_what_dmawfp_waits_for(void **state)
{
	wfpb(1);
	end();
	go(0, PROGRAM);
	until(0, WFP);
	assert_int_equal(rd(CSR(0)) >> 14 & 3, 1);
	kill_channel(0);
	pl330.at = PROGRAM;
	wfpp(1);
	end();
	go(0, PROGRAM);
	until(0, WFP);
	assert_int_equal(rd(CSR(0)) >> 14 & 3, 2);
}

static void a_request_that_is_there_is_taken_at_once(void **state)
{
	request(0, true);
	wfpb(0);
	wfps(0);
	end();
	run();
}

static void a_single_request_is_not_enough_for_a_burst(void **state)
{
	qualify(0, DMAE_REQUEST_SINGLE);
	wfpb(0);
	end();
	go(0, PROGRAM);
	request(0, true);
	exec_idle(10000);
	assert_int_equal(status(0), WFP);
	qualify(0, DMAE_REQUEST_BURST);
	until(0, STOPPED);
}

/* S and B instructions do something only after a request of their kind */
static void run_conditional(void)
{
	copy_setup(CCR_BOTH(0, 4), SOURCE, DESTINATION);
	op(LDB);
	op(LDS);
	op(STS);
	op(STB);
	end();
	run();
}

static void single_instructions_move_one_beat_after_a_single_request(void **state)
{
	pattern(SOURCE, 16, 1);
	request(0, true);
	wfps(0);
	run_conditional();
	assert_int_equal(rd(SAR(0)), SOURCE + 1);
	assert_copied(DESTINATION, SOURCE, 1);
	assert_filled(DESTINATION + 1, 0, 4);
}

static void burst_instructions_move_a_burst_after_a_burst_request(void **state)
{
	pattern(SOURCE, 16, 1);
	request(0, true);
	wfpb(0);
	run_conditional();
	assert_int_equal(rd(SAR(0)), SOURCE + 4);
	assert_copied(DESTINATION, SOURCE, 4);
	assert_filled(DESTINATION + 4, 0, 4);
}

static void the_peripheral_may_choose(void **state)
{
	pattern(SOURCE, 16, 1);
	qualify(0, DMAE_REQUEST_SINGLE);
	request(0, true);
	wfpp(0);
	run_conditional();
	assert_int_equal(rd(SAR(0)), SOURCE + 1);
	qualify(0, DMAE_REQUEST_BURST);
	run();
	assert_int_equal(rd(SAR(0)), SOURCE + 4);
}

static void dmastp_writes_and_acknowledges(void **state)
{
	unsigned int i;

	pattern(SOURCE, 16, 1);
	request(1, true);
	copy_setup(TO_PERIPH(0, 8), SOURCE, PERIPH_DATA);
	wfpb(1);
	op(LD);
	stpb(1);
	end();
	run();
	assert_int_equal(pl330.periph->writes, 8);
	assert_int_equal(pl330.periph->acked[1], 1);
	assert_int_equal(pl330.periph->acked[0], 0);
	for (i = 0; i < 8; i++)
		assert_int_equal(pl330.periph->data[i], mem(SOURCE)[i]);
}

static void dmaldp_reads_and_acknowledges(void **state)
{
	request(1, true);
	copy_setup(FROM_PERIPH(2, 4), PERIPH_DATA, DESTINATION);
	wfpb(1);
	ldpb(1);
	op(ST);
	end();
	run();
	assert_int_equal(pl330.periph->reads, 4);
	assert_int_equal(pl330.periph->width, 4);
	assert_int_equal(pl330.periph->acked[1], 1);
	assert_int_equal(mem(DESTINATION)[0], 1);
	assert_int_equal(mem(DESTINATION)[12], 4);
}

static void peripheral_instructions_of_the_other_kind_do_nothing(void **state)
{
	request(1, true);
	copy_setup(FROM_PERIPH(2, 4), PERIPH_DATA, DESTINATION);
	wfps(1);
	ldpb(1);
	stpb(1);
	end();
	run();
	assert_int_equal(pl330.periph->reads, 0);
	assert_int_equal(pl330.periph->acked[1], 0);
}

static void a_transfer_goes_at_the_pace_of_its_requests(void **state)
{
	uint32_t loop;
	unsigned int n;

	pattern(SOURCE, 64, 1);
	copy_setup(TO_PERIPH(0, 1), SOURCE, PERIPH_DATA);
	flushp(0);
	lp(0, 10);
	loop = pl330.at;
	wfps(0);
	op(LDS);
	stps(0);
	lpend(0, loop, 0);
	end();
	go(0, PROGRAM);
	for (n = 1; n <= 10; n++) {
		until(0, WFP);
		assert_int_equal(pl330.periph->writes, n - 1);
		pl330.periph->drop_after = n;
		request(0, true);
		exec_idle(10000);
	}
	until(0, STOPPED);
	assert_int_equal(pl330.periph->acked[0], 10);
	assert_memory_equal(pl330.periph->data, mem(SOURCE), 10);
}

static void dmalpfe_ends_with_the_peripherals_last_request(void **state)
{
	uint32_t loop;

	copy_setup(FROM_PERIPH(2, 1), PERIPH_DATA, DESTINATION);
	loop = pl330.at;
	wfpp(0);
	ldpb(0);
	op(STB);
	lpend_forever(1, loop, 3);
	end();
	pl330.periph->drop_after = 3;
	go(0, PROGRAM);
	request(0, true);
	until(0, WFP);
	assert_int_equal(pl330.periph->reads, 3);
	qualify(0, DMAE_REQUEST_LAST);
	pl330.periph->drop_after = 4;
	request(0, true);
	until(0, STOPPED);
	assert_int_equal(pl330.periph->reads, 4);
	assert_int_equal(rd(DAR(0)), DESTINATION + 16);
}

static void two_channels_may_wait_for_two_peripherals(void **state)
{
	uint32_t second;

	wfps(0);
	end();
	second = pl330.at;
	wfps(3);
	end();
	go(0, PROGRAM);
	go(1, second);
	until(0, WFP);
	until(1, WFP);
	request(3, true);
	until(1, STOPPED);
	assert_int_equal(status(0), WFP);
	request(0, true);
	until(0, STOPPED);
}

static void a_channel_that_waits_can_be_killed(void **state)
{
	wfps(0);
	end();
	go(0, PROGRAM);
	until(0, WFP);
	kill_channel(0);
	assert_int_equal(status(0), STOPPED);
	request(0, true);
	exec_idle(10000);
	assert_int_equal(status(0), STOPPED);
}

/* ---- security ------------------------------------------------------------ */

static int secure_machine(void **state)
{
	return pl330_machine_with(EIGHT_BY_FOUR ALL_LINES
				  "dmae,events-ns = <0x2>; dmae,peripherals-ns = <0x4>;");
}

static int non_secure_machine(void **state)
{
	return pl330_machine_with(EIGHT_BY_FOUR ALL_LINES
				  "dmae,manager-ns; dmae,events-ns = <0x2>;");
}

#define secure_test(f) cmocka_unit_test_setup_teardown(f, secure_machine, pl330_machine_end)
#define non_secure_test(f) \
	cmocka_unit_test_setup_teardown(f, non_secure_machine, pl330_machine_end)

static void ns_run_into(uint32_t fault, uint32_t pc)
{
	go_ns(0, PROGRAM);
	until(0, FAULTING);
	assert_int_equal(rd(FTR(0)), fault);
	assert_int_equal(rd(CPC(0)), pc);
	assert_int_equal(rd(CSR(0)) >> 21 & 1, 1);
	kill_channel(0);
	pl330.at = PROGRAM;
}

static void says_what_is_non_secure(void **state)
{
	assert_int_equal(rd(CR(3)), 2);
	assert_int_equal(rd(CR(4)), 4);
	assert_int_equal(rd(CR(0)) >> 2 & 1, 0);
}

static void a_non_secure_channel_has_non_secure_events(void **state)
{
	sev(1);
	end();
	go_ns(0, PROGRAM);
	until(0, STOPPED);
	assert_int_equal(rd(INT_EVENT_RIS), 2);
	pl330.at = PROGRAM;
	sev(0);
	ns_run_into(EVNT_ERR, PROGRAM);
	wfe(2);
	ns_run_into(EVNT_ERR, PROGRAM);
}

static void a_non_secure_channel_has_non_secure_peripherals(void **state)
{
	void (*const insns[])(unsigned int periph) = { wfps, wfpb, wfpp, flushp };
	unsigned int i;

	for (i = 0; i < 4; i++) {
		insns[i](0);
		ns_run_into(PERIPH_ERR, PROGRAM);
	}
	request(2, true);
	mov_ccr(CCR_NS | FROM_PERIPH(2, 1));
	mov_sar(PERIPH_DATA);
	flushp(2);
	wfps(2);
	ldps(0);
	ns_run_into(PERIPH_ERR, PROGRAM + 16);
}

static void a_non_secure_channel_makes_no_secure_accesses(void **state)
{
	mov_ccr(CCR_NS | CCR_BOTH(2, 1));
	mov_ccr(CCR_BOTH(2, 1) | 1u << 9);
	ns_run_into(RDWR_ERR, PROGRAM + 6);
}

static void a_secure_channel_has_everything(void **state)
{
	request(0, true);
	mov_ccr(CCR_BOTH(2, 1));
	wfps(0);
	sev(0);
	sev(1);
	end();
	run();
	assert_int_equal(rd(CSR(0)) >> 21 & 1, 0);
}

static void a_non_secure_manager_starts_no_secure_channel(void **state)
{
	end();
	assert_int_equal(rd(DSR) >> 9 & 1, 1);
	assert_int_equal(rd(CR(0)) >> 2 & 1, 1);
	go(0, PROGRAM);
	assert_int_equal(rd(FTRD), DMAGO_ERR | DBG_INSTR);
	assert_int_equal(status(0), STOPPED);
	kill_manager();
	go_ns(0, PROGRAM);
	until(0, STOPPED);
	assert_int_equal(rd(FTRD), 0);
}

static void a_non_secure_manager_has_non_secure_events(void **state)
{
	debug(false, 0, 0x34, 1 << 3, 0);
	assert_int_equal(rd(INT_EVENT_RIS), 2);
	debug(false, 0, 0x34, 0 << 3, 0);
	assert_int_equal(rd(FTRD), EVNT_ERR | DBG_INSTR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		pl330_test(dmawfp_waits_for_a_request),
		pl330_test(csr_tells_what_dmawfp_waits_for),
		pl330_test(a_request_that_is_there_is_taken_at_once),
		pl330_test(a_single_request_is_not_enough_for_a_burst),
		pl330_test(single_instructions_move_one_beat_after_a_single_request),
		pl330_test(burst_instructions_move_a_burst_after_a_burst_request),
		pl330_test(the_peripheral_may_choose),
		pl330_test(dmastp_writes_and_acknowledges),
		pl330_test(dmaldp_reads_and_acknowledges),
		pl330_test(peripheral_instructions_of_the_other_kind_do_nothing),
		pl330_test(a_transfer_goes_at_the_pace_of_its_requests),
		pl330_test(dmalpfe_ends_with_the_peripherals_last_request),
		pl330_test(two_channels_may_wait_for_two_peripherals),
		pl330_test(a_channel_that_waits_can_be_killed),
		secure_test(says_what_is_non_secure),
		secure_test(a_non_secure_channel_has_non_secure_events),
		secure_test(a_non_secure_channel_has_non_secure_peripherals),
		secure_test(a_non_secure_channel_makes_no_secure_accesses),
		secure_test(a_secure_channel_has_everything),
		non_secure_test(a_non_secure_manager_starts_no_secure_channel),
		non_secure_test(a_non_secure_manager_has_non_secure_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
