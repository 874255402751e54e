// SPDX-License-Identifier: MIT
/* membarrier(2): makes every running thread of the process pass a memory barrier. Host side. */
#include <linux/membarrier.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/host.h"

bool host_membarrier_register(void)
{
	static int registered = -1;

	if (registered < 0)
		registered = !syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
	return registered;
}

void host_membarrier(void)
{
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0))
		host_panic("membarrier: refused after it was granted");
}
