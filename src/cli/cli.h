/* SPDX-License-Identifier: MIT */
/*
 * The command, between its files. Each verb is a function that gets its own
 * arguments and returns the exit code: 0 it did it, 1 a test failed, 2 it
 * could not be done as asked. Everything goes through <dmae/...>.
 */
#ifndef DMAE_CLI_H
#define DMAE_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include <dmae/world.h>

enum { EXIT_DONE = 0, EXIT_TEST_FAILED = 1, EXIT_UNUSABLE = 2 };

#define MAX_MODULES 64
#define MAX_OVERLAYS 16
#define MAX_ACPI_TABLES 16
#define MAX_PARAMS 64

/** struct cli_options - what every verb understands */
struct cli_options {
	struct dmae_world_params world;
	struct {
		const char *path;
		char *args;	/* "a=1 b=2"; the option parser's */
	} modules[MAX_MODULES];
	unsigned int nmodules;
	const char *overlays[MAX_OVERLAYS + 1];	/* NULL-terminated */
	unsigned int noverlays;
	const char *acpi_tables[MAX_ACPI_TABLES + 1];	/* NULL-terminated */
	unsigned int nacpi_tables;
	char *params[MAX_PARAMS + 1]; /* of --append, NULL-terminated; the option parser's */
	unsigned int nparams;
	bool json;
	bool help;
	bool seed_given;
};

/**
 * struct verb - one verb
 * @synopsis: what follows "dmae NAME"
 * @about: one line
 * @help: the rest of --help, with an example
 * @run: called with the world not running; argv[0] is the verb
 * @inside: called with the world running, by "run" and the shell; NULL: not there
 * @options: of a verb that starts no world: what --help says of its own options, which @run
 *	reads itself; NULL: it understands the common ones
 */
struct verb {
	const char *name;
	const char *synopsis;
	const char *about;
	const char *help;
	int (*run)(struct cli_options *options, int argc, char **argv);
	int (*inside)(const struct cli_options *options, int argc, char **argv);
	const char *options;
};

extern const struct verb verbs[];
const struct verb *verb_find(const char *name);
void verb_print_help(const struct verb *v);
void verbs_print_usage(void);

/**
 * options_parse() - take the common options out of @argv
 * @stop_at_dashes: leave "--" and what follows alone ("run")
 *
 * Return: the new argc, or a negative number after a message.
 */
int options_parse(struct cli_options *options, int argc, char **argv, bool stop_at_dashes);
void options_free(struct cli_options *options);

/** cli_error() - one line on standard error, "dmae: ..."; returns EXIT_UNUSABLE */
int cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/** cli_world_error() - the same with dmae_error() */
int cli_world_error(void);
/** cli_no_more_args() - 0, or EXIT_UNUSABLE if there are arguments from @first on */
int cli_no_more_args(int argc, char **argv, int first);
/**
 * module_up() - load a module into the running world, all of whose settings it must know; 0 or an
 * exit code
 */
int module_up(const char *path, const char *args);
/** world_up() - start the world and load the modules that the options name; 0 or an exit code */
int world_up(const struct cli_options *options);
/**
 * world_down() - stop it; the exit code, which is @code unless something leaked
 *
 * With a driver from a file, leaks are named in the log and do not count.
 */
int world_down(int code);
/** verb_in_world() - world_up(), @inside, world_down() */
int verb_in_world(struct cli_options *options, int argc, char **argv,
		  int (*inside)(const struct cli_options *options, int argc, char **argv));

/** json_string() - @text as a JSON string on standard output */
void json_string(const char *text);

/* verbs that work in a running world */
int test_inside(const struct cli_options *options, int argc, char **argv);
int slavetest_inside(const struct cli_options *options, int argc, char **argv);
int ls_inside(const struct cli_options *options, int argc, char **argv);
int maps_inside(const struct cli_options *options, int argc, char **argv);
int cat_inside(const struct cli_options *options, int argc, char **argv);
int tree_inside(const struct cli_options *options, int argc, char **argv);
int copy_inside(const struct cli_options *options, int argc, char **argv);
int shell_inside(const struct cli_options *options, int argc, char **argv);

int test_run(struct cli_options *options, int argc, char **argv);
int slavetest_run(struct cli_options *options, int argc, char **argv);
int ls_run(struct cli_options *options, int argc, char **argv);
int maps_run(struct cli_options *options, int argc, char **argv);
int cat_run(struct cli_options *options, int argc, char **argv);
int tree_run(struct cli_options *options, int argc, char **argv);
int copy_run(struct cli_options *options, int argc, char **argv);
int shell_run(struct cli_options *options, int argc, char **argv);
int bench_verb_run(struct cli_options *options, int argc, char **argv);
int build_run(struct cli_options *options, int argc, char **argv);
int run_run(struct cli_options *options, int argc, char **argv);

#endif
