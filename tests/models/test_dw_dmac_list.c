// SPDX-License-Identifier: MIT
/* DesignWare AHB DMA controller: linked lists and blocks that follow one another. Host side. */
#include "models/dw.h"

#define WORDS	(DST_WIDTH(2) | SRC_WIDTH(2))
#define COPY	(M2M | INT_EN | WORDS)
#define CHAINED (COPY | LLP_BOTH)

/* A transfer whose blocks are all in a list. */
static void start_list(unsigned int n, uint32_t llp)
{
	ch_wr(n, LLP, llp);
	ch_wr(n, CTL, LLP_BOTH);
	ch_wr(n, CTL_HI, 0);
	enable(1u << n);
}

/* the table's row 10 */
static void follows_a_list(void **state)
{
	pattern(SOURCE, 4096, 1);
	lli(0, SOURCE, DESTINATION, CHAINED, 16, LLI(5));
	lli(5, SOURCE + 1000, DESTINATION + 64, CHAINED, 3, LLI(2));
	lli(2, SOURCE + 2048, DESTINATION + 128, COPY, 100, 0);
	start_list(0, LLI(0));
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE, 64);
	assert_equal_memory(DESTINATION + 64, SOURCE + 1000, 12);
	assert_filled(DESTINATION + 76, 0, 52);
	assert_equal_memory(DESTINATION + 128, SOURCE + 2048, 400);
	assert_filled(DESTINATION + 528, 0, 64);
	assert_int_equal(ch_rd(0, LLP), 0);
	assert_int_equal(ch_rd(0, CTL), COPY);
}

static void registers_show_the_item_under_way(void **state)
{
	lli(0, SOURCE, DESTINATION, CHAINED, 16, LLI(1));
	lli(1, SOURCE + 256, DESTINATION + 256, COPY, 16, 0x1234500);
	ch_wr(0, CFG, SUSP);
	start_list(0, LLI(0));
	assert_int_equal(ch_rd(0, LLP), LLI(1));
	assert_int_equal(ch_rd(0, SAR), SOURCE);
	assert_int_equal(ch_rd(0, DAR), DESTINATION);
	assert_int_equal(ch_rd(0, CTL), CHAINED);
	assert_int_equal(ch_rd(0, CTL_HI), 0);
	ch_wr(0, CFG, 0);
	finish(0);
	assert_int_equal(ch_rd(0, LLP), 0x1234500);
}

static void tells_in_the_list_what_is_done(void **state)
{
	lli(0, SOURCE, DESTINATION, CHAINED, 16, LLI(1));
	lli(1, SOURCE, DESTINATION, COPY, 7, 0);
	start_list(0, LLI(0));
	finish(0);
	assert_int_equal(get32(LLI(0) + 16), DONE | 16);
	assert_int_equal(get32(LLI(1) + 16), DONE | 7);
	/* and nothing else */
	assert_int_equal(get32(LLI(0)), SOURCE);
	assert_int_equal(get32(LLI(0) + 12), CHAINED);
	assert_int_equal(get32(LLI(0) + 20), 0xdeadbeef);
	assert_int_equal(get32(LLI(0) + 24), 0xdeadbeef);
}

static void writes_status_back_where_it_is_wanted(void **state)
{
	put32(SOURCE + 0x1000, 0x11111111);
	put32(SOURCE + 0x1004, 0x22222222);
	ch_wr(0, SSTATAR, SOURCE + 0x1000);
	ch_wr(0, DSTATAR, SOURCE + 0x1004);
	ch_wr(0, CFG_HI, SS_UPD);
	lli(0, SOURCE, DESTINATION, COPY, 4, 0);
	start_list(0, LLI(0));
	finish(0);
	assert_int_equal(ch_rd(0, SSTAT), 0x11111111);
	assert_int_equal(ch_rd(0, DSTAT), 0);
	assert_int_equal(get32(LLI(0) + 20), 0x11111111);
	assert_int_equal(get32(LLI(0) + 24), 0xdeadbeef);
	ch_wr(0, CFG_HI, DS_UPD);
	start_list(0, LLI(0));
	finish(0);
	assert_int_equal(ch_rd(0, DSTAT), 0x22222222);
	assert_int_equal(get32(LLI(0) + 24), 0x22222222);
}

