// SPDX-License-Identifier: MIT
/* Where the host says that firmware is. Host side. */
#include <stdlib.h>

#include "base/host.h"

const char *host_firmware_path(void)
{
	const char *path = getenv("DMAE_FIRMWARE_PATH");

	return path ? path : "";
}
