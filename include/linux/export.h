/* SPDX-License-Identifier: MIT */
/* The library's symbols are visible to modules as they are; a module's to others where it says so. */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#ifndef THIS_MODULE
#if defined(MODULE)
/* hidden: every module has its own, and none may take another's for it */
extern struct module __this_module __attribute__((visibility("hidden")));
#define THIS_MODULE (&__this_module)
#elif defined(DMAE_BUILTIN_MODULE)
#define __dmae_this_module__(name) dmae_module_##name
#define __dmae_this_module_(name) __dmae_this_module__(name)
#define __dmae_this_module __dmae_this_module_(__KBUILD_MODNAME)
extern struct module __dmae_this_module;
#define THIS_MODULE (&__dmae_this_module)
#else
#define THIS_MODULE ((struct module *)0)
#endif
#endif

/* a module's exports are noted by name; `dmae build` lets other modules see them and nothing else */
#if defined(MODULE)
#define EXPORT_SYMBOL(sym)							\
	static const char __dmae_export_##sym[]					\
		__attribute__((used, section("dmae_exports"))) = #sym
#else
#define EXPORT_SYMBOL(sym) _Static_assert(1, #sym)
#endif
#define EXPORT_SYMBOL_GPL(sym) EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS(sym, ns) EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS_GPL(sym, ns) EXPORT_SYMBOL(sym)

#endif
