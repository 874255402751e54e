// SPDX-License-Identifier: MIT
/* STM32 MDMA: linked lists, and what is wrong with some of them. Host side. */
#include "models/stm32_mdma.h"

#define LIST (BYTES | SWRM | TRGM(WHOLE) | TLEN(128))

static uint32_t link_at(unsigned int i)
{
	return LINKS + 64 * i;
}

/* Link @i of a list, and where it goes on. */
static void link_put(unsigned int i, uint32_t tcr, uint32_t source, uint32_t destination,
		     uint32_t bndtr, uint32_t next)
{
	uint32_t at = link_at(i);

	put32(at + 0x00, tcr);
	put32(at + 0x04, bndtr);
	put32(at + 0x08, source);
	put32(at + 0x0c, destination);
	put32(at + 0x10, 0);
	put32(at + 0x14, next);
	put32(at + 0x18, 0);
	put32(at + 0x1c, 0);
	put32(at + 0x20, 0);
	put32(at + 0x24, 0);
}

/* a first block of 64 bytes, and then the list at @lar */
static void setup_list(unsigned int n, uint32_t tcr, uint32_t lar)
{
	setup(n, tcr, SOURCE, DESTINATION, 64);
	ch_wr(n, CLAR, lar);
}

static void follows_a_list_to_its_end(void **state)
{
	unsigned int i;

	pattern(SOURCE, 1024, 1);
	for (i = 0; i < 8; i++)
		link_put(i, LIST, SOURCE + 64 * (i + 1), DESTINATION + 64 * (i + 1), 64,
			 i < 7 ? link_at(i + 1) : 0);
	setup_list(0, LIST, link_at(0));
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_equal_memory(DESTINATION, SOURCE, 9 * 64);
	assert_filled(DESTINATION + 9 * 64, 0, 64);
	assert_int_equal(ch_rd(0, CCR) & EN, 0);
	assert_int_equal(ch_rd(0, CLAR), 0);
}

static void a_link_loads_every_register(void **state)
{
	link_put(0, FROM_PROBE | TLEN(4), PROBE_DATA(2), DESTINATION, 8 | BRC(3) | BRDUM, LINKS + 8);
	put32(link_at(0) + 0x10, 0x00100020);
	put32(link_at(0) + 0x18, SBUS | 31);
	put32(link_at(0) + 0x20, DESTINATION + 0x100);
	put32(link_at(0) + 0x24, 0x1234);
	setup_list(0, (LIST & ~TRGM(WHOLE)) | TRGM(BLOCK), link_at(0));
	ch_wr(0, CCR, EN | SWRQ);
	settle();
	assert_int_equal(ch_rd(0, CISR), BTIF | TCIF);
	assert_int_equal(ch_rd(0, CTCR), FROM_PROBE | TLEN(4));
	assert_int_equal(ch_rd(0, CBNDTR), 8 | BRC(3) | BRDUM);
	assert_int_equal(ch_rd(0, CSAR), PROBE_DATA(2));
	assert_int_equal(ch_rd(0, CDAR), DESTINATION);
	assert_int_equal(ch_rd(0, CBRUR), 0x00100020);
	assert_int_equal(ch_rd(0, CLAR), LINKS + 8);
	assert_int_equal(ch_rd(0, CTBR), SBUS | 31);
	assert_int_equal(ch_rd(0, CMAR), DESTINATION + 0x100);
	assert_int_equal(ch_rd(0, CMDR), 0x1234);
}

static void each_block_of_a_list_may_wait_for_a_request(void **state)
{
	uint32_t tcr = BYTES | SWRM | TRGM(BLOCK) | TLEN(128);

	pattern(SOURCE, 256, 2);
	link_put(0, tcr, SOURCE + 64, DESTINATION + 64, 64, link_at(1));
	link_put(1, tcr, SOURCE + 128, DESTINATION + 128, 64, 0);
	setup_list(0, tcr, link_at(0));
	ch_wr(0, CCR, EN | SWRQ);
	settle();
	assert_filled(DESTINATION + 64, 0, 64);
	assert_int_equal(ch_rd(0, CISR), BTIF | TCIF);
	request(0);
	settle();
	assert_filled(DESTINATION + 128, 0, 64);
	request(0);
	settle();
	assert_equal_memory(DESTINATION, SOURCE, 192);
	assert_int_equal(ch_rd(0, CISR), CTCIF | BTIF | TCIF);
}

static void a_list_may_run_in_a_circle(void **state)
{
	unsigned int rounds, tries;

	link_put(0, LIST, SOURCE, DESTINATION, 64, link_at(1));
	link_put(1, LIST, SOURCE + 64, DESTINATION + 64, 64, link_at(0));
	setup_list(0, LIST, link_at(0));
	ch_wr(0, CCR, EN | SWRQ);
	for (rounds = 0; rounds < 50; rounds++) {
		for (tries = 0; !(ch_rd(0, CISR) & BTIF) && tries < 10000; tries++)
			exec_idle(1000);
		assert_int_equal(ch_rd(0, CISR) & (BTIF | CTCIF | TEIF), BTIF);
		ch_wr(0, CIFCR, BTIF);
	}
	ch_wr(0, CCR, 0);
	settle();
	assert_int_equal(ch_rd(0, CISR) & CTCIF, CTCIF);
	assert_int_equal(ch_rd(0, CCR) & EN, 0);
}

