// SPDX-License-Identifier: MIT
/*
 * dma-bufs over pages that stay where they are. Every attachment has a table
 * of its own, so that several devices can have it mapped at once, and what the
 * CPU does is synchronised with all of them. Linux:
 * drivers/dma-buf/heaps/system_heap.c.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mapping/buf/buf.h"
#include "mapping/buf/table_buffer.h"

/** struct table_attachment - the exporter's side of an attachment; its priv */
struct table_attachment {
	struct device *dev;
	struct sg_table table;
	struct list_head list;
	bool mapped;
};

/* ---- devices ------------------------------------------------------------------- */

int table_copy(struct sg_table *to, const struct sg_table *from)
{
	int ret = sg_alloc_table(to, from->orig_nents, GFP_KERNEL);
	struct scatterlist *sg, *like = from->sgl;
	int i;

	if (ret)
		return ret;
	for_each_sgtable_sg(to, sg, i) {
		sg_set_page(sg, sg_page(like), like->length, like->offset);
		like = sg_next(like);
	}
	return 0;
}

static void enlist(struct table_buffer *buffer, struct table_attachment *a, bool on)
{
	mutex_lock(&buffer->lock);
	if (on)
		list_add(&a->list, &buffer->attachments);
	else
		list_del(&a->list);
	mutex_unlock(&buffer->lock);
}

static int table_attach(struct dma_buf *dmabuf, struct dma_buf_attachment *attachment)
{
	struct table_buffer *buffer = dmabuf->priv;
	struct table_attachment *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a || table_copy(&a->table, &buffer->table)) {
		kfree(a);
		return -ENOMEM;
	}
	a->dev = attachment->dev;
	enlist(buffer, a, true);
	attachment->priv = a;
	return 0;
}

static void table_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attachment)
{
	struct table_attachment *a = attachment->priv;

	enlist(dmabuf->priv, a, false);
	sg_free_table(&a->table);
	kfree(a);
}

static struct sg_table *table_map(struct dma_buf_attachment *attachment,
				  enum dma_data_direction dir)
{
	struct table_attachment *a = attachment->priv;
	int ret = dma_map_sgtable(attachment->dev, &a->table, dir, 0);

	if (ret)
		return ERR_PTR(ret);
	a->mapped = true;
	return &a->table;
}

static void table_unmap(struct dma_buf_attachment *attachment, struct sg_table *table,
			enum dma_data_direction dir)
{
	struct table_attachment *a = attachment->priv;

	a->mapped = false;
	dma_unmap_sgtable(attachment->dev, table, dir, 0);
}

/* ---- the CPU --------------------------------------------------------------------- */

/* for every device that has it mapped now, by @sync */
static int sync_mapped(struct table_buffer *buffer, enum dma_data_direction dir,
		       void (*sync)(struct device *dev, struct sg_table *table,
				    enum dma_data_direction dir))
{
	struct table_attachment *a;

	mutex_lock(&buffer->lock);
	list_for_each_entry(a, &buffer->attachments, list)
		if (a->mapped)
			sync(a->dev, &a->table, dir);
	mutex_unlock(&buffer->lock);
	return 0;
}

static int table_begin_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir)
{
	return sync_mapped(dmabuf->priv, dir, dma_sync_sgtable_for_cpu);
}

static int table_end_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir)
{
	return sync_mapped(dmabuf->priv, dir, dma_sync_sgtable_for_device);
}

int table_show(const struct sg_table *table, struct vm_area_struct *vma)
{
	unsigned long skip = vma->vm_pgoff << PAGE_SHIFT, addr = vma->vm_start;
	struct scatterlist *sg;
	int i, ret;

	for_each_sgtable_sg(table, sg, i) {
		unsigned long size;

		if (skip >= sg->length) {
			skip -= sg->length;
			continue;
		}
		size = min(sg->length - skip, vma->vm_end - addr);
		ret = remap_pfn_range(vma, addr, page_to_pfn(sg_page(sg)) + PFN_DOWN(skip), size,
				      vma->vm_page_prot);
		if (ret)
			return ret;
		skip = 0;
		addr += size;
		if (addr >= vma->vm_end)
			break;
	}
	return 0;
}

