// SPDX-License-Identifier: MIT
/*
 * Names for code addresses. dladdr() knows exported symbols only, and most
 * of a driver is static: the symbol table of the file on disk has those,
 * too. Each file is read once, when its first name is asked for; a module's
 * when it is loaded, so that what it leaves behind can be told by name when
 * it has gone. Host side.
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
#include "base/host/symbols.h"

#define MAX_OBJECTS 64

/** struct object - a mapped file, its symbols and their names; NULL symbols: it has none */
struct object {
	const void *base; /* where it is loaded, or was */
	size_t extent;	  /* bytes from there; 0 for what is not a module */
	char path[256];
	const unsigned char *file;
	size_t size;
	const ElfW(Sym) * symbols;
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
	const ElfW(Shdr) * sections;
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

/* bytes that the file takes where it is loaded */
static size_t extent_of(const struct object *o)
{
	const ElfW(Ehdr) *header = (const void *)o->file;
	const ElfW(Phdr) * part;
	size_t extent = 0, end;
	unsigned int i;

	if (!o->file || !inside(o, 0, sizeof(*header)) ||
	    !inside(o, header->e_phoff, (size_t)header->e_phnum * sizeof(*part)))
		return 0;
	part = (const void *)(o->file + header->e_phoff);
	for (i = 0; i < header->e_phnum; i++) {
		end = part[i].p_vaddr + part[i].p_memsz;
		if (part[i].p_type == PT_LOAD && end > extent)
			extent = end;
	}
	return extent;
}

static void object_drop(struct object *o)
{
	if (o->file)
		lines_forget(o->file);
	if (o->file)
		munmap((void *)o->file, o->size);
	*o = objects[--nobjects];
}

static struct object *object_add(const void *base, const char *path)
{
	struct object *o;

	/* the oldest module goes; a program has few other files */
	if (nobjects == MAX_OBJECTS)
		object_drop(&objects[nobjects / 2]);
	o = &objects[nobjects++];
	memset(o, 0, sizeof(*o));
	o->base = base;
	strncpy(o->path, path, sizeof(o->path) - 1);
	object_map(o, path);
	return o;
}

static struct object *object_of(const Dl_info *info)
{
	unsigned int i;

	for (i = 0; i < nobjects; i++)
		if (objects[i].base == info->dli_fbase &&
		    !strncmp(objects[i].path, info->dli_fname, sizeof(objects[i].path) - 1))
			return &objects[i];
	return object_add(info->dli_fbase, info->dli_fname);
}

void host_symbols_loaded(const void *base, const char *path)
{
	struct object *o;
	unsigned int i;

	pthread_mutex_lock(&objects_lock);
	o = object_add(base, path);
	o->extent = extent_of(o);
	/* nothing else is there any more */
	for (i = 0; i < nobjects; i++) {
		struct object *old = &objects[i];

		if (old != o && (const char *)old->base < (const char *)base + o->extent &&
		    (const char *)base < (const char *)old->base + old->extent) {
			object_drop(old);
			o = o == &objects[nobjects] ? old : o;
			i--;
		}
	}
	pthread_mutex_unlock(&objects_lock);
}

static const ElfW(Sym) * symbol_at(const struct object *o, size_t value)
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

static bool name_in(const struct object *o, const void *pc, char *buf, size_t size)
{
	const ElfW(Sym) *symbol = o && o->symbols ? symbol_at(o, value_in(o, pc)) : NULL;

	if (!symbol)
		return false;
	/* without what the compiler appends to a function that it has taken apart: ".part.0" */
	snprintf(buf, size, "%.*s+0x%lx", (int)strcspn(o->names + symbol->st_name, "."),
		 o->names + symbol->st_name, (unsigned long)(value_in(o, pc) - symbol->st_value));
	return true;
}

static bool name_from_file(const Dl_info *info, const void *pc, char *buf, size_t size)
{
	bool named;

	pthread_mutex_lock(&objects_lock);
	named = name_in(object_of(info), pc, buf, size);
	pthread_mutex_unlock(&objects_lock);
	return named;
}

/* of a module that was there */
static bool name_from_past(const void *pc, char *buf, size_t size)
{
	bool named = false;
	unsigned int i;

	pthread_mutex_lock(&objects_lock);
	for (i = 0; i < nobjects && !named; i++)
		if (pc >= objects[i].base &&
		    (const char *)pc < (const char *)objects[i].base + objects[i].extent)
			named = name_in(&objects[i], pc, buf, size);
	pthread_mutex_unlock(&objects_lock);
	return named;
}

const char *host_symbol(const void *pc, char *buf, size_t size)
{
	const char *slash;
	Dl_info info;

	if (!dladdr(pc, &info) || !info.dli_fname) {
		if (!name_from_past(pc, buf, size))
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

/* the object that has @pc, or had it before it went */
static struct object *object_with(const void *pc)
{
	unsigned int i;
	Dl_info info;

	if (dladdr(pc, &info) && info.dli_fname)
		return object_of(&info);
	for (i = 0; i < nobjects; i++)
		if (pc >= objects[i].base &&
		    (const char *)pc < (const char *)objects[i].base + objects[i].extent)
			return &objects[i];
	return NULL;
}

bool symbols_code(const void *pc, bool (*fn)(const struct code *code, void *arg), void *arg)
{
	struct object *o;
	bool found = false;

	pthread_mutex_lock(&objects_lock);
	o = object_with(pc);
	if (o && o->file) {
		struct code code = { o->file, o->size, value_in(o, pc) };

		found = fn(&code, arg);
	}
	pthread_mutex_unlock(&objects_lock);
	return found;
}

bool host_is_module(const void *pc)
{
	const struct object *o;
	bool module;

	pthread_mutex_lock(&objects_lock);
	o = object_with(pc);
	module = o && o->extent;
	pthread_mutex_unlock(&objects_lock);
	return module;
}
