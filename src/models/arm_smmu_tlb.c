// SPDX-License-Identifier: MIT
/*
 * ARM SMMU: its TLB. What it holds is used until somebody invalidates it,
 * whatever the tables say meanwhile; and an invalidation need not be done
 * before the next TLBSYNC, so that it is done then. A driver that forgets
 * either has stale translations here, as it may have on silicon. Host side.
 *
 * Entries are found by hashing, for each size that there has been. Whole
 * address spaces are forgotten by their age: an entry counts while the counts
 * of its ASID, of its VMID and of the TLB are those that it was read under.
 * IDs that are alike in their low eight bits share a count, which costs a few
 * walks and is what hardware may do.
 */
#include <string.h>

#include "arm_smmu.h"

#define WAYS 2

static bool same_tag(const struct smmu_tag *a, const struct smmu_tag *b, bool any_asid)
{
	return a->stage2 == b->stage2 && a->vmid == b->vmid && (any_asid || a->asid == b->asid);
}

static struct tlb_age age_of(const struct smmu *s, const struct smmu_tag *tag, bool any_asid)
{
	struct tlb_age age = {
		.all = s->all_age,
		.vmid = s->vmid_age[tag->vmid % IDS],
		.asid = any_asid ? 0 : s->asid_age[tag->asid % IDS],
	};

	return age;
}

static bool is_young(const struct smmu *s, const struct tlb_age *age, const struct smmu_tag *tag,
		     bool any_asid)
{
	return age->all == s->all_age && age->vmid == s->vmid_age[tag->vmid % IDS] &&
	       (any_asid || age->asid == s->asid_age[tag->asid % IDS]);
}

/* ---- leaves ------------------------------------------------------------ */

static struct tlb_entry *set_of(struct smmu *s, uint64_t va, unsigned int shift)
{
	uint64_t key = ((va >> shift) * 64 + shift) * 0x9e3779b97f4a7c15ull;

	return &s->tlb[(key >> 40) % (TLB_ENTRIES / WAYS) * WAYS];
}

static bool holds(const struct tlb_entry *e, const struct smmu_tag *tag, uint64_t va,
		  unsigned int shift)
{
	return e->leaf.shift == shift && e->leaf.va >> shift == va >> shift &&
	       same_tag(&e->tag, tag, e->leaf.global);
}

bool smmu_tlb_find(struct smmu *s, const struct smmu_tag *tag, uint64_t va, struct smmu_leaf *leaf)
{
	uint64_t shifts;

	for (shifts = s->shifts; shifts; shifts &= shifts - 1) {
		unsigned int shift = __builtin_ctzll(shifts), way;
		const struct tlb_entry *e = set_of(s, va, shift);

		for (way = 0; way < WAYS; way++, e++) {
			if (!holds(e, tag, va, shift) ||
			    !is_young(s, &e->age, &e->tag, e->leaf.global))
				continue;
			*leaf = e->leaf;
			s->hits++;
			return true;
		}
	}
	s->misses++;
	return false;
}

void smmu_tlb_keep(struct smmu *s, const struct smmu_tag *tag, const struct smmu_leaf *leaf)
{
	struct tlb_entry *set = set_of(s, leaf->va, leaf->shift);

	/* the one that was read before goes on to the second place */
	if (!holds(&set[0], tag, leaf->va, leaf->shift))
		set[1] = set[0];
	set[0].leaf = *leaf;
	set[0].tag = *tag;
	set[0].age = age_of(s, tag, leaf->global);
	s->shifts |= 1ull << leaf->shift;
}

static void drop_leaf(struct smmu *s, const struct tlbi *op)
{
	uint64_t shifts;

	for (shifts = s->shifts; shifts; shifts &= shifts - 1) {
		unsigned int shift = __builtin_ctzll(shifts), way;
		struct tlb_entry *e = set_of(s, op->va, shift);

		for (way = 0; way < WAYS; way++, e++)
			if (e->leaf.shift == shift && e->leaf.va >> shift == op->va >> shift &&
			    same_tag(&e->tag, &op->tag,
				     e->leaf.global || op->what == TLBI_VA_ALL_ASIDS))
				e->leaf.shift = 0;
	}
}

/* ---- tables ------------------------------------------------------------ */

static struct walk_entry *walk_slot(struct smmu *s, uint64_t va, unsigned int shift)
{
	uint64_t key = (va >> shift) * 0x9e3779b97f4a7c15ull;

	return &s->walks[(key >> 40) % WALK_ENTRIES];
}

const struct walk_entry *smmu_tlb_find_table(struct smmu *s, const struct smmu_tag *tag,
					     uint64_t va, unsigned int shift)
{
	const struct walk_entry *w = walk_slot(s, va, shift);

	if (w->shift != shift || w->va >> shift != va >> shift || !same_tag(&w->tag, tag, false) ||
	    !is_young(s, &w->age, &w->tag, false))
		return NULL;
	return w;
}

void smmu_tlb_keep_table(struct smmu *s, const struct smmu_tag *tag, struct walk_entry *walk)
{
	walk->tag = *tag;
	walk->age = age_of(s, tag, false);
	*walk_slot(s, walk->va, walk->shift) = *walk;
}

static void drop_table(struct smmu *s, const struct tlbi *op)
{
	unsigned int i;

	for (i = 0; i < WALK_ENTRIES; i++) {
		struct walk_entry *w = &s->walks[i];

		if (w->shift && w->va >> w->shift == op->va >> w->shift &&
		    same_tag(&w->tag, &op->tag, op->what == TLBI_VA_ALL_ASIDS))
			w->shift = 0;
	}
}

/* ---- invalidation ------------------------------------------------------ */

static void apply(struct smmu *s, const struct tlbi *op)
{
	switch (op->what) {
	case TLBI_ALL:
		s->all_age++;
		break;
	case TLBI_VMID:
		s->vmid_age[op->tag.vmid % IDS]++;
		break;
	case TLBI_ASID:
		s->asid_age[op->tag.asid % IDS]++;
		break;
	case TLBI_VA:
	case TLBI_VA_ALL_ASIDS:
		drop_leaf(s, op);
		if (!op->leaf_only)
			drop_table(s, op);
		break;
	}
}

void smmu_tlb_invalidate(struct dmae_model *m, const struct tlbi *op)
{
	struct smmu *s = dmae_model_state(m);

	if (s->queued == TLBI_QUEUE)
		smmu_tlb_sync(m);
	s->queue[s->queued++] = *op;
}

void smmu_tlb_sync(struct dmae_model *m)
{
	struct smmu *s = dmae_model_state(m);
	unsigned int i;

	if (!s->queued)
		return;
	for (i = 0; i < s->queued; i++)
		apply(s, &s->queue[i]);
	s->queued = 0;
	dmae_translation_changed(m);
}
