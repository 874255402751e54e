/* SPDX-License-Identifier: MIT */
/*
 * A DesignWare AHB DMA controller without any driver, and two ports that do
 * what a test tells them: what the tests of the model share. Registers are
 * spoken by hand, with the databook's names and numbers, so that a test and
 * the model are two readings of it. Host side.
 */
#ifndef TESTS_MODELS_DW_H
#define TESTS_MODELS_DW_H

#include <dmae/model.h>
#include <endian.h>
#include <string.h>

#include "unit.h"

#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define DW_BASE		0xea800000u
#define SMALL_BASE	0xeb001000u	/* 4 channels, no multi-block, 32-bit bus */
#define PORT_BASE(i)	(0xe0000000u + 0x1000u * (i))

/* ---- registers ------------------------------------------------------------ */

#define CHAN(n, reg)	(0x58 * (n) + (reg))
#define SAR		0x00
#define DAR		0x08
#define LLP		0x10
#define CTL		0x18
#define CTL_HI		0x1c
#define SSTAT		0x20
#define DSTAT		0x28
#define SSTATAR		0x30
#define DSTATAR		0x38
#define CFG		0x40
#define CFG_HI		0x44
#define SGR		0x48
#define DSR		0x50
#define RAW(t)		(0x2c0 + 8 * (t))
#define STATUS(t)	(0x2e8 + 8 * (t))
#define MASK(t)		(0x310 + 8 * (t))
#define CLEAR(t)	(0x338 + 8 * (t))
#define STATUS_INT	0x360
#define REQ_SRC		0x368
#define REQ_DST		0x370
#define SGL_REQ_SRC	0x378
#define SGL_REQ_DST	0x380
#define LST_SRC		0x388
#define LST_DST		0x390
#define DMA_CFG		0x398
#define CH_EN		0x3a0

enum { TFR, BLOCK, SRC_TRAN, DST_TRAN, ERR };

#define WE(bits)	((bits) << 8 | (bits))	/* write-enabled and set */
#define UNSET(bits)	((bits) << 8)

#define INT_EN		0x1u
#define DST_WIDTH(w)	((w) << 1)	/* log2 of bytes */
#define SRC_WIDTH(w)	((w) << 4)
#define DINC(v)		((v) << 7)
#define SINC(v)		((v) << 9)
#define INC		0u
#define DEC		1u
#define FIX		2u
#define DST_MSIZE(v)	((v) << 11)	/* 0: 1, 1: 4, 2: 8, ... */
#define SRC_MSIZE(v)	((v) << 14)
#define GATHER		0x00020000u
#define SCATTER		0x00040000u
#define TT_FC(v)	((v) << 20)
#define M2M		TT_FC(0u)
#define M2P		TT_FC(1u)
#define P2M		TT_FC(2u)
#define P2P		TT_FC(3u)
#define P2M_SRC		TT_FC(4u)	/* the peripheral controls the flow */
#define M2P_DST		TT_FC(6u)
#define DMS(v)		((v) << 23)
#define SMS(v)		((v) << 25)
#define LLP_DST		0x08000000u
#define LLP_SRC		0x10000000u
#define LLP_BOTH	(LLP_DST | LLP_SRC)
#define DONE		0x1000u		/* CTLx, high half */

#define SUSP		0x00000100u
#define FIFO_EMPTY	0x00000200u
#define SW_DST		0x00000400u
#define SW_SRC		0x00000800u
#define DST_POL		0x00040000u
#define SRC_POL		0x00080000u
#define RELOAD_SRC	0x40000000u
#define RELOAD_DST	0x80000000u
#define FCMODE		0x00000001u
#define DS_UPD		0x00000020u
#define SS_UPD		0x00000040u
#define SRC_PER(v)	((v) << 7)
#define DST_PER(v)	((v) << 11)

/* memory that is kept out of the allocators, and granted to the controller */
#define MEM		0x88000000u
#define MEM_SIZE	0x01000000u
#define LIST		MEM
#define SOURCE		(MEM + 0x100000u)
#define DESTINATION	(MEM + 0x800000u)
#define NOWHERE		0x10000000u

