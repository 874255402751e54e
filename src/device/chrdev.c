// SPDX-License-Identifier: MIT
/*
 * Character devices: numbers that are taken, and the cdevs that answer for
 * them. Opening a node under /dev (dev_nodes.c) comes here and goes on with the
 * cdev's operations.
 */
#include <linux/bug.h>
#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "device/services.h"

#define MAJORS	       512
#define DYN_MAJOR_FROM 254 /* given out downwards, as in Linux */
#define DYN_MAJOR_TO   234

/* @lock protects all of this */
static DEFINE_MUTEX(lock);
static LIST_HEAD(regions);
static LIST_HEAD(cdevs);

struct region {
	struct list_head node;
	unsigned int major, baseminor, count;
	const char *name;
	struct cdev *cdev; /* of register_chrdev() */
};

/* ---- numbers ------------------------------------------------------------------ */

static bool major_used(unsigned int major)
{
	struct region *r;

	list_for_each_entry(r, &regions, node)
		if (r->major == major)
			return true;
	return false;
}

static int major_free(void)
{
	int major;

	for (major = DYN_MAJOR_FROM; major >= DYN_MAJOR_TO; major--)
		if (!major_used(major))
			return major;
	for (major = MAJORS - 1; major >= 384; major--)
		if (!major_used(major))
			return major;
	return -EBUSY;
}

static bool overlaps(const struct region *r, unsigned int major, unsigned int minor,
		     unsigned int count)
{
	return r->major == major && minor < r->baseminor + r->count && r->baseminor < minor + count;
}

static struct region *region_take(unsigned int major, unsigned int minor, unsigned int count,
				  const char *name)
{
	struct region *r, *other;
	int ret = 0;

	if (major >= MAJORS || count > MINORMASK + 1 - minor) {
		pr_err("CHRDEV \"%s\": numbers %u:%u-%u are out of range (0:0-%u:%u)\n", name,
		       major, minor, minor + count - 1, MAJORS - 1, MINORMASK);
		return ERR_PTR(-EINVAL);
	}
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&lock);
	if (!major) {
		ret = major_free();
		if (ret > 0)
			major = ret;
	}
	list_for_each_entry(other, &regions, node)
		if (ret >= 0 && overlaps(other, major, minor, count))
			ret = -EBUSY;
	if (ret >= 0) {
		r->major = major;
		r->baseminor = minor;
		r->count = count;
		r->name = name;
		list_add_tail(&r->node, &regions);
	}
	mutex_unlock(&lock);
	if (ret >= 0)
		return r;
	kfree(r);
	return ERR_PTR(ret);
}

int register_chrdev_region(dev_t from, unsigned int count, const char *name)
{
	return PTR_ERR_OR_ZERO(region_take(MAJOR(from), MINOR(from), count, name));
}
EXPORT_SYMBOL(register_chrdev_region);

int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count, const char *name)
{
	struct region *r = region_take(0, baseminor, count, name);

	if (IS_ERR(r))
		return PTR_ERR(r);
	*dev = MKDEV(r->major, r->baseminor);
	return 0;
}
EXPORT_SYMBOL(alloc_chrdev_region);

static struct region *region_give(unsigned int major, unsigned int minor, unsigned int count)
{
	struct region *r, *found = NULL;

	mutex_lock(&lock);
	list_for_each_entry(r, &regions, node)
		if (r->major == major && r->baseminor == minor && r->count == count)
			found = r;
	if (found)
		list_del(&found->node);
	mutex_unlock(&lock);
	return found;
}

void unregister_chrdev_region(dev_t from, unsigned int count)
{
	kfree(region_give(MAJOR(from), MINOR(from), count));
}
EXPORT_SYMBOL(unregister_chrdev_region);

/* ---- cdevs ----------------------------------------------------------------------- */

static void cdev_unlist(struct cdev *p)
{
	mutex_lock(&lock);
	list_del_init(&p->list);
	mutex_unlock(&lock);
}

static void cdev_default_release(struct kobject *kobj)
{
	struct cdev *p = container_of(kobj, struct cdev, kobj);
	struct kobject *parent = kobj->parent;

	cdev_unlist(p);
	kobject_put(parent);
}

static void cdev_dynamic_release(struct kobject *kobj)
{
	struct cdev *p = container_of(kobj, struct cdev, kobj);
	struct kobject *parent = kobj->parent;

	cdev_unlist(p);
	kfree(p);
	kobject_put(parent);
}

static const struct kobj_type cdev_default = { .release = cdev_default_release };
static const struct kobj_type cdev_dynamic = { .release = cdev_dynamic_release };

void cdev_init(struct cdev *cdev, const struct file_operations *fops)
{
	memset(cdev, 0, sizeof(*cdev));
	INIT_LIST_HEAD(&cdev->list);
	kobject_init(&cdev->kobj, (struct kobj_type *)&cdev_default);
	cdev->ops = fops;
}
EXPORT_SYMBOL(cdev_init);

