// SPDX-License-Identifier: MIT
/*
 * Clocks in use: prepared and enabled counts up the tree, rates and parents.
 * Registration is in clk_register.c, finding a clock in clk_get.c and
 * clk_of.c.
 */
#define pr_fmt(fmt) "clk: " fmt

#include <linux/bug.h>
#include <linux/clk-provider.h>
#include <linux/clk.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include "device/clk_core.h"

static DEFINE_MUTEX(prepare_lock);
static struct task_struct *prepare_owner;
static int prepare_depth;

static DEFINE_SPINLOCK(enable_lock);
static struct task_struct *enable_owner;
static int enable_depth;

/* ---- locks ------------------------------------------------------------------- */

void clk_prepare_lock(void)
{
	if (READ_ONCE(prepare_owner) == current) {
		prepare_depth++;
		return;
	}
	mutex_lock(&prepare_lock);
	WRITE_ONCE(prepare_owner, current);
	prepare_depth = 1;
}

void clk_prepare_unlock(void)
{
	if (--prepare_depth)
		return;
	WRITE_ONCE(prepare_owner, NULL);
	mutex_unlock(&prepare_lock);
}

/*
 * Interrupts are off while it is held, so that whoever runs as the owner's
 * task on this CPU is the owner, not an interrupt on top of it.
 */
unsigned long clk_enable_lock(void)
{
	unsigned long flags;

	local_irq_save(flags);
	if (READ_ONCE(enable_owner) == current) {
		enable_depth++;
		return flags;
	}
	local_irq_restore(flags);
	spin_lock_irqsave(&enable_lock, flags);
	WRITE_ONCE(enable_owner, current);
	enable_depth = 1;
	return flags;
}

void clk_enable_unlock(unsigned long flags)
{
	if (--enable_depth) {
		local_irq_restore(flags);
		return;
	}
	WRITE_ONCE(enable_owner, NULL);
	spin_unlock_irqrestore(&enable_lock, flags);
}

/* ---- prepare and enable --------------------------------------------------------- */

void clk_core_unprepare(struct clk_core *core)
{
	/* the last user of a clock is a user less of its parent */
	for (; core; core = core->parent) {
		bool kept = core->prepare_count == 1 && core->flags & CLK_IS_CRITICAL;

		if (WARN(!core->prepare_count, "%s already unprepared\n", core->name) ||
		    WARN(kept, "Unpreparing critical %s\n", core->name) ||
		    --core->prepare_count)
			break;
		WARN(core->enable_count, "Unpreparing enabled %s\n", core->name);
		if (core->ops->unprepare)
			core->ops->unprepare(core->hw);
	}
}

int clk_core_prepare(struct clk_core *core)
{
	int ret;

	if (!core)
		return 0;
	if (!core->prepare_count) {
		ret = clk_core_prepare(core->parent);
		if (ret)
			return ret;
		ret = core->ops->prepare ? core->ops->prepare(core->hw) : 0;
		if (ret) {
			clk_core_unprepare(core->parent);
			return ret;
		}
	}
	core->prepare_count++;
	return 0;
}

int clk_prepare(struct clk *clk)
{
	int ret;

	if (!clk)
		return 0;
	might_sleep();
	clk_prepare_lock();
	ret = clk_core_prepare(clk->core);
	clk_prepare_unlock();
	return ret;
}
EXPORT_SYMBOL_GPL(clk_prepare);

void clk_unprepare(struct clk *clk)
{
	if (IS_ERR_OR_NULL(clk))
		return;
	might_sleep();
	clk_prepare_lock();
	clk_core_unprepare(clk->core);
	clk_prepare_unlock();
}
EXPORT_SYMBOL_GPL(clk_unprepare);

static void core_disable(struct clk_core *core)
{
	for (; core; core = core->parent) {
		bool kept = core->enable_count == 1 && core->flags & CLK_IS_CRITICAL;

		if (WARN(!core->enable_count, "%s already disabled\n", core->name) ||
		    WARN(kept, "Disabling critical %s\n", core->name) ||
		    --core->enable_count)
			break;
		if (core->ops->disable)
			core->ops->disable(core->hw);
	}
}

static int core_enable(struct clk_core *core)
{
	int ret;

	if (!core)
		return 0;
	if (WARN(!core->prepare_count, "Enabling unprepared %s\n", core->name))
		return -ESHUTDOWN;
	if (!core->enable_count) {
		ret = core_enable(core->parent);
		if (ret)
			return ret;
		ret = core->ops->enable ? core->ops->enable(core->hw) : 0;
		if (ret) {
			core_disable(core->parent);
			return ret;
		}
	}
	core->enable_count++;
	return 0;
}

