// SPDX-License-Identifier: MIT
/* ARM SMMU: the registers of a context bank, its faults and its interrupt. Host side. */
#include "arm_smmu.h"

static struct smmu_context *context(struct dmae_model *m, unsigned int n)
{
	struct smmu *s = dmae_model_state(m);

	return &s->context[n];
}

/* ---- faults ------------------------------------------------------------ */

void smmu_context_update_irq(struct dmae_model *m, unsigned int n)
{
	const struct smmu *s = dmae_model_state(m);
	const struct smmu_context *c = &s->context[n];

	dmae_irq_set(m, s->global_irqs + n, c->fsr & FSR_FAULTS && c->sctlr & SCTLR_CFIE);
}

void smmu_context_fault(struct dmae_model *m, unsigned int n, uint32_t stream, uint64_t va,
			bool write, enum smmu_outcome outcome, unsigned int level)
{
	static const uint32_t bits[] = {
		[SMMU_TRANSLATION] = FSR_TF, [SMMU_ACCESS_FLAG] = FSR_AFF,
		[SMMU_PERMISSION] = FSR_PF,  [SMMU_EXTERNAL] = FSR_EF,
		[SMMU_ADDRESS_SIZE] = FSR_ASF,
	};
	struct smmu_context *c = context(m, n);

	c->faults++;
	if (c->fsr & FSR_FAULTS) {
		/* the first one is what software is told of */
		c->fsr |= FSR_MULTI;
		return;
	}
	c->fsr = bits[outcome] | FSR_FORMAT_AARCH64;
	c->far = va;
	c->fsynr0 = (level & 3) | (write ? FSYNR0_WNR : 0) |
		    (CBAR_TYPE(c->cbar) == CBAR_S2 ? 0 : n << 16);
	c->frsynra = stream;
	/* what follows is refused until this is cleared */
	dmae_translation_changed(m);
	smmu_context_update_irq(m, n);
}

/* ---- invalidation ------------------------------------------------------ */

static void tlbi(struct dmae_model *m, unsigned int n, uint64_t offset, uint64_t value)
{
	struct smmu_tag tag = smmu_tag_of(context(m, n));
	struct tlbi op = { .what = TLBI_VA, .tag = tag, .va = value << 12 };

	/* addresses are of 44 bits and come with their ASID above; in stage 2, they are IPAs */
	op.va = (uint64_t)((int64_t)(value << 20) >> 8) & ~0xfffull;
	op.tag.asid = value >> 48;
	switch (offset) {
	case SMMU_CB_TLBIVAL:
		op.leaf_only = true;
		break;
	case SMMU_CB_TLBIVAAL:
		op.leaf_only = true;
		op.what = TLBI_VA_ALL_ASIDS;
		break;
	case SMMU_CB_TLBIVAA:
		op.what = TLBI_VA_ALL_ASIDS;
		break;
	case SMMU_CB_TLBIASID:
		op.what = TLBI_ASID;
		op.tag.asid = value;
		break;
	case SMMU_CB_TLBIALL:
		op.what = TLBI_VMID;
		break;
	case SMMU_CB_TLBIIPAS2:
	case SMMU_CB_TLBIIPAS2L:
		op.leaf_only = offset == SMMU_CB_TLBIIPAS2L;
		op.tag = tag;
		break;
	}
	/* an invalidation of the other stage's kind concerns nothing that is here */
	if ((offset == SMMU_CB_TLBIIPAS2 || offset == SMMU_CB_TLBIIPAS2L) != tag.stage2 &&
	    offset != SMMU_CB_TLBIALL)
		return;
	smmu_tlb_invalidate(m, &op);
}

/* ---- registers --------------------------------------------------------- */

/* the half of a register of 64 bits that is written to */
static uint64_t half(uint64_t reg, unsigned int width, bool upper, uint64_t value)
{
	if (width == 8)
		return value;
	return upper ? (reg & 0xffffffffull) | value << 32 : (reg & ~0xffffffffull) | value;
}

