// SPDX-License-Identifier: MIT
/* The textbook driver to and from the loopback FIFOs. Kernel side. */
#include <linux/atomic.h>
#include <linux/scatterlist.h>

#include "drivers/textbook_client.h"

#define F_CTRL		0x08
#define  F_ENABLE	0x01
#define  F_TXREQ	0x02
#define  F_RXREQ	0x04
#define  F_RXTO		0x08
#define  F_FLOW		0x10
#define  F_SOURCE	0x20
#define F_STATUS	0x0c
#define  F_ERRORS	0x700
#define F_WATERMARK	0x14
#define F_DIV		0x18

/* What a test has of a FIFO: its registers, and channels for its sides. */
struct port {
	unsigned int id;
	u8 __iomem *regs;
	struct dma_chan *tx, *rx;
};

static void fifo_run(struct port *p, u32 width, u32 burst, u32 more)
{
	writel(burst | burst << 16, p->regs + F_WATERMARK);
	writel(F_ENABLE | F_TXREQ | F_RXREQ | F_RXTO | F_FLOW | more | ilog2(width) << 8,
	       p->regs + F_CTRL);
}

static void configure(struct dma_chan *chan, phys_addr_t src, phys_addr_t dst, u32 width,
		      u32 burst)
{
	struct dma_slave_config cfg = {
		.src_addr = src,
		.dst_addr = dst,
		.src_addr_width = src ? width : DMA_SLAVE_BUSWIDTH_UNDEFINED,
		.dst_addr_width = dst ? width : DMA_SLAVE_BUSWIDTH_UNDEFINED,
		.src_maxburst = src ? burst : 0,
		.dst_maxburst = dst ? burst : 0,
	};

	assert_int_equal(dmaengine_slave_config(chan, &cfg), 0);
}

static void port_open(struct port *p, unsigned int id, u32 width, u32 burst, u32 more)
{
	phys_addr_t phys = id ? FIFO1_PHYS : FIFO0_PHYS;

	p->id = id;
	p->regs = ioremap(phys, 0x1000);
	p->tx = fifo_chan(id, "tx");
	p->rx = fifo_chan(id, "rx");
	configure(p->tx, 0, phys + FIFO_TXDATA, width, burst);
	configure(p->rx, phys + FIFO_RXDATA, 0, width, burst);
	fifo_run(p, width, burst, more);
}

static void port_close(struct port *p)
{
	assert_int_equal(readl(p->regs + F_STATUS) & F_ERRORS, 0);
	writel(0x30000, p->regs + F_CTRL);
	dma_release_channel(p->tx);
	dma_release_channel(p->rx);
	iounmap(p->regs);
}

/* ---- there and back ---------------------------------------------------------- */

static void loop(u32 width, u32 burst, size_t len)
{
	struct port p;
	struct transfer out, in;
	struct buffer src, dst;

	port_open(&p, 0, width, burst, 0);
	src = buffer_new(p.tx, len, DMA_TO_DEVICE);
	dst = buffer_new(p.rx, len, DMA_FROM_DEVICE);
	transfer_submit(&in, dmaengine_prep_slave_single(p.rx, dst.dma, len, DMA_DEV_TO_MEM, 0));
	transfer_submit(&out, dmaengine_prep_slave_single(p.tx, src.dma, len, DMA_MEM_TO_DEV, 0));
	dma_async_issue_pending(p.rx);
	dma_async_issue_pending(p.tx);
	transfer_wait(&out);
	transfer_wait(&in);
	assert_int_equal(in.result.result, DMA_TRANS_NOERROR);
	assert_int_equal(out.result.result, DMA_TRANS_NOERROR);
	buffer_done(&dst);
	assert_memory_equal(dst.mem, src.mem, len);
	buffer_free(&src);
	buffer_free(&dst);
	port_close(&p);
}

static void sends_and_receives(void **state)
{
	u32 width, burst;

	for (width = 1; width <= 4; width *= 2)
		for (burst = 1; burst <= 16; burst *= 4)
			loop(width, burst, 1024);
}

static void lengths_need_not_be_whole_bursts(void **state)
{
	loop(1, 8, 1);
	loop(1, 16, 333);
	loop(2, 8, 2 * 77);
	loop(4, 8, 4 * 77);
}

static void bursts_larger_than_the_controllers_are_cut(void **state)
{
	loop(1, 60, 500);
}

