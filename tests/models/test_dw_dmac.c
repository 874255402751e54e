// SPDX-License-Identifier: MIT
/* DesignWare AHB DMA controller: registers, interrupts, blocks between memories. Host side. */
#include "models/dw.h"

#define WORDS (DST_WIDTH(2) | SRC_WIDTH(2))
#define COPY  (M2M | INT_EN | WORDS)

/* ---- registers ------------------------------------------------------------ */

static void identifies_itself(void **state)
{
	assert_int_equal(rd(0x3f8), 0x44571110);
	assert_int_equal(rd(0x3fc), 0x3231382a);
}

static void tells_how_it_was_built(void **state)
{
	/* encoded, 16 handshakes, 8 channels, 2 masters of 64 bits */
	assert_int_equal(rd(0x3f4) >> 28 & 1, 1);
	assert_int_equal(rd(0x3f4) >> 23 & 0x1f, 16);
	assert_int_equal(rd(0x3f4) >> 21 & 3, 1);
	assert_int_equal(rd(0x3f4) >> 19 & 3, 1);
	assert_int_equal(rd(0x3f4) >> 11 & 3, 1);
	assert_int_equal(rd(0x3f4) >> 8 & 7, 7);
	/* blocks of 4095 items on all of them */
	assert_int_equal(rd(0x3f0), 0xaaaaaaaa);
	/* no hardcoded kind of multi-block transfer; multi-block, bursts of 256 */
	assert_int_equal(rd(0x3ec), 0);
	assert_int_equal(rd(0x3e8) >> 11 & 1, 1);
	assert_int_equal(rd(0x3e8) >> 13 & 1, 0);
	assert_int_equal(rd(0x3e8) >> 16 & 7, 6);
	assert_int_equal(rd(0x3cc), rd(0x3e8));
}

static uint32_t small(unsigned int reg)
{
	return machine_mmio_read(board.small + reg, 4);
}

static void tells_how_the_tree_says_it_was_built(void **state)
{
	static const unsigned int burst_codes[] = { 2, 0, 6, 1 };
	unsigned int n;

	assert_int_equal(small(0x3f4) >> 8 & 7, 3);
	assert_int_equal(small(0x3f4) >> 11 & 3, 0);
	assert_int_equal(small(0x3f4) >> 21 & 3, 0);
	assert_int_equal(small(0x3f0), 0x8888);
	for (n = 0; n < 4; n++) {
		assert_int_equal(small(0x3e8 - 4 * n) >> 16 & 7, burst_codes[n]);
		assert_int_equal(small(0x3e8 - 4 * n) >> 11 & 1, 0);
		assert_int_equal(small(0x3e8 - 4 * n) >> 13 & 1, 1);
	}
	assert_int_equal(small(0x3cc), 0);
}

static void channels_start_with_their_reset_values(void **state)
{
	unsigned int n;

	for (n = 0; n < 8; n++) {
		assert_int_equal(ch_rd(n, CTL), 0x00304801);
		assert_int_equal(ch_rd(n, CTL_HI), 2);
		assert_int_equal(ch_rd(n, CFG), 0xe00 | n << 5);
		assert_int_equal(ch_rd(n, CFG_HI), 4);
		assert_int_equal(ch_rd(n, SAR), 0);
		assert_int_equal(ch_rd(n, LLP), 0);
	}
	assert_int_equal(rd(STATUS_INT), 0);
	assert_int_equal(rd(CH_EN), 0);
}

static void keeps_what_is_written_to_an_idle_channel(void **state)
{
	static const unsigned int regs[] = {
		SAR, DAR, LLP, SSTAT, DSTAT, SSTATAR, DSTATAR, SGR, DSR
	};
	unsigned int i;

	for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		ch_wr(5, regs[i], 0x12345670 + i);
		assert_int_equal(ch_rd(5, regs[i]), 0x12345670 + i);
		assert_int_equal(ch_rd(4, regs[i]), 0);
	}
	ch_wr(5, CTL, 0xffffffff);
	assert_int_equal(ch_rd(5, CTL), 0x1ff7ffff);
	ch_wr(5, CTL_HI, 0xffffffff);
	assert_int_equal(ch_rd(5, CTL_HI), 0x1fff);
	ch_wr(5, CFG, 0xfffffcff);
	assert_int_equal(ch_rd(5, CFG), 0xfffffee0);
	ch_wr(5, CFG_HI, 0xffffffff);
	assert_int_equal(ch_rd(5, CFG_HI), 0x7fff);
}

