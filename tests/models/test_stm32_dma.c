// SPDX-License-Identifier: MIT
/* STM32 DMA: registers, flags, and transfers between memories. Host side. */
#include "models/stm32_dma.h"

#define COPY (M2M | PINC | MINC)
#define FULL (DMDIS | FTH(4))

/* ---- registers ---------------------------------------------------------------- */

static void resets_as_the_manual_says(void **state)
{
	unsigned int n;

	assert_int_equal(rd(board.dma[0], LISR), 0);
	assert_int_equal(rd(board.dma[0], HISR), 0);
	for (n = 0; n < 8; n++) {
		assert_int_equal(st_rd(n, SCR), 0);
		assert_int_equal(st_rd(n, SNDTR), 0);
		assert_int_equal(st_rd(n, SPAR), 0);
		assert_int_equal(st_rd(n, SM0AR), 0);
		assert_int_equal(st_rd(n, SM1AR), 0);
		assert_int_equal(st_rd(n, SFCR), 0x21);
	}
	assert_int_equal(rd(board.dma[1], 0x3fc), 0xa3c5dd01);
}

static void keeps_what_may_be_written(void **state)
{
	st_wr(7, SCR, 0xfffffffe);
	assert_int_equal(st_rd(7, SCR), 0x01fffffe);
	st_wr(7, SCR, 0xffffff7e); /* PFCTRL has a meaning outside of memory-to-memory only */
	assert_int_equal(st_rd(7, SCR), 0x01ffff7e);
	st_wr(7, SNDTR, 0xffffffff);
	assert_int_equal(st_rd(7, SNDTR), 0xffff);
	st_wr(7, SFCR, 0xffffffff);
	assert_int_equal(st_rd(7, SFCR), 0x80 | 4 << 3 | 7);
	st_wr(7, SM1AR, 0x12345678);
	assert_int_equal(st_rd(7, SM1AR), 0x12345678);
	assert_int_equal(st_rd(6, SM1AR), 0);
}

static void memory_to_memory_forces_pfctrl_off(void **state)
{
	st_wr(0, SCR, M2M | PFCTRL);
	assert_int_equal(st_rd(0, SCR), M2M);
}

static void refuses_accesses_other_than_words(void **state)
{
	machine_mmio_write(board.dma[0] + SNDTR, 2, 0x55);
	assert_int_equal(st_rd(0, SNDTR), 0);
	st_wr(0, SNDTR, 0x1234);
	assert_int_equal(machine_mmio_read(board.dma[0] + SNDTR, 1), 0);
	assert_int_equal(machine_mmio_read(board.dma[0] + SNDTR, 2), 0);
}

/* A stream that waits for a request which never comes. */
static void protects_its_configuration_while_enabled(void **state)
{
	uint32_t cr = P2M | MINC | PSIZE(4) | MSIZE(4) | PL(2);

	configure(2, cr, FULL, 100, PROBE_DATA(0), DESTINATION);
	st_wr(2, SM1AR, 0x1000);
	start(2);
	st_wr(2, SCR, EN | M2P | PINC | DBM | CT | TCIE | HTIE | TEIE | DMEIE | MBURST(16));
	assert_int_equal(st_rd(2, SCR), cr | EN | TCIE | HTIE | TEIE | DMEIE);
	st_wr(2, SNDTR, 7);
	assert_int_equal(st_rd(2, SNDTR), 100);
	st_wr(2, SPAR, 1);
	assert_int_equal(st_rd(2, SPAR), PROBE_DATA(0));
	st_wr(2, SM0AR, 2);
	assert_int_equal(st_rd(2, SM0AR), DESTINATION);
	st_wr(2, SM1AR, 3);
	assert_int_equal(st_rd(2, SM1AR), 0x1000);
	st_wr(2, SFCR, FEIE);
	assert_int_equal(st_rd(2, SFCR), FEIE | 4 << 3 | FULL);
}

