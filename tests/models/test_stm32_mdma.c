// SPDX-License-Identifier: MIT
/*
 * STM32 MDMA: registers, software requests, blocks and repeated blocks,
 * hardware requests, and stopping. Lists are in test_stm32_mdma_list.c, what
 * happens to data in test_stm32_mdma_data.c. Host side.
 */
#include "models/stm32_mdma.h"

/* ---- registers ------------------------------------------------------------------- */

static void resets_as_the_manual_says(void **state)
{
	unsigned int n, reg;

	assert_int_equal(rd(board.mdma, GISR0), 0);
	for (n = 0; n < 32; n++)
		for (reg = CISR; reg <= CMDR; reg += 4)
			assert_int_equal(ch_rd(n, reg), 0);
}

static void keeps_what_may_be_written(void **state)
{
	ch_wr(31, CCR, 0xfffefffe);
	assert_int_equal(ch_rd(31, CCR), 0x70fe);
	ch_wr(31, CTCR, 0xffffffff);
	assert_int_equal(ch_rd(31, CTCR), 0xffffffff);
	ch_wr(31, CBNDTR, 0xfffcffff);
	assert_int_equal(ch_rd(31, CBNDTR), 0xfffcffff);
	ch_wr(31, CTBR, 0xffffffff);
	assert_int_equal(ch_rd(31, CTBR), 0x3003f);
	ch_wr(31, CISR, 0xffffffff);
	assert_int_equal(ch_rd(31, CISR), 0);
	ch_wr(31, CESR, 0xffffffff);
	assert_int_equal(ch_rd(31, CESR), 0);
	assert_int_equal(ch_rd(30, CTCR), 0);
}

static void a_block_has_64_kib_at_most(void **state)
{
	ch_wr(0, CBNDTR, 0x1ffff);
	assert_int_equal(ch_rd(0, CBNDTR), 0x10000);
}

static void takes_bytes_and_half_words(void **state)
{
	ch_wr(1, CSAR, 0x11223344);
	machine_mmio_write(board.mdma + 0x40 + 0x40 + CSAR + 1, 1, 0x55);
	machine_mmio_write(board.mdma + 0x40 + 0x40 + CSAR + 2, 2, 0x6677);
	assert_int_equal(ch_rd(1, CSAR), 0x66775544);
	assert_int_equal(machine_mmio_read(board.mdma + 0x40 + 0x40 + CSAR + 2, 2), 0x6677);
}

static void protects_its_configuration_while_enabled(void **state)
{
	unsigned int reg;

	setup(3, BYTES, SOURCE, DESTINATION, 64);
	ch_wr(3, CTBR, 5);
	ch_wr(3, CCR, EN);
	for (reg = CTCR; reg <= CMDR; reg += 4)
		ch_wr(3, reg, 0xffffffff);
	assert_int_equal(ch_rd(3, CTCR), BYTES);
	assert_int_equal(ch_rd(3, CBNDTR), 64);
	assert_int_equal(ch_rd(3, CSAR), SOURCE);
	assert_int_equal(ch_rd(3, CDAR), DESTINATION);
	assert_int_equal(ch_rd(3, CTBR), 5);
	assert_int_equal(ch_rd(3, CLAR), 0);
	ch_wr(3, CCR, EN | PL(3) | WEX | IE_ALL);
	assert_int_equal(ch_rd(3, CCR), EN | IE_ALL);
}

static void interrupts_follow_enabled_flags(void **state)
{
	setup(9, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 64);
	assert_int_equal(run(9), CTCIF | BTIF | TCIF);
	ch_wr(9, CIFCR, 0);
	setup(9, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 64);
	ch_wr(9, CCR, EN | CTCIE);
	ch_wr(9, CCR, EN | CTCIE | SWRQ);
	settle();
	assert_int_equal(rd(board.mdma, GISR0), 1 << 9);
	assert_true(irq("/soc/mdma@58000000", 0));
	ch_wr(9, CIFCR, BTIF | TCIF);
	assert_int_equal(rd(board.mdma, GISR0), 1 << 9);
	ch_wr(9, CIFCR, CTCIF);
	assert_int_equal(rd(board.mdma, GISR0), 0);
	assert_false(irq("/soc/mdma@58000000", 0));
}

