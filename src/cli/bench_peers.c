// SPDX-License-Identifier: MIT
/*
 * What the engine is measured against, in the same run: a memcpy() loop,
 * streaming stores, ISA-L called directly, and DPDK's dma_skeleton by a
 * program of its own. Host side.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <isa-l/erasure_code.h>
#include <isa-l/raid.h>

#include "base/copy/copy.h"
#include "cli/bench.h"
#include "cli/cli.h"

#define MAX_SOURCES	16
#define LIMIT_THREADS	64

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

void *peer_memory(size_t size)
{
	static char *memory;
	static size_t have;

	if (size <= have)
		return memory;
	if (memory)
		munmap(memory, have);
	have = 0;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED) {
		memory = NULL;
		return NULL;
	}
	have = size;
	return memset(memory, 1, size);
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

/* the loop: @memory has the sources, then the destinations */
static double peer_loop(enum bench_peer peer, const struct dmae_bench_load *load, char *memory)
{
	unsigned int nsrc = peer >= PEER_XOR ? load->sources : 1;
	unsigned int i, turns = load->size < 65536 ? 65536 / load->size : 1;
	char *src = memory, *dst = memory + nsrc * load->pool;
	uint64_t start = now_ns(), end, bytes = 0;
	bool warm = !load->warm_up_ns;
	size_t at = 0;

	do {
		for (i = 0; i < turns; i++) {
			peer_once(peer, dst, src, at, load->size, load->pool, load->sources);
			bytes += load->size * nsrc;
			at += load->size;
			if (at + load->size > load->pool)
				at = 0;
		}
		copy_settle();
		end = now_ns();
		if (!warm && end - start >= load->warm_up_ns) {
			warm = true;
			bytes = 0;
			start = end;
		}
	} while (!warm || end - start < load->duration_ns);
	return (double)bytes / (end - start);
}

double peer_run(enum bench_peer peer, const struct dmae_bench_load *load)
{
	unsigned int buffers = peer >= PEER_XOR ? load->sources + (peer == PEER_PQ ? 2 : 1) : 2;
	char *memory = peer_memory(buffers * load->pool);

	return memory ? peer_loop(peer, load, memory) : 0;
}

/* ---- the machine's limit ----------------------------------------------- */

struct limit {
	struct dmae_bench_load load;
	pthread_barrier_t *ready;
	double rate;
};

static void *limit_thread(void *arg)
{
	struct limit *l = arg;

	pthread_barrier_wait(l->ready);
	l->rate = peer_loop(peer_available(PEER_STREAM) ? PEER_STREAM : PEER_MEMCPY, &l->load,
			    l->load.memory);
	return NULL;
}

double peer_limit(unsigned int threads, const struct dmae_bench_load *load)
{
	unsigned int i, n, wanted = threads < LIMIT_THREADS ? threads : LIMIT_THREADS;
	char *memory = peer_memory(2 * load->pool * wanted);
	pthread_t thread[LIMIT_THREADS];
	struct limit limit[LIMIT_THREADS];
	pthread_barrier_t ready;
	double sum = 0;

	if (!memory)
		return 0;
	pthread_barrier_init(&ready, NULL, wanted);
	for (n = 0; n < wanted; n++) {
		limit[n] = (struct limit){ .load = *load, .ready = &ready };
		limit[n].load.memory = memory + 2 * load->pool * n;
		if (pthread_create(&thread[n], NULL, limit_thread, &limit[n]))
			exit(cli_error("bench: %u threads are more than this machine gives", wanted));
	}
	for (i = 0; i < n; i++) {
		pthread_join(thread[i], NULL);
		sum += limit[i].rate;
	}
	pthread_barrier_destroy(&ready);
	return sum;
}

/* ---- DPDK -------------------------------------------------------------- */

/* a program of its own, which is told a size and answers with a rate */
static struct {
	pid_t pid;
	FILE *to, *from;
} dpdk;

static void dpdk_become(const struct bench_params *p, int in, int out)
{
	char pool[32], ms[16];

	snprintf(pool, sizeof(pool), "%zu", p->pool);
	snprintf(ms, sizeof(ms), "%u", p->ms);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	execl(p->dpdk, p->dpdk, pool, ms, (char *)NULL);
	_exit(127);
}

bool peer_dpdk_start(const struct bench_params *p)
{
	int in[2], out[2];

	if (!p->dpdk[0] || access(p->dpdk, X_OK) || pipe2(in, O_CLOEXEC))
		return false;
	if (pipe2(out, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return false;
	}
	dpdk.pid = fork();
	if (!dpdk.pid)
		dpdk_become(p, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	dpdk.to = fdopen(in[1], "w");
	dpdk.from = fdopen(out[0], "r");
	return dpdk.pid > 0;
}

double peer_dpdk(size_t size)
{
	double gbps = 0;

	if (!dpdk.pid)
		return 0;
	fprintf(dpdk.to, "%zu\n", size);
	if (fflush(dpdk.to) || fscanf(dpdk.from, "%lf", &gbps) != 1) {
		peer_dpdk_stop();
		return 0;
	}
	return gbps;
}

void peer_dpdk_stop(void)
{
	if (!dpdk.pid)
		return;
	fclose(dpdk.to);
	fclose(dpdk.from);
	waitpid(dpdk.pid, NULL, 0);
	dpdk.pid = 0;
}
