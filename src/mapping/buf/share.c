// SPDX-License-Identifier: MIT
/*
 * The memory of a dma-buf as a file of the host, which another process can
 * map: the pages are found through the exporter's own mmap operation, and a
 * memfd takes their place in RAM until the dma-buf is released.
 *
 *	RAM (one memfd)   |....AAAA......BB....|	addresses stay the same
 *	                       ||||      ||
 *	memfd of the dma-buf  |AAAABB|			mmap(2) at offset 0
 */
#include <linux/bug.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "base/host.h"
#include "base/mm/vma.h"
#include "device/file_table.h"
#include "mapping/buf/buf.h"

/** struct share_run - pages in a row in RAM as well as in the dma-buf */
struct share_run {
	char *mem;
	size_t size, offset;
};

/** struct dma_buf_share - @keep: what is in the memory counts when it goes to the file and back */
struct dma_buf_share {
	bool keep;
	unsigned int count;
	struct share_run runs[];
};

/* one descriptor at a time */
static DEFINE_MUTEX(lock);

#define NO_FRAME (~0ul)

/* ---- the pages --------------------------------------------------------------- */

static int note_frame(void *arg, unsigned long index, unsigned long pfn)
{
	unsigned long *frames = arg;

	frames[index] = pfn;
	return 0;
}

static int file_mmap_op(struct file *file, struct vm_area_struct *vma)
{
	return dma_buf_file_mmap(file, vma);
}

/* the page frame of each page; NULL: the exporter does not show them all */
static unsigned long *find_frames(struct dma_buf *dmabuf, unsigned long pages)
{
	const struct vma_request request = {
		.file = get_file(dmabuf->file),
		.size = dmabuf->size,
		.flags = VM_READ | VM_WRITE | VM_SHARED | VM_MAYSHARE | VM_MAYREAD | VM_MAYWRITE,
		.mmap = file_mmap_op,
		.release = fput,
	};
	unsigned long *frames = kvmalloc_array(pages, sizeof(*frames), GFP_KERNEL), i;
	bool whole = frames;

	for (i = 0; frames && i < pages; i++)
		frames[i] = NO_FRAME;
	if (!frames || vma_frames(&request, note_frame, frames)) {
		fput(dmabuf->file);
		whole = false;
	}
	for (i = 0; whole && i < pages; i++)
		whole = frames[i] != NO_FRAME && page_in_ram(pfn_to_page(frames[i]));
	if (whole)
		return frames;
	kvfree(frames);
	return NULL;
}

static char *frame_address(unsigned long frame)
{
	return page_address(pfn_to_page(frame));
}

static struct dma_buf_share *share_new(const unsigned long *frames, unsigned long pages)
{
	unsigned long i, runs = 0;
	struct dma_buf_share *share;
	struct share_run *run = NULL;

	for (i = 0; i < pages; i++)
		if (!i || frame_address(frames[i]) != frame_address(frames[i - 1]) + PAGE_SIZE)
			runs++;
	share = kvzalloc(struct_size(share, runs, runs), GFP_KERNEL);
	if (!share)
		return NULL;
	for (i = 0; i < pages; i++) {
		char *mem = frame_address(frames[i]);

		if (!run || mem != run->mem + run->size) {
			run = &share->runs[share->count++];
			run->mem = mem;
			run->offset = i << PAGE_SHIFT;
		}
		run->size += PAGE_SIZE;
	}
	return share;
}

/* ---- the file ------------------------------------------------------------------ */

static int memfd_of(const struct dma_buf *dmabuf)
{
	char name[128];
	int fd;

	scnprintf(name, sizeof(name), "dmabuf:%s", dmabuf->exp_name);
	fd = host_memfd(name, dmabuf->size, true);
	/* what was closed behind our back may have descriptors inside */
	if ((fd == -EMFILE || fd == -ENFILE) && files_reap())
		fd = host_memfd(name, dmabuf->size, true);
	/* nobody shall take away what lies in our RAM */
	if (fd >= 0)
		host_memfd_seal(fd);
	return fd;
}

static void restore(const struct dma_buf_share *share, unsigned int count)
{
	while (count--)
		WARN_ON(host_ram_restore(share->runs[count].mem, share->runs[count].size,
					 share->keep));
}

static int replace(const struct dma_buf_share *share, int fd)
{
	unsigned int i;
	int ret;

	for (i = 0; i < share->count; i++) {
		const struct share_run *run = &share->runs[i];

		ret = host_ram_replace(run->mem, run->size, fd, run->offset, share->keep);
		if (ret) {
			restore(share, i);
			return ret;
		}
	}
	return 0;
}

static int share_pages(struct dma_buf *dmabuf, struct dma_buf_share *share)
{
	unsigned int mode = dmabuf->file->f_flags & O_ACCMODE;
	int fd = memfd_of(dmabuf), given = fd, ret;

	if (fd < 0)
		return fd;
	/* what is handed out can do no more than the dma-buf was exported for */
	if (mode != O_RDWR)
		given = host_fd_reopen(fd, mode);
	ret = given < 0 ? given : replace(share, fd);
	if (ret) {
		if (given >= 0 && given != fd)
			host_fd_close(given);
		host_fd_close(fd);
		return ret;
	}
	dmabuf->share = share;
	dmabuf->file->host_fd = given;
	dmabuf->file->host_fd_inside = given == fd ? -1 : fd;
	return 0;
}

static int share_locked(struct dma_buf *dmabuf, bool keep)
{
	unsigned long pages = dmabuf->size >> PAGE_SHIFT;
	struct dma_buf_share *share;
	unsigned long *frames;
	int ret;

	if (dmabuf->file->host_fd >= 0 || !dmabuf->ops->mmap || !PAGE_ALIGNED(dmabuf->size) ||
	    !pages)
		return 0;
	frames = find_frames(dmabuf, pages);
	if (!frames)
		return 0;
	share = share_new(frames, pages);
	kvfree(frames);
	if (!share)
		return -ENOMEM;
	share->keep = keep;
	ret = share_pages(dmabuf, share);
	if (ret)
		kvfree(share);
	/* pages of another dma-buf stay in that one's file */
	return ret == -EFAULT ? 0 : ret;
}

int dma_buf_share(struct dma_buf *dmabuf)
{
	int ret;

	mutex_lock(&lock);
	ret = share_locked(dmabuf, true);
	mutex_unlock(&lock);
	return ret;
}

int dma_buf_share_fresh(struct dma_buf *dmabuf)
{
	int ret;

	mutex_lock(&lock);
	ret = share_locked(dmabuf, false);
	mutex_unlock(&lock);
	return ret;
}

void dma_buf_unshare(struct dma_buf *dmabuf)
{
	struct dma_buf_share *share = dmabuf->share;

	if (!share)
		return;
	restore(share, share->count);
	if (dmabuf->file->host_fd_inside >= 0)
		host_fd_close(dmabuf->file->host_fd_inside);
	dmabuf->share = NULL;
	kvfree(share);
}
