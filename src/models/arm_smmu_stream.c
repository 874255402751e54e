// SPDX-License-Identifier: MIT
/*
 * ARM SMMU: the way of an access: from its stream to a stream mapping group,
 * from there to a context bank, and through the TLB or the tables. Host side.
 */
#include "arm_smmu.h"

#define NO_GROUP -1

static const char *const outcome_text[] = {
	[SMMU_TRANSLATION] = "translation fault",
	[SMMU_ACCESS_FLAG] = "access flag fault",
	[SMMU_PERMISSION] = "permission fault",
	[SMMU_EXTERNAL] = "external abort on a table walk",
	[SMMU_ADDRESS_SIZE] = "address size fault",
};

/* ---- global faults ----------------------------------------------------- */

void smmu_update_global_irq(struct dmae_model *m)
{
	const struct smmu *s = dmae_model_state(m);

	if (s->global_irqs)
		dmae_irq_set(m, 0, s->gfsr & GFSR_FAULTS && s->cr0 & (CR0_GFIE | CR0_GCFGFIE));
}

static enum dmae_bus global_fault(struct dmae_model *m, uint32_t fault, uint32_t stream,
				  uint64_t addr, bool write)
{
	struct smmu *s = dmae_model_state(m);

	if (s->gfsr & GFSR_FAULTS) {
		s->gfsr |= GFSR_MULTI;
	} else {
		s->gfsr = fault;
		s->gfar = addr;
		s->gfsynr0 = write ? GFSYNR0_WNR : 0;
		s->gfsynr1 = stream;
	}
	smmu_update_global_irq(m);
	return DMAE_BUS_SLVERR;
}

/* ---- streams ----------------------------------------------------------- */

/* the group of @stream; NO_GROUP if there is none, or, with *@conflict, more than one */
static int group_of(const struct smmu *s, uint32_t stream, bool *conflict)
{
	int found = NO_GROUP;
	unsigned int i;

	*conflict = false;
	for (i = 0; i < s->groups; i++) {
		uint32_t r = s->smr[i];

		if (!(r & SMR_VALID) || (stream ^ SMR_ID(r)) & ~SMR_MASK(r))
			continue;
		*conflict = found != NO_GROUP;
		if (*conflict)
			return NO_GROUP;
		found = i;
	}
	return found;
}

/* everything alike, with the address that it has */
static enum dmae_bus pass(struct dmae_translation *t)
{
	*t = (struct dmae_translation){
		.from = 0, .size = ~0ull, .read = true, .write = true, .passed = true,
	};
	return DMAE_BUS_OKAY;
}

/* ---- contexts ---------------------------------------------------------- */

static enum smmu_outcome look_up(struct dmae_model *m, const struct smmu_context *c, uint64_t addr,
				 bool probe, struct smmu_leaf *leaf, unsigned int *level)
{
	struct smmu *s = dmae_model_state(m);
	struct smmu_tag tag = smmu_tag_of(c);
	enum smmu_outcome outcome;

	*level = 3;
	if (smmu_tlb_find(s, &tag, addr, leaf))
		return SMMU_DONE;
	outcome = smmu_walk(m, c, addr, probe, leaf, level);
	if (outcome == SMMU_DONE)
		smmu_tlb_keep(s, &tag, leaf);
	return outcome;
}

static enum dmae_bus translate_in(struct dmae_model *m, unsigned int n, uint32_t s2cr,
				  uint32_t stream, uint64_t addr, bool write, bool probe,
				  struct dmae_translation *t)
{
	struct smmu *s = dmae_model_state(m);
	const struct smmu_context *c = &s->context[n];
	enum smmu_outcome outcome;
	struct smmu_leaf leaf;
	unsigned int level;
	bool allowed;

	if (!(c->sctlr & SCTLR_M))
		return pass(t);
	if (c->fsr & FSR_FAULTS && !(c->sctlr & SCTLR_HUPCF)) {
		t->why = "an earlier fault of the context is outstanding";
		return DMAE_BUS_SLVERR;
	}
	outcome = look_up(m, c, addr, probe, &leaf, &level);
	if (outcome == SMMU_DONE) {
		allowed = leaf.unprivileged || S2CR_PRIVCFG(s2cr) != PRIVCFG_UNPRIV;
		t->from = leaf.va;
		t->size = 1ull << leaf.shift;
		t->to = leaf.pa;
		t->read = leaf.read && allowed;
		t->write = leaf.write && allowed;
		t->passed = false;
		if (write ? t->write : t->read)
			return DMAE_BUS_OKAY;
		outcome = SMMU_PERMISSION;
	}
	t->why = outcome_text[outcome];
	if (!probe)
		smmu_context_fault(m, n, stream, addr, write, outcome, level);
	return DMAE_BUS_SLVERR;
}

enum dmae_bus smmu_translate(struct dmae_model *m, uint32_t stream, uint64_t addr, bool write,
			     bool probe, struct dmae_translation *t)
{
	struct smmu *s = dmae_model_state(m);
	uint32_t fault, s2cr;
	bool conflict;
	int group;

	if (s->cr0 & CR0_CLIENTPD)
		return pass(t);
	group = group_of(s, stream, &conflict);
	if (conflict) {
		fault = GFSR_SMCF;
		t->why = "several stream mapping groups match";
	} else if (group == NO_GROUP) {
		if (!(s->cr0 & CR0_USFCFG))
			return pass(t);
		fault = GFSR_USF;
		t->why = "no stream mapping group matches";
	} else {
		s2cr = s->s2cr[group];
		if (S2CR_TYPE(s2cr) == S2CR_BYPASS)
			return pass(t);
		if (S2CR_TYPE(s2cr) == S2CR_TRANSLATE && S2CR_CBNDX(s2cr) < s->contexts)
			return translate_in(m, S2CR_CBNDX(s2cr), s2cr, stream, addr, write, probe,
					    t);
		fault = S2CR_TYPE(s2cr) == S2CR_TRANSLATE ? GFSR_UCBF : GFSR_ICF;
		t->why = fault == GFSR_ICF ? "the stream is set to fault"
					   : "there is no such context bank";
	}
	return probe ? DMAE_BUS_SLVERR : global_fault(m, fault, stream, addr, write);
}
