// SPDX-License-Identifier: MIT
/* The kernel log, for programs. */
#include <linux/printk.h>

#include <dmae/world.h>

#include "base/lib/lib.h"

int dmae_log_read(int (*fn)(uint64_t ns, int level, const char *text, void *arg), void *arg)
{
	return printk_log_walk(fn, arg);
}

void dmae_log_console(int loglevel)
{
	console_loglevel = loglevel < 0 ? 0 : loglevel;
}
