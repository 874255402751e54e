// SPDX-License-Identifier: MIT
/*
 * STM32 DMA: streams that peripherals pace, through FIFO and direct mode,
 * circular and double buffers, and flow control by the peripheral. Host side.
 */
#include "models/stm32_dma.h"

#define FULL (DMDIS | FTH(4))

/* one burst at a time, each looked at */
static void one_burst(unsigned int probe)
{
	unsigned int acks = board.probe[probe]->acks;

	want(probe, 1);
	settle();
	assert_int_equal(board.probe[probe]->acks, acks + 1);
}

/* ---- direct mode -------------------------------------------------------------------- */

static void direct_mode_stores_each_item_at_once(void **state)
{
	unsigned int i;

	route(0, REQ_P0);
	configure(0, P2M | MINC | PSIZE(2) | TCIE, 0, 4, PROBE_DATA(0), DESTINATION);
	start(0);
	for (i = 1; i <= 3; i++) {
		one_burst(0);
		assert_counts(DESTINATION, 0, 2 * i);
		assert_int_equal(st_rd(0, SNDTR), 4 - i);
		assert_int_equal(board.probe[0]->width, 2);
	}
	assert_int_equal(flags(0), HT);
	one_burst(0);
	assert_int_equal(flags(0), TC | HT);
	assert_true(irq("/soc/dma@48000000", 0));
	assert_int_equal(st_rd(0, SCR) & EN, 0);
	assert_int_equal(board.probe[0]->lasts, 1);
}

static void direct_mode_forces_size_and_bursts(void **state)
{
	configure(0, P2M | MINC | PINC | PINCOS | PSIZE(2) | MSIZE(4) | PBURST(4) | MBURST(8), 0, 4,
		  PROBE_DATA(0), DESTINATION);
	start(0);
	assert_int_equal(st_rd(0, SCR), P2M | MINC | PINC | PSIZE(2) | MSIZE(2) | EN);
}

/* As EN rises, one item is fetched; the next one is when it has been written. */
static void direct_mode_preloads_one_item(void **state)
{
	route(0, REQ_P0);
	pattern(SOURCE, 64, 1);
	configure(0, M2P | MINC | PSIZE(1), 0, 4, PROBE_DATA(0), SOURCE);
	start(0);
	settle();
	assert_int_equal(board.probe[0]->writes, 0);
	mem(SOURCE)[0] = 0xaa; /* too late */
	mem(SOURCE)[1] = 0xbb; /* in time */
	one_burst(0);
	one_burst(0);
	assert_int_equal(board.probe[0]->writes, 2);
	assert_int_not_equal(board.probe[0]->written[0], 0xaa);
	assert_int_equal(board.probe[0]->written[1], 0xbb);
	assert_int_equal(st_rd(0, SNDTR), 2);
}

/* ---- FIFO mode ------------------------------------------------------------------------- */

static void memory_is_written_at_the_threshold(void **state)
{
	static const unsigned int thresholds[] = { 1, 2, 3, 4 };
	unsigned int t, i;

	for (t = 0; t < 4; t++) {
		unsigned int bytes = thresholds[t] * 4;

		board.probe[0]->next = 0;
		memset(mem(DESTINATION), 0xee, 64);
		route(t, REQ_P0);
		configure(t, P2M | MINC | PSIZE(1) | MSIZE(1), DMDIS | FTH(thresholds[t]), 64,
			  PROBE_DATA(0), DESTINATION);
		start(t);
		for (i = 1; i < bytes; i++) {
			one_burst(0);
			assert_filled(DESTINATION, 0xee, 16);
		}
		one_burst(0);
		assert_counts(DESTINATION, 0, bytes);
		assert_filled(DESTINATION + bytes, 0xee, 16);
		assert_int_equal(st_rd(t, SNDTR), 64 - bytes);
		st_wr(t, SCR, 0);
		route(t, 0);
	}
}

static void fs_tells_the_level(void **state)
{
	static const unsigned int level[] = { 4, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3 };
	unsigned int i;

	route(0, REQ_P0);
	configure(0, P2M | MINC | PSIZE(1) | MSIZE(1), FULL, 64, PROBE_DATA(0), DESTINATION);
	start(0);
	for (i = 0; i < 16; i++) {
		assert_int_equal(FS(st_rd(0, SFCR)), level[i]);
		one_burst(0);
	}
	assert_int_equal(FS(st_rd(0, SFCR)), 4);
}

