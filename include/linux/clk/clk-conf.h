/* SPDX-License-Identifier: MIT */
/* What a device tree node wants its clocks to be set to. src/device/clk_conf.c. */
#ifndef __CLK_CONF_H
#define __CLK_CONF_H

#include <linux/types.h>

struct device_node;

/**
 * of_clk_set_defaults() - do what assigned-clocks and its companions say
 * @node: NULL: nothing to do
 * @clk_supplier: the node provides some of those clocks itself, and is ready to;
 *	false: such clocks are left for when it is
 *
 * Context: may sleep.
 * Return: 0; -EPROBE_DEFER where a clock's provider isn't there yet; an error
 * code where the properties make no sense.
 */
int of_clk_set_defaults(struct device_node *node, bool clk_supplier);

#endif
