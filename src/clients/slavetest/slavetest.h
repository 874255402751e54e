/* SPDX-License-Identifier: MIT */
/*
 * slavetest, between its files: slavetest.c (module, parameters, threads,
 * results), shape.c (what a test moves, and how), peripheral.c (the devices,
 * their channels), kind_*.c (programming a kind of peripheral), buffer.c
 * (segments with guards), transfer.c (one transfer), test_*.c (what is tested).
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
#include <linux/mod_devicetable.h>
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
	unsigned int periods;	/* of a cyclic transfer; 0: random */
	int timeout;
	bool noverify;
	bool result;		/* callback_result rather than callback */
	bool norandom;
	bool verbose;
};

struct segments;
struct peripheral;

/* ---- peripherals ------------------------------------------------------- */

/**
 * struct peripheral_kind - how to work with the peripherals of one binding
 * @channels: names of its channels, in the order in which they are requested
 * @tx_register, @rx_register: offsets of the data registers
 * @hz: the clock's rate where the tree does not tell
 * @widths: BIT(bytes) for each width of its entries
 * @max_burst, @max_burst_bytes: largest request, in entries and in bytes; 0: any
 * @max_entries: longest transfer that it can count; 0: any
 * @waits: it stops its wire while nobody serves it; otherwise a clock goes on, and
 *	data are lost
 * @remainders: when its wire is silent, it requests what is less than a burst, too
 * @pairs: a device goes one way only; the other way is another one of the same parent
 * @probe: optional: more that the tree says; 0 or a negative error code
 * @start: empty it; entries of @width bytes, requests for @burst entries, @len
 *	bytes to be moved (0: no end)
 * @run: optional: called when transfers were issued: what has a clock starts it
 * @stop: no more requests
 * @errors: over- and underruns since @start, 0 if there were none
 * @digest: what has no way back: how many of the segments' bytes did not arrive
 */
struct peripheral_kind {
	const char *name;
	const struct of_device_id *ids;
	const char *channels[3];
	unsigned int tx_register, rx_register;
	unsigned long hz;
	unsigned int widths;
	unsigned int max_burst, max_burst_bytes;
	unsigned int max_entries;
	unsigned int depth;
	bool waits;
	bool remainders;
	bool pairs;
	int (*probe)(struct peripheral *p);
	void (*start)(struct peripheral *p, unsigned int width, unsigned int burst, unsigned int len);
	void (*run)(struct peripheral *p);
	void (*stop)(struct peripheral *p);
	u32 (*errors)(struct peripheral *p);
	unsigned int (*digest)(struct peripheral *p, const struct segments *s);
};

extern const struct peripheral_kind textbook_fifo_kind;
extern const struct peripheral_kind stm32_usart_kind;
extern const struct peripheral_kind stm32_spi_kind;
extern const struct peripheral_kind stm32_i2s_kind;
extern const struct peripheral_kind stm32_sai_kind;
extern const struct peripheral_kind stm32_hash_kind;

/**
 * struct peripheral - a device that sends back what it is sent, or takes it in
 * @lock: whoever moves data through it holds it
 * @index: order of locking where two are needed
 * @tx_phys, @rx_phys: bus addresses of its data registers
 * @depth: entries of a FIFO
 * @byte_rate: bytes a second on its wire, as last set up by start()
 * @rx: of the partner, where the kind pairs
 * @bridge: from its receive register to @peer's transmit register; NULL: none
 * @partner: kinds that pair: the device that receives what this one sends
 */
struct peripheral {
	struct list_head node;
	const struct peripheral_kind *kind;
	struct mutex lock;
	unsigned int index;
	struct device *dev;
	u8 __iomem *regs;
	unsigned long rate_hz;
	phys_addr_t tx_phys, rx_phys;
	unsigned int depth;
	unsigned int byte_rate;
	unsigned int max_burst;
	struct dma_chan *tx, *rx, *bridge;
	struct peripheral *partner;
	struct device_node *peer;
};

/** peripherals - all that are bound; the module's lock protects it */
extern struct list_head peripherals;
int peripheral_drivers_register(void);
void peripheral_drivers_unregister(void);
/** peripheral_peer() - the device that @p's bridge leads to, or NULL */
struct peripheral *peripheral_peer(struct peripheral *p);
/**
 * peripheral_renew() - give its channels back and request them again: drivers
 * tell by that alone that a cyclic channel is to do something else; 0 or a
 * negative error code, then it has no channels
 */
int peripheral_renew(struct peripheral *p);
/** peripherals_pair() - find the partners of those that need one */
void peripherals_pair(void);
/** peripheral_is_subject() - is it tested by itself, not as the partner of another one? */
bool peripheral_is_subject(const struct peripheral *p);

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
int segments_init(struct segments *s, unsigned int len, unsigned int count, unsigned int unit,
		  bool random);
