// SPDX-License-Identifier: MIT
/*
 * /sys/kernel/dmabuf/buffers: a folder for each dma-buf, named by its inode's
 * number, with exporter_name and size. Linux: drivers/dma-buf/dma-buf-sysfs-stats.c.
 */
#include <linux/dma-buf.h>
#include <linux/kobject.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "mapping/buf/buf.h"

static struct kset *dmabuf_kset;
static struct kset *buffers_kset;

struct stats_attribute {
	struct attribute attr;
	ssize_t (*show)(const struct dma_buf *dmabuf, char *buf);
};

static struct dma_buf_sysfs_entry *to_entry(struct kobject *kobj)
{
	return container_of(kobj, struct dma_buf_sysfs_entry, kobj);
}

static ssize_t stats_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	return container_of(attr, struct stats_attribute, attr)->show(to_entry(kobj)->dmabuf, buf);
}

static ssize_t exporter_name_show(const struct dma_buf *dmabuf, char *buf)
{
	return sysfs_emit(buf, "%s\n", dmabuf->exp_name);
}

static ssize_t size_show(const struct dma_buf *dmabuf, char *buf)
{
	return sysfs_emit(buf, "%zu\n", dmabuf->size);
}

static struct stats_attribute exporter_name_attribute = __ATTR_RO(exporter_name);
static struct stats_attribute size_attribute = __ATTR_RO(size);

static struct attribute *stats_attrs[] = {
	&exporter_name_attribute.attr,
	&size_attribute.attr,
	NULL,
};
ATTRIBUTE_GROUPS(stats);

static void stats_release(struct kobject *kobj)
{
	kfree(to_entry(kobj));
}

static const struct sysfs_ops stats_sysfs_ops = { .show = stats_show };

static const struct kobj_type stats_type = {
	.sysfs_ops = &stats_sysfs_ops,
	.release = stats_release,
	.default_groups = stats_groups,
};

int dma_buf_stats_setup(struct dma_buf *dmabuf, struct file *file)
{
	struct dma_buf_sysfs_entry *folder;
	int err;

	if (!dmabuf->exp_name) {
		pr_err("exporter name must not be empty if stats needed\n");
		return -EINVAL;
	}
	folder = kzalloc(sizeof(*folder), GFP_KERNEL);
	if (!folder)
		return -ENOMEM;
	/* whoever opens a file of it finds the buffer there */
	dmabuf->sysfs_entry = folder;
	folder->dmabuf = dmabuf;
	folder->kobj.kset = buffers_kset;
	err = kobject_init_and_add(&folder->kobj, (struct kobj_type *)&stats_type, NULL, "%lu",
				   file_inode(file)->i_ino);
	if (!err)
		return 0;
	dmabuf->sysfs_entry = NULL;
	kobject_put(&folder->kobj);
	return err;
}

void dma_buf_stats_teardown(struct dma_buf *dmabuf)
{
	struct kobject *folder = dmabuf->sysfs_entry ? &dmabuf->sysfs_entry->kobj : NULL;

	/* either does nothing with NULL */
	kobject_del(folder);
	kobject_put(folder);
}

int dma_buf_stats_start(void)
{
	dmabuf_kset = kset_create_and_add("dmabuf", NULL, kernel_kobj);
	if (!dmabuf_kset)
		return -ENOMEM;
	buffers_kset = kset_create_and_add("buffers", NULL, &dmabuf_kset->kobj);
	if (buffers_kset)
		return 0;
	kset_unregister(dmabuf_kset);
	return -ENOMEM;
}

void dma_buf_stats_stop(void)
{
	kset_unregister(buffers_kset);
	kset_unregister(dmabuf_kset);
}
