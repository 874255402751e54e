// SPDX-License-Identifier: MIT
/* TBDMAC, register by register: docs/textbook-dmac.md, part I. Host side. */
#include "models/textbook.h"

#define NS_PER_CYCLE	5		/* 200 MHz */
#define DMA_BURST	128u		/* between memories */

/* ---- registers ---------------------------------------------------------- */

static void identifies_itself(void **state)
{
	assert_int_equal(rd(board.dmac, DMAC_ID), 0x54420100);
	assert_int_equal(rd(board.dmac, DMAC_CONFIG), 0x01031008);
}

static void resets_every_register(void **state)
{
	static const unsigned int regs[] = { START, CTRL, STATUS, INTEN, ERROR, FAULT,
					     DESC, BYTES, COUNT };
	uint32_t desc = describe_last(MEM2MEM, SOURCE, DESTINATION, 64);
	unsigned int n, i;

	ch_wr(3, INTEN, 0xf);
	ch_wr(5, CTRL, PAUSE);
	run(3, desc);
	ch_wr(5, START, desc);
	wr(board.dmac, DMAC_CTRL, 2);
	for (n = 0; n < 8; n++)
		for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
			assert_int_equal(ch_rd(n, regs[i]), 0);
	assert_int_equal(rd(board.dmac, DMAC_CTRL), 0);
	assert_int_equal(rd(board.dmac, DMAC_INT), 0);
	assert_int_equal(rd(board.dmac, DMAC_ACTIVE), 0);
}

static void keeps_what_may_be_written(void **state)
{
	wr(board.dmac, DMAC_CTRL, 0xfffffffd);
	assert_int_equal(rd(board.dmac, DMAC_CTRL), 1);
	ch_wr(7, INTEN, 0xffffffff);
	assert_int_equal(ch_rd(7, INTEN), 0xf);
	ch_wr(7, CTRL, 0xfffffffd);
	assert_int_equal(ch_rd(7, CTRL), PAUSE);
	assert_int_equal(ch_rd(7, STATUS), PAUSED);
}

static void ignores_writes_to_read_only_registers(void **state)
{
	static const unsigned int regs[] = { ERROR, FAULT, DESC, BYTES, COUNT };
	unsigned int i;

	wr(board.dmac, DMAC_ID, 0);
	wr(board.dmac, DMAC_INT, 0xff);
	assert_int_equal(rd(board.dmac, DMAC_ID), 0x54420100);
	assert_int_equal(rd(board.dmac, DMAC_INT), 0);
	for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		ch_wr(0, regs[i], 0x1234);
		assert_int_equal(ch_rd(0, regs[i]), 0);
	}
}

static void refuses_accesses_other_than_words(void **state)
{
	assert_int_equal(machine_mmio_read(board.dmac + DMAC_ID, 1), 0);
	assert_int_equal(machine_mmio_read(board.dmac + DMAC_ID, 2), 0);
	assert_int_equal(machine_mmio_read(board.dmac + DMAC_ID, 8), 0);
	machine_mmio_write(board.dmac + CH(0, INTEN), 1, 0xf);
	assert_int_equal(ch_rd(0, INTEN), 0);
}

/* ---- memory to memory ---------------------------------------------------- */

static void copies_memory(void **state)
{
	pattern(SOURCE, 4096, 1);
	assert_int_equal(run(0, describe_last(MEM2MEM, SOURCE + 4, DESTINATION + 8, 1000)),
			 DONE);
	assert_equal_memory(DESTINATION + 8, SOURCE + 4, 1000);
	assert_filled(DESTINATION, 0, 8);
	assert_filled(DESTINATION + 1008, 0, 64);
	assert_int_equal(ch_rd(0, BYTES), 1000);
	assert_int_equal(ch_rd(0, COUNT), 1);
	assert_int_equal(ch_rd(0, DESC), DESCRIPTORS);
	assert_int_equal(ch_rd(0, START), DESCRIPTORS);
}

static void copies_on_every_channel_at_once(void **state)
{
	unsigned int n;

	for (n = 0; n < 8; n++) {
		pattern(SOURCE + 0x1000 * n, 4096, n);
		ch_wr(n, START, describe_last(MEM2MEM, SOURCE + 0x1000 * n,
					      DESTINATION + 0x1000 * n, 4096));
	}
	for (n = 0; n < 8; n++)
		assert_int_equal(wait_for(n, DONE | ERR), DONE);
	assert_equal_memory(DESTINATION, SOURCE, 8 * 4096);
	assert_int_equal(rd(board.dmac, DMAC_ACTIVE), 0);
}

static void copies_more_than_the_model_moves_at_a_time(void **state)
{
	pattern(SOURCE, 0x123454, 9);
	assert_int_equal(run(1, describe_last(MEM2MEM, SOURCE, DESTINATION, 0x123454)), DONE);
	assert_equal_memory(DESTINATION, SOURCE, 0x123454);
	assert_filled(DESTINATION + 0x123454, 0, 64);
}

static void fills_memory(void **state)
{
	assert_int_equal(run(2, describe_last(FILL, 0xffffff5a, DESTINATION + 4, 100)), DONE);
	assert_filled(DESTINATION, 0, 4);
	assert_filled(DESTINATION + 4, 0x5a, 100);
	assert_filled(DESTINATION + 104, 0, 4);
}

