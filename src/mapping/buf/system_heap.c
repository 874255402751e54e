// SPDX-License-Identifier: MIT
/* The heap "system": pages from anywhere in RAM. Linux: drivers/dma-buf/heaps/system_heap.c. */
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/slab.h>

#include "mapping/buf/buf.h"
#include "mapping/buf/table_buffer.h"

static void system_free(struct table_buffer *buffer)
{
	page_chunks_free(&buffer->table);
	kfree(buffer);
}

static struct dma_buf *system_allocate(struct dma_heap *heap, unsigned long len,
				       unsigned long fd_flags, unsigned long heap_flags)
{
	struct table_buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	struct dma_buf *dmabuf;
	int ret;

	if (!buffer)
		return ERR_PTR(-ENOMEM);
	table_buffer_init(buffer, len, system_free);
	ret = page_chunks_alloc(&buffer->table, len, GFP_HIGHUSER);
	if (ret) {
		kfree(buffer);
		return ERR_PTR(ret);
	}
	dmabuf = table_buffer_export(buffer, dma_heap_get_name(heap), fd_flags);
	if (IS_ERR(dmabuf)) {
		system_free(buffer);
		return dmabuf;
	}
	return table_buffer_clear(dmabuf);
}

static const struct dma_heap_ops system_ops = { .allocate = system_allocate };

int system_heap_start(void)
{
	const struct dma_heap_export_info info = { .name = "system", .ops = &system_ops };

	return PTR_ERR_OR_ZERO(dma_heap_add(&info));
}
