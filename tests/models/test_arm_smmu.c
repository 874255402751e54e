// SPDX-License-Identifier: MIT
/*
 * The SMMU by its registers, and by what a master behind it reaches; tables
 * are written by hand, from the manuals (ARM IHI 0062D, ARM DDI 0487). Host
 * side.
 */
#include <dmae/model.h>
#include <errno.h>
#include <string.h>

#include "unit.h"

#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

#define SMMU_BASE 0x50000000u
#define SMMU_SIZE 0x10000u /* 8 pages of global space, 8 context banks */
#define CONTEXTS  4u

/* memory that is kept out of the allocators: tables first, then data */
#define MEM	  0x88000000u
#define TABLES	  0x88000000u
#define DATA	  0x89000000u
#define HIGH_DATA 0x8a000000u

#define SMMU_NODE                                                                      \
	"smmu: iommu@50000000 { compatible = \"arm,mmu-500\"; #iommu-cells = <1>;\n"   \
	"reg = <0x50000000 0x10000>; #global-interrupts = <1>; dma-coherent;\n"        \
	"interrupts = <32>, <40>, <41>, <42>, <43>; };\n"
#define BOARD(nodes)                                                                      \
	"/dts-v1/;\n/memreserve/ 0x88000000 0x4000000;\n"                                 \
	"/ { #address-cells = <1>; #size-cells = <1>;\n"                                  \
	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x20000000>; };\n" \
	"pic: pic { interrupt-controller; #interrupt-cells = <1>; };\n"                   \
	"soc { #address-cells = <1>; #size-cells = <1>; ranges; interrupt-parent = <&pic>;\n" nodes \
	"}; };\n"

/* the registers, by the manual */
#define sCR0	    0x000
#define IDR0	    0x020
#define IDR1	    0x024
#define IDR2	    0x028
#define sGFSR	    0x048
#define sGFSYNR0    0x050
#define sGFSYNR1    0x054
#define TLBIALLNSNH 0x068
#define sTLBGSYNC   0x070
#define SMR(n)	    (0x800 + 4 * (n))
#define S2CR(n)	    (0xc00 + 4 * (n))
#define CBAR(n)	    (0x1000 + 4 * (n))
#define CBFRSYNRA(n) (0x1400 + 4 * (n))
#define CBA2R(n)    (0x1800 + 4 * (n))
#define CB(n)	    (0x8000 + 0x1000 * (n))
#define SCTLR	    0x000
#define TCR2	    0x010
#define TTBR0	    0x020
#define TCR	    0x030
#define FSR	    0x058
#define FAR	    0x060
#define FSYNR0	    0x068
#define TLBIVA	    0x600
#define TLBIASID    0x610
#define TLBIVAL	    0x620
#define TLBIIPAS2   0x630
#define TLBSYNC	    0x7f0

#define CLIENTPD 1u
#define FAULTS_ON 0x6u /* GFRE, GFIE */
#define USFCFG	 0x400u
#define VALID	 0x80000000u
#define TRANSLATE(cb) (cb)
#define BYPASS	 0x10000u
#define FAULT	 0x20000u
#define ENABLED	 0x1065u /* ASIDPNE, CFIE, CFRE, AFE, M */
#define HUPCF	 0x100u

#define STREAM	 0x11u
#define STREAM_B 0x12u

/* entries of tables */
#define TABLE	0x3ull
#define BLOCK	0x1ull
#define PAGE	(0x3ull | 1ull << 10 | 1ull << 11 | 1ull << 6) /* AF, nG, unprivileged */
#define LEAF	(0x1ull | 1ull << 10 | 1ull << 11 | 1ull << 6)
#define RDONLY	(1ull << 7)
#define CONTIG	(1ull << 52)
#define S2_READ	(1ull << 6)
#define S2_WRITE (1ull << 7)
#define AF	(1ull << 10)

static struct {
	char *smmu;
	struct dmae_model *a, *b;
	struct machine_master *walker;
} hw;

/* ---- the machine ---- */

static int master_create(struct dmae_model *m)
{
	if (!strcmp(dmae_model_name(m), "master@60000000"))
		hw.a = m;
	else
		hw.b = m;
	return 0;
}

static const char *const master_compatible[] = { "test,master", NULL };

static const struct dmae_model_class master_class = {
	.name = "test-master",
	.compatible = master_compatible,
	.state_size = 8,
	.create = master_create,
};

static int start(const char *dts)
{
	int err;

	memset(&hw, 0, sizeof(hw));
	if (dmae_model_register(&master_class))
		return -1;
	err = machine_setup_dts(dts);
	if (err) {
		dmae_model_unregister(&master_class);
		return err;
	}
	hw.smmu = machine_ioremap(SMMU_BASE, SMMU_SIZE);
	return 0;
}

#define MASTERS                                                                            \
	"master@60000000 { compatible = \"test,master\"; reg = <0x60000000 0x1000>;\n"     \
	"iommus = <&smmu 0x11>; };\n"                                                      \
	"master@60001000 { compatible = \"test,master\"; reg = <0x60001000 0x1000>;\n"     \
	"iommus = <&smmu 0x12>; };\n"

static int setup(void **state)
{
	int err = start(BOARD(SMMU_NODE MASTERS));

	if (err)
		return err;
	exec_hw_lock();
	return 0;
}

static int end(void **state)
{
	int err;

	if (hw.smmu)
		machine_iounmap(hw.smmu);
	err = machine_teardown(state);
	dmae_model_unregister(&master_class);
	return err;
}

static int teardown(void **state)
{
	exec_hw_unlock();
	return end(state);
}

static void wr(unsigned int reg, uint32_t value)
{
	machine_mmio_write(hw.smmu + reg, 4, value);
}

static void wrq(unsigned int reg, uint64_t value)
{
	machine_mmio_write(hw.smmu + reg, 8, value);
}

static uint32_t rd(unsigned int reg)
{
	return machine_mmio_read(hw.smmu + reg, 4);
}

static uint64_t rdq(unsigned int reg)
{
	return machine_mmio_read(hw.smmu + reg, 8);
}

/* how many hold interrupt @index of the SMMU up */
static unsigned int irq(unsigned int index)
{
	const struct board *board = machine_board();
	struct board_ref ref;

	assert_int_equal(board_interrupt(board, board_find_path(board, "/soc/iommu@50000000"),
					 index, &ref), 0);
	return machine_line(&ref)->asserted;
}

/* ---- tables ---- */

static unsigned int tables_used;

static uint64_t table_new(unsigned int bytes)
{
	uint64_t at = (TABLES + tables_used + bytes - 1) / bytes * bytes;

	tables_used = at + bytes - TABLES;
	memset(mm_virt(at), 0, bytes);
	return at;
}

static uint64_t *entry_at(uint64_t table, unsigned int index)
{
	return (uint64_t *)mm_virt(table) + index;
}

/* put @leaf in place for @iova, at @level, of tables with @granule bits that begin at @first */
static void map_at(uint64_t top, unsigned int first, unsigned int granule, uint64_t iova,
		   unsigned int level, uint64_t leaf)
{
	unsigned int stride = granule - 3, l;
	uint64_t table = top;

	for (l = first; l < level; l++) {
		uint64_t *e = entry_at(table, iova >> (granule + stride * (3 - l)) &
						      ((1u << stride) - 1));

		if (!*e)
			*e = table_new(1u << granule) | TABLE;
		table = *e & 0x0000fffffffff000ull;
	}
	*entry_at(table, iova >> (granule + stride * (3 - level)) & ((1u << stride) - 1)) = leaf;
}

static uint64_t top; /* of context 0 */

static void map4k(uint64_t iova, unsigned int level, uint64_t leaf)
{
	map_at(top, 0, 12, iova, level, leaf);
}

/* context bank @n: stage 1, 4 KiB, 48 bits, ASID @n */
static void context_on(unsigned int n, uint64_t table)
{
	wr(CBAR(n), 0x1f300);
	wr(CBA2R(n), 1);
	wr(CB(n) + TCR2, 0x10 | 5);
	wr(CB(n) + TCR, 16 | 1u << 23);
	wrq(CB(n) + TTBR0, table | (uint64_t)n << 48);
	wr(CB(n) + SCTLR, ENABLED);
}

static void stream_to(unsigned int group, uint32_t stream, uint32_t s2cr)
{
	wr(S2CR(group), s2cr);
	wr(SMR(group), VALID | stream);
}

/* translation is on; the first master's stream goes to context bank 0 */
static void translate(void)
{
	tables_used = 0;
	top = table_new(0x1000);
	context_on(0, top);
	stream_to(0, STREAM, TRANSLATE(0));
	wr(sCR0, FAULTS_ON | USFCFG);
}

static enum dmae_bus peek(struct dmae_model *m, uint64_t addr, uint32_t *value)
{
	*value = 0;
	return dmae_bus_read(m, addr, value, 4);
}

static void assert_reads(struct dmae_model *m, uint64_t addr, uint32_t phys)
{
	uint32_t value;

	*(uint32_t *)mm_virt(phys) = phys ^ 0x5a5a5a5a;
	assert_int_equal(peek(m, addr, &value), DMAE_BUS_OKAY);
	assert_int_equal(value, phys ^ 0x5a5a5a5a);
}

static void assert_refused(struct dmae_model *m, uint64_t addr)
{
	uint32_t value;

	assert_int_equal(peek(m, addr, &value), DMAE_BUS_SLVERR);
	assert_int_equal(value, 0);
}

static void fault_clear(unsigned int n)
{
	wr(CB(n) + FSR, 0xffffffff);
}

/* ---- identification, streams ---- */

static void says_what_it_is(void **state)
{
	assert_int_equal(rd(IDR0), 0x6f000000 | CONTEXTS << 16 | 1 << 14 | 15 << 9 | 32);
	assert_int_equal(rd(IDR1), 2u << 28 | 1 << 15 | CONTEXTS);
	assert_int_equal(rd(IDR2), 0x7555);
	assert_int_equal(rd(sCR0), CLIENTPD);
}

static void everything_passes_after_reset(void **state)
{
	assert_reads(hw.a, DATA, DATA);
}

static void a_stream_that_no_group_fits_is_refused(void **state)
{
	translate();
	assert_refused(hw.b, DATA + 4);
	assert_int_equal(rd(sGFSR), 2);
	assert_int_equal(rd(sGFSYNR1), STREAM_B);
	assert_int_equal(rd(sGFSYNR0), 0);
	assert_int_equal(irq(0), 1);
	wr(sGFSR, 2);
	assert_int_equal(irq(0), 0);
}

static void a_stream_that_no_group_fits_passes_if_wanted(void **state)
{
	translate();
	wr(sCR0, FAULTS_ON);
	assert_reads(hw.b, DATA, DATA);
}

static void a_group_can_let_pass(void **state)
{
	translate();
	stream_to(1, STREAM_B, BYPASS);
	assert_reads(hw.b, DATA, DATA);
}

static void a_group_can_refuse(void **state)
{
	uint32_t word = 1;

	translate();
	stream_to(1, STREAM_B, FAULT);
	assert_int_equal(dmae_bus_write(hw.b, DATA, &word, 4), DMAE_BUS_SLVERR);
	assert_int_equal(rd(sGFSR), 1);
	assert_int_equal(rd(sGFSYNR0), 2);
}

static void a_mask_takes_many_streams(void **state)
{
	translate();
	wr(SMR(0), VALID | 0x3 << 16 | 0x10);
	map4k(0x1000, 3, DATA | PAGE);
	assert_reads(hw.a, 0x1000, DATA);
	assert_reads(hw.b, 0x1000, DATA);
}

static void two_groups_that_fit_are_a_conflict(void **state)
{
	translate();
	wr(S2CR(1), BYPASS);
	wr(SMR(1), VALID | 0xf << 16 | 0x10);
	assert_refused(hw.a, DATA);
	assert_int_equal(rd(sGFSR), 4);
	assert_reads(hw.b, DATA, DATA);
}

static void a_context_bank_that_is_off_passes(void **state)
{
	translate();
	wr(CB(0) + SCTLR, 0);
	assert_reads(hw.a, DATA, DATA);
}

static void a_context_bank_that_is_not_there_refuses(void **state)
{
	translate();
	wr(S2CR(0), TRANSLATE(7));
	assert_refused(hw.a, DATA);
	assert_int_equal(rd(sGFSR), 8);
}

/* ---- walks ---- */

static void a_page_leads_to_memory(void **state)
{
	translate();
	map4k(0x12345000, 3, DATA | PAGE);
	assert_reads(hw.a, 0x12345678, DATA + 0x678);
}

static void a_master_behind_another_stream_has_its_own_space(void **state)
{
	uint64_t other;

	translate();
	other = table_new(0x1000);
	context_on(1, other);
	stream_to(1, STREAM_B, TRANSLATE(1));
	map4k(0x1000, 3, DATA | PAGE);
	map_at(other, 0, 12, 0x1000, 3, HIGH_DATA | PAGE);
	assert_reads(hw.a, 0x1000, DATA);
	assert_reads(hw.b, 0x1000, HIGH_DATA);
	assert_reads(hw.a, 0x1000, DATA);
}

static void blocks_lead_to_memory(void **state)
{
	translate();
	map4k(0x40000000, 2, DATA | LEAF);
	map4k(0x80000000, 1, 0x80000000 | LEAF);
	assert_reads(hw.a, 0x40012344, DATA + 0x12344);
	assert_reads(hw.a, 0x80000000 + (DATA - 0x80000000) + 0x40, DATA + 0x40);
}

static void pages_of_64k_lead_to_memory(void **state)
{
	translate();
	/* TG0 = 64 KiB, 42 bits: the first table is of level 2 */
	top = table_new(0x10000);
	wr(CB(0) + TCR, 22 | 1 << 14 | 1u << 23);
	wrq(CB(0) + TTBR0, top);
	map_at(top, 2, 16, 0x30000, 3, DATA | PAGE);
	map_at(top, 2, 16, 0x60000000, 2, 0x80000000 | LEAF);
	assert_reads(hw.a, 0x3abcc, DATA + 0xabcc);
	assert_reads(hw.a, 0x60000000 + (DATA - 0x80000000), DATA);
}

static void pages_of_16k_lead_to_memory(void **state)
{
	translate();
	/* TG0 = 16 KiB, 36 bits: the first table is of level 2 */
	top = table_new(0x4000);
	wr(CB(0) + TCR, 28 | 2 << 14 | 1u << 23);
	wrq(CB(0) + TTBR0, top);
	map_at(top, 2, 14, 0x8000, 3, DATA | PAGE);
	assert_reads(hw.a, 0xb004, DATA + 0x3004);
}

static void the_contiguous_hint_makes_one_block(void **state)
{
	unsigned int i;

	translate();
	for (i = 0; i < 16; i++)
		map4k(0x10000 + i * 0x1000, 3, (DATA + i * 0x1000) | PAGE | CONTIG);
	assert_reads(hw.a, 0x1f004, DATA + 0xf004);
	/* all of it is in the TLB: the tables are not asked again */
	for (i = 0; i < 16; i++)
		map4k(0x10000 + i * 0x1000, 3, 0);
	assert_reads(hw.a, 0x10008, DATA + 8);
}

static void stage_2_leads_to_memory(void **state)
{
	uint32_t word = 7;

	translate();
	/* VTCR: 4 KiB, 40 bits, SL0 = 1: two tables of level 1 in a row; VMID 1 */
	top = table_new(0x2000);
	wr(CBAR(0), 1);
	wr(CB(0) + TCR, 24 | 1 << 6 | 5 << 16 | 1u << 31);
	wrq(CB(0) + TTBR0, top);
	map_at(top, 1, 12, 0x1000, 3, DATA | 3 | AF | S2_READ);
	map_at(top, 1, 12, 0x2000, 3, (DATA + 0x1000) | 3 | AF | S2_WRITE);
	/* in the second of the tables */
	*entry_at(top, 512) = 0x80000000 | 1 | AF | S2_READ;
	assert_reads(hw.a, 0x1004, DATA + 4);
	assert_int_equal(dmae_bus_write(hw.a, 0x2004, &word, 4), DMAE_BUS_OKAY);
	assert_int_equal(*(uint32_t *)mm_virt(DATA + 0x1004), 7);
	assert_reads(hw.a, 0x8000000000ull + (DATA - 0x80000000), DATA);
	assert_refused(hw.a, 0x2004);
	assert_int_equal(rd(CB(0) + FSR) & 0x1fe, 8);
	fault_clear(0);
	/* an invalidation by its address ends it */
	map_at(top, 1, 12, 0x1000, 3, 0);
	assert_reads(hw.a, 0x1004, DATA + 4);
	wrq(CB(0) + TLBIIPAS2, 0x1000 >> 12);
	wr(CB(0) + TLBSYNC, 0);
	assert_refused(hw.a, 0x1004);
}

static void pages_that_lie_in_a_row_are_one_run(void **state)
{
	unsigned int i;

	translate();
	for (i = 0; i < 8; i++)
		map4k(0x10000 + i * 0x1000, 3, (DATA + i * 0x1000) | PAGE);
	map4k(0x18000, 3, HIGH_DATA | PAGE);
	assert_int_equal(dmae_bus_room(hw.a, 0x10010, 0x20000, false), 0x8000 - 0x10);
	assert_int_equal(dmae_bus_room(hw.a, 0x17fff, 0x20000, true), 1);
	assert_int_equal(dmae_bus_reach(hw.a, 0x10010, 0x20000, true), 0x9000 - 0x10);
}

static void a_copy_goes_over_scattered_pages(void **state)
{
	static const uint32_t at[] = { DATA + 0x3000, DATA, DATA + 0x7000 };
	unsigned char buf[0x3000];
	bool failed;
	unsigned int i;

	translate();
	for (i = 0; i < 3; i++) {
		map4k(0x20000 + i * 0x1000, 3, at[i] | PAGE);
		map4k(0x30000 + i * 0x1000, 3, (HIGH_DATA + 0x4000 - i * 0x2000) | PAGE);
		memset(mm_virt(at[i]), 'a' + i, 0x1000);
	}
	assert_int_equal(dmae_bus_copy(hw.a, 0x30000, 0x20000, 0x3000, &failed), DMAE_BUS_OKAY);
	assert_int_equal(dmae_bus_read(hw.a, 0x30000, buf, sizeof(buf)), DMAE_BUS_OKAY);
	for (i = 0; i < sizeof(buf); i++)
		assert_int_equal(buf[i], 'a' + i / 0x1000);
	assert_int_equal(*(char *)mm_virt(HIGH_DATA + 0x2fff), 'b');
}

static void registers_lie_behind_a_page_too(void **state)
{
	uint32_t id;

	translate();
	map4k(0x5000, 3, SMMU_BASE | PAGE);
	assert_int_equal(peek(hw.a, 0x5000 + IDR2, &id), DMAE_BUS_OKAY);
	assert_int_equal(id, 0x7555);
}

/* ---- faults ---- */

static void assert_fault(uint64_t addr, bool write, uint32_t fsr, uint32_t level)
{
	uint32_t word = 0;

	if (write)
		assert_int_equal(dmae_bus_write(hw.a, addr, &word, 4), DMAE_BUS_SLVERR);
	else
		assert_refused(hw.a, addr);
	assert_int_equal(rd(CB(0) + FSR), fsr | 0x400);
	assert_true(rdq(CB(0) + FAR) == addr);
	assert_int_equal(rd(CB(0) + FSYNR0) & 0x13, level | (write ? 0x10 : 0));
	assert_int_equal(rd(CBFRSYNRA(0)), STREAM);
	assert_int_equal(irq(1), 1);
	fault_clear(0);
	assert_int_equal(irq(1), 0);
}

static void an_address_that_is_not_mapped_is_a_translation_fault(void **state)
{
	translate();
	assert_fault(0x7000, false, 2, 0);
	map4k(0x1000, 3, DATA | PAGE);
	assert_fault(0x0ffc, false, 2, 3);
	assert_fault(0x2000, true, 2, 3);
	assert_fault(0x200000, false, 2, 2);
	assert_fault(0x40000000, false, 2, 1);
	/* beyond 48 bits, and in the half that has no tables */
	assert_fault(1ull << 48, false, 2, 0);
	assert_fault(~0xfffull, false, 2, 0);
	assert_reads(hw.a, 0x1000, DATA);
}

static void a_page_that_may_only_be_read_is_a_permission_fault(void **state)
{
	translate();
	map4k(0x1000, 3, DATA | PAGE | RDONLY);
	assert_reads(hw.a, 0x1000, DATA);
	assert_fault(0x1000, true, 8, 3);
}

static void a_page_without_its_flag_is_an_access_flag_fault(void **state)
{
	translate();
	map4k(0x1000, 3, (DATA | PAGE) & ~AF);
	assert_fault(0x1000, false, 4, 3);
}

static void an_address_too_long_is_an_address_size_fault(void **state)
{
	translate();
	wr(CB(0) + TCR2, 0x10); /* 32 bits */
	map4k(0x1000, 3, 0x100000000ull | PAGE);
	assert_fault(0x1000, false, 0x80, 3);
}

static void a_block_where_none_may_be_is_a_translation_fault(void **state)
{
	translate();
	*entry_at(top, 0) = DATA | LEAF;
	assert_fault(0x1000, false, 2, 0);
	*entry_at(top, 0) = 0;
	map4k(0x1000, 3, DATA | LEAF);
	assert_fault(0x1000, false, 2, 3);
}

static void a_table_that_is_nowhere_is_an_external_abort(void **state)
{
	translate();
	*entry_at(top, 0) = 0x20000000 | TABLE;
	assert_fault(0x1000, false, 0x10, 1);
}

static void a_table_that_was_freed_is_an_external_abort(void **state)
{
	translate();
	map4k(0x1000, 3, DATA | PAGE);
	machine_checker_set(true);
	machine_grant(machine_master(board_find_path(machine_board(), "/soc/iommu@50000000"), ""),
		      top, 0x1000, MACHINE_READ);
	assert_fault(0x1000, false, 0x10, 1);
	assert_true(log_contains("DMA checker: iommu@50000000: read of 8 bytes at"));
}

static void the_first_of_two_faults_is_told(void **state)
{
	translate();
	wr(CB(0) + SCTLR, ENABLED | HUPCF);
	assert_refused(hw.a, 0x1000);
	assert_refused(hw.a, 0x2000);
	assert_true(rdq(CB(0) + FAR) == 0x1000);
	assert_int_equal(rd(CB(0) + FSR), 0x80000402);
	fault_clear(0);
	assert_int_equal(rd(CB(0) + FSR) & ~0x400u, 0);
}

static void a_fault_holds_the_context_until_it_is_cleared(void **state)
{
	translate();
	map4k(0x1000, 3, DATA | PAGE);
	assert_reads(hw.a, 0x1000, DATA);
	assert_refused(hw.a, 0x2000);
	assert_refused(hw.a, 0x1000);
	assert_true(log_contains("an earlier fault of the context is outstanding"));
	fault_clear(0);
	assert_reads(hw.a, 0x1000, DATA);
	wr(CB(0) + SCTLR, ENABLED | HUPCF);
	assert_refused(hw.a, 0x2000);
	assert_reads(hw.a, 0x1000, DATA);
}

static void a_fault_raises_no_interrupt_where_none_is_wanted(void **state)
{
	translate();
	wr(CB(0) + SCTLR, ENABLED & ~0x40u);
	assert_refused(hw.a, 0x1000);
	assert_int_equal(irq(1), 0);
	wr(CB(0) + SCTLR, ENABLED);
	assert_int_equal(irq(1), 1);
}

static void looking_is_no_access(void **state)
{
	translate();
	map4k(0x1000, 3, DATA | PAGE | RDONLY);
	assert_int_equal(dmae_bus_room(hw.a, 0x2000, 4, false), 0);
	assert_int_equal(dmae_bus_room(hw.a, 0x1000, 4, true), 0);
	assert_int_equal(dmae_bus_room(hw.a, 0x1000, 4, false), 4);
	assert_true(dmae_bus_is_memory(hw.a, 0x1000));
	assert_false(dmae_bus_is_memory(hw.a, 0x3000));
	assert_false(dmae_bus_copy_whole(hw.a, 0x2000, 0x1000, 64));
	/* a run ends before what is not mapped, and asks no further */
	assert_reads(hw.a, 0x1ffc, DATA + 0xffc);
	assert_int_equal(rd(CB(0) + FSR), 0);
	assert_int_equal(rd(sGFSR), 0);
}

static void a_refusal_is_told_with_the_reason(void **state)
{
	translate();
	assert_refused(hw.a, 0x1234);
	assert_true(log_contains("bus: master@60000000: read of 4 bytes at 0x0000000000001234: "
				 "translation fault (iommu@50000000, stream 0x11)"));
}

/* ---- the TLB ---- */

static void a_page_is_known_until_it_is_invalidated(void **state)
{
	translate();
	map4k(0x1000, 3, DATA | PAGE);
	assert_reads(hw.a, 0x1000, DATA);
	map4k(0x1000, 3, 0);
	assert_reads(hw.a, 0x1004, DATA + 4);
	wrq(CB(0) + TLBIVAL, 0x1000 >> 12);
	/* asked for, but not waited for */
	assert_reads(hw.a, 0x1008, DATA + 8);
	wr(CB(0) + TLBSYNC, 0);
	assert_refused(hw.a, 0x1000);
}

static void what_fails_is_not_remembered(void **state)
{
	translate();
	assert_refused(hw.a, 0x1000);
	fault_clear(0);
	map4k(0x1000, 3, DATA | PAGE);
	assert_reads(hw.a, 0x1000, DATA);
}

static void an_invalidation_concerns_one_page(void **state)
{
	translate();
	map4k(0x1000, 3, DATA | PAGE);
	map4k(0x2000, 3, (DATA + 0x1000) | PAGE);
	assert_reads(hw.a, 0x1000, DATA);
	assert_reads(hw.a, 0x2000, DATA + 0x1000);
	map4k(0x1000, 3, 0);
	map4k(0x2000, 3, 0);
	wrq(CB(0) + TLBIVAL, 0x1000 >> 12);
	wr(CB(0) + TLBSYNC, 0);
	assert_reads(hw.a, 0x2000, DATA + 0x1000);
	assert_refused(hw.a, 0x1000);
}

static void an_invalidation_concerns_one_asid(void **state)
{
	translate();
	context_on(1, top);
	stream_to(1, STREAM_B, TRANSLATE(1));
	map4k(0x1000, 3, DATA | PAGE);
	assert_reads(hw.a, 0x1000, DATA);
	assert_reads(hw.b, 0x1000, DATA);
	map4k(0x1000, 3, 0);
	wrq(CB(1) + TLBIVA, 0x1000 >> 12 | 1ull << 48);
	wr(CB(1) + TLBSYNC, 0);
	assert_refused(hw.b, 0x1000);
	assert_reads(hw.a, 0x1000, DATA);
	wr(CB(0) + TLBIASID, 0);
	wr(CB(0) + TLBSYNC, 0);
	assert_refused(hw.a, 0x1000);
}

static void a_global_page_is_of_every_asid(void **state)
{
	translate();
	map4k(0x1000, 3, (DATA | PAGE) & ~(1ull << 11));
	assert_reads(hw.a, 0x1000, DATA);
	map4k(0x1000, 3, 0);
	wr(CB(0) + TLBIASID, 0);
	wr(CB(0) + TLBSYNC, 0);
	assert_reads(hw.a, 0x1000, DATA);
	wr(TLBIALLNSNH, 0);
	wr(sTLBGSYNC, 0);
	assert_refused(hw.a, 0x1000);
}

static void any_page_of_a_block_invalidates_the_block(void **state)
{
	translate();
	map4k(0x40000000, 2, DATA | LEAF);
	assert_reads(hw.a, 0x40000000, DATA);
	map4k(0x40000000, 2, 0);
	wrq(CB(0) + TLBIVAL, 0x40123000 >> 12);
	wr(CB(0) + TLBSYNC, 0);
	assert_refused(hw.a, 0x40000000);
}

static void a_table_is_known_until_it_is_invalidated(void **state)
{
	uint64_t level2, other;

	translate();
	map4k(0x1000, 3, DATA | PAGE);
	map4k(0x2000, 3, (DATA + 0x1000) | PAGE);
	assert_reads(hw.a, 0x1000, DATA);
	/* another table of the last level takes its place, with other pages */
	level2 = *entry_at(*entry_at(top, 0) & ~0xfffull, 0) & ~0xfffull;
	other = table_new(0x1000);
	*entry_at(other, 2) = HIGH_DATA | PAGE;
	*entry_at(level2, 0) = other | TABLE;
	assert_reads(hw.a, 0x2000, DATA + 0x1000);
	/* leaves only: the table is still the old one */
	wrq(CB(0) + TLBIVAL, 0x2000 >> 12);
	wr(CB(0) + TLBSYNC, 0);
	assert_reads(hw.a, 0x2000, DATA + 0x1000);
	wrq(CB(0) + TLBIVA, 0x2000 >> 12);
	wr(CB(0) + TLBSYNC, 0);
	assert_reads(hw.a, 0x2000, HIGH_DATA);
}

static void many_invalidations_before_a_sync_are_all_done(void **state)
{
	unsigned int i;

	translate();
	for (i = 0; i < 100; i++) {
		map4k(0x100000 + i * 0x1000, 3, (DATA + i * 0x1000) | PAGE);
		assert_reads(hw.a, 0x100000 + i * 0x1000, DATA + i * 0x1000);
		map4k(0x100000 + i * 0x1000, 3, 0);
	}
	for (i = 0; i < 100; i++)
		wrq(CB(0) + TLBIVAL, (0x100000 + i * 0x1000) >> 12);
	wr(CB(0) + TLBSYNC, 0);
	for (i = 0; i < 100; i++) {
		assert_refused(hw.a, 0x100000 + i * 0x1000);
		fault_clear(0);
	}
}

static void a_stream_that_is_routed_elsewhere_goes_there_at_once(void **state)
{
	translate();
	map4k(0x1000, 3, DATA | PAGE);
	assert_reads(hw.a, 0x1000, DATA);
	wr(S2CR(0), FAULT);
	assert_refused(hw.a, 0x1000);
}

/* ---- boards ---- */

static void assert_not_modelled(const char *node, const char *why)
{
	assert_int_equal(start(node), 0);
	assert_true(log_contains(why));
	assert_null(machine_model_class(board_find_path(machine_board(), "/soc/iommu@50000000")));
	assert_int_equal(end(NULL), 0);
}

static void a_node_that_makes_no_sense_is_not_modelled(void **state)
{
	assert_not_modelled(BOARD("iommu@50000000 { compatible = \"arm,mmu-500\"; "
				  "reg = <0x50000000 0x3000>; interrupts = <1>, <2>; };"),
			    "registers of 0x3000 bytes: expected a power of two");
	assert_not_modelled(BOARD("iommu@50000000 { compatible = \"arm,mmu-500\"; "
				  "reg = <0x50000000 0x10000>; interrupts = <1>; };"),
			    "1 interrupts: expected #global-interrupts (1) and one for each");
	assert_not_modelled(BOARD("iommu@50000000 { compatible = \"arm,mmu-500\"; "
				  "reg = <0x50000000 0x10000>; interrupts = <1>, <2>; "
				  "dmae,stream-mapping-groups = <200>; };"),
			    "dmae,stream-mapping-groups is 200: expected 1 to 128");
}

static void assert_passes(const char *iommus, const char *why)
{
	char dts[2048];
	uint32_t word;

	strcpy(dts, BOARD(SMMU_NODE "master@60000000 { compatible = \"test,master\"; "
				    "reg = <0x60000000 0x1000>; iommus = "));
	dts[strlen(dts) - strlen("}; };\n")] = '\0';
	strcat(dts, iommus);
	strcat(dts, "; }; }; };\n");
	assert_int_equal(start(dts), 0);
	exec_hw_lock();
	wr(sCR0, FAULTS_ON | USFCFG);
	assert_int_equal(peek(hw.a, DATA, &word), DMAE_BUS_OKAY);
	exec_hw_unlock();
	if (why)
		assert_true(log_contains(why));
	assert_int_equal(end(NULL), 0);
}

static void a_specifier_that_makes_no_sense_is_told(void **state)
{
	/* entries that don't fit #iommu-cells are refused with the board: machine_board */
	assert_passes("<&smmu 0x8000>", "master@60000000: iommu@50000000 has no such stream");
}

static void an_iommu_that_nobody_models_does_nothing(void **state)
{
	assert_passes("<&other 1>; }; other: iommu@50800000 { compatible = \"nobody,knows\"; "
		      "reg = <0x50800000 0x1000>; #iommu-cells = <1>",
		      NULL);
}

int main(void)
{
#define smmu_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		smmu_test(says_what_it_is),
		smmu_test(everything_passes_after_reset),
		smmu_test(a_stream_that_no_group_fits_is_refused),
		smmu_test(a_stream_that_no_group_fits_passes_if_wanted),
		smmu_test(a_group_can_let_pass),
		smmu_test(a_group_can_refuse),
		smmu_test(a_mask_takes_many_streams),
		smmu_test(two_groups_that_fit_are_a_conflict),
		smmu_test(a_context_bank_that_is_off_passes),
		smmu_test(a_context_bank_that_is_not_there_refuses),
		smmu_test(a_page_leads_to_memory),
		smmu_test(a_master_behind_another_stream_has_its_own_space),
		smmu_test(blocks_lead_to_memory),
		smmu_test(pages_of_64k_lead_to_memory),
		smmu_test(pages_of_16k_lead_to_memory),
		smmu_test(the_contiguous_hint_makes_one_block),
		smmu_test(stage_2_leads_to_memory),
		smmu_test(pages_that_lie_in_a_row_are_one_run),
		smmu_test(a_copy_goes_over_scattered_pages),
		smmu_test(registers_lie_behind_a_page_too),
		smmu_test(an_address_that_is_not_mapped_is_a_translation_fault),
		smmu_test(a_page_that_may_only_be_read_is_a_permission_fault),
		smmu_test(a_page_without_its_flag_is_an_access_flag_fault),
		smmu_test(an_address_too_long_is_an_address_size_fault),
		smmu_test(a_block_where_none_may_be_is_a_translation_fault),
		smmu_test(a_table_that_is_nowhere_is_an_external_abort),
		smmu_test(a_table_that_was_freed_is_an_external_abort),
		smmu_test(the_first_of_two_faults_is_told),
		smmu_test(a_fault_holds_the_context_until_it_is_cleared),
		smmu_test(a_fault_raises_no_interrupt_where_none_is_wanted),
		smmu_test(looking_is_no_access),
		smmu_test(a_refusal_is_told_with_the_reason),
		smmu_test(a_page_is_known_until_it_is_invalidated),
		smmu_test(what_fails_is_not_remembered),
		smmu_test(an_invalidation_concerns_one_page),
		smmu_test(an_invalidation_concerns_one_asid),
		smmu_test(a_global_page_is_of_every_asid),
		smmu_test(any_page_of_a_block_invalidates_the_block),
		smmu_test(a_table_is_known_until_it_is_invalidated),
		smmu_test(many_invalidations_before_a_sync_are_all_done),
		smmu_test(a_stream_that_is_routed_elsewhere_goes_there_at_once),
		cmocka_unit_test(a_node_that_makes_no_sense_is_not_modelled),
		cmocka_unit_test(a_specifier_that_makes_no_sense_is_told),
		cmocka_unit_test(an_iommu_that_nobody_models_does_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