static void refuses_accesses_other_than_words(void **state)
{
	assert_int_equal(machine_mmio_read(board.dw + 0x3f8, 1), 0);
	assert_int_equal(machine_mmio_read(board.dw + 0x3f8, 2), 0);
	assert_int_equal(machine_mmio_read(board.dw + 0x3f8, 8), 0);
	machine_mmio_write(board.dw + SAR, 2, 0x1234);
	assert_int_equal(ch_rd(0, SAR), 0);
	assert_true(log_contains("registers are 32 bits wide"));
}

static void channels_that_were_not_built_are_not_there(void **state)
{
	machine_mmio_write(board.small + CHAN(4, SAR), 4, 0x1000);
	assert_int_equal(small(CHAN(4, SAR)), 0);
	machine_mmio_write(board.small + DMA_CFG, 4, 1);
	machine_mmio_write(board.small + CH_EN, 4, 0xf0f0);
	assert_int_equal(small(CH_EN), 0);
	machine_mmio_write(board.small + MASK(TFR), 4, 0xffff);
	assert_int_equal(small(MASK(TFR)), 0xf);
}

static void masks_change_only_where_they_are_write_enabled(void **state)
{
	wr(MASK(ERR), WE(0x5au));
	assert_int_equal(rd(MASK(ERR)), 0x5a);
	wr(MASK(ERR), 0x00ff);
	assert_int_equal(rd(MASK(ERR)), 0x5a);
	wr(MASK(ERR), UNSET(0x0au) | 0x05);
	assert_int_equal(rd(MASK(ERR)), 0x50);
	assert_int_equal(rd(MASK(TFR)), 0);
}

static void a_channel_that_runs_keeps_its_registers(void **state)
{
	ch_wr(0, CFG, SUSP);
	start(0, SOURCE, DESTINATION, COPY, 16);
	ch_wr(0, SAR, 0x1000);
	ch_wr(0, DAR, 0x1000);
	ch_wr(0, CTL, 0);
	assert_true(log_contains("is written while the channel is enabled"));
	assert_int_equal(ch_rd(0, SAR), SOURCE);
	assert_int_equal(ch_rd(0, DAR), DESTINATION);
	assert_int_equal(ch_rd(0, CTL), COPY);
}

/* ---- between memories ----------------------------------------------------- */

static void copies_a_block(void **state)
{
	pattern(SOURCE, 4096, 1);
	start(0, SOURCE + 4, DESTINATION + 8, COPY, 250);
	finish(0);
	assert_equal_memory(DESTINATION + 8, SOURCE + 4, 1000);
	assert_filled(DESTINATION, 0, 8);
	assert_filled(DESTINATION + 1008, 0, 64);
	assert_int_equal(ch_rd(0, SAR), SOURCE + 1004);
	assert_int_equal(ch_rd(0, DAR), DESTINATION + 1008);
	assert_int_equal(ch_rd(0, CTL_HI) & 0xfff, 250);
}

static void copies_with_items_of_every_width(void **state)
{
	unsigned int src, dst;

	pattern(SOURCE, 4096, 2);
	for (src = 0; src < 4; src++) {
		for (dst = 0; dst < 4; dst++) {
			memset(mem(DESTINATION), 0, 1024);
			start(1, SOURCE, DESTINATION, M2M | SRC_WIDTH(src) | DST_WIDTH(dst),
			      320 >> src);
			finish(1);
			assert_equal_memory(DESTINATION, SOURCE, 320);
			assert_filled(DESTINATION + 320, 0, 32);
		}
	}
}

static void a_block_that_ends_within_an_item_of_the_destination_is_finished_by_bytes(void **state)
{
	pattern(SOURCE, 64, 3);
	start(0, SOURCE, DESTINATION, M2M | SRC_WIDTH(0) | DST_WIDTH(3), 13);
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE, 13);
	assert_filled(DESTINATION + 13, 0, 32);
}

static void copies_the_largest_block(void **state)
{
	pattern(SOURCE, 4095 * 8, 4);
	start(7, SOURCE, DESTINATION, M2M | SRC_WIDTH(3) | DST_WIDTH(3), 4095);
	finish(7);
	assert_equal_memory(DESTINATION, SOURCE, 4095 * 8);
	assert_filled(DESTINATION + 4095 * 8, 0, 64);
}

