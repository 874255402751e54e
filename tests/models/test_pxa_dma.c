// SPDX-License-Identifier: MIT
/*
 * DMA controller of PXA and MMP2, register by register: "Intel PXA27x
 * Processor Family Developer's Manual", chapter 5. A second reading of it
 * beside the model's. Host side.
 */
#define DMA_BASE	0x40000000u
#define DMA_SIZE	0x10000
#define PORT_BASE	0x41000000u

#include "models/controller.h"

#define DCSR(n)		(4 * (n))
#define  RUN		0x80000000u
#define  NODESC		0x40000000u
#define  STOPIRQEN	0x20000000u
#define  MASKRUN	0x00400000u
#define  REQPEND	0x00000100u
#define  STOPINTR	0x00000008u
#define  ENDINTR	0x00000004u
#define  STARTINTR	0x00000002u
#define  BUSERR		0x00000001u
#define DALGN		0x0a0
#define DINT		0x0f0
#define DRCMR(line)	((line) < 64 ? 0x100 + 4 * (line) : 0x1100 + 4 * ((line) - 64))
#define  MAPVLD		0x80u
#define DDADR(n)	(0x200 + 16 * (n))
#define  STOP		1u
#define DSADR(n)	(0x204 + 16 * (n))
#define DTADR(n)	(0x208 + 16 * (n))
#define DCMD(n)		(0x20c + 16 * (n))
#define  INCSRC		0x80000000u
#define  INCTRG		0x40000000u
#define  FLOWSRC	0x20000000u
#define  FLOWTRG	0x10000000u
#define  STARTIRQEN	0x00400000u
#define  ENDIRQEN	0x00200000u
#define  SIZE(v)	((v) << 16)	/* 1: 8 bytes, 2: 16, 3: 32 */
#define  WIDTH(v)	((v) << 14)	/* 1: 1 byte, 2: 2, 3: 4 */

#define COPY		(INCSRC | INCTRG | SIZE(3))
#define GET		(INCTRG | FLOWSRC | SIZE(1) | WIDTH(3))
#define PUT		(INCSRC | FLOWTRG | SIZE(1) | WIDTH(3))
#define DESCRIPTOR(i)	(MEM + 16u * (i))
#define LINE		70

static const char board_text[] =
	BOARD_HEAD
	"dma: dma@40000000 { compatible = \"marvell,pdma-1.0\"; reg = <0x40000000 0x10000>;\n"
	"  #dma-cells = <2>; interrupts = <25>; dma-channels = <16>; };\n"
	"port@41000000 { compatible = \"test,port\"; reg = <0x41000000 0x1000>; dmas = <&dma 70 3>;\n"
	"  dma-names = \"data\"; };\n"
	BOARD_TAIL;

static int dma_machine(void **state)
{
	return controller_machine(board_text, "/soc/dma@40000000");
}

static uint32_t rd(unsigned int reg)
{
	return machine_mmio_read(board.dma + reg, 4);
}

static void wr(unsigned int reg, uint32_t value)
{
	machine_mmio_write(board.dma + reg, 4, value);
}

static void describe(unsigned int i, uint32_t src, uint32_t dst, uint32_t cmd, uint32_t next)
{
	put32(DESCRIPTOR(i), next);
	put32(DESCRIPTOR(i) + 4, src);
	put32(DESCRIPTOR(i) + 8, dst);
	put32(DESCRIPTOR(i) + 12, cmd);
}

static void begin(unsigned int n, uint32_t descriptor)
{
	wr(DDADR(n), descriptor);
	wr(DCSR(n), RUN);
}

/* Until the channel stops; which must not be for an error. */
static void finish(unsigned int n)
{
	unsigned int i;

	for (i = 0; i < 100000 && rd(DCSR(n)) & RUN; i++)
		exec_idle(1000);
	assert_int_equal(rd(DCSR(n)) & (RUN | STOPINTR | BUSERR), STOPINTR);
}

static void run_one(unsigned int n, uint32_t src, uint32_t dst, uint32_t cmd)
{
	describe(0, src, dst, cmd, STOP);
	begin(n, DESCRIPTOR(0));
	finish(n);
}

/* ---- registers ---- */

static void every_channel_is_stopped_after_a_reset(void **state)
{
	unsigned int n;

	for (n = 0; n < 16; n++)
		assert_int_equal(rd(DCSR(n)), STOPINTR);
	assert_int_equal(rd(DINT), 0);
	assert_int_equal(rd(DCSR(16)), 0);
}

