/* SPDX-License-Identifier: MIT */
/* What reset.c and reset_get.c share. */
#ifndef DMAE_DEVICE_RESET_CORE_H
#define DMAE_DEVICE_RESET_CORE_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/reset-controller.h>
#include <linux/reset.h>

/**
 * struct reset_control - a line, as one consumer, or all who share it, has it
 * @list: in its controller's list, under reset_lock
 * @acquired: this one may pull an exclusive line
 * @array: it stands for several: it is the first member of a struct reset_array
 * @deassert_count: how many of those who share it want it released
 * @triggered_count: how many wanted a pulse
 */
struct reset_control {
	struct reset_controller_dev *rcdev;
	struct list_head list;
	unsigned int id;
	struct kref refcnt;
	bool acquired;
	bool shared;
	bool array;
	atomic_t deassert_count;
	atomic_t triggered_count;
};

/** reset_array_do() - @fn on each line in turn; on failure @undo on those before it */
int reset_array_do(struct reset_control *rstc,
		   int (*fn)(struct reset_control *rstc),
		   int (*undo)(struct reset_control *rstc));
int reset_array_release_one(struct reset_control *rstc);
void reset_array_put(struct reset_control *rstc);

#endif
