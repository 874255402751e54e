// SPDX-License-Identifier: MIT
/* DesignWare AHB DMA controller: transfers that peripherals pace. Host side. */
#include "models/dw.h"

#define WORDS  (DST_WIDTH(2) | SRC_WIDTH(2) | INT_EN)
#define BURST4 (SRC_MSIZE(1) | DST_MSIZE(1))
#define PUT    (M2P | WORDS | DINC(FIX) | BURST4) /* memory to port */
#define GET    (P2M | WORDS | SINC(FIX) | BURST4)
#define PASS   (P2P | WORDS | SINC(FIX) | DINC(FIX) | BURST4)

/* the lines that the ports are at */
#define LINES  (SRC_PER(3) | DST_PER(3))
#define BRIDGE (SRC_PER(3) | DST_PER(12))

static void start_paced(unsigned int n, uint32_t src, uint32_t dst, uint32_t ctl, uint32_t items,
			uint32_t cfg, uint32_t cfg_hi)
{
	ch_wr(n, CFG, cfg);
	ch_wr(n, CFG_HI, cfg_hi);
	start(n, src, dst, ctl, items);
	settle();
	rd(CH_EN);
}

static void start_get(uint32_t items)
{
	start_paced(0, PORT_BASE(0), DESTINATION, GET, items, 0, LINES);
}

static void start_put(uint32_t items)
{
	pattern(SOURCE, 4096, 1);
	start_paced(0, SOURCE, PORT_BASE(0), PUT, items, 0, LINES);
}

static void assert_put(unsigned int items)
{
	unsigned int i;

	assert_int_equal(board.port[0]->writes, items);
	for (i = 0; i < items; i++)
		assert_int_equal(board.port[0]->value[i], get32(SOURCE + 4 * i));
}

/* ---- hardware handshaking ------------------------------------------------- */

static void reads_when_it_is_asked(void **state)
{
	start_get(8);
	assert_int_equal(board.port[0]->reads, 0);
	ask_burst(0, 4);
	assert_int_equal(board.port[0]->reads, 4);
	assert_int_equal(board.port[0]->acks, 1);
	assert_int_equal(board.port[0]->lasts, 0);
	assert_counted(DESTINATION, 0, 16);
	assert_int_equal(ch_rd(0, CTL_HI), 4);
	assert_int_equal(ch_rd(0, SAR), PORT_BASE(0));
	assert_int_equal(ch_rd(0, DAR), DESTINATION + 16);
	ask_burst(0, 4);
	finish(0);
	assert_counted(DESTINATION, 0, 32);
	assert_int_equal(board.port[0]->acks, 2);
	assert_int_equal(board.port[0]->lasts, 1);
}

static void writes_when_it_is_asked(void **state)
{
	start_put(8);
	assert_put(0);
	ask_burst(0, 4);
	assert_put(4);
	assert_int_equal(rd(CH_EN), 1);
	ask_burst(0, 4);
	finish(0);
	assert_put(8);
	assert_int_equal(board.port[0]->acks, 2);
	assert_int_equal(board.port[0]->lasts, 1);
}

static void a_request_that_stays_up_is_served_to_the_end(void **state)
{
	start_put(1000);
	ask(0, PORT_UP);
	finish(0);
	assert_put(1000);
	assert_int_equal(board.port[0]->acks, 250);
	assert_int_equal(board.port[0]->lasts, 1);
}

static void a_request_that_is_up_already_counts(void **state)
{
	ask(0, PORT_UP);
	start_get(8);
	finish(0);
	assert_counted(DESTINATION, 0, 32);
}

static void the_last_burst_of_a_block_is_short(void **state)
{
	start_get(6);
	ask(0, PORT_UP);
	finish(0);
	assert_int_equal(board.port[0]->reads, 6);
	assert_int_equal(board.port[0]->acks, 2);
	assert_filled(DESTINATION + 24, 0, 16);
}

