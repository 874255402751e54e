/* SPDX-License-Identifier: MIT */
/*
 * Page tables that an IOMMU walks: an IOMMU driver says which format its
 * hardware reads and how its TLB is told of changes, and gets operations that
 * map and unmap. For IOMMU drivers only; everybody else has <linux/iommu.h>.
 *
 * The tables lie in the machine's RAM, and nothing else is kept: what the
 * hardware finds when it walks is what is mapped.
 */
#ifndef __IO_PGTABLE_H
#define __IO_PGTABLE_H

#include <linux/bitops.h>
#include <linux/container_of.h>
#include <linux/iommu.h>
#include <linux/types.h>

/* the ARM_*LPAE* formats can be had here; for the others no table is made */
enum io_pgtable_fmt {
	ARM_32_LPAE_S1,
	ARM_32_LPAE_S2,
	ARM_64_LPAE_S1,
	ARM_64_LPAE_S2,
	ARM_V7S,
	ARM_MALI_LPAE,
	AMD_IOMMU_V1,
	AMD_IOMMU_V2,
	APPLE_DART,
	APPLE_DART2,
	IO_PGTABLE_NUM_FMTS,
};

/**
 * struct iommu_flush_ops - how the page table code tells a TLB of changes
 * @tlb_flush_all: forget everything of these tables; done when it returns
 * @tlb_flush_walk: forget what was read of tables, not only of leaves, for @size bytes from
 *	@iova, whose leaves were of @granule bytes; done when it returns
 * @tlb_add_page: one leaf of @granule bytes at @iova is gone. It may be told to the hardware at
 *	once, or noted in @gather for iommu_iotlb_sync(), before which it need not be done. Optional.
 *
 * Context: any; none of them sleeps. @cookie is what alloc_io_pgtable_ops() was given.
 */
struct iommu_flush_ops {
	void (*tlb_flush_all)(void *cookie);
	void (*tlb_flush_walk)(unsigned long iova, size_t size, size_t granule, void *cookie);
	void (*tlb_add_page)(struct iommu_iotlb_gather *gather, unsigned long iova,
			     size_t granule, void *cookie);
};

/* NS and NSTABLE bits in stage 1, for hardware that looks at them */
#define IO_PGTABLE_QUIRK_ARM_NS			BIT(0)
/* every page with full access, whatever its permissions */
#define IO_PGTABLE_QUIRK_NO_PERMS		BIT(1)
/* MediaTek's longer addresses, in entries and in the table base (ARM_V7S) */
#define IO_PGTABLE_QUIRK_ARM_MTK_EXT		BIT(3)
#define IO_PGTABLE_QUIRK_ARM_MTK_TTBR_EXT	BIT(4)
/* the tables are for the upper half of the address space, TTBR1's */
#define IO_PGTABLE_QUIRK_ARM_TTBR1		BIT(5)
/* a walker that is not coherent is told to use the outer caches */
#define IO_PGTABLE_QUIRK_ARM_OUTER_WBWA		BIT(6)

/**
 * struct io_pgtable_cfg - what tables are wanted; and, when they are made, what was made
 * @quirks: IO_PGTABLE_QUIRK_*; those that a format doesn't know make it refuse
 * @pgsize_bitmap: sizes that the hardware takes; cut down to those of one granule
 * @ias: bits of an input address
 * @oas: bits of an output address: 32, 36, 40, 42, 44, 48 or 52
 * @coherent_walk: the walker sees the CPU's caches: entries need not be synchronised
 * @tlb: how changes are told, or NULL
 * @iommu_dev: the walker's device: whose memory the tables are
 * @arm_lpae_s1_cfg: for the registers of a stage 1 context
 * @arm_lpae_s2_cfg: for those of a stage 2 context
 * @arm_v7s_cfg: not made
 * @arm_mali_lpae_cfg: for the registers of a Mali address space
 * @apple_dart_cfg: not made
 */
struct io_pgtable_cfg {
	unsigned long			quirks;
	unsigned long			pgsize_bitmap;
	unsigned int			ias;
	unsigned int			oas;
	bool				coherent_walk;
	const struct iommu_flush_ops	*tlb;
	struct device			*iommu_dev;

	union {
		struct {
			u64	ttbr;
			struct {
				u32	ips:3;
				u32	tg:2;
				u32	sh:2;
				u32	orgn:2;
				u32	irgn:2;
				u32	tsz:6;
			}	tcr;
			u64	mair;
		} arm_lpae_s1_cfg;

		struct {
			u64	vttbr;
			struct {
				u32	ps:3;
				u32	tg:2;
				u32	sh:2;
				u32	orgn:2;
				u32	irgn:2;
				u32	sl:2;
				u32	tsz:6;
			}	vtcr;
		} arm_lpae_s2_cfg;

