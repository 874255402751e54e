/* SPDX-License-Identifier: MIT */
/*
 * The textbook board without any driver: what the tests of its models share.
 * Registers are spoken by hand, with the names of docs/textbook-dmac.md, so
 * that a test and a model are two readings of the manual.
 */
#ifndef TESTS_MODELS_TEXTBOOK_H
#define TESTS_MODELS_TEXTBOOK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define DMAC_BASE	0x40000000u
#define ROUTER_BASE	0x40010000u
#define FIFO0_BASE	0x40020000u
#define FIFO1_BASE	0x40021000u

#define DMAC_ID		0x000
#define DMAC_CONFIG	0x004
#define DMAC_CTRL	0x008
#define DMAC_INT	0x00c
#define DMAC_ACTIVE	0x010
#define DMAC_REQ	0x014
#define CH(n, reg)	(0x100 + 0x40 * (n) + (reg))
#define START		0x00
#define CTRL		0x04
#define  PAUSE		1u
#define  ABORT		2u
#define STATUS		0x08
#define  DONE		0x001u
#define  DESC_DONE	0x002u
#define  ERR		0x004u
#define  SEQ		0x008u
#define  ACTIVE		0x100u
#define  PAUSED		0x200u
#define  WAIT		0x400u
#define INTEN		0x0c
#define ERROR		0x10
#define FAULT		0x14
#define DESC		0x18
#define BYTES		0x1c
#define COUNT		0x20

#define MEM2MEM		1u
#define FILL		2u
#define MEM2DEV		3u
#define DEV2MEM		4u
#define DEV2DEV		5u
#define SWIDTH(w)	((w) << 8)
#define DWIDTH(w)	((w) << 10)
#define BURST(beats)	(((beats) - 1u) << 12)
#define SREQ(r)		((r) << 16)
#define DREQ(r)		((r) << 20)
#define D_INT		0x01000000u
#define LAST		1u

#define ROUTER_MUX(k)	(0x100 + 4 * (k))
#define MUX_ENABLE	0x80000000u

#define FIFO_ID		0x00
#define FIFO_CONFIG	0x04
#define FIFO_CTRL	0x08
#define  F_ENABLE	0x01u
#define  F_TXREQ	0x02u
#define  F_RXREQ	0x04u
#define  F_RXTO		0x08u
#define  F_FLOW		0x10u
#define  F_SOURCE	0x20u
#define  F_WIDTH(w)	((w) << 8)
#define  F_TXFLUSH	0x10000u
#define  F_RXFLUSH	0x20000u
#define FIFO_STATUS	0x0c
#define  F_TXFULL	0x001u
#define  F_TXEMPTY	0x002u
#define  F_RXFULL	0x004u
#define  F_RXEMPTY	0x008u
#define  F_BUSY		0x010u
#define  F_TXREQUESTS	0x020u
#define  F_RXREQUESTS	0x040u
#define  F_TXOVR	0x100u
#define  F_RXUDR	0x200u
#define  F_RXOVR	0x400u
#define FIFO_LEVEL	0x10
#define FIFO_WATERMARK	0x14
#define FIFO_DIV	0x18
#define FIFO_INTEN	0x1c
#define FIFO_SUM	0x20
#define FIFO_TXDATA	0x40
#define FIFO_RXDATA	0x44

/* memory that is kept out of the allocators, and granted to the controller */
#define MEM		0x88000000u
#define MEM_SIZE	0x01000000u
#define DESCRIPTORS	MEM
#define SOURCE		(MEM + 0x100000u)
#define DESTINATION	(MEM + 0x800000u)

static struct {
	char *dmac, *router, *fifo[2];
	struct machine_master *master;
	unsigned int descriptors;	/* written by describe() since the test began */
} board;

static inline uint32_t rd(char *base, unsigned int reg)
{
	return machine_mmio_read(base + reg, 4);
}

static inline void wr(char *base, unsigned int reg, uint32_t value)
{
	machine_mmio_write(base + reg, 4, value);
}

static inline uint32_t ch_rd(unsigned int n, unsigned int reg)
{
	return rd(board.dmac, CH(n, reg));
}

static inline void ch_wr(unsigned int n, unsigned int reg, uint32_t value)
{
	wr(board.dmac, CH(n, reg), value);
}

static inline unsigned char *mem(uint32_t phys)
{
	return mm_virt(phys);
}

static inline char *board_text(void)
{
	static const char reserve[] = "/dts-v1/;\n/memreserve/ 0x88000000 0x1000000;\n";
	const char *source = getenv("DMAE_SOURCE");
	char path[4096], *text, *version;
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), "%s/boards/textbook.dts", source ? source : ".");
	f = fopen(path, "r");
	if (!f)
		return NULL;
	text = calloc(1, 65536);
	len = fread(text, 1, 32768, f);
	fclose(f);
	version = strstr(text, "/dts-v1/;");
	if (!len || !version) {
		free(text);
		return NULL;
	}
	memmove(version + sizeof(reserve) - 1, version + 9, strlen(version + 9) + 1);
	memcpy(version, reserve, sizeof(reserve) - 1);
	return text;
}