static void sctlr_write(struct dmae_model *m, unsigned int n, uint32_t value)
{
	struct smmu *s = dmae_model_state(m);

	if (value & SCTLR_M && !s->said_stall && (value & SCTLR_CFCFG || !(value & SCTLR_CFRE))) {
		s->said_stall = true;
		dmae_model_warn(m, "SMMU_CB%u_SCTLR 0x%x: faulting accesses are neither stalled "
				   "nor ignored here: they are answered with an error",
				n, value);
	}
	s->context[n].sctlr = value;
	smmu_context_update_irq(m, n);
}

/* registers that decide over translations; false if @offset is none of them */
static bool setup_write(struct dmae_model *m, unsigned int n, uint64_t offset, unsigned int width,
			uint64_t value)
{
	struct smmu_context *c = context(m, n);

	switch (offset) {
	case SMMU_CB_SCTLR:
		sctlr_write(m, n, value);
		break;
	case SMMU_CB_TCR2:
		c->tcr2 = value;
		break;
	case SMMU_CB_TTBR0:
	case SMMU_CB_TTBR0 + 4:
		c->ttbr[0] = half(c->ttbr[0], width, offset & 4, value);
		break;
	case SMMU_CB_TTBR1:
	case SMMU_CB_TTBR1 + 4:
		c->ttbr[1] = half(c->ttbr[1], width, offset & 4, value);
		break;
	case SMMU_CB_TCR:
		c->tcr = value;
		break;
	default:
		return false;
	}
	dmae_translation_changed(m);
	return true;
}

void smmu_context_write(struct dmae_model *m, unsigned int n, uint64_t offset, unsigned int width,
			uint64_t value)
{
	struct smmu_context *c = context(m, n);

	if (offset >= SMMU_CB_TLBIVA && offset <= SMMU_CB_TLBIIPAS2L) {
		tlbi(m, n, offset, value);
		return;
	}
	if (setup_write(m, n, offset, width, value))
		return;
	switch (offset) {
	case SMMU_CB_ACTLR:
		c->actlr = value;
		break;
	case SMMU_CB_CONTEXTIDR:
		c->contextidr = value;
		break;
	case SMMU_CB_MAIR0:
		c->mair[0] = value;
		break;
	case SMMU_CB_MAIR1:
		c->mair[1] = value;
		break;
	case SMMU_CB_FSR:
		c->fsr &= ~(uint32_t)(value & FSR_FAULTS);
		smmu_context_update_irq(m, n);
		break;
	case SMMU_CB_FSRRESTORE:
		c->fsr = value;
		smmu_context_update_irq(m, n);
		break;
	case SMMU_CB_FAR:
	case SMMU_CB_FAR + 4:
		c->far = half(c->far, width, offset & 4, value);
		break;
	case SMMU_CB_FSYNR0:
		c->fsynr0 = value;
		break;
	case SMMU_CB_TLBSYNC:
		smmu_tlb_sync(m);
		break;
	}
}

uint64_t smmu_context_read(struct dmae_model *m, unsigned int n, uint64_t offset,
			   unsigned int width)
{
	const struct smmu_context *c = context(m, n);

	switch (offset) {
	case SMMU_CB_SCTLR:
		return c->sctlr;
	case SMMU_CB_ACTLR:
		return c->actlr;
	case SMMU_CB_TCR2:
		return c->tcr2;
	case SMMU_CB_TTBR0:
		return c->ttbr[0];
	case SMMU_CB_TTBR0 + 4:
		return c->ttbr[0] >> 32;
	case SMMU_CB_TTBR1:
		return c->ttbr[1];
	case SMMU_CB_TTBR1 + 4:
		return c->ttbr[1] >> 32;
	case SMMU_CB_TCR:
		return c->tcr;
	case SMMU_CB_CONTEXTIDR:
		return c->contextidr;
	case SMMU_CB_MAIR0:
		return c->mair[0];
	case SMMU_CB_MAIR1:
		return c->mair[1];
	case SMMU_CB_FSR:
		return c->fsr;
	case SMMU_CB_FAR:
		return c->far;
	case SMMU_CB_FAR + 4:
		return c->far >> 32;
	case SMMU_CB_FSYNR0:
		return c->fsynr0;
	case SMMU_CB_FSYNR1:
		return c->fsynr1;
	default:
		/* SMMU_CB_TLBSTATUS among them: invalidations are done when TLBSYNC was written */
		return 0;
	}
}
