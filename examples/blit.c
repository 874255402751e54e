// SPDX-License-Identifier: MIT
/*
 * A 2-D blit: a window of a picture is moved into another picture by one interleaved transfer,
 * without the CPU touching a pixel. A frame of the template is a row of the window; the gap after
 * it leads to the next row.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include <dmae/world.h>

#define WIDTH	64	/* of both pictures, in pixels of a byte */
#define HEIGHT	16

struct window {
	unsigned int x, y, width, height;
};

static void done(void *arg)
{
	complete(arg);
}

static struct dma_async_tx_descriptor *
prep_blit(struct dma_chan *chan, dma_addr_t to, dma_addr_t from, const struct window *w,
	  unsigned int to_x, unsigned int to_y)
{
	struct dma_interleaved_template *t = kzalloc(struct_size(t, sgl, 1), GFP_KERNEL);
	struct dma_async_tx_descriptor *tx;

	t->dir = DMA_MEM_TO_MEM;
	t->src_start = from + w->y * WIDTH + w->x;
	t->dst_start = to + to_y * WIDTH + to_x;
	t->src_inc = t->dst_inc = true;		/* both sides advance, ... */
	t->src_sgl = t->dst_sgl = true;		/* ... and both skip the gap */
	t->numf = w->height;
	t->frame_size = 1;
	t->sgl[0].size = w->width;
	t->sgl[0].icg = WIDTH - w->width;
	tx = dmaengine_prep_interleaved_dma(chan, t, DMA_PREP_INTERRUPT | DMA_CTRL_ACK);
	kfree(t);
	return tx;
}

static int blit(char *to, const char *from, const struct window *w, unsigned int x, unsigned int y)
{
	DECLARE_COMPLETION_ONSTACK(end);
	struct dma_async_tx_descriptor *tx;
	dma_addr_t src, dst;
	struct dma_chan *chan;
	struct device *dev;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_INTERLEAVE, mask);
	chan = dma_request_channel(mask, NULL, NULL);
	if (!chan)
		return -1;
	dev = dmaengine_get_dma_device(chan);
	src = dma_map_single(dev, (void *)from, WIDTH * HEIGHT, DMA_TO_DEVICE);
	/* what is beside the window stays: the device must not be thought to write all of it */
	dst = dma_map_single(dev, to, WIDTH * HEIGHT, DMA_BIDIRECTIONAL);
	tx = prep_blit(chan, dst, src, w, x, y);
	tx->callback = done;
	tx->callback_param = &end;
	dmaengine_submit(tx);
	dma_async_issue_pending(chan);
	wait_for_completion(&end);
	dma_unmap_single(dev, src, WIDTH * HEIGHT, DMA_TO_DEVICE);
	dma_unmap_single(dev, dst, WIDTH * HEIGHT, DMA_BIDIRECTIONAL);
	dma_release_channel(chan);
	return 0;
}

int main(void)
{
	static const struct window w = { .x = 8, .y = 2, .width = 24, .height = 10 };
	struct dmae_world_params p = DMAE_WORLD_PARAMS;
	char *from, *to;
	int i, err;

	if (dmae_world_start(&p))
		return 2;
	from = kmalloc(WIDTH * HEIGHT, GFP_KERNEL);
	to = kmalloc(WIDTH * HEIGHT, GFP_KERNEL);
	for (i = 0; i < WIDTH * HEIGHT; i++) {
		from[i] = "/\\"[(i % WIDTH + i / WIDTH) % 2];
		to[i] = '.';
	}
	err = blit(to, from, &w, 30, 3);
	for (i = 0; i < HEIGHT; i++)
		pr_info("%.*s\n", WIDTH, to + i * WIDTH);
	kfree(from);
	kfree(to);
	return err ? 1 : dmae_world_stop();
}