static void each_stream_has_its_flags(void **state)
{
	static const struct {
		unsigned int isr, shift;
	} where[] = { { LISR, 0 }, { LISR, 6 }, { LISR, 16 }, { LISR, 22 },
		      { HISR, 0 }, { HISR, 6 }, { HISR, 16 }, { HISR, 22 } };
	unsigned int n;

	for (n = 0; n < 8; n++) {
		configure(n, COPY, FULL, 16, SOURCE, DESTINATION);
		start(n);
		settle();
		assert_int_equal(rd(board.dma[0], LISR),
				 where[n].isr == LISR ? (TC | HT) << where[n].shift : 0);
		assert_int_equal(rd(board.dma[0], HISR),
				 where[n].isr == HISR ? (TC | HT) << where[n].shift : 0);
		wr(board.dma[0], where[n].isr == LISR ? LIFCR : HIFCR, TC << where[n].shift);
		assert_int_equal(flags(n), HT);
		clear(n, HT);
		assert_int_equal(flags(n), 0);
	}
}

static void interrupts_follow_enabled_flags(void **state)
{
	configure(7, COPY, FULL, 64, SOURCE, DESTINATION);
	start(7);
	settle();
	assert_false(irq("/soc/dma@48000000", 7));
	st_wr(7, SCR, COPY | TCIE);
	assert_true(irq("/soc/dma@48000000", 7));
	clear(7, TC);
	assert_false(irq("/soc/dma@48000000", 7));
	st_wr(7, SCR, COPY | HTIE);
	assert_true(irq("/soc/dma@48000000", 7));
	clear(7, HT);
	assert_false(irq("/soc/dma@48000000", 7));
}

/* ---- between memories ------------------------------------------------------------ */

static void copies_memory(void **state)
{
	pattern(SOURCE, 4096, 1);
	configure(0, COPY, FULL, 1000, SOURCE + 3, DESTINATION + 5);
	assert_int_equal(run(0), TC | HT);
	assert_equal_memory(DESTINATION + 5, SOURCE + 3, 1000);
	assert_filled(DESTINATION, 0, 5);
	assert_filled(DESTINATION + 1005, 0, 64);
	assert_int_equal(st_rd(0, SNDTR), 0);
	assert_int_equal(st_rd(0, SCR) & EN, 0);
	assert_int_equal(st_rd(0, SPAR), SOURCE + 3);
	assert_int_equal(st_rd(0, SM0AR), DESTINATION + 5);
}

static void copies_on_both_controllers_at_once(void **state)
{
	unsigned int n;

	pattern(SOURCE, 16 * 4096, 2);
	for (n = 0; n < 16; n++) {
		char *regs = board.dma[n / 8] + 0x18 * (n % 8);

		wr(regs, SFCR, FULL);
		wr(regs, SNDTR, 4096);
		wr(regs, SPAR, SOURCE + 4096 * n);
		wr(regs, SM0AR, DESTINATION + 4096 * n);
		wr(regs, SCR, COPY | EN);
	}
	settle();
	settle();
	assert_equal_memory(DESTINATION, SOURCE, 16 * 4096);
}

static void copies_as_many_items_as_there_are_at_most(void **state)
{
	pattern(SOURCE, 4 * 65535, 3);
	configure(1, COPY | PSIZE(4) | MSIZE(4) | PBURST(4) | MBURST(4), FULL, 65535, SOURCE,
		  DESTINATION);
	assert_int_equal(run(1), TC | HT);
	assert_equal_memory(DESTINATION, SOURCE, 4 * 65535);
	assert_filled(DESTINATION + 4 * 65535, 0, 64);
}

static void counts_items_of_the_peripheral_port(void **state)
{
	pattern(SOURCE, 4096, 4);
	configure(0, COPY | PSIZE(2) | MSIZE(4), FULL, 100, SOURCE, DESTINATION);
	assert_int_equal(run(0), TC | HT);
	assert_equal_memory(DESTINATION, SOURCE, 200);
	assert_filled(DESTINATION + 200, 0, 64);
}

