// SPDX-License-Identifier: MIT
/* TBFIFO by its registers: docs/textbook-dmac.md, part III. Host side. */
#include "models/textbook.h"

#define F0 board.fifo[0]
#define LEVELS(tx, rx) ((tx) | (rx) << 16)

static void control(uint32_t value)
{
	wr(F0, FIFO_CTRL, value);
}

static void put(unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		wr(F0, FIFO_TXDATA, i + 1);
}

/* Waits until @bits of STATUS equal @value. */
static void wait_status(uint32_t bits, uint32_t value)
{
	unsigned int i;

	for (i = 0; i < 100000 && (rd(F0, FIFO_STATUS) & bits) != value; i++)
		exec_idle(1000);
	assert_int_equal(rd(F0, FIFO_STATUS) & bits, value);
}

static void wait_drained(void)
{
	wait_status(F_TXEMPTY | F_BUSY, F_TXEMPTY);
}

static void resets_as_the_manual_says(void **state)
{
	assert_int_equal(rd(F0, FIFO_ID), 0x54460100);
	assert_int_equal(rd(F0, FIFO_CONFIG), 64);
	assert_int_equal(rd(F0, FIFO_CTRL), 0);
	assert_int_equal(rd(F0, FIFO_STATUS), F_TXEMPTY | F_RXEMPTY);
	assert_int_equal(rd(F0, FIFO_LEVEL), 0);
	assert_int_equal(rd(F0, FIFO_WATERMARK), 0x00080008);
	assert_int_equal(rd(F0, FIFO_DIV), 10);
	assert_int_equal(rd(F0, FIFO_INTEN), 0);
	assert_int_equal(rd(F0, FIFO_SUM), 0);
}

static void keeps_what_may_be_written(void **state)
{
	wr(F0, FIFO_CTRL, 0xfffffffe);
	assert_int_equal(rd(F0, FIFO_CTRL), 0x33e);
	wr(F0, FIFO_WATERMARK, 0xffffffff);
	assert_int_equal(rd(F0, FIFO_WATERMARK), 0x007f007f);
	wr(F0, FIFO_DIV, 0xffffffff);
	assert_int_equal(rd(F0, FIFO_DIV), 0xffff);
	wr(F0, FIFO_INTEN, 0xffffffff);
	assert_int_equal(rd(F0, FIFO_INTEN), 0x700);
}

static void loops_entries_back_in_order(void **state)
{
	unsigned int i;

	control(F_ENABLE);
	put(40);
	wait_drained();
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(0, 40u));
	for (i = 0; i < 40; i++)
		assert_int_equal(rd(F0, FIFO_RXDATA), i + 1);
	assert_int_equal(rd(F0, FIFO_STATUS), F_TXEMPTY | F_RXEMPTY);
}

static void entries_are_as_wide_as_programmed(void **state)
{
	static const uint32_t seen[] = { 0x78, 0x5678, 0x12345678 };
	unsigned int width;

	for (width = 0; width < 3; width++) {
		control(F_ENABLE | F_WIDTH(width));
		wr(F0, FIFO_TXDATA, 0x12345678);
		wait_drained();
		assert_int_equal(rd(F0, FIFO_RXDATA), seen[width]);
	}
}

static void data_registers_take_narrow_accesses(void **state)
{
	control(F_ENABLE);
	machine_mmio_write(F0 + FIFO_TXDATA, 1, 0xab);
	machine_mmio_write(F0 + FIFO_TXDATA, 2, 0xcd);
	wait_drained();
	assert_int_equal(machine_mmio_read(F0 + FIFO_RXDATA, 2), 0xab);
	assert_int_equal(machine_mmio_read(F0 + FIFO_RXDATA, 1), 0xcd);
	machine_mmio_write(F0 + FIFO_DIV, 2, 1);
	assert_int_equal(rd(F0, FIFO_DIV), 10);
}

static void nothing_moves_while_disabled(void **state)
{
	put(3);
	exec_idle(100000);
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(3, 0u));
	control(F_ENABLE);
	wait_drained();
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(0, 3u));
}

static void the_wire_has_a_rate(void **state)
{
	exec_ns begin, took;

	need_virtual_time();
	wr(F0, FIFO_DIV, 100);
	control(F_ENABLE | F_WIDTH(1u));
	begin = exec_now();
	put(10);
	wait_status(F_TXEMPTY, F_TXEMPTY);
	took = exec_now() - begin;
	/* 10 entries of 2 bytes, 100 cycles of 100 MHz each */
	assert_in_range(took, 20000, 22000);
}

