// SPDX-License-Identifier: MIT
/* Running other programs, with memory files as their input and output. Host side. */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/host.h"
#include "base/paths.h"

extern char **environ;

/* ---- arguments ----------------------------------------------------------- */

static void add(struct process *p, char *arg)
{
	p->argv = host_realloc(p->argv, (p->argc + 2) * sizeof(*p->argv));
	p->argv[p->argc++] = arg;
	p->argv[p->argc] = NULL;
}

void process_arg(struct process *p, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(p, path_vformat(fmt, args));
	va_end(args);
}

void process_args(struct process *p, const char *text)
{
	while (*(text += strspn(text, " \t\n"))) {
		int len = strcspn(text, " \t\n");

		process_arg(p, "%.*s", len, text);
		text += len;
	}
}

/* ---- memory files ---------------------------------------------------------- */

static int memory_file(const char *name, const void *data, size_t len)
{
	int fd = memfd_create(name, MFD_CLOEXEC);
	size_t done = 0;

	while (fd >= 0 && done < len) {
		ssize_t n = write(fd, (const char *)data + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			close(fd);
			return -1;
		}
		done += n;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static char *slurp(int fd, size_t *len)
{
	off_t size = lseek(fd, 0, SEEK_END);
	size_t done = 0;
	char *data;

	if (size < 0)
		size = 0;
	data = host_alloc(size + 1);
	while (done < (size_t)size) {
		ssize_t n = pread(fd, data + done, size - done, done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += n;
	}
	data[done] = '\0';
	*len = done;
	return data;
}

static void files_close(struct process *p)
{
	int i;

	for (i = 0; i < 3; i++)
		if (p->files[i] >= 0)
			close(p->files[i]);
}

static int files_open(struct process *p)
{
	p->files[0] = memory_file("input", p->input, p->input ? p->input_len : 0);
	p->files[1] = memory_file("output", NULL, 0);
	p->files[2] = memory_file("messages", NULL, 0);
	if (p->files[0] >= 0 && p->files[1] >= 0 && p->files[2] >= 0)
		return 0;
	files_close(p);
	return -EIO;
}

/* ---- the program ----------------------------------------------------------- */

/* messages are parsed: they must be in the language that their programs were written in */
static char **environ_in_c(void)
{
	size_t n = 0, kept = 0;
	char **copy;

	while (environ && environ[n])
		n++;
	copy = host_alloc((n + 2) * sizeof(*copy));
	for (n = 0; environ && environ[n]; n++)
		if (strncmp(environ[n], "LC_ALL=", 7))
			copy[kept++] = environ[n];
	copy[kept] = (char *)"LC_ALL=C";
	return copy;
}

static int spawn(struct process *p)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	char **env = environ_in_c();
	sigset_t none;
	int i, err;

	posix_spawn_file_actions_init(&actions);
	for (i = 0; i < 3; i++)
		posix_spawn_file_actions_adddup2(&actions, p->files[i], i);
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	err = posix_spawnp(&p->pid, p->argv[0], &actions, &attr, p->argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	host_free(env);
	return -err;
}

int process_start(struct process *p)
{
	int err = files_open(p);

	if (err)
		return err;
	err = spawn(p);
	if (err)
		files_close(p);
	return err;
}

int process_wait(struct process *p)
{
	int status = 0, err = 0;
	size_t len;

	while (waitpid(p->pid, &status, 0) < 0) {
		if (errno != EINTR) {
			err = -errno;
			break;
		}
	}
	p->output = slurp(p->files[1], &p->output_len);
	p->messages = slurp(p->files[2], &len);
	files_close(p);
	if (err)
		return err;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int process_run(struct process *p)
{
	int err = process_start(p);

	return err ? err : process_wait(p);
}

void process_free(struct process *p)
{
	int i;

	for (i = 0; i < p->argc; i++)
		host_free(p->argv[i]);
	host_free(p->argv);
	host_free(p->output);
	host_free(p->messages);
	memset(p, 0, sizeof(*p));
}
