// SPDX-License-Identifier: MIT
/* Starting and stopping the driver core and its files, from the ground up. */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "device/amba.h"
#include "device/core.h"
#include "device/debugfs.h"
#include "device/device.h"
#include "device/file_table.h"
#include "device/filetree.h"
#include "device/fsl_mc.h"
#include "device/kobject.h"
#include "device/modules.h"
#include "device/pci.h"
#include "device/procfs.h"
#include "device/services.h"

/* each needs those above it; stopping goes the other way */
static const struct {
	int (*start)(void);
	void (*stop)(void);
} parts[] = {
	{ modules_code_start, modules_code_stop },
	{ filetree_start, filetree_stop },
	{ file_table_start, file_table_stop },
	{ sysfs_start, sysfs_stop },
	{ kobject_start, kobject_stop },
	{ debugfs_start, debugfs_stop },
	{ machine_files_start, machine_files_stop },
	{ procfs_start, procfs_stop },
	{ pm_start, pm_stop },
	{ devices_start, devices_stop },
	{ subsys_start, subsys_stop },
	{ buses_start, buses_stop },
	{ classes_start, classes_stop },
	{ chrdev_start, chrdev_stop },
	{ misc_start, misc_stop },
	{ soc_start, soc_stop },
	{ perf_start, perf_stop },
	{ genpd_start, genpd_stop },
	{ rproc_start, rproc_stop },
	{ deferred_start, deferred_stop },
	{ platform_start, platform_stop },
	{ amba_start, amba_stop },
	{ pci_start, pci_stop_buses },
	{ fsl_mc_start, fsl_mc_stop },
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
