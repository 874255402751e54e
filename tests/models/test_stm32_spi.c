// SPDX-License-Identifier: MIT
/* The SPI/I2S block of STM32MP1 by its registers (RM0436). Host side. */
#include "models/peripherals.h"

#define CR1	0x00
#define  SPE	0x00000001u
#define  MASRX	0x00000100u
#define  CSTART	0x00000200u
#define  CSUSP	0x00000400u
#define CR2	0x04
#define CFG1	0x08
#define  DSIZE(bits) ((bits) - 1u)
#define  FTHLV(n) (((n) - 1u) << 5)
#define  RXDMAEN 0x00004000u
#define  TXDMAEN 0x00008000u
#define  MBR(n)	((n) << 28)
#define CFG2	0x0c
#define  COMM(n) ((n) << 17)
#define  MASTER	0x00400000u
#define IER	0x10
#define SR	0x14
#define  RXP	0x0001u
#define  TXP	0x0002u
#define  DXP	0x0004u
#define  EOT	0x0008u
#define  TXTF	0x0010u
#define  UDR	0x0020u
#define  OVR	0x0040u
#define  SUSP	0x0800u
#define  TXC	0x1000u
#define  RXWNE	0x8000u
#define IFCR	0x18
#define TXDR	0x20
#define RXDR	0x30
#define UDRDR	0x4c
#define I2SCFGR	0x50
#define  I2SMOD	0x1u
#define  RECEIVE (3u << 1)
#define  DUPLEX (5u << 1)
#define  DATLEN32 (2u << 8)
#define  I2SDIV(n) ((n) << 16)

static void spi_on(uint32_t cfg1, uint32_t cr1, uint32_t tsize)
{
	wr(SPI, CFG1, cfg1);
	wr(SPI, CFG2, MASTER);
	wr(SPI, CR2, tsize);
	wr(SPI, CR1, SPE | cr1);
	wr(SPI, CR1, SPE | cr1 | CSTART);
}

static void resets_as_the_manual_says(void **state)
{
	assert_int_equal(rd(SPI, CR1), 0);
	assert_int_equal(rd(SPI, CFG1), 0x00070007);
	assert_int_equal(rd(SPI, CFG2), 0);
	assert_int_equal(rd(SPI, SR), TXC | TXP);
	assert_int_equal(rd(SPI, 0x40), 0x107);
}

static void a_frame_comes_back(void **state)
{
	spi_on(DSIZE(8), 0, 0);
	wr_width(SPI, TXDR, 1, 0xa5);
	wait_for(SPI, SR, RXP | TXC, RXP | TXC);
	assert_int_equal(rd_width(SPI, RXDR, 1), 0xa5);
	assert_int_equal(rd(SPI, SR) & RXP, 0);
}

static void nothing_moves_before_cstart_or_as_a_slave(void **state)
{
	wr(SPI, CFG1, DSIZE(8));
	wr(SPI, CFG2, MASTER);
	wr(SPI, CR1, SPE);
	wr_width(SPI, TXDR, 1, 1);
	exec_idle(100000);
	assert_int_equal(rd(SPI, SR) & RXP, 0);
	wr(SPI, CR1, 0);
	wr(SPI, CFG2, 0);
	wr(SPI, CR1, SPE);
	wr(SPI, CR1, SPE | CSTART);
	wr_width(SPI, TXDR, 1, 1);
	exec_idle(100000);
	assert_int_equal(rd(SPI, SR) & RXP, 0);
}

static void a_frame_takes_its_bits_at_the_divided_clock(void **state)
{
	uint64_t start;

	need_virtual_time();
	/* 200 MHz / 256: sixteen bits take 20.48 us */
	spi_on(DSIZE(16) | MBR(7u), 0, 0);
	start = exec_now();
	wr_width(SPI, TXDR, 2, 1);
	wait_for(SPI, SR, RXP, RXP);
	assert_in_range(exec_now() - start, 20480, 20480 + 1500);
}

static void accesses_pack_frames(void **state)
{
	spi_on(DSIZE(8) | FTHLV(4), 0, 4);
	wr(SPI, TXDR, 0x44332211);
	wait_for(SPI, SR, EOT, EOT);
	assert_int_equal(rd_width(SPI, RXDR, 1), 0x11);
	assert_int_equal(rd_width(SPI, RXDR, 2), 0x3322);
	assert_int_equal(rd_width(SPI, RXDR, 1), 0x44);
}

static void an_access_below_a_frame_is_refused(void **state)
{
	spi_on(DSIZE(16), 0, 0);
	wr_width(SPI, TXDR, 1, 1);
	exec_idle(100000);
	assert_int_equal(rd(SPI, SR) & (RXP | TXC), TXC);
	assert_true(log_contains("a frame has 16"));
}

