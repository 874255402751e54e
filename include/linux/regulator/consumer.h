/* SPDX-License-Identifier: MIT */
/*
 * Regulators, for those who need power. A supply that the board describes is
 * a regulator-fixed node, or the stand-in for whatever else it names; one that
 * it does not describe is the dummy regulator, as in Linux, and said so in
 * the log. src/device/regulator.c.
 */
#ifndef __LINUX_REGULATOR_CONSUMER_H_
#define __LINUX_REGULATOR_CONSUMER_H_

#include <linux/err.h>

struct device;
struct notifier_block;
struct regulator;
struct regulator_dev;

#define REGULATOR_MODE_INVALID	0x0
#define REGULATOR_MODE_FAST	0x1
#define REGULATOR_MODE_NORMAL	0x2
#define REGULATOR_MODE_IDLE	0x4
#define REGULATOR_MODE_STANDBY	0x8

/** struct regulator_bulk_data - one supply of several; @consumer is filled in */
struct regulator_bulk_data {
	const char *supply;
	union {
		struct regulator *consumer;
		struct {
			struct regulator *private_consumer;
			int init_load_uA;
			int ret;
		};
	};
};

struct regulator_bulk_data_const {
	const char *supply;
	int init_load_uA;
};

/**
 * regulator_get() - the supply "@id-supply" of @dev
 *
 * Return: it, or the dummy regulator (with a warning) where the board has
 * none; ERR_PTR(-EPROBE_DEFER) or another error. _optional: ERR_PTR(-ENODEV)
 * where there is none. _exclusive: -EBUSY if somebody has it already.
 */
struct regulator *__must_check regulator_get(struct device *dev, const char *id);
struct regulator *__must_check regulator_get_exclusive(struct device *dev, const char *id);
struct regulator *__must_check regulator_get_optional(struct device *dev, const char *id);
struct regulator *__must_check devm_regulator_get(struct device *dev, const char *id);
struct regulator *__must_check devm_regulator_get_exclusive(struct device *dev, const char *id);
struct regulator *__must_check devm_regulator_get_optional(struct device *dev, const char *id);
int devm_regulator_get_enable(struct device *dev, const char *id);
int devm_regulator_get_enable_optional(struct device *dev, const char *id);
void regulator_put(struct regulator *regulator);
void devm_regulator_put(struct regulator *regulator);

int __must_check regulator_enable(struct regulator *regulator);
/** regulator_disable() - Return: 0, -EIO (with a warning) if it was not enabled */
int regulator_disable(struct regulator *regulator);
int regulator_force_disable(struct regulator *regulator);
int regulator_is_enabled(struct regulator *regulator);
int regulator_disable_deferred(struct regulator *regulator, int ms);

int __must_check regulator_bulk_get(struct device *dev, int num_consumers,
				    struct regulator_bulk_data *consumers);
int __must_check devm_regulator_bulk_get(struct device *dev, int num_consumers,
					 struct regulator_bulk_data *consumers);
int devm_regulator_bulk_get_enable(struct device *dev, int num_consumers, const char *const *id);
int __must_check regulator_bulk_enable(int num_consumers, struct regulator_bulk_data *consumers);
int regulator_bulk_disable(int num_consumers, struct regulator_bulk_data *consumers);
int regulator_bulk_force_disable(int num_consumers, struct regulator_bulk_data *consumers);
void regulator_bulk_free(int num_consumers, struct regulator_bulk_data *consumers);

int regulator_count_voltages(struct regulator *regulator);
int regulator_list_voltage(struct regulator *regulator, unsigned int selector);
int regulator_is_supported_voltage(struct regulator *regulator, int min_uV, int max_uV);
int regulator_set_voltage(struct regulator *regulator, int min_uV, int max_uV);
int regulator_get_voltage(struct regulator *regulator);
int regulator_sync_voltage(struct regulator *regulator);
int regulator_set_current_limit(struct regulator *regulator, int min_uA, int max_uA);
int regulator_get_current_limit(struct regulator *regulator);
int regulator_set_mode(struct regulator *regulator, unsigned int mode);
unsigned int regulator_get_mode(struct regulator *regulator);
int regulator_set_load(struct regulator *regulator, int load_uA);
int regulator_allow_bypass(struct regulator *regulator, bool allow);
int regulator_register_notifier(struct regulator *regulator, struct notifier_block *nb);
int regulator_unregister_notifier(struct regulator *regulator, struct notifier_block *nb);

#endif