static void scatterlists_go_in_order(void **state)
{
	struct scatterlist out_sg[3], in_sg[2];
	struct transfer out, in;
	unsigned char *src, *dst;
	struct device *dev;
	struct port p;
	size_t i;

	port_open(&p, 1, 1, 8, 0);
	dev = p.tx->device->dev;
	src = kmalloc(600, GFP_KERNEL);
	dst = kzalloc(600, GFP_KERNEL);
	for (i = 0; i < 600; i++)
		src[i] = i * 3;
	sg_init_table(out_sg, 3);
	sg_set_buf(&out_sg[0], src, 100);
	sg_set_buf(&out_sg[1], src + 100, 1);
	sg_set_buf(&out_sg[2], src + 101, 499);
	sg_init_table(in_sg, 2);
	sg_set_buf(&in_sg[0], dst, 250);
	sg_set_buf(&in_sg[1], dst + 250, 350);
	assert_int_equal(dma_map_sg(dev, out_sg, 3, DMA_TO_DEVICE), 3);
	assert_int_equal(dma_map_sg(dev, in_sg, 2, DMA_FROM_DEVICE), 2);
	transfer_submit(&in, dmaengine_prep_slave_sg(p.rx, in_sg, 2, DMA_DEV_TO_MEM, 0));
	transfer_submit(&out, dmaengine_prep_slave_sg(p.tx, out_sg, 3, DMA_MEM_TO_DEV, 0));
	dma_async_issue_pending(p.rx);
	dma_async_issue_pending(p.tx);
	transfer_wait(&in);
	dma_unmap_sg(dev, out_sg, 3, DMA_TO_DEVICE);
	dma_unmap_sg(dev, in_sg, 2, DMA_FROM_DEVICE);
	assert_memory_equal(src, dst, 600);
	kfree(src);
	kfree(dst);
	port_close(&p);
}

static void frames_go_chunk_by_chunk(void **state)
{
	struct dma_interleaved_template *xt;
	struct transfer out, in;
	struct buffer src, dst;
	struct port p;
	size_t i;

	port_open(&p, 0, 1, 4, 0);
	src = buffer_new(p.tx, 64 * 6, DMA_TO_DEVICE);
	dst = buffer_new(p.rx, 30 * 6, DMA_FROM_DEVICE);
	xt = kzalloc(struct_size(xt, sgl, 2), GFP_KERNEL);
	xt->src_start = src.dma;
	xt->dir = DMA_MEM_TO_DEV;
	xt->src_inc = true;
	xt->src_sgl = true;
	xt->numf = 6;
	xt->frame_size = 2;
	xt->sgl[0].size = 10;
	xt->sgl[0].icg = 30;
	xt->sgl[1].size = 20;
	xt->sgl[1].icg = 4;
	transfer_submit(&in, dmaengine_prep_slave_single(p.rx, dst.dma, 180, DMA_DEV_TO_MEM, 0));
	transfer_submit(&out, dmaengine_prep_interleaved_dma(p.tx, xt, 0));
	dma_async_issue_pending(p.rx);
	dma_async_issue_pending(p.tx);
	transfer_wait(&in);
	buffer_done(&dst);
	for (i = 0; i < 6; i++) {
		assert_memory_equal(dst.mem + 30 * i, src.mem + 64 * i, 10);
		assert_memory_equal(dst.mem + 30 * i + 10, src.mem + 64 * i + 40, 20);
	}
	kfree(xt);
	buffer_free(&src);
	buffer_free(&dst);
	port_close(&p);
}

/* ---- device to device ------------------------------------------------------------ */

static void moves_from_device_to_device(void **state)
{
	struct transfer out, over, in;
	struct dma_chan *bridge;
	struct buffer src, dst;
	struct port p, q;
	struct scatterlist sg;

	port_open(&p, 0, 1, 4, 0);
	port_open(&q, 1, 1, 4, 0);
	bridge = fifo_chan(0, "bridge");
	configure(bridge, FIFO0_PHYS + FIFO_RXDATA, FIFO1_PHYS + FIFO_TXDATA, 1, 4);
	src = buffer_new(p.tx, 500, DMA_TO_DEVICE);
	dst = buffer_new(q.rx, 500, DMA_FROM_DEVICE);
	/* the scatterlist only says how much */
	sg_init_table(&sg, 1);
	sg_dma_address(&sg) = 0;
	sg_dma_len(&sg) = 500;
	transfer_submit(&in, dmaengine_prep_slave_single(q.rx, dst.dma, 500, DMA_DEV_TO_MEM, 0));
	transfer_submit(&over, dmaengine_prep_slave_sg(bridge, &sg, 1, DMA_DEV_TO_DEV, 0));
	transfer_submit(&out, dmaengine_prep_slave_single(p.tx, src.dma, 500, DMA_MEM_TO_DEV, 0));
	dma_async_issue_pending(q.rx);
	dma_async_issue_pending(bridge);
	dma_async_issue_pending(p.tx);
	transfer_wait(&out);
	transfer_wait(&over);
	transfer_wait(&in);
	buffer_done(&dst);
	assert_memory_equal(dst.mem, src.mem, 500);
	buffer_free(&src);
	buffer_free(&dst);
	dma_release_channel(bridge);
	port_close(&p);
	port_close(&q);
}

