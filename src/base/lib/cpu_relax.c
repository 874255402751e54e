// SPDX-License-Identifier: MIT
/* One turn of a waiting loop. */
#include <linux/export.h>
#include <asm/processor.h>

#include "base/exec/exec.h"

/* about what a turn with a pause instruction takes */
#define CPU_RELAX_NS 10

void cpu_relax(void)
{
	exec_charge(CPU_RELAX_NS);
	exec_point();
}
EXPORT_SYMBOL(cpu_relax);
