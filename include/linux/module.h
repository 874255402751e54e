/* SPDX-License-Identifier: MIT */
/*
 * Modules. A source file is compiled as part of one of three things:
 *
 *	-DMODULE		a module in a shared object of its own
 *	-DDMAE_BUILTIN_MODULE	a module that lies in the library's image but is
 *				loaded and unloaded all the same; it needs
 *				-D__KBUILD_MODNAME=name (see src/device/modules.h)
 *	neither			the library or a program: no module
 *
 * KBUILD_MODNAME is the name as a string in all of them.
 */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/version.h>
#include <linux/list.h>
#include <linux/stat.h>
#include <linux/compiler.h>
#include <linux/dynamic_debug.h>
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/stringify.h>
#include <linux/kobject.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/atomic.h>
#include <linux/export.h>
#include <dmae/version.h>
#include <linux/percpu.h>

#define MODULE_NAME_LEN MAX_PARAM_PREFIX_LEN

struct module;
struct module_param_attrs;

struct module_kobject {
	struct kobject kobj;
	struct module *mod;
	struct kobject *drivers_dir;
	struct module_param_attrs *mp;
};

struct module_attribute {
	struct attribute attr;
	ssize_t (*show)(struct module_attribute *attr, struct module_kobject *mk, char *buf);
	ssize_t (*store)(struct module_attribute *attr, struct module_kobject *mk,
			 const char *buf, size_t count);
};

enum module_state {
	MODULE_STATE_LIVE,
	MODULE_STATE_COMING,
	MODULE_STATE_GOING,
	MODULE_STATE_UNFORMED,
};

/*
 * A loaded module. The memory is the module's own; src/device/modules.c
 * fills it in at load. @list and @state are under its lock; @refcnt holds 1
 * for the module being loaded and 1 for each user.
 */
struct module {
	enum module_state state;
	struct list_head list;
	char name[MODULE_NAME_LEN];
	struct module_kobject mkobj;
	const char *version;
	const char *srcversion;
	struct mutex param_lock;
	const struct kernel_param *kp;
	unsigned int num_kp;
	const char *modinfo;
	size_t modinfo_len;
	bool async_probe_requested;
	int (*init)(void);
	void (*exit)(void);
	const struct module_call *calls;
	unsigned int num_calls;
	unsigned int kernel;	/* the LINUX_VERSION_CODE it was compiled for */
	char *args;
	atomic_t refcnt;
	void *handle;		/* of the shared object; NULL: built in */
	bool code_stays;	/* until the world has stopped */
	struct module **uses;	/* modules whose exports it calls: a user of each */
	unsigned int num_uses;
	void *defaults;		/* built in: its parameters as they were before the first load */
};

#define MODULE_INFO(tag, info) __MODULE_INFO(tag, tag, info)
#define MODULE_ALIAS(_alias) MODULE_INFO(alias, _alias)
#define MODULE_SOFTDEP(_softdep) MODULE_INFO(softdep, _softdep)
#define MODULE_LICENSE(_license) MODULE_INFO(license, _license)
#define MODULE_AUTHOR(_author) MODULE_INFO(author, _author)
#define MODULE_DESCRIPTION(_description) MODULE_INFO(description, _description)
#define MODULE_VERSION(_version) MODULE_INFO(version, _version)
#define MODULE_FIRMWARE(_firmware) MODULE_INFO(firmware, _firmware)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define MODULE_IMPORT_NS(ns) MODULE_INFO(import_ns, ns)
#else
#define MODULE_IMPORT_NS(ns) MODULE_INFO(import_ns, __stringify(ns))
#endif
#define MODULE_DEVICE_TABLE(type, name)						\
	static const void *const __mod_##type##__##name##_device_table		\
		__attribute__((unused)) = &(name)

/*
 * A function that a module starts with, or one that it ends with: one of the
 * two is set. Started in the order of levels, and of the sources within a
 * level; ended in the reverse order.
 */
struct module_call {
	unsigned int level;
	initcall_t init;
	exitcall_t exit;
	const char *name;
};

#define MODULE_LAST_LEVEL 7

/*
 * What a shared object shows of itself to the loader. Every source file of
 * the module that includes this header has it, and the linker keeps one.
 */
struct module_image {
	unsigned int abi;
	unsigned int module_size;
	const char *library;	/* the version of the headers */
	const char *name;
	struct module *mod;
	int (*init)(void);
	void (*exit)(void);
	const struct kernel_param *params, *params_end;
	const char *modinfo, *modinfo_end;
	const void *dyndbg, *dyndbg_end;
	const struct module_call *calls, *calls_end;
	unsigned int kernel;
};

#define MODULE_IMAGE_ABI 3

#if defined(MODULE)

/* hidden and weak: null where the module has none, and never the C library's function of that name
 */
