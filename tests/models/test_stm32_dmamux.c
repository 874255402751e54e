// SPDX-License-Identifier: MIT
/* STM32 DMAMUX: routing, synchronization, events, and the request generator. Host side. */
#include "models/stm32_dma.h"

/* stream @n takes bytes from probe 0, one for each request */
static void listen(unsigned int n)
{
	configure(n, P2M | MINC, 0, 1000, PROBE_DATA(0), DESTINATION);
	start(n);
}

static unsigned int moved(unsigned int n)
{
	settle();
	return 1000 - st_rd(n, SNDTR);
}

static void signal(unsigned int number, bool level)
{
	wr(board.probe_regs[0], P_SIGNAL, number | level << 8);
}

static void rise(unsigned int number)
{
	signal(number, true);
	signal(number, false);
}

/* ---- registers ---------------------------------------------------------------------- */

static void resets_as_the_manual_says(void **state)
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		assert_int_equal(rd(board.mux, CCR(i)), 0);
	for (i = 0; i < 8; i++)
		assert_int_equal(rd(board.mux, RGCR(i)), 0);
	assert_int_equal(rd(board.mux, CSR), 0);
	assert_int_equal(rd(board.mux, RGSR), 0);
	assert_int_equal(rd(board.mux, 0x3f0), 0x08086c10);
}

static void keeps_what_may_be_written(void **state)
{
	wr(board.mux, CCR(15), 0xffffffff);
	assert_int_equal(rd(board.mux, CCR(15)), 0x07ff037f);
	wr(board.mux, RGCR(7), 0xffffffff);
	assert_int_equal(rd(board.mux, RGCR(7)), 0x00ff0107);
	wr(board.mux, CSR, 0xffff);
	assert_int_equal(rd(board.mux, CSR), 0);
}

static void takes_bytes_and_half_words(void **state)
{
	wr(board.mux, CCR(1), 0x01020304);
	machine_mmio_write(board.mux + CCR(1), 1, 0x55);
	assert_int_equal(rd(board.mux, CCR(1)), 0x01020355 & 0x07ff037f);
	machine_mmio_write(board.mux + CCR(1) + 2, 2, 0x0406);
	assert_int_equal(rd(board.mux, CCR(1)), 0x04060355);
	assert_int_equal(machine_mmio_read(board.mux + CCR(1) + 2, 1), 6);
	assert_int_equal(machine_mmio_read(board.mux + CCR(1) + 2, 2), 0x406);
}

/* ---- routing -------------------------------------------------------------------------- */

static void connects_any_request_to_any_stream(void **state)
{
	unsigned int n;

	for (n = 0; n < 8; n++) {
		route(n, REQ_P0);
		listen(n);
		want(0, 3);
		assert_int_equal(moved(n), 3);
		route(n, 0);
	}
}

static void the_upper_channels_lead_to_dma2(void **state)
{
	wr(board.mux, CCR(8 + 5), REQ_P1);
	wr(board.dma[1] + 5 * 0x18, SNDTR, 10);
	wr(board.dma[1] + 5 * 0x18, SPAR, PROBE_DATA(1));
	wr(board.dma[1] + 5 * 0x18, SM0AR, DESTINATION);
	wr(board.dma[1] + 5 * 0x18, SCR, P2M | MINC | EN);
	want(1, 4);
	settle();
	assert_int_equal(rd(board.dma[1] + 5 * 0x18, SNDTR), 6);
	assert_int_equal(board.probe[1]->acks, 4);
}

static void request_0_is_none(void **state)
{
	route(0, 0);
	listen(0);
	want(0, 3);
	assert_int_equal(moved(0), 0);
}

static void passes_a_request_that_stands_already(void **state)
{
	listen(0);
	want(0, 3);
	assert_int_equal(moved(0), 0);
	route(0, REQ_P0);
	assert_int_equal(moved(0), 3);
}

static void disconnects(void **state)
{
	route(0, REQ_P0);
	listen(0);
	route(0, REQ_P1);
	want(0, 3);
	assert_int_equal(moved(0), 0);
	want(1, 2);
	assert_int_equal(moved(0), 2);
}

/* ---- synchronization -------------------------------------------------------------------- */

static void a_sync_event_lets_nbreq_requests_pass(void **state)
{
	wr(board.mux, CCR(0), REQ_P0 | SE | RISING | NBREQ(3) | SYNC_ID(3));
	listen(0);
	want(0, 100);
	assert_int_equal(moved(0), 0);
	rise(3);
	assert_int_equal(moved(0), 3);
	rise(3);
	assert_int_equal(moved(0), 6);
	assert_int_equal(rd(board.mux, CSR), 0);
}

static void only_the_selected_edge_synchronizes(void **state)
{
	wr(board.mux, CCR(0), REQ_P0 | SE | FALLING | NBREQ(1) | SYNC_ID(4));
	listen(0);
	want(0, 100);
	signal(3, true);
	signal(3, false);
	assert_int_equal(moved(0), 0);
	signal(4, true);
	assert_int_equal(moved(0), 0);
	signal(4, false);
	assert_int_equal(moved(0), 1);
	wr(board.mux, CCR(0), REQ_P0 | SE | RISING | FALLING | NBREQ(1) | SYNC_ID(4));
	signal(4, true);
	assert_int_equal(moved(0), 2);
	signal(4, false);
	assert_int_equal(moved(0), 3);
	wr(board.mux, CCR(0), REQ_P0 | SE | NBREQ(1) | SYNC_ID(4));
	rise(4);
	assert_int_equal(moved(0), 3);
}

