/* SPDX-License-Identifier: MIT */
/* What a register map is made of: for src/device/regmap*.c only. */
#ifndef DMAE_DEVICE_REGMAP_INTERNALS_H
#define DMAE_DEVICE_REGMAP_INTERNALS_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/regmap.h>
#include <linux/spinlock.h>

/* a register in the cache */
struct regcache_entry {
	struct rb_node rb;
	unsigned int reg;
	unsigned int value;
};

/*
 * @lock (with @lock_arg) protects the cache and keeps accesses apart.
 * @flags: of the spinlock, kept by who holds it.
 * @cache_dirty: the hardware may have lost what the cache has.
 */
struct regmap {
	struct device *dev;
	const char *name;
	const struct regmap_bus *bus;
	void *context;
	struct regmap_config config;
	unsigned int stride;
	unsigned int val_bytes;
	unsigned int val_mask;
	bool bounded;		/* max_register means something */
	enum regmap_endian endian;
	size_t max_raw_read, max_raw_write;

	union {
		struct mutex mutex;
		struct {
			spinlock_t spinlock;
			raw_spinlock_t raw_spinlock;
			unsigned long flags;
		};
	};
	void (*lock)(void *arg);
	void (*unlock)(void *arg);
	void *lock_arg;
	bool fast;

	struct rb_root cache;
	unsigned int *flat;	/* REGCACHE_FLAT: one word for each register */
	bool cache_only, cache_bypass, cache_dirty, no_sync_defaults;

	struct reg_sequence *patch;
	int patch_regs;
};

/** struct regmap_field - bits of a register, or of several registers alike */
struct regmap_field {
	struct regmap *regmap;
	unsigned int mask;
	unsigned int shift;
	unsigned int reg;
	unsigned int id_size;
	unsigned int id_offset;
};

/* regmap_rules.c: which registers are what */
bool regmap_writeable(struct regmap *map, unsigned int reg);
bool regmap_readable(struct regmap *map, unsigned int reg);
bool regmap_volatile(struct regmap *map, unsigned int reg);
bool regmap_cached_reg(struct regmap *map, unsigned int reg);
bool regmap_writeable_noinc(struct regmap *map, unsigned int reg);
bool regmap_readable_noinc(struct regmap *map, unsigned int reg);

/* regmap.c; with the lock held */
int regmap_hw_read_one(struct regmap *map, unsigned int reg, unsigned int *val);
int regmap_hw_write_one(struct regmap *map, unsigned int reg, unsigned int val);
int regmap_locked_write(struct regmap *map, unsigned int reg, unsigned int val);

/* regmap_cache.c; with the lock held, but for the first two */
int regcache_start(struct regmap *map, const struct regmap_config *config);
void regcache_stop(struct regmap *map);
int regcache_value(struct regmap *map, unsigned int reg, unsigned int *val);
int regcache_put(struct regmap *map, unsigned int reg, unsigned int val);

/* regmap_mmio.c */
extern const struct regmap_bus regmap_mmio_bus;

#endif
