/* SPDX-License-Identifier: MIT */
/*
 * The DMA Engine: one interface for those who move data (clients) and for
 * those who move it for them (providers, the drivers of DMA controllers).
 *
 *      client                                             provider
 *   1  dma_request_chan()      ── finds a channel ──▶  device_alloc_chan_resources
 *   2  dmaengine_slave_config()                        device_config
 *   3  dmaengine_prep_*()      ── a descriptor ─────▶  device_prep_*
 *   4  dmaengine_submit()      ── gets a cookie ────▶  tx_submit
 *   5  dma_async_issue_pending() ── starts the queue ▶ device_issue_pending
 *      callback(param)        ◀── from a tasklet ────  dma_cookie_complete()
 *      dmaengine_tx_status()                           device_tx_status
 *   6  dmaengine_terminate_sync(), dma_release_channel()
 *
 * Until step 4 a descriptor is the client's; from then on it is the
 * provider's, and the client keeps only the cookie (unless the descriptor
 * is reusable). Transfers of one channel are carried out in the order in
 * which they were submitted.
 *
 * What must not be called as it was called (a released channel, a length of
 * zero, a wait inside a callback ...) is refused with an error code and one
 * line in the log per channel and kind; struct dma_chan says how.
 */
#ifndef LINUX_DMAENGINE_H
#define LINUX_DMAENGINE_H

#include <linux/version.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <asm/page.h>

struct device_node;
struct dentry;
struct dma_async_tx_descriptor;
struct dma_chan;
struct dma_device;
struct module;
struct rio_dma_ext;
struct seq_file;

/* ---- cookies and status ------------------------------------------------ */

/**
 * typedef dma_cookie_t - names a submitted transfer on its channel
 *
 * Positive: a transfer; later ones have larger numbers, until the count
 * wraps to %DMA_MIN_COOKIE. Negative: an error code from the submission.
 * Zero: none.
 */
typedef s32 dma_cookie_t;

/* the smallest cookie that a transfer can have */
#define DMA_MIN_COOKIE	1

/**
 * dma_submit_error() - did a submission fail?
 * @cookie: what dmaengine_submit() returned
 *
 * Context: Any.
 * Return: 0, or the negative error code in @cookie.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int dma_submit_error(dma_cookie_t cookie)
{
	return cookie < 0 ? cookie : 0;
}

/**
 * enum dma_status - state of a transfer
 * @DMA_COMPLETE: it has ended, and well
 * @DMA_IN_PROGRESS: it is queued or running (or was terminated: a terminated
 *	transfer never completes)
 * @DMA_PAUSED: its channel is paused
 * @DMA_ERROR: it has ended with an error
 * @DMA_OUT_OF_ORDER: the provider completes transfers in any order, so that
 *	a cookie says nothing (%DMA_COMPLETION_NO_ORDER)
 */
enum dma_status {
	DMA_COMPLETE,
	DMA_IN_PROGRESS,
	DMA_PAUSED,
	DMA_ERROR,
	DMA_OUT_OF_ORDER,
};

/* ---- kinds of transfer ------------------------------------------------- */

/**
 * enum dma_transaction_type - what a controller can do; bits of a &dma_cap_mask_t
 * @DMA_MEMCPY: copy memory
 * @DMA_XOR: XOR several sources into a destination
 * @DMA_PQ: compute RAID-6 P and Q
 * @DMA_XOR_VAL: check that sources XOR to zero
 * @DMA_PQ_VAL: check P and Q against their sources
 * @DMA_MEMSET: fill memory with a byte
 * @DMA_MEMSET_SG: fill a scatterlist with a byte
 * @DMA_INTERRUPT: a transfer of nothing, for its callback
 * @DMA_PRIVATE: not for dma_find_channel(); set while a channel is held exclusively
 * @DMA_ASYNC_TX: can do all that the async_tx API asks for; set by the
 *	framework at registration, never by a driver
 * @DMA_SLAVE: transfers to and from peripherals
 * @DMA_CYCLIC: transfers around a ring, without end
 * @DMA_INTERLEAVE: transfers with gaps
 * @DMA_COMPLETION_NO_ORDER: transfers may complete in any order
 * @DMA_REPEAT: interleaved transfers may repeat (%DMA_PREP_REPEAT)
 * @DMA_LOAD_EOT: a repeated transfer can be replaced when it ends (%DMA_PREP_LOAD_EOT)
 * @DMA_TX_TYPE_END: how many there are
 */
enum dma_transaction_type {
	DMA_MEMCPY,
	DMA_XOR,
	DMA_PQ,
	DMA_XOR_VAL,
	DMA_PQ_VAL,
	DMA_MEMSET,
	DMA_MEMSET_SG,
	DMA_INTERRUPT,
	DMA_PRIVATE,
	DMA_ASYNC_TX,
	DMA_SLAVE,
	DMA_CYCLIC,
	DMA_INTERLEAVE,
	DMA_COMPLETION_NO_ORDER,
	DMA_REPEAT,
	DMA_LOAD_EOT,
	DMA_TX_TYPE_END,
};

/**
 * enum dma_transfer_direction - from where to where
 * @DMA_MEM_TO_MEM: memory to memory
 * @DMA_MEM_TO_DEV: memory to a peripheral
 * @DMA_DEV_TO_MEM: a peripheral to memory
 * @DMA_DEV_TO_DEV: a peripheral to a peripheral
 * @DMA_TRANS_NONE: no transfer
 */
enum dma_transfer_direction {
	DMA_MEM_TO_MEM,
	DMA_MEM_TO_DEV,
	DMA_DEV_TO_MEM,
	DMA_DEV_TO_DEV,
	DMA_TRANS_NONE,
};

/**
 * struct data_chunk - one run of bytes in an interleaved frame, and the gap behind it
 * @size: bytes to move
 * @icg: gap in bytes behind the run, on each side whose "sgl" flag is set
 * @dst_icg: gap on the destination's side where it differs; 0: @icg decides
 * @src_icg: gap on the source's side where it differs; 0: @icg decides
 */
struct data_chunk {
	size_t size;
	size_t icg;
	size_t dst_icg;
	size_t src_icg;
};

/**
 * struct dma_interleaved_template - a transfer with gaps
 * @src_start: bus address of the first byte to read
 * @dst_start: bus address of the first byte to write
 * @dir: what the two addresses are
 * @src_inc: the source advances; otherwise each chunk is read from @src_start
 * @dst_inc: the destination advances; otherwise each chunk goes to @dst_start
 * @src_sgl: the chunks' gaps apply to the source (with @src_inc)
 * @dst_sgl: the chunks' gaps apply to the destination (with @dst_inc)
 * @numf: how many frames
 * @frame_size: how many chunks a frame has
 * @sgl: the chunks of a frame
 *
 * A frame is a row of chunks with their gaps; the transfer repeats it @numf
 * times, the gap behind a frame's last chunk included::
 *
 *	|  frame 0       |  frame 1       |      |  frame numf-1  |
 *	|====..==.====...|====..==.====...| .... |====..==.====...|
 *
 * The client owns the template; a provider copies what it needs.
 */
struct dma_interleaved_template {
	dma_addr_t src_start;
	dma_addr_t dst_start;
	enum dma_transfer_direction dir;
	bool src_inc;
	bool dst_inc;
	bool src_sgl;
	bool dst_sgl;
	size_t numf;
	size_t frame_size;
	struct data_chunk sgl[];
};

/**
 * struct dma_vec - a run of mapped memory
 * @addr: bus address
 * @len: bytes
 */
struct dma_vec {
	dma_addr_t addr;
	size_t len;
};

/**
 * enum dma_ctrl_flags - how a transfer is to be carried out
 * @DMA_PREP_INTERRUPT: report completion (call the callback) when it ends
 * @DMA_CTRL_ACK: the client will not look at the descriptor any more, so the
 *	provider may recycle it once it has completed; see async_tx_ack()
 * @DMA_PREP_PQ_DISABLE_P: P+Q: leave P alone, compute Q
 * @DMA_PREP_PQ_DISABLE_Q: P+Q: leave Q alone, compute P
 * @DMA_PREP_CONTINUE: P+Q: start from what P and Q hold, not from zero
 * @DMA_PREP_FENCE: what is submitted later depends on the result of this
 *	transfer: don't overlap them
 * @DMA_CTRL_REUSE: the descriptor goes back to the client when it has
 *	completed, and can be submitted again
 * @DMA_PREP_CMD: the data is a command for the peripheral, not payload
 * @DMA_PREP_REPEAT: interleaved only: start again at each end, until a
 *	transfer with %DMA_PREP_LOAD_EOT takes over
 * @DMA_PREP_LOAD_EOT: interleaved only: replace the running repeated
 *	transfer when that ends; without it, a transfer behind a repeated
 *	one waits for ever
 */
enum dma_ctrl_flags {
	DMA_PREP_INTERRUPT = (1 << 0),
	DMA_CTRL_ACK = (1 << 1),
	DMA_PREP_PQ_DISABLE_P = (1 << 2),
	DMA_PREP_PQ_DISABLE_Q = (1 << 3),
	DMA_PREP_CONTINUE = (1 << 4),
	DMA_PREP_FENCE = (1 << 5),
	DMA_CTRL_REUSE = (1 << 6),
	DMA_PREP_CMD = (1 << 7),
	DMA_PREP_REPEAT = (1 << 8),
	DMA_PREP_LOAD_EOT = (1 << 9),
};

/**
 * enum sum_check_bits - places of the results of a check
 * @SUM_CHECK_P: the XOR sum, or P
 * @SUM_CHECK_Q: Q
 */
enum sum_check_bits {
	SUM_CHECK_P = 0,
	SUM_CHECK_Q = 1,
};

/**
 * enum sum_check_flags - result of a check: a set bit means "does not hold"
 * @SUM_CHECK_P_RESULT: the XOR sum is not zero, or P is wrong
 * @SUM_CHECK_Q_RESULT: Q is wrong
 */
enum sum_check_flags {
	SUM_CHECK_P_RESULT = (1 << SUM_CHECK_P),
	SUM_CHECK_Q_RESULT = (1 << SUM_CHECK_Q),
};

/**
 * typedef dma_cap_mask_t - a set of &enum dma_transaction_type
 *
 * Handled with dma_cap_zero(), dma_cap_set(), dma_cap_clear(), dma_has_cap().
 */
typedef struct { DECLARE_BITMAP(bits, DMA_TX_TYPE_END); } dma_cap_mask_t;

