/* SPDX-License-Identifier: MIT */
/*
 * DMA1, DMA2, DMAMUX and MDMA of the STM32MP157 on a board without a driver:
 * what the tests of their models share. Registers are spoken by hand, with
 * the names of RM0436. The peripherals are probes of our own: a data register
 * that remembers what is written and reads as a count, and a request line
 * that the test pulls. Host side.
 */
#ifndef TESTS_MODELS_STM32_H
#define TESTS_MODELS_STM32_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include <dmae/model.h>

#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define PROBES 3
/* a probe's registers, see probe_write() */
#define P_DATA	 0x00
#define P_WANT	 0x04
#define P_LAST	 0x08
#define P_SIGNAL 0x0c

#define PROBE_BASE(i) (0x40000000u + 0x1000u * (i))
#define PROBE_DATA(i) (PROBE_BASE(i) + P_DATA)
#define SRAM	      0x10000000u

/* memory that is kept out of the allocators, and granted to the controllers */
#define MEM	    0xc8000000u
#define MEM_SIZE    0x01000000u
#define LINKS	    MEM
#define SOURCE	    (MEM + 0x100000u)
#define DESTINATION (MEM + 0x800000u)
#define FORBIDDEN   (MEM + MEM_SIZE) /* there, but not granted */
#define NOWHERE	    0x20000000u

/* requests of the probes: 0 and 1 through the DMAMUX, 2 to the MDMA */
#define REQ_P0 43u
#define REQ_P1 44u
#define REQ_P2 31u

struct probe {
	struct dmae_model *m, *mux;
	struct dmae_request request;
	unsigned int want, acks, lasts, reads, writes, width;
	uint32_t written[256];
	uint8_t next;
};

static struct {
	char *dma[2], *mux, *mdma, *probe_regs[PROBES];
	struct probe *probe[PROBES];
	struct machine_master *master[3];
} board;

/* ---- probes --------------------------------------------------------------- */

static int probe_create(struct dmae_model *m)
{
	struct probe *p = dmae_model_state(m);
	unsigned int i = (dmae_model_window_base(m, 0) - PROBE_BASE(0)) / 0x1000;

	p->m = m;
	board.probe[i] = p;
	return 0;
}

static int probe_connect(struct dmae_model *m)
{
	struct probe *p = dmae_model_state(m);

	p->mux = dmae_model_find_compatible(m, "st,stm32h7-dmamux", 0);
	return dmae_request_get(m, "ch", 0, &p->request);
}

/* DATA counts bytes: 0x03020100, 0x07060504, ... */
static uint64_t probe_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			   unsigned int width)
{
	struct probe *p = dmae_model_state(m);
	uint64_t value = 0;
	unsigned int i;

	if (offset != P_DATA)
		return 0;
	p->reads++;
	p->width = width;
	for (i = 0; i < width; i++)
		value |= (uint64_t)p->next++ << 8 * i;
	return value;
}

static void probe_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			unsigned int width, uint64_t value)
{
	struct probe *p = dmae_model_state(m);

	switch (offset) {
	case P_DATA:
		p->written[p->writes++ % 256] = value;
		p->width = width;
		break;
	case P_WANT: /* so many bursts, one acknowledgement each */
		p->want = value;
		dmae_request_set(&p->request, value);
		break;
	case P_LAST: /* the next burst is the last */
		dmae_request_last(&p->request);
		break;
	case P_SIGNAL: /* a sync or trigger signal of the DMAMUX: number, level in bit 8 */
		dmae_input_set(m, 1 + (value & 7), p->mux, 256 + (value & 7), value >> 8 & 1);
		break;
	}
}

static void probe_acked(struct dmae_model *m, unsigned int line, bool last)
{
	struct probe *p = dmae_model_state(m);

	p->acks++;
	p->lasts += last;
	if (p->want && !--p->want)
		dmae_request_set(&p->request, false);
}

static const char *const probe_compatible[] = { "test,stm32-probe", NULL };
static const struct dmae_model_class probe_class = {
	.name = "stm32-probe",
	.compatible = probe_compatible,
	.state_size = sizeof(struct probe),
	.create = probe_create,
	.connect = probe_connect,
	.read = probe_read,
	.write = probe_write,
	.request_acked = probe_acked,
};

/* ---- the board --------------------------------------------------------------- */

