/* SPDX-License-Identifier: MIT */
/*
 * The machine, as the software's side sees it: RAM, registers behind MMIO
 * cookies, interrupt lines, and the record of what each device may touch.
 * Models see the same machine through <dmae/model.h>.
 */
#ifndef DMAE_MACHINE_H
#define DMAE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/board.h"

/**
 * machine_start() - power on: RAM, windows and models of a board
 * @board: stays owned by the caller, must outlive the machine
 * @err: one line on failure (no memory node, overlapping windows, ...)
 *
 * RAM is handed to the kernel side with mm_add_bank() (src/base/mm.h). The
 * executor, the log and the memory manager are up already. At the end, call
 * mm_stop() before machine_stop(): with the machine, RAM goes away.
 */
int machine_start(const struct board *board, char *err, size_t err_size);
void machine_stop(void);
const struct board *machine_board(void);
/**
 * machine_board_has_models() - true if a machine of @board would have a model: asked before it
 * starts
 */
bool machine_board_has_models(const struct board *board);
/** machine_models() - how many models the machine has; 0 on a board without simulated hardware */
unsigned int machine_models(void);
/**
 * machine_model_class() - name of the class that models @node, or NULL: what a listing of devices
 * shows
 */
const char *machine_model_class(int node);

/**
 * machine_describe() - what a model is doing: its interrupt lines, request inputs, pending events,
 * and what its class says of its state
 * @node: the model's node
 * @line: called for each line of text, in no lock; the text is its own only until it returns
 * @arg: passed on
 *
 * Context: any but the hardware's side. Return: false if nobody models @node.
 */
bool machine_describe(int node, void (*line)(void *arg, const char *text), void *arg);

/**
 * machine_each_model() - calls @fn for every model, in the board's order
 * @fn: gets the node and the model's name
 * @arg: passed on
 */
void machine_each_model(void (*fn)(int node, const char *name, void *arg), void *arg);

/**
 * machine_trace - seam for a trace of the hardware; NULL: no trace
 *
 * Called with one of "mmio", "irq", "bus-error", "cache", "request" and a printf-style
 * description, on the hardware's side: it may only take note.
 */