static void reports_a_full_transmit_fifo(void **state)
{
	put(64);
	assert_int_equal(rd(F0, FIFO_STATUS), F_TXFULL | F_RXEMPTY);
	put(1);
	assert_int_equal(rd(F0, FIFO_STATUS), F_TXFULL | F_RXEMPTY | F_TXOVR);
	assert_int_equal(rd(F0, FIFO_LEVEL), 64);
	wr(F0, FIFO_STATUS, ~F_TXOVR);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_TXOVR, F_TXOVR);
	wr(F0, FIFO_STATUS, F_TXOVR);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_TXOVR, 0);
}

static void reports_a_read_of_nothing(void **state)
{
	assert_int_equal(rd(F0, FIFO_RXDATA), 0);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXUDR, F_RXUDR);
	wr(F0, FIFO_STATUS, F_RXUDR);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXUDR, 0);
}

static void loses_entries_without_flow_control(void **state)
{
	unsigned int i;

	control(F_ENABLE);
	put(64);
	wait_drained();
	put(2);
	wait_drained();
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXOVR, F_RXOVR);
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(0, 64u));
	for (i = 0; i < 64; i++)
		assert_int_equal(rd(F0, FIFO_RXDATA), i + 1);
}

static void waits_with_flow_control(void **state)
{
	unsigned int i;

	control(F_ENABLE | F_FLOW);
	put(64);
	wait_drained();
	put(2);
	exec_idle(100000);
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(2, 64u));
	assert_int_equal(rd(F0, FIFO_STATUS) & (F_RXOVR | F_BUSY), 0);
	for (i = 0; i < 64; i++)
		rd(F0, FIFO_RXDATA);
	wait_drained();
	assert_int_equal(rd(F0, FIFO_RXDATA), 1);
	assert_int_equal(rd(F0, FIFO_RXDATA), 2);
}

static void requests_when_there_is_room(void **state)
{
	block_wire(0);
	wr(F0, FIFO_WATERMARK, 16);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_TXREQUESTS, 0);
	control(F_ENABLE | F_FLOW | F_TXREQ);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_TXREQUESTS, F_TXREQUESTS);
	/* the request stands for 16 entries; another is made as long as 16 fit */
	put(48);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_TXREQUESTS, F_TXREQUESTS);
	put(16);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_TXREQUESTS, 0);
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(64, 64u));
}

static void a_request_stands_for_so_many_entries(void **state)
{
	block_wire(0);
	wr(F0, FIFO_WATERMARK, 40);
	control(F_ENABLE | F_FLOW | F_TXREQ);
	put(39);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_TXREQUESTS, F_TXREQUESTS);
	put(1);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_TXREQUESTS, 0);
}

static void requests_when_entries_are_there(void **state)
{
	wr(F0, FIFO_WATERMARK, 4u << 16);
	control(F_ENABLE | F_RXREQ);
	put(3);
	wait_drained();
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXREQUESTS, 0);
	put(3);
	wait_drained();
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXREQUESTS, F_RXREQUESTS);
	rd(F0, FIFO_RXDATA);
	rd(F0, FIFO_RXDATA);
	rd(F0, FIFO_RXDATA);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXREQUESTS, F_RXREQUESTS);
	rd(F0, FIFO_RXDATA);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXREQUESTS, 0);
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(0, 2u));
}

static void requests_what_is_left_over(void **state)
{
	wr(F0, FIFO_WATERMARK, 8u << 16);
	control(F_ENABLE | F_RXREQ);
	put(3);
	exec_idle(100000);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXREQUESTS, 0);
	control(F_ENABLE | F_RXREQ | F_RXTO);
	wait_status(F_RXREQUESTS, F_RXREQUESTS);
	rd(F0, FIFO_RXDATA);
	rd(F0, FIFO_RXDATA);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXREQUESTS, F_RXREQUESTS);
	rd(F0, FIFO_RXDATA);
	assert_int_equal(rd(F0, FIFO_STATUS) & (F_RXREQUESTS | F_RXEMPTY), F_RXEMPTY);
}

static void a_left_over_must_lie_for_32_entry_times(void **state)
{
	need_virtual_time();
	control(F_ENABLE | F_RXREQ | F_RXTO);
	put(1);
	exec_idle(2900);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXREQUESTS, 0);
	exec_idle(700);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXREQUESTS, F_RXREQUESTS);
}

static void disabling_withdraws_requests(void **state)
{
	control(F_ENABLE | F_TXREQ);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_TXREQUESTS, F_TXREQUESTS);
	control(F_TXREQ);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_TXREQUESTS, 0);
}

static void flushes_each_side(void **state)
{
	control(F_ENABLE);
	put(5);
	wait_drained();
	control(0);
	put(4);
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(4, 5u));
	control(F_RXFLUSH);
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(4, 0u));
	assert_int_equal(rd(F0, FIFO_CTRL), 0);
	control(F_TXFLUSH);
	assert_int_equal(rd(F0, FIFO_LEVEL), 0);
}