struct cdev *cdev_alloc(void)
{
	struct cdev *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (p) {
		INIT_LIST_HEAD(&p->list);
		kobject_init(&p->kobj, (struct kobj_type *)&cdev_dynamic);
	}
	return p;
}
EXPORT_SYMBOL(cdev_alloc);

void cdev_put(struct cdev *p)
{
	struct module *owner;

	if (!p)
		return;
	owner = p->owner;
	kobject_put(&p->kobj);
	module_put(owner);
}
EXPORT_SYMBOL(cdev_put);

int cdev_add(struct cdev *p, dev_t dev, unsigned int count)
{
	struct cdev *other;
	int ret = 0;

	if (WARN_ON(!dev))
		return -EBUSY;
	p->dev = dev;
	p->count = count;
	mutex_lock(&lock);
	list_for_each_entry(other, &cdevs, list)
		if (dev < other->dev + other->count && other->dev < dev + count)
			ret = -EBUSY;
	if (!ret)
		list_add_tail(&p->list, &cdevs);
	mutex_unlock(&lock);
	if (!ret)
		kobject_get(p->kobj.parent);
	return ret;
}
EXPORT_SYMBOL(cdev_add);

void cdev_set_parent(struct cdev *p, struct kobject *kobj)
{
	WARN_ON(!kobj->state_initialized);
	p->kobj.parent = kobj;
}
EXPORT_SYMBOL(cdev_set_parent);

void cdev_del(struct cdev *p)
{
	cdev_unlist(p);
	kobject_put(&p->kobj);
}
EXPORT_SYMBOL(cdev_del);

int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	int ret;

	if (dev->devt) {
		cdev_set_parent(cdev, &dev->kobj);
		ret = cdev_add(cdev, dev->devt, 1);
		if (ret)
			return ret;
	}
	ret = device_add(dev);
	if (ret && dev->devt)
		cdev_del(cdev);
	return ret;
}
EXPORT_SYMBOL(cdev_device_add);

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	device_del(dev);
	if (dev->devt)
		cdev_del(cdev);
}
EXPORT_SYMBOL(cdev_device_del);

/* ---- the old way: a whole major with one set of operations -------------------------- */

int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
		      const char *name, const struct file_operations *fops)
{
	struct region *r = region_take(major, baseminor, count, name);
	struct cdev *cdev;
	int ret;

	if (IS_ERR(r))
		return PTR_ERR(r);
	cdev = cdev_alloc();
	ret = cdev ? 0 : -ENOMEM;
	if (cdev) {
		cdev->owner = fops->owner;
		cdev->ops = fops;
		kobject_set_name(&cdev->kobj, "%s", name);
		ret = cdev_add(cdev, MKDEV(r->major, baseminor), count);
		if (ret)
			kobject_put(&cdev->kobj);
	}
	if (ret) {
		kfree(region_give(r->major, baseminor, count));
		return ret;
	}
	r->cdev = cdev;
	return major ? 0 : (int)r->major;
}
EXPORT_SYMBOL(__register_chrdev);

void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
			 const char *name)
{
	struct region *r = region_give(major, baseminor, count);

	if (r && r->cdev)
		cdev_del(r->cdev);
	kfree(r);
}
EXPORT_SYMBOL(__unregister_chrdev);

/* ---- opening ---------------------------------------------------------------------------- */

/* with a reference to it and to its module, or NULL */
static struct cdev *cdev_get_by_number(dev_t dev)
{
	struct cdev *p, *found = NULL;

	mutex_lock(&lock);
	list_for_each_entry(p, &cdevs, list)
		if (dev >= p->dev && dev < p->dev + p->count)
			found = p;
	if (found && !try_module_get(found->owner))
		found = NULL;
	if (found && !kobject_get_unless_zero(&found->kobj)) {
		module_put(found->owner);
		found = NULL;
	}
	mutex_unlock(&lock);
	return found;
}

static int chrdev_open(struct inode *inode, struct file *file)
{
	struct cdev *p = cdev_get_by_number(inode->i_rdev);
	const struct file_operations *fops;
	int ret = 0;

	if (!p)
		return -ENXIO;
	fops = fops_get(p->ops);
	if (!fops) {
		cdev_put(p);
		return -ENXIO;
	}
	inode->i_cdev = p;
	file->f_cdev = p;
	replace_fops(file, fops);
	if (fops->open)
		ret = fops->open(inode, file);
	if (ret) {
		file->f_cdev = NULL;
		cdev_put(p);
	}
	return ret;
}

const struct file_operations def_chr_fops = {
	.open = chrdev_open,
	.llseek = noop_llseek,
};

/* ---------------------------------------------------------------------------------------- */

int chrdev_start(void)
{
	INIT_LIST_HEAD(&regions);
	INIT_LIST_HEAD(&cdevs);
	return 0;
}

void chrdev_stop(void)
{
	struct region *r, *next;

	list_for_each_entry_safe(r, next, &regions, node) {
		pr_warn("CHRDEV \"%s\": the numbers from %u:%u on were never given back\n",
			r->name ? r->name : "(unnamed)", r->major, r->baseminor);
		list_del(&r->node);
		kfree(r);
	}
}
