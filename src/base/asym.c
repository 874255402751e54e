// SPDX-License-Identifier: MIT
/* The rare side of asymmetric barriers. */
#include <linux/types.h>

#include "base/asym.h"
#include "base/base.h"
#include "base/host.h"

bool asym_available;

void asym_start(void)
{
	asym_available = host_membarrier_register();
}

void asym_barrier_heavy(void)
{
	smp_mb();
	if (asym_available && exec_kind() == EXEC_THREADS)
		host_membarrier();
	smp_mb();
}