/**
 * enum dma_desc_metadata_mode - who holds the data that travels beside a transfer
 * @DESC_METADATA_NONE: there is none
 * @DESC_METADATA_CLIENT: the client, in a buffer that it attaches with
 *	dmaengine_desc_attach_metadata() before it submits
 * @DESC_METADATA_ENGINE: the provider; the client works in place, through
 *	dmaengine_desc_get_metadata_ptr() and dmaengine_desc_set_metadata_len(),
 *	until its completion callback returns
 *
 * A descriptor has one mode, decided by the first call that names one.
 */
enum dma_desc_metadata_mode {
	DESC_METADATA_NONE = 0,
	DESC_METADATA_CLIENT = BIT(0),
	DESC_METADATA_ENGINE = BIT(1),
};

/* ---- channels ---------------------------------------------------------- */

/**
 * struct dma_chan_percpu - a CPU's part of a channel's counters
 * @memcpy_count: how many copies
 * @bytes_transferred: how many bytes they had
 */
struct dma_chan_percpu {
	unsigned long memcpy_count;
	unsigned long bytes_transferred;
};

/**
 * struct dma_router - a crossbar between peripherals and controllers
 * @dev: its device
 * @route_free: undoes a route; @route_data is what of_dma_route_allocate()
 *	returned. Called with the framework's mutex held: may sleep, may not
 *	request or release channels.
 */
struct dma_router {
	struct device *dev;
	void (*route_free)(struct device *dev, void *route_data);
};

/**
 * struct dma_chan - a channel: a queue of transfers that a controller works off
 * @device: the controller; never NULL
 * @slave: the device that requested the channel by name, or NULL
 * @cookie: the last cookie that was handed out (the provider's lock)
 * @chan_id: number within the controller
 * @dev: its place in /sys/class/dma; NULL once it is gone
 * @name: name of the link below @slave, "dma:rx"
 * @dbg_client_name: who has it, for dmaengine/summary: "4000e000.serial:rx"
 * @device_node: entry in &dma_device.channels
 * @local: per-CPU counters
 * @client_count: how many clients use it
 * @table_count: how often it is in the table of dma_find_channel()
 * @router: the router that leads to it, if one does
 * @route_data: what that router made for it
 * @private: the provider's, or an agreement between it and its client
 * @misuse: framework only: the kinds of misuse that have been reported since
 *	the channel was requested, so that each is reported once
 * @callback_context: framework only: the context that runs a completion
 *	callback of this channel, or NULL
 * @completed_cookie: the last cookie that completed (the provider's lock)
 *
 * The last two are written where transfers complete; what comes before them is
 * read wherever one is prepared. The provider embeds and owns it.
 * @client_count, @table_count, @slave, @name and @router are protected by the
 * framework's mutex.
 */
struct dma_chan {
	struct dma_device *device;
	struct device *slave;
	dma_cookie_t cookie;

	int chan_id;
	struct dma_chan_dev *dev;
	const char *name;
	char *dbg_client_name;

	struct list_head device_node;
	struct dma_chan_percpu __percpu *local;
	int client_count;
	int table_count;

	struct dma_router *router;
	void *route_data;

	void *private;

	unsigned long misuse;

	void *callback_context;
	dma_cookie_t completed_cookie;
};

/**
 * struct dma_chan_dev - a channel's device in class "dma"
 * @chan: the channel; NULL once it was unregistered
 * @device: the device, named dma0chan0
 * @dev_id: number of the controller
 * @chan_dma_dev: memory must be mapped for @device rather than for the
 *	controller; see dmaengine_get_dma_device()
 */
struct dma_chan_dev {
	struct dma_chan *chan;
	struct device device;
	int dev_id;
	bool chan_dma_dev;
};

/**
 * enum dma_slave_buswidth - bytes in one access to a peripheral's register
 * @DMA_SLAVE_BUSWIDTH_UNDEFINED: not said
 * @DMA_SLAVE_BUSWIDTH_1_BYTE: 8 bits
 * @DMA_SLAVE_BUSWIDTH_2_BYTES: 16 bits
 * @DMA_SLAVE_BUSWIDTH_3_BYTES: 24 bits
 * @DMA_SLAVE_BUSWIDTH_4_BYTES: 32 bits
 * @DMA_SLAVE_BUSWIDTH_8_BYTES: 64 bits
 * @DMA_SLAVE_BUSWIDTH_16_BYTES: 128 bits
 * @DMA_SLAVE_BUSWIDTH_32_BYTES: 256 bits
 * @DMA_SLAVE_BUSWIDTH_64_BYTES: 512 bits
 * @DMA_SLAVE_BUSWIDTH_128_BYTES: 1024 bits
 */
enum dma_slave_buswidth {
	DMA_SLAVE_BUSWIDTH_UNDEFINED = 0,
	DMA_SLAVE_BUSWIDTH_1_BYTE = 1,
	DMA_SLAVE_BUSWIDTH_2_BYTES = 2,
	DMA_SLAVE_BUSWIDTH_3_BYTES = 3,
	DMA_SLAVE_BUSWIDTH_4_BYTES = 4,
	DMA_SLAVE_BUSWIDTH_8_BYTES = 8,
	DMA_SLAVE_BUSWIDTH_16_BYTES = 16,
	DMA_SLAVE_BUSWIDTH_32_BYTES = 32,
	DMA_SLAVE_BUSWIDTH_64_BYTES = 64,
	DMA_SLAVE_BUSWIDTH_128_BYTES = 128,
};

/**
 * struct dma_slave_config - how a channel reaches its peripheral
 * @direction: deprecated: the direction is an argument of each preparation
 * @src_addr: physical address of the register to read from (device to memory)
 * @dst_addr: physical address of the register to write to (memory to device)
 * @src_addr_width: bytes per read of @src_addr
 * @dst_addr_width: bytes per write of @dst_addr
 * @src_maxburst: most accesses (not bytes) in a burst from @src_addr
 * @dst_maxburst: most accesses (not bytes) in a burst to @dst_addr
 * @src_port_window_size: registers in a row that make up the source, where
 *	it is not a single one; in accesses
 * @dst_port_window_size: the same for the destination
 * @device_fc: the peripheral decides where a transfer ends
 * @peripheral_config: further settings that this peripheral and this
 *	controller agree on; the client's, read during the call
 * @peripheral_size: bytes at @peripheral_config
 *
 * Set with dmaengine_slave_config(); holds for what is prepared after that.
 */
struct dma_slave_config {
	enum dma_transfer_direction direction;
	phys_addr_t src_addr;
	phys_addr_t dst_addr;
	enum dma_slave_buswidth src_addr_width;
	enum dma_slave_buswidth dst_addr_width;
	u32 src_maxburst;
	u32 dst_maxburst;
	u32 src_port_window_size;
	u32 dst_port_window_size;
	bool device_fc;
	void *peripheral_config;
	size_t peripheral_size;
};

/**
 * enum dma_residue_granularity - how finely a residue counts
 * @DMA_RESIDUE_GRANULARITY_DESCRIPTOR: whole transfers: it is always 0
 * @DMA_RESIDUE_GRANULARITY_SEGMENT: scatterlist entries, or periods
 * @DMA_RESIDUE_GRANULARITY_BURST: bursts
 */
enum dma_residue_granularity {
	DMA_RESIDUE_GRANULARITY_DESCRIPTOR = 0,
	DMA_RESIDUE_GRANULARITY_SEGMENT = 1,
	DMA_RESIDUE_GRANULARITY_BURST = 2,
};

/**
 * struct dma_slave_caps - what a channel can do for a peripheral
 * @src_addr_widths: bit n set: it can read n bytes at a time
 * @dst_addr_widths: bit n set: it can write n bytes at a time
 * @directions: bit n set: &enum dma_transfer_direction n works
 * @min_burst: smallest burst, in accesses
 * @max_burst: largest burst, in accesses
 * @max_sg_burst: most scatterlist entries that it works off without help
 *	from software; 0: any number
 * @cmd_pause: it can be paused
 * @cmd_resume: it can be resumed
 * @cmd_terminate: it can be terminated
 * @residue_granularity: how finely its residue counts
 * @descriptor_reuse: its descriptors can be submitted again
 */
struct dma_slave_caps {
	u32 src_addr_widths;
	u32 dst_addr_widths;
	u32 directions;
	u32 min_burst;
	u32 max_burst;
	u32 max_sg_burst;
	bool cmd_pause;
	bool cmd_resume;
	bool cmd_terminate;
	enum dma_residue_granularity residue_granularity;
	bool descriptor_reuse;
};

/**
 * dma_chan_name() - a channel's name, "dma0chan0"
 * @chan: the channel
 *
 * Context: Any.
 * Return: the name; it lives as long as the channel is registered.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline const char *dma_chan_name(struct dma_chan *chan)
{
	return dev_name(&chan->dev->device);
}

/**
 * dma_chan_cleanup() - what happens when a controller's last reference goes
 * @kref: &dma_device.ref
 *
 * The release function of that reference: takes the controller out of
 * dma_find_channel()'s table and calls its device_release, after which the
 * provider's memory may be gone.
 *
 * Context: Process; with the framework's mutex held. Not for drivers.
 * Source: Linux drivers/dma/dmaengine.c (there as dma_device_release()).
 */
void dma_chan_cleanup(struct kref *kref);

/**
 * typedef dma_filter_fn - says whether a free channel is wanted
 * @chan: a channel that has the capabilities and no client
 * @filter_param: what was given with the request
 *
 * Called with the framework's mutex held.
 *
 * Return: true to take the channel.
 */
typedef bool (*dma_filter_fn)(struct dma_chan *chan, void *filter_param);

/* ---- descriptors ------------------------------------------------------- */

/**
 * typedef dma_async_tx_callback - called when a transfer has completed
 * @dma_async_param: &dma_async_tx_descriptor.callback_param
 *
 * Softirq context, no lock of the framework or the provider held. May
 * prepare, submit and issue, and dmaengine_terminate_async(); may not wait.
 */
typedef void (*dma_async_tx_callback)(void *dma_async_param);

/**
 * enum dmaengine_tx_result - how a transfer ended
 * @DMA_TRANS_NOERROR: well
 * @DMA_TRANS_READ_FAILED: the source could not be read
 * @DMA_TRANS_WRITE_FAILED: the destination could not be written
 * @DMA_TRANS_ABORTED: it was never carried out
 */
