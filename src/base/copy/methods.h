/* SPDX-License-Identifier: MIT */
/* The methods by which memory is copied, as far as the processor has them (methods_x86.c). */
#ifndef DMAE_BASE_COPY_METHODS_H
#define DMAE_BASE_COPY_METHODS_H

#include <stdbool.h>
#include <stddef.h>

/** method_has_wide() - there are registers wider than 16 bytes */
bool method_has_wide(void);
void method_wide(void *dst, const void *src, size_t n);

/** method_has_rep() - the string move is worth something */
bool method_has_rep(void);
void method_rep(void *dst, const void *src, size_t n);

/** method_has_stream() - there are stores that go past the cache */
bool method_has_stream(void);
/* what these two store is weakly ordered: copy_settle() */
/** method_stream() - copy; meanwhile up to @next_n bytes at @next are asked for, which come soon */
void method_stream(void *dst, const void *src, size_t n, const void *next, size_t next_n);
void method_stream_fill(void *dst, int value, size_t n);

/** method_flush() - out of all caches, written back */
void method_flush(const void *mem, size_t n);

#endif
