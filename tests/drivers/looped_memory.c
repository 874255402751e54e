// SPDX-License-Identifier: MIT
/* One megabyte of a memfd, mapped again and again. Host side. */
#include <sys/mman.h>
#include <unistd.h>

#include "looped_memory.h"

void *looped_memory(size_t len)
{
	size_t whole = (len + LOOP - 1) / LOOP * LOOP, at;
	int fd = memfd_create("loop", MFD_CLOEXEC);
	char *mem;

	if (fd < 0 || ftruncate(fd, LOOP))
		return NULL;
	mem = mmap(NULL, whole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	for (at = 0; mem != MAP_FAILED && at < whole; at += LOOP)
		if (mmap(mem + at, LOOP, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) ==
		    MAP_FAILED)
			break;
	close(fd);
	return mem != MAP_FAILED && at >= whole ? mem : NULL;
}

void looped_memory_free(void *mem, size_t len)
{
	munmap(mem, (len + LOOP - 1) / LOOP * LOOP);
}
