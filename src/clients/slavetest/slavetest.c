// SPDX-License-Identifier: MIT
/*
 * slavetest: what dmatest is to memory-to-memory transfers, for the others:
 * slave_sg, cyclic, interleaved and device-to-device, with pause, residue
 * and terminate. It drives peripherals that send back what they are sent,
 * one thread for each, all operations in turn; what a driver or a device does
 * not offer is skipped, and the log says why. This file: the module, its
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

static bool result;
module_param(result, bool, 0644);
MODULE_PARM_DESC(result, "Ask for callbacks with a result (default: plain ones)");

static unsigned int periods;
module_param(periods, uint, 0644);
MODULE_PARM_DESC(periods, "Periods that a cyclic transfer lasts (default: random, 0)");

const struct slavetest_op slavetest_ops[] = {
	{ "slave_sg", false, can_slave, test_slave_sg },
	{ "pause", false, can_pause, test_pause },
	{ "residue", false, can_slave, test_residue },
	{ "terminate", false, can_terminate, test_terminate },
	{ "cyclic_rx", true, can_count_periods, test_cyclic_rx },
	{ "cyclic_tx", true, can_count_periods, test_cyclic_tx },
	{ "audio", true, can_stream, test_audio },
	{ "interleaved", false, can_interleave, test_interleaved },
	{ "dev_to_dev", false, can_bridge, test_dev_to_dev },
	{ NULL, false, NULL, NULL },
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

bool cannot(char *why, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(why, WHY_SIZE, fmt, args);
	va_end(args);
	return false;
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

static void log_result(const struct test *t, const struct op_result *r, const char *what, long data)
{
	pr_info("%s: %s result #%u: '%s' with width=%u burst=%u len=0x%x (%ld)\n", current->comm,
		r->op->name, r->tests, what, t->width, t->burst, t->len, data);
}

/* false: the driver declines the operation, which is no failure */
static bool test_once(struct slavetest_thread *thread, struct op_result *r)
{
	struct test t = { .params = thread->params, .p = thread->p };
	u64 start = host_now_ns();
	int err;

	r->tests++;
	test_shape(&t);
	mutex_lock(&thread->p->lock);
	err = r->op->run(&t);
	if (r->op->cyclic && peripheral_renew(t.p))
		err = test_fail(&t, "channels are gone", 0);
	mutex_unlock(&thread->p->lock);
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

		if (r->why_not[0])
			continue;
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
			if (!thread->result[i].why_not[0] && thread->p->tx)
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
	struct op_result *r;

	for (op = slavetest_ops; op->name; op++) {
		if (!op_is_wanted(op))
			continue;
		r = &thread->result[thread->nops++];
		r->op = op;
		if (!op->possible(thread->p, r->why_not))
			pr_info("%s: %s skipped: %s\n", dev_name(thread->p->dev), op->name,
				r->why_not);
	}
}

static void log_channels(const struct peripheral *p)
{
	pr_info("Testing %s: tx on %s%s%s%s%s\n", dev_name(p->dev), dma_chan_name(p->tx),
		p->rx ? ", rx on " : "", p->rx ? dma_chan_name(p->rx) : "",
		p->bridge ? ", bridge on " : "", p->bridge ? dma_chan_name(p->bridge) : "");
	if (!p->tx->device->device_synchronize)
		pr_info("%s: the driver of %s has no device_synchronize: callbacks may come after "
			"terminate, and are given time\n",
			dev_name(p->dev), dma_chan_name(p->tx));
}

static int add_thread(struct peripheral *p)
{
	struct slavetest_thread *thread = kzalloc(sizeof(*thread), GFP_KERNEL);

	if (!thread)
		return -ENOMEM;
	thread->params = &state.params;
	thread->p = p;
	log_channels(p);
	choose_ops(thread);
	thread->task = kthread_create(thread_fn, thread, "slavetest-%u", p->index);
	if (IS_ERR(thread->task)) {
		kfree(thread);
		return -ENOMEM;
	}
	get_task_struct(thread->task);
	list_add_tail(&thread->node, &state.threads);
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
			pr_err("ops=%s: no operation '%.*s'; there are "
			       "slave_sg,pause,residue,terminate,cyclic_rx,cyclic_tx,audio,"
			       "interleaved,dev_to_dev\n",
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
	struct slavetest_params *params = &state.params;
	struct slavetest_thread *thread;
	struct peripheral *p;
	int err = check_params();

	if (err)
		return err;
	strscpy(params->device, strim(device), sizeof(params->device));
	strscpy(params->ops, strim(ops), sizeof(params->ops));
	params->iterations = iterations;
	params->buf_size = test_buf_size;
	params->width = width;
	params->burst = burst;
	params->periods = periods;
	params->timeout = timeout;
	params->noverify = noverify;
	params->result = result;
	params->norandom = norandom;
	params->verbose = verbose;
	peripherals_pair();
	list_for_each_entry(p, &peripherals, node) {
		if (!peripheral_is_subject(p) ||
		    (params->device[0] && strcmp(params->device, dev_name(p->dev))))
			continue;
		err = add_thread(p);
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

static const struct kernel_param_ops run_ops = { .set = run_set,
						 .get = run_get,
						 .free = run_reset };
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

static const char *result_state(const struct slavetest_thread *thread, const struct op_result *r)
{
	if (r->why_not[0])
		return "skipped";
	return READ_ONCE(thread->done) ? "done" : "running";
}

static int results_show(struct seq_file *s, void *unused)
{
	struct slavetest_thread *thread;
	unsigned int i;

	mutex_lock(&state.lock);
	seq_puts(s, "# device operation tests failures bytes wall_ns state [why skipped]\n");
	list_for_each_entry(thread, &state.threads, node)
		for (i = 0; i < thread->nops; i++) {
			const struct op_result *r = &thread->result[i];

			seq_printf(s, "%s %s %u %u %llu %llu %s%s%s\n", dev_name(thread->p->dev), r->op->name,
				   r->tests, r->failures, r->bytes, r->wall_ns,
				   result_state(thread, r), r->why_not[0] ? " " : "", r->why_not);
		}
	mutex_unlock(&state.lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(results);

/* ---- the module -------------------------------------------------------- */

static int __init slavetest_init(void)
{
	int err = peripheral_drivers_register();

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
		peripheral_drivers_unregister();
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
	peripheral_drivers_unregister();
}
module_exit(slavetest_exit);

MODULE_DESCRIPTION("slave, cyclic and interleaved DMA test client");
MODULE_LICENSE("Dual MIT/GPL");
