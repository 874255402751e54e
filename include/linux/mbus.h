/* SPDX-License-Identifier: MIT */
/*
 * Marvell's address decoding: which target a window of a controller leads
 * to. No world has that bridge: a controller has the whole of memory, and
 * whoever asks for its windows gets what a kernel without it says.
 */
#ifndef __LINUX_MBUS_H
#define __LINUX_MBUS_H

#include <linux/errno.h>
#include <linux/types.h>

struct resource;

struct mbus_dram_target_info {
	u8 mbus_dram_target_id;
	int num_cs;
	struct mbus_dram_window {
		u8 cs_index;
		u8 mbus_attr;
		u64 base;
		u64 size;
	} cs[4];
};

#define MVEBU_MBUS_PCI_IO	0x1
#define MVEBU_MBUS_PCI_MEM	0x2
#define MVEBU_MBUS_PCI_WA	0x3
#define MVEBU_MBUS_NO_REMAP	(0xffffffff)
#define MVEBU_MBUS_MAX_WINNAME_SZ	32

static inline const struct mbus_dram_target_info *mv_mbus_dram_info(void)
{
	return NULL;
}

static inline const struct mbus_dram_target_info *mv_mbus_dram_info_nooverlap(void)
{
	return NULL;
}

static inline int mvebu_mbus_get_io_win_info(phys_addr_t phyaddr, u32 *size, u8 *target,
					     u8 *attr)
{
	*size = 0;
	*target = 0;
	*attr = 0;
	return -EINVAL;
}

static inline int mvebu_mbus_get_dram_win_info(phys_addr_t phyaddr, u8 *target, u8 *attr)
{
	*target = 0;
	*attr = 0;
	return -EINVAL;
}

#endif
