// SPDX-License-Identifier: MIT
/*
 * /dev: a node for each device that has a number, named as its type or class
 * says, or as the device. Other nodes there are links that belong to nobody.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/chrdev.h"
#include "device/filetree.h"

/* the name below /dev; *@owned: the caller frees it */
static const char *node_name(struct device *dev, umode_t *mode, char **owned)
{
	kuid_t uid = GLOBAL_ROOT_UID;
	kgid_t gid = GLOBAL_ROOT_GID;
	char *name = NULL, *at;

	*owned = NULL;
	if (dev->type && dev->type->devnode)
		name = dev->type->devnode(dev, mode, &uid, &gid);
	else if (dev->class && dev->class->devnode)
		name = dev->class->devnode(dev, mode);
	if (!name) {
		if (!strchr(dev_name(dev), '!'))
			return dev_name(dev);
		name = kstrdup(dev_name(dev), GFP_KERNEL);
		for (at = name; at && (at = strchr(at, '!'));)
			*at = '/';
	}
	*owned = name;
	return name;
}

/* the directory that @name lies in, made if need be, with a reference; *@name: the rest */
static struct dentry *node_dir(const char **name)
{
	struct dentry *dir = filetree_child(filetree_root(), "dev"), *next;
	char part[64];
	const char *slash;

	if (!dir)
		dir = filetree_get(filetree_mkdir(filetree_root(), "dev", 0755, NULL));
	while ((slash = strchr(*name, '/'))) {
		strscpy(part, *name, min(sizeof(part), (size_t)(slash - *name) + 1));
		*name = slash + 1;
		next = filetree_child(dir, part);
		if (!next) {
			next = filetree_mkdir(dir, part, 0755, NULL);
			if (IS_ERR(next)) {
				filetree_put(dir);
				return next;
			}
			filetree_get(next);
		}
		filetree_put(dir);
		dir = next;
	}
	return dir;
}

void dev_node_add(struct device *dev)
{
	umode_t mode = 0;
	char *owned;
	const char *name = node_name(dev, &mode, &owned);
	struct dentry *dir, *node;

	if (!name)
		return;
	dir = node_dir(&name);
	if (IS_ERR(dir))
		goto out;
	node = filetree_mkfile(dir, name, mode ? mode & 0777 : 0600, &def_chr_fops, NULL, 0);
	filetree_put(dir);
	if (IS_ERR(node)) {
		dev_warn(dev, "no node /dev/%s: error %ld\n", name, PTR_ERR(node));
		goto out;
	}
	d_inode(node)->i_rdev = dev->devt;
	d_inode(node)->i_mode = S_IFCHR | (d_inode(node)->i_mode & 07777);
out:
	kfree(owned);
}

void dev_node_remove(struct device *dev)
{
	umode_t mode = 0;
	char *owned;
	const char *name = node_name(dev, &mode, &owned);
	struct dentry *dir, *node = NULL;

	if (!name)
		return;
	dir = node_dir(&name);
	if (!IS_ERR(dir)) {
		node = filetree_child(dir, name);
		filetree_put(dir);
	}
	if (node && d_inode(node)->i_rdev == dev->devt)
		filetree_remove(node);
	if (node)
		filetree_put(node);
	kfree(owned);
}