static void copies_on_every_channel_at_once(void **state)
{
	unsigned int n;

	for (n = 0; n < 8; n++) {
		pattern(SOURCE + 0x1000 * n, 4096, n);
		start(n, SOURCE + 0x1000 * n, DESTINATION + 0x1000 * n, COPY, 1024);
	}
	for (n = 0; n < 8; n++)
		finish(n);
	assert_equal_memory(DESTINATION, SOURCE, 8 * 4096);
}

static void addresses_may_decrease_or_stand_still(void **state)
{
	unsigned int i;

	pattern(SOURCE, 64, 5);
	start(0, SOURCE + 60, DESTINATION, COPY | SINC(DEC), 16);
	finish(0);
	for (i = 0; i < 16; i++)
		assert_int_equal(get32(DESTINATION + 4 * i), get32(SOURCE + 60 - 4 * i));
	assert_int_equal(ch_rd(0, SAR), SOURCE - 4);
	start(0, SOURCE + 8, DESTINATION, COPY | SINC(FIX), 16);
	finish(0);
	for (i = 0; i < 16; i++)
		assert_int_equal(get32(DESTINATION + 4 * i), get32(SOURCE + 8));
	assert_int_equal(ch_rd(0, SAR), SOURCE + 8);
	memset(mem(DESTINATION), 0, 64);
	start(0, SOURCE, DESTINATION + 4, COPY | DINC(FIX), 16);
	finish(0);
	assert_int_equal(get32(DESTINATION + 4), get32(SOURCE + 60));
	assert_filled(DESTINATION + 8, 0, 56);
}

/* three items, then two are left out */
static void gathers(void **state)
{
	unsigned int i;

	pattern(SOURCE, 256, 6);
	ch_wr(0, SGR, 3u << 20 | 2);
	start(0, SOURCE, DESTINATION, COPY | GATHER, 9);
	finish(0);
	for (i = 0; i < 3; i++)
		assert_equal_memory(DESTINATION + 12 * i, SOURCE + 20 * i, 12);
	assert_filled(DESTINATION + 36, 0, 32);
	assert_int_equal(ch_rd(0, SAR), SOURCE + 60);
}

static void scatters(void **state)
{
	unsigned int i;

	pattern(SOURCE, 256, 7);
	ch_wr(0, DSR, 4u << 20 | 16);
	start(0, SOURCE, DESTINATION, M2M | SRC_WIDTH(3) | DST_WIDTH(3) | SCATTER, 12);
	finish(0);
	for (i = 0; i < 3; i++) {
		assert_equal_memory(DESTINATION + 0xa0 * i, SOURCE + 32 * i, 32);
		assert_filled(DESTINATION + 0xa0 * i + 32, 0, 128);
	}
}

static void gathering_goes_backwards_where_addresses_do(void **state)
{
	pattern(SOURCE, 256, 8);
	ch_wr(0, SGR, 1u << 20 | 1);
	start(0, SOURCE + 64, DESTINATION, COPY | GATHER | SINC(DEC), 2);
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE + 64, 4);
	assert_equal_memory(DESTINATION + 4, SOURCE + 56, 4);
}

/* registers are accessed in the item's width, one by one */
static void copies_registers_item_by_item(void **state)
{
	start(0, PORT_BASE(0), DESTINATION, M2M | SRC_WIDTH(1) | DST_WIDTH(2) | SINC(FIX), 20);
	finish(0);
	assert_int_equal(board.port[0]->reads, 20);
	assert_int_equal(board.port[0]->widths, 2);
	assert_counted(DESTINATION, 0, 40);
}

/* ---- interrupts ----------------------------------------------------------- */

static unsigned int rises, falls;

static void line_changed(struct machine_line *line, bool level)
{
	if (level)
		rises++;
	else
		falls++;
}

static struct machine_line *watch_line(void)
{
	struct machine_line *line;
	struct board_ref ref;
	int node = board_find_path(machine_board(), "/soc/dma@ea800000");

	assert_int_equal(board_interrupt(machine_board(), node, 0, &ref), 0);
	line = machine_line(&ref);
	line->sink = line_changed;
	rises = falls = 0;
	return line;
}

