/* SPDX-License-Identifier: MIT */
/* Boards out of source text, for the tests of this room. Host side. */
#ifndef TESTS_BOARD_TEXT_H
#define TESTS_BOARD_TEXT_H

#include "machine/board.h"

/** HEAD - how every source begins: two cells nowhere, 16 MiB of memory */
#define HEAD                                             \
	"/dts-v1/;\n"                                    \
	"/ { #address-cells = <1>; #size-cells = <1>;\n" \
	"memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x1000000>; };\n"
#define TAIL "};\n"

/**
 * text_file() - @text in a file of its own with @suffix; returns its path, which the next call
 * overwrites; unlink() it
 */
const char *text_file(const char *text, const char *suffix);
/** text_board() - board_load() of source text; the line that it failed with is in text_err() */
int text_board(const char *dts, struct board **board);
const char *text_err(void);
/** text_board_ok() - the same, where failure fails the test */
struct board *text_board_ok(const char *dts);
/** text_blob() - source text as a blob, unchecked; free() it */
void *text_blob(const char *dts, size_t *len);

#endif