static void keeps_what_is_written_to_a_stopped_channel(void **state)
{
	wr(DDADR(3), 0x12345671);
	wr(DSADR(3), 0x11111111);
	wr(DTADR(3), 0x22222222);
	wr(DCMD(3), 0x33333333);
	assert_int_equal(rd(DDADR(3)), 0x12345671);
	assert_int_equal(rd(DSADR(3)), 0x11111111);
	assert_int_equal(rd(DTADR(3)), 0x22222222);
	assert_int_equal(rd(DCMD(3)), 0x33333333);
	assert_int_equal(rd(DSADR(2)), 0);
	wr(DRCMR(63), 0xffffffff);
	wr(DRCMR(64), 0x81);
	assert_int_equal(rd(DRCMR(63)), 0x9f);
	assert_int_equal(rd(DRCMR(64)), 0x81);
	wr(DALGN, 0xa5a5);
	assert_int_equal(rd(DALGN), 0xa5a5);
}

static void refuses_accesses_other_than_words(void **state)
{
	assert_int_equal(machine_mmio_read(board.dma + DCSR(0), 1), 0);
	assert_true(log_contains("registers are 32 bits wide"));
}

static void a_channel_that_runs_keeps_its_registers(void **state)
{
	describe(0, PORT_BASE, DESTINATION, GET | 64, STOP);
	begin(0, DESCRIPTOR(0));
	wr(DTADR(0), 0x1000);
	wr(DDADR(0), 0x1000);
	assert_int_equal(rd(DTADR(0)), DESTINATION);
	assert_int_equal(rd(DDADR(0)), STOP);
	assert_true(log_contains("is written while the channel runs"));
}

/* ---- between memories ---- */

static void copies_what_a_descriptor_says(void **state)
{
	pattern(SOURCE, 4096, 1);
	run_one(0, SOURCE + 8, DESTINATION + 16, COPY | 1001);
	assert_equal_memory(DESTINATION + 16, SOURCE + 8, 1001);
	assert_filled(DESTINATION, 0, 16);
	assert_filled(DESTINATION + 1017, 0, 32);
	assert_int_equal(rd(DSADR(0)), SOURCE + 1009);
	assert_int_equal(rd(DTADR(0)), DESTINATION + 1017);
	assert_int_equal(rd(DCMD(0)), COPY);
	assert_int_equal(rd(DCSR(0)), STOPINTR);
}

static void addresses_are_aligned_unless_dalgn_says_otherwise(void **state)
{
	pattern(SOURCE, 64, 2);
	run_one(1, SOURCE + 5, DESTINATION + 9, COPY | 16);
	assert_equal_memory(DESTINATION + 8, SOURCE, 16);
	assert_filled(DESTINATION + 24, 0, 16);
	wr(DALGN, 2);
	run_one(1, SOURCE + 5, DESTINATION + 33, COPY | 16);
	assert_equal_memory(DESTINATION + 33, SOURCE + 5, 16);
	assert_filled(DESTINATION + 24, 0, 9);
}

static void follows_a_chain(void **state)
{
	pattern(SOURCE, 8192, 3);
	describe(0, SOURCE, DESTINATION, COPY | 104, DESCRIPTOR(5));
	describe(5, SOURCE + 1024, DESTINATION + 104, COPY | 8, DESCRIPTOR(2));
	describe(2, SOURCE, DESTINATION + 1024, COPY | 0x1fff, STOP);
	begin(7, DESCRIPTOR(0));
	finish(7);
	assert_equal_memory(DESTINATION, SOURCE, 104);
	assert_equal_memory(DESTINATION + 104, SOURCE + 1024, 8);
	assert_equal_memory(DESTINATION + 1024, SOURCE, 0x1fff);
	assert_int_equal(rd(DDADR(7)), STOP);
}

static void copies_on_every_channel_at_once(void **state)
{
	unsigned int n;

	for (n = 0; n < 16; n++) {
		pattern(SOURCE + 0x2000 * n, 0x1ff8, n);
		describe(n, SOURCE + 0x2000 * n, DESTINATION + 0x2000 * n, COPY | 0x1ff8, STOP);
		begin(n, DESCRIPTOR(n));
	}
	for (n = 0; n < 16; n++)
		finish(n);
	for (n = 0; n < 16; n++)
		assert_equal_memory(DESTINATION + 0x2000 * n, SOURCE + 0x2000 * n, 0x1ff8);
}

