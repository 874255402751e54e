/* SPDX-License-Identifier: MIT */
/*
 * System controllers: register blocks that several drivers share. A node
 * with "syscon" in its compatible gets one regmap over its registers, made
 * when somebody first asks. src/device/syscon.c.
 */
#ifndef __LINUX_MFD_SYSCON_H__
#define __LINUX_MFD_SYSCON_H__

#include <linux/err.h>
#include <linux/errno.h>

struct device_node;
struct regmap;

/** device_node_to_regmap() - of any node with registers: -ENOENT, -ENOMEM, ... as error pointers */
struct regmap *device_node_to_regmap(struct device_node *np);
/** syscon_node_to_regmap() - of a "syscon" node; -EINVAL if it is none */
struct regmap *syscon_node_to_regmap(struct device_node *np);
struct regmap *syscon_regmap_lookup_by_compatible(const char *s);
/** syscon_regmap_lookup_by_phandle() - of the node that @property of @np names; NULL: of @np */
struct regmap *syscon_regmap_lookup_by_phandle(struct device_node *np, const char *property);
struct regmap *syscon_regmap_lookup_by_phandle_args(struct device_node *np, const char *property,
						    int arg_count, unsigned int *out_args);
/** syscon_regmap_lookup_by_phandle_optional() - NULL where @property is not there */
struct regmap *syscon_regmap_lookup_by_phandle_optional(struct device_node *np,
							const char *property);
int of_syscon_register_regmap(struct device_node *np, struct regmap *regmap);

#endif
