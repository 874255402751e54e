/* SPDX-License-Identifier: MIT */
/* What a regulator is made of: for src/device/regulator*.c only. */
#ifndef DMAE_DEVICE_REGULATOR_H
#define DMAE_DEVICE_REGULATOR_H

#include <linux/list.h>
#include <linux/notifier.h>

/* the supply itself; @enabled: by all its users together */
struct regulator_dev {
	struct list_head node;
	struct device_node *np;
	const char *name;
	int min_uv, max_uv, uv;
	bool always_on;
	bool exclusive;
	unsigned int users;
	unsigned int enabled;
	struct blocking_notifier_head notifier;
};

/* one user of it */
struct regulator {
	struct regulator_dev *rdev;
	struct device *dev;
	unsigned int enabled;
};

#endif
