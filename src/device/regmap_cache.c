// SPDX-License-Identifier: MIT
/*
 * Register maps: the cache. A flat one has a word for every register up to
 * the highest; all the others are one tree of the registers that were seen.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/slab.h>

#include "device/regmap_internals.h"

static struct regcache_entry *entry_of(struct rb_node *rb)
{
	return rb_entry(rb, struct regcache_entry, rb);
}

static struct regcache_entry *entry_find(struct regmap *map, unsigned int reg)
{
	struct rb_node *rb = map->cache.rb_node;

	while (rb) {
		struct regcache_entry *e = entry_of(rb);

		if (e->reg == reg)
			return e;
		rb = reg < e->reg ? rb->rb_left : rb->rb_right;
	}
	return NULL;
}

static int entry_add(struct regmap *map, unsigned int reg, unsigned int value)
{
	struct rb_node **link = &map->cache.rb_node, *parent = NULL;
	struct regcache_entry *e = kmalloc(sizeof(*e), map->fast ? GFP_ATOMIC : GFP_KERNEL);

	if (!e)
		return -ENOMEM;
	e->reg = reg;
	e->value = value;
	while (*link) {
		parent = *link;
		link = reg < entry_of(parent)->reg ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&e->rb, parent, link);
	rb_insert_color(&e->rb, &map->cache);
	return 0;
}

int regcache_value(struct regmap *map, unsigned int reg, unsigned int *val)
{
	struct regcache_entry *e;

	if (!regmap_cached_reg(map, reg))
		return -ENOENT;
	if (map->flat) {
		*val = map->flat[reg / map->stride];
		return 0;
	}
	e = entry_find(map, reg);
	if (!e)
		return -ENOENT;
	*val = e->value;
	return 0;
}

int regcache_put(struct regmap *map, unsigned int reg, unsigned int val)
{
	struct regcache_entry *e;

	if (map->flat) {
		map->flat[reg / map->stride] = val;
		return 0;
	}
	e = entry_find(map, reg);
	if (!e)
		return entry_add(map, reg, val);
	e->value = val;
	return 0;
}

static void defaults_put(struct regmap *map, const struct regmap_config *config)
{
	unsigned int i;

	for (i = 0; i < config->num_reg_defaults; i++)
		regcache_put(map, config->reg_defaults[i].reg, config->reg_defaults[i].def);
	if (config->num_reg_defaults)
		return;
	for (i = 0; i < config->num_reg_defaults_raw; i++) {
		const u8 *raw = (const u8 *)config->reg_defaults_raw + i * map->val_bytes;
		unsigned int val = 0;

		memcpy(&val, raw, map->val_bytes);
		if (regmap_cached_reg(map, i * map->stride))
			regcache_put(map, i * map->stride, val);
	}
}

int regcache_start(struct regmap *map, const struct regmap_config *config)
{
	map->cache = RB_ROOT;
	map->flat = NULL;
	if (config->cache_type == REGCACHE_NONE) {
		if (config->num_reg_defaults || config->num_reg_defaults_raw)
			dev_warn(map->dev, "No cache used with register defaults set!\n");
		return 0;
	}
	if (config->num_reg_defaults && !config->reg_defaults)
		return -EINVAL;
	if (config->cache_type == REGCACHE_FLAT || config->cache_type == REGCACHE_FLAT_S) {
		if (!map->bounded) {
			dev_err(map->dev, "regmap: a flat cache needs max_register\n");
			return -EINVAL;
		}
		map->flat = kcalloc(config->max_register / map->stride + 1, sizeof(*map->flat),
				    GFP_KERNEL);
		if (!map->flat)
			return -ENOMEM;
	}
	defaults_put(map, config);
	return 0;
}

void regcache_stop(struct regmap *map)
{
	struct rb_node *rb;

	kfree(map->flat);
	map->flat = NULL;
	while ((rb = rb_first(&map->cache))) {
		rb_erase(rb, &map->cache);
		kfree(entry_of(rb));
	}
}

/* ---- bringing the hardware up to it ---------------------------------------------- */

static bool is_default(struct regmap *map, unsigned int reg, unsigned int val)
{
	const struct reg_default *d = map->config.reg_defaults;
	unsigned int i;

	if (!map->no_sync_defaults)
		return false;
	for (i = 0; i < map->config.num_reg_defaults; i++)
		if (d[i].reg == reg)
			return d[i].def == val;
	return false;
}