static void device_to_device_needs_a_partner(void **state)
{
	struct dma_chan *rx = fifo_chan(0, "rx");
	struct scatterlist sg;

	configure(rx, FIFO0_PHYS + FIFO_RXDATA, FIFO1_PHYS + FIFO_TXDATA, 1, 4);
	sg_init_table(&sg, 1);
	sg_dma_address(&sg) = 0;
	sg_dma_len(&sg) = 64;
	assert_null(dmaengine_prep_slave_sg(rx, &sg, 1, DMA_DEV_TO_DEV, 0));
	assert_true(log_contains("no request line for the destination"));
	dma_release_channel(rx);
}

/* ---- cyclic --------------------------------------------------------------------------- */

struct ring {
	struct dma_chan *chan;
	struct completion enough;
	atomic_t periods;
	int want;
	bool terminate;
};

static void ring_period(void *arg)
{
	struct ring *r = arg;

	if (atomic_inc_return(&r->periods) < r->want)
		return;
	if (r->terminate)
		dmaengine_terminate_async(r->chan);
	complete(&r->enough);
}

static void ring_start(struct ring *r, struct dma_chan *chan, struct buffer *b, size_t period,
		       enum dma_transfer_direction dir, int want)
{
	struct dma_async_tx_descriptor *tx;

	memset(r, 0, sizeof(*r));
	r->chan = chan;
	r->want = want;
	init_completion(&r->enough);
	tx = dmaengine_prep_dma_cyclic(chan, b->dma, b->len, period, dir, DMA_PREP_INTERRUPT);
	assert_non_null(tx);
	tx->callback = ring_period;
	tx->callback_param = r;
	assert_false(dma_submit_error(dmaengine_submit(tx)));
	dma_async_issue_pending(chan);
}

static void ring_wait(struct ring *r)
{
	assert_int_not_equal(wait_for_completion_timeout(&r->enough, msecs_to_jiffies(5000)), 0);
}

static void cyclic_calls_back_for_each_period(void **state)
{
	struct buffer b;
	struct ring r;
	struct port p;
	int before;

	port_open(&p, 0, 1, 8, F_SOURCE);
	b = buffer_new(p.tx, 256, DMA_TO_DEVICE);
	ring_start(&r, p.tx, &b, 64, DMA_MEM_TO_DEV, 20);
	ring_wait(&r);
	assert_int_equal(dmaengine_terminate_sync(p.tx), 0);
	before = atomic_read(&r.periods);
	msleep(5);
	assert_int_equal(atomic_read(&r.periods), before);
	/* 10 MB/s: a period takes 6.4 us, and none is missed */
	if (!under_threads())
		assert_in_range(before, 20, 22);
	buffer_free(&b);
	port_close(&p);
}

static void cyclic_fills_its_buffer_over_and_over(void **state)
{
	struct buffer b;
	struct ring r;
	struct port p;
	size_t i, breaks = 0;

	port_open(&p, 0, 1, 8, F_SOURCE);
	b = buffer_new(p.rx, 256, DMA_FROM_DEVICE);
	ring_start(&r, p.rx, &b, 64, DMA_DEV_TO_MEM, 9);
	ring_wait(&r);
	assert_int_equal(dmaengine_terminate_sync(p.rx), 0);
	buffer_done(&b);
	/* the source counts; as 256 bytes are a whole count, the ring always holds it */
	for (i = 0; i < 256; i++)
		breaks += b.mem[i] != (unsigned char)i;
	assert_int_equal(breaks, 0);
	buffer_free(&b);
	port_close(&p);
}