static void a_burst_ends_where_its_request_falls(void **state)
{
	start_get(8);
	ask_burst(0, 3);
	assert_int_equal(board.port[0]->reads, 3);
	assert_int_equal(board.port[0]->acks, 1);
	ask(0, PORT_UP);
	finish(0);
	assert_counted(DESTINATION, 0, 32);
}

static void single_requests_count_only_near_the_end(void **state)
{
	start_get(6);
	ask(0, PORT_UP | PORT_SINGLE);
	assert_int_equal(board.port[0]->reads, 0);
	ask_burst(0, 4);
	assert_int_equal(board.port[0]->reads, 4);
	ask(0, PORT_UP | PORT_SINGLE | PORT_BUDGET(1));
	assert_int_equal(board.port[0]->reads, 5);
	ask(0, PORT_UP | PORT_SINGLE | PORT_BUDGET(1));
	finish(0);
	assert_counted(DESTINATION, 0, 24);
	assert_int_equal(board.port[0]->acks, 3);
}

static void registers_are_accessed_in_the_items_width(void **state)
{
	start_paced(0, PORT_BASE(0), DESTINATION, P2M | INT_EN | SINC(FIX) | DST_WIDTH(2), 7, 0,
		    LINES);
	ask(0, PORT_UP);
	finish(0);
	assert_int_equal(board.port[0]->widths, 1);
	assert_counted(DESTINATION, 0, 7);
	assert_filled(DESTINATION + 7, 0, 9);
	pattern(SOURCE, 64, 2);
	start_paced(0, SOURCE, PORT_BASE(1), M2P | INT_EN | SRC_WIDTH(3) | DST_WIDTH(1) | DINC(FIX),
		    4, 0, DST_PER(12));
	ask(1, PORT_UP);
	finish(0);
	assert_int_equal(board.port[1]->widths, 2);
	assert_int_equal(board.port[1]->writes, 16);
	assert_int_equal(board.port[1]->value[1], mem(SOURCE)[2] | mem(SOURCE)[3] << 8);
}

static void a_line_may_be_active_low(void **state)
{
	ask(0, PORT_UP);
	start_paced(0, PORT_BASE(0), DESTINATION, GET, 4, SRC_POL, LINES);
	assert_int_equal(board.port[0]->reads, 0);
	ask(0, 0);
	finish(0);
	assert_counted(DESTINATION, 0, 16);
}

static void transactions_interrupt(void **state)
{
	start_get(8);
	wr(MASK(SRC_TRAN), WE(1u));
	ask_burst(0, 4);
	assert_int_equal(rd(RAW(SRC_TRAN)), 1);
	assert_int_equal(rd(RAW(DST_TRAN)), 0);
	assert_int_equal(rd(STATUS_INT), 1u << SRC_TRAN);
	wr(CLEAR(SRC_TRAN), 1);
	assert_int_equal(rd(STATUS_INT), 0);
	wr(CH_EN, UNSET(1u));
	start_put(8);
	ask_burst(0, 4);
	assert_int_equal(rd(RAW(SRC_TRAN)), 0);
	assert_int_equal(rd(RAW(DST_TRAN)), 1);
}

static void passes_from_port_to_port(void **state)
{
	unsigned int i;

	start_paced(0, PORT_BASE(0), PORT_BASE(1), PASS, 64, 0, BRIDGE);
	ask(0, PORT_UP);
	/* as much as its FIFO holds */
	assert_int_equal(board.port[0]->reads, 16);
	assert_int_equal(board.port[1]->writes, 0);
	assert_int_equal(ch_rd(0, CFG) & FIFO_EMPTY, 0);
	ask(1, PORT_UP);
	finish(0);
	assert_int_equal(board.port[0]->reads, 64);
	assert_int_equal(board.port[1]->writes, 64);
	for (i = 0; i < 256; i++)
		assert_int_equal(board.port[1]->value[i / 4] >> i % 4 * 8 & 0xff, i);
	assert_int_equal(board.port[0]->lasts, 1);
	assert_int_equal(board.port[1]->lasts, 1);
}

