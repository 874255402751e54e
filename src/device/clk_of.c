// SPDX-License-Identifier: MIT
/*
 * Clocks in the device tree: who provides the clocks of which node, and what
 * a "clocks" entry leads to. The tree's own fixed clocks are set up here. A
 * clock controller that nobody models or drives gives stand-ins, so that
 * drivers which want their clock can probe.
 */
#define pr_fmt(fmt) "clk: " fmt

#include <linux/clk-provider.h>
#include <linux/clk.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/clk_core.h"
#include "device/core.h"
#include "device/firmware.h"

#define STAND_IN_HZ	100000000ul

/*
 * struct provider - the clocks of @node come from @get or @get_hw; in
 * providers, under the prepare lock
 */
struct provider {
	struct list_head link;
	struct device_node *node;
	struct clk *(*get)(struct of_phandle_args *clkspec, void *data);
	struct clk_hw *(*get_hw)(struct of_phandle_args *clkspec, void *data);
	void *data;
};

/*
 * struct stand_in - a clock for an entry that nobody provides; @hw is ours;
 * under the prepare lock
 */
struct stand_in {
	struct list_head link;
	struct of_phandle_args spec;
	struct clk_hw *hw;
};

/* struct tree_clock - a clock that the tree itself describes */
struct tree_clock {
	struct list_head link;
	struct device_node *node;
	union {
		struct clk_hw hw;
		struct clk_fixed_rate rate;
		struct clk_fixed_factor factor;
	};
};

static LIST_HEAD(providers);
static LIST_HEAD(stand_ins);
static LIST_HEAD(tree_clocks);

/* ---- providers -------------------------------------------------------------------- */

static int add_provider(struct device_node *np,
			struct clk *(*get)(struct of_phandle_args *, void *),
			struct clk_hw *(*get_hw)(struct of_phandle_args *,
						 void *),
			void *data)
{
	struct provider *provider;

	if (!np)
		return 0;
	provider = kzalloc(sizeof(*provider), GFP_KERNEL);
	if (!provider)
		return -ENOMEM;
	provider->node = of_node_get(np);
	provider->get = get;
	provider->get_hw = get_hw;
	provider->data = data;
	clk_prepare_lock();
	list_add(&provider->link, &providers);
	clk_prepare_unlock();
	fwnode_dev_initialized(&np->fwnode, true);
	return 0;
}

int of_clk_add_provider(struct device_node *np,
			struct clk *(*clk_src_get)(struct of_phandle_args *args,
						   void *data),
			void *data)
{
	return add_provider(np, clk_src_get, NULL, data);
}
EXPORT_SYMBOL_GPL(of_clk_add_provider);

int of_clk_add_hw_provider(struct device_node *np,
			   struct clk_hw *(*get)(struct of_phandle_args *spec,
						 void *data),
			   void *data)
{
	return add_provider(np, NULL, get, data);
}
EXPORT_SYMBOL_GPL(of_clk_add_hw_provider);

void of_clk_del_provider(struct device_node *np)
{
	struct provider *provider, *found = NULL;

	if (!np)
		return;
	clk_prepare_lock();
	list_for_each_entry(provider, &providers, link) {
		if (provider->node == np) {
			found = provider;
			list_del(&found->link);
			break;
		}
	}
	clk_prepare_unlock();
	if (!found)
		return;
	fwnode_dev_initialized(&np->fwnode, false);
	of_node_put(np);
	kfree(found);
}
EXPORT_SYMBOL_GPL(of_clk_del_provider);

static void devm_provider_release(struct device *dev, void *res)
{
	of_clk_del_provider(*(struct device_node **)res);
}

/* a clock provider that is a part of an MFD stands in its parent's node */
static struct device_node *provider_node(struct device *dev)
{
	struct device_node *np = dev->of_node;
	struct device_node *above = dev->parent ? dev->parent->of_node : NULL;

	if (!of_property_present(np, "#clock-cells") &&
	    of_property_present(above, "#clock-cells"))
		return above;
	return np;
}

