// SPDX-License-Identifier: MIT
/*
 * dmatest: the DMA engine test module, with the parameters, defaults and log
 * lines of Linux's drivers/dma/dmatest.c. Which channels are tested, and
 * when. Beyond Linux's: /sys/kernel/debug/dmatest/results, a line for each
 * thread with its count, failures, bytes and wall-clock time.
 */
#include "clients/dmatest/dmatest.h"

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/host.h"

static unsigned int test_buf_size = 16384;
module_param(test_buf_size, uint, 0644);
MODULE_PARM_DESC(test_buf_size, "Size of each test buffer in bytes");

static char test_device[32];
module_param_string(device, test_device, sizeof(test_device), 0644);
MODULE_PARM_DESC(device, "Name of the controller to test (default: any)");

static unsigned int threads_per_chan = 1;
module_param(threads_per_chan, uint, 0644);
MODULE_PARM_DESC(threads_per_chan, "Threads to start per channel (default: 1)");

static unsigned int max_channels;
module_param(max_channels, uint, 0644);
MODULE_PARM_DESC(max_channels, "At most so many channels (default: all)");

static unsigned int iterations;
module_param(iterations, uint, 0644);
MODULE_PARM_DESC(iterations, "Tests per thread (default: no end)");

static unsigned int dmatest;
module_param(dmatest, uint, 0644);
MODULE_PARM_DESC(dmatest, "0: copy, 1: fill (default: 0)");

static unsigned int xor_sources = 3;
module_param(xor_sources, uint, 0644);
MODULE_PARM_DESC(xor_sources, "Sources of an XOR (default: 3)");

static unsigned int pq_sources = 3;
module_param(pq_sources, uint, 0644);
MODULE_PARM_DESC(pq_sources, "Sources of a P+Q (default: 3)");

static int timeout = 3000;
module_param(timeout, int, 0644);
MODULE_PARM_DESC(timeout, "Milliseconds a transfer may take (default: 3000), -1: any time");

static bool noverify;
module_param(noverify, bool, 0644);
MODULE_PARM_DESC(noverify, "Do not check the data (default: check)");

static bool norandom;
module_param(norandom, bool, 0644);
MODULE_PARM_DESC(norandom, "Whole buffers instead of random places (default: random)");

static bool verbose;
module_param(verbose, bool, 0644);
MODULE_PARM_DESC(verbose, "Log tests that pass, too (default: off)");

static int alignment = -1;
module_param(alignment, int, 0644);
MODULE_PARM_DESC(alignment,
		 "Align data to 2^alignment bytes (default: as the controller needs, -1)");

static unsigned int transfer_size;
module_param(transfer_size, uint, 0644);
MODULE_PARM_DESC(transfer_size, "Bytes of each transfer (default: random, 0)");

static bool polled;
module_param(polled, bool, 0644);
MODULE_PARM_DESC(polled, "Poll for the end of a transfer instead of being called back");

/** struct dmatest_chan - a channel under test and its threads */
struct dmatest_chan {
	struct list_head node;
	struct dma_chan *chan;
	struct list_head threads;
};

/**
 * test - the one test there is at a time
 * @lock: protects all but the threads' own fields
 * @did_init: module parameters have been read; what is written now takes effect at once
 * @last_error: why the last channel could not be added
 */
static struct {
	struct mutex lock;
	struct dmatest_params params;
	struct list_head channels;
	unsigned int nr_channels;
	int last_error;
	bool did_init;
} test = {
	.lock = __MUTEX_INITIALIZER(test.lock),
	.channels = LIST_HEAD_INIT(test.channels),
};

static DECLARE_WAIT_QUEUE_HEAD(thread_wait);
static struct dentry *debugfs_dir;

/* ---- threads ----------------------------------------------------------- */

static bool any_thread(bool (*is)(const struct dmatest_thread *))
{
	struct dmatest_thread *thread;
	struct dmatest_chan *dtc;

	list_for_each_entry(dtc, &test.channels, node)
		list_for_each_entry(thread, &dtc->threads, node)
			if (is(thread))
				return true;
	return false;
}

static bool thread_runs(const struct dmatest_thread *thread)
{
	return !READ_ONCE(thread->done) && !READ_ONCE(thread->pending);
}

static bool thread_pends(const struct dmatest_thread *thread)
{
	return READ_ONCE(thread->pending);
}

static bool test_runs(void)
{
	return any_thread(thread_runs);
}

static bool test_pends(void)
{
	return any_thread(thread_pends);
}