static void copies_rows_with_strides(void **state)
{
	uint32_t desc = describe_last(MEM2MEM, SOURCE, DESTINATION + 64 * 9, 20);
	unsigned int i;

	pattern(SOURCE, 4096, 3);
	rows(desc, 10, 100, -64);
	assert_int_equal(run(0, desc), DONE);
	for (i = 0; i < 10; i++) {
		assert_equal_memory(DESTINATION + 64 * (9 - i), SOURCE + 100 * i, 20);
		assert_filled(DESTINATION + 64 * (9 - i) + 20, 0, 44);
	}
	assert_int_equal(ch_rd(0, BYTES), 200);
}

static void fills_rows(void **state)
{
	uint32_t desc = describe_last(FILL, 0x11, DESTINATION, 4);

	rows(desc, 3, 0, 8);
	assert_int_equal(run(0, desc), DONE);
	assert_filled(DESTINATION, 0x11, 4);
	assert_filled(DESTINATION + 4, 0, 4);
	assert_filled(DESTINATION + 8, 0x11, 4);
	assert_filled(DESTINATION + 16, 0x11, 4);
	assert_filled(DESTINATION + 20, 0, 8);
}

static void follows_a_chain(void **state)
{
	uint32_t first = describe(MEM2MEM, SOURCE, DESTINATION, 256);

	pattern(SOURCE, 1024, 4);
	describe(FILL, 0x22, DESTINATION + 256, 256);
	describe_last(MEM2MEM, SOURCE + 512, DESTINATION + 512, 64);
	assert_int_equal(run(0, first), DONE);
	assert_equal_memory(DESTINATION, SOURCE, 256);
	assert_filled(DESTINATION + 256, 0x22, 256);
	assert_equal_memory(DESTINATION + 512, SOURCE + 512, 64);
	assert_int_equal(ch_rd(0, COUNT), 3);
	assert_int_equal(ch_rd(0, DESC), DESCRIPTORS + 64);
	assert_int_equal(ch_rd(0, BYTES), 64);
}

static void signals_descriptors_that_ask_for_it(void **state)
{
	uint32_t first = describe(MEM2MEM, SOURCE, DESTINATION, 64);

	describe(MEM2MEM | D_INT, SOURCE, DESTINATION, 64);
	/* the last one waits for a request that nobody makes */
	describe_last(MEM2DEV | DREQ(15), SOURCE, FIFO0_BASE + FIFO_TXDATA, 64);
	ch_wr(0, START, first);
	assert_int_equal(wait_for(0, WAIT) & ~WAIT, ACTIVE | DESC_DONE);
	assert_int_equal(ch_rd(0, COUNT), 2);
	ch_wr(0, CTRL, ABORT);
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
	int node = board_find_path(machine_board(), "/soc/dma-controller@40000000");

	assert_int_equal(board_interrupt(machine_board(), node, 0, &ref), 0);
	line = machine_line(&ref);
	line->sink = line_changed;
	rises = falls = 0;
	return line;
}

static void interrupt_follows_enabled_events(void **state)
{
	struct machine_line *line = watch_line();
	uint32_t desc = describe_last(MEM2MEM, SOURCE, DESTINATION, 64);

	ch_wr(0, START, desc);
	assert_int_equal(wait_for(0, DONE), DONE);
	assert_int_equal(line->asserted, 0);
	assert_int_equal(rd(board.dmac, DMAC_INT), 0);
	ch_wr(0, INTEN, DONE);
	assert_int_equal(line->asserted, 1);
	assert_int_equal(rd(board.dmac, DMAC_INT), 1);
	ch_wr(0, STATUS, ~DONE);
	assert_int_equal(line->asserted, 1);
	ch_wr(0, STATUS, DONE);
	assert_int_equal(line->asserted, 0);
	assert_int_equal(ch_rd(0, STATUS), 0);
	assert_int_equal(rises, 1);
	assert_int_equal(falls, 1);
	line->sink = NULL;
}

static void interrupt_is_shared_by_the_channels(void **state)
{
	struct machine_line *line = watch_line();
	uint32_t desc = describe_last(MEM2MEM, SOURCE, DESTINATION, 64);

	ch_wr(1, INTEN, DONE);
	ch_wr(6, INTEN, DONE);
	ch_wr(1, START, desc);
	ch_wr(6, START, desc);
	wait_for(1, DONE);
	wait_for(6, DONE);
	assert_int_equal(rd(board.dmac, DMAC_INT), 0x42);
	ch_wr(1, STATUS, DONE);
	assert_int_equal(rd(board.dmac, DMAC_INT), 0x40);
	assert_int_equal(line->asserted, 1);
	ch_wr(6, STATUS, DONE);
	assert_int_equal(line->asserted, 0);
	assert_int_equal(rises, 1);
	line->sink = NULL;
}

/* ---- wrong use ------------------------------------------------------------- */

static void refuses_a_second_start(void **state)
{
	uint32_t first = describe_last(MEM2MEM, SOURCE, DESTINATION, 0x10000);
	uint32_t second = describe_last(FILL, 0, DESTINATION, 64);

	ch_wr(0, CTRL, PAUSE);
	ch_wr(0, START, first);
	ch_wr(0, START, second);
	assert_int_equal(ch_rd(0, STATUS), ACTIVE | PAUSED | SEQ);
	assert_int_equal(ch_rd(0, DESC), first);
	assert_int_equal(ch_rd(0, START), first);
}

