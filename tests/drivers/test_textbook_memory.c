// SPDX-License-Identifier: MIT
/* The textbook driver between memories, through the client API. Kernel side. */
#include <linux/random.h>

#include "drivers/textbook_client.h"

static struct dma_async_tx_descriptor *prep_copy(struct dma_chan *chan, struct buffer *dst,
						 struct buffer *src)
{
	return dmaengine_prep_dma_memcpy(chan, dst->dma, src->dma, dst->len,
					 DMA_PREP_INTERRUPT);
}

static void memcpy_copies(void **state)
{
	struct dma_chan *chan = memory_chan();
	unsigned int i;

	assert_non_null(chan);
	copy_works(chan, 4);
	copy_works(chan, 4096);
	for (i = 0; i < 50; i++)
		copy_works(chan, 4 + 4 * (get_random_u32() % 10000));
	copy_works(chan, 1 << 20);
	dma_release_channel(chan);
}

static void memset_fills(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer dst = buffer_new(chan, 3000, DMA_FROM_DEVICE);
	struct transfer t;
	size_t i;

	assert_int_equal(transfer_run(&t, chan,
				      dmaengine_prep_dma_memset(chan, dst.dma, 0x1a5, 3000, 0)),
			 DMA_COMPLETE);
	buffer_done(&dst);
	for (i = 0; i < dst.len; i++)
		assert_int_equal(dst.mem[i], 0xa5);
	buffer_free(&dst);
	dma_release_channel(chan);
}

/* ---- interleaved ----------------------------------------------------------- */

static struct dma_interleaved_template *template_new(struct buffer *src, struct buffer *dst,
						     size_t frames, size_t chunks)
{
	struct dma_interleaved_template *xt;

	xt = kzalloc(struct_size(xt, sgl, chunks), GFP_KERNEL);
	assert_non_null(xt);
	xt->src_start = src->dma;
	xt->dst_start = dst->dma;
	xt->dir = DMA_MEM_TO_MEM;
	xt->src_inc = true;
	xt->dst_inc = true;
	xt->numf = frames;
	xt->frame_size = chunks;
	return xt;
}

static void interleaved_gathers_rows(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 64 * 100, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 20 * 100, DMA_FROM_DEVICE);
	struct dma_interleaved_template *xt = template_new(&src, &dst, 100, 1);
	struct transfer t;
	size_t i;

	xt->src_sgl = true;
	xt->sgl[0].size = 20;
	xt->sgl[0].icg = 44;
	assert_int_equal(transfer_run(&t, chan, dmaengine_prep_interleaved_dma(chan, xt, 0)),
			 DMA_COMPLETE);
	buffer_done(&dst);
	for (i = 0; i < 100; i++)
		assert_memory_equal(dst.mem + 20 * i, src.mem + 64 * i, 20);
	kfree(xt);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void interleaved_moves_several_chunks_of_a_frame(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 100 * 10, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 60 * 10, DMA_FROM_DEVICE);
	struct dma_interleaved_template *xt = template_new(&src, &dst, 10, 2);
	struct transfer t;
	size_t i;

	/* source: 16 + gap 24, 40 + gap 20; destination: 16 + gap 4, 40 + none */
	xt->src_sgl = true;
	xt->dst_sgl = true;
	xt->sgl[0].size = 16;
	xt->sgl[0].src_icg = 24;
	xt->sgl[0].dst_icg = 4;
	xt->sgl[1].size = 40;
	xt->sgl[1].src_icg = 20;
	assert_int_equal(transfer_run(&t, chan, dmaengine_prep_interleaved_dma(chan, xt, 0)),
			 DMA_COMPLETE);
	buffer_done(&dst);
	for (i = 0; i < 10; i++) {
		assert_memory_equal(dst.mem + 60 * i, src.mem + 100 * i, 16);
		assert_int_equal(dst.mem[60 * i + 16], 0);
		assert_memory_equal(dst.mem + 60 * i + 20, src.mem + 100 * i + 40, 40);
	}
	kfree(xt);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void interleaved_takes_more_frames_than_a_descriptor(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 8 * 70000, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 4 * 70000, DMA_FROM_DEVICE);
	struct dma_interleaved_template *xt = template_new(&src, &dst, 70000, 1);
	struct transfer t;
	size_t i;

	xt->src_sgl = true;
	xt->sgl[0].size = 4;
	xt->sgl[0].icg = 4;
	assert_int_equal(transfer_run(&t, chan, dmaengine_prep_interleaved_dma(chan, xt, 0)),
			 DMA_COMPLETE);
	buffer_done(&dst);
	for (i = 0; i < 70000; i++)
		assert_memory_equal(dst.mem + 4 * i, src.mem + 8 * i, 4);
	kfree(xt);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void interleaved_rejects_what_it_cannot_do(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer b = buffer_new(chan, 4096, DMA_BIDIRECTIONAL);
	struct dma_interleaved_template *xt = template_new(&b, &b, 4, 1);

	xt->sgl[0].size = 6;
	assert_null(dmaengine_prep_interleaved_dma(chan, xt, 0));
	assert_true(log_contains("chunk of 6 bytes"));
	xt->sgl[0].size = 0;
	assert_null(dmaengine_prep_interleaved_dma(chan, xt, 0));
	xt->sgl[0].size = 64;
	xt->dst_inc = false;
	assert_null(dmaengine_prep_interleaved_dma(chan, xt, 0));
	xt->dst_inc = true;
	xt->numf = 0;
	assert_null(dmaengine_prep_interleaved_dma(chan, xt, 0));
	xt->numf = 1ull << 40;
	assert_null(dmaengine_prep_interleaved_dma(chan, xt, 0));
	kfree(xt);
	buffer_free(&b);
	dma_release_channel(chan);
}

