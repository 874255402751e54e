// SPDX-License-Identifier: MIT
/* What objects and modules want and offer, read from their ELF symbol tables. Host side. */
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <string.h>

#include "base/host.h"
#include "cli/build.h"

/** struct elf - a file in memory, its section headers checked to lie inside */
struct elf {
	const char *data;
	size_t len;
	const ElfW(Shdr) * sections;
	unsigned int count;
	const char *names;
	size_t names_len;
};

static bool inside(const struct elf *e, size_t offset, size_t size)
{
	return offset <= e->len && size <= e->len - offset;
}

static int elf_open(struct elf *e, const char *path)
{
	const ElfW(Ehdr) * header;
	const ElfW(Shdr) * names;
	void *data;
	int err = host_file_read(path, &data, &e->len);

	if (err)
		return err;
	e->data = data;
	header = data;
	if (e->len < sizeof(*header) || memcmp(e->data, ELFMAG, SELFMAG) ||
	    !inside(e, header->e_shoff, header->e_shnum * sizeof(ElfW(Shdr))) ||
	    header->e_shstrndx >= header->e_shnum) {
		host_free(data);
		return -1;
	}
	e->sections = (const void *)(e->data + header->e_shoff);
	e->count = header->e_shnum;
	names = &e->sections[header->e_shstrndx];
	e->names_len = inside(e, names->sh_offset, names->sh_size) ? names->sh_size : 0;
	e->names = e->data + names->sh_offset;
	return 0;
}

static void elf_close(struct elf *e)
{
	host_free((void *)e->data);
}

static const ElfW(Shdr) * elf_section(const struct elf *e, const char *name)
{
	unsigned int i;

	for (i = 0; i < e->count; i++) {
		const ElfW(Shdr) *s = &e->sections[i];

		if (s->sh_type != SHT_NOBITS && s->sh_name < e->names_len &&
		    !strcmp(e->names + s->sh_name, name) && inside(e, s->sh_offset, s->sh_size))
			return s;
	}
	return NULL;
}

int symbols_exported(const char *path, struct strings *names)
{
	const ElfW(Shdr) * section;
	const char *at, *end;
	struct elf e;
	int err = elf_open(&e, path);

	if (err)
		return err;
	section = elf_section(&e, "dmae_exports");
	if (section) {
		at = e.data + section->sh_offset;
		end = at + section->sh_size;
		/* strings, aligned each */
		for (; at < end; at += strnlen(at, end - at) + 1)
			if (*at && !strings_have(names, at))
				strings_add(names, "%s", at);
	}
	elf_close(&e);
	return 0;
}

static bool is_wanted(const ElfW(Sym) * sym)
{
	return sym->st_shndx == SHN_UNDEF && ELF64_ST_BIND(sym->st_info) != STB_WEAK;
}

static bool is_offered(const ElfW(Sym) * sym)
{
	return sym->st_shndx != SHN_UNDEF && ELF64_ST_BIND(sym->st_info) != STB_LOCAL;
}

static int dynamic_symbols(const char *path, bool (*pick)(const ElfW(Sym) * sym),
			   struct strings *names)
{
	const ElfW(Shdr) * symbols, *strings;
	const ElfW(Sym) * sym;
	struct elf e;
	size_t i, n;
	int err = elf_open(&e, path);

	if (err)
		return err;
	symbols = elf_section(&e, ".dynsym");
	strings = elf_section(&e, ".dynstr");
	n = symbols && strings ? symbols->sh_size / sizeof(*sym) : 0;
	for (i = 1; i < n; i++) {
		sym = (const ElfW(Sym) *)(e.data + symbols->sh_offset) + i;
		if (sym->st_name && sym->st_name < strings->sh_size && pick(sym))
			strings_add(names, "%s", e.data + strings->sh_offset + sym->st_name);
	}
	elf_close(&e);
	return 0;
}

int symbols_wanted(const char *path, struct strings *names)
{
	return dynamic_symbols(path, is_wanted, names);
}

int symbols_offered(const char *path, struct strings *names)
{
	return dynamic_symbols(path, is_offered, names);
}

/* what a compiler calls of its own accord, and what <linux/string.h> leaves to the C library */
static bool is_runtime(const char *name)
{
	static const char *const prefixes[] = { "__",	  "_Unwind", "mem",  "str",
						"stpcpy", "bcmp",    "abort" };
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

bool symbol_is_service(const char *name)
{
	void *at = dlsym(RTLD_DEFAULT, name);
	Dl_info here, there;

	if (!at)
		return false;
	/* the C library's functions are none of the kernel's */
	return is_runtime(name) || !dladdr((void *)host_alloc, &here) || !dladdr(at, &there) ||
	       here.dli_fbase == there.dli_fbase;
}
