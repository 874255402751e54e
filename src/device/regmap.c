// SPDX-License-Identifier: MIT
/*
 * Register maps: reading and writing. Each access obeys the map's rules
 * (regmap_rules.c), is answered from the cache where it can (regmap_cache.c),
 * and else goes to the bus or to the driver's own functions.
 */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "device/regmap_internals.h"

/* ---- one register, with the lock held ------------------------------------------ */

static unsigned int bus_reg(struct regmap *map, unsigned int reg)
{
	int shift = map->config.reg_shift;

	reg += map->config.reg_base;
	return shift >= 0 ? reg >> shift : reg << -shift;
}

int regmap_hw_read_one(struct regmap *map, unsigned int reg, unsigned int *val)
{
	if (map->bus)
		return map->bus->reg_read(map->context, bus_reg(map, reg), val);
	if (!map->config.reg_read)
		return -EINVAL;
	return map->config.reg_read(map->context, bus_reg(map, reg), val);
}

int regmap_hw_write_one(struct regmap *map, unsigned int reg, unsigned int val)
{
	if (map->bus)
		return map->bus->reg_write(map->context, bus_reg(map, reg), val);
	if (!map->config.reg_write)
		return -EINVAL;
	return map->config.reg_write(map->context, bus_reg(map, reg), val);
}

int regmap_locked_write(struct regmap *map, unsigned int reg, unsigned int val)
{
	int ret;

	if (!regmap_writeable(map, reg))
		return -EIO;
	if (!map->cache_bypass && regmap_cached_reg(map, reg)) {
		ret = regcache_put(map, reg, val);
		if (ret)
			return ret;
		if (map->cache_only) {
			map->cache_dirty = true;
			return 0;
		}
	}
	return map->cache_only ? -EBUSY : regmap_hw_write_one(map, reg, val);
}

static int locked_read(struct regmap *map, unsigned int reg, unsigned int *val)
{
	int ret;

	if (!map->cache_bypass && !regcache_value(map, reg, val))
		return 0;
	if (map->cache_only)
		return -EBUSY;
	if (!regmap_readable(map, reg))
		return -EIO;
	ret = regmap_hw_read_one(map, reg, val);
	if (!ret && !map->cache_bypass && regmap_cached_reg(map, reg))
		regcache_put(map, reg, *val);
	return ret;
}

static bool aligned(struct regmap *map, unsigned int reg)
{
	return reg % map->stride == 0;
}

int regmap_write(struct regmap *map, unsigned int reg, unsigned int val)
{
	int err = -EINVAL;

	if (aligned(map, reg)) {
		map->lock(map->lock_arg);
		err = regmap_locked_write(map, reg, val);
		map->unlock(map->lock_arg);
	}
	return err;
}
EXPORT_SYMBOL_GPL(regmap_write);

int regmap_read(struct regmap *map, unsigned int reg, unsigned int *val)
{
	int err = -EINVAL;

	if (aligned(map, reg)) {
		map->lock(map->lock_arg);
		err = locked_read(map, reg, val);
		map->unlock(map->lock_arg);
	}
	return err;
}
EXPORT_SYMBOL_GPL(regmap_read);

int regmap_read_bypassed(struct regmap *map, unsigned int reg, unsigned int *val)
{
	bool bypass, only;
	int ret;

	if (!aligned(map, reg))
		return -EINVAL;
	map->lock(map->lock_arg);
	bypass = map->cache_bypass;
	only = map->cache_only;
	map->cache_bypass = true;
	map->cache_only = false;
	ret = locked_read(map, reg, val);
	map->cache_bypass = bypass;
	map->cache_only = only;
	map->unlock(map->lock_arg);
	return ret;
}
EXPORT_SYMBOL_GPL(regmap_read_bypassed);

static int locked_update(struct regmap *map, unsigned int reg, unsigned int mask, unsigned int val,
			 bool *change, bool force)
{
	unsigned int old, now;
	int ret;

	if (change)
		*change = false;
	if (regmap_volatile(map, reg) && map->config.reg_update_bits && !map->bus) {
		ret = map->config.reg_update_bits(map->context, bus_reg(map, reg), mask, val);
		if (!ret && change)
			*change = true;
		return ret;
	}
	ret = locked_read(map, reg, &old);
	if (ret)
		return ret;
	now = (old & ~mask) | (val & mask);
	if (!force && now == old)
		return 0;
	ret = regmap_locked_write(map, reg, now);
	if (!ret && change)
		*change = true;
	return ret;
}

int regmap_update_bits_base(struct regmap *map, unsigned int reg, unsigned int mask,
			    unsigned int val, bool *change, bool async, bool force)
{
	int ret;

	map->lock(map->lock_arg);
	ret = aligned(map, reg) ? locked_update(map, reg, mask, val, change, force) : -EINVAL;
	map->unlock(map->lock_arg);
	return ret;
}
EXPORT_SYMBOL_GPL(regmap_update_bits_base);

