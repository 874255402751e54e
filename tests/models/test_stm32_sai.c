// SPDX-License-Identifier: MIT
/* The audio blocks of the SAI of STM32MP1 by their registers (RM0436). Host side. */
#include "models/peripherals.h"

#define CR1	0x00
#define  MASTER_TX 0u
#define  MASTER_RX 1u
#define  SLAVE_TX 2u
#define  SLAVE_RX 3u
#define  DS16	(4u << 5)
#define  DS32	(7u << 5)
#define  SYNC	(1u << 10)
#define  SAIEN	0x00010000u
#define  DMAEN	0x00020000u
#define  NODIV	0x00080000u
#define  MCKDIV(n) ((n) << 20)
#define CR2	0x04
#define  FTH(n)	(n)
#define  FFLUSH	0x08u
#define  MUTE	0x20u
#define FRCR	0x08
#define SLOTR	0x0c
#define  STEREO	(1u << 8 | 3u << 16)
#define IMR	0x10
#define SR	0x14
#define  OVRUDR	0x01u
#define  WCKCFG	0x04u
#define  FREQ	0x08u
#define  FLVL	0x70000u
#define CLRFR	0x18
#define DR	0x1c

/* 12.288 MHz: a frame of 64 bits, 192 kHz, a slot every 2.6 us */
static void block(enum block b, uint32_t cr1, uint32_t cr2)
{
	wr(b, CR2, cr2);
	wr(b, FRCR, 63);
	wr(b, SLOTR, STEREO);
	wr(b, CR1, cr1);
}

static void start(enum block b)
{
	set_bits(b, CR1, SAIEN);
}

static void resets_as_the_manual_says(void **state)
{
	assert_int_equal(rd(SAIA, CR1), 0x40);
	assert_int_equal(rd(SAIA, CR2), 0);
	assert_int_equal(rd(SAIA, FRCR), 7);
	assert_int_equal(rd(SAIA, SLOTR), 0);
	assert_int_equal(rd(SAIA, SR), FREQ);
}

static void the_other_block_receives_what_one_sends(void **state)
{
	block(SAIA, MASTER_TX | DS32 | NODIV, 0);
	block(SAIB, SLAVE_RX | SYNC | DS32, 0);
	wr(SAIA, DR, 0x11111111);
	wr(SAIA, DR, 0x22222222);
	start(SAIB);
	start(SAIA);
	wait_for(SAIB, SR, FREQ, FREQ);
	assert_int_equal(rd(SAIB, DR), 0x11111111);
	wait_for(SAIB, SR, FREQ, FREQ);
	assert_int_equal(rd(SAIB, DR), 0x22222222);
}

static void data_have_as_many_bits_as_ds_says(void **state)
{
	block(SAIA, MASTER_TX | DS16 | NODIV, 0);
	block(SAIB, SLAVE_RX | SYNC | DS16, 0);
	wr(SAIA, DR, 0xabcd1234);
	start(SAIB);
	start(SAIA);
	wait_for(SAIB, SR, FREQ, FREQ);
	assert_int_equal(rd(SAIB, DR), 0x1234);
}

static void a_master_can_receive_from_a_slave(void **state)
{
	block(SAIA, SLAVE_TX | SYNC | DS32, 0);
	block(SAIB, MASTER_RX | DS32 | NODIV, 0);
	wr(SAIA, DR, 77);
	start(SAIA);
	start(SAIB);
	wait_for(SAIB, SR, FREQ, FREQ);
	assert_int_equal(rd(SAIB, DR), 77);
}

static void a_slave_of_nobody_waits(void **state)
{
	block(SAIA, SLAVE_TX | DS32, 0);
	wr(SAIA, DR, 1);
	start(SAIA);
	exec_idle(1000000);
	assert_int_equal(rd(SAIA, SR) & (OVRUDR | FLVL), 0x10000);
}

static void the_clock_underruns(void **state)
{
	block(SAIA, MASTER_TX | DS32 | NODIV, 0);
	start(SAIA);
	wait_for(SAIA, SR, OVRUDR, OVRUDR);
	wr(SAIA, CR1, MASTER_TX | DS32 | NODIV);
	wr(SAIA, CLRFR, OVRUDR);
	assert_int_equal(rd(SAIA, SR) & OVRUDR, 0);
}

static void the_clock_overruns(void **state)
{
	unsigned int i;

	block(SAIB, MASTER_RX | DS32 | NODIV, 0);
	start(SAIB);
	wait_for(SAIB, SR, OVRUDR, OVRUDR);
	assert_int_equal(rd(SAIB, SR) & FLVL, 0x50000);
	wr(SAIB, CR1, MASTER_RX | DS32 | NODIV);
	for (i = 0; i < 8; i++)
		assert_int_equal(rd(SAIB, DR), 0);
	assert_int_equal(rd(SAIB, SR) & FLVL, 0);
}

