/* SPDX-License-Identifier: MIT */
/*
 * How to write a model of a controller or a peripheral.
 *
 *             registers                     memory, other registers
 *   driver ───read/write──▶ [ model ] ───dmae_bus_read/write──▶ bus
 *                ▲             │  ▲
 *   CPU ◀──interrupt line──────┘  └── request lines (DRQ) ◀── peripherals
 *
 * A model is made for each device tree node that is compatible with its
 * class. All its functions are called on the hardware's side, which is one
 * thread of control: no kernel API, no blocking; libc's memory and string
 * functions are fine. Time passes only through events. Everything declared
 * here, except dmae_model_register() and dmae_model_unregister(), is called
 * from there and never sleeps.
 *
 * Wires are immediate. While a model is inside dmae_bus_*(),
 * dmae_request_set(), dmae_input_set() or dmae_request_ack(), what it does may
 * reach other models and come back: its own request_changed(),
 * request_acked(), read() or write() may be called before that call returns.
 * Such a function takes note and schedules an event; it does not start to
 * move data on its own.
 */
#ifndef DMAE_MODEL_H
#define DMAE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** struct dmae_model - one model in the running machine; opaque, owned by the machine */
struct dmae_model;

/**
 * struct dmae_model_class - a kind of IP block
 * @name: the IP's name, for messages
 * @compatible: NULL-terminated list
 * @state_size: bytes of zeroed state that dmae_model_state() returns
 * @create: reads properties, sets the state; 0 or a negative error code with
 *	a line through dmae_model_error(): the node is then not modelled, and
 *	@destroy is not called
 * @connect: optional; called when every model exists: find request lines; 0,
 *	or a negative error code: the model is destroyed
 * @destroy: optional
 * @read: a register read. @window counts the node's "reg" entries, @offset is
 *	in bytes and aligned to @width, which is 1, 2, 4 or 8. Bits of the
 *	result above @width are cut off. Optional: reads as 0.
 * @write: a register write. Optional: ignored.
 * @request_input: controllers: which input (0 to 4095) a "dmas" specifier
 *	means; -EINVAL where it means none
 * @request_changed: controllers: a request line changed its level
 * @request_acked: peripherals: the controller acknowledged a burst on line @line
 */
struct dmae_model_class {
	const char *name;
	const char *const *compatible;
	size_t state_size;
	int (*create)(struct dmae_model *m);
	int (*connect)(struct dmae_model *m);
	void (*destroy)(struct dmae_model *m);
	uint64_t (*read)(struct dmae_model *m, unsigned int window, uint64_t offset,
			 unsigned int width);
	void (*write)(struct dmae_model *m, unsigned int window, uint64_t offset,
		      unsigned int width, uint64_t value);
	int (*request_input)(struct dmae_model *m, const uint32_t *cells, unsigned int ncells);
	void (*request_changed)(struct dmae_model *m, unsigned int input, bool level);
	void (*request_acked)(struct dmae_model *m, unsigned int line, bool last);
};

/**
 * dmae_model_register() - offer a class to the next machine that starts
 * @cls: stays the caller's, until it is unregistered and no machine runs
 *
 * The class registered last is looked at first, before the built-in ones, so
 * that it can replace one for the same compatible string.
 *
 * Context: any thread, before a world starts.
 * Return: 0; -EEXIST if the name is taken; -EINVAL without a name or a
 * compatible list.
 */
int dmae_model_register(const struct dmae_model_class *cls);

/**
 * dmae_model_unregister() - take back a class; models of it live on until their machine stops
 * @cls: what was registered; if it was not, nothing happens
 *
 * Context: any thread.
 */
void dmae_model_unregister(const struct dmae_model_class *cls);

/** dmae_builtin_models - the classes that the library brings along, NULL-terminated */
extern const struct dmae_model_class *const dmae_builtin_models[];

/**
 * dmae_model_state() - the model's own memory
 * @m: the model
 *
 * Return: @state_size bytes of the class, zeroed before create(), freed after
 * destroy(). It never moves.
 */
void *dmae_model_state(struct dmae_model *m);

/**
 * dmae_model_name() - the node's name, e.g. "dma@40000000"
 * @m: the model
 *
 * Return: a string that lives as long as the model.
 */
const char *dmae_model_name(const struct dmae_model *m);

/* ---- the node ---------------------------------------------------------- */

/**
 * dmae_model_prop() - a property of the model's node, as it stands in the tree
 * @m: the model
 * @name: the property
 * @len: set to its length in bytes, 0 if there is none; or NULL
 *
 * Return: the value (cells are big-endian), or NULL if there is none.
 */
const void *dmae_model_prop(struct dmae_model *m, const char *name, int *len);

/**
 * dmae_model_prop_u32() - the first cell of a property
 * @m: the model
 * @name: the property
 * @otherwise: what to take where there is none
 *
 * Return: the cell in the CPU's byte order, or @otherwise.
 */
uint32_t dmae_model_prop_u32(struct dmae_model *m, const char *name, uint32_t otherwise);

/**
 * dmae_model_prop_bool() - whether the node has a property
 * @m: the model
 * @name: the property
 *
 * Return: true if it is there, with whatever value.
 */
