// SPDX-License-Identifier: MIT
/* Modules, for programs: the built-in ones by name, others by their file. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

#include <dmae/world.h>

#include "base/boot_param.h"
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

/** struct param_search - a name that is looked for among a module's parameters */
struct param_search {
	const char *name;
	size_t len;
	char names[256];	/* of those that are there */
};

static int is_param(const char *name, const char *type, const char *description, void *arg)
{
	struct param_search *search = arg;

	if (strlen(name) == search->len && parameqn(name, search->name, search->len))
		return 1;
	strlcat(search->names, " ", sizeof(search->names));
	strlcat(search->names, name, sizeof(search->names));
	return 0;
}

int builtin_check_param(const char *setting)
{
	const char *dot = strchr(setting, '.'), *equals = strchrnul(setting, '=');
	const struct builtin_module *module;
	struct param_search search = { .names = "" };

	if (boot_param_known(setting))
		return 0;
	if (!dot || dot == setting || equals < dot) {
		char names[256];

		boot_param_names(names, sizeof(names));
		return world_error(-EINVAL, "parameter '%s': expected module.name=value, or one "
				   "of the kernel's:%s", setting, names);
	}
	module = builtin_find(setting, dot - setting);
	if (!module || !builtin_anchors[0])
		return world_error(-EINVAL, "parameter '%s': no built-in module %.*s", setting,
				   (int)(dot - setting), setting);
	search.name = dot + 1;
	search.len = equals - search.name;
	if (module_param_walk(module, is_param, &search))
		return 0;
	return world_error(-EINVAL, "parameter '%s': %s has no parameter %.*s; it has:%s", setting,
			   module->name, (int)search.len, search.name,
			   search.names[0] ? search.names : " none");
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

static int load_file(const char *path, const char *params)
{
	char why[384] = "";
	int err = module_load_file(path, params, why, sizeof(why));

	return err ? world_error(err, "%s", why) : world_ok(0);
}

int dmae_module_load(const char *path, const char *params)
{
	const struct builtin_module *module = builtin_find(path, strlen(path));
	int err = world_check_running();

	if (err)
		return err;
	err = module ? load_builtin(module, params) : load_file(path, params);
	/* devices that had to wait for what the module brings have it when this returns */
	if (!err)
		wait_for_device_probe();
	return err;
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