static void fills_from_a_fixed_address(void **state)
{
	put32(SOURCE, 0x44332211);
	configure(0, M2M | MINC | PSIZE(4) | MSIZE(1), FULL, 5, SOURCE, DESTINATION);
	assert_int_equal(run(0), TC | HT);
	assert_memory_equal(mem(DESTINATION), "\x11\x22\x33\x44\x11\x22\x33\x44\x11\x22\x33\x44"
					      "\x11\x22\x33\x44\x11\x22\x33\x44\0",
			    21);
}

static void writes_to_a_fixed_address(void **state)
{
	pattern(SOURCE, 64, 5);
	configure(0, M2M | PINC | PSIZE(2) | MSIZE(2), FULL, 6, SOURCE, PROBE_DATA(0));
	assert_int_equal(run(0), TC | HT);
	assert_int_equal(board.probe[0]->writes, 6);
	assert_int_equal(board.probe[0]->width, 2);
	assert_int_equal(board.probe[0]->written[5], mem(SOURCE)[10] | mem(SOURCE)[11] << 8);
}

static void pincos_steps_by_words(void **state)
{
	unsigned int i;

	pattern(SOURCE, 64, 6);
	configure(0, COPY | PINCOS | PSIZE(1) | MSIZE(1), FULL, 10, SOURCE, DESTINATION);
	assert_int_equal(run(0), TC | HT);
	for (i = 0; i < 10; i++)
		assert_int_equal(mem(DESTINATION)[i], mem(SOURCE)[4 * i]);
}

static void pincos_is_off_with_bursts(void **state)
{
	configure(0, COPY | PINCOS | PBURST(4), FULL, 16, SOURCE, DESTINATION);
	assert_int_equal(run(0), TC | HT);
	assert_int_equal(st_rd(0, SCR) & PINCOS, 0);
}

static void circular_means_nothing_between_memories(void **state)
{
	pattern(SOURCE, 64, 7);
	configure(0, COPY | CIRC, FULL, 32, SOURCE, DESTINATION);
	assert_int_equal(run(0), TC | HT);
	settle();
	assert_int_equal(flags(0), 0);
	assert_int_equal(st_rd(0, SCR) & EN, 0);
	assert_true(log_contains("not allowed between memories"));
}

static void direct_mode_is_off_between_memories(void **state)
{
	configure(0, COPY, 0, 32, SOURCE, DESTINATION);
	assert_int_equal(run(0), TC | HT);
	assert_int_equal(st_rd(0, SFCR) & DMDIS, DMDIS);
}

static void pads_a_last_unit_that_is_not_whole(void **state)
{
	pattern(SOURCE, 64, 8);
	memset(mem(DESTINATION), 0xee, 64);
	configure(0, COPY | PSIZE(1) | MSIZE(4), FULL, 6, SOURCE, DESTINATION);
	assert_int_equal(run(0), TC | HT);
	assert_equal_memory(DESTINATION, SOURCE, 6);
	assert_filled(DESTINATION + 6, 0, 2);
	assert_filled(DESTINATION + 8, 0xee, 8);
}

static void serves_nothing_while_ndtr_is_zero(void **state)
{
	configure(0, COPY, FULL, 0, SOURCE, DESTINATION);
	start(0);
	settle();
	assert_int_equal(flags(0), 0);
	assert_int_equal(st_rd(0, SCR) & EN, EN);
	st_wr(0, SCR, COPY);
	assert_int_equal(st_rd(0, SCR) & EN, 0);
}

static void enabling_again_reloads_ndtr(void **state)
{
	pattern(SOURCE, 64, 9);
	configure(0, COPY, FULL, 48, SOURCE, DESTINATION);
	assert_int_equal(run(0), TC | HT);
	memset(mem(DESTINATION), 0, 64);
	assert_int_equal(st_rd(0, SNDTR), 0);
	assert_int_equal(run(0), TC | HT);
	assert_equal_memory(DESTINATION, SOURCE, 48);
}

static void a_reserved_direction_moves_nothing(void **state)
{
	configure(0, 0xc0 | PINC | MINC, FULL, 48, SOURCE, DESTINATION);
	start(0);
	settle();
	assert_int_equal(flags(0), 0);
	assert_true(log_contains("reserved"));
}

