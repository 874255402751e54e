// SPDX-License-Identifier: MIT
/*
 * dma-bufs of other processes: a descriptor that share.c has made elsewhere
 * leads to a memfd, which here takes the place of pages of our own RAM. So our
 * devices reach the same bytes at addresses of this machine. The file layer
 * asks us about descriptors that it does not know.
 */
#include <linux/ctype.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/host.h"
#include "mapping/buf/buf.h"
#include "mapping/buf/table_buffer.h"

#define PREFIX "/memfd:dmabuf:"

/** struct foreign - @fd: the memfd, opened by us; @shown: how many pieces of RAM it replaces */
struct foreign {
	struct table_buffer buffer;
	int fd;
	unsigned int shown;
	char exp_name[64];
};

/* "/memfd:dmabuf:system (deleted)": the exporter's name; false: no such file */
static bool foreign_name(int fd, char *name, size_t size)
{
	char path[160];
	char *end, *c;

	if (host_fd_name(fd, path, sizeof(path)) || strncmp(path, PREFIX, strlen(PREFIX)))
		return false;
	strscpy(name, path + strlen(PREFIX), size);
	end = strstr(name, " (deleted)");
	if (end)
		*end = '\0';
	/* it goes into the log, and is somebody else's */
	for (c = name; *c; c++)
		if (!isascii(*c) || !isprint(*c))
			*c = '?';
	return true;
}

static void hide_file(struct foreign *f)
{
	struct scatterlist *sg = f->buffer.table.sgl;

	for (; f->shown; f->shown--, sg = sg_next(sg))
		host_ram_restore(page_address(sg_page(sg)), sg->length, false);
}

static int show_file(struct foreign *f)
{
	struct scatterlist *sg;
	size_t offset = 0;
	int i, ret;

	for_each_sgtable_sg(&f->buffer.table, sg, i) {
		ret = host_ram_replace(page_address(sg_page(sg)), sg->length, f->fd, offset, false);
		if (ret) {
			hide_file(f);
			return ret;
		}
		f->shown++;
		offset += sg->length;
	}
	return 0;
}

static void foreign_free(struct table_buffer *buffer)
{
	struct foreign *f = container_of(buffer, struct foreign, buffer);

	hide_file(f);
	page_chunks_free(&buffer->table);
	host_fd_close(f->fd);
	kfree(f);
}

/* the memory; @f->fd stays the caller's on failure */
static struct dma_buf *foreign_export(struct foreign *f, size_t size, int flags)
{
	struct dma_buf *dmabuf;
	int ret;

	table_buffer_init(&f->buffer, size, foreign_free);
	ret = page_chunks_alloc(&f->buffer.table, size, GFP_HIGHUSER | __GFP_NOWARN);
	if (ret)
		return ERR_PTR(ret);
	ret = show_file(f);
	if (ret)
		goto err_pages;
	dmabuf = table_buffer_export(&f->buffer, f->exp_name, flags);
	if (!IS_ERR(dmabuf))
		return dmabuf;
	ret = PTR_ERR(dmabuf);
	hide_file(f);
err_pages:
	page_chunks_free(&f->buffer.table);
	return ERR_PTR(ret);
}

static struct dma_buf *foreign_new(int fd, const char *exp_name, size_t size)
{
	struct foreign *f = kzalloc(sizeof(*f), GFP_KERNEL);
	struct dma_buf *dmabuf;

	if (!f)
		return ERR_PTR(-ENOMEM);
	strscpy(f->exp_name, exp_name, sizeof(f->exp_name));
	/* devices write to it, even if the program may not */
	f->fd = host_fd_reopen(fd, O_RDWR);
	dmabuf = f->fd < 0 ? ERR_PTR(f->fd) : foreign_export(f, size, host_fd_mode(fd));
	if (IS_ERR(dmabuf)) {
		if (f->fd >= 0)
			host_fd_close(f->fd);
		kfree(f);
		return dmabuf;
	}
	dmabuf->file->host_fd = host_fd_dup(fd);
	dmabuf->file->host_fd_inside = f->fd;
	return dmabuf;
}

struct file *dma_buf_adopt(int fd)
{
	struct dma_buf *dmabuf;
	struct host_fd_id id;
	char name[64];

	if (!foreign_name(fd, name, sizeof(name)) || host_fd_id(fd, &id))
		return NULL;
	/* what could be cut short behind our back is no memory for a machine */
	if (!id.size || !PAGE_ALIGNED(id.size) || host_memfd_seals(fd) < 0 ||
	    !(host_memfd_seals(fd) & F_SEAL_SHRINK))
		return NULL;
	dmabuf = foreign_new(fd, name, id.size);
	if (IS_ERR(dmabuf)) {
		pr_err("dma-buf %s of another process: %llu bytes cannot be shown in RAM (error %ld)\n",
		       name, id.size, PTR_ERR(dmabuf));
		return NULL;
	}
	return dmabuf->file;
}