static void tsize_ends_the_transfer(void **state)
{
	unsigned int i;

	spi_on(DSIZE(8), 0, 3);
	assert_int_equal(rd(SPI, SR) >> 16, 3);
	for (i = 0; i < 3; i++)
		wr_width(SPI, TXDR, 1, i);
	assert_int_equal(rd(SPI, SR) & (TXTF | TXP), TXTF);
	wait_for(SPI, SR, EOT, EOT);
	assert_int_equal(rd(SPI, SR) >> 16, 0);
	assert_int_equal(rd(SPI, CR1) & CSTART, 0);
	wr(SPI, IFCR, EOT | TXTF);
	assert_int_equal(rd(SPI, SR) & (EOT | TXTF), 0);
}

static void without_masrx_it_overruns(void **state)
{
	unsigned int i;

	spi_on(DSIZE(8), 0, 0);
	for (i = 0; i < 20; i++) {
		wait_for(SPI, SR, TXP, TXP);
		wr_width(SPI, TXDR, 1, i);
	}
	wait_for(SPI, SR, OVR, OVR);
	for (i = 0; i < 16; i++)
		assert_int_equal(rd_width(SPI, RXDR, 1), i);
}

static void with_masrx_it_waits(void **state)
{
	unsigned int i;

	spi_on(DSIZE(8), MASRX, 0);
	for (i = 0; i < 30; i++) {
		wait_for(SPI, SR, TXP, TXP);
		wr_width(SPI, TXDR, 1, i);
		if (i < 16)
			continue;
		wait_for(SPI, SR, RXP, RXP);
		assert_int_equal(rd_width(SPI, RXDR, 1), i - 16);
	}
	assert_int_equal(rd(SPI, SR) & OVR, 0);
}

static void suspension_waits_for_the_frame(void **state)
{
	need_virtual_time();
	spi_on(DSIZE(8) | MBR(7u), 0, 0);
	wr(SPI, TXDR, 0x04030201);
	wr(SPI, CR1, SPE | CSTART | CSUSP);
	wait_for(SPI, SR, SUSP, SUSP);
	assert_int_equal(rd(SPI, CR1) & CSTART, 0);
	assert_int_equal(rd_width(SPI, RXDR, 1), 1);
	assert_int_equal(rd(SPI, SR) & RXP, 0);
}

static void disabling_empties_the_fifos(void **state)
{
	spi_on(DSIZE(8), 0, 0);
	wr(SPI, TXDR, 0x04030201);
	wait_for(SPI, SR, RXWNE, RXWNE);
	wr(SPI, CR1, 0);
	assert_int_equal(rd(SPI, SR) & (RXP | RXWNE | TXP), TXP);
}

static void a_receiver_alone_clocks_ones(void **state)
{
	wr(SPI, CFG1, DSIZE(8));
	wr(SPI, CFG2, MASTER | COMM(2));
	wr(SPI, CR2, 2);
	wr(SPI, CR1, SPE);
	wr(SPI, CR1, SPE | CSTART);
	wait_for(SPI, SR, EOT, EOT);
	assert_int_equal(rd_width(SPI, RXDR, 2), 0xffff);
}

static void settings_are_locked_while_enabled(void **state)
{
	spi_on(DSIZE(8), 0, 0);
	wr(SPI, CFG2, 0);
	assert_int_equal(rd(SPI, CFG2), MASTER);
	assert_true(log_contains("can only be written while SPE is 0"));
}

/* ---- requests -------------------------------------------------------------- */

static void requests_wait_for_a_packet(void **state)
{
	spi_on(DSIZE(8) | FTHLV(4) | RXDMAEN | TXDMAEN, MASRX, 6);
	assert_true(requested(DMAC0, SPI_TX));
	wr_width(SPI, TXDR, 2, 0x0201);
	exec_idle(100000);
	assert_false(requested(DMAC0, SPI_RX));
	wr_width(SPI, TXDR, 2, 0x0403);
	wait_for(SPI, SR, RXP, RXP);
	assert_true(requested(DMAC0, SPI_RX));
	rd(SPI, RXDR);
	assert_false(requested(DMAC0, SPI_RX));
	/* the last packet is a smaller one */
	wr_width(SPI, TXDR, 2, 0x0605);
	assert_false(requested(DMAC0, SPI_TX));
	wait_for(SPI, SR, EOT, EOT);
	assert_true(requested(DMAC0, SPI_RX));
	rd_width(SPI, RXDR, 2);
	assert_false(requested(DMAC0, SPI_RX));
}

