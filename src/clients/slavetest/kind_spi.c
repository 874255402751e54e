// SPDX-License-Identifier: MIT
/*
 * Programming the SPI/I2S block of STM32MP1 (RM0436): an SPI master with
 * MISO wired to MOSI, and an I2S master in both directions.
 */
#include <linux/iopoll.h>
#include <linux/kernel.h>

#include "clients/slavetest/slavetest.h"

#define CR1		0x00
#define  CR1_SPE	BIT(0)
#define  CR1_MASRX	BIT(8)
#define  CR1_CSTART	BIT(9)
#define  CR1_SSI	BIT(12)
#define CR2		0x04
#define CFG1		0x08
#define  CFG1_DSIZE(b)	((b) - 1)
#define  CFG1_FTHLV(n)	(((n) - 1) << 5)
#define  CFG1_RXDMAEN	BIT(14)
#define  CFG1_TXDMAEN	BIT(15)
#define CFG2		0x0c
#define  CFG2_MASTER	BIT(22)
#define  CFG2_SSM	BIT(26)
#define SR		0x14
#define  SR_TXP		BIT(1)
#define  SR_UDR		BIT(5)
#define  SR_OVR		BIT(6)
#define IFCR		0x18
#define  IFCR_ALL	0x0ff8
#define TXDR		0x20
#define RXDR		0x30
#define I2SCFGR		0x50
#define  I2SCFGR_I2SMOD	BIT(0)
#define  I2SCFGR_DUPLEX	(5 << 1)
#define  I2SCFGR_DATLEN(b) (((b) == 32 ? 2 : 0) << 8)
#define  I2SCFGR_CHLEN32 BIT(10)
#define  I2SCFGR_I2SDIV(n) ((n) << 16)

#define FIFO_BYTES	16
#define SAMPLE_RATE	96000

static void block_stop(struct peripheral *p)
{
	writel(0, p->regs + CR1);
	writel(IFCR_ALL, p->regs + IFCR);
}

static void block_start(struct peripheral *p, unsigned int width, unsigned int burst, u32 cr1)
{
	p->depth = FIFO_BYTES / width;
	writel(CFG1_DSIZE(8 * width) | CFG1_FTHLV(burst) | CFG1_RXDMAEN, p->regs + CFG1);
	/* requests to send count from here on */
	writel(cr1 | CR1_SPE, p->regs + CR1);
	writel(readl(p->regs + CFG1) | CFG1_TXDMAEN, p->regs + CFG1);
}

static u32 block_errors(struct peripheral *p)
{
	return readl(p->regs + SR) & (SR_UDR | SR_OVR);
}

/* ---- SPI --------------------------------------------------------------- */

static void spi_start(struct peripheral *p, unsigned int width, unsigned int burst,
		      unsigned int len)
{
	p->byte_rate = p->rate_hz / 2 / 8;
	block_stop(p);
	writel(0, p->regs + I2SCFGR);
	writel(CFG2_MASTER | CFG2_SSM, p->regs + CFG2);
	writel(len / width, p->regs + CR2);
	block_start(p, width, burst, CR1_MASRX | CR1_SSI);
	writel(CR1_MASRX | CR1_SSI | CR1_SPE | CR1_CSTART, p->regs + CR1);
}

static const struct of_device_id spi_ids[] = {
	{ .compatible = "st,stm32h7-spi" },
	{ }
};

const struct peripheral_kind stm32_spi_kind = {
	.name = "slavetest-spi",
	.ids = spi_ids,
	.channels = { "rx", "tx" },
	.tx_register = TXDR,
	.rx_register = RXDR,
	.hz = 64000000,
	.widths = BIT(1) | BIT(2) | BIT(4),
	.max_burst_bytes = FIFO_BYTES / 2,
	.max_entries = 0xffff,
	.depth = FIFO_BYTES,
	.waits = true,
	.start = spi_start,
	.stop = block_stop,
	.errors = block_errors,
};

/* ---- I2S --------------------------------------------------------------- */

static void i2s_start(struct peripheral *p, unsigned int width, unsigned int burst,
		      unsigned int len)
{
	unsigned int div = max(1ul, p->rate_hz / (SAMPLE_RATE * 2 * 8 * width * 2));

	p->byte_rate = p->rate_hz / (8 * 2 * div);
	block_stop(p);
	writel(0, p->regs + CR2);
	writel(I2SCFGR_I2SMOD | I2SCFGR_DUPLEX | I2SCFGR_DATLEN(8 * width) |
	       (width == 4 ? I2SCFGR_CHLEN32 : 0) | I2SCFGR_I2SDIV(div), p->regs + I2SCFGR);
	block_start(p, width, burst, 0);
}

/* the first sample must be there when the clock starts */
static void i2s_run(struct peripheral *p)
{
	u32 sr;

	readl_poll_timeout(p->regs + SR, sr, !(sr & SR_TXP), 1, USEC_PER_SEC);
	writel(CR1_SPE | CR1_CSTART, p->regs + CR1);
}

static const struct of_device_id i2s_ids[] = {
	{ .compatible = "st,stm32h7-i2s" },
	{ }
};

const struct peripheral_kind stm32_i2s_kind = {
	.name = "slavetest-i2s",
	.ids = i2s_ids,
	.channels = { "tx", "rx" },
	.tx_register = TXDR,
	.rx_register = RXDR,
	.hz = 64000000,
	.widths = BIT(2) | BIT(4),
	.max_burst_bytes = FIFO_BYTES / 2,
	.depth = FIFO_BYTES / 2,
	.start = i2s_start,
	.run = i2s_run,
	.stop = block_stop,
	.errors = block_errors,
};
