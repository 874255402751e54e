/* SPDX-License-Identifier: MIT */
/* Symbols are visible to modules as they are; these mark the intention. */
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

#define EXPORT_SYMBOL(sym) _Static_assert(1, #sym)
#define EXPORT_SYMBOL_GPL(sym) _Static_assert(1, #sym)
#define EXPORT_SYMBOL_NS(sym, ns) _Static_assert(1, #sym)
#define EXPORT_SYMBOL_NS_GPL(sym, ns) _Static_assert(1, #sym)

#endif