static void a_sync_event_without_a_request_is_lost(void **state)
{
	wr(board.mux, CCR(0), REQ_P0 | SE | RISING | NBREQ(2) | SYNC_ID(3));
	listen(0);
	rise(3);
	want(0, 100);
	assert_int_equal(moved(0), 0);
}

static void a_sync_event_too_early_is_an_overrun(void **state)
{
	wr(board.mux, CCR(6), REQ_P0 | SE | SOIE | RISING | NBREQ(4) | SYNC_ID(3));
	listen(6);
	want(0, 2); /* of four */
	rise(3);
	assert_int_equal(moved(6), 2);
	assert_false(irq("/soc/mux@48002000", 0));
	rise(3);
	assert_int_equal(rd(board.mux, CSR), 1 << 6);
	assert_true(irq("/soc/mux@48002000", 0));
	wr(board.mux, CFR, 1 << 6);
	assert_int_equal(rd(board.mux, CSR), 0);
	assert_false(irq("/soc/mux@48002000", 0));
}

/* Channel 1 makes an event of every third request; that lets channel 0 pass one. */
static void events_of_a_channel_synchronize_another(void **state)
{
	wr(board.mux, CCR(1), REQ_P1 | EGE | NBREQ(3));
	wr(board.mux, CCR(0), REQ_P0 | SE | RISING | NBREQ(1) | SYNC_ID(1));
	configure(1, P2M | MINC, 0, 1000, PROBE_DATA(1), DESTINATION + 0x1000);
	start(1);
	listen(0);
	want(0, 100);
	want(1, 2);
	assert_int_equal(moved(0), 0);
	want(1, 1);
	assert_int_equal(moved(0), 1);
	want(1, 6);
	assert_int_equal(moved(0), 3);
}

/* ---- the request generator ----------------------------------------------------------------- */

static void a_trigger_makes_requests(void **state)
{
	wr(board.mux, RGCR(2), GE | RISING | NBREQ(5) | 6);
	route(0, 3);
	listen(0);
	rise(5);
	assert_int_equal(moved(0), 0);
	rise(6);
	assert_int_equal(moved(0), 5);
	rise(6);
	assert_int_equal(moved(0), 10);
	assert_int_equal(rd(board.mux, RGSR), 0);
}

static void a_generator_takes_the_selected_edge(void **state)
{
	wr(board.mux, RGCR(0), GE | FALLING | NBREQ(1) | 7);
	route(0, 1);
	listen(0);
	signal(7, true);
	assert_int_equal(moved(0), 0);
	signal(7, false);
	assert_int_equal(moved(0), 1);
}

static void a_generator_that_is_off_makes_none(void **state)
{
	wr(board.mux, RGCR(0), RISING | NBREQ(1) | 7);
	route(0, 1);
	listen(0);
	rise(7);
	assert_int_equal(moved(0), 0);
}

static void a_trigger_too_early_is_an_overrun(void **state)
{
	wr(board.mux, RGCR(4), GE | 0x100 | RISING | NBREQ(2) | 3);
	rise(3); /* no stream serves it */
	assert_int_equal(rd(board.mux, RGSR), 0);
	rise(3);
	assert_int_equal(rd(board.mux, RGSR), 1 << 4);
	assert_true(irq("/soc/mux@48002000", 0));
	wr(board.mux, RGCFR, 1 << 4);
	assert_int_equal(rd(board.mux, RGSR), 0);
	assert_false(irq("/soc/mux@48002000", 0));
}

static void turning_a_generator_off_withdraws_its_request(void **state)
{
	wr(board.mux, RGCR(0), GE | RISING | NBREQ(9) | 3);
	rise(3);
	wr(board.mux, RGCR(0), 0);
	route(0, 1);
	listen(0);
	assert_int_equal(moved(0), 0);
}

/* A generator that channel 0's own events trigger: once it runs, it goes on by itself. */
static void an_event_may_trigger_a_generator(void **state)
{
	wr(board.mux, RGCR(0), GE | RISING | NBREQ(2) | 1);
	wr(board.mux, CCR(1), REQ_P1 | EGE | NBREQ(1));
	configure(1, P2M | MINC, 0, 1000, PROBE_DATA(1), DESTINATION + 0x1000);
	start(1);
	route(0, 1);
	listen(0);
	want(1, 1);
	assert_int_equal(moved(0), 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		stm32_test(resets_as_the_manual_says),
		stm32_test(keeps_what_may_be_written),
		stm32_test(takes_bytes_and_half_words),
		stm32_test(connects_any_request_to_any_stream),
		stm32_test(the_upper_channels_lead_to_dma2),
		stm32_test(request_0_is_none),
		stm32_test(passes_a_request_that_stands_already),
		stm32_test(disconnects),
		stm32_test(a_sync_event_lets_nbreq_requests_pass),
		stm32_test(only_the_selected_edge_synchronizes),
		stm32_test(a_sync_event_without_a_request_is_lost),
		stm32_test(a_sync_event_too_early_is_an_overrun),
		stm32_test(events_of_a_channel_synchronize_another),
		stm32_test(a_trigger_makes_requests),
		stm32_test(a_generator_takes_the_selected_edge),
		stm32_test(a_generator_that_is_off_makes_none),
		stm32_test(a_trigger_too_early_is_an_overrun),
		stm32_test(turning_a_generator_off_withdraws_its_request),
		stm32_test(an_event_may_trigger_a_generator),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
