// SPDX-License-Identifier: MIT
/*
 * The tree of clocks: registering and unregistering them, giving orphans
 * their parent once it appears, the handles by which consumers hold them.
 */
#define pr_fmt(fmt) "clk: " fmt

#include <linux/bug.h>
#include <linux/clk-provider.h>
#include <linux/clk.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/clk_core.h"
#include "device/core.h"
#include "device/firmware.h"

LIST_HEAD(clk_cores);

/* ---- lookup ------------------------------------------------------------------- */

struct clk_core *clk_core_lookup(const char *name)
{
	struct clk_core *core;

	if (!name)
		return NULL;
	list_for_each_entry(core, &clk_cores, link)
		if (!strcmp(core->name, name))
			return core;
	return NULL;
}

/* ---- handles ------------------------------------------------------------------- */

static void parents_free(struct clk_core *core)
{
	int i;

	for (i = 0; core->parents && i < core->num_parents; i++) {
		kfree(core->parents[i].fw_name);
		kfree(core->parents[i].name);
	}
	kfree(core->parents);
	core->parents = NULL;
}

void clk_core_put(struct clk_core *core)
{
	if (--core->refs)
		return;
	parents_free(core);
	kfree(core->name);
	kfree(core);
}

struct clk *clk_handle_new(struct device *dev, struct clk_hw *hw,
			   const char *dev_id, const char *con_id)
{
	struct clk *clk;

	if (IS_ERR_OR_NULL(hw))
		return ERR_CAST(hw);
	clk = kzalloc(sizeof(*clk), GFP_KERNEL);
	if (!clk)
		return ERR_PTR(-ENOMEM);
	clk->dev = dev;
	clk->dev_id = dev_id ? kstrdup(dev_id, GFP_KERNEL) : NULL;
	clk->con_id = con_id ? kstrdup(con_id, GFP_KERNEL) : NULL;
	clk->max_rate = ULONG_MAX;
	clk_prepare_lock();
	clk->core = hw->core;
	clk->core->refs++;
	list_add_tail(&clk->link, &clk->core->clks);
	clk_prepare_unlock();
	return clk;
}

void clk_handle_free(struct clk *clk)
{
	clk_prepare_lock();
	list_del(&clk->link);
	if (WARN_ON(clk->exclusive_count))
		clk->core->protect_count -= clk->exclusive_count;
	clk_core_put(clk->core);
	clk_prepare_unlock();
	kfree(clk->dev_id);
	kfree(clk->con_id);
	kfree(clk);
}

/* ---- after it was unregistered -------------------------------------------------- */

static int gone_prepare(struct clk_hw *hw)
{
	return -ENXIO;
}

static void gone_noop(struct clk_hw *hw)
{
	WARN_ON_ONCE(1);
}

static int gone_set_rate(struct clk_hw *hw, unsigned long rate,
			 unsigned long parent_rate)
{
	return -ENXIO;
}

static int gone_set_parent(struct clk_hw *hw, u8 index)
{
	return -ENXIO;
}

/* what consumers that still hold the clock get */
static const struct clk_ops gone_ops = {
	.prepare = gone_prepare,
	.unprepare = gone_noop,
	.enable = gone_prepare,
	.disable = gone_noop,
	.set_rate = gone_set_rate,
	.set_parent = gone_set_parent,
};

/* ---- registration ----------------------------------------------------------------- */

static int parent_copy(struct clk_parent *parent,
		       const struct clk_init_data *init, int i)
{
	const struct clk_parent_data *data;
	const char *fw_name = NULL;
	const char *name = NULL;

	parent->index = -1;
	if (init->parent_names) {
		name = init->parent_names[i];
	} else if (init->parent_data) {
		data = &init->parent_data[i];
		parent->hw = data->hw;
		fw_name = data->fw_name;
		name = data->name;
		/* an index counts only where nothing else names the parent */
		if (!data->hw && !fw_name && !name)
			parent->index = data->index;
	} else if (init->parent_hws) {
		parent->hw = init->parent_hws[i];
	}
	if (fw_name) {
		parent->fw_name = kstrdup(fw_name, GFP_KERNEL);
		if (!parent->fw_name)
			return -ENOMEM;
	}
	if (name) {
		parent->name = kstrdup(name, GFP_KERNEL);
		if (!parent->name)
			return -ENOMEM;
	}
	return 0;
}