enum dmaengine_tx_result {
	DMA_TRANS_NOERROR = 0,
	DMA_TRANS_READ_FAILED,
	DMA_TRANS_WRITE_FAILED,
	DMA_TRANS_ABORTED,
};

/**
 * struct dmaengine_result - result of a transfer, for its callback
 * @result: how it ended
 * @residue: bytes that were not moved
 */
struct dmaengine_result {
	enum dmaengine_tx_result result;
	u32 residue;
};

/**
 * typedef dma_async_tx_callback_result - a completion callback that learns the result
 * @dma_async_param: &dma_async_tx_descriptor.callback_param
 * @result: how the transfer ended; valid during the call
 *
 * As dma_async_tx_callback otherwise; where both are set, only this is called.
 */
typedef void (*dma_async_tx_callback_result)(void *dma_async_param,
				const struct dmaengine_result *result);

/**
 * struct dmaengine_unmap_data - mappings that go when their last user has gone
 * @map_cnt: how many addresses there is room for
 * @to_cnt: the first so many of @addr are mapped DMA_TO_DEVICE
 * @from_cnt: the next so many DMA_FROM_DEVICE
 * @bidi_cnt: the next so many DMA_BIDIRECTIONAL; entries of 0 are skipped
 * @dev: device that they are mapped for
 * @kref: users: who made it, and each descriptor that it was given to
 * @len: bytes of every mapping
 * @addr: the bus addresses
 *
 * From dmaengine_get_unmap_data(); the caller fills it in.
 */
struct dmaengine_unmap_data {
	u16 map_cnt;
	u8 to_cnt;
	u8 from_cnt;
	u8 bidi_cnt;
	struct device *dev;
	struct kref kref;
	size_t len;
	dma_addr_t addr[];
};

/**
 * struct dma_descriptor_metadata_ops - metadata of a descriptor, by its provider
 * @attach: %DESC_METADATA_CLIENT: use @len bytes at @data; 0 or a negative error code
 * @get_ptr: %DESC_METADATA_ENGINE: the buffer, how much of it is filled, how
 *	much fits; or an ERR_PTR()
 * @set_len: %DESC_METADATA_ENGINE: @payload_len bytes are filled; 0 or a
 *	negative error code
 */
struct dma_descriptor_metadata_ops {
	int (*attach)(struct dma_async_tx_descriptor *desc, void *data,
		      size_t len);

	void *(*get_ptr)(struct dma_async_tx_descriptor *desc,
			 size_t *payload_len, size_t *max_len);
	int (*set_len)(struct dma_async_tx_descriptor *desc,
		       size_t payload_len);
};

/**
 * struct dma_async_tx_descriptor - one prepared transfer
 * @cookie: its cookie while it is queued or running; 0 before and after;
 *	-EBUSY: it waits for another descriptor
 * @flags: &enum dma_ctrl_flags
 * @phys: bus address of the provider's hardware descriptor, if it keeps one
 * @chan: the channel it was prepared for
 * @tx_submit: queues it; use dmaengine_submit()
 * @desc_free: frees a reusable one; use dmaengine_desc_free()
 * @callback: the client's: called at completion
 * @callback_result: the client's: the same, with the result
 * @callback_param: the client's: argument of either
 * @unmap: mappings to drop at completion; see dma_set_unmap()
 * @desc_metadata_mode: framework only
 * @metadata_ops: the provider's, where it supports metadata
 * @next: async_tx: submitted when this one has completed
 * @parent: async_tx: the one that this one waits for
 * @lock: protects @next and @parent
 * @submitted: framework only: dmaengine_submit() has had it
 *
 * Made by a device_prep_* operation. The client may set the callback fields
 * until it submits; then the descriptor is the provider's.
 */
struct dma_async_tx_descriptor {
	/* what every transfer needs: one cache line */
	dma_cookie_t cookie;
	enum dma_ctrl_flags flags;
	struct dma_chan *chan;
	dma_cookie_t (*tx_submit)(struct dma_async_tx_descriptor *tx);
	dma_async_tx_callback callback;
	dma_async_tx_callback_result callback_result;
	void *callback_param;
	struct dmaengine_unmap_data *unmap;
	enum dma_desc_metadata_mode desc_metadata_mode;
	bool submitted;

	dma_addr_t phys;
	int (*desc_free)(struct dma_async_tx_descriptor *tx);
	struct dma_descriptor_metadata_ops *metadata_ops;
	struct dma_async_tx_descriptor *next;
	struct dma_async_tx_descriptor *parent;
	spinlock_t lock;
};

/**
 * dma_set_unmap() - let a transfer's completion drop mappings
 * @tx: the descriptor, before it is submitted
 * @unmap: the mappings; the descriptor takes a reference of its own
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void dma_set_unmap(struct dma_async_tx_descriptor *tx,
				 struct dmaengine_unmap_data *unmap)
{
	kref_get(&unmap->kref);
	tx->unmap = unmap;
}

/**
 * dmaengine_get_unmap_data() - room for the mappings of a transfer
 * @dev: device that they will be mapped for
 * @nr: how many addresses, 1 to 256
 * @flags: GFP_KERNEL, or GFP_NOWAIT where the caller may not sleep
 *
 * The caller holds the first reference; dmaengine_unmap_put() drops it.
 *
 * Context: As @flags say.
 * Return: zeroed counts and room for @nr addresses; NULL: no memory, or @nr
 * is out of range (one line in the log).
 * Source: Linux drivers/dma/dmaengine.c.
 */
struct dmaengine_unmap_data *
dmaengine_get_unmap_data(struct device *dev, int nr, gfp_t flags);

/**
 * dmaengine_unmap_put() - drop a reference; the last one unmaps and frees
 * @unmap: the mappings, or NULL
 *
 * Context: Any.
 * Source: Linux drivers/dma/dmaengine.c.
 */
void dmaengine_unmap_put(struct dmaengine_unmap_data *unmap);

/**
 * dma_descriptor_unmap() - providers: drop the mappings of a completed transfer
 * @tx: the descriptor; nothing happens if it has none
 *
 * Call it before the callback, which may look at the data.
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void dma_descriptor_unmap(struct dma_async_tx_descriptor *tx)
{
	if (!tx->unmap)
		return;

	dmaengine_unmap_put(tx->unmap);
	tx->unmap = NULL;
}

/**
 * txd_lock() - lock a descriptor's dependency links
 * @txd: the descriptor
 *
 * Context: Process or softirq; softirqs are off until txd_unlock().
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void txd_lock(struct dma_async_tx_descriptor *txd)
{
	spin_lock_bh(&txd->lock);
}

/**
 * txd_unlock() - unlock them
 * @txd: the descriptor
 *
 * Context: As txd_lock().
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void txd_unlock(struct dma_async_tx_descriptor *txd)
{
	spin_unlock_bh(&txd->lock);
}

/**
 * txd_chain() - make one descriptor wait for another
 * @txd: the one that comes first; its lock is held
 * @next: the one that is submitted when @txd has completed
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void txd_chain(struct dma_async_tx_descriptor *txd,
			     struct dma_async_tx_descriptor *next)
{
	txd->next = next;
	next->parent = txd;
}

/**
 * txd_clear_parent() - forget what a descriptor waited for
 * @txd: the descriptor
 *
 * Context: Any; under txd_lock() where others may look.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void txd_clear_parent(struct dma_async_tx_descriptor *txd)
{
	txd->parent = NULL;
}

/**
 * txd_clear_next() - forget what waits for a descriptor
 * @txd: the descriptor
 *
 * Context: Any; under txd_lock() where others may look.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void txd_clear_next(struct dma_async_tx_descriptor *txd)
{
	txd->next = NULL;
}

/**
 * txd_parent() - what a descriptor waits for
 * @txd: the descriptor
 *
 * Context: Any; under txd_lock() where others may change it.
 * Return: that descriptor, or NULL.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_async_tx_descriptor *
txd_parent(struct dma_async_tx_descriptor *txd)
{
	return txd->parent;
}

/**
 * txd_next() - what waits for a descriptor
 * @txd: the descriptor
 *
 * Context: Any; under txd_lock() where others may change it.
 * Return: that descriptor, or NULL.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_async_tx_descriptor *
txd_next(struct dma_async_tx_descriptor *txd)
{
	return txd->next;
}

/**
 * struct dma_tx_state - how far a transfer has come
 * @last: last cookie that completed on the channel
 * @used: last cookie that was handed out
 * @residue: bytes of the transfer still to move, while it is in progress or paused
 * @in_flight_bytes: bytes that the controller has read and not yet written
 */
struct dma_tx_state {
	dma_cookie_t last;
	dma_cookie_t used;
	u32 residue;
	u32 in_flight_bytes;
};

/**
 * enum dmaengine_alignment - alignment that a provider asks for, as a power of two
 * @DMAENGINE_ALIGN_1_BYTE: none
 * @DMAENGINE_ALIGN_2_BYTES: 2
 * @DMAENGINE_ALIGN_4_BYTES: 4
 * @DMAENGINE_ALIGN_8_BYTES: 8
 * @DMAENGINE_ALIGN_16_BYTES: 16
 * @DMAENGINE_ALIGN_32_BYTES: 32
 * @DMAENGINE_ALIGN_64_BYTES: 64
 * @DMAENGINE_ALIGN_128_BYTES: 128
 * @DMAENGINE_ALIGN_256_BYTES: 256
 */
enum dmaengine_alignment {
	DMAENGINE_ALIGN_1_BYTE = 0,
	DMAENGINE_ALIGN_2_BYTES = 1,
	DMAENGINE_ALIGN_4_BYTES = 2,
	DMAENGINE_ALIGN_8_BYTES = 3,
	DMAENGINE_ALIGN_16_BYTES = 4,
	DMAENGINE_ALIGN_32_BYTES = 5,
	DMAENGINE_ALIGN_64_BYTES = 6,
	DMAENGINE_ALIGN_128_BYTES = 7,
	DMAENGINE_ALIGN_256_BYTES = 8,
};

/* ---- controllers ------------------------------------------------------- */

/**
 * struct dma_slave_map - which filter parameter a device's channel has, on
 *	machines without a device tree or ACPI
 * @devname: the device, by dev_name()
 * @slave: the channel's name
 * @param: what the filter gets for it
 */
struct dma_slave_map {
	const char *devname;
	const char *slave;
	void *param;
};

/**
 * struct dma_filter - the table of a controller's clients
 * @fn: picks the channel
 * @mapcnt: entries of @map
 * @map: the table; the provider's, as long as it is registered
 */
