// SPDX-License-Identifier: MIT
/* The calls that led here, in the log: dump_stack(). Functions without a name are left out. */
#include <linux/ctype.h>
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "base/lib/caller.h"
#include "base/lib/lib.h"

#define STACK_FRAMES 32

void dump_calls(const char *log_lvl, unsigned int skip)
{
	void *pc[STACK_FRAMES];
	char text[256];
	int i, count = host_backtrace(pc, STACK_FRAMES);

	printk("%sCall Trace:\n", log_lvl);
	for (i = skip; i < count; i++) {
		const char *name = host_place(pc[i], text, sizeof(text));

		/* below everything that runs in a world: the C library's start-up, or a thread's */
		if (strstr(name, "(+0x"))
			break;
		if (!isdigit(*name))
			printk("%s %s\n", log_lvl, name);
	}
}

void dump_stack_lvl(const char *log_lvl)
{
	printk("%sCPU: %d PID: %d\n", log_lvl, caller_cpu(), caller_pid());
	dump_calls(log_lvl, 1);
}
EXPORT_SYMBOL(dump_stack_lvl);

void dump_stack(void)
{
	dump_stack_lvl(KERN_DEFAULT);
}
EXPORT_SYMBOL(dump_stack);