int clk_enable(struct clk *clk)
{
	unsigned long flags;
	int ret;

	if (!clk)
		return 0;
	flags = clk_enable_lock();
	ret = core_enable(clk->core);
	clk_enable_unlock(flags);
	return ret;
}
EXPORT_SYMBOL_GPL(clk_enable);

void clk_disable(struct clk *clk)
{
	unsigned long flags;

	if (IS_ERR_OR_NULL(clk))
		return;
	flags = clk_enable_lock();
	core_disable(clk->core);
	clk_enable_unlock(flags);
}
EXPORT_SYMBOL_GPL(clk_disable);

/* true if clk_enable() has nothing to do that clk_prepare() hasn't done */
bool clk_is_enabled_when_prepared(struct clk *clk)
{
	return clk && !(clk->core->ops->enable && clk->core->ops->disable);
}
EXPORT_SYMBOL_GPL(clk_is_enabled_when_prepared);

/* ---- rates ------------------------------------------------------------------------ */

static unsigned long parent_rate(struct clk_core *core)
{
	return core->parent ? core->parent->rate : 0;
}

void clk_core_recalc(struct clk_core *core)
{
	unsigned long rate = parent_rate(core);
	struct clk_core *child;

	if (core->ops->recalc_rate)
		rate = core->ops->recalc_rate(core->hw, rate);
	else if (core->num_parents && !core->parent)
		rate = 0;
	core->rate = rate;
	core->accuracy = core->parent ? core->parent->accuracy : 0;
	if (core->ops->recalc_accuracy)
		core->accuracy = core->ops->recalc_accuracy(core->hw,
							    core->accuracy);
	list_for_each_entry(child, &core->children, child_link)
		clk_core_recalc(child);
}

unsigned long clk_get_rate(struct clk *clk)
{
	unsigned long rate;

	if (!clk)
		return 0;
	clk_prepare_lock();
	if (clk->core->flags & CLK_GET_RATE_NOCACHE)
		clk_core_recalc(clk->core);
	rate = clk->core->rate;
	clk_prepare_unlock();
	return rate;
}
EXPORT_SYMBOL_GPL(clk_get_rate);

/* the range that all consumers together allow */
static void core_boundaries(struct clk_core *core, unsigned long *min_rate,
			    unsigned long *max_rate)
{
	struct clk *clk;

	*min_rate = 0;
	*max_rate = ULONG_MAX;
	list_for_each_entry(clk, &core->clks, link) {
		*min_rate = max(*min_rate, clk->min_rate);
		*max_rate = min(*max_rate, clk->max_rate);
	}
}

static void request_init(struct clk_core *core, struct clk_rate_request *req,
			 unsigned long rate)
{
	core_boundaries(core, &req->min_rate, &req->max_rate);
	req->rate = clamp(rate, req->min_rate, req->max_rate);
	req->best_parent_rate = parent_rate(core);
	req->best_parent_hw = core->parent ? core->parent->hw : NULL;
}

static int core_round(struct clk_core *core, struct clk_rate_request *req);

/* a clock that only passes its parent's rate on */
static int round_at_parent(struct clk_core *core, struct clk_rate_request *req)
{
	struct clk_rate_request above;
	int ret;

	if (!core->parent || !(core->flags & CLK_SET_RATE_PARENT)) {
		req->rate = core->rate;
		return 0;
	}
	request_init(core->parent, &above, req->rate);
	ret = core_round(core->parent, &above);
	req->rate = above.rate;
	req->best_parent_rate = above.rate;
	return ret;
}

/* what the clock would make of req->rate, and which parent rate it wants for that */
static int core_round(struct clk_core *core, struct clk_rate_request *req)
{
	long rate;

	if (core->protect_count) {
		req->rate = core->rate;
		return 0;
	}
	if (core->ops->determine_rate)
		return core->ops->determine_rate(core->hw, req);
	if (!core->ops->round_rate)
		return round_at_parent(core, req);
	rate = core->ops->round_rate(core->hw, req->rate,
				     &req->best_parent_rate);
	if (rate < 0)
		return rate;
	req->rate = rate;
	return 0;
}

long clk_round_rate(struct clk *clk, unsigned long rate)
{
	struct clk_rate_request req;
	int ret;

	if (!clk)
		return 0;
	clk_prepare_lock();
	request_init(clk->core, &req, rate);
	ret = core_round(clk->core, &req);
	clk_prepare_unlock();
	return ret ? ret : (long)req.rate;
}
EXPORT_SYMBOL_GPL(clk_round_rate);

unsigned long clk_hw_round_rate(struct clk_hw *hw, unsigned long rate)
{
	struct clk_rate_request req;

	request_init(hw->core, &req, rate);
	return core_round(hw->core, &req) ? 0 : req.rate;
}
EXPORT_SYMBOL_GPL(clk_hw_round_rate);