int regmap_test_bits(struct regmap *map, unsigned int reg, unsigned int bits)
{
	unsigned int val;
	int ret = regmap_read(map, reg, &val);

	return ret ? ret : (val & bits) == bits;
}
EXPORT_SYMBOL_GPL(regmap_test_bits);

/* ---- several ---------------------------------------------------------------------- */

/* an element of a caller's array of values */
static unsigned int value_get(struct regmap *map, const void *vals, size_t i)
{
	switch (map->val_bytes) {
	case 1:
		return ((const u8 *)vals)[i];
	case 2:
		return ((const u16 *)vals)[i];
	default:
		return ((const u32 *)vals)[i];
	}
}

static void value_put(struct regmap *map, void *vals, size_t i, unsigned int val)
{
	switch (map->val_bytes) {
	case 1:
		((u8 *)vals)[i] = val;
		break;
	case 2:
		((u16 *)vals)[i] = val;
		break;
	default:
		((u32 *)vals)[i] = val;
	}
}

/* raw buffers are as the bus has them */
static unsigned int swap_value(struct regmap *map, unsigned int val)
{
	if (map->endian != REGMAP_ENDIAN_BIG || map->val_bytes == 1)
		return val;
	return map->val_bytes == 2 ? __builtin_bswap16(val) : __builtin_bswap32(val);
}

int regmap_parse_val(struct regmap *map, const void *buf, unsigned int *val)
{
	*val = swap_value(map, value_get(map, buf, 0));
	return 0;
}
EXPORT_SYMBOL_GPL(regmap_parse_val);

/* @step: from one register to the next; @raw: values as on the bus */
static int write_many(struct regmap *map, unsigned int reg, const void *vals, size_t count,
		      unsigned int step, bool raw)
{
	int ret = 0;
	size_t i;

	map->lock(map->lock_arg);
	for (i = 0; i < count && !ret; i++) {
		unsigned int val = value_get(map, vals, i);

		ret = regmap_locked_write(map, reg + i * step, raw ? swap_value(map, val) : val);
	}
	map->unlock(map->lock_arg);
	return ret;
}

static int read_many(struct regmap *map, unsigned int reg, void *vals, size_t count,
		     unsigned int step, bool raw)
{
	int ret = 0;
	size_t i;

	map->lock(map->lock_arg);
	for (i = 0; i < count && !ret; i++) {
		unsigned int val;

		ret = locked_read(map, reg + i * step, &val);
		if (!ret)
			value_put(map, vals, i, raw ? swap_value(map, val) : val);
	}
	map->unlock(map->lock_arg);
	return ret;
}

int regmap_bulk_write(struct regmap *map, unsigned int reg, const void *val, size_t val_count)
{
	if (!aligned(map, reg))
		return -EINVAL;
	return write_many(map, reg, val, val_count, map->stride, false);
}
EXPORT_SYMBOL_GPL(regmap_bulk_write);

int regmap_bulk_read(struct regmap *map, unsigned int reg, void *val, size_t val_count)
{
	if (!aligned(map, reg) || !val_count)
		return -EINVAL;
	return read_many(map, reg, val, val_count, map->stride, false);
}
EXPORT_SYMBOL_GPL(regmap_bulk_read);

int regmap_raw_write(struct regmap *map, unsigned int reg, const void *val, size_t val_len)
{
	if (val_len % map->val_bytes || !aligned(map, reg))
		return -EINVAL;
	if (map->max_raw_write && val_len > map->max_raw_write)
		return -E2BIG;
	return write_many(map, reg, val, val_len / map->val_bytes, map->stride, true);
}
EXPORT_SYMBOL_GPL(regmap_raw_write);

int regmap_raw_read(struct regmap *map, unsigned int reg, void *val, size_t val_len)
{
	if (!val_len || val_len % map->val_bytes || !aligned(map, reg))
		return -EINVAL;
	if (map->max_raw_read && val_len > map->max_raw_read)
		return -E2BIG;
	return read_many(map, reg, val, val_len / map->val_bytes, map->stride, true);
}
EXPORT_SYMBOL_GPL(regmap_raw_read);

int regmap_noinc_write(struct regmap *map, unsigned int reg, const void *val, size_t val_len)
{
	if (!val_len || val_len % map->val_bytes || !aligned(map, reg) ||
	    !regmap_volatile(map, reg) || !regmap_writeable_noinc(map, reg))
		return -EINVAL;
	return write_many(map, reg, val, val_len / map->val_bytes, 0, true);
}
EXPORT_SYMBOL_GPL(regmap_noinc_write);

