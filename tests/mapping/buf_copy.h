/* SPDX-License-Identifier: MIT */
/*
 * An importer: the DMA engine copies from one dma-buf to another. It attaches
 * the controller's device to both, maps them, and submits a memcpy for each
 * pair of pieces. Kernel side.
 */
#ifndef TESTS_BUF_COPY_H
#define TESTS_BUF_COPY_H

#include <linux/dma-buf.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/minmax.h>

#include <uapi/linux/dma-buf.h>
#include <uapi/linux/dma-heap.h>

#include <dmae/file.h>

#include "unit.h"

/* a dma-buf that the controller has mapped */
struct buf_mapped {
	struct dma_buf *buf;
	struct dma_buf_attachment *at;
	struct sg_table *sgt;
	enum dma_data_direction dir;
};

static inline int buf_map(struct buf_mapped *m, int fd, struct device *dev,
			  enum dma_data_direction dir)
{
	m->dir = dir;
	m->buf = dma_buf_get(fd);
	if (IS_ERR(m->buf))
		return PTR_ERR(m->buf);
	m->at = dma_buf_attach(m->buf, dev);
	if (IS_ERR(m->at)) {
		dma_buf_put(m->buf);
		return PTR_ERR(m->at);
	}
	m->sgt = dma_buf_map_attachment_unlocked(m->at, dir);
	if (!IS_ERR(m->sgt))
		return 0;
	dma_buf_detach(m->buf, m->at);
	dma_buf_put(m->buf);
	return PTR_ERR(m->sgt);
}

static inline void buf_unmap(struct buf_mapped *m)
{
	dma_buf_unmap_attachment_unlocked(m->at, m->sgt, m->dir);
	dma_buf_detach(m->buf, m->at);
	dma_buf_put(m->buf);
}

static inline int buf_copy_piece(struct dma_chan *chan, dma_addr_t to, dma_addr_t from, size_t len)
{
	struct dma_async_tx_descriptor *tx =
		dmaengine_prep_dma_memcpy(chan, to, from, len, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	dma_cookie_t cookie;

	if (!tx)
		return -EIO;
	cookie = dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	return dma_sync_wait(chan, cookie) == DMA_COMPLETE ? 0 : -EIO;
}

static inline int buf_copy_mapped(struct dma_chan *chan, struct buf_mapped *to,
				  struct buf_mapped *from)
{
	struct scatterlist *d = to->sgt->sgl, *s = from->sgt->sgl;
	size_t in_d = 0, in_s = 0, left = min(to->buf->size, from->buf->size);
	int ret = 0;

	while (left && !ret) {
		/* 60 KiB: what every controller can do at once */
		size_t n = min3(sg_dma_len(d) - in_d, sg_dma_len(s) - in_s, (size_t)60 << 10);

		ret = buf_copy_piece(chan, sg_dma_address(d) + in_d, sg_dma_address(s) + in_s, n);
		left -= n;
		in_d += n;
		in_s += n;
		if (in_d == sg_dma_len(d)) {
			d = sg_next(d);
			in_d = 0;
		}
		if (in_s == sg_dma_len(s)) {
			s = sg_next(s);
			in_s = 0;
		}
	}
	return ret;
}

/* all of @from (or as much as @to takes). Return: 0, or a negative error code */
static inline int buf_copy(int to, int from)
{
	struct buf_mapped dst = { .buf = NULL }, src = { .buf = NULL };
	struct dma_chan *chan;
	dma_cap_mask_t mask;
	int ret;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_chan_by_mask(&mask);
	if (IS_ERR(chan))
		return PTR_ERR(chan);
	ret = buf_map(&src, from, chan->device->dev, DMA_TO_DEVICE);
	if (ret)
		goto out_chan;
	ret = buf_map(&dst, to, chan->device->dev, DMA_FROM_DEVICE);
	if (!ret) {
		ret = buf_copy_mapped(chan, &dst, &src);
		buf_unmap(&dst);
	}
	buf_unmap(&src);
out_chan:
	dma_release_channel(chan);
	return ret;
}

/* a dma-buf of the heap at @path: its descriptor, or a negative error code */
static inline int buf_alloc(const char *path, size_t len)
{
	struct dma_heap_allocation_data want = { .len = len, .fd_flags = O_RDWR | O_CLOEXEC };
	int heap = dmae_open(path, O_RDWR | O_CLOEXEC);
	long ret;

	if (heap < 0)
		return heap;
	ret = dmae_ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &want);
	dmae_close(heap);
	return ret ? (int)ret : (int)want.fd;
}

static inline int buf_sync(int fd, unsigned int flags)
{
	struct dma_buf_sync sync = { flags };

	return dmae_ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
}

/* as a program does it: a pattern that depends on @seed */
static inline void buf_fill(int fd, size_t len, unsigned int seed)
{
	unsigned char *mem = dmae_mmap(fd, len, 0);
	size_t i;

	assert_non_null(mem);
	assert_int_equal(buf_sync(fd, DMA_BUF_SYNC_START | DMA_BUF_SYNC_WRITE), 0);
	for (i = 0; i < len; i++)
		mem[i] = (i * 7 + i / 4096 + seed) & 0xff;
	assert_int_equal(buf_sync(fd, DMA_BUF_SYNC_END | DMA_BUF_SYNC_WRITE), 0);
	assert_int_equal(dmae_munmap(mem, len), 0);
}

/* where the first wrong byte is; @len: nowhere */
static inline size_t buf_differs(const unsigned char *mem, size_t len, unsigned int seed)
{
	size_t i;

	for (i = 0; i < len && mem[i] == ((i * 7 + i / 4096 + seed) & 0xff); i++)
		;
	return i;
}

static inline void buf_check(int fd, size_t len, unsigned int seed)
{
	unsigned char *mem = dmae_mmap(fd, len, 0);

	assert_non_null(mem);
	assert_int_equal(buf_sync(fd, DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ), 0);
	assert_int_equal(buf_differs(mem, len, seed), len);
	assert_int_equal(buf_sync(fd, DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ), 0);
	assert_int_equal(dmae_munmap(mem, len), 0);
}

#endif
