// SPDX-License-Identifier: MIT
/*
 * The room's life: the driver core, then the board's description. Called by
 * src/world, which makes the board's devices once the built-in modules are
 * loaded.
 */
#include "device/device.h"

#include "device/firmware.h"
#include "device/modules.h"
#include "device/services.h"

int device_start(void)
{
	int ret = core_start();

	if (ret)
		return ret;
	ret = firmware_start();
	if (ret)
		core_stop();
	return ret;
}

void device_stop(void)
{
	/* what is left of the board's devices and of modules needs what firmware_stop() takes away
	 */
	module_unload_all();
	firmware_depopulate();
	modules_stop();
	syscon_stop();
	sram_stop();
	reserved_mem_stop();
	regulators_stop();
	firmware_stop();
	core_stop();
}