static void interrupt_follows_what_is_not_masked(void **state)
{
	struct machine_line *line = watch_line();

	start(2, SOURCE, DESTINATION, COPY, 16);
	assert_int_equal(wait_for(2, TFR), TFR);
	assert_int_equal(rd(RAW(TFR)), 4);
	assert_int_equal(rd(RAW(BLOCK)), 4);
	assert_int_equal(rd(STATUS(TFR)), 0);
	assert_int_equal(line->asserted, 0);
	wr(MASK(TFR), WE(4u));
	assert_int_equal(rd(STATUS(TFR)), 4);
	assert_int_equal(rd(STATUS_INT), 1u << TFR);
	assert_int_equal(line->asserted, 1);
	wr(MASK(BLOCK), WE(4u));
	assert_int_equal(rd(STATUS_INT), 1u << TFR | 1u << BLOCK);
	wr(CLEAR(TFR), 0xfb);
	assert_int_equal(rd(RAW(TFR)), 4);
	wr(CLEAR(TFR), 4);
	assert_int_equal(rd(RAW(TFR)), 0);
	assert_int_equal(line->asserted, 1);
	wr(CLEAR(BLOCK), 4);
	assert_int_equal(line->asserted, 0);
	assert_int_equal(rises, 1);
	assert_int_equal(falls, 1);
	line->sink = NULL;
}

static void a_channel_may_mask_all_its_interrupts(void **state)
{
	struct machine_line *line = watch_line();

	wr(MASK(TFR), WE(0xffu));
	start(0, SOURCE, DESTINATION, COPY & ~INT_EN, 16);
	assert_int_equal(wait_for(0, TFR), TFR);
	assert_int_equal(rd(RAW(TFR)), 1);
	assert_int_equal(rd(STATUS(TFR)), 0);
	assert_int_equal(rd(STATUS_INT), 0);
	assert_int_equal(line->asserted, 0);
	line->sink = NULL;
}

static void raw_interrupts_can_be_set_for_a_test(void **state)
{
	ch_wr(3, CTL, INT_EN);
	wr(MASK(SRC_TRAN), WE(8u));
	wr(RAW(SRC_TRAN), 8);
	assert_int_equal(rd(STATUS_INT), 1u << SRC_TRAN);
	wr(RAW(SRC_TRAN), 0);
	assert_int_equal(rd(STATUS_INT), 0);
}

static void memory_makes_no_transaction_interrupts(void **state)
{
	start(0, SOURCE, DESTINATION, COPY, 64);
	finish(0);
	assert_int_equal(rd(RAW(SRC_TRAN)), 0);
	assert_int_equal(rd(RAW(DST_TRAN)), 0);
}

/* ---- enabling, disabling, suspending -------------------------------------- */

static void nothing_starts_while_the_controller_is_off(void **state)
{
	wr(DMA_CFG, 0);
	start(0, SOURCE, DESTINATION, COPY, 16);
	assert_int_equal(rd(CH_EN), 0);
	wr(DMA_CFG, 1);
	assert_int_equal(rd(DMA_CFG), 1);
	assert_int_equal(rd(CH_EN), 0);
}

static void channel_enables_need_their_write_enables(void **state)
{
	ch_wr(0, CFG, SUSP);
	start(0, SOURCE, DESTINATION, COPY, 16);
	wr(CH_EN, 0);
	assert_int_equal(rd(CH_EN), 1);
	wr(CH_EN, 0x02);
	assert_int_equal(rd(CH_EN), 1);
	wr(CH_EN, UNSET(1u));
	assert_int_equal(rd(CH_EN), 0);
}

static void switching_the_controller_off_stops_every_channel(void **state)
{
	unsigned int n;

	for (n = 0; n < 8; n++) {
		ch_wr(n, CFG, SUSP);
		start(n, SOURCE, DESTINATION, COPY, 4095);
	}
	assert_int_equal(rd(CH_EN), 0xff);
	wr(DMA_CFG, 0);
	assert_int_equal(rd(CH_EN), 0);
	assert_int_equal(rd(RAW(TFR)), 0);
}

static void a_suspended_block_stands_still_and_goes_on(void **state)
{
	uint32_t at;

	pattern(SOURCE, 4095 * 4, 9);
	start(0, SOURCE, DESTINATION, COPY, 4095);
	exec_idle(20000);
	ch_wr(0, CFG, SUSP);
	at = ch_rd(0, SAR);
	if (!under_threads()) {
		assert_in_range(at, SOURCE + 32, SOURCE + 4095 * 4 - 32);
		assert_int_equal(at % 32, 0);
		assert_int_equal(ch_rd(0, DAR) - DESTINATION, at - SOURCE);
		assert_int_equal(ch_rd(0, CTL_HI) & 0xfff, (at - SOURCE) / 4);
		assert_int_equal(ch_rd(0, CFG) & FIFO_EMPTY, FIFO_EMPTY);
		assert_equal_memory(DESTINATION, SOURCE, at - SOURCE);
		assert_filled(DESTINATION + (at - SOURCE), 0, 64);
	}
	settle();
	assert_int_equal(ch_rd(0, SAR), at);
	ch_wr(0, CFG, 0);
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE, 4095 * 4);
}

