/* SPDX-License-Identifier: MIT */
/*
 * What nobody may ask of DMA mapping: no device, no direction, lists that
 * are not what their count says. The tests are inline, a few instructions in
 * the path of every mapping; what is said, and then goes wrong in no other
 * way, is arguments.c's.
 */
#ifndef DMAE_MAPPING_ARGUMENTS_H
#define DMAE_MAPPING_ARGUMENTS_H

#include <linux/compiler.h>
#include <linux/dma-direction.h>
#include <linux/limits.h>
#include <linux/scatterlist.h>

struct device;

/* say_bad_call() - Return: true */
bool say_bad_call(struct device *dev, enum dma_data_direction dir, const char *function);

/* true, and a line in the log, if a call can't be served for want of a device or a direction */
#define bad_call(dev, dir) bad_call_of(dev, dir, __func__)
#define bad_call_of(dev, dir, function) \
	(unlikely(!(dev) || !valid_dma_direction(dir)) && say_bad_call(dev, dir, function))

/* say_bad_size() - Return: true */
bool say_bad_size(struct device *dev, size_t size, const char *function);

/* true, and a line, if no memory can be @size bytes: none, or more than whole pages can be */
#define bad_size(dev, size, function) \
	(unlikely((size) - 1 >= SIZE_MAX - PAGE_SIZE) && say_bad_size(dev, size, function))

/**
 * list_entries() - how many entries of a list can be walked
 * @dev: whom it shall be mapped for
 * @sgl: first entry
 * @nents: how many the caller says there are
 * @paged: each must have a page
 * @function: whom it was given to
 *
 * Context: Any. A list that is shorter, that has a hole, or that is chained
 * to itself is reported.
 * Return: @nents, or fewer.
 */
int list_entries(struct device *dev, struct scatterlist *sgl, int nents, bool paged,
		 const char *function);

#endif
