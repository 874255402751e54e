/* SPDX-License-Identifier: MIT */
/*
 * A machine with a PL330 and a peripheral that does what a test says, without
 * any driver: what the tests of the model share. Programs are put together
 * byte by byte, with the encodings of the manual (DDI 0424, chapter 4), so
 * that a test and the model are two readings of it.
 */
#ifndef TESTS_MODELS_PL330_BOARD_H
#define TESTS_MODELS_PL330_BOARD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include <dmae/model.h>

#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define PL330_BASE	0xf8003000u
#define PERIPH_BASE	0xf9000000u
#define PERIPH_DATA	PERIPH_BASE

#define DSR		0x000
#define DPC		0x004
#define INTEN		0x020
#define INT_EVENT_RIS	0x024
#define INTMIS		0x028
#define INTCLR		0x02c
#define FSRD		0x030
#define FSRC		0x034
#define FTRD		0x038
#define FTR(n)		(0x040 + 4 * (n))
#define CSR(n)		(0x100 + 8 * (n))
#define CPC(n)		(0x104 + 8 * (n))
#define SAR(n)		(0x400 + 32 * (n))
#define DAR(n)		(0x404 + 32 * (n))
#define CCR(n)		(0x408 + 32 * (n))
#define LC0(n)		(0x40c + 32 * (n))
#define LC1(n)		(0x410 + 32 * (n))
#define DBGSTATUS	0xd00
#define DBGCMD		0xd04
#define DBGINST0	0xd08
#define DBGINST1	0xd0c
#define CR(n)		(0xe00 + 4 * (n))
#define CRD		0xe14
#define WD		0xe80

#define STOPPED		0x0u
#define EXECUTING	0x1u
#define WFE		0x4u
#define WFP		0x7u
#define FAULTING	0xfu

#define UNDEF_INSTR	(1u << 0)
#define OPERAND_INVALID	(1u << 1)
#define DMAGO_ERR	(1u << 4)
#define EVNT_ERR	(1u << 5)
#define PERIPH_ERR	(1u << 6)
#define RDWR_ERR	(1u << 7)
#define MFIFO_ERR	(1u << 12)
#define ST_DATA_UNAVAILABLE (1u << 13)
#define INSTR_FETCH_ERR	(1u << 16)
#define DATA_WRITE_ERR	(1u << 17)
#define DATA_READ_ERR	(1u << 18)
#define DBG_INSTR	(1u << 30)
#define LOCKUP_ERR	(1u << 31)

/* memory that is kept out of the allocators, and granted to the controller; the rest is not */
#define MEM		0x08000000u
#define MEM_SIZE	0x01000000u
#define PROGRAM		MEM
#define SOURCE		(MEM + 0x100000u)
#define DESTINATION	(MEM + 0x800000u)
#define OUTSIDE		(MEM + MEM_SIZE)

#define CCR_INC		(1u << 0 | 1u << 14)
#define CCR_SRC(size_log2, len)	((size_log2) << 1 | ((len) - 1u) << 4)
#define CCR_DST(size_log2, len)	((size_log2) << 15 | ((len) - 1u) << 18)
#define CCR_BOTH(size_log2, len) (CCR_INC | CCR_SRC(size_log2, len) | CCR_DST(size_log2, len))
#define CCR_NS		(1u << 9 | 1u << 23)
#define CCR_SWAP(log2)	((log2) << 28)

/* what the test's peripheral saw */
struct periph {
	struct dmae_request request[4];
	unsigned int acked[4];
	unsigned int reads, writes, width;
	uint8_t data[4096];	/* what was written to it; reads count upwards */
	unsigned int drop_after; /* accesses after which request 0 falls; 0: never */
};

static struct {
	char *regs;
	struct machine_master *master;
	int node;
	struct periph *periph;
	uint32_t at;	/* where the next instruction goes */
} pl330;

/* ---- the peripheral ------------------------------------------------------ */

static void periph_access(struct periph *p)
{
	if (p->drop_after && p->reads + p->writes == p->drop_after)
		dmae_request_set(&p->request[0], false);
}

static uint64_t periph_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			    unsigned int width)
{
	struct periph *p = dmae_model_state(m);

	p->width = width;
	p->reads++;
	periph_access(p);
	return p->reads;
}

static void periph_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			 unsigned int width, uint64_t value)
{
	struct periph *p = dmae_model_state(m);

	p->width = width;
	if (p->writes < sizeof(p->data))
		p->data[p->writes] = value;
	p->writes++;
	periph_access(p);
}

static int periph_connect(struct dmae_model *m)
{
	static const char *const names[] = { "a", "b", "c", "d" };
	struct periph *p = dmae_model_state(m);
	unsigned int i;

	pl330.periph = p;
	for (i = 0; i < 4; i++)
		dmae_request_get(m, names[i], i, &p->request[i]);
	return 0;
}

