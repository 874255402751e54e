// SPDX-License-Identifier: MIT
/*
 * Device tree source to a blob: through cpp where the source has directives
 * for it, then through dtc; or from the cache, where the same was compiled
 * before. Host side; board_load() calls it.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/host.h"
#include "base/paths.h"
#include "base/process.h"
#include "machine/board_private.h"

#define MAX_FOLDERS 16

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
static int tool_refuse(const struct process *tool, const char *path, const char *hint,
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

static int tool_missing(const struct process *tool, const char *path, int err, const char *package,
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

/** struct include_path - the source's folder, those of DMAE_DTS_INCLUDE, the kernel's */
struct include_path {
	char *folders[MAX_FOLDERS + 1];
	int count;
	bool kernel;
};

static void include_path_init(struct include_path *inc, const char *path)
{
	const char *more = getenv("DMAE_DTS_INCLUDE");
	char *kernel = board_kernel_prefixes(path);

	memset(inc, 0, sizeof(*inc));
	inc->folders[inc->count++] = path_folder(path);
	for (; more && *more; more += strcspn(more, ":"), more += *more == ':') {
		int len = strcspn(more, ":");

		if (len && inc->count < MAX_FOLDERS)
			inc->folders[inc->count++] = path_format("%.*s", len, more);
	}
	inc->kernel = kernel != NULL;
	if (kernel)
		inc->folders[inc->count++] = kernel;
}

/* a source outside any kernel tree may include <dt-bindings/...> all the same */
static bool include_path_add_kernel(struct include_path *inc)
{
	char *kernel = inc->kernel ? NULL : board_kernel_prefixes_standard();

	inc->kernel = true;
	if (kernel)
		inc->folders[inc->count++] = kernel;
	return kernel != NULL;
}

static void include_path_free(struct include_path *inc)
{
	while (inc->count)
		host_free(inc->folders[--inc->count]);
}

static int cpp_try(struct process *cpp, const char *path, const struct include_path *inc)
{
	int i;

	process_args(cpp, "cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp");
	for (i = 0; i < inc->count; i++) {
		process_args(cpp, "-I");
		process_arg(cpp, "%s", inc->folders[i]);
	}
	process_arg(cpp, "%s", path);
	return process_run(cpp);
}

static int run_cpp(const char *path, struct include_path *inc, void **text, size_t *len,
		   const struct board_why *why)
{
	struct process cpp = { .argc = 0 };
	int status = cpp_try(&cpp, path, inc);
	bool lost = status > 0 && strstr(cpp.messages, "No such file");

	if (lost && include_path_add_kernel(inc)) {
		process_free(&cpp);
		status = cpp_try(&cpp, path, inc);
	}
	if (status < 0) {
		status = tool_missing(&cpp, path, status, "cpp", why);
	} else if (status) {
		lost = strstr(cpp.messages, "No such file");
		tool_refuse(&cpp, path, lost ? " (DMAE_DTS_INCLUDE can name more folders)" : "",
			    why);
		status = -EINVAL;
	} else {
		*text = cpp.output;
		*len = cpp.output_len;
		cpp.output = NULL;
	}
	process_free(&cpp);
	return status;
}

static int run_dtc(const char *path, const struct include_path *inc, bool labels, const void *text,
		   size_t text_len, void **blob, size_t *len, const struct board_why *why)
{
	struct process dtc = { .input = text, .input_len = text_len };
	int i, status;

	process_args(&dtc, "dtc -q -I dts -O dtb");
	if (labels)
		process_args(&dtc, "-@");
	for (i = 0; i < inc->count; i++) {
		process_args(&dtc, "-i");
		process_arg(&dtc, "%s", inc->folders[i]);
	}
	process_arg(&dtc, "%s", text ? "-" : path);
	status = process_run(&dtc);
	if (status < 0) {
		status = tool_missing(&dtc, path, status, "device-tree-compiler", why);
	} else if (status) {
		tool_refuse(&dtc, path, "", why);
		status = -EINVAL;
	} else {
		*blob = dtc.output;
		*len = dtc.output_len;
		dtc.output = NULL;
	}
	process_free(&dtc);
	return status;
}

/* ---- inputs ---------------------------------------------------------------- */

/* the files that cpp's output names in its line markers: # 12 "file" */
static void list_inputs(struct board_inputs *inputs, const char *text)
{
	const char *line = text, *name;

	for (; line; line = strchr(line, '\n'), line += !!line) {
		if (line[0] != '#' || line[1] != ' ' || !isdigit((unsigned char)line[2]))
			continue;
		name = line + 2 + strspn(line + 2, "0123456789 ");
		if (*name == '"' && name[1] != '<')
			board_inputs_add(inputs, name + 1, strcspn(name + 1, "\"\n"));
	}
}

/* what dtc itself includes we do not see: such a source is compiled anew each time */
static bool dtc_includes(const char *text)
{
	return strstr(text, "/include/") || strstr(text, "/incbin/");
}

static uint64_t cache_key(const char *path, bool labels)
{
	const char *more = getenv("DMAE_DTS_INCLUDE"), *kernel = getenv("DMAE_KERNEL");
	char *real = path_real(path);
	char *text = path_format("%s:%d:%s:%s", real ? real : path, labels, more ? more : "",
				 kernel ? kernel : "");
	uint64_t key = board_hash(text, strlen(text), BOARD_HASH_START);

	host_free(text);
	host_free(real);
	return key;
}

/* ---- compiling ------------------------------------------------------------- */

static int compile_text(const char *path, bool labels, char *source, void **blob, size_t *len,
			struct board_inputs *inputs, const struct board_why *why)
{
	struct include_path inc;
	bool with_cpp = needs_cpp(source);
	void *text = NULL;
	size_t text_len = 0;
	int err = 0;

	include_path_init(&inc, path);
	if (with_cpp)
		err = run_cpp(path, &inc, &text, &text_len, why);
	/* without cpp dtc opens the file itself: its messages then name it */
	if (!err)
		err = run_dtc(path, &inc, labels, text, text_len, blob, len, why);
	if (!err && !dtc_includes(text ? text : source)) {
		board_inputs_add(inputs, path, strlen(path));
		if (text)
			list_inputs(inputs, text);
	}
	host_free(text);
	include_path_free(&inc);
	return err;
}

int board_compile(const char *path, bool labels, void **blob, size_t *len,
		  const struct board_why *why)
{
	struct board_inputs inputs = { .count = 0 };
	uint64_t key = cache_key(path, labels);
	size_t source_len;
	void *source;
	int err;

	if (board_cache_get(key, blob, len))
		return 0;
	err = host_file_read(path, &source, &source_len);
	if (err) {
		board_refuse(why, "%s: %s", path, strerror(-err));
		return err == -ENOENT ? -ENOENT : -EIO;
	}
	err = compile_text(path, labels, source, blob, len, &inputs, why);
	if (!err && inputs.count)
		board_cache_put(key, &inputs, *blob, *len);
	board_inputs_free(&inputs);
	host_free(source);
	return err;
}