static void takes_its_time(void **state)
{
	uint64_t began;

	configure(0, COPY, FULL, 20000, SOURCE, DESTINATION);
	began = exec_now();
	start(0);
	/* in threads the host may have left this one out of it for a while */
	if (!under_threads())
		assert_int_equal(flags(0), 0);
	assert_int_equal(wait_flags(0, TC), TC | HT);
	/* two accesses to the bus for each byte, none of them faster than a cycle */
	assert_true(exec_now() - began >= 20000 * 2 * 5);
}

static void ndtr_goes_down_as_it_moves(void **state)
{
	unsigned int before = 60000, now, seen = 0;

	need_virtual_time();
	pattern(SOURCE, 60000, 1);
	configure(0, COPY, FULL, 60000, SOURCE, DESTINATION);
	start(0);
	while (!(flags(0) & TC)) {
		now = st_rd(0, SNDTR);
		assert_true(now <= before);
		assert_equal_memory(DESTINATION, SOURCE, 60000 - now);
		seen += now != before;
		before = now;
		exec_idle(50000);
	}
	assert_true(seen > 10);
	assert_int_equal(st_rd(0, SNDTR), 0);
}

static void half_comes_before_the_end(void **state)
{
	need_virtual_time();
	configure(0, COPY | HTIE, FULL, 60000, SOURCE, DESTINATION);
	start(0);
	assert_int_equal(wait_flags(0, HT), HT);
	assert_true(irq("/soc/dma@48000000", 0));
	assert_true(st_rd(0, SNDTR) <= 30000);
	assert_int_equal(wait_flags(0, TC), TC | HT);
}

static void warns_of_bursts_that_cross_a_kilobyte(void **state)
{
	configure(0, COPY | PBURST(16) | MBURST(16), FULL, 2048, SOURCE + 8, DESTINATION);
	assert_int_equal(run(0), TC | HT);
	assert_true(log_contains("1 KiB boundary"));
}

/* ---- EN cleared -------------------------------------------------------------------- */

static void clearing_en_stops_with_tc(void **state)
{
	unsigned int left;

	need_virtual_time();
	pattern(SOURCE, 60000, 2);
	configure(0, COPY | PSIZE(2) | MSIZE(2), FULL, 30000, SOURCE, DESTINATION);
	start(0);
	exec_idle(100000);
	st_wr(0, SCR, st_rd(0, SCR) & ~EN);
	settle();
	assert_int_equal(st_rd(0, SCR) & EN, 0);
	assert_int_equal(flags(0) & TC, TC);
	left = st_rd(0, SNDTR);
	assert_true(left);
	assert_equal_memory(DESTINATION, SOURCE, 60000 - 2 * left);
	assert_filled(DESTINATION + 60000 - 2 * left, 0, 64);
	settle();
	assert_int_equal(st_rd(0, SNDTR), left);
}

static void en_stays_until_what_is_under_way_is_done(void **state)
{
	need_virtual_time();
	configure(0, COPY, FULL, 60000, SOURCE, DESTINATION);
	start(0);
	exec_idle(10000);
	st_wr(0, SCR, st_rd(0, SCR) & ~EN);
	assert_int_equal(st_rd(0, SCR) & EN, EN);
	settle();
	assert_int_equal(st_rd(0, SCR) & EN, 0);
}

static void goes_on_from_where_it_stopped(void **state)
{
	unsigned int left;

	need_virtual_time();
	pattern(SOURCE, 60000, 3);
	configure(0, COPY, FULL, 60000, SOURCE, DESTINATION);
	start(0);
	exec_idle(100000);
	st_wr(0, SCR, st_rd(0, SCR) & ~EN);
	settle();
	left = st_rd(0, SNDTR);
	clear(0, TC | HT);
	st_wr(0, SPAR, SOURCE + 60000 - left);
	st_wr(0, SM0AR, DESTINATION + 60000 - left);
	st_wr(0, SNDTR, left);
	assert_int_equal(run(0), TC | HT);
	assert_equal_memory(DESTINATION, SOURCE, 60000);
}

