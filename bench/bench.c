// SPDX-License-Identifier: MIT
/*
 * What the foundation costs, beside the nearest thing of the host's: a table
 * of medians over several rounds, on a machine that is named. It prints; it
 * never judges. Host side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include <dmae/world.h>

#include "kernel_side.h"

#define ROUNDS	5
#define TURNS	1000000ul
#define DMAC	0x40000000ull	/* the textbook controller's ID register */

static double now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double (*measure)(void))
{
	double value[ROUNDS];
	int i;

	for (i = 0; i < ROUNDS; i++)
		value[i] = measure();
	qsort(value, ROUNDS, sizeof(value[0]), by_value);
	return value[ROUNDS / 2];
}

/* ---- peers ------------------------------------------------------------- */

static ucontext_t here, there;
static char there_stack[65536];

static void bounce(void)
{
	for (;;)
		swapcontext(&there, &here);
}

static double peer_swapcontext(void)
{
	unsigned long i, turns = TURNS / 10;
	double start;

	getcontext(&there);
	there.uc_stack.ss_sp = there_stack;
	there.uc_stack.ss_size = sizeof(there_stack);
	makecontext(&there, bounce, 0);
	start = now_ns();
	for (i = 0; i < turns; i++)
		swapcontext(&here, &there);
	return (now_ns() - start) / turns / 2;
}

static double peer_malloc(void)
{
	double start = now_ns();
	unsigned long i;

	for (i = 0; i < TURNS; i++) {
		void *volatile mem = malloc(256);

		free(mem);
	}
	return (now_ns() - start) / TURNS;
}

static double peer_syscall(void)
{
	double start = now_ns();
	unsigned long i;

	for (i = 0; i < TURNS / 10; i++)
		getppid();
	return (now_ns() - start) / (TURNS / 10);
}

/* ---- ours -------------------------------------------------------------- */

static double in_world(enum dmae_executor executor, enum dmae_switch checker, unsigned int cpus,
		       double (*measure)(unsigned long turns))
{
	struct dmae_world_params p = DMAE_WORLD_PARAMS;
	double ns;

	p.board = "textbook";
	p.executor = executor;
	p.checker = checker;
	p.cpus = cpus;
	p.loglevel = -1;
	if (dmae_world_start(&p)) {
		fprintf(stderr, "bench: %s\n", dmae_error());
		exit(2);
	}
	ns = measure(TURNS);
	dmae_world_stop();
	return ns;
}

static double read_id(unsigned long turns)
{
	return bench_readl(DMAC, turns);
}

static double fiber_switch(void)
{
	return in_world(DMAE_FIBERS, DMAE_OFF, 1, bench_fiber_switch);
}

static double readl_fibers(void)
{
	return in_world(DMAE_FIBERS, DMAE_OFF, 1, read_id);
}

static double readl_threads(void)
{
	return in_world(DMAE_THREADS, DMAE_OFF, 0, read_id);
}

static double map_unchecked(void)
{
	return in_world(DMAE_FIBERS, DMAE_OFF, 1, bench_map);
}

static double map_checked(void)
{
	return in_world(DMAE_FIBERS, DMAE_ON, 1, bench_map);
}

static double spinlock_fibers(void)
{
	return in_world(DMAE_FIBERS, DMAE_OFF, 1, bench_spinlock);
}

static double spinlock_threads(void)
{
	return in_world(DMAE_THREADS, DMAE_OFF, 0, bench_spinlock);
}

static double kmalloc_fibers(void)
{
	return in_world(DMAE_FIBERS, DMAE_OFF, 1, bench_kmalloc);
}

/* ---- the command ------------------------------------------------------- */

static const char *dmae_path;

/* standard output of the command into @text; its wall time in ns */
static double command(char *const argv[], char *text, size_t size)
{
	double start = now_ns();
	int fds[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	if (pipe(fds))
		exit(2);
	pid = fork();
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		close(fds[0]);
		execv(dmae_path, argv);
		_exit(127);
	}
	close(fds[1]);
	while ((n = read(fds[0], text + len, size - 1 - len)) > 0)
		len += n;
	text[len] = '\0';
	close(fds[0]);
	waitpid(pid, &status, 0);
	if (status) {
		fprintf(stderr, "bench: %s failed\n", dmae_path);
		exit(2);
	}
	return now_ns() - start;
}