static void flushing_withdraws_a_request(void **state)
{
	control(F_ENABLE | F_RXREQ);
	put(20);
	wait_status(F_RXREQUESTS, F_RXREQUESTS);
	wait_drained();
	control(F_ENABLE | F_RXREQ | F_RXFLUSH);
	assert_int_equal(rd(F0, FIFO_STATUS) & F_RXREQUESTS, 0);
}

static void sends_anew_what_was_on_the_wire(void **state)
{
	wr(F0, FIFO_DIV, 1000);
	control(F_ENABLE);
	put(2);
	control(F_ENABLE | F_FLOW);
	control(F_ENABLE);
	wait_drained();
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(0, 2u));
	assert_int_equal(rd(F0, FIFO_RXDATA), 1);
	assert_int_equal(rd(F0, FIFO_RXDATA), 2);
}

static void begins_an_entry_again_when_it_is_stopped(void **state)
{
	need_virtual_time();
	wr(F0, FIFO_DIV, 1000);
	control(F_ENABLE);
	put(1);
	exec_idle(8000);
	control(F_ENABLE | F_FLOW);
	exec_idle(4000);
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(1, 0u));
	exec_idle(8000);
	assert_int_equal(rd(F0, FIFO_LEVEL), LEVELS(0, 1u));
}

static void a_source_counts(void **state)
{
	unsigned int i;

	control(F_ENABLE | F_SOURCE);
	wait_status(F_RXFULL, F_RXFULL);
	for (i = 0; i < 64; i++)
		assert_int_equal(rd(F0, FIFO_RXDATA), i);
	wait_status(F_RXEMPTY, 0);
	assert_int_equal(rd(F0, FIFO_RXDATA), 64);
	assert_int_equal(rd(F0, FIFO_STATUS) & (F_RXOVR | F_RXUDR), 0);
}

static void a_sink_adds_up(void **state)
{
	control(F_ENABLE | F_SOURCE);
	put(10);
	wait_status(F_TXEMPTY, F_TXEMPTY);
	assert_int_equal(rd(F0, FIFO_SUM), 55);
	control(0);
	assert_int_equal(rd(F0, FIFO_SUM), 0);
}

/* ---- interrupt ---------------------------------------------------------- */

static struct machine_line *fifo_line(void)
{
	struct board_ref ref;
	int node = board_find_path(machine_board(), "/soc/fifo@40020000");

	assert_int_equal(board_interrupt(machine_board(), node, 0, &ref), 0);
	return machine_line(&ref);
}

static void interrupts_on_enabled_errors(void **state)
{
	struct machine_line *line = fifo_line();

	rd(F0, FIFO_RXDATA);
	assert_int_equal(line->asserted, 0);
	wr(F0, FIFO_INTEN, F_RXUDR);
	assert_int_equal(line->asserted, 1);
	wr(F0, FIFO_STATUS, F_RXUDR);
	assert_int_equal(line->asserted, 0);
}

static unsigned int asserted(const struct machine_line *line)
{
	unsigned int count;

	/* the hardware's side changes it under its lock */
	exec_hw_lock();
	count = line->asserted;
	exec_hw_unlock();
	return count;
}

static void interrupts_without_anybody_looking(void **state)
{
	struct machine_line *line = fifo_line();
	unsigned int i;

	control(F_ENABLE);
	put(64);
	wait_drained();
	wr(F0, FIFO_INTEN, F_RXOVR);
	put(1);
	for (i = 0; i < 1000 && !asserted(line); i++)
		exec_idle(1000);
	assert_int_equal(asserted(line), 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		textbook_test(resets_as_the_manual_says),
		textbook_test(keeps_what_may_be_written),
		textbook_test(loops_entries_back_in_order),
		textbook_test(entries_are_as_wide_as_programmed),
		textbook_test(data_registers_take_narrow_accesses),
		textbook_test(nothing_moves_while_disabled),
		textbook_test(the_wire_has_a_rate),
		textbook_test(reports_a_full_transmit_fifo),
		textbook_test(reports_a_read_of_nothing),
		textbook_test(loses_entries_without_flow_control),
		textbook_test(waits_with_flow_control),
		textbook_test(requests_when_there_is_room),
		textbook_test(a_request_stands_for_so_many_entries),
		textbook_test(requests_when_entries_are_there),
		textbook_test(requests_what_is_left_over),
		textbook_test(a_left_over_must_lie_for_32_entry_times),
		textbook_test(disabling_withdraws_requests),
		textbook_test(flushes_each_side),
		textbook_test(flushing_withdraws_a_request),
		textbook_test(sends_anew_what_was_on_the_wire),
		textbook_test(begins_an_entry_again_when_it_is_stopped),
		textbook_test(a_source_counts),
		textbook_test(a_sink_adds_up),
		textbook_test(interrupts_on_enabled_errors),
		textbook_test(interrupts_without_anybody_looking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