void dmatest_thread_ended(struct dmatest_thread *thread)
{
	smp_store_release(&thread->done, true);
	wake_up(&thread_wait);
}

static const char *op_name(enum dma_transaction_type type)
{
	switch (type) {
	case DMA_MEMCPY:
		return "copy";
	case DMA_MEMSET:
		return "set";
	case DMA_XOR:
		return "xor";
	default:
		return "pq";
	}
}

static int add_thread(struct dmatest_chan *dtc, enum dma_transaction_type type, unsigned int index)
{
	const char *chan = dma_chan_name(dtc->chan), *op = op_name(type);
	struct dmatest_thread *thread = kzalloc(sizeof(*thread), GFP_KERNEL);

	if (!thread) {
		pr_warn("No memory for %s-%s%u\n", chan, op, index);
		return -ENOMEM;
	}
	thread->params = &test.params;
	thread->chan = dtc->chan;
	thread->type = type;
	thread->op = op;
	thread->pending = true;
	init_waitqueue_head(&thread->callback_wait);
	thread->task = kthread_create(dmatest_thread_fn, thread, "%s-%s%u", chan, op, index);
	if (IS_ERR(thread->task)) {
		pr_warn("Failed to create thread %s-%s%u\n", chan, op, index);
		kfree(thread);
		return -ENOMEM;
	}
	get_task_struct(thread->task);
	list_add_tail(&thread->node, &dtc->threads);
	return 0;
}

static unsigned int add_threads(struct dmatest_chan *dtc, enum dma_transaction_type type)
{
	unsigned int i;

	if (!dma_has_cap(type, dtc->chan->device->cap_mask))
		return 0;
	for (i = 0; i < test.params.threads_per_chan; i++)
		if (add_thread(dtc, type, i))
			break;
	return i;
}

/* ---- channels ---------------------------------------------------------- */

static int add_channel(struct dma_chan *chan)
{
	struct dmatest_chan *dtc = kmalloc(sizeof(*dtc), GFP_KERNEL);
	unsigned int count;

	if (!dtc) {
		pr_warn("No memory for %s\n", dma_chan_name(chan));
		return -ENOMEM;
	}
	dtc->chan = chan;
	INIT_LIST_HEAD(&dtc->threads);
	if (dma_has_cap(DMA_COMPLETION_NO_ORDER, chan->device->cap_mask) && test.params.polled) {
		test.params.polled = false;
		pr_warn("DMA_COMPLETION_NO_ORDER, polled disabled\n");
	}
	count = add_threads(dtc, dmatest ? DMA_MEMSET : DMA_MEMCPY);
	count += add_threads(dtc, DMA_XOR);
	count += add_threads(dtc, DMA_PQ);
	pr_info("Added %u threads using %s\n", count, dma_chan_name(chan));
	list_add_tail(&dtc->node, &test.channels);
	test.nr_channels++;
	return 0;
}

static bool wanted(struct dma_chan *chan, void *arg)
{
	const struct dmatest_params *params = arg;

	return (!params->channel[0] || !strcmp(dma_chan_name(chan), params->channel)) &&
	       (!params->device[0] || !strcmp(dev_name(chan->device->dev), params->device));
}

static void request_channels(enum dma_transaction_type type)
{
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(type, mask);
	/* Linux asks only after it has added one, so that each operation adds one too many */
	while (!test.params.max_channels || test.nr_channels < test.params.max_channels) {
		chan = dma_request_channel(mask, wanted, &test.params);
		if (!chan)
			return;
		if (add_channel(chan)) {
			dma_release_channel(chan);
			return;
		}
	}
}

/* the string parameter that the kernel calls "channel"; its own set and get are below */
static char test_channel[20];

static void add_test(void)
{
	struct dmatest_params *p = &test.params;

	p->buf_size = test_buf_size;
	strscpy(p->channel, strim(test_channel), sizeof(p->channel));
	strscpy(p->device, strim(test_device), sizeof(p->device));
	p->threads_per_chan = threads_per_chan;
	p->max_channels = max_channels;
	p->iterations = iterations;
	p->xor_sources = xor_sources;
	p->pq_sources = pq_sources;
	p->timeout = timeout;
	p->noverify = noverify;
	p->norandom = norandom;
	p->verbose = verbose;
	p->alignment = alignment;
	p->transfer_size = transfer_size;
	p->polled = polled;
	request_channels(DMA_MEMCPY);
	request_channels(DMA_MEMSET);
	request_channels(DMA_XOR);
	request_channels(DMA_PQ);
}