static void refuses_to_start_when_not_enabled(void **state)
{
	wr(board.dmac, DMAC_CTRL, 0);
	ch_wr(0, START, describe_last(MEM2MEM, SOURCE, DESTINATION, 64));
	assert_int_equal(ch_rd(0, STATUS), SEQ);
	assert_int_equal(rd(board.dmac, DMAC_ACTIVE), 0);
}

static void wait_idle(unsigned int n)
{
	unsigned int i;

	for (i = 0; i < 100000 && ch_rd(n, STATUS) & ACTIVE; i++)
		exec_idle(1000);
	assert_int_equal(ch_rd(n, STATUS) & ACTIVE, 0);
}

static void channels_may_program_each_other(void **state)
{
	uint32_t start, second = describe_last(FILL, 0x77, DESTINATION, 64);

	put32(SOURCE, second);
	start = describe_last(MEM2MEM, SOURCE, DMAC_BASE + CH(1, START), 4);
	assert_int_equal(run(0, start), DONE);
	assert_int_equal(wait_for(1, DONE | ERR), DONE);
	assert_filled(DESTINATION, 0x77, 64);
}

static void a_channel_may_abort_or_pause_itself(void **state)
{
	uint32_t desc = describe(MEM2MEM, SOURCE, DMAC_BASE + CH(0, CTRL), 4);

	describe_last(FILL, 0x77, DESTINATION, 64);
	put32(SOURCE, ABORT);
	ch_wr(0, START, desc);
	wait_idle(0);
	assert_int_equal(ch_rd(0, STATUS), 0);
	put32(SOURCE, PAUSE);
	ch_wr(0, START, desc);
	assert_int_equal(wait_for(0, PAUSED), ACTIVE | PAUSED);
	assert_filled(DESTINATION, 0, 64);
	ch_wr(0, CTRL, 0);
	assert_int_equal(wait_for(0, DONE | ERR), DONE);
	assert_filled(DESTINATION, 0x77, 64);
}

static void a_channel_may_reset_the_controller(void **state)
{
	put32(SOURCE, 2);
	ch_wr(0, START, describe_last(MEM2MEM, SOURCE, DMAC_BASE + DMAC_CTRL, 4));
	wait_idle(0);
	assert_int_equal(ch_rd(0, STATUS), 0);
	assert_int_equal(ch_rd(0, COUNT), 0);
	assert_int_equal(rd(board.dmac, DMAC_CTRL), 0);
}

/* ---- errors ----------------------------------------------------------------- */

/* The descriptor is refused with @code; the channel is idle and works again. */
static void assert_refused(uint32_t desc, uint32_t code)
{
	assert_int_equal(run(0, desc), ERR);
	assert_int_equal(ch_rd(0, ERROR), code);
	assert_int_equal(ch_rd(0, FAULT), desc);
	assert_int_equal(ch_rd(0, BYTES), 0);
	assert_int_equal(run(0, describe_last(MEM2MEM, SOURCE, DESTINATION, 64)), DONE);
	assert_int_equal(ch_rd(0, ERROR), 0);
	assert_int_equal(ch_rd(0, FAULT), 0);
}

static void reports_bad_types(void **state)
{
	assert_refused(describe_last(0, SOURCE, DESTINATION, 64), 2);
	assert_refused(describe_last(6, SOURCE, DESTINATION, 64), 2);
	assert_refused(describe_last(MEM2MEM | 0x8, SOURCE, DESTINATION, 64), 2);
	assert_refused(describe_last(MEM2MEM | 0x80000000, SOURCE, DESTINATION, 64), 2);
}

static void reports_bad_widths(void **state)
{
	uint32_t data = FIFO0_BASE + FIFO_TXDATA;

	assert_refused(describe_last(MEM2DEV | DWIDTH(3u), SOURCE, data, 64), 3);
	assert_refused(describe_last(DEV2MEM | SWIDTH(3u), data, DESTINATION, 64), 3);
	assert_refused(describe_last(DEV2DEV | SWIDTH(3u), data, data, 64), 3);
	assert_refused(describe_last(DEV2DEV | DWIDTH(3u), data, data, 64), 3);
}

static void reports_bad_alignment(void **state)
{
	uint32_t data = FIFO0_BASE + FIFO_TXDATA, desc;

	assert_refused(describe_last(MEM2MEM, SOURCE + 1, DESTINATION, 64), 4);
	assert_refused(describe_last(MEM2MEM, SOURCE, DESTINATION + 2, 64), 4);
	assert_refused(describe_last(MEM2MEM, SOURCE, DESTINATION, 63), 4);
	assert_refused(describe_last(MEM2DEV | DWIDTH(1u), SOURCE + 1, data, 64), 4);
	assert_refused(describe_last(DEV2MEM | SWIDTH(2u), data, DESTINATION, 2), 4);
	assert_refused(describe_last(DEV2DEV | SWIDTH(2u), data, data, 6), 4);
	desc = describe_last(MEM2MEM, SOURCE, DESTINATION, 64);
	rows(desc, 2, 66, 64);
	assert_refused(desc, 4);
	desc = describe_last(MEM2MEM, SOURCE, DESTINATION, 64);
	put32(desc, 0x3);
	assert_refused(desc, 4);
	assert_refused(DESCRIPTORS + 16, 4);
}

