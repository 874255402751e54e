/* SPDX-License-Identifier: MIT */
/*
 * A dma-buf over pages that stay where they are: the operations that the
 * heaps have in common. Whoever makes one fills in @table and @free.
 */
#ifndef DMAE_MAPPING_TABLE_BUFFER_H
#define DMAE_MAPPING_TABLE_BUFFER_H

#include <linux/dma-buf.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/scatterlist.h>

/**
 * struct table_buffer - the exporter's side of such a dma-buf; its priv
 * @attachments: who is attached
 * @lock: protects @attachments, @vmap_cnt and @vaddr
 * @len: bytes, whole pages
 * @table: the pages; each attachment maps a copy
 * @vmap_cnt: how many users @vaddr has
 * @vaddr: the pages in one piece
 * @free: the buffer is released: frees the pages, the table and the buffer
 */
struct table_buffer {
	struct list_head attachments;
	struct mutex lock;
	unsigned long len;
	struct sg_table table;
	int vmap_cnt;
	void *vaddr;
	void (*free)(struct table_buffer *buffer);
};

void table_buffer_init(struct table_buffer *buffer, unsigned long len,
		       void (*free)(struct table_buffer *buffer));
/** table_buffer_export() - Return: the dma-buf, or an error pointer; then the buffer is as it was */
struct dma_buf *table_buffer_export(struct table_buffer *buffer, const char *exp_name,
				    int fd_flags);

/**
 * table_buffer_clear() - zero the memory of a dma-buf that nobody has seen yet
 *
 * A file of the host, which other processes can map, has zeros already, and takes the place of
 * what is in the pages. Return: @dmabuf; or an error pointer: -EMFILE, -ENFILE, -ENOMEM; then it
 * has been released.
 */
struct dma_buf *table_buffer_clear(struct dma_buf *dmabuf);

/* the same for whoever exports such pages in a way of his own */

/** table_copy() - a table of the same pages, unmapped. Return: 0, -ENOMEM */
int table_copy(struct sg_table *to, const struct sg_table *from);
/** table_show() - in a mapping into the process. Return: 0, or remap_pfn_range()'s */
int table_show(const struct sg_table *table, struct vm_area_struct *vma);
/** table_vmap() - @size bytes of it in one piece, to be ended with vunmap(); NULL */
void *table_vmap(struct sg_table *table, size_t size);

/**
 * page_chunks_alloc() - @len bytes of pages in pieces of 1 MiB, 64 KiB and 4 KiB, the largest
 * first. Return: 0, -ENOMEM, -EINTR
 */
int page_chunks_alloc(struct sg_table *table, unsigned long len, gfp_t gfp);
/** page_chunks_free() - the pages and the table */
void page_chunks_free(struct sg_table *table);

#endif
