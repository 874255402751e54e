// SPDX-License-Identifier: MIT
/* Starting and stopping all that is read from the board. */
#include "device/firmware.h"

#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

int firmware_start(void)
{
	int ret;

	firmware_format_start();
	ret = of_start();
	if (!ret)
		ret = of_kobj_start();
	if (!ret)
		ret = resource_start();
	if (!ret)
		ret = irq_start();
	if (!ret)
		ret = clk_start();
	if (ret) {
		firmware_stop();
		return ret;
	}
	proc_create_single("iomem", 0400, NULL, iomem_show);
	proc_create_single("interrupts", 0444, NULL, show_interrupts);
	return 0;
}

void firmware_stop(void)
{
	remove_proc_entry("interrupts", NULL);
	remove_proc_entry("iomem", NULL);
	acpi_stop();
	reset_stop();
	clk_stop();
	irq_stop();
	resource_stop();
	swnode_stop();
	of_kobj_stop();
	of_stop();
	firmware_format_stop();
}