static int parents_copy(struct clk_core *core,
			const struct clk_init_data *init)
{
	int i;

	if (!core->num_parents)
		return 0;
	core->parents = kcalloc(core->num_parents, sizeof(*core->parents),
				GFP_KERNEL);
	if (!core->parents)
		return -ENOMEM;
	for (i = 0; i < core->num_parents; i++)
		if (parent_copy(&core->parents[i], init, i))
			return -ENOMEM;
	return 0;
}

/* the operations that a clock must have together */
static int check_ops(struct clk_core *core)
{
	const struct clk_ops *ops = core->ops;

	if (ops->set_rate && !((ops->round_rate || ops->determine_rate) &&
			       ops->recalc_rate)) {
		pr_err("%s: %s must implement .round_rate or .determine_rate in addition to "
		       ".recalc_rate\n",
		       __func__, core->name);
		return -EINVAL;
	}
	if (ops->set_parent && !ops->get_parent) {
		pr_err("%s: %s must implement .get_parent & .set_parent\n",
		       __func__, core->name);
		return -EINVAL;
	}
	if (core->num_parents > 1 && !ops->get_parent) {
		pr_err("%s: %s must implement .get_parent as it has multi parents\n",
		       __func__, core->name);
		return -EINVAL;
	}
	if (ops->set_rate_and_parent &&
	    !(ops->set_parent && ops->set_rate)) {
		pr_err("%s: %s must implement .set_parent & .set_rate\n",
		       __func__, core->name);
		return -EINVAL;
	}
	return 0;
}

static struct clk_core *current_parent(struct clk_core *core)
{
	u8 index = 0;

	if (core->num_parents > 1)
		index = core->ops->get_parent(core->hw);
	return clk_core_parent_by_index(core, index);
}

/* clocks that waited for this one */
static void adopt_orphans(void)
{
	struct clk_core *core;

	list_for_each_entry(core, &clk_cores, link) {
		struct clk_core *parent;

		if (core->parent || !core->num_parents || !core->hw)
			continue;
		parent = current_parent(core);
		if (parent && parent != core)
			clk_core_reparent(core, parent);
	}
}

static int core_add(struct clk_core *core)
{
	struct clk_core *parent;
	int ret = 0;

	clk_prepare_lock();
	core->hw->core = core;
	if (clk_core_lookup(core->name)) {
		pr_debug("%s: clk %s already initialized\n", __func__,
			 core->name);
		ret = -EEXIST;
		goto out_unlock;
	}
	ret = check_ops(core);
	if (!ret && core->ops->init)
		ret = core->ops->init(core->hw);
	if (ret)
		goto out_unlock;
	list_add_tail(&core->link, &clk_cores);
	parent = core->num_parents ? current_parent(core) : NULL;
	clk_core_reparent(core, parent);
	if (core->ops->get_phase)
		core->phase = core->ops->get_phase(core->hw);
	if (core->flags & CLK_IS_CRITICAL) {
		ret = clk_core_prepare(core);
		if (!ret)
			ret = clk_enable(core->hw->clk);
		if (ret)
			pr_warn("%s: critical clk '%s' failed to start\n",
				__func__, core->name);
		ret = 0;
	}
	adopt_orphans();
out_unlock:
	if (ret)
		core->hw->core = NULL;
	clk_prepare_unlock();
	return ret;
}

static struct clk_core *core_new(struct device *dev, struct device_node *np,
				 struct clk_hw *hw)
{
	const struct clk_init_data *init = hw->init;
	struct clk_core *core = kzalloc(sizeof(*core), GFP_KERNEL);

