/* SPDX-License-Identifier: MIT */
/* Clock parents of device tree nodes. src/device/clk_of.c. */
#ifndef __LINUX_OF_CLK_H
#define __LINUX_OF_CLK_H

struct device_node;

unsigned int of_clk_get_parent_count(const struct device_node *np);
const char *of_clk_get_parent_name(const struct device_node *np, int index);

#endif