struct dma_filter {
	dma_filter_fn fn;
	int mapcnt;
	const struct dma_slave_map *map;
};

/* in &dma_device.max_pq: the controller can start from what P and Q hold */
#define DMA_HAS_PQ_CONTINUE	(1 << 15)

/**
 * struct dma_device - a controller, as its provider registers it
 * @ref: framework only
 * @chancnt: channels that are registered
 * @privatecnt: channels that are held exclusively (the framework's mutex)
 * @channels: the channels, by &dma_chan.device_node; set up before
 *	registration, initialised with INIT_LIST_HEAD() even if empty
 * @global_node: framework only
 * @filter: table for dma_request_chan()
 * @cap_mask: what it can do
 * @desc_metadata_modes: metadata modes that it supports
 * @max_xor: most sources of an XOR
 * @max_pq: most sources of a P+Q; see dma_set_maxpq()
 * @copy_align: alignment of copies
 * @xor_align: alignment of XORs
 * @pq_align: alignment of P+Qs
 * @fill_align: alignment of fills
 * @dev_id: its number: the 0 in dma0chan1; set at registration
 * @dev: its device: memory is mapped for it, messages bear its name
 * @owner: module of its driver; set at registration
 * @chan_ida: framework only
 * @src_addr_widths: bit n set: it can read n bytes at a time
 * @dst_addr_widths: bit n set: it can write n bytes at a time
 * @directions: bit n set: &enum dma_transfer_direction n works
 * @min_burst: smallest burst, in accesses
 * @max_burst: largest burst, in accesses
 * @max_sg_burst: most scatterlist entries without help from software; 0: any
 * @descriptor_reuse: descriptors can be submitted again
 * @residue_granularity: how finely a residue counts
 * @device_alloc_chan_resources: a channel gets its first client: 0 or more,
 *	or a negative error code. Process context.
 * @device_router_config: a router leads to the channel now; 0 or a negative
 *	error code
 * @device_free_chan_resources: a channel has lost its last client. Process
 *	context, after @device_synchronize.
 * @device_prep_dma_memcpy: prepare a copy
 * @device_prep_dma_xor: prepare an XOR
 * @device_prep_dma_xor_val: prepare a check of an XOR
 * @device_prep_dma_pq: prepare a P+Q; dst[0] is P, dst[1] is Q
 * @device_prep_dma_pq_val: prepare a check of a P+Q
 * @device_prep_dma_memset: prepare a fill
 * @device_prep_dma_memset_sg: prepare a fill of a scatterlist
 * @device_prep_dma_interrupt: prepare a transfer of nothing
 * @device_prep_peripheral_dma_vec: prepare a transfer with a peripheral, from
 *	or to an array of addresses
 * @device_prep_slave_sg: the same with a scatterlist
 * @device_prep_dma_cyclic: prepare a transfer around a ring, with a callback
 *	after each period
 * @device_prep_interleaved_dma: prepare a transfer with gaps
 * @device_prep_dma_imm_data: prepare a write of 8 bytes
 * @device_caps: adjust what dma_get_slave_caps() says about one channel
 * @device_config: take a &struct dma_slave_config; 0 or a negative error code
 * @device_pause: pause; 0 or a negative error code
 * @device_resume: resume; 0 or a negative error code
 * @device_terminate_all: give up everything that is submitted, without
 *	callbacks; 0 or a negative error code. Any context, callbacks too:
 *	must not sleep.
 * @device_synchronize: wait until nothing that was terminated runs any more,
 *	callbacks included. Process context.
 * @device_tx_status: state of a cookie; the state may be NULL. Any context.
 * @device_issue_pending: start what has been submitted. Any context.
 * @device_release: the last reference is gone: free the memory. Without it,
 *	a controller must not be removed while it is in use.
 * @dbg_summary_show: prints the channels for dmaengine/summary; NULL: the
 *	usual lines
 * @dbg_dev_root: its directory below debugfs' dmaengine/
 *
 * The provider owns it and fills it in before dma_async_device_register().
 * The prep operations may be called in any context and must not sleep; they
 * return NULL where they cannot do what was asked.
 */
struct dma_device {
	struct kref ref;
	unsigned int chancnt;
	unsigned int privatecnt;
	struct list_head channels;
	struct list_head global_node;
	struct dma_filter filter;
	dma_cap_mask_t cap_mask;
	enum dma_desc_metadata_mode desc_metadata_modes;
	unsigned short max_xor;
	unsigned short max_pq;
	enum dmaengine_alignment copy_align;
	enum dmaengine_alignment xor_align;
	enum dmaengine_alignment pq_align;
	enum dmaengine_alignment fill_align;

	int dev_id;
	struct device *dev;
	struct module *owner;
	struct ida chan_ida;

	u32 src_addr_widths;
	u32 dst_addr_widths;
	u32 directions;
	u32 min_burst;
	u32 max_burst;
	u32 max_sg_burst;
	bool descriptor_reuse;
	enum dma_residue_granularity residue_granularity;

	int (*device_alloc_chan_resources)(struct dma_chan *chan);
	int (*device_router_config)(struct dma_chan *chan);
	void (*device_free_chan_resources)(struct dma_chan *chan);

	struct dma_async_tx_descriptor *(*device_prep_dma_memcpy)(
		struct dma_chan *chan, dma_addr_t dst, dma_addr_t src,
		size_t len, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_xor)(
		struct dma_chan *chan, dma_addr_t dst, dma_addr_t *src,
		unsigned int src_cnt, size_t len, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_xor_val)(
		struct dma_chan *chan, dma_addr_t *src, unsigned int src_cnt,
		size_t len, enum sum_check_flags *result, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_pq)(
		struct dma_chan *chan, dma_addr_t *dst, dma_addr_t *src,
		unsigned int src_cnt, const unsigned char *scf,
		size_t len, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_pq_val)(
		struct dma_chan *chan, dma_addr_t *pq, dma_addr_t *src,
		unsigned int src_cnt, const unsigned char *scf, size_t len,
		enum sum_check_flags *pqres, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_memset)(
		struct dma_chan *chan, dma_addr_t dest, int value, size_t len,
		unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_memset_sg)(
		struct dma_chan *chan, struct scatterlist *sg,
		unsigned int nents, int value, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_interrupt)(
		struct dma_chan *chan, unsigned long flags);

	struct dma_async_tx_descriptor *(*device_prep_peripheral_dma_vec)(
		struct dma_chan *chan, const struct dma_vec *vecs,
		size_t nents, enum dma_transfer_direction direction,
		unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_slave_sg)(
		struct dma_chan *chan, struct scatterlist *sgl,
		unsigned int sg_len, enum dma_transfer_direction direction,
		unsigned long flags, void *context);
	struct dma_async_tx_descriptor *(*device_prep_dma_cyclic)(
		struct dma_chan *chan, dma_addr_t buf_addr, size_t buf_len,
		size_t period_len, enum dma_transfer_direction direction,
		unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_interleaved_dma)(
		struct dma_chan *chan, struct dma_interleaved_template *xt,
		unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_imm_data)(
		struct dma_chan *chan, dma_addr_t dst, u64 data,
		unsigned long flags);

	void (*device_caps)(struct dma_chan *chan, struct dma_slave_caps *caps);
	int (*device_config)(struct dma_chan *chan,
			     struct dma_slave_config *config);
	int (*device_pause)(struct dma_chan *chan);
	int (*device_resume)(struct dma_chan *chan);
	int (*device_terminate_all)(struct dma_chan *chan);
	void (*device_synchronize)(struct dma_chan *chan);

	enum dma_status (*device_tx_status)(struct dma_chan *chan,
					    dma_cookie_t cookie,
					    struct dma_tx_state *txstate);
	void (*device_issue_pending)(struct dma_chan *chan);
	void (*device_release)(struct dma_device *dev);

	void (*dbg_summary_show)(struct seq_file *s, struct dma_device *dev);
	struct dentry *dbg_dev_root;
};

/* ---- misuse ------------------------------------------------------------ */

/**
 * enum dmaengine_misuse - calls that are refused
 * @DMAENGINE_MISUSE_RELEASED: the channel has no client: it was released, or
 *	never requested
 * @DMAENGINE_MISUSE_NO_OPERATION: the controller does not have the operation
 * @DMAENGINE_MISUSE_ZERO_LENGTH: nothing to move
 * @DMAENGINE_MISUSE_PARTIAL_PERIOD: a ring that is no whole number of periods
 * @DMAENGINE_MISUSE_RESUBMITTED: the descriptor is queued or running already
 * @DMAENGINE_MISUSE_FREED: the descriptor was freed: it has completed, or was
 *	terminated
 * @DMAENGINE_MISUSE_IN_CALLBACK: a wait in a completion callback of the
 *	channel that it would wait for
 * @DMAENGINE_MISUSE_ATOMIC: a wait where the caller may not sleep
 */
enum dmaengine_misuse {
	DMAENGINE_MISUSE_RELEASED,
	DMAENGINE_MISUSE_NO_OPERATION,
	DMAENGINE_MISUSE_ZERO_LENGTH,
	DMAENGINE_MISUSE_PARTIAL_PERIOD,
	DMAENGINE_MISUSE_RESUBMITTED,
	DMAENGINE_MISUSE_FREED,
	DMAENGINE_MISUSE_IN_CALLBACK,
	DMAENGINE_MISUSE_ATOMIC,
};

/**
 * dmaengine_report_misuse() - one line about a call that was refused
 * @chan: the channel
 * @what: what was wrong
 * @call: name of the function that was called
 *
 * Each kind is reported once for a channel, until that is requested anew.
 *
 * Context: Any.
 * Source: none in Linux, where such calls are undefined.
 */
void dmaengine_report_misuse(struct dma_chan *chan, enum dmaengine_misuse what,
			     const char *call);

/**
 * dmaengine_may_wait() - may the caller wait for this channel to fall silent?
 * @chan: the channel
 * @call: name of the function that wants to wait
 *
 * Reports, and says no, in a completion callback of the channel and in
 * atomic context.
 *
 * Context: Any.
 * Return: 0, or -EDEADLK.
 * Source: none in Linux, which checks with might_sleep() and then deadlocks.
 */
int dmaengine_may_wait(struct dma_chan *chan, const char *call);

