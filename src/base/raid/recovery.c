// SPDX-License-Identifier: MIT
/*
 * What two lost blocks of a RAID-6 stripe held, on the CPU. The method is
 * that of H. P. Anvin, "The mathematics of RAID-6": syndromes without the
 * lost blocks, the difference to the stripe's own, and two equations.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/raid/pq.h>

#include "base/raid/arithmetic.h"
#include "base/raid/syndrome.h"

static void xor_into(void *dest, const void *src, size_t bytes)
{
	const void *both[] = { dest, src };

	raid_xor(dest, both, 2, bytes);
}

/* syndromes of the data without what is at @a and @b (or only at @a: @b < 0) */
static void partial_syndrome(void *p, void *q, int disks, size_t bytes, int a, int b, void **ptrs)
{
	void *lost_a = ptrs[a], *lost_b = b < 0 ? NULL : ptrs[b];

	ptrs[a] = NULL;
	if (b >= 0)
		ptrs[b] = NULL;
	raid6_syndrome(p, q, ptrs, disks - 2, 0, bytes, false);
	ptrs[a] = lost_a;
	if (b >= 0)
		ptrs[b] = lost_b;
}

static void recover_two_data(int disks, size_t bytes, int faila, int failb, void **ptrs)
{
	void *a = ptrs[faila], *b = ptrs[failb];
	const void *deltas[] = { a, b };
	const u8 coef[] = {
		raid6_gfexi[failb - faila],
		raid6_gfinv[raid6_gfexp[faila] ^ raid6_gfexp[failb]],
	};

	/* the lost blocks have room for the differences */
	partial_syndrome(a, b, disks, bytes, faila, failb, ptrs);
	xor_into(a, ptrs[disks - 2], bytes);
	xor_into(b, ptrs[disks - 1], bytes);
	raid6_sum(b, deltas, coef, 2, bytes);
	xor_into(a, b, bytes);
}

static void recover_data_and_p(int disks, size_t bytes, int faila, void **ptrs)
{
	void *a = ptrs[faila], *p = ptrs[disks - 2];
	const void *delta = a;

	partial_syndrome(p, a, disks, bytes, faila, -1, ptrs);
	xor_into(a, ptrs[disks - 1], bytes);
	raid6_sum(a, &delta, &raid6_gfinv[raid6_gfexp[faila]], 1, bytes);
	xor_into(p, a, bytes);
}

static void recover_data_and_q(int disks, size_t bytes, int faila, void **ptrs)
{
	void *a = ptrs[faila];

	partial_syndrome(a, NULL, disks, bytes, faila, -1, ptrs);
	xor_into(a, ptrs[disks - 2], bytes);
	raid6_syndrome(NULL, ptrs[disks - 1], ptrs, disks - 2, 0, bytes, false);
}

static const struct raid6_recov_calls recovery = {
	.data2 = recover_two_data,
	.datap = recover_data_and_p,
	.name = "isa-l",
	.priority = 1,
};

void (*raid6_2data_recov)(int disks, size_t bytes, int faila, int failb,
			  void **ptrs) = recover_two_data;
EXPORT_SYMBOL_GPL(raid6_2data_recov);
void (*raid6_datap_recov)(int disks, size_t bytes, int faila, void **ptrs) = recover_data_and_p;
EXPORT_SYMBOL_GPL(raid6_datap_recov);

int raid6_select_algo(void)
{
	raid6_call = raid6_syndrome_calls;
	raid6_2data_recov = recovery.data2;
	raid6_datap_recov = recovery.datap;
	return 0;
}
EXPORT_SYMBOL_GPL(raid6_select_algo);

void raid6_dual_recov(int disks, size_t bytes, int faila, int failb, void **ptrs)
{
	int low = min(faila, failb), high = max(faila, failb);

	if (high < disks - 2)
		raid6_2data_recov(disks, bytes, low, high, ptrs);
	else if (low == disks - 2)
		raid6_call.gen_syndrome(disks, bytes, ptrs);
	else if (high == disks - 2)
		raid6_datap_recov(disks, bytes, low, ptrs);
	else
		recover_data_and_q(disks, bytes, low, ptrs);
}
EXPORT_SYMBOL_GPL(raid6_dual_recov);
