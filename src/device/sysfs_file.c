// SPDX-License-Identifier: MIT
/*
 * sysfs: files of attributes, text (a page from show(), a string to store())
 * and binary, and what show() functions print with.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "base/host.h"
#include "device/filetree.h"
#include "device/sysfs.h"

/* the other end of a file; lives as long as its node. Inside its operations the kobject exists. */
struct sysfs_file {
	struct kobject *kobj;
	const struct attribute *attr;
	const struct bin_attribute *bin;
};

/* ---- text -------------------------------------------------------------- */

/* one open for reading: what show() said when the read began */
struct shown {
	char *page;
	size_t len;
};

static int attr_show(struct sysfs_file *sf, struct shown *shown)
{
	const struct sysfs_ops *ops = sf->kobj->ktype->sysfs_ops;
	ssize_t len;

	if (!shown->page)
		shown->page = (char *)get_zeroed_page(GFP_KERNEL);
	if (!shown->page)
		return -ENOMEM;
	len = ops->show(sf->kobj, (struct attribute *)sf->attr, shown->page);
	if (len < 0)
		return len;
	if (len >= (ssize_t)PAGE_SIZE) {
		pr_err("fill_read_buffer: %ps returned bad count\n", ops->show);
		len = PAGE_SIZE - 1;
	}
	shown->len = len;
	return 0;
}

static ssize_t attr_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	struct shown *shown = file->private_data;
	int ret;

	if (!*ppos) {
		ret = attr_show(file_inode(file)->i_private, shown);
		if (ret)
			return ret;
	}
	return simple_read_from_buffer(buf, count, ppos, shown->page, shown->len);
}

static ssize_t attr_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	struct sysfs_file *sf = file_inode(file)->i_private;
	size_t len = min_t(size_t, count, PAGE_SIZE);
	char *text = kmalloc(len + 1, GFP_KERNEL);
	ssize_t ret;

	if (!text)
		return -ENOMEM;
	memcpy(text, buf, len);
	text[len] = '\0';
	ret = sf->kobj->ktype->sysfs_ops->store(sf->kobj, (struct attribute *)sf->attr, text, len);
	kfree(text);
	return ret;
}

static int attr_open(struct inode *inode, struct file *file)
{
	struct sysfs_file *sf = inode->i_private;
	const struct sysfs_ops *ops = sf->kobj->ktype ? sf->kobj->ktype->sysfs_ops : NULL;

	if (WARN(!ops, "missing sysfs attribute operations for kobject: %s\n",
		 kobject_name(sf->kobj)))
		return -EINVAL;
	if (((file->f_mode & FMODE_READ) && !ops->show) ||
	    ((file->f_mode & FMODE_WRITE) && !ops->store))
		return -EACCES;
	if (file->f_mode & FMODE_READ) {
		file->private_data = kzalloc(sizeof(struct shown), GFP_KERNEL);
		if (!file->private_data)
			return -ENOMEM;
	}
	return 0;
}

static int attr_release(struct inode *inode, struct file *file)
{
	struct shown *shown = file->private_data;

	if (shown && shown->page)
		free_page((unsigned long)shown->page);
	kfree(shown);
	return 0;
}

static const struct file_operations attr_fops = {
	.open = attr_open,
	.read = attr_read,
	.write = attr_write,
	.release = attr_release,
};

/* ---- binary ------------------------------------------------------------ */

static ssize_t bin_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	struct sysfs_file *sf = file_inode(file)->i_private;
	ssize_t ret;
	char *page;

	count = min_t(size_t, count, PAGE_SIZE);
	if (sf->bin->size) {
		if (*ppos >= (loff_t)sf->bin->size)
			return 0;
		count = min_t(size_t, count, sf->bin->size - *ppos);
	}
	if (!sf->bin->read)
		return -EIO;
	page = kzalloc(PAGE_SIZE, GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	ret = sf->bin->read(file, sf->kobj, (struct bin_attribute *)sf->bin, page, *ppos, count);
	if (ret > (ssize_t)count)
		ret = -EIO;
	if (ret > 0) {
		memcpy(buf, page, ret);
		*ppos += ret;
	}
	kfree(page);
	return ret;
}

static ssize_t bin_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	struct sysfs_file *sf = file_inode(file)->i_private;
	ssize_t ret;
	char *page;

	count = min_t(size_t, count, PAGE_SIZE);
	if (sf->bin->size) {
		if (*ppos >= (loff_t)sf->bin->size)
			return -EFBIG;
		count = min_t(size_t, count, sf->bin->size - *ppos);
	}
	if (!sf->bin->write)
		return -EIO;
	page = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	memcpy(page, buf, count);
	ret = sf->bin->write(file, sf->kobj, (struct bin_attribute *)sf->bin, page, *ppos, count);
	if (ret > 0)
		*ppos += ret;
	kfree(page);
	return ret;
}

