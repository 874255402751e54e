// SPDX-License-Identifier: MIT
/* Reset lines in sets, as one (arrays), and until the driver is unbound. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/overflow.h>
#include <linux/reset.h>
#include <linux/slab.h>

#include "device/reset_core.h"

/* ---- arrays ---------------------------------------------------------------------- */

/* struct reset_array - all lines of a device as one */
struct reset_array {
	struct reset_control base;
	int num_rstcs;
	struct reset_control *rstc[];
};

static struct reset_array *to_array(struct reset_control *rstc)
{
	return container_of(rstc, struct reset_array, base);
}

int reset_array_do(struct reset_control *rstc,
		   int (*fn)(struct reset_control *rstc),
		   int (*undo)(struct reset_control *rstc))
{
	struct reset_array *array = to_array(rstc);
	int ret;
	int i;

	for (i = 0; i < array->num_rstcs; i++) {
		ret = fn(array->rstc[i]);
		if (!ret)
			continue;
		while (undo && i--)
			undo(array->rstc[i]);
		return ret;
	}
	return 0;
}

int reset_array_release_one(struct reset_control *rstc)
{
	reset_control_release(rstc);
	return 0;
}

static void put_first(struct reset_array *array, int count)
{
	while (count--)
		reset_control_put(array->rstc[count]);
	kfree(array);
}

void reset_array_put(struct reset_control *rstc)
{
	put_first(to_array(rstc), to_array(rstc)->num_rstcs);
}

struct reset_control *of_reset_control_array_get(struct device_node *np,
						 bool shared, bool optional,
						 bool acquired)
{
	struct reset_array *array;
	int count;
	int i;

	count = of_count_phandle_with_args(np, "resets", "#reset-cells");
	if (count <= 0)
		return optional ? NULL : ERR_PTR(count ? count : -ENOENT);
	array = kzalloc(struct_size(array, rstc, count), GFP_KERNEL);
	if (!array)
		return ERR_PTR(-ENOMEM);
	array->base.array = true;
	for (i = 0; i < count; i++) {
		array->rstc[i] = __of_reset_control_get(np, NULL, i, shared,
							optional, acquired);
		if (IS_ERR(array->rstc[i])) {
			struct reset_control *err = array->rstc[i];

			put_first(array, i);
			return err;
		}
	}
	array->num_rstcs = count;
	return &array->base;
}
EXPORT_SYMBOL_GPL(of_reset_control_array_get);

/* ---- sets -------------------------------------------------------------------------- */

static int bulk_do(int num_rstcs, struct reset_control_bulk_data *rstcs,
		   int (*fn)(struct reset_control *rstc),
		   int (*undo)(struct reset_control *rstc))
{
	int ret;
	int i;

	for (i = 0; i < num_rstcs; i++) {
		ret = fn(rstcs[i].rstc);
		if (!ret)
			continue;
		while (undo && i--)
			undo(rstcs[i].rstc);
		return ret;
	}
	return 0;
}

int reset_control_bulk_reset(int num_rstcs,
			     struct reset_control_bulk_data *rstcs)
{
	return bulk_do(num_rstcs, rstcs, reset_control_reset, NULL);
}
EXPORT_SYMBOL_GPL(reset_control_bulk_reset);

int reset_control_bulk_assert(int num_rstcs,
			      struct reset_control_bulk_data *rstcs)
{
	return bulk_do(num_rstcs, rstcs, reset_control_assert,
		       reset_control_deassert);
}
EXPORT_SYMBOL_GPL(reset_control_bulk_assert);

/* last first: the order in which assert undoes it */
int reset_control_bulk_deassert(int num_rstcs,
				struct reset_control_bulk_data *rstcs)
{
	int ret;
	int i;

