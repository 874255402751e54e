// SPDX-License-Identifier: MIT
/*
 * DMA controller of the BCM2835, register by register: "BCM2835 ARM
 * Peripherals", chapter 4. A second reading of it beside the model's. Host
 * side.
 */
#define DMA_BASE	0x7e007000u
#define DMA_SIZE	0x1000
#define PORT_BASE	0x7e203000u

#include "models/controller.h"

#define CS		0x00
#define  ACTIVE		0x00000001u
#define  END		0x00000002u
#define  INT		0x00000004u
#define  DREQ		0x00000008u
#define  PAUSED		0x00000010u
#define  DREQ_STOPS	0x00000020u
#define  ERROR		0x00000100u
#define  ABORT		0x40000000u
#define  RESET		0x80000000u
#define CONBLK_AD	0x04
#define TI		0x08
#define  INTEN		0x00000001u
#define  TDMODE		0x00000002u
#define  DEST_INC	0x00000010u
#define  DEST_WIDE	0x00000020u
#define  DEST_DREQ	0x00000040u
#define  DEST_IGNORE	0x00000080u
#define  SRC_INC	0x00000100u
#define  SRC_WIDE	0x00000200u
#define  SRC_DREQ	0x00000400u
#define  SRC_IGNORE	0x00000800u
#define  BURST(words)	(((words) - 1u) << 12)
#define  PERMAP(n)	((n) << 16)
#define SOURCE_AD	0x0c
#define DEST_AD		0x10
#define TXFR_LEN	0x14
#define STRIDE		0x18
#define NEXTCONBK	0x1c
#define DEBUG		0x20
#define  READ_ERROR	0x00000004u
#define  LITE		0x10000000u
#define INT_STATUS	0xfe0
#define ENABLE		0xff0

#define COPY (SRC_INC | DEST_INC)

#define BLOCK(i)	(MEM + 32u * (i))

/* ---- the machine ---------------------------------------------------------- */

static const char board_text[] =
	BOARD_HEAD
	"dma: dma@7e007000 { compatible = \"brcm,bcm2835-dma\"; reg = <0x7e007000 0x1000>;\n"
	"  #dma-cells = <1>;\n"
	"  interrupts = <0>, <1>, <2>, <3>, <4>, <5>, <6>, <7>, <8>, <9>, <10>, <11>, <11>, <11>, <11>;\n"
	"  interrupt-names = \"dma0\", \"dma1\", \"dma2\", \"dma3\", \"dma4\", \"dma5\", \"dma6\", \"dma7\",\n"
	"    \"dma8\", \"dma9\", \"dma10\", \"dma11\", \"dma12\", \"dma13\", \"dma14\"; };\n"
	"port@7e203000 { compatible = \"test,port\"; reg = <0x7e203000 0x1000>; dmas = <&dma 5>;\n"
	"  dma-names = \"data\"; };\n"
	BOARD_TAIL;

static int dma_machine(void **state)
{
	return controller_machine(board_text, "/soc/dma@7e007000");
}

static uint32_t rd(unsigned int reg)
{
	return machine_mmio_read(board.dma + reg, 4);
}

static void wr(unsigned int reg, uint32_t value)
{
	machine_mmio_write(board.dma + reg, 4, value);
}

static uint32_t ch_rd(unsigned int n, unsigned int reg)
{
	return rd(0x100 * n + reg);
}

static void ch_wr(unsigned int n, unsigned int reg, uint32_t value)
{
	wr(0x100 * n + reg, value);
}

static void block(unsigned int i, uint32_t ti, uint32_t src, uint32_t dst, uint32_t len,
		  uint32_t next)
{
	put32(BLOCK(i), ti);
	put32(BLOCK(i) + 4, src);
	put32(BLOCK(i) + 8, dst);
	put32(BLOCK(i) + 12, len);
	put32(BLOCK(i) + 16, 0);
	put32(BLOCK(i) + 20, next);
}

static void begin(unsigned int n, uint32_t conblk)
{
	ch_wr(n, CONBLK_AD, conblk);
	ch_wr(n, CS, ACTIVE);
}

static void finish(unsigned int n)
{
	unsigned int i;

	for (i = 0; i < 100000 && ch_rd(n, CS) & ACTIVE; i++)
		exec_idle(1000);
	assert_int_equal(ch_rd(n, CS) & (ACTIVE | ERROR), 0);
	assert_int_equal(ch_rd(n, CONBLK_AD), 0);
}

