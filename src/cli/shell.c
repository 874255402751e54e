// SPDX-License-Identifier: MIT
/* The verb shell: commands in a running world, from a terminal, a pipe or a file. Host side. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

#define MAX_WORDS 128

/** struct shell - where commands come from and what became of them */
struct shell {
	const struct cli_options *options;
	bool interactive;
	bool leaving;
	int worst; /* exit code so far */
};

struct command {
	const char *name;
	const char *synopsis;
	int (*run)(struct shell *sh, int argc, char **argv);
};

static const struct command commands[];

/* ---- commands ---------------------------------------------------------- */

static int cmd_insmod(struct shell *sh, int argc, char **argv)
{
	char args[4096] = "";
	size_t len = 0;
	int i;

	if (argc < 2)
		return cli_error("insmod: which file?");
	for (i = 2; i < argc && len < sizeof(args); i++)
		len += snprintf(args + len, sizeof(args) - len, "%s%s", len ? " " : "", argv[i]);
	if (len >= sizeof(args))
		return cli_error("insmod: parameters longer than %zu bytes", sizeof(args) - 1);
	return module_up(argv[1], args);
}

static int cmd_rmmod(struct shell *sh, int argc, char **argv)
{
	if (argc != 2)
		return cli_error("rmmod: which module? (lsmod lists them)");
	return dmae_module_unload(argv[1]) ? cli_world_error() : EXIT_DONE;
}

static int cat_one(struct shell *sh, const char *path)
{
	char *argv[] = { "cat", (char *)path, NULL };

	return cat_inside(sh->options, 2, argv);
}

static int cmd_lsmod(struct shell *sh, int argc, char **argv)
{
	return cat_one(sh, "/proc/modules");
}

static int cmd_summary(struct shell *sh, int argc, char **argv)
{
	return cat_one(sh, "/sys/kernel/debug/dmaengine/summary");
}

static int print_log_line(uint64_t ns, int level, const char *text, void *arg)
{
	printf("[%5llu.%06llu] %s\n", (unsigned long long)(ns / 1000000000),
	       (unsigned long long)(ns % 1000000000 / 1000), text);
	return 0;
}

static int cmd_dmesg(struct shell *sh, int argc, char **argv)
{
	dmae_log_read(print_log_line, NULL);
	return EXIT_DONE;
}

/* echo WORDS... > PATH; without a path, to the screen */
static int cmd_echo(struct shell *sh, int argc, char **argv)
{
	char text[4096] = "";
	size_t len = 0;
	int i;

	for (i = 1; i < argc && strcmp(argv[i], ">") && len < sizeof(text); i++)
		len += snprintf(text + len, sizeof(text) - len, "%s%s", len ? " " : "", argv[i]);
	if (len + 1 >= sizeof(text))
		return cli_error("echo: text longer than %zu bytes", sizeof(text) - 2);
	text[len++] = '\n';
	if (i == argc) {
		fwrite(text, 1, len, stdout);
		return EXIT_DONE;
	}
	if (i + 2 != argc)
		return cli_error("echo: expected one path after >");
	return dmae_file_write(argv[i + 1], text, len) ? cli_world_error() : EXIT_DONE;
}

static int print_name(const struct dmae_dirent *entry, void *arg)
{
	printf("%s%s%s%s\n", entry->name, entry->type == 'd' ? "/" : "",
	       entry->type == 'l' ? " -> " : "", entry->target);
	return 0;
}

static int cmd_ls(struct shell *sh, int argc, char **argv)
{
	if (argc == 1)
		return ls_inside(sh->options, argc, argv);
	if (cli_no_more_args(argc, argv, 2))
		return EXIT_UNUSABLE;
	return dmae_dir_read(argv[1], print_name, NULL) ? cli_world_error() : EXIT_DONE;
}

static int cmd_sleep(struct shell *sh, int argc, char **argv)
{
	char *end;
	double s;

	if (argc != 2)
		return cli_error("sleep: how many seconds of the world's time?");
	s = strtod(argv[1], &end);
	if (*end || end == argv[1] || !(s >= 0 && s <= 1e6))
		return cli_error("sleep: '%s' is not a number of seconds from 0 to 1000000",
				 argv[1]);
	dmae_world_idle(s * 1e9);
	return EXIT_DONE;
}

