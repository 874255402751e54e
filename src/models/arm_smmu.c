// SPDX-License-Identifier: MIT
/*
 * ARM SMMU, version 2, as the CoreLink MMU-500: translates for the bus
 * masters whose "iommus" lead here. This file is the class and the global
 * registers; arm_smmu.h names the manuals and the other files.
 *
 * Modelled: stream matching, one stage of translation in AArch64 tables
 * (either stage), bypass, the TLB and its invalidation, faults and their
 * interrupts. Not modelled: nested translation, AArch32 tables, stalled
 * faults, address translation operations, the secure side. docs/models.md has
 * the table.
 *
 * The node: "reg" is one window, half of it global space, the other half a
 * page of 4 KiB for each context bank; "interrupts" are #global-interrupts
 * global ones, then one for each context bank, and so say how many there are;
 * "dma-coherent" is IDR0.CTTW; "dmae,stream-mapping-groups" is IDR0.NUMSMRG.
 */
#include "arm_smmu.h"

#define DEFAULT_GROUPS	32
#define STREAM_BITS	15

#define IDR0_S1TS	(1u << 30)
#define IDR0_S2TS	(1u << 29)
#define IDR0_SMS	(1u << 27)
#define IDR0_ATOSNS	(1u << 26) /* set: there are none */
#define IDR0_PTFS_NO_32 (3u << 24)
#define IDR0_CTTW	(1u << 14)
#define IDR1_SMCD	(1u << 15)
#define IDR2_PTFS_64K	(1u << 14)
#define IDR2_PTFS_16K	(1u << 13)
#define IDR2_PTFS_4K	(1u << 12)
#define BITS_48		5u
#define IDR7_R2P4	0x24

#define S2CR_WRITABLE	0x0ff3c4ffu

static unsigned int log2_of(unsigned int n)
{
	return 31 - __builtin_clz(n);
}

/* ---- global registers -------------------------------------------------- */

static uint32_t idr_read(struct dmae_model *m, uint64_t offset)
{
	const struct smmu *s = dmae_model_state(m);

	switch (offset) {
	case SMMU_IDR0:
		return IDR0_S1TS | IDR0_S2TS | IDR0_SMS | IDR0_ATOSNS | IDR0_PTFS_NO_32 |
		       s->contexts << 16 | (s->coherent ? IDR0_CTTW : 0) | STREAM_BITS << 9 |
		       s->groups;
	case SMMU_IDR1:
		return (log2_of(s->half) - 1) << 28 | IDR1_SMCD | s->contexts;
	case SMMU_IDR2:
		return IDR2_PTFS_64K | IDR2_PTFS_16K | IDR2_PTFS_4K | BITS_48 << 8 | BITS_48 << 4 |
		       BITS_48;
	case SMMU_IDR7:
		return IDR7_R2P4;
	default:
		return 0;
	}
}

static uint64_t global0_read(struct dmae_model *m, uint64_t offset)
{
	const struct smmu *s = dmae_model_state(m);

	if (offset >= SMMU_SMR && offset < SMMU_SMR + 4 * s->groups)
		return s->smr[(offset - SMMU_SMR) / 4];
	if (offset >= SMMU_S2CR && offset < SMMU_S2CR + 4 * s->groups)
		return s->s2cr[(offset - SMMU_S2CR) / 4];
	switch (offset) {
	case SMMU_sCR0:
		return s->cr0;
	case SMMU_sACR:
		return s->acr;
	case SMMU_sGFAR:
		return s->gfar;
	case SMMU_sGFAR + 4:
		return s->gfar >> 32;
	case SMMU_sGFSR:
		return s->gfsr;
	case SMMU_sGFSYNR0:
		return s->gfsynr0;
	case SMMU_sGFSYNR1:
		return s->gfsynr1;
	default:
		/* SMMU_sTLBGSTATUS among them: invalidations are done when TLBSYNC was written */
		return idr_read(m, offset);
	}
}

static void global_tlbi(struct dmae_model *m, uint64_t offset, uint32_t value)
{
	struct tlbi op = { .what = offset == SMMU_TLBIVMID ? TLBI_VMID : TLBI_ALL };

	op.tag.vmid = value;
	/* hypervisors' contexts are none of ours */
	if (offset != SMMU_TLBIALLH)
		smmu_tlb_invalidate(m, &op);
}