static void run_block(unsigned int n, uint32_t ti, uint32_t src, uint32_t dst, uint32_t len)
{
	block(0, ti, src, dst, len, 0);
	begin(n, BLOCK(0));
	finish(n);
}

/* ---- registers ------------------------------------------------------------ */

static void tells_which_channels_are_lite(void **state)
{
	unsigned int n;

	for (n = 0; n < 15; n++) {
		assert_int_equal(!!(ch_rd(n, DEBUG) & LITE), n >= 7);
		assert_int_equal(ch_rd(n, DEBUG) >> 8 & 0xff, n);
		assert_int_equal(ch_rd(n, DEBUG) >> 25 & 7, 2);
		assert_int_equal(ch_rd(n, CS), 0);
	}
	assert_int_equal(rd(ENABLE), 0x7fff);
}

static void the_blocks_registers_are_read_only(void **state)
{
	static const unsigned int regs[] = { TI, SOURCE_AD, DEST_AD, TXFR_LEN, STRIDE };
	unsigned int i;

	for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		ch_wr(2, regs[i], 0x12345678);
		assert_int_equal(ch_rd(2, regs[i]), 0);
	}
	ch_wr(2, CONBLK_AD, 0x12345678);
	assert_int_equal(ch_rd(2, CONBLK_AD), 0x12345660);
}

static void refuses_accesses_other_than_words(void **state)
{
	assert_int_equal(machine_mmio_read(board.dma + DEBUG, 1), 0);
	assert_int_equal(machine_mmio_read(board.dma + ENABLE, 2), 0);
	assert_true(log_contains("registers are 32 bits wide"));
}

/* ---- between memories ----------------------------------------------------- */

static void copies_a_block(void **state)
{
	pattern(SOURCE, 4096, 1);
	run_block(0, COPY, SOURCE + 3, DESTINATION + 5, 1001);
	assert_equal_memory(DESTINATION + 5, SOURCE + 3, 1001);
	assert_filled(DESTINATION, 0, 5);
	assert_filled(DESTINATION + 1006, 0, 32);
	assert_int_equal(ch_rd(0, CS) & END, END);
	assert_int_equal(ch_rd(0, CS) & INT, 0);
	assert_int_equal(ch_rd(0, SOURCE_AD), SOURCE + 1004);
	assert_int_equal(ch_rd(0, DEST_AD), DESTINATION + 1006);
}

static void copies_more_than_the_model_moves_at_a_time(void **state)
{
	pattern(SOURCE, 0x123457, 2);
	run_block(4, COPY | SRC_WIDE | DEST_WIDE, SOURCE, DESTINATION, 0x123457);
	assert_equal_memory(DESTINATION, SOURCE, 0x123457);
	assert_filled(DESTINATION + 0x123457, 0, 32);
}

static void copies_on_every_channel_at_once(void **state)
{
	unsigned int n;

	for (n = 0; n < 15; n++) {
		pattern(SOURCE + 0x1000 * n, 4096, n);
		block(n, COPY, SOURCE + 0x1000 * n, DESTINATION + 0x1000 * n, 4096, 0);
		begin(n, BLOCK(n));
	}
	for (n = 0; n < 15; n++)
		finish(n);
	assert_equal_memory(DESTINATION, SOURCE, 15 * 4096);
}

static void follows_a_chain(void **state)
{
	pattern(SOURCE, 4096, 3);
	block(0, COPY, SOURCE, DESTINATION, 100, BLOCK(7));
	block(7, COPY, SOURCE + 1000, DESTINATION + 100, 1, BLOCK(3));
	block(3, COPY | INTEN, SOURCE + 2000, DESTINATION + 101, 50, 0);
	begin(1, BLOCK(0));
	finish(1);
	assert_equal_memory(DESTINATION, SOURCE, 100);
	assert_equal_memory(DESTINATION + 100, SOURCE + 1000, 1);
	assert_equal_memory(DESTINATION + 101, SOURCE + 2000, 50);
	assert_int_equal(ch_rd(1, CS) & INT, INT);
}

