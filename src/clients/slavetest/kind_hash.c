// SPDX-License-Identifier: MIT
/*
 * Programming the hash processor of STM32MP1 (RM0436): it takes words in,
 * and what comes out is right if it is what the CPU's own words give.
 */
#include <linux/iopoll.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "clients/slavetest/slavetest.h"

#define CR		0x000
#define  CR_INIT	BIT(2)
#define  CR_DMAE	BIT(3)
#define  CR_BYTES	(2 << 4)
#define  CR_SHA256	(BIT(7) | BIT(18))
#define  CR_MDMAT	BIT(13)
#define DIN		0x004
#define STR		0x008
#define  STR_DCAL	BIT(8)
#define SR		0x024
#define  SR_DCIS	BIT(1)
#define HR(i)		(0x310 + 4 * (i))

#define DIGEST_WORDS	8

static void hash_start(struct peripheral *p, unsigned int width, unsigned int burst,
		       unsigned int len)
{
	p->byte_rate = p->rate_hz;	/* 64 bytes in 66 cycles */
	writel(CR_INIT | CR_BYTES | CR_SHA256, p->regs + CR);
	writel(CR_DMAE | CR_MDMAT | CR_BYTES | CR_SHA256, p->regs + CR);
}

static void hash_stop(struct peripheral *p)
{
	writel(CR_BYTES | CR_SHA256, p->regs + CR);
}

static u32 hash_errors(struct peripheral *p)
{
	return 0;
}

static bool read_digest(struct peripheral *p, u32 *digest)
{
	unsigned int i;
	u32 sr;

	writel(STR_DCAL, p->regs + STR);
	if (readl_poll_timeout(p->regs + SR, sr, sr & SR_DCIS, 1, USEC_PER_SEC))
		return false;
	for (i = 0; i < DIGEST_WORDS; i++)
		digest[i] = readl(p->regs + HR(i));
	return true;
}

static void write_segments(struct peripheral *p, const struct segments *s)
{
	unsigned int i, j;
	u32 word;

	writel(CR_INIT | CR_BYTES | CR_SHA256, p->regs + CR);
	for (i = 0; i < s->count; i++)
		for (j = 0; j < s->seg[i].len; j += sizeof(word)) {
			memcpy(&word, s->mem + s->seg[i].off + j, sizeof(word));
			writel(word, p->regs + DIN);
		}
}

static unsigned int hash_digest(struct peripheral *p, const struct segments *s)
{
	u32 dma[DIGEST_WORDS], cpu[DIGEST_WORDS];

	if (!read_digest(p, dma))
		return s->len;
	write_segments(p, s);
	if (!read_digest(p, cpu))
		return s->len;
	return memcmp(dma, cpu, sizeof(dma)) ? s->len : 0;
}

static const struct of_device_id hash_ids[] = {
	{ .compatible = "st,stm32f756-hash" },
	{ }
};

const struct peripheral_kind stm32_hash_kind = {
	.name = "slavetest-hash",
	.ids = hash_ids,
	.channels = { "in" },
	.tx_register = DIN,
	.hz = 266500000,
	.widths = BIT(4),
	.max_burst = 16,
	.depth = 16,
	.waits = true,
	.remainders = true,
	.start = hash_start,
	.stop = hash_stop,
	.errors = hash_errors,
	.digest = hash_digest,
};