static void reports_bad_lengths(void **state)
{
	uint32_t desc = describe_last(MEM2MEM, SOURCE, DESTINATION, 4);

	assert_refused(describe_last(MEM2MEM, SOURCE, DESTINATION, 0), 5);
	assert_refused(describe_last(MEM2MEM, SOURCE, DESTINATION, 0x1000000), 5);
	rows(desc, 0x10000, 4, 4);
	assert_refused(desc, 5);
	desc = describe_last(MEM2MEM, SOURCE, DESTINATION, 0xfffffc);
	rows(desc, 0xffff, 4, 4);
	assert_refused(desc, 5);
}

static void reports_descriptors_that_cannot_be_fetched(void **state)
{
	uint32_t first = describe(MEM2MEM, SOURCE, DESTINATION, 64);

	put32(first, 0x10000000);
	assert_int_equal(run(0, first), ERR);
	assert_int_equal(ch_rd(0, ERROR) & 0xf, 1);
	assert_int_not_equal(ch_rd(0, ERROR) >> 4, 0);
	assert_int_equal(ch_rd(0, FAULT), 0x10000000);
	assert_int_equal(ch_rd(0, COUNT), 1);
}

/* what the controller may touch ends at byte @good of @base */
static void grant_end(uint32_t base, uint32_t good, unsigned int dir)
{
	machine_revoke(board.master, MEM, MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
	machine_grant(board.master, MEM, MEM_SIZE,
		      (MACHINE_READ | MACHINE_WRITE) & ~dir);
	machine_grant(board.master, MEM, base + good - MEM, dir);
}

static void reports_where_a_read_failed(void **state)
{
	pattern(SOURCE, 8192, 5);
	grant_end(SOURCE, 1000, MACHINE_READ);
	assert_int_equal(run(0, describe_last(MEM2MEM, SOURCE, DESTINATION, 4096)), ERR);
	assert_int_equal(ch_rd(0, ERROR) & 0xf, 6);
	assert_int_equal(ch_rd(0, BYTES), 7 * DMA_BURST);
	assert_int_equal(ch_rd(0, FAULT), SOURCE + 7 * DMA_BURST);
	assert_equal_memory(DESTINATION, SOURCE, 7 * DMA_BURST);
	assert_filled(DESTINATION + 8 * DMA_BURST, 0, 2048);
}

static void reports_where_a_write_failed(void **state)
{
	pattern(SOURCE, 8192, 6);
	grant_end(DESTINATION, 2560, MACHINE_WRITE);
	assert_int_equal(run(0, describe_last(MEM2MEM, SOURCE, DESTINATION, 4096)), ERR);
	assert_int_equal(ch_rd(0, ERROR) & 0xf, 7);
	assert_int_equal(ch_rd(0, BYTES), 2560);
	assert_int_equal(ch_rd(0, FAULT), DESTINATION + 2560);
	assert_equal_memory(DESTINATION, SOURCE, 2560);
	assert_filled(DESTINATION + 2560, 0, 2048);
}

static void reports_a_fill_that_failed(void **state)
{
	grant_end(DESTINATION, 256, MACHINE_WRITE);
	assert_int_equal(run(0, describe_last(FILL, 1, DESTINATION, 4096)), ERR);
	assert_int_equal(ch_rd(0, ERROR) & 0xf, 7);
	assert_int_equal(ch_rd(0, BYTES), 256);
	assert_filled(DESTINATION, 1, 256);
}

static void tells_nothing_there_from_not_allowed(void **state)
{
	assert_int_equal(run(0, describe_last(MEM2MEM, SOURCE, 0x10000000, 64)), ERR);
	assert_int_equal(ch_rd(0, ERROR) & 0xf, 7);
	assert_int_not_equal(ch_rd(0, ERROR) >> 4 & 3, 0);
	assert_int_equal(run(0, describe_last(MEM2MEM, 0x81000000, DESTINATION, 64)), ERR);
	assert_int_equal(ch_rd(0, ERROR), 6 | 2 << 4);
}

static void an_error_stops_its_own_channel_only(void **state)
{
	ch_wr(1, START, describe_last(MEM2MEM, SOURCE, DESTINATION, 0x40000));
	assert_int_equal(run(0, describe_last(0, 0, 0, 0)), ERR);
	assert_int_equal(wait_for(1, DONE | ERR), DONE);
}

/* ---- pause, resume, abort, progress ------------------------------------------ */

/* Exactly BYTES bytes have arrived, and they are whole bursts. */
static uint32_t assert_exact(unsigned int n, uint32_t len)
{
	uint32_t bytes = ch_rd(n, BYTES);

	assert_true(bytes <= len);
	assert_true(bytes == len || bytes % DMA_BURST == 0);
	assert_equal_memory(DESTINATION, SOURCE, bytes);
	assert_filled(DESTINATION + bytes, 0, len - bytes);
	return bytes;
}

static void pauses_exactly_where_it_says(void **state)
{
	uint32_t len = 0x30000, bytes, again;

	pattern(SOURCE, len, 7);
	ch_wr(0, START, describe_last(MEM2MEM, SOURCE, DESTINATION, len));
	exec_idle(60000);
	ch_wr(0, CTRL, PAUSE);
	if (!under_threads())
		assert_int_equal(ch_rd(0, STATUS), ACTIVE | PAUSED);
	bytes = assert_exact(0, len);
	exec_idle(100000);
	again = assert_exact(0, len);
	assert_int_equal(bytes, again);
	/* a burst takes 100 ns */
	if (!under_threads())
		assert_in_range(bytes, 595 * DMA_BURST, 605 * DMA_BURST);
	ch_wr(0, CTRL, 0);
	assert_int_equal(wait_for(0, DONE | ERR), DONE);
	assert_equal_memory(DESTINATION, SOURCE, len);
}

static void pauses_again_and_again(void **state)
{
	uint32_t len = 0x8000, before = 0, bytes;

	pattern(SOURCE, len, 8);
	ch_wr(0, START, describe_last(MEM2MEM, SOURCE, DESTINATION, len));
	while (!(ch_rd(0, STATUS) & DONE)) {
		ch_wr(0, CTRL, PAUSE);
		bytes = assert_exact(0, len);
		assert_true(bytes >= before);
		before = bytes;
		ch_wr(0, CTRL, 0);
		exec_idle(777);
	}
	assert_equal_memory(DESTINATION, SOURCE, len);
}

static void starts_paused(void **state)
{
	pattern(SOURCE, 256, 1);
	ch_wr(0, CTRL, PAUSE);
	ch_wr(0, START, describe_last(MEM2MEM, SOURCE, DESTINATION, 256));
	exec_idle(100000);
	assert_int_equal(ch_rd(0, STATUS), ACTIVE | PAUSED);
	assert_int_equal(assert_exact(0, 256), 0);
	ch_wr(0, CTRL, 0);
	assert_int_equal(wait_for(0, DONE | ERR), DONE);
}

static void aborts_exactly_where_it_says(void **state)
{
	uint32_t len = 0x30000, bytes;

	pattern(SOURCE, len, 2);
	ch_wr(0, INTEN, 0xf);
	ch_wr(0, START, describe_last(MEM2MEM, SOURCE, DESTINATION, len));
	exec_idle(80000);
	ch_wr(0, CTRL, ABORT);
	if (!under_threads())
		assert_int_equal(ch_rd(0, STATUS), 0);
	bytes = assert_exact(0, len);
	exec_idle(1000000);
	assert_int_equal(assert_exact(0, len), bytes);
	assert_int_equal(ch_rd(0, STATUS) & ACTIVE, 0);
}

static void aborts_at_any_moment(void **state)
{
	uint32_t len = 4096, i;

	pattern(SOURCE, len, 3);
	for (i = 0; i < 400; i++) {
		memset(mem(DESTINATION), 0, len);
		board.descriptors = 0;
		ch_wr(0, START, describe_last(MEM2MEM, SOURCE, DESTINATION, len));
		exec_idle(i * 11);
		ch_wr(0, CTRL, ABORT | PAUSE);
		assert_int_equal(ch_rd(0, STATUS) & (ACTIVE | PAUSED), 0);
		assert_exact(0, len);
		ch_wr(0, STATUS, 0xf);
	}
}

static void progress_can_be_read(void **state)
{
	uint32_t len = 0x40000, before = 0, bytes, steps = 0;

	pattern(SOURCE, len, 4);
	ch_wr(0, START, describe_last(MEM2MEM, SOURCE, DESTINATION, len));
	while (!(ch_rd(0, STATUS) & DONE)) {
		bytes = ch_rd(0, BYTES);
		assert_true(bytes >= before && bytes <= len);
		assert_memory_equal(mem(DESTINATION), mem(SOURCE), bytes);
		steps += bytes != before;
		before = bytes;
		exec_idle(1000);
	}
	assert_true(under_threads() || steps > 100);
	assert_int_equal(ch_rd(0, BYTES), len);
}

static void progress_counts_rows(void **state)
{
	uint32_t desc = describe_last(MEM2MEM, SOURCE, DESTINATION, 300), bytes, row;

	rows(desc, 500, 512, 512);
	ch_wr(0, START, desc);
	while (!(ch_rd(0, STATUS) & DONE)) {
		ch_wr(0, CTRL, PAUSE);
		bytes = ch_rd(0, BYTES);
		row = bytes % 300;
		assert_true(row == 0 || row == 128 || row == 256);
		ch_wr(0, CTRL, 0);
		exec_idle(700);
	}
	assert_int_equal(ch_rd(0, BYTES), 500 * 300);
}

/* ---- timing -------------------------------------------------------------------- */

/* when DONE is there, to the nanosecond */
static exec_ns done_at;

static void done_line(struct machine_line *line, bool level)
{
	if (level)
		done_at = exec_now();
}

/* How long the chain takes, in cycles, from the write to START to DONE. */
static unsigned int cycles(uint32_t desc)
{
	struct machine_line *line = watch_line();
	exec_ns begin;

	line->sink = done_line;
	ch_wr(0, INTEN, DONE | ERR);
	done_at = 0;
	begin = exec_now();
	ch_wr(0, START, desc);
	begin = exec_now() < begin + 1000 ? exec_now() : begin;
	wait_for(0, DONE | ERR);
	ch_wr(0, STATUS, 0xf);
	line->sink = NULL;
	return (done_at - begin) / NS_PER_CYCLE;
}

/* A register access may itself take time, before or after it acts. */
#define assert_cycles(desc, expected)						\
	do {									\
		unsigned int took = cycles(desc);				\
										\
		assert_in_range(took, (expected) - 20, (expected) + 20);	\
	} while (0)

static void takes_the_time_that_the_manual_says(void **state)
{
	uint32_t desc;

	need_virtual_time();
	assert_cycles(describe_last(MEM2MEM, SOURCE, DESTINATION, 4096), 652);
	assert_cycles(describe_last(MEM2MEM, SOURCE, DESTINATION, 0x100000),
		      12 + 8192 * 20);
	assert_cycles(describe_last(MEM2MEM, SOURCE, DESTINATION, 4092), 652);
	assert_cycles(describe_last(FILL, 0, DESTINATION, 1024), 12 + 8 * 20);
	desc = describe_last(MEM2MEM, SOURCE, DESTINATION, 132);
	rows(desc, 100, 132, 132);
	assert_cycles(desc, 12 + 100 * (20 + 5));
	desc = describe_last(MEM2MEM, SOURCE, DESTINATION, 1000);
	rows(desc, 200, 1000, 1000);
	assert_cycles(desc, 12 + 200 * (8 * 4 + 125));
	desc = describe(MEM2MEM, SOURCE, DESTINATION, 128);
	describe(MEM2MEM, SOURCE, DESTINATION, 128);
	describe_last(MEM2MEM, SOURCE, DESTINATION, 128);
	assert_cycles(desc, 3 * 32);
}

/* ---- peripherals ------------------------------------------------------------------ */

#define TXDATA(i) ((i) ? FIFO1_BASE + FIFO_TXDATA : FIFO0_BASE + FIFO_TXDATA)
#define RXDATA(i) ((i) ? FIFO1_BASE + FIFO_RXDATA : FIFO0_BASE + FIFO_RXDATA)

/* controller inputs: the first three as route() routes them, the last one is wired */
enum { TX0 = 0, RX0 = 1, TX1 = 2, RX1 = 12 };

static void route(void)
{
	wr(board.router, ROUTER_MUX(TX0), MUX_ENABLE | 0);
	wr(board.router, ROUTER_MUX(RX0), MUX_ENABLE | 1);
	wr(board.router, ROUTER_MUX(TX1), MUX_ENABLE | 2);
}

static void fifo_start(unsigned int i, unsigned int width, unsigned int watermark)
{
	wr(board.fifo[i], FIFO_WATERMARK, watermark | watermark << 16);
	wr(board.fifo[i], FIFO_CTRL, F_ENABLE | F_TXREQ | F_RXREQ | F_RXTO | F_FLOW |
	   F_WIDTH(width));
}

static void loop_through_fifo(unsigned int width, unsigned int beats, uint32_t len)
{
	board.descriptors = 0;
	memset(mem(DESTINATION), 0, len + 64);
	pattern(SOURCE, len, width + beats);
	fifo_start(0, width, beats);
	ch_wr(4, START, describe_last(DEV2MEM | SWIDTH(width) | BURST(beats) | SREQ(RX0),
				      RXDATA(0), DESTINATION, len));
	ch_wr(5, START, describe_last(MEM2DEV | DWIDTH(width) | BURST(beats) | DREQ(TX0),
				      SOURCE, TXDATA(0), len));
	assert_int_equal(wait_for(5, DONE | ERR), DONE);
	assert_int_equal(wait_for(4, DONE | ERR), DONE);
	assert_equal_memory(DESTINATION, SOURCE, len);
	assert_filled(DESTINATION + len, 0, 64);
	assert_int_equal(ch_rd(4, BYTES), len);
	assert_int_equal(ch_rd(5, BYTES), len);
	assert_int_equal(rd(board.fifo[0], FIFO_STATUS) & (F_TXOVR | F_RXUDR | F_RXOVR), 0);
	ch_wr(4, STATUS, 0xf);
	ch_wr(5, STATUS, 0xf);
}

static void moves_through_a_peripheral(void **state)
{
	route();
	loop_through_fifo(0, 8, 512);
	loop_through_fifo(1, 8, 512);
	loop_through_fifo(2, 8, 512);
	loop_through_fifo(2, 16, 4096);
	loop_through_fifo(0, 1, 100);
}

static void ends_with_less_than_a_burst(void **state)
{
	route();
	loop_through_fifo(0, 8, 1);
	loop_through_fifo(0, 16, 101);
	loop_through_fifo(1, 8, 46);
	loop_through_fifo(2, 4, 44);
}

static void moves_rows_to_a_peripheral(void **state)
{
	uint32_t out = describe_last(MEM2DEV | BURST(8) | DREQ(TX0), SOURCE, TXDATA(0), 20);
	uint32_t in = describe_last(DEV2MEM | BURST(8) | SREQ(RX0), RXDATA(0), DESTINATION, 10);
	unsigned int i;

	route();
	pattern(SOURCE, 4096, 1);
	rows(out, 5, 100, 0);
	rows(in, 10, 0, 32);
	fifo_start(0, 0, 8);
	ch_wr(0, START, in);
	ch_wr(1, START, out);
	assert_int_equal(wait_for(1, DONE | ERR), DONE);
	assert_int_equal(wait_for(0, DONE | ERR), DONE);
	for (i = 0; i < 10; i++) {
		assert_equal_memory(DESTINATION + 32 * i, SOURCE + 100 * (i / 2) + 10 * (i % 2),
				    10);
		assert_filled(DESTINATION + 32 * i + 10, 0, 22);
	}
}

static void moves_from_peripheral_to_peripheral(void **state)
{
	uint32_t len = 300;

	route();
	pattern(SOURCE, len, 1);
	fifo_start(0, 0, 4);
	fifo_start(1, 0, 4);
	ch_wr(0, START, describe_last(DEV2MEM | BURST(4) | SREQ(RX1), RXDATA(1), DESTINATION, len));
	ch_wr(1, START, describe_last(DEV2DEV | BURST(4) | SREQ(RX0) | DREQ(TX1), RXDATA(0),
				      TXDATA(1), len));
	ch_wr(2, START, describe_last(MEM2DEV | BURST(4) | DREQ(TX0), SOURCE, TXDATA(0), len));
	assert_int_equal(wait_for(2, DONE | ERR), DONE);
	assert_int_equal(wait_for(1, DONE | ERR), DONE);
	assert_int_equal(wait_for(0, DONE | ERR), DONE);
	assert_equal_memory(DESTINATION, SOURCE, len);
	assert_int_equal(ch_rd(1, BYTES), len);
}

static void changes_width_between_peripherals(void **state)
{
	uint32_t len = 128;

	route();
	pattern(SOURCE, len, 1);
	fifo_start(0, 0, 8);
	fifo_start(1, 2, 2);
	ch_wr(0, START, describe_last(DEV2MEM | SWIDTH(2u) | BURST(2) | SREQ(RX1), RXDATA(1),
				      DESTINATION, len));
	ch_wr(1, START, describe_last(DEV2DEV | SWIDTH(0u) | DWIDTH(2u) | BURST(2) | SREQ(RX0) |
				      DREQ(TX1), RXDATA(0), TXDATA(1), len));
	ch_wr(2, START, describe_last(MEM2DEV | BURST(8) | DREQ(TX0), SOURCE, TXDATA(0), len));
	assert_int_equal(wait_for(0, DONE | ERR), DONE);
	assert_equal_memory(DESTINATION, SOURCE, len);
}

static void waits_for_its_request(void **state)
{
	pattern(SOURCE, 64, 1);
	ch_wr(0, START, describe_last(MEM2DEV | BURST(8) | DREQ(TX0), SOURCE, TXDATA(0), 64));
	exec_idle(100000);
	assert_int_equal(ch_rd(0, STATUS), ACTIVE | WAIT);
	assert_int_equal(ch_rd(0, BYTES), 0);
	assert_int_equal(rd(board.fifo[0], FIFO_LEVEL), 0);
	fifo_start(0, 0, 8);
	exec_idle(100000);
	assert_int_equal(ch_rd(0, STATUS), ACTIVE | WAIT);
	route();
	assert_int_equal(wait_for(0, DONE | ERR), DONE);
}

static void ends_a_burst_when_the_request_falls(void **state)
{
	unsigned int i;

	route();
	pattern(SOURCE, 64, 1);
	/* there is room for 10, the burst is of 16 beats */
	block_wire(0);
	for (i = 0; i < 54; i++)
		wr(board.fifo[0], FIFO_TXDATA, i);
	fifo_start(0, 0, 10);
	ch_wr(0, START, describe_last(MEM2DEV | BURST(16) | DREQ(TX0), SOURCE, TXDATA(0), 64));
	for (i = 0; i < 10000 && !ch_rd(0, BYTES); i++)
		exec_idle(1000);
	assert_int_equal(wait_for(0, WAIT), ACTIVE | WAIT);
	assert_int_equal(ch_rd(0, BYTES), 10);
	assert_int_equal(rd(board.fifo[0], FIFO_LEVEL), 64 | 64 << 16);
	assert_int_equal(rd(board.fifo[0], FIFO_STATUS) & F_TXOVR, 0);
}

static void shows_request_levels(void **state)
{
	assert_int_equal(rd(board.dmac, DMAC_REQ), 0);
	route();
	fifo_start(0, 0, 8);
	fifo_start(1, 0, 8);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 1u << TX0 | 1u << TX1);
	wr(board.fifo[0], FIFO_CTRL, 0);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 1u << TX1);
}