static void does_without_a_descriptor(void **state)
{
	pattern(SOURCE, 256, 4);
	wr(DSADR(2), SOURCE);
	wr(DTADR(2), DESTINATION);
	wr(DCMD(2), COPY | 256);
	wr(DCSR(2), RUN | NODESC);
	finish(2);
	assert_equal_memory(DESTINATION, SOURCE, 256);
	assert_int_equal(rd(DCSR(2)) & NODESC, NODESC);
}

static void a_descriptor_without_length_is_done(void **state)
{
	run_one(0, SOURCE, DESTINATION, COPY | ENDIRQEN);
	assert_int_equal(rd(DCSR(0)) & ENDINTR, ENDINTR);
}

static void a_ring_goes_round_until_it_is_stopped(void **state)
{
	unsigned int i;

	describe(0, SOURCE, DESTINATION, COPY | ENDIRQEN | 8, DESCRIPTOR(1));
	describe(1, SOURCE + 8, DESTINATION + 8, COPY | ENDIRQEN | 8, DESCRIPTOR(0));
	begin(0, DESCRIPTOR(0));
	for (i = 1; i < 20; i++) {
		put32(SOURCE, i);
		put32(SOURCE + 8, 100 * i);
		settle();
		assert_int_equal(rd(DCSR(0)) & (RUN | ENDINTR), RUN | ENDINTR);
		wr(DCSR(0), RUN | ENDINTR);
		assert_int_equal(get32(DESTINATION), i);
		assert_int_equal(get32(DESTINATION + 8), 100 * i);
	}
	wr(DCSR(0), 0);
	assert_int_equal(rd(DCSR(0)) & (RUN | STOPINTR), STOPINTR);
	put32(SOURCE, 0);
	settle();
	assert_int_equal(get32(DESTINATION), 19);
}

/* ---- interrupts ---- */

static struct machine_line *line(void)
{
	struct board_ref ref;
	int node = board_find_path(machine_board(), "/soc/dma@40000000");

	assert_int_equal(board_interrupt(machine_board(), node, 0, &ref), 0);
	return machine_line(&ref);
}

static void interrupts_at_start_and_end_where_that_is_wanted(void **state)
{
	run_one(4, SOURCE, DESTINATION, COPY | 64);
	assert_int_equal(line()->asserted, 0);
	run_one(4, SOURCE, DESTINATION, COPY | ENDIRQEN | STARTIRQEN | 64);
	assert_int_equal(rd(DCSR(4)) & (ENDINTR | STARTINTR), ENDINTR | STARTINTR);
	assert_int_equal(rd(DINT), 0x10);
	assert_int_equal(line()->asserted, 1);
	wr(DCSR(4), STARTINTR);
	assert_int_equal(line()->asserted, 1);
	wr(DCSR(4), ENDINTR);
	assert_int_equal(rd(DINT), 0);
	assert_int_equal(line()->asserted, 0);
}

static void interrupts_while_it_is_stopped_where_that_is_wanted(void **state)
{
	describe(0, SOURCE, DESTINATION, COPY | 64, STOP);
	wr(DDADR(0), DESCRIPTOR(0));
	wr(DCSR(0), RUN | STOPIRQEN);
	finish(0);
	assert_int_equal(rd(DINT), 1);
	assert_int_equal(line()->asserted, 1);
	wr(DCSR(0), 0);
	assert_int_equal(rd(DINT), 0);
	assert_int_equal(line()->asserted, 0);
}

/* ---- stopping ---- */

static void a_stopped_channel_goes_on_where_it_was(void **state)
{
	uint32_t at;

	pattern(SOURCE, 0x1ff8, 5);
	describe(0, SOURCE, DESTINATION, COPY | 0x1ff8, STOP);
	begin(0, DESCRIPTOR(0));
	exec_idle(5000);
	wr(DCSR(0), 0);
	at = rd(DSADR(0)) - SOURCE;
	if (!under_threads()) {
		assert_in_range(at, 32, 0x1ff8 - 32);
		assert_int_equal(rd(DTADR(0)), DESTINATION + at);
		assert_int_equal(rd(DCMD(0)) & 0x1fff, 0x1ff8 - at);
	}
	settle();
	rd(DINT);
	assert_equal_memory(DESTINATION, SOURCE, at);
	assert_filled(DESTINATION + at, 0, 0x1ff8 - at);
	wr(DCSR(0), RUN);
	finish(0);
	assert_equal_memory(DESTINATION, SOURCE, 0x1ff8);
}

