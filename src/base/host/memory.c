// SPDX-License-Identifier: MIT
/*
 * Memory from the operating system: the heap for bookkeeping, the memfd that
 * simulated RAM lives in, reserved addresses and fiber stacks. Host side.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif

#include "base/host.h"

#define GUARD_SIZE 4096
#define RAM_ALIGN  (4ul << 20) /* a large block's physical alignment shall be its virtual one, too \
				*/

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

/* @size bytes of the file at an aligned address; the rest of the reservation goes back */
static void *map_aligned(int fd, size_t size)
{
	char *base = mmap(NULL, size + RAM_ALIGN, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char *mem;

	if (base == MAP_FAILED)
		return MAP_FAILED;
	mem = (char *)(((unsigned long)base + RAM_ALIGN - 1) & ~(RAM_ALIGN - 1));
	if (mem > base)
		munmap(base, mem - base);
	munmap(mem + size, base + RAM_ALIGN - mem);
	return mmap(mem, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, fd,
		    0);
}

int host_ram_map(size_t size, void **mem, int *fd)
{
	int err;

	*fd = memfd_create("libdmaengine-ram", MFD_CLOEXEC);
	if (*fd < 0)
		return -errno;
	if (ftruncate(*fd, size) < 0) {
		err = -errno;
		goto err_close;
	}
	*mem = map_aligned(*fd, size);
	if (*mem == MAP_FAILED) {
		err = -errno;
		goto err_close;
	}
	return 0;

err_close:
	close(*fd);
	return err;
}

void host_ram_unmap(void *mem, size_t size, int fd)
{
	munmap(mem, size);
	close(fd);
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
