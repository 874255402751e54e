// SPDX-License-Identifier: MIT
/* Regulators: those that go with their device, and several at once. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/regulator/consumer.h>

#include "device/regulator.h"

static void devm_regulator_release(struct device *dev, void *res)
{
	regulator_put(*(struct regulator **)res);
}

static struct regulator *devm_get(struct device *dev, const char *id,
				  struct regulator *(*get)(struct device *, const char *))
{
	struct regulator **ptr = devres_alloc(devm_regulator_release, sizeof(*ptr), GFP_KERNEL);
	struct regulator *r;

	if (!ptr)
		return ERR_PTR(-ENOMEM);
	r = get(dev, id);
	if (IS_ERR(r)) {
		devres_free(ptr);
		return r;
	}
	*ptr = r;
	devres_add(dev, ptr);
	return r;
}

struct regulator *devm_regulator_get(struct device *dev, const char *id)
{
	return devm_get(dev, id, regulator_get);
}
EXPORT_SYMBOL_GPL(devm_regulator_get);

struct regulator *devm_regulator_get_exclusive(struct device *dev, const char *id)
{
	return devm_get(dev, id, regulator_get_exclusive);
}
EXPORT_SYMBOL_GPL(devm_regulator_get_exclusive);

struct regulator *devm_regulator_get_optional(struct device *dev, const char *id)
{
	return devm_get(dev, id, regulator_get_optional);
}
EXPORT_SYMBOL_GPL(devm_regulator_get_optional);

static void disable_action(void *r)
{
	regulator_disable(r);
}

static int get_enable(struct device *dev, struct regulator *r)
{
	int ret;

	if (IS_ERR(r))
		return PTR_ERR(r);
	ret = regulator_enable(r);
	return ret ? ret : devm_add_action_or_reset(dev, disable_action, r);
}

int devm_regulator_get_enable(struct device *dev, const char *id)
{
	return get_enable(dev, devm_regulator_get(dev, id));
}
EXPORT_SYMBOL_GPL(devm_regulator_get_enable);

int devm_regulator_get_enable_optional(struct device *dev, const char *id)
{
	return get_enable(dev, devm_regulator_get_optional(dev, id));
}
EXPORT_SYMBOL_GPL(devm_regulator_get_enable_optional);

static int same_regulator(struct device *dev, void *res, void *data)
{
	return *(struct regulator **)res == data;
}

void devm_regulator_put(struct regulator *regulator)
{
	WARN_ON(devres_release(regulator->dev, devm_regulator_release, same_regulator, regulator));
}
EXPORT_SYMBOL_GPL(devm_regulator_put);

/* ---- several ------------------------------------------------------------------ */

static int bulk_get(struct device *dev, int n, struct regulator_bulk_data *consumers,
		    struct regulator *(*get)(struct device *, const char *),
		    void (*put)(struct regulator *))
{
	int i, ret = 0;

	for (i = 0; i < n; i++)
		consumers[i].consumer = NULL;
	for (i = 0; i < n; i++) {
		consumers[i].consumer = get(dev, consumers[i].supply);
		if (!IS_ERR(consumers[i].consumer))
			continue;
		ret = dev_err_probe(dev, PTR_ERR(consumers[i].consumer),
				    "Failed to get supply '%s'\n", consumers[i].supply);
		consumers[i].consumer = NULL;
		while (--i >= 0)
			put(consumers[i].consumer);
		break;
	}
	return ret;
}

int regulator_bulk_get(struct device *dev, int num_consumers, struct regulator_bulk_data *consumers)
{
	return bulk_get(dev, num_consumers, consumers, regulator_get, regulator_put);
}
EXPORT_SYMBOL_GPL(regulator_bulk_get);

int devm_regulator_bulk_get(struct device *dev, int num_consumers,
			    struct regulator_bulk_data *consumers)
{
	return bulk_get(dev, num_consumers, consumers, devm_regulator_get, devm_regulator_put);
}
EXPORT_SYMBOL_GPL(devm_regulator_bulk_get);

int devm_regulator_bulk_get_enable(struct device *dev, int num_consumers, const char *const *id)
{
	int i, ret = 0;

	for (i = 0; i < num_consumers && !ret; i++)
		ret = devm_regulator_get_enable(dev, id[i]);
	return ret;
}
EXPORT_SYMBOL_GPL(devm_regulator_bulk_get_enable);

int regulator_bulk_enable(int num_consumers, struct regulator_bulk_data *consumers)
{
	int on, err = 0;

	for (on = 0; on < num_consumers && !err; on += !err)
		err = regulator_enable(consumers[on].consumer);
	while (err && on > 0)
		regulator_disable(consumers[--on].consumer);
	return err;
}
EXPORT_SYMBOL_GPL(regulator_bulk_enable);

int regulator_bulk_disable(int num_consumers, struct regulator_bulk_data *consumers)
{
	int i, ret = 0;

	for (i = num_consumers - 1; i >= 0 && !ret; i--)
		ret = regulator_disable(consumers[i].consumer);
	return ret;
}
EXPORT_SYMBOL_GPL(regulator_bulk_disable);

int regulator_bulk_force_disable(int num_consumers, struct regulator_bulk_data *consumers)
{
	int i, ret = 0;

	for (i = 0; i < num_consumers; i++)
		ret = regulator_force_disable(consumers[i].consumer) ?: ret;
	return ret;
}
EXPORT_SYMBOL_GPL(regulator_bulk_force_disable);

void regulator_bulk_free(int num_consumers, struct regulator_bulk_data *consumers)
{
	int i;

	for (i = 0; i < num_consumers; i++) {
		regulator_put(consumers[i].consumer);
		consumers[i].consumer = NULL;
	}
}
EXPORT_SYMBOL_GPL(regulator_bulk_free);
