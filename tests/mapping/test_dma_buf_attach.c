// SPDX-License-Identifier: MIT
/* Devices on a dma-buf: attaching and mapping, for static and dynamic exporters and importers. */
#include "buf_fixture.h"

static unsigned int moves;

static void note_move(struct dma_buf_attachment *at)
{
	dma_resv_assert_held(at->dmabuf->resv);
	moves++;
}

static const struct dma_buf_attach_ops follows = { .move_notify = note_move,
						   .allow_peer2peer = true };

static struct dma_buf_attachment *attach_static(struct dma_buf *buf)
{
	struct dma_buf_attachment *at = dma_buf_attach(buf, dev);

	assert_false(IS_ERR(at));
	return at;
}

static struct dma_buf_attachment *attach_dynamic(struct dma_buf *buf)
{
	struct dma_buf_attachment *at = dma_buf_dynamic_attach(buf, dev, &follows, &moves);

	assert_false(IS_ERR(at));
	moves = 0;
	return at;
}

/* ---- both static -------------------------------------------------------------------------- */

static void each_map_asks_a_static_exporter(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_buf_attachment *at = attach_static(buf);
	struct sg_table *a, *b;

	assert_int_equal(calls.attach, 1);
	assert_int_equal(calls.map, 0);
	a = dma_buf_map_attachment(at, DMA_TO_DEVICE);
	b = dma_buf_map_attachment_unlocked(at, DMA_FROM_DEVICE);
	assert_ptr_not_equal(a, b);
	assert_int_equal(calls.map, 2);
	assert_int_equal(calls.dir, DMA_FROM_DEVICE);
	assert_int_equal(sg_dma_len(a->sgl), BUF_PAGES * PAGE_SIZE);
	dma_buf_unmap_attachment(at, a, DMA_TO_DEVICE);
	dma_buf_unmap_attachment_unlocked(at, b, DMA_FROM_DEVICE);
	assert_int_equal(calls.unmap, 2);
	dma_buf_detach(buf, at);
	assert_int_equal(calls.detach, 1);
	dma_buf_put(buf);
}

static void a_mapping_that_is_cached_lasts_until_detach(void **state)
{
	struct dma_buf *buf = export_with(&caching_ops);
	struct dma_buf_attachment *at = attach_static(buf);
	struct sg_table *sgt = dma_buf_map_attachment(at, DMA_TO_DEVICE);

	dma_buf_unmap_attachment(at, sgt, DMA_TO_DEVICE);
	assert_int_equal(calls.unmap, 0);
	assert_ptr_equal(dma_buf_map_attachment(at, DMA_TO_DEVICE), sgt);
	assert_int_equal(calls.map, 1);
	/* one attachment, one direction */
	assert_int_equal(PTR_ERR(dma_buf_map_attachment(at, DMA_FROM_DEVICE)), -EBUSY);
	dma_buf_unmap_attachment(at, sgt, DMA_TO_DEVICE);
	dma_buf_detach(buf, at);
	assert_int_equal(calls.unmap, 1);
	dma_buf_put(buf);
}

static void the_exporter_may_refuse_a_device(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);

	calls.attach_error = -EBUSY;
	assert_int_equal(PTR_ERR(dma_buf_attach(buf, dev)), -EBUSY);
	assert_true(list_empty(&buf->attachments));
	assert_int_equal(calls.detach, 0);
	dma_buf_put(buf);
}

static void the_exporter_may_refuse_a_mapping(void **state)
{
	struct dma_buf *buf = export_with(&caching_ops);
	struct dma_buf_attachment *at = attach_static(buf);
	struct sg_table *sgt;

	calls.map_error = -EINTR;
	assert_int_equal(PTR_ERR(dma_buf_map_attachment(at, DMA_TO_DEVICE)), -EINTR);
	calls.map_error = 0;
	sgt = dma_buf_map_attachment(at, DMA_TO_DEVICE);
	assert_false(IS_ERR(sgt));
	dma_buf_unmap_attachment(at, sgt, DMA_TO_DEVICE);
	dma_buf_detach(buf, at);
	dma_buf_put(buf);
}

