// SPDX-License-Identifier: MIT
/*
 * Regulators for consumers. A regulator is what a "-supply" property leads
 * to: its node says its voltages, and whether it is always on. Nothing in the
 * machine depends on it; what can be checked is that its users are balanced.
 * A supply that the board does not have is the dummy, as in Linux.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/of.h>
#include <linux/regulator/consumer.h>
#include <linux/slab.h>

#include "device/regulator.h"
#include "device/services.h"

#define EVENT_DISABLE 0x80

/* @lock protects @all and everything in it */
static DEFINE_MUTEX(lock);
static LIST_HEAD(all);
static struct regulator_dev dummy = { .name = "regulator-dummy", .always_on = true };

static struct regulator_dev *rdev_make(struct device_node *np)
{
	struct regulator_dev *rdev = kzalloc(sizeof(*rdev), GFP_KERNEL);
	u32 uv;

	if (!rdev)
		return NULL;
	rdev->np = of_node_get(np);
	rdev->name = np->name;
	of_property_read_string(np, "regulator-name", &rdev->name);
	if (!of_property_read_u32(np, "regulator-min-microvolt", &uv))
		rdev->min_uv = rdev->uv = uv;
	if (!of_property_read_u32(np, "regulator-max-microvolt", &uv))
		rdev->max_uv = uv;
	rdev->always_on = of_property_read_bool(np, "regulator-always-on");
	BLOCKING_INIT_NOTIFIER_HEAD(&rdev->notifier);
	list_add_tail(&rdev->node, &all);
	return rdev;
}

/* the regulator of "@id-supply": ERR_PTR(-ENODEV) where there is no such property */
static struct regulator_dev *rdev_find(struct device *dev, const char *id)
{
	struct regulator_dev *rdev, *found = NULL;
	struct device_node *np;
	char property[64];

	snprintf(property, sizeof(property), "%s-supply", id);
	np = dev && dev->of_node ? of_parse_phandle(dev->of_node, property, 0) : NULL;
	if (!np)
		return ERR_PTR(-ENODEV);
	list_for_each_entry(rdev, &all, node)
		if (rdev->np == np)
			found = rdev;
	if (!found)
		found = rdev_make(np);
	of_node_put(np);
	return found ? found : ERR_PTR(-ENOMEM);
}

enum how { NORMAL, EXCLUSIVE, OPTIONAL };

static struct regulator *get(struct device *dev, const char *id, enum how how)
{
	struct regulator_dev *rdev = rdev_find(dev, id);
	struct regulator *r;

	if (rdev == ERR_PTR(-ENODEV)) {
		if (how == EXCLUSIVE)
			dev_warn(dev, "dummy supplies not allowed for exclusive requests\n");
		if (how != NORMAL)
			return ERR_PTR(-ENODEV);
		dev_warn(dev, "supply %s not found, using dummy regulator\n", id);
		rdev = &dummy;
	}
	if (IS_ERR(rdev))
		return ERR_CAST(rdev);
	if (rdev->exclusive)
		return ERR_PTR(-EPERM);
	if (how == EXCLUSIVE && rdev->users)
		return ERR_PTR(-EBUSY);
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return ERR_PTR(-ENOMEM);
	r->rdev = rdev;
	r->dev = dev;
	rdev->users++;
	rdev->exclusive = how == EXCLUSIVE;
	return r;
}

static struct regulator *get_locked(struct device *dev, const char *id, enum how how)
{
	struct regulator *r;

	if (!id) {
		dev_err(dev, "get() with no identifier\n");
		return ERR_PTR(-EINVAL);
	}
	mutex_lock(&lock);
	r = get(dev, id, how);
	mutex_unlock(&lock);
	return r;
}

struct regulator *regulator_get(struct device *dev, const char *id)
{
	return get_locked(dev, id, NORMAL);
}
EXPORT_SYMBOL_GPL(regulator_get);

struct regulator *regulator_get_exclusive(struct device *dev, const char *id)
{
	return get_locked(dev, id, EXCLUSIVE);
}
EXPORT_SYMBOL_GPL(regulator_get_exclusive);

struct regulator *regulator_get_optional(struct device *dev, const char *id)
{
	return get_locked(dev, id, OPTIONAL);
}
EXPORT_SYMBOL_GPL(regulator_get_optional);

void regulator_put(struct regulator *r)
{
	if (IS_ERR_OR_NULL(r))
		return;
	mutex_lock(&lock);
	WARN(r->enabled, "regulator %s is put while it is enabled\n", r->rdev->name);
	r->rdev->enabled -= r->enabled;
	r->rdev->users--;
	r->rdev->exclusive = false;
	mutex_unlock(&lock);
	kfree(r);
}
EXPORT_SYMBOL_GPL(regulator_put);

/* ---- on and off -------------------------------------------------------------- */

int regulator_enable(struct regulator *r)
{
	mutex_lock(&lock);
	r->enabled++;
	r->rdev->enabled++;
	mutex_unlock(&lock);
	return 0;
}
EXPORT_SYMBOL_GPL(regulator_enable);

