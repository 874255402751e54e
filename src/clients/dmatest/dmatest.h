/* SPDX-License-Identifier: MIT */
/*
 * dmatest, between its files: dmatest.c (parameters, which channels, when),
 * thread.c (the loop of one test thread), pattern.c (what is in the buffers
 * before and must be there after).
 */
#ifndef DMATEST_H
#define DMATEST_H

#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dmaengine.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/types.h>
#include <linux/wait.h>

/** struct dmatest_params - what a test runs with; copied from the module parameters when channels
 * are added */
struct dmatest_params {
	unsigned int buf_size;
	char channel[20];
	char device[32];
	unsigned int threads_per_chan;
	unsigned int max_channels;
	unsigned int iterations;
	unsigned int xor_sources;
	unsigned int pq_sources;
	int timeout;
	bool noverify;
	bool norandom;
	bool verbose;
	bool polled;
	int alignment;
	unsigned int transfer_size;
};

/**
 * struct dmatest_thread - one thread that tests one operation on one channel
 * @pending: it has not been started; protected by the module's lock
 * @done: it has ended its loop; the module's wait queue is woken after
 * @finished: the transfer under way has called back
 * @tests: how many it has begun; with what follows for the results file
 * @started_ns: when the loop began, by the wall clock; 0: not yet
 * @wall_ns: how long it took, once it has ended
 * @unusable: nothing could be tested with these parameters
 */
struct dmatest_thread {
	struct list_head node;
	const struct dmatest_params *params;
	struct task_struct *task;
	struct dma_chan *chan;
	enum dma_transaction_type type;
	const char *op;
	bool pending;
	bool done;
	bool finished;
	wait_queue_head_t callback_wait;
	unsigned int tests;
	unsigned int failures;
	u64 bytes;
	u64 started_ns;
	u64 wall_ns;
	bool unusable;
};

/** dmatest_thread_fn() - the loop; until the iterations are done or kthread_stop() */
int dmatest_thread_fn(void *thread);
/** dmatest_thread_ended() - called by a thread as its last act */
void dmatest_thread_ended(struct dmatest_thread *thread);

/* ---- buffers ----------------------------------------------------------- */

/** struct dmatest_buffers - @count buffers of one kind, each of the test's buffer size */
struct dmatest_buffers {
	u8 **raw;		/* as allocated */
	u8 **aligned;		/* where they are used from */
	unsigned int count;
	unsigned int off;	/* where the transfer begins, in bytes */
};

int dmatest_buffers_alloc(struct dmatest_buffers *b, unsigned int count, unsigned int size,
			  unsigned int align);
void dmatest_buffers_free(struct dmatest_buffers *b);
void dmatest_fill_sources(const struct dmatest_buffers *b, unsigned int len, unsigned int size,
			  bool is_memset);
void dmatest_fill_destinations(const struct dmatest_buffers *b, unsigned int len,
			       unsigned int size, bool is_memset);
/** dmatest_verify_all() - how many bytes are wrong, in sources and destinations; the first 32 are
 * logged */
unsigned int dmatest_verify_all(const struct dmatest_buffers *src,
				const struct dmatest_buffers *dst, unsigned int len,
				unsigned int size, bool is_memset);

#endif
