// SPDX-License-Identifier: MIT
/* The oracle: what the device does. Kernel side. */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/minmax.h>

#include "oracle.h"
#include "toucher.h"

unsigned int touch(struct oracle *o, dma_addr_t addr, unsigned int len, bool write)
{
	char __iomem *regs = (char __iomem *)o->regs + o->channel * TOUCHER_STRIDE;

	writeq(addr, regs + TOUCHER_ADDR);
	writel(len, regs + TOUCHER_LEN);
	writel(write ? TOUCHER_WRITE : TOUCHER_READ, regs + TOUCHER_GO);
	return readl(regs + TOUCHER_RESULT);
}

/* ---- mapped memory ----------------------------------------------------- */

static bool compare(struct oracle *o, const struct mapping *m, unsigned int offset,
		    unsigned int len)
{
	const unsigned char *got = toucher_memory[o->channel];
	unsigned int i;

	for (i = 0; i < len; i++)
		if (got[i] != *mapping_value(o, m, offset + i))
			return wrong(o, "the device reads %02x in byte %u of mapping %zu, not %02x",
				     got[i], offset + i, (size_t)(m - o->mapping),
				     *mapping_value(o, m, offset + i));
	return true;
}

static void fill(struct oracle *o, const struct mapping *m, unsigned int offset, unsigned int len,
		 unsigned int value)
{
	unsigned int i;

	for (i = 0; i < len; i++) {
		toucher_memory[o->channel][i] = byte_of(value, offset + i);
		*mapping_value(o, m, offset + i) = byte_of(value, offset + i);
	}
}

/* bytes that are all the device's, in one stretch */
static bool access_run(struct oracle *o, const struct op *op, const struct mapping *m, bool write,
		       unsigned int offset, unsigned int len)
{
	const struct stretch *s = m->stretch;
	unsigned int before = 0, n, answer;

	while (len) {
		for (; offset - before >= s->len; s++)
			before += s->len;
		n = min3(len, s->len - (offset - before), TOUCHER_BYTES);
		if (write)
			fill(o, m, offset, n, op->value);
		answer = touch(o, s->addr + (offset - before), n, write);
		if (answer)
			return wrong(o, "the bus refuses the device %u bytes at %u of mapping %zu (%u)",
				     n, offset, (size_t)(m - o->mapping), answer);
		if (!write && !compare(o, m, offset, n))
			return false;
		offset += n;
		len -= n;
	}
	return true;
}

bool device_access(struct oracle *o, const struct op *op, struct mapping *m, bool write)
{
	unsigned int at, end, to;

	if (!m->used || op->offset >= m->len ||
	    m->dir == (write ? DMA_TO_DEVICE : DMA_FROM_DEVICE))
		return true;
	o->done++;
	end = op->offset + min(op->len, m->len - op->offset);
	for (at = op->offset; at < end; at = to) {
		for (to = at + 1; to < end && m->state[to] == m->state[at]; to++)
			;
		if ((m->state[at] & BYTE_DEVICE) && !access_run(o, op, m, write, at, to - at))
			return false;
	}
	return true;
}

bool device_coherent(struct oracle *o, const struct op *op, struct coherent *c)
{
	unsigned char *mine = toucher_memory[o->channel];
	unsigned int i, n = min(op->len, TOUCHER_BYTES);

	o->done++;
	for (i = 0; op->write && i < n; i++)
		mine[i] = c->value[op->offset + i] = byte_of(op->value, i);
	if (touch(o, c->addr + op->offset, n, op->write))
		return wrong(o, "the bus refuses the device coherent memory");
	for (i = 0; !op->write && i < n; i++)
		if (mine[i] != c->value[op->offset + i])
			return wrong(o, "the device reads %02x in coherent byte %u, not %02x",
				     mine[i], op->offset + i, c->value[op->offset + i]);
	return true;
}

/* ---- strays ------------------------------------------------------------ */

static bool near(const struct stretch *s, dma_addr_t addr, unsigned int len)
{
	return addr < s->addr + s->len && s->addr < addr + len;
}

/* some of it is the device's */
static bool is_granted(const struct oracle *o, dma_addr_t addr, unsigned int len)
{
	const struct stretch beacon = { o->beacon_addr, 4096 };
	unsigned int i, k;

	if (near(&beacon, addr, len))
		return true;
	for (i = 0; i < SLOTS; i++)
		for (k = 0; o->mapping[i].used && k < o->mapping[i].stretches; k++)
			if (near(&o->mapping[i].stretch[k], addr, len))
				return true;
	for (i = 0; i < COHERENTS; i++) {
		struct stretch s = { o->coherent[i].addr, o->coherent[i].size };

		if (o->coherent[i].mem && near(&s, addr, len))
			return true;
	}
	return false;
}

/* an address that it should not have; false: none comes to mind */
static bool stray_address(const struct oracle *o, const struct op *op, unsigned int len,
			  dma_addr_t *addr)
{
	const struct mapping *m = &o->mapping[op->slot];
	const struct stretch *gone = &o->gone[op->offset % ARRAY_SIZE(o->gone)];

	switch (op->value % 6) {
	case 0: /* before */
		*addr = m->stretch[0].addr - len;
		return m->used;
	case 1: /* behind */
		*addr = m->stretch[0].addr + m->stretch[0].len;
		return m->used;
	case 2: /* too late */
		*addr = gone->addr;
		return gone->len;
	case 3:
		*addr = 0;
		return true;
	case 4:
		*addr = ~0ull - 4096;
		return true;
	default: /* the memory's own address, which may be another */
		*addr = virt_to_phys(o->buffer[op->offset % o->buffers].mem + op->offset % 100);
		return true;
	}
}

/* an IOMMU refuses everything until the fault's interrupt was served */
static bool fault_is_over(struct oracle *o)
{
	unsigned int tries;

	for (tries = 0; tries < 10000; tries++) {
		if (!touch(o, o->beacon_addr, 1, false))
			return true;
		usleep_range(20, 40);
	}
	return wrong(o, "the bus refuses everything after a stray access");
}

bool device_stray(struct oracle *o, const struct op *op)
{
	unsigned int i, len = 1 + op->len % 64;
	dma_addr_t addr;

	if (!o->guarded || !stray_address(o, op, len, &addr) || is_granted(o, addr, len))
		return true;
	o->done++;
	for (i = 0; i < len; i++)
		toucher_memory[o->channel][i] = 0xee;
	if (!touch(o, addr, len, op->write))
		return wrong(o, "the device %s %u bytes that are not its own",
			     op->write ? "writes" : "reads", len);
	return fault_is_over(o);
}
