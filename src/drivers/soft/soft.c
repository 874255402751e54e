// SPDX-License-Identifier: MIT
/*
 * The software engine as a platform device: one controller for each node
 * that is compatible with "dmae,soft-dma".
 *
 *	dma-engine {
 *		compatible = "dmae,soft-dma";
 *		#dma-cells = <1>;		// channel
 *		dma-channels = <4>;
 *	};
 */
#include <linux/dma-mapping.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_dma.h>
#include <linux/overflow.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "base/copy/copy.h"
#include "base/exec/task.h"
#include "base/host.h"
#include "drivers/soft/soft.h"
#include "mapping/mapping.h"

#define SOFT_DEFAULT_CHANNELS	4

static unsigned int channels;
module_param(channels, uint, 0444);
MODULE_PARM_DESC(
	channels,
	"Channels of each controller, 1 to 256 (default 0: what the device tree says, or 4)");

static unsigned int ring = SOFT_DEFAULT_RING;
module_param(ring, uint, 0444);
MODULE_PARM_DESC(ring, "Descriptors of each channel, 64 to 65536, a power of two (default 1024)");

static unsigned int workers;
module_param(workers, uint, 0444);
MODULE_PARM_DESC(workers, "Threads of each controller, which share its channels (default 0: as many "
			  "as CPUs)");

static unsigned int spin_us = 20;
module_param(spin_us, uint, 0644);
MODULE_PARM_DESC(spin_us, "How long a worker without work looks for some before it sleeps, in "
			  "microseconds (default 20)");

static bool polled;
module_param(polled, bool, 0444);
MODULE_PARM_DESC(polled, "No threads: small transfers are carried out when they are issued, and "
			 "dmae_poll() does the rest (default N)");

static int set_copy(const char *val, const struct kernel_param *kp)
{
	char plan[128];

	strscpy(plan, val, sizeof(plan));
	if (copy_pin(strim(plan)))
		return 0;
	pr_err("soft_dma: copy=%s: expected auto, or methods with the size each begins at, "
	       "plain,wide:512,stream:256K (256 at least)\n", plan);
	return -EINVAL;
}

static int get_copy(char *buffer, const struct kernel_param *kp)
{
	char plan[128];

	copy_plan(plan, sizeof(plan));
	return scnprintf(buffer, PAGE_SIZE, "%s\n", plan);
}

static void forget_copy(void *arg)
{
	copy_pin("auto");
}

static const struct kernel_param_ops copy_ops = {
	.set = set_copy,
	.get = get_copy,
	.free = forget_copy,
};
module_param_cb(copy, &copy_ops, NULL, 0644);
MODULE_PARM_DESC(copy, "How memory is copied: auto (what was measured at the start), or methods with "
		       "the size each begins at: plain,wide:512,stream:256K (default auto)");

static const char *const share_names[] = {
	[SOFT_SHARE_AUTO] = "auto", [SOFT_SHARE_ALWAYS] = "always", [SOFT_SHARE_NEVER] = "never",
};
static enum soft_share share;

static int set_share(const char *val, const struct kernel_param *kp)
{
	int which = __sysfs_match_string(share_names, ARRAY_SIZE(share_names), val);

	if (which < 0) {
		pr_err("soft_dma: share=%s: expected auto, always or never\n", val);
		return -EINVAL;
	}
	WRITE_ONCE(share, which);
	return 0;
}

static int get_share(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", share_names[READ_ONCE(share)]);
}

static void forget_share(void *arg)
{
	share = SOFT_SHARE_AUTO;
}

static const struct kernel_param_ops share_ops = {
	.set = set_share,
	.get = get_share,
	.free = forget_share,
};
module_param_cb(share, &share_ops, NULL, 0644);
MODULE_PARM_DESC(share, "Whether workers share what one channel has to do, when that is much: auto (if it "
			"is seen to be faster), always or never (default auto)");

enum soft_share soft_share(void)
{
	return READ_ONCE(share);
}

unsigned int soft_ring_size(void)
{
	return ring;
}

unsigned long long soft_spin_ns(void)
{
	return READ_ONCE(spin_us) * 1000ull;
}

static int check_ring(struct device *dev)
{
	if (ring >= SOFT_MIN_RING && ring <= SOFT_MAX_RING && is_power_of_2(ring))
		return 0;
	dev_err(dev, "ring is %u: a power of two from %u to %u is possible\n", ring, SOFT_MIN_RING,
		SOFT_MAX_RING);
	return -EINVAL;
}