static void the_fifo_is_filled_ahead(void **state)
{
	route(0, REQ_P0);
	pattern(SOURCE, 64, 1);
	configure(0, M2P | MINC | PSIZE(1) | MSIZE(4), FULL, 64, PROBE_DATA(0), SOURCE);
	start(0);
	assert_int_equal(FS(st_rd(0, SFCR)), 5);
	memset(mem(SOURCE), 0, 16);
	one_burst(0);
	assert_int_not_equal(board.probe[0]->written[0], 0);
}

static void the_fifo_is_filled_again_at_the_threshold(void **state)
{
	unsigned int i;

	route(0, REQ_P0);
	configure(0, M2P | MINC | PSIZE(1) | MSIZE(1), DMDIS | FTH(2), 64, PROBE_DATA(0), SOURCE);
	start(0);
	for (i = 15; i > 8; i--) {
		one_burst(0);
		assert_int_equal(FS(st_rd(0, SFCR)), i / 4);
	}
	one_burst(0); /* half empty */
	assert_int_equal(FS(st_rd(0, SFCR)), 5);
}

static void no_more_is_fetched_than_there_is(void **state)
{
	route(0, REQ_P0);
	configure(0, M2P | MINC | PSIZE(1) | MSIZE(1), FULL, 10, PROBE_DATA(0), FORBIDDEN - 10);
	start(0);
	want(0, 10);
	assert_int_equal(wait_flags(0, TC | TE), TC | HT);
	assert_int_equal(board.probe[0]->writes, 10);
}

static void packs_bytes_into_words(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | PSIZE(1) | MSIZE(4), FULL, 24, PROBE_DATA(0), DESTINATION);
	start(0);
	want(0, 24);
	assert_int_equal(wait_flags(0, TC | TE | FE), TC | HT);
	assert_counts(DESTINATION, 0, 24);
	assert_filled(DESTINATION + 24, 0, 8);
	assert_int_equal(board.probe[0]->reads, 24);
}

static void unpacks_words_into_half_words(void **state)
{
	unsigned int i;

	route(0, REQ_P0);
	pattern(SOURCE, 64, 3);
	configure(0, M2P | MINC | PSIZE(2) | MSIZE(4), FULL, 12, PROBE_DATA(0), SOURCE);
	start(0);
	want(0, 12);
	assert_int_equal(wait_flags(0, TC | TE | FE), TC | HT);
	assert_int_equal(board.probe[0]->writes, 12);
	for (i = 0; i < 12; i++)
		assert_int_equal(board.probe[0]->written[i],
				 mem(SOURCE)[2 * i] | mem(SOURCE)[2 * i + 1] << 8);
}

static void a_request_moves_a_burst(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | PSIZE(1) | MSIZE(1) | PBURST(8) | MBURST(8), DMDIS | FTH(2), 32,
		  PROBE_DATA(0), DESTINATION);
	start(0);
	one_burst(0);
	assert_int_equal(board.probe[0]->reads, 8);
	assert_int_equal(st_rd(0, SNDTR), 24);
	assert_counts(DESTINATION, 0, 8);
}

static void what_is_left_of_a_burst_is_moved_in_single_mode(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | PSIZE(1) | MSIZE(1) | PBURST(4), DMDIS | FTH(1), 6,
		  PROBE_DATA(0), DESTINATION);
	start(0);
	one_burst(0);
	assert_int_equal(st_rd(0, SNDTR), 2);
	one_burst(0);
	assert_int_equal(st_rd(0, SNDTR), 1);
	one_burst(0);
	assert_int_equal(flags(0), TC | HT);
	assert_counts(DESTINATION, 0, 6);
}

