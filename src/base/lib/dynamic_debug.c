// SPDX-License-Identifier: MIT
/*
 * The call sites of debug messages: which there are, which are on, and how
 * one prints. The commands that switch them are in dynamic_debug_query.c.
 */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/string.h>

#include "base/host.h"
#include "base/lib/caller.h"
#include "base/lib/dynamic_debug.h"
#include "base/lib/lib.h"
#include "base/lib/source_path.h"

/* the sites of one shared object; owned by ddebug.modules, under its lock */
struct ddebug_module {
	struct list_head node;
	struct _ddebug *start, *stop;
	char *name;		/* NULL: each site has its own */
};

static struct {
	struct host_mutex *lock;
	struct list_head modules;
} ddebug;

static const struct {
	unsigned int flag;
	char letter;
} ddebug_flags[] = {
	{ _DPRINTK_FLAGS_PRINT, 'p' },
	{ _DPRINTK_FLAGS_INCL_MODNAME, 'm' },
	{ _DPRINTK_FLAGS_INCL_FUNCNAME, 'f' },
	{ _DPRINTK_FLAGS_INCL_LINENO, 'l' },
	{ _DPRINTK_FLAGS_INCL_TID, 't' },
	{ _DPRINTK_FLAGS_NONE, '_' },
};

int ddebug_flag(char letter)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ddebug_flags); i++)
		if (ddebug_flags[i].letter == letter)
			return ddebug_flags[i].flag;
	return -1;
}

static void ddebug_describe_flags(unsigned int flags, char *text)
{
	char *at = text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ddebug_flags); i++)
		if (flags & ddebug_flags[i].flag)
			*at++ = ddebug_flags[i].letter;
	if (at == text)
		*at++ = '_';
	*at = '\0';
}