static void pauses_a_paced_transfer(void **state)
{
	uint32_t len = 400, bytes;

	route();
	pattern(SOURCE, len, 1);
	fifo_start(0, 0, 8);
	ch_wr(0, START, describe_last(DEV2MEM | BURST(8) | SREQ(RX0), RXDATA(0), DESTINATION, len));
	ch_wr(1, START, describe_last(MEM2DEV | BURST(8) | DREQ(TX0), SOURCE, TXDATA(0), len));
	exec_idle(20000);
	ch_wr(0, CTRL, PAUSE);
	bytes = ch_rd(0, BYTES);
	exec_idle(100000);
	assert_int_equal(ch_rd(0, BYTES), bytes);
	assert_equal_memory(DESTINATION, SOURCE, bytes);
	assert_filled(DESTINATION + bytes, 0, len - bytes);
	ch_wr(0, CTRL, 0);
	assert_int_equal(wait_for(0, DONE | ERR), DONE);
	assert_equal_memory(DESTINATION, SOURCE, len);
}

static void reports_a_peripheral_that_is_not_there(void **state)
{
	route();
	fifo_start(0, 0, 8);
	assert_int_equal(run(0, describe_last(MEM2DEV | BURST(8) | DREQ(TX0), SOURCE, 0x10000000,
					      64)), ERR);
	assert_int_equal(ch_rd(0, ERROR) & 0xf, 7);
	assert_int_equal(ch_rd(0, FAULT), 0x10000000);
	assert_int_equal(run(0, describe_last(MEM2DEV | BURST(8) | DREQ(TX0), 0x81000000,
					      TXDATA(0), 64)), ERR);
	assert_int_equal(ch_rd(0, ERROR) & 0xf, 6);
	assert_int_equal(ch_rd(0, FAULT), 0x81000000);
	assert_int_equal(ch_rd(0, BYTES), 0);
}