static void a_block_that_begins_suspended_waits(void **state)
{
	pattern(SOURCE, 64, 10);
	ch_wr(0, CFG, SUSP);
	start(0, SOURCE, DESTINATION, COPY, 16);
	settle();
	assert_int_equal(rd(CH_EN), 1);
	assert_filled(DESTINATION, 0, 64);
	ch_wr(0, CFG, 0);
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE, 64);
}

static void a_disabled_channel_stops_where_it_was(void **state)
{
	uint32_t at;

	pattern(SOURCE, 4095 * 4, 11);
	start(0, SOURCE, DESTINATION, COPY, 4095);
	exec_idle(10000);
	wr(CH_EN, UNSET(1u));
	assert_int_equal(rd(CH_EN), 0);
	at = ch_rd(0, SAR) - SOURCE;
	if (!under_threads())
		assert_in_range(at, 32, 4095 * 4 - 32);
	assert_int_equal(ch_rd(0, CTL_HI) & 0xfff, at / 4);
	settle();
	assert_equal_memory(DESTINATION, SOURCE, at);
	assert_filled(DESTINATION + at, 0, 64);
	if (!under_threads())
		assert_int_equal(rd(RAW(TFR)), 0);
}

static void channels_that_start_together_go_by_priority(void **state)
{
	unsigned int n;

	/* they all write the same word: the last one to begin is the last to write */
	for (n = 0; n < 8; n++) {
		put32(SOURCE + 4 * n, 0x100 + n);
		ch_wr(n, CFG, ((n + 3) & 7) << 5);
		ch_wr(n, SAR, SOURCE + 4 * n);
		ch_wr(n, DAR, DESTINATION);
		ch_wr(n, CTL, COPY);
		ch_wr(n, CTL_HI, 1);
	}
	enable(0xff);
	for (n = 0; n < 8; n++)
		finish(n);
	/* priority 0 has channel 5 */
	assert_int_equal(get32(DESTINATION), 0x105);
}

/* ---- what goes wrong ------------------------------------------------------ */

static void nothing_there_is_an_error(void **state)
{
	start(0, NOWHERE, DESTINATION, COPY, 16);
	assert_error(0);
	assert_true(log_contains("channel 0: reading the source at 0x10000000"));
	start(0, SOURCE, NOWHERE, COPY, 16);
	assert_error(0);
	assert_true(log_contains("channel 0: writing the destination at 0x10000000"));
}

/* the address tells where, to the burst */
static void what_lies_before_an_error_is_done(void **state)
{
	pattern(MEM + MEM_SIZE - 256, 256, 12);
	start(0, MEM + MEM_SIZE - 256, DESTINATION, COPY, 128);
	assert_error(0);
	assert_int_equal(ch_rd(0, SAR), MEM + MEM_SIZE);
	assert_int_equal(ch_rd(0, DAR), DESTINATION + 256);
	assert_equal_memory(DESTINATION, MEM + MEM_SIZE - 256, 256);
	assert_filled(DESTINATION + 256, 0, 64);
}

static void an_error_interrupts(void **state)
{
	wr(MASK(ERR), WE(2u));
	start(1, NOWHERE, DESTINATION, COPY, 1);
	assert_int_equal(wait_for(1, TFR), ERR);
	assert_int_equal(rd(STATUS(ERR)), 2);
	assert_int_equal(rd(STATUS_INT), 1u << ERR);
	assert_int_equal(rd(RAW(BLOCK)), 0);
	wr(CLEAR(ERR), 2);
	assert_int_equal(rd(STATUS_INT), 0);
}

static void a_channel_works_again_after_an_error(void **state)
{
	start(0, NOWHERE, DESTINATION, COPY, 16);
	assert_error(0);
	copies_a_block(state);
}