	if (!core)
		return NULL;
	core->refs = 1;
	core->ops = init->ops;
	core->hw = hw;
	core->dev = dev;
	core->of_node = np;
	core->flags = init->flags;
	core->num_parents = init->num_parents;
	INIT_LIST_HEAD(&core->children);
	INIT_LIST_HEAD(&core->child_link);
	INIT_LIST_HEAD(&core->clks);
	core->name = kstrdup(init->name, GFP_KERNEL);
	if (!core->name || parents_copy(core, init)) {
		clk_core_put(core);
		return NULL;
	}
	return core;
}

static struct clk *register_clk(struct device *dev, struct device_node *np,
				struct clk_hw *hw)
{
	struct clk_core *core;
	int ret;

	if (WARN_ON(!hw->init || !hw->init->ops || !hw->init->name))
		return ERR_PTR(-EINVAL);
	core = core_new(dev, np, hw);
	if (!core)
		return ERR_PTR(-ENOMEM);
	/* the description is the caller's, and may be gone after this */
	hw->init = NULL;
	hw->core = core;
	hw->clk = clk_handle_new(NULL, hw, NULL, NULL);
	if (IS_ERR(hw->clk)) {
		ret = PTR_ERR(hw->clk);
		goto err_put_core;
	}
	ret = core_add(core);
	if (ret)
		goto err_free_handle;
	return hw->clk;

err_free_handle:
	clk_handle_free(hw->clk);
err_put_core:
	hw->clk = NULL;
	clk_core_put(core);
	return ERR_PTR(ret);
}

struct clk *clk_register(struct device *dev, struct clk_hw *hw)
{
	return register_clk(dev, dev ? dev->of_node : NULL, hw);
}
EXPORT_SYMBOL_GPL(clk_register);

int clk_hw_register(struct device *dev, struct clk_hw *hw)
{
	return PTR_ERR_OR_ZERO(clk_register(dev, hw));
}
EXPORT_SYMBOL_GPL(clk_hw_register);

int of_clk_hw_register(struct device_node *node, struct clk_hw *hw)
{
	return PTR_ERR_OR_ZERO(register_clk(NULL, node, hw));
}
EXPORT_SYMBOL_GPL(of_clk_hw_register);

/* nobody must find it as a parent any more */
static void forget_parent(struct clk_core *gone)
{
	struct clk_core *core;
	int i;

	list_for_each_entry(core, &clk_cores, link)
		for (i = 0; i < core->num_parents; i++)
			if (core->parents[i].core == gone)
				core->parents[i].core = NULL;
}

/* drivers that were never meant to go have gone, and left their clocks running */
static bool expect_prepared;

void clk_expect_prepared(bool expect)
{
	expect_prepared = expect;
}

void clk_unregister(struct clk *clk)
{
	struct clk_core *core;
	unsigned long flags;

	if (WARN_ON_ONCE(IS_ERR_OR_NULL(clk)))
		return;
	clk_prepare_lock();
	core = clk->core;
	if (WARN(core->ops == &gone_ops, "unregistered clock: %s\n",
		 core->name)) {
		clk_prepare_unlock();
		return;
	}
	flags = clk_enable_lock();
	if (core->ops->terminate)
		core->ops->terminate(core->hw);
	core->ops = &gone_ops;
	clk_enable_unlock(flags);

	while (!list_empty(&core->children))
		clk_core_reparent(list_first_entry(&core->children,
						   struct clk_core, child_link),
				  NULL);
	list_del_init(&core->child_link);
	list_del(&core->link);
	forget_parent(core);
	if (core->prepare_count && !expect_prepared && !(core->flags & CLK_IS_CRITICAL))
		pr_warn("%s: unregistering prepared clock: %s\n", __func__,
			core->name);
	core->hw->core = NULL;
	core->hw->clk = NULL;
	core->hw = NULL;
	core->parent = NULL;
	clk_handle_free(clk);
	clk_core_put(core);
	clk_prepare_unlock();
}
EXPORT_SYMBOL_GPL(clk_unregister);

void clk_hw_unregister(struct clk_hw *hw)
{
	clk_unregister(hw->clk);
}
EXPORT_SYMBOL_GPL(clk_hw_unregister);

/* ---- managed ------------------------------------------------------------------------- */

static void devm_clk_unregister_cb(struct device *dev, void *res)
{
	clk_unregister(*(struct clk **)res);
}