int devm_of_clk_add_hw_provider(struct device *dev,
				struct clk_hw *(*get)(struct of_phandle_args *,
						      void *data),
				void *data)
{
	struct device_node **ptr;
	struct device_node *np = provider_node(dev);
	int ret;

	ptr = devres_alloc(devm_provider_release, sizeof(*ptr), GFP_KERNEL);
	if (!ptr)
		return -ENOMEM;
	ret = of_clk_add_hw_provider(np, get, data);
	if (ret) {
		devres_free(ptr);
		return ret;
	}
	*ptr = np;
	devres_add(dev, ptr);
	return 0;
}
EXPORT_SYMBOL_GPL(devm_of_clk_add_hw_provider);

struct clk *of_clk_src_simple_get(struct of_phandle_args *clkspec, void *data)
{
	return data;
}
EXPORT_SYMBOL_GPL(of_clk_src_simple_get);

struct clk_hw *of_clk_hw_simple_get(struct of_phandle_args *clkspec,
				    void *data)
{
	return data;
}
EXPORT_SYMBOL_GPL(of_clk_hw_simple_get);

struct clk *of_clk_src_onecell_get(struct of_phandle_args *clkspec, void *data)
{
	struct clk_onecell_data *all = data;
	unsigned int index = clkspec->args[0];

	if (index >= all->clk_num) {
		pr_err("%s: invalid clock index %u\n", __func__, index);
		return ERR_PTR(-EINVAL);
	}
	return all->clks[index];
}
EXPORT_SYMBOL_GPL(of_clk_src_onecell_get);

struct clk_hw *of_clk_hw_onecell_get(struct of_phandle_args *clkspec,
				     void *data)
{
	struct clk_hw_onecell_data *all = data;
	unsigned int index = clkspec->args[0];

	if (index >= all->num) {
		pr_err("%s: invalid index %u\n", __func__, index);
		return ERR_PTR(-EINVAL);
	}
	return all->hws[index];
}
EXPORT_SYMBOL_GPL(of_clk_hw_onecell_get);

/* ---- stand-ins ------------------------------------------------------------------------ */

static bool stand_in_is(const struct stand_in *at,
			const struct of_phandle_args *spec)
{
	return at->spec.np == spec->np &&
	       at->spec.args_count == spec->args_count &&
	       !memcmp(at->spec.args, spec->args,
		       spec->args_count * sizeof(spec->args[0]));
}

/* "clock-controller@1000:3" */
static int stand_in_name(char *name, size_t size,
			 const struct of_phandle_args *spec)
{
	int len = snprintf(name, size, "%s", spec->np->full_name);
	int i;

	for (i = 0; i < spec->args_count && len < (int)size; i++)
		len += snprintf(name + len, size - len, ":%u", spec->args[i]);
	return len;
}

static struct clk_hw *stand_in_get(const struct of_phandle_args *spec)
{
	struct stand_in *at;
	struct clk_hw *hw;
	bool known = false;
	char name[96];

	list_for_each_entry(at, &stand_ins, link) {
		if (stand_in_is(at, spec))
			return at->hw;
		if (at->spec.np == spec->np)
			known = true;
	}
	if (!known)
		pr_warn("unmodelled clock controller %pOF: assuming 100 MHz\n",
			spec->np);
	at = kzalloc(sizeof(*at), GFP_KERNEL);
	if (!at)
		return ERR_PTR(-ENOMEM);
	stand_in_name(name, sizeof(name), spec);
	at->spec = *spec;
	/* in the list first: registering it may lead back here */
	at->hw = ERR_PTR(-EPROBE_DEFER);
	list_add_tail(&at->link, &stand_ins);
	hw = clk_hw_register_fixed_rate(NULL, name, NULL, 0, STAND_IN_HZ);
	at->hw = hw;
	if (IS_ERR(hw)) {
		list_del(&at->link);
		kfree(at);
	}
	return hw;
}

/* ---- what an entry leads to -------------------------------------------------------------- */

static struct clk_hw *ask_provider(struct provider *provider,
				   struct of_phandle_args *spec)
{
	struct clk *clk;

	if (provider->get_hw)
		return provider->get_hw(spec, provider->data);
	clk = provider->get(spec, provider->data);
	return IS_ERR(clk) ? ERR_CAST(clk) : __clk_get_hw(clk);
}

