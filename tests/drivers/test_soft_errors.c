// SPDX-License-Identifier: MIT
/* The software engine: what the DMA checker does not allow ends the transfer. */
#include "soft_client.h"

#define LEN 8192

struct buffers {
	struct dma_chan *chan;
	u8 *src, *dst;
	dma_addr_t from, to;
};

static void buffers_init(struct buffers *b, enum dma_data_direction src_dir,
			 enum dma_data_direction dst_dir)
{
	b->chan = soft_chan();
	b->src = random_buffer(LEN);
	b->dst = random_buffer(LEN);
	b->from = map(b->chan, b->src, LEN, src_dir);
	b->to = map(b->chan, b->dst, LEN, dst_dir);
}

static void buffers_free(struct buffers *b, enum dma_data_direction src_dir,
			 enum dma_data_direction dst_dir)
{
	unmap(b->chan, b->from, LEN, src_dir);
	unmap(b->chan, b->to, LEN, dst_dir);
	kfree(b->src);
	kfree(b->dst);
	dma_release_channel(b->chan);
}

static struct dma_async_tx_descriptor *prep_copy(struct buffers *b)
{
	return dmaengine_prep_dma_memcpy(b->chan, b->to, b->from, LEN,
					 DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
}

static void unmapped_source_is_a_read_error(void **state)
{
	struct buffers b;
	dma_addr_t from;

	buffers_init(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
	unmap(b.chan, b.from, LEN, DMA_TO_DEVICE);
	from = b.from;
	assert_int_equal(soft_run_tx(b.chan, prep_copy(&b)), DMA_TRANS_READ_FAILED);
	b.from = map(b.chan, b.src, LEN, DMA_TO_DEVICE);
	assert_int_equal(b.from, from);
	buffers_free(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
}

static void unmapped_destination_is_a_write_error(void **state)
{
	struct buffers b;

	buffers_init(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
	unmap(b.chan, b.to, LEN, DMA_FROM_DEVICE);
	assert_int_equal(soft_run_tx(b.chan, prep_copy(&b)), DMA_TRANS_WRITE_FAILED);
	b.to = map(b.chan, b.dst, LEN, DMA_FROM_DEVICE);
	buffers_free(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
}

/* nobody hears of these ends, but each of them is one */
static void descriptors_of_copies_that_fail_unheard_come_back(void **state)
{
	const unsigned int n = 3 * 1024;
	struct buffers b;
	dma_cookie_t cookie = 0;
	unsigned int i;

	buffers_init(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
	unmap(b.chan, b.from, LEN, DMA_TO_DEVICE);
	for (i = 0; i < n; i++) {
		struct dma_async_tx_descriptor *tx;

		tx = dmaengine_prep_dma_memcpy(b.chan, b.to, b.from, LEN, DMA_CTRL_ACK);
		assert_non_null(tx);
		assert_null(tx->callback);
		cookie = dmaengine_submit(tx);
		if (i % 64 == 63)
			assert_int_equal(dma_sync_wait(b.chan, cookie), DMA_ERROR);
	}
	b.from = map(b.chan, b.src, LEN, DMA_TO_DEVICE);
	assert_int_equal(soft_run_tx(b.chan, prep_copy(&b)), DMA_TRANS_NOERROR);
	buffers_free(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
}

static void wrong_direction_is_an_error_too(void **state)
{
	struct buffers b;

	buffers_init(&b, DMA_FROM_DEVICE, DMA_FROM_DEVICE);
	assert_int_equal(soft_run_tx(b.chan, prep_copy(&b)), DMA_TRANS_READ_FAILED);
	buffers_free(&b, DMA_FROM_DEVICE, DMA_FROM_DEVICE);

	buffers_init(&b, DMA_TO_DEVICE, DMA_TO_DEVICE);
	assert_int_equal(soft_run_tx(b.chan, prep_copy(&b)), DMA_TRANS_WRITE_FAILED);
	buffers_free(&b, DMA_TO_DEVICE, DMA_TO_DEVICE);
}

static void checker_names_the_device(void **state)
{
	struct buffers b;

	buffers_init(&b, DMA_TO_DEVICE, DMA_TO_DEVICE);
	soft_run_tx(b.chan, prep_copy(&b));
	assert_true(log_contains(dev_name(soft_dev(b.chan))));
	buffers_free(&b, DMA_TO_DEVICE, DMA_TO_DEVICE);
}

static void residue_says_how_far_it_came(void **state)
{
	struct soft_wait wait;
	struct buffers b;

	buffers_init(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
	soft_submit(dmaengine_prep_dma_memcpy(b.chan, b.to + LEN / 2, b.from, LEN,
					      DMA_CTRL_ACK), &wait);
	dma_async_issue_pending(b.chan);
	wait_for_completion(&wait.done);
	assert_int_equal(wait.result.result, DMA_TRANS_WRITE_FAILED);
	assert_int_equal(wait.result.residue, LEN / 2);
	unmap(b.chan, b.to, LEN, DMA_FROM_DEVICE);
	assert_memory_equal(b.dst + LEN / 2, b.src, LEN / 2);
	b.to = map(b.chan, b.dst, LEN, DMA_FROM_DEVICE);
	buffers_free(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
}

static void others_on_the_channel_are_not_disturbed(void **state)
{
	struct soft_wait good[2], bad;
	dma_cookie_t cookie[3];
	struct buffers b;

	buffers_init(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
	cookie[0] = soft_submit(prep_copy(&b), &good[0]);
	cookie[1] = soft_submit(dmaengine_prep_dma_memcpy(b.chan, b.to, 0x10, LEN, DMA_CTRL_ACK),
				&bad);
	cookie[2] = soft_submit(prep_copy(&b), &good[1]);
	dma_async_issue_pending(b.chan);
	wait_for_completion(&good[1].done);
	assert_int_equal(good[0].result.result, DMA_TRANS_NOERROR);
	assert_int_equal(bad.result.result, DMA_TRANS_READ_FAILED);
	assert_int_equal(bad.result.residue, LEN);
	assert_int_equal(good[1].result.result, DMA_TRANS_NOERROR);
	assert_int_equal(dma_async_is_tx_complete(b.chan, cookie[0], NULL, NULL), DMA_COMPLETE);
	assert_int_equal(dma_async_is_tx_complete(b.chan, cookie[1], NULL, NULL), DMA_ERROR);
	assert_int_equal(dma_async_is_tx_complete(b.chan, cookie[2], NULL, NULL), DMA_COMPLETE);
	assert_int_equal(dma_sync_wait(b.chan, cookie[1]), DMA_ERROR);
	buffers_free(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
}

static void fills_and_raid_report_errors_too(void **state)
{
	enum sum_check_flags result;
	struct dma_device *dma;
	dma_addr_t src[2], pq[2];
	const u8 coef[2] = { 1, 2 };
	struct buffers b;

	buffers_init(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
	dma = b.chan->device;
	assert_int_equal(soft_run_tx(b.chan, dmaengine_prep_dma_memset(b.chan, b.from, 1, LEN, 0)),
			 DMA_TRANS_WRITE_FAILED);
	src[0] = b.from;
	src[1] = b.to;
	assert_int_equal(soft_run_tx(b.chan, dma->device_prep_dma_xor_val(b.chan, src, 2, LEN,
		&result, 0)), DMA_TRANS_READ_FAILED);
	src[1] = b.from;
	assert_int_equal(soft_run_tx(b.chan, dma->device_prep_dma_xor(b.chan, b.from, src, 2, LEN,
		0)), DMA_TRANS_WRITE_FAILED);
	pq[0] = b.to;
	pq[1] = b.from;
	assert_int_equal(soft_run_tx(b.chan, dma->device_prep_dma_pq(b.chan, pq, src, 2, coef, LEN,
		0)), DMA_TRANS_WRITE_FAILED);
	/* a continued one reads what it writes */
	pq[1] = b.to;
	assert_int_equal(soft_run_tx(b.chan, dma->device_prep_dma_pq(b.chan, pq, src, 2, coef, LEN,
		DMA_PREP_CONTINUE)), DMA_TRANS_READ_FAILED);
	buffers_free(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
}

static void freed_descriptor_is_not_submitted(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct buffers b;

	buffers_init(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
	tx = prep_copy(&b);
	dmaengine_terminate_sync(b.chan);
	assert_int_equal(dmaengine_submit(tx), -EINVAL);
	assert_true(log_contains("dma0chan0: dmaengine_submit: "
				 "the descriptor was terminated or has completed"));

	tx = prep_copy(&b);
	assert_int_equal(soft_run_tx(b.chan, tx), DMA_TRANS_NOERROR);
	dmaengine_synchronize(b.chan);
	assert_int_equal(dmaengine_submit(tx), -EINVAL);
	buffers_free(&b, DMA_TO_DEVICE, DMA_FROM_DEVICE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		soft_test(unmapped_source_is_a_read_error),
		soft_test(unmapped_destination_is_a_write_error),
		soft_test(descriptors_of_copies_that_fail_unheard_come_back),
		soft_test(wrong_direction_is_an_error_too),
		soft_test(checker_names_the_device),
		soft_test(residue_says_how_far_it_came),
		soft_test(others_on_the_channel_are_not_disturbed),
		soft_test(fills_and_raid_report_errors_too),
		soft_test(freed_descriptor_is_not_submitted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
