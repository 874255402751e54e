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

/** struct dmae_text - lines that are being collected for a reader; opaque */
struct dmae_text;

/* what a model says of itself that is a PCI function: at the end of this file */
struct dmae_pci_function;

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

/* what an IOMMU answers: below, with the bus */
struct dmae_translation;

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
 * @request_last: controllers that let a peripheral say where a transfer ends: what is
 *	asked for on @input is the last burst
 * @request_acked: peripherals: the controller acknowledged a burst on line @line
 * @describe: optional: what state it is in, for somebody who wonders why nothing
 *	moves: one dmae_text_line() for each busy channel, FIFO, fault, ...
 * @stream: IOMMUs: which stream a master's accesses belong to whose "iommus" or "iommu-map" has
 *	this specifier; 0, or -EINVAL where it means none
 * @translate: IOMMUs: where an access of a stream to an address leads. With @probe, none is made:
 *	nothing may be recorded or raised. Fills in @t, also on failure.
 * @pci: PCI functions: who they are. Their node is below a host bridge's; a
 *	@window of theirs is a base address register, 0 to 5
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
	void (*request_last)(struct dmae_model *m, unsigned int input);
	void (*request_acked)(struct dmae_model *m, unsigned int line, bool last);
	void (*describe)(struct dmae_model *m, struct dmae_text *text);
	int (*stream)(struct dmae_model *m, const uint32_t *cells, unsigned int ncells,
		      uint32_t *stream);
	enum dmae_bus (*translate)(struct dmae_model *m, uint32_t stream, uint64_t addr,
				   bool write, bool probe, struct dmae_translation *t);
	const struct dmae_pci_function *pci;
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

/**
 * dmae_model_running_clock_hz() - the same of a clock that the model cannot do without
 * @m: the model
 * @index: the entry, from 0
 * @otherwise: as for dmae_model_clock_hz()
 *
 * Context: create().
 * Return: Hertz; 0 where the clock stands still: a line in the log says so, and
 * create() is to fail with -EINVAL.
 */
uint64_t dmae_model_running_clock_hz(struct dmae_model *m, unsigned int index, uint64_t otherwise);

/**
 * dmae_board_compatible() - which machine the model is built into: for what an integrator chose
 * and no property says
 * @m: the model
 * @compatible: a string that the board's root node may have
 *
 * Return: true if it has.
 */
bool dmae_board_compatible(struct dmae_model *m, const char *compatible);

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

/**
 * dmae_text_line() - one line of a description
 * @text: what describe() was given
 * @fmt: as for dmae_model_error(); no newline at the end
 *
 * Context: describe().
 */
void dmae_text_line(struct dmae_text *text, const char *fmt, ...)
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

/**
 * dmae_irq_count() - how many interrupt lines the node has
 * @m: the model
 *
 * Return: entries of "interrupts" or "interrupts-extended".
 */
unsigned int dmae_irq_count(struct dmae_model *m);

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
 * dmae_bus_copy_whole() - memory to memory, or nothing at all: for models that move many bursts
 * in one go, and go burst by burst where something is in the way
 * @m: the model, which is the bus master
 * @dst: bus address; may overlap @src, as for memmove()
 * @src: bus address
 * @len: bytes
 *
 * Return: true: copied. False: not all of both sides is memory, in one piece, and open to the
 * model; nothing has been done or reported.
 */
bool dmae_bus_copy_whole(struct dmae_model *m, uint64_t dst, uint64_t src, size_t len);

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

/**
 * dmae_bus_room() - how far an access could go; no access is made, nothing is reported
 * @m: the model, which is the bus master
 * @addr: bus address
 * @len: bytes that are of interest
 * @write: whether it would be a write
 *
 * Return: bytes from @addr, at most @len, that are memory in one piece and open to the model;
 * 0 for registers, and where an access would be answered with an error.
 */
size_t dmae_bus_room(struct dmae_model *m, uint64_t addr, size_t len, bool write);

/**
 * dmae_bus_reach() - how far an access would get; none is made, and nothing is reported
 * @m: the model, which is the bus master
 * @addr: bus address
 * @len: bytes
 * @write: whether it would write
 *
 * What a controller that moves a lot at once needs after a failure, to tell
 * which of its beats was to blame.
 *
 * Return: the bytes from @addr on that would be answered, at most @len.
 */
size_t dmae_bus_reach(struct dmae_model *m, uint64_t addr, size_t len, bool write);

/* ---- translation for others: IOMMUs ------------------------------------ */

