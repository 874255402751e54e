/* SPDX-License-Identifier: MIT */
/*
 * A machine for tests: boards out of text, with fake models in it. Host side.
 * A fake answers to "test,fake"; it has 64 registers of 32 bits, and takes
 * note of everything.
 */
#ifndef TESTS_FAKE_H
#define TESTS_FAKE_H

#include <dmae/model.h>

#include "machine/machine.h"

struct fake {
	struct dmae_model *m;
	uint32_t regs[64];
	unsigned int reads, writes;
	unsigned int window, width; /* of the last access */
	uint64_t offset, value;
	/* as a controller */
	unsigned int changes, input;
	bool level;
	/* as a peripheral */
	struct dmae_request request;
	int request_err;
	unsigned int acks, acked_line;
	bool acked_last;
	/* what a test wants to happen */
	void (*on_write)(struct fake *fake);
	void (*on_change)(struct fake *fake, unsigned int input, bool level);
	void (*on_ack)(struct fake *fake, unsigned int line, bool last);
	struct dmae_event event;
	unsigned int fired;
	uint64_t fired_at;
};

extern const struct dmae_model_class fake_class;

/*
 * 16 MiB of memory at 0x80000000, an interrupt controller, and a bus for the text between the two
 */
#define FAKE_HEAD                                                                        \
	"/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;\n"                       \
	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x1000000>; };\n" \
	"pic: pic { interrupt-controller; #interrupt-cells = <1>; };\n"                  \
	"soc { #address-cells = <1>; #size-cells = <1>; ranges; interrupt-parent = <&pic>;\n"
#define FAKE_TAIL "}; };\n"

/**
 * fake_start() - a machine from @nodes, put between FAKE_HEAD and FAKE_TAIL; failure fails the
 * test
 */
void fake_start(const char *nodes);
/** fake_start_err() - a whole source with which machine_start() has to fail; returns its line */
const char *fake_start_err(const char *dts);
int fake_stop(void **state);
/** fake_named() - the fake of a node */
struct fake *fake_named(const char *name);
/** fake_ram() - where physical RAM or SRAM lies in our memory */
void *fake_ram(uint64_t phys);
/** fake_log_count() - lines of the kernel log with @text in them */
unsigned int fake_log_count(const char *text);

#endif
