// SPDX-License-Identifier: MIT
/* Running the command for its tests. Host side. */
#include "cli/command.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 240	/* for a run under a sanitizer on a busy machine */

static char folder[64];

/* ---- what the test's end frees ------------------------------------------- */

static void **kept;
static size_t nkept;

static void *keep(void *mem)
{
	kept = realloc(kept, (nkept + 1) * sizeof(*kept));
	assert_non_null(kept);
	kept[nkept++] = mem;
	return mem;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

int command_setup(void **state)
{
	snprintf(folder, sizeof(folder), "/tmp/dmae-cli-XXXXXX");
	return mkdtemp(folder) && !chdir(folder) ? 0 : -1;
}

int command_teardown(void **state)
{
	while (nkept)
		free(kept[--nkept]);
	free(kept);
	kept = NULL;
	return chdir("/") || nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void need_kernel_source(const char *version)
{
	char package[64];

	snprintf(package, sizeof(package), "/usr/src/linux-source-%s.tar.xz", version);
	if (access(package, R_OK))
		skip_because("there is no %s", package);
}

/* ---- running ------------------------------------------------------------- */

const char *command_dmae(void)
{
	const char *path = getenv("DMAE");

	if (!path || access(path, X_OK))
		fail_msg("DMAE=%s: no command to test", path ? path : "");
	return path;
}

static char *slurp(int fd, size_t *len)
{
	struct stat st;
	char *text;

	assert_int_equal(fstat(fd, &st), 0);
	text = keep(malloc(st.st_size + 1));
	assert_int_equal(pread(fd, text, st.st_size, 0), st.st_size);
	text[st.st_size] = '\0';
	if (len)
		*len = st.st_size;
	return text;
}

static void child(int in, int out, int err, const char **argv)
{
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], (char **)argv);
	dprintf(err, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* @pid's exit code or minus its signal; it is killed when its time is up */
static int wait_for(pid_t pid)
{
	struct timespec nap = { .tv_nsec = 1000000 };
	int status, i;

	for (i = 0; i < SECONDS * 1000; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
		nanosleep(&nap, NULL);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	fail_msg("the command does not end");
	return -SIGKILL;
}

static int feed(const char *input)
{
	int fds[2];

	if (!input)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	assert_int_equal(write(fds[1], input, strlen(input)), strlen(input));
	close(fds[1]);
	return fds[0];
}

static void no_sanitizer_report(const char *err)
{
	const char *report = strstr(err, "runtime error:");

	if (!report)
		report = strstr(err, "Sanitizer");
	if (!report)
		return;
	/* what comes before it may be more than a message holds */
	while (report > err && report[-1] != '\n')
		report--;
	fail_msg("%s", report);
}

struct result command_run(const char *input, const char **argv)
{
	int in = feed(input);
	int out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC);
	struct result r;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		child(in, out, err, argv);
	r.code = wait_for(pid);
	r.out = slurp(out, NULL);
	r.err = slurp(err, NULL);
	close(in);
	close(out);
	close(err);
	no_sanitizer_report(r.err);
	return r;
}

struct result shell(const char *line)
{
	char script[4096];

	snprintf(script, sizeof(script), "dmae() { '%s' \"$@\"; }\n%s", command_dmae(), line);
	return command_run(NULL, (const char *[]){ "sh", "-c", script, NULL });
}

pid_t command_start(const char **argv)
{
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int out = open("out", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int err = open("err", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		child(in, out, err, argv);
	close(in);
	close(out);
	close(err);
	return pid;
}

struct result command_end(pid_t pid)
{
	struct result r = { .code = wait_for(pid) };

	r.out = read_file("out", NULL);
	r.err = read_file("err", NULL);
	unlink("out");
	unlink("err");
	no_sanitizer_report(r.err);
	return r;
}

/* ---- files --------------------------------------------------------------- */

void write_file(const char *path, const void *data, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

void random_file(const char *path, size_t len)
{
	unsigned char *data = malloc(len + 1);
	unsigned int x = len * 2654435761u + 1;
	size_t i;

	assert_non_null(data);
	for (i = 0; i < len; i++) {
		x = x * 1664525u + 1013904223u;
		data[i] = x >> 24;
	}
	write_file(path, data, len);
	free(data);
}

char *read_file(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text;

	if (fd < 0)
		return NULL;
	text = slurp(fd, len);
	close(fd);
	return text;
}

bool same_contents(const char *a, const char *b)
{
	size_t a_len, b_len;
	char *a_text = read_file(a, &a_len), *b_text = read_file(b, &b_len);

	return a_text && b_text && a_len == b_len && !memcmp(a_text, b_text, a_len);
}

bool exists(const char *path)
{
	struct stat st;

	return !lstat(path, &st);
}

unsigned int files_here(void)
{
	DIR *dir = opendir(".");
	unsigned int count = 0;

	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count - 2;
}

static bool is_listed(const char *name, va_list names)
{
	const char *listed;

	while ((listed = va_arg(names, const char *)))
		if (!strcmp(listed, name))
			return true;
	return false;
}

bool nothing_but(const char *name, ...)
{
	DIR *dir = opendir(".");
	struct dirent *entry;
	bool fits = true;
	va_list names;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		bool listed = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
			      (name && !strcmp(entry->d_name, name));

		if (!listed && name) {
			va_start(names, name);
			listed = is_listed(entry->d_name, names);
			va_end(names);
		}
		if (!listed)
			print_message("unexpected file %s\n", entry->d_name);
		fits = fits && listed;
	}
	closedir(dir);
	return fits;
}

/* ---- text ---------------------------------------------------------------- */

void assert_has_at(const char *where, const char *text, const char *file, int line)
{
	if (strstr(where, text))
		return;
	print_error("expected \"%s\" in:\n%s\n", text, where);
	_fail(file, line);
}

unsigned int count_lines(const char *text, const char *with)
{
	unsigned int count = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");

		count += memmem(text, len, with, strlen(with)) != NULL;
		text += len + (text[len] == '\n');
	}
	return count;
}

void assert_code_at(struct result r, int code, const char *file, int line)
{
	if (r.code == code)
		return;
	print_error("exit code %d, expected %d; it said:\n%s%s\n", r.code, code, r.out, r.err);
	_fail(file, line);
}

void assert_refused_at(struct result r, const char *text, const char *file, int line)
{
	const char *said = strstr(r.err, "dmae: ");

	assert_code_at(r, 2, file, line);
	if (said && !r.out[0] && count_lines(r.err, "dmae: ") == 1 && strstr(said, text) &&
	    r.err[strlen(r.err) - 1] == '\n')
		return;
	print_error("expected one line \"dmae: ...%s...\", and nothing on standard output (%s):\n%s\n",
		    text, r.out, r.err);
	_fail(file, line);
}

void assert_json_at(const char *text, const char *file, int line)
{
	struct result r;

	write_file("text.json", text, strlen(text));
	r = command_run(NULL, (const char *[]){ "python3", "-m", "json.tool", "text.json", NULL });
	unlink("text.json");
	if (!r.code)
		return;
	print_error("not JSON: %s\n%s\n", text, r.err);
	_fail(file, line);
}