/**
 * dmaengine_may_prep() - is this preparation worth passing on?
 * @chan: the channel, or NULL
 * @has_op: the controller has the operation
 * @len: bytes (or entries) that are to be moved
 * @call: name of the caller
 *
 * Context: Any.
 * Return: true if so; otherwise the reason was reported.
 * Source: none in Linux.
 */
static inline bool dmaengine_may_prep(struct dma_chan *chan, bool has_op,
				      size_t len, const char *call)
{
	enum dmaengine_misuse what;

	if (likely(has_op && len && chan->client_count))
		return true;

	if (!chan->client_count)
		what = DMAENGINE_MISUSE_RELEASED;
	else if (!has_op)
		what = DMAENGINE_MISUSE_NO_OPERATION;
	else
		what = DMAENGINE_MISUSE_ZERO_LENGTH;
	dmaengine_report_misuse(chan, what, call);
	return false;
}

/**
 * dmaengine_prepared() - note that a descriptor has just been prepared
 * @desc: the descriptor, or NULL
 *
 * Context: Any.
 * Return: @desc.
 * Source: none in Linux.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prepared(struct dma_async_tx_descriptor *desc)
{
	if (desc)
		desc->submitted = false;
	return desc;
}

/* ---- clients: configuration and preparation ---------------------------- */

/**
 * dmaengine_slave_config() - tell a channel about its peripheral
 * @chan: the channel
 * @config: address, width and burst; the caller's, read during the call
 *
 * Context: As the provider allows; process context is always right.
 * Return: 0; -ENOSYS: the controller has no such operation; or what the
 * provider says, -EINVAL for what it cannot do.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int dmaengine_slave_config(struct dma_chan *chan,
					 struct dma_slave_config *config)
{
	if (chan->device->device_config)
		return chan->device->device_config(chan, config);

	return -ENOSYS;
}

/**
 * is_slave_direction() - does a peripheral take part?
 * @direction: the direction
 *
 * Context: Any.
 * Return: true unless it is memory to memory, or none.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool is_slave_direction(enum dma_transfer_direction direction)
{
	return direction == DMA_MEM_TO_DEV || direction == DMA_DEV_TO_MEM ||
	       direction == DMA_DEV_TO_DEV;
}

/**
 * dmaengine_prep_slave_single() - prepare a transfer with a peripheral, one buffer
 * @chan: the channel, or NULL
 * @buf: bus address of the buffer, mapped until the transfer has ended
 * @len: bytes
 * @dir: direction
 * @flags: &enum dma_ctrl_flags
 *
 * Context: Any.
 * Return: the descriptor, the caller's until it is submitted; NULL: no such
 * operation, no client, no length (each reported), or the provider refused.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_async_tx_descriptor *dmaengine_prep_slave_single(
	struct dma_chan *chan, dma_addr_t buf, size_t len,
	enum dma_transfer_direction dir, unsigned long flags)
{
	struct scatterlist sg;

	if (!chan || !chan->device ||
	    !dmaengine_may_prep(chan, chan->device->device_prep_slave_sg, len,
				__func__))
		return NULL;

	sg_init_table(&sg, 1);
	sg_dma_address(&sg) = buf;
	sg_dma_len(&sg) = len;
	return dmaengine_prepared(chan->device->device_prep_slave_sg(
		chan, &sg, 1, dir, flags, NULL));
}

/**
 * dmaengine_prep_peripheral_dma_vec() - prepare a transfer with a peripheral, array of buffers
 * @chan: the channel, or NULL
 * @vecs: the buffers, mapped until the transfer has ended; the array is the
 *	caller's, read during the call
 * @nents: how many
 * @dir: direction
 * @flags: &enum dma_ctrl_flags
 *
 * Context: Any.
 * Return: as dmaengine_prep_slave_single().
 * Source: Linux 6.11 include/linux/dmaengine.h.
 */
static inline struct dma_async_tx_descriptor *dmaengine_prep_peripheral_dma_vec(
	struct dma_chan *chan, const struct dma_vec *vecs, size_t nents,
	enum dma_transfer_direction dir, unsigned long flags)
{
	if (!chan || !chan->device ||
	    !dmaengine_may_prep(chan,
				chan->device->device_prep_peripheral_dma_vec,
				nents, __func__))
		return NULL;

	return dmaengine_prepared(chan->device->device_prep_peripheral_dma_vec(
		chan, vecs, nents, dir, flags));
}

/**
 * dmaengine_prep_slave_sg() - prepare a transfer with a peripheral, scatterlist
 * @chan: the channel, or NULL
 * @sgl: the scatterlist, mapped until the transfer has ended
 * @sg_len: what dma_map_sg() returned
 * @dir: direction
 * @flags: &enum dma_ctrl_flags
 *
 * Context: Any.
 * Return: as dmaengine_prep_slave_single().
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_async_tx_descriptor *dmaengine_prep_slave_sg(
	struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
	enum dma_transfer_direction dir, unsigned long flags)
{
	if (!chan || !chan->device ||
	    !dmaengine_may_prep(chan, chan->device->device_prep_slave_sg,
				sg_len, __func__))
		return NULL;

	return dmaengine_prepared(chan->device->device_prep_slave_sg(
		chan, sgl, sg_len, dir, flags, NULL));
}

/**
 * dmaengine_prep_rio_sg() - the same, with what RapidIO controllers need besides
 * @chan: the channel, or NULL
 * @sgl: the scatterlist, mapped until the transfer has ended
 * @sg_len: what dma_map_sg() returned
 * @dir: direction
 * @flags: &enum dma_ctrl_flags
 * @rio_ext: handed to the provider as its context; the caller's
 *
 * Context: Any.
 * Return: as dmaengine_prep_slave_single().
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_async_tx_descriptor *dmaengine_prep_rio_sg(
	struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
	enum dma_transfer_direction dir, unsigned long flags,
	struct rio_dma_ext *rio_ext)
{
	if (!chan || !chan->device ||
	    !dmaengine_may_prep(chan, chan->device->device_prep_slave_sg,
				sg_len, __func__))
		return NULL;

	return dmaengine_prepared(chan->device->device_prep_slave_sg(
		chan, sgl, sg_len, dir, flags, rio_ext));
}

/**
 * dmaengine_prep_dma_cyclic() - prepare a transfer around a ring, without end
 * @chan: the channel, or NULL
 * @buf_addr: bus address of the ring, mapped until the transfer is terminated
 * @buf_len: bytes of the ring, a whole number of periods
 * @period_len: bytes after which the callback is called, each time
 * @dir: direction
 * @flags: &enum dma_ctrl_flags
 *
 * It ends when the channel is terminated.
 *
 * Context: Any.
 * Return: as dmaengine_prep_slave_single(); NULL as well where @buf_len is no
 * whole number of @period_len (reported).
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_async_tx_descriptor *dmaengine_prep_dma_cyclic(
	struct dma_chan *chan, dma_addr_t buf_addr, size_t buf_len,
	size_t period_len, enum dma_transfer_direction dir, unsigned long flags)
{
	if (!chan || !chan->device ||
	    !dmaengine_may_prep(chan, chan->device->device_prep_dma_cyclic,
				period_len ? buf_len : 0, __func__))
		return NULL;

	if (buf_len % period_len) {
		dmaengine_report_misuse(chan, DMAENGINE_MISUSE_PARTIAL_PERIOD,
					__func__);
		return NULL;
	}

	return dmaengine_prepared(chan->device->device_prep_dma_cyclic(
		chan, buf_addr, buf_len, period_len, dir, flags));
}

/**
 * dmaengine_prep_interleaved_dma() - prepare a transfer with gaps
 * @chan: the channel, or NULL
 * @xt: what to move; the caller's, read during the call
 * @flags: &enum dma_ctrl_flags; %DMA_PREP_REPEAT needs capability %DMA_REPEAT
 *
 * Context: Any.
 * Return: as dmaengine_prep_slave_single(); NULL as well for a repeated
 * transfer where the controller has none.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_async_tx_descriptor *dmaengine_prep_interleaved_dma(
	struct dma_chan *chan, struct dma_interleaved_template *xt,
	unsigned long flags)
{
	if (!chan || !chan->device ||
	    !dmaengine_may_prep(chan, chan->device->device_prep_interleaved_dma,
				xt->numf && xt->frame_size, __func__))
		return NULL;

	if (flags & DMA_PREP_REPEAT &&
	    !test_bit(DMA_REPEAT, chan->device->cap_mask.bits)) {
		dmaengine_report_misuse(chan, DMAENGINE_MISUSE_NO_OPERATION,
					"DMA_PREP_REPEAT");
		return NULL;
	}

	return dmaengine_prepared(
		chan->device->device_prep_interleaved_dma(chan, xt, flags));
}

/**
 * dmaengine_prep_dma_memset() - prepare a fill
 * @chan: the channel, or NULL
 * @dest: bus address to fill, mapped until the transfer has ended
 * @value: the byte to fill with
 * @len: bytes
 * @flags: &enum dma_ctrl_flags
 *
 * Context: Any.
 * Return: as dmaengine_prep_slave_single().
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_async_tx_descriptor *dmaengine_prep_dma_memset(
	struct dma_chan *chan, dma_addr_t dest, int value, size_t len,
	unsigned long flags)
{
	if (!chan || !chan->device ||
	    !dmaengine_may_prep(chan, chan->device->device_prep_dma_memset, len,
				__func__))
		return NULL;

	return dmaengine_prepared(chan->device->device_prep_dma_memset(
		chan, dest, value, len, flags));
}

/**
 * dmaengine_prep_dma_memcpy() - prepare a copy
 * @chan: the channel, or NULL
 * @dest: bus address to write, mapped until the transfer has ended
 * @src: bus address to read, mapped until the transfer has ended
 * @len: bytes
 * @flags: &enum dma_ctrl_flags
 *
 * Context: Any.
 * Return: as dmaengine_prep_slave_single().
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_async_tx_descriptor *dmaengine_prep_dma_memcpy(
	struct dma_chan *chan, dma_addr_t dest, dma_addr_t src, size_t len,
	unsigned long flags)
{
	if (!chan || !chan->device ||
	    !dmaengine_may_prep(chan, chan->device->device_prep_dma_memcpy, len,
				__func__))
		return NULL;

	return dmaengine_prepared(chan->device->device_prep_dma_memcpy(
		chan, dest, src, len, flags));
}

/**
 * dmaengine_is_metadata_mode_supported() - can data travel beside a transfer this way?
 * @chan: the channel, or NULL
 * @mode: the mode
 *
 * Context: Any.
 * Return: true if the controller can.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool
dmaengine_is_metadata_mode_supported(struct dma_chan *chan,
				     enum dma_desc_metadata_mode mode)
{
	if (!chan)
		return false;

	return !!(chan->device->desc_metadata_modes & mode);
}

/**
 * dmaengine_desc_attach_metadata() - give a descriptor the client's metadata buffer
 * @desc: the descriptor, before it is submitted
 * @data: the buffer; stays the client's, and in place until completion
 * @len: bytes
 *
 * Context: Any.
 * Return: 0; -EINVAL: no descriptor, or it is in the other mode; -ENOTSUPP:
 * the controller does not do this; or what the provider says.
 * Source: Linux drivers/dma/dmaengine.c.
 */