static void a_link_to_itself_does_not_stop_the_machine(void **state)
{
	link_put(0, LIST, SOURCE, DESTINATION, 4, link_at(0));
	setup_list(0, LIST, link_at(0));
	ch_wr(0, CCR, EN | SWRQ);
	settle();
	assert_int_equal(ch_rd(0, CISR) & (BTIF | TEIF | CRQA), BTIF | CRQA);
	ch_wr(0, CCR, 0);
	settle();
	assert_int_equal(ch_rd(0, CCR) & EN, 0);
}

static void a_link_of_no_bytes_to_itself_is_said_to_be_one(void **state)
{
	link_put(0, LIST, SOURCE, DESTINATION, 0, link_at(0));
	setup_list(0, LIST, link_at(0));
	ch_wr(0, CCR, EN | SWRQ);
	settle();
	assert_true(log_contains("BNDT is 0"));
	assert_int_equal(ch_rd(0, CCR) & EN, EN);
	ch_wr(0, CCR, 0);
	settle();
	assert_int_equal(ch_rd(0, CCR) & EN, 0);
}

static void a_circle_that_lines_pace(void **state)
{
	uint32_t tcr = FROM_PROBE | TRGM(BLOCK) | TLEN(16);
	unsigned int i;

	for (i = 0; i < 2; i++) {
		link_put(i, tcr, PROBE_DATA(2), DESTINATION + 64 * i, 64, link_at(!i));
		put32(link_at(i) + 0x18, REQ_P2);
	}
	setup(0, tcr, PROBE_DATA(2), DESTINATION, 64);
	ch_wr(0, CTBR, REQ_P2);
	ch_wr(0, CLAR, link_at(1));
	ch_wr(0, CCR, EN);
	want(2, 5);
	settle();
	assert_int_equal(board.probe[2]->acks, 5);
	assert_int_equal(board.probe[2]->lasts, 0);
	assert_counts(DESTINATION, 4 * 64, 64);
	assert_counts(DESTINATION + 64, 3 * 64, 64);
	assert_int_equal(ch_rd(0, CLAR), link_at(0));
}

static void a_bad_link_address_is_a_transfer_error(void **state)
{
	static const uint32_t bad[] = { NOWHERE, FORBIDDEN, LINKS + 4, 0xfffffff8 };
	unsigned int i;

	for (i = 0; i < 4; i++) {
		setup_list(i, LIST, bad[i]);
		ch_wr(i, CCR, EN | TEIE | SWRQ);
		settle();
		assert_int_equal(ch_rd(i, CISR) & (TEIF | CTCIF | CRQA), TEIF);
		assert_int_equal(ch_rd(i, CESR), TELD);
		assert_int_equal(ch_rd(i, CCR) & EN, 0);
		assert_int_equal(rd(board.mdma, GISR0), 1 << i);
		assert_true(irq("/soc/mdma@58000000", 0));
		ch_wr(i, CIFCR, TEIF);
		assert_int_equal(ch_rd(i, CESR), 0);
		assert_int_equal(rd(board.mdma, GISR0), 0);
	}
	assert_true(log_contains("link address"));
}

static void stopping_before_a_link_leaves_it_loaded(void **state)
{
	need_virtual_time();
	link_put(0, LIST, SOURCE + 64, DESTINATION + 64, 64, 0);
	setup_list(0, LIST, link_at(0));
	ch_wr(0, CCR, EN | SWRQ);
	while (!(ch_rd(0, CISR) & BTIF))
		;
	ch_wr(0, CCR, 0);
	settle();
	assert_int_equal(ch_rd(0, CISR) & CTCIF, CTCIF);
	assert_int_equal(ch_rd(0, CLAR), 0);
	assert_int_equal(ch_rd(0, CBNDTR) & 0x1ffff ? ch_rd(0, CSAR) : SOURCE + 128,
			 ch_rd(0, CBNDTR) ? SOURCE + 64 : SOURCE + 128);
}

static void a_list_may_be_written_by_the_channel_itself(void **state)
{
	/* the first block overwrites the link that comes next */
	link_put(1, LIST, SOURCE + 64, DESTINATION, 16, 0);
	memcpy(mem(SOURCE), mem(link_at(1)), 40);
	pattern(SOURCE + 64, 16, 3);
	setup(0, LIST, SOURCE, link_at(0), 40);
	ch_wr(0, CLAR, link_at(0));
	assert_int_equal(run(0), CTCIF | BTIF | TCIF);
	assert_equal_memory(DESTINATION, SOURCE + 64, 16);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		stm32_test(follows_a_list_to_its_end),
		stm32_test(a_link_loads_every_register),
		stm32_test(each_block_of_a_list_may_wait_for_a_request),
		stm32_test(a_list_may_run_in_a_circle),
		stm32_test(a_link_to_itself_does_not_stop_the_machine),
		stm32_test(a_link_of_no_bytes_to_itself_is_said_to_be_one),
		stm32_test(a_circle_that_lines_pace),
		stm32_test(a_bad_link_address_is_a_transfer_error),
		stm32_test(stopping_before_a_link_leaves_it_loaded),
		stm32_test(a_list_may_be_written_by_the_channel_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