static int count_channels(struct device *dev, u32 *count)
{
	const char *what = "channels";

	*count = channels;
	if (!*count) {
		what = "dma-channels";
		*count = SOFT_DEFAULT_CHANNELS;
		of_property_read_u32(dev->of_node, what, count);
	}

	if (*count >= 1 && *count <= SOFT_MAX_CHANNELS)
		return 0;

	dev_err(dev, "%s is %u: 1 to %u are possible\n", what, *count,
		SOFT_MAX_CHANNELS);
	return -EINVAL;
}

static struct dma_chan *soft_xlate(struct of_phandle_args *dma_spec,
				   struct of_dma *ofdma)
{
	struct soft_dma *soft = ofdma->of_dma_data;
	struct dma_chan *chan;

	if (dma_spec->args_count != 1 || dma_spec->args[0] >= soft->nchans) {
		dev_err(soft->dma.dev,
			"a specifier has one cell, a channel below %u\n",
			soft->nchans);
		return ERR_PTR(-EINVAL);
	}

	chan = &soft->chans[dma_spec->args[0]].chan;
	return dma_get_slave_channel(chan) ?: ERR_PTR(-EBUSY);
}

/* the last reference is gone: nobody uses a channel any more */
static void soft_release(struct dma_device *dma)
{
	struct soft_dma *soft = container_of(dma, struct soft_dma, dma);

	put_device(dma->dev);
	soft_workers_free(soft);
	host_free(soft);
}

static unsigned int count_workers(unsigned int nchans)
{
	return min(workers ? workers : max(num_online_cpus(), 1u), nchans);
}

static struct soft_dma *soft_create(struct device *dev, unsigned int nchans)
{
	struct soft_dma *soft;
	unsigned int i;

	soft = host_alloc_aligned(struct_size(soft, chans, nchans), SMP_CACHE_BYTES);
	soft->polled = polled;
	soft->master = device_dma_master(dev);
	soft->nchans = nchans;
	soft->dma.dev = get_device(dev);
	soft->dma.device_release = soft_release;
	soft_set_operations(&soft->dma);

	INIT_LIST_HEAD(&soft->dma.channels);
	for (i = 0; i < nchans; i++)
		soft_chan_init(&soft->chans[i], soft);
	soft_workers_create(soft, count_workers(nchans));
	return soft;
}

static int soft_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct soft_dma *soft;
	u32 nchans;
	int ret;

	ret = count_channels(dev, &nchans);
	if (!ret)
		ret = check_ring(dev);
	if (ret)
		return ret;

	/* it is the CPU that copies, whatever the bus above says */
	dev->dma_coherent = true;
	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (ret)
		return ret;

	soft = soft_create(dev, nchans);
	ret = dma_async_device_register(&soft->dma);
	if (ret)
		goto err_release;

	if (dev->of_node) {
		ret = of_dma_controller_register(dev->of_node, soft_xlate, soft);
		if (ret)
			goto err_unregister;
	}

	if (soft->polled)
		soft_poll_register(soft);
	platform_set_drvdata(pdev, soft);
	return 0;

err_unregister:
	/* releases it as well */
	dma_async_device_unregister(&soft->dma);
	return ret;
err_release:
	soft_release(&soft->dma);
	return ret;
}

static int soft_remove(struct platform_device *pdev)
{
	struct soft_dma *soft = platform_get_drvdata(pdev);
	unsigned int i;

	if (pdev->dev.of_node)
		of_dma_controller_free(pdev->dev.of_node);

	if (soft->polled)
		soft_poll_unregister(soft);
	/* channels that are in use stay, but do nothing any more */
	WRITE_ONCE(soft->gone, true);
	for (i = 0; i < soft->nchans; i++) {
		soft_terminate_all(&soft->chans[i].chan);
		soft_synchronize(&soft->chans[i].chan);
	}

	/* with the last of them goes @soft */
	dma_async_device_unregister(&soft->dma);
	return 0;
}

static const struct of_device_id soft_of_match[] = {
	{ .compatible = "dmae,soft-dma" },
	{ }
};
MODULE_DEVICE_TABLE(of, soft_of_match);

static struct platform_driver soft_driver = {
	.driver = {
		.name = "soft-dma",
		.of_match_table = soft_of_match,
	},
	.probe = soft_probe,
	.remove = soft_remove,
};
module_platform_driver(soft_driver);

MODULE_DESCRIPTION("Software DMA engine");
MODULE_LICENSE("Dual MIT/GPL");