/* ---- software requests ---------------------------------------------------------------- */

static void a_request_moves_a_buffer(void **state)
{
	pattern(SOURCE, 256, 1);
	setup(0, BYTES | SWRM | TLEN(100), SOURCE, DESTINATION, 250);
	ch_wr(0, CCR, EN);
	settle();
	assert_filled(DESTINATION, 0, 4);
	request(0);
	settle();
	assert_int_equal(ch_rd(0, CISR), TCIF);
	assert_int_equal(ch_rd(0, CBNDTR), 150);
	assert_int_equal(ch_rd(0, CSAR), SOURCE + 100);
	assert_int_equal(ch_rd(0, CDAR), DESTINATION + 100);
	assert_equal_memory(DESTINATION, SOURCE, 100);
	assert_filled(DESTINATION + 100, 0, 100);
	request(0);
	settle();
	request(0);
	settle();
	assert_int_equal(ch_rd(0, CISR), TCIF | BTIF | CTCIF);
	assert_int_equal(ch_rd(0, CBNDTR), 0);
	assert_int_equal(ch_rd(0, CCR) & EN, 0);
	assert_equal_memory(DESTINATION, SOURCE, 250);
	assert_filled(DESTINATION + 250, 0, 16);
}

static void a_request_moves_a_block(void **state)
{
	pattern(SOURCE, 65536, 2);
	setup(0, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 65536);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_equal_memory(DESTINATION, SOURCE, 65536);
	assert_int_equal(ch_rd(0, CSAR), SOURCE + 65536);
	assert_int_equal(ch_rd(0, CDAR), DESTINATION + 65536);
}

static void a_request_is_active_until_it_is_served(void **state)
{
	need_virtual_time();
	setup(0, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 65536);
	ch_wr(0, CCR, EN);
	assert_int_equal(ch_rd(0, CISR), 0);
	request(0);
	assert_int_equal(ch_rd(0, CISR) & (CRQA | CTCIF), CRQA);
	settle();
	settle();
	assert_int_equal(ch_rd(0, CISR) & (CRQA | CTCIF), CTCIF);
}

static void hardware_mode_takes_no_software_request(void **state)
{
	setup(0, BYTES | TRGM(BLOCK), SOURCE, DESTINATION, 64);
	ch_wr(0, CTBR, 5);
	ch_wr(0, CCR, EN);
	request(0);
	settle();
	assert_int_equal(ch_rd(0, CISR), 0);
}

static void a_request_needs_an_enabled_channel(void **state)
{
	setup(0, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 64);
	request(0);
	settle();
	assert_int_equal(ch_rd(0, CISR), 0);
	ch_wr(0, CCR, EN | SWRQ);
	settle();
	assert_int_equal(ch_rd(0, CISR), CTCIF | BTIF | TCIF);
}

static void a_request_for_no_bytes_is_said_to_be_one(void **state)
{
	setup(0, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 0);
	ch_wr(0, CCR, EN | SWRQ);
	settle();
	assert_int_equal(ch_rd(0, CISR), CRQA);
	assert_int_equal(ch_rd(0, CCR), EN);
	assert_true(log_contains("BNDT is 0"));
	ch_wr(0, CCR, 0);
	assert_int_equal(ch_rd(0, CISR), CTCIF);
}

static void all_channels_move_at_once(void **state)
{
	unsigned int n;

	pattern(SOURCE, 32 * 4096, 3);
	for (n = 0; n < 32; n++) {
		setup(n, BYTES | SWRM | TRGM(BLOCK), SOURCE + 4096 * n, DESTINATION + 4096 * n, 4096);
		ch_wr(n, CCR, EN | CTCIE | SWRQ);
	}
	settle();
	assert_int_equal(rd(board.mdma, GISR0), 0xffffffff);
	assert_equal_memory(DESTINATION, SOURCE, 32 * 4096);
}

