// SPDX-License-Identifier: MIT
/*
 * /sys/kernel/debug/clk/clk_summary: the tree of clocks with counts and rates,
 * as the kernel prints it.
 */
#include <linux/clk-provider.h>
#include <linux/debugfs.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/seq_file.h>

#include "device/clk_core.h"

static struct dentry *clk_dir;

static void show_duty_and_state(struct seq_file *s, struct clk_core *core)
{
	if (core->phase >= 0)
		seq_printf(s, "%5d", core->phase);
	else
		seq_puts(s, "-----");
	seq_printf(s, " %6d", 50000);
	if (core->ops->is_enabled)
		seq_printf(s, " %9c\n",
			   core->ops->is_enabled(core->hw) ? 'Y' : 'N');
	else if (!core->ops->enable)
		seq_printf(s, " %9c\n", 'Y');
	else
		seq_printf(s, " %9c\n", core->enable_count ? 'Y' : 'N');
}

static void show_subtree(struct seq_file *s, struct clk_core *core, int level)
{
	struct clk_core *child;

	seq_printf(s, "%*s%-*s %7d %8d %8d %11lu %10lu ", level * 3 + 1, "",
		   30 - level * 3, core->name, core->enable_count,
		   core->prepare_count, core->protect_count, core->rate,
		   core->accuracy);
	show_duty_and_state(s, core);
	list_for_each_entry(child, &core->children, child_link)
		show_subtree(s, child, level + 1);
}

static int clk_summary_show(struct seq_file *s, void *data)
{
	struct clk_core *core;

	seq_puts(s, "                                 enable  prepare  protect                     "
		    "           duty  hardware\n");
	seq_puts(s, "   clock                          count    count    count        rate   "
		    "accuracy phase  cycle    enable\n");
	seq_puts(s, "------------------------------------------------------------------------------"
		    "-------------------------\n");
	clk_prepare_lock();
	list_for_each_entry(core, &clk_cores, link)
		if (!core->parent)
			show_subtree(s, core, 0);
	clk_prepare_unlock();
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(clk_summary);

void clk_debugfs_start(void)
{
	clk_dir = debugfs_create_dir("clk", NULL);
	debugfs_create_file("clk_summary", 0444, clk_dir, NULL,
			    &clk_summary_fops);
}

void clk_debugfs_stop(void)
{
	debugfs_remove_recursive(clk_dir);
	clk_dir = NULL;
}