		struct {
			u32	ttbr;
			u32	tcr;
			u32	nmrr;
			u32	prrr;
		} arm_v7s_cfg;

		struct {
			u64	transtab;
			u64	memattr;
		} arm_mali_lpae_cfg;

		struct {
			u64	ttbr[4];
			u32	n_ttbrs;
		} apple_dart_cfg;
	};
};

/**
 * struct io_pgtable_ops - operations on one set of tables
 * @map: one page of @size bytes, a size of the tables: 0; -EINVAL (size, no access asked for),
 *	-ERANGE (an address has too many bits), -EEXIST (something is mapped there), -ENOMEM
 * @map_pages: @pgcount pages of @pgsize bytes from @iova on, one after the other in @paddr; the
 *	bytes done are added to *@mapped, also on failure; errors as for @map
 * @unmap: one page: bytes unmapped, 0 if nothing is there
 * @unmap_pages: @pgcount pages: bytes unmapped; fewer than asked for ends a table: go on behind
 * @iova_to_phys: where @iova leads, or 0
 *
 * Whoever calls sees to it that no two calls work on the same addresses at a time; others may run
 * at once.
 */
struct io_pgtable_ops {
	int (*map)(struct io_pgtable_ops *ops, unsigned long iova, phys_addr_t paddr, size_t size,
		   int prot, gfp_t gfp);
	int (*map_pages)(struct io_pgtable_ops *ops, unsigned long iova, phys_addr_t paddr,
			 size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped);
	size_t (*unmap)(struct io_pgtable_ops *ops, unsigned long iova, size_t size,
			struct iommu_iotlb_gather *gather);
	size_t (*unmap_pages)(struct io_pgtable_ops *ops, unsigned long iova, size_t pgsize,
			      size_t pgcount, struct iommu_iotlb_gather *gather);
	phys_addr_t (*iova_to_phys)(struct io_pgtable_ops *ops, unsigned long iova);
};

/**
 * alloc_io_pgtable_ops() - empty tables
 * @fmt: the format
 * @cfg: what is wanted; what was made, on success
 * @cookie: given to @cfg's tlb callbacks
 *
 * Context: process; may sleep.
 * Return: the operations, for free_io_pgtable_ops(); NULL: no such format, a configuration that
 * the format does not have, or no memory.
 */
struct io_pgtable_ops *alloc_io_pgtable_ops(enum io_pgtable_fmt fmt, struct io_pgtable_cfg *cfg,
					    void *cookie);

/**
 * free_io_pgtable_ops() - free tables that no walker is looking at any more
 * @ops: the operations, or NULL. The TLB is told to forget all of them.
 *
 * Context: process.
 */
void free_io_pgtable_ops(struct io_pgtable_ops *ops);

/**
 * struct io_pgtable - one set of tables, as a format's implementation begins its own
 * @fmt: the format
 * @cookie: for the TLB callbacks
 * @cfg: a copy
 * @ops: the operations
 */
struct io_pgtable {
	enum io_pgtable_fmt	fmt;
	void			*cookie;
	struct io_pgtable_cfg	cfg;
	struct io_pgtable_ops	ops;
};

#define io_pgtable_ops_to_pgtable(x) container_of((x), struct io_pgtable, ops)

/* for formats: tell the TLB, as struct iommu_flush_ops says, if it wants to hear of it */
void io_pgtable_tlb_flush_walk(struct io_pgtable *iop, unsigned long iova, size_t size,
			       size_t granule);
void io_pgtable_tlb_add_page(struct io_pgtable *iop, struct iommu_iotlb_gather *gather,
			     unsigned long iova, size_t granule);
void io_pgtable_tlb_flush_all(struct io_pgtable *iop);

/**
 * struct io_pgtable_init_fns - a format
 * @alloc: make tables as alloc_io_pgtable_ops()
 * @free: and free them
 */
struct io_pgtable_init_fns {
	struct io_pgtable *(*alloc)(struct io_pgtable_cfg *cfg, void *cookie);
	void (*free)(struct io_pgtable *iop);
};

extern struct io_pgtable_init_fns io_pgtable_arm_32_lpae_s1_init_fns;
extern struct io_pgtable_init_fns io_pgtable_arm_32_lpae_s2_init_fns;
extern struct io_pgtable_init_fns io_pgtable_arm_64_lpae_s1_init_fns;
extern struct io_pgtable_init_fns io_pgtable_arm_64_lpae_s2_init_fns;
extern struct io_pgtable_init_fns io_pgtable_arm_mali_lpae_init_fns;

#endif
