// SPDX-License-Identifier: MIT
/*
 * Reports of what should not happen: WARN*() goes on, BUG*() and panic() end
 * the process. And what a report leaves behind: taint, and sites that have
 * said their piece for this world (<linux/once_lite.h>).
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/once_lite.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "base/host.h"
#include "base/lib/caller.h"
#include "base/lib/lib.h"
#include "base/lib/source_path.h"

unsigned int once_epoch = 1;
EXPORT_SYMBOL(once_epoch);

int panic_on_warn;
EXPORT_SYMBOL(panic_on_warn);

static unsigned long taints;

void once_start(void)
{
	if (++once_epoch == 0)
		once_epoch = 1;
	taints = 0;
	panic_on_warn = 0;
}

const char *source_path(const char *file)
{
	while (!strncmp(file, "../", 3))
		file += 3;
	return file;
}

void add_taint(unsigned int flag, enum lockdep_ok ok)
{
	set_bit(flag, &taints);
}
EXPORT_SYMBOL(add_taint);

int test_taint(unsigned int flag)
{
	return test_bit(flag, &taints);
}
EXPORT_SYMBOL(test_taint);

unsigned long get_taint(void)
{
	return READ_ONCE(taints);
}

void warn_slowpath_fmt(const char *file, int line, const char *func,
		       const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	printk(KERN_WARNING CUT_HERE);
	if (fmt) {
		va_start(args, fmt);
		vaf.va = &args;
		printk(KERN_WARNING "%pV", &vaf);
		va_end(args);
	}
	if (caller_cpu() >= 0)
		printk(KERN_WARNING "WARNING: CPU: %d PID: %d at %s:%d %s()\n",
		       caller_cpu(), caller_pid(), source_path(file), line,
		       func);
	else
		printk(KERN_WARNING "WARNING: at %s:%d %s()\n",
		       source_path(file), line, func);
	dump_calls(KERN_WARNING, 1);
	if (panic_on_warn)
		panic("panic_on_warn set ...\n");
	printk(KERN_WARNING "---[ end trace 0000000000000000 ]---\n");
	add_taint(TAINT_WARN, LOCKDEP_STILL_OK);
}
EXPORT_SYMBOL(warn_slowpath_fmt);

void bug_slowpath(const char *file, int line, const char *func)
{
	printk(KERN_CRIT CUT_HERE);
	printk(KERN_CRIT "kernel BUG at %s:%d!\n", source_path(file), line);
	dump_calls(KERN_CRIT, 1);
	host_panic("kernel BUG at %s:%d %s()", source_path(file), line, func);
}
EXPORT_SYMBOL(bug_slowpath);

void panic(const char *fmt, ...)
{
	char text[1024];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (len && text[len - 1] == '\n')
		text[len - 1] = '\0';
	/* it says "Kernel panic - not syncing:", whatever the loglevel */
	host_panic("%s", text);
}
EXPORT_SYMBOL(panic);
