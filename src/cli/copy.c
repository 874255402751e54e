// SPDX-License-Identifier: MIT
/*
 * The verb copy: a file through the DMA engine, slice by slice: read, copied
 * by the engine, compared, written; at the end the new file is read back and
 * compared as well. It is written under another name and takes its own in the
 * end, so that a copy that fails leaves no file behind, and one that was there
 * as it was. Host side.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <dmae/dma.h>

#include "cli/cli.h"

#define SLICE (16u << 20)

/** struct job - one copy; what is open is closed by job_close() */
struct job {
	const char *src, *dst;
	int in, out;
	char target[PATH_MAX]; /* @dst, behind symbolic links */
	char made[PATH_MAX]; /* the file that is written; "": @dst is none, or could not be made */
	char *from, *to;
	struct dmae_copier *copier;
	unsigned long long bytes;
	double dma_seconds;
};

static volatile sig_atomic_t interrupted;

/* SIGXFSZ: the write that caused it fails, which says more */
static void on_interrupt(int sig)
{
	if (sig != SIGXFSZ)
		interrupted = 1;
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static int file_error(const char *path, const char *what)
{
	return cli_error("copy: %s: %s: %s", path, what, strerror(errno));
}

static ssize_t read_full(int fd, char *buf, size_t size)
{
	size_t n = 0;
	ssize_t got;

	while (n < size) {
		got = read(fd, buf + n, size - n);
		if (got < 0 && errno == EINTR && !interrupted)
			continue;
		if (got < 0)
			return -1;
		if (!got)
			break;
		n += got;
	}
	return n;
}

static int write_full(int fd, const char *buf, size_t len)
{
	ssize_t put;

	while (len) {
		put = write(fd, buf, len);
		if (put < 0 && errno == EINTR && !interrupted)
			continue;
		if (put <= 0)
			return -1;
		buf += put;
		len -= put;
	}
	return 0;
}

static bool same_file(const struct stat *a, const char *path)
{
	struct stat b;

	return !stat(path, &b) && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

static int open_source(struct job *j, struct stat *st)
{
	j->in = open(j->src, O_RDONLY | O_CLOEXEC);
	if (j->in < 0 || fstat(j->in, st))
		return file_error(j->src, "cannot be read");
	if (S_ISDIR(st->st_mode)) {
		errno = EISDIR;
		return file_error(j->src, "cannot be read");
	}
	if (same_file(st, j->dst))
		return cli_error("copy: %s and %s are the same file", j->src, j->dst);
	return 0;
}

static mode_t current_umask(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return mask;
}

/* a new file beside the target */
static int make_file(struct job *j, mode_t mode)
{
	char name[PATH_MAX];

	if (snprintf(name, sizeof(name), "%s.dmae-XXXXXX", j->target) >= (int)sizeof(name)) {
		errno = ENAMETOOLONG;
		return file_error(j->dst, "cannot be written");
	}
	j->out = mkostemp(name, O_CLOEXEC);
	if (j->out < 0)
		return file_error(j->dst, "cannot be written");
	strcpy(j->made, name);
	if (fchmod(j->out, mode & 0777))
		return file_error(j->dst, "cannot be written");
	return 0;
}

static int open_target(struct job *j, mode_t mode)
{
	struct stat st;

	if (!realpath(j->dst, j->target))
		snprintf(j->target, sizeof(j->target), "%s", j->dst);
	if (stat(j->dst, &st))
		return make_file(j, mode & ~current_umask());
	/* what is there must be writable, even though it will be replaced */
	j->out = open(j->dst, O_WRONLY | O_CLOEXEC);
	if (j->out < 0)
		return file_error(j->dst, "cannot be written");
	if (!S_ISREG(st.st_mode))
		return 0;
	close(j->out);
	return make_file(j, st.st_mode);
}

static int job_open(struct job *j)
{
	struct stat st;
	int code = open_source(j, &st);

	if (!code)
		code = open_target(j, st.st_mode);
	if (code)
		return code;
	j->from = malloc(SLICE);
	j->to = malloc(SLICE);
	if (!j->from || !j->to)
		return cli_error("copy: out of memory");
	return 0;
}

static int job_finish(struct job *j)
{
	if (j->made[0] && rename(j->made, j->target))
		return file_error(j->dst, "cannot be written");
	j->made[0] = '\0';
	return 0;
}

static void job_close(struct job *j)
{
	if (j->copier)
		dmae_copier_close(j->copier);
	free(j->from);
	free(j->to);
	if (j->in >= 0)
		close(j->in);
	if (j->out >= 0)
		close(j->out);
	if (j->made[0])
		unlink(j->made);
}

static int copy_slice(struct job *j, size_t len)
{
	double start = seconds();

	if (dmae_copier_copy(j->copier, j->to, j->from, len))
		return cli_world_error();
	j->dma_seconds += seconds() - start;
	if (memcmp(j->from, j->to, len)) {
		cli_error("copy: %s: the engine's copy differs from the source after byte %llu",
			  j->src, j->bytes);
		return EXIT_TEST_FAILED;
	}
	if (write_full(j->out, j->to, len))
		return file_error(j->dst, "cannot be written");
	j->bytes += len;
	return 0;
}

static void show_progress(const struct job *j)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%llu MB ", j->bytes / 1000000);
}

static int copy_all(struct job *j)
{
	ssize_t got;
	int code;

	for (;;) {
		got = read_full(j->in, j->from, SLICE);
		if (interrupted)
			return cli_error("copy: interrupted");
		if (got < 0)
			return file_error(j->src, "cannot be read");
		if (!got)
			return 0;
		code = copy_slice(j, got);
		if (code)
			return code;
		show_progress(j);
	}
}

/* what is in the file now, not what we meant to write */
static int read_back(struct job *j)
{
	unsigned long long at = 0;
	ssize_t a, b;

	if (!j->made[0])
		return 0; /* a device or a pipe: the slices were compared */
	if (fsync(j->out) && errno != EINVAL && errno != EROFS)
		return file_error(j->dst, "cannot be written");
	if (lseek(j->in, 0, SEEK_SET) || lseek(j->out, 0, SEEK_SET))
		return 0; /* the source is a pipe: the same */
	do {
		a = read_full(j->in, j->from, SLICE);
		b = read_full(j->out, j->to, SLICE);
		if (a < 0 || b < 0)
			return file_error(a < 0 ? j->src : j->dst, "cannot be read back");
		if (a != b || memcmp(j->from, j->to, a)) {
			cli_error("copy: %s differs from %s after byte %llu", j->dst, j->src, at);
			return EXIT_TEST_FAILED;
		}
		at += a;
	} while (a);
	return 0;
}

static void print_result(const struct cli_options *options, const struct job *j)
{
	double rate = j->dma_seconds > 0 ? j->bytes / j->dma_seconds / 1e6 : 0;

	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r");
	if (options->json) {
		printf("{\"bytes\": %llu, \"channel\": \"%s\", \"descriptors\": %lu, \"seconds\": "
		       "%.6f, "
		       "\"megabytes_per_second\": %.1f, \"verified\": true}\n",
		       j->bytes, dmae_copier_channel(j->copier), dmae_copier_descriptors(j->copier),
		       j->dma_seconds, rate);
		return;
	}
	printf("copied %llu bytes through %s in %lu descriptor%s: %.1f MB/s, verified\n", j->bytes,
	       dmae_copier_channel(j->copier), dmae_copier_descriptors(j->copier),
	       dmae_copier_descriptors(j->copier) == 1 ? "" : "s", rate);
}

static int job_run(struct job *j)
{
	int code = job_open(j);

	if (!code)
		code = copy_all(j);
	if (!code)
		code = read_back(j);
	if (!code)
		code = job_finish(j);
	return code;
}

/* a signal must not leave half a file behind */
static int job_run_guarded(struct job *j)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGXFSZ };
	struct sigaction before[4], noted = { .sa_handler = on_interrupt };
	unsigned int i;
	int code;

	interrupted = 0;
	for (i = 0; i < 4; i++)
		sigaction(signals[i], &noted, &before[i]);
	code = job_run(j);
	for (i = 0; i < 4; i++)
		sigaction(signals[i], &before[i], NULL);
	return code;
}

int copy_inside(const struct cli_options *options, int argc, char **argv)
{
	struct job j = { .in = -1, .out = -1 };
	const char *channel = NULL;
	int at = 1, code;

	if (argc > 1 && !strncmp(argv[1], "channel=", 8))
		channel = argv[at++] + 8;
	if (channel && !channel[0])
		return cli_error("copy: channel=: which channel? (dmae ls lists them)");
	if (argc < at + 2)
		return cli_error("copy: expected SRC and DST (see dmae copy --help)");
	if (cli_no_more_args(argc, argv, at + 2))
		return EXIT_UNUSABLE;
	j.src = argv[at];
	j.dst = argv[at + 1];
	j.copier = dmae_copier_open(channel);
	if (!j.copier)
		return cli_world_error();
	code = job_run_guarded(&j);
	if (!code)
		print_result(options, &j);
	job_close(&j);
	return code;
}

int copy_run(struct cli_options *options, int argc, char **argv)
{
	return verb_in_world(options, argc, argv, copy_inside);
}