int dmaengine_desc_attach_metadata(struct dma_async_tx_descriptor *desc,
				   void *data, size_t len);

/**
 * dmaengine_desc_get_metadata_ptr() - where a descriptor's metadata is
 * @desc: the descriptor
 * @payload_len: bytes that are filled
 * @max_len: bytes that fit
 *
 * Context: Any; until the completion callback returns.
 * Return: the provider's buffer; ERR_PTR(): -EINVAL, -ENOTSUPP as
 * dmaengine_desc_attach_metadata(), or what the provider says.
 * Source: Linux drivers/dma/dmaengine.c.
 */
void *dmaengine_desc_get_metadata_ptr(struct dma_async_tx_descriptor *desc,
				      size_t *payload_len, size_t *max_len);

/**
 * dmaengine_desc_set_metadata_len() - say how much metadata was filled in
 * @desc: the descriptor, before it is submitted
 * @payload_len: bytes
 *
 * Context: Any.
 * Return: 0, or as dmaengine_desc_attach_metadata().
 * Source: Linux drivers/dma/dmaengine.c.
 */
int dmaengine_desc_set_metadata_len(struct dma_async_tx_descriptor *desc,
				    size_t payload_len);

/* ---- clients: control -------------------------------------------------- */

/**
 * dmaengine_terminate_all() - give up all transfers of a channel
 * @chan: the channel
 *
 * Deprecated: it does not say whether it waits. Use
 * dmaengine_terminate_sync() or dmaengine_terminate_async().
 *
 * Context: Any.
 * Return: 0; -ENOSYS: the controller cannot; or what the provider says.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int dmaengine_terminate_all(struct dma_chan *chan)
{
	if (chan->device->device_terminate_all)
		return chan->device->device_terminate_all(chan);

	return -ENOSYS;
}

/**
 * dmaengine_terminate_async() - give up all transfers of a channel, don't wait
 * @chan: the channel
 *
 * What was submitted will not be carried out any further and will not call
 * back; but when this returns, the hardware may still be busy and a callback
 * still be running. Memory may be freed after dmaengine_synchronize().
 *
 * Context: Any, a completion callback of the channel too.
 * Return: 0; -EINVAL: the controller cannot; or what the provider says.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int dmaengine_terminate_async(struct dma_chan *chan)
{
	if (chan->device->device_terminate_all)
		return chan->device->device_terminate_all(chan);

	return -EINVAL;
}

/**
 * dmaengine_synchronize() - wait until what was terminated is over
 * @chan: the channel
 *
 * When it returns, no transfer that was terminated touches memory, and no
 * callback of one runs.
 *
 * Context: Process; not a completion callback of the channel: there, and in
 * atomic context, it reports and returns at once.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void dmaengine_synchronize(struct dma_chan *chan)
{
	if (dmaengine_may_wait(chan, __func__))
		return;

	if (chan->device->device_synchronize)
		chan->device->device_synchronize(chan);
}

/**
 * dmaengine_terminate_sync() - give up all transfers of a channel, and wait
 * @chan: the channel
 *
 * dmaengine_terminate_async() and dmaengine_synchronize() in one.
 *
 * Context: Process; not a completion callback of the channel.
 * Return: 0; -EINVAL: the controller cannot; -EDEADLK: called from a
 * completion callback of the channel or in atomic context: the transfers are
 * given up, but may not be over; or what the provider says.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int dmaengine_terminate_sync(struct dma_chan *chan)
{
	int wait = dmaengine_may_wait(chan, __func__);
	int ret = dmaengine_terminate_async(chan);

	if (ret)
		return ret;
	if (wait)
		return wait;

	if (chan->device->device_synchronize)
		chan->device->device_synchronize(chan);

	return 0;
}

/**
 * dmaengine_pause() - stop a channel where it is, without loss
 * @chan: the channel
 *
 * Context: Any.
 * Return: 0; -ENOSYS: the controller cannot; or what the provider says.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int dmaengine_pause(struct dma_chan *chan)
{
	if (chan->device->device_pause)
		return chan->device->device_pause(chan);

	return -ENOSYS;
}

/**
 * dmaengine_resume() - let a paused channel go on
 * @chan: the channel
 *
 * Context: Any.
 * Return: 0; -ENOSYS: the controller cannot; or what the provider says,
 * which may be an error for a channel that is not paused.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int dmaengine_resume(struct dma_chan *chan)
{
	if (chan->device->device_resume)
		return chan->device->device_resume(chan);

	return -ENOSYS;
}

/**
 * dmaengine_tx_status() - how far has a transfer come?
 * @chan: the channel
 * @cookie: the transfer
 * @state: filled in if not NULL; @state->residue counts as finely as
 *	&dma_device.residue_granularity says
 *
 * Context: Any.
 * Return: its state.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline enum dma_status dmaengine_tx_status(struct dma_chan *chan,
	dma_cookie_t cookie, struct dma_tx_state *state)
{
	return chan->device->device_tx_status(chan, cookie, state);
}

/**
 * dmaengine_submit() - queue a prepared transfer
 * @desc: the descriptor; it is the provider's from now on
 *
 * The transfer starts after dma_async_issue_pending().
 *
 * Context: Any, a completion callback too.
 * Return: the cookie; or, after one line in the log: -EBUSY: it is queued or
 * running already; -EINVAL: it was freed (as far as that can be seen);
 * -ENODEV: its channel has been released; or what the provider says.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline dma_cookie_t
dmaengine_submit(struct dma_async_tx_descriptor *desc)
{
	if (unlikely(desc->chan && !desc->chan->client_count)) {
		dmaengine_report_misuse(desc->chan, DMAENGINE_MISUSE_RELEASED,
					__func__);
		return -ENODEV;
	}
	if (unlikely(desc->submitted && desc->cookie >= DMA_MIN_COOKIE)) {
		dmaengine_report_misuse(desc->chan,
					DMAENGINE_MISUSE_RESUBMITTED, __func__);
		return -EBUSY;
	}

	/* behind tx_submit() the descriptor may be gone */
	desc->submitted = true;
	return desc->tx_submit(desc);
}

/* ---- alignment --------------------------------------------------------- */

/**
 * dmaengine_check_align() - are offsets and length as aligned as a provider asks?
 * @align: the alignment
 * @off1: an address, or an offset into an aligned buffer
 * @off2: another
 * @len: bytes
 *
 * Context: Any.
 * Return: true if all three are.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool dmaengine_check_align(enum dmaengine_alignment align,
					 size_t off1, size_t off2, size_t len)
{
	return !(((1 << align) - 1) & (off1 | off2 | len));
}

/**
 * is_dma_copy_aligned() - dmaengine_check_align() for a copy
 * @dev: the controller
 * @off1: source
 * @off2: destination
 * @len: bytes
 *
 * Context: Any.
 * Return: true if the controller can copy that.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool is_dma_copy_aligned(struct dma_device *dev, size_t off1,
				       size_t off2, size_t len)
{
	return dmaengine_check_align(dev->copy_align, off1, off2, len);
}

/**
 * is_dma_xor_aligned() - dmaengine_check_align() for an XOR
 * @dev: the controller
 * @off1: source
 * @off2: destination
 * @len: bytes
 *
 * Context: Any.
 * Return: true if the controller can XOR that.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool is_dma_xor_aligned(struct dma_device *dev, size_t off1,
				      size_t off2, size_t len)
{
	return dmaengine_check_align(dev->xor_align, off1, off2, len);
}

/**
 * is_dma_pq_aligned() - dmaengine_check_align() for a P+Q
 * @dev: the controller
 * @off1: source
 * @off2: destination
 * @len: bytes
 *
 * Context: Any.
 * Return: true if the controller can do that.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool is_dma_pq_aligned(struct dma_device *dev, size_t off1,
				     size_t off2, size_t len)
{
	return dmaengine_check_align(dev->pq_align, off1, off2, len);
}

/**
 * is_dma_fill_aligned() - dmaengine_check_align() for a fill
 * @dev: the controller
 * @off1: destination
 * @off2: another address, or 0
 * @len: bytes
 *
 * Context: Any.
 * Return: true if the controller can fill that.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool is_dma_fill_aligned(struct dma_device *dev, size_t off1,
				       size_t off2, size_t len)
{
	return dmaengine_check_align(dev->fill_align, off1, off2, len);
}

/* ---- P+Q --------------------------------------------------------------- */

/**
 * dma_set_maxpq() - providers: how many sources a P+Q may have
 * @dma: the controller, before it is registered
 * @maxpq: the number
 * @has_pq_continue: nonzero: it can start from what P and Q hold
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void dma_set_maxpq(struct dma_device *dma, int maxpq,
				 int has_pq_continue)
{
	dma->max_pq = maxpq;
	if (has_pq_continue)
		dma->max_pq |= DMA_HAS_PQ_CONTINUE;
}

/**
 * dmaf_continue() - does a P+Q go on from an earlier one?
 * @flags: its flags
 *
 * Context: Any.
 * Return: true if so.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool dmaf_continue(enum dma_ctrl_flags flags)
{
	return (flags & DMA_PREP_CONTINUE) == DMA_PREP_CONTINUE;
}

/**
 * dmaf_p_disabled_continue() - does it go on, and with Q alone?
 * @flags: its flags
 *
 * Context: Any.
 * Return: true if so.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool dmaf_p_disabled_continue(enum dma_ctrl_flags flags)
{
	enum dma_ctrl_flags mask = DMA_PREP_CONTINUE | DMA_PREP_PQ_DISABLE_P;

	return (flags & mask) == mask;
}

/**
 * dma_dev_has_pq_continue() - can a controller start from what P and Q hold?
 * @dma: the controller
 *
 * Context: Any.
 * Return: true if so.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool dma_dev_has_pq_continue(struct dma_device *dma)
{
	return (dma->max_pq & DMA_HAS_PQ_CONTINUE) == DMA_HAS_PQ_CONTINUE;
}

/**
 * dma_dev_to_maxpq() - how many sources a P+Q may have
 * @dma: the controller
 *
 * Context: Any.
 * Return: the number.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline unsigned short dma_dev_to_maxpq(struct dma_device *dma)
{
	return dma->max_pq & ~DMA_HAS_PQ_CONTINUE;
}

/**
 * dma_maxpq() - the same, for a P+Q with these flags
 * @dma: the controller
 * @flags: the flags
 *
 * A controller that cannot start from what P and Q hold must be given them
 * as sources: Q once where P is disabled; otherwise P with coefficient 0,
 * and Q with 1 and with 0, which cancel in P.
 *
 * Context: Any.
 * Return: how many sources are left for the client.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int dma_maxpq(struct dma_device *dma, enum dma_ctrl_flags flags)
{
	int most = dma_dev_to_maxpq(dma);

	/* without hardware for it, going on costs sources: P and Q go in again */
	if (dmaf_continue(flags) && !dma_dev_has_pq_continue(dma))
		most -= dmaf_p_disabled_continue(flags) ? 1 : 3;
	return most;
}