static void cyclic_can_be_terminated_by_its_callback(void **state)
{
	struct buffer b;
	struct ring r;
	struct port p;

	port_open(&p, 0, 1, 8, F_SOURCE);
	b = buffer_new(p.tx, 256, DMA_TO_DEVICE);
	ring_start(&r, p.tx, &b, 64, DMA_MEM_TO_DEV, 5);
	r.terminate = true;
	ring_wait(&r);
	dmaengine_synchronize(p.tx);
	msleep(2);
	assert_true(atomic_read(&r.periods) >= 5);
	if (!under_threads())
		assert_int_equal(atomic_read(&r.periods), 5);
	copy_works(p.tx, 4096);
	buffer_free(&b);
	port_close(&p);
}

static void cyclic_without_interrupt_is_silent(void **state)
{
	struct dma_async_tx_descriptor *tx;
	struct dma_tx_state st;
	struct ring r = { .want = 1000 };
	dma_cookie_t cookie;
	struct buffer b;
	struct port p;

	port_open(&p, 0, 1, 8, F_SOURCE);
	b = buffer_new(p.tx, 256, DMA_TO_DEVICE);
	init_completion(&r.enough);
	tx = dmaengine_prep_dma_cyclic(p.tx, b.dma, 256, 64, DMA_MEM_TO_DEV, 0);
	assert_non_null(tx);
	tx->callback = ring_period;
	tx->callback_param = &r;
	cookie = dmaengine_submit(tx);
	dma_async_issue_pending(p.tx);
	msleep(2);
	assert_int_equal(dmaengine_tx_status(p.tx, cookie, &st), DMA_IN_PROGRESS);
	assert_in_range(st.residue, 0, 256);
	assert_int_equal(atomic_read(&r.periods), 0);
	assert_int_equal(dmaengine_terminate_sync(p.tx), 0);
	buffer_free(&b);
	port_close(&p);
}

/* the framework would stop these before they reach the driver */
static void cyclic_rejects_partial_period(void **state)
{
	struct dma_chan *tx = fifo_chan(0, "tx");
	struct dma_device *ddev = tx->device;

	configure(tx, 0, FIFO0_PHYS + FIFO_TXDATA, 1, 8);
	assert_null(ddev->device_prep_dma_cyclic(tx, 0x80000000, 256, 100, DMA_MEM_TO_DEV, 0));
	assert_true(log_contains("cyclic buffer of 256 bytes: not a multiple of its period, 100"));
	assert_null(ddev->device_prep_dma_cyclic(tx, 0x80000000, 256, 0, DMA_MEM_TO_DEV, 0));
	assert_null(ddev->device_prep_dma_cyclic(tx, 0x80000000, 0, 64, DMA_MEM_TO_DEV, 0));
	dma_release_channel(tx);
}

static void cyclic_residue_goes_round(void **state)
{
	struct dma_async_tx_descriptor *tx;
	unsigned int wraps = 0, i;
	struct dma_tx_state st;
	dma_cookie_t cookie;
	struct buffer b;
	struct port p;
	u32 before = 0;

	need_virtual_time();
	port_open(&p, 0, 1, 8, F_SOURCE);
	b = buffer_new(p.tx, 256, DMA_TO_DEVICE);
	tx = dmaengine_prep_dma_cyclic(p.tx, b.dma, 256, 64, DMA_MEM_TO_DEV, DMA_PREP_INTERRUPT);
	cookie = dmaengine_submit(tx);
	dma_async_issue_pending(p.tx);
	for (i = 0; i < 1000; i++) {
		assert_int_equal(dmaengine_tx_status(p.tx, cookie, &st), DMA_IN_PROGRESS);
		assert_in_range(st.residue, 0, 256);
		wraps += st.residue > before;
		before = st.residue;
		udelay(1);
	}
	assert_true(wraps > 10);
	assert_int_equal(dmaengine_terminate_sync(p.tx), 0);
	buffer_free(&b);
	port_close(&p);
}

/* ---- pause ------------------------------------------------------------------------------ */

