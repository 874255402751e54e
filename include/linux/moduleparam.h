/* SPDX-License-Identifier: MIT */
/*
 * Module parameters: variables that can be set when a module is loaded
 * ("name=value") and, if their permissions say so, through
 * /sys/module/NAME/parameters afterwards.
 *
 * Every parameter is an entry of a table in a linker section. A module that
 * is a shared object has one of its own; built-in modules, which lie in one
 * image, have one each, named after the module (-D__KBUILD_MODNAME=name).
 */
#ifndef _LINUX_MODULE_PARAMS_H
#define _LINUX_MODULE_PARAMS_H

#include <linux/init.h>
#include <linux/stringify.h>
#include <linux/kernel.h>
#include <linux/export.h>
#include <linux/sysfs.h>

#ifndef KBUILD_MODNAME
#define KBUILD_MODNAME "module"
#endif
#ifndef __KBUILD_MODNAME
#define __KBUILD_MODNAME module
#endif

#define MODULE_PARAM_PREFIX ""
#define MAX_PARAM_PREFIX_LEN (64 - sizeof(unsigned long))

#ifdef MODULE
#define __MODULE_PARAM_SECTION "dmae_params"
#define __MODULE_INFO_SECTION "dmae_modinfo"
#else
#define __MODULE_PARAM_SECTION "dmae_params_" __stringify(__KBUILD_MODNAME)
#define __MODULE_INFO_SECTION "dmae_modinfo_" __stringify(__KBUILD_MODNAME)
#endif

/* "tag=info", NUL-terminated, one after the other */
#define __MODULE_INFO(tag, name, info)						\
	static const char __UNIQUE_ID(name)[]					\
		__attribute__((used, section(__MODULE_INFO_SECTION), aligned(1))) \
		= __stringify(tag) "=" info