static void periph_acked(struct dmae_model *m, unsigned int line, bool last)
{
	struct periph *p = dmae_model_state(m);

	p->acked[line]++;
}

static const char *const periph_compatible[] = { "test,periph", NULL };

static const struct dmae_model_class periph_class = {
	.name = "test-periph",
	.compatible = periph_compatible,
	.state_size = sizeof(struct periph),
	.connect = periph_connect,
	.read = periph_read,
	.write = periph_write,
	.request_acked = periph_acked,
};

static inline void request(unsigned int line, bool level)
{
	exec_hw_lock();
	dmae_request_set(&pl330.periph->request[line], level);
	exec_hw_unlock();
}

static inline void qualify(unsigned int line, unsigned int kind)
{
	exec_hw_lock();
	dmae_request_qualify(&pl330.periph->request[line], kind);
	exec_hw_unlock();
}

/* ---- the machine --------------------------------------------------------- */

#define ALL_LINES "interrupts = <13>, <14>, <15>, <16>, <17>, <40>, <41>, <42>, <43>; " \
		  "interrupt-names = \"abort\", \"dma0\", \"dma1\", \"dma2\", \"dma3\", \"dma4\", " \
		  "\"dma5\", \"dma6\", \"dma7\";"
#define EIGHT_BY_FOUR "dma-channels = <8>; dma-requests = <4>; dmae,events = <16>;"