static void mute_sends_zeros_at_the_same_pace(void **state)
{
	block(SAIA, MASTER_TX | DS32 | NODIV, MUTE);
	block(SAIB, SLAVE_RX | SYNC | DS32, 0);
	wr(SAIA, DR, 5);
	start(SAIB);
	start(SAIA);
	wait_for(SAIB, SR, FREQ, FREQ);
	assert_int_equal(rd(SAIB, DR), 0);
	assert_int_equal(rd(SAIA, SR) & FLVL, 0);
}

static void a_slot_takes_its_part_of_a_frame(void **state)
{
	uint64_t begin;

	need_virtual_time();
	/* 12.288 MHz / 4, 64 bits: 48 kHz, two slots: 10.417 us each */
	block(SAIB, MASTER_RX | DS32 | NODIV | MCKDIV(4u), 0);
	begin = exec_now();
	start(SAIB);
	wait_for(SAIB, SR, FREQ, FREQ);
	assert_in_range(exec_now() - begin, 10417, 10417 + 1500);
}

static void a_frame_without_slots_is_refused(void **state)
{
	wr(SAIA, CR1, MASTER_TX | NODIV | SAIEN);
	assert_int_equal(rd(SAIA, SR) & WCKCFG, WCKCFG);
	assert_int_equal(rd(SAIA, CR1) & SAIEN, 0);
}

static void settings_are_locked_while_enabled(void **state)
{
	block(SAIA, MASTER_TX | DS32 | NODIV, 0);
	start(SAIA);
	wr(SAIA, CR1, SAIEN | MASTER_RX);
	assert_int_equal(rd(SAIA, CR1), MASTER_TX | DS32 | NODIV | SAIEN);
	assert_true(log_contains("only SAIEN and DMAEN"));
}

static void requests_follow_the_threshold(void **state)
{
	unsigned int i;

	block(SAIA, MASTER_TX | DS32 | NODIV | DMAEN, FTH(2));
	assert_true(requested(DMAC1, SAI_TX));
	for (i = 0; i < 4; i++)
		wr(SAIA, DR, i);
	assert_true(requested(DMAC1, SAI_TX));
	wr(SAIA, DR, i);
	wr(SAIA, DR, i);
	wr(SAIA, DR, i);
	assert_true(requested(DMAC1, SAI_TX));
	wr(SAIA, DR, i);
	assert_false(requested(DMAC1, SAI_TX));
	wr(SAIA, CR2, FTH(2) | FFLUSH);
	assert_true(requested(DMAC1, SAI_TX));
	assert_int_equal(rd(SAIA, SR) & FLVL, 0);
}

static void controllers_play_and_record(void **state)
{
	pattern(MEM + 0x1000, 800);
	memset(mem(MEM + 0x2000), 0, 800);
	block(SAIA, MASTER_TX | DS32 | NODIV | DMAEN, FTH(2));
	block(SAIB, SLAVE_RX | SYNC | DS32 | DMAEN, FTH(2));
	dma_start(DMAC1, 0, MEM, DEV2MEM(2, 4, SAI_RX), block_base[SAIB] + DR, MEM + 0x2000, 800);
	dma_start(DMAC1, 1, MEM + 0x40, MEM2DEV(2, 4, SAI_TX), MEM + 0x1000, block_base[SAIA] + DR,
		  800);
	wait_for(SAIA, SR, FREQ, 0);
	start(SAIB);
	start(SAIA);
	dma_wait(DMAC1, 1);
	dma_wait(DMAC1, 0);
	assert_memory_equal(mem(MEM + 0x1000), mem(MEM + 0x2000), 800);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PERIPHERAL_TEST(resets_as_the_manual_says),
		PERIPHERAL_TEST(the_other_block_receives_what_one_sends),
		PERIPHERAL_TEST(data_have_as_many_bits_as_ds_says),
		PERIPHERAL_TEST(a_master_can_receive_from_a_slave),
		PERIPHERAL_TEST(a_slave_of_nobody_waits),
		PERIPHERAL_TEST(the_clock_underruns),
		PERIPHERAL_TEST(the_clock_overruns),
		PERIPHERAL_TEST(mute_sends_zeros_at_the_same_pace),
		PERIPHERAL_TEST(a_slot_takes_its_part_of_a_frame),
		PERIPHERAL_TEST(a_frame_without_slots_is_refused),
		PERIPHERAL_TEST(settings_are_locked_while_enabled),
		PERIPHERAL_TEST(requests_follow_the_threshold),
		PERIPHERAL_TEST(controllers_play_and_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
