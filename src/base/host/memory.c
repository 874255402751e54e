// SPDX-License-Identifier: MIT
/*
 * Memory from the operating system: the heap for bookkeeping, reserved
 * addresses and fiber stacks. Host side. Simulated RAM is ram.c's subject.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif

#include "base/host.h"

#define GUARD_SIZE 4096

void *host_alloc(size_t size)
{
	void *mem = calloc(1, size ? size : 1);

	if (!mem)
		host_panic("out of host memory: %zu bytes refused", size);
	return mem;
}

void *host_alloc_aligned(size_t size, size_t align)
{
	void *mem = NULL;

	if (posix_memalign(&mem, align, size ? size : 1))
		host_panic("out of host memory: %zu bytes refused", size);
	return memset(mem, 0, size);
}

void *host_realloc(void *mem, size_t size)
{
	mem = realloc(mem, size ? size : 1);
	if (!mem)
		host_panic("out of host memory: %zu bytes refused", size);
	return mem;
}

void host_free(void *mem)
{
	free(mem);
}

char *host_strdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(host_alloc(size), text, size);
}

void host_protect(void *mem, size_t size, bool accessible)
{
	mprotect(mem, size, accessible ? PROT_READ | PROT_WRITE : PROT_NONE);
}

void *host_reserve(size_t size)
{
	void *mem = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return mem == MAP_FAILED ? NULL : mem;
}

void *host_commit_lazily(size_t size)
{
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return mem == MAP_FAILED ? NULL : mem;
}

void host_unreserve(void *mem, size_t size)
{
	munmap(mem, size);
}

/* so that valgrind takes a switch for what it is; costs a few instructions elsewhere */
static void stack_announce(char *low, size_t size)
{
#if __has_include(<valgrind/valgrind.h>)
	(void)VALGRIND_STACK_REGISTER(low, low + size);
#endif
}

void *host_stack_map(size_t size)
{
	char *mem = mmap(NULL, size + GUARD_SIZE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

	if (mem == MAP_FAILED)
		return NULL;
	mprotect(mem, GUARD_SIZE, PROT_NONE);
	stack_announce(mem + GUARD_SIZE, size);
	return mem + GUARD_SIZE;
}

void host_stack_unmap(void *low, size_t size)
{
	munmap((char *)low - GUARD_SIZE, size + GUARD_SIZE);
}