static void group_write(struct dmae_model *m, uint64_t offset, uint32_t value)
{
	struct smmu *s = dmae_model_state(m);

	if (offset < SMMU_S2CR)
		s->smr[(offset - SMMU_SMR) / 4] = value & SMR_WRITABLE;
	else
		s->s2cr[(offset - SMMU_S2CR) / 4] = value & S2CR_WRITABLE;
	dmae_translation_changed(m);
}

static void global0_write(struct dmae_model *m, uint64_t offset, uint32_t value)
{
	struct smmu *s = dmae_model_state(m);

	if ((offset >= SMMU_SMR && offset < SMMU_SMR + 4 * s->groups) ||
	    (offset >= SMMU_S2CR && offset < SMMU_S2CR + 4 * s->groups)) {
		group_write(m, offset, value);
		return;
	}
	switch (offset) {
	case SMMU_sCR0:
		s->cr0 = value & CR0_WRITABLE;
		dmae_translation_changed(m);
		smmu_update_global_irq(m);
		break;
	case SMMU_sACR:
		s->acr = value;
		break;
	case SMMU_sGFSR:
		s->gfsr &= ~value;
		smmu_update_global_irq(m);
		break;
	case SMMU_sGFSRRESTORE:
		s->gfsr = value & GFSR_FAULTS;
		smmu_update_global_irq(m);
		break;
	case SMMU_TLBIVMID:
	case SMMU_TLBIALLNSNH:
	case SMMU_TLBIALLH:
		global_tlbi(m, offset, value);
		break;
	case SMMU_sTLBGSYNC:
		smmu_tlb_sync(m);
		break;
	}
}

static uint32_t *global1(struct smmu *s, uint64_t offset)
{
	unsigned int n = (offset & 0x3ff) / 4;

	if (n >= s->contexts)
		return NULL;
	switch (offset & ~0x3ffull) {
	case SMMU_CBAR:
		return &s->context[n].cbar;
	case SMMU_CBFRSYNRA:
		return &s->context[n].frsynra;
	case SMMU_CBA2R:
		return &s->context[n].cba2r;
	default:
		return NULL;
	}
}

static void global1_write(struct dmae_model *m, uint64_t offset, uint32_t value)
{
	uint32_t *reg = global1(dmae_model_state(m), offset);

	if (!reg)
		return;
	*reg = value;
	dmae_translation_changed(m);
}

/* ---- which space ------------------------------------------------------- */

/* a page of the window, a context bank's or a global one; false where there is none */
static bool is_context(struct dmae_model *m, uint64_t offset, unsigned int *n)
{
	const struct smmu *s = dmae_model_state(m);

	*n = offset / SMMU_PAGE - s->half;
	return *n < s->contexts;
}

static bool width_ok(uint64_t offset, unsigned int width)
{
	return width == 4 || (width == 8 && !(offset & 7));
}

static uint64_t smmu_read(struct dmae_model *m, unsigned int window, uint64_t offset,
			  unsigned int width)
{
	const uint32_t *reg;
	unsigned int n;

	if (!width_ok(offset, width))
		return 0;
	if (is_context(m, offset, &n))
		return smmu_context_read(m, n, offset % SMMU_PAGE, width);
	if (offset < SMMU_PAGE)
		return global0_read(m, offset);
	if (offset >= 2 * SMMU_PAGE)
		return 0;
	reg = global1(dmae_model_state(m), offset % SMMU_PAGE);
	return reg ? *reg : 0;
}

static void smmu_write(struct dmae_model *m, unsigned int window, uint64_t offset,
		       unsigned int width, uint64_t value)
{
	unsigned int n;

	if (!width_ok(offset, width))
		return;
	if (is_context(m, offset, &n))
		smmu_context_write(m, n, offset % SMMU_PAGE, width, value);
	else if (offset < SMMU_PAGE)
		global0_write(m, offset, value);
	else if (offset < 2 * SMMU_PAGE)
		global1_write(m, offset % SMMU_PAGE, value);
}

