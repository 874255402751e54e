/* SPDX-License-Identifier: MIT */
/* A board from text, for a world: kept in a file while a test runs. Host side, plain C. */
#ifndef TESTS_ENGINE_BOARD_TEXT_H
#define TESTS_ENGINE_BOARD_TEXT_H

/** board_text() - path of a file with this text, until board_text_forget() */
const char *board_text(const char *dts);
void board_text_forget(void);

#endif