/* LLP other than 0, but no chaining: the table's row 5 */
static void one_block_with_write_back(void **state)
{
	pattern(SOURCE, 64, 2);
	lli(3, 0, 0, 0, 0, 0);
	ch_wr(0, LLP, LLI(3));
	start(0, SOURCE, DESTINATION, COPY, 16);
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE, 64);
	assert_int_equal(get32(LLI(3) + 16), DONE | 16);
}

static void chaining_without_a_list_is_one_block(void **state)
{
	pattern(SOURCE, 64, 3);
	ch_wr(0, LLP, 0);
	start(0, SOURCE, DESTINATION, CHAINED, 16);
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE, 64);
}

static void every_block_raises_its_interrupt(void **state)
{
	lli(0, SOURCE, DESTINATION, CHAINED, 16, LLI(1));
	/* the second one waits for a request that nobody makes */
	lli(1, SOURCE, PORT_BASE(0), M2P | WORDS | DINC(FIX) | INT_EN, 16, 0);
	start_list(0, LLI(0));
	assert_int_equal(wait_for(0, BLOCK), BLOCK);
	assert_int_equal(rd(RAW(TFR)), 0);
	assert_int_equal(rd(CH_EN), 1);
	wr(CH_EN, UNSET(1u));
}

static void a_list_may_leave_one_address_contiguous(void **state)
{
	/* row 6: the destination's is in the list */
	pattern(SOURCE, 512, 4);
	lli(0, 0x1234, DESTINATION, (COPY | LLP_DST), 16, LLI(1));
	lli(1, 0x1234, DESTINATION + 256, COPY, 16, 0);
	ch_wr(0, SAR, SOURCE);
	ch_wr(0, LLP, LLI(0));
	ch_wr(0, CTL, LLP_DST);
	enable(1);
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE, 64);
	assert_equal_memory(DESTINATION + 256, SOURCE + 64, 64);
	/* row 8: the source's */
	lli(0, SOURCE + 256, 0x1234, (COPY | LLP_SRC), 8, LLI(1));
	lli(1, SOURCE, 0x1234, COPY, 8, 0);
	ch_wr(0, DAR, DESTINATION + 512);
	ch_wr(0, LLP, LLI(0));
	ch_wr(0, CTL, LLP_SRC);
	enable(1);
	finish(0);
	assert_equal_memory(DESTINATION + 512, SOURCE + 256, 32);
	assert_equal_memory(DESTINATION + 544, SOURCE, 32);
}

static void a_list_may_reload_one_address(void **state)
{
	/* row 7: the source's is reloaded */
	pattern(SOURCE, 512, 5);
	lli(0, 0, DESTINATION, (COPY | LLP_DST) & ~INT_EN, 16, LLI(1));
	lli(1, 0, DESTINATION + 256, COPY, 16, 0);
	ch_wr(0, CFG, RELOAD_SRC);
	ch_wr(0, SAR, SOURCE);
	ch_wr(0, LLP, LLI(0));
	ch_wr(0, CTL, LLP_DST);
	wr(MASK(BLOCK), WE(1u));
	enable(1);
	/* the last block has to be told that it is: it reloads otherwise, and has an interrupt to
	 * stall with */
	assert_int_equal(wait_for(0, BLOCK), BLOCK);
	settle();
	assert_equal_memory(DESTINATION, SOURCE, 64);
	assert_equal_memory(DESTINATION + 256, SOURCE, 64);
	assert_int_equal(rd(CH_EN), 1);
	wr(CH_EN, UNSET(1u));
}

static void reloads_both_addresses_until_told_otherwise(void **state)
{
	unsigned int i;

	wr(MASK(BLOCK), WE(1u));
	ch_wr(0, CFG, RELOAD_SRC | RELOAD_DST);
	put32(SOURCE, 1);
	start(0, SOURCE, DESTINATION, COPY, 1);
	for (i = 1; i < 5; i++) {
		assert_int_equal(wait_for(0, BLOCK), BLOCK);
		assert_int_equal(get32(DESTINATION), i);
		/* it waits until somebody has seen to it */
		settle();
		assert_int_equal(rd(RAW(TFR)), 0);
		put32(SOURCE, i + 1);
		if (i == 4)
			ch_wr(0, CFG, 0);
		wr(CLEAR(BLOCK), 1);
	}
	finish(0);
	assert_int_equal(get32(DESTINATION), 5);
	assert_int_equal(ch_rd(0, SAR), SOURCE + 4);
}

