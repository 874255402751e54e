// SPDX-License-Identifier: MIT
/* How consumers get hold of clocks: one by one, in sets, until they are unbound. */
#include <linux/clk-provider.h>
#include <linux/clk.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/slab.h>

#include "device/clk_core.h"

/* there are no lookup tables: a clock is found through the device tree */
struct clk *clk_get_sys(const char *dev_id, const char *con_id)
{
	return ERR_PTR(-ENOENT);
}
EXPORT_SYMBOL(clk_get_sys);

struct clk *clk_get(struct device *dev, const char *id)
{
	const char *dev_id = dev ? dev_name(dev) : NULL;
	struct clk_hw *hw;

	if (!dev || !dev->of_node)
		return clk_get_sys(dev_id, id);
	hw = clk_hw_of_node(dev->of_node, 0, id, true);
	if (IS_ERR(hw) && PTR_ERR(hw) != -EPROBE_DEFER)
		return clk_get_sys(dev_id, id);
	return clk_handle_new(dev, hw, dev_id, id);
}
EXPORT_SYMBOL(clk_get);

void clk_put(struct clk *clk)
{
	if (!IS_ERR_OR_NULL(clk))
		clk_handle_free(clk);
}
EXPORT_SYMBOL(clk_put);

struct clk *clk_hw_get_clk(struct clk_hw *hw, const char *con_id)
{
	struct device *dev = hw->core->dev;

	return clk_handle_new(dev, hw, dev ? dev_name(dev) : NULL, con_id);
}
EXPORT_SYMBOL(clk_hw_get_clk);

/* ---- one, managed ------------------------------------------------------------------ */

/* struct clk_devres - @undo is what was done beyond getting it */
struct clk_devres {
	struct clk *clk;
	void (*undo)(struct clk *clk);
};

static void devm_clk_release(struct device *dev, void *res)
{
	struct clk_devres *dr = res;

	if (dr->undo)
		dr->undo(dr->clk);
	clk_put(dr->clk);
}

static struct clk *devm_keep(struct device *dev, struct clk *clk,
			     int (*then)(struct clk *clk),
			     void (*undo)(struct clk *clk))
{
	struct clk_devres *dr;
	int ret;

	if (IS_ERR(clk))
		return clk;
	dr = devres_alloc(devm_clk_release, sizeof(*dr), GFP_KERNEL);
	if (!dr) {
		clk_put(clk);
		return ERR_PTR(-ENOMEM);
	}
	ret = then ? then(clk) : 0;
	if (ret) {
		devres_free(dr);
		clk_put(clk);
		return ERR_PTR(ret);
	}
	dr->clk = clk;
	dr->undo = undo;
	devres_add(dev, dr);
	return clk;
}

struct clk *devm_clk_get(struct device *dev, const char *id)
{
	return devm_keep(dev, clk_get(dev, id), NULL, NULL);
}
EXPORT_SYMBOL(devm_clk_get);

struct clk *devm_clk_get_prepared(struct device *dev, const char *id)
{
	return devm_keep(dev, clk_get(dev, id), clk_prepare, clk_unprepare);
}
EXPORT_SYMBOL_GPL(devm_clk_get_prepared);

struct clk *devm_clk_get_enabled(struct device *dev, const char *id)
{
	return devm_keep(dev, clk_get(dev, id), clk_prepare_enable,
			 clk_disable_unprepare);
}
EXPORT_SYMBOL_GPL(devm_clk_get_enabled);

struct clk *devm_clk_get_optional(struct device *dev, const char *id)
{
	return devm_keep(dev, clk_get_optional(dev, id), NULL, NULL);
}
EXPORT_SYMBOL(devm_clk_get_optional);

struct clk *devm_clk_get_optional_prepared(struct device *dev, const char *id)
{
	return devm_keep(dev, clk_get_optional(dev, id), clk_prepare,
			 clk_unprepare);
}
EXPORT_SYMBOL_GPL(devm_clk_get_optional_prepared);