/* ---- what prep refuses -------------------------------------------------------- */

static void prep_rejects_unaligned(void **state)
{
	struct dma_chan *chan = memory_chan();

	assert_null(dmaengine_prep_dma_memcpy(chan, 0x80000000, 0x80001002, 64, 0));
	assert_true(log_contains(
		"memcpy source at 0x0000000080001002, 64 bytes: must be aligned to 4"));
	assert_null(dmaengine_prep_dma_memcpy(chan, 0x80000001, 0x80001000, 64, 0));
	assert_null(dmaengine_prep_dma_memcpy(chan, 0x80000000, 0x80001000, 63, 0));
	assert_null(dmaengine_prep_dma_memset(chan, 0x80000002, 0, 64, 0));
	dma_release_channel(chan);
}

/* the framework would stop these before they reach the driver */
static void prep_rejects_zero_length(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct dma_device *ddev = chan->device;

	assert_null(ddev->device_prep_dma_memcpy(chan, 0x80000000, 0x80001000, 0, 0));
	assert_true(log_contains("memcpy source has no length"));
	assert_null(ddev->device_prep_dma_memset(chan, 0x80000000, 0, 0, 0));
	assert_true(log_contains("memset destination has no length"));
	dma_release_channel(chan);
}

static void prep_rejects_addresses_beyond_32_bits(void **state)
{
	struct dma_chan *chan = memory_chan();

	assert_null(dmaengine_prep_dma_memcpy(chan, 0x100000000ull, 0x80001000, 64, 0));
	assert_true(log_contains("beyond the controller's 32 bits"));
	assert_null(dmaengine_prep_dma_memcpy(chan, 0x80000000, 0xffffffc4, 64, 0));
	dma_release_channel(chan);
}

static void peripheral_transfers_need_a_request_line(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct dma_slave_config cfg = {
		.dst_addr = FIFO0_PHYS + FIFO_TXDATA,
		.dst_addr_width = DMA_SLAVE_BUSWIDTH_1_BYTE,
	};

	assert_int_equal(dmaengine_slave_config(chan, &cfg), 0);
	assert_null(dmaengine_prep_slave_single(chan, 0x80000000, 64, DMA_MEM_TO_DEV, 0));
	assert_true(log_contains("no request line for the destination"));
	dma_release_channel(chan);
}

/* ---- errors on the bus ---------------------------------------------------------- */