extern void (*machine_trace)(const char *event, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- registers --------------------------------------------------------- */

/*
 * MMIO cookies lie in [machine_mmio_base, machine_mmio_base + MACHINE_MMIO_SIZE); without a
 * machine, no address does
 */
#define MACHINE_MMIO_SIZE (1ul << 32)
extern char *machine_mmio_base;

/**
 * machine_ioremap() - a cookie for @size bytes of registers at @phys
 * Return: NULL where there is neither a window nor RAM nor an unmodelled
 * device ("reg" of a node that no model claims reads as zero, and says so once).
 * For RAM and SRAM the result is a real pointer.
 */
void *machine_ioremap(uint64_t phys, size_t size);
void machine_iounmap(void *cookie);
uint64_t machine_mmio_read(const void *cookie, unsigned int width);
void machine_mmio_write(void *cookie, unsigned int width, uint64_t value);
/** machine_mmio_write_by() - the same; @caller is named when what it sets going goes wrong */
void machine_mmio_write_by(void *cookie, unsigned int width, uint64_t value, const void *caller);

/* ---- interrupt lines --------------------------------------------------- */

/**
 * struct machine_line - a wire into an interrupt controller
 *
 * One line per (controller node, specifier); several models may pull it.
 * @sink is called under the hardware lock, in no CPU's context, at each
 * change of level; it may only take note and call exec_irq_raise().
 */
struct machine_line {
	struct board_ref spec;
	unsigned int asserted; /* how many sources hold it up */
	unsigned long edges;   /* rising edges so far */
	void (*sink)(struct machine_line *line, bool level);
	void *sink_data;
	struct machine_line *next;
};

/**
 * machine_line() - the line of a resolved specifier, made at first use; lives as long as the
 * machine
 */
struct machine_line *machine_line(const struct board_ref *spec);

/* ---- bus masters and the DMA checker ----------------------------------- */

/* directions of an access, as a device sees memory */
#define MACHINE_READ  1u /* the device reads memory (DMA_TO_DEVICE) */
#define MACHINE_WRITE 2u /* the device writes memory (DMA_FROM_DEVICE) */

struct machine_master;

/**
 * machine_master() - the bus master of a device tree node, made at first use
 * @node: the node; or negative for a device that is in no tree
 * @name: what reports call it ("40000000.dma-controller"); copied
 */
struct machine_master *machine_master(int node, const char *name);
const char *machine_master_name(const struct machine_master *master);
/** machine_master_rename() - the driver core has given the node's device a name */
void machine_master_rename(struct machine_master *master, const char *name);

/** machine_checker - true: every device access is checked against the grants. Read-only outside. */
extern bool machine_checker;
void machine_checker_set(bool on);

/**
 * machine_grant() - @master may touch [@bus, @bus + @len) in direction @dir
 * Grants may overlap and nest; each is revoked on its own. Any context.
 */
void machine_grant(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir);
/** machine_grant_by() - the same; @caller is named in reports */
void machine_grant_by(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		      const void *caller);
/** machine_revoke() - Return: false if there is no such grant (the caller reports it) */
bool machine_revoke(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir);
/** machine_revoke_by() - the same; @caller is named in reports */
bool machine_revoke_by(struct machine_master *master, uint64_t bus, uint64_t len, unsigned int dir,
		       const void *caller);
/** machine_grants() - how many grants @master has, e.g. to report leaks at unbind */
unsigned int machine_grants(const struct machine_master *master);
/**
 * machine_granted() - how many bytes from @bus on, of @len, @master may touch in direction @dir
 * now. Any context.
 */
uint64_t machine_granted(struct machine_master *master, uint64_t bus, uint64_t len,
			 unsigned int dir);
/**
 * machine_grant_walk() - calls @fn for each grant of @master in address order, until it returns
 * false
 */
void machine_grant_walk(struct machine_master *master,
			bool (*fn)(uint64_t bus, uint64_t len, unsigned int dir, void *arg),
			void *arg);

/**
 * machine_bus_pointer() - where a device's address lies in our memory
 * @avail: how many bytes from there on are contiguous and allowed (at most what was asked for)
 *
 * For providers that run on the CPU (the software engine): same translation,
 * same checks and same report as a model's access. Return: NULL on a bus error.
 */
void *machine_bus_pointer(struct machine_master *master, uint64_t bus, uint64_t len,
			  unsigned int dir, uint64_t *avail);

/**
 * machine_bus_is_plain() - true while a device's addresses are physical ones and nobody checks its
 * accesses: then machine_plain_pointer() may stand for machine_bus_pointer()
 */
bool machine_bus_is_plain(const struct machine_master *master);

/* the first bank of RAM */
extern struct machine_plain {
	uint64_t phys, size;
	char *mem;
} machine_plain;

/* in the application's own memory, physical addresses are its own; RAM and registers lie below */
#define MACHINE_HOST_FIRST	(1ull << 40)
#define MACHINE_HOST_END	(1ull << 47)

/** machine_is_host() - true if less than 4 GiB from @phys on lie in the application's own memory */
static inline bool machine_is_host(uint64_t phys)
{
	return phys - MACHINE_HOST_FIRST < MACHINE_HOST_END - MACHINE_HOST_FIRST - (1ull << 32);
}

/** machine_plain_pointer() - where @len bytes at @phys lie; NULL: machine_bus_pointer() knows */
static inline void *machine_plain_pointer(uint64_t phys, uint64_t len)
{
	if (phys - MACHINE_HOST_FIRST < MACHINE_HOST_END - MACHINE_HOST_FIRST &&
	    len <= MACHINE_HOST_END - phys)
		return (void *)(unsigned long)phys;
	if (phys - machine_plain.phys < machine_plain.size &&
	    len <= machine_plain.size - (phys - machine_plain.phys))
		return machine_plain.mem + (phys - machine_plain.phys);
	return NULL;
}

/**
 * machine_set_translation() - seam for IOMMUs: how @master's bus addresses become physical ones
 * @translate: 0 and *@phys, *@len (contiguous bytes from there), or a negative error code; NULL:
 * dma-ranges only
 */
void machine_set_translation(struct machine_master *master,
			     int (*translate)(struct machine_master *master, uint64_t bus,
					      unsigned int dir, uint64_t *phys, uint64_t *len,
					      void *arg),
			     void *arg);

#endif