struct clk *devm_clk_get_optional_enabled(struct device *dev, const char *id)
{
	return devm_keep(dev, clk_get_optional(dev, id), clk_prepare_enable,
			 clk_disable_unprepare);
}
EXPORT_SYMBOL_GPL(devm_clk_get_optional_enabled);

struct clk *devm_get_clk_from_child(struct device *dev,
				    struct device_node *np, const char *con_id)
{
	return devm_keep(dev, of_clk_get_by_name(np, con_id), NULL, NULL);
}
EXPORT_SYMBOL(devm_get_clk_from_child);

struct clk *devm_clk_hw_get_clk(struct device *dev, struct clk_hw *hw,
				const char *con_id)
{
	return devm_keep(dev, clk_hw_get_clk(hw, con_id), NULL, NULL);
}
EXPORT_SYMBOL_GPL(devm_clk_hw_get_clk);

static int devm_clk_match(struct device *dev, void *res, void *data)
{
	return ((struct clk_devres *)res)->clk == data;
}

void devm_clk_put(struct device *dev, struct clk *clk)
{
	WARN_ON(devres_release(dev, devm_clk_release, devm_clk_match, clk));
}
EXPORT_SYMBOL(devm_clk_put);

/* ---- sets ---------------------------------------------------------------------------- */

void clk_bulk_put(int num_clks, struct clk_bulk_data *clks)
{
	while (num_clks-- > 0) {
		clk_put(clks[num_clks].clk);
		clks[num_clks].clk = NULL;
	}
}
EXPORT_SYMBOL_GPL(clk_bulk_put);

/* One of them; without a clock if it has none and need not have any. */
static int get_one(struct device *dev, struct clk_bulk_data *one, bool optional)
{
	struct clk *clk = clk_get(dev, one->id);
	int err = PTR_ERR_OR_ZERO(clk);

	if (!err)
		one->clk = clk;
	else if (optional && err == -ENOENT)
		err = 0;
	else
		dev_err_probe(dev, err, "Failed to get clk '%s'\n", one->id);
	return err;
}

static int bulk_get(struct device *dev, int num_clks,
		    struct clk_bulk_data *clks, bool optional)
{
	int got, err = 0;

	for (got = 0; got < num_clks; got++)
		clks[got].clk = NULL;
	for (got = 0; got < num_clks; got++) {
		err = get_one(dev, &clks[got], optional);
		if (err) {
			clk_bulk_put(got, clks);
			break;
		}
	}
	return err;
}

int clk_bulk_get(struct device *dev, int num_clks, struct clk_bulk_data *clks)
{
	return bulk_get(dev, num_clks, clks, false);
}
EXPORT_SYMBOL(clk_bulk_get);

int clk_bulk_get_optional(struct device *dev, int num_clks,
			  struct clk_bulk_data *clks)
{
	return bulk_get(dev, num_clks, clks, true);
}
EXPORT_SYMBOL_GPL(clk_bulk_get_optional);

int clk_bulk_get_all(struct device *dev, struct clk_bulk_data **clks)
{
	struct device_node *np = dev_of_node(dev);
	struct clk_bulk_data *all;
	int count;
	int i;

	count = np ? (int)of_clk_get_parent_count(np) : 0;
	if (!count)
		return 0;
	all = kcalloc(count, sizeof(*all), GFP_KERNEL);
	if (!all)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		of_property_read_string_index(np, "clock-names", i, &all[i].id);
		all[i].clk = of_clk_get(np, i);
		if (IS_ERR(all[i].clk)) {
			int ret = PTR_ERR(all[i].clk);

			dev_err_probe(dev, ret,
				      "Failed to get clk index: %d name: %s\n",
				      i, all[i].id ? all[i].id : "");
			clk_bulk_put(i, all);
			kfree(all);
			return ret;
		}
	}
	*clks = all;
	return count;
}
EXPORT_SYMBOL(clk_bulk_get_all);

