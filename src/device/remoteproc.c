// SPDX-License-Identifier: MIT
/*
 * Remote processors: registering them, loading their firmware, starting and
 * stopping. How an ELF file becomes memory is in remoteproc_elf.c.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/firmware.h>
#include <linux/idr.h>
#include <linux/remoteproc.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/services.h"

/* @list_lock protects @all */
static DEFINE_MUTEX(list_lock);
static LIST_HEAD(all);
static DEFINE_IDA(indices);
static struct class *rproc_class;

static const char *const state_names[RPROC_LAST] = {
	"offline", "suspended", "running", "crashed", "deleted", "attached", "detached",
};

static struct rproc *to_rproc(struct device *dev)
{
	return container_of(dev, struct rproc, dev);
}

/* ---- files --------------------------------------------------------------------- */

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", state_names[to_rproc(dev)->state]);
}

static ssize_t state_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count)
{
	struct rproc *rproc = to_rproc(dev);
	int ret = -EINVAL;

	if (sysfs_streq(buf, "start"))
		ret = rproc_boot(rproc);
	else if (sysfs_streq(buf, "stop"))
		ret = rproc_shutdown(rproc);
	else
		dev_err(dev, "Unrecognised option: %s\n", buf);
	return ret ? ret : (ssize_t)count;
}
static DEVICE_ATTR_RW(state);

static ssize_t firmware_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", to_rproc(dev)->firmware);
}

static ssize_t firmware_store(struct device *dev, struct device_attribute *attr, const char *buf,
			      size_t count)
{
	int ret = rproc_set_firmware(to_rproc(dev), buf);

	return ret ? ret : (ssize_t)count;
}
static DEVICE_ATTR_RW(firmware);

static ssize_t name_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", to_rproc(dev)->name);
}
static DEVICE_ATTR_RO(name);

static struct attribute *rproc_attrs[] = {
	&dev_attr_state.attr,
	&dev_attr_firmware.attr,
	&dev_attr_name.attr,
	NULL,
};
ATTRIBUTE_GROUPS(rproc);

/* ---- making --------------------------------------------------------------------- */

static void rproc_release(struct device *dev)
{
	struct rproc *rproc = to_rproc(dev);

	ida_free(&indices, rproc->index);
	kfree(rproc->firmware);
	kfree(rproc->ops);
	kfree_const(rproc->name);
	kfree(rproc);
}

static const struct device_type rproc_type = {
	.name = "remoteproc",
	.release = rproc_release,
};

static int rproc_fill(struct rproc *rproc, const char *name, const struct rproc_ops *ops,
		      const char *firmware)
{
	rproc->name = kstrdup_const(name, GFP_KERNEL);
	rproc->firmware = firmware ? kstrdup(firmware, GFP_KERNEL)
				   : kasprintf(GFP_KERNEL, "rproc-%s-fw", name);
	rproc->ops = kmemdup(ops, sizeof(*ops), GFP_KERNEL);
	if (!rproc->name || !rproc->firmware || !rproc->ops)
		return -ENOMEM;
	if (!ops->load) {
		rproc->ops->load = rproc_elf_load_segments;
		rproc->ops->sanity_check = rproc_elf_sanity_check;
		rproc->ops->get_boot_addr = rproc_elf_get_boot_addr;
	}
	return 0;
}

struct rproc *rproc_alloc(struct device *dev, const char *name, const struct rproc_ops *ops,
			  const char *firmware, int len)
{
	struct rproc *rproc;

	if (!dev || !name || !ops || !rproc_class)
		return NULL;
	rproc = kzalloc(sizeof(*rproc) + len, GFP_KERNEL);
	if (!rproc)
		return NULL;
	rproc->index = ida_alloc(&indices, GFP_KERNEL);
	if (rproc->index < 0) {
		kfree(rproc);
		return NULL;
	}
	rproc->priv = rproc + 1;
	rproc->auto_boot = true;
	mutex_init(&rproc->lock);
	INIT_LIST_HEAD(&rproc->carveouts);
	device_initialize(&rproc->dev);
	rproc->dev.parent = dev;
	rproc->dev.type = &rproc_type;
	rproc->dev.class = rproc_class;
	rproc->dev.groups = rproc_groups;
	if (rproc_fill(rproc, name, ops, firmware) ||
	    dev_set_name(&rproc->dev, "remoteproc%d", rproc->index)) {
		put_device(&rproc->dev);
		return NULL;
	}
	return rproc;
}
EXPORT_SYMBOL(rproc_alloc);

void rproc_free(struct rproc *rproc)
{
	put_device(&rproc->dev);
}
EXPORT_SYMBOL(rproc_free);

