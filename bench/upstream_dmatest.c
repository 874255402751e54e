// SPDX-License-Identifier: MIT
/*
 * Upstream dmatest on upstream pl330, both built from the kernel's sources as
 * they stand, on zynq-zc702 in fibers: tests a second by the wall clock,
 * beside a real kernel on QEMU's Zynq (shared baselines, measured once on a
 * machine of the same kind). It prints; it never judges. Host side.
 *
 *	upstream-dmatest [path of dmae] [kernel tree] [kernel parameter ...]
 *
 * With "dma_coherent=off", say, it shows what caches cost. "" is the kernel
 * tree of the installed package.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <dmae/world.h>

#define ROUNDS	3
#define BOARD	"zynq-zc702"
#define STATS	"/sys/module/dmatest/parameters/"

static const char *dmae_path, *tree;
static const char *const *kernel_params;
static char pl330[4200], dmatest[4200];

/**
 * struct row - a set of dmatest's parameters
 * @qemu: tests a second of Linux 6.1.192 on QEMU 7.2 (-M xilinx-zynq-a9)
 * @target: what this is to be, at least
 */
static const struct row {
	const char *what, *params;
	unsigned int tests;
	double qemu, target;
} rows[] = {
	{ "random in 16 KiB, verified", "", 20000, 621, 31000 },
	{ "random in 16 KiB, noverify", "noverify=1", 30000, 719, 36000 },
	{ "64 B, noverify", "norandom=1 noverify=1 transfer_size=64", 400000, 10400, 520000 },
	{ "4 KiB, noverify", "norandom=1 noverify=1 transfer_size=4096", 200000, 5600, 280000 },
	{ "64 KiB, noverify", "norandom=1 noverify=1 test_buf_size=131072 transfer_size=65536",
	  30000, 485, 24000 },
};

static double now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static double cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "upstream-dmatest: %s: %s\n", what, dmae_error());
	exit(2);
}

