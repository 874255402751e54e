// SPDX-License-Identifier: MIT
/* The USART of STM32MP1 by its registers (RM0436). Host side. */
#include "models/peripherals.h"

#define CR1	0x00
#define  UE	0x00000001u
#define  RE	0x00000004u
#define  TE	0x00000008u
#define  IDLEIE	0x00000010u
#define  RXFNEIE 0x00000020u
#define  M0	0x00001000u
#define  OVER8	0x00008000u
#define  M1	0x10000000u
#define  FIFOEN	0x20000000u
#define CR2	0x04
#define  RTOEN	0x00800000u
#define CR3	0x08
#define  DMAR	0x00000040u
#define  DMAT	0x00000080u
#define  RTSE	0x00000100u
#define  CTSE	0x00000200u
#define  OVRDIS	0x00001000u
#define  DDRE	0x00002000u
#define BRR	0x0c
#define RTOR	0x14
#define RQR	0x18
#define ISR	0x1c
#define  ORE	0x00000008u
#define  IDLE	0x00000010u
#define  RXFNE	0x00000020u
#define  TC	0x00000040u
#define  TXFNF	0x00000080u
#define  CTS	0x00000400u
#define  RTOF	0x00000800u
#define  BUSY	0x00010000u
#define  TEACK	0x00200000u
#define  REACK	0x00400000u
#define  TXFE	0x00800000u
#define  RXFF	0x01000000u
#define  RXFT	0x04000000u
#define  TXFT	0x08000000u
#define ICR	0x20
#define RDR	0x24
#define TDR	0x28
#define PRESC	0x2c

#define ON (UE | RE | TE)

/* 64 MHz / 16: a bit takes 250 ns, a character of ten bits 2.5 us */
static void usart_on(uint32_t cr1, uint32_t cr3)
{
	wr(USART, BRR, 16);
	wr(USART, CR3, cr3);
	wr(USART, CR1, ON | cr1);
}

static void put(unsigned int first, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		wr(USART, TDR, first + i);
}

static void resets_as_the_manual_says(void **state)
{
	assert_int_equal(rd(USART, CR1), 0);
	assert_int_equal(rd(USART, CR2), 0);
	assert_int_equal(rd(USART, CR3), 0);
	assert_int_equal(rd(USART, BRR), 0);
	assert_int_equal(rd(USART, ISR) & ~CTS, TC | TXFNF);
	wr(USART, CR1, FIFOEN);
	assert_int_equal(rd(USART, ISR) & ~CTS, TC | TXFNF | TXFE | TXFT);
}

static void identifies_itself(void **state)
{
	assert_int_equal(rd(USART, 0x3f4), 0x23);
	assert_int_equal(rd(USART, 0x3f8), 0x00130003);
	assert_int_equal(rd(USART, 0x3fc), 0xa3c5dd01);
}

static void sends_nothing_while_disabled(void **state)
{
	wr(USART, TDR, 0x55);
	wr(USART, CR1, ON);
	exec_idle(100000);
	assert_int_equal(rd(USART, ISR) & (RXFNE | TC), TC);
}

static void acknowledges_its_enables(void **state)
{
	assert_int_equal(rd(USART, ISR) & (TEACK | REACK), 0);
	wr(USART, CR1, UE | TE);
	assert_int_equal(rd(USART, ISR) & (TEACK | REACK), TEACK);
	wr(USART, CR1, UE | RE);
	assert_int_equal(rd(USART, ISR) & (TEACK | REACK), REACK);
}

static void a_character_comes_back(void **state)
{
	usart_on(0, 0);
	wr(USART, TDR, 0x5a);
	if (!under_threads())
		assert_int_equal(rd(USART, ISR) & (TC | BUSY), BUSY);
	wait_for(USART, ISR, TC, TC);
	assert_int_equal(rd(USART, ISR) & (RXFNE | BUSY), RXFNE);
	assert_int_equal(rd(USART, RDR), 0x5a);
	assert_int_equal(rd(USART, ISR) & RXFNE, 0);
}

static void a_character_takes_ten_bits(void **state)
{
	uint64_t start;

	need_virtual_time();
	usart_on(0, 0);
	start = exec_now();
	wr(USART, TDR, 1);
	wait_for(USART, ISR, TC, TC);
	assert_in_range(exec_now() - start, 2500, 2500 + 1500);
}

