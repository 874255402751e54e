// SPDX-License-Identifier: MIT
/*
 * STM32 MDMA: what happens to data on its way: sizes, packing, padding,
 * truncation, exchange, increments; and addresses and sizes that do not fit.
 * Host side.
 */
#include "models/stm32_mdma.h"

#define MOVE (SWRM | TRGM(BLOCK) | TLEN(128))

static void every_size_to_every_other_packed(void **state)
{
	static const unsigned int sizes[] = { 1, 2, 4, 8 };
	unsigned int s, d;

	pattern(SOURCE, 256, 1);
	for (s = 0; s < 4; s++)
		for (d = 0; d < 4; d++) {
			memset(mem(DESTINATION), 0, 256);
			setup(0,
			      MOVE | PKE | SINC(UP) | DINC(UP) | SSIZE(sizes[s]) | SINCOS(sizes[s]) |
				      DSIZE(sizes[d]) | DINCOS(sizes[d]),
			      SOURCE, DESTINATION, 200);
			assert_int_equal(run(0), CTCIF | BTIF | TCIF);
			assert_equal_memory(DESTINATION, SOURCE, 200);
			assert_filled(DESTINATION + 200, 0, 8);
		}
}

static void fixed_addresses_repeat_an_item(void **state)
{
	put32(SOURCE, 0x44332211);
	setup(0, MOVE | DINC(UP) | SSIZE(4) | DSIZE(4) | DINCOS(4), SOURCE, DESTINATION, 16);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_memory_equal(mem(DESTINATION), "\x11\x22\x33\x44\x11\x22\x33\x44\x11\x22\x33\x44"
					      "\x11\x22\x33\x44\0",
			    17);
	setup(0, MOVE | SINC(UP) | SSIZE(2) | DSIZE(2) | SINCOS(2), SOURCE, PROBE_DATA(0), 4);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_int_equal(board.probe[0]->writes, 2);
	assert_int_equal(board.probe[0]->written[0], 0x2211);
	assert_int_equal(board.probe[0]->written[1], 0x4433);
}

static void addresses_may_go_down(void **state)
{
	unsigned int i;

	pattern(SOURCE, 64, 2);
	setup(0, MOVE | SINC(DOWN) | DINC(UP) | SSIZE(2) | DSIZE(2) | SINCOS(2) | DINCOS(2),
	      SOURCE + 30, DESTINATION, 32);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	for (i = 0; i < 16; i++)
		assert_memory_equal(mem(DESTINATION) + 2 * i, mem(SOURCE) + 30 - 2 * i, 2);
	assert_int_equal(ch_rd(0, CSAR), SOURCE - 2);
}

static void offsets_may_be_larger_than_items(void **state)
{
	unsigned int i;

	pattern(SOURCE, 256, 3);
	setup(0, MOVE | SINC(UP) | DINC(UP) | SINCOS(8) | DINCOS(4), SOURCE, DESTINATION, 16);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	for (i = 0; i < 16; i++) {
		assert_int_equal(mem(DESTINATION)[4 * i], mem(SOURCE)[8 * i]);
		assert_filled(DESTINATION + 4 * i + 1, 0, 3);
	}
}

/* Without packing, each item of the source becomes one of the destination. */
static void pads_items_to_the_right(void **state)
{
	memcpy(mem(SOURCE), "\x11\x80\x33\x44", 4);
	setup(0, MOVE | SINC(UP) | DINC(UP) | SSIZE(1) | SINCOS(1) | DSIZE(4) | DINCOS(4), SOURCE,
	      DESTINATION, 4);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_memory_equal(mem(DESTINATION), "\x11\0\0\0\x80\0\0\0\x33\0\0\0\x44\0\0\0", 16);
}

static void pads_items_with_their_sign(void **state)
{
	memcpy(mem(SOURCE), "\x11\x80\x33\xff", 4);
	setup(0, MOVE | PAM(1) | SINC(UP) | DINC(UP) | SSIZE(1) | SINCOS(1) | DSIZE(2) | DINCOS(2),
	      SOURCE, DESTINATION, 4);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_memory_equal(mem(DESTINATION), "\x11\0\x80\xff\x33\0\xff\xff", 8);
}

static void pads_items_to_the_left(void **state)
{
	memcpy(mem(SOURCE), "\x11\x22\x33\x44", 4);
	setup(0, MOVE | PAM(2) | SINC(UP) | DINC(UP) | SSIZE(2) | SINCOS(2) | DSIZE(8) | DINCOS(8),
	      SOURCE, DESTINATION, 4);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_memory_equal(mem(DESTINATION), "\0\0\0\0\0\0\x11\x22\0\0\0\0\0\0\x33\x44", 16);
}