/* runs the command without its chatter; its exit status, and its memory at most in KiB */
static int command(char *const argv[], long *kib)
{
	struct rusage usage;
	int status, null;
	pid_t pid = fork();

	if (!pid) {
		null = open("/dev/null", O_WRONLY);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execv(dmae_path, argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		return 127;
	*kib = usage.ru_maxrss;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 127;
}

static void build(const char *source, const char *out)
{
	char path[4096];
	long kib;
	char *in_tree[] = { "dmae", "build", "-k", (char *)tree, "-o", (char *)out, path, NULL };
	char *packaged[] = { "dmae", "build", "-o", (char *)out, path, NULL };

	snprintf(path, sizeof(path), "%s%sdrivers/dma/%s", tree ? tree : "", tree ? "/" : "",
		 source);
	if (command(tree ? in_tree : packaged, &kib)) {
		fprintf(stderr, "upstream-dmatest: dmae build %s failed\n", path);
		exit(2);
	}
}

/* a counter in dmatest's line "summary 20000 tests, 0 failures ..." */
struct summary {
	unsigned int tests, failures;
};

static int find_summary(uint64_t ns, int level, const char *text, void *arg)
{
	struct summary *sum = arg;
	const char *at = strstr(text, "summary ");

	if (at)
		sscanf(at, "summary %u tests, %u failures", &sum->tests, &sum->failures);
	return 0;
}

static int is_running(void)
{
	char *data;
	size_t len;
	int yes;

	if (dmae_file_read(STATS "run", &data, &len))
		return 0;
	yes = len && (data[0] == 'Y' || data[0] == '1');
	dmae_free(data);
	return yes;
}

/* tests a second, of one world; @cpu: and how many in a second of the host's CPU time */
static double rate(const struct row *row, double *cpu)
{
	struct dmae_world_params p = DMAE_WORLD_PARAMS;
	struct summary sum = { 0 };
	char params[256];
	double start, start_cpu, ns;

	p.board = BOARD;
	p.executor = DMAE_FIBERS;
	p.loglevel = -1;
	p.params = kernel_params;
	snprintf(params, sizeof(params), "timeout=10000 iterations=%u %s", row->tests, row->params);
	if (dmae_world_start(&p))
		die(BOARD);
	if (dmae_module_load(pl330, NULL) || dmae_module_load(dmatest, params) ||
	    dmae_file_write(STATS "channel", "dma0chan0", 9))
		die("cannot load the modules");
	start = now_ns();
	start_cpu = cpu_ns();
	if (dmae_file_write(STATS "run", "1", 1))
		die("cannot start dmatest");
	do
		dmae_world_idle(50000000);
	while (is_running());
	ns = now_ns() - start;
	*cpu = cpu_ns() - start_cpu;
	dmae_log_read(find_summary, &sum);
	dmae_world_stop();
	if (sum.tests != row->tests || sum.failures)
		fprintf(stderr, "upstream-dmatest: %s: %u of %u tests, %u failures\n", row->what,
			sum.tests, row->tests, sum.failures);
	*cpu = sum.tests / *cpu * 1e9;
	return sum.tests / ns * 1e9;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void first_transfer(void)
{
	double ms[7];
	long kib = 0;
	unsigned int i;
	char *argv[] = { "dmae", "test", "--board", BOARD, "--loglevel", "0", "--module", pl330,
			 "--", "channel=dma0chan0", "iterations=1", NULL };

	for (i = 0; i < 7; i++) {
		double start = now_ns();

		if (command(argv, &kib) == 127)
			return;
		ms[i] = (now_ns() - start) / 1e6;
	}
	qsort(ms, 7, sizeof(ms[0]), by_value);
	printf("%-28s %10.1f ms  <= 50     QEMU %9.1f ms  ratio %.0f\n",
	       "first verified transfer", ms[3], 470.0, 470 / ms[3]);
	printf("%-28s %10.1f MB  < 100     QEMU %9.1f MB  ratio %.0f\n", "memory resident",
	       kib / 1e3, 281.0, 281e3 / kib);
}

static void describe_machine(void)
{
	char line[256], model[128] = "unknown CPU";
	FILE *f = fopen("/proc/cpuinfo", "r");
	struct utsname u;
	double load = 0;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "model name : %127[^\n]", model) == 1)
			break;
	if (f)
		fclose(f);
	uname(&u);
	getloadavg(&load, 1);
	printf("%s, %ld CPUs, Linux %s, load %.1f; medians of %d rounds\n\n", model,
	       sysconf(_SC_NPROCESSORS_ONLN), u.release, load, ROUNDS);
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/upstream-dmatest-XXXXXX";
	unsigned int i, k;

	dmae_path = argc > 1 ? argv[1] : "build/src/cli/dmae";
	tree = argc > 2 && *argv[2] ? argv[2] : getenv("DMAE_KERNEL");
	if (argc > 3)
		kernel_params = (const char *const *)argv + 3;
	if (!mkdtemp(folder))
		return 2;
	snprintf(pl330, sizeof(pl330), "%s/pl330.so", folder);
	snprintf(dmatest, sizeof(dmatest), "%s/dmatest.so", folder);
	build("pl330.c", pl330);
	build("dmatest.c", dmatest);
	describe_machine();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double value[ROUNDS], cpu[ROUNDS];

		for (k = 0; k < ROUNDS; k++)
			value[k] = rate(&rows[i], &cpu[k]);
		qsort(value, ROUNDS, sizeof(value[0]), by_value);
		qsort(cpu, ROUNDS, sizeof(cpu[0]), by_value);
		printf("%-28s %10.0f /s  >= %-6.0f QEMU %9.0f /s  ratio %-5.0f"
		       " %9.0f per CPU second\n",
		       rows[i].what, value[ROUNDS / 2], rows[i].target, rows[i].qemu,
		       value[ROUNDS / 2] / rows[i].qemu, cpu[ROUNDS / 2]);
		fflush(stdout);
	}
	first_transfer();
	unlink(pl330);
	unlink(dmatest);
	rmdir(folder);
	return 0;
}
