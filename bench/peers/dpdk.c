// SPDX-License-Identifier: MIT
/*
 * What DPDK's dma_skeleton does, for "dmae bench": copies of a size through
 * one channel with a ring of 1024, up to 32 of them per doorbell, walking
 * through a pool. Reads sizes from standard input, and answers each with
 * gigabytes per second. Between two the device is stopped, so that its thread
 * takes no CPU time from whoever is measured meanwhile. The main thread has
 * CPU 0 to itself: DPDK puts the device's on what the main one leaves over.
 *
 *	dmae-bench-dpdk POOL-BYTES MILLISECONDS <SIZES
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_dmadev.h>
#include <rte_eal.h>
#include <rte_malloc.h>

#define RING	1024
#define BATCH	32

static double now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static int16_t device_open(void)
{
	struct rte_dma_conf conf = { .nb_vchans = 1 };
	struct rte_dma_vchan_conf vchan = { .direction = RTE_DMA_DIR_MEM_TO_MEM, .nb_desc = RING };
	int16_t dev = rte_dma_next_dev(0);

	if (dev < 0 || rte_dma_configure(dev, &conf) || rte_dma_vchan_setup(dev, 0, &vchan))
		return -1;
	return dev;
}

/* before a measurement the same is done for this part of its time, as "dmae bench" does */
#define WARM_UP	8

static double measure(int16_t dev, char *dst, char *src, size_t pool, size_t size, double ns)
{
	uint64_t submitted = 0, done = 0;
	double start, now, rate;
	bool warm = false;
	uint64_t before = 0;
	size_t at = 0;
	uint16_t last;
	bool failed = false;

	if (rte_dma_start(dev))
		return 0;
	start = now_ns();
	while ((now = now_ns()) - start < ns) {
		if (!warm && now - start >= ns / WARM_UP) {
			warm = true;
			start = now;
			before = done;
		}
		for (int i = 0; i < BATCH; i++) {
			if (rte_dma_copy(dev, 0, (rte_iova_t)(uintptr_t)(src + at),
					 (rte_iova_t)(uintptr_t)(dst + at), size, 0) < 0)
				break;
			submitted++;
			at += size;
			if (at + size > pool)
				at = 0;
		}
		rte_dma_submit(dev, 0);
		done += rte_dma_completed(dev, 0, RING, &last, &failed);
	}
	while (done < submitted)
		done += rte_dma_completed(dev, 0, RING, &last, &failed);
	rate = (done - before) * size / (now_ns() - start);
	rte_dma_stop(dev);
	return failed ? 0 : rate;
}

int main(int argc, char **argv)
{
	char *eal[] = { argv[0], "--no-huge", "--no-pci", "--no-shconf", "-m", "64", "-l", "0",
			"--log-level=1", "--no-telemetry", "--iova-mode=va", "--vdev=dma_skeleton" };
	size_t pool, size;
	char *src, *dst;
	int16_t dev;

	if (argc != 3) {
		fprintf(stderr, "usage: %s POOL-BYTES MILLISECONDS <SIZES\n", argv[0]);
		return 2;
	}
	pool = strtoull(argv[1], NULL, 0);
	if (rte_eal_init(sizeof(eal) / sizeof(eal[0]), eal) < 0 || (dev = device_open()) < 0) {
		fprintf(stderr, "%s: no dma_skeleton\n", argv[0]);
		return 1;
	}
	src = aligned_alloc(4096, pool);
	dst = aligned_alloc(4096, pool);
	if (!src || !dst)
		return 1;
	memset(src, 1, pool);
	memset(dst, 2, pool);
	while (scanf("%zu", &size) == 1) {
		printf("%.4f\n", measure(dev, dst, src, pool, size && size < pool ? size : pool,
					 atof(argv[2]) * 1e6));
		fflush(stdout);
	}
	return 0;
}
