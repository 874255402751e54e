// SPDX-License-Identifier: MIT
/*
 * What the engine is measured against, in the same run: a memcpy() loop,
 * streaming stores, ISA-L called directly, and DPDK's dma_skeleton by a
 * program of its own. Host side.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <isa-l/erasure_code.h>
#include <isa-l/raid.h>

#include "base/copy/copy.h"
#include "cli/bench.h"

#define MAX_SOURCES 16

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

bool peer_available(enum bench_peer peer)
{
	return peer != PEER_STREAM || copy_available(COPY_STREAM);
}

static void *pool_new(size_t size, int value)
{
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED)
		return NULL;
	return memset(mem, value, size);
}

static void peer_once(enum bench_peer peer, char *dst, char *src, size_t at, size_t size,
		      size_t pool, unsigned int sources)
{
	void *buffers[MAX_SOURCES + 2];
	unsigned int i;

	if (peer == PEER_MEMCPY) {
		memcpy(dst + at, src + at, size);
		/* the compiler may not merge one copy with the next */
		__asm__ __volatile__("" : : : "memory");
		return;
	}
	if (peer == PEER_STREAM) {
		copy_by(COPY_STREAM, dst + at, src + at, size);
		return;
	}
	for (i = 0; i < sources; i++)
		buffers[i] = src + i * pool + at;
	buffers[sources] = dst + at;
	buffers[sources + 1] = dst + pool + at;
	if (peer == PEER_XOR)
		xor_gen(sources + 1, size, buffers);
	else
		pq_gen(sources + 2, size, buffers);
}

double peer_run(enum bench_peer peer, size_t size, size_t pool, unsigned int sources,
		uint64_t duration_ns)
{
	unsigned int nsrc = peer >= PEER_XOR ? sources : 1, ndst = peer == PEER_PQ ? 2 : 1;
	char *src = pool_new(pool * nsrc, 1), *dst = pool_new(pool * ndst, 2);
	uint64_t start, end, bytes = 0;
	unsigned int i, turns = size < 65536 ? 65536 / size : 1;
	size_t at = 0;

	if (!src || !dst)
		return 0;
	start = now_ns();
	do {
		for (i = 0; i < turns; i++) {
			peer_once(peer, dst, src, at, size, pool, sources);
			bytes += size * nsrc;
			at += size;
			if (at + size > pool)
				at = 0;
		}
		end = now_ns();
	} while (end - start < duration_ns);
	munmap(src, pool * nsrc);
	munmap(dst, pool * ndst);
	return (double)bytes / (end - start);
}

/* ---- the machine's limit ----------------------------------------------- */

struct limit {
	size_t pool;
	uint64_t duration_ns;
	double rate;
};

static void *limit_thread(void *arg)
{
	struct limit *l = arg;

	l->rate = peer_run(peer_available(PEER_STREAM) ? PEER_STREAM : PEER_MEMCPY, 1 << 20,
			   l->pool, 1, l->duration_ns);
	return NULL;
}

double peer_limit(unsigned int threads, size_t pool, uint64_t duration_ns)
{
	pthread_t thread[256];
	struct limit limit[256];
	double sum = 0;
	unsigned int i, n;

	for (n = 0; n < threads && n < 256; n++) {
		limit[n] = (struct limit){ .pool = pool, .duration_ns = duration_ns };
		if (pthread_create(&thread[n], NULL, limit_thread, &limit[n]))
			break;
	}
	for (i = 0; i < n; i++) {
		pthread_join(thread[i], NULL);
		sum += limit[i].rate;
	}
	return sum;
}

/* ---- DPDK -------------------------------------------------------------- */

bool peer_dpdk(const char *program, const struct bench_params *p, double *gbps)
{
	char command[1024], size[32];
	unsigned int i, got = 0;
	size_t used;
	FILE *f;

	if (!program[0] || access(program, X_OK))
		return false;
	used = snprintf(command, sizeof(command), "'%s' %zu %u", program, p->pool, p->ms);
	for (i = 0; i < p->nsizes && used < sizeof(command); i++) {
		snprintf(size, sizeof(size), " %zu", p->sizes[i]);
		used += snprintf(command + used, sizeof(command) - used, "%s", size);
	}
	f = popen(command, "r");
	while (f && got < p->nsizes && fscanf(f, "%lf", &gbps[got]) == 1)
		got++;
	return f && !pclose(f) && got == p->nsizes;
}