static int cmd_exit(struct shell *sh, int argc, char **argv)
{
	unsigned long code = sh->worst;
	char *end;

	if (argc > 2)
		return cli_error("exit: expected at most one code");
	if (argc > 1) {
		code = strtoul(argv[1], &end, 10);
		if (*end || end == argv[1] || argv[1][0] == '-' || code > 255)
			return cli_error("exit: '%s' is not a code from 0 to 255", argv[1]);
	}
	sh->leaving = true;
	return code;
}

static int cmd_verb(struct shell *sh, int argc, char **argv)
{
	return verb_find(argv[0])->inside(sh->options, argc, argv);
}

static int cmd_help(struct shell *sh, int argc, char **argv)
{
	const struct command *c;

	for (c = commands; c->name; c++)
		printf("  %-10s %s\n", c->name, c->synopsis);
	return EXIT_DONE;
}

static const struct command commands[] = {
	{ "insmod", "FILE.so|NAME [param=value ...]", cmd_insmod },
	{ "rmmod", "NAME", cmd_rmmod },
	{ "lsmod", "", cmd_lsmod },
	{ "dmesg", "", cmd_dmesg },
	{ "cat", "PATH...", cmd_verb },
	{ "echo", "VALUE > PATH", cmd_echo },
	{ "ls", "[PATH]: channels, or a directory", cmd_ls },
	{ "maps", "[DEVICE]: what is mapped", cmd_verb },
	{ "tree", "[PATH]", cmd_verb },
	{ "test", "[param=value ...]: dmatest", cmd_verb },
	{ "slavetest", "[param=value ...]", cmd_verb },
	{ "copy", "[channel=NAME] SRC DST", cmd_verb },
	{ "summary", "who uses which channel", cmd_summary },
	{ "sleep", "SECONDS of the world's time", cmd_sleep },
	{ "help", "", cmd_help },
	{ "exit", "[CODE]", cmd_exit },
	{ NULL, NULL, NULL },
};

/* ---- lines ------------------------------------------------------------- */

/* words in place; quotes keep blanks together; > stands for itself; -1: too many or an open quote
 */
static int split(char *line, char **words)
{
	int n = 0;
	char *out;

	for (;;) {
		while (isspace((unsigned char)*line))
			line++;
		if (!*line || *line == '#')
			return n;
		if (n == MAX_WORDS)
			return -1;
		words[n++] = out = line;
		while (*line && !isspace((unsigned char)*line)) {
			char quote = *line;

			if (quote != '"' && quote != '\'') {
				*out++ = *line++;
				continue;
			}
			for (line++; *line && *line != quote;)
				*out++ = *line++;
			if (!*line++)
				return -1;
		}
		if (*line)
			line++;
		*out = '\0';
	}
}

static int run_line(struct shell *sh, char *line)
{
	char *words[MAX_WORDS + 1];
	int n = split(line, words);
	const struct command *c;

	if (n < 0)
		return cli_error("shell: too many words, or a quote that is not closed");
	if (!n)
		return EXIT_DONE;
	words[n] = NULL;
	for (c = commands; c->name; c++)
		if (!strcmp(c->name, words[0]))
			return c->run(sh, n, words);
	return cli_error("shell: unknown command '%s' (help lists them)", words[0]);
}

static int run_stream(struct shell *sh, FILE *in)
{
	char *line = NULL;
	size_t room = 0;
	int code = EXIT_DONE;

	while (!sh->leaving) {
		if (sh->interactive) {
			printf("dmae> ");
			fflush(stdout);
		}
		if (getline(&line, &room, in) < 0)
			break;
		code = run_line(sh, line);
		fflush(stdout);
		/* whoever types has seen the errors; a script's caller has not */
		if (code > sh->worst && !sh->interactive)
			sh->worst = code;
	}
	free(line);
	return sh->leaving ? code : sh->worst;
}

int shell_inside(const struct cli_options *options, int argc, char **argv)
{
	struct shell sh = { .options = options };
	FILE *in = stdin;
	int code;

	if (cli_no_more_args(argc, argv, 2))
		return EXIT_UNUSABLE;
	if (argc > 1) {
		in = fopen(argv[1], "r");
		if (!in)
			return cli_error("shell: %s: %s", argv[1], strerror(errno));
	}
	sh.interactive = in == stdin && isatty(STDIN_FILENO);
	code = run_stream(&sh, in);
	if (in != stdin)
		fclose(in);
	return code;
}

int shell_run(struct cli_options *options, int argc, char **argv)
{
	return verb_in_world(options, argc, argv, shell_inside);
}
