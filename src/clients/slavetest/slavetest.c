// SPDX-License-Identifier: MIT
/*
 * slavetest: what dmatest is to memory-to-memory transfers, for the others:
 * slave_sg, cyclic, interleaved and device-to-device, with pause, residue
 * and terminate. It drives peripherals that send back what they are sent,
 * one thread for each, all operations in turn. This file: the module, its
 * parameters, the threads, the results (/sys/kernel/debug/slavetest/results).
 */
#include "clients/slavetest/slavetest.h"

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/random.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "base/host.h"

static char device[32];
module_param_string(device, device, sizeof(device), 0644);
MODULE_PARM_DESC(device, "Name of the peripheral to test (default: any)");

static char ops[128];
module_param_string(ops, ops, sizeof(ops), 0644);
MODULE_PARM_DESC(ops, "Operations to test, with commas between (default: all)");

static unsigned int iterations = 100;
module_param(iterations, uint, 0644);
MODULE_PARM_DESC(iterations, "Tests per operation (default: 100), 0: no end");

static unsigned int test_buf_size = 4096;
module_param(test_buf_size, uint, 0644);
MODULE_PARM_DESC(test_buf_size, "Longest transfer in bytes (default: 4096)");

static unsigned int width;
module_param(width, uint, 0644);
MODULE_PARM_DESC(width, "Bytes of a register access: 1, 2, 4 (default: random, 0)");

static unsigned int burst;
module_param(burst, uint, 0644);
MODULE_PARM_DESC(burst, "Register accesses of a burst (default: random, 0)");

static int timeout = 3000;
module_param(timeout, int, 0644);
MODULE_PARM_DESC(timeout, "Milliseconds a transfer may take (default: 3000)");

static bool noverify;
module_param(noverify, bool, 0644);
MODULE_PARM_DESC(noverify, "Do not check the data (default: check)");

static bool norandom;
module_param(norandom, bool, 0644);
MODULE_PARM_DESC(norandom, "Longest transfers in equal segments (default: random)");

static bool verbose;
module_param(verbose, bool, 0644);
MODULE_PARM_DESC(verbose, "Log tests that pass, too (default: off)");

const struct slavetest_op slavetest_ops[] = {
	{ "slave_sg", NULL, test_slave_sg },
	{ "pause", NULL, test_pause },
	{ "residue", NULL, test_residue },
	{ "terminate", NULL, test_terminate },
	{ "cyclic_rx", NULL, test_cyclic_rx },
	{ "cyclic_tx", NULL, test_cyclic_tx },
	{ "interleaved", can_interleave, test_interleaved },
	{ "dev_to_dev", can_bridge, test_dev_to_dev },
	{ NULL, NULL, NULL },
};

/* @lock protects all but the threads' own fields */
static struct {
	struct mutex lock;
	struct slavetest_params params;
	struct list_head threads;
} state = {
	.lock = __MUTEX_INITIALIZER(state.lock),
	.threads = LIST_HEAD_INIT(state.threads),
};

static DECLARE_WAIT_QUEUE_HEAD(thread_wait);
static struct dentry *debugfs_dir;

unsigned long test_random(unsigned long limit)
{
	return limit ? get_random_u64() % limit : 0;
}

int test_fail(struct test *t, const char *why, long data)
{
	/* the first fault is the cause of the others */
	if (!t->why) {
		t->why = why;
		t->data = data;
	}
	return -EIO;
}

/* ---- one test ---------------------------------------------------------- */

static unsigned int choose_width(const struct slavetest_params *p, struct loopback *lb)
{
	unsigned int mask = lb->rx->device->src_addr_widths & lb->tx->device->dst_addr_widths, w;

	if (p->width)
		return p->width;
	do {
		w = 1u << test_random(3);
	} while (!(mask & BIT(w)) && mask & (BIT(1) | BIT(2) | BIT(4)));
	return w;
}

static void choose_shape(struct test *t)
{
	const struct slavetest_params *p = t->params;
	unsigned int limit = t->lb->rx->device->max_burst, entries;

	t->width = choose_width(p, t->lb);
	if (!limit || limit > t->lb->depth / 2)
		limit = t->lb->depth / 2;
	t->burst = p->burst ? p->burst : 1 + test_random(limit);
	entries = max(1u, p->buf_size / t->width);
	t->len = t->width * (p->norandom ? entries : 1 + test_random(entries));
	t->seed = get_random_u32();
}

static void log_result(const struct test *t, const struct op_result *r, const char *what, long data)
{
	pr_info("%s: %s result #%u: '%s' with width=%u burst=%u len=0x%x (%ld)\n", current->comm,
		r->op->name, r->tests, what, t->width, t->burst, t->len, data);
}