void rproc_put(struct rproc *rproc)
{
	put_device(&rproc->dev);
}
EXPORT_SYMBOL(rproc_put);

int rproc_set_firmware(struct rproc *rproc, const char *fw_name)
{
	size_t len = strcspn(fw_name, "\n");
	char *name;
	int ret = 0;

	if (!len) {
		dev_err(rproc->dev.parent, "can't provide empty string for firmware name\n");
		return -EINVAL;
	}
	name = kstrndup(fw_name, len, GFP_KERNEL);
	if (!name)
		return -ENOMEM;
	mutex_lock(&rproc->lock);
	if (rproc->state != RPROC_OFFLINE) {
		dev_err(rproc->dev.parent, "can't change firmware while running\n");
		ret = -EBUSY;
		kfree(name);
	} else {
		kfree(rproc->firmware);
		rproc->firmware = name;
	}
	mutex_unlock(&rproc->lock);
	return ret;
}
EXPORT_SYMBOL(rproc_set_firmware);

/* ---- starting and stopping ---------------------------------------------------------- */

void rproc_add_carveout(struct rproc *rproc, struct rproc_mem_entry *mem)
{
	list_add_tail(&mem->node, &rproc->carveouts);
}
EXPORT_SYMBOL(rproc_add_carveout);

void *rproc_da_to_va(struct rproc *rproc, u64 da, size_t len, bool *is_iomem)
{
	struct rproc_mem_entry *mem;

	if (rproc->ops->da_to_va) {
		void *va = rproc->ops->da_to_va(rproc, da, len, is_iomem);

		if (va)
			return va;
	}
	list_for_each_entry(mem, &rproc->carveouts, node) {
		if (!mem->va || da < mem->da || da - mem->da + len > mem->len)
			continue;
		if (is_iomem)
			*is_iomem = mem->is_iomem;
		return (char *)mem->va + (da - mem->da);
	}
	return NULL;
}
EXPORT_SYMBOL(rproc_da_to_va);

static int load_and_start(struct rproc *rproc, const struct firmware *fw)
{
	struct device *dev = &rproc->dev;
	int ret = rproc->ops->sanity_check ? rproc->ops->sanity_check(rproc, fw) : 0;

	if (ret)
		return ret;
	dev_info(dev, "Booting fw image %s, size %zd\n", rproc->firmware, (ssize_t)fw->size);
	ret = rproc->ops->prepare ? rproc->ops->prepare(rproc) : 0;
	if (ret) {
		dev_err(dev, "can't prepare rproc %s: %d\n", rproc->name, ret);
		return ret;
	}
	rproc->bootaddr = rproc->ops->get_boot_addr ? rproc->ops->get_boot_addr(rproc, fw) : 0;
	ret = rproc->ops->load(rproc, fw);
	if (ret) {
		dev_err(dev, "Failed to load program segments: %d\n", ret);
	} else {
		ret = rproc->ops->start(rproc);
		if (ret)
			dev_err(dev, "can't start rproc %s: %d\n", rproc->name, ret);
	}
	if (ret) {
		if (rproc->ops->unprepare)
			rproc->ops->unprepare(rproc);
		return ret;
	}
	rproc->state = RPROC_RUNNING;
	dev_info(dev, "remote processor %s is now up\n", rproc->name);
	return 0;
}

static int boot_locked(struct rproc *rproc)
{
	const struct firmware *fw;
	int ret;

	if (rproc->state == RPROC_DELETED) {
		dev_err(&rproc->dev, "can't boot deleted rproc %s\n", rproc->name);
		return -ENODEV;
	}
	if (atomic_inc_return(&rproc->power) > 1)
		return 0;
	dev_info(&rproc->dev, "powering up %s\n", rproc->name);
	ret = request_firmware(&fw, rproc->firmware, &rproc->dev);
	if (ret < 0) {
		dev_err(&rproc->dev, "request_firmware failed: %d\n", ret);
	} else {
		ret = load_and_start(rproc, fw);
		release_firmware(fw);
	}
	if (ret)
		atomic_dec(&rproc->power);
	return ret;
}

int rproc_boot(struct rproc *rproc)
{
	int ret;

	if (!rproc)
		return -EINVAL;
	mutex_lock(&rproc->lock);
	ret = boot_locked(rproc);
	mutex_unlock(&rproc->lock);
	return ret;
}
EXPORT_SYMBOL(rproc_boot);