static void does_not_wait_where_the_block_interrupt_is_masked(void **state)
{
	ch_wr(0, CFG, RELOAD_SRC | RELOAD_DST);
	put32(SOURCE, 1);
	start(0, SOURCE, DESTINATION, COPY, 1);
	assert_int_equal(wait_for(0, BLOCK), BLOCK);
	put32(SOURCE, 2);
	settle();
	rd(CH_EN);
	assert_int_equal(get32(DESTINATION), 2);
	ch_wr(0, CFG, 0);
	finish(0);
}

static void reloads_one_address_and_goes_on_with_the_other(void **state)
{
	unsigned int i;

	wr(MASK(BLOCK), WE(3u));
	pattern(SOURCE, 256, 6);
	ch_wr(0, CFG, RELOAD_SRC);
	start(0, SOURCE, DESTINATION, COPY, 4);
	ch_wr(1, CFG, RELOAD_DST);
	start(1, SOURCE, DESTINATION + 1024, COPY, 4);
	for (i = 0; i < 3; i++) {
		assert_int_equal(wait_for(0, BLOCK), BLOCK);
		assert_int_equal(wait_for(1, BLOCK), BLOCK);
		assert_equal_memory(DESTINATION + 16 * i, SOURCE, 16);
		assert_equal_memory(DESTINATION + 1024, SOURCE + 16 * i, 16);
		if (i == 1) {
			ch_wr(0, CFG, 0);
			ch_wr(1, CFG, 0);
		}
		wr(CLEAR(BLOCK), 3);
	}
	finish(0);
	finish(1);
	assert_filled(DESTINATION + 48, 0, 64);
	assert_filled(DESTINATION + 1040, 0, 64);
}

static void a_ring_goes_round_until_it_is_disabled(void **state)
{
	unsigned int i;

	lli(0, SOURCE, DESTINATION, CHAINED, 1, LLI(1));
	lli(1, SOURCE + 4, DESTINATION + 4, CHAINED, 1, LLI(0));
	start_list(0, LLI(0));
	for (i = 1; i < 20; i++) {
		put32(SOURCE, i);
		put32(SOURCE + 4, i * 100);
		settle();
		rd(CH_EN);
		assert_int_equal(get32(DESTINATION), i);
		assert_int_equal(get32(DESTINATION + 4), i * 100);
	}
	assert_int_equal(rd(RAW(TFR)), 0);
	wr(CH_EN, UNSET(1u));
	assert_int_equal(rd(CH_EN), 0);
	put32(SOURCE, 0);
	settle();
	assert_int_equal(get32(DESTINATION), 19);
}

/* an item that leads to itself */
static void a_ring_of_one_lets_others_run(void **state)
{
	pattern(SOURCE + 4096, 4096, 7);
	lli(0, SOURCE, DESTINATION, CHAINED & ~INT_EN, 1, LLI(0));
	start_list(0, LLI(0));
	start(1, SOURCE + 4096, DESTINATION + 4096, COPY, 1024);
	finish(1);
	assert_equal_memory(DESTINATION + 4096, SOURCE + 4096, 4096);
	assert_int_equal(rd(CH_EN), 1);
	wr(CH_EN, UNSET(1u));
}

static void an_item_nowhere_is_an_error(void **state)
{
	start_list(0, NOWHERE);
	assert_error(0);
	assert_true(log_contains("channel 0: cannot read the linked list item at 0x10000000"));
	lli(0, SOURCE, DESTINATION, CHAINED, 16, NOWHERE);
	start_list(0, LLI(0));
	assert_error(0);
	/* the block before it is done */
	assert_int_equal(rd(RAW(BLOCK)), 1);
	assert_int_equal(get32(LLI(0) + 16), DONE | 16);
}