/* ---- ports ---------------------------------------------------------------- */

#define PORT_LOG 4096

/* a peripheral whose data register counts up when it is read, and takes note of what is written */
struct port {
	struct dmae_request request;
	unsigned int reads, writes, widths;
	uint64_t value[PORT_LOG];
	unsigned int acks, lasts;
	unsigned int budget;	/* accesses until the request falls by itself; 0: never */
	bool bounces;		/* it asks anew at each access */
};

#define PORT_DATA	0x00
#define PORT_CONTROL	0x80	/* of the request line: */
#define  PORT_UP	0x1u
#define  PORT_SINGLE	0x2u
#define  PORT_LAST	0x4u
#define  PORT_BOUNCES	0x8u
#define  PORT_BUDGET(n)	((n) << 8)

static struct {
	char *dw, *small, *control[2];
	struct port *port[2];
	struct machine_master *master, *small_master;
} board;

static inline void port_spend(struct port *p)
{
	if (p->bounces) {
		dmae_request_set(&p->request, false);
		dmae_request_set(&p->request, true);
	}
	if (p->budget && !--p->budget)
		dmae_request_set(&p->request, false);
}

static inline uint64_t port_read(struct dmae_model *m, unsigned int window, uint64_t offset,
				 unsigned int width)
{
	struct port *p = dmae_model_state(m);
	uint64_t value = 0;
	unsigned int i;

	if (offset == PORT_CONTROL)
		return p->budget;
	for (i = 0; i < width; i++)
		value |= (uint64_t)(uint8_t)(p->reads * width + i) << 8 * i;
	p->reads++;
	p->widths |= width;
	port_spend(p);
	return value;
}

static inline void port_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			      unsigned int width, uint64_t value)
{
	struct port *p = dmae_model_state(m);

	if (offset == PORT_CONTROL) {
		p->budget = value >> 8;
		p->bounces = value & PORT_BOUNCES;
		dmae_request_qualify(&p->request, (value & PORT_SINGLE ? DMAE_REQUEST_SINGLE : 0) |
						  (value & PORT_LAST ? DMAE_REQUEST_LAST : 0));
		dmae_request_set(&p->request, value & PORT_UP);
		return;
	}
	p->value[p->writes++ % PORT_LOG] = value;
	p->widths |= width;
	port_spend(p);
}

static inline void port_acked(struct dmae_model *m, unsigned int line, bool last)
{
	struct port *p = dmae_model_state(m);

	p->acks++;
	p->lasts += last;
}

static inline int port_connect(struct dmae_model *m)
{
	struct port *p = dmae_model_state(m);

	board.port[dmae_model_prop_u32(m, "test,index", 0)] = p;
	return dmae_request_get(m, "data", 0, &p->request);
}

static inline int port_create(struct dmae_model *m)
{
	return 0;
}

static inline const struct dmae_model_class *port_class(void)
{
	static const char *const compatible[] = { "test,port", NULL };
	static const struct dmae_model_class class = {
		.name = "test-port",
		.compatible = compatible,
		.state_size = sizeof(struct port),
		.create = port_create,
		.connect = port_connect,
		.read = port_read,
		.write = port_write,
		.request_acked = port_acked,
	};

	return &class;
}

/* ---- the machine ---------------------------------------------------------- */