static int bin_open(struct inode *inode, struct file *file)
{
	const struct bin_attribute *bin = ((struct sysfs_file *)inode->i_private)->bin;

	if (((file->f_mode & FMODE_READ) && !bin->read) ||
	    ((file->f_mode & FMODE_WRITE) && !bin->write))
		return -EACCES;
	file->private_data = bin->private;
	return 0;
}

static const struct file_operations bin_fops = {
	.open = bin_open,
	.read = bin_read,
	.write = bin_write,
};

/* ---- making and removing ----------------------------------------------- */

static int add_file(struct dentry *dir, struct kobject *kobj, const struct attribute *attr,
		    const struct bin_attribute *bin, umode_t mode)
{
	struct sysfs_file *sf = host_alloc(sizeof(*sf));
	struct dentry *node;

	sf->kobj = kobj;
	sf->attr = attr;
	sf->bin = bin;
	node = filetree_mkfile(dir, attr->name, mode & 0777, bin ? &bin_fops : &attr_fops, sf,
			       bin ? bin->size : PAGE_SIZE);
	if (IS_ERR(node)) {
		host_free(sf);
		if (PTR_ERR(node) == -EEXIST)
			sysfs_warn_dup(dir, attr->name);
		return PTR_ERR(node);
	}
	filetree_set_owner(node, sf, host_free);
	return 0;
}

int sysfs_add_attr(struct dentry *dir, struct kobject *kobj, const struct attribute *attr,
		   umode_t mode)
{
	return add_file(dir, kobj, attr, NULL, mode);
}

int sysfs_add_bin_attr(struct dentry *dir, struct kobject *kobj,
		       const struct bin_attribute *attr, umode_t mode)
{
	return add_file(dir, kobj, &attr->attr, attr, mode);
}

void sysfs_remove_name(struct dentry *dir, const char *name)
{
	struct dentry *node;

	if (!dir)
		return;
	node = filetree_child(dir, name);
	filetree_remove(node);
	filetree_put(node);
}

int sysfs_create_file_ns(struct kobject *kobj, const struct attribute *attr, const void *ns)
{
	if (WARN_ON(!kobj || !kobj->sd || !attr))
		return -EINVAL;
	return sysfs_add_attr(kobj->sd, kobj, attr, attr->mode);
}

void sysfs_remove_file_ns(struct kobject *kobj, const struct attribute *attr, const void *ns)
{
	sysfs_remove_name(kobj->sd, attr->name);
}

bool sysfs_remove_file_self(struct kobject *kobj, const struct attribute *attr)
{
	struct dentry *node = kobj->sd ? filetree_child(kobj->sd, attr->name) : NULL;

	if (!node)
		return false;
	filetree_remove(node);
	filetree_put(node);
	return true;
}

int sysfs_create_files(struct kobject *kobj, const struct attribute *const *attr)
{
	int i, ret = 0;

	for (i = 0; attr[i] && !ret; i++)
		ret = sysfs_create_file(kobj, attr[i]);
	if (ret)
		for (i -= 2; i >= 0; i--)
			sysfs_remove_file(kobj, attr[i]);
	return ret;
}

void sysfs_remove_files(struct kobject *kobj, const struct attribute *const *attr)
{
	int i;

	for (i = 0; attr[i]; i++)
		sysfs_remove_file(kobj, attr[i]);
}

int sysfs_chmod_file(struct kobject *kobj, const struct attribute *attr, umode_t mode)
{
	struct dentry *node = filetree_child(kobj->sd, attr->name);

	if (!node)
		return -ENOENT;
	filetree_chmod(node, mode & 0777);
	filetree_put(node);
	return 0;
}

int sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	if (WARN_ON(!kobj || !kobj->sd || !attr))
		return -EINVAL;
	return sysfs_add_bin_attr(kobj->sd, kobj, attr, attr->attr.mode);
}

void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	sysfs_remove_name(kobj->sd, attr->attr.name);
}

/* ---- printing into show()'s page --------------------------------------- */

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	if (WARN(!buf || offset_in_page(buf), "invalid sysfs_emit: buf is not a page\n"))
		return 0;
	va_start(args, fmt);
	len = vscnprintf(buf, PAGE_SIZE, fmt, args);
	va_end(args);
	return len;
}

int sysfs_emit_at(char *buf, int at, const char *fmt, ...)
{
	va_list args;
	int len;

	if (WARN(!buf || offset_in_page(buf) || at < 0 || at >= (int)PAGE_SIZE,
		 "invalid sysfs_emit_at: at:%d, or buf is not a page\n", at))
		return 0;
	va_start(args, fmt);
	len = vscnprintf(buf + at, PAGE_SIZE - at, fmt, args);
	va_end(args);
	return len;
}
