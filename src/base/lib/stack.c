// SPDX-License-Identifier: MIT
/* The calls that led here, in the log: dump_stack(). Functions without a name are left out. */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/printk.h>

#include "base/host.h"
#include "base/lib/caller.h"

#define STACK_FRAMES 32

void dump_stack_lvl(const char *log_lvl)
{
	void *pc[STACK_FRAMES];
	char text[256];
	int i, count = host_backtrace(pc, STACK_FRAMES);

	printk("%sCPU: %d PID: %d\n", log_lvl, caller_cpu(), caller_pid());
	printk("%sCall Trace:\n", log_lvl);
	for (i = 0; i < count; i++) {
		const char *name = host_symbol(pc[i], text, sizeof(text));

		if (name && !isdigit(*name))
			printk("%s %s\n", log_lvl, name);
	}
}
EXPORT_SYMBOL(dump_stack_lvl);

void dump_stack(void)
{
	dump_stack_lvl(KERN_DEFAULT);
}
EXPORT_SYMBOL(dump_stack);