/* false: the driver declines the operation, which is no failure */
static bool test_once(struct slavetest_thread *thread, struct op_result *r)
{
	struct test t = { .params = thread->params, .lb = thread->lb };
	u64 start = host_now_ns();
	int err;

	r->tests++;
	choose_shape(&t);
	mutex_lock(&thread->lb->lock);
	err = r->op->run(&t);
	mutex_unlock(&thread->lb->lock);
	r->wall_ns += host_now_ns() - start;
	r->bytes += t.bytes;
	if (err == -EOPNOTSUPP) {
		r->tests--;
		return false;
	}
	if (err) {
		r->failures++;
		log_result(&t, r, t.why ? t.why : "error", t.why ? t.data : err);
	} else if (thread->params->verbose) {
		log_result(&t, r, "test passed", 0);
	}
	return true;
}

/* ---- threads ----------------------------------------------------------- */

static bool op_is_wanted(const struct slavetest_op *op)
{
	const char *list = state.params.ops;
	size_t len = strlen(op->name);

	if (!list[0])
		return true;
	while (list) {
		if (!strncmp(list, op->name, len) && (!list[len] || list[len] == ','))
			return true;
		list = strchr(list, ',');
		if (list)
			list++;
	}
	return false;
}

static void log_summaries(const struct slavetest_thread *thread)
{
	unsigned int i;

	for (i = 0; i < thread->nops; i++) {
		const struct op_result *r = &thread->result[i];

		pr_info("%s: %s summary %u tests, %u failures %llu bytes\n", current->comm, r->op->name,
			r->tests, r->failures, r->bytes);
	}
}

static int thread_fn(void *data)
{
	struct slavetest_thread *thread = data;
	unsigned int round, i;

	for (round = 0; !thread->params->iterations || round < thread->params->iterations; round++) {
		for (i = 0; i < thread->nops && !kthread_should_stop(); i++)
			test_once(thread, &thread->result[i]);
		if (kthread_should_stop())
			break;
	}
	log_summaries(thread);
	smp_store_release(&thread->done, true);
	wake_up(&thread_wait);
	return 0;
}

static void choose_ops(struct slavetest_thread *thread)
{
	const struct slavetest_op *op;

	for (op = slavetest_ops; op->name; op++)
		if (op_is_wanted(op) && (!op->possible || op->possible(thread->lb)))
			thread->result[thread->nops++].op = op;
}

static int add_thread(struct loopback *lb)
{
	struct slavetest_thread *thread = kzalloc(sizeof(*thread), GFP_KERNEL);

	if (!thread)
		return -ENOMEM;
	thread->params = &state.params;
	thread->lb = lb;
	choose_ops(thread);
	thread->task = kthread_create(thread_fn, thread, "slavetest-%u", lb->index);
	if (IS_ERR(thread->task)) {
		kfree(thread);
		return -ENOMEM;
	}
	get_task_struct(thread->task);
	list_add_tail(&thread->node, &state.threads);
	pr_info("Testing %s: tx on %s, rx on %s%s%s\n", dev_name(lb->dev), dma_chan_name(lb->tx),
		dma_chan_name(lb->rx), lb->bridge ? ", bridge on " : "",
		lb->bridge ? dma_chan_name(lb->bridge) : "");
	return 0;
}

static bool any_thread_runs(void)
{
	struct slavetest_thread *thread;

	list_for_each_entry(thread, &state.threads, node)
		if (!READ_ONCE(thread->done))
			return true;
	return false;
}

static void stop_threads(void)
{
	struct slavetest_thread *thread, *next;

	list_for_each_entry_safe(thread, next, &state.threads, node) {
		kthread_stop(thread->task);
		put_task_struct(thread->task);
		list_del(&thread->node);
		kfree(thread);
	}
}

static bool op_exists(const char *name, size_t len)
{
	const struct slavetest_op *op;

	for (op = slavetest_ops; op->name; op++)
		if (strlen(op->name) == len && !strncmp(op->name, name, len))
			return true;
	return false;
}

static int check_ops(void)
{
	const char *name = strim(ops);
	size_t len;

	if (!name[0])
		return 0;
	for (;; name += len + 1) {
		len = strcspn(name, ",");
		if (!op_exists(name, len)) {
			pr_err("ops=%s: no operation '%.*s'; there are slave_sg,pause,residue,terminate,cyclic_rx,cyclic_tx,interleaved,dev_to_dev\n",
			       ops, (int)len, name);
			return -EINVAL;
		}
		if (!name[len])
			return 0;
	}
}

