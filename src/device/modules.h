/* SPDX-License-Identifier: MIT */
/*
 * Loading and unloading modules, for src/world (and tests).
 *
 * A built-in module's file is compiled with -DDMAE_BUILTIN_MODULE and
 * -D__KBUILD_MODNAME=name, and one kernel-side file lists it:
 *
 *	DMAE_BUILTIN_MODULE_DECLARE(dmatest)
 *
 *	static const struct builtin_module builtins[] = {
 *		DMAE_BUILTIN_MODULE_ENTRY(dmatest),
 *	};
 */
#ifndef DMAE_DEVICE_MODULES_H
#define DMAE_DEVICE_MODULES_H

#include <stdbool.h>
#include <stddef.h>

struct kernel_param;
struct module;
struct module_call;

/* params and modinfo: first and one past the last; both NULL where there are none */
struct builtin_module {
	const char *name;
	struct module *mod;
	int (*init)(void);
	void (*exit)(void);
	const struct kernel_param *params, *params_end;
	const char *modinfo, *modinfo_end;
	const struct module_call *calls, *calls_end;
	unsigned int kernel;		/* 0: the library's own */
};

/* needs <linux/module.h>; gives the module its struct module */
#define DMAE_BUILTIN_MODULE_DECLARE(_name)						\
	extern struct module dmae_module_##_name;					\
	struct module dmae_module_##_name;						\
	extern int dmae_init_##_name(void) __attribute__((weak));			\
	extern void dmae_exit_##_name(void) __attribute__((weak));			\
	extern const struct kernel_param __start_dmae_params_##_name[]			\
		__attribute__((weak, visibility("hidden")));				\
	extern const struct kernel_param __stop_dmae_params_##_name[]			\
		__attribute__((weak, visibility("hidden")));				\
	extern const char __start_dmae_modinfo_##_name[]				\
		__attribute__((weak, visibility("hidden")));				\
	extern const char __stop_dmae_modinfo_##_name[]					\
		__attribute__((weak, visibility("hidden")));

#define DMAE_BUILTIN_MODULE_ENTRY(_name) {						\
	.name = #_name,									\
	.mod = &dmae_module_##_name,							\
	.init = dmae_init_##_name,							\
	.exit = dmae_exit_##_name,							\
	.params = __start_dmae_params_##_name,						\
	.params_end = __stop_dmae_params_##_name,					\
	.modinfo = __start_dmae_modinfo_##_name,					\
	.modinfo_end = __stop_dmae_modinfo_##_name,					\
}

/** module_is_permanent() - it starts and has nothing to end it: it was meant to be built in */
bool module_is_permanent(const struct module *mod);
/** modules_code_start(), modules_code_stop() - first and last: when no code of a module can run */
int modules_code_start(void);
void modules_code_stop(void);
int modules_start(void);
/** modules_stop() - unloads what is still loaded, used or not */
void modules_stop(void);

/**
 * module_load_builtin() - load a module that lies in this image
 * @args: "a=1 b=2", or NULL. Parameters that are not named have the values
 *	that were compiled in, whatever an earlier load set.
 * @err: what is wrong, on failure, without the module's name; may be NULL
 *
 * Return: 0, -EEXIST (it is loaded), -EINVAL (a bad value), -ENOMEM, or what
 * the module's init returned; then nothing of it is left.
 */
int module_load_builtin(const struct builtin_module *entry, const char *args,
			char *err, size_t err_size);
/**
 * module_load_file() - load a shared object; as module_load_builtin(), with @path in @err;
 * -ENOEXEC (no such file, not a module, or it needs what is not here)
 */
int module_load_file(const char *path, const char *args, char *err, size_t err_size);
/**
 * module_unload() - Return: 0, -ENOENT (not loaded), -EWOULDBLOCK (in use), -EBUSY (it cannot be
 * unloaded, or is going already)
 */
int module_unload(const char *name, char *err, size_t err_size);
/** module_unload_all() - last first; what is in use stays. Return: how many stayed. */
unsigned int module_unload_all(void);
/** module_loaded() - true from the moment that it has its place in /sys/module */
bool module_loaded(const char *name);

struct module_info {
	const char *name;
	const char *state;		/* "Live", "Loading", "Unloading" */
	const char *version;		/* or NULL */
	const char *description;	/* or NULL */
	unsigned int kernel;		/* compiled for this LINUX_VERSION_CODE */
	int users;
	const char *user_names;		/* of the modules among them, "a,b,", or "" */
	bool builtin;
};

/** module_walk() - @fn for each, newest first as in /proc/modules, until nonzero, which is returned
 */
int module_walk(int (*fn)(const struct module_info *info, void *arg), void *arg);
/**
 * module_param_walk() - name, type and description of each parameter that a built-in module has
 * ("" where unknown)
 */
int module_param_walk(const struct builtin_module *entry,
		      int (*fn)(const char *name, const char *type, const char *description,
				void *arg),
		      void *arg);

#endif