static int shutdown_locked(struct rproc *rproc)
{
	int ret;

	if (rproc->state != RPROC_RUNNING && rproc->state != RPROC_CRASHED)
		return -EINVAL;
	if (!atomic_dec_and_test(&rproc->power))
		return 0;
	ret = rproc->ops->stop(rproc);
	if (ret) {
		dev_err(&rproc->dev, "can't stop rproc: %d\n", ret);
		atomic_inc(&rproc->power);
		return ret;
	}
	if (rproc->ops->unprepare)
		rproc->ops->unprepare(rproc);
	rproc->state = RPROC_OFFLINE;
	dev_info(&rproc->dev, "stopped remote processor %s\n", rproc->name);
	return 0;
}

int rproc_shutdown(struct rproc *rproc)
{
	int ret;

	mutex_lock(&rproc->lock);
	ret = shutdown_locked(rproc);
	mutex_unlock(&rproc->lock);
	return ret;
}
EXPORT_SYMBOL(rproc_shutdown);

void rproc_report_crash(struct rproc *rproc, enum rproc_crash_type type)
{
	static const char *const names[] = { "mmufault", "watchdog", "fatal error" };

	if (!rproc)
		return;
	dev_err(&rproc->dev, "crash detected in %s: type %s\n", rproc->name,
		type < ARRAY_SIZE(names) ? names[type] : "unknown");
	rproc->state = RPROC_CRASHED;
}
EXPORT_SYMBOL(rproc_report_crash);

/* ---- registering ------------------------------------------------------------------------ */

int rproc_add(struct rproc *rproc)
{
	int ret;

	if (!rproc->ops->start || !rproc->ops->stop)
		return -EINVAL;
	ret = device_add(&rproc->dev);
	if (ret < 0) {
		put_device(&rproc->dev);
		return ret;
	}
	dev_info(&rproc->dev, "%s is available\n", rproc->name);
	mutex_lock(&list_lock);
	list_add_tail(&rproc->node, &all);
	rproc->added = true;
	mutex_unlock(&list_lock);
	/* in Linux this waits for the firmware in the background, too */
	if (rproc->auto_boot)
		rproc_boot(rproc);
	return 0;
}
EXPORT_SYMBOL(rproc_add);

int rproc_del(struct rproc *rproc)
{
	if (!rproc)
		return -EINVAL;
	rproc_shutdown(rproc);
	mutex_lock(&rproc->lock);
	rproc->state = RPROC_DELETED;
	mutex_unlock(&rproc->lock);
	mutex_lock(&list_lock);
	if (rproc->added)
		list_del(&rproc->node);
	rproc->added = false;
	mutex_unlock(&list_lock);
	device_del(&rproc->dev);
	return 0;
}
EXPORT_SYMBOL(rproc_del);

struct rproc *rproc_get_by_phandle(phandle handle)
{
	struct device_node *np = of_find_node_by_phandle(handle);
	struct rproc *r, *found = NULL;

	if (!np)
		return NULL;
	mutex_lock(&list_lock);
	list_for_each_entry(r, &all, node)
		if (r->dev.parent && r->dev.parent->of_node == np)
			found = r;
	if (found)
		get_device(&found->dev);
	mutex_unlock(&list_lock);
	of_node_put(np);
	return found;
}
EXPORT_SYMBOL(rproc_get_by_phandle);

struct rproc *rproc_get_by_child(struct device *dev)
{
	for (dev = dev->parent; dev; dev = dev->parent)
		if (dev->type == &rproc_type)
			return to_rproc(dev);
	return NULL;
}
EXPORT_SYMBOL(rproc_get_by_child);

static void free_action(void *rproc)
{
	rproc_free(rproc);
}

struct rproc *devm_rproc_alloc(struct device *dev, const char *name, const struct rproc_ops *ops,
			       const char *firmware, int len)
{
	struct rproc *rproc = rproc_alloc(dev, name, ops, firmware, len);

	if (rproc && devm_add_action_or_reset(dev, free_action, rproc))
		return NULL;
	return rproc;
}
EXPORT_SYMBOL(devm_rproc_alloc);

static void del_action(void *rproc)
{
	rproc_del(rproc);
}

int devm_rproc_add(struct device *dev, struct rproc *rproc)
{
	int ret = rproc_add(rproc);

	return ret < 0 ? ret : devm_add_action_or_reset(dev, del_action, rproc);
}
EXPORT_SYMBOL(devm_rproc_add);

/* -------------------------------------------------------------------------------------------- */

int rproc_start(void)
{
	struct class *class = class_create(THIS_MODULE, "remoteproc");

	INIT_LIST_HEAD(&all);
	if (IS_ERR(class))
		return PTR_ERR(class);
	rproc_class = class;
	return 0;
}

void rproc_stop(void)
{
	class_destroy(rproc_class);
	rproc_class = NULL;
	ida_destroy(&indices);
}
