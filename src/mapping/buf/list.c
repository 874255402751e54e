// SPDX-License-Identifier: MIT
/* All dma-bufs, and debugfs's dma_buf/bufinfo, which lists them. Linux: drivers/dma-buf/dma-buf.c. */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>

#include "mapping/buf/buf.h"

/* protects the list */
static DEFINE_MUTEX(lock);
static LIST_HEAD(all);
static struct dentry *dir;

/* of the columns that show_one() fills */
#define HEADING                \
	"\nDma-buf Objects:\n" \
	"size    \tflags   \tmode    \tcount   \texp_name\tino     \tname\n"

void dma_buf_list_add(struct dma_buf *dmabuf)
{
	mutex_lock(&lock);
	list_add(&dmabuf->list_node, &all);
	mutex_unlock(&lock);
}

void dma_buf_list_del(struct dma_buf *dmabuf)
{
	mutex_lock(&lock);
	list_del(&dmabuf->list_node);
	mutex_unlock(&lock);
}

static void show_attachments(struct seq_file *s, const struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *user;
	int users = 0;

	seq_puts(s, "\tAttached Devices:\n");
	list_for_each_entry(user, &dmabuf->attachments, node) {
		users++;
		seq_printf(s, "\t%s\n", dev_name(user->dev));
	}
	seq_printf(s, "Total %d devices attached\n\n", users);
}

static int show_one(struct seq_file *s, struct dma_buf *dmabuf)
{
	int ret = dma_resv_lock_interruptible(dmabuf->resv, NULL);
	const struct file *file;

	if (ret)
		return ret;
	file = dmabuf->file;
	seq_printf(s, "%08zu\t%08x\t%08x\t%08ld\t", dmabuf->size, file->f_flags, file->f_mode,
		   file_count(file));
	seq_printf(s, "%s\t%08lu\t", dmabuf->exp_name, file_inode(file)->i_ino);
	spin_lock(&dmabuf->name_lock);
	seq_printf(s, "%s\n", dmabuf->name ?: "<none>");
	spin_unlock(&dmabuf->name_lock);
	dma_resv_describe(dmabuf->resv, s);
	show_attachments(s, dmabuf);
	dma_resv_unlock(dmabuf->resv);
	return 0;
}

static int bufinfo_show(struct seq_file *s, void *unused)
{
	int ret = mutex_lock_interruptible(&lock);
	struct dma_buf *dmabuf;
	int objects = 0;
	size_t bytes = 0;

	if (ret)
		return ret;
	seq_puts(s, HEADING);
	list_for_each_entry(dmabuf, &all, list_node) {
		ret = show_one(s, dmabuf);
		if (ret)
			goto unlock;
		objects++;
		bytes += dmabuf->size;
	}
	seq_printf(s, "\nTotal %d objects, %zu bytes\n", objects, bytes);
unlock:
	mutex_unlock(&lock);
	return ret;
}
DEFINE_SHOW_ATTRIBUTE(bufinfo);

int dma_buf_list_start(void)
{
	INIT_LIST_HEAD(&all);
	dir = debugfs_create_dir("dma_buf", NULL);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	debugfs_create_file("bufinfo", 0444, dir, NULL, &bufinfo_fops);
	return 0;
}

void dma_buf_list_stop(void)
{
	debugfs_remove_recursive(dir);
	dir = NULL;
}
