// SPDX-License-Identifier: MIT
/* <dmae/dma.h>: looking at the channels. */
#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include <dmae/dma.h>

#include "base/host.h"
#include "engine/engine.h"
#include "world/world.h"

static const struct {
	enum dma_transaction_type type;
	const char *word;
} capability_words[] = {
	{ DMA_MEMCPY, "memcpy" },
	{ DMA_MEMSET, "memset" },
	{ DMA_MEMSET_SG, "memset_sg" },
	{ DMA_XOR, "xor" },
	{ DMA_XOR_VAL, "xor_val" },
	{ DMA_PQ, "pq" },
	{ DMA_PQ_VAL, "pq_val" },
	{ DMA_INTERLEAVE, "interleave" },
	{ DMA_INTERRUPT, "interrupt" },
	{ DMA_SLAVE, "slave" },
	{ DMA_CYCLIC, "cyclic" },
	{ DMA_REPEAT, "repeat" },
	{ DMA_LOAD_EOT, "load_eot" },
	{ DMA_ASYNC_TX, "async_tx" },
	{ DMA_COMPLETION_NO_ORDER, "unordered" },
	{ DMA_PRIVATE, "private" },
};

static void list_capabilities(struct dma_device *device, char *text, size_t size)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(capability_words); i++) {
		if (!dma_has_cap(capability_words[i].type, device->cap_mask))
			continue;
		if (text[0])
			strlcat(text, " ", size);
		strlcat(text, capability_words[i].word, size);
	}
}

static void describe(struct dma_chan *chan, struct dmae_channel_info *info)
{
	struct dma_device *device = chan->device;

	memset(info, 0, sizeof(*info));
	strscpy(info->name, dma_chan_name(chan), sizeof(info->name));
	strscpy(info->device, dev_name(device->dev), sizeof(info->device));
	strscpy(info->driver, dev_driver_string(device->dev), sizeof(info->driver));
	list_capabilities(device, info->capabilities, sizeof(info->capabilities));
	info->clients = chan->client_count;
	if (chan->client_count)
		strscpy(info->client, chan->dbg_client_name ? chan->dbg_client_name : "in-use",
			sizeof(info->client));
	if (chan->router)
		strscpy(info->router, dev_name(chan->router->dev), sizeof(info->router));
}

/* a copy, so that @fn may do what it likes, requesting channels included */
static struct dmae_channel_info *snapshot(size_t *count)
{
	struct dmae_channel_info *all = NULL;
	struct dma_device *device;
	struct dma_chan *chan;
	size_t n = 0;

	mutex_lock(&dma_list_mutex);
	for_each_dma_device(device)
		list_for_each_entry(chan, &device->channels, device_node) {
			all = host_realloc(all, (n + 1) * sizeof(*all));
			describe(chan, &all[n++]);
		}
	mutex_unlock(&dma_list_mutex);
	*count = n;
	return all;
}

int dmae_channels(int (*fn)(const struct dmae_channel_info *info, void *arg), void *arg)
{
	struct dmae_channel_info *all;
	int ret = world_check_running();
	size_t count, i;

	if (ret)
		return ret;
	all = snapshot(&count);
	for (i = 0; i < count && !ret; i++)
		ret = fn(&all[i], arg);
	host_free(all);
	return ret ? ret : world_ok(0);
}