struct clk *devm_clk_register(struct device *dev, struct clk_hw *hw)
{
	struct clk **ptr;
	struct clk *clk;

	ptr = devres_alloc(devm_clk_unregister_cb, sizeof(*ptr), GFP_KERNEL);
	if (!ptr)
		return ERR_PTR(-ENOMEM);
	clk = clk_register(dev, hw);
	if (IS_ERR(clk)) {
		devres_free(ptr);
		return clk;
	}
	*ptr = clk;
	devres_add(dev, ptr);
	return clk;
}
EXPORT_SYMBOL_GPL(devm_clk_register);

int devm_clk_hw_register(struct device *dev, struct clk_hw *hw)
{
	return PTR_ERR_OR_ZERO(devm_clk_register(dev, hw));
}
EXPORT_SYMBOL_GPL(devm_clk_hw_register);

/* ---- what a provider asks about its clock ---------------------------------------------- */

const char *__clk_get_name(const struct clk *clk)
{
	return clk ? clk->core->name : NULL;
}
EXPORT_SYMBOL_GPL(__clk_get_name);

const char *clk_hw_get_name(const struct clk_hw *hw)
{
	return hw->core->name;
}
EXPORT_SYMBOL_GPL(clk_hw_get_name);

struct clk_hw *__clk_get_hw(struct clk *clk)
{
	return clk ? clk->core->hw : NULL;
}
EXPORT_SYMBOL_GPL(__clk_get_hw);

unsigned int clk_hw_get_num_parents(const struct clk_hw *hw)
{
	return hw->core->num_parents;
}
EXPORT_SYMBOL_GPL(clk_hw_get_num_parents);

struct clk_hw *clk_hw_get_parent(const struct clk_hw *hw)
{
	return hw->core->parent ? hw->core->parent->hw : NULL;
}
EXPORT_SYMBOL_GPL(clk_hw_get_parent);

struct clk_hw *clk_hw_get_parent_by_index(const struct clk_hw *hw,
					  unsigned int index)
{
	struct clk_core *parent = clk_core_parent_by_index(hw->core, index);

	return parent ? parent->hw : NULL;
}
EXPORT_SYMBOL_GPL(clk_hw_get_parent_by_index);

unsigned int __clk_get_enable_count(struct clk *clk)
{
	return clk ? clk->core->enable_count : 0;
}

unsigned long clk_hw_get_rate(const struct clk_hw *hw)
{
	return hw->core->rate;
}
EXPORT_SYMBOL_GPL(clk_hw_get_rate);

unsigned long clk_hw_get_flags(const struct clk_hw *hw)
{
	return hw->core->flags;
}
EXPORT_SYMBOL_GPL(clk_hw_get_flags);

bool clk_hw_is_prepared(const struct clk_hw *hw)
{
	if (hw->core->ops->is_prepared)
		return hw->core->ops->is_prepared(hw->core->hw);
	return hw->core->prepare_count;
}
EXPORT_SYMBOL_GPL(clk_hw_is_prepared);

bool clk_hw_is_enabled(const struct clk_hw *hw)
{
	if (hw->core->ops->is_enabled)
		return hw->core->ops->is_enabled(hw->core->hw);
	return hw->core->enable_count;
}
EXPORT_SYMBOL_GPL(clk_hw_is_enabled);

bool __clk_is_enabled(struct clk *clk)
{
	return clk && clk_hw_is_enabled(clk->core->hw);
}
EXPORT_SYMBOL_GPL(__clk_is_enabled);

/* ---- start and stop ---------------------------------------------------------------------- */

int clk_start(void)
{
	clk_debugfs_start();
	return clk_of_start();
}

void clk_stop(void)
{
	struct clk_core *core;
	struct clk_core *next;

	clk_debugfs_stop();
	clk_of_stop();
	list_for_each_entry_safe(core, next, &clk_cores, link) {
		pr_warn("%s was not unregistered\n", core->name);
		list_del(&core->link);
		clk_handle_free(core->hw->clk);
		clk_core_put(core);
	}
}
