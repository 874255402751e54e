// SPDX-License-Identifier: MIT
/* Programming the USART of STM32MP1 (RM0436) for loopback at its highest rate. */
#include <linux/kernel.h>

#include "clients/slavetest/slavetest.h"

#define CR1		0x00
#define  CR1_UE		BIT(0)
#define  CR1_RE		BIT(2)
#define  CR1_TE		BIT(3)
#define  CR1_FIFOEN	BIT(29)
#define CR3		0x08
#define  CR3_DMAR	BIT(6)
#define  CR3_DMAT	BIT(7)
#define  CR3_RTSE	BIT(8)
#define  CR3_CTSE	BIT(9)
#define BRR		0x0c
#define ISR		0x1c
#define  ISR_ORE	BIT(3)
#define ICR		0x20
#define RDR		0x24
#define TDR		0x28

#define OVERSAMPLING	16
#define CHAR_BITS	10	/* start, eight bits, stop */

static void usart_start(struct peripheral *p, unsigned int width, unsigned int burst,
			unsigned int len)
{
	p->byte_rate = p->rate_hz / OVERSAMPLING / CHAR_BITS;
	writel(0, p->regs + CR1);
	writel(ISR_ORE, p->regs + ICR);
	writel(OVERSAMPLING, p->regs + BRR);
	/* with RTS wired to CTS the transmitter waits for the receiver */
	writel(CR3_DMAT | CR3_DMAR | CR3_RTSE | CR3_CTSE, p->regs + CR3);
	writel(CR1_FIFOEN | CR1_TE | CR1_RE | CR1_UE, p->regs + CR1);
}

static void usart_stop(struct peripheral *p)
{
	writel(0, p->regs + CR1);
}

static u32 usart_errors(struct peripheral *p)
{
	return readl(p->regs + ISR) & ISR_ORE;
}

static const struct of_device_id usart_ids[] = {
	{ .compatible = "st,stm32h7-uart" },
	{ }
};

const struct peripheral_kind stm32_usart_kind = {
	.name = "slavetest-usart",
	.ids = usart_ids,
	.channels = { "rx", "tx" },
	.tx_register = TDR,
	.rx_register = RDR,
	.hz = 64000000,
	.widths = BIT(1),
	.max_burst = 1,
	.depth = 16,
	.waits = true,
	.remainders = true,
	.start = usart_start,
	.stop = usart_stop,
	.errors = usart_errors,
};
