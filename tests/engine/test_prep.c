// SPDX-License-Identifier: MIT
/* The inline helpers: what they hand on, and what they compute. */
#include "fake_dma.h"

static struct fake_dma fake;

static struct dma_chan *setup_channel(void)
{
	fake_init(&fake, fake_device(FAKE_A), 1);
	assert_int_equal(dma_async_device_register(&fake.dma), 0);
	return dma_get_slave_channel(&fake.chans[0].chan);
}

static void teardown_channel(void)
{
	dma_release_channel(&fake.chans[0].chan);
	dma_async_device_unregister(&fake.dma);
}

static void copies_and_fills_are_handed_on(void **state)
{
	struct dma_chan *chan = setup_channel();

	assert_non_null(dmaengine_prep_dma_memcpy(chan, 0x1000, 0x2000, 64, DMA_PREP_FENCE));
	assert_string_equal(fake.last.op, "memcpy");
	assert_int_equal(fake.last.dst, 0x1000);
	assert_int_equal(fake.last.src, 0x2000);
	assert_int_equal(fake.last.len, 64);
	assert_int_equal(fake.last.flags, DMA_PREP_FENCE);

	assert_non_null(dmaengine_prep_dma_memset(chan, 0x3000, 0x5a, 32, DMA_CTRL_ACK));
	assert_string_equal(fake.last.op, "memset");
	assert_int_equal(fake.last.dst, 0x3000);
	assert_int_equal(fake.last.value, 0x5a);
	assert_int_equal(fake.last.len, 32);
	teardown_channel();
}

static void slave_transfers_are_handed_on(void **state)
{
	struct dma_vec vecs[2] = { { 0x4000, 16 }, { 0x5000, 8 } };
	struct dma_chan *chan = setup_channel();
	struct scatterlist sg[2];

	assert_non_null(dmaengine_prep_slave_single(chan, 0x4000, 96, DMA_DEV_TO_MEM, 0));
	assert_string_equal(fake.last.op, "slave_sg");
	assert_int_equal(fake.last.src, 0x4000);
	assert_int_equal(fake.last.len, 96);
	assert_int_equal(fake.last.nents, 1);
	assert_int_equal(fake.last.dir, DMA_DEV_TO_MEM);
	assert_null(fake.last.context);

	sg_init_table(sg, 2);
	assert_non_null(dmaengine_prep_slave_sg(chan, sg, 2, DMA_MEM_TO_DEV, 0));
	assert_int_equal(fake.last.nents, 2);
	assert_non_null(dmaengine_prep_rio_sg(chan, sg, 2, DMA_MEM_TO_DEV, 0, (void *)0x77));
	assert_ptr_equal(fake.last.context, (void *)0x77);

	assert_non_null(dmaengine_prep_peripheral_dma_vec(chan, vecs, 2, DMA_MEM_TO_DEV, 0));
	assert_string_equal(fake.last.op, "vec");
	assert_int_equal(fake.last.nents, 2);
	assert_int_equal(fake.last.len, 16);
	teardown_channel();
}

static void repeat_needs_the_capability(void **state)
{
	struct dma_interleaved_template xt = { .numf = 1, .frame_size = 1, .dir = DMA_MEM_TO_MEM };
	struct dma_chan *chan = setup_channel();

	assert_non_null(dmaengine_prep_interleaved_dma(chan, &xt, 0));
	assert_null(dmaengine_prep_interleaved_dma(chan, &xt, DMA_PREP_REPEAT));
	dma_cap_set(DMA_REPEAT, fake.dma.cap_mask);
	assert_non_null(dmaengine_prep_interleaved_dma(chan, &xt, DMA_PREP_REPEAT));
	teardown_channel();
}

static void alignment_is_checked_for_all_three(void **state)
{
	struct dma_device dev = { .copy_align = DMAENGINE_ALIGN_8_BYTES,
				  .xor_align = DMAENGINE_ALIGN_16_BYTES,
				  .pq_align = DMAENGINE_ALIGN_4_BYTES,
				  .fill_align = DMAENGINE_ALIGN_2_BYTES };

	assert_true(is_dma_copy_aligned(&dev, 8, 16, 24));
	assert_false(is_dma_copy_aligned(&dev, 4, 16, 24));
	assert_false(is_dma_copy_aligned(&dev, 8, 20, 24));
	assert_false(is_dma_copy_aligned(&dev, 8, 16, 25));
	assert_true(is_dma_xor_aligned(&dev, 16, 32, 48));
	assert_false(is_dma_xor_aligned(&dev, 8, 32, 48));
	assert_true(is_dma_pq_aligned(&dev, 4, 8, 12));
	assert_false(is_dma_pq_aligned(&dev, 2, 8, 12));
	assert_true(is_dma_fill_aligned(&dev, 2, 0, 6));
	assert_false(is_dma_fill_aligned(&dev, 1, 0, 6));
	assert_true(dmaengine_check_align(DMAENGINE_ALIGN_1_BYTE, 1, 3, 5));
}

