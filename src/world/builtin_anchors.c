// SPDX-License-Identifier: MIT
/*
 * Strong references to the built-in modules. builtin.c only has weak ones
 * (a module need not have an exit function), and a linker takes nothing out
 * of an archive for those.
 */
#include "world/world.h"

#define BUILTIN(name, autoload) int dmae_init_##name(void);
#include "world/builtin_list.h"
#undef BUILTIN

int (*const builtin_anchors[])(void) = {
#define BUILTIN(name, autoload) dmae_init_##name,
#include "world/builtin_list.h"
#undef BUILTIN
};