static void the_prescaler_slows_it_down(void **state)
{
	uint64_t start;

	need_virtual_time();
	wr(USART, PRESC, 3);	/* 6 */
	usart_on(0, 0);
	start = exec_now();
	wr(USART, TDR, 1);
	wait_for(USART, ISR, TC, TC);
	assert_in_range(exec_now() - start, 15000, 15000 + 1500);
}

static void oversampling_by_eight_doubles_the_rate(void **state)
{
	uint64_t start;

	need_virtual_time();
	usart_on(OVER8, 0);	/* USARTDIV = 16: eight cycles a bit */
	start = exec_now();
	wr(USART, TDR, 1);
	wait_for(USART, ISR, TC, TC);
	assert_in_range(exec_now() - start, 1250, 1250 + 1500);
}

static void seven_and_nine_data_bits(void **state)
{
	usart_on(M1, 0);
	wr(USART, TDR, 0x1ff);
	wait_for(USART, ISR, RXFNE, RXFNE);
	assert_int_equal(rd(USART, RDR), 0x7f);
	wr(USART, CR1, 0);
	usart_on(M0, 0);
	wr(USART, TDR, 0x1ff);
	wait_for(USART, ISR, RXFNE, RXFNE);
	assert_int_equal(rd(USART, RDR), 0x1ff);
}

static void without_fifos_the_second_character_overruns(void **state)
{
	usart_on(0, 0);
	wr(USART, TDR, 1);
	wr(USART, TDR, 2);
	wait_for(USART, ISR, ORE, ORE);
	assert_int_equal(rd(USART, RDR), 1);
	wr(USART, ICR, ORE);
	assert_int_equal(rd(USART, ISR) & (ORE | RXFNE), 0);
}

static void with_ovrdis_the_second_character_replaces_the_first(void **state)
{
	usart_on(0, OVRDIS);
	wr(USART, TDR, 1);
	wr(USART, TDR, 2);
	wait_for(USART, ISR, TC | BUSY, TC);
	assert_int_equal(rd(USART, ISR) & ORE, 0);
	assert_int_equal(rd(USART, RDR), 2);
}

static void fifos_hold_sixteen(void **state)
{
	unsigned int i;

	usart_on(FIFOEN, 0);
	put(1, 16);
	wait_for(USART, ISR, TC | BUSY, TC);
	assert_int_equal(rd(USART, ISR) & (RXFF | RXFT | ORE), RXFF | RXFT);
	for (i = 1; i <= 16; i++)
		assert_int_equal(rd(USART, RDR), i);
	assert_int_equal(rd(USART, ISR) & (RXFNE | RXFF), 0);
	assert_int_equal(rd(USART, RDR), 0);
}

static void a_full_fifo_takes_no_more(void **state)
{
	wr(USART, BRR, 0xffff);
	wr(USART, CR1, ON | FIFOEN);
	put(0, 17);		/* one is on the line */
	assert_int_equal(rd(USART, ISR) & TXFNF, 0);
	wr(USART, RQR, 0x10);
	assert_int_equal(rd(USART, ISR) & (TXFNF | TXFE), TXFNF | TXFE);
}

static void flow_control_waits_for_room(void **state)
{
	unsigned int i;

	usart_on(FIFOEN, RTSE | CTSE);
	put(1, 16);
	wait_for(USART, ISR, RXFF, RXFF);
	put(17, 9);
	exec_idle(200000);
	assert_int_equal(rd(USART, ISR) & (ORE | CTS | RXFF), RXFF);
	for (i = 1; i <= 25; i++) {
		wait_for(USART, ISR, RXFNE, RXFNE);
		assert_int_equal(rd(USART, RDR), i);
	}
	assert_int_equal(rd(USART, ISR) & ORE, 0);
}

static void the_idle_line_is_noticed_once(void **state)
{
	usart_on(FIFOEN | IDLEIE, 0);
	/* real time may go on by more than a frame between two characters, and behind the last */
	put(1, under_threads() ? 1 : 3);
	wait_for(USART, ISR, TC, TC);
	if (!under_threads())
		assert_int_equal(rd(USART, ISR) & IDLE, 0);
	wait_for(USART, ISR, IDLE, IDLE);
	wr(USART, ICR, IDLE);
	exec_idle(100000);
	assert_int_equal(rd(USART, ISR) & IDLE, 0);
}

static void the_receiver_timeout_counts_bits(void **state)
{
	wr(USART, CR2, RTOEN);
	wr(USART, RTOR, 40);
	usart_on(FIFOEN, 0);
	wr(USART, TDR, 1);
	wait_for(USART, ISR, RXFNE, RXFNE);
	if (!under_threads())
		assert_int_equal(rd(USART, ISR) & RTOF, 0);
	wait_for(USART, ISR, RTOF, RTOF);
}

