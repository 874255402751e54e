// SPDX-License-Identifier: MIT
/*
 * The heap over the default contiguous memory area, named as the area is
 * ("reserved", or the node of the tree): for devices that want one run of
 * addresses. Linux: drivers/dma-buf/heaps/cma_heap.c.
 */
#include <linux/cma.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/dma-map-ops.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "mapping/buf/buf.h"
#include "mapping/buf/table_buffer.h"

/* large blocks are aligned to their size, but to no more than this order of pages */
#define MOST_ALIGNED 8u

struct cma_buffer {
	struct table_buffer buffer;
	struct cma *cma;
	struct page *pages;
	unsigned long count;
};

static void cma_buffer_free(struct table_buffer *buffer)
{
	struct cma_buffer *b = container_of(buffer, struct cma_buffer, buffer);

	cma_release(b->cma, b->pages, b->count);
	sg_free_table(&buffer->table);
	kfree(b);
}

static int pages_get(struct cma_buffer *b, struct cma *cma, unsigned long len)
{
	unsigned int align = min_t(unsigned int, get_order(len), MOST_ALIGNED);

	b->cma = cma;
	b->count = len >> PAGE_SHIFT;
	b->pages = cma_alloc(cma, b->count, align, false);
	if (!b->pages)
		return -ENOMEM;
	if (sg_alloc_table(&b->buffer.table, 1, GFP_KERNEL)) {
		cma_release(cma, b->pages, b->count);
		return -ENOMEM;
	}
	sg_set_page(b->buffer.table.sgl, b->pages, len, 0);
	return 0;
}

static struct dma_buf *cma_allocate(struct dma_heap *heap, unsigned long len,
				    unsigned long fd_flags, unsigned long heap_flags)
{
	struct cma_buffer *b;
	struct dma_buf *dmabuf;
	int ret;

	/* a table's entry says its length in 32 bits */
	if (len > UINT_MAX - PAGE_SIZE)
		return ERR_PTR(-ENOMEM);
	b = kzalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		return ERR_PTR(-ENOMEM);
	table_buffer_init(&b->buffer, len, cma_buffer_free);
	ret = pages_get(b, dma_heap_get_drvdata(heap), len);
	if (ret) {
		kfree(b);
		return ERR_PTR(ret);
	}
	dmabuf = table_buffer_export(&b->buffer, dma_heap_get_name(heap), fd_flags);
	if (IS_ERR(dmabuf)) {
		cma_buffer_free(&b->buffer);
		return dmabuf;
	}
	return table_buffer_clear(dmabuf);
}

static const struct dma_heap_ops cma_ops = { .allocate = cma_allocate };

int cma_heap_start(void)
{
	struct cma *cma = dev_get_cma_area(NULL);
	struct dma_heap_export_info info = { .ops = &cma_ops, .priv = cma };

	if (!cma)
		return 0;
	info.name = cma_get_name(cma);
	return PTR_ERR_OR_ZERO(dma_heap_add(&info));
}
