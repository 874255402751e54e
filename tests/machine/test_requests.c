// SPDX-License-Identifier: MIT
/* Request lines: from peripherals to controllers, past routers, and back. */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "base/exec/exec.h"
#include "fake.h"

#define DMA "dma: dma@1000 { compatible = \"test,fake\"; reg = <0x1000 0x80>; #dma-cells = <1>; };"
#define UART(name, dmas) \
#name " { compatible = \"test,fake\"; dmas = <" dmas ">; dma-names = \"data\"; };"

static void set(struct fake *fake, bool level)
{
	exec_hw_lock();
	dmae_request_set(&fake->request, level);
	exec_hw_unlock();
}

static void ack(struct fake *controller, unsigned int input, bool last)
{
	exec_hw_lock();
	dmae_request_ack(controller->m, input, last);
	exec_hw_unlock();
}

static void a_request_reaches_its_input(void **state)
{
	struct fake *dma, *uart;

	fake_start(DMA UART(uart, "&dma 9"));
	dma = fake_named("dma@1000");
	uart = fake_named("uart");
	assert_int_equal(uart->request_err, 0);
	assert_ptr_equal(uart->request.controller, dma->m);
	assert_int_equal(uart->request.input, 9);
	set(uart, true);
	assert_int_equal(dma->changes, 1);
	assert_int_equal(dma->input, 9);
	assert_true(dma->level);
	set(uart, true);
	assert_int_equal(dma->changes, 1);
	set(uart, false);
	assert_int_equal(dma->changes, 2);
	assert_false(dma->level);
}

static void a_request_says_what_it_asks_for(void **state)
{
	struct fake *dma, *uart;

	fake_start(DMA UART(uart, "&dma 9"));
	dma = fake_named("dma@1000");
	uart = fake_named("uart");
	assert_int_equal(dmae_request_kind(dma->m, 9), DMAE_REQUEST_BURST);
	dmae_request_qualify(&uart->request, DMAE_REQUEST_SINGLE);
	assert_int_equal(dma->changes, 0);
	set(uart, true);
	assert_int_equal(dmae_request_kind(dma->m, 9), DMAE_REQUEST_SINGLE);
	dmae_request_qualify(&uart->request, DMAE_REQUEST_BURST | DMAE_REQUEST_LAST);
	assert_int_equal(dmae_request_kind(dma->m, 9), DMAE_REQUEST_LAST);
	/* the controller hears of it again */
	assert_int_equal(dma->changes, 2);
	assert_true(dma->level);
	assert_int_equal(dmae_request_kind(dma->m, 10), DMAE_REQUEST_BURST);
}

static void an_acknowledgement_comes_back(void **state)
{
	struct fake *dma, *uart;

	fake_start(DMA UART(uart, "&dma 9"));
	dma = fake_named("dma@1000");
	uart = fake_named("uart");
	set(uart, true);
	ack(dma, 9, false);
	assert_int_equal(uart->acks, 1);
	assert_int_equal(uart->acked_line, 3);
	assert_false(uart->acked_last);
	/* the burst emptied the FIFO before it was acknowledged */
	set(uart, false);
	ack(dma, 9, true);
	assert_int_equal(uart->acks, 2);
	assert_true(uart->acked_last);
	ack(dma, 8, true);
	ack(dma, 100000, true);
	assert_int_equal(uart->acks, 2);
}

static void two_peripherals_can_share_an_input(void **state)
{
	struct fake *dma, *a, *b;

	fake_start(DMA UART(a, "&dma 2") UART(b, "&dma 2"));
	dma = fake_named("dma@1000");
	a = fake_named("a");
	b = fake_named("b");
	set(a, true);
	set(b, true);
	assert_int_equal(dma->changes, 1);
	ack(dma, 2, false);
	assert_int_equal(b->acks, 1);
	set(b, false);
	assert_int_equal(dma->changes, 1);
	ack(dma, 2, false);
	assert_int_equal(a->acks, 1);
	set(a, false);
	assert_int_equal(dma->changes, 2);
}

static void requests_that_lead_nowhere_are_harmless(void **state)
{
	struct fake *lost;

	fake_start("off: off@1000 { compatible = \"nobody,knows\"; reg = <0x1000 4>; #dma-cells = "
		   "<1>; };" UART(lost, "&off 1") "plain { compatible = \"test,fake\"; };");
	lost = fake_named("lost");
	assert_int_equal(lost->request_err, -ENOENT);
	assert_int_equal(fake_named("plain")->request_err, -ENOENT);
	set(lost, true);
	assert_true(lost->request.level);
	set(lost, false);
}