static void addresses_may_stand_still(void **state)
{
	pattern(SOURCE, 64, 4);
	run_block(0, DEST_INC, SOURCE + 4, DESTINATION, 16);
	assert_equal_memory(DESTINATION, SOURCE + 4, 4);
	assert_equal_memory(DESTINATION + 12, SOURCE + 4, 4);
	run_block(0, SRC_INC, SOURCE, DESTINATION + 64, 16);
	assert_equal_memory(DESTINATION + 64, SOURCE + 12, 4);
	assert_filled(DESTINATION + 68, 0, 16);
}

static void ignores_what_it_is_told_to(void **state)
{
	pattern(DESTINATION, 64, 5);
	run_block(0, DEST_INC | SRC_IGNORE, NOWHERE, DESTINATION, 32);
	assert_filled(DESTINATION, 0, 32);
	assert_true(mem(DESTINATION)[32] != 0);
	run_block(0, SRC_INC | DEST_IGNORE, SOURCE, NOWHERE, 32);
	assert_int_equal(ch_rd(0, SOURCE_AD), SOURCE + 32);
}

static void copies_rows(void **state)
{
	unsigned int i;

	pattern(SOURCE, 4096, 6);
	block(0, COPY | TDMODE, SOURCE, DESTINATION + 300, 9 << 16 | 20, 0);
	put32(BLOCK(0) + 16, (uint32_t)(uint16_t)-50 << 16 | 12);
	begin(3, BLOCK(0));
	finish(3);
	for (i = 0; i < 10; i++) {
		assert_equal_memory(DESTINATION + 300 - 30 * i, SOURCE + 32 * i, 20);
		assert_filled(DESTINATION + 300 - 30 * i + 20, 0, 10);
	}
}

static void a_lite_channel_has_no_rows_and_short_blocks(void **state)
{
	pattern(SOURCE, 4096, 7);
	run_block(9, COPY | TDMODE | SRC_IGNORE, SOURCE, DESTINATION, 9 << 16 | 20);
	assert_equal_memory(DESTINATION, SOURCE, 20);
	assert_filled(DESTINATION + 20, 0, 64);
	assert_int_equal(ch_rd(9, TI), COPY);
}

static void a_block_without_length_is_done(void **state)
{
	run_block(0, COPY, SOURCE, DESTINATION, 0);
	assert_int_equal(ch_rd(0, CS) & END, END);
	assert_filled(DESTINATION, 0, 32);
}

static void a_ring_goes_round_until_it_is_reset(void **state)
{
	unsigned int i;

	block(0, COPY | INTEN, SOURCE, DESTINATION, 4, BLOCK(1));
	block(1, COPY | INTEN, SOURCE + 4, DESTINATION + 4, 4, BLOCK(0));
	begin(0, BLOCK(0));
	for (i = 1; i < 20; i++) {
		put32(SOURCE, i);
		put32(SOURCE + 4, 100 * i);
		settle();
		assert_int_equal(ch_rd(0, CS) & (ACTIVE | INT | END), ACTIVE | INT | END);
		ch_wr(0, CS, ACTIVE | INT | END);
		assert_int_equal(get32(DESTINATION), i);
		assert_int_equal(get32(DESTINATION + 4), 100 * i);
	}
	ch_wr(0, CS, RESET);
	assert_int_equal(ch_rd(0, CS), 0);
	assert_int_equal(ch_rd(0, CONBLK_AD), 0);
	put32(SOURCE, 0);
	settle();
	assert_int_equal(get32(DESTINATION), 19);
}

/* ---- interrupts ----------------------------------------------------------- */

static struct machine_line *line_of(unsigned int index)
{
	struct board_ref ref;
	int node = board_find_path(machine_board(), "/soc/dma@7e007000");

	assert_int_equal(board_interrupt(machine_board(), node, index, &ref), 0);
	return machine_line(&ref);
}

static void interrupts_when_a_block_asks_for_it(void **state)
{
	struct machine_line *line = line_of(2);

	run_block(2, COPY, SOURCE, DESTINATION, 64);
	assert_int_equal(line->asserted, 0);
	run_block(2, COPY | INTEN, SOURCE, DESTINATION, 64);
	assert_int_equal(line->asserted, 1);
	assert_int_equal(rd(INT_STATUS), 4);
	ch_wr(2, CS, END);
	assert_int_equal(line->asserted, 1);
	ch_wr(2, CS, INT);
	assert_int_equal(line->asserted, 0);
	assert_int_equal(rd(INT_STATUS), 0);
}

