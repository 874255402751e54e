// SPDX-License-Identifier: MIT
/*
 * Ready-made file operations: reading from and writing to a buffer, seeking,
 * files that are one number, and keeping a file's module while it is used.
 * For drivers, debugfs.c and procfs.c.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

const struct file_operations *fops_get(const struct file_operations *fops)
{
	return fops && try_module_get(fops->owner) ? fops : NULL;
}

void fops_put(const struct file_operations *fops)
{
	if (fops)
		module_put(fops->owner);
}

int simple_open(struct inode *inode, struct file *file)
{
	if (inode->i_private)
		file->private_data = inode->i_private;
	return 0;
}

long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return file->f_op->unlocked_ioctl ? file->f_op->unlocked_ioctl(file, cmd, arg)
					  : -ENOIOCTLCMD;
}

int nonseekable_open(struct inode *inode, struct file *file)
{
	file->f_mode &= ~FMODE_LSEEK;
	return 0;
}

int stream_open(struct inode *inode, struct file *file)
{
	return nonseekable_open(inode, file);
}

/* ---- seeking ----------------------------------------------------------- */

loff_t no_llseek(struct file *file, loff_t offset, int whence)
{
	return -ESPIPE;
}

loff_t noop_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_pos;
}

loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size)
{
	if (whence == SEEK_CUR)
		offset += file->f_pos;
	else if (whence == SEEK_END)
		offset += size;
	else if (whence != SEEK_SET)
		return -EINVAL;
	if (offset < 0)
		return -EINVAL;
	file->f_pos = offset;
	return offset;
}

loff_t default_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, i_size_read(file_inode(file)));
}

loff_t generic_file_llseek(struct file *file, loff_t offset, int whence)
{
	return default_llseek(file, offset, whence);
}

/* ---- buffers ----------------------------------------------------------- */

ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *ppos, const void *from,
				size_t available)
{
	loff_t pos = *ppos;

	if (pos < 0)
		return -EINVAL;
	if (pos >= (loff_t)available)
		return 0;
	count = min_t(size_t, count, available - pos);
	memcpy(to, (const char *)from + pos, count);
	*ppos = pos + count;
	return count;
}

ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos, const void *from,
				size_t available)
{
	return memory_read_from_buffer(to, count, ppos, from, available);
}

ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos,
			       const void __user *from, size_t count)
{
	loff_t pos = *ppos;

	if (pos < 0)
		return -EINVAL;
	if (pos >= (loff_t)available || !count)
		return 0;
	count = min_t(size_t, count, available - pos);
	memcpy((char *)to + pos, from, count);
	*ppos = pos + count;
	return count;
}

/* ---- one number -------------------------------------------------------- */

/* @mutex protects the rest; @text is what the first read got from @get */
struct simple_attr {
	int (*get)(void *data, u64 *val);
	int (*set)(void *data, u64 val);
	void *data;
	const char *fmt;
	struct mutex mutex;
	char text[24];
};

int simple_attr_open(struct inode *inode, struct file *file, int (*get)(void *, u64 *),
		     int (*set)(void *, u64), const char *fmt)
{
	struct simple_attr *attr = kzalloc(sizeof(*attr), GFP_KERNEL);

	if (!attr)
		return -ENOMEM;
	attr->get = get;
	attr->set = set;
	attr->data = inode->i_private;
	attr->fmt = fmt;
	mutex_init(&attr->mutex);
	file->private_data = attr;
	return nonseekable_open(inode, file);
}

int simple_attr_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

ssize_t simple_attr_read(struct file *file, char __user *buf, size_t len, loff_t *ppos)
{
	struct simple_attr *attr = file->private_data;
	ssize_t ret = 0;
	u64 val;

	if (!attr->get)
		return -EACCES;
	mutex_lock(&attr->mutex);
	if (!*ppos || !attr->text[0]) {
		ret = attr->get(attr->data, &val);
		if (!ret)
			scnprintf(attr->text, sizeof(attr->text), attr->fmt,
				  (unsigned long long)val);
	}
	if (!ret)
		ret = simple_read_from_buffer(buf, len, ppos, attr->text, strlen(attr->text));
	mutex_unlock(&attr->mutex);
	return ret;
}

static ssize_t attr_write(struct file *file, const char __user *buf, size_t len, bool is_signed)
{
	struct simple_attr *attr = file->private_data;
	char text[24];
	size_t size = min(sizeof(text) - 1, len);
	long long sval = 0;
	u64 val = 0;
	int ret;

	if (!attr->set)
		return -EACCES;
	memcpy(text, buf, size);
	text[size] = '\0';
	if (is_signed) {
		ret = kstrtoll(text, 0, &sval);
		val = sval;
	} else {
		unsigned long long uval = 0;

		ret = kstrtoull(text, 0, &uval);
		val = uval;
	}
	if (ret)
		return ret;
	mutex_lock(&attr->mutex);
	ret = attr->set(attr->data, val);
	mutex_unlock(&attr->mutex);
	return ret ? ret : (ssize_t)len;
}

ssize_t simple_attr_write(struct file *file, const char __user *buf, size_t len, loff_t *ppos)
{
	return attr_write(file, buf, len, false);
}

ssize_t simple_attr_write_signed(struct file *file, const char __user *buf, size_t len,
				 loff_t *ppos)
{
	return attr_write(file, buf, len, true);
}
