// SPDX-License-Identifier: MIT
/*
 * Names for code addresses. dladdr() knows exported symbols only, and most
 * of a driver is static: the symbol table of the file on disk has those,
 * too. Each file is read once, when its first name is asked for. Host side.
 */
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/host.h"

#define MAX_OBJECTS 64

/** struct object - a mapped file, its symbols and their names; NULL symbols: it has none */
struct object {
	const void *base;		/* where it is loaded */
	char path[256];
	const unsigned char *file;
	size_t size;
	const ElfW(Sym) *symbols;
	size_t nsymbols;
	const char *names;
	size_t names_size;
};

static struct object objects[MAX_OBJECTS];
static unsigned int nobjects;
static pthread_mutex_t objects_lock = PTHREAD_MUTEX_INITIALIZER;

static bool inside(const struct object *o, size_t offset, size_t len)
{
	return offset <= o->size && len <= o->size - offset;
}

static void find_symbols(struct object *o)
{
	const ElfW(Ehdr) *header = (const void *)o->file;
	const ElfW(Shdr) *sections;
	unsigned int i;

	if (!inside(o, 0, sizeof(*header)) || memcmp(header->e_ident, ELFMAG, SELFMAG) ||
	    !inside(o, header->e_shoff, (size_t)header->e_shnum * sizeof(*sections)))
		return;
	sections = (const void *)(o->file + header->e_shoff);
	for (i = 0; i < header->e_shnum; i++) {
		const ElfW(Shdr) *s = &sections[i], *names;

		if (s->sh_type != SHT_SYMTAB || s->sh_link >= header->e_shnum)
			continue;
		names = &sections[s->sh_link];
		if (!inside(o, s->sh_offset, s->sh_size) ||
		    !inside(o, names->sh_offset, names->sh_size))
			return;
		o->symbols = (const void *)(o->file + s->sh_offset);
		o->nsymbols = s->sh_size / sizeof(ElfW(Sym));
		o->names = (const char *)o->file + names->sh_offset;
		o->names_size = names->sh_size;
		return;
	}
}

static void object_map(struct object *o, const char *path)
{
	/* without a slash it is the program's name, as typed */
	int fd = open(strchr(path, '/') ? path : "/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *file;

	if (fd < 0)
		return;
	if (!fstat(fd, &st) && st.st_size > 0) {
		file = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (file != MAP_FAILED) {
			o->file = file;
			o->size = st.st_size;
			find_symbols(o);
		}
	}
	close(fd);
}

static struct object *object_of(const Dl_info *info)
{
	struct object *o;
	unsigned int i;

	/* a module may be loaded where another one was */
	for (i = 0; i < nobjects; i++)
		if (objects[i].base == info->dli_fbase &&
		    !strncmp(objects[i].path, info->dli_fname, sizeof(o->path) - 1))
			return &objects[i];
	if (nobjects == MAX_OBJECTS)
		return NULL;
	o = &objects[nobjects++];
	o->base = info->dli_fbase;
	strncpy(o->path, info->dli_fname, sizeof(o->path) - 1);
	object_map(o, info->dli_fname);
	return o;
}

static const ElfW(Sym) *symbol_at(const struct object *o, size_t value)
{
	size_t i;

	for (i = 0; i < o->nsymbols; i++) {
		const ElfW(Sym) *s = &o->symbols[i];

		if (ELF64_ST_TYPE(s->st_info) == STT_FUNC && s->st_name < o->names_size &&
		    value >= s->st_value && value < s->st_value + s->st_size)
			return s;
	}
	return NULL;
}

/* a position-independent file counts from where it is loaded, another from 0 */
static size_t value_in(const struct object *o, const void *pc)
{
	const ElfW(Ehdr) *header = (const void *)o->file;

	return header->e_type == ET_DYN ? (size_t)((const char *)pc - (const char *)o->base)
					: (size_t)pc;
}

static bool name_from_file(const Dl_info *info, const void *pc, char *buf, size_t size)
{
	const ElfW(Sym) *symbol = NULL;
	struct object *o;

	pthread_mutex_lock(&objects_lock);
	o = object_of(info);
	if (o && o->symbols)
		symbol = symbol_at(o, value_in(o, pc));
	if (symbol)
		snprintf(buf, size, "%s+0x%lx", o->names + symbol->st_name,
			 (unsigned long)(value_in(o, pc) - symbol->st_value));
	pthread_mutex_unlock(&objects_lock);
	return symbol;
}

const char *host_symbol(const void *pc, char *buf, size_t size)
{
	const char *slash;
	Dl_info info;

	if (!dladdr(pc, &info) || !info.dli_fname) {
		snprintf(buf, size, "%p", pc);
		return buf;
	}
	if (name_from_file(&info, pc, buf, size))
		return buf;
	slash = strrchr(info.dli_fname, '/');
	if (info.dli_sname)
		snprintf(buf, size, "%s+0x%lx", info.dli_sname,
			 (unsigned long)((const char *)pc - (const char *)info.dli_saddr));
	else
		snprintf(buf, size, "%s(+0x%lx)", slash ? slash + 1 : info.dli_fname,
			 (unsigned long)((const char *)pc - (const char *)info.dli_fbase));
	return buf;
}
