// SPDX-License-Identifier: MIT
/* Tests in a child process. Host side. */
#include "forked.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"

#define OUTPUT_SIZE 65536

struct child {
	pid_t pid;
	int fd;
	size_t len;
	char output[OUTPUT_SIZE];
};

static void child_main(int fd, void (*fn)(void))
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	dup2(fd, STDERR_FILENO);
	setenv("DMAE_LOGLEVEL", "8", 1);
	setenv("DMAE_WATCHDOG_MS", "500", 1);
	signal(SIGABRT, SIG_DFL);
	signal(SIGSEGV, SIG_DFL);
	if (base_setup(NULL))
		_exit(3);
	fn();
	_exit(0);
}

static int child_start(struct child *c, void (*fn)(void))
{
	int fds[2];

	if (pipe(fds))
		return -errno;
	c->len = 0;
	c->pid = fork();
	if (c->pid < 0)
		return -errno;
	if (!c->pid)
		child_main(fds[1], fn);
	close(fds[1]);
	c->fd = fds[0];
	return 0;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* read until @text has come, the child has closed its end, or time is up */
static int child_read(struct child *c, const char *text, double until)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	ssize_t got;

	while (now() < until && c->len < OUTPUT_SIZE - 1) {
		if (poll(&p, 1, 100) <= 0)
			continue;
		got = read(c->fd, c->output + c->len, OUTPUT_SIZE - 1 - c->len);
		if (got <= 0)
			break;
		c->len += got;
		c->output[c->len] = '\0';
		if (text && strstr(c->output, text))
			return 1;
	}
	return 0;
}

int forked_dies_saying(void (*fn)(void), const char *text)
{
	static struct child c;
	int status;

	if (child_start(&c, fn))
		return 0;
	child_read(&c, NULL, now() + 60);
	close(c.fd);
	kill(c.pid, SIGKILL);
	waitpid(c.pid, &status, 0);
	if (!strstr(c.output, text))
		print_message("the child said:\n%s\n", c.output);
	/* a sanitizer turns the signal into an exit code of its own */
	return strstr(c.output, text) != NULL && status != 0;
}

int forked_says(void (*fn)(void), const char *text, int seconds)
{
	static struct child c;
	int said, status;

	if (child_start(&c, fn))
		return 0;
	said = child_read(&c, text, now() + seconds);
	close(c.fd);
	kill(c.pid, SIGKILL);
	waitpid(c.pid, &status, 0);
	if (!said)
		print_message("the child said:\n%.*s\n", (int)c.len, c.output);
	return said;
}
