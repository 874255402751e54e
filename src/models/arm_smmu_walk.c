// SPDX-License-Identifier: MIT
/*
 * ARM SMMU: table walks, over the bus. The tables are those of the ARMv8-A
 * architecture (ARM DDI 0487, "The AArch64 Virtual Memory System
 * Architecture"): granules of 4, 16 and 64 KiB, blocks, the contiguous hint,
 * one stage. Whatever lies in memory is taken for a table: everything is
 * checked. Host side.
 */
#include "arm_smmu.h"

#define D_VALID	      (1ull << 0)
#define D_TABLE	      (1ull << 1) /* a page, in the last level */
#define D_AP_UNPRIV   (1ull << 6)
#define D_AP_RDONLY   (1ull << 7)
#define D_S2AP_READ   (1ull << 6)
#define D_S2AP_WRITE  (1ull << 7)
#define D_AF	      (1ull << 10)
#define D_NG	      (1ull << 11)
#define D_CONTIGUOUS  (1ull << 52)
#define D_APTABLE_RO  (1ull << 62)
#define D_ADDRESS     0x0000fffffffff000ull

#define LAST_LEVEL 3

/**
 * struct regime - how an address is looked up
 * @table: the first table
 * @granule: log2 of the bytes of a table and of the smallest page
 * @level: that the first table is of
 * @bits: of an input address
 * @base: addresses are this and up; 0 but for TTBR1's half
 * @out: bits of an output address
 */
struct regime {
	uint64_t table;
	unsigned int granule, level, bits, out;
	bool stage2;
};

static unsigned int out_bits(unsigned int code)
{
	static const unsigned char bits[] = { 32, 36, 40, 42, 44, 48, 48, 48 };

	return bits[code & 7];
}

static unsigned int stride_of(const struct regime *r)
{
	return r->granule - 3;
}

/* log2 of what an entry of level @level maps */
static unsigned int level_shift(const struct regime *r, unsigned int level)
{
	return r->granule + stride_of(r) * (LAST_LEVEL - level);
}

struct smmu_tag smmu_tag_of(const struct smmu_context *c)
{
	struct smmu_tag tag = {
		.stage2 = CBAR_TYPE(c->cbar) == CBAR_S2,
		.vmid = CBAR_VMID(c->cbar),
	};
	uint64_t ttbr = c->ttbr[c->tcr >> 22 & 1]; /* TCR.A1 */

	if (!tag.stage2)
		tag.asid = ttbr >> 48 & (c->tcr2 & TCR2_AS ? 0xffff : 0xff);
	return tag;
}

static unsigned int limit(unsigned int value, unsigned int low, unsigned int high)
{
	return value < low ? low : value > high ? high : value;
}

/* stage 1: one of two tables, by the upper bits of the address */
static bool regime_s1(const struct smmu_context *c, uint64_t va, struct regime *r)
{
	static const unsigned char granule0[] = { 12, 16, 14, 12 };
	static const unsigned char granule1[] = { 12, 14, 12, 16 };
	bool high = va >> 63;
	unsigned int tcr = high ? c->tcr >> 16 : c->tcr;

	r->bits = 64 - limit(tcr & 0x3f, 16, 39);
	r->granule = high ? granule1[tcr >> 14 & 3] : granule0[tcr >> 14 & 3];
	r->out = out_bits(TCR2_PASIZE(c->tcr2));
	r->stage2 = false;
	if (tcr >> 7 & 1 || (high ? ~va : va) >> r->bits)
		return false;
	r->level = LAST_LEVEL - (r->bits - 1 - r->granule) / stride_of(r);
	r->table = c->ttbr[high] & 0x0000fffffffffff0ull;
	return true;
}

/* stage 2: the first level is given, and up to 16 tables of it lie side by side */
static bool regime_s2(const struct smmu_context *c, uint64_t va, struct regime *r)
{
	static const unsigned char granule[] = { 12, 16, 14, 12 };
	unsigned int sl0 = c->tcr >> 6 & 3, top;

	r->bits = 64 - limit(c->tcr & 0x3f, 16, 39);
	r->granule = granule[c->tcr >> 14 & 3];
	r->out = out_bits(c->tcr >> 16);
	r->stage2 = true;
	r->level = (r->granule == 12 ? 2 : 3) - sl0;
	r->table = c->ttbr[0] & 0x0000fffffffffff0ull;
	if (va >> r->bits || r->level > LAST_LEVEL || r->bits <= level_shift(r, r->level))
		return false;
	top = r->bits - level_shift(r, r->level);
	return top <= stride_of(r) + 4;
}

