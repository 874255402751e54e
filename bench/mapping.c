// SPDX-License-Identifier: MIT
/*
 * What DMA mapping costs in each mode, beside plain memcpy() and malloc(), in
 * one run: medians over several rounds, in which every row has its turn. It
 * prints; it never judges. Host side.
 *
 *	mapping FOLDER-OF-OVERLAYS
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <dmae/world.h>

#include "mapping_kernel.h"

#define ROUNDS	7
#define TURNS	200000ul

static const char *overlays;

static double now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

/** struct mode - how the machine is set up */
struct mode {
	const char *overlay;	/* file in the folder; NULL: none */
	const char *param;
	enum dmae_switch checker;
	enum dmae_executor executor;
};

static const struct mode direct = { .checker = DMAE_OFF, .executor = DMAE_THREADS };
static const struct mode checked = { .checker = DMAE_ON, .executor = DMAE_THREADS };
static const struct mode strict = { "default-smmu.dtso", "iommu.strict=1", DMAE_OFF, DMAE_FIBERS };
static const struct mode lazy = { "default-smmu.dtso", "iommu.strict=0", DMAE_OFF, DMAE_FIBERS };
static const struct mode bounced = { NULL, "swiotlb=force", DMAE_OFF, DMAE_THREADS };

static double in_world(const struct mode *mode, double (*measure)(void))
{
	const char *files[] = { NULL, NULL }, *params[] = { mode->param, NULL };
	struct dmae_world_params p = DMAE_WORLD_PARAMS;
	char path[512];
	double ns;

	if (mode->overlay) {
		snprintf(path, sizeof(path), "%s/%s", overlays, mode->overlay);
		files[0] = path;
		p.overlays = files;
	}
	p.params = params;
	p.executor = mode->executor;
	p.checker = mode->checker;
	p.loglevel = 4;
	if (dmae_world_start(&p)) {
		fprintf(stderr, "mapping: %s\n", dmae_error());
		exit(2);
	}
	ns = measure();
	dmae_world_stop();
	return ns;
}

/* ---- what is measured -------------------------------------------------- */

static double page(void)
{
	return mapping_page(4096, TURNS);
}

static double held(void)
{
	return mapping_held(4096, 256, TURNS);
}

static double list(void)
{
	return mapping_sg(256, TURNS / 200) / 1000;
}

static double pool(void)
{
	return mapping_pool(256, TURNS);
}

static double coherent(void)
{
	return mapping_coherent(4096, TURNS / 10);
}

