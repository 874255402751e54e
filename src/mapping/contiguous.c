// SPDX-License-Identifier: MIT
/*
 * Which contiguous memory area a device's memory comes from: its own (a
 * "reusable" shared-dma-pool of the tree), or the default one of kernel
 * parameter cma=. The areas themselves are cma.c's.
 */
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/cma.h>
#include <linux/device.h>
#include <linux/dma-map-ops.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/printk.h>

#include "base/boot_param.h"
#include "mapping/cma.h"
#include "mapping/coherent.h"

/* no block needs to be aligned to more than 1 MiB */
#define CMA_ALIGNMENT 8u

/** what cma= says: SIZE[@BASE[-LIMIT]] */
static struct {
	bool given;
	phys_addr_t size, base, limit;
} cma_param;

struct cma *dma_contiguous_default_area;
EXPORT_SYMBOL_GPL(dma_contiguous_default_area);

/* ---- the default area -------------------------------------------------- */

static int number(const char **text, phys_addr_t *value)
{
	char *end;

	*value = memparse(*text, &end);
	if (end == *text)
		return -EINVAL;
	*text = end;
	return 0;
}

static int set_cma(const char *value)
{
	memset(&cma_param, 0, sizeof(cma_param));
	if (!value)
		return 0;
	if (number(&value, &cma_param.size))
		return -EINVAL;
	if (*value == '@') {
		value++;
		if (number(&value, &cma_param.base))
			return -EINVAL;
		cma_param.limit = cma_param.base + cma_param.size;
		if (*value == '-') {
			value++;
			if (number(&value, &cma_param.limit))
				return -EINVAL;
		}
	}
	if (*value)
		return -EINVAL;
	cma_param.given = true;
	return 0;
}

BOOT_PARAM(cma, "cma", "SIZE[@BASE[-LIMIT]], e.g. 16M@0x40000000-0x60000000", set_cma);

void dma_contiguous_reserve(phys_addr_t limit)
{
	/* with no limit, or one that leaves it no choice, the area lies at its base exactly */
	bool fixed = cma_param.base && cma_param.base + cma_param.size == cma_param.limit;

	if (!cma_param.size || dma_contiguous_default_area)
		return;
	dma_contiguous_reserve_area(cma_param.size, cma_param.base,
				    min_not_zero(cma_param.limit, limit),
				    &dma_contiguous_default_area, fixed);
}

int dma_contiguous_reserve_area(phys_addr_t size, phys_addr_t base, phys_addr_t limit,
				struct cma **res_cma, bool fixed)
{
	return cma_declare_contiguous(base, size, limit, 0, 0, fixed, "reserved", res_cma);
}

/* ---- allocating -------------------------------------------------------- */

struct page *dma_alloc_from_contiguous(struct device *dev, size_t count, unsigned int order,
				       bool no_warn)
{
	return cma_alloc_for(dev_get_cma_area(dev), count, min(order, CMA_ALIGNMENT), no_warn,
			     __builtin_return_address(0));
}
EXPORT_SYMBOL_GPL(dma_alloc_from_contiguous);

bool dma_release_from_contiguous(struct device *dev, struct page *pages, int count)
{
	return cma_release(dev_get_cma_area(dev), pages, count);
}
EXPORT_SYMBOL_GPL(dma_release_from_contiguous);

struct page *contiguous_alloc_for(struct device *dev, size_t size, gfp_t gfp, const void *caller)
{
	unsigned int align = min((unsigned int)get_order(size), CMA_ALIGNMENT);
	struct cma *cma = dev->cma_area;

	if (!gfpflags_allow_blocking(gfp))
		return NULL;
	/* one page is in one piece anywhere */
	if (!cma && size > PAGE_SIZE)
		cma = dma_contiguous_default_area;
	return cma_alloc_for(cma, size >> PAGE_SHIFT, align, gfp & __GFP_NOWARN, caller);
}

struct page *dma_alloc_contiguous(struct device *dev, size_t size, gfp_t gfp)
{
	return contiguous_alloc_for(dev, size, gfp, __builtin_return_address(0));
}

void dma_free_contiguous(struct device *dev, struct page *page, size_t size)
{
	unsigned long count = PAGE_ALIGN(size) >> PAGE_SHIFT;

	if (!cma_release(dev_get_cma_area(dev), page, count))
		free_contig_range(page_to_pfn(page), count);
}

/* ---- a device's own: reusable reserved memory -------------------------- */

static int area_give(struct reserved_mem *rmem, struct device *dev)
{
	dev->cma_area = rmem->priv;
	return 0;
}

static void area_take(struct reserved_mem *rmem, struct device *dev)
{
	dev->cma_area = NULL;
}

static const struct reserved_mem_ops area_ops = {
	.device_init = area_give,
	.device_release = area_take,
};

/* 0: an area can be made of it */
static int region_check(const struct reserved_mem *rmem, const struct device_node *np,
			bool is_default)
{
	if (cma_param.given && is_default) {
		pr_info("Reserved memory: bypass %s node, using cmdline CMA params instead\n",
			rmem->name);
		return -EBUSY;
	}
	if (of_property_read_bool(np, "no-map"))
		return -EINVAL;
	if (IS_ALIGNED(rmem->base, CMA_MIN_ALIGNMENT_BYTES) &&
	    IS_ALIGNED(rmem->size, CMA_MIN_ALIGNMENT_BYTES))
		return 0;
	pr_err("Reserved memory: incorrect alignment of CMA region\n");
	return -EINVAL;
}

static int region_open(struct reserved_mem *rmem)
{
	struct cma *area;
	int err = cma_init_reserved_mem(rmem->base, rmem->size, 0, rmem->name, &area);

	if (err) {
		pr_err("Reserved memory: unable to setup CMA region\n");
	} else {
		rmem->priv = area;
		rmem->ops = &area_ops;
		pr_info("Reserved memory: created CMA memory pool at %pa, size %ld MiB\n",
			&rmem->base, (long)(rmem->size >> 20));
	}
	return err;
}

int contiguous_setup_region(struct reserved_mem *rmem, struct device_node *np)
{
	bool is_default = of_property_read_bool(np, "linux,cma-default");
	int err = region_check(rmem, np, is_default) ?: region_open(rmem);

	if (!err && is_default)
		dma_contiguous_default_area = rmem->priv;
	return err;
}

void contiguous_stop(void)
{
	dma_contiguous_default_area = NULL;
	cma_stop();
}