static int core_set_parent(struct clk_core *core, struct clk_core *parent);

static int core_set_rate(struct clk_core *core, unsigned long rate)
{
	struct clk_rate_request req;
	struct clk_core *best;
	int ret;

	request_init(core, &req, rate);
	ret = core_round(core, &req);
	if (ret)
		return ret;
	if (req.rate == core->rate)
		return 0;
	if (core->protect_count ||
	    (core->flags & CLK_SET_RATE_GATE && core->prepare_count))
		return -EBUSY;
	if (req.rate < req.min_rate || req.rate > req.max_rate)
		return -EINVAL;

	best = req.best_parent_hw ? req.best_parent_hw->core : NULL;
	if (best && best != core->parent) {
		ret = core_set_parent(core, best);
		if (ret)
			return ret;
	}
	if (core->parent && core->flags & CLK_SET_RATE_PARENT &&
	    req.best_parent_rate != core->parent->rate) {
		ret = core_set_rate(core->parent, req.best_parent_rate);
		if (ret)
			return ret;
	}
	if (core->ops->set_rate) {
		ret = core->ops->set_rate(core->hw, req.rate,
					  parent_rate(core));
		if (ret)
			return ret;
	}
	clk_core_recalc(core);
	return 0;
}

int clk_set_rate(struct clk *clk, unsigned long rate)
{
	int ret;

	if (!clk)
		return 0;
	clk_prepare_lock();
	/* what this consumer alone protects doesn't bind itself */
	clk->core->protect_count -= clk->exclusive_count;
	ret = core_set_rate(clk->core, rate);
	clk->core->protect_count += clk->exclusive_count;
	clk_prepare_unlock();
	return ret;
}
EXPORT_SYMBOL_GPL(clk_set_rate);

/* The new bounds stay only if the clock can be brought between them. */
static int set_bounds_locked(struct clk *clk, unsigned long min, unsigned long max)
{
	unsigned long was_min = clk->min_rate, was_max = clk->max_rate;
	int err;

	clk->min_rate = min;
	clk->max_rate = max;
	err = core_set_rate(clk->core, clamp(clk->core->rate, min, max));
	if (err) {
		clk->max_rate = was_max;
		clk->min_rate = was_min;
	}
	return err;
}

int clk_set_rate_range(struct clk *clk, unsigned long min, unsigned long max)
{
	int err;

	if (!clk)
		return 0;
	if (max < min) {
		pr_err("%s: clk %s dev %s con %s: invalid range [%lu, %lu]\n", __func__,
		       clk->core->name, clk->dev_id, clk->con_id, min, max);
		return -EINVAL;
	}
	clk_prepare_lock();
	err = set_bounds_locked(clk, min, max);
	clk_prepare_unlock();
	return err;
}
EXPORT_SYMBOL_GPL(clk_set_rate_range);

int clk_set_min_rate(struct clk *clk, unsigned long rate)
{
	return clk ? clk_set_rate_range(clk, rate, clk->max_rate) : 0;
}
EXPORT_SYMBOL_GPL(clk_set_min_rate);

int clk_set_max_rate(struct clk *clk, unsigned long rate)
{
	return clk ? clk_set_rate_range(clk, clk->min_rate, rate) : 0;
}
EXPORT_SYMBOL_GPL(clk_set_max_rate);

int clk_rate_exclusive_get(struct clk *clk)
{
	if (!clk)
		return 0;
	clk_prepare_lock();
	clk->core->protect_count++;
	clk->exclusive_count++;
	clk_prepare_unlock();
	return 0;
}
EXPORT_SYMBOL_GPL(clk_rate_exclusive_get);

void clk_rate_exclusive_put(struct clk *clk)
{
	if (!clk)
		return;
	clk_prepare_lock();
	if (!WARN_ON(!clk->exclusive_count)) {
		clk->core->protect_count--;
		clk->exclusive_count--;
	}
	clk_prepare_unlock();
}
EXPORT_SYMBOL_GPL(clk_rate_exclusive_put);

int clk_set_rate_exclusive(struct clk *clk, unsigned long rate)
{
	int ret = clk_set_rate(clk, rate);

	return ret ? ret : clk_rate_exclusive_get(clk);
}
EXPORT_SYMBOL_GPL(clk_set_rate_exclusive);

long clk_get_accuracy(struct clk *clk)
{
	return clk ? (long)clk->core->accuracy : 0;
}
EXPORT_SYMBOL_GPL(clk_get_accuracy);

