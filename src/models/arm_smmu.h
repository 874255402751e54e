/* SPDX-License-Identifier: MIT */
/*
 * ARM SMMU: what the model's files share. Names and bits are those of the ARM
 * System Memory Management Unit Architecture Specification, SMMU architecture
 * version 2.0 (ARM IHI 0062D), and of the CoreLink MMU-500 Technical
 * Reference Manual (r2p4, ARM DDI 0517). Host side; arm_smmu.c says what is
 * modelled.
 */
#ifndef DMAE_MODELS_ARM_SMMU_H
#define DMAE_MODELS_ARM_SMMU_H

#include <dmae/model.h>

/* ---- global register space 0 ------------------------------------------- */

#define SMMU_sCR0	  0x000
#define SMMU_sACR	  0x010
#define SMMU_IDR0	  0x020
#define SMMU_IDR1	  0x024
#define SMMU_IDR2	  0x028
#define SMMU_IDR7	  0x03c
#define SMMU_sGFAR	  0x040
#define SMMU_sGFSR	  0x048
#define SMMU_sGFSRRESTORE 0x04c
#define SMMU_sGFSYNR0	  0x050
#define SMMU_sGFSYNR1	  0x054
#define SMMU_sGFSYNR2	  0x058
#define SMMU_TLBIVMID	  0x064
#define SMMU_TLBIALLNSNH  0x068
#define SMMU_TLBIALLH	  0x06c
#define SMMU_sTLBGSYNC	  0x070
#define SMMU_sTLBGSTATUS  0x074
#define SMMU_SMR	  0x800 /* + 4n */
#define SMMU_S2CR	  0xc00 /* + 4n */

#define CR0_CLIENTPD   (1u << 0)
#define CR0_GFRE       (1u << 1)
#define CR0_GFIE       (1u << 2)
#define CR0_GCFGFIE    (1u << 5)
#define CR0_USFCFG     (1u << 10)
#define CR0_WRITABLE   0x00fffc37u

#define GFSR_ICF	(1u << 0)
#define GFSR_USF	(1u << 1)
#define GFSR_SMCF	(1u << 2)
#define GFSR_UCBF	(1u << 3)
#define GFSR_EF		(1u << 6)
#define GFSR_MULTI	(1u << 31)
#define GFSR_FAULTS	0x800001ffu
#define GFSYNR0_WNR	(1u << 1)

#define SMR_VALID	(1u << 31)
#define SMR_MASK(r)	((r) >> 16 & 0x7fffu)
#define SMR_ID(r)	((r) & 0x7fffu)
#define SMR_WRITABLE	0xffff7fffu

#define S2CR_TYPE(r)	((r) >> 16 & 3)
#define S2CR_TRANSLATE	0
#define S2CR_BYPASS	1
#define S2CR_PRIVCFG(r)	((r) >> 24 & 3)
#define PRIVCFG_UNPRIV	2
#define S2CR_CBNDX(r)	((r) & 0xff)

/* ---- global register space 1 ------------------------------------------- */

#define SMMU_CBAR	0x000 /* + 4n */
#define SMMU_CBFRSYNRA	0x400 /* + 4n */
#define SMMU_CBA2R	0x800 /* + 4n */

#define CBAR_VMID(r)	((r) & 0xff)
#define CBAR_TYPE(r)	((r) >> 16 & 3)
#define CBAR_S2		0 /* stage 2 translates */
#define CBAR_S1		1 /* stage 1 translates, stage 2 passes */
#define CBA2R_VA64	(1u << 0)

/* ---- a context bank ---------------------------------------------------- */

#define SMMU_CB_SCTLR	    0x000
#define SMMU_CB_ACTLR	    0x004
#define SMMU_CB_RESUME	    0x008
#define SMMU_CB_TCR2	    0x010
#define SMMU_CB_TTBR0	    0x020
#define SMMU_CB_TTBR1	    0x028
#define SMMU_CB_TCR	    0x030
#define SMMU_CB_CONTEXTIDR  0x034
#define SMMU_CB_MAIR0	    0x038
#define SMMU_CB_MAIR1	    0x03c
#define SMMU_CB_FSR	    0x058
#define SMMU_CB_FSRRESTORE  0x05c
#define SMMU_CB_FAR	    0x060
#define SMMU_CB_FSYNR0	    0x068
#define SMMU_CB_FSYNR1	    0x06c
#define SMMU_CB_TLBIVA	    0x600
#define SMMU_CB_TLBIVAA	    0x608
#define SMMU_CB_TLBIASID    0x610
#define SMMU_CB_TLBIALL	    0x618
#define SMMU_CB_TLBIVAL	    0x620
#define SMMU_CB_TLBIVAAL    0x628
#define SMMU_CB_TLBIIPAS2   0x630
#define SMMU_CB_TLBIIPAS2L  0x638
#define SMMU_CB_TLBSYNC	    0x7f0
#define SMMU_CB_TLBSTATUS   0x7f4

#define SCTLR_M		(1u << 0)
#define SCTLR_AFE	(1u << 2)
#define SCTLR_CFRE	(1u << 5)
#define SCTLR_CFIE	(1u << 6)
#define SCTLR_CFCFG	(1u << 7)
#define SCTLR_HUPCF	(1u << 8)

#define TCR2_AS		(1u << 4)
#define TCR2_PASIZE(r)	((r) & 7)

#define FSR_TF		(1u << 1)
#define FSR_AFF		(1u << 2)
#define FSR_PF		(1u << 3)
#define FSR_EF		(1u << 4)
#define FSR_ASF		(1u << 7)
#define FSR_FORMAT_AARCH64 (2u << 9)
#define FSR_MULTI	(1u << 31)
#define FSR_FAULTS	0xc00001feu
#define FSYNR0_WNR	(1u << 4)

