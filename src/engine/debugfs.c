// SPDX-License-Identifier: MIT
/*
 * debugfs' dmaengine/: a directory for each controller, for its driver, and
 * "summary": which channels are in use, by whom, through which router.
 */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/seq_file.h>

#include "engine/engine.h"

static struct dentry *rootdir;

static void show_channel(struct seq_file *s, struct dma_chan *chan)
{
	seq_printf(s, " %-13s| %s", dma_chan_name(chan), chan->dbg_client_name ?: "in-use");
	if (chan->router)
		seq_printf(s, " (via router: %s)", dev_name(chan->router->dev));
	seq_putc(s, '\n');
}

static void show_channels(struct seq_file *s, struct dma_device *device)
{
	struct dma_chan *chan;

	list_for_each_entry(chan, &device->channels, device_node) {
		if (chan->client_count && dma_chan_is_registered(chan))
			show_channel(s, chan);
	}
}

static int dmaengine_summary_show(struct seq_file *s, void *data)
{
	struct dma_device *device;

	mutex_lock(&dma_list_mutex);
	for_each_dma_device(device) {
		seq_printf(s, "dma%d (%s): number of channels: %u\n",
			   device->dev_id, dev_name(device->dev),
			   device->chancnt);

		if (device->dbg_summary_show)
			device->dbg_summary_show(s, device);
		else
			show_channels(s, device);

		if (!list_is_last(&device->global_node, &dma_device_list))
			seq_puts(s, "\n");
	}
	mutex_unlock(&dma_list_mutex);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(dmaengine_summary);

void dmaengine_debug_register(struct dma_device *device)
{
	device->dbg_dev_root = debugfs_create_dir(dev_name(device->dev),
						  rootdir);
	if (IS_ERR(device->dbg_dev_root))
		device->dbg_dev_root = NULL;
}

void dmaengine_debug_unregister(struct dma_device *device)
{
	debugfs_remove_recursive(device->dbg_dev_root);
	device->dbg_dev_root = NULL;
}

void dmaengine_debug_start(void)
{
	rootdir = debugfs_create_dir("dmaengine", NULL);
	debugfs_create_file("summary", 0444, rootdir, NULL,
			    &dmaengine_summary_fops);
}

void dmaengine_debug_stop(void)
{
	debugfs_remove_recursive(rootdir);
	rootdir = NULL;
}
