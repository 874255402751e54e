// SPDX-License-Identifier: MIT
/* Register maps: making them, their locks, whose they are, and their end. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/of.h>
#include <linux/slab.h>

#include "device/regmap_internals.h"

/* ---- locks ------------------------------------------------------------------ */

static void lock_mutex(void *arg)
{
	mutex_lock(&((struct regmap *)arg)->mutex);
}

static void unlock_mutex(void *arg)
{
	mutex_unlock(&((struct regmap *)arg)->mutex);
}

static void lock_spin(void *arg)
{
	struct regmap *map = arg;
	unsigned long flags;

	spin_lock_irqsave(&map->spinlock, flags);
	map->flags = flags;
}

static void unlock_spin(void *arg)
{
	struct regmap *map = arg;

	spin_unlock_irqrestore(&map->spinlock, map->flags);
}

static void lock_raw(void *arg)
{
	struct regmap *map = arg;
	unsigned long flags;

	raw_spin_lock_irqsave(&map->raw_spinlock, flags);
	map->flags = flags;
}

static void unlock_raw(void *arg)
{
	struct regmap *map = arg;

	raw_spin_unlock_irqrestore(&map->raw_spinlock, map->flags);
}

static void lock_nothing(void *arg)
{
}

static void lock_choose(struct regmap *map, const struct regmap_config *config,
			struct lock_class_key *key, const char *name)
{
	map->lock_arg = map;
	map->fast = config->fast_io || (map->bus && map->bus->fast_io);
	if (config->disable_locking) {
		map->lock = map->unlock = lock_nothing;
	} else if (config->lock && config->unlock) {
		map->lock = config->lock;
		map->unlock = config->unlock;
		map->lock_arg = config->lock_arg;
	} else if (map->fast && config->use_raw_spinlock) {
		__raw_spin_lock_init(&map->raw_spinlock, name, key);
		map->lock = lock_raw;
		map->unlock = unlock_raw;
	} else if (map->fast) {
		__raw_spin_lock_init(&map->spinlock.rlock, name, key);
		map->lock = lock_spin;
		map->unlock = unlock_spin;
	} else {
		__mutex_init(&map->mutex, name, key);
		map->lock = lock_mutex;
		map->unlock = unlock_mutex;
	}
}

/* ---- making ------------------------------------------------------------------- */

static int check(struct device *dev, const struct regmap_bus *bus,
		 const struct regmap_config *config)
{
	if (!config || !config->val_bits || config->val_bits > 32)
		return -EINVAL;
	if (bus ? !bus->reg_read || !bus->reg_write : !config->reg_read && !config->reg_write) {
		dev_err(dev,
			"regmap: only maps with reg_read() and reg_write() can be done: those of "
			"serial buses have none\n");
		return -EOPNOTSUPP;
	}
	if (config->num_ranges) {
		dev_err(dev, "regmap: registers behind a selector (ranges) cannot be done\n");
		return -EOPNOTSUPP;
	}
	return 0;
}

static enum regmap_endian endian_of(struct device *dev, const struct regmap_bus *bus,
				    const struct regmap_config *config)
{
	struct device_node *np = dev ? dev->of_node : NULL;

	if (config->val_format_endian != REGMAP_ENDIAN_DEFAULT)
		return config->val_format_endian;
	if (np && of_property_read_bool(np, "big-endian"))
		return REGMAP_ENDIAN_BIG;
	return bus && bus->val_format_endian_default ? bus->val_format_endian_default
						     : REGMAP_ENDIAN_NATIVE;
}

/* what dev_get_regmap() finds */
static void of_device_release(struct device *dev, void *res)
{
}

static int of_device_match(struct device *dev, void *res, void *data)
{
	struct regmap *map = *(struct regmap **)res;

	return !data || (map->name && !strcmp(map->name, data));
}

int regmap_attach_dev(struct device *dev, struct regmap *map, const struct regmap_config *config)
{
	struct regmap **known;

	map->dev = dev;
	known = devres_alloc(of_device_release, sizeof(*known), GFP_KERNEL);
	if (!known)
		return -ENOMEM;
	*known = map;
	devres_add(dev, known);
	return 0;
}
EXPORT_SYMBOL_GPL(regmap_attach_dev);

