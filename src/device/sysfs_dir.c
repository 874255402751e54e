// SPDX-License-Identifier: MIT
/*
 * sysfs: the directory of a kobject, and links between directories. The
 * files in them are sysfs_file.c's, groups of files sysfs_group.c's.
 */
#define pr_fmt(fmt) "sysfs: " fmt

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/kobject.h>
#include <linux/printk.h>
#include <linux/sysfs.h>

#include "device/filetree.h"
#include "device/kobject.h"
#include "device/sysfs.h"

static struct dentry *sys;

struct dentry *sysfs_root(void)
{
	return sys;
}

void sysfs_warn_dup(struct dentry *parent, const char *name)
{
	char buf[256];

	/* as user space names it: without the mount point */
	pr_warn("cannot create duplicate filename '%s/%s'\n",
		filetree_path(parent, buf, sizeof(buf)) + strlen("/sys"), name);
	dump_stack();
}

static struct dentry *parent_dir(struct kobject *kobj)
{
	return kobj->parent ? kobj->parent->sd : sys;
}

int sysfs_create_dir_ns(struct kobject *kobj, const void *ns)
{
	struct dentry *parent = parent_dir(kobj);
	struct dentry *dir;

	if (!parent)
		return -ENOENT;
	dir = filetree_mkdir(parent, kobject_name(kobj), 0755, kobj);
	if (IS_ERR(dir)) {
		if (PTR_ERR(dir) == -EEXIST)
			sysfs_warn_dup(parent, kobject_name(kobj));
		return PTR_ERR(dir);
	}
	kobj->sd = filetree_get(dir);
	return 0;
}

void sysfs_remove_dir(struct kobject *kobj)
{
	struct dentry *dir = kobj->sd;

	kobj->sd = NULL;
	filetree_remove(dir);
	filetree_put(dir);
}

int sysfs_rename_dir_ns(struct kobject *kobj, const char *new_name, const void *new_ns)
{
	return filetree_move(kobj->sd, parent_dir(kobj), new_name);
}

int sysfs_move_dir_ns(struct kobject *kobj, struct kobject *new_parent, const void *new_ns)
{
	struct dentry *parent = new_parent && new_parent->sd ? new_parent->sd : sys;

	return filetree_move(kobj->sd, parent, kobject_name(kobj));
}

int sysfs_create_mount_point(struct kobject *parent, const char *name)
{
	return PTR_ERR_OR_ZERO(filetree_mkdir(parent->sd, name, 0755, NULL));
}

void sysfs_remove_mount_point(struct kobject *parent, const char *name)
{
	sysfs_remove_name(parent->sd, name);
}

/* ---- links ------------------------------------------------------------- */

int sysfs_do_create_link(struct dentry *dir, struct kobject *target, const char *name, bool warn)
{
	struct dentry *link;

	if (WARN_ON(!name || !dir))
		return -EINVAL;
	if (!target || !target->sd)
		return -ENOENT;
	link = filetree_mklink(dir, name, target->sd);
	if (!IS_ERR(link))
		return 0;
	if (warn && PTR_ERR(link) == -EEXIST)
		sysfs_warn_dup(dir, name);
	return PTR_ERR(link);
}

static struct dentry *link_dir(struct kobject *kobj)
{
	return kobj ? kobj->sd : sys;
}

int sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name)
{
	if (!link_dir(kobj))
		return -EFAULT;
	return sysfs_do_create_link(link_dir(kobj), target, name, true);
}

int sysfs_create_link_nowarn(struct kobject *kobj, struct kobject *target, const char *name)
{
	if (!link_dir(kobj))
		return -EFAULT;
	return sysfs_do_create_link(link_dir(kobj), target, name, false);
}

void sysfs_remove_link(struct kobject *kobj, const char *name)
{
	sysfs_remove_name(link_dir(kobj), name);
}

void sysfs_delete_link(struct kobject *dir, struct kobject *target, const char *name)
{
	sysfs_remove_name(dir->sd, name);
}

int sysfs_rename_link_ns(struct kobject *kobj, struct kobject *target, const char *old_name,
			 const char *new_name, const void *new_ns)
{
	struct dentry *link = filetree_child(link_dir(kobj), old_name);
	int ret;

	if (!link)
		return -ENOENT;
	ret = filetree_move(link, link_dir(kobj), new_name);
	filetree_put(link);
	return ret;
}

/* ---- start and stop ---------------------------------------------------- */

int sysfs_start(void)
{
	sys = filetree_mkdir(filetree_root(), "sys", 0755, NULL);
	return PTR_ERR_OR_ZERO(sys);
}

void sysfs_stop(void)
{
	filetree_remove(sys);
	sys = NULL;
}
