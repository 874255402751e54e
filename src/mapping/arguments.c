// SPDX-License-Identifier: MIT
/*
 * Calls that can't be served: Linux would crash on most of them. They are
 * refused with a line that names the function, whether or not DMA-API
 * debugging is on.
 */
#include <linux/device.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>

#include "mapping/arguments.h"
#include "mapping/record_debug.h"

#define say(dev, fmt, ...)								\
	pr_err_ratelimited("DMA-API: %s %s: " fmt, record_driver_of(dev),		\
			   record_name_of(dev), ##__VA_ARGS__)

bool say_bad_call(struct device *dev, enum dma_data_direction dir, const char *function)
{
	if (!dev)
		say(dev, "%s() without a device\n", function);
	else
		say(dev, "%s() with a direction that is none of DMA_BIDIRECTIONAL, DMA_TO_DEVICE, "
		    "DMA_FROM_DEVICE [direction=%d]\n", function, (int)dir);
	return true;
}

bool say_bad_size(struct device *dev, size_t size, const char *function)
{
	say(dev, "%s() of %zu bytes: that is no size of memory\n", function, size);
	return true;
}

int list_entries(struct device *dev, struct scatterlist *sgl, int nents, bool paged,
		 const char *function)
{
	struct scatterlist *sg = sgl, *mark = sgl;
	int i, next_mark = 1;

	for (i = 0; i < nents; i++, sg = sg_next(sg)) {
		if (unlikely(!sg)) {
			say(dev, "%s(): the scatterlist ends after %d of %d entries\n", function, i,
			    nents);
			return i;
		}
		/* of a loop, the marks are in it sooner or later */
		if (unlikely(i && (sg == mark || sg == sgl))) {
			say(dev, "%s(): the scatterlist is chained to itself before its %d entries "
			    "end\n", function, nents);
			return i;
		}
		if (unlikely(paged && !sg_page(sg))) {
			say(dev, "%s(): entry %d of %d of the scatterlist has no page\n", function,
			    i, nents);
			return i;
		}
		if (i == next_mark) {
			mark = sg;
			next_mark *= 2;
		}
	}
	return nents;
}