	for (i = num_rstcs - 1; i >= 0; i--) {
		ret = reset_control_deassert(rstcs[i].rstc);
		if (!ret)
			continue;
		while (++i < num_rstcs)
			reset_control_assert(rstcs[i].rstc);
		return ret;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(reset_control_bulk_deassert);

int reset_control_bulk_acquire(int num_rstcs,
			       struct reset_control_bulk_data *rstcs)
{
	return bulk_do(num_rstcs, rstcs, reset_control_acquire,
		       reset_array_release_one);
}
EXPORT_SYMBOL_GPL(reset_control_bulk_acquire);

void reset_control_bulk_release(int num_rstcs,
				struct reset_control_bulk_data *rstcs)
{
	bulk_do(num_rstcs, rstcs, reset_array_release_one, NULL);
}
EXPORT_SYMBOL_GPL(reset_control_bulk_release);

void reset_control_bulk_put(int num_rstcs,
			    struct reset_control_bulk_data *rstcs)
{
	while (num_rstcs--)
		reset_control_put(rstcs[num_rstcs].rstc);
}
EXPORT_SYMBOL_GPL(reset_control_bulk_put);

int __reset_control_bulk_get(struct device *dev, int num_rstcs,
			     struct reset_control_bulk_data *rstcs,
			     bool shared, bool optional, bool acquired)
{
	int i;

	for (i = 0; i < num_rstcs; i++) {
		rstcs[i].rstc = __reset_control_get(dev, rstcs[i].id, 0, shared,
						    optional, acquired);
		if (IS_ERR(rstcs[i].rstc)) {
			int ret = PTR_ERR(rstcs[i].rstc);

			reset_control_bulk_put(i, rstcs);
			return ret;
		}
	}
	return 0;
}
EXPORT_SYMBOL_GPL(__reset_control_bulk_get);

/* ---- managed ------------------------------------------------------------------------ */

static void devm_reset_release(struct device *dev, void *res)
{
	reset_control_put(*(struct reset_control **)res);
}

static struct reset_control *devm_keep(struct device *dev,
				       struct reset_control *rstc)
{
	struct reset_control **ptr;

	if (IS_ERR_OR_NULL(rstc))
		return rstc;
	ptr = devres_alloc(devm_reset_release, sizeof(*ptr), GFP_KERNEL);
	if (!ptr) {
		reset_control_put(rstc);
		return ERR_PTR(-ENOMEM);
	}
	*ptr = rstc;
	devres_add(dev, ptr);
	return rstc;
}

struct reset_control *__devm_reset_control_get(struct device *dev,
					       const char *id, int index,
					       bool shared, bool optional,
					       bool acquired)
{
	return devm_keep(dev, __reset_control_get(dev, id, index, shared,
						  optional, acquired));
}
EXPORT_SYMBOL_GPL(__devm_reset_control_get);

struct reset_control *devm_reset_control_array_get(struct device *dev,
						   bool shared, bool optional)
{
	return devm_keep(dev, of_reset_control_array_get(dev->of_node, shared,
							 optional, true));
}
EXPORT_SYMBOL_GPL(devm_reset_control_array_get);

struct bulk_devres {
	int num_rstcs;
	struct reset_control_bulk_data *rstcs;
};

static void devm_bulk_release(struct device *dev, void *res)
{
	struct bulk_devres *dr = res;

	reset_control_bulk_put(dr->num_rstcs, dr->rstcs);
}

int __devm_reset_control_bulk_get(struct device *dev, int num_rstcs,
				  struct reset_control_bulk_data *rstcs,
				  bool shared, bool optional, bool acquired)
{
	struct bulk_devres *dr;
	int ret;

	dr = devres_alloc(devm_bulk_release, sizeof(*dr), GFP_KERNEL);
	if (!dr)
		return -ENOMEM;
	ret = __reset_control_bulk_get(dev, num_rstcs, rstcs, shared, optional,
				       acquired);
	if (ret) {
		devres_free(dr);
		return ret;
	}
	dr->num_rstcs = num_rstcs;
	dr->rstcs = rstcs;
	devres_add(dev, dr);
	return 0;
}
EXPORT_SYMBOL_GPL(__devm_reset_control_bulk_get);
