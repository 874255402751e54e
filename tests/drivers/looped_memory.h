/* SPDX-License-Identifier: MIT */
/* A lot of address space on little memory: the same megabyte over and over. */
#ifndef TESTS_DRIVERS_LOOPED_MEMORY_H
#define TESTS_DRIVERS_LOOPED_MEMORY_H

#include <stddef.h>

#define LOOP (1ul << 20)

/** looped_memory() - @len bytes, of which byte i is byte i % LOOP; NULL where the host refuses */
void *looped_memory(size_t len);
void looped_memory_free(void *mem, size_t len);

#endif
