/* SPDX-License-Identifier: MIT */
/* What the files that name code tell one another: symbols.c and lines.c. Host side. */
#ifndef DMAE_BASE_HOST_SYMBOLS_H
#define DMAE_BASE_HOST_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

/** struct code - the file that code is in, mapped, and the address in the file's own count */
struct code {
	const unsigned char *file;
	size_t size;
	size_t value;
};

/**
 * symbols_code() - where code is from, of a module that has gone, too
 *
 * @fn is called with it, under the lock that keeps the file mapped.
 */
bool symbols_code(const void *pc, bool (*fn)(const struct code *code, void *arg), void *arg);

/** lines_forget() - a file is unmapped now */
void lines_forget(const unsigned char *file);

#endif