static void bndt_goes_down_as_it_moves(void **state)
{
	unsigned int before = 65536, now, seen = 0;

	need_virtual_time();
	pattern(SOURCE, 65536, 4);
	setup(0, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 65536);
	ch_wr(0, CCR, EN | SWRQ);
	do {
		now = ch_rd(0, CBNDTR);
		assert_true(now <= before);
		assert_equal_memory(DESTINATION, SOURCE, 65536 - now);
		seen += now != before;
		before = now;
		exec_idle(20000);
	} while (now);
	assert_true(seen > 10);
}

static void takes_its_time(void **state)
{
	uint64_t began;

	setup(0, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 10000);
	began = exec_now();
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_true(exec_now() - began >= 10000 * 2 * 5);
}

/* Every buffer interrupts, so none may be left out. */
static void buffers_may_interrupt(void **state)
{
	unsigned int buffers = 0;

	setup(0, BYTES | SWRM | TRGM(BLOCK) | TLEN(64), SOURCE, DESTINATION, 640);
	ch_wr(0, CCR, EN | TCIE | SWRQ);
	while (!(ch_rd(0, CISR) & CTCIF)) {
		if (rd(board.mdma, GISR0)) {
			ch_wr(0, CIFCR, TCIF);
			buffers++;
		}
		exec_idle(100);
	}
	if (!under_threads())
		assert_int_equal(buffers + !!(ch_rd(0, CISR) & TCIF), 10);
}

/* ---- repeated blocks ---------------------------------------------------------------------- */

static void repeats_blocks_with_a_step_between(void **state)
{
	unsigned int i;

	pattern(SOURCE, 4096, 5);
	setup(0, BYTES | SWRM | TRGM(REPEATED), SOURCE, DESTINATION, 20 | BRC(4));
	ch_wr(0, CBRUR, 100 | 12u << 16);
	assert_int_equal(run(0), CTCIF | BRTIF | BTIF | TCIF);
	for (i = 0; i < 5; i++) {
		assert_equal_memory(DESTINATION + 32 * i, SOURCE + 120 * i, 20);
		assert_filled(DESTINATION + 32 * i + 20, 0, 12);
	}
	assert_int_equal(ch_rd(0, CBNDTR), 0);
}

static void steps_may_go_backwards(void **state)
{
	unsigned int i;

	pattern(SOURCE, 4096, 6);
	setup(0, BYTES | SWRM | TRGM(REPEATED), SOURCE + 1024, DESTINATION + 1024,
	      16 | BRC(3) | BRSUM | BRDUM);
	ch_wr(0, CBRUR, 48 | 32u << 16);
	assert_int_equal(run(0), CTCIF | BRTIF | BTIF | TCIF);
	for (i = 0; i < 4; i++)
		assert_equal_memory(DESTINATION + 1024 - 16 * i, SOURCE + 1024 - 32 * i, 16);
}

static void a_request_moves_one_of_repeated_blocks(void **state)
{
	pattern(SOURCE, 256, 7);
	setup(0, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 16 | BRC(2));
	ch_wr(0, CCR, EN | SWRQ);
	settle();
	assert_int_equal(ch_rd(0, CISR), BTIF | TCIF);
	assert_int_equal(ch_rd(0, CBNDTR), 16 | BRC(1));
	request(0);
	settle();
	assert_int_equal(ch_rd(0, CISR), BTIF | TCIF);
	assert_int_equal(ch_rd(0, CBNDTR), 16);
	request(0);
	settle();
	assert_int_equal(ch_rd(0, CISR), CTCIF | BRTIF | BTIF | TCIF);
	assert_equal_memory(DESTINATION, SOURCE, 48);
}

/* ---- hardware requests ------------------------------------------------------------------------ */

static void a_line_asks_for_a_buffer(void **state)
{
	setup(0, FROM_PROBE | TLEN(16), PROBE_DATA(2), DESTINATION, 64);
	ch_wr(0, CTBR, REQ_P2);
	ch_wr(0, CCR, EN);
	settle();
	assert_int_equal(board.probe[2]->reads, 0);
	want(2, 1);
	settle();
	assert_int_equal(board.probe[2]->reads, 4);
	assert_int_equal(board.probe[2]->acks, 1);
	assert_int_equal(ch_rd(0, CBNDTR), 48);
	want(2, 3);
	settle();
	assert_int_equal(ch_rd(0, CISR), CTCIF | BTIF | TCIF);
	assert_counts(DESTINATION, 0, 64);
	assert_int_equal(board.probe[2]->lasts, 1);
}

