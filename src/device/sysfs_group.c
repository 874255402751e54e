// SPDX-License-Identifier: MIT
/*
 * sysfs: groups of attributes that are created, updated and removed
 * together, in the kobject's directory or in one named after the group.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/kobject.h>
#include <linux/printk.h>
#include <linux/sysfs.h>

#include "device/filetree.h"
#include "device/sysfs.h"

static void remove_files(struct dentry *dir, const struct attribute_group *grp)
{
	struct attribute *const *attr;
	struct bin_attribute *const *bin;

	if (grp->attrs)
		for (attr = grp->attrs; *attr; attr++)
			sysfs_remove_name(dir, (*attr)->name);
	if (grp->bin_attrs)
		for (bin = grp->bin_attrs; *bin; bin++)
			sysfs_remove_name(dir, (*bin)->attr.name);
}

static umode_t checked_mode(const char *name, umode_t mode)
{
	WARN(mode & ~(SYSFS_PREALLOC | 0664), "Attribute %s: Invalid permissions 0%o\n", name,
	     mode);
	return mode & (SYSFS_PREALLOC | 0664);
}

static int create_files(struct dentry *dir, struct kobject *kobj,
			const struct attribute_group *grp, bool update)
{
	struct attribute *const *attr;
	struct bin_attribute *const *bin;
	umode_t mode;
	int i, ret = 0;

	for (i = 0, attr = grp->attrs; attr && *attr && !ret; i++, attr++) {
		if (update)
			sysfs_remove_name(dir, (*attr)->name);
		mode = grp->is_visible ? grp->is_visible(kobj, *attr, i) : (*attr)->mode;
		if (mode)
			ret = sysfs_add_attr(dir, kobj, *attr,
					     checked_mode((*attr)->name, mode));
	}
	for (i = 0, bin = grp->bin_attrs; bin && *bin && !ret; i++, bin++) {
		if (update)
			sysfs_remove_name(dir, (*bin)->attr.name);
		mode = grp->is_bin_visible ? grp->is_bin_visible(kobj, *bin, i) :
					     (*bin)->attr.mode;
		if (mode)
			ret = sysfs_add_bin_attr(dir, kobj, *bin,
						 checked_mode((*bin)->attr.name, mode));
	}
	if (ret)
		remove_files(dir, grp);
	return ret;
}

/* the directory of a group: a reference, or an error pointer */
static struct dentry *group_dir(struct kobject *kobj, const char *name, bool create)
{
	struct dentry *dir;

	if (!name)
		return filetree_get(kobj->sd);
	dir = filetree_child(kobj->sd, name);
	if (dir)
		return dir;
	if (!create)
		return ERR_PTR(-ENOENT);
	dir = filetree_mkdir(kobj->sd, name, 0755, kobj);
	return IS_ERR(dir) ? dir : filetree_get(dir);
}

static int add_group(struct kobject *kobj, const struct attribute_group *grp, bool update)
{
	struct dentry *dir;
	int ret;

	if (WARN_ON(!kobj || !kobj->sd))
		return -EINVAL;
	if (WARN(!grp->attrs && !grp->bin_attrs,
		 "sysfs: (bin_)attrs not set by subsystem for group: %s/%s\n", kobject_name(kobj),
		 grp->name ? grp->name : ""))
		return -EINVAL;
	if (grp->name && !update) {
		dir = filetree_mkdir(kobj->sd, grp->name, 0755, kobj);
		if (IS_ERR(dir)) {
			if (PTR_ERR(dir) == -EEXIST)
				sysfs_warn_dup(kobj->sd, grp->name);
			return PTR_ERR(dir);
		}
	}
	dir = group_dir(kobj, grp->name, true);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	ret = create_files(dir, kobj, grp, update);
	if (ret && grp->name)
		filetree_remove(dir);
	filetree_put(dir);
	return ret;
}

int sysfs_create_group(struct kobject *kobj, const struct attribute_group *grp)
{
	return add_group(kobj, grp, false);
}

int sysfs_update_group(struct kobject *kobj, const struct attribute_group *grp)
{
	return add_group(kobj, grp, true);
}

static int add_groups(struct kobject *kobj, const struct attribute_group **groups, bool update)
{
	int i, ret = 0;

	for (i = 0; groups && groups[i]; i++) {
		ret = add_group(kobj, groups[i], update);
		if (ret) {
			while (--i >= 0)
				sysfs_remove_group(kobj, groups[i]);
			break;
		}
	}
	return ret;
}

int sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	return add_groups(kobj, groups, false);
}

int sysfs_update_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	return add_groups(kobj, groups, true);
}

void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct dentry *dir;

	if (!kobj->sd)
		return;
	dir = group_dir(kobj, grp->name, false);
	if (IS_ERR(dir)) {
		WARN(1, "sysfs group '%s' not found for kobject '%s'\n", grp->name,
		     kobject_name(kobj));
		return;
	}
	remove_files(dir, grp);
	if (grp->name)
		filetree_remove(dir);
	filetree_put(dir);
}

void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups)
{
	int i;

	for (i = 0; groups && groups[i]; i++)
		sysfs_remove_group(kobj, groups[i]);
}

/* ---- single entries in a group's directory ----------------------------- */

int sysfs_add_file_to_group(struct kobject *kobj, const struct attribute *attr,
			    const char *group)
{
	struct dentry *dir = group_dir(kobj, group, false);
	int ret;

	if (IS_ERR(dir))
		return PTR_ERR(dir);
	ret = sysfs_add_attr(dir, kobj, attr, attr->mode);
	filetree_put(dir);
	return ret;
}

void sysfs_remove_file_from_group(struct kobject *kobj, const struct attribute *attr,
				  const char *group)
{
	struct dentry *dir = group_dir(kobj, group, false);

	if (IS_ERR(dir))
		return;
	sysfs_remove_name(dir, attr->name);
	filetree_put(dir);
}

int sysfs_merge_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct dentry *dir = group_dir(kobj, grp->name, false);
	int i, ret = 0;

	if (IS_ERR(dir))
		return PTR_ERR(dir);
	for (i = 0; grp->attrs[i] && !ret; i++)
		ret = sysfs_add_attr(dir, kobj, grp->attrs[i], grp->attrs[i]->mode);
	if (ret)
		for (i -= 2; i >= 0; i--)
			sysfs_remove_name(dir, grp->attrs[i]->name);
	filetree_put(dir);
	return ret;
}

void sysfs_unmerge_group(struct kobject *kobj, const struct attribute_group *grp)
{
	struct dentry *dir = group_dir(kobj, grp->name, false);
	int i;

	if (IS_ERR(dir))
		return;
	for (i = 0; grp->attrs[i]; i++)
		sysfs_remove_name(dir, grp->attrs[i]->name);
	filetree_put(dir);
}

int sysfs_add_link_to_group(struct kobject *kobj, const char *group_name, struct kobject *target,
			    const char *link_name)
{
	struct dentry *dir = group_dir(kobj, group_name, false);
	int ret;

	if (IS_ERR(dir))
		return PTR_ERR(dir);
	ret = sysfs_do_create_link(dir, target, link_name, true);
	filetree_put(dir);
	return ret;
}

void sysfs_remove_link_from_group(struct kobject *kobj, const char *group_name,
				  const char *link_name)
{
	struct dentry *dir = group_dir(kobj, group_name, false);

	if (IS_ERR(dir))
		return;
	sysfs_remove_name(dir, link_name);
	filetree_put(dir);
}
