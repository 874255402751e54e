// SPDX-License-Identifier: MIT
/* Shared objects: the files that modules come in. Host side. */
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/host.h"

void *host_module_open(const char *path, char *err, size_t err_size)
{
	char local[PATH_MAX];
	const char *why;
	void *module;

	/* without a slash dlopen() would search the system's libraries */
	if (!strchr(path, '/')) {
		snprintf(local, sizeof(local), "./%s", path);
		path = local;
	}
	module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!module) {
		why = dlerror();
		snprintf(err, err_size, "%s", why ? why : "cannot be loaded");
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