static void refuses_blocks_that_make_no_sense(void **state)
{
	start(0, SOURCE, DESTINATION, COPY, 0);
	assert_error(0);
	assert_true(log_contains("the block has no items"));
	start(0, SOURCE + 2, DESTINATION, COPY, 16);
	assert_error(0);
	assert_true(log_contains("not a multiple of the item's width"));
	start(0, SOURCE, DESTINATION + 1, COPY, 16);
	assert_error(0);
	start(0, SOURCE, DESTINATION, M2M | SRC_WIDTH(4), 16);
	assert_error(0);
	assert_true(log_contains("items are wider than the bus"));
	start(0, SOURCE, DESTINATION, COPY | SMS(2), 16);
	assert_error(0);
	assert_true(log_contains("there is no bus master 0x3"));
	start(0, SOURCE, DESTINATION, COPY | DMS(3), 16);
	assert_error(0);
	assert_filled(DESTINATION, 0, 64);
}

static void a_channel_may_program_another(void **state)
{
	pattern(SOURCE, 64, 13);
	ch_wr(1, SAR, SOURCE);
	ch_wr(1, DAR, DESTINATION);
	ch_wr(1, CTL, COPY);
	ch_wr(1, CTL_HI, 16);
	put32(SOURCE + 0x1000, WE(2u));
	machine_grant(board.master, DW_BASE, 0x1000, MACHINE_WRITE);
	start(0, SOURCE + 0x1000, DW_BASE + CH_EN, COPY, 1);
	finish(0);
	finish(1);
	assert_equal_memory(DESTINATION, SOURCE, 64);
}

static void a_channel_may_stop_itself(void **state)
{
	put32(SOURCE, UNSET(1u));
	machine_grant(board.master, DW_BASE, 0x1000, MACHINE_WRITE);
	start(0, SOURCE, DW_BASE + CH_EN, COPY | DINC(FIX), 1000);
	settle();
	assert_int_equal(rd(CH_EN), 0);
	assert_int_equal(rd(RAW(TFR)), 0);
	copies_a_block(state);
}

static void a_channel_may_suspend_itself(void **state)
{
	put32(SOURCE, SUSP);
	machine_grant(board.master, DW_BASE, 0x1000, MACHINE_WRITE);
	start(0, SOURCE, DW_BASE + CHAN(0, CFG), COPY | DINC(FIX), 8);
	settle();
	ch_wr(0, CFG, 0);
	assert_int_equal(wait_for(0, TFR), TFR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		dw_test(identifies_itself),
		dw_test(tells_how_it_was_built),
		dw_test(tells_how_the_tree_says_it_was_built),
		dw_test(channels_start_with_their_reset_values),
		dw_test(keeps_what_is_written_to_an_idle_channel),
		dw_test(refuses_accesses_other_than_words),
		dw_test(channels_that_were_not_built_are_not_there),
		dw_test(masks_change_only_where_they_are_write_enabled),
		dw_test(a_channel_that_runs_keeps_its_registers),
		dw_test(copies_a_block),
		dw_test(copies_with_items_of_every_width),
		dw_test(a_block_that_ends_within_an_item_of_the_destination_is_finished_by_bytes),
		dw_test(copies_the_largest_block),
		dw_test(copies_on_every_channel_at_once),
		dw_test(addresses_may_decrease_or_stand_still),
		dw_test(gathers),
		dw_test(scatters),
		dw_test(gathering_goes_backwards_where_addresses_do),
		dw_test(copies_registers_item_by_item),
		dw_test(interrupt_follows_what_is_not_masked),
		dw_test(a_channel_may_mask_all_its_interrupts),
		dw_test(raw_interrupts_can_be_set_for_a_test),
		dw_test(memory_makes_no_transaction_interrupts),
		dw_test(nothing_starts_while_the_controller_is_off),
		dw_test(channel_enables_need_their_write_enables),
		dw_test(switching_the_controller_off_stops_every_channel),
		dw_test(a_suspended_block_stands_still_and_goes_on),
		dw_test(a_block_that_begins_suspended_waits),
		dw_test(a_disabled_channel_stops_where_it_was),
		dw_test(channels_that_start_together_go_by_priority),
		dw_test(nothing_there_is_an_error),
		dw_test(what_lies_before_an_error_is_done),
		dw_test(an_error_interrupts),
		dw_test(a_channel_works_again_after_an_error),
		dw_test(refuses_blocks_that_make_no_sense),
		dw_test(a_channel_may_program_another),
		dw_test(a_channel_may_stop_itself),
		dw_test(a_channel_may_suspend_itself),
	};

	return cmocka_run_group_tests_name("dw_dmac", tests, NULL, NULL);
}