static void two_paced_blocks(uint32_t what)
{
	lli(0, PORT_BASE(0), DESTINATION, GET | LLP_BOTH, 4, LLI(1));
	lli(1, PORT_BASE(0), DESTINATION + 256, GET, 5, 0);
	ch_wr(0, CFG, 0);
	ch_wr(0, CFG_HI, LINES);
	ch_wr(0, LLP, LLI(0));
	ch_wr(0, CTL, LLP_BOTH);
	enable(1);
	ask(0, what);
	finish(0);
	assert_counted(DESTINATION, 0, 16);
	assert_counted(DESTINATION + 256, 16, 20);
	assert_int_equal(get32(LLI(0) + 16), DONE | 4);
	assert_int_equal(get32(LLI(1) + 16), DONE | 5);
}

static void blocks_of_a_list_are_paced_too(void **state)
{
	two_paced_blocks(PORT_UP);
}

static void a_request_may_come_anew_within_a_transaction(void **state)
{
	two_paced_blocks(PORT_UP | PORT_BOUNCES);
}

/* ---- suspending and disabling --------------------------------------------- */

static void a_suspended_source_is_not_read(void **state)
{
	start_get(64);
	ask_burst(0, 4);
	ch_wr(0, CFG, SUSP);
	ask(0, PORT_UP);
	assert_int_equal(board.port[0]->reads, 4);
	assert_int_equal(ch_rd(0, CFG) & FIFO_EMPTY, FIFO_EMPTY);
	ch_wr(0, CFG, 0);
	finish(0);
	assert_counted(DESTINATION, 0, 256);
}

static void what_was_read_ahead_still_goes_out_when_suspended(void **state)
{
	start_put(64);
	ch_wr(0, CFG, SUSP);
	assert_int_equal(ch_rd(0, CFG) & FIFO_EMPTY, 0);
	assert_int_equal(ch_rd(0, CTL_HI), 16);
	ask(0, PORT_UP);
	assert_put(16);
	assert_int_equal(ch_rd(0, CFG) & FIFO_EMPTY, FIFO_EMPTY);
	ch_wr(0, CFG, 0);
	finish(0);
	assert_put(64);
}

/* less than an item of the destination stays in the FIFO, and is lost when the channel is disabled
 */
static void fifo_is_empty_where_it_holds_no_whole_item(void **state)
{
	start_paced(0, PORT_BASE(0), DESTINATION, P2M | INT_EN | SINC(FIX) | DST_WIDTH(2), 64, 0,
		    LINES);
	ask_burst(0, 6);
	ch_wr(0, CFG, SUSP);
	assert_int_equal(ch_rd(0, CFG) & FIFO_EMPTY, FIFO_EMPTY);
	assert_int_equal(ch_rd(0, CTL_HI), 6);
	assert_counted(DESTINATION, 0, 4);
	assert_filled(DESTINATION + 4, 0, 16);
	wr(CH_EN, UNSET(1u));
	settle();
	assert_filled(DESTINATION + 4, 0, 16);
	assert_int_equal(ch_rd(0, CTL_HI), 6);
}

static void a_disabled_channel_takes_no_requests(void **state)
{
	start_get(64);
	ask_burst(0, 4);
	wr(CH_EN, UNSET(1u));
	ask(0, PORT_UP);
	assert_int_equal(board.port[0]->reads, 4);
	assert_int_equal(rd(RAW(TFR)), 0);
}

/* ---- software handshaking ------------------------------------------------- */

static void software_asks_for_bursts(void **state)
{
	start_paced(0, PORT_BASE(0), DESTINATION, GET, 8, SW_SRC, LINES);
	ask(0, PORT_UP);
	assert_int_equal(board.port[0]->reads, 0);
	wr(REQ_SRC, WE(1u));
	settle();
	assert_int_equal(rd(REQ_SRC), 0);
	assert_int_equal(board.port[0]->reads, 4);
	assert_int_equal(board.port[0]->acks, 0);
	assert_int_equal(rd(RAW(SRC_TRAN)), 1);
	wr(REQ_SRC, WE(1u));
	finish(0);
	assert_counted(DESTINATION, 0, 32);
}