static void a_chain_that_is_done_needs_a_new_descriptor(void **state)
{
	run_one(0, SOURCE, DESTINATION, COPY | 64);
	pattern(SOURCE, 64, 6);
	wr(DCSR(0), RUN);
	settle();
	assert_int_equal(rd(DCSR(0)) & (RUN | STOPINTR), STOPINTR);
	assert_filled(DESTINATION, 0, 64);
}

static void run_can_be_left_alone(void **state)
{
	describe(0, PORT_BASE, DESTINATION, GET | 64, STOP);
	begin(0, DESCRIPTOR(0));
	wr(DCSR(0), MASKRUN | STOPIRQEN);
	assert_int_equal(rd(DCSR(0)) & (RUN | STOPIRQEN), RUN | STOPIRQEN);
	wr(DCSR(1), MASKRUN | RUN);
	assert_int_equal(rd(DCSR(1)) & RUN, 0);
}

/* ---- peripherals ---- */

static void reads_when_it_is_asked(void **state)
{
	unsigned int i;

	wr(DRCMR(LINE), MAPVLD | 9);
	describe(0, PORT_BASE, DESTINATION, GET | ENDIRQEN | 64, STOP);
	begin(9, DESCRIPTOR(0));
	settle();
	assert_int_equal(board.port->reads, 0);
	ask(3);
	assert_int_equal(board.port->reads, 3);
	assert_int_equal(rd(DTADR(9)), DESTINATION + 12);
	assert_int_equal(rd(DSADR(9)), PORT_BASE);
	assert_int_equal(rd(DCMD(9)) & 0x1fff, 52);
	ask(0);
	finish(9);
	assert_int_equal(board.port->reads, 16);
	for (i = 0; i < 16; i++)
		assert_int_equal(get32(DESTINATION + 4 * i), 0x1000 + i);
}

static void writes_when_it_is_asked(void **state)
{
	unsigned int i;

	pattern(SOURCE, 4096, 7);
	wr(DRCMR(LINE), MAPVLD | 0);
	describe(0, SOURCE, PORT_BASE, PUT | 4096, STOP);
	begin(0, DESCRIPTOR(0));
	ask(5);
	assert_int_equal(board.port->writes, 5);
	ask(0);
	finish(0);
	assert_int_equal(board.port->writes, 1024);
	for (i = 0; i < 1024; i++)
		assert_int_equal(board.port->value[i], get32(SOURCE + 4 * i));
}

static void a_peripheral_is_accessed_in_its_width(void **state)
{
	unsigned int i;

	pattern(SOURCE, 64, 8);
	wr(DRCMR(LINE), MAPVLD | 0);
	ask(0);
	run_one(0, SOURCE, PORT_BASE, (PUT & ~WIDTH(3)) | WIDTH(1) | 7);
	assert_int_equal(board.port->writes, 7);
	for (i = 0; i < 7; i++)
		assert_int_equal(board.port->value[i], mem(SOURCE)[i]);
	run_one(0, SOURCE, PORT_BASE, (PUT & ~WIDTH(3)) | WIDTH(2) | 8);
	assert_int_equal(board.port->writes, 11);
	assert_int_equal(board.port->value[7], mem(SOURCE)[0] | mem(SOURCE)[1] << 8);
}

static void a_request_counts_where_it_is_mapped(void **state)
{
	describe(0, PORT_BASE, DESTINATION, GET | 64, STOP);
	begin(5, DESCRIPTOR(0));
	ask(0);
	assert_int_equal(rd(DCSR(5)) & (RUN | REQPEND), RUN);
	wr(DRCMR(LINE), MAPVLD | 4);
	settle();
	assert_int_equal(board.port->reads, 0);
	wr(DRCMR(LINE), 5);
	settle();
	assert_int_equal(board.port->reads, 0);
	wr(DRCMR(LINE), MAPVLD | 5);
	finish(5);
	assert_int_equal(board.port->reads, 16);
	assert_int_equal(rd(DCSR(5)) & REQPEND, REQPEND);
}

/* ---- what goes wrong ---- */

