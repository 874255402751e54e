// SPDX-License-Identifier: MIT
/*
 * Device tree source to a blob: through cpp where the source has directives
 * for it, then through dtc. Host side; board_load() calls it. Both run as
 * children whose input, output and messages are memory files, so nothing is
 * left behind in any folder, whatever happens.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/host.h"
#include "machine/board_private.h"

#define MAX_ARGS 64

extern char **environ;

/** struct tool - one run of cpp or dtc */
struct tool {
	const char *argv[MAX_ARGS];
	int argc;
	const void *input; /* what it reads, or NULL */
	size_t input_len;
	void *output; /* what it wrote, NUL-terminated */
	size_t output_len;
	void *messages;
};

static void tool_arg(struct tool *tool, const char *arg)
{
	if (tool->argc < MAX_ARGS - 1)
		tool->argv[tool->argc++] = arg;
}

static void tool_free(struct tool *tool)
{
	host_free(tool->output);
	host_free(tool->messages);
}

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

static void *slurp(int fd, size_t *len)
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

static int tool_spawn(struct tool *tool, const int fds[3], pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	int i, err;

	posix_spawn_file_actions_init(&actions);
	for (i = 0; i < 3; i++)
		posix_spawn_file_actions_adddup2(&actions, fds[i], i);
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	tool->argv[tool->argc] = NULL;
	err = posix_spawnp(pid, tool->argv[0], &actions, &attr, (char *const *)tool->argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return -err;
}

/*
 * Return: the exit status, 128 + a signal's number, or a negative error code where it could not be
 * run
 */
static int tool_run(struct tool *tool)
{
	int fds[3] = {
		memory_file("input", tool->input, tool->input ? tool->input_len : 0),
		memory_file("output", NULL, 0),
		memory_file("messages", NULL, 0),
	};
	int status = 0, i, err = -EIO;
	size_t len;
	pid_t pid;

	if (fds[0] < 0 || fds[1] < 0 || fds[2] < 0)
		goto out;
	err = tool_spawn(tool, fds, &pid);
	if (err)
		goto out;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR) {
			err = -errno;
			goto out;
		}
	}
	tool->output = slurp(fds[1], &tool->output_len);
	tool->messages = slurp(fds[2], &len);
	err = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
out:
	for (i = 0; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return err;
}

/* ---- messages ---------------------------------------------------------- */

static const char *line_with(const char *text, const char *mark)
{
	const char *found = strstr(text, mark);

	while (found && found > text && found[-1] != '\n')
		found--;
	return found;
}

/* the line that says what was wrong: the first that calls itself an error, else the first */
static const char *first_error(const char *text)
{
	static const char *const marks[] = { "Error: ", "ERROR (", " error: ", "FATAL ERROR: " };
	const char *line;
	unsigned int i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		line = line_with(text, marks[i]);
		if (line)
			return line;
	}
	return text;
}

/* dtc: "Error: FILE:LINE.COLUMN-COLUMN what"; cpp: "FILE:LINE:COLUMN: fatal error: what" */
static int tool_refuse(const struct tool *tool, const char *path, const char *hint,
		       const struct board_why *why)
{
	static const char *const prefixes[] = { "Error: ", "FATAL ERROR: " };
	const char *line = first_error(tool->messages);
	char text[512], *what = text;
	unsigned int i;

	snprintf(text, sizeof(text), "%.*s", (int)strcspn(line, "\n"), line);
	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (!strncmp(what, prefixes[i], strlen(prefixes[i])))
			what += strlen(prefixes[i]);
	if (!*what)
		return board_refuse(why, "%s: %s failed and did not say why", path, tool->argv[0]);
	/* most messages begin with file and line; where one does not, say the file at least */
	if (strchr(what, ':'))
		return board_refuse(why, "%s%s", what, hint);
	return board_refuse(why, "%s: %s%s", path, what, hint);
}

static int tool_missing(const struct tool *tool, const char *path, int err, const char *package,
			const struct board_why *why)
{
	board_refuse(why, "%s: cannot run %s (%s): install %s", path, tool->argv[0], strerror(-err),
		     package);
	return -EIO;
}

/* ---- cpp and dtc ------------------------------------------------------- */