/* ---- gaps -------------------------------------------------------------- */

/**
 * dmaengine_get_icg() - the gap that applies to one side of a chunk
 * @inc: the side's address advances
 * @sgl: the side has gaps
 * @icg: the gap of both sides, bytes
 * @dir_icg: the gap of this side, bytes; 0: @icg decides
 *
 * Context: Any.
 * Return: the gap in bytes.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline size_t dmaengine_get_icg(bool inc, bool sgl, size_t icg,
				       size_t dir_icg)
{
	if (!inc)
		return 0;
	if (dir_icg)
		return dir_icg;
	return sgl ? icg : 0;
}

/**
 * dmaengine_get_dst_icg() - the gap behind a chunk at the destination
 * @xt: the transfer
 * @chunk: one of its chunks
 *
 * Context: Any.
 * Return: the gap in bytes.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline size_t dmaengine_get_dst_icg(struct dma_interleaved_template *xt,
					   struct data_chunk *chunk)
{
	return dmaengine_get_icg(xt->dst_inc, xt->dst_sgl, chunk->icg,
				 chunk->dst_icg);
}

/**
 * dmaengine_get_src_icg() - the gap behind a chunk at the source
 * @xt: the transfer
 * @chunk: one of its chunks
 *
 * Context: Any.
 * Return: the gap in bytes.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline size_t dmaengine_get_src_icg(struct dma_interleaved_template *xt,
					   struct data_chunk *chunk)
{
	return dmaengine_get_icg(xt->src_inc, xt->src_sgl, chunk->icg,
				 chunk->src_icg);
}

/* ---- public channels --------------------------------------------------- */

/**
 * dmaengine_get() - have public channels ready for dma_find_channel()
 *
 * Takes a reference on every channel that nobody holds exclusively, and on
 * those that are registered later. Undone by dmaengine_put().
 *
 * Context: Process.
 * Source: Linux drivers/dma/dmaengine.c.
 */
void dmaengine_get(void);

/**
 * dmaengine_put() - undo one dmaengine_get()
 *
 * Context: Process.
 * Source: Linux drivers/dma/dmaengine.c.
 */
void dmaengine_put(void);

#define async_dmaengine_get()		dmaengine_get()
#define async_dmaengine_put()		dmaengine_put()
#define async_dma_find_channel(type)	dma_find_channel(type)

/**
 * dma_async_tx_descriptor_init() - providers: tie a descriptor to its channel
 * @tx: the descriptor, the provider's
 * @chan: the channel
 *
 * Sets its channel and its lock, and nothing else.
 *
 * Context: Any.
 * Source: Linux drivers/dma/dmaengine.c.
 */
void dma_async_tx_descriptor_init(struct dma_async_tx_descriptor *tx,
				  struct dma_chan *chan);

/**
 * async_tx_ack() - the client is done with a descriptor
 * @tx: the descriptor; the provider may recycle it when it has completed
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void async_tx_ack(struct dma_async_tx_descriptor *tx)
{
	__atomic_or_fetch((unsigned int *)&tx->flags, DMA_CTRL_ACK, __ATOMIC_RELAXED);
}

/**
 * async_tx_clear_ack() - the client wants to look at a descriptor after completion
 * @tx: the descriptor, before it is submitted
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void async_tx_clear_ack(struct dma_async_tx_descriptor *tx)
{
	__atomic_and_fetch((unsigned int *)&tx->flags, ~DMA_CTRL_ACK, __ATOMIC_RELAXED);
}

/**
 * async_tx_test_ack() - may a descriptor be recycled?
 * @tx: the descriptor
 *
 * Context: Any.
 * Return: true if its client is done with it.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool async_tx_test_ack(struct dma_async_tx_descriptor *tx)
{
	return READ_ONCE(tx->flags) & DMA_CTRL_ACK;
}

/* ---- capability masks -------------------------------------------------- */

#define dma_cap_set(tx, mask) __dma_cap_set((tx), &(mask))
/**
 * __dma_cap_set() - add a capability; use dma_cap_set(type, mask)
 * @tx_type: the capability
 * @dstp: the set
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void __dma_cap_set(enum dma_transaction_type tx_type,
				 dma_cap_mask_t *dstp)
{
	set_bit(tx_type, dstp->bits);
}

#define dma_cap_clear(tx, mask) __dma_cap_clear((tx), &(mask))
/**
 * __dma_cap_clear() - take a capability out; use dma_cap_clear(type, mask)
 * @tx_type: the capability
 * @dstp: the set
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void __dma_cap_clear(enum dma_transaction_type tx_type,
				   dma_cap_mask_t *dstp)
{
	clear_bit(tx_type, dstp->bits);
}

#define dma_cap_zero(mask) __dma_cap_zero(&(mask))
/**
 * __dma_cap_zero() - make a set empty; use dma_cap_zero(mask)
 * @dstp: the set
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void __dma_cap_zero(dma_cap_mask_t *dstp)
{
	bitmap_zero(dstp->bits, DMA_TX_TYPE_END);
}

#define dma_has_cap(tx, mask) __dma_has_cap((tx), &(mask))
/**
 * __dma_has_cap() - is a capability in a set? use dma_has_cap(type, mask)
 * @tx_type: the capability
 * @srcp: the set
 *
 * Context: Any.
 * Return: nonzero if so.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int __dma_has_cap(enum dma_transaction_type tx_type,
				dma_cap_mask_t *srcp)
{
	return test_bit(tx_type, srcp->bits);
}

#define for_each_dma_cap_mask(cap, mask) \
	for_each_set_bit(cap, mask.bits, DMA_TX_TYPE_END)

/* ---- start and status -------------------------------------------------- */

/**
 * dma_async_issue_pending() - start what has been submitted
 * @chan: the channel
 *
 * Context: Any, a completion callback too.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void dma_async_issue_pending(struct dma_chan *chan)
{
	if (unlikely(!chan->client_count)) {
		dmaengine_report_misuse(chan, DMAENGINE_MISUSE_RELEASED,
					__func__);
		return;
	}
	chan->device->device_issue_pending(chan);
}

/**
 * dma_async_is_tx_complete() - has a transfer completed?
 * @chan: the channel
 * @cookie: the transfer
 * @last: the last cookie that completed, if not NULL
 * @used: the last cookie that was handed out, if not NULL
 *
 * With @last and @used, dma_async_is_complete() judges further cookies
 * without asking the provider again.
 *
 * Context: Any.
 * Return: its state.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline enum dma_status dma_async_is_tx_complete(struct dma_chan *chan,
	dma_cookie_t cookie, dma_cookie_t *last, dma_cookie_t *used)
{
	struct dma_tx_state now = { 0 };
	enum dma_status status = chan->device->device_tx_status(chan, cookie, &now);

	if (used)
		*used = now.used;
	if (last)
		*last = now.last;
	return status;
}

/**
 * dma_async_is_complete() - judge a cookie by two others
 * @cookie: the transfer
 * @last_complete: the last cookie that completed
 * @last_used: the last cookie that was handed out
 *
 * Cookies wrap; what lies between @last_complete and @last_used is open.
 *
 * Context: Any.
 * Return: %DMA_COMPLETE or %DMA_IN_PROGRESS.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline enum dma_status dma_async_is_complete(dma_cookie_t cookie,
			dma_cookie_t last_complete, dma_cookie_t last_used)
{
	bool done = cookie <= last_complete;
	bool old = cookie > last_used;

	if (last_complete <= last_used ? done || old : done && old)
		return DMA_COMPLETE;
	return DMA_IN_PROGRESS;
}

/**
 * dma_set_tx_state() - providers: fill in a state
 * @st: the state, or NULL
 * @last: last cookie that completed
 * @used: last cookie that was handed out
 * @residue: bytes still to move
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void dma_set_tx_state(struct dma_tx_state *st, dma_cookie_t last,
				    dma_cookie_t used, u32 residue)
{
	if (!st)
		return;

	st->last = last;
	st->used = used;
	st->residue = residue;
}

/* ---- requesting channels ----------------------------------------------- */

/**
 * dma_find_channel() - a public channel for an operation
 * @tx_type: the operation
 *
 * Shared with others; it stays there until dmaengine_put().
 *
 * Context: Any, between dmaengine_get() and dmaengine_put().
 * Return: the channel that this CPU should use; NULL: there is none.
 * Source: Linux drivers/dma/dmaengine.c.
 */
struct dma_chan *dma_find_channel(enum dma_transaction_type tx_type);

/**
 * dma_sync_wait() - start a channel and poll until a transfer has ended
 * @chan: the channel
 * @cookie: the transfer
 *
 * Context: Any where the provider can complete it meanwhile.
 * Return: its state; %DMA_ERROR as well after 5 seconds (one line in the log).
 * Source: Linux drivers/dma/dmaengine.c.
 */
enum dma_status dma_sync_wait(struct dma_chan *chan, dma_cookie_t cookie);

/**
 * dma_wait_for_async_tx() - poll until a descriptor was submitted and has ended
 * @tx: the descriptor, not yet acknowledged; or NULL
 *
 * Context: As dma_sync_wait().
 * Return: its state; %DMA_COMPLETE for NULL; %DMA_ERROR as well after 5
 * seconds (one line in the log).
 * Source: Linux drivers/dma/dmaengine.c.
 */
