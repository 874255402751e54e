/* SPDX-License-Identifier: MIT */
/*
 * A controller without any driver, with memory of its own to work in and a
 * port at a request line that the test holds: what tests of several models
 * share. The includer defines DMA_BASE, DMA_SIZE and PORT_BASE, and calls
 * controller_machine() with its board. Host side.
 */
#ifndef TESTS_MODELS_CONTROLLER_H
#define TESTS_MODELS_CONTROLLER_H

#include <dmae/model.h>
#include <endian.h>
#include <string.h>

#include "unit.h"

#include "base/exec/exec.h"
#include "base/mm.h"
#include "machine/board.h"
#include "machine/machine.h"

/* memory that is kept out of the allocators, and granted to the controller */
#define MEM		0x88000000u
#define MEM_SIZE	0x01000000u
#define SOURCE		(MEM + 0x100000u)
#define DESTINATION	(MEM + 0x800000u)
#define NOWHERE		0x10000000u

#define BOARD_HEAD                                                                        \
	"/dts-v1/;\n/memreserve/ 0x88000000 0x1000000;\n"                                 \
	"/ { #address-cells = <1>; #size-cells = <1>;\n"                                  \
	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x20000000>; };\n" \
	"pic: pic { interrupt-controller; #interrupt-cells = <1>; };\n"                   \
	"soc { #address-cells = <1>; #size-cells = <1>; ranges; interrupt-parent = <&pic>;\n"
#define BOARD_TAIL "}; };\n"

/* ---- a port whose request the test holds ---- */

#define PORT_CONTROL	0x80
#define PORT_LOG	4096

struct port {
	struct dmae_request request;
	unsigned int reads, writes, acks, budget;
	uint32_t value[PORT_LOG];
};

static struct {
	char *dma, *control;
	struct port *port;
	struct machine_master *master;
} board;

static inline void port_spend(struct port *p)
{
	if (p->budget && !--p->budget)
		dmae_request_set(&p->request, false);
}

static inline uint64_t port_read(struct dmae_model *m, unsigned int window, uint64_t offset,
				 unsigned int width)
{
	struct port *p = dmae_model_state(m);
	uint32_t value = 0x1000 + p->reads;

	if (offset == PORT_CONTROL)
		return p->budget;
	p->reads++;
	port_spend(p);
	return value;
}

static inline void port_write(struct dmae_model *m, unsigned int window, uint64_t offset,
			      unsigned int width, uint64_t value)
{
	struct port *p = dmae_model_state(m);

	if (offset == PORT_CONTROL) {
		p->budget = value >> 8;
		dmae_request_set(&p->request, value & 1);
		return;
	}
	p->value[p->writes++ % PORT_LOG] = value;
	port_spend(p);
}

static inline void port_acked(struct dmae_model *m, unsigned int line, bool last)
{
	struct port *p = dmae_model_state(m);

	p->acks++;
}

static inline int port_connect(struct dmae_model *m)
{
	board.port = dmae_model_state(m);
	return dmae_request_get(m, "data", 0, &board.port->request);
}

static inline int port_create(struct dmae_model *m)
{
	return 0;
}

static const char *const port_compatible[] = { "test,port", NULL };

static const struct dmae_model_class port_class = {
	.name = "test-port",
	.compatible = port_compatible,
	.state_size = sizeof(struct port),
	.create = port_create,
	.connect = port_connect,
	.read = port_read,
	.write = port_write,
	.request_acked = port_acked,
};

/* ---- the machine ---- */

static inline unsigned char *mem(uint32_t phys)
{
	return mm_virt(phys);
}

/* @path is the controller's node */
static inline int controller_machine(const char *board_text, const char *path)
{
	int err;

	memset(&board, 0, sizeof(board));
	if (dmae_model_register(&port_class))
		return -1;
	err = machine_setup_dts(board_text);
	if (err) {
		dmae_model_unregister(&port_class);
		return err;
	}
	board.dma = machine_ioremap(DMA_BASE, DMA_SIZE);
	board.control = machine_ioremap(PORT_BASE, 0x1000);
	board.master = machine_master(board_find_path(machine_board(), path), "dma");
	machine_checker_set(true);
	machine_grant(board.master, MEM, MEM_SIZE, MACHINE_READ | MACHINE_WRITE);
	machine_grant(board.master, PORT_BASE, 0x1000, MACHINE_READ | MACHINE_WRITE);
	return 0;
}

static inline int controller_machine_end(void **state)
{
	int err;

	machine_iounmap(board.dma);
	machine_iounmap(board.control);
	err = machine_teardown(state);
	dmae_model_unregister(&port_class);
	return err;
}

static inline void put32(uint32_t phys, uint32_t value)
{
	/* a controller may be reading it */
	__atomic_store_n((uint32_t *)mem(phys), htole32(value), __ATOMIC_RELAXED);
}

static inline uint32_t get32(uint32_t phys)
{
	return le32toh(__atomic_load_n((const uint32_t *)mem(phys), __ATOMIC_RELAXED));
}

static inline void pattern(uint32_t phys, uint32_t len, unsigned int seed)
{
	unsigned char *p = mem(phys);
	uint32_t i;

	for (i = 0; i < len; i++)
		p[i] = (i * 7 + (i >> 8) + seed) | 1;
}

static inline void assert_equal_memory(uint32_t a, uint32_t b, uint32_t len)
{
	assert_memory_equal(mem(a), mem(b), len);
}

static inline void assert_filled(uint32_t phys, unsigned char value, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		assert_int_equal(mem(phys)[i], value);
}

/* Lets what is under way happen: threads run in real time, and may be late. */
static inline void settle(void)
{
	exec_idle(under_threads() ? 30000000 : 100000);
}

/* The port asks for @words, until they have been moved; or (0) without end. */
static inline void ask(unsigned int words)
{
	unsigned int n;

	machine_mmio_write(board.control + PORT_CONTROL, 4, 1 | words << 8);
	if (!words)
		settle();
	for (n = 0; n < 10000 && machine_mmio_read(board.control + PORT_CONTROL, 4); n++)
		exec_idle(1000);
}

#endif
