// SPDX-License-Identifier: MIT
/*
 * One test thread: transfers of random length and place, one after another,
 * each checked. Results are logged in the lines that Linux's dmatest prints.
 */
#include <linux/dma-mapping.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "base/host.h"
#include "clients/dmatest/dmatest.h"
#include "engine/stuck.h"

/**
 * struct run - the state of a thread's loop
 * @len: bytes of the transfer under way
 * @align_shift: lengths and offsets are multiples of two to the power of this
 * @untimed_ns: spent on filling and comparing, which is not the engine's time
 */
struct run {
	struct dmatest_thread *thread;
	const struct dmatest_params *params;
	struct dma_chan *chan;
	struct dma_device *dev;
	struct device *dma_dev;
	struct dmatest_buffers src, dst;
	dma_addr_t *srcs, *dsts;
	u8 *coefs;
	unsigned int len;
	unsigned int align_shift;
	unsigned long flags;
	s64 untimed_ns;
};

static void log_result(const struct run *run, const char *what, long data)
{
	pr_info("%s: result #%u: '%s' with src_off=0x%x dst_off=0x%x len=0x%x (%ld)\n",
		current->comm, run->thread->tests, what, run->src.off, run->dst.off, run->len,
		data);
}

static void log_passed(const struct run *run)
{
	if (run->params->verbose)
		log_result(run, "test passed", 0);
	else
		pr_debug("%s: result #%u: '%s' with src_off=0x%x dst_off=0x%x len=0x%x (%lu)\n",
			 current->comm, run->thread->tests, "test passed", run->src.off,
			 run->dst.off, run->len, 0ul);
}

/* ---- setting up -------------------------------------------------------- */

/* the number of sources must be odd, so that equal sources XOR to one of them */
static unsigned int odd_at_most(unsigned int wanted, unsigned int limit)
{
	unsigned int n = min(wanted | 1, limit);

	return n % 2 ? n : n - 1;
}

static int choose_counts(struct run *run, unsigned int *nsrc, unsigned int *ndst)
{
	unsigned int shift;

	*nsrc = *ndst = 1;
	switch (run->thread->type) {
	case DMA_MEMCPY:
		shift = run->dev->copy_align;
		break;
	case DMA_MEMSET:
		shift = run->dev->fill_align;
		break;
	case DMA_XOR:
		shift = run->dev->xor_align;
		*nsrc = odd_at_most(run->params->xor_sources, run->dev->max_xor);
		break;
	case DMA_PQ:
		shift = run->dev->pq_align;
		*nsrc = odd_at_most(run->params->pq_sources, dma_maxpq(run->dev, 0));
		*ndst = 2;
		break;
	default:
		return -EINVAL;
	}
	run->align_shift = run->params->alignment < 0 ? shift : run->params->alignment;
	if (*nsrc + *ndst >= 255) {
		pr_err("too many buffers (%d of 255 supported)\n", *nsrc + *ndst);
		return -EINVAL;
	}
	if (run->align_shift > 31 || 1u << run->align_shift > run->params->buf_size) {
		pr_err("%u-byte buffer too small for %llu-byte alignment\n", run->params->buf_size,
		       1ull << (run->align_shift & 63));
		return -EINVAL;
	}
	return 0;
}

static void run_free(struct run *run)
{
	kfree(run->coefs);
	kfree(run->dsts);
	kfree(run->srcs);
	dmatest_buffers_free(&run->dst);
	dmatest_buffers_free(&run->src);
}

static int run_alloc(struct run *run)
{
	unsigned int nsrc, ndst, align;
	int err = choose_counts(run, &nsrc, &ndst);

	if (err)
		return err;
	align = run->align_shift ? 1u << run->align_shift : 0;
	err = -ENOMEM;
	if (dmatest_buffers_alloc(&run->src, nsrc, run->params->buf_size, align) ||
	    dmatest_buffers_alloc(&run->dst, ndst, run->params->buf_size, align))
		goto err_free;
	run->srcs = kcalloc(nsrc, sizeof(*run->srcs), GFP_KERNEL);
	run->dsts = kcalloc(ndst, sizeof(*run->dsts), GFP_KERNEL);
	run->coefs = kmalloc(nsrc, GFP_KERNEL);
	if (!run->srcs || !run->dsts || !run->coefs)
		goto err_free;
	/* with all coefficients 1, Q is P, and both are the source */
	memset(run->coefs, 1, nsrc);
	return 0;

err_free:
	run_free(run);
	return err;
}

/* ---- one transfer ------------------------------------------------------ */

static unsigned long random_below(unsigned long limit)
{
	unsigned long value;

	get_random_bytes(&value, sizeof(value));
	return value % limit;
}