static double first_transfer(void)
{
	static char *argv[] = { "dmae",	      "test", "--board",	   "textbook",
				"--loglevel", "0",    "channel=dma0chan0", "iterations=1",
				NULL };
	char text[4096];

	return command(argv, text, sizeof(text));
}

static double dmatest_rate(const char *size, const char *verify)
{
	char transfer[64];
	char *argv[] = { "dmae",
			 "test",
			 "--board",
			 "textbook",
			 "--loglevel",
			 "0",
			 "channel=dma0chan0",
			 "iterations=200000",
			 transfer,
			 "test_buf_size=8192",
			 (char *)verify,
			 "norandom=1",
			 NULL };
	char text[4096], *line;
	double rate = 0;

	snprintf(transfer, sizeof(transfer), "transfer_size=%s", size);
	command(argv, text, sizeof(text));
	line = strstr(text, "dma0chan0");
	if (line)
		sscanf(line, "%*s %*s %*u %*u %lf", &rate);
	return rate;
}

static double dmatest_4k(void)
{
	return dmatest_rate("4096", "noverify=1");
}

static double dmatest_64(void)
{
	return dmatest_rate("64", "noverify=1");
}

static double dmatest_4k_verified(void)
{
	return dmatest_rate("4096", "noverify=0");
}

/* ---- the table --------------------------------------------------------- */

static void row(const char *what, double ours, const char *unit, const char *target,
		const char *peer, double theirs)
{
	printf("%-44s %12.1f %-12s %-12s", what, ours, unit, target);
	if (peer)
		printf(" %-24s %10.1f  ratio %.2f", peer, theirs, ours / theirs);
	printf("\n");
	fflush(stdout);
}

static void describe_machine(void)
{
	char line[256], model[128] = "unknown CPU";
	FILE *f = fopen("/proc/cpuinfo", "r");
	struct utsname u;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "model name : %127[^\n]", model) == 1)
			break;
	if (f)
		fclose(f);
	uname(&u);
	printf("%s, %ld CPUs, Linux %s; medians of %d rounds\n\n", model,
	       sysconf(_SC_NPROCESSORS_ONLN), u.release, ROUNDS);
}

int main(int argc, char **argv)
{
	dmae_path = argc > 1 ? argv[1] : "build/dmae";
	describe_machine();
	printf("%-44s %12s %-12s %-12s %-24s\n", "WHAT", "MEDIAN", "UNIT", "TARGET", "PEER");
	row("fiber switch", median(fiber_switch), "ns", "< 50", "swapcontext",
	    median(peer_swapcontext));
	row("readl of a model register, fibers", median(readl_fibers), "ns", "< 20", "getppid",
	    median(peer_syscall));
	row("readl of a model register, threads", median(readl_threads), "ns", "", NULL, 0);
	row("dma_map_single + unmap, checker off", median(map_unchecked), "ns", "< 20",
	    "malloc + free", median(peer_malloc));
	row("dma_map_single + unmap, checker on", median(map_checked), "ns", "", NULL, 0);
	row("spin_lock_irqsave + unlock, fibers", median(spinlock_fibers), "ns", "", NULL, 0);
	row("spin_lock_irqsave + unlock, threads", median(spinlock_threads), "ns", "", NULL, 0);
	row("kmalloc + kfree of 256 bytes", median(kmalloc_fibers), "ns", "", "malloc + free",
	    median(peer_malloc));
	row("command to first verified transfer", median(first_transfer) / 1e6, "ms", "<= 20", NULL,
	    0);
	row("textbook dmatest, 4 KiB, noverify", median(dmatest_4k) / 1e3, "k/s", ">= 300", NULL,
	    0);
	row("textbook dmatest, 64 B, noverify", median(dmatest_64) / 1e3, "k/s", "", NULL, 0);
	row("textbook dmatest, 4 KiB, verified", median(dmatest_4k_verified) / 1e3, "k/s", "", NULL,
	    0);
	return 0;
}