/* an orphan that a consumer wants: its parents must come from somewhere */
static void ground(struct clk_core *core)
{
	while (core && core->num_parents && !core->parent) {
		struct clk_parent *parent = &core->parents[0];
		struct clk_hw *hw;

		if (core->num_parents > 1)
			parent += core->ops->get_parent(core->hw);
		if (!core->of_node || parent->hw ||
		    (!parent->fw_name && parent->index < 0))
			return;
		hw = clk_hw_of_node(core->of_node, parent->index,
				    parent->fw_name, true);
		if (IS_ERR_OR_NULL(hw) || hw->core == core)
			return;
		parent->core = hw->core;
		clk_core_reparent(core, parent->core);
		core = core->parent;
	}
}

/*
 * All that a new provider could still answer is deferred, not refused.
 * @stand_in: somebody wants to use it now
 */
static struct clk_hw *hw_of_spec(struct of_phandle_args *spec, bool stand_in)
{
	struct clk_hw *hw = ERR_PTR(-EPROBE_DEFER);
	struct provider *provider;
	bool provided = false;

	clk_prepare_lock();
	list_for_each_entry(provider, &providers, link) {
		if (provider->node != spec->np)
			continue;
		provided = true;
		hw = ask_provider(provider, spec);
		if (!IS_ERR(hw))
			break;
	}
	if (stand_in && !provided && !of_driver_expected(spec->np))
		hw = stand_in_get(spec);
	if (stand_in && !IS_ERR_OR_NULL(hw))
		ground(hw->core);
	clk_prepare_unlock();
	return hw;
}

static int find_spec(struct device_node *np, int index, const char *name,
		     struct of_phandle_args *spec)
{
	for (; np; np = np->parent) {
		int at = name ? of_property_match_string(np, "clock-names",
							 name) : index;
		int err = -ENOENT;

		if (at >= 0)
			err = of_parse_phandle_with_args(np, "clocks",
							 "#clock-cells", at,
							 spec);
		if (!err)
			return 0;
		if (err != -ENOENT || (name && at >= 0))
			return err;
		/* a bus may hand clocks down to what is on it */
		if (!of_property_present(np->parent, "clock-ranges"))
			return err;
		index = 0;
	}
	return -ENOENT;
}

struct clk_hw *clk_hw_of_node(struct device_node *np, int index,
			      const char *con_id, bool stand_in)
{
	struct of_phandle_args spec;
	int err = find_spec(np, index, con_id, &spec);

	return err ? ERR_PTR(err) : hw_of_spec(&spec, stand_in);
}

struct clk *of_clk_get_from_provider(struct of_phandle_args *clkspec)
{
	return clk_handle_new(NULL, hw_of_spec(clkspec, true), NULL, "");
}
EXPORT_SYMBOL_GPL(of_clk_get_from_provider);

struct clk *of_clk_get(struct device_node *np, int index)
{
	return clk_handle_new(NULL, clk_hw_of_node(np, index, NULL, true),
			      np->full_name, NULL);
}
EXPORT_SYMBOL(of_clk_get);

struct clk *of_clk_get_by_name(struct device_node *np, const char *name)
{
	if (!np)
		return ERR_PTR(-ENOENT);
	return clk_handle_new(NULL, clk_hw_of_node(np, 0, name, true),
			      np->full_name, name);
}
EXPORT_SYMBOL(of_clk_get_by_name);

unsigned int of_clk_get_parent_count(const struct device_node *np)
{
	int count = of_count_phandle_with_args(np, "clocks", "#clock-cells");

	return count < 0 ? 0 : count;
}
EXPORT_SYMBOL_GPL(of_clk_get_parent_count);

/* the provider's "clock-output-names", or the name of the clock itself */
const char *of_clk_get_parent_name(const struct device_node *np, int index)
{
	struct of_phandle_args spec;
	const char *name = NULL;
	struct clk_hw *hw;

	if (of_parse_phandle_with_args(np, "clocks", "#clock-cells", index,
				       &spec))
		return NULL;
	of_property_read_string_index(spec.np, "clock-output-names",
				      spec.args_count ? spec.args[0] : 0,
				      &name);
	if (name)
		return name;
	hw = hw_of_spec(&spec, false);
	if (!IS_ERR_OR_NULL(hw))
		return clk_hw_get_name(hw);
	return spec.args_count ? NULL : spec.np->name;
}
EXPORT_SYMBOL_GPL(of_clk_get_parent_name);