/* ---- the model --------------------------------------------------------- */

#define SMMU_PAGE	 0x1000u
#define CONTEXTS_MAX	 128
#define GROUPS_MAX	 128
#define TLB_ENTRIES	 2048
#define WALK_ENTRIES	 256
#define TLBI_QUEUE	 32
#define IDS		 256 /* of ASIDs and VMIDs, those that are alike modulo this go together */

/* how an access ended, or went on */
enum smmu_outcome {
	SMMU_DONE,
	SMMU_TRANSLATION,
	SMMU_ACCESS_FLAG,
	SMMU_PERMISSION,
	SMMU_EXTERNAL,
	SMMU_ADDRESS_SIZE,
};

/* struct smmu_context - the registers of a context bank; @faults: how many there were */
struct smmu_context {
	uint32_t cbar, cba2r, frsynra;
	uint32_t sctlr, actlr, tcr, tcr2, contextidr;
	uint64_t ttbr[2], far;
	uint32_t mair[2];
	uint32_t fsr, fsynr0, fsynr1;
	unsigned long faults;
};

/* struct smmu_tag - whose a TLB entry is; @asid is 0 in stage 2 */
struct smmu_tag {
	bool stage2;
	uint8_t vmid;
	uint16_t asid;
};

/**
 * struct smmu_leaf - a page or a block of the tables, as the walk found it
 * @shift: log2 of its bytes
 */
struct smmu_leaf {
	uint64_t va, pa;
	unsigned char shift;
	bool read, write, unprivileged, global;
};

/* struct tlb_age - when an entry was read: it counts while nothing of this has moved on */
struct tlb_age {
	uint32_t all, vmid, asid;
};

/* struct tlb_entry - a leaf that is kept; empty if its @leaf has no size */
struct tlb_entry {
	struct smmu_leaf leaf;
	struct smmu_tag tag;
	struct tlb_age age;
};

/**
 * struct walk_entry - where the table of the last level on the way to an address lies
 * @va: the first address that it maps
 * @shift: log2 of the bytes that it maps; 0: empty
 * @readonly: what the tables above it say
 */
struct walk_entry {
	uint64_t va, table;
	unsigned char shift;
	bool readonly;
	struct smmu_tag tag;
	struct tlb_age age;
};

/* an invalidation that was asked for, and is done by the next TLBSYNC at the latest */
struct tlbi {
	enum { TLBI_ALL, TLBI_VMID, TLBI_ASID, TLBI_VA, TLBI_VA_ALL_ASIDS } what;
	bool leaf_only;
	struct smmu_tag tag;
	uint64_t va;
};

/* struct smmu - the model; @half: pages of the global space; as many are there for contexts */
struct smmu {
	unsigned int half, contexts, groups, global_irqs;
	bool coherent;
	uint32_t cr0, acr, gfsr, gfsynr0, gfsynr1;
	uint64_t gfar;
	uint32_t smr[GROUPS_MAX], s2cr[GROUPS_MAX];
	struct smmu_context context[CONTEXTS_MAX];

	struct tlb_entry tlb[TLB_ENTRIES];
	struct walk_entry walks[WALK_ENTRIES];
	uint32_t all_age, vmid_age[IDS], asid_age[IDS];
	uint64_t shifts; /* sizes of leaves that the TLB has held, as bits */
	struct tlbi queue[TLBI_QUEUE];
	unsigned int queued;
	bool said_stall;

	unsigned long hits, misses, table_reads;
};

/* arm_smmu_context.c */
uint64_t smmu_context_read(struct dmae_model *m, unsigned int n, uint64_t offset,
			   unsigned int width);
void smmu_context_write(struct dmae_model *m, unsigned int n, uint64_t offset, unsigned int width,
			uint64_t value);
/** smmu_context_update_irq() - the interrupt of context @n follows its registers */
void smmu_context_update_irq(struct dmae_model *m, unsigned int n);
/** smmu_context_fault() - record what happened to an access of @stream to @va */
void smmu_context_fault(struct dmae_model *m, unsigned int n, uint32_t stream, uint64_t va,
			bool write, enum smmu_outcome outcome, unsigned int level);

/* arm_smmu_tlb.c */
void smmu_tlb_invalidate(struct dmae_model *m, const struct tlbi *op);
void smmu_tlb_sync(struct dmae_model *m);
bool smmu_tlb_find(struct smmu *s, const struct smmu_tag *tag, uint64_t va,
		   struct smmu_leaf *leaf);
void smmu_tlb_keep(struct smmu *s, const struct smmu_tag *tag, const struct smmu_leaf *leaf);
/** smmu_tlb_find_table() - the table of the last level for @va, which maps 1 << @shift bytes */
const struct walk_entry *smmu_tlb_find_table(struct smmu *s, const struct smmu_tag *tag,
					     uint64_t va, unsigned int shift);
/** smmu_tlb_keep_table() - @walk says which; its tag and age are filled in */
void smmu_tlb_keep_table(struct smmu *s, const struct smmu_tag *tag, struct walk_entry *walk);

/* arm_smmu_walk.c */
/** smmu_tag_of() - how the entries of context @c are told apart */
struct smmu_tag smmu_tag_of(const struct smmu_context *c);
/** smmu_walk() - find @va in the tables of @c; on failure, *@level says how far it got */
enum smmu_outcome smmu_walk(struct dmae_model *m, const struct smmu_context *c, uint64_t va,
			    bool probe, struct smmu_leaf *leaf, unsigned int *level);

/* arm_smmu_stream.c */
enum dmae_bus smmu_translate(struct dmae_model *m, uint32_t stream, uint64_t addr, bool write,
			     bool probe, struct dmae_translation *t);
void smmu_update_global_irq(struct dmae_model *m);

#endif