static void software_asks_for_single_items_near_the_end(void **state)
{
	start_paced(0, PORT_BASE(0), DESTINATION, GET, 5, SW_SRC, LINES);
	wr(SGL_REQ_SRC, WE(1u));
	settle();
	assert_int_equal(rd(SGL_REQ_SRC), 1);
	assert_int_equal(board.port[0]->reads, 0);
	wr(REQ_SRC, WE(1u));
	settle();
	assert_int_equal(rd(SGL_REQ_SRC), 0);
	assert_int_equal(board.port[0]->reads, 4);
	wr(SGL_REQ_SRC, WE(1u));
	finish(0);
	assert_counted(DESTINATION, 0, 20);
}

static void software_asks_for_the_destination(void **state)
{
	pattern(SOURCE, 64, 3);
	start_paced(0, SOURCE, PORT_BASE(0), PUT, 8, SW_DST, LINES);
	wr(REQ_DST, WE(1u));
	settle();
	assert_int_equal(rd(REQ_DST), 0);
	assert_put(4);
	wr(REQ_DST, WE(1u));
	finish(0);
	assert_put(8);
}

static void software_asks_only_for_enabled_channels(void **state)
{
	wr(REQ_SRC, WE(0xffu));
	assert_int_equal(rd(REQ_SRC), 0);
	start_paced(0, PORT_BASE(0), DESTINATION, GET, 8, SW_SRC, LINES);
	wr(REQ_SRC, 1);
	assert_int_equal(rd(REQ_SRC), 0);
	settle();
	assert_int_equal(board.port[0]->reads, 0);
}

/* ---- flow control by the peripheral --------------------------------------- */

static void a_source_says_where_its_block_ends(void **state)
{
	start_paced(0, PORT_BASE(0), DESTINATION, (GET & ~TT_FC(7u)) | P2M_SRC, 0, 0, LINES);
	ask_burst(0, 4);
	ask_burst(0, 4);
	assert_int_equal(rd(CH_EN), 1);
	ask(0, PORT_UP | PORT_SINGLE | PORT_BUDGET(1));
	ask(0, PORT_UP | PORT_SINGLE | PORT_LAST | PORT_BUDGET(1));
	finish(0);
	assert_counted(DESTINATION, 0, 40);
	assert_filled(DESTINATION + 40, 0, 16);
	assert_int_equal(ch_rd(0, CTL_HI) & 0xfff, 10);
	assert_int_equal(board.port[0]->lasts, 1);
}

static void a_destination_says_where_its_block_ends(void **state)
{
	pattern(SOURCE, 4096, 4);
	start_paced(0, SOURCE, PORT_BASE(0), (PUT & ~TT_FC(7u)) | M2P_DST, 0, 0, LINES);
	ask_burst(0, 4);
	assert_put(4);
	ask(0, PORT_UP | PORT_LAST | PORT_BUDGET(4));
	finish(0);
	assert_put(8);
	/* what was read ahead is thrown away */
	assert_true((ch_rd(0, CTL_HI) & 0xfff) > 8);
}

static void nothing_is_read_ahead_where_that_is_forbidden(void **state)
{
	pattern(SOURCE, 4096, 5);
	start_paced(0, SOURCE, PORT_BASE(0), (PUT & ~TT_FC(7u)) | M2P_DST, 0, 0, LINES | FCMODE);
	assert_int_equal(ch_rd(0, CTL_HI), 0);
	ask_burst(0, 4);
	assert_put(4);
	ask(0, PORT_UP | PORT_LAST | PORT_BUDGET(4));
	finish(0);
	assert_put(8);
}