static void bad_arguments_are_refused(void **state)
{
	static const struct dma_buf_attach_ops lost = { .allow_peer2peer = true };
	struct dma_buf *buf = export_with(&static_ops);

	assert_int_equal(PTR_ERR(dma_buf_attach(NULL, dev)), -EINVAL);
	assert_int_equal(PTR_ERR(dma_buf_attach(buf, NULL)), -EINVAL);
	assert_int_equal(PTR_ERR(dma_buf_dynamic_attach(buf, dev, &lost, NULL)), -EINVAL);
	assert_int_equal(PTR_ERR(dma_buf_map_attachment(NULL, DMA_TO_DEVICE)), -EINVAL);
	assert_int_equal(PTR_ERR(dma_buf_map_attachment_unlocked(NULL, DMA_TO_DEVICE)), -EINVAL);
	dma_buf_unmap_attachment(NULL, NULL, DMA_TO_DEVICE);
	dma_buf_detach(buf, NULL);
	dma_buf_put(NULL);
	assert_int_equal(dma_buf_begin_cpu_access(NULL, DMA_TO_DEVICE), -EINVAL);
	dma_buf_put(buf);
}

static void a_static_importer_waits_for_moves(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_buf_attachment *at = attach_static(buf);
	struct dma_fence *moving = hand_fence();
	struct task_struct *t;
	struct sg_table *sgt;

	add_fence(buf, moving, DMA_RESV_USAGE_KERNEL);
	t = signaller(moving);
	sgt = dma_buf_map_attachment(at, DMA_TO_DEVICE);
	assert_true(dma_fence_is_signaled(moving));
	dma_buf_unmap_attachment(at, sgt, DMA_TO_DEVICE);
	join(t);
	dma_fence_put(moving);
	dma_buf_detach(buf, at);
	dma_buf_put(buf);
}

/* ---- one of them dynamic ------------------------------------------------------------------ */

static void a_static_importer_pins_a_dynamic_exporter(void **state)
{
	struct dma_buf *buf = export_with(&dynamic_ops);
	struct dma_buf_attachment *at = attach_static(buf);
	struct sg_table *sgt;

	assert_int_equal(calls.pin, 1);
	assert_int_equal(calls.map, 1);
	assert_int_equal(calls.dir, DMA_BIDIRECTIONAL);
	sgt = dma_buf_map_attachment_unlocked(at, DMA_TO_DEVICE);
	assert_ptr_equal(sgt, at->sgt);
	dma_buf_unmap_attachment_unlocked(at, sgt, DMA_TO_DEVICE);
	assert_int_equal(calls.unmap, 0);
	dma_buf_detach(buf, at);
	assert_int_equal(calls.unmap, 1);
	assert_int_equal(calls.unpin, 1);
	dma_buf_put(buf);
}

static void an_exporter_that_cannot_be_pinned_refuses_a_static_importer(void **state)
{
	struct dma_buf *buf = export_with(&dynamic_ops);

	calls.pin_error = -ENOSPC;
	assert_int_equal(PTR_ERR(dma_buf_attach(buf, dev)), -ENOSPC);
	assert_int_equal(calls.unpin, 0);
	assert_int_equal(calls.detach, 1);
	calls.pin_error = 0;
	calls.map_error = -ENOMEM;
	assert_int_equal(PTR_ERR(dma_buf_attach(buf, dev)), -ENOMEM);
	assert_int_equal(calls.unpin, 1);
	assert_int_equal(calls.detach, 2);
	assert_true(list_empty(&buf->attachments));
	assert_false(dma_resv_is_locked(buf->resv));
	dma_buf_put(buf);
}

