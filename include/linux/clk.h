/* SPDX-License-Identifier: MIT */
/*
 * Clocks, as their consumers see them. NULL is a clock that is always there
 * and does nothing. src/device/clk*.c.
 */
#ifndef __LINUX_CLK_H
#define __LINUX_CLK_H

#include <linux/err.h>
#include <linux/kernel.h>

struct device;
struct clk;
struct device_node;
struct of_phandle_args;

/** struct clk_bulk_data - one clock of a set: its name, and the clock once it was found */
struct clk_bulk_data {
	const char *id;
	struct clk *clk;
};

/* finding: may sleep; -ENOENT (no such clock), -EPROBE_DEFER (its provider isn't bound yet) */
struct clk *clk_get(struct device *dev, const char *id);
struct clk *clk_get_sys(const char *dev_id, const char *con_id);
void clk_put(struct clk *clk);
struct clk *of_clk_get(struct device_node *np, int index);
struct clk *of_clk_get_by_name(struct device_node *np, const char *name);
struct clk *of_clk_get_from_provider(struct of_phandle_args *clkspec);

struct clk *devm_clk_get(struct device *dev, const char *id);
struct clk *devm_clk_get_prepared(struct device *dev, const char *id);
struct clk *devm_clk_get_enabled(struct device *dev, const char *id);
struct clk *devm_clk_get_optional(struct device *dev, const char *id);
struct clk *devm_clk_get_optional_prepared(struct device *dev, const char *id);
struct clk *devm_clk_get_optional_enabled(struct device *dev, const char *id);
struct clk *devm_get_clk_from_child(struct device *dev,
				    struct device_node *np, const char *con_id);
void devm_clk_put(struct device *dev, struct clk *clk);

int __must_check clk_bulk_get(struct device *dev, int num_clks,
			      struct clk_bulk_data *clks);
int __must_check clk_bulk_get_all(struct device *dev,
				  struct clk_bulk_data **clks);
int __must_check clk_bulk_get_optional(struct device *dev, int num_clks,
				       struct clk_bulk_data *clks);
int __must_check devm_clk_bulk_get(struct device *dev, int num_clks,
				   struct clk_bulk_data *clks);
int __must_check devm_clk_bulk_get_optional(struct device *dev, int num_clks,
					    struct clk_bulk_data *clks);
int __must_check devm_clk_bulk_get_all(struct device *dev,
				       struct clk_bulk_data **clks);
void clk_bulk_put(int num_clks, struct clk_bulk_data *clks);
void clk_bulk_put_all(int num_clks, struct clk_bulk_data *clks);

/* gating: prepare may sleep, enable may not */
int clk_prepare(struct clk *clk);
void clk_unprepare(struct clk *clk);
int clk_enable(struct clk *clk);
void clk_disable(struct clk *clk);
int __must_check clk_bulk_prepare(int num_clks,
				  const struct clk_bulk_data *clks);
void clk_bulk_unprepare(int num_clks, const struct clk_bulk_data *clks);
int __must_check clk_bulk_enable(int num_clks,
				 const struct clk_bulk_data *clks);
void clk_bulk_disable(int num_clks, const struct clk_bulk_data *clks);
bool clk_is_enabled_when_prepared(struct clk *clk);

/* rates, in Hz, and parents: may sleep */
unsigned long clk_get_rate(struct clk *clk);
long clk_round_rate(struct clk *clk, unsigned long rate);
int clk_set_rate(struct clk *clk, unsigned long rate);
int clk_set_rate_range(struct clk *clk, unsigned long min, unsigned long max);
int clk_set_min_rate(struct clk *clk, unsigned long rate);
int clk_set_max_rate(struct clk *clk, unsigned long rate);
int clk_rate_exclusive_get(struct clk *clk);
void clk_rate_exclusive_put(struct clk *clk);
int clk_set_rate_exclusive(struct clk *clk, unsigned long rate);
bool clk_has_parent(const struct clk *clk, const struct clk *parent);
int clk_set_parent(struct clk *clk, struct clk *parent);
struct clk *clk_get_parent(struct clk *clk);
bool clk_is_match(const struct clk *p, const struct clk *q);
long clk_get_accuracy(struct clk *clk);
int clk_set_phase(struct clk *clk, int degrees);
int clk_get_phase(struct clk *clk);

static inline int clk_prepare_enable(struct clk *clk)
{
	int ret = clk_prepare(clk);

	if (ret)
		return ret;
	ret = clk_enable(clk);
	if (ret)
		clk_unprepare(clk);
	return ret;
}

static inline void clk_disable_unprepare(struct clk *clk)
{
	clk_disable(clk);
	clk_unprepare(clk);
}

static inline int __must_check
clk_bulk_prepare_enable(int num_clks, const struct clk_bulk_data *clks)
{
	int err = clk_bulk_prepare(num_clks, clks);

	if (!err) {
		err = clk_bulk_enable(num_clks, clks);
		if (err)
			clk_bulk_unprepare(num_clks, clks);
	}
	return err;
}

static inline void
clk_bulk_disable_unprepare(int num_clks, const struct clk_bulk_data *clks)
{
	clk_bulk_disable(num_clks, clks);
	clk_bulk_unprepare(num_clks, clks);
}

static inline int clk_drop_range(struct clk *clk)
{
	return clk_set_rate_range(clk, 0, ~0ul);
}

static inline struct clk *clk_get_optional(struct device *dev, const char *id)
{
	struct clk *clk = clk_get(dev, id);

	return clk == ERR_PTR(-ENOENT) ? NULL : clk;
}

#endif
