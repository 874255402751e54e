// SPDX-License-Identifier: MIT
/* Register maps: what a map's config says about each register. */
#include <linux/export.h>

#include "device/regmap_internals.h"

bool regmap_reg_in_ranges(unsigned int reg, const struct regmap_range *ranges, unsigned int nranges)
{
	unsigned int i;

	for (i = 0; i < nranges; i++)
		if (regmap_reg_in_range(reg, &ranges[i]))
			return true;
	return false;
}
EXPORT_SYMBOL_GPL(regmap_reg_in_ranges);

bool regmap_check_range_table(struct regmap *map, unsigned int reg,
			      const struct regmap_access_table *table)
{
	if (regmap_reg_in_ranges(reg, table->no_ranges, table->n_no_ranges))
		return false;
	return !table->n_yes_ranges ||
	       regmap_reg_in_ranges(reg, table->yes_ranges, table->n_yes_ranges);
}
EXPORT_SYMBOL_GPL(regmap_check_range_table);

static bool in_bounds(struct regmap *map, unsigned int reg)
{
	return !map->bounded || reg <= map->config.max_register;
}

/* what the callback says, else the table, else @otherwise */
static bool rule(struct regmap *map, unsigned int reg, bool (*fn)(struct device *, unsigned int),
		 const struct regmap_access_table *table, bool otherwise)
{
	if (fn)
		return fn(map->dev, reg);
	return table ? regmap_check_range_table(map, reg, table) : otherwise;
}

bool regmap_writeable(struct regmap *map, unsigned int reg)
{
	return in_bounds(map, reg) &&
	       rule(map, reg, map->config.writeable_reg, map->config.wr_table, true);
}

bool regmap_readable(struct regmap *map, unsigned int reg)
{
	return in_bounds(map, reg) &&
	       rule(map, reg, map->config.readable_reg, map->config.rd_table, true);
}

bool regmap_volatile(struct regmap *map, unsigned int reg)
{
	return rule(map, reg, map->config.volatile_reg, map->config.volatile_table,
		    map->config.cache_type == REGCACHE_NONE);
}

bool regmap_cached_reg(struct regmap *map, unsigned int reg)
{
	return map->config.cache_type != REGCACHE_NONE && in_bounds(map, reg) &&
	       !regmap_volatile(map, reg);
}

bool regmap_writeable_noinc(struct regmap *map, unsigned int reg)
{
	return rule(map, reg, map->config.writeable_noinc_reg, map->config.wr_noinc_table, true);
}

bool regmap_readable_noinc(struct regmap *map, unsigned int reg)
{
	return rule(map, reg, map->config.readable_noinc_reg, map->config.rd_noinc_table, true);
}
