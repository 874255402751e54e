// SPDX-License-Identifier: MIT
/*
 * Reset lines: their controllers, who may pull them, and finding them through
 * the device tree. A controller that nobody models or drives gets a stand-in
 * whose lines do nothing. Sets and managed forms are in reset_get.c.
 */
#define pr_fmt(fmt) "reset: " fmt

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/reset-controller.h>
#include <linux/reset.h>
#include <linux/slab.h>

#include "device/firmware.h"
#include "device/reset_core.h"

static LIST_HEAD(controllers);
/* lookups by device name, for devices that have no node */
static LIST_HEAD(lookups);
/* protects both lists and every controller's list of lines */
static DEFINE_MUTEX(reset_lock);

static const char *controller_name(struct reset_controller_dev *rcdev)
{
	if (rcdev->dev)
		return dev_name(rcdev->dev);
	if (rcdev->of_node)
		return rcdev->of_node->full_name;
	return NULL;
}

/* ---- controllers -------------------------------------------------------------- */

static int xlate_simple(struct reset_controller_dev *rcdev,
			const struct of_phandle_args *reset_spec)
{
	if (reset_spec->args[0] >= rcdev->nr_resets)
		return -EINVAL;
	return reset_spec->args[0];
}

int reset_controller_register(struct reset_controller_dev *rcdev)
{
	if (!rcdev->of_xlate) {
		rcdev->of_reset_n_cells = 1;
		rcdev->of_xlate = xlate_simple;
	}
	INIT_LIST_HEAD(&rcdev->reset_control_head);
	mutex_lock(&reset_lock);
	list_add(&rcdev->list, &controllers);
	mutex_unlock(&reset_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(reset_controller_register);

void reset_controller_unregister(struct reset_controller_dev *rcdev)
{
	mutex_lock(&reset_lock);
	list_del(&rcdev->list);
	mutex_unlock(&reset_lock);
}
EXPORT_SYMBOL_GPL(reset_controller_unregister);

static void devm_controller_release(struct device *dev, void *res)
{
	reset_controller_unregister(*(struct reset_controller_dev **)res);
}

int devm_reset_controller_register(struct device *dev,
				   struct reset_controller_dev *rcdev)
{
	struct reset_controller_dev **ptr;
	int ret;

	ptr = devres_alloc(devm_controller_release, sizeof(*ptr), GFP_KERNEL);
	if (!ptr)
		return -ENOMEM;
	ret = reset_controller_register(rcdev);
	if (ret) {
		devres_free(ptr);
		return ret;
	}
	*ptr = rcdev;
	devres_add(dev, ptr);
	return 0;
}
EXPORT_SYMBOL_GPL(devm_reset_controller_register);

void reset_controller_add_lookup(struct reset_control_lookup *lookup,
				 unsigned int num_entries)
{
	unsigned int i;

	mutex_lock(&reset_lock);
	for (i = 0; i < num_entries; i++) {
		if (!lookup[i].dev_id || !lookup[i].provider) {
			pr_warn("%s(): reset lookup entry badly specified, skipping\n",
				__func__);
			continue;
		}
		list_add_tail(&lookup[i].list, &lookups);
	}
	mutex_unlock(&reset_lock);
}
EXPORT_SYMBOL_GPL(reset_controller_add_lookup);

/* ---- stand-ins ------------------------------------------------------------------- */

/*
 * struct stand_in - a controller for a node that nobody serves: every line is
 * there and does nothing
 */
struct stand_in {
	struct reset_controller_dev rcdev;
	struct list_head link;
};

static LIST_HEAD(stand_ins);

static int stand_in_do(struct reset_controller_dev *rcdev, unsigned long id)
{
	return 0;
}

static const struct reset_control_ops stand_in_ops = {
	.reset = stand_in_do,
	.assert = stand_in_do,
	.deassert = stand_in_do,
	.status = stand_in_do,
};

/* one line per specifier, so that sharing is checked as on a real one */
static int stand_in_xlate(struct reset_controller_dev *rcdev,
			  const struct of_phandle_args *spec)
{
	u32 id = 0;
	int i;

	for (i = 0; i < spec->args_count; i++)
		id = id * 31 + spec->args[i];
	return id & 0x7fffffff;
}

/* under reset_lock */
static struct reset_controller_dev *stand_in_get(struct device_node *np)
{
	struct stand_in *stand_in = kzalloc(sizeof(*stand_in), GFP_KERNEL);

	if (!stand_in)
		return NULL;
	pr_warn("unmodelled reset controller %pOF: its lines do nothing\n", np);
	stand_in->rcdev.ops = &stand_in_ops;
	stand_in->rcdev.of_node = np;
	stand_in->rcdev.of_xlate = stand_in_xlate;
	of_property_read_u32(np, "#reset-cells",
			     (u32 *)&stand_in->rcdev.of_reset_n_cells);
	INIT_LIST_HEAD(&stand_in->rcdev.reset_control_head);
	list_add(&stand_in->rcdev.list, &controllers);
	list_add(&stand_in->link, &stand_ins);
	return &stand_in->rcdev;
}

void reset_stop(void)
{
	struct stand_in *at, *next;

	list_for_each_entry_safe(at, next, &stand_ins, link) {
		list_del(&at->rcdev.list);
		kfree(at);
	}
	if (!list_empty(&controllers))
		pr_warn("a controller was not unregistered\n");
	INIT_LIST_HEAD(&stand_ins);
	INIT_LIST_HEAD(&controllers);
	INIT_LIST_HEAD(&lookups);
}

/* ---- using a line ------------------------------------------------------------------ */

/* the part of every operation before it: 1 to go on */
static int usable(struct reset_control *rstc)
{
	if (!rstc)
		return 0;
	if (WARN_ON(IS_ERR(rstc)))
		return -EINVAL;
	return 1;
}

static int must_be_acquired(struct reset_control *rstc)
{
	if (rstc->acquired)
		return 0;
	WARN(1, "reset %s (ID: %u) is not acquired\n",
	     controller_name(rstc->rcdev), rstc->id);
	return -EPERM;
}

int reset_control_reset(struct reset_control *rstc)
{
	int ret = usable(rstc);

	if (ret <= 0)
		return ret;
	if (rstc->array)
		return reset_array_do(rstc, reset_control_reset, NULL);
	if (!rstc->rcdev->ops->reset)
		return -ENOTSUPP;
	if (rstc->shared) {
		if (WARN_ON(atomic_read(&rstc->deassert_count)))
			return -EINVAL;
		/* one pulse does for all who share it */
		if (atomic_inc_return(&rstc->triggered_count) != 1)
			return 0;
	} else if (!rstc->acquired) {
		return -EPERM;
	}
	ret = rstc->rcdev->ops->reset(rstc->rcdev, rstc->id);
	if (rstc->shared && ret)
		atomic_dec(&rstc->triggered_count);
	return ret;
}
EXPORT_SYMBOL_GPL(reset_control_reset);

int reset_control_rearm(struct reset_control *rstc)
{
	int ret = usable(rstc);

	if (ret <= 0)
		return ret;
	if (rstc->array)
		return reset_array_do(rstc, reset_control_rearm, NULL);
	if (!rstc->shared)
		return rstc->acquired ? 0 : -EPERM;
	if (WARN_ON(atomic_read(&rstc->deassert_count)))
		return -EINVAL;
	if (WARN_ON(!atomic_read(&rstc->triggered_count)))
		return -EINVAL;
	atomic_dec(&rstc->triggered_count);
	return 0;
}
EXPORT_SYMBOL_GPL(reset_control_rearm);

int reset_control_assert(struct reset_control *rstc)
{
	int ret = usable(rstc);

	if (ret <= 0)
		return ret;
	if (rstc->array)
		return reset_array_do(rstc, reset_control_assert,
				      reset_control_deassert);
	if (rstc->shared) {
		if (WARN_ON(atomic_read(&rstc->triggered_count)) ||
		    WARN_ON(!atomic_read(&rstc->deassert_count)))
			return -EINVAL;
		if (atomic_dec_return(&rstc->deassert_count))
			return 0;
		/* nobody needs the line any more: what it does is up to it */
		if (!rstc->rcdev->ops->assert)
			return 0;
	} else {
		if (!rstc->rcdev->ops->assert)
			return -ENOTSUPP;
		ret = must_be_acquired(rstc);
		if (ret)
			return ret;
	}
	return rstc->rcdev->ops->assert(rstc->rcdev, rstc->id);
}
EXPORT_SYMBOL_GPL(reset_control_assert);

int reset_control_deassert(struct reset_control *rstc)
{
	int ret = usable(rstc);

	if (ret <= 0)
		return ret;
	if (rstc->array)
		return reset_array_do(rstc, reset_control_deassert,
				      reset_control_assert);
	if (rstc->shared) {
		if (WARN_ON(atomic_read(&rstc->triggered_count)))
			return -EINVAL;
		if (atomic_inc_return(&rstc->deassert_count) != 1)
			return 0;
	} else {
		ret = must_be_acquired(rstc);
		if (ret)
			return ret;
	}
	/* a controller that can't: its lines are pulses, and are released */
	if (!rstc->rcdev->ops->deassert)
		return 0;
	return rstc->rcdev->ops->deassert(rstc->rcdev, rstc->id);
}
EXPORT_SYMBOL_GPL(reset_control_deassert);

int reset_control_status(struct reset_control *rstc)
{
	int ret = usable(rstc);

	if (ret <= 0)
		return ret;
	if (WARN_ON(rstc->array))
		return -EINVAL;
	if (!rstc->rcdev->ops->status)
		return -ENOTSUPP;
	return rstc->rcdev->ops->status(rstc->rcdev, rstc->id);
}
EXPORT_SYMBOL_GPL(reset_control_status);

/* only one of those who have an exclusive line may have it acquired */
int reset_control_acquire(struct reset_control *rstc)
{
	struct reset_control *other;
	int ret = usable(rstc);

	if (ret <= 0)
		return ret;
	if (rstc->array)
		return reset_array_do(rstc, reset_control_acquire,
				      reset_array_release_one);
	mutex_lock(&reset_lock);
	if (!rstc->acquired) {
		list_for_each_entry(other, &rstc->rcdev->reset_control_head,
				    list) {
			if (other->id == rstc->id && other->acquired) {
				mutex_unlock(&reset_lock);
				return -EBUSY;
			}
		}
		rstc->acquired = true;
	}
	mutex_unlock(&reset_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(reset_control_acquire);

void reset_control_release(struct reset_control *rstc)
{
	if (usable(rstc) <= 0)
		return;
	if (rstc->array)
		reset_array_do(rstc, reset_array_release_one, NULL);
	else
		rstc->acquired = false;
}
EXPORT_SYMBOL_GPL(reset_control_release);

/* ---- getting a line ------------------------------------------------------------------ */

/* under reset_lock */
static struct reset_control *line_get(struct reset_controller_dev *rcdev,
				      unsigned int id, bool shared,
				      bool acquired)
{
	struct reset_control *rstc;

	list_for_each_entry(rstc, &rcdev->reset_control_head, list) {
		if (rstc->id != id)
			continue;
		/* several may hold an exclusive line, if only one has it acquired */
		if (!rstc->shared && !shared && !acquired)
			break;
		if (WARN_ON(!rstc->shared || !shared))
			return ERR_PTR(-EBUSY);
		kref_get(&rstc->refcnt);
		return rstc;
	}
	rstc = kzalloc(sizeof(*rstc), GFP_KERNEL);
	if (!rstc)
		return ERR_PTR(-ENOMEM);
	rstc->rcdev = rcdev;
	rstc->id = id;
	rstc->acquired = acquired;
	rstc->shared = shared;
	kref_init(&rstc->refcnt);
	list_add(&rstc->list, &rcdev->reset_control_head);
	return rstc;
}

static void line_free(struct kref *kref)
{
	struct reset_control *rstc = container_of(kref, struct reset_control,
						  refcnt);

	list_del(&rstc->list);
	kfree(rstc);
}

void reset_control_put(struct reset_control *rstc)
{
	if (IS_ERR_OR_NULL(rstc))
		return;
	if (rstc->array) {
		reset_array_put(rstc);
		return;
	}
	mutex_lock(&reset_lock);
	kref_put(&rstc->refcnt, line_free);
	mutex_unlock(&reset_lock);
}
EXPORT_SYMBOL_GPL(reset_control_put);

/* under reset_lock */
static struct reset_controller_dev *find_controller(struct device_node *np)
{
	struct reset_controller_dev *rcdev;

	list_for_each_entry(rcdev, &controllers, list)
		if (rcdev->of_node == np)
			return rcdev;
	return NULL;
}

static struct reset_control *get_by_spec(struct of_phandle_args *spec,
					 bool shared, bool acquired)
{
	struct reset_controller_dev *rcdev = find_controller(spec->np);
	int id;

	if (!rcdev) {
		if (of_driver_expected(spec->np))
			return ERR_PTR(-EPROBE_DEFER);
		rcdev = stand_in_get(spec->np);
		if (!rcdev)
			return ERR_PTR(-ENOMEM);
	}
	if (WARN_ON(spec->args_count != rcdev->of_reset_n_cells))
		return ERR_PTR(-EINVAL);
	id = rcdev->of_xlate(rcdev, spec);
	if (id < 0)
		return ERR_PTR(id);
	return line_get(rcdev, id, shared, acquired);
}

struct reset_control *__of_reset_control_get(struct device_node *node,
					     const char *id, int index,
					     bool shared, bool optional,
					     bool acquired)
{
	struct of_phandle_args spec;
	struct reset_control *rstc;
	int ret;

	if (!node)
		return ERR_PTR(-EINVAL);
	if (id) {
		index = of_property_match_string(node, "reset-names", id);
		if (index == -EILSEQ)
			return ERR_PTR(index);
		if (index < 0)
			return optional ? NULL : ERR_PTR(-ENOENT);
	}
	ret = of_parse_phandle_with_args(node, "resets", "#reset-cells", index,
					 &spec);
	if (ret == -EINVAL)
		return ERR_PTR(ret);
	if (ret)
		return optional ? NULL : ERR_PTR(ret);
	mutex_lock(&reset_lock);
	rstc = get_by_spec(&spec, shared, acquired);
	mutex_unlock(&reset_lock);
	return rstc;
}
EXPORT_SYMBOL_GPL(__of_reset_control_get);

/* under reset_lock */
static struct reset_control *get_by_lookup(struct device *dev,
					   const char *con_id, bool shared,
					   bool optional, bool acquired)
{
	struct reset_control_lookup *lookup;
	struct reset_controller_dev *rcdev;

	list_for_each_entry(lookup, &lookups, list) {
		if (strcmp(lookup->dev_id, dev_name(dev)))
			continue;
		if ((con_id || lookup->con_id) &&
		    (!con_id || !lookup->con_id ||
		     strcmp(con_id, lookup->con_id)))
			continue;
		list_for_each_entry(rcdev, &controllers, list)
			if (controller_name(rcdev) &&
			    !strcmp(controller_name(rcdev), lookup->provider))
				return line_get(rcdev, lookup->index, shared,
						acquired);
		return ERR_PTR(-EPROBE_DEFER);
	}
	return optional ? NULL : ERR_PTR(-ENOENT);
}

struct reset_control *__reset_control_get(struct device *dev, const char *id,
					  int index, bool shared,
					  bool optional, bool acquired)
{
	struct reset_control *rstc;

	if (WARN_ON(shared && acquired))
		return ERR_PTR(-EINVAL);
	if (dev->of_node)
		return __of_reset_control_get(dev->of_node, id, index, shared,
					      optional, acquired);
	mutex_lock(&reset_lock);
	rstc = get_by_lookup(dev, id, shared, optional, acquired);
	mutex_unlock(&reset_lock);
	return rstc;
}
EXPORT_SYMBOL_GPL(__reset_control_get);

int __device_reset(struct device *dev, bool optional)
{
	struct reset_control *rstc;
	int ret;

	rstc = __reset_control_get(dev, NULL, 0, false, optional, true);
	if (IS_ERR(rstc))
		return PTR_ERR(rstc);
	ret = reset_control_reset(rstc);
	reset_control_put(rstc);
	return ret;
}
EXPORT_SYMBOL_GPL(__device_reset);

int reset_control_get_count(struct device *dev)
{
	struct reset_control_lookup *lookup;
	int count;

	if (dev->of_node) {
		count = of_count_phandle_with_args(dev->of_node, "resets",
						   "#reset-cells");
		return count ? count : -ENOENT;
	}
	count = 0;
	mutex_lock(&reset_lock);
	list_for_each_entry(lookup, &lookups, list)
		if (!strcmp(lookup->dev_id, dev_name(dev)))
			count++;
	mutex_unlock(&reset_lock);
	return count ? count : -ENOENT;
}
EXPORT_SYMBOL_GPL(reset_control_get_count);