enum dma_status dma_wait_for_async_tx(struct dma_async_tx_descriptor *tx);

/**
 * dma_issue_pending_all() - start every public channel that is in use
 *
 * Context: Any.
 * Source: Linux drivers/dma/dmaengine.c.
 */
void dma_issue_pending_all(void);

/**
 * __dma_request_channel() - take a free channel for oneself
 * @mask: capabilities that it must have
 * @fn: says yes or no to each candidate; NULL: the first one
 * @fn_param: its argument
 * @np: only channels of the controller with this node; NULL: of any
 *
 * Context: Process.
 * Return: the channel, the caller's until dma_release_channel(); NULL: none.
 * Source: Linux drivers/dma/dmaengine.c.
 */
struct dma_chan *__dma_request_channel(const dma_cap_mask_t *mask,
				       dma_filter_fn fn, void *fn_param,
				       struct device_node *np);

#define dma_request_channel(mask, x, y) \
	__dma_request_channel(&(mask), x, y, NULL)

/**
 * dma_request_chan() - take the channel that a device calls @name
 * @dev: the device; it must outlive its use of the channel
 * @name: the name, as in "dma-names"
 *
 * Looks in the device tree, then in ACPI, then in the tables of the
 * controllers. Makes the links "slave" (below the channel) and "dma:rx"
 * (below the device).
 *
 * Context: Process.
 * Return: the channel, the caller's until dma_release_channel(); ERR_PTR():
 * -ENODEV: there is no such name, or no free channel behind it;
 * -EPROBE_DEFER: its controller is not there yet; -EINVAL: no device or no
 * name; or what the provider says (-EBUSY).
 * Source: Linux drivers/dma/dmaengine.c.
 */
struct dma_chan *dma_request_chan(struct device *dev, const char *name);

/**
 * dma_request_chan_by_mask() - take any free channel with these capabilities
 * @mask: the capabilities
 *
 * Context: Process.
 * Return: the channel, the caller's until dma_release_channel(); ERR_PTR():
 * -ENODEV: none is free, or @mask is NULL; -EPROBE_DEFER: no controller is
 * there yet.
 * Source: Linux drivers/dma/dmaengine.c.
 */
struct dma_chan *dma_request_chan_by_mask(const dma_cap_mask_t *mask);

/**
 * devm_dma_request_chan() - dma_request_chan(), undone when the driver detaches
 * @dev: the device
 * @name: the name
 *
 * Context: Process.
 * Return: as dma_request_chan(); ERR_PTR(-ENOMEM) as well.
 * Source: Linux drivers/dma/dmaengine.c.
 */
struct dma_chan *devm_dma_request_chan(struct device *dev, const char *name);

/**
 * dma_release_channel() - give a channel back
 * @chan: from dma_request_chan() and its like; not to be used any more
 *
 * Waits for what was terminated; whether transfers that are still queued
 * are given up or awaited is the provider's business, so terminate first.
 *
 * Context: Process; not a completion callback of the channel.
 * Source: Linux drivers/dma/dmaengine.c.
 */
void dma_release_channel(struct dma_chan *chan);

/**
 * dma_get_slave_caps() - what a channel can do for a peripheral
 * @chan: the channel
 * @caps: filled in
 *
 * Context: Any.
 * Return: 0; -EINVAL: an argument is NULL; -ENXIO: the controller serves no
 * peripherals, or does not say what it can do.
 * Source: Linux drivers/dma/dmaengine.c.
 */
int dma_get_slave_caps(struct dma_chan *chan, struct dma_slave_caps *caps);

/* ---- reusable descriptors ---------------------------------------------- */

/**
 * dmaengine_desc_set_reuse() - have a descriptor back after completion
 * @tx: the descriptor, before it is submitted
 *
 * Context: Any.
 * Return: 0; -EPERM: the controller cannot; -ENXIO, -EINVAL as
 * dma_get_slave_caps().
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int dmaengine_desc_set_reuse(struct dma_async_tx_descriptor *tx)
{
	struct dma_slave_caps caps;
	int err = dma_get_slave_caps(tx->chan, &caps);

	if (!err && !caps.descriptor_reuse)
		err = -EPERM;
	if (!err)
		tx->flags |= DMA_CTRL_REUSE;
	return err;
}

/**
 * dmaengine_desc_clear_reuse() - let the next completion free a descriptor
 * @tx: the descriptor
 *
 * Context: Any.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline void dmaengine_desc_clear_reuse(struct dma_async_tx_descriptor *tx)
{
	tx->flags &= ~DMA_CTRL_REUSE;
}

/**
 * dmaengine_desc_test_reuse() - is a descriptor reusable?
 * @tx: the descriptor
 *
 * Context: Any.
 * Return: true if so.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline bool dmaengine_desc_test_reuse(struct dma_async_tx_descriptor *tx)
{
	return READ_ONCE(tx->flags) & DMA_CTRL_REUSE;
}

/**
 * dmaengine_desc_free() - free a reusable descriptor
 * @desc: the descriptor, neither queued nor running
 *
 * Context: Any.
 * Return: 0; -EPERM: it is not reusable; or what the provider says.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline int dmaengine_desc_free(struct dma_async_tx_descriptor *desc)
{
	if (!dmaengine_desc_test_reuse(desc))
		return -EPERM;

	return desc->desc_free(desc);
}

/* ---- providers --------------------------------------------------------- */

/**
 * dma_async_device_register() - offer a controller and its channels
 * @device: filled in; must stay until device_release is called, or, without
 *	that, until it has been unregistered
 *
 * Checks that what it claims and what it defines agree.
 *
 * Context: Process.
 * Return: 0; -ENODEV: @device is NULL; -EIO: no device, or an operation is
 * missing (one line says which); -ENOMEM and what the driver core says.
 * Source: Linux drivers/dma/dmaengine.c.
 */
int dma_async_device_register(struct dma_device *device);

/**
 * dmaenginem_async_device_register() - the same, undone when the driver detaches
 * @device: as for dma_async_device_register()
 *
 * Context: Process.
 * Return: as dma_async_device_register().
 * Source: Linux drivers/dma/dmaengine.c.
 */
int dmaenginem_async_device_register(struct dma_device *device);

/**
 * dma_async_device_unregister() - take a controller and its channels away
 * @device: registered; channels that are in use stay usable for their
 *	clients as far as the provider says, and @device lives on until the
 *	last one is released, if it has a device_release
 *
 * Context: Process.
 * Source: Linux drivers/dma/dmaengine.c.
 */
void dma_async_device_unregister(struct dma_device *device);

/**
 * dma_async_device_channel_register() - add a channel to a registered controller
 * @device: the controller
 * @chan: the channel, with &dma_chan.device set; the provider puts it on
 *	&dma_device.channels
 * @name: from 6.11 on: its name; NULL: "dma0chan0" and so on
 *
 * Context: Process.
 * Return: 0; -ENOMEM, and what the driver core says.
 * Source: Linux drivers/dma/dmaengine.c.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
int dma_async_device_channel_register(struct dma_device *device, struct dma_chan *chan,
				      const char *name)
	__asm__("dma_async_device_channel_register_named");
#else
int dma_async_device_channel_register(struct dma_device *device,
				      struct dma_chan *chan);
#endif

/**
 * dma_async_device_channel_unregister() - take one channel away
 * @device: the controller
 * @chan: the channel; the provider takes it off &dma_device.channels
 *
 * Context: Process.
 * Source: Linux drivers/dma/dmaengine.c.
 */
void dma_async_device_channel_unregister(struct dma_device *device,
					 struct dma_chan *chan);

/**
 * dma_run_dependencies() - providers: submit what waited for a transfer
 * @tx: the descriptor that has completed
 *
 * Submits the chain behind @tx up to a change of channel, and starts it.
 *
 * Context: Process or softirq; no lock held.
 * Source: Linux drivers/dma/dmaengine.c.
 */
void dma_run_dependencies(struct dma_async_tx_descriptor *tx);

/* ---- old forms --------------------------------------------------------- */

/**
 * dma_request_slave_channel() - dma_request_chan() that returns NULL on failure
 * @dev: the device
 * @name: the name
 *
 * Deprecated: the reason is lost, -EPROBE_DEFER above all.
 *
 * Context: Process.
 * Return: the channel, or NULL.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_chan *__deprecated
dma_request_slave_channel(struct device *dev, const char *name)
{
	struct dma_chan *chan = dma_request_chan(dev, name);

	return IS_ERR(chan) ? NULL : chan;
}

/**
 * dma_request_slave_channel_compat() - by name, or else by mask and filter
 * @mask: capabilities
 * @fn: filter
 * @fn_param: its argument
 * @dev: the device
 * @name: the name
 *
 * Context: Process.
 * Return: the channel, or NULL.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct dma_chan *
dma_request_slave_channel_compat(const dma_cap_mask_t mask, dma_filter_fn fn,
				 void *fn_param, struct device *dev,
				 const char *name)
{
	struct dma_chan *chan = dma_request_chan(dev, name);

	if (!IS_ERR(chan))
		return chan;

	if (!fn || !fn_param)
		return NULL;

	return __dma_request_channel(&mask, fn, fn_param, NULL);
}

/**
 * dmaengine_get_direction_text() - a direction for a message
 * @dir: the direction
 *
 * Context: Any.
 * Return: "MEM_TO_DEV" and its like; "invalid".
 * Source: Linux include/linux/dmaengine.h.
 */
static inline char *
dmaengine_get_direction_text(enum dma_transfer_direction dir)
{
	if (dir == DMA_MEM_TO_DEV)
		return "MEM_TO_DEV";
	if (dir == DMA_DEV_TO_MEM)
		return "DEV_TO_MEM";
	if (dir == DMA_MEM_TO_MEM)
		return "MEM_TO_MEM";
	return dir == DMA_DEV_TO_DEV ? "DEV_TO_DEV" : "invalid";
}

/**
 * dmaengine_get_dma_device() - the device that a channel's memory is mapped for
 * @chan: the channel
 *
 * Context: Any.
 * Return: the device to give to dma_map_single() and its like.
 * Source: Linux include/linux/dmaengine.h.
 */
static inline struct device *dmaengine_get_dma_device(struct dma_chan *chan)
{
	if (chan->dev->chan_dma_dev)
		return &chan->dev->device;

	return chan->device->dev;
}

#endif
