/* SPDX-License-Identifier: MIT */
/*
 * What every unit test includes: cmocka with the headers it wants before it,
 * legal on the kernel side and on the host side, and fixtures that run a
 * world with the executor named in DMAE_EXECUTOR ("fibers" or "threads").
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dmae/world.h>

/**
 * world_params() - parameters for @board (NULL: default) with the executor under test and quiet
 * console
 */
struct dmae_world_params world_params(const char *board);
/**
 * world_setup() / world_teardown() - cmocka fixtures: the default machine; teardown fails on a
 * leak
 */
int world_setup(void **state);
int world_teardown(void **state);
/** textbook_setup() - the same with the textbook board */
int textbook_setup(void **state);
/**
 * base_setup() / base_teardown() - executor, log, memory (a bank of 16 MiB at 0x80000000) only:
 * for tests of src/base
 */
int base_setup(void **state);
int base_teardown(void **state);
/**
 * machine_setup_dts() - base plus a machine from device tree source text; 0 or a negative error;
 * machine_teardown() undoes
 */
int machine_setup_dts(const char *dts);
int machine_teardown(void **state);
/** under_threads() - true if the executor under test is threads */
int under_threads(void);
/** skip_because() - end the test here, which the last line counts as skipped, and say why */
#define skip_because(...)                                      \
	do {                                                   \
		print_message("skipped: " __VA_ARGS__);        \
		print_message("\n");                           \
		skip();                                        \
	} while (0)
/** need_virtual_time() - skip a test that counts nanoseconds: threads live in the host's time */
void need_virtual_time(void);
/** log_contains() - true if a line of the kernel log has @text in it */
int log_contains(const char *text);

#endif