static void settings_are_locked_while_it_runs(void **state)
{
	usart_on(0, 0);
	set_bits(USART, CR1, FIFOEN);
	assert_int_equal(rd(USART, CR1) & FIFOEN, 0);
	assert_true(log_contains("can only be changed while UE is 0"));
}

static void disabling_forgets_what_is_under_way(void **state)
{
	usart_on(FIFOEN, 0);
	put(1, 10);
	wr(USART, CR1, FIFOEN);
	assert_int_equal(rd(USART, ISR) & (TC | RXFNE | BUSY | TXFE), TC | TXFE);
	wr(USART, CR1, ON | FIFOEN);
	exec_idle(100000);
	assert_int_equal(rd(USART, ISR) & RXFNE, 0);
}

/* ---- request lines --------------------------------------------------------- */

static void requests_follow_the_fifos(void **state)
{
	usart_on(FIFOEN, DMAR);
	assert_false(requested(DMAC0, USART_TX));
	assert_false(requested(DMAC0, USART_RX));
	wr(USART, TDR, 9);
	wait_for(USART, ISR, RXFNE, RXFNE);
	assert_true(requested(DMAC0, USART_RX));
	rd(USART, RDR);
	assert_false(requested(DMAC0, USART_RX));
	set_bits(USART, CR3, DMAT);
	assert_true(requested(DMAC0, USART_TX));
	wr(USART, CR1, 0);
	assert_false(requested(DMAC0, USART_TX));
}

static void an_overrun_can_stop_requests(void **state)
{
	usart_on(0, DMAR | DDRE);
	wr(USART, TDR, 1);
	wr(USART, TDR, 2);
	wait_for(USART, ISR, ORE, ORE);
	assert_false(requested(DMAC0, USART_RX));
	wr(USART, ICR, ORE);
	assert_true(requested(DMAC0, USART_RX));
}

static void a_controller_moves_a_message_both_ways(void **state)
{
	pattern(MEM + 0x1000, 301);
	memset(mem(MEM + 0x2000), 0, 302);
	usart_on(FIFOEN, DMAR | DMAT | RTSE | CTSE);
	dma_start(DMAC0, 0, MEM, DEV2MEM(0, 1, USART_RX), block_base[USART] + RDR, MEM + 0x2000, 301);
	dma_start(DMAC0, 1, MEM + 0x40, MEM2DEV(0, 1, USART_TX), MEM + 0x1000,
		  block_base[USART] + TDR, 301);
	dma_wait(DMAC0, 1);
	dma_wait(DMAC0, 0);
	assert_memory_equal(mem(MEM + 0x1000), mem(MEM + 0x2000), 301);
	assert_int_equal(mem(MEM + 0x2000)[301], 0);
	assert_int_equal(rd(USART, ISR) & ORE, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PERIPHERAL_TEST(resets_as_the_manual_says),
		PERIPHERAL_TEST(identifies_itself),
		PERIPHERAL_TEST(sends_nothing_while_disabled),
		PERIPHERAL_TEST(acknowledges_its_enables),
		PERIPHERAL_TEST(a_character_comes_back),
		PERIPHERAL_TEST(a_character_takes_ten_bits),
		PERIPHERAL_TEST(the_prescaler_slows_it_down),
		PERIPHERAL_TEST(oversampling_by_eight_doubles_the_rate),
		PERIPHERAL_TEST(seven_and_nine_data_bits),
		PERIPHERAL_TEST(without_fifos_the_second_character_overruns),
		PERIPHERAL_TEST(with_ovrdis_the_second_character_replaces_the_first),
		PERIPHERAL_TEST(fifos_hold_sixteen),
		PERIPHERAL_TEST(a_full_fifo_takes_no_more),
		PERIPHERAL_TEST(flow_control_waits_for_room),
		PERIPHERAL_TEST(the_idle_line_is_noticed_once),
		PERIPHERAL_TEST(the_receiver_timeout_counts_bits),
		PERIPHERAL_TEST(settings_are_locked_while_it_runs),
		PERIPHERAL_TEST(disabling_forgets_what_is_under_way),
		PERIPHERAL_TEST(requests_follow_the_fifos),
		PERIPHERAL_TEST(an_overrun_can_stop_requests),
		PERIPHERAL_TEST(a_controller_moves_a_message_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