int clk_set_phase(struct clk *clk, int degrees)
{
	int ret = -EINVAL;

	if (!clk)
		return 0;
	degrees %= 360;
	if (degrees < 0)
		degrees += 360;
	clk_prepare_lock();
	if (clk->core->protect_count > clk->exclusive_count)
		ret = -EBUSY;
	else if (clk->core->ops->set_phase)
		ret = clk->core->ops->set_phase(clk->core->hw, degrees);
	if (!ret)
		clk->core->phase = degrees;
	clk_prepare_unlock();
	return ret;
}
EXPORT_SYMBOL_GPL(clk_set_phase);

int clk_get_phase(struct clk *clk)
{
	int phase;

	if (!clk)
		return 0;
	clk_prepare_lock();
	if (clk->core->ops->get_phase)
		clk->core->phase = clk->core->ops->get_phase(clk->core->hw);
	phase = clk->core->phase;
	clk_prepare_unlock();
	return phase;
}
EXPORT_SYMBOL_GPL(clk_get_phase);

/* ---- parents ------------------------------------------------------------------------ */

struct clk_core *clk_core_parent_by_index(struct clk_core *core, u8 index)
{
	struct clk_parent *parent;

	if (index >= core->num_parents)
		return NULL;
	parent = &core->parents[index];
	if (parent->core)
		return parent->core;
	if (parent->hw) {
		parent->core = parent->hw->core;
	} else if (core->of_node && (parent->fw_name || parent->index >= 0)) {
		struct clk_hw *hw = clk_hw_of_node(core->of_node, parent->index,
						   parent->fw_name, false);

		parent->core = IS_ERR_OR_NULL(hw) ? NULL : hw->core;
	}
	if (!parent->core && parent->name)
		parent->core = clk_core_lookup(parent->name);
	return parent->core;
}

void clk_core_reparent(struct clk_core *core, struct clk_core *parent)
{
	list_del_init(&core->child_link);
	core->parent = parent;
	if (parent)
		list_add_tail(&core->child_link, &parent->children);
	clk_core_recalc(core);
}

static int parent_index(struct clk_core *core, struct clk_core *parent)
{
	int i;

	for (i = 0; i < core->num_parents; i++)
		if (clk_core_parent_by_index(core, i) == parent)
			return i;
	return -EINVAL;
}

/* the new parent runs before the switch and the old one until after it */
static int core_set_parent(struct clk_core *core, struct clk_core *parent)
{
	struct clk_core *old = core->parent;
	unsigned long flags;
	bool enabled;
	int index;
	int ret;

	if (old == parent)
		return 0;
	if (!core->ops->set_parent)
		return -EPERM;
	if (core->flags & CLK_SET_PARENT_GATE && core->prepare_count)
		return -EBUSY;
	index = parent_index(core, parent);
	if (index < 0)
		return index;

	if (core->prepare_count) {
		ret = clk_core_prepare(parent);
		if (ret)
			return ret;
	}
	flags = clk_enable_lock();
	enabled = core->enable_count;
	if (enabled)
		core_enable(parent);
	clk_enable_unlock(flags);

	ret = core->ops->set_parent(core->hw, index);
	if (!ret)
		clk_core_reparent(core, parent);

	flags = clk_enable_lock();
	if (enabled)
		core_disable(ret ? parent : old);
	clk_enable_unlock(flags);
	if (core->prepare_count)
		clk_core_unprepare(ret ? parent : old);
	return ret;
}

int clk_set_parent(struct clk *clk, struct clk *parent)
{
	int ret;

	if (!clk)
		return 0;
	clk_prepare_lock();
	if (clk->core->protect_count > clk->exclusive_count)
		ret = -EBUSY;
	else
		ret = core_set_parent(clk->core, parent ? parent->core : NULL);
	clk_prepare_unlock();
	return ret;
}
EXPORT_SYMBOL_GPL(clk_set_parent);

struct clk *clk_get_parent(struct clk *clk)
{
	struct clk *parent = NULL;

	if (!clk)
		return NULL;
	clk_prepare_lock();
	if (clk->core->parent)
		parent = clk->core->parent->hw->clk;
	clk_prepare_unlock();
	return parent;
}
EXPORT_SYMBOL_GPL(clk_get_parent);

bool clk_has_parent(const struct clk *clk, const struct clk *parent)
{
	bool has;

	/* NULL is a parent of everything, as it is a clock that always works */
	if (!clk || !parent)
		return true;
	clk_prepare_lock();
	has = clk->core->parent == parent->core ||
	      parent_index(clk->core, parent->core) >= 0;
	clk_prepare_unlock();
	return has;
}
EXPORT_SYMBOL_GPL(clk_has_parent);

bool clk_is_match(const struct clk *p, const struct clk *q)
{
	if (p == q)
		return true;
	return !IS_ERR_OR_NULL(p) && !IS_ERR_OR_NULL(q) && p->core == q->core;
}
EXPORT_SYMBOL_GPL(clk_is_match);
