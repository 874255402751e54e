// SPDX-License-Identifier: MIT
/*
 * assigned-clocks, assigned-clock-parents, assigned-clock-rates: settings of
 * the board that are made before a device's driver sees the device.
 */
#define pr_fmt(fmt) "clk: " fmt

#include <linux/clk.h>
#include <linux/clk-provider.h>
#include <linux/clk/clk-conf.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/of.h>
#include <linux/printk.h>

/**
 * assigned() - an entry of a list of clocks
 * @what: as messages call it
 *
 * Return: the clock; NULL where it is not to be touched now: an empty entry,
 * or a clock of @node's own that isn't there yet; or an error pointer.
 */
static struct clk *assigned(struct device_node *node, const char *list, int index,
			    const char *what, bool clk_supplier)
{
	struct of_phandle_args spec;
	struct clk *clk;
	int ret = of_parse_phandle_with_args(node, list, "#clock-cells", index, &spec);

	if (ret == -ENOENT)
		return NULL;
	if (ret)
		return ERR_PTR(ret);
	if (spec.np == node && !clk_supplier) {
		of_node_put(spec.np);
		return NULL;
	}
	clk = of_clk_get_from_provider(&spec);
	of_node_put(spec.np);
	if (IS_ERR(clk) && PTR_ERR(clk) != -EPROBE_DEFER)
		pr_warn("couldn't get %s %d for %pOF\n", what, index, node);
	return clk;
}

static int set_parent(struct device_node *node, int index, bool clk_supplier)
{
	struct clk *parent, *clk;
	int ret;

	parent = assigned(node, "assigned-clock-parents", index, "parent clock", clk_supplier);
	if (IS_ERR_OR_NULL(parent))
		return PTR_ERR_OR_ZERO(parent);
	clk = assigned(node, "assigned-clocks", index, "assigned clock", clk_supplier);
	if (IS_ERR_OR_NULL(clk)) {
		clk_put(parent);
		return PTR_ERR_OR_ZERO(clk);
	}
	ret = clk_set_parent(clk, parent);
	if (ret < 0)
		pr_err("failed to reparent %s to %s: %d\n", __clk_get_name(clk),
		       __clk_get_name(parent), ret);
	clk_put(clk);
	clk_put(parent);
	return 0;
}

static int set_rate(struct device_node *node, int index, u32 rate, bool clk_supplier)
{
	struct clk *clk;
	int ret;

	clk = assigned(node, "assigned-clocks", index, "clock", clk_supplier);
	if (IS_ERR_OR_NULL(clk))
		return PTR_ERR_OR_ZERO(clk);
	ret = clk_set_rate(clk, rate);
	if (ret < 0)
		pr_err("couldn't set %s clk to %u (%d), current rate: %lu\n", __clk_get_name(clk),
		       rate, ret, clk_get_rate(clk));
	clk_put(clk);
	return 0;
}

int of_clk_set_defaults(struct device_node *node, bool clk_supplier)
{
	int count, index, ret = 0;
	u32 rate;

	if (!node)
		return 0;
	count = of_count_phandle_with_args(node, "assigned-clock-parents", "#clock-cells");
	if (count == -EINVAL)
		pr_err("invalid value of clock-parents property at %pOF\n", node);
	for (index = 0; !ret && index < count; index++)
		ret = set_parent(node, index, clk_supplier);
	for (index = 0; !ret && !of_property_read_u32_index(node, "assigned-clock-rates", index,
							    &rate); index++)
		if (rate)
			ret = set_rate(node, index, rate, clk_supplier);
	return ret;
}
EXPORT_SYMBOL_GPL(of_clk_set_defaults);
