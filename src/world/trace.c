// SPDX-License-Identifier: MIT
/*
 * The trace: a file with a line for each thing that the executor, the
 * machine and the trace events of drivers report, "seconds event details". Host side.
 */
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/exec/exec.h"
#include "base/host.h"
#include "base/tracepoint.h"
#include "machine/machine.h"
#include "world/world.h"

static FILE *trace_file;
static pthread_mutex_t trace_lock = PTHREAD_MUTEX_INITIALIZER;

static void __attribute__((format(printf, 2, 3)))
trace_line(const char *event, const char *fmt, ...)
{
	exec_ns now = exec_stamp();
	va_list args;

	pthread_mutex_lock(&trace_lock);
	if (trace_file) {
		fprintf(trace_file, "%llu.%09llu %s ", now / 1000000000, now % 1000000000, event);
		va_start(args, fmt);
		vfprintf(trace_file, fmt, args);
		va_end(args);
		fputc('\n', trace_file);
	}
	pthread_mutex_unlock(&trace_lock);
}

/* the last lines before a panic are those that matter */
static void trace_flush(void)
{
	if (pthread_mutex_trylock(&trace_lock))
		return;
	if (trace_file)
		fflush(trace_file);
	pthread_mutex_unlock(&trace_lock);
}

int trace_start(const char *path)
{
	if (!path)
		return 0;
	trace_file = fopen(path, "w");
	if (!trace_file)
		return world_error(-errno, "trace file %s: %s", path, strerror(errno));
	host_on_death(trace_flush);
	exec_trace = trace_line;
	machine_trace = trace_line;
	tracepoint_trace = trace_line;
	return 0;
}

int trace_stop(void)
{
	bool broken = false;

	host_on_death(NULL);
	exec_trace = NULL;
	machine_trace = NULL;
	tracepoint_trace = NULL;
	pthread_mutex_lock(&trace_lock);
	if (trace_file)
		broken = ferror(trace_file) | fclose(trace_file);
	trace_file = NULL;
	pthread_mutex_unlock(&trace_lock);
	return broken ? -EIO : 0;
}