void clk_bulk_put_all(int num_clks, struct clk_bulk_data *clks)
{
	if (IS_ERR_OR_NULL(clks))
		return;
	clk_bulk_put(num_clks, clks);
	kfree(clks);
}
EXPORT_SYMBOL(clk_bulk_put_all);

void clk_bulk_unprepare(int num_clks, const struct clk_bulk_data *clks)
{
	while (num_clks-- > 0)
		clk_unprepare(clks[num_clks].clk);
}
EXPORT_SYMBOL_GPL(clk_bulk_unprepare);

int clk_bulk_prepare(int num_clks, const struct clk_bulk_data *clks)
{
	int done;

	for (done = 0; done < num_clks; done++) {
		const struct clk_bulk_data *next = &clks[done];
		int err = clk_prepare(next->clk);

		if (!err)
			continue;
		pr_err("Failed to prepare clk '%s': %d\n", next->id, err);
		clk_bulk_unprepare(done, clks);
		return err;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(clk_bulk_prepare);

void clk_bulk_disable(int num_clks, const struct clk_bulk_data *clks)
{
	while (num_clks-- > 0)
		clk_disable(clks[num_clks].clk);
}
EXPORT_SYMBOL_GPL(clk_bulk_disable);

int clk_bulk_enable(int num_clks, const struct clk_bulk_data *clks)
{
	int done;

	for (done = 0; done < num_clks; done++) {
		const struct clk_bulk_data *next = &clks[done];
		int err = clk_enable(next->clk);

		if (!err)
			continue;
		pr_err("Failed to enable clk '%s': %d\n", next->id, err);
		clk_bulk_disable(done, clks);
		return err;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(clk_bulk_enable);

/* ---- sets, managed --------------------------------------------------------------------- */

struct bulk_devres {
	struct clk_bulk_data *clks;
	int num_clks;
	bool all;	/* @clks is ours */
};

static void devm_bulk_release(struct device *dev, void *res)
{
	struct bulk_devres *dr = res;

	if (dr->all)
		clk_bulk_put_all(dr->num_clks, dr->clks);
	else
		clk_bulk_put(dr->num_clks, dr->clks);
}

static int devm_bulk_get(struct device *dev, int num_clks,
			 struct clk_bulk_data *clks, bool optional)
{
	struct bulk_devres *dr;
	int ret;

	dr = devres_alloc(devm_bulk_release, sizeof(*dr), GFP_KERNEL);
	if (!dr)
		return -ENOMEM;
	ret = bulk_get(dev, num_clks, clks, optional);
	if (ret) {
		devres_free(dr);
		return ret;
	}
	dr->clks = clks;
	dr->num_clks = num_clks;
	dr->all = false;
	devres_add(dev, dr);
	return 0;
}

int devm_clk_bulk_get(struct device *dev, int num_clks,
		      struct clk_bulk_data *clks)
{
	return devm_bulk_get(dev, num_clks, clks, false);
}
EXPORT_SYMBOL_GPL(devm_clk_bulk_get);

int devm_clk_bulk_get_optional(struct device *dev, int num_clks,
			       struct clk_bulk_data *clks)
{
	return devm_bulk_get(dev, num_clks, clks, true);
}
EXPORT_SYMBOL_GPL(devm_clk_bulk_get_optional);

int devm_clk_bulk_get_all(struct device *dev, struct clk_bulk_data **clks)
{
	struct bulk_devres *dr;
	int count;

	dr = devres_alloc(devm_bulk_release, sizeof(*dr), GFP_KERNEL);
	if (!dr)
		return -ENOMEM;
	count = clk_bulk_get_all(dev, clks);
	if (count <= 0) {
		devres_free(dr);
		return count;
	}
	dr->clks = *clks;
	dr->num_clks = count;
	dr->all = true;
	devres_add(dev, dr);
	return count;
}
EXPORT_SYMBOL_GPL(devm_clk_bulk_get_all);