/* ---- errors -------------------------------------------------------------------------- */

static void a_failed_read_is_a_transfer_error(void **state)
{
	configure(0, COPY | TEIE, FULL, 64, NOWHERE, DESTINATION);
	assert_int_equal(run(0), TE);
	assert_int_equal(st_rd(0, SCR) & EN, 0);
	assert_filled(DESTINATION, 0, 64);
}

static void a_failed_write_is_a_transfer_error(void **state)
{
	configure(0, COPY, FULL, 64, SOURCE, FORBIDDEN);
	assert_int_equal(run(0), TE);
	assert_true(log_contains("is not mapped"));
}

static void moves_what_comes_before_an_error(void **state)
{
	pattern(SOURCE, 4096, 4);
	configure(0, COPY, FULL, 1000, SOURCE, FORBIDDEN - 100);
	assert_int_equal(run(0) & TE, TE);
	assert_equal_memory(FORBIDDEN - 100, SOURCE, 96);
	assert_int_equal(st_rd(0, SNDTR), 1000 - 96);
}

static void an_error_interrupts(void **state)
{
	configure(3, COPY | TEIE, FULL, 64, NOWHERE, DESTINATION);
	start(3);
	assert_int_equal(wait_flags(3, TE), TE);
	assert_true(irq("/soc/dma@48000000", 3));
	clear(3, TE);
	assert_false(irq("/soc/dma@48000000", 3));
}

static void may_write_its_own_registers(void **state)
{
	/* it sets its own NDTR, which is protected, and then the memory behind goes on */
	configure(0, M2M | PINC | PSIZE(4) | MSIZE(4), FULL, 4, SOURCE, 0x48000000 + SNDTR);
	assert_int_equal(run(0), TC | HT);
	assert_int_equal(st_rd(0, SNDTR), 0);
	/* it clears its own EN */
	configure(0, M2M | PINC | PSIZE(4) | MSIZE(4), FULL, 8, SOURCE, 0x48000000 + SCR);
	memset(mem(SOURCE), 0, 32);
	start(0);
	settle();
	assert_int_equal(st_rd(0, SCR) & EN, 0);
	assert_int_equal(flags(0) & TC, TC);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		stm32_test(resets_as_the_manual_says),
		stm32_test(keeps_what_may_be_written),
		stm32_test(memory_to_memory_forces_pfctrl_off),
		stm32_test(refuses_accesses_other_than_words),
		stm32_test(protects_its_configuration_while_enabled),
		stm32_test(each_stream_has_its_flags),
		stm32_test(interrupts_follow_enabled_flags),
		stm32_test(copies_memory),
		stm32_test(copies_on_both_controllers_at_once),
		stm32_test(copies_as_many_items_as_there_are_at_most),
		stm32_test(counts_items_of_the_peripheral_port),
		stm32_test(fills_from_a_fixed_address),
		stm32_test(writes_to_a_fixed_address),
		stm32_test(pincos_steps_by_words),
		stm32_test(pincos_is_off_with_bursts),
		stm32_test(circular_means_nothing_between_memories),
		stm32_test(direct_mode_is_off_between_memories),
		stm32_test(pads_a_last_unit_that_is_not_whole),
		stm32_test(serves_nothing_while_ndtr_is_zero),
		stm32_test(enabling_again_reloads_ndtr),
		stm32_test(a_reserved_direction_moves_nothing),
		stm32_test(takes_its_time),
		stm32_test(ndtr_goes_down_as_it_moves),
		stm32_test(half_comes_before_the_end),
		stm32_test(warns_of_bursts_that_cross_a_kilobyte),
		stm32_test(clearing_en_stops_with_tc),
		stm32_test(en_stays_until_what_is_under_way_is_done),
		stm32_test(goes_on_from_where_it_stopped),
		stm32_test(a_failed_read_is_a_transfer_error),
		stm32_test(a_failed_write_is_a_transfer_error),
		stm32_test(moves_what_comes_before_an_error),
		stm32_test(an_error_interrupts),
		stm32_test(may_write_its_own_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