static void four_channels_share_a_line(void **state)
{
	struct machine_line *line = line_of(11);

	run_block(11, COPY | INTEN, SOURCE, DESTINATION, 64);
	run_block(14, COPY | INTEN, SOURCE, DESTINATION, 64);
	assert_int_equal(line->asserted != 0, 1);
	ch_wr(11, CS, INT);
	assert_int_equal(line->asserted != 0, 1);
	ch_wr(14, CS, INT);
	assert_int_equal(line->asserted, 0);
}

/* ---- starting and stopping ------------------------------------------------ */

static void nothing_happens_without_a_block(void **state)
{
	ch_wr(0, CS, ACTIVE | INT);
	settle();
	assert_int_equal(ch_rd(0, CS) & (END | INT), 0);
	assert_int_equal(ch_rd(0, CONBLK_AD), 0);
	pattern(SOURCE, 64, 8);
	run_block(0, COPY, SOURCE, DESTINATION, 64);
	assert_equal_memory(DESTINATION, SOURCE, 64);
}

static void a_paused_block_stands_still_and_goes_on(void **state)
{
	uint32_t at;

	pattern(SOURCE, 0x40000, 9);
	block(0, COPY, SOURCE, DESTINATION, 0x40000, 0);
	begin(0, BLOCK(0));
	exec_idle(50000);
	ch_wr(0, CS, 0);
	at = ch_rd(0, SOURCE_AD) - SOURCE;
	if (!under_threads()) {
		assert_in_range(at, 4, 0x40000 - 4);
		assert_int_equal(ch_rd(0, DEST_AD), DESTINATION + at);
		assert_int_equal(ch_rd(0, TXFR_LEN), 0x40000 - at);
		assert_int_equal(ch_rd(0, CS) & (PAUSED | ACTIVE), PAUSED);
		assert_int_equal(ch_rd(0, CONBLK_AD), BLOCK(0));
	}
	assert_equal_memory(DESTINATION, SOURCE, at);
	assert_filled(DESTINATION + at, 0, 64);
	settle();
	assert_int_equal(ch_rd(0, SOURCE_AD) - SOURCE, at);
	/* in threads it may have been done before it was paused */
	if (ch_rd(0, CONBLK_AD))
		ch_wr(0, CS, ACTIVE);
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE, 0x40000);
}

static void aborting_goes_on_with_the_next_block(void **state)
{
	pattern(SOURCE, 64, 10);
	block(0, DEST_INC | SRC_DREQ | PERMAP(5), PORT_BASE, DESTINATION, 64, BLOCK(1));
	block(1, COPY, SOURCE, DESTINATION + 64, 64, 0);
	begin(0, BLOCK(0));
	settle();
	assert_int_equal(ch_rd(0, CS) & (ACTIVE | DREQ_STOPS), ACTIVE | DREQ_STOPS);
	ch_wr(0, CS, ABORT | ACTIVE);
	finish(0);
	assert_filled(DESTINATION, 0, 64);
	assert_equal_memory(DESTINATION + 64, SOURCE, 64);
}

static void a_disabled_channel_waits(void **state)
{
	pattern(SOURCE, 64, 11);
	wr(ENABLE, 0x7ffe);
	block(0, COPY, SOURCE, DESTINATION, 64, 0);
	begin(0, BLOCK(0));
	settle();
	rd(CS);
	assert_filled(DESTINATION, 0, 64);
	wr(ENABLE, 0x7fff);
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE, 64);
}

static void a_running_channel_keeps_its_block(void **state)
{
	block(0, DEST_INC | SRC_DREQ | PERMAP(5), PORT_BASE, DESTINATION, 64, 0);
	begin(0, BLOCK(0));
	ch_wr(0, CONBLK_AD, BLOCK(1));
	assert_int_equal(ch_rd(0, CONBLK_AD), BLOCK(0));
	assert_true(log_contains("CONBLK_AD is written while the channel runs"));
	ch_wr(0, CS, 0);
	ch_wr(0, CONBLK_AD, BLOCK(1));
	assert_int_equal(ch_rd(0, CONBLK_AD), BLOCK(1));
}