static void run_test(void)
{
	struct dmatest_thread *thread;
	struct dmatest_chan *dtc;

	if (!test.did_init)
		return;		/* not before every parameter has been read */
	list_for_each_entry(dtc, &test.channels, node) {
		unsigned int count = 0;

		list_for_each_entry(thread, &dtc->threads, node) {
			/* from here on it counts as running, so that nobody who waits for its end misses it */
			WRITE_ONCE(thread->pending, false);
			wake_up_process(thread->task);
			count++;
		}
		pr_info("Started %u threads using %s\n", count, dma_chan_name(dtc->chan));
	}
}

static void stop_channel(struct dmatest_chan *dtc)
{
	struct dmatest_thread *thread, *next;

	list_for_each_entry_safe(thread, next, &dtc->threads, node) {
		int ret = kthread_stop(thread->task);

		pr_debug("thread %s exited with status %d\n", thread->task->comm, ret);
		list_del(&thread->node);
		put_task_struct(thread->task);
		kfree(thread);
	}
	dmaengine_terminate_sync(dtc->chan);
}

static void stop_test(void)
{
	struct dmatest_chan *dtc, *next;

	list_for_each_entry_safe(dtc, next, &test.channels, node) {
		list_del(&dtc->node);
		stop_channel(dtc);
		pr_debug("dropped channel %s\n", dma_chan_name(dtc->chan));
		dma_release_channel(dtc->chan);
		kfree(dtc);
	}
	test.nr_channels = 0;
}

/* ---- the parameters that do something ---------------------------------- */

static bool run_param;

static int run_get(char *val, const struct kernel_param *kp)
{
	mutex_lock(&test.lock);
	run_param = test_runs();
	if (!run_param && !test_pends())
		stop_test();
	mutex_unlock(&test.lock);
	return param_get_bool(val, kp);
}

static int run_start(void)
{
	if (!test_pends()) {
		if (test.last_error) {
			pr_err("Channel misconfigured, can't continue\n");
			return test.last_error;
		}
		pr_info("No channels configured, continue with any\n");
		if (!test_runs())
			stop_test();
		if (test.did_init)
			add_test();
	}
	run_test();
	return 0;
}

static int run_set(const char *val, const struct kernel_param *kp)
{
	int ret;

	mutex_lock(&test.lock);
	ret = param_set_bool(val, kp);
	if (!ret && run_param)
		ret = test.did_init ? run_start() : 0;
	else if (!ret)
		stop_test();
	mutex_unlock(&test.lock);
	return ret;
}

/* the module is gone, or was never loaded whole: the next one begins with the defaults */
static void run_reset(void *arg)
{
	run_param = false;
}

static const struct kernel_param_ops run_ops = { .set = run_set,
						 .get = run_get,
						 .free = run_reset };
module_param_cb(run, &run_ops, &run_param, 0644);
MODULE_PARM_DESC(run, "Run the test (default: false)");

static struct kparam_string channel_param = {
	.maxlen = sizeof(test_channel),
	.string = test_channel,
};

static bool channel_is_listed(const char *name)
{
	struct dmatest_chan *dtc;

	list_for_each_entry(dtc, &test.channels, node)
		if (!strcmp(dma_chan_name(dtc->chan), name))
			return true;
	return false;
}

static struct dmatest_chan *last_channel(void)
{
	return list_empty(&test.channels) ? NULL
					  : list_last_entry(&test.channels, struct dmatest_chan, node);
}

/* add the channel that test_channel names; where that fails, test_channel goes back to the last one
 * added */
static int channel_add(const struct kernel_param *kp)
{
	char name[sizeof(test_channel)];
	struct dmatest_chan *last;
	int ret = 0;

	strscpy(name, strim(test_channel), sizeof(name));
	if (test_pends() && channel_is_listed(name)) {
		ret = -EBUSY;
	} else {
		add_test();
		last = last_channel();
		if (!last)
			ret = -EBUSY;
		else if (name[0] && strcmp(dma_chan_name(last->chan), name))
			ret = -EINVAL;
	}
	if (ret) {
		last = last_channel();
		param_set_copystring(last ? dma_chan_name(last->chan) : "", kp);
	}
	return ret;
}

static int channel_set(const char *val, const struct kernel_param *kp)
{
	int ret;

	mutex_lock(&test.lock);
	ret = param_set_copystring(val, kp);
	/* when the module is being loaded, run= comes to it in dmatest_init() */
	if (!ret && test.did_init) {
		if (!test_runs() && !test_pends())
			stop_test();
		ret = channel_add(kp);
		test.last_error = ret;
	}
	mutex_unlock(&test.lock);
	return ret;
}

