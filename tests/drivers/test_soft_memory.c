// SPDX-License-Identifier: MIT
/* The software engine: copies, fills and transfers with gaps. */
#include <linux/scatterlist.h>

#include "soft_client.h"

#define GUARD 64

/* copy @len bytes from @src_off to @dst_off of two buffers; guards stay as they are */
static void check_copy(struct dma_chan *chan, size_t len, size_t src_off, size_t dst_off)
{
	size_t size = len + 4 * GUARD;
	u8 *src = random_buffer(size), *dst = random_buffer(size);
	u8 *want = kmemdup(dst, size, GFP_KERNEL);
	dma_addr_t from = map(chan, src, size, DMA_TO_DEVICE);
	dma_addr_t to = map(chan, dst, size, DMA_FROM_DEVICE);

	memcpy(want + dst_off, src + src_off, len);
	assert_int_equal(soft_run_tx(chan, dmaengine_prep_dma_memcpy(chan, to + dst_off,
		from + src_off, len, DMA_PREP_INTERRUPT | DMA_CTRL_ACK)), DMA_TRANS_NOERROR);
	unmap(chan, from, size, DMA_TO_DEVICE);
	unmap(chan, to, size, DMA_FROM_DEVICE);
	assert_memory_equal(dst, want, size);
	kfree(src);
	kfree(dst);
	kfree(want);
}

static void memcpy_copies_any_length_at_any_offset(void **state)
{
	static const size_t lengths[] = { 1, 2, 63, 64, 65, 4095, 4096, 100000, 700001 };
	struct dma_chan *chan = soft_chan();
	unsigned int i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		check_copy(chan, lengths[i], GUARD, GUARD);
		check_copy(chan, lengths[i], GUARD + 1, GUARD + 7);
	}
	dma_release_channel(chan);
}

/* like memmove() */
static void check_overlap(size_t len, long shift)
{
	struct dma_chan *chan = soft_chan();
	size_t size = len + (shift < 0 ? -shift : shift);
	u8 *mem = random_buffer(size), *want = kmemdup(mem, size, GFP_KERNEL);
	size_t from = shift < 0 ? -shift : 0, to = shift < 0 ? 0 : shift;
	dma_addr_t addr = map(chan, mem, size, DMA_BIDIRECTIONAL);

	memmove(want + to, want + from, len);
	assert_int_equal(soft_run_tx(chan, dmaengine_prep_dma_memcpy(chan, addr + to, addr + from,
		len, DMA_CTRL_ACK)), DMA_TRANS_NOERROR);
	unmap(chan, addr, size, DMA_BIDIRECTIONAL);
	assert_memory_equal(mem, want, size);
	kfree(mem);
	kfree(want);
	dma_release_channel(chan);
}

static void overlapping_copy_moves(void **state)
{
	check_overlap(1000, 1);
	check_overlap(1000, -1);
	/* more than one piece */
	check_overlap(900000, 1000);
	check_overlap(900000, -1000);
	check_overlap(900000, 500000);
	check_overlap(900000, -500000);
}

static void overlapping_copy_moves_across_mappings(void **state)
{
	struct dma_chan *chan = soft_chan();
	u8 *mem = random_buffer(8192), *want = kmemdup(mem, 8192, GFP_KERNEL);
	dma_addr_t first = map(chan, mem, 4096, DMA_BIDIRECTIONAL);
	dma_addr_t second = map(chan, mem + 4096, 4096, DMA_BIDIRECTIONAL);

	memmove(want + 100, want, 8000);
	assert_int_equal(second, first + 4096);
	assert_int_equal(soft_run_tx(chan, dmaengine_prep_dma_memcpy(chan, first + 100, first,
		8000, DMA_CTRL_ACK)), DMA_TRANS_NOERROR);
	unmap(chan, first, 4096, DMA_BIDIRECTIONAL);
	unmap(chan, second, 4096, DMA_BIDIRECTIONAL);
	assert_memory_equal(mem, want, 8192);
	kfree(mem);
	kfree(want);
	dma_release_channel(chan);
}

