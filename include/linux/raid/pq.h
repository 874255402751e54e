/* SPDX-License-Identifier: MIT */
/*
 * RAID-6 on the CPU: P and Q of a stripe, what two lost blocks held, and the
 * tables of the field GF(2^8) with the polynomial 0x11d. The arithmetic is
 * ISA-L's (src/base/raid).
 *
 * A stripe is an array of pointers: data blocks, then P, then Q. @disks counts
 * all of them.
 */
#ifndef LINUX_RAID_RAID6_H
#define LINUX_RAID_RAID6_H

#include <linux/mm.h>
#include <linux/types.h>

/** raid6_empty_zero_page - stands in a stripe for a block of zeroes */
extern const char raid6_empty_zero_page[PAGE_SIZE];
#define raid6_get_zero_page() ((void *)raid6_empty_zero_page)

/**
 * struct raid6_calls - a way to compute syndromes
 * @gen_syndrome: (disks, bytes, stripe): P and Q from the data
 * @xor_syndrome: (disks, first, last, bytes, stripe): add to P and Q what data
 *	blocks @first to @last hold
 * @valid: whether this machine can; NULL: any can
 * @name: of the way
 * @priority: among several
 */
struct raid6_calls {
	void (*gen_syndrome)(int disks, size_t bytes, void **ptrs);
	void (*xor_syndrome)(int disks, int start, int stop, size_t bytes, void **ptrs);
	int (*valid)(void);
	const char *name;
	int priority;
};

/** raid6_call - the way that is used */
extern struct raid6_calls raid6_call;

/**
 * struct raid6_recov_calls - a way to compute what lost blocks held
 * @data2: (disks, bytes, faila, failb, stripe): two data blocks, faila < failb
 * @datap: (disks, bytes, faila, stripe): a data block and P
 * @valid: whether this machine can; NULL: any can
 * @name: of the way
 * @priority: among several
 */
struct raid6_recov_calls {
	void (*data2)(int disks, size_t bytes, int faila, int failb, void **ptrs);
	void (*datap)(int disks, size_t bytes, int faila, void **ptrs);
	int (*valid)(void);
	const char *name;
	int priority;
};

/**
 * raid6_select_algo() - choose how raid6_call and its kin compute
 *
 * There is one way, ISA-L's, which chooses among the processor's instructions itself; it is in use
 * from the start. This brings it back where somebody has put another in its place.
 *
 * Context: Process. Return: 0.
 */
int raid6_select_algo(void);

/* what is wrong with a stripe */
#define RAID6_OK	0
#define RAID6_P_BAD	1
#define RAID6_Q_BAD	2
#define RAID6_PQ_BAD	3

/* a * b; the powers of 2 and their logarithms; 1 / a; 1 / (2^a + 1) */
extern const u8 raid6_gfmul[256][256];
extern const u8 raid6_gfexp[256];
extern const u8 raid6_gflog[256];
extern const u8 raid6_gfinv[256];
extern const u8 raid6_gfexi[256];
/* products of each value with the 16 low and the 16 high nibbles */
extern const u8 raid6_vgfmul[256][32];

/* (disks, bytes, faila, failb, stripe): two data blocks are lost, faila < failb */
extern void (*raid6_2data_recov)(int disks, size_t bytes, int faila, int failb, void **ptrs);
/* (disks, bytes, faila, stripe): a data block and P are lost */
extern void (*raid6_datap_recov)(int disks, size_t bytes, int faila, void **ptrs);

/**
 * raid6_dual_recov() - any two blocks of a stripe are lost
 * @disks: data blocks and two
 * @bytes: of a block
 * @faila: one lost block
 * @failb: the other
 * @ptrs: the stripe
 */
void raid6_dual_recov(int disks, size_t bytes, int faila, int failb, void **ptrs);

#endif