static inline int textbook_machine(void **state)
{
	char *text = board_text();
	int err, node;

	if (!text)
		return -1;
	err = machine_setup_dts(text);
	free(text);
	if (err)
		return err;
	board.dmac = machine_ioremap(DMAC_BASE, 0x1000);
	board.router = machine_ioremap(ROUTER_BASE, 0x1000);
	board.fifo[0] = machine_ioremap(FIFO0_BASE, 0x1000);
	board.fifo[1] = machine_ioremap(FIFO1_BASE, 0x1000);
	board.descriptors = 0;
	node = board_find_path(machine_board(), "/soc/dma-controller@40000000");
	board.master = machine_master(node, "dmac");
	machine_checker_set(true);
	machine_grant(board.master, MEM, MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
	machine_grant(board.master, FIFO0_BASE, 0x1000, MACHINE_READ | MACHINE_WRITE);
	machine_grant(board.master, FIFO1_BASE, 0x1000, MACHINE_READ | MACHINE_WRITE);
	wr(board.dmac, DMAC_CTRL, 1);
	return 0;
}

static inline int textbook_machine_end(void **state)
{
	machine_iounmap(board.dmac);
	machine_iounmap(board.router);
	machine_iounmap(board.fifo[0]);
	machine_iounmap(board.fifo[1]);
	return machine_teardown(state);
}

static inline void put32(uint32_t phys, uint32_t value)
{
	unsigned char *p = mem(phys);

	p[0] = value;
	p[1] = value >> 8;
	p[2] = value >> 16;
	p[3] = value >> 24;
}

/* Writes the next descriptor of the test; it is linked to the one after it. */
static inline uint32_t describe(uint32_t ctrl, uint32_t src, uint32_t dst,
				uint32_t length)
{
	uint32_t addr = DESCRIPTORS + 32 * board.descriptors++;

	put32(addr, addr + 32);
	put32(addr + 4, ctrl);
	put32(addr + 8, src);
	put32(addr + 12, dst);
	put32(addr + 16, length);
	put32(addr + 20, 0);
	put32(addr + 24, 0);
	put32(addr + 28, 0);
	return addr;
}

static inline uint32_t describe_last(uint32_t ctrl, uint32_t src, uint32_t dst,
				     uint32_t length)
{
	uint32_t addr = describe(ctrl, src, dst, length);

	put32(addr, LAST);
	return addr;
}

static inline void rows(uint32_t desc, uint32_t count, int32_t src_stride,
			int32_t dst_stride)
{
	put32(desc + 20, count);
	put32(desc + 24, src_stride);
	put32(desc + 28, dst_stride);
}

/* Bytes that tell where they come from. */
static inline void pattern(uint32_t phys, uint32_t len, unsigned int seed)
{
	unsigned char *p = mem(phys);
	uint32_t i;

	for (i = 0; i < len; i++)
		p[i] = (i * 7 + (i >> 8) + seed) | 1;
}

/* Waits until one of @bits is set in the channel's STATUS; 0 if none comes. */
static inline uint32_t wait_for(unsigned int n, uint32_t bits)
{
	unsigned int i;

	for (i = 0; i < 100000; i++) {
		uint32_t status = ch_rd(n, STATUS);

		if (status & bits)
			return status;
		exec_idle(1000);
	}
	return 0;
}

/* Runs a chain to its end; returns STATUS and leaves no event behind. */
static inline uint32_t run(unsigned int n, uint32_t desc)
{
	uint32_t status;

	ch_wr(n, START, desc);
	status = wait_for(n, DONE | ERR);
	ch_wr(n, STATUS, status);
	return status;
}

/*
 * Fills the rx FIFO and turns flow control on: the wire stands still for as
 * long as CTRL.FLOW stays set and nobody reads, however long the test takes.
 */
static inline void block_wire(unsigned int i)
{
	unsigned int n;

	wr(board.fifo[i], FIFO_CTRL, F_ENABLE | F_FLOW);
	for (n = 0; n < 64; n++)
		wr(board.fifo[i], FIFO_TXDATA, n);
	for (n = 0; n < 100000 && rd(board.fifo[i], FIFO_LEVEL) != 64 << 16; n++)
		exec_idle(1000);
	assert_int_equal(rd(board.fifo[i], FIFO_LEVEL), 64 << 16);
}

static inline void assert_equal_memory(uint32_t a, uint32_t b, uint32_t len)
{
	assert_memory_equal(mem(a), mem(b), len);
}

/* Are all @len bytes at @phys equal to @value? */
static inline void assert_filled(uint32_t phys, unsigned char value, uint32_t len)
{
	const unsigned char *p = mem(phys);
	uint32_t i;

	for (i = 0; i < len; i++)
		if (p[i] != value)
			fail_msg("byte %u of %u at 0x%08x is 0x%02x, not 0x%02x", i, len,
				 phys, p[i], value);
}

#define textbook_test(f) \
	cmocka_unit_test_setup_teardown(f, textbook_machine, textbook_machine_end)

#endif