/* Table "FIFO threshold configurations", and that no burst is larger than the FIFO */
static void refuses_bursts_that_do_not_fit_the_threshold(void **state)
{
	static const unsigned int sizes[] = { 1, 2, 4 }, bursts[] = { 1, 4, 8, 16 };
	unsigned int s, b, quarters;

	for (s = 0; s < 3; s++)
		for (b = 0; b < 4; b++)
			for (quarters = 1; quarters <= 4; quarters++) {
				bool allowed = bursts[b] == 1 ||
					       !(quarters * 4 % (sizes[s] * bursts[b]));

				configure(0, P2M | MINC | MSIZE(sizes[s]) | MBURST(bursts[b]),
					  DMDIS | FTH(quarters), 64, PROBE_DATA(0), DESTINATION);
				start(0);
				assert_int_equal(flags(0), allowed ? 0 : FE);
				assert_int_equal(st_rd(0, SCR) & EN, allowed);
				st_wr(0, SCR, 0);
				clear(0, FE | TC);
			}
	configure(0, P2M | MINC | PSIZE(4) | PBURST(8), FULL, 64, PROBE_DATA(0), DESTINATION);
	start(0);
	assert_int_equal(flags(0), FE);
	assert_int_equal(st_rd(0, SCR) & EN, 0);
}

static void a_fifo_error_interrupts(void **state)
{
	configure(5, P2M | MINC | MSIZE(4) | MBURST(16), FULL | FEIE, 64, PROBE_DATA(0),
		  DESTINATION);
	start(5);
	assert_true(irq("/soc/dma@48000000", 5));
	clear(5, FE);
	assert_false(irq("/soc/dma@48000000", 5));
}

static void three_quarters_and_a_fifo_full_of_burst_is_an_overrun(void **state)
{
	configure(0, P2M | MINC | PSIZE(4) | MSIZE(4) | PBURST(4), DMDIS | FTH(3), 64,
		  PROBE_DATA(0), DESTINATION);
	start(0);
	assert_int_equal(flags(0), FE);
	assert_int_equal(st_rd(0, SCR) & EN, EN);
}

/* 12 bytes below the threshold, and a burst of 8 on top: data is not lost */
static void an_overrun_loses_nothing(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | PSIZE(2) | MSIZE(2) | PBURST(4), FULL, 14, PROBE_DATA(0),
		  DESTINATION);
	start(0);
	want(0, 14);
	settle();
	assert_int_equal(flags(0) & TC, TC);
	assert_counts(DESTINATION, 0, 28);
}

/* ---- stopped by software ------------------------------------------------------------------ */

static void stopping_flushes_the_fifo(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | PSIZE(1) | MSIZE(1), FULL, 64, PROBE_DATA(0), DESTINATION);
	start(0);
	want(0, 5);
	settle();
	assert_filled(DESTINATION, 0, 16);
	st_wr(0, SCR, st_rd(0, SCR) & ~EN);
	settle();
	assert_int_equal(st_rd(0, SCR) & EN, 0);
	assert_int_equal(flags(0), TC);
	assert_int_equal(st_rd(0, SNDTR), 59);
	assert_counts(DESTINATION, 0, 5);
}

static void a_stopped_stream_serves_no_request(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC, 0, 64, PROBE_DATA(0), DESTINATION);
	start(0);
	st_wr(0, SCR, st_rd(0, SCR) & ~EN);
	want(0, 5);
	settle();
	assert_int_equal(board.probe[0]->reads, 0);
	assert_int_equal(st_rd(0, SNDTR), 64);
	start(0);
	settle();
	assert_int_equal(board.probe[0]->reads, 5);
}

/* ---- circular and double buffers ------------------------------------------------------------ */

static void circular_mode_begins_anew(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | CIRC | HTIE | TCIE, 0, 4, PROBE_DATA(0), DESTINATION);
	start(0);
	want(0, 4);
	settle();
	assert_int_equal(flags(0), TC | HT);
	assert_int_equal(st_rd(0, SCR) & EN, EN);
	assert_int_equal(st_rd(0, SNDTR), 4);
	clear(0, TC | HT);
	want(0, 2);
	settle();
	assert_int_equal(flags(0), HT);
	assert_counts(DESTINATION, 4, 2);
	assert_counts(DESTINATION + 2, 2, 2);
	assert_int_equal(board.probe[0]->lasts, 0);
}

