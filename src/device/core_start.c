// SPDX-License-Identifier: MIT
/* Starting and stopping the driver core and its files, from the ground up. */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "device/core.h"
#include "device/debugfs.h"
#include "device/device.h"
#include "device/filetree.h"
#include "device/kobject.h"
#include "device/modules.h"
#include "device/procfs.h"

/* each needs those above it; stopping goes the other way */
static const struct {
	int (*start)(void);
	void (*stop)(void);
} parts[] = {
	{ filetree_start, filetree_stop },
	{ sysfs_start, sysfs_stop },
	{ kobject_start, kobject_stop },
	{ debugfs_start, debugfs_stop },
	{ procfs_start, procfs_stop },
	{ pm_start, pm_stop },
	{ devices_start, devices_stop },
	{ buses_start, buses_stop },
	{ classes_start, classes_stop },
	{ deferred_start, deferred_stop },
	{ platform_start, platform_stop },
	{ modules_start, modules_stop },
	{ proc_files_start, proc_files_stop },
};

static unsigned int started;

int core_start(void)
{
	int ret;

	probes_start();
	for (started = 0; started < ARRAY_SIZE(parts); started++) {
		ret = parts[started].start();
		if (ret) {
			core_stop();
			return ret;
		}
	}
	return 0;
}

void core_stop(void)
{
	while (started)
		parts[--started].stop();
}