static void an_access_that_is_refused_stops_the_channel(void **state)
{
	pattern(MEM + MEM_SIZE - 128, 128, 9);
	describe(0, MEM + MEM_SIZE - 128, DESTINATION, COPY | 1024, STOP);
	begin(0, DESCRIPTOR(0));
	settle();
	assert_int_equal(rd(DCSR(0)), STOPINTR | BUSERR);
	assert_int_equal(rd(DINT), 1);
	assert_int_equal(line()->asserted, 1);
	assert_int_equal(rd(DSADR(0)), MEM + MEM_SIZE);
	assert_equal_memory(DESTINATION, MEM + MEM_SIZE - 128, 128);
	assert_filled(DESTINATION + 128, 0, 64);
	assert_true(log_contains("channel 0: reading the source at 0x89000000"));
	wr(DCSR(0), BUSERR);
	assert_int_equal(rd(DINT), 0);
	describe(0, SOURCE, NOWHERE, COPY | 64, STOP);
	begin(0, DESCRIPTOR(0));
	settle();
	assert_int_equal(rd(DCSR(0)), STOPINTR | BUSERR);
	assert_true(log_contains("channel 0: writing the target at 0x10000000"));
}

static void a_descriptor_that_cannot_be_read_stops_the_channel(void **state)
{
	begin(15, NOWHERE);
	settle();
	assert_int_equal(rd(DCSR(15)), STOPINTR | BUSERR);
	assert_int_equal(rd(DINT), 0x8000);
	assert_true(log_contains("channel 15: reading a descriptor at 0x10000000"));
	wr(DCSR(15), BUSERR);
	pattern(SOURCE, 64, 10);
	run_one(15, SOURCE, DESTINATION, COPY | 64);
	assert_equal_memory(DESTINATION, SOURCE, 64);
}

static void a_channel_may_start_another(void **state)
{
	machine_grant(board.master, DMA_BASE, 0x1000, MACHINE_WRITE);
	pattern(SOURCE, 64, 11);
	describe(1, SOURCE, DESTINATION, COPY | 64, STOP);
	wr(DDADR(1), DESCRIPTOR(1));
	put32(SOURCE + 4096, RUN);
	wr(DALGN, 1);
	run_one(0, SOURCE + 4096, DMA_BASE + DCSR(1), INCSRC | WIDTH(3) | 4);
	finish(1);
	assert_equal_memory(DESTINATION, SOURCE, 64);
}

static void a_channel_may_stop_itself(void **state)
{
	machine_grant(board.master, DMA_BASE, 0x1000, MACHINE_WRITE);
	put32(SOURCE, 0);
	describe(0, SOURCE, DMA_BASE + DCSR(0), WIDTH(3) | 4096, DESCRIPTOR(0));
	begin(0, DESCRIPTOR(0));
	settle();
	assert_int_equal(rd(DCSR(0)), STOPINTR);
}

#define dma_test(f) cmocka_unit_test_setup_teardown(f, dma_machine, controller_machine_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		dma_test(every_channel_is_stopped_after_a_reset),
		dma_test(keeps_what_is_written_to_a_stopped_channel),
		dma_test(refuses_accesses_other_than_words),
		dma_test(a_channel_that_runs_keeps_its_registers),
		dma_test(copies_what_a_descriptor_says),
		dma_test(addresses_are_aligned_unless_dalgn_says_otherwise),
		dma_test(follows_a_chain),
		dma_test(copies_on_every_channel_at_once),
		dma_test(does_without_a_descriptor),
		dma_test(a_descriptor_without_length_is_done),
		dma_test(a_ring_goes_round_until_it_is_stopped),
		dma_test(interrupts_at_start_and_end_where_that_is_wanted),
		dma_test(interrupts_while_it_is_stopped_where_that_is_wanted),
		dma_test(a_stopped_channel_goes_on_where_it_was),
		dma_test(a_chain_that_is_done_needs_a_new_descriptor),
		dma_test(run_can_be_left_alone),
		dma_test(reads_when_it_is_asked),
		dma_test(writes_when_it_is_asked),
		dma_test(a_peripheral_is_accessed_in_its_width),
		dma_test(a_request_counts_where_it_is_mapped),
		dma_test(an_access_that_is_refused_stops_the_channel),
		dma_test(a_descriptor_that_cannot_be_read_stops_the_channel),
		dma_test(a_channel_may_start_another),
		dma_test(a_channel_may_stop_itself),
	};

	return cmocka_run_group_tests_name("pxa_dma", tests, NULL, NULL);
}