static void continuation_costs_sources(void **state)
{
	struct dma_device dev = { 0 };

	dma_set_maxpq(&dev, 8, 0);
	assert_false(dma_dev_has_pq_continue(&dev));
	assert_int_equal(dma_maxpq(&dev, 0), 8);
	assert_int_equal(dma_maxpq(&dev, DMA_PREP_CONTINUE), 5);
	assert_int_equal(dma_maxpq(&dev, DMA_PREP_CONTINUE | DMA_PREP_PQ_DISABLE_P), 7);

	dma_set_maxpq(&dev, 8, 1);
	assert_true(dma_dev_has_pq_continue(&dev));
	assert_int_equal(dma_dev_to_maxpq(&dev), 8);
	assert_int_equal(dma_maxpq(&dev, DMA_PREP_CONTINUE), 8);
	assert_true(dmaf_continue(DMA_PREP_CONTINUE));
	assert_false(dmaf_p_disabled_continue(DMA_PREP_CONTINUE));
}

static void gaps_apply_to_the_side_that_has_them(void **state)
{
	struct dma_interleaved_template xt = { .src_inc = true, .dst_inc = true, .src_sgl = true };
	struct data_chunk chunk = { .size = 8, .icg = 4 };

	assert_int_equal(dmaengine_get_src_icg(&xt, &chunk), 4);
	assert_int_equal(dmaengine_get_dst_icg(&xt, &chunk), 0);
	chunk.dst_icg = 6;
	chunk.src_icg = 2;
	assert_int_equal(dmaengine_get_src_icg(&xt, &chunk), 2);
	assert_int_equal(dmaengine_get_dst_icg(&xt, &chunk), 6);
	xt.dst_inc = false;
	assert_int_equal(dmaengine_get_dst_icg(&xt, &chunk), 0);
}

static void directions_have_names(void **state)
{
	assert_string_equal(dmaengine_get_direction_text(DMA_MEM_TO_MEM), "MEM_TO_MEM");
	assert_string_equal(dmaengine_get_direction_text(DMA_MEM_TO_DEV), "MEM_TO_DEV");
	assert_string_equal(dmaengine_get_direction_text(DMA_DEV_TO_MEM), "DEV_TO_MEM");
	assert_string_equal(dmaengine_get_direction_text(DMA_DEV_TO_DEV), "DEV_TO_DEV");
	assert_string_equal(dmaengine_get_direction_text(DMA_TRANS_NONE), "invalid");
	assert_true(is_slave_direction(DMA_DEV_TO_DEV));
	assert_false(is_slave_direction(DMA_MEM_TO_MEM));
}

static void mapping_device_is_the_controller_or_the_channel(void **state)
{
	struct dma_chan *chan = setup_channel();

	assert_ptr_equal(dmaengine_get_dma_device(chan), fake.dma.dev);
	chan->dev->chan_dma_dev = true;
	assert_ptr_equal(dmaengine_get_dma_device(chan), &chan->dev->device);
	teardown_channel();
}

static void masks_hold_capabilities(void **state)
{
	dma_cap_mask_t mask;
	int cap, n = 0;

	dma_cap_zero(mask);
	dma_cap_set(DMA_XOR, mask);
	dma_cap_set(DMA_LOAD_EOT, mask);
	dma_cap_set(DMA_CYCLIC, mask);
	dma_cap_clear(DMA_CYCLIC, mask);
	for_each_dma_cap_mask(cap, mask)
		n += cap;
	assert_int_equal(n, DMA_XOR + DMA_LOAD_EOT);
	assert_true(dma_has_cap(DMA_XOR, mask));
	assert_false(dma_has_cap(DMA_CYCLIC, mask));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fake_test(copies_and_fills_are_handed_on),
		fake_test(slave_transfers_are_handed_on),
		fake_test(repeat_needs_the_capability),
		cmocka_unit_test(alignment_is_checked_for_all_three),
		cmocka_unit_test(continuation_costs_sources),
		cmocka_unit_test(gaps_apply_to_the_side_that_has_them),
		cmocka_unit_test(directions_have_names),
		fake_test(mapping_device_is_the_controller_or_the_channel),
		cmocka_unit_test(masks_hold_capabilities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