static void a_ring_runs_until_it_is_aborted(void **state)
{
	uint32_t period = 32, periods = 4, desc = 0;
	unsigned int i, seen = 0;

	route();
	pattern(SOURCE, period * periods, 1);
	for (i = 0; i < periods; i++)
		desc = describe(MEM2DEV | D_INT | BURST(8) | DREQ(TX0), SOURCE + period * i,
				TXDATA(0), period);
	put32(desc, DESCRIPTORS);
	fifo_start(0, 0, 8);
	wr(board.fifo[0], FIFO_CTRL, F_ENABLE | F_TXREQ);
	ch_wr(0, START, DESCRIPTORS);
	while (seen < 10) {
		assert_int_not_equal(wait_for(0, DESC_DONE) & DESC_DONE, 0);
		ch_wr(0, STATUS, DESC_DONE);
		seen++;
	}
	assert_true(ch_rd(0, COUNT) >= 10);
	assert_int_equal(ch_rd(0, STATUS) & DONE, 0);
	ch_wr(0, CTRL, ABORT);
	ch_wr(0, STATUS, 0xf);
	i = ch_rd(0, COUNT);
	exec_idle(100000);
	assert_int_equal(ch_rd(0, COUNT), i);
	assert_int_equal(ch_rd(0, STATUS), 0);
}