static void truncates_items(void **state)
{
	memcpy(mem(SOURCE), "\x11\x22\x33\x44\x55\x66\x77\x88", 8);
	setup(0, MOVE | SINC(UP) | DINC(UP) | SSIZE(4) | SINCOS(4) | DSIZE(1) | DINCOS(1), SOURCE,
	      DESTINATION, 8);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_memory_equal(mem(DESTINATION), "\x11\x55\0", 3);
	setup(0, MOVE | PAM(2) | SINC(UP) | DINC(UP) | SSIZE(4) | SINCOS(4) | DSIZE(1) | DINCOS(1),
	      SOURCE, DESTINATION, 8);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_memory_equal(mem(DESTINATION), "\x44\x88\0", 3);
}

static void exchanges_bytes_half_words_and_words(void **state)
{
	static const struct {
		uint32_t ccr;
		const char *result;
	} cases[] = {
		{ BEX, "\x22\x11\x44\x33\x66\x55\x88\x77" },
		{ HEX, "\x33\x44\x11\x22\x77\x88\x55\x66" },
		{ WEX, "\x55\x66\x77\x88\x11\x22\x33\x44" },
		{ BEX | HEX, "\x44\x33\x22\x11\x88\x77\x66\x55" },
		{ BEX | HEX | WEX, "\x88\x77\x66\x55\x44\x33\x22\x11" },
	};
	unsigned int i;

	memcpy(mem(SOURCE), "\x11\x22\x33\x44\x55\x66\x77\x88", 8);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		setup(0,
		      MOVE | SINC(UP) | DINC(UP) | SSIZE(8) | SINCOS(8) | DSIZE(8) | DINCOS(8),
		      SOURCE, DESTINATION, 8);
		ch_wr(0, CCR, cases[i].ccr | EN);
		request(0);
		settle();
		assert_int_equal(ch_rd(0, CISR), CTCIF | BTIF | TCIF);
		assert_memory_equal(mem(DESTINATION), cases[i].result, 8);
	}
}

static void exchanges_within_an_item_only(void **state)
{
	memcpy(mem(SOURCE), "\x11\x22\x33\x44\x55\x66\x77\x88", 8);
	setup(0, MOVE | SINC(UP) | DINC(UP) | SSIZE(2) | SINCOS(2) | DSIZE(2) | DINCOS(2), SOURCE,
	      DESTINATION, 8);
	ch_wr(0, CCR, BEX | HEX | WEX | EN);
	request(0);
	settle();
	assert_memory_equal(mem(DESTINATION), "\x22\x11\x44\x33\x66\x55\x88\x77", 8);
}

static void reaches_sram(void **state)
{
	pattern(SOURCE, 256, 4);
	setup(0, BYTES | MOVE, SOURCE, SRAM + 16, 200);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	setup(0, BYTES | MOVE, SRAM + 16, DESTINATION, 200);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_equal_memory(DESTINATION, SOURCE, 200);
}

/* ---- what does not fit -------------------------------------------------------------------- */

static void refuses_a_source_that_is_not_aligned(void **state)
{
	setup(0, MOVE | SINC(UP) | DINC(UP) | SSIZE(4) | SINCOS(4) | DSIZE(4) | DINCOS(4),
	      SOURCE + 0x42, DESTINATION, 64);
	assert_int_equal(run(0), TEIF);
	assert_int_equal(ch_rd(0, CESR), ASE | 0x42);
	assert_int_equal(ch_rd(0, CCR) & EN, 0);
	assert_filled(DESTINATION, 0, 64);
	assert_true(log_contains("not aligned to the data size"));
}

static void refuses_a_destination_that_is_not_aligned(void **state)
{
	setup(0, MOVE | SINC(UP) | DINC(UP) | SSIZE(4) | SINCOS(4) | DSIZE(8) | DINCOS(8) | PKE,
	      SOURCE, DESTINATION + 4, 64);
	assert_int_equal(run(0), TEIF);
	assert_int_equal(ch_rd(0, CESR), ASE | TED | 4);
}