static void an_unmapped_destination_ends_in_a_write_error(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct dma_async_tx_descriptor *tx = prep_copy(chan, &dst, &src);
	struct transfer t;

	buffer_done(&dst);
	assert_int_equal(transfer_run(&t, chan, tx), DMA_ERROR);
	assert_int_equal(t.result.result, DMA_TRANS_WRITE_FAILED);
	assert_int_equal(t.result.residue, 4096);
	assert_int_equal(dst.mem[0], 0);
	assert_true(log_contains("write failed at"));
	assert_true(log_contains("40000000.dma-controller"));
	copy_works(chan, 4096);
	assert_int_equal(dmaengine_tx_status(chan, t.cookie, NULL), DMA_ERROR);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void a_buffer_of_the_wrong_direction_ends_in_a_read_error(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct buffer dst = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct transfer t;

	assert_int_equal(transfer_run(&t, chan, prep_copy(chan, &dst, &src)), DMA_ERROR);
	assert_int_equal(t.result.result, DMA_TRANS_READ_FAILED);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void an_error_says_how_much_was_left(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 1024, DMA_FROM_DEVICE);
	struct transfer t;

	assert_int_equal(transfer_run(&t, chan,
				      dmaengine_prep_dma_memcpy(chan, dst.dma, src.dma, 4096, 0)),
			 DMA_ERROR);
	assert_int_equal(t.result.residue, 3072);
	buffer_done(&dst);
	assert_memory_equal(dst.mem, src.mem, 1024);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void after_an_error_the_queue_goes_on(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 512, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 512, DMA_FROM_DEVICE);
	struct transfer t[3];

	transfer_submit(&t[0], prep_copy(chan, &dst, &src));
	transfer_submit(&t[1], dmaengine_prep_dma_memset(chan, 0x8ffff000, 1, 512, 0));
	transfer_submit(&t[2], prep_copy(chan, &dst, &src));
	dma_async_issue_pending(chan);
	transfer_wait(&t[2]);
	assert_int_equal(t[1].calls, 1);
	assert_int_equal(dmaengine_tx_status(chan, t[0].cookie, NULL), DMA_COMPLETE);
	assert_int_equal(dmaengine_tx_status(chan, t[1].cookie, NULL), DMA_ERROR);
	assert_int_equal(dmaengine_tx_status(chan, t[2].cookie, NULL), DMA_COMPLETE);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

/* ---- status, residue, pause --------------------------------------------------------- */

static void a_queue_completes_in_order(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct transfer t[20];
	unsigned int i;

	for (i = 0; i < 20; i++)
		transfer_submit(&t[i], prep_copy(chan, &dst, &src));
	dma_async_issue_pending(chan);
	for (i = 0; i < 20; i++) {
		transfer_wait(&t[i]);
		assert_int_equal(t[i].calls, 1);
		assert_int_equal(dmaengine_tx_status(chan, t[i].cookie, NULL), DMA_COMPLETE);
	}
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void residue_falls_by_bursts(void **state)
{
	struct dma_chan *chan = memory_chan();
	size_t len = 1 << 20;
	struct buffer src = buffer_new(chan, len, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, len, DMA_FROM_DEVICE);
	struct dma_tx_state st = { .residue = len };
	struct transfer t, behind;
	u32 before = len;
	unsigned int steps = 0;

	transfer_submit(&t, prep_copy(chan, &dst, &src));
	transfer_submit(&behind, prep_copy(chan, &dst, &src));
	assert_int_equal(dmaengine_tx_status(chan, t.cookie, &st), DMA_IN_PROGRESS);
	dma_async_issue_pending(chan);
	while (dmaengine_tx_status(chan, t.cookie, &st) == DMA_IN_PROGRESS) {
		assert_true(st.residue <= before);
		assert_int_equal(st.residue % 128, 0);
		steps += st.residue != before;
		before = st.residue;
		if (steps == 5) {
			dmaengine_tx_status(chan, behind.cookie, &st);
			assert_int_equal(st.residue, len);
		}
		udelay(5);
	}
	if (!under_threads())
		assert_true(steps > 50);
	assert_int_equal(st.residue, 0);
	transfer_wait(&behind);
	buffer_done(&dst);
	assert_memory_equal(dst.mem, src.mem, len);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void pause_stops_and_resume_goes_on(void **state)
{
	struct dma_chan *chan = memory_chan();
	size_t len = 1 << 20;
	struct buffer src = buffer_new(chan, len, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, len, DMA_FROM_DEVICE);
	struct dma_tx_state st;
	struct transfer t;
	u32 residue;

	/* paused before it starts, so that it can't be done too soon */
	assert_int_equal(dmaengine_pause(chan), 0);
	transfer_submit(&t, prep_copy(chan, &dst, &src));
	dma_async_issue_pending(chan);
	assert_int_equal(dmaengine_tx_status(chan, t.cookie, &st), DMA_PAUSED);
	assert_int_equal(st.residue, len);
	assert_int_equal(dmaengine_resume(chan), 0);
	udelay(100);
	assert_int_equal(dmaengine_pause(chan), 0);
	if (dmaengine_tx_status(chan, t.cookie, &st) != DMA_COMPLETE) {
		residue = st.residue;
		msleep(2);
		assert_int_equal(dmaengine_tx_status(chan, t.cookie, &st), DMA_PAUSED);
		assert_int_equal(st.residue, residue);
		dma_sync_single_for_cpu(dst.dev, dst.dma, len, DMA_FROM_DEVICE);
		assert_memory_equal(dst.mem, src.mem, len - residue);
		if (residue)
			assert_int_equal(dst.mem[len - residue], 0);
		dma_sync_single_for_device(dst.dev, dst.dma, len, DMA_FROM_DEVICE);
	}
	assert_int_equal(dmaengine_resume(chan), 0);
	transfer_wait(&t);
	buffer_done(&dst);
	assert_memory_equal(dst.mem, src.mem, len);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void a_descriptor_can_be_used_again(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 256, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 256, DMA_FROM_DEVICE);
	struct dma_async_tx_descriptor *tx = prep_copy(chan, &dst, &src);
	struct transfer t;
	unsigned int i;

	assert_int_equal(dmaengine_desc_set_reuse(tx), 0);
	for (i = 0; i < 5; i++) {
		assert_int_equal(transfer_run(&t, chan, tx), DMA_COMPLETE);
		dmaengine_synchronize(chan);
	}
	assert_int_equal(dmaengine_desc_free(tx), 0);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

struct chain {
	struct dma_chan *chan;
	struct buffer *src, *dst;
	struct completion done;
	unsigned int left;
};

static void chain_next(void *arg)
{
	struct chain *c = arg;
	struct dma_async_tx_descriptor *tx;

	if (!c->left--) {
		complete(&c->done);
		return;
	}
	tx = prep_copy(c->chan, c->dst, c->src);
	tx->callback = chain_next;
	tx->callback_param = c;
	dmaengine_submit(tx);
	dma_async_issue_pending(c->chan);
}

static void a_callback_may_submit_the_next(void **state)
{
	struct dma_chan *chan = memory_chan();
	struct buffer src = buffer_new(chan, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct chain c = { .chan = chan, .src = &src, .dst = &dst, .left = 100 };

	init_completion(&c.done);
	chain_next(&c);
	assert_int_not_equal(wait_for_completion_timeout(&c.done, msecs_to_jiffies(5000)), 0);
	dmaengine_synchronize(chan);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		textbook_test(memcpy_copies),
		textbook_test(memset_fills),
		textbook_test(interleaved_gathers_rows),
		textbook_test(interleaved_moves_several_chunks_of_a_frame),
		textbook_test(interleaved_takes_more_frames_than_a_descriptor),
		textbook_test(interleaved_rejects_what_it_cannot_do),
		textbook_test(prep_rejects_unaligned),
		textbook_test(prep_rejects_zero_length),
		textbook_test(prep_rejects_addresses_beyond_32_bits),
		textbook_test(peripheral_transfers_need_a_request_line),
		textbook_test(an_unmapped_destination_ends_in_a_write_error),
		textbook_test(a_buffer_of_the_wrong_direction_ends_in_a_read_error),
		textbook_test(an_error_says_how_much_was_left),
		textbook_test(after_an_error_the_queue_goes_on),
		textbook_test(a_queue_completes_in_order),
		textbook_test(residue_falls_by_bursts),
		textbook_test(pause_stops_and_resume_goes_on),
		textbook_test(a_descriptor_can_be_used_again),
		textbook_test(a_callback_may_submit_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
