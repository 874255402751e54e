// SPDX-License-Identifier: MIT
/* Standard error, and the end of the process. Host side. */
#include <errno.h>
#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/host.h"

void host_console(const char *text, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(STDERR_FILENO, text, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;	/* nobody listens: the log still has it */
		text += n;
		len -= n;
	}
}

static void console_vprintf(const char *fmt, va_list args)
{
	char buf[1024];
	int n = vsnprintf(buf, sizeof(buf), fmt, args);

	if (n < 0)
		return;
	host_console(buf, (size_t)n < sizeof(buf) ? (size_t)n : sizeof(buf) - 1);
}

void host_printf(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	console_vprintf(fmt, args);
	va_end(args);
}

int host_snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}

int host_backtrace(void **pc, int max)
{
	void *all[64];
	int n = backtrace(all, max + 2 < 64 ? max + 2 : 64);
	int i;

	for (i = 2; i < n; i++)
		pc[i - 2] = all[i];
	return n > 2 ? n - 2 : 0;
}

/* ---- the end --------------------------------------------------------------- */

static void (*last_wish)(void);
static int death_code;

void host_on_death(void (*fn)(void))
{
	last_wish = fn;
}

void host_death_code(int code)
{
	death_code = code;
}

void host_die(void)
{
	void (*fn)(void) = last_wish;

	last_wish = NULL;
	if (fn)
		fn();
	if (death_code)
		_exit(death_code);
	abort();
}

void host_abort(void)
{
	host_die();
}

void host_panic(const char *fmt, ...)
{
	va_list args;

	host_console("Kernel panic - not syncing: ", 28);
	va_start(args, fmt);
	console_vprintf(fmt, args);
	va_end(args);
	host_console("\n", 1);
	host_die();
}
