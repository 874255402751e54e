/* SPDX-License-Identifier: MIT */
/*
 * slavetest, between its files: slavetest.c (module, parameters, threads,
 * results), loopback.c (the devices, their channels), fifo.c (programming a
 * peripheral), buffer.c (segments with guards), transfer.c (one transfer),
 * test_*.c (what is tested).
 */
#ifndef SLAVETEST_H
#define SLAVETEST_H

#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

/** struct slavetest_params - copied from the module parameters when a run begins */
struct slavetest_params {
	char device[32];
	char ops[128];
	unsigned int iterations;
	unsigned int buf_size;
	unsigned int width;	/* bytes; 0: random */
	unsigned int burst;	/* beats; 0: random */
	int timeout;
	bool noverify;
	bool norandom;
	bool verbose;
};

/**
 * struct loopback - a peripheral that sends back what it is sent
 * @lock: whoever moves data through it holds it
 * @index: order of locking where two are needed
 * @tx_phys, @rx_phys: bus addresses of its data registers
 * @bridge: from its receive register to @peer's transmit register; NULL: none
 */
struct loopback {
	struct list_head node;
	struct mutex lock;
	unsigned int index;
	struct device *dev;
	u8 __iomem *regs;
	struct clk *clk;
	unsigned long rate_hz;
	phys_addr_t tx_phys, rx_phys;
	unsigned int depth;
	unsigned int byte_rate;
	struct dma_chan *tx, *rx, *bridge;
	struct device_node *peer;
};

/** loopbacks - all that are bound; the module's lock protects it */
extern struct list_head loopbacks;
int loopback_driver_register(void);
void loopback_driver_unregister(void);
/** loopback_peer() - the device that @lb's bridge leads to, or NULL */
struct loopback *loopback_peer(struct loopback *lb);

/* ---- the peripheral ---------------------------------------------------- */

/** fifo_start() - empty it and let it run with entries of @width bytes and requests for @burst entries */
void fifo_start(struct loopback *lb, unsigned int width, unsigned int burst);
void fifo_stop(struct loopback *lb);
/** fifo_errors() - over- and underruns since fifo_start(), 0 if there were none */
u32 fifo_errors(struct loopback *lb);

/* ---- buffers ----------------------------------------------------------- */

#define MAX_SEGMENTS 8

/**
 * struct segments - memory in which segments lie between guards
 * @mem: of @size bytes; what is in no segment holds a guard value
 * @len: of all segments together
 */
struct segments {
	u8 *mem;
	unsigned int size;
	unsigned int len;
	unsigned int count;
	struct {
		unsigned int off, len;
	} seg[MAX_SEGMENTS];
	struct scatterlist sgl[MAX_SEGMENTS];
	struct device *mapped_for;
	enum dma_data_direction dir;
};

/** segments_init() - @len bytes in up to @count segments, each a multiple of @unit; -ENOMEM */
int segments_init(struct segments *s, unsigned int len, unsigned int count, unsigned int unit, bool random);
void segments_free(struct segments *s);
/** segments_fill() - the stream's bytes from @seed on into the segments */
void segments_fill(struct segments *s, u32 seed);
int segments_map(struct segments *s, struct device *dev, enum dma_data_direction dir);
void segments_unmap(struct segments *s);
/** segments_wrong() - how many of the first @len bytes differ from the stream of @seed, and of the guards and later bytes from the guard; the first few are logged */
unsigned int segments_wrong(const struct segments *s, u32 seed, unsigned int len, unsigned int slack);
/** stream_byte() - byte @i of the stream @seed */
u8 stream_byte(u32 seed, unsigned int i);

/* ---- a run ------------------------------------------------------------- */

struct slavetest_op;

/**
 * struct op_result - what became of one operation on one device; written by the thread
 */
struct op_result {
	const struct slavetest_op *op;
	unsigned int tests, failures;
	u64 bytes, wall_ns;
};

#define MAX_OPS 16

/** struct slavetest_thread - tests one device, operation after operation */
struct slavetest_thread {
	struct list_head node;
	const struct slavetest_params *params;
	struct loopback *lb;
	struct task_struct *task;
	bool done;
	unsigned int nops;
	struct op_result result[MAX_OPS];
};

/**
 * struct test - one test under way
 * @width: bytes of an entry; @burst: entries of a burst; @len: bytes to move
 * @why: set by whoever finds a fault: what it was, for the log
 * @data: a number that belongs to @why
 */
struct test {
	const struct slavetest_params *params;
	struct loopback *lb;
	unsigned int width, burst, len;
	u32 seed;
	u64 bytes;
	const char *why;
	long data;
};

/** test_fail() - note why; returns -EIO */
int test_fail(struct test *t, const char *why, long data);
unsigned long test_random(unsigned long limit);

/**
 * struct slavetest_op - something to test
 * @possible: can this device do it? NULL: all can
 * @run: 0, -EIO with test_fail(), or -EOPNOTSUPP where the driver declines
 */
struct slavetest_op {
	const char *name;
	bool (*possible)(struct loopback *lb);
	int (*run)(struct test *t);
};

extern const struct slavetest_op slavetest_ops[];

/* ---- transfers --------------------------------------------------------- */

/** struct transfer - a descriptor that was submitted, and its end */
struct transfer {
	struct dma_chan *chan;
	struct completion done;
	dma_cookie_t cookie;
	enum dmaengine_tx_result result;
	atomic_t callbacks;
	unsigned int wanted;	/* callbacks that complete @done; 0: never */
};

int configure_tx(struct test *t, struct dma_chan *chan, struct loopback *lb);
int configure_rx(struct test *t, struct dma_chan *chan, struct loopback *lb);
/** transfer_submit() - with callbacks; -EIO with test_fail(), -EOPNOTSUPP if @tx is NULL and @optional */
int transfer_submit(struct test *t, struct transfer *x, struct dma_chan *chan,
		    struct dma_async_tx_descriptor *tx, unsigned int wanted);
void transfer_issue(struct transfer *x);
/** transfer_wait() - for its callbacks; then the status must be DMA_COMPLETE, unless it is cyclic */
int transfer_wait(struct test *t, struct transfer *x, bool cyclic);
unsigned int transfer_residue(struct transfer *x, enum dma_status *status);

/** struct loop - a test's usual pair: what is sent, what comes back */
struct loop {
	struct segments out, in;
	struct transfer tx, rx;
};

int loop_open(struct test *t, struct loop *l, unsigned int nsegments);
void loop_close(struct test *t, struct loop *l);
/** loop_prepare() - both slave_sg transfers, submitted, receiving one issued */
int loop_prepare(struct test *t, struct loop *l);
/** loop_finish() - wait for both and check the data */
int loop_finish(struct test *t, struct loop *l);
/** loop_time_ns() - how long @len bytes take on the wire */
u64 loop_time_ns(const struct test *t, unsigned int len);

int test_slave_sg(struct test *t);
int test_pause(struct test *t);
int test_residue(struct test *t);
int test_terminate(struct test *t);
int test_cyclic_rx(struct test *t);
int test_cyclic_tx(struct test *t);
int test_interleaved(struct test *t);
bool can_interleave(struct loopback *lb);
int test_dev_to_dev(struct test *t);
bool can_bridge(struct loopback *lb);

#endif