static void circular_mode_reads_the_same_again(void **state)
{
	unsigned int i;

	route(0, REQ_P0);
	pattern(SOURCE, 64, 5);
	configure(0, M2P | MINC | CIRC | PSIZE(1) | MSIZE(4), FULL, 32, PROBE_DATA(0), SOURCE);
	start(0);
	want(0, 80);
	settle();
	assert_int_equal(board.probe[0]->writes, 80);
	for (i = 0; i < 80; i++)
		assert_int_equal(board.probe[0]->written[i], mem(SOURCE)[i % 32]);
	assert_int_equal(st_rd(0, SNDTR), 16);
}

static void double_buffers_take_turns(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | DBM, 0, 8, PROBE_DATA(0), DESTINATION);
	st_wr(0, SM1AR, DESTINATION + 0x100);
	start(0);
	assert_int_equal(st_rd(0, SCR) & (CIRC | CT), CIRC);
	want(0, 8);
	settle();
	assert_int_equal(st_rd(0, SCR) & CT, CT);
	assert_int_equal(flags(0), TC | HT);
	clear(0, TC | HT);
	want(0, 8);
	settle();
	assert_int_equal(st_rd(0, SCR) & CT, 0);
	want(0, 4);
	settle();
	assert_counts(DESTINATION, 16, 4);
	assert_counts(DESTINATION + 4, 4, 4);
	assert_counts(DESTINATION + 0x100, 8, 8);
}

static void double_buffers_may_begin_with_the_second(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | DBM | CT, 0, 4, PROBE_DATA(0), DESTINATION);
	st_wr(0, SM1AR, DESTINATION + 0x100);
	start(0);
	want(0, 4);
	settle();
	assert_counts(DESTINATION + 0x100, 0, 4);
	assert_int_equal(st_rd(0, SCR) & CT, 0);
}

static void the_idle_buffer_may_be_replaced(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | DBM, 0, 4, PROBE_DATA(0), DESTINATION);
	st_wr(0, SM1AR, DESTINATION + 0x100);
	start(0);
	st_wr(0, SM1AR, DESTINATION + 0x200);
	want(0, 8);
	settle();
	assert_counts(DESTINATION + 0x200, 4, 4);
	assert_int_equal(flags(0) & TE, 0);
}

static void replacing_the_target_is_a_transfer_error(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | DBM, 0, 4, PROBE_DATA(0), DESTINATION);
	start(0);
	st_wr(0, SM0AR, DESTINATION + 0x200);
	assert_int_equal(flags(0), TE);
	assert_int_equal(st_rd(0, SCR) & EN, 0);
	assert_int_equal(st_rd(0, SM0AR), DESTINATION);
	assert_true(log_contains("while it is the target"));
}

/* ---- the peripheral as flow controller --------------------------------------------------------- */

static void pfctrl_counts_down_from_the_top(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | PFCTRL | CIRC | PSIZE(4) | MSIZE(4), 0, 1, PROBE_DATA(0),
		  DESTINATION);
	start(0);
	assert_int_equal(st_rd(0, SNDTR), 0xffff);
	assert_int_equal(st_rd(0, SCR) & CIRC, 0);
	want(0, 5);
	settle();
	assert_int_equal(st_rd(0, SNDTR), 0xffff - 5);
	assert_int_equal(flags(0), 0);
}

static void pfctrl_ends_with_the_last_burst(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC | PFCTRL | PSIZE(1) | MSIZE(1), FULL, 1, PROBE_DATA(0),
		  DESTINATION);
	start(0);
	want(0, 5);
	settle();
	wr(board.probe_regs[0], P_LAST, 1);
	want(0, 1);
	settle();
	assert_int_equal(flags(0) & TC, TC);
	assert_int_equal(st_rd(0, SCR) & EN, 0);
	assert_int_equal(0xffff - st_rd(0, SNDTR), 6);
	assert_counts(DESTINATION, 0, 6);
}

static void pfctrl_fetches_no_more_than_is_asked_for(void **state)
{
	route(0, REQ_P0);
	configure(0, M2P | MINC | PFCTRL | PSIZE(1) | MSIZE(1), FULL, 1, PROBE_DATA(0),
		  FORBIDDEN - 3);
	start(0);
	want(0, 2);
	settle();
	wr(board.probe_regs[0], P_LAST, 1);
	want(0, 1);
	settle();
	assert_int_equal(flags(0), TC);
	assert_int_equal(board.probe[0]->writes, 3);
}