static int sync_one(struct regmap *map, unsigned int reg, unsigned int val)
{
	if (regmap_volatile(map, reg) || !regmap_writeable(map, reg) || is_default(map, reg, val))
		return 0;
	return regmap_hw_write_one(map, reg, val);
}

static int sync_range(struct regmap *map, unsigned int min, unsigned int max)
{
	struct rb_node *rb;
	unsigned int reg;
	int ret = 0;

	if (map->flat) {
		for (reg = min; reg <= max && reg <= map->config.max_register && !ret;
		     reg += map->stride)
			ret = sync_one(map, reg, map->flat[reg / map->stride]);
		return ret;
	}
	for (rb = rb_first(&map->cache); rb && !ret; rb = rb_next(rb)) {
		struct regcache_entry *e = entry_of(rb);

		if (e->reg >= min && e->reg <= max)
			ret = sync_one(map, e->reg, e->value);
	}
	return ret;
}

static int patch_apply(struct regmap *map)
{
	int i, ret = 0;

	for (i = 0; i < map->patch_regs && !ret; i++)
		ret = regmap_hw_write_one(map, map->patch[i].reg, map->patch[i].def);
	return ret;
}

int regcache_sync(struct regmap *map)
{
	int ret = 0;

	if (WARN_ON(map->config.cache_type == REGCACHE_NONE))
		return -EINVAL;
	map->lock(map->lock_arg);
	if (map->cache_dirty) {
		ret = patch_apply(map);
		if (!ret)
			ret = sync_range(map, 0, ~0u);
		if (!ret)
			map->cache_dirty = false;
	}
	map->no_sync_defaults = false;
	map->unlock(map->lock_arg);
	return ret;
}
EXPORT_SYMBOL_GPL(regcache_sync);

int regcache_sync_region(struct regmap *map, unsigned int min, unsigned int max)
{
	int ret = 0;

	if (WARN_ON(map->config.cache_type == REGCACHE_NONE))
		return -EINVAL;
	map->lock(map->lock_arg);
	if (map->cache_dirty)
		ret = sync_range(map, min, max);
	map->no_sync_defaults = false;
	map->unlock(map->lock_arg);
	return ret;
}
EXPORT_SYMBOL_GPL(regcache_sync_region);

int regcache_drop_region(struct regmap *map, unsigned int min, unsigned int max)
{
	struct rb_node *rb, *next;

	if (map->config.cache_type == REGCACHE_NONE || map->flat)
		return -EINVAL;
	map->lock(map->lock_arg);
	for (rb = rb_first(&map->cache); rb; rb = next) {
		struct regcache_entry *e = entry_of(rb);

		next = rb_next(rb);
		if (e->reg < min || e->reg > max)
			continue;
		rb_erase(rb, &map->cache);
		kfree(e);
	}
	map->unlock(map->lock_arg);
	return 0;
}
EXPORT_SYMBOL_GPL(regcache_drop_region);

void regcache_cache_only(struct regmap *map, bool enable)
{
	bool cached = map->config.cache_type != REGCACHE_NONE;

	map->lock(map->lock_arg);
	WARN_ON(enable && cached && map->cache_bypass);
	map->cache_only = enable;
	map->unlock(map->lock_arg);
}
EXPORT_SYMBOL_GPL(regcache_cache_only);

void regcache_cache_bypass(struct regmap *map, bool enable)
{
	map->lock(map->lock_arg);
	WARN_ON(enable && map->cache_only);
	map->cache_bypass = enable;
	map->unlock(map->lock_arg);
}
EXPORT_SYMBOL_GPL(regcache_cache_bypass);

void regcache_mark_dirty(struct regmap *map)
{
	map->lock(map->lock_arg);
	map->cache_dirty = true;
	map->no_sync_defaults = true;
	map->unlock(map->lock_arg);
}
EXPORT_SYMBOL_GPL(regcache_mark_dirty);

bool regcache_reg_cached(struct regmap *map, unsigned int reg)
{
	unsigned int val;
	bool cached;

	map->lock(map->lock_arg);
	cached = !regcache_value(map, reg, &val);
	map->unlock(map->lock_arg);
	return cached;
}
EXPORT_SYMBOL_GPL(regcache_reg_cached);
