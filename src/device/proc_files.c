// SPDX-License-Identifier: MIT
/*
 * What the library itself shows: /proc/modules, and the dynamic debug
 * control file, which is in /proc and in debugfs. The files about the
 * machine (iomem, interrupts) are firmware.c's.
 */
#include <linux/debugfs.h>
#include <linux/dynamic_debug.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "device/modules.h"
#include "device/procfs.h"

static struct dentry *ddebug_dir;

/* ---- /proc/modules ------------------------------------------------------- */

/* sizes and addresses are the host's business: 0, as an unprivileged reader of Linux's sees them */
static int module_line(const struct module_info *info, void *m)
{
	seq_printf(m, "%s 0 %d %s %s 0x0000000000000000\n", info->name, info->users,
		   info->user_names[0] ? info->user_names : "-", info->state);
	return 0;
}

static int modules_show(struct seq_file *m, void *v)
{
	return module_walk(module_line, m);
}

/* ---- dynamic_debug/control ------------------------------------------------ */

static int ddebug_line(const char *line, void *m)
{
	seq_puts(m, line);
	return 0;
}

static int ddebug_show(struct seq_file *m, void *v)
{
	seq_puts(m, "# filename:lineno [module]function flags format\n");
	return ddebug_walk(ddebug_line, m);
}

static int ddebug_open(struct inode *inode, struct file *file)
{
	return single_open(file, ddebug_show, NULL);
}

static ssize_t ddebug_write(struct file *file, const char __user *ubuf, size_t len,
			    loff_t *offp)
{
	char *query;
	int ret;

	if (!len)
		return 0;
	if (len > PAGE_SIZE - 1) {
		pr_warn("dyndbg: expected <%d bytes into control\n", (int)PAGE_SIZE);
		return -E2BIG;
	}
	query = kmemdup_nul(ubuf, len, GFP_KERNEL);
	if (!query)
		return -ENOMEM;
	ret = ddebug_exec_queries(query, NULL);
	kfree(query);
	return ret < 0 ? ret : (ssize_t)len;
}

static const struct file_operations ddebug_fops = {
	.open = ddebug_open,
	.read = seq_read,
	.write = ddebug_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static const struct proc_ops ddebug_proc_ops = {
	.proc_open = ddebug_open,
	.proc_read = seq_read,
	.proc_write = ddebug_write,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

/* ---- start and stop ---------------------------------------------------- */

int proc_files_start(void)
{
	struct proc_dir_entry *dir = proc_mkdir("dynamic_debug", NULL);

	ddebug_dir = debugfs_create_dir("dynamic_debug", NULL);
	debugfs_create_file("control", 0644, ddebug_dir, NULL, &ddebug_fops);
	if (!dir || !proc_create("control", 0644, dir, &ddebug_proc_ops) ||
	    !proc_create_single("modules", 0444, NULL, modules_show))
		return -ENOMEM;
	return 0;
}

void proc_files_stop(void)
{
	remove_proc_subtree("modules", NULL);
	remove_proc_subtree("dynamic_debug", NULL);
	debugfs_remove(ddebug_dir);
	ddebug_dir = NULL;
}
