// SPDX-License-Identifier: MIT
/*
 * System controllers: a regmap for each node that is one, made when it is
 * first asked for and kept until the world stops. What a controller that
 * nobody models does with its registers is the machine's decision: they read
 * as zero, and it says so once.
 */
#include <linux/clk.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/mfd/syscon.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/regmap.h>
#include <linux/reset.h>
#include <linux/slab.h>

#include "device/services.h"

/* @lock protects @all */
static DEFINE_MUTEX(lock);
static LIST_HEAD(all);

struct syscon {
	struct list_head node;
	struct device_node *np;
	struct regmap *map;
	void __iomem *regs; /* NULL: somebody else made the map */
	struct clk *clk;
};

static unsigned int stride_of(struct device_node *np)
{
	u32 bytes;

	return of_property_read_u32(np, "reg-io-width", &bytes) ? 4 : bytes;
}

static struct regmap *map_make(struct syscon *s)
{
	struct regmap_config config = { .reg_bits = 32, .name = s->np->full_name };
	struct resource res;
	int ret = of_address_to_resource(s->np, 0, &res);

	if (ret)
		return ERR_PTR(-ENOMEM);
	s->regs = of_iomap(s->np, 0);
	if (!s->regs)
		return ERR_PTR(-ENOMEM);
	if (of_property_read_bool(s->np, "big-endian"))
		config.val_format_endian = REGMAP_ENDIAN_BIG;
	config.reg_stride = stride_of(s->np);
	config.val_bits = config.reg_stride * 8;
	config.max_register = resource_size(&res) - config.reg_stride;
	return regmap_init_mmio(NULL, s->regs, &config);
}

static void syscon_free(struct syscon *s)
{
	if (s->regs && !IS_ERR_OR_NULL(s->map))
		regmap_exit(s->map);
	if (s->clk)
		clk_put(s->clk);
	if (s->regs)
		iounmap(s->regs);
	of_node_put(s->np);
	kfree(s);
}

/* with the clock running, out of reset, as its users expect to find it */
static int syscon_power(struct syscon *s)
{
	struct reset_control *reset;
	int ret;

	s->clk = of_clk_get(s->np, 0);
	if (IS_ERR(s->clk)) {
		ret = PTR_ERR(s->clk);
		s->clk = NULL;
		if (ret != -ENOENT)
			return ret;
	} else {
		ret = regmap_mmio_attach_clk(s->map, s->clk);
		if (ret)
			return ret;
	}
	reset = of_reset_control_get_optional_exclusive(s->np, NULL);
	if (IS_ERR(reset))
		return PTR_ERR(reset);
	ret = reset_control_deassert(reset);
	reset_control_put(reset);
	return ret;
}

static struct regmap *syscon_make(struct device_node *np, bool power)
{
	struct syscon *s = kzalloc(sizeof(*s), GFP_KERNEL);
	int ret;

	if (!s)
		return ERR_PTR(-ENOMEM);
	s->np = of_node_get(np);
	s->map = map_make(s);
	ret = PTR_ERR_OR_ZERO(s->map);
	if (!ret && power)
		ret = syscon_power(s);
	if (ret) {
		syscon_free(s);
		return ERR_PTR(ret);
	}
	list_add_tail(&s->node, &all);
	return s->map;
}

static struct regmap *syscon_get(struct device_node *np, bool power)
{
	struct regmap *map = NULL;
	struct syscon *s;

	mutex_lock(&lock);
	list_for_each_entry(s, &all, node)
		if (s->np == np)
			map = s->map;
	if (!map)
		map = syscon_make(np, power);
	mutex_unlock(&lock);
	return map;
}

struct regmap *device_node_to_regmap(struct device_node *np)
{
	return syscon_get(np, false);
}
EXPORT_SYMBOL_GPL(device_node_to_regmap);

struct regmap *syscon_node_to_regmap(struct device_node *np)
{
	if (!of_device_is_compatible(np, "syscon"))
		return ERR_PTR(-EINVAL);
	return syscon_get(np, true);
}
EXPORT_SYMBOL_GPL(syscon_node_to_regmap);

int of_syscon_register_regmap(struct device_node *np, struct regmap *regmap)
{
	struct syscon *s = kzalloc(sizeof(*s), GFP_KERNEL), *other;
	int ret = 0;

	if (!np || !regmap || !s) {
		kfree(s);
		return np && regmap ? -ENOMEM : -EINVAL;
	}
	s->np = of_node_get(np);
	s->map = regmap;
	mutex_lock(&lock);
	list_for_each_entry(other, &all, node)
		if (other->np == np)
			ret = -EEXIST;
	if (!ret)
		list_add_tail(&s->node, &all);
	mutex_unlock(&lock);
	if (ret)
		syscon_free(s);
	return ret;
}
EXPORT_SYMBOL_GPL(of_syscon_register_regmap);

/* ---- by the ways in which drivers name one ----------------------------------------- */

/* uses up the reference to @np */
static struct regmap *of_found_node(struct device_node *np)
{
	struct regmap *map;

	if (!np)
		return ERR_PTR(-ENODEV);
	map = syscon_node_to_regmap(np);
	of_node_put(np);
	return map;
}

struct regmap *syscon_regmap_lookup_by_compatible(const char *s)
{
	return of_found_node(of_find_compatible_node(NULL, NULL, s));
}
EXPORT_SYMBOL_GPL(syscon_regmap_lookup_by_compatible);

struct regmap *syscon_regmap_lookup_by_phandle(struct device_node *np, const char *property)
{
	return of_found_node(property ? of_parse_phandle(np, property, 0) : of_node_get(np));
}
EXPORT_SYMBOL_GPL(syscon_regmap_lookup_by_phandle);

struct regmap *syscon_regmap_lookup_by_phandle_args(struct device_node *np, const char *property,
						    int arg_count, unsigned int *out_args)
{
	struct of_phandle_args args;
	int i, ret = of_parse_phandle_with_fixed_args(np, property, arg_count, 0, &args);

	if (ret)
		return ERR_PTR(ret);
	if (!args.np)
		return ERR_PTR(-ENODEV);
	for (i = 0; i < arg_count; i++)
		out_args[i] = args.args[i];
	return of_found_node(args.np);
}
EXPORT_SYMBOL_GPL(syscon_regmap_lookup_by_phandle_args);

struct regmap *syscon_regmap_lookup_by_phandle_optional(struct device_node *np,
							const char *property)
{
	struct regmap *map = syscon_regmap_lookup_by_phandle(np, property);

	return map == ERR_PTR(-ENODEV) ? NULL : map;
}
EXPORT_SYMBOL_GPL(syscon_regmap_lookup_by_phandle_optional);

/* ---------------------------------------------------------------------------------- */

void syscon_stop(void)
{
	struct syscon *s, *next;

	list_for_each_entry_safe(s, next, &all, node) {
		list_del(&s->node);
		syscon_free(s);
	}
}
