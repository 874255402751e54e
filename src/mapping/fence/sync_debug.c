// SPDX-License-Identifier: MIT
/* /sys/kernel/debug/sync: "info" lists timelines and sync_files, "sw_sync" makes timelines. */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/string.h>

#include "mapping/fence/sync_file.h"

static struct dentry *dir;

const char *sync_debug_status(int status)
{
	if (status < 0)
		return "error";
	return status ? "signaled" : "active";
}

/* how far it is, for a fence whose timeline knows */
static void show_values(struct seq_file *s, struct dma_fence *fence)
{
	const struct dma_fence_ops *ops = fence->ops;
	char text[64] = "";

	if (!ops->timeline_value_str || !ops->fence_value_str)
		return;
	ops->fence_value_str(fence, text, sizeof(text));
	if (!text[0])
		return;
	seq_printf(s, ": %s", text);
	ops->timeline_value_str(fence, text, sizeof(text));
	if (text[0])
		seq_printf(s, " / %s", text);
}

/* asking whether it is done may signal it, which a look should not: the bit says enough */
void sync_debug_fence(struct seq_file *s, struct dma_fence *fence, bool named)
{
	int status = 0;

	if (test_bit_acquire(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags))
		status = READ_ONCE(fence->error) < 0 ? -1 : 1;
	seq_printf(s, "  %s%sfence %s", named ? fence->ops->get_timeline_name(fence) : "",
		   named ? "_" : "", sync_debug_status(status));
	if (test_bit_acquire(DMA_FENCE_FLAG_TIMESTAMP_BIT, &fence->flags)) {
		struct timespec64 ts = ktime_to_timespec64(fence->timestamp);

		seq_printf(s, "@%lld.%09ld", (long long)ts.tv_sec, ts.tv_nsec);
	}
	show_values(s, fence);
	seq_putc(s, '\n');
}

static int sync_info_show(struct seq_file *s, void *unused)
{
	seq_puts(s, "objs:\n--------------\n");
	sw_sync_show(s);
	seq_puts(s, "fences:\n--------------\n");
	sync_files_show(s);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sync_info);

void sync_debug_start(void)
{
	dir = debugfs_create_dir("sync", NULL);
	debugfs_create_file_unsafe("info", 0444, dir, NULL, &sync_info_fops);
	debugfs_create_file_unsafe("sw_sync", 0644, dir, NULL, &sw_sync_fops);
}

void sync_debug_stop(void)
{
	debugfs_remove(dir);
	dir = NULL;
}
