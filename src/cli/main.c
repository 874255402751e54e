// SPDX-License-Identifier: MIT
/* dmae: the command. Finds the verb; everything else is in the verb's own file. Host side. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <dmae/version.h>

#include "base/host.h"
#include "cli/cli.h"

int cli_error(const char *fmt, ...)
{
	va_list args;

	fflush(stdout);
	fputs("dmae: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	return EXIT_UNUSABLE;
}

int cli_world_error(void)
{
	return cli_error("%s", dmae_error());
}

int cli_no_more_args(int argc, char **argv, int first)
{
	if (argc <= first)
		return EXIT_DONE;
	return cli_error("%s: unexpected argument '%s' (see dmae %s --help)", argv[0], argv[first],
			 argv[0]);
}

static bool asks_for_help(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	return false;
}

/* a verb that starts no world reads its options itself */
static int run_own(const struct verb *v, int argc, char **argv)
{
	if (!asks_for_help(argc, argv))
		return v->run(NULL, argc, argv);
	verb_print_help(v);
	return EXIT_DONE;
}

static int run_with_options(const struct verb *v, int argc, char **argv)
{
	struct cli_options options = { .world = DMAE_WORLD_PARAMS };
	int code = EXIT_DONE;

	argc = options_parse(&options, argc, argv, v->run == run_run);
	if (argc < 0)
		code = EXIT_UNUSABLE;
	else if (options.help)
		verb_print_help(v);
	else
		code = v->run(&options, argc, argv);
	options_free(&options);
	return code;
}

static int run_verb(int argc, char **argv)
{
	const struct verb *v = verb_find(argv[0]);

	if (!v && argv[0][0] == '-')
		return cli_error("%s: the verb comes before the options (dmae --help lists verbs)",
				 argv[0]);
	if (!v)
		return cli_error("unknown verb '%s' (dmae --help lists them)", argv[0]);
	return v->options ? run_own(v, argc, argv) : run_with_options(v, argc, argv);
}

int main(int argc, char **argv)
{
	int code = EXIT_DONE;

	/* a crash of a driver is reported; then we end as a command does */
	host_death_code(EXIT_TEST_FAILED);
	if (argc < 2) {
		verbs_print_usage();
		return EXIT_UNUSABLE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		verbs_print_usage();
	else if (!strcmp(argv[1], "--version"))
		printf("dmae %s\n", DMAE_VERSION);
	else
		code = run_verb(argc - 1, argv + 1);
	if (fflush(stdout) || ferror(stdout))
		return cli_error("standard output: cannot be written");
	return code;
}