/* ---- the class --------------------------------------------------------- */

static int smmu_stream(struct dmae_model *m, const uint32_t *cells, unsigned int ncells,
		       uint32_t *stream)
{
	/* the second cell is a mask for whoever programs the groups: this stream is one of many */
	if (!ncells || ncells > 2 || (cells[0] & 0xffff) >> STREAM_BITS)
		return -22;
	*stream = cells[0] & 0xffff;
	return 0;
}

static void smmu_describe(struct dmae_model *m, struct dmae_text *text)
{
	const struct smmu *s = dmae_model_state(m);
	unsigned int i;

	if (s->cr0 & CR0_CLIENTPD) {
		dmae_text_line(text, "everything passes: sCR0.CLIENTPD is set");
		return;
	}
	dmae_text_line(text, "TLB: %lu hits, %lu misses, %lu table entries read", s->hits,
		       s->misses, s->table_reads);
	if (s->gfsr)
		dmae_text_line(text, "global fault: GFSR 0x%x, stream 0x%x, address 0x%llx",
			       s->gfsr, s->gfsynr1, (unsigned long long)s->gfar);
	for (i = 0; i < s->groups; i++)
		if (s->smr[i] & SMR_VALID)
			dmae_text_line(text, "streams 0x%x, mask 0x%x: %s, context bank %u",
				       SMR_ID(s->smr[i]), SMR_MASK(s->smr[i]),
				       S2CR_TYPE(s->s2cr[i]) == S2CR_TRANSLATE ? "translated"
				       : S2CR_TYPE(s->s2cr[i]) == S2CR_BYPASS  ? "pass"
									       : "fault",
				       S2CR_CBNDX(s->s2cr[i]));
	for (i = 0; i < s->contexts; i++) {
		const struct smmu_context *c = &s->context[i];

		if (c->faults || c->fsr)
			dmae_text_line(text, "context bank %u: %lu faults; FSR 0x%x, FAR 0x%llx", i,
				       c->faults, c->fsr, (unsigned long long)c->far);
	}
}

static int smmu_create(struct dmae_model *m)
{
	struct smmu *s = dmae_model_state(m);
	unsigned int irqs = dmae_irq_count(m);

	s->half = dmae_model_window_size(m, 0) / SMMU_PAGE / 2;
	s->global_irqs = dmae_model_prop_u32(m, "#global-interrupts", 1);
	s->groups = dmae_model_prop_u32(m, "dmae,stream-mapping-groups", DEFAULT_GROUPS);
	s->coherent = dmae_model_prop_bool(m, "dma-coherent");
	if (s->half < 2 || s->half & (s->half - 1)) {
		dmae_model_error(m, "registers of 0x%llx bytes: expected a power of two, and "
				    "0x4000 at least",
				 (unsigned long long)dmae_model_window_size(m, 0));
		return -22;
	}
	if (irqs <= s->global_irqs) {
		dmae_model_error(m, "%u interrupts: expected #global-interrupts (%u) and one for "
				    "each context bank",
				 irqs, s->global_irqs);
		return -22;
	}
	if (!s->groups || s->groups > GROUPS_MAX) {
		dmae_model_error(m, "dmae,stream-mapping-groups is %u: expected 1 to %u", s->groups,
				 GROUPS_MAX);
		return -22;
	}
	s->contexts = irqs - s->global_irqs;
	if (s->contexts > s->half)
		s->contexts = s->half;
	if (s->contexts > CONTEXTS_MAX)
		s->contexts = CONTEXTS_MAX;
	s->cr0 = CR0_CLIENTPD;
	return 0;
}

static const char *const smmu_compatible[] = { "arm,mmu-500", "arm,smmu-v2", "cavium,smmu-v2", NULL };

const struct dmae_model_class arm_smmu_class = {
	.name = "arm-smmu",
	.compatible = smmu_compatible,
	.state_size = sizeof(struct smmu),
	.create = smmu_create,
	.read = smmu_read,
	.write = smmu_write,
	.describe = smmu_describe,
	.stream = smmu_stream,
	.translate = smmu_translate,
};
