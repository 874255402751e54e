// SPDX-License-Identifier: MIT
/* Shared objects: the files that modules come in. Host side. */
#include <dlfcn.h>
#include <elf.h>
#include <limits.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/host.h"

void *host_module_open(const char *path, char *err, size_t err_size)
{
	struct link_map *map;
	char local[PATH_MAX];
	const char *why;
	void *module;

	/* without a slash dlopen() would search the system's libraries */
	if (!strchr(path, '/')) {
		snprintf(local, sizeof(local), "./%s", path);
		path = local;
	}
	/* global: modules that are loaded later may use what this one exports */
	module = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
	if (!module) {
		why = dlerror();
		snprintf(err, err_size, "%s", why ? why : "cannot be loaded");
	} else if (!dlinfo(module, RTLD_DI_LINKMAP, &map)) {
		host_symbols_loaded((void *)map->l_addr, path);
	}
	return module;
}

void *host_module_symbol(void *module, const char *name)
{
	return dlsym(module, name);
}

void host_module_close(void *module)
{
	dlclose(module);
}

/* ---- what is constant ------------------------------------------------------ */

/* the object that @addr is in is mapped from its first header on */
static bool constant_at(uintptr_t addr)
{
	const ElfW(Ehdr) *header;
	const ElfW(Phdr) *part;
	struct dl_find_object found;
	unsigned int i;

	if (_dl_find_object((void *)addr, &found))
		return false;
	header = found.dlfo_map_start;
	part = (const void *)((const char *)header + header->e_phoff);
	for (i = 0; i < header->e_phnum; i++) {
		uintptr_t first = found.dlfo_link_map->l_addr + part[i].p_vaddr;

		if (part[i].p_type == PT_LOAD && addr - first < part[i].p_memsz)
			return !(part[i].p_flags & PF_W);
	}
	return false;
}

bool host_is_constant(const void *addr, size_t size)
{
	uintptr_t first = (uintptr_t)addr;

	return constant_at(first) || (size && constant_at(first + size - 1));
}

/* ---- who uses whom --------------------------------------------------------- */

/** struct dynamic - the symbols of a loaded object; those that it wants stand before @first_own */
struct dynamic {
	const ElfW(Sym) * symbols;
	const char *names;
	uint32_t first_own;
};

static void dynamic_read(struct dynamic *d, const struct link_map *map)
{
	const ElfW(Dyn) * entry;

	memset(d, 0, sizeof(*d));
	for (entry = map->l_ld; entry && entry->d_tag != DT_NULL; entry++) {
		/* the dynamic linker has made addresses of them */
		if (entry->d_tag == DT_SYMTAB)
			d->symbols = (const void *)entry->d_un.d_ptr;
		else if (entry->d_tag == DT_STRTAB)
			d->names = (const void *)entry->d_un.d_ptr;
		else if (entry->d_tag == DT_GNU_HASH)
			d->first_own = ((const uint32_t *)entry->d_un.d_ptr)[1];
	}
}

bool host_module_uses(void *user, void *provider)
{
	struct link_map *user_map, *provider_map;
	struct dynamic d;
	Dl_info info;
	uint32_t i;
	void *at;

	if (dlinfo(user, RTLD_DI_LINKMAP, &user_map) ||
	    dlinfo(provider, RTLD_DI_LINKMAP, &provider_map))
		return false;
	dynamic_read(&d, user_map);
	if (!d.symbols || !d.names)
		return false;
	for (i = 1; i < d.first_own; i++) {
		at = dlsym(RTLD_DEFAULT, d.names + d.symbols[i].st_name);
		if (at && dladdr(at, &info) && info.dli_fbase == (void *)provider_map->l_addr)
			return true;
	}
	return false;
}