static int channel_get(char *val, const struct kernel_param *kp)
{
	mutex_lock(&test.lock);
	if (!test_runs() && !test_pends()) {
		stop_test();
		test_channel[0] = '\0';
	}
	mutex_unlock(&test.lock);
	return param_get_string(val, kp);
}

static void channel_reset(void *arg)
{
	test_channel[0] = '\0';
}

static const struct kernel_param_ops channel_ops = {
	.set = channel_set,
	.get = channel_get,
	.free = channel_reset,
};
module_param_cb(channel, &channel_ops, &channel_param, 0644);
MODULE_PARM_DESC(channel, "Name of the channel to test (default: any)");

static int test_list_get(char *val, const struct kernel_param *kp)
{
	struct dmatest_thread *thread;
	struct dmatest_chan *dtc;

	list_for_each_entry(dtc, &test.channels, node) {
		unsigned int count = 0;

		list_for_each_entry(thread, &dtc->threads, node)
			count++;
		pr_info("%u threads using %s\n", count, dma_chan_name(dtc->chan));
	}
	return 0;
}

static const struct kernel_param_ops test_list_ops = { .get = test_list_get };
module_param_cb(test_list, &test_list_ops, NULL, 0444);
MODULE_PARM_DESC(test_list, "Log the channels of the test");

static bool wait_param;

static int wait_get(char *val, const struct kernel_param *kp)
{
	if (test.params.iterations)
		wait_event(thread_wait, !test_runs());
	wait_param = true;
	return param_get_bool(val, kp);
}

static void wait_reset(void *arg)
{
	wait_param = false;
}

static const struct kernel_param_ops wait_ops = {
	.set = param_set_bool,
	.get = wait_get,
	.free = wait_reset,
};
module_param_cb(wait, &wait_ops, &wait_param, 0444);
MODULE_PARM_DESC(wait, "Wait for the tests to end (default: false)");

/* ---- results ----------------------------------------------------------- */

static const char *thread_state(const struct dmatest_thread *thread)
{
	if (thread_pends(thread))
		return "pending";
	if (thread_runs(thread))
		return "running";
	return thread->unusable ? "unusable" : "done";
}

/* by the wall clock, so far */
static u64 thread_time(const struct dmatest_thread *thread)
{
	u64 started = READ_ONCE(thread->started_ns);

	if (READ_ONCE(thread->done) || !started)
		return thread->wall_ns;
	return host_now_ns() - started;
}

static int results_show(struct seq_file *s, void *unused)
{
	struct dmatest_thread *t;
	struct dmatest_chan *dtc;

	mutex_lock(&test.lock);
	seq_puts(s, "# channel operation tests failures bytes wall_ns state\n");
	list_for_each_entry(dtc, &test.channels, node)
		list_for_each_entry(t, &dtc->threads, node)
			seq_printf(s, "%s %s %u %u %llu %llu %s\n", dma_chan_name(t->chan), t->op,
				   t->tests, t->failures, t->bytes, thread_time(t), thread_state(t));
	mutex_unlock(&test.lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(results);

/* ---- the module -------------------------------------------------------- */

/* the last module of this process may have left its settings behind */
static void reset_state(void)
{
	memset(&test.params, 0, sizeof(test.params));
	INIT_LIST_HEAD(&test.channels);
	test.nr_channels = 0;
	test.last_error = 0;
	test.did_init = true;
}

static int __init dmatest_init(void)
{
	reset_state();
	debugfs_dir = debugfs_create_dir("dmatest", NULL);
	debugfs_create_file("results", 0444, debugfs_dir, NULL, &results_fops);
	if (run_param) {
		mutex_lock(&test.lock);
		add_test();
		run_test();
		mutex_unlock(&test.lock);
		if (test.params.iterations && wait_param)
			wait_event(thread_wait, !test_runs());
	}
	return 0;
}
late_initcall(dmatest_init);

static void __exit dmatest_exit(void)
{
	mutex_lock(&test.lock);
	stop_test();
	mutex_unlock(&test.lock);
	debugfs_remove_recursive(debugfs_dir);
	test.did_init = false;
}
module_exit(dmatest_exit);

MODULE_DESCRIPTION("DMA engine test client");
MODULE_LICENSE("Dual MIT/GPL");
