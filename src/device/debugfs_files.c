// SPDX-License-Identifier: MIT
/*
 * debugfs: files that show, and where their permissions say so set, a
 * variable; and files that show memory or a block of registers.
 */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/pm_runtime.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/filetree.h"

ssize_t debugfs_attr_read(struct file *file, char __user *buf, size_t len, loff_t *ppos)
{
	return simple_attr_read(file, buf, len, ppos);
}

ssize_t debugfs_attr_write(struct file *file, const char __user *buf, size_t len, loff_t *ppos)
{
	return simple_attr_write(file, buf, len, ppos);
}

ssize_t debugfs_attr_write_signed(struct file *file, const char __user *buf, size_t len,
				  loff_t *ppos)
{
	return simple_attr_write_signed(file, buf, len, ppos);
}

/* ---- one number -------------------------------------------------------- */

/* a value that does not fit is cut, as an assignment cuts it */
#define NUMBER_ACCESS(what, type)						\
static int what##_set(void *data, u64 val)					\
{										\
	WRITE_ONCE(*(type *)data, (type)val);					\
	return 0;								\
}										\
										\
static int what##_get(void *data, u64 *val)					\
{										\
	*val = READ_ONCE(*(type *)data);					\
	return 0;								\
}

NUMBER_ACCESS(u8, u8)
NUMBER_ACCESS(u16, u16)
NUMBER_ACCESS(u32, u32)
NUMBER_ACCESS(u64, u64)
NUMBER_ACCESS(ulong, unsigned long)
NUMBER_ACCESS(size, size_t)

static int atomic_set_val(void *data, u64 val)
{
	atomic_set((atomic_t *)data, val);
	return 0;
}