void segments_free(struct segments *s);
/** segments_fill() - the stream's bytes from @seed on into the segments */
void segments_fill(struct segments *s, u32 seed);
int segments_map(struct segments *s, struct device *dev, enum dma_data_direction dir);
void segments_unmap(struct segments *s);
/**
 * segments_wrong() - how many of the first @len bytes differ from the stream of @seed, and of the
 * guards and the bytes behind @len + @slack from the guard; the first few are logged
 */
unsigned int segments_wrong(const struct segments *s, u32 seed, unsigned int len,
			    unsigned int slack);
/** stream_byte() - byte @i of the stream @seed */
u8 stream_byte(u32 seed, unsigned int i);

/* ---- a run ------------------------------------------------------------- */

struct slavetest_op;

#define WHY_SIZE 112

/**
 * struct op_result - what became of one operation on one device; written by the thread
 * @why_not: the operation is skipped, for this reason; empty: it is not
 */
struct op_result {
	const struct slavetest_op *op;
	unsigned int tests, failures;
	u64 bytes, wall_ns;
	char why_not[WHY_SIZE];
};

#define MAX_OPS 16

/** struct slavetest_thread - tests one device, operation after operation */
struct slavetest_thread {
	struct list_head node;
	const struct slavetest_params *params;
	struct peripheral *p;
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
	struct peripheral *p;
	unsigned int width, burst, len;
	u32 seed;
	u64 bytes;
	const char *why;
	long data;
};

/** test_fail() - note why; returns -EIO */
int test_fail(struct test *t, const char *why, long data);
unsigned long test_random(unsigned long limit);
/** test_shape() - choose width, burst and length, as device, controller and parameters allow */
void test_shape(struct test *t);
/** test_segments() - how many segments a list of this test shall have */
unsigned int test_segments(const struct test *t);

/**
 * struct slavetest_op - something to test
 * @possible: what driver and device offer says that it can be done; false with the
 *	reason in @why, WHY_SIZE bytes
 * @run: 0, -EIO with test_fail(), or -EOPNOTSUPP where nothing was free to test
 * @cyclic: it leaves channels behind that did something cyclic
 */
struct slavetest_op {
	const char *name;
	bool cyclic;
	bool (*possible)(struct peripheral *p, char *why);
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
	void (*called)(struct transfer *x, void *arg);	/* optional: at each of them */
	void *arg;
};

int configure_tx(struct test *t, struct dma_chan *chan, struct peripheral *p);
int configure_rx(struct test *t, struct dma_chan *chan, struct peripheral *p);
/** transfer_submit() - with callbacks; -EIO with test_fail() */
int transfer_submit(struct test *t, struct transfer *x, struct dma_chan *chan,
		    struct dma_async_tx_descriptor *tx, unsigned int wanted);
void transfer_issue(struct transfer *x);
/** terminate_channel() - terminate: when it returns, nothing moves and nothing calls back any more
 */
int terminate_channel(struct dma_chan *chan);
/** transfer_wait() - for its callbacks; then the status must be DMA_COMPLETE, unless cyclic */
int transfer_wait(struct test *t, struct transfer *x, bool cyclic);
unsigned int transfer_residue(struct transfer *x, enum dma_status *status);
/** residue_granularity() - what the driver says of its residues */
enum dma_residue_granularity residue_granularity(struct dma_chan *chan);

/**
 * struct loop - a test's usual pair: what is sent, what comes back
 * @seen: the transfer that the test watches: @rx, or @tx where nothing comes back
 */
struct loop {
	struct segments out, in;
	struct transfer tx, rx, *seen;
	bool lossy;	/* it was paused, and the device does not wait: data are lost */
};

int loop_open(struct test *t, struct loop *l, unsigned int nsegments);
void loop_close(struct test *t, struct loop *l);
/** loop_prepare() - both slave_sg transfers, submitted, the receiving one issued */
int loop_prepare(struct test *t, struct loop *l);
/** loop_go() - issue the sending one, start the device's clock */
void loop_go(struct test *t, struct loop *l);
/** loop_finish() - wait for both and check the data */
int loop_finish(struct test *t, struct loop *l);
/** loop_time_ns() - how long @len bytes take on the wire */
u64 loop_time_ns(const struct test *t, unsigned int len);

bool can_slave(struct peripheral *p, char *why);
int test_slave_sg(struct test *t);
bool can_pause(struct peripheral *p, char *why);
int test_pause(struct test *t);
int test_residue(struct test *t);
bool can_terminate(struct peripheral *p, char *why);
int test_terminate(struct test *t);
bool can_count_periods(struct peripheral *p, char *why);
int test_cyclic_rx(struct test *t);
int test_cyclic_tx(struct test *t);
bool can_stream(struct peripheral *p, char *why);
int test_audio(struct test *t);
bool can_interleave(struct peripheral *p, char *why);
int test_interleaved(struct test *t);
bool can_bridge(struct peripheral *p, char *why);
int test_dev_to_dev(struct test *t);

/** cannot() - the reason into @why; returns false */
__printf(2, 3) bool cannot(char *why, const char *fmt, ...);

#endif
