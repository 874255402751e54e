/* SPDX-License-Identifier: MIT */
/*
 * A provider without hardware, driven by hand: it notes what it was asked
 * for, and a transfer ends when the test says so. And the fixture that the
 * framework's tests share: a world with devices that it is bound to.
 */
#ifndef TESTS_ENGINE_FAKE_DMA_H
#define TESTS_ENGINE_FAKE_DMA_H

#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/list.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "dmaengine.h"
#include "unit.h"

#define FAKE_CHANS	4
#define FAKE_DESCS	8

/* the devices of the fixture's board: two controllers, a router, clients */
#define FAKE_A		"48000000.dma-controller"
#define FAKE_B		"48001000.dma-controller"
#define FAKE_ROUTER	"48002000.dma-router"
#define FAKE_SERIAL	"4000e000.serial"
#define FAKE_AUDIO	"4000b000.audio-controller"
#define FAKE_BARE	"40001000.bare"

struct fake_desc {
	struct dma_async_tx_descriptor tx;
	struct list_head node;
};

struct fake_chan {
	struct dma_chan chan;
	spinlock_t lock;
	struct list_head submitted;
	struct list_head issued;
	struct fake_desc descs[FAKE_DESCS];
	unsigned int next_desc;

	int alloc_result;
	unsigned int allocs, frees, issues, terminates, synchronizes, preps;
	struct dma_slave_config config;
};

/* what the last prep was asked for */
struct fake_request {
	const char *op;
	dma_addr_t dst, src;
	size_t len, period;
	unsigned int nents;
	int value;
	enum dma_transfer_direction dir;
	unsigned long flags;
	void *context;
};

struct fake_dma {
	struct dma_device dma;
	struct fake_chan chans[FAKE_CHANS];
	struct fake_request last;
	unsigned int released;
};

static inline struct fake_chan *to_fake(struct dma_chan *chan)
{
	return container_of(chan, struct fake_chan, chan);
}

/** fake_init() - a controller for a bound device, with every operation, not registered yet */
void fake_init(struct fake_dma *f, struct device *dev, unsigned int nchans);
/** fake_slave_caps() - and what a slave controller says of itself */
void fake_slave_caps(struct fake_dma *f);
/** fake_chan_init() - one more channel, on the controller's list */
void fake_chan_init(struct fake_dma *f, struct fake_chan *c);
/** fake_complete() - the first issued transfer ends and calls back, here; false: there is none */
bool fake_complete(struct dma_chan *chan, const struct dmaengine_result *result);
/** fake_complete_softirq() - the same from a tasklet; returns when it has run */
bool fake_complete_softirq(struct dma_chan *chan, const struct dmaengine_result *result);

/** fake_device() - the fixture's device of that name */
struct device *fake_device(const char *name);
/** fake_mask() - a mask of one capability */
dma_cap_mask_t fake_mask(enum dma_transaction_type cap);

/** file_is() - has the world's file this text? */
bool file_is(const char *path, const char *text);
/** file_exists() - is there such a file, or link? */
bool file_exists(const char *path);
/** link_target() - where a link leads, "" if it is none */
const char *link_target(const char *dir, const char *name);
/** log_count() - how many lines of the kernel log have @text in them */
unsigned int log_count(const char *text);

/** fake_setup_on() - the fixture on another board: by name, or the path of a file */
int fake_setup_on(const char *board);
int fake_setup(void **state);
int fake_teardown(void **state);

#define fake_test(fn) cmocka_unit_test_setup_teardown(fn, fake_setup, fake_teardown)

#endif