static void a_paced_transfer_takes_as_long_as_the_wire(void **state)
{
	exec_ns begin, took;

	need_virtual_time();
	route();
	fifo_start(0, 0, 8);
	begin = exec_now();
	ch_wr(0, START,
	      describe_last(DEV2MEM | BURST(8) | SREQ(RX0), RXDATA(0), DESTINATION, 1000));
	ch_wr(1, START, describe_last(MEM2DEV | BURST(8) | DREQ(TX0), SOURCE, TXDATA(0), 1000));
	wait_for(0, DONE);
	took = exec_now() - begin;
	/* 10 cycles of 100 MHz a byte */
	assert_in_range(took, 100000, 110000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		textbook_test(identifies_itself),
		textbook_test(resets_every_register),
		textbook_test(keeps_what_may_be_written),
		textbook_test(ignores_writes_to_read_only_registers),
		textbook_test(refuses_accesses_other_than_words),
		textbook_test(copies_memory),
		textbook_test(copies_on_every_channel_at_once),
		textbook_test(copies_more_than_the_model_moves_at_a_time),
		textbook_test(fills_memory),
		textbook_test(copies_rows_with_strides),
		textbook_test(fills_rows),
		textbook_test(follows_a_chain),
		textbook_test(signals_descriptors_that_ask_for_it),
		textbook_test(interrupt_follows_enabled_events),
		textbook_test(interrupt_is_shared_by_the_channels),
		textbook_test(refuses_a_second_start),
		textbook_test(refuses_to_start_when_not_enabled),
		textbook_test(channels_may_program_each_other),
		textbook_test(a_channel_may_abort_or_pause_itself),
		textbook_test(a_channel_may_reset_the_controller),
		textbook_test(reports_bad_types),
		textbook_test(reports_bad_widths),
		textbook_test(reports_bad_alignment),
		textbook_test(reports_bad_lengths),
		textbook_test(reports_descriptors_that_cannot_be_fetched),
		textbook_test(reports_where_a_read_failed),
		textbook_test(reports_where_a_write_failed),
		textbook_test(reports_a_fill_that_failed),
		textbook_test(tells_nothing_there_from_not_allowed),
		textbook_test(an_error_stops_its_own_channel_only),
		textbook_test(pauses_exactly_where_it_says),
		textbook_test(pauses_again_and_again),
		textbook_test(starts_paused),
		textbook_test(aborts_exactly_where_it_says),
		textbook_test(aborts_at_any_moment),
		textbook_test(progress_can_be_read),
		textbook_test(progress_counts_rows),
		textbook_test(takes_the_time_that_the_manual_says),
		textbook_test(moves_through_a_peripheral),
		textbook_test(ends_with_less_than_a_burst),
		textbook_test(moves_rows_to_a_peripheral),
		textbook_test(moves_from_peripheral_to_peripheral),
		textbook_test(changes_width_between_peripherals),
		textbook_test(waits_for_its_request),
		textbook_test(ends_a_burst_when_the_request_falls),
		textbook_test(shows_request_levels),
		textbook_test(pauses_a_paced_transfer),
		textbook_test(reports_a_peripheral_that_is_not_there),
		textbook_test(a_ring_runs_until_it_is_aborted),
		textbook_test(a_paced_transfer_takes_as_long_as_the_wire),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