int regulator_disable(struct regulator *r)
{
	bool off = false;
	int ret = 0;

	mutex_lock(&lock);
	if (WARN(!r->enabled, "unbalanced disables for %s\n", r->rdev->name)) {
		ret = -EIO;
	} else {
		r->enabled--;
		off = !--r->rdev->enabled && !r->rdev->always_on;
	}
	mutex_unlock(&lock);
	if (off)
		blocking_notifier_call_chain(&r->rdev->notifier, EVENT_DISABLE, NULL);
	return ret;
}
EXPORT_SYMBOL_GPL(regulator_disable);

int regulator_force_disable(struct regulator *r)
{
	mutex_lock(&lock);
	r->rdev->enabled -= r->enabled;
	r->enabled = 0;
	mutex_unlock(&lock);
	return 0;
}
EXPORT_SYMBOL_GPL(regulator_force_disable);

int regulator_disable_deferred(struct regulator *r, int ms)
{
	return regulator_disable(r);
}
EXPORT_SYMBOL_GPL(regulator_disable_deferred);

int regulator_is_enabled(struct regulator *r)
{
	int on;

	mutex_lock(&lock);
	on = r->rdev->always_on || r->rdev->enabled;
	mutex_unlock(&lock);
	return on;
}
EXPORT_SYMBOL_GPL(regulator_is_enabled);

int regulator_register_notifier(struct regulator *r, struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&r->rdev->notifier, nb);
}
EXPORT_SYMBOL_GPL(regulator_register_notifier);

int regulator_unregister_notifier(struct regulator *r, struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&r->rdev->notifier, nb);
}
EXPORT_SYMBOL_GPL(regulator_unregister_notifier);

/* ---- voltage, current, mode ---------------------------------------------------- */

static bool adjustable(const struct regulator_dev *rdev)
{
	return rdev->max_uv > rdev->min_uv;
}

int regulator_get_voltage(struct regulator *r)
{
	return r->rdev->uv ? r->rdev->uv : -EINVAL;
}
EXPORT_SYMBOL_GPL(regulator_get_voltage);

int regulator_is_supported_voltage(struct regulator *r, int min_uV, int max_uV)
{
	if (!adjustable(r->rdev))
		return r->rdev->uv && min_uV <= r->rdev->uv && r->rdev->uv <= max_uV;
	return max_uV >= r->rdev->min_uv && min_uV <= r->rdev->max_uv;
}
EXPORT_SYMBOL_GPL(regulator_is_supported_voltage);

int regulator_set_voltage(struct regulator *r, int min_uV, int max_uV)
{
	if (min_uV > max_uV || !regulator_is_supported_voltage(r, min_uV, max_uV))
		return -EINVAL;
	if (adjustable(r->rdev)) {
		mutex_lock(&lock);
		r->rdev->uv = max(min_uV, r->rdev->min_uv);
		mutex_unlock(&lock);
	}
	return 0;
}
EXPORT_SYMBOL_GPL(regulator_set_voltage);

int regulator_sync_voltage(struct regulator *r)
{
	return 0;
}
EXPORT_SYMBOL_GPL(regulator_sync_voltage);

int regulator_count_voltages(struct regulator *r)
{
	return r->rdev->uv ? 1 : -EINVAL;
}
EXPORT_SYMBOL_GPL(regulator_count_voltages);

int regulator_list_voltage(struct regulator *r, unsigned int selector)
{
	return selector ? -EINVAL : regulator_get_voltage(r);
}
EXPORT_SYMBOL_GPL(regulator_list_voltage);

/* no regulator of ours measures current or has modes */
int regulator_set_current_limit(struct regulator *r, int min_uA, int max_uA)
{
	return -EINVAL;
}
EXPORT_SYMBOL_GPL(regulator_set_current_limit);

int regulator_get_current_limit(struct regulator *r)
{
	return -EINVAL;
}
EXPORT_SYMBOL_GPL(regulator_get_current_limit);

int regulator_set_mode(struct regulator *r, unsigned int mode)
{
	return -EINVAL;
}
EXPORT_SYMBOL_GPL(regulator_set_mode);

unsigned int regulator_get_mode(struct regulator *r)
{
	return REGULATOR_MODE_NORMAL;
}
EXPORT_SYMBOL_GPL(regulator_get_mode);

int regulator_set_load(struct regulator *r, int load_uA)
{
	return 0;
}
EXPORT_SYMBOL_GPL(regulator_set_load);

int regulator_allow_bypass(struct regulator *r, bool allow)
{
	return 0;
}
EXPORT_SYMBOL_GPL(regulator_allow_bypass);

/* ---------------------------------------------------------------------------------- */

void regulators_stop(void)
{
	struct regulator_dev *rdev, *next;

	list_for_each_entry_safe(rdev, next, &all, node) {
		WARN(rdev->users, "regulator %s still has users\n", rdev->name);
		list_del(&rdev->node);
		of_node_put(rdev->np);
		kfree(rdev);
	}
	dummy.users = dummy.enabled = 0;
	dummy.exclusive = false;
}