static bool read_entry(struct dmae_model *m, uint64_t addr, bool probe, uint64_t *entry)
{
	struct smmu *s = dmae_model_state(m);

	s->table_reads++;
	if (probe && dmae_bus_room(m, addr, sizeof(*entry), false) < sizeof(*entry))
		return false;
	return dmae_bus_read(m, addr, entry, sizeof(*entry)) == DMAE_BUS_OKAY;
}

/* log2 of how many entries with the contiguous hint stand for one */
static unsigned int contiguous(const struct regime *r, unsigned int level)
{
	if (r->granule == 12)
		return 4;
	return r->granule == 14 && level == LAST_LEVEL ? 7 : 5;
}

static bool block_allowed(const struct regime *r, unsigned int level)
{
	return level == 2 || (level == 1 && r->granule == 12);
}

static enum smmu_outcome leaf_of(const struct regime *r, uint64_t entry, unsigned int level,
				 uint64_t va, bool readonly, struct smmu_leaf *leaf)
{
	unsigned int shift = level_shift(r, level);
	uint64_t pa = entry & D_ADDRESS;

	if (pa >> r->out)
		return SMMU_ADDRESS_SIZE;
	if (!(entry & D_AF))
		return SMMU_ACCESS_FLAG;
	if (entry & D_CONTIGUOUS)
		shift += contiguous(r, level);
	leaf->shift = shift;
	leaf->va = va >> shift << shift;
	leaf->pa = pa >> shift << shift;
	leaf->read = !r->stage2 || entry & D_S2AP_READ;
	leaf->write = r->stage2 ? !!(entry & D_S2AP_WRITE) : !(entry & D_AP_RDONLY) && !readonly;
	leaf->unprivileged = r->stage2 || entry & D_AP_UNPRIV;
	leaf->global = !r->stage2 && !(entry & D_NG);
	return SMMU_DONE;
}

static enum smmu_outcome descend(struct dmae_model *m, const struct regime *r,
				 const struct smmu_tag *tag, uint64_t va, bool probe,
				 struct smmu_leaf *leaf, unsigned int *level)
{
	struct smmu *s = dmae_model_state(m);
	unsigned int last = level_shift(r, LAST_LEVEL - 1), bits;
	struct walk_entry walk = { .table = r->table };
	const struct walk_entry *known;
	uint64_t entry;

	*level = r->level;
	bits = r->bits - level_shift(r, r->level);
	known = *level < LAST_LEVEL ? smmu_tlb_find_table(s, tag, va, last) : NULL;
	if (known) {
		walk = *known;
		*level = LAST_LEVEL;
		bits = stride_of(r);
	}
	for (;; ++*level, bits = stride_of(r)) {
		uint64_t index = va >> level_shift(r, *level) & ((1ull << bits) - 1);

		if (!read_entry(m, walk.table + 8 * index, probe, &entry))
			return SMMU_EXTERNAL;
		if (!(entry & D_VALID))
			return SMMU_TRANSLATION;
		if (*level == LAST_LEVEL || !(entry & D_TABLE))
			break;
		walk.table = (entry & D_ADDRESS) >> r->granule << r->granule;
		walk.readonly |= !r->stage2 && entry & D_APTABLE_RO;
		if (walk.table >> r->out)
			return SMMU_ADDRESS_SIZE;
		if (*level + 1 == LAST_LEVEL) {
			walk.va = va >> last << last;
			walk.shift = last;
			smmu_tlb_keep_table(s, tag, &walk);
		}
	}
	if (*level == LAST_LEVEL ? !(entry & D_TABLE) : !block_allowed(r, *level))
		return SMMU_TRANSLATION;
	return leaf_of(r, entry, *level, va, walk.readonly, leaf);
}

enum smmu_outcome smmu_walk(struct dmae_model *m, const struct smmu_context *c, uint64_t va,
			    bool probe, struct smmu_leaf *leaf, unsigned int *level)
{
	struct smmu_tag tag = smmu_tag_of(c);
	struct regime r;

	*level = 0;
	if (!(tag.stage2 ? regime_s2(c, va, &r) : regime_s1(c, va, &r)))
		return SMMU_TRANSLATION;
	return descend(m, &r, &tag, va, probe, leaf, level);
}