static void pauses_between_bursts(void **state)
{
	struct transfer out, in;
	struct dma_tx_state st;
	struct buffer src, dst;
	struct port p;
	u32 residue;

	port_open(&p, 0, 1, 8, 0);
	src = buffer_new(p.tx, 2000, DMA_TO_DEVICE);
	dst = buffer_new(p.rx, 2000, DMA_FROM_DEVICE);
	transfer_submit(&in, dmaengine_prep_slave_single(p.rx, dst.dma, 2000, DMA_DEV_TO_MEM, 0));
	transfer_submit(&out, dmaengine_prep_slave_single(p.tx, src.dma, 2000, DMA_MEM_TO_DEV, 0));
	dma_async_issue_pending(p.rx);
	dma_async_issue_pending(p.tx);
	udelay(50);
	assert_int_equal(dmaengine_pause(p.rx), 0);
	if (dmaengine_tx_status(p.rx, in.cookie, &st) == DMA_PAUSED) {
		residue = st.residue;
		msleep(2);
		dmaengine_tx_status(p.rx, in.cookie, &st);
		assert_int_equal(st.residue, residue);
	}
	assert_int_equal(dmaengine_resume(p.rx), 0);
	transfer_wait(&in);
	buffer_done(&dst);
	assert_memory_equal(dst.mem, src.mem, 2000);
	buffer_free(&src);
	buffer_free(&dst);
	port_close(&p);
}

/* ---- configuration ------------------------------------------------------------------------ */

static void config_rejects_widths_it_has_not(void **state)
{
	struct dma_chan *tx = fifo_chan(0, "tx");
	struct dma_slave_config cfg = {
		.dst_addr = FIFO0_PHYS + FIFO_TXDATA,
		.dst_addr_width = DMA_SLAVE_BUSWIDTH_8_BYTES,
	};

	assert_int_equal(dmaengine_slave_config(tx, &cfg), -EINVAL);
	assert_true(log_contains("register width 8: must be 1, 2 or 4 bytes"));
	cfg.dst_addr_width = DMA_SLAVE_BUSWIDTH_3_BYTES;
	assert_int_equal(dmaengine_slave_config(tx, &cfg), -EINVAL);
	dma_release_channel(tx);
}

static void prep_needs_a_configuration(void **state)
{
	struct dma_chan *tx = fifo_chan(0, "tx");

	assert_null(dmaengine_prep_slave_single(tx, 0x80000000, 64, DMA_MEM_TO_DEV, 0));
	assert_true(log_contains("no destination address and width configured"));
	configure(tx, 0, FIFO0_PHYS + FIFO_TXDATA, 4, 8);
	assert_null(dmaengine_prep_slave_single(tx, 0x80000002, 64, DMA_MEM_TO_DEV, 0));
	assert_null(dmaengine_prep_slave_single(tx, 0x80000000, 63, DMA_MEM_TO_DEV, 0));
	assert_null(dmaengine_prep_slave_single(tx, 0x80000000, 0, DMA_MEM_TO_DEV, 0));
	assert_null(dmaengine_prep_slave_single(tx, 0x80000000, 64, DMA_DEV_TO_MEM, 0));
	dma_release_channel(tx);
}

static void says_what_it_can_do(void **state)
{
	struct dma_chan *tx = fifo_chan(0, "tx");
	struct dma_slave_caps caps;

	assert_int_equal(dma_get_slave_caps(tx, &caps), 0);
	assert_int_equal(caps.src_addr_widths, BIT(1) | BIT(2) | BIT(4));
	assert_int_equal(caps.dst_addr_widths, BIT(1) | BIT(2) | BIT(4));
	assert_int_equal(caps.directions, BIT(DMA_MEM_TO_MEM) | BIT(DMA_MEM_TO_DEV) |
			 BIT(DMA_DEV_TO_MEM) | BIT(DMA_DEV_TO_DEV));
	assert_int_equal(caps.max_burst, 16);
	assert_int_equal(caps.residue_granularity, DMA_RESIDUE_GRANULARITY_BURST);
	assert_true(caps.cmd_pause && caps.cmd_resume && caps.cmd_terminate);
	assert_true(caps.descriptor_reuse);
	dma_release_channel(tx);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		textbook_test(sends_and_receives),
		textbook_test(lengths_need_not_be_whole_bursts),
		textbook_test(bursts_larger_than_the_controllers_are_cut),
		textbook_test(scatterlists_go_in_order),
		textbook_test(frames_go_chunk_by_chunk),
		textbook_test(moves_from_device_to_device),
		textbook_test(device_to_device_needs_a_partner),
		textbook_test(cyclic_calls_back_for_each_period),
		textbook_test(cyclic_fills_its_buffer_over_and_over),
		textbook_test(cyclic_can_be_terminated_by_its_callback),
		textbook_test(cyclic_without_interrupt_is_silent),
		textbook_test(cyclic_rejects_partial_period),
		textbook_test(cyclic_residue_goes_round),
		textbook_test(pauses_between_bursts),
		textbook_test(config_rejects_widths_it_has_not),
		textbook_test(prep_needs_a_configuration),
		textbook_test(says_what_it_can_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
