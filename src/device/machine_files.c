// SPDX-License-Identifier: MIT
/*
 * /sys/kernel/debug/machine/MODEL: what the hardware is doing, for somebody
 * whose transfer does not end. One file for each model, as
 * machine_describe() tells it.
 */
#include <linux/debugfs.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>

#include "device/debugfs.h"
#include "machine/machine.h"

static struct dentry *machine_dir;

static void show_line(void *arg, const char *text)
{
	seq_printf(arg, "%s\n", text);
}

static int machine_model_show(struct seq_file *s, void *data)
{
	int node = (long)s->private;

	seq_printf(s, "model: %s\n", machine_model_class(node));
	machine_describe(node, show_line, s);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(machine_model);

static void add_file(int node, const char *name, void *arg)
{
	debugfs_create_file(name, 0444, machine_dir, (void *)(long)node, &machine_model_fops);
}

int machine_files_start(void)
{
	if (!machine_models())
		return 0;
	machine_dir = debugfs_create_dir("machine", NULL);
	machine_each_model(add_file, NULL);
	return 0;
}

void machine_files_stop(void)
{
	debugfs_remove_recursive(machine_dir);
	machine_dir = NULL;
}