bool dmae_model_prop_bool(struct dmae_model *m, const char *name);

/**
 * dmae_model_window_base() - where a register window begins
 * @m: the model
 * @window: entry of "reg", from 0
 *
 * Return: the CPU's physical address, or 0 if there is no such window.
 */
uint64_t dmae_model_window_base(struct dmae_model *m, unsigned int window);

/**
 * dmae_model_window_size() - how large a register window is
 * @m: the model
 * @window: entry of "reg", from 0
 *
 * Return: bytes, or 0 if there is no such window.
 */
uint64_t dmae_model_window_size(struct dmae_model *m, unsigned int window);

/**
 * dmae_model_clock_hz() - rate of an entry of "clocks"
 * @m: the model
 * @index: the entry, from 0
 * @otherwise: the rate where there is no such entry, or none that the machine
 *	knows: it knows fixed-clock, fixed-factor-clock and assigned-clock-rates
 *
 * Return: Hertz.
 */
uint64_t dmae_model_clock_hz(struct dmae_model *m, unsigned int index, uint64_t otherwise);

/* ---- messages ---------------------------------------------------------- */

/**
 * dmae_model_error() - a line in the kernel log, at level "err", behind the model's name
 * @m: the model
 * @fmt: as printf's, but formatted by the kernel's rules: no floating point.
 *	A newline at the end is not needed.
 *
 * Rate-limited: ten lines of a model in five seconds of the machine's time.
 */
