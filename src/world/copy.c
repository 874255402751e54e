// SPDX-License-Identifier: MIT
/* <dmae/dma.h>: copying memory through a channel. */
#include <linux/dmaengine.h>
#include <linux/string.h>

#include <dmae/dma.h>

#include "base/exec/exec.h"
#include "base/host.h"
#include "clients/copy/copy.h"
#include "world/world.h"

struct dmae_copier {
	struct dma_chan *chan;
	unsigned long descriptors;
	unsigned long long world;	/* in which it was opened */
};

static bool is_named(struct dma_chan *chan, void *name)
{
	return !name || !strcmp(dma_chan_name(chan), name);
}

static int find_named(const struct dmae_channel_info *info, void *name)
{
	if (strcmp(info->name, name))
		return 0;
	if (!strstr(info->capabilities, "memcpy"))
		return world_error(-EOPNOTSUPP, "%s cannot copy memory (it can: %s)", info->name,
				   info->capabilities);
	return world_error(-EBUSY, "%s is busy: %s has it", info->name,
			   info->client[0] ? info->client : "somebody");
}

static void explain_no_channel(const char *name)
{
	if (!name) {
		world_error(-ENODEV, "no free channel can copy memory");
		return;
	}
	if (!dmae_channels(find_named, (void *)name))
		world_error(-ENODEV, "no channel %s (dmae ls lists them)", name);
}

struct dmae_copier *dmae_copier_open(const char *channel)
{
	struct dmae_copier *copier;
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	if (world_check_running())
		return NULL;
	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_channel(mask, is_named, (void *)channel);
	if (!chan) {
		explain_no_channel(channel);
		return NULL;
	}
	copier = host_alloc(sizeof(*copier));
	copier->chan = chan;
	copier->world = exec_epoch;
	world_ok(0);
	return copier;
}

const char *dmae_copier_channel(const struct dmae_copier *copier)
{
	return dma_chan_name(copier->chan);
}

unsigned long dmae_copier_descriptors(const struct dmae_copier *copier)
{
	return copier->descriptors;
}

int dmae_copier_copy(struct dmae_copier *copier, void *dst, const void *src, size_t len)
{
	const char *why = "";
	int err;

	err = copy_memory(copier->chan, dst, src, len, &copier->descriptors, &why);
	if (err)
		return world_error(err, "%s: %s", dma_chan_name(copier->chan), why);
	return world_ok(0);
}

void dmae_copier_close(struct dmae_copier *copier)
{
	/* the end of its world has released the channel already */
	if (copier->world == exec_epoch)
		dma_release_channel(copier->chan);
	host_free(copier);
}
