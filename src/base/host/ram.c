// SPDX-License-Identifier: MIT
/*
 * The files that simulated RAM lives in: where a piece of it can be seen a
 * second time, and where another file takes a piece's place, as for memory
 * that another process shall see. Host side. Which pages those are is
 * decided above (src/base/mm, dma-bufs).
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/host.h"

#define RAM_ALIGN                                                                       \
	(4ul << 20) /* a large block's physical alignment shall be its virtual one, too \
		     */

/** struct backing - memory and the file behind it; RAM owns its @fd, a replacement does not */
struct backing {
	char *mem;
	size_t size;
	int fd;
	size_t offset;
	struct backing *next;
};

/** struct alias - memory that is seen at @at, too */
struct alias {
	char *at;
	const char *mem;
	size_t size;
	bool writable;
	struct alias *next;
};

/* protects the lists */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct backing *rams; /* host_ram_map() */
/* of host_ram_replace(), which count before @rams: an array in the order of addresses */
static struct backing *replacements;
static size_t replacement_count, replacement_room;
static struct alias *aliases;

/* ---- the lists --------------------------------------------------------- */

static struct backing *backing_at(struct backing *list, const char *mem)
{
	while (list && (size_t)(mem - list->mem) >= list->size)
		list = list->next;
	return list;
}

static void backing_add(struct backing **list, void *mem, size_t size, int fd, size_t offset)
{
	struct backing *b = host_alloc(sizeof(*b));

	*b = (struct backing){ mem, size, fd, offset, *list };
	*list = b;
}

static void backing_drop(struct backing **list, struct backing *b)
{
	close(b->fd);
	while (*list != b)
		list = &(*list)->next;
	*list = b->next;
	free(b);
}