static int atomic_get_val(void *data, u64 *val)
{
	*val = atomic_read((atomic_t *)data);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(fops_u8, u8_get, u8_set, "%llu\n");
DEFINE_DEBUGFS_ATTRIBUTE(fops_u16, u16_get, u16_set, "%llu\n");
DEFINE_DEBUGFS_ATTRIBUTE(fops_u32, u32_get, u32_set, "%llu\n");
DEFINE_DEBUGFS_ATTRIBUTE(fops_u64, u64_get, u64_set, "%llu\n");
DEFINE_DEBUGFS_ATTRIBUTE(fops_ulong, ulong_get, ulong_set, "%llu\n");
DEFINE_DEBUGFS_ATTRIBUTE(fops_size, size_get, size_set, "%llu\n");
DEFINE_DEBUGFS_ATTRIBUTE(fops_x8, u8_get, u8_set, "0x%02llx\n");
DEFINE_DEBUGFS_ATTRIBUTE(fops_x16, u16_get, u16_set, "0x%04llx\n");
DEFINE_DEBUGFS_ATTRIBUTE(fops_x32, u32_get, u32_set, "0x%08llx\n");
DEFINE_DEBUGFS_ATTRIBUTE(fops_x64, u64_get, u64_set, "0x%016llx\n");
DEFINE_DEBUGFS_ATTRIBUTE_SIGNED(fops_atomic, atomic_get_val, atomic_set_val, "%lld\n");

#define NUMBER_FILE(what, type, fops)						\
void debugfs_create_##what(const char *name, umode_t mode, struct dentry *parent, type *value) \
{										\
	debugfs_create_file(name, mode, parent, value, fops);			\
}

NUMBER_FILE(u8, u8, &fops_u8)
NUMBER_FILE(u16, u16, &fops_u16)
NUMBER_FILE(u32, u32, &fops_u32)
NUMBER_FILE(u64, u64, &fops_u64)
NUMBER_FILE(ulong, unsigned long, &fops_ulong)
NUMBER_FILE(size_t, size_t, &fops_size)
NUMBER_FILE(x8, u8, &fops_x8)
NUMBER_FILE(x16, u16, &fops_x16)
NUMBER_FILE(x32, u32, &fops_x32)
NUMBER_FILE(x64, u64, &fops_x64)
NUMBER_FILE(atomic_t, atomic_t, &fops_atomic)

/* ---- yes or no, and strings -------------------------------------------- */

ssize_t debugfs_read_file_bool(struct file *file, char __user *user_buf, size_t count,
			       loff_t *ppos)
{
	bool *value = file->private_data;

	return simple_read_from_buffer(user_buf, count, ppos, READ_ONCE(*value) ? "Y\n" : "N\n",
				       2);
}

ssize_t debugfs_write_file_bool(struct file *file, const char __user *user_buf, size_t count,
				loff_t *ppos)
{
	char text[8] = "";
	bool val;
	int ret;

	memcpy(text, user_buf, min(count, sizeof(text) - 1));
	ret = kstrtobool(text, &val);
	if (ret)
		return ret;
	WRITE_ONCE(*(bool *)file->private_data, val);
	return count;
}

static const struct file_operations fops_bool = {
	.open = simple_open,
	.read = debugfs_read_file_bool,
	.write = debugfs_write_file_bool,
	.llseek = default_llseek,
};

void debugfs_create_bool(const char *name, umode_t mode, struct dentry *parent, bool *value)
{
	debugfs_create_file(name, mode, parent, value, &fops_bool);
}

ssize_t debugfs_read_file_str(struct file *file, char __user *user_buf, size_t count,
			      loff_t *ppos)
{
	char **str = file->private_data;
	char *line = kasprintf(GFP_KERNEL, "%s\n", *str ? *str : "");
	ssize_t ret;

	if (!line)
		return -ENOMEM;
	ret = simple_read_from_buffer(user_buf, count, ppos, line, strlen(line));
	kfree(line);
	return ret;
}

static const struct file_operations fops_str = {
	.open = simple_open,
	.read = debugfs_read_file_str,
	.llseek = default_llseek,
};

void debugfs_create_str(const char *name, umode_t mode, struct dentry *parent, char **value)
{
	debugfs_create_file(name, mode, parent, value, &fops_str);
}

/* ---- memory ------------------------------------------------------------ */

static ssize_t blob_read(struct file *file, char __user *user_buf, size_t count, loff_t *ppos)
{
	struct debugfs_blob_wrapper *blob = file->private_data;

	return simple_read_from_buffer(user_buf, count, ppos, blob->data, blob->size);
}

static const struct file_operations fops_blob = {
	.open = simple_open,
	.read = blob_read,
	.llseek = default_llseek,
};

struct dentry *debugfs_create_blob(const char *name, umode_t mode, struct dentry *parent,
				   struct debugfs_blob_wrapper *blob)
{
	return debugfs_create_file(name, mode & 0444, parent, blob, &fops_blob);
}

static int u32_array_show(struct seq_file *m, void *v)
{
	struct debugfs_u32_array *array = m->private;
	u32 i;

	for (i = 0; i < array->n_elements; i++)
		seq_printf(m, "%u%c", array->array[i], i + 1 < array->n_elements ? ' ' : '\n');
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(u32_array);

void debugfs_create_u32_array(const char *name, umode_t mode, struct dentry *parent,
			      struct debugfs_u32_array *array)
{
	debugfs_create_file(name, mode, parent, array, &u32_array_fops);
}

/* ---- registers --------------------------------------------------------- */

void debugfs_print_regs32(struct seq_file *s, const struct debugfs_reg32 *regs, int nregs,
			  void __iomem *base, char *prefix)
{
	int i;

	for (i = 0; i < nregs && !seq_has_overflowed(s); i++, regs++) {
		if (prefix)
			seq_puts(s, prefix);
		seq_printf(s, "%s = 0x%08x\n", regs->name,
			   readl((char __iomem *)base + regs->offset));
	}
}

static int regset32_show(struct seq_file *s, void *v)
{
	struct debugfs_regset32 *regset = s->private;

	if (regset->dev)
		pm_runtime_get_sync(regset->dev);
	debugfs_print_regs32(s, regset->regs, regset->nregs, regset->base, "");
	if (regset->dev)
		pm_runtime_put(regset->dev);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(regset32);

void debugfs_create_regset32(const char *name, umode_t mode, struct dentry *parent,
			     struct debugfs_regset32 *regset)
{
	debugfs_create_file(name, mode, parent, regset, &regset32_fops);
}

/* ---- a show() function of a device ------------------------------------- */

struct devm_entry {
	int (*read)(struct seq_file *s, void *data);
	struct device *dev;
};

static int devm_open(struct inode *inode, struct file *file)
{
	struct devm_entry *entry = inode->i_private;

	return single_open(file, entry->read, entry->dev);
}

static const struct file_operations devm_fops = {
	.open = devm_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

void debugfs_create_devm_seqfile(struct device *dev, const char *name, struct dentry *parent,
				 int (*read_fn)(struct seq_file *s, void *data))
{
	struct devm_entry *entry;

	if (IS_ERR(parent))
		return;
	entry = devm_kzalloc(dev, sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return;
	entry->read = read_fn;
	entry->dev = dev;
	debugfs_create_file(name, 0444, parent, entry, &devm_fops);
}