int regmap_noinc_read(struct regmap *map, unsigned int reg, void *val, size_t val_len)
{
	if (!val_len || val_len % map->val_bytes || !aligned(map, reg) ||
	    !regmap_volatile(map, reg) || !regmap_readable_noinc(map, reg))
		return -EINVAL;
	return read_many(map, reg, val, val_len / map->val_bytes, 0, true);
}
EXPORT_SYMBOL_GPL(regmap_noinc_read);

static int write_sequence(struct regmap *map, const struct reg_sequence *regs, int num_regs)
{
	int i, ret;

	for (i = 0; i < num_regs; i++) {
		ret = aligned(map, regs[i].reg) ? regmap_locked_write(map, regs[i].reg, regs[i].def)
						: -EINVAL;
		if (ret)
			return ret;
		if (!regs[i].delay_us)
			continue;
		if (map->fast)
			udelay(regs[i].delay_us);
		else
			fsleep(regs[i].delay_us);
	}
	return 0;
}

int regmap_multi_reg_write(struct regmap *map, const struct reg_sequence *regs, int num_regs)
{
	int ret;

	map->lock(map->lock_arg);
	ret = write_sequence(map, regs, num_regs);
	map->unlock(map->lock_arg);
	return ret;
}
EXPORT_SYMBOL_GPL(regmap_multi_reg_write);

static int write_bypassed(struct regmap *map, const struct reg_sequence *regs, int num_regs)
{
	bool bypass = map->cache_bypass;
	int ret;

	map->cache_bypass = true;
	ret = write_sequence(map, regs, num_regs);
	map->cache_bypass = bypass;
	return ret;
}

int regmap_multi_reg_write_bypassed(struct regmap *map, const struct reg_sequence *regs,
				    int num_regs)
{
	int ret;

	map->lock(map->lock_arg);
	ret = write_bypassed(map, regs, num_regs);
	map->unlock(map->lock_arg);
	return ret;
}
EXPORT_SYMBOL_GPL(regmap_multi_reg_write_bypassed);

int regmap_register_patch(struct regmap *map, const struct reg_sequence *regs, int num_regs)
{
	struct reg_sequence *patch;
	int ret = -ENOMEM;

	if (num_regs <= 0)
		return 0;
	patch = krealloc(map->patch, sizeof(*patch) * (map->patch_regs + num_regs), GFP_KERNEL);
	map->lock(map->lock_arg);
	if (patch) {
		memcpy(patch + map->patch_regs, regs, num_regs * sizeof(*regs));
		map->patch = patch;
		map->patch_regs += num_regs;
		ret = write_bypassed(map, regs, num_regs);
	}
	map->unlock(map->lock_arg);
	return ret;
}
EXPORT_SYMBOL_GPL(regmap_register_patch);

/* ---- nothing is asynchronous behind registers --------------------------------------- */

int regmap_write_async(struct regmap *map, unsigned int reg, unsigned int val)
{
	return regmap_write(map, reg, val);
}
EXPORT_SYMBOL_GPL(regmap_write_async);

int regmap_raw_write_async(struct regmap *map, unsigned int reg, const void *val, size_t val_len)
{
	return regmap_raw_write(map, reg, val, val_len);
}
EXPORT_SYMBOL_GPL(regmap_raw_write_async);

int regmap_async_complete(struct regmap *map)
{
	return 0;
}
EXPORT_SYMBOL_GPL(regmap_async_complete);

/* ---- questions ------------------------------------------------------------------------ */

int regmap_get_val_bytes(struct regmap *map)
{
	return map->val_bytes;
}
EXPORT_SYMBOL_GPL(regmap_get_val_bytes);

int regmap_get_max_register(struct regmap *map)
{
	return map->bounded ? (int)map->config.max_register : -EINVAL;
}
EXPORT_SYMBOL_GPL(regmap_get_max_register);

int regmap_get_reg_stride(struct regmap *map)
{
	return map->stride;
}
EXPORT_SYMBOL_GPL(regmap_get_reg_stride);

bool regmap_might_sleep(struct regmap *map)
{
	return !map->fast;
}
EXPORT_SYMBOL_GPL(regmap_might_sleep);

bool regmap_can_raw_write(struct regmap *map)
{
	return true;
}
EXPORT_SYMBOL_GPL(regmap_can_raw_write);

size_t regmap_get_raw_read_max(struct regmap *map)
{
	return map->max_raw_read;
}
EXPORT_SYMBOL_GPL(regmap_get_raw_read_max);

size_t regmap_get_raw_write_max(struct regmap *map)
{
	return map->max_raw_write;
}
EXPORT_SYMBOL_GPL(regmap_get_raw_write_max);
