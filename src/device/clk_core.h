/* SPDX-License-Identifier: MIT */
/* What the files of the clock framework share: the tree of clocks and its two locks. */
#ifndef DMAE_DEVICE_CLK_CORE_H
#define DMAE_DEVICE_CLK_CORE_H

#include <linux/clk-provider.h>
#include <linux/clk.h>
#include <linux/list.h>

/**
 * struct clk_parent - a parent by one of its names; @core once it was found;
 * its own copies of the names
 */
struct clk_parent {
	const struct clk_hw *hw;
	struct clk_core *core;
	const char *fw_name;
	const char *name;
	int index;
};

/**
 * struct clk_core - a clock of the tree
 * @parent: the parent that feeds it, or NULL (a root, or an orphan)
 * @parents: all that could, @num_parents of them
 * @rate: Hz, as of the last recalculation; 0 for an orphan
 * @new_rate: what it will be, while a change is worked out
 * @protect_count: who has exclusive use of its rate
 * @clks: the handles that consumers hold
 * @refs: handles and the registration; freed with the last
 * @hw: NULL once it was unregistered
 *
 * @enable_count is under the enable lock, all else under the prepare lock.
 */
struct clk_core {
	const char *name;
	const struct clk_ops *ops;
	struct clk_hw *hw;
	struct device *dev;
	struct device_node *of_node;
	struct clk_core *parent;
	struct clk_parent *parents;
	u8 num_parents;
	unsigned long flags;
	unsigned long rate;
	unsigned long accuracy;
	int phase;
	unsigned int enable_count;
	unsigned int prepare_count;
	unsigned int protect_count;
	struct list_head children;
	struct list_head child_link;
	struct list_head link;
	struct list_head clks;
	unsigned int refs;
};

/** struct clk - a consumer's handle; the consumer's until clk_put() */
struct clk {
	struct clk_core *core;
	struct device *dev;
	const char *dev_id;
	const char *con_id;
	unsigned long min_rate;
	unsigned long max_rate;
	unsigned int exclusive_count;
	struct list_head link;
};

/* recursive in the task, or on the CPU, that holds them: an operation may use clocks */
void clk_prepare_lock(void);
void clk_prepare_unlock(void);
unsigned long clk_enable_lock(void);
void clk_enable_unlock(unsigned long flags);

/* under the prepare lock */
extern struct list_head clk_cores;	/* in order of registration */
struct clk_core *clk_core_lookup(const char *name);
struct clk_core *clk_core_parent_by_index(struct clk_core *core, u8 index);
void clk_core_reparent(struct clk_core *core, struct clk_core *parent);
void clk_core_recalc(struct clk_core *core);
int clk_core_prepare(struct clk_core *core);
void clk_core_unprepare(struct clk_core *core);
void clk_core_put(struct clk_core *core);

/* takes the locks itself */
struct clk *clk_handle_new(struct device *dev, struct clk_hw *hw,
			   const char *dev_id, const char *con_id);
void clk_handle_free(struct clk *clk);

/**
 * clk_hw_of_node() - the clock that an entry of "clocks" leads to
 * @index: which entry, where @con_id doesn't name one
 * @stand_in: make a stand-in where nobody provides it nor will
 *
 * Return: the clock, NULL (the provider says there is none) or an error pointer.
 */
struct clk_hw *clk_hw_of_node(struct device_node *np, int index,
			      const char *con_id, bool stand_in);

int clk_of_start(void);
void clk_of_stop(void);
void clk_debugfs_start(void);
void clk_debugfs_stop(void);

#endif