int of_clk_parent_fill(struct device_node *np, const char **parents,
		       unsigned int size)
{
	unsigned int i = 0;

	while (i < size && (parents[i] = of_clk_get_parent_name(np, i)))
		i++;
	return i;
}
EXPORT_SYMBOL_GPL(of_clk_parent_fill);

/* ---- the tree's own clocks ------------------------------------------------------------------ */

static void tree_clock_add(struct device_node *np, struct tree_clock *clock,
			   struct clk_init_data *init)
{
	clock->node = np;
	clock->hw.init = init;
	init->name = np->name;
	of_property_read_string(np, "clock-output-names", &init->name);
	/* two clocks may have the same name, and the second needs one too */
	if (clk_core_lookup(init->name))
		init->name = np->full_name;
	if (of_clk_hw_register(np, &clock->hw)) {
		pr_err("%pOF: can't register clock %s\n", np, init->name);
		kfree(clock);
		return;
	}
	of_clk_add_hw_provider(np, of_clk_hw_simple_get, &clock->hw);
	of_node_set_flag(np, OF_POPULATED);
	list_add_tail(&clock->link, &tree_clocks);
}

static void add_fixed_clock(struct device_node *np)
{
	struct clk_init_data init = { .ops = &clk_fixed_rate_ops };
	struct tree_clock *clock;
	u32 rate;
	u32 accuracy = 0;

	if (of_property_read_u32(np, "clock-frequency", &rate)) {
		pr_err("%pOF: fixed-clock without clock-frequency\n", np);
		return;
	}
	of_property_read_u32(np, "clock-accuracy", &accuracy);
	clock = kzalloc(sizeof(*clock), GFP_KERNEL);
	if (!clock)
		return;
	clock->rate.fixed_rate = rate;
	clock->rate.fixed_accuracy = accuracy;
	tree_clock_add(np, clock, &init);
}

static void add_fixed_factor(struct device_node *np)
{
	struct clk_parent_data parent = { .index = 0 };
	struct clk_init_data init = {
		.ops = &clk_fixed_factor_ops,
		.parent_data = &parent,
		.num_parents = 1,
	};
	struct tree_clock *clock;
	u32 div, mult;

	if (of_property_read_u32(np, "clock-div", &div) || !div) {
		pr_err("%s Fixed factor clock <%pOFn> must have a clock-div property\n",
		       __func__, np);
		return;
	}
	if (of_property_read_u32(np, "clock-mult", &mult)) {
		pr_err("%s Fixed factor clock <%pOFn> must have a clock-mult property\n",
		       __func__, np);
		return;
	}
	clock = kzalloc(sizeof(*clock), GFP_KERNEL);
	if (!clock)
		return;
	clock->factor.div = div;
	clock->factor.mult = mult;
	tree_clock_add(np, clock, &init);
}

int clk_of_start(void)
{
	struct device_node *np;

	for_each_compatible_node(np, NULL, "fixed-clock")
		if (of_device_is_available(np))
			add_fixed_clock(np);
	for_each_compatible_node(np, NULL, "fixed-factor-clock")
		if (of_device_is_available(np))
			add_fixed_factor(np);
	return 0;
}

void clk_of_stop(void)
{
	struct tree_clock *clock, *next_clock;
	struct provider *provider, *next_provider;
	struct stand_in *at, *next;

	list_for_each_entry_safe_reverse(clock, next_clock, &tree_clocks,
					 link) {
		of_clk_del_provider(clock->node);
		clk_hw_unregister(&clock->hw);
		kfree(clock);
	}
	list_for_each_entry_safe(at, next, &stand_ins, link) {
		clk_hw_unregister_fixed_rate(at->hw);
		kfree(at);
	}
	list_for_each_entry_safe(provider, next_provider, &providers, link) {
		pr_warn("%pOF: clock provider was not removed\n",
			provider->node);
		kfree(provider);
	}
	INIT_LIST_HEAD(&tree_clocks);
	INIT_LIST_HEAD(&stand_ins);
	INIT_LIST_HEAD(&providers);
	clk_expect_prepared(false);
}
