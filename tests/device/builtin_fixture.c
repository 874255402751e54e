// SPDX-License-Identifier: MIT
/* A built-in module, as meson would compile one of the library's, for test_modules.c. */
#undef KBUILD_MODNAME
#undef __KBUILD_MODNAME
#define KBUILD_MODNAME "toymod"
#define __KBUILD_MODNAME toymod
#define DMAE_BUILTIN_MODULE

#include <linux/module.h>

#include "builtin_fixture.h"

int toymod_inits, toymod_exits, toymod_result;

int toymod_depth = 7;
module_param_named(depth, toymod_depth, int, 0644);
MODULE_PARM_DESC(depth, "how deep");

char *toymod_name = "default";
module_param_named(name, toymod_name, charp, 0444);

static bool hidden;
module_param(hidden, bool, 0);

static int __init toymod_init(void)
{
	toymod_inits++;
	return toymod_result;
}
module_init(toymod_init);

static void __exit toymod_exit(void)
{
	toymod_exits++;
}
module_exit(toymod_exit);

MODULE_DESCRIPTION("a toy");

struct module *toymod_this(void)
{
	return THIS_MODULE;
}
