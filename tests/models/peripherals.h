/* SPDX-License-Identifier: MIT */
/*
 * The board of peripherals without any driver: what the tests of their
 * models share. Registers are spoken by hand, with the names of RM0436, and
 * the request lines are seen where they lead: in REQ of a textbook controller.
 */
#ifndef TESTS_MODELS_PERIPHERALS_H
#define TESTS_MODELS_PERIPHERALS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define DMAC_CTRL	0x008
#define DMAC_REQ	0x014
#define CH(n, reg)	(0x100 + 0x40 * (n) + (reg))
#define MEM		0x88000000u
#define MEM_SIZE	0x00100000u

enum block { DMAC0, DMAC1, USART, SPI, I2S, SAIA, SAIB, HASH, BLOCKS };

/* request inputs of DMAC0, then of DMAC1 */
enum { USART_RX, USART_TX, SPI_RX, SPI_TX, I2S_RX, I2S_TX };
enum { SAI_TX, SAI_RX, HASH_IN };

static const uint32_t block_base[BLOCKS] = { 0x40000000, 0x40001000, 0x40020000, 0x40021000,
					     0x40022000, 0x40023004, 0x40023024, 0x40024000 };
static char *block_regs[BLOCKS];

static inline uint32_t rd(enum block b, unsigned int reg)
{
	return machine_mmio_read(block_regs[b] + reg, 4);
}

static inline uint32_t rd_width(enum block b, unsigned int reg, unsigned int width)
{
	return machine_mmio_read(block_regs[b] + reg, width);
}

static inline void wr(enum block b, unsigned int reg, uint32_t value)
{
	machine_mmio_write(block_regs[b] + reg, 4, value);
}

static inline void wr_width(enum block b, unsigned int reg, unsigned int width, uint32_t value)
{
	machine_mmio_write(block_regs[b] + reg, width, value);
}

static inline void set_bits(enum block b, unsigned int reg, uint32_t bits)
{
	wr(b, reg, rd(b, reg) | bits);
}

/* is request input @n of controller @dmac high? */
static inline bool requested(enum block dmac, unsigned int n)
{
	return rd(dmac, DMAC_REQ) >> n & 1;
}

/* waits until @bits of a register equal @value, a second at most */
static inline void wait_for(enum block b, unsigned int reg, uint32_t bits, uint32_t value)
{
	unsigned int i;

	for (i = 0; i < 100000 && (rd(b, reg) & bits) != value; i++)
		exec_idle(1000);
	assert_int_equal(rd(b, reg) & bits, value);
}

static inline unsigned char *mem(uint32_t phys)
{
	return mm_virt(phys);
}

/* one descriptor of the textbook controller (its manual, section 4), and off it goes */
static inline void dma_start(enum block dmac, unsigned int ch, uint32_t desc, uint32_t ctrl,
			     uint32_t src, uint32_t dst, uint32_t len)
{
	uint32_t words[8] = { 1, ctrl, src, dst, len };

	memcpy(mem(desc), words, sizeof(words));
	wr(dmac, CH(ch, 0), desc);
}

#define MEM2DEV(w, burst, req)	(3u | (w) << 10 | ((burst) - 1u) << 12 | (req) << 20)
#define DEV2MEM(w, burst, req)	(4u | (w) << 8 | ((burst) - 1u) << 12 | (req) << 16)

static inline void dma_wait(enum block dmac, unsigned int ch)
{
	wait_for(dmac, CH(ch, 0x08), 0x101, 1);
}

static inline char *peripherals_text(void)
{
	static const char reserve[] = "/dts-v1/;\n/memreserve/ 0x88000000 0x100000;\n";
	const char *source = getenv("DMAE_SOURCE");
	char path[4096], *text, *version;
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), "%s/boards/peripherals.dts", source ? source : ".");
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

static inline int peripherals_machine(void **state)
{
	static const char *const dmacs[] = { "/soc/dma-controller@40000000",
					     "/soc/dma-controller@40001000" };
	char *text = peripherals_text();
	unsigned int i, j;
	int err;

	if (!text)
		return -1;
	err = machine_setup_dts(text);
	free(text);
	if (err)
		return err;
	for (i = 0; i < BLOCKS; i++)
		block_regs[i] = machine_ioremap(block_base[i], i == SAIA || i == SAIB ? 0x20 : 0x400);
	machine_checker_set(true);
	for (i = 0; i < 2; i++) {
		int node = board_find_path(machine_board(), dmacs[i]);
		struct machine_master *master = machine_master(node, "dmac");

		machine_grant(master, MEM, MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
		for (j = USART; j < BLOCKS; j++)
			machine_grant(master, block_base[j], 0x400, MACHINE_READ | MACHINE_WRITE);
		wr(i, DMAC_CTRL, 1);
	}
	return 0;
}

static inline int peripherals_machine_end(void **state)
{
	unsigned int i;

	for (i = 0; i < BLOCKS; i++)
		machine_iounmap(block_regs[i]);
	return machine_teardown(state);
}

/* bytes that tell where they are */
static inline void pattern(uint32_t phys, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		mem(phys)[i] = i * 7 + (i >> 8) + 1;
}

#define PERIPHERAL_TEST(name) \
	cmocka_unit_test_setup_teardown(name, peripherals_machine, peripherals_machine_end)

#endif