/**
 * struct dmae_translation - where an IOMMU lets the accesses of a stream go
 * @from: first address of a block that contains the address that was asked for
 * @size: bytes of the block: a page of the tables, or all that is treated alike
 * @to: where the block lies: CPU's physical address
 * @read: may be read
 * @write: may be written
 * @passed: the IOMMU does nothing with the block: the bus takes its addresses as it would without
 *	an IOMMU, through dma-ranges; @to does not matter
 * @why: on failure, a few words for the report that the machine makes, e.g. "translation fault";
 *	a string that stays; or NULL
 *
 * A block is kept by the machine, in a small buffer of the master's own, until
 * dmae_translation_changed(). What fails is not kept.
 */
struct dmae_translation {
	uint64_t from, size, to;
	bool read, write, passed;
	const char *why;
};

/**
 * dmae_translation_changed() - IOMMUs: blocks that translate() gave out may not be used any more
 * @m: the IOMMU
 *
 * Accesses that begin when this has returned ask translate() again.
 */
void dmae_translation_changed(struct dmae_model *m);

/* ---- request lines ----------------------------------------------------- */

/**
 * enum dmae_request_kind - what a raised request line asks for, where a controller can tell
 * @DMAE_REQUEST_BURST: a burst; what a line asks for unless it says otherwise
 * @DMAE_REQUEST_SINGLE: less than a burst: one item
 * @DMAE_REQUEST_LAST: may be added to either: the peripheral's transfer ends with it
 */
enum dmae_request_kind {
	DMAE_REQUEST_BURST = 0,
	DMAE_REQUEST_SINGLE = 1,
	DMAE_REQUEST_LAST = 2,
};

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
 * dmae_request_last() - the burst that is asked for, or will be next, is the last of the transfer;
 * the controller hears of it before this returns, and takes no notice if it counts for itself
 * @request: the line
 */
void dmae_request_last(struct dmae_request *request);

/**
 * dmae_request_qualify() - what a request line asks for while it is up
 * @request: the line; if it is up, the controller hears of the change as of a level
 * @kind: enum dmae_request_kind, with or without DMAE_REQUEST_LAST
 */
void dmae_request_qualify(struct dmae_request *request, unsigned int kind);

/**
 * dmae_request_kind() - controllers: what an input asks for
 * @controller: the model that has the input
 * @input: which
 *
 * Return: enum dmae_request_kind of the source that raised the input last. Routers pass levels
 * only: behind one, everything is a burst.
 */
unsigned int dmae_request_kind(struct dmae_model *controller, unsigned int input);

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
 * dmae_model_find_compatible() - the model that is wired to this one in silicon, where no property
 * of the tree says so
 * @m: the model
 * @compatible: what the other node is compatible with
 * @index: the first such node that is modelled, the second, ..., from 0, in order of address
 *
 * Context: connect() and later.
 * Return: the model, @m itself among them, or NULL.
 */
struct dmae_model *dmae_model_find_compatible(struct dmae_model *m, const char *compatible,
					      unsigned int index);

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

/**
 * dmae_input_last() - routers: pass on that a burst is the last
 * @m: the router
 * @line: as for dmae_input_set()
 * @controller: the model that has the input
 * @input: which
 */
void dmae_input_last(struct dmae_model *m, unsigned int line, struct dmae_model *controller,
		     unsigned int input);

/**
 * dmae_irq_pulse_parent() - interrupt controllers: one edge of a line of the controller above
 * @m: a model that turns what it is told into interrupts of its node's interrupt parent
 * @cells: the specifier of the line, as "interrupts" would have it
 * @ncells: how many cells, up to 16
 */
void dmae_irq_pulse_parent(struct dmae_model *m, const uint32_t *cells, unsigned int ncells);

/* ---- PCI --------------------------------------------------------------- */

/*
 * A PCI function is a model whose class has a struct dmae_pci_function, and
 * whose node is the child of a host bridge ("device_type" is "pci"); "reg" of
 * the node says where: <(device << 11 | function << 8) 0 0 0 0>. The machine keeps its
 * configuration space and decodes its windows; the model has registers, time
 * and the bus, as any other. Until the driver makes it a bus master, its
 * accesses to the bus are refused.
 *
 * Interrupts: dmae_irq_set() and dmae_irq_pulse() with the number of a
 * message. Where MSI or MSI-X is on, each rising edge sends message
 * @index, or @index modulo the number of messages that were allocated; where
 * it is not, the pin is up while any of them is.
 */

#define DMAE_PCI_BARS 6
#define DMAE_PCI_CONFIG_SIZE 4096

/* flags of a window */
#define DMAE_PCI_BAR_64		1u /* of 64 bits: takes the next register, too */
#define DMAE_PCI_BAR_PREFETCH	2u /* without side effects of reads */
#define DMAE_PCI_BAR_MEMORY	4u /* memory: the machine's; the model sees no accesses */

/**
 * struct dmae_pci_bar - a window of a function
 * @size: bytes, a power of two from 16 up (memory: from 4096 up); 0: there is none
 * @flags: DMAE_PCI_BAR_64, DMAE_PCI_BAR_PREFETCH, DMAE_PCI_BAR_MEMORY
 */
