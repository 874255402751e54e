// SPDX-License-Identifier: MIT
/* TBRTR by its registers: docs/textbook-dmac.md, part II. Host side. */
#include "models/textbook.h"

#define ROUTER_ID	0x000
#define ROUTER_CONFIG	0x004
#define ROUTER_LEVEL	0x008

/* the board's wiring: which input of the router is whose */
#define FIFO0_TX 0u
#define FIFO0_RX 1u
#define FIFO1_TX 2u

static void tx_requests(unsigned int i, int on)
{
	wr(board.fifo[i], FIFO_CTRL, on ? F_ENABLE | F_TXREQ : 0);
}

static void resets_as_the_manual_says(void **state)
{
	unsigned int k;

	assert_int_equal(rd(board.router, ROUTER_ID), 0x54520100);
	assert_int_equal(rd(board.router, ROUTER_CONFIG), 12 << 8 | 32);
	assert_int_equal(rd(board.router, ROUTER_LEVEL), 0);
	for (k = 0; k < 12; k++)
		assert_int_equal(rd(board.router, ROUTER_MUX(k)), 0);
}

static void has_as_many_outputs_as_it_says(void **state)
{
	wr(board.router, ROUTER_MUX(11), 0xffffffff);
	wr(board.router, ROUTER_MUX(12), 0xffffffff);
	assert_int_equal(rd(board.router, ROUTER_MUX(11)), 0x8000001f);
	assert_int_equal(rd(board.router, ROUTER_MUX(12)), 0);
}

static void shows_its_inputs(void **state)
{
	tx_requests(0, 1);
	assert_int_equal(rd(board.router, ROUTER_LEVEL), 1u << FIFO0_TX);
	tx_requests(1, 1);
	assert_int_equal(rd(board.router, ROUTER_LEVEL), 1u << FIFO0_TX | 1u << FIFO1_TX);
	tx_requests(0, 0);
	assert_int_equal(rd(board.router, ROUTER_LEVEL), 1u << FIFO1_TX);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 0);
}

static void connects_a_selected_input(void **state)
{
	wr(board.router, ROUTER_MUX(7), MUX_ENABLE | FIFO1_TX);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 0);
	tx_requests(1, 1);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 1u << 7);
	tx_requests(0, 1);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 1u << 7);
	tx_requests(1, 0);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 0);
}

static void passes_a_level_that_was_there_before(void **state)
{
	tx_requests(0, 1);
	wr(board.router, ROUTER_MUX(3), MUX_ENABLE | FIFO0_TX);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 1u << 3);
	wr(board.router, ROUTER_MUX(3), FIFO0_TX);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 0);
	wr(board.router, ROUTER_MUX(3), MUX_ENABLE | 31);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 0);
}

static void two_outputs_may_share_an_input(void **state)
{
	tx_requests(0, 1);
	wr(board.router, ROUTER_MUX(0), MUX_ENABLE | FIFO0_TX);
	wr(board.router, ROUTER_MUX(1), MUX_ENABLE | FIFO0_TX);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 3);
	tx_requests(0, 0);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 0);
}

/* The FIFO's request stands for 62 entries; only an acknowledgement ends it sooner. */
static void passes_acknowledgements_back(void **state)
{
	block_wire(0);
	wr(board.fifo[0], FIFO_WATERMARK, 62);
	wr(board.fifo[0], FIFO_CTRL, F_ENABLE | F_FLOW | F_TXREQ);
	wr(board.router, ROUTER_MUX(5), MUX_ENABLE | FIFO0_TX);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 1u << 5);
	assert_int_equal(run(0, describe_last(MEM2DEV | BURST(4) | DREQ(5), SOURCE,
					      FIFO0_BASE + FIFO_TXDATA, 4)), DONE);
	/* room for 60, not for 62: without the acknowledgement, the request would still stand */
	assert_int_equal(rd(board.fifo[0], FIFO_LEVEL), 4 | 64 << 16);
	assert_int_equal(rd(board.dmac, DMAC_REQ), 0);
}

static void refuses_accesses_other_than_words(void **state)
{
	assert_int_equal(machine_mmio_read(board.router + ROUTER_ID, 2), 0);
	machine_mmio_write(board.router + ROUTER_MUX(0), 1, 0x1f);
	assert_int_equal(rd(board.router, ROUTER_MUX(0)), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		textbook_test(resets_as_the_manual_says),
		textbook_test(has_as_many_outputs_as_it_says),
		textbook_test(shows_its_inputs),
		textbook_test(connects_a_selected_input),
		textbook_test(passes_a_level_that_was_there_before),
		textbook_test(two_outputs_may_share_an_input),
		textbook_test(passes_acknowledgements_back),
		textbook_test(refuses_accesses_other_than_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