/* ---- peripherals ---------------------------------------------------------- */

static void reads_when_it_is_asked(void **state)
{
	unsigned int i;

	block(0, DEST_INC | SRC_DREQ | PERMAP(5), PORT_BASE, DESTINATION, 64, 0);
	begin(0, BLOCK(0));
	settle();
	assert_int_equal(ch_rd(0, CS) & DREQ, 0);
	assert_int_equal(board.port->reads, 0);
	ask(3);
	assert_int_equal(board.port->reads, 3);
	assert_int_equal(ch_rd(0, TXFR_LEN), 52);
	assert_int_equal(ch_rd(0, DEST_AD), DESTINATION + 12);
	assert_int_equal(ch_rd(0, SOURCE_AD), PORT_BASE);
	ask(0);
	finish(0);
	assert_int_equal(board.port->reads, 16);
	for (i = 0; i < 16; i++)
		assert_int_equal(get32(DESTINATION + 4 * i), 0x1000 + i);
	assert_int_equal(board.port->acks, 0);
}

static void writes_when_it_is_asked(void **state)
{
	unsigned int i;

	pattern(SOURCE, 4096, 12);
	block(0, SRC_INC | DEST_DREQ | PERMAP(5), SOURCE, PORT_BASE, 4096, 0);
	begin(8, BLOCK(0));
	ask(7);
	assert_int_equal(board.port->writes, 7);
	ask(0);
	finish(8);
	assert_int_equal(board.port->writes, 1024);
	for (i = 0; i < 1024; i++)
		assert_int_equal(board.port->value[i], get32(SOURCE + 4 * i));
}

static void a_burst_ends_where_its_dreq_falls(void **state)
{
	block(0, DEST_INC | SRC_DREQ | PERMAP(5) | BURST(8), PORT_BASE, DESTINATION, 64, 0);
	begin(0, BLOCK(0));
	ask(5);
	assert_int_equal(board.port->reads, 5);
	ask(0);
	finish(0);
	assert_int_equal(board.port->reads, 16);
}

static void dreq_0_is_always_up(void **state)
{
	block(0, DEST_INC | SRC_DREQ | PERMAP(0), PORT_BASE, DESTINATION, 64, 0);
	begin(0, BLOCK(0));
	finish(0);
	assert_int_equal(board.port->reads, 16);
}

static void a_paused_channel_takes_no_requests(void **state)
{
	block(0, DEST_INC | SRC_DREQ | PERMAP(5), PORT_BASE, DESTINATION, 64, 0);
	begin(0, BLOCK(0));
	ask(3);
	ch_wr(0, CS, 0);
	ask(0);
	assert_int_equal(board.port->reads, 3);
	ch_wr(0, CS, ACTIVE);
	finish(0);
	assert_int_equal(board.port->reads, 16);
}

/* ---- what goes wrong ------------------------------------------------------ */

static void a_read_that_is_refused_ends_its_block(void **state)
{
	pattern(SOURCE, 64, 13);
	block(0, COPY, MEM + MEM_SIZE - 128, DESTINATION, 1000, BLOCK(1));
	block(1, COPY | INTEN, SOURCE, DESTINATION + 4096, 64, 0);
	pattern(MEM + MEM_SIZE - 128, 128, 14);
	begin(0, BLOCK(0));
	settle();
	assert_int_equal(ch_rd(0, CS) & (ACTIVE | INT | ERROR), INT | ERROR);
	assert_int_equal(ch_rd(0, DEBUG) & 7, READ_ERROR);
	assert_true(log_contains("channel 0: reading the source at 0x89000000"));
	assert_equal_memory(DESTINATION, MEM + MEM_SIZE - 128, 128);
	assert_filled(DESTINATION + 128, 0, 64);
	assert_equal_memory(DESTINATION + 4096, SOURCE, 64);
	ch_wr(0, DEBUG, READ_ERROR);
	assert_int_equal(ch_rd(0, CS) & ERROR, 0);
}

static void a_write_that_is_refused_ends_its_block(void **state)
{
	block(0, COPY | INTEN, SOURCE, NOWHERE, 64, 0);
	begin(0, BLOCK(0));
	finish(0);
	assert_int_equal(ch_rd(0, CS) & INT, INT);
	assert_true(log_contains("channel 0: writing the destination at 0x10000000"));
}

