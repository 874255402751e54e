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

struct raid6_calls raid6_call = {
	.gen_syndrome = gen_syndrome,
	.xor_syndrome = xor_syndrome,
	.name = "isa-l",
	.priority = 1,
};
EXPORT_SYMBOL_GPL(raid6_call);

void xor_blocks(unsigned int count, unsigned int bytes, void *dest, void **srcs)
{
	const void *all[MAX_XOR_BLOCKS + 1] = { dest };

	if (WARN_ON_ONCE(!count || count > MAX_XOR_BLOCKS))
		return;
	memcpy(all + 1, srcs, count * sizeof(*srcs));
	raid_xor(dest, all, count + 1, bytes);
}
EXPORT_SYMBOL(xor_blocks);
