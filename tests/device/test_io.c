// SPDX-License-Identifier: MIT
/* Register accesses: widths, byte order, FIFOs, copies, and mappings of what is not there. */
#include "firmware_fixture.h"

#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/io.h>

static u8 __iomem *regs;

static void wires_up(void)
{
	board_up(BOARD(WIRES_NODE("40000000")));
	regs = ioremap(0x40000000, 0x100);
	assert_non_null(regs);
}

static u8 __iomem *data(void)
{
	return regs + WIRES_DATA;
}

static void accesses_have_their_width(void **state)
{
	wires_up();
	writeq(0x8877665544332211ull, data());
	assert_int_equal(readl(regs + WIRES_WIDTH), 8);
	assert_int_equal(readb(data() + 1), 0x22);
	assert_int_equal(readl(regs + WIRES_WIDTH), 1);
	assert_int_equal(readw(data() + 2), 0x4433);
	assert_int_equal(readl(regs + WIRES_WIDTH), 2);
	assert_int_equal(readl_relaxed(data() + 4), 0x88776655);
	assert_int_equal(readl(regs + WIRES_WIDTH), 4);
	writeb(0xff, data());
	assert_true(readq(data()) == 0x88776655443322ffull);
	iounmap(regs);
}

static void ioread_and_be_forms(void **state)
{
	wires_up();
	iowrite32(0x12345678, data());
	assert_int_equal(ioread32(data()), 0x12345678);
	assert_int_equal(ioread32be(data()), 0x78563412);
	assert_int_equal(ioread16be(data()), 0x7856);
	iowrite32be(0x12345678, data());
	assert_int_equal(ioread32(data()), 0x78563412);
	assert_int_equal(__raw_readl(data()), 0x78563412);
	iounmap(regs);
}

static void fifo_accesses_stay_at_one_address(void **state)
{
	u32 words[4];

	wires_up();
	ioread32_rep(regs + WIRES_FIFO, words, 4);
	assert_int_equal(words[0], 1);
	assert_int_equal(words[3], 4);
	writesl(regs + WIRES_FIFO, words, 4);
	assert_int_equal(readl(regs + WIRES_SUM), 10);
	iounmap(regs);
}

static void copies_reach_every_byte(void **state)
{
	u8 out[40], in[40];
	int i;

	wires_up();
	for (i = 0; i < 40; i++)
		out[i] = i * 7;
	memcpy_toio(data() + 3, out, 40);
	memcpy_fromio(in, data() + 3, 40);
	assert_memory_equal(in, out, 40);
	memset_io(data() + 5, 0xa5, 17);
	memcpy_fromio(in, data() + 3, 40);
	assert_int_equal(in[1], 7);
	assert_int_equal(in[2], 0xa5);
	assert_int_equal(in[18], 0xa5);
	assert_int_equal(in[19], (u8)(19 * 7));
	iounmap(regs);
}

static void aligned_copies_use_wide_accesses(void **state)
{
	u8 bytes[64] = { 0 };
	u32 before;

	wires_up();
	before = readl(regs + WIRES_COUNT);
	memcpy_toio(data(), bytes, 64);
	assert_int_equal(readl(regs + WIRES_COUNT) - before, 8);
	iounmap(regs);
}

static void word_copies_keep_their_width(void **state)
{
	u32 words[4] = { 1, 2, 3, 4 };

	wires_up();
	__iowrite32_copy(data(), words, 4);
	assert_int_equal(readl(regs + WIRES_WIDTH), 4);
	assert_int_equal(readl(data() + 12), 4);
	__ioread32_copy(words, data(), 2);
	assert_int_equal(words[1], 2);
	iounmap(regs);
}

static void lo_hi_writes_two_halves(void **state)
{
	wires_up();
	lo_hi_writeq(0x1122334455667788ull, data());
	assert_int_equal(readl(regs + WIRES_WIDTH), 4);
	assert_true(lo_hi_readq(data()) == 0x1122334455667788ull);
	iounmap(regs);
}

static void mapping_nothing_gives_null_and_says_so(void **state)
{
	wires_up();
	assert_null(ioremap(0x66660000, 0x100));
	assert_true(log_contains("ioremap: nothing at 0x66660000-0x666600ff"));
	assert_null(ioremap(0x40000000, 0));
	iounmap(regs);
}

static void memory_is_remapped_as_memory(void **state)
{
	u32 *mem;

	wires_up();
	mem = memremap(0x80800000, 64, MEMREMAP_WB);
	assert_non_null(mem);
	*mem = 77;
	assert_ptr_equal(phys_to_virt(0x80800000), mem);
	assert_int_equal(readl(mem), 77);
	memunmap(mem);
	assert_null(memremap(0x40000000, 64, MEMREMAP_WB));
	assert_true(log_contains("memremap: registers at 0x40000000, not memory"));
	iounmap(regs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		board_test(accesses_have_their_width),
		board_test(ioread_and_be_forms),
		board_test(fifo_accesses_stay_at_one_address),
		board_test(copies_reach_every_byte),
		board_test(aligned_copies_use_wide_accesses),
		board_test(word_copies_keep_their_width),
		board_test(lo_hi_writes_two_halves),
		board_test(mapping_nothing_gives_null_and_says_so),
		board_test(memory_is_remapped_as_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
