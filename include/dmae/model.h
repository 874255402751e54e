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
 * functions are fine. Time passes only through events.
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

struct dmae_model;

/**
 * struct dmae_model_class - a kind of IP block
 * @name: the IP's name, for messages
 * @compatible: NULL-terminated list
 * @state_size: bytes of zeroed state that dmae_model_state() returns
 * @create: reads properties, sets the state; 0 or a negative error code with
 *	a line through dmae_model_error()
 * @connect: optional; called when every model exists: find request lines
 * @destroy: optional
 * @read: a register read. @window counts the node's "reg" entries, @offset is
 *	in bytes, @width 1, 2, 4 or 8
 * @write: a register write
 * @request_input: controllers: which input a "dmas" specifier means; -EINVAL
 *	where it means none
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

/** dmae_model_register() - offer a class to the next machine that starts; -EEXIST if its name is
 * taken */
int dmae_model_register(const struct dmae_model_class *cls);
void dmae_model_unregister(const struct dmae_model_class *cls);
/** dmae_builtin_models - the classes that the library brings along, NULL-terminated */
extern const struct dmae_model_class *const dmae_builtin_models[];

void *dmae_model_state(struct dmae_model *m);
const char *dmae_model_name(const struct dmae_model *m); /* "dma@40000000" */

/* ---- the node ---------------------------------------------------------- */
const void *dmae_model_prop(struct dmae_model *m, const char *name, int *len);
uint32_t dmae_model_prop_u32(struct dmae_model *m, const char *name, uint32_t otherwise);
bool dmae_model_prop_bool(struct dmae_model *m, const char *name);
uint64_t dmae_model_window_base(struct dmae_model *m, unsigned int window);
uint64_t dmae_model_window_size(struct dmae_model *m, unsigned int window);
/** dmae_model_clock_hz() - rate of entry @index of "clocks"; @otherwise if there is none */
uint64_t dmae_model_clock_hz(struct dmae_model *m, unsigned int index, uint64_t otherwise);

/* ---- messages: rate-limited, prefixed with the model's name ------------ */
/* formats are the kernel's: as printf's, without floating point */
void dmae_model_error(struct dmae_model *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void dmae_model_warn(struct dmae_model *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void dmae_model_debug(struct dmae_model *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- interrupts -------------------------------------------------------- */
/** dmae_irq_set() - level of the node's interrupt @index; without such an interrupt, nothing */
void dmae_irq_set(struct dmae_model *m, unsigned int index, bool level);
/** dmae_irq_pulse() - one rising and one falling edge */
void dmae_irq_pulse(struct dmae_model *m, unsigned int index);

/* ---- time -------------------------------------------------------------- */
/** struct dmae_event - something that the model does later; lives in the model's state */
struct dmae_event {
	struct dmae_model *model;
	void (*fn)(struct dmae_model *m, struct dmae_event *event);
	unsigned long long opaque[8]; /* private */
};

uint64_t dmae_now_ns(void);
void dmae_event_init(struct dmae_event *event, struct dmae_model *m,
		     void (*fn)(struct dmae_model *m, struct dmae_event *event));
void dmae_event_after(struct dmae_event *event, uint64_t ns);
void dmae_event_cancel(struct dmae_event *event);
bool dmae_event_pending(const struct dmae_event *event);

/* ---- the bus ----------------------------------------------------------- */
/** enum dmae_bus - a bus response, as on AXI */
enum dmae_bus {
	DMAE_BUS_OKAY = 0,
	DMAE_BUS_SLVERR = 2, /* refused: not mapped for this device, or the slave said so */
	DMAE_BUS_DECERR = 3, /* nothing at that address */
};

/** dmae_bus_read() - @len bytes at increasing addresses; RAM, SRAM or host memory in one go,
 * registers in accesses of @len = 1, 2, 4 or 8 */
enum dmae_bus dmae_bus_read(struct dmae_model *m, uint64_t addr, void *data, size_t len);
enum dmae_bus dmae_bus_write(struct dmae_model *m, uint64_t addr, const void *data, size_t len);
/**
 * dmae_bus_read_fixed() - @count beats of @width bytes, all at the same address (a FIFO register)
 */
enum dmae_bus dmae_bus_read_fixed(struct dmae_model *m, uint64_t addr, unsigned int width,
				  void *data, size_t count);
enum dmae_bus dmae_bus_write_fixed(struct dmae_model *m, uint64_t addr, unsigned int width,
				   const void *data, size_t count);
/** dmae_bus_copy() - memory to memory without a copy in between; the result says which side failed:
 * *@read_failed */
enum dmae_bus dmae_bus_copy(struct dmae_model *m, uint64_t dst, uint64_t src, size_t len,
			    bool *read_failed);
enum dmae_bus dmae_bus_fill(struct dmae_model *m, uint64_t dst, uint8_t value, size_t len);
/** dmae_bus_is_memory() - true if @addr decodes to RAM, SRAM or host memory rather than to
 * registers; no access is made */
bool dmae_bus_is_memory(struct dmae_model *m, uint64_t addr);

/* ---- request lines ----------------------------------------------------- */
/** struct dmae_request - a peripheral's end of a request line */
struct dmae_request {
	struct dmae_model *controller; /* NULL: nobody listens */
	unsigned int input;
	bool level;
	void *source; /* private */
};

/**
 * dmae_request_get() - the controller input that "dmas" entry @name leads to
 * @line: what request_acked() of this model will be called with
 *
 * Call it from connect(). Return: 0, -ENOENT (no such entry, or no model
 * there: the request then goes nowhere), -EINVAL.
 */
int dmae_request_get(struct dmae_model *m, const char *name, unsigned int line,
		     struct dmae_request *request);
void dmae_request_set(struct dmae_request *request, bool level);
/** dmae_request_ack() - controllers: a burst on @input is done; @last: and with it the transfer */
void dmae_request_ack(struct dmae_model *controller, unsigned int input, bool last);

/** dmae_model_find() - routers: the model at entry @index of the phandle list @prop
 * ("dma-masters"), or NULL */
struct dmae_model *dmae_model_find(struct dmae_model *m, const char *prop, unsigned int index);
/** dmae_input_set() - routers: drive @input of another controller; @line: where its acknowledgement
 * goes (request_acked of @m) */
void dmae_input_set(struct dmae_model *m, unsigned int line, struct dmae_model *controller,
		    unsigned int input, bool level);

#ifdef __cplusplus
}
#endif
#endif