struct dmae_pci_bar {
	uint64_t size;
	unsigned int flags;
};

/**
 * struct dmae_pci_capability - one that the machine knows nothing of
 * @id: its number
 * @extended: in the list from offset 256 on
 * @version: of an extended one
 * @size: bytes behind the header, which is 2 bytes, or 4 of an extended one
 * @body: what they are after a reset
 * @writable: which of their bits can be written; NULL: none
 */
struct dmae_pci_capability {
	uint16_t id;
	bool extended;
	uint8_t version;
	uint16_t size;
	const void *body;
	const void *writable;
};

/**
 * struct dmae_pci_function - who a function is
 * @vendor: of the PCI ID registry, as are @device, @subsystem_vendor, @subsystem
 * @class_code: base class, subclass, interface: 24 bits
 * @revision: of the device
 * @bars: its windows
 * @pin: 1 to 4: it has a legacy interrupt, INTA to INTD; 0: it has none
 * @msi_vectors: messages that it can send, a power of two up to 32; 0: no MSI
 * @msi_maskable: each of them can be masked
 * @msix_vectors: entries of its MSI-X table, up to 2048; 0: no MSI-X
 * @msix_bar: in which window the table is; it needs 16 bytes an entry. The
 *	machine answers there, not the model.
 * @msix_offset: at which offset
 * @msix_pending_offset: where in the same window the pending bits are
 * @express: it is a PCI Express endpoint, with advanced error reporting if @error_reporting
 * @error_reporting: see @express
 * @no_power_management: it can't be put to sleep
 * @capabilities: others, @capability_count of them; extended ones are there
 *	only where @express is set
 * @capability_count: see there
 * @config_written: optional: a register of configuration space was written
 *	that the machine knows nothing of
 * @reset: optional: the function was reset (through PCI Express, or by
 *	leaving D3): forget all, hold no interrupt. Events are not cancelled.
 */
struct dmae_pci_function {
	uint16_t vendor, device, subsystem_vendor, subsystem;
	uint32_t class_code;
	uint8_t revision;
	struct dmae_pci_bar bars[DMAE_PCI_BARS];
	unsigned int pin;
	unsigned int msi_vectors;
	bool msi_maskable;
	unsigned int msix_vectors, msix_bar;
	uint32_t msix_offset, msix_pending_offset;
	bool express, error_reporting, no_power_management;
	const struct dmae_pci_capability *capabilities;
	unsigned int capability_count;
	void (*config_written)(struct dmae_model *m, unsigned int offset, unsigned int width);
	void (*reset)(struct dmae_model *m);
};

/**
 * dmae_pci_config() - the function's configuration space
 * @m: a PCI function
 *
 * Return: DMAE_PCI_CONFIG_SIZE bytes, little-endian, which the model may change; NULL for a model
 * that is none.
 */
uint8_t *dmae_pci_config(struct dmae_model *m);

/**
 * dmae_pci_memory() - the memory behind a window
 * @m: a PCI function
 * @bar: its base address register
 *
 * Return: the first byte; NULL: it has no DMAE_PCI_BAR_MEMORY.
 */
void *dmae_pci_memory(struct dmae_model *m, unsigned int bar);

/**
 * dmae_pci_find() - where a capability lies
 * @m: a PCI function
 * @id: its number
 * @extended: in which list
 *
 * Return: its offset in configuration space, or 0.
 */
unsigned int dmae_pci_find(struct dmae_model *m, unsigned int id, bool extended);

/**
 * dmae_pci_messages() - how many messages the driver allocated
 * @m: a PCI function
 *
 * Return: 0: interrupts go over the pin.
 */
unsigned int dmae_pci_messages(struct dmae_model *m);

/**
 * dmae_pci_host_read() - host bridges: an access to configuration space
 * @m: the host bridge
 * @bus: as counted by the host bridge
 * @devfn: device << 3 | function
 * @offset: in configuration space, aligned to @width
 * @width: 1, 2 or 4
 *
 * Return: the register; all ones where no function answers.
 */
uint32_t dmae_pci_host_read(struct dmae_model *m, unsigned int bus, unsigned int devfn,
			    unsigned int offset, unsigned int width);

/**
 * dmae_pci_host_write() - host bridges: the same for a write
 * @m: the host bridge
 * @bus: as for dmae_pci_host_read()
 * @devfn: as there
 * @offset: as there
 * @width: as there
 * @value: what is written
 */
void dmae_pci_host_write(struct dmae_model *m, unsigned int bus, unsigned int devfn,
			 unsigned int offset, unsigned int width, uint32_t value);

#ifdef __cplusplus
}
#endif
#endif