/* It is found when the odd rest has its turn: what comes before is moved. */
static void refuses_the_odd_rest_of_a_block(void **state)
{
	pattern(SOURCE, 256, 5);
	setup(0, (MOVE & ~TLEN(128)) | TLEN(64) | SINC(UP) | DINC(UP) | SSIZE(4) | SINCOS(4) |
			 DSIZE(4) | DINCOS(4),
	      SOURCE, DESTINATION, 130);
	assert_int_equal(run(0), TEIF | TCIF);
	assert_int_equal(ch_rd(0, CESR) & (BSE | TED | ASE), BSE);
	assert_int_equal(ch_rd(0, CBNDTR), 2);
	assert_equal_memory(DESTINATION, SOURCE, 128);
}

static void refuses_double_words_on_the_ahb_port(void **state)
{
	setup(0, MOVE | SINC(UP) | DINC(UP) | SSIZE(8) | SINCOS(8) | DSIZE(4) | DINCOS(4) | PKE,
	      SOURCE, DESTINATION, 64);
	ch_wr(0, CTBR, SBUS);
	assert_int_equal(run(0), TEIF);
	setup(0, MOVE | SINC(UP) | DINC(UP) | SSIZE(4) | SINCOS(4) | DSIZE(8) | DINCOS(8) | PKE,
	      SOURCE, DESTINATION, 64);
	ch_wr(0, CTBR, DBUS);
	assert_int_equal(run(0), TEIF);
	assert_int_equal(ch_rd(0, CESR) & TED, TED);
	setup(0, MOVE | SINC(UP) | DINC(UP) | SSIZE(4) | SINCOS(4) | DSIZE(4) | DINCOS(4), SOURCE,
	      DESTINATION, 64);
	ch_wr(0, CTBR, SBUS | DBUS);
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
}

static void a_failed_read_is_a_transfer_error(void **state)
{
	setup(0, BYTES | MOVE, NOWHERE + 0x35, DESTINATION, 64);
	assert_int_equal(run(0), TEIF);
	assert_int_equal(ch_rd(0, CESR), 0x35);
}

static void a_failed_write_is_a_transfer_error(void **state)
{
	setup(0, BYTES | MOVE, SOURCE, NOWHERE + 0x35, 64);
	assert_int_equal(run(0), TEIF);
	assert_int_equal(ch_rd(0, CESR), TED | 0x35);
}

/* the address of the item, and not of the buffer it is in */
static void tells_the_address_that_failed(void **state)
{
	pattern(SOURCE, 4096, 6);
	setup(0, BYTES | MOVE, SOURCE, FORBIDDEN - 1000, 4096);
	assert_int_equal(run(0) & (TEIF | CTCIF), TEIF);
	assert_int_equal(ch_rd(0, CESR), TED | TEA(FORBIDDEN));
	assert_int_equal(ch_rd(0, CBNDTR), 4096 - 896);
	assert_int_equal(ch_rd(0, CDAR), FORBIDDEN - 1000 + 896);
	assert_equal_memory(FORBIDDEN - 1000, SOURCE, 896);
}

static void clearing_teif_clears_the_cause(void **state)
{
	setup(0, BYTES | MOVE, SOURCE, NOWHERE + 0x35, 64);
	assert_int_equal(run(0), TEIF);
	ch_wr(0, CIFCR, CTCIF);
	assert_int_not_equal(ch_rd(0, CESR), 0);
	ch_wr(0, CIFCR, TEIF);
	assert_int_equal(ch_rd(0, CESR), 0);
	assert_int_equal(ch_rd(0, CISR), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		stm32_test(every_size_to_every_other_packed),
		stm32_test(fixed_addresses_repeat_an_item),
		stm32_test(addresses_may_go_down),
		stm32_test(offsets_may_be_larger_than_items),
		stm32_test(pads_items_to_the_right),
		stm32_test(pads_items_with_their_sign),
		stm32_test(pads_items_to_the_left),
		stm32_test(truncates_items),
		stm32_test(exchanges_bytes_half_words_and_words),
		stm32_test(exchanges_within_an_item_only),
		stm32_test(reaches_sram),
		stm32_test(refuses_a_source_that_is_not_aligned),
		stm32_test(refuses_a_destination_that_is_not_aligned),
		stm32_test(refuses_the_odd_rest_of_a_block),
		stm32_test(refuses_double_words_on_the_ahb_port),
		stm32_test(a_failed_read_is_a_transfer_error),
		stm32_test(a_failed_write_is_a_transfer_error),
		stm32_test(tells_the_address_that_failed),
		stm32_test(clearing_teif_clears_the_cause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