static void memset_fills_with_the_low_byte(void **state)
{
	struct dma_chan *chan = soft_chan();
	size_t size = 300000;
	u8 *mem = random_buffer(size), *want = kmemdup(mem, size, GFP_KERNEL);
	dma_addr_t addr = map(chan, mem, size, DMA_FROM_DEVICE);

	memset(want + 3, 0xa5, size - 7);
	assert_int_equal(soft_run_tx(chan, dmaengine_prep_dma_memset(chan, addr + 3, 0x123a5,
		size - 7, DMA_CTRL_ACK)), DMA_TRANS_NOERROR);
	unmap(chan, addr, size, DMA_FROM_DEVICE);
	assert_memory_equal(mem, want, size);
	kfree(mem);
	kfree(want);
	dma_release_channel(chan);
}

static void check_memset_sg(unsigned int nents)
{
	struct dma_chan *chan = soft_chan();
	size_t stride = 300, size = nents * stride;
	u8 *mem = random_buffer(size), *want = kmemdup(mem, size, GFP_KERNEL);
	struct scatterlist *sgl = kcalloc(nents, sizeof(*sgl), GFP_KERNEL);
	struct dma_async_tx_descriptor *tx;
	unsigned int i;
	int mapped;

	sg_init_table(sgl, nents);
	for (i = 0; i < nents; i++) {
		sg_set_buf(&sgl[i], mem + i * stride, 200 + i % 50);
		memset(want + i * stride, 0x77, 200 + i % 50);
	}
	mapped = dma_map_sg(soft_dev(chan), sgl, nents, DMA_FROM_DEVICE);
	assert_true(mapped > 0);
	tx = chan->device->device_prep_dma_memset_sg(chan, sgl, mapped, 0x77, DMA_CTRL_ACK);
	/* the list is the caller's again */
	assert_int_equal(soft_run_tx(chan, tx), DMA_TRANS_NOERROR);
	dma_unmap_sg(soft_dev(chan), sgl, nents, DMA_FROM_DEVICE);
	assert_memory_equal(mem, want, size);
	kfree(sgl);
	kfree(mem);
	kfree(want);
	dma_release_channel(chan);
}

static void memset_sg_fills_each_entry(void **state)
{
	check_memset_sg(1);
	check_memset_sg(16);
	check_memset_sg(17);
	check_memset_sg(200);
}

static void interrupt_moves_nothing_and_calls_back(void **state)
{
	struct dma_chan *chan = soft_chan();

	assert_int_equal(soft_run_tx(chan, chan->device->device_prep_dma_interrupt(chan,
		DMA_PREP_INTERRUPT | DMA_CTRL_ACK)), DMA_TRANS_NOERROR);
	dma_release_channel(chan);
}

/* ---- gaps -------------------------------------------------------------- */

#define AREA 20000

/* what the template says, byte by byte */
static void reference(u8 *dst, const u8 *src, struct dma_interleaved_template *xt)
{
	size_t from = 0, to = 0, frame, i;

	for (frame = 0; frame < xt->numf; frame++)
		for (i = 0; i < xt->frame_size; i++) {
			memcpy(dst + to, src + from, xt->sgl[i].size);
			if (xt->src_inc)
				from += xt->sgl[i].size + dmaengine_get_src_icg(xt, &xt->sgl[i]);
			if (xt->dst_inc)
				to += xt->sgl[i].size + dmaengine_get_dst_icg(xt, &xt->sgl[i]);
		}
}

static void check_interleaved(struct dma_interleaved_template *xt)
{
	struct dma_chan *chan = soft_chan();
	u8 *src = random_buffer(AREA), *dst = random_buffer(AREA);
	u8 *want = kmemdup(dst, AREA, GFP_KERNEL);

	xt->dir = DMA_MEM_TO_MEM;
	xt->src_start = map(chan, src, AREA, DMA_TO_DEVICE);
	xt->dst_start = map(chan, dst, AREA, DMA_FROM_DEVICE);
	reference(want, src, xt);
	assert_int_equal(soft_run_tx(chan, dmaengine_prep_interleaved_dma(chan, xt, DMA_CTRL_ACK)),
			 DMA_TRANS_NOERROR);
	unmap(chan, xt->src_start, AREA, DMA_TO_DEVICE);
	unmap(chan, xt->dst_start, AREA, DMA_FROM_DEVICE);
	assert_memory_equal(dst, want, AREA);
	kfree(src);
	kfree(dst);
	kfree(want);
	dma_release_channel(chan);
}