static void a_dynamic_importer_gets_a_static_exporter_s_mapping_at_once(void **state)
{
	struct dma_buf *buf = export_with(&static_ops);
	struct dma_buf_attachment *at = attach_dynamic(buf);
	struct sg_table *sgt;

	assert_int_equal(calls.map, 1);
	assert_true(at->peer2peer);
	assert_ptr_equal(at->importer_priv, &moves);
	dma_resv_lock(buf->resv, NULL);
	assert_int_equal(dma_buf_pin(at), 0);
	sgt = dma_buf_map_attachment(at, DMA_FROM_DEVICE);
	assert_ptr_equal(sgt, at->sgt);
	dma_buf_unmap_attachment(at, sgt, DMA_FROM_DEVICE);
	dma_buf_unpin(at);
	dma_resv_unlock(buf->resv);
	dma_buf_detach(buf, at);
	dma_buf_put(buf);
}

/* ---- both dynamic ------------------------------------------------------------------------- */

static void only_dynamic_importers_hear_of_a_move(void **state)
{
	struct dma_buf *buf = export_with(&dynamic_ops);
	struct dma_buf_attachment *a = attach_dynamic(buf), *b = attach_dynamic(buf);
	struct dma_buf_attachment *c = attach_static(buf);

	dma_resv_lock(buf->resv, NULL);
	dma_buf_move_notify(buf);
	dma_resv_unlock(buf->resv);
	assert_int_equal(moves, 2);
	dma_buf_detach(buf, a);
	dma_buf_detach(buf, b);
	dma_buf_detach(buf, c);
	dma_buf_put(buf);
}

static void a_dynamic_importer_maps_what_is_not_pinned_and_maps_anew_after_a_move(void **state)
{
	struct dma_buf *buf = export_with(&dynamic_ops);
	struct dma_buf_attachment *at = attach_dynamic(buf);
	struct page *old = calls.pages;
	struct sg_table *sgt;
	dma_addr_t before;

	assert_int_equal(calls.map, 0);
	dma_resv_lock(buf->resv, NULL);
	sgt = dma_buf_map_attachment(at, DMA_BIDIRECTIONAL);
	assert_int_equal(calls.pin, 0);
	before = sg_dma_address(sgt->sgl);
	calls.pages = alloc_pages(GFP_KERNEL, get_order(BUF_PAGES * PAGE_SIZE));
	dma_buf_move_notify(buf);
	assert_int_equal(moves, 1);
	dma_buf_unmap_attachment(at, sgt, DMA_BIDIRECTIONAL);
	sgt = dma_buf_map_attachment(at, DMA_BIDIRECTIONAL);
	assert_int_not_equal(sg_dma_address(sgt->sgl), before);
	dma_buf_unmap_attachment(at, sgt, DMA_BIDIRECTIONAL);
	dma_resv_unlock(buf->resv);
	__free_pages(old, get_order(BUF_PAGES * PAGE_SIZE));
	dma_buf_detach(buf, at);
	dma_buf_put(buf);
}

static void a_dynamic_importer_can_pin(void **state)
{
	struct dma_buf *buf = export_with(&dynamic_ops);
	struct dma_buf_attachment *at = attach_dynamic(buf);

	dma_resv_lock(buf->resv, NULL);
	assert_int_equal(dma_buf_pin(at), 0);
	assert_int_equal(calls.pin, 1);
	dma_buf_unpin(at);
	assert_int_equal(calls.unpin, 1);
	calls.pin_error = -EAGAIN;
	assert_int_equal(dma_buf_pin(at), -EAGAIN);
	dma_resv_unlock(buf->resv);
	dma_buf_detach(buf, at);
	dma_buf_put(buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_device(each_map_asks_a_static_exporter),
		with_device(a_mapping_that_is_cached_lasts_until_detach),
		with_device(the_exporter_may_refuse_a_device),
		with_device(the_exporter_may_refuse_a_mapping),
		with_device(bad_arguments_are_refused),
		with_device(a_static_importer_waits_for_moves),
		with_device(a_static_importer_pins_a_dynamic_exporter),
		with_device(an_exporter_that_cannot_be_pinned_refuses_a_static_importer),
		with_device(a_dynamic_importer_gets_a_static_exporter_s_mapping_at_once),
		with_device(only_dynamic_importers_hear_of_a_move),
		with_device(a_dynamic_importer_maps_what_is_not_pinned_and_maps_anew_after_a_move),
		with_device(a_dynamic_importer_can_pin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