static inline int pl330_machine_with(const char *properties)
{
	char text[4096];
	int err;

	snprintf(text, sizeof(text),
		 "/dts-v1/;\n/memreserve/ 0x8000000 0x2000000;\n"
		 "/ { #address-cells = <1>; #size-cells = <1>; compatible = \"test,board\";\n"
		 "memory@0 { device_type = \"memory\"; reg = <0 0x10000000>; };\n"
		 "intc: intc { interrupt-controller; #interrupt-cells = <1>; };\n"
		 "clk: clk { compatible = \"fixed-clock\"; #clock-cells = <0>; "
		 "clock-frequency = <100000000>; };\n"
		 "dmac: dma@f8003000 { compatible = \"arm,pl330\", \"arm,primecell\"; "
		 "reg = <0xf8003000 0x1000>; #dma-cells = <1>; interrupt-parent = <&intc>; "
		 "clocks = <&clk>; %s };\n"
		 "periph@f9000000 { compatible = \"test,periph\"; reg = <0xf9000000 0x100>; "
		 "dmas = <&dmac 0>, <&dmac 1>, <&dmac 2>, <&dmac 3>; "
		 "dma-names = \"a\", \"b\", \"c\", \"d\"; }; };\n",
		 properties);
	err = dmae_model_register(&periph_class);
	if (!err)
		err = machine_setup_dts(text);
	if (err)
		return err;
	pl330.regs = machine_ioremap(PL330_BASE, 0x1000);
	pl330.node = board_find_path(machine_board(), "/dma@f8003000");
	pl330.master = machine_master(pl330.node, "dma");
	machine_checker_set(true);
	machine_grant(pl330.master, MEM, MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
	pl330.at = PROGRAM;
	return 0;
}

static inline int pl330_machine(void **state)
{
	return pl330_machine_with(EIGHT_BY_FOUR ALL_LINES);
}

static inline int pl330_machine_end(void **state)
{
	int err;

	machine_iounmap(pl330.regs);
	err = machine_teardown(state);
	dmae_model_unregister(&periph_class);
	return err;
}

#define pl330_test(f) cmocka_unit_test_setup_teardown(f, pl330_machine, pl330_machine_end)

/* is interrupt line @index of the node up? */
static inline bool line_is_up(unsigned int index)
{
	struct board_ref ref;

	assert_int_equal(board_interrupt(machine_board(), pl330.node, index, &ref), 0);
	return machine_line(&ref)->asserted;
}

static inline uint32_t rd(unsigned int reg)
{
	return machine_mmio_read(pl330.regs + reg, 4);
}

static inline void wr(unsigned int reg, uint32_t value)
{
	machine_mmio_write(pl330.regs + reg, 4, value);
}

static inline unsigned char *mem(uint32_t phys)
{
	return mm_virt(phys);
}

static inline void pattern(uint32_t phys, uint32_t len, unsigned int seed)
{
	unsigned char *p = mem(phys);
	uint32_t i;

	for (i = 0; i < len; i++)
		p[i] = (i * 7 + (i >> 8) + seed) | 1;
}

static inline void assert_copied(uint32_t dst, uint32_t src, uint32_t len)
{
	assert_memory_equal(mem(dst), mem(src), len);
}

static inline void assert_filled(uint32_t phys, unsigned char value, uint32_t len)
{
	const unsigned char *p = mem(phys);
	uint32_t i;

	for (i = 0; i < len; i++)
		if (p[i] != value)
			fail_msg("byte %u of %u at 0x%08x is 0x%02x, not 0x%02x", i, len, phys,
				 p[i], value);
}

/* ---- programs ------------------------------------------------------------ */

static inline void op(unsigned int byte)
{
	*mem(pl330.at++) = byte;
}

static inline void op2(unsigned int byte, unsigned int operand)
{
	op(byte);
	op(operand);
}

static inline void op32(uint32_t value)
{
	op(value & 0xff);
	op(value >> 8 & 0xff);
	op(value >> 16 & 0xff);
	op(value >> 24);
}

enum { LD = 0x04, LDS = 0x05, LDB = 0x07, ST = 0x08, STS = 0x09, STB = 0x0b, STZ = 0x0c };

static inline void end(void) { op(0x00); }
static inline void dmakill(void) { op(0x01); }
static inline void rmb(void) { op(0x12); }
static inline void wmb(void) { op(0x13); }
static inline void nop(void) { op(0x18); }
static inline void lp(unsigned int lc, unsigned int times) { op2(0x20 | lc << 1, times - 1); }
static inline void ldps(unsigned int periph) { op2(0x25, periph << 3); }
static inline void ldpb(unsigned int periph) { op2(0x27, periph << 3); }
static inline void stps(unsigned int periph) { op2(0x29, periph << 3); }
static inline void stpb(unsigned int periph) { op2(0x2b, periph << 3); }
static inline void wfps(unsigned int periph) { op2(0x30, periph << 3); }
static inline void wfpp(unsigned int periph) { op2(0x31, periph << 3); }
static inline void wfpb(unsigned int periph) { op2(0x32, periph << 3); }
static inline void sev(unsigned int event) { op2(0x34, event << 3); }
static inline void flushp(unsigned int periph) { op2(0x35, periph << 3); }
static inline void wfe(unsigned int event) { op2(0x36, event << 3); }
static inline void wfe_invalid(unsigned int event) { op2(0x36, event << 3 | 2); }

static inline void mov(unsigned int rd_code, uint32_t value)
{
	op2(0xbc, rd_code);
	op32(value);
}

static inline void mov_sar(uint32_t value) { mov(0, value); }
static inline void mov_ccr(uint32_t value) { mov(1, value); }
static inline void mov_dar(uint32_t value) { mov(2, value); }

static inline void add16(unsigned int opcode, unsigned int value)
{
	op(opcode);
	op2(value & 0xff, value >> 8);
}

/* DMALPEND to @start; with a condition: 1 single, 3 burst */
static inline void lpend(unsigned int lc, uint32_t start, unsigned int condition)
{
	op2(0x38 | lc << 2 | condition, pl330.at - start);
}

static inline void lpend_forever(unsigned int lc, uint32_t start, unsigned int condition)
{
	op2(0x28 | lc << 2 | condition, pl330.at - start);
}

static inline void copy_setup(uint32_t ccr, uint32_t src, uint32_t dst)
{
	mov_ccr(ccr);
	mov_sar(src);
	mov_dar(dst);
}

/* ---- running ------------------------------------------------------------- */

static inline void debug(bool channel, unsigned int n, unsigned int b0, unsigned int b1,
			 uint32_t rest)
{
	assert_int_equal(rd(DBGSTATUS) & 1, 0);
	wr(DBGINST0, channel | n << 8 | b0 << 16 | b1 << 24);
	wr(DBGINST1, rest);
	wr(DBGCMD, 0);
}

static inline void go_ns(unsigned int n, uint32_t pc)
{
	debug(false, 0, 0xa2, n, pc);
}

static inline void go(unsigned int n, uint32_t pc)
{
	debug(false, 0, 0xa0, n, pc);
}

static inline void kill_channel(unsigned int n)
{
	debug(true, n, 0x01, 0, 0);
}

static inline void kill_manager(void)
{
	debug(false, 0, 0x01, 0, 0);
}

static inline uint32_t status(unsigned int n)
{
	return rd(CSR(n)) & 0xf;
}

/* waits until channel @n is in @state; fails if it never is */
static inline void until(unsigned int n, uint32_t state)
{
	unsigned int i;

	for (i = 0; i < 20000 && status(n) != state; i++)
		exec_idle(1000);
	if (status(n) != state)
		fail_msg("channel %u is in state 0x%x, not 0x%x; FTR 0x%x", n, status(n), state,
			 rd(FTR(n)));
}

/* runs the program at @pc on channel 0 to its end */
static inline void run_at(uint32_t pc)
{
	go(0, pc);
	until(0, STOPPED);
	assert_int_equal(rd(FTR(0)), 0);
}

static inline void run(void)
{
	run_at(PROGRAM);
}

/* runs the program at PROGRAM on channel 0 into @fault, whose instruction is at @pc */
static inline void run_into(uint32_t fault, uint32_t pc)
{
	go(0, PROGRAM);
	until(0, FAULTING);
	assert_int_equal(rd(FTR(0)), fault);
	assert_int_equal(rd(CPC(0)), pc);
	assert_int_equal(rd(FSRC), 1);
	assert_true(line_is_up(0));
}

#endif
