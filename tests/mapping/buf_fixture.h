/* SPDX-License-Identifier: MIT */
/*
 * An exporter of dma-bufs that can be told to refuse, and that counts what is
 * asked of it; and fences that are signalled by hand. Kernel side; on top of
 * mapping_fixture.h.
 */
#ifndef TESTS_BUF_FIXTURE_H
#define TESTS_BUF_FIXTURE_H

#include <linux/dma-buf.h>
#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/fcntl.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include <dmae/file.h>
#include <uapi/linux/dma-buf.h>

#include "base/sched.h"
#include "mapping_fixture.h"

#define BUF_PAGES 4

/* what the exporter was asked, and what it answers */
static struct {
	unsigned int attach, detach, pin, unpin, map, unmap, release, begin, end, vmap, vunmap;
	int attach_error, pin_error, map_error, begin_error;
	enum dma_data_direction dir;
	struct page *pages;
} calls;

static int exp_attach(struct dma_buf *buf, struct dma_buf_attachment *at)
{
	calls.attach++;
	return calls.attach_error;
}

static void exp_detach(struct dma_buf *buf, struct dma_buf_attachment *at)
{
	calls.detach++;
}

static int exp_pin(struct dma_buf_attachment *at)
{
	dma_resv_assert_held(at->dmabuf->resv);
	calls.pin++;
	return calls.pin_error;
}

static void exp_unpin(struct dma_buf_attachment *at)
{
	dma_resv_assert_held(at->dmabuf->resv);
	calls.unpin++;
}

static struct sg_table *exp_map(struct dma_buf_attachment *at, enum dma_data_direction dir)
{
	struct sg_table *sgt;

	calls.map++;
	calls.dir = dir;
	if (calls.map_error)
		return ERR_PTR(calls.map_error);
	sgt = kzalloc(sizeof(*sgt), GFP_KERNEL);
	assert_int_equal(sg_alloc_table(sgt, 1, GFP_KERNEL), 0);
	sg_set_page(sgt->sgl, calls.pages, BUF_PAGES * PAGE_SIZE, 0);
	assert_int_equal(dma_map_sgtable(at->dev, sgt, dir, 0), 0);
	return sgt;
}

static void exp_unmap(struct dma_buf_attachment *at, struct sg_table *sgt,
		      enum dma_data_direction dir)
{
	calls.unmap++;
	dma_unmap_sgtable(at->dev, sgt, dir, 0);
	sg_free_table(sgt);
	kfree(sgt);
}

static void exp_release(struct dma_buf *buf)
{
	calls.release++;
	__free_pages(calls.pages, get_order(BUF_PAGES * PAGE_SIZE));
	calls.pages = NULL;
}

static int exp_begin(struct dma_buf *buf, enum dma_data_direction dir)
{
	calls.begin++;
	calls.dir = dir;
	return calls.begin_error;
}

static int exp_end(struct dma_buf *buf, enum dma_data_direction dir)
{
	calls.end++;
	return 0;
}

static int exp_vmap(struct dma_buf *buf, struct iosys_map *map)
{
	calls.vmap++;
	iosys_map_set_vaddr(map, page_address(calls.pages));
	return 0;
}

static void exp_vunmap(struct dma_buf *buf, struct iosys_map *map)
{
	calls.vunmap++;
}

static int exp_mmap(struct dma_buf *buf, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(calls.pages) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

#define EXPORTER_OPS					\
	.attach = exp_attach, .detach = exp_detach,	\
	.map_dma_buf = exp_map, .unmap_dma_buf = exp_unmap, \
	.release = exp_release

__maybe_unused static const struct dma_buf_ops static_ops = {
	EXPORTER_OPS,
	.begin_cpu_access = exp_begin,
	.end_cpu_access = exp_end,
	.mmap = exp_mmap,
	.vmap = exp_vmap,
	.vunmap = exp_vunmap,
};

__maybe_unused static const struct dma_buf_ops caching_ops = {
	EXPORTER_OPS,
	.cache_sgt_mapping = true,
};

__maybe_unused static const struct dma_buf_ops dynamic_ops = {
	EXPORTER_OPS,
	.pin = exp_pin,
	.unpin = exp_unpin,
};

__maybe_unused static struct dma_buf *export_with(const struct dma_buf_ops *ops)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *buf;

	memset(&calls, 0, sizeof(calls));
	calls.pages = alloc_pages(GFP_KERNEL | __GFP_ZERO, get_order(BUF_PAGES * PAGE_SIZE));
	assert_non_null(calls.pages);
	info.ops = ops;
	info.size = BUF_PAGES * PAGE_SIZE;
	info.flags = O_RDWR;
	info.priv = &calls;
	buf = dma_buf_export(&info);
	assert_false(IS_ERR(buf));
	return buf;
}

/* ---- fences ------------------------------------------------------------------------- */

static const char *hand_name(struct dma_fence *fence)
{
	return "hand";
}

__maybe_unused static const struct dma_fence_ops hand_ops = {
	.get_driver_name = hand_name,
	.get_timeline_name = hand_name,
};

struct hand_fence {
	struct dma_fence base;
	spinlock_t lock;
};

/* a fence for dma_fence_signal(); one reference */
__maybe_unused static struct dma_fence *hand_fence(void)
{
	struct hand_fence *f = kzalloc(sizeof(*f), GFP_KERNEL);

	spin_lock_init(&f->lock);
	dma_fence_init(&f->base, &hand_ops, &f->lock, dma_fence_context_alloc(1), 1);
	return &f->base;
}

__maybe_unused static void add_fence(struct dma_buf *buf, struct dma_fence *fence,
				     enum dma_resv_usage usage)
{
	dma_resv_lock(buf->resv, NULL);
	assert_int_equal(dma_resv_reserve_fences(buf->resv, 1), 0);
	dma_resv_add_fence(buf->resv, fence, usage);
	dma_resv_unlock(buf->resv);
}

static int signal_later(void *fence)
{
	schedule_timeout_uninterruptible(2);
	dma_fence_signal(fence);
	return 0;
}

/* a task that signals @fence in a while, for join() */
__maybe_unused static struct task_struct *signaller(struct dma_fence *fence)
{
	struct task_struct *t = task_spawn(signal_later, fence, "signaller");

	wake_up_process(t);
	return t;
}

__maybe_unused static void join(struct task_struct *t)
{
	task_join(t);
	put_task_struct(t);
}

#endif