static int table_buffer_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct table_buffer *buffer = dmabuf->priv;

	return table_show(&buffer->table, vma);
}

void *table_vmap(struct sg_table *table, size_t size)
{
	unsigned long n = 0;
	struct page **pages = kvmalloc_array(size >> PAGE_SHIFT, sizeof(*pages), GFP_KERNEL);
	struct sg_page_iter iter;
	void *vaddr;

	if (!pages)
		return NULL;
	for_each_sgtable_page(table, &iter, 0)
		pages[n++] = sg_page_iter_page(&iter);
	vaddr = vmap(pages, n, VM_MAP, PAGE_KERNEL);
	kvfree(pages);
	return vaddr;
}

static int table_buffer_vmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct table_buffer *buffer = dmabuf->priv;
	int ret = 0;

	mutex_lock(&buffer->lock);
	if (!buffer->vmap_cnt)
		buffer->vaddr = table_vmap(&buffer->table, buffer->len);
	if (buffer->vaddr) {
		buffer->vmap_cnt++;
		iosys_map_set_vaddr(map, buffer->vaddr);
	} else {
		ret = -ENOMEM;
	}
	mutex_unlock(&buffer->lock);
	return ret;
}

/* one user of @vaddr less. With the lock held */
static void vaddr_put(struct table_buffer *buffer)
{
	buffer->vmap_cnt--;
	if (buffer->vmap_cnt)
		return;
	vunmap(buffer->vaddr);
	buffer->vaddr = NULL;
}

static void table_buffer_vunmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct table_buffer *buffer = dmabuf->priv;

	iosys_map_clear(map);
	mutex_lock(&buffer->lock);
	vaddr_put(buffer);
	mutex_unlock(&buffer->lock);
}

static void table_release(struct dma_buf *dmabuf)
{
	struct table_buffer *buffer = dmabuf->priv;

	buffer->free(buffer);
}

static const struct dma_buf_ops table_ops = {
	.attach = table_attach,
	.detach = table_detach,
	.map_dma_buf = table_map,
	.unmap_dma_buf = table_unmap,
	.begin_cpu_access = table_begin_cpu_access,
	.end_cpu_access = table_end_cpu_access,
	.mmap = table_buffer_mmap,
	.vmap = table_buffer_vmap,
	.vunmap = table_buffer_vunmap,
	.release = table_release,
};

/* ---- making one ---------------------------------------------------------------------- */

void table_buffer_init(struct table_buffer *buffer, unsigned long len,
		       void (*free)(struct table_buffer *buffer))
{
	INIT_LIST_HEAD(&buffer->attachments);
	mutex_init(&buffer->lock);
	buffer->len = len;
	buffer->free = free;
}

struct dma_buf *table_buffer_export(struct table_buffer *buffer, const char *exp_name,
				    int fd_flags)
{
	const struct dma_buf_export_info info = {
		.exp_name = exp_name,
		.owner = THIS_MODULE,
		.ops = &table_ops,
		.size = buffer->len,
		.flags = fd_flags,
		.priv = buffer,
	};

	return dma_buf_export(&info);
}

struct dma_buf *table_buffer_clear(struct dma_buf *dmabuf)
{
	struct table_buffer *buffer = dmabuf->priv;
	int ret = dma_buf_share_fresh(dmabuf), i;
	struct scatterlist *sg;

	if (ret) {
		dma_buf_put(dmabuf);
		return ERR_PTR(ret);
	}
	if (dmabuf->share)
		return dmabuf;
	for_each_sgtable_sg(&buffer->table, sg, i)
		memset(page_address(sg_page(sg)), 0, sg->length);
	return dmabuf;
}