#define __MODULE_PARM_TYPE(name, _type)						\
	__MODULE_INFO(parmtype, name##type, #name ":" _type)

#define MODULE_PARM_DESC(_parm, desc)						\
	__MODULE_INFO(parm, _parm, #_parm ":" desc)

struct kernel_param;
struct module;

enum {
	KERNEL_PARAM_OPS_FL_NOARG = (1 << 0),
};

/**
 * struct kernel_param_ops - how a type of parameter is read and written
 * @flags: KERNEL_PARAM_OPS_FL_NOARG: a name without a value is fine
 * @set: from text (NULL for a name without a value); 0 or a negative error
 * @get: into a page, with a newline; the length or a negative error
 * @free: when the module goes
 */
struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
	void (*free)(void *arg);
};

enum {
	KERNEL_PARAM_FL_UNSAFE = (1 << 0),
	KERNEL_PARAM_FL_HWPARAM = (1 << 1),
};

struct kernel_param {
	const char *name;
	struct module *mod;
	const struct kernel_param_ops *ops;
	const u16 perm;
	s8 level;
	u8 flags;
	union {
		void *arg;
		const struct kparam_string *str;
		const struct kparam_array *arr;
	};
};

struct kparam_string {
	unsigned int maxlen;
	char *string;
};

struct kparam_array {
	unsigned int max;
	unsigned int elemsize;
	unsigned int *num;
	const struct kernel_param_ops *ops;
	void *elem;
};

#define __module_param_call(prefix, name, ops, arg, perm, level, flags)		\
	static const char __param_str_##name[] = prefix #name;			\
	static const struct kernel_param __param_##name				\
	__attribute__((used, section(__MODULE_PARAM_SECTION),			\
		       aligned(__alignof__(struct kernel_param))))		\
	= { __param_str_##name, THIS_MODULE, ops,				\
	    VERIFY_OCTAL_PERMISSIONS(perm), level, flags, { arg } }

#define module_param(name, type, perm) module_param_named(name, name, type, perm)
#define module_param_unsafe(name, type, perm) \
	module_param_named_unsafe(name, name, type, perm)

#define module_param_named(name, value, type, perm)				\
	param_check_##type(name, &(value));					\
	module_param_cb(name, &param_ops_##type, &value, perm);			\
	__MODULE_PARM_TYPE(name, #type)
#define module_param_named_unsafe(name, value, type, perm)			\
	param_check_##type(name, &(value));					\
	module_param_cb_unsafe(name, &param_ops_##type, &value, perm);		\
	__MODULE_PARM_TYPE(name, #type)

#define module_param_cb(name, ops, arg, perm) \
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm, -1, 0)
#define module_param_cb_unsafe(name, ops, arg, perm)				\
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm, -1,	\
			    KERNEL_PARAM_FL_UNSAFE)
#define module_param_call(name, _set, _get, arg, perm)				\
	static const struct kernel_param_ops __param_ops_##name =		\
		{ .flags = 0, .set = _set, .get = _get };			\
	__module_param_call(MODULE_PARAM_PREFIX, name, &__param_ops_##name, arg, perm, -1, 0)

#define module_param_string(name, string, len, perm)				\
	static const struct kparam_string __param_string_##name = { len, string }; \
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_ops_string,	\
			    .str = &__param_string_##name, perm, -1, 0);	\
	__MODULE_PARM_TYPE(name, "string")

#define module_param_array(name, type, nump, perm) \
	module_param_array_named(name, name, type, nump, perm)
#define module_param_array_named(name, array, type, nump, perm)			\
	param_check_##type(name, &(array)[0]);					\
	static const struct kparam_array __param_arr_##name = {			\
		.max = ARRAY_SIZE(array), .num = nump,				\
		.ops = &param_ops_##type,					\
		.elemsize = sizeof(array[0]), .elem = array			\
	};									\
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_array_ops,	\
			    .arr = &__param_arr_##name, perm, -1, 0);		\
	__MODULE_PARM_TYPE(name, "array of " #type)

#define module_param_hw_named(name, value, type, hwtype, perm)			\
	param_check_##type(name, &(value));					\
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_ops_##type, &value, perm, -1, \
			    KERNEL_PARAM_FL_HWPARAM);				\
	__MODULE_PARM_TYPE(name, #type)
#define module_param_hw(name, type, hwtype, perm) \
	module_param_hw_named(name, name, type, hwtype, perm)

/* hold off changes through sysfs while a value is used that could go away (a string) */
void kernel_param_lock(struct module *mod);
void kernel_param_unlock(struct module *mod);

/* names are equal if they differ in '-' and '_' only */
bool parameq(const char *name1, const char *name2);
bool parameqn(const char *name1, const char *name2, size_t n);

/*
 * Set @params from "a=1 b='x y'" (@args is changed). A name that is not
 * among them goes to @unknown. Return: what follows a "--", NULL if all was
 * read, or an error pointer, after a line in the log that says why.
 */
char *parse_args(const char *doing, char *args, const struct kernel_param *params,
		 unsigned int num, s16 level_min, s16 level_max, void *arg,
		 int (*unknown)(char *param, char *val, const char *doing, void *arg));

/* ---- the standard types ------------------------------------------------ */

#define __param_check(name, p, type)						\
	static inline type __always_unused *__check_##name(void) { return (p); }

#define __param_type(name)							\
	extern const struct kernel_param_ops param_ops_##name;			\
	int param_set_##name(const char *val, const struct kernel_param *kp);	\
	int param_get_##name(char *buffer, const struct kernel_param *kp)

__param_type(byte);
#define param_check_byte(name, p) __param_check(name, p, unsigned char)
__param_type(short);
#define param_check_short(name, p) __param_check(name, p, short)
__param_type(ushort);
#define param_check_ushort(name, p) __param_check(name, p, unsigned short)
__param_type(int);
#define param_check_int(name, p) __param_check(name, p, int)
__param_type(uint);
#define param_check_uint(name, p) __param_check(name, p, unsigned int)
__param_type(long);
#define param_check_long(name, p) __param_check(name, p, long)
__param_type(ulong);
#define param_check_ulong(name, p) __param_check(name, p, unsigned long)
__param_type(ullong);
#define param_check_ullong(name, p) __param_check(name, p, unsigned long long)
__param_type(hexint);
#define param_check_hexint(name, p) param_check_uint(name, p)
__param_type(charp);
#define param_check_charp(name, p) __param_check(name, p, char *)
__param_type(bool);
#define param_check_bool(name, p) __param_check(name, p, bool)
__param_type(invbool);
#define param_check_invbool(name, p) __param_check(name, p, bool)

int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min,
			  unsigned int max);
void param_free_charp(void *arg);

/* can be turned on, but not off again */
extern const struct kernel_param_ops param_ops_bool_enable_only;
int param_set_bool_enable_only(const char *val, const struct kernel_param *kp);
#define param_check_bool_enable_only param_check_bool

/* a bool kept in an int */
extern const struct kernel_param_ops param_ops_bint;
int param_set_bint(const char *val, const struct kernel_param *kp);
#define param_get_bint param_get_int
#define param_check_bint param_check_int

extern const struct kernel_param_ops param_array_ops;

extern const struct kernel_param_ops param_ops_string;
int param_set_copystring(const char *val, const struct kernel_param *kp);
int param_get_string(char *buffer, const struct kernel_param *kp);

#endif