/* '*' stands for any text, '?' for any character */
static bool wildcard_match(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
		} else if (*pattern == '?' || *pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

static bool ddebug_matches(const struct ddebug_query *query,
			   const struct _ddebug *site, const char *module)
{
	if (query->module && !wildcard_match(query->module, module))
		return false;
	if (query->filename &&
	    !wildcard_match(query->filename, site->filename) &&
	    !wildcard_match(query->filename, kbasename(site->filename)) &&
	    !wildcard_match(query->filename, source_path(site->filename)))
		return false;
	if (query->function && !wildcard_match(query->function, site->function))
		return false;
	if (query->format) {
		if (*query->format == '^') {
			if (!strstarts(site->format, query->format + 1))
				return false;
		} else if (!strstr(site->format, query->format)) {
			return false;
		}
	}
	if (query->first_lineno && site->lineno < query->first_lineno)
		return false;
	return !query->last_lineno || site->lineno <= query->last_lineno;
}

static void ddebug_lock(void)
{
	if (ddebug.lock)
		host_mutex_lock(ddebug.lock);
}

static void ddebug_unlock(void)
{
	if (ddebug.lock)
		host_mutex_unlock(ddebug.lock);
}

int ddebug_apply(const struct ddebug_query *query,
		 const struct ddebug_change *change)
{
	struct ddebug_module *module;
	struct _ddebug *site;
	int found = 0;

	if (!ddebug.lock)
		return 0;
	ddebug_lock();
	list_for_each_entry(module, &ddebug.modules, node) {
		for (site = module->start; site < module->stop; site++) {
			if (!ddebug_matches(query, site,
					    module->name ?: site->modname))
				continue;
			WRITE_ONCE(site->flags,
				   (site->flags & change->mask) | change->set);
			found++;
		}
	}
	ddebug_unlock();
	return found;
}

/* ---- modules ----------------------------------------------------------- */

int ddebug_add_module(struct _ddebug *start, struct _ddebug *stop,
		      const char *name)
{
	struct ddebug_module *module;

	if (!ddebug.lock)
		return -ENODEV;
	if (start >= stop)
		return 0;
	module = host_alloc(sizeof(*module));
	module->start = start;
	module->stop = stop;
	module->name = name ? host_strdup(name) : NULL;
	ddebug_lock();
	list_add_tail(&module->node, &ddebug.modules);
	ddebug_unlock();
	return 0;
}
EXPORT_SYMBOL(ddebug_add_module);

static void ddebug_forget(struct ddebug_module *module)
{
	struct _ddebug *site;

	for (site = module->start; site < module->stop; site++)
		WRITE_ONCE(site->flags,
			   site->flags & _DPRINTK_FLAGS_BORN_ON ?
			   _DPRINTK_FLAGS_BORN_ON | _DPRINTK_FLAGS_PRINT : 0);
	list_del(&module->node);
	host_free(module->name);
	host_free(module);
}

int ddebug_remove_module(const char *name)
{
	struct ddebug_module *module, *next;
	int err = -ENOENT;

	if (!ddebug.lock)
		return -ENODEV;
	ddebug_lock();
	list_for_each_entry_safe(module, next, &ddebug.modules, node) {
		if (module->name && !strcmp(module->name, name)) {
			ddebug_forget(module);
			err = 0;
			break;
		}
	}
	ddebug_unlock();
	return err;
}
EXPORT_SYMBOL(ddebug_remove_module);

int ddebug_start(void)
{
	INIT_LIST_HEAD(&ddebug.modules);
	ddebug.lock = host_mutex_new(true);
	return ddebug_add_module(__start___dyndbg, __stop___dyndbg, NULL);
}

void ddebug_stop(void)
{
	struct ddebug_module *module, *next;

	list_for_each_entry_safe(module, next, &ddebug.modules, node)
		ddebug_forget(module);
	host_mutex_free(ddebug.lock);
	ddebug.lock = NULL;
}

/* ---- the list of sites ------------------------------------------------- */

/* as the control file shows a format: one line, in quotes */
static void ddebug_escape(char *to, size_t size, const char *format)
{
	static const char from[] = "\n\t\r\"", letters[] = "ntr\"";
	size_t at = 0;

	for (; *format && at + 3 < size; format++) {
		const char *special = strchr(from, *format);

		if (special) {
			to[at++] = '\\';
			to[at++] = letters[special - from];
		} else {
			to[at++] = *format;
		}
	}
	to[at] = '\0';
}

static int ddebug_show(const struct ddebug_module *module,
		       const struct _ddebug *site,
		       int (*fn)(const char *line, void *arg), void *arg)
{
	char line[1024], format[640], flags[8];

	ddebug_escape(format, sizeof(format), site->format);
	ddebug_describe_flags(site->flags, flags);
	snprintf(line, sizeof(line), "%s:%u [%s]%s =%s \"%s\"\n",
		 source_path(site->filename), site->lineno,
		 module->name ?: site->modname,
		 site->function, flags, format);
	return fn(line, arg);
}

int ddebug_walk(int (*fn)(const char *line, void *arg), void *arg)
{
	struct ddebug_module *module;
	struct _ddebug *site;
	int stop = 0;

	if (!ddebug.lock)
		return 0;
	ddebug_lock();
	list_for_each_entry(module, &ddebug.modules, node) {
		for (site = module->start; !stop && site < module->stop; site++)
			stop = ddebug_show(module, site, fn, arg);
		if (stop)
			break;
	}
	ddebug_unlock();
	return stop;
}

/* ---- a message --------------------------------------------------------- */

char *dynamic_emit_prefix(const struct _ddebug *desc, char *buf)
{
	unsigned int flags = READ_ONCE(desc->flags);
	int pos = 0, after_tid;

	*buf = '\0';
	if (!(flags & _DPRINTK_FLAGS_INCL_ANY))
		return buf;
	if (flags & _DPRINTK_FLAGS_INCL_TID) {
		if (caller_in_interrupt())
			pos += scnprintf(buf + pos, PREFIX_SIZE - pos,
					 "<intr> ");
		else
			pos += scnprintf(buf + pos, PREFIX_SIZE - pos,
					 "[%d] ", caller_pid());
	}
	after_tid = pos;
	if (flags & _DPRINTK_FLAGS_INCL_MODNAME)
		pos += scnprintf(buf + pos, PREFIX_SIZE - pos, "%s:",
				 desc->modname);
	if (flags & _DPRINTK_FLAGS_INCL_FUNCNAME)
		pos += scnprintf(buf + pos, PREFIX_SIZE - pos, "%s:",
				 desc->function);
	if (flags & _DPRINTK_FLAGS_INCL_LINENO)
		pos += scnprintf(buf + pos, PREFIX_SIZE - pos, "%u:",
				 desc->lineno);
	if (pos > after_tid)
		scnprintf(buf + pos, PREFIX_SIZE - pos, " ");
	return buf;
}
EXPORT_SYMBOL(dynamic_emit_prefix);

void __dynamic_pr_debug(struct _ddebug *descriptor, const char *fmt, ...)
{
	char prefix[PREFIX_SIZE];
	va_list args;

	va_start(args, fmt);
	printk(KERN_DEBUG "%s%pV", dynamic_emit_prefix(descriptor, prefix),
	       &(struct va_format){ .fmt = fmt, .va = &args });
	va_end(args);
}
EXPORT_SYMBOL(__dynamic_pr_debug);
