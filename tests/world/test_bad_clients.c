// SPDX-License-Identifier: MIT
/*
 * Clients that do what they must not, on both engines: the call is refused
 * or the transfer ends in an error, one line says why, and the channel works
 * afterwards. Kernel side.
 */
#include "world/both_engines.h"

/* ---- buffers that the device may not touch -------------------------------------- */

/* ends with DMA_ERROR and @result; the checker's line is @text */
static void check_error(struct dma_chan *chan, const struct buffer *dst, const struct buffer *src,
			enum dmaengine_tx_result result, const char *text)
{
	struct transfer t;
	char line[256];

	transfer_submit(&t, chan, prep_copy(chan, dst, src));
	assert_int_equal(transfer_end(&t), DMA_ERROR);
	assert_int_equal(t.calls, 1);
	assert_int_equal(t.result.result, result);
	scnprintf(line, sizeof(line), "DMA checker: %s: %s", dev_name(dma_dev(chan)), text);
	if (!log_contains(line))
		fail_msg("the log has no \"%s\"", line);
	copy_works(chan);
}

static void unmapped_source_is_a_read_error_that_names_it(void **state)
{
	struct dma_chan *chan = any_chan();
	struct buffer src = buffer_new(chan, 64, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 64, DMA_FROM_DEVICE);
	dma_addr_t mapped = src.dma, nearest = dst.dma;
	char text[256];

	buffer_unmap(&src);
	/* not where a mapping has just ended */
	src.dma = nearest + 128 == mapped ? nearest + 192 : nearest + 128;
	scnprintf(text, sizeof(text),
		  "read of 64 bytes at 0x%016llx is not mapped; nearest mapping [0x%llx-0x%llx] "
		  "write-only (DMA_FROM_DEVICE)",
		  src.dma, nearest, nearest + 63);
	check_error(chan, &dst, &src, DMA_TRANS_READ_FAILED, text);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void unmapped_destination_is_a_write_error_that_names_it(void **state)
{
	struct dma_chan *chan = any_chan();
	struct buffer src = buffer_new(chan, 64, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 64, DMA_FROM_DEVICE);
	char text[256];

	buffer_unmap(&dst);
	scnprintf(text, sizeof(text),
		  "write of 64 bytes at 0x%016llx was unmapped just now: mapping [0x%llx-0x%llx] "
		  "write-only (DMA_FROM_DEVICE) has ended",
		  dst.dma, dst.dma, dst.dma + 63);
	check_error(chan, &dst, &src, DMA_TRANS_WRITE_FAILED, text);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void wrong_directions_are_errors_that_name_them(void **state)
{
	struct dma_chan *chan = any_chan();
	struct buffer out = buffer_new(chan, 64, DMA_TO_DEVICE);
	struct buffer out2 = buffer_new(chan, 64, DMA_TO_DEVICE);
	struct buffer in = buffer_new(chan, 64, DMA_FROM_DEVICE);
	struct buffer in2 = buffer_new(chan, 64, DMA_FROM_DEVICE);
	char text[256];

	scnprintf(text, sizeof(text),
		  "write of 64 bytes at 0x%016llx is in mapping [0x%llx-0x%llx], which is read-only "
		  "(DMA_TO_DEVICE)", out2.dma, out2.dma, out2.dma + 63);
	check_error(chan, &out2, &out, DMA_TRANS_WRITE_FAILED, text);
	scnprintf(text, sizeof(text),
		  "read of 64 bytes at 0x%016llx is in mapping [0x%llx-0x%llx], which is write-only "
		  "(DMA_FROM_DEVICE)", in.dma, in.dma, in.dma + 63);
	check_error(chan, &in2, &in, DMA_TRANS_READ_FAILED, text);
	buffer_free(&out);
	buffer_free(&out2);
	buffer_free(&in);
	buffer_free(&in2);
	dma_release_channel(chan);
}

static void buffers_that_are_too_short_are_errors(void **state)
{
	struct dma_chan *chan = any_chan();
	struct buffer src = buffer_new(chan, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct transfer t;

	transfer_submit(&t, chan, dmaengine_prep_dma_memcpy(chan, dst.dma, src.dma, 4096 + 64,
							    DMA_PREP_INTERRUPT));
	assert_int_equal(transfer_end(&t), DMA_ERROR);
	assert_int_equal(t.result.result, DMA_TRANS_READ_FAILED);
	assert_true(log_contains("DMA checker: "));
	copy_works(chan);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

/* mapped for one device is not mapped for the other */
static void a_mapping_for_another_device_is_none(void **state)
{
	struct dma_chan *chan = any_chan();
	struct buffer src = buffer_new(chan, 64, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 64, DMA_FROM_DEVICE);
	struct device other = { .parent = NULL };
	struct transfer t;
	u64 mask = DMA_BIT_MASK(64);

	buffer_unmap(&src);
	device_initialize(&other);
	dev_set_name(&other, "other");
	other.dma_mask = &mask;
	other.coherent_dma_mask = mask;
	src.dma = dma_map_single(&other, src.mem, 64, DMA_TO_DEVICE);
	assert_int_equal(dma_mapping_error(&other, src.dma), 0);
	transfer_submit(&t, chan, prep_copy(chan, &dst, &src));
	assert_int_equal(transfer_end(&t), DMA_ERROR);
	assert_int_equal(t.result.result, DMA_TRANS_READ_FAILED);
	dma_unmap_single(&other, src.dma, 64, DMA_TO_DEVICE);
	buffer_free(&src);
	buffer_free(&dst);
	kfree_const(other.kobj.name);
	dma_release_channel(chan);
}

/* ---- requests and preparations ----------------------------------------------------- */

static void a_channel_that_is_taken_is_not_given_twice(void **state)
{
	struct dma_chan *all[16];
	unsigned int n = 0, i;

	while ((all[n] = any_chan()))
		assert_true(++n < 16);
	assert_true(n == 4 || n == 8);
	for (i = 0; i < n; i++)
		assert_ptr_not_equal(all[i], all[(i + 1) % n]);
	dma_release_channel(all[2]);
	assert_ptr_equal(any_chan(), all[2]);
	for (i = 0; i < n; i++)
		dma_release_channel(all[i]);
}

static void nothing_to_move_is_not_prepared(void **state)
{
	struct dma_chan *chan = any_chan();

	assert_null(dmaengine_prep_dma_memcpy(chan, 0x80001000, 0x80000000, 0, DMA_PREP_INTERRUPT));
	assert_true(log_contains("dmaengine_prep_dma_memcpy: nothing to move: the length is zero"));
	copy_works(chan);
	dma_release_channel(chan);
}

static void an_operation_that_is_not_there_is_not_prepared(void **state)
{
	struct dma_chan *chan = any_chan();
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	if (dma_has_cap(DMA_SLAVE, chan->device->cap_mask)) {
		dma_cap_set(DMA_XOR, mask);
	} else {
		dma_cap_set(DMA_CYCLIC, mask);
		assert_null(dmaengine_prep_slave_single(chan, 0x80000000, 64, DMA_MEM_TO_DEV,
							DMA_PREP_INTERRUPT));
		assert_null(dmaengine_prep_dma_cyclic(chan, 0x80000000, 4096, 1024, DMA_DEV_TO_MEM,
						      DMA_PREP_INTERRUPT));
		assert_true(log_contains("the controller does not have this operation"));
	}
	assert_int_equal(PTR_ERR(dma_request_chan_by_mask(&mask)), -ENODEV);
	assert_null(dma_request_channel(mask, NULL, NULL));
	copy_works(chan);
	dma_release_channel(chan);
}

static void memory_out_of_reach_bounces(void **state)
{
	struct dma_chan *chan = any_chan();
	static u8 heap[64];
	dma_addr_t addr;

	memset(heap, 7, sizeof(heap));
	addr = dma_map_single(dma_dev(chan), heap, sizeof(heap), DMA_FROM_DEVICE);
	assert_int_equal(dma_mapping_error(dma_dev(chan), addr), 0);
	assert_true(addr + sizeof(heap) - 1 <= dma_get_mask(dma_dev(chan)));
	dma_unmap_single(dma_dev(chan), addr, sizeof(heap), DMA_FROM_DEVICE);
	assert_int_equal(heap[63], 7);
	copy_works(chan);
	dma_release_channel(chan);
}

/* ---- descriptors and channels past their time ---------------------------------------- */

static void a_descriptor_is_submitted_once(void **state)
{
	struct dma_chan *chan = any_chan();
	struct buffer src = buffer_new(chan, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct dma_async_tx_descriptor *tx = prep_copy(chan, &dst, &src);
	struct transfer t;

	transfer_submit(&t, chan, tx);
	assert_int_equal(dmaengine_submit(tx), -EBUSY);
	assert_true(log_contains("dmaengine_submit: the descriptor is queued or running already"));
	assert_int_equal(transfer_end(&t), DMA_COMPLETE);
	assert_int_equal(t.calls, 1);
	copy_works(chan);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

/* where the controller keeps its descriptors; that of the textbook driver is freed memory */
static void a_terminated_descriptor_is_not_submitted(void **state)
{
	struct dma_chan *chan = any_chan();
	struct buffer src = buffer_new(chan, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct dma_async_tx_descriptor *tx = prep_copy(chan, &dst, &src);
	struct transfer t;

	transfer_submit(&t, chan, tx);
	assert_int_equal(dmaengine_terminate_sync(chan), 0);
	assert_int_equal(dmaengine_submit(tx), -EINVAL);
	assert_true(log_contains("dmaengine_submit: the descriptor was terminated or has completed"));
	assert_int_equal(t.calls, 0);
	copy_works(chan);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

static void a_released_channel_does_nothing(void **state)
{
	struct dma_chan *chan = any_chan();

	dma_release_channel(chan);
	assert_null(dmaengine_prep_dma_memcpy(chan, 0x80001000, 0x80000000, 64, DMA_PREP_INTERRUPT));
	assert_true(log_contains("dmaengine_prep_dma_memcpy: the channel has no client (released"));
	dmaengine_terminate_sync(chan);
	dma_async_issue_pending(chan);
	assert_ptr_equal(any_chan(), chan);
	copy_works(chan);
	dma_release_channel(chan);
}

static int callback_result;

static void terminates_and_waits(void *param)
{
	struct transfer *t = param;

	callback_result = dmaengine_terminate_sync(t->chan);
	complete(&t->done);
}

static void a_callback_that_would_wait_for_itself_is_refused(void **state)
{
	struct dma_chan *chan = any_chan();
	struct buffer src = buffer_new(chan, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(chan, 4096, DMA_FROM_DEVICE);
	struct dma_async_tx_descriptor *tx = prep_copy(chan, &dst, &src);
	struct transfer t;

	callback_result = 0;
	transfer_submit(&t, chan, tx);
	/* not started yet: the callback may still be chosen */
	tx->callback_result = NULL;
	tx->callback = terminates_and_waits;
	assert_int_equal(transfer_end(&t), DMA_COMPLETE);
	assert_int_equal(callback_result, -EDEADLK);
	assert_true(log_contains("dmaengine_terminate_sync: called from a completion callback of this "
				 "channel, for which it would wait; use dmaengine_terminate_async()"));
	copy_works(chan);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(chan);
}

/* both sides of the trouble at once: others go on undisturbed */
static void other_channels_are_not_disturbed(void **state)
{
	struct dma_chan *bad = any_chan(), *good = any_chan();
	struct buffer src = buffer_new(good, 4096, DMA_TO_DEVICE);
	struct buffer dst = buffer_new(good, 4096, DMA_FROM_DEVICE);
	struct buffer gone = buffer_new(bad, 4096, DMA_TO_DEVICE);
	struct transfer wrong, right;
	unsigned int i;

	buffer_unmap(&gone);
	gone.dma += 0x100000;
	for (i = 0; i < 30; i++) {
		transfer_submit(&wrong, bad, prep_copy(bad, &dst, &gone));
		transfer_submit(&right, good, prep_copy(good, &dst, &src));
		dma_async_issue_pending(bad);
		assert_int_equal(transfer_end(&right), DMA_COMPLETE);
		assert_int_equal(transfer_end(&wrong), DMA_ERROR);
	}
	buffer_free(&src);
	buffer_free(&dst);
	buffer_free(&gone);
	dma_release_channel(bad);
	dma_release_channel(good);
}

/* the channel is still held: to release it the world must wait */
static void a_world_that_is_stopped_in_atomic_context_stops(void **state)
{
	assert_non_null(any_chan());
	preempt_disable();
	local_irq_disable();
	assert_int_equal(dmae_world_stop(), 0);
	assert_false(dmae_world_running());
	assert_int_equal(soft_world(state), 0);
	copy_works(any_chan());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_both_engines(unmapped_source_is_a_read_error_that_names_it),
		on_both_engines(unmapped_destination_is_a_write_error_that_names_it),
		on_both_engines(wrong_directions_are_errors_that_name_them),
		on_both_engines(buffers_that_are_too_short_are_errors),
		on_both_engines(a_mapping_for_another_device_is_none),
		on_both_engines(a_channel_that_is_taken_is_not_given_twice),
		on_both_engines(nothing_to_move_is_not_prepared),
		on_both_engines(an_operation_that_is_not_there_is_not_prepared),
		on_both_engines(memory_out_of_reach_bounces),
		on_both_engines(a_descriptor_is_submitted_once),
		cmocka_unit_test_setup_teardown(a_terminated_descriptor_is_not_submitted, soft_world,
						engine_world_stop),
		on_both_engines(a_released_channel_does_nothing),
		on_both_engines(a_callback_that_would_wait_for_itself_is_refused),
		on_both_engines(other_channels_are_not_disturbed),
		on_both_engines(a_world_that_is_stopped_in_atomic_context_stops),
	};

	return cmocka_run_group_tests_name("bad_clients", tests, NULL, NULL);
}
