/* SPDX-License-Identifier: MIT */
/*
 * Debug messages that are switched on and off one by one while the world
 * runs. Each call site leaves a record in section "__dyndbg" of its shared
 * object; the library registers its own, the module loader each module's
 * (ddebug_add_module(__start___dyndbg, __stop___dyndbg, name)).
 */
#ifndef _DYNAMIC_DEBUG_H
#define _DYNAMIC_DEBUG_H

#include <linux/compiler.h>
#include <linux/types.h>

/* a program is no module */
#ifndef KBUILD_MODNAME
#define KBUILD_MODNAME "app"
#endif

/* one call site; @flags is the only field that changes */
struct _ddebug {
	const char *modname;
	const char *function;
	const char *filename;
	const char *format;
	unsigned int lineno;
	unsigned int flags;
} __attribute__((aligned(8)));

#define _DPRINTK_FLAGS_NONE 0
#define _DPRINTK_FLAGS_PRINT (1 << 0)
#define _DPRINTK_FLAGS_INCL_MODNAME (1 << 1)
#define _DPRINTK_FLAGS_INCL_FUNCNAME (1 << 2)
#define _DPRINTK_FLAGS_INCL_LINENO (1 << 3)
#define _DPRINTK_FLAGS_INCL_TID (1 << 4)
#define _DPRINTK_FLAGS_INCL_ANY \
	(_DPRINTK_FLAGS_INCL_MODNAME | _DPRINTK_FLAGS_INCL_FUNCNAME | \
	 _DPRINTK_FLAGS_INCL_LINENO | _DPRINTK_FLAGS_INCL_TID)
/* the site was compiled with DEBUG: it is on when a world starts */
#define _DPRINTK_FLAGS_BORN_ON (1 << 8)
#ifdef DEBUG
#define _DPRINTK_FLAGS_DEFAULT (_DPRINTK_FLAGS_PRINT | _DPRINTK_FLAGS_BORN_ON)
#else
#define _DPRINTK_FLAGS_DEFAULT 0
#endif

struct device;

void __dynamic_pr_debug(struct _ddebug *descriptor, const char *fmt, ...)
	__printf(2, 3);
/* implemented by the driver core */
void __dynamic_dev_dbg(struct _ddebug *descriptor, const struct device *dev,
		       const char *fmt, ...) __printf(3, 4);

#define PREFIX_SIZE 128
/**
 * dynamic_emit_prefix() - what the site's flags ask for, "" if nothing.
 * Return: @buf, of PREFIX_SIZE bytes
 */
char *dynamic_emit_prefix(const struct _ddebug *desc, char *buf);

#define DEFINE_DYNAMIC_DEBUG_METADATA(name, fmt)		\
	static struct _ddebug __aligned(8)			\
	__attribute__((__section__("__dyndbg"), __used__)) name = {	\
		.modname = KBUILD_MODNAME,			\
		.function = __func__,				\
		.filename = __FILE__,				\
		.format = (fmt),				\
		.lineno = __LINE__,				\
		.flags = _DPRINTK_FLAGS_DEFAULT,		\
	}
#define DYNAMIC_DEBUG_BRANCH(descriptor) \
	unlikely(READ_ONCE((descriptor).flags) & _DPRINTK_FLAGS_PRINT)

#define __dynamic_func_call_fmt(id, fmt, func, ...) do {	\
	DEFINE_DYNAMIC_DEBUG_METADATA(id, fmt);			\
	if (DYNAMIC_DEBUG_BRANCH(id))				\
		func(&id, ##__VA_ARGS__);			\
} while (0)
#define _dynamic_func_call(fmt, func, ...) \
	__dynamic_func_call_fmt(__UNIQUE_ID(ddebug), fmt, func, ##__VA_ARGS__)
#define _dynamic_func_call_no_desc(fmt, func, ...) do {		\
	DEFINE_DYNAMIC_DEBUG_METADATA(__ddebug, fmt);		\
	if (DYNAMIC_DEBUG_BRANCH(__ddebug))			\
		func(__VA_ARGS__);				\
} while (0)

#define dynamic_pr_debug(fmt, ...) \
	_dynamic_func_call(pr_fmt(fmt), __dynamic_pr_debug, \
			   pr_fmt(fmt), ##__VA_ARGS__)
#define dynamic_dev_dbg(dev, fmt, ...) \
	_dynamic_func_call(fmt, __dynamic_dev_dbg, dev, fmt, ##__VA_ARGS__)
#define dynamic_hex_dump(prefix_str, prefix_type, rowsize, groupsize,	\
			 buf, len, ascii)				\
	_dynamic_func_call_no_desc(__builtin_constant_p(prefix_str) ?	\
				   prefix_str : "hexdump",		\
				   print_hex_dump, "\001" "7", prefix_str, \
				   prefix_type, rowsize, groupsize,	\
				   buf, len, ascii)

/* the records of the shared object that this is compiled into */
extern struct _ddebug __start___dyndbg[]
	__attribute__((__weak__, __visibility__("hidden")));
extern struct _ddebug __stop___dyndbg[]
	__attribute__((__weak__, __visibility__("hidden")));

/**
 * ddebug_add_module() - register a module's records; @name NULL: each record's
 * own modname. 0 or a negative error code
 */
int ddebug_add_module(struct _ddebug *start, struct _ddebug *stop,
		      const char *name);
int ddebug_remove_module(const char *name);
/**
 * ddebug_exec_queries() - commands as /proc/dynamic_debug/control takes them
 * @query: commands separated by ';' or newlines; modified
 * @modname: restricts all of them to one module; NULL: no
 * Return: number of call sites that changed, or a negative error code
 */
int ddebug_exec_queries(char *query, const char *modname);
/**
 * ddebug_dyndbg_module_param_cb() - a module's "dyndbg[=QUERY]" parameter; 0,
 * or -ENOENT if @param is another
 */
int ddebug_dyndbg_module_param_cb(char *param, char *val, const char *modname);
/**
 * ddebug_walk() - calls @fn for each site with the line that the control file
 * shows (with its newline), until nonzero
 */
int ddebug_walk(int (*fn)(const char *line, void *arg), void *arg);

#endif