/* which replacement is the first to end behind @mem */
static size_t replacement_behind(const char *mem)
{
	size_t from = 0, to = replacement_count;

	while (from < to) {
		size_t middle = (from + to) / 2;

		if (replacements[middle].mem + replacements[middle].size <= mem)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* the first that has a byte of [@mem, @mem + @size) */
static struct backing *replacement_in(const char *mem, size_t size)
{
	size_t i = replacement_behind(mem);

	return i < replacement_count && replacements[i].mem < mem + size ? &replacements[i] : NULL;
}

static void replacement_add(char *mem, size_t size, int fd, size_t offset)
{
	size_t i = replacement_behind(mem);

	if (replacement_count == replacement_room) {
		replacement_room = replacement_room ? 2 * replacement_room : 64;
		replacements = host_realloc(replacements, replacement_room * sizeof(*replacements));
	}
	memmove(replacements + i + 1, replacements + i,
		(replacement_count - i) * sizeof(*replacements));
	replacements[i] = (struct backing){ mem, size, fd, offset, NULL };
	replacement_count++;
}

static void replacement_drop(struct backing *r)
{
	size_t i = r - replacements;

	replacement_count--;
	memmove(r, r + 1, (replacement_count - i) * sizeof(*r));
	if (replacement_count)
		return;
	free(replacements);
	replacements = NULL;
	replacement_room = 0;
}

/* the file behind @mem, and how many of @size bytes lie in a row in it; NULL: there is none */
static struct backing *backing_run(const char *mem, size_t *size)
{
	struct backing *b = replacement_in(mem, *size);
	size_t room;

	if (b && b->mem > mem) {
		/* RAM's own file, up to there */
		*size = b->mem - mem;
		b = NULL;
	}
	if (!b)
		b = backing_at(rams, mem);
	if (!b)
		return NULL;
	room = b->size - (mem - b->mem);
	if (*size > room)
		*size = room;
	return b;
}

/* ---- mapping ----------------------------------------------------------- */

static int hide(void *at, size_t size)
{
	void *mem = mmap(at, size, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);

	return mem == MAP_FAILED ? -errno : 0;
}

static int show(char *at, const char *mem, size_t size, bool writable)
{
	int prot = PROT_READ | (writable ? PROT_WRITE : 0);

	while (size) {
		size_t run = size;
		struct backing *b = backing_run(mem, &run);

		if (!b)
			return -EFAULT;
		if (mmap(at, run, prot, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, b->fd,
			 b->offset + (mem - b->mem)) == MAP_FAILED)
			return -errno;
		at += run;
		mem += run;
		size -= run;
	}
	return 0;
}

/* another file has come to stand behind [@mem, @mem + @size) */
static void aliases_follow(const char *mem, size_t size)
{
	struct alias *a;

	for (a = aliases; a; a = a->next) {
		const char *from = a->mem > mem ? a->mem : mem;
		const char *to = a->mem + a->size < mem + size ? a->mem + a->size : mem + size;

		if (from < to)
			show(a->at + (from - a->mem), from, to - from, a->writable);
	}
}

/* what is seen in [@at, @at + @size) is no longer noted; a part of an alias may stay */
static void aliases_forget(char *at, size_t size)
{
	struct alias **link = &aliases, *a;
	char *end = at + size;

	while ((a = *link) != NULL) {
		char *a_end = a->at + a->size;

		if (a->at >= end || a_end <= at) {
			link = &a->next;
			continue;
		}
		if (a_end > end) {
			struct alias *rest = host_alloc(sizeof(*rest));

			*rest = (struct alias){ end, a->mem + (end - a->at), a_end - end,
						a->writable, a->next };
			a->next = rest;
		}
		if (a->at < at) {
			a->size = at - a->at;
			link = &a->next;
		} else {
			*link = a->next;
			free(a);
		}
	}
}

static void alias_note(char *at, const char *mem, size_t size, bool writable)
{
	struct alias *a = aliases;

	/* pages that are put in a row one by one are one alias */
	if (a && a->at + a->size == at && a->mem + a->size == mem && a->writable == writable) {
		a->size += size;
		return;
	}
	a = host_alloc(sizeof(*a));
	*a = (struct alias){ at, mem, size, writable, aliases };
	aliases = a;
}

int host_ram_alias(void *at, const void *mem, size_t size, bool writable)
{
	int err;

	pthread_mutex_lock(&lock);
	aliases_forget(at, size);
	err = show(at, mem, size, writable);
	if (err)
		hide(at, size);
	else
		alias_note(at, mem, size, writable);
	pthread_mutex_unlock(&lock);
	return err;
}

void host_ram_unalias(void *at, size_t size)
{
	pthread_mutex_lock(&lock);
	aliases_forget(at, size);
	hide(at, size);
	pthread_mutex_unlock(&lock);
}

/* ---- another file in a piece's place ----------------------------------- */

/* not through libc: what sanitizers think of these bytes does not count */
static int write_all(int fd, const char *mem, size_t size, size_t offset)
{
	while (size) {
		long n = syscall(SYS_pwrite64, fd, mem, size, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EIO;
		mem += n;
		size -= n;
		offset += n;
	}
	return 0;
}

/* @keep: the contents go with the memory */
static int change_file(char *mem, size_t size, int fd, size_t offset, bool keep)
{
	int err = keep ? write_all(fd, mem, size, offset) : 0;

	if (err)
		return err;
	if (mmap(mem, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, fd,
		 offset) == MAP_FAILED)
		return -errno;
	return 0;
}

int host_ram_replace(void *mem, size_t size, int fd, size_t offset, bool keep)
{
	struct backing *ram;
	int err = -EFAULT;

	pthread_mutex_lock(&lock);
	ram = backing_at(rams, mem);
	if (ram && ram->size - ((char *)mem - ram->mem) >= size && !replacement_in(mem, size))
		err = change_file(mem, size, fd, offset, keep);
	if (!err) {
		replacement_add(mem, size, fd, offset);
		aliases_follow(mem, size);
	}
	pthread_mutex_unlock(&lock);
	return err;
}

int host_ram_restore(void *mem, size_t size, bool keep)
{
	struct backing *b, *ram;
	int err = -EFAULT;

	pthread_mutex_lock(&lock);
	b = replacement_in(mem, size);
	ram = backing_at(rams, mem);
	if (b && ram && b->mem == mem && b->size == size) {
		err = change_file(mem, size, ram->fd, (char *)mem - ram->mem, keep);
		if (!err) {
			replacement_drop(b);
			aliases_follow(mem, size);
		}
	}
	pthread_mutex_unlock(&lock);
	return err;
}

int host_ram_file(const void *mem, size_t *offset)
{
	struct backing *b;
	size_t one = 1;
	int fd = -EFAULT;

	pthread_mutex_lock(&lock);
	b = backing_run(mem, &one);
	if (b) {
		fd = b->fd;
		*offset = b->offset + ((const char *)mem - b->mem);
	}
	pthread_mutex_unlock(&lock);
	return fd;
}

/* ---- RAM --------------------------------------------------------------- */

/* an aligned address for @size bytes, reserved; the rest of the reservation goes back */
static void *reserve_aligned(size_t size)
{
	char *base = mmap(NULL, size + RAM_ALIGN, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char *mem;

	if (base == MAP_FAILED)
		return NULL;
	mem = (char *)(((unsigned long)base + RAM_ALIGN - 1) & ~(RAM_ALIGN - 1));
	if (mem > base)
		munmap(base, mem - base);
	munmap(mem + size, base + RAM_ALIGN - mem);
	return mem;
}

/* asking for a larger file than we may have would end the process */
static bool file_may_be(size_t size)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_FSIZE, &limit) || size <= limit.rlim_cur;
}

int host_ram_map_at(void *at, size_t size, int *fd)
{
	int err;

	if (!file_may_be(size))
		return -EFBIG;
	*fd = memfd_create("libdmaengine-ram", MFD_CLOEXEC);
	if (*fd < 0)
		return -errno;
	if (ftruncate(*fd, size) < 0 ||
	    mmap(at, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, *fd,
		 0) == MAP_FAILED) {
		err = -errno;
		close(*fd);
		return err;
	}
	pthread_mutex_lock(&lock);
	backing_add(&rams, at, size, *fd, 0);
	pthread_mutex_unlock(&lock);
	return 0;
}

int host_ram_map(size_t size, void **mem, int *fd)
{
	int err;

	*mem = reserve_aligned(size);
	if (!*mem)
		return -ENOMEM;
	err = host_ram_map_at(*mem, size, fd);
	if (err)
		munmap(*mem, size);
	return err;
}

/* replacements that are in it go with it */
void host_ram_unmap(void *mem, size_t size, int fd)
{
	struct backing *b;

	pthread_mutex_lock(&lock);
	while ((b = replacement_in(mem, size)) != NULL)
		replacement_drop(b);
	munmap(mem, size);
	b = backing_at(rams, mem);
	if (b)
		backing_drop(&rams, b); /* closes @fd */
	pthread_mutex_unlock(&lock);
}