static void a_line_asks_for_a_block(void **state)
{
	setup(0, FROM_PROBE | TRGM(BLOCK) | TLEN(16), PROBE_DATA(2), DESTINATION, 64);
	ch_wr(0, CTBR, REQ_P2);
	ch_wr(0, CCR, EN);
	want(2, 1);
	settle();
	assert_int_equal(board.probe[2]->acks, 1);
	assert_counts(DESTINATION, 0, 64);
	assert_int_equal(ch_rd(0, CISR), CTCIF | BTIF | TCIF);
}

static void a_line_that_is_up_already_counts(void **state)
{
	want(2, 1);
	setup(0, FROM_PROBE | TRGM(BLOCK) | TLEN(16), PROBE_DATA(2), DESTINATION, 64);
	ch_wr(0, CTBR, REQ_P2);
	ch_wr(0, CCR, EN);
	settle();
	assert_counts(DESTINATION, 0, 64);
}

static void software_mode_takes_no_line(void **state)
{
	want(2, 1);
	setup(0, FROM_PROBE | SWRM, PROBE_DATA(2), DESTINATION, 64);
	ch_wr(0, CTBR, REQ_P2);
	ch_wr(0, CCR, EN);
	settle();
	assert_int_equal(board.probe[2]->reads, 0);
}

static void writes_to_a_peripheral(void **state)
{
	pattern(SOURCE, 64, 8);
	setup(0, SINC(UP) | SINCOS(4) | SSIZE(4) | DSIZE(4) | TLEN(8), SOURCE, PROBE_DATA(2), 32);
	ch_wr(0, CTBR, REQ_P2);
	ch_wr(0, CCR, EN);
	want(2, 4);
	settle();
	assert_int_equal(board.probe[2]->writes, 8);
	assert_memory_equal(board.probe[2]->written, mem(SOURCE), 32);
}

/* The mask is written where a peripheral has no acknowledgement of its own. */
static void a_mask_acknowledges(void **state)
{
	setup(0, FROM_PROBE | TLEN(16), PROBE_DATA(2), DESTINATION, 64);
	ch_wr(0, CTBR, REQ_P2);
	ch_wr(0, CMAR, DESTINATION + 0x1000);
	ch_wr(0, CMDR, 0xcafe0123);
	ch_wr(0, CCR, EN);
	assert_filled(DESTINATION + 0x1000, 0, 4);
	want(2, 1);
	settle();
	assert_int_equal(*(uint32_t *)mem(DESTINATION + 0x1000), 0xcafe0123);
}

static void software_requests_are_not_acknowledged(void **state)
{
	setup(0, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 64);
	ch_wr(0, CMAR, DESTINATION + 0x1000);
	ch_wr(0, CMDR, 0xcafe0123);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_filled(DESTINATION + 0x1000, 0, 4);
}

static void a_mask_that_cannot_be_written_is_an_error(void **state)
{
	setup(0, FROM_PROBE | TLEN(16), PROBE_DATA(2), DESTINATION, 64);
	ch_wr(0, CTBR, REQ_P2);
	ch_wr(0, CMAR, NOWHERE);
	ch_wr(0, CCR, EN | TEIE);
	want(2, 1);
	settle();
	assert_int_equal(ch_rd(0, CISR) & TEIF, TEIF);
	assert_int_equal(ch_rd(0, CESR), TEMD);
	assert_int_equal(ch_rd(0, CCR) & EN, 0);
}

/* Two channels on one line both move, and the lower one acknowledges. */
static void channels_may_share_a_request(void **state)
{
	unsigned int n;

	for (n = 4; n < 6; n++) {
		setup(n, FROM_PROBE | TLEN(16), PROBE_DATA(2), DESTINATION + 0x100 * n, 64);
		ch_wr(n, CTBR, REQ_P2);
		ch_wr(n, CCR, EN);
	}
	want(2, 1);
	settle();
	assert_int_equal(board.probe[2]->acks, 1);
	assert_int_equal(ch_rd(4, CBNDTR), 48);
	assert_int_equal(ch_rd(5, CBNDTR), 48);
}