static int choose_place(struct run *run)
{
	unsigned int size = run->params->buf_size, shift = run->align_shift;

	if (run->params->transfer_size) {
		if (run->params->transfer_size >= size) {
			pr_err("%u-byte transfer size must be lower than %u-buffer size\n",
			       run->params->transfer_size, size);
			return -EINVAL;
		}
		run->len = run->params->transfer_size;
	} else {
		run->len = run->params->norandom ? size : random_below(size) + 1;
		run->len = run->len >> shift << shift;
		if (!run->len)
			run->len = 1u << shift;
	}
	run->src.off = run->dst.off = 0;
	if (!run->params->norandom) {
		run->src.off = random_below(size - run->len + 1) >> shift << shift;
		run->dst.off = random_below(size - run->len + 1) >> shift << shift;
	}
	return 0;
}

static void fill_buffers(struct run *run)
{
	bool is_memset = run->thread->type == DMA_MEMSET;
	ktime_t start = ktime_get();

	dmatest_fill_sources(&run->src, run->len, run->params->buf_size, is_memset);
	dmatest_fill_destinations(&run->dst, run->len, run->params->buf_size, is_memset);
	run->untimed_ns += ktime_to_ns(ktime_sub(ktime_get(), start));
}

static dma_addr_t map_buffer(struct run *run, u8 *buf, enum dma_data_direction dir)
{
	return dma_map_page(run->dma_dev, virt_to_page(buf), offset_in_page(buf),
			    run->params->buf_size, dir);
}

static int map_buffers(struct run *run, struct dmaengine_unmap_data *um)
{
	unsigned int i;

	um->len = run->params->buf_size;
	for (i = 0; i < run->src.count; i++) {
		um->addr[i] = map_buffer(run, run->src.aligned[i], DMA_TO_DEVICE);
		if (dma_mapping_error(run->dma_dev, um->addr[i])) {
			log_result(run, "src mapping error", -ENOMEM);
			return -ENOMEM;
		}
		run->srcs[i] = um->addr[i] + run->src.off;
		um->to_cnt++;
	}
	for (i = 0; i < run->dst.count; i++) {
		dma_addr_t *addr = &um->addr[run->src.count + i];

		/* both ways: the bytes around the transfer must survive */
		*addr = map_buffer(run, run->dst.aligned[i], DMA_BIDIRECTIONAL);
		if (dma_mapping_error(run->dma_dev, *addr)) {
			log_result(run, "dst mapping error", -ENOMEM);
			return -ENOMEM;
		}
		run->dsts[i] = *addr + run->dst.off;
		um->bidi_cnt++;
	}
	return 0;
}

static struct dma_async_tx_descriptor *prepare(struct run *run)
{
	struct dma_device *dev = run->dev;

	switch (run->thread->type) {
	case DMA_MEMCPY:
		return dev->device_prep_dma_memcpy(run->chan, run->dsts[0], run->srcs[0], run->len,
						   run->flags);
	case DMA_MEMSET:
		return dev->device_prep_dma_memset(run->chan, run->dsts[0],
						   run->src.aligned[0][run->src.off], run->len,
						   run->flags);
	case DMA_XOR:
		return dev->device_prep_dma_xor(run->chan, run->dsts[0], run->srcs, run->src.count,
						run->len, run->flags);
	default:
		return dev->device_prep_dma_pq(run->chan, run->dsts, run->srcs, run->src.count,
					       run->coefs, run->len, run->flags);
	}
}

static void transfer_done(void *data)
{
	struct dmatest_thread *thread = data;

	if (WARN(smp_load_acquire(&thread->done), "dmatest: Kernel memory may be corrupted!!\n"))
		return;		/* it calls back after its thread gave up on it */
	smp_store_release(&thread->finished, true);
	wake_up_all(&thread->callback_wait);
}

static enum dma_status wait_for_end(struct run *run, dma_cookie_t cookie)
{
	struct dmatest_thread *thread = run->thread;
	enum dma_status status;

	if (run->params->polled) {
		status = dma_sync_wait(run->chan, cookie);
		/* others may be testing this channel: nothing of theirs is ended without need */
		if (status != DMA_COMPLETE)
			dmaengine_terminate_sync(run->chan);
		WRITE_ONCE(thread->finished, status == DMA_COMPLETE);
		return status;
	}
	dma_async_issue_pending(run->chan);
	wait_event_freezable_timeout(thread->callback_wait, smp_load_acquire(&thread->finished),
				     msecs_to_jiffies(run->params->timeout));
	return dma_async_is_tx_complete(run->chan, cookie, NULL, NULL);
}