static int check_params(void)
{
	unsigned int w = width;

	if (w && w != 1 && w != 2 && w != 4) {
		pr_err("width=%u: must be 1, 2 or 4, or 0 for random\n", w);
		return -EINVAL;
	}
	if (!test_buf_size || test_buf_size > 1 << 20) {
		pr_err("test_buf_size=%u: must be from 1 to 1048576\n", test_buf_size);
		return -EINVAL;
	}
	if (burst > 64) {
		pr_err("burst=%u: must be from 1 to 64, or 0 for random\n", burst);
		return -EINVAL;
	}
	if (timeout < 1) {
		pr_err("timeout=%d: must be at least 1 ms\n", timeout);
		return -EINVAL;
	}
	return check_ops();
}

static int start_threads(void)
{
	struct slavetest_params *p = &state.params;
	struct slavetest_thread *thread;
	struct loopback *lb;
	int err = check_params();

	if (err)
		return err;
	strscpy(p->device, strim(device), sizeof(p->device));
	strscpy(p->ops, strim(ops), sizeof(p->ops));
	p->iterations = iterations;
	p->buf_size = test_buf_size;
	p->width = width;
	p->burst = burst;
	p->timeout = timeout;
	p->noverify = noverify;
	p->norandom = norandom;
	p->verbose = verbose;
	list_for_each_entry(lb, &loopbacks, node) {
		if (p->device[0] && strcmp(p->device, dev_name(lb->dev)))
			continue;
		err = add_thread(lb);
		if (err) {
			stop_threads();
			return err;
		}
	}
	list_for_each_entry(thread, &state.threads, node)
		wake_up_process(thread->task);
	return 0;
}

/* ---- the parameters that do something ---------------------------------- */

static bool run_param;

static int run_get(char *val, const struct kernel_param *kp)
{
	mutex_lock(&state.lock);
	run_param = any_thread_runs();
	mutex_unlock(&state.lock);
	return param_get_bool(val, kp);
}

static bool loaded;

static int run_set(const char *val, const struct kernel_param *kp)
{
	int ret;

	mutex_lock(&state.lock);
	ret = param_set_bool(val, kp);
	if (!ret && loaded) {
		stop_threads();
		if (run_param)
			ret = start_threads();
	}
	mutex_unlock(&state.lock);
	return ret;
}

/* the module is gone, or was never loaded whole: the next one begins with the defaults */
static void run_reset(void *arg)
{
	run_param = false;
}

static const struct kernel_param_ops run_ops = { .set = run_set, .get = run_get, .free = run_reset };
module_param_cb(run, &run_ops, &run_param, 0644);
MODULE_PARM_DESC(run, "Run the test (default: false)");

static bool wait_param;

static int wait_get(char *val, const struct kernel_param *kp)
{
	if (state.params.iterations)
		wait_event(thread_wait, !any_thread_runs());
	wait_param = true;
	return param_get_bool(val, kp);
}

static void wait_reset(void *arg)
{
	wait_param = false;
}

static const struct kernel_param_ops wait_ops = { .get = wait_get, .free = wait_reset };
module_param_cb(wait, &wait_ops, &wait_param, 0444);
MODULE_PARM_DESC(wait, "Wait for the tests to end");

static int results_show(struct seq_file *s, void *unused)
{
	struct slavetest_thread *thread;
	unsigned int i;

	mutex_lock(&state.lock);
	seq_puts(s, "# device operation tests failures bytes wall_ns state\n");
	list_for_each_entry(thread, &state.threads, node)
		for (i = 0; i < thread->nops; i++) {
			const struct op_result *r = &thread->result[i];

			seq_printf(s, "%s %s %u %u %llu %llu %s\n", dev_name(thread->lb->dev), r->op->name,
				   r->tests, r->failures, r->bytes, r->wall_ns,
				   READ_ONCE(thread->done) ? "done" : "running");
		}
	mutex_unlock(&state.lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(results);

/* ---- the module -------------------------------------------------------- */

static int __init slavetest_init(void)
{
	int err = loopback_driver_register();

	if (err)
		return err;
	debugfs_dir = debugfs_create_dir("slavetest", NULL);
	debugfs_create_file("results", 0444, debugfs_dir, NULL, &results_fops);
	mutex_lock(&state.lock);
	if (run_param)
		err = start_threads();
	loaded = !err;
	mutex_unlock(&state.lock);
	if (err) {
		debugfs_remove_recursive(debugfs_dir);
		loopback_driver_unregister();
	}
	return err;
}
module_init(slavetest_init);

static void __exit slavetest_exit(void)
{
	mutex_lock(&state.lock);
	stop_threads();
	loaded = false;
	mutex_unlock(&state.lock);
	debugfs_remove_recursive(debugfs_dir);
	loopback_driver_unregister();
}
module_exit(slavetest_exit);

MODULE_DESCRIPTION("slave, cyclic and interleaved DMA test client");
MODULE_LICENSE("Dual MIT/GPL");