void dmae_model_error(struct dmae_model *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * dmae_model_warn() - the same at level "warning"
 * @m: the model
 * @fmt: as for dmae_model_error()
 */
void dmae_model_warn(struct dmae_model *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * dmae_model_debug() - the same at level "debug", as dynamic debug allows; not rate-limited
 * @m: the model
 * @fmt: as for dmae_model_error()
 */
void dmae_model_debug(struct dmae_model *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- interrupts -------------------------------------------------------- */

/**
 * dmae_irq_set() - level of an interrupt line
 * @m: the model
 * @index: the node's interrupt, from 0; where there is none, nothing happens
 * @level: true: asserted. Several models can share a line: it is up while any
 *	of them holds it up.
 */
void dmae_irq_set(struct dmae_model *m, unsigned int index, bool level);

/**
 * dmae_irq_pulse() - one rising and one falling edge of an interrupt line
 * @m: the model
 * @index: the node's interrupt, from 0; where there is none, nothing happens
 */
void dmae_irq_pulse(struct dmae_model *m, unsigned int index);

/* ---- time -------------------------------------------------------------- */

/**
 * struct dmae_event - something that the model does later
 * @model: whose it is
 * @fn: what it does
 * @opaque: private
 *
 * Lives in the model's state. Events of a model that are pending when it is
 * destroyed are cancelled.
 */
struct dmae_event {
	struct dmae_model *model;
	void (*fn)(struct dmae_model *m, struct dmae_event *event);
	unsigned long long opaque[8];
};

/**
 * dmae_now_ns() - the machine's time
 *
 * Return: nanoseconds since the world started: virtual in fibers, real in
 * threads.
 */
uint64_t dmae_now_ns(void);

/**
 * dmae_event_init() - prepare an event; once, before anything else is done with it
 * @event: memory in the model's state
 * @m: the model
 * @fn: called when it is due; may schedule it again
 */
void dmae_event_init(struct dmae_event *event, struct dmae_model *m,
		     void (*fn)(struct dmae_model *m, struct dmae_event *event));

/**
 * dmae_event_after() - let an event be due in @ns nanoseconds; if it is pending, it is moved
 * @event: the event
 * @ns: from now; 0: as soon as what runs now is done. Events due at the same
 *	time come in the order in which they were scheduled.
 */
void dmae_event_after(struct dmae_event *event, uint64_t ns);

/**
 * dmae_event_cancel() - an event is not to come
 * @event: the event; if it is not pending, nothing happens
 */
void dmae_event_cancel(struct dmae_event *event);

/**
 * dmae_event_pending() - whether an event is scheduled
 * @event: the event
 *
 * Return: true from dmae_event_after() until its function is called.
 */
bool dmae_event_pending(const struct dmae_event *event);

/* ---- the bus ----------------------------------------------------------- */

/**
 * enum dmae_bus - a bus response, as on AXI
 * @DMAE_BUS_OKAY: done
 * @DMAE_BUS_SLVERR: refused: not mapped for this device (the DMA checker has
 *	said so in the log), or an access that registers do not take
 * @DMAE_BUS_DECERR: nothing is at that address
 */
enum dmae_bus {
	DMAE_BUS_OKAY = 0,
	DMAE_BUS_SLVERR = 2,
	DMAE_BUS_DECERR = 3,
};

/**
 * dmae_bus_read() - read at increasing addresses
 * @m: the model, which is the bus master
 * @addr: bus address, as the device sees it (through its dma-ranges)
 * @data: at least @len bytes
 * @len: bytes. RAM, SRAM and host memory are read in one go, registers in
 *	aligned accesses of 1, 2, 4 or 8 bytes.
 *
 * Return: the response; what lies before the failing address may have been
 * read.
 */
enum dmae_bus dmae_bus_read(struct dmae_model *m, uint64_t addr, void *data, size_t len);

/**
 * dmae_bus_write() - write at increasing addresses
 * @m: the model, which is the bus master
 * @addr: bus address
 * @data: @len bytes
 * @len: as for dmae_bus_read()
 *
 * Return: the response; what lies before the failing address may have been
 * written.
 */
enum dmae_bus dmae_bus_write(struct dmae_model *m, uint64_t addr, const void *data, size_t len);

/**
 * dmae_bus_read_fixed() - read one address many times: a FIFO register
 * @m: the model, which is the bus master
 * @addr: bus address
 * @width: bytes of a beat: 1, 2, 4 or 8
 * @data: @count * @width bytes
 * @count: beats
 *
 * Return: the response of the first beat that failed, DMAE_BUS_OKAY if none.
 */
enum dmae_bus dmae_bus_read_fixed(struct dmae_model *m, uint64_t addr, unsigned int width,
				  void *data, size_t count);

/**
 * dmae_bus_write_fixed() - write one address many times: a FIFO register
 * @m: the model, which is the bus master
 * @addr: bus address
 * @width: bytes of a beat: 1, 2, 4 or 8
 * @data: @count * @width bytes
 * @count: beats
 *
 * Return: the response of the first beat that failed, DMAE_BUS_OKAY if none.
 */
enum dmae_bus dmae_bus_write_fixed(struct dmae_model *m, uint64_t addr, unsigned int width,
				   const void *data, size_t count);

/**
 * dmae_bus_copy() - memory to memory, without a copy in between
 * @m: the model, which is the bus master
 * @dst: bus address; may overlap @src, as for memmove()
 * @src: bus address
 * @len: bytes; at most 8 where one of them is a register
 * @read_failed: on failure, set to whether it was the read
 *
 * Return: the response; what lies before the failing address may have been
 * copied.
 */
enum dmae_bus dmae_bus_copy(struct dmae_model *m, uint64_t dst, uint64_t src, size_t len,
			    bool *read_failed);

/**
 * dmae_bus_fill() - write the same byte at increasing addresses
 * @m: the model, which is the bus master
 * @dst: bus address
 * @value: the byte
 * @len: bytes
 *
 * Return: the response; what lies before the failing address may have been
 * written.
 */
enum dmae_bus dmae_bus_fill(struct dmae_model *m, uint64_t dst, uint8_t value, size_t len);

/**
 * dmae_bus_is_memory() - what kind of thing is at an address; no access is made
 * @m: the model, which is the bus master
 * @addr: bus address
 *
 * Return: true for RAM, SRAM and host memory; false for registers, and where
 * nothing is.
 */
bool dmae_bus_is_memory(struct dmae_model *m, uint64_t addr);

/* ---- request lines ----------------------------------------------------- */

/**
 * struct dmae_request - a peripheral's end of a request line
 * @controller: where it leads; NULL: nobody listens
 * @input: which of that one's inputs
 * @level: as last set
 * @source: private
 */
struct dmae_request {
	struct dmae_model *controller;
	unsigned int input;
	bool level;
	void *source;
};

/**
 * dmae_request_get() - the controller input that a "dmas" entry leads to
 * @m: the peripheral
 * @name: the entry's name in "dma-names"
 * @line: what request_acked() of this model will be called with
 * @request: set up, on failure too: setting such a line does nothing
 *
 * Context: connect().
 * Return: 0; -ENOENT (no such entry, or no model there); -EINVAL (the
 * controller has no such input; a line in the log says so).
 */
int dmae_request_get(struct dmae_model *m, const char *name, unsigned int line,
		     struct dmae_request *request);

/**
 * dmae_request_set() - raise or lower a request line; the controller hears of it before this
 * returns
 * @request: the line
 * @level: true: a burst is wanted
 */
void dmae_request_set(struct dmae_request *request, bool level);

/**
 * dmae_request_ack() - controllers: a burst is done; whoever asked for it hears so before this
 * returns
 * @controller: the model that has the input
 * @input: on which the burst was requested
 * @last: and with it the transfer
 */
void dmae_request_ack(struct dmae_model *controller, unsigned int input, bool last);

/**
 * dmae_model_find() - the model that a phandle leads to: how a router finds its controllers
 * @m: the model whose node has the list
 * @prop: a list of plain phandles, e.g. "dma-masters"
 * @index: the entry, from 0
 *
 * Context: connect() and later.
 * Return: the model, or NULL (no such entry, or no model there).
 */
struct dmae_model *dmae_model_find(struct dmae_model *m, const char *prop, unsigned int index);

/**
 * dmae_input_set() - routers: drive an input of another controller
 * @m: the router
 * @line: what request_acked() of @m is called with when @controller acknowledges
 * @controller: the model that has the input
 * @input: which, 0 to 4095
 * @level: true: a burst is wanted
 */
void dmae_input_set(struct dmae_model *m, unsigned int line, struct dmae_model *controller,
		    unsigned int input, bool level);

#ifdef __cplusplus
}
#endif
#endif