static int check_status(struct run *run, enum dma_status status)
{
	if (!READ_ONCE(run->thread->finished)) {
		log_result(run, "test timed out", 0);
		dmaengine_report_stuck(run->chan);
		return -ETIMEDOUT;
	}
	if (status == DMA_COMPLETE ||
	    (dma_has_cap(DMA_COMPLETION_NO_ORDER, run->dev->cap_mask) &&
	     status == DMA_OUT_OF_ORDER))
		return 0;
	log_result(run, status == DMA_ERROR ? "completion error status" : "completion busy status",
		   status);
	return -EIO;
}

static int transfer(struct run *run)
{
	struct dma_async_tx_descriptor *tx = prepare(run);
	dma_cookie_t cookie;

	if (!tx) {
		log_result(run, "prep error", 0);
		msleep(100);
		return -EIO;
	}
	WRITE_ONCE(run->thread->finished, false);
	if (!run->params->polled) {
		tx->callback = transfer_done;
		tx->callback_param = run->thread;
	}
	cookie = dmaengine_submit(tx);
	if (dma_submit_error(cookie)) {
		log_result(run, "submit error", cookie);
		msleep(100);
		return -EIO;
	}
	return check_status(run, wait_for_end(run, cookie));
}

static int verify(struct run *run)
{
	ktime_t start = ktime_get();
	unsigned int errors;

	errors = dmatest_verify_all(&run->src, &run->dst, run->len, run->params->buf_size,
				    run->thread->type == DMA_MEMSET);
	run->untimed_ns += ktime_to_ns(ktime_sub(ktime_get(), start));
	if (errors)
		log_result(run, "data error", errors);
	return errors ? -EIO : 0;
}

static int test_once(struct run *run)
{
	struct dmaengine_unmap_data *um;
	int err;

	if (!run->params->noverify)
		fill_buffers(run);
	um = dmaengine_get_unmap_data(run->dma_dev, run->src.count + run->dst.count, GFP_KERNEL);
	if (!um) {
		log_result(run, "unmap data NULL", -ENOMEM);
		return -ENOMEM;
	}
	err = map_buffers(run, um);
	if (!err)
		err = transfer(run);
	dmaengine_unmap_put(um);
	if (!err && !run->params->noverify)
		err = verify(run);
	if (!err)
		log_passed(run);
	return err;
}

/* ---- the loop ---------------------------------------------------------- */

/* @count per second, in 1/256ths */
static u64 per_second(s64 runtime_us, u64 count)
{
	if (runtime_us <= 0)
		return 0;
	return mul_u64_u64_div_u64(count << 8, 1000000, runtime_us);
}

static void log_summary(const struct dmatest_thread *t, s64 runtime_us, int ret)
{
	u64 iops = per_second(runtime_us, t->tests);

	pr_info("%s: summary %u tests, %u failures %llu.%02llu iops %llu KB/s (%d)\n",
		current->comm, t->tests, t->failures, iops >> 8, ((iops & 0xff) * 100) >> 8,
		per_second(runtime_us, t->bytes >> 10) >> 8, ret);
}

static bool more_to_do(const struct dmatest_thread *t)
{
	return !kthread_should_stop() &&
	       !(t->params->iterations && t->tests >= t->params->iterations);
}

static s64 run_loop(struct run *run)
{
	struct dmatest_thread *t = run->thread;
	ktime_t start = ktime_get();

	WRITE_ONCE(t->started_ns, host_now_ns());
	while (more_to_do(t)) {
		t->tests++;
		if (choose_place(run)) {
			t->unusable = true;
			break;
		}
		t->bytes += run->len;
		if (test_once(run))
			t->failures++;
	}
	t->wall_ns = host_now_ns() - t->started_ns;
	return div_s64(ktime_to_ns(ktime_sub(ktime_get(), start)) - run->untimed_ns, 1000);
}

int dmatest_thread_fn(void *data)
{
	struct dmatest_thread *thread = data;
	struct run run = {
		.thread = thread,
		.params = thread->params,
		.chan = thread->chan,
		.dev = thread->chan->device,
		.dma_dev = dmaengine_get_dma_device(thread->chan),
		.flags = DMA_CTRL_ACK | (thread->params->polled ? 0 : DMA_PREP_INTERRUPT),
	};
	s64 runtime_us = 0;
	int ret;

	ret = run_alloc(&run);
	if (!ret) {
		runtime_us = run_loop(&run);
		run_free(&run);
	} else {
		thread->unusable = true;
	}
	log_summary(thread, runtime_us, ret);
	if (ret || thread->failures)
		dmaengine_terminate_sync(thread->chan);
	dmatest_thread_ended(thread);
	return ret;
}
