// SPDX-License-Identifier: MIT
/* A module with nothing in it but its licence: no init, no exit, no parameters. */
#include <linux/module.h>

MODULE_LICENSE("Dual MIT/GPL");
