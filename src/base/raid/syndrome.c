// SPDX-License-Identifier: MIT
/*
 * <linux/raid/pq.h> and <linux/raid/xor.h> on the CPU: stripes of any width,
 * taken to the arithmetic in pieces that it can hold. Recovery is
 * recovery.c's subject.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/raid/pq.h>
#include <linux/raid/xor.h>
#include <linux/string.h>

#include "base/host.h"
#include "base/raid/arithmetic.h"
#include "base/raid/syndrome.h"

const char raid6_empty_zero_page[PAGE_SIZE] __aligned(64);
EXPORT_SYMBOL_GPL(raid6_empty_zero_page);
EXPORT_SYMBOL_GPL(raid6_gfmul);
EXPORT_SYMBOL_GPL(raid6_vgfmul);
EXPORT_SYMBOL_GPL(raid6_gfexp);
EXPORT_SYMBOL_GPL(raid6_gflog);
EXPORT_SYMBOL_GPL(raid6_gfinv);
EXPORT_SYMBOL_GPL(raid6_gfexi);

void raid6_sum(void *dest, const void *const *src, const u8 *coef, unsigned int count,
	       size_t bytes)
{
	struct raid_scratch *scratch = host_alloc(raid_scratch_size());

	raid_pq(NULL, dest, src, coef, count, bytes, false, scratch);
	host_free(scratch);
}

static void clear(void *p, void *q, size_t bytes)
{
	if (p)
		memset(p, 0, bytes);
	if (q)
		memset(q, 0, bytes);
}

void raid6_syndrome(void *p, void *q, void *const *data, int count, int first, size_t bytes,
		    bool go_on)
{
	struct raid_scratch *scratch = host_alloc(raid_scratch_size());
	const void *src[RAID_MAX_SOURCES];
	u8 coef[RAID_MAX_SOURCES];
	unsigned int n = 0;
	int i;

	for (i = 0; i < count; i++) {
		if (data[i] && data[i] != raid6_empty_zero_page) {
			coef[n] = raid6_gfexp[first + i];
			src[n++] = data[i];
		}
		if (n == RAID_MAX_SOURCES || (n && i == count - 1)) {
			raid_pq(p, q, src, coef, n, bytes, go_on, scratch);
			go_on = true;
			n = 0;
		}
	}
	/* zeroes only */
	if (!go_on)
		clear(p, q, bytes);
	host_free(scratch);
}

static void gen_syndrome(int disks, size_t bytes, void **ptrs)
{
	raid6_syndrome(ptrs[disks - 2], ptrs[disks - 1], ptrs, disks - 2, 0, bytes, false);
}

static void xor_syndrome(int disks, int start, int stop, size_t bytes, void **ptrs)
{
	raid6_syndrome(ptrs[disks - 2], ptrs[disks - 1], ptrs + start, stop - start + 1, start,
		       bytes, true);
}

#define SYNDROME_CALLS {			\
	.gen_syndrome = gen_syndrome,	\
	.xor_syndrome = xor_syndrome,	\
	.name = "isa-l",		\
	.priority = 1,			\
}

const struct raid6_calls raid6_syndrome_calls = SYNDROME_CALLS;
struct raid6_calls raid6_call = SYNDROME_CALLS;
EXPORT_SYMBOL_GPL(raid6_call);

static void xor_2(unsigned long bytes, unsigned long *p1, const unsigned long *p2)
{
	raid_xor(p1, (const void *[]){ p1, p2 }, 2, bytes);
}

static void xor_3(unsigned long bytes, unsigned long *p1, const unsigned long *p2,
		  const unsigned long *p3)
{
	raid_xor(p1, (const void *[]){ p1, p2, p3 }, 3, bytes);
}

static void xor_4(unsigned long bytes, unsigned long *p1, const unsigned long *p2,
		  const unsigned long *p3, const unsigned long *p4)
{
	raid_xor(p1, (const void *[]){ p1, p2, p3, p4 }, 4, bytes);
}

static void xor_5(unsigned long bytes, unsigned long *p1, const unsigned long *p2,
		  const unsigned long *p3, const unsigned long *p4, const unsigned long *p5)
{
	raid_xor(p1, (const void *[]){ p1, p2, p3, p4, p5 }, 5, bytes);
}

static const struct xor_block_template by_isal = {
	.name = "isa-l",
	.do_2 = xor_2,
	.do_3 = xor_3,
	.do_4 = xor_4,
	.do_5 = xor_5,
};

void xor_blocks(unsigned int count, unsigned int bytes, void *dest, void **srcs)
{
	switch (count) {
	case 1:
		by_isal.do_2(bytes, dest, srcs[0]);
		break;
	case 2:
		by_isal.do_3(bytes, dest, srcs[0], srcs[1]);
		break;
	case 3:
		by_isal.do_4(bytes, dest, srcs[0], srcs[1], srcs[2]);
		break;
	case 4:
		by_isal.do_5(bytes, dest, srcs[0], srcs[1], srcs[2], srcs[3]);
		break;
	default:
		WARN_ONCE(1, "xor_blocks: %u sources: 1 to %u are possible\n", count, MAX_XOR_BLOCKS);
	}
}
EXPORT_SYMBOL(xor_blocks);