static int same_map(struct device *dev, void *res, void *data)
{
	return *(struct regmap **)res == data;
}

static void map_free(struct regmap *map)
{
	regcache_stop(map);
	if (map->bus && map->bus->free_context)
		map->bus->free_context(map->context);
	kfree_const(map->name);
	kfree(map->patch);
	kfree(map);
}

struct regmap *__regmap_init(struct device *dev, const struct regmap_bus *bus, void *bus_context,
			     const struct regmap_config *config, struct lock_class_key *lock_key,
			     const char *lock_name)
{
	struct regmap *map;
	int ret = check(dev, bus, config);

	if (ret)
		goto err_context;
	ret = -ENOMEM;
	map = kzalloc(sizeof(*map), GFP_KERNEL);
	if (!map)
		goto err_context;
	map->dev = dev;
	map->bus = bus;
	map->context = bus_context;
	map->config = *config;
	map->stride = config->reg_stride ? config->reg_stride : 1;
	map->val_bytes = DIV_ROUND_UP(config->val_bits, 8);
	map->val_mask = config->val_bits == 32 ? ~0u : (1u << config->val_bits) - 1;
	map->bounded = config->max_register || config->max_register_is_0;
	map->endian = endian_of(dev, bus, config);
	map->max_raw_read = config->max_raw_read;
	map->max_raw_write = config->max_raw_write;
	lock_choose(map, config, lock_key, lock_name);
	if (config->name) {
		map->name = kstrdup_const(config->name, GFP_KERNEL);
		if (!map->name)
			goto err_map;
	}
	ret = regcache_start(map, config);
	if (!ret && dev)
		ret = regmap_attach_dev(dev, map, config);
	if (!ret)
		return map;
err_map:
	map_free(map);
	return ERR_PTR(ret);
err_context:
	if (bus && bus->free_context)
		bus->free_context(bus_context);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_GPL(__regmap_init);

void regmap_exit(struct regmap *map)
{
	if (map->dev)
		devres_destroy(map->dev, of_device_release, same_map, map);
	map_free(map);
}
EXPORT_SYMBOL_GPL(regmap_exit);

static void devm_regmap_release(struct device *dev, void *res)
{
	regmap_exit(*(struct regmap **)res);
}

struct regmap *__devm_regmap_init(struct device *dev, const struct regmap_bus *bus,
				  void *bus_context, const struct regmap_config *config,
				  struct lock_class_key *lock_key, const char *lock_name)
{
	struct regmap **ptr = devres_alloc(devm_regmap_release, sizeof(*ptr), GFP_KERNEL);
	struct regmap *map;

	if (!ptr)
		return ERR_PTR(-ENOMEM);
	map = __regmap_init(dev, bus, bus_context, config, lock_key, lock_name);
	if (IS_ERR(map)) {
		devres_free(ptr);
		return map;
	}
	*ptr = map;
	devres_add(dev, ptr);
	return map;
}
EXPORT_SYMBOL_GPL(__devm_regmap_init);

struct regmap *dev_get_regmap(struct device *dev, const char *name)
{
	struct regmap **known = devres_find(dev, of_device_release, of_device_match, (void *)name);

	return known ? *known : NULL;
}
EXPORT_SYMBOL_GPL(dev_get_regmap);

struct device *regmap_get_device(struct regmap *map)
{
	return map->dev;
}
EXPORT_SYMBOL_GPL(regmap_get_device);

int regmap_reinit_cache(struct regmap *map, const struct regmap_config *config)
{
	regcache_stop(map);
	map->config.max_register = config->max_register;
	map->bounded = config->max_register || config->max_register_is_0;
	map->config.writeable_reg = config->writeable_reg;
	map->config.readable_reg = config->readable_reg;
	map->config.volatile_reg = config->volatile_reg;
	map->config.precious_reg = config->precious_reg;
	map->config.cache_type = config->cache_type;
	map->cache_bypass = map->cache_only = false;
	return regcache_start(map, config);
}
EXPORT_SYMBOL_GPL(regmap_reinit_cache);