static void others_do_not_care_about_a_last_burst(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC, 0, 8, PROBE_DATA(0), DESTINATION);
	start(0);
	wr(board.probe_regs[0], P_LAST, 1);
	want(0, 4);
	settle();
	assert_int_equal(st_rd(0, SCR) & EN, EN);
	assert_int_equal(st_rd(0, SNDTR), 4);
}

/* ---- errors ------------------------------------------------------------------------------------ */

static void a_peripheral_that_is_not_there_is_a_transfer_error(void **state)
{
	route(0, REQ_P0);
	configure(0, P2M | MINC, 0, 8, NOWHERE, DESTINATION);
	start(0);
	want(0, 1);
	settle();
	assert_int_equal(flags(0), TE);
	assert_int_equal(board.probe[0]->acks, 0);
}

static void prefetch_from_forbidden_memory_is_a_transfer_error(void **state)
{
	configure(0, M2P | MINC, FULL, 8, PROBE_DATA(0), FORBIDDEN);
	start(0);
	assert_int_equal(flags(0), TE);
	assert_int_equal(st_rd(0, SCR) & EN, 0);
}

/* ---- TCIF and the MDMA ---------------------------------------------------------------------------- */

static void tcif_is_a_request_to_the_mdma(void **state)
{
	/* MDMA channel 0: a word of memory for request 11, stream 3 of DMA2 */
	put32(SOURCE, 0x12345678);
	wr(board.mdma, 0x50, 2 | 2 << 2 | 2 << 4 | 2 << 6 | 2 << 8 | 2 << 10 | 3 << 18);
	wr(board.mdma, 0x54, 4);
	wr(board.mdma, 0x58, SOURCE);
	wr(board.mdma, 0x5c, DESTINATION);
	wr(board.mdma, 0x68, 11);
	wr(board.mdma, 0x4c, 1);
	settle();
	assert_filled(DESTINATION, 0, 4);
	wr(board.dma[1] + 3 * 0x18, SNDTR, 4);
	wr(board.dma[1] + 3 * 0x18, SPAR, SOURCE);
	wr(board.dma[1] + 3 * 0x18, SM0AR, DESTINATION + 0x100);
	wr(board.dma[1] + 3 * 0x18, SCR, M2M | PINC | MINC | EN);
	settle();
	assert_equal_memory(DESTINATION, SOURCE, 4);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		stm32_test(direct_mode_stores_each_item_at_once),
		stm32_test(direct_mode_forces_size_and_bursts),
		stm32_test(direct_mode_preloads_one_item),
		stm32_test(memory_is_written_at_the_threshold),
		stm32_test(fs_tells_the_level),
		stm32_test(the_fifo_is_filled_ahead),
		stm32_test(the_fifo_is_filled_again_at_the_threshold),
		stm32_test(no_more_is_fetched_than_there_is),
		stm32_test(packs_bytes_into_words),
		stm32_test(unpacks_words_into_half_words),
		stm32_test(a_request_moves_a_burst),
		stm32_test(what_is_left_of_a_burst_is_moved_in_single_mode),
		stm32_test(refuses_bursts_that_do_not_fit_the_threshold),
		stm32_test(a_fifo_error_interrupts),
		stm32_test(three_quarters_and_a_fifo_full_of_burst_is_an_overrun),
		stm32_test(an_overrun_loses_nothing),
		stm32_test(stopping_flushes_the_fifo),
		stm32_test(a_stopped_stream_serves_no_request),
		stm32_test(circular_mode_begins_anew),
		stm32_test(circular_mode_reads_the_same_again),
		stm32_test(double_buffers_take_turns),
		stm32_test(double_buffers_may_begin_with_the_second),
		stm32_test(the_idle_buffer_may_be_replaced),
		stm32_test(replacing_the_target_is_a_transfer_error),
		stm32_test(pfctrl_counts_down_from_the_top),
		stm32_test(pfctrl_ends_with_the_last_burst),
		stm32_test(pfctrl_fetches_no_more_than_is_asked_for),
		stm32_test(others_do_not_care_about_a_last_burst),
		stm32_test(a_peripheral_that_is_not_there_is_a_transfer_error),
		stm32_test(prefetch_from_forbidden_memory_is_a_transfer_error),
		stm32_test(tcif_is_a_request_to_the_mdma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