static const char board_text[] =
	"/dts-v1/;\n/memreserve/ 0x88000000 0x1000000;\n"
	"/ { #address-cells = <1>; #size-cells = <1>;\n"
	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x20000000>; };\n"
	"hclk: hclk { compatible = \"fixed-clock\"; #clock-cells = <0>;\n"
	"  clock-frequency = <100000000>; };\n"
	"pic: pic { interrupt-controller; #interrupt-cells = <1>; };\n"
	"soc { #address-cells = <1>; #size-cells = <1>; ranges; interrupt-parent = <&pic>;\n"
	"dma: dma@ea800000 { compatible = \"snps,dma-spear1340\"; reg = <0xea800000 0x1000>;\n"
	"  interrupts = <1>; clocks = <&hclk>; #dma-cells = <3>; };\n"
	"small: dma@eb001000 { compatible = \"snps,dma-spear1340\"; reg = <0xeb001000 0x1000>;\n"
	"  interrupts = <2>; clocks = <&hclk>; #dma-cells = <3>; dma-channels = <4>;\n"
	"  dma-masters = <1>;\n"
	"  block_size = <1023>; data-width = <4>; multi-block = <0 0 0 0>;\n"
	"  snps,max-burst-len = <16 4 256 8>; };\n"
	"port@e0000000 { compatible = \"test,port\"; reg = <0xe0000000 0x1000>; test,index = <0>;\n"
	"  dmas = <&dma 3 0 1>; dma-names = \"data\"; };\n"
	"port@e0001000 { compatible = \"test,port\"; reg = <0xe0001000 0x1000>; test,index = <1>;\n"
	"  dmas = <&dma 12 0 1>; dma-names = \"data\"; };\n"
	"}; };\n";

static inline uint32_t rd(unsigned int reg)
{
	return machine_mmio_read(board.dw + reg, 4);
}

static inline void wr(unsigned int reg, uint32_t value)
{
	machine_mmio_write(board.dw + reg, 4, value);
}

static inline uint32_t ch_rd(unsigned int n, unsigned int reg)
{
	return rd(CHAN(n, reg));
}

static inline void ch_wr(unsigned int n, unsigned int reg, uint32_t value)
{
	wr(CHAN(n, reg), value);
}

static inline unsigned char *mem(uint32_t phys)
{
	return mm_virt(phys);
}