static struct dma_interleaved_template *template(size_t numf, size_t frame_size)
{
	struct dma_interleaved_template *xt;
	size_t i;

	xt = kzalloc(sizeof(*xt) + frame_size * sizeof(xt->sgl[0]), GFP_KERNEL);
	assert_non_null(xt);
	xt->numf = numf;
	xt->frame_size = frame_size;
	xt->src_inc = true;
	xt->dst_inc = true;
	for (i = 0; i < frame_size; i++) {
		xt->sgl[i].size = 10 + 3 * i;
		xt->sgl[i].icg = 5 + i;
	}
	return xt;
}

static void interleaved_gathers_scatters_and_both(void **state)
{
	struct dma_interleaved_template *xt = template(7, 5);
	int sides;

	for (sides = 0; sides < 4; sides++) {
		xt->src_sgl = sides & 1;
		xt->dst_sgl = sides & 2;
		check_interleaved(xt);
	}
	kfree(xt);
}

static void gaps_of_one_side_differ(void **state)
{
	struct dma_interleaved_template *xt = template(5, 3);

	xt->src_sgl = true;
	xt->dst_sgl = true;
	xt->sgl[1].src_icg = 40;
	xt->sgl[2].dst_icg = 1;
	check_interleaved(xt);
	kfree(xt);
}

static void side_that_does_not_advance_stays(void **state)
{
	struct dma_interleaved_template *xt = template(9, 2);

	xt->src_inc = false;
	check_interleaved(xt);
	xt->src_inc = true;
	xt->dst_inc = false;
	check_interleaved(xt);
	kfree(xt);
}

static void long_frames_are_carried_out(void **state)
{
	struct dma_interleaved_template *xt = template(2, 60);

	xt->src_sgl = true;
	check_interleaved(xt);
	kfree(xt);
}

static void impossible_templates_are_refused(void **state)
{
	struct dma_interleaved_template *xt = template(2, 2);
	struct dma_chan *chan = soft_chan();

	xt->dir = DMA_MEM_TO_DEV;
	assert_null(dmaengine_prep_interleaved_dma(chan, xt, 0));
	assert_true(log_contains("dma0chan0: interleaved: memory to memory only"));
	xt->dir = DMA_MEM_TO_MEM;
	xt->sgl[1].size = 0;
	assert_null(dmaengine_prep_interleaved_dma(chan, xt, 0));
	assert_true(log_contains("interleaved: an empty chunk"));
	xt->sgl[1].size = (size_t)-1;
	assert_null(dmaengine_prep_interleaved_dma(chan, xt, 0));
	xt->sgl[1].size = 1ul << 62;
	xt->numf = 4;
	assert_null(dmaengine_prep_interleaved_dma(chan, xt, 0));
	xt->numf = 0;
	assert_null(dmaengine_prep_interleaved_dma(chan, xt, 0));
	assert_null(chan->device->device_prep_dma_memcpy(chan, 0, 0, 0, 0));
	assert_null(chan->device->device_prep_dma_memset(chan, 0, 0, 0, 0));
	assert_null(chan->device->device_prep_dma_memset_sg(chan, NULL, 0, 0, 0));
	dma_release_channel(chan);
	kfree(xt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		soft_test(memcpy_copies_any_length_at_any_offset),
		soft_test(overlapping_copy_moves),
		soft_test(overlapping_copy_moves_across_mappings),
		soft_test(memset_fills_with_the_low_byte),
		soft_test(memset_sg_fills_each_entry),
		soft_test(interrupt_moves_nothing_and_calls_back),
		soft_test(interleaved_gathers_scatters_and_both),
		soft_test(gaps_of_one_side_differ),
		soft_test(side_that_does_not_advance_stays),
		soft_test(long_frames_are_carried_out),
		soft_test(impossible_templates_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
