/* SPDX-License-Identifier: MIT */
/* Tests of what ends or hangs a world: it happens in a child process, whose words are checked. */
#ifndef TESTS_FORKED_H
#define TESTS_FORKED_H

/**
 * forked_dies_saying() - run @fn in a child with base_setup() and the whole log on standard error:
 * 1 if the child dies of a signal and has printed @text
 */
int forked_dies_saying(void (*fn)(void), const char *text);
/** forked_says() - 1 if the child has printed @text within @seconds; it is killed then */
int forked_says(void (*fn)(void), const char *text, int seconds);

#endif