static void a_controller_moves_packets_both_ways(void **state)
{
	pattern(MEM + 0x1000, 406);
	memset(mem(MEM + 0x2000), 0, 408);
	spi_on(DSIZE(16) | FTHLV(4) | RXDMAEN | TXDMAEN, MASRX, 203);
	dma_start(DMAC0, 0, MEM, DEV2MEM(1, 4, SPI_RX), block_base[SPI] + RXDR, MEM + 0x2000, 406);
	dma_start(DMAC0, 1, MEM + 0x40, MEM2DEV(1, 4, SPI_TX), MEM + 0x1000, block_base[SPI] + TXDR,
		  406);
	dma_wait(DMAC0, 1);
	dma_wait(DMAC0, 0);
	assert_memory_equal(mem(MEM + 0x1000), mem(MEM + 0x2000), 406);
	assert_int_equal(rd(SPI, SR) & (OVR | EOT), EOT);
}

/* ---- I2S ------------------------------------------------------------------- */

static void i2s_on(uint32_t config, uint32_t dma)
{
	wr(I2S, CFG1, FTHLV(1) | dma);
	wr(I2S, I2SCFGR, I2SMOD | config);
	wr(I2S, CR1, SPE);
}

static void the_sample_clock_underruns(void **state)
{
	wr(I2S, UDRDR, 0xbeef);
	i2s_on(DUPLEX | I2SDIV(2u), 0);
	wr_width(I2S, TXDR, 2, 0x1234);
	wr(I2S, CR1, SPE | CSTART);
	wait_for(I2S, SR, UDR, UDR);
	wait_for(I2S, SR, RXWNE, RXWNE);
	assert_int_equal(rd_width(I2S, RXDR, 2), 0x1234);
	assert_int_equal(rd_width(I2S, RXDR, 2), 0xbeef);
}

static void the_sample_clock_overruns(void **state)
{
	i2s_on(RECEIVE | I2SDIV(2u), 0);
	wr(I2S, CR1, SPE | CSTART);
	wait_for(I2S, SR, OVR, OVR);
	assert_int_equal(rd(I2S, SR) & UDR, 0);
}

static void a_sample_takes_a_channel_of_bit_clocks(void **state)
{
	uint64_t start;

	need_virtual_time();
	/* 12.288 MHz / (2 * 8): a channel of 16 bits takes 20.833 us */
	i2s_on(RECEIVE | I2SDIV(8u), 0);
	start = exec_now();
	wr(I2S, CR1, SPE | CSTART);
	wait_for(I2S, SR, RXP, RXP);
	assert_in_range(exec_now() - start, 20833, 20834 + 1500);
}

static void a_controller_plays_and_records(void **state)
{
	pattern(MEM + 0x1000, 400);
	memset(mem(MEM + 0x2000), 0, 400);
	i2s_on(DUPLEX | DATLEN32 | I2SDIV(4u), RXDMAEN | TXDMAEN);
	dma_start(DMAC0, 0, MEM, DEV2MEM(2, 1, I2S_RX), block_base[I2S] + RXDR, MEM + 0x2000, 400);
	dma_start(DMAC0, 1, MEM + 0x40, MEM2DEV(2, 1, I2S_TX), MEM + 0x1000, block_base[I2S] + TXDR,
		  400);
	wait_for(I2S, SR, TXP, 0);
	wr(I2S, CR1, SPE | CSTART);
	dma_wait(DMAC0, 1);
	dma_wait(DMAC0, 0);
	assert_memory_equal(mem(MEM + 0x1000), mem(MEM + 0x2000), 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PERIPHERAL_TEST(resets_as_the_manual_says),
		PERIPHERAL_TEST(a_frame_comes_back),
		PERIPHERAL_TEST(nothing_moves_before_cstart_or_as_a_slave),
		PERIPHERAL_TEST(a_frame_takes_its_bits_at_the_divided_clock),
		PERIPHERAL_TEST(accesses_pack_frames),
		PERIPHERAL_TEST(an_access_below_a_frame_is_refused),
		PERIPHERAL_TEST(tsize_ends_the_transfer),
		PERIPHERAL_TEST(without_masrx_it_overruns),
		PERIPHERAL_TEST(with_masrx_it_waits),
		PERIPHERAL_TEST(suspension_waits_for_the_frame),
		PERIPHERAL_TEST(disabling_empties_the_fifos),
		PERIPHERAL_TEST(a_receiver_alone_clocks_ones),
		PERIPHERAL_TEST(settings_are_locked_while_enabled),
		PERIPHERAL_TEST(requests_wait_for_a_packet),
		PERIPHERAL_TEST(a_controller_moves_packets_both_ways),
		PERIPHERAL_TEST(the_sample_clock_underruns),
		PERIPHERAL_TEST(the_sample_clock_overruns),
		PERIPHERAL_TEST(a_sample_takes_a_channel_of_bit_clocks),
		PERIPHERAL_TEST(a_controller_plays_and_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