#define __module_own __attribute__((weak, visibility("hidden")))
extern int init_module(void) __module_own;
extern void cleanup_module(void) __module_own;
extern const struct kernel_param __start_dmae_params[] __module_own;
extern const struct kernel_param __stop_dmae_params[] __module_own;
extern const char __start_dmae_modinfo[] __module_own;
extern const char __stop_dmae_modinfo[] __module_own;
extern const struct module_call __start_dmae_calls[] __module_own;
extern const struct module_call __stop_dmae_calls[] __module_own;

struct module __this_module __module_own = { .state = MODULE_STATE_UNFORMED };

extern const struct module_image dmae_module_image;
const struct module_image dmae_module_image
__attribute__((weak, visibility("default"))) = {
	.abi = MODULE_IMAGE_ABI,
	.module_size = sizeof(struct module),
	.library = DMAE_VERSION,
	.name = KBUILD_MODNAME,
	.mod = &__this_module,
	.init = init_module,
	.exit = cleanup_module,
	.params = __start_dmae_params,
	.params_end = __stop_dmae_params,
	.modinfo = __start_dmae_modinfo,
	.modinfo_end = __stop_dmae_modinfo,
	.dyndbg = __start___dyndbg,
	.dyndbg_end = __stop___dyndbg,
	.calls = __start_dmae_calls,
	.calls_end = __stop_dmae_calls,
	.kernel = LINUX_VERSION_CODE,
};

/* in the section as in the source */
#if __has_attribute(__no_reorder__)
#define __no_reorder __attribute__((__no_reorder__))
#else
#define __no_reorder
#endif

#define __module_call(_level, _member, _fn)						\
	static const struct module_call __UNIQUE_ID(module_call) __no_reorder		\
		__attribute__((used, section("dmae_calls"),				\
			       aligned(__alignof__(struct module_call)))) = {		\
			.level = (_level), ._member = (_fn), .name = #_fn,		\
		};
#define module_init(initfn) __module_call(6, init, initfn)
#define module_exit(exitfn) __module_call(6, exit, exitfn)
#define __module_initcall(level, fn) __module_call(level, init, fn)

#elif defined(DMAE_BUILTIN_MODULE)

#define __dmae_paste_(a, b) a##b
#define __dmae_paste(a, b) __dmae_paste_(a, b)

int __dmae_paste(dmae_init_, __KBUILD_MODNAME)(void);
void __dmae_paste(dmae_exit_, __KBUILD_MODNAME)(void);

#define module_init(initfn) \
	int __dmae_paste(dmae_init_, __KBUILD_MODNAME)(void) { return initfn(); }
#define module_exit(exitfn) \
	void __dmae_paste(dmae_exit_, __KBUILD_MODNAME)(void) { exitfn(); }
#define __module_initcall(level, fn) module_init(fn)

#endif

#if defined(MODULE) || defined(DMAE_BUILTIN_MODULE)
/* the order among the calls of one module, where it has several */
#define early_initcall(fn) __module_initcall(0, fn)
#define core_initcall(fn) __module_initcall(1, fn)
#define core_initcall_sync(fn) __module_initcall(1, fn)
#define postcore_initcall(fn) __module_initcall(2, fn)
#define postcore_initcall_sync(fn) __module_initcall(2, fn)
#define arch_initcall(fn) __module_initcall(3, fn)
#define arch_initcall_sync(fn) __module_initcall(3, fn)
#define subsys_initcall(fn) __module_initcall(4, fn)
#define subsys_initcall_sync(fn) __module_initcall(4, fn)
#define fs_initcall(fn) __module_initcall(5, fn)
#define fs_initcall_sync(fn) __module_initcall(5, fn)
#define rootfs_initcall(fn) __module_initcall(5, fn)
#define device_initcall(fn) __module_initcall(6, fn)
#define device_initcall_sync(fn) __module_initcall(6, fn)
#define late_initcall(fn) __module_initcall(7, fn)
#define late_initcall_sync(fn) __module_initcall(7, fn)
#define console_initcall(fn) __module_initcall(6, fn)
#define __initcall(fn) module_init(fn)
#define __exitcall(fn) module_exit(fn)
#endif

static inline bool module_is_live(struct module *mod)
{
	return mod->state != MODULE_STATE_GOING;
}

/* by name; the caller sees to it that the module stays */
struct module *find_module(const char *name);
/* users besides the loader; -1 while it goes */
int module_refcount(struct module *mod);
void __module_get(struct module *module);
bool try_module_get(struct module *module);
void module_put(struct module *module);

#define module_name(mod)				\
({							\
	struct module *__mod = (mod);			\
	__mod ? __mod->name : "kernel";			\
})

static inline bool module_requested_async_probing(struct module *module)
{
	return module && module->async_probe_requested;
}

#define symbol_get(x) (&(x))
#define symbol_put(x) do { } while (0)

#endif