/* gigabytes per second of what is copied: the same few pages again, and through 16 MiB */
#define WALK (16ul << 20)
#define BOUNCE(name, size, walk, turns)				\
static double bounce_##name(void)				\
{								\
	return 1 / mapping_bounce(size, walk, turns);		\
}								\
static double ram_##name(void)					\
{								\
	return 1 / mapping_copy(size, walk, turns);		\
}								\
static double copy_##name(void)					\
{								\
	return in_world(&direct, ram_##name);			\
}

BOUNCE(4k, 4096, 4096, TURNS)
BOUNCE(64k, 65536, 65536, TURNS / 20)
BOUNCE(256k, 262144, 262144, TURNS / 80)
BOUNCE(walk_4k, 4096, WALK, TURNS)
BOUNCE(walk_64k, 65536, WALK, TURNS / 20)
BOUNCE(walk_256k, 262144, WALK, TURNS / 80)

/* ---- peers ------------------------------------------------------------- */

static double malloc_pair(void)
{
	double start = now_ns();
	unsigned long i;

	for (i = 0; i < TURNS; i++) {
		void *volatile mem = malloc(256);

		free(mem);
	}
	return (now_ns() - start) / TURNS;
}

/* ---- the table --------------------------------------------------------- */

/** struct row - @peer is NULL: there is nothing like it; @target 0: none was set */
static const struct row {
	const char *what, *unit;
	const struct mode *mode;
	double (*measure)(void);
	const char *peer_name;
	double (*peer)(void);
	double target;
	bool is_share;	/* the target is one of the peer's rate */
} rows[] = {
	{ "direct: map + unmap a page", "ns", &direct, page, NULL, NULL, 20, false },
	{ "direct, with the DMA checker", "ns", &checked, page, NULL, NULL, 0, false },
	{ "IOMMU, strict: map + unmap a page", "ns", &strict, page, NULL, NULL, 150, false },
	{ "IOMMU, strict, 256 of them held", "ns", &strict, held, NULL, NULL, 150, false },
	{ "IOMMU, lazy: map + unmap a page", "ns", &lazy, page, NULL, NULL, 60, false },
	{ "IOMMU, lazy, 256 of them held", "ns", &lazy, held, NULL, NULL, 60, false },
	{ "direct: scatterlist of 256 pages", "us", &direct, list, NULL, NULL, 0, false },
	{ "IOMMU, strict: scatterlist of 256 pages", "us", &strict, list, NULL, NULL, 8, false },
	{ "IOMMU, lazy: scatterlist of 256 pages", "us", &lazy, list, NULL, NULL, 8, false },
	{ "bounce 4 KiB, both ways, in the cache", "GB/s", &bounced, bounce_4k, "memcpy", copy_4k,
	  0.95, true },
	{ "bounce 64 KiB, both ways, in the cache", "GB/s", &bounced, bounce_64k, "memcpy", copy_64k,
	  0.95, true },
	{ "bounce 256 KiB, both ways, in the cache", "GB/s", &bounced, bounce_256k, "memcpy", copy_256k,
	  0.95, true },
	{ "bounce 4 KiB, both ways, 16 MiB", "GB/s", &bounced, bounce_walk_4k, "memcpy", copy_walk_4k,
	  0.95, true },
	{ "bounce 64 KiB, both ways, 16 MiB", "GB/s", &bounced, bounce_walk_64k, "memcpy", copy_walk_64k,
	  0.95, true },
	{ "bounce 256 KiB, both ways, 16 MiB", "GB/s", &bounced, bounce_walk_256k, "memcpy", copy_walk_256k,
	  0.95, true },
	{ "dma_pool_alloc + free", "ns", &direct, pool, "malloc + free", malloc_pair, 25, false },
	{ "dma_alloc_coherent + free of a page", "ns", &direct, coherent, "malloc + free", malloc_pair,
	  0, false },
};

#define NROWS (sizeof(rows) / sizeof(rows[0]))

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *value)
{
	qsort(value, ROUNDS, sizeof(*value), by_value);
	return value[ROUNDS / 2];
}

static void print_row(const struct row *r, double *ours, double *theirs)
{
	double m = median(ours), p = r->peer ? median(theirs) : 0;
	char peer[48] = "", target[32] = "";

	if (r->peer)
		snprintf(peer, sizeof(peer), "%s %.1f", r->peer_name, p);
	if (r->is_share)
		snprintf(target, sizeof(target), "%.0f%% of it: %.0f%%", r->target * 100,
			 m / p * 100);
	else if (r->target > 0)
		snprintf(target, sizeof(target), "%.0f", r->target);
	printf("%-42s %8.1f %-5s %6.1f %8.1f   %-22s %s\n", r->what, m, r->unit, ours[0],
	       ours[ROUNDS - 1], peer, target);
}

int main(int argc, char **argv)
{
	static double ours[NROWS][ROUNDS], theirs[NROWS][ROUNDS];
	struct utsname name;
	unsigned int round;
	size_t i;

	overlays = argc > 1 ? argv[1] : "boards/overlays";
	uname(&name);
	printf("%s %s, %ld CPUs; median of %d rounds, lowest and highest\n", name.sysname, name.machine,
	       sysconf(_SC_NPROCESSORS_ONLN), ROUNDS);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < NROWS; i++) {
			ours[i][round] = in_world(rows[i].mode, rows[i].measure);
			if (rows[i].peer)
				theirs[i][round] = rows[i].peer();
		}
	}
	printf("%-42s %8s %-5s %6s %8s   %-22s %s\n", "", "median", "", "low", "high", "beside it",
	       "target");
	for (i = 0; i < NROWS; i++)
		print_row(&rows[i], ours[i], theirs[i]);
	return 0;
}