static const char stm32_dts[] =
	"/dts-v1/; /memreserve/ 0xc8000000 0x1001000; / { #address-cells = <1>; #size-cells = <1>;"
	"memory@c0000000 { device_type = \"memory\"; reg = <0xc0000000 0x10000000>; };"
	"hclk: hclk { compatible = \"fixed-clock\"; #clock-cells = <0>;"
	"  clock-frequency = <200000000>; };"
	"pic: pic { interrupt-controller; #interrupt-cells = <1>; };"
	"sram@10000000 { compatible = \"mmio-sram\"; reg = <0x10000000 0x10000>; };"
	"soc { #address-cells = <1>; #size-cells = <1>; ranges; interrupt-parent = <&pic>;"
	"dma2: dma@48001000 { compatible = \"st,stm32-dma\"; reg = <0x48001000 0x400>;"
	"  interrupts = <56>, <57>, <58>, <59>, <60>, <68>, <69>, <70>; clocks = <&hclk>;"
	"  #dma-cells = <4>; };"
	"dma1: dma@48000000 { compatible = \"st,stm32-dma\"; reg = <0x48000000 0x400>;"
	"  interrupts = <11>, <12>, <13>, <14>, <15>, <16>, <17>, <47>; clocks = <&hclk>;"
	"  #dma-cells = <4>; };"
	"mux: mux@48002000 { compatible = \"st,stm32h7-dmamux\"; reg = <0x48002000 0x400>;"
	"  interrupts = <102>; #dma-cells = <3>; dma-masters = <&dma1 &dma2>; };"
	"mdma: mdma@58000000 { compatible = \"st,stm32h7-mdma\"; reg = <0x58000000 0x1000>;"
	"  interrupts = <122>; clocks = <&hclk>; #dma-cells = <5>; };"
	"p0@40000000 { compatible = \"test,stm32-probe\"; reg = <0x40000000 0x100>;"
	"  dmas = <&mux 43 0 0>; dma-names = \"ch\"; };"
	"p1@40001000 { compatible = \"test,stm32-probe\"; reg = <0x40001000 0x100>;"
	"  dmas = <&mux 44 0 0>; dma-names = \"ch\"; };"
	"p2@40002000 { compatible = \"test,stm32-probe\"; reg = <0x40002000 0x100>;"
	"  dmas = <&mdma 31 0 0 0 0>; dma-names = \"ch\"; };"
	"}; };";

static inline uint32_t rd(char *base, unsigned int reg)
{
	return machine_mmio_read(base + reg, 4);
}

static inline void wr(char *base, unsigned int reg, uint32_t value)
{
	machine_mmio_write(base + reg, 4, value);
}

static inline unsigned char *mem(uint32_t phys)
{
	return mm_virt(phys);
}

static inline int stm32_machine(void **state)
{
	static const char *const masters[] = { "/soc/dma@48000000", "/soc/dma@48001000",
					       "/soc/mdma@58000000" };
	unsigned int i;
	int err;

	memset(&board, 0, sizeof(board));
	dmae_model_register(&probe_class);
	err = machine_setup_dts(stm32_dts);
	if (err)
		return err;
	board.dma[0] = machine_ioremap(0x48000000, 0x400);
	board.dma[1] = machine_ioremap(0x48001000, 0x400);
	board.mux = machine_ioremap(0x48002000, 0x400);
	board.mdma = machine_ioremap(0x58000000, 0x1000);
	for (i = 0; i < PROBES; i++)
		board.probe_regs[i] = machine_ioremap(PROBE_BASE(i), 0x100);
	machine_checker_set(true);
	for (i = 0; i < 3; i++) {
		board.master[i] =
			machine_master(board_find_path(machine_board(), masters[i]), masters[i]);
		machine_grant(board.master[i], MEM, MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
	}
	return 0;
}

static inline int stm32_machine_end(void **state)
{
	unsigned int i;
	int err;

	for (i = 0; i < PROBES; i++)
		machine_iounmap(board.probe_regs[i]);
	machine_iounmap(board.dma[0]);
	machine_iounmap(board.dma[1]);
	machine_iounmap(board.mux);
	machine_iounmap(board.mdma);
	err = machine_teardown(state);
	dmae_model_unregister(&probe_class);
	return err;
}

/* Is interrupt @index of the node at @path asserted? */
static inline bool irq(const char *path, unsigned int index)
{
	struct board_ref ref;
	int node = board_find_path(machine_board(), path);

	assert_int_equal(board_interrupt(machine_board(), node, index, &ref), 0);
	return machine_line(&ref)->asserted;
}

/* a probe's line asks for @bursts */
static inline void want(unsigned int i, unsigned int bursts)
{
	wr(board.probe_regs[i], P_WANT, bursts);
}

static inline void settle_line(void *busy, const char *text)
{
	if (strstr(text, "an event is due"))
		*(bool *)busy = true;
}

static inline void settle_model(int node, const char *name, void *busy)
{
	machine_describe(node, settle_line, busy);
}

/* lets time pass until nothing here goes on by itself, or it seems to do so for ever */
static inline void settle(void)
{
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		bool busy = false;

		machine_each_model(settle_model, &busy);
		if (!busy)
			return;
		exec_idle(10000);
	}
}

static inline void put32(uint32_t phys, uint32_t value)
{
	unsigned char *p = mem(phys);

	p[0] = value;
	p[1] = value >> 8;
	p[2] = value >> 16;
	p[3] = value >> 24;
}

/* Bytes that tell where they come from. */
static inline void pattern(uint32_t phys, uint32_t len, unsigned int seed)
{
	unsigned char *p = mem(phys);
	uint32_t i;

	for (i = 0; i < len; i++)
		p[i] = (i * 7 + (i >> 8) + seed) | 1;
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

/* Are the @len bytes at @phys @first, @first + 1, ...: what a probe reads as? */
static inline void assert_counts(uint32_t phys, unsigned int first, uint32_t len)
{
	const unsigned char *p = mem(phys);
	uint32_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (unsigned char)(first + i))
			fail_msg("byte %u of %u at 0x%08x is 0x%02x, not 0x%02x", i, len, phys,
				 p[i], (unsigned char)(first + i));
}

#define stm32_test(f) cmocka_unit_test_setup_teardown(f, stm32_machine, stm32_machine_end)

#endif