static inline struct machine_master *grant(const char *path, const char *name)
{
	int node = board_find_path(machine_board(), path);
	struct machine_master *master = machine_master(node, name);

	machine_grant(master, MEM, MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
	machine_grant(master, PORT_BASE(0), 0x2000, MACHINE_READ | MACHINE_WRITE);
	return master;
}

static inline int dw_machine(void **state)
{
	int err;

	memset(&board, 0, sizeof(board));
	if (dmae_model_register(port_class()))
		return -1;
	err = machine_setup_dts(board_text);
	if (err) {
		dmae_model_unregister(port_class());
		return err;
	}
	board.dw = machine_ioremap(DW_BASE, 0x1000);
	board.small = machine_ioremap(SMALL_BASE, 0x1000);
	board.control[0] = machine_ioremap(PORT_BASE(0), 0x1000);
	board.control[1] = machine_ioremap(PORT_BASE(1), 0x1000);
	machine_checker_set(true);
	board.master = grant("/soc/dma@ea800000", "dw");
	board.small_master = grant("/soc/dma@eb001000", "small");
	wr(DMA_CFG, 1);
	return 0;
}

static inline int dw_machine_end(void **state)
{
	int err;

	machine_iounmap(board.dw);
	machine_iounmap(board.small);
	machine_iounmap(board.control[0]);
	machine_iounmap(board.control[1]);
	err = machine_teardown(state);
	dmae_model_unregister(port_class());
	return err;
}

#define dw_test(f) cmocka_unit_test_setup_teardown(f, dw_machine, dw_machine_end)

/* ---- what tests do -------------------------------------------------------- */

static inline void put32(uint32_t phys, uint32_t value)
{
	/* a controller may be reading it */
	__atomic_store_n((uint32_t *)mem(phys), htole32(value), __ATOMIC_RELAXED);
}

static inline uint32_t get32(uint32_t phys)
{
	return le32toh(__atomic_load_n((const uint32_t *)mem(phys), __ATOMIC_RELAXED));
}

#define LLI(i) (LIST + 0x20u * (i))

/* Linked list item @i, and where the next one lies. */
static inline void lli(unsigned int i, uint32_t src, uint32_t dst, uint32_t ctl, uint32_t items,
		       uint32_t next)
{
	put32(LLI(i), src);
	put32(LLI(i) + 4, dst);
	put32(LLI(i) + 8, next);
	put32(LLI(i) + 12, ctl);
	put32(LLI(i) + 16, items);
	put32(LLI(i) + 20, 0xdeadbeef);
	put32(LLI(i) + 24, 0xdeadbeef);
}

/* Bytes that tell where they come from. */
static inline void pattern(uint32_t phys, uint32_t len, unsigned int seed)
{
	unsigned char *p = mem(phys);
	uint32_t i;

	for (i = 0; i < len; i++)
		p[i] = (i * 7 + (i >> 8) + seed) | 1;
}

static inline void enable(unsigned int channels)
{
	wr(CH_EN, WE(channels));
}

/* Programs a block without a list and starts it. */
static inline void start(unsigned int n, uint32_t src, uint32_t dst, uint32_t ctl, uint32_t items)
{
	ch_wr(n, SAR, src);
	ch_wr(n, DAR, dst);
	ch_wr(n, CTL, ctl);
	ch_wr(n, CTL_HI, items);
	enable(1u << n);
}

/* Waits for @what, TFR or BLOCK; returns that, or ERR if that came, or -1 if nothing does. */
static inline int wait_for(unsigned int n, int what)
{
	unsigned int i;

	for (i = 0; i < 100000; i++) {
		if (what == BLOCK && rd(RAW(BLOCK)) >> n & 1)
			return BLOCK;
		if (rd(RAW(ERR)) >> n & 1)
			return ERR;
		if (what == TFR && rd(RAW(TFR)) >> n & 1)
			return TFR;
		exec_idle(1000);
	}
	return -1;
}

/* To the end of the transfer, which must be a good one; clears the interrupts. */
static inline void finish(unsigned int n)
{
	assert_int_equal(wait_for(n, TFR), TFR);
	assert_int_equal(rd(CH_EN) >> n & 1, 0);
	wr(CLEAR(TFR), 1u << n);
	wr(CLEAR(BLOCK), 1u << n);
}

/* The transfer is abandoned with an error response. */
static inline void assert_error(unsigned int n)
{
	assert_int_equal(wait_for(n, TFR), ERR);
	assert_int_equal(rd(CH_EN) >> n & 1, 0);
	assert_int_equal(rd(RAW(TFR)) >> n & 1, 0);
	wr(CLEAR(ERR), 1u << n);
}

/* Lets what is under way happen: threads run in real time, and may be late. */
static inline void settle(void)
{
	exec_idle(under_threads() ? 30000000 : 100000);
}

/* A port asks: @what is any of PORT_UP, PORT_SINGLE, ...; until it has been served, or for a while. */
static inline void ask(unsigned int i, uint32_t what)
{
	unsigned int n;

	machine_mmio_write(board.control[i] + PORT_CONTROL, 4, what);
	if (!(what >> 8))
		settle();
	for (n = 0; n < 10000 && machine_mmio_read(board.control[i] + PORT_CONTROL, 4); n++)
		exec_idle(1000);
	rd(CH_EN);	/* what the hardware did is seen from here on */
}

/* For one burst of @items: the request falls when they have been moved. */
static inline void ask_burst(unsigned int i, unsigned int items)
{
	ask(i, PORT_UP | PORT_BUDGET(items));
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
			fail_msg("byte %u of %u at 0x%08x is 0x%02x, not 0x%02x", i, len, phys,
				 p[i], value);
}

/* Bytes that the port gave, from its byte @first on. */
static inline void assert_counted(uint32_t phys, unsigned int first, uint32_t len)
{
	const unsigned char *p = mem(phys);
	uint32_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (uint8_t)(first + i))
			fail_msg("byte %u of %u at 0x%08x is 0x%02x, not 0x%02x", i, len, phys,
				 p[i], (uint8_t)(first + i));
}

#endif