/* ---- EN cleared ------------------------------------------------------------------------------------ */

static void clearing_en_while_it_waits_ends_at_once(void **state)
{
	setup(0, FROM_PROBE | TLEN(16), PROBE_DATA(2), DESTINATION, 64);
	ch_wr(0, CTBR, REQ_P2);
	ch_wr(0, CCR, EN);
	ch_wr(0, CCR, 0);
	assert_int_equal(ch_rd(0, CISR), CTCIF);
	assert_int_equal(ch_rd(0, CCR), 0);
	want(2, 1);
	settle();
	assert_int_equal(board.probe[2]->reads, 0);
}

static void clearing_en_ends_with_the_buffer(void **state)
{
	unsigned int left;

	need_virtual_time();
	pattern(SOURCE, 65536, 9);
	setup(0, BYTES | SWRM | TRGM(BLOCK) | TLEN(128), SOURCE, DESTINATION, 65536);
	ch_wr(0, CCR, EN | SWRQ);
	exec_idle(100000);
	ch_wr(0, CCR, 0);
	assert_int_equal(ch_rd(0, CISR) & CTCIF, 0);
	settle();
	assert_int_equal(ch_rd(0, CISR) & (CTCIF | BTIF), CTCIF);
	assert_int_equal(ch_rd(0, CCR) & EN, 0);
	left = ch_rd(0, CBNDTR);
	assert_true(left && left < 65536);
	assert_int_equal(left % 128, 0);
	assert_equal_memory(DESTINATION, SOURCE, 65536 - left);
	assert_filled(DESTINATION + 65536 - left, 0, 256);
}

static void goes_on_from_where_it_stopped(void **state)
{
	need_virtual_time();
	pattern(SOURCE, 65536, 10);
	setup(0, BYTES | SWRM | TRGM(BLOCK), SOURCE, DESTINATION, 65536);
	ch_wr(0, CCR, EN | SWRQ);
	exec_idle(100000);
	ch_wr(0, CCR, 0);
	settle();
	ch_wr(0, CIFCR, 0x1f);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_equal_memory(DESTINATION, SOURCE, 65536);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		stm32_test(resets_as_the_manual_says),
		stm32_test(keeps_what_may_be_written),
		stm32_test(a_block_has_64_kib_at_most),
		stm32_test(takes_bytes_and_half_words),
		stm32_test(protects_its_configuration_while_enabled),
		stm32_test(interrupts_follow_enabled_flags),
		stm32_test(a_request_moves_a_buffer),
		stm32_test(a_request_moves_a_block),
		stm32_test(a_request_is_active_until_it_is_served),
		stm32_test(hardware_mode_takes_no_software_request),
		stm32_test(a_request_needs_an_enabled_channel),
		stm32_test(a_request_for_no_bytes_is_said_to_be_one),
		stm32_test(all_channels_move_at_once),
		stm32_test(bndt_goes_down_as_it_moves),
		stm32_test(takes_its_time),
		stm32_test(buffers_may_interrupt),
		stm32_test(repeats_blocks_with_a_step_between),
		stm32_test(steps_may_go_backwards),
		stm32_test(a_request_moves_one_of_repeated_blocks),
		stm32_test(a_line_asks_for_a_buffer),
		stm32_test(a_line_asks_for_a_block),
		stm32_test(a_line_that_is_up_already_counts),
		stm32_test(software_mode_takes_no_line),
		stm32_test(writes_to_a_peripheral),
		stm32_test(a_mask_acknowledges),
		stm32_test(software_requests_are_not_acknowledged),
		stm32_test(a_mask_that_cannot_be_written_is_an_error),
		stm32_test(channels_may_share_a_request),
		stm32_test(clearing_en_while_it_waits_ends_at_once),
		stm32_test(clearing_en_ends_with_the_buffer),
		stm32_test(goes_on_from_where_it_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