static void a_block_that_cannot_be_read_stops_the_channel(void **state)
{
	begin(6, NOWHERE);
	settle();
	assert_int_equal(ch_rd(6, CS) & (ACTIVE | ERROR), ERROR);
	assert_int_equal(ch_rd(6, DEBUG) & 7, READ_ERROR);
	assert_true(log_contains("channel 6: reading a control block at 0x10000000"));
	ch_wr(6, CS, RESET);
	assert_int_equal(ch_rd(6, CS), 0);
	pattern(SOURCE, 64, 15);
	run_block(6, COPY, SOURCE, DESTINATION, 64);
	assert_equal_memory(DESTINATION, SOURCE, 64);
}

static void a_channel_may_start_another(void **state)
{
	machine_grant(board.master, DMA_BASE, 0x1000, MACHINE_WRITE);
	pattern(SOURCE, 64, 16);
	block(1, COPY, SOURCE, DESTINATION, 64, 0);
	ch_wr(1, CONBLK_AD, BLOCK(1));
	put32(SOURCE + 4096, ACTIVE);
	run_block(0, COPY, SOURCE + 4096, DMA_BASE + 0x100 + CS, 4);
	finish(1);
	assert_equal_memory(DESTINATION, SOURCE, 64);
}

static void a_channel_may_reset_itself(void **state)
{
	machine_grant(board.master, DMA_BASE, 0x1000, MACHINE_WRITE);
	put32(SOURCE, RESET);
	block(0, SRC_INC, SOURCE, DMA_BASE + CS, 4096, 0);
	begin(0, BLOCK(0));
	settle();
	assert_int_equal(ch_rd(0, CS), 0);
	assert_int_equal(ch_rd(0, CONBLK_AD), 0);
}

static void a_channel_may_pause_itself(void **state)
{
	machine_grant(board.master, DMA_BASE, 0x1000, MACHINE_WRITE);
	put32(SOURCE, 0);
	block(0, 0, SOURCE, DMA_BASE + CS, 4, BLOCK(1));
	block(1, COPY, SOURCE, DESTINATION, 4, 0);
	begin(0, BLOCK(0));
	settle();
	assert_int_equal(ch_rd(0, CS) & (ACTIVE | PAUSED), PAUSED);
	ch_wr(0, CS, ACTIVE);
	finish(0);
}

#define dma_test(f) cmocka_unit_test_setup_teardown(f, dma_machine, controller_machine_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		dma_test(tells_which_channels_are_lite),
		dma_test(the_blocks_registers_are_read_only),
		dma_test(refuses_accesses_other_than_words),
		dma_test(copies_a_block),
		dma_test(copies_more_than_the_model_moves_at_a_time),
		dma_test(copies_on_every_channel_at_once),
		dma_test(follows_a_chain),
		dma_test(addresses_may_stand_still),
		dma_test(ignores_what_it_is_told_to),
		dma_test(copies_rows),
		dma_test(a_lite_channel_has_no_rows_and_short_blocks),
		dma_test(a_block_without_length_is_done),
		dma_test(a_ring_goes_round_until_it_is_reset),
		dma_test(interrupts_when_a_block_asks_for_it),
		dma_test(four_channels_share_a_line),
		dma_test(nothing_happens_without_a_block),
		dma_test(a_paused_block_stands_still_and_goes_on),
		dma_test(aborting_goes_on_with_the_next_block),
		dma_test(a_disabled_channel_waits),
		dma_test(a_running_channel_keeps_its_block),
		dma_test(reads_when_it_is_asked),
		dma_test(writes_when_it_is_asked),
		dma_test(a_burst_ends_where_its_dreq_falls),
		dma_test(dreq_0_is_always_up),
		dma_test(a_paused_channel_takes_no_requests),
		dma_test(a_read_that_is_refused_ends_its_block),
		dma_test(a_write_that_is_refused_ends_its_block),
		dma_test(a_block_that_cannot_be_read_stops_the_channel),
		dma_test(a_channel_may_start_another),
		dma_test(a_channel_may_reset_itself),
		dma_test(a_channel_may_pause_itself),
	};

	return cmocka_run_group_tests_name("bcm2835_dma", tests, NULL, NULL);
}
