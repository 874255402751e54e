// SPDX-License-Identifier: MIT
/*
 * A RAID-6 stripe that loses two disks: async_tx computes P and Q of six data blocks, two blocks
 * are wiped, and what they held is computed anew from the rest.
 */
#include <linux/async_tx.h>
#include <linux/completion.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/string.h>

#include <dmae/world.h>

#define DATA	6
#define DISKS	(DATA + 2)	/* and P, and Q */

static struct page *disk[DISKS];
static unsigned int offset[DISKS];	/* where in its page a block begins: all 0 */
static addr_conv_t scribble[DISKS];	/* async_tx's, while it works on the stripe */

static void done(void *arg)
{
	complete(arg);
}

static void *block(int i)
{
	return page_address(disk[i]);
}

/* P and Q of the data; returns when they are there */
static void protect(void)
{
	DECLARE_COMPLETION_ONSTACK(end);
	struct async_submit_ctl submit;

	init_async_submit(&submit, ASYNC_TX_ACK, NULL, done, &end, scribble);
	async_gen_syndrome(disk, offset, DISKS, PAGE_SIZE, &submit);
	async_tx_issue_pending_all();
	wait_for_completion(&end);
}

static void recover(int a, int b)
{
	DECLARE_COMPLETION_ONSTACK(end);
	struct async_submit_ctl submit;

	init_async_submit(&submit, ASYNC_TX_ACK, NULL, done, &end, scribble);
	async_raid6_2data_recov(DISKS, PAGE_SIZE, a, b, disk, offset, &submit);
	async_tx_issue_pending_all();
	wait_for_completion(&end);
}

static int lose_two(int a, int b)
{
	static char kept[2][PAGE_SIZE];

	memcpy(kept[0], block(a), PAGE_SIZE);
	memcpy(kept[1], block(b), PAGE_SIZE);
	memset(block(a), 0, PAGE_SIZE);
	memset(block(b), 0, PAGE_SIZE);
	recover(a, b);
	if (memcmp(block(a), kept[0], PAGE_SIZE) || memcmp(block(b), kept[1], PAGE_SIZE))
		return -1;
	pr_info("disks %d and %d were lost, and hold what they held\n", a, b);
	return 0;
}

int main(void)
{
	struct dmae_world_params p = DMAE_WORLD_PARAMS;
	int i, err;

	if (dmae_world_start(&p))
		return 2;
	dmaengine_get();	/* async_tx uses channels that everybody shares */
	for (i = 0; i < DISKS; i++) {
		disk[i] = alloc_page(GFP_KERNEL);
		get_random_bytes(block(i), PAGE_SIZE);
	}
	protect();
	err = lose_two(1, 4);
	if (!err)
		err = lose_two(0, 5);
	for (i = 0; i < DISKS; i++)
		__free_page(disk[i]);
	dmaengine_put();
	return err ? 1 : dmae_world_stop();
}
