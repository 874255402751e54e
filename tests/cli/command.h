/* SPDX-License-Identifier: MIT */
/*
 * Running the command: what the tests of dmae see is what a user sees. Each
 * test runs in an empty folder of its own. Host side.
 */
#ifndef TESTS_CLI_COMMAND_H
#define TESTS_CLI_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

#include "unit.h"

/**
 * struct result - what a command did; the strings live until the test ends
 * @code: its exit code, or -N if signal N ended it
 */
struct result {
	int code;
	char *out, *err;
};

/** dmae() - run the command that was built with these arguments, to its end */
#define dmae(...) command_run(NULL, (const char *[]){ command_dmae(), __VA_ARGS__, NULL })
/** dmae_fed() - the same with @text on its standard input, which is a pipe */
#define dmae_fed(text, ...) command_run(text, (const char *[]){ command_dmae(), __VA_ARGS__, NULL })
/** shell() - run a line of sh in which "dmae" is the command that was built */
struct result shell(const char *line);

const char *command_dmae(void);
/** command_run() - @argv is NULL-terminated; @input may be NULL: nothing to read */
struct result command_run(const char *input, const char **argv);
/** command_start() - run it in the background, its output going to the files "out" and "err" */
pid_t command_start(const char **argv);
/** command_end() - wait for it, at most a minute */
struct result command_end(pid_t pid);

/** command_setup(), command_teardown() - fixtures: an empty folder to be in, and away with it */
int command_setup(void **state);
int command_teardown(void **state);
#define cli_test(fn) cmocka_unit_test_setup_teardown(fn, command_setup, command_teardown)

/** need_kernel_source() - skip the test where Debian's linux-source-@version is not installed */
void need_kernel_source(const char *version);

/* ---- files ------------------------------------------------------------- */

void write_file(const char *path, const void *data, size_t len);
/** random_file() - the same bytes for the same length */
void random_file(const char *path, size_t len);
/** read_file() - with a NUL behind it; NULL if there is none; lives until the test ends */
char *read_file(const char *path, size_t *len);
bool same_contents(const char *a, const char *b);
bool exists(const char *path);
unsigned int files_here(void);
/** nothing_but() - true if the folder holds these files and no others; NULL ends the list */
bool nothing_but(const char *name, ...) __attribute__((sentinel));

/* ---- text -------------------------------------------------------------- */

/** assert_has() - @text must be somewhere in @where */
#define assert_has(where, text) assert_has_at(where, text, __FILE__, __LINE__)
void assert_has_at(const char *where, const char *text, const char *file, int line);
/** assert_refused() - exit code 2, nothing on standard output, one line "dmae: ..." with @text in it */
#define assert_refused(r, text) assert_refused_at(r, text, __FILE__, __LINE__)
void assert_refused_at(struct result r, const char *text, const char *file, int line);
/** assert_done() - exit code 0; what it said is shown otherwise */
#define assert_done(r) assert_code_at(r, 0, __FILE__, __LINE__)
#define assert_code(r, code) assert_code_at(r, code, __FILE__, __LINE__)
void assert_code_at(struct result r, int code, const char *file, int line);
/** assert_json() - one JSON document */
#define assert_json(text) assert_json_at(text, __FILE__, __LINE__)
void assert_json_at(const char *text, const char *file, int line);
unsigned int count_lines(const char *text, const char *with);

#endif
