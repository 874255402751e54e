/* SPDX-License-Identifier: MIT */
/*
 * For the fuzz targets of device files: an input is a list of orders, bytes
 * that say what to do to a few descriptors. When it has run dry, everything
 * reads as zero. Host side.
 */
#ifndef FUZZ_ORDERS_H
#define FUZZ_ORDERS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <dmae/file.h>

#define MAX_FDS 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** struct orders - bytes that say what to do */
struct orders {
	const uint8_t *at, *end;
	int fds[MAX_FDS];
};

static inline void orders_begin(struct orders *o, const uint8_t *data, size_t size)
{
	unsigned int i;

	o->at = data;
	o->end = data + size;
	for (i = 0; i < MAX_FDS; i++)
		o->fds[i] = -1;
}

static inline void orders_end(struct orders *o)
{
	unsigned int i;

	for (i = 0; i < MAX_FDS; i++)
		if (o->fds[i] >= 0)
			dmae_close(o->fds[i]);
}

static inline uint8_t next(struct orders *o)
{
	return o->at < o->end ? *o->at++ : 0;
}

static inline void take(struct orders *o, void *to, size_t len)
{
	size_t have = o->end - o->at;

	if (have > len)
		have = len;
	memcpy(to, o->at, have);
	o->at += have;
}

static inline int *place(struct orders *o)
{
	return &o->fds[next(o) % MAX_FDS];
}

static inline void put(struct orders *o, int fd)
{
	int *at = place(o);

	if (*at >= 0)
		dmae_close(*at);
	*at = fd;
}

#endif
