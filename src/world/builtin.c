// SPDX-License-Identifier: MIT
/* Modules, for programs: the built-in ones by name, others by their file. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

#include <dmae/world.h>

#include "base/host.h"
#include "device/modules.h"
#include "world/world.h"

#define BUILTIN(name, autoload) DMAE_BUILTIN_MODULE_DECLARE(name)
#include "world/builtin_list.h"
#undef BUILTIN

static const struct {
	struct builtin_module module;
	bool autoload;
} builtins[] = {
#define BUILTIN(name, autoload) { DMAE_BUILTIN_MODULE_ENTRY(name), autoload },
#include "world/builtin_list.h"
#undef BUILTIN
};

static const struct builtin_module *builtin_find(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(builtins); i++)
		if (strlen(builtins[i].module.name) == len && !strncmp(builtins[i].module.name, name, len))
			return &builtins[i].module;
	return NULL;
}

bool builtin_known(const char *name, size_t len)
{
	return builtin_find(name, len) && builtin_anchors[0];
}

/* the world's settings come first, so that the caller's have the last word */
static int load_builtin(const struct builtin_module *module, const char *params)
{
	char *settings = world_module_args(module->name), *args;
	char why[256] = "";
	size_t size;
	int err;

	size = strlen(settings) + (params ? strlen(params) : 0) + 2;
	args = host_alloc(size);
	host_snprintf(args, size, "%s %s", settings, params ? params : "");
	err = module_load_builtin(module, strim(args), why, sizeof(why));
	host_free(args);
	host_free(settings);
	return err ? world_error(err, "module %s: %s", module->name, why) : world_ok(0);
}

int builtin_load_drivers(void)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(builtins); i++) {
		if (!builtins[i].autoload)
			continue;
		err = load_builtin(&builtins[i].module, NULL);
		if (err)
			return err;
	}
	return 0;
}

int dmae_module_load(const char *path, const char *params)
{
	const struct builtin_module *module = builtin_find(path, strlen(path));
	char why[384] = "";
	int err = world_check_running();

	if (err)
		return err;
	if (module)
		return load_builtin(module, params);
	err = module_load_file(path, params, why, sizeof(why));
	return err ? world_error(err, "%s", why) : world_ok(0);
}

int dmae_module_unload(const char *name)
{
	char why[256] = "";
	int err = world_check_running();

	if (err)
		return err;
	err = module_unload(name, why, sizeof(why));
	return err ? world_error(err, "%s", why) : world_ok(0);
}