static void an_input_that_is_not_there_is_refused(void **state)
{
	fake_start(DMA UART(uart, "&dma 32"));
	assert_int_equal(fake_named("uart")->request_err, -EINVAL);
	assert_true(log_contains("uart: dmas entry \"data\": dma@1000 has no such request input"));
}

/* ---- a router between the two ------------------------------------------ */

#define ROUTED                                                                              \
	DMA "router: router { compatible = \"test,fake\"; #dma-cells = <1>; dma-masters = " \
	    "<&dma>; };" UART(uart, "&router 7")

static void route(struct fake *router, unsigned int input, bool level)
{
	struct dmae_model *dma = dmae_model_find(router->m, "dma-masters", 0);

	dmae_input_set(router->m, input, dma, input + 10, level);
}

static void route_ack(struct fake *router, unsigned int line, bool last)
{
	dmae_request_ack(router->m, line, last);
}

static void a_router_passes_requests_and_acknowledgements(void **state)
{
	struct fake *dma, *uart, *router;

	fake_start(ROUTED);
	dma = fake_named("dma@1000");
	router = fake_named("router");
	uart = fake_named("uart");
	router->on_change = route;
	router->on_ack = route_ack;
	set(uart, true);
	assert_int_equal(dma->input, 17);
	assert_true(dma->level);
	ack(dma, 17, true);
	assert_int_equal(router->acked_line, 7);
	assert_int_equal(uart->acks, 1);
	assert_true(uart->acked_last);
	set(uart, false);
	assert_false(dma->level);
}

static void models_are_found_through_phandles(void **state)
{
	fake_start(ROUTED);
	assert_ptr_equal(dmae_model_find(fake_named("router")->m, "dma-masters", 0),
			 fake_named("dma@1000")->m);
	assert_null(dmae_model_find(fake_named("router")->m, "dma-masters", 1));
	assert_null(dmae_model_find(fake_named("router")->m, "nothing", 0));
}

static void impossible_inputs_are_refused(void **state)
{
	struct fake *router;

	fake_start(ROUTED);
	router = fake_named("router");
	exec_hw_lock();
	dmae_input_set(router->m, 0, fake_named("dma@1000")->m, 1u << 30, true);
	exec_hw_unlock();
	assert_true(log_contains("router: dma@1000 has no request input 1073741824"));
}

/*
 * the peripheral asks again as soon as it is acknowledged, the controller acknowledges as soon as
 * it is asked
 */
static void ask_again(struct fake *uart, unsigned int line, bool last)
{
	dmae_request_set(&uart->request, false);
	dmae_request_set(&uart->request, true);
}

static void ack_at_once(struct fake *dma, unsigned int input, bool level)
{
	if (level)
		dmae_request_ack(dma->m, input, false);
}

static void a_circle_of_calls_ends(void **state)
{
	struct fake *dma, *uart;

	fake_start(DMA UART(uart, "&dma 9"));
	dma = fake_named("dma@1000");
	uart = fake_named("uart");
	dma->on_change = ack_at_once;
	uart->on_ack = ask_again;
	set(uart, true);
	assert_true(log_contains("request lines run in a circle"));
	/* and afterwards things work as before */
	dma->on_change = NULL;
	uart->on_ack = NULL;
	set(uart, false);
	dma->changes = 0;
	set(uart, true);
	assert_int_equal(dma->changes, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_request_reaches_its_input, fake_stop),
		cmocka_unit_test_teardown(a_request_says_what_it_asks_for, fake_stop),
		cmocka_unit_test_teardown(an_acknowledgement_comes_back, fake_stop),
		cmocka_unit_test_teardown(two_peripherals_can_share_an_input, fake_stop),
		cmocka_unit_test_teardown(requests_that_lead_nowhere_are_harmless, fake_stop),
		cmocka_unit_test_teardown(an_input_that_is_not_there_is_refused, fake_stop),
		cmocka_unit_test_teardown(a_router_passes_requests_and_acknowledgements, fake_stop),
		cmocka_unit_test_teardown(models_are_found_through_phandles, fake_stop),
		cmocka_unit_test_teardown(impossible_inputs_are_refused, fake_stop),
		cmocka_unit_test_teardown(a_circle_of_calls_ends, fake_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
