/* SPDX-License-Identifier: MIT */
/*
 * The seam between drivers' trace events and whoever writes a trace
 * (src/world/trace.c). NULL: nobody does.
 */
#ifndef DMAE_BASE_TRACEPOINT_H
#define DMAE_BASE_TRACEPOINT_H

extern void (*tracepoint_trace)(const char *event, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