static void software_says_where_a_block_ends(void **state)
{
	start_paced(0, PORT_BASE(0), DESTINATION, (GET & ~TT_FC(7u)) | P2M_SRC, 0, SW_SRC, LINES);
	wr(REQ_SRC, WE(1u));
	settle();
	assert_int_equal(board.port[0]->reads, 4);
	wr(SGL_REQ_SRC, WE(1u));
	settle();
	assert_int_equal(board.port[0]->reads, 4);
	wr(LST_SRC, WE(1u));
	wr(REQ_SRC, WE(1u));
	finish(0);
	assert_int_equal(board.port[0]->reads, 5);
	assert_int_equal(rd(LST_SRC), 0);
	assert_counted(DESTINATION, 0, 20);
}

/* ---- arbitration ---------------------------------------------------------- */

static void the_more_important_channel_is_served_first(void **state)
{
	unsigned int n;

	for (n = 0; n < 8; n++) {
		ch_wr(n, CFG, ((n * 3 + 1) & 7) << 5);
		ch_wr(n, CFG_HI, DST_PER(3));
		put32(SOURCE + 4 * n, n);
		start(n, SOURCE + 4 * n, PORT_BASE(0), PUT, 1);
	}
	settle();
	ask(0, PORT_UP);
	settle();
	assert_int_equal(rd(CH_EN), 0);
	assert_int_equal(board.port[0]->writes, 8);
	for (n = 0; n < 8; n++)
		assert_int_equal((board.port[0]->value[n] * 3 + 1) & 7, 7 - n);
}

/* ---- what goes wrong ------------------------------------------------------ */

static void a_register_that_is_not_there_is_an_error(void **state)
{
	start_paced(0, NOWHERE, DESTINATION, GET, 8, 0, LINES);
	assert_int_equal(rd(CH_EN), 1);
	ask(0, PORT_UP);
	assert_error(0);
	start_paced(0, SOURCE, NOWHERE, PUT, 8, 0, LINES);
	assert_error(0);
}

static void memory_that_is_not_there_is_an_error(void **state)
{
	start_paced(0, NOWHERE, PORT_BASE(0), PUT, 8, 0, LINES);
	assert_error(0);
	start_paced(0, PORT_BASE(0), NOWHERE, GET, 8, 0, LINES);
	ask(0, PORT_UP);
	assert_error(0);
	ask(0, 0);
	board.port[0]->reads = 0;
	start_get(4);
	ask(0, PORT_UP);
	finish(0);
	assert_counted(DESTINATION, 0, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		dw_test(reads_when_it_is_asked),
		dw_test(writes_when_it_is_asked),
		dw_test(a_request_that_stays_up_is_served_to_the_end),
		dw_test(a_request_that_is_up_already_counts),
		dw_test(the_last_burst_of_a_block_is_short),
		dw_test(a_burst_ends_where_its_request_falls),
		dw_test(single_requests_count_only_near_the_end),
		dw_test(registers_are_accessed_in_the_items_width),
		dw_test(a_line_may_be_active_low),
		dw_test(transactions_interrupt),
		dw_test(passes_from_port_to_port),
		dw_test(blocks_of_a_list_are_paced_too),
		dw_test(a_request_may_come_anew_within_a_transaction),
		dw_test(a_suspended_source_is_not_read),
		dw_test(what_was_read_ahead_still_goes_out_when_suspended),
		dw_test(fifo_is_empty_where_it_holds_no_whole_item),
		dw_test(a_disabled_channel_takes_no_requests),
		dw_test(software_asks_for_bursts),
		dw_test(software_asks_for_single_items_near_the_end),
		dw_test(software_asks_for_the_destination),
		dw_test(software_asks_only_for_enabled_channels),
		dw_test(a_source_says_where_its_block_ends),
		dw_test(a_destination_says_where_its_block_ends),
		dw_test(nothing_is_read_ahead_where_that_is_forbidden),
		dw_test(software_says_where_a_block_ends),
		dw_test(the_more_important_channel_is_served_first),
		dw_test(a_register_that_is_not_there_is_an_error),
		dw_test(memory_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests_name("dw_dmac_handshake", tests, NULL, NULL);
}
