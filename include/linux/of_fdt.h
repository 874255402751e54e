/* SPDX-License-Identifier: MIT */
/* The flattened tree: only what drivers ask of it; the board itself is read by src/machine. */
#ifndef _LINUX_OF_FDT_H
#define _LINUX_OF_FDT_H

#include <linux/types.h>
#include <linux/of.h>

/** of_flat_dt_get_machine_name() - "model" of the root node, or its first "compatible" */
const char *of_flat_dt_get_machine_name(void);

#endif