/* true if @text has lines that are for cpp; "#address-cells" and its like are not */
static bool needs_cpp(const char *text)
{
	static const char *const directives[] = { "include", "define", "undef",
						  "if",	     "ifdef",  "ifndef" };
	const char *line = text;
	unsigned int i;

	while (line) {
		line += strspn(line, " \t");
		if (*line == '#') {
			const char *word = line + 1 + strspn(line + 1, " \t");
			size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyz");

			for (i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
				if (len == strlen(directives[i]) &&
				    !strncmp(word, directives[i], len) &&
				    (isspace((unsigned char)word[len]) || word[len] == '<' ||
				     word[len] == '"'))
					return true;
		}
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	return false;
}

/** struct include_path - the source's folder, then the folders of DMAE_DTS_INCLUDE */
struct include_path {
	char *text;
	const char *folders[MAX_ARGS / 4];
	int count;
};

static void include_path_init(struct include_path *inc, const char *path)
{
	const char *slash = strrchr(path, '/');
	int folder_len = slash ? (slash == path ? 1 : slash - path) : 1;
	const char *more = getenv("DMAE_DTS_INCLUDE");
	size_t size = strlen(path) + (more ? strlen(more) : 0) + 8;
	char *at, *folder;

	inc->text = host_alloc(size);
	inc->count = 0;
	snprintf(inc->text, size, "%.*s", folder_len, slash ? path : ".");
	inc->folders[inc->count++] = inc->text;
	if (!more)
		return;
	at = inc->text + strlen(inc->text) + 1;
	strcpy(at, more);
	while ((folder = strsep(&at, ":")))
		if (*folder && inc->count < MAX_ARGS / 4)
			inc->folders[inc->count++] = folder;
}

static int run_cpp(const char *path, const struct include_path *inc, void **text, size_t *len,
		   const struct board_why *why)
{
	struct tool cpp = { .argv = { "cpp", "-nostdinc", "-undef", "-D__DTS__", "-x",
				      "assembler-with-cpp" },
			    .argc = 6 };
	int i, status;

	for (i = 0; i < inc->count; i++) {
		tool_arg(&cpp, "-I");
		tool_arg(&cpp, inc->folders[i]);
	}
	tool_arg(&cpp, path);
	status = tool_run(&cpp);
	if (status < 0)
		return tool_missing(&cpp, path, status, "cpp", why);
	if (status) {
		bool lost = strstr(cpp.messages, "No such file") != NULL;

		tool_refuse(&cpp, path, lost ? " (DMAE_DTS_INCLUDE can name more folders)" : "",
			    why);
		tool_free(&cpp);
		return -EINVAL;
	}
	*text = cpp.output;
	*len = cpp.output_len;
	cpp.output = NULL;
	tool_free(&cpp);
	return 0;
}

static int run_dtc(const char *path, const struct include_path *inc, const void *text,
		   size_t text_len, void **blob, size_t *len, const struct board_why *why)
{
	struct tool dtc = { .argv = { "dtc", "-q", "-I", "dts", "-O", "dtb" },
			    .argc = 6,
			    .input = text,
			    .input_len = text_len };
	int i, status;

	for (i = 0; i < inc->count; i++) {
		tool_arg(&dtc, "-i");
		tool_arg(&dtc, inc->folders[i]);
	}
	tool_arg(&dtc, text ? "-" : path);
	status = tool_run(&dtc);
	if (status < 0)
		return tool_missing(&dtc, path, status, "device-tree-compiler", why);
	if (status) {
		tool_refuse(&dtc, path, "", why);
		tool_free(&dtc);
		return -EINVAL;
	}
	*blob = dtc.output;
	*len = dtc.output_len;
	dtc.output = NULL;
	tool_free(&dtc);
	return 0;
}

int board_compile(const char *path, void **blob, size_t *len, const struct board_why *why)
{
	struct include_path inc;
	void *text;
	size_t text_len;
	int err;

	err = host_file_read(path, &text, &text_len);
	if (err) {
		board_refuse(why, "%s: %s", path, strerror(-err));
		return err == -ENOENT ? -ENOENT : -EIO;
	}
	include_path_init(&inc, path);
	if (needs_cpp(text)) {
		host_free(text);
		err = run_cpp(path, &inc, &text, &text_len, why);
	} else {
		/* let dtc open the file itself: its messages then name it */
		host_free(text);
		text = NULL;
	}
	if (!err) {
		err = run_dtc(path, &inc, text, text_len, blob, len, why);
		host_free(text);
	}
	host_free(inc.text);
	return err;
}