static void an_item_that_makes_no_sense_is_an_error(void **state)
{
	lli(0, SOURCE + 1, DESTINATION, CHAINED, 16, 0);
	start_list(0, LLI(0));
	assert_error(0);
	lli(0, SOURCE, DESTINATION, CHAINED, 0, 0);
	start_list(0, LLI(0));
	assert_error(0);
	lli(0, SOURCE, DESTINATION, CHAINED | SRC_WIDTH(5), 16, 0);
	start_list(0, LLI(0));
	assert_error(0);
	start_list(0, LLI(0) | 3);
	assert_error(0);
	assert_true(log_contains("there is no bus master 0x4"));
	assert_int_equal(rd(RAW(BLOCK)), 0);
}

static void a_list_that_cannot_be_written_is_an_error(void **state)
{
	uint32_t rom = MEM + MEM_SIZE;

	machine_grant(board.master, rom, 0x1000, MACHINE_READ);
	memset(mem(rom), 0, 32);
	put32(rom, SOURCE);
	put32(rom + 4, DESTINATION);
	put32(rom + 12, COPY);
	put32(rom + 16, 16);
	start_list(0, rom);
	assert_error(0);
	assert_true(log_contains("writing a linked list item"));
}

static void status_that_cannot_be_read_is_an_error(void **state)
{
	ch_wr(0, SSTATAR, NOWHERE);
	ch_wr(0, CFG_HI, SS_UPD);
	lli(0, SOURCE, DESTINATION, COPY, 16, 0);
	start_list(0, LLI(0));
	assert_error(0);
}

/* ---- without multi-block transfers ---------------------------------------- */

static uint32_t small_rd(unsigned int n, unsigned int reg)
{
	return machine_mmio_read(board.small + CHAN(n, reg), 4);
}

static void small_wr(unsigned int n, unsigned int reg, uint32_t value)
{
	machine_mmio_write(board.small + CHAN(n, reg), 4, value);
}

static void a_channel_without_multi_block_has_no_list(void **state)
{
	small_wr(0, LLP, LLI(0));
	assert_int_equal(small_rd(0, LLP), 0);
	small_wr(0, CTL, CHAINED);
	assert_int_equal(small_rd(0, CTL), COPY);
	small_wr(0, CFG, RELOAD_SRC | RELOAD_DST);
	assert_int_equal(small_rd(0, CFG), FIFO_EMPTY);
}

static void a_channel_without_multi_block_does_single_blocks(void **state)
{
	unsigned int i;

	pattern(SOURCE, 4096, 8);
	machine_mmio_write(board.small + DMA_CFG, 4, 1);
	small_wr(3, SAR, SOURCE);
	small_wr(3, DAR, DESTINATION);
	small_wr(3, CTL, CHAINED);
	small_wr(3, CTL_HI, 0xfff);
	assert_int_equal(small_rd(3, CTL_HI), 1023);
	machine_mmio_write(board.small + CH_EN, 4, WE(8u));
	for (i = 0; i < 1000 && machine_mmio_read(board.small + CH_EN, 4); i++)
		settle();
	assert_int_equal(machine_mmio_read(board.small + RAW(TFR), 4), 8);
	assert_equal_memory(DESTINATION, SOURCE, 4092);
	assert_filled(DESTINATION + 4092, 0, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		dw_test(follows_a_list),
		dw_test(registers_show_the_item_under_way),
		dw_test(tells_in_the_list_what_is_done),
		dw_test(writes_status_back_where_it_is_wanted),
		dw_test(one_block_with_write_back),
		dw_test(chaining_without_a_list_is_one_block),
		dw_test(every_block_raises_its_interrupt),
		dw_test(a_list_may_leave_one_address_contiguous),
		dw_test(a_list_may_reload_one_address),
		dw_test(reloads_both_addresses_until_told_otherwise),
		dw_test(does_not_wait_where_the_block_interrupt_is_masked),
		dw_test(reloads_one_address_and_goes_on_with_the_other),
		dw_test(a_ring_goes_round_until_it_is_disabled),
		dw_test(a_ring_of_one_lets_others_run),
		dw_test(an_item_nowhere_is_an_error),
		dw_test(an_item_that_makes_no_sense_is_an_error),
		dw_test(a_list_that_cannot_be_written_is_an_error),
		dw_test(status_that_cannot_be_read_is_an_error),
		dw_test(a_channel_without_multi_block_has_no_list),
		dw_test(a_channel_without_multi_block_does_single_blocks),
	};

	return cmocka_run_group_tests_name("dw_dmac_list", tests, NULL, NULL);
}
